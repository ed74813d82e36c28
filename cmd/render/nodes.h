/*
 * The nodes of the findings' paths, each once: what two findings lead over is one node. A node is
 * told by its kind, name, version and supplier, which is all that a report says of it. Numbers are
 * in the order in which nodes were first met.
 */
#ifndef TH_CMD_RENDER_NODES_H
#define TH_CMD_RENDER_NODES_H

#include "core/base/arena.h"
#include "core/base/strings.h"
#include "graph/report.h"
#include "parsers/document.h"

#define TH_NO_HOP UINT32_MAX

struct th_render_node {
	enum th_node_kind kind;
	th_slice name, version, supplier;
	th_slice purl; /* of a finding's subject; absent: not stated, or no subject */
	uint32_t hop;  /* the least of its steps'; TH_NO_HOP: none is known */
};
TH_LIST_DEFINE(th_render_node_list, struct th_render_node);

/* All-zero is empty. Texts stay the report's. */
struct th_render_nodes {
	struct th_render_node_list list;
	struct th_strings texts, keys;
	struct th_arena arena;
	struct th_index_list
		of_steps; /* by number of a step: that of its node, and 1; 0: not met */
};

void th_render_nodes_release(struct th_render_nodes *nodes);
/*
 * The number of the node of a finding's subject, new or known: the last step's where the path leads
 * to it, else one of its own. Two packages that differ in their purl alone are two.
 */
th_status th_render_nodes_subject(struct th_render_nodes *nodes, const struct th_finding *finding,
				  uint32_t *out) TH_MUST_USE;
/* The number of the node of a step of the path. */
th_status th_render_nodes_step(struct th_render_nodes *nodes, const struct th_finding *finding,
			       uint32_t step, uint32_t *out) TH_MUST_USE;
/* The last step of the path is what the finding is about. */
bool th_render_leads_to_subject(const struct th_finding *finding);

#endif
