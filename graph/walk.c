#include "graph/walk.h"

/* A vertex that an edge of this level leads to across suppliers. */
struct waiting {
	uint32_t vertex, parent, via, length;
};
TH_LIST_DEFINE(waiting_list, struct waiting);

struct state {
	struct th_walk *walk;
	uint32_t *queue, head, tail;
	struct waiting_list now, next;
	uint32_t hop;
};

th_status th_walk_init(struct th_walk *walk, const struct th_graph *graph)
{
	size_t n = th_graph_vertex_count(graph);

	*walk = (struct th_walk){ .graph = graph,
				  .hop = malloc(n * sizeof(uint16_t)),
				  .parent = malloc(n * sizeof(uint32_t)),
				  .via = malloc(n * sizeof(uint32_t)),
				  .length = malloc(n * sizeof(uint32_t)) };
	return walk->hop && walk->parent && walk->via && walk->length ? TH_OK : TH_ENOMEM;
}

void th_walk_release(struct th_walk *walk)
{
	free(walk->hop);
	free(walk->parent);
	free(walk->via);
	free(walk->length);
	*walk = (struct th_walk){ 0 };
}

static void arrive(struct state *s, uint32_t vertex, uint32_t parent, uint32_t via, uint32_t length)
{
	struct th_walk *w = s->walk;

	if (w->hop[vertex] != TH_UNREACHED)
		return;
	w->hop[vertex] = (uint16_t)(s->hop < TH_UNREACHED - 1 ? s->hop : TH_UNREACHED - 1);
	w->parent[vertex] = parent;
	w->via[vertex] = via;
	w->length[vertex] = length;
	s->queue[s->tail++] = vertex;
}

static th_status go(struct state *s, uint32_t to, bool crosses, uint32_t from, uint32_t via)
{
	uint32_t length = s->walk->length[from] + 1;

	if (s->walk->hop[to] != TH_UNREACHED)
		return TH_OK;
	if (!crosses) {
		arrive(s, to, from, via, length);
		return TH_OK;
	}
	struct waiting *w = waiting_list_push(&s->next, UINT32_MAX);
	if (!w)
		return TH_ENOMEM;
	*w = (struct waiting){ to, from, via, length };
	return TH_OK;
}

static th_status expand(struct state *s, uint32_t v)
{
	const struct th_graph *graph = s->walk->graph;

	for (uint32_t e = graph->first_edge[v]; e < graph->first_edge[v + 1]; e++)
		TH_TRY(go(s, graph->edges[e].to, graph->edges[e].crosses, v, e));
	if (v == 0 || th_graph_is_supplier(graph, v))
		return TH_OK;
	const struct th_node *node = &graph->nodes[v];
	if (node->supplier != TH_SUPPLIER_UNKNOWN)
		TH_TRY(go(s, th_graph_supplier_vertex(graph, node->supplier), false, v,
			  TH_VIA_SUPPLIED));
	if (node->maker != TH_SUPPLIER_UNKNOWN)
		TH_TRY(go(s, th_graph_supplier_vertex(graph, node->maker),
			  node->maker != node->supplier, v, TH_VIA_MADE));
	return TH_OK;
}

/* One hop: those who wait come in as their length comes up, before those that this level finds at
 * the same length. */
static th_status walk_level(struct state *s)
{
	uint32_t waiting = 0;

	s->head = s->tail = 0;
	while (s->head < s->tail || waiting < s->now.count) {
		bool empty = s->head == s->tail;
		uint32_t length = empty ? s->now.items[waiting].length
					: s->walk->length[s->queue[s->head]] + 1;
		for (; waiting < s->now.count && s->now.items[waiting].length <= length;
		     waiting++) {
			const struct waiting *w = &s->now.items[waiting];
			arrive(s, w->vertex, w->parent, w->via, w->length);
		}
		if (!empty)
			TH_TRY(expand(s, s->queue[s->head++]));
	}
	return TH_OK;
}

th_status th_walk_from(struct th_walk *walk, const uint32_t *starts, uint32_t count,
		       uint32_t max_hop)
{
	uint32_t n = th_graph_vertex_count(walk->graph);
	struct state s = { .walk = walk, .queue = malloc(((size_t)n + 1) * sizeof(uint32_t)) };
	th_status status = s.queue ? TH_OK : TH_ENOMEM;

	memset(walk->hop, 0xff, n * sizeof(*walk->hop)); /* TH_UNREACHED */
	for (uint32_t i = 0; i < count && status == TH_OK; i++) {
		struct waiting *w = waiting_list_push(&s.now, UINT32_MAX);
		if (w)
			*w = (struct waiting){ starts[i], TH_NONE, TH_VIA_START, 0 };
		else
			status = TH_ENOMEM;
	}
	while (status == TH_OK && s.now.count && s.hop <= max_hop) {
		status = walk_level(&s);
		struct waiting_list swap = s.now;
		s.now = s.next;
		s.next = swap;
		s.next.count = 0;
		s.hop++;
	}
	free(s.queue);
	waiting_list_release(&s.now);
	waiting_list_release(&s.next);
	return status;
}
