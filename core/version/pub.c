/*
 * Scheme pub (Dart's pub_semver): Semantic Versioning, but build metadata counts: a version with it
 * is newer than one without, and its identifiers are compared as those of a pre-release.
 */
#include "core/version/scheme.h"

enum th_order th_pub_compare(th_slice a, th_slice b)
{
	enum th_order order = th_semver_compare(a, b);
	size_t plus_a = th_slice_find(a, '+'), plus_b = th_slice_find(b, '+');
	th_slice x = th_slice_sub(a, plus_a + 1, a.len), y = th_slice_sub(b, plus_b + 1, b.len);

	if (order != TH_ORDER_EQUAL)
		return order;
	if (x.len == 0 || y.len == 0)
		return th_order_of((x.len > 0) - (y.len > 0));
	return th_order_of(th_identifiers_compare(x, y));
}

bool th_pub_valid(th_slice v)
{
	return th_semver_valid(v);
}
