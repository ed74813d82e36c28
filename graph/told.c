#include "graph/told.h"

static th_status keep(struct th_document *doc, th_slice text, uint64_t place, th_text *out)
{
	*out = th_document_keep(doc, text, place);
	return th_text_is_present(*out) ? TH_OK : TH_ENOMEM;
}

/* ---- attributes ---- */

static void remove_attributes(struct th_document *doc, struct th_component *device,
			      enum th_attribute_kind kind)
{
	uint32_t *link = &device->attributes;

	while (*link != TH_NONE) {
		struct th_attribute *a = &doc->attributes.items[*link];
		if (a->kind == kind)
			*link = a->next;
		else
			link = &a->next;
	}
}

static th_status add_attribute(struct th_document *doc, uint32_t device,
			       enum th_attribute_kind kind, th_slice text)
{
	struct th_component *c = &doc->components.items[device];
	th_text kept;

	TH_TRY(keep(doc, text, c->place, &kept));
	return th_document_add_attribute(doc, &c->attributes, kind, 0, kept);
}

/* ---- one device ---- */

static th_status set_supplier(struct th_document *doc, uint32_t device, th_slice name)
{
	struct th_organization *o =
		th_organization_list_push(&doc->organizations, TH_MAX_COMPONENTS);

	if (!o)
		return TH_ENOMEM;
	*o = (struct th_organization){ .attributes = TH_NONE };
	TH_TRY(keep(doc, name, doc->components.items[device].place, &o->name));
	doc->components.items[device].supplier = doc->organizations.count - 1;
	doc->components.items[device].supplier_at = 0;
	return TH_OK;
}

static th_status tell(struct th_document *doc, uint32_t device,
		      const struct th_config_inventory *told)
{
	struct th_component *c = &doc->components.items[device];

	if (told->device.len && (c->name.v == 0 || doc->roots.count == 1))
		TH_TRY(keep(doc, told->device, c->place, &c->name));
	if (told->supplier.len)
		TH_TRY(set_supplier(doc, device, told->supplier));
	if (told->ownership.len) {
		remove_attributes(doc, c, TH_ATTRIBUTE_OWNERSHIP);
		TH_TRY(add_attribute(doc, device, TH_ATTRIBUTE_OWNERSHIP, told->ownership));
	}
	if (told->access.count)
		remove_attributes(doc, c, TH_ATTRIBUTE_ACCESS);
	for (uint32_t i = 0; i < told->access.count; i++)
		TH_TRY(add_attribute(doc, device, TH_ATTRIBUTE_ACCESS, told->access.items[i]));
	return TH_OK;
}

/* ---- all of them ---- */

bool th_inventory_means(const struct th_config_inventory *told, const struct th_document *doc,
			uint32_t device)
{
	return told->device.len == 0 || doc->roots.count == 1 ||
	       th_slice_equal_nocase(told->device,
				     th_document_text(doc, doc->components.items[device].name));
}

static th_status tell_document(const struct th_link_input *input, const struct th_config *config)
{
	struct th_document *doc = input->doc;

	if (doc->roots.count == 0 && doc->root != TH_NONE) {
		uint32_t *root = th_index_list_push(&doc->roots, UINT32_MAX);
		if (!root)
			return TH_ENOMEM;
		*root = doc->root;
	}
	for (uint32_t i = 0; i < config->inventories.count; i++) {
		const struct th_config_inventory *told = &config->inventories.items[i];
		if (!th_slice_equal(told->file, input->inventory->file))
			continue;
		for (uint32_t r = 0; r < doc->roots.count; r++)
			if (th_inventory_means(told, doc, doc->roots.items[r]))
				TH_TRY(tell(doc, doc->roots.items[r], told));
	}
	return TH_OK;
}

th_status th_inventories_tell(const struct th_link_input *inputs, uint32_t count,
			      const struct th_config *config)
{
	for (uint32_t i = 0; i < count; i++) {
		struct th_document *doc = inputs[i].doc;
		if (inputs[i].inventory && !inputs[i].forged)
			TH_TRY(tell_document(&inputs[i], config));
		if (!doc->operations || doc->root == TH_NONE)
			continue;
		struct th_component *device = &doc->components.items[doc->root];
		if (th_text_len(device->name) == 0)
			TH_TRY(keep(doc, TH_SLICE("unnamed device"), device->place, &device->name));
	}
	return TH_OK;
}
