/*
 * CSV: what is read, written again with every field in quotes, reads as the same rows; fields lie
 * in the source at the offset that they tell, but for copies.
 */
#include "core/base/limits.h"
#include "core/text/csv.h"
#include "tests/fuzz/fuzz.h"

static void check_field(const struct th_csv *csv, const struct th_csv_field *f)
{
	FUZZ_CHECK(f->offset <= csv->source.len && f->text.len <= csv->source.len - f->offset);
	FUZZ_CHECK(f->is_copy || f->text.ptr == csv->source.ptr + f->offset);
	FUZZ_CHECK(memchr(f->text.ptr, 0, f->text.len) == NULL);
}

/* Behind out, which has room for twice the field and three. */
static char *write_field(char *out, th_slice text, char separator)
{
	*out++ = '"';
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"')
			*out++ = '"';
		*out++ = text.ptr[i];
	}
	*out++ = '"';
	*out++ = separator;
	return out;
}

/* The row, alone and in quotes. */
static void check_row(const struct th_csv *csv)
{
	static const char *const names[] = { "supplier name", "", NULL };
	struct th_arena arena = { 0 };
	struct th_csv again;
	size_t room = 1;
	bool more;

	for (uint32_t i = 0; i < csv->row.count; i++)
		room += 2 * csv->row.items[i].text.len + 3;
	char *text = malloc(room), *end = text;
	FUZZ_CHECK(text != NULL);
	for (uint32_t i = 0; i < csv->row.count; i++) {
		check_field(csv, &csv->row.items[i]);
		end = write_field(end, csv->row.items[i].text, csv->separator);
	}
	FUZZ_CHECK(th_csv_column(csv, names) == TH_CSV_NONE ||
		   th_csv_at(csv, th_csv_column(csv, names)));
	th_csv_init(&again, th_slice_make(text, (size_t)(end - text) - 1), csv->separator, &arena);
	FUZZ_CHECK(th_csv_next(&again, &more) == TH_OK && more);
	FUZZ_CHECK(again.row.count == csv->row.count);
	for (uint32_t i = 0; i < csv->row.count; i++)
		FUZZ_CHECK(th_slice_equal(again.row.items[i].text, csv->row.items[i].text));
	FUZZ_CHECK(th_csv_next(&again, &more) == TH_OK && !more);
	th_csv_release(&again);
	th_arena_release(&arena);
	free(text);
}

static void read_all(th_slice text, char separator)
{
	struct th_arena arena = { 0 };
	struct th_csv csv;
	bool more = true;
	th_status status = TH_OK;

	th_csv_init(&csv, text, separator, &arena);
	for (size_t before = 0; more; before = csv.at) {
		status = th_csv_next(&csv, &more);
		if (status != TH_OK)
			break;
		FUZZ_CHECK(csv.at <= text.len && csv.row_at <= csv.at);
		FUZZ_CHECK(!more || (csv.at > before && csv.row.count > 0 &&
				     csv.row.count <= TH_MAX_CSV_FIELDS));
		if (more)
			check_row(&csv);
	}
	FUZZ_CHECK(status == TH_OK ? csv.at == text.len : csv.error && csv.error_at <= text.len);
	th_csv_release(&csv);
	th_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	th_slice text = fuzz_text(data, size);

	read_all(text, 0);
	read_all(text, ',');
	fuzz_free(text);
	return 0;
}
