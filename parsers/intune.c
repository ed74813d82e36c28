/*
 * Microsoft Intune's lists of applications, as CSV: one row for each application on a device
 * (AppInvRawData and the lists of one device's applications). Columns are found by their
 * headings, whose spelling varies between reports.
 *
 * Of a personal device Intune lists what it manages alone: its list is not whole, and says so.
 */
#include "parsers/inventory.h"
#include "parsers/table.h"

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

bool th_intune_recognises(const struct th_sniff *sniff);
th_status th_intune_parse(struct th_document *doc, const struct th_sniff *sniff);

/* The heading of an application, and one that only Intune has. */
bool th_intune_recognises(const struct th_sniff *sniff)
{
	const char *const *const needed[] = {
		(const char *const[]){ "ApplicationName", "DisplayName", "AppName", NULL },
		(const char *const[]){ "ApplicationKey", "ApplicationPublisher",
				       "ManagedDeviceOwnerType", NULL },
	};

	return th_table_begins(sniff, needed, sizeof(needed) / sizeof(needed[0]));
}

th_status th_intune_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	struct reading r = { .doc = doc };
	struct th_csv csv;

	(void)sniff;
	th_inventory_begin(&r.inventory, doc);
	th_status status = th_table_read(doc, &csv, &r, find_columns, read_row);
	if (status == TH_OK)
		status = th_inventory_finish(&r.inventory);
	th_inventory_release(&r.inventory);
	return status;
}
