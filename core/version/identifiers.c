/*
 * What several schemes compare alike: rows of identifiers, and texts with numbers in them.
 */
#include "core/version/scheme.h"

/* The identifier in front of c, and c behind it and its dot; *number says whether it is all digits.
 */
static th_slice take_identifier(struct th_cursor *c, bool *number)
{
	const char *from = c->at;

	*number = true;
	while (c->at < c->end && *c->at != '.') {
		*number &= th_is_digit(*c->at);
		c->at++;
	}
	th_slice identifier = th_slice_make(from, (size_t)(c->at - from));
	if (c->at < c->end)
		c->at++;
	return identifier;
}

int th_text_compare_nocase(th_slice a, th_slice b)
{
	size_t least = a.len < b.len ? a.len : b.len;

	for (size_t i = 0; i < least; i++) {
		int c = (unsigned char)th_lower(a.ptr[i]) - (unsigned char)th_lower(b.ptr[i]);
		if (c != 0)
			return c;
	}
	return (a.len > b.len) - (a.len < b.len);
}

static int compare_one(struct th_cursor *a, struct th_cursor *b, int (*text)(th_slice, th_slice))
{
	bool a_number, b_number;
	th_slice x = take_identifier(a, &a_number), y = take_identifier(b, &b_number);

	if (a_number != b_number)
		return a_number ? -1 : 1;
	if (!a_number)
		return text(x, y);
	struct th_cursor m = th_cursor_of(x), n = th_cursor_of(y);
	return th_number_compare(th_cursor_digits(&m), th_cursor_digits(&n));
}

static int compare(th_slice x, th_slice y, int (*text)(th_slice, th_slice))
{
	struct th_cursor a = th_cursor_of(x), b = th_cursor_of(y);

	while (a.at < a.end && b.at < b.end) {
		int c = compare_one(&a, &b, text);
		if (c != 0)
			return c;
	}
	return (a.at < a.end) - (b.at < b.end);
}

int th_identifiers_compare(th_slice a, th_slice b)
{
	return compare(a, b, th_slice_compare);
}

int th_identifiers_compare_nocase(th_slice a, th_slice b)
{
	return compare(a, b, th_text_compare_nocase);
}

int th_natural_compare(th_slice x, th_slice y)
{
	struct th_cursor a = th_cursor_of(x), b = th_cursor_of(y);

	while (a.at < a.end && b.at < b.end) {
		int c;
		if (th_cursor_at_digit(&a) && th_cursor_at_digit(&b)) {
			c = th_number_compare(th_cursor_digits(&a), th_cursor_digits(&b));
		} else {
			c = (unsigned char)*a.at - (unsigned char)*b.at;
			a.at++;
			b.at++;
		}
		if (c != 0)
			return c;
	}
	return (a.at < a.end) - (b.at < b.end);
}
