/*
 * CSV (RFC 4180) row by row, without a copy where no quote needs one: fields in quotes, doubled
 * quotes in them, line ends as LF, CR LF or CR, a byte order mark in front. The separator is the
 * caller's. What no writer of CSV writes is refused with its place: a quote in the middle of a
 * field, text behind a closing quote, a quote that is never closed, a NUL.
 */
#ifndef TH_CORE_TEXT_CSV_H
#define TH_CORE_TEXT_CSV_H

#include "core/base/arena.h"
#include "core/base/list.h"
#include "core/base/status.h"

struct th_csv_field {
	th_slice text;   /* in the source, or in the arena where quotes were doubled */
	uint64_t offset; /* of its first character, behind the quote */
	bool is_copy;    /* text does not stand in the source as it is */
};
TH_LIST_DEFINE(th_csv_field_list, struct th_csv_field);

struct th_csv {
	th_slice source;
	size_t at; /* the next row begins here */
	char separator;
	struct th_arena *arena;
	struct th_csv_field_list row; /* the last row that was read; reused */
	uint64_t row_at;              /* its offset */
	const char *error;            /* static; of TH_EINPUT and TH_ELIMIT */
	uint64_t error_at;
};

/* separator '\0': the one of comma, semicolon, tab and bar that stands most often in the first row.
 */
void th_csv_init(struct th_csv *csv, th_slice source, char separator, struct th_arena *arena);
void th_csv_release(struct th_csv *csv);
/*
 * Read the next row that is not empty into csv->row. *more: there was one. TH_EINPUT, TH_ELIMIT
 * (more than TH_MAX_CSV_FIELDS, a field longer than TH_MAX_STRING_BYTES): csv->error says what, and
 * where.
 */
th_status th_csv_next(struct th_csv *csv, bool *more) TH_MUST_USE;
/* The number of the first field of the last row that equals one of names (NULL behind them; case,
 * blanks around and '_', '-' and blanks inside do not count), or TH_CSV_NONE: how columns are found
 * in a header. */
#define TH_CSV_NONE UINT32_MAX
uint32_t th_csv_column(const struct th_csv *csv, const char *const *names);
/* A field of the last row; NULL beyond its end and for TH_CSV_NONE. */
const struct th_csv_field *th_csv_at(const struct th_csv *csv, uint32_t column);

#endif
