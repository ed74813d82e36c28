/*
 * Answers of a vendor to a form (twohop-form/1, JSON), or the same as CSV with the header
 * form,supplier,signed,item,answer: one claim for each answer. The supplier named is whose practice
 * it is about. A vendor response file (VRF, JSON) is read as a form too: the support status of each
 * product is an answer about the end of its life.
 */
#include "parsers/claims.h"
#include "parsers/json_rows.h"
#include "parsers/table.h"

#include "core/text/json.h"

#include <pthread.h>

bool th_form_recognises(const struct th_sniff *sniff);
th_status th_form_parse(struct th_document *doc, const struct th_sniff *sniff);

#define SCHEMA "twohop-form/1"

/* ---- what both have ---- */

/* A form as far as it has been read. */
struct form {
	struct th_document *doc;
	th_text standard, supplier, signed_on, expires, product, signatory, third_party;
	th_text told; /* the form that was last said to be unknown */
};

/* What the tables do not know is kept, and said. */
static void examine(struct form *form, th_text item)
{
	struct th_document *doc = form->doc;
	th_slice standard = th_document_text(doc, form->standard);
	th_slice text = th_document_text(doc, item);

	if (!th_standard_is_known(standard)) {
		if (!th_slice_equal(th_document_text(doc, form->told), standard))
			th_diagnose(&doc->diagnostics, TH_DIAG_unknown_item,
				    th_document_offset(doc, form->standard),
				    "the form \"%.*s\" is not known: its answers speak of no "
				    "control; the nearest is \"%s\"",
				    TH_FMT(standard), th_standard_nearest(standard));
		form->told = form->standard;
		return;
	}
	const char *nearest = th_item_missed(standard, text);
	/* Of this form all items are listed, of others those that speak of a control. */
	if (nearest && th_slice_equal_nocase(standard, TH_SLICE("cisa-ssaf")))
		th_diagnose(&doc->diagnostics, TH_DIAG_unknown_item, th_document_offset(doc, item),
			    "%.*s has no item \"%.*s\"; the nearest is \"%s\"", TH_FMT(standard),
			    TH_FMT(text), nearest);
}

static struct th_date date_of(struct th_document *doc, th_text text)
{
	struct th_date date = { 0 };

	if (th_text_len(text) && th_date_parse(th_document_text(doc, text), &date) != TH_OK)
		th_diagnose(&doc->diagnostics, TH_DIAG_bad_date, th_document_offset(doc, text),
			    "\"%.*s\" is no date: the answer counts as undated",
			    TH_FMT(th_document_text(doc, text)));
	return date;
}

static th_status add_answer(struct form *form, th_text item, th_text answer)
{
	struct th_document *doc = form->doc;
	struct th_claim *claim = th_claims_add(doc, th_document_offset(doc, answer));

	if (!claim)
		return doc->diagnostics.errors ? TH_ELIMIT : TH_ENOMEM;
	examine(form, item);
	claim->standard = form->standard;
	claim->item = item;
	claim->text = answer;
	claim->product = form->product;
	claim->is_third_party =
		th_text_len(form->third_party) &&
		th_answer_of(th_document_text(doc, form->third_party)) != TH_ANSWER_NO &&
		th_answer_of(th_document_text(doc, form->third_party)) != TH_ANSWER_NOT_APPLICABLE;
	claim->answer = th_answer_of(th_document_text(doc, answer));
	claim->controls =
		th_controls_of(th_document_text(doc, form->standard), th_document_text(doc, item));
	claim->made = date_of(doc, form->signed_on);
	claim->expires = date_of(doc, form->expires);
	claim->expires_at = th_document_offset(doc, form->expires);
	if (claim->answer == TH_ANSWER_NO)
		th_diagnose(&doc->diagnostics, TH_DIAG_answered_no, claim->place,
			    "the answer to %.*s is no", TH_FMT(th_document_text(doc, item)));
	return th_document_add_organization(doc, form->supplier, (th_text){ 0 }, (th_text){ 0 },
					    &claim->organization);
}

static th_status miss(struct th_document *doc, uint64_t offset, const char *what)
{
	th_diagnose(&doc->diagnostics, TH_DIAG_not_read, offset, "%s", what);
	return TH_EINPUT;
}

/* ---- JSON ---- */

struct answer {
	th_text item, answer;
};
TH_LIST_DEFINE(answer_list, struct answer);

/* The string or key that the reader has just given, as a text. */
static th_status keep(struct th_document *doc, const struct th_json *reader, th_text *out)
{
	uint64_t offset = (uint64_t)(reader->raw.ptr - doc->source.ptr);

	*out = th_text_at(offset, reader->raw.len);
	if (!reader->escaped)
		return TH_OK;
	th_slice text = th_json_text(reader, &doc->arena);
	*out = th_document_keep(doc, text, offset);
	return text.ptr && th_text_is_present(*out) ? TH_OK : TH_ENOMEM;
}

static th_status read_text(struct th_document *doc, struct th_json *reader, th_text *out)
{
	enum th_json_token token = th_json_next(reader);

	if (token == TH_JSON_ERROR)
		return TH_EINPUT;
	if (token == TH_JSON_STRING)
		return keep(doc, reader, out);
	if (token == TH_JSON_TRUE || token == TH_JSON_FALSE) { /* "third_party": true */
		*out = th_text_at(reader->token_at, token == TH_JSON_TRUE ? 4 : 5);
		return TH_OK;
	}
	th_diagnose(&doc->diagnostics, TH_DIAG_wrong_type, reader->token_at,
		    "a string is expected, %s was found", th_json_token_name(token));
	return th_json_skip(reader, token) == TH_JSON_ERROR ? TH_EINPUT : TH_OK;
}

/* {"1a": "yes", ...}; true and false are answers too. */
static th_status read_answers(struct th_document *doc, struct th_json *reader,
			      struct answer_list *answers)
{
	enum th_json_token token = th_json_next(reader);

	if (token == TH_JSON_ERROR)
		return TH_EINPUT;
	if (token != TH_JSON_OBJECT)
		return miss(doc, reader->token_at, "\"answers\" is no object of item and answer");
	while ((token = th_json_next(reader)) == TH_JSON_KEY) {
		struct answer *a = answer_list_push(answers, TH_MAX_CLAIMS);
		if (!a)
			return TH_ENOMEM;
		TH_TRY(keep(doc, reader, &a->item));
		token = th_json_next(reader);
		if (token == TH_JSON_STRING)
			TH_TRY(keep(doc, reader, &a->answer));
		else if (token == TH_JSON_TRUE || token == TH_JSON_FALSE)
			a->answer = th_text_at(reader->token_at, token == TH_JSON_TRUE ? 4 : 5);
		else if (token != TH_JSON_ERROR)
			return miss(doc, reader->token_at,
				    "an answer is a text, true or false: \"yes\", \"no\", \"n/a\"");
		if (token == TH_JSON_ERROR)
			return TH_EINPUT;
	}
	return token == TH_JSON_ERROR ? TH_EINPUT : TH_OK;
}

static th_status read_member(struct form *form, struct th_json *reader, struct answer_list *answers)
{
	struct {
		const char *key;
		th_text *out;
	} rows[] = {
		{ "form", &form->standard },           { "supplier", &form->supplier },
		{ "signed", &form->signed_on },        { "expires", &form->expires },
		{ "product", &form->product },         { "signatory", &form->signatory },
		{ "third_party", &form->third_party },
	};
	th_slice key = th_json_text(reader, &form->doc->arena); /* decoded: escapes hide no key */

	if (th_slice_equal(key, TH_SLICE("answers")))
		return read_answers(form->doc, reader, answers);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (th_slice_equal(key, th_slice_of(rows[i].key)))
			return read_text(form->doc, reader, rows[i].out);
	if (!th_slice_equal(key, TH_SLICE("schema")))
		th_diagnose(&form->doc->diagnostics, TH_DIAG_unknown_field, reader->token_at,
			    "a form has no \"%.*s\"", TH_FMT(key));
	return th_json_skip(reader, th_json_next(reader)) == TH_JSON_ERROR ? TH_EINPUT : TH_OK;
}

static th_status read_object(struct form *form, struct th_json *reader, struct answer_list *answers)
{
	enum th_json_token token = th_json_next(reader);

	if (token != TH_JSON_OBJECT)
		return token == TH_JSON_ERROR
			       ? TH_EINPUT
			       : miss(form->doc, reader->token_at, "a form is an object");
	while ((token = th_json_next(reader)) == TH_JSON_KEY)
		TH_TRY(read_member(form, reader, answers));
	return token == TH_JSON_ERROR || th_json_next(reader) == TH_JSON_ERROR ? TH_EINPUT : TH_OK;
}

static th_status parse_json(struct th_document *doc, const struct th_sniff *sniff)
{
	struct form form = { .doc = doc };
	struct answer_list answers = { 0 };
	struct th_json reader;

	th_json_init(&reader, doc->source, sniff->start, TH_JSON_STRICT);
	th_status status = read_object(&form, &reader, &answers);
	if (reader.error)
		th_diagnose(&doc->diagnostics, TH_DIAG_not_read, reader.error_at, "%s",
			    reader.error);
	th_json_release(&reader);
	if (status == TH_OK && (!th_text_len(form.supplier) || !th_text_len(form.standard)))
		status = miss(doc, sniff->start,
			      "a form names the \"form\" and the \"supplier\" that answers it");
	doc->created = form.signed_on;
	doc->claims->signatories += th_text_len(form.signatory) > 0;
	for (uint32_t i = 0; i < answers.count && status == TH_OK; i++)
		status = add_answer(&form, answers.items[i].item, answers.items[i].answer);
	answer_list_release(&answers);
	return status;
}

/* ---- CSV ---- */

enum column {
	C_FORM,
	C_SUPPLIER,
	C_SIGNED,
	C_ITEM,
	C_ANSWER,
	C_EXPIRES,
	C_PRODUCT,
	C_SIGNATORY,
	C_THIRD_PARTY,
	COLUMN_COUNT,
	NEEDED_COLUMNS = C_EXPIRES
};
static const char *const *const headings[COLUMN_COUNT] = {
	[C_FORM] = (const char *const[]){ "form", NULL },
	[C_SUPPLIER] = (const char *const[]){ "supplier", NULL },
	[C_SIGNED] = (const char *const[]){ "signed", NULL },
	[C_ITEM] = (const char *const[]){ "item", NULL },
	[C_ANSWER] = (const char *const[]){ "answer", NULL },
	[C_EXPIRES] = (const char *const[]){ "expires", NULL },
	[C_PRODUCT] = (const char *const[]){ "product", NULL },
	[C_SIGNATORY] = (const char *const[]){ "signatory", NULL },
	[C_THIRD_PARTY] = (const char *const[]){ "third_party", NULL },
};

struct reading {
	struct th_document *doc;
	uint32_t columns[COLUMN_COUNT];
	th_text told;
	bool differs; /* rows are signed on different days */
};

static void find_columns(void *context, const struct th_csv *csv)
{
	struct reading *r = context;

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		r->columns[i] = th_csv_column(csv, headings[i]);
	for (uint32_t c = 0; c < csv->row.count; c++) {
		bool known = false;
		for (size_t i = 0; i < COLUMN_COUNT; i++)
			known = known || r->columns[i] == c;
		if (!known)
			th_diagnose(&r->doc->diagnostics, TH_DIAG_unknown_field,
				    csv->row.items[c].offset, "a form has no column \"%.*s\"",
				    TH_FMT(csv->row.items[c].text));
	}
}

/* The file is of the day that all of its rows are signed on. */
static void take_day(struct reading *r, th_text signed_on)
{
	struct th_document *doc = r->doc;

	if (doc->claims->list.count == 0)
		doc->created = signed_on;
	else if (!th_slice_equal(th_document_text(doc, doc->created),
				 th_document_text(doc, signed_on)))
		r->differs = true;
}

static th_status read_row(void *context, const struct th_csv *csv)
{
	struct reading *r = context;
	struct form form = { .doc = r->doc };
	th_text cells[COLUMN_COUNT];

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		TH_TRY(th_table_text(r->doc, csv, r->columns[i], &cells[i]));
	if (!th_text_len(cells[C_SUPPLIER]) || !th_text_len(cells[C_ITEM]) ||
	    !th_text_len(cells[C_ANSWER])) {
		th_diagnose(&r->doc->diagnostics, TH_DIAG_missing_field, csv->row_at,
			    "a row without supplier, item or answer says nothing");
		return TH_OK;
	}
	form.standard = cells[C_FORM];
	form.supplier = cells[C_SUPPLIER];
	form.signed_on = cells[C_SIGNED];
	form.expires = cells[C_EXPIRES];
	form.product = cells[C_PRODUCT];
	form.third_party = cells[C_THIRD_PARTY];
	form.told = r->told;
	if (th_text_len(cells[C_SIGNATORY]))
		r->doc->claims->signatories++;
	take_day(r, form.signed_on);
	TH_TRY(add_answer(&form, cells[C_ITEM], cells[C_ANSWER]));
	r->told = form.told;
	return TH_OK;
}

static th_status parse_csv(struct th_document *doc)
{
	struct reading r = { .doc = doc };
	struct th_csv csv;

	TH_TRY(th_table_read(doc, &csv, &r, find_columns, read_row));
	if (r.differs)
		doc->created = (th_text){ 0 };
	return TH_OK;
}

/* ---- vendor response files ---- */

enum vendor_slot { V_NAME, V_ID, V_DATE };
enum product_slot { P_NAME, P_STATUS };

/* Products stand before or behind the vendor's name: they wait for the end of the file. */
struct response {
	struct answer_list products; /* item: the product, answer: its status */
};

static th_status leave_product(struct th_walker *w, struct th_frame *frame)
{
	struct response *r = w->format;

	if (!th_text_len(frame->slots[P_STATUS]))
		return TH_OK;
	struct answer *a = answer_list_push(&r->products, TH_MAX_CLAIMS);
	if (!a)
		return TH_ENOMEM;
	*a = (struct answer){ frame->slots[P_NAME], frame->slots[P_STATUS] };
	return TH_OK;
}

static enum th_answer support_of(th_slice status)
{
	static const struct {
		const char *word;
		enum th_answer answer;
	} rows[] = {
		{ "supported", TH_ANSWER_YES },    { "active", TH_ANSWER_YES },
		{ "maintained", TH_ANSWER_YES },   { "unsupported", TH_ANSWER_NO },
		{ "end of life", TH_ANSWER_NO },   { "end-of-life", TH_ANSWER_NO },
		{ "eol", TH_ANSWER_NO },           { "end of support", TH_ANSWER_NO },
		{ "deprecated", TH_ANSWER_NO },    { "abandoned", TH_ANSWER_NO },
		{ "not supported", TH_ANSWER_NO },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (th_slice_equal_nocase(th_slice_trim(status), th_slice_of(rows[i].word)))
			return rows[i].answer;
	return TH_ANSWER_UNCLEAR;
}

/* "dns:vendor.example" is a domain. */
static th_status leave_vendor(struct th_walker *w, struct th_frame *frame)
{
	const struct response *r = w->format;
	struct th_document *doc = w->doc;
	th_text id = frame->slots[V_ID];
	uint32_t organization;

	if (!th_slice_starts(th_document_text(doc, id), TH_SLICE("dns:")))
		id = (th_text){ 0 };
	TH_TRY(th_document_add_organization(doc, frame->slots[V_NAME], id, (th_text){ 0 },
					    &organization));
	doc->created = frame->slots[V_DATE];
	for (uint32_t i = 0; i < r->products.count; i++) {
		const struct answer *a = &r->products.items[i];
		struct th_claim *claim = th_claims_add(doc, th_document_offset(doc, a->answer));
		if (!claim)
			return doc->diagnostics.errors ? TH_ELIMIT : TH_ENOMEM;
		claim->organization = organization;
		claim->item = a->item;
		claim->product = a->item;
		claim->text = a->answer;
		claim->answer = support_of(th_document_text(doc, a->answer));
		claim->controls = UINT32_C(1) << TH_CONTROL_end_of_life_withdrawn;
		claim->made = date_of(doc, frame->slots[V_DATE]);
	}
	return TH_OK;
}

static const struct th_field product_fields[] = {
	TEXT("ProductName", P_NAME),
	TEXT("SupportStatus", P_STATUS),
};
SHAPE(product, "product", NULL, leave_product);

static const struct th_field vendor_fields[] = {
	NEEDED("VendorLegalName", V_NAME),
	TEXT("SupplierID", V_ID),
	TEXT("Timestamp", V_DATE),
	OBJECT("Products", product),
};
SHAPE(vendor, "vendor response", NULL, leave_vendor);

static void prepare(void)
{
	static const struct th_shape *const all[] = { &product, &vendor };
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

static th_status parse_response(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct response response = { 0 };
	struct th_walker walker = { .doc = doc, .format = &response };

	pthread_once(&once, prepare);
	th_status status = th_shape_walk_json(&walker, &vendor, sniff->start);
	answer_list_release(&response.products);
	return status;
}

/* ---- all of them ---- */

bool th_form_recognises(const struct th_sniff *sniff)
{
	if (sniff->container == TH_CONTAINER_JSON)
		return th_slice_equal(sniff->schema, TH_SLICE(SCHEMA)) ||
		       th_sniff_has(sniff, TH_SNIFF_vendor_legal_name);
	return th_table_begins(sniff, headings, NEEDED_COLUMNS);
}

th_status th_form_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	TH_TRY(th_claims_begin(doc));
	if (th_sniff_has(sniff, TH_SNIFF_vendor_legal_name))
		TH_TRY(parse_response(doc, sniff));
	else
		TH_TRY(sniff->container == TH_CONTAINER_JSON ? parse_json(doc, sniff)
							     : parse_csv(doc));
	return th_document_seal(doc);
}
