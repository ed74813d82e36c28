/*
 * unmanaged-device: a personal device of somebody's staff, in an inventory. Critical where it
 * reaches build, signing or source. Ownership that nobody states is a blind spot, not this.
 */
#include "graph/check.h"

th_status th_check_unmanaged_device(struct th_check *check);

struct device {
	th_slice ownership;
	th_slice reaches[4]; /* of build, signing, source, corporate */
	uint32_t reach_count;
	bool reaches_build;
};

static bool is_sensitive(th_slice access)
{
	return th_slice_equal_nocase(access, TH_SLICE("build")) ||
	       th_slice_equal_nocase(access, TH_SLICE("signing")) ||
	       th_slice_equal_nocase(access, TH_SLICE("source"));
}

static void add_access(struct device *device, th_slice access)
{
	device->reaches_build |= is_sensitive(access);
	if (device->reach_count < sizeof(device->reaches) / sizeof(device->reaches[0]))
		device->reaches[device->reach_count++] = access;
}

/* What the document says of its device; what the configuration says of the inventory stands above
 * it. */
static void read_device(const struct th_check *check, uint32_t document, struct device *out)
{
	const struct th_document *doc = check->graph->documents.items[document].doc;
	const struct th_config_inventory *told = check->inputs[document].inventory;
	const struct th_component *root = &doc->components.items[doc->root];

	*out = (struct device){ 0 };
	for (uint32_t a = root->attributes; a != TH_NONE; a = doc->attributes.items[a].next) {
		th_slice text = th_document_text(doc, doc->attributes.items[a].text);
		if (doc->attributes.items[a].kind == TH_ATTRIBUTE_OWNERSHIP)
			out->ownership = text;
		if (doc->attributes.items[a].kind == TH_ATTRIBUTE_ACCESS &&
		    !(told && told->access.count))
			add_access(out, text);
	}
	if (told && told->ownership.len)
		out->ownership = told->ownership;
	for (uint32_t i = 0; told && i < told->access.count; i++)
		add_access(out, told->access.items[i]);
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

th_status th_check_unmanaged_device(struct th_check *check)
{
	for (uint32_t d = 0; d < check->graph->documents.count; d++) {
		const struct th_graph_document *g = &check->graph->documents.items[d];
		struct device device;
		if (!g->inventory)
			continue;
		uint32_t node = check->graph->node_of[g->first_component + g->doc->root];
		read_device(check, d, &device);
		if (th_walk_reaches(check->walk, node) &&
		    th_slice_equal_nocase(device.ownership, TH_SLICE("personal")))
			TH_TRY(add(check, node, &device));
	}
	return TH_OK;
}
