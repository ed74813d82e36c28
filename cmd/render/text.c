/*
 * The report for a person who has one minute: the verdict first, then how much could be seen, what is wrong, what is
 * not known, what was not checked, and what to do now.
 */
#include "cmd/render/text.h"

enum {
	LABEL = 10,
	MOST_DOCUMENTS = 6,
	MOST_SUPPLIERS = 12, /* of one hop */
	MOST_REFUSED = 20,
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
	enum th_style style = code == 0 ? TH_STYLE_GOOD : code == 2 || code == 3 ? TH_STYLE_WARNING : TH_STYLE_WORST;

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
	return th_page_compose(page, "%.*s visibility %u %% (%u of %llu)", TH_FMT(name), (unsigned)(known * UINT64_C(100) / all),
			       known, (unsigned long long)all);
}

static void put_numbers(struct th_page *page, const struct th_report *report)
{
	uint32_t hop = report->visibility.hop, first = suppliers_at(report, 1);

	th_page_begin(page, 0, 0);
	th_page_unit(page, TH_STYLE_PLAIN, th_page_compose(page, "hop 1: %u supplier%s; ", first, th_text_s(first)));
	th_page_unit(page, TH_STYLE_PLAIN,
		     th_page_compose(page, "hop %u: %u named, %u unknown; ", hop, report->visibility.known,
				     report->visibility.unknown));
	th_page_unit(page, TH_STYLE_STRONG, visibility_text(page, report));
	th_page_end(page);
}

static void put_suppliers(struct th_page *page, const struct th_report *report, uint32_t hop)
{
	uint32_t count = 0, named = suppliers_at(report, hop);
	th_slice *names = th_arena_calloc(page->arena, named, sizeof(*names));

	if (!names) {
		page->failed = true;
		return;
	}
	for (uint32_t i = 0; i < report->suppliers.count && count < named; i++) {
		const struct th_report_supplier *supplier = &report->suppliers.items[i];

		if (supplier->hop != hop)
			continue;
		names[count++] = supplier->parent.len == 0
					 ? supplier->name
					 : th_page_compose(page, "%.*s (part of %.*s)", TH_FMT(supplier->name),
							   TH_FMT(supplier->parent));
	}
	if (named == 0)
		return;
	begin(page, th_page_compose(page, "hop %u", hop).ptr);
	th_text_names(page, names, named, MOST_SUPPLIERS);
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
		return th_page_compose(page, "%.*s (%.*s)", TH_FMT(document->path), TH_FMT(document->format));
	return th_page_compose(page, "%.*s (%u component%s)", TH_FMT(document->path), document->components,
			       th_text_s(document->components));
}

static void put_read(struct th_page *page, const struct th_report *report)
{
	uint32_t read = documents_of(report, TH_DOCUMENT_READ), shown = 0;

	begin(page, "documents");
	th_page_unit(page, TH_STYLE_PLAIN, th_page_compose(page, "%u read%s", read, read > 0 ? ":" : ""));
	for (uint32_t i = 0; i < report->documents.count && shown < MOST_DOCUMENTS; i++) {
		const struct th_report_document *document = &report->documents.items[i];

		if (document->status == TH_DOCUMENT_READ)
			th_page_unit(page, TH_STYLE_PLAIN,
				     th_page_compose(page, "%.*s%s", TH_FMT(document_text(page, document)),
						     ++shown < read ? "," : ""));
	}
	if (shown < read)
		th_page_text(page, TH_STYLE_PLAIN, th_page_compose(page, "and %u more (--format json lists all)", read - shown));
	th_page_end(page);
}

static void put_refused(struct th_page *page, const struct th_report *report)
{
	uint32_t refused = documents_of(report, TH_DOCUMENT_REJECTED), shown = 0;

	for (uint32_t i = 0; i < report->documents.count && shown < MOST_REFUSED; i++) {
		const struct th_report_document *document = &report->documents.items[i];
		struct th_place place = { .line = document->error_line, .column = document->error_column };

		if (document->status != TH_DOCUMENT_REJECTED)
			continue;
		begin(page, shown++ == 0 ? "NOT READ" : "");
		th_page_place(page, TH_STYLE_BAD, TH_SLICE(""), document->path,
			      th_page_compose(page, "%.*s:", TH_FMT(th_text_behind(page, &place, true))));
		th_page_text(page, TH_STYLE_PLAIN, document->error);
		th_page_end(page);
	}
	if (shown < refused)
		th_page_paragraph(page, LABEL, LABEL,
				  th_page_compose(page, "and %u more (--format json lists all)", refused - shown));
}

/* Is this the first ignored document with its reason? */
static bool is_first_reason(const struct th_report *report, uint32_t number)
{
	const struct th_report_document *items = report->documents.items;

	for (uint32_t i = 0; i < number; i++)
		if (items[i].status == TH_DOCUMENT_IGNORED && th_slice_equal(items[i].why, items[number].why))
			return false;
	return true;
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
	th_text_names(page, names, count, MOST_DOCUMENTS);
	th_page_end(page);
}

static void put_documents(struct th_page *page, const struct th_report *report)
{
	put_read(page, report);
	put_refused(page, report);
	for (uint32_t i = 0; i < report->documents.count; i++)
		if (report->documents.items[i].status == TH_DOCUMENT_IGNORED && is_first_reason(report, i))
			put_ignored_for(page, report, report->documents.items[i].why);
}

/* ---- what was not checked ---- */

static bool is_first_not_evaluated(const struct th_not_evaluated_list *list, uint32_t number)
{
	for (uint32_t i = 0; i < number; i++)
		if (th_slice_equal(list->items[i].why, list->items[number].why))
			return false;
	return true;
}

static void put_not_checked(struct th_page *page, const struct th_report *report)
{
	const struct th_not_evaluated_list *list = &report->not_evaluated;

	if (list->count == 0)
		return;
	th_page_heading(page, th_page_compose(page, "NOT CHECKED  %u (none of it counts as passed)", list->count));
	for (uint32_t i = 0; i < list->count; i++) {
		if (!is_first_not_evaluated(list, i))
			continue;
		th_page_begin(page, 0, 2);
		for (uint32_t k = i; k < list->count; k++)
			if (th_slice_equal(list->items[k].why, list->items[i].why))
				th_page_text(page, TH_STYLE_STRONG,
					     th_page_compose(page, "%s%.*s", k > i ? "and " : "", TH_FMT(list->items[k].rule)));
		th_page_text(page, TH_STYLE_PLAIN, th_page_compose(page, "(%.*s)", TH_FMT(list->items[i].why)));
		th_page_end(page);
	}
}

/* ---- what the documents did badly ---- */

static void put_run_complaints(struct th_page *page, const struct th_report *report)
{
	uint32_t shown = 0, all = 0;

	for (uint32_t i = 0; i < report->diagnostics.count; i++) {
		const struct th_report_diagnostic *diagnostic = &report->diagnostics.items[i];

		if (diagnostic->place.document.ptr)
			continue;
		if (all++ >= MOST_COMPLAINTS)
			continue;
		shown++;
		th_page_paragraph(page, 0, 2, th_page_compose(page, "%.*s [%s]", TH_FMT(diagnostic->message), th_diag_slug(diagnostic->code)));
	}
	if (shown < all)
		th_page_paragraph(page, 0, 2, th_page_compose(page, "and %u more (--format json lists all)", all - shown));
}

/* Complaints that refused nothing. Those of one document stand together. */
static void put_complaints(struct th_page *page, const struct th_report *report)
{
	uint32_t warnings = 0, notes = 0, documents = 0;
	th_slice last = { 0 }, first = { 0 };

	for (uint32_t i = 0; i < report->diagnostics.count; i++) {
		const struct th_report_diagnostic *diagnostic = &report->diagnostics.items[i];
		enum th_diag_severity severity = th_diag_severity(diagnostic->code);

		if (!diagnostic->place.document.ptr || severity == TH_SEVERITY_ERROR)
			continue;
		warnings += severity == TH_SEVERITY_WARNING;
		notes += severity == TH_SEVERITY_NOTE;
		documents += !th_slice_equal(diagnostic->place.document, last);
		last = diagnostic->place.document;
		first = first.ptr ? first : last;
	}
	if (documents > 0) {
		th_page_heading(page, th_page_compose(page, "COMPLAINTS  %u warning%s and %u note%s about %u document%s", warnings,
						      th_text_s(warnings), notes, th_text_s(notes), documents,
						      th_text_s(documents)));
		th_page_begin(page, 0, 2);
		th_page_text(page, TH_STYLE_PLAIN, TH_SLICE("read them with: twohop inspect"));
		th_page_place(page, TH_STYLE_PLAIN, TH_SLICE(""), first, documents > 1 ? TH_SLICE(" ...") : TH_SLICE(""));
		th_page_end(page);
	}
	put_run_complaints(page, report);
}

/* ---- all of it ---- */

th_status th_render_text(const struct th_report *report, const struct th_rendering *rendering, struct th_output *out)
{
	struct th_arena arena = { 0 };
	struct th_stories stories;
	struct th_page page;
	char day[TH_DATE_TEXT];

	th_page_init(&page, out, &arena, rendering->color, rendering->unicode);
	th_status status = th_stories_init(&stories, report, &arena);
	if (status == TH_OK) {
		put_verdict(&page, report, th_exit_code(rendering->reasons));
		put_numbers(&page, report);
		th_page_blank_line(&page);
		th_date_format(report->as_of, day, sizeof(day));
		begin(&page, "as of");
		th_page_text(&page, TH_STYLE_PLAIN, th_slice_of(day));
		th_page_end(&page);
		put_documents(&page, report);
		for (uint32_t hop = 1; hop <= report->visibility.hop; hop++)
			put_suppliers(&page, report, hop);
		th_text_stories(&page, &stories, TH_CLASS_VIOLATION, "VIOLATIONS");
		th_text_stories(&page, &stories, TH_CLASS_CONTRADICTION, "CONTRADICTIONS");
		th_text_blind_spots(&page, report);
		put_not_checked(&page, report);
		put_complaints(&page, report);
		th_text_next(&page, report, rendering);
	}
	th_arena_release(&arena);
	return status == TH_OK && page.failed ? TH_ENOMEM : status;
}
