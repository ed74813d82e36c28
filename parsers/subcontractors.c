/*
 * Who works for whom, as CSV: a plain list with the header supplier,subcontractor,service,country,
 * or template B_05.02 of DORA's register of information (Regulation (EU) 2024/2956), by the codes
 * of its columns or their titles. In that a row names the provider of a service and who receives
 * it; of rank 1 is who works for you. Organisations are known there by a code (LEI and others)
 * alone, which is their name here.
 */
#include "parsers/table.h"

enum column { C_SUPPLIER, C_SUBCONTRACTOR, C_SERVICE, C_COUNTRY, C_RANK, COLUMN_COUNT };
enum { NEEDED_COLUMNS = 2 };
static const char *const *const plain[COLUMN_COUNT] = {
	[C_SUPPLIER] = (const char *const[]){ "supplier", NULL },
	[C_SUBCONTRACTOR] = (const char *const[]){ "subcontractor", "subprocessor", NULL },
	[C_SERVICE] = (const char *const[]){ "service", NULL },
	[C_COUNTRY] = (const char *const[]){ "country", NULL },
	[C_RANK] = (const char *const[]){ NULL },
};
static const char *const *const dora[COLUMN_COUNT] = {
	[C_SUPPLIER] =
		(const char *const[]){
			"B_05.02.0060", "c0060",
			"Identification code of the recipient of sub-contracted ICT services",
			NULL },
	[C_SUBCONTRACTOR] =
		(const char *const[]){
			"B_05.02.0030", "c0030",
			"Identification code of the ICT third-party service provider", NULL },
	[C_SERVICE] =
		(const char *const[]){ "B_05.02.0020", "c0020", "Type of ICT services", NULL },
	[C_COUNTRY] = (const char *const[]){ NULL },
	[C_RANK] = (const char *const[]){ "B_05.02.0050", "c0050", "Rank", NULL },
};

struct reading {
	struct th_document *doc;
	const char *const *const *headings;
	uint32_t columns[COLUMN_COUNT];
};

static void find_columns(void *context, const struct th_csv *csv)
{
	struct reading *r = context;

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		r->columns[i] = th_csv_column(csv, r->headings[i]);
}

static th_status organization(struct reading *r, const struct th_csv *csv, enum column column,
			      uint32_t *out)
{
	th_text name;

	TH_TRY(th_table_text(r->doc, csv, r->columns[column], &name));
	return th_document_add_organization(r->doc, name, (th_text){ 0 }, (th_text){ 0 }, out);
}

/* Of rank 1 the recipient is you, whether or not the row says so. */
static bool is_yours(const struct reading *r, const struct th_csv *csv)
{
	const struct th_csv_field *rank = th_csv_at(csv, r->columns[C_RANK]);

	return rank && th_slice_equal(th_slice_trim(rank->text), TH_SLICE("1"));
}

static th_status read_row(void *context, const struct th_csv *csv)
{
	struct reading *r = context;
	struct th_subcontract row = { .place = csv->row_at };

	row.supplier = TH_NONE;
	if (!is_yours(r, csv))
		TH_TRY(organization(r, csv, C_SUPPLIER, &row.supplier));
	TH_TRY(organization(r, csv, C_SUBCONTRACTOR, &row.subcontractor));
	TH_TRY(th_table_text(r->doc, csv, r->columns[C_SERVICE], &row.service));
	TH_TRY(th_table_text(r->doc, csv, r->columns[C_COUNTRY], &row.country));
	bool is_unranked =
		r->headings == dora && r->columns[C_RANK] == TH_CSV_NONE && row.supplier == TH_NONE;
	if ((is_yours(r, csv) || is_unranked) && row.subcontractor != TH_NONE)
		return TH_OK; /* the contract is yours, and no subcontract */
	if (row.supplier == TH_NONE || row.subcontractor == TH_NONE) {
		th_diagnose(&r->doc->diagnostics, TH_DIAG_missing_field, csv->row_at,
			    "a row without supplier or subcontractor says nothing");
		return TH_OK;
	}
	struct th_subcontract *kept =
		th_subcontract_list_push(&r->doc->subcontracts, TH_MAX_COMPONENTS);
	if (!kept) {
		if (r->doc->subcontracts.count < TH_MAX_COMPONENTS)
			return TH_ENOMEM;
		th_diagnose(&r->doc->diagnostics, TH_DIAG_limit, csv->row_at,
			    "more than %u subcontracts (TH_MAX_COMPONENTS)",
			    (unsigned)TH_MAX_COMPONENTS);
		return TH_ELIMIT;
	}
	*kept = row;
	r->doc->counts.relationships++;
	return TH_OK;
}

bool th_subcontractors_recognises(const struct th_sniff *sniff);
th_status th_subcontractors_parse(struct th_document *doc, const struct th_sniff *sniff);

bool th_subcontractors_recognises(const struct th_sniff *sniff)
{
	return th_table_begins(sniff, plain, NEEDED_COLUMNS) ||
	       th_table_begins(sniff, dora, NEEDED_COLUMNS);
}

th_status th_subcontractors_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	struct reading r = { .doc = doc,
			     .headings =
				     th_table_begins(sniff, plain, NEEDED_COLUMNS) ? plain : dora };
	struct th_csv csv;

	TH_TRY(th_table_read(doc, &csv, &r, find_columns, read_row));
	return th_document_seal(doc);
}
