/*
 * What can be told of an SPDX document only when all of it has been read: keys and tags come in any
 * order, and whether an identifier means the document, a component or nothing is seen at the end.
 *
 * What the document describes is handed to th_document_seal as relations that begin nowhere, so
 * that they are resolved like all others; they are taken out again behind it.
 */
#include "parsers/spdx.h"

static th_slice ref_text(const struct th_spdx *spdx, uint32_t ref)
{
	return spdx->doc->refs.texts.items[ref - 1];
}

/* The component that bears a reference, or TH_NONE. */
static uint32_t bearer(const struct th_spdx *spdx, uint32_t ref)
{
	return spdx->doc->ref_components.items[ref - 1];
}

static bool is_external(th_slice ref)
{
	return th_slice_starts(ref, TH_SLICE("DocumentRef-"));
}

/* ---- the document itself ---- */

static void check_version(struct th_document *doc)
{
	static const char *const known[] = { "SPDX-2.3", "SPDX-2.2", "SPDX-2.2.1", "SPDX-2.1" };
	th_slice version = th_document_text(doc, doc->spec_version);

	if (version.len == 0) {
		th_diagnose(&doc->diagnostics, TH_DIAG_missing_version, TH_NO_OFFSET,
			    "no version of SPDX is given; read as SPDX-2.3");
		return;
	}
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (th_slice_equal(version, th_slice_of(known[i])))
			return;
	th_diagnose(&doc->diagnostics, TH_DIAG_unknown_version,
		    th_document_offset(doc, doc->spec_version),
		    "\"%.*s\" is no version of SPDX that is known here; read as SPDX-2.3",
		    TH_FMT(version));
}

static th_status name_document(struct th_spdx *spdx)
{
	struct th_document *doc = spdx->doc;
	th_slice namespace = th_document_text(doc, spdx->namespace);
	th_text id = spdx->id;

	if (namespace.len) {
		doc->id = th_arena_copy(&doc->arena, namespace);
		if (!doc->id.ptr)
			return TH_ENOMEM;
	}
	if (th_text_len(id) == 0)
		id = th_document_keep(doc, TH_SLICE("SPDXRef-DOCUMENT"), 0);
	if (!th_text_is_present(id))
		return TH_ENOMEM;
	TH_TRY(th_document_ref(doc, id, &spdx->document_ref));
	th_slice text = ref_text(spdx, spdx->document_ref);
	spdx->document_is_package = bearer(spdx, spdx->document_ref) != TH_NONE;
	if (spdx->document_is_package && th_text_len(spdx->id))
		th_diagnose(&doc->diagnostics, TH_DIAG_duplicate_ref, th_document_offset(doc, id),
			    "the identifier \"%.*s\" is the document's and an element's; "
			    "references mean the element",
			    TH_FMT(text));
	if (!th_slice_starts(text, TH_SLICE("SPDXRef-")) && !spdx->bad_id_said)
		th_diagnose(&doc->diagnostics, TH_DIAG_bad_id, th_document_offset(doc, id),
			    "the document's identifier \"%.*s\" does not begin with SPDXRef-; it "
			    "is taken as it is",
			    TH_FMT(text));
	return TH_OK;
}

/* Does the reference mean the document and nothing else? */
static bool is_document(const struct th_spdx *spdx, uint32_t ref)
{
	return ref == spdx->document_ref && !spdx->document_is_package;
}

/* A relation of the document is none of components. */
static th_status drop_document_relations(struct th_spdx *spdx)
{
	struct th_relation_list *all = &spdx->doc->relations;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < all->count; i++) {
		struct th_relation r = all->items[i];
		bool from = r.from_is_ref && is_document(spdx, r.from);
		bool to = r.to_is_ref && is_document(spdx, r.to);
		if (from && r.to_is_ref)
			TH_TRY(th_spdx_mention(spdx, r.to, r.place));
		if (to && r.from_is_ref)
			TH_TRY(th_spdx_mention(spdx, r.from, r.place));
		if (!from && !to)
			all->items[kept++] = r;
	}
	all->count = kept;
	return TH_OK;
}

/* ---- what is said twice ---- */

/* Pairs that were met; keys are pairs + 1, 0 is a free slot. */
struct pairs {
	uint64_t *slots;
	size_t mask;
};

static bool meet(struct pairs *set, uint64_t pair)
{
	size_t at = (size_t)th_hash(th_slice_make((const char *)&pair, sizeof(pair)));

	for (at &= set->mask; set->slots[at]; at = (at + 1) & set->mask)
		if (set->slots[at] == pair + 1)
			return true;
	set->slots[at] = pair + 1;
	return false;
}

/* One number for an end of a relation, the same for a component and for a reference to it. */
static uint64_t end_of(const struct th_spdx *spdx, uint32_t end, bool is_ref)
{
	if (!is_ref)
		return end;
	uint32_t component = bearer(spdx, end);
	return component != TH_NONE ? component : UINT64_C(0x80000000) | end;
}

/* An implied relation that is stated too, or implied a second time, adds nothing. */
static th_status drop_repeats(struct th_spdx *spdx)
{
	struct th_relation_list *all = &spdx->doc->relations;
	struct pairs set = { .mask = 63 };
	uint32_t kept = 0;

	if (spdx->implied == 0)
		return TH_OK;
	while (set.mask < (uint64_t)all->count * 2)
		set.mask = set.mask * 2 + 1;
	set.slots = calloc(set.mask + 1, sizeof(*set.slots));
	if (!set.slots)
		return TH_ENOMEM;
	for (int implied = 0; implied < 2; implied++) {
		uint32_t count = all->count;
		kept = 0;
		for (uint32_t i = 0; i < count; i++) {
			struct th_relation r = all->items[i];
			uint64_t pair = end_of(spdx, r.from, r.from_is_ref) << 32 |
					end_of(spdx, r.to, r.to_is_ref);
			bool seen = r.kind == TH_RELATION_contains && r.implied == implied &&
				    meet(&set, pair);
			if (!seen || !r.implied)
				all->items[kept++] = r;
		}
		all->count = kept;
	}
	free(set.slots);
	return TH_OK;
}

/* ---- other documents ---- */

/*
 * Is it a reference into a document that has been declared? *link is that document's, *element what
 * is behind the colon.
 */
static bool leads_out(const struct th_spdx *spdx, th_slice ref, uint32_t *link, th_slice *element)
{
	size_t colon = th_slice_find(ref, ':');
	th_str alias = { 0 };

	if (is_external(ref))
		alias = th_strings_find(&spdx->aliases, th_slice_sub(ref, 0, colon));
	if (!alias.v)
		return false;
	*link = spdx->alias_links.items[alias.v - 1];
	*element = th_slice_sub(ref, colon + 1, ref.len);
	return true;
}

/* A slice of the source, or of a reference that was decoded, as a text. */
static th_text text_of(struct th_document *doc, th_slice s, uint64_t place)
{
	if (s.ptr >= doc->source.ptr && s.ptr < doc->source.ptr + doc->source.len)
		return th_text_at((uint64_t)(s.ptr - doc->source.ptr), s.len);
	return th_document_keep(doc, s, place);
}

/*
 * component is, or stands for, what is at `element` of the document of link `index`; empty: what
 * that one is about.
 */
static th_status add_link(struct th_spdx *spdx, uint32_t index, th_slice element,
			  uint32_t component, bool describes, uint64_t place)
{
	struct th_document *doc = spdx->doc;
	struct th_link link = doc->links.items[index];

	link.alias = (th_text){ 0 };
	link.component = component;
	link.describes = describes;
	link.place = place;
	if (element.len) {
		link.element = text_of(doc, element, place);
		if (!th_text_is_present(link.element))
			return TH_ENOMEM;
	}
	struct th_link *kept = th_link_list_push(&doc->links, UINT32_MAX);
	if (!kept)
		return TH_ENOMEM;
	*kept = link;
	return TH_OK;
}

/*
 * Our component is the element of another document that `theirs` refers to; whole: is what that
 * document is about.
 */
static th_status link_component(struct th_spdx *spdx, uint32_t ours, uint32_t theirs, bool whole,
				uint64_t place)
{
	uint32_t index;
	th_slice element;

	if (bearer(spdx, ours) == TH_NONE ||
	    !leads_out(spdx, ref_text(spdx, theirs), &index, &element))
		return TH_OK;
	return add_link(spdx, index, whole ? (th_slice){ 0 } : element, bearer(spdx, ours), true,
			place);
}

/* A reference into another document gets a component that stands for what is there. */
static th_status stand_in(struct th_spdx *spdx, uint32_t ref, uint64_t place)
{
	struct th_document *doc = spdx->doc;
	uint32_t index, component;
	th_slice element, text = ref_text(spdx, ref);

	if (bearer(spdx, ref) != TH_NONE || !leads_out(spdx, text, &index, &element))
		return TH_OK;
	component = th_document_add_component(doc, TH_ROLE_LINK, place);
	if (component == TH_NONE)
		return doc->components.count < TH_MAX_COMPONENTS ? TH_ENOMEM : TH_ELIMIT;
	doc->components.items[component].name = text_of(doc, text, place);
	doc->components.items[component].ref = ref;
	doc->ref_components.items[ref - 1] = component;
	return add_link(spdx, index, element, component, false, place);
}

static th_status place_stand_ins(struct th_spdx *spdx)
{
	for (uint32_t i = 0; i < spdx->doc->relations.count && spdx->aliases.texts.count; i++) {
		struct th_relation r = spdx->doc->relations.items[i];
		if (r.from_is_ref)
			TH_TRY(stand_in(spdx, r.from, r.place));
		if (r.to_is_ref)
			TH_TRY(stand_in(spdx, r.to, r.place));
	}
	return TH_OK;
}

static th_status link_copies(struct th_spdx *spdx)
{
	for (uint32_t i = 0; i < spdx->copies.count; i++) {
		struct th_spdx_pair pair = spdx->copies.items[i];
		TH_TRY(link_component(spdx, pair.a, pair.b, false, pair.place));
		TH_TRY(link_component(spdx, pair.b, pair.a, false, pair.place));
	}
	return TH_OK;
}

/* ---- roots ---- */

static th_status describe_root(struct th_spdx *spdx, const struct th_spdx_description *d)
{
	struct th_relation *r =
		th_document_relate(spdx->doc, TH_RELATION_contains, TH_NONE, d->element, d->place);

	if (!r)
		return spdx->doc->relations.count < TH_MAX_RELATIONS ? TH_ENOMEM : TH_ELIMIT;
	r->to_is_ref = r->implied = 1;
	return TH_OK;
}

static th_status sort_description(struct th_spdx *spdx, const struct th_spdx_description *d)
{
	if (is_document(spdx, d->element))
		return TH_OK;
	if (d->document == 0 || d->document == spdx->document_ref)
		return describe_root(spdx, d);
	if (is_external(ref_text(spdx, d->document))) {
		TH_TRY(th_spdx_mention(spdx, d->document, d->place));
		TH_TRY(th_spdx_mention(spdx, d->element, d->place));
		return link_component(spdx, d->element, d->document, true, d->place);
	}
	/* What names no element can mean the document only. */
	if (bearer(spdx, d->document) == TH_NONE) {
		TH_TRY(th_spdx_mention(spdx, d->document, d->place));
		return describe_root(spdx, d);
	}
	th_slice text = ref_text(spdx, d->document);
	th_diagnose(&spdx->doc->diagnostics, TH_DIAG_unclassified_relation, d->place,
		    "only a document describes; \"%.*s\" is an element of this one", TH_FMT(text));
	return th_spdx_mention(spdx, d->element, d->place);
}

static th_status sort_descriptions(struct th_spdx *spdx)
{
	for (uint32_t i = 0; i < spdx->descriptions.count; i++)
		TH_TRY(sort_description(spdx, &spdx->descriptions.items[i]));
	return TH_OK;
}

/* One byte for each component. */
struct marks {
	uint8_t *root;
	uint8_t *relied; /* another component relies on it; 2: contains it or depends on it */
};

static th_status add_root(struct th_spdx *spdx, struct marks *marks, uint32_t component)
{
	uint32_t *root;

	if (marks->root[component])
		return TH_OK;
	root = th_index_list_push(&spdx->doc->roots, UINT32_MAX);
	if (!root)
		return TH_ENOMEM;
	*root = component;
	marks->root[component] = 1;
	return TH_OK;
}

/*
 * The relations from `first` on begin nowhere: take them out, what is described here before what is
 * elsewhere or nowhere.
 */
static th_status take_roots(struct th_spdx *spdx, struct marks *marks, uint32_t first)
{
	struct th_relation_list *all = &spdx->doc->relations;

	for (int elsewhere = 0; elsewhere < 2; elsewhere++)
		for (uint32_t i = first; i < all->count; i++) {
			uint32_t to = all->items[i].to;
			enum th_role role = (enum th_role)spdx->doc->components.items[to].role;
			if ((role == TH_ROLE_LINK || role == TH_ROLE_PLACEHOLDER) == elsewhere)
				TH_TRY(add_root(spdx, marks, to));
		}
	all->count = first;
	return TH_OK;
}

static void mark_relied(struct th_spdx *spdx, struct marks *marks)
{
	const struct th_relation_list *all = &spdx->doc->relations;

	for (uint32_t i = 0; i < all->count; i++) {
		const struct th_relation *r = &all->items[i];
		bool strong = r->kind == TH_RELATION_contains || r->kind == TH_RELATION_depends_on;
		if (r->from != r->to && marks->relied[r->to] < 2)
			marks->relied[r->to] = strong ? 2 : 1;
	}
}

static th_status add_unrelied(struct th_spdx *spdx, struct marks *marks, uint8_t below)
{
	const struct th_component_list *all = &spdx->doc->components;

	for (uint32_t i = 0; i < all->count; i++)
		if (all->items[i].role == TH_ROLE_LISTED &&
		    (marks->relied[i] < below || spdx->doc->counts.components == 1))
			TH_TRY(add_root(spdx, marks, i));
	return TH_OK;
}

/* The document describes nothing: its only package, or those that nothing relies on. */
static th_status guess_roots(struct th_spdx *spdx, struct marks *marks)
{
	struct th_document *doc = spdx->doc;

	mark_relied(spdx, marks);
	TH_TRY(add_unrelied(spdx, marks, 1));
	if (doc->roots.count == 0)
		TH_TRY(add_unrelied(spdx, marks, 2));
	doc->roots_guessed = doc->roots.count > 1; /* the only package is no guess */
	th_diagnose(&doc->diagnostics, TH_DIAG_no_root, TH_NO_OFFSET,
		    doc->counts.components
			    ? "nothing is described: the document does not say what it is about; "
			      "%u of its %u packages are taken for it"
			    : "nothing is described: the document does not say what it is about",
		    doc->roots.count, doc->counts.components);
	return TH_OK;
}

/*
 * Something relies on the product: by mistake, where it is a part from elsewhere or what the
 * product would be a tool of. "hello BUILD_TOOL_OF go" is in the official examples.
 */
static bool is_suspect(const struct th_document *doc, const struct marks *marks,
		       const struct th_relation *r)
{
	enum th_relation_kind kind = (enum th_relation_kind)r->kind;

	if (r->implied || !marks->root[r->to] || marks->root[r->from])
		return false;
	if (kind == TH_RELATION_depends_on || kind == TH_RELATION_derived_from)
		return doc->components.items[r->from].role == TH_ROLE_LINK;
	return kind == TH_RELATION_built_with || kind == TH_RELATION_developed_with ||
	       kind == TH_RELATION_tested_with;
}

static void suspect_directions(struct th_document *doc, const struct marks *marks)
{
	for (uint32_t i = 0; i < doc->relations.count; i++) {
		struct th_relation *r = &doc->relations.items[i];
		if (!is_suspect(doc, marks, r))
			continue;
		th_slice from = th_document_text(doc, doc->components.items[r->from].name);
		th_slice to = th_document_text(doc, doc->components.items[r->to].name);
		r->suspect = 1;
		doc->components.items[r->to].states_upstream = 1;
		th_diagnose(&doc->diagnostics, TH_DIAG_suspect_direction, r->place,
			    "this says \"%.*s %s %.*s\", and the latter is what the document is "
			    "about; both ways are walked",
			    TH_FMT(from), th_relation_word((enum th_relation_kind)r->kind),
			    TH_FMT(to));
	}
}

static th_status settle_roots(struct th_spdx *spdx, uint32_t first)
{
	struct th_document *doc = spdx->doc;
	struct marks marks = { calloc(doc->components.count + 1, 1),
			       calloc(doc->components.count + 1, 1) };
	th_status status = marks.root && marks.relied ? take_roots(spdx, &marks, first) : TH_ENOMEM;

	if (status == TH_OK && doc->roots.count == 0)
		status = guess_roots(spdx, &marks);
	if (status == TH_OK && doc->roots.count > 0) {
		doc->root = doc->roots.items[0];
		suspect_directions(doc, &marks);
	}
	free(marks.root);
	free(marks.relied);
	return status;
}

/* ---- references that no relation comes of ---- */

/* A reference to a snippet means the file that it is cut from. */
static void place_snippets(struct th_spdx *spdx)
{
	for (uint32_t i = 0; i < spdx->snippets.count; i++) {
		uint32_t *slot = &spdx->doc->ref_components.items[spdx->snippets.items[i].a - 1];
		if (*slot == TH_NONE)
			*slot = bearer(spdx, spdx->snippets.items[i].b);
	}
}

static bool leads_nowhere(const struct th_spdx *spdx, uint32_t ref)
{
	uint32_t link;
	th_slice element;

	return ref != spdx->document_ref && bearer(spdx, ref) == TH_NONE &&
	       !leads_out(spdx, ref_text(spdx, ref), &link, &element);
}

static th_status check_mentions(struct th_spdx *spdx)
{
	struct th_document *doc = spdx->doc;
	uint8_t *said = spdx->mentions.count ? calloc(doc->refs.texts.count, 1) : NULL;

	if (spdx->mentions.count && !said)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < spdx->mentions.count; i++) {
		struct th_spdx_mentioned m = spdx->mentions.items[i];
		if (said[m.ref - 1] || !leads_nowhere(spdx, m.ref))
			continue;
		th_slice text = ref_text(spdx, m.ref);
		said[m.ref - 1] = 1;
		doc->counts.dangling++;
		th_diagnose(&doc->diagnostics, TH_DIAG_dangling_ref, m.place,
			    "the reference \"%.*s\" leads to nothing in this document",
			    TH_FMT(text));
	}
	free(said);
	return TH_OK;
}

th_status th_spdx_finish(struct th_spdx *spdx)
{
	struct th_document *doc = spdx->doc;

	TH_TRY(th_document_know_refs(doc));
	check_version(doc);
	TH_TRY(name_document(spdx));
	place_snippets(spdx);
	TH_TRY(drop_document_relations(spdx));
	TH_TRY(drop_repeats(spdx));
	TH_TRY(link_copies(spdx));
	uint32_t first = doc->relations.count;
	TH_TRY(sort_descriptions(spdx));
	TH_TRY(place_stand_ins(spdx));
	TH_TRY(th_document_seal(doc));
	TH_TRY(settle_roots(spdx, first));
	TH_TRY(check_mentions(spdx));
	if (spdx->unclassified)
		th_diagnose(&doc->diagnostics, TH_DIAG_unclassified_relation, spdx->unclassified_at,
			    "relationships of type OTHER may mean anything and are not walked: %u, "
			    "the first here",
			    spdx->unclassified);
	/* Who refers to this document as such means what it is about. */
	if (!spdx->document_is_package)
		doc->ref_components.items[spdx->document_ref - 1] = doc->root;
	return TH_OK;
}
