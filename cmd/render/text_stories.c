/*
 * Findings as stories: what was caused by another finding is told with it, once, the effect first;
 * and what two of them share, the way there or what to do, is told with the first.
 */
#include "cmd/render/text.h"

enum {
	MOST_FULL = 20,    /* findings told in full, ... */
	MOST_SHORT = 40,   /* ... with their message, ... */
	MOST_LISTED = 200, /* ... and at all, of one class */
	STORY_INDENT = 4,
	MOST_INDENTS = 3, /* deeper causes are not indented further */
};

th_status th_stories_init(struct th_stories *stories, const struct th_report *report,
			  struct th_arena *arena)
{
	uint32_t count = report->findings.count;

	*stories = (struct th_stories){ .report = report };
	stories->items = th_arena_calloc(arena, (size_t)count + 1, sizeof(*stories->items));
	if (!stories->items)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < count; i++)
		stories->items[i].effect = UINT32_MAX;
	for (uint32_t i = 0; i < count; i++) {
		const struct th_finding *effect = &report->findings.items[i];

		for (uint32_t k = 0; k < effect->cause_count; k++)
			if (stories->items[effect->causes[k]].effect == UINT32_MAX)
				stories->items[effect->causes[k]].effect = i;
	}
	return TH_OK;
}

/* Where the story begins that a finding belongs to. Who caused whom may go in a circle: then
 * anywhere in it. */
static uint32_t beginning_of(const struct th_stories *stories, uint32_t finding)
{
	for (uint32_t steps = 0; steps < stories->report->findings.count; steps++) {
		uint32_t effect = stories->items[finding].effect;

		if (effect == UINT32_MAX || stories->items[effect].told)
			break;
		finding = effect;
	}
	return finding;
}

/* ---- what was told above ---- */

static bool same_step(const struct th_step *a, const struct th_step *b)
{
	return a->kind == b->kind && th_slice_equal(a->name, b->name) &&
	       th_slice_equal(a->version, b->version) && a->evidence.line == b->evidence.line &&
	       a->evidence.column == b->evidence.column &&
	       th_slice_equal(a->evidence.document, b->evidence.document);
}

static bool same_way(const struct th_finding *a, const struct th_finding *b)
{
	if (a->step_count != b->step_count)
		return false;
	for (uint32_t i = 0; i < a->step_count; i++)
		if (!same_step(a->steps[i], b->steps[i]))
			return false;
	return true;
}

static struct th_above above_of(const struct th_stories *stories, const struct th_finding *finding)
{
	struct th_above above = { 0 };

	for (uint32_t i = 0; i < stories->full_count; i++) {
		const struct th_finding *before = stories->full[i];

		if (!above.way && finding->step_count > 2 && same_way(before, finding))
			above.way = before;
		if (!above.remedy && finding->remedy.len > 0 &&
		    th_slice_equal(before->remedy, finding->remedy))
			above.remedy = before;
	}
	return above;
}

static enum th_detail detail_of(const struct th_finding *finding, uint32_t told)
{
	bool matters = finding->decides || finding->severity <= TH_LEVEL_HIGH;

	return told >= MOST_SHORT              ? TH_DETAIL_LINE
	       : !matters || told >= MOST_FULL ? TH_DETAIL_SHORT
					       : TH_DETAIL_FULL;
}

static void tell_one(struct th_page *page, struct th_stories *stories,
		     const struct th_finding *finding, size_t indent, uint32_t told)
{
	enum th_detail detail = detail_of(finding, told);
	struct th_above above = above_of(stories, finding);

	above.accept_until = stories->report->accept_until;

	th_text_finding(page, finding, indent, detail, &above);
	if (detail == TH_DETAIL_FULL && stories->full_count < TH_STORIES_FULL)
		stories->full[stories->full_count++] = finding;
}

/* ---- a story ---- */

/* Causes that are told elsewhere are named; the others wait to be told next, the first of them
 * first. */
static uint32_t add_causes(struct th_page *page, struct th_stories *stories,
			   const struct th_finding *effect, size_t indent, uint32_t depth,
			   uint32_t waiting)
{
	for (uint32_t k = effect->cause_count; k > 0; k--) {
		uint32_t cause = effect->causes[k - 1];
		const struct th_finding *finding = &stories->report->findings.items[cause];

		if (stories->items[cause].told) {
			th_page_paragraph(page, indent + 2, indent + 4,
					  th_page_compose(page, "caused by %.*s (%s), told above",
							  TH_FMT(th_text_subject(page, finding)),
							  finding->id));
			continue;
		}
		stories->items[cause].told = true;
		stories->items[waiting].waiting = cause;
		stories->items[waiting++].depth = depth;
	}
	return waiting;
}

/* Returns how many findings were told. */
static uint32_t tell(struct th_page *page, struct th_stories *stories, uint32_t first,
		     uint32_t told)
{
	uint32_t waiting = 1, before = told;

	stories->items[first].told = true;
	stories->items[0].waiting = first;
	stories->items[0].depth = 0;
	while (waiting > 0) {
		waiting--;
		const struct th_finding *finding =
			&stories->report->findings.items[stories->items[waiting].waiting];
		uint32_t depth = stories->items[waiting].depth;
		size_t indent =
			STORY_INDENT * (size_t)(depth < MOST_INDENTS ? depth : MOST_INDENTS);

		if (depth > 0)
			th_page_paragraph(page, indent - 2, indent - 2, TH_SLICE("caused by"));
		tell_one(page, stories, finding, indent, told++);
		waiting = add_causes(page, stories, finding, indent, depth + 1, waiting);
	}
	return told - before;
}

/* ---- all of one class ---- */

static void put_heading(struct th_page *page, const struct th_stories *stories, enum th_class class,
			const char *heading)
{
	uint32_t count = 0, deciding = 0;

	for (uint32_t i = 0; i < stories->report->findings.count; i++) {
		const struct th_finding *finding = &stories->report->findings.items[i];

		if (th_rules[finding->rule].class != class || finding->suppressed)
			continue;
		count++;
		deciding += finding->decides;
	}
	if (count == deciding)
		th_page_heading(page, th_page_compose(page, "%s  %u", heading, count));
	else
		th_page_heading(page,
				th_page_compose(page,
						"%s  %u, of which %u at or above the fail level",
						heading, count, deciding));
}

void th_text_stories(struct th_page *page, struct th_stories *stories, enum th_class class,
		     const char *heading)
{
	const struct th_finding_list *findings = &stories->report->findings;
	uint32_t told = 0, left = 0;

	for (uint32_t i = 0; i < findings->count; i++) {
		if (th_rules[findings->items[i].rule].class != class ||
		    findings->items[i].suppressed || stories->items[i].told)
			continue;
		if (told >= MOST_LISTED) {
			left++;
			continue;
		}
		if (told == 0)
			put_heading(page, stories, class, heading);
		else if (told < MOST_SHORT)
			th_page_blank_line(page);
		told += tell(page, stories, beginning_of(stories, i), told);
	}
	if (left > 0)
		th_page_paragraph(
			page, 0, 2,
			th_page_compose(page, "and %u more, all of them listed by --format json",
					left));
}
