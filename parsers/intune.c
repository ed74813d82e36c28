/*
 * Microsoft Intune's lists: of applications on devices, and of devices. As CSV, one row for each
 * application on a device (AppInvRawData and the lists of one device's applications) or for each
 * device; columns are found by their headings, whose spelling varies between reports. As JSON of
 * Microsoft Graph: detectedApps, with the devices of each where they were asked for, and
 * managedDevices.
 *
 * Of a personal device Intune lists what it manages alone: its list is not whole, and says so.
 */
#include "parsers/inventory.h"
#include "parsers/json_rows.h"
#include "parsers/table.h"

#include <pthread.h>

enum column { C_NAME, C_VERSION, C_PUBLISHER, C_DEVICE, C_OWNER, COLUMN_COUNT };
static const char *const *const headings[COLUMN_COUNT] = {
	[C_NAME] = (const char *const[]){ "ApplicationName", "DisplayName", "AppName", NULL },
	[C_VERSION] = (const char *const[]){ "ApplicationVersion", "AppVersion", "Version", NULL },
	[C_PUBLISHER] = (const char *const[]){ "ApplicationPublisher", "Publisher", NULL },
	[C_DEVICE] = (const char *const[]){ "DeviceName", NULL },
	[C_OWNER] =
		(const char *const[]){ "ManagedDeviceOwnerType", "Ownership", "OwnerType", NULL },
};

struct reading {
	struct th_document *doc;
	struct th_inventory inventory;
	uint32_t columns[COLUMN_COUNT];
	struct th_index_list hosts; /* devices of the application that is read */
};

static void find_columns(void *context, const struct th_csv *csv)
{
	struct reading *r = context;

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		r->columns[i] = th_csv_column(csv, headings[i]);
}

/* "Personal", "company" ... in the words that inventories have for it. */
static th_status own(struct reading *r, th_text stated, uint32_t device)
{
	th_slice text = th_document_text(r->doc, stated);
	uint64_t offset = th_document_offset(r->doc, stated);
	bool personal = th_slice_equal_nocase(text, TH_SLICE("personal"));
	bool corporate = th_slice_equal_nocase(text, TH_SLICE("company")) ||
			 th_slice_equal_nocase(text, TH_SLICE("corporate"));

	if (r->doc->components.items[device].attributes != TH_NONE || (!personal && !corporate))
		return TH_OK;
	th_text word = th_document_keep(
		r->doc, personal ? TH_SLICE("personal") : TH_SLICE("corporate"), offset);
	if (!th_text_is_present(word))
		return TH_ENOMEM;
	if (personal) {
		r->doc->is_partial = true;
		r->doc->components.items[device].assemblies = TH_AGGREGATE_INCOMPLETE;
		th_diagnose(
			&r->doc->diagnostics, TH_DIAG_partial_inventory, offset,
			"of a personal device Intune lists what it manages alone: what else runs "
			"on it is not known");
	}
	return th_inventory_own(&r->inventory, device, word);
}

static th_status read_row(void *context, const struct th_csv *csv)
{
	struct reading *r = context;
	th_text cells[COLUMN_COUNT];
	uint32_t device;

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		TH_TRY(th_table_text(r->doc, csv, r->columns[i], &cells[i]));
	TH_TRY(th_inventory_device(&r->inventory, cells[C_DEVICE], csv->row_at, &device));
	TH_TRY(own(r, cells[C_OWNER], device));
	return th_inventory_add(&r->inventory, device,
				&(struct th_inventory_item){ .place = csv->row_at,
							     .name = cells[C_NAME],
							     .version = cells[C_VERSION],
							     .publisher = cells[C_PUBLISHER] });
}

/* ---- JSON of Microsoft Graph ---- */

enum item_slot { I_NAME, I_VERSION, I_PUBLISHER, I_DEVICE, I_OWNER, I_SYSTEM, I_SYSTEM_VERSION };
enum host_slot { H_NAME, H_OWNER };

/* A device of the list, with its operating system as what runs on it. */
static th_status take_device(struct reading *r, struct th_frame *frame)
{
	uint32_t device;

	TH_TRY(th_inventory_device(&r->inventory, frame->slots[I_DEVICE], frame->place, &device));
	TH_TRY(own(r, frame->slots[I_OWNER], device));
	return th_inventory_add(
		&r->inventory, device,
		&(struct th_inventory_item){ .place = frame->place,
					     .name = frame->slots[I_SYSTEM],
					     .version = frame->slots[I_SYSTEM_VERSION],
					     .type = TH_TYPE_operating_system });
}

static th_status enter_item(struct th_walker *w, struct th_frame *frame)
{
	struct reading *r = w->format;

	frame->index = r->hosts.count;
	return TH_OK;
}

static th_status leave_host(struct th_walker *w, struct th_frame *frame)
{
	struct reading *r = w->format;
	uint32_t device;

	TH_TRY(th_inventory_device(&r->inventory, frame->slots[H_NAME], frame->place, &device));
	TH_TRY(own(r, frame->slots[H_OWNER], device));
	uint32_t *slot = th_index_list_push(&r->hosts, TH_MAX_COMPONENTS);
	if (!slot)
		return TH_ENOMEM;
	*slot = device;
	return TH_OK;
}

/* An application on the devices that are listed with it; on one without a name where none is. */
static th_status take_application(struct reading *r, struct th_frame *frame)
{
	struct th_inventory_item item = { .place = frame->place,
					  .name = frame->slots[I_NAME],
					  .version = frame->slots[I_VERSION],
					  .publisher = frame->slots[I_PUBLISHER] };
	uint32_t device;

	if (r->hosts.count == frame->index) {
		TH_TRY(th_inventory_device(&r->inventory, (th_text){ 0 }, frame->place, &device));
		return th_inventory_add(&r->inventory, device, &item);
	}
	for (uint32_t i = frame->index; i < r->hosts.count; i++)
		TH_TRY(th_inventory_add(&r->inventory, r->hosts.items[i], &item));
	r->hosts.count = frame->index;
	return TH_OK;
}

static th_status leave_item(struct th_walker *w, struct th_frame *frame)
{
	return th_text_len(frame->slots[I_DEVICE]) ? take_device(w->format, frame)
						   : take_application(w->format, frame);
}

static const struct th_field host_fields[] = {
	TEXT("deviceName", H_NAME),
	TEXT("managedDeviceOwnerType", H_OWNER),
};
SHAPE(host, "device", NULL, leave_host);

static const struct th_field item_fields[] = {
	TEXT("displayName", I_NAME),
	TEXT("version", I_VERSION),
	TEXT("publisher", I_PUBLISHER),
	TEXT("deviceName", I_DEVICE),
	TEXT("managedDeviceOwnerType", I_OWNER),
	TEXT("operatingSystem", I_SYSTEM),
	TEXT("osVersion", I_SYSTEM_VERSION),
	OBJECT("managedDevices", host),
};
SHAPE(item, "item", enter_item, leave_item);

static const struct th_field answer_fields[] = {
	OBJECT("value", item),
};
SHAPE(answer, "answer", NULL, NULL);

static void prepare(void)
{
	static const struct th_shape *const all[] = { &host, &item, &answer };
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

static th_status read_answer(struct reading *r, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct th_walker walker = { .doc = r->doc, .format = r };

	pthread_once(&once, prepare);
	return th_shape_walk_json(&walker, &answer, sniff->start);
}

/* ---- both ---- */

bool th_intune_recognises(const struct th_sniff *sniff);
th_status th_intune_parse(struct th_document *doc, const struct th_sniff *sniff);

static bool is_answer(const struct th_sniff *sniff)
{
	static const char *const parts[] = { "deviceManagement/detectedApps",
					     "deviceManagement/managedDevices" };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (th_slice_search(sniff->odata_context, th_slice_of(parts[i])) <
		    sniff->odata_context.len)
			return true;
	return false;
}

/* The heading of an application, and one that only Intune has; or those of its list of devices. */
bool th_intune_recognises(const struct th_sniff *sniff)
{
	const char *const *const applications[] = {
		(const char *const[]){ "ApplicationName", "DisplayName", "AppName", NULL },
		(const char *const[]){ "ApplicationKey", "ApplicationPublisher",
				       "ManagedDeviceOwnerType", NULL },
	};
	const char *const *const devices[] = {
		(const char *const[]){ "DeviceName", NULL },
		(const char *const[]){ "Ownership", "ManagedDeviceOwnerType", NULL },
	};

	return is_answer(sniff) || th_table_begins(sniff, applications, 2) ||
	       th_table_begins(sniff, devices, 2);
}

th_status th_intune_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	struct reading r = { .doc = doc };
	struct th_csv csv;

	th_inventory_begin(&r.inventory, doc);
	th_status status = sniff->container == TH_CONTAINER_JSON
				   ? read_answer(&r, sniff)
				   : th_table_read(doc, &csv, &r, find_columns, read_row);
	if (status == TH_OK)
		status = th_inventory_finish(&r.inventory);
	th_index_list_release(&r.hosts);
	th_inventory_release(&r.inventory);
	return status;
}
