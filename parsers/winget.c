/*
 * Exports of winget (winget-packages schema 1 and 2): packages by source. A package's identifier is
 * its publisher, a dot, and the product; the version is there only where it was asked for. What the
 * sources do not know is not in it.
 */
#include "parsers/inventory.h"
#include "parsers/json_rows.h"
#include "parsers/parser.h"

#include <pthread.h>

enum package_slot { P_ID, P_VERSION };

static const struct th_shape export, source, package;

static th_status leave_package(struct th_walker *w, struct th_frame *frame)
{
	struct th_inventory_item item = { .place = frame->place,
					  .version = frame->slots[P_VERSION] };
	th_text id = frame->slots[P_ID];
	th_slice text = th_document_text(w->doc, id);
	size_t dot = th_slice_find(text, '.');
	uint32_t device;

	item.name = id;
	if (dot > 0 && dot + 1 < text.len) {
		item.supplier = th_document_part(w->doc, id, 0, dot);
		item.name = th_document_part(w->doc, id, dot + 1, text.len);
		if (!th_text_is_present(item.supplier) || !th_text_is_present(item.name))
			return TH_ENOMEM;
	}
	TH_TRY(th_inventory_device(w->format, (th_text){ 0 }, frame->place, &device));
	return th_inventory_add(w->format, device, &item);
}

static th_status each_date(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	w->doc->created = t;
	return TH_OK;
}

static const struct th_field package_fields[] = {
	NEEDED("PackageIdentifier", P_ID),
	TEXT("Version", P_VERSION),
};
SHAPE(package, "package", NULL, leave_package);

static const struct th_field source_fields[] = {
	OBJECT("Packages", package),
};
SHAPE(source, "source", NULL, NULL);

static const struct th_field export_fields[] = {
	ONE("CreationDate", each_date),
	OBJECT("Sources", source),
};
SHAPE(export, "export", NULL, NULL);

static void prepare(void)
{
	static const struct th_shape *const all[] = { &export, &source, &package };
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

bool th_winget_recognises(const struct th_sniff *sniff);
th_status th_winget_parse(struct th_document *doc, const struct th_sniff *sniff);

bool th_winget_recognises(const struct th_sniff *sniff)
{
	th_slice winget = TH_SLICE("winget-packages.schema");

	return th_sniff_has(sniff, TH_SNIFF_winget_version) ||
	       (th_sniff_has(sniff, TH_SNIFF_sources) &&
		th_slice_search(sniff->schema_uri, winget) < sniff->schema_uri.len);
}

th_status th_winget_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct th_inventory inventory;
	struct th_walker walker = { .doc = doc, .format = &inventory };

	pthread_once(&once, prepare);
	th_inventory_begin(&inventory, doc);
	th_status status = th_shape_walk_json(&walker, &export, sniff->start);
	if (status == TH_OK)
		status = th_inventory_finish(&inventory);
	th_inventory_release(&inventory);
	return status;
}
