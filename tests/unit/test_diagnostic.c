/*
 * core/base/diagnostic: what is kept, what is only counted, and the words.
 */
#include "core/base/diagnostic.h"

#include "core/base/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static struct th_diagnostics all;

static int teardown(void **state)
{
	(void)state;
	th_diagnostics_release(&all);
	return 0;
}

static void a_diagnostic_keeps_code_place_and_sentence(void **state)
{
	char name[] = "left-pad";
	(void)state;
	th_diagnose(&all, TH_DIAG_bad_purl, 42, "the purl of %s is none", name);
	name[0] = 'x';
	assert_int_equal(all.list.count, 1);
	assert_int_equal(all.list.items[0].code, TH_DIAG_bad_purl);
	assert_int_equal(all.list.items[0].offset, 42);
	assert_string_equal(all.list.items[0].message.ptr, "the purl of left-pad is none");
	assert_int_equal(all.list.items[0].message.len, strlen("the purl of left-pad is none"));
}

static void only_errors_count_as_errors(void **state)
{
	(void)state;
	th_diagnose(&all, TH_DIAG_bad_purl, 0, "a warning");
	th_diagnose(&all, TH_DIAG_self_dependency, 0, "a note");
	assert_int_equal(all.errors, 0);
	th_diagnose(&all, TH_DIAG_not_read, TH_NO_OFFSET, "an error");
	assert_int_equal(all.errors, 1);
	assert_int_equal(all.list.count, 3);
}

static void a_long_sentence_is_cut_and_not_lost(void **state)
{
	char long_text[5000];
	(void)state;
	memset(long_text, 'a', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	th_diagnose(&all, TH_DIAG_bad_purl, 0, "%s", long_text);
	assert_int_equal(all.list.count, 1);
	assert_in_range(all.list.items[0].message.len, 500, 1024);
	assert_memory_equal(all.list.items[0].message.ptr, long_text,
			    all.list.items[0].message.len);
}

static void beyond_the_ceiling_warnings_are_counted_only(void **state)
{
	(void)state;
	for (int i = 0; i < TH_MAX_DIAGNOSTICS + 25; i++)
		th_diagnose(&all, TH_DIAG_bad_purl, (uint64_t)i, "number %d", i);
	assert_int_equal(all.list.count, TH_MAX_DIAGNOSTICS);
	assert_int_equal(all.dropped, 25);
	assert_int_equal(all.list.items[TH_MAX_DIAGNOSTICS - 1].offset, TH_MAX_DIAGNOSTICS - 1);
}

static void the_error_that_ends_a_document_is_kept_beyond_the_ceiling(void **state)
{
	(void)state;
	for (int i = 0; i < TH_MAX_DIAGNOSTICS + 5; i++)
		th_diagnose(&all, TH_DIAG_bad_purl, 0, "a warning");
	th_diagnose(&all, TH_DIAG_not_read, 7, "why it was refused");
	assert_int_equal(all.list.count, TH_MAX_DIAGNOSTICS + 1);
	assert_string_equal(all.list.items[TH_MAX_DIAGNOSTICS].message.ptr, "why it was refused");
	assert_int_equal(all.dropped, 5);
}

static void a_flood_of_errors_ends_too(void **state)
{
	(void)state;
	for (int i = 0; i < 3 * TH_MAX_DIAGNOSTICS; i++)
		th_diagnose(&all, TH_DIAG_not_read, 0, "an error");
	assert_in_range(all.list.count, TH_MAX_DIAGNOSTICS, TH_MAX_DIAGNOSTICS + 100);
	assert_int_equal(all.errors, 3 * TH_MAX_DIAGNOSTICS);
	assert_int_equal(all.dropped + all.list.count, 3 * TH_MAX_DIAGNOSTICS);
}

static void released_diagnostics_are_empty_and_can_be_used_again(void **state)
{
	(void)state;
	th_diagnose(&all, TH_DIAG_not_read, 0, "an error");
	th_diagnostics_release(&all);
	assert_int_equal(all.list.count, 0);
	assert_int_equal(all.errors, 0);
	th_diagnose(&all, TH_DIAG_not_read, 0, "another");
	assert_int_equal(all.list.count, 1);
}

/* Slugs are printed, searched for and put into configurations. */
static void slugs_are_different_words_of_letters_and_hyphens(void **state)
{
	(void)state;
	for (unsigned i = 0; i < TH_DIAG_COUNT; i++) {
		const char *slug = th_diag_slug((enum th_diag_code)i);
		assert_int_equal(strspn(slug, "abcdefghijklmnopqrstuvwxyz-"), strlen(slug));
		assert_true(strlen(slug) > 0);
		for (unsigned k = 0; k < i; k++)
			assert_string_not_equal(slug, th_diag_slug((enum th_diag_code)k));
	}
}

static void every_diagnostic_has_a_meaning_and_a_word_for_its_severity(void **state)
{
	(void)state;
	for (unsigned i = 0; i < TH_DIAG_COUNT; i++) {
		enum th_diag_code code = (enum th_diag_code)i;
		assert_true(strlen(th_diag_meaning(code)) > 10);
		assert_true(strlen(th_severity_word(th_diag_severity(code))) > 0);
	}
	assert_string_equal(th_severity_word(TH_SEVERITY_ERROR), "error");
	assert_string_equal(th_severity_word(TH_SEVERITY_WARNING), "warning");
	assert_string_equal(th_severity_word(TH_SEVERITY_NOTE), "note");
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_diagnostic_keeps_code_place_and_sentence),
		TEST(only_errors_count_as_errors),
		TEST(a_long_sentence_is_cut_and_not_lost),
		TEST(beyond_the_ceiling_warnings_are_counted_only),
		TEST(the_error_that_ends_a_document_is_kept_beyond_the_ceiling),
		TEST(a_flood_of_errors_ends_too),
		TEST(released_diagnostics_are_empty_and_can_be_used_again),
		TEST(slugs_are_different_words_of_letters_and_hyphens),
		TEST(every_diagnostic_has_a_meaning_and_a_word_for_its_severity),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
