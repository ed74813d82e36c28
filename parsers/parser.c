#include "parsers/parser.h"

#include "core/text/json.h"
#include "parsers/envelope.h"

#define TH_PARSER(id, name, title, advisory)                     \
	bool th_##id##_recognises(const struct th_sniff *sniff); \
	th_status th_##id##_parse(struct th_document *doc, const struct th_sniff *sniff);
#include "parsers/parsers.def"
#undef TH_PARSER

const struct th_parser th_parsers[] = {
#define TH_PARSER(id, name, title, advisory) \
	{ name, title, advisory, th_##id##_recognises, th_##id##_parse },
#include "parsers/parsers.def"
#undef TH_PARSER
};
const size_t th_parser_count = sizeof(th_parsers) / sizeof(th_parsers[0]);

static const char *const sniff_keys[] = {
#define TH_SNIFF_KEY(name, key) [TH_SNIFF_##name] = key,
#include "parsers/sniff_keys.def"
#undef TH_SNIFF_KEY
};

/* ---- sniffing ---- */

static bool recognised(const struct th_sniff *sniff)
{
	for (size_t i = 0; i < th_parser_count; i++)
		if (th_parsers[i].recognises(sniff))
			return true;
	return false;
}

/* Note the key last read, and its value where that says which format it is. */
static void sniff_member(const struct th_json *reader, th_slice key, enum th_json_token value,
			 struct th_sniff *out)
{
	for (size_t i = 0; i < sizeof(sniff_keys) / sizeof(sniff_keys[0]); i++)
		if (th_slice_equal(key, th_slice_of(sniff_keys[i])))
			out->json_keys |= UINT64_C(1) << i;
	if (value != TH_JSON_STRING)
		return;
	if (th_slice_equal(key, TH_SLICE("schema")))
		out->schema = reader->raw;
	else if (th_slice_equal(key, TH_SLICE("$schema")))
		out->schema_uri = reader->raw;
	else if (th_slice_equal(key, TH_SLICE("specVersion")))
		out->spec_version = reader->raw;
	else if (th_slice_equal(key, TH_SLICE("@context")))
		out->context = reader->raw;
	else if (th_slice_equal(key, TH_SLICE("@odata.context")))
		out->odata_context = reader->raw;
}

/* Read keys of the outermost object until a format is recognised, which in real files is at the
 * first or second. */
static void sniff_json(th_slice bytes, struct th_sniff *out)
{
	struct th_json reader;
	enum th_json_token token;

	th_json_init(&reader, bytes, out->start, TH_JSON_RFC8259);
	token = th_json_next(&reader);
	out->is_array = token == TH_JSON_ARRAY;
	if (out->is_array)
		token = th_json_next(&reader);
	while (token == TH_JSON_OBJECT && (token = th_json_next(&reader)) == TH_JSON_KEY) {
		th_slice key = reader.raw;
		token = th_json_next(&reader);
		sniff_member(&reader, key, token, out);
		if (recognised(out))
			break;
		token = th_json_skip(&reader, token);
		if (token != TH_JSON_ERROR)
			token = TH_JSON_OBJECT; /* go on with the next key */
	}
	out->json_broken = token == TH_JSON_ERROR;
	th_json_release(&reader);
}

/* Where a tag ends, at the first '>' outside of quotes; where there is none, where rest ends. */
static size_t tag_end(th_slice rest)
{
	char quote = '\0';

	for (size_t i = 0; i < rest.len; i++) {
		char c = rest.ptr[i];
		if (quote)
			quote = c == quote ? '\0' : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			return i;
	}
	return rest.len;
}

/* The first tag of an XML document, past the declaration, comments, processing instructions and a
 * DOCTYPE (noted). */
static th_slice first_tag(th_slice s, size_t *doctype)
{
	for (size_t i = 0; i + 1 < s.len; i++) {
		if (s.ptr[i] != '<')
			continue;
		th_slice rest = th_slice_sub(s, i, s.len);
		if (th_slice_starts(rest, TH_SLICE("<!--")))
			i += th_slice_search(rest, TH_SLICE("-->"));
		else if (s.ptr[i + 1] == '?' || s.ptr[i + 1] == '!') {
			if (th_slice_starts(rest, TH_SLICE("<!DOCTYPE")))
				*doctype = i;
			i += th_slice_find(rest, '>');
		} else
			return th_slice_sub(rest, 1, tag_end(rest));
	}
	return (th_slice){ 0 };
}

/* The value of attribute name in a tag, absent where it has none. */
static th_slice attribute(th_slice tag, th_slice name)
{
	for (size_t at = th_slice_search(tag, name); at < tag.len;) {
		th_slice rest = th_slice_trim(th_slice_sub(tag, at + name.len, tag.len));
		bool starts = at > 0 && th_is_blank(tag.ptr[at - 1]);
		if (starts && rest.len > 1 && rest.ptr[0] == '=') {
			rest = th_slice_trim(th_slice_sub(rest, 1, rest.len));
			if (rest.len && (rest.ptr[0] == '"' || rest.ptr[0] == '\'')) {
				th_slice value = th_slice_sub(rest, 1, rest.len);
				return th_slice_sub(value, 0, th_slice_find(value, rest.ptr[0]));
			}
		}
		at += name.len;
		at += th_slice_search(th_slice_sub(tag, at, tag.len), name);
	}
	return (th_slice){ 0 };
}

static void sniff_xml(struct th_sniff *out)
{
	char declaration[64];
	size_t end = 0, doctype = SIZE_MAX;
	th_slice tag = first_tag(out->text, &doctype);

	if (doctype != SIZE_MAX) {
		out->has_doctype = true;
		out->doctype_at = out->start + doctype;
	}

	while (end < tag.len && !th_is_blank(tag.ptr[end]) && tag.ptr[end] != '/')
		end++;
	th_slice name = th_slice_sub(tag, 0, end);
	size_t colon = th_slice_find(name, ':');
	out->xml_name = colon < name.len ? th_slice_sub(name, colon + 1, name.len) : name;
	size_t len = 5;
	memcpy(declaration, "xmlns", 6);
	if (colon < name.len && colon < sizeof(declaration) - 7) {
		declaration[len++] = ':';
		memcpy(declaration + len, name.ptr, colon);
		len += colon;
	}
	out->xml_namespace = attribute(tag, th_slice_make(declaration, len));
}

/* Text is what has no NUL and no control characters but blanks in its first bytes. */
static bool looks_like_text(th_slice s)
{
	for (size_t i = 0; i < s.len && i < 512; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if (c < 0x20 && !th_is_blank((char)c) && c != '\f')
			return false;
	}
	return true;
}

static bool is_ascii(unsigned char c)
{
	return c && c < 0x80;
}

/* Without a mark in front it begins with ASCII: a CoSWID tag has zeros at the same places. */
static bool looks_like_utf16(th_slice bytes)
{
	if (bytes.len < 4)
		return false;
	th_slice_holds(bytes);
	const unsigned char *b = (const unsigned char *)bytes.ptr;
	return (b[0] == 0xff && b[1] == 0xfe) || (b[0] == 0xfe && b[1] == 0xff) ||
	       (is_ascii(b[0]) && !b[1] && b[2] && !b[3]) ||
	       (!b[0] && is_ascii(b[1]) && !b[2] && b[3]);
}

void th_sniff(th_slice bytes, struct th_sniff *out)
{
	*out = (struct th_sniff){ .container = TH_CONTAINER_BINARY };
	if (th_slice_starts(bytes, TH_SLICE("\xef\xbb\xbf")))
		out->start = 3;
	out->text = th_slice_sub(bytes, out->start, bytes.len);
	th_slice text = out->text;
	size_t at = 0;

	th_slice_holds(text);
	while (at < text.len && th_is_blank(text.ptr[at]))
		at++;
	if (at == text.len) {
		out->container = TH_CONTAINER_EMPTY;
	} else if (looks_like_utf16(bytes)) {
		out->container = TH_CONTAINER_UTF16;
	} else if (text.ptr[at] == '{' || text.ptr[at] == '[') {
		out->container = TH_CONTAINER_JSON;
		sniff_json(bytes, out);
	} else if (text.ptr[at] == '<') {
		out->container = TH_CONTAINER_XML;
		sniff_xml(out);
	} else if (looks_like_text(text)) {
		out->container = TH_CONTAINER_TEXT;
	}
}

/* ---- reading ---- */

static th_status refuse(struct th_document *doc, uint64_t offset, const char *what)
{
	th_diagnose(&doc->diagnostics, TH_DIAG_not_read, offset, "%s", what);
	return TH_EINPUT;
}

#define KEY(name) (UINT64_C(1) << TH_SNIFF_##name)

/* Formats in JSON that are known and not read: told by keys, and by what "@context" holds. */
static const struct {
	uint64_t keys; /* all of them are there */
	const char *context;
	const char *says;
} unread[] = {
	{ KEY(context), "spdx.org/rdf/3", "SPDX 3 JSON-LD, which this version does not read" },
	{ KEY(artifacts) | KEY(descriptor), "", "syft JSON: export as CycloneDX or SPDX" },
	{ KEY(sbom), "", "an SBOM inside of \"sbom\", as GitHub gives it: take that out" },
};

static const char *json_of(const struct th_sniff *sniff)
{
	for (size_t i = 0; i < sizeof(unread) / sizeof(unread[0]); i++) {
		th_slice context = th_slice_of(unread[i].context);
		if ((sniff->json_keys & unread[i].keys) == unread[i].keys &&
		    (context.len == 0 ||
		     th_slice_search(sniff->context, context) < sniff->context.len))
			return unread[i].says;
	}
	return "JSON of no format that twohop reads";
}

/* Nobody knows the input. What claims a syntax and breaks it is refused; what is merely something
 * else is passed over. */
static th_status unknown(struct th_document *doc, const struct th_sniff *sniff, const char **why)
{
	struct th_json reader;
	th_status status = TH_OK;

	switch (sniff->container) {
	case TH_CONTAINER_EMPTY:
		return refuse(doc, TH_NO_OFFSET,
			      "the file is empty: nothing was read, so nothing was checked");
	case TH_CONTAINER_UTF16:
		return refuse(doc, 0,
			      "UTF-16 text; SBOMs are UTF-8: convert it, for instance with 'iconv "
			      "-f UTF-16 -t UTF-8'");
	case TH_CONTAINER_JSON:
		*why = json_of(sniff);
		th_json_init(&reader, doc->source, sniff->start, TH_JSON_STRICT);
		if (th_json_skip(&reader, th_json_next(&reader)) == TH_JSON_ERROR ||
		    th_json_next(&reader) == TH_JSON_ERROR)
			status = refuse(doc, reader.error_at, reader.error);
		th_json_release(&reader);
		return status;
	case TH_CONTAINER_XML:
		if (sniff->has_doctype)
			return refuse(
				doc, sniff->doctype_at,
				"a DOCTYPE: no SBOM needs one, and it can carry an entity bomb");
		*why = "XML of no format that twohop reads";
		return TH_OK;
	case TH_CONTAINER_TEXT: *why = "text of no format that twohop reads"; return TH_OK;
	case TH_CONTAINER_BINARY: *why = "binary data of no format that twohop reads"; return TH_OK;
	}
	return TH_EBUG;
}

static th_status read(struct th_document *doc, const char **why)
{
	struct th_sniff sniff;

	th_sniff(doc->source, &sniff);
	for (size_t i = 0; i < th_parser_count; i++) {
		if (!th_parsers[i].recognises(&sniff))
			continue;
		doc->parser = &th_parsers[i];
		return th_parsers[i].parse(doc, &sniff);
	}
	return unknown(doc, &sniff, why);
}

/* ---- documents inside of others ---- */

static uint32_t depth_of(const struct th_document *doc)
{
	uint32_t depth = 0;

	for (; doc->whole; doc = doc->whole)
		depth++;
	return depth;
}

/* What is said of a part is said of the whole, where the part stands. */
static void tell_whole(struct th_document *doc, const struct th_document *part, uint64_t place)
{
	for (uint32_t i = 0; i < part->diagnostics.list.count; i++) {
		const struct th_diagnostic *d = &part->diagnostics.list.items[i];
		uint32_t line, column;
		if (d->offset == TH_NO_OFFSET) {
			th_diagnose(&doc->diagnostics, d->code, place, "inside: %.*s",
				    TH_FMT(d->message));
			continue;
		}
		th_place_of(part->source, d->offset, &line, &column);
		th_diagnose(&doc->diagnostics, d->code, place, "inside, at %u:%u: %.*s", line,
			    column, TH_FMT(d->message));
	}
}

enum { PART_BLOCK = 1024 }; /* there may be thousands, and most keep little */

th_status th_document_read_part(struct th_document *doc, th_slice bytes, uint64_t place,
				struct th_document **out, const char **why)
{
	*out = NULL;
	*why = "inside of too many others";
	if (depth_of(doc) >= TH_MAX_PART_DEPTH)
		return TH_OK;
	struct th_document *inner = th_arena_calloc(&doc->arena, 1, sizeof(*inner));
	struct th_part *part = inner ? th_part_list_push(&doc->parts, TH_MAX_PARTS) : NULL;
	if (!part)
		return doc->parts.count >= TH_MAX_PARTS ? TH_ELIMIT : TH_ENOMEM;
	*part = (struct th_part){ inner, place };
	th_document_init(inner, doc->path, bytes);
	inner->arena.next_size = PART_BLOCK;
	inner->whole = doc;
	inner->whole_place = place;
	inner->thorough = doc->thorough;
	th_status status = th_document_read(inner, why);
	if (status != TH_OK && !inner->rejected)
		return status;
	tell_whole(doc, inner, place);
	if (*why) {
		th_document_release(inner);
		doc->parts.count--;
	} else {
		*out = inner;
	}
	return TH_OK;
}

/* ---- the whole ---- */

enum th_syntax th_document_syntax(const struct th_document *doc)
{
	bool marked = th_slice_starts(doc->source, TH_SLICE("\xef\xbb\xbf"));
	th_slice text = th_slice_trim(th_slice_sub(doc->source, marked ? 3 : 0, doc->source.len));

	if (doc->parser &&
	    th_slice_equal(th_slice_of(doc->parser->name), TH_SLICE("spdx-tag-value")))
		return TH_SYNTAX_TAG_VALUE;
	switch (text.len ? text.ptr[0] : '{') {
	case '<': return TH_SYNTAX_XML;
	case '{':
	case '[': return TH_SYNTAX_JSON;
	default: return TH_SYNTAX_PLAIN;
	}
}

th_status th_document_read(struct th_document *doc, const char **why)
{
	*why = NULL;
	th_status status = read(doc, why);

	doc->rejected = status == TH_EINPUT || status == TH_ELIMIT;
	if (doc->rejected && doc->envelope)
		doc->envelope->signatures.count = 0; /* of payloads that were never reached */
	if (doc->rejected && doc->diagnostics.errors == 0)
		th_diagnose(&doc->diagnostics, TH_DIAG_not_read, TH_NO_OFFSET,
			    "the input could not be read");
	return status;
}
