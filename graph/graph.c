/* Reading a graph that was made (graph/link.c). */
#include "graph/graph.h"

const struct th_relation *th_graph_relation(const struct th_graph *graph, uint32_t number,
					    const struct th_graph_document **document)
{
	uint32_t low = 0, high = graph->documents.count;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (graph->documents.items[middle].first_relation <= number)
			low = middle;
		else
			high = middle;
	}
	/* Documents without relations share the number of the next one: take the last that begins
	 * there. */
	*document = &graph->documents.items[low];
	return &(*document)->doc->relations.items[number - (*document)->first_relation];
}

const struct th_subcontract *th_graph_subcontract(const struct th_graph *graph, uint32_t number,
						  const struct th_graph_document **document)
{
	uint32_t d = graph->documents.count - 1;

	while (graph->documents.items[d].first_subcontract > number)
		d--;
	*document = &graph->documents.items[d];
	return &(*document)->doc->subcontracts.items[number - (*document)->first_subcontract];
}

bool th_graph_is_supplied_by(const struct th_graph *graph, uint32_t node, uint32_t entity)
{
	const struct th_suppliers *set = &graph->suppliers;
	const struct th_node *n = &graph->nodes[node];

	if (th_suppliers_alike(set, entity, n->supplier) ||
	    th_suppliers_alike(set, entity, n->maker))
		return true;
	for (uint32_t e = n->disputed ? graph->first_edge[node] : graph->first_edge[node + 1];
	     e < graph->first_edge[node + 1]; e++)
		if (graph->edges[e].origin == TH_ORIGIN_SUPPLIED &&
		    th_suppliers_alike(set, entity, graph->edges[e].to - graph->node_count))
			return true;
	return false;
}

/* What stands for something else, or is only spoken of, is no occurrence to show while there is
 * another. */
static bool is_occurrence(enum th_role role)
{
	return role != TH_ROLE_LINK && role != TH_ROLE_PLACEHOLDER && role != TH_ROLE_SUBJECT;
}

uint32_t th_graph_occurrence(const struct th_graph *graph, uint32_t node)
{
	const struct th_graph_document *d;

	for (uint32_t c = graph->nodes[node].first; c != TH_NONE; c = graph->next_same[c])
		if (is_occurrence((enum th_role)th_graph_component(graph, c, &d)->role))
			return c;
	return graph->nodes[node].first;
}

void th_graph_release(struct th_graph *graph)
{
	th_graph_document_list_release(&graph->documents);
	th_suppliers_release(&graph->suppliers);
	th_unresolved_list_release(&graph->unresolved);
	free(graph->node_of);
	free(graph->next_same);
	free(graph->nodes);
	free(graph->first_edge);
	free(graph->edges);
	*graph = (struct th_graph){ 0 };
}
