/* The report around the findings: documents, suppliers, visibility, what was not evaluated, exit,
 * the verdict's line. */
#ifndef TH_GRAPH_SUMMARY_H
#define TH_GRAPH_SUMMARY_H

#include "graph/audit.h"
#include "graph/check.h"
#include "graph/documents.h"
#include "graph/gate.h"
#include "graph/verdict.h"

struct th_summary_request {
	const struct th_audit_request *request;
	const struct th_inputs *inputs;
	const struct th_run_documents *run;
	const struct th_check *check;
	const struct th_gate *gate;                      /* that judged the findings */
	const struct th_report_document *baseline_fault; /* its path is absent: there is none */
	const struct th_missed *missed;                  /* of the floor of quality */
	bool bad_store;                                  /* the user's feeds could not be used */
	bool input_missing;
	const struct th_link_input *linked;
	uint32_t linked_count;
};

/* Fill in all of the report but its findings, which are there and judged. */
th_status th_summarise(const struct th_summary_request *request,
		       struct th_report *report) TH_MUST_USE;
void th_report_release(struct th_report *report);

#endif
