/*
 * Scheme cran (R, "numeric_version"): numbers parted by '.' or '-'; of two that are equal so far
 * the longer is newer.
 */
#include "core/version/scheme.h"

/* Numbers between separators, every one there. */
static bool is_numbers(th_slice v, const char *separators)
{
	bool digit = false;

	for (size_t i = 0; i < v.len; i++) {
		bool now = th_is_digit(v.ptr[i]);
		if (!now && (!digit || !v.ptr[i] || !strchr(separators, v.ptr[i])))
			return false;
		digit = now;
	}
	return digit;
}

static enum th_order compare(th_slice a, th_slice b, const char *separators)
{
	struct th_cursor x = th_cursor_of(th_slice_trim(a)), y = th_cursor_of(th_slice_trim(b));

	if (!is_numbers(th_slice_trim(a), separators) || !is_numbers(th_slice_trim(b), separators))
		return TH_ORDER_UNKNOWN;
	while (x.at < x.end && y.at < y.end) {
		int c = th_number_compare(th_cursor_digits(&x), th_cursor_digits(&y));
		if (c != 0)
			return th_order_of(c);
		x.at += x.at < x.end;
		y.at += y.at < y.end;
	}
	return th_order_of((x.at < x.end) - (y.at < y.end));
}

enum th_order th_cran_compare(th_slice a, th_slice b)
{
	return compare(a, b, ".-");
}

bool th_cran_valid(th_slice v)
{
	return is_numbers(th_slice_trim(v), ".-");
}

/* Scheme hackage (Haskell, "Data.Version"): the same with dots alone. */
enum th_order th_hackage_compare(th_slice a, th_slice b)
{
	return compare(a, b, ".");
}

bool th_hackage_valid(th_slice v)
{
	return is_numbers(th_slice_trim(v), ".");
}
