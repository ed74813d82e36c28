#include "core/base/slice.h"

#include <strings.h>

int th_slice_compare(th_slice a, th_slice b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int c = n ? memcmp(a.ptr, b.ptr, n) : 0;

	if (c != 0)
		return c;
	return (a.len > b.len) - (a.len < b.len);
}

bool th_slice_equal_nocase(th_slice a, th_slice b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (th_lower(a.ptr[i]) != th_lower(b.ptr[i]))
			return false;
	return true;
}

size_t th_slice_find(th_slice s, char c)
{
	const char *at = s.len ? memchr(s.ptr, c, s.len) : NULL;

	return at ? (size_t)(at - s.ptr) : s.len;
}

size_t th_slice_rfind(th_slice s, char c)
{
	const char *at = s.len ? memrchr(s.ptr, c, s.len) : NULL;

	return at ? (size_t)(at - s.ptr) : s.len;
}

th_slice th_slice_base(th_slice path)
{
	size_t slash = th_slice_rfind(path, '/');

	return slash < path.len ? th_slice_sub(path, slash + 1, path.len) : path;
}

size_t th_slice_search(th_slice s, th_slice needle)
{
	if (needle.len == 0)
		return 0;
	const char *at = s.len >= needle.len ? memmem(s.ptr, s.len, needle.ptr, needle.len) : NULL;

	return at ? (size_t)(at - s.ptr) : s.len;
}

th_slice th_slice_trim(th_slice s)
{
	size_t from = 0, to = s.len;

	while (from < to && th_is_blank(s.ptr[from]))
		from++;
	while (to > from && th_is_blank(s.ptr[to - 1]))
		to--;
	return th_slice_sub(s, from, to);
}

bool th_slice_number(th_slice s, uint64_t *out)
{
	uint64_t value = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!th_is_digit(s.ptr[i]))
			return false;
		if (__builtin_mul_overflow(value, (uint64_t)10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(s.ptr[i] - '0'), &value))
			return false;
	}
	*out = value;
	return true;
}
