/*
 * signature-only: a signature covers a vendor's product, and that is all that speaks for its
 * integrity: no provenance, no formulation, no verification or test that passed.
 */
#include "graph/products.h"

th_status th_check_signature_only(struct th_check *check);

static bool rests_on_signature(const struct th_check *check, uint32_t node)
{
	return (check->products[node] & (TH_PRODUCT | TH_PRODUCT_SIGNED | TH_PRODUCT_PROVENANCE |
					 TH_PRODUCT_FORMULATION | TH_PRODUCT_EXAMINED)) ==
	       (TH_PRODUCT | TH_PRODUCT_SIGNED);
}

static th_status add(struct th_check *check, const struct th_vendor_of *vendor,
		     const struct th_examples *products)
{
	th_slice name;
	struct th_draft *d = th_check_vendor_draft(check, TH_RULE_signature_only, vendor, &name);

	if (!d)
		return TH_ENOMEM;
	d->message =
		th_arena_printf(check->arena,
				"a signature is all that speaks for the integrity of what %.*s "
				"ships: %.*s",
				TH_FMT(name), TH_FMT(th_examples_text(products, check->arena)));
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

static th_status judge(struct th_check *check, struct th_examples *of)
{
	const struct th_graph *graph = check->graph;

	for (uint32_t i = 0; i < check->product_nodes.count; i++) {
		uint32_t node = check->product_nodes.items[i];
		if (!rests_on_signature(check, node))
			continue;
		uint32_t supplier = graph->nodes[node].supplier;
		struct th_examples alone = { 0 };
		th_examples_add(supplier == TH_SUPPLIER_UNKNOWN ? &alone : &of[supplier],
				th_check_title(check, node));
		if (supplier == TH_SUPPLIER_UNKNOWN)
			TH_TRY(add(check, &(struct th_vendor_of){ .node = node }, &alone));
	}
	for (uint32_t v = 1; v < graph->suppliers.list.count; v++)
		if (of[v].count)
			TH_TRY(add(check, &(struct th_vendor_of){ .supplier = v }, &of[v]));
	return TH_OK;
}

th_status th_check_signature_only(struct th_check *check)
{
	struct th_examples *of = calloc(check->graph->suppliers.list.count, sizeof(*of));
	th_status status = of ? judge(check, of) : TH_ENOMEM;

	free(of);
	return status;
}
