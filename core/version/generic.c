/*
 * Scheme generic: versions of products that belong to no registry (7.17.90p608, 5.0 Build 1322,
 * 2019.4 HF 5, 9.5.7a). No specification exists (vers-spec reserves the name), so this one promises
 * little and keeps it: it answers only what every reading of the two texts agrees on, and refuses
 * the rest.
 *
 * A version is a core of numbers joined by dots, then parts. A part is a word with the numbers
 * behind it ("SP1", "beta.2"), or numbers alone ("-1"). Case, blanks and separators do not count.
 * Cores are compared as in intdot, then part by part: words before a release (beta) < nothing <
 * words after it (SP, Update), but only within one family: how an SP relates to an HF is the
 * vendor's secret. A letter (9.5.7a) may come before or after, and so may bare numbers
 * (semver's 1.0-1 is before 1.0, a distribution's after): they are compared with their like alone.
 * Unknown words and what follows a '+' are equal or not, no more.
 */
#include "core/version/scheme.h"

/* PRE < NONE < POST; the others compare with their like alone. */
enum kind { PRE, NONE, POST, LETTER, BARE, OTHER };

/* Words of one family and rank are spellings of one word. */
enum family {
	STAGES,
	DEV,
	NIGHTLY,
	SNAPSHOT,
	PREVIEW,
	MILESTONE,
	HOTFIX,
	SERVICE_PACK,
	FIX_PACK,
	UPDATE,
	CUMULATIVE,
	BUILD,
	PATCH,
	REVISION,
};

struct word {
	th_slice text;
	enum kind kind;
	enum family family;
	int rank; /* within the family */
};

#define WORD(text, kind, family, rank)                         \
	{                                                      \
		{ text, sizeof(text) - 1 }, kind, family, rank \
	}
static const struct word words[] = {
	WORD("alpha", PRE, STAGES, 0),
	WORD("beta", PRE, STAGES, 1),
	WORD("rc", PRE, STAGES, 2),
	WORD("cr", PRE, STAGES, 2),
	WORD("dev", PRE, DEV, 0),
	WORD("nightly", PRE, NIGHTLY, 0),
	WORD("snapshot", PRE, SNAPSHOT, 0),
	WORD("pre", PRE, PREVIEW, 0),
	WORD("preview", PRE, PREVIEW, 0),
	WORD("prerelease", PRE, PREVIEW, 0),
	WORD("milestone", PRE, MILESTONE, 0),
	WORD("hf", POST, HOTFIX, 0),
	WORD("hotfix", POST, HOTFIX, 0),
	WORD("sp", POST, SERVICE_PACK, 0),
	WORD("fp", POST, FIX_PACK, 0),
	WORD("u", POST, UPDATE, 0),
	WORD("update", POST, UPDATE, 0),
	WORD("cu", POST, CUMULATIVE, 0),
	WORD("build", POST, BUILD, 0),
	WORD("p", POST, PATCH, 0),
	WORD("pl", POST, PATCH, 0),
	WORD("patch", POST, PATCH, 0),
	WORD("r", POST, REVISION, 0),
	WORD("rev", POST, REVISION, 0),
	WORD("revision", POST, REVISION, 0),
	WORD("x", OTHER, STAGES, 0), /* x64 and x86 are no sequence */
};
#undef WORD

struct part {
	enum kind kind;
	enum family family;
	int rank;
	th_slice word;
	struct th_cursor numbers;
};

static bool is_separator(char c)
{
	return th_is_blank(c) || c == '.' || c == '-' || c == '_' || c == '+' || c == '(' ||
	       c == ')';
}

/*
 * A commit: one run of seven or more hexadecimal digits, with letters. It begins with a number by
 * chance.
 */
static bool is_commit(struct th_cursor c)
{
	bool letter = false;

	if (c.end - c.at < 7)
		return false;
	for (; c.at < c.end; c.at++) {
		if (th_hex_value(*c.at) < 0)
			return false;
		letter |= th_is_alpha(*c.at);
	}
	return letter;
}

/*
 * Text that has no order: commits, and what holds characters of which nothing is known (epochs,
 * lists, wildcards).
 */
static bool is_opaque(struct th_cursor c)
{
	if (is_commit(c))
		return true;
	for (; c.at < c.end; c.at++)
		if (!th_is_alnum(*c.at) && !is_separator(*c.at))
			return true;
	return false;
}

/* Equal but for case and blanks. */
static bool same_text(struct th_cursor a, struct th_cursor b)
{
	for (;;) {
		while (a.at < a.end && th_is_blank(*a.at))
			a.at++;
		while (b.at < b.end && th_is_blank(*b.at))
			b.at++;
		if (a.at == a.end || b.at == b.end)
			return a.at == a.end && b.at == b.end;
		if (th_lower(*a.at++) != th_lower(*b.at++))
			return false;
	}
}

static th_slice take_word(struct th_cursor *c)
{
	const char *from = c->at;

	while (c->at < c->end && th_is_alpha(*c->at))
		c->at++;
	return th_slice_make(from, (size_t)(c->at - from));
}

/* Numbers joined by single dots, if c stands before a digit; *count says how many. */
static struct th_cursor take_numbers(struct th_cursor *c, size_t *count)
{
	const char *from = c->at;

	*count = 0;
	while (th_cursor_at_digit(c)) {
		while (th_cursor_at_digit(c))
			c->at++;
		++*count;
		if (c->end - c->at < 2 || *c->at != '.' || !th_is_digit(c->at[1]))
			break;
		c->at++;
	}
	return (struct th_cursor){ from, c->at };
}

/*
 * True if a '+' was among them: what follows is build metadata to some and a later release to
 * others.
 */
static bool skip_separators(struct th_cursor *c)
{
	bool plus = false;

	for (; c->at < c->end && is_separator(*c->at); c->at++)
		plus |= *c->at == '+';
	return plus;
}

/* c behind a word "v", "ver" or "version" that stands before a number. */
static void skip_version_word(struct th_cursor *c)
{
	struct th_cursor after = *c;
	th_slice word = take_word(&after);

	skip_separators(&after);
	if (th_cursor_at_digit(&after) && (th_slice_equal_nocase(word, TH_SLICE("v")) ||
					   th_slice_equal_nocase(word, TH_SLICE("ver")) ||
					   th_slice_equal_nocase(word, TH_SLICE("version"))))
		*c = after;
}

/* What a word means; a single letter means something only before a number. */
static void classify(struct part *part, bool numbered)
{
	if (part->word.len == 0) {
		part->kind = numbered ? BARE : NONE;
		return;
	}
	part->kind = part->word.len == 1 ? LETTER : OTHER;
	if (part->word.len == 1 && !numbered)
		return;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (part->word.len == words[i].text.len &&
		    th_slice_equal_nocase(part->word, words[i].text)) {
			part->kind = words[i].kind;
			part->family = words[i].family;
			part->rank = words[i].rank;
			return;
		}
	}
}

/* The next part; of kind NONE at the end. */
static struct part take_part(struct th_cursor *c)
{
	struct part part = { 0 };
	size_t count;
	bool plus = skip_separators(c);

	part.word = take_word(c);
	struct th_cursor after = *c;
	skip_separators(&after);
	if (th_cursor_at_digit(&after))
		*c = after;
	part.numbers = take_numbers(c, &count);
	classify(&part, count > 0);
	if (plus && part.kind != NONE)
		part.kind = OTHER;
	return part;
}

static enum th_order compare_parts(const struct part *a, const struct part *b)
{
	int c = 0;

	if (a->kind != b->kind)
		return a->kind > POST || b->kind > POST ? TH_ORDER_UNKNOWN
							: th_order_of((int)a->kind - (int)b->kind);
	switch (a->kind) {
	case PRE:
	case POST:
		if (a->family != b->family)
			return TH_ORDER_UNKNOWN;
		c = a->rank - b->rank;
		break;
	case LETTER: c = th_lower(a->word.ptr[0]) - th_lower(b->word.ptr[0]); break;
	case OTHER:
		if (!th_slice_equal_nocase(a->word, b->word))
			return TH_ORDER_UNKNOWN;
		return th_numbers_compare(a->numbers, b->numbers) == 0 ? TH_ORDER_EQUAL
								       : TH_ORDER_UNKNOWN;
	case NONE:
	case BARE: break;
	}
	return th_order_of(c != 0 ? c : th_numbers_compare(a->numbers, b->numbers));
}

/* Part by part; both parts lie behind cores of equal value. */
static enum th_order compare_tails(struct th_cursor a, struct th_cursor b)
{
	for (;;) {
		struct part x = take_part(&a), y = take_part(&b);
		enum th_order order = compare_parts(&x, &y);

		if (order != TH_ORDER_EQUAL || (x.kind == NONE && y.kind == NONE))
			return order;
	}
}

static enum kind first_kind(struct th_cursor tail)
{
	return take_part(&tail).kind;
}

/* The first count of the numbers. */
static struct th_cursor first_numbers(struct th_cursor numbers, size_t count)
{
	struct th_cursor c = numbers;

	while (count-- > 0)
		th_cursor_number(&c);
	return (struct th_cursor){ numbers.at, c.at };
}

/*
 * One core is shorter than the other. Padding it with zeros is right for a release or something
 * before it, but what comes after may be the very thing that the longer core counts: 2019.4 HF 5 is
 * 2019.4.5200.
 */
static enum th_order compare_uneven(struct th_cursor short_core, struct th_cursor short_tail,
				    size_t count, struct th_cursor long_core,
				    struct th_cursor long_tail)
{
	int c = th_numbers_compare(short_core, first_numbers(long_core, count));

	if (c != 0)
		return th_order_of(c);
	enum kind kind = first_kind(short_tail);
	c = th_numbers_compare(short_core, long_core);
	if (c != 0)
		return kind <= NONE ? th_order_of(c) : TH_ORDER_UNKNOWN;
	if (kind != NONE && kind == first_kind(long_tail))
		return TH_ORDER_UNKNOWN; /* 1.0 SP1 and 1.0.0 SP1 relate differently to 1.0.1 */
	return compare_tails(short_tail, long_tail);
}

static enum th_order mirrored(enum th_order order)
{
	return order == TH_ORDER_UNKNOWN ? order : (enum th_order) - (int)order;
}

enum th_order th_generic_compare(th_slice a, th_slice b)
{
	struct th_cursor x = th_cursor_start(a), y = th_cursor_start(b);
	size_t x_count, y_count;

	if (is_opaque(x) || is_opaque(y))
		return same_text(x, y) ? TH_ORDER_EQUAL : TH_ORDER_UNKNOWN;
	skip_version_word(&x);
	skip_version_word(&y);
	struct th_cursor x_core = take_numbers(&x, &x_count), y_core = take_numbers(&y, &y_count);
	if ((x_count == 0) != (y_count == 0))
		return TH_ORDER_UNKNOWN;
	if (x_count < y_count)
		return compare_uneven(x_core, x, x_count, y_core, y);
	if (x_count > y_count)
		return mirrored(compare_uneven(y_core, y, y_count, x_core, x));
	int c = th_numbers_compare(x_core, y_core);
	return c != 0 ? th_order_of(c) : compare_tails(x, y);
}

bool th_generic_valid(th_slice v)
{
	struct th_cursor c = th_cursor_start(v);

	if (is_opaque(c))
		return false;
	skip_version_word(&c);
	return th_cursor_at_digit(&c);
}
