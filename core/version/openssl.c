/*
 * Scheme openssl (vers types, "openssl"): before 3.0.0 three numbers and letters (0.9.8zh), the
 * longer row of letters newer where one begins the other; from 3.0.0 on Semantic Versioning.
 */
#include "core/version/scheme.h"

struct openssl {
	th_slice numbers, rest;
};

static bool split(th_slice v, struct openssl *out)
{
	struct th_cursor c = th_cursor_start(v);
	th_slice all = th_slice_make(c.at, (size_t)(c.end - c.at));
	size_t i = 0;

	while (i < all.len && (th_is_digit(all.ptr[i]) || all.ptr[i] == '.'))
		i++;
	out->numbers = th_slice_sub(all, 0, i);
	out->rest = th_slice_sub(all, i, all.len);
	if (!th_semver_valid(out->numbers))
		return false;
	for (size_t k = 0; k < out->rest.len; k++)
		if (!th_is_alnum(out->rest.ptr[k]) && !strchr("-.+", out->rest.ptr[k]))
			return false;
	return true;
}

/* "-beta1", "-pre3" and "-alpha" come before the release, letters behind it. */
static bool is_early(th_slice rest)
{
	return th_slice_starts(rest, TH_SLICE("-"));
}

enum th_order th_openssl_compare(th_slice a, th_slice b)
{
	struct openssl x, y;

	if (!split(a, &x) || !split(b, &y))
		return TH_ORDER_UNKNOWN;
	int c = th_numbers_compare(th_cursor_of(x.numbers), th_cursor_of(y.numbers));
	if (c != 0)
		return th_order_of(c);
	if (is_early(x.rest) != is_early(y.rest))
		return is_early(x.rest) ? TH_ORDER_LESS : TH_ORDER_GREATER;
	return th_order_of(is_early(x.rest) ? th_natural_compare(x.rest, y.rest)
					    : th_slice_compare(x.rest, y.rest));
}

bool th_openssl_valid(th_slice v)
{
	struct openssl openssl;

	return split(v, &openssl);
}
