/*
 * no-upstream-list: nothing is known above the vendor's product, be it silent or declared empty, or
 * its composition is declared unknown. Listed components without relations are a list.
 */
#include "graph/products.h"

th_status th_check_no_upstream_list(struct th_check *check);

static bool has_list(const struct th_check *check, uint32_t node)
{
	const struct th_graph *graph = check->graph;
	const struct th_graph_document *d;
	bool unknown = false;

	for (uint32_t c = graph->nodes[node].first; c != TH_NONE; c = graph->next_same[c]) {
		const struct th_component *component = th_graph_component(graph, c, &d);
		unknown |= component->dependencies == TH_AGGREGATE_UNKNOWN ||
			   component->assemblies == TH_AGGREGATE_UNKNOWN;
	}
	for (uint32_t e = graph->first_edge[node]; e < graph->first_edge[node + 1]; e++)
		if (!th_graph_is_supplier(graph, graph->edges[e].to))
			return !unknown;
	return false;
}

/* What was reached, by supplier: nodes in their order. */
struct products {
	struct th_check *check;
	uint32_t *first; /* by supplier: a node, or 0 */
	uint32_t *next;  /* by node */
};

static th_status add(struct th_check *check, const struct th_vendor_of *vendor,
		     const struct th_examples *silent)
{
	th_slice name;
	struct th_draft *d = th_check_vendor_draft(check, TH_RULE_no_upstream_list, vendor, &name);

	if (!d)
		return TH_ENOMEM;
	d->message =
		th_arena_printf(check->arena, "%.*s does not say what its product relies on: %.*s",
				TH_FMT(name), TH_FMT(th_examples_text(silent, check->arena)));
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

/* Nobody names the vendor of this product: it is its own. */
static th_status judge_unnamed(struct th_check *check, uint32_t node)
{
	struct th_examples silent = { 0 };

	if (has_list(check, node))
		return TH_OK;
	th_examples_add(&silent, th_check_title(check, node));
	return add(check, &(struct th_vendor_of){ .node = node }, &silent);
}

static th_status judge(const struct products *p, uint32_t vendor)
{
	struct th_examples silent = { 0 };
	bool listed = false;

	for (uint32_t node = p->first[vendor]; node; node = p->next[node]) {
		if (!(p->check->products[node] & TH_PRODUCT))
			continue;
		if (has_list(p->check, node))
			listed = true;
		else
			th_examples_add(&silent, th_check_title(p->check, node));
	}
	/* Of software on a device one product with a list shows that the vendor gives one; of what
	 * you buy each needs its own. */
	if (silent.count == 0 || (listed && p->check->vendor[vendor] == TH_VENDOR_REACHED))
		return TH_OK;
	return add(p->check, &(struct th_vendor_of){ .supplier = vendor }, &silent);
}

static void gather(const struct products *p)
{
	const struct th_graph *graph = p->check->graph;

	for (uint32_t node = graph->node_count; node-- > 1;) {
		uint32_t supplier = graph->nodes[node].supplier;
		if (!th_walk_reaches(p->check->walk, node))
			continue;
		p->next[node] = p->first[supplier];
		p->first[supplier] = node;
	}
}

static th_status judge_all(const struct products *p)
{
	struct th_check *check = p->check;

	gather(p);
	for (uint32_t s = 1; s < check->graph->suppliers.list.count; s++)
		if (check->vendor[s] != TH_NO_VENDOR)
			TH_TRY(judge(p, s));
	for (uint32_t i = 0; i < check->unnamed.count; i++)
		TH_TRY(judge_unnamed(check, check->unnamed.items[i]));
	return TH_OK;
}

th_status th_check_no_upstream_list(struct th_check *check)
{
	struct products p = {
		.check = check,
		.first = calloc(check->graph->suppliers.list.count, sizeof(uint32_t)),
		.next = calloc(check->graph->node_count, sizeof(uint32_t)),
	};
	th_status status = p.first && p.next ? judge_all(&p) : TH_ENOMEM;

	free(p.first);
	free(p.next);
	return status;
}
