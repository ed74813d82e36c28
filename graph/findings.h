/*
 * From drafts to findings: each gets its path (the shortest way, every edge with its evidence), its
 * id, its place in the order, and its causes. Places of all paths are worked out together, one pass
 * over each document.
 *
 * An id is a fingerprint over rule, advisory, subject as stated and the audited root as stated:
 * nothing resolved or derived, no version, line, file name or path, so that neither a re-issued
 * document nor a better list of suppliers changes it. Several versions of one subject share it: the
 * second in version order gets "-2", and so on.
 */
#ifndef TH_GRAPH_FINDINGS_H
#define TH_GRAPH_FINDINGS_H

#include "graph/check.h"
#include "graph/gate.h"

/* A place that is still an offset. */
struct th_pending_place {
	struct th_place *place;
	uint32_t document;      /* of the graph, or TH_NONE for a fact of the run */
	uint32_t fact_document; /* of the run, where document is TH_NONE */
	uint64_t offset;
};
TH_LIST_DEFINE(th_pending_place_list, struct th_pending_place);

struct th_findings {
	struct th_check *check;
	struct th_gate *gate; /* NULL: nothing is judged */
	struct th_report *report;
	struct th_pending_place_list places;
	const struct th_document *const *documents; /* of the run, by number */
	const struct th_place_outline *outlines;    /* by input of check->files, or NULL */
	struct th_step **steps;                     /* by vertex of the walk; NULL: not yet made */
	struct th_index_list step_documents; /* by number of a step: of its evidence, in the graph,
						or TH_NONE */
};

/* Make the report's findings from check->drafts, and let the gate judge them; places stay pending.
 */
th_status th_findings_make(struct th_findings *f) TH_MUST_USE;
/* A place of a document of the graph, or, where that is TH_NONE, of an advisory file of the run, to
 * be worked out with the others. */
th_status th_findings_pend(struct th_findings *f, struct th_place *place, uint32_t document,
			   uint32_t run_document, uint64_t offset) TH_MUST_USE;
/* Work out the pending places; pointers: with their pointers. */
th_status th_findings_places(struct th_findings *f, bool pointers) TH_MUST_USE;
void th_findings_release(struct th_findings *f);

#endif
