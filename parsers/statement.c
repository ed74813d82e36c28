/*
 * In-toto statements (Statement v0.1 and v1 of the attestation framework): subjects by digest, and
 * a predicate whose type says what it means. The statement is read first, its predicate then: the
 * keys of an object stand in any order.
 *
 * Digests that are none of bits (gitCommit, gce_image_id and the like) are passed over; a git
 * object's id identifies the object, it proves nothing of a file.
 */
#include "parsers/statement.h"

#include "core/text/json.h"
#include "parsers/json_rows.h"
#include "parsers/parser.h"

#include <pthread.h>

th_status th_statement_push(struct th_index_list *list, uint32_t value)
{
	uint32_t *slot = th_index_list_push(list, TH_MAX_COMPONENTS);

	if (!slot)
		return TH_ENOMEM;
	*slot = value;
	return TH_OK;
}

th_status th_statement_component(struct th_walker *w, struct th_frame *frame, enum th_role role)
{
	frame->index = th_document_add_component(w->doc, role, frame->place);
	if (frame->index == TH_NONE)
		return w->doc->diagnostics.errors ? TH_ELIMIT : TH_ENOMEM;
	w->doc->components.items[frame->index].scope = TH_SCOPE_BUILD;
	return TH_OK;
}

/* ---- digests ---- */

/* "blake2b" without a length is that of 512 bits (attestation framework, DigestSet). */
static enum th_hash_algorithm algorithm_of(th_slice name)
{
	return th_slice_equal(name, TH_SLICE("blake2b")) ? TH_ALGORITHM_blake2b_512
							 : th_hash_algorithm_of(name);
}

th_status th_statement_each_digest(struct th_walker *w, struct th_frame *frame, th_text t)
{
	struct th_frame *owner = frame->index == TH_NONE ? th_frame_above(w, frame) : frame;
	enum th_hash_algorithm algorithm = algorithm_of(w->json->key_raw);
	th_slice hex = th_document_text(w->doc, t);

	if (!owner)
		return TH_OK;
	if (algorithm == TH_ALGORITHM_COUNT) {
		owner->aux++; /* identifies something, and no bits */
		return TH_OK;
	}
	unsigned digits = th_hash_algorithm_digits(algorithm);
	if (!th_is_hexadecimal(hex) || (digits && hex.len != digits)) {
		th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_hash, th_document_offset(w->doc, t),
			    "\"%.*s\" is no %s", TH_FMT(hex), th_hash_algorithm_word(algorithm));
		return TH_OK;
	}
	return th_document_add_attribute(w->doc, &w->doc->components.items[owner->index].attributes,
					 TH_ATTRIBUTE_HASH, (uint8_t)algorithm, t);
}

static const struct th_field digest_others = ONE("digest", th_statement_each_digest);
static struct th_shape_index digest_index;
const struct th_shape th_statement_digest = { "digest set",  NULL,          0, NULL, NULL,
					      &digest_index, &digest_others };

/* ---- subjects ---- */

static th_status enter_subject(struct th_walker *w, struct th_frame *frame)
{
	TH_TRY(th_statement_component(w, frame, TH_ROLE_SUBJECT));
	return th_statement_push(&th_statement_of(w)->attestation->subjects, frame->index);
}

static th_status leave_subject(struct th_walker *w, struct th_frame *frame)
{
	struct th_component *c = &w->doc->components.items[frame->index];
	th_text name = frame->slots[TH_RESOURCE_NAME];

	c->name = th_text_len(name) ? name : frame->slots[TH_RESOURCE_URI];
	if (c->attributes == TH_NONE)
		th_diagnose(&w->doc->diagnostics, TH_DIAG_missing_field, frame->place,
			    frame->aux ? "the subject has no digest of bits, only ids of other "
					 "things: nothing can be told to be it"
				       : "the subject has no digest: nothing can be told to be it");
	return TH_OK;
}

static const struct th_field subject_fields[] = {
	TEXT("name", TH_RESOURCE_NAME),
	TEXT("uri", TH_RESOURCE_URI),
	OBJECT("digest", th_statement_digest),
};
SHAPE(subject, "subject", enter_subject, leave_subject);

/* ---- the statement ---- */

static th_status each_type(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	th_statement_of(w)->schema = t;
	return TH_OK;
}

static th_status each_predicate_type(struct th_walker *w, struct th_frame *frame, th_text t)
{
	struct th_attestation *a = th_statement_of(w)->attestation;

	(void)frame;
	a->predicate_type = t;
	a->predicate = th_predicate_of(th_document_text(w->doc, t));
	return TH_OK;
}

static th_status each_predicate(struct th_walker *w, struct th_frame *frame, th_text t)
{
	struct th_statement_state *s = th_statement_of(w);

	(void)frame;
	s->predicate = w->value;
	s->predicate_at = th_document_offset(w->doc, t);
	return TH_OK;
}

static const struct th_field statement_fields[] = {
	ONE("_type", each_type),
	OBJECT("subject", subject),
	ONE("predicateType", each_predicate_type),
	VALUE("predicate", each_predicate),
};
SHAPE(statement, "statement", NULL, NULL);

static void prepare(void)
{
	static const struct th_shape *const all[] = { &statement, &subject, &th_statement_digest };

	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
	th_predicates_prepare();
}

/* ---- relations ---- */

static th_status relate(struct th_document *doc, enum th_relation_kind kind, uint32_t from,
			uint32_t to)
{
	struct th_relation *r =
		th_document_relate(doc, kind, from, to, doc->components.items[to].place);

	if (!r)
		return doc->diagnostics.errors ? TH_ELIMIT : TH_ENOMEM;
	r->scope = TH_SCOPE_BUILD;
	return TH_OK;
}

static th_status relate_all(struct th_document *doc, const struct th_statement_state *s)
{
	const struct th_attestation *a = s->attestation;

	if ((uint64_t)a->subjects.count * s->materials.count > TH_MAX_STATEMENT_PAIRS) {
		th_diagnose(&doc->diagnostics, TH_DIAG_limit, a->place,
			    "%u subjects of %u materials: more pairs than are read "
			    "(TH_MAX_STATEMENT_PAIRS)",
			    a->subjects.count, s->materials.count);
		return TH_ELIMIT;
	}

	for (uint32_t i = 0; i < a->subjects.count; i++) {
		if (a->builder != TH_NONE)
			TH_TRY(relate(doc, TH_RELATION_built_by, a->subjects.items[i], a->builder));
		if (s->host != TH_NONE)
			TH_TRY(relate(doc, TH_RELATION_hosted_on, a->subjects.items[i], s->host));
		for (uint32_t k = 0; k < s->materials.count; k++)
			TH_TRY(relate(doc, TH_RELATION_derived_from, a->subjects.items[i],
				      s->materials.items[k]));
	}
	for (uint32_t k = 0; k < s->tools.count && a->builder != TH_NONE; k++)
		TH_TRY(relate(doc, TH_RELATION_depends_on, a->builder, s->tools.items[k]));
	return TH_OK;
}

/* ---- an SBOM for a predicate ---- */

/* The bytes that a value of JSON stands for: those of a string are its text. Absent on want of
 * memory. */
static th_slice bytes_of(struct th_document *doc, th_slice value)
{
	if (value.len < 2 || value.ptr[0] != '"')
		return th_document_pad(doc, value);
	th_slice raw = th_slice_sub(value, 1, value.len - 1);
	char *text = th_arena_alloc(&doc->arena, raw.len + 1);
	if (!text)
		return (th_slice){ 0 };
	return th_document_pad(doc, th_slice_make(text, th_json_decode(raw, text)));
}

/* *why: what it looks like, where it is no document. */
static th_status read_value(struct th_document *doc, th_slice value, const char **why)
{
	struct th_document *part;
	th_slice bytes = bytes_of(doc, value);

	*why = NULL;
	if (!bytes.ptr)
		return TH_ENOMEM;
	TH_TRY(th_document_read_part(doc, bytes, (uint64_t)(value.ptr - doc->source.ptr), &part,
				     why));
	if (part)
		doc->counts = part->counts;
	return TH_OK;
}

/* The predicate is the document, or cosign has put it into "Data". */
static th_status read_document(struct th_walker *w, bool is_expected)
{
	struct th_statement_state *s = th_statement_of(w);
	const char *why;

	TH_TRY(read_value(w->doc, s->predicate, &why));
	if (!why)
		return TH_OK;
	if (s->predicate.ptr[0] == '{')
		TH_TRY(th_shape_walk_json_inside(w, &th_predicate_wrapper, s->predicate_at));
	if (s->wrapped.len)
		TH_TRY(read_value(w->doc, s->wrapped, &why));
	if (why && is_expected)
		th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_value, s->predicate_at,
			    "the predicate is to be an SBOM, and is %s", why);
	return TH_OK;
}

static th_status read_predicate(struct th_walker *w)
{
	struct th_statement_state *s = th_statement_of(w);
	enum th_predicate kind = s->attestation->predicate;
	const struct th_shape *shape = th_predicate_shape(kind);

	bool is_sbom = kind == TH_PREDICATE_cyclonedx || kind == TH_PREDICATE_spdx;
	if (!s->predicate.len) {
		if (is_sbom || shape)
			th_diagnose(&w->doc->diagnostics, TH_DIAG_missing_field,
				    s->attestation->place,
				    "the statement has no predicate: it says nothing");
		return TH_OK;
	}
	if (is_sbom || kind == TH_PREDICATE_wrapped)
		return read_document(w, is_sbom);
	if (!shape)
		return TH_OK;
	if (s->predicate.ptr[0] != '{') {
		th_diagnose(&w->doc->diagnostics, TH_DIAG_wrong_type, s->predicate_at,
			    "a %s is an object", shape->name);
		return TH_OK;
	}
	return th_shape_walk_json_inside(w, shape, s->predicate_at);
}

/* ---- all of it ---- */

bool th_intoto_statement_recognises(const struct th_sniff *sniff);
th_status th_intoto_statement_parse(struct th_document *doc, const struct th_sniff *sniff);

bool th_intoto_statement_recognises(const struct th_sniff *sniff)
{
	return th_sniff_has(sniff, TH_SNIFF_statement);
}

static th_status check(struct th_document *doc, const struct th_statement_state *s)
{
	static const char *const types[] = { "https://in-toto.io/Statement/v1",
					     "https://in-toto.io/Statement/v0.1" };
	th_slice type = th_document_text(doc, s->schema);

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (th_slice_equal(type, th_slice_of(types[i]))) {
			if (s->attestation->subjects.count == 0)
				th_diagnose(&doc->diagnostics, TH_DIAG_missing_field,
					    s->attestation->place,
					    "a statement without a subject is about nothing");
			return TH_OK;
		}
	th_diagnose(&doc->diagnostics, TH_DIAG_not_read, th_document_offset(doc, s->schema),
		    "\"%.*s\" is no in-toto statement of a version that is read (v0.1, v1)",
		    TH_FMT(type));
	return TH_EINPUT;
}

/* All subjects are files of one release. They stay told apart by their digests. */
static void name_release(struct th_document *doc, const struct th_statement_state *s)
{
	const struct th_index_list *subjects = &s->attestation->subjects;

	for (uint32_t i = 0; i < subjects->count && th_text_len(s->purl); i++)
		doc->components.items[subjects->items[i]].purl = s->purl;
}

static th_status read(struct th_walker *w, size_t start)
{
	struct th_statement_state *s = th_statement_of(w);
	struct th_attestation *a = s->attestation;
	struct th_document *doc = w->doc;

	TH_TRY(th_shape_walk_json(w, &statement, start));
	TH_TRY(check(doc, s));
	TH_TRY(read_predicate(w));
	th_text when = th_text_len(s->finished) ? s->finished : s->started;
	if (th_text_len(when) && th_date_parse(th_document_text(doc, when), &a->made) == TH_OK)
		doc->created = when;
	name_release(doc, s);
	TH_TRY(relate_all(doc, s));
	return th_document_seal(doc);
}

th_status th_intoto_statement_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct th_statement_state s = {
		.attestation = th_arena_calloc(&doc->arena, 1, sizeof(*s.attestation)),
		.host = TH_NONE,
	};
	struct th_walker walker = { .doc = doc, .format = &s, .takes_maps = true };

	if (!s.attestation)
		return TH_ENOMEM;
	pthread_once(&once, prepare);
	*s.attestation = (struct th_attestation){ .place = sniff->start,
						  .predicate = TH_PREDICATE_unknown,
						  .builder = TH_NONE };
	doc->attestation = s.attestation;
	th_status status = read(&walker, sniff->start);
	th_index_list_release(&s.materials);
	th_index_list_release(&s.tools);
	return status;
}
