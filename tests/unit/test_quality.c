/*
 * Floors of quality: near misses first. Documents are written with ' for "; what is asked is the
 * number of components, or documents, that miss a field.
 */
#include "graph/quality.h"
#include "core/base/date.h"
#include "parsers/parser.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

/* ---- reading ---- */

struct fixture {
	struct th_document doc;
	struct th_diagnostics told;
	struct th_quality quality;
	char *bytes;
};

static struct fixture f;

static void release(void)
{
	th_document_release(&f.doc);
	th_diagnostics_release(&f.told);
	free(f.bytes);
	f = (struct fixture){ 0 };
}

static int teardown(void **state)
{
	(void)state;
	release();
	return 0;
}

static void read_bytes(const char *text, bool thorough)
{
	size_t len = strlen(text);
	const char *why;

	release();
	f.bytes = calloc(1, len + 64);
	assert_non_null(f.bytes);
	for (size_t i = 0; i < len; i++)
		f.bytes[i] = text[i];
	for (size_t i = 0; i < len; i++)
		if (f.bytes[i] == '\'')
			f.bytes[i] = '"';
	th_document_init(&f.doc, TH_SLICE("test"), th_slice_make(f.bytes, len));
	f.doc.thorough = thorough;
	assert_int_equal(th_document_read(&f.doc, &why), TH_OK);
}

/* A text that is put together. */
struct text {
	char *at; /* NULL: not begun */
	size_t len, size;
};

static void append(struct text *text, const char *more)
{
	size_t len = strlen(more);

	if (!text->at)
		text->at = calloc(1, text->size);
	assert_non_null(text->at);
	assert_true(text->len + len < text->size);
	memcpy(text->at + text->len, more, len + 1);
	text->len += len;
}

static void check(enum th_floor floor, const char *text)
{
	read_bytes(text, true);
	assert_int_equal(th_quality_check(floor, &f.doc, &f.told, &f.quality), TH_OK);
}

#define CDX "{'bomFormat':'CycloneDX','specVersion':'1.6',"
#define SPDX "{'spdxVersion':'SPDX-2.3','SPDXID':'SPDXRef-DOCUMENT',"
#define MISSING(field) f.quality.missing[TH_FLOOR_FIELD_##field]

/* How many components of a CycloneDX list, or of an SPDX one, miss the field. */
#define ASSERT_CDX(floor, field, count, components)                            \
	do {                                                                   \
		check(TH_FLOOR_##floor, CDX "'components':[" components "]}"); \
		assert_int_equal(MISSING(field), count);                       \
	} while (0)
#define ASSERT_SPDX(floor, field, count, packages)                          \
	do {                                                                \
		check(TH_FLOOR_##floor, SPDX "'packages':[" packages "]}"); \
		assert_int_equal(MISSING(field), count);                    \
	} while (0)
#define COMPONENT(members) "{'type':'library','name':'a'," members "}"
#define PACKAGE(members) "{'SPDXID':'SPDXRef-a','name':'a'," members "}"

/* ---- suppliers ---- */

static void a_supplier_of_noassertion_is_no_supplier(void **state)
{
	(void)state;
	ASSERT_SPDX(ntia_2021, supplier, 1, PACKAGE("'supplier':'NOASSERTION'"));
	ASSERT_SPDX(ntia_2021, supplier, 0, PACKAGE("'supplier':'Organization: Acme'"));
	ASSERT_CDX(ntia_2021, supplier, 1, COMPONENT("'supplier':{'name':'NOASSERTION'}"));
}

static void a_supplier_without_a_name_is_no_supplier(void **state)
{
	(void)state;
	ASSERT_CDX(ntia_2021, supplier, 1, COMPONENT("'supplier':{'name':''}"));
	ASSERT_CDX(ntia_2021, supplier, 1, COMPONENT("'supplier':{'name':'  '}"));
	ASSERT_CDX(ntia_2021, supplier, 1, COMPONENT("'supplier':{'url':['https://a.example']}"));
	ASSERT_SPDX(ntia_2021, supplier, 1, PACKAGE("'supplier':'Organization: '"));
	ASSERT_SPDX(ntia_2021, supplier, 1, PACKAGE("'supplier':'Person: (jo@a.example)'"));
	ASSERT_SPDX(ntia_2021, supplier, 0, PACKAGE("'supplier':'Person: Jo (jo@a.example)'"));
	ASSERT_SPDX(ntia_2021, supplier, 1, PACKAGE("'supplier':''"));
}

static void who_made_or_published_it_is_not_taken_for_its_supplier(void **state)
{
	(void)state;
	ASSERT_CDX(ntia_2021, supplier, 1,
		   COMPONENT("'manufacturer':{'name':'Acme'},'publisher':'Acme','author':'Jo'"));
	ASSERT_SPDX(ntia_2021, supplier, 1, PACKAGE("'originator':'Organization: Acme'"));
}

static void a_producer_is_the_manufacturer_or_the_supplier(void **state)
{
	(void)state;
	ASSERT_CDX(cisa_2025_draft, producer, 0, COMPONENT("'manufacturer':{'name':'Acme'}"));
	ASSERT_CDX(cisa_2025_draft, producer, 0, COMPONENT("'supplier':{'name':'Acme'}"));
	ASSERT_CDX(cisa_2025_draft, producer, 1, COMPONENT("'publisher':'Acme'"));
	ASSERT_SPDX(cisa_2025_draft, producer, 0, PACKAGE("'originator':'Person: Jo'"));
	ASSERT_SPDX(cisa_2025_draft, producer, 1, PACKAGE("'originator':'NOASSERTION'"));
}

static void the_supplier_in_the_metadata_is_that_of_the_product_alone(void **state)
{
	(void)state;
	check(TH_FLOOR_ntia_2021, CDX
	      "'metadata':{'component':{'type':'application','name':'p'},'supplier':{'name':'S'}},"
	      "'components':[{'type':'library','name':'a'}]}");
	assert_int_equal(f.quality.components, 2);
	assert_int_equal(MISSING(supplier), 1);
}

static void a_creator_without_an_address_cannot_be_reached(void **state)
{
	(void)state;
	ASSERT_CDX(bsi_2_1, creator_contact, 1, COMPONENT("'manufacturer':{'name':'Acme'}"));
	ASSERT_CDX(bsi_2_1, creator_contact, 1,
		   COMPONENT("'manufacturer':{'name':'Acme','url':['acme']}"));
	ASSERT_CDX(bsi_2_1, creator_contact, 0,
		   COMPONENT("'manufacturer':{'url':['https://acme.example']}"));
	ASSERT_CDX(bsi_2_1, creator_contact, 0,
		   COMPONENT("'manufacturer':{'contact':[{'email':'jo@acme.example'}]}"));
	ASSERT_CDX(bsi_2_1, creator_contact, 1,
		   COMPONENT("'supplier':{'url':['https://acme.example']}"));
	ASSERT_SPDX(bsi_2_1, creator_contact, 1, PACKAGE("'originator':'Person: Jo ()'"));
	ASSERT_SPDX(bsi_2_1, creator_contact, 0,
		    PACKAGE("'originator':'Person: Jo (j@a.example)'"));
}

/* ---- names, versions, identifiers ---- */

static void an_empty_version_is_missing(void **state)
{
	(void)state;
	ASSERT_CDX(ntia_2021, component_version, 1, COMPONENT("'version':''"));
	ASSERT_CDX(ntia_2021, component_version, 1, COMPONENT("'version':'NOASSERTION'"));
	ASSERT_CDX(ntia_2021, component_version, 0, COMPONENT("'version':'0'"));
	ASSERT_SPDX(ntia_2021, component_version, 1, PACKAGE("'versionInfo':'NOASSERTION'"));
	ASSERT_SPDX(ntia_2021, component_version, 0, PACKAGE("'versionInfo':'1'"));
}

static void an_empty_name_is_missing_and_the_complaint_goes_without_it(void **state)
{
	(void)state;
	ASSERT_CDX(ntia_2021, component_name, 1,
		   "{'type':'library','name':'','supplier':{'name':'A'},'version':'1','purl':'pkg:"
		   "npm/a'}");
	assert_int_equal(f.quality.missing[TH_FLOOR_FIELD_relationship], 1);
	for (uint32_t i = 0; i < f.told.list.count; i++)
		if (f.told.list.items[i].code == TH_DIAG_missing_component_name)
			assert_string_equal(f.told.list.items[i].message.ptr,
					    "component 1 has no name (ntia-2021)");
}

static void a_purl_that_cannot_be_read_identifies_nothing(void **state)
{
	(void)state;
	ASSERT_CDX(ntia_2021, identifier, 1, COMPONENT("'purl':'package-lock.json'"));
	ASSERT_CDX(ntia_2021, identifier, 1, COMPONENT("'purl':'pkg:npm/'"));
	ASSERT_CDX(ntia_2021, identifier, 0, COMPONENT("'purl':'pkg:npm/a@1'"));
	ASSERT_SPDX(
		ntia_2021, identifier, 0,
		PACKAGE("'externalRefs':[{'referenceCategory':'PACKAGE-MANAGER','referenceType':"
			"'purl','referenceLocator':'nonsense'},{'referenceCategory':"
			"'PACKAGE-MANAGER','referenceType':'purl','referenceLocator':'pkg:npm/"
			"a'}]"));
}

static void a_cpe_name_without_a_product_identifies_nothing(void **state)
{
	(void)state;
	ASSERT_CDX(ntia_2021, identifier, 1, COMPONENT("'cpe':'cpe:2.3:a:acme:*:1:*:*:*:*:*:*:*'"));
	ASSERT_CDX(ntia_2021, identifier, 0, COMPONENT("'cpe':'cpe:2.3:a:acme:a:1:*:*:*:*:*:*:*'"));
}

static void tags_and_gitoids_identify_and_hashes_do_not(void **state)
{
	(void)state;
	ASSERT_CDX(ntia_2021, identifier, 0, COMPONENT("'swid':{'tagId':'t','name':'a'}"));
	ASSERT_CDX(ntia_2021, identifier, 1, COMPONENT("'swid':{'tagId':'','name':'a'}"));
	ASSERT_CDX(ntia_2021, identifier, 0, COMPONENT("'omniborId':['gitoid:blob:sha1:a9']"));
	ASSERT_CDX(
		ntia_2021, identifier, 1,
		COMPONENT("'hashes':[{'alg':'MD5','content':'0123456789abcdef0123456789abcdef'}]"));
}

/* ---- relationships ---- */

#define ROOT "'metadata':{'component':{'type':'application','name':'p','bom-ref':'p'}}"
#define TWO                                                                                        \
	"'components':[{'type':'library','name':'a','bom-ref':'a'},{'type':'library','name':'b','" \
	"bom-ref':'b'}]"

static uint32_t unrelated(const char *text)
{
	check(TH_FLOOR_ntia_2021, text);
	return MISSING(relationship);
}

static void a_leaf_that_is_declared_empty_is_related_and_one_without_an_entry_is_not(void **state)
{
	(void)state;
	assert_int_equal(unrelated(CDX TWO ",'dependencies':[{'ref':'a'}]}"), 1);
	assert_int_equal(
		unrelated(CDX TWO ",'dependencies':[{'ref':'a','dependsOn':[]},{'ref':'b'}]}"), 0);
	assert_int_equal(unrelated(CDX TWO "}"), 2);
}

static void both_ends_of_a_dependency_are_related_and_a_loop_relates_nobody(void **state)
{
	(void)state;
	assert_int_equal(unrelated(CDX TWO ",'dependencies':[{'ref':'a','dependsOn':['b']}]}"), 0);
	assert_int_equal(
		unrelated(SPDX "'packages':[" PACKAGE(
			"'versionInfo':'1'") "],'relationships':[{'spdxElementId':'SPDXRef-a','"
					     "relationshipType':"
					     "'DEPENDS_ON','relatedSpdxElement':'SPDXRef-a'}]}"),
		1);
}

static void a_product_alone_has_to_declare_that_it_relies_on_nothing(void **state)
{
	(void)state;
	assert_int_equal(unrelated(CDX ROOT "}"), 1);
	assert_int_equal(unrelated(CDX ROOT ",'dependencies':[{'ref':'p'}]}"), 0);
}

static void a_product_that_lists_components_and_relies_on_none_of_them_misses_it(void **state)
{
	(void)state;
	assert_int_equal(unrelated(CDX ROOT
				   "," TWO
				   ",'dependencies':[{'ref':'p'},{'ref':'a'},{'ref':'b'}]}"),
			 1);
	assert_int_equal(
		unrelated(CDX ROOT "," TWO ",'dependencies':[{'ref':'p','dependsOn':['a','b']}]}"),
		0);
}

static void what_is_known_to_be_unknown_counts_as_stated(void **state)
{
	(void)state;
	assert_int_equal(unrelated(CDX TWO ",'compositions':[{'aggregate':'unknown','dependencies':"
					   "['a','b']}]}"),
			 0);
	assert_int_equal(unrelated(CDX TWO ",'compositions':[{'aggregate':'not_specified',"
					   "'dependencies':['a','b']}]}"),
			 2);
	assert_int_equal(
		unrelated(SPDX "'packages':[" PACKAGE(
			"'versionInfo':'1'") "],'relationships':[{'spdxElementId':'SPDXRef-a',"
					     "'relationshipType':'DEPENDS_ON','relatedSpdxElement':"
					     "'NOASSERTION'}]}"),
		0);
	assert_int_equal(
		unrelated(SPDX "'packages':[" PACKAGE(
			"'versionInfo':'1'") "],'relationships':[{'spdxElementId':'SPDXRef-a',"
					     "'relationshipType':'DEPENDS_ON','relatedSpdxElement':"
					     "'NONE'}]}"),
		0);
}

static void being_described_or_having_files_or_ancestors_relates_to_no_component(void **state)
{
	(void)state;
	assert_int_equal(unrelated(SPDX "'documentDescribes':['SPDXRef-a'],'packages':[" PACKAGE(
				 "'versionInfo':'1'") "]}"),
			 1);
	assert_int_equal(
		unrelated(SPDX "'packages':[" PACKAGE(
			"'versionInfo':'1'") "],'files':[{'SPDXID':'SPDXRef-f','fileName':'f'}],"
					     "'relationships':[{'spdxElementId':'SPDXRef-a',"
					     "'relationshipType':'CONTAINS','relatedSpdxElement':'"
					     "SPDXRef-f'}]}"),
		1);
	assert_int_equal(unrelated(CDX "'components':[" COMPONENT(
				 "'pedigree':{'ancestors':[{'type':'library','name':'o'}]}") "]}"),
			 1);
}

static void a_component_within_another_is_related_to_it(void **state)
{
	(void)state;
	assert_int_equal(unrelated(CDX "'components':[" COMPONENT(
				 "'components':[{'type':'library','name':'b'}]") "]}"),
			 0);
	assert_int_equal(f.quality.components, 2);
}

static void a_list_of_dependencies_needs_an_entry_and_its_completeness_a_word(void **state)
{
	(void)state;
	check(TH_FLOOR_bsi_2_1,
	      CDX TWO ",'dependencies':[{'ref':'a','dependsOn':['b']}],"
		      "'compositions':[{'aggregate':'complete','dependencies':['a']}]}");
	assert_int_equal(MISSING(dependencies), 1);
	assert_int_equal(MISSING(completeness), 1);
	check(TH_FLOOR_bsi_2_1,
	      CDX TWO ",'dependencies':[{'ref':'a','dependsOn':['b']},{'ref':'b'}],"
		      "'compositions':[{'aggregate':'unknown','assemblies':['b']}]}");
	assert_int_equal(MISSING(dependencies), 0);
	assert_int_equal(MISSING(completeness), 1);
}

/* ---- hashes and licences ---- */

#define SHA256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define SHA512 SHA256 SHA256
#define REFERENCE(type, alg, digest)                                                           \
	"'externalReferences':[{'url':'https://a.example/a.zip','hashes':[{'content':'" digest \
	"','alg':'" alg "'}],'type':'" type "'}]"

static void a_hash_of_the_wrong_length_is_none(void **state)
{
	(void)state;
	ASSERT_CDX(cisa_2025_draft, hash, 1,
		   COMPONENT("'hashes':[{'alg':'SHA-256','content':'0123'}]"));
	ASSERT_CDX(cisa_2025_draft, hash, 0,
		   COMPONENT("'hashes':[{'alg':'SHA-256','content':'" SHA256 "'}]"));
	ASSERT_CDX(cisa_2025_draft, hash, 1, COMPONENT("'hashes':[]"));
	ASSERT_SPDX(cisa_2025_draft, hash, 0,
		    PACKAGE("'checksums':[{'algorithm':'SHA256','checksumValue':'" SHA256 "'}]"));
}

static void only_a_sha512_of_the_component_or_its_download_is_one_of_what_is_deployed(void **state)
{
	(void)state;
	ASSERT_CDX(bsi_2_1, deployable_hash, 0,
		   COMPONENT("'hashes':[{'alg':'SHA-512','content':'" SHA512 "'}]"));
	ASSERT_CDX(bsi_2_1, deployable_hash, 1,
		   COMPONENT("'hashes':[{'alg':'SHA-256','content':'" SHA256 "'}]"));
	ASSERT_CDX(bsi_2_1, deployable_hash, 0,
		   COMPONENT(REFERENCE("distribution", "SHA-512", SHA512)));
	ASSERT_CDX(bsi_2_1, deployable_hash, 1,
		   COMPONENT(REFERENCE("distribution", "SHA-256", SHA256)));
	ASSERT_CDX(bsi_2_1, deployable_hash, 1,
		   COMPONENT(REFERENCE("distribution", "SHA-512", SHA256)));
	ASSERT_CDX(bsi_2_1, deployable_hash, 1,
		   COMPONENT(REFERENCE("source-distribution", "SHA-512", SHA512)));
}

static void a_bad_hash_of_a_reference_is_no_complaint(void **state)
{
	(void)state;
	ASSERT_CDX(bsi_2_1, deployable_hash, 1, COMPONENT(REFERENCE("distribution", "none", "0")));
	for (uint32_t i = 0; i < f.doc.diagnostics.list.count; i++)
		assert_int_not_equal(f.doc.diagnostics.list.items[i].code, TH_DIAG_bad_hash);
}

static void a_licence_that_says_nothing_is_none(void **state)
{
	(void)state;
	ASSERT_CDX(cisa_2025_draft, license, 1, COMPONENT("'licenses':[]"));
	ASSERT_CDX(cisa_2025_draft, license, 1, COMPONENT("'licenses':[{'license':{'id':''}}]"));
	ASSERT_CDX(cisa_2025_draft, license, 1,
		   COMPONENT("'licenses':[{'expression':'NOASSERTION'}]"));
	ASSERT_CDX(cisa_2025_draft, license, 0, COMPONENT("'licenses':[{'expression':'MIT'}]"));
	ASSERT_CDX(cisa_2025_draft, license, 0,
		   COMPONENT("'licenses':[{'license':{'name':'own'}}]"));
	ASSERT_SPDX(cisa_2025_draft, license, 1,
		    PACKAGE("'licenseConcluded':'NOASSERTION','licenseDeclared':'NONE'"));
	ASSERT_SPDX(cisa_2025_draft, license, 0,
		    PACKAGE("'licenseConcluded':'NOASSERTION','licenseDeclared':'MIT'"));
}

static void a_licence_by_name_has_no_identifier(void **state)
{
	(void)state;
	ASSERT_CDX(bsi_2_1, license_id, 1, COMPONENT("'licenses':[{'license':{'name':'own'}}]"));
	ASSERT_CDX(bsi_2_1, license_id, 0, COMPONENT("'licenses':[{'license':{'id':'MIT'}}]"));
}

static void a_licence_that_was_found_in_the_evidence_is_not_stated(void **state)
{
	(void)state;
	ASSERT_CDX(cisa_2025_draft, license, 1,
		   COMPONENT("'evidence':{'licenses':[{'license':{'id':'MIT'}}]}"));
}

static void a_licence_belongs_to_the_component_it_stands_in(void **state)
{
	(void)state;
	ASSERT_CDX(cisa_2025_draft, license, 1,
		   COMPONENT("'components':[{'type':'library','name':'b','licenses':[{'expression':"
			     "'MIT'}]}]"));
}

/* ---- properties ---- */

#define PROPERTY(name, value) COMPONENT("'properties':[{'name':'" name "','value':'" value "'}]")

static void a_property_of_the_bsi_takes_its_two_words_only(void **state)
{
	(void)state;
	ASSERT_CDX(bsi_2_1, executable, 0, PROPERTY("bsi:component:executable", "non-executable"));
	ASSERT_CDX(bsi_2_1, executable, 1, PROPERTY("bsi:component:executable", "true"));
	ASSERT_CDX(bsi_2_1, archive, 0, PROPERTY("bsi:component:archive", "no archive"));
	ASSERT_CDX(bsi_2_1, archive, 1, PROPERTY("bsi:component:archive", "no-archive"));
	ASSERT_CDX(bsi_2_1, structured, 0, PROPERTY("bsi:component:structured", "unstructured"));
	ASSERT_CDX(bsi_2_1, structured, 1, PROPERTY("bsi:component:archive", "archive"));
	ASSERT_CDX(bsi_2_1, file_name, 1, PROPERTY("bsi:component:filename", ""));
	ASSERT_CDX(bsi_2_1, file_name, 0, PROPERTY("bsi:component:filename", "a.zip"));
	ASSERT_SPDX(bsi_2_1, file_name, 0, PACKAGE("'packageFileName':'a.zip'"));
}

static void support_is_stated_by_a_property_a_date_or_a_reason(void **state)
{
	(void)state;
	ASSERT_CDX(fda, support_level, 0, PROPERTY("cdx:fda:level-of-support", "abandoned"));
	ASSERT_CDX(fda, support_end, 1, PROPERTY("cdx:fda:level-of-support", "abandoned"));
	ASSERT_CDX(fda, support_end, 0, PROPERTY("cdx:fda:end-of-support-date", "2030-01-01"));
	ASSERT_CDX(fda, support_end, 0,
		   PROPERTY("cdx:lifecycle:milestone:endOfSupport", "2030-01-01T00:00:00Z"));
	ASSERT_CDX(fda, support_end, 0,
		   PROPERTY("cdx:fda:justification", "cdx:fda:end-of-support-date: no policy"));
	ASSERT_SPDX(fda, support_end, 0, PACKAGE("'validUntilDate':'2030-01-01T00:00:00Z'"));
	ASSERT_SPDX(fda, support_end, 1, PACKAGE("'validUntilDate':'some day'"));
}

static void a_justification_without_a_reason_or_of_something_else_justifies_nothing(void **state)
{
	(void)state;
	ASSERT_CDX(fda, support_end, 1,
		   PROPERTY("cdx:fda:justification", "cdx:fda:end-of-support-date"));
	ASSERT_CDX(fda, support_end, 1,
		   PROPERTY("cdx:fda:justification", "cdx:fda:end-of-support-date:  "));
	ASSERT_CDX(fda, support_end, 1,
		   PROPERTY("cdx:fda:justification", "cdx:fda:level-of-support: none"));
	check(TH_FLOOR_bsi_2_1, CDX
	      "'components':[" PROPERTY("cdx:fda:justification", "bsi:component:filename: x") "]}");
	assert_int_equal(MISSING(file_name), 1);
}

/* ---- the document ---- */

#define LISTED "'components':[{'type':'library','name':'a'}]}"

static void a_tool_is_no_author_and_neither_is_the_maker_of_the_product(void **state)
{
	(void)state;
	check(TH_FLOOR_cisa_2025_draft,
	      CDX "'metadata':{'tools':[{'name':'syft'}],'manufacture':{'name':'Acme'},"
		  "'supplier':{'name':'Acme'}}," LISTED);
	assert_int_equal(MISSING(author), 1);
	assert_int_equal(MISSING(tool_name), 0);
	check(TH_FLOOR_cisa_2025_draft,
	      SPDX "'creationInfo':{'creators':['Tool: syft-1','Organization: "
		   "()']},'packages':[" PACKAGE("'versionInfo':'1'") "]}");
	assert_int_equal(MISSING(author), 1);
	assert_int_equal(MISSING(tool_name), 0);
}

static void an_author_is_a_person_or_an_organisation_with_a_name(void **state)
{
	(void)state;
	check(TH_FLOOR_ntia_2021, CDX "'metadata':{'authors':[{'name':'Jo'}]}," LISTED);
	assert_int_equal(MISSING(author), 0);
	check(TH_FLOOR_ntia_2021, CDX "'metadata':{'authors':[{'name':''}]}," LISTED);
	assert_int_equal(MISSING(author), 1);
	check(TH_FLOOR_ntia_2021, CDX "'metadata':{'manufacturer':{'name':'Acme'}}," LISTED);
	assert_int_equal(MISSING(author), 0);
	check(TH_FLOOR_ntia_2021,
	      SPDX "'creationInfo':{'creators':['Person: Jo']},'packages':[" PACKAGE(
		      "'versionInfo':'1'") "]}");
	assert_int_equal(MISSING(author), 0);
}

static void an_author_is_reached_by_an_address_not_by_a_name(void **state)
{
	(void)state;
	check(TH_FLOOR_bsi_2_1, CDX "'metadata':{'authors':[{'name':'Jo'}]}," LISTED);
	assert_int_equal(MISSING(author_contact), 1);
	check(TH_FLOOR_bsi_2_1, CDX "'metadata':{'authors':[{'email':'jo@a.example'}]}," LISTED);
	assert_int_equal(MISSING(author_contact), 0);
	check(TH_FLOOR_bsi_2_1,
	      CDX "'metadata':{'manufacturer':{'url':['https://a.example']}}," LISTED);
	assert_int_equal(MISSING(author_contact), 0);
	check(TH_FLOOR_bsi_2_1,
	      CDX "'metadata':{'manufacturer':{'contact':[{'email':'x@a.example'}]}}," LISTED);
	assert_int_equal(MISSING(author_contact), 0);
}

static void tools_are_a_list_or_components_or_services(void **state)
{
	(void)state;
	check(TH_FLOOR_cisa_2025_draft, CDX
	      "'metadata':{'tools':{'components':[{'type':'application','name':'t'}]}}," LISTED);
	assert_int_equal(MISSING(tool_name), 0);
	check(TH_FLOOR_cisa_2025_draft,
	      CDX "'metadata':{'tools':{'services':[{'name':'t'}]}}," LISTED);
	assert_int_equal(MISSING(tool_name), 0);
	check(TH_FLOOR_cisa_2025_draft,
	      CDX "'metadata':{'tools':[{'vendor':'v','version':'1'}]}," LISTED);
	assert_int_equal(MISSING(tool_name), 1);
	assert_int_equal(f.quality.components, 1); /* tools are no components of the product */
}

static void the_context_is_a_phase_a_name_or_what_the_creators_say(void **state)
{
	(void)state;
	check(TH_FLOOR_cisa_2025_draft,
	      CDX "'metadata':{'lifecycles':[{'phase':'build'}]}," LISTED);
	assert_int_equal(MISSING(generation_context), 0);
	check(TH_FLOOR_cisa_2025_draft, CDX "'metadata':{'lifecycles':[{'name':'ours'}]}," LISTED);
	assert_int_equal(MISSING(generation_context), 0);
	check(TH_FLOOR_cisa_2025_draft, CDX "'metadata':{'lifecycles':[]}," LISTED);
	assert_int_equal(MISSING(generation_context), 1);
	check(TH_FLOOR_cisa_2025_draft,
	      SPDX "'creationInfo':{'comment':'from the build'},'packages':[" PACKAGE(
		      "'versionInfo':'1'") "]}");
	assert_int_equal(MISSING(generation_context), 0);
}

static void a_timestamp_that_is_no_day_is_missing(void **state)
{
	(void)state;
	check(TH_FLOOR_ntia_2021, CDX "'metadata':{'timestamp':'yesterday'}," LISTED);
	assert_int_equal(MISSING(timestamp), 1);
	check(TH_FLOOR_ntia_2021, CDX "'metadata':{'timestamp':'2024'}," LISTED);
	assert_int_equal(MISSING(timestamp), 1);
	check(TH_FLOOR_ntia_2021, CDX "'metadata':{'timestamp':'2024-01-02T03:04:05Z'}," LISTED);
	assert_int_equal(MISSING(timestamp), 0);
}

static void the_bsi_takes_cyclonedx_from_1_6_on_and_no_spdx_2(void **state)
{
	(void)state;
	check(TH_FLOOR_bsi_2_1, "{'bomFormat':'CycloneDX','specVersion':'1.5'," LISTED);
	assert_int_equal(MISSING(format), 1);
	check(TH_FLOOR_bsi_2_1, "{'bomFormat':'CycloneDX','specVersion':'1.7'," LISTED);
	assert_int_equal(MISSING(format), 0);
	ASSERT_SPDX(bsi_2_1, format, 1, PACKAGE("'versionInfo':'1'"));
}

static void vulnerabilities_in_an_sbom_are_told_where_they_stand(void **state)
{
	(void)state;
	check(TH_FLOOR_bsi_2_1, CDX "'vulnerabilities':[{'id':'CVE-2024-1'}]," LISTED);
	assert_int_equal(MISSING(no_vulnerabilities), 1);
	for (uint32_t i = 0; i < f.told.list.count; i++)
		if (f.told.list.items[i].code == TH_DIAG_missing_no_vulnerabilities)
			assert_memory_equal(f.bytes + f.told.list.items[i].offset, "{\"id\":", 6);
	check(TH_FLOOR_bsi_2_1, CDX "'vulnerabilities':[]," LISTED);
	assert_int_equal(MISSING(no_vulnerabilities), 0);
}

/* ---- whom it asks ---- */

static void assert_not_judged(const char *text)
{
	check(TH_FLOOR_ntia_2021, text);
	assert_non_null(f.quality.not_judged);
	assert_int_equal(f.quality.missed, 0);
	assert_int_equal(f.told.list.count, 0);
}

static void what_is_no_sbom_neither_meets_nor_misses_a_floor(void **state)
{
	(void)state;
	assert_not_judged(CDX "'components':[]}");
	assert_not_judged(CDX "'metadata':{'lifecycles':[{'phase':'operations'}]}," LISTED);
	assert_not_judged(CDX ROOT ",'vulnerabilities':[{'id':'CVE-2024-1'}]}");
	assert_not_judged("{'schema':'twohop-events/1','events':[]}");
	assert_not_judged(SPDX "'files':[{'SPDXID':'SPDXRef-f','fileName':'f'}]}");
}

static void services_files_tools_ancestors_and_placeholders_are_not_asked(void **state)
{
	(void)state;
	check(TH_FLOOR_ntia_2021, CDX
	      "'services':[{'name':'s'}],'formulation':[{'components':[{'type':'application','name'"
	      ":"
	      "'cc'}]}],'dependencies':[{'ref':'a','dependsOn':['gone','urn:cdx:3e671687-395b-41f5-"
	      "a30f-a58921a69b79/1#x']}],'components':[" COMPONENT("'bom-ref':'a','pedigree':{'"
								   "ancestors':[{'type':'library','"
								   "name':'o'}]}") "]}");
	assert_int_equal(f.quality.components, 1);
	check(TH_FLOOR_ntia_2021,
	      SPDX "'documentDescribes':['SPDXRef-f','SPDXRef-a'],'packages':[" PACKAGE(
		      "'versionInfo':'1'") "],'files':[{'SPDXID':'SPDXRef-f','fileName':'f'}]}");
	assert_int_equal(f.quality.components, 1);
}

static void a_document_that_was_not_read_thoroughly_is_refused(void **state)
{
	(void)state;
	read_bytes(CDX LISTED, false);
	assert_int_equal(th_quality_check(TH_FLOOR_ntia_2021, &f.doc, &f.told, &f.quality),
			 TH_EBUG);
}

static void without_thoroughness_nothing_is_noted(void **state)
{
	(void)state;
	read_bytes(CDX
		   "'metadata':{'authors':[{'name':'Jo'}],'tools':[{'name':'t'}]},'dependencies':[{"
		   "'ref':'a'}],'components':[" COMPONENT("'bom-ref':'a','licenses':[{'expression':"
							  "'MIT'}]") "]}",
		   false);
	assert_int_equal(f.doc.stated.count, 0);
	assert_false(f.doc.names_author || f.doc.names_tool);
}

/* ---- what is told ---- */

static uint32_t told(enum th_diag_code code)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < f.told.list.count; i++)
		count += f.told.list.items[i].code == code;
	return count;
}

static void each_component_is_told_at_its_own_place(void **state)
{
	uint64_t places[2] = { 0, 0 };
	unsigned found = 0;

	(void)state;
	check(TH_FLOOR_ntia_2021, CDX "'components':[{'type':'library','name':'a','version':'1'},\n"
				      "{'type':'library','name':'b'}]}");
	for (uint32_t i = 0; i < f.told.list.count; i++) {
		const struct th_diagnostic *d = &f.told.list.items[i];
		if (d->code != TH_DIAG_missing_supplier)
			continue;
		assert_string_equal(d->message.ptr,
				    found == 0 ? "component a 1 names no supplier (ntia-2021)"
					       : "component b names no supplier (ntia-2021)");
		places[found++ & 1] = d->offset;
	}
	assert_int_equal(found, 2);
	assert_int_equal(places[0], f.doc.components.items[0].place);
	assert_int_equal(places[1], f.doc.components.items[1].place);
	assert_int_equal(told(TH_DIAG_missing_component_version), 1);
}

static void the_document_is_told_where_it_begins(void **state)
{
	(void)state;
	check(TH_FLOOR_ntia_2021, "\n " CDX LISTED);
	assert_int_equal(told(TH_DIAG_missing_author), 1);
	for (uint32_t i = 0; i < f.told.list.count; i++)
		if (f.told.list.items[i].code == TH_DIAG_missing_author)
			assert_int_equal(f.told.list.items[i].offset, 2);
}

static void a_field_is_counted_once_for_all_components(void **state)
{
	bool said = false;

	(void)state;
	check(TH_FLOOR_ntia_2021, CDX TWO "}");
	for (uint32_t i = 0; i < f.told.list.count; i++)
		said |= f.told.list.items[i].code == TH_DIAG_quality &&
			strcmp(f.told.list.items[i].message.ptr,
			       "supplier name: missing of 2 of 2 components (ntia-2021)") == 0;
	assert_true(said);
	assert_int_equal(told(TH_DIAG_quality),
			 4); /* supplier, version, identifier, relationship */
}

/* Every component lacks a supplier, one also a version: the one is told though it comes last. */
static void beyond_the_ceiling_what_many_lack_is_counted_and_what_few_lack_is_told(void **state)
{
	enum { MANY = 3 * TH_MAX_DIAGNOSTICS };
	struct text text = { .size = (size_t)(MANY + 10) * 64 };

	(void)state;
	append(&text, CDX "'components':[");
	for (int i = 0; i < MANY; i++)
		append(&text, "{'type':'library','name':'a','version':'1','purl':'pkg:npm/a'},");
	append(&text, "{'type':'library','name':'a','purl':'pkg:npm/a'}]}");
	check(TH_FLOOR_ntia_2021, text.at);
	free(text.at);
	assert_int_equal(MISSING(supplier), MANY + 1);
	assert_int_equal(told(TH_DIAG_missing_component_version), 1);
	assert_int_equal(f.told.list.count, TH_MAX_DIAGNOSTICS);
	uint64_t all = 3; /* the counts: supplier, version, relationship */
	for (int i = 0; i < TH_FLOOR_FIELD_COUNT; i++)
		all += f.quality.missing[i];
	assert_int_equal(f.told.list.count + f.told.dropped, all);
}

static void the_sentence_of_a_field_says_who_lacks_it(void **state)
{
	struct th_arena arena = { 0 };

	(void)state;
	check(TH_FLOOR_ntia_2021, CDX LISTED);
	assert_string_equal(th_quality_sentence(&f.quality, TH_FLOOR_FIELD_supplier, &arena).ptr,
			    "supplier name: missing of 1 of 1 component");
	assert_string_equal(th_quality_sentence(&f.quality, TH_FLOOR_FIELD_author, &arena).ptr,
			    "the document names no author of its data");
	th_arena_release(&arena);
}

/* ---- whole documents ---- */

/* Pieces of a document that meets all four floors; what each floor misses without one. */
static const struct piece {
	const char *text;
	int missed; /* the field that is missed without it, or -1 */
} pieces[] = {
	{ "{'bomFormat':'CycloneDX','specVersion':'1.6','metadata':{", -1 },
	{ "'timestamp':'2025-01-02T03:04:05Z',", TH_FLOOR_FIELD_timestamp },
	{ "'lifecycles':[{'phase':'build'}],", TH_FLOOR_FIELD_generation_context },
	{ "'tools':{'components':[{'type':'application','name':'t'}]},", TH_FLOOR_FIELD_tool_name },
	{ "'authors':[{", -1 },
	{ "'name':'Jo'", TH_FLOOR_FIELD_author },
	{ "}],'manufacturer':{", -1 },
	{ "'url':['https://acme.example']", TH_FLOOR_FIELD_author_contact },
	{ "},'component':{'type':'application','bom-ref':'p',", -1 },
	{ "'name':'p',", TH_FLOOR_FIELD_component_name },
	{ "'version':'1',", TH_FLOOR_FIELD_component_version },
	{ "'supplier':{'name':'Acme'},", TH_FLOOR_FIELD_supplier },
	{ "'manufacturer':{", -1 },
	{ "'contact':[{'email':'x@acme.example'}]", TH_FLOOR_FIELD_creator_contact },
	{ "},", -1 },
	{ "'purl':'pkg:generic/p@1',", TH_FLOOR_FIELD_identifier },
	{ "'hashes':[{'alg':'MD5','content':'0123456789abcdef0123456789abcdef'}],",
	  TH_FLOOR_FIELD_hash },
	{ REFERENCE("distribution", "SHA-512", SHA512) ",", TH_FLOOR_FIELD_deployable_hash },
	{ "'licenses':[{'license':{'id':'MIT'}}],", TH_FLOOR_FIELD_license_id },
	{ "'properties':[", -1 },
	{ "{'name':'bsi:component:filename','value':'p.zip'},", TH_FLOOR_FIELD_file_name },
	{ "{'name':'bsi:component:executable','value':'executable'},", TH_FLOOR_FIELD_executable },
	{ "{'name':'bsi:component:archive','value':'archive'},", TH_FLOOR_FIELD_archive },
	{ "{'name':'bsi:component:structured','value':'structured'},", TH_FLOOR_FIELD_structured },
	{ "{'name':'cdx:fda:level-of-support','value':'actively maintained'},",
	  TH_FLOOR_FIELD_support_level },
	{ "{'name':'cdx:fda:end-of-support-date','value':'2030-01-01'},",
	  TH_FLOOR_FIELD_support_end },
	{ "{'name':'x','value':'y'}]}}", -1 },
	{ ",'dependencies':[{'ref':'p'}]", TH_FLOOR_FIELD_dependencies },
	{ ",'compositions':[{'aggregate':'complete','dependencies':['p']}]",
	  TH_FLOOR_FIELD_completeness },
	{ "}", -1 },
};
enum { PIECES = sizeof(pieces) / sizeof(pieces[0]) };

static const char *all_but(size_t left_out)
{
	static char kept[8192];
	struct text text = { .at = kept, .size = sizeof(kept) };

	for (size_t i = 0; i < PIECES; i++)
		if (i != left_out)
			append(&text, pieces[i].text);
	return kept;
}

static void a_document_that_states_all_meets_every_floor(void **state)
{
	(void)state;
	for (int floor = TH_FLOOR_NONE + 1; floor < TH_FLOOR_COUNT; floor++) {
		check((enum th_floor)floor, all_but(PIECES));
		assert_null(f.quality.not_judged);
		assert_int_equal(f.quality.missed, 0);
		assert_int_equal(f.told.list.count, 0);
	}
}

/* The licence by identifier is the only licence, the composition tells of the relationship too. */
static void each_statement_that_is_taken_away_is_missed_by_the_floors_that_ask_for_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < PIECES; i++) {
		int field = pieces[i].missed;
		for (int floor = TH_FLOOR_NONE + 1; field >= 0 && floor < TH_FLOOR_COUNT; floor++) {
			bool asks = th_floor_asks((enum th_floor)floor, (enum th_floor_field)field);
			check((enum th_floor)floor, all_but(i));
			assert_int_equal(f.quality.missing[field], asks);
		}
	}
}

/* ---- spellings ---- */

static uint32_t counts[TH_FLOOR_COUNT][TH_FLOOR_FIELD_COUNT], asked;

static void keep_counts(const char *text)
{
	for (int floor = TH_FLOOR_NONE + 1; floor < TH_FLOOR_COUNT; floor++) {
		check((enum th_floor)floor, text);
		memcpy(counts[floor], f.quality.missing, sizeof(counts[floor]));
		asked = f.quality.components;
	}
}

static void assert_counts(const char *text)
{
	for (int floor = TH_FLOOR_NONE + 1; floor < TH_FLOOR_COUNT; floor++) {
		check((enum th_floor)floor, text);
		assert_int_equal(f.quality.components, asked);
		for (int i = 0; i < TH_FLOOR_FIELD_COUNT; i++)
			if (f.quality.missing[i] != counts[floor][i])
				fail_msg("%s, %s: %u, not %u", th_floors[floor].slug,
					 th_floor_fields[i].title, f.quality.missing[i],
					 counts[floor][i]);
	}
}

static void xml_says_what_json_says(void **state)
{
	(void)state;
	keep_counts(all_but(PIECES));
	assert_counts(
		"<?xml version='1.0'?><bom xmlns='http://cyclonedx.org/schema/bom/1.6'><metadata>"
		"<timestamp>2025-01-02T03:04:05Z</timestamp><lifecycles><lifecycle><phase>build</"
		"phase>"
		"</lifecycle></lifecycles><tools><components><component "
		"type='application'><name>t</name>"
		"</component></components></tools><authors><author><name>Jo</name></author></"
		"authors>"
		"<component type='application' "
		"bom-ref='p'><manufacturer><contact><email>x@acme.example"
		"</email></contact></manufacturer><supplier><name>Acme</name></supplier><name>p</"
		"name>"
		"<version>1</version><hashes><hash "
		"alg='MD5'>0123456789abcdef0123456789abcdef</hash>"
		"</hashes><licenses><license><id>MIT</id></license></licenses>"
		"<purl>pkg:generic/p@1</purl><externalReferences><reference type='distribution'>"
		"<url>https://a.example/a.zip</url><hashes><hash alg='SHA-512'>" SHA512
		"</hash></hashes></reference></externalReferences><properties>"
		"<property name='bsi:component:filename'>p.zip</property>"
		"<property name='bsi:component:executable'>executable</property>"
		"<property name='bsi:component:archive'>archive</property>"
		"<property name='bsi:component:structured'>structured</property>"
		"<property name='cdx:fda:level-of-support'>actively maintained</property>"
		"<property name='cdx:fda:end-of-support-date'>2030-01-01</property></properties>"
		"</component><manufacturer><url>https://acme.example</url></manufacturer></"
		"metadata>"
		"<dependencies><dependency ref='p'/></dependencies><compositions><composition>"
		"<aggregate>complete</aggregate><dependencies><dependency ref='p'/></dependencies>"
		"</composition></compositions></bom>");
}

static void xml_spells_licences_tools_and_phases_in_more_ways(void **state)
{
	(void)state;
	keep_counts(
		"{'bomFormat':'CycloneDX','specVersion':'1.4','metadata':{'tools':[{'name':'t'}"
		"],"
		"'lifecycles':[{'name':'ours'}]},'components':[" COMPONENT(
			"'licenses':[{'"
			"expression':'MIT'}"
			"]") "," COMPONENT("'licenses':[{'license':{'name':'own'}}]") "," COMPONENT("'licenses':[{"
												    "'license':{'"
												    "id':''}}]") "]}");
	assert_counts(
		"<bom xmlns='http://cyclonedx.org/schema/bom/1.4'><metadata><lifecycles><lifecycle>"
		"<name>ours</name></lifecycle></lifecycles><tools><tool><name>t</name></tool></"
		"tools>"
		"</metadata><components><component type='library'><name>a</name><licenses>"
		"<expression>MIT</expression></licenses></component><component type='library'>"
		"<name>a</name><licenses><license><name>own</name></license></licenses></component>"
		"<component type='library'><name>a</name><licenses><license><id></id></license>"
		"</licenses></component></components></bom>");
}

static void tag_value_says_what_spdx_json_says(void **state)
{
	(void)state;
	keep_counts(
		SPDX
		"'documentNamespace':'https://a.example/d','creationInfo':{'created':"
		"'2025-01-02T03:04:05Z','creators':['Tool: t-1','Organization: Acme "
		"(x@acme.example)'],"
		"'comment':'from the build'},'packages':[{'SPDXID':'SPDXRef-a','name':'a',"
		"'versionInfo':'1','packageFileName':'a.zip','supplier':'Organization: Acme',"
		"'originator':'Person: Jo (jo@acme.example)','licenseConcluded':'NOASSERTION',"
		"'licenseDeclared':'MIT','validUntilDate':'2030-01-01T00:00:00Z','checksums':[{"
		"'algorithm':'SHA512','checksumValue':'" SHA512
		"'}],'externalRefs':[{'referenceCategory':'PACKAGE-MANAGER','referenceType':'purl',"
		"'referenceLocator':'pkg:npm/a@1'}]},{'SPDXID':'SPDXRef-b','name':'b','supplier':"
		"'NOASSERTION','licenseConcluded':'NONE'}],'relationships':[{'spdxElementId':"
		"'SPDXRef-DOCUMENT','relationshipType':'DESCRIBES','relatedSpdxElement':'SPDXRef-a'"
		"},{"
		"'spdxElementId':'SPDXRef-a','relationshipType':'DEPENDS_ON','relatedSpdxElement':"
		"'SPDXRef-b'}]}");
	assert_int_equal(counts[TH_FLOOR_ntia_2021][TH_FLOOR_FIELD_supplier], 1);
	assert_int_equal(counts[TH_FLOOR_cisa_2025_draft][TH_FLOOR_FIELD_license], 1);
	assert_counts(
		"SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nDocumentNamespace: "
		"https://a.example/d\nCreator: Tool: t-1\nCreator: Organization: Acme "
		"(x@acme.example)\nCreated: 2025-01-02T03:04:05Z\nCreatorComment: <text>from the "
		"build</text>\nPackageName: a\nSPDXID: SPDXRef-a\nPackageVersion: 1\n"
		"PackageFileName: a.zip\nPackageSupplier: Organization: Acme\nPackageOriginator: "
		"Person: Jo (jo@acme.example)\nPackageChecksum: SHA512: " SHA512
		"\nPackageLicenseConcluded: NOASSERTION\nPackageLicenseDeclared: MIT\n"
		"ValidUntilDate: 2030-01-01T00:00:00Z\nExternalRef: PACKAGE-MANAGER purl "
		"pkg:npm/a@1\nPackageName: b\nSPDXID: SPDXRef-b\nPackageSupplier: NOASSERTION\n"
		"PackageLicenseConcluded: NONE\nRelationship: SPDXRef-DOCUMENT DESCRIBES "
		"SPDXRef-a\n"
		"Relationship: SPDXRef-a DEPENDS_ON SPDXRef-b\n");
}

/* ---- the tables ---- */

static void every_floor_has_a_slug_of_its_own_a_day_and_fields(void **state)
{
	struct th_date date;

	(void)state;
	for (int i = TH_FLOOR_NONE + 1; i < TH_FLOOR_COUNT; i++) {
		unsigned fields = 0;
		for (int field = 0; field < TH_FLOOR_FIELD_COUNT; field++)
			fields += th_floor_asks((enum th_floor)i, (enum th_floor_field)field);
		assert_in_range(fields, 7, TH_FLOOR_FIELD_COUNT);
		assert_int_equal(th_floor_of(th_slice_of(th_floors[i].slug)), i);
		assert_string_equal(th_floor_words[i - 1], th_floors[i].slug);
		assert_int_equal(th_date_parse(th_slice_of(th_floors[i].published), &date), TH_OK);
	}
	assert_null(th_floor_words[TH_FLOOR_COUNT - 1]);
	assert_int_equal(th_floor_of(TH_SLICE("ntia")), TH_FLOOR_NONE);
	assert_int_equal(th_floor_of((th_slice){ 0 }), TH_FLOOR_NONE);
}

static void every_field_is_asked_by_a_floor_and_has_a_complaint_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < TH_FLOOR_FIELD_COUNT; i++) {
		assert_true(th_floor_fields[i].floors != 0);
		assert_int_equal(th_diag_severity(th_floor_fields[i].code), TH_SEVERITY_WARNING);
		for (int k = 0; k < i; k++)
			assert_int_not_equal(th_floor_fields[i].code, th_floor_fields[k].code);
	}
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_supplier_of_noassertion_is_no_supplier),
		TEST(a_supplier_without_a_name_is_no_supplier),
		TEST(who_made_or_published_it_is_not_taken_for_its_supplier),
		TEST(a_producer_is_the_manufacturer_or_the_supplier),
		TEST(the_supplier_in_the_metadata_is_that_of_the_product_alone),
		TEST(a_creator_without_an_address_cannot_be_reached),
		TEST(an_empty_version_is_missing),
		TEST(an_empty_name_is_missing_and_the_complaint_goes_without_it),
		TEST(a_purl_that_cannot_be_read_identifies_nothing),
		TEST(a_cpe_name_without_a_product_identifies_nothing),
		TEST(tags_and_gitoids_identify_and_hashes_do_not),
		TEST(a_leaf_that_is_declared_empty_is_related_and_one_without_an_entry_is_not),
		TEST(both_ends_of_a_dependency_are_related_and_a_loop_relates_nobody),
		TEST(a_product_alone_has_to_declare_that_it_relies_on_nothing),
		TEST(a_product_that_lists_components_and_relies_on_none_of_them_misses_it),
		TEST(what_is_known_to_be_unknown_counts_as_stated),
		TEST(being_described_or_having_files_or_ancestors_relates_to_no_component),
		TEST(a_component_within_another_is_related_to_it),
		TEST(a_list_of_dependencies_needs_an_entry_and_its_completeness_a_word),
		TEST(a_hash_of_the_wrong_length_is_none),
		TEST(only_a_sha512_of_the_component_or_its_download_is_one_of_what_is_deployed),
		TEST(a_bad_hash_of_a_reference_is_no_complaint),
		TEST(a_licence_that_says_nothing_is_none),
		TEST(a_licence_by_name_has_no_identifier),
		TEST(a_licence_that_was_found_in_the_evidence_is_not_stated),
		TEST(a_licence_belongs_to_the_component_it_stands_in),
		TEST(a_property_of_the_bsi_takes_its_two_words_only),
		TEST(support_is_stated_by_a_property_a_date_or_a_reason),
		TEST(a_justification_without_a_reason_or_of_something_else_justifies_nothing),
		TEST(a_tool_is_no_author_and_neither_is_the_maker_of_the_product),
		TEST(an_author_is_a_person_or_an_organisation_with_a_name),
		TEST(an_author_is_reached_by_an_address_not_by_a_name),
		TEST(tools_are_a_list_or_components_or_services),
		TEST(the_context_is_a_phase_a_name_or_what_the_creators_say),
		TEST(a_timestamp_that_is_no_day_is_missing),
		TEST(the_bsi_takes_cyclonedx_from_1_6_on_and_no_spdx_2),
		TEST(vulnerabilities_in_an_sbom_are_told_where_they_stand),
		TEST(what_is_no_sbom_neither_meets_nor_misses_a_floor),
		TEST(services_files_tools_ancestors_and_placeholders_are_not_asked),
		TEST(a_document_that_was_not_read_thoroughly_is_refused),
		TEST(without_thoroughness_nothing_is_noted),
		TEST(each_component_is_told_at_its_own_place),
		TEST(the_document_is_told_where_it_begins),
		TEST(a_field_is_counted_once_for_all_components),
		TEST(beyond_the_ceiling_what_many_lack_is_counted_and_what_few_lack_is_told),
		TEST(the_sentence_of_a_field_says_who_lacks_it),
		TEST(a_document_that_states_all_meets_every_floor),
		TEST(each_statement_that_is_taken_away_is_missed_by_the_floors_that_ask_for_it),
		TEST(xml_says_what_json_says),
		TEST(xml_spells_licences_tools_and_phases_in_more_ways),
		TEST(tag_value_says_what_spdx_json_says),
		TEST(every_floor_has_a_slug_of_its_own_a_day_and_fields),
		TEST(every_field_is_asked_by_a_floor_and_has_a_complaint_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
