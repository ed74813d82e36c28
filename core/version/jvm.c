/*
 * Scheme jvm (JEP 223, "New Version-String Scheme"): numbers, an optional pre-release, build
 * metadata. Before Java 9 the same was written 1.8.0_456, which is 8.0.456.
 */
#include "core/version/scheme.h"

enum { MOST = 128 };

/* In the new spelling, in buffer; absent where it is too long to be one. */
static th_slice modern(th_slice v, char *buffer)
{
	v = th_slice_trim(v);
	if (th_slice_starts(v, TH_SLICE("1.")) && v.len > 2 && th_is_digit(v.ptr[2]))
		v = th_slice_sub(v, 2, v.len);
	if (v.len > MOST)
		return (th_slice){ 0 };
	for (size_t i = 0; i < v.len; i++)
		buffer[i] = v.ptr[i] == '_' ? '.' : v.ptr[i];
	return th_slice_make(buffer, v.len);
}

enum th_order th_jvm_compare(th_slice a, th_slice b)
{
	char x[MOST], y[MOST];

	return th_semver_compare(modern(a, x), modern(b, y));
}

bool th_jvm_valid(th_slice v)
{
	char buffer[MOST];

	return th_semver_valid(modern(v, buffer));
}
