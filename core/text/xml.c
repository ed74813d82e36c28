/*
 * Owner of libxml2: its SAX2 push parser, fed with the source in chunks. Facts of 2.9.14 that the
 * code rests on:
 *   - Its own ceilings on depth and text are in its default handlers, so with handlers of ours they
 *     are ours to keep.
 *   - Attribute values and text that needed no change are handed out as pointers into its input
 *     buffer, and the place of a pointer p in the source is input->consumed + (p - input->base).
 *     Text with bytes beyond ASCII comes as a copy, told when the cursor stands right behind it.
 *     Neither is promised anywhere, so no place is believed: the buffer is compared with the source
 *     whenever it was filled or moved, a copy each time.
 *   - Without XML_PARSE_NOENT, which is for documents that may declare entities, every ampersand of
 *     an attribute's value comes as "&#38;", for its own tree builder to read once more. In text it
 *     comes as it should.
 *   - Its dictionary of names has a fixed number of chains: a million different names take minutes.
 *   - After an error it goes on calling some handlers, so each of them asks first whether all is
 *     well.
 *   - Undeclared prefixes and their like are errors to it that do not stop it. They stop us.
 */
#include "core/text/xml.h"

#include "core/base/library.h"
#include "core/base/limits.h"
#include "core/text/xml_scan.h"

#include <libxml/parser.h>

#include <stdarg.h>
#include <stdio.h>

#define FUNCTIONS(X)               \
	X(xmlInitParser)           \
	X(xmlCreatePushParserCtxt) \
	X(xmlCtxtUseOptions)       \
	X(xmlDictSize)             \
	X(xmlParseChunk)           \
	X(xmlStopParser)           \
	X(xmlFreeParserCtxt)

struct functions {
#define X(name) __typeof__(name) *name;
	FUNCTIONS(X)
#undef X
};

static struct functions xml;

static const struct th_library_symbol symbols[] = {
#define X(name) { #name, offsetof(struct functions, name) },
	FUNCTIONS(X)
#undef X
};

static void init_parser(void)
{
	xml.xmlInitParser();
}

static struct th_library library = {
	.file = "libxml2.so.2",
	.package = "libxml2",
	.symbols = symbols,
	.count = sizeof(symbols) / sizeof(symbols[0]),
	.table = &xml,
	.ready = init_parser,
	TH_LIBRARY_FRESH,
};

enum {
	CHUNK = 64 << 10,
	NAMES = 256,
	LOOKUP_LIMIT = 9 << 20, /* libxml2 gives up on 10,000,000 bytes of unfinished markup */
};

/*
 * What the four functions that are called for every tag and text leave to others, to be short
 * themselves.
 */
#define RARE __attribute__((noinline, cold))

struct name {
	th_slice ns, name;
};

struct reader {
	/* what every event touches comes first */
	const xmlParserInput *input;
	/*
	 * libxml2's buffer as it was when it was last compared with the source; base NULL: not
	 * since it was filled
	 */
	const xmlChar *base;
	unsigned long consumed;
	const char *window; /* base[0] in the source; NULL: the buffer holds other bytes */
	size_t window_len;

	const char *next; /* behind what was told last; NULL: not known */
	const char *run;  /* text with a place that is not told yet: it may go on */
	size_t run_len;
	size_t text_left; /* bytes that may still come before the next tag */
	size_t depth;
	th_status status; /* sticky; after it nothing is told any more */
	th_slice source;
	struct th_xml_handler handler;
	void *context;
	th_slice last_ns; /* the namespace told last: most elements share one */
	xmlParserCtxtPtr parser;

	struct th_arena *arena;
	struct th_xml_error *error;
	char *scratch; /* ampersands written out, for the attributes of one element */
	size_t scratch_used, scratch_size;
	th_slice names[NAMES];          /* names met before, by their address */
	struct name open[TH_MAX_DEPTH]; /* the elements around here */
	struct th_xml_attribute attributes[TH_MAX_XML_ATTRIBUTES];
};

/* ---- errors ---- */

static RARE void fail(struct reader *r, th_status status, uint64_t offset, th_slice message)
{
	if (r->status != TH_OK)
		return;
	r->status = message.ptr ? status : TH_ENOMEM;
	r->error->message = message.ptr ? message : TH_SLICE("no memory to parse the document");
	r->error->offset = offset < r->source.len ? offset : r->source.len;
}

/* Keep what a callback answered; a refusal has no message of ours. */
static RARE void keep(struct reader *r, th_status status, uint64_t offset)
{
	if (status == TH_OK || r->status != TH_OK)
		return;
	r->status = status;
	*r->error =
		(struct th_xml_error){ .offset = offset < r->source.len ? offset : r->source.len };
}

static RARE void fail_for(struct reader *r, uint64_t offset, const char *what, size_t ceiling,
			  const char *name)
{
	fail(r, TH_ELIMIT, offset, th_arena_printf(r->arena, "%s %zu (%s)", what, ceiling, name));
}

/* ---- places ---- */

/*
 * Compare libxml2's buffer with the source, and remember the answer for as long as the buffer stays
 * as it is.
 */
static RARE void compare_window(struct reader *r)
{
	const xmlParserInput *input = r->input;

	r->base = input->base;
	r->consumed = input->consumed;
	r->window_len = (size_t)(input->end - input->base);
	bool same = r->base && r->consumed <= r->source.len &&
		    r->window_len <= r->source.len - r->consumed &&
		    memcmp(r->source.ptr + r->consumed, input->base, r->window_len) == 0;
	r->window = same ? r->source.ptr + r->consumed : NULL;
}

/* Where libxml2's buffer begins in the source, or NULL. */
static inline const char *window(struct reader *r)
{
	if (r->input->base != r->base || r->input->consumed != r->consumed)
		compare_window(r);
	return r->window;
}

/* Where libxml2's cursor stands in the source, or NULL. */
static inline const char *cursor(struct reader *r)
{
	const char *at = window(r);

	return at ? at + (r->input->cur - r->base) : NULL;
}

static inline uint64_t offset_of(const struct reader *r, const char *at)
{
	return at ? (uint64_t)(at - r->source.ptr) : TH_XML_NOWHERE;
}

/* The source's own copy of bytes in libxml2's buffer, or NULL. */
static inline const char *in_window(struct reader *r, const xmlChar *bytes)
{
	const char *at = window(r);
	size_t from = (size_t)((uintptr_t)bytes - (uintptr_t)r->base);

	return at && from <= r->window_len ? at + from : NULL;
}

/* The same for bytes that libxml2 has copied and just passed. */
static const char *before_cursor(struct reader *r, const xmlChar *bytes, size_t len)
{
	const char *end = cursor(r);

	if (!end || len > (size_t)(end - r->source.ptr) || memcmp(end - len, bytes, len) != 0)
		return NULL;
	return end - len;
}

/* ---- names ---- */

/*
 * A name of libxml2's dictionary, whose length is to be found out; too long ones are cut, which is
 * an error. Every new name comes by here, which makes it the place to count them.
 */
static RARE th_slice measure(struct reader *r, const char *name)
{
	size_t len = strnlen(name, TH_MAX_KEY_BYTES + 1);

	if (xml.xmlDictSize(r->parser->dict) > TH_MAX_XML_NAMES)
		fail_for(r, offset_of(r, cursor(r)), "there are more different names than",
			 TH_MAX_XML_NAMES, "TH_MAX_XML_NAMES");
	if (len > TH_MAX_KEY_BYTES)
		fail_for(r, offset_of(r, cursor(r)), "a name is longer than", TH_MAX_KEY_BYTES,
			 "TH_MAX_KEY_BYTES");
	return th_slice_make(name, len);
}

static inline th_slice name_slice(struct reader *r, const xmlChar *name)
{
	uintptr_t address = (uintptr_t)name;
	th_slice *known = &r->names[(address ^ address >> 8) % NAMES];

	if (known->ptr != (const char *)name)
		*known = measure(r, (const char *)name);
	return *known;
}

static inline th_slice ns_slice(struct reader *r, const xmlChar *ns)
{
	if ((const char *)ns != r->last_ns.ptr)
		r->last_ns = ns ? measure(r, (const char *)ns) : (th_slice){ 0 };
	return r->last_ns;
}

/* ---- text ---- */

static inline void tell_text(struct reader *r, const char *text, size_t len, uint64_t offset)
{
	th_status status = r->handler.text(r->context, th_slice_make(text, len), offset);

	if (status != TH_OK)
		keep(r, status, offset != TH_XML_NOWHERE ? offset : offset_of(r, cursor(r)));
}

static inline void tell_run(struct reader *r)
{
	if (r->run_len == 0)
		return;
	r->next = r->run + r->run_len;
	tell_text(r, r->run, r->run_len, (uint64_t)(r->run - r->source.ptr));
	r->run_len = 0;
}

/* Text that does not stand in libxml2's buffer: a copy, or an entity's replacement. */
static RARE const char *find_copy(struct reader *r, const xmlChar *bytes, size_t len)
{
	const char *at = before_cursor(r, bytes, len);

	if (!at) {
		tell_run(r);
		r->next = NULL;
		if (r->status == TH_OK)
			tell_text(r, (const char *)bytes, len, TH_XML_NOWHERE);
	}
	return at;
}

static void on_text(void *context, const xmlChar *bytes, int length)
{
	struct reader *r = context;
	size_t len = (size_t)(unsigned)length;

	if (r->status != TH_OK || length <= 0)
		return;
	if (len > r->text_left) {
		fail_for(r, offset_of(r, cursor(r)), "text is longer than", TH_MAX_STRING_BYTES,
			 "TH_MAX_STRING_BYTES");
		return;
	}
	r->text_left -= len;
	const char *at = in_window(r, bytes);
	if (!at && !(at = find_copy(r, bytes, len)))
		return;
	if (r->run_len > 0) {
		if (at == r->run + r->run_len) {
			r->run_len += len;
			return;
		}
		tell_run(r);
	}
	r->run = at;
	r->run_len = len;
}

/* ---- elements ---- */

/* One of the five pointers that libxml2 has for an attribute. */
enum { NAME, PREFIX, NAMESPACE, VALUE, VALUE_END, POINTERS };

/*
 * Find an attribute's value by reading its tag, which begins at start, once more from *behind on,
 * or from the element's name on where that is NULL; *behind moves behind the attribute. For values
 * that libxml2 has copied, because of bytes beyond ASCII or because they really differ: then NULL.
 */
static RARE const char *search_value(struct reader *r, const struct th_xml_attribute *attribute,
				     const char *start, const char **behind)
{
	const char *end = cursor(r), *found = NULL;
	th_slice name, value;

	if (!end)
		return NULL;
	th_slice tag = th_slice_make(r->source.ptr, (size_t)(end - r->source.ptr));
	size_t at = *behind ? (size_t)(*behind - r->source.ptr)
			    : th_xml_name_end(tag, (size_t)(start - r->source.ptr) + 1);
	while (!found && th_xml_next_attribute(tag, &at, &name, &value)) {
		size_t colon = th_slice_find(name, ':');
		size_t local = colon < name.len ? colon + 1 : 0;

		/* namespace declarations are not told, so they are passed over here as well */
		if (th_slice_equal(th_slice_make(name.ptr, colon), TH_SLICE("xmlns")))
			continue;
		name = th_slice_make(name.ptr + local, name.len - local);
		if (!th_slice_equal(name, attribute->name))
			continue;
		*behind = r->source.ptr + at;
		if (!th_slice_equal(value, attribute->value))
			break;
		found = value.ptr;
	}
	return found;
}

/* Room for len more bytes of this element; what was handed out before for it stays where it is. */
static RARE char *scratch(struct reader *r, size_t len)
{
	if (len > r->scratch_size - r->scratch_used) {
		size_t size = 2 * r->scratch_size + len;

		r->scratch = th_arena_alloc(r->arena, size);
		r->scratch_size = r->scratch ? size : 0;
		r->scratch_used = 0;
		if (!r->scratch) {
			fail(r, TH_ENOMEM, 0, (th_slice){ 0 });
			return NULL;
		}
	}
	r->scratch_used += len;
	return r->scratch + r->scratch_used - len;
}

/* A value without a place, with its ampersands written out. */
static RARE th_slice with_ampersands(struct reader *r, th_slice value)
{
	static const th_slice escaped = { .ptr = "&#38;", .len = 5 };
	size_t at = th_slice_search(value, escaped);

	if (at == value.len)
		return value;
	char *copy = scratch(r, value.len), *to = copy;
	if (!copy)
		return value;
	while (value.len > 0) {
		memcpy(to, value.ptr, at);
		to += at;
		if (at < value.len) {
			*to++ = '&';
			at += escaped.len;
		}
		value = th_slice_sub(value, at, value.len);
		at = th_slice_search(value, escaped);
	}
	return th_slice_make(copy, (size_t)(to - copy));
}

static void take_attributes(struct reader *r, const xmlChar **pointers, size_t count,
			    const char *start)
{
	const char *behind = NULL; /* where the last attribute that was found ends */

	r->scratch_used = 0;
	for (size_t i = 0; i < count; i++, pointers += POINTERS) {
		struct th_xml_attribute *attribute = &r->attributes[i];
		const char *at = in_window(r, pointers[VALUE]);

		attribute->ns = (th_slice){ 0 };
		if (pointers[NAMESPACE])
			attribute->ns = ns_slice(r, pointers[NAMESPACE]);
		attribute->name = name_slice(r, pointers[NAME]);
		attribute->value = th_slice_make((const char *)pointers[VALUE],
						 (size_t)(pointers[VALUE_END] - pointers[VALUE]));
		if (!at && start)
			at = search_value(r, attribute, start, &behind);
		if (!at)
			attribute->value = with_ampersands(r, attribute->value);
		attribute->offset = offset_of(r, at);
		if (at) {
			attribute->value.ptr = at;
			behind = at + attribute->value.len + 1;
		}
	}
}

static RARE void refuse_element(struct reader *r, size_t attributes, uint64_t start)
{
	if (r->depth >= TH_MAX_DEPTH)
		fail_for(r, start, "elements are nested deeper than", TH_MAX_DEPTH, "TH_MAX_DEPTH");
	else if (attributes > TH_MAX_XML_ATTRIBUTES)
		fail_for(r, start, "an element has more attributes than", TH_MAX_XML_ATTRIBUTES,
			 "TH_MAX_XML_ATTRIBUTES");
	else
		fail_for(r, start, "there are more namespaces in scope than", TH_MAX_XML_NAMESPACES,
			 "TH_MAX_XML_NAMESPACES");
}

/* Whether one more element may be told; libxml2 counts two entries for each namespace. */
static inline bool check_element(struct reader *r, size_t attributes, const char *start)
{
	if (r->depth < TH_MAX_DEPTH && attributes <= TH_MAX_XML_ATTRIBUTES &&
	    r->parser->nsNr <= 2 * TH_MAX_XML_NAMESPACES)
		return true;
	refuse_element(r, attributes, offset_of(r, start));
	return false;
}

/* The '<' of the start tag that ends at `end`, or NULL. No other one follows it in the tag. */
static inline const char *tag_start(const struct reader *r, const char *end)
{
	const char *at = r->next;

	if (!end)
		return NULL;
	/*
	 * as a rule it stands right behind what was told last; else that is a comment's or a PI's
	 */
	if (at && at < end && at[0] == '<' && at[1] != '!' && at[1] != '?')
		return at;
	return memrchr(r->source.ptr, '<', (size_t)(end - r->source.ptr));
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *ns,
		     int ns_count, const xmlChar **namespaces, int attribute_count, int defaulted,
		     const xmlChar **pointers)
{
	struct reader *r = context;
	size_t count = (size_t)(unsigned)attribute_count;

	(void)prefix, (void)ns_count, (void)namespaces, (void)defaulted;
	tell_run(r);
	if (r->status != TH_OK)
		return;
	const char *end = cursor(r), *start = tag_start(r, end);
	if (!check_element(r, count, start))
		return;
	struct name *open = &r->open[r->depth++];
	struct th_xml_element element = { .ns = ns_slice(r, ns),
					  .name = name_slice(r, name),
					  .attributes = r->attributes,
					  .count = count,
					  .offset = offset_of(r, start) };
	*open = (struct name){ element.ns, element.name };
	r->next = end ? end + 1 : NULL;
	r->text_left = TH_MAX_STRING_BYTES;
	if (count > 0)
		take_attributes(r, pointers, count, start);
	if (r->status != TH_OK) /* a name was too long */
		return;
	th_status status = r->handler.start_element(r->context, &element);
	if (status != TH_OK)
		keep(r, status, element.offset);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *ns)
{
	struct reader *r = context;

	(void)name, (void)prefix, (void)ns;
	tell_run(r);
	if (r->status != TH_OK || r->depth == 0)
		return;
	r->next = cursor(r);
	r->text_left = TH_MAX_STRING_BYTES;
	const struct name *open = &r->open[--r->depth];
	uint64_t end = offset_of(r, r->next);
	th_status status = r->handler.end_element(r->context, open->ns, open->name, end);
	if (status != TH_OK)
		keep(r, status, end);
}

/* ---- what libxml2 complains of ---- */

static void on_doctype(void *context, const xmlChar *name, const xmlChar *id, const xmlChar *uri)
{
	struct reader *r = context;
	const char *at = cursor(r), *end = r->source.ptr + r->source.len;

	(void)name, (void)id, (void)uri;
	while (at && at > r->source.ptr &&
	       !th_slice_starts(th_slice_make(at, (size_t)(end - at)), TH_SLICE("<!DOCTYPE")))
		at--;
	fail(r, TH_EINPUT, at ? offset_of(r, at) : 0, TH_SLICE("DOCTYPE is not allowed"));
	xml.xmlStopParser(r->parser); /* before it reads the declarations inside */
}

/* Codes of complaints that are ours to see otherwise. */
static th_status status_of(int code)
{
	switch (code) {
	case XML_ERR_NO_MEMORY: return TH_ENOMEM;
	case XML_ERR_NAME_TOO_LONG: return TH_ELIMIT;
	default: return TH_EINPUT;
	}
}

static void on_error(void *context, xmlErrorPtr complaint)
{
	struct reader *r = context;

	/* a namespace that is no URI is odd and harms nobody */
	if (complaint->level < XML_ERR_ERROR || complaint->code == XML_WAR_NS_URI ||
	    r->status != TH_OK)
		return;
	tell_run(r);
	th_slice message =
		th_slice_trim(th_slice_of(complaint->message ? complaint->message : "is not XML"));
	if (complaint->code == XML_ERR_DOCUMENT_END && r->depth > 0)
		message = TH_SLICE("the document ends before its root element does");
	else if (complaint->code == XML_ERR_DOCUMENT_END && !r->next)
		message = TH_SLICE("the document has no root element");
	fail(r, status_of(complaint->code), offset_of(r, cursor(r)),
	     th_arena_copy(r->arena, message));
}

/* ---- feeding ---- */

static bool sweep(struct reader *r, struct th_xml_sweep *sweeping, size_t to)
{
	uint64_t tag = th_xml_sweep(sweeping, to);

	if (tag != TH_XML_NOWHERE)
		fail_for(r, tag, "an element has more attributes than", TH_MAX_XML_ATTRIBUTES,
			 "TH_MAX_XML_ATTRIBUTES");
	return tag == TH_XML_NOWHERE;
}

/*
 * How much to push next. As much as is held unfinished already: then looking at it again and again
 * stays linear.
 */
static size_t chunk_size(const struct reader *r, size_t left)
{
	size_t held = (size_t)(r->input->end - r->input->cur), size = held > CHUNK ? held : CHUNK;

	if (size > LOOKUP_LIMIT - held)
		size = LOOKUP_LIMIT - held;
	return size < left ? size : left;
}

static void feed(struct reader *r)
{
	struct th_xml_sweep sweeping = { .source = r->source };
	size_t at = 0;

	while (at < r->source.len && r->status == TH_OK) {
		if (r->input->end - r->input->cur > (ptrdiff_t)TH_MAX_XML_MARKUP_BYTES) {
			fail_for(r, offset_of(r, cursor(r)),
				 "a tag, comment or CDATA section is longer than",
				 TH_MAX_XML_MARKUP_BYTES, "TH_MAX_XML_MARKUP_BYTES");
			return;
		}
		size_t size = chunk_size(r, r->source.len - at);
		if (!sweep(r, &sweeping, at + size))
			return;
		r->base = NULL;
		xml.xmlParseChunk(r->parser, r->source.ptr + at, (int)size, 0);
		at += size;
	}
	r->base = NULL;
	if (r->status == TH_OK)
		xml.xmlParseChunk(r->parser, NULL, 0, 1);
	if (r->status == TH_OK && !r->parser->wellFormed)
		fail(r, TH_EINPUT, offset_of(r, cursor(r)), TH_SLICE("is not well-formed XML"));
}

/* What is called for a callback that the caller has not given. */
static th_status no_start(void *context, const struct th_xml_element *element)
{
	(void)context, (void)element;
	return TH_OK;
}

static th_status no_end(void *context, th_slice ns, th_slice name, uint64_t end)
{
	(void)context, (void)ns, (void)name, (void)end;
	return TH_OK;
}

static th_status no_text(void *context, th_slice text, uint64_t offset)
{
	(void)context, (void)text, (void)offset;
	return TH_OK;
}

static th_status out_of_memory(struct th_xml_error *error)
{
	error->message = TH_SLICE("no memory to parse the document");
	return TH_ENOMEM;
}

th_status th_xml_parse(th_slice source, const struct th_xml_handler *handler, void *context,
		       struct th_arena *arena, struct th_xml_error *error)
{
	xmlSAXHandler sax = {
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.characters = on_text,
		.ignorableWhitespace = on_text, /* the same: then it does not tell them apart */
		.internalSubset = on_doctype,
		.serror = on_error,
	};

	*error = (struct th_xml_error){ 0 };
	TH_TRY(th_library_load(&library, &error->message));
	TH_TRY(th_xml_check_encoding(source, arena, error));
	struct reader *r = th_arena_alloc(arena, sizeof(*r));
	if (!r)
		return out_of_memory(error);
	*r = (struct reader){
		.source = source, .context = context, .arena = arena, .error = error
	};
	r->handler = (struct th_xml_handler){
		.start_element = handler->start_element ? handler->start_element : no_start,
		.end_element = handler->end_element ? handler->end_element : no_end,
		.text = handler->text ? handler->text : no_text,
	};
	r->parser = xml.xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL);
	if (!r->parser)
		return out_of_memory(error);
	r->input = r->parser->input;
	/* the encoding was settled above */
	xml.xmlCtxtUseOptions(r->parser, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
	feed(r);
	xml.xmlFreeParserCtxt(r->parser);
	return r->status;
}
