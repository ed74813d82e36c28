/*
 * Scheme nuget (NuGet, "Package versioning"): up to four numbers, missing ones 0; a pre-release as
 * in Semantic Versioning but without regard to case; build metadata is nothing.
 */
#include "core/version/scheme.h"

enum { MOST_NUMBERS = 4 };

struct nuget {
	struct th_cursor numbers;
	th_slice pre;
};

static bool split(th_slice v, struct nuget *out)
{
	struct th_cursor c = th_cursor_start(v);
	th_slice all = th_slice_make(c.at, (size_t)(c.end - c.at));
	th_slice plain = th_slice_sub(all, 0, th_slice_find(all, '+'));
	size_t dash = th_slice_find(plain, '-'), dots = 0;
	th_slice numbers = th_slice_sub(plain, 0, dash);

	out->pre = th_slice_sub(plain, dash + 1, plain.len);
	out->numbers = th_cursor_of(numbers);
	th_slice_holds(numbers);
	for (size_t i = 0; i < numbers.len; i++) {
		bool dot = numbers.ptr[i] == '.';
		bool between = i > 0 && i + 1 < numbers.len && th_is_digit(numbers.ptr[i - 1]) &&
			       th_is_digit(numbers.ptr[i + 1]);
		dots += dot;
		if (dot ? !between : !th_is_digit(numbers.ptr[i]))
			return false;
	}
	return numbers.len > 0 && dots < MOST_NUMBERS && (dash >= plain.len || out->pre.len > 0);
}

enum th_order th_nuget_compare(th_slice a, th_slice b)
{
	struct nuget x, y;

	if (!split(a, &x) || !split(b, &y))
		return TH_ORDER_UNKNOWN;
	int c = th_numbers_compare(x.numbers, y.numbers);
	if (c != 0)
		return th_order_of(c);
	if (x.pre.len == 0 || y.pre.len == 0)
		return th_order_of((y.pre.len > 0) - (x.pre.len > 0));
	return th_order_of(th_identifiers_compare_nocase(x.pre, y.pre));
}

bool th_nuget_valid(th_slice v)
{
	struct nuget nuget;

	return split(v, &nuget);
}
