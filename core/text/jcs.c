#include "core/text/jcs.h"

#include "core/base/limits.h"
#include "core/text/json.h"

#include <math.h>
#include <stdio.h>

/* A value of the document; members and items are in lists. Nodes are listed in the document's
 * order. */
struct node {
	enum th_json_token token; /* of its beginning */
	th_slice key, text;       /* decoded; of numbers as written */
	uint32_t first, last, next, count;
};
TH_LIST_DEFINE(node_list, struct node);

#define NONE UINT32_MAX

struct writer {
	struct node_list nodes;
	struct th_json reader;
	struct th_arena *arena;
	char *text;
	size_t len, capacity;
};

/* ---- order ---- */

/*
 * UTF-8 sorts by code point. UTF-16 does too, but for code points beyond U+FFFF, whose surrogates
 * stand before U+E000 to U+FFFF.
 */
int th_jcs_compare(th_slice a, th_slice b)
{
	size_t least = a.len < b.len ? a.len : b.len;

	for (size_t i = 0; i < least; i++) {
		uint8_t x = (uint8_t)a.ptr[i], y = (uint8_t)b.ptr[i];
		if (x == y)
			continue;
		bool high_x = x >= 0xf0, high_y = y >= 0xf0;
		if (high_x != high_y && x >= 0xee && y >= 0xee)
			return high_x ? -1 : 1;
		return x < y ? -1 : 1;
	}
	return (a.len > b.len) - (a.len < b.len);
}

/* ---- reading ---- */

static th_slice literal(enum th_json_token token)
{
	if (token == TH_JSON_NULL)
		return TH_SLICE("null");
	return token == TH_JSON_TRUE ? TH_SLICE("true") : TH_SLICE("false");
}

static th_status add(struct writer *w, uint32_t parent, enum th_json_token token, th_slice key)
{
	struct node *n = node_list_push(&w->nodes, TH_MAX_CANONICAL_VALUES);
	uint32_t index = w->nodes.count - 1;

	if (!n)
		return w->nodes.count >= TH_MAX_CANONICAL_VALUES ? TH_ELIMIT : TH_ENOMEM;
	*n = (struct node){ .token = token, .key = key, .first = NONE, .last = NONE, .next = NONE };
	if (token == TH_JSON_STRING)
		n->text = th_json_text(&w->reader, w->arena);
	else if (token != TH_JSON_OBJECT && token != TH_JSON_ARRAY)
		n->text = token == TH_JSON_NUMBER ? w->reader.raw : literal(token);
	if (token == TH_JSON_STRING && !n->text.ptr)
		return TH_ENOMEM;
	if (parent == NONE)
		return TH_OK;
	struct node *above = &w->nodes.items[parent];
	if (above->last == NONE)
		above->first = index;
	else
		w->nodes.items[above->last].next = index;
	above->last = index;
	above->count++;
	return TH_OK;
}

TH_LIST_DEFINE(open_list, uint32_t);

/* Is the member that stands in the open objects and has this key the one to be left out? */
static bool is_left_out(const struct writer *w, const struct open_list *open, th_slice key,
			const char *const *path)
{
	uint32_t depth = 0;

	while (path && path[depth])
		depth++;
	if (depth == 0 || open->count != depth ||
	    !th_slice_equal(key, th_slice_of(path[depth - 1])))
		return false;
	for (uint32_t i = 1; i < open->count; i++)
		if (!th_slice_equal(w->nodes.items[open->items[i]].key, th_slice_of(path[i - 1])))
			return false;
	return true;
}

static th_status read_value(struct writer *w, struct open_list *open, enum th_json_token token,
			    th_slice key)
{
	uint32_t parent = open->count ? open->items[open->count - 1] : NONE;

	TH_TRY(add(w, parent, token, key));
	if (token != TH_JSON_OBJECT && token != TH_JSON_ARRAY)
		return TH_OK;
	uint32_t *slot = open_list_push(open, UINT32_MAX);
	if (!slot)
		return TH_ENOMEM;
	*slot = w->nodes.count - 1;
	return TH_OK;
}

static th_status read_member(struct writer *w, struct open_list *open, const char *const *path)
{
	th_slice key = th_json_text(&w->reader, w->arena);

	if (!key.ptr)
		return TH_ENOMEM;
	enum th_json_token token = th_json_next(&w->reader);
	if (token == TH_JSON_ERROR)
		return TH_EINPUT;
	if (!is_left_out(w, open, key, path))
		return read_value(w, open, token, key);
	return th_json_skip(&w->reader, token) == TH_JSON_ERROR ? TH_EINPUT : TH_OK;
}

static th_status read_all(struct writer *w, const char *const *path)
{
	struct open_list open = { 0 };
	th_status status = TH_OK;

	for (enum th_json_token token; status == TH_OK;) {
		token = th_json_next(&w->reader);
		if (token == TH_JSON_END)
			break;
		if (token == TH_JSON_ERROR)
			status = w->reader.status;
		else if (token == TH_JSON_KEY)
			status = read_member(w, &open, path);
		else if (token == TH_JSON_OBJECT_END || token == TH_JSON_ARRAY_END)
			open.count--;
		else
			status = read_value(w, &open, token, (th_slice){ 0 });
	}
	open_list_release(&open);
	return status;
}

/* ---- writing ---- */

static th_status put(struct writer *w, th_slice s)
{
	if (w->len + s.len > w->capacity) {
		size_t wanted = 2 * (w->len + s.len) + 256;
		char *grown = realloc(w->text, wanted);
		if (!grown)
			return TH_ENOMEM;
		w->text = grown;
		w->capacity = wanted;
	}
	if (s.len)
		memcpy(w->text + w->len, s.ptr, s.len);
	w->len += s.len;
	return TH_OK;
}

/* RFC 8785, 3.2.2.2: the two-letter escapes there are, \u00xx for other control characters, no
 * others. */
static th_status put_string(struct writer *w, th_slice s)
{
	static const char letters[] = "\b\t\n\f\r\"\\", escapes[] = "btnfr\"\\";
	size_t from = 0;

	TH_TRY(put(w, TH_SLICE("\"")));
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		const char *letter = c ? strchr(letters, c) : NULL;
		char escape[8];
		if (c >= 0x20 && !letter)
			continue;
		TH_TRY(put(w, th_slice_sub(s, from, i)));
		if (letter)
			snprintf(escape, sizeof(escape), "\\%c", escapes[letter - letters]);
		else
			snprintf(escape, sizeof(escape), "\\u%04x", c);
		TH_TRY(put(w, th_slice_of(escape)));
		from = i + 1;
	}
	TH_TRY(put(w, th_slice_sub(s, from, s.len)));
	return put(w, TH_SLICE("\""));
}

/* The fewest digits that read back as the number; *exponent as in 0.DIGITS times ten to it. */
static void shortest(double value, char digits[32], int *exponent)
{
	char text[40];

	for (int precision = 0; precision <= 16; precision++) {
		snprintf(text, sizeof(text), "%.*e", precision, value);
		if (strtod(text, NULL) == value)
			break;
	}
	size_t count = 0;
	char *at = text;
	for (; *at && *at != 'e'; at++)
		if (*at >= '0' && *at <= '9')
			digits[count++] = *at;
	digits[count] = '\0';
	*exponent = (int)strtol(at + 1, NULL, 10) + 1;
	while (count > 1 && digits[count - 1] == '0')
		digits[--count] = '\0';
}

/* ECMA-262, Number::toString: k digits, n the place of the point behind the first digits. */
static void format(double value, char out[64])
{
	char digits[32];
	int n;
	double size = fabs(value);

	if (size == 0) {
		memcpy(out, "0", 2);
		return;
	}
	shortest(size, digits, &n);
	int k = (int)strlen(digits);
	const char *sign = value < 0 ? "-" : "";
	if (k <= n && n <= 21)
		snprintf(out, 64, "%s%s%.*s", sign, digits, n - k, "000000000000000000000");
	else if (0 < n && n <= 21)
		snprintf(out, 64, "%s%.*s.%s", sign, n, digits, digits + n);
	else if (-6 < n && n <= 0)
		snprintf(out, 64, "%s0.%.*s%s", sign, -n, "000000", digits);
	else if (k == 1)
		snprintf(out, 64, "%s%se%c%d", sign, digits, n > 0 ? '+' : '-', abs(n - 1));
	else
		snprintf(out, 64, "%s%c.%se%c%d", sign, digits[0], digits + 1, n > 0 ? '+' : '-',
			 abs(n - 1));
}

static th_status put_number(struct writer *w, th_slice text)
{
	enum { MOST_DIGITS = 400 };
	char number[MOST_DIGITS + 1], out[64];

	if (text.len > MOST_DIGITS)
		return TH_EINPUT;
	memcpy(number, text.ptr, text.len);
	number[text.len] = '\0';
	double value = strtod(number, NULL);
	if (!isfinite(value))
		return TH_EINPUT;
	format(value, out);
	return put(w, th_slice_of(out));
}

static th_status put_leaf(struct writer *w, const struct node *n)
{
	if (n->token == TH_JSON_STRING)
		return put_string(w, n->text);
	return n->token == TH_JSON_NUMBER ? put_number(w, n->text) : put(w, n->text);
}

struct member {
	th_slice key;
	uint32_t node;
};

static int by_key(const void *x, const void *y)
{
	return th_jcs_compare(((const struct member *)x)->key, ((const struct member *)y)->key);
}

/* Put the members of an object in order. */
static th_status sort_members(struct writer *w, struct node *object)
{
	uint32_t count = object->count, i = 0;
	struct member *all = malloc(((size_t)count + 1) * sizeof(*all));

	if (!all)
		return TH_ENOMEM;
	for (uint32_t n = object->first; n != NONE; n = w->nodes.items[n].next)
		all[i++] = (struct member){ w->nodes.items[n].key, n };
	qsort(all, count, sizeof(*all), by_key);
	for (i = 0; i < count; i++)
		w->nodes.items[all[i].node].next = i + 1 < count ? all[i + 1].node : NONE;
	object->first = count ? all[0].node : NONE;
	free(all);
	return TH_OK;
}

/* What comes before a value that is not the first of its object or array, and its key. */
static th_status put_lead(struct writer *w, const struct node *above, const struct node *n,
			  bool is_first)
{
	if (!is_first)
		TH_TRY(put(w, TH_SLICE(",")));
	if (above->token != TH_JSON_OBJECT)
		return TH_OK;
	TH_TRY(put_string(w, n->key));
	return put(w, TH_SLICE(":"));
}

static bool is_container(const struct node *n)
{
	return n->token == TH_JSON_OBJECT || n->token == TH_JSON_ARRAY;
}

static th_status begin(struct writer *w, struct open_list *open, uint32_t at)
{
	struct node *n = &w->nodes.items[at];
	uint32_t *slot = open_list_push(open, UINT32_MAX);

	if (!slot)
		return TH_ENOMEM;
	*slot = at;
	if (n->token == TH_JSON_OBJECT)
		TH_TRY(sort_members(w, n));
	return put(w, n->token == TH_JSON_OBJECT ? TH_SLICE("{") : TH_SLICE("["));
}

/* Close what is done behind a node, up to where something is still to come: its number, or NONE. */
static th_status end(struct writer *w, struct open_list *open, uint32_t at, uint32_t *next)
{
	while ((*next = w->nodes.items[at].next) == NONE && open->count) {
		at = open->items[--open->count];
		TH_TRY(put(w, w->nodes.items[at].token == TH_JSON_OBJECT ? TH_SLICE("}")
									 : TH_SLICE("]")));
	}
	return TH_OK;
}

/* Depth first, with the containers that are open in a list. */
static th_status write_node(struct writer *w, struct open_list *open, uint32_t *at, bool *is_first)
{
	const struct node *n = &w->nodes.items[*at];

	if (open->count)
		TH_TRY(put_lead(w, &w->nodes.items[open->items[open->count - 1]], n, *is_first));
	*is_first = false;
	if (!is_container(n)) {
		TH_TRY(put_leaf(w, n));
		return end(w, open, *at, at);
	}
	TH_TRY(begin(w, open, *at));
	*is_first = n->first != NONE;
	if (*is_first) {
		*at = n->first;
		return TH_OK;
	}
	open->count--;
	TH_TRY(put(w, n->token == TH_JSON_OBJECT ? TH_SLICE("}") : TH_SLICE("]")));
	return end(w, open, *at, at);
}

static th_status write_all(struct writer *w)
{
	struct open_list open = { 0 };
	th_status status = TH_OK;
	bool is_first = true;

	for (uint32_t at = 0; status == TH_OK && at != NONE;)
		status = write_node(w, &open, &at, &is_first);
	open_list_release(&open);
	return status;
}

th_status th_jcs(th_slice bytes, size_t start, const char *const *path, struct th_arena *arena,
		 th_slice *out)
{
	struct writer w = { .arena = arena };

	th_json_init(&w.reader, bytes, start, TH_JSON_STRICT);
	th_status status = read_all(&w, path);
	if (status == TH_OK && w.nodes.count == 0)
		status = TH_EINPUT;
	if (status == TH_OK)
		status = write_all(&w);
	if (status == TH_OK) {
		*out = th_arena_copy(arena, th_slice_make(w.text, w.len));
		status = out->ptr ? TH_OK : TH_ENOMEM;
	}
	th_json_release(&w.reader);
	node_list_release(&w.nodes);
	free(w.text);
	return status;
}
