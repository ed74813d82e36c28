/* The canonical form of JSON (core/text/jcs.h). */
#include "core/text/jcs.h"
#include "core/text/json.h"
#include "tests/unit/given.h"

static struct th_arena arena;

static int teardown(void **state)
{
	(void)state;
	th_arena_release(&arena);
	return 0;
}

static void assert_jcs(const char *json, const char *const *path, const char *expected)
{
	size_t len = strlen(json);
	char *padded = th_arena_calloc(&arena, len + TH_JSON_PADDING, 1);
	th_slice out;

	memcpy(padded, json, len);
	assert_int_equal(th_jcs(th_slice_make(padded, len), 0, path, &arena, &out), TH_OK);
	if (!th_slice_equal(out, th_slice_of(expected)))
		fail_msg("%.*s\n-- instead of\n%s", TH_FMT(out), expected);
}

static void members_are_sorted_at_every_depth(void **state)
{
	(void)state;
	assert_jcs("{\"b\": {\"d\": 1, \"c\": [ {\"z\": 1, \"a\": 2} ] }, \"a\": \"x\"}", NULL,
		   "{\"a\":\"x\",\"b\":{\"c\":[{\"a\":2,\"z\":1}],\"d\":1}}");
}

static void keys_are_sorted_by_utf16_code_units(void **state)
{
	(void)state;
	/* U+1F600 is written with surrogates, which stand before U+FB33 (RFC 8785, 3.2.3). */
	assert_jcs("{\"\xef\xac\xb3\": 1, \"\xf0\x9f\x98\x80\": 2, \"\xc3\xb6\": 3, \"1\": 4}",
		   NULL, "{\"1\":4,\"\xc3\xb6\":3,\"\xf0\x9f\x98\x80\":2,\"\xef\xac\xb3\":1}");
}

static void numbers_are_written_as_ecmascript_does(void **state)
{
	(void)state;
	assert_jcs("[0, -0, 1.0, 1e0, 100, 1E2, 0.1, 1.5e-7, 0.000001, 1e21, 1e20, 4.50, 2e-3,"
		   "333333333.33333329, 1e30, 9007199254740993, -1.25]",
		   NULL,
		   "[0,0,1,1,100,100,0.1,1.5e-7,0.000001,1e+21,100000000000000000000,4.5,0.002,"
		   "333333333.3333333,1e+30,9007199254740992,-1.25]");
}

static void strings_have_one_spelling(void **state)
{
	(void)state;
	assert_jcs("[\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"]", NULL,
		   "[\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"]");
}

static void empty_containers_and_literals_stay(void **state)
{
	(void)state;
	assert_jcs("{\"a\": [], \"b\": {}, \"c\": [[], {}, null, true, false]}", NULL,
		   "{\"a\":[],\"b\":{},\"c\":[[],{},null,true,false]}");
	assert_jcs("[]", NULL, "[]");
	assert_jcs("7", NULL, "7");
}

static void one_member_is_left_out(void **state)
{
	static const char *const path[] = { "signature", "value", NULL };
	(void)state;
	assert_jcs("{\"value\": 1, \"signature\": {\"value\": \"x\", \"a\": 1}, \"b\": "
		   "{\"value\": 2}}",
		   path, "{\"b\":{\"value\":2},\"signature\":{\"a\":1},\"value\":1}");
}

static void what_is_no_json_is_refused(void **state)
{
	static char broken[128] = "{\"a\": 1,}";
	static char huge[128] = "[1e999]";
	th_slice out;
	(void)state;
	assert_int_equal(th_jcs(th_slice_make(broken, 9), 0, NULL, &arena, &out), TH_EINPUT);
	assert_int_equal(th_jcs(th_slice_make(huge, 7), 0, NULL, &arena, &out), TH_EINPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(members_are_sorted_at_every_depth, teardown),
		cmocka_unit_test_teardown(keys_are_sorted_by_utf16_code_units, teardown),
		cmocka_unit_test_teardown(numbers_are_written_as_ecmascript_does, teardown),
		cmocka_unit_test_teardown(strings_have_one_spelling, teardown),
		cmocka_unit_test_teardown(empty_containers_and_literals_stay, teardown),
		cmocka_unit_test_teardown(one_member_is_left_out, teardown),
		cmocka_unit_test_teardown(what_is_no_json_is_refused, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
