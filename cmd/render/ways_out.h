/*
 * The ways past a finding: repair it, ask whoever can answer, accept it for some time. What several
 * renderings tell alike.
 */
#ifndef TH_CMD_RENDER_WAYS_OUT_H
#define TH_CMD_RENDER_WAYS_OUT_H

#include "graph/report.h"

/*
 * Whom you have a contract with on the way to a finding: the first supplier at hop 1. Absent: there
 * is none, or nobody names it.
 */
th_slice th_way_vendor(const struct th_finding *finding);
/*
 * An entry of `exceptions:` in twohop.yaml that accepts this finding for ninety days from as_of, to
 * be pasted there once OWNER and REASON are filled in: one line of YAML without its end, "- {rule:
 * ...}". It names the finding by its id, so no text of a document is in it. Absent on want of
 * memory.
 */
th_slice th_way_exception(const struct th_finding *finding, struct th_date as_of,
			  struct th_arena *arena);

#endif
