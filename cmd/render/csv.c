/*
 * CSV (RFC 4180): a row for each finding, for spreadsheets and evidence registers. Every cell is
 * quoted. UTF-8 without a byte order mark; control and bidirectional characters are shown as
 * <U+202E>, so no cell holds the end of a line.
 *
 * A spreadsheet takes a cell that begins with '=', '+', '-' or '@' for a formula, also behind
 * blanks and quotes and in full width. Such a cell gets an apostrophe in front. A spreadsheet that
 * parts cells at ';' begins one inside of ours: a formula behind a ';' gets its apostrophe too.
 */
#include "cmd/render/kept.h"
#include "cmd/render/renderer.h"
#include "core/text/escape.h"

/* ---- cells ---- */

/* What makes a formula of a cell that begins with it: what spreadsheets take, and what NFKC makes
 * the same of. */
static bool is_trigger(uint32_t code)
{
	static const uint32_t triggers[] = { '\t',   '\n',   '\r',   '+',    '-',    '=',
					     '@',    0x2212, 0xfe62, 0xfe63, 0xfe66, 0xfe6b,
					     0xff0b, 0xff0d, 0xff1d, 0xff20 };

	for (size_t i = 0; i < sizeof(triggers) / sizeof(*triggers); i++)
		if (code == triggers[i])
			return true;
	return false;
}

/* What a formula may stand behind. */
static bool is_passed_over(uint32_t code)
{
	static const uint32_t quotes[] = { '"',    '\'',   '`',    0x2018, 0x2019,
					   0x201c, 0x201d, 0xff02, 0xff07 };

	if (code == TH_UTF8_BAD)
		return false;
	for (size_t i = 0; i < sizeof(quotes) / sizeof(*quotes); i++)
		if (code == quotes[i])
			return true;
	return th_char_kind(code) == TH_CHAR_SPACE || th_char_kind(code) == TH_CHAR_HIDDEN;
}

static bool is_formula(th_slice text)
{
	uint32_t code = 0;

	for (size_t at = 0; at < text.len;) {
		at += th_utf8_next(text, at, &code);
		if (is_trigger(code))
			return true;
		if (!is_passed_over(code))
			return false;
	}
	return false;
}

static void put_piece(void *context, th_slice piece)
{
	struct th_output *out = context;

	while (piece.len > 0) {
		size_t quote = th_slice_find(piece, '"');

		th_output_write(out, th_slice_sub(piece, 0, quote));
		if (quote < piece.len)
			th_output_write(out, TH_SLICE("\"\""));
		piece = th_slice_sub(piece, quote + 1, piece.len);
	}
}

/* Where the first formula behind a ';' begins, or text.len. */
static size_t formula_behind(th_slice text, size_t from)
{
	while (from < text.len) {
		th_slice rest = th_slice_sub(text, from, text.len);

		from += th_slice_find(rest, ';') + 1;
		if (from < text.len && is_formula(th_slice_sub(text, from, text.len)))
			return from;
	}
	return text.len;
}

/* Text that follows other text in its cell. */
static void put_more(struct th_output *out, th_slice text)
{
	for (size_t at = 0, end; at < text.len; at = end) {
		end = formula_behind(text, at);
		th_escape_terminal_to(th_slice_sub(text, at, end), put_piece, out);
		if (end < text.len)
			th_output_byte(out, '\'');
	}
}

/* Text that begins its cell. */
static void put_text(struct th_output *out, th_slice text)
{
	if (is_formula(text))
		th_output_byte(out, '\'');
	put_more(out, text);
}

static void put_word(struct th_output *out, const char *word)
{
	put_text(out, th_slice_of(word));
}

static void put_date(struct th_output *out, struct th_date date)
{
	char text[TH_DATE_TEXT];

	th_date_format(date, text, sizeof(text));
	put_word(out, text);
}

/* ---- columns ---- */

struct row {
	const struct th_report *report;
	const struct th_finding *finding;
	const struct th_report_advisory *advisory; /* nothing in it where there is none */
	const struct th_suppression *suppressed;   /* likewise */
	struct th_place place;                     /* of the last step of the path */
	struct th_kept *steps;                     /* what stands of them behind others */
};

#define COLUMN(name) static void put_##name(struct th_output *out, const struct row *row)
#define TEXT_COLUMN(name, text)             \
	COLUMN(name)                        \
	{                                   \
		put_text(out, (row)->text); \
	}

COLUMN(id)
{
	put_word(out, row->finding->id);
}

COLUMN(rule)
{
	put_word(out, th_rules[row->finding->rule].slug);
}

COLUMN(class)
{
	put_word(out, th_class_word(th_rules[row->finding->rule].class));
}

COLUMN(severity)
{
	put_word(out, th_level_word(row->finding->severity));
}

COLUMN(hop)
{
	if (row->finding->hop >= 0)
		th_output_printf(out, "%d", row->finding->hop);
}

COLUMN(decides)
{
	put_word(out, row->finding->decides ? "true" : "false");
}

COLUMN(new)
{
	if (row->finding->news != TH_NEWS_NO_BASELINE)
		put_word(out, row->finding->news == TH_NEWS_NEW ? "true" : "false");
}

COLUMN(suppressed_by)
{
	put_word(out, row->suppressed->by);
}

COLUMN(suppressed_until)
{
	put_date(out, row->suppressed->expires);
}

TEXT_COLUMN(suppressed_owner, suppressed->owner)
TEXT_COLUMN(suppressed_reason, suppressed->reason)

COLUMN(subject_kind)
{
	put_word(out, th_node_kind_word(row->finding->subject.kind));
}

TEXT_COLUMN(subject, finding->subject.name)
TEXT_COLUMN(version, finding->subject.version)
TEXT_COLUMN(purl, finding->subject.purl)
TEXT_COLUMN(supplier, finding->subject.supplier)
TEXT_COLUMN(advisory, advisory->id)
TEXT_COLUMN(source, advisory->source)

COLUMN(confidence)
{
	if (row->finding->advisory)
		put_word(out,
			 row->advisory->confidence == TH_CONFIRMED ? "confirmed" : "suspected");
}

COLUMN(published)
{
	put_date(out, row->advisory->published);
}

COLUMN(matched_by)
{
	put_word(out, row->advisory->matched_by);
}

TEXT_COLUMN(document, place.document)

COLUMN(line)
{
	if (row->place.line > 0)
		th_output_printf(out, "%u", row->place.line);
}

COLUMN(column)
{
	if (row->place.line > 0)
		th_output_printf(out, "%u", row->place.column);
}

static void put_step_version(struct th_output *out, const struct th_step *step)
{
	if (step->version.len > 0)
		th_output_byte(out, ' ');
	put_more(out, step->version);
}

static th_slice next_step(struct th_kept *kept, const struct th_step *step)
{
	struct th_output *out = th_kept_begin(kept);

	th_output_write(out, TH_SLICE(" > "));
	put_more(out, step->name);
	put_step_version(out, step);
	return th_kept_end(kept, step->number);
}

COLUMN(path)
{
	for (uint32_t i = 0; i < row->finding->step_count; i++) {
		const struct th_step *step = row->finding->steps[i];

		if (i == 0) {
			put_text(out, step->name);
			put_step_version(out, step);
			continue;
		}
		th_slice kept = th_kept_find(row->steps, step->number);
		th_output_write(out, kept.ptr ? kept : next_step(row->steps, step));
	}
}

COLUMN(caused_by)
{
	for (uint32_t i = 0; i < row->finding->cause_count; i++) {
		th_output_write(out, i > 0 ? TH_SLICE(" ") : TH_SLICE(""));
		put_word(out, row->report->findings.items[row->finding->causes[i]].id);
	}
}

TEXT_COLUMN(message, finding->message)
TEXT_COLUMN(remedy, finding->remedy)

COLUMN(references)
{
	for (uint32_t i = 0; i < row->advisory->reference_count; i++) {
		th_output_write(out, i > 0 ? TH_SLICE(" | ") : TH_SLICE(""));
		if (i == 0)
			put_text(out, row->advisory->references[i]);
		else
			put_more(out, row->advisory->references[i]);
	}
}

/* The order is part of what users' spreadsheets rely on: add at the end. */
static const struct {
	const char *name;
	void (*put)(struct th_output *out, const struct row *row);
} columns[] = {
#define NAMED(name)               \
	{                         \
#name, put_##name \
	}
	NAMED(id),
	NAMED(rule),
	NAMED(class),
	NAMED(severity),
	NAMED(hop),
	NAMED(decides),
	NAMED(new),
	NAMED(suppressed_by),
	NAMED(suppressed_until),
	NAMED(suppressed_owner),
	NAMED(suppressed_reason),
	NAMED(subject_kind),
	NAMED(subject),
	NAMED(version),
	NAMED(purl),
	NAMED(supplier),
	NAMED(advisory),
	NAMED(source),
	NAMED(confidence),
	NAMED(published),
	NAMED(matched_by),
	NAMED(document),
	NAMED(line),
	NAMED(column),
	NAMED(path),
	NAMED(caused_by),
	NAMED(message),
	NAMED(remedy),
	NAMED(references),
#undef NAMED
};
enum { COLUMNS = sizeof(columns) / sizeof(*columns) };

static void put_header(struct th_output *out)
{
	for (size_t i = 0; i < COLUMNS; i++)
		th_output_printf(out, "%s\"%s\"", i > 0 ? "," : "", columns[i].name);
	th_output_write(out, TH_SLICE("\r\n"));
}

static void put_row(struct th_output *out, const struct row *row)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		th_output_write(out, i > 0 ? TH_SLICE(",\"") : TH_SLICE("\""));
		columns[i].put(out, row);
		th_output_byte(out, '"');
	}
	th_output_write(out, TH_SLICE("\r\n"));
}

th_status th_render_csv(const struct th_report *report, const struct th_rendering *rendering,
			struct th_output *out)
{
	static const struct th_report_advisory no_advisory;
	static const struct th_suppression not_suppressed;

	struct th_kept steps;

	(void)rendering;
	TH_TRY(th_kept_init(&steps, report->step_count));
	put_header(out);
	for (uint32_t i = 0; i < report->findings.count; i++) {
		const struct th_finding *f = &report->findings.items[i];
		struct row row = { .report = report,
				   .finding = f,
				   .steps = &steps,
				   .advisory = f->advisory ? f->advisory : &no_advisory,
				   .suppressed = f->suppressed ? f->suppressed : &not_suppressed };

		if (f->step_count > 0)
			row.place = f->steps[f->step_count - 1]->evidence;
		put_row(out, &row);
	}
	return th_kept_release(&steps);
}
