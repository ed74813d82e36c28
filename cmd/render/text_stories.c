/*
 * Findings as stories: what was caused by another finding is told with it, once, the effect first.
 */
#include "cmd/render/text.h"

enum {
	MOST_FULL = 20,	   /* findings told in full, and ... */
	MOST_LISTED = 200, /* ... told at all, of one class */
	STORY_INDENT = 4,
	MOST_INDENTS = 3, /* deeper causes are not indented further */
};

th_status th_stories_init(struct th_stories *stories, const struct th_report *report, struct th_arena *arena)
{
	uint32_t count = report->findings.count;

	*stories = (struct th_stories){ .report = report };
	stories->effect_of = th_arena_calloc(arena, count, sizeof(uint32_t));
	stories->waiting = th_arena_calloc(arena, count, sizeof(uint32_t));
	stories->depth = th_arena_calloc(arena, count, sizeof(uint32_t));
	stories->told = th_arena_calloc(arena, count, sizeof(bool));
	if (!stories->effect_of || !stories->waiting || !stories->depth || !stories->told)
		return TH_ENOMEM;
	memset(stories->effect_of, 0xff, count * sizeof(uint32_t));
	for (uint32_t i = 0; i < count; i++) {
		const struct th_finding *effect = &report->findings.items[i];

		for (uint32_t k = 0; k < effect->cause_count; k++)
			if (stories->effect_of[effect->causes[k]] == UINT32_MAX)
				stories->effect_of[effect->causes[k]] = i;
	}
	return TH_OK;
}

/* Where the story begins that a finding belongs to. Who caused whom may go in a circle: then anywhere in it. */
static uint32_t beginning_of(const struct th_stories *stories, uint32_t finding)
{
	for (uint32_t steps = 0; steps < stories->report->findings.count; steps++) {
		uint32_t effect = stories->effect_of[finding];

		if (effect == UINT32_MAX || stories->told[effect])
			break;
		finding = effect;
	}
	return finding;
}

static enum th_detail detail_of(const struct th_finding *finding, uint32_t told)
{
	bool matters = finding->decides || finding->severity <= TH_LEVEL_HIGH;

	return told >= MOST_FULL * 2 ? TH_DETAIL_LINE : !matters || told >= MOST_FULL ? TH_DETAIL_SHORT : TH_DETAIL_FULL;
}

/* Causes that are told elsewhere are named; the others wait to be told next, the first of them first. */
static uint32_t add_causes(struct th_page *page, struct th_stories *stories, const struct th_finding *effect, size_t indent,
			   uint32_t depth, uint32_t waiting)
{
	for (uint32_t k = effect->cause_count; k > 0; k--) {
		uint32_t cause = effect->causes[k - 1];
		const struct th_finding *finding = &stories->report->findings.items[cause];

		if (stories->told[cause]) {
			th_page_paragraph(page, indent + 2, indent + 4,
					  th_page_compose(page, "caused by %.*s (%s), told above",
							  TH_FMT(th_text_subject(page, finding)), finding->id));
			continue;
		}
		stories->told[cause] = true;
		stories->waiting[waiting] = cause;
		stories->depth[waiting++] = depth;
	}
	return waiting;
}

/* Returns how many findings were told. */
static uint32_t tell(struct th_page *page, struct th_stories *stories, uint32_t first, uint32_t told)
{
	uint32_t waiting = 1, before = told;

	stories->told[first] = true;
	stories->waiting[0] = first;
	stories->depth[0] = 0;
	while (waiting > 0) {
		uint32_t number = stories->waiting[--waiting], depth = stories->depth[waiting];
		const struct th_finding *finding = &stories->report->findings.items[number];
		size_t indent = STORY_INDENT * (size_t)(depth < MOST_INDENTS ? depth : MOST_INDENTS);

		if (depth > 0)
			th_page_paragraph(page, indent - 2, indent - 2, TH_SLICE("caused by"));
		th_text_finding(page, finding, indent, detail_of(finding, told++));
		waiting = add_causes(page, stories, finding, indent, depth + 1, waiting);
	}
	return told - before;
}

static void put_heading(struct th_page *page, const struct th_stories *stories, enum th_class class, const char *heading)
{
	uint32_t count = 0, deciding = 0;

	for (uint32_t i = 0; i < stories->report->findings.count; i++) {
		const struct th_finding *finding = &stories->report->findings.items[i];

		if (th_rules[finding->rule].class != class)
			continue;
		count++;
		deciding += finding->decides;
	}
	if (count == deciding)
		th_page_heading(page, th_page_compose(page, "%s  %u", heading, count));
	else
		th_page_heading(page, th_page_compose(page, "%s  %u, of which %u at or above the fail level", heading, count, deciding));
}

void th_text_stories(struct th_page *page, struct th_stories *stories, enum th_class class, const char *heading)
{
	const struct th_finding_list *findings = &stories->report->findings;
	uint32_t told = 0, left = 0;

	for (uint32_t i = 0; i < findings->count; i++) {
		if (th_rules[findings->items[i].rule].class != class || stories->told[i])
			continue;
		if (told >= MOST_LISTED) {
			left++;
			continue;
		}
		if (told == 0)
			put_heading(page, stories, class, heading);
		else if (told < MOST_FULL * 2)
			th_page_blank_line(page);
		told += tell(page, stories, beginning_of(stories, i), told);
	}
	if (left > 0)
		th_page_paragraph(page, 0, 2,
				  th_page_compose(page, "and %u more, all of them listed by --format json", left));
}
