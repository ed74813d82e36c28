/*
 * Scheme deb (Debian Policy 5.6.12, deb-version(7)): [epoch:]upstream[-revision], the revision
 * behind the last dash. Runs of other characters and runs of digits take turns; letters lie before
 * other characters, the end before both, and '~' before the end. A missing revision is 0.
 */
#include "core/version/scheme.h"

struct deb {
	th_slice epoch, upstream, revision;
};

static bool split(th_slice v, struct deb *out)
{
	v = th_slice_trim(v);
	size_t colon = th_slice_find(v, ':'), dash = th_slice_rfind(v, '-');

	out->epoch = colon < v.len ? th_slice_sub(v, 0, colon) : (th_slice){ 0 };
	th_slice_holds(out->epoch);
	for (size_t i = 0; i < out->epoch.len; i++)
		if (!th_is_digit(out->epoch.ptr[i]))
			return false;
	size_t from = colon < v.len ? colon + 1 : 0;
	out->upstream = th_slice_sub(v, from, dash < v.len ? dash : v.len);
	out->revision = dash < v.len ? th_slice_sub(v, dash + 1, v.len) : (th_slice){ 0 };
	for (size_t i = from; i < v.len; i++)
		if (!th_is_alnum(v.ptr[i]) && !strchr(".+-~:_^", v.ptr[i]))
			return false;
	return out->upstream.len > 0 && (dash >= v.len || dash > from) &&
	       (colon >= v.len || colon > 0);
}

/* Where a character stands among those that are no digits; the end is a digit's place. */
static int weight(const struct th_cursor *c)
{
	if (c->at == c->end || th_is_digit(*c->at))
		return 0;
	if (*c->at == '~')
		return -1;
	return th_is_alpha(*c->at) ? (unsigned char)*c->at : (unsigned char)*c->at + 256;
}

static int compare_part(th_slice x, th_slice y)
{
	struct th_cursor a = th_cursor_of(x), b = th_cursor_of(y);

	while (a.at < a.end || b.at < b.end) {
		while (weight(&a) != 0 || weight(&b) != 0) {
			int c = weight(&a) - weight(&b);
			if (c != 0)
				return c;
			a.at++;
			b.at++;
		}
		int c = th_number_compare(th_cursor_digits(&a), th_cursor_digits(&b));
		if (c != 0)
			return c;
	}
	return 0;
}

enum th_order th_deb_compare(th_slice a, th_slice b)
{
	struct deb x, y;

	if (!split(a, &x) || !split(b, &y))
		return TH_ORDER_UNKNOWN;
	int c = compare_part(x.epoch, y.epoch);
	if (c == 0)
		c = compare_part(x.upstream, y.upstream);
	return th_order_of(c != 0 ? c : compare_part(x.revision, y.revision));
}

bool th_deb_valid(th_slice v)
{
	struct deb deb;

	return split(v, &deb);
}
