/*
 * The rules as a table, their words, and the exit code of a set of reasons.
 */
#include "graph/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void every_rule_is_found_by_its_slug(void **state)
{
	(void)state;
	for (enum th_rule_id id = 0; id < TH_RULE_COUNT; id++)
		assert_int_equal(th_rule_of(th_slice_of(th_rules[id].slug)), id);
}

static void a_slug_that_is_none_has_no_rule(void **state)
{
	(void)state;
	assert_int_equal(th_rule_of(TH_SLICE("end-of-lif")), TH_RULE_COUNT);
	assert_int_equal(th_rule_of(TH_SLICE("")), TH_RULE_COUNT);
}

static void there_are_the_28_rules_of_version_1(void **state)
{
	unsigned count[TH_CLASS_COUNT] = { 0 };

	(void)state;
	for (size_t i = 0; i < TH_RULE_COUNT; i++)
		count[th_rules[i].class]++;
	assert_int_equal(count[TH_CLASS_VIOLATION], 15);
	assert_int_equal(count[TH_CLASS_BLIND_SPOT], 12);
	assert_int_equal(count[TH_CLASS_CONTRADICTION], 1);
}

static void assert_sentences(const char *slug, const char *text)
{
	th_slice s = th_slice_of(text);

	if (s.len < 20 || !th_slice_ends(s, TH_SLICE(".")))
		fail_msg("%s: no sentence: \"%s\"", slug, text);
	if (th_slice_search(s, TH_SLICE("  ")) < s.len)
		fail_msg("%s: two blanks in \"%s\"", slug, text);
}

static void
every_rule_says_what_it_means_what_proves_and_disproves_it_and_the_way_past(void **state)
{
	(void)state;
	for (size_t i = 0; i < TH_RULE_COUNT; i++) {
		assert_sentences(th_rules[i].slug, th_rules[i].meaning);
		assert_sentences(th_rules[i].slug, th_rules[i].proves);
		assert_sentences(th_rules[i].slug, th_rules[i].disproves);
		assert_sentences(th_rules[i].slug, th_rules[i].remedy);
	}
}

static void a_configuration_key_that_a_text_names_is_the_rules_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < TH_RULE_COUNT; i++) {
		th_slice remedy = th_slice_of(th_rules[i].remedy),
			 slug = th_slice_of(th_rules[i].slug);
		size_t at = th_slice_search(remedy, TH_SLICE("policy.rules."));
		if (at < remedy.len)
			assert_true(
				th_slice_starts(th_slice_sub(remedy, at + 13, remedy.len), slug));
	}
}

static void levels_are_read_as_they_are_written(void **state)
{
	(void)state;
	for (enum th_level level = TH_LEVEL_CRITICAL; level <= TH_LEVEL_NEVER; level++)
		assert_int_equal(th_level_of(th_slice_of(th_level_word(level))), level);
	assert_int_equal(th_level_of(TH_SLICE("High")), TH_LEVEL_COUNT + 1);
}

static void classes_have_the_words_of_the_report(void **state)
{
	(void)state;
	assert_string_equal(th_class_word(TH_CLASS_VIOLATION), "violation");
	assert_string_equal(th_class_word(TH_CLASS_BLIND_SPOT), "blind-spot");
	assert_string_equal(th_class_word(TH_CLASS_CONTRADICTION), "contradiction");
}

static void every_kind_of_node_has_a_word(void **state)
{
	(void)state;
	for (enum th_node_kind kind = 0; kind < TH_NODE_KIND_COUNT; kind++)
		assert_non_null(th_node_kind_word(kind));
	assert_string_equal(th_node_kind_word(TH_NODE_DEVICE), "device");
}

static int exit_of(enum th_reason a, enum th_reason b)
{
	return th_exit_code(UINT32_C(1) << a | UINT32_C(1) << b);
}

static void no_reason_is_a_pass(void **state)
{
	(void)state;
	assert_int_equal(th_exit_code(0), 0);
}

static void every_reason_has_a_word_and_a_code(void **state)
{
	(void)state;
	for (enum th_reason reason = 0; reason < TH_REASON_COUNT; reason++) {
		assert_non_null(th_reason_word(reason));
		assert_int_not_equal(exit_of(reason, reason), 0);
	}
	assert_string_equal(th_reason_word(TH_REASON_EXPIRED_EXCEPTION), "expired-exception");
}

static void of_several_reasons_the_gravest_gives_the_code(void **state)
{
	(void)state;
	assert_int_equal(exit_of(TH_REASON_INTERNAL, TH_REASON_OUTPUT), 70);
	assert_int_equal(exit_of(TH_REASON_NO_INPUT, TH_REASON_OUTPUT), 73);
	assert_int_equal(exit_of(TH_REASON_NO_INPUT, TH_REASON_BAD_INPUT), 66);
	assert_int_equal(exit_of(TH_REASON_BAD_INPUT, TH_REASON_VIOLATION), 65);
	assert_int_equal(exit_of(TH_REASON_CONTRADICTION, TH_REASON_BLIND_SPOT), 1);
	assert_int_equal(exit_of(TH_REASON_VISIBILITY, TH_REASON_STALE_FEED), 2);
	assert_int_equal(exit_of(TH_REASON_QUALITY, TH_REASON_NOT_EVALUATED), 2);
	assert_int_equal(exit_of(TH_REASON_STALE_EVIDENCE, TH_REASON_EXPIRED_EXCEPTION), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule_is_found_by_its_slug),
		cmocka_unit_test(a_slug_that_is_none_has_no_rule),
		cmocka_unit_test(there_are_the_28_rules_of_version_1),
		cmocka_unit_test(
			every_rule_says_what_it_means_what_proves_and_disproves_it_and_the_way_past),
		cmocka_unit_test(a_configuration_key_that_a_text_names_is_the_rules_own),
		cmocka_unit_test(levels_are_read_as_they_are_written),
		cmocka_unit_test(classes_have_the_words_of_the_report),
		cmocka_unit_test(every_kind_of_node_has_a_word),
		cmocka_unit_test(no_reason_is_a_pass),
		cmocka_unit_test(every_reason_has_a_word_and_a_code),
		cmocka_unit_test(of_several_reasons_the_gravest_gives_the_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
