/*
 * From offsets to lines, columns and pointers. An expectation is written as "line:column pointer".
 */
#include "core/base/limits.h"
#include "core/text/json.h"
#include "core/text/place_walk.h"
#include "random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

/* text with the padding that the JSON reader wants, exactly; to be freed. */
static th_slice padded(const char *text, size_t len)
{
	char *bytes = calloc(1, len + TH_JSON_PADDING);

	assert_non_null(bytes);
	memcpy(bytes, text, len);
	return th_slice_make(bytes, len);
}

static void free_padded(th_slice bytes)
{
	union {
		const char *in;
		char *out;
	} p = { .in = bytes.ptr };

	free(p.out);
}

/* The place of an offset, as "line:column pointer"; "line:column -" where there is none. */
static void place_at(enum th_syntax syntax, const char *text, size_t len, uint64_t offset,
		     bool pointers, char *out, size_t size)
{
	th_slice bytes = padded(text, len);
	struct th_locus locus = { .offset = offset };
	struct th_arena arena = { 0 };

	assert_int_equal(th_places_resolve(syntax, bytes, &locus, 1, pointers, NULL, &arena),
			 TH_OK);
	if (locus.pointer.ptr)
		snprintf(out, size, "%u:%u %.*s", locus.line, locus.column, TH_FMT(locus.pointer));
	else
		snprintf(out, size, "%u:%u -", locus.line, locus.column);
	th_arena_release(&arena);
	free_padded(bytes);
}

/* The place of the first needle in text, plus `more` bytes. */
static void assert_place(enum th_syntax syntax, const char *text, const char *needle, size_t more,
			 const char *expected)
{
	th_slice all = th_slice_of(text);
	size_t at = th_slice_search(all, th_slice_of(needle));
	char found[512];

	assert_true(at < all.len);
	place_at(syntax, text, all.len, at + more, true, found, sizeof(found));
	assert_string_equal(found, expected);
}

/* The same without pointers: line and column only. */
static void assert_quick(enum th_syntax syntax, const char *text, const char *needle, size_t more,
			 const char *expected)
{
	th_slice all = th_slice_of(text);
	size_t at = th_slice_search(all, th_slice_of(needle));
	char found[512], wanted[64];

	assert_true(at < all.len);
	place_at(syntax, text, all.len, at + more, false, found, sizeof(found));
	snprintf(wanted, sizeof(wanted), "%s -", expected);
	assert_string_equal(found, wanted);
}

/* ---- lines and columns ---- */

static void assert_line(const char *text, size_t len, uint64_t offset, uint32_t line,
			uint32_t column)
{
	uint32_t l, c;

	th_place_of(th_slice_make(text, len), offset, &l, &c);
	assert_int_equal(l, line);
	assert_int_equal(c, column);
}

static void lines_and_columns_count_from_one(void **state)
{
	(void)state;
	assert_line("ab\ncd", 5, 0, 1, 1);
	assert_line("ab\ncd", 5, 4, 2, 2);
}

static void a_newline_belongs_to_the_line_that_it_ends(void **state)
{
	(void)state;
	assert_line("ab\ncd", 5, 2, 1, 3);
}

static void a_carriage_return_ends_no_line(void **state)
{
	(void)state;
	assert_line("ab\r\ncd", 6, 3, 1, 4);
	assert_line("ab\r\ncd", 6, 4, 2, 1);
	assert_line("a\rb", 3, 2, 1, 3);
}

static void columns_count_characters_not_bytes(void **state)
{
	(void)state;
	assert_line("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80x", 10, 9, 1, 4);
}

static void a_byte_order_mark_is_no_column(void **state)
{
	(void)state;
	assert_line("\xef\xbb\xbf{}", 5, 3, 1, 1);
	assert_line("\xef\xbb\xbf{}", 5, 4, 1, 2);
	assert_line("\xef\xbb\xbf{}", 5, 0, 1, 1);
}

static void an_offset_beyond_the_end_is_the_end(void **state)
{
	(void)state;
	assert_line("ab\ncd", 5, 1000, 2, 3);
	assert_line("", 0, 7, 1, 1);
}

static void long_lines_and_many_lines_are_counted_as_short_ones(void **state)
{
	enum { SIZE = 20000 };
	char *text = malloc(SIZE);
	uint32_t line = 1, column = 1;

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < SIZE; i++)
		text[i] = i % 1009 == 1008 || (i > 9000 && i < 14000) ? '\n'
			  : i % 7 == 0                                ? '\xc3'
			  : i % 7 == 1                                ? '\xa9'
								      : 'x';
	for (size_t i = 0; i < SIZE; i++) {
		if (i % 13 == 0 && ((unsigned char)text[i] & 0xc0) != 0x80)
			assert_line(text, SIZE, i, line, column);
		line += text[i] == '\n';
		column = text[i] == '\n' ? 1 : column + (((unsigned char)text[i] & 0xc0) != 0x80);
	}
	free(text);
}

/* ---- JSON ---- */

static const char *const json = "{\n"
				"  \"name\": \"a\\\"b\",\n"
				"  \"list\": [1, -2.5e3,\n"
				"    {\"x/y\": true, \"~\": null}],\n"
				"  \"\\u00e9\\\"\": \"last\"\n"
				"}\n";

static void a_string_is_found_by_any_of_its_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < 6; i++)
		assert_place(TH_SYNTAX_JSON, json, "\"a\\\"", i, "2:11 /name");
}

static void an_opening_bracket_is_the_value_that_it_opens(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_JSON, json, "[1", 0, "3:11 /list");
	assert_place(TH_SYNTAX_JSON, json, "{\"x", 0, "4:5 /list/2");
}

static void a_closing_bracket_is_the_value_that_it_closes(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_JSON, json, "}]", 0, "4:5 /list/2");
	assert_place(TH_SYNTAX_JSON, json, "}]", 1, "3:11 /list");
}

static void elements_count_from_zero(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_JSON, json, "1,", 0, "3:12 /list/0");
	assert_place(TH_SYNTAX_JSON, json, "-2.5", 3, "3:15 /list/1");
}

static void a_key_stands_for_the_object_around_it(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_JSON, json, "\"x/y\"", 2, "4:5 /list/2");
	assert_place(TH_SYNTAX_JSON, json, "\"name\"", 0, "1:1 ");
}

static void what_stands_between_values_is_the_object_or_array_around_it(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_JSON, json, ", -2", 0, "3:11 /list");
	assert_place(TH_SYNTAX_JSON, json, "\n    {", 0, "3:11 /list");
	assert_place(TH_SYNTAX_JSON, json, ": true", 1, "4:5 /list/2");
}

static void slashes_and_tildes_in_keys_are_escaped(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_JSON, json, "true", 0, "4:13 /list/2/x~1y");
	assert_place(TH_SYNTAX_JSON, json, "null", 0, "4:24 /list/2/~0");
}

static void escapes_in_keys_are_decoded(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_JSON, json, "last", 0, "5:15 /\xc3\xa9\"");
}

static void the_whole_document_has_the_empty_pointer(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_JSON, "  \"one\"", "one", 0, "1:3 ");
	assert_place(TH_SYNTAX_JSON, json, "{\n", 0, "1:1 ");
}

static void outside_of_the_document_there_is_no_pointer(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_JSON, "  [] \n", "  [", 0, "1:1 -");
	assert_place(TH_SYNTAX_JSON, "  [] \n", "] ", 1, "1:5 -");
}

static void the_same_key_twice_on_the_way_is_no_error(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_JSON, "{\"a\": 1, \"a\": 2}", "2", 0, "1:15 /a");
}

static void columns_behind_wide_characters_and_a_byte_order_mark_are_right(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_JSON, "\xef\xbb\xbf[\"\xe2\x82\xac\", \"x\"]", "x", 0, "1:7 /1");
	assert_quick(TH_SYNTAX_JSON, "\xef\xbb\xbf[\"\xe2\x82\xac\", \"x\"]", "x", 0, "1:7");
	assert_place(TH_SYNTAX_JSON, "\xef\xbb\xbf[]", "[", 0, "1:1 ");
}

static void carriage_returns_before_newlines_change_nothing(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_JSON, "{\r\n  \"a\": [\r\n    7\r\n  ]\r\n}", "7", 0, "3:5 /a/0");
	assert_quick(TH_SYNTAX_JSON, "{\r\n  \"a\": [\r\n    \"7\"\r\n  ]\r\n}", "7", 0, "3:5");
}

static void without_pointers_a_string_begins_at_its_quote(void **state)
{
	(void)state;
	assert_quick(TH_SYNTAX_JSON, json, "a\\\"b", 0, "2:11");
	assert_quick(TH_SYNTAX_JSON, json, "a\\\"b", 3, "2:11");
	assert_quick(TH_SYNTAX_JSON, json, "last", 2, "5:15");
}

static void without_pointers_a_number_or_word_begins_at_its_first_character(void **state)
{
	(void)state;
	assert_quick(TH_SYNTAX_JSON, json, "-2.5e3", 4, "3:15");
	assert_quick(TH_SYNTAX_JSON, json, "true", 3, "4:13");
}

static void without_pointers_a_bracket_in_a_string_is_text(void **state)
{
	(void)state;
	assert_quick(TH_SYNTAX_JSON, "[1, \"{[\"]", "{[", 0, "1:5");
	assert_quick(TH_SYNTAX_JSON, "[1, {}]", "{", 0, "1:5");
}

static void without_pointers_an_empty_string_begins_at_its_first_quote(void **state)
{
	(void)state;
	assert_quick(TH_SYNTAX_JSON, "[\"\", \"\"]", "\"\"]", 1, "1:6");
}

static void without_pointers_escaped_quotes_on_a_long_line_are_seen(void **state)
{
	const char *text =
		"[\"0123456789012\\\"\", \"012345\\\\\", \"\\\\\\\"0123456789\\\\\", \"end\"]";

	(void)state;
	assert_quick(TH_SYNTAX_JSON, text, "0123456789\\\\", 12, "1:33");
	assert_quick(TH_SYNTAX_JSON, text, "end", 1, "1:53");
	assert_place(TH_SYNTAX_JSON, text, "end", 1, "1:53 /3");
}

static void what_comes_behind_an_error_has_no_pointer(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_JSON, "[1, 2 3]", "2", 0, "1:5 /1");
	assert_place(TH_SYNTAX_JSON, "[1, 2 3]", "3", 0, "1:7 -");
}

static void a_pointer_beyond_the_ceiling_is_absent(void **state)
{
	enum { DEPTH = 20, KEY = 1000 };
	char *text = calloc(1, DEPTH * (KEY + 10) + 10), found[64], wanted[64];
	size_t at = 0;

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < DEPTH; i++) {
		text[at] = '{';
		text[at + 1] = text[at + 2 + KEY] = '"';
		memset(text + at + 2, 'k', KEY);
		text[at + 3 + KEY] = ':';
		at += KEY + 4;
	}
	text[at] = '1';
	memset(text + at + 1, '}', DEPTH);
	place_at(TH_SYNTAX_JSON, text, at + 1 + DEPTH, at, true, found, sizeof(found));
	snprintf(wanted, sizeof(wanted), "1:%zu -", at + 1);
	assert_string_equal(found, wanted);
	free(text);
}

static void the_deepest_document_has_pointers(void **state)
{
	char text[2 * TH_MAX_DEPTH], found[2 * TH_MAX_DEPTH + 20];

	(void)state;
	memset(text, '[', TH_MAX_DEPTH);
	memset(text + TH_MAX_DEPTH, ']', TH_MAX_DEPTH);
	place_at(TH_SYNTAX_JSON, text, sizeof(text), TH_MAX_DEPTH - 1, true, found, sizeof(found));
	assert_int_equal(strlen(found), strlen("1:1000 ") + 2 * (size_t)(TH_MAX_DEPTH - 1));
}

/* Components {"name": "<i>"} one a line; the loci of all names, given backwards. */
static void ten_thousand_loci_take_one_pass_and_keep_their_order(void **state)
{
	enum { COUNT = 10000, LINE = 21 };
	char *text = malloc((size_t)COUNT * LINE + 4), pointer[64];
	struct th_locus *loci = calloc(COUNT, sizeof(*loci));
	struct th_arena arena = { 0 };

	(void)state;
	assert_true(text && loci);
	text[0] = '[';
	text[1] = '\n';
	for (size_t i = 0; i < COUNT; i++) {
		snprintf(text + 2 + i * LINE, LINE + 1, "{\"name\": \"n%06zu\"},\n", i);
		loci[COUNT - 1 - i].offset = 2 + i * LINE + 13;
	}
	size_t len = 2 + (size_t)COUNT * LINE - 2; /* without the last comma and newline */
	text[len++] = ']';
	th_slice bytes = padded(text, len);
	for (unsigned pointers = 0; pointers < 2; pointers++) {
		assert_int_equal(th_places_resolve(TH_SYNTAX_JSON, bytes, loci, COUNT,
						   pointers != 0, NULL, &arena),
				 TH_OK);
		for (size_t i = 0; i < COUNT; i++) {
			const struct th_locus *locus = &loci[COUNT - 1 - i];
			assert_int_equal(locus->line, i + 2);
			assert_int_equal(locus->column, 10);
			assert_int_equal(locus->start, 2 + i * LINE + 9);
			snprintf(pointer, sizeof(pointer), "/%zu/name", i);
			if (pointers)
				assert_true(th_slice_equal(locus->pointer, th_slice_of(pointer)));
		}
	}
	free_padded(bytes);
	th_arena_release(&arena);
	free(loci);
	free(text);
}

static void no_loci_are_no_work(void **state)
{
	struct th_arena arena = { 0 };

	(void)state;
	assert_int_equal(
		th_places_resolve(TH_SYNTAX_JSON, TH_SLICE("["), NULL, 0, true, NULL, &arena),
		TH_OK);
}

static void an_empty_document_has_no_values(void **state)
{
	char found[64];

	(void)state;
	for (enum th_syntax syntax = TH_SYNTAX_JSON; syntax <= TH_SYNTAX_TAG_VALUE; syntax++) {
		place_at(syntax, "", 0, 0, true, found, sizeof(found));
		assert_string_equal(found, "1:1 -");
	}
}

/* ---- XML ---- */

static const char *const xml = "<?xml version=\"1.0\"?>\n"
			       "<bom xmlns=\"urn:x\">\n"
			       "  <components>\n"
			       "    <component type='a>b'><name>first</name></component>\n"
			       "    <!-- <component> -->\n"
			       "    <component><name>second</name>\n"
			       "      <x:name/><other/><name><![CDATA[ </name> ]]>third</name>\n"
			       "    </component>\n"
			       "  </components>\n"
			       "  <component>tail</component>\n"
			       "</bom>\n";

static void text_is_in_its_element(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_XML, xml, "first", 0, "4:27 /bom/components/component/name");
}

static void an_attribute_is_in_its_element(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_XML, xml, "a>b", 0, "4:5 /bom/components/component");
	assert_place(TH_SYNTAX_XML, xml, "a>b", 2, "4:5 /bom/components/component");
	assert_place(TH_SYNTAX_XML, xml, "urn:x", 0, "2:1 /bom");
}

static void siblings_of_one_name_are_numbered_from_the_second_on(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_XML, xml, "second", 0, "6:16 /bom/components/component[2]/name");
}

static void a_prefix_is_no_part_of_the_name(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_XML, xml, "x:name", 0, "7:7 /bom/components/component[2]/name[2]");
	assert_place(TH_SYNTAX_XML, xml, "third", 0, "7:24 /bom/components/component[2]/name[3]");
}

static void tags_in_comments_and_cdata_are_text(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_XML, xml, "<component> -->", 2, "3:3 /bom/components");
	assert_place(TH_SYNTAX_XML, xml, "</name> ]]>", 3,
		     "7:24 /bom/components/component[2]/name[3]");
}

static void an_empty_element_ends_at_once(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_XML, xml, "<other/>", 7, "7:16 /bom/components/component[2]/other");
	assert_place(TH_SYNTAX_XML, "<a><b/>text</a>", "text", 0, "1:1 /a");
}

static void an_end_tag_is_in_the_element_that_it_ends(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_XML, xml, "</components>", 3, "3:3 /bom/components");
}

static void numbers_start_anew_in_each_element(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_XML, xml, "tail", 0, "10:3 /bom/component");
	assert_place(TH_SYNTAX_XML, "<a><b><b/><b>x</b></b><b><b>y</b></b></a>", "x", 0,
		     "1:11 /a/b/b[2]");
	assert_place(TH_SYNTAX_XML, "<a><b><b/><b>x</b></b><b><b>y</b></b></a>", "y", 0,
		     "1:26 /a/b[2]/b");
}

static void outside_of_the_root_there_is_no_element(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_XML, xml, "version", 0, "1:7 -");
	assert_place(TH_SYNTAX_XML, "<a/><!-- x -->", "x", 0, "1:10 -");
}

static void without_pointers_elements_are_found_all_the_same(void **state)
{
	(void)state;
	assert_quick(TH_SYNTAX_XML, xml, "third", 0, "7:24");
	assert_quick(TH_SYNTAX_XML, xml, "</components>", 3, "3:3");
}

static void columns_in_xml_count_characters_too(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_XML, "\xef\xbb\xbf<a>\xe2\x82\xac<b>x</b></a>", "x", 0, "1:5 /a/b");
}

static void xml_that_is_cut_off_is_stayed_within(void **state)
{
	static const char *const cut[] = { "<",        "<a",           "<a b='",
					   "<a><!-- ", "<a><![CDATA[", "<a></",
					   "</a>",     "<a/",          "<a><?x",
					   "<a>text",  "<a b='/",      "</a></a><b>" };
	char found[64];

	(void)state;
	for (size_t i = 0; i < sizeof(cut) / sizeof(cut[0]); i++)
		for (size_t at = 0; at <= strlen(cut[i]) + 1; at++)
			place_at(TH_SYNTAX_XML, cut[i], strlen(cut[i]), at, true, found,
				 sizeof(found));
}

/* ---- tag-value ---- */

static const char *const tags = "SPDXVersion: SPDX-2.3\n"
				"# a comment: with a colon\n"
				"\n"
				"PackageName:\t glibc\n"
				"PackageComment: <text>one\n"
				"Note: two < three\n"
				"three</text>\n"
				"PackageVersion: 1 <text>\n"
				"Creator:\n"
				"PackageLicense: <text>MIT</text>\n"
				"Last: end";

static void a_value_begins_behind_its_tag_and_the_blanks(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_TAG_VALUE, tags, "SPDX-2.3", 4, "1:14 SPDXVersion");
	assert_place(TH_SYNTAX_TAG_VALUE, tags, "glibc", 0, "4:15 PackageName");
}

static void the_tag_itself_means_its_value(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_TAG_VALUE, tags, "PackageName", 0, "4:15 PackageName");
}

static void all_lines_of_a_text_mean_the_value_that_they_are(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_TAG_VALUE, tags, "one", 0, "5:17 PackageComment");
	assert_place(TH_SYNTAX_TAG_VALUE, tags, "Note", 0, "5:17 PackageComment");
	assert_place(TH_SYNTAX_TAG_VALUE, tags, "three</text>", 12, "5:17 PackageComment");
}

static void behind_a_text_lines_mean_themselves_again(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_TAG_VALUE, tags, "PackageVersion", 0, "8:17 PackageVersion");
	assert_place(TH_SYNTAX_TAG_VALUE, tags, "MIT", 0, "10:17 PackageLicense");
	assert_place(TH_SYNTAX_TAG_VALUE, tags, "end", 2, "11:7 Last");
}

static void a_text_that_does_not_begin_the_value_goes_no_further_than_its_line(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_TAG_VALUE, tags, "Creator", 0, "9:9 Creator");
}

static void a_comment_and_an_empty_line_are_no_values(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_TAG_VALUE, tags, "comment", 0, "2:5 -");
	assert_place(TH_SYNTAX_TAG_VALUE, tags, "\n\n", 1, "3:1 -");
}

static void without_pointers_values_begin_at_the_same_place(void **state)
{
	(void)state;
	assert_quick(TH_SYNTAX_TAG_VALUE, tags, "Note", 0, "5:17");
	assert_quick(TH_SYNTAX_TAG_VALUE, tags, "end", 0, "11:7");
}

static void carriage_returns_are_no_part_of_an_empty_value(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_TAG_VALUE, "A: 1\r\nB:\r\nC: 3\r\n", "B:", 0, "2:3 B");
	assert_place(TH_SYNTAX_TAG_VALUE,
		     "\xef\xbb\xbf"
		     "A: 1\r\nB: 2\r\n",
		     "1", 0, "1:4 A");
}

static void a_text_without_an_end_goes_to_the_end_of_all(void **state)
{
	(void)state;
	assert_place(TH_SYNTAX_TAG_VALUE, "A: <text>x\nB: 1\nC: 2", "C", 0, "1:4 A");
}

/* Every offset alone and all at once give the same places. */
static void many_loci_at_once_are_as_each_alone(void **state)
{
	static const struct {
		enum th_syntax syntax;
		const char *const *text;
	} documents[] = { { TH_SYNTAX_JSON, &json },
			  { TH_SYNTAX_XML, &xml },
			  { TH_SYNTAX_TAG_VALUE, &tags } };

	(void)state;
	for (unsigned i = 0; i < 6; i++) {
		size_t len = strlen(*documents[i / 2].text);
		th_slice bytes = padded(*documents[i / 2].text, len);
		struct th_locus *loci = calloc(len, sizeof(*loci));
		struct th_arena arena = { 0 };

		assert_non_null(loci);
		for (size_t at = 0; at < len; at++)
			loci[at].offset = len - 1 - at;
		assert_int_equal(th_places_resolve(documents[i / 2].syntax, bytes, loci, len,
						   i % 2 == 0, NULL, &arena),
				 TH_OK);
		for (size_t at = 0; at < len; at++) {
			struct th_locus alone = { .offset = loci[at].offset };
			assert_int_equal(th_places_resolve(documents[i / 2].syntax, bytes, &alone,
							   1, i % 2 == 0, NULL, &arena),
					 TH_OK);
			assert_int_equal(alone.start, loci[at].start);
			assert_int_equal(alone.line, loci[at].line);
			assert_int_equal(alone.column, loci[at].column);
			assert_true(th_slice_equal(alone.pointer, loci[at].pointer));
		}
		free(loci);
		th_arena_release(&arena);
		free_padded(bytes);
	}
}

/*
 * What lies before a locus is passed over fast, whatever strings in it hold and however it lies in
 * the blocks that are looked at: the pointer stays that of the walk.
 */
static void what_is_passed_over_changes_no_pointer(void **state)
{
	static const char *const filler[] = {
		"{\"a\":\"]}]}[{\",\"b\":[1,[2,{}],\"{[\"]}",
		"{\"quoted \\\" [\":{\"c\":\"\\\\\"},\"d\":[[],[[]],{}]}",
		"[[[[\"plain text of some length, so that a block ends in it\"]]],{\"e\":{}}]",
	};
	char text[8192];

	(void)state;
	for (unsigned shift = 0; shift < 130; shift++) {
		size_t len = 0;
		struct th_locus locus[2] = { 0 };
		struct th_arena arena = { 0 };

		len += (size_t)snprintf(text, sizeof(text), "{\"pad\":\"%*s\",\"all\":[",
					(int)shift, "");
		for (unsigned i = 0; i < 24; i++)
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s,",
						filler[i % 3]);
		locus[0].offset = len + 6;
		len += (size_t)snprintf(text + len, sizeof(text) - len, "{\"at\":1},%s,",
					filler[shift % 3]);
		locus[1].offset = len + 1;
		len += (size_t)snprintf(text + len, sizeof(text) - len, "[7]]}");
		th_slice bytes = padded(text, len);
		assert_int_equal(
			th_places_resolve(TH_SYNTAX_JSON, bytes, locus, 2, true, NULL, &arena),
			TH_OK);
		assert_true(th_slice_equal(locus[0].pointer, TH_SLICE("/all/24/at")));
		assert_true(th_slice_equal(locus[1].pointer, TH_SLICE("/all/26/0")));
		free_padded(bytes);
		th_arena_release(&arena);
	}
}

/* Lines of different lengths, over several of the steps that they are counted by. */
static void with_an_outline_places_are_the_same(void **state)
{
	enum { SIZE = 3 << 20, LOCI = 500 };
	char *text = calloc(1, SIZE + TH_JSON_PADDING);
	struct th_locus *alone = calloc(LOCI, sizeof(*alone)),
			*shared = calloc(LOCI, sizeof(*shared));
	struct th_place_outline outline;
	struct th_arena arena = { 0 };
	size_t len;

	(void)state;
	assert_true(text && alone && shared);
	len = (size_t)snprintf(text, 80,
			       "{\"a]\": [1, \"}\\\"]\"], \"b\": {\"c\": [[]]}, \"d\": [");
	for (unsigned i = 0; len < SIZE - 8192; i++) {
		size_t words = i % 97 == 0 ? 4000 : i % 13;
		len += (size_t)snprintf(text + len, 8, "%s\"", i ? ",\n" : "");
		memset(text + len, 'x', words);
		len += words;
		text[len++] = '"';
	}
	len += (size_t)snprintf(text + len, 40, "], \"e\": {\"f\": [2]}, \"g\": 3}");
	for (size_t i = 0; i < LOCI; i++)
		alone[i].offset = shared[i].offset = len / LOCI * i + i % 7;
	th_slice bytes = th_slice_make(text, len);
	th_place_outline_make(&outline, TH_SYNTAX_JSON, bytes);
	assert_int_equal(outline.values.count, 4);
	assert_int_equal(th_places_resolve(TH_SYNTAX_JSON, bytes, alone, LOCI, true, NULL, &arena),
			 TH_OK);
	assert_int_equal(
		th_places_resolve(TH_SYNTAX_JSON, bytes, shared, LOCI, true, &outline, &arena),
		TH_OK);
	for (size_t i = 0; i < LOCI; i++) {
		assert_int_equal(alone[i].line, shared[i].line);
		assert_int_equal(alone[i].column, shared[i].column);
		assert_true(th_slice_equal(alone[i].pointer, shared[i].pointer));
	}
	assert_true(alone[LOCI - 1].line > 1000);
	th_place_outline_release(&outline);
	th_arena_release(&arena);
	free(text);
	free(alone);
	free(shared);
}

/* Objects, arrays, numbers and texts in arrays, in any order and with any blanks between. */
static size_t write_elements(uint64_t *state, char *text, size_t size, uint32_t count)
{
	static const char *const elements[] = { "{\"a\":[1,{}]}", "{}", "[]",
						"[[2],\"]\"]",    "3",  "\"},{\"" };
	static const char *const between[] = { ",", ", ", ",\n\t", " ,  " };
	uint32_t favourite = random_below(state, 6);
	size_t len = (size_t)snprintf(text, size, "[");

	for (unsigned i = 0; i < count; i++)
		len += (size_t)snprintf(
			text + len, size - len, "%s%s", i ? between[random_below(state, 4)] : "",
			elements[random_below(state, 4) ? favourite : random_below(state, 6)]);
	return len + (size_t)snprintf(text + len, size - len, "]");
}

static void elements_that_are_leapt_over_are_counted(void **state)
{
	enum { ROUNDS = 400, MOST = 8, SIZE = 8192 };
	static char text[SIZE];
	uint64_t seed = 2;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct th_locus alone[MOST] = { 0 }, shared[MOST] = { 0 };
		struct th_place_outline outline;
		struct th_arena arena = { 0 };
		size_t len = (size_t)snprintf(text, SIZE, "{\"x\": {\"y\": [[], {}]}, \"all\": ");
		len += write_elements(&seed, text + len, SIZE - len, random_below(&seed, 60));
		len += (size_t)snprintf(text + len, SIZE - len, ", \"more\": ");
		len += write_elements(&seed, text + len, SIZE - len, random_below(&seed, 60));
		len += (size_t)snprintf(text + len, SIZE - len, "}");
		for (size_t i = 0; i < MOST; i++)
			alone[i].offset = shared[i].offset = random_below(&seed, (uint32_t)len);
		th_slice bytes = padded(text, len);
		th_place_outline_make(&outline, TH_SYNTAX_JSON, bytes);
		assert_int_equal(
			th_places_resolve(TH_SYNTAX_JSON, bytes, alone, MOST, true, NULL, &arena),
			TH_OK);
		assert_int_equal(th_places_resolve(TH_SYNTAX_JSON, bytes, shared, MOST, true,
						   &outline, &arena),
				 TH_OK);
		for (size_t i = 0; i < MOST; i++)
			if (!th_slice_equal(alone[i].pointer, shared[i].pointer))
				fail_msg("%.*s is not %.*s in %s", TH_FMT(shared[i].pointer),
					 TH_FMT(alone[i].pointer), text);
		th_place_outline_release(&outline);
		free_padded(bytes);
		th_arena_release(&arena);
	}
}

/* Brackets and quotes at random: what the fastest says, the one for any machine says. */
static void all_machines_find_the_same_ends(void **state)
{
	static const char letters[] = "[[{{]]}}\"\"a: ,\\";
	enum { SIZE = 400, ROUNDS = 2000 };
	char bytes[SIZE];
	unsigned found = 0;
	uint64_t seed = 1;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		uint32_t kinds =
			(uint32_t)sizeof(letters) - 1 - (round % 8 != 0); /* few backslashes */
		for (size_t i = 0; i < SIZE; i++)
			bytes[i] =
				random_below(&seed, 4) ? 'b' : letters[random_below(&seed, kinds)];
		size_t limit = SIZE - random_below(&seed, 80);
		th_slice all = th_slice_make(bytes, SIZE);
		size_t end = th_place_scanner_of(true).closes_at(all, 0, limit);
		assert_int_equal(th_place_scanner_of(false).closes_at(all, 0, limit), end);
		found += end > 64;
	}
	assert_true(found > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_and_columns_count_from_one),
		cmocka_unit_test(a_newline_belongs_to_the_line_that_it_ends),
		cmocka_unit_test(a_carriage_return_ends_no_line),
		cmocka_unit_test(columns_count_characters_not_bytes),
		cmocka_unit_test(a_byte_order_mark_is_no_column),
		cmocka_unit_test(an_offset_beyond_the_end_is_the_end),
		cmocka_unit_test(long_lines_and_many_lines_are_counted_as_short_ones),
		cmocka_unit_test(a_string_is_found_by_any_of_its_bytes),
		cmocka_unit_test(an_opening_bracket_is_the_value_that_it_opens),
		cmocka_unit_test(a_closing_bracket_is_the_value_that_it_closes),
		cmocka_unit_test(elements_count_from_zero),
		cmocka_unit_test(a_key_stands_for_the_object_around_it),
		cmocka_unit_test(what_stands_between_values_is_the_object_or_array_around_it),
		cmocka_unit_test(slashes_and_tildes_in_keys_are_escaped),
		cmocka_unit_test(escapes_in_keys_are_decoded),
		cmocka_unit_test(the_whole_document_has_the_empty_pointer),
		cmocka_unit_test(outside_of_the_document_there_is_no_pointer),
		cmocka_unit_test(the_same_key_twice_on_the_way_is_no_error),
		cmocka_unit_test(columns_behind_wide_characters_and_a_byte_order_mark_are_right),
		cmocka_unit_test(carriage_returns_before_newlines_change_nothing),
		cmocka_unit_test(without_pointers_a_string_begins_at_its_quote),
		cmocka_unit_test(without_pointers_a_number_or_word_begins_at_its_first_character),
		cmocka_unit_test(without_pointers_a_bracket_in_a_string_is_text),
		cmocka_unit_test(without_pointers_an_empty_string_begins_at_its_first_quote),
		cmocka_unit_test(without_pointers_escaped_quotes_on_a_long_line_are_seen),
		cmocka_unit_test(what_comes_behind_an_error_has_no_pointer),
		cmocka_unit_test(a_pointer_beyond_the_ceiling_is_absent),
		cmocka_unit_test(the_deepest_document_has_pointers),
		cmocka_unit_test(ten_thousand_loci_take_one_pass_and_keep_their_order),
		cmocka_unit_test(no_loci_are_no_work),
		cmocka_unit_test(an_empty_document_has_no_values),
		cmocka_unit_test(text_is_in_its_element),
		cmocka_unit_test(an_attribute_is_in_its_element),
		cmocka_unit_test(siblings_of_one_name_are_numbered_from_the_second_on),
		cmocka_unit_test(a_prefix_is_no_part_of_the_name),
		cmocka_unit_test(tags_in_comments_and_cdata_are_text),
		cmocka_unit_test(an_empty_element_ends_at_once),
		cmocka_unit_test(an_end_tag_is_in_the_element_that_it_ends),
		cmocka_unit_test(numbers_start_anew_in_each_element),
		cmocka_unit_test(outside_of_the_root_there_is_no_element),
		cmocka_unit_test(without_pointers_elements_are_found_all_the_same),
		cmocka_unit_test(columns_in_xml_count_characters_too),
		cmocka_unit_test(xml_that_is_cut_off_is_stayed_within),
		cmocka_unit_test(a_value_begins_behind_its_tag_and_the_blanks),
		cmocka_unit_test(the_tag_itself_means_its_value),
		cmocka_unit_test(all_lines_of_a_text_mean_the_value_that_they_are),
		cmocka_unit_test(behind_a_text_lines_mean_themselves_again),
		cmocka_unit_test(
			a_text_that_does_not_begin_the_value_goes_no_further_than_its_line),
		cmocka_unit_test(a_comment_and_an_empty_line_are_no_values),
		cmocka_unit_test(without_pointers_values_begin_at_the_same_place),
		cmocka_unit_test(carriage_returns_are_no_part_of_an_empty_value),
		cmocka_unit_test(a_text_without_an_end_goes_to_the_end_of_all),
		cmocka_unit_test(many_loci_at_once_are_as_each_alone),
		cmocka_unit_test(what_is_passed_over_changes_no_pointer),
		cmocka_unit_test(all_machines_find_the_same_ends),
		cmocka_unit_test(with_an_outline_places_are_the_same),
		cmocka_unit_test(elements_that_are_leapt_over_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
