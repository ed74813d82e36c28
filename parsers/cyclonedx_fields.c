/*
 * What the objects of CycloneDX look like, in JSON and in XML: one row a field. A field that is
 * added here is read from both. What is not here is known to be of no use to the tables.
 */
#include "parsers/cyclonedx.h"

#define TEXT(json, xml, slot)                                           \
	{                                                               \
		json, xml, NULL, TH_FIELD_TEXT, slot, false, NULL, NULL \
	}
#define NEEDED(json, xml, slot)                                        \
	{                                                              \
		json, xml, NULL, TH_FIELD_TEXT, slot, true, NULL, NULL \
	}
#define EACH(json, xml, item, each)                                              \
	{                                                                        \
		json, xml, item, TH_FIELD_TEXTS, TH_SLOT_NONE, false, NULL, each \
	}
#define ONE(json, xml, each)                                                    \
	{                                                                       \
		json, xml, NULL, TH_FIELD_TEXT, TH_SLOT_NONE, false, NULL, each \
	}
#define OBJECT(json, xml, item, shape)                                                       \
	{                                                                                    \
		json, xml, item, TH_FIELD_OBJECT, TH_SLOT_NONE, false, &th_cdx_##shape, NULL \
	}
/* What only floors of quality ask for: an object, texts. */
#define ASKED(json, xml, item, shape)                                                       \
	{                                                                                   \
		json, xml, item, TH_FIELD_ASKED, TH_SLOT_NONE, false, &th_cdx_##shape, NULL \
	}
#define ASKED_EACH(json, xml, each)                                              \
	{                                                                        \
		json, xml, NULL, TH_FIELD_ASKED, TH_SLOT_NONE, false, NULL, each \
	}
#define SHAPE(id, title, enter, leave)                                            \
	static struct th_shape_index id##_index;                                  \
	const struct th_shape th_cdx_##id = {                                     \
		title, id##_fields, sizeof(id##_fields) / sizeof(id##_fields[0]), \
		enter, leave,       &id##_index,                                  \
		NULL                                                              \
	}

static const struct th_field hash_fields[] = {
	NEEDED("alg", "@alg", 0),
	NEEDED("content", ".", 1),
};
SHAPE(hash, "hash", NULL, th_cdx_leave_hash);

static const struct th_field contact_fields[] = {
	TEXT("email", "email", 0),
};
SHAPE(contact, "contact", NULL, th_cdx_leave_contact);

static const struct th_field organization_fields[] = {
	TEXT("name", "name", O_NAME),
	EACH("url", "url", NULL, th_cdx_each_url),
	OBJECT("contact", "contact", NULL, contact),
};
SHAPE(organization, "organization", NULL, th_cdx_leave_organization);

static const struct th_field author_fields[] = {
	EACH("name", "name", NULL, th_cdx_each_author),
};
SHAPE(author, "author", NULL, NULL);

static const struct th_field reference_hash_fields[] = {
	TEXT("alg", "@alg", 0),
	TEXT("content", ".", 1),
};
SHAPE(reference_hash, "hash", NULL, th_cdx_leave_reference_hash);

static const struct th_field reference_fields[] = {
	NEEDED("type", "@type", 0),
	NEEDED("url", "url", 1),
	ASKED("hashes", "hashes", "hash", reference_hash),
};
SHAPE(reference, "external reference", NULL, th_cdx_leave_reference);

static const struct th_field swid_fields[] = {
	NEEDED("tagId", "@tagId", 0),
};
SHAPE(swid, "swid", NULL, th_cdx_leave_swid);

static const struct th_field property_fields[] = {
	TEXT("name", "@name", 0),
	TEXT("value", ".", 1),
};
SHAPE(property, "property", NULL, th_cdx_leave_property);

static const struct th_field license_fields[] = {
	TEXT("id", "id", L_ID),
	TEXT("name", "name", L_NAME),
};
SHAPE(license, "license", NULL, th_cdx_leave_license);

static const struct th_field detailed_expression_fields[] = {
	EACH(NULL, "@expression", NULL, th_cdx_each_expression),
};
SHAPE(detailed_expression, "expression", NULL, NULL);

/* In JSON each item of the list, in XML the list. */
static const struct th_field licenses_fields[] = {
	OBJECT("license", "license", NULL, license),
	EACH("expression", "expression", NULL, th_cdx_each_expression),
	OBJECT(NULL, "expression-detailed", NULL, detailed_expression),
};
SHAPE(licenses, "license choice", NULL, NULL);

static const struct th_field pedigree_fields[] = {
	OBJECT("ancestors", "ancestors", "component", component),
};
SHAPE(pedigree, "pedigree", NULL, NULL);

static const struct th_field dependency_fields[] = {
	NEEDED("ref", "@ref", 0),
	EACH("dependsOn", NULL, NULL, th_cdx_each_dependency),
	OBJECT(NULL, "dependency", NULL, dependency),
};
SHAPE(dependency, "dependency", th_cdx_enter_dependency, th_cdx_leave_dependency);

static const struct th_field component_fields[] = {
	NEEDED("type", "@type", C_TYPE),
	NEEDED("name", "name", C_NAME),
	TEXT("version", "version", C_VERSION),
	TEXT("bom-ref", "@bom-ref", C_REF),
	TEXT("group", "group", C_GROUP),
	TEXT("purl", "purl", C_PURL),
	TEXT("cpe", "cpe", C_CPE),
	TEXT("publisher", "publisher", C_PUBLISHER),
	TEXT("scope", "scope", C_SCOPE),
	TEXT("isExternal", "@isExternal", C_EXTERNAL),
	EACH("author", "author", NULL, th_cdx_each_author),
	OBJECT("authors", "authors", "author", author),
	OBJECT("supplier", "supplier", NULL, organization),
	OBJECT("manufacturer", "manufacturer", NULL, organization),
	OBJECT("hashes", "hashes", "hash", hash),
	ASKED("licenses", "licenses", NULL, licenses),
	OBJECT("swid", "swid", NULL, swid),
	EACH("omniborId", "omniborId", NULL, th_cdx_each_gitoid),
	EACH("swhid", "swhid", NULL, th_cdx_each_gitoid),
	OBJECT("pedigree", "pedigree", NULL, pedigree),
	OBJECT("externalReferences", "externalReferences", "reference", reference),
	OBJECT("properties", "properties", "property", property),
	OBJECT("components", "components", "component", component),
	OBJECT(NULL, "dependencies", "dependency",
	       dependency), /* of the 1.1 dependency-graph extension */
};
SHAPE(component, "component", th_cdx_enter_component, th_cdx_leave_component);

static const struct th_field service_fields[] = {
	NEEDED("name", "name", C_NAME),
	TEXT("version", "version", C_VERSION),
	TEXT("bom-ref", "@bom-ref", C_REF),
	TEXT("group", "group", C_GROUP),
	OBJECT("provider", "provider", NULL, organization),
	OBJECT("externalReferences", "externalReferences", "reference", reference),
	OBJECT("services", "services", "service", service),
};
SHAPE(service, "service", th_cdx_enter_component, th_cdx_leave_component);

static const struct th_field lifecycle_fields[] = {
	EACH("phase", "phase", NULL, th_cdx_each_phase),
	ASKED_EACH("name", "name", th_cdx_each_own_phase),
};
SHAPE(lifecycle, "lifecycle", NULL, NULL);

/* Who made the BOM: a person, or an organisation. */
static const struct th_field bom_author_fields[] = {
	EACH("name", "name", NULL, th_cdx_each_bom_author),
	EACH("url", "url", NULL, th_cdx_each_bom_contact),
	EACH("email", "email", NULL, th_cdx_each_bom_contact),
	OBJECT("contact", "contact", NULL, bom_contact),
};
SHAPE(bom_author, "author", NULL, NULL);

static const struct th_field bom_contact_fields[] = {
	EACH("email", "email", NULL, th_cdx_each_bom_contact),
};
SHAPE(bom_contact, "contact", NULL, NULL);

static const struct th_field tool_fields[] = {
	EACH("name", "name", NULL, th_cdx_each_tool),
};
SHAPE(tool, "tool", NULL, NULL);

/* Up to 1.4 a list of tools, in JSON each item of it; since 1.5 also components and services. */
static const struct th_field tools_fields[] = {
	EACH("name", NULL, NULL, th_cdx_each_tool),
	OBJECT(NULL, "tool", NULL, tool),
	OBJECT("components", "components", "component", tool),
	OBJECT("services", "services", "service", tool),
};
SHAPE(tools, "tool", NULL, NULL);

static const struct th_field metadata_fields[] = {
	EACH("timestamp", "timestamp", NULL, th_cdx_each_timestamp),
	OBJECT("lifecycles", "lifecycles", "lifecycle", lifecycle),
	OBJECT("component", "component", NULL, component),
	OBJECT("supplier", "supplier", NULL, organization),
	OBJECT("manufacture", "manufacture", NULL,
	       organization), /* of the product; `manufacturer` made the BOM */
	ASKED("manufacturer", "manufacturer", NULL, bom_author),
	ASKED("authors", "authors", "author", bom_author),
	ASKED("tools", "tools", NULL, tools),
};
SHAPE(metadata, "metadata", NULL, NULL);

static const struct th_field composed_fields[] = {
	EACH(NULL, "@ref", NULL, th_cdx_each_composed),
};
SHAPE(composed, "reference", NULL, NULL);

static const struct th_field composition_fields[] = {
	NEEDED("aggregate", "aggregate", 0),
	EACH("assemblies", NULL, NULL, th_cdx_each_assembly),
	EACH("dependencies", NULL, NULL, th_cdx_each_composed_dependency),
	OBJECT(NULL, "assemblies", "assembly", composed),
	OBJECT(NULL, "dependencies", "dependency", composed),
};
SHAPE(composition, "composition", th_cdx_enter_composition, th_cdx_leave_composition);

static const struct th_field topology_fields[] = {
	TEXT("ref", "@ref", 0),
	EACH("dependsOn", NULL, NULL, th_cdx_each_hosted),
	OBJECT(NULL, "dependency", NULL, topology),
};
SHAPE(topology, "topology entry", th_cdx_enter_dependency, th_cdx_leave_topology);

static const struct th_field resource_fields[] = {
	TEXT("ref", "ref", 0),
};
SHAPE(resource, "resource", NULL, th_cdx_leave_resource);

static const struct th_field input_fields[] = {
	OBJECT("resource", "resource", NULL, resource),
};
SHAPE(input, "input", NULL, NULL);

static const struct th_field used_fields[] = {
	TEXT("ref", "ref", 0),
};
SHAPE(used, "resource", NULL, th_cdx_leave_used);

#define USED OBJECT("resourceReferences", "resourceReferences", "resourceReference", used)
static const struct th_field workspace_fields[] = {
	USED,
};
SHAPE(workspace, "workspace", NULL, NULL);

static const struct th_field trigger_fields[] = {
	USED,
	OBJECT("inputs", "inputs", "input", input),
};
SHAPE(trigger, "trigger", NULL, NULL);

static const struct th_field task_fields[] = {
	USED,
	OBJECT("inputs", "inputs", "input", input),
	OBJECT("trigger", "trigger", NULL, trigger),
	OBJECT("workspaces", "workspaces", "workspace", workspace),
	OBJECT("runtimeTopology", "runtimeTopology", "dependency", topology),
};
SHAPE(task, "task", NULL, NULL);

static const struct th_field workflow_fields[] = {
	USED,
	OBJECT("inputs", "inputs", "input", input),
	OBJECT("trigger", "trigger", NULL, trigger),
	OBJECT("workspaces", "workspaces", "workspace", workspace),
	OBJECT("tasks", "tasks", "task", task),
	OBJECT("runtimeTopology", "runtimeTopology", "dependency", topology),
};
SHAPE(workflow, "workflow", NULL, NULL);

static const struct th_field formula_fields[] = {
	OBJECT("components", "components", "component", component),
	OBJECT("services", "services", "service", service),
	OBJECT("workflows", "workflows", "workflow", workflow),
};
SHAPE(formula, "formula", NULL, NULL);

static const struct th_field flaw_fields[] = {
	EACH("id", "id", NULL, th_cdx_each_flaw),
};
SHAPE(flaw, "reference", NULL, NULL);

static const struct th_field analysis_fields[] = {
	TEXT("state", "state", U_STATE),
	TEXT("justification", "justification", U_WHY),
	TEXT("detail", "detail", U_DETAIL),
	TEXT("firstIssued", "firstIssued", U_ISSUED),
	TEXT("lastUpdated", "lastUpdated", U_REVISED),
};
SHAPE(analysis, "analysis", NULL, th_cdx_leave_analysis);

static const struct th_field affected_version_fields[] = {
	TEXT("version", "version", 0),
	TEXT("range", "range", 1),
	TEXT("status", "status", 2),
};
SHAPE(affected_version, "version", NULL, th_cdx_leave_affected_version);

static const struct th_field affected_fields[] = {
	NEEDED("ref", "ref", 0),
	OBJECT("versions", "versions", "version", affected_version),
};
SHAPE(affected, "affected component", th_cdx_enter_affected, th_cdx_leave_affected);

static const struct th_field vulnerability_fields[] = {
	EACH("id", "id", NULL, th_cdx_each_flaw),
	OBJECT("references", "references", "reference", flaw),
	TEXT("updated", "updated", U_UPDATED),
	OBJECT("analysis", "analysis", NULL, analysis),
	OBJECT("affects", "affects", "target", affected),
};
SHAPE(vulnerability, "vulnerability", th_cdx_enter_vulnerability, th_cdx_leave_vulnerability);

/* ---- a signature over the whole ---- */

static const struct th_field jwk_fields[] = {
	TEXT("kty", NULL, 0),
};
SHAPE(jwk, "public key", th_cdx_enter_jwk, NULL);

static const struct th_field signer_fields[] = {
	TEXT("algorithm", NULL, 0),
};
SHAPE(signer, "signer", th_cdx_enter_signer, NULL);

static const struct th_field jsf_fields[] = {
	TEXT("algorithm", NULL, J_ALGORITHM),
	TEXT("keyId", NULL, J_KEYID),
	TEXT("value", NULL, J_VALUE),
	OBJECT("publicKey", NULL, NULL, jwk),
	OBJECT("signers", NULL, NULL, signer),
	OBJECT("chain", NULL, NULL, signer),
	EACH("excludes", NULL, NULL, th_cdx_each_excluded),
};
SHAPE(jsf, "signature", NULL, th_cdx_leave_jsf);

/* ---- declarations ---- */

static const struct th_field assessor_fields[] = {
	TEXT("bom-ref", "@bom-ref", 0),
	TEXT("thirdParty", "thirdParty", 1),
};
SHAPE(assessor, "assessor", NULL, th_cdx_leave_assessor);

static const struct th_field score_fields[] = {
	ONE("score", "score", th_cdx_each_score),
};
SHAPE(score, "score", NULL, NULL);

static const struct th_field map_fields[] = {
	TEXT("requirement", "requirement", 0),
	EACH("claims", "claims", "claim", th_cdx_each_mapped_claim),
	EACH("counterClaims", "counterClaims", "counterClaim", th_cdx_each_mapped_counter),
	OBJECT("conformance", "conformance", NULL, score),
};
SHAPE(map, "map", NULL, th_cdx_leave_map);

static const struct th_field attested_fields[] = {
	TEXT("assessor", "assessor", 0),
	OBJECT("map", "map", NULL, map),
};
SHAPE(attested, "attestation", th_cdx_enter_attested, th_cdx_leave_attested);

static const struct th_field claim_fields[] = {
	TEXT("bom-ref", "@bom-ref", 0),
	TEXT("target", "target", 1),
	TEXT("predicate", "predicate", 2),
	EACH("evidence", "evidence", NULL, th_cdx_each_claim_evidence),
	EACH("counterEvidence", "counterEvidence", NULL, th_cdx_each_counter_evidence),
};
SHAPE(claim, "claim", NULL, th_cdx_leave_claim);

static const struct th_field evidence_fields[] = {
	TEXT("bom-ref", "@bom-ref", 0),
	TEXT("created", "created", 1),
	TEXT("expires", "expires", 2),
};
SHAPE(evidence, "evidence", NULL, th_cdx_leave_evidence);

static const struct th_field target_fields[] = {
	TEXT("bom-ref", "@bom-ref", 0),
	TEXT("name", "name", 1),
	TEXT("url", "url", 2),
};
SHAPE(target, "target", NULL, th_cdx_leave_target);

static const struct th_field target_owner_fields[] = {
	TEXT("name", "name", 0),
	TEXT("url", "url", 1),
};
SHAPE(target_owner, "organization", NULL, th_cdx_leave_target_owner);

static const struct th_field target_component_fields[] = {
	TEXT("bom-ref", "@bom-ref", 0),
	TEXT("name", "name", 1),
	TEXT("version", "version", 2),
	OBJECT("supplier", "supplier", NULL, target_owner),
};
SHAPE(target_component, "component", th_cdx_enter_target_product, th_cdx_leave_target_product);

static const struct th_field target_service_fields[] = {
	TEXT("bom-ref", "@bom-ref", 0),
	TEXT("name", "name", 1),
	TEXT("version", "version", 2),
	OBJECT("provider", "provider", NULL, target_owner),
};
SHAPE(target_service, "service", th_cdx_enter_target_product, th_cdx_leave_target_product);

static const struct th_field targets_fields[] = {
	OBJECT("organizations", "organizations", "organization", target),
	OBJECT("components", "components", "component", target_component),
	OBJECT("services", "services", "service", target_service),
};
SHAPE(targets, "targets", NULL, NULL);

static const struct th_field signatory_fields[] = {
	TEXT("name", "name", 0),
};
SHAPE(signatory, "signatory", NULL, th_cdx_leave_signatory);

static const struct th_field affirmation_fields[] = {
	OBJECT("signatories", "signatories", "signatory", signatory),
};
SHAPE(affirmation, "affirmation", NULL, NULL);

static const struct th_field declared_fields[] = {
	OBJECT("assessors", "assessors", "assessor", assessor),
	OBJECT("attestations", "attestations", "attestation", attested),
	OBJECT("claims", "claims", "claim", claim),
	OBJECT("evidence", "evidence", "evidence", evidence),
	OBJECT("targets", "targets", NULL, targets),
	OBJECT("affirmation", "affirmation", NULL, affirmation),
};
SHAPE(declared, "declarations", NULL, NULL);

static const struct th_field requirement_fields[] = {
	TEXT("bom-ref", "@bom-ref", 0),
	TEXT("identifier", "identifier", 1),
};
SHAPE(requirement, "requirement", NULL, th_cdx_leave_requirement);

static const struct th_field standard_fields[] = {
	TEXT("name", "name", 0),
	OBJECT("requirements", "requirements", "requirement", requirement),
};
SHAPE(standard, "standard", th_cdx_enter_standard, th_cdx_leave_standard);

static const struct th_field definitions_fields[] = {
	OBJECT("standards", "standards", "standard", standard),
};
SHAPE(definitions, "definitions", NULL, NULL);

static const struct th_field bom_fields[] = {
	TEXT("bomFormat", NULL, B_FORMAT),
	TEXT("specVersion", NULL, B_SPEC_VERSION),
	TEXT("serialNumber", "@serialNumber", B_SERIAL),
	TEXT("version", "@version", B_VERSION),
	OBJECT("metadata", "metadata", NULL, metadata),
	OBJECT("components", "components", "component", component),
	OBJECT("services", "services", "service", service),
	OBJECT("externalReferences", "externalReferences", "reference", reference),
	OBJECT("dependencies", "dependencies", "dependency", dependency),
	OBJECT("compositions", "compositions", "composition", composition),
	OBJECT("formulation", "formulation", "formula", formula),
	OBJECT("vulnerabilities", "vulnerabilities", "vulnerability", vulnerability),
	OBJECT("signature", "Signature", NULL, jsf),
	OBJECT("declarations", "declarations", NULL, declared),
	OBJECT("definitions", "definitions", NULL, definitions),
};
SHAPE(bom, "bom", NULL, th_cdx_leave_bom);

void th_cdx_prepare(void)
{
#define X(id) &th_cdx_##id,
	static const struct th_shape *const all[] = { TH_CDX_SHAPES(X) };
#undef X
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}
