#include "graph/controls.h"

#include "graph/products.h"
#include "parsers/claims.h"

th_status th_controls_witness(struct th_check *check, const struct th_witness *witness)
{
	if (witness->supplier == TH_SUPPLIER_UNKNOWN ||
	    check->vendor[witness->supplier] == TH_NO_VENDOR)
		return TH_OK;
	struct th_witness *w = th_witness_list_push(&check->witnesses, UINT32_MAX);
	if (!w)
		return TH_ENOMEM;
	*w = *witness;
	w->number = check->witnesses.count;
	return TH_OK;
}

/* ---- what was found ---- */

/* Where what was found stands, seen from the vendor. */
enum where {
	OWN = 1,    /* it is the vendor's */
	BEHIND = 2, /* the vendor relies on it, one hop away */
};

static const struct {
	enum th_rule_id rule;
	enum th_control control;
	unsigned where;
} denials[] = {
	{ TH_RULE_unmanaged_device, TH_CONTROL_managed_build_endpoints, OWN },
	{ TH_RULE_build_reachable, TH_CONTROL_managed_build_endpoints, OWN | BEHIND },
	{ TH_RULE_build_reachable, TH_CONTROL_build_isolated, OWN | BEHIND },
	{ TH_RULE_build_level, TH_CONTROL_build_isolated, OWN },
	{ TH_RULE_end_of_life, TH_CONTROL_end_of_life_withdrawn, OWN | BEHIND },
	{ TH_RULE_end_of_life_distributed, TH_CONTROL_end_of_life_withdrawn, OWN | BEHIND },
	{ TH_RULE_compromised_release, TH_CONTROL_two_hops_mapped, BEHIND },
	{ TH_RULE_compromised_supplier, TH_CONTROL_two_hops_mapped, BEHIND },
	{ TH_RULE_malicious_package, TH_CONTROL_two_hops_mapped, BEHIND },
	{ TH_RULE_digest_mismatch, TH_CONTROL_beyond_signature, OWN },
	{ TH_RULE_signed_but_compromised, TH_CONTROL_beyond_signature, OWN },
};

static uint32_t vertex_of(const struct th_check *check, const struct th_draft *draft)
{
	if (draft->kind == TH_SUBJECT_NODE)
		return draft->subject;
	return draft->kind == TH_SUBJECT_SUPPLIER
		       ? th_graph_supplier_vertex(check->graph, draft->subject)
		       : TH_NONE;
}

static uint32_t supplier_at(const struct th_graph *graph, uint32_t vertex)
{
	return th_graph_is_supplier(graph, vertex) ? vertex - graph->node_count
						   : graph->nodes[vertex].supplier;
}

/* The place to show for a vertex: what is said of it first; of a supplier, what leads there. */
static void place_of(const struct th_check *check, uint32_t vertex, struct th_witness *out)
{
	const struct th_graph_document *g;

	while (th_graph_is_supplier(check->graph, vertex))
		vertex = check->walk->parent[vertex];
	const struct th_component *c =
		th_graph_component(check->graph, th_graph_occurrence(check->graph, vertex), &g);
	out->node = vertex;
	out->document = (uint32_t)(g - check->graph->documents.items);
	out->offset = c->place;
}

/* The product of the supplier at a vertex by which the walk came there: what was found speaks of
 * that; 0: it came by the supplier itself, as to a device, and speaks of all. */
static uint32_t product_by_which(const struct th_check *check, uint32_t vertex)
{
	uint32_t supplier = supplier_at(check->graph, vertex), product = 0;

	for (uint32_t v = vertex;
	     v != 0 && v != TH_NONE && supplier_at(check->graph, v) == supplier;
	     v = check->walk->parent[v]) {
		if (th_graph_is_supplier(check->graph, v))
			return 0;
		if (check->products[v] & TH_PRODUCT)
			product = v;
	}
	return product;
}

/* Of the vendors on the way to what was found, those whose it is, or who are the last before it. */
static th_status deny(struct th_check *check, uint32_t vertex, enum th_control control,
		      unsigned where)
{
	const struct th_walk *walk = check->walk;
	struct th_witness w = { .control = (uint8_t)control, .testimony = TH_TESTIMONY_DENIES };
	uint32_t last = TH_SUPPLIER_UNKNOWN, own = supplier_at(check->graph, vertex);

	place_of(check, vertex, &w);
	for (uint32_t v = vertex; v != 0 && v != TH_NONE; v = walk->parent[v]) {
		w.supplier = supplier_at(check->graph, v);
		if (w.supplier == last || walk->hop[v] + 1 < walk->hop[vertex])
			continue;
		last = w.supplier;
		w.product = product_by_which(check, v);
		if (where & (w.supplier == own ? OWN : BEHIND))
			TH_TRY(th_controls_witness(check, &w));
	}
	return TH_OK;
}

/* Is it so, and not only suspected? A breach is less severe where it is no vendor's, and as sure.
 */
static bool is_firm(const struct th_draft *draft)
{
	return (draft->lowered == 0 || draft->rule == TH_RULE_compromised_supplier) &&
	       !draft->is_notice && !draft->suppressed &&
	       (!draft->advisory || draft->advisory->confidence == TH_CONFIRMED);
}

static th_status hear_findings(struct th_check *check)
{
	for (uint32_t i = 0; i < check->drafts.count; i++) {
		const struct th_draft *draft = &check->drafts.items[i];
		uint32_t vertex = vertex_of(check, draft);
		if (vertex == TH_NONE || !th_walk_reaches(check->walk, vertex) || !is_firm(draft))
			continue;
		for (size_t k = 0; k < sizeof(denials) / sizeof(denials[0]); k++)
			if (denials[k].rule == draft->rule)
				TH_TRY(deny(check, vertex, denials[k].control, denials[k].where));
	}
	return TH_OK;
}

/* ---- weighing ---- */

/* By vendor and control; then by product, or by testimony; then as they came. */
static int by_control(const struct th_witness *a, const struct th_witness *b)
{
	if (a->supplier != b->supplier)
		return a->supplier < b->supplier ? -1 : 1;
	return (a->control > b->control) - (a->control < b->control);
}

static int by_product(const void *x, const void *y)
{
	const struct th_witness *a = x, *b = y;
	int order = by_control(a, b);

	if (order)
		return order;
	if (a->product != b->product)
		return a->product < b->product ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

static int by_testimony(const void *x, const void *y)
{
	const struct th_witness *a = x, *b = y;
	int order = by_control(a, b);

	if (order)
		return order;
	if (a->testimony != b->testimony)
		return a->testimony < b->testimony ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

/* What testimonies (bits 1 << enum th_testimony) make of one product. */
static enum th_control_state weigh(unsigned heard)
{
	if (heard >> TH_TESTIMONY_DENIES & 1)
		return heard >> TH_TESTIMONY_CLAIMS & 1 ? TH_CONTROL_CONTRADICTED
							: TH_CONTROL_SILENT;
	if (heard >> TH_TESTIMONY_PROVES & 1)
		return TH_CONTROL_PROVEN;
	return heard ? TH_CONTROL_STATED : TH_CONTROL_SILENT;
}

static enum th_control_state worse(enum th_control_state a, enum th_control_state b)
{
	static const unsigned char rank[] = {
		[TH_CONTROL_PROVEN] = 0,
		[TH_CONTROL_STATED] = 1,
		[TH_CONTROL_SILENT] = 2,
		[TH_CONTROL_CONTRADICTED] = 3,
	};

	return rank[a] >= rank[b] ? a : b;
}

/* Does a testimony bear out a state? */
static bool bears_out(enum th_control_state state, enum th_testimony testimony)
{
	switch (state) {
	case TH_CONTROL_SILENT: return false;
	case TH_CONTROL_STATED: return testimony != TH_TESTIMONY_DENIES;
	case TH_CONTROL_PROVEN: return testimony == TH_TESTIMONY_PROVES;
	case TH_CONTROL_CONTRADICTED:
		return testimony == TH_TESTIMONY_CLAIMS || testimony == TH_TESTIMONY_DENIES;
	}
	return false;
}

/* All that speak of one control of one vendor: those of all its products first, then those of each
 * product. */
struct hearing {
	struct th_witness *items;
	uint32_t count, products; /* products: how many the vendor has */
};

static uint32_t end_of_product(const struct hearing *h, uint32_t from)
{
	uint32_t end = from;

	while (end < h->count && h->items[end].product == h->items[from].product)
		end++;
	return end;
}

static unsigned heard_in(const struct hearing *h, uint32_t from, uint32_t end)
{
	unsigned heard = 0;

	for (uint32_t i = from; i < end; i++)
		heard |= 1u << h->items[i].testimony;
	return heard;
}

/* What holds for the vendor: what holds for each of its products. */
static enum th_control_state judge(const struct hearing *h, uint32_t general_end)
{
	unsigned general = heard_in(h, 0, general_end);
	enum th_control_state state = TH_CONTROL_PROVEN;
	uint32_t spoken_of = 0;

	for (uint32_t i = general_end, end; i < h->count; i = end, spoken_of++) {
		end = end_of_product(h, i);
		state = worse(state, weigh(general | heard_in(h, i, end)));
	}
	return spoken_of == 0 || spoken_of < h->products ? worse(state, weigh(general)) : state;
}

/* What is said of a product that is better than the vendor does not bear out what it is. */
static void mark(const struct hearing *h, uint32_t general_end, enum th_control_state state)
{
	unsigned general = heard_in(h, 0, general_end);

	for (uint32_t i = 0, end; i < h->count; i = end) {
		end = i < general_end ? general_end : end_of_product(h, i);
		bool counts = i < general_end || state == TH_CONTROL_STATED ||
			      weigh(general | heard_in(h, i, end)) == state;
		for (uint32_t k = i; k < end; k++)
			h->items[k].bears_out =
				counts &&
				bears_out(state, (enum th_testimony)h->items[k].testimony);
	}
}

static enum th_control_state hear(const struct hearing *h)
{
	uint32_t general_end = h->count && h->items[0].product == 0 ? end_of_product(h, 0) : 0;
	enum th_control_state state = judge(h, general_end);

	mark(h, general_end, state);
	return state;
}

/* Of one vendor: all five, whether anybody speaks of them or not. */
static th_status stand(struct th_check *check, uint32_t supplier, uint32_t products, uint32_t *next)
{
	for (unsigned control = 0; control < TH_CONTROL_COUNT; control++) {
		struct th_control_standing *s =
			th_control_standing_list_push(&check->standings, UINT32_MAX);
		if (!s)
			return TH_ENOMEM;
		s->supplier = supplier;
		s->control = (uint8_t)control;
		s->first = *next;
		while (*next < check->witnesses.count &&
		       check->witnesses.items[*next].supplier == supplier &&
		       check->witnesses.items[*next].control == control)
			++*next;
		s->end = *next;
		if (s->first == s->end) {
			s->state = TH_CONTROL_SILENT;
			continue;
		}
		struct hearing h = { &check->witnesses.items[s->first], s->end - s->first,
				     products };
		s->state = hear(&h);
	}
	return TH_OK;
}

static th_status stand_all(struct th_check *check, const uint32_t *products)
{
	uint32_t next = 0;

	for (uint32_t s = 1; s < check->graph->suppliers.list.count; s++)
		if (check->vendor[s] != TH_NO_VENDOR)
			TH_TRY(stand(check, s, products[s], &next));
	return TH_OK;
}

th_status th_controls_weigh(struct th_check *check)
{
	const struct th_graph *graph = check->graph;
	uint32_t *products;

	TH_TRY(th_witnesses_hear(check));
	TH_TRY(hear_findings(check));
	products = calloc(graph->suppliers.list.count, sizeof(*products));
	if (!products)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < check->product_nodes.count; i++)
		products[graph->nodes[check->product_nodes.items[i]].supplier]++;
	if (check->witnesses.count)
		qsort(check->witnesses.items, check->witnesses.count,
		      sizeof(*check->witnesses.items), by_product);
	th_status status = stand_all(check, products);
	free(products);
	if (check->witnesses.count)
		qsort(check->witnesses.items, check->witnesses.count,
		      sizeof(*check->witnesses.items), by_testimony);
	return status;
}

/* ---- the report ---- */

static bool is_repeated(const struct th_witness *a, const struct th_witness *b)
{
	return a->document == b->document && a->run_document == b->run_document &&
	       a->offset == b->offset;
}

static th_status put(struct th_findings *f, const struct th_control_standing *s)
{
	const struct th_check *check = f->check;
	struct th_report_control *c = th_report_control_list_push(&f->report->controls, UINT32_MAX);
	const struct th_witness *last = NULL;

	if (!c)
		return TH_ENOMEM;
	c->supplier = th_suppliers_get(&check->graph->suppliers, s->supplier)->name;
	c->hop = th_check_hop(check, s->supplier);
	c->control = th_control_word((enum th_control)s->control);
	c->state = s->state;
	c->number = f->report->controls.count;
	c->evidence = th_arena_calloc(&f->report->arena, (size_t)(s->end - s->first) + 1,
				      sizeof(*c->evidence));
	if (!c->evidence)
		return TH_ENOMEM;
	for (uint32_t i = s->first; i < s->end; i++) {
		const struct th_witness *w = &check->witnesses.items[i];
		if (!w->bears_out || (last && is_repeated(last, w)))
			continue;
		last = w;
		TH_TRY(th_findings_pend(f, &c->evidence[c->evidence_count++], w->document,
					w->run_document, w->offset));
	}
	return TH_OK;
}

/* By hop, then name, then as controls are listed. */
static int by_hop(const void *x, const void *y)
{
	const struct th_report_control *a = x, *b = y;

	if (a->hop != b->hop)
		return a->hop < b->hop ? -1 : 1;
	int order = th_slice_compare(a->supplier, b->supplier);
	return order ? order : (a->number > b->number) - (a->number < b->number);
}

th_status th_controls_report(struct th_findings *f)
{
	struct th_report_control_list *list = &f->report->controls;

	for (uint32_t i = 0; i < f->check->standings.count; i++)
		TH_TRY(put(f, &f->check->standings.items[i]));
	if (list->count)
		qsort(list->items, list->count, sizeof(*list->items), by_hop);
	return TH_OK;
}
