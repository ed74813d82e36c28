#include "core/text/yaml.h"

#include "core/base/limits.h"
#include "core/text/unicode.h"

#include <libfyaml.h>
#include <stdlib.h>

/* A place in the text; counted on from the last one, as nodes come in order. */
struct place {
	size_t offset;
	uint32_t line, column;
};

/* One sequence or mapping that is still open. */
struct frame {
	struct th_yaml_node *node, *last, *key; /* key: of the entry whose value comes next */
};

struct builder {
	struct th_arena *arena;
	struct th_yaml_error *error;
	th_slice text;
	struct place at;
	struct th_yaml_node *root;
	struct frame frames[TH_MAX_YAML_DEPTH];
	size_t depth;
	bool document_seen;
};

static const th_slice byte_order_mark = { "\xef\xbb\xbf", 3 };

/* ---- Places and errors ---- */

static struct place start_of(th_slice text)
{
	size_t from = th_slice_starts(text, byte_order_mark) ? byte_order_mark.len : 0;

	return (struct place){ from, 1, 1 };
}

/* Whether a line ends with byte i: LF, CR LF or CR. */
static bool ends_line(th_slice text, size_t i)
{
	if (text.ptr[i] == '\r')
		return i + 1 == text.len || text.ptr[i + 1] != '\n';
	return text.ptr[i] == '\n';
}

static bool begins_character(th_slice text, size_t i)
{
	return ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
}

static void move_back(struct place *place, th_slice text, size_t offset)
{
	const size_t floor = start_of(text).offset;
	const uint32_t line = place->line;

	while (place->offset > offset && place->offset > floor) {
		place->offset--;
		if (ends_line(text, place->offset))
			place->line--;
		else
			place->column -= begins_character(text, place->offset);
	}
	if (place->line == line)
		return;
	place->column = 1;
	for (size_t i = place->offset; i > floor && !ends_line(text, i - 1); i--)
		place->column += begins_character(text, i - 1);
}

/* Mostly forward; libfyaml announces a mapping at its colon and the key before it after that. */
static void move_to(struct place *place, th_slice text, size_t offset)
{
	if (offset > text.len)
		offset = text.len;
	if (offset < place->offset)
		move_back(place, text, offset);
	for (; place->offset < offset; place->offset++) {
		if (ends_line(text, place->offset)) {
			place->line++;
			place->column = 1;
		} else {
			place->column += begins_character(text, place->offset);
		}
	}
}

static th_status fail_at(struct builder *b, size_t offset, th_status status, th_slice message)
{
	move_to(&b->at, b->text, offset);
	b->error->line = b->at.line;
	b->error->column = b->at.column;
	b->error->message = message.ptr ? message : TH_SLICE("out of memory");
	return message.ptr ? status : TH_ENOMEM;
}

static th_status no_memory(struct builder *b)
{
	return fail_at(b, b->at.offset, TH_ENOMEM, TH_SLICE("out of memory"));
}

/* What libfyaml says in its own terms, for people who do not know them. */
static const struct advice {
	const char *head, *advice;
} advices[] = {
	{ "invalid multiline plain key", "this value goes on in the next line, which looks like a "
					 "key: is its indentation right?" },
	{ "invalid nested block mapping on the same line",
	  "a second \": \" in one line; a value that contains it needs quotes" },
	{ "plain scalar cannot start with",
	  "a value that begins with this character needs quotes" },
	{ "invalid trailing content after", "nothing may follow the closing quote" },
	{ "double-quoted scalar without closing quote", "the quote that opens here is not closed" },
	{ "single-quoted scalar without closing quote", "the quote that opens here is not closed" },
	{ "invalid indentation in mapping", "this key is not indented like the ones above it" },
	{ "wrong indendation in sequence", "this item is not indented like the ones above it" },
	{ "invalid scalar at the end of block sequence",
	  "an item that begins with \"- \" is expected here" },
	{ "did not find expected '-' indicator",
	  "an item that begins with \"- \" is expected here" },
	{ "did not find expected key", "a key is expected here: is the indentation right?" },
	{ "did not find expected node content", "a value is expected here" },
	{ "could not find expected ':'", "a key without a \":\" behind it" },
	{ "missing comma in flow", "a comma or a closing bracket is missing before this" },
	{ "flow sequence without a closing bracket",
	  "the list that begins with \"[\" is not closed" },
	{ "invalid tab", "a tab is used for indentation, where YAML allows only spaces" },
	{ "cannot use tab", "a tab is used for indentation, where YAML allows only spaces" },
};

static th_slice advice_on(struct builder *b, const char *message)
{
	for (size_t i = 0; i < sizeof(advices) / sizeof(advices[0]); i++)
		if (th_slice_starts(th_slice_of(message), th_slice_of(advices[i].head)))
			return th_slice_of(advices[i].advice);
	return th_arena_printf(b->arena, "%s", message);
}

static th_status fail_by_library(struct builder *b, struct fy_diag *diag)
{
	void *cursor = NULL;
	const struct fy_diag_error *said = fy_diag_errors_iterate(diag, &cursor);

	if (!said || !said->msg)
		return fail_at(b, b->at.offset, TH_EINPUT, TH_SLICE("not YAML from here on"));
	const struct fy_mark *mark = said->fyt ? fy_token_start_mark(said->fyt) : NULL;
	th_status status = fail_at(b, mark ? mark->input_pos : b->at.offset, TH_EINPUT,
				   advice_on(b, said->msg));
	if (!mark && said->line > 0 && said->column > 0) {
		b->error->line = (uint32_t)said->line;
		b->error->column = (uint32_t)said->column;
	}
	return status;
}

/* ---- Nodes ---- */

static const struct tag {
	const char *name;
	enum th_yaml_kind kind;
	bool quoted;
} tags[] = {
	{ "!", TH_YAML_SCALAR, true }, /* not specific; on collections it says nothing */
	{ "tag:yaml.org,2002:str", TH_YAML_SCALAR, true },
	{ "tag:yaml.org,2002:int", TH_YAML_SCALAR, false },
	{ "tag:yaml.org,2002:float", TH_YAML_SCALAR, false },
	{ "tag:yaml.org,2002:bool", TH_YAML_SCALAR, false },
	{ "tag:yaml.org,2002:null", TH_YAML_NULL, false },
	{ "tag:yaml.org,2002:seq", TH_YAML_SEQUENCE, false },
	{ "tag:yaml.org,2002:map", TH_YAML_MAPPING, false },
};

static th_slice token_text(struct fy_token *token)
{
	size_t len = 0;
	const char *text = token ? fy_token_get_text(token, &len) : NULL;

	return th_slice_make(text, text ? len : 0);
}

/* Check a node's tag and let it decide what a scalar is. */
static th_status apply_tag(struct builder *b, struct fy_token *token, struct th_yaml_node *node)
{
	th_slice name = token_text(token);

	if (!token)
		return TH_OK;
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		if (!th_slice_equal(name, th_slice_of(tags[i].name)))
			continue;
		bool any = i == 0 && node->kind >= TH_YAML_SEQUENCE;
		if (node->kind == TH_YAML_NULL && tags[i].kind == TH_YAML_SCALAR && tags[i].quoted)
			node->kind = TH_YAML_SCALAR; /* "!!str null" */
		if (!any && node->kind != tags[i].kind)
			return fail_at(b, node->offset, TH_EINPUT,
				       th_arena_printf(b->arena,
						       "the tag %.*s does not fit this value",
						       TH_FMT(name)));
		if (!any)
			node->quoted = tags[i].quoted;
		return TH_OK;
	}
	return fail_at(b, node->offset, TH_EINPUT,
		       th_arena_printf(b->arena,
				       "tags are not allowed here, and this value has %.*s",
				       TH_FMT(name)));
}

static bool is_null_word(th_slice s)
{
	return s.len == 0 || th_slice_equal(s, TH_SLICE("~")) ||
	       th_slice_equal(s, TH_SLICE("null")) || th_slice_equal(s, TH_SLICE("Null")) ||
	       th_slice_equal(s, TH_SLICE("NULL"));
}

/*
 * A node that begins at byte `offset`; an empty one has no place (SIZE_MAX) and stands where its
 * key does.
 */
static th_status new_node(struct builder *b, size_t offset, enum th_yaml_kind kind,
			  struct th_yaml_node **out)
{
	const struct th_yaml_node *key = b->depth > 0 ? b->frames[b->depth - 1].key : NULL;
	struct th_yaml_node *node = th_arena_calloc(b->arena, 1, sizeof(*node));

	if (!node)
		return no_memory(b);
	if (offset != SIZE_MAX)
		key = NULL;
	else
		offset = b->at.offset;
	move_to(&b->at, b->text, offset);
	node->kind = kind;
	node->offset = key ? key->offset : (uint32_t)b->at.offset;
	node->line = key ? key->line : b->at.line;
	node->column = key ? key->column : b->at.column;
	*out = node;
	return TH_OK;
}

static size_t offset_of(const struct fy_mark *mark)
{
	return mark ? mark->input_pos : SIZE_MAX;
}

/* Marks point behind an opening quote, and before the indentation of a block. */
static size_t scalar_offset(const struct builder *b, struct fy_token *token,
			    enum fy_scalar_style style)
{
	size_t offset = offset_of(token ? fy_token_start_mark(token) : NULL);

	if (offset > b->text.len)
		return offset;
	if ((style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED) && offset > 0)
		return offset - 1;
	if (style == FYSS_LITERAL || style == FYSS_FOLDED)
		while (offset < b->text.len && b->text.ptr[offset] == ' ')
			offset++;
	return offset;
}

static th_status set_text(struct builder *b, th_slice text, struct th_yaml_node *node)
{
	if (text.len > TH_MAX_STRING_BYTES)
		return fail_at(b, node->offset, TH_ELIMIT, TH_SLICE("a text of more than 16 MiB"));
	if (th_slice_find(text, '\0') < text.len || !th_utf8_valid(text))
		return fail_at(
			b, node->offset, TH_EINPUT,
			TH_SLICE("this text has an escape that is no Unicode character or is NUL"));
	node->text = th_arena_copy(b->arena, text);
	return node->text.ptr ? TH_OK : no_memory(b);
}

/* Hang a finished scalar or a collection that begins into what is open. */
static th_status attach(struct builder *b, struct th_yaml_node *node)
{
	if (b->depth == 0) {
		b->root = node;
		return TH_OK;
	}
	struct frame *frame = &b->frames[b->depth - 1];

	if (frame->node->kind == TH_YAML_MAPPING && !frame->key) {
		if (node->kind >= TH_YAML_SEQUENCE)
			return fail_at(b, node->offset, TH_EINPUT,
				       TH_SLICE("a key must be a plain text"));
		if (node->text.len > TH_MAX_KEY_BYTES)
			return fail_at(b, node->offset, TH_ELIMIT,
				       TH_SLICE("a key of more than 4096 bytes"));
		if (node->text.len == 0 && !node->quoted)
			return fail_at(b, node->offset, TH_EINPUT,
				       TH_SLICE("a key is missing here"));
		node->kind = TH_YAML_SCALAR;
		frame->key = node;
		return TH_OK;
	}
	node->key = frame->key;
	frame->key = NULL;
	*(frame->last ? &frame->last->next : &frame->node->first) = node;
	frame->last = node;
	frame->node->count++;
	return TH_OK;
}

static th_status add_scalar(struct builder *b, struct fy_event *event)
{
	struct fy_token *token = event->scalar.value;
	th_slice text = token_text(token);
	enum fy_scalar_style style = token ? fy_token_scalar_style(token) : FYSS_PLAIN;
	bool plain = style == FYSS_PLAIN;
	enum th_yaml_kind kind = plain && is_null_word(text) ? TH_YAML_NULL : TH_YAML_SCALAR;
	struct th_yaml_node *node;

	if (token && !text.ptr)
		return no_memory(b);
	TH_TRY(new_node(b, scalar_offset(b, token, style), kind, &node));
	if (event->scalar.anchor)
		return fail_at(b, node->offset, TH_EINPUT,
			       TH_SLICE("anchors (&name) are not allowed"));
	node->quoted = !plain;
	TH_TRY(apply_tag(b, event->scalar.tag, node));
	TH_TRY(set_text(b, text, node));
	return attach(b, node);
}

static th_status open_collection(struct builder *b, const struct fy_mark *mark,
				 enum th_yaml_kind kind, struct fy_token *anchor,
				 struct fy_token *tag)
{
	struct th_yaml_node *node;

	TH_TRY(new_node(b, offset_of(mark), kind, &node));
	if (anchor)
		return fail_at(b, node->offset, TH_EINPUT,
			       TH_SLICE("anchors (&name) are not allowed"));
	TH_TRY(apply_tag(b, tag, node));
	TH_TRY(attach(b, node));
	if (b->depth == TH_MAX_YAML_DEPTH)
		return fail_at(b, node->offset, TH_ELIMIT,
			       th_arena_printf(b->arena, "nested deeper than %d levels",
					       TH_MAX_YAML_DEPTH));
	b->frames[b->depth++] = (struct frame){ .node = node };
	return TH_OK;
}

/* By key, then by place. */
static int compare_entries(const void *left, const void *right)
{
	const struct th_yaml_node *a = *(struct th_yaml_node *const *)left;
	const struct th_yaml_node *b = *(struct th_yaml_node *const *)right;
	int order = th_slice_compare(a->key->text, b->key->text);

	return order ? order
		     : (a->key->offset > b->key->offset) - (a->key->offset < b->key->offset);
}

/* Of all entries that repeat a key, complain about the first one in the text. */
static th_status check_keys(struct builder *b, const struct th_yaml_node *mapping)
{
	const struct th_yaml_node *again = NULL;
	size_t count = 0;

	if (mapping->count < 2)
		return TH_OK;
	struct th_yaml_node **entries = calloc(mapping->count, sizeof(struct th_yaml_node *));
	if (!entries)
		return no_memory(b);
	for (struct th_yaml_node *entry = mapping->first; entry; entry = entry->next)
		entries[count++] = entry;
	qsort(entries, count, sizeof(struct th_yaml_node *), compare_entries);
	for (size_t i = 1; i < count; i++)
		if (th_slice_equal(entries[i]->key->text, entries[i - 1]->key->text) &&
		    (!again || entries[i]->key->offset < again->offset))
			again = entries[i]->key;
	free(entries);
	if (!again)
		return TH_OK;
	return fail_at(b, again->offset, TH_EINPUT,
		       th_arena_printf(b->arena, "the key \"%.*s\" is here for the second time",
				       TH_FMT(again->text)));
}

static th_status close_collection(struct builder *b)
{
	const struct th_yaml_node *node = b->frames[--b->depth].node;

	return node->kind == TH_YAML_MAPPING ? check_keys(b, node) : TH_OK;
}

static th_status add_event(struct builder *b, struct fy_event *event)
{
	const struct fy_mark *mark = fy_event_start_mark(event);

	switch (event->type) {
	case FYET_SCALAR: return add_scalar(b, event);
	case FYET_MAPPING_START:
		return open_collection(b, mark, TH_YAML_MAPPING, event->mapping_start.anchor,
				       event->mapping_start.tag);
	case FYET_SEQUENCE_START:
		return open_collection(b, mark, TH_YAML_SEQUENCE, event->sequence_start.anchor,
				       event->sequence_start.tag);
	case FYET_MAPPING_END:
	case FYET_SEQUENCE_END: return close_collection(b);
	case FYET_DOCUMENT_START:
		if (b->document_seen)
			return fail_at(
				b, mark ? mark->input_pos : b->at.offset, TH_EINPUT,
				TH_SLICE("a second document begins here, and only one is allowed"));
		b->document_seen = true;
		return TH_OK;
	case FYET_ALIAS:
		return fail_at(b, mark ? mark->input_pos : b->at.offset, TH_EINPUT,
			       TH_SLICE("aliases (*name) are not allowed; a text that begins with "
					"* needs quotes"));
	case FYET_NONE:
	case FYET_STREAM_START:
	case FYET_STREAM_END:
	case FYET_DOCUMENT_END: return TH_OK;
	}
	return TH_OK;
}

/* ---- The whole text ---- */

/* Line feed and so on, which the others of their kind are not. */
static bool is_line_character(uint32_t code)
{
	return code == '\t' || code == '\n' || code == '\r' || code == 0x85;
}

static bool is_forbidden(uint32_t code)
{
	bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);

	return (control && !is_line_character(code)) || code == 0xfeff || code == 0xfffe ||
	       code == 0xffff;
}

/*
 * The size, which bounds libfyaml's memory, and what YAML forbids anywhere: libfyaml lets some of
 * it through and takes the rest for the end of the text.
 */
static th_status check_characters(struct builder *b)
{
	uint32_t code;

	if (b->text.len > TH_MAX_YAML_BYTES)
		return fail_at(b, 0, TH_ELIMIT, TH_SLICE("more than 16 MiB of YAML"));
	for (size_t at = b->at.offset, size; at < b->text.len; at += size) {
		size = th_utf8_next(b->text, at, &code);
		if (code == TH_UTF8_BAD)
			return fail_at(b, at, TH_EINPUT,
				       th_arena_printf(b->arena, "the byte 0x%02X is not UTF-8",
						       (unsigned)(unsigned char)b->text.ptr[at]));
		if (is_forbidden(code))
			return fail_at(b, at, TH_EINPUT,
				       th_arena_printf(b->arena,
						       "the character U+%04X is not allowed",
						       (unsigned)code));
	}
	return TH_OK;
}

static th_status read_events(struct builder *b, struct fy_parser *parser, struct fy_diag *diag)
{
	struct fy_event *event;

	if (fy_parser_set_string(parser, b->text.ptr, b->text.len) != 0)
		return no_memory(b);
	while ((event = fy_parser_parse(parser))) {
		enum fy_event_type type = event->type;
		th_status status = add_event(b, event);

		fy_parser_event_free(parser, event);
		if (status != TH_OK || type == FYET_STREAM_END)
			return status;
	}
	return fail_by_library(b, diag);
}

static th_status parse_with_library(struct builder *b)
{
	const struct fy_diag_cfg quiet = { .level = FYET_ERROR, .module_mask = ~0u };
	struct fy_diag *diag = fy_diag_create(&quiet);

	if (!diag)
		return no_memory(b);
	fy_diag_set_collect_errors(diag, true);
	const struct fy_parse_cfg config = {
		.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2 |
			 FYPCF_JSON_NONE,
		.diag = diag,
	};
	struct fy_parser *parser = fy_parser_create(&config);
	th_status status = parser ? read_events(b, parser, diag) : no_memory(b);

	if (parser)
		fy_parser_destroy(parser);
	fy_diag_destroy(diag);
	return status;
}

th_status th_yaml_parse(struct th_arena *arena, th_slice text, struct th_yaml_error *error,
			struct th_yaml_node **root)
{
	struct builder b = { .arena = arena, .error = error, .text = text, .at = start_of(text) };

	*root = NULL;
	*error = (struct th_yaml_error){ 0 };
	TH_TRY(check_characters(&b));
	if (text.len > 0)
		TH_TRY(parse_with_library(&b));
	if (!b.root) {
		b.at = start_of(text);
		TH_TRY(new_node(&b, SIZE_MAX, TH_YAML_NULL, &b.root));
	}
	*root = b.root;
	return TH_OK;
}

struct th_yaml_node *th_yaml_get(const struct th_yaml_node *node, th_slice key)
{
	if (node->kind != TH_YAML_MAPPING)
		return NULL;
	for (struct th_yaml_node *entry = node->first; entry; entry = entry->next)
		if (th_slice_equal(entry->key->text, key))
			return entry;
	return NULL;
}
