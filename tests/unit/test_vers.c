/*
 * Version ranges: both dialects of the text, and what is in a range.
 */
#include "core/version/vers.h"

#include "core/base/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

static struct th_arena arena;

static int set_up(void **state)
{
	(void)state;
	th_arena_init(&arena);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	th_arena_release(&arena);
	return 0;
}

static const struct th_vers *parse(const char *text, enum th_vers_mode mode)
{
	const struct th_vers *vers;
	struct th_vers_fault fault;

	if (th_vers_parse(&arena, th_slice_of(text), mode, &vers, &fault) != TH_OK)
		fail_msg("%s: refused at %zu: %s", text, fault.offset,
			 th_vers_complaint_text(fault.complaint));
	return vers;
}

static const struct th_vers *strict(const char *text)
{
	return parse(text, TH_VERS_STRICT);
}

static const struct th_vers *lenient(const char *text)
{
	return parse(text, TH_VERS_LENIENT);
}

static void assert_refused_as(enum th_vers_mode mode, const char *text,
			      enum th_vers_complaint complaint)
{
	const struct th_vers *vers;
	struct th_vers_fault fault = { 0 };

	if (th_vers_parse(&arena, th_slice_of(text), mode, &vers, &fault) != TH_EINPUT || vers)
		fail_msg("%s: not refused", text);
	if (fault.complaint != complaint || fault.offset > strlen(text))
		fail_msg("%s: refused at %zu because %s", text, fault.offset,
			 th_vers_complaint_text(fault.complaint));
}

/* Strict reading refuses, lenient reading forgives and says so. */
static void assert_forgiven(const char *text, enum th_vers_complaint complaint,
			    const char *canonical)
{
	char buf[256];

	assert_refused_as(TH_VERS_STRICT, text, complaint);
	const struct th_vers *vers = lenient(text);
	if (!(vers->complaints & 1u << complaint))
		fail_msg("%s: forgiven, but not noted", text);
	snprintf(buf, sizeof(buf), "%.*s", TH_FMT(th_vers_canonical(vers, &arena)));
	assert_string_equal(buf, canonical);
}

static void assert_answer(const struct th_vers *vers, const char *version,
			  enum th_vers_answer expected)
{
	enum th_vers_answer got = th_vers_contains(vers, th_slice_of(version));

	if (got != expected)
		fail_msg("%.*s contains '%s': %d, not %d", TH_FMT(vers->text), version, got,
			 expected);
}

/* in, out and unknown are blank-separated versions. */
static void assert_contents(const struct th_vers *vers, const char *in, const char *out,
			    const char *unknown)
{
	const char *const lists[] = {
		[TH_VERS_NO] = out, [TH_VERS_YES] = in, [TH_VERS_UNKNOWN] = unknown
	};
	char version[64];

	for (unsigned answer = 0; answer < 3; answer++) {
		for (const char *at = lists[answer]; *at;) {
			size_t len = strcspn(at, " ");
			snprintf(version, sizeof(version), "%.*s", (int)len, at);
			assert_answer(vers, version, (enum th_vers_answer)answer);
			at += len + strspn(at + len, " ");
		}
	}
}

static void a_canonical_range_is_read_and_written_unchanged(void **state)
{
	static const char *const texts[] = {
		"vers:npm/1.2.3|>=2.0.0|<5.0.0",
		"vers:intdot/>=7|<8",
		"vers:intdot/18.12.407|18.12.416",
		"vers:gem/>=2.2.0|!=2.2.1|<2.3.0",
		"vers:luarocks/*",
		"vers:all/*",
		"vers:none/*",
		"vers:generic/<V5.1%20SP1",
		"vers:npm/1.0%252F0",
		"vers:datetime/2024-01-01T00:00:00+01:00",
		"vers:lexicographic/%C3%A4",
		"vers:deb/1:2.0~rc1",
	};
	char buf[128];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		snprintf(buf, sizeof(buf), "%.*s",
			 TH_FMT(th_vers_canonical(strict(texts[i]), &arena)));
		assert_string_equal(buf, texts[i]);
	}
}

static void the_parts_of_a_range_can_be_read(void **state)
{
	const struct th_vers *vers = strict("vers:npm/!=1.0%2A0|>=2");

	(void)state;
	assert_true(th_slice_equal(vers->type, TH_SLICE("npm")));
	assert_int_equal(vers->scheme, TH_SCHEME_SEMVER);
	assert_int_equal(vers->count, 2);
	assert_int_equal(vers->constraints[0].comparator, TH_VERS_NOT_EQUAL);
	assert_true(th_slice_equal(vers->constraints[0].version, TH_SLICE("1.0*0")));
	assert_int_equal(vers->constraints[1].comparator, TH_VERS_GREATER_EQUAL);
	assert_true(th_slice_equal(vers->constraints[1].version, TH_SLICE("2")));
	assert_int_equal(vers->complaints, 0);
}

static void a_version_is_decoded_once(void **state)
{
	(void)state;
	assert_true(th_slice_equal(strict("vers:npm/1.0%252F0")->constraints[0].version,
				   TH_SLICE("1.0%2F0")));
}

static void both_dialects_refuse_what_cannot_be_meant(void **state)
{
	static const struct {
		const char *text;
		enum th_vers_complaint complaint;
	} rows[] = {
		{ "", TH_VERS_NOT_VERS },
		{ "npm/1.0", TH_VERS_NOT_VERS },
		{ "vers:npm", TH_VERS_NOT_VERS },
		{ "vers:/1.0", TH_VERS_BAD_TYPE },
		{ "vers:1npm/1.0", TH_VERS_BAD_TYPE },
		{ "vers:n_m/1.0", TH_VERS_BAD_TYPE },
		{ "vers:invalid/1.0", TH_VERS_INVALID_TYPE },
		{ "vers:npm/", TH_VERS_NO_CONSTRAINT },
		{ "vers:npm/>=", TH_VERS_NO_VERSION },
		{ "vers:npm/1.0|<", TH_VERS_NO_VERSION },
		{ "vers:npm/*|1.0", TH_VERS_STAR },
		{ "vers:npm/1.*", TH_VERS_STAR },
		{ "vers:npm/>=*", TH_VERS_STAR },
		{ "vers:npm/>=1.0,<2.0", TH_VERS_RESERVED },
		{ "vers:npm/!1.0", TH_VERS_RESERVED },
		{ "vers:npm/1.0%2G0", TH_VERS_BAD_PERCENT },
		{ "vers:npm/1.0%2", TH_VERS_BAD_PERCENT },
		{ "vers:npm/1.0%", TH_VERS_BAD_PERCENT },
		{ "vers:npm/1.0%00", TH_VERS_CONTROL },
		{ "vers:npm/1.0%0A", TH_VERS_CONTROL },
		{ "vers:npm/1.0\x01", TH_VERS_CONTROL },
		{ "vers:none/1.0", TH_VERS_NONE_BOUND },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_refused_as(TH_VERS_STRICT, rows[i].text, rows[i].complaint);
		assert_refused_as(TH_VERS_LENIENT, rows[i].text, rows[i].complaint);
	}
}

static void lenient_reading_drops_blanks(void **state)
{
	(void)state;
	assert_forgiven(" vers:npm/ < 1.2. 3 | > = 2 . 0", TH_VERS_BLANK, "vers:npm/<1.2.3|>=2.0");
	assert_forgiven("vers:generic/< V5.1 SP1  HF8", TH_VERS_BLANK,
			"vers:generic/<V5.1%20SP1%20HF8");
}

static void lenient_reading_drops_empty_constraints(void **state)
{
	(void)state;
	assert_forgiven("vers:npm/|>=1.0||<2.0|", TH_VERS_PIPE, "vers:npm/>=1.0|<2.0");
}

static void lenient_reading_sorts(void **state)
{
	(void)state;
	assert_forgiven("vers:npm/>=2.0.0|<1.0.0", TH_VERS_UNSORTED, "vers:npm/<1.0.0|>=2.0.0");
	assert_forgiven("vers:intdot/3|10|1|2|9|4", TH_VERS_UNSORTED, "vers:intdot/1|2|3|4|9|10");
}

static void lenient_reading_lowers_case(void **state)
{
	(void)state;
	assert_forgiven("VERS:npm/1.0", TH_VERS_UPPER_CASE, "vers:npm/1.0");
	assert_forgiven("vers:NPM/1.0", TH_VERS_UPPER_CASE, "vers:npm/1.0");
	assert_int_equal(lenient("vers:NPM/1.0")->scheme, TH_SCHEME_SEMVER);
}

static void lenient_reading_takes_an_equals_sign(void **state)
{
	(void)state;
	assert_forgiven("vers:npm/=1.0", TH_VERS_EQUALS_SIGN, "vers:npm/1.0");
}

static void lenient_reading_takes_the_at_sign_of_ecma_428(void **state)
{
	(void)state;
	assert_forgiven("vers:npm@1.2.3|>=2.0", TH_VERS_AT_SIGN, "vers:npm/1.2.3|>=2.0");
}

static void lenient_reading_takes_needless_and_lower_case_encoding(void **state)
{
	(void)state;
	assert_forgiven("vers:npm/1%2e0", TH_VERS_ENCODING, "vers:npm/1.0");
	assert_forgiven("vers:npm/1%2E0", TH_VERS_ENCODING, "vers:npm/1.0");
	assert_forgiven("vers:npm/1.0%2a", TH_VERS_ENCODING, "vers:npm/1.0%2A");
	assert_forgiven("vers:npm/1.0%c3%A4", TH_VERS_ENCODING, "vers:npm/1.0%C3%A4");
	assert_forgiven("vers:npm/1.0%cE%Ce", TH_VERS_ENCODING, "vers:npm/1.0%CE%CE");
}

static void lenient_reading_takes_raw_utf_8(void **state)
{
	(void)state;
	assert_forgiven("vers:lexicographic/\xc3\xa4", TH_VERS_NON_ASCII,
			"vers:lexicographic/%C3%A4");
}

static void lenient_reading_drops_duplicates(void **state)
{
	(void)state;
	assert_forgiven("vers:npm/>=1.0|>=1.0.0|<2", TH_VERS_DUPLICATE, "vers:npm/>=1.0|<2");
	assert_forgiven("vers:intdot/1|1.0|1.0.0", TH_VERS_DUPLICATE, "vers:intdot/1");
}

static void lenient_reading_notes_bounds_that_do_not_alternate(void **state)
{
	(void)state;
	assert_forgiven("vers:npm/>1|>2", TH_VERS_REDUNDANT, "vers:npm/>1|>2");
	assert_forgiven("vers:npm/<1|<2", TH_VERS_REDUNDANT, "vers:npm/<1|<2");
	assert_forgiven("vers:npm/1|<2", TH_VERS_REDUNDANT, "vers:npm/1|<2");
	assert_forgiven("vers:npm/1|!=1.5|<2", TH_VERS_REDUNDANT, "vers:npm/1|!=1.5|<2");
}

static void lenient_reading_takes_type_all_with_bounds_for_generic(void **state)
{
	(void)state;
	assert_forgiven("vers:all/<V7.0.3", TH_VERS_ALL_BOUND, "vers:generic/<V7.0.3");
	assert_contents(lenient("vers:all/<V7.0.3"), "7.0.2 V6", "7.0.3 8", "");
}

static void datetimes_are_spelled_in_upper_case_with_raw_colons(void **state)
{
	(void)state;
	assert_forgiven("vers:datetime/2024-01-01t00:00:00Z", TH_VERS_SPELLING,
			"vers:datetime/2024-01-01t00:00:00Z");
	assert_forgiven("vers:datetime/2024-01-01T00%3A00%3A00Z", TH_VERS_SPELLING,
			"vers:datetime/2024-01-01T00:00:00Z");
}

static void a_type_without_known_order_is_read(void **state)
{
	const struct th_vers *vers = strict("vers:luarocks/>=2|<1|!=1.5");

	(void)state;
	assert_int_equal(vers->scheme, TH_SCHEME_NONE);
	assert_int_equal(vers->complaints, 0);
}

static void the_text_as_given_is_kept(void **state)
{
	char text[] = "vers:intdot/ 2|1 ";
	const struct th_vers *vers = lenient(text);

	(void)state;
	memset(text, '#', sizeof(text) - 1);
	assert_true(th_slice_equal(vers->text, TH_SLICE("vers:intdot/ 2|1 ")));
	assert_true(th_slice_equal(vers->constraints[0].version, TH_SLICE("1")));
}

static void a_fault_says_where(void **state)
{
	const struct th_vers *vers;
	struct th_vers_fault fault;

	(void)state;
	assert_int_equal(
		th_vers_parse(&arena, TH_SLICE("vers:npm/1.0|>="), TH_VERS_LENIENT, &vers, &fault),
		TH_EINPUT);
	assert_int_equal(fault.offset, 13);
	assert_int_equal(
		th_vers_parse(&arena, TH_SLICE("vers:npm/1.0 "), TH_VERS_STRICT, &vers, NULL),
		TH_EINPUT);
}

static void more_constraints_than_the_ceiling_are_refused(void **state)
{
	static char text[16 + 2 * (TH_MAX_VERS_CONSTRAINTS + 1)];
	size_t len = (size_t)snprintf(text, sizeof(text), "vers:luarocks/");
	const struct th_vers *vers;
	struct th_vers_fault fault;

	(void)state;
	for (size_t i = 0; i < TH_MAX_VERS_CONSTRAINTS; i++) {
		text[len++] = '1';
		text[len++] = '|';
	}
	assert_int_equal(
		th_vers_parse(&arena, th_slice_make(text, len - 1), TH_VERS_STRICT, &vers, NULL),
		TH_EINPUT);
	assert_int_equal(
		th_vers_parse(&arena, th_slice_make(text, len - 1), TH_VERS_LENIENT, &vers, NULL),
		TH_OK);
	text[len++] = '1';
	assert_int_equal(
		th_vers_parse(&arena, th_slice_make(text, len), TH_VERS_LENIENT, &vers, &fault),
		TH_ELIMIT);
	assert_int_equal(fault.complaint, TH_VERS_TOO_MANY);
}

static void a_longer_version_than_the_ceiling_is_refused(void **state)
{
	static char text[16 + TH_MAX_VERSION_BYTES + 1];
	size_t len = (size_t)snprintf(text, sizeof(text), "vers:luarocks/");
	const struct th_vers *vers;

	(void)state;
	memset(text + len, '1', TH_MAX_VERSION_BYTES + 1);
	len += TH_MAX_VERSION_BYTES;
	assert_int_equal(
		th_vers_parse(&arena, th_slice_make(text, len), TH_VERS_STRICT, &vers, NULL),
		TH_OK);
	assert_int_equal(
		th_vers_parse(&arena, th_slice_make(text, len + 1), TH_VERS_LENIENT, &vers, NULL),
		TH_ELIMIT);
}

static void an_interval_has_its_bounds_as_written(void **state)
{
	(void)state;
	assert_contents(strict("vers:intdot/>=7|<8"), "7 7.0 7.17.90 7.99999999999999999999",
			"6.9 8 8.0.0 18", "");
	assert_contents(strict("vers:intdot/>7|<=8"), "7.0.1 8 8.0", "7 7.0 8.1", "");
}

static void a_list_has_its_versions_alone(void **state)
{
	(void)state;
	assert_contents(strict("vers:intdot/18.12.407|18.12.416"),
			"18.12.407 18.12.407.0 18.12.416 v18.12.416",
			"18.11.1213 18.12.402 18.12.406 18.12.417 18.12.1213", "");
}

static void a_single_bound_is_a_range(void **state)
{
	(void)state;
	assert_contents(strict("vers:npm/>1.0"), "1.0.1 2", "1.0.0 0.9", "");
	assert_contents(strict("vers:npm/>=1.0"), "1 2", "0.9", "");
	assert_contents(strict("vers:npm/<1.0"), "0.9 1.0.0-rc", "1 2", "");
	assert_contents(strict("vers:npm/<=1.0"), "0.9 1", "1.0.1", "");
}

static void two_intervals_leave_a_gap(void **state)
{
	(void)state;
	assert_contents(strict("vers:npm/1.2.3|>=2.0.0|<5.0.0|>6|<=7"), "1.2.3 2.0.0 4.9 6.1 7.0.0",
			"1.2.2 1.2.4 1.9 5 5.1 6.0.0 7.0.1 9", "");
	assert_contents(strict("vers:npm/<=1|>=2"), "0 1 2 3", "1.5", "");
}

static void a_version_can_be_cut_out_of_an_interval(void **state)
{
	(void)state;
	assert_contents(strict("vers:npm/>=2.2.0|!=2.2.1|<2.3.0"), "2.2.0 2.2.2 2.2.1-rc",
			"2.2.1 v2.2.1 2.3", "");
}

static void unequal_alone_means_all_others(void **state)
{
	(void)state;
	assert_contents(strict("vers:npm/!=1.0"), "0.9 1.0.1", "1.0 1.0.0", "");
	assert_contents(strict("vers:npm/!=1.0|!=2.0"), "0.9 1.5 3", "1.0.0 2", "");
	assert_contents(strict("vers:npm/!=1.0|2.0"), "2", "0.9 1.0 1.5 3", "");
}

static void the_star_is_everything_and_none_is_nothing(void **state)
{
	(void)state;
	assert_contents(strict("vers:luarocks/*"), "1.0 what-ever", "", "");
	assert_contents(strict("vers:all/*"), "1.0", "", "");
	assert_contents(strict("vers:none/*"), "", "1.0", "");
	assert_answer(strict("vers:all/*"), "", TH_VERS_YES);
}

static void prereleases_are_in_an_advisory_range(void **state)
{
	(void)state;
	assert_contents(strict("vers:npm/>=1.0.0|<2.0.0"), "1.5.0-beta 2.0.0-alpha", "1.0.0-rc.1",
			"");
}

static void redundant_bounds_count_as_their_union(void **state)
{
	(void)state;
	assert_contents(lenient("vers:intdot/>1|>3"), "2 3 4", "1 0", "");
	assert_contents(lenient("vers:intdot/<1|<3"), "0 1 2", "3 4", "");
	assert_contents(lenient("vers:intdot/>=1|<=1"), "1", "0 2", "");
	assert_contents(lenient("vers:intdot/<1|>1"), "0 2", "1", "");
}

static void a_version_outside_of_the_scheme_is_unknown(void **state)
{
	(void)state;
	assert_contents(strict("vers:npm/>=1.0|<2.0"), "", "", "latest (devel)");
	assert_answer(strict("vers:npm/>=1.0|<2.0"), "", TH_VERS_UNKNOWN);
	assert_int_equal(th_vers_contains(strict("vers:npm/1.0"), (th_slice){ 0 }),
			 TH_VERS_UNKNOWN);
}

static void without_an_order_only_equal_strings_decide(void **state)
{
	(void)state;
	assert_contents(strict("vers:luarocks/1.0|>=2.0|!=2.5|<3.0"), "1.0 2.0", "2.5 3.0",
			"1.0.0 2.6 9");
	assert_contents(strict("vers:luarocks/1.0"), "1.0", "", "1.0.0");
	assert_contents(strict("vers:luarocks/!=1.0"), "", "1.0", "1.1");
	assert_contents(lenient("vers:luarocks/>1|<5|>3|<9"), "", "", "1 3 5 9");
}

static void a_product_version_with_words_finds_its_place(void **state)
{
	(void)state;
	assert_contents(strict("vers:generic/>=7.17.90p608|<8"), "7.17.90p608 7.17.90P609 7.18",
			"7.17.90 7.17.90rc1 8 6", "7.17.90sp1");
	assert_contents(strict("vers:generic/<9.5.7a"), "9.5.6 9.5", "9.5.7a 9.5.7b 9.6",
			"9.5.7 9.5.7.1");
}

static void words_of_two_families_leave_an_exact_list_undecided(void **state)
{
	const struct th_vers *vers = lenient("vers:generic/2019.4 HF 5|2020.2 RC 1|2019.4 SP 1");

	(void)state;
	assert_answer(vers, "2019.4 hf5", TH_VERS_YES);
	assert_answer(vers, "2020.2", TH_VERS_NO);
	assert_answer(vers, "2019.4 Update 3", TH_VERS_UNKNOWN);
}

static void an_unknown_place_within_one_answer_is_no_obstacle(void **state)
{
	/* 5.0 Build 3 does not compare with 5.0 SP1, but lies between 4 and 6 in any case */
	(void)state;
	assert_answer(strict("vers:generic/>=4|!=7|<8"), "5.0 Build 3", TH_VERS_YES);
	assert_answer(lenient("vers:generic/>=4|>=5.0 SP1|<6"), "5.0 Build 3", TH_VERS_YES);
	assert_answer(lenient("vers:generic/>=5.0 SP1|<6"), "5.0 Build 3", TH_VERS_UNKNOWN);
}

/*
 * A long way round: sort, and follow the specification's procedure (bounds by pairs, one alone
 * handled apart).
 */

enum { MODEL_MAX = 8 };

struct model {
	unsigned version[MODEL_MAX];
	enum th_comparator comparator[MODEL_MAX];
	unsigned count;
};

static bool model_contains(const struct model *m, unsigned v)
{
	unsigned bounds[MODEL_MAX], count = 0;
	bool only_unequal = true;

	for (unsigned i = 0; i < m->count; i++) {
		enum th_comparator c = m->comparator[i];
		if (m->version[i] == v)
			return c == TH_VERS_EQUAL || c == TH_VERS_LESS_EQUAL ||
			       c == TH_VERS_GREATER_EQUAL;
		if (c != TH_VERS_EQUAL && c != TH_VERS_NOT_EQUAL)
			bounds[count++] = i;
		only_unequal &= c == TH_VERS_NOT_EQUAL;
	}
	if (count == 0)
		return only_unequal;
	for (unsigned i = 0; i < count; i++) {
		bool upper = m->comparator[bounds[i]] == TH_VERS_LESS ||
			     m->comparator[bounds[i]] == TH_VERS_LESS_EQUAL;
		bool above = v > m->version[bounds[i]];
		if (upper && i == 0 && !above)
			return true;
		if (!upper && above && (i + 1 == count || v < m->version[bounds[i + 1]]))
			return true;
	}
	return false;
}

static uint32_t draw(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*seed >> 33);
}

/* Ascending versions, bounds that alternate. */
static void make_model(struct model *m, uint64_t *seed)
{
	bool upper = draw(seed) % 2;
	unsigned version = draw(seed) % 3;

	m->count = 1 + draw(seed) % MODEL_MAX;
	for (unsigned i = 0; i < m->count; i++) {
		m->version[i] = version;
		version += 1 + draw(seed) % 3;
		if (draw(seed) % 3 == 0) {
			m->comparator[i] = draw(seed) % 2 ? TH_VERS_EQUAL : TH_VERS_NOT_EQUAL;
			continue;
		}
		m->comparator[i] = upper ? TH_VERS_LESS : TH_VERS_GREATER;
		m->comparator[i] += draw(seed) % 2; /* or equal */
		upper = !upper;
	}
}

static const struct th_vers *model_parse(const struct model *m, bool shuffled, uint64_t *seed)
{
	char text[256];
	size_t len = (size_t)snprintf(text, sizeof(text), "vers:intdot/");
	unsigned order[MODEL_MAX] = { 0 };

	for (unsigned i = 0; i < m->count; i++) {
		unsigned j = shuffled ? draw(seed) % (i + 1) : i;
		order[i] = order[j];
		order[j] = i;
	}
	for (unsigned i = 0; i < m->count; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s%u", i ? "|" : "",
					th_comparator_text(m->comparator[order[i]]),
					m->version[order[i]]);
	return lenient(text);
}

static void contents_agree_with_the_long_way_round(void **state)
{
	uint64_t seed = 11;
	struct model m;
	char version[16];

	(void)state;
	for (int round = 0; round < 5000; round++) {
		make_model(&m, &seed);
		const struct th_vers *sorted = model_parse(&m, false, &seed);
		const struct th_vers *shuffled = model_parse(&m, true, &seed);
		for (unsigned v = 0; v < 26; v++) {
			snprintf(version, sizeof(version), "%u.0", v);
			enum th_vers_answer expected =
				model_contains(&m, v) ? TH_VERS_YES : TH_VERS_NO;
			assert_answer(sorted, version, expected);
			assert_answer(shuffled, version, expected);
		}
	}
}

static void a_long_list_is_sorted_and_searched(void **state)
{
	static char text[16 * 9000];
	size_t len = (size_t)snprintf(text, sizeof(text), "vers:intdot/");
	char version[16];

	(void)state;
	for (unsigned i = 0; i < 9000; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s1.%u", i ? "|" : "",
					i * 7919 % 9000 * 2);
	const struct th_vers *vers = lenient(text);
	assert_int_equal(vers->count, 9000);
	for (unsigned i = 0; i < 18000; i++) {
		snprintf(version, sizeof(version), "1.%u", i);
		assert_answer(vers, version, i % 2 ? TH_VERS_NO : TH_VERS_YES);
	}
}

static void random_bytes_do_no_harm(void **state)
{
	static const char *const pieces[] = {
		"vers:", "npm/", "generic/", "intdot/", "pypi/", "all/", "|",   "<",
		">=",    "!=",   "=",        "*",       "%2A",   "%",    "1.0", "2",
		"-rc1",  " ",    "p3",       "\x80",    "SP1",   "@",    "V",   "datetime/"
	};
	uint64_t seed = 5;
	char text[128];

	(void)state;
	for (int round = 0; round < 60000; round++) {
		size_t len = draw(&seed) % 8 ? (size_t)snprintf(text, sizeof(text), "vers:%s",
								pieces[1 + draw(&seed) % 5])
					     : 0;
		for (uint32_t left = draw(&seed) % 12; left > 0; left--) {
			const char *piece =
				pieces[draw(&seed) % (sizeof(pieces) / sizeof(pieces[0]))];
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s", piece);
		}
		if (len > 0 && draw(&seed) % 4 == 0)
			text[draw(&seed) % len] = (char)draw(&seed);
		const struct th_vers *vers, *again;
		if (th_vers_parse(&arena, th_slice_make(text, len), TH_VERS_LENIENT, &vers, NULL) !=
		    TH_OK)
			continue;
		th_vers_contains(vers, th_slice_make(text, len));
		enum th_vers_answer answer = th_vers_contains(vers, TH_SLICE("1.0p3"));
		/*
		 * what is printed is canonical, unless bounds do not alternate or an order is not
		 * known
		 */
		th_slice canonical = th_vers_canonical(vers, &arena);
		assert_int_equal(th_vers_parse(&arena, canonical, TH_VERS_LENIENT, &again, NULL),
				 TH_OK);
		assert_int_equal(th_vers_contains(again, TH_SLICE("1.0p3")), answer);
		assert_true(th_slice_equal(th_vers_canonical(again, &arena), canonical));
		if (round % 1000 == 0)
			th_arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_canonical_range_is_read_and_written_unchanged),
		cmocka_unit_test(the_parts_of_a_range_can_be_read),
		cmocka_unit_test(a_version_is_decoded_once),
		cmocka_unit_test(both_dialects_refuse_what_cannot_be_meant),
		cmocka_unit_test(lenient_reading_drops_blanks),
		cmocka_unit_test(lenient_reading_drops_empty_constraints),
		cmocka_unit_test(lenient_reading_sorts),
		cmocka_unit_test(lenient_reading_lowers_case),
		cmocka_unit_test(lenient_reading_takes_an_equals_sign),
		cmocka_unit_test(lenient_reading_takes_the_at_sign_of_ecma_428),
		cmocka_unit_test(lenient_reading_takes_needless_and_lower_case_encoding),
		cmocka_unit_test(lenient_reading_takes_raw_utf_8),
		cmocka_unit_test(lenient_reading_drops_duplicates),
		cmocka_unit_test(lenient_reading_notes_bounds_that_do_not_alternate),
		cmocka_unit_test(lenient_reading_takes_type_all_with_bounds_for_generic),
		cmocka_unit_test(datetimes_are_spelled_in_upper_case_with_raw_colons),
		cmocka_unit_test(a_type_without_known_order_is_read),
		cmocka_unit_test(the_text_as_given_is_kept),
		cmocka_unit_test(a_fault_says_where),
		cmocka_unit_test(more_constraints_than_the_ceiling_are_refused),
		cmocka_unit_test(a_longer_version_than_the_ceiling_is_refused),
		cmocka_unit_test(an_interval_has_its_bounds_as_written),
		cmocka_unit_test(a_list_has_its_versions_alone),
		cmocka_unit_test(a_single_bound_is_a_range),
		cmocka_unit_test(two_intervals_leave_a_gap),
		cmocka_unit_test(a_version_can_be_cut_out_of_an_interval),
		cmocka_unit_test(unequal_alone_means_all_others),
		cmocka_unit_test(the_star_is_everything_and_none_is_nothing),
		cmocka_unit_test(prereleases_are_in_an_advisory_range),
		cmocka_unit_test(redundant_bounds_count_as_their_union),
		cmocka_unit_test(a_version_outside_of_the_scheme_is_unknown),
		cmocka_unit_test(without_an_order_only_equal_strings_decide),
		cmocka_unit_test(a_product_version_with_words_finds_its_place),
		cmocka_unit_test(words_of_two_families_leave_an_exact_list_undecided),
		cmocka_unit_test(an_unknown_place_within_one_answer_is_no_obstacle),
		cmocka_unit_test(contents_agree_with_the_long_way_round),
		cmocka_unit_test(a_long_list_is_sorted_and_searched),
		cmocka_unit_test(random_bytes_do_no_harm),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
