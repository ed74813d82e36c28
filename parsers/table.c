#include "parsers/table.h"

bool th_table_begins(const struct th_sniff *sniff, const char *const *const *names, size_t count)
{
	struct th_arena arena = { 0 };
	struct th_csv csv;
	bool more = false;

	if (sniff->container != TH_CONTAINER_TEXT)
		return false;
	th_csv_init(&csv, th_slice_sub(sniff->text, 0, th_slice_find(sniff->text, '\n')), '\0',
		    &arena);
	bool known = th_csv_next(&csv, &more) == TH_OK && more;
	for (size_t i = 0; i < count && known; i++)
		known = th_csv_column(&csv, names[i]) != TH_CSV_NONE;
	th_csv_release(&csv);
	th_arena_release(&arena);
	return known;
}

th_status th_table_text(struct th_document *doc, const struct th_csv *csv, uint32_t column,
			th_text *out)
{
	const struct th_csv_field *f = th_csv_at(csv, column);

	*out = (th_text){ 0 };
	if (!f || f->text.len == 0)
		return TH_OK;
	*out = f->is_copy ? th_document_keep(doc, f->text, f->offset)
			  : th_text_at(f->offset, f->text.len);
	return th_text_is_present(*out) ? TH_OK : TH_ENOMEM;
}

/*
 * More cells than headings: an unquoted separator has moved what stands behind it. Fewer: a line
 * end in a cell has cut the row, or the cells at its end were left out; told once for a table, as
 * what makes such rows makes many.
 */
static void check_width(struct th_document *doc, const struct th_csv *csv, uint32_t headings,
			bool *told)
{
	uint32_t i = csv->row.count;

	if (i < headings && !*told) {
		th_diagnose(&doc->diagnostics, TH_DIAG_misplaced_cells, csv->row_at,
			    "%u cells under %u headings: quote the cell that has a line end in it",
			    i, headings);
		*told = true;
	}

	while (i > headings && csv->row.items[i - 1].text.len == 0)
		i--;
	if (i > headings)
		th_diagnose(&doc->diagnostics, TH_DIAG_misplaced_cells,
			    csv->row.items[headings].offset,
			    "%u cells under %u headings: quote the cell that has a separator in it",
			    i, headings);
}

static th_status read_rows(struct th_document *doc, struct th_csv *csv, void *context,
			   void (*header)(void *context, const struct th_csv *csv),
			   th_status (*row)(void *context, const struct th_csv *csv))
{
	bool more, told = false;

	TH_TRY(th_csv_next(csv, &more));
	uint32_t headings = csv->row.count;
	header(context, csv);
	for (;;) {
		TH_TRY(th_csv_next(csv, &more));
		if (!more)
			return TH_OK;
		check_width(doc, csv, headings, &told);
		TH_TRY(row(context, csv));
	}
}

th_status th_table_read(struct th_document *doc, struct th_csv *csv, void *context,
			void (*header)(void *context, const struct th_csv *csv),
			th_status (*row)(void *context, const struct th_csv *csv))
{
	th_csv_init(csv, doc->source, '\0', &doc->arena);
	th_status status = read_rows(doc, csv, context, header, row);
	if (csv->error)
		th_diagnose(&doc->diagnostics,
			    status == TH_ELIMIT ? TH_DIAG_limit : TH_DIAG_not_read, csv->error_at,
			    "%s", csv->error);
	th_csv_release(csv);
	return status;
}
