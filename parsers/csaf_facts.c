/*
 * Facts of a CSAF document: products are looked up by their ids, what the branches above one say
 * names it and its versions, and each vulnerability makes an advisory, VEX statements and ends of
 * life of the products that it lists (CSAF 2.0, 3.2.3; 2.1 alike).
 */
#include "parsers/csaf.h"
#include "core/identity/cpe.h"
#include "parsers/parser.h"
#include "parsers/worded_range.h"

static th_slice text(const struct th_csaf *s, th_text t)
{
	return th_document_text(s->doc, t);
}

/* ---- versions ---- */

static th_status add_range(struct th_csaf *s, struct th_fact_package *p, th_text range, bool is_new)
{
	char made[512];
	th_slice words_of = text(s, range), vers;

	if (th_worded_range_is_every(words_of)) {
		p->is_every = true;
		return TH_OK;
	}
	if (th_slice_starts(words_of, TH_SLICE("vers:")) && th_facts_range_is_read(s->doc, range))
		return th_facts_add_text(s->doc, &p->ranges, range);
	vers = th_worded_range_read(words_of, made, sizeof(made));
	if (vers.len == 0) {
		p->is_open = true;
		if (!is_new)
			return TH_OK;
		th_diagnose(&s->doc->diagnostics, TH_DIAG_bad_value,
			    th_document_offset(s->doc, range),
			    "no range of versions can be read from \"%.*s\"; whether a version is "
			    "meant stays open",
			    TH_FMT(words_of));
		return TH_OK;
	}
	th_text kept = th_document_keep(s->doc, vers, th_document_offset(s->doc, range));
	return th_text_is_present(kept) ? th_facts_add_text(s->doc, &p->ranges, kept) : TH_ENOMEM;
}

/* ---- products, by their ids ---- */

static th_status note_name(struct th_csaf *s, th_text id, uint32_t number)
{
	th_str name;

	if (th_text_len(id) == 0)
		return TH_OK;
	TH_TRY(th_strings_intern(&s->names, text(s, id), &name));
	if (name.v <= s->numbers.count)
		return TH_OK; /* the first of two with one id */
	uint32_t *slot = th_index_list_push(&s->numbers, UINT32_MAX);
	if (!slot)
		return TH_ENOMEM;
	*slot = number;
	return TH_OK;
}

static th_status note_names(struct th_csaf *s)
{
	for (uint32_t i = 0; i < s->products.count; i++)
		TH_TRY(note_name(s, s->products.items[i].id, i));
	for (uint32_t i = 0; i < s->groups.count; i++)
		TH_TRY(note_name(s, s->groups.items[i].id, i | TH_CSAF_IS_GROUP));
	return TH_OK;
}

static uint32_t number_of(const struct th_csaf *s, th_text id)
{
	th_str name = th_strings_find(&s->names, text(s, id));

	return name.v ? s->numbers.items[name.v - 1] : TH_NONE;
}

/* What the branches above a product say of it. */
static th_status read_branches(struct th_csaf *s, struct th_csaf_product *from,
			       struct th_fact_package *to)
{
	for (uint32_t b = from->branch; b; b = s->branches.items[b - 1].parent) {
		const struct th_csaf_branch *branch_of = &s->branches.items[b - 1];
		th_slice category = text(s, branch_of->category);
		if (th_slice_equal(category, TH_SLICE("vendor")))
			to->supplier = branch_of->name;
		else if (th_slice_equal(category, TH_SLICE("product_name")))
			to->product = branch_of->name;
		else if (th_slice_equal(category, TH_SLICE("product_version_range")) ||
			 (th_slice_equal(category, TH_SLICE("product_version")) &&
			  th_worded_range_is_likely(text(s, branch_of->name))))
			TH_TRY(add_range(s, to, branch_of->name, !from->is_read));
		else if (th_slice_equal(category, TH_SLICE("product_version")))
			TH_TRY(th_facts_add_text(s->doc, &to->versions, branch_of->name));
	}
	from->is_read = true;
	return TH_OK;
}

/* Where it says nothing, all are meant; with wildcards it stays open. */
static th_status add_cpe_version(struct th_csaf *s, struct th_fact_package *to)
{
	struct th_cpe_scratch scratch;
	struct th_cpe cpe;

	if (th_text_len(to->cpe) == 0 ||
	    th_cpe_parse(text(s, to->cpe), &scratch, &cpe, NULL) != TH_OK)
		return TH_OK;
	th_slice named = th_cpe_text(&cpe, TH_CPE_VERSION);
	to->is_every = cpe.values[TH_CPE_VERSION].kind == TH_CPE_ANY;
	to->is_open = named.len == 0 && !to->is_every;
	if (named.len == 0)
		return TH_OK;
	th_text version = th_document_keep(s->doc, named, th_document_offset(s->doc, to->cpe));
	return th_text_is_present(version) ? th_facts_add_text(s->doc, &to->versions, version)
					   : TH_ENOMEM;
}

static th_status add_purl_version(struct th_csaf *s, struct th_fact_package *to)
{
	th_slice purl = text(s, to->purl);
	size_t at = th_slice_rfind(purl, '@'), end = th_slice_find(purl, '?');

	if (at >= purl.len || at > end || at + 1 >= end)
		return add_cpe_version(s, to);
	th_text version = th_document_keep(s->doc, th_slice_sub(purl, at + 1, end),
					   th_document_offset(s->doc, to->purl));
	return th_text_is_present(version) ? th_facts_add_text(s->doc, &to->versions, version)
					   : TH_ENOMEM;
}

static struct th_csaf_product *product_of(const struct th_csaf *s, th_text id)
{
	uint32_t n = number_of(s, id);

	return n == TH_NONE || n & TH_CSAF_IS_GROUP ? NULL : &s->products.items[n];
}

/* The part of a combination, through as many as there are. */
static struct th_csaf_product *innermost(const struct th_csaf *s, struct th_csaf_product *p)
{
	for (uint32_t i = 0; i < s->products.count && th_text_len(p->part); i++) {
		struct th_csaf_product *part = product_of(s, p->part);
		if (!part)
			break;
		p = part;
	}
	return p;
}

static th_status add_hashes(struct th_csaf *s, const struct th_csaf_product *from,
			    struct th_fact_package *to)
{
	for (uint32_t h = 0; h < from->hashes.count; h++) {
		struct th_fact_hash *hash = th_fact_hash_list_push(&to->hashes, TH_MAX_FACTS);
		if (!hash)
			return th_facts_full(s->doc, to->hashes.count);
		*hash = from->hashes.items[h];
	}
	return TH_OK;
}

/* One package for each package URL, or one without; they are part of the package number whole of
 * out, counted from 1; 0: of none. */
static th_status add_plain(struct th_csaf *s, struct th_csaf_product *named,
			   struct th_fact_package_list *out, uint32_t whole)
{
	struct th_csaf_product *from = innermost(s, named);
	const struct th_csaf_product *by =
		named->purls.count || th_text_len(named->cpe) ? named : from;
	uint32_t count = by->purls.count ? by->purls.count : 1;

	for (uint32_t i = 0; i < count; i++) {
		struct th_fact_package *p = th_fact_package_list_push(out, TH_MAX_FACTS);
		if (!p || (whole && out->count - whole > UINT16_MAX))
			return th_facts_full(s->doc, out->count);
		p->place = from->place;
		p->cpe = by->cpe;
		if (by->purls.count)
			p->purl = by->purls.items[i];
		p->part_of = whole ? (uint16_t)(out->count - whole) : 0;
		TH_TRY(read_branches(s, from, p));
		if (p->versions.count == 0 && p->ranges.count == 0 && !p->is_open)
			TH_TRY(add_purl_version(s, p));
		bool says = p->versions.count || p->ranges.count || p->is_open;
		p->is_every |= !says && (th_text_len(p->purl) || th_text_len(p->product));
		TH_TRY(add_hashes(s, from, p));
	}
	return TH_OK;
}

/*
 * A statement about A in B says nothing of A elsewhere; combinations of combinations tell nothing
 * there. That A in B is affected is reason to look at A wherever it is.
 */
static th_status add_product(struct th_csaf *s, struct th_csaf_product *p, bool of_statement,
			     struct th_fact_package_list *out)
{
	if (!of_statement || th_text_len(p->part) == 0)
		return add_plain(s, p, out, 0);
	struct th_csaf_product *part = product_of(s, p->part), *whole = product_of(s, p->whole);
	if (!part || !whole || th_text_len(part->part) || th_text_len(whole->part))
		return TH_OK;
	uint32_t first = out->count;
	TH_TRY(add_plain(s, whole, out, 0));
	for (uint32_t i = first, end = out->count; i < end; i++) {
		out->items[i].has_parts = true;
		TH_TRY(add_plain(s, p, out, i + 1));
	}
	return TH_OK;
}

/* A product, or those of a group; an id that leads nowhere is said. */
static th_status add_id(struct th_csaf *s, th_text id, bool of_statement,
			struct th_fact_package_list *out)
{
	uint32_t n = number_of(s, id);

	if (n == TH_NONE) {
		th_diagnose(&s->doc->diagnostics, TH_DIAG_dangling_ref,
			    th_document_offset(s->doc, id),
			    "no product \"%.*s\" is in the product tree", TH_FMT(text(s, id)));
		return TH_OK;
	}
	if (!(n & TH_CSAF_IS_GROUP))
		return add_product(s, &s->products.items[n], of_statement, out);
	const struct th_text_list *members = &s->groups.items[n & ~TH_CSAF_IS_GROUP].products;
	for (uint32_t i = 0; i < members->count; i++) {
		struct th_csaf_product *member = product_of(s, members->items[i]);
		if (member)
			TH_TRY(add_product(s, member, of_statement, out));
	}
	return TH_OK;
}

/* ---- what it makes ---- */

static bool has_status(const struct th_csaf_flaw *f, enum th_csaf_status status)
{
	for (uint32_t i = 0; i < f->entries.count; i++)
		if (f->entries.items[i].status == status)
			return true;
	return false;
}

static th_text name_of(const struct th_csaf *s, const struct th_csaf_flaw *f)
{
	return th_text_len(f->cve) ? f->cve : f->ids.count ? f->ids.items[0] : s->id;
}

static th_status add_products(struct th_csaf *s, const struct th_csaf_flaw *f,
			      enum th_csaf_status status, struct th_fact_package_list *out)
{
	for (uint32_t i = 0; i < f->entries.count; i++)
		if (f->entries.items[i].status == status)
			TH_TRY(add_id(s, f->entries.items[i].id, status != TH_CSAF_AFFECTED, out));
	return TH_OK;
}

static th_status make_advisory(struct th_csaf *s, struct th_csaf_flaw *f)
{
	struct th_fact_advisory_list *all = &s->doc->facts->advisories;

	if (!has_status(f, TH_CSAF_AFFECTED))
		return TH_OK;
	struct th_fact_advisory *a = th_fact_advisory_list_push(all, TH_MAX_FACTS);
	if (!a)
		return th_facts_full(s->doc, all->count);
	a->place = f->place;
	a->id = name_of(s, f);
	a->summary = th_text_len(f->title) ? f->title : s->title;
	a->severity = s->severity;
	a->published = th_facts_date(s->doc, s->first);
	a->modified = th_facts_date(s->doc, s->current);
	/* The document is about several flaws: its own id is one's name only where it has one. */
	if (s->flaws.count == 1 && th_text_len(f->cve))
		TH_TRY(th_facts_add_text(s->doc, &a->aliases, s->id));
	for (uint32_t i = 0; i < f->ids.count; i++)
		TH_TRY(th_facts_add_text(s->doc, &a->upstream, f->ids.items[i]));
	for (uint32_t i = 0; i < f->vectors.count; i++)
		TH_TRY(th_facts_add_text(s->doc, &a->vectors, f->vectors.items[i]));
	return add_products(s, f, TH_CSAF_AFFECTED, &a->packages);
}

static th_status make_statement(struct th_csaf *s, struct th_csaf_flaw *f,
				enum th_csaf_status status)
{
	static const enum th_vex_status means[TH_CSAF_STATUS_COUNT] = {
		[TH_CSAF_AFFECTED] = TH_VEX_AFFECTED,
		[TH_CSAF_FIXED] = TH_VEX_FIXED,
		[TH_CSAF_NOT_AFFECTED] = TH_VEX_NOT_AFFECTED,
		[TH_CSAF_INVESTIGATED] = TH_VEX_UNDER_INVESTIGATION,
	};
	struct th_fact_statement_list *all = &s->doc->facts->statements;
	struct th_instant instant;

	if (!has_status(f, status))
		return TH_OK;
	struct th_fact_statement *to = th_fact_statement_list_push(all, TH_MAX_FACTS);
	if (!to)
		return th_facts_full(s->doc, all->count);
	to->place = f->place;
	to->status = (uint8_t)means[status];
	to->why = f->why;
	to->author = s->publisher;
	to->said = th_facts_date(s->doc, s->current);
	to->second = th_instant_parse(text(s, s->current), &instant) == TH_OK ? instant.second : 0;
	TH_TRY(th_facts_add_text(s->doc, &to->flaws, name_of(s, f)));
	for (uint32_t i = 0; i < f->ids.count; i++)
		TH_TRY(th_facts_add_text(s->doc, &to->flaws, f->ids.items[i]));
	return add_products(s, f, status, &to->products);
}

/* Nothing will be corrected any more: the product's life has ended, by the day of the document. */
static th_status make_ends(struct th_csaf *s, const struct th_csaf_flaw *f)
{
	struct th_fact_lifecycle_list *all = &s->doc->facts->lifecycles;
	struct th_fact_package_list products = { 0 };
	th_status status = TH_OK;

	for (uint32_t i = 0; i < f->unfixed.count && status == TH_OK; i++)
		status = add_id(s, f->unfixed.items[i], false, &products);
	for (uint32_t i = 0; i < products.count && status == TH_OK; i++) {
		struct th_fact_package *p = &products.items[i];
		if (p->is_open)
			continue;
		struct th_fact_lifecycle *l = th_fact_lifecycle_list_push(all, TH_MAX_FACTS);
		struct th_fact_end *end = l ? th_fact_end_list_push(&l->ends, TH_MAX_FACTS) : NULL;
		if (!end) {
			status = th_facts_full(s->doc, all->count);
			break;
		}
		l->place = p->place;
		l->silent_on_distribution = true;
		l->supplier.name = p->supplier;
		l->product.name = p->product;
		end->place = f->place;
		end->kind = TH_END_OF_LIFE;
		end->effective = end->published = th_facts_date(s->doc, s->current);
		end->note = s->title;
		if (th_text_len(p->purl))
			status = th_facts_add_text(s->doc, &l->product.purls, p->purl);
		if (status == TH_OK && th_text_len(p->cpe))
			status = th_facts_add_cpe(s->doc, &l->product.cpes, p->cpe);
		end->versions = p->versions; /* taken over */
		end->ranges = p->ranges;
		p->versions = p->ranges = (struct th_text_list){ 0 };
	}
	th_fact_packages_release(&products);
	return status;
}

/* An incident at whoever reports it: what it names is a release that was tampered with. */
static th_status make_event(struct th_csaf *s)
{
	struct th_fact_event_list *all = &s->doc->facts->events;

	if (!th_slice_equal(text(s, s->category), TH_SLICE("csaf_security_incident_response")))
		return TH_OK;
	struct th_fact_event *e = th_fact_event_list_push(all, TH_MAX_FACTS);
	if (!e)
		return th_facts_full(s->doc, all->count);
	e->id = s->id;
	e->title = s->title;
	e->kind = TH_EVENT_infrastructure_breach;
	e->supplier.name = s->publisher;
	e->published = th_facts_date(s->doc, s->first);
	return TH_OK;
}

th_status th_csaf_make_facts(struct th_csaf *s)
{
	TH_TRY(note_names(s));
	s->doc->facts->updated = th_facts_date(s->doc, s->current);
	for (uint32_t i = 0; i < s->flaws.count; i++) {
		struct th_csaf_flaw *f = &s->flaws.items[i];
		TH_TRY(make_advisory(s, f));
		for (enum th_csaf_status status = TH_CSAF_FIXED; status < TH_CSAF_STATUS_COUNT;
		     status++)
			TH_TRY(make_statement(s, f, status));
		TH_TRY(make_ends(s, f));
	}
	return make_event(s);
}
