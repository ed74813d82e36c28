/*
 * One finding: what, about whom, the path that leads there, and the evidence for every step of it.
 */
#include "cmd/render/text.h"
#include "cmd/render/ways_out.h"
#include "graph/verdict.h"

enum {
	MOST_STEPS = 24, /* of a path; of a longer one the head and the tail are shown */
	HEAD_STEPS = 8,
	TAIL_STEPS = 8,
	MOST_REFERENCES = 2,
};

/* ---- places ---- */

static bool is_shown(uint32_t count, uint32_t step)
{
	return count <= MOST_STEPS || step < HEAD_STEPS || step >= count - TAIL_STEPS;
}

static bool same_place(const struct th_place *a, const struct th_place *b)
{
	return a->line == b->line && a->column == b->column &&
	       th_slice_equal(a->document, b->document) &&
	       (a->line > 0 || th_slice_equal(a->pointer, b->pointer));
}

/* The first step whose relation stands at the same place as that of this one. */
static uint32_t first_of_place(const struct th_step *const *steps, uint32_t count, uint32_t step)
{
	for (uint32_t i = 1; i < step; i++)
		if (is_shown(count, i) && same_place(&steps[i]->evidence, &steps[step]->evidence))
			return i;
	return step;
}

/* Places are numbered from 1 in the order of the path. */
static uint32_t place_number(const struct th_step *const *steps, uint32_t count, uint32_t step)
{
	uint32_t number = 0, first = first_of_place(steps, count, step);

	for (uint32_t i = 1; i <= first; i++)
		number += is_shown(count, i) && first_of_place(steps, count, i) == i;
	return number;
}

th_slice th_text_behind(struct th_page *page, const struct th_place *place, bool with_column)
{
	if (place->line == 0)
		return place->pointer.len > 0
			       ? th_page_compose(page, " %.*s", TH_FMT(place->pointer))
			       : TH_SLICE("");
	if (with_column && place->column > 0)
		return th_page_compose(page, ":%u:%u", place->line, place->column);
	return th_page_compose(page, ":%u", place->line);
}

void th_text_places(struct th_page *page, const struct th_step *const *steps, uint32_t count,
		    size_t indent)
{
	uint32_t number = 0;
	th_slice document = { 0 };

	if (count < 2)
		return;
	th_page_begin(page, indent, indent + TH_TEXT_LABEL);
	th_page_label(page, TH_STYLE_FAINT, "why", TH_TEXT_LABEL);
	for (uint32_t i = 1; i < count; i++) {
		const struct th_place *place = &steps[i]->evidence;

		if (!is_shown(count, i) || first_of_place(steps, count, i) != i)
			continue;
		bool again = place->line > 0 && th_slice_equal(place->document, document);
		document = place->document;
		th_page_place(page, TH_STYLE_PLAIN, th_page_compose(page, "[%u] ", ++number),
			      again ? TH_SLICE("") : document, th_text_behind(page, place, false));
	}
	th_page_end(page);
}

/* ---- the path ---- */

static th_slice step_text(struct th_page *page, const struct th_step *step, bool hop_rises,
			  uint32_t reference)
{
	th_slice hop = hop_rises ? th_page_compose(page, " (hop %u)", step->hop) : TH_SLICE("");
	const char *shaft = page->unicode ? "\xe2\x95\x90" : "--"; /* U+2550 */

	return th_page_compose(page, "%s%s%s> %.*s%s%.*s%.*s [%u]", shaft,
			       step->relation ? step->relation : "", shaft,
			       TH_FMT(th_text_name(step->name)), step->version.len > 0 ? " " : "",
			       TH_FMT(step->version), TH_FMT(hop), reference);
}

void th_text_path(struct th_page *page, const struct th_step *const *steps, uint32_t count,
		  size_t indent)
{
	if (count == 0)
		return;
	th_page_begin(page, indent, indent + 4);
	th_page_unit(page, TH_STYLE_PLAIN, th_text_name(steps[0]->name));
	for (uint32_t i = 1; i < count; i++) {
		if (is_shown(count, i))
			th_page_unit(page, TH_STYLE_PLAIN,
				     step_text(page, steps[i], steps[i]->hop > steps[i - 1]->hop,
					       place_number(steps, count, i)));
		else if (i == HEAD_STEPS)
			th_page_unit(page, TH_STYLE_FAINT,
				     th_page_compose(page, "(%u steps)",
						     count - HEAD_STEPS - TAIL_STEPS));
	}
	th_page_end(page);
}

/* ---- the fact ---- */

static void put_references(struct th_page *page, const struct th_report_advisory *advisory,
			   size_t indent, uint32_t most)
{
	uint32_t count = advisory->reference_count, shown = most > 0 && count > most ? most : count;

	for (uint32_t i = 0; i < shown; i++)
		if (most == 0)
			th_page_unwrapped(page, th_page_compose(page, "%*s%.*s",
								(int)(indent + TH_TEXT_LABEL), "",
								TH_FMT(advisory->references[i])));
		else
			th_page_paragraph(page, indent + TH_TEXT_LABEL, indent + TH_TEXT_LABEL,
					  advisory->references[i]);
	if (shown < count)
		th_page_paragraph(page, indent + TH_TEXT_LABEL, indent + TH_TEXT_LABEL,
				  th_page_compose(page, "and %u more reference%s", count - shown,
						  th_text_s(count - shown)));
}

void th_text_advisory(struct th_page *page, const struct th_report_advisory *advisory,
		      size_t indent, uint32_t most)
{
	char day[TH_DATE_TEXT];
	bool dated = th_date_present(advisory->published);

	th_date_format(advisory->published, day, sizeof(day));
	th_text_labelled(
		page, indent, "source",
		th_page_compose(page, "%.*s (%.*s)%s%s; %s by %s", TH_FMT(advisory->id),
				TH_FMT(advisory->source), dated ? ", published " : "", day,
				advisory->confidence == TH_CONFIRMED ? "confirmed" : "suspected",
				advisory->matched_by ? advisory->matched_by : "its text"));
	put_references(page, advisory, indent, most);
}

/* ---- all of it ---- */

static void put_header(struct th_page *page, const struct th_finding *finding, size_t indent,
		       bool with_id)
{
	th_slice hop = th_text_hop(page, finding), subject = th_text_subject(page, finding);

	th_page_begin(page, indent, indent + TH_TEXT_SEVERITY);
	th_page_label(page, th_text_severity_style(finding->severity),
		      th_text_severity(finding->severity), TH_TEXT_SEVERITY);
	th_page_text(page, TH_STYLE_STRONG,
		     th_page_compose(page, "%s:", th_rules[finding->rule].slug));
	th_page_unit(page, TH_STYLE_STRONG,
		     th_page_compose(page, "%.*s%.*s", TH_FMT(subject), TH_FMT(hop)));
	if (with_id)
		th_page_unit(page, TH_STYLE_FAINT, th_page_compose(page, "(%s)", finding->id));
	if (finding->news != TH_NEWS_NO_BASELINE)
		th_page_unit(page, finding->news == TH_NEWS_NEW ? TH_STYLE_WARNING : TH_STYLE_FAINT,
			     finding->news == TH_NEWS_NEW ? TH_SLICE("new") : TH_SLICE("known"));
	th_page_end(page);
}

void th_text_acceptance(struct th_page *page, const struct th_finding *finding,
			struct th_date until, size_t indent)
{
	th_slice stanza = th_verdict_exception(finding, until, page->arena);

	if (!finding->decides)
		return;
	page->failed |= !stanza.ptr;
	th_text_labelled(page, indent, "accept",
			 TH_SLICE("for some time, under 'exceptions:' in twohop.yaml:"));
	th_page_paragraph(page, indent + 2, indent + 5, stanza);
}

/* Whom to ask, and what would settle it. */
static void put_question(struct th_page *page, const struct th_finding *finding, size_t indent)
{
	th_slice vendor = th_way_vendor(finding),
		 settles = th_text_sentence(th_slice_of(th_rules[finding->rule].disproves));

	if (!finding->decides || !vendor.len || !settles.len)
		return;
	th_text_labelled(page, indent, "ask",
			 th_page_compose(page, "%.*s for what settles it: %.*s", TH_FMT(vendor),
					 TH_FMT(settles)));
}

static void put_way(struct th_page *page, const struct th_finding *finding, size_t indent,
		    const struct th_finding *above)
{
	if (above) {
		th_text_labelled(
			page, indent, "why",
			th_page_compose(page, "by the path and evidence of %s above", above->id));
		return;
	}
	if (finding->step_count > 1) /* a document that nothing is taken from has no way to it */
		th_text_path(page, finding->steps, finding->step_count, indent);
	th_text_places(page, finding->steps, finding->step_count, indent);
}

void th_text_finding(struct th_page *page, const struct th_finding *finding, size_t indent,
		     enum th_detail detail, const struct th_above *above)
{
	size_t below = indent + 2;

	put_header(page, finding, indent, detail != TH_DETAIL_FULL);
	if (detail == TH_DETAIL_LINE)
		return;
	th_page_paragraph(page, below, below, finding->message);
	if (detail == TH_DETAIL_SHORT)
		return;
	put_way(page, finding, below, above ? above->way : NULL);
	if (finding->advisory)
		th_text_advisory(page, finding->advisory, below, MOST_REFERENCES);
	if (above && above->remedy)
		th_text_labelled(page, below, "do",
				 th_page_compose(page, "as for %s above", above->remedy->id));
	else if (finding->remedy.len > 0)
		th_text_labelled(page, below, "do", finding->remedy);
	put_question(page, finding, below);
	if (above)
		th_text_acceptance(page, finding, above->accept_until, below);
	th_text_labelled(page, below, "more", th_page_compose(page, "twohop why %s", finding->id));
}
