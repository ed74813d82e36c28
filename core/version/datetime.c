/*
 * Scheme datetime (vers types, "datetime"; RFC 3339 section 5.6): moments, ordered in UTC. A
 * canonical vers string has an upper-case T and Z and its colons as they are.
 */
#include "core/version/scheme.h"

#include "core/base/date.h"

enum th_order th_datetime_compare(th_slice a, th_slice b)
{
	struct th_instant x, y;

	if (th_instant_parse(a, &x) != TH_OK || th_instant_parse(b, &y) != TH_OK)
		return TH_ORDER_UNKNOWN;
	return th_order_of(th_instant_compare(x, y));
}

bool th_datetime_valid(th_slice v)
{
	struct th_instant instant;

	return th_instant_parse(v, &instant) == TH_OK;
}

bool th_datetime_canonical(th_slice v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.ptr[i] == '%' || v.ptr[i] == 't' || v.ptr[i] == 'z')
			return false;
	return true;
}
