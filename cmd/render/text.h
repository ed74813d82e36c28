/* Parts of the text report, shared by its files and by `why`. */
#ifndef TH_CMD_RENDER_TEXT_H
#define TH_CMD_RENDER_TEXT_H

#include "cmd/render/page.h"
#include "cmd/render/renderer.h"

enum {
	TH_TEXT_SEVERITY = 10, /* columns of the word in front of a finding */
	TH_TEXT_LABEL = 8,     /* and of those in front of what is told of it */
};

/* ---- words: render/text_words.c ---- */

/* The name of a subject or step, or what stands for one that has none. */
th_slice th_text_name(th_slice name);
/* "name version of supplier", as far as they are known. */
th_slice th_text_subject(struct th_page *page, const struct th_finding *finding);
/* ", hop 2"; nothing for a finding without a hop. */
th_slice th_text_hop(struct th_page *page, const struct th_finding *finding);
/* "3 suppliers", "1 document". */
th_slice th_text_count(struct th_page *page, uint32_t count, enum th_node_kind kind);
/* "s" unless count is 1. */
const char *th_text_s(uint32_t count);
/* "CRITICAL" and how it looks. */
const char *th_text_severity(enum th_level level);
enum th_style th_text_severity_style(enum th_level level);
/*
 * Names with commas, as many as fit into about so many lines, then how many more there are.
 * are_paths: where one has to be cut, its beginning goes.
 */
void th_text_names(struct th_page *page, const th_slice *names, uint32_t count, uint32_t lines,
		   bool are_paths);
/* A label and a paragraph behind it. */
void th_text_labelled(struct th_page *page, size_t indent, const char *label, th_slice text);

/* ---- one finding: render/text_finding.c ---- */

/* How much is told of a finding. */
enum th_detail {
	TH_DETAIL_LINE,  /* severity, rule, subject, id */
	TH_DETAIL_SHORT, /* the message too */
	TH_DETAIL_FULL,  /* path, evidence, source and remedy too */
};

/* What a finding shares with one that was told above is not told again; NULL: nothing. */
struct th_above {
	const struct th_finding *way;    /* has the same path */
	const struct th_finding *remedy; /* has the same remedy */
	struct th_date accept_until;     /* the last day of an exception that is offered */
};

/* The exception that accepts a finding, to be pasted; nothing for one that does not decide. */
void th_text_acceptance(struct th_page *page, const struct th_finding *finding,
			struct th_date until, size_t indent);
void th_text_finding(struct th_page *page, const struct th_finding *finding, size_t indent,
		     enum th_detail detail, const struct th_above *above);
/*
 * A path as one line of arrows, wrapped at them, with the numbers of the places that th_text_places
 * lists. A long one is shown with its middle left out.
 */
void th_text_path(struct th_page *page, const struct th_step *const *steps, uint32_t count,
		  size_t indent);
void th_text_places(struct th_page *page, const struct th_step *const *steps, uint32_t count,
		    size_t indent);
/* The first sentence of a text. */
th_slice th_text_sentence(th_slice text);
/* Where a fact comes from; most: references to show, 0 for all of them, each uncut on a line of its
 * own. */
void th_text_advisory(struct th_page *page, const struct th_report_advisory *advisory,
		      size_t indent, uint32_t most);
/* What stands behind the file's name: ":14", ":14:3", " TH-2023-3CX". */
th_slice th_text_behind(struct th_page *page, const struct th_place *place, bool with_column);

/* ---- many findings: render/text_stories.c, render/text_blind_spots.c ---- */

enum { TH_STORIES_FULL = 20 };

/* Which findings were told already, and with which effect the others are to be told. */
struct th_stories {
	const struct th_report *report;
	struct {
		uint32_t effect; /* of this finding: the first that it caused, or UINT32_MAX */
		bool told;
		uint32_t waiting, depth; /* a stack: findings of the story under way */
	} * items;
	const struct th_finding *full[TH_STORIES_FULL]; /* told in full */
	uint32_t full_count;
};
th_status th_stories_init(struct th_stories *stories, const struct th_report *report,
			  struct th_arena *arena) TH_MUST_USE;
/* The findings of a class under a heading: effects, and indented below each what caused it. Nothing
 * where there are none. */
void th_text_stories(struct th_page *page, struct th_stories *stories, enum th_class class,
		     const char *heading);
/* Blind spots, those of one rule and severity together. */
void th_text_blind_spots(struct th_page *page, const struct th_report *report);

/* ---- why it ends so: render/text_verdict.c ---- */

/* The lines of the policy that decided, what they met, and the change with which the run passes. */
void th_text_verdict(struct th_page *page, const struct th_report *report,
		     const struct th_rendering *rendering);

/* ---- the end: render/text_next.c ---- */

/* "exit 1: violation, blind-spot" */
void th_text_exit(struct th_page *page, uint32_t reasons);

/* What to do now, and how the run ends. */
void th_text_next(struct th_page *page, const struct th_report *report,
		  const struct th_rendering *rendering);

/* What vendors show of the five controls, and the signatures that were met; nothing where there are
 * none (text_controls.c). */
void th_text_controls(struct th_page *page, const struct th_report *report);
void th_text_signatures(struct th_page *page, const struct th_report *report);

#endif
