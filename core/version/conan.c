/*
 * Scheme conan (Conan 2, "Version"): items parted by dots, any number of them, numbers before
 * words; zeros at the end do not count; a pre-release behind '-' lies before the release, build
 * metadata behind '+' after it, and both are compared as versions are.
 */
#include "core/version/scheme.h"

struct conan {
	th_slice main, pre, build;
	bool has_pre;
};

static bool split(th_slice v, struct conan *out)
{
	v = th_slice_trim(v);
	size_t plus = th_slice_find(v, '+');
	th_slice rest = th_slice_sub(v, 0, plus);
	size_t dash = th_slice_find(rest, '-');

	out->build = th_slice_sub(v, plus + 1, v.len);
	out->main = th_slice_sub(rest, 0, dash);
	out->pre = th_slice_sub(rest, dash + 1, rest.len);
	out->has_pre = dash < rest.len;
	for (size_t i = 0; i < v.len; i++)
		if (th_is_blank(v.ptr[i]))
			return false;
	return out->main.len > 0;
}

/* Without the ".0" at its end. */
static th_slice without_zeros(th_slice s)
{
	while (s.len >= 2 && s.ptr[s.len - 1] == '0' && s.ptr[s.len - 2] == '.')
		s.len -= 2;
	return s;
}

static int compare_part(th_slice a, th_slice b)
{
	return th_identifiers_compare_nocase(without_zeros(a), without_zeros(b));
}

enum th_order th_conan_compare(th_slice a, th_slice b)
{
	struct conan x, y;

	if (!split(a, &x) || !split(b, &y))
		return TH_ORDER_UNKNOWN;
	int c = compare_part(x.main, y.main);
	if (c == 0 && x.has_pre != y.has_pre)
		c = x.has_pre ? -1 : 1;
	if (c == 0)
		c = compare_part(x.pre, y.pre);
	return th_order_of(c != 0 ? c : compare_part(x.build, y.build));
}

bool th_conan_valid(th_slice v)
{
	struct conan conan;

	return split(v, &conan);
}
