/*
 * concentration: at least three vendors, and at least half of those audited, rely on one supplier
 * that is at hop 2 or beyond. A parent counts for its children: many projects of one foundation are
 * one point of failure.
 */
#include "graph/check.h"

enum { LEAST_VENDORS = 3 };

th_status th_check_concentration(struct th_check *check);

struct tally {
	struct th_check *check;
	struct th_walk walk;
	uint32_t *vendors; /* by supplier: how many rely on it */
	uint32_t *counted; /* by supplier: the vendor it was last counted for, from 1 */
	uint32_t *parents; /* by row of the built-in list: the same two for parents that are no
			      supplier here */
	uint32_t *parents_counted;
	uint32_t *nearest;           /* by row: the child that is nearest to you */
	struct th_index_list starts; /* the products of the vendor at hand */
	uint32_t audited;
};

static bool is_audited(const struct th_graph_document *g)
{
	return g->acquired && !g->own && g->doc->root != TH_NONE;
}

static void count_supplier(struct tally *t, uint32_t supplier)
{
	uint32_t row;

	if (t->counted[supplier] == t->audited)
		return;
	t->counted[supplier] = t->audited;
	t->vendors[supplier]++;
	if (th_suppliers_parent(&t->check->graph->suppliers, supplier, t->check->as_of, &row).len ==
	    0)
		return;
	uint32_t entity = t->check->graph->suppliers.of_row.items[row];
	if (entity) {
		count_supplier(t, th_suppliers_find(&t->check->graph->suppliers, entity));
		return;
	}
	uint32_t hop = th_check_hop(t->check, supplier);
	if (hop < 2 || hop == TH_UNREACHED)
		return;
	if (!t->nearest[row] || hop < th_check_hop(t->check, t->nearest[row]))
		t->nearest[row] = supplier;
	if (t->parents_counted[row] != t->audited) {
		t->parents_counted[row] = t->audited;
		t->parents[row]++;
	}
}

/* All suppliers that a vendor's products rely on. */
static th_status count_vendor(struct tally *t, uint32_t vendor)
{
	const struct th_graph *graph = t->check->graph;

	t->starts.count = 0;
	for (uint32_t d = 0; d < graph->documents.count; d++) {
		const struct th_graph_document *g = &graph->documents.items[d];
		uint32_t root =
			is_audited(g) ? graph->node_of[g->first_component + g->doc->root] : 0;
		if (!root || graph->nodes[root].supplier != vendor)
			continue;
		uint32_t *start = th_index_list_push(&t->starts, UINT32_MAX);
		if (!start)
			return TH_ENOMEM;
		*start = root;
	}
	if (t->starts.count == 0)
		return TH_OK;
	t->audited++;
	TH_TRY(th_walk_from(&t->walk, t->starts.items, t->starts.count, UINT32_MAX));
	for (uint32_t s = 1; s < graph->suppliers.list.count; s++)
		if (s != vendor && th_walk_reaches(&t->walk, th_graph_supplier_vertex(graph, s)))
			count_supplier(t, s);
	return TH_OK;
}

static th_status add(struct tally *t, uint32_t supplier)
{
	struct th_check *check = t->check;
	struct th_draft *d =
		th_check_draft(check, TH_RULE_concentration, TH_SUBJECT_SUPPLIER, supplier);

	if (!d)
		return TH_ENOMEM;
	d->message = th_arena_printf(
		check->arena, "%u of %u vendors rely on %.*s", t->vendors[supplier], t->audited,
		TH_FMT(th_suppliers_get(&check->graph->suppliers, supplier)->name));
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

static th_status add_parent(struct tally *t, uint32_t row)
{
	struct th_check *check = t->check;
	const struct th_suppliers *set = &check->graph->suppliers;
	struct th_draft *d = th_check_draft(check, TH_RULE_concentration, TH_SUBJECT_PARENT, row);

	if (!d)
		return TH_ENOMEM;
	d->nearest = th_graph_supplier_vertex(check->graph, t->nearest[row]);
	d->message = th_arena_printf(
		check->arena, "%u of %u vendors rely on what %.*s owns or hosts, as %.*s",
		t->parents[row], t->audited,
		TH_FMT(th_index_text(set->builtin, set->builtin->suppliers[row].name)),
		TH_FMT(th_suppliers_get(set, t->nearest[row])->name));
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

static th_status judge(struct tally *t)
{
	const struct th_graph *graph = t->check->graph;

	for (uint32_t r = 0; r < graph->suppliers.of_row.count; r++)
		if (t->parents[r] >= LEAST_VENDORS && t->parents[r] * 2 >= t->audited)
			TH_TRY(add_parent(t, r));

	for (uint32_t s = 1; s < graph->suppliers.list.count; s++)
		if (t->vendors[s] >= LEAST_VENDORS && t->vendors[s] * 2 >= t->audited &&
		    th_check_reaches(t->check, s) && th_check_hop(t->check, s) >= 2)
			TH_TRY(add(t, s));
	return TH_OK;
}

static th_status count_all(struct tally *t)
{
	const struct th_check *check = t->check;

	for (uint32_t s = 1; s < check->graph->suppliers.list.count; s++)
		if (check->vendor[s] == TH_VENDOR_ACQUIRED)
			TH_TRY(count_vendor(t, s));
	return t->audited >= LEAST_VENDORS ? judge(t) : TH_OK;
}

th_status th_check_concentration(struct th_check *check)
{
	uint32_t acquired = 0, suppliers = check->graph->suppliers.list.count,
		 rows = check->graph->suppliers.of_row.count;
	struct tally t = { .check = check };

	for (uint32_t s = 1; s < suppliers; s++)
		acquired += check->vendor[s] == TH_VENDOR_ACQUIRED;
	if (acquired < LEAST_VENDORS)
		return TH_OK;
	t.vendors = calloc(suppliers, sizeof(uint32_t));
	t.counted = calloc(suppliers, sizeof(uint32_t));
	t.parents = calloc((size_t)rows + 1, sizeof(uint32_t));
	t.parents_counted = calloc((size_t)rows + 1, sizeof(uint32_t));
	t.nearest = calloc((size_t)rows + 1, sizeof(uint32_t));
	th_status status = th_walk_init(&t.walk, check->graph);
	if (status == TH_OK)
		status = t.vendors && t.counted && t.parents && t.parents_counted && t.nearest
				 ? count_all(&t)
				 : TH_ENOMEM;
	th_walk_release(&t.walk);
	th_index_list_release(&t.starts);
	free(t.vendors);
	free(t.counted);
	free(t.parents);
	free(t.parents_counted);
	free(t.nearest);
	return status;
}
