/*
 * Orders of versions: examples of each scheme, and for all of them the laws of an order over
 * generated versions.
 */
#include "core/version/version.h"

#include "core/base/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

static void assert_order(enum th_scheme scheme, const char *a, enum th_order expected,
			 const char *b)
{
	enum th_order there = th_version_compare(scheme, th_slice_of(a), th_slice_of(b));
	enum th_order back = th_version_compare(scheme, th_slice_of(b), th_slice_of(a));
	enum th_order mirrored =
		expected == TH_ORDER_UNKNOWN ? expected : (enum th_order) - (int)expected;

	if (there != expected || back != mirrored)
		fail_msg("%s: '%s' against '%s' is %d (and back %d), not %d",
			 th_scheme_name(scheme), a, b, there, back, expected);
}

/* Each version of the NULL-terminated chain is less than all that follow it. */
static void assert_ascending(enum th_scheme scheme, const char *const *chain)
{
	for (size_t i = 0; chain[i]; i++)
		for (size_t j = i + 1; chain[j]; j++)
			assert_order(scheme, chain[i], TH_ORDER_LESS, chain[j]);
}

static void assert_equal_in(enum th_scheme scheme, const char *a, const char *b)
{
	assert_order(scheme, a, TH_ORDER_EQUAL, b);
}

static void assert_unknown_in(enum th_scheme scheme, const char *a, const char *b)
{
	assert_order(scheme, a, TH_ORDER_UNKNOWN, b);
}

static void without_a_scheme_equal_strings_alone_are_equal(void **state)
{
	(void)state;
	assert_equal_in(TH_SCHEME_NONE, "1.0", "1.0");
	assert_unknown_in(TH_SCHEME_NONE, "1.0", "1.0.0");
	assert_unknown_in(TH_SCHEME_NONE, "1.0", "2.0");
}

static void schemes_are_found_by_name(void **state)
{
	(void)state;
	for (unsigned s = TH_SCHEME_NONE + 1; s < TH_SCHEME_COUNT; s++)
		assert_int_equal(th_scheme_by_name(th_slice_of(th_scheme_name((enum th_scheme)s))),
				 s);
	assert_int_equal(th_scheme_by_name(TH_SLICE("luarocks")), TH_SCHEME_NONE);
	assert_int_equal(th_scheme_by_name(TH_SLICE("")), TH_SCHEME_NONE);
	assert_int_equal(th_scheme_by_name((th_slice){ 0 }), TH_SCHEME_NONE);
}

static void purl_types_lead_to_the_scheme_of_their_registry(void **state)
{
	static const char *const semver[] = { "npm", "cargo", "hex", "swift" };

	(void)state;
	for (size_t i = 0; i < sizeof(semver) / sizeof(semver[0]); i++)
		assert_int_equal(th_scheme_for_purl_type(th_slice_of(semver[i])), TH_SCHEME_SEMVER);
	assert_int_equal(th_scheme_for_purl_type(TH_SLICE("generic")), TH_SCHEME_GENERIC);
	assert_int_equal(th_scheme_for_purl_type(TH_SLICE("pypi")), TH_SCHEME_PYPI);
	assert_int_equal(th_scheme_for_purl_type(TH_SLICE("ebuild")), TH_SCHEME_GENTOO);
}

static void purl_types_of_another_order_have_no_scheme(void **state)
{
	static const char *const none[] = { "luarocks", "cocoapods", "oci", "github",
					    "np",       "npm cargo", " ",   "" };

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_int_equal(th_scheme_for_purl_type(th_slice_of(none[i])), TH_SCHEME_NONE);
}

static void intdot_compares_numbers_by_value(void **state)
{
	static const char *const chain[] = { "0", "1", "1.2", "1.10", "1.10.1", "2", "10", NULL };

	(void)state;
	assert_ascending(TH_SCHEME_INTDOT, chain);
}

static void intdot_pads_with_zeros(void **state)
{
	(void)state;
	assert_equal_in(TH_SCHEME_INTDOT, "18.12.407.0", "18.12.407");
	assert_equal_in(TH_SCHEME_INTDOT, "1.0.0.0", "1");
	assert_order(TH_SCHEME_INTDOT, "18.12.407.1", TH_ORDER_GREATER, "18.12.407");
}

static void intdot_ignores_leading_zeros(void **state)
{
	(void)state;
	assert_equal_in(TH_SCHEME_INTDOT, "01.002.0003", "1.2.3");
	assert_equal_in(TH_SCHEME_INTDOT, "1.00", "1");
}

static void intdot_stops_at_the_first_other_character(void **state)
{
	(void)state;
	assert_equal_in(TH_SCHEME_INTDOT, "8.3.7.250-1", "8.3.7.250");
	assert_order(TH_SCHEME_INTDOT, "1.2rc1", TH_ORDER_LESS, "1.10alpha");
}

static void intdot_numbers_may_be_of_any_size(void **state)
{
	(void)state;
	assert_order(TH_SCHEME_INTDOT, "1.99999999999999999999", TH_ORDER_LESS,
		     "1.100000000000000000000");
}

static void a_version_beyond_the_ceiling_has_no_order(void **state)
{
	static char text[TH_MAX_VERSION_BYTES + 1];

	(void)state;
	memset(text, '1', sizeof(text));
	assert_int_equal(th_version_compare(TH_SCHEME_INTDOT, TH_SLICE("1"),
					    th_slice_make(text, sizeof(text) - 1)),
			 TH_ORDER_LESS);
	assert_int_equal(th_version_compare(TH_SCHEME_INTDOT, TH_SLICE("1"),
					    th_slice_make(text, sizeof(text))),
			 TH_ORDER_UNKNOWN);
}

static void intdot_refuses_what_is_no_number(void **state)
{
	(void)state;
	assert_unknown_in(TH_SCHEME_INTDOT, "latest", "1.0");
	assert_unknown_in(TH_SCHEME_INTDOT, "", "0");
	assert_equal_in(TH_SCHEME_INTDOT, "latest", "latest");
}

static void a_leading_v_and_outer_blanks_do_not_hide_a_version(void **state)
{
	static const enum th_scheme schemes[] = { TH_SCHEME_INTDOT, TH_SCHEME_SEMVER,
						  TH_SCHEME_GENERIC };

	(void)state;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		assert_equal_in(schemes[i], "v18.12.416", "18.12.416");
		assert_equal_in(schemes[i], " V18.12.416\n", "18.12.416");
	}
}

static void semver_orders_the_example_of_its_specification(void **state)
{
	static const char *const chain[] = { "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
					     "1.0.0-beta",  "1.0.0-beta.2",  "1.0.0-beta.11",
					     "1.0.0-rc.1",  "1.0.0",         "1.0.1",
					     "1.1.0",       "2.0.0",         NULL };

	(void)state;
	assert_ascending(TH_SCHEME_SEMVER, chain);
}

static void semver_ignores_build_metadata(void **state)
{
	(void)state;
	assert_equal_in(TH_SCHEME_SEMVER, "1.0.0+linux", "1.0.0+windows.7");
	assert_equal_in(TH_SCHEME_SEMVER, "v2.0.0+incompatible+dirty", "v2.0.0");
	assert_equal_in(TH_SCHEME_SEMVER, "1.0.0-rc.1+5", "1.0.0-rc.1");
}

static void semver_takes_missing_numbers_for_zero(void **state)
{
	(void)state;
	assert_equal_in(TH_SCHEME_SEMVER, "1", "1.0.0");
	assert_equal_in(TH_SCHEME_SEMVER, "1.2-beta", "1.2.0-beta");
}

static void semver_goes_on_beyond_three_numbers(void **state)
{
	(void)state;
	assert_order(TH_SCHEME_SEMVER, "1.1.3.4", TH_ORDER_LESS, "1.1.3.5");
	assert_equal_in(TH_SCHEME_SEMVER, "1.1.3.0", "1.1.3");
}

static void semver_orders_go_pseudo_versions_by_their_time(void **state)
{
	static const char *const chain[] = { "v0.0.0-20190101000000-abcdefabcdef",
					     "v0.0.0-20200101000000-0123456789ab", "v0.0.0",
					     "v0.0.1", NULL };

	(void)state;
	assert_ascending(TH_SCHEME_SEMVER, chain);
}

static void semver_refuses_what_is_no_semver(void **state)
{
	static const char *const texts[] = { "latest",  "1.0.0-",    "1.0.0-a..b", "1..0",
					     "1.0.",    "1.0.0beta", "1.0.0_1",    "",
					     "(devel)", "go1.24",    "1.0-~",      "^1.2.3" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_unknown_in(TH_SCHEME_SEMVER, texts[i], "1.0.0");
		assert_false(th_version_valid(TH_SCHEME_SEMVER, th_slice_of(texts[i])));
	}
}

static void generic_is_intdot_where_there_are_no_words(void **state)
{
	static const char *const chain[] = { "18.11.1213", "18.12.402", "18.12.407",
					     "18.12.416",  "18.13",     NULL };

	(void)state;
	assert_ascending(TH_SCHEME_GENERIC, chain);
	assert_equal_in(TH_SCHEME_GENERIC, "18.12.407.0", "18.12.407");
}

static void generic_puts_words_around_the_release(void **state)
{
	static const char *const chain[] = { "7.17.90-alpha", "7.17.90 beta", "7.17.90beta2",
					     "7.17.90rc1",    "7.17.90",      "7.17.90p607",
					     "7.17.90p608",   "7.17.91",      NULL };

	(void)state;
	assert_ascending(TH_SCHEME_GENERIC, chain);
}

static void generic_ignores_case_and_separators(void **state)
{
	(void)state;
	assert_equal_in(TH_SCHEME_GENERIC, "5.0 Build 1322", "5.0.BUILD-1322");
	assert_equal_in(TH_SCHEME_GENERIC, "2019.4 HF 5", "2019.4hf5");
	assert_equal_in(TH_SCHEME_GENERIC, "4.4 SP1", "4.4-sp-1");
	assert_equal_in(TH_SCHEME_GENERIC, "Version 4.4 (Hotfix 2)", "v4.4hf2");
}

static void generic_orders_within_a_family(void **state)
{
	static const char *const chain[] = { "5.1",     "5.1 SP1", "5.1 SP1 HF7", "5.1 SP1 HF8",
					     "5.1 SP2", "5.2",     NULL };

	(void)state;
	assert_ascending(TH_SCHEME_GENERIC, chain);
}

static void generic_does_not_compare_words_of_two_families(void **state)
{
	(void)state;
	assert_unknown_in(TH_SCHEME_GENERIC, "2019.4 HF 5", "2019.4 SP 1");
	assert_unknown_in(TH_SCHEME_GENERIC, "5.0 Build 1322", "5.0 Update 3");
	assert_unknown_in(TH_SCHEME_GENERIC, "1.0-dev", "1.0-beta");
	assert_unknown_in(TH_SCHEME_GENERIC, "1.0 x64", "1.0 x86");
	assert_unknown_in(TH_SCHEME_GENERIC, "1.0+build1", "1.0+build2");
	assert_unknown_in(TH_SCHEME_GENERIC, "1.0+alpha", "1.0");
	assert_unknown_in(TH_SCHEME_GENERIC, "1.0 el7", "1.0 el8");
}

static void generic_does_not_guess_on_which_side_of_a_release_a_letter_is(void **state)
{
	(void)state;
	assert_unknown_in(TH_SCHEME_GENERIC, "9.5.7a", "9.5.7");
	assert_order(TH_SCHEME_GENERIC, "9.5.7a", TH_ORDER_LESS, "9.5.7b");
	assert_order(TH_SCHEME_GENERIC, "9.5.7a", TH_ORDER_LESS, "9.5.8");
	assert_order(TH_SCHEME_GENERIC, "1.0.1p", TH_ORDER_LESS, "1.0.1q");
}

static void generic_does_not_guess_on_which_side_of_a_release_a_revision_is(void **state)
{
	(void)state;
	assert_unknown_in(TH_SCHEME_GENERIC, "8.3.7.250-1", "8.3.7.250");
	assert_order(TH_SCHEME_GENERIC, "8.3.7.250-1", TH_ORDER_LESS, "8.3.7.250-2");
	assert_order(TH_SCHEME_GENERIC, "8.3.7.250-1", TH_ORDER_LESS, "8.3.8.0");
}

static void generic_does_not_weigh_a_word_against_a_further_number(void **state)
{
	(void)state;
	/* they are the same build of SolarWinds Orion */
	assert_unknown_in(TH_SCHEME_GENERIC, "2019.4 HF 5", "2019.4.5200.9083");
	assert_unknown_in(TH_SCHEME_GENERIC, "7.x", "7.17.90");
	assert_order(TH_SCHEME_GENERIC, "7.x", TH_ORDER_LESS, "8.0");
	assert_order(TH_SCHEME_GENERIC, "2019.4 HF 5", TH_ORDER_LESS, "2020.2");
	assert_order(TH_SCHEME_GENERIC, "1.0-beta", TH_ORDER_LESS, "1.0.1");
}

static void generic_gives_commits_and_the_unreadable_no_order(void **state)
{
	(void)state;
	assert_unknown_in(TH_SCHEME_GENERIC, "0e58ed8671d6b60d0890c21b07f8835ace038e67", "45.0.7");
	assert_unknown_in(TH_SCHEME_GENERIC, "1:2.3", "2.0");
	assert_unknown_in(TH_SCHEME_GENERIC, "1,2,3,4", "1.2.3.4");
	assert_unknown_in(TH_SCHEME_GENERIC, "7.*", "8");
	assert_unknown_in(TH_SCHEME_GENERIC, "January 31 2014", "2013");
	assert_equal_in(TH_SCHEME_GENERIC, "7.*", " 7.* ");
	assert_equal_in(TH_SCHEME_GENERIC, "Latest", "latest");
}

static void datetime_orders_moments(void **state)
{
	static const char *const chain[] = { "2023-12-31T22:00:00.9Z", "2024-01-01T00:00:00+01:30",
					     "2023-12-31T19:00:00-05:00", NULL };

	(void)state;
	assert_ascending(TH_SCHEME_DATETIME, chain);
	assert_equal_in(TH_SCHEME_DATETIME, "2024-01-01T00:00:00Z",
			"2023-12-31t19:00:00.000-05:00");
	assert_unknown_in(TH_SCHEME_DATETIME, "2024-01-01", "2024-01-02T00:00:00Z");
}

static void lexicographic_orders_bytes_unsigned(void **state)
{
	static const char *const chain[] = { "A",        "a",        "aa",           "z",
					     "\xc3\xa4", "\xc3\xa9", "\xe2\x82\xac", NULL };

	(void)state;
	assert_ascending(TH_SCHEME_LEXICOGRAPHIC, chain);
}

/* The laws, over a pool of versions made from pieces that meet often. */

enum { POOL = 240, VERSION_BYTES = 64 };

static const char *const pieces[] = {
	".",      ".",
	".",      "0",
	"1",      "2",
	"10",     "01",
	"-",      "-",
	"+",      " ",
	"_",      "a",
	"b",      "p",
	"rc",     "SP",
	"HF",     "Build",
	"beta",   "alpha",
	"x64",    "dev",
	"Update", "v",
	".0",     ".0",
	"1.0",    "2.1",
	"1.0.0",  "1.0.1",
	"-1",     "-beta.1",
	"p608",   "~",
	"R",      "2024-01-01T00:00:00",
	"Z",      "+01:00",
};

struct pool {
	char text[POOL][VERSION_BYTES];
	th_slice version[POOL];
	enum th_order order[POOL][POOL];
};

static uint32_t draw(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*seed >> 33);
}

static void fill_pool(struct pool *pool, enum th_scheme scheme, uint64_t *seed)
{
	for (size_t i = 0; i < POOL; i++) {
		size_t len = (size_t)snprintf(pool->text[i], VERSION_BYTES, "%u", draw(seed) % 3);
		uint32_t count = draw(seed) % 5;

		while (count-- > 0) {
			const char *piece =
				pieces[draw(seed) % (sizeof(pieces) / sizeof(pieces[0]))];
			size_t more = strlen(piece);
			if (len + more >= VERSION_BYTES)
				break;
			memcpy(pool->text[i] + len, piece, more);
			len += more;
		}
		if (scheme == TH_SCHEME_DATETIME && draw(seed) % 4)
			len = (size_t)snprintf(pool->text[i], VERSION_BYTES,
					       "2024-01-01T0%u:00:00.%u%s", draw(seed) % 3,
					       draw(seed) % 3, draw(seed) % 2 ? "Z" : "+01:00");
		pool->text[i][len] = '\0';
		pool->version[i] = th_slice_make(pool->text[i], len);
	}
	for (size_t i = 0; i < POOL; i++)
		for (size_t j = 0; j < POOL; j++)
			pool->order[i][j] =
				th_version_compare(scheme, pool->version[i], pool->version[j]);
}

/* Run law for each scheme over some pools; it gets indices that it checks and prints. */
static void for_pools(void (*law)(const struct pool *pool, enum th_scheme scheme))
{
	static struct pool pool;
	uint64_t seed = 7;

	for (unsigned s = TH_SCHEME_NONE; s < TH_SCHEME_COUNT; s++) {
		for (int round = 0; round < 4; round++) {
			fill_pool(&pool, (enum th_scheme)s, &seed);
			law(&pool, (enum th_scheme)s);
		}
	}
}

static void check_mirror(const struct pool *p, enum th_scheme scheme)
{
	for (size_t i = 0; i < POOL; i++)
		for (size_t j = 0; j < POOL; j++) {
			int there = (int)p->order[i][j], back = (int)p->order[j][i];
			bool fits = there == TH_ORDER_UNKNOWN ? back == there : back == -there;
			if (!fits || p->order[i][i] != TH_ORDER_EQUAL)
				fail_msg("%s: '%s' and '%s': %d, back %d", th_scheme_name(scheme),
					 p->text[i], p->text[j], there, back);
		}
}

static void check_transitivity(const struct pool *p, enum th_scheme scheme)
{
	if (scheme == TH_SCHEME_MAVEN) /* its own order goes round in a circle, see maven.c */
		return;
	for (size_t i = 0; i < POOL; i++)
		for (size_t j = 0; j < POOL; j++)
			for (size_t k = 0; p->order[i][j] == TH_ORDER_LESS && k < POOL; k++)
				if (p->order[j][k] == TH_ORDER_LESS &&
				    p->order[i][k] != TH_ORDER_LESS)
					fail_msg("%s: '%s' < '%s' < '%s', but %d",
						 th_scheme_name(scheme), p->text[i], p->text[j],
						 p->text[k], p->order[i][k]);
}

static void check_congruence(const struct pool *p, enum th_scheme scheme)
{
	for (size_t i = 0; i < POOL; i++)
		for (size_t j = 0; j < POOL; j++)
			for (size_t k = 0; p->order[i][j] == TH_ORDER_EQUAL && k < POOL; k++)
				if (p->order[i][k] != p->order[j][k])
					fail_msg("%s: '%s' = '%s', but against '%s' %d and %d",
						 th_scheme_name(scheme), p->text[i], p->text[j],
						 p->text[k], p->order[i][k], p->order[j][k]);
}

static void check_totality(const struct pool *p, enum th_scheme scheme)
{
	bool total = scheme != TH_SCHEME_GENERIC;

	for (size_t i = 0; i < POOL; i++)
		for (size_t j = 0; j < POOL; j++)
			if (total && th_version_valid(scheme, p->version[i]) &&
			    th_version_valid(scheme, p->version[j]) &&
			    p->order[i][j] == TH_ORDER_UNKNOWN)
				fail_msg("%s: '%s' and '%s' are not ordered",
					 th_scheme_name(scheme), p->text[i], p->text[j]);
}

static void swapping_two_versions_swaps_the_answer(void **state)
{
	(void)state;
	for_pools(check_mirror);
}

static void less_is_transitive(void **state)
{
	(void)state;
	for_pools(check_transitivity);
}

static void equal_versions_order_alike_against_any_third(void **state)
{
	(void)state;
	for_pools(check_congruence);
}

static void all_but_generic_order_any_two_valid_versions(void **state)
{
	(void)state;
	for_pools(check_totality);
}

static void random_bytes_do_no_harm(void **state)
{
	uint64_t seed = 3;
	char a[24], b[24];

	(void)state;
	for (int round = 0; round < 100000; round++) {
		size_t a_len = draw(&seed) % sizeof(a), b_len = draw(&seed) % sizeof(b);
		for (size_t i = 0; i < sizeof(a); i++) {
			a[i] = (char)draw(&seed);
			b[i] = draw(&seed) % 2 ? a[i] : "0.-v+a "[draw(&seed) % 7];
		}
		for (unsigned s = TH_SCHEME_NONE; s < TH_SCHEME_COUNT; s++) {
			enum th_order order =
				th_version_compare((enum th_scheme)s, th_slice_make(a, a_len),
						   th_slice_make(b, b_len));
			assert_in_range(order + 1, 0, 3);
		}
	}
}

static void an_absent_version_does_no_harm(void **state)
{
	(void)state;
	for (unsigned s = TH_SCHEME_NONE; s < TH_SCHEME_COUNT; s++) {
		assert_false(th_version_valid((enum th_scheme)s, (th_slice){ 0 }));
		assert_int_equal(
			th_version_compare((enum th_scheme)s, (th_slice){ 0 }, TH_SLICE("")),
			TH_ORDER_EQUAL);
		assert_int_not_equal(
			th_version_compare((enum th_scheme)s, (th_slice){ 0 }, TH_SLICE("1")),
			TH_ORDER_EQUAL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_scheme_equal_strings_alone_are_equal),
		cmocka_unit_test(schemes_are_found_by_name),
		cmocka_unit_test(purl_types_lead_to_the_scheme_of_their_registry),
		cmocka_unit_test(purl_types_of_another_order_have_no_scheme),
		cmocka_unit_test(intdot_compares_numbers_by_value),
		cmocka_unit_test(intdot_pads_with_zeros),
		cmocka_unit_test(intdot_ignores_leading_zeros),
		cmocka_unit_test(intdot_stops_at_the_first_other_character),
		cmocka_unit_test(intdot_numbers_may_be_of_any_size),
		cmocka_unit_test(a_version_beyond_the_ceiling_has_no_order),
		cmocka_unit_test(intdot_refuses_what_is_no_number),
		cmocka_unit_test(a_leading_v_and_outer_blanks_do_not_hide_a_version),
		cmocka_unit_test(semver_orders_the_example_of_its_specification),
		cmocka_unit_test(semver_ignores_build_metadata),
		cmocka_unit_test(semver_takes_missing_numbers_for_zero),
		cmocka_unit_test(semver_goes_on_beyond_three_numbers),
		cmocka_unit_test(semver_orders_go_pseudo_versions_by_their_time),
		cmocka_unit_test(semver_refuses_what_is_no_semver),
		cmocka_unit_test(generic_is_intdot_where_there_are_no_words),
		cmocka_unit_test(generic_puts_words_around_the_release),
		cmocka_unit_test(generic_ignores_case_and_separators),
		cmocka_unit_test(generic_orders_within_a_family),
		cmocka_unit_test(generic_does_not_compare_words_of_two_families),
		cmocka_unit_test(generic_does_not_guess_on_which_side_of_a_release_a_letter_is),
		cmocka_unit_test(generic_does_not_guess_on_which_side_of_a_release_a_revision_is),
		cmocka_unit_test(generic_does_not_weigh_a_word_against_a_further_number),
		cmocka_unit_test(generic_gives_commits_and_the_unreadable_no_order),
		cmocka_unit_test(datetime_orders_moments),
		cmocka_unit_test(lexicographic_orders_bytes_unsigned),
		cmocka_unit_test(swapping_two_versions_swaps_the_answer),
		cmocka_unit_test(less_is_transitive),
		cmocka_unit_test(equal_versions_order_alike_against_any_third),
		cmocka_unit_test(all_but_generic_order_any_two_valid_versions),
		cmocka_unit_test(random_bytes_do_no_harm),
		cmocka_unit_test(an_absent_version_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
