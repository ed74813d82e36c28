/*
 * Intervals: "[1.0,2.0)", "(,1.0],[1.2,)", "[1.0]" (Maven, "Dependency Version Requirement
 * Specification"; NuGet, "Package versioning", which knows one interval, bare minimums and floating
 * "1.*" besides).
 */
#include "core/version/native_reader.h"

static th_slice take_end(struct native_reader *r)
{
	size_t from = r->at;

	while (r->at < r->text.len && strchr(",[]()", r->text.ptr[r->at]) == NULL)
		r->at++;
	return th_slice_trim(th_slice_sub(r->text, from, r->at));
}

static bool has_order(struct native_reader *r, size_t offset, th_slice version)
{
	for (size_t i = 0; i < version.len; i++)
		if (th_is_blank(version.ptr[i]))
			return native_refuse(r, offset, "a blank stands in a version");
	return version.len == 0 || th_version_valid(r->all->scheme, version) ||
	       native_refuse(r, offset, "it has no place in the order of this scheme");
}

/* Behind the bracket that opens. */
static bool take_interval(struct native_reader *r, bool low_closed)
{
	struct th_version_span span = { 0 };
	size_t place = r->at;

	span.low = (struct th_version_bound){ take_end(r), low_closed };
	bool single = !native_take(r, ",");
	span.high.version = single ? span.low.version : take_end(r);
	span.high.closed = native_take(r, "]");
	if (!span.high.closed && !native_take(r, ")"))
		return native_refuse(r, r->at, "expected ',', ']' or ')'");
	if (single && !(span.low.version.len && low_closed && span.high.closed))
		return native_refuse(r, place, "one version alone stands in '[' and ']'");
	return has_order(r, place, span.low.version) && has_order(r, place, span.high.version) &&
	       native_done(r, th_version_set_add(r->all, span));
}

/* NuGet: "1.0" and whatever is newer; "1.*", those that begin so. */
static bool take_bare(struct native_reader *r)
{
	struct th_version_span span = { 0 };
	struct native_numbers n;
	size_t place = r->at;
	th_slice version = take_end(r);

	if (!native_read_numbers(r, place, version, &n))
		return false;
	if (r->syntax->bare == NATIVE_NONE)
		return native_refuse(r, place,
				     "a version by itself is only a wish: [1.0] is this one alone, "
				     "[1.0,) this and later ones");
	if (n.text.len == 0)
		return native_refuse(r, place, "expected a version or an interval");
	if (n.wild && n.count) {
		th_slice low = th_slice_sub(n.text, 0, th_slice_find(n.text, '*') - 1);
		span.low = (struct th_version_bound){ low, true };
		if (!native_next(r, &n, n.count - 1, "", &span.high.version))
			return false;
	} else if (!n.wild) {
		span.low = (struct th_version_bound){ n.text, true };
	}
	return has_order(r, place, span.low.version) &&
	       native_done(r, th_version_set_add(r->all, span));
}

bool native_read_intervals(struct native_reader *r)
{
	do {
		native_skip_blanks(r);
		bool closed = native_take(r, "[");
		if (closed || native_take(r, "(")) {
			if (!take_interval(r, closed))
				return false;
		} else if (!take_bare(r)) {
			return false;
		}
		native_skip_blanks(r);
	} while (r->syntax->bare == NATIVE_NONE && native_take(r, ","));
	return r->at == r->text.len || native_refuse(r, r->at, "expected nothing more");
}
