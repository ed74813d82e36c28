/*
 * CycloneDX: what relies on what, how complete that is, and how the product is built, in JSON and
 * in XML, with the keys in any order.
 */
#include "twins.h"

/* ---- dependencies ---- */

static void an_entry_that_lists_nothing_is_a_leaf_and_a_missing_one_is_silence(void **state)
{
	(void)state;
	say_alike(ABC ",'dependencies':[{'ref':'a','dependsOn':['b','c']},{'ref':'b'}]",
		  ABC_XML "<dependencies><dependency ref='a'><dependency ref='b'/>"
			  "<dependency ref='c'/></dependency><dependency ref='b'/></dependencies>",
		  "counts components=3 services=0 files=0 dependencies=2 dangling=0\n"
		  "component a listed library name=a states-upstream\n"
		  "component b listed library name=b states-upstream\n"
		  "component c listed library name=c\n"
		  "relation a depends-on b dependency\n"
		  "relation a depends-on c dependency");
}

static void an_empty_list_is_a_leaf_too(void **state)
{
	(void)state;
	say_alike(ABC ",'dependencies':[{'ref':'a','dependsOn':[]}]",
		  ABC_XML "<dependencies><dependency ref='a'></dependency></dependencies>",
		  "component a listed library name=a states-upstream\n"
		  "component b listed library name=b");
}

static void what_is_provided_is_no_dependency(void **state)
{
	struct twins t;
	(void)state;
	read_twins(&t, ABC ",'dependencies':[{'ref':'a','provides':['b'],'dependsOn':['c']}]",
		   ABC_XML "<dependencies><dependency ref='a'><dependency ref='c'/>"
			   "<provides ref='b'/></dependency></dependencies>");
	assert_line(t.dump, "relation a depends-on c dependency");
	assert_int_equal(t.json.doc.relations.count, 1);
	assert_int_equal(t.json.doc.counts.dependencies, 1);
	release_twins(&t);
}

static void deeper_entries_in_xml_are_dependencies_too(void **state)
{
	(void)state;
	say_alike(ABC ",'dependencies':[{'ref':'a','dependsOn':['b']},"
		      "{'ref':'b','dependsOn':['c']}]",
		  ABC_XML "<dependencies><dependency ref='a'><dependency ref='b'>"
			  "<dependency ref='c'/></dependency></dependency></dependencies>",
		  "component b listed library name=b states-upstream\n"
		  "component c listed library name=c\n"
		  "relation a depends-on b dependency\n"
		  "relation b depends-on c dependency");
}

static void a_component_may_depend_on_itself_which_is_said(void **state)
{
	struct given g;
	(void)state;
	say_alike(ABC ",'dependencies':[{'ref':'a','dependsOn':['a']}]",
		  ABC_XML "<dependencies><dependency ref='a'><dependency ref='a'/></dependency>"
			  "</dependencies>",
		  "diagnostic self-dependency\n"
		  "relation a depends-on a dependency");
	given_cdx(&g, ABC ",'dependencies':[{'ref':'a','dependsOn':[  'a'   ]}]");
	given_diagnosed_at(&g, TH_DIAG_self_dependency, "a\"   ]");
	given_release(&g);
}

static void a_dependency_that_is_said_twice_is_counted_twice(void **state)
{
	(void)state;
	say_alike(ABC ",'dependencies':[{'ref':'a','dependsOn':['b','b']}]",
		  ABC_XML "<dependencies><dependency ref='a'><dependency ref='b'/>"
			  "<dependency ref='b'/></dependency></dependencies>",
		  "counts components=3 services=0 files=0 dependencies=2 dangling=0");
}

static void a_reference_that_leads_nowhere_has_a_placeholder(void **state)
{
	struct given g;
	(void)state;
	say_alike(ABC ",'dependencies':[{'ref':'a','dependsOn':['ghost','b']},"
		      "{'ref':'spirit','dependsOn':['b','ghost']}]",
		  ABC_XML "<dependencies><dependency ref='a'><dependency ref='ghost'/>"
			  "<dependency ref='b'/></dependency><dependency ref='spirit'>"
			  "<dependency ref='b'/><dependency ref='ghost'/></dependency>"
			  "</dependencies>",
		  "counts components=3 services=0 files=0 dependencies=4 dangling=2\n"
		  "component ghost placeholder unknown name=ghost\n"
		  "component spirit placeholder unknown name=spirit states-upstream\n"
		  "relation spirit depends-on ghost dependency");
	given_cdx(&g, ABC ",'dependencies':[{'ref':'a','dependsOn':['ghost']}]");
	given_diagnosed_at(&g, TH_DIAG_dangling_ref, "ghost");
	given_release(&g);
}

static void a_reference_into_another_document_is_a_link(void **state)
{
	(void)state;
	say_alike(ABC ",'dependencies':[{'ref':'a','dependsOn':['" LINK "#x','" LINK "']}]",
		  ABC_XML "<dependencies><dependency ref='a'><dependency ref='" LINK "#x'/>"
			  "<dependency ref='" LINK "'/></dependency></dependencies>",
		  "counts components=3 services=0 files=0 dependencies=2 dangling=0\n"
		  "component " LINK "#x link unknown name=" LINK "#x\n"
		  "link " LINK "#x is " LINK "#x\n"
		  "link " LINK " is " LINK "\n"
		  "relation a depends-on " LINK "#x dependency");
}

static void an_identifier_that_is_given_twice_means_the_first(void **state)
{
	struct given g;
	(void)state;
	say_alike(",'components':[{'type':'library','name':'first','bom-ref':'x'},"
		  "{'type':'library','name':'second','bom-ref':'x'},"
		  "{'type':'library','name':'user','bom-ref':'u'}],"
		  "'dependencies':[{'ref':'u','dependsOn':['x']}]",
		  "<components><component type='library' bom-ref='x'><name>first</name></component>"
		  "<component type='library' bom-ref='x'><name>second</name></component>"
		  "<component type='library' bom-ref='u'><name>user</name></component></components>"
		  "<dependencies><dependency ref='u'><dependency ref='x'/></dependency>"
		  "</dependencies>",
		  "diagnostic duplicate-ref\n"
		  "component x listed library name=first\n"
		  "component (second) listed library name=second\n"
		  "relation u depends-on x dependency");
	given_cdx(&g, ",'components':[{'type':'library','name':'1','bom-ref':'x'},"
		      "{'type':'library','name':'2','bom-ref':'x' }]");
	given_diagnosed_at(&g, TH_DIAG_duplicate_ref, "x\" }");
	given_release(&g);
}

/* Generators write the identifier encoded and the reference not, or the other way round. */
static void purls_that_are_spelled_differently_still_meet(void **state)
{
	struct given g;
	(void)state;
	say_alike(",'components':[{'type':'library','name':'d','bom-ref':'pkg:npm/%40a/d@1'},"
		  "{'type':'library','name':'u','bom-ref':'u'}],"
		  "'dependencies':[{'ref':'u','dependsOn':['pkg:npm/@a/d@1']},"
		  "{'ref':'pkg:npm/@a/d@1','dependsOn':['u']}]",
		  "<components><component type='library' bom-ref='pkg:npm/%40a/d@1'><name>d</name>"
		  "</component><component type='library' bom-ref='u'><name>u</name></component>"
		  "</components><dependencies><dependency ref='u'>"
		  "<dependency ref='pkg:npm/@a/d@1'/></dependency>"
		  "<dependency ref='pkg:npm/@a/d@1'><dependency ref='u'/></dependency>"
		  "</dependencies>",
		  "counts components=2 services=0 files=0 dependencies=2 dangling=0\n"
		  "diagnostic repaired-ref\n"
		  "component pkg:npm/%40a/d@1 listed library name=d states-upstream\n"
		  "relation u depends-on pkg:npm/%40a/d@1 dependency\n"
		  "relation pkg:npm/%40a/d@1 depends-on u dependency");
	given_cdx(&g, ",'components':[{'type':'library','name':'d','bom-ref':'pkg:npm/%40a/d@1'}],"
		      "'dependencies':[{'ref':'pkg:npm/%40a/d@1','dependsOn':['pkg:npm/x@1']}]");
	given_diagnosed_at(&g, TH_DIAG_dangling_ref, "pkg:npm/x@1");
	given_release(&g);
}

static void a_leaf_that_is_named_by_another_spelling_of_its_purl_is_a_leaf(void **state)
{
	struct given g;
	(void)state;
	given_cdx(&g, ",'components':[{'type':'library','name':'d','bom-ref':'pkg:npm/%40a/d@1'}],"
		      "'dependencies':[{'ref':'pkg:npm/@a/d@1'}]");
	assert_true(given_component(&g, "pkg:npm/%40a/d@1")->states_upstream);
	given_release(&g);
}

static void a_composition_that_names_another_spelling_of_a_purl_is_about_it(void **state)
{
	struct given g;
	(void)state;
	given_cdx(&g, ",'components':[{'type':'library','name':'d','bom-ref':'pkg:npm/%40a/d@1'}],"
		      "'compositions':[{'aggregate':'incomplete',"
		      "'dependencies':['pkg:npm/@a/d@1']}]");
	assert_int_equal(given_component(&g, "pkg:npm/%40a/d@1")->dependencies,
			 TH_AGGREGATE_INCOMPLETE);
	given_release(&g);
}

static void an_entry_without_a_reference_is_said_and_dropped(void **state)
{
	struct twins t;
	(void)state;
	read_twins(&t, ABC ",'dependencies':[{'dependsOn':['b']},{'ref':'','dependsOn':['c']}]",
		   ABC_XML "<dependencies><dependency><dependency ref='b'/></dependency>"
			   "<dependency ref=''><dependency ref='c'/></dependency></dependencies>");
	assert_int_equal(given_count(&t.json, TH_DIAG_missing_field), 2);
	assert_int_equal(t.json.doc.relations.count, 0);
	release_twins(&t);
}

/* The entry inside has a reference, and what it says is its own. */
static void an_entry_inside_one_without_a_reference_is_kept(void **state)
{
	struct given g;
	(void)state;
	given_cdx_xml(&g, "1.6",
		      ABC_XML "<dependencies><dependency><dependency ref='a'><dependency ref='b'/>"
			      "</dependency></dependency></dependencies>");
	char *dump = dump_document(&g.doc, DUMP_ALL);
	assert_line(dump, "relation a depends-on b dependency");
	free(dump);
	given_release(&g);
}

/* ---- compositions ---- */

static void every_word_for_completeness_is_known(void **state)
{
	static const struct {
		const char *word, *meaning;
	} rows[] = {
		{ "complete", "complete" },
		{ "incomplete", "incomplete" },
		{ "incomplete_first_party_only", "incomplete" },
		{ "incomplete_first_party_proprietary_only", "incomplete" },
		{ "incomplete_first_party_opensource_only", "incomplete" },
		{ "incomplete_third_party_only", "incomplete" },
		{ "incomplete_third_party_proprietary_only", "incomplete" },
		{ "incomplete_third_party_opensource_only", "incomplete" },
		{ "unknown", "unknown" },
		{ "not_specified", "not-specified" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char json[1024], xml[1024], line[256];
		snprintf(json, sizeof(json),
			 ABC ",'compositions':[{'aggregate':'%s','assemblies':['a'],"
			     "'dependencies':['b'],'vulnerabilities':['c']}]",
			 rows[i].word);
		snprintf(xml, sizeof(xml),
			 ABC_XML "<compositions><composition><aggregate>%s</aggregate>"
				 "<assemblies><assembly ref='a'/></assemblies>"
				 "<dependencies><dependency ref='b'/></dependencies>"
				 "<vulnerabilities><vulnerability ref='c'/></vulnerabilities>"
				 "</composition></compositions>",
			 rows[i].word);
		snprintf(line, sizeof(line),
			 "component a listed library name=a assemblies=%s\n"
			 "component b listed library name=b dependencies=%s\n"
			 "component c listed library name=c",
			 rows[i].meaning, rows[i].meaning);
		say_alike(json, xml, line);
	}
}

static void completeness_does_not_cascade_and_says_nothing_of_other_lists(void **state)
{
	(void)state;
	say_alike(ABC ",'dependencies':[{'ref':'a','dependsOn':['b']}],'compositions':["
		      "{'aggregate':'complete','dependencies':['a']},"
		      "{'aggregate':'unknown','assemblies':['a','b']}]",
		  ABC_XML "<dependencies><dependency ref='a'><dependency ref='b'/></dependency>"
			  "</dependencies><compositions><composition><aggregate>complete"
			  "</aggregate><dependencies><dependency ref='a'/></dependencies>"
			  "</composition><composition><aggregate>unknown</aggregate><assemblies>"
			  "<assembly ref='a'/><assembly ref='b'/></assemblies></composition>"
			  "</compositions>",
		  "component a listed library name=a states-upstream dependencies=complete "
		  "assemblies=unknown\n"
		  "component b listed library name=b assemblies=unknown");
}

static void a_composition_without_its_word_is_said(void **state)
{
	struct given g;
	(void)state;
	given_cdx(&g, ABC ",'compositions':[{'dependencies':['a']}]");
	given_diagnosed_at(&g, TH_DIAG_missing_field, "{\"dependencies\":[\"a\"]");
	assert_int_equal(given_component(&g, "a")->dependencies, TH_AGGREGATE_NOT_SPECIFIED);
	given_release(&g);
}

static void a_composition_about_the_product_may_come_before_it(void **state)
{
	(void)state;
	say_alike(",'compositions':[{'aggregate':'incomplete','dependencies':['app']}],"
		  "'metadata':{'component':{'type':'application','name':'app','bom-ref':'app'}}",
		  "<compositions><composition><aggregate>incomplete</aggregate><dependencies>"
		  "<dependency ref='app'/></dependencies></composition></compositions>"
		  "<metadata><component type='application' bom-ref='app'><name>app</name>"
		  "</component></metadata>",
		  "component app root application name=app dependencies=incomplete");
}

/* ---- formulation ---- */

#define APP "'metadata':{'component':{'type':'application','name':'app','bom-ref':'app'}}"
#define APP_XML                                                                              \
	"<metadata><component type='application' bom-ref='app'><name>app</name></component>" \
	"</metadata>"

static void the_product_is_built_with_components_and_by_services(void **state)
{
	(void)state;
	say_alike("," APP ",'formulation':[{'bom-ref':'f','components':["
		  "{'type':'application','name':'gcc','bom-ref':'gcc','supplier':{'name':'GNU'},"
		  "'components':[{'type':'file','name':'cc1','bom-ref':'cc1'}]}],"
		  "'services':[{'name':'ci','bom-ref':'ci','provider':{'name':'CI Inc'}}]}]",
		  APP_XML
		  "<formulation><formula bom-ref='f'><components><component type='application' "
		  "bom-ref='gcc'><supplier><name>GNU</name></supplier><name>gcc</name><components>"
		  "<component type='file' bom-ref='cc1'><name>cc1</name></component></components>"
		  "</component></components><services><service bom-ref='ci'><provider>"
		  "<name>CI Inc</name></provider><name>ci</name></service></services></formula>"
		  "</formulation>",
		  "counts components=0 services=0 files=0 dependencies=0 dangling=0\n"
		  "document spec=1.6 root=app\n"
		  "component app root application name=app states-upstream\n"
		  "component gcc build application name=gcc supplier={GNU}\n"
		  "component cc1 build file name=cc1\n"
		  "component ci build other name=ci supplier={CI Inc}\n"
		  "relation app built-with gcc\n"
		  "relation app built-by ci\n"
		  "relation gcc contains cc1 implied");
}

static void a_host_among_the_build_components_is_evidence_of_the_environment(void **state)
{
	static const char *const hosts[] = { "device", "operating-system", "platform" };
	(void)state;
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		char json[512], xml[512];
		snprintf(json, sizeof(json),
			 "," APP ",'formulation':[{'components':[{'type':'%s','name':'h'}]}]",
			 hosts[i]);
		snprintf(xml, sizeof(xml),
			 APP_XML "<formulation><formula><components><component type='%s'>"
				 "<name>h</name></component></components></formula></formulation>",
			 hosts[i]);
		say_alike(json, xml, "document spec=1.6 root=app environment");
	}
	say_alike("," APP ",'components':[{'type':'device','name':'h'}]",
		  APP_XML "<components><component type='device'><name>h</name></component>"
			  "</components>",
		  "document spec=1.6 root=app");
}

static void the_product_is_hosted_where_its_build_ran(void **state)
{
	(void)state;
	say_alike("," APP ",'formulation':[{'components':["
		  "{'type':'device','name':'runner','bom-ref':'runner'}],"
		  "'workflows':[{'bom-ref':'w','uid':'1','taskTypes':['build'],"
		  "'runtimeTopology':[{'ref':'runner'}]}]}]",
		  APP_XML "<formulation><formula><components><component type='device' "
			  "bom-ref='runner'><name>runner</name></component></components><workflows>"
			  "<workflow bom-ref='w'><uid>1</uid><runtimeTopology>"
			  "<dependency ref='runner'/></runtimeTopology></workflow></workflows>"
			  "</formula></formulation>",
		  "document spec=1.6 root=app environment\n"
		  "relation app hosted-on runner");
}

static void a_host_of_the_build_runs_on_another(void **state)
{
	(void)state;
	say_alike("," APP ",'formulation':[{'components':["
		  "{'type':'container','name':'c','bom-ref':'c'},"
		  "{'type':'device','name':'d','bom-ref':'d'}],"
		  "'workflows':[{'uid':'1','runtimeTopology':[{'ref':'c','dependsOn':['d']}]}]}]",
		  APP_XML
		  "<formulation><formula><components><component type='container' bom-ref='c'>"
		  "<name>c</name></component><component type='device' bom-ref='d'><name>d</name>"
		  "</component></components><workflows><workflow><uid>1</uid><runtimeTopology>"
		  "<dependency ref='c'><dependency ref='d'/></dependency></runtimeTopology>"
		  "</workflow></workflows></formula></formulation>",
		  "relation app hosted-on c\n"
		  "relation c hosted-on d");
}

static void the_topology_of_a_task_counts_too(void **state)
{
	(void)state;
	say_alike("," APP ",'formulation':[{'workflows':[{'uid':'1','tasks':[{'uid':'2',"
		  "'runtimeTopology':[{'ref':'agent'}]}]}]}]",
		  APP_XML "<formulation><formula><workflows><workflow><uid>1</uid><tasks><task>"
			  "<uid>2</uid><runtimeTopology><dependency ref='agent'/>"
			  "</runtimeTopology></task></tasks></workflow></workflows></formula>"
			  "</formulation>",
		  "document spec=1.6 root=app environment\n"
		  "component agent placeholder unknown name=agent\n"
		  "relation app hosted-on agent");
}

static void the_product_is_derived_from_what_goes_into_its_build(void **state)
{
	(void)state;
	say_alike(
		"," APP ",'components':[{'type':'file','name':'src','bom-ref':'src'}],"
		"'formulation':[{'workflows':[{'uid':'1',"
		"'inputs':[{'resource':{'ref':'src'}},{'resource':{'externalReference':"
		"{'type':'vcs','url':'https://x.example'}}},{'parameters':[{'name':'n'}]}],"
		"'tasks':[{'uid':'2','inputs':[{'resource':{'ref':'" LINK "#y'}}],"
		"'outputs':[{'resource':{'ref':'out'}}]}]}]}]",
		APP_XML
		"<components><component type='file' bom-ref='src'><name>src</name></component>"
		"</components><formulation><formula><workflows><workflow><uid>1</uid><tasks><task>"
		"<uid>2</uid><inputs><input><resource><ref>" LINK "#y</ref></resource></input>"
		"</inputs><outputs><output><resource><ref>out</ref></resource></output></outputs>"
		"</task></tasks><inputs><input><resource><ref>src</ref></resource></input><input>"
		"<resource><externalReference type='vcs'><url>https://x.example</url>"
		"</externalReference></resource></input><input><parameters><parameter>"
		"<name>n</name></parameter></parameters></input></inputs></workflow></workflows>"
		"</formula></formulation>",
		"relation app derived-from src\n"
		"relation app derived-from " LINK "#y\n"
		"component app root application name=app states-upstream");
}

static void a_build_without_a_product_says_nothing_of_one(void **state)
{
	struct twins t;
	(void)state;
	read_twins(&t, ",'formulation':[{'components':[{'type':'application','name':'gcc'}]}]",
		   "<formulation><formula><components><component type='application'>"
		   "<name>gcc</name></component></components></formula></formulation>");
	assert_line(t.dump, "component (gcc) build application name=gcc");
	assert_int_equal(t.json.doc.relations.count, 0);
	release_twins(&t);
}

/* ---- the order of keys ---- */

static void the_order_of_keys_does_not_matter(void **state)
{
	struct given first, last;
	(void)state;
	given_cdx(&first, ",'serialNumber':'" SERIAL "','version':2,"
			  "'metadata':{'timestamp':'2023-01-01T00:00:00Z',"
			  "'component':{'bom-ref':'app','type':'application','name':'app'},"
			  "'supplier':{'name':'Acme'}},"
			  "'components':[{'bom-ref':'l','type':'library','name':'l',"
			  "'hashes':[{'alg':'SHA-256','content':'" SHA256 "'}],"
			  "'components':[{'bom-ref':'m','type':'file','name':'m'}]}],"
			  "'dependencies':[{'ref':'app','dependsOn':['l']},"
			  "{'ref':'l','dependsOn':[]}],"
			  "'compositions':[{'aggregate':'complete','dependencies':['app']}],"
			  "'formulation':[{'components':[{'bom-ref':'g','type':'application',"
			  "'name':'gcc'}],'workflows':[{'runtimeTopology':[{'ref':'h',"
			  "'dependsOn':['i']}]}]}]");
	given_json(&last, "x",
		   "{'formulation':[{'workflows':[{'runtimeTopology':[{'dependsOn':['i'],"
		   "'ref':'h'}]}],'components':[{'name':'gcc','type':'application',"
		   "'bom-ref':'g'}]}],"
		   "'compositions':[{'dependencies':['app'],'aggregate':'complete'}],"
		   "'dependencies':[{'dependsOn':['l'],'ref':'app'},{'dependsOn':[],'ref':'l'}],"
		   "'components':[{'components':[{'name':'m','type':'file','bom-ref':'m'}],"
		   "'hashes':[{'content':'" SHA256 "','alg':'SHA-256'}],"
		   "'name':'l','type':'library','bom-ref':'l'}],"
		   "'metadata':{'supplier':{'name':'Acme'},"
		   "'component':{'name':'app','type':'application','bom-ref':'app'},"
		   "'timestamp':'2023-01-01T00:00:00Z'},"
		   "'version':2,'serialNumber':'" SERIAL "','specVersion':'1.6',"
		   "'bomFormat':'CycloneDX'}");
	assert_int_equal(last.status, TH_OK);
	char *a = dump_document(&first.doc, DUMP_ALL), *b = dump_document(&last.doc, DUMP_ALL);
	assert_same(a, b);
	assert_line(a, "relation app built-with g");
	assert_line(a, "relation h hosted-on i");
	assert_line(a, "component app root application name=app supplier={Acme} states-upstream "
		       "dependencies=complete");
	free(a);
	free(b);
	given_release(&first);
	given_release(&last);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			an_entry_that_lists_nothing_is_a_leaf_and_a_missing_one_is_silence),
		cmocka_unit_test(an_empty_list_is_a_leaf_too),
		cmocka_unit_test(what_is_provided_is_no_dependency),
		cmocka_unit_test(deeper_entries_in_xml_are_dependencies_too),
		cmocka_unit_test(a_component_may_depend_on_itself_which_is_said),
		cmocka_unit_test(a_dependency_that_is_said_twice_is_counted_twice),
		cmocka_unit_test(a_reference_that_leads_nowhere_has_a_placeholder),
		cmocka_unit_test(a_reference_into_another_document_is_a_link),
		cmocka_unit_test(an_identifier_that_is_given_twice_means_the_first),
		cmocka_unit_test(purls_that_are_spelled_differently_still_meet),
		cmocka_unit_test(a_leaf_that_is_named_by_another_spelling_of_its_purl_is_a_leaf),
		cmocka_unit_test(a_composition_that_names_another_spelling_of_a_purl_is_about_it),
		cmocka_unit_test(an_entry_without_a_reference_is_said_and_dropped),
		cmocka_unit_test(an_entry_inside_one_without_a_reference_is_kept),
		cmocka_unit_test(every_word_for_completeness_is_known),
		cmocka_unit_test(completeness_does_not_cascade_and_says_nothing_of_other_lists),
		cmocka_unit_test(a_composition_without_its_word_is_said),
		cmocka_unit_test(a_composition_about_the_product_may_come_before_it),
		cmocka_unit_test(the_product_is_built_with_components_and_by_services),
		cmocka_unit_test(a_host_among_the_build_components_is_evidence_of_the_environment),
		cmocka_unit_test(the_product_is_hosted_where_its_build_ran),
		cmocka_unit_test(a_host_of_the_build_runs_on_another),
		cmocka_unit_test(the_topology_of_a_task_counts_too),
		cmocka_unit_test(the_product_is_derived_from_what_goes_into_its_build),
		cmocka_unit_test(a_build_without_a_product_says_nothing_of_one),
		cmocka_unit_test(the_order_of_keys_does_not_matter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
