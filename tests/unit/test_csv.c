/* CSV (core/text/csv.h). */
#include "core/text/csv.h"
#include "core/base/limits.h"
#include "tests/unit/given.h"

#include <stdio.h>

static struct th_arena arena;
static struct th_csv csv;

static int teardown(void **state)
{
	(void)state;
	th_csv_release(&csv);
	th_arena_release(&arena);
	return 0;
}

static void given_csv(th_slice text, char separator)
{
	th_csv_release(&csv);
	th_csv_init(&csv, text, separator, &arena);
}

/* The next row, its fields between bars. */
static void assert_row(const char *expected)
{
	char row[256] = "";
	bool more;

	assert_int_equal(th_csv_next(&csv, &more), TH_OK);
	assert_true(more);
	for (uint32_t i = 0; i < csv.row.count; i++) {
		size_t len = strlen(row);
		snprintf(row + len, sizeof(row) - len, "%s%.*s", i ? "|" : "",
			 TH_FMT(csv.row.items[i].text));
	}
	assert_string_equal(row, expected);
}

static void assert_end(void)
{
	bool more = true;

	assert_int_equal(th_csv_next(&csv, &more), TH_OK);
	assert_false(more);
}

static void assert_refused(th_slice text, th_status status, uint64_t at)
{
	bool more = true;
	th_status got = TH_OK;

	given_csv(text, ',');
	while (got == TH_OK && more)
		got = th_csv_next(&csv, &more);
	assert_int_equal(got, status);
	assert_non_null(csv.error);
	assert_int_equal(csv.error_at, at);
}

static void all_line_ends_end_rows_and_empty_rows_do_not_count(void **state)
{
	(void)state;
	given_csv(TH_SLICE("\xef\xbb\xbf\n\r\na,b\r\nc,d\re,f\n\n\ng,h"), ',');
	assert_row("a|b");
	assert_row("c|d");
	assert_row("e|f");
	assert_row("g|h");
	assert_end();
}

static void empty_fields_stay(void **state)
{
	(void)state;
	given_csv(TH_SLICE(",a,\n\"\"\n,"), ',');
	assert_row("|a|");
	assert_row("");
	assert_int_equal(csv.row.count, 1);
	assert_row("|");
	assert_end();
}

static void quotes_hold_separators_line_ends_and_doubled_quotes(void **state)
{
	(void)state;
	given_csv(TH_SLICE("\"a,b\r\nc\",\"say \"\"x\"\"\",\"\"\"\"\n"), ',');
	assert_row("a,b\r\nc|say \"x\"|\"");
	assert_false(csv.row.items[0].is_copy);
	assert_int_equal(csv.row.items[0].offset, 1);
	assert_true(csv.row.items[1].is_copy);
	assert_int_equal(csv.row.items[1].offset, 10);
	assert_end();
}

static void the_separator_is_the_one_that_stands_most_often_outside_of_quotes(void **state)
{
	(void)state;
	given_csv(TH_SLICE("\"a,b,c\";d,;e\n1;2;3\n"), 0);
	assert_row("a,b,c|d,|e");
	given_csv(TH_SLICE("a\tb|c\td\n"), 0);
	assert_row("a|b|c|d");
	assert_int_equal(csv.separator, '\t');
	given_csv(TH_SLICE("alone"), 0);
	assert_row("alone");
	assert_int_equal(csv.separator, ',');
}

static void what_nobody_writes_is_refused_at_its_place(void **state)
{
	(void)state;
	assert_refused(TH_SLICE("a,b\"c"), TH_EINPUT, 3);
	assert_refused(TH_SLICE("a,\"b\"c"), TH_EINPUT, 5);
	assert_refused(TH_SLICE("a\n\"b,\"\"\n"), TH_EINPUT, 2);
	assert_refused(TH_SLICE("a,\"\"\""), TH_EINPUT, 2);
	assert_refused(TH_SLICE("a,b\0c"), TH_EINPUT, 3);
	assert_refused(TH_SLICE("\"b\0c\""), TH_EINPUT, 2);
}

static void a_row_has_a_ceiling(void **state)
{
	static char commas[TH_MAX_CSV_FIELDS];
	(void)state;
	memset(commas, ',', sizeof(commas));
	assert_refused(th_slice_make(commas, sizeof(commas)), TH_ELIMIT, TH_MAX_CSV_FIELDS);
	bool more;
	given_csv(th_slice_make(commas, sizeof(commas) - 1), ',');
	assert_int_equal(th_csv_next(&csv, &more), TH_OK);
	assert_int_equal(csv.row.count, TH_MAX_CSV_FIELDS);
}

static void a_column_is_found_by_any_of_its_spellings(void **state)
{
	static const char *const who[] = { "vendor", "supplier name", NULL };
	static const char *const near[] = { "supplier", "supplier names", "", NULL };
	(void)state;
	given_csv(TH_SLICE("item,Supplier_Name ,VEN-DOR"), ',');
	assert_row("item|Supplier_Name |VEN-DOR");
	assert_int_equal(th_csv_column(&csv, who), 2);
	assert_int_equal(th_csv_column(&csv, who + 1), 1);
	assert_int_equal(th_csv_column(&csv, near), TH_CSV_NONE);
	assert_null(th_csv_at(&csv, TH_CSV_NONE));
	assert_null(th_csv_at(&csv, 3));
	assert_ptr_equal(th_csv_at(&csv, 2), &csv.row.items[2]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(all_line_ends_end_rows_and_empty_rows_do_not_count,
					  teardown),
		cmocka_unit_test_teardown(empty_fields_stay, teardown),
		cmocka_unit_test_teardown(quotes_hold_separators_line_ends_and_doubled_quotes,
					  teardown),
		cmocka_unit_test_teardown(
			the_separator_is_the_one_that_stands_most_often_outside_of_quotes,
			teardown),
		cmocka_unit_test_teardown(what_nobody_writes_is_refused_at_its_place, teardown),
		cmocka_unit_test_teardown(a_row_has_a_ceiling, teardown),
		cmocka_unit_test_teardown(a_column_is_found_by_any_of_its_spellings, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
