/*
 * Scheme gem (RubyGems, "Gem::Version"): segments of digits and of letters, parted by dots or by
 * nothing; letters make a pre-release and lie before numbers; zeros in front of a letter or at the
 * end do not count; '-' is ".pre.".
 */
#include "core/version/scheme.h"

/* One segment: digits, letters, or the end, which counts as 0. */
struct segment {
	bool is_text;
	th_slice text; /* digits without leading zeros */
};

static bool is_valid(th_slice v)
{
	bool dot = true; /* a dot may not come now */

	for (size_t i = 0; i < v.len; i++) {
		bool separates = v.ptr[i] == '.' || v.ptr[i] == '-';
		if ((!th_is_alnum(v.ptr[i]) && !separates) || (separates && dot))
			return false;
		dot = separates;
	}
	return v.len > 0 && !dot && th_is_digit(v.ptr[0]);
}

/* A reader of segments; a '-' gives "pre" before what is behind it. */
struct reader {
	struct th_cursor c;
};

static struct segment take(struct reader *r)
{
	struct th_cursor *c = &r->c;
	const char *from;

	if (c->at < c->end && *c->at == '.')
		c->at++;
	if (c->at == c->end)
		return (struct segment){ false, { 0 } };
	if (*c->at == '-') {
		c->at++;
		return (struct segment){ true, TH_SLICE("pre") };
	}
	if (th_is_digit(*c->at))
		return (struct segment){ false, th_cursor_digits(c) };
	for (from = c->at; c->at < c->end && th_is_alpha(*c->at);)
		c->at++;
	return (struct segment){ true, th_slice_make(from, (size_t)(c->at - from)) };
}

static bool is_zero(const struct segment *s)
{
	return !s->is_text && s->text.len == 0;
}

/* The next segment that counts: zeros count only where another number follows before a letter. */
static struct segment take_counting(struct reader *r)
{
	struct segment s = take(r);
	struct reader ahead = *r;

	if (!is_zero(&s))
		return s;
	for (;;) {
		if (ahead.c.at == ahead.c.end) {
			*r = ahead;
			return (struct segment){ false, { 0 } };
		}
		struct reader before = ahead;
		struct segment next = take(&ahead);
		if (next.is_text) {
			*r = before; /* the zeros are dropped */
			return take(r);
		}
		if (next.text.len > 0)
			return s;
	}
}

static int compare(th_slice x, th_slice y)
{
	struct reader a = { th_cursor_of(x) }, b = { th_cursor_of(y) };

	while (a.c.at < a.c.end || b.c.at < b.c.end) {
		struct segment s = take_counting(&a), t = take_counting(&b);
		if (s.is_text != t.is_text)
			return s.is_text ? -1 : 1;
		int c = s.is_text ? th_slice_compare(s.text, t.text)
				  : th_number_compare(s.text, t.text);
		if (c != 0)
			return c;
	}
	return 0;
}

enum th_order th_gem_compare(th_slice a, th_slice b)
{
	a = th_slice_trim(a);
	b = th_slice_trim(b);
	if (!is_valid(a) || !is_valid(b))
		return TH_ORDER_UNKNOWN;
	return th_order_of(compare(a, b));
}

bool th_gem_valid(th_slice v)
{
	return is_valid(th_slice_trim(v));
}
