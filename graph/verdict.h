/*
 * Why a run does not pass: the lines of the policy that say so, what they meet, and the least
 * change of the configuration with which it would. The change is a file of its own that includes
 * the one in force, so that it can be read, tried with --config, and merged by whoever answers for
 * it.
 */
#ifndef TH_GRAPH_VERDICT_H
#define TH_GRAPH_VERDICT_H

#include "graph/check.h"
#include "graph/gate.h"

/* What the policy limits the age of (policy.max_age), each by a key of its own. */
enum th_age {
	TH_AGE_SBOM,
	TH_AGE_ENVIRONMENT, /* inventories */
	TH_AGE_ATTESTATION, /* statements, and what vendors claim */
	TH_AGE_COUNT
};

/* Documents that are older than the policy allows. */
struct th_stale {
	uint32_t count, undated;
	int64_t days; /* of the oldest that has a date */
};

/* Documents that miss the floor of quality, and the fields that some of them miss. */
struct th_missed {
	uint32_t documents, judged;
	bool fields[TH_FLOOR_FIELD_COUNT];
};

struct th_verdict_request {
	const struct th_config *config;
	const struct th_check *check;
	const struct th_gate *gate;
	const struct th_stale *stale; /* by enum th_age */
	const struct th_missed *missed;
};

/* Fill report->because and report->change. All the rest of the report is there. */
th_status th_verdict_explain(const struct th_verdict_request *request,
			     struct th_report *report) TH_MUST_USE;

/*
 * An entry of `exceptions:` in twohop.yaml that accepts this finding through the day `until`, to be
 * pasted there once OWNER and REASON are filled in: one line of YAML without its end, "- {rule:
 * ...}". It names the finding by its id, so no text of a document is in it. Absent on want of
 * memory.
 */
th_slice th_verdict_exception(const struct th_finding *finding, struct th_date until,
			      struct th_arena *arena);

#endif
