/*
 * VEX statements against findings: does somebody who may clear say that a component is not affected
 * by a flaw, or that it is fixed? A statement counts for the product and version that it names: the
 * component itself; a part of a named product; or the product that every document with the
 * component is about. Of the statements that count the latest decides. What merely lies in an
 * audited folder is the vendor's claim: it is told, and clears nothing.
 */
#ifndef TH_GRAPH_VEX_H
#define TH_GRAPH_VEX_H

#include "graph/advised.h"
#include "graph/check.h"

struct th_vex {
	struct th_check *check;
	struct th_subject_reader reader;
	struct th_advising advising;
	bool any; /* some statement is there */
};

th_status th_vex_init(struct th_vex *vex, struct th_check *check) TH_MUST_USE;
void th_vex_release(struct th_vex *vex);
/*
 * What is said of a node and the flaw that goes by these names: *out, NULL where nothing clears it;
 * *claim, a sentence about a claim that clears nothing, or absent.
 */
th_status th_vex_ask(struct th_vex *vex, uint32_t node, const th_slice *names, uint32_t count,
		     struct th_suppression **out, th_slice *claim) TH_MUST_USE;

/* What the statement behind a suppression said. */
enum th_vex_said { TH_VEX_SAID_NOTHING, TH_VEX_SAID_NOT_AFFECTED, TH_VEX_SAID_FIXED };
/* By "vex", and with which reason; *why is absent where it gave none. Nothing for any other. */
enum th_vex_said th_vex_said(const struct th_suppression *suppression, th_slice *why);

#endif
