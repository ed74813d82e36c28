/*
 * The purls of the nodes that are looked at next, looked up together: nearly all of the time that
 * one look-up takes is spent waiting for memory, and so it is waited for once for all of them.
 */
#ifndef TH_GRAPH_AHEAD_H
#define TH_GRAPH_AHEAD_H

#include "graph/known.h"
#include "graph/subject.h"

struct th_ahead {
	uint32_t count, next;
	uint32_t components[TH_LOOKUP_BATCH]; /* first ones of the nodes; TH_NONE: its key is not
						 its own text, and has no place to stay */
	struct th_lookup found[TH_MAX_INDEXES][TH_LOOKUP_BATCH];
};

/* Look up the first purl of up to TH_LOOKUP_BATCH nodes in all indexes. */
void th_ahead_look(struct th_ahead *ahead, struct th_subject_reader *reader,
		   const struct th_known *known, const uint32_t *nodes, uint32_t count);
/* Which of the looked up ones a component is, or TH_NONE. Asked for in their order, at best. */
uint32_t th_ahead_find(struct th_ahead *ahead, uint32_t component);

#endif
