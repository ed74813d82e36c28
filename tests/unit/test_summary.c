/*
 * graph/summary, through a whole audit of files: the verdict's line, what decides, the exit code,
 * the documents, the suppliers and how much is visible.
 */
#include "graph/audit.h"

#include "cdx.h"
#include "core/base/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static char folder[64];
static struct th_audit_request request;
static struct th_config config;
static struct th_audit *audit;
static th_slice inputs[8];
static char names[8][256];
static const char not_checked[] = "; not checked for want of a feed: malicious-package, "
				  "known-exploited, vulnerable";

static int setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/test_summary.XXXXXX");
	th_config_init(&config);
	request = (struct th_audit_request){
		.inputs = inputs, .config = &config, .depth = 2, .jobs = 1
	};
	assert_int_equal(th_date_parse(TH_SLICE("2023-06-01"), &request.as_of), TH_OK);
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status;
	(void)type;
	(void)place;
	return remove(path);
}

static int teardown(void **state)
{
	(void)state;
	th_audit_free(audit);
	audit = NULL;
	th_name_list_release(&request.self);
	th_name_list_release(&request.feeds);
	th_config_release(&config);
	return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *path_of(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

/* A file in the folder, with ' for ". */
static void file(const char *name, const char *text)
{
	FILE *out = fopen(path_of(name), "w");

	assert_non_null(out);
	for (; *text; text++)
		fputc(*text == '\'' ? '"' : *text, out);
	fclose(out);
}

static void input(const char *name)
{
	uint32_t i = request.input_count++;

	snprintf(names[i], sizeof(names[i]), "%s", path_of(name));
	inputs[i] = th_slice_of(names[i]);
}

/* A file that is an input. */
static void given(const char *name, const char *text)
{
	file(name, text);
	input(name);
}

static const struct th_report *run(void)
{
	th_audit_free(audit);
	audit = NULL;
	assert_int_equal(th_audit_run(&request, &audit), TH_OK);
	return th_audit_report(audit);
}

static void assert_text(th_slice text, const char *expected)
{
	if (!th_slice_equal(text, th_slice_of(expected)))
		fail_msg("\"%.*s\" is not \"%s\"", TH_FMT(text), expected);
}

/* The verdict, without what was not checked. */
static void assert_verdict(const struct th_report *report, const char *expected)
{
	char whole[512];

	snprintf(whole, sizeof(whole), "%s%s", expected, not_checked);
	assert_text(report->verdict, whole);
}

static void assert_exit(const struct th_report *report, int code)
{
	assert_int_equal(th_exit_code(report->reasons), code);
}

#define APP(rest) \
	"'metadata':{'component':{'type':'application','name':'app','bom-ref':'app'" rest "}}"
#define ACME ",'supplier':{'name':'Acme'}"
#define LIBRARY(name, rest)                                                              \
	"{'type':'library','name':'" name "','bom-ref':'" name "','purl':'pkg:npm/" name \
	"@1'" rest "}"
#define SABOTAGE(name)                                                                           \
	"{'id':'E-" name "','kind':'sabotage','published':'2023-01-01','supplier':{'name':'S'}," \
	"'product':{'name':'" name "','purls':['pkg:npm/" name                                   \
	"']},'affected':[{'versions':['1']}]}"

/* ---- the verdict ---- */

static void one_thing_is_said_in_the_singular(void **state)
{
	(void)state;
	config.fail_on[TH_CLASS_BLIND_SPOT] = TH_LEVEL_NEVER;
	given("a.json", CDX(APP(ACME), COMPONENTS(LIBRARY("bad", ACME))));
	given("facts.json", FACTS(SABOTAGE("bad")));
	const struct th_report *report = run();
	assert_int_equal(report->summary[TH_CLASS_VIOLATION], 1);
	char start[64];
	snprintf(start, sizeof(start), "1 violation, %u blind spots",
		 report->summary[TH_CLASS_BLIND_SPOT]);
	assert_verdict(report, start);
	assert_exit(report, 1);
}

static void several_things_are_said_in_the_plural(void **state)
{
	(void)state;
	given("a.json", CDX(APP(ACME), COMPONENTS(LIBRARY("bad", ACME), LIBRARY("worse", ACME))));
	given("facts.json", FACTS(SABOTAGE("bad"), SABOTAGE("worse")));
	const struct th_report *report = run();
	assert_int_equal(report->summary[TH_CLASS_VIOLATION], 2);
	assert_true(th_slice_starts(report->verdict, TH_SLICE("2 violations, ")));
	assert_exit(report, 1);
}

static void a_document_that_could_not_be_read_is_named_beside_what_was_found(void **state)
{
	(void)state;
	given("a.json", CDX(APP(ACME), COMPONENTS(LIBRARY("bad", ACME))));
	given("facts.json", FACTS(SABOTAGE("bad")));
	given("broken.json", "{'bomFormat':'CycloneDX',");
	const struct th_report *report = run();
	assert_true(th_slice_search(report->verdict,
				    TH_SLICE("; 1 document could not be read; not checked")) <
		    report->verdict.len);
	assert_true(th_slice_starts(report->verdict, TH_SLICE("1 violation, ")));
	assert_exit(report, 65);
	assert_true(report->reasons & 1u << TH_REASON_VIOLATION);
}

static void several_documents_that_could_not_be_read_are_counted(void **state)
{
	(void)state;
	given("broken.json", "{'bomFormat':'CycloneDX',");
	given("empty.json", "");
	const struct th_report *report = run();
	assert_verdict(report, "nothing was looked at; 2 documents could not be read");
	assert_exit(report, 65);
}

static void an_input_that_is_not_there_is_said(void **state)
{
	(void)state;
	input("nowhere.json");
	const struct th_report *report = run();
	assert_verdict(report, "nothing was read: there is no such input");
	assert_exit(report, 66);
}

static void an_input_that_is_not_there_is_said_beside_those_that_are(void **state)
{
	(void)state;
	given("a.json", CDX(APP(ACME), COMPONENTS(LIBRARY("x", ACME))));
	input("nowhere.json");
	const struct th_report *report = run();
	assert_true(th_slice_search(report->verdict, TH_SLICE("; an input is not there")) <
		    report->verdict.len);
	assert_exit(report, 66);
	assert_int_equal(report->documents.count, 1);
}

static void where_nothing_was_recognised_that_is_said(void **state)
{
	(void)state;
	given("readme.txt", "hello");
	const struct th_report *report = run();
	assert_verdict(report, "nothing was recognised: no document is about any component");
	assert_exit(report, 66);
}

/* Read, and about nothing: that is no pass. */
static void a_document_about_nothing_is_no_pass(void **state)
{
	(void)state;
	given("a.json", CDX("'components':[]"));
	const struct th_report *report = run();
	assert_int_equal(report->documents.items[0].status, TH_DOCUMENT_READ);
	assert_exit(report, 66);
}

static void the_first_line_of_a_document_about_nothing_says_so(void **state)
{
	(void)state;
	char expected[300];

	given("a.json", CDX("'components':[]"));
	snprintf(expected, sizeof(expected), "nothing was recognised in %s", path_of("a.json"));
	assert_verdict(run(), expected);
}

static void facts_alone_are_no_pass(void **state)
{
	(void)state;
	given("facts.json", FACTS(SABOTAGE("bad")));
	assert_exit(run(), 66);
}

/* ---- what decides ---- */

static void only_what_reaches_its_level_decides(void **state)
{
	(void)state;
	given("a.json", CDX(APP(ACME), COMPONENTS(LIBRARY("bad", ACME))));
	given("facts.json", FACTS(SABOTAGE("bad")));
	config.fail_on[TH_CLASS_BLIND_SPOT] = TH_LEVEL_NEVER;
	config.fail_on[TH_CLASS_VIOLATION] = TH_LEVEL_CRITICAL;
	assert_exit(run(), 1);
	config.fail_on[TH_CLASS_VIOLATION] = TH_LEVEL_NEVER;
	const struct th_report *report = run();
	assert_exit(report, 0);
	assert_int_equal(report->summary[TH_CLASS_VIOLATION], 1);
	for (uint32_t i = 0; i < report->findings.count; i++)
		assert_false(report->findings.items[i].decides);
	config.fail_on[TH_CLASS_BLIND_SPOT] = TH_LEVEL_INFO;
	assert_exit(run(), 2);
}

static void a_configured_severity_stands_above_the_rules_own(void **state)
{
	(void)state;
	given("a.json", CDX(APP(ACME), COMPONENTS(LIBRARY("bad", ACME))));
	given("facts.json", FACTS(SABOTAGE("bad")));
	config.fail_on[TH_CLASS_BLIND_SPOT] = TH_LEVEL_NEVER;
	struct th_config_rule *rule = th_config_rule_list_push(&config.rules, UINT32_MAX);
	assert_non_null(rule);
	*rule = (struct th_config_rule){ .rule = TH_RULE_compromised_release,
					 .severity = TH_LEVEL_LOW,
					 .fail = TH_LEVEL_UNSTATED,
					 .max_hop = TH_CONFIG_NO_LIMIT,
					 .grace = TH_CONFIG_NO_LIMIT };
	const struct th_report *report = run();
	assert_exit(report, 0);
	for (uint32_t i = 0; i < report->findings.count; i++)
		if (report->findings.items[i].rule == TH_RULE_compromised_release)
			assert_int_equal(report->findings.items[i].severity, TH_LEVEL_LOW);
}

static void a_rule_that_is_required_and_not_built_decides(void **state)
{
	(void)state;
	given("a.json", CDX(APP(ACME), COMPONENTS(LIBRARY("x", ACME))));
	config.fail_on[TH_CLASS_BLIND_SPOT] = TH_LEVEL_NEVER;
	assert_exit(run(), 0);
	config.required[TH_RULE_vulnerable] = true;
	assert_exit(run(), 3);
}

static void what_was_not_evaluated_is_always_listed(void **state)
{
	bool found = false;
	(void)state;
	given("a.json", CDX(APP(ACME), COMPONENTS(LIBRARY("x", ACME))));
	const struct th_report *report = run();
	for (uint32_t i = 0; i < report->not_evaluated.count; i++) {
		found |=
			th_slice_equal(report->not_evaluated.items[i].rule, TH_SLICE("vulnerable"));
		assert_true(report->not_evaluated.items[i].why.len > 0);
	}
	assert_true(found);
}

static void the_gravest_reason_gives_the_exit(void **state)
{
	static const enum th_reason order[] = { TH_REASON_INTERNAL,         TH_REASON_OUTPUT,
						TH_REASON_NO_INPUT,         TH_REASON_BAD_INPUT,
						TH_REASON_VIOLATION,        TH_REASON_BLIND_SPOT,
						TH_REASON_EXPIRED_EXCEPTION };
	static const int codes[] = { 70, 73, 66, 65, 1, 2, 3 };
	uint32_t reasons = 0;
	(void)state;
	assert_int_equal(th_exit_code(0), 0);
	for (size_t i = sizeof(order) / sizeof(order[0]); i-- > 0;) {
		reasons |= 1u << order[i];
		assert_int_equal(th_exit_code(reasons), codes[i]);
	}
	assert_int_equal(th_exit_code(1u << TH_REASON_CONTRADICTION), 1);
	assert_int_equal(th_exit_code(1u << TH_REASON_VISIBILITY), 2);
	assert_int_equal(th_exit_code(1u << TH_REASON_QUALITY), 2);
	assert_int_equal(th_exit_code(1u << TH_REASON_STALE_FEED), 3);
	assert_int_equal(th_exit_code(1u << TH_REASON_STALE_EVIDENCE), 3);
	assert_int_equal(th_exit_code(1u << TH_REASON_NOT_EVALUATED), 3);
}

/* ---- distance ---- */

/* A chain of suppliers before a release that is known to be bad. */
static void given_chain(unsigned length)
{
	FILE *out = fopen(path_of("chain.json"), "w");

	assert_non_null(out);
	fputs("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"metadata\":{\"component\":{"
	      "\"type\":\"application\",\"name\":\"c0\",\"bom-ref\":\"c0\"}},\"components\":[",
	      out);
	for (unsigned i = 1; i < length; i++)
		fprintf(out,
			"{\"type\":\"library\",\"name\":\"c%u\",\"bom-ref\":\"c%u\",\"supplier\":"
			"{\"name\":\"S%u\"}},",
			i, i, i);
	fprintf(out,
		"{\"type\":\"library\",\"name\":\"bad\",\"bom-ref\":\"c%u\",\"purl\":"
		"\"pkg:npm/bad@1\"}],\"dependencies\":[",
		length);
	for (unsigned i = 0; i < length; i++)
		fprintf(out, "%s{\"ref\":\"c%u\",\"dependsOn\":[\"c%u\"]}", i ? "," : "", i, i + 1);
	fputs("]}", out);
	fclose(out);
	input("chain.json");
}

/* "Violations are reported at any hop": there is no distance at which they are hidden. */
static void a_violation_is_reported_however_far_away(void **state)
{
	(void)state;
	config.fail_on[TH_CLASS_BLIND_SPOT] = TH_LEVEL_NEVER;
	given("facts.json", FACTS(SABOTAGE("bad")));
	given_chain(300);
	const struct th_report *report = run();
	assert_int_equal(report->summary[TH_CLASS_VIOLATION], 1);
	assert_exit(report, 1);
}

/* ---- documents ---- */

static void each_document_is_described(void **state)
{
	(void)state;
	given("a.json",
	      CDX("'serialNumber':'urn:uuid:aaaaaaaa-0000-0000-0000-000000000000','version':3,'"
		  "metadata':{'timestamp':'2023-02-28T09:00:00Z','component':{'type':'application'",
		  "'name':'app','bom-ref':'app'}},'components':[" LIBRARY(
			  "x", "") "],'services':[{'name':'s'}],'dependencies':[{'ref':'app','"
				   "dependsOn':['x']}]"));
	given("readme.txt", "hello");
	given("broken.json", "{\n 'bomFormat':'CycloneDX', oops}");
	const struct th_report *report = run();
	assert_int_equal(report->documents.count, 3);
	const struct th_report_document *d = &report->documents.items[0];
	assert_int_equal(d->status, TH_DOCUMENT_READ);
	assert_text(d->format, "cyclonedx-json");
	assert_text(d->spec_version, "1.6");
	assert_text(d->id, "urn:cdx:aaaaaaaa-0000-0000-0000-000000000000/3");
	assert_text(d->created, "2023-02-28T09:00:00Z");
	assert_int_equal(d->components, 1);
	assert_int_equal(d->services, 1);
	assert_int_equal(d->dependencies, 1);
	assert_true(d->counted);
	d = &report->documents.items[1];
	assert_int_equal(d->status, TH_DOCUMENT_IGNORED);
	assert_true(d->why.len > 0);
	d = &report->documents.items[2];
	assert_int_equal(d->status, TH_DOCUMENT_REJECTED);
	assert_true(d->error.len > 0);
	assert_int_equal(d->error_line, 2);
	assert_int_equal(d->error_column, 27);
}

static void a_document_dated_later_does_not_exist_yet(void **state)
{
	(void)state;
	given("a.json", CDX("'metadata':{'timestamp':'2023-06-02T00:00:00Z','component':{'type':'"
			    "application','name':'app'}}"));
	const struct th_report *report = run();
	assert_int_equal(report->documents.items[0].status, TH_DOCUMENT_IGNORED);
	assert_exit(report, 66);
}

static void a_document_of_the_day_exists(void **state)
{
	(void)state;
	given("a.json", CDX("'metadata':{'timestamp':'2023-06-01T23:59:59Z','component':{'type':'"
			    "application','name':'app'}},'components':[" LIBRARY("x", "") "]"));
	assert_int_equal(run()->documents.items[0].status, TH_DOCUMENT_READ);
}

static void complaints_are_listed_with_their_place(void **state)
{
	(void)state;
	given("a.json", CDX(APP("") ",\n'components':[\n{'type':'library','name':'x'},\n{'type':'"
				    "gadget','name':'y'}]"));
	const struct th_report *report = run();
	bool found = false;
	for (uint32_t i = 0; i < report->diagnostics.count; i++) {
		const struct th_report_diagnostic *d = &report->diagnostics.items[i];
		if (d->code != TH_DIAG_bad_value)
			continue;
		found = true;
		assert_int_equal(d->place.line, 4);
		assert_int_equal(d->place.column, 10);
	}
	assert_true(found);
}

static void complaints_beyond_the_ceiling_are_counted(void **state)
{
	(void)state;
	FILE *out = fopen(path_of("a.json"), "w");
	assert_non_null(out);
	fputs("{\"bomFormat\":\"CycloneDX\",\"components\":[", out);
	for (int i = 0; i < TH_MAX_DIAGNOSTICS + 10; i++)
		fprintf(out, "%s{\"name\":\"n\"}", i ? "," : "");
	fputs("]}", out);
	fclose(out);
	input("a.json");
	const struct th_report *report = run();
	const struct th_report_diagnostic *last =
		&report->diagnostics.items[report->diagnostics.count - 1];
	assert_int_equal(last->code, TH_DIAG_more);
	assert_text(last->message, "12 more were counted and not kept");
}

/* ---- suppliers and what is visible ---- */

static const char three_hops[] =
	CDX(APP(ACME),
	    COMPONENTS(LIBRARY("p", ",'supplier':{'name':'Pumice'}"),
		       LIBRARY("q", ",'supplier':{'name':'Quarzit'}"), LIBRARY("u", ""),
		       LIBRARY("r", ",'publisher':'QUARZIT Inc.'")),
	    DEPENDENCIES("{'ref':'app','dependsOn':['p','q','u','r']}", NEEDS("p", "q")));

static void suppliers_stand_by_hop_and_name(void **state)
{
	(void)state;
	given("a.json", three_hops);
	const struct th_report *report = run();
	assert_int_equal(report->suppliers.count, 3);
	assert_text(report->suppliers.items[0].name, "Acme");
	assert_int_equal(report->suppliers.items[0].hop, 1);
	assert_text(report->suppliers.items[1].name, "Pumice");
	assert_int_equal(report->suppliers.items[1].hop, 2);
	const struct th_report_supplier *quarzit = &report->suppliers.items[2];
	assert_text(quarzit->name, "Quarzit");
	assert_int_equal(quarzit->hop, 2);
	assert_int_equal(quarzit->components, 2);
	assert_string_equal(quarzit->resolved_by, "supplier");
	assert_int_equal(quarzit->alias_count, 1);
	assert_text(quarzit->aliases[0], "QUARZIT Inc.");
	assert_int_equal(report->vendors, 1);
}

static void visibility_counts_the_known_and_the_unknown_at_a_hop(void **state)
{
	(void)state;
	given("a.json", three_hops);
	const struct th_report *report = run();
	assert_int_equal(report->visibility.hop, 2);
	assert_int_equal(report->visibility.known, 2);   /* Pumice and Quarzit */
	assert_int_equal(report->visibility.unknown, 1); /* u; Acme gave its list */
	assert_int_equal(report->visibility.documented, 0);
}

static void a_supplier_without_a_list_is_an_unknown_at_the_next_hop(void **state)
{
	(void)state;
	given("a.json", CDX(APP(ACME), COMPONENTS(LIBRARY("x", ACME))));
	const struct th_report *report = run();
	assert_int_equal(report->visibility.known, 0);
	assert_int_equal(report->visibility.unknown, 1);
}

static void a_supplier_that_a_document_is_about_is_documented(void **state)
{
	(void)state;
	given("a.json", three_hops);
	given("p.json",
	      CDX("'metadata':{'component':{'type':'library','name':'p','purl':'pkg:npm/"
		  "p@1','supplier':{'name':'Pumice'}}},'components':[" LIBRARY("x", "") "]"));
	const struct th_report *report = run();
	assert_int_equal(report->visibility.documented, 1);
}

static void visibility_below_the_policys_floor_decides(void **state)
{
	(void)state;
	given("a.json", three_hops); /* 2 of 3 */
	config.fail_on[TH_CLASS_BLIND_SPOT] = TH_LEVEL_NEVER;
	config.has_visibility = true;
	config.visibility_hop = 2;
	config.visibility_at_least = 66;
	assert_exit(run(), 0);
	config.visibility_at_least = 67;
	const struct th_report *report = run();
	assert_exit(report, 2);
	assert_true(report->reasons & 1u << TH_REASON_VISIBILITY);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_thing_is_said_in_the_singular),
		TEST(several_things_are_said_in_the_plural),
		TEST(a_document_that_could_not_be_read_is_named_beside_what_was_found),
		TEST(several_documents_that_could_not_be_read_are_counted),
		TEST(an_input_that_is_not_there_is_said),
		TEST(an_input_that_is_not_there_is_said_beside_those_that_are),
		TEST(where_nothing_was_recognised_that_is_said),
		TEST(a_document_about_nothing_is_no_pass),
		TEST(the_first_line_of_a_document_about_nothing_says_so),
		TEST(facts_alone_are_no_pass),
		TEST(only_what_reaches_its_level_decides),
		TEST(a_configured_severity_stands_above_the_rules_own),
		TEST(a_rule_that_is_required_and_not_built_decides),
		TEST(what_was_not_evaluated_is_always_listed),
		TEST(the_gravest_reason_gives_the_exit),
		TEST(a_violation_is_reported_however_far_away),
		TEST(each_document_is_described),
		TEST(a_document_dated_later_does_not_exist_yet),
		TEST(a_document_of_the_day_exists),
		TEST(complaints_are_listed_with_their_place),
		TEST(complaints_beyond_the_ceiling_are_counted),
		TEST(suppliers_stand_by_hop_and_name),
		TEST(visibility_counts_the_known_and_the_unknown_at_a_hop),
		TEST(a_supplier_without_a_list_is_an_unknown_at_the_next_hop),
		TEST(a_supplier_that_a_document_is_about_is_documented),
		TEST(visibility_below_the_policys_floor_decides),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
