/*
 * graph/ladder: how a component's supplier is found, rung by rung; what stands higher is believed
 * before what stands lower.
 */
#include "world.h"

static struct world w;

static int teardown(void **state)
{
	(void)state;
	world_release(&w);
	return 0;
}

/* The node of a component "n" of which fields (JSON with ' for ") are said. */
static const struct th_node *node_with(const char *fields)
{
	char json[4096];

	snprintf(json, sizeof(json),
		 CDX("'components':[{'type':'library','name':'n','bom-ref':'n'%s}]"), fields);
	world_document(&w, "test.json", json);
	world_link(&w);
	return &w.graph.nodes[world_node(&w, "n")];
}

static void assert_climbs(const char *fields, enum th_rung rung, const char *supplier)
{
	const struct th_node *node = node_with(fields);

	if (node->rung != rung)
		fail_msg("%s: rung %s, not %s", fields, th_rung_word((enum th_rung)node->rung),
			 th_rung_word(rung));
	const char *name = world_supplier_of(&w, world_node(&w, "n"));
	if (strcmp(name, supplier) != 0)
		fail_msg("%s: \"%s\", not \"%s\"", fields, name, supplier);
	world_release(&w);
}

#define S ",'supplier':{'name':'Supplier Ltd'}"
#define M ",'manufacturer':{'name':'Maker Ltd'}"
#define P ",'publisher':'Publisher Ltd'"
#define A ",'authors':[{'name':'Author Foundation'}]"
#define N ",'purl':'pkg:npm/%40space/n@1'"
#define R ",'externalReferences':[{'type':'vcs','url':'https://github.com/owner/n'}]"
#define C ",'cpe':'cpe:2.3:a:vendor:n:1:*:*:*:*:*:*:*'"

static void each_rung_stands_above_those_below(void **state)
{
	(void)state;
	assert_climbs(C R N A P M S, TH_RUNG_supplier, "Supplier Ltd");
	assert_climbs(C R N A P M, TH_RUNG_manufacturer, "Maker Ltd");
	assert_climbs(C R N A P, TH_RUNG_publisher, "Publisher Ltd");
	assert_climbs(C R N A, TH_RUNG_author, "Author Foundation");
	assert_climbs(C R N, TH_RUNG_namespace, "@space");
	assert_climbs(C R, TH_RUNG_repository, "owner");
	assert_climbs(C, TH_RUNG_cpe_vendor, "vendor");
	assert_climbs("", TH_RUNG_unknown, "");
}

static void a_rung_that_names_nobody_is_stepped_over(void **state)
{
	(void)state;
	assert_climbs(",'supplier':{'name':'NOASSERTION'}" P, TH_RUNG_publisher, "Publisher Ltd");
	assert_climbs(",'supplier':{'name':''},'manufacturer':{'name':'unknown'}" P,
		      TH_RUNG_publisher, "Publisher Ltd");
	assert_climbs(",'publisher':'n/a'" C, TH_RUNG_cpe_vendor, "vendor");
	assert_climbs(",'publisher':''" C, TH_RUNG_cpe_vendor, "vendor");
}

/* ---- stated ---- */

static void packaged_by_one_and_made_by_another_keeps_both(void **state)
{
	(void)state;
	const struct th_node *node = node_with(M S);
	assert_int_equal(node->rung, TH_RUNG_supplier);
	assert_int_equal(node->maker_rung, TH_RUNG_manufacturer);
	assert_int_equal(node->maker, world_supplier(&w, "Maker Ltd"));
	assert_int_equal(node->supplier, world_supplier(&w, "Supplier Ltd"));
}

static void supplier_and_maker_of_one_name_are_one(void **state)
{
	(void)state;
	const struct th_node *node =
		node_with(",'supplier':{'name':'Acme'},'manufacturer':{'name':'ACME Inc.'}");
	assert_int_equal(node->maker, TH_SUPPLIER_UNKNOWN);
}

static void a_supplier_may_be_named_by_its_url_alone(void **state)
{
	(void)state;
	assert_climbs(",'supplier':{'url':['https://acme-tools.com/x']}", TH_RUNG_supplier,
		      "acme-tools.com");
}

static void a_prefix_and_a_mail_are_not_part_of_the_name(void **state)
{
	(void)state;
	assert_climbs(",'supplier':{'name':'Organization: Acme Tools (x@acme-tools.com)'}",
		      TH_RUNG_supplier, "Acme Tools");
}

/* ---- authors ---- */

static void an_author_who_is_a_person_is_no_supplier(void **state)
{
	(void)state;
	assert_climbs(",'author':'Jane Doe'" C, TH_RUNG_cpe_vendor, "vendor");
	assert_climbs(",'authors':[{'name':'Jane Doe'},{'name':'John Smith'}]", TH_RUNG_unknown,
		      "");
	assert_climbs(",'author':'Person: Acme Inc.'" C, TH_RUNG_author, "Acme Inc.");
}

static void of_several_authors_an_organisation_counts(void **state)
{
	(void)state;
	assert_climbs(",'authors':[{'name':'Jane Doe'},{'name':'Acme Foundation'}]", TH_RUNG_author,
		      "Acme Foundation");
	assert_climbs(",'author':'Organization: Acme'", TH_RUNG_author, "Acme");
}

/* ---- namespaces ---- */

static void a_purl_names_its_supplier(void **state)
{
	static const struct {
		const char *purl, *supplier;
	} rows[] = {
		{ "pkg:github/Acme/n@1", "acme" },
		{ "pkg:golang/github.com/acme/n@1", "acme" },
		{ "pkg:golang/acme-tools.com/x/n@1", "acme-tools.com" },
		{ "pkg:bitbucket/acme/n@1", "acme" },
		{ "pkg:npm/%40acme/n@1", "@acme" },
		{ "pkg:npm/@ACME/n@1", "@ACME" },
		{ "pkg:maven/com.acme-tools.web/n@1", "acme-tools.com" },
		{ "pkg:maven/com.github.acme/n@1", "acme" },
		{ "pkg:maven/io.github.acme.x/n@1", "acme" },
		{ "pkg:composer/acme/n@1", "acme" },
		{ "pkg:generic/acme-tools.com/n@1", "acme-tools.com" },
		{ "pkg:deb/debian/n@1", "debian" },
		{ "pkg:rpm/fedora/n@1", "fedora" },
		{ "pkg:docker/acme/n@1", "acme" },
		{ "pkg:swift/github.com/acme/n@1", "acme" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char fields[256];
		snprintf(fields, sizeof(fields), ",'purl':'%s'", rows[i].purl);
		assert_climbs(fields, TH_RUNG_namespace, rows[i].supplier);
	}
}

static void a_purl_without_an_organisation_names_nobody(void **state)
{
	static const char *const purls[] = {
		"pkg:npm/n@1",           "pkg:pypi/n@1",  "pkg:cargo/n@1",
		"pkg:gem/n@1",           "pkg:nuget/n@1", "pkg:generic/n@1",
		"pkg:generic/acme/n@1",  "pkg:conda/n@1", "pkg:yocto/core/n@1",
		"pkg:nonsense/acme/n@1",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(purls) / sizeof(purls[0]); i++) {
		char fields[256];
		snprintf(fields, sizeof(fields), ",'purl':'%s'", purls[i]);
		assert_climbs(fields, TH_RUNG_unknown, "");
	}
}

static void a_purl_that_cannot_be_read_is_stepped_over(void **state)
{
	(void)state;
	assert_climbs(",'purl':'pkg:npm'" C, TH_RUNG_cpe_vendor, "vendor");
	assert_climbs(",'purl':'not a purl'" R, TH_RUNG_repository, "owner");
}

static void a_maven_group_without_a_domain_is_a_supplier_by_itself(void **state)
{
	(void)state;
	assert_climbs(",'purl':'pkg:maven/junit/junit@4'", TH_RUNG_namespace, "junit");
	assert_climbs(",'purl':'pkg:maven/com.github/n@1'", TH_RUNG_namespace, "com.github");
}

static const char granite[] =
	"{'name':'Graniteworks','domains':['graniteworks.com'],'npm':['@granite'],"
	"'maven':['com.graniteworks'],'github':['granite-gh'],'golang':['gw.dev/x'],"
	"'composer':['granite-co'],'cpe':['granite_cpe'],'kind':'company'}";

static void the_list_knows_whose_a_namespace_is(void **state)
{
	static const char *const purls[] = {
		"pkg:npm/%40Granite/n@1",           "pkg:maven/com.graniteworks.deep.down/n@1",
		"pkg:github/Granite-GH/n@1",        "pkg:golang/github.com/granite-gh/n@1",
		"pkg:golang/gw.dev/x/n@1",          "pkg:golang/gw.dev/x@1",
		"pkg:composer/granite-co/n@1",      "pkg:maven/com.github.granite-gh/n@1",
		"pkg:generic/graniteworks.com/n@1", "pkg:golang/graniteworks.com/n@1",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(purls) / sizeof(purls[0]); i++) {
		char fields[256];
		world_suppliers(&w, granite);
		snprintf(fields, sizeof(fields), ",'purl':'%s'", purls[i]);
		assert_climbs(fields, TH_RUNG_namespace, "Graniteworks");
	}
}

static void the_list_knows_whose_a_repository_and_a_cpe_vendor_are(void **state)
{
	(void)state;
	world_suppliers(&w, granite);
	assert_climbs(",'externalReferences':[{'type':'vcs',"
		      "'url':'git+ssh://git@github.com/Granite-GH/x.git'}]",
		      TH_RUNG_repository, "Graniteworks");
	world_suppliers(&w, granite);
	assert_climbs(",'cpe':'cpe:2.3:a:granite_cpe:n:1'", TH_RUNG_cpe_vendor, "Graniteworks");
}

/* ---- repository ---- */

#define LIES_AT(url) ",'externalReferences':[{'type':'vcs','url':'" url "'}]"

static void owners_on_other_forges_are_other_accounts(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(COMPONENTS(COMPONENT("a", LIES_AT("https://github.com/acme/a")),
				      COMPONENT("b", LIES_AT("https://gitlab.com/acme/b")),
				      COMPONENT("c", LIES_AT("https://github.com/ACME/c")))));
	world_link(&w);
	uint32_t a = w.graph.nodes[world_node(&w, "a")].supplier;
	assert_int_not_equal(a, w.graph.nodes[world_node(&w, "b")].supplier);
	assert_int_equal(a, w.graph.nodes[world_node(&w, "c")].supplier);
}

static void a_repository_somewhere_else_names_nobody(void **state)
{
	(void)state;
	assert_climbs(",'externalReferences':[{'type':'vcs','url':'https://git.example/x/n'}]",
		      TH_RUNG_unknown, "");
	assert_climbs(",'externalReferences':[{'type':'website','url':'https://github.com/a/n'}]",
		      TH_RUNG_unknown, "");
}

/* ---- CPE ---- */

static void a_vendor_that_is_the_product_again_is_a_guess(void **state)
{
	(void)state;
	assert_climbs(",'cpe':'cpe:2.3:a:lodash:lodash:1:*:*:*:*:*:*:*'", TH_RUNG_unknown, "");
	world_suppliers(&w, "{'name':'curl project','cpe':['curl'],'kind':'project'}");
	assert_climbs(",'cpe':'cpe:2.3:a:curl:curl:8:*:*:*:*:*:*:*'", TH_RUNG_cpe_vendor,
		      "curl project");
}

static void a_cpe_in_either_form_names_the_vendor(void **state)
{
	(void)state;
	assert_climbs(",'cpe':'cpe:/a:Vendor:n:1'", TH_RUNG_cpe_vendor, "vendor");
	assert_climbs(",'cpe':'cpe:2.3:a:*:n:1'", TH_RUNG_unknown, "");
	assert_climbs(",'cpe':'cpe:2.3:a:-:n:1'", TH_RUNG_unknown, "");
	assert_climbs(",'cpe':'nonsense'", TH_RUNG_unknown, "");
}

/* ---- between documents ---- */

static void the_strongest_rung_of_all_occurrences_counts(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(COMPONENTS(COMPONENT("n", ",'purl':'pkg:npm/%40space/n@1'"))));
	world_document(
		&w, "b.json",
		CDX(COMPONENTS(COMPONENT("n", ",'purl':'pkg:npm/%40space/n@1'" SUPPLIED("Acme")))));
	world_link(&w);
	const struct th_node *node = &w.graph.nodes[world_node(&w, "n")];
	assert_int_equal(node->rung, TH_RUNG_supplier);
	assert_string_equal(world_supplier_of(&w, world_node(&w, "n")), "Acme");
}

static void equal_publishers_of_all_documents_are_asked_for_once(void **state)
{
	(void)state;
	world_document(&w, "a.json", CDX(COMPONENTS(COMPONENT("a", P))));
	world_document(&w, "b.json", CDX(COMPONENTS(COMPONENT("b", P))));
	world_link(&w);
	assert_int_equal(w.graph.nodes[world_node(&w, "a")].supplier,
			 w.graph.nodes[world_node(&w, "b")].supplier);
	assert_int_equal(w.graph.suppliers.list.count, 2);
}

static void every_rung_has_a_word_of_its_own(void **state)
{
	(void)state;
	for (unsigned i = 0; i < TH_RUNG_COUNT; i++)
		for (unsigned k = 0; k < i; k++)
			assert_string_not_equal(th_rung_word((enum th_rung)i),
						th_rung_word((enum th_rung)k));
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_rung_stands_above_those_below),
		TEST(a_rung_that_names_nobody_is_stepped_over),
		TEST(packaged_by_one_and_made_by_another_keeps_both),
		TEST(supplier_and_maker_of_one_name_are_one),
		TEST(a_supplier_may_be_named_by_its_url_alone),
		TEST(a_prefix_and_a_mail_are_not_part_of_the_name),
		TEST(an_author_who_is_a_person_is_no_supplier),
		TEST(of_several_authors_an_organisation_counts),
		TEST(a_purl_names_its_supplier),
		TEST(a_purl_without_an_organisation_names_nobody),
		TEST(a_purl_that_cannot_be_read_is_stepped_over),
		TEST(a_maven_group_without_a_domain_is_a_supplier_by_itself),
		TEST(the_list_knows_whose_a_namespace_is),
		TEST(the_list_knows_whose_a_repository_and_a_cpe_vendor_are),
		TEST(owners_on_other_forges_are_other_accounts),
		TEST(a_repository_somewhere_else_names_nobody),
		TEST(a_vendor_that_is_the_product_again_is_a_guess),
		TEST(a_cpe_in_either_form_names_the_vendor),
		TEST(the_strongest_rung_of_all_occurrences_counts),
		TEST(equal_publishers_of_all_documents_are_asked_for_once),
		TEST(every_rung_has_a_word_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
