/*
 * CycloneDX in parts, private to them: cyclonedx_fields.c says what its objects look like,
 * cyclonedx.c what they mean, cyclonedx_vex.c what analyses of vulnerabilities do, and
 * cyclonedx_declarations.c what is claimed.
 */
#ifndef TH_PARSERS_CYCLONEDX_H
#define TH_PARSERS_CYCLONEDX_H

#include "parsers/shape.h"

/* Slots of a frame, by shape: what is kept of an object's fields until it ends. */
enum component_slot {
	C_REF,
	C_TYPE,
	C_NAME,
	C_VERSION,
	C_GROUP,
	C_PURL,
	C_CPE,
	C_PUBLISHER,
	C_SCOPE,
	C_EXTERNAL,
	C_RANGE
};
enum organization_slot { O_NAME, O_URL, O_EMAIL };
enum license_slot { L_ID, L_NAME };
enum jsf_slot { J_ALGORITHM, J_KEYID, J_VALUE };
enum bom_slot { B_FORMAT, B_SPEC_VERSION, B_SERIAL, B_VERSION };
/* Of a vulnerability; from U_STATE on also of its analysis. */
enum vulnerability_slot { U_UPDATED, U_STATE, U_WHY, U_DETAIL, U_ISSUED, U_REVISED, U_SLOT_COUNT };

/* Every shape; th_cdx_bom is the outermost. */
/* clang-format off */
#define TH_CDX_SHAPES(X) \
	X(hash) X(contact) X(organization) X(author) X(reference) X(swid) X(property) \
	X(pedigree) X(dependency) X(component) X(service) X(lifecycle) X(metadata) \
	X(composed) X(composition) X(topology) X(resource) X(input) X(used) X(workspace) X(trigger) X(task) X(workflow) \
	X(reference_hash) X(license) X(detailed_expression) X(licenses) X(bom_author) \
	X(bom_contact) X(tool) X(tools) \
	X(assessor) X(score) X(map) X(attested) X(claim) X(evidence) X(target) X(target_owner) \
	X(target_component) X(target_service) X(targets) \
	X(signatory) X(affirmation) X(declared) X(requirement) X(standard) X(definitions) \
	X(jwk) X(signer) X(jsf) \
	X(formula) X(flaw) X(analysis) X(affected_version) X(affected) X(vulnerability) X(bom)
/* clang-format on */

#define X(id) extern const struct th_shape th_cdx_##id;
TH_CDX_SHAPES(X)
#undef X

/* Make the shapes ready to be walked: once, before the first walk. */
void th_cdx_prepare(void);

/* What a shape does when an object of it begins and ends, and with each text of a field. */
th_status th_cdx_enter_component(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_component(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_swid(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_each_gitoid(struct th_walker *walker, struct th_frame *frame, th_text text);
th_status th_cdx_each_author(struct th_walker *walker, struct th_frame *frame, th_text text);
th_status th_cdx_leave_hash(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_property(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_each_url(struct th_walker *walker, struct th_frame *frame, th_text text);
th_status th_cdx_leave_contact(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_organization(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_reference(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_each_dependency(struct th_walker *walker, struct th_frame *frame, th_text text);
th_status th_cdx_enter_dependency(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_dependency(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_each_assembly(struct th_walker *walker, struct th_frame *frame, th_text text);
th_status th_cdx_each_composed_dependency(struct th_walker *walker, struct th_frame *frame,
					  th_text text);
th_status th_cdx_each_composed(struct th_walker *walker, struct th_frame *frame, th_text text);
th_status th_cdx_enter_composition(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_composition(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_topology(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_each_hosted(struct th_walker *walker, struct th_frame *frame, th_text text);
th_status th_cdx_leave_resource(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_used(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_enter_vulnerability(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_vulnerability(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_each_flaw(struct th_walker *walker, struct th_frame *frame, th_text text);
th_status th_cdx_leave_analysis(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_enter_affected(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_affected(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_affected_version(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_each_phase(struct th_walker *walker, struct th_frame *frame, th_text text);
th_status th_cdx_each_timestamp(struct th_walker *walker, struct th_frame *frame, th_text text);
th_status th_cdx_leave_bom(struct th_walker *walker, struct th_frame *frame);

/* Of documents that are read thoroughly: cyclonedx_asked.c. */
th_status th_cdx_leave_reference_hash(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_license(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_each_expression(struct th_walker *walker, struct th_frame *frame, th_text text);
th_status th_cdx_each_own_phase(struct th_walker *walker, struct th_frame *frame, th_text text);
th_status th_cdx_each_bom_author(struct th_walker *walker, struct th_frame *frame, th_text text);
th_status th_cdx_each_bom_contact(struct th_walker *walker, struct th_frame *frame, th_text text);
th_status th_cdx_each_tool(struct th_walker *walker, struct th_frame *frame, th_text text);
/* A property of the component whose name is not twohop's. */
th_status th_cdx_note_property(struct th_walker *walker, uint32_t component, th_slice name,
			       th_slice value) TH_MUST_USE;
/* A reference to where the component is downloaded has ended. */
th_status th_cdx_note_distribution(struct th_walker *walker, const struct th_frame *reference,
				   uint32_t component) TH_MUST_USE;
/* A component's manufacturer has been read. */
th_status th_cdx_note_maker(struct th_walker *walker, const struct th_frame *organization,
			    uint32_t component) TH_MUST_USE;
/* The nearest open object around frame that became a component, or NULL. */
struct th_frame *th_cdx_bearer(struct th_walker *walker, struct th_frame *frame);

/* What the statements of a document are about, now that all of it has been read: before it is
 * sealed. */
th_status th_cdx_finish_statements(struct th_document *doc) TH_MUST_USE;

th_status th_cdx_enter_jwk(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_enter_signer(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_each_excluded(struct th_walker *walker, struct th_frame *frame, th_text text);
th_status th_cdx_leave_jsf(struct th_walker *walker, struct th_frame *frame);

/* Declarations, gathered while the document is read. */
struct th_cdx_declarations;
/* Where the walk keeps them; NULL there while nothing was declared. */
struct th_cdx_declarations **th_cdx_declarations_of(struct th_walker *walker);
th_status th_cdx_leave_assessor(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_target(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_target_owner(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_enter_target_product(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_target_product(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_each_counter_evidence(struct th_walker *walker, struct th_frame *frame,
				       th_text text);
th_status th_cdx_leave_evidence(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_each_claim_evidence(struct th_walker *walker, struct th_frame *frame,
				     th_text text);
th_status th_cdx_leave_claim(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_each_mapped_claim(struct th_walker *walker, struct th_frame *frame, th_text text);
th_status th_cdx_each_mapped_counter(struct th_walker *walker, struct th_frame *frame,
				     th_text text);
th_status th_cdx_each_score(struct th_walker *walker, struct th_frame *frame, th_text text);
th_status th_cdx_leave_map(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_enter_attested(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_attested(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_enter_standard(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_standard(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_requirement(struct th_walker *walker, struct th_frame *frame);
th_status th_cdx_leave_signatory(struct th_walker *walker, struct th_frame *frame);
/* Make claims of what was declared (NULL: nothing): before the document is sealed. */
th_status th_cdx_finish_declarations(struct th_document *doc,
				     const struct th_cdx_declarations *declarations) TH_MUST_USE;
void th_cdx_release_declarations(struct th_cdx_declarations *declarations);

#endif
