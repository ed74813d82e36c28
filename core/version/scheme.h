/*
 * For the files of schemes only: what a scheme provides, and the arithmetic they share. Numbers of
 * versions are runs of digits of any length, compared as text and never converted, so there is
 * nothing to overflow.
 */
#ifndef TH_CORE_VERSION_SCHEME_H
#define TH_CORE_VERSION_SCHEME_H

#include "core/version/version.h"

/* A scheme's two functions. th_version_compare has seen to equal bytes before it calls. */
#define TH_SCHEME(id, name, functions, canonical, purl_types, about)    \
	enum th_order th_##functions##_compare(th_slice a, th_slice b); \
	bool th_##functions##_valid(th_slice v);
#include "core/version/schemes.def"
#undef TH_SCHEME

bool th_datetime_canonical(th_slice v);

/* What is left of a text that is read from the front. */
struct th_cursor {
	const char *at, *end;
};

static inline enum th_order th_order_of(int sign)
{
	return sign < 0 ? TH_ORDER_LESS : sign > 0 ? TH_ORDER_GREATER : TH_ORDER_EQUAL;
}

static inline struct th_cursor th_cursor_of(th_slice s)
{
	return (struct th_cursor){ s.ptr, s.len ? s.ptr + s.len : s.ptr };
}

/* Behind the blanks and one 'v' in front of a number, before the blanks at the end. */
static inline struct th_cursor th_cursor_start(th_slice v)
{
	const char *at = v.ptr, *end = v.len ? v.ptr + v.len : v.ptr;

	while (at < end && th_is_blank(*at))
		at++;
	while (at < end && th_is_blank(end[-1]))
		end--;
	if (end - at >= 2 && th_lower(*at) == 'v' && th_is_digit(at[1]))
		at++;
	return (struct th_cursor){ at, end };
}

static inline bool th_cursor_at_digit(const struct th_cursor *c)
{
	return c->at < c->end && th_is_digit(*c->at);
}

/*
 * The digits in front of c without leading zeros (zero is empty), and c behind them and behind one
 * dot that follows. Where neither digit nor dot stands, c is at its end and the number 0: so
 * missing numbers are 0.
 */
static inline th_slice th_cursor_number(struct th_cursor *c)
{
	const char *at = c->at, *end = c->end;

	while (at < end && *at == '0')
		at++;
	const char *from = at;
	while (at < end && th_is_digit(*at))
		at++;
	th_slice number = th_slice_make(from, (size_t)(at - from));
	c->at = at < end && *at == '.' ? at + 1 : end;
	return number;
}

static inline bool th_has_digit(th_slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (th_is_digit(s.ptr[i]))
			return true;
	return false;
}

/* The digits in front of c without leading zeros, and c behind them. */
static inline th_slice th_cursor_digits(struct th_cursor *c)
{
	while (c->at < c->end && *c->at == '0')
		c->at++;
	const char *from = c->at;
	while (c->at < c->end && th_is_digit(*c->at))
		c->at++;
	return th_slice_make(from, (size_t)(c->at - from));
}

/* Negative, 0, positive, for numbers without leading zeros. */
static inline int th_number_compare(th_slice a, th_slice b)
{
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return a.len ? memcmp(a.ptr, b.ptr, a.len) : 0;
}

/* Two rows of numbers joined by dots, the shorter one padded with zeros. */
static inline int th_numbers_compare(struct th_cursor a, struct th_cursor b)
{
	while (a.at < a.end || b.at < b.end) {
		th_slice x = th_cursor_number(&a), y = th_cursor_number(&b);
		int c = th_number_compare(x, y);

		if (c != 0)
			return c;
	}
	return 0;
}

/*
 * Identifiers parted by dots, as of a pre-release (Semantic Versioning 2.0.0, section 11.4):
 * numbers by value and before others, others by bytes (or without regard to case), fewer before
 * more.
 */
int th_identifiers_compare(th_slice a, th_slice b);
int th_identifiers_compare_nocase(th_slice a, th_slice b);
/* Bytes, letters without regard to case. */
int th_text_compare_nocase(th_slice a, th_slice b);
/* Digits by value, everything else by bytes, the shorter first. */
int th_natural_compare(th_slice a, th_slice b);

#endif
