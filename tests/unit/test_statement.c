/* In-toto statements and their predicates as they are read: nothing is verified or judged here. */
#include "parsers/attestation.h"
#include "tests/unit/one_document.h"

#define SHA1 "0123456789abcdef0123456789abcdef01234567"
#define SHA256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define SHA512 SHA256 SHA256
#define SUBJECT "{'name':'a.tgz','digest':{'sha256':'" SHA256 "'}}"
#define STATEMENT_OF(subject, type, predicate)                           \
	"{'_type':'https://in-toto.io/Statement/v1','subject':[" subject \
	"],'predicateType':'" type "','predicate':" predicate "}"
#define STATEMENT(type, predicate) STATEMENT_OF(SUBJECT, type, predicate)
#define SLSA_1 "https://slsa.dev/provenance/v1"
#define SLSA_02 "https://slsa.dev/provenance/v0.2"
#define VSA "https://slsa.dev/verification_summary/v1"
#define TOTO "https://in-toto.io/attestation/"

static const struct th_attestation *read(const char *text)
{
	assert_int_equal(read_text(text), TH_OK);
	assert_null(why);
	assert_non_null(doc.attestation);
	return doc.attestation;
}

static uint32_t related(enum th_relation_kind kind)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < doc.relations.count; i++)
		count += doc.relations.items[i].kind == kind;
	return count;
}

static const struct th_component *target_of(enum th_relation_kind kind)
{
	for (uint32_t i = 0; i < doc.relations.count; i++)
		if (doc.relations.items[i].kind == kind)
			return &doc.components.items[doc.relations.items[i].to];
	fail();
	return NULL;
}

static uint32_t hashes(const struct th_component *c)
{
	uint32_t count = 0;

	for (uint32_t a = c->attributes; a != TH_NONE; a = doc.attributes.items[a].next)
		count += doc.attributes.items[a].kind == TH_ATTRIBUTE_HASH;
	return count;
}

/* ---- subjects ---- */

static void a_digest_of_no_bits_is_no_hash(void **state)
{
	(void)state;
	const struct th_attestation *a =
		read(STATEMENT_OF("{'name':'src','digest':{'gitCommit':'" SHA1 "'}}", "x", "{}"));
	assert_int_equal(hashes(&doc.components.items[a->subjects.items[0]]), 0);
	assert_true(is_told(TH_DIAG_missing_field));
}

static void blake2b_without_a_length_has_512_bits(void **state)
{
	(void)state;
	const struct th_attestation *a =
		read(STATEMENT_OF("{'name':'a','digest':{'blake2b':'" SHA512 "'}}", "x", "{}"));
	assert_int_equal(hashes(&doc.components.items[a->subjects.items[0]]), 1);
	assert_false(is_told(TH_DIAG_bad_hash));
}

static void a_predicate_before_its_type_is_read(void **state)
{
	(void)state;
	const struct th_attestation *a =
		read("{'predicate':{'runDetails':{'builder':{'id':'b'}}},'predicateType':'" SLSA_1
		     "','subject':[" SUBJECT "],'_type':'https://in-toto.io/Statement/v1'}");
	assert_text(a->builder_id, "b");
}

static void a_predicate_of_an_unknown_kind_is_not_read_as_a_known_one(void **state)
{
	(void)state;
	const struct th_attestation *a = read(STATEMENT(
		"https://example.com/mine",
		"{'builder':{'id':'b'},'materials':[{'uri':'pkg:npm/x@1'}],'result':'FAILED',"
		"'runDetails':{'builder':{'id':'b'}}}"));
	assert_int_equal(a->predicate, TH_PREDICATE_unknown);
	assert_int_equal(a->builder, TH_NONE);
	assert_int_equal(a->outcome, TH_OUTCOME_NONE);
	assert_int_equal(doc.components.count, 1);
}

static void a_known_kind_without_a_predicate_is_said(void **state)
{
	(void)state;
	read("{'_type':'https://in-toto.io/Statement/v1','subject':[" SUBJECT
	     "],'predicateType':'" SLSA_1 "'}");
	assert_true(is_told(TH_DIAG_missing_field));
}

static void a_predicate_that_is_no_object_is_said(void **state)
{
	(void)state;
	read(STATEMENT(SLSA_1, "[1]"));
	assert_true(is_told(TH_DIAG_wrong_type));
}

/* ---- provenance ---- */

static void provenance_1_has_the_builder_of_its_run_alone(void **state)
{
	(void)state;
	const struct th_attestation *a = read(STATEMENT(
		SLSA_1, "{'builder':{'id':'other'},'runDetails':{'builder':{'id':'b'}}}"));
	assert_text(a->builder_id, "b");
}

static void provenance_0_2_has_builder_type_day_and_materials(void **state)
{
	(void)state;
	const struct th_attestation *a = read(STATEMENT(
		SLSA_02, "{'builder':{'id':'b'},'buildType':'t','metadata':{'buildFinishedOn':"
			 "'2024-03-02T01:00:00Z'},'materials':[{'uri':'pkg:npm/x@1'},"
			 "{'uri':'pkg:npm/y@1'}]}"));
	assert_text(a->builder_id, "b");
	assert_text(a->build_type, "t");
	assert_text(doc.created, "2024-03-02T01:00:00Z");
	assert_int_equal(related(TH_RELATION_derived_from), 2);
}

static void the_commit_of_a_repository_is_no_hash_of_bits(void **state)
{
	(void)state;
	read(STATEMENT(SLSA_02, "{'materials':[{'digest':{'sha1':'" SHA1
				"'},'uri':'git+https://github.com/acme/x@refs/heads/main'}]}"));
	assert_int_equal(hashes(target_of(TH_RELATION_derived_from)), 0);
}

static void the_sha1_of_a_file_stays_one(void **state)
{
	(void)state;
	read(STATEMENT(SLSA_02, "{'materials':[{'digest':{'sha1':'" SHA1
				"'},'uri':'https://acme.example/x.tgz'}]}"));
	assert_int_equal(hashes(target_of(TH_RELATION_derived_from)), 1);
}

/* ---- links ---- */

static void materials_of_an_old_link_are_told_apart_by_their_names(void **state)
{
	(void)state;
	read(STATEMENT("https://in-toto.io/Link/v0.2",
		       "{'materials':{'src/a.c':{'sha256':'" SHA256
		       "'},'src/\\u0062.c':{'sha256':'" SHA256 "'}}}"));
	assert_int_equal(related(TH_RELATION_derived_from), 2);
	assert_text(doc.components.items[1].name, "src/a.c");
	assert_text(doc.components.items[2].name, "src/b.c");
	assert_int_equal(hashes(&doc.components.items[2]), 1);
}

static void materials_of_a_link_are_a_list(void **state)
{
	(void)state;
	read(STATEMENT(TOTO "link/v0.3", "{'name':'build','command':['make'],'materials':[{'name':"
					 "'src/a.c','digest':{'sha256':'" SHA256 "'}}]}"));
	assert_int_equal(related(TH_RELATION_derived_from), 1);
}

/* ---- verifications ---- */

static void a_summary_counts_levels_of_dependencies(void **state)
{
	(void)state;
	const struct th_attestation *a = read(STATEMENT(
		VSA, "{'verifier':{'id':'v'},'verificationResult':'PASSED','verifiedLevels':["
		     "'SLSA_BUILD_LEVEL_3'],'dependencyLevels':{'SLSA_BUILD_LEVEL_2':5,"
		     "'SLSA_BUILD_LEVEL_0':1}}"));
	assert_text(a->verifier, "v");
	assert_int_equal(a->outcome, TH_OUTCOME_PASSED);
	assert_int_equal(a->properties.count, 1);
	assert_true(a->states_dependency_levels);
	assert_int_equal(a->dependency_levels.count, 2);
	assert_text(a->dependency_levels.items[0].level, "SLSA_BUILD_LEVEL_2");
	assert_int_equal(a->dependency_levels.items[0].count, 5);
}

static void no_dependencies_is_another_thing_than_no_word_of_them(void **state)
{
	(void)state;
	assert_true(read(STATEMENT(VSA, "{'dependencyLevels':{}}"))->states_dependency_levels);
	release(NULL);
	assert_false(read(STATEMENT(VSA, "{}"))->states_dependency_levels);
}

static void a_summary_of_old_has_underscores(void **state)
{
	(void)state;
	const struct th_attestation *a =
		read(STATEMENT("https://slsa.dev/verification_summary/v0.1",
			       "{'verifier':{'id':'v'},'time_verified':'2024-03-02T01:00:00Z',"
			       "'verification_result':'FAILED','policy_level':'SLSA_LEVEL_2'}"));
	assert_int_equal(a->outcome, TH_OUTCOME_FAILED);
	assert_int_equal(a->properties.count, 1);
	assert_true(th_date_present(a->made));
}

static void a_count_that_is_none_is_said(void **state)
{
	(void)state;
	read(STATEMENT(VSA, "{'dependencyLevels':{'SLSA_BUILD_LEVEL_2':-5}}"));
	assert_true(is_told(TH_DIAG_bad_value));
}

static void a_simple_result_has_properties(void **state)
{
	(void)state;
	const struct th_attestation *a = read(STATEMENT(
		TOTO "svr/v0.2", "{'verifier':{'id':'v'},'timeCreated':'2024-03-02T01:00:00Z',"
				 "'properties':['A','B']}"));
	assert_int_equal(a->properties.count, 2);
}

/* ---- the others ---- */

static void an_attribute_has_target_and_evidence(void **state)
{
	(void)state;
	const struct th_attestation *a = read(STATEMENT(
		TOTO "scai/v0.3", "{'attributes':[{'attribute':'HARDENED','target':{'name':'t'},"
				  "'evidence':{'name':'e','downloadLocation':'https://x.example/e'}"
				  "}],'producer':{'uri':'https://x.example/scanner'}}"));
	assert_int_equal(a->properties.count, 1);
	assert_text(a->properties.items[0].name, "HARDENED");
	assert_text(a->properties.items[0].target, "t");
	assert_text(a->properties.items[0].evidence, "https://x.example/e");
	assert_text(a->verifier, "https://x.example/scanner");
}

static void a_passed_result_with_a_failed_test_counts_as_failed(void **state)
{
	(void)state;
	const struct th_attestation *a = read(
		STATEMENT(TOTO "test-result/v0.1", "{'failedTests':['unit'],'result':'PASSED'}"));
	assert_int_equal(a->outcome, TH_OUTCOME_FAILED);
	assert_true(is_told(TH_DIAG_bad_value));
}

static void a_passed_result_without_failed_tests_passed(void **state)
{
	(void)state;
	const struct th_attestation *a =
		read(STATEMENT(TOTO "test-result/v0.1",
			       "{'result':'PASSED','passedTests':['unit'],'failedTests':[]}"));
	assert_int_equal(a->outcome, TH_OUTCOME_PASSED);
	assert_int_equal(doc.diagnostics.list.count, 0);
}

static void a_trace_names_the_host_and_what_was_read(void **state)
{
	(void)state;
	read(STATEMENT(TOTO "runtime-trace/v0.1",
		       "{'monitor':{'type':'m'},'monitoredProcess':{'hostID':'https://ci.example',"
		       "'event':'e'},'monitorLog':{'process':[{}],'fileAccess':[{'name':'/src/a.c',"
		       "'digest':{'sha256':'" SHA256 "'}}]}}"));
	assert_true(doc.has_environment);
	assert_text(target_of(TH_RELATION_hosted_on)->name, "https://ci.example");
	assert_text(target_of(TH_RELATION_derived_from)->name, "/src/a.c");
}

static void a_release_names_the_package_of_its_subjects(void **state)
{
	(void)state;
	const struct th_attestation *a = read(STATEMENT(
		TOTO "release/v0.1", "{'purl':'pkg:npm/%40acme/x@1.2.3','packageId':'7'}"));
	assert_text(doc.components.items[a->subjects.items[0]].purl, "pkg:npm/%40acme/x@1.2.3");
}

static void a_scan_says_what_was_found_and_when(void **state)
{
	(void)state;
	const struct th_attestation *a = read(STATEMENT(
		TOTO "vulns/v0.2", "{'scanner':{'uri':'s','result':[{'id':'CVE-2024-1','severity':["
				   "]},{'id':'CVE-2024-2'}]}"
				   ",'metadata':{'scanFinishedOn':'2024-03-02T01:00:00Z'}}"));
	assert_int_equal(a->properties.count, 2);
	assert_text(a->verifier, "s");
	assert_true(th_date_present(a->made));
}

static void a_reference_is_a_link_with_a_checksum(void **state)
{
	(void)state;
	read(STATEMENT(TOTO "reference/v0.1",
		       "{'attester':{'id':'a'},'references':[{'downloadLocation':"
		       "'https://x.example/sbom.json','digest':{'sha1':'" SHA1 "','sha256':'" SHA256
		       "'}}]}"));
	assert_int_equal(doc.links.count, 1);
	assert_text(doc.links.items[0].document, "https://x.example/sbom.json");
	assert_text(doc.links.items[0].checksum, SHA256);
}

/* ---- SBOMs ---- */

#define BOM                                                                                        \
	"{'bomFormat':'CycloneDX','specVersion':'1.5','components':[{'type':'library','name':'x'}" \
	"]}"
#define SPDX_TEXT                                                                        \
	"'SPDXVersion: SPDX-2.3\\nDataLicense: CC0-1.0\\nSPDXID: SPDXRef-DOCUMENT\\n"    \
	"DocumentName: d\\nDocumentNamespace: https://x.example/d\\nCreator: Tool: t\\n" \
	"Created: 2024-01-01T00:00:00Z\\n\\nPackageName: x\\nSPDXID: SPDXRef-x\\n"       \
	"PackageDownloadLocation: NOASSERTION\\n'"

static const struct th_document *part_of(const char *text)
{
	read(text);
	assert_int_equal(doc.parts.count, 1);
	return doc.parts.items[0].doc;
}

static void an_sbom_as_predicate_is_read(void **state)
{
	(void)state;
	assert_int_equal(
		part_of(STATEMENT("https://cyclonedx.org/bom/v1.5", BOM))->counts.components, 1);
	assert_false(is_told(TH_DIAG_bad_value) || is_told(TH_DIAG_wrong_type));
}

static void an_sbom_under_a_key_in_escapes_is_read(void **state)
{
	(void)state;
	assert_int_equal(
		part_of("{'_type':'https://in-toto.io/Statement/v1','subject':[" SUBJECT
			"],'predicateType':'https://cyclonedx.org/bom','predic\\u0061te':" BOM "}")
			->counts.components,
		1);
}

static void an_sbom_with_properties_of_its_own_is_not_taken_for_a_result(void **state)
{
	(void)state;
	read(STATEMENT("https://cyclonedx.org/bom",
		       "{'bomFormat':'CycloneDX','specVersion':'1.5','properties':[{'name':'a',"
		       "'value':'b'}]}"));
	assert_int_equal(doc.attestation->properties.count, 0);
	assert_false(is_told(TH_DIAG_bad_value) || is_told(TH_DIAG_wrong_type));
}

static void an_sbom_that_cosign_wrapped_is_read(void **state)
{
	(void)state;
	assert_int_equal(part_of(STATEMENT("https://cyclonedx.org/bom",
					   "{'Data':" BOM ",'Timestamp':'2024-03-02T01:00:00Z'}"))
				 ->counts.components,
			 1);
	assert_true(th_date_present(doc.attestation->made));
}

static void an_sbom_that_cosign_wrapped_as_text_is_read(void **state)
{
	(void)state;
	assert_int_equal(part_of(STATEMENT("https://spdx.dev/Document", "{'Data':" SPDX_TEXT "}"))
				 ->counts.components,
			 1);
}

static void an_sbom_that_is_a_string_is_read(void **state)
{
	(void)state;
	assert_int_equal(
		part_of(STATEMENT("https://spdx.dev/Document", SPDX_TEXT))->counts.components, 1);
}

static void a_wrapped_file_that_is_an_sbom_is_read(void **state)
{
	(void)state;
	assert_int_equal(
		part_of(STATEMENT("https://cosign.sigstore.dev/attestation/v1", "{'Data':" BOM "}"))
			->counts.components,
		1);
}

static void a_type_without_its_scheme_is_the_same(void **state)
{
	(void)state;
	assert_int_equal(
		part_of(STATEMENT("cosign.sigstore.dev/attestation/v1", "{'Data':" BOM "}"))
			->counts.components,
		1);
}

static void a_wrapped_file_of_another_kind_is_kept_as_what_it_is(void **state)
{
	(void)state;
	read(STATEMENT("https://cosign.sigstore.dev/attestation/v1", "{'Data':'hello'}"));
	assert_int_equal(doc.parts.count, 0);
	assert_int_equal(doc.diagnostics.list.count, 0);
}

static void a_predicate_that_is_to_be_an_sbom_and_is_none_is_said(void **state)
{
	(void)state;
	read(STATEMENT("https://cyclonedx.org/bom", "{'a':1}"));
	assert_true(is_told(TH_DIAG_bad_value));
}

#define TEST(name) cmocka_unit_test_teardown(name, release)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_digest_of_no_bits_is_no_hash),
		TEST(blake2b_without_a_length_has_512_bits),
		TEST(a_predicate_before_its_type_is_read),
		TEST(a_predicate_of_an_unknown_kind_is_not_read_as_a_known_one),
		TEST(a_known_kind_without_a_predicate_is_said),
		TEST(a_predicate_that_is_no_object_is_said),
		TEST(provenance_1_has_the_builder_of_its_run_alone),
		TEST(provenance_0_2_has_builder_type_day_and_materials),
		TEST(the_commit_of_a_repository_is_no_hash_of_bits),
		TEST(the_sha1_of_a_file_stays_one),
		TEST(materials_of_an_old_link_are_told_apart_by_their_names),
		TEST(materials_of_a_link_are_a_list),
		TEST(a_summary_counts_levels_of_dependencies),
		TEST(no_dependencies_is_another_thing_than_no_word_of_them),
		TEST(a_summary_of_old_has_underscores),
		TEST(a_count_that_is_none_is_said),
		TEST(a_simple_result_has_properties),
		TEST(an_attribute_has_target_and_evidence),
		TEST(a_passed_result_with_a_failed_test_counts_as_failed),
		TEST(a_passed_result_without_failed_tests_passed),
		TEST(a_trace_names_the_host_and_what_was_read),
		TEST(a_release_names_the_package_of_its_subjects),
		TEST(a_scan_says_what_was_found_and_when),
		TEST(a_reference_is_a_link_with_a_checksum),
		TEST(an_sbom_as_predicate_is_read),
		TEST(an_sbom_under_a_key_in_escapes_is_read),
		TEST(an_sbom_with_properties_of_its_own_is_not_taken_for_a_result),
		TEST(an_sbom_that_cosign_wrapped_is_read),
		TEST(an_sbom_that_cosign_wrapped_as_text_is_read),
		TEST(an_sbom_that_is_a_string_is_read),
		TEST(a_wrapped_file_that_is_an_sbom_is_read),
		TEST(a_type_without_its_scheme_is_the_same),
		TEST(a_wrapped_file_of_another_kind_is_kept_as_what_it_is),
		TEST(a_predicate_that_is_to_be_an_sbom_and_is_none_is_said),
	};
	return cmocka_run_group_tests_name("in-toto statements", tests, NULL, NULL);
}
