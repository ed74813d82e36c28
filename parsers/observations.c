/*
 * twohop-observations/1: on which day a product's download was looked for, and whether it was
 * there. What 'twohop feeds probe' writes:
 *
 *   {"schema": "twohop-observations/1", "observations": [
 *     {"supplier": {"name": "Acme"}, "product": {"name": "Widget", "purls": ["pkg:generic/..."]},
 *      "url": "https://acme.example/widget.exe", "observed": "2026-11-27", "answers": true}]}
 *
 * A download that was there shows that the product was still distributed on that day; one that was
 * gone is the end of its distribution, as of that day.
 */
#include "parsers/facts.h"
#include "parsers/json_rows.h"
#include "parsers/parser.h"

#include <pthread.h>

enum observation_slot { O_URL, O_OBSERVED, O_ANSWERS };

static const struct th_shape file, observation, supplier, product;

static struct th_fact_lifecycle *current(struct th_walker *w)
{
	struct th_fact_lifecycle_list *all = &w->doc->facts->lifecycles;

	return &all->items[all->count - 1];
}

static th_status enter_observation(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_lifecycle_list *all = &w->doc->facts->lifecycles;
	struct th_fact_lifecycle *l = th_fact_lifecycle_list_push(all, TH_MAX_FACTS);

	if (!l)
		return th_facts_full(w->doc, all->count);
	l->place = frame->place;
	l->silent_on_distribution = true; /* by itself it says nothing of other days */
	return TH_OK;
}

static th_status add_end(struct th_walker *w, const struct th_frame *frame, struct th_date day)
{
	struct th_fact_end *end = th_fact_end_list_push(&current(w)->ends, TH_MAX_FACTS);

	if (!end)
		return TH_ENOMEM;
	end->place = frame->place;
	end->kind = TH_END_OF_DISTRIBUTION;
	end->effective = end->published = day;
	return TH_OK;
}

/* An observation that cannot be used is dropped alone. */
static th_status leave_observation(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_lifecycle *l = current(w);
	th_slice answers = th_document_text(w->doc, frame->slots[O_ANSWERS]);
	struct th_date day = th_facts_date(w->doc, frame->slots[O_OBSERVED]);
	bool there = th_slice_equal(answers, TH_SLICE("true"));

	l->observed_at = frame->slots[O_URL];
	if (th_date_present(day) && there)
		l->observed = day;
	else if (th_date_present(day) && th_slice_equal(answers, TH_SLICE("false")))
		return add_end(w, frame, day);
	else if (answers.len)
		th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_value, frame->place,
			    "an observation without a day, or whose \"answers\" is neither true "
			    "nor false; it is not used");
	return TH_OK;
}

/* ---- the product ---- */

static struct th_fact_party *party_of(struct th_walker *w, const struct th_frame *frame)
{
	return frame->shape == &supplier ? &current(w)->supplier : &current(w)->product;
}

static th_status each_name(struct th_walker *w, struct th_frame *frame, th_text t)
{
	return th_facts_add_text(w->doc, &party_of(w, frame)->aliases, t);
}

static th_status each_domain(struct th_walker *w, struct th_frame *frame, th_text t)
{
	return th_facts_add_text(w->doc, &party_of(w, frame)->domains, t);
}

static th_status each_purl(struct th_walker *w, struct th_frame *frame, th_text t)
{
	return th_facts_add_purl(w->doc, &party_of(w, frame)->purls, t);
}

static th_status each_cpe(struct th_walker *w, struct th_frame *frame, th_text t)
{
	return th_facts_add_cpe(w->doc, &party_of(w, frame)->cpes, t);
}

static th_status leave_party(struct th_walker *w, struct th_frame *frame)
{
	party_of(w, frame)->name = frame->slots[0];
	return TH_OK;
}

/* ---- the tables ---- */

static const struct th_field supplier_fields[] = {
	TEXT("name", 0),
	EACH("aliases", each_name),
	EACH("domains", each_domain),
};
SHAPE(supplier, "supplier", NULL, leave_party);

static const struct th_field product_fields[] = {
	TEXT("name", 0),
	EACH("aliases", each_name),
	EACH("purls", each_purl),
	EACH("cpes", each_cpe),
};
SHAPE(product, "product", NULL, leave_party);

static const struct th_field observation_fields[] = {
	OBJECT("supplier", supplier),   OBJECT("product", product),   NEEDED("url", O_URL),
	NEEDED("observed", O_OBSERVED), NEEDED("answers", O_ANSWERS),
};
SHAPE(observation, "observation", enter_observation, leave_observation);

static const struct th_field file_fields[] = {
	OBJECT("observations", observation),
	PASSED("schema"),
};
SHAPE(file, "file of observations", NULL, NULL);

static void prepare(void)
{
	static const struct th_shape *const all[] = { &file, &observation, &supplier, &product };

	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

bool th_observations_recognises(const struct th_sniff *sniff);
th_status th_observations_parse(struct th_document *doc, const struct th_sniff *sniff);

bool th_observations_recognises(const struct th_sniff *sniff)
{
	return th_slice_equal(sniff->schema, TH_SLICE("twohop-observations/1"));
}

th_status th_observations_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct th_walker walker = { .doc = doc, .names_unknown = true };

	pthread_once(&once, prepare);
	TH_TRY(th_facts_begin(doc));
	return th_shape_walk_json(&walker, &file, sniff->start);
}
