/*
 * The five controls of each vendor (parsers/controls.def), and what is known of them. Documents
 * bear witness: a signed and recent statement or an inventory proves a control, a claim or an
 * unsigned statement states it, and what was found (or a counter-claim) denies it. What denies a
 * claim contradicts it; what nobody claims cannot be contradicted: it stays silent, and the finding
 * speaks for itself.
 */
#ifndef TH_GRAPH_CONTROLS_H
#define TH_GRAPH_CONTROLS_H

#include "graph/check.h"
#include "graph/findings.h"

/* Hear all documents (graph/witnesses.c). */
th_status th_witnesses_hear(struct th_check *check) TH_MUST_USE;
/* Note that a place in a document bears witness; what is no vendor's is passed over. */
th_status th_controls_witness(struct th_check *check, const struct th_witness *witness) TH_MUST_USE;

/* Gather the witnesses and weigh them: check->standings. Behind all checks that find something. */
th_status th_controls_weigh(struct th_check *check) TH_MUST_USE;
/* Put the standings into the report; places stay pending. */
th_status th_controls_report(struct th_findings *findings) TH_MUST_USE;

#endif
