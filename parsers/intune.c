/*
 * Microsoft Intune's lists of applications, as CSV: one row for each application on a device
 * (AppInvRawData and the lists of one device's applications). Columns are found by their
 * headings, whose spelling varies between reports.
 *
 * Of a personal device Intune lists what it manages alone: its list is not whole, and says so.
 */
#include "core/text/csv.h"
#include "parsers/inventory.h"
#include "parsers/parser.h"

enum column { C_NAME, C_VERSION, C_PUBLISHER, C_DEVICE, C_OWNER, COLUMN_COUNT };

static const char *const headings[COLUMN_COUNT][6] = {
	[C_NAME] = { "ApplicationName", "DisplayName", "Application", "AppName", NULL },
	[C_VERSION] = { "ApplicationVersion", "Version", "AppVersion", NULL },
	[C_PUBLISHER] = { "ApplicationPublisher", "Publisher", NULL },
	[C_DEVICE] = { "DeviceName", NULL },
	[C_OWNER] = { "ManagedDeviceOwnerType", "Ownership", "DeviceOwnership", "OwnerType", NULL },
};

bool th_intune_recognises(const struct th_sniff *sniff);
th_status th_intune_parse(struct th_document *doc, const struct th_sniff *sniff);

static th_slice first_line(th_slice text)
{
	return th_slice_sub(text, 0, th_slice_find(text, '\n'));
}

/* The heading of an application, and one that only Intune has. */
bool th_intune_recognises(const struct th_sniff *sniff)
{
	static const char *const of_intune[] = { "ApplicationKey", "ApplicationPublisher",
						 "ManagedDeviceOwnerType", "ApplicationName",
						 NULL };
	struct th_arena arena = { 0 };
	struct th_csv csv;
	bool more = false;

	if (sniff->container != TH_CONTAINER_TEXT)
		return false;
	th_csv_init(&csv, first_line(sniff->text), '\0', &arena);
	bool known = th_csv_next(&csv, &more) == TH_OK && more &&
		     th_csv_column(&csv, headings[C_NAME]) != TH_CSV_NONE &&
		     th_csv_column(&csv, of_intune) != TH_CSV_NONE;
	th_csv_release(&csv);
	th_arena_release(&arena);
	return known;
}

struct reading {
	struct th_document *doc;
	struct th_csv csv;
	struct th_inventory inventory;
	uint32_t columns[COLUMN_COUNT];
};

static th_status text_of(struct reading *r, enum column column, th_text *out)
{
	const struct th_csv_field *f = th_csv_at(&r->csv, r->columns[column]);

	*out = (th_text){ 0 };
	if (!f || f->text.len == 0)
		return TH_OK;
	*out = f->is_copy ? th_document_keep(r->doc, f->text, f->offset)
			  : th_text_at(f->offset, f->text.len);
	return th_text_is_present(*out) ? TH_OK : TH_ENOMEM;
}

/* "Personal", "company" ... in the words that inventories have for it. */
static th_status own(struct reading *r, uint32_t device)
{
	const struct th_csv_field *f = th_csv_at(&r->csv, r->columns[C_OWNER]);

	if (!f)
		return TH_OK;
	bool personal = th_slice_equal_nocase(f->text, TH_SLICE("personal"));
	bool corporate = th_slice_equal_nocase(f->text, TH_SLICE("company")) ||
			 th_slice_equal_nocase(f->text, TH_SLICE("corporate"));
	if (r->doc->components.items[device].attributes != TH_NONE || (!personal && !corporate))
		return TH_OK;
	th_text word = th_document_keep(
		r->doc, personal ? TH_SLICE("personal") : TH_SLICE("corporate"), f->offset);
	if (!th_text_is_present(word))
		return TH_ENOMEM;
	if (personal) {
		r->doc->is_partial = true;
		r->doc->components.items[device].assemblies = TH_AGGREGATE_INCOMPLETE;
		th_diagnose(
			&r->doc->diagnostics, TH_DIAG_partial_inventory, f->offset,
			"of a personal device Intune lists what it manages alone: what else runs "
			"on it is not known");
	}
	return th_inventory_own(&r->inventory, device, word);
}

static th_status read_row(struct reading *r)
{
	struct th_inventory_item item = { .place = r->csv.row_at };
	th_text name;
	uint32_t device;

	TH_TRY(text_of(r, C_NAME, &item.name));
	TH_TRY(text_of(r, C_VERSION, &item.version));
	TH_TRY(text_of(r, C_PUBLISHER, &item.publisher));
	TH_TRY(text_of(r, C_DEVICE, &name));
	TH_TRY(th_inventory_device(&r->inventory, name, r->csv.row_at, &device));
	TH_TRY(own(r, device));
	return th_inventory_add(&r->inventory, device, &item);
}

static th_status read_all(struct reading *r)
{
	bool more;

	TH_TRY(th_csv_next(&r->csv, &more));
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		r->columns[i] = th_csv_column(&r->csv, headings[i]);
	for (;;) {
		TH_TRY(th_csv_next(&r->csv, &more));
		if (!more)
			return th_inventory_finish(&r->inventory);
		TH_TRY(read_row(r));
	}
}

th_status th_intune_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	struct reading r = { .doc = doc };

	th_csv_init(&r.csv, th_slice_sub(doc->source, 0, doc->source.len), '\0', &doc->arena);
	(void)sniff;
	th_inventory_begin(&r.inventory, doc);
	th_status status = read_all(&r);
	if (r.csv.error)
		th_diagnose(&doc->diagnostics,
			    status == TH_ELIMIT ? TH_DIAG_limit : TH_DIAG_not_read, r.csv.error_at,
			    "%s", r.csv.error);
	th_inventory_release(&r.inventory);
	th_csv_release(&r.csv);
	return status;
}
