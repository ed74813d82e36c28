/*
 * osquery results (tables of osquery 5): rows of programs, apps, deb_packages, rpm_packages,
 * chrome_extensions, system_info and os_version. As a JSON array of rows, as CSV (osqueryi's '|' or
 * a comma), or as the logs of the daemon: JSON objects, one a line or laid out over several, with
 * the columns of a row that came or went, or with a snapshot of all rows. What fleetctl prints of a
 * live query is such objects too: a host, and its rows.
 *
 * A row has no word for what table it is of: its columns tell. All values are strings.
 */
#include "core/base/date.h"
#include "core/text/json_tree.h"
#include "parsers/inventory.h"
#include "parsers/json_rows.h"
#include "parsers/table.h"

#include <assert.h>
#include <pthread.h>

/* ---- rows ---- */

/* The columns that matter, of whatever table. */
enum column {
	R_NAME,
	R_VERSION,
	R_PUBLISHER,
	R_HOST,           /* system_info */
	R_COMPUTER,       /* the same */
	R_SHORT_VERSION,  /* apps: the version that people see */
	R_BUNDLE_VERSION, /* apps */
	R_IDENTIFIER,     /* chrome_extensions: the id of the shop */
	R_ADMINDIR,       /* deb_packages */
	R_PATCH,          /* os_version: a number beside major and minor */
	R_BUNDLE,         /* apps: the id of the bundle, and a name that ends in ".app" */
	COLUMN_COUNT,
};
/* Their names; of rpm_packages "vendor" says who made a package. */
static const char *const *const columns[COLUMN_COUNT] = {
#define NAMES(...) ((const char *const[]){ __VA_ARGS__, NULL })
	[R_NAME] = NAMES("name"),
	[R_VERSION] = NAMES("version"),
	[R_PUBLISHER] = NAMES("publisher", "vendor"),
	[R_HOST] = NAMES("hostname"),
	[R_COMPUTER] = NAMES("computer_name"),
	[R_SHORT_VERSION] = NAMES("bundle_short_version"),
	[R_BUNDLE_VERSION] = NAMES("bundle_version"),
	[R_IDENTIFIER] = NAMES("identifier"),
	[R_ADMINDIR] = NAMES("admindir"),
	[R_PATCH] = NAMES("patch"),
	[R_BUNDLE] = NAMES("bundle_identifier"),
#undef NAMES
};

static_assert((int)COLUMN_COUNT <= (int)TH_SHAPE_SLOTS, "a row's columns are slots of a frame");

struct row {
	uint64_t place;
	th_text cells[COLUMN_COUNT];
	th_text host; /* of the line that the row stands in */
	bool removed;
};

/* A shop's id makes a package URL of an extension: 32 letters from a to p. */
static bool is_extension(th_slice id)
{
	enum { ID = 32 };

	for (size_t i = 0; i < id.len; i++)
		if (id.ptr[i] < 'a' || id.ptr[i] > 'p')
			return false;
	return id.len == ID;
}

static th_status make_purl(struct th_document *doc, const struct row *row, th_text *out)
{
	th_slice id = th_document_text(doc, row->cells[R_IDENTIFIER]),
		 version = th_document_text(doc, row->cells[R_VERSION]);

	*out = (th_text){ 0 };
	if (!is_extension(id))
		return TH_OK;
	th_slice purl = th_arena_printf(&doc->arena, "pkg:chrome-extension/%.*s%s%.*s", TH_FMT(id),
					version.len ? "@" : "", TH_FMT(version));
	*out = th_document_keep(doc, purl, row->place);
	return th_text_is_present(*out) ? TH_OK : TH_ENOMEM;
}

static th_text version_of(const struct row *row)
{
	static const enum column order[] = { R_VERSION, R_SHORT_VERSION, R_BUNDLE_VERSION };

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (th_text_len(row->cells[order[i]]))
			return row->cells[order[i]];
	return (th_text){ 0 };
}

/* "Slack.app" is Slack. */
static th_text name_of(struct th_document *doc, const struct row *row)
{
	th_text name = row->cells[R_NAME];
	th_slice text = th_document_text(doc, name), app = TH_SLICE(".app");

	return th_text_len(row->cells[R_BUNDLE]) && text.len > app.len &&
			       th_slice_equal(th_slice_sub(text, text.len - app.len, text.len), app)
		       ? th_document_part(doc, name, 0, text.len - app.len)
		       : name;
}

static th_status take_row(struct th_inventory *inventory, const struct row *row)
{
	struct th_inventory_item item = { .place = row->place,
					  .name = name_of(inventory->doc, row),
					  .version = version_of(row),
					  .publisher = row->cells[R_PUBLISHER] };
	th_text host =
		th_text_len(row->cells[R_HOST]) ? row->cells[R_HOST] : row->cells[R_COMPUTER];
	uint32_t device;

	if (th_text_len(host) && !th_text_len(row->host))
		return th_inventory_name(inventory, host, row->place);
	if (th_text_len(host)) /* the line has named the device already */
		return TH_OK;
	TH_TRY(th_inventory_device(inventory, row->host, row->place, &device));
	TH_TRY(make_purl(inventory->doc, row, &item.purl));
	if (th_text_len(row->cells[R_PATCH]))
		item.type = TH_TYPE_operating_system;
	return row->removed ? th_inventory_remove(inventory, device, &item)
			    : th_inventory_add(inventory, device, &item);
}

/* ---- an array of rows ---- */

static th_status leave_row(struct th_walker *w, struct th_frame *frame)
{
	struct row row = { .place = frame->place };

	memcpy(row.cells, frame->slots, sizeof(row.cells));
	return take_row(w->format, &row);
}

static const struct th_field listed_fields[] = {
	TEXT("name", R_NAME),
	TEXT("version", R_VERSION),
	TEXT("publisher", R_PUBLISHER),
	TEXT("vendor", R_PUBLISHER),
	TEXT("hostname", R_HOST),
	TEXT("computer_name", R_COMPUTER),
	TEXT("bundle_short_version", R_SHORT_VERSION),
	TEXT("bundle_version", R_BUNDLE_VERSION),
	TEXT("identifier", R_IDENTIFIER),
	TEXT("admindir", R_ADMINDIR),
	TEXT("patch", R_PATCH),
	TEXT("bundle_identifier", R_BUNDLE),
};
SHAPE(listed, "row", NULL, leave_row);

static void prepare(void)
{
	static const struct th_shape *const all[] = { &listed };
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

static th_status read_array(struct th_inventory *inventory, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct th_walker walker = { .doc = inventory->doc,
				    .format = inventory,
				    .takes_array = true };

	pthread_once(&once, prepare);
	return th_shape_walk_json(&walker, &listed, sniff->start);
}

/* ---- a table ---- */

struct table {
	struct th_inventory *inventory;
	uint32_t at[COLUMN_COUNT];
};

static void find_columns(void *context, const struct th_csv *csv)
{
	struct table *t = context;

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		t->at[i] = th_csv_column(csv, columns[i]);
}

static th_status read_table_row(void *context, const struct th_csv *csv)
{
	struct table *t = context;
	struct row row = { .place = csv->row_at };

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		TH_TRY(th_table_text(t->inventory->doc, csv, t->at[i], &row.cells[i]));
	return take_row(t->inventory, &row);
}

static th_status read_table(struct th_inventory *inventory)
{
	struct table t = { .inventory = inventory };
	struct th_csv csv;

	return th_table_read(inventory->doc, &csv, &t, find_columns, read_table_row);
}

/* ---- logs ---- */

static th_status keep(struct th_document *doc, th_slice text, uint64_t place, th_text *out)
{
	*out = (th_text){ 0 };
	if (text.len == 0)
		return TH_OK;
	*out = th_document_keep(doc, text, place);
	return th_text_is_present(*out) ? TH_OK : TH_ENOMEM;
}

static th_status take_columns(struct th_inventory *inventory, const struct cJSON *node,
			      th_text host, uint64_t place, bool removed)
{
	struct row row = { .place = place, .host = host, .removed = removed };

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		for (const char *const *name = columns[i]; *name && !th_text_len(row.cells[i]);
		     name++)
			TH_TRY(keep(inventory->doc,
				    th_json_tree_text(th_json_tree_member(node, *name)), place,
				    &row.cells[i]));
	return take_row(inventory, &row);
}

static th_status take_rows(struct th_inventory *inventory, const struct cJSON *rows, th_text host,
			   uint64_t place, bool removed)
{
	for (const struct cJSON *n = th_json_tree_first(rows); n; n = th_json_tree_next(n))
		TH_TRY(take_columns(inventory, n, host, place, removed));
	return TH_OK;
}

/*
 * "Sat Apr  1 09:00:00 2023 UTC" as the documents of the rest have it; any other spelling stays as
 * it is, and is told where a date is needed.
 */
static th_status take_time(struct th_document *doc, th_slice when, uint64_t place)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	enum { MONTH = 4, DAY = 8, CLOCK = 11, YEAR = 20, END = 24 };
	struct th_date date;

	if (when.len == END + 4 &&
	    th_slice_equal(th_slice_sub(when, END, when.len), TH_SLICE(" UTC"))) {
		size_t month =
			th_slice_search(th_slice_of(months), th_slice_sub(when, MONTH, MONTH + 3));
		char tens = when.ptr[DAY] == ' ' ? '0' : when.ptr[DAY];
		th_slice text = th_arena_printf(&doc->arena, "%.*s-%02zu-%c%cT%.*sZ",
						TH_FMT(th_slice_sub(when, YEAR, END)),
						month / 3 + 1, tens, when.ptr[DAY + 1],
						TH_FMT(th_slice_sub(when, CLOCK, CLOCK + 8)));
		if (!text.ptr)
			return TH_ENOMEM;
		if (month % 3 == 0 && th_date_parse(text, &date) == TH_OK)
			when = text;
	}
	return keep(doc, when, place, &doc->created);
}

/*
 * One object: an event (columns and action), a snapshot, a batch (diffResults), or a host's rows.
 */
static th_status take_line(struct th_inventory *inventory, const struct cJSON *line, uint64_t place)
{
	struct th_document *doc = inventory->doc;
	const struct cJSON *one = th_json_tree_member(line, "columns"),
			   *batch = th_json_tree_member(line, "diffResults");
	bool removed = th_slice_equal(th_json_tree_text(th_json_tree_member(line, "action")),
				      TH_SLICE("removed"));
	th_slice when = th_json_tree_text(th_json_tree_member(line, "calendarTime"));
	th_text host;

	TH_TRY(keep(doc, th_json_tree_text(th_json_tree_member(line, "hostIdentifier")), place,
		    &host));
	if (!th_text_len(host))
		TH_TRY(keep(doc, th_json_tree_text(th_json_tree_member(line, "host")), place,
			    &host));
	if (when.len) /* the last line is the newest */
		TH_TRY(take_time(doc, when, place));
	if (one)
		TH_TRY(take_columns(inventory, one, host, place, removed));
	TH_TRY(take_rows(inventory, th_json_tree_member(line, "snapshot"), host, place, false));
	TH_TRY(take_rows(inventory, th_json_tree_member(line, "rows"), host, place, false));
	TH_TRY(take_rows(inventory, th_json_tree_member(batch, "removed"), host, place, true));
	return take_rows(inventory, th_json_tree_member(batch, "added"), host, place, false);
}

static th_status read_line(struct th_inventory *inventory, th_slice text, uint64_t place)
{
	struct th_document *doc = inventory->doc;
	th_slice padded = th_document_pad(doc, text);
	struct th_json_fault fault;
	const struct cJSON *line;

	if (!padded.ptr)
		return TH_ENOMEM;
	th_status status = th_json_tree_parse(padded, &line, &fault);
	if (status != TH_OK) {
		if (status != TH_ENOMEM)
			th_diagnose(&doc->diagnostics, TH_DIAG_not_read, place + fault.offset, "%s",
				    fault.message);
		return status;
	}
	status = take_line(inventory, line, place);
	th_json_tree_free();
	return status;
}

/* Where the object or whatever else text begins with ends: at its last bracket, or with its line.
 */
static size_t end_of_value(th_slice text)
{
	size_t depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (quoted)
			continue;
		else if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && depth > 0 && --depth == 0)
			return i + 1;
		else if (c == '\n' && depth == 0)
			return i;
	}
	return text.len;
}

static th_status read_log(struct th_inventory *inventory, const struct th_sniff *sniff)
{
	th_slice rest = th_slice_trim(sniff->text);

	while (rest.len) {
		size_t end = end_of_value(rest);
		TH_TRY(read_line(inventory, th_slice_sub(rest, 0, end),
				 (uint64_t)(rest.ptr - inventory->doc->source.ptr)));
		rest = th_slice_trim(th_slice_sub(rest, end, rest.len));
	}
	return TH_OK;
}

/* ---- all of them ---- */

bool th_osquery_recognises(const struct th_sniff *sniff);
th_status th_osquery_parse(struct th_document *doc, const struct th_sniff *sniff);

/* Columns that no other list has; a query may have asked for some alone. */
static bool is_array_of_rows(const struct th_sniff *sniff)
{
	static const enum th_sniff_key keys[] = {
		TH_SNIFF_install_location,  TH_SNIFF_install_source, TH_SNIFF_identifying_number,
		TH_SNIFF_bundle_identifier, TH_SNIFF_admindir,       TH_SNIFF_package_group,
		TH_SNIFF_from_webstore,     TH_SNIFF_publisher,
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (th_sniff_item_has(sniff, keys[i]))
			return true;
	return false;
}

/* fleetctl adds the name of the host to each row. */
static bool is_of_fleet(const struct th_sniff *sniff)
{
	static const char *const added[] = { "\"host_hostname\"", "\"host_display_name\"" };

	if (!th_sniff_has(sniff, TH_SNIFF_host) || !th_sniff_has(sniff, TH_SNIFF_rows))
		return false;
	for (size_t i = 0; i < sizeof(added) / sizeof(added[0]); i++)
		if (th_slice_search(sniff->text, th_slice_of(added[i])) < sniff->text.len)
			return true;
	return false;
}

static bool is_log(const struct th_sniff *sniff)
{
	return th_sniff_has(sniff, TH_SNIFF_host_identifier) || is_of_fleet(sniff);
}

bool th_osquery_recognises(const struct th_sniff *sniff)
{
	const char *const *const headings[] = {
		(const char *const[]){ "name", NULL },
		(const char *const[]){ "install_location", "install_source", "identifying_number",
				       "bundle_identifier", "admindir", "package_group",
				       "from_webstore", "publisher", NULL },
	};

	return is_array_of_rows(sniff) || is_log(sniff) ||
	       th_table_begins(sniff, headings, sizeof(headings) / sizeof(headings[0]));
}

th_status th_osquery_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	struct th_inventory inventory;

	th_inventory_begin(&inventory, doc);
	th_status status = sniff->container == TH_CONTAINER_TEXT ? read_table(&inventory)
			   : is_log(sniff)                       ? read_log(&inventory, sniff)
								 : read_array(&inventory, sniff);
	if (status == TH_OK)
		status = th_inventory_finish(&inventory);
	th_inventory_release(&inventory);
	return status;
}
