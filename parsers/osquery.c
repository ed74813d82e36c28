/*
 * osquery results (tables of osquery 5): rows of programs, apps, deb_packages, rpm_packages,
 * chrome_extensions and the like as a JSON array. A row has no word for what table it is of: its
 * columns tell. All values are strings.
 */
#include "parsers/inventory.h"
#include "parsers/json_rows.h"
#include "parsers/parser.h"

#include <pthread.h>

enum row_slot {
	R_NAME,
	R_VERSION,
	R_PUBLISHER,
	R_HOST,
	R_SHORT_VERSION, /* of apps: the version that people see */
	R_BUNDLE_VERSION,
};

static const struct th_shape row;

static th_status leave_row(struct th_walker *w, struct th_frame *frame)
{
	struct th_inventory *inventory = w->format;
	uint32_t device;

	if (th_text_len(frame->slots[R_HOST]))
		TH_TRY(th_inventory_name(inventory, frame->slots[R_HOST], frame->place));
	TH_TRY(th_inventory_device(inventory, (th_text){ 0 }, frame->place, &device));
	th_text version = frame->slots[R_VERSION];
	if (th_text_len(version) == 0)
		version = th_text_len(frame->slots[R_SHORT_VERSION])
				  ? frame->slots[R_SHORT_VERSION]
				  : frame->slots[R_BUNDLE_VERSION];
	return th_inventory_add(
		inventory, device,
		&(struct th_inventory_item){ .place = frame->place,
					     .name = frame->slots[R_NAME],
					     .version = version,
					     .publisher = frame->slots[R_PUBLISHER] });
}

static const struct th_field row_fields[] = {
	TEXT("name", R_NAME),
	TEXT("version", R_VERSION),
	TEXT("publisher", R_PUBLISHER),
	TEXT("hostname", R_HOST),
	TEXT("bundle_short_version", R_SHORT_VERSION),
	TEXT("bundle_version", R_BUNDLE_VERSION),
};
SHAPE(row, "row", NULL, leave_row);

static void prepare(void)
{
	static const struct th_shape *const all[] = { &row };
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

bool th_osquery_recognises(const struct th_sniff *sniff);
th_status th_osquery_parse(struct th_document *doc, const struct th_sniff *sniff);

/* An array of rows that have a column which no other list has. */
bool th_osquery_recognises(const struct th_sniff *sniff)
{
	static const enum th_sniff_key columns[] = {
		TH_SNIFF_install_location,  TH_SNIFF_install_source, TH_SNIFF_identifying_number,
		TH_SNIFF_bundle_identifier, TH_SNIFF_admindir,
	};

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		if (th_sniff_item_has(sniff, columns[i]))
			return true;
	return false;
}

th_status th_osquery_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct th_inventory inventory;
	struct th_walker walker = { .doc = doc, .format = &inventory, .takes_array = true };

	pthread_once(&once, prepare);
	th_inventory_begin(&inventory, doc);
	th_status status = th_shape_walk_json(&walker, &row, sniff->start);
	if (status == TH_OK)
		status = th_inventory_finish(&inventory);
	th_inventory_release(&inventory);
	return status;
}
