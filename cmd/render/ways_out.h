/* Whom to ask about a finding: what several renderings tell alike. */
#ifndef TH_CMD_RENDER_WAYS_OUT_H
#define TH_CMD_RENDER_WAYS_OUT_H

#include "graph/report.h"

/*
 * Whom you have a contract with on the way to a finding: the first supplier at hop 1. Absent: there
 * is none, or nobody names it.
 */
th_slice th_way_vendor(const struct th_finding *finding);

#endif
