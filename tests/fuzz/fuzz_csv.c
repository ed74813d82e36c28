/*
 * CSV: fields lie where they say, rows go on in the source, and what was read, written again with
 * every field in quotes, reads as the same.
 */
#include "core/text/csv.h"
#include "core/base/limits.h"
#include "tests/fuzz/fuzz.h"

struct text {
	char *bytes;
	size_t len, capacity;
};

static void put(struct text *t, char c)
{
	if (t->len == t->capacity) {
		t->capacity = t->capacity ? 2 * t->capacity : 4096;
		t->bytes = realloc(t->bytes, t->capacity);
		FUZZ_CHECK(t->bytes != NULL);
	}
	t->bytes[t->len++] = c;
}

static void put_field(struct text *t, th_slice field)
{
	put(t, '"');
	for (size_t i = 0; i < field.len; i++) {
		if (field.ptr[i] == '"')
			put(t, '"');
		put(t, field.ptr[i]);
	}
	put(t, '"');
}

static void check_row(const struct th_csv *csv, th_slice source, struct text *written)
{
	FUZZ_CHECK(csv->row.count > 0 && csv->row.count <= TH_MAX_CSV_FIELDS);
	FUZZ_CHECK(csv->row_at <= source.len);
	for (uint32_t i = 0; i < csv->row.count; i++) {
		const struct th_csv_field *f = th_csv_at(csv, i);
		FUZZ_CHECK(f->offset <= source.len);
		FUZZ_CHECK(f->is_copy || fuzz_within(f->text, source));
		if (i)
			put(written, ',');
		put_field(written, f->text);
	}
	put(written, '\n');
	FUZZ_CHECK(th_csv_at(csv, csv->row.count) == NULL);
}

/* Both at once: the second reads what was written of the first. */
static void read_again(th_slice source, char separator, const struct text *written)
{
	struct th_arena arenas[2] = { 0 };
	struct th_csv a, b;
	bool more_a, more_b;

	th_csv_init(&a, source, separator, &arenas[0]);
	th_csv_init(&b, th_slice_make(written->bytes, written->len), ',', &arenas[1]);
	do {
		FUZZ_CHECK(th_csv_next(&a, &more_a) == TH_OK);
		FUZZ_CHECK(th_csv_next(&b, &more_b) == TH_OK);
		FUZZ_CHECK(more_a == more_b);
		FUZZ_CHECK(!more_a || a.row.count == b.row.count);
		for (uint32_t i = 0; more_a && i < a.row.count; i++)
			FUZZ_CHECK(th_slice_equal(th_csv_at(&a, i)->text, th_csv_at(&b, i)->text));
	} while (more_a);
	th_csv_release(&a);
	th_csv_release(&b);
	th_arena_release(&arenas[0]);
	th_arena_release(&arenas[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	th_slice source = fuzz_text(data, size);
	struct th_arena arena = { 0 };
	struct text written = { 0 };
	struct th_csv csv;
	bool more = true;
	th_status status = TH_OK;

	th_csv_init(&csv, source, '\0', &arena);
	char separator = csv.separator;
	while (status == TH_OK && more) {
		size_t before = csv.at;
		status = th_csv_next(&csv, &more);
		FUZZ_CHECK(csv.at >= before && csv.at <= source.len);
		if (status == TH_OK && more)
			check_row(&csv, source, &written);
	}
	if (status != TH_OK)
		FUZZ_CHECK(csv.error && csv.error_at <= source.len);
	else
		read_again(source, separator, &written);
	th_csv_release(&csv);
	th_arena_release(&arena);
	free(written.bytes);
	fuzz_free(source);
	return 0;
}
