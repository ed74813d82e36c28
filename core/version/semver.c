/*
 * Scheme semver (Semantic Versioning 2.0.0, section 11): numbers of any size, then the pre-release,
 * which is less than none; its identifiers numeric before other, numeric by value, other by bytes,
 * fewer before more; build metadata is nothing. More is taken than the specification allows,
 * because registries and advisories write it: a leading 'v', missing numbers (0), more than three
 * numbers, leading zeros.
 */
#include "core/version/scheme.h"

struct semver {
	struct th_cursor core; /* digits and dots */
	struct th_cursor pre;  /* identifiers and dots; empty: a release */
};

/* Behind the digits and dots at at; every dot stands between digits, else NULL. */
static const char *skip_core(const char *at, const char *end)
{
	for (;;) {
		if (at == end || !th_is_digit(*at))
			return NULL;
		while (at < end && th_is_digit(*at))
			at++;
		if (at == end || *at != '.')
			return at;
		at++;
	}
}

/* Behind the identifiers at at; none of them is empty, else NULL. */
static const char *skip_identifiers(const char *at, const char *end)
{
	for (;;) {
		const char *from = at;

		while (at < end && (th_is_alnum(*at) || *at == '-'))
			at++;
		if (at == from)
			return NULL;
		if (at == end || *at != '.')
			return at;
		at++;
	}
}

static bool split(th_slice v, struct semver *out)
{
	struct th_cursor c = th_cursor_start(v);

	out->core = c;
	out->pre = (struct th_cursor){ c.end, c.end };
	const char *at = skip_core(c.at, c.end);
	if (!at)
		return false;
	out->core.end = at;
	if (at < c.end && *at == '-') {
		out->pre.at = at + 1;
		at = skip_identifiers(at + 1, c.end);
		if (!at)
			return false;
		out->pre.end = at;
	}
	return at == c.end || *at == '+';
}

/*
 * The identifier in front of c, and c behind it and its dot; *number says whether it is all digits.
 */
static th_slice take_identifier(struct th_cursor *c, bool *number)
{
	const char *from = c->at;

	*number = true;
	while (c->at < c->end && *c->at != '.') {
		*number &= th_is_digit(*c->at);
		c->at++;
	}
	th_slice identifier = th_slice_make(from, (size_t)(c->at - from));
	if (c->at < c->end)
		c->at++;
	return identifier;
}

static int compare_identifiers(struct th_cursor *a, struct th_cursor *b)
{
	bool a_number, b_number;
	th_slice x = take_identifier(a, &a_number), y = take_identifier(b, &b_number);

	if (a_number != b_number)
		return a_number ? -1 : 1;
	if (!a_number)
		return th_slice_compare(x, y);
	struct th_cursor m = { x.ptr, x.ptr + x.len }, n = { y.ptr, y.ptr + y.len };
	return th_numbers_compare(m, n);
}

static int compare_prereleases(struct th_cursor a, struct th_cursor b)
{
	bool a_some = a.at < a.end, b_some = b.at < b.end;

	if (!a_some || !b_some) /* a release is greater */
		return b_some - a_some;
	do {
		int c = compare_identifiers(&a, &b);

		if (c != 0)
			return c;
	} while (a.at < a.end && b.at < b.end);
	return (a.at < a.end) - (b.at < b.end);
}

enum th_order th_semver_compare(th_slice a, th_slice b)
{
	struct semver x, y;

	if (!split(a, &x) || !split(b, &y))
		return TH_ORDER_UNKNOWN;
	int c = th_numbers_compare(x.core, y.core);
	return th_order_of(c != 0 ? c : compare_prereleases(x.pre, y.pre));
}

bool th_semver_valid(th_slice v)
{
	struct semver semver;

	return split(v, &semver);
}
