/*
 * Scheme composer (PHP, "version_compare"; Composer, "Versions"): separators and the turns between
 * digits and letters part a version; words have ranks, of which the beginning counts, in this case
 * alone (beta2 as b2): any other word < dev < alpha < beta < RC < a number < pl. Of two that are
 * equal so far the one with another number is newer, the one with another word is as that word is
 * to a number.
 */
#include "core/version/scheme.h"

enum { RANK_NUMBER = 4 };

/* In the order in which they are tried. */
static const struct {
	const char *word;
	int rank;
} words[] = {
	{ "dev", 0 }, { "alpha", 1 }, { "a", 1 }, { "beta", 2 }, { "b", 2 },
	{ "RC", 3 },  { "rc", 3 },    { "#", 4 }, { "pl", 5 },   { "p", 5 },
};

struct part {
	bool is_number;
	th_slice text;
};

static bool separates(char c)
{
	return c == '.' || c == '-' || c == '_' || c == '+';
}

/* The next part; false behind the last one. */
static bool take(struct th_cursor *c, struct part *out)
{
	while (c->at < c->end && separates(*c->at))
		c->at++;
	if (c->at == c->end)
		return false;
	out->is_number = th_cursor_at_digit(c);
	if (out->is_number) {
		out->text = th_cursor_digits(c);
		return true;
	}
	const char *from = c->at;
	while (c->at < c->end && !separates(*c->at) && !th_is_digit(*c->at))
		c->at++;
	out->text = th_slice_make(from, (size_t)(c->at - from));
	return true;
}

static int rank_of(const struct part *part)
{
	if (part->is_number)
		return RANK_NUMBER;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		th_slice word = th_slice_of(words[i].word);
		if (th_slice_starts(part->text, word))
			return words[i].rank;
	}
	return -1;
}

/* What is left of a version whose fellow has ended: against a number. */
static int compare_rest(const struct part *first, struct th_cursor *c)
{
	struct part part = *first;

	do {
		if (part.is_number)
			return 1;
		if (rank_of(&part) != RANK_NUMBER)
			return rank_of(&part) - RANK_NUMBER;
	} while (take(c, &part));
	return 0;
}

static int compare(struct th_cursor a, struct th_cursor b)
{
	for (;;) {
		struct part x, y;
		bool some_a = take(&a, &x), some_b = take(&b, &y);
		if (!some_a && !some_b)
			return 0;
		if (!some_b)
			return compare_rest(&x, &a);
		if (!some_a)
			return -compare_rest(&y, &b);
		int c = x.is_number && y.is_number ? th_number_compare(x.text, y.text)
						   : rank_of(&x) - rank_of(&y);
		if (c != 0)
			return c;
	}
}

/* A branch ("dev-main") has a place before all numbers; a word alone is no version. */
static bool has_place(th_slice v)
{
	struct th_cursor c = th_cursor_start(v);

	return th_cursor_at_digit(&c) || th_slice_starts(v, TH_SLICE("dev-"));
}

/* PHP calls '#' equal to every number, which leaves no order: no version has it. */
bool th_composer_valid(th_slice v)
{
	return has_place(v) && th_slice_find(v, '#') == v.len;
}

enum th_order th_composer_compare(th_slice a, th_slice b)
{
	if (!has_place(a) || !has_place(b))
		return TH_ORDER_UNKNOWN;
	return th_order_of(compare(th_cursor_start(a), th_cursor_start(b)));
}
