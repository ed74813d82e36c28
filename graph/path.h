/*
 * The steps of a path, from you to what a finding is about, each with the place of the relation
 * that leads there. A step is made once, whichever findings lead over it; texts and steps live in
 * the report's arena, places stay pending (th_findings_places).
 */
#ifndef TH_GRAPH_PATH_H
#define TH_GRAPH_PATH_H

#include "graph/findings.h"

/* What a vertex of the walk is. */
enum th_node_kind th_path_kind(const struct th_graph *graph, uint32_t vertex);
/* The steps from you to a vertex that the walk reaches. */
th_status th_findings_path(struct th_findings *f, uint32_t vertex, const struct th_step ***steps,
			   uint32_t *count) TH_MUST_USE;
/* Those to a cause that only events name: to the effect, then by the events' word. */
th_status th_findings_reported_path(struct th_findings *f, const struct th_reported *r,
				    const struct th_step ***steps, uint32_t *count) TH_MUST_USE;

#endif
