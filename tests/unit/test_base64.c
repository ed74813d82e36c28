/* Base64 (core/text/base64.h): by groups and by single characters it has to say the same. */
#include "core/text/base64.h"
#include "tests/unit/given.h"

enum { MOST = 40 };

static struct th_arena arena;

static int teardown(void **state)
{
	(void)state;
	th_arena_release(&arena);
	return 0;
}

static th_status decode(th_slice text, th_slice *out, size_t *at)
{
	return th_base64_decode(text, &arena, out, at);
}

/* Bytes of all kinds, len of them. */
static th_slice bytes_of(size_t len)
{
	static char bytes[MOST];

	for (size_t i = 0; i < len; i++)
		bytes[i] = (char)(i * 167 + len * 31 + 251);
	return th_slice_make(bytes, len);
}

static void what_is_encoded_is_decoded_at_every_length(void **state)
{
	(void)state;
	for (size_t len = 0; len < MOST; len++) {
		th_slice bytes = bytes_of(len), text = th_base64_encode(bytes, &arena), out;
		size_t at, padded = text.len;

		assert_int_equal(decode(text, &out, &at), TH_OK);
		assert_true(th_slice_equal(out, bytes));
		assert_int_equal(out.ptr[out.len], '\0');
		while (text.len && text.ptr[text.len - 1] == '=')
			text.len--;
		assert_int_equal(decode(text, &out, &at), TH_OK);
		assert_true(th_slice_equal(out, bytes));
		if (padded != text.len) { /* too much of it */
			text.len = padded + 1;
			assert_int_equal(decode(text, &out, &at), TH_EINPUT);
		}
	}
}

static void both_alphabets_are_one(void **state)
{
	th_slice out, same;
	size_t at;

	(void)state;
	assert_int_equal(decode(TH_SLICE("+/+/-_-_+_-/"), &out, &at), TH_OK);
	assert_int_equal(decode(TH_SLICE("-_-_-_-_-_-_"), &same, &at), TH_OK);
	assert_true(th_slice_equal(out, same));
}

/* Every byte that is no digit of it, at every place. */
static void the_first_wrong_character_is_told(void **state)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";
	char text[24];
	th_slice out;
	size_t at;

	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		if (c && strchr(digits, (int)c))
			continue;
		for (size_t place = 0; place < sizeof(text) - 2; place++) {
			memset(text, 'Q', sizeof(text));
			text[place] = text[place + 1] = (char)c;
			assert_int_equal(decode(th_slice_make(text, sizeof(text)), &out, &at),
					 TH_EINPUT);
			assert_int_equal(at, place);
		}
	}
}

static void a_single_character_too_many_is_none(void **state)
{
	static const char *const texts[] = { "Q",     "QUJDR", "QUJDRUZHS", "QUJDRUZHSUpLT",
					     "=",     "Q=",    "Q==",       "QQ=",
					     "QUI==", "QUJD=", "====" };
	th_slice out;
	size_t at;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(decode(th_slice_of(texts[i]), &out, &at), TH_EINPUT);
}

/* "QQ==" is "A"; "QR==" would be it too. */
static void bits_that_are_left_over_are_refused(void **state)
{
	th_slice out;
	size_t at;

	(void)state;
	assert_int_equal(decode(TH_SLICE("QUJDRUZHQQ=="), &out, &at), TH_OK);
	assert_int_equal(decode(TH_SLICE("QUJDRUZHQR=="), &out, &at), TH_EINPUT);
	assert_int_equal(at, 9);
	assert_int_equal(decode(TH_SLICE("QUJDRUZHQUJ"), &out, &at), TH_EINPUT);
	assert_int_equal(at, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_encoded_is_decoded_at_every_length),
		cmocka_unit_test(both_alphabets_are_one),
		cmocka_unit_test(the_first_wrong_character_is_told),
		cmocka_unit_test(a_single_character_too_many_is_none),
		cmocka_unit_test(bits_that_are_left_over_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
