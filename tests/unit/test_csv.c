/* CSV (RFC 4180) as exports write it, and what no writer of it writes. */
#include "core/text/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct th_arena arena;
static struct th_csv csv;
static bool more;

static int release(void **state)
{
	(void)state;
	th_csv_release(&csv);
	th_arena_release(&arena);
	return 0;
}

static void begin(th_slice text)
{
	th_csv_init(&csv, text, '\0', &arena);
}

static void next(void)
{
	assert_int_equal(th_csv_next(&csv, &more), TH_OK);
}

static void assert_field(uint32_t column, const char *text)
{
	assert_true(more);
	assert_non_null(th_csv_at(&csv, column));
	assert_true(th_slice_equal(th_csv_at(&csv, column)->text, th_slice_of(text)));
}

static void assert_refused(const char *text, uint64_t at)
{
	th_status status;

	begin(th_slice_of(text));
	do
		status = th_csv_next(&csv, &more);
	while (status == TH_OK && more);
	assert_int_equal(status, TH_EINPUT);
	assert_int_equal(csv.error_at, at);
	assert_non_null(csv.error);
}

static void a_row_is_fields_between_separators(void **state)
{
	(void)state;
	begin(TH_SLICE("a,b,\n"));
	next();
	assert_int_equal(csv.row.count, 3);
	assert_field(1, "b");
	assert_field(2, "");
}

static void quotes_hold_separators_ends_of_lines_and_quotes(void **state)
{
	(void)state;
	begin(TH_SLICE("\"a,\n\"\"b\"\"\",c"));
	next();
	assert_int_equal(csv.row.count, 2);
	assert_field(0, "a,\n\"b\"");
	assert_field(1, "c");
}

static void a_line_ends_in_three_ways(void **state)
{
	(void)state;
	begin(TH_SLICE("a\r\nb\rc\nd"));
	static const char *const rows[] = { "a", "b", "c", "d" };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		next();
		assert_field(0, rows[i]);
	}
	next();
	assert_false(more);
}

static void empty_rows_are_passed_over(void **state)
{
	(void)state;
	begin(TH_SLICE("a\n\n\r\nb\n"));
	next();
	next();
	assert_field(0, "b");
}

static void a_byte_order_mark_is_none_of_the_first_field(void **state)
{
	(void)state;
	begin(TH_SLICE("\xef\xbb\xbf"
		       "a,b\n"));
	next();
	assert_field(0, "a");
}

static void the_separator_is_the_one_that_the_first_row_has(void **state)
{
	(void)state;
	begin(TH_SLICE("a;b;c\n1,5;2;3\n"));
	next();
	next();
	assert_field(0, "1,5");
}

static void a_separator_in_quotes_does_not_count(void **state)
{
	(void)state;
	begin(TH_SLICE("\"a,b,c,d\";e\n"));
	next();
	assert_int_equal(csv.row.count, 2);
}

static void headings_are_found_however_they_are_spelled(void **state)
{
	(void)state;
	begin(TH_SLICE("Device Name,application_name, Version \n"));
	next();
	assert_int_equal(th_csv_column(&csv, (const char *const[]){ "DeviceName", NULL }), 0);
	assert_int_equal(th_csv_column(&csv, (const char *const[]){ "ApplicationName", NULL }), 1);
	assert_int_equal(th_csv_column(&csv, (const char *const[]){ "version", NULL }), 2);
	assert_int_equal(th_csv_column(&csv, (const char *const[]){ "versions", NULL }),
			 TH_CSV_NONE);
}

static void a_quote_inside_a_field_is_refused(void **state)
{
	(void)state;
	assert_refused("a,b\"c\n", 3);
}

static void text_behind_a_closing_quote_is_refused(void **state)
{
	(void)state;
	assert_refused("a,\"b\"c\n", 5);
}

static void a_quote_that_stays_open_is_refused_where_it_opens(void **state)
{
	(void)state;
	assert_refused("a,b\n\"c,d\n", 4);
}

static void a_nul_is_refused(void **state)
{
	(void)state;
	begin(TH_SLICE("a\0b\n"));
	assert_int_equal(th_csv_next(&csv, &more), TH_EINPUT);
	assert_int_equal(csv.error_at, 1);
}

static void nothing_has_no_row(void **state)
{
	(void)state;
	begin(TH_SLICE(""));
	next();
	assert_false(more);
}

#define TEST(name) cmocka_unit_test_teardown(name, release)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_row_is_fields_between_separators),
		TEST(quotes_hold_separators_ends_of_lines_and_quotes),
		TEST(a_line_ends_in_three_ways),
		TEST(empty_rows_are_passed_over),
		TEST(a_byte_order_mark_is_none_of_the_first_field),
		TEST(the_separator_is_the_one_that_the_first_row_has),
		TEST(a_separator_in_quotes_does_not_count),
		TEST(headings_are_found_however_they_are_spelled),
		TEST(a_quote_inside_a_field_is_refused),
		TEST(text_behind_a_closing_quote_is_refused),
		TEST(a_quote_that_stays_open_is_refused_where_it_opens),
		TEST(a_nul_is_refused),
		TEST(nothing_has_no_row),
	};
	return cmocka_run_group_tests_name("CSV", tests, NULL, NULL);
}
