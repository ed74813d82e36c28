/*
 * SPDX 2.x: what a document says in JSON and in tag-value, and that both say the same. Documents
 * are written with ' for " and shown as lines "from kind to", identifiers without SPDXRef-.
 */
#include "parsers/parser.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

/* ---- reading ---- */

struct fixture {
	struct th_document doc;
	char *bytes;
	size_t len;
	th_status status;
	char shown[8192];
};

static void read_bytes(struct fixture *f, const char *bytes, size_t len)
{
	const char *why;

	f->bytes = calloc(1, len + 64);
	assert_non_null(f->bytes);
	memcpy(f->bytes, bytes, len);
	f->len = len;
	th_document_init(&f->doc, TH_SLICE("test"), th_slice_make(f->bytes, len));
	f->status = th_document_read(&f->doc, &why);
}

static void release(struct fixture *f)
{
	th_document_release(&f->doc);
	free(f->bytes);
}

/* A document in JSON of which body is the rest. */
static void read_json(struct fixture *f, const char *body)
{
	char text[16384];
	int len = snprintf(text, sizeof(text),
			   "{'spdxVersion':'SPDX-2.3','SPDXID':'SPDXRef-DOCUMENT'%s%s}",
			   *body ? "," : "", body);

	assert_true(len > 0 && (size_t)len < sizeof(text));
	for (int i = 0; i < len; i++)
		if (text[i] == '\'')
			text[i] = '"';
	read_bytes(f, text, (size_t)len);
	assert_int_equal(f->status, TH_OK);
	assert_string_equal(f->doc.parser->name, "spdx-json");
}

static void read_tags(struct fixture *f, const char *body)
{
	char text[16384];
	int len = snprintf(text, sizeof(text),
			   "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n%s", body);

	assert_true(len > 0 && (size_t)len < sizeof(text));
	read_bytes(f, text, (size_t)len);
	assert_non_null(f->doc.parser);
	assert_string_equal(f->doc.parser->name, "spdx-tag-value");
}

/* ---- looking ---- */

static uint32_t find(struct fixture *f, const char *id)
{
	uint32_t found = th_document_find(&f->doc, th_slice_of(id));

	if (found == TH_NONE)
		fail_msg("no component %s", id);
	return found;
}

static struct th_component *component(struct fixture *f, const char *id)
{
	return &f->doc.components.items[find(f, id)];
}

static void assert_text(struct fixture *f, th_text text, const char *expected)
{
	th_slice s = th_document_text(&f->doc, text);

	if (!th_slice_equal(s, th_slice_of(expected)))
		fail_msg("\"%.*s\" is not \"%s\"", TH_FMT(s), expected);
}

static void append(struct fixture *f, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void append(struct fixture *f, const char *format, ...)
{
	size_t used = strlen(f->shown);
	va_list args;

	va_start(args, format);
	int len = vsnprintf(f->shown + used, sizeof(f->shown) - used, format, args);
	va_end(args);
	assert_true(len >= 0 && (size_t)len < sizeof(f->shown) - used);
}

static void append_name(struct fixture *f, uint32_t index)
{
	const struct th_component *c = &f->doc.components.items[index];
	th_slice name =
		c->ref ? f->doc.refs.texts.items[c->ref - 1] : th_document_text(&f->doc, c->name);

	if (th_slice_starts(name, TH_SLICE("SPDXRef-")))
		name = th_slice_sub(name, 8, name.len);
	append(f, "%.*s", TH_FMT(name));
}

/* "a contains b implied; ..." in document order. */
static const char *relations(struct fixture *f)
{
	static const char *const scopes[] = { "",      " build",    " dev",
					      " test", " optional", " excluded" };

	f->shown[0] = '\0';
	for (uint32_t i = 0; i < f->doc.relations.count; i++) {
		const struct th_relation *r = &f->doc.relations.items[i];
		append(f, "%s", i ? "; " : "");
		append_name(f, r->from);
		append(f, " %s ", th_relation_word((enum th_relation_kind)r->kind));
		append_name(f, r->to);
		append(f, "%s%s%s", scopes[r->scope], r->implied ? " implied" : "",
		       r->suspect ? " suspect" : "");
	}
	return f->shown;
}

static const char *roots(struct fixture *f)
{
	f->shown[0] = '\0';
	for (uint32_t i = 0; i < f->doc.roots.count; i++) {
		append(f, "%s", i ? " " : "");
		append_name(f, f->doc.roots.items[i]);
	}
	return f->shown;
}

/* The texts of the attributes of one kind, in order. */
static const char *attributes(struct fixture *f, const char *id, enum th_attribute_kind kind)
{
	th_slice found[16];
	size_t count = 0;

	f->shown[0] = '\0';
	for (uint32_t a = component(f, id)->attributes; a != TH_NONE;
	     a = f->doc.attributes.items[a].next)
		if (f->doc.attributes.items[a].kind == kind && count < 16)
			found[count++] = th_document_text(&f->doc, f->doc.attributes.items[a].text);
	while (count--)
		append(f, "%.*s ", TH_FMT(found[count]));
	return f->shown;
}

static unsigned complaints(struct fixture *f, enum th_diag_code code)
{
	unsigned count = 0;

	for (uint32_t i = 0; i < f->doc.diagnostics.list.count; i++)
		count += f->doc.diagnostics.list.items[i].code == code;
	return count;
}

/* Where the first complaint of that kind points to. */
static const char *complaint_at(struct fixture *f, enum th_diag_code code)
{
	for (uint32_t i = 0; i < f->doc.diagnostics.list.count; i++)
		if (f->doc.diagnostics.list.items[i].code == code &&
		    f->doc.diagnostics.list.items[i].offset <= f->len)
			return f->bytes + f->doc.diagnostics.list.items[i].offset;
	return "nowhere";
}

static void assert_starts(const char *text, const char *head)
{
	if (strncmp(text, head, strlen(head)) != 0)
		fail_msg("\"%.40s\" does not begin with \"%s\"", text, head);
}

#define PACKAGE(id) "{'SPDXID':'SPDXRef-" id "','name':'" id "'}"
#define THREE                                                     \
	"'packages':[" PACKAGE("a") "," PACKAGE("b") "," PACKAGE( \
		"c") "],'documentDescribes':['SPDXRef-a']"
#define RELATION(from, type, to) \
	"{'spdxElementId':'" from "','relationshipType':'" type "','relatedSpdxElement':'" to "'}"
#define BETWEEN(type) THREE ",'relationships':[" RELATION("SPDXRef-a", type, "SPDXRef-b") "]"

static void assert_relations(const char *body, const char *expected)
{
	struct fixture f;

	read_json(&f, body);
	assert_string_equal(relations(&f), expected);
	release(&f);
}

static void assert_roots(const char *body, const char *expected)
{
	struct fixture f;

	read_json(&f, body);
	assert_string_equal(roots(&f), expected);
	release(&f);
}

/* ---- components ---- */

static void packages_and_files_are_counted_apart(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, THREE ",'files':[{'SPDXID':'SPDXRef-f','fileName':'./f'}]");
	assert_int_equal(f.doc.counts.components, 3);
	assert_int_equal(f.doc.counts.files, 1);
	assert_int_equal(component(&f, "SPDXRef-f")->role, TH_ROLE_FILE);
	assert_int_equal(component(&f, "SPDXRef-f")->type, TH_TYPE_file);
	assert_int_equal(component(&f, "SPDXRef-a")->role, TH_ROLE_LISTED);
	assert_text(&f, component(&f, "SPDXRef-f")->name, "./f");
	release(&f);
}

static void a_supplier_is_kept_as_it_is_stated_with_its_place(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, "'packages':[{'SPDXID':'SPDXRef-a','name':'a','supplier':'Organization: Acme "
		      "(x@acme.example)',"
		      "'originator':'Person: Jo'}]");
	const struct th_component *a = component(&f, "SPDXRef-a");
	assert_text(&f, f.doc.organizations.items[a->supplier].name,
		    "Organization: Acme (x@acme.example)");
	assert_text(&f, f.doc.organizations.items[a->manufacturer].name, "Person: Jo");
	assert_starts(f.bytes + a->place + a->supplier_at, "Organization: Acme");
	assert_starts(f.bytes + a->place + a->manufacturer_at, "Person: Jo");
	release(&f);
}

static void noassertion_and_none_name_no_supplier(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, "'packages':[{'SPDXID':'SPDXRef-a','name':'a','supplier':'NOASSERTION','"
		      "originator':'NONE'}]");
	assert_int_equal(component(&f, "SPDXRef-a")->supplier, TH_NONE);
	assert_int_equal(component(&f, "SPDXRef-a")->manufacturer, TH_NONE);
	release(&f);
}

static void a_purpose_is_a_type_with_either_separator(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f,
		  "'packages':[{'SPDXID':'SPDXRef-a','name':'a','primaryPackagePurpose':'OPERATING_"
		  "SYSTEM'},"
		  "{'SPDXID':'SPDXRef-b','name':'b','primaryPackagePurpose':'OPERATING-SYSTEM'}]");
	assert_int_equal(component(&f, "SPDXRef-a")->type, TH_TYPE_operating_system);
	assert_int_equal(component(&f, "SPDXRef-b")->type, TH_TYPE_operating_system);
	release(&f);
}

static void dates_of_release_and_of_the_end_of_support_are_kept(void **state)
{
	struct fixture f;

	(void)state;
	read_json(
		&f,
		"'packages':[{'SPDXID':'SPDXRef-a','name':'a','releaseDate':'2021-02-03T00:00:00Z',"
		"'builtDate':'2020-02-03T00:00:00Z','validUntilDate':'2022-01-01T00:00:00Z'}]");
	assert_string_equal(attributes(&f, "SPDXRef-a", TH_ATTRIBUTE_SUPPORT_END),
			    "2022-01-01T00:00:00Z ");
	assert_string_equal(attributes(&f, "SPDXRef-a", TH_ATTRIBUTE_RELEASED),
			    "2021-02-03T00:00:00Z 2020-02-03T00:00:00Z ");
	release(&f);
}

static void what_is_no_date_is_said_and_not_kept(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, "'packages':[{'SPDXID':'SPDXRef-a','name':'a','validUntilDate':'soon'}]");
	assert_string_equal(attributes(&f, "SPDXRef-a", TH_ATTRIBUTE_SUPPORT_END), "");
	assert_starts(complaint_at(&f, TH_DIAG_bad_date), "soon");
	release(&f);
}

static void checksums_are_checked_against_their_algorithm(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, "'packages':[{'SPDXID':'SPDXRef-a','name':'a','checksums':["
		      "{'algorithm':'MD5','checksumValue':'624c1abb3664f4b35547e7c73864ad24'},"
		      "{'algorithm':'MD5','checksumValue':'624c1abb3664f4b35547e7c73864ad2'},"
		      "{'algorithm':'MD5','checksumValue':'624c1abb3664f4b35547e7c73864ad2x'},"
		      "{'algorithm':'ROT13','checksumValue':'624c'},"
		      "{'algorithm':'BLAKE3','checksumValue':'ABCDEF'}]}]");
	assert_string_equal(attributes(&f, "SPDXRef-a", TH_ATTRIBUTE_HASH),
			    "624c1abb3664f4b35547e7c73864ad24 ABCDEF ");
	assert_int_equal(complaints(&f, TH_DIAG_bad_hash), 3);
	release(&f);
}

static void the_first_purl_and_cpe_are_the_components_own(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, "'packages':[{'SPDXID':'SPDXRef-a','name':'a','externalRefs':["
		      "{'referenceCategory':'PACKAGE-MANAGER','referenceType':'purl','"
		      "referenceLocator':'pkg:npm/a@1'},"
		      "{'referenceCategory':'PACKAGE_MANAGER','referenceType':'purl','"
		      "referenceLocator':'pkg:npm/b@1'},"
		      "{'referenceCategory':'SECURITY','referenceType':'cpe23Type','"
		      "referenceLocator':'cpe:2.3:a:x:y:1'},"
		      "{'referenceCategory':'SECURITY','referenceType':'cpe22Type','"
		      "referenceLocator':'cpe:/a:x:z:1'}]}]");
	assert_text(&f, component(&f, "SPDXRef-a")->purl, "pkg:npm/a@1");
	assert_text(&f, component(&f, "SPDXRef-a")->cpe, "cpe:2.3:a:x:y:1");
	assert_string_equal(attributes(&f, "SPDXRef-a", TH_ATTRIBUTE_PURL), "pkg:npm/b@1 ");
	assert_string_equal(attributes(&f, "SPDXRef-a", TH_ATTRIBUTE_CPE), "cpe:/a:x:z:1 ");
	release(&f);
}

static void swid_gitoid_and_swh_identify(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, "'packages':[{'SPDXID':'SPDXRef-a','name':'a','externalRefs':["
		      "{'referenceCategory':'SECURITY','referenceType':'swid','referenceLocator':'"
		      "swid:2df9de35'},"
		      "{'referenceCategory':'SECURITY','referenceType':'swid','referenceLocator':'"
		      "swid:\\u0032x'},"
		      "{'referenceCategory':'PERSISTENT-ID','referenceType':'gitoid','"
		      "referenceLocator':'gitoid:blob:sha1:26'},"
		      "{'referenceCategory':'PERSISTENT-ID','referenceType':'swh','"
		      "referenceLocator':'swh:1:cnt:94'}]}]");
	assert_string_equal(attributes(&f, "SPDXRef-a", TH_ATTRIBUTE_SWID), "2df9de35 2x ");
	assert_string_equal(attributes(&f, "SPDXRef-a", TH_ATTRIBUTE_GITOID),
			    "gitoid:blob:sha1:26 swh:1:cnt:94 ");
	release(&f);
}

static void a_download_location_is_a_repository_or_a_file_for_a_platform(void **state)
{
	static const struct {
		const char *location;
		enum th_attribute_kind kind;
		bool kept;
	} cases[] = {
		{ "git+https://git.example/x.git@v1#sub", TH_ATTRIBUTE_VCS, true },
		{ "git://git.example/x", TH_ATTRIBUTE_VCS, true },
		{ "https://git.example/x.git", TH_ATTRIBUTE_VCS, true },
		{ "https://git.example/x.git@v1", TH_ATTRIBUTE_VCS, true },
		{ "https://user@git.example/x.tgz", TH_ATTRIBUTE_VCS, false },
		{ "https://x.example/setup.msi", TH_ATTRIBUTE_DISTRIBUTION, true },
		{ "https://x.example/x.tgz", TH_ATTRIBUTE_DISTRIBUTION, false },
		{ "NOASSERTION", TH_ATTRIBUTE_DISTRIBUTION, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture f;
		char body[512], expected[256];
		snprintf(body, sizeof(body),
			 "'packages':[{'SPDXID':'SPDXRef-a','name':'a','downloadLocation':'%s'}]",
			 cases[i].location);
		snprintf(expected, sizeof(expected), "%s%s", cases[i].kept ? cases[i].location : "",
			 cases[i].kept ? " " : "");
		read_json(&f, body);
		assert_string_equal(attributes(&f, "SPDXRef-a", cases[i].kind), expected);
		release(&f);
	}
}

static void homepage_and_file_name_are_kept(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, "'packages':[{'SPDXID':'SPDXRef-a','name':'a','homepage':'https://a.example',"
		      "'packageFileName':'a.msi'}]");
	assert_string_equal(attributes(&f, "SPDXRef-a", TH_ATTRIBUTE_WEBSITE),
			    "https://a.example ");
	assert_string_equal(attributes(&f, "SPDXRef-a", TH_ATTRIBUTE_FILE_NAME), "a.msi ");
	release(&f);
}

static void an_odd_identifier_is_taken_and_said_once(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, "'packages':[{'SPDXID':'a','name':'a'},{'SPDXID':'SPDXRef-b/c','name':'b'}],"
		      "'relationships':[" RELATION("a", "DEPENDS_ON", "SPDXRef-b/c") "]");
	assert_string_equal(relations(&f), "a depends-on b/c");
	assert_int_equal(complaints(&f, TH_DIAG_bad_id), 1);
	assert_int_equal(complaints(&f, TH_DIAG_dangling_ref), 0);
	release(&f);
}

/* ---- relations ---- */

static void relationships_are_read_in_their_direction(void **state)
{
	(void)state;
	assert_relations(BETWEEN("DEPENDS_ON"), "a depends-on b");
	assert_relations(BETWEEN("CONTAINED_BY"), "b contains a");
	assert_relations(BETWEEN("STATIC_LINK"), "a depends-on b");
	assert_relations(BETWEEN("GENERATED_FROM"), "a derived-from b");
	assert_relations(BETWEEN("DEV_DEPENDENCY_OF"), "b depends-on a dev");
	assert_relations(BETWEEN("OPTIONAL_COMPONENT_OF"), "b contains a optional");
}

static void a_tool_of_something_is_what_that_is_made_with(void **state)
{
	(void)state;
	assert_relations(
		THREE ",'relationships':[" RELATION(
			"SPDXRef-b", "BUILD_TOOL_OF",
			"SPDXRef-a") "," RELATION("SPDXRef-b", "DEV_TOOL_OF",
						  "SPDXRef-a") "," RELATION("SPDXRef-b",
									    "TEST_TOOL_OF",
									    "SPDXRef-a") "]",
		"a built-with b build; a developed-with b dev; a tested-with b test");
}

static void relationships_that_nobody_relies_by_are_none(void **state)
{
	(void)state;
	assert_relations(BETWEEN("DOCUMENTATION_OF"), "");
	assert_relations(BETWEEN("FILE_DELETED"), "");
	assert_relations(BETWEEN("VARIANT_OF"), "");
}

static void another_case_of_a_type_is_understood(void **state)
{
	(void)state;
	assert_relations(BETWEEN("depends_on"), "a depends-on b");
}

static void every_relationship_is_counted_as_stated(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, THREE ",'relationships':[" RELATION(
			      "SPDXRef-DOCUMENT", "DESCRIBES",
			      "SPDXRef-a") "," RELATION("SPDXRef-a", "OTHER",
							"SPDXRef-b") "," RELATION("SPDXRef-a",
										  "DEPENDS_ON",
										  "NONE") "]");
	assert_int_equal(f.doc.counts.relationships, 3);
	assert_int_equal(f.doc.counts.dependencies, 0);
	release(&f);
}

static void other_and_unknown_types_are_said_and_not_walked(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, THREE
		  ",'relationships':[" RELATION("SPDXRef-a", "OTHER", "SPDXRef-b") "," RELATION(
			  "SPDXRef-a", "OTHER", "SPDXRef-c") "," RELATION("SPDXRef-a", "HATES",
									  "SPDXRef-b") "]");
	assert_string_equal(relations(&f), "");
	assert_int_equal(complaints(&f, TH_DIAG_unclassified_relation),
			 2); /* one for all OTHER, one for HATES */
	release(&f);
}

static void none_is_a_declared_leaf(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, THREE ",'relationships':[" RELATION("SPDXRef-b", "DEPENDS_ON", "NONE") "]");
	assert_int_equal(component(&f, "SPDXRef-b")->states_upstream, 1);
	assert_int_equal(component(&f, "SPDXRef-b")->dependencies, TH_AGGREGATE_SILENT);
	assert_int_equal(component(&f, "SPDXRef-c")->states_upstream, 0);
	release(&f);
}

static void noassertion_is_an_admitted_gap(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, THREE
		  ",'relationships':[" RELATION("SPDXRef-b", "DEPENDS_ON",
						"NOASSERTION") "," RELATION("SPDXRef-c", "CONTAINS",
									    "NOASSERTION") "]");
	assert_int_equal(component(&f, "SPDXRef-b")->dependencies, TH_AGGREGATE_UNKNOWN);
	assert_int_equal(component(&f, "SPDXRef-b")->states_upstream, 0);
	assert_int_equal(component(&f, "SPDXRef-c")->assemblies, TH_AGGREGATE_UNKNOWN);
	release(&f);
}

static void files_of_a_package_are_contained_once(void **state)
{
	(void)state;
	assert_relations("'packages':[{'SPDXID':'SPDXRef-a','name':'a','hasFiles':['SPDXRef-f','"
			 "SPDXRef-g','SPDXRef-f']}],"
			 "'files':[{'SPDXID':'SPDXRef-f','fileName':'f'},{'SPDXID':'SPDXRef-g','"
			 "fileName':'g'}],"
			 "'relationships':[" RELATION("SPDXRef-a", "CONTAINS", "SPDXRef-g") "]",
			 "a contains f implied; a contains g");
}

static void a_file_inside_of_a_packages_object_is_contained(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, "'packages':[{'SPDXID':'SPDXRef-a','name':'a','files':[{'SPDXID':'SPDXRef-f',"
		      "'fileName':'f'}]}]");
	assert_string_equal(relations(&f), "a contains f implied");
	assert_int_equal(f.doc.counts.files, 1);
	release(&f);
}

static void a_relation_of_the_document_is_none_of_components(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, THREE
		  ",'relationships':[" RELATION("SPDXRef-DOCUMENT", "CONTAINS",
						"SPDXRef-b") "," RELATION("SPDXRef-a", "AMENDS",
									  "SPDXRef-DOCUMENT") "]");
	assert_string_equal(relations(&f), "");
	assert_int_equal(f.doc.counts.dangling, 0);
	assert_int_equal(f.doc.components.count, 3);
	release(&f);
}

static void a_package_with_the_documents_identifier_wins(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, "'packages':[{'SPDXID':'SPDXRef-DOCUMENT','name':'p'}," PACKAGE(
			      "b") "],"
				   "'documentDescribes':['SPDXRef-DOCUMENT'],"
				   "'relationships':[" RELATION("SPDXRef-DOCUMENT", "DEPENDS_ON",
								"SPDXRef-b") "]");
	assert_string_equal(relations(&f), "DOCUMENT depends-on b");
	assert_string_equal(roots(&f), "DOCUMENT");
	assert_int_equal(complaints(&f, TH_DIAG_duplicate_ref), 1);
	release(&f);
}

static void a_reference_to_nothing_is_counted_once(void **state)
{
	struct fixture f;

	(void)state;
	read_json(
		&f, THREE
		",'relationships':[" RELATION("SPDXRef-a", "DEPENDS_ON", "SPDXRef-x") "," RELATION(
			"SPDXRef-b", "DEPENDS_ON",
			"SPDXRef-x") "," RELATION("SPDXRef-b", "OTHER",
						  "SPDXRef-x") "," RELATION("SPDXRef-y", "OTHER",
									    "SPDXRef-a") "," RELATION("SPDXRef-y",
												      "METAFILE_OF",
												      "SPDXRef-a") "]");
	assert_int_equal(f.doc.counts.dangling, 2);
	assert_int_equal(complaints(&f, TH_DIAG_dangling_ref), 2);
	assert_string_equal(relations(&f), "a depends-on x; b depends-on x");
	release(&f);
}

static void a_reference_to_a_snippet_means_its_file(void **state)
{
	struct fixture f;

	(void)state;
	read_json(
		&f,
		"'relationships':[" RELATION(
			"SPDXRef-s", "GENERATED_FROM",
			"SPDXRef-a") "],'packages':[" PACKAGE("a") "],"
								   "'files':[{'SPDXID':'SPDXRef-f',"
								   "'fileName':'f'}],"
								   "'snippets':[{'SPDXID':'SPDXRef-"
								   "s','name':'s','snippetFromFile'"
								   ":'SPDXRef-f'}]");
	assert_string_equal(relations(&f), "f derived-from a");
	assert_int_equal(f.doc.counts.dangling, 0);
	release(&f);
}

/* ---- other documents ---- */

#define OUTSIDE                                                                                 \
	"'externalDocumentRefs':[{'externalDocumentId':'DocumentRef-o','spdxDocument':'http://" \
	"o.example/x',"                                                                         \
	"'checksum':{'algorithm':'SHA1','checksumValue':'"                                      \
	"d6a770ba38583ed4bb4525bd96e50461655d2759'}}]"

static void a_reference_into_another_document_is_a_link(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, OUTSIDE "," THREE ",'relationships':[" RELATION(
			      "SPDXRef-a", "DEPENDS_ON", "DocumentRef-o:SPDXRef-z") "]");
	assert_int_equal(f.doc.counts.dangling, 0);
	assert_int_equal(f.doc.links.count, 2);
	const struct th_link *link = &f.doc.links.items[1];
	assert_text(&f, link->document, "http://o.example/x");
	assert_text(&f, link->element, "SPDXRef-z");
	assert_text(&f, link->checksum, "d6a770ba38583ed4bb4525bd96e50461655d2759");
	assert_int_equal(link->algorithm, TH_ALGORITHM_sha1);
	assert_false(link->describes);
	assert_int_equal(f.doc.components.items[link->component].role, TH_ROLE_LINK);
	release(&f);
}

static void a_reference_into_an_undeclared_document_leads_to_nothing(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, OUTSIDE "," THREE ",'relationships':[" RELATION(
			      "SPDXRef-a", "DEPENDS_ON", "DocumentRef-p:SPDXRef-z") "]");
	assert_int_equal(f.doc.counts.dangling, 1);
	release(&f);
}

static void a_component_that_another_document_describes_is_linked(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, OUTSIDE "," THREE ",'relationships':[" RELATION(
			      "SPDXRef-b", "DESCRIBED_BY", "DocumentRef-o:SPDXRef-DOCUMENT") "]");
	assert_int_equal(f.doc.links.count, 2);
	assert_true(f.doc.links.items[1].describes);
	assert_int_equal(f.doc.links.items[1].component, find(&f, "SPDXRef-b"));
	assert_false(th_text_is_present(f.doc.links.items[1].element));
	assert_string_equal(roots(&f), "a");
	release(&f);
}

static void a_copy_in_another_document_is_linked(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, OUTSIDE "," THREE ",'relationships':[" RELATION(
			      "SPDXRef-b", "COPY_OF", "DocumentRef-o:SPDXRef-z") "]");
	assert_int_equal(f.doc.links.count, 2);
	assert_true(f.doc.links.items[1].describes);
	assert_int_equal(f.doc.links.items[1].component, find(&f, "SPDXRef-b"));
	assert_text(&f, f.doc.links.items[1].element, "SPDXRef-z");
	release(&f);
}

static void a_document_reference_without_its_prefix_is_said(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, "'externalDocumentRefs':[{'externalDocumentId':'o','spdxDocument':'http://"
		      "o.example'}]");
	assert_int_equal(complaints(&f, TH_DIAG_bad_link), 1);
	assert_int_equal(f.doc.links.count, 0);
	release(&f);
}

static void the_documents_identifier_leads_to_its_root(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, THREE);
	assert_int_equal(find(&f, "SPDXRef-DOCUMENT"), f.doc.root);
	release(&f);
}

/* ---- direction ---- */

static void a_product_that_is_a_tool_of_its_parts_is_suspect(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, BETWEEN("BUILD_TOOL_OF"));
	assert_string_equal(relations(&f), "b built-with a build suspect");
	assert_int_equal(complaints(&f, TH_DIAG_suspect_direction), 1);
	assert_int_equal(component(&f, "SPDXRef-a")->states_upstream, 1);
	release(&f);
}

static void a_product_that_something_elsewhere_relies_on_is_suspect(void **state)
{
	(void)state;
	assert_relations(OUTSIDE "," THREE ",'relationships':[" RELATION(
				 "DocumentRef-o:SPDXRef-z", "STATIC_LINK",
				 "SPDXRef-a") "," RELATION("SPDXRef-a", "GENERATES",
							   "DocumentRef-o:SPDXRef-y") "]",
			 "DocumentRef-o:SPDXRef-z depends-on a suspect; DocumentRef-o:SPDXRef-y "
			 "derived-from a suspect");
}

static void a_part_that_relies_on_another_is_not_suspect(void **state)
{
	(void)state;
	assert_relations(
		THREE ",'relationships':[" RELATION("SPDXRef-b", "BUILD_TOOL_OF", "SPDXRef-c") "]",
		"c built-with b build");
}

/* ---- roots ---- */

static void what_is_described_is_the_root(void **state)
{
	(void)state;
	assert_roots("'packages':[" PACKAGE("a") "," PACKAGE("b") "],'relationships':[" RELATION(
			     "SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-b") "]",
		     "b");
	assert_roots("'packages':[" PACKAGE("a") "," PACKAGE("b") "],'relationships':[" RELATION(
			     "SPDXRef-b", "DESCRIBED_BY", "SPDXRef-DOCUMENT") "]",
		     "b");
	assert_roots("'packages':[" PACKAGE("a") "," PACKAGE("b") "],'relationships':[" RELATION(
			     "SPDXRef-DOCUMENT", "DESCRIBE", "SPDXRef-b") "]",
		     "b");
}

static void described_twice_is_one_root(void **state)
{
	(void)state;
	assert_roots(
		THREE ",'relationships':[" RELATION(
			"SPDXRef-DOCUMENT", "DESCRIBES",
			"SPDXRef-a") "," RELATION("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-c") "]",
		"a c");
}

static void what_is_there_comes_before_what_is_described_and_missing(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f,
		  "'documentDescribes':['SPDXRef-x','SPDXRef-a'],'packages':[" PACKAGE("a") "]");
	assert_string_equal(roots(&f), "a x");
	assert_int_equal(f.doc.counts.dangling, 1);
	assert_int_equal(f.doc.root, find(&f, "SPDXRef-a"));
	release(&f);
}

static void the_only_package_is_the_root(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, "'packages':[" PACKAGE("a") "]");
	assert_string_equal(roots(&f), "a");
	assert_int_equal(complaints(&f, TH_DIAG_no_root), 1);
	release(&f);
}

static void packages_that_nothing_relies_on_are_the_roots(void **state)
{
	(void)state;
	assert_roots(
		"'packages':[" PACKAGE("a") "," PACKAGE("b") "," PACKAGE("c") "," PACKAGE(
			"d") "],'relationships':[" RELATION("SPDXRef-a", "DEPENDENCY_OF",
							    "SPDXRef-b") "," RELATION("SPDXRef"
										      "-d",
										      "DEV_"
										      "TOOL_"
										      "OF",
										      "SPDXRef"
										      "-b") "]",
		"b c");
}

static void a_circle_has_no_root(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f,
		  "'packages':[" PACKAGE("a") "," PACKAGE("b") "],'relationships':[" RELATION(
			  "SPDXRef-a", "DEPENDS_ON",
			  "SPDXRef-b") "," RELATION("SPDXRef-b", "DEPENDS_ON", "SPDXRef-a") "]");
	assert_int_equal(f.doc.root, TH_NONE);
	assert_int_equal(complaints(&f, TH_DIAG_no_root), 1);
	release(&f);
}

/* ---- the document ---- */

static void the_document_has_version_namespace_and_date(void **state)
{
	struct fixture f;

	(void)state;
	read_json(&f, "'documentNamespace':'https://a.example/"
		      "1','creationInfo':{'created':'2023-01-02T03:04:05Z'}");
	assert_text(&f, f.doc.spec_version, "SPDX-2.3");
	assert_true(th_slice_equal(f.doc.id, TH_SLICE("https://a.example/1")));
	assert_text(&f, f.doc.created, "2023-01-02T03:04:05Z");
	release(&f);
}

static void an_unknown_version_is_said_and_read(void **state)
{
	static const char bytes[] =
		"{\"spdxVersion\":\"SPDX-2.9\",\"SPDXID\":\"SPDXRef-DOCUMENT\"}";
	struct fixture f;

	(void)state;
	read_bytes(&f, bytes, sizeof(bytes) - 1);
	assert_int_equal(f.status, TH_OK);
	assert_int_equal(complaints(&f, TH_DIAG_unknown_version), 1);
	release(&f);
}

static void an_empty_version_is_a_missing_one(void **state)
{
	static const char bytes[] = "{\"spdxVersion\":\"\",\"SPDXID\":\"SPDXRef-DOCUMENT\"}";
	struct fixture f;

	(void)state;
	read_bytes(&f, bytes, sizeof(bytes) - 1);
	assert_int_equal(complaints(&f, TH_DIAG_missing_version), 1);
	release(&f);
}

static void an_object_without_spdx_version_is_not_taken_for_spdx(void **state)
{
	static const char bytes[] = "{\"SPDXID\":\"SPDXRef-DOCUMENT\"}";
	struct fixture f;

	(void)state;
	read_bytes(&f, bytes, sizeof(bytes) - 1);
	assert_null(f.doc.parser);
	release(&f);
}

/* ---- tag-value ---- */

static const char *const both_json =
	"'documentNamespace':'https://a.example/"
	"1','creationInfo':{'created':'2023-01-02T03:04:05Z'}," OUTSIDE ","
	"'packages':[{'SPDXID':'SPDXRef-a','name':'a','versionInfo':'1','supplier':'Organization: "
	"Acme',"
	"'originator':'Person: "
	"Jo','downloadLocation':'git+https://g.example/a','primaryPackagePurpose':'APPLICATION',"
	"'checksums':[{'algorithm':'MD5','checksumValue':'624c1abb3664f4b35547e7c73864ad24'}],"
	"'externalRefs':[{'referenceCategory':'PACKAGE-MANAGER','referenceType':'purl','"
	"referenceLocator':'pkg:npm/a@1'}],"
	"'hasFiles':['SPDXRef-f']}," PACKAGE(
		"b") "],"
		     "'files':[{'SPDXID':'SPDXRef-f','fileName':'./"
		     "f'}],'documentDescribes':['SPDXRef-a'],"
		     "'relationships':[" RELATION(
			     "SPDXRef-a", "DEPENDS_ON",
			     "SPDXRef-b") "," RELATION("DocumentRef-o:SPDXRef-t", "DEV_TOOL_OF",
						       "SPDXRef-a") "]";

static const char *const both_tags =
	"DocumentNamespace: https://a.example/1\nCreated: 2023-01-02T03:04:05Z\n"
	"ExternalDocumentRef:DocumentRef-o http://o.example/x SHA1: "
	"d6a770ba38583ed4bb4525bd96e50461655d2759\n"
	"Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a\n"
	"\n## Package\nPackageName: a\nSPDXID: SPDXRef-a\nPackageVersion: 1\nPackageSupplier: "
	"Organization: Acme\n"
	"PackageOriginator: Person: Jo\nPackageDownloadLocation: git+https://g.example/a\n"
	"PrimaryPackagePurpose: APPLICATION\nPackageChecksum: MD5: "
	"624c1abb3664f4b35547e7c73864ad24\n"
	"ExternalRef: PACKAGE-MANAGER purl pkg:npm/a@1\n"
	"FileName: ./f\nSPDXID: SPDXRef-f\nPackageName: b\nSPDXID: SPDXRef-b\n"
	"Relationship: SPDXRef-a DEPENDS_ON SPDXRef-b\n"
	"Relationship: DocumentRef-o:SPDXRef-t DEV_TOOL_OF SPDXRef-a\n";

static void assert_same_component(struct fixture *f, struct fixture *g, const char *id)
{
	const struct th_component *a = component(f, id), *b = component(g, id);

	assert_int_equal(a->type, b->type);
	assert_int_equal(a->role, b->role);
	assert_int_equal(a->states_upstream, b->states_upstream);
	assert_true(th_slice_equal(th_document_text(&f->doc, a->name),
				   th_document_text(&g->doc, b->name)));
	assert_true(th_slice_equal(th_document_text(&f->doc, a->version),
				   th_document_text(&g->doc, b->version)));
	assert_true(th_slice_equal(th_document_text(&f->doc, a->purl),
				   th_document_text(&g->doc, b->purl)));
	for (unsigned kind = 0; kind < TH_ATTRIBUTE_COUNT; kind++)
		assert_string_equal(attributes(f, id, (enum th_attribute_kind)kind),
				    attributes(g, id, (enum th_attribute_kind)kind));
}

static void both_spellings_say_the_same(void **state)
{
	struct fixture f, g;

	(void)state;
	read_json(&f, both_json);
	read_tags(&g, both_tags);
	assert_same_component(&f, &g, "SPDXRef-a");
	assert_same_component(&f, &g, "SPDXRef-b");
	assert_same_component(&f, &g, "SPDXRef-f");
	assert_string_equal(relations(&f), relations(&g));
	assert_string_equal(roots(&f), roots(&g));
	assert_true(th_slice_equal(f.doc.id, g.doc.id));
	assert_int_equal(f.doc.links.count, g.doc.links.count);
	assert_int_equal(f.doc.diagnostics.list.count, 0);
	assert_int_equal(g.doc.diagnostics.list.count, 0);
	release(&f);
	release(&g);
}

static void the_place_of_a_value_is_its_first_character(void **state)
{
	struct fixture f;

	(void)state;
	read_tags(&f, "PackageName: \t a\nSPDXID: SPDXRef-a\nPackageSupplier:  Person: Jo\n"
		      "Relationship:  SPDXRef-a DEPENDS_ON SPDXRef-a\n");
	const struct th_component *a = component(&f, "SPDXRef-a");
	assert_starts(f.bytes + a->place, "a\n");
	assert_starts(f.bytes + a->place + a->supplier_at, "Person: Jo\n");
	assert_starts(f.bytes + f.doc.relations.items[0].place, "SPDXRef-a DEPENDS_ON");
	release(&f);
}

static void text_over_many_lines_hides_what_looks_like_tags(void **state)
{
	struct fixture f;

	(void)state;
	read_tags(&f, "PackageName: a\nSPDXID: SPDXRef-a\nPackageComment: <text>one\nPackageName: "
		      "b\n# two\n</text>\n"
		      "PackageVersion: 1\n");
	assert_int_equal(f.doc.counts.components, 1);
	assert_text(&f, component(&f, "SPDXRef-a")->version, "1");
	release(&f);
}

static void a_comment_begins_at_the_beginning_of_a_line(void **state)
{
	struct fixture f;

	(void)state;
	read_tags(&f, "# PackageName: x\nPackageName: a # b\nSPDXID: SPDXRef-a\n");
	assert_int_equal(f.doc.counts.components, 1);
	assert_text(&f, component(&f, "SPDXRef-a")->name, "a # b");
	release(&f);
}

static void a_file_belongs_to_the_package_before_it(void **state)
{
	struct fixture f;

	(void)state;
	read_tags(&f, "FileName: free\nSPDXID: SPDXRef-free\nPackageName: a\nSPDXID: "
		      "SPDXRef-a\nFileName: f\nSPDXID: SPDXRef-f\n"
		      "FileName: g\nSPDXID: SPDXRef-g\nPackageName: b\nSPDXID: SPDXRef-b\n"
		      "Relationship: SPDXRef-a CONTAINS SPDXRef-g\n");
	assert_string_equal(relations(&f), "a contains f implied; a contains g");
	release(&f);
}

static void carriage_returns_and_a_byte_order_mark_are_no_text(void **state)
{
	static const char bytes[] = "\xef\xbb\xbfSPDXVersion: SPDX-2.2\r\nSPDXID: "
				    "SPDXRef-DOCUMENT\r\n\r\nPackageName: a\r\n"
				    "SPDXID: SPDXRef-a\r\n";
	struct fixture f;

	(void)state;
	read_bytes(&f, bytes, sizeof(bytes) - 1);
	assert_int_equal(f.status, TH_OK);
	assert_text(&f, f.doc.spec_version, "SPDX-2.2");
	assert_text(&f, component(&f, "SPDXRef-a")->name, "a");
	assert_int_equal(complaints(&f, TH_DIAG_bad_value), 0);
	release(&f);
}

static void comments_may_come_before_the_version(void **state)
{
	static const char bytes[] =
		"# made by hand\n\nDataLicense: CC0-1.0\nSPDXVersion: SPDX-2.3\n";
	struct fixture f;

	(void)state;
	read_bytes(&f, bytes, sizeof(bytes) - 1);
	assert_non_null(f.doc.parser);
	release(&f);
}

static void text_that_merely_speaks_of_the_version_is_no_document(void **state)
{
	static const char bytes[] = "How to write SPDX\n\nSPDXVersion: SPDX-2.3\n";
	struct fixture f;

	(void)state;
	read_bytes(&f, bytes, sizeof(bytes) - 1);
	assert_null(f.doc.parser);
	release(&f);
}

static void an_unknown_tag_is_said_once(void **state)
{
	struct fixture f;

	(void)state;
	read_tags(&f, "Colour: red\nColour: blue\nPackageName: a\nSPDXID: SPDXRef-a\nColour: "
		      "<text>PackageName: b\n</text>\n");
	assert_int_equal(complaints(&f, TH_DIAG_unknown_field), 1);
	assert_int_equal(f.doc.counts.components, 1);
	release(&f);
}

static void lines_that_are_no_tags_are_said_with_their_place(void **state)
{
	struct fixture f;

	(void)state;
	read_tags(&f, "PackageName: a\nSPDXID: SPDXRef-a\nlorem ipsum: dolor\nsit "
		      "amet\nPackageVersion: 1\n");
	assert_int_equal(f.status, TH_OK);
	assert_int_equal(complaints(&f, TH_DIAG_bad_value), 1);
	assert_starts(complaint_at(&f, TH_DIAG_bad_value), "lorem");
	assert_text(&f, component(&f, "SPDXRef-a")->version, "1");
	release(&f);
}

/* Behind what tells a text from binary data. */
static void a_byte_that_is_no_text_is_refused_where_it_stands(void **state)
{
	static const char wrong[] = { '\0', '\x80', '\xff' };
	static char text[80000] = "SPDXVersion: SPDX-2.3\n#";
	enum { FROM = 70000, COUNT = 200 };

	(void)state;
	memset(text + strlen(text), 'a', FROM + COUNT - strlen(text));
	memcpy(text + FROM - 14, "\nPackageName: ", 14);
	memcpy(text + FROM + COUNT, "\nSPDXID: SPDXRef-a\n", 20);
	size_t len = strlen(text);
	for (size_t i = 0; i < COUNT * sizeof(wrong); i++) {
		struct fixture f;
		size_t at = FROM + i / sizeof(wrong);
		text[at] = wrong[i % sizeof(wrong)];
		read_bytes(&f, text, len);
		assert_true(f.doc.rejected);
		assert_int_equal(f.doc.diagnostics.list.count, 1);
		assert_int_equal(f.doc.diagnostics.list.items[0].offset, at);
		release(&f);
		text[at] = 'a';
	}
}

static void a_character_beyond_ascii_may_stand_anywhere(void **state)
{
	char text[400] = "SPDXVersion: SPDX-2.3\nPackageName: ";
	size_t from = strlen(text);

	(void)state;
	memset(text + from, 'a', 200);
	memcpy(text + from + 200, "\nSPDXID: SPDXRef-a\n", 20);
	for (size_t at = from; at < from + 199; at++) {
		struct fixture f;
		memcpy(text + at, "\xc3\xa9", 2);
		read_bytes(&f, text, strlen(text));
		assert_int_equal(f.status, TH_OK);
		assert_int_equal(th_text_len(component(&f, "SPDXRef-a")->name), 200);
		release(&f);
		memcpy(text + at, "aa", 2);
	}
}

/* The tag that came behind this one the last time is tried first: what differs is not taken for it.
 */
static void a_tag_with_one_letter_changed_is_another(void **state)
{
	static const char *const tags[] = { "SPDXID",
					    "PackageName",
					    "PackageVersion",
					    "PackageSupplier",
					    "PackageDownloadLocation",
					    "PackageLicenseInfoFromFiles" };

	(void)state;
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		for (size_t at = 0; at < strlen(tags[i]); at++) {
			struct fixture f;
			char text[256];
			int len = snprintf(text, sizeof(text), "%s: a\nFileComment: b\n%s: c\n",
					   tags[i], tags[i]);
			read_tags(&f, text);
			uint32_t unchanged = complaints(&f, TH_DIAG_unknown_field);
			release(&f);
			text[len - 4 - (int)strlen(tags[i]) + (int)at] = '0';
			read_tags(&f, text);
			assert_int_equal(unchanged, 0);
			assert_int_equal(complaints(&f, TH_DIAG_unknown_field), 1);
			release(&f);
		}
}

static void a_relationship_of_two_words_is_said(void **state)
{
	struct fixture f;

	(void)state;
	read_tags(&f, "Relationship: SPDXRef-a DEPENDS_ON\n");
	assert_starts(complaint_at(&f, TH_DIAG_bad_value), "SPDXRef-a DEPENDS_ON");
	assert_int_equal(f.doc.counts.relationships, 1);
	release(&f);
}

static void a_package_without_an_identifier_is_said(void **state)
{
	struct fixture f;

	(void)state;
	read_tags(&f, "PackageName: a\nPackageName: b\nSPDXID: SPDXRef-b\n");
	assert_int_equal(complaints(&f, TH_DIAG_missing_field), 1);
	assert_starts(complaint_at(&f, TH_DIAG_missing_field), "a\n");
	release(&f);
}

static void the_identifier_of_an_annotation_names_nothing(void **state)
{
	struct fixture f;

	(void)state;
	read_tags(&f,
		  "PackageName: a\nSPDXID: SPDXRef-a\nAnnotator: Person: Jo\nSPDXREF: SPDXRef-b\n");
	assert_int_equal(f.doc.diagnostics.list.count, 1); /* no root */
	assert_int_equal(complaints(&f, TH_DIAG_no_root), 1);
	release(&f);
}

static void a_field_before_any_package_is_said(void **state)
{
	struct fixture f;

	(void)state;
	read_tags(&f, "PackageVersion: 1\nPackageName: a\nSPDXID: SPDXRef-a\n");
	assert_int_equal(complaints(&f, TH_DIAG_bad_value), 1);
	release(&f);
}

static void assert_refused(const char *bytes, size_t len, const char *at)
{
	struct fixture f;

	read_bytes(&f, bytes, len);
	assert_int_equal(f.status, TH_EINPUT);
	assert_true(f.doc.rejected);
	assert_starts(complaint_at(&f, TH_DIAG_not_read), at);
	release(&f);
}

static void a_text_that_is_cut_off_is_refused(void **state)
{
	static const char bytes[] =
		"SPDXVersion: SPDX-2.3\nPackageName: a\nPackageComment: <text>one\ntwo </text";

	(void)state;
	assert_refused(bytes, sizeof(bytes) - 1, "<text>one");
}

static void bytes_that_are_not_utf8_are_refused(void **state)
{
	static const char bytes[] = "SPDXVersion: SPDX-2.3\nPackageName: caf\xe9 noir\n";

	(void)state;
	assert_refused(bytes, sizeof(bytes) - 1, "\xe9 noir");
}

static void a_nul_is_refused(void **state)
{
	static char bytes[900] = "SPDXVersion: SPDX-2.3\nPackageName: a\n";
	size_t len = strlen(bytes);

	(void)state;
	memset(bytes + len, '\n', sizeof(bytes) - len);
	bytes[800] = '\0';
	assert_refused(bytes, sizeof(bytes), "");
}

static void json_that_is_cut_off_is_refused(void **state)
{
	static const char bytes[] = "{\"spdxVersion\":\"SPDX-2.3\",\"packages\":[{\"name\":\"a\"";
	struct fixture f;

	(void)state;
	read_bytes(&f, bytes, sizeof(bytes) - 1);
	assert_int_equal(f.status, TH_EINPUT);
	assert_int_equal(f.doc.diagnostics.errors, 1);
	release(&f);
}

/* ---- against the standard ---- */

/* The bytes of a file of ../shared, or NULL after a line on standard error. */
static char *shared_file(const char *name, size_t *len)
{
	const char *folder = getenv("TWOHOP_SHARED");
	char path[1024];

	if (!folder || !*folder) {
		fprintf(stderr, "SKIPPED: TWOHOP_SHARED is not set, so %s was not read\n", name);
		return NULL;
	}
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = fopen(path, "rb");
	if (!file) {
		fprintf(stderr, "SKIPPED: %s is not there\n", path);
		return NULL;
	}
	char *bytes = calloc(1, 1 << 20);
	assert_non_null(bytes);
	*len = fread(bytes, 1, (1 << 20) - 1, file);
	fclose(file);
	return bytes;
}

static bool read_shared(struct fixture *f, const char *name)
{
	size_t len;
	char *bytes = shared_file(name, &len);

	if (!bytes)
		return false;
	read_bytes(f, bytes, len);
	free(bytes);
	assert_int_equal(f->status, TH_OK);
	return true;
}

static void every_type_of_the_schema_is_known(void **state)
{
	size_t len;
	char *schema = shared_file("specs/spdx/2.3/spdx-schema.json", &len);
	unsigned count = 0;

	(void)state;
	if (!schema) {
		skip();
		return;
	}
	char *at = strstr(schema, "\"relationshipType\"");
	assert_non_null(at);
	at = strchr(strstr(at, "\"enum\""), '[');
	for (char *end = strchr(at, ']'); (at = strchr(at, '"')) && at < end; count++) {
		struct fixture f;
		char body[512], *close = strchr(at + 1, '"');
		snprintf(body, sizeof(body),
			 THREE ",'relationships':[" RELATION("SPDXRef-b", "%.*s", "SPDXRef-c") "]",
			 (int)(close - at - 1), at + 1);
		read_json(&f, body);
		bool classified = complaints(&f, TH_DIAG_unclassified_relation) == 0;
		bool open = strncmp(at, "\"OTHER\"", 7) == 0 || strncmp(at, "\"DESCRIBE", 9) == 0;
		if (classified == open)
			fail_msg("%.*s", (int)(close - at - 1), at + 1);
		release(&f);
		at = close + 1;
	}
	assert_int_equal(count, 45);
	free(schema);
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* The relations as a sorted set in f->shown, implied or not: what one spelling states, the other
 * implies. */
static const char *relation_set(struct fixture *f)
{
	static char lines[64][256];
	size_t count = 0;

	memset(lines, 0, sizeof(lines));
	for (const char *at = relations(f); *at && count < 64; count++) {
		const char *end = strstr(at, "; ");
		size_t len = end ? (size_t)(end - at) : strlen(at);
		snprintf(lines[count], sizeof(lines[count]), "%.*s", (int)len, at);
		char *implied = strstr(lines[count], " implied");
		if (implied)
			*implied = '\0';
		at += end ? len + 2 : len;
	}
	qsort(lines, count, sizeof(lines[0]), compare_lines);
	f->shown[0] = '\0';
	for (size_t i = 0; i < count; i++)
		if (i == 0 || strcmp(lines[i], lines[i - 1]) != 0)
			append(f, "%s\n", lines[i]);
	return f->shown;
}

static void assert_same_graph(const char *json, const char *tags)
{
	struct fixture f = { 0 }, g = { 0 };

	if (!read_shared(&f, json)) {
		skip();
		return;
	}
	assert_true(read_shared(&g, tags));
	assert_int_equal(f.doc.counts.components, g.doc.counts.components);
	assert_int_equal(f.doc.counts.files, g.doc.counts.files);
	assert_string_equal(relation_set(&f), relation_set(&g));
	assert_string_equal(roots(&f), roots(&g));
	release(&f);
	release(&g);
}

static void the_examples_of_the_specification_are_one_graph_in_both_spellings(void **state)
{
	(void)state;
	assert_same_graph("corpus/spdx/spec-examples/2.2/SPDXJSONExample-v2.2.spdx.json",
			  "corpus/spdx/spec-examples/2.2/SPDXTagExample-v2.2.spdx");
	assert_same_graph("corpus/spdx/spec-examples/2.3/SPDXJSONExample-v2.3.spdx.json",
			  "corpus/spdx/spec-examples/2.3/SPDXTagExample-v2.3.spdx");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packages_and_files_are_counted_apart),
		cmocka_unit_test(a_supplier_is_kept_as_it_is_stated_with_its_place),
		cmocka_unit_test(noassertion_and_none_name_no_supplier),
		cmocka_unit_test(a_purpose_is_a_type_with_either_separator),
		cmocka_unit_test(dates_of_release_and_of_the_end_of_support_are_kept),
		cmocka_unit_test(what_is_no_date_is_said_and_not_kept),
		cmocka_unit_test(checksums_are_checked_against_their_algorithm),
		cmocka_unit_test(the_first_purl_and_cpe_are_the_components_own),
		cmocka_unit_test(swid_gitoid_and_swh_identify),
		cmocka_unit_test(a_download_location_is_a_repository_or_a_file_for_a_platform),
		cmocka_unit_test(homepage_and_file_name_are_kept),
		cmocka_unit_test(an_odd_identifier_is_taken_and_said_once),
		cmocka_unit_test(relationships_are_read_in_their_direction),
		cmocka_unit_test(a_tool_of_something_is_what_that_is_made_with),
		cmocka_unit_test(relationships_that_nobody_relies_by_are_none),
		cmocka_unit_test(another_case_of_a_type_is_understood),
		cmocka_unit_test(every_relationship_is_counted_as_stated),
		cmocka_unit_test(other_and_unknown_types_are_said_and_not_walked),
		cmocka_unit_test(none_is_a_declared_leaf),
		cmocka_unit_test(noassertion_is_an_admitted_gap),
		cmocka_unit_test(files_of_a_package_are_contained_once),
		cmocka_unit_test(a_file_inside_of_a_packages_object_is_contained),
		cmocka_unit_test(a_relation_of_the_document_is_none_of_components),
		cmocka_unit_test(a_package_with_the_documents_identifier_wins),
		cmocka_unit_test(a_reference_to_nothing_is_counted_once),
		cmocka_unit_test(a_reference_to_a_snippet_means_its_file),
		cmocka_unit_test(a_reference_into_another_document_is_a_link),
		cmocka_unit_test(a_reference_into_an_undeclared_document_leads_to_nothing),
		cmocka_unit_test(a_component_that_another_document_describes_is_linked),
		cmocka_unit_test(a_copy_in_another_document_is_linked),
		cmocka_unit_test(a_document_reference_without_its_prefix_is_said),
		cmocka_unit_test(the_documents_identifier_leads_to_its_root),
		cmocka_unit_test(a_product_that_is_a_tool_of_its_parts_is_suspect),
		cmocka_unit_test(a_product_that_something_elsewhere_relies_on_is_suspect),
		cmocka_unit_test(a_part_that_relies_on_another_is_not_suspect),
		cmocka_unit_test(what_is_described_is_the_root),
		cmocka_unit_test(described_twice_is_one_root),
		cmocka_unit_test(what_is_there_comes_before_what_is_described_and_missing),
		cmocka_unit_test(the_only_package_is_the_root),
		cmocka_unit_test(packages_that_nothing_relies_on_are_the_roots),
		cmocka_unit_test(a_circle_has_no_root),
		cmocka_unit_test(the_document_has_version_namespace_and_date),
		cmocka_unit_test(an_unknown_version_is_said_and_read),
		cmocka_unit_test(an_empty_version_is_a_missing_one),
		cmocka_unit_test(an_object_without_spdx_version_is_not_taken_for_spdx),
		cmocka_unit_test(both_spellings_say_the_same),
		cmocka_unit_test(the_place_of_a_value_is_its_first_character),
		cmocka_unit_test(text_over_many_lines_hides_what_looks_like_tags),
		cmocka_unit_test(a_comment_begins_at_the_beginning_of_a_line),
		cmocka_unit_test(a_file_belongs_to_the_package_before_it),
		cmocka_unit_test(carriage_returns_and_a_byte_order_mark_are_no_text),
		cmocka_unit_test(comments_may_come_before_the_version),
		cmocka_unit_test(text_that_merely_speaks_of_the_version_is_no_document),
		cmocka_unit_test(an_unknown_tag_is_said_once),
		cmocka_unit_test(a_byte_that_is_no_text_is_refused_where_it_stands),
		cmocka_unit_test(a_character_beyond_ascii_may_stand_anywhere),
		cmocka_unit_test(a_tag_with_one_letter_changed_is_another),
		cmocka_unit_test(lines_that_are_no_tags_are_said_with_their_place),
		cmocka_unit_test(a_relationship_of_two_words_is_said),
		cmocka_unit_test(a_package_without_an_identifier_is_said),
		cmocka_unit_test(the_identifier_of_an_annotation_names_nothing),
		cmocka_unit_test(a_field_before_any_package_is_said),
		cmocka_unit_test(a_text_that_is_cut_off_is_refused),
		cmocka_unit_test(bytes_that_are_not_utf8_are_refused),
		cmocka_unit_test(a_nul_is_refused),
		cmocka_unit_test(json_that_is_cut_off_is_refused),
		cmocka_unit_test(every_type_of_the_schema_is_known),
		cmocka_unit_test(the_examples_of_the_specification_are_one_graph_in_both_spellings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
