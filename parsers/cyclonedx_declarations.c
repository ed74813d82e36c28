/*
 * CycloneDX declarations (1.6 and later): who claims to meet which requirement of which standard,
 * on what evidence, by whose assessment. References may stand before what they refer to, so all is
 * gathered while the document is read, and becomes claims (parsers/claims.h) at its end.
 *
 * A requirement is told by its own definition in the document, by a BOM-Link into the BOM of a
 * standard, or by a reference spelled as that BOM spells it.
 */
#include "parsers/cyclonedx.h"

#include "core/base/date.h"
#include "parsers/claims.h"

struct named {
	th_text ref;
	uint64_t place;
	th_text first,
		second;  /* requirement: standard, identifier; evidence: created, expires;
			    claim: target, predicate; target that is a product: name, version */
	uint32_t number; /* target: organisation; assessor: 1 for a third party */
};
TH_LIST_DEFINE(named_list, struct named);

/* A reference that a claim or a map holds. */
struct pointer {
	uint32_t owner;
	th_text ref;
};
TH_LIST_DEFINE(pointer_list, struct pointer);

struct mapped {
	uint64_t place;
	th_text requirement, score, assessor;
};
TH_LIST_DEFINE(mapped_list, struct mapped);

struct th_cdx_declarations {
	struct named_list assessors, claims, evidences, targets, requirements;
	struct pointer_list evidence_of, counter_evidence_of; /* owners: claims */
	struct pointer_list claims_of, counters_of;           /* owners: maps */
	struct mapped_list maps;
	th_text standard; /* whose requirements are read */
};

static th_status begin(struct th_walker *w, struct th_cdx_declarations **out)
{
	struct th_cdx_declarations **slot = th_cdx_declarations_of(w);

	if (!*slot)
		*slot = th_arena_calloc(&w->doc->arena, 1, sizeof(**slot));
	*out = *slot;
	return *slot ? TH_OK : TH_ENOMEM;
}

void th_cdx_release_declarations(struct th_cdx_declarations *d)
{
	if (!d)
		return;
	named_list_release(&d->assessors);
	named_list_release(&d->claims);
	named_list_release(&d->evidences);
	named_list_release(&d->targets);
	named_list_release(&d->requirements);
	pointer_list_release(&d->evidence_of);
	pointer_list_release(&d->counter_evidence_of);
	pointer_list_release(&d->claims_of);
	pointer_list_release(&d->counters_of);
	mapped_list_release(&d->maps);
}

static th_status full(struct th_walker *w, uint64_t place, uint32_t count)
{
	if (count < TH_MAX_CLAIMS)
		return TH_ENOMEM;
	th_diagnose(&w->doc->diagnostics, TH_DIAG_limit, place,
		    "more than %u claims, requirements or the like (TH_MAX_CLAIMS)", TH_MAX_CLAIMS);
	return TH_ELIMIT;
}

static th_status add_named(struct th_walker *w, struct named_list *list, struct named item)
{
	struct named *n = named_list_push(list, TH_MAX_CLAIMS);

	if (!n)
		return full(w, item.place, list->count);
	*n = item;
	return TH_OK;
}

static th_status add_pointer(struct th_walker *w, struct pointer_list *list, uint32_t owner,
			     th_text ref)
{
	struct pointer *p = pointer_list_push(list, TH_MAX_CLAIMS);

	if (!p)
		return full(w, th_document_offset(w->doc, ref), list->count);
	*p = (struct pointer){ owner, ref };
	return TH_OK;
}

/* ---- while the document is read ---- */

static bool is_true(const struct th_walker *w, th_text t)
{
	return th_slice_equal(th_document_text(w->doc, t), TH_SLICE("true"));
}

th_status th_cdx_leave_assessor(struct th_walker *w, struct th_frame *frame)
{
	struct th_cdx_declarations *d;

	TH_TRY(begin(w, &d));
	return add_named(w, &d->assessors,
			 (struct named){ .ref = frame->slots[0],
					 .place = frame->place,
					 .number = is_true(w, frame->slots[1]) });
}

/* The organisations of declarations, by reference. */
th_status th_cdx_leave_target(struct th_walker *w, struct th_frame *frame)
{
	struct th_cdx_declarations *d;
	uint32_t organization;

	TH_TRY(begin(w, &d));
	TH_TRY(th_document_add_organization(w->doc, frame->slots[1], frame->slots[2],
					    (th_text){ 0 }, &organization));
	return add_named(w, &d->targets,
			 (struct named){ .ref = frame->slots[0],
					 .place = frame->place,
					 .number = organization });
}

/* Of a product that claims are about: who supplies it, or provides it. */
th_status th_cdx_leave_target_owner(struct th_walker *w, struct th_frame *frame)
{
	struct th_frame *above = th_frame_above(w, frame);

	return above ? th_document_add_organization(w->doc, frame->slots[0], frame->slots[1],
						    (th_text){ 0 }, &above->index)
		     : TH_OK;
}

th_status th_cdx_enter_target_product(struct th_walker *w, struct th_frame *frame)
{
	(void)w;
	frame->index = TH_NONE;
	return TH_OK;
}

th_status th_cdx_leave_target_product(struct th_walker *w, struct th_frame *frame)
{
	struct th_cdx_declarations *d;

	TH_TRY(begin(w, &d));
	return add_named(w, &d->targets,
			 (struct named){ .ref = frame->slots[0],
					 .place = frame->place,
					 .first = frame->slots[1],
					 .second = frame->slots[2],
					 .number = frame->index });
}

th_status th_cdx_leave_evidence(struct th_walker *w, struct th_frame *frame)
{
	struct th_cdx_declarations *d;

	TH_TRY(begin(w, &d));
	return add_named(w, &d->evidences,
			 (struct named){ .ref = frame->slots[0],
					 .place = frame->place,
					 .first = frame->slots[1],
					 .second = frame->slots[2] });
}

th_status th_cdx_each_claim_evidence(struct th_walker *w, struct th_frame *frame, th_text t)
{
	struct th_cdx_declarations *d;

	(void)frame;
	TH_TRY(begin(w, &d));
	return add_pointer(w, &d->evidence_of, d->claims.count, t);
}

th_status th_cdx_each_counter_evidence(struct th_walker *w, struct th_frame *frame, th_text t)
{
	struct th_cdx_declarations *d;

	(void)frame;
	TH_TRY(begin(w, &d));
	return add_pointer(w, &d->counter_evidence_of, d->claims.count, t);
}

th_status th_cdx_leave_claim(struct th_walker *w, struct th_frame *frame)
{
	struct th_cdx_declarations *d;

	TH_TRY(begin(w, &d));
	return add_named(w, &d->claims,
			 (struct named){ .ref = frame->slots[0],
					 .place = frame->place,
					 .first = frame->slots[1],
					 .second = frame->slots[2] });
}

th_status th_cdx_each_mapped_claim(struct th_walker *w, struct th_frame *frame, th_text t)
{
	struct th_cdx_declarations *d;

	(void)frame;
	TH_TRY(begin(w, &d));
	return add_pointer(w, &d->claims_of, d->maps.count, t);
}

th_status th_cdx_each_mapped_counter(struct th_walker *w, struct th_frame *frame, th_text t)
{
	struct th_cdx_declarations *d;

	(void)frame;
	TH_TRY(begin(w, &d));
	return add_pointer(w, &d->counters_of, d->maps.count, t);
}

/* The score stands in an object of its own: it goes up to the map that it is of. */
th_status th_cdx_each_score(struct th_walker *w, struct th_frame *frame, th_text t)
{
	struct th_frame *map = th_frame_above(w, frame);

	if (map)
		map->slots[1] = t;
	return TH_OK;
}

th_status th_cdx_leave_map(struct th_walker *w, struct th_frame *frame)
{
	struct th_cdx_declarations *d;

	TH_TRY(begin(w, &d));
	struct mapped *m = mapped_list_push(&d->maps, TH_MAX_CLAIMS);
	if (!m)
		return full(w, frame->place, d->maps.count);
	*m = (struct mapped){ .place = frame->place,
			      .requirement = frame->slots[0],
			      .score = frame->slots[1] };
	return TH_OK;
}

th_status th_cdx_enter_attested(struct th_walker *w, struct th_frame *frame)
{
	struct th_cdx_declarations *d;

	TH_TRY(begin(w, &d));
	frame->index = d->maps.count;
	return TH_OK;
}

/* Whose assessment the maps of an attestation are. */
th_status th_cdx_leave_attested(struct th_walker *w, struct th_frame *frame)
{
	struct th_cdx_declarations *d;

	TH_TRY(begin(w, &d));
	for (uint32_t i = frame->index; i < d->maps.count; i++)
		d->maps.items[i].assessor = frame->slots[0];
	return TH_OK;
}

th_status th_cdx_enter_standard(struct th_walker *w, struct th_frame *frame)
{
	struct th_cdx_declarations *d;

	TH_TRY(begin(w, &d));
	frame->index = d->requirements.count;
	return TH_OK;
}

th_status th_cdx_leave_standard(struct th_walker *w, struct th_frame *frame)
{
	struct th_cdx_declarations *d;

	TH_TRY(begin(w, &d));
	for (uint32_t i = frame->index; i < d->requirements.count; i++)
		d->requirements.items[i].first = frame->slots[0];
	return TH_OK;
}

th_status th_cdx_leave_requirement(struct th_walker *w, struct th_frame *frame)
{
	struct th_cdx_declarations *d;

	TH_TRY(begin(w, &d));
	return add_named(w, &d->requirements,
			 (struct named){ .ref = frame->slots[0],
					 .place = frame->place,
					 .second = frame->slots[1] });
}

th_status th_cdx_leave_signatory(struct th_walker *w, struct th_frame *frame)
{
	(void)frame;
	TH_TRY(th_claims_begin(w->doc));
	w->doc->claims->signatories++;
	return TH_OK;
}

/* ---- standards ---- */

static const struct {
	const char *word;   /* as parsers/requirements.def has it */
	const char *prefix; /* of its requirements' references */
	const char *serial; /* of the BOM that defines it */
	const char *title;  /* part of its name */
} standards[] = {
	{ "cisa-ssaf", "ssaf-DRAFT-2023-11-", "8053c430-b1b1-47d9-859b-ec14644e1d54",
	  "Software Development Attestation Form" },
	{ "ssdf-1.1", "ssdf-1.1-", "fe247348-f2cd-4d20-b943-bd4b0772e385",
	  "Secure Software Development Framework" },
	{ "scvs-1.0", "scvs-1.0-", "8d0d5d1e-6a4d-4c1e-ad6c-314108f38a7d",
	  "Software Component Verification Standard" },
};
enum { STANDARDS = sizeof(standards) / sizeof(standards[0]) };

/* What a reference to a requirement means: a row of standards and the item. */
struct meaning {
	size_t standard; /* STANDARDS: none that is known */
	th_text item;
	th_text named; /* the standard's name where it is not known */
};

static bool holds(th_slice text, const char *part)
{
	return th_slice_search(text, th_slice_of(part)) < text.len;
}

/* "urn:cdx:serial/1#ref": behind the mark; of other texts all. */
static th_slice fragment_of(th_slice ref)
{
	return th_slice_starts(ref, TH_SLICE("urn:cdx:"))
		       ? th_slice_sub(ref, th_slice_find(ref, '#') + 1, ref.len)
		       : ref;
}

static th_status by_spelling(struct th_document *doc, th_text ref, struct meaning *out)
{
	th_slice text = th_document_text(doc, ref), fragment = fragment_of(text);

	for (size_t i = 0; i < STANDARDS; i++) {
		th_slice prefix = th_slice_of(standards[i].prefix);
		size_t skip = text.len - fragment.len;
		if (th_slice_starts(fragment, prefix))
			skip += prefix.len;
		else if (!holds(text, standards[i].serial))
			continue;
		out->standard = i;
		out->item = th_document_part(doc, ref, skip, text.len);
		return th_text_is_present(out->item) || skip == text.len ? TH_OK : TH_ENOMEM;
	}
	return TH_OK;
}

static void by_definition(const struct th_document *doc, const struct named *requirement,
			  struct meaning *out)
{
	th_slice name = th_document_text(doc, requirement->first);

	out->item = requirement->second;
	out->named = requirement->first;
	for (size_t i = 0; i < STANDARDS; i++)
		if (holds(name, standards[i].title))
			out->standard = i;
}

/* ---- references ---- */

/* By reference: where it stands in a list; lists are looked through once for each claim, so they
 * are put in order first. */
struct lookup {
	struct th_strings refs;
	struct th_index_list of; /* by ref - 1 */
};

static th_status index_list(const struct th_document *doc, const struct named_list *list,
			    struct lookup *out)
{
	for (uint32_t i = 0; i < list->count; i++) {
		th_slice ref = th_document_text(doc, list->items[i].ref);
		uint32_t known = out->refs.texts.count;
		th_str id;
		if (ref.len == 0)
			continue;
		TH_TRY(th_strings_intern(&out->refs, ref, &id));
		if (id.v <= known)
			continue; /* the first bearer keeps it */
		uint32_t *slot = th_index_list_push(&out->of, UINT32_MAX);
		if (!slot)
			return TH_ENOMEM;
		*slot = i;
	}
	return TH_OK;
}

static const struct named *find(const struct th_document *doc, const struct lookup *lookup,
				const struct named_list *list, th_text ref)
{
	th_str id = th_strings_find(&lookup->refs, th_document_text(doc, ref));

	return id.v && lookup->of.items ? &list->items[lookup->of.items[id.v - 1]] : NULL;
}

struct making {
	struct th_document *doc;
	const struct th_cdx_declarations *d;
	struct lookup assessors, claims, evidences, targets, requirements;
	bool *mapped; /* by claim: a map leads to it */
};

static void miss(const struct making *m, th_text ref, const char *what)
{
	th_slice text = th_document_text(m->doc, ref);

	if (text.len)
		th_diagnose(&m->doc->diagnostics, TH_DIAG_dangling_ref,
			    th_document_offset(m->doc, ref), "\"%.*s\" is no %s of this document",
			    TH_FMT(text), what);
}

/* ---- claims ---- */

static struct th_date date_of(const struct making *m, th_text text)
{
	struct th_date date = { 0 };

	if (th_text_len(text) && th_date_parse(th_document_text(m->doc, text), &date) != TH_OK)
		th_diagnose(&m->doc->diagnostics, TH_DIAG_bad_date,
			    th_document_offset(m->doc, text), "\"%.*s\" is no date",
			    TH_FMT(th_document_text(m->doc, text)));
	return date;
}

/* The first pointer of an owner: they stand in the order of their owners. */
static uint32_t first_of(const struct pointer_list *list, uint32_t owner)
{
	uint32_t low = 0, high = list->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (list->items[middle].owner < owner)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A product as claims are limited to it: "name version", or the name alone. */
static th_status set_product(const struct making *m, th_text name, th_text version,
			     struct th_claim *out)
{
	th_slice n = th_document_text(m->doc, name), v = th_document_text(m->doc, version);

	out->product = name;
	if (n.len == 0 || v.len == 0)
		return TH_OK;
	th_slice both = th_arena_printf(&m->doc->arena, "%.*s %.*s", TH_FMT(n), TH_FMT(v));
	if (!both.ptr)
		return TH_ENOMEM;
	out->product = th_document_keep(m->doc, both, th_document_offset(m->doc, name));
	return th_text_is_present(out->product) ? TH_OK : TH_ENOMEM;
}

/*
 * Whose practice a claim is about, and which product it is limited to: a target of the
 * declarations, or a component of the document. A reference that leads to neither limits the claim
 * to something that nobody knows: it must not count for all that the vendor makes.
 */
static th_status set_target(const struct making *m, th_text ref, struct th_claim *out)
{
	const struct named *target = find(m->doc, &m->targets, &m->d->targets, ref);
	th_str id = th_strings_find(&m->doc->refs, th_document_text(m->doc, ref));
	uint32_t component = id.v ? m->doc->ref_components.items[id.v - 1] : TH_NONE;

	out->organization = TH_NONE;
	if (th_text_len(ref) == 0)
		return TH_OK;
	if (target) {
		out->organization = target->number;
		return set_product(m, target->first, target->second, out);
	}
	if (component != TH_NONE) {
		const struct th_component *c = &m->doc->components.items[component];
		return set_product(m, c->name, c->version, out);
	}
	miss(m, ref, "target");
	out->product = ref;
	return TH_OK;
}

/* The evidence of a claim: the newest day it was made, the earliest on which it expires. */
static void take_evidence(const struct making *m, uint32_t claim, struct th_claim *out)
{
	const struct pointer_list *list = &m->d->evidence_of;

	for (uint32_t i = first_of(list, claim); i < list->count && list->items[i].owner == claim;
	     i++) {
		const struct pointer *p = &list->items[i];
		const struct named *e = find(m->doc, &m->evidences, &m->d->evidences, p->ref);
		if (!e) {
			miss(m, p->ref, "evidence");
			continue;
		}
		struct th_date made = date_of(m, e->first), expires = date_of(m, e->second);
		out->has_evidence = true;
		if (th_date_present(made) &&
		    (!th_date_present(out->made) || th_date_first(made) > th_date_first(out->made)))
			out->made = made;
		if (th_date_present(expires) &&
		    (!th_date_present(out->expires) ||
		     th_date_last(expires) < th_date_last(out->expires))) {
			out->expires = expires;
			out->expires_at = th_document_offset(m->doc, e->second);
		}
	}
}

static enum th_answer answer_of(const struct making *m, th_text score)
{
	th_slice text = th_document_text(m->doc, score);
	size_t i = 1;

	if (text.len == 0)
		return TH_ANSWER_YES;
	if (i < text.len && text.ptr[i] == '.')
		i++;
	while (i < text.len && text.ptr[i] == '0')
		i++;
	if (i < text.len || (text.ptr[0] != '0' && text.ptr[0] != '1'))
		return TH_ANSWER_UNCLEAR; /* between them, or not so written */
	return text.ptr[0] == '1' ? TH_ANSWER_YES : TH_ANSWER_NO;
}

static th_status set_standard(struct making *m, const struct meaning *meaning, struct th_claim *out)
{
	out->item = meaning->item;
	out->standard = meaning->named;
	if (meaning->standard == STANDARDS)
		return TH_OK;
	th_slice word = th_slice_of(standards[meaning->standard].word);
	out->standard = th_document_keep(m->doc, word, out->place);
	out->controls = th_controls_of(word, th_document_text(m->doc, meaning->item));
	return th_text_is_present(out->standard) ? TH_OK : TH_ENOMEM;
}

/* Evidence against a claim is a counter-claim of its own, of the day and with the end it states. */
static th_status make_counter_evidence(struct making *m, const struct named *claim,
				       const struct th_claim *made)
{
	const struct pointer_list *list = &m->d->counter_evidence_of;
	uint32_t owner = (uint32_t)(claim - m->d->claims.items);

	for (uint32_t i = first_of(list, owner); i < list->count && list->items[i].owner == owner;
	     i++) {
		th_text ref = list->items[i].ref;
		const struct named *e = find(m->doc, &m->evidences, &m->d->evidences, ref);
		if (!e) {
			miss(m, ref, "evidence");
			continue;
		}
		struct th_claim *out = th_claims_add(m->doc, e->place);
		if (!out)
			return m->doc->diagnostics.errors ? TH_ELIMIT : TH_ENOMEM;
		*out = *made;
		out->place = e->place;
		out->answer = TH_ANSWER_YES;
		out->is_counter = true;
		out->has_evidence = true;
		out->made = date_of(m, e->first);
		out->expires = date_of(m, e->second);
		out->expires_at = th_document_offset(m->doc, e->second);
	}
	return TH_OK;
}

/* A claim that a map leads to, or the map alone where it leads to none. */
static th_status make_claim(struct making *m, const struct mapped *map,
			    const struct meaning *meaning, th_text ref, bool is_counter)
{
	const struct named *claim =
		th_text_len(ref) ? find(m->doc, &m->claims, &m->d->claims, ref) : NULL;
	const struct named *assessor = find(m->doc, &m->assessors, &m->d->assessors, map->assessor);
	struct th_claim made = { .place = claim ? claim->place : map->place,
				 .organization = TH_NONE,
				 .answer = is_counter ? TH_ANSWER_YES : answer_of(m, map->score),
				 .is_counter = is_counter,
				 .is_third_party = assessor && assessor->number };

	if (th_text_len(ref) && !claim) {
		miss(m, ref, "claim");
		return TH_OK;
	}
	if (claim) {
		made.text = claim->second;
		TH_TRY(set_target(m, claim->first, &made));
		m->mapped[claim - m->d->claims.items] = true;
		take_evidence(m, (uint32_t)(claim - m->d->claims.items), &made);
	}
	if (!claim && th_text_len(map->score) == 0)
		made.answer = TH_ANSWER_UNCLEAR; /* a requirement named, and nothing said of it */
	TH_TRY(set_standard(m, meaning, &made));
	struct th_claim *out = th_claims_add(m->doc, made.place);
	if (!out)
		return m->doc->diagnostics.errors ? TH_ELIMIT : TH_ENOMEM;
	*out = made;
	return claim && !is_counter ? make_counter_evidence(m, claim, &made) : TH_OK;
}

static th_status make_pointed(struct making *m, const struct pointer_list *list, uint32_t *next,
			      uint32_t number, const struct meaning *meaning, bool is_counter)
{
	for (; *next < list->count && list->items[*next].owner == number; ++*next)
		TH_TRY(make_claim(m, &m->d->maps.items[number], meaning, list->items[*next].ref,
				  is_counter));
	return TH_OK;
}

static th_status make_maps(struct making *m)
{
	uint32_t claim = 0, counter = 0;

	for (uint32_t i = 0; i < m->d->maps.count; i++) {
		const struct mapped *map = &m->d->maps.items[i];
		const struct named *requirement =
			find(m->doc, &m->requirements, &m->d->requirements, map->requirement);
		struct meaning meaning = { .standard = STANDARDS, .item = map->requirement };
		if (requirement)
			by_definition(m->doc, requirement, &meaning);
		if (meaning.standard == STANDARDS)
			TH_TRY(by_spelling(m->doc, map->requirement, &meaning));
		if (!requirement && meaning.standard == STANDARDS)
			miss(m, map->requirement, "requirement");
		uint32_t before = claim;
		TH_TRY(make_pointed(m, &m->d->claims_of, &claim, i, &meaning, false));
		if (claim == before)
			TH_TRY(make_claim(m, map, &meaning, (th_text){ 0 }, false));
		TH_TRY(make_pointed(m, &m->d->counters_of, &counter, i, &meaning, true));
	}
	return TH_OK;
}

/* What no map leads to speaks of no requirement: it is kept for its words. */
static th_status make_plain(struct making *m)
{
	for (uint32_t i = 0; i < m->d->claims.count; i++) {
		const struct named *claim = &m->d->claims.items[i];
		if (m->mapped[i])
			continue;
		struct th_claim *out = th_claims_add(m->doc, claim->place);
		if (!out)
			return m->doc->diagnostics.errors ? TH_ELIMIT : TH_ENOMEM;
		out->text = claim->second;
		TH_TRY(set_target(m, claim->first, out));
		take_evidence(m, i, out);
	}
	return TH_OK;
}

static void release_lookup(struct lookup *lookup)
{
	th_strings_release(&lookup->refs);
	th_index_list_release(&lookup->of);
}

th_status th_cdx_finish_declarations(struct th_document *doc, const struct th_cdx_declarations *d)
{
	struct making m = { .doc = doc, .d = d };

	if (!d || (d->maps.count == 0 && d->claims.count == 0))
		return TH_OK;
	m.mapped = th_arena_calloc(&doc->arena, d->claims.count + (size_t)1, sizeof(*m.mapped));
	if (!m.mapped)
		return TH_ENOMEM;
	th_status status = index_list(doc, &d->assessors, &m.assessors);
	if (status == TH_OK)
		status = index_list(doc, &d->claims, &m.claims);
	if (status == TH_OK)
		status = index_list(doc, &d->evidences, &m.evidences);
	if (status == TH_OK)
		status = index_list(doc, &d->targets, &m.targets);
	if (status == TH_OK)
		status = index_list(doc, &d->requirements, &m.requirements);
	if (status == TH_OK)
		status = make_maps(&m);
	if (status == TH_OK)
		status = make_plain(&m);
	release_lookup(&m.assessors);
	release_lookup(&m.claims);
	release_lookup(&m.evidences);
	release_lookup(&m.targets);
	release_lookup(&m.requirements);
	return status;
}
