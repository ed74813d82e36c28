/*
 * Scheme alpm (vercmp(8)): [epoch:]version[-release]. As rpm, but more or other separators are a
 * difference, and letters that follow the end of the other version make it older: 1.0b is before
 * 1.0. A version without a release lies before its releases; vercmp calls it equal to each of them,
 * which are not equal to each other.
 */
#include "core/version/scheme.h"

struct alpm {
	th_slice epoch, version, release;
};

/* Every separator stands alone, between two letters or digits: so the order is total. */
static bool is_plain(th_slice s)
{
	bool separated = true;

	th_slice_holds(s);
	for (size_t i = 0; i < s.len; i++) {
		bool separates = !th_is_alnum(s.ptr[i]);
		if (separates && separated)
			return false;
		separated = separates;
	}
	return !separated;
}

static bool split(th_slice v, struct alpm *out)
{
	v = th_slice_trim(v);
	size_t colon = th_slice_find(v, ':');

	out->epoch = colon < v.len ? th_slice_sub(v, 0, colon) : (th_slice){ 0 };
	th_slice_holds(out->epoch);
	for (size_t i = 0; i < out->epoch.len; i++)
		if (!th_is_digit(out->epoch.ptr[i]))
			return false;
	th_slice rest = colon < v.len ? th_slice_sub(v, colon + 1, v.len) : v;
	size_t dash = th_slice_rfind(rest, '-');
	out->version = th_slice_sub(rest, 0, dash);
	out->release = th_slice_sub(rest, dash + 1, rest.len);
	return is_plain(out->version) && (dash == rest.len || is_plain(out->release));
}

static ptrdiff_t skip_separators(struct th_cursor *c)
{
	const char *from = c->at;

	while (c->at < c->end && !th_is_alnum(*c->at))
		c->at++;
	return c->at - from;
}

static th_slice letters(struct th_cursor *c)
{
	const char *from = c->at;

	while (c->at < c->end && th_is_alpha(*c->at))
		c->at++;
	return th_slice_make(from, (size_t)(c->at - from));
}

/* What is left of one when the other has ended: letters make it older, anything else newer. */
static int compare_rest(const struct th_cursor *a, const struct th_cursor *b)
{
	if (a->at == a->end && b->at == b->end)
		return 0;
	if (a->at < a->end)
		return th_is_alpha(*a->at) ? -1 : 1;
	return th_is_alpha(*b->at) ? 1 : -1;
}

static int compare_part(th_slice x, th_slice y)
{
	struct th_cursor a = th_cursor_of(x), b = th_cursor_of(y);

	while (a.at < a.end && b.at < b.end) {
		ptrdiff_t more = skip_separators(&a) - skip_separators(&b);
		if (a.at == a.end || b.at == b.end)
			break;
		if (more != 0)
			return more < 0 ? -1 : 1;
		bool a_number = th_cursor_at_digit(&a), b_number = th_cursor_at_digit(&b);
		if (a_number != b_number)
			return a_number ? 1 : -1;
		int c = a_number ? th_number_compare(th_cursor_digits(&a), th_cursor_digits(&b))
				 : th_slice_compare(letters(&a), letters(&b));
		if (c != 0)
			return c;
	}
	return compare_rest(&a, &b);
}

enum th_order th_alpm_compare(th_slice a, th_slice b)
{
	struct alpm x, y;

	if (!split(a, &x) || !split(b, &y))
		return TH_ORDER_UNKNOWN;
	struct th_cursor ea = th_cursor_of(x.epoch), eb = th_cursor_of(y.epoch);
	int c = th_number_compare(th_cursor_digits(&ea), th_cursor_digits(&eb));
	if (c == 0)
		c = compare_part(x.version, y.version);
	return th_order_of(c != 0 ? c : compare_part(x.release, y.release));
}

bool th_alpm_valid(th_slice v)
{
	struct alpm alpm;

	return split(v, &alpm);
}
