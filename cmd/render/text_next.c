/*
 * The last lines: at most five steps that somebody can take now, the definition of a hop, and how the run ends.
 */
#include "cmd/render/text.h"

enum { MOST_STEPS = 5, MOST_ASKED = 3 };

struct next {
	struct th_page *page;
	const struct th_report *report;
	const struct th_rendering *rendering;
	uint32_t told;
};

static bool has_reason(const struct next *next, enum th_reason reason)
{
	return next->rendering->reasons >> reason & 1;
}

static void step(struct next *next, th_slice text)
{
	if (next->told >= MOST_STEPS)
		return;
	if (next->told == 0)
		th_page_heading(next->page, TH_SLICE("NEXT"));
	th_page_begin(next->page, 0, 3);
	th_page_label(next->page, TH_STYLE_PLAIN, th_page_compose(next->page, "%u.", ++next->told).ptr, 3);
	th_page_text(next->page, TH_STYLE_PLAIN, text);
	th_page_end(next->page);
}

static const struct th_finding *first_of(const struct th_report *report, enum th_class class, bool deciding)
{
	for (uint32_t i = 0; i < report->findings.count; i++) {
		const struct th_finding *finding = &report->findings.items[i];

		if (th_rules[finding->rule].class == class && (finding->decides || !deciding))
			return finding;
	}
	return NULL;
}

/* ---- the steps ---- */

static void step_for_refused(struct next *next)
{
	const struct th_report_document *refused = NULL;
	uint32_t count = 0;

	for (uint32_t i = 0; i < next->report->documents.count; i++)
		if (next->report->documents.items[i].status == TH_DOCUMENT_REJECTED && count++ == 0)
			refused = &next->report->documents.items[i];
	if (refused)
		step(next, th_page_compose(next->page,
					   "repair %.*s%s, or ask its sender for one that can be read: nothing of it was checked",
					   TH_FMT(refused->path),
					   count > 1 ? th_page_compose(next->page, " and %u more", count - 1).ptr : ""));
}

static void step_for_no_input(struct next *next)
{
	if (has_reason(next, TH_REASON_NO_INPUT))
		step(next, TH_SLICE("check the paths: where nothing is recognised, nothing was checked. 'twohop help audit' "
				    "says what it takes"));
}

static void step_for_violation(struct next *next)
{
	const struct th_finding *finding = first_of(next->report, TH_CLASS_VIOLATION, true);
	th_slice again = next->rendering->again;

	if (!finding)
		finding = first_of(next->report, TH_CLASS_CONTRADICTION, true);
	if (finding)
		step(next, th_page_compose(next->page, "read the whole argument: twohop why %s%s%.*s", finding->id,
					   again.len > 0 ? " " : "", TH_FMT(again)));
}

/* Whom the deciding blind spots are about, without repeating anyone. */
static uint32_t collect_asked(const struct th_report *report, th_slice asked[MOST_ASKED])
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < report->findings.count; i++) {
		const struct th_finding *finding = &report->findings.items[i];
		th_slice name = finding->subject.kind == TH_NODE_SUPPLIER ? finding->subject.name : finding->subject.supplier;
		bool known = name.len == 0;

		if (th_rules[finding->rule].class != TH_CLASS_BLIND_SPOT || !finding->decides)
			continue;
		for (uint32_t k = 0; k < count && k < MOST_ASKED; k++)
			known = known || th_slice_equal(asked[k], name);
		if (!known && count < MOST_ASKED)
			asked[count] = name;
		count += !known;
	}
	return count;
}

static void step_for_blind_spots(struct next *next)
{
	th_slice asked[MOST_ASKED];
	uint32_t count = collect_asked(next->report, asked);

	if (!has_reason(next, TH_REASON_BLIND_SPOT))
		return;
	if (count == 0)
		step(next, TH_SLICE("put the questions of 'ask' above to whoever sent the documents"));
	else
		step(next, th_page_compose(next->page, "put the questions of 'ask' above to %.*s%s%.*s%s%.*s%s; audit their answers "
					   "with these documents", TH_FMT(asked[0]), count > 1 ? ", " : "",
					   TH_FMT(count > 1 ? asked[1] : (th_slice){ 0 }), count > 2 ? ", " : "",
					   TH_FMT(count > 2 ? asked[2] : (th_slice){ 0 }),
					   count > MOST_ASKED ? th_page_compose(next->page, " and %u more", count - MOST_ASKED).ptr
							      : ""));
	step(next, TH_SLICE("or accept the unknowns: --fail-on blind-spot=never"));
}

static void step_for_pass(struct next *next)
{
	if (next->rendering->reasons == 0)
		step(next, TH_SLICE("audit again when a document or the news changes; what is listed as not checked was not "
				    "looked at"));
}

/* ---- the end ---- */

static void put_exit(struct next *next)
{
	struct th_page *page = next->page;
	int code = th_exit_code(next->rendering->reasons);
	bool first = true;

	if (code == 2 && has_reason(next, TH_REASON_BLIND_SPOT)) {
		th_page_blank_line(page);
		th_page_paragraph(page, 0, 0,
				  TH_SLICE("Exit 2 is no verdict on the vendor: these are unknowns. Whoever is asked above "
					   "can answer them; --fail-on blind-spot=never accepts them."));
	}
	th_page_blank_line(page);
	th_page_paragraph(page, 0, 0, TH_SLICE("A hop is a change of supplier: your vendor is hop 1, who stands behind it hop 2."));
	th_page_begin(page, 0, 0);
	th_page_text(page, code == 0 ? TH_STYLE_GOOD : TH_STYLE_STRONG, th_page_compose(page, "exit %d:", code));
	for (int reason = 0; reason < TH_REASON_COUNT; reason++) {
		if (!has_reason(next, (enum th_reason)reason))
			continue;
		uint32_t later = next->rendering->reasons >> reason >> 1;
		th_page_text(page, TH_STYLE_STRONG,
			     th_page_compose(page, "%s%s", th_reason_word((enum th_reason)reason), later ? "," : ""));
		first = false;
	}
	if (first)
		th_page_text(page, TH_STYLE_GOOD, TH_SLICE("pass"));
	th_page_end(page);
}

void th_text_next(struct th_page *page, const struct th_report *report, const struct th_rendering *rendering)
{
	struct next next = { page, report, rendering, 0 };

	step_for_no_input(&next);
	step_for_refused(&next);
	step_for_violation(&next);
	step_for_blind_spots(&next);
	step_for_pass(&next);
	put_exit(&next);
}
