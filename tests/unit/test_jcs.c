/*
 * Canonical JSON: the order, the strings and the numbers of RFC 8785.
 */
#include "core/text/jcs.h"

#include "core/text/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct th_arena arena;

static int release(void **state)
{
	(void)state;
	th_arena_release(&arena);
	return 0;
}

static th_status print(const char *json, const char *omitted, th_slice *out)
{
	char *bytes = th_arena_calloc(&arena, 1, strlen(json) + TH_JSON_PADDING);
	size_t at = omitted ? (size_t)(strstr(json, omitted) - json) : 0;

	assert_non_null(bytes);
	memcpy(bytes, json, strlen(json));
	return th_jcs(th_slice_make(bytes, strlen(json)), 0, &at, omitted != NULL, &arena, out);
}

static void is(const char *json, const char *omitted, const char *canonical)
{
	th_slice out;

	assert_int_equal(print(json, omitted, &out), TH_OK);
	assert_int_equal(out.len, strlen(canonical));
	assert_memory_equal(out.ptr, canonical, out.len);
}

static void blanks_go_and_members_are_in_order(void **state)
{
	(void)state;
	is("{ \"b\" : [ 1, {\"d\":null, \"c\":true} ],\n\"a\":false, \"\": {} , \"e\":[]}", NULL,
	   "{\"\":{},\"a\":false,\"b\":[1,{\"c\":true,\"d\":null}],\"e\":[]}");
}

static void a_prefix_stands_before_what_it_begins(void **state)
{
	(void)state;
	is("{\"ab\":1,\"a\":2}", NULL, "{\"a\":2,\"ab\":1}");
}

/* U+1F600 is D83D DE00 there, before U+FB33; in UTF-8 it stands behind. */
static void keys_are_ordered_by_utf_16(void **state)
{
	(void)state;
	is("{\"\xef\xac\xb3\":1,\"\xf0\x9f\x98\x80\":2,\"\xe2\x82\xac\":3}", NULL,
	   "{\"\xe2\x82\xac\":3,\"\xf0\x9f\x98\x80\":2,\"\xef\xac\xb3\":1}");
}

static void escaped_keys_are_ordered_by_what_they_mean(void **state)
{
	(void)state;
	is("{\"b\":1,\"\\u0061\":2}", NULL, "{\"a\":2,\"b\":1}");
}

static void strings_have_the_fewest_escapes(void **state)
{
	(void)state;
	is("[\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\\b\\t\\f\\r\"]", NULL,
	   "[\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\t\\f\\r\"]");
}

static void a_member_is_left_out_by_where_its_value_is(void **state)
{
	(void)state;
	is("{\"a\":1,\"s\":{\"value\":\"X\",\"k\":2}}", "\"X\"", "{\"a\":1,\"s\":{\"k\":2}}");
}

static void an_element_is_left_out_whole(void **state)
{
	(void)state;
	is("[{\"a\":[1]},{\"b\":2}]", "{\"a\"", "[{\"b\":2}]");
}

static void what_follows_the_value_is_not_looked_at(void **state)
{
	(void)state;
	is("{\"a\":1}, and more", NULL, "{\"a\":1}");
}

static void a_number_without_a_double_is_refused(void **state)
{
	th_slice out;

	(void)state;
	assert_int_equal(print("[1e400]", NULL, &out), TH_EINPUT);
}

static void equal_keys_are_refused(void **state)
{
	th_slice out;

	(void)state;
	assert_int_equal(print("{\"a\":1,\"a\":2}", NULL, &out), TH_EINPUT);
}

static void what_is_cut_off_is_refused(void **state)
{
	th_slice out;

	(void)state;
	assert_int_equal(print("{\"a\":[1", NULL, &out), TH_EINPUT);
}

/* Appendix B of the RFC, and the borders of the plain form. */
static void numbers_are_printed_as_ecmascript_does(void **state)
{
	static const struct {
		uint64_t bits;
		const char *text;
	} rows[] = {
		{ 0x0000000000000000, "0" },
		{ 0x8000000000000000, "0" },
		{ 0x0000000000000001, "5e-324" },
		{ 0x8000000000000001, "-5e-324" },
		{ 0x7fefffffffffffff, "1.7976931348623157e+308" },
		{ 0x4340000000000000, "9007199254740992" },
		{ 0xc340000000000000, "-9007199254740992" },
		{ 0x4430000000000000, "295147905179352830000" },
		{ 0x44b52d02c7e14af5, "9.999999999999997e+22" },
		{ 0x44b52d02c7e14af6, "1e+23" },
		{ 0x44b52d02c7e14af7, "1.0000000000000001e+23" },
		{ 0x444b1ae4d6e2ef4e, "999999999999999700000" },
		{ 0x444b1ae4d6e2ef50, "1e+21" },
		{ 0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7" },
		{ 0x3eb0c6f7a0b5ed8d, "0.000001" },
		{ 0x41b3de4355555555, "333333333.3333333" },
		{ 0xbecbf647612f3696, "-0.0000033333333333333333" },
		{ 0x43143ff3c1cb0959, "1424953923781206.2" },
		{ 0x4059000000000000, "100" },
	};
	char out[TH_JCS_NUMBER];
	double number;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memcpy(&number, &rows[i].bits, sizeof(number));
		assert_int_equal(th_jcs_number(number, out), strlen(rows[i].text));
		assert_string_equal(out, rows[i].text);
	}
}

static void what_is_not_finite_is_no_number(void **state)
{
	char out[TH_JCS_NUMBER];

	(void)state;
	assert_int_equal(th_jcs_number(INFINITY, out), 0);
	assert_int_equal(th_jcs_number(NAN, out), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_teardown(name, release)
		TEST(blanks_go_and_members_are_in_order),
		TEST(a_prefix_stands_before_what_it_begins),
		TEST(keys_are_ordered_by_utf_16),
		TEST(escaped_keys_are_ordered_by_what_they_mean),
		TEST(strings_have_the_fewest_escapes),
		TEST(a_member_is_left_out_by_where_its_value_is),
		TEST(an_element_is_left_out_whole),
		TEST(what_follows_the_value_is_not_looked_at),
		TEST(a_number_without_a_double_is_refused),
		TEST(equal_keys_are_refused),
		TEST(what_is_cut_off_is_refused),
		TEST(numbers_are_printed_as_ecmascript_does),
		TEST(what_is_not_finite_is_no_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
