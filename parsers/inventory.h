/*
 * What inventories of machines have in common: devices, what runs on each, and the tables that
 * these become (device -runs-> software). For the parsers of osquery results, winget exports,
 * Intune and Jamf inventories.
 */
#ifndef TH_PARSERS_INVENTORY_H
#define TH_PARSERS_INVENTORY_H

#include "core/base/strings.h"
#include "parsers/document.h"

struct th_inventory_item {
	uint64_t place;
	th_text name, version, publisher;
	th_text supplier; /* an organisation's name */
	th_text purl;
	enum th_component_type type; /* TH_TYPE_unknown: an application */
};

/* Software on a device. */
struct th_inventory_entry {
	struct th_inventory_item item;
	uint32_t device; /* component */
	bool removed;
};
TH_LIST_DEFINE(th_inventory_entry_list, struct th_inventory_entry);

struct th_inventory {
	struct th_document *doc;
	struct th_strings
		keys; /* of devices by name, of software by device and all that tells it apart */
	struct th_index_list of_key; /* by id - 1: component of a device, or number of an entry */
	struct th_inventory_entry_list entries;
	struct th_arena arena; /* of keys */
	char *key;             /* the one that is looked up */
	size_t key_capacity;
	uint32_t nameless; /* the device of which the file does not say the name, or TH_NONE */
};

/* Begin: the document is an inventory. Release it whatever follows. */
void th_inventory_begin(struct th_inventory *inventory, struct th_document *doc);
void th_inventory_release(struct th_inventory *inventory);
/*
 * The device of this name, made where there is none yet; absent or empty: the one of which the file
 * does not say the name.
 */
th_status th_inventory_device(struct th_inventory *inventory, th_text name, uint64_t place,
			      uint32_t *device) TH_MUST_USE;
/* The file says the name of the one device that it speaks of. */
th_status th_inventory_name(struct th_inventory *inventory, th_text name,
			    uint64_t place) TH_MUST_USE;
/* Whose the device is (personal, corporate), as a text of the document. */
th_status th_inventory_own(struct th_inventory *inventory, uint32_t device,
			   th_text ownership) TH_MUST_USE;
/* Software on a device: once, however often it is listed. What has no name is passed over. */
th_status th_inventory_add(struct th_inventory *inventory, uint32_t device,
			   const struct th_inventory_item *item) TH_MUST_USE;
/*
 * The file was made at that second since 1970: its day becomes the document's date. A second
 * outside of the calendar says nothing. Any document may be given, an inventory of its own tables
 * too.
 */
th_status th_inventory_date(struct th_document *doc, uint64_t seconds, uint64_t place) TH_MUST_USE;
/* What was added is there no more. */
th_status th_inventory_remove(struct th_inventory *inventory, uint32_t device,
			      const struct th_inventory_item *item) TH_MUST_USE;
/*
 * Make components and relations of it all and seal the document. A file that speaks of no device
 * has one without a name: what it lists runs somewhere.
 */
th_status th_inventory_finish(struct th_inventory *inventory) TH_MUST_USE;

#endif
