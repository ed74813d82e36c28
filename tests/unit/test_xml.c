/*
 * core/text/xml and core/text/xml_scan: what is told, where it is said to stand, and what is
 * refused.
 */
#include "core/text/xml.h"

#include "core/base/limits.h"
#include "core/text/xml_scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { LOG = 128 << 10 };

/* Everything told, as text: "<name a='value'@offset>text</name>". */
struct record {
	th_slice source;
	char log[LOG];
	size_t len;
	size_t starts, ends, pieces, placed_pieces, placed_values, values;
	uint64_t first_start, last_end;
	size_t longest_piece;
	char text[LOG]; /* all text, joined */
	size_t text_len;
	th_status stop_with;
	size_t stop_at; /* the start element to stop at, from 1 */
};

static bool shares; /* with a thread of its own, or not */
static struct record record;
static struct th_arena arena;

static int set_up(void **state)
{
	(void)state;
	memset(&record, 0, sizeof(record));
	th_arena_init(&arena);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	th_arena_release(&arena);
	return 0;
}

static void note(struct record *r, th_slice s)
{
	if (s.len < LOG - r->len) {
		memcpy(r->log + r->len, s.ptr, s.len);
		r->len += s.len;
	}
}

/* Names are written {ns}name. */
static void note_name(struct record *r, th_slice ns, th_slice name)
{
	if (ns.ptr) {
		note(r, TH_SLICE("{"));
		note(r, ns);
		note(r, TH_SLICE("}"));
	}
	note(r, name);
}

static void assert_stands(const struct record *r, th_slice value, uint64_t offset)
{
	if (offset == TH_XML_NOWHERE)
		return;
	assert_true(offset <= r->source.len && value.len <= r->source.len - offset);
	assert_memory_equal(r->source.ptr + offset, value.ptr, value.len);
	assert_ptr_equal(value.ptr, r->source.ptr + offset);
}

static th_status on_start(void *context, const struct th_xml_element *element)
{
	struct record *r = context;

	if (r->starts++ == 0)
		r->first_start = element->offset;
	assert_true(element->offset < r->source.len);
	assert_int_equal(r->source.ptr[element->offset], '<');
	note(r, TH_SLICE("<"));
	note_name(r, element->ns, element->name);
	for (size_t i = 0; i < element->count; i++) {
		const struct th_xml_attribute *a = &element->attributes[i];

		assert_stands(r, a->value, a->offset);
		r->values++;
		r->placed_values += a->offset != TH_XML_NOWHERE;
		note(r, TH_SLICE(" "));
		note_name(r, a->ns, a->name);
		note(r, TH_SLICE("='"));
		note(r, a->value);
		note(r, a->offset != TH_XML_NOWHERE ? TH_SLICE("'@") : TH_SLICE("'"));
	}
	note(r, TH_SLICE(">"));
	return r->stop_at == r->starts ? r->stop_with : TH_OK;
}

static th_status on_end(void *context, th_slice ns, th_slice name, uint64_t end)
{
	struct record *r = context;

	r->ends++;
	r->last_end = end;
	assert_true(end > 0 && end <= r->source.len);
	assert_int_equal(r->source.ptr[end - 1], '>');
	note(r, TH_SLICE("</"));
	note_name(r, ns, name);
	note(r, TH_SLICE(">"));
	return TH_OK;
}

static th_status on_text(void *context, th_slice text, uint64_t offset)
{
	struct record *r = context;

	assert_stands(r, text, offset);
	r->pieces++;
	r->placed_pieces += offset != TH_XML_NOWHERE;
	r->longest_piece = text.len > r->longest_piece ? text.len : r->longest_piece;
	note(r, text);
	if (text.len < LOG - r->text_len) {
		memcpy(r->text + r->text_len, text.ptr, text.len);
		r->text_len += text.len;
	}
	return TH_OK;
}

static const struct th_xml_handler handler = { on_start, on_end, on_text };

static th_status parse(th_slice source, struct th_xml_error *error)
{
	record.source = source;
	return th_xml_parse(source, shares, &handler, &record, &arena, error);
}

static void assert_told(th_slice source, const char *expected)
{
	struct th_xml_error error;
	th_status status = parse(source, &error);

	if (status != TH_OK)
		print_error("%.*s at %llu\n", TH_FMT(error.message),
			    (unsigned long long)error.offset);
	assert_int_equal(status, TH_OK);
	record.log[record.len] = '\0';
	assert_string_equal(record.log, expected);
}

static void assert_refused(th_slice source, th_status expected, const char *words, uint64_t offset)
{
	struct th_xml_error error;

	assert_int_equal(parse(source, &error), expected);
	if (th_slice_search(error.message, th_slice_of(words)) == error.message.len)
		fail_msg("'%.*s' does not say '%s'", TH_FMT(error.message), words);
	assert_int_equal(error.offset, offset);
}

/* Source text that is printed into the arena. */
#define SOURCE(...) th_arena_printf(&arena, __VA_ARGS__)

static th_slice repeated(const char *head, char c, size_t count, const char *tail)
{
	char *middle = th_arena_alloc(&arena, count + 1);

	memset(middle, c, count);
	middle[count] = '\0';
	return SOURCE("%s%s%s", head, middle, tail);
}

/* ---- events ---- */

static void elements_attributes_and_text_are_told_in_order(void **state)
{
	(void)state;
	assert_told(TH_SLICE("<?xml version=\"1.0\"?>\n<bom "
			     "version='1'><name>lib</name><empty/></bom>\n"),
		    "<bom version='1'@><name>lib</name><empty></empty></bom>");
}

static void the_offset_of_an_element_is_its_opening_bracket(void **state)
{
	(void)state;
	assert_told(TH_SLICE("<!-- <x> --> <bom a='>'/>"), "<bom a='>'@></bom>");
	assert_int_equal(record.first_start, 13);
	assert_int_equal(record.last_end, 25);
}

static void prefixes_become_namespaces(void **state)
{
	(void)state;
	assert_told(TH_SLICE("<c:bom xmlns:c='urn:c' xmlns='urn:d' c:x='1' y='2'><z/></c:bom>"),
		    "<{urn:c}bom {urn:c}x='1'@ y='2'@><{urn:d}z></{urn:d}z></{urn:c}bom>");
}

static void many_names_are_told_apart(void **state)
{
	struct th_xml_error error;
	(void)state;
	/* 2,000 names: more than the table of known lengths has places */
	char *text = th_arena_alloc(&arena, 64 << 10), *at = text;
	for (int i = 0; i < 4000; i++)
		at += snprintf(at, 16, "<n%d%.*s/>", i % 2000, i % 5, "xxxxx");
	th_slice source = SOURCE("<bom>%s</bom>", text);
	assert_int_equal(parse(source, &error), TH_OK);
	assert_int_equal(record.starts, 4001);
	th_slice log = th_slice_make(record.log, record.len);
	assert_true(th_slice_search(log, TH_SLICE("<n1999xxxx></n1999xxxx>")) < log.len);
}

static void comments_and_processing_instructions_are_skipped(void **state)
{
	(void)state;
	assert_told(TH_SLICE("<?pi x?><a>1<!-- no -->2<?pi y?>3</a><!-- end -->"), "<a>123</a>");
	assert_int_equal(record.placed_pieces, 3);
}

static void cdata_is_text_with_a_place(void **state)
{
	(void)state;
	assert_told(TH_SLICE("<a><![CDATA[<b> & c]]></a>"), "<a><b> & c</a>");
	assert_int_equal(record.placed_pieces, record.pieces);
}

static void blank_text_between_elements_is_told(void **state)
{
	(void)state;
	assert_told(TH_SLICE("<a>\n  <b/>\n</a>"), "<a>\n  <b></b>\n</a>");
	assert_int_equal(record.placed_pieces, 2);
}

static void missing_callbacks_are_not_called(void **state)
{
	struct th_xml_handler none = { 0 };
	struct th_xml_error error;
	(void)state;
	assert_int_equal(
		th_xml_parse(TH_SLICE("<a b='c'>d</a>"), false, &none, NULL, &arena, &error),
		TH_OK);
}

static void a_callback_can_stop_the_parse(void **state)
{
	struct th_xml_error error;
	(void)state;
	record.stop_at = 2;
	record.stop_with = TH_ENOTFOUND;
	assert_int_equal(parse(TH_SLICE("<a><b/><c/></a>"), &error), TH_ENOTFOUND);
	assert_int_equal(record.starts, 2);
	assert_int_equal(record.ends, 0);
	assert_null(error.message.ptr);
	assert_int_equal(error.offset, 3);
}

/* ---- places ---- */

static void an_entity_in_text_has_no_place_and_its_neighbours_have(void **state)
{
	(void)state;
	assert_told(TH_SLICE("<a>AT&amp;T &#x41;</a>"), "<a>AT&T A</a>");
	assert_int_equal(record.pieces, 4);
	assert_int_equal(record.placed_pieces, 2);
}

static void an_entity_in_a_value_leaves_it_without_a_place(void **state)
{
	(void)state;
	assert_told(TH_SLICE("<a b='x&amp;y' c='z' d='&#65;'/>"), "<a b='x&y' c='z'@ d='A'></a>");
}

static void ampersands_in_values_are_written_out_once(void **state)
{
	(void)state;
	assert_told(
		TH_SLICE("<a b='&amp;' c='&#38;&#x26;amp;' d='&amp;#38;' e='&amp;&amp;x&lt;'/>"),
		"<a b='&' c='&&amp;' d='&#38;' e='&&x<'></a>");
}

static void values_beyond_ascii_are_found_in_the_source(void **state)
{
	(void)state;
	assert_told(TH_SLICE("<a xmlns:q='urn:\xc3\xa4' q:b = \"Soci\xc3\xa9t\xc3\xa9\" "
			     "c='\xc3\xa9' d='&lt;\xc3\xa9' e='\xc3\xa9'/>"),
		    "<a {urn:\xc3\xa4}b='Soci\xc3\xa9t\xc3\xa9'@ c='\xc3\xa9'@ d='<\xc3\xa9' "
		    "e='\xc3\xa9'@></a>");
}

static void a_prefix_is_not_taken_for_the_attribute_of_its_name(void **state)
{
	(void)state;
	assert_told(TH_SLICE("<a xmlns:b='\xc3\xa9' b='\xc3\xa9\xc3\xa9' b:b='\xc3\xa9'/>"),
		    "<a b='\xc3\xa9\xc3\xa9'@ {\xc3\xa9}b='\xc3\xa9'@></a>");
}

static void text_beyond_ascii_is_one_piece_with_a_place(void **state)
{
	(void)state;
	th_slice text = repeated("", 'x', 1000, "\xc3\xa9");
	th_slice source = SOURCE("<a>\xc3\xa9%s%s%s</a>", text.ptr, text.ptr, text.ptr);
	struct th_xml_error error;

	assert_int_equal(parse(source, &error), TH_OK);
	assert_int_equal(record.pieces, 1);
	assert_int_equal(record.placed_pieces, 1);
	assert_int_equal(record.longest_piece, 2 + 3 * 1002);
}

static void line_ends_of_windows_become_line_feeds(void **state)
{
	(void)state;
	assert_told(TH_SLICE("<a>one\r\ntwo\rthree\r\n</a>"), "<a>one\ntwo\nthree\n</a>");
}

static void a_line_feed_in_a_value_becomes_a_blank_without_a_place(void **state)
{
	(void)state;
	assert_told(TH_SLICE("<a b='x\ny' c='\t'/>"), "<a b='x y' c=' '></a>");
}

static void an_empty_value_has_a_place(void **state)
{
	(void)state;
	assert_told(TH_SLICE("<a b='' c=\"\"/>"), "<a b=''@ c=''@></a>");
}

static void a_byte_order_mark_does_not_shift_places(void **state)
{
	(void)state;
	assert_told(TH_SLICE("\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?><a b='c'>d</a>"),
		    "<a b='c'@>d</a>");
	assert_int_equal(record.placed_pieces, 1);
}

static void a_source_that_is_not_padded_is_not_read_behind_its_end(void **state)
{
	struct th_xml_error error;
	(void)state;
	/* malloc, so that AddressSanitizer watches the end */
	char *bytes = malloc(7);
	assert_non_null(bytes);
	memcpy(bytes, (const char[]){ '<', 'a', '>', 'b', '<', '/', 'a' }, 7);
	assert_int_equal(parse(th_slice_make(bytes, 7), &error), TH_EINPUT);
	free(bytes);
}

/*
 * Slide a piece of markup over the places where a read ends, of some 4000 bytes each, byte by byte,
 * and demand the same events each time.
 */
static void every_split_of_markup_over_two_reads_gives_the_same_events(void **state)
{
	static const char markup[] =
		"<p:c xmlns:p='urn:p' q=\"x > 'y'\" r='&amp;\xc3\xa9' "
		"s='\xc3\xa9\xe2\x82\xac'>t\xe2\x82\xac&#x41;"
		"\r\nu<![CDATA[v]]w]]><!-- > - > --><?x y?><d/>\xf0\x9f\x98\x80</p:c>";
	static const char told[] =
		"<{urn:p}c q='x > 'y''@ r='&\xc3\xa9' s='\xc3\xa9\xe2\x82\xac'@>t\xe2\x82\xac"
		"A\n"
		"uv]]w<d></d>\xf0\x9f\x98\x80</{urn:p}c>";
	struct th_xml_error error;
	(void)state;

	for (size_t fill = 3900; fill <= 8200 + sizeof(markup); fill++) {
		th_slice source = repeated("<a>", ' ', fill, "");

		source = SOURCE("%s%s</a>", source.ptr, markup);
		memset(&record, 0, sizeof(record));
		assert_int_equal(parse(source, &error), TH_OK);
		assert_int_equal(record.starts, 3);
		assert_int_equal(record.ends, 3);
		assert_int_equal(record.values, 3);
		assert_int_equal(record.placed_values, 2);
		assert_int_equal(record.longest_piece, fill);
		assert_int_equal(record.last_end, source.len);
		record.log[record.len < LOG ? record.len : LOG - 1] = '\0';
		assert_non_null(strstr(record.log, told));
	}
}

static void text_over_many_chunks_is_one_piece(void **state)
{
	struct th_xml_error error;
	(void)state;
	assert_int_equal(parse(repeated("<a>", 'x', 300000, "</a>"), &error), TH_OK);
	assert_int_equal(record.pieces, 1);
	assert_int_equal(record.longest_piece, 300000);
}

static void a_long_value_over_many_chunks_has_a_place(void **state)
{
	struct th_xml_error error;
	(void)state;
	assert_int_equal(parse(repeated("<a b='", 'x', 1000000, "' c='\xc3\xa9'/>"), &error),
			 TH_OK);
	assert_int_equal(record.placed_values, 2);
}

static void a_long_cdata_section_is_told_whole(void **state)
{
	struct th_xml_error error;
	(void)state;
	assert_int_equal(parse(repeated("<a><![CDATA[", '<', 1000000, "]]></a>"), &error), TH_OK);
	assert_int_equal(record.longest_piece, 1000000);
}

static void a_carriage_return_at_the_end_of_a_chunk_is_one_line_end(void **state)
{
	struct th_xml_error error;
	(void)state;
	for (size_t shift = 0; shift < 4; shift++) {
		memset(&record, 0, sizeof(record));
		th_slice source = repeated("<a>", 'x', (64 << 10) - 5 + shift, "\r\ny</a>");
		assert_int_equal(parse(source, &error), TH_OK);
		assert_int_equal(record.pieces, 2);
		assert_int_equal(record.longest_piece, (64 << 10) - 5 + shift);
	}
}

/* ---- refusals ---- */

static void a_doctype_is_refused_where_it_stands(void **state)
{
	(void)state;
	assert_refused(TH_SLICE("<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>"),
		       TH_EINPUT, "DOCTYPE is not allowed", 22);
	assert_int_equal(record.starts, 0);
}

static void an_external_doctype_is_refused_too(void **state)
{
	(void)state;
	assert_refused(TH_SLICE("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"), TH_EINPUT,
		       "DOCTYPE is not allowed", 0);
}

static void an_undeclared_entity_is_refused(void **state)
{
	(void)state;
	assert_refused(TH_SLICE("<a>&e;</a>"), TH_EINPUT, "e", 6);
}

static void an_undeclared_prefix_is_refused(void **state)
{
	struct th_xml_error error;
	(void)state;
	assert_int_equal(parse(TH_SLICE("<x:a/>"), &error), TH_EINPUT);
	assert_int_equal(record.starts, 0);
}

static void a_namespace_that_is_no_uri_is_taken(void **state)
{
	(void)state;
	assert_told(TH_SLICE("<a xmlns='not a uri'/>"), "<{not a uri}a></{not a uri}a>");
}

static void one_attribute_twice_is_refused(void **state)
{
	struct th_xml_error error;
	(void)state;
	assert_int_equal(parse(TH_SLICE("<a b='1' b='2'/>"), &error), TH_EINPUT);
	assert_int_equal(parse(TH_SLICE("<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>"), &error),
			 TH_EINPUT);
}

static void mismatched_tags_are_refused_where_they_differ(void **state)
{
	(void)state;
	assert_refused(TH_SLICE("<a><b></a></b>"), TH_EINPUT, "mismatch", 10);
}

static void a_document_that_ends_early_is_refused_at_its_end(void **state)
{
	(void)state;
	assert_refused(TH_SLICE("<a><b>text"), TH_EINPUT, "ends before its root element", 10);
}

static void an_empty_document_is_refused(void **state)
{
	(void)state;
	assert_refused((th_slice){ .ptr = "" }, TH_EINPUT, "no root element", 0);
	assert_refused(TH_SLICE("  \n   "), TH_EINPUT, "", 6);
}

static void a_second_root_is_refused(void **state)
{
	struct th_xml_error error;
	(void)state;
	assert_int_equal(parse(TH_SLICE("<a/><b/>"), &error), TH_EINPUT);
	assert_int_equal(parse(TH_SLICE("<a/>junk"), &error), TH_EINPUT);
}

static void a_nul_byte_is_refused_wherever_it_stands(void **state)
{
	static const char document[] = "<?xml version='1.0'?> <!-- c --> <a b='c' > d "
				       "<![CDATA[e]]> <!-- f --> <?g h?> </a> ";
	struct th_xml_error error;
	(void)state;
	for (size_t i = 0; i <= sizeof(document) - 1; i++) {
		char copy[sizeof(document) + 1];

		memcpy(copy, document, i);
		copy[i] = '\0';
		memcpy(copy + i + 1, document + i, sizeof(document) - 1 - i);
		memset(&record, 0, sizeof(record));
		if (parse(th_slice_make(copy, sizeof(document)), &error) != TH_EINPUT)
			fail_msg("a NUL at %zu is taken", i);
	}
}

static void invalid_utf8_is_refused_wherever_it_stands(void **state)
{
	static const char *const documents[] = { "<a>\xff</a>",
						 "<a b='\xc3'/>",
						 "<a\xe2\x82/>",
						 "<a><!-- \xc0\x80 --></a>",
						 "<a><![CDATA[\xed\xa0\x80]]></a>",
						 "<a>\xc3</a>",
						 "<?pi \xff?><a/>" };
	struct th_xml_error error;
	(void)state;
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		if (parse(th_slice_of(documents[i]), &error) != TH_EINPUT)
			fail_msg("document %zu is taken", i);
}

static void nothing_is_printed_about_a_broken_document(void **state)
{
	struct th_xml_error error;
	char path[] = "/tmp/test_xml.XXXXXX", byte;
	(void)state;
	int file = mkstemp(path), saved = dup(STDERR_FILENO);
	assert_true(file >= 0 && saved >= 0);
	dup2(file, STDERR_FILENO);
	th_status first = parse(TH_SLICE("<a xmlns='x y'><b></a>&x;\xff"), &error);
	th_status second = parse(TH_SLICE("<?xml version='1.1' encoding='nonsense'?><a/>"), &error);
	dup2(saved, STDERR_FILENO);
	close(saved);
	ssize_t printed = pread(file, &byte, 1, 0);
	close(file);
	unlink(path);
	assert_int_equal(first, TH_EINPUT);
	assert_int_equal(second, TH_EINPUT);
	assert_int_equal(printed, 0);
}

/* ---- ceilings ---- */

static th_slice nested(size_t depth)
{
	char *text = th_arena_alloc(&arena, depth * 7 + 1);

	for (size_t i = 0; i < depth * 3; i++)
		text[i] = "<a>"[i % 3];
	for (size_t i = 0; i < depth * 4; i++)
		text[depth * 3 + i] = "</a>"[i % 4];
	return th_slice_make(text, depth * 7);
}

static void a_thousand_levels_are_read(void **state)
{
	struct th_xml_error error;
	(void)state;
	assert_int_equal(parse(nested(TH_MAX_DEPTH), &error), TH_OK);
	assert_int_equal(record.ends, TH_MAX_DEPTH);
}

static void one_level_more_is_refused(void **state)
{
	(void)state;
	assert_refused(nested(TH_MAX_DEPTH + 1), TH_ELIMIT, "TH_MAX_DEPTH",
		       UINT64_C(3) * TH_MAX_DEPTH);
}

static void a_hundred_thousand_levels_are_refused(void **state)
{
	(void)state;
	assert_refused(nested(100000), TH_ELIMIT, "TH_MAX_DEPTH", UINT64_C(3) * TH_MAX_DEPTH);
}

static void text_longer_than_a_string_may_be_is_refused(void **state)
{
	struct th_xml_error error;
	(void)state;
	assert_int_equal(parse(repeated("<a>", 'x', TH_MAX_STRING_BYTES, "</a>"), &error), TH_OK);
	assert_int_equal(parse(repeated("<a>", 'x', TH_MAX_STRING_BYTES + 1, "</a>"), &error),
			 TH_ELIMIT);
}

static void a_long_name_is_refused(void **state)
{
	struct th_xml_error error;
	(void)state;
	assert_int_equal(parse(repeated("<", 'x', TH_MAX_KEY_BYTES, "/>"), &error), TH_OK);
	assert_int_equal(parse(repeated("<", 'x', TH_MAX_KEY_BYTES + 1, "/>"), &error), TH_ELIMIT);
	assert_int_equal(parse(repeated("<", 'x', 100000, "/>"), &error), TH_ELIMIT);
}

static void a_tag_that_goes_on_for_megabytes_is_refused(void **state)
{
	(void)state;
	assert_refused(repeated("<a b='", 'x', 12 << 20, "'/>"), TH_ELIMIT,
		       "TH_MAX_XML_MARKUP_BYTES", 0);
	assert_refused(repeated("<a><!--", 'x', 12 << 20, "--></a>"), TH_ELIMIT,
		       "TH_MAX_XML_MARKUP_BYTES", 3);
}

/* <a a0="" a1="" ...> */
static th_slice with_attributes(size_t count, const char *prefix)
{
	char *text = th_arena_alloc(&arena, count * 32 + 64), *at = text;

	at += snprintf(at, 8, "<b><a");
	for (size_t i = 0; i < count; i++)
		at += snprintf(at, 32, " %s%zx=\"u\"", prefix, i);
	at += snprintf(at, 16, "/></b>");
	return th_slice_make(text, (size_t)(at - text));
}

static void as_many_attributes_as_allowed_are_read(void **state)
{
	struct th_xml_error error;
	(void)state;
	assert_int_equal(parse(with_attributes(TH_MAX_XML_ATTRIBUTES, "a"), &error), TH_OK);
	assert_int_equal(record.placed_values, TH_MAX_XML_ATTRIBUTES);
}

static void one_attribute_more_is_refused(void **state)
{
	(void)state;
	assert_refused(with_attributes(TH_MAX_XML_ATTRIBUTES + 1, "a"), TH_ELIMIT,
		       "TH_MAX_XML_ATTRIBUTES", 3);
}

static void a_hundred_thousand_attributes_are_refused_before_they_are_compared(void **state)
{
	(void)state;
	assert_refused(with_attributes(100000, "a"), TH_ELIMIT, "TH_MAX_XML_ATTRIBUTES", 3);
}

static void too_many_attributes_are_seen_at_any_place(void **state)
{
	(void)state;
	th_slice tag = with_attributes(TH_MAX_XML_ATTRIBUTES + 1, "");

	for (size_t shift = 0; shift < 700; shift++) {
		th_slice source = SOURCE("%*s%.*s", (int)shift, "", TH_FMT(tag));
		struct th_xml_sweep sweep = { .source = source };

		assert_int_equal(th_xml_sweep(&sweep, source.len), shift + 3);
	}
}

static void long_text_with_equal_signs_is_no_tag(void **state)
{
	struct th_xml_error error;
	(void)state;
	assert_int_equal(parse(repeated("<a>", '=', 5000, "</a>"), &error), TH_OK);
	assert_int_equal(parse(repeated("<a><!-- <b c=\"", ' ', 5000, "\" --></a>"), &error),
			 TH_OK);
}

static void too_many_different_names_are_refused(void **state)
{
	struct th_xml_error error;
	(void)state;
	char *text = th_arena_alloc(&arena, 20 << 20), *at = text;
	at += snprintf(at, 16, "<a>");
	for (int i = 0; i < 1000000; i++)
		at += snprintf(at, 16, "<n%d/>", i);
	assert_int_equal(parse(th_slice_make(text, (size_t)(at - text)), &error), TH_ELIMIT);
	assert_true(record.starts > 9000 && record.starts <= TH_MAX_XML_NAMES);
}

static void too_many_namespaces_in_scope_are_refused(void **state)
{
	struct th_xml_error error;
	(void)state;
	char *text = th_arena_alloc(&arena, 64 << 10), *at = text;
	for (int i = 0; i < 300; i++)
		at += snprintf(at, 32, "<a xmlns:p%d='urn:%d'>", i, i);
	assert_int_equal(parse(th_slice_make(text, (size_t)(at - text)), &error), TH_ELIMIT);
	assert_int_equal(record.starts, TH_MAX_XML_NAMESPACES);
}

/* ---- encodings ---- */

static void utf16_is_refused_with_the_way_out(void **state)
{
	(void)state;
	assert_refused(th_slice_make("\xff\xfe<\0a\0/\0>\0", 10), TH_EINPUT,
		       "iconv -f UTF-16 -t UTF-8", 0);
	assert_refused(th_slice_make("\0<\0a\0/\0>", 8), TH_EINPUT, "iconv -f UTF-16BE -t UTF-8",
		       0);
	assert_refused(th_slice_make("\xff\xfe\0\0<\0\0\0", 8), TH_EINPUT,
		       "iconv -f UTF-32 -t UTF-8", 0);
}

static void latin1_is_refused_with_the_way_out(void **state)
{
	(void)state;
	assert_refused(TH_SLICE("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>"), TH_EINPUT,
		       "iconv -f ISO-8859-1 -t UTF-8", 30);
}

static void an_encoding_name_cannot_carry_a_command(void **state)
{
	(void)state;
	assert_refused(TH_SLICE("<?xml version='1.0' encoding='x; rm -rf ~'?><a/>"), TH_EINPUT,
		       "no valid encoding", 30);
	assert_refused(th_slice_make("<?xml version='1.0' encoding='x\0y'?><a/>", 41), TH_EINPUT,
		       "no valid encoding", 30);
}

static void ascii_is_taken_and_held_to_it(void **state)
{
	(void)state;
	assert_told(TH_SLICE("<?xml version='1.0' encoding='us-ascii' standalone='yes'?><a>b</a>"),
		    "<a>b</a>");
	assert_refused(TH_SLICE("<?xml version='1.0' encoding='US-ASCII'?><a>\xc3\xa9</a>"),
		       TH_EINPUT, "not ASCII", 44);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(elements_attributes_and_text_are_told_in_order),
		TEST(the_offset_of_an_element_is_its_opening_bracket),
		TEST(prefixes_become_namespaces),
		TEST(many_names_are_told_apart),
		TEST(comments_and_processing_instructions_are_skipped),
		TEST(cdata_is_text_with_a_place),
		TEST(blank_text_between_elements_is_told),
		TEST(missing_callbacks_are_not_called),
		TEST(a_callback_can_stop_the_parse),
		TEST(an_entity_in_text_has_no_place_and_its_neighbours_have),
		TEST(an_entity_in_a_value_leaves_it_without_a_place),
		TEST(ampersands_in_values_are_written_out_once),
		TEST(values_beyond_ascii_are_found_in_the_source),
		TEST(a_prefix_is_not_taken_for_the_attribute_of_its_name),
		TEST(text_beyond_ascii_is_one_piece_with_a_place),
		TEST(line_ends_of_windows_become_line_feeds),
		TEST(a_line_feed_in_a_value_becomes_a_blank_without_a_place),
		TEST(an_empty_value_has_a_place),
		TEST(a_byte_order_mark_does_not_shift_places),
		TEST(a_source_that_is_not_padded_is_not_read_behind_its_end),
		TEST(every_split_of_markup_over_two_reads_gives_the_same_events),
		TEST(text_over_many_chunks_is_one_piece),
		TEST(a_long_value_over_many_chunks_has_a_place),
		TEST(a_long_cdata_section_is_told_whole),
		TEST(a_carriage_return_at_the_end_of_a_chunk_is_one_line_end),
		TEST(a_doctype_is_refused_where_it_stands),
		TEST(an_external_doctype_is_refused_too),
		TEST(an_undeclared_entity_is_refused),
		TEST(an_undeclared_prefix_is_refused),
		TEST(a_namespace_that_is_no_uri_is_taken),
		TEST(one_attribute_twice_is_refused),
		TEST(mismatched_tags_are_refused_where_they_differ),
		TEST(a_document_that_ends_early_is_refused_at_its_end),
		TEST(an_empty_document_is_refused),
		TEST(a_second_root_is_refused),
		TEST(a_nul_byte_is_refused_wherever_it_stands),
		TEST(invalid_utf8_is_refused_wherever_it_stands),
		TEST(nothing_is_printed_about_a_broken_document),
		TEST(a_thousand_levels_are_read),
		TEST(one_level_more_is_refused),
		TEST(a_hundred_thousand_levels_are_refused),
		TEST(text_longer_than_a_string_may_be_is_refused),
		TEST(a_long_name_is_refused),
		TEST(a_tag_that_goes_on_for_megabytes_is_refused),
		TEST(as_many_attributes_as_allowed_are_read),
		TEST(one_attribute_more_is_refused),
		TEST(a_hundred_thousand_attributes_are_refused_before_they_are_compared),
		TEST(too_many_attributes_are_seen_at_any_place),
		TEST(long_text_with_equal_signs_is_no_tag),
		TEST(too_many_different_names_are_refused),
		TEST(too_many_namespaces_in_scope_are_refused),
		TEST(utf16_is_refused_with_the_way_out),
		TEST(latin1_is_refused_with_the_way_out),
		TEST(an_encoding_name_cannot_carry_a_command),
		TEST(ascii_is_taken_and_held_to_it),
	};
	int failed = cmocka_run_group_tests_name("in one thread", tests, NULL, NULL);

	shares = true;
	return failed + cmocka_run_group_tests_name("with another one", tests, NULL, NULL);
}
