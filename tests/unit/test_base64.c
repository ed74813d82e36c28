/* Base64 (core/text/base64.h). */
#include "core/text/base64.h"
#include "tests/unit/given.h"

static struct th_arena arena;

static int teardown(void **state)
{
	(void)state;
	th_arena_release(&arena);
	return 0;
}

static void assert_decodes(const char *text, th_slice expected)
{
	th_slice out;
	size_t at;

	assert_int_equal(th_base64_decode(th_slice_of(text), &arena, &out, &at), TH_OK);
	assert_true(th_slice_equal(out, expected));
	assert_int_equal(out.ptr[out.len], 0);
}

static void assert_refused(const char *text, size_t expected)
{
	th_slice out;
	size_t at = SIZE_MAX;

	assert_int_equal(th_base64_decode(th_slice_of(text), &arena, &out, &at), TH_EINPUT);
	assert_int_equal(at, expected);
}

static void the_vectors_of_rfc_4648_decode_padded_or_not(void **state)
{
	(void)state;
	assert_decodes("", TH_SLICE(""));
	assert_decodes("Zg==", TH_SLICE("f"));
	assert_decodes("Zg", TH_SLICE("f"));
	assert_decodes("Zm8=", TH_SLICE("fo"));
	assert_decodes("Zm8", TH_SLICE("fo"));
	assert_decodes("Zm9v", TH_SLICE("foo"));
	assert_decodes("Zm9vYmFy", TH_SLICE("foobar"));
}

static void both_alphabets_mean_the_same(void **state)
{
	(void)state;
	assert_decodes("-_8=", TH_SLICE("\xfb\xff"));
	assert_decodes("+/8=", TH_SLICE("\xfb\xff"));
	assert_decodes("+_8", TH_SLICE("\xfb\xff"));
}

static void what_is_no_digit_is_refused_at_its_place(void **state)
{
	(void)state;
	assert_refused("Zm9v\n", 5);
	assert_refused("Zm 9", 2);
	assert_refused("Zm9vYmF\xc3", 7);
	assert_refused("Z=9v", 1);
	assert_refused("====", 0);
}

static void missing_and_superfluous_padding_is_refused(void **state)
{
	(void)state;
	assert_refused("Z", 1);
	assert_refused("Zg=", 3);
	assert_refused("=", 1);
	assert_refused("Zm9v=", 5);
	assert_refused("Zm9v==", 6);
	assert_refused("Zg===", 5);
}

static void bits_that_are_left_over_are_refused(void **state)
{
	(void)state;
	assert_refused("Zh==", 1);
	assert_refused("Zh", 1);
	assert_refused("Zm9=", 2);
	assert_refused("Zm9", 2);
}

static void what_is_encoded_decodes_to_what_it_was(void **state)
{
	char bytes[48];
	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 37 + 200);
	for (size_t len = 0; len <= sizeof(bytes); len++) {
		th_slice text = th_base64_encode(th_slice_make(bytes, len), &arena);
		assert_int_equal(text.len, (len + 2) / 3 * 4);
		assert_decodes(text.ptr, th_slice_make(bytes, len));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(the_vectors_of_rfc_4648_decode_padded_or_not, teardown),
		cmocka_unit_test_teardown(both_alphabets_mean_the_same, teardown),
		cmocka_unit_test_teardown(what_is_no_digit_is_refused_at_its_place, teardown),
		cmocka_unit_test_teardown(missing_and_superfluous_padding_is_refused, teardown),
		cmocka_unit_test_teardown(bits_that_are_left_over_are_refused, teardown),
		cmocka_unit_test_teardown(what_is_encoded_decodes_to_what_it_was, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
