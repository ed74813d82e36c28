/*
 * "Did you mean ...?": which known word is near to a mistyped one, and when none is.
 */
#include "graph/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *const words[] = { "suppliers", "self",  "own",        "feeds",
				     "critical",  "high",  "medium",     "low",
				     "info",      "never", "policy",     "fail_on",
				     "sarif",     "json",  "blind-spot", NULL };

static const char *nearest(const char *word)
{
	return th_nearest_word(th_slice_of(word), words);
}

static void a_letter_left_out_is_one_edit(void **state)
{
	(void)state;
	assert_string_equal(nearest("supplers"), "suppliers");
}

static void a_letter_too_many_is_one_edit(void **state)
{
	(void)state;
	assert_string_equal(nearest("fail_onn"), "fail_on");
}

static void a_replaced_letter_is_one_edit(void **state)
{
	(void)state;
	assert_string_equal(nearest("serif"), "sarif");
}

static void two_swapped_letters_are_one_edit(void **state)
{
	(void)state;
	assert_string_equal(nearest("hgih"), "high");
}

static void case_does_not_count(void **state)
{
	(void)state;
	assert_string_equal(nearest("BLIND-SPOT"), "blind-spot");
}

static void a_word_that_is_known_is_nearest_to_itself(void **state)
{
	(void)state;
	assert_string_equal(nearest("own"), "own");
}

static void a_short_word_may_differ_by_one_edit_only(void **state)
{
	(void)state;
	assert_string_equal(nearest("hig"), "high");
	assert_null(nearest("hg"));
}

static void a_word_of_nine_letters_may_differ_by_three_edits_and_no_more(void **state)
{
	(void)state;
	assert_string_equal(nearest("suplierz"), "suppliers");
	assert_string_equal(nearest("zupplerss"), "suppliers");
	assert_null(nearest("zuplaerzz"));
}

static void the_nearer_of_two_is_taken(void **state)
{
	static const char *const two[] = { "tested-with", "tested-witt", NULL };

	(void)state;
	assert_string_equal(th_nearest_word(TH_SLICE("tested-wit"), two), "tested-with");
	assert_string_equal(th_nearest_word(TH_SLICE("tested-witts"), two), "tested-witt");
}

static void no_word_at_all_is_near_to_nothing(void **state)
{
	(void)state;
	assert_null(nearest(""));
}

static void a_word_does_not_become_another_by_replacing_all_of_it(void **state)
{
	static const char *const short_one[] = { "x", NULL };

	(void)state;
	assert_null(th_nearest_word(TH_SLICE("y"), short_one));
}

static void a_very_long_word_is_near_to_nothing(void **state)
{
	static char word[100000];

	(void)state;
	memset(word, 'a', sizeof(word));
	assert_null(th_nearest_word(th_slice_make(word, sizeof(word)), words));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_left_out_is_one_edit),
		cmocka_unit_test(a_letter_too_many_is_one_edit),
		cmocka_unit_test(a_replaced_letter_is_one_edit),
		cmocka_unit_test(two_swapped_letters_are_one_edit),
		cmocka_unit_test(case_does_not_count),
		cmocka_unit_test(a_word_that_is_known_is_nearest_to_itself),
		cmocka_unit_test(a_short_word_may_differ_by_one_edit_only),
		cmocka_unit_test(a_word_of_nine_letters_may_differ_by_three_edits_and_no_more),
		cmocka_unit_test(the_nearer_of_two_is_taken),
		cmocka_unit_test(no_word_at_all_is_near_to_nothing),
		cmocka_unit_test(a_word_does_not_become_another_by_replacing_all_of_it),
		cmocka_unit_test(a_very_long_word_is_near_to_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
