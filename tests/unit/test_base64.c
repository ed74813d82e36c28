/* Base64 of attestations (RFC 4648): both alphabets, with padding or without, and nothing else. */
#include "core/text/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct th_arena arena;
static size_t wrong_at;

static int release(void **state)
{
	(void)state;
	th_arena_release(&arena);
	return 0;
}

static void assert_decodes(const char *text, const char *bytes, size_t len)
{
	th_slice out;

	assert_int_equal(th_base64_decode(th_slice_of(text), &arena, &out, &wrong_at), TH_OK);
	assert_int_equal(out.len, len);
	assert_memory_equal(out.ptr, bytes, len);
}

static void assert_refused(const char *text, size_t at)
{
	th_slice out;

	assert_int_equal(th_base64_decode(th_slice_of(text), &arena, &out, &wrong_at), TH_EINPUT);
	assert_int_equal(wrong_at, at);
}

static void the_vectors_of_the_rfc_are_read(void **state)
{
	(void)state;
	assert_decodes("", "", 0);
	assert_decodes("Zg==", "f", 1);
	assert_decodes("Zm8=", "fo", 2);
	assert_decodes("Zm9v", "foo", 3);
	assert_decodes("Zm9vYg==", "foob", 4);
	assert_decodes("Zm9vYmFy", "foobar", 6);
}

static void padding_may_be_left_out(void **state)
{
	(void)state;
	assert_decodes("Zg", "f", 1);
	assert_decodes("Zm8", "fo", 2);
}

static void both_alphabets_are_read(void **state)
{
	(void)state;
	assert_decodes("-_8=", "\xfb\xff", 2);
	assert_decodes("+/8=", "\xfb\xff", 2);
}

static void a_blank_is_none_of_it(void **state)
{
	(void)state;
	assert_refused("Zm9v YmFy", 4);
	assert_refused("Zm9v\n", 4);
}

static void a_single_character_is_too_few(void **state)
{
	(void)state;
	assert_refused("Zm9vY", 5);
}

static void text_behind_padding_is_refused(void **state)
{
	(void)state;
	th_slice out;
	assert_int_equal(th_base64_decode(TH_SLICE("Zg==Zg=="), &arena, &out, &wrong_at),
			 TH_EINPUT);
}

static void bits_that_are_left_over_are_refused(void **state)
{
	(void)state;
	th_slice out;
	assert_int_equal(th_base64_decode(TH_SLICE("Zh=="), &arena, &out, &wrong_at), TH_EINPUT);
	assert_int_equal(th_base64_decode(TH_SLICE("Zm9="), &arena, &out, &wrong_at), TH_EINPUT);
}

static void what_has_too_many_or_too_few_characters_is_none(void **state)
{
	(void)state;
	static const char *const texts[] = { "Q",   "QUJDRUZHS", "=",     "Q=",  "Q==",
					     "QQ=", "QUI==",     "QUJD=", "====" };
	th_slice out;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(th_base64_decode(th_slice_of(texts[i]), &arena, &out, &wrong_at),
				 TH_EINPUT);
}

/* Whole groups are read by another way than what is behind them. */
static void the_first_wrong_character_is_told_wherever_it_stands(void **state)
{
	(void)state;
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";
	char text[24];
	th_slice out;

	for (unsigned c = 0; c < 256; c++) {
		if (c && strchr(digits, (int)c))
			continue;
		for (size_t place = 0; place < sizeof(text) - 2; place++) {
			memset(text, 'Q', sizeof(text));
			text[place] = text[place + 1] = (char)c;
			assert_int_equal(th_base64_decode(th_slice_make(text, sizeof(text)), &arena,
							  &out, &wrong_at),
					 TH_EINPUT);
			assert_int_equal(wrong_at, place);
		}
	}
}

static void what_is_written_reads_as_the_same(void **state)
{
	(void)state;
	char bytes[256];
	th_slice out;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 7);
	for (size_t len = 0; len <= sizeof(bytes); len++) {
		th_slice text = th_base64_encode(th_slice_make(bytes, len), &arena);
		assert_int_equal(text.len, (len + 2) / 3 * 4);
		assert_int_equal(th_base64_decode(text, &arena, &out, &wrong_at), TH_OK);
		assert_true(th_slice_equal(out, th_slice_make(bytes, len)));
	}
}

static void one_character_changed_anywhere_gives_other_bytes_or_none(void **state)
{
	(void)state;
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char text[] = "Zm9vYmFyIQ";
	th_slice out;

	for (size_t at = 0; at < sizeof(text) - 1; at++) {
		char kept = text[at];
		for (const char *c = alphabet; *c; c++) {
			if (*c == kept)
				continue;
			text[at] = *c;
			assert_false(th_base64_decode(th_slice_of(text), &arena, &out, &wrong_at) ==
					     TH_OK &&
				     th_slice_equal(out, TH_SLICE("foobar!")));
		}
		text[at] = kept;
	}
}

#define TEST(name) cmocka_unit_test_teardown(name, release)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_vectors_of_the_rfc_are_read),
		TEST(padding_may_be_left_out),
		TEST(both_alphabets_are_read),
		TEST(a_blank_is_none_of_it),
		TEST(a_single_character_is_too_few),
		TEST(text_behind_padding_is_refused),
		TEST(bits_that_are_left_over_are_refused),
		TEST(what_has_too_many_or_too_few_characters_is_none),
		TEST(the_first_wrong_character_is_told_wherever_it_stands),
		TEST(what_is_written_reads_as_the_same),
		TEST(one_character_changed_anywhere_gives_other_bytes_or_none),
	};
	return cmocka_run_group_tests_name("base64", tests, NULL, NULL);
}
