/*
 * Scheme gentoo (Package Manager Specification 8, section 3.3): numbers parted by dots, one letter,
 * suffixes (_alpha, _beta, _pre, _rc before the release, _p behind it), a revision -rN. Behind the
 * first number one with a leading zero makes its comparison one of fractions: 1.01 is before 1.1.
 *
 * Scheme apk (Alpine Linux, "Package versions") is the same with more suffixes behind the release
 * (_cvs, _svn, _git, _hg), a number behind the letter, a commit behind '~', and fractions that keep
 * their trailing zeros. It takes what is no version too, as apk does: what stands behind the part
 * that can be read makes it older than that part. Where apk-tools 2 and 3 differ over such, this is
 * the order of 2.
 */
#include "core/version/scheme.h"

struct family {
	const char *suffixes; /* each behind its rank as a digit; 5 is the release's own */
	bool trims;           /* zeros at the end of fractions */
	bool lenient;         /* numbers behind letters, commits, and what is no version */
};
static const struct family gentoo = { "1alpha 2beta 3pre 4rc 6p ", true, false };
static const struct family apk = { "1alpha 2beta 3pre 4rc 6cvs 7svn 8git 9hg :p ", false, true };
enum { RELEASE = 5 };

struct parts {
	struct th_cursor numbers, suffixes;
	char letter; /* '\0': none */
	th_slice letter_number, hash, revision;
	th_slice tail; /* what could not be read */
};

/* ---- reading ---- */

static bool skip_digits(struct th_cursor *c)
{
	const char *from = c->at;

	while (th_cursor_at_digit(c))
		c->at++;
	return c->at > from;
}

static bool skip(struct th_cursor *c, char what)
{
	bool there = c->at < c->end && *c->at == what;

	c->at += there;
	return there;
}

/* The rank of the suffix in front of c, which is behind it then; 0: it is none. */
static int take_suffix(const struct family *family, struct th_cursor *c)
{
	th_slice rest = th_slice_of(family->suffixes),
		 text = th_slice_make(c->at, (size_t)(c->end - c->at));

	while (rest.len > 0) {
		size_t end = th_slice_find(rest, ' ');
		th_slice word = th_slice_sub(rest, 1, end);
		bool whole = text.len == word.len ||
			     (text.len > word.len && !th_is_alpha(text.ptr[word.len]));
		if (whole && th_slice_starts(text, word)) {
			c->at += word.len;
			return rest.ptr[0] - '0';
		}
		rest = th_slice_sub(rest, end + 1, rest.len);
	}
	return 0;
}

static bool split_suffixes(const struct family *family, struct th_cursor *c, struct parts *out)
{
	struct th_cursor ahead = *c;

	out->suffixes = (struct th_cursor){ c->at, c->at };
	while (skip(&ahead, '_')) {
		if (!take_suffix(family, &ahead))
			return family->lenient;
		(void)skip_digits(&ahead);
		*c = ahead;
		out->suffixes.end = c->at;
	}
	return true;
}

static th_slice between(const char *from, const struct th_cursor *c)
{
	return th_slice_make(from, (size_t)(c->at - from));
}

static bool split_numbers(struct th_cursor *c, struct parts *out)
{
	const char *from = c->at;

	out->numbers = (struct th_cursor){ from, from };
	while (skip_digits(c)) {
		out->numbers.end = c->at;
		if (c->end - c->at < 2 || *c->at != '.' || !th_is_digit(c->at[1]))
			return true;
		c->at++;
	}
	return false;
}

static bool split_revision(const struct family *family, struct th_cursor *c, struct parts *out)
{
	if (c->end - c->at < 2 || c->at[0] != '-' || c->at[1] != 'r')
		return true;
	struct th_cursor ahead = { c->at + 2, c->end };
	const char *from = ahead.at;
	bool some = skip_digits(&ahead);
	bool ends = ahead.at == ahead.end || *ahead.at == '-';
	if (!some && !(family->lenient && ends))
		return family->lenient; /* "-ruff" is what cannot be read */
	out->revision = between(from, &ahead);
	*c = ahead;
	return true;
}

static bool split(const struct family *family, th_slice v, struct parts *out)
{
	struct th_cursor c = th_cursor_of(th_slice_trim(v));

	*out = (struct parts){ 0 };
	if (!split_numbers(&c, out) && !family->lenient)
		return false;
	bool numbered = out->numbers.at < out->numbers.end;
	if (numbered && c.at < c.end && *c.at >= 'a' && *c.at <= 'z')
		out->letter = *c.at++;
	const char *from = c.at;
	if (family->lenient && out->letter)
		(void)skip_digits(&c);
	out->letter_number = between(from, &c);
	if (numbered && !split_suffixes(family, &c, out))
		return false;
	from = c.at;
	if (family->lenient && numbered && skip(&c, '~'))
		while (c.at < c.end && th_hex_value(*c.at) >= 0)
			c.at++;
	out->hash = between(from, &c);
	if (numbered && !split_revision(family, &c, out))
		return false;
	out->tail = th_slice_make(c.at, (size_t)(c.end - c.at));
	return family->lenient ? v.len > 0 : out->tail.len == 0;
}

/* ---- comparing ---- */

static th_slice digits(struct th_cursor *c)
{
	const char *from = c->at;

	(void)skip_digits(c);
	return th_slice_make(from, (size_t)(c->at - from));
}

static int by_value(th_slice x, th_slice y)
{
	struct th_cursor a = th_cursor_of(x), b = th_cursor_of(y);

	return th_number_compare(th_cursor_digits(&a), th_cursor_digits(&b));
}

static th_slice trimmed(th_slice s)
{
	while (s.len > 0 && s.ptr[s.len - 1] == '0')
		s.len--;
	return s;
}

static int compare_numbers(const struct family *family, struct th_cursor a, struct th_cursor b)
{
	for (bool first = true; a.at < a.end && b.at < b.end; first = false) {
		th_slice x = digits(&a), y = digits(&b);
		bool fractions = !first && (x.ptr[0] == '0' || y.ptr[0] == '0');
		int c = !fractions      ? by_value(x, y)
			: family->trims ? th_slice_compare(trimmed(x), trimmed(y))
					: th_slice_compare(x, y);
		if (c != 0)
			return c;
		(void)skip(&a, '.');
		(void)skip(&b, '.');
	}
	return (a.at < a.end) - (b.at < b.end);
}

/* The next suffix and its number; behind the last one, the release itself. */
static int next_suffix(const struct family *family, struct th_cursor *c, th_slice *number)
{
	*number = (th_slice){ 0 };
	if (!skip(c, '_'))
		return RELEASE;
	int rank = take_suffix(family, c);
	*number = digits(c);
	return rank;
}

static int compare_suffixes(const struct family *family, struct th_cursor a, struct th_cursor b)
{
	while (a.at < a.end || b.at < b.end) {
		th_slice x, y;
		int c = next_suffix(family, &a, &x) - next_suffix(family, &b, &y);
		if (c == 0)
			c = by_value(x, y);
		if (c != 0)
			return c;
	}
	return 0;
}

/* None is newest; what stands behind a dash is all alike, anything else is compared as text. */
static int compare_tails(th_slice x, th_slice y)
{
	int a = x.len == 0 ? 2 : x.ptr[0] != '-', b = y.len == 0 ? 2 : y.ptr[0] != '-';

	return a != b || a != 1 ? a - b : th_slice_compare(x, y);
}

static enum th_order compare(const struct family *family, th_slice a, th_slice b)
{
	struct parts x, y;

	if (!split(family, a, &x) || !split(family, b, &y))
		return TH_ORDER_UNKNOWN;
	int c = compare_numbers(family, x.numbers, y.numbers);
	if (c == 0)
		c = x.letter - y.letter;
	if (c == 0)
		c = by_value(x.letter_number, y.letter_number);
	if (c == 0)
		c = compare_suffixes(family, x.suffixes, y.suffixes);
	if (c == 0)
		c = th_slice_compare(x.hash, y.hash);
	if (c == 0)
		c = by_value(x.revision, y.revision);
	return th_order_of(c != 0 ? c : compare_tails(x.tail, y.tail));
}

enum th_order th_gentoo_compare(th_slice a, th_slice b)
{
	return compare(&gentoo, a, b);
}

bool th_gentoo_valid(th_slice v)
{
	struct parts parts;

	return split(&gentoo, v, &parts);
}

enum th_order th_apk_compare(th_slice a, th_slice b)
{
	return compare(&apk, a, b);
}

bool th_apk_valid(th_slice v)
{
	struct parts parts;

	return split(&apk, v, &parts);
}
