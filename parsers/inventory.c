#include "parsers/inventory.h"

#include "core/base/date.h"
#include "core/base/limits.h"

void th_inventory_begin(struct th_inventory *inventory, struct th_document *doc)
{
	*inventory = (struct th_inventory){ .doc = doc, .nameless = TH_NONE };
	doc->operations = true;
	doc->states_runs = true;
	doc->has_environment = true;
}

void th_inventory_release(struct th_inventory *inventory)
{
	th_strings_release(&inventory->keys);
	th_index_list_release(&inventory->of_key);
	th_inventory_entry_list_release(&inventory->entries);
	th_arena_release(&inventory->arena);
	free(inventory->key);
}

/* ---- keys ---- */

/* Put parts together in inventory->key, each behind a byte that stands in no text. */
static th_status make_key(struct th_inventory *inventory, const th_slice *parts, size_t count,
			  th_slice *out)
{
	size_t len = 0, at = 0;

	for (size_t i = 0; i < count; i++)
		len += parts[i].len + 1;
	if (len > inventory->key_capacity) {
		char *grown = realloc(inventory->key, 2 * len);
		if (!grown)
			return TH_ENOMEM;
		inventory->key = grown;
		inventory->key_capacity = 2 * len;
	}
	for (size_t i = 0; i < count; i++) {
		inventory->key[at++] = '\xff';
		if (parts[i].len)
			memcpy(inventory->key + at, parts[i].ptr, parts[i].len);
		at += parts[i].len;
	}
	*out = th_slice_make(inventory->key, len);
	return TH_OK;
}

/* The slot of a key; *fresh: it is new, and holds TH_NONE. */
static th_status slot_of(struct th_inventory *inventory, th_slice key, uint32_t **slot, bool *fresh)
{
	th_str id = th_strings_find(&inventory->keys, key);

	*fresh = id.v == 0;
	if (*fresh) {
		th_slice kept = th_arena_copy(&inventory->arena, key);
		uint32_t *made = th_index_list_push(&inventory->of_key, UINT32_MAX);
		if (!kept.ptr || !made)
			return TH_ENOMEM;
		*made = TH_NONE;
		TH_TRY(th_strings_intern(&inventory->keys, kept, &id));
	}
	*slot = &inventory->of_key.items[id.v - 1];
	return TH_OK;
}

/* ---- devices ---- */

/* What no more component can be made for: memory, or the ceiling of which a diagnostic tells. */
static th_status full(const struct th_document *doc)
{
	return doc->diagnostics.errors ? TH_ELIMIT : TH_ENOMEM;
}

static th_status make_device(struct th_inventory *inventory, th_text name, uint64_t place,
			     uint32_t *out)
{
	struct th_document *doc = inventory->doc;

	*out = th_document_add_component(doc, TH_ROLE_ROOT, place);
	if (*out == TH_NONE)
		return full(doc);
	doc->components.items[*out].type = TH_TYPE_device;
	doc->components.items[*out].name = name;
	uint32_t *root = th_index_list_push(&doc->roots, UINT32_MAX);
	if (!root)
		return TH_ENOMEM;
	*root = *out;
	if (doc->root == TH_NONE)
		doc->root = *out;
	return TH_OK;
}

th_status th_inventory_device(struct th_inventory *inventory, th_text name, uint64_t place,
			      uint32_t *device)
{
	th_slice parts[] = { TH_SLICE("device"), th_document_text(inventory->doc, name) }, key;
	uint32_t *slot;
	bool fresh;

	if (th_text_len(name) == 0) {
		if (inventory->nameless == TH_NONE)
			TH_TRY(make_device(inventory, (th_text){ 0 }, place, &inventory->nameless));
		*device = inventory->nameless;
		return TH_OK;
	}
	TH_TRY(make_key(inventory, parts, 2, &key));
	TH_TRY(slot_of(inventory, key, &slot, &fresh));
	if (fresh)
		TH_TRY(make_device(inventory, name, place, slot));
	*device = *slot;
	return TH_OK;
}

th_status th_inventory_name(struct th_inventory *inventory, th_text name, uint64_t place)
{
	uint32_t device;

	TH_TRY(th_inventory_device(inventory, (th_text){ 0 }, place, &device));
	struct th_component *c = &inventory->doc->components.items[device];
	if (th_text_len(c->name) == 0)
		c->name = name;
	return TH_OK;
}

th_status th_inventory_own(struct th_inventory *inventory, uint32_t device, th_text ownership)
{
	struct th_document *doc = inventory->doc;

	return th_document_add_attribute(doc, &doc->components.items[device].attributes,
					 TH_ATTRIBUTE_OWNERSHIP, 0, ownership);
}

/* ---- software ---- */

static th_status find(struct th_inventory *inventory, uint32_t device,
		      const struct th_inventory_item *item, uint32_t **slot, bool *fresh)
{
	const struct th_document *doc = inventory->doc;
	th_slice parts[] = {
		th_slice_make((const char *)&device, sizeof(device)),
		th_document_text(doc, item->name),
		th_document_text(doc, item->version),
		th_document_text(doc, item->publisher),
		th_document_text(doc, item->supplier),
		th_document_text(doc, item->purl),
	};
	th_slice key;

	TH_TRY(make_key(inventory, parts, sizeof(parts) / sizeof(parts[0]), &key));
	return slot_of(inventory, key, slot, fresh);
}

th_status th_inventory_add(struct th_inventory *inventory, uint32_t device,
			   const struct th_inventory_item *item)
{
	uint32_t *slot;
	bool fresh;

	if (th_text_len(item->name) == 0)
		return TH_OK;
	TH_TRY(find(inventory, device, item, &slot, &fresh));
	if (!fresh) {
		inventory->entries.items[*slot].removed = false;
		return TH_OK;
	}
	struct th_inventory_entry *e =
		th_inventory_entry_list_push(&inventory->entries, TH_MAX_COMPONENTS);
	if (!e)
		return TH_ENOMEM;
	*e = (struct th_inventory_entry){ .item = *item, .device = device };
	*slot = inventory->entries.count - 1;
	return TH_OK;
}

th_status th_inventory_remove(struct th_inventory *inventory, uint32_t device,
			      const struct th_inventory_item *item)
{
	TH_TRY(th_inventory_add(inventory, device, item));
	uint32_t *slot;
	bool fresh;
	if (th_text_len(item->name) == 0)
		return TH_OK;
	TH_TRY(find(inventory, device, item, &slot, &fresh));
	inventory->entries.items[*slot].removed = true;
	return TH_OK;
}

/* ---- the document ---- */

th_status th_inventory_date(struct th_document *doc, uint64_t seconds, uint64_t place)
{
	enum { DAY = 24 * 60 * 60 };
	char text[TH_DATE_TEXT];

	if (seconds / DAY > TH_DAY_LAST)
		return TH_OK;
	size_t len = th_date_format(th_date_of_day((int32_t)(seconds / DAY)), text, sizeof(text));
	doc->created = th_document_keep(doc, th_slice_make(text, len), place);
	return th_text_is_present(doc->created) ? TH_OK : TH_ENOMEM;
}

static th_status emit(struct th_document *doc, const struct th_inventory_entry *e)
{
	uint32_t index = th_document_add_component(doc, TH_ROLE_LISTED, e->item.place), supplier;

	if (index == TH_NONE)
		return full(doc);
	TH_TRY(th_document_add_organization(doc, e->item.supplier, (th_text){ 0 }, (th_text){ 0 },
					    &supplier));
	struct th_component *c = &doc->components.items[index];
	c->type = e->item.type == TH_TYPE_unknown ? TH_TYPE_application
						  : (unsigned)e->item.type & 63u;
	c->name = e->item.name;
	c->version = e->item.version;
	c->publisher = e->item.publisher;
	c->purl = e->item.purl;
	c->supplier = supplier;
	if (supplier != TH_NONE)
		c->supplier_at = (int32_t)((int64_t)th_document_offset(doc, e->item.supplier) -
					   (int64_t)e->item.place);
	doc->counts.components++;
	return th_document_relate(doc, TH_RELATION_runs, e->device, index, e->item.place)
		       ? TH_OK
		       : full(doc);
}

th_status th_inventory_finish(struct th_inventory *inventory)
{
	struct th_document *doc = inventory->doc;
	uint32_t device;

	if (doc->root == TH_NONE)
		TH_TRY(th_inventory_device(inventory, (th_text){ 0 }, 0, &device));
	for (uint32_t i = 0; i < inventory->entries.count; i++)
		if (!inventory->entries.items[i].removed)
			TH_TRY(emit(doc, &inventory->entries.items[i]));
	return th_document_seal(doc);
}
