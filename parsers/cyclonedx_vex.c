/*
 * CycloneDX `vulnerabilities` that were analysed, as VEX statements (since 1.4; ECMA-424, 8.x
 * "vulnerabilities"). What is affected is named by reference: a bom-ref of this document means the
 * component as a part of what the document is about; a BOM-Link means what it leads to and nothing
 * else. `affects[].versions` limits a statement to these versions, whatever their status; without
 * it the component's own is meant. A vulnerability without an analysis is a claim that somebody
 * found it, and is passed over.
 */
#include "parsers/cyclonedx.h"
#include "parsers/facts.h"

#define BOM_LINK "urn:cdx:"

static struct th_fact_statement *current(struct th_walker *w)
{
	struct th_fact_statement_list *all = &w->doc->facts->statements;

	return &all->items[all->count - 1];
}

static th_slice text(struct th_document *doc, th_text t)
{
	return th_document_text(doc, t);
}

/* ---- reading ---- */

th_status th_cdx_enter_vulnerability(struct th_walker *w, struct th_frame *frame)
{
	if (!w->doc->has_vulnerabilities)
		w->doc->vulnerability_at = frame->place;
	w->doc->has_vulnerabilities = true;
	if (!w->doc->facts)
		TH_TRY(th_facts_begin(w->doc));
	struct th_fact_statement_list *all = &w->doc->facts->statements;
	struct th_fact_statement *s = th_fact_statement_list_push(all, TH_MAX_FACTS);
	if (!s)
		return th_facts_full(w->doc, all->count);
	s->place = frame->place;
	return TH_OK;
}

th_status th_cdx_each_flaw(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_facts_add_text(w->doc, &current(w)->flaws, t);
}

/* The analysis is kept with the vulnerability that it stands in. */
th_status th_cdx_leave_analysis(struct th_walker *w, struct th_frame *frame)
{
	struct th_frame *above = th_frame_above(w, frame);

	for (size_t i = U_STATE; above && i < U_SLOT_COUNT; i++)
		above->slots[i] = frame->slots[i];
	return TH_OK;
}

th_status th_cdx_enter_affected(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_package_list *all = &current(w)->products;
	struct th_fact_package *p = th_fact_package_list_push(all, TH_MAX_FACTS);

	if (!p)
		return th_facts_full(w->doc, all->count);
	p->place = frame->place;
	return TH_OK;
}

static struct th_fact_package *current_product(struct th_walker *w)
{
	struct th_fact_package_list *all = &current(w)->products;

	return &all->items[all->count - 1];
}

th_status th_cdx_leave_affected(struct th_walker *w, struct th_frame *frame)
{
	current_product(w)->link = frame->slots[0];
	return TH_OK;
}

th_status th_cdx_leave_affected_version(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_package *p = current_product(w);

	if (th_slice_equal(text(w->doc, frame->slots[2]), TH_SLICE("unknown"))) {
		p->is_open = true;
		return TH_OK;
	}
	TH_TRY(th_facts_add_text(w->doc, &p->versions, frame->slots[0]));
	return th_text_len(frame->slots[1])
		       ? th_facts_add_range(w->doc, &p->ranges, frame->slots[1])
		       : TH_OK;
}

static bool read_state(struct th_walker *w, th_text state, uint8_t *out)
{
	static const struct {
		const char *word;
		enum th_vex_status means;
	} states[] = {
		{ "not_affected", TH_VEX_NOT_AFFECTED },
		{ "false_positive", TH_VEX_NOT_AFFECTED },
		{ "resolved", TH_VEX_FIXED },
		{ "resolved_with_pedigree", TH_VEX_FIXED },
		{ "exploitable", TH_VEX_AFFECTED },
		{ "in_triage", TH_VEX_UNDER_INVESTIGATION },
	};
	th_slice word = text(w->doc, state);

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		*out = (uint8_t)states[i].means;
		if (th_slice_equal(word, th_slice_of(states[i].word)))
			return true;
	}
	if (word.len)
		th_diagnose(
			&w->doc->diagnostics, TH_DIAG_bad_value, th_document_offset(w->doc, state),
			"no state of an analysis \"%.*s\" is known; it is not used", TH_FMT(word));
	return false;
}

th_status th_cdx_leave_vulnerability(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_statement *s = current(w);
	const th_text *slots = frame->slots;

	w->doc->has_claims = true;
	if (!read_state(w, slots[U_STATE], &s->status)) {
		th_fact_statement_release(s);
		w->doc->facts->statements.count--;
		return TH_OK;
	}
	s->why = th_text_len(slots[U_WHY]) ? slots[U_WHY] : slots[U_DETAIL];
	static const enum vulnerability_slot times[] = { U_REVISED, U_ISSUED, U_UPDATED };
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		if (!th_date_present(s->said) && th_text_len(slots[times[i]]))
			th_facts_set_time(w->doc, s, slots[times[i]]);
	if (s->flaws.count == 0 || s->products.count == 0)
		th_diagnose(&w->doc->diagnostics, TH_DIAG_missing_field, frame->place,
			    "an analysis without %s, which says nothing of anything",
			    s->flaws.count ? "\"affects\"" : "an id");
	return TH_OK;
}

/* ---- what is affected ---- */

static th_status add_hashes(struct th_document *doc, const struct th_component *c,
			    struct th_fact_package *p)
{
	for (uint32_t i = c->attributes; i != TH_NONE; i = doc->attributes.items[i].next) {
		if (doc->attributes.items[i].kind != TH_ATTRIBUTE_HASH)
			continue;
		struct th_fact_hash *h = th_fact_hash_list_push(&p->hashes, TH_MAX_FACTS);
		if (!h)
			return TH_ENOMEM;
		h->content = doc->attributes.items[i].text;
	}
	return TH_OK;
}

/* "#ref", of this very document. */
static th_status link_here(struct th_document *doc, const struct th_component *c,
			   struct th_fact_package *p)
{
	th_slice ref = c->ref ? doc->refs.texts.items[c->ref - 1] : (th_slice){ 0 };
	th_slice link = th_arena_printf(&doc->arena, "#%.*s", TH_FMT(ref));

	if (!link.ptr)
		return TH_ENOMEM;
	p->link = th_document_keep(doc, link, c->place);
	return th_text_is_present(p->link) ? TH_OK : TH_ENOMEM;
}

/* What a component is known by in other documents; in want of that its place in this one. */
static th_status identify(struct th_document *doc, uint32_t component, struct th_fact_package *p)
{
	const struct th_component *c = &doc->components.items[component];

	p->purl = c->purl;
	p->cpe = c->cpe;
	TH_TRY(add_hashes(doc, c, p));
	if (!th_text_len(c->purl) && !th_text_len(c->cpe) && p->hashes.count == 0)
		return link_here(doc, c, p);
	p->link = (th_text){ 0 };
	return TH_OK;
}

static th_status set_versions(struct th_document *doc, uint32_t component,
			      struct th_fact_package *p)
{
	th_text version = doc->components.items[component].version;

	if (p->versions.count || p->ranges.count || p->is_open)
		return TH_OK;
	p->is_every = th_text_len(version) == 0 || th_text_is_present(p->link);
	return p->is_every ? TH_OK : th_facts_add_text(doc, &p->versions, version);
}

static struct th_fact_package *push(struct th_fact_package_list *list)
{
	return th_fact_package_list_push(list, TH_MAX_FACTS);
}

/* The product of the document, and `from`, a part of it. */
static th_status add_part(struct th_document *doc, uint32_t component, struct th_fact_package *from,
			  struct th_fact_package_list *to)
{
	bool is_part = doc->root != TH_NONE && component != doc->root;
	struct th_fact_package *whole = is_part ? push(to) : NULL;

	if (is_part && !whole)
		return th_facts_full(doc, to->count);
	if (is_part) {
		whole->place = from->place;
		whole->has_parts = true;
		TH_TRY(identify(doc, doc->root, whole));
		TH_TRY(set_versions(doc, doc->root, whole));
	}
	struct th_fact_package *part = push(to);
	if (!part)
		return th_facts_full(doc, to->count);
	*part = *from;
	*from = (struct th_fact_package){ 0 };
	part->part_of = is_part;
	TH_TRY(identify(doc, component, part));
	return set_versions(doc, component, part);
}

static uint32_t find(const struct th_document *doc, th_slice ref)
{
	th_str id = ref.len ? th_strings_find(&doc->refs, ref) : (th_str){ 0 };

	return id.v ? doc->ref_components.items[id.v - 1] : TH_NONE;
}

static th_status resolve(struct th_document *doc, struct th_fact_package *from,
			 struct th_fact_package_list *to)
{
	th_slice ref = text(doc, from->link);

	if (th_slice_starts(ref, TH_SLICE(BOM_LINK))) {
		struct th_fact_package *p = push(to);
		if (!p)
			return th_facts_full(doc, to->count);
		*p = *from;
		*from = (struct th_fact_package){ 0 };
		p->is_every = !p->versions.count && !p->ranges.count && !p->is_open;
		return TH_OK;
	}
	uint32_t component = find(doc, ref);
	if (component != TH_NONE)
		return add_part(doc, component, from, to);
	th_diagnose(&doc->diagnostics, TH_DIAG_dangling_ref,
		    ref.len ? th_document_offset(doc, from->link) : from->place,
		    "the reference \"%.*s\" of \"affects\" leads to nothing in this document: the "
		    "analysis does not speak of it",
		    TH_FMT(ref));
	return TH_OK;
}

th_status th_cdx_finish_statements(struct th_document *doc)
{
	if (!doc->facts)
		return TH_OK;
	for (uint32_t i = 0; i < doc->facts->statements.count; i++) {
		struct th_fact_statement *s = &doc->facts->statements.items[i];
		struct th_fact_package_list resolved = { 0 };
		th_status status = TH_OK;
		for (uint32_t k = 0; k < s->products.count && status == TH_OK; k++)
			status = resolve(doc, &s->products.items[k], &resolved);
		th_fact_packages_release(&s->products);
		s->products = resolved;
		TH_TRY(status);
		if (!th_date_present(s->said) && th_text_len(doc->created))
			th_facts_set_time(doc, s, doc->created);
	}
	if (doc->facts->statements.count == 0) { /* nothing was analysed */
		th_facts_release(doc->facts);
		doc->facts = NULL;
	}
	return TH_OK;
}
