/*
 * Scheme lexicographic (vers types, "lexicographic"): bytes as unsigned numbers, no normalisation,
 * the shorter first.
 */
#include "core/version/scheme.h"

enum th_order th_lexicographic_compare(th_slice a, th_slice b)
{
	return th_order_of(th_slice_compare(a, b));
}

bool th_lexicographic_valid(th_slice v)
{
	return v.len > 0;
}
