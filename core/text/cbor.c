#include "core/text/cbor.h"

#include "core/base/library.h"
#include "core/base/limits.h"
#include "core/text/unicode.h"

#include <cbor/callbacks.h>
#include <cbor/data.h>

/* ---- the library ---- */

static struct {
	struct cbor_decoder_result (*stream_decode)(cbor_data, size_t,
						    const struct cbor_callbacks *, void *);
} lib;

static const struct th_library_symbol symbols[] = {
	{ "cbor_stream_decode", 0 },
};

static struct th_library library = {
	.file = TH_LIBCBOR,
	.package = "libcbor0.8 or later",
	.symbols = symbols,
	.count = sizeof(symbols) / sizeof(symbols[0]),
	.table = &lib,
	TH_LIBRARY_FRESH,
};

/* ---- items ---- */

/* A container that is open, and how many children are still to come. */
struct open {
	uint32_t node, last; /* last: the child before */
	uint64_t left;       /* UINT64_MAX: until a break */
	uint64_t count;      /* of children so far */
};
TH_LIST_DEFINE(open_list, struct open);

struct reader {
	th_slice source;
	size_t at; /* of the item that is decoded */
	struct th_cbor *out;
	struct open_list open;
	bool is_break, is_open; /* of the item: */
	uint64_t left;
	struct th_cbor_node item;
	const char *refused;
};

static void item(void *context, enum th_cbor_kind kind, uint64_t number)
{
	struct reader *r = context;

	r->item = (struct th_cbor_node){ .kind = kind,
					 .number = number,
					 .offset = r->at,
					 .first = TH_CBOR_NONE,
					 .next = TH_CBOR_NONE };
}

static void open_item(void *context, enum th_cbor_kind kind, uint64_t left)
{
	struct reader *r = context;

	item(context, kind, left);
	r->is_open = true;
	r->left = left;
}

static void on_uint8(void *c, uint8_t n)
{
	item(c, TH_CBOR_UINT, n);
}
static void on_uint16(void *c, uint16_t n)
{
	item(c, TH_CBOR_UINT, n);
}
static void on_uint32(void *c, uint32_t n)
{
	item(c, TH_CBOR_UINT, n);
}
static void on_uint64(void *c, uint64_t n)
{
	item(c, TH_CBOR_UINT, n);
}
static void on_negint8(void *c, uint8_t n)
{
	item(c, TH_CBOR_NEGATIVE, n);
}
static void on_negint16(void *c, uint16_t n)
{
	item(c, TH_CBOR_NEGATIVE, n);
}
static void on_negint32(void *c, uint32_t n)
{
	item(c, TH_CBOR_NEGATIVE, n);
}
static void on_negint64(void *c, uint64_t n)
{
	item(c, TH_CBOR_NEGATIVE, n);
}
static void on_float(void *c, float n)
{
	(void)n;
	item(c, TH_CBOR_FLOAT, 0);
}
static void on_double(void *c, double n)
{
	(void)n;
	item(c, TH_CBOR_FLOAT, 0);
}
static void on_null(void *c)
{
	item(c, TH_CBOR_NULL, 0);
}
static void on_bool(void *c, bool value)
{
	item(c, value ? TH_CBOR_TRUE : TH_CBOR_FALSE, 0);
}

static void on_bytes(void *c, cbor_data bytes, size_t len)
{
	item(c, TH_CBOR_BYTES, len);
	((struct reader *)c)->item.text = th_slice_make((const char *)bytes, len);
}

static void on_text(void *c, cbor_data bytes, size_t len)
{
	item(c, TH_CBOR_TEXT, len);
	((struct reader *)c)->item.text = th_slice_make((const char *)bytes, len);
}

static void on_chunks(void *c)
{
	((struct reader *)c)->refused =
		"a text in pieces (of indefinite length): no such tag has one";
}

/* The most that can be announced stays different from no announcement. */
static void on_array(void *c, size_t count)
{
	open_item(c, TH_CBOR_ARRAY, count == UINT64_MAX ? UINT64_MAX - 1 : count);
}
static void on_map(void *c, size_t count)
{
	open_item(c, TH_CBOR_MAP, count > UINT64_MAX / 2 ? UINT64_MAX - 1 : 2 * (uint64_t)count);
}
static void on_endless_array(void *c)
{
	open_item(c, TH_CBOR_ARRAY, UINT64_MAX);
}
static void on_endless_map(void *c)
{
	open_item(c, TH_CBOR_MAP, UINT64_MAX);
}
static void on_tag(void *c, uint64_t tag)
{
	open_item(c, TH_CBOR_TAG, 1);
	((struct reader *)c)->item.number = tag;
}
static void on_break(void *c)
{
	((struct reader *)c)->is_break = true;
}

static const struct cbor_callbacks callbacks = {
	.uint8 = on_uint8,
	.uint16 = on_uint16,
	.uint32 = on_uint32,
	.uint64 = on_uint64,
	.negint8 = on_negint8,
	.negint16 = on_negint16,
	.negint32 = on_negint32,
	.negint64 = on_negint64,
	.byte_string_start = on_chunks,
	.byte_string = on_bytes,
	.string = on_text,
	.string_start = on_chunks,
	.array_start = on_array,
	.indef_array_start = on_endless_array,
	.map_start = on_map,
	.indef_map_start = on_endless_map,
	.tag = on_tag,
	.float2 = on_float,
	.float4 = on_float,
	.float8 = on_double,
	.undefined = on_null,
	.null = on_null,
	.boolean = on_bool,
	.indef_break = on_break,
};

/* ---- the tree ---- */

static th_status fail(struct reader *r, th_status status, const char *error)
{
	r->out->error = error;
	r->out->error_at = r->at;
	return status;
}

static bool is_same(const struct th_cbor_node *a, const struct th_cbor_node *b)
{
	return a->kind == b->kind && a->number == b->number && th_slice_equal(a->text, b->text);
}

/* Only such keys can be told apart by their nodes alone. */
static bool may_be_key(enum th_cbor_kind kind)
{
	return kind == TH_CBOR_UINT || kind == TH_CBOR_NEGATIVE || kind == TH_CBOR_BYTES ||
	       kind == TH_CBOR_TEXT;
}

/* Is the key that is about to be added one that the map has? Maps of tags have few keys. */
static bool is_repeated(const struct reader *r, const struct open *map)
{
	const struct th_cbor_node *nodes = r->out->nodes.items;

	for (uint32_t key = nodes[map->node].first; key != TH_CBOR_NONE;
	     key = nodes[nodes[key].next].next)
		if (is_same(&nodes[key], &r->item))
			return true;
	return false;
}

static th_status place(struct reader *r)
{
	struct open *above = r->open.count ? &r->open.items[r->open.count - 1] : NULL;

	if (r->item.kind == TH_CBOR_TEXT && !th_utf8_valid(r->item.text))
		return fail(r, TH_EINPUT, "text that is not UTF-8");
	if (r->item.kind == TH_CBOR_TEXT && r->item.text.len > TH_MAX_STRING_BYTES)
		return fail(r, TH_ELIMIT, "a text of more than 16 MiB (TH_MAX_STRING_BYTES)");
	if (above && r->out->nodes.items[above->node].kind == TH_CBOR_MAP &&
	    above->count % 2 == 0) {
		if (above->count >= TH_MAX_CBOR_KEYS)
			return fail(r, TH_ELIMIT,
				    "more than 1000 keys in a map (TH_MAX_CBOR_KEYS)");
		if (!may_be_key(r->item.kind))
			return fail(r, TH_EINPUT,
				    "a key that is neither an integer nor a text nor bytes");
		if (is_repeated(r, above))
			return fail(r, TH_EINPUT, "a key stands twice in one map");
	}
	struct th_cbor_node *n = th_cbor_list_push(&r->out->nodes, TH_MAX_CBOR_ITEMS);
	if (!n)
		return r->out->nodes.count >= TH_MAX_CBOR_ITEMS
			       ? fail(r, TH_ELIMIT, "too many items (TH_MAX_CBOR_ITEMS)")
			       : TH_ENOMEM;
	*n = r->item;
	uint32_t index = r->out->nodes.count - 1;
	if (!above)
		return TH_OK;
	if (above->last == TH_CBOR_NONE)
		r->out->nodes.items[above->node].first = index;
	else
		r->out->nodes.items[above->last].next = index;
	above->last = index;
	above->count++;
	if (above->left != UINT64_MAX)
		above->left--;
	return TH_OK;
}

static th_status open_container(struct reader *r)
{
	struct open *o = open_list_push(&r->open, TH_MAX_CBOR_DEPTH);

	if (!o)
		return r->open.count >= TH_MAX_CBOR_DEPTH
			       ? fail(r, TH_ELIMIT, "nested too deep (TH_MAX_CBOR_DEPTH)")
			       : TH_ENOMEM;
	*o = (struct open){ r->out->nodes.count - 1, TH_CBOR_NONE, r->left, 0 };
	return TH_OK;
}

/* Containers whose last child has come are closed with it. */
static void close_full(struct reader *r)
{
	while (r->open.count && r->open.items[r->open.count - 1].left == 0)
		r->open.count--;
}

static th_status end_by_break(struct reader *r)
{
	const struct open *o = r->open.count ? &r->open.items[r->open.count - 1] : NULL;

	if (!o || o->left != UINT64_MAX ||
	    (r->out->nodes.items[o->node].kind == TH_CBOR_MAP && o->count % 2))
		return fail(r, TH_EINPUT, "a break where nothing is to be ended");
	r->open.count--;
	return TH_OK;
}

static th_status take(struct reader *r)
{
	if (r->refused)
		return fail(r, TH_EINPUT, r->refused);
	if (r->is_break)
		TH_TRY(end_by_break(r));
	else
		TH_TRY(place(r));
	if (r->is_open)
		TH_TRY(open_container(r));
	close_full(r);
	return TH_OK;
}

/* One item. Tags in one byte are read here: libcbor refuses those that had no meaning when it was
 * written, COSE's among them. */
static struct cbor_decoder_result decode(struct reader *r)
{
	enum { SHORT_TAG = 0xc0, BEHIND = 0xd8 };

	if (r->at < r->source.len) {
		uint8_t head = (uint8_t)r->source.ptr[r->at];
		if (head >= SHORT_TAG && head < BEHIND) {
			on_tag(r, head - SHORT_TAG);
			return (struct cbor_decoder_result){ .read = 1,
							     .status = CBOR_DECODER_FINISHED };
		}
	}
	return lib.stream_decode((cbor_data)r->source.ptr + r->at, r->source.len - r->at,
				 &callbacks, r);
}

static th_status read_all(struct reader *r)
{
	do {
		r->is_break = r->is_open = false;
		struct cbor_decoder_result result = decode(r);
		if (result.status == CBOR_DECODER_NEDATA)
			return fail(r, TH_EINPUT, "it ends inside of an item: it is cut off");
		if (result.status != CBOR_DECODER_FINISHED)
			return fail(r, TH_EINPUT, "no CBOR: a byte that begins no item");
		TH_TRY(take(r));
		r->at += result.read;
	} while (r->open.count && r->at <= r->source.len);
	return r->at == r->source.len ? TH_OK
				      : fail(r, TH_EINPUT, "bytes behind the end of the item");
}

th_status th_cbor_parse(th_slice source, struct th_cbor *out, th_slice *why)
{
	struct reader r = { .source = source, .out = out };

	*out = (struct th_cbor){ 0 };
	*why = (th_slice){ 0 };
	TH_TRY(th_library_load(&library, why));
	th_status status = source.len ? read_all(&r) : fail(&r, TH_EINPUT, "it is empty");
	open_list_release(&r.open);
	if (out->error)
		*why = th_slice_of(out->error);
	return status;
}

void th_cbor_release(struct th_cbor *cbor)
{
	th_cbor_list_release(&cbor->nodes);
}

uint32_t th_cbor_member(const struct th_cbor *cbor, uint32_t map, uint64_t key)
{
	const struct th_cbor_node *nodes = cbor->nodes.items;

	if (map == TH_CBOR_NONE || nodes[map].kind != TH_CBOR_MAP)
		return TH_CBOR_NONE;
	for (uint32_t k = nodes[map].first; k != TH_CBOR_NONE; k = nodes[nodes[k].next].next)
		if (nodes[k].kind == TH_CBOR_UINT && nodes[k].number == key)
			return nodes[k].next;
	return TH_CBOR_NONE;
}
