/*
 * Owner of libxml2: its SAX2 parser, which reads the source piece by piece. What it tells is
 * written down as events, in blocks, and told to the caller from there: where another processor is
 * idle, in another thread than it is parsed in. Facts of 2.9.14 that the code rests on:
 *   - Its own ceilings, which XML_PARSE_HUGE takes away, are lower than ours for depth and higher
 *     for all else: they are ours to keep.
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
 *   - A NUL is the end to it, wherever a document may end.
 *   - Pushing the source into it takes a tenth longer than having it read: it looks ahead for the
 *     end of each thing before it parses that.
 */
#include "core/text/xml.h"

#include "core/base/crew.h"
#include "core/base/library.h"
#include "core/base/limits.h"
#include "core/base/relay.h"
#include "core/text/xml_scan.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include <stdarg.h>
#include <stdio.h>

#define FUNCTIONS(X)             \
	X(xmlInitParser)         \
	X(xmlCreateIOParserCtxt) \
	X(xmlCtxtUseOptions)     \
	X(xmlDictSize)           \
	X(xmlParseDocument)      \
	X(xmlStopParser)         \
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

/*
 * What the four functions that are called for every tag and text leave to others, to be short
 * themselves.
 */
#define RARE __attribute__((noinline, cold))

/* ---- events ---- */

/*
 * An event is two words. The first has what it is in the lowest byte, a name in the second, a
 * namespace in the third, each by its slot, and a length or count in the upper half; the second has
 * an offset or a pointer. A slot is told before it is used, and whenever it means something else.
 */
enum event {
	NAME,      /* a slot of names: length, pointer */
	SPACE,     /* a slot of namespaces: the same */
	START,     /* an element: name, namespace, number of attributes; offset. These follow: */
	ATTRIBUTE, /* name, namespace, length; offset of its value */
	ODD_ATTRIBUTE, /* the same with a pointer: the value does not stand in the source so */
	END,           /* of the innermost element; offset */
	TEXT,          /* length; offset */
	ODD_TEXT,      /* the same with a pointer */
};

enum {
	NAMES = 256,
	SPACES = 256, /* slot 0 is for none */
	EVENTS = 4096,
	BLOCKS = 4,
	/* an element: two slots, itself, and for each attribute the same */
	MOST_AT_ONCE = 3 * (TH_MAX_XML_ATTRIBUTES + 1),
};

struct written {
	uint64_t head, body;
};

struct block {
	uint32_t count;
	struct th_arena odd; /* bytes that do not stand in the source so */
	struct written events[EVENTS];
};

struct name {
	th_slice ns, name;
};

/* ---- who parses ---- */

struct reader {
	/* what every event touches comes first; what the teller has is on lines of its own */
	_Alignas(TH_CACHE_LINE) const xmlParserInput *input;
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
	bool stopped;     /* the teller wants no more */
	bool rooted;      /* an element has been met */
	th_slice source;
	struct th_relay *relay;
	struct block *block;
	xmlParserCtxt *parser;

	size_t fed;      /* bytes of the source that libxml2 has read */
	uint64_t events; /* things it has told; as it read last: */
	uint64_t events_then, offset_then;
	struct th_arena arena; /* of the message */
	struct th_xml_error error;
	const xmlChar *names[NAMES], *spaces[SPACES]; /* by slot */
};

/* ---- errors ---- */

static RARE void fail(struct reader *r, th_status status, uint64_t offset, th_slice message)
{
	if (r->status != TH_OK)
		return;
	r->status = message.ptr ? status : TH_ENOMEM;
	r->error.message = message.ptr ? message : TH_SLICE("no memory to parse the document");
	r->error.offset = offset < r->source.len ? offset : r->source.len;
}

static RARE void fail_for(struct reader *r, uint64_t offset, const char *what, size_t ceiling,
			  const char *name)
{
	fail(r, TH_ELIMIT, offset, th_arena_printf(&r->arena, "%s %zu (%s)", what, ceiling, name));
}

static RARE void fail_for_memory(struct reader *r)
{
	fail(r, TH_ENOMEM, 0, (th_slice){ 0 });
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

/* The same for bytes that libxml2 has copied and just passed, or that stood in a CDATA section. */
static const char *before_cursor(struct reader *r, const xmlChar *bytes, size_t len)
{
	static const th_slice close = { .ptr = "]]>", .len = 3 };
	const char *end = cursor(r);

	if (!end)
		return NULL;
	th_slice passed = th_slice_make(r->source.ptr, (size_t)(end - r->source.ptr)),
		 text = th_slice_make((const char *)bytes, len);
	if (!th_slice_ends(passed, text)) {
		if (!th_slice_ends(passed, close))
			return NULL;
		passed.len -= close.len;
		if (!th_slice_ends(passed, text))
			return NULL;
	}
	return passed.ptr + passed.len - len;
}

/* ---- writing down ---- */

static inline void write_event(struct reader *r, enum event event, unsigned name, unsigned space,
			       uint64_t upper, uint64_t body)
{
	r->block->events[r->block->count++] = (struct written){
		(uint64_t)event | (uint64_t)name << 8 | (uint64_t)space << 16 | upper << 32, body
	};
}

static RARE void pass_block(struct reader *r)
{
	struct block *next = th_relay_pass(r->relay);

	r->stopped = next == NULL;
	if (!next)
		return;
	next->count = 0;
	th_arena_release(&next->odd);
	r->block = next;
}

/* Room for so many events in one block; false where nothing more is to be told. */
static inline bool has_room(struct reader *r, uint32_t events)
{
	if (r->block->count + events > EVENTS)
		pass_block(r);
	return !r->stopped;
}

/* A copy of bytes that live no longer than the call. */
static RARE const char *copy_odd(struct reader *r, const char *bytes, size_t len)
{
	th_slice copy = th_arena_copy(&r->block->odd, th_slice_make(bytes, len));

	if (!copy.ptr)
		fail_for_memory(r);
	return copy.ptr;
}

static inline uint64_t pointer_word(const void *pointer)
{
	uint64_t word = 0;

	memcpy(&word, &pointer, sizeof(pointer));
	return word;
}

/* ---- names ---- */

/*
 * A name of libxml2's dictionary, whose length is to be found out; too long ones are cut, which is
 * an error. Every new name comes by here, which makes it the place to count them.
 */
static RARE size_t measure(struct reader *r, const xmlChar *name)
{
	size_t len = strnlen((const char *)name, TH_MAX_KEY_BYTES + 1);

	if (xml.xmlDictSize(r->parser->dict) > TH_MAX_XML_NAMES)
		fail_for(r, offset_of(r, cursor(r)), "there are more different names than",
			 TH_MAX_XML_NAMES, "TH_MAX_XML_NAMES");
	if (len > TH_MAX_KEY_BYTES)
		fail_for(r, offset_of(r, cursor(r)), "a name is longer than", TH_MAX_KEY_BYTES,
			 "TH_MAX_KEY_BYTES");
	return len;
}

static RARE void tell_slot(struct reader *r, enum event event, const xmlChar **slots, unsigned slot,
			   const xmlChar *text)
{
	slots[slot] = text;
	write_event(r, event, slot, 0, measure(r, text), pointer_word(text));
}

static inline unsigned name_slot(struct reader *r, const xmlChar *name)
{
	uintptr_t address = (uintptr_t)name;
	unsigned slot = (unsigned)(address ^ address >> 8) % NAMES;

	if (r->names[slot] != name)
		tell_slot(r, NAME, r->names, slot, name);
	return slot;
}

static inline unsigned space_slot(struct reader *r, const xmlChar *space)
{
	uintptr_t address = (uintptr_t)space;
	unsigned slot = 1 + (unsigned)(address ^ address >> 8) % (SPACES - 1);

	if (!space)
		return 0;
	if (r->spaces[slot] != space)
		tell_slot(r, SPACE, r->spaces, slot, space);
	return slot;
}

/* ---- text ---- */

static inline void tell_run(struct reader *r)
{
	if (r->run_len == 0)
		return;
	r->next = r->run + r->run_len;
	if (r->status == TH_OK && has_room(r, 1))
		write_event(r, TEXT, 0, 0, r->run_len, (uint64_t)(r->run - r->source.ptr));
	r->run_len = 0;
}

/* Text that does not stand in libxml2's buffer: a copy, or an entity's replacement. */
static RARE const char *find_copy(struct reader *r, const xmlChar *bytes, size_t len)
{
	const char *at = before_cursor(r, bytes, len);

	if (at)
		return at;
	tell_run(r);
	r->next = NULL;
	if (r->status != TH_OK || !has_room(r, 1))
		return NULL;
	const char *copy = copy_odd(r, (const char *)bytes, len);
	if (copy)
		write_event(r, ODD_TEXT, 0, 0, len, pointer_word(copy));
	return NULL;
}

static void on_text(void *context, const xmlChar *bytes, int length)
{
	struct reader *r = context;
	size_t len = (size_t)(unsigned)length;

	r->events++;
	if (r->status != TH_OK || r->stopped || length <= 0)
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
enum { LOCAL, PREFIX, NAMESPACE, VALUE, VALUE_END, POINTERS };

static th_slice value_of(const xmlChar **pointers)
{
	return th_slice_make((const char *)pointers[VALUE],
			     (size_t)(pointers[VALUE_END] - pointers[VALUE]));
}

/*
 * Find an attribute's value by reading its tag, which begins at start, once more from *behind on,
 * or from the element's name on where that is NULL; *behind moves behind the attribute. For values
 * that libxml2 has copied, because of bytes beyond ASCII or because they really differ: then NULL.
 */
static RARE const char *search_value(struct reader *r, const xmlChar **pointers, const char *start,
				     const char **behind)
{
	const char *end = cursor(r), *found = NULL;
	th_slice local = th_slice_of((const char *)pointers[LOCAL]), name, value;

	if (!end)
		return NULL;
	th_slice tag = th_slice_make(r->source.ptr, (size_t)(end - r->source.ptr));
	size_t at = *behind ? (size_t)(*behind - r->source.ptr)
			    : th_xml_name_end(tag, (size_t)(start - r->source.ptr) + 1);
	while (!found && th_xml_next_attribute(tag, &at, &name, &value)) {
		size_t colon = th_slice_find(name, ':');
		size_t from = colon < name.len ? colon + 1 : 0;

		/* namespace declarations are not told, so they are passed over here as well */
		if (th_slice_equal(th_slice_make(name.ptr, colon), TH_SLICE("xmlns")))
			continue;
		name = th_slice_make(name.ptr + from, name.len - from);
		if (!th_slice_equal(name, local))
			continue;
		*behind = r->source.ptr + at;
		if (!th_slice_equal(value, value_of(pointers)))
			break;
		found = value.ptr;
	}
	return found;
}

/* A value without a place, copied, with its ampersands written out. */
static RARE th_slice odd_value(struct reader *r, th_slice value)
{
	static const th_slice escaped = { .ptr = "&#38;", .len = 5 };
	char *copy = th_arena_alloc(&r->block->odd, value.len + 1), *to = copy;

	if (!copy) {
		fail_for_memory(r);
		return (th_slice){ 0 };
	}
	while (value.len > 0) {
		size_t at = th_slice_search(value, escaped);

		memcpy(to, value.ptr, at);
		to += at;
		if (at < value.len) {
			*to++ = '&';
			at += escaped.len;
		}
		value = th_slice_sub(value, at, value.len);
	}
	return th_slice_make(copy, (size_t)(to - copy));
}

static void tell_attributes(struct reader *r, const xmlChar **pointers, size_t count,
			    const char *start)
{
	const char *behind = NULL; /* where the last attribute that was found ends */

	for (size_t i = 0; i < count; i++, pointers += POINTERS) {
		unsigned space = space_slot(r, pointers[NAMESPACE]),
			 name = name_slot(r, pointers[LOCAL]);
		const char *at = in_window(r, pointers[VALUE]);
		th_slice value = value_of(pointers);

		if (!at && start)
			at = search_value(r, pointers, start, &behind);
		if (at) {
			write_event(r, ATTRIBUTE, name, space, value.len, offset_of(r, at));
			behind = at + value.len + 1;
		} else {
			value = odd_value(r, value);
			write_event(r, ODD_ATTRIBUTE, name, space, value.len,
				    pointer_word(value.ptr));
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

static void on_start(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *ns,
		     int ns_count, const xmlChar **namespaces, int attribute_count, int defaulted,
		     const xmlChar **pointers)
{
	struct reader *r = context;
	size_t count = (size_t)(unsigned)attribute_count;

	(void)prefix, (void)ns_count, (void)namespaces, (void)defaulted;
	r->events++;
	tell_run(r);
	if (r->status != TH_OK || r->stopped)
		return;
	const char *end = cursor(r), *start = tag_start(r, end);
	if (!check_element(r, count, start) || !has_room(r, MOST_AT_ONCE))
		return;
	uint32_t before = r->block->count;
	unsigned space = space_slot(r, ns), name = name_slot(r, local);
	r->depth++;
	r->rooted = true;
	r->next = end ? end + 1 : NULL;
	r->text_left = TH_MAX_STRING_BYTES;
	write_event(r, START, name, space, count, offset_of(r, start));
	if (count > 0)
		tell_attributes(r, pointers, count, start);
	if (r->status != TH_OK) /* a name was too long: it is not told */
		r->block->count = before;
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *ns)
{
	struct reader *r = context;

	(void)name, (void)prefix, (void)ns;
	r->events++;
	tell_run(r);
	if (r->status != TH_OK || r->depth == 0 || !has_room(r, 1))
		return;
	r->next = cursor(r);
	r->text_left = TH_MAX_STRING_BYTES;
	r->depth--;
	write_event(r, END, 0, 0, 0, offset_of(r, r->next));
}

/* Comments and processing instructions are passed over. */
static void on_comment(void *context, const xmlChar *text)
{
	struct reader *r = context;

	(void)text;
	r->events++;
}

static void on_instruction(void *context, const xmlChar *target, const xmlChar *text)
{
	(void)target;
	on_comment(context, text);
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

/* Whether it complains that there is no more, where more has to be. */
static bool is_at_end(struct reader *r)
{
	const char *at = cursor(r);

	return r->fed == r->source.len && at && at >= r->source.ptr + r->source.len;
}

static void on_error(void *context, xmlErrorPtr complaint)
{
	struct reader *r = context;

	/* a namespace that is no URI is odd and harms nobody */
	if (complaint->level < XML_ERR_ERROR || complaint->code == XML_WAR_NS_URI ||
	    r->status != TH_OK || r->stopped)
		return;
	tell_run(r);
	th_slice message =
		th_slice_trim(th_slice_of(complaint->message ? complaint->message : "is not XML"));
	if (is_at_end(r) && r->depth > 0)
		message = TH_SLICE("the document ends before its root element does");
	else if (is_at_end(r) && !r->rooted)
		message = TH_SLICE("the document has no root element");
	fail(r, status_of(complaint->code), offset_of(r, cursor(r)),
	     th_arena_copy(&r->arena, message));
}

/* ---- reading ---- */

/*
 * libxml2 wants up to `size` bytes more. What it has told nothing of for too long is one thing that
 * is too long.
 */
static int read_more(void *context, char *to, int size)
{
	struct reader *r = context;
	uint64_t offset =
		r->input ? r->input->consumed + (size_t)(r->input->cur - r->input->base) : 0;
	size_t count = r->source.len - r->fed;

	r->base = NULL; /* the buffer is about to change */
	if (r->events != r->events_then)
		r->offset_then = offset;
	r->events_then = r->events;
	if (offset - r->offset_then > TH_MAX_XML_MARKUP_BYTES)
		fail_for(r, r->next ? offset_of(r, r->next) : 0,
			 "a tag, comment or CDATA section is longer than", TH_MAX_XML_MARKUP_BYTES,
			 "TH_MAX_XML_MARKUP_BYTES");
	if (r->status != TH_OK || r->stopped || size <= 0)
		return 0;
	if (count > (size_t)size)
		count = (size_t)size;
	memcpy(to, r->source.ptr + r->fed, count);
	r->fed += count;
	return (int)count;
}

static void parse(void *context, struct th_relay *relay, void *block)
{
	struct reader *r = context;

	r->relay = relay;
	r->block = block;
	r->input = r->parser->input;
	xml.xmlParseDocument(r->parser);
	if (r->status != TH_OK || r->stopped)
		return;
	r->base = NULL;
	tell_run(r);
	if (!r->parser->wellFormed)
		fail(r, TH_EINPUT, offset_of(r, cursor(r)), TH_SLICE("is not well-formed XML"));
	else if (!is_at_end(r))
		fail(r, TH_EINPUT, offset_of(r, cursor(r)), TH_SLICE("a NUL character is not XML"));
}

/* ---- who tells ---- */

struct teller {
	const struct th_xml_handler *handler;
	void *context;
	th_slice source;
	th_status status;
	uint64_t stopped_at;
	size_t depth;
	th_slice names[NAMES], spaces[SPACES];
	struct name open[TH_MAX_DEPTH]; /* the elements around here */
	struct th_xml_attribute attributes[TH_MAX_XML_ATTRIBUTES];
};

static inline enum event event_of(const struct written *w)
{
	return (enum event)(w->head & 0xff);
}

static inline size_t length_of(const struct written *w)
{
	return (size_t)(w->head >> 32);
}

static inline const char *bytes_of(const struct written *w)
{
	const char *bytes;

	memcpy(&bytes, &w->body, sizeof(bytes));
	return bytes;
}

static inline struct name name_of(const struct teller *t, const struct written *w)
{
	return (struct name){ t->spaces[w->head >> 16 & 0xff], t->names[w->head >> 8 & 0xff] };
}

static void learn(struct teller *t, const struct written *w)
{
	th_slice *slots = event_of(w) == NAME ? t->names : t->spaces;

	slots[w->head >> 8 & 0xff] = th_slice_make(bytes_of(w), length_of(w));
}

static inline void take_attribute(struct teller *t, const struct written *w,
				  struct th_xml_attribute *a)
{
	struct name name = name_of(t, w);
	bool odd = event_of(w) == ODD_ATTRIBUTE;

	a->ns = name.ns;
	a->name = name.name;
	a->offset = odd ? TH_XML_NOWHERE : w->body;
	a->value = th_slice_make(odd ? bytes_of(w) : t->source.ptr + w->body, length_of(w));
}

/* Returns the last event of the element. */
static const struct written *tell_start(struct teller *t, const struct written *w)
{
	struct th_xml_element element = { .attributes = t->attributes,
					  .count = length_of(w),
					  .offset = w->body };
	struct name *open = &t->open[t->depth++];

	*open = name_of(t, w);
	element.ns = open->ns;
	element.name = open->name;
	for (size_t i = 0; i < element.count;) {
		w++;
		if (event_of(w) == NAME || event_of(w) == SPACE)
			learn(t, w);
		else
			take_attribute(t, w, &t->attributes[i++]);
	}
	if (t->handler->start_element)
		t->status = t->handler->start_element(t->context, &element);
	t->stopped_at = element.offset;
	return w;
}

static void tell_end(struct teller *t, const struct written *w)
{
	const struct name *open = &t->open[--t->depth];

	if (t->handler->end_element)
		t->status = t->handler->end_element(t->context, open->ns, open->name, w->body);
	t->stopped_at = w->body;
}

static void tell_text(struct teller *t, const struct written *w)
{
	bool odd = event_of(w) == ODD_TEXT;
	const char *bytes = odd ? bytes_of(w) : t->source.ptr + w->body;
	uint64_t offset = odd ? TH_XML_NOWHERE : w->body;

	if (t->handler->text)
		t->status =
			t->handler->text(t->context, th_slice_make(bytes, length_of(w)), offset);
	if (!odd)
		t->stopped_at = offset;
}

static bool tell(void *context, void *events)
{
	struct teller *t = context;
	const struct block *block = events;
	const struct written *end = block->events + block->count;

	for (const struct written *w = block->events; w < end && t->status == TH_OK; w++) {
		switch (event_of(w)) {
		case NAME:
		case SPACE: learn(t, w); break;
		case START: w = tell_start(t, w); break;
		case END: tell_end(t, w); break;
		case TEXT:
		case ODD_TEXT: tell_text(t, w); break;
		case ATTRIBUTE:
		case ODD_ATTRIBUTE: break; /* taken with their element */
		}
	}
	return t->status == TH_OK;
}

static void release_block(void *block)
{
	th_arena_release(&((struct block *)block)->odd);
}

/* ---- all of it ---- */

/* The library takes as long to load as the source to be looked over. */
struct loading {
	th_status status;
	th_slice why;
};

static void load(void *context, uint32_t number)
{
	struct loading *loading = context;

	(void)number;
	loading->status = th_library_load(&library, &loading->why);
}

static th_status look_over(th_slice source, bool may_share, struct th_arena *arena,
			   struct th_xml_error *error)
{
	struct th_xml_sweep sweeping = { .source = source };
	struct loading loading = { 0 };
	struct th_crew crew;

	th_crew_begin(&crew, may_share ? 2 : 1, 1, load, &loading);
	uint64_t tag = th_xml_sweep(&sweeping, source.len);
	th_crew_end(&crew);
	error->message = loading.why;
	TH_TRY(loading.status);
	TH_TRY(th_xml_check_encoding(source, arena, error));
	if (tag == TH_XML_NOWHERE)
		return TH_OK;
	error->offset = tag;
	error->message = th_arena_printf(arena,
					 "an element has more attributes than %d "
					 "(TH_MAX_XML_ATTRIBUTES)",
					 TH_MAX_XML_ATTRIBUTES);
	return TH_ELIMIT;
}

static th_status out_of_memory(struct th_xml_error *error)
{
	error->message = TH_SLICE("no memory to parse the document");
	return TH_ENOMEM;
}

/* What went wrong first: all that was told stands before what stopped the parser. */
static th_status outcome(const struct reader *r, const struct teller *t, struct th_arena *arena,
			 struct th_xml_error *error)
{
	uint64_t most = r->source.len;

	if (t->status != TH_OK) {
		error->offset = t->stopped_at < most ? t->stopped_at : most;
		return t->status;
	}
	if (r->status == TH_OK)
		return TH_OK;
	error->offset = r->error.offset;
	error->message = th_arena_copy(arena, r->error.message);
	return error->message.ptr ? r->status : out_of_memory(error);
}

static th_status run(struct reader *r, struct teller *t, bool may_share, struct th_arena *arena,
		     struct th_xml_error *error)
{
	xmlSAXHandler sax = {
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.characters = on_text,
		.ignorableWhitespace = on_text, /* the same: then it does not tell them apart */
		.comment = on_comment,
		.processingInstruction = on_instruction,
		.internalSubset = on_doctype,
		.serror = on_error,
	};
	struct th_relay_work work = {
		.threaded = may_share,
		.count = BLOCKS,
		.size = sizeof(struct block),
		.fill = parse,
		.use = tell,
		.release = release_block,
		.filler = r,
		.user = t,
	};

	r->parser = xml.xmlCreateIOParserCtxt(&sax, r, read_more, NULL, r, XML_CHAR_ENCODING_NONE);
	if (!r->parser)
		return out_of_memory(error);
	/* the encoding was settled before */
	xml.xmlCtxtUseOptions(r->parser, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_HUGE);
	th_status status = th_relay_run(&work);
	if (status == TH_OK)
		status = outcome(r, t, arena, error);
	else
		status = out_of_memory(error);
	xml.xmlFreeParserCtxt(r->parser);
	th_arena_release(&r->arena);
	return status;
}

th_status th_xml_parse(th_slice source, bool may_share, const struct th_xml_handler *handler,
		       void *context, struct th_arena *arena, struct th_xml_error *error)
{
	*error = (struct th_xml_error){ 0 };
	TH_TRY(look_over(source, may_share, arena, error));
	struct reader *r = aligned_alloc(TH_CACHE_LINE, sizeof(*r));
	struct teller *t = calloc(1, sizeof(*t));
	th_status status = TH_ENOMEM;
	if (r && t) {
		*r = (struct reader){ .source = source };
		t->handler = handler;
		t->context = context;
		t->source = source;
		status = run(r, t, may_share, arena, error);
	} else {
		status = out_of_memory(error);
	}
	free(r);
	free(t);
	return status;
}
