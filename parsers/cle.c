/*
 * CLE, Common Lifecycle Enumeration (ECMA-428, 1st edition, version 1.0.0): when the life, the
 * support, the distribution of a product ends. Events are numbered as they were published and stand
 * in the file from the newest to the oldest; a `withdrawn` event takes an older one back, from the
 * day on that it was published.
 *
 * The extension `x-twohop` (feeds/builtin/README.md) adds names, for products without a package
 * URL, and dates that are less precise than CLE's seconds. Without it,
 * pkg:generic/<supplier>/<product> is read as what it says.
 */
#include "parsers/facts.h"
#include "parsers/parser.h"
#include "parsers/json_rows.h"

#include "core/identity/purl.h"

#include <pthread.h>

enum event_slot { V_ID, V_TYPE, V_EFFECTIVE, V_PUBLISHED, V_EVENT_ID };
enum { HAS_VERSIONS = 1 }; /* in the aux of an event's frame */

/* An event of the file. */
struct statement {
	uint64_t id, withdraws;
	bool has_id, is_end, is_withdrawal;
	bool is_void; /* a withdrawal that was withdrawn */
	struct th_fact_end end;
};
TH_LIST_DEFINE(statement_list, struct statement);

/* What x-twohop says of the event with this id. */
struct remark {
	uint64_t id, place;
	bool has_id;
	th_text effective, published, note;
	struct th_fact_reference_list references;
	bool dropped_references;
};
TH_LIST_DEFINE(remark_list, struct remark);

struct state {
	struct statement_list statements;
	struct remark_list remarks;
};

static const struct th_shape file, event, version, extension, supplier, product, remark, reference;

static const struct {
	const char *type;
	enum th_end_kind kind;
} end_types[] = {
	{ "endOfLife", TH_END_OF_LIFE },
	{ "endOfSupport", TH_END_OF_SUPPORT },
	{ "endOfDistribution", TH_END_OF_DISTRIBUTION },
	{ "endOfDevelopment", TH_END_OF_DEVELOPMENT },
	{ "endOfMarketing", TH_END_OF_MARKETING },
};
static const char *const other_types[] = { "released", "supersededBy", "componentRenamed" };

static struct state *state_of(struct th_walker *w)
{
	return w->format;
}

static th_slice text(struct th_walker *w, th_text t)
{
	return th_document_text(w->doc, t);
}

static struct th_fact_lifecycle *lifecycle(struct th_walker *w)
{
	return &w->doc->facts->lifecycles.items[0];
}

static struct statement *current(struct th_walker *w)
{
	struct statement_list *all = &state_of(w)->statements;

	return &all->items[all->count - 1];
}

static struct remark *current_remark(struct th_walker *w)
{
	struct remark_list *all = &state_of(w)->remarks;

	return &all->items[all->count - 1];
}

/* The number of an event, by which others name it. */
static bool read_id(struct th_walker *w, th_text t, uint64_t *id)
{
	bool ok = th_slice_number(text(w, t), id);

	if (!ok && th_text_len(t))
		th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_value, th_document_offset(w->doc, t),
			    "\"%.*s\" is no number of an event", TH_FMT(text(w, t)));
	return ok;
}

/* ---- events ---- */

static th_status enter_event(struct th_walker *w, struct th_frame *frame)
{
	struct statement *s = statement_list_push(&state_of(w)->statements, TH_MAX_FACTS);

	if (!s)
		return th_facts_full(w->doc, state_of(w)->statements.count);
	s->end.place = frame->place;
	return TH_OK;
}

static th_status enter_version(struct th_walker *w, struct th_frame *frame)
{
	struct th_frame *above = th_frame_above(w, frame);

	if (above)
		above->aux |= HAS_VERSIONS;
	return TH_OK;
}

/*
 * A text where {"version": ...} or {"range": ...} should stand: which of the two it means cannot be
 * known.
 */
static th_status each_bare_version(struct th_walker *w, struct th_frame *frame, th_text t)
{
	frame->aux |= HAS_VERSIONS;
	th_diagnose(&w->doc->diagnostics, TH_DIAG_wrong_type, th_document_offset(w->doc, t),
		    "\"versions\" holds a text where an object is expected");
	return TH_OK;
}

static th_status each_version(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_facts_add_text(w->doc, &current(w)->end.versions, t);
}

static th_status each_range(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_facts_add_range(w->doc, &current(w)->end.ranges, t);
}

static th_status each_url(struct th_walker *w, struct th_frame *frame, th_text t)
{
	struct th_fact_end *end = &current(w)->end;

	(void)frame;
	return th_facts_add_reference(w->doc, &end->references,
				      (struct th_fact_reference){ .url = t },
				      th_document_offset(w->doc, t), &end->dropped_references);
}

static void read_type(struct th_walker *w, th_text type, struct statement *s)
{
	th_slice word = text(w, type);

	for (size_t i = 0; i < sizeof(end_types) / sizeof(end_types[0]); i++) {
		if (th_slice_equal(word, th_slice_of(end_types[i].type))) {
			s->is_end = true;
			s->end.kind = (uint8_t)end_types[i].kind;
			return;
		}
	}
	s->is_withdrawal = th_slice_equal(word, TH_SLICE("withdrawn"));
	bool known = s->is_withdrawal || word.len == 0; /* an absent one has been said */
	for (size_t i = 0; !known && i < sizeof(other_types) / sizeof(other_types[0]); i++)
		known = th_slice_equal(word, th_slice_of(other_types[i]));
	if (!known)
		th_diagnose(
			&w->doc->diagnostics, TH_DIAG_bad_value, th_document_offset(w->doc, type),
			"no type of event \"%.*s\" is known; the event is not used", TH_FMT(word));
}

/* An end that names versions, none of which can be read, must not become one of all versions. */
static void check_versions(struct th_walker *w, const struct th_frame *frame, struct statement *s)
{
	if (!s->is_end || s->end.versions.count || s->end.ranges.count)
		return;
	bool unreadable = frame->aux & HAS_VERSIONS;
	th_diagnose(&w->doc->diagnostics, unreadable ? TH_DIAG_bad_value : TH_DIAG_missing_field,
		    frame->place,
		    unreadable
			    ? "an end of which no version can be read; it is not used"
			    : "an end without \"versions\"; it is taken for one of all versions");
	s->is_end = !unreadable;
}

static th_status leave_event(struct th_walker *w, struct th_frame *frame)
{
	struct statement *s = current(w);

	s->has_id = read_id(w, frame->slots[V_ID], &s->id);
	s->end.effective = th_facts_date(w->doc, frame->slots[V_EFFECTIVE]);
	s->end.published = th_facts_date(w->doc, frame->slots[V_PUBLISHED]);
	read_type(w, frame->slots[V_TYPE], s);
	check_versions(w, frame, s);
	if (!s->is_withdrawal)
		return TH_OK;
	s->is_withdrawal = read_id(w, frame->slots[V_EVENT_ID], &s->withdraws);
	if (th_text_len(frame->slots[V_EVENT_ID]) == 0)
		th_diagnose(&w->doc->diagnostics, TH_DIAG_missing_field, frame->place,
			    "a withdrawal without \"eventId\"");
	return TH_OK;
}

/* ---- the product ---- */

static th_status each_identifier(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_facts_add_purl(w->doc, &lifecycle(w)->product.purls, t);
}

static struct th_fact_party *party_of(struct th_walker *w, const struct th_frame *frame)
{
	return frame->shape == &supplier ? &lifecycle(w)->supplier : &lifecycle(w)->product;
}

static th_status each_name(struct th_walker *w, struct th_frame *frame, th_text t)
{
	return th_facts_add_text(w->doc, &party_of(w, frame)->aliases, t);
}

static th_status each_domain(struct th_walker *w, struct th_frame *frame, th_text t)
{
	return th_facts_add_text(w->doc, &party_of(w, frame)->domains, t);
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

/* ---- x-twohop ---- */

static th_status enter_remark(struct th_walker *w, struct th_frame *frame)
{
	struct remark *r = remark_list_push(&state_of(w)->remarks, TH_MAX_FACTS);

	if (!r)
		return th_facts_full(w->doc, state_of(w)->remarks.count);
	r->place = frame->place;
	return TH_OK;
}

static th_status leave_remark(struct th_walker *w, struct th_frame *frame)
{
	struct remark *r = current_remark(w);

	r->has_id = read_id(w, frame->slots[0], &r->id);
	r->effective = frame->slots[1];
	r->published = frame->slots[2];
	r->note = frame->slots[3];
	return TH_OK;
}

static th_status leave_reference(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_reference r = { .title = frame->slots[0],
				       .url = frame->slots[1],
				       .published = th_facts_date(w->doc, frame->slots[2]) };

	return th_facts_add_reference(w->doc, &current_remark(w)->references, r, frame->place,
				      &current_remark(w)->dropped_references);
}

static th_status leave_file(struct th_walker *w, struct th_frame *frame)
{
	lifecycle(w)->updated = th_facts_date(w->doc, frame->slots[0]);
	if (lifecycle(w)->product.purls.count == 0)
		th_diagnose(&w->doc->diagnostics, TH_DIAG_missing_field, frame->place,
			    "a CLE file without a usable \"identifier\"");
	return TH_OK;
}

/* ---- the tables ---- */

static const struct th_field version_fields[] = {
	EACH("version", each_version),
	EACH("range", each_range),
};
SHAPE(version, "version", enter_version, NULL);

static const struct th_field event_fields[] = {
	NEEDED("id", V_ID),
	NEEDED("type", V_TYPE),
	NEEDED("effective", V_EFFECTIVE),
	NEEDED("published", V_PUBLISHED),
	TEXT("eventId", V_EVENT_ID),
	OBJECT_OR("versions", version, each_bare_version),
	EACH("references", each_url),
	PASSED("version"),
	PASSED("supportId"),
	PASSED("license"),
	PASSED("supersededByVersion"),
	PASSED("identifiers"),
	PASSED("reason"),
	PASSED("description"),
};
SHAPE(event, "lifecycle event", enter_event, leave_event);

static const struct th_field supplier_fields[] = {
	NEEDED("name", 0),
	EACH("aliases", each_name),
	EACH("domains", each_domain),
};
SHAPE(supplier, "supplier", NULL, leave_party);

static const struct th_field product_fields[] = {
	NEEDED("name", 0),
	EACH("aliases", each_name),
	EACH("cpes", each_cpe),
};
SHAPE(product, "product", NULL, leave_party);

static const struct th_field reference_fields[] = {
	TEXT("title", 0),
	TEXT("url", 1),
	TEXT("published", 2),
};
SHAPE(reference, "reference", NULL, leave_reference);

static const struct th_field remark_fields[] = {
	NEEDED("id", 0),
	TEXT("effective", 1),
	TEXT("published", 2),
	TEXT("note", 3),
	OBJECT("references", reference),
	PASSED("marks"),
	PASSED("disputed"),
};
SHAPE(remark, "remark on an event", enter_remark, leave_remark);

static const struct th_field extension_fields[] = {
	OBJECT("supplier", supplier),
	OBJECT("product", product),
	OBJECT("events", remark),
};
SHAPE(extension, "x-twohop", NULL, NULL);

static const struct th_field file_fields[] = {
	EACH("identifier", each_identifier),
	TEXT("updatedAt", 0),
	OBJECT("events", event),
	OBJECT("x-twohop", extension),
	PASSED("$schema"),
	PASSED("definitions"),
	PASSED("index"),
	PASSED("next"),
};
SHAPE(file, "CLE file", NULL, leave_file);

static void prepare(void)
{
	static const struct th_shape *const all[] = { &file,     &event,   &version, &extension,
						      &supplier, &product, &remark,  &reference };

	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

/* ---- when all has been read ---- */

static int by_id(const void *a, const void *b)
{
	const struct statement *x = a, *y = b;

	if (x->has_id != y->has_id)
		return x->has_id ? -1 : 1;
	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x->end.place < y->end.place ? -1 : 1;
}

/* The first event of this number in a sorted list, or NULL. */
static struct statement *find(const struct statement_list *all, uint64_t id)
{
	uint32_t from = 0, to = all->count;

	while (from < to) {
		uint32_t middle = from + (to - from) / 2;
		const struct statement *s = &all->items[middle];
		if (s->has_id && s->id < id)
			from = middle + 1;
		else
			to = middle;
	}
	return from < all->count && all->items[from].has_id && all->items[from].id == id
		       ? &all->items[from]
		       : NULL;
}

static void say_duplicates(struct th_document *doc, const struct statement_list *all)
{
	for (uint32_t i = 1; i < all->count; i++)
		if (all->items[i].has_id && all->items[i - 1].id == all->items[i].id)
			th_diagnose(&doc->diagnostics, TH_DIAG_duplicate_ref,
				    all->items[i].end.place, "a second event with the id %llu",
				    (unsigned long long)all->items[i].id);
}

/*
 * From the newest on, so that a withdrawal is known to hold before it is applied. Only what is
 * older can be withdrawn.
 */
static void withdraw(struct th_document *doc, const struct statement_list *all)
{
	for (uint32_t i = all->count; i-- > 0;) {
		const struct statement *s = &all->items[i];
		if (!s->is_withdrawal || s->is_void || !th_date_present(s->end.published))
			continue; /* from when on, nobody knows: it takes nothing back */
		struct statement *target =
			s->has_id && s->withdraws < s->id ? find(all, s->withdraws) : NULL;
		if (!target) {
			th_diagnose(&doc->diagnostics, TH_DIAG_bad_value, s->end.place,
				    "it withdraws event %llu, which is no older event of this file",
				    (unsigned long long)s->withdraws);
			continue;
		}
		target->is_void = target->is_withdrawal;
		if (!th_date_present(target->end.withdrawn) ||
		    th_date_first(s->end.published) < th_date_first(target->end.withdrawn))
			target->end.withdrawn = s->end.published;
	}
}

/* Put a less precise date in the place of one to the day, if it is the same. */
static void blur(struct th_document *doc, struct th_date *date, th_text said)
{
	struct th_date other = th_facts_date(doc, said);

	if (!th_date_present(other))
		return;
	if (th_date_present(*date) && (th_date_first(*date) < th_date_first(other) ||
				       th_date_last(*date) > th_date_last(other))) {
		th_diagnose(&doc->diagnostics, TH_DIAG_bad_value, th_document_offset(doc, said),
			    "it is another date than that of the event, which is used");
		return;
	}
	*date = other;
}

static th_status apply_remarks(struct th_walker *w)
{
	struct state *state = state_of(w);

	for (uint32_t i = 0; i < state->remarks.count; i++) {
		struct remark *r = &state->remarks.items[i];
		struct statement *s = r->has_id ? find(&state->statements, r->id) : NULL;
		if (!s) {
			th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_value, r->place,
				    "a remark on an event that is not in this file");
			continue;
		}
		blur(w->doc, &s->end.effective, r->effective);
		blur(w->doc, &s->end.published, r->published);
		s->end.note = r->note;
		for (uint32_t k = 0; k < r->references.count; k++)
			TH_TRY(th_facts_add_reference(w->doc, &s->end.references,
						      r->references.items[k], r->place,
						      &s->end.dropped_references));
	}
	return TH_OK;
}

/*
 * A part of a package URL as text of the document; what is decoded text must not be where it is
 * copied from.
 */
static th_status keep(struct th_document *doc, th_slice part, uint64_t offset, th_text *out)
{
	*out = (th_text){ 0 };
	if (part.len == 0)
		return TH_OK;
	if (part.ptr >= doc->source.ptr && part.ptr < doc->source.ptr + doc->source.len) {
		*out = th_text_at((uint64_t)(part.ptr - doc->source.ptr), part.len);
		return TH_OK;
	}
	th_slice copy = th_arena_copy(&doc->arena, part);
	if (copy.ptr)
		*out = th_document_keep(doc, copy, offset);
	return th_text_is_present(*out) ? TH_OK : TH_ENOMEM;
}

/*
 * pkg:generic/<supplier>/<product> is how a product without package URL is named: its domain, else
 * its name, and product.
 */
static th_status read_generic(struct th_document *doc, struct th_fact_lifecycle *l,
			      th_text identifier)
{
	struct th_purl_scratch scratch;
	struct th_purl purl;
	uint64_t offset = th_document_offset(doc, identifier);
	th_text name, space;

	if (th_purl_parse(th_document_text(doc, identifier), &scratch, &purl, NULL) != TH_OK ||
	    !th_slice_equal(purl.type, TH_SLICE("generic")) || purl.namespace.len == 0)
		return TH_OK;
	if (th_slice_find(purl.namespace, '/') < purl.namespace.len)
		return TH_OK;
	bool is_domain = th_slice_find(purl.namespace, '.') < purl.namespace.len;
	TH_TRY(keep(doc, purl.name, offset, &name));
	TH_TRY(keep(doc, purl.namespace, offset, &space));
	if (th_text_len(l->product.name) == 0)
		l->product.name = name;
	if (th_text_len(l->supplier.name) || l->supplier.domains.count)
		return TH_OK;
	if (is_domain)
		return th_facts_add_text(doc, &l->supplier.domains, space);
	l->supplier.name = space;
	return TH_OK;
}

static th_status finish(struct th_walker *w)
{
	struct statement_list *all = &state_of(w)->statements;
	struct th_fact_lifecycle *l = lifecycle(w);

	if (all->count)
		qsort(all->items, all->count, sizeof(all->items[0]), by_id);
	say_duplicates(w->doc, all);
	withdraw(w->doc, all);
	TH_TRY(apply_remarks(w));
	for (uint32_t i = 0; i < l->product.purls.count; i++)
		TH_TRY(read_generic(w->doc, l, l->product.purls.items[i]));
	for (uint32_t i = 0; i < all->count; i++) {
		if (!all->items[i].is_end)
			continue;
		struct th_fact_end *end = th_fact_end_list_push(&l->ends, TH_MAX_FACTS);
		if (!end)
			return th_facts_full(w->doc, l->ends.count);
		*end = all->items[i].end;
		all->items[i].end = (struct th_fact_end){ 0 };
	}
	return TH_OK;
}

static void release(struct state *state)
{
	for (uint32_t i = 0; i < state->statements.count; i++)
		th_fact_end_release(&state->statements.items[i].end);
	for (uint32_t i = 0; i < state->remarks.count; i++)
		th_fact_reference_list_release(&state->remarks.items[i].references);
	statement_list_release(&state->statements);
	remark_list_release(&state->remarks);
}

/* ---- reading ---- */

bool th_cle_recognises(const struct th_sniff *sniff);
th_status th_cle_parse(struct th_document *doc, const struct th_sniff *sniff);

/*
 * Does s hold "cle" as a word of its own? The URI of the schema is not settled, its examples all
 * do.
 */
static bool says_cle(th_slice s)
{
	for (size_t i = th_slice_search(s, TH_SLICE("cle")); i + 3 <= s.len;) {
		bool starts = i == 0 || !th_is_alnum(s.ptr[i - 1]);
		bool ends = i + 3 == s.len || !th_is_alnum(s.ptr[i + 3]);
		if (starts && ends)
			return true;
		i += 3;
		i += th_slice_search(th_slice_sub(s, i, s.len), TH_SLICE("cle"));
	}
	return false;
}

bool th_cle_recognises(const struct th_sniff *sniff)
{
	if (!th_sniff_has(sniff, TH_SNIFF_events) ||
	    th_slice_starts(sniff->schema, TH_SLICE("twohop-")))
		return false;
	return th_sniff_has(sniff, TH_SNIFF_identifier) || says_cle(sniff->schema_uri);
}

th_status th_cle_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct state state = { 0 };
	struct th_walker walker = { .doc = doc, .format = &state, .names_unknown = true };

	pthread_once(&once, prepare);
	TH_TRY(th_facts_begin(doc));
	if (!th_fact_lifecycle_list_push(&doc->facts->lifecycles, 1))
		return TH_ENOMEM;
	th_status status = th_shape_walk_json(&walker, &file, sniff->start);
	if (status == TH_OK)
		status = finish(&walker);
	release(&state);
	return status;
}
