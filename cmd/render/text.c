/*
 * The report for a person who has one minute: the verdict first, then how much could be seen, what
 * is wrong, what is not known, what was not checked, and what to do now.
 */
#include "cmd/render/text.h"
#include "graph/quality.h"

enum {
	LABEL = 10,
	NAME_LINES = 3, /* of documents, of suppliers of one hop */
	MOST_REFUSED = 20,
	MOST_MISSING = 20,   /* fields that documents do not state */
	MOST_REASONS = 8,    /* for ignoring something */
	MOST_COMPLAINTS = 5, /* about the run as a whole */
};

static void begin(struct th_page *page, const char *label)
{
	th_page_begin(page, 0, LABEL);
	th_page_label(page, TH_STYLE_FAINT, label, LABEL);
}

/* ---- the head ---- */

static void put_verdict(struct th_page *page, const struct th_report *report, int code)
{
	enum th_style style = code == 0                ? TH_STYLE_GOOD
			      : code == 2 || code == 3 ? TH_STYLE_WARNING
						       : TH_STYLE_WORST;

	th_page_begin(page, 0, 0);
	th_page_text(page, style, report->verdict);
	th_page_end(page);
}

static uint32_t suppliers_at(const struct th_report *report, uint32_t hop)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < report->suppliers.count; i++)
		count += report->suppliers.items[i].hop == hop;
	return count;
}

static th_slice visibility_text(struct th_page *page, const struct th_report *report)
{
	uint32_t hop = report->visibility.hop, known = report->visibility.known;
	uint64_t all = (uint64_t)known + report->visibility.unknown;
	th_slice name = hop == 2 ? TH_SLICE("two-hop") : th_page_compose(page, "hop-%u", hop);

	if (all == 0)
		return th_page_compose(page, "%.*s visibility: nothing there to see", TH_FMT(name));
	/* rounded down, so that 100 % is all of it */
	return th_page_compose(page, "%.*s visibility %u %% (%u of %llu)", TH_FMT(name),
			       (unsigned)(known * UINT64_C(100) / all), known,
			       (unsigned long long)all);
}

static void put_numbers(struct th_page *page, const struct th_report *report)
{
	uint32_t hop = report->visibility.hop, first = suppliers_at(report, 1);

	th_page_begin(page, 0, 0);
	th_page_unit(page, TH_STYLE_PLAIN, th_page_compose(page, "hop 1: %u named;", first));
	th_page_unit(page, TH_STYLE_PLAIN,
		     th_page_compose(page, "hop %u: %u named, %u unknown;", hop,
				     report->visibility.known, report->visibility.unknown));
	th_page_unit(page, TH_STYLE_STRONG, visibility_text(page, report));
	th_page_end(page);
}

static void put_suppliers(struct th_page *page, const struct th_report *report, uint32_t hop)
{
	uint32_t count = 0, named = suppliers_at(report, hop);

	if (named == 0)
		return;
	th_slice *names = th_arena_calloc(page->arena, named, sizeof(*names));
	if (!names) {
		page->failed = true;
		return;
	}
	for (uint32_t i = 0; i < report->suppliers.count && count < named; i++) {
		const struct th_report_supplier *supplier = &report->suppliers.items[i];

		if (supplier->hop != hop)
			continue;
		names[count++] =
			supplier->parent.len == 0
				? supplier->name
				: th_page_compose(page, "%.*s (part of %.*s)",
						  TH_FMT(supplier->name), TH_FMT(supplier->parent));
	}
	begin(page, th_page_compose(page, "hop %u", hop).ptr);
	th_text_names(page, names, named, NAME_LINES, false);
	th_page_end(page);
}

/* ---- documents ---- */

static uint32_t documents_of(const struct th_report *report, enum th_document_status status)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < report->documents.count; i++)
		count += report->documents.items[i].status == status;
	return count;
}

static th_slice document_text(struct th_page *page, const struct th_report_document *document)
{
	if (!document->counted || document->components == 0)
		return th_page_compose(page, "%.*s (%.*s)", TH_FMT(document->path),
				       TH_FMT(document->format));
	return th_page_compose(page, "%.*s (%u component%s)", TH_FMT(document->path),
			       document->components, th_text_s(document->components));
}

static void put_read(struct th_page *page, const struct th_report *report)
{
	uint32_t read = documents_of(report, TH_DOCUMENT_READ), count = 0;

	begin(page, "documents");
	th_page_unit(page, TH_STYLE_PLAIN,
		     th_page_compose(page, "%u read%s", read, read > 0 ? ":" : ""));
	th_slice *names = th_arena_calloc(page->arena, (size_t)read + 1, sizeof(*names));
	for (uint32_t i = 0; names && i < report->documents.count; i++)
		if (report->documents.items[i].status == TH_DOCUMENT_READ)
			names[count++] = document_text(page, &report->documents.items[i]);
	if (names)
		th_text_names(page, names, count, NAME_LINES, true);
	page->failed |= !names;
	th_page_end(page);
}

static void put_refused(struct th_page *page, const struct th_report *report)
{
	uint32_t refused = documents_of(report, TH_DOCUMENT_REJECTED), shown = 0;

	for (uint32_t i = 0; i < report->documents.count && shown < MOST_REFUSED; i++) {
		const struct th_report_document *document = &report->documents.items[i];
		struct th_place place = { .line = document->error_line,
					  .column = document->error_column };

		if (document->status != TH_DOCUMENT_REJECTED)
			continue;
		begin(page, shown++ == 0 ? "NOT READ" : "");
		th_page_place(
			page, TH_STYLE_BAD, TH_SLICE(""), document->path,
			th_page_compose(page, "%.*s:", TH_FMT(th_text_behind(page, &place, true))));
		th_page_text(page, TH_STYLE_PLAIN, document->error);
		th_page_end(page);
	}
	if (shown < refused)
		th_page_paragraph(page, LABEL, LABEL,
				  th_page_compose(page, "and %u more (--format json lists all)",
						  refused - shown));
}

/* What is said of no document: inputs that are not there, entries of the configuration that hold of
 * nothing. */
static void put_run_complaints(struct th_page *page, const struct th_report *report)
{
	uint32_t all = 0;

	for (uint32_t i = 0; i < report->diagnostics.count; i++) {
		const struct th_report_diagnostic *diagnostic = &report->diagnostics.items[i];
		bool error = th_diag_severity(diagnostic->code) == TH_SEVERITY_ERROR;

		if (!th_report_is_of_run(diagnostic) || all++ >= MOST_COMPLAINTS)
			continue;
		begin(page,
		      error ? "NOT READ" : th_severity_word(th_diag_severity(diagnostic->code)));
		if (diagnostic->place.document.ptr)
			th_page_place(page, TH_STYLE_FAINT, TH_SLICE(""),
				      diagnostic->place.document,
				      th_page_compose(page, ":%u:", diagnostic->place.line));
		th_page_text(page, error ? TH_STYLE_BAD : TH_STYLE_PLAIN, diagnostic->message);
		th_page_end(page);
	}
	if (all > MOST_COMPLAINTS)
		th_page_paragraph(page, LABEL, LABEL,
				  th_page_compose(page, "and %u more (--format json lists all)",
						  all - MOST_COMPLAINTS));
}

static void put_ignored_for(struct th_page *page, const struct th_report *report, th_slice why)
{
	uint32_t count = 0;
	th_slice *names = th_arena_calloc(page->arena, report->documents.count, sizeof(*names));

	if (!names) {
		page->failed = true;
		return;
	}
	for (uint32_t i = 0; i < report->documents.count; i++) {
		const struct th_report_document *document = &report->documents.items[i];

		if (document->status == TH_DOCUMENT_IGNORED && th_slice_equal(document->why, why))
			names[count++] = document->path;
	}
	begin(page, "ignored");
	th_page_text(page, TH_STYLE_PLAIN, th_page_compose(page, "%u (%.*s):", count, TH_FMT(why)));
	th_text_names(page, names, count, NAME_LINES, true);
	th_page_end(page);
}

static bool is_among(const th_slice *items, uint32_t count, th_slice text)
{
	for (uint32_t i = 0; i < count; i++)
		if (th_slice_equal(items[i], text))
			return true;
	return false;
}

static void put_ignored(struct th_page *page, const struct th_report *report)
{
	th_slice reasons[MOST_REASONS];
	uint32_t count = 0, others = 0;

	for (uint32_t i = 0; i < report->documents.count; i++) {
		const struct th_report_document *document = &report->documents.items[i];

		if (document->status != TH_DOCUMENT_IGNORED ||
		    is_among(reasons, count, document->why))
			continue;
		if (count < MOST_REASONS)
			reasons[count++] = document->why;
		else
			others++;
	}
	for (uint32_t i = 0; i < count; i++)
		put_ignored_for(page, report, reasons[i]);
	if (others == 0)
		return;
	begin(page, "ignored");
	th_page_text(
		page, TH_STYLE_PLAIN,
		th_page_compose(page, "%u for other reasons (--format json lists all)", others));
	th_page_end(page);
}

static void put_documents(struct th_page *page, const struct th_report *report)
{
	put_read(page, report);
	put_run_complaints(page, report);
	put_refused(page, report);
	put_ignored(page, report);
}

/* ---- what was not checked ---- */

/* A rule that this version does not have says why in `explain`; only other reasons are told here.
 */
static bool is_of_this_run(const struct th_not_evaluated *entry)
{
	enum th_rule_id rule = th_rule_of(entry->rule);

	return rule == TH_RULE_COUNT || !th_rules[rule].unbuilt ||
	       !th_slice_equal(entry->why, th_slice_of(th_rules[rule].unbuilt));
}

static bool is_first_not_evaluated(const struct th_not_evaluated_list *list, uint32_t number)
{
	for (uint32_t i = 0; i < number; i++)
		if (th_slice_equal(list->items[i].why, list->items[number].why))
			return false;
	return true;
}

static void put_reason(struct th_page *page, const struct th_not_evaluated_list *list,
		       uint32_t first)
{
	th_page_begin(page, 0, 2);
	for (uint32_t i = first; i < list->count; i++)
		if (th_slice_equal(list->items[i].why, list->items[first].why))
			th_page_unit(page, TH_STYLE_STRONG,
				     th_page_compose(page, "%s%.*s", i > first ? "and " : "",
						     TH_FMT(list->items[i].rule)));
	th_page_text(page, TH_STYLE_PLAIN,
		     th_page_compose(page, "(%.*s)", TH_FMT(list->items[first].why)));
	th_page_end(page);
}

static void put_unbuilt(struct th_page *page, const struct th_not_evaluated_list *list,
			uint32_t left)
{
	th_page_begin(page, 0, 2);
	th_page_text(page, TH_STYLE_PLAIN, TH_SLICE("not in this version of twohop:"));
	for (uint32_t i = 0; i < list->count; i++)
		if (!is_of_this_run(&list->items[i]))
			th_page_unit(page, TH_STYLE_STRONG,
				     th_page_compose(page, "%.*s%s", TH_FMT(list->items[i].rule),
						     --left > 0 ? "," : ""));
	th_page_text(page, TH_STYLE_PLAIN,
		     TH_SLICE("('twohop explain RULE' says what each needs)"));
	th_page_end(page);
}

static void put_not_checked(struct th_page *page, const struct th_report *report)
{
	const struct th_not_evaluated_list *list = &report->not_evaluated;
	uint32_t unbuilt = 0;

	if (list->count == 0)
		return;
	th_page_heading(page, th_page_compose(page, "NOT CHECKED  %u (none of it counts as passed)",
					      list->count));
	for (uint32_t i = 0; i < list->count; i++) {
		if (!is_of_this_run(&list->items[i]))
			unbuilt++;
		else if (is_first_not_evaluated(list, i))
			put_reason(page, list, i);
	}
	if (unbuilt > 0)
		put_unbuilt(page, list, unbuilt);
}

/* ---- what the documents did badly ---- */

/* "3 notes"; nothing for none of them. */
static th_slice number_of(struct th_page *page, uint32_t count, const char *noun)
{
	return count == 0 ? TH_SLICE("")
			  : th_page_compose(page, "%u %s%s", count, noun, th_text_s(count));
}

/* Complaints that refused nothing. Those of one document stand together. */
static void put_complaints(struct th_page *page, const struct th_report *report)
{
	uint32_t warnings = 0, notes = 0, documents = 0;
	th_slice last = { 0 }, first = { 0 };

	for (uint32_t i = 0; i < report->diagnostics.count; i++) {
		const struct th_report_diagnostic *diagnostic = &report->diagnostics.items[i];
		enum th_diag_severity severity = th_diag_severity(diagnostic->code);

		if (th_report_is_of_run(diagnostic) || severity == TH_SEVERITY_ERROR)
			continue;
		warnings += severity == TH_SEVERITY_WARNING;
		notes += severity == TH_SEVERITY_NOTE;
		documents += !th_slice_equal(diagnostic->place.document, last);
		last = diagnostic->place.document;
		first = first.ptr ? first : last;
	}
	if (documents > 0) {
		th_page_heading(page,
				th_page_compose(page, "COMPLAINTS  %.*s%s%.*s about %u document%s",
						TH_FMT(number_of(page, warnings, "warning")),
						warnings > 0 && notes > 0 ? " and " : "",
						TH_FMT(number_of(page, notes, "note")), documents,
						th_text_s(documents)));
		th_page_begin(page, 0, 2);
		th_page_text(page, TH_STYLE_PLAIN, TH_SLICE("read them with: twohop inspect"));
		th_page_place(page, TH_STYLE_PLAIN, TH_SLICE(""), first,
			      documents > 1 ? TH_SLICE(" ...") : TH_SLICE(""));
		th_page_end(page);
	}
}

/* ---- what the documents do not state ---- */

/* A field that is missing, counted over the components of a document or asked of itself. */
static bool is_of_quality(enum th_diag_code code)
{
	bool asked = code == TH_DIAG_quality;

	for (size_t f = 0; f < TH_FLOOR_FIELD_COUNT; f++)
		asked |= th_floor_fields[f].of_document && th_floor_fields[f].code == code;
	return asked;
}

static void put_quality(struct th_page *page, const struct th_report *report)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < report->diagnostics.count; i++) {
		const struct th_report_diagnostic *d = &report->diagnostics.items[i];
		if (!is_of_quality(d->code) || count++ >= MOST_MISSING)
			continue;
		if (count == 1)
			th_page_heading(page, TH_SLICE("QUALITY  not stated, and asked for by the "
						       "policy's floor"));
		th_page_begin(page, 0, 2);
		th_page_place(page, TH_STYLE_FAINT, TH_SLICE(""), d->place.document,
			      d->place.line ? th_page_compose(page, ":%u:", d->place.line)
					    : TH_SLICE(":"));
		th_page_text(page, TH_STYLE_PLAIN, d->message);
		th_page_end(page);
	}
	if (count > MOST_MISSING)
		th_page_paragraph(page, 0, 2,
				  th_page_compose(page, "and %u more (--format json lists all)",
						  count - MOST_MISSING));
}

/* ---- what does not count ---- */

static void put_suppressed(struct th_page *page, const struct th_report *report)
{
	if (report->suppressed == 0)
		return;
	th_page_heading(page, th_page_compose(page, "SUPPRESSED  %u", report->suppressed));
	for (uint32_t i = 0; i < report->findings.count; i++) {
		const struct th_finding *f = &report->findings.items[i];
		if (!f->suppressed)
			continue;
		const struct th_suppression *by = f->suppressed;
		bool ends = th_date_present(by->expires);
		char day[TH_DATE_TEXT];
		th_date_format(by->expires, day, sizeof(day));
		th_page_begin(page, 0, 2);
		th_page_text(page, TH_STYLE_PLAIN,
			     th_page_compose(
				     page, "%.*s; by %s%s%.*s%s%s: %.*s", TH_FMT(f->message),
				     strcmp(by->by, "vex") == 0 ? "VEX" : by->by,
				     by->owner.len ? " of " : "", TH_FMT(by->owner),
				     ends ? " until " : "", ends ? day : "", TH_FMT(by->reason)));
		th_page_place(page, TH_STYLE_FAINT, TH_SLICE("["), by->evidence.document,
			      th_page_compose(page, ":%u]", by->evidence.line));
		th_page_end(page);
	}
}

/* ---- all of it ---- */

static void put_head(struct th_page *page, const struct th_report *report,
		     const struct th_rendering *rendering)
{
	char day[TH_DATE_TEXT];

	put_verdict(page, report, th_exit_code(rendering->reasons));
	put_numbers(page, report);
	th_page_blank_line(page);
	th_date_format(report->as_of, day, sizeof(day));
	begin(page, "as of");
	th_page_text(page, TH_STYLE_PLAIN, th_slice_of(day));
	th_page_end(page);
	put_documents(page, report);
	for (uint32_t hop = 1; hop <= report->visibility.hop; hop++)
		put_suppliers(page, report, hop);
}

th_status th_render_text(const struct th_report *report, const struct th_rendering *rendering,
			 struct th_output *out)
{
	struct th_arena arena = { 0 };
	struct th_stories stories;
	struct th_page page;

	th_page_init(&page, out, &arena, rendering->color, rendering->unicode);
	th_status status = th_stories_init(&stories, report, &arena);
	if (status == TH_OK && rendering->explains) {
		put_verdict(&page, report, th_exit_code(rendering->reasons));
		th_text_verdict(&page, report, rendering);
	} else if (status == TH_OK) {
		put_head(&page, report, rendering);
		th_text_stories(&page, &stories, TH_CLASS_VIOLATION, "VIOLATIONS");
		th_text_stories(&page, &stories, TH_CLASS_CONTRADICTION, "CONTRADICTIONS");
		th_text_blind_spots(&page, report);
		th_text_controls(&page, report);
		th_text_signatures(&page, report);
		put_suppressed(&page, report);
		put_quality(&page, report);
		put_not_checked(&page, report);
		put_complaints(&page, report);
		th_text_next(&page, report, rendering);
	}
	th_arena_release(&arena);
	return status == TH_OK && page.failed ? TH_ENOMEM : status;
}
