/* Outputs for other programs, of reports made by hand: what no audit gives yet, or gives seldom. */
#include "cmd/render/exchange.h"
#include "cmd/render/renderer.h"
#include "core/text/json.h"
#include "core/text/json_tree.h"
#include "tests/unit/sample_report.h"

#include <cjson/cJSON.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct sample sample;
static struct th_suppression suppression;
static char text[1 << 20];

static int fresh_sample(void **state)
{
	(void)state;
	sample_init(&sample);
	suppression = (struct th_suppression){
		.by = "exception",
		.owner = TH_SLICE("jane@example.com"),
		.reason = TH_SLICE("replaced in Q2"),
		.expires = { 19600, TH_DATE_DAY }, /* 2023-08-31 */
		.evidence = { TH_SLICE("twohop.yaml"), 12, 5, { 0 } },
	};
	return 0;
}

static int forget_tree(void **state)
{
	(void)state;
	th_json_tree_free();
	return 0;
}

static th_slice rendered(const char *format)
{
	struct th_rendering rendering = { .reasons = sample.report.reasons };
	struct th_output out;

	memset(text, 0, sizeof(text));
	th_output_to_memory(&out, sizeof(text) - TH_JSON_PADDING);
	assert_int_equal(
		th_renderer_of(th_slice_of(format))->render(&sample.report, &rendering, &out),
		TH_OK);
	assert_int_equal(th_output_commit(&out), TH_OK);
	size_t len = th_output_bytes(&out).len;
	memcpy(text, th_output_bytes(&out).ptr, len);
	th_output_release(&out);
	return th_slice_make(text, len);
}

/* Until the next one, or the end of the test. */
static const struct cJSON *rendered_tree(const char *format)
{
	struct th_json_fault fault = { 0 };
	const struct cJSON *root = NULL;

	th_json_tree_free();
	if (th_json_tree_parse(rendered(format), &root, &fault) != TH_OK)
		fail_msg("%s at %zu of %s", fault.message, fault.offset, text);
	return root;
}

static const struct cJSON *member(const struct cJSON *object, const char *key)
{
	const struct cJSON *value = th_json_tree_member(object, key);

	if (!value)
		fail_msg("no member %s", key);
	return value;
}

static const struct cJSON *first(const struct cJSON *parent, const char *key)
{
	const struct cJSON *item = th_json_tree_first(member(parent, key));

	assert_non_null(item);
	return item;
}

static void assert_text(const struct cJSON *node, const char *expected)
{
	th_slice got = th_json_tree_text(node);

	if (!th_slice_equal(got, th_slice_of(expected)))
		fail_msg("\"%.*s\", not \"%s\"", TH_FMT(got), expected);
}

static bool holds(th_slice bytes, const char *wanted)
{
	return th_slice_search(bytes, th_slice_of(wanted)) < bytes.len;
}

static void assert_holds(th_slice bytes, const char *wanted)
{
	if (!holds(bytes, wanted))
		fail_msg("no %s in %.*s", wanted, TH_FMT(bytes));
}

static void empty_report(void)
{
	sample.report.findings.count = 0;
	sample.report.documents.count = 0;
	sample.report.not_evaluated.count = 0;
	sample.report.reasons = UINT32_C(1) << TH_REASON_NO_INPUT;
}

/* ---- an accepted risk ---- */

static void csv_tells_who_accepted_a_risk_and_until_when(void **state)
{
	(void)state;
	sample.findings[0].suppressed = &suppression;
	assert_holds(rendered("csv"), "\"exception\",\"2023-08-31\",\"jane@example.com\","
				      "\"replaced in Q2\",\"component\",\"3CXDesktopApp\"");
}

static void dot_dashes_what_only_a_suppressed_finding_is_about(void **state)
{
	(void)state;
	assert_false(holds(rendered("dot"), "filled,dashed"));
	sample.findings[0].suppressed = &suppression;
	assert_holds(rendered("dot"), "style=\"filled,dashed\", fillcolor=\"#ffffff\", "
				      "label=\"3CXDesktopApp\\n18.12.416\\n3CX\\nsuppressed, "
				      "critical: compromised-release\"");
}

static void openvex_keeps_an_accepted_risk_affected_and_tells_who_accepted_it(void **state)
{
	(void)state;
	sample.findings[0].suppressed = &suppression;
	const struct cJSON *statement = first(rendered_tree("openvex"), "statements");
	assert_text(member(statement, "status"), "affected");
	assert_text(member(statement, "action_statement"),
		    "Remove it and ask 3CX for a clean build.");
	assert_text(member(statement, "status_notes"),
		    "3CXDesktopApp 18.12.416 is one of the releases that were trojanized.; the "
		    "risk is accepted by jane@example.com until 2023-08-31 (twohop.yaml:12): "
		    "replaced in Q2");
}

static void openvex_believes_no_words_of_an_exception(void **state)
{
	(void)state;
	suppression.reason = TH_SLICE("not affected: code_not_present");
	sample.findings[0].suppressed = &suppression;
	assert_text(member(first(rendered_tree("openvex"), "statements"), "status"), "affected");
}

static void cyclonedx_vdr_has_no_state_for_an_accepted_risk(void **state)
{
	(void)state;
	suppression.reason = TH_SLICE("fixed: soon");
	sample.findings[0].suppressed = &suppression;
	const struct cJSON *analysis =
		member(first(rendered_tree("cyclonedx-vdr"), "vulnerabilities"), "analysis");
	assert_null(th_json_tree_member(analysis, "state"));
	assert_text(member(analysis, "detail"),
		    "the risk is accepted by jane@example.com until 2023-08-31 (twohop.yaml:12): "
		    "fixed: soon");
}

static void cyclonedx_vdr_keeps_a_label_that_is_the_formats_own(void **state)
{
	(void)state;
	suppression.by = "vex";
	suppression.reason = TH_SLICE("not affected: code_not_reachable");
	sample.findings[0].suppressed = &suppression;
	const struct cJSON *analysis =
		member(first(rendered_tree("cyclonedx-vdr"), "vulnerabilities"), "analysis");
	assert_text(member(analysis, "state"), "not_affected");
	assert_text(member(analysis, "justification"), "code_not_reachable");
}

static void openvex_has_a_reason_even_where_the_statement_gave_none(void **state)
{
	(void)state;
	suppression.by = "vex";
	suppression.reason = TH_SLICE("not affected");
	suppression.owner = (th_slice){ 0 };
	sample.findings[0].suppressed = &suppression;
	const struct cJSON *statement = first(rendered_tree("openvex"), "statements");
	assert_text(member(statement, "status"), "not_affected");
	assert_text(member(statement, "impact_statement"), "the statement gives no reason");
}

/* ---- known and new ---- */

static void csv_tells_known_from_new_where_there_is_a_baseline(void **state)
{
	(void)state;
	assert_holds(rendered("csv"), "\"1\",\"true\",\"\",\"\"");
	sample.findings[0].news = TH_NEWS_KNOWN;
	sample.findings[0].decides = false;
	assert_holds(rendered("csv"), "\"1\",\"false\",\"false\",\"\"");
	sample.findings[0].news = TH_NEWS_NEW;
	assert_holds(rendered("csv"), "\"1\",\"false\",\"true\",\"\"");
}

static void cyclonedx_vdr_tells_known_from_new_where_there_is_a_baseline(void **state)
{
	(void)state;
	assert_false(holds(rendered("cyclonedx-vdr"), "twohop:new"));
	sample.findings[0].news = TH_NEWS_KNOWN;
	assert_holds(rendered("cyclonedx-vdr"), "\"twohop:new\", \"value\": \"false\"");
}

/* ---- what is one and what is two ---- */

static uint32_t components(void)
{
	uint32_t count = 0;

	for (const struct cJSON *at =
		     th_json_tree_first(member(rendered_tree("cyclonedx-vdr"), "components"));
	     at; at = th_json_tree_next(at))
		count++;
	return count;
}

/* f[0] is about 3CXDesktopApp, f[1] leads over it and a laptop to X_TRADER, f[3] is about electron.
 */
static void what_two_findings_lead_over_is_listed_once(void **state)
{
	(void)state;
	assert_int_equal(components(), 4);
}

static void a_subject_is_the_last_step_though_its_supplier_is_spelled_otherwise(void **state)
{
	(void)state;
	sample.findings[1].subject.supplier = TH_SLICE("Trading Technologies, Inc.");
	assert_int_equal(components(), 4);
}

static void packages_that_differ_in_their_purl_alone_are_two(void **state)
{
	(void)state;
	sample.findings[2] = sample.findings[0];
	sample.findings[0].subject.purl = TH_SLICE("pkg:npm/a@1");
	sample.findings[2].subject.purl = TH_SLICE("pkg:npm/a@1");
	assert_int_equal(components(), 4);
	sample.findings[2].subject.purl = TH_SLICE("pkg:deb/a@1");
	assert_int_equal(components(), 5);
}

static void what_has_another_name_than_the_last_step_hangs_on_it(void **state)
{
	(void)state;
	sample.findings[4].steps = sample.path;
	sample.findings[4].step_count = 2;
	sample.report.findings.count = 5;
	assert_holds(rendered("dot"), "shape=note, style=\"filled\", fillcolor=\"#e0e0e0\", "
				      "label=\"a.json\\nblind spot, medium: unknown-supplier\"");
	assert_holds(rendered("dot"), "\tn2 -> n7 [style=dotted, arrowhead=none];");
}

/* ---- nothing ---- */

static void csv_of_no_finding_is_its_header(void **state)
{
	(void)state;
	empty_report();
	th_slice csv = rendered("csv");
	assert_int_equal(th_slice_find(csv, '\n'), csv.len - 1);
	assert_true(th_slice_starts(csv, TH_SLICE("\"id\",\"rule\",")));
}

static void dot_of_no_finding_is_an_empty_graph(void **state)
{
	(void)state;
	empty_report();
	assert_false(holds(rendered("dot"), "n1"));
	assert_holds(rendered("dot"), "as of 2023-04-21: 2 violations");
}

static void cyclonedx_vdr_of_no_finding_tells_how_it_ended(void **state)
{
	(void)state;
	empty_report();
	const struct cJSON *root = rendered_tree("cyclonedx-vdr");
	assert_null(th_json_tree_first(member(root, "vulnerabilities")));
	assert_holds(rendered("cyclonedx-vdr"), "\"value\": \"no-input\"");
}

static void in_toto_of_no_document_has_no_subject_and_fails(void **state)
{
	(void)state;
	empty_report();
	const struct cJSON *root = rendered_tree("in-toto");
	assert_null(th_json_tree_first(member(root, "subject")));
	assert_text(member(member(root, "predicate"), "verificationResult"), "FAILED");
}

static void openvex_of_no_finding_has_one_statement_that_clears_nothing(void **state)
{
	(void)state;
	empty_report();
	const struct cJSON *statement = first(rendered_tree("openvex"), "statements");
	assert_text(member(statement, "status"), "under_investigation");
	assert_null(th_json_tree_next(statement));
}

/* ---- in-toto ---- */

static void in_toto_has_the_digest_of_the_policy_where_there_is_one(void **state)
{
	(void)state;
	const struct cJSON *policy =
		member(member(rendered_tree("in-toto"), "predicate"), "policy");
	assert_null(th_json_tree_member(policy, "digest"));
	memset(sample.report.policy.digest, 'b', 64);
	sample.report.policy.path = TH_SLICE("twohop.yaml");
	policy = member(member(rendered_tree("in-toto"), "predicate"), "policy");
	assert_text(member(policy, "name"), "twohop.yaml");
	assert_text(member(member(policy, "digest"), "sha256"), sample.report.policy.digest);
}

static void in_toto_has_no_subject_without_a_digest(void **state)
{
	(void)state;
	const struct cJSON *subject = first(rendered_tree("in-toto"), "subject");
	assert_text(member(subject, "name"), "3cx/app.cdx.json");
	assert_null(th_json_tree_next(subject));
}

static void in_toto_names_the_one_document_by_its_id_if_that_is_a_uri(void **state)
{
	(void)state;
	assert_text(member(member(rendered_tree("in-toto"), "predicate"), "resourceUri"),
		    "urn:cdx:1/1");
	sample.documents[0].id = TH_SLICE("no uri");
	th_slice uri = th_json_tree_text(
		member(member(rendered_tree("in-toto"), "predicate"), "resourceUri"));
	assert_true(th_slice_starts(uri, TH_SLICE("urn:uuid:")));
}

/* ---- IRIs, package URLs ---- */

static void what_is_an_iri_is_told_from_what_is_not(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool is;
	} cases[] = {
		{ "pkg:npm/%40a/b@1.0", true },
		{ "urn:uuid:0", true },
		{ "https://x.example/\xc3\xa4#f", true },
		{ "urn:", false },
		{ "1urn:x", false },
		{ "x y:z", false },
		{ "urn:x y", false },
		{ "urn:<x>", false },
		{ "urn:\"x\"", false },
		{ "urn:x\\y", false },
		{ "urn:%4", false },
		{ "urn:%4g", false },
		{ "urn:x#a#b", false },
		{ "urn:x\n", false },
		{ "urn:\xe2\x80\xae", false },
		{ "urn:\xff", false },
		{ "urn:\xc2\xa0", false },
		{ "", false },
		{ "no colon", false },
		{ ":x", false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (th_exchange_is_iri(th_slice_of(cases[i].text)) != cases[i].is)
			fail_msg("%s", cases[i].text);
	assert_false(th_exchange_is_iri((th_slice){ 0 }));
}

static void only_an_address_of_the_web_may_be_followed(void **state)
{
	(void)state;
	assert_true(th_exchange_is_url(TH_SLICE("https://x.example/a?b=c")));
	assert_true(th_exchange_is_url(TH_SLICE("http://x.example/")));
	assert_false(th_exchange_is_url(TH_SLICE("javascript:alert(1)")));
	assert_false(th_exchange_is_url(TH_SLICE("data:text/html,x")));
	assert_false(th_exchange_is_url(TH_SLICE("https://x.example/<script>")));
	assert_false(th_exchange_is_url(TH_SLICE(" https://x.example/")));
}

static void a_purl_takes_the_version_that_it_leaves_out(void **state)
{
	(void)state;
	static struct th_purl_scratch scratch;
	static const struct {
		const char *purl, *version, *made; /* NULL: none */
	} cases[] = {
		{ "pkg:npm/a", "1.0", "pkg:npm/a@1.0" },
		{ "pkg:npm/a@2.0", "1.0", "pkg:npm/a@2.0" },
		{ "pkg:npm/a?x=y#z", "1.0", "pkg:npm/a@1.0?x=y#z" },
		{ "pkg:npm/a", "\xe2\x80\xae", "pkg:npm/a@%E2%80%AE" },
		{ "pkg:npm/@s/a", NULL, "pkg:npm/%40s/a" },
		{ "npm/a", "1.0", NULL },
		{ "javascript:alert(1)", NULL, NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		th_slice made = th_exchange_purl(th_slice_of(cases[i].purl),
						 th_slice_of(cases[i].version), &scratch);
		if (!th_slice_equal(made, th_slice_of(cases[i].made)))
			fail_msg("%s: %.*s", cases[i].purl, TH_FMT(made));
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh_sample, forget_tree)
	const struct CMUnitTest tests[] = {
		TEST(csv_tells_who_accepted_a_risk_and_until_when),
		TEST(dot_dashes_what_only_a_suppressed_finding_is_about),
		TEST(openvex_keeps_an_accepted_risk_affected_and_tells_who_accepted_it),
		TEST(openvex_believes_no_words_of_an_exception),
		TEST(cyclonedx_vdr_has_no_state_for_an_accepted_risk),
		TEST(cyclonedx_vdr_keeps_a_label_that_is_the_formats_own),
		TEST(openvex_has_a_reason_even_where_the_statement_gave_none),
		TEST(csv_tells_known_from_new_where_there_is_a_baseline),
		TEST(cyclonedx_vdr_tells_known_from_new_where_there_is_a_baseline),
		TEST(what_two_findings_lead_over_is_listed_once),
		TEST(a_subject_is_the_last_step_though_its_supplier_is_spelled_otherwise),
		TEST(packages_that_differ_in_their_purl_alone_are_two),
		TEST(what_has_another_name_than_the_last_step_hangs_on_it),
		TEST(csv_of_no_finding_is_its_header),
		TEST(dot_of_no_finding_is_an_empty_graph),
		TEST(cyclonedx_vdr_of_no_finding_tells_how_it_ended),
		TEST(in_toto_of_no_document_has_no_subject_and_fails),
		TEST(openvex_of_no_finding_has_one_statement_that_clears_nothing),
		TEST(in_toto_has_the_digest_of_the_policy_where_there_is_one),
		TEST(in_toto_has_no_subject_without_a_digest),
		TEST(in_toto_names_the_one_document_by_its_id_if_that_is_a_uri),
		TEST(what_is_an_iri_is_told_from_what_is_not),
		TEST(only_an_address_of_the_web_may_be_followed),
		TEST(a_purl_takes_the_version_that_it_leaves_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
