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

static int compare_prereleases(struct th_cursor a, struct th_cursor b)
{
	bool a_some = a.at < a.end, b_some = b.at < b.end;

	if (!a_some || !b_some) /* a release is greater */
		return b_some - a_some;
	return th_identifiers_compare(th_slice_make(a.at, (size_t)(a.end - a.at)),
				      th_slice_make(b.at, (size_t)(b.end - b.at)));
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
