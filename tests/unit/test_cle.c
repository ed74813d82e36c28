/*
 * CLE (ECMA-428): which ends are read, what a withdrawal does, what x-twohop adds.
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

static th_status read_text(const char *text)
{
	size_t len = strlen(text);
	const char *why;

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

#define FILE_OF(events, rest)                                                                   \
	"{\"identifier\": \"pkg:maven/example.g/a\", \"updatedAt\": \"2024-10-01T00:00:00Z\", " \
	"\"events\": [" events "]" rest "}"
#define END(id, type, day, versions)                                                           \
	"{\"id\": " id ", \"type\": \"" type "\", \"effective\": \"" day                       \
	"T00:00:00Z\", \"published\": \"2020-01-0" id "T00:00:00Z\", \"versions\": [" versions \
	"]}"
#define WITHDRAWN(id, other)                                                              \
	"{\"id\": " id ", \"type\": \"withdrawn\", \"effective\": \"2020-01-0" id         \
	"T00:00:00Z\", \"published\": \"2020-01-0" id "T00:00:00Z\", \"eventId\": " other \
	", \"reason\": \"a slip\"}"
#define ALL_VERSIONS "{\"range\": \"vers:all/*\"}"

static const struct th_fact_lifecycle *read_file(const char *text)
{
	assert_int_equal(read_text(text), TH_OK);
	assert_non_null(doc.facts);
	assert_int_equal(doc.facts->lifecycles.count, 1);
	return &doc.facts->lifecycles.items[0];
}

static const struct th_fact_end *only_end(const char *text)
{
	const struct th_fact_lifecycle *l = read_file(text);

	assert_int_equal(l->ends.count, 1);
	return &l->ends.items[0];
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

static void assert_only_diagnostic(enum th_diag_code code, const char *at)
{
	for (uint32_t i = 0; doc.diagnostics.list.count != 1 && i < doc.diagnostics.list.count; i++)
		print_message("%.*s\n", TH_FMT(doc.diagnostics.list.items[i].message));
	assert_int_equal(doc.diagnostics.list.count, 1);
	assert_string_equal(th_diag_slug(doc.diagnostics.list.items[0].code), th_diag_slug(code));
	if (at)
		assert_int_equal(doc.diagnostics.list.items[0].offset, strstr(bytes, at) - bytes);
}

/* ---- recognising ---- */

static void a_file_is_told_by_identifier_and_events(void **state)
{
	(void)state;
	read_file("{\"events\": [], \"identifier\": \"pkg:npm/a\"}");
	assert_string_equal(doc.parser->name, "cle");
}

static void a_file_is_told_by_its_schema_as_well(void **state)
{
	(void)state;
	assert_int_equal(
		read_text("{\"$schema\": \"https://cle.example.com/cle.v1.0.0.schema.json\", "
			  "\"events\": []}"),
		TH_OK);
	assert_string_equal(doc.parser->name, "cle");
	assert_only_diagnostic(TH_DIAG_missing_field, "{");
}

static void a_word_that_holds_cle_is_no_schema_of_ours(void **state)
{
	(void)state;
	assert_int_equal(read_text("{\"$schema\": \"https://example.com/vehicle-article.json\", "
				   "\"events\": []}"),
			 TH_OK);
	assert_null(doc.parser);
}

static void an_events_file_with_an_identifier_is_not_cle(void **state)
{
	(void)state;
	assert_int_equal(
		read_text(
			"{\"schema\": \"twohop-other/1\", \"identifier\": \"x\", \"events\": []}"),
		TH_OK);
	assert_null(doc.parser);
}

/* ---- what is read ---- */

static void an_end_keeps_kind_dates_and_range(void **state)
{
	(void)state;
	const struct th_fact_end *e = only_end(FILE_OF(
		END("4", "endOfLife", "2025-06-30", "{\"range\": \"vers:intdot/>=2.0.0|<3.0.0\"}"),
		""));
	assert_int_equal(e->kind, TH_END_OF_LIFE);
	assert_date(e->effective, "2025-06-30");
	assert_date(e->published, "2020-01-04");
	assert_false(th_date_present(e->withdrawn));
	assert_text(e->ranges.items[0], "vers:intdot/>=2.0.0|<3.0.0");
	assert_int_equal(e->place, strstr(bytes, "{\"id\"") - bytes);
	assert_int_equal(doc.diagnostics.list.count, 0);
}

static void versions_and_ranges_are_kept_apart(void **state)
{
	(void)state;
	const struct th_fact_end *e = only_end(FILE_OF(
		END("1", "endOfSupport", "2025-06-30",
		    "{\"version\": \"1.0\"}, {\"range\": \"vers:npm/<2\"}, {\"version\": \"1.1\"}"),
		""));
	assert_int_equal(e->versions.count, 2);
	assert_text(e->versions.items[1], "1.1");
	assert_int_equal(e->ranges.count, 1);
}

static void ends_are_told_from_the_oldest_to_the_newest(void **state)
{
	(void)state;
	const struct th_fact_lifecycle *l =
		read_file(FILE_OF(END("3", "endOfLife", "2025-06-30", ALL_VERSIONS) ", " END(
					  "1", "endOfMarketing", "2023-06-30",
					  ALL_VERSIONS) ", " END("2", "endOfDistribution",
								 "2024-06-30", ALL_VERSIONS),
				  ""));
	assert_int_equal(l->ends.count, 3);
	assert_int_equal(l->ends.items[0].kind, TH_END_OF_MARKETING);
	assert_int_equal(l->ends.items[1].kind, TH_END_OF_DISTRIBUTION);
	assert_int_equal(l->ends.items[2].kind, TH_END_OF_LIFE);
}

static void several_identifiers_are_all_kept(void **state)
{
	(void)state;
	const struct th_fact_lifecycle *l =
		read_file("{\"identifier\": [\"pkg:npm/a\", \"pkg:github/x/a\"], \"events\": []}");
	assert_int_equal(l->product.purls.count, 2);
	assert_text(l->product.purls.items[1], "pkg:github/x/a");
}

static void what_is_no_end_is_passed_over_in_silence(void **state)
{
	(void)state;
	const struct th_fact_lifecycle *l = read_file(FILE_OF(
		"{\"id\": 1, \"type\": \"released\", \"effective\": \"2021-01-18T00:00:00Z\", "
		"\"published\": \"2021-01-18T00:00:00Z\", \"version\": \"2.0.0\", \"license\": "
		"\"MIT\"}",
		""));
	assert_int_equal(l->ends.count, 0);
	assert_int_equal(doc.diagnostics.list.count, 0);
	assert_date(l->updated, "2024-10-01");
}

static void the_day_is_that_in_utc(void **state)
{
	(void)state;
	const struct th_fact_end *e = only_end(FILE_OF(
		"{\"id\": 1, \"type\": \"endOfLife\", \"effective\": "
		"\"2025-06-30T23:30:00-02:00\", "
		"\"published\": \"2020-01-01T00:00:00Z\", \"versions\": [" ALL_VERSIONS "]}",
		""));
	assert_date(e->effective, "2025-07-01");
}

static void an_identifier_with_a_supplier_names_it(void **state)
{
	(void)state;
	const struct th_fact_lifecycle *l = read_file(
		"{\"identifier\": \"pkg:generic/acme.example/wid%20get\", \"events\": []}");
	assert_text(l->product.name, "wid get");
	assert_text(l->supplier.domains.items[0], "acme.example");
	assert_false(th_text_is_present(l->supplier.name));
}

static void a_supplier_in_an_identifier_may_be_a_name(void **state)
{
	(void)state;
	assert_text(read_file("{\"identifier\": \"pkg:generic/acme/widget\", \"events\": []}")
			    ->supplier.name,
		    "acme");
}

static void a_package_of_a_registry_names_no_supplier(void **state)
{
	(void)state;
	const struct th_fact_lifecycle *l =
		read_file("{\"identifier\": \"pkg:npm/%40acme/widget\", \"events\": []}");
	assert_false(th_text_is_present(l->supplier.name));
	assert_false(th_text_is_present(l->product.name));
}

/* ---- withdrawals ---- */

static void a_withdrawal_dates_the_end_that_it_takes_back(void **state)
{
	(void)state;
	assert_date(only_end(FILE_OF(WITHDRAWN("2", "1") ", " END("1", "endOfLife", "2025-06-30",
								  ALL_VERSIONS),
				     ""))
			    ->withdrawn,
		    "2020-01-02");
}

static void a_withdrawn_withdrawal_takes_nothing_back(void **state)
{
	(void)state;
	const struct th_fact_end *e =
		only_end(FILE_OF(WITHDRAWN("3", "2") ", " WITHDRAWN("2", "1") ", " END(
					 "1", "endOfLife", "2025-06-30", ALL_VERSIONS),
				 ""));
	assert_false(th_date_present(e->withdrawn));
}

static void of_two_withdrawals_the_earlier_counts(void **state)
{
	(void)state;
	const struct th_fact_end *e =
		only_end(FILE_OF(WITHDRAWN("3", "1") ", " WITHDRAWN("2", "1") ", " END(
					 "1", "endOfLife", "2025-06-30", ALL_VERSIONS),
				 ""));
	assert_date(e->withdrawn, "2020-01-02");
}

static void what_is_newer_cannot_be_withdrawn(void **state)
{
	(void)state;
	assert_false(th_date_present(only_end(FILE_OF(END("2", "endOfLife", "2025-06-30",
							  ALL_VERSIONS) ", " WITHDRAWN("1", "2"),
						      ""))
					     ->withdrawn));
	assert_only_diagnostic(TH_DIAG_bad_value, NULL);
}

static void a_withdrawal_of_nothing_is_said(void **state)
{
	(void)state;
	read_file(FILE_OF(WITHDRAWN("2", "1"), ""));
	assert_only_diagnostic(TH_DIAG_bad_value, "{\"id\"");
}

static void a_withdrawal_without_a_day_takes_nothing_back(void **state)
{
	(void)state;
	const struct th_fact_end *e = only_end(FILE_OF(
		"{\"id\": 2, \"type\": \"withdrawn\", \"effective\": \"2020-01-02T00:00:00Z\", "
		"\"eventId\": 1}, " END("1", "endOfLife", "2025-06-30", ALL_VERSIONS),
		""));
	assert_false(th_date_present(e->withdrawn));
	assert_only_diagnostic(TH_DIAG_missing_field, "{\"id\": 2");
}

/* ---- x-twohop ---- */

static void the_extension_names_supplier_and_product(void **state)
{
	(void)state;
	const struct th_fact_lifecycle *l =
		read_file("{\"identifier\": \"pkg:generic/acme.example/w\", \"events\": [], "
			  "\"x-twohop\": {\"supplier\": {\"name\": \"Acme\", "
			  "\"domains\": [\"acme.example\"]}, \"product\": {\"name\": \"Widget\", "
			  "\"aliases\": [\"W\"]}}}");
	assert_text(l->supplier.name, "Acme");
	assert_int_equal(l->supplier.domains.count, 1);
	assert_text(l->product.name, "Widget");
	assert_text(l->product.aliases.items[0], "W");
}

static void the_extension_makes_dates_less_precise(void **state)
{
	(void)state;
	const struct th_fact_end *e =
		only_end(FILE_OF(END("1", "endOfLife", "2020-04-30", ALL_VERSIONS),
				 ", \"x-twohop\": {\"events\": [{\"id\": 1, \"effective\": "
				 "\"2020-04\", \"note\": \"n\"}]}"));
	assert_date(e->effective, "2020-04");
	assert_text(e->note, "n");
	assert_int_equal(doc.diagnostics.list.count, 0);
}

static void the_extension_does_not_move_dates(void **state)
{
	(void)state;
	const struct th_fact_end *e = only_end(
		FILE_OF(END("1", "endOfLife", "2020-04-30", ALL_VERSIONS),
			", \"x-twohop\": {\"events\": [{\"id\": 1, \"effective\": \"2031\"}]}"));
	assert_date(e->effective, "2020-04-30");
	assert_only_diagnostic(TH_DIAG_bad_value, "2031");
}

static void the_extension_gives_references(void **state)
{
	(void)state;
	const struct th_fact_end *e = only_end(
		FILE_OF(END("1", "endOfLife", "2020-04-30", ALL_VERSIONS),
			", \"x-twohop\": {\"events\": [{\"id\": 1, \"references\": [{\"title\": "
			"\"R\", \"url\": null, \"published\": \"2018\"}]}]}"));
	assert_int_equal(e->references.count, 1);
	assert_text(e->references.items[0].title, "R");
	assert_date(e->references.items[0].published, "2018");
}

static void a_remark_on_no_event_is_said(void **state)
{
	(void)state;
	read_file(FILE_OF("", ", \"x-twohop\": {\"events\": [{\"id\": 1}]}"));
	assert_only_diagnostic(TH_DIAG_bad_value, "{\"id\"");
}

/* ---- slips ---- */

static void an_end_without_versions_is_one_of_all(void **state)
{
	(void)state;
	const struct th_fact_end *e = only_end(FILE_OF(
		"{\"id\": 1, \"type\": \"endOfLife\", \"effective\": \"2025-06-30T00:00:00Z\", "
		"\"published\": \"2020-01-01T00:00:00Z\"}",
		""));
	assert_int_equal(e->versions.count + e->ranges.count, 0);
	assert_only_diagnostic(TH_DIAG_missing_field, "{\"id\"");
}

static void an_end_of_unreadable_versions_is_not_one_of_all(void **state)
{
	(void)state;
	assert_int_equal(
		read_file(FILE_OF(END("1", "endOfLife", "2025-06-30", "{\"range\": \"<2\"}"), ""))
			->ends.count,
		0);
	assert_int_equal(doc.diagnostics.list.count, 2);
}

static void an_end_of_bare_versions_is_not_one_of_all(void **state)
{
	(void)state;
	assert_int_equal(
		read_file(FILE_OF(END("1", "endOfLife", "2025-06-30", "\"1.0\""), ""))->ends.count,
		0);
	assert_int_equal(doc.diagnostics.list.items[0].code, TH_DIAG_wrong_type);
}

static void an_unknown_type_is_said(void **state)
{
	(void)state;
	assert_int_equal(read_file(FILE_OF(END("1", "endoflife", "2025-06-30", ALL_VERSIONS), ""))
				 ->ends.count,
			 0);
	assert_only_diagnostic(TH_DIAG_bad_value, "endoflife");
}

static void a_bad_day_is_said_and_absent(void **state)
{
	(void)state;
	assert_false(th_date_present(
		only_end(FILE_OF(END("1", "endOfLife", "2025-06-31", ALL_VERSIONS), ""))
			->effective));
	assert_only_diagnostic(TH_DIAG_bad_date, "2025-06-31");
}

static void a_second_event_of_one_id_is_said(void **state)
{
	(void)state;
	const struct th_fact_lifecycle *l =
		read_file(FILE_OF(END("1", "endOfLife", "2025-06-30", ALL_VERSIONS) ", " END(
					  "1", "endOfSupport", "2025-06-30", ALL_VERSIONS),
				  ""));
	assert_int_equal(l->ends.count, 2);
	assert_only_diagnostic(TH_DIAG_duplicate_ref, NULL);
}

static void an_id_that_is_no_number_is_said(void **state)
{
	(void)state;
	assert_int_equal(read_file(FILE_OF("{\"id\": \"one\", \"type\": \"endOfLife\", "
					   "\"effective\": \"2025-06-30T00:00:00Z\", "
					   "\"published\": \"2020-01-01T00:00:00Z\", \"versions\": "
					   "[" ALL_VERSIONS "]}",
					   ""))
				 ->ends.count,
			 1);
	assert_only_diagnostic(TH_DIAG_bad_value, "one\"");
}

static void an_unknown_key_is_said(void **state)
{
	(void)state;
	read_file(FILE_OF("", ", \"vendor\": \"Acme\""));
	assert_only_diagnostic(TH_DIAG_unknown_field, "\"Acme\"");
}

#define TEST(name) cmocka_unit_test_teardown(name, release)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_is_told_by_identifier_and_events),
		TEST(a_file_is_told_by_its_schema_as_well),
		TEST(a_word_that_holds_cle_is_no_schema_of_ours),
		TEST(an_events_file_with_an_identifier_is_not_cle),
		TEST(an_end_keeps_kind_dates_and_range),
		TEST(versions_and_ranges_are_kept_apart),
		TEST(ends_are_told_from_the_oldest_to_the_newest),
		TEST(several_identifiers_are_all_kept),
		TEST(what_is_no_end_is_passed_over_in_silence),
		TEST(the_day_is_that_in_utc),
		TEST(an_identifier_with_a_supplier_names_it),
		TEST(a_supplier_in_an_identifier_may_be_a_name),
		TEST(a_package_of_a_registry_names_no_supplier),
		TEST(a_withdrawal_dates_the_end_that_it_takes_back),
		TEST(a_withdrawn_withdrawal_takes_nothing_back),
		TEST(of_two_withdrawals_the_earlier_counts),
		TEST(what_is_newer_cannot_be_withdrawn),
		TEST(a_withdrawal_of_nothing_is_said),
		TEST(a_withdrawal_without_a_day_takes_nothing_back),
		TEST(the_extension_names_supplier_and_product),
		TEST(the_extension_makes_dates_less_precise),
		TEST(the_extension_does_not_move_dates),
		TEST(the_extension_gives_references),
		TEST(a_remark_on_no_event_is_said),
		TEST(an_end_without_versions_is_one_of_all),
		TEST(an_end_of_unreadable_versions_is_not_one_of_all),
		TEST(an_end_of_bare_versions_is_not_one_of_all),
		TEST(an_unknown_type_is_said),
		TEST(a_bad_day_is_said_and_absent),
		TEST(a_second_event_of_one_id_is_said),
		TEST(an_id_that_is_no_number_is_said),
		TEST(an_unknown_key_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
