/*
 * twohop-events/1: what is read of an event, and that a slip in one of them harms no other.
 */
#include "parsers/facts.h"
#include "parsers/parser.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#define PADDING 64

static char *bytes;
static struct th_document doc;
static const char *why;

/* Read text as a document; what it becomes lives until the end of the test. */
static th_status read_text(const char *text)
{
	size_t len = strlen(text);

	bytes = calloc(1, len + PADDING);
	assert_non_null(bytes);
	memcpy(bytes, text, len);
	th_document_init(&doc, TH_SLICE("x.json"), th_slice_make(bytes, len));
	return th_document_read(&doc, &why);
}

static int release(void **state)
{
	(void)state;
	th_document_release(&doc);
	free(bytes);
	bytes = NULL;
	return 0;
}

/* A file with these events, and text that goes into its outermost object. */
#define FILE_OF(events) "{\"schema\": \"twohop-events/1\", \"events\": [" events "]}"
#define EVENT(rest)                                                                             \
	"{\"id\": \"A\", \"kind\": \"sabotage\", \"published\": \"2023-04-20\", \"supplier\": " \
	"{\"name\": \"S\"}" rest "}"

static const struct th_fact_event *only_event(void)
{
	assert_non_null(doc.facts);
	assert_int_equal(doc.facts->events.count, 1);
	return &doc.facts->events.items[0];
}

static const struct th_fact_event *event(const char *text)
{
	assert_int_equal(read_text(text), TH_OK);
	return only_event();
}

static void assert_text(th_text text, const char *expected)
{
	th_slice s = th_document_text(&doc, text);
	char buffer[256];

	snprintf(buffer, sizeof(buffer), "%.*s", TH_FMT(s));
	assert_string_equal(buffer, expected);
}

static void assert_date(struct th_date date, const char *expected)
{
	char buffer[TH_DATE_TEXT];

	th_date_format(date, buffer, sizeof(buffer));
	assert_string_equal(buffer, expected);
}

/*
 * There is exactly one diagnostic, of this code, at the first place where the document says `at`.
 */
static void assert_only_diagnostic(enum th_diag_code code, const char *at)
{
	for (uint32_t i = 0; doc.diagnostics.list.count != 1 && i < doc.diagnostics.list.count; i++)
		print_message("%.*s\n", TH_FMT(doc.diagnostics.list.items[i].message));
	assert_int_equal(doc.diagnostics.list.count, 1);
	assert_string_equal(th_diag_slug(doc.diagnostics.list.items[0].code), th_diag_slug(code));
	if (at)
		assert_int_equal(doc.diagnostics.list.items[0].offset, strstr(bytes, at) - bytes);
}

static void assert_no_diagnostic(void)
{
	assert_int_equal(doc.diagnostics.list.count, 0);
}

/* ---- what is read ---- */

static void an_event_keeps_its_id_kind_and_title(void **state)
{
	(void)state;
	const struct th_fact_event *e = event(
		FILE_OF("{\"id\": \"EV-1\", \"kind\": \"trojanized-release\", \"title\": \"T\", "
			"\"published\": \"2023-04-20\", \"supplier\": {\"name\": \"S\"}}"));
	assert_text(e->id, "EV-1");
	assert_int_equal(e->kind, TH_EVENT_trojanized_release);
	assert_text(e->title, "T");
	assert_no_diagnostic();
}

static void an_event_remembers_where_it_stands(void **state)
{
	(void)state;
	const struct th_fact_event *e = event(FILE_OF(EVENT()));
	assert_int_equal(e->place, strstr(bytes, "{\"id\"") - bytes);
}

static void supplier_and_product_keep_their_names_apart(void **state)
{
	(void)state;
	const struct th_fact_event *e =
		event(FILE_OF("{\"id\": \"A\", \"kind\": \"sabotage\", \"published\": \"2023\", "
			      "\"supplier\": {\"name\": \"S\", \"aliases\": [\"S2\"], \"domains\": "
			      "[\"s.example\"]}, "
			      "\"product\": {\"name\": \"P\", \"aliases\": [\"P2\", \"P3\"], "
			      "\"purls\": [\"pkg:npm/p\"], "
			      "\"cpes\": [\"cpe:2.3:a:s:p:*:*:*:*:*:*:*:*\"]}}"));
	assert_text(e->supplier.name, "S");
	assert_text(e->supplier.aliases.items[0], "S2");
	assert_text(e->supplier.domains.items[0], "s.example");
	assert_text(e->product.name, "P");
	assert_int_equal(e->product.aliases.count, 2);
	assert_text(e->product.purls.items[0], "pkg:npm/p");
	assert_text(e->product.cpes.items[0], "cpe:2.3:a:s:p:*:*:*:*:*:*:*:*");
	assert_no_diagnostic();
}

static void a_product_that_is_null_is_none(void **state)
{
	(void)state;
	assert_false(
		th_text_is_present(event(FILE_OF(EVENT(", \"product\": null")))->product.name));
	assert_no_diagnostic();
}

static void a_product_without_a_name_goes_by_its_identifier(void **state)
{
	(void)state;
	const struct th_fact_event *e =
		event(FILE_OF(EVENT(", \"product\": {\"purls\": [\"pkg:npm/p\"]}")));
	assert_text(e->product.name, "pkg:npm/p");
	assert_only_diagnostic(TH_DIAG_missing_field, "{\"purls\"");
}

static void affected_and_suspected_are_told_apart(void **state)
{
	(void)state;
	const struct th_fact_event *e = event(FILE_OF(EVENT(
		", \"affected\": [{\"versions\": [\"1\", \"2\"], \"platform\": \"windows\"}], "
		"\"suspected\": [{\"range\": \"vers:intdot/>=7|<8\"}]")));
	assert_int_equal(e->affected.count, 2);
	assert_false(e->affected.items[0].suspected);
	assert_int_equal(e->affected.items[0].versions.count, 2);
	assert_text(e->affected.items[0].platform, "windows");
	assert_true(e->affected.items[1].suspected);
	assert_text(e->affected.items[1].range, "vers:intdot/>=7|<8");
	assert_no_diagnostic();
}

static void an_entry_keeps_packages_and_commits(void **state)
{
	(void)state;
	const struct th_fact_event *e = event(FILE_OF(EVENT(
		", \"affected\": [{\"purls\": [\"pkg:npm/a@1\"], \"commits\": [\"0e58ed86\"]}]")));
	assert_text(e->affected.items[0].purls.items[0], "pkg:npm/a@1");
	assert_text(e->affected.items[0].commits.items[0], "0e58ed86");
	assert_no_diagnostic();
}

static void a_hash_keeps_its_algorithm(void **state)
{
	(void)state;
	const struct th_fact_event *e =
		event(FILE_OF(EVENT(", \"affected\": [{\"hashes\": [{\"alg\": \"MD5\", "
				    "\"content\": \"EF4AB22e565684424b4142b1294f1f4d\", "
				    "\"file\": \"x.exe\", \"sources\": [\"Sb\"]}]}]")));
	assert_int_equal(e->affected.items[0].hashes.items[0].algorithm, TH_ALGORITHM_md5);
	assert_text(e->affected.items[0].hashes.items[0].content,
		    "EF4AB22e565684424b4142b1294f1f4d");
	assert_no_diagnostic();
}

static void dates_keep_their_precision(void **state)
{
	(void)state;
	const struct th_fact_event *e = event(
		FILE_OF("{\"id\": \"A\", \"kind\": \"sabotage\", \"published\": \"2023-04-20\", "
			"\"supplier\": {\"name\": \"S\"}, \"withdrawn\": \"2023-05\", "
			"\"resolved\": \"2024\", "
			"\"window\": {\"from\": \"2022-02\", \"to\": \"2022\"}}"));
	assert_date(e->published, "2023-04-20");
	assert_date(e->withdrawn, "2023-05");
	assert_date(e->resolved, "2024");
	assert_date(e->from, "2022-02");
	assert_date(e->to, "2022");
}

static void references_keep_title_url_and_date(void **state)
{
	(void)state;
	const struct th_fact_event *e = event(FILE_OF(
		EVENT(", \"references\": [{\"title\": \"R\", \"url\": \"https://r.example\", "
		      "\"published\": \"2023-04\"}, {\"title\": \"Q\", \"url\": null}]")));
	assert_int_equal(e->references.count, 2);
	assert_text(e->references.items[0].url, "https://r.example");
	assert_date(e->references.items[0].published, "2023-04");
	assert_text(e->references.items[1].title, "Q");
	assert_false(th_text_is_present(e->references.items[1].url));
}

static void aliases_causes_and_techniques_are_kept(void **state)
{
	(void)state;
	const struct th_fact_event *e = event(FILE_OF(EVENT(
		", \"aliases\": [\"CVE-2023-29059\"], \"caused_by\": [\"B\"], "
		"\"techniques\": [\"T1195.002\"], \"data\": {\"marks\": \"V\", \"note\": \"n\"}, "
		"\"indicators\": {\"domains\": [\"bad.example\"]}")));
	assert_text(e->aliases.items[0], "CVE-2023-29059");
	assert_text(e->caused_by.items[0], "B");
	assert_text(e->techniques.items[0], "T1195.002");
	assert_text(e->note, "n");
	assert_no_diagnostic();
}

static void text_with_escapes_is_decoded(void **state)
{
	(void)state;
	assert_text(event(FILE_OF(EVENT(", \"title\": \"\\u00e4 \\\"b\\\"\"")))->title,
		    "\xc3\xa4 \"b\"");
}

static void the_kinds_have_words(void **state)
{
	(void)state;
	assert_string_equal(th_event_kind_word(TH_EVENT_domain_takeover), "domain-takeover");
}

/* ---- what is refused, and what is only said ---- */

static void another_version_is_refused_by_name(void **state)
{
	(void)state;
	assert_int_equal(read_text("{\"schema\": \"twohop-events/2\", \"events\": []}"), TH_EINPUT);
	assert_true(doc.rejected);
	assert_only_diagnostic(TH_DIAG_not_read, "twohop-events/2");
	th_slice message = doc.diagnostics.list.items[0].message;
	assert_true(th_slice_search(message, TH_SLICE("twohop-events/2")) < message.len);
}

static void a_version_that_comes_last_is_refused_too(void **state)
{
	(void)state;
	assert_int_equal(read_text("{\"events\": [" EVENT() "], \"schema\": \"twohop-events/10\"}"),
			 TH_EINPUT);
	assert_true(doc.rejected);
}

static void an_escaped_slash_in_the_schema_is_understood(void **state)
{
	(void)state;
	assert_int_equal(
		read_text("{\"schema\": \"twohop-events\\/1\", \"events\": [" EVENT() "]}"), TH_OK);
	assert_text(only_event()->id, "A");
}

static void another_schema_is_not_ours(void **state)
{
	(void)state;
	assert_int_equal(read_text("{\"schema\": \"example-events/1\", \"events\": [" EVENT() "]}"),
			 TH_OK);
	assert_null(doc.parser);
	assert_non_null(why);
}

static void an_unknown_key_is_said_with_its_place(void **state)
{
	(void)state;
	assert_text(event(FILE_OF(EVENT(", \"pruls\": [{\"x\": 1}]")))->id, "A");
	assert_only_diagnostic(TH_DIAG_unknown_field, "[{\"x\"");
}

static void an_event_without_an_id_is_dropped_alone(void **state)
{
	(void)state;
	assert_text(event(FILE_OF("{\"kind\": \"sabotage\", \"published\": \"2023\", \"supplier\": "
				  "{\"name\": \"S\", \"aliases\": [\"T\"]}}, " EVENT()))
			    ->id,
		    "A");
	assert_only_diagnostic(TH_DIAG_missing_field, "{\"kind\"");
}

static void an_event_of_an_unknown_kind_is_dropped_alone(void **state)
{
	(void)state;
	assert_text(event(FILE_OF("{\"id\": \"B\", \"kind\": \"Sabotage\", \"published\": "
				  "\"2023\", \"supplier\": {\"name\": \"S\"}}, " EVENT()))
			    ->id,
		    "A");
	assert_only_diagnostic(TH_DIAG_bad_value, "Sabotage");
}

static void an_event_without_a_kind_is_dropped_alone(void **state)
{
	(void)state;
	assert_text(event(FILE_OF("{\"id\": \"B\", \"published\": \"2023\", \"supplier\": "
				  "{\"name\": \"S\"}}, " EVENT()))
			    ->id,
		    "A");
	assert_only_diagnostic(TH_DIAG_missing_field, "{\"id\": \"B\"");
}

static void an_event_without_publication_is_kept(void **state)
{
	(void)state;
	const struct th_fact_event *e = event(FILE_OF(
		"{\"id\": \"B\", \"kind\": \"sabotage\", \"supplier\": {\"name\": \"S\"}}"));
	assert_false(th_date_present(e->published));
	assert_only_diagnostic(TH_DIAG_missing_field, "{\"id\"");
}

static void an_event_without_a_supplier_is_kept_and_said(void **state)
{
	(void)state;
	event(FILE_OF("{\"id\": \"B\", \"kind\": \"sabotage\", \"published\": \"2023\", "
		      "\"supplier\": null}"));
	assert_only_diagnostic(TH_DIAG_missing_field, "{\"id\"");
}

static void a_bad_date_is_said_and_absent(void **state)
{
	(void)state;
	assert_false(
		th_date_present(event(FILE_OF(EVENT(", \"resolved\": \"2023-02-30\"")))->resolved));
	assert_only_diagnostic(TH_DIAG_bad_date, "2023-02-30");
}

static void a_bad_range_is_said_and_absent(void **state)
{
	(void)state;
	const struct th_fact_event *e =
		event(FILE_OF(EVENT(", \"affected\": [{\"range\": \">= 1.0\"}]")));
	assert_false(th_text_is_present(e->affected.items[0].range));
	assert_only_diagnostic(TH_DIAG_bad_value, ">= 1.0");
}

static void a_digest_of_the_wrong_length_is_not_used(void **state)
{
	(void)state;
	const struct th_fact_event *e =
		event(FILE_OF(EVENT(", \"affected\": [{\"hashes\": [{\"alg\": \"SHA-256\", "
				    "\"content\": \"ef4ab22e\"}]}]")));
	assert_int_equal(e->affected.items[0].hashes.count, 0);
	assert_only_diagnostic(TH_DIAG_bad_hash, "ef4ab22e");
}

static void a_digest_of_an_unknown_algorithm_is_not_used(void **state)
{
	(void)state;
	const struct th_fact_event *e =
		event(FILE_OF(EVENT(", \"affected\": [{\"hashes\": [{\"alg\": \"CRC\", "
				    "\"content\": \"ef4ab22e\"}]}]")));
	assert_int_equal(e->affected.items[0].hashes.count, 0);
	assert_only_diagnostic(TH_DIAG_bad_hash, "ef4ab22e");
}

static void a_text_that_is_no_package_url_is_not_used(void **state)
{
	(void)state;
	const struct th_fact_event *e = event(
		FILE_OF(EVENT(", \"product\": {\"name\": \"P\", \"purls\": [\"left-pad\"]}")));
	assert_int_equal(e->product.purls.count, 0);
	assert_only_diagnostic(TH_DIAG_bad_purl, "left-pad");
}

static void a_text_that_is_no_cpe_is_not_used(void **state)
{
	(void)state;
	const struct th_fact_event *e =
		event(FILE_OF(EVENT(", \"product\": {\"name\": \"P\", \"cpes\": [\"3cx\"]}")));
	assert_int_equal(e->product.cpes.count, 0);
	assert_only_diagnostic(TH_DIAG_bad_cpe, "3cx");
}

static void an_unknown_platform_is_said(void **state)
{
	(void)state;
	event(FILE_OF(EVENT(", \"affected\": [{\"platform\": \"beos\"}]")));
	assert_only_diagnostic(TH_DIAG_bad_value, "beos");
}

static void a_second_event_of_one_id_is_kept_and_said(void **state)
{
	(void)state;
	assert_int_equal(read_text(FILE_OF(EVENT() ", " EVENT(", \"title\": \"2\""))), TH_OK);
	assert_int_equal(doc.facts->events.count, 2);
	assert_only_diagnostic(TH_DIAG_duplicate_ref, NULL);
}

static void a_value_of_another_type_harms_nothing_else(void **state)
{
	(void)state;
	const struct th_fact_event *e =
		event(FILE_OF(EVENT(", \"window\": \"2022\", \"title\": \"T\"")));
	assert_text(e->title, "T");
	assert_only_diagnostic(TH_DIAG_wrong_type, "\"2022\"");
}

static void broken_json_is_refused(void **state)
{
	(void)state;
	assert_int_equal(
		read_text("{\"schema\": \"twohop-events/1\", \"events\": [" EVENT() ", {\"id\": "
										    "\"B\""),
		TH_EINPUT);
	assert_true(doc.rejected);
}

static void a_file_without_events_holds_none(void **state)
{
	(void)state;
	assert_int_equal(read_text("{\"schema\": \"twohop-events/1\"}"), TH_OK);
	assert_non_null(doc.facts);
	assert_int_equal(doc.facts->events.count, 0);
}

#define TEST(name) cmocka_unit_test_teardown(name, release)

static void references_beyond_the_ceiling_are_dropped_and_that_is_said_once(void **state)
{
	char text[16384], *end = text;
	(void)state;
	end += snprintf(end, 256, "%s",
			"{\"schema\": \"twohop-events/1\", \"events\": [{\"id\": \"A\", "
			"\"kind\": \"sabotage\", \"published\": \"2023-04-20\", \"supplier\": "
			"{\"name\": \"S\"}, \"references\": [");
	for (int i = 0; i < TH_MAX_REFERENCES + 5; i++)
		end += snprintf(end, 64, "%s{\"url\": \"https://a.example/%d\"}", i ? ", " : "", i);
	snprintf(end, 64, "]}]}");
	assert_int_equal(event(text)->references.count, TH_MAX_REFERENCES);
	assert_only_diagnostic(TH_DIAG_dropped_references, "{\"url\": \"https://a.example/100\"}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_event_keeps_its_id_kind_and_title),
		TEST(an_event_remembers_where_it_stands),
		TEST(supplier_and_product_keep_their_names_apart),
		TEST(a_product_that_is_null_is_none),
		TEST(a_product_without_a_name_goes_by_its_identifier),
		TEST(affected_and_suspected_are_told_apart),
		TEST(an_entry_keeps_packages_and_commits),
		TEST(a_hash_keeps_its_algorithm),
		TEST(dates_keep_their_precision),
		TEST(references_keep_title_url_and_date),
		TEST(aliases_causes_and_techniques_are_kept),
		TEST(text_with_escapes_is_decoded),
		TEST(the_kinds_have_words),
		TEST(another_version_is_refused_by_name),
		TEST(a_version_that_comes_last_is_refused_too),
		TEST(an_escaped_slash_in_the_schema_is_understood),
		TEST(another_schema_is_not_ours),
		TEST(an_unknown_key_is_said_with_its_place),
		TEST(an_event_without_an_id_is_dropped_alone),
		TEST(an_event_of_an_unknown_kind_is_dropped_alone),
		TEST(an_event_without_a_kind_is_dropped_alone),
		TEST(an_event_without_publication_is_kept),
		TEST(an_event_without_a_supplier_is_kept_and_said),
		TEST(a_bad_date_is_said_and_absent),
		TEST(a_bad_range_is_said_and_absent),
		TEST(a_digest_of_the_wrong_length_is_not_used),
		TEST(a_digest_of_an_unknown_algorithm_is_not_used),
		TEST(a_text_that_is_no_package_url_is_not_used),
		TEST(a_text_that_is_no_cpe_is_not_used),
		TEST(an_unknown_platform_is_said),
		TEST(a_second_event_of_one_id_is_kept_and_said),
		TEST(a_value_of_another_type_harms_nothing_else),
		TEST(broken_json_is_refused),
		TEST(a_file_without_events_holds_none),
		TEST(references_beyond_the_ceiling_are_dropped_and_that_is_said_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
