/*
 * OpenVEX 0.2.0 (and 0.0.x, which names a vulnerability by a string): whether flaws affect
 * products. A statement's time is its own, else the document's. A product is known by package URL,
 * CPE or digest; an IRI that is none of these tells nothing and matches nothing. With subcomponents
 * the statement speaks of these, inside of the product.
 */
#include "parsers/facts.h"
#include "parsers/json_rows.h"
#include "parsers/parser.h"

#include "core/identity/purl.h"

#include <pthread.h>

enum statement_slot { S_STATUS, S_WHY, S_IMPACT, S_TIME };

struct state {
	uint32_t product; /* the one whose parts are read: its number + 1 */
};

static const struct th_shape file, statement, vulnerability, product, identifiers, hashes;

static th_slice text(struct th_walker *w, th_text t)
{
	return th_document_text(w->doc, t);
}

static struct th_fact_statement *current(struct th_walker *w)
{
	struct th_fact_statement_list *all = &w->doc->facts->statements;

	return &all->items[all->count - 1];
}

static struct th_fact_package *current_product(struct th_walker *w)
{
	struct th_fact_package_list *all = &current(w)->products;

	return all->count ? &all->items[all->count - 1] : NULL;
}

/* ---- products ---- */

/* A version is what a package URL states; without one all versions are meant. */
static th_status set_purl(struct th_walker *w, struct th_fact_package *p, th_text t)
{
	struct th_purl_scratch scratch;
	struct th_purl purl;

	if (th_purl_parse(text(w, t), &scratch, &purl, NULL) != TH_OK && purl.name.len == 0)
		return TH_OK;
	p->purl = t;
	p->is_every = purl.version.len == 0;
	if (purl.version.len == 0)
		return TH_OK;
	th_text version = th_document_keep(w->doc, purl.version, th_document_offset(w->doc, t));
	return th_text_is_present(version) ? th_facts_add_text(w->doc, &p->versions, version)
					   : TH_ENOMEM;
}

static th_status add_product(struct th_walker *w, uint64_t place, bool is_part)
{
	struct th_fact_package_list *all = &current(w)->products;
	struct state *state = w->format;
	struct th_fact_package *p = th_fact_package_list_push(all, TH_MAX_FACTS);

	if (!p)
		return th_facts_full(w->doc, all->count);
	p->place = place;
	if (is_part && state->product) {
		uint32_t back = all->count - state->product;
		all->items[state->product - 1].has_parts = true;
		p->part_of = (uint16_t)(back <= UINT16_MAX ? back : 0);
	} else {
		state->product = all->count;
	}
	return TH_OK;
}

static th_status enter_product(struct th_walker *w, struct th_frame *frame)
{
	struct th_frame *above = th_frame_above(w, frame);

	return add_product(w, frame->place, above && above->shape == &product);
}

static th_status each_id(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_slice_starts(text(w, t), TH_SLICE("pkg:")) ? set_purl(w, current_product(w), t)
							     : TH_OK;
}

/* A product that is a bare string. */
static th_status each_product(struct th_walker *w, struct th_frame *frame, th_text t)
{
	TH_TRY(add_product(w, th_document_offset(w->doc, t), frame->shape == &product));
	return each_id(w, frame, t);
}

static th_status leave_identifiers(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_package *p = current_product(w);
	th_text cpe = th_text_len(frame->slots[1]) ? frame->slots[1] : frame->slots[2];

	if (!p)
		return TH_OK;
	p->cpe = cpe;
	if (!th_text_len(frame->slots[0]))
		return TH_OK;
	p->versions.count = 0;
	return set_purl(w, p, frame->slots[0]);
}

static th_status leave_hashes(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_package *p = current_product(w);

	for (size_t i = 0; p && i < TH_SHAPE_SLOTS; i++) {
		if (!th_text_len(frame->slots[i]))
			continue;
		struct th_fact_hash *h = th_fact_hash_list_push(&p->hashes, TH_MAX_FACTS);
		if (!h)
			return th_facts_full(w->doc, p->hashes.count);
		h->content = frame->slots[i];
	}
	return TH_OK;
}

/* ---- statements ---- */

static th_status each_flaw(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_facts_add_text(w->doc, &current(w)->flaws, t);
}

static th_status enter_statement(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_statement_list *all = &w->doc->facts->statements;
	struct th_fact_statement *s = th_fact_statement_list_push(all, TH_MAX_FACTS);

	if (!s)
		return th_facts_full(w->doc, all->count);
	s->place = frame->place;
	return TH_OK;
}

static th_status drop(struct th_walker *w)
{
	th_fact_statement_release(current(w));
	w->doc->facts->statements.count--;
	return TH_OK;
}

static bool read_status(struct th_walker *w, th_text t, uint8_t *out)
{
	static const char *const words[TH_VEX_STATUS_COUNT] = {
		[TH_VEX_AFFECTED] = "affected",
		[TH_VEX_NOT_AFFECTED] = "not_affected",
		[TH_VEX_FIXED] = "fixed",
		[TH_VEX_UNDER_INVESTIGATION] = "under_investigation",
	};

	for (unsigned i = 0; i < TH_VEX_STATUS_COUNT; i++) {
		*out = (uint8_t)i;
		if (th_slice_equal(text(w, t), th_slice_of(words[i])))
			return true;
	}
	if (th_text_len(t))
		th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_value, th_document_offset(w->doc, t),
			    "no status \"%.*s\" is known; the statement is not used",
			    TH_FMT(text(w, t)));
	return false;
}

static th_status leave_statement(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_statement *s = current(w);

	if (!read_status(w, frame->slots[S_STATUS], &s->status))
		return drop(w);
	s->why = th_text_len(frame->slots[S_WHY]) ? frame->slots[S_WHY] : frame->slots[S_IMPACT];
	if (th_text_len(frame->slots[S_TIME]))
		th_facts_set_time(w->doc, s, frame->slots[S_TIME]);
	if (s->flaws.count == 0 || s->products.count == 0)
		th_diagnose(&w->doc->diagnostics, TH_DIAG_missing_field, frame->place,
			    "a statement without a %s, which says nothing of anything",
			    s->flaws.count ? "product" : "vulnerability");
	if (s->status == TH_VEX_NOT_AFFECTED && !th_text_len(s->why)) {
		th_diagnose(&w->doc->diagnostics, TH_DIAG_missing_field, frame->place,
			    "not_affected without a justification or an impact statement; the "
			    "statement is not used");
		return drop(w);
	}
	return TH_OK;
}

static th_status leave_file(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_statement_list *all = &w->doc->facts->statements;

	for (uint32_t i = 0; i < all->count; i++) {
		all->items[i].author = frame->slots[0];
		if (!th_date_present(all->items[i].said))
			th_facts_set_time(w->doc, &all->items[i], frame->slots[1]);
	}
	return TH_OK;
}

/* ---- the tables ---- */

static const struct th_field hashes_fields[] = {
	TEXT("md5", 0),         TEXT("sha1", 1),         TEXT("sha-256", 2),
	TEXT("sha-384", 3),     TEXT("sha-512", 4),      TEXT("sha3-224", 5),
	TEXT("sha3-256", 6),    TEXT("sha3-384", 7),     TEXT("sha3-512", 8),
	TEXT("blake2s-256", 9), TEXT("blake2b-256", 10), TEXT("blake2b-512", 11),
};
SHAPE(hashes, "hashes", NULL, leave_hashes);

static const struct th_field identifiers_fields[] = {
	TEXT("purl", 0),
	TEXT("cpe23", 1),
	TEXT("cpe22", 2),
};
SHAPE(identifiers, "identifiers", NULL, leave_identifiers);

static const struct th_field product_fields[] = {
	ONE("@id", each_id),
	OBJECT("identifiers", identifiers),
	OBJECT("hashes", hashes),
	OBJECT_OR("subcomponents", product, each_product),
};
SHAPE(product, "product", enter_product, NULL);

static const struct th_field vulnerability_fields[] = {
	EACH("name", each_flaw),
	EACH("aliases", each_flaw),
};
SHAPE(vulnerability, "vulnerability", NULL, NULL);

static const struct th_field statement_fields[] = {
	NEEDED("status", S_STATUS),
	TEXT("justification", S_WHY),
	TEXT("impact_statement", S_IMPACT),
	TEXT("timestamp", S_TIME),
	OBJECT_OR("vulnerability", vulnerability, each_flaw),
	OBJECT_OR("products", product, each_product),
};
SHAPE(statement, "statement", enter_statement, leave_statement);

static const struct th_field file_fields[] = {
	TEXT("author", 0),
	TEXT("timestamp", 1),
	OBJECT("statements", statement),
};
SHAPE(file, "OpenVEX document", NULL, leave_file);

static void prepare(void)
{
	static const struct th_shape *const all[] = { &file,    &statement,   &vulnerability,
						      &product, &identifiers, &hashes };
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

/* ---- reading ---- */

bool th_openvex_recognises(const struct th_sniff *sniff);
th_status th_openvex_parse(struct th_document *doc, const struct th_sniff *sniff);

bool th_openvex_recognises(const struct th_sniff *sniff)
{
	return th_sniff_has(sniff, TH_SNIFF_context) &&
	       th_slice_search(sniff->context, TH_SLICE("openvex.dev/")) < sniff->context.len;
}

th_status th_openvex_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct state state = { 0 };
	struct th_walker walker = { .doc = doc, .format = &state };

	pthread_once(&once, prepare);
	TH_TRY(th_facts_begin(doc));
	return th_shape_walk_json(&walker, &file, sniff->start);
}
