/*
 * Dates and times by hand: strptime and timegm know locales, leap-second files and no precision.
 * One scanner reads every spelling into a struct stamp; dates and instants are two views of it.
 */
#include "core/base/date.h"

#include <stdio.h>

enum { DAYS_IN_400_YEARS = 146097, SECONDS_IN_DAY = 86400, LAST_YEAR = 9999 };

/* What was written, field by field. */
struct stamp {
	int32_t day;    /* of the calendar as written, offset not applied */
	int32_t second; /* of that day; a leap second counts as the one before it */
	int32_t offset; /* seconds east of UTC */
	uint32_t nano;
	uint8_t precision;
	bool has_time, has_offset, leap;
};

static bool is_leap(int32_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int32_t days_in_month(int32_t year, int32_t month)
{
	static const int8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from 0000-01-01 to the first of January of year. */
static int32_t days_before_year(int32_t year)
{
	return year * 365 + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
}

static int32_t day_of(int32_t year, int32_t month, int32_t mday)
{
	int32_t days = days_before_year(year) + mday - 1;

	for (int32_t m = 1; m < month; m++)
		days += days_in_month(year, m);
	return days + TH_DAY_FIRST;
}

/* The other way round, for days of the calendar. */
static void fields_of(int32_t day, int32_t *year, int32_t *month, int32_t *mday)
{
	int32_t left = day - TH_DAY_FIRST;
	int32_t y = (int32_t)((int64_t)left * 400 / DAYS_IN_400_YEARS); /* at most one off */

	if (days_before_year(y) > left)
		y--;
	else if (days_before_year(y + 1) <= left)
		y++;
	left -= days_before_year(y);
	int32_t m = 1;
	for (int32_t days = days_in_month(y, m); left >= days; days = days_in_month(y, m)) {
		left -= days;
		m++;
	}
	*year = y;
	*month = m;
	*mday = left + 1;
}

static bool take_char(th_slice *s, char c)
{
	if (s->len == 0 || s->ptr[0] != c)
		return false;
	*s = th_slice_sub(*s, 1, s->len);
	return true;
}

/* count digits that make a number of at most max. */
static bool take_number(th_slice *s, size_t count, int32_t max, int32_t *out)
{
	int32_t value = 0;

	if (s->len < count)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!th_is_digit(s->ptr[i]))
			return false;
		value = value * 10 + (s->ptr[i] - '0');
	}
	*s = th_slice_sub(*s, count, s->len);
	*out = value;
	return value <= max;
}

static bool take_date(th_slice *s, struct stamp *out)
{
	int32_t year, month = 1, mday = 1;

	if (!take_number(s, 4, LAST_YEAR, &year))
		return false;
	out->precision = TH_DATE_YEAR;
	if (take_char(s, '-')) {
		if (!take_number(s, 2, 12, &month) || month == 0)
			return false;
		out->precision = TH_DATE_MONTH;
		if (take_char(s, '-')) {
			if (!take_number(s, 2, days_in_month(year, month), &mday) || mday == 0)
				return false;
			out->precision = TH_DATE_DAY;
		}
	}
	out->day = day_of(year, month, mday);
	return true;
}

static bool take_fraction(th_slice *s, uint32_t *nano)
{
	uint32_t value = 0, unit = 100000000;
	size_t i = 0;

	for (; i < s->len && th_is_digit(s->ptr[i]); i++, unit /= 10)
		value += unit * (uint32_t)(s->ptr[i] - '0');
	*s = th_slice_sub(*s, i, s->len);
	*nano = value;
	return i > 0;
}

static bool take_clock(th_slice *s, struct stamp *out)
{
	int32_t hour, minute, second = 0;

	if (!take_number(s, 2, 23, &hour) || !take_char(s, ':') || !take_number(s, 2, 59, &minute))
		return false;
	if (take_char(s, ':')) {
		if (!take_number(s, 2, 60, &second))
			return false;
		if ((take_char(s, '.') || take_char(s, ',')) && !take_fraction(s, &out->nano))
			return false;
	}
	out->leap = second == 60;
	out->second = hour * 3600 + minute * 60 + second - out->leap;
	out->has_time = true;
	return true;
}

static bool take_offset(th_slice *s, struct stamp *out)
{
	int32_t hours, minutes = 0;

	out->has_offset = true;
	if (take_char(s, 'Z') || take_char(s, 'z'))
		return true;
	bool west = take_char(s, '-');
	if (!west && !take_char(s, '+'))
		return false;
	if (!take_number(s, 2, 23, &hours))
		return false;
	if (s->len > 0) {
		take_char(s, ':');
		if (!take_number(s, 2, 59, &minutes))
			return false;
	}
	out->offset = (hours * 60 + minutes) * (west ? -60 : 60);
	return true;
}

/* Bring the stamp to UTC: second of the day into its range, day with it. */
static bool to_utc(struct stamp *stamp)
{
	stamp->second -= stamp->offset;
	if (stamp->second < 0) {
		stamp->second += SECONDS_IN_DAY;
		stamp->day--;
	} else if (stamp->second >= SECONDS_IN_DAY) {
		stamp->second -= SECONDS_IN_DAY;
		stamp->day++;
	}
	if (stamp->leap && stamp->second != SECONDS_IN_DAY - 1)
		return false;
	return stamp->day >= TH_DAY_FIRST && stamp->day <= TH_DAY_LAST;
}

static bool read_stamp(th_slice s, struct stamp *out)
{
	*out = (struct stamp){ 0 };
	if (!take_date(&s, out))
		return false;
	if (s.len == 0)
		return true;
	if (out->precision != TH_DATE_DAY)
		return false;
	if (!take_char(&s, 'T') && !take_char(&s, 't') && !take_char(&s, ' '))
		return false;
	if (!take_clock(&s, out))
		return false;
	if (s.len > 0 && !take_offset(&s, out))
		return false;
	return s.len == 0 && to_utc(out);
}

th_status th_date_parse(th_slice text, struct th_date *out)
{
	struct stamp stamp;

	*out = (struct th_date){ 0 };
	if (!read_stamp(text, &stamp))
		return TH_EINPUT;
	*out = (struct th_date){ .day = stamp.day, .precision = stamp.precision };
	return TH_OK;
}

th_status th_instant_parse(th_slice text, struct th_instant *out)
{
	struct stamp stamp;

	*out = (struct th_instant){ 0 };
	if (!read_stamp(text, &stamp) || !stamp.has_time || !stamp.has_offset)
		return TH_EINPUT;
	out->second = (int64_t)stamp.day * SECONDS_IN_DAY + stamp.second;
	out->nano = stamp.nano + (stamp.leap ? 1000000000u : 0u);
	return TH_OK;
}

int th_instant_compare(struct th_instant a, struct th_instant b)
{
	if (a.second != b.second)
		return a.second < b.second ? -1 : 1;
	return (a.nano > b.nano) - (a.nano < b.nano);
}

int32_t th_date_first(struct th_date date)
{
	return th_date_present(date) ? date.day : TH_DAY_BEFORE;
}

int32_t th_date_last(struct th_date date)
{
	int32_t year, month, mday;

	switch ((enum th_precision)date.precision) {
	case TH_DATE_YEAR: fields_of(date.day, &year, &month, &mday); return day_of(year, 12, 31);
	case TH_DATE_MONTH:
		fields_of(date.day, &year, &month, &mday);
		return day_of(year, month, days_in_month(year, month));
	case TH_DATE_DAY: return date.day;
	case TH_DATE_ABSENT: break;
	}
	return TH_DAY_AFTER;
}

int32_t th_date_difference(struct th_date from, struct th_date to)
{
	return to.day - from.day;
}

int32_t th_day_add(int32_t day, int32_t days)
{
	int64_t sum = (int64_t)day + days;

	if (day == TH_DAY_BEFORE || day == TH_DAY_AFTER)
		return day;
	if (sum < TH_DAY_FIRST)
		return TH_DAY_FIRST;
	return sum > TH_DAY_LAST ? TH_DAY_LAST : (int32_t)sum;
}

struct th_date th_date_of_day(int32_t day)
{
	if (day < TH_DAY_FIRST || day > TH_DAY_LAST)
		return (struct th_date){ 0 };
	return (struct th_date){ .day = day, .precision = TH_DATE_DAY };
}

struct th_date th_date_today(time_t now)
{
	int64_t day = (int64_t)now / SECONDS_IN_DAY - ((int64_t)now % SECONDS_IN_DAY < 0);

	if (day < TH_DAY_FIRST || day > TH_DAY_LAST)
		return (struct th_date){ 0 };
	return th_date_of_day((int32_t)day);
}

static void put_digits(char *at, int32_t number, int digits)
{
	while (digits-- > 0) {
		at[digits] = (char)('0' + number % 10);
		number /= 10;
	}
}

size_t th_date_format(struct th_date date, char *buf, size_t cap)
{
	static const uint8_t length[] = { 0, 4, 7, 10 };
	int32_t year = 0, month = 0, mday = 0;
	char text[] = "0000-00-00";

	if (date.precision > TH_DATE_DAY)
		date.precision = TH_DATE_ABSENT;
	if (th_date_present(date))
		fields_of(date.day, &year, &month, &mday);
	put_digits(text, year, 4);
	put_digits(text + 5, month, 2);
	put_digits(text + 8, mday, 2);
	size_t len = length[date.precision];
	if (cap > 0) {
		size_t kept = len < cap ? len : cap - 1;
		memcpy(buf, text, kept);
		buf[kept] = '\0';
	}
	return len;
}
