#include "core/identity/cpe.h"
#include "random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct th_cpe_scratch scratches[2];
static char buffer[2 * TH_MAX_CPE_BYTES + 64];

static struct th_cpe parse_in(const char *text, struct th_cpe_scratch *scratch)
{
	struct th_cpe cpe;
	const char *why = NULL;

	if (th_cpe_parse(th_slice_of(text), scratch, &cpe, &why) != TH_OK)
		fail_msg("%s: %s", text, why);
	return cpe;
}

static struct th_cpe parse(const char *text)
{
	return parse_in(text, &scratches[0]);
}

static void assert_slice(th_slice got, const char *expected)
{
	if (!th_slice_equal(got, th_slice_of(expected)))
		fail_msg("expected %s, got %.*s", expected, TH_FMT(got));
}

static void assert_refused(const char *text, const char *word)
{
	struct th_cpe cpe;
	const char *why = NULL;

	assert_int_equal(th_cpe_parse(th_slice_of(text), &scratches[0], &cpe, &why), TH_EINPUT);
	assert_non_null(why);
	if (!strstr(why, word))
		fail_msg("%s: '%s' does not speak of '%s'", text, why, word);
}

static bool match(const char *pattern, const char *candidate)
{
	struct th_cpe a = parse_in(pattern, &scratches[0]), b = parse_in(candidate, &scratches[1]);

	return th_cpe_match(&a, &b);
}

static bool overlaps(const char *pattern, const char *candidate)
{
	struct th_cpe a = parse_in(pattern, &scratches[0]), b = parse_in(candidate, &scratches[1]);

	return th_cpe_overlaps(&a, &b);
}

/* text without its NUL; returns its length. */
static size_t put(char *to, const char *text)
{
	size_t length = 0;

	for (; text[length]; length++)
		to[length] = text[length];
	return length;
}

static void assert_formatted(const char *text, const char *expected)
{
	struct th_cpe cpe = parse(text);
	th_slice out;

	assert_int_equal(th_cpe_format(&cpe, buffer, sizeof(buffer), &out), TH_OK);
	assert_slice(out, expected);
}

static void a_formatted_string_comes_apart(void **state)
{
	(void)state;
	struct th_cpe cpe = parse("cpe:2.3:a:3cx:3cx:18.12.407:-:*:*:*:windows:*:*");

	assert_slice(th_cpe_text(&cpe, TH_CPE_PART), "a");
	assert_slice(th_cpe_text(&cpe, TH_CPE_VENDOR), "3cx");
	assert_slice(th_cpe_text(&cpe, TH_CPE_VERSION), "18.12.407");
	assert_slice(th_cpe_text(&cpe, TH_CPE_TARGET_SW), "windows");
	assert_int_equal(cpe.values[TH_CPE_UPDATE].kind, TH_CPE_NA);
	assert_int_equal(cpe.values[TH_CPE_EDITION].kind, TH_CPE_ANY);
	assert_int_equal(cpe.given, 11);
}

static void escaped_characters_are_decoded(void **state)
{
	(void)state;
	struct th_cpe cpe = parse("cpe:2.3:a:golang:x\\/text:1\\:2\\*:\\-:*:*:*:*:*:*");

	assert_slice(th_cpe_text(&cpe, TH_CPE_PRODUCT), "x/text");
	assert_slice(th_cpe_text(&cpe, TH_CPE_VERSION), "1:2*");
	assert_slice(th_cpe_text(&cpe, TH_CPE_UPDATE), "-");
}

static void punctuation_need_not_be_escaped(void **state)
{
	(void)state;
	struct th_cpe cpe = parse("cpe:2.3:a:golang:x/text:1+2");

	assert_slice(th_cpe_text(&cpe, TH_CPE_PRODUCT), "x/text");
	assert_slice(th_cpe_text(&cpe, TH_CPE_VERSION), "1+2");
}

static void case_does_not_count(void **state)
{
	(void)state;
	assert_slice(
		th_cpe_text(&(struct th_cpe[]){ parse("CPE:2.3:A:ViM:Vim:9") }[0], TH_CPE_VENDOR),
		"vim");
	assert_true(match("cpe:2.3:a:vim:vim", "cpe:2.3:A:VIM:Vim:9.0"));
}

static void a_uri_comes_apart(void **state)
{
	(void)state;
	struct th_cpe cpe = parse("cpe:/a:hp:insight%3A%21:7.4.0.1570::~~online~win2003~x64~");

	assert_slice(th_cpe_text(&cpe, TH_CPE_PRODUCT), "insight:!");
	assert_slice(th_cpe_text(&cpe, TH_CPE_VERSION), "7.4.0.1570");
	assert_int_equal(cpe.values[TH_CPE_UPDATE].kind, TH_CPE_ANY);
	assert_int_equal(cpe.values[TH_CPE_EDITION].kind, TH_CPE_ANY);
	assert_slice(th_cpe_text(&cpe, TH_CPE_SW_EDITION), "online");
	assert_slice(th_cpe_text(&cpe, TH_CPE_TARGET_SW), "win2003");
	assert_slice(th_cpe_text(&cpe, TH_CPE_TARGET_HW), "x64");
	assert_int_equal(cpe.values[TH_CPE_OTHER].kind, TH_CPE_ANY);
}

static void a_uri_with_a_plain_edition_keeps_it(void **state)
{
	(void)state;
	struct th_cpe cpe = parse("cpe:/o:redhat:enterprise_linux:7::server");

	assert_slice(th_cpe_text(&cpe, TH_CPE_EDITION), "server");
}

static void both_forms_of_a_name_are_equal(void **state)
{
	(void)state;
	assert_formatted("cpe:/a:microsoft:internet_explorer:8.%02:sp%01",
			 "cpe:2.3:a:microsoft:internet_explorer:8.*:sp?:*:*:*:*:*:*");
	assert_formatted("cpe:/a:foo%5cbar:big%24", "cpe:2.3:a:foo\\\\bar:big\\$:*:*:*:*:*:*:*:*");
	assert_formatted("cpe:/a:apache:log4j:2.4:-", "cpe:2.3:a:apache:log4j:2.4:-:*:*:*:*:*:*");
}

static void a_name_that_ends_early_says_nothing_of_the_rest(void **state)
{
	(void)state;
	struct th_cpe cpe = parse("cpe:2.3:a:apache:airflow");

	assert_int_equal(cpe.given, 3);
	assert_int_equal(cpe.values[TH_CPE_VERSION].kind, TH_CPE_ANY);
	assert_true(
		match("cpe:/o:apple:iphone_os", "cpe:2.3:o:apple:iphone_os:17.1:*:*:*:*:*:*:*"));
}

static void a_text_that_is_no_cpe_is_refused(void **state)
{
	(void)state;
	assert_refused("", "beginning");
	assert_refused("pkg:npm/a", "beginning");
	assert_refused("cpe:2.3:", "part");
	assert_refused("cpe:/", "part");
}

static void an_unknown_part_is_refused(void **state)
{
	(void)state;
	assert_refused("cpe:2.3:x:a:b", "part");
	assert_refused("cpe:2.3:a?:a:b", "part");
}

static void too_many_values_are_refused(void **state)
{
	(void)state;
	assert_refused("cpe:2.3:a:libattr1:libattr1:1:2.4.48-5:*:*:*:*:*:*:*", "eleven");
	assert_refused("cpe:/a:b:c:d:e:f:g:h", "seven");
	assert_refused("cpe:/a:b:c:d:e:~1~2~3~4~5~6", "packed");
}

static void a_wildcard_inside_a_value_is_refused(void **state)
{
	(void)state;
	assert_refused("cpe:2.3:a:v:p:1.*.2", "wildcard");
	assert_refused("cpe:2.3:a:v:p:1.?2", "wildcard");
	assert_refused("cpe:2.3:a:v:p:1**", "wildcard");
}

static void a_broken_escape_is_refused(void **state)
{
	(void)state;
	assert_refused("cpe:2.3:a:v:p\\", "after '\\'");
	assert_refused("cpe:/a:v:p%2", "hexadecimal");
	assert_refused("cpe:/a:v:p%00", "hexadecimal");
}

static void a_control_character_is_refused(void **state)
{
	(void)state;
	assert_refused("cpe:2.3:a:v\x01:p", "control");
}

static void a_name_that_is_too_long_passes_a_limit(void **state)
{
	static char text[TH_MAX_CPE_BYTES + 2];
	struct th_cpe cpe;

	(void)state;
	memset(text, 'A', sizeof(text) - 1);
	put(text, "cpe:2.3:a:");
	assert_int_equal(th_cpe_parse(th_slice_of(text), &scratches[0], &cpe, NULL), TH_ELIMIT);
	text[TH_MAX_CPE_BYTES] = '\0';
	assert_int_equal(th_cpe_parse(th_slice_of(text), &scratches[0], &cpe, NULL), TH_OK);
}

static void a_pattern_covers_what_says_more(void **state)
{
	(void)state;
	assert_true(match("cpe:2.3:a:v:p:*:*:*:*:*:*:*:*", "cpe:2.3:a:v:p:1:-:*:*:*:x:*:*"));
	assert_false(match("cpe:2.3:a:v:p:1:*:*:*:*:*:*:*", "cpe:2.3:a:v:p:2:*:*:*:*:*:*:*"));
}

static void a_pattern_does_not_cover_what_says_less(void **state)
{
	(void)state;
	assert_false(match("cpe:2.3:a:v:p:1:*:*:*:*:windows", "cpe:2.3:a:v:p:1"));
	assert_true(overlaps("cpe:2.3:a:v:p:1:*:*:*:*:windows", "cpe:2.3:a:v:p:1"));
	assert_false(overlaps("cpe:2.3:a:v:p:1:*:*:*:*:windows", "cpe:2.3:a:v:p:1:*:*:*:*:linux"));
}

static void not_applicable_equals_only_itself(void **state)
{
	(void)state;
	assert_true(match("cpe:2.3:a:v:p:1:-", "cpe:2.3:a:v:p:1:-"));
	assert_false(match("cpe:2.3:a:v:p:1:-", "cpe:2.3:a:v:p:1:sp1"));
	assert_false(match("cpe:2.3:a:v:p:1:sp1", "cpe:2.3:a:v:p:1:-"));
	assert_false(match("cpe:2.3:a:v:p:1:-", "cpe:2.3:a:v:p:1:*"));
	assert_false(match("cpe:2.3:a:v:p:1:-", "cpe:2.3:a:v:p:1:\\-"));
}

static void a_candidate_of_any_part_is_of_each(void **state)
{
	(void)state;
	assert_true(
		match("cpe:2.3:a:postgresql:postgresql", "cpe:2.3:*:postgresql:postgresql:15.3.0"));
	assert_false(match("cpe:2.3:o:postgresql:postgresql", "cpe:2.3:a:postgresql:postgresql"));
}

static void wildcards_cover_at_both_ends(void **state)
{
	(void)state;
	assert_true(match("cpe:2.3:a:v:p:8.*", "cpe:2.3:a:v:p:8.0.6001"));
	assert_true(match("cpe:2.3:a:v:p:8.*", "cpe:2.3:a:v:p:8."));
	assert_false(match("cpe:2.3:a:v:p:8.*", "cpe:2.3:a:v:p:18.0"));
	assert_true(match("cpe:2.3:a:v:*core:1", "cpe:2.3:a:v:hard-core:1"));
	assert_true(match("cpe:2.3:a:v:*or*:1", "cpe:2.3:a:v:core:1"));
	assert_true(match("cpe:2.3:a:v:p:8.??", "cpe:2.3:a:v:p:8.1"));
	assert_false(match("cpe:2.3:a:v:p:8.??", "cpe:2.3:a:v:p:8.123"));
	assert_true(match("cpe:2.3:a:v:?core*:1", "cpe:2.3:a:v:score-board:1"));
	assert_false(match("cpe:2.3:a:v:?core*:1", "cpe:2.3:a:v:hardcore:1"));
	assert_true(match("cpe:2.3:a:v:*core?:1", "cpe:2.3:a:v:hardcores:1"));
	assert_true(match("cpe:2.3:a:v:??", "cpe:2.3:a:v:x"));
	assert_false(match("cpe:2.3:a:v:??", "cpe:2.3:a:v:xyz"));
}

static void two_different_wildcards_are_undefined(void **state)
{
	struct th_cpe a = parse_in("cpe:2.3:a:v:p:8.*", &scratches[0]);
	struct th_cpe b = parse_in("cpe:2.3:a:v:p:8.1*", &scratches[1]);

	(void)state;
	assert_int_equal(th_cpe_compare(&a.values[TH_CPE_VERSION], &b.values[TH_CPE_VERSION]),
			 TH_CPE_UNDEFINED);
	assert_int_equal(th_cpe_compare(&a.values[TH_CPE_VERSION], &a.values[TH_CPE_VERSION]),
			 TH_CPE_EQUAL);
}

static void a_buffer_that_is_too_small_passes_a_limit(void **state)
{
	struct th_cpe cpe = parse("cpe:/a:b");
	th_slice out;

	(void)state;
	for (size_t capacity = 0; capacity < 29; capacity++)
		assert_int_equal(th_cpe_format(&cpe, buffer, capacity, &out), TH_ELIMIT);
	assert_int_equal(th_cpe_format(&cpe, buffer, 29, &out), TH_OK);
	assert_slice(out, "cpe:2.3:a:b:*:*:*:*:*:*:*:*:*");
}

static void names_tell_platforms(void **state)
{
	static const struct {
		const char *text;
		enum th_platform platform;
	} rows[] = {
		{ "cpe:2.3:a:3cx:3cx:18:*:*:*:*:windows", TH_PLATFORM_WINDOWS },
		{ "cpe:2.3:a:x:y:1:*:*:*:*:mac_os_x", TH_PLATFORM_MACOS },
		{ "cpe:2.3:a:x:y:1:*:*:*:*:node.js", TH_PLATFORM_UNKNOWN },
		{ "cpe:2.3:o:apple:iphone_os:17", TH_PLATFORM_IOS },
		{ "cpe:2.3:o:linux:linux_kernel:6.1", TH_PLATFORM_LINUX },
		{ "cpe:2.3:a:linux:linux_kernel:6.1", TH_PLATFORM_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct th_cpe cpe = parse(rows[i].text);

		if (th_cpe_platform(&cpe) != rows[i].platform)
			fail_msg("%s", rows[i].text);
	}
}

static void platforms_have_names(void **state)
{
	(void)state;
	assert_slice(th_platform_name(TH_PLATFORM_MACOS), "macos");
	assert_null(th_platform_name(TH_PLATFORM_UNKNOWN).ptr);
}

/* What can be read equals, and covers, what its formatted string reads as. */
static void random_names_survive_formatting(void **state)
{
	static const char alphabet[] = "aB1.-_:::::\\*?%~ 2f\x01\xc3";
	static char kept[sizeof(buffer)];
	uint64_t seed = 11;
	char text[64];
	th_slice once, twice;

	(void)state;
	for (unsigned round = 0; round < 50000; round++) {
		size_t length = round % 2 ? 10 : 7;
		size_t end = length + random_below(&seed, 40);
		struct th_cpe cpe, again;

		put(text, round % 2 ? "cpe:2.3:a:" : "cpe:/a:");
		while (length < end)
			text[length++] = alphabet[random_below(&seed, sizeof(alphabet) - 1)];
		if (th_cpe_parse(th_slice_make(text, length), &scratches[0], &cpe, NULL) != TH_OK)
			continue;
		assert_int_equal(th_cpe_format(&cpe, kept, sizeof(kept), &once), TH_OK);
		assert_int_equal(th_cpe_parse(once, &scratches[1], &again, NULL), TH_OK);
		if (!th_cpe_match(&cpe, &again))
			fail_msg("%.*s -> %.*s", (int)length, text, TH_FMT(once));
		assert_int_equal(th_cpe_format(&again, buffer, sizeof(buffer), &twice), TH_OK);
		assert_true(th_slice_equal(once, twice));
	}
}

static void random_bytes_do_no_harm(void **state)
{
	uint64_t seed = 13;
	char text[64];
	struct th_cpe cpe;

	(void)state;
	for (unsigned round = 0; round < 50000; round++) {
		size_t length = random_below(&seed, sizeof(text));

		for (size_t i = 0; i < length; i++)
			text[i] = (char)random_below(&seed, 256);
		if (round % 2 && length > 8)
			put(text, "cpe:2.3:");
		if (th_cpe_parse(th_slice_make(text, length), &scratches[0], &cpe, NULL) == TH_OK)
			assert_true(th_cpe_overlaps(&cpe, &cpe));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_formatted_string_comes_apart),
		cmocka_unit_test(escaped_characters_are_decoded),
		cmocka_unit_test(punctuation_need_not_be_escaped),
		cmocka_unit_test(case_does_not_count),
		cmocka_unit_test(a_uri_comes_apart),
		cmocka_unit_test(a_uri_with_a_plain_edition_keeps_it),
		cmocka_unit_test(both_forms_of_a_name_are_equal),
		cmocka_unit_test(a_name_that_ends_early_says_nothing_of_the_rest),
		cmocka_unit_test(a_text_that_is_no_cpe_is_refused),
		cmocka_unit_test(an_unknown_part_is_refused),
		cmocka_unit_test(too_many_values_are_refused),
		cmocka_unit_test(a_wildcard_inside_a_value_is_refused),
		cmocka_unit_test(a_broken_escape_is_refused),
		cmocka_unit_test(a_control_character_is_refused),
		cmocka_unit_test(a_name_that_is_too_long_passes_a_limit),
		cmocka_unit_test(a_pattern_covers_what_says_more),
		cmocka_unit_test(a_pattern_does_not_cover_what_says_less),
		cmocka_unit_test(not_applicable_equals_only_itself),
		cmocka_unit_test(a_candidate_of_any_part_is_of_each),
		cmocka_unit_test(wildcards_cover_at_both_ends),
		cmocka_unit_test(two_different_wildcards_are_undefined),
		cmocka_unit_test(a_buffer_that_is_too_small_passes_a_limit),
		cmocka_unit_test(names_tell_platforms),
		cmocka_unit_test(platforms_have_names),
		cmocka_unit_test(random_names_survive_formatting),
		cmocka_unit_test(random_bytes_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
