/*
 * Dates: what is read, what is refused, which days a date covers.
 */
#include "core/base/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

static struct th_date date(const char *text)
{
	struct th_date out;

	if (th_date_parse(th_slice_of(text), &out) != TH_OK)
		fail_msg("not read: %s", text);
	return out;
}

/* The day of 'YYYY-MM-DD'. */
static int32_t day(const char *text)
{
	struct th_date out = date(text);

	assert_int_equal(out.precision, TH_DATE_DAY);
	return out.day;
}

static void assert_refused(const char *text)
{
	struct th_date out = { .day = 1, .precision = TH_DATE_DAY };

	if (th_date_parse(th_slice_of(text), &out) != TH_EINPUT)
		fail_msg("read: %s", text);
	assert_false(th_date_present(out));
}

static void assert_day(const char *text, const char *expected)
{
	char buf[TH_DATE_TEXT];

	th_date_format(date(text), buf, sizeof(buf));
	assert_string_equal(buf, expected);
}

static void the_length_of_a_date_is_its_precision(void **state)
{
	(void)state;
	assert_int_equal(date("2023").precision, TH_DATE_YEAR);
	assert_int_equal(date("2023-03").precision, TH_DATE_MONTH);
	assert_int_equal(date("2023-03-14").precision, TH_DATE_DAY);
	assert_int_equal(date("2023-03-14T09:00:00Z").precision, TH_DATE_DAY);
}

static void known_days_have_their_numbers(void **state)
{
	(void)state;
	assert_int_equal(day("1970-01-01"), 0);
	assert_int_equal(day("1969-12-31"), -1);
	assert_int_equal(day("2000-03-01"), 11017);
	assert_int_equal(day("2023-04-20"), 19467);
	assert_int_equal(day("0000-01-01"), TH_DAY_FIRST);
	assert_int_equal(day("9999-12-31"), TH_DAY_LAST);
}

static void beginnings_count_from_the_first_day(void **state)
{
	(void)state;
	assert_int_equal(th_date_first(date("2022")), day("2022-01-01"));
	assert_int_equal(th_date_first(date("2022-02")), day("2022-02-01"));
	assert_int_equal(th_date_first(date("2022-02-03")), day("2022-02-03"));
}

static void ends_count_from_the_last_day(void **state)
{
	(void)state;
	assert_int_equal(th_date_last(date("2022")), day("2022-12-31"));
	assert_int_equal(th_date_last(date("2022-02")), day("2022-02-28"));
	assert_int_equal(th_date_last(date("2024-02")), day("2024-02-29"));
	assert_int_equal(th_date_last(date("2022-12")), day("2022-12-31"));
	assert_int_equal(th_date_last(date("2022-02-03")), day("2022-02-03"));
}

static void an_absent_date_begins_before_and_ends_after_every_day(void **state)
{
	struct th_date absent = { 0 };

	(void)state;
	assert_true(th_date_first(absent) < TH_DAY_FIRST);
	assert_true(th_date_last(absent) > TH_DAY_LAST);
}

static void leap_years_are_gregorian(void **state)
{
	(void)state;
	assert_int_equal(day("2000-02-29") + 1, day("2000-03-01"));
	assert_refused("1900-02-29");
	assert_refused("2023-02-29");
	assert_int_equal(day("0000-02-29") + 1, day("0000-03-01"));
}

static void impossible_dates_are_refused(void **state)
{
	static const char *const texts[] = {
		"2023-13",    "2023-00",    "2023-02-30",  "2023-04-31",
		"2023-01-00", "2023-01-32", "2023-1-1",    "2023-",
		"2023-01-",   "23-01-01",   "02023",       "+2023",
		"",           "-2023",      "2023/01/01",  "20230101",
		"2023-01-1x", " 2023",      "2023-01-01 ", "2023-W01-1",
		"2023Z",      "2023-01Z",   "2023-01-01Z", "2023T00:00:00Z",
		"tba",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_refused(texts[i]);
}

static void a_date_time_is_the_day_in_utc(void **state)
{
	(void)state;
	assert_day("2023-03-14T09:00:00Z", "2023-03-14");
	assert_day("2023-03-14T00:00:00+05:30", "2023-03-13");
	assert_day("2023-03-14T05:30:00+05:30", "2023-03-14");
	assert_day("2023-12-31T23:30:00-05:00", "2024-01-01");
	assert_day("2023-03-14t23:59:59.999999999999z", "2023-03-14");
	assert_day("2023-03-14 09:00:00-0000", "2023-03-14");
	assert_day("2023-03-14T09:00Z", "2023-03-14");
	assert_day("2023-03-14T22:00:00,5-03", "2023-03-15");
}

static void without_an_offset_the_day_is_as_written(void **state)
{
	(void)state;
	assert_day("2023-03-14T23:59:59", "2023-03-14");
}

static void impossible_times_are_refused(void **state)
{
	static const char *const texts[] = {
		"2023-03-14T24:00:00Z",      "2023-03-14T09:60:00Z",
		"2023-03-14T09:00:61Z",      "2023-03-14T",
		"2023-03-14T9:00:00Z",       "2023-03-14T09Z",
		"2023-03-14T09:00:00.Z",     "2023-03-14T09:00:00+24:00",
		"2023-03-14T09:00:00+05:60", "2023-03-14T09:00:00+5",
		"2023-03-14T09:00:00Zx",     "2023-03-14T09:00:00+05:3",
		"2023-03-14T09:00:00 UTC",   "2023-03-14X09:00:00Z",
		"2023-03-14T09:00:-1Z",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_refused(texts[i]);
}

static void an_offset_does_not_lead_out_of_the_calendar(void **state)
{
	(void)state;
	assert_refused("0000-01-01T00:00:00+01:00");
	assert_refused("9999-12-31T23:00:00-01:00");
}

static void a_leap_second_stands_at_the_end_of_a_day_in_utc(void **state)
{
	(void)state;
	assert_day("1990-12-31T23:59:60Z", "1990-12-31");
	assert_day("1990-12-31T15:59:60-08:00", "1990-12-31");
	assert_refused("1990-12-31T22:59:60Z");
	assert_refused("1990-12-31T23:58:60Z");
}

static struct th_instant instant(const char *text)
{
	struct th_instant out;

	if (th_instant_parse(th_slice_of(text), &out) != TH_OK)
		fail_msg("not read: %s", text);
	return out;
}

static void an_instant_counts_seconds_in_utc(void **state)
{
	struct th_instant i = instant("2001-09-09T03:46:40.25+02:00");

	(void)state;
	assert_int_equal(i.second, 1000000000);
	assert_int_equal(i.nano, 250000000);
	assert_int_equal(instant("1969-12-31T23:59:59Z").second, -1);
}

static void a_leap_second_lies_between_its_neighbours(void **state)
{
	struct th_instant before = instant("1990-12-31T23:59:59.999Z");
	struct th_instant leap = instant("1990-12-31T23:59:60.5Z");
	struct th_instant after = instant("1991-01-01T00:00:00Z");

	(void)state;
	assert_true(th_instant_compare(before, leap) < 0);
	assert_true(th_instant_compare(leap, after) < 0);
	assert_int_equal(th_instant_compare(leap, leap), 0);
}

static void an_instant_needs_time_and_offset(void **state)
{
	struct th_instant out;

	(void)state;
	assert_int_equal(th_instant_parse(TH_SLICE("2023-03-14"), &out), TH_EINPUT);
	assert_int_equal(th_instant_parse(TH_SLICE("2023-03-14T09:00:00"), &out), TH_EINPUT);
}

static void text_keeps_the_precision(void **state)
{
	(void)state;
	assert_day("2023", "2023");
	assert_day("0007-03", "0007-03");
	assert_day("2023-03-14", "2023-03-14");
}

static void text_is_cut_to_the_buffer(void **state)
{
	char buf[5];
	struct th_date absent = { 0 };

	(void)state;
	assert_int_equal(th_date_format(date("2023-03-14"), buf, sizeof(buf)), 10);
	assert_string_equal(buf, "2023");
	assert_int_equal(th_date_format(date("2023"), NULL, 0), 4);
	assert_int_equal(th_date_format(absent, buf, sizeof(buf)), 0);
	assert_string_equal(buf, "");
}

static void every_day_survives_the_round_trip(void **state)
{
	char buf[TH_DATE_TEXT];
	struct th_date back;

	(void)state;
	for (int32_t d = TH_DAY_FIRST; d <= TH_DAY_LAST; d++) {
		size_t len = th_date_format(th_date_of_day(d), buf, sizeof(buf));
		if (th_date_parse(th_slice_make(buf, len), &back) != TH_OK || back.day != d ||
		    th_date_last(back) != d)
			fail_msg("day %d became %s", d, buf);
	}
}

static void days_are_added_and_subtracted(void **state)
{
	(void)state;
	assert_int_equal(th_day_add(day("2024-02-28"), 2), day("2024-03-01"));
	assert_int_equal(th_date_difference(date("2023"), date("2024")), 365);
	assert_int_equal(th_date_difference(date("2023-03-02"), date("2023-03-01")), -1);
}

static void adding_days_stops_at_the_ends_of_the_calendar(void **state)
{
	(void)state;
	assert_int_equal(th_day_add(TH_DAY_LAST, 1), TH_DAY_LAST);
	assert_int_equal(th_day_add(0, INT32_MIN), TH_DAY_FIRST);
	assert_int_equal(th_day_add(TH_DAY_AFTER, -5), TH_DAY_AFTER);
	assert_int_equal(th_day_add(TH_DAY_BEFORE, 5), TH_DAY_BEFORE);
}

static void today_is_the_day_in_utc(void **state)
{
	(void)state;
	assert_int_equal(th_date_today(0).day, 0);
	assert_int_equal(th_date_today(86399).day, 0);
	assert_int_equal(th_date_today(86400).day, 1);
	assert_int_equal(th_date_today(-1).day, -1);
	assert_false(th_date_present(th_date_today((time_t)INT64_MAX)));
}

static void random_bytes_do_no_harm(void **state)
{
	static const char alphabet[] = "0123456789-:TtZz+. 2W\x80\xff/";
	uint64_t seed = 1;
	char text[40];

	(void)state;
	for (int round = 0; round < 200000; round++) {
		size_t len = 0;
		for (; len < sizeof(text); len++) {
			seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
			uint32_t draw = (uint32_t)(seed >> 33);
			if (draw % 37 == 0)
				break;
			/* mostly the shape of a date-time, so that the scanner gets far */
			text[len] = len < 19 && draw % 8 ? "2023-03-14T09:00:00"[len]
							 : alphabet[draw % sizeof(alphabet)];
		}
		struct th_date out;
		struct th_instant moment;
		if (th_date_parse(th_slice_make(text, len), &out) == TH_OK)
			assert_true(th_date_first(out) <= th_date_last(out));
		if (th_instant_parse(th_slice_make(text, len), &moment) == TH_OK)
			assert_true(th_date_present(out));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_length_of_a_date_is_its_precision),
		cmocka_unit_test(known_days_have_their_numbers),
		cmocka_unit_test(beginnings_count_from_the_first_day),
		cmocka_unit_test(ends_count_from_the_last_day),
		cmocka_unit_test(an_absent_date_begins_before_and_ends_after_every_day),
		cmocka_unit_test(leap_years_are_gregorian),
		cmocka_unit_test(impossible_dates_are_refused),
		cmocka_unit_test(a_date_time_is_the_day_in_utc),
		cmocka_unit_test(without_an_offset_the_day_is_as_written),
		cmocka_unit_test(impossible_times_are_refused),
		cmocka_unit_test(an_offset_does_not_lead_out_of_the_calendar),
		cmocka_unit_test(a_leap_second_stands_at_the_end_of_a_day_in_utc),
		cmocka_unit_test(an_instant_counts_seconds_in_utc),
		cmocka_unit_test(a_leap_second_lies_between_its_neighbours),
		cmocka_unit_test(an_instant_needs_time_and_offset),
		cmocka_unit_test(text_keeps_the_precision),
		cmocka_unit_test(text_is_cut_to_the_buffer),
		cmocka_unit_test(every_day_survives_the_round_trip),
		cmocka_unit_test(days_are_added_and_subtracted),
		cmocka_unit_test(adding_days_stops_at_the_ends_of_the_calendar),
		cmocka_unit_test(today_is_the_day_in_utc),
		cmocka_unit_test(random_bytes_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
