/*
 * no-upstream-list: nothing is known above the vendor's product, be it silent or declared empty, or
 * its composition is declared unknown. Listed components without relations are a list.
 */
#include "graph/check.h"

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

static bool is_acquired_root(const struct th_check *check, uint32_t node)
{
	const struct th_graph *graph = check->graph;

	for (uint32_t e = graph->first_edge[0]; e < graph->first_edge[1]; e++)
		if (graph->edges[e].to == node)
			return true;
	return false;
}

/* An inventory lists what runs on a device, and has no place to say what that relies on: it is not
 * asked. */
static bool only_runs(const struct th_check *check, uint32_t node)
{
	const struct th_graph *graph = check->graph;

	for (uint32_t c = graph->nodes[node].first; c != TH_NONE; c = graph->next_same[c])
		if (!th_graph_document_of(graph, c)->inventory)
			return false;
	return true;
}

/* The vendor's product: what you acquire of it, else, behind a build or a host, what of it was
 * reached. */
static bool is_product(const struct th_check *check, uint32_t node, uint32_t vendor)
{
	if (check->graph->nodes[node].supplier != vendor || !th_walk_reaches(check->walk, node) ||
	    check->graph->nodes[node].is_device)
		return false;
	if (check->vendor[vendor] == TH_VENDOR_REACHED)
		return !only_runs(check, node);
	return is_acquired_root(check, node);
}

static th_status add(struct th_check *check, uint32_t vendor, const struct th_examples *silent)
{
	struct th_draft *d =
		th_check_draft(check, TH_RULE_no_upstream_list, TH_SUBJECT_SUPPLIER, vendor);

	if (!d)
		return TH_ENOMEM;
	if (check->vendor[vendor] == TH_VENDOR_REACHED)
		d->severity = th_level_below(d->severity);
	d->message =
		th_arena_printf(check->arena, "%.*s does not say what its product relies on: %.*s",
				TH_FMT(th_suppliers_get(&check->graph->suppliers, vendor)->name),
				TH_FMT(th_examples_text(silent, check->arena)));
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

static th_status judge(struct th_check *check, uint32_t vendor)
{
	struct th_examples silent = { 0 };
	bool listed = false;

	for (uint32_t node = 1; node < check->graph->node_count; node++) {
		if (!is_product(check, node, vendor))
			continue;
		if (has_list(check, node))
			listed = true;
		else
			th_examples_add(&silent, th_check_title(check, node));
	}
	/* Of software on a device one product with a list shows that the vendor gives one; of what
	 * you buy each needs its own. */
	if (silent.count == 0 || (listed && check->vendor[vendor] == TH_VENDOR_REACHED))
		return TH_OK;
	return add(check, vendor, &silent);
}

th_status th_check_no_upstream_list(struct th_check *check)
{
	for (uint32_t s = 1; s < check->graph->suppliers.list.count; s++)
		if (check->vendor[s] != TH_NO_VENDOR)
			TH_TRY(judge(check, s));
	return TH_OK;
}
