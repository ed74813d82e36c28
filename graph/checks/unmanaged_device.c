/*
 * unmanaged-device: a personal device of somebody's staff, in an inventory or a formulation.
 * Critical where it reaches build, signing or source. Ownership that nobody states is a blind spot,
 * not this.
 */
#include "graph/check.h"

th_status th_check_unmanaged_device(struct th_check *check);

struct device {
	bool personal;
	th_slice reaches[4]; /* of build, signing, source, corporate */
	uint32_t reach_count;
	bool reaches_build;
};

static void add_access(struct device *device, th_slice access)
{
	for (uint32_t i = 0; i < device->reach_count; i++)
		if (th_slice_equal_nocase(device->reaches[i], access))
			return;
	device->reaches_build |= th_access_is_sensitive(access);
	if (device->reach_count < sizeof(device->reaches) / sizeof(device->reaches[0]))
		device->reaches[device->reach_count++] = access;
}

/* What all inventories of the device say of it. */
static void read_device(const struct th_graph *graph, uint32_t node, struct device *out)
{
	const struct th_graph_document *g;

	*out = (struct device){ 0 };
	for (uint32_t c = graph->nodes[node].first; c != TH_NONE; c = graph->next_same[c]) {
		const struct th_component *device = th_graph_component(graph, c, &g);
		bool speaks = g->inventory || device->role == TH_ROLE_BUILD;
		for (uint32_t a = speaks ? device->attributes : TH_NONE; a != TH_NONE;
		     a = g->doc->attributes.items[a].next) {
			const struct th_attribute *at = &g->doc->attributes.items[a];
			th_slice text = th_document_text(g->doc, at->text);
			if (at->kind == TH_ATTRIBUTE_OWNERSHIP)
				out->personal |= th_slice_equal_nocase(text, TH_SLICE("personal"));
			if (at->kind == TH_ATTRIBUTE_ACCESS)
				add_access(out, text);
		}
	}
}

static th_status add(struct th_check *check, uint32_t node, const struct device *device)
{
	struct th_draft *d = th_check_draft(check, TH_RULE_unmanaged_device, TH_SUBJECT_NODE, node);
	struct th_examples reached = { 0 };

	if (!d)
		return TH_ENOMEM;
	if (device->reaches_build)
		d->severity = TH_LEVEL_CRITICAL;
	for (uint32_t i = device->reach_count; i > 0; i--) /* attributes come last first */
		th_examples_add(&reached, device->reaches[i - 1]);
	th_slice what = th_examples_text(&reached, check->arena);
	d->message = th_arena_printf(
		check->arena, "%.*s is a personal device of %.*s's staff; it reaches: %.*s",
		TH_FMT(th_check_title(check, node)), TH_FMT(th_check_supplier_name(check, node)),
		TH_FMT(what.len ? what : TH_SLICE("nobody says what")));
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

static bool is_any_machine(const struct th_graph *graph)
{
	for (uint32_t d = 0; d < graph->documents.count; d++)
		if (graph->documents.items[d].inventory ||
		    graph->documents.items[d].doc->tells_build)
			return true;
	return false;
}

th_status th_check_unmanaged_device(struct th_check *check)
{
	if (!is_any_machine(check->graph))
		return TH_OK;
	for (uint32_t node = 1; node < check->graph->node_count; node++) {
		struct device device;
		if (!check->graph->nodes[node].is_device || !th_walk_reaches(check->walk, node))
			continue;
		read_device(check->graph, node, &device);
		if (device.personal)
			TH_TRY(add(check, node, &device));
	}
	return TH_OK;
}
