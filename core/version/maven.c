/*
 * Scheme maven (POM Reference, "Version Order Specification"): tokens parted by '.', '-' and the
 * turns between digits and letters, which count as '-'. What says nothing (0, "", final, ga,
 * release) is dropped at the end and in front of each dash; the shorter version is filled up with
 * nothing. Words < "-number" < ".number"; alpha < beta < milestone < rc < snapshot < nothing < sp <
 * any other word, and of words of one rank ".word" < "-word". (The reference puts that before the
 * ranks, which goes round in a circle: 1.x < 1-beta < 1 < 1.x.) One circle is Maven's own and
 * stays: 2.9.0 < 2.9.0-1 < 2.9.0.RC1 < 2.9.0.
 */
#include "core/version/scheme.h"

enum { MOST_TOKENS = 256 };

struct token {
	bool is_number, dash; /* behind a dash */
	th_slice text;        /* digits without leading zeros, or a word */
};
struct maven {
	struct token tokens[MOST_TOKENS];
	size_t count;
};

/* ---- reading ---- */

static const struct {
	const char *word;
	int rank;
	const char *means; /* a letter before a digit; NULL: itself */
} words[] = {
	{ "alpha", 1, "a" }, { "beta", 2, "b" },      { "milestone", 3, "m" }, { "rc", 4, NULL },
	{ "cr", 4, NULL },   { "snapshot", 5, NULL }, { "", 6, NULL },         { "final", 6, NULL },
	{ "ga", 6, NULL },   { "release", 6, NULL },  { "sp", 7, NULL },
};
enum { RANK_NOTHING = 6, RANK_OTHER = 8 };

static int rank_of(th_slice word)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (th_slice_equal_nocase(word, th_slice_of(words[i].word)))
			return words[i].rank;
	return RANK_OTHER;
}

static th_slice whole_word(th_slice word, const struct th_cursor *behind)
{
	for (size_t i = 0; th_cursor_at_digit(behind) && i < sizeof(words) / sizeof(words[0]); i++)
		if (words[i].means && th_slice_equal_nocase(word, th_slice_of(words[i].means)))
			return th_slice_of(words[i].word);
	return word;
}

static bool separates(char c)
{
	return c == '.' || c == '-';
}

static bool push(struct maven *m, struct token token)
{
	if (m->count == MOST_TOKENS)
		return false;
	m->tokens[m->count++] = token;
	return true;
}

/* One token; an empty one, between two separators, is 0. */
static struct token take(struct th_cursor *c, bool dash)
{
	const char *from = c->at;

	if (c->at == c->end || separates(*c->at))
		return (struct token){ true, dash, { 0 } };
	if (th_is_digit(*c->at))
		return (struct token){ true, dash, th_cursor_digits(c) };
	while (c->at < c->end && !separates(*c->at) && !th_is_digit(*c->at))
		c->at++;
	th_slice word = th_slice_make(from, (size_t)(c->at - from));
	return (struct token){ false, dash, whole_word(word, c) };
}

static bool is_nothing(const struct token *t)
{
	return t->is_number ? t->text.len == 0 : rank_of(t->text) == RANK_NOTHING;
}

/* Nothing at the end, and in front of each dash, from the end on. */
static void trim(struct maven *m)
{
	for (size_t i = m->count; i > 1;) {
		if (is_nothing(&m->tokens[i - 1])) {
			memmove(&m->tokens[i - 1], &m->tokens[i],
				(m->count - i) * sizeof(m->tokens[0]));
			m->count--;
			i--;
			continue;
		}
		while (i > 1 && !m->tokens[i - 1].dash)
			i--;
		i--;
	}
}

static bool split(th_slice v, struct maven *out)
{
	struct th_cursor c = th_cursor_of(th_slice_trim(v));
	bool dash = false;

	out->count = 0;
	if (c.at == c.end)
		return false;
	for (;;) {
		if (!push(out, take(&c, dash)))
			return false;
		if (c.at == c.end)
			break;
		bool turn = !separates(*c.at);
		dash = turn || *c.at != '.';
		c.at += !turn;
	}
	trim(out);
	return true;
}

/* ---- comparing ---- */

static int kind_of(const struct token *t)
{
	return !t->is_number ? 0 : t->dash ? 1 : 2;
}

static int compare_tokens(const struct token *a, const struct token *b)
{
	if (a->is_number || b->is_number)
		return kind_of(a) != kind_of(b) ? kind_of(a) - kind_of(b)
						: th_number_compare(a->text, b->text);
	int c = rank_of(a->text) - rank_of(b->text);
	if (c == 0)
		c = a->dash - b->dash;
	return c != 0 || rank_of(a->text) != RANK_OTHER ? c
							: th_text_compare_nocase(a->text, b->text);
}

static struct token nothing_like(const struct token *t)
{
	return (struct token){ t->is_number, t->dash, { 0 } };
}

enum th_order th_maven_compare(th_slice a, th_slice b)
{
	struct maven x, y;

	if (!split(a, &x) || !split(b, &y))
		return TH_ORDER_UNKNOWN;
	for (size_t i = 0; i < x.count || i < y.count; i++) {
		struct token s = i < x.count ? x.tokens[i] : nothing_like(&y.tokens[i]);
		struct token t = i < y.count ? y.tokens[i] : nothing_like(&x.tokens[i]);
		int c = compare_tokens(&s, &t);
		if (c != 0)
			return th_order_of(c);
	}
	return TH_ORDER_EQUAL;
}

bool th_maven_valid(th_slice v)
{
	struct maven maven;

	return th_has_digit(v) && split(v, &maven);
}
