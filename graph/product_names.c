#include "graph/product_names.h"

#include "core/base/limits.h"
#include "graph/products.h"

/* "supplier name" in small letters, in the arena. */
static th_status key_of(struct th_product_names *names, uint32_t supplier, th_slice name,
			th_slice *out)
{
	*out = th_arena_printf(&names->arena, "%u %.*s", supplier, TH_FMT(name));
	if (!out->ptr)
		return TH_ENOMEM;
	char *text = (char *)(uintptr_t)out->ptr;
	for (size_t i = 0; i < out->len; i++)
		text[i] = th_lower(text[i]);
	return TH_OK;
}

static th_status add(struct th_product_names *names, uint32_t supplier, uint32_t node,
		     th_slice name)
{
	uint32_t known = names->keys.texts.count, *first;
	th_slice key;
	th_str id;

	name = th_slice_trim(name);
	if (name.len == 0 || name.len > TH_MAX_NAME_BYTES)
		return TH_OK;
	TH_TRY(key_of(names, supplier, name, &key));
	TH_TRY(th_strings_intern(&names->keys, key, &id));
	if (id.v > known) {
		first = th_index_list_push(&names->first, UINT32_MAX);
		if (!first)
			return TH_ENOMEM;
		*first = TH_NONE;
	}
	first = &names->first.items[id.v - 1];
	if (*first != TH_NONE && names->products.items[*first].node == node)
		return TH_OK; /* nodes come one after the other */
	struct th_named_product *p = th_named_product_list_push(&names->products, UINT32_MAX);
	if (!p)
		return TH_ENOMEM;
	*p = (struct th_named_product){ node, *first };
	*first = names->products.count - 1;
	return TH_OK;
}

/* A package URL up to its version. */
static th_slice without_version(th_slice purl)
{
	size_t end = th_slice_find(purl, '?'), at = end;

	while (at > 0 && purl.ptr[at - 1] != '@' && purl.ptr[at - 1] != '/')
		at--;
	return at > 0 && purl.ptr[at - 1] == '@' ? th_slice_sub(purl, 0, at - 1)
						 : th_slice_sub(purl, 0, end);
}

static th_status add_names(const struct th_check *check, struct th_product_names *names,
			   uint32_t node)
{
	const struct th_graph *graph = check->graph;
	const struct th_graph_document *g;
	uint32_t supplier = graph->nodes[node].supplier;

	for (uint32_t i = graph->nodes[node].first; i != TH_NONE; i = graph->next_same[i]) {
		const struct th_component *c = th_graph_component(graph, i, &g);
		th_slice name = th_graph_text(g, c->name), version = th_graph_text(g, c->version),
			 purl = th_graph_text(g, c->purl);
		TH_TRY(add(names, supplier, node, name));
		TH_TRY(add(names, supplier, node, purl));
		TH_TRY(add(names, supplier, node, without_version(purl)));
		if (version.len == 0)
			continue;
		th_slice both =
			th_arena_printf(&names->arena, "%.*s %.*s", TH_FMT(name), TH_FMT(version));
		if (!both.ptr)
			return TH_ENOMEM;
		TH_TRY(add(names, supplier, node, both));
	}
	return TH_OK;
}

th_status th_product_names_gather(const struct th_check *check, struct th_product_names *out)
{
	const struct th_graph *graph = check->graph;

	bool any = false;

	*out = (struct th_product_names){ 0 };
	th_arena_init(&out->arena);
	for (uint32_t d = 0; d < graph->documents.count; d++)
		any |= graph->documents.items[d].claim_suppliers != NULL;
	for (uint32_t node = 1; any && node < graph->node_count; node++)
		if (check->products[node] & TH_PRODUCT &&
		    graph->nodes[node].supplier != TH_SUPPLIER_UNKNOWN)
			TH_TRY(add_names(check, out, node));
	return TH_OK;
}

void th_product_names_release(struct th_product_names *names)
{
	th_strings_release(&names->keys);
	th_named_product_list_release(&names->products);
	th_index_list_release(&names->first);
	th_arena_release(&names->arena);
}

th_status th_product_names_find(struct th_product_names *names, uint32_t supplier, th_slice name,
				uint32_t *number)
{
	th_slice key;

	*number = 0;
	name = th_slice_trim(name);
	if (name.len == 0 || name.len > TH_MAX_NAME_BYTES)
		return TH_OK;
	TH_TRY(key_of(names, supplier, name, &key));
	*number = th_strings_find(&names->keys, key).v;
	return TH_OK;
}
