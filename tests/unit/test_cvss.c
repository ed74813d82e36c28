/* Base scores against vectors whose scores are published, and near misses of each version. */
#include "tests/unit/given.h"

#include "feeds/cvss.h"

#include <stdio.h>

static const struct {
	const char *vector;
	unsigned tenths;
} published[] = {
	/* 2.0, from the specification's examples */
	{ "AV:N/AC:L/Au:N/C:N/I:N/A:C", 78 },
	{ "AV:N/AC:L/Au:N/C:C/I:C/A:C", 100 },
	{ "AV:L/AC:H/Au:N/C:C/I:C/A:C", 62 },
	{ "(AV:N/AC:M/Au:N/C:P/I:P/A:P)", 68 },
	{ "AV:N/AC:L/Au:N/C:N/I:N/A:N", 0 },
	{ "AV:N/AC:L/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C", 100 },
	/* 3.0 and 3.1 */
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 98 },
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 100 },
	{ "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 75 },
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 61 },
	{ "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 78 },
	{ "CVSS:3.0/AV:L/AC:L/PR:H/UI:R/S:U/C:H/I:H/A:H", 65 },
	{ "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:H", 59 },
	{ "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N", 0 },
	{ "CVSS:3.1/AV:N/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N/E:P/RL:O/RC:C", 54 },
	/* 4.0 */
	{ "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 100 },
	{ "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 93 },
	{ "CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 73 },
	{ "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N", 51 },
	{ "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0 },
};

static void a_published_vector_has_its_published_score(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(published) / sizeof(published[0]); i++) {
		unsigned tenths = 1000;
		if (!th_cvss_score(th_slice_of(published[i].vector), &tenths) ||
		    tenths != published[i].tenths)
			fail_msg("%s: %u, not %u", published[i].vector, tenths,
				 published[i].tenths);
	}
}

static void what_is_no_whole_vector_has_no_score(void **state)
{
	static const char *const broken[] = {
		"",
		"9.8",
		"CVSS:3.1",
		"CVSS:3.1/",
		"CVSS:3.2/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
		"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H",
		"CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
		"CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
		"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/XX:Y",
		"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:",
		"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:R/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
		"AV:N/AC:L/Au:N/C:C/I:C",
		"(AV:N/AC:L/Au:N/C:C/I:C/A:C",
	};
	unsigned tenths;

	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		if (th_cvss_score(th_slice_of(broken[i]), &tenths))
			fail_msg("%s has a score: %u", broken[i], tenths);
}

/* A worse value never lowers the score: every metric of 4.0, from every base vector. */
static void a_worse_metric_never_lowers_a_score_of_version_4(void **state)
{
	static const char *const names[] = { "AV", "AC", "AT", "PR", "UI", "VC",
					     "VI", "VA", "SC", "SI", "SA" };
	static const char *const values[] = { "NALP", "LH",  "NP",  "NLH", "NPA", "HLN",
					      "HLN",  "HLN", "HLN", "HLN", "HLN" };
	unsigned at[11] = { 0 };

	(void)state;
	for (;;) {
		char vector[128] = "CVSS:4.0", worse[128] = "CVSS:4.0";
		unsigned score, higher;
		size_t step = 0;
		while (step < 11 && at[step] == 0)
			step++;
		for (size_t i = 0; i < 11; i++) {
			size_t used = strlen(vector);
			snprintf(vector + used, sizeof(vector) - used, "/%s:%c", names[i],
				 values[i][at[i]]);
			snprintf(worse + used, sizeof(worse) - used, "/%s:%c", names[i],
				 values[i][at[i] - (i == step)]);
		}
		assert_true(th_cvss_score(th_slice_of(vector), &score) && score <= 100);
		assert_true(th_cvss_score(th_slice_of(worse), &higher));
		if (higher < score)
			fail_msg("%s has %u, and %s %u", vector, score, worse, higher);
		size_t i = 0;
		while (i < 11 && ++at[i] == strlen(values[i]))
			at[i++] = 0;
		if (i == 11)
			return;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_published_vector_has_its_published_score),
		cmocka_unit_test(what_is_no_whole_vector_has_no_score),
		cmocka_unit_test(a_worse_metric_never_lowers_a_score_of_version_4),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
