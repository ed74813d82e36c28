#include "graph/product_names.h"

#include "core/base/limits.h"
#include "graph/products.h"

enum { SUPPLIER_BYTES = sizeof(uint32_t) };

/* "supplier name" in small letters. */
struct key {
	char text[SUPPLIER_BYTES + TH_MAX_NAME_BYTES];
};

/* Absent where the name is empty or too long to be one. */
static th_slice key_of(struct key *key, uint32_t supplier, th_slice name)
{
	name = th_slice_trim(name);
	if (name.len == 0 || name.len > TH_MAX_NAME_BYTES)
		return (th_slice){ 0 };
	memcpy(key->text, &supplier, sizeof(supplier));
	for (size_t i = 0; i < name.len; i++)
		key->text[SUPPLIER_BYTES + i] = th_lower(name.ptr[i]);
	return th_slice_make(key->text, SUPPLIER_BYTES + name.len);
}

static th_status add(struct th_product_names *names, uint32_t supplier, uint32_t node,
		     th_slice name)
{
	struct key buffer;
	th_slice key = key_of(&buffer, supplier, name);
	th_str id = th_strings_find(&names->keys, key);
	uint32_t *first;

	if (key.len == 0)
		return TH_OK;
	if (id.v == 0) {
		key = th_arena_copy(&names->arena, key);
		if (!key.ptr)
			return TH_ENOMEM;
		TH_TRY(th_strings_intern(&names->keys, key, &id));
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
	for (uint32_t i = 0; any && i < check->product_nodes.count; i++) {
		uint32_t node = check->product_nodes.items[i];
		if (graph->nodes[node].supplier != TH_SUPPLIER_UNKNOWN)
			TH_TRY(add_names(check, out, node));
	}
	return TH_OK;
}

void th_product_names_release(struct th_product_names *names)
{
	th_strings_release(&names->keys);
	th_named_product_list_release(&names->products);
	th_index_list_release(&names->first);
	th_arena_release(&names->arena);
}

uint32_t th_product_names_find(struct th_product_names *names, uint32_t supplier, th_slice name)
{
	struct key buffer;

	if (name.ptr == names->asked.ptr && name.len == names->asked.len &&
	    supplier == names->asked_of)
		return names->answered;
	names->asked = name;
	names->asked_of = supplier;
	names->answered = th_strings_find(&names->keys, key_of(&buffer, supplier, name)).v;
	return names->answered;
}
