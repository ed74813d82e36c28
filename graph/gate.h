/*
 * What your policy makes of a finding: its severity, whether an exception accepts it, whether the
 * baseline knows it, and whether it decides. A finding decides where it is new, not suppressed, at
 * or above the fail level that holds for it, no farther off than its rule's last hop, and past its
 * days of grace. Everything is said by the day of the audit, in UTC: what ends on a day holds
 * through it.
 */
#ifndef TH_GRAPH_GATE_H
#define TH_GRAPH_GATE_H

#include "graph/baseline.h"
#include "graph/config.h"
#include "graph/paths.h"

/* A finding as the gate has to see it. */
struct th_gate_case {
	struct th_finding *finding;
	uint32_t lowered;       /* levels below what its rule or the policy says */
	int32_t since;          /* from which grace is counted; TH_DAY_BEFORE: there is none */
	uint32_t criticalities; /* of the suppliers on its path: bits 1 << enum th_criticality */
	uint32_t documents[2];  /* that its path begins and ends with: numbers in gate->documents;
				   TH_NONE: none */
};

struct th_gate_exception {
	uint32_t met;      /* findings that it fits */
	uint32_t counting; /* of these, those that it would suppress had it not ended */
	char example[32];  /* id of the first of them */
};

struct th_gate {
	const struct th_config *config;
	const struct th_baseline *baseline; /* NULL: there is none */
	int32_t as_of;
	struct th_arena *arena;    /* of the report */
	const th_slice *documents; /* their paths */
	uint32_t document_count;
	/* by entry of the policy's rules: the documents it means, by number; NULL: all */
	bool **meant;
	struct th_gate_exception *exceptions; /* by entry of the configuration */
	bool has_expired;                     /* an exception that has ended would be needed */
};

/* documents: paths of what is audited, by number; they must outlive the gate. */
th_status th_gate_open(struct th_gate *gate, const struct th_config *config,
		       const struct th_baseline *baseline, int32_t as_of, const th_slice *documents,
		       uint32_t document_count, struct th_arena *arena) TH_MUST_USE;
/* Sets severity, suppressed, news and decides of the case's finding, whose id is known. */
th_status th_gate_judge(struct th_gate *gate, const struct th_gate_case *c) TH_MUST_USE;
/*
 * What is to be said of exceptions once all findings were judged: those that ended, that end soon,
 * that fit nothing. Added to list.
 */
th_status th_gate_complain(const struct th_gate *gate,
			   struct th_report_diagnostic_list *list) TH_MUST_USE;
void th_gate_close(struct th_gate *gate);

#endif
