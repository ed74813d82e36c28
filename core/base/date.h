/*
 * Calendar days. A date is YYYY, YYYY-MM or YYYY-MM-DD: its length is its precision, and with less
 * than a day it covers several days. Publication and beginnings count from the first of them, ends
 * from the last. Days are numbered from 1970-01-01 = 0, in UTC, in the Gregorian calendar continued
 * backwards; years are 0000 to 9999. Spellings: RFC 3339 and the forms of ISO 8601 that documents
 * use for the same (see th_date_parse).
 */
#ifndef TH_CORE_BASE_DATE_H
#define TH_CORE_BASE_DATE_H

#include "core/base/slice.h"
#include "core/base/status.h"

#include <time.h>

enum th_precision {
	TH_DATE_ABSENT = 0,
	TH_DATE_YEAR = 1,
	TH_DATE_MONTH = 2,
	TH_DATE_DAY = 3,
};

/* All-zero is the absent date. */
struct th_date {
	int32_t day;       /* the first one it covers */
	uint8_t precision; /* enum th_precision */
};

/* A moment in UTC. A leap second is the second before it with a nano of 1,000,000,000 and more. */
struct th_instant {
	int64_t second; /* since 1970-01-01T00:00:00Z */
	uint32_t nano;
};

#define TH_DAY_FIRST (-719528)  /* 0000-01-01 */
#define TH_DAY_LAST 2932896     /* 9999-12-31 */
#define TH_DAY_BEFORE INT32_MIN /* before every day: where an absent beginning lies */
#define TH_DAY_AFTER INT32_MAX  /* after every day: where an absent end lies */
#define TH_DATE_TEXT 11         /* bytes that hold any date as text, with its NUL */

static inline bool th_date_present(struct th_date date)
{
	return date.precision != TH_DATE_ABSENT;
}

/*
 * Read all of text as a date, or as a date and time, of which the day in UTC is kept:
 * YYYY[-MM[-DD]] or YYYY-MM-DDThh:mm[:ss[.fraction]][offset], 'T' in any case or a blank, offset
 * 'Z' in any case, ±hh:mm, ±hhmm or ±hh. Without an offset the day is the one written. A second of
 * 60 is taken at 23:59 UTC. TH_EINPUT for anything else, for days that do not exist and for what
 * leaves the years 0000 to 9999 through its offset; *out is then absent.
 */
th_status th_date_parse(th_slice text, struct th_date *out) TH_MUST_USE;
/*
 * The same spellings, but a moment needs its time and its offset; digits beyond the ninth of a
 * fraction are cut.
 */
th_status th_instant_parse(th_slice text, struct th_instant *out) TH_MUST_USE;
/* Negative, 0, positive. */
int th_instant_compare(struct th_instant a, struct th_instant b);

/* The first day that date covers; TH_DAY_BEFORE for the absent one. */
int32_t th_date_first(struct th_date date);
/* The last day that date covers; TH_DAY_AFTER for the absent one. */
int32_t th_date_last(struct th_date date);
/* Days from the first day of one date to the first of another, both present; negative backwards. */
int32_t th_date_difference(struct th_date from, struct th_date to);
/*
 * day + days. Stops at TH_DAY_FIRST and TH_DAY_LAST; TH_DAY_BEFORE and TH_DAY_AFTER stay what they
 * are.
 */
int32_t th_day_add(int32_t day, int32_t days);
/* That day as a date; one outside of the calendar is absent. */
struct th_date th_date_of_day(int32_t day);
/* The day in UTC of a clock reading, which the caller takes: nothing here looks at the clock. */
struct th_date th_date_today(time_t now);
/*
 * The date as text in its own precision, NUL behind it, cut to cap bytes; the absent date is "".
 * Returns the length that it has uncut, as snprintf does.
 */
size_t th_date_format(struct th_date date, char *buf, size_t cap);

#endif
