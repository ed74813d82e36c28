#include "core/text/jcs.h"

#include "core/base/limits.h"
#include "core/io/buffer.h"
#include "core/text/json.h"

#include <math.h>
#include <stdio.h>

/* ---- numbers ---- */

/* The fewest digits that read as the same number: what printf rounds to is the nearest such text.
 */
static size_t shortest(double number, char digits[TH_JCS_NUMBER], int *exponent)
{
	enum { MOST = 17 };
	char text[TH_JCS_NUMBER];
	size_t count = 0;

	for (int precision = 0; precision < MOST; precision++) {
		(void)snprintf(text, sizeof(text), "%.*e", precision, number);
		if (strtod(text, NULL) == number)
			break;
	}
	const char *e = strchr(text, 'e');
	*exponent = (int)strtol(e + 1, NULL, 10);
	for (const char *c = text; c < e; c++)
		if (*c != '.')
			digits[count++] = *c;
	digits[count] = '\0';
	return count;
}

size_t th_jcs_number(double number, char out[TH_JCS_NUMBER])
{
	enum { LEAST_PLAIN = -6, MOST_PLAIN = 21 };
	char digits[TH_JCS_NUMBER];
	const char *sign = number < 0 ? "-" : "";
	int exponent, length;

	if (!isfinite(number))
		return 0;
	int count = (int)shortest(fabs(number), digits, &exponent), point = exponent + 1;
	if (number == 0)
		length = snprintf(out, TH_JCS_NUMBER, "0");
	else if (count <= point && point <= MOST_PLAIN)
		length = snprintf(out, TH_JCS_NUMBER, "%s%s%.*s", sign, digits, point - count,
				  "000000000000000000000");
	else if (0 < point && point <= MOST_PLAIN)
		length = snprintf(out, TH_JCS_NUMBER, "%s%.*s.%s", sign, point, digits,
				  digits + point);
	else if (LEAST_PLAIN < point && point <= 0)
		length = snprintf(out, TH_JCS_NUMBER, "%s0.%.*s%s", sign, -point, "000000", digits);
	else
		length = snprintf(out, TH_JCS_NUMBER, "%s%c%s%se%+d", sign, digits[0],
				  count > 1 ? "." : "", digits + 1, exponent);
	return (size_t)length;
}

/* ---- values ---- */

struct node {
	th_slice key, text; /* decoded; of a number and a word as they stand */
	uint32_t parent, first, last, next;
	uint8_t token;
};
TH_LIST_DEFINE(node_list, struct node);

enum { NOBODY = UINT32_MAX };

struct reading {
	struct th_json reader;
	struct node_list nodes;
	struct th_arena *arena;
	const size_t *omitted;
	uint32_t omitted_count;
	uint32_t open; /* the innermost open object or array */
};

static bool is_omitted(const struct reading *r)
{
	for (uint32_t i = 0; i < r->omitted_count; i++)
		if (r->omitted[i] == r->reader.token_at)
			return true;
	return false;
}

static th_status add(struct reading *r, enum th_json_token token, th_slice key)
{
	struct node *node = node_list_push(&r->nodes, TH_MAX_CANONICAL_VALUES);

	if (!node)
		return r->nodes.count >= TH_MAX_CANONICAL_VALUES ? TH_ELIMIT : TH_ENOMEM;
	uint32_t number = r->nodes.count - 1;
	*node = (struct node){ .key = key,
			       .parent = r->open,
			       .first = NOBODY,
			       .last = NOBODY,
			       .next = NOBODY,
			       .token = (uint8_t)token };
	if (token == TH_JSON_STRING)
		node->text = th_json_text(&r->reader, r->arena);
	else if (token == TH_JSON_NUMBER)
		node->text = r->reader.raw;
	if ((token == TH_JSON_STRING || token == TH_JSON_NUMBER) && !node->text.ptr)
		return TH_ENOMEM;
	if (r->open != NOBODY) {
		struct node *parent = &r->nodes.items[r->open];
		if (parent->first == NOBODY)
			parent->first = number;
		else
			r->nodes.items[parent->last].next = number;
		parent->last = number;
	}
	if (token == TH_JSON_OBJECT || token == TH_JSON_ARRAY)
		r->open = number;
	return TH_OK;
}

/* A byte's rank in the order of UTF-16: what takes two units there (F0 to F4) stands before U+E000
 * to U+FFFF (EE, EF). */
static int rank(char c)
{
	unsigned char byte = (unsigned char)c;

	return byte == 0xee || byte == 0xef ? byte + 0x10 : byte;
}

static int compare_keys(const void *a, const void *b)
{
	const struct node *const *x = a, *const *y = b;
	th_slice p = (*x)->key, q = (*y)->key;
	size_t i = 0;

	while (i < p.len && i < q.len && p.ptr[i] == q.ptr[i])
		i++;
	if (i < p.len && i < q.len)
		return rank(p.ptr[i]) - rank(q.ptr[i]);
	return (p.len > q.len) - (p.len < q.len);
}

/* Order the members of the object that ends. */
static th_status sort(struct reading *r, struct node *object)
{
	uint32_t count = 0;

	for (uint32_t i = object->first; i != NOBODY; i = r->nodes.items[i].next)
		count++;
	if (count < 2)
		return TH_OK;
	struct node **members = malloc(count * sizeof(struct node *));
	if (!members)
		return TH_ENOMEM;
	count = 0;
	for (uint32_t i = object->first; i != NOBODY; i = r->nodes.items[i].next)
		members[count++] = &r->nodes.items[i];
	qsort(members, count, sizeof(struct node *), compare_keys);
	object->first = (uint32_t)(members[0] - r->nodes.items);
	for (uint32_t i = 0; i < count; i++)
		members[i]->next =
			i + 1 < count ? (uint32_t)(members[i + 1] - r->nodes.items) : NOBODY;
	object->last = (uint32_t)(members[count - 1] - r->nodes.items);
	free(members);
	return TH_OK;
}

static th_status close(struct reading *r)
{
	struct node *node = &r->nodes.items[r->open];

	if (node->token == TH_JSON_OBJECT)
		TH_TRY(sort(r, node));
	r->open = node->parent;
	return TH_OK;
}

static th_status read(struct reading *r)
{
	th_slice key = { 0 };

	do {
		enum th_json_token token = th_json_next(&r->reader);
		switch (token) {
		case TH_JSON_ERROR:
		case TH_JSON_END: return r->reader.status == TH_OK ? TH_EINPUT : r->reader.status;
		case TH_JSON_KEY:
			key = th_json_text(&r->reader, r->arena);
			if (!key.ptr)
				return TH_ENOMEM;
			break;
		case TH_JSON_OBJECT_END:
		case TH_JSON_ARRAY_END: TH_TRY(close(r)); break;
		default:
			if (!is_omitted(r))
				TH_TRY(add(r, token, key));
			else if (th_json_skip(&r->reader, token) == TH_JSON_ERROR)
				return r->reader.status;
			key = (th_slice){ 0 };
		}
	} while (r->open != NOBODY);
	return TH_OK;
}

/* ---- out ---- */

static th_status put(struct th_buffer *out, th_slice text)
{
	if (text.len > TH_MAX_CANONICAL_BYTES - out->len)
		return TH_ELIMIT;
	TH_TRY(th_buffer_reserve(out, text.len));
	if (text.len)
		memcpy(out->ptr + out->len, text.ptr, text.len);
	out->len += text.len;
	return TH_OK;
}

/* The escape of a character that needs one, its length; 0: it stands for itself. */
static size_t escape(char c, char out[8])
{
	static const char short_forms[] = "\"\"\\\\\bb\tt\nn\ff\rr";

	for (size_t i = 0; i + 1 < sizeof(short_forms); i += 2)
		if (c == short_forms[i])
			return (size_t)snprintf(out, 8, "\\%c", short_forms[i + 1]);
	return (unsigned char)c < 0x20 ? (size_t)snprintf(out, 8, "\\u%04x", (unsigned char)c) : 0;
}

static th_status put_string(struct th_buffer *out, th_slice text)
{
	size_t from = 0, len;
	char escaped[8];

	TH_TRY(put(out, TH_SLICE("\"")));
	for (size_t i = 0; i < text.len; i++) {
		len = escape(text.ptr[i], escaped);
		if (len == 0)
			continue;
		TH_TRY(put(out, th_slice_sub(text, from, i)));
		TH_TRY(put(out, th_slice_make(escaped, len)));
		from = i + 1;
	}
	TH_TRY(put(out, th_slice_sub(text, from, text.len)));
	return put(out, TH_SLICE("\""));
}

/* Behind a number stands what cannot belong to one, at the end of all bytes their padding. */
static th_status put_number(struct th_buffer *out, th_slice text)
{
	char printed[TH_JCS_NUMBER];
	size_t len = th_jcs_number(strtod(text.ptr, NULL), printed);

	return len ? put(out, th_slice_make(printed, len)) : TH_EINPUT;
}

static th_status put_value(struct th_buffer *out, const struct node *node)
{
	switch ((enum th_json_token)node->token) {
	case TH_JSON_OBJECT: return put(out, TH_SLICE("{"));
	case TH_JSON_ARRAY: return put(out, TH_SLICE("["));
	case TH_JSON_STRING: return put_string(out, node->text);
	case TH_JSON_NUMBER: return put_number(out, node->text);
	case TH_JSON_TRUE: return put(out, TH_SLICE("true"));
	case TH_JSON_FALSE: return put(out, TH_SLICE("false"));
	default: return put(out, TH_SLICE("null"));
	}
}

static th_status put_node(struct th_buffer *out, const struct node *node)
{
	if (node->key.ptr) {
		TH_TRY(put_string(out, node->key));
		TH_TRY(put(out, TH_SLICE(":")));
	}
	return put_value(out, node);
}

/* Down to the first child, else on to the next, else up and on. */
static th_status print(const struct node_list *nodes, struct th_buffer *out)
{
	uint32_t at = nodes->count ? 0 : NOBODY;

	while (at != NOBODY) {
		const struct node *node = &nodes->items[at];
		TH_TRY(put_node(out, node));
		bool is_open = node->token == TH_JSON_OBJECT || node->token == TH_JSON_ARRAY;
		if (is_open && node->first != NOBODY) {
			at = node->first;
			continue;
		}
		if (is_open)
			TH_TRY(put(out,
				   node->token == TH_JSON_OBJECT ? TH_SLICE("}") : TH_SLICE("]")));
		while (at != NOBODY && nodes->items[at].next == NOBODY) {
			at = nodes->items[at].parent;
			if (at != NOBODY)
				TH_TRY(put(out, nodes->items[at].token == TH_JSON_OBJECT
							? TH_SLICE("}")
							: TH_SLICE("]")));
		}
		if (at == NOBODY)
			break;
		at = nodes->items[at].next;
		TH_TRY(put(out, TH_SLICE(",")));
	}
	return TH_OK;
}

th_status th_jcs(th_slice bytes, size_t start, const size_t *omitted, uint32_t omitted_count,
		 struct th_arena *arena, th_slice *out)
{
	struct reading r = {
		.arena = arena, .omitted = omitted, .omitted_count = omitted_count, .open = NOBODY
	};
	struct th_buffer printed = { 0 };

	*out = (th_slice){ 0 };
	th_json_init(&r.reader, bytes, start, TH_JSON_STRICT);
	th_status status = read(&r);
	if (status == TH_OK)
		status = print(&r.nodes, &printed);
	if (status == TH_OK) {
		*out = th_arena_copy(arena, th_buffer_bytes(&printed));
		status = out->ptr ? TH_OK : TH_ENOMEM;
	}
	th_buffer_release(&printed);
	node_list_release(&r.nodes);
	th_json_release(&r.reader);
	return status;
}
