/*
 * One audit: inputs are read (in parallel), linked, walked and checked, and the report is made.
 * Used by `audit`, `why` and the tests; reads files, writes nothing.
 */
#ifndef TH_GRAPH_AUDIT_H
#define TH_GRAPH_AUDIT_H

#include "core/io/progress.h"
#include "graph/config.h"
#include "graph/report.h"

struct th_audit_request {
	const th_slice *inputs; /* paths of documents or folders; "-" is standard input */
	uint32_t input_count;
	const struct th_config *config;
	const struct th_trust
		*trust;           /* graph/trust.h, of the configuration; NULL: nobody is trusted */
	bool config_named;        /* by you: no news that it lies among the inputs */
	struct th_name_list self; /* beside the configuration's */
	bool own;                 /* all audited roots are yours */
	uint32_t depth;           /* 2 or more */
	struct th_date as_of;     /* a day */
	struct th_name_list
		feeds; /* files or folders of facts, beside the configuration's: they may clear */
	th_slice baseline;  /* path of what was known before; absent: none */
	const char *data;   /* folder of `twohop feeds`; NULL: none */
	uint32_t jobs;      /* threads for reading; 0: as many as there are processors, at most 8 */
	bool want_sha256;   /* compute the documents' digests */
	bool want_pointers; /* work out pointers of places (JSON output) */
	struct th_progress *progress; /* or NULL */
	/* What the caller has to do before it writes the report, or NULL: called once in a run that
	 * has a report, beside the checks and maybe in another thread. Inputs are open by then. */
	void (*meanwhile)(void *context);
	void *meanwhile_context;
};

struct th_audit;

/*
 * Run it. *out holds the graph and the documents, and must outlive the report, which is part of it.
 * Bad inputs are in the report; a status other than TH_OK means that there is none (TH_ENOMEM,
 * TH_EBUG).
 */
th_status th_audit_run(const struct th_audit_request *request, struct th_audit **out) TH_MUST_USE;
const struct th_report *th_audit_report(const struct th_audit *audit);
void th_audit_free(struct th_audit *audit);

struct th_report_path {
	const struct th_step **steps;
	uint32_t step_count;
};
TH_LIST_DEFINE(th_report_path_list, struct th_report_path);

/*
 * The shortest path to each component, device or supplier whose name is name (case ignored; also a
 * purl or a supplier's alias). Steps live in the report's arena. None found: an empty list, and
 * *nearest the closest name there is (absent: none is near).
 */
th_status th_audit_paths(struct th_audit *audit, th_slice name, struct th_report_path_list *out,
			 th_slice *nearest) TH_MUST_USE;

#endif
