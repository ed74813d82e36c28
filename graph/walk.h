/*
 * The walk upstream: from a vertex along every edge, and the shortest way to each: fewest hops
 * (changes of supplier), then fewest edges, then input order. A level is a hop; within it the walk
 * is breadth first; what an edge that crosses to another supplier reaches waits for the next level,
 * in an order that is already sorted by length. From a component the walk also goes to its supplier
 * and maker, and from a supplier to its devices, never down again.
 */
#ifndef TH_GRAPH_WALK_H
#define TH_GRAPH_WALK_H

#include "graph/graph.h"

#define TH_UNREACHED UINT16_MAX /* hops beyond 65,534 count as 65,534 */
/* Values of via that are no edge. */
#define TH_VIA_START UINT32_MAX
#define TH_VIA_SUPPLIED (UINT32_MAX - 1)
#define TH_VIA_MADE (UINT32_MAX - 2)

struct th_walk {
	const struct th_graph *graph;
	uint16_t *hop;    /* by vertex, TH_UNREACHED where no way leads */
	uint32_t *parent; /* by vertex: the one before on the way */
	uint32_t *via;    /* by vertex: the edge from parent, or TH_VIA_* */
	uint32_t *length; /* by vertex: edges on the way */
};

/* Make room for walks of graph. */
th_status th_walk_init(struct th_walk *walk, const struct th_graph *graph) TH_MUST_USE;
void th_walk_release(struct th_walk *walk);
/* Walk from count vertices at hop 0 (max_hop: go no further than that). What was walked before is
 * forgotten. */
th_status th_walk_from(struct th_walk *walk, const uint32_t *starts, uint32_t count,
		       uint32_t max_hop) TH_MUST_USE;
static inline bool th_walk_reaches(const struct th_walk *walk, uint32_t vertex)
{
	return walk->hop[vertex] != TH_UNREACHED;
}

#endif
