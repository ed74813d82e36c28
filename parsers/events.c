/*
 * twohop-events/1 (feeds/builtin/events.schema.json): what happened to whose product, how it is
 * recognised, who says so. Read strictly where a slip would hide something: an unknown version of
 * the format is refused, an unknown key is said, and of an event that cannot be used (no id, no
 * kind that is known) the rest of the file does not suffer.
 */
#include "parsers/facts.h"
#include "parsers/parser.h"
#include "parsers/json_rows.h"

#include "core/identity/platform.h"

#include <pthread.h>

enum event_slot { E_ID, E_KIND, E_TITLE, E_PUBLISHED, E_WITHDRAWN, E_RESOLVED };
enum { EVENT_HAS_SUPPLIER = 1 }; /* in the aux of an event's frame */

struct state {
	struct th_strings ids; /* of the events kept so far */
};

static const struct th_shape file, event, supplier, product, entry, hash, window, reference, data;

static th_slice text(struct th_walker *w, th_text t)
{
	return th_document_text(w->doc, t);
}

/* The event that is being read. */
static struct th_fact_event *current(struct th_walker *w)
{
	struct th_fact_event_list *events = &w->doc->facts->events;

	return &events->items[events->count - 1];
}

static struct th_fact_affected *current_entry(struct th_walker *w)
{
	struct th_fact_affected_list *entries = &current(w)->affected;

	return &entries->items[entries->count - 1];
}

/* ---- supplier and product ---- */

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

/*
 * A product without a name is still one, and no event about the supplier alone: it goes by its
 * first identifier.
 */
static th_status leave_party(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_party *party = party_of(w, frame);

	party->name = frame->slots[0];
	if (th_text_len(party->name) == 0 && party->purls.count)
		party->name = party->purls.items[0];
	else if (th_text_len(party->name) == 0 && party->cpes.count)
		party->name = party->cpes.items[0];
	struct th_frame *above = th_frame_above(w, frame);
	if (above && frame->shape == &supplier)
		above->aux |= EVENT_HAS_SUPPLIER;
	return TH_OK;
}

/* ---- what is affected ---- */

static th_status enter_entry(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_affected *a =
		th_fact_affected_list_push(&current(w)->affected, TH_MAX_FACTS);

	if (!a)
		return th_facts_full(w->doc, current(w)->affected.count);
	a->suspected = strcmp(frame->field->json, "suspected") == 0;
	return TH_OK;
}

static th_status each_version(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_facts_add_text(w->doc, &current_entry(w)->versions, t);
}

static th_status each_package(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_facts_add_purl(w->doc, &current_entry(w)->purls, t);
}

static th_status each_commit(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_facts_add_text(w->doc, &current_entry(w)->commits, t);
}

static th_status each_range(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	if (th_facts_range_is_read(w->doc, t))
		current_entry(w)->range = t;
	return TH_OK;
}

static th_status each_platform(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	if (th_platform_of_text(text(w, t)) == TH_PLATFORM_UNKNOWN)
		th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_value, th_document_offset(w->doc, t),
			    "no platform \"%.*s\" is known", TH_FMT(text(w, t)));
	current_entry(w)->platform = t;
	return TH_OK;
}

static bool is_digest(th_slice s, enum th_hash_algorithm algorithm)
{
	unsigned digits = th_hash_algorithm_digits(algorithm);

	for (size_t i = 0; i < s.len; i++)
		if (th_hex_value(s.ptr[i]) < 0)
			return false;
	return digits ? s.len == digits : s.len > 0;
}

static th_status leave_hash(struct th_walker *w, struct th_frame *frame)
{
	th_slice name = text(w, frame->slots[0]), digest = text(w, frame->slots[1]);
	enum th_hash_algorithm algorithm = th_hash_algorithm_of(name);

	if (name.len == 0 || digest.len == 0) /* said by the missing-field diagnostic */
		return TH_OK;
	if (algorithm == TH_ALGORITHM_COUNT || !is_digest(digest, algorithm)) {
		th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_hash,
			    th_document_offset(w->doc, frame->slots[1]), "no digest of %.*s",
			    TH_FMT(name));
		return TH_OK;
	}
	struct th_fact_hash *h = th_fact_hash_list_push(&current_entry(w)->hashes, TH_MAX_FACTS);
	if (!h)
		return th_facts_full(w->doc, current_entry(w)->hashes.count);
	h->content = frame->slots[1];
	h->algorithm = (uint8_t)algorithm;
	return TH_OK;
}

/* ---- the event ---- */

static th_status each_alias(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_facts_add_text(w->doc, &current(w)->aliases, t);
}

static th_status each_cause(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_facts_add_text(w->doc, &current(w)->caused_by, t);
}

static th_status each_technique(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_facts_add_text(w->doc, &current(w)->techniques, t);
}

static th_status leave_window(struct th_walker *w, struct th_frame *frame)
{
	current(w)->from = th_facts_date(w->doc, frame->slots[0]);
	current(w)->to = th_facts_date(w->doc, frame->slots[1]);
	return TH_OK;
}

static th_status leave_reference(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_reference r = { .title = frame->slots[0],
				       .url = frame->slots[1],
				       .published = th_facts_date(w->doc, frame->slots[2]) };

	return th_facts_add_reference(w->doc, &current(w)->references, r, frame->place,
				      &current(w)->dropped_references);
}

static th_status leave_data(struct th_walker *w, struct th_frame *frame)
{
	current(w)->note = frame->slots[0];
	return TH_OK;
}

static th_status enter_event(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_event *e = th_fact_event_list_push(&w->doc->facts->events, TH_MAX_FACTS);

	if (!e)
		return th_facts_full(w->doc, w->doc->facts->events.count);
	e->place = frame->place;
	return TH_OK;
}

/*
 * The kind that a word names; false, and a diagnostic, for one that is not known. An absent one has
 * been said.
 */
static bool read_kind(struct th_walker *w, th_text word, uint8_t *kind)
{
	th_slice s = text(w, word);

	for (unsigned i = 0; i < TH_EVENT_KIND_COUNT; i++) {
		if (th_slice_equal(s, th_slice_of(th_event_kind_word((enum th_event_kind)i)))) {
			*kind = (uint8_t)i;
			return true;
		}
	}
	if (s.len)
		th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_value,
			    th_document_offset(w->doc, word),
			    "no kind of event \"%.*s\" is known; the event is not used", TH_FMT(s));
	return false;
}

static th_status note_id(struct th_walker *w, th_text id)
{
	struct state *state = w->format;
	uint32_t before = state->ids.texts.count;
	th_slice kept = th_arena_copy(&w->doc->arena, text(w, id));
	th_str known;

	if (!kept.ptr)
		return TH_ENOMEM;
	TH_TRY(th_strings_intern(&state->ids, kept, &known));
	if (state->ids.texts.count == before)
		th_diagnose(&w->doc->diagnostics, TH_DIAG_duplicate_ref,
			    th_document_offset(w->doc, id),
			    "a second event with the id \"%.*s\"; both are used, as accounts of "
			    "one affair",
			    TH_FMT(kept));
	return TH_OK;
}

static th_status leave_event(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_event *e = current(w);

	e->id = frame->slots[E_ID];
	e->title = frame->slots[E_TITLE];
	e->published = th_facts_date(w->doc, frame->slots[E_PUBLISHED]);
	e->withdrawn = th_facts_date(w->doc, frame->slots[E_WITHDRAWN]);
	e->resolved = th_facts_date(w->doc, frame->slots[E_RESOLVED]);
	bool known = read_kind(w, frame->slots[E_KIND], &e->kind);
	if (!known || th_text_len(e->id) == 0) {
		th_fact_event_release(e);
		w->doc->facts->events.count--;
		return TH_OK;
	}
	if (!(frame->aux & EVENT_HAS_SUPPLIER))
		th_diagnose(&w->doc->diagnostics, TH_DIAG_missing_field, frame->place,
			    "an event without \"supplier\"");
	return note_id(w, e->id);
}

static th_status each_schema(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	if (th_slice_equal(text(w, t), TH_SLICE("twohop-events/1")))
		return TH_OK;
	th_diagnose(&w->doc->diagnostics, TH_DIAG_not_read, th_document_offset(w->doc, t),
		    "the format \"%.*s\" is not known; this program reads twohop-events/1",
		    TH_FMT(text(w, t)));
	return TH_EINPUT;
}

/* ---- the tables ---- */

static const struct th_field supplier_fields[] = {
	NEEDED("name", 0),
	EACH("aliases", each_name),
	EACH("domains", each_domain),
};
SHAPE(supplier, "supplier", NULL, leave_party);

static const struct th_field product_fields[] = {
	NEEDED("name", 0),
	EACH("aliases", each_name),
	EACH("purls", each_purl),
	EACH("cpes", each_cpe),
};
SHAPE(product, "product", NULL, leave_party);

static const struct th_field hash_fields[] = {
	NEEDED("alg", 0),
	NEEDED("content", 1),
	PASSED("file"),
	PASSED("sources"),
};
SHAPE(hash, "hash", NULL, leave_hash);

static const struct th_field entry_fields[] = {
	ONE("platform", each_platform), EACH("versions", each_version), ONE("range", each_range),
	EACH("purls", each_package),    EACH("commits", each_commit),   OBJECT("hashes", hash),
};
SHAPE(entry, "list of what is affected", enter_entry, NULL);

static const struct th_field window_fields[] = {
	TEXT("from", 0),
	TEXT("to", 1),
};
SHAPE(window, "window", NULL, leave_window);

static const struct th_field reference_fields[] = {
	TEXT("title", 0),
	TEXT("url", 1),
	TEXT("published", 2),
};
SHAPE(reference, "reference", NULL, leave_reference);

static const struct th_field data_fields[] = {
	TEXT("note", 0),
	PASSED("marks"),
	PASSED("disputed"),
	PASSED("labels"),
};
SHAPE(data, "remark on the data", NULL, leave_data);

static const struct th_field event_fields[] = {
	NEEDED("id", E_ID),
	NEEDED("kind", E_KIND),
	NEEDED("published", E_PUBLISHED),
	TEXT("title", E_TITLE),
	TEXT("withdrawn", E_WITHDRAWN),
	TEXT("resolved", E_RESOLVED),
	EACH("aliases", each_alias),
	EACH("caused_by", each_cause),
	EACH("techniques", each_technique),
	OBJECT("supplier", supplier),
	OBJECT("product", product),
	OBJECT("affected", entry),
	OBJECT("suspected", entry),
	OBJECT("window", window),
	OBJECT("references", reference),
	OBJECT("data", data),
	PASSED("indicators"),
};
SHAPE(event, "twohop event", enter_event, leave_event);

static const struct th_field file_fields[] = {
	ONE("schema", each_schema), OBJECT("events", event), PASSED("$schema"),
	PASSED("updated"),          PASSED("sources"),
};
SHAPE(file, "twohop-events file", NULL, NULL);

static void prepare(void)
{
	static const struct th_shape *const all[] = { &file, &event,  &supplier,  &product, &entry,
						      &hash, &window, &reference, &data };
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

/* ---- reading ---- */

bool th_events_recognises(const struct th_sniff *sniff);
th_status th_events_parse(struct th_document *doc, const struct th_sniff *sniff);

/*
 * Any version, so that one that is not known is refused by its name. Some writers escape the slash.
 */
bool th_events_recognises(const struct th_sniff *sniff)
{
	return th_sniff_has(sniff, TH_SNIFF_schema) &&
	       (th_slice_starts(sniff->schema, TH_SLICE("twohop-events/")) ||
		th_slice_starts(sniff->schema, TH_SLICE("twohop-events\\/")));
}

th_status th_events_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct state state = { 0 };
	struct th_walker walker = { .doc = doc, .format = &state, .names_unknown = true };

	pthread_once(&once, prepare);
	TH_TRY(th_facts_begin(doc));
	th_status status = th_shape_walk_json(&walker, &file, sniff->start);
	th_strings_release(&state.ids);
	return status;
}
