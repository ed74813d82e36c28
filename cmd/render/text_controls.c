/*
 * What vendors show of the five controls, and who signed what: behind the findings, for whoever has
 * a second minute. A vendor of whom nothing is known in any control takes one line.
 */
#include "cmd/render/text.h"

enum { MOST_VENDORS = 12, MOST_SIGNED = 12, LABEL = 14 };

/* ---- controls ---- */

/* The controls of the vendor that begins at `first` that are in a state; absent: none is. */
static th_slice controls_in(struct th_page *page, const struct th_report_control_list *list,
			    uint32_t first, enum th_control_state state)
{
	th_slice text = { 0 };

	for (uint32_t i = first; i < list->count; i++) {
		const struct th_report_control *c = &list->items[i];
		if (!th_slice_equal(c->supplier, list->items[first].supplier))
			break;
		if (c->state == state)
			text = text.len
				       ? th_page_compose(page, "%.*s, %s", TH_FMT(text), c->control)
				       : th_page_compose(page, "%s", c->control);
	}
	return text;
}

/* Where the first evidence of a state stands. */
static void put_first_place(struct th_page *page, const struct th_report_control_list *list,
			    uint32_t first, enum th_control_state state)
{
	for (uint32_t i = first; i < list->count; i++) {
		const struct th_report_control *c = &list->items[i];
		if (!th_slice_equal(c->supplier, list->items[first].supplier))
			return;
		if (c->state != state || c->evidence_count == 0)
			continue;
		th_page_place(page, TH_STYLE_FAINT, TH_SLICE("["), c->evidence[0].document,
			      c->evidence[0].line
				      ? th_page_compose(page, ":%u]", c->evidence[0].line)
				      : TH_SLICE("]"));
		return;
	}
}

static void put_vendor(struct th_page *page, const struct th_report_control_list *list,
		       uint32_t first)
{
	static const struct {
		enum th_control_state state;
		enum th_style style;
	} rows[] = {
		{ TH_CONTROL_CONTRADICTED, TH_STYLE_BAD },
		{ TH_CONTROL_PROVEN, TH_STYLE_GOOD },
		{ TH_CONTROL_STATED, TH_STYLE_PLAIN },
		{ TH_CONTROL_SILENT, TH_STYLE_FAINT },
	};

	th_page_begin(page, 0, 2);
	th_page_text(page, TH_STYLE_STRONG, list->items[first].supplier);
	th_page_end(page);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		th_slice controls = controls_in(page, list, first, rows[i].state);
		if (controls.len == 0)
			continue;
		th_page_begin(page, 2, 2 + LABEL);
		th_page_label(page, rows[i].style, th_control_state_word(rows[i].state), LABEL);
		th_page_text(page, TH_STYLE_PLAIN, controls);
		put_first_place(page, list, first, rows[i].state);
		th_page_end(page);
	}
}

/* Does anybody say anything of the vendor that begins at `first`? */
static bool is_heard_of(const struct th_report_control_list *list, uint32_t first)
{
	for (uint32_t i = first; i < list->count; i++) {
		if (!th_slice_equal(list->items[i].supplier, list->items[first].supplier))
			break;
		if (list->items[i].state != TH_CONTROL_SILENT)
			return true;
	}
	return false;
}

void th_text_controls(struct th_page *page, const struct th_report *report)
{
	const struct th_report_control_list *list = &report->controls;
	uint32_t shown = 0, silent = 0, more = 0;

	for (uint32_t i = 0; i < list->count; i++) {
		if (i && th_slice_equal(list->items[i].supplier, list->items[i - 1].supplier))
			continue;
		if (!is_heard_of(list, i)) {
			silent++;
		} else if (shown == MOST_VENDORS) {
			more++;
		} else {
			if (shown++ == 0)
				th_page_heading(page,
						TH_SLICE("CONTROLS  what vendors show of what "
							 "3CX lacked"));
			put_vendor(page, list, i);
		}
	}
	if (more)
		th_page_paragraph(
			page, 0, 2,
			th_page_compose(page, "and of %u more (--format json lists all)", more));
	if (shown && silent)
		th_page_paragraph(page, 0, 2,
				  th_page_compose(page, "nothing at all: %u other vendor%s", silent,
						  silent == 1 ? "" : "s"));
}

/* ---- signatures ---- */

static void put_signature(struct th_page *page, th_slice path, const struct th_report_signature *s)
{
	static const enum th_style styles[] = {
		[TH_SIGNATURE_VALID] = TH_STYLE_GOOD,
		[TH_SIGNATURE_INVALID] = TH_STYLE_BAD,
		[TH_SIGNATURE_UNTRUSTED] = TH_STYLE_WARNING,
		[TH_SIGNATURE_UNSUPPORTED] = TH_STYLE_WARNING,
	};

	th_page_begin(page, 0, 2);
	th_page_place(page, TH_STYLE_PLAIN, TH_SLICE(""), path, TH_SLICE(":"));
	th_page_unit(page, styles[s->state], th_slice_of(th_signature_state_word(s->state)));
	if (s->who.len)
		th_page_text(page, TH_STYLE_PLAIN,
			     th_page_compose(page, "by %.*s", TH_FMT(s->who)));
	if (s->algorithm.len)
		th_page_text(page, TH_STYLE_FAINT,
			     th_page_compose(page, "(%.*s)", TH_FMT(s->algorithm)));
	if (s->why.len)
		th_page_text(page, TH_STYLE_PLAIN, th_page_compose(page, "- %.*s", TH_FMT(s->why)));
	th_page_end(page);
}

void th_text_signatures(struct th_page *page, const struct th_report *report)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < report->documents.count; i++) {
		const struct th_report_document *d = &report->documents.items[i];
		for (uint32_t k = 0; k < d->signature_count; k++) {
			if (count == 0)
				th_page_heading(page, TH_SLICE("SIGNATURES"));
			if (count++ < MOST_SIGNED)
				put_signature(page, d->path, &d->signatures[k]);
		}
	}
	if (count > MOST_SIGNED)
		th_page_paragraph(page, 0, 2,
				  th_page_compose(page, "and %u more (--format json lists all)",
						  count - MOST_SIGNED));
}
