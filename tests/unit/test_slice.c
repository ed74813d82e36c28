/*
 * core/base/slice: text that is a pointer and a length, and what may be asked of it.
 */
#include "core/base/slice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

static const th_slice absent = { NULL, 0 };

static void assert_text(th_slice s, const char *expected)
{
	if (!th_slice_equal(s, th_slice_of(expected)))
		fail_msg("\"%.*s\" is not \"%s\"", TH_FMT(s), expected);
}

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void absent_is_not_empty_and_both_have_no_bytes(void **state)
{
	(void)state;
	assert_null(th_slice_of(NULL).ptr);
	assert_non_null(TH_SLICE("").ptr);
	assert_true(th_slice_equal(absent, TH_SLICE("")));
	assert_int_equal(th_slice_of(NULL).len, 0);
}

static void a_part_is_cut_to_what_is_there(void **state)
{
	(void)state;
	th_slice s = TH_SLICE("slice");

	assert_text(th_slice_sub(s, 1, 3), "li");
	assert_text(th_slice_sub(s, 3, 99), "ce");
	assert_text(th_slice_sub(s, 4, 2), "");
	assert_text(th_slice_sub(s, 99, 100), "");
	assert_ptr_equal(th_slice_sub(s, 99, 100).ptr, s.ptr + s.len);
}

static void a_part_of_nothing_is_absent(void **state)
{
	(void)state;
	assert_null(th_slice_sub(absent, 1, 2).ptr);
	assert_int_equal(th_slice_sub(absent, 1, 2).len, 0);
}

static void equality_looks_at_bytes_and_length(void **state)
{
	(void)state;
	assert_true(th_slice_equal(TH_SLICE("ab\0c"), th_slice_make("ab\0c", 4)));
	assert_false(th_slice_equal(TH_SLICE("ab\0c"), TH_SLICE("ab\0d")));
	assert_false(th_slice_equal(TH_SLICE("ab"), TH_SLICE("abc")));
	assert_false(th_slice_equal(TH_SLICE("ab"), TH_SLICE("AB")));
}

static void equality_without_case_knows_ascii_letters_alone(void **state)
{
	(void)state;
	assert_true(th_slice_equal_nocase(TH_SLICE("Ab-9Z"), TH_SLICE("aB-9z")));
	assert_false(th_slice_equal_nocase(TH_SLICE("["), TH_SLICE("{")));
	assert_false(th_slice_equal_nocase(TH_SLICE("@"), TH_SLICE("`")));
	assert_false(th_slice_equal_nocase(TH_SLICE("\xc3\x84"), TH_SLICE("\xc3\xa4")));
	assert_false(th_slice_equal_nocase(TH_SLICE("a"), TH_SLICE("ab")));
	assert_true(th_slice_equal_nocase(absent, TH_SLICE("")));
}

static void heads_and_tails_are_compared_within_the_length(void **state)
{
	(void)state;
	assert_true(th_slice_starts(TH_SLICE("pkg:npm"), TH_SLICE("pkg:")));
	assert_true(th_slice_starts(TH_SLICE("pkg"), TH_SLICE("")));
	assert_true(th_slice_starts(absent, absent));
	assert_false(th_slice_starts(TH_SLICE("pk"), TH_SLICE("pkg:")));
	assert_true(th_slice_ends(TH_SLICE("a.json"), TH_SLICE(".json")));
	assert_true(th_slice_ends(TH_SLICE("a"), TH_SLICE("")));
	assert_false(th_slice_ends(TH_SLICE("json"), TH_SLICE(".json")));
}

static void order_is_that_of_unsigned_bytes_and_the_shorter_is_first(void **state)
{
	(void)state;
	assert_int_equal(sign(th_slice_compare(TH_SLICE("a"), TH_SLICE("b"))), -1);
	assert_int_equal(sign(th_slice_compare(TH_SLICE("a"), TH_SLICE("\xc3\xa4"))), -1);
	assert_int_equal(sign(th_slice_compare(TH_SLICE("ab"), TH_SLICE("a"))), 1);
	assert_int_equal(sign(th_slice_compare(TH_SLICE("a"), TH_SLICE("a\0"))), -1);
	assert_int_equal(sign(th_slice_compare(TH_SLICE("a"), TH_SLICE("a"))), 0);
	assert_int_equal(sign(th_slice_compare(absent, TH_SLICE(""))), 0);
	assert_int_equal(sign(th_slice_compare(absent, TH_SLICE("a"))), -1);
}

static void a_byte_is_found_first_and_last_or_at_the_end(void **state)
{
	(void)state;
	th_slice s = TH_SLICE("a/b/c");

	assert_int_equal(th_slice_find(s, '/'), 1);
	assert_int_equal(th_slice_rfind(s, '/'), 3);
	assert_int_equal(th_slice_find(s, 'x'), s.len);
	assert_int_equal(th_slice_rfind(s, 'x'), s.len);
	assert_int_equal(th_slice_find(s, 'a'), 0);
	assert_int_equal(th_slice_rfind(s, 'a'), 0);
	assert_int_equal(th_slice_find(TH_SLICE("x\0y"), '\0'), 1);
	assert_int_equal(th_slice_find(absent, 'x'), 0);
	assert_int_equal(th_slice_rfind(absent, 'x'), 0);
}

static void a_text_is_found_in_a_text_or_at_its_end(void **state)
{
	(void)state;
	assert_int_equal(th_slice_search(TH_SLICE("aabaab"), TH_SLICE("aab")), 0);
	assert_int_equal(th_slice_search(TH_SLICE("xaab"), TH_SLICE("aab")), 1);
	assert_int_equal(th_slice_search(TH_SLICE("aa"), TH_SLICE("aab")), 2);
	assert_int_equal(th_slice_search(TH_SLICE("abc"), TH_SLICE("")), 0);
	assert_int_equal(th_slice_search(absent, TH_SLICE("")), 0);
	assert_int_equal(th_slice_search(absent, TH_SLICE("a")), 0);
	assert_int_equal(th_slice_search(TH_SLICE("a\0bc"), TH_SLICE("\0b")), 1);
}

static void blanks_are_taken_off_both_ends(void **state)
{
	(void)state;
	assert_text(th_slice_trim(TH_SLICE(" \t\r\n a b \n")), "a b");
	assert_text(th_slice_trim(TH_SLICE(" \t")), "");
	assert_text(th_slice_trim(TH_SLICE("\xc2\xa0x")), "\xc2\xa0x");
	assert_text(th_slice_trim(TH_SLICE("\va\f")), "\va\f");
	assert_int_equal(th_slice_trim(absent).len, 0);
}

static void a_number_is_all_digits(void **state)
{
	static const char *const none[] = { "", " 1", "1 ", "+1", "-1", "1.0", "0x1", "a" };
	uint64_t n;
	(void)state;
	assert_true(th_slice_number(TH_SLICE("0"), &n));
	assert_int_equal(n, 0);
	assert_true(th_slice_number(TH_SLICE("00042"), &n));
	assert_int_equal(n, 42);
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		if (th_slice_number(th_slice_of(none[i]), &n))
			fail_msg("\"%s\" was taken for a number", none[i]);
}

static void a_number_fits_or_is_none(void **state)
{
	uint64_t n;
	(void)state;
	assert_true(th_slice_number(TH_SLICE("18446744073709551615"), &n));
	assert_true(n == UINT64_MAX);
	assert_false(th_slice_number(TH_SLICE("18446744073709551616"), &n));
	assert_false(th_slice_number(TH_SLICE("99999999999999999999"), &n));
	assert_false(th_slice_number(TH_SLICE("100000000000000000000"), &n));
}

static void letters_and_digits_are_those_of_ascii(void **state)
{
	(void)state;
	for (int i = 0; i < 256; i++) {
		char c = (char)i;
		bool digit = i >= '0' && i <= '9';
		bool upper = i >= 'A' && i <= 'Z', lower = i >= 'a' && i <= 'z';
		assert_int_equal(th_is_digit(c), digit);
		assert_int_equal(th_is_alpha(c), upper || lower);
		assert_int_equal(th_is_alnum(c), digit || upper || lower);
		assert_int_equal((unsigned char)th_lower(c), upper ? i + 32 : i);
	}
}

static void hexadecimal_digits_have_their_values(void **state)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	(void)state;
	for (int i = 0; i < 256; i++) {
		const char *at = i ? strchr(digits, i) : NULL;
		int value = at ? (int)(at - digits) : -1;
		assert_int_equal(th_hex_value((char)i), value > 15 ? value - 6 : value);
	}
}

static void a_slice_is_printed_by_its_length_and_absent_as_nothing(void **state)
{
	char text[16];
	(void)state;
	snprintf(text, sizeof(text), "<%.*s>", TH_FMT(th_slice_make("abcdef", 3)));
	assert_string_equal(text, "<abc>");
	snprintf(text, sizeof(text), "<%.*s>", TH_FMT(absent));
	assert_string_equal(text, "<>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(absent_is_not_empty_and_both_have_no_bytes),
		cmocka_unit_test(a_part_is_cut_to_what_is_there),
		cmocka_unit_test(a_part_of_nothing_is_absent),
		cmocka_unit_test(equality_looks_at_bytes_and_length),
		cmocka_unit_test(equality_without_case_knows_ascii_letters_alone),
		cmocka_unit_test(heads_and_tails_are_compared_within_the_length),
		cmocka_unit_test(order_is_that_of_unsigned_bytes_and_the_shorter_is_first),
		cmocka_unit_test(a_byte_is_found_first_and_last_or_at_the_end),
		cmocka_unit_test(a_text_is_found_in_a_text_or_at_its_end),
		cmocka_unit_test(blanks_are_taken_off_both_ends),
		cmocka_unit_test(a_number_is_all_digits),
		cmocka_unit_test(a_number_fits_or_is_none),
		cmocka_unit_test(letters_and_digits_are_those_of_ascii),
		cmocka_unit_test(hexadecimal_digits_have_their_values),
		cmocka_unit_test(a_slice_is_printed_by_its_length_and_absent_as_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
