/*
 * graph/versions: to ask all ranges at once gives what each says itself, only sooner.
 */
#include "graph/versions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct th_versions set;
static struct th_arena arena;
static uint64_t looks;

static int setup(void **state)
{
	(void)state;
	th_versions_init(&set, &arena);
	looks = 0;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	th_versions_release(&set);
	th_arena_release(&arena);
	return 0;
}

static void add(const char *text, uint32_t rank)
{
	th_slice s = th_slice_of(text);

	if (th_slice_starts(s, TH_SLICE("vers:")))
		assert_int_equal(th_versions_add_range(&set, s, rank), TH_OK);
	else
		assert_int_equal(th_versions_add(&set, s, rank), TH_OK);
}

static struct th_versions_answer find(const char *version)
{
	struct th_versions_answer answer;

	assert_int_equal(
		th_versions_find(&set, TH_SCHEME_GENERIC, th_slice_of(version), &answer, &looks),
		TH_OK);
	return answer;
}

static void an_empty_set_holds_nothing(void **state)
{
	(void)state;
	assert_int_equal(find("1").sure, TH_VERSIONS_NONE);
	assert_int_equal(find("1").doubtful, TH_VERSIONS_NONE);
}

static void the_least_rank_answers(void **state)
{
	(void)state;
	add("vers:intdot/>=5|<9", 0);
	add("vers:intdot/>=1|<7", 1);
	add("3", 2);
	add("8", 3);
	assert_int_equal(find("0.9").sure, TH_VERSIONS_NONE);
	assert_int_equal(find("1").sure, 1);
	assert_int_equal(find("3").sure, 1);
	assert_int_equal(find("5").sure, 0);
	assert_int_equal(find("6").sure, 0);
	assert_int_equal(find("8").sure, 0);
	assert_int_equal(find("9").sure, TH_VERSIONS_NONE);
}

static void a_listed_version_is_found_in_another_spelling(void **state)
{
	(void)state;
	add("1.0", 0);
	add("7.17.90p608", 1);
	assert_int_equal(find("1.0.0").sure, 0);
	assert_int_equal(find("7.17.90 P608").sure, 1);
	assert_int_equal(find("7.17.90").sure, TH_VERSIONS_NONE);
}

static void what_has_no_order_is_equal_to_itself(void **state)
{
	(void)state;
	add("1.0", 0);
	add("x:1", 1);
	assert_int_equal(find("x:1").sure, 1);
	assert_int_equal(find("x:2").sure, TH_VERSIONS_NONE);
	assert_int_equal(find("x:2").doubtful, TH_VERSIONS_NONE);
}

static void a_range_without_an_order_is_doubtful(void **state)
{
	(void)state;
	add("vers:luarocks/>=1|<2", 4);
	assert_int_equal(find("1.5").sure, TH_VERSIONS_NONE);
	assert_int_equal(find("1.5").doubtful, 4);
}

static void a_range_that_cannot_be_read_is_doubtful(void **state)
{
	(void)state;
	add("vers:intdot/", 4);
	assert_int_equal(find("1.5").doubtful, 4);
}

static void of_no_version_only_what_holds_all_is_known(void **state)
{
	(void)state;
	add("vers:intdot/>=0", 0);
	add("vers:deb/>=0", 1);
	add("vers:intdot/", 2);
	assert_int_equal(find("").sure, TH_VERSIONS_NONE);
	assert_int_equal(find("").doubtful, TH_VERSIONS_NONE);
}

static void what_holds_all_holds_no_version_too(void **state)
{
	(void)state;
	add("vers:intdot/>=0", 0);
	add("vers:all/*", 1);
	assert_int_equal(find("").sure, 1);
}

static void what_has_an_order_is_not_asked_one_by_one(void **state)
{
	enum { MANY = 2000 };
	static char texts[MANY][40];
	(void)state;
	for (uint32_t i = 0; i < MANY; i++) {
		snprintf(texts[i], sizeof(texts[i]), "vers:intdot/>=%u|<%u", 2 * i, 2 * i + 1);
		add(texts[i], i);
	}
	for (uint32_t i = 0; i < MANY; i++) {
		char version[16];
		snprintf(version, sizeof(version), "%u.7", 2 * i);
		assert_int_equal(find(version).sure, i);
		snprintf(version, sizeof(version), "%u.7", 2 * i + 1);
		assert_int_equal(find(version).sure, TH_VERSIONS_NONE);
	}
	assert_int_equal(looks, 0);
}

/* ---- against each by itself ---- */

static uint32_t seed = 1;

static uint32_t below(uint32_t limit)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)(((uint64_t)seed * limit) >> 32);
}

static void write_version(char *out, size_t size)
{
	static const char *const tails[] = { "",     "",      "",      "",  "",     ".1", "a",
					     "b",    "-rc.1", " SP1",  "-", "p2",   ":1", "+x",
					     ".0.0", "-1",    " HF 2", "x", "beta", "_2" };
	snprintf(out, size, "%s%u.%u%s", below(12) ? "" : "v", below(6), below(4),
		 tails[below(sizeof(tails) / sizeof(tails[0]))]);
}

static void write_range(char *out, size_t size)
{
	static const char *const types[] = { "intdot", "semver", "generic",
					     "npm",    "deb",    "lexicographic" };
	static const char *const comparators[] = { "", "!=", "<", "<=", ">", ">=" };
	size_t used = (size_t)snprintf(out, size, "vers:%s/",
				       types[below(sizeof(types) / sizeof(types[0]))]);

	if (below(30) == 0) {
		snprintf(out + used, size - used, "*");
		return;
	}
	for (uint32_t i = 0, count = 1 + below(4); i < count; i++) {
		char version[32];
		write_version(version, sizeof(version));
		for (char *c = version; *c; c++) /* blanks would have to be encoded */
			*c = *c == ' ' ? '-' : *c;
		used += (size_t)snprintf(out + used, size - used, "%s%s%s", i ? "|" : "",
					 comparators[below(6)], version);
	}
}

static void expect(th_slice text, enum th_scheme scheme, th_slice version, uint32_t rank,
		   struct th_versions_answer *out)
{
	enum th_vers_answer answer = TH_VERS_UNKNOWN;
	const struct th_vers *vers;

	if (!th_slice_starts(text, TH_SLICE("vers:")))
		answer = th_version_compare(scheme, text, version) == TH_ORDER_EQUAL ? TH_VERS_YES
										     : TH_VERS_NO;
	else if (th_vers_parse(&arena, text, TH_VERS_LENIENT, &vers, NULL) == TH_OK)
		answer = th_vers_contains(vers, version);
	if (answer == TH_VERS_YES && rank < out->sure)
		out->sure = rank;
	if (answer == TH_VERS_UNKNOWN && rank < out->doubtful)
		out->doubtful = rank;
}

static void all_at_once_say_what_each_says(void **state)
{
	enum { ROUNDS = 400, ENTRIES = 12, QUESTIONS = 40 };
	char texts[ENTRIES][200], version[32];
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		uint32_t count = 1 + below(ENTRIES);
		for (uint32_t i = 0; i < count; i++) {
			if (below(3))
				write_range(texts[i], sizeof(texts[i]));
			else
				write_version(texts[i], sizeof(texts[i]));
			add(texts[i], i);
		}
		for (int q = 0; q < QUESTIONS; q++) {
			enum th_scheme scheme = (enum th_scheme)(1 + below(TH_SCHEME_COUNT - 1));
			struct th_versions_answer expected = { TH_VERSIONS_NONE, TH_VERSIONS_NONE },
						  got;
			write_version(version, sizeof(version));
			for (uint32_t i = 0; i < count; i++)
				expect(th_slice_of(texts[i]), scheme, th_slice_of(version), i,
				       &expected);
			assert_int_equal(
				th_versions_find(&set, scheme, th_slice_of(version), &got, &looks),
				TH_OK);
			if (got.sure != expected.sure || got.doubtful != expected.doubtful)
				fail_msg("round %d, \"%s\": %u and %u, not %u and %u; first of "
					 "%u: %s",
					 round, version, got.sure, got.doubtful, expected.sure,
					 expected.doubtful, count, texts[0]);
		}
		teardown(NULL);
		setup(NULL);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_empty_set_holds_nothing),
		TEST(the_least_rank_answers),
		TEST(a_listed_version_is_found_in_another_spelling),
		TEST(what_has_no_order_is_equal_to_itself),
		TEST(a_range_without_an_order_is_doubtful),
		TEST(a_range_that_cannot_be_read_is_doubtful),
		TEST(of_no_version_only_what_holds_all_is_known),
		TEST(what_holds_all_holds_no_version_too),
		TEST(what_has_an_order_is_not_asked_one_by_one),
		TEST(all_at_once_say_what_each_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
