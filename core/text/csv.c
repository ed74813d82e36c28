#include "core/text/csv.h"

#include "core/base/limits.h"

/* ---- separators ---- */

/* Of the characters that may part fields, the one that stands most often in the first row outside
 * of quotes; a comma where none does. */
static char guess_separator(th_slice source)
{
	static const char candidates[] = { ',', ';', '\t', '|' };
	size_t counts[sizeof(candidates)] = { 0 };
	bool quoted = false;
	size_t best = 0;

	for (size_t i = 0; i < source.len; i++) {
		char c = source.ptr[i];
		if (c == '"')
			quoted = !quoted;
		if (!quoted && (c == '\n' || c == '\r'))
			break;
		for (size_t k = 0; k < sizeof(candidates) && !quoted; k++)
			counts[k] += c == candidates[k];
	}
	for (size_t k = 1; k < sizeof(candidates); k++)
		if (counts[k] > counts[best])
			best = k;
	return candidates[best];
}

void th_csv_init(struct th_csv *csv, th_slice source, char separator, struct th_arena *arena)
{
	size_t start = th_slice_starts(source, TH_SLICE("\xef\xbb\xbf")) ? 3 : 0;

	*csv = (struct th_csv){ .source = source, .at = start, .arena = arena };
	csv->separator =
		separator ? separator : guess_separator(th_slice_sub(source, start, source.len));
}

void th_csv_release(struct th_csv *csv)
{
	th_csv_field_list_release(&csv->row);
}

/* ---- rows ---- */

static th_status fail(struct th_csv *csv, th_status status, size_t at, const char *error)
{
	csv->error = error;
	csv->error_at = at;
	return status;
}

static bool at_end(const struct th_csv *csv)
{
	return csv->at >= csv->source.len;
}

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* Past the end of a line: LF, CR LF or CR. */
static void skip_line_end(struct th_csv *csv)
{
	if (!at_end(csv) && csv->source.ptr[csv->at] == '\r')
		csv->at++;
	if (!at_end(csv) && csv->source.ptr[csv->at] == '\n')
		csv->at++;
}

/* The text of a quoted field with its doubled quotes made single. */
static th_status undouble(struct th_csv *csv, struct th_csv_field *field)
{
	char *out = th_arena_alloc(csv->arena, field->text.len + 1);
	size_t to = 0;

	if (!out)
		return TH_ENOMEM;
	for (size_t i = 0; i < field->text.len; i++) {
		out[to++] = field->text.ptr[i];
		i += field->text.ptr[i] == '"';
	}
	field->text = th_slice_make(out, to);
	field->is_copy = true;
	return TH_OK;
}

static th_status read_quoted(struct th_csv *csv, struct th_csv_field *field)
{
	size_t opened = csv->at++, from = csv->at;
	bool doubled = false;

	for (;; csv->at++) {
		if (at_end(csv))
			return fail(csv, TH_EINPUT, opened,
				    "a quote is opened here and never closed");
		if (csv->source.ptr[csv->at] == '\0')
			return fail(csv, TH_EINPUT, csv->at, "a NUL: this is no text");
		if (csv->source.ptr[csv->at] != '"')
			continue;
		if (csv->at + 1 >= csv->source.len || csv->source.ptr[csv->at + 1] != '"')
			break;
		doubled = true;
		csv->at++;
	}
	field->text = th_slice_sub(csv->source, from, csv->at);
	field->offset = from;
	csv->at++;
	if (!at_end(csv) && !is_line_end(csv->source.ptr[csv->at]) &&
	    csv->source.ptr[csv->at] != csv->separator)
		return fail(csv, TH_EINPUT, csv->at, "text behind a closing quote");
	return doubled ? undouble(csv, field) : TH_OK;
}

static th_status read_plain(struct th_csv *csv, struct th_csv_field *field)
{
	size_t from = csv->at;

	for (; !at_end(csv); csv->at++) {
		char c = csv->source.ptr[csv->at];
		if (c == csv->separator || is_line_end(c))
			break;
		if (c == '"')
			return fail(
				csv, TH_EINPUT, csv->at,
				"a quote in the middle of a field: the whole field has to stand in "
				"quotes, and this one doubled");
		if (c == '\0')
			return fail(csv, TH_EINPUT, csv->at, "a NUL: this is no text");
	}
	field->text = th_slice_sub(csv->source, from, csv->at);
	field->offset = from;
	return TH_OK;
}

static th_status read_field(struct th_csv *csv)
{
	struct th_csv_field *field = th_csv_field_list_push(&csv->row, TH_MAX_CSV_FIELDS);

	if (!field)
		return csv->row.count >= TH_MAX_CSV_FIELDS
			       ? fail(csv, TH_ELIMIT, csv->at,
				      "more than 1000 fields in a row (TH_MAX_CSV_FIELDS)")
			       : TH_ENOMEM;
	if (!at_end(csv) && csv->source.ptr[csv->at] == '"')
		TH_TRY(read_quoted(csv, field));
	else
		TH_TRY(read_plain(csv, field));
	if (field->text.len > TH_MAX_STRING_BYTES)
		return fail(csv, TH_ELIMIT, (size_t)field->offset,
			    "a field of more than 16 MiB (TH_MAX_STRING_BYTES)");
	return TH_OK;
}

th_status th_csv_next(struct th_csv *csv, bool *more)
{
	while (!at_end(csv) && is_line_end(csv->source.ptr[csv->at]))
		csv->at++; /* empty rows */
	csv->row.count = 0;
	csv->row_at = csv->at;
	*more = !at_end(csv);
	if (!*more)
		return TH_OK;
	for (;;) {
		TH_TRY(read_field(csv));
		if (at_end(csv) || csv->source.ptr[csv->at] != csv->separator)
			break;
		csv->at++;
	}
	skip_line_end(csv);
	return TH_OK;
}

/* ---- columns ---- */

static bool counts(char c)
{
	return c != ' ' && c != '_' && c != '-' && c != '\t';
}

/* Equal but for case, blanks, '_' and '-'. */
static bool is_same(th_slice a, const char *b)
{
	size_t i = 0;

	for (;; i++, b++) {
		while (i < a.len && !counts(a.ptr[i]))
			i++;
		while (*b && !counts(*b))
			b++;
		if (i == a.len || !*b)
			return i == a.len && !*b;
		if (th_lower(a.ptr[i]) != th_lower(*b))
			return false;
	}
}

uint32_t th_csv_column(const struct th_csv *csv, const char *const *names)
{
	for (; *names; names++)
		for (uint32_t i = 0; i < csv->row.count; i++)
			if (is_same(csv->row.items[i].text, *names))
				return i;
	return TH_CSV_NONE;
}

const struct th_csv_field *th_csv_at(const struct th_csv *csv, uint32_t column)
{
	return column < csv->row.count ? &csv->row.items[column] : NULL;
}
