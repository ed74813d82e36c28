/*
 * Scheme golang (Go modules reference, "Versions"): Semantic Versioning with a leading 'v', pseudo
 * versions being pre-releases; +incompatible and +dirty are build metadata. Releases of Go itself
 * are written go1.24.1 and go1.24rc1.
 */
#include "core/version/scheme.h"

/* Behind "go", where a release of Go is meant. */
static th_slice without_go(th_slice v)
{
	v = th_slice_trim(v);
	return v.len > 2 && th_slice_starts(v, TH_SLICE("go")) && th_is_digit(v.ptr[2])
		       ? th_slice_sub(v, 2, v.len)
		       : v;
}

/* The numbers of go1.24rc1, and what stands behind them; false where nothing of that kind does. */
static bool split_release(th_slice v, th_slice *numbers, th_slice *rest)
{
	size_t i = 0;

	while (i < v.len && (th_is_digit(v.ptr[i]) || v.ptr[i] == '.'))
		i++;
	*numbers = th_slice_sub(v, 0, i);
	*rest = th_slice_sub(v, i, v.len);
	return i > 0 &&
	       (th_slice_starts(*rest, TH_SLICE("rc")) || th_slice_starts(*rest, TH_SLICE("beta")));
}

static bool is_toolchain(th_slice v)
{
	th_slice numbers, rest;

	return split_release(without_go(v), &numbers, &rest) && th_semver_valid(numbers);
}

bool th_golang_valid(th_slice v)
{
	return is_toolchain(v) || th_semver_valid(without_go(v));
}

enum th_order th_golang_compare(th_slice a, th_slice b)
{
	th_slice x, y, more_x, more_y;
	bool early_x = split_release(without_go(a), &x, &more_x),
	     early_y = split_release(without_go(b), &y, &more_y);

	if (!early_x && !early_y)
		return th_semver_compare(without_go(a), without_go(b));
	if (!th_golang_valid(a) || !th_golang_valid(b))
		return TH_ORDER_UNKNOWN;
	enum th_order order =
		th_semver_compare(early_x ? x : without_go(a), early_y ? y : without_go(b));
	if (order != TH_ORDER_EQUAL)
		return order;
	if (early_x != early_y)
		return early_x ? TH_ORDER_LESS : TH_ORDER_GREATER;
	return th_order_of(th_natural_compare(more_x, more_y));
}
