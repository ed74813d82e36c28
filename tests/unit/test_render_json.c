#include "cmd/render/renderer.h"
#include "core/text/json_tree.h"
#include "core/text/json.h"
#include "tests/unit/sample_report.h"

#include <cjson/cJSON.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct sample sample;
static char text[1 << 20];

static int fresh_sample(void **state)
{
	(void)state;
	sample_init(&sample);
	return 0;
}

static int forget_tree(void **state)
{
	(void)state;
	th_json_tree_free();
	return 0;
}

/* The report as JSON, read again by the strict reader, until the test ends. */
static const struct cJSON *rendered(uint32_t more_reasons)
{
	struct th_rendering rendering = { .reasons = sample.report.reasons | more_reasons };
	struct th_json_fault fault = { 0 };
	const struct cJSON *root = NULL;
	struct th_output out;

	memset(text, 0, sizeof(text));
	th_output_to_memory(&out, sizeof(text) - TH_JSON_PADDING);
	assert_int_equal(th_render_json(&sample.report, &rendering, &out), TH_OK);
	assert_int_equal(th_output_commit(&out), TH_OK);
	th_slice bytes = th_output_bytes(&out);
	memcpy(text, bytes.ptr, bytes.len);
	th_output_release(&out);
	if (th_json_tree_parse(th_slice_make(text, bytes.len), &root, &fault) != TH_OK)
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

static const struct cJSON *element(const struct cJSON *parent, const char *key, int number)
{
	const struct cJSON *item = th_json_tree_first(member(parent, key));

	for (; number > 0 && item; number--)
		item = th_json_tree_next(item);
	assert_non_null(item);
	return item;
}

static void assert_text(const struct cJSON *node, const char *expected)
{
	th_slice got = th_json_tree_text(node);

	if (!th_slice_equal(got, th_slice_of(expected)))
		fail_msg("\"%.*s\", not \"%s\"", TH_FMT(got), expected);
}

static void assert_keys(const struct cJSON *object, const char *const *keys)
{
	const struct cJSON *at = th_json_tree_first(object);

	for (; *keys; keys++, at = th_json_tree_next(at)) {
		assert_non_null(at);
		if (!th_slice_equal(th_json_tree_key(at), th_slice_of(*keys)))
			fail_msg("%.*s where %s belongs", TH_FMT(th_json_tree_key(at)), *keys);
	}
	assert_null(at);
}

static void the_report_has_its_members_in_order(void **state)
{
	(void)state;
	static const char *const keys[] = { "schema",      "tool",          "as_of",
					    "policy",      "documents",     "suppliers",
					    "visibility",  "findings",      "controls",
					    "diagnostics", "not_evaluated", "summary",
					    "verdict",     "exit",          NULL };
	assert_keys(rendered(0), keys);
}

static void a_document_has_its_members_in_order(void **state)
{
	(void)state;
	static const char *const keys[] = { "path",  "sha256",     "format",  "spec_version",
					    "id",    "signatures", "created", "status",
					    "error", "why",        "counts",  NULL };
	assert_keys(element(rendered(0), "documents", 0), keys);
}

static void a_finding_has_its_members_in_order(void **state)
{
	(void)state;
	static const char *const keys[] = { "id",        "rule",       "class",    "severity",
					    "hop",       "subject",    "advisory", "path",
					    "caused_by", "message",    "remedy",   "new",
					    "decides",   "suppressed", NULL };
	assert_keys(element(rendered(0), "findings", 0), keys);
}

static void a_step_has_its_members_in_order(void **state)
{
	(void)state;
	static const char *const keys[] = { "relation", "kind", "name",     "version",
					    "supplier", "hop",  "evidence", NULL };
	assert_keys(element(element(rendered(0), "findings", 0), "path", 1), keys);
}

static void a_refused_document_tells_where(void **state)
{
	(void)state;
	const struct cJSON *document = element(rendered(0), "documents", 2);
	assert_text(member(document, "status"), "rejected");
	assert_int_equal(member(member(document, "error"), "line")->valueint, 3);
}

static void what_is_absent_is_null(void **state)
{
	(void)state;
	const struct cJSON *finding = element(rendered(0), "findings", 2);
	assert_true(cJSON_IsNull(member(finding, "advisory")));
	assert_true(cJSON_IsNull(member(finding, "new")));
	assert_true(cJSON_IsNull(member(member(finding, "subject"), "purl")));
}

static void a_finding_without_a_hop_has_null(void **state)
{
	(void)state;
	sample.findings[0].hop = -1;
	assert_true(cJSON_IsNull(member(element(rendered(0), "findings", 0), "hop")));
}

static void causes_are_ids(void **state)
{
	(void)state;
	assert_text(element(element(rendered(0), "findings", 0), "caused_by", 0),
		    "2222222222222222");
}

static void a_place_in_built_in_facts_has_no_line(void **state)
{
	(void)state;
	sample.steps[1].evidence =
		(struct th_place){ TH_SLICE("builtin:events"), 0, 0, TH_SLICE("TH-2023-3CX") };
	const struct cJSON *evidence =
		member(element(element(rendered(0), "findings", 0), "path", 1), "evidence");
	assert_true(cJSON_IsNull(member(evidence, "line")));
	assert_text(member(evidence, "pointer"), "TH-2023-3CX");
}

static void the_ratio_is_null_where_there_is_nothing_to_see(void **state)
{
	(void)state;
	sample.report.visibility.known = sample.report.visibility.unknown = 0;
	assert_true(cJSON_IsNull(member(member(rendered(0), "visibility"), "ratio")));
}

static void the_exit_has_all_reasons_and_what_happened_since(void **state)
{
	(void)state;
	const struct cJSON *last = member(rendered(UINT32_C(1) << TH_REASON_OUTPUT), "exit");
	assert_int_equal(member(last, "code")->valueint, 73);
	assert_text(element(last, "reasons", 0), "violation");
	assert_text(element(last, "reasons", 3), "output");
}

static void hostile_names_survive_as_they_are(void **state)
{
	(void)state;
	sample.findings[0].subject.name = TH_SLICE("a\"b\\c\x1b\u202e\n");
	assert_text(member(member(element(rendered(0), "findings", 0), "subject"), "name"),
		    "a\"b\\c\x1b\u202e\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh_sample, forget_tree)
	const struct CMUnitTest tests[] = {
		TEST(the_report_has_its_members_in_order),
		TEST(a_document_has_its_members_in_order),
		TEST(a_finding_has_its_members_in_order),
		TEST(a_step_has_its_members_in_order),
		TEST(a_refused_document_tells_where),
		TEST(what_is_absent_is_null),
		TEST(a_finding_without_a_hop_has_null),
		TEST(causes_are_ids),
		TEST(a_place_in_built_in_facts_has_no_line),
		TEST(the_ratio_is_null_where_there_is_nothing_to_see),
		TEST(the_exit_has_all_reasons_and_what_happened_since),
		TEST(hostile_names_survive_as_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
