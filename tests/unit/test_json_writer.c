/*
 * JSON out: the layout byte for byte, and by the reader of core/text/json.h that it says what was
 * meant.
 */
#include "core/base/limits.h"
#include "core/text/json.h"
#include "core/text/json_writer.h"
#include "core/text/unicode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

struct document {
	struct th_output out;
	struct th_json_writer writer;
};

static int begin(void **state)
{
	struct document *d = calloc(1, sizeof(*d));

	if (!d)
		return -1;
	th_output_to_memory(&d->out, 1 << 20);
	th_json_writer_init(&d->writer, &d->out);
	*state = d;
	return 0;
}

static int end(void **state)
{
	struct document *d = *state;

	th_output_release(&d->out);
	free(d);
	return 0;
}

static void assert_written(struct document *d, const char *expected)
{
	th_json_writer_end(&d->writer);
	assert_int_equal(th_output_commit(&d->out), TH_OK);
	th_slice got = th_output_bytes(&d->out);
	if (!th_slice_equal(got, th_slice_of(expected)))
		fail_msg("written:\n%.*s\nexpected:\n%s", TH_FMT(got), expected);
}

/* ---- layout ---- */

static void what_is_folded_stands_on_one_line(void **state)
{
	struct document *d = *state;
	struct th_json_writer *w = &d->writer;

	th_json_begin_array(w);
	th_json_fold(w);
	th_json_begin_object(w);
	th_json_member_uint(w, "a", 1);
	th_json_fold(w); /* it is already */
	th_json_member_array(w, "b");
	th_json_write_uint(w, 2);
	th_json_write_uint(w, 3);
	th_json_end_array(w);
	th_json_member_object(w, "c");
	th_json_end_object(w);
	th_json_end_object(w);
	th_json_begin_array(w);
	th_json_write_uint(w, 4);
	th_json_end_array(w);
	th_json_end_array(w);
	assert_written(d, "[\n  {\"a\": 1, \"b\": [2, 3], \"c\": {}},\n  [\n    4\n  ]\n]\n");
}

static void what_was_written_elsewhere_is_a_value_like_others(void **state)
{
	struct document *d = *state;
	struct th_json_writer *w = &d->writer;

	th_json_begin_object(w);
	th_json_write_key(w, "a");
	th_json_write_written(w, TH_SLICE("{\"x\": 1}"));
	th_json_member_array(w, "b");
	th_json_write_written(w, TH_SLICE("[]"));
	th_json_write_uint(w, 2);
	th_json_write_written(w, TH_SLICE("3"));
	th_json_end_array(w);
	th_json_end_object(w);
	assert_written(d, "{\n  \"a\": {\"x\": 1},\n  \"b\": [\n    [],\n    2,\n    3\n  ]\n}\n");
}

static void members_and_elements_stand_on_lines_of_their_own(void **state)
{
	struct document *d = *state;
	struct th_json_writer *w = &d->writer;

	th_json_begin_object(w);
	th_json_member_string(w, "schema", TH_SLICE("twohop-report/1"));
	th_json_member_array(w, "list");
	th_json_write_int(w, -3);
	th_json_begin_object(w);
	th_json_member_bool(w, "yes", true);
	th_json_member_bool(w, "no", false);
	th_json_end_object(w);
	th_json_end_array(w);
	th_json_member_object(w, "last");
	th_json_member_null(w, "nothing");
	th_json_end_object(w);
	th_json_end_object(w);
	assert_written(d, "{\n"
			  "  \"schema\": \"twohop-report/1\",\n"
			  "  \"list\": [\n"
			  "    -3,\n"
			  "    {\n"
			  "      \"yes\": true,\n"
			  "      \"no\": false\n"
			  "    }\n"
			  "  ],\n"
			  "  \"last\": {\n"
			  "    \"nothing\": null\n"
			  "  }\n"
			  "}\n");
}

static void empty_objects_and_arrays_take_no_lines(void **state)
{
	struct document *d = *state;
	struct th_json_writer *w = &d->writer;

	th_json_begin_array(w);
	th_json_begin_array(w);
	th_json_end_array(w);
	th_json_begin_object(w);
	th_json_end_object(w);
	th_json_end_array(w);
	assert_written(d, "[\n  [],\n  {}\n]\n");
}

static void a_document_may_be_one_value(void **state)
{
	struct document *d = *state;

	th_json_write_string(&d->writer, TH_SLICE("alone"));
	assert_written(d, "\"alone\"\n");
}

static void the_same_calls_give_the_same_bytes(void **state)
{
	struct document *d = *state;

	for (int i = 0; i < 2; i++) {
		th_json_writer_init(&d->writer, &d->out);
		th_json_begin_array(&d->writer);
		th_json_write_uint(&d->writer, UINT64_MAX);
		th_json_end_array(&d->writer);
		th_json_writer_end(&d->writer);
	}
	th_slice got = th_output_bytes(&d->out);
	assert_int_equal(got.len % 2, 0);
	assert_memory_equal(got.ptr, got.ptr + got.len / 2, got.len / 2);
}

static void levels_may_be_as_deep_as_the_ceiling(void **state)
{
	struct document *d = *state;

	for (int i = 0; i < TH_MAX_WRITER_DEPTH; i++)
		th_json_begin_array(&d->writer);
	for (int i = 0; i < TH_MAX_WRITER_DEPTH; i++)
		th_json_end_array(&d->writer);
	th_json_writer_end(&d->writer);
	assert_int_equal(th_output_commit(&d->out), TH_OK);
	assert_int_equal(th_slice_find(th_output_bytes(&d->out), ']'),
			 TH_MAX_WRITER_DEPTH +
				 (TH_MAX_WRITER_DEPTH - 1) * (TH_MAX_WRITER_DEPTH + 1));
}

static void an_output_that_is_full_says_so_at_the_commit(void **state)
{
	struct th_output out;
	struct th_json_writer writer;

	(void)state;
	th_output_to_memory(&out, 10);
	th_json_writer_init(&writer, &out);
	th_json_write_string(&writer, TH_SLICE("longer than ten bytes"));
	th_json_writer_end(&writer);
	assert_int_equal(th_output_commit(&out), TH_ELIMIT);
	th_output_release(&out);
}

/* ---- values ---- */

static void absent_texts_words_and_dates_are_null(void **state)
{
	struct document *d = *state;
	struct th_json_writer *w = &d->writer;

	th_json_begin_array(w);
	th_json_write_string(w, (th_slice){ 0 });
	th_json_write_word(w, NULL);
	th_json_write_date(w, (struct th_date){ 0 });
	th_json_write_string(w, TH_SLICE(""));
	th_json_end_array(w);
	assert_written(d, "[\n  null,\n  null,\n  null,\n  \"\"\n]\n");
}

static void dates_keep_their_precision(void **state)
{
	struct document *d = *state;
	struct th_date day, month;

	assert_int_equal(th_date_parse(TH_SLICE("2023-04-20"), &day), TH_OK);
	assert_int_equal(th_date_parse(TH_SLICE("2022-02"), &month), TH_OK);
	th_json_begin_object(&d->writer);
	th_json_member_date(&d->writer, "day", day);
	th_json_member_date(&d->writer, "month", month);
	th_json_end_object(&d->writer);
	assert_written(d, "{\n  \"day\": \"2023-04-20\",\n  \"month\": \"2022-02\"\n}\n");
}

static void the_least_and_greatest_numbers_are_written(void **state)
{
	struct document *d = *state;

	th_json_begin_object(&d->writer);
	th_json_member_int(&d->writer, "least", INT64_MIN);
	th_json_member_uint(&d->writer, "greatest", UINT64_MAX);
	th_json_end_object(&d->writer);
	assert_written(d, "{\n  \"least\": -9223372036854775808,\n"
			  "  \"greatest\": 18446744073709551615\n}\n");
}

static void ratios_have_up_to_four_decimals(void **state)
{
	struct document *d = *state;
	struct th_json_writer *w = &d->writer;

	th_json_begin_array(w);
	th_json_write_ratio(w, 3, 5);
	th_json_write_ratio(w, 1, 3);
	th_json_write_ratio(w, 2, 3);
	th_json_write_ratio(w, 5, 5);
	th_json_write_ratio(w, 0, 5);
	th_json_write_ratio(w, 1, 100);
	th_json_write_ratio(w, 0, 0);
	th_json_write_ratio(w, UINT32_MAX, UINT32_MAX);
	th_json_write_ratio(w, 99999, 100000);
	th_json_end_array(w);
	assert_written(d, "[\n  0.6,\n  0.3333,\n  0.6667,\n  1.0,\n  0.0,\n  0.01,\n  null,\n"
			  "  1.0,\n  1.0\n]\n");
}

/* ---- strings ---- */

static void assert_string(struct document *d, th_slice text, const char *expected)
{
	th_json_write_string(&d->writer, text);
	assert_written(d, expected);
}

static void quotes_and_backslashes_are_escaped(void **state)
{
	assert_string(*state, TH_SLICE("a\"b\\c"), "\"a\\\"b\\\\c\"\n");
}

static void common_control_characters_have_short_escapes(void **state)
{
	assert_string(*state, TH_SLICE("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"\n");
}

static void other_control_characters_have_long_escapes(void **state)
{
	assert_string(*state, TH_SLICE("\x00\x1b[31m\x7f\xc2\x9b"),
		      "\"\\u0000\\u001b[31m\\u007f\\u009b\"\n");
}

static void separators_of_lines_are_escaped(void **state)
{
	assert_string(*state, TH_SLICE("\xe2\x80\xa8\xe2\x80\xa9"), "\"\\u2028\\u2029\"\n");
}

static void characters_that_turn_the_direction_of_text_are_escaped(void **state)
{
	assert_string(
		*state,
		TH_SLICE("\xd8\x9c\xe2\x80\x8e\xe2\x80\x8f\xe2\x80\xaa\xe2\x80\xae\xe2\x81\xa6"
			 "\xe2\x81\xa9"),
		"\"\\u061c\\u200e\\u200f\\u202a\\u202e\\u2066\\u2069\"\n");
}

static void markup_and_other_scripts_stay_as_they_are(void **state)
{
	assert_string(*state, TH_SLICE("<a&b>' M\xc3\xbcller \xe6\x9d\xb1 \xf0\x9f\x98\x80"),
		      "\"<a&b>' M\xc3\xbcller \xe6\x9d\xb1 \xf0\x9f\x98\x80\"\n");
}

static void each_bad_byte_becomes_a_replacement_character(void **state)
{
	assert_string(*state, TH_SLICE("a\xff\xc0\xaf\xed\xa0\x80z\xe2\x82"),
		      "\"a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
		      "z\xef\xbf\xbd\xef\xbf\xbd\"\n");
}

static void keys_are_escaped_as_strings_are(void **state)
{
	struct document *d = *state;

	th_json_begin_object(&d->writer);
	th_json_write_key_text(&d->writer, TH_SLICE("a\"\n"));
	th_json_write_int(&d->writer, 1);
	th_json_end_object(&d->writer);
	assert_written(d, "{\n  \"a\\\"\\n\": 1\n}\n");
}

/* Every code point but NUL, in strings of 64, comes back from the reader as it was. */
static void the_reader_gives_back_every_character(void **state)
{
	struct th_json reader;
	struct th_arena arena = { 0 };
	char text[256];

	(void)state;
	for (uint32_t first = 0; first < 0x110000; first += 64) {
		struct th_output out;
		struct th_json_writer writer;
		size_t len = 0;

		if (first >= 0xd800 && first < 0xe000)
			continue;
		for (uint32_t code = first; code < first + 64; code++)
			if (code > 0)
				len += th_utf8_put(text + len, code);
		th_output_to_memory(&out, 1 << 16);
		th_json_writer_init(&writer, &out);
		th_json_write_string(&writer, th_slice_make(text, len));
		th_json_writer_end(&writer);
		for (size_t i = 0; i < TH_JSON_PADDING; i++)
			th_output_byte(&out, '\0');
		assert_int_equal(th_output_commit(&out), TH_OK);
		th_slice bytes = th_output_bytes(&out);
		bytes.len -= TH_JSON_PADDING;
		th_json_init(&reader, bytes, 0, TH_JSON_STRICT);
		assert_int_equal(th_json_next(&reader), TH_JSON_STRING);
		assert_true(
			th_slice_equal(th_json_text(&reader, &arena), th_slice_make(text, len)));
		assert_int_equal(th_json_next(&reader), TH_JSON_END);
		th_json_release(&reader);
		th_output_release(&out);
		th_arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_folded_stands_on_one_line, begin, end),
		cmocka_unit_test_setup_teardown(what_was_written_elsewhere_is_a_value_like_others,
						begin, end),
		cmocka_unit_test_setup_teardown(members_and_elements_stand_on_lines_of_their_own,
						begin, end),
		cmocka_unit_test_setup_teardown(empty_objects_and_arrays_take_no_lines, begin, end),
		cmocka_unit_test_setup_teardown(a_document_may_be_one_value, begin, end),
		cmocka_unit_test_setup_teardown(the_same_calls_give_the_same_bytes, begin, end),
		cmocka_unit_test_setup_teardown(levels_may_be_as_deep_as_the_ceiling, begin, end),
		cmocka_unit_test_setup_teardown(an_output_that_is_full_says_so_at_the_commit, begin,
						end),
		cmocka_unit_test_setup_teardown(absent_texts_words_and_dates_are_null, begin, end),
		cmocka_unit_test_setup_teardown(dates_keep_their_precision, begin, end),
		cmocka_unit_test_setup_teardown(the_least_and_greatest_numbers_are_written, begin,
						end),
		cmocka_unit_test_setup_teardown(ratios_have_up_to_four_decimals, begin, end),
		cmocka_unit_test_setup_teardown(quotes_and_backslashes_are_escaped, begin, end),
		cmocka_unit_test_setup_teardown(common_control_characters_have_short_escapes, begin,
						end),
		cmocka_unit_test_setup_teardown(other_control_characters_have_long_escapes, begin,
						end),
		cmocka_unit_test_setup_teardown(separators_of_lines_are_escaped, begin, end),
		cmocka_unit_test_setup_teardown(
			characters_that_turn_the_direction_of_text_are_escaped, begin, end),
		cmocka_unit_test_setup_teardown(markup_and_other_scripts_stay_as_they_are, begin,
						end),
		cmocka_unit_test_setup_teardown(each_bad_byte_becomes_a_replacement_character,
						begin, end),
		cmocka_unit_test_setup_teardown(keys_are_escaped_as_strings_are, begin, end),
		cmocka_unit_test_setup_teardown(the_reader_gives_back_every_character, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
