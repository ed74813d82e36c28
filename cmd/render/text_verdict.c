/*
 * Why a run ends as it does: for each reason the line of the policy that says so and what it met,
 * and the least configuration with which the run would pass.
 */
#include "cmd/render/text.h"

enum { MOST_FINDINGS = 10 /* of one line; the rest is counted */ };

static void put_line(struct th_page *page, const struct th_because *b)
{
	th_page_begin(page, 0, 2);
	th_page_text(page, TH_STYLE_STRONG,
		     th_page_compose(page, "%s:", th_reason_word(b->reason)));
	if (b->line.len)
		th_page_unit(page, TH_STYLE_PLAIN, b->line);
	if (b->place.document.ptr)
		th_page_place(page, TH_STYLE_FAINT, TH_SLICE("["), b->place.document,
			      th_page_compose(page, ":%u]", b->place.line));
	th_page_text(page, TH_STYLE_PLAIN,
		     th_page_compose(page, "%s%.*s", b->line.len ? "- " : "", TH_FMT(b->what)));
	th_page_end(page);
}

static void put_findings(struct th_page *page, const struct th_report *report,
			 const struct th_because *b)
{
	for (uint32_t i = 0; i < b->finding_count && i < MOST_FINDINGS; i++)
		th_text_finding(page, &report->findings.items[b->findings[i]], 2, TH_DETAIL_LINE,
				NULL);
	if (b->finding_count > MOST_FINDINGS)
		th_page_paragraph(page, 2, 4,
				  th_page_compose(page, "and %u more (--format json lists all)",
						  b->finding_count - MOST_FINDINGS));
}

static void put_change(struct th_page *page, const struct th_report *report)
{
	th_slice rest = report->change;

	th_page_heading(page, TH_SLICE("THE LEAST CHANGE WITH WHICH THIS RUN PASSES"));
	if (!rest.ptr) {
		th_page_paragraph(page, 0, 0,
				  TH_SLICE("None: what stands above has to be repaired first."));
		return;
	}
	th_page_paragraph(page, 0, 0,
			  TH_SLICE("Save it as accept.yaml, fill in the words in capitals, and add "
				   "--config accept.yaml. Whoever is the OWNER answers for it."));
	th_page_blank_line(page);
	while (rest.len) {
		size_t end = th_slice_find(rest, '\n');
		th_page_unwrapped(page, th_slice_sub(rest, 0, end));
		rest = th_slice_sub(rest, end < rest.len ? end + 1 : end, rest.len);
	}
}

void th_text_verdict(struct th_page *page, const struct th_report *report,
		     const struct th_rendering *rendering)
{
	th_page_heading(page, TH_SLICE("WHY"));
	for (uint32_t i = 0; i < report->because.count; i++) {
		put_line(page, &report->because.items[i]);
		put_findings(page, report, &report->because.items[i]);
	}
	if (report->because.count == 0)
		th_page_paragraph(page, 0, 0, TH_SLICE("Nothing decides: the run passes."));
	else
		put_change(page, report);
	th_page_blank_line(page);
	th_page_paragraph(page, 0, 0,
			  th_page_compose(page, "policy %.*s, SHA-256 %s",
					  TH_FMT(report->policy.path.ptr ? report->policy.path
									 : TH_SLICE("of twohop")),
					  report->policy.digest));
	th_text_exit(page, rendering->reasons);
}
