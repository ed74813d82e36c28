/*
 * Scheme rpm (rpm-version(7)): [epoch:]version[-release]. Runs of digits and of letters are
 * compared one by one, what parts them does not count; a number is newer than letters; '~' lies
 * before the end, '^' behind it and before anything more. A missing epoch is 0, also where the
 * other version has one; a missing release lies before every release, so that the order is total.
 */
#include "core/version/scheme.h"

struct rpm {
	th_slice epoch, version, release;
	bool has_release;
};

static bool split(th_slice v, struct rpm *out)
{
	v = th_slice_trim(v);
	size_t colon = th_slice_find(v, ':');

	out->epoch = colon < v.len ? th_slice_sub(v, 0, colon) : (th_slice){ 0 };
	th_slice rest = colon < v.len ? th_slice_sub(v, colon + 1, v.len) : v;
	size_t dash = th_slice_rfind(rest, '-');
	out->version = th_slice_sub(rest, 0, dash);
	out->release = th_slice_sub(rest, dash + 1, rest.len);
	out->has_release = dash < rest.len;
	return v.len > 0;
}

static bool counts(char c)
{
	return th_is_alnum(c) || c == '~' || c == '^';
}

static bool at(const struct th_cursor *c, char what)
{
	return c->at < c->end && *c->at == what;
}

/* '~' and '^' in front: *decided where one has it and the other has not. */
static int compare_signs(struct th_cursor *a, struct th_cursor *b, bool *decided)
{
	*decided = true;
	if (at(a, '~') || at(b, '~')) {
		if (at(a, '~') != at(b, '~'))
			return at(a, '~') ? -1 : 1;
	} else if (at(a, '^') || at(b, '^')) {
		if (at(a, '^') != at(b, '^')) {
			bool other_ends = at(a, '^') ? b->at == b->end : a->at == a->end;
			return at(a, '^') == other_ends ? 1 : -1;
		}
	} else {
		*decided = false;
		return 0;
	}
	a->at++;
	b->at++;
	return 0;
}

static th_slice letters(struct th_cursor *c)
{
	const char *from = c->at;

	while (c->at < c->end && th_is_alpha(*c->at))
		c->at++;
	return th_slice_make(from, (size_t)(c->at - from));
}

static int compare_runs(struct th_cursor *a, struct th_cursor *b)
{
	bool a_number = th_cursor_at_digit(a), b_number = th_cursor_at_digit(b);

	if (a_number != b_number)
		return a_number ? 1 : -1;
	return a_number ? th_number_compare(th_cursor_digits(a), th_cursor_digits(b))
			: th_slice_compare(letters(a), letters(b));
}

static int compare_part(th_slice x, th_slice y)
{
	struct th_cursor a = th_cursor_of(x), b = th_cursor_of(y);

	for (;;) {
		bool decided;
		while (a.at < a.end && !counts(*a.at))
			a.at++;
		while (b.at < b.end && !counts(*b.at))
			b.at++;
		int c = compare_signs(&a, &b, &decided);
		if (c != 0)
			return c;
		if (decided)
			continue;
		if (a.at == a.end || b.at == b.end)
			return (a.at < a.end) - (b.at < b.end);
		c = compare_runs(&a, &b);
		if (c != 0)
			return c;
	}
}

static th_slice epoch_of(const struct rpm *rpm)
{
	return rpm->epoch.len ? rpm->epoch : TH_SLICE("0");
}

enum th_order th_rpm_compare(th_slice a, th_slice b)
{
	struct rpm x, y;

	if (!split(a, &x) || !split(b, &y))
		return TH_ORDER_UNKNOWN;
	int c = compare_part(epoch_of(&x), epoch_of(&y));
	if (c == 0)
		c = compare_part(x.version, y.version);
	if (c == 0)
		c = compare_part(x.release, y.release);
	return th_order_of(c != 0 ? c : x.has_release - y.has_release);
}

bool th_rpm_valid(th_slice v)
{
	struct rpm rpm;

	return split(v, &rpm);
}
