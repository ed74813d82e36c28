#include "graph/path.h"

#include <stdlib.h>

enum th_node_kind th_path_kind(const struct th_graph *graph, uint32_t vertex)
{
	const struct th_graph_document *d;

	if (vertex == 0)
		return TH_NODE_SELF;
	if (th_graph_is_supplier(graph, vertex))
		return TH_NODE_SUPPLIER;
	if (graph->nodes[vertex].is_device)
		return TH_NODE_DEVICE;
	const struct th_component *c =
		th_graph_component(graph, th_graph_occurrence(graph, vertex), &d);
	return c->role == TH_ROLE_SERVICE ? TH_NODE_SERVICE : TH_NODE_COMPONENT;
}

static void name_step(const struct th_graph *graph, uint32_t vertex, struct th_step *step)
{
	const struct th_graph_document *d;

	step->kind = th_path_kind(graph, vertex);
	if (vertex == 0) {
		step->name = TH_SLICE("you");
		return;
	}
	if (th_graph_is_supplier(graph, vertex)) {
		step->name = th_suppliers_get(&graph->suppliers, vertex - graph->node_count)->name;
		return;
	}
	const struct th_component *c =
		th_graph_component(graph, th_graph_occurrence(graph, vertex), &d);
	step->name = th_graph_text(d, c->name);
	step->version = th_graph_text(d, c->version);
	if (graph->nodes[vertex].supplier != TH_SUPPLIER_UNKNOWN)
		step->supplier =
			th_suppliers_get(&graph->suppliers, graph->nodes[vertex].supplier)->name;
}

static th_status pend(struct th_findings *f, struct th_place *place,
		      const struct th_graph_document *d, uint64_t offset)
{
	return th_findings_pend(f, place, (uint32_t)(d - f->check->graph->documents.items), TH_NONE,
				offset);
}

/* Where a document says who supplies (or makes) a node: on the rung by which the supplier was
 * found. */
static th_status pend_supplier(struct th_findings *f, struct th_place *place, uint32_t node,
			       bool maker)
{
	const struct th_graph *graph = f->check->graph;
	const struct th_node *n = &graph->nodes[node];
	uint32_t rung = maker ? n->maker_rung : n->rung;
	const struct th_graph_document *d;

	for (uint32_t i = n->first; i != TH_NONE; i = graph->next_same[i]) {
		const struct th_component *c = th_graph_component(graph, i, &d);
		uint64_t offset = c->place;
		if (rung == TH_RUNG_supplier && c->supplier != TH_NONE)
			offset = (uint64_t)((int64_t)c->place + c->supplier_at);
		else if (rung == TH_RUNG_manufacturer && c->manufacturer != TH_NONE)
			offset = (uint64_t)((int64_t)c->place + c->manufacturer_at);
		else if (rung == TH_RUNG_publisher && th_text_len(c->publisher))
			offset = th_document_offset(d->doc, c->publisher);
		else if (rung == TH_RUNG_namespace && th_text_len(c->purl))
			offset = th_document_offset(d->doc, c->purl);
		else if (rung == TH_RUNG_cpe_vendor && th_text_len(c->cpe))
			offset = th_document_offset(d->doc, c->cpe);
		else if (graph->next_same[i] != TH_NONE)
			continue; /* another occurrence may show it */
		return pend(f, place, d, offset);
	}
	return TH_EBUG;
}

static th_status pend_edge(struct th_findings *f, struct th_step *step, const struct th_edge *edge)
{
	const struct th_graph *graph = f->check->graph;
	const struct th_graph_document *d;
	static const char *const words[] = {
		[TH_ORIGIN_CONTAINED] = "contains",        [TH_ORIGIN_RUNS] = "runs",
		[TH_ORIGIN_OPERATES] = "operates",         [TH_ORIGIN_ACQUIRES] = "acquires",
		[TH_ORIGIN_SUPPLIED] = "supplied-by",      [TH_ORIGIN_MADE] = "manufactured-by",
		[TH_ORIGIN_SUBCONTRACTS] = "subcontracts",
	};

	if (edge->origin == TH_ORIGIN_RELATION || edge->origin == TH_ORIGIN_REVERSED) {
		const struct th_relation *r = th_graph_relation(graph, edge->number, &d);
		step->relation = th_relation_word((enum th_relation_kind)r->kind);
		return pend(f, &step->evidence, d, r->place);
	}
	step->relation = words[edge->origin];
	if (edge->origin == TH_ORIGIN_SUBCONTRACTS) {
		const struct th_subcontract *row = th_graph_subcontract(graph, edge->number, &d);
		return pend(f, &step->evidence, d, row->place);
	}
	const struct th_component *c = th_graph_component(graph, edge->number, &d);
	if (edge->origin == TH_ORIGIN_OPERATES && c->supplier != TH_NONE)
		return pend(f, &step->evidence, d, (uint64_t)((int64_t)c->place + c->supplier_at));
	return pend(f, &step->evidence, d, c->place);
}

static th_status describe_step(struct th_findings *f, uint32_t vertex, struct th_step *step)
{
	const struct th_walk *walk = f->check->walk;
	const struct th_graph *graph = f->check->graph;
	uint32_t via = walk->via[vertex], parent = walk->parent[vertex];

	name_step(graph, vertex, step);
	step->hop = walk->hop[vertex];
	if (via == TH_VIA_START)
		return TH_OK;
	if (via != TH_VIA_SUPPLIED && via != TH_VIA_MADE)
		return pend_edge(f, step, &graph->edges[via]);
	bool maker = via == TH_VIA_MADE || (graph->nodes[parent].rung == TH_RUNG_manufacturer);
	step->relation = th_relation_word(maker ? TH_RELATION_manufactured_by
					  : th_path_kind(graph, parent) == TH_NODE_SERVICE
						  ? TH_RELATION_provided_by
						  : TH_RELATION_supplied_by);
	return pend_supplier(f, &step->evidence, parent, via == TH_VIA_MADE);
}

static struct th_step *new_step(struct th_findings *f)
{
	struct th_step *step = th_arena_calloc(&f->report->arena, 1, sizeof(*step));
	uint32_t *document = th_index_list_push(&f->step_documents, UINT32_MAX);

	if (!step || !document)
		return NULL;
	*document = TH_NONE;
	step->number = f->report->step_count++;
	return step;
}

static th_status make_step(struct th_findings *f, uint32_t vertex)
{
	struct th_step *step = f->steps[vertex] = new_step(f);
	uint32_t pending = f->places.count;

	if (!step)
		return TH_ENOMEM;
	TH_TRY(describe_step(f, vertex, step));
	if (pending < f->places.count)
		f->step_documents.items[step->number] = f->places.items[pending].document;
	return TH_OK;
}

static th_status path_with_room(struct th_findings *f, uint32_t vertex, uint32_t room,
				const struct th_step ***steps, uint32_t *count)
{
	const struct th_walk *walk = f->check->walk;

	if (!f->steps)
		f->steps = calloc(th_graph_vertex_count(f->check->graph), sizeof(*f->steps));
	*count = walk->length[vertex] + 1;
	*steps = th_arena_calloc(&f->report->arena, *count + room, sizeof(**steps));
	if (!f->steps || !*steps)
		return TH_ENOMEM;
	for (uint32_t i = *count, v = vertex; i > 0; i--, v = walk->parent[v]) {
		if (!f->steps[v])
			TH_TRY(make_step(f, v));
		(*steps)[i - 1] = f->steps[v];
	}
	return TH_OK;
}

th_status th_findings_path(struct th_findings *f, uint32_t vertex, const struct th_step ***steps,
			   uint32_t *count)
{
	return path_with_room(f, vertex, 0, steps, count);
}

th_status th_findings_reported_path(struct th_findings *f, const struct th_reported *r,
				    const struct th_step ***steps, uint32_t *count)
{
	const struct th_reported_list *all = &f->check->reported;
	uint32_t length = 1;

	/* Each leads to one that was listed before it, so the chain ends. */
	for (const struct th_reported *at = r; at->effect != TH_NONE; at = &all->items[at->effect])
		length++;
	const struct th_reported **chain =
		th_arena_alloc(&f->report->arena, length * sizeof(*chain));
	if (!chain)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < length; i++, r = &all->items[r->effect]) {
		chain[i] = r;
		if (r->effect == TH_NONE)
			break;
	}
	TH_TRY(path_with_room(f, chain[length - 1]->effect_vertex, length, steps, count));
	while (length-- > 0) {
		const struct th_known_event *e =
			&f->check->known->events.items[chain[length]->event];
		const struct th_known_event *said =
			&f->check->known->events.items[chain[length]->said_by];
		struct th_step *step = new_step(f);
		if (!step)
			return TH_ENOMEM;
		(*steps)[(*count)++] = step;
		step->kind = TH_NODE_COMPONENT;
		step->name = th_index_text(e->index, e->event->product.name);
		step->supplier = th_index_text(e->index, e->event->supplier.name);
		step->hop = chain[length]->hop;
		step->relation = th_relation_word(TH_RELATION_reported);
		if (chain[length]->supplier != TH_SUPPLIER_UNKNOWN)
			step->supplier = th_suppliers_get(&f->check->graph->suppliers,
							  chain[length]->supplier)
						 ->name;
		if (said->event->document == TH_NONE || said->index->source_count) {
			step->evidence = (struct th_place){
				.document = said->index->source_count
						    ? th_check_source(f->check, said->index,
								      said->event->document, "")
						    : TH_SLICE("builtin:events"),
				.pointer = th_index_text(said->index, said->event->id)
			};
			continue;
		}
		TH_TRY(th_findings_pend(f, &step->evidence, TH_NONE, said->event->document,
					said->event->place));
	}
	return TH_OK;
}
