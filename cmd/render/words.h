/*
 * Sentences that several renderings tell alike, put together in a memory output as they are:
 * nothing in them is escaped, that is the business of the notation they go into
 * (core/text/markup.h, core/text/escape.h).
 */
#ifndef TH_CMD_RENDER_WORDS_H
#define TH_CMD_RENDER_WORDS_H

#include "core/io/output.h"
#include "graph/report.h"

/* Begin a sentence; what was there is forgotten. */
static inline void th_words_begin(struct th_output *words)
{
	words->used = 0;
}

/* The first `most` bytes of a text and an ellipsis; a shorter one whole. No character is cut. */
void th_words_cut(struct th_output *words, th_slice text, size_t most);
/* "3CX", or what stands for a name that is absent. */
th_slice th_words_name(th_slice name);
/* "name version of supplier", as far as they are known. */
void th_words_subject(struct th_output *words, const struct th_finding *finding);
/* "app.cdx.json:14:3", "builtin:events TH-2023-3CX". */
void th_words_place(struct th_output *words, const struct th_place *place);
/* "X 1.0 relies on Y 2.0 by contains"; of the first step its name. */
void th_words_step(struct th_output *words, const struct th_finding *finding, uint32_t step);
/* "you --acquires--> X 1.0 (hop 1) --contains--> Y 2.0": a path of more than `most` steps with its
 * middle left out and counted. */
void th_words_path(struct th_output *words, const struct th_finding *finding, uint32_t most);
/* Whether step belongs to the head or tail that is shown where `most` of count are. */
bool th_words_is_shown(uint32_t count, uint32_t step, uint32_t most);
/* "suppressed by exception of jane: replaced in Q2; until 2027-02-01; ticket T-1". */
void th_words_suppression(struct th_output *words, const struct th_suppression *suppression);
/* "TH-2023-3CX (builtin-events), published 2023-03-29; confirmed by hash". */
void th_words_source(struct th_output *words, const struct th_report_advisory *advisory);
/* "exit 1: violation, blind-spot". */
void th_words_exit(struct th_output *words, uint32_t reasons);
/* "known since the baseline", "does not decide" ...: why a finding is no reason to fail; empty
 * where it decides. */
const char *th_words_standing(const struct th_finding *finding);

/* "s" unless count is 1. */
const char *th_words_s(uint32_t count);

/* The place is one in a file, not in a built-in fact. */
bool th_place_is_in_file(const struct th_place *place);
/*
 * Where a finding is shown: for one about a document the document, else the evidence of the last
 * step that is in a file, else the first document of the run that was not ignored. Without a
 * document where there is none of these.
 */
struct th_place th_finding_place(const struct th_report *report, const struct th_finding *finding);
/* Who stands behind a finding's subject; absent: nobody knows. */
th_slice th_finding_supplier(const struct th_finding *finding);

#endif
