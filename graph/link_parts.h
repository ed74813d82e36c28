/*
 * The inside of graph/link.c: what is known while a graph is made, and the steps that stand in
 * files of their own.
 */
#ifndef TH_GRAPH_LINK_PARTS_H
#define TH_GRAPH_LINK_PARTS_H

#include "graph/graph.h"

struct th_link_extra {
	uint32_t from, to; /* vertices */
	uint32_t number;
	enum th_origin origin;
};
TH_LIST_DEFINE(th_link_extra_list, struct th_link_extra);

/* A component that another document's component describes, by the link of a paper that calls them
 * different things: they stay two. */
struct th_link_joint {
	uint32_t from, to;
};
TH_LIST_DEFINE(th_link_joint_list, struct th_link_joint);

struct th_linker {
	struct th_graph *graph;
	const struct th_link_request *request;
	const struct th_link_input *inputs;
	uint32_t *supplier, *maker; /* by component: entities */
	uint8_t *rung, *maker_rung;
	uint32_t *same;
	bool *reached;           /* by component: another component's relation leads to it */
	bool *nested;            /* by component: it stands inside another one */
	bool *bare;              /* by component: its supplier is stated by name alone */
	bool *root;              /* by component: its document is about it */
	bool *linked;            /* by component: another document's component is described there */
	struct th_strings *refs; /* by document that links lead into: its references */
	struct th_link_joint_list joints;
	struct th_link_extra_list extras;
	uint32_t subcontract_count;
	uint32_t
		*contracts; /* two entities by row of who works for whom: supplier, subcontractor */
};

/*
 * Who supplies and makes each component, whose each inventory is, who signed what, and whose
 * practice each claim is about; who of them is you.
 */
th_status th_link_find_suppliers(struct th_linker *linker) TH_MUST_USE;
/* Join what links between documents say to be one, and the devices of one name and operator. */
th_status th_link_join(struct th_linker *linker) TH_MUST_USE;

#endif
