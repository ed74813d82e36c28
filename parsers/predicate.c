/*
 * Predicates of in-toto statements, a shape each: SLSA provenance (v0.1 to v1), verification
 * summaries, and those of the attestation framework. A row of parsers/predicates.def says which
 * kind has which.
 */
#include "parsers/json_rows.h"
#include "parsers/statement.h"

/* ---- resources: materials, tools ---- */

static th_status enter_material(struct th_walker *w, struct th_frame *frame)
{
	TH_TRY(th_statement_component(w, frame, TH_ROLE_BUILD));
	return th_statement_push(&th_statement_of(w)->materials, frame->index);
}

static th_status enter_tool(struct th_walker *w, struct th_frame *frame)
{
	TH_TRY(th_statement_component(w, frame, TH_ROLE_BUILD));
	return th_statement_push(&th_statement_of(w)->tools, frame->index);
}

/* The SHA-1 of a repository is its commit, and none of bits. */
static void drop_commits(struct th_document *doc, struct th_component *c)
{
	uint32_t *link = &c->attributes;

	while (*link != TH_NONE) {
		struct th_attribute *a = &doc->attributes.items[*link];
		if (a->kind == TH_ATTRIBUTE_HASH && a->detail == TH_ALGORITHM_sha1)
			*link = a->next;
		else
			link = &a->next;
	}
}

/* A package URL is one; a repository's address says whose it is. */
static th_status leave_resource(struct th_walker *w, struct th_frame *frame)
{
	struct th_document *doc = w->doc;
	struct th_component *c = &doc->components.items[frame->index];
	th_text uri = frame->slots[TH_RESOURCE_URI], name = frame->slots[TH_RESOURCE_NAME];
	th_slice address = th_document_text(doc, uri);

	c->name = th_text_len(name) ? name : uri;
	if (th_slice_starts(address, TH_SLICE("pkg:"))) {
		c->purl = uri;
		return TH_OK;
	}
	if (th_slice_starts(address, TH_SLICE("git+")))
		drop_commits(doc, c);
	if (!address.len)
		return TH_OK;
	return th_document_add_attribute(doc, &c->attributes, TH_ATTRIBUTE_VCS, 0, uri);
}

static const struct th_field material_fields[] = {
	TEXT("name", TH_RESOURCE_NAME),
	TEXT("uri", TH_RESOURCE_URI),
	TEXT("downloadLocation", TH_RESOURCE_LOCATION),
	OBJECT("digest", th_statement_digest),
};
SHAPE(material, "material", enter_material, leave_resource);

static const struct th_field tool_fields[] = {
	TEXT("name", TH_RESOURCE_NAME),
	TEXT("uri", TH_RESOURCE_URI),
	OBJECT("digest", th_statement_digest),
};
SHAPE(tool, "builder's dependency", enter_tool, leave_resource);

/* Links up to 0.2 have their materials by name: {"src/a.c": {"sha256": ...}}. */
static th_status enter_named_material(struct th_walker *w, struct th_frame *frame)
{
	th_text name = th_walker_key(w);

	TH_TRY(enter_material(w, frame));
	w->doc->components.items[frame->index].name = name;
	return th_text_is_present(name) ? TH_OK : TH_ENOMEM;
}

static const struct th_field named_material_others = ONE("digest", th_statement_each_digest);
MAP(named_material, "material", enter_named_material, NULL);
static const struct th_field named_materials_others = OBJECT("material", named_material);
MAP(named_materials, "materials", NULL, NULL);

/* ---- when, by whom ---- */

static th_status each_finished(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	th_statement_of(w)->finished = t;
	return TH_OK;
}

static th_status each_started(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	th_statement_of(w)->started = t;
	return TH_OK;
}

static th_status each_verifier(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	th_statement_of(w)->attestation->verifier = t;
	return TH_OK;
}

static const struct th_field verifier_fields[] = {
	ONE("id", each_verifier),
};
SHAPE(verifier, "verifier", NULL, NULL);

/* What the subjects were made, or seen, by: a platform of the build. */
static th_status add_platform(struct th_walker *w, th_text name, uint32_t *out)
{
	*out = th_document_add_component(w->doc, TH_ROLE_BUILD, th_document_offset(w->doc, name));
	if (*out == TH_NONE)
		return w->doc->diagnostics.errors ? TH_ELIMIT : TH_ENOMEM;
	w->doc->components.items[*out].name = name;
	w->doc->components.items[*out].type = TH_TYPE_platform;
	return TH_OK;
}

/* ---- what is said of the subjects ---- */

static th_status add_property(struct th_walker *w, uint64_t place, th_text name, th_text target,
			      th_text evidence)
{
	struct th_attested_property *p = th_attested_property_list_push(
		&th_statement_of(w)->attestation->properties, TH_MAX_FACTS);

	if (!p)
		return TH_ENOMEM;
	*p = (struct th_attested_property){
		.place = place, .name = name, .target = target, .evidence = evidence
	};
	return TH_OK;
}

static th_status each_property(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return add_property(w, th_document_offset(w->doc, t), t, (th_text){ 0 }, (th_text){ 0 });
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
			th_statement_of(w)->attestation->outcome = rows[i].outcome;
			return TH_OK;
		}
	th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_value, th_document_offset(w->doc, t),
		    "\"%.*s\" is no result: PASSED, WARNED or FAILED is expected", TH_FMT(word));
	return TH_OK;
}

/* ---- SLSA provenance: slsa.dev/provenance/v1, v0.2, v0.1 ---- */

static th_status each_builder(struct th_walker *w, struct th_frame *frame, th_text t)
{
	struct th_attestation *a = th_statement_of(w)->attestation;

	(void)frame;
	if (a->builder != TH_NONE)
		return TH_OK;
	a->builder_id = t;
	return add_platform(w, t, &a->builder);
}

static th_status each_build_type(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	th_statement_of(w)->attestation->build_type = t;
	return TH_OK;
}

static const struct th_field builder_fields[] = {
	ONE("id", each_builder),
	OBJECT("builderDependencies", tool),
};
SHAPE(builder, "builder", NULL, NULL);

static const struct th_field metadata_fields[] = {
	ONE("finishedOn", each_finished),     ONE("buildFinishedOn", each_finished),
	ONE("scanFinishedOn", each_finished), ONE("startedOn", each_started),
	ONE("buildStartedOn", each_started),  ONE("scanStartedOn", each_started),
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

static const struct th_field provenance_fields[] = {
	OBJECT("buildDefinition", definition),
	OBJECT("runDetails", details),
};
SHAPE(provenance, "provenance", NULL, NULL);

static const struct th_field recipe_fields[] = {
	ONE("type", each_build_type),
};
SHAPE(recipe, "recipe", NULL, NULL);

static const struct th_field provenance_0_fields[] = {
	OBJECT("builder", builder),   ONE("buildType", each_build_type), OBJECT("recipe", recipe),
	OBJECT("metadata", metadata), OBJECT("materials", material),
};
SHAPE(provenance_0, "provenance", NULL, NULL);

/* ---- links: in-toto.io/attestation/link/v0.3, Link/v0.1 and v0.2 ---- */

static const struct th_field link_step_fields[] = {
	OBJECT("materials", material),
};
SHAPE(link_step, "link", NULL, NULL);

static const struct th_field link_step_0_fields[] = {
	OBJECT("materials", named_materials),
};
SHAPE(link_step_0, "link", NULL, NULL);

/* ---- verifications: slsa.dev/verification_summary/v1 (v0: with underscores), svr ---- */

static th_status enter_levels(struct th_walker *w, struct th_frame *frame)
{
	(void)frame;
	th_statement_of(w)->attestation->states_dependency_levels = true;
	return TH_OK;
}

static th_status each_level_count(struct th_walker *w, struct th_frame *frame, th_text t)
{
	th_slice text = th_document_text(w->doc, t);
	uint64_t count;

	(void)frame;
	if (!th_slice_number(text, &count) || count > UINT32_MAX) {
		th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_value, th_document_offset(w->doc, t),
			    "\"%.*s\" is no count of dependencies", TH_FMT(text));
		return TH_OK;
	}
	struct th_dependency_level *level = th_dependency_level_list_push(
		&th_statement_of(w)->attestation->dependency_levels, TH_MAX_FACTS);
	if (!level)
		return TH_ENOMEM;
	*level = (struct th_dependency_level){ th_walker_key(w), (uint32_t)count };
	return th_text_is_present(level->level) ? TH_OK : TH_ENOMEM;
}

static const struct th_field levels_others = ONE("level", each_level_count);
MAP(levels, "dependency levels", enter_levels, NULL);

static const struct th_field verification_fields[] = {
	OBJECT("verifier", verifier),
	ONE("timeVerified", each_finished),
	ONE("time_verified", each_finished),
	ONE("verificationResult", each_result),
	ONE("verification_result", each_result),
	EACH("verifiedLevels", each_property),
	EACH("verified_levels", each_property),
	ONE("policy_level", each_property),
	OBJECT("dependencyLevels", levels),
	OBJECT("dependency_levels", levels),
};
SHAPE(verification, "verification summary", NULL, NULL);

static const struct th_field simple_result_fields[] = {
	OBJECT("verifier", verifier),
	ONE("timeCreated", each_finished),
	EACH("properties", each_property),
};
SHAPE(simple_result, "verification result", NULL, NULL);

/* ---- SCAI: in-toto.io/attestation/scai ---- */

enum attribute_slot { A_NAME, A_TARGET, A_EVIDENCE };

/* The address of a resource that is named and not part of the graph, for the frame above. */
static th_text best_of(const struct th_frame *frame)
{
	static const enum th_resource_slot order[] = { TH_RESOURCE_LOCATION, TH_RESOURCE_URI,
						       TH_RESOURCE_NAME };

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (th_text_len(frame->slots[order[i]]))
			return frame->slots[order[i]];
	return (th_text){ 0 };
}

static th_status leave_target(struct th_walker *w, struct th_frame *frame)
{
	th_text name = frame->slots[TH_RESOURCE_NAME];
	struct th_frame *owner = th_frame_above(w, frame);

	if (owner)
		owner->slots[A_TARGET] = th_text_len(name) ? name : best_of(frame);
	return TH_OK;
}

static th_status leave_evidence(struct th_walker *w, struct th_frame *frame)
{
	struct th_frame *owner = th_frame_above(w, frame);

	if (owner)
		owner->slots[A_EVIDENCE] = best_of(frame);
	return TH_OK;
}

static th_status leave_producer(struct th_walker *w, struct th_frame *frame)
{
	th_text uri = frame->slots[TH_RESOURCE_URI];

	return each_verifier(w, frame, th_text_len(uri) ? uri : best_of(frame));
}

static th_status leave_attribute(struct th_walker *w, struct th_frame *frame)
{
	return add_property(w, frame->place, frame->slots[A_NAME], frame->slots[A_TARGET],
			    frame->slots[A_EVIDENCE]);
}

static const struct th_field resource_fields[] = {
	TEXT("name", TH_RESOURCE_NAME),
	TEXT("uri", TH_RESOURCE_URI),
	TEXT("downloadLocation", TH_RESOURCE_LOCATION),
};
#define resource_rows resource_fields, sizeof(resource_fields) / sizeof(resource_fields[0])
static struct th_shape_index target_index, evidence_index, producer_index;
static const struct th_shape target = { "target",     resource_rows, NULL,
					leave_target, &target_index, NULL },
			     evidence = { "evidence",     resource_rows,   NULL,
					  leave_evidence, &evidence_index, NULL },
			     producer = { "producer",     resource_rows,   NULL,
					  leave_producer, &producer_index, NULL };

static const struct th_field attribute_fields[] = {
	NEEDED("attribute", A_NAME),
	OBJECT("target", target),
	OBJECT("evidence", evidence),
};
SHAPE(attribute, "attribute", NULL, leave_attribute);

static const struct th_field scai_fields[] = {
	OBJECT("attributes", attribute),
	OBJECT("producer", producer),
};
SHAPE(scai, "report of attributes", NULL, NULL);

/* ---- tests: in-toto.io/attestation/test-result ---- */

static th_status each_failed_test(struct th_walker *w, struct th_frame *frame, th_text t)
{
	struct th_statement_state *s = th_statement_of(w);

	(void)frame;
	if (s->failed++ == 0)
		s->failed_at = th_document_offset(w->doc, t);
	return TH_OK;
}

static th_status leave_test_result(struct th_walker *w, struct th_frame *frame)
{
	struct th_statement_state *s = th_statement_of(w);

	(void)frame;
	if (!s->failed || s->attestation->outcome != TH_OUTCOME_PASSED)
		return TH_OK;
	th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_value, s->failed_at,
		    "the result is PASSED, and tests are listed that failed: it counts as failed");
	s->attestation->outcome = TH_OUTCOME_FAILED;
	return TH_OK;
}

static const struct th_field test_result_fields[] = {
	ONE("result", each_result),
	ONE("url", each_verifier),
	EACH("failedTests", each_failed_test),
};
SHAPE(test_result, "test result", NULL, leave_test_result);

/* ---- traces: in-toto.io/attestation/runtime-trace ---- */

static th_status each_host(struct th_walker *w, struct th_frame *frame, th_text t)
{
	struct th_statement_state *s = th_statement_of(w);

	(void)frame;
	if (s->host != TH_NONE || !th_text_len(t))
		return TH_OK;
	w->doc->has_environment = true;
	return add_platform(w, t, &s->host);
}

static const struct th_field monitor_fields[] = {
	ONE("type", each_verifier),
};
SHAPE(monitor, "monitor", NULL, NULL);

static const struct th_field process_fields[] = {
	ONE("hostID", each_host),
	ONE("type", each_build_type),
};
SHAPE(process, "monitored process", NULL, NULL);

static const struct th_field events_fields[] = {
	OBJECT("fileAccess", material),
};
SHAPE(events, "monitor's log", NULL, NULL);

static const struct th_field trace_fields[] = {
	OBJECT("monitor", monitor),
	OBJECT("monitoredProcess", process),
	OBJECT("monitorLog", events),
	OBJECT("metadata", metadata),
};
SHAPE(trace, "runtime trace", NULL, NULL);

/* ---- releases: in-toto.io/attestation/release ---- */

static th_status each_purl(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	th_statement_of(w)->purl = t;
	return TH_OK;
}

static const struct th_field release_fields[] = {
	ONE("purl", each_purl),
};
SHAPE(release, "release", NULL, NULL);

/* ---- scans: in-toto.io/attestation/vulns, cosign.sigstore.dev/attestation/vuln ---- */

static const struct th_field flaw_fields[] = {
	ONE("id", each_property),
};
SHAPE(flaw, "vulnerability", NULL, NULL);

static const struct th_field scanner_fields[] = {
	ONE("uri", each_verifier),
	OBJECT("result", flaw), /* cosign: what the scanner wrote, in a form of its own */
};
SHAPE(scanner, "scanner", NULL, NULL);

static const struct th_field scan_fields[] = {
	OBJECT("scanner", scanner),
	OBJECT("metadata", metadata),
};
SHAPE(scan, "scan", NULL, NULL);

/* ---- references: in-toto.io/attestation/reference ---- */

static th_status enter_reference(struct th_walker *w, struct th_frame *frame)
{
	struct th_link *link = th_link_list_push(&w->doc->links, TH_MAX_COMPONENTS);

	if (!link)
		return TH_ENOMEM;
	*link = (struct th_link){ .place = frame->place, .component = TH_NONE };
	return TH_OK;
}

static struct th_link *last_link(const struct th_walker *w)
{
	return &w->doc->links.items[w->doc->links.count - 1];
}

static th_status each_checksum(struct th_walker *w, struct th_frame *frame, th_text t)
{
	enum th_hash_algorithm algorithm = th_hash_algorithm_of(w->json->key_raw);
	struct th_link *link = last_link(w);

	(void)frame;
	if (algorithm == TH_ALGORITHM_COUNT || !th_hash_algorithm_is_strong(algorithm))
		return TH_OK;
	link->checksum = t;
	link->algorithm = (uint8_t)algorithm;
	return TH_OK;
}

static th_status leave_reference(struct th_walker *w, struct th_frame *frame)
{
	last_link(w)->document = best_of(frame);
	return TH_OK;
}

static const struct th_field checksum_others = ONE("digest", each_checksum);
MAP(checksum, "digest set", NULL, NULL);

static const struct th_field reference_fields[] = {
	TEXT("name", TH_RESOURCE_NAME),
	TEXT("uri", TH_RESOURCE_URI),
	TEXT("downloadLocation", TH_RESOURCE_LOCATION),
	OBJECT("digest", checksum),
};
SHAPE(reference, "reference", enter_reference, leave_reference);

static const struct th_field references_fields[] = {
	OBJECT("attester", verifier),
	OBJECT("references", reference),
};
SHAPE(references, "references", NULL, NULL);

/* ---- what cosign wraps ---- */

static th_status each_data(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	(void)t;
	th_statement_of(w)->wrapped = w->value;
	return TH_OK;
}

static const struct th_field wrapper_fields[] = {
	VALUE("Data", each_data),
	ONE("Timestamp", each_finished),
};
static struct th_shape_index wrapper_index;
const struct th_shape th_predicate_wrapper = { "wrapped file",
					       wrapper_fields,
					       sizeof(wrapper_fields) / sizeof(wrapper_fields[0]),
					       NULL,
					       NULL,
					       &wrapper_index,
					       NULL };

/* ---- all of them ---- */

void th_predicates_prepare(void)
{
	static const struct th_shape *const all[] = {
		&material,
		&tool,
		&named_material,
		&named_materials,
		&verifier,
		&builder,
		&metadata,
		&definition,
		&details,
		&provenance,
		&recipe,
		&provenance_0,
		&link_step,
		&link_step_0,
		&levels,
		&verification,
		&simple_result,
		&target,
		&evidence,
		&producer,
		&attribute,
		&scai,
		&test_result,
		&monitor,
		&process,
		&events,
		&trace,
		&release,
		&flaw,
		&scanner,
		&scan,
		&checksum,
		&reference,
		&references,
		&th_predicate_wrapper,
	};
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

const struct th_shape *th_predicate_shape(enum th_predicate predicate)
{
	static const struct th_shape *const shapes[TH_PREDICATE_COUNT] = {
#define TH_PREDICATE(id, prefix, shape, title) [TH_PREDICATE_##id] = (shape),
#include "parsers/predicates.def"
#undef TH_PREDICATE
	};

	return shapes[predicate];
}
