/*
 * The last lines: at most five steps that somebody can take now, the definition of a hop, and how
 * the run ends.
 */
#include "cmd/render/text.h"
#include "cmd/render/ways_out.h"

enum { MOST_STEPS = 5, MOST_NAMED = 3 };

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

/* command: to be typed, kept on one line where it fits; absent: none. */
static void step(struct next *next, th_slice text, th_slice command)
{
	if (next->told >= MOST_STEPS)
		return;
	if (next->told == 0)
		th_page_heading(next->page, TH_SLICE("NEXT"));
	th_page_begin(next->page, 0, 3);
	th_page_label(next->page, TH_STYLE_PLAIN,
		      th_page_compose(next->page, "%u.", ++next->told).ptr, 3);
	th_page_text(next->page, TH_STYLE_PLAIN, text);
	if (command.len > 0)
		th_page_unit(next->page, TH_STYLE_STRONG, command);
	th_page_end(next->page);
}

static const struct th_finding *first_of(const struct th_report *report, enum th_class class,
					 bool deciding)
{
	for (uint32_t i = 0; i < report->findings.count; i++) {
		const struct th_finding *finding = &report->findings.items[i];

		if (th_rules[finding->rule].class == class && !finding->suppressed &&
		    (finding->decides || !deciding))
			return finding;
	}
	return NULL;
}

/* ---- the steps ---- */

static void step_for_no_input(struct next *next)
{
	if (has_reason(next, TH_REASON_NO_INPUT))
		step(next,
		     TH_SLICE("check the paths: where nothing is recognised, nothing was checked; "
			      "what is read says"),
		     TH_SLICE("twohop help audit"));
}

static void step_for_refused(struct next *next)
{
	const struct th_report_document *refused = NULL;
	uint32_t count = 0;

	for (uint32_t i = 0; i < next->report->documents.count; i++)
		if (next->report->documents.items[i].status == TH_DOCUMENT_REJECTED && count++ == 0)
			refused = &next->report->documents.items[i];
	if (!refused)
		return;
	th_slice others =
		count > 1 ? th_page_compose(next->page, " and %u more", count - 1) : TH_SLICE("");
	step(next,
	     th_page_compose(next->page,
			     "repair %.*s%.*s, or ask the sender for one that can be read: nothing "
			     "of it was checked",
			     TH_FMT(refused->path), TH_FMT(others)),
	     (th_slice){ 0 });
}

static void step_for_violation(struct next *next)
{
	const struct th_finding *finding = first_of(next->report, TH_CLASS_VIOLATION, true);
	th_slice again = next->rendering->again;

	if (!finding)
		finding = first_of(next->report, TH_CLASS_CONTRADICTION, true);
	if (finding)
		step(next, TH_SLICE("read the whole argument for the worst:"),
		     th_page_compose(next->page, "twohop why %s%s%.*s", finding->id,
				     again.len > 0 ? " " : "", TH_FMT(again)));
}

/* A few names, each once. */
struct names {
	th_slice items[MOST_NAMED];
	uint32_t count; /* may be more than there is room for */
};

static void add_name(struct names *names, th_slice name)
{
	if (name.len == 0)
		return;
	for (uint32_t i = 0; i < names->count && i < MOST_NAMED; i++)
		if (th_slice_equal(names->items[i], name))
			return;
	if (names->count < MOST_NAMED)
		names->items[names->count] = name;
	names->count++;
}

static th_slice list_of(struct th_page *page, const struct names *names)
{
	th_slice text = names->items[0];

	for (uint32_t i = 1; i < names->count && i < MOST_NAMED; i++)
		text = th_page_compose(page, "%.*s%s%.*s", TH_FMT(text),
				       i + 1 == names->count ? " and " : ", ",
				       TH_FMT(names->items[i]));
	return names->count > MOST_NAMED ? th_page_compose(page, "%.*s and others", TH_FMT(text))
					 : text;
}

static void step_for_vendors(struct next *next)
{
	struct names names = { 0 };

	for (uint32_t i = 0; i < next->report->findings.count; i++) {
		const struct th_finding *finding = &next->report->findings.items[i];

		if (finding->decides && th_rules[finding->rule].class != TH_CLASS_BLIND_SPOT)
			add_name(&names, th_way_vendor(finding));
	}
	if (names.count > 0)
		step(next,
		     th_page_compose(next->page,
				     "take it up with %.*s, through whom you came to it",
				     TH_FMT(list_of(next->page, &names))),
		     (th_slice){ 0 });
}

static void step_for_blind_spots(struct next *next)
{
	struct names names = { 0 };
	bool decides = has_reason(next, TH_REASON_BLIND_SPOT), any = false;

	for (uint32_t i = 0; i < next->report->findings.count; i++) {
		const struct th_finding *finding = &next->report->findings.items[i];

		if (th_rules[finding->rule].class != TH_CLASS_BLIND_SPOT ||
		    (decides && !finding->decides))
			continue;
		any = true;
		add_name(&names, th_way_vendor(finding));
	}
	if (!any)
		return;
	step(next,
	     th_page_compose(next->page,
			     "send the questions under 'ask' to %.*s, and audit the answers with "
			     "these documents",
			     TH_FMT(names.count > 0 ? list_of(next->page, &names)
						    : TH_SLICE("whoever sent the documents"))),
	     (th_slice){ 0 });
	if (decides)
		step(next, TH_SLICE("or accept that it stays unknown:"),
		     TH_SLICE("--fail-on blind-spot=never"));
}

/* What has to be lived with for now is accepted by name and for some time, never as a kind. */
static void step_to_accept(struct next *next)
{
	for (uint32_t i = 0; i < next->report->findings.count; i++) {
		if (!next->report->findings.items[i].decides)
			continue;
		step(next, TH_SLICE("or accept it for some time, by name: this says how"),
		     TH_SLICE("twohop audit --explain-verdict"));
		return;
	}
}

static void step_for_pass(struct next *next)
{
	if (next->rendering->reasons == 0)
		step(next,
		     TH_SLICE("audit again when a document or the news changes; what is listed as "
			      "not checked was not looked at"),
		     (th_slice){ 0 });
}

/* ---- the end ---- */

void th_text_exit(struct th_page *page, uint32_t reasons)
{
	int code = th_exit_code(reasons);

	th_page_begin(page, 0, 0);
	th_page_text(page, code == 0 ? TH_STYLE_GOOD : TH_STYLE_STRONG,
		     th_page_compose(page, "exit %d:", code));
	for (int reason = 0; reason < TH_REASON_COUNT; reason++)
		if (reasons >> reason & 1)
			th_page_text(page, TH_STYLE_STRONG,
				     th_page_compose(page, "%s%s",
						     th_reason_word((enum th_reason)reason),
						     reasons >> reason >> 1 ? "," : ""));
	if (!reasons)
		th_page_text(page, TH_STYLE_GOOD, TH_SLICE("pass"));
	th_page_end(page);
}

static void put_exit(struct next *next)
{
	struct th_page *page = next->page;
	int code = th_exit_code(next->rendering->reasons);

	if (code == 2 && has_reason(next, TH_REASON_BLIND_SPOT)) {
		th_page_blank_line(page);
		th_page_paragraph(page, 0, 0,
				  TH_SLICE("Exit 2 is no verdict on the vendor: these are "
					   "unknowns, and whoever is asked above "
					   "can answer them."));
	}
	th_page_blank_line(page);
	if (next->report->policy.digest[0])
		th_page_paragraph(
			page, 0, 0,
			th_page_compose(page, "policy SHA-256 %s", next->report->policy.digest));
	th_page_paragraph(page, 0, 0,
			  TH_SLICE("A hop is a change of supplier: your vendor is hop 1, who "
				   "stands behind it hop 2."));
	th_text_exit(page, next->rendering->reasons);
}

void th_text_next(struct th_page *page, const struct th_report *report,
		  const struct th_rendering *rendering)
{
	struct next next = { page, report, rendering, 0 };

	step_for_no_input(&next);
	step_for_refused(&next);
	step_for_violation(&next);
	step_for_vendors(&next);
	step_for_blind_spots(&next);
	step_to_accept(&next);
	step_for_pass(&next);
	put_exit(&next);
}
