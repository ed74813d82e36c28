/*
 * Making the graph: suppliers are found for every component, components that are the same become
 * one node, links between documents are followed, and the relations of all documents become edges
 * in compressed rows. Then what you acquire is decided: a root that another document contains or
 * links to is not acquired for itself.
 *
 * Edges that no document states are few and are listed as "extra": containment of what no relation
 * reaches, what runs on a device, what you acquire, who operates a device. The rows are filled in
 * two passes over the documents' relations, so nothing is copied.
 */
#include "graph/graph.h"

#include "graph/identity.h"
#include "graph/link_parts.h"

static th_status add_extra(struct th_linker *l, uint32_t from, uint32_t to, enum th_origin origin,
			   uint32_t number)
{
	struct th_link_extra *e = th_link_extra_list_push(&l->extras, UINT32_MAX);

	if (!e)
		return TH_ENOMEM;
	*e = (struct th_link_extra){ from, to, number, origin };
	return TH_OK;
}

/* ---- documents ---- */

static th_status add_documents(struct th_linker *l, uint32_t count)
{
	uint64_t components = 0, relations = 0, subcontracts = 0;

	for (uint32_t i = 0; i < count; i++) {
		struct th_document *doc = l->inputs[i].doc;
		struct th_graph_document *d =
			th_graph_document_list_push(&l->graph->documents, TH_MAX_DOCUMENTS);
		if (!d)
			return TH_ENOMEM;
		*d = (struct th_graph_document){ .doc = doc,
						 .diagnosed = doc,
						 .number = l->inputs[i].number,
						 .first_component = (uint32_t)components,
						 .first_relation = (uint32_t)relations,
						 .first_subcontract = (uint32_t)subcontracts,
						 .own = l->inputs[i].own,
						 .attests = doc->attestation != NULL,
						 .forged = l->inputs[i].forged,
						 .signature = l->inputs[i].signature };
		if (doc->roots.count == 0 && doc->root != TH_NONE) {
			uint32_t *root = th_index_list_push(&doc->roots, UINT32_MAX);
			if (!root)
				return TH_ENOMEM;
			*root = doc->root;
		}
		enum th_component_type type =
			doc->root == TH_NONE
				? TH_TYPE_unknown
				: (enum th_component_type)doc->components.items[doc->root].type;
		bool is_host = type == TH_TYPE_device || type == TH_TYPE_operating_system ||
			       type == TH_TYPE_platform;
		d->inventory = doc->root != TH_NONE &&
			       ((doc->operations && is_host) || l->inputs[i].inventory);
		components += doc->components.count;
		relations += doc->relations.count;
		subcontracts += doc->subcontracts.count;
		if (components > TH_ORIGIN_MAX || relations > TH_ORIGIN_MAX ||
		    subcontracts > TH_ORIGIN_MAX)
			return TH_ELIMIT;
	}
	l->graph->component_count = (uint32_t)components;
	l->subcontract_count = (uint32_t)subcontracts;
	return TH_OK;
}

/* ---- nodes ---- */

/* Files have no supplier of their own: they are their package's. */
static void inherit(struct th_linker *l)
{
	for (uint32_t d = 0; d < l->graph->documents.count; d++) {
		const struct th_graph_document *g = &l->graph->documents.items[d];
		for (uint32_t i = 0; i < g->doc->relations.count; i++) {
			const struct th_relation *r = &g->doc->relations.items[i];
			uint32_t from = g->first_component + r->from,
				 to = g->first_component + r->to;
			if (r->kind != TH_RELATION_contains ||
			    g->doc->components.items[r->to].role != TH_ROLE_FILE ||
			    l->supplier[to] != TH_SUPPLIER_UNKNOWN ||
			    l->supplier[from] == TH_SUPPLIER_UNKNOWN)
				continue;
			l->supplier[to] = l->supplier[from];
			l->rung[to] = TH_RUNG_container;
		}
	}
}

/* A supplier that another occurrence states: the node keeps its own, and leads there too. */
static th_status dispute(struct th_linker *l, struct th_node *node, uint32_t entity,
			 uint32_t component)
{
	if (entity == TH_SUPPLIER_UNKNOWN || entity == node->supplier || entity == node->maker)
		return TH_OK;
	node->disputed = true;
	return add_extra(l, (uint32_t)(node - l->graph->nodes),
			 th_graph_supplier_vertex(l->graph, entity), TH_ORIGIN_SUPPLIED, component);
}

/* What one occurrence adds to what is known of its node. */
static th_status add_occurrence(struct th_linker *l, struct th_node *node,
				const struct th_graph_document *g, uint32_t component)
{
	struct th_suppliers *set = &l->graph->suppliers;
	uint32_t entity = th_suppliers_find(set, l->supplier[component]),
		 maker = th_suppliers_find(set, l->maker[component]), before = node->supplier;
	bool stated = l->rung[component] <= TH_RUNG_author;

	if (entity != TH_SUPPLIER_UNKNOWN &&
	    (before == TH_SUPPLIER_UNKNOWN || l->rung[component] < node->rung)) {
		bool was_stated = node->rung <= TH_RUNG_author;
		node->supplier = entity;
		node->rung = l->rung[component];
		if (was_stated)
			TH_TRY(dispute(l, node, before, component));
	} else if (stated) {
		TH_TRY(dispute(l, node, entity, component));
	}
	if (maker != TH_SUPPLIER_UNKNOWN && node->maker == TH_SUPPLIER_UNKNOWN) {
		node->maker = maker;
		node->maker_rung = l->maker_rung[component];
	} else {
		TH_TRY(dispute(l, node, maker, component));
	}
	if (l->bare[component])
		node->bare = set->list.items[entity].bare = true;
	bool root = l->root[component];
	node->owned |= g->own &&
		       (root || (entity != TH_SUPPLIER_UNKNOWN && set->list.items[entity].is_self));
	if (g->inventory || g->doc->tells_build)
		node->is_device |= th_graph_is_machine(
			g, &g->doc->components.items[component - g->first_component], root);
	return TH_OK;
}

static th_status make_nodes(struct th_linker *l)
{
	struct th_graph *graph = l->graph;
	size_t n = (size_t)graph->component_count + 1;
	uint32_t *last = calloc(n, sizeof(*last)), count = 1;

	graph->node_of = calloc(n, sizeof(*graph->node_of));
	graph->next_same = malloc(n * sizeof(*graph->next_same));
	if (!last || !graph->node_of || !graph->next_same) {
		free(last);
		return TH_ENOMEM;
	}
	for (uint32_t i = 0; i < graph->component_count; i++) {
		uint32_t first = th_identity_find(l->same, i);
		graph->node_of[i] = first == i ? count++ : graph->node_of[first];
		graph->next_same[i] = TH_NONE;
		if (first != i)
			graph->next_same[last[first]] = i;
		last[first] = i;
	}
	free(last);
	graph->node_count = count;
	graph->nodes = calloc(count, sizeof(*graph->nodes));
	if (!graph->nodes)
		return TH_ENOMEM;
	graph->nodes[0] = (struct th_node){ .first = TH_NONE, .owned = true };
	for (uint32_t d = 0, i = 0; d < graph->documents.count; d++) {
		const struct th_graph_document *g = &graph->documents.items[d];
		for (uint32_t end = i + g->doc->components.count; i < end; i++) {
			struct th_node *node = &graph->nodes[graph->node_of[i]];
			if (th_identity_find(l->same, i) == i) {
				node->first = i;
				node->rung = node->maker_rung = TH_RUNG_unknown;
			}
			TH_TRY(add_occurrence(l, node, g, i));
		}
	}
	return TH_OK;
}

/* ---- edges ---- */

/* Who answers for a vertex: you, an entity, or an unknown of its own. */
static uint64_t answers_for(const struct th_graph *graph, uint32_t vertex)
{
	if (th_graph_is_supplier(graph, vertex))
		return UINT64_C(1) << 32 | (vertex - graph->node_count);
	const struct th_node *node = &graph->nodes[vertex];
	if (node->owned)
		return 0;
	return node->supplier != TH_SUPPLIER_UNKNOWN ? UINT64_C(1) << 32 | node->supplier
						     : UINT64_C(2) << 32 | vertex;
}

static void mark_reached(struct th_linker *l)
{
	for (uint32_t d = 0; d < l->graph->documents.count; d++) {
		const struct th_graph_document *g = &l->graph->documents.items[d];
		for (uint32_t i = 0; i < g->doc->relations.count; i++) {
			const struct th_relation *r = &g->doc->relations.items[i];
			if (r->from == r->to)
				continue;
			l->reached[g->first_component + r->to] = true;
			if (r->suspect)
				l->reached[g->first_component + r->from] = true;
			if (r->implied && r->kind == TH_RELATION_contains)
				l->nested[g->first_component + r->to] = true;
		}
	}
}

/* What a document merely lists: it stands in the root, runs on the device, or, where there is no
 * root, is acquired. */
static th_status place_component(struct th_linker *l, const struct th_graph_document *g,
				 uint32_t component)
{
	const uint32_t *node_of = l->graph->node_of;
	const struct th_component *c = &g->doc->components.items[component - g->first_component];

	if (g->doc->root == TH_NONE)
		return l->reached[component]
			       ? TH_OK
			       : add_extra(l, 0, node_of[component], TH_ORIGIN_ACQUIRES, component);
	uint32_t root = node_of[g->first_component + g->doc->root];
	if (g->inventory && !g->doc->states_runs && c->role == TH_ROLE_LISTED &&
	    !l->nested[component])
		return add_extra(l, root, node_of[component], TH_ORIGIN_RUNS, component);
	return l->reached[component]
		       ? TH_OK
		       : add_extra(l, root, node_of[component], TH_ORIGIN_CONTAINED, component);
}

static th_status place_components(struct th_linker *l)
{
	for (uint32_t d = 0, i = 0; d < l->graph->documents.count; d++) {
		const struct th_graph_document *g = &l->graph->documents.items[d];
		uint32_t root = g->doc->root == TH_NONE
					? TH_NONE
					: l->graph->node_of[g->first_component + g->doc->root];
		for (uint32_t end = i + g->doc->components.count; i < end; i++)
			if (l->graph->node_of[i] != root && !l->root[i] && !g->attests)
				TH_TRY(place_component(l, g, i));
	}
	return TH_OK;
}

/* Is the root of g part of another document: a component there, or the target of a link? */
static bool stands_elsewhere(const struct th_linker *l, const struct th_graph_document *g,
			     uint32_t root)
{
	const struct th_graph *graph = l->graph;
	uint32_t node = graph->node_of[root];

	if (g->own) /* nobody else's word moves what is yours */
		return false;
	for (uint32_t c = graph->nodes[node].first; c != TH_NONE; c = graph->next_same[c]) {
		const struct th_graph_document *other = th_graph_document_of(graph, c);
		if (l->linked[c])
			return true;
		if (other == g || l->root[c] ||
		    other->doc->components.items[c - other->first_component].role ==
			    TH_ROLE_SUBJECT)
			continue;
		/* The other document is about the very same thing: it does not contain it. */
		if (other->doc->root != TH_NONE &&
		    graph->node_of[other->first_component + other->doc->root] == node)
			continue;
		return true;
	}
	return false;
}

static th_status acquire(struct th_linker *l, struct th_graph_document *g, uint32_t root)
{
	g->acquired = true;
	return add_extra(l, 0, l->graph->node_of[root], TH_ORIGIN_ACQUIRES, root);
}

static th_status place_subcontractors(struct th_linker *l)
{
	const struct th_suppliers *set = &l->graph->suppliers;

	for (uint32_t row = 0; row < l->subcontract_count; row++) {
		uint32_t supplier = th_suppliers_find(set, l->contracts[2 * (size_t)row]),
			 subcontractor = th_suppliers_find(set, l->contracts[2 * (size_t)row + 1]);
		if (supplier != TH_SUPPLIER_UNKNOWN && subcontractor != TH_SUPPLIER_UNKNOWN &&
		    supplier != subcontractor)
			TH_TRY(add_extra(l, th_graph_supplier_vertex(l->graph, supplier),
					 th_graph_supplier_vertex(l->graph, subcontractor),
					 TH_ORIGIN_SUBCONTRACTS, row));
	}
	return TH_OK;
}

static th_status place_roots(struct th_linker *l)
{
	struct th_graph *graph = l->graph;

	for (uint32_t i = 0; i < l->joints.count; i++)
		TH_TRY(add_extra(l, graph->node_of[l->joints.items[i].from],
				 graph->node_of[l->joints.items[i].to], TH_ORIGIN_CONTAINED,
				 l->joints.items[i].from));
	for (uint32_t d = 0; d < graph->documents.count; d++) {
		struct th_graph_document *g = &graph->documents.items[d];
		for (uint32_t i = 0; i < g->doc->roots.count; i++) {
			uint32_t root = g->first_component + g->doc->roots.items[i];
			const struct th_node *node = &graph->nodes[graph->node_of[root]];
			if (g->inventory && node->supplier != TH_SUPPLIER_UNKNOWN)
				TH_TRY(add_extra(l, th_graph_supplier_vertex(graph, node->supplier),
						 graph->node_of[root], TH_ORIGIN_OPERATES, root));
			else if (!g->inventory && !stands_elsewhere(l, g, root))
				TH_TRY(acquire(l, g, root));
		}
	}
	return TH_OK;
}

/* ---- rows ---- */

static struct th_edge edge_to(uint32_t to, bool crosses, enum th_origin origin, uint32_t number)
{
	return (struct th_edge){ .to = to & 0x7fffffffu,
				 .crosses = crosses,
				 .number = number & TH_ORIGIN_MAX,
				 .origin = (unsigned)origin & 15u };
}

/* Calls put for every edge, in input order within each vertex: relations of documents first, then
 * the extra ones. */
static void each_edge(const struct th_linker *l,
		      void (*put)(struct th_graph *graph, uint32_t from, struct th_edge edge))
{
	struct th_graph *graph = l->graph;

	for (uint32_t d = 0; d < graph->documents.count; d++) {
		const struct th_graph_document *g = &graph->documents.items[d];
		for (uint32_t i = 0; i < g->doc->relations.count; i++) {
			const struct th_relation *r = &g->doc->relations.items[i];
			uint32_t from = graph->node_of[g->first_component + r->from],
				 to = graph->node_of[g->first_component + r->to];
			uint32_t number = g->first_relation + i;
			if (from == to)
				continue;
			bool crosses = answers_for(graph, from) != answers_for(graph, to);
			put(graph, from, edge_to(to, crosses, TH_ORIGIN_RELATION, number));
			if (r->suspect)
				put(graph, to, edge_to(from, crosses, TH_ORIGIN_REVERSED, number));
		}
	}
	for (uint32_t i = 0; i < l->extras.count; i++) {
		const struct th_link_extra *e = &l->extras.items[i];
		bool crosses = e->origin != TH_ORIGIN_OPERATES &&
			       answers_for(graph, e->from) != answers_for(graph, e->to);
		if (e->from != e->to)
			put(graph, e->from, edge_to(e->to, crosses, e->origin, e->number));
	}
}

static void count_edge(struct th_graph *graph, uint32_t from, struct th_edge edge)
{
	(void)edge;
	graph->first_edge[from]++;
}

/* While the rows are filled first_edge[v] is the place of the next edge of v. */
static void put_edge(struct th_graph *graph, uint32_t from, struct th_edge edge)
{
	graph->edges[graph->first_edge[from]++] = edge;
}

static th_status make_rows(struct th_linker *l)
{
	struct th_graph *graph = l->graph;
	uint32_t vertices = th_graph_vertex_count(graph), total = 0;

	free(graph->first_edge);
	free(graph->edges);
	graph->edges = NULL;
	graph->first_edge = calloc((size_t)vertices + 1, sizeof(*graph->first_edge));
	if (!graph->first_edge)
		return TH_ENOMEM;
	each_edge(l, count_edge);
	for (uint32_t v = 0; v <= vertices; v++) {
		uint32_t count = graph->first_edge[v];
		graph->first_edge[v] = total;
		total += count;
	}
	graph->edge_count = total;
	graph->edges = calloc((size_t)total + 1, sizeof(*graph->edges));
	if (!graph->edges)
		return TH_ENOMEM;
	each_edge(l, put_edge);
	/* Each row now begins where the one before ended: shift back by one. */
	memmove(graph->first_edge + 1, graph->first_edge,
		(size_t)vertices * sizeof(*graph->first_edge));
	graph->first_edge[0] = 0;
	return TH_OK;
}

/* ---- what no walk from you reaches ---- */

struct reach {
	const struct th_graph *graph;
	uint8_t *seen;
	uint32_t *stack, depth;
};

static void visit(struct reach *r, uint32_t vertex)
{
	if (r->seen[vertex])
		return;
	r->seen[vertex] = 1;
	r->stack[r->depth++] = vertex;
}

static void spread(struct reach *r)
{
	const struct th_graph *graph = r->graph;

	while (r->depth) {
		uint32_t v = r->stack[--r->depth];
		for (uint32_t e = graph->first_edge[v]; e < graph->first_edge[v + 1]; e++)
			visit(r, graph->edges[e].to);
		if (th_graph_is_supplier(graph, v) || v == 0)
			continue;
		if (graph->nodes[v].supplier != TH_SUPPLIER_UNKNOWN)
			visit(r, th_graph_supplier_vertex(graph, graph->nodes[v].supplier));
		if (graph->nodes[v].maker != TH_SUPPLIER_UNKNOWN)
			visit(r, th_graph_supplier_vertex(graph, graph->nodes[v].maker));
	}
}

/*
 * Documents that only refer to each other, and devices of suppliers that you do not reach, are
 * acquired in input order; then circles of components that nothing leads into are contained in
 * their root.
 */
static th_status reach_the_rest(struct th_linker *l, struct reach *r)
{
	struct th_graph *graph = l->graph;

	visit(r, 0);
	spread(r);
	for (uint32_t d = 0; d < graph->documents.count; d++) {
		struct th_graph_document *g = &graph->documents.items[d];
		for (uint32_t i = 0; i < g->doc->roots.count; i++) {
			uint32_t root = g->first_component + g->doc->roots.items[i];
			if (r->seen[graph->node_of[root]])
				continue;
			TH_TRY(acquire(l, g, root));
			visit(r, graph->node_of[root]);
			spread(r);
		}
	}
	for (uint32_t d = 0, c = 0; d < graph->documents.count; d++) {
		const struct th_graph_document *g = &graph->documents.items[d];
		for (uint32_t end = c + g->doc->components.count; c < end; c++) {
			if (r->seen[graph->node_of[c]] || g->attests)
				continue;
			uint32_t above =
				g->doc->root == TH_NONE
					? 0
					: graph->node_of[g->first_component + g->doc->root];
			TH_TRY(add_extra(l, above, graph->node_of[c],
					 above ? TH_ORIGIN_CONTAINED : TH_ORIGIN_ACQUIRES, c));
			visit(r, graph->node_of[c]);
			spread(r);
		}
	}
	return TH_OK;
}

static th_status close_gaps(struct th_linker *l)
{
	uint32_t vertices = th_graph_vertex_count(l->graph), before = l->extras.count;
	struct reach r = { .graph = l->graph,
			   .seen = calloc((size_t)vertices + 1, 1),
			   .stack = calloc((size_t)vertices + 1, sizeof(uint32_t)) };
	th_status status = r.seen && r.stack ? reach_the_rest(l, &r) : TH_ENOMEM;

	free(r.seen);
	free(r.stack);
	TH_TRY(status);
	return l->extras.count > before ? make_rows(l) : TH_OK;
}

/* ---- all of it ---- */

static void mark_roots(struct th_linker *l)
{
	for (uint32_t d = 0; d < l->graph->documents.count; d++) {
		const struct th_graph_document *g = &l->graph->documents.items[d];
		for (uint32_t i = 0; i < g->doc->roots.count; i++)
			l->root[g->first_component + g->doc->roots.items[i]] = true;
	}
}

static th_status link_all(struct th_linker *l)
{
	mark_roots(l);
	TH_TRY(th_link_find_suppliers(l));
	TH_TRY(th_identity_join(l->graph, l->supplier, l->same));
	TH_TRY(th_link_join(l));
	inherit(l);
	TH_TRY(make_nodes(l));
	mark_reached(l);
	TH_TRY(place_components(l));
	TH_TRY(place_roots(l));
	TH_TRY(place_subcontractors(l));
	TH_TRY(make_rows(l));
	return close_gaps(l);
}

th_status th_graph_link(struct th_graph *graph, const struct th_link_request *request,
			const struct th_link_input *inputs, uint32_t count)
{
	struct th_linker l = { .graph = graph, .request = request, .inputs = inputs };

	*graph = (struct th_graph){ 0 };
	TH_TRY(add_documents(&l, count));
	TH_TRY(th_suppliers_init(&graph->suppliers, request->builtin, request->config));
	size_t n = (size_t)graph->component_count + 1;
	l.supplier = calloc(n, sizeof(uint32_t));
	l.maker = calloc(n, sizeof(uint32_t));
	l.same = malloc(n * sizeof(uint32_t)); /* th_identity_join fills it */
	l.rung = calloc(n, 1);
	l.maker_rung = calloc(n, 1);
	l.reached = calloc(n, sizeof(bool));
	l.nested = calloc(n, sizeof(bool));
	l.bare = calloc(n, sizeof(bool));
	l.linked = calloc(n, sizeof(bool));
	l.root = calloc(n, sizeof(bool));
	l.contracts = calloc((size_t)l.subcontract_count * 2 + 1, sizeof(*l.contracts));
	l.refs = calloc((size_t)graph->documents.count + 1, sizeof(*l.refs));
	bool all = l.supplier && l.maker && l.same && l.rung && l.maker_rung && l.reached &&
		   l.nested && l.bare && l.linked && l.root && l.contracts && l.refs;
	th_status status = all ? link_all(&l) : TH_ENOMEM;
	free(l.supplier);
	free(l.maker);
	free(l.same);
	free(l.rung);
	free(l.maker_rung);
	free(l.reached);
	free(l.nested);
	free(l.bare);
	free(l.linked);
	free(l.root);
	free(l.contracts);
	for (uint32_t d = 0; l.refs && d < graph->documents.count; d++)
		th_strings_release(&l.refs[d]);
	free(l.refs);
	th_link_joint_list_release(&l.joints);
	th_link_extra_list_release(&l.extras);
	return status;
}
