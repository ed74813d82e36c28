/*
 * OpenEoX: until when a product lives and gets security fixes (core 1.0, Committee Specification
 * Draft 01; shell, draft). The core says when and not of what: it tells nothing of components by
 * itself. The shell is a list of statements, a core with a product each, which may be named by a
 * vendor's words, by package URLs or by CPE. The addresses of the schemas are not settled:
 * whatever names OpenEoX is taken, the kind of file is told by what it holds.
 *
 * A day is the last one of what it ends; "tba" is none. Hardware alone is no component of software.
 */
#include "parsers/facts.h"
#include "parsers/json_rows.h"
#include "parsers/parser.h"

#include "core/identity/purl.h"

#include <pthread.h>

enum core_slot { E_LIFE, E_SECURITY, E_SALES, E_AVAILABLE, E_UPDATED };

static const struct th_shape file, statement, core, product, software, hardware, helper, passed;

static th_slice text(struct th_walker *w, th_text t)
{
	return th_document_text(w->doc, t);
}

static struct th_fact_lifecycle *current(struct th_walker *w)
{
	struct th_fact_lifecycle_list *all = &w->doc->facts->lifecycles;

	return &all->items[all->count - 1];
}

/* The one version that the statement is about; absent: all are meant. */
static th_text *version_of(struct th_walker *w)
{
	return w->format;
}

/* ---- the core ---- */

static const struct {
	const char *key;
	enum th_end_kind kind;
	bool is_end;
} days[] = {
	[E_LIFE] = { "end_of_life", TH_END_OF_LIFE, true },
	[E_SECURITY] = { "end_of_security_support", TH_END_OF_SUPPORT, true },
	[E_SALES] = { "end_of_sales", TH_END_OF_MARKETING, true },
	[E_AVAILABLE] = { "general_availability", TH_END_KIND_COUNT, false },
};
enum { DAYS = sizeof(days) / sizeof(days[0]) };

static bool is_announced(struct th_walker *w, th_text t)
{
	return th_text_len(t) && !th_slice_equal(text(w, t), TH_SLICE("tba"));
}

/* Nothing ends after the end of life, nothing comes before the beginning; with time zones. */
static void check_order(struct th_walker *w, const struct th_frame *frame)
{
	struct th_instant life = { 0 }, begin = { 0 }, other;
	bool has_life = th_instant_parse(text(w, frame->slots[E_LIFE]), &life) == TH_OK,
	     has_begin = th_instant_parse(text(w, frame->slots[E_AVAILABLE]), &begin) == TH_OK;

	for (unsigned i = 0; i < DAYS; i++) {
		if (th_instant_parse(text(w, frame->slots[i]), &other) != TH_OK)
			continue;
		if (has_life && th_instant_compare(other, life) > 0)
			th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_value,
				    th_document_offset(w->doc, frame->slots[i]),
				    "\"%s\" lies behind \"end_of_life\"", days[i].key);
		if (has_begin && th_instant_compare(other, begin) < 0)
			th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_value,
				    th_document_offset(w->doc, frame->slots[i]),
				    "\"%s\" lies before \"general_availability\"", days[i].key);
	}
}

static th_status add_end(struct th_walker *w, const struct th_frame *frame, unsigned slot,
			 struct th_date updated)
{
	struct th_date day = is_announced(w, frame->slots[slot])
				     ? th_facts_date(w->doc, frame->slots[slot])
				     : (struct th_date){ 0 };

	if (!th_date_present(day))
		return TH_OK;
	struct th_fact_end *end = th_fact_end_list_push(&current(w)->ends, TH_MAX_FACTS);
	if (!end)
		return th_facts_full(w->doc, current(w)->ends.count);
	end->place = frame->place;
	end->kind = (uint8_t)days[slot].kind;
	end->effective = day;
	end->published = updated;
	return TH_OK;
}

static th_status leave_core(struct th_walker *w, struct th_frame *frame)
{
	struct th_date updated = th_facts_date(w->doc, frame->slots[E_UPDATED]);

	check_order(w, frame);
	current(w)->updated = updated;
	if (th_date_first(updated) > th_date_first(w->doc->facts->updated))
		w->doc->facts->updated = updated;
	for (unsigned i = 0; i < DAYS; i++)
		if (days[i].is_end)
			TH_TRY(add_end(w, frame, i, updated));
	return TH_OK;
}

/* ---- the product ---- */

static th_status enter_statement(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_lifecycle_list *all = &w->doc->facts->lifecycles;
	struct th_fact_lifecycle *l = th_fact_lifecycle_list_push(all, TH_MAX_FACTS);

	if (!l)
		return th_facts_full(w->doc, all->count);
	l->place = frame->place;
	l->silent_on_distribution = true;
	*version_of(w) = (th_text){ 0 };
	return TH_OK;
}

static th_status leave_product(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_lifecycle *l = current(w);

	if (th_text_len(frame->slots[0]))
		l->supplier.name = frame->slots[0];
	if (th_text_len(frame->slots[1]))
		l->product.name = frame->slots[1];
	if (th_text_len(frame->slots[2]))
		*version_of(w) = frame->slots[2];
	return TH_OK;
}

static th_status each_purl(struct th_walker *w, struct th_frame *frame, th_text t)
{
	struct th_purl_scratch scratch;
	struct th_purl purl;

	(void)frame;
	TH_TRY(th_facts_add_purl(w->doc, &current(w)->product.purls, t));
	if (th_text_len(*version_of(w)) ||
	    th_purl_parse(text(w, t), &scratch, &purl, NULL) != TH_OK || purl.version.len == 0)
		return TH_OK;
	*version_of(w) = th_document_keep(w->doc, purl.version, th_document_offset(w->doc, t));
	return th_text_is_present(*version_of(w)) ? TH_OK : TH_ENOMEM;
}

static th_status each_cpe(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_facts_add_cpe(w->doc, &current(w)->product.cpes, t);
}

/* The statement is about one version, if it names one. */
static th_status leave_statement(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_lifecycle *l = current(w);
	bool named = th_text_len(l->product.name) && th_text_len(l->supplier.name);

	for (uint32_t i = 0; th_text_len(*version_of(w)) && i < l->ends.count; i++)
		TH_TRY(th_facts_add_text(w->doc, &l->ends.items[i].versions, *version_of(w)));
	if (!named && l->product.purls.count == 0 && l->product.cpes.count == 0)
		th_diagnose(&w->doc->diagnostics, TH_DIAG_missing_field, frame->place,
			    "a statement of no software that can be recognised: neither vendor and "
			    "product, nor package URL, nor CPE");
	return TH_OK;
}

/* ---- the file ---- */

static th_status enter_file(struct th_walker *w, struct th_frame *frame)
{
	return enter_statement(w, frame);
}

/* A core that stands alone. In a shell the first lifecycle is that of no statement. */
static th_status leave_file(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_lifecycle_list *all = &w->doc->facts->lifecycles;
	bool is_core = th_text_len(frame->slots[E_LIFE]) || th_text_len(frame->slots[E_SECURITY]);

	if (all->count > 1) {
		th_fact_lifecycle_release(&all->items[0]);
		all->count--;
		memmove(&all->items[0], &all->items[1], all->count * sizeof(all->items[0]));
		return TH_OK;
	}
	if (!is_core) {
		th_diagnose(&w->doc->diagnostics, TH_DIAG_missing_field, frame->place,
			    "neither the days of a core nor the \"statements\" of a shell");
		return TH_OK;
	}
	th_diagnose(&w->doc->diagnostics, TH_DIAG_missing_field, frame->place,
		    "an OpenEoX core says when, and not which product: no component is recognised "
		    "by it (a shell names the product)");
	for (size_t i = E_LIFE; i <= E_SECURITY; i++)
		if (!th_text_len(frame->slots[i]))
			th_diagnose(&w->doc->diagnostics, TH_DIAG_missing_field, frame->place,
				    "a core without \"%s\"", days[i].key);
	return leave_core(w, frame);
}

/* The variant over a product tree of CSAF keeps its products elsewhere. */
static th_status each_tree(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)t;
	th_diagnose(&w->doc->diagnostics, TH_DIAG_not_read, frame->place,
		    "an OpenEoX shell over a product tree of CSAF is not read; expected statements "
		    "with a product each");
	return TH_EINPUT;
}

static th_status enter_tree(struct th_walker *w, struct th_frame *frame)
{
	return each_tree(w, frame, (th_text){ 0 });
}

/* ---- the tables ---- */

static const struct th_field core_fields[] = {
	NEEDED("end_of_life", E_LIFE),
	NEEDED("end_of_security_support", E_SECURITY),
	NEEDED("last_updated", E_UPDATED),
	TEXT("end_of_sales", E_SALES),
	TEXT("general_availability", E_AVAILABLE),
	PASSED("$schema"),
};
SHAPE(core, "core", NULL, leave_core);

static const struct th_field software_fields[] = {
	TEXT("vendor_name", 0),
	TEXT("product_name", 1),
	TEXT("product_version", 2),
};
SHAPE(software, "software", NULL, leave_product);

/* What it is built of is no component of software; its names are for people. */
static const struct th_field hardware_fields[] = {
	PASSED("vendor_name"),
	PASSED("product_name"),
	PASSED("product_version"),
};
SHAPE(hardware, "hardware", NULL, NULL);

static const struct th_field product_fields[] = {
	TEXT("vendor_name", 0),       TEXT("product_name", 1),      TEXT("product_version", 2),
	OBJECT("software", software), OBJECT("hardware", hardware),
};
SHAPE(product, "product", NULL, leave_product);

static const struct th_field helper_fields[] = {
	EACH("purl", each_purl),  EACH("purls", each_purl), EACH("cpe", each_cpe),
	PASSED("hashes"),         PASSED("model_numbers"),  PASSED("sbom_urls"),
	PASSED("serial_numbers"), PASSED("skus"),           PASSED("x_generic_uris"),
};
SHAPE(helper, "product identification helper", NULL, NULL);

static const struct th_field statement_fields[] = {
	OBJECT("core", core),
	OBJECT("product", product),
	OBJECT("product_identification_helper", helper),
};
SHAPE(statement, "statement", enter_statement, leave_statement);

static const struct th_field passed_fields[] = { PASSED("branches") };
SHAPE(passed, "product tree", enter_tree, NULL);

static const struct th_field file_fields[] = {
	TEXT("end_of_life", E_LIFE),
	TEXT("end_of_security_support", E_SECURITY),
	TEXT("last_updated", E_UPDATED),
	TEXT("end_of_sales", E_SALES),
	TEXT("general_availability", E_AVAILABLE),
	OBJECT("statements", statement),
	OBJECT("product_tree", passed),
	PASSED("$schema"),
};
SHAPE(file, "file of OpenEoX", enter_file, leave_file);

static void prepare(void)
{
	static const struct th_shape *const all[] = { &file,     &statement, &core,   &product,
						      &software, &hardware,  &helper, &passed };

	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

bool th_openeox_recognises(const struct th_sniff *sniff);
th_status th_openeox_parse(struct th_document *doc, const struct th_sniff *sniff);

bool th_openeox_recognises(const struct th_sniff *sniff)
{
	return th_slice_search(sniff->schema_uri, TH_SLICE("openeox")) < sniff->schema_uri.len;
}

th_status th_openeox_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	th_text version = { 0 };
	struct th_walker walker = { .doc = doc, .format = &version, .names_unknown = true };

	pthread_once(&once, prepare);
	TH_TRY(th_facts_begin(doc));
	return th_shape_walk_json(&walker, &file, sniff->start);
}
