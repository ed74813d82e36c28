/*
 * The ranges of nginx's own advisories: "1.5.0+, 1.4.1+", "0.7.52-0.8.39", "0.9.10", "all". Behind
 * a
 * '+' stands what was released on that branch: a stable one, whose second number is even, ends with
 * the next branch; the mainline does not.
 */
#include "core/version/native_reader.h"

static bool take_since(struct native_reader *r, const struct native_numbers *n,
		       struct th_version_span *span)
{
	span->low = (struct th_version_bound){ n->text, true };
	if (n->count < 2 || n->numbers[1] % 2 != 0)
		return true;
	th_slice next;
	if (!native_next(r, n, 1, ".0", &next))
		return false;
	span->high = (struct th_version_bound){ next, false };
	return true;
}

static bool take_one(struct native_reader *r)
{
	struct th_version_span span = { 0 };
	struct native_numbers n, last;
	size_t end = r->at, place = r->at;

	while (end < r->text.len && r->text.ptr[end] != ',')
		end++;
	th_slice text = th_slice_trim(th_slice_sub(r->text, r->at, end));
	r->at = end;
	if (th_slice_equal(text, TH_SLICE("none")))
		return true;
	if (th_slice_equal(text, TH_SLICE("all")))
		return native_done(r, th_version_set_add(r->all, span));
	size_t hyphen = th_slice_find(text, '-');
	bool since = th_slice_ends(text, TH_SLICE("+"));
	th_slice first = th_slice_sub(text, 0, since ? text.len - 1 : hyphen),
		 second = th_slice_sub(text, hyphen + 1, text.len);
	if (!native_read_numbers(r, place, first, &n) ||
	    !native_read_numbers(r, place, second, &last))
		return false;
	if (n.count == 0 || n.wild || n.rest.len || last.wild || last.rest.len ||
	    (hyphen < text.len && last.count == 0))
		return native_refuse(r, place, "expected 1.2.3, 1.2.3+ or 1.2.3-1.2.9");
	span.low = span.high = (struct th_version_bound){ n.text, true };
	if (last.count)
		span.high.version = last.text;
	if (since) {
		span.high = (struct th_version_bound){ 0 };
		if (!take_since(r, &n, &span))
			return false;
	}
	return native_done(r, th_version_set_add(r->all, span));
}

bool native_read_nginx(struct native_reader *r)
{
	do {
		if (!take_one(r))
			return false;
	} while (native_take(r, ","));
	return true;
}
