/*
 * The suppliers of a graph that is being made: found for your documents first, so that what you
 * call somebody stands above what others do.
 */
#include "graph/ladder.h"
#include "graph/link_parts.h"
#include "graph/report.h"
#include "graph/told.h"
#include "parsers/claims.h"

static th_status name_self(struct th_linker *l)
{
	const struct th_name_list *lists[] = { &l->request->config->self, &l->request->self };
	struct th_suppliers *set = &l->graph->suppliers;

	for (size_t k = 0; k < 2; k++) {
		for (uint32_t i = 0; i < lists[k]->count; i++) {
			uint32_t id;
			TH_TRY(th_suppliers_stated(set, lists[k]->items[i], (th_slice){ 0 },
						   (th_slice){ 0 }, &id));
			set->list.items[id].is_self = id != TH_SUPPLIER_UNKNOWN;
		}
	}
	return TH_OK;
}

/* Who works for whom, as the rows of a document state it. */
static th_status find_subcontractors(struct th_linker *l, struct th_ladder *ladder,
				     const struct th_graph_document *g)
{
	bool bare;

	for (uint32_t i = 0; i < g->doc->subcontracts.count; i++) {
		const struct th_subcontract *row = &g->doc->subcontracts.items[i];
		uint32_t *pair = &l->contracts[2 * (size_t)(g->first_subcontract + i)];
		TH_TRY(th_ladder_organization(ladder, row->supplier, &pair[0], &bare));
		TH_TRY(th_ladder_organization(ladder, row->subcontractor, &pair[1], &bare));
	}
	return TH_OK;
}

/* Whose practice each claim is about: who is named, else who supplies what the document is about.
 */
static th_status find_claimants(struct th_linker *l, struct th_ladder *ladder,
				struct th_graph_document *g)
{
	const struct th_claim_list *claims = g->doc->claims ? &g->doc->claims->list : NULL;
	bool bare;

	if (!claims || !claims->count)
		return TH_OK;
	g->claim_suppliers = th_arena_calloc(&l->graph->suppliers.arena, claims->count,
					     sizeof(*g->claim_suppliers));
	if (!g->claim_suppliers)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < claims->count; i++) {
		if (claims->items[i].organization != TH_NONE)
			TH_TRY(th_ladder_organization(ladder, claims->items[i].organization,
						      &g->claim_suppliers[i], &bare));
		else if (g->doc->root != TH_NONE)
			g->claim_suppliers[i] = l->supplier[g->first_component + g->doc->root];
	}
	return TH_OK;
}

/* Of your documents, or of the others. */
static th_status find_suppliers(struct th_linker *l, bool yours)
{
	struct th_ladder ladder = { 0 };
	struct th_ladder_result r;
	th_status status = TH_OK;

	l->graph->suppliers.yours = yours;
	for (uint32_t d = 0; d < l->graph->documents.count && status == TH_OK; d++) {
		struct th_graph_document *g = &l->graph->documents.items[d];
		if (g->own != yours)
			continue;
		status = th_ladder_start(&ladder, &l->graph->suppliers, g->doc);
		for (uint32_t i = 0; i < g->doc->components.count && status == TH_OK; i++) {
			uint32_t c = g->first_component + i;
			status = th_ladder_climb(&ladder, &g->doc->components.items[i], &r);
			l->supplier[c] = r.supplier;
			l->maker[c] = r.maker;
			l->rung[c] = (uint8_t)r.rung;
			l->maker_rung[c] = (uint8_t)r.maker_rung;
			l->bare[c] = r.bare;
		}
		if (status == TH_OK)
			status = find_subcontractors(l, &ladder, g);
		if (status == TH_OK)
			status = find_claimants(l, &ladder, g);
	}
	th_ladder_release(&ladder);
	return status;
}

/* Who uses a device by your word is whom you call so. */
static th_status apply_inventory(struct th_linker *l, const struct th_graph_document *g,
				 const struct th_config_inventory *told, th_slice file)
{
	if (told->supplier.len == 0 || !th_slice_equal(told->file, file))
		return TH_OK;
	for (uint32_t i = 0; i < g->doc->roots.count; i++) {
		uint32_t device = g->doc->roots.items[i];
		if (!th_inventory_means(told, g->doc, device))
			continue;
		TH_TRY(th_suppliers_stated(&l->graph->suppliers, told->supplier, (th_slice){ 0 },
					   (th_slice){ 0 },
					   &l->supplier[g->first_component + device]));
		l->rung[g->first_component + device] = TH_RUNG_configuration;
	}
	return TH_OK;
}

static th_status apply_inventories(struct th_linker *l)
{
	const struct th_config_inventory_list *all = &l->request->config->inventories;

	l->graph->suppliers.yours = true;
	for (uint32_t d = 0; d < l->graph->documents.count; d++)
		for (uint32_t i = 0; l->inputs[d].inventory && i < all->count; i++)
			TH_TRY(apply_inventory(l, &l->graph->documents.items[d], &all->items[i],
					       l->inputs[d].inventory->file));
	return TH_OK;
}

/* Who signed is whom you call so under `trust`. */
static th_status find_signers(struct th_linker *l)
{
	l->graph->suppliers.yours = true;
	for (uint32_t d = 0; d < l->graph->documents.count; d++) {
		struct th_graph_document *g = &l->graph->documents.items[d];
		if (g->signature)
			TH_TRY(th_suppliers_stated(&l->graph->suppliers, g->signature->who,
						   (th_slice){ 0 }, (th_slice){ 0 }, &g->signer));
	}
	return TH_OK;
}

/* Entities that were joined since they were found. */
static void settle_entities(struct th_linker *l)
{
	const struct th_suppliers *set = &l->graph->suppliers;

	for (uint32_t d = 0; d < l->graph->documents.count; d++) {
		struct th_graph_document *g = &l->graph->documents.items[d];
		g->signer = th_suppliers_find(set, g->signer);
		for (uint32_t i = 0; g->claim_suppliers && i < g->doc->claims->list.count; i++)
			g->claim_suppliers[i] = th_suppliers_find(set, g->claim_suppliers[i]);
	}
}

/* Who supplies what is yours is you. */
static void mark_self(struct th_linker *l)
{
	struct th_suppliers *set = &l->graph->suppliers;

	for (uint32_t d = 0; d < l->graph->documents.count; d++) {
		const struct th_graph_document *g = &l->graph->documents.items[d];
		for (uint32_t i = 0; i < g->doc->roots.count && g->own; i++) {
			uint32_t entity = th_suppliers_find(
				set, l->supplier[g->first_component + g->doc->roots.items[i]]);
			if (entity != TH_SUPPLIER_UNKNOWN)
				set->list.items[entity].is_self = true;
		}
	}
}

static void tell_of_shadows(const struct th_linker *l)
{
	const struct th_suppliers *set = &l->graph->suppliers;

	for (uint32_t d = 0; d < l->graph->documents.count; d++) {
		const struct th_graph_document *g = &l->graph->documents.items[d];
		uint32_t root = g->doc->root;
		if (root != TH_NONE &&
		    set->list.items[l->supplier[g->first_component + root]].is_shadow)
			th_diagnose(&g->diagnosed->diagnostics, TH_DIAG_names_self,
				    g->doc->components.items[root].place,
				    "names you as its supplier; it stays acquired unless --own or "
				    "'own:' says that it is yours");
	}
}

th_status th_link_find_suppliers(struct th_linker *l)
{
	TH_TRY(name_self(l));
	TH_TRY(find_suppliers(l, true));
	mark_self(l);
	TH_TRY(find_suppliers(l, false));
	TH_TRY(apply_inventories(l));
	TH_TRY(find_signers(l));
	settle_entities(l);
	tell_of_shadows(l);
	return TH_OK;
}
