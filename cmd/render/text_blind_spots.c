/*
 * Blind spots: those of one rule and severity are one entry that lists whom or what it is about,
 * with what to ask.
 */
#include "cmd/render/text.h"

enum { MOST_MESSAGES = 3, NAME_LINES = 5 /* of one hop */ };

struct group {
	const struct th_report *report;
	enum th_rule_id rule;
	enum th_level severity;
	uint32_t count;
	const struct th_finding *first;
};

static const struct th_finding *next_of(const struct group *group, uint32_t *at)
{
	while (*at < group->report->findings.count) {
		const struct th_finding *finding = &group->report->findings.items[(*at)++];

		if (finding->rule == group->rule && finding->severity == group->severity)
			return finding;
	}
	return NULL;
}

static struct group group_of(const struct th_report *report, const struct th_finding *first)
{
	struct group group = { report, first->rule, first->severity, 0, first };
	uint32_t at = 0;

	while (next_of(&group, &at))
		group.count++;
	return group;
}

/* Whom a group names at one hop; -1: at none. */
static void put_names_at(struct th_page *page, const struct group *group, int32_t hop)
{
	th_slice *names = th_arena_calloc(page->arena, group->count, sizeof(*names));
	uint32_t at = 0, count = 0;

	if (!names) {
		page->failed = true;
		return;
	}
	for (const struct th_finding *finding; (finding = next_of(group, &at));)
		if (finding->hop == hop)
			names[count++] = finding->subject.name;
	th_page_begin(page, 2, 4);
	if (hop >= 0)
		th_page_text(page, TH_STYLE_FAINT, th_page_compose(page, "hop %d:", hop));
	th_text_names(page, names, count, NAME_LINES,
		      group->first->subject.kind == TH_NODE_DOCUMENT);
	th_page_end(page);
}

/* Findings of one severity stand in the order of their hops, those without one last. */
static void put_names(struct th_page *page, const struct group *group)
{
	uint32_t at = 0;
	int32_t last = -2;

	for (const struct th_finding *finding; (finding = next_of(group, &at));) {
		if (finding->hop != last)
			put_names_at(page, group, finding->hop);
		last = finding->hop;
	}
}

static void put_messages(struct th_page *page, const struct group *group)
{
	uint32_t at = 0;

	for (const struct th_finding *finding; (finding = next_of(group, &at));) {
		th_page_begin(page, 2, 4);
		th_page_label(page, TH_STYLE_PLAIN, "-", 2);
		th_page_text(page, TH_STYLE_PLAIN, finding->message);
		th_page_unit(page, TH_STYLE_FAINT, th_page_compose(page, "(%s)", finding->id));
		th_page_end(page);
	}
}

/*
 * What one finding says of itself holds for it; what is asked of many is the rule's. How to accept
 * what stays unknown is told once, at the end.
 */
static void put_question(struct th_page *page, const struct group *group)
{
	th_slice ask = group->first->remedy;

	if (group->count > 1 && th_rules[group->rule].remedy[0])
		ask = th_slice_of(th_rules[group->rule].remedy);
	if (ask.len > 0)
		th_text_labelled(page, 2, "ask", th_text_sentence(ask));
	if (group->count == 1)
		th_text_acceptance(page, group->first, group->report->accept_until, 2);
	else if (group->first->decides)
		th_text_labelled(page, 2, "accept",
				 TH_SLICE("for some time: 'twohop audit --explain-verdict' "
					  "writes the exceptions"));
}

static void put_group(struct th_page *page, const struct group *group)
{
	const struct th_rule *rule = &th_rules[group->rule];

	if (group->count == 1) {
		th_text_finding(page, group->first, 0, TH_DETAIL_SHORT, NULL);
		put_question(page, group);
		return;
	}
	th_page_begin(page, 0, TH_TEXT_SEVERITY);
	th_page_label(page, th_text_severity_style(group->severity),
		      th_text_severity(group->severity), TH_TEXT_SEVERITY);
	th_page_text(page, TH_STYLE_STRONG, th_page_compose(page, "%s:", rule->slug));
	th_page_text(page, TH_STYLE_STRONG,
		     th_text_count(page, group->count, group->first->subject.kind));
	th_page_end(page);
	th_page_paragraph(page, 2, 2, th_page_compose(page, "%s:", rule->title));
	if (group->count <= MOST_MESSAGES)
		put_messages(page, group);
	else
		put_names(page, group);
	put_question(page, group);
}

void th_text_blind_spots(struct th_page *page, const struct th_report *report)
{
	bool done[TH_RULE_COUNT][TH_LEVEL_COUNT] = { 0 };
	bool any = false;

	for (uint32_t i = 0; i < report->findings.count; i++) {
		const struct th_finding *finding = &report->findings.items[i];

		if (th_rules[finding->rule].class != TH_CLASS_BLIND_SPOT ||
		    finding->severity >= TH_LEVEL_COUNT || done[finding->rule][finding->severity])
			continue;
		done[finding->rule][finding->severity] = true;
		if (any)
			th_page_blank_line(page);
		else
			th_page_heading(page,
					th_page_compose(page, "BLIND SPOTS  %u",
							report->summary[TH_CLASS_BLIND_SPOT]));
		any = true;
		struct group group = group_of(report, finding);
		put_group(page, &group);
	}
}
