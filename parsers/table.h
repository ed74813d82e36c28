/*
 * Documents that are tables (CSV): a header that tells what the file is, and cells that become
 * texts of the document.
 */
#ifndef TH_PARSERS_TABLE_H
#define TH_PARSERS_TABLE_H

#include "core/text/csv.h"
#include "parsers/parser.h"

/* Does a text begin with a row that has these columns, all of them? names[i]: the spellings of one,
 * NULL behind them. */
bool th_table_begins(const struct th_sniff *sniff, const char *const *const *names, size_t count);
/* A cell of the row read last; absent where it is empty or there is none. */
th_status th_table_text(struct th_document *doc, const struct th_csv *csv, uint32_t column,
			th_text *out) TH_MUST_USE;
/*
 * Read the whole source: header is called for the first row, row for each other one. What cannot be
 * read is a diagnostic.
 */
th_status th_table_read(struct th_document *doc, struct th_csv *csv, void *context,
			void (*header)(void *context, const struct th_csv *csv),
			th_status (*row)(void *context, const struct th_csv *csv)) TH_MUST_USE;

#endif
