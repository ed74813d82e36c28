/*
 * Scheme intdot (vers types, "intdot"): non-negative integers joined by dots, leading zeros
 * ignored, reading stops at the first character that is neither digit nor dot, so 8.3.7.250-1
 * is 8.3.7.250. Missing numbers are zero, so 18.12.407.0 is 18.12.407. Beyond the specification a
 * leading 'v' is passed over; what does not begin with a number has no place in the order.
 */
#include "core/version/scheme.h"

enum th_order th_intdot_compare(th_slice a, th_slice b)
{
	struct th_cursor x = th_cursor_start(a), y = th_cursor_start(b);

	if (!th_cursor_at_digit(&x) || !th_cursor_at_digit(&y))
		return TH_ORDER_UNKNOWN;
	return th_order_of(th_numbers_compare(x, y));
}

bool th_intdot_valid(th_slice v)
{
	struct th_cursor c = th_cursor_start(v);

	return th_cursor_at_digit(&c);
}
