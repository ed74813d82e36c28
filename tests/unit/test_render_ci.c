/* The outputs for CI on a report made by hand: baselines, suppressions and policy, whatever fills
 * them in. */
#include "cmd/render/renderer.h"
#include "tests/unit/sample_report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct sample sample;
static struct th_suppression suppression;
static struct th_output out;

typedef th_status render(const struct th_report *report, const struct th_rendering *rendering,
			 struct th_output *out);

static int fresh_sample(void **state)
{
	(void)state;
	sample_init(&sample);
	suppression = (struct th_suppression){
		.by = "exception",
		.owner = TH_SLICE("jane <j@example.com>"),
		.reason = TH_SLICE("replaced in Q2"),
		.expires = { 19500, TH_DATE_DAY },
		.evidence = sample_place("twohop.yaml", 9, ""),
	};
	out = (struct th_output){ 0 };
	return 0;
}

static int release(void **state)
{
	(void)state;
	th_output_release(&out);
	return 0;
}

static th_slice rendered(render *how)
{
	struct th_rendering rendering = { .reasons = sample.report.reasons };

	th_output_release(&out);
	th_output_to_memory(&out, SIZE_MAX);
	assert_int_equal(how(&sample.report, &rendering, &out), TH_OK);
	assert_int_equal(th_output_commit(&out), TH_OK);
	return th_output_bytes(&out);
}

static size_t count(th_slice text, const char *needle)
{
	th_slice what = th_slice_of(needle);
	size_t found = 0, at;

	while ((at = th_slice_search(text, what)) < text.len) {
		found++;
		text = th_slice_sub(text, at + what.len, text.len);
	}
	return found;
}

static void expect(render *how, const char *needle, size_t times)
{
	th_slice text = rendered(how);

	if (count(text, needle) != times)
		fail_msg("%zu times \"%s\", not %zu, in\n%.*s", count(text, needle), needle, times,
			 TH_FMT(text));
}

/* The worst is new, the second is suppressed, the others are known. */
static void with_a_baseline(void)
{
	for (uint32_t i = 0; i < sample.report.findings.count; i++) {
		sample.findings[i].news = i == 0 ? TH_NEWS_NEW : TH_NEWS_KNOWN;
		sample.findings[i].decides = i == 0;
	}
	sample.findings[1].suppressed = &suppression;
	sample.report.suppressed = 1;
	sample.report.has_baseline = true;
	sample.report.fresh = 1;
	sample.report.known = 6;
	sample.report.verdict = TH_SLICE("1 new, 6 known: 2 violations");
}

static void sarif_tells_new_from_unchanged(void **state)
{
	(void)state;
	expect(th_render_sarif, "\"baselineState\"", 0);
	with_a_baseline();
	expect(th_render_sarif, "\"baselineState\": \"new\"", 1);
	expect(th_render_sarif, "\"baselineState\": \"unchanged\"", 7);
}

static void sarif_keeps_a_suppressed_finding_and_says_so(void **state)
{
	(void)state;
	with_a_baseline();
	expect(th_render_sarif, "\"ruleId\"", 8);
	expect(th_render_sarif, "\"suppressions\": []", 7);
	expect(th_render_sarif,
	       "\"justification\": \"suppressed by exception of jane <j@example.com>: replaced in "
	       "Q2; until 2023-05-23; by the word of twohop.yaml:9:3\"",
	       1);
}

static void sarif_has_an_error_for_what_decides_and_no_other(void **state)
{
	(void)state;
	with_a_baseline();
	sample.findings[0].severity = TH_LEVEL_LOW;
	expect(th_render_sarif, "      \"level\": \"error\",\n          \"message\"", 1);
	expect(th_render_sarif, "\"level\": \"note\",\n          \"message\"", 1);
}

static void sarif_has_the_worst_severity_of_a_rule(void **state)
{
	(void)state;
	expect(th_render_sarif, "\"security-severity\": \"9.5\"", 1);
	sample.findings[0].severity = sample.findings[1].severity = TH_LEVEL_MEDIUM;
	expect(th_render_sarif, "\"security-severity\": \"9.5\"", 0);
}

static void sarif_has_no_link_and_no_placeholder_of_a_document(void **state)
{
	(void)state;
	sample.findings[0].message = TH_SLICE("[a](http://x) {0}");
	expect(th_render_sarif, "\"\\\\[a\\\\](http://x) {{0}}\"", 1);
}

static void sarif_places_a_built_in_step_where_the_one_before_it_stands(void **state)
{
	(void)state;
	sample.steps[4].evidence =
		(struct th_place){ TH_SLICE("builtin:events"), 0, 0, TH_SLICE("TH-1") };
	expect(th_render_sarif, "by the word of builtin:events TH-1", 1);
	expect(th_render_sarif, "builtin%3Aevents", 0);
}

static void sarif_notifies_of_what_was_refused_and_not_evaluated(void **state)
{
	(void)state;
	expect(th_render_sarif, "3cx/broken.json:3:14: a value was expected", 1);
	expect(th_render_sarif, "vulnerable was not evaluated, which is no pass: no OSV feed", 1);
	expect(th_render_sarif, "\"executionSuccessful\": false", 1);
	expect(th_render_sarif, "\"exitCode\": 65", 1);
}

static void junit_skips_a_suppressed_finding_with_who_and_until(void **state)
{
	(void)state;
	with_a_baseline();
	expect(th_render_junit,
	       "<skipped message=\"suppressed by exception of jane &lt;j@example.com&gt;: replaced "
	       "in Q2; until 2023-05-23",
	       1);
	expect(th_render_junit, "<failure ", 1);
}

static void junit_passes_what_is_known_and_tells_it(void **state)
{
	(void)state;
	with_a_baseline();
	expect(th_render_junit, "low, violation, hop 2, id 4444444444444444; known since", 1);
}

static void junit_passes_a_case_of_which_not_all_is_suppressed(void **state)
{
	(void)state;
	with_a_baseline();
	sample.findings[0].decides = false;
	sample.findings[1].step_count = 0;
	sample.findings[1].subject.supplier = TH_SLICE("3CX");
	expect(th_render_junit,
	       "<testcase classname=\"3CX\" name=\"compromised-release\" time=\"0\">\n      "
	       "<system-out>",
	       1);
}

static void junit_has_one_case_of_a_supplier_and_rule(void **state)
{
	(void)state;
	sample.findings[5].rule = sample.findings[7].rule = TH_RULE_no_lifecycle;
	expect(th_render_junit, "<testcase classname=\"(no supplier named)\" name=\"", 3);
	expect(th_render_junit, "name=\"no-lifecycle\"", 1);
	expect(th_render_junit, "name=\"unknown-supplier\"", 1);
}

static void junit_fails_where_the_policy_does(void **state)
{
	(void)state;
	expect(th_render_junit, "<testsuite name=\"policy\"", 0);
	sample.report.reasons |= UINT32_C(1) << TH_REASON_STALE_FEED;
	expect(th_render_junit, "classname=\"policy\" name=\"stale-feed\"", 1);
}

static void junit_has_an_error_for_a_document_that_was_not_read(void **state)
{
	(void)state;
	expect(th_render_junit,
	       "<error message=\"3cx/broken.json:3:14: a value was expected\" type=\"not-read\">",
	       1);
}

static void junit_passes_no_rule_where_nothing_was_recognised(void **state)
{
	(void)state;
	expect(th_render_junit, "no input was recognised", 0);
	sample.report.reasons |= UINT32_C(1) << TH_REASON_NO_INPUT;
	th_slice text = rendered(th_render_junit);
	assert_true(count(text, "not evaluated: no input was recognised") > 0);
}

static void gitlab_keeps_a_suppressed_finding_as_information(void **state)
{
	(void)state;
	with_a_baseline();
	expect(th_render_gitlab,
	       "X_TRADER 7.17.90p608 is a trojanized release. (hop 2); suppressed by exception of "
	       "jane <j@example.com>: replaced in Q2; until 2023-05-23; by the word of "
	       "twohop.yaml:9:3\",\n    \"check_name\": \"compromised-release\",\n    "
	       "\"fingerprint\": \"2222222222222222\",\n    \"severity\": \"info\"",
	       1);
	expect(th_render_gitlab, "\"severity\": \"blocker\"", 2); /* and the broken document */
}

static void github_warns_of_nothing_known_or_suppressed(void **state)
{
	(void)state;
	expect(th_render_github, "::warning ", 5);
	with_a_baseline();
	expect(th_render_github, "::warning ", 0);
	expect(th_render_github, "::error ", 2); /* and the broken document */
	expect(th_render_github, "::notice title=twohop::1 new, 6 known: 2 violations; ", 1);
	expect(th_render_github, "::1 finding is suppressed", 1);
}

static void markdown_begins_with_the_news(void **state)
{
	(void)state;
	with_a_baseline();
	assert_true(th_slice_starts(rendered(th_render_markdown),
				    TH_SLICE("## twohop: 1 new, 6 known: 2 violations")));
	expect(th_render_markdown, "<summary>Known since the baseline: 6</summary>", 1);
	expect(th_render_markdown, "<summary>Suppressed: 1</summary>", 1);
	expect(th_render_markdown, "### What decides: 1\n", 1);
}

static void markdown_has_the_three_ways_out(void **state)
{
	(void)state;
	with_a_baseline();
	expect(th_render_markdown, "- **Fix**: Remove it and ask 3CX for a clean build.\n", 1);
	expect(th_render_markdown, "- **Ask** <code>3CX</code> for", 1);
	expect(th_render_markdown,
	       "  ```yaml\n  exceptions:\n    - {rule: compromised-release, id: "
	       "\"1111111111111111\", owner: OWNER, reason: REASON, expires: 2023-07-20, "
	       "second_approver: SECOND}\n  ```\n",
	       1);
}

static void markdown_shows_nothing_behind_what_did_not_fit(void **state)
{
	(void)state;
	static struct th_finding many[100];
	static char colons[300];

	memset(colons, ':', sizeof(colons));
	for (size_t i = 0; i < 100; i++) {
		many[i] = sample.findings[3];
		many[i].message =
			i < 99 ? th_slice_make(colons, sizeof(colons)) : TH_SLICE("short");
	}
	sample.report.findings = (struct th_finding_list){ many, 100, 100 };
	expect(th_render_markdown, "<summary>Other findings, which do not decide: 100</summary>",
	       1);
	expect(th_render_markdown, "short", 0);
	expect(th_render_markdown, " more did not fit here", 1);
}

static void markdown_names_the_policy(void **state)
{
	(void)state;
	expect(th_render_markdown, "Policy", 0);
	memset(sample.report.policy.digest, 'b', 64);
	sample.report.policy.path = TH_SLICE("twohop.yaml");
	expect(th_render_markdown, "\nPolicy <code>twohop.yaml</code>, SHA-256 `bbbb", 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh_sample, release)
	const struct CMUnitTest tests[] = {
		TEST(sarif_tells_new_from_unchanged),
		TEST(sarif_keeps_a_suppressed_finding_and_says_so),
		TEST(sarif_has_an_error_for_what_decides_and_no_other),
		TEST(sarif_has_the_worst_severity_of_a_rule),
		TEST(sarif_has_no_link_and_no_placeholder_of_a_document),
		TEST(sarif_places_a_built_in_step_where_the_one_before_it_stands),
		TEST(sarif_notifies_of_what_was_refused_and_not_evaluated),
		TEST(junit_skips_a_suppressed_finding_with_who_and_until),
		TEST(junit_passes_what_is_known_and_tells_it),
		TEST(junit_passes_a_case_of_which_not_all_is_suppressed),
		TEST(junit_has_one_case_of_a_supplier_and_rule),
		TEST(junit_fails_where_the_policy_does),
		TEST(junit_has_an_error_for_a_document_that_was_not_read),
		TEST(junit_passes_no_rule_where_nothing_was_recognised),
		TEST(gitlab_keeps_a_suppressed_finding_as_information),
		TEST(github_warns_of_nothing_known_or_suppressed),
		TEST(markdown_begins_with_the_news),
		TEST(markdown_has_the_three_ways_out),
		TEST(markdown_shows_nothing_behind_what_did_not_fit),
		TEST(markdown_names_the_policy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
