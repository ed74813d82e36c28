/*
 * Globs over paths: what each wildcard takes, and that hostile ones end.
 */
#include "graph/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool matches(const char *glob, const char *path)
{
	return th_glob_match(th_slice_of(glob), th_slice_of(path));
}

static void a_glob_without_wildcards_matches_itself_alone(void **state)
{
	(void)state;
	assert_true(matches("builds/app.json", "builds/app.json"));
	assert_false(matches("builds/app.json", "builds/app.jso"));
	assert_false(matches("builds/app.json", "builds/app.jsons"));
	assert_false(matches("builds/app.json", "x/builds/app.json"));
}

static void case_counts(void **state)
{
	(void)state;
	assert_false(matches("Builds/*", "builds/a"));
}

static void a_star_takes_any_number_of_characters(void **state)
{
	(void)state;
	assert_true(matches("builds/*.cdx.json", "builds/app.cdx.json"));
	assert_true(matches("builds/*.cdx.json", "builds/.cdx.json"));
	assert_true(matches("a*b*c", "a--b-b--c"));
	assert_false(matches("a*b*c", "a--b-b--"));
}

static void a_star_stays_within_its_part(void **state)
{
	(void)state;
	assert_false(matches("builds/*.json", "builds/deep/app.json"));
	assert_false(matches("*", "a/b"));
	assert_true(matches("*/b", "a/b"));
}

static void a_question_mark_takes_one_character_of_any_length(void **state)
{
	(void)state;
	assert_true(matches("a?c", "abc"));
	assert_true(matches("a?c", "a\xe2\x82\xac"
				   "c"));
	assert_false(matches("a?c", "ac"));
	assert_false(matches("a?c", "abbc"));
}

static void a_question_mark_does_not_take_a_slash(void **state)
{
	(void)state;
	assert_false(matches("a?b", "a/b"));
}

static void a_star_does_not_leave_half_a_character_to_what_follows(void **state)
{
	(void)state;
	assert_false(matches("*??", "\xe2\x82\xac"));
	assert_true(matches("*??", "x\xe2\x82\xac"));
}

static void two_stars_take_any_number_of_parts(void **state)
{
	(void)state;
	assert_true(matches("**/app.json", "app.json"));
	assert_true(matches("**/app.json", "a/app.json"));
	assert_true(matches("**/app.json", "a/b/c/app.json"));
	assert_true(matches("a/**/z", "a/z"));
	assert_true(matches("a/**/z", "a/b/c/z"));
	assert_false(matches("a/**/z", "a/b/c/zz"));
	assert_false(matches("a/**/z", "b/z"));
}

static void two_stars_at_the_end_take_at_least_one_part(void **state)
{
	(void)state;
	assert_true(matches("by-config/**", "by-config/a.json"));
	assert_true(matches("by-config/**", "by-config/a/b.json"));
	assert_false(matches("by-config/**", "by-config"));
	assert_false(matches("by-config/**", "by-config-2/a.json"));
	assert_true(matches("**", "a/b/c"));
}

static void two_stars_inside_a_part_are_as_one(void **state)
{
	(void)state;
	assert_true(matches("a**c", "abbc"));
	assert_false(matches("a**c", "ab/bc"));
}

static void several_double_stars_find_their_parts_in_order(void **state)
{
	(void)state;
	assert_true(matches("**/a/**/b/*.json", "x/a/y/a/z/b/b/q.json"));
	assert_false(matches("**/a/**/b/*.json", "x/b/y/a/z/q.json"));
}

static void a_backslash_takes_a_wildcard_literally(void **state)
{
	(void)state;
	assert_true(matches("a\\*b", "a*b"));
	assert_false(matches("a\\*b", "axb"));
	assert_true(matches("\\?\\\\", "?\\"));
}

static void an_empty_glob_matches_an_empty_path_alone(void **state)
{
	(void)state;
	assert_true(matches("", ""));
	assert_false(matches("", "a"));
	assert_false(matches("a", ""));
}

/* `count` times piece, and `last` behind them; static. */
static const char *repeated(const char *piece, size_t count, const char *last)
{
	static char texts[2][40000];
	static unsigned next;
	char *text = texts[next++ % 2];
	size_t len = strlen(piece);

	assert_true(count * len + strlen(last) < sizeof(texts[0]));
	for (size_t i = 0; i < count * len; i++)
		text[i] = piece[i % len];
	for (size_t i = 0; i <= strlen(last); i++)
		text[count * len + i] = last[i];
	return text;
}

static void many_stars_on_a_long_text_end_soon(void **state)
{
	(void)state;
	assert_false(matches(repeated("a*", 1000, "b"), repeated("a", 20000, "")));
}

static void many_double_stars_on_a_deep_path_end_soon(void **state)
{
	(void)state;
	assert_false(matches(repeated("**/a/", 400, "b"), repeated("a/", 4000, "")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_glob_without_wildcards_matches_itself_alone),
		cmocka_unit_test(case_counts),
		cmocka_unit_test(a_star_takes_any_number_of_characters),
		cmocka_unit_test(a_star_stays_within_its_part),
		cmocka_unit_test(a_question_mark_takes_one_character_of_any_length),
		cmocka_unit_test(a_question_mark_does_not_take_a_slash),
		cmocka_unit_test(a_star_does_not_leave_half_a_character_to_what_follows),
		cmocka_unit_test(two_stars_take_any_number_of_parts),
		cmocka_unit_test(two_stars_at_the_end_take_at_least_one_part),
		cmocka_unit_test(two_stars_inside_a_part_are_as_one),
		cmocka_unit_test(several_double_stars_find_their_parts_in_order),
		cmocka_unit_test(a_backslash_takes_a_wildcard_literally),
		cmocka_unit_test(an_empty_glob_matches_an_empty_path_alone),
		cmocka_unit_test(many_stars_on_a_long_text_end_soon),
		cmocka_unit_test(many_double_stars_on_a_deep_path_end_soon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
