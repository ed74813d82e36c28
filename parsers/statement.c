/*
 * In-toto statements (Statement v0.1 and v1 of the attestation framework): subjects by digest, and
 * a predicate whose type says what it means (parsers/predicates.def). The rows of all predicates
 * stand in one table: their keys do not collide.
 *
 * Digests that are none of bits (gce_image_id and the like) are passed over; a git object's id
 * identifies the object, it proves nothing of a file.
 */
#include "core/text/json.h"
#include "parsers/attestation.h"
#include "parsers/json_rows.h"
#include "parsers/parser.h"

#include <pthread.h>

struct state {
	struct th_attestation *attestation;
	struct th_index_list materials; /* components that the subjects are made of */
	struct th_index_list tools;     /* that the builder relies on */
	th_text finished, started;
	th_text schema; /* _type */
};

static struct state *state_of(const struct th_walker *w)
{
	return w->format;
}

static th_status push(struct th_index_list *list, uint32_t value)
{
	uint32_t *slot = th_index_list_push(list, TH_MAX_COMPONENTS);

	if (!slot)
		return TH_ENOMEM;
	*slot = value;
	return TH_OK;
}

/* ---- resources: subjects, materials ---- */

enum resource_slot { R_NAME, R_URI };

static th_status new_component(struct th_walker *w, struct th_frame *frame, enum th_role role)
{
	frame->index = th_document_add_component(w->doc, role, frame->place);
	if (frame->index == TH_NONE)
		return w->doc->diagnostics.errors ? TH_ELIMIT : TH_ENOMEM;
	w->doc->components.items[frame->index].scope = TH_SCOPE_BUILD;
	return TH_OK;
}

static th_status enter_subject(struct th_walker *w, struct th_frame *frame)
{
	TH_TRY(new_component(w, frame, TH_ROLE_SUBJECT));
	return push(&state_of(w)->attestation->subjects, frame->index);
}

static th_status leave_subject(struct th_walker *w, struct th_frame *frame)
{
	struct th_component *c = &w->doc->components.items[frame->index];

	c->name = th_text_len(frame->slots[R_NAME]) ? frame->slots[R_NAME] : frame->slots[R_URI];
	if (c->attributes == TH_NONE)
		th_diagnose(&w->doc->diagnostics, TH_DIAG_missing_field, frame->place,
			    "the subject has no digest: nothing can be told to be it");
	return TH_OK;
}

static th_status enter_material(struct th_walker *w, struct th_frame *frame)
{
	TH_TRY(new_component(w, frame, TH_ROLE_BUILD));
	return push(&state_of(w)->materials, frame->index);
}

static th_status enter_tool(struct th_walker *w, struct th_frame *frame)
{
	TH_TRY(new_component(w, frame, TH_ROLE_BUILD));
	return push(&state_of(w)->tools, frame->index);
}

/* A package URL is one; a repository's address says whose it is. */
static th_status leave_resource(struct th_walker *w, struct th_frame *frame)
{
	struct th_document *doc = w->doc;
	struct th_component *c = &doc->components.items[frame->index];
	th_text uri = frame->slots[R_URI];

	c->name = th_text_len(frame->slots[R_NAME]) ? frame->slots[R_NAME] : uri;
	if (th_slice_starts(th_document_text(doc, uri), TH_SLICE("pkg:"))) {
		c->purl = uri;
		return TH_OK;
	}
	if (!th_text_len(uri))
		return TH_OK;
	return th_document_add_attribute(doc, &c->attributes, TH_ATTRIBUTE_VCS, 0, uri);
}

/* A member of a digest set: its key is the algorithm. */
static th_status each_digest(struct th_walker *w, struct th_frame *frame, th_text t)
{
	struct th_frame *owner = th_frame_above(w, frame);
	th_slice name = th_slice_of(frame->current->json);
	enum th_hash_algorithm algorithm = th_hash_algorithm_of(name);
	th_slice hex = th_document_text(w->doc, t);

	if (!owner || algorithm == TH_ALGORITHM_COUNT)
		return TH_OK;
	unsigned digits = th_hash_algorithm_digits(algorithm);
	if (!th_is_hexadecimal(hex) || (digits && hex.len != digits)) {
		th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_hash, th_document_offset(w->doc, t),
			    "\"%.*s\" is no %s", TH_FMT(hex), th_hash_algorithm_word(algorithm));
		return TH_OK;
	}
	return th_document_add_attribute(w->doc, &w->doc->components.items[owner->index].attributes,
					 TH_ATTRIBUTE_HASH, (uint8_t)algorithm, t);
}

/* ---- builders ---- */

static th_status each_builder(struct th_walker *w, struct th_frame *frame, th_text t)
{
	struct th_attestation *a = state_of(w)->attestation;

	if (a->builder != TH_NONE)
		return TH_OK;
	a->builder =
		th_document_add_component(w->doc, TH_ROLE_BUILD, th_document_offset(w->doc, t));
	if (a->builder == TH_NONE)
		return w->doc->diagnostics.errors ? TH_ELIMIT : TH_ENOMEM;
	(void)frame;
	a->builder_id = t;
	w->doc->components.items[a->builder].name = t;
	w->doc->components.items[a->builder].type = TH_TYPE_platform;
	return TH_OK;
}

/* ---- what else is said ---- */

static th_status each_finished(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	state_of(w)->finished = t;
	return TH_OK;
}

static th_status each_started(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	state_of(w)->started = t;
	return TH_OK;
}

static th_status each_verifier(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	state_of(w)->attestation->verifier = t;
	return TH_OK;
}

static th_status each_result(struct th_walker *w, struct th_frame *frame, th_text t)
{
	static const struct {
		const char *word;
		enum th_outcome outcome;
	} rows[] = {
		{ "PASSED", TH_OUTCOME_PASSED }, { "PASS", TH_OUTCOME_PASSED },
		{ "WARNED", TH_OUTCOME_WARNED }, { "FAILED", TH_OUTCOME_FAILED },
		{ "FAIL", TH_OUTCOME_FAILED },
	};
	th_slice word = th_document_text(w->doc, t);

	(void)frame;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (th_slice_equal_nocase(word, th_slice_of(rows[i].word))) {
			state_of(w)->attestation->outcome = rows[i].outcome;
			return TH_OK;
		}
	th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_value, th_document_offset(w->doc, t),
		    "\"%.*s\" is no result: PASSED or FAILED is expected", TH_FMT(word));
	return TH_OK;
}

static th_status add_property(struct th_walker *w, th_text name, th_text target, uint64_t place)
{
	struct th_attested_property *p =
		th_attested_property_list_push(&state_of(w)->attestation->properties, TH_MAX_FACTS);

	if (!p)
		return TH_ENOMEM;
	*p = (struct th_attested_property){ .place = place, .name = name, .target = target };
	return TH_OK;
}

static th_status each_level(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return add_property(w, t, (th_text){ 0 }, th_document_offset(w->doc, t));
}

enum attribute_slot { A_NAME };

static th_status leave_attribute(struct th_walker *w, struct th_frame *frame)
{
	return add_property(w, frame->slots[A_NAME], (th_text){ 0 }, frame->place);
}

static th_status enter_dependency_levels(struct th_walker *w, struct th_frame *frame)
{
	(void)frame;
	state_of(w)->attestation->states_dependency_levels = true;
	return TH_OK;
}

static th_status each_build_type(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	state_of(w)->attestation->build_type = t;
	return TH_OK;
}

/* ---- tables ---- */

static const struct th_field digest_fields[] = {
	ONE("sha256", each_digest),   ONE("sha512", each_digest),   ONE("sha384", each_digest),
	ONE("sha224", each_digest),   ONE("sha1", each_digest),     ONE("md5", each_digest),
	ONE("sha3_256", each_digest), ONE("sha3_384", each_digest), ONE("sha3_512", each_digest),
};
SHAPE(digest, "digest set", NULL, NULL);

static const struct th_field subject_fields[] = {
	TEXT("name", R_NAME),
	TEXT("uri", R_URI),
	OBJECT("digest", digest),
};
SHAPE(subject, "subject", enter_subject, leave_subject);

static const struct th_field material_fields[] = {
	TEXT("name", R_NAME),
	TEXT("uri", R_URI),
	OBJECT("digest", digest),
};
SHAPE(material, "material", enter_material, leave_resource);

static const struct th_field tool_fields[] = {
	TEXT("name", R_NAME),
	TEXT("uri", R_URI),
	OBJECT("digest", digest),
};
SHAPE(tool, "builder's dependency", enter_tool, leave_resource);

static const struct th_field builder_fields[] = {
	ONE("id", each_builder),
	OBJECT("builderDependencies", tool),
};
SHAPE(builder, "builder", NULL, NULL);

static const struct th_field verifier_fields[] = {
	ONE("id", each_verifier),
};
SHAPE(verifier, "verifier", NULL, NULL);

static const struct th_field metadata_fields[] = {
	ONE("finishedOn", each_finished),
	ONE("buildFinishedOn", each_finished),
	ONE("startedOn", each_started),
	ONE("buildStartedOn", each_started),
};
SHAPE(metadata, "metadata", NULL, NULL);

static const struct th_field definition_fields[] = {
	ONE("buildType", each_build_type),
	OBJECT("resolvedDependencies", material),
};
SHAPE(definition, "build definition", NULL, NULL);

static const struct th_field details_fields[] = {
	OBJECT("builder", builder),
	OBJECT("metadata", metadata),
};
SHAPE(details, "run details", NULL, NULL);

static const struct th_field attribute_fields[] = {
	NEEDED("attribute", A_NAME),
};
SHAPE(attribute, "attribute", NULL, leave_attribute);

static const struct th_field levels_fields[] = {
	PASSED("SLSA_BUILD_LEVEL_0"),
};
SHAPE(levels, "dependency levels", enter_dependency_levels, NULL);

static const struct th_field predicate_fields[] = {
	OBJECT("buildDefinition", definition),
	OBJECT("runDetails", details),
	OBJECT("builder", builder),
	ONE("buildType", each_build_type),
	OBJECT("metadata", metadata),
	OBJECT("materials", material),
	OBJECT("verifier", verifier),
	ONE("timeVerified", each_finished),
	ONE("verificationResult", each_result),
	EACH("verifiedLevels", each_level),
	OBJECT("dependencyLevels", levels),
	ONE("result", each_result),
	OBJECT("attributes", attribute),
	EACH("properties", each_level),
	ONE("timeCreated", each_finished),
};
SHAPE(predicate, "predicate", NULL, NULL);

static th_status each_type(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	state_of(w)->schema = t;
	return TH_OK;
}

static th_status each_predicate_type(struct th_walker *w, struct th_frame *frame, th_text t)
{
	struct th_attestation *a = state_of(w)->attestation;

	(void)frame;
	a->predicate_type = t;
	a->predicate = th_predicate_of(th_document_text(w->doc, t));
	return TH_OK;
}

static const struct th_field statement_fields[] = {
	ONE("_type", each_type),
	OBJECT("subject", subject),
	ONE("predicateType", each_predicate_type),
	OBJECT("predicate", predicate),
};
SHAPE(statement, "statement", NULL, NULL);

static void prepare(void)
{
	static const struct th_shape *const all[] = {
		&statement, &subject,  &digest,   &predicate, &definition, &details,   &builder,
		&tool,      &material, &metadata, &verifier,  &levels,     &attribute,
	};
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
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

static th_status relate_all(struct th_document *doc, const struct state *s)
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
		for (uint32_t k = 0; k < s->materials.count; k++)
			TH_TRY(relate(doc, TH_RELATION_derived_from, a->subjects.items[i],
				      s->materials.items[k]));
	}
	for (uint32_t k = 0; k < s->tools.count && a->builder != TH_NONE; k++)
		TH_TRY(relate(doc, TH_RELATION_depends_on, a->builder, s->tools.items[k]));
	return TH_OK;
}

/* ---- an SBOM for a predicate ---- */

/* The bytes of the predicate's value. */
static th_slice find_predicate(struct th_document *doc, size_t start)
{
	struct th_json reader;
	th_slice found = { 0 };

	th_json_init(&reader, doc->source, start, TH_JSON_STRICT);
	enum th_json_token token = th_json_next(&reader);
	while (token == TH_JSON_OBJECT && (token = th_json_next(&reader)) == TH_JSON_KEY) {
		/* decoded: a key in escapes is the same key, and hides nothing */
		bool is_it =
			th_slice_equal(th_json_text(&reader, &doc->arena), TH_SLICE("predicate"));
		token = th_json_next(&reader);
		size_t from = reader.token_at;
		if (th_json_skip(&reader, token) == TH_JSON_ERROR)
			break;
		if (is_it)
			found = th_slice_sub(doc->source, from,
					     (size_t)(reader.at - doc->source.ptr));
		token = TH_JSON_OBJECT;
	}
	th_json_release(&reader);
	return found;
}

static th_status read_sbom(struct th_document *doc, size_t start)
{
	th_slice found = find_predicate(doc, start);
	struct th_document *part;
	const char *why;

	if (!found.len) {
		th_diagnose(&doc->diagnostics, TH_DIAG_missing_field, start,
			    "the statement says that it carries an SBOM, and has no predicate");
		return TH_OK;
	}
	th_slice bytes = th_document_pad(doc, found);
	if (!bytes.ptr)
		return TH_ENOMEM;
	TH_TRY(th_document_read_part(doc, bytes, (uint64_t)(found.ptr - doc->source.ptr), &part,
				     &why));
	if (part)
		doc->counts = part->counts;
	else
		th_diagnose(&doc->diagnostics, TH_DIAG_bad_value,
			    (uint64_t)(found.ptr - doc->source.ptr),
			    "the predicate is to be an SBOM, and is %s", why);
	return TH_OK;
}

/* ---- all of it ---- */

bool th_intoto_statement_recognises(const struct th_sniff *sniff);
th_status th_intoto_statement_parse(struct th_document *doc, const struct th_sniff *sniff);

bool th_intoto_statement_recognises(const struct th_sniff *sniff)
{
	return th_sniff_has(sniff, TH_SNIFF_statement);
}

static th_status check(struct th_document *doc, const struct state *s)
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

static th_status finish(struct th_document *doc, const struct state *s, size_t start)
{
	struct th_attestation *a = s->attestation;
	th_text when = th_text_len(s->finished) ? s->finished : s->started;

	TH_TRY(check(doc, s));
	if (th_text_len(when) && th_date_parse(th_document_text(doc, when), &a->made) == TH_OK)
		doc->created = when;
	TH_TRY(relate_all(doc, s));
	if (a->predicate == TH_PREDICATE_cyclonedx || a->predicate == TH_PREDICATE_spdx)
		TH_TRY(read_sbom(doc, start));
	return th_document_seal(doc);
}

th_status th_intoto_statement_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct state s = { .attestation = th_arena_calloc(&doc->arena, 1, sizeof(*s.attestation)) };
	struct th_walker walker = { .doc = doc, .format = &s };

	if (!s.attestation)
		return TH_ENOMEM;
	pthread_once(&once, prepare);
	*s.attestation = (struct th_attestation){ .place = sniff->start,
						  .predicate = TH_PREDICATE_unknown,
						  .builder = TH_NONE };
	doc->attestation = s.attestation;
	th_status status = th_shape_walk_json(&walker, &statement, sniff->start);
	if (status == TH_OK)
		status = finish(doc, &s, sniff->start);
	th_index_list_release(&s.materials);
	th_index_list_release(&s.tools);
	return status;
}
