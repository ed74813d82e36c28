/*
 * no-provenance: no statement says how a vendor's product was built, nor does a formulation in its
 * document. A statement is about a product if one of its subjects has the product's digest.
 */
#include "graph/products.h"

th_status th_check_no_provenance(struct th_check *check);

static bool has_digest(const struct th_graph *graph, uint32_t node)
{
	const struct th_graph_document *g;

	for (uint32_t c = graph->nodes[node].first; c != TH_NONE; c = graph->next_same[c]) {
		const struct th_component *component = th_graph_component(graph, c, &g);
		for (uint32_t a = component->attributes; a != TH_NONE;
		     a = g->doc->attributes.items[a].next)
			if (g->doc->attributes.items[a].kind == TH_ATTRIBUTE_HASH)
				return true;
	}
	return false;
}

static th_status add(struct th_check *check, const struct th_vendor_of *vendor,
		     const struct th_examples *silent, bool digest)
{
	th_slice name;
	struct th_draft *d = th_check_vendor_draft(check, TH_RULE_no_provenance, vendor, &name);

	if (!d)
		return TH_ENOMEM;
	d->message =
		th_arena_printf(check->arena, "%.*s does not say how its product was built: %.*s%s",
				TH_FMT(name), TH_FMT(th_examples_text(silent, check->arena)),
				digest ? ""
				       : ". Its documents state no digest, so that no statement "
					 "can be told to be about it");
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

static bool is_silent(const struct th_check *check, uint32_t node)
{
	return (check->products[node] &
		(TH_PRODUCT | TH_PRODUCT_PROVENANCE | TH_PRODUCT_FORMULATION)) == TH_PRODUCT;
}

/* By vendor: its products that nobody speaks of. */
struct silence {
	struct th_examples products;
	bool digest; /* some of them can be told by one */
};

static th_status judge(struct th_check *check, struct silence *of)
{
	const struct th_graph *graph = check->graph;

	for (uint32_t i = 0; i < check->product_nodes.count; i++) {
		uint32_t node = check->product_nodes.items[i];
		if (!is_silent(check, node))
			continue;
		uint32_t supplier = graph->nodes[node].supplier;
		struct silence alone = { 0 };
		struct silence *s = supplier == TH_SUPPLIER_UNKNOWN ? &alone : &of[supplier];
		th_examples_add(&s->products, th_check_title(check, node));
		s->digest |= has_digest(graph, node);
		if (supplier == TH_SUPPLIER_UNKNOWN)
			TH_TRY(add(check, &(struct th_vendor_of){ .node = node }, &s->products,
				   s->digest));
	}
	for (uint32_t v = 1; v < graph->suppliers.list.count; v++)
		if (of[v].products.count)
			TH_TRY(add(check, &(struct th_vendor_of){ .supplier = v }, &of[v].products,
				   of[v].digest));
	return TH_OK;
}

th_status th_check_no_provenance(struct th_check *check)
{
	struct silence *of = calloc(check->graph->suppliers.list.count, sizeof(*of));
	th_status status = of ? judge(check, of) : TH_ENOMEM;

	free(of);
	return status;
}
