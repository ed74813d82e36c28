/*
 * Scheme pypi (PEP 440; "Version specifiers" of the Python packaging guide):
 * [epoch!]release[pre][post][dev][+local] in all the spellings that are normalised: case, 'v' in
 * front, alpha for a, c and preview for rc, r and rev for post, a bare -N for post, separators '.',
 * '-' and '_'. At one release dev lies before pre, this before the release, this before post; a
 * local label after what it labels. What is none of these ("0.1-bulbasaur", from before the PEP)
 * lies before all that are, in the order that setuptools gave it.
 */
#include "core/version/scheme.h"

enum { PRE_NONE = 4 };

struct pypi {
	th_slice epoch, release;
	int pre; /* 0: only dev, 1: a, 2: b, 3: rc, PRE_NONE */
	th_slice pre_number;
	bool has_post, has_dev;
	th_slice post, dev, local;
};

static const struct {
	const char *word;
	char kind; /* a, b, c: pre; p: post; d: dev */
} words[] = {
	{ "alpha", 'a' }, { "beta", 'b' }, { "preview", 'c' }, { "pre", 'c' },
	{ "post", 'p' },  { "rev", 'p' },  { "dev", 'd' },     { "rc", 'c' },
	{ "a", 'a' },     { "b", 'b' },    { "c", 'c' },       { "r", 'p' },
};

static bool is_separator(const struct th_cursor *c)
{
	return c->at < c->end && (*c->at == '.' || *c->at == '-' || *c->at == '_');
}

static th_slice rest_of(const struct th_cursor *c)
{
	return th_slice_make(c->at, (size_t)(c->end - c->at));
}

static bool starts_nocase(th_slice s, th_slice word)
{
	return s.len >= word.len && th_slice_equal_nocase(th_slice_sub(s, 0, word.len), word);
}

/* The kind of the word in front of c, which is behind it then; '\0': none. */
static char take_word(struct th_cursor *c)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		th_slice word = th_slice_of(words[i].word);
		if (starts_nocase(rest_of(c), word)) {
			c->at += word.len;
			return words[i].kind;
		}
	}
	return '\0';
}

/* [separator]number behind a word; a missing one is 0. */
static th_slice take_number(struct th_cursor *c)
{
	struct th_cursor ahead = *c;

	if (is_separator(&ahead))
		ahead.at++;
	if (!th_cursor_at_digit(&ahead))
		return (th_slice){ 0 };
	*c = ahead;
	return th_cursor_digits(c);
}

/* One of the segments behind the release, in their order; false where none stands here. */
static bool take_segment(struct th_cursor *c, struct pypi *out)
{
	struct th_cursor ahead = *c;
	bool dash = is_separator(&ahead) && *ahead.at == '-';

	if (is_separator(&ahead))
		ahead.at++;
	if (dash && th_cursor_at_digit(&ahead) && !out->has_post && !out->has_dev) {
		out->has_post = true;
		out->post = th_cursor_digits(&ahead);
		*c = ahead;
		return true;
	}
	char kind = take_word(&ahead);
	bool fits = kind == 'p'   ? !out->has_post && !out->has_dev
		    : kind == 'd' ? !out->has_dev
				  : kind && out->pre == PRE_NONE && !out->has_post && !out->has_dev;
	if (!fits)
		return false;
	th_slice number = take_number(&ahead);
	if (kind == 'p') {
		out->has_post = true;
		out->post = number;
	} else if (kind == 'd') {
		out->has_dev = true;
		out->dev = number;
	} else {
		out->pre = kind - 'a' + 1;
		out->pre_number = number;
	}
	*c = ahead;
	return true;
}

static bool is_local(th_slice s)
{
	bool separated = true;

	for (size_t i = 0; i < s.len; i++) {
		bool separates = strchr(".-_", s.ptr[i]) && s.ptr[i];
		if ((!th_is_alnum(s.ptr[i]) && !separates) || (separates && separated))
			return false;
		separated = separates;
	}
	return s.len > 0 && !separated;
}

static bool split(th_slice v, struct pypi *out)
{
	struct th_cursor c = th_cursor_of(th_slice_trim(v));

	*out = (struct pypi){ .pre = PRE_NONE };
	if (c.at < c.end && th_lower(*c.at) == 'v')
		c.at++;
	size_t mark = th_slice_find(rest_of(&c), '!');
	if (mark < rest_of(&c).len) {
		out->epoch = th_cursor_digits(&c);
		if (c.at == c.end || *c.at++ != '!')
			return false;
	}
	const char *from = c.at;
	do {
		if (!th_cursor_at_digit(&c))
			return false;
		while (th_cursor_at_digit(&c))
			c.at++;
		out->release = th_slice_make(from, (size_t)(c.at - from));
	} while (c.end - c.at > 1 && *c.at == '.' && th_is_digit(c.at[1]) && c.at++);
	while (take_segment(&c, out))
		continue;
	if (out->has_dev && out->pre == PRE_NONE && !out->has_post)
		out->pre = 0;
	if (c.at < c.end && *c.at == '+') {
		c.at++;
		out->local = rest_of(&c);
		return is_local(out->local);
	}
	return c.at == c.end;
}

/* Behind the end lies what has none, so absent is least (post) or greatest (dev). */
static int compare_some(bool a, th_slice x, bool b, th_slice y, int absent)
{
	if (a != b)
		return a ? -absent : absent;
	return a ? th_number_compare(x, y) : 0;
}

static th_slice take_label(struct th_cursor *c)
{
	const char *from = c->at;

	while (c->at < c->end && th_is_alnum(*c->at))
		c->at++;
	th_slice label = th_slice_make(from, (size_t)(c->at - from));
	c->at += c->at < c->end;
	return label;
}

static bool is_number(th_slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!th_is_digit(s.ptr[i]))
			return false;
	return s.len > 0;
}

/* Numbers lie behind words here. */
static int compare_local(th_slice x, th_slice y)
{
	struct th_cursor a = th_cursor_of(x), b = th_cursor_of(y);

	while (a.at < a.end && b.at < b.end) {
		th_slice s = take_label(&a), t = take_label(&b);
		if (is_number(s) != is_number(t))
			return is_number(s) ? 1 : -1;
		struct th_cursor m = th_cursor_of(s), n = th_cursor_of(t);
		int c = is_number(s) ? th_number_compare(th_cursor_digits(&m), th_cursor_digits(&n))
				     : th_text_compare_nocase(s, t);
		if (c != 0)
			return c;
	}
	return (a.at < a.end) - (b.at < b.end);
}

/* ---- from before the PEP ---- */

enum { MOST_ITEMS = 256 };

/* A text of numbers and words: words lie before numbers. */
struct item {
	bool is_number;
	th_slice text;
};
struct legacy {
	struct item items[MOST_ITEMS];
	size_t count;
};

#define FINAL "final"

/* The word under which a word is compared. */
static th_slice meaning(th_slice word)
{
	static const struct {
		const char *word, *means;
	} meanings[] = { { "pre", "c" }, { "preview", "c" }, { "rc", "c" }, { "dev", "@" } };

	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (th_slice_equal_nocase(word, th_slice_of(meanings[i].word)))
			return th_slice_of(meanings[i].means);
	return word;
}

static bool is_word(const struct item *item, const char *word)
{
	return !item->is_number && th_slice_equal(item->text, th_slice_of(word));
}

/* A word: what comes before a release takes away the dashes and zeros in front of it. */
static bool push(struct legacy *l, struct item item)
{
	if (!item.is_number && th_text_compare_nocase(item.text, TH_SLICE(FINAL)) < 0)
		while (l->count > 0 && is_word(&l->items[l->count - 1], FINAL "-"))
			l->count--;
	while (!item.is_number && l->count > 0 && l->items[l->count - 1].is_number &&
	       l->items[l->count - 1].text.len == 0)
		l->count--;
	if (l->count == MOST_ITEMS)
		return false;
	l->items[l->count++] = item;
	return true;
}

static bool read_legacy(th_slice v, struct legacy *out)
{
	struct th_cursor c = th_cursor_of(th_slice_trim(v));

	out->count = 0;
	while (c.at < c.end) {
		const char *from = c.at;
		bool fits = true;
		if (th_is_digit(*c.at)) {
			fits = push(out, (struct item){ true, th_cursor_digits(&c) });
		} else if (th_is_alpha(*c.at)) {
			while (c.at < c.end && th_is_alpha(*c.at))
				c.at++;
			th_slice word = th_slice_make(from, (size_t)(c.at - from));
			fits = push(out, (struct item){ false, meaning(word) });
		} else if (*c.at++ == '-') {
			fits = push(out, (struct item){ false, TH_SLICE(FINAL "-") });
		}
		if (!fits)
			return false;
	}
	return push(out, (struct item){ false, TH_SLICE(FINAL) });
}

static enum th_order compare_legacy(th_slice a, th_slice b)
{
	struct legacy x, y;

	if (!read_legacy(a, &x) || !read_legacy(b, &y))
		return TH_ORDER_UNKNOWN;
	for (size_t i = 0; i < x.count && i < y.count; i++) {
		const struct item *s = &x.items[i], *t = &y.items[i];
		if (s->is_number != t->is_number)
			return s->is_number ? TH_ORDER_GREATER : TH_ORDER_LESS;
		int c = s->is_number ? th_number_compare(s->text, t->text)
				     : th_text_compare_nocase(s->text, t->text);
		if (c != 0)
			return th_order_of(c);
	}
	return th_order_of((x.count > y.count) - (x.count < y.count));
}

/* ---- any ---- */

enum th_order th_pypi_compare(th_slice a, th_slice b)
{
	struct pypi x, y;
	bool new_a = split(a, &x), new_b = split(b, &y);

	if (!new_a && !new_b)
		return compare_legacy(a, b);
	if (!new_a || !new_b)
		return new_a ? TH_ORDER_GREATER : TH_ORDER_LESS;
	int c = th_number_compare(x.epoch, y.epoch);
	if (c == 0)
		c = th_numbers_compare(th_cursor_of(x.release), th_cursor_of(y.release));
	if (c == 0)
		c = x.pre - y.pre;
	if (c == 0)
		c = th_number_compare(x.pre_number, y.pre_number);
	if (c == 0)
		c = compare_some(x.has_post, x.post, y.has_post, y.post, -1);
	if (c == 0)
		c = compare_some(x.has_dev, x.dev, y.has_dev, y.dev, 1);
	return th_order_of(c != 0 ? c : compare_local(x.local, y.local));
}

bool th_pypi_valid(th_slice v)
{
	struct pypi pypi;

	/* The old ones have a place in the order; a word alone is none ("unknown", "latest"). */
	return split(v, &pypi) || (v.len > 0 && th_has_digit(v));
}
