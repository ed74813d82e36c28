/*
 * graph/link: documents become one graph: what you acquire, what stands in what, what runs where,
 * who operates it, and what refers to what.
 */
#include "world.h"

static struct world w;

static int teardown(void **state)
{
	(void)state;
	world_release(&w);
	return 0;
}

static void assert_edges(const char *expected)
{
	const char *edges = world_edges(&w);

	if (strcmp(edges, expected) != 0)
		fail_msg("\n%s-- instead of\n%s", edges, expected);
}

#define SERIAL_A "'serialNumber':'urn:uuid:aaaaaaaa-0000-0000-0000-000000000000','version':1"
#define SERIAL_B "'serialNumber':'urn:uuid:bbbbbbbb-0000-0000-0000-000000000000','version':1"
#define LINK_A "urn:cdx:aaaaaaaa-0000-0000-0000-000000000000/1"
#define LINK_B "urn:cdx:bbbbbbbb-0000-0000-0000-000000000000/1"
#define LINKS_TO(link) ",'externalReferences':[{'type':'bom','url':'" link "'}]"
#define OPERATIONS "'lifecycles':[{'phase':'operations'}]"
#define DEVICE(name, rest)                                                      \
	"'metadata':{" OPERATIONS ",'component':{'type':'device','name':'" name \
	"','bom-ref':'" name "'" rest "}}"

/* ---- what you acquire ---- */

static void the_product_of_a_document_is_acquired(void **state)
{
	(void)state;
	world_document(&w, "a.json", CDX(ROOT("app", SUPPLIED("Acme"))));
	world_link(&w);
	assert_edges("you acquires! app\n");
	assert_true(w.graph.documents.items[0].acquired);
}

static void your_own_product_is_no_hop_away(void **state)
{
	(void)state;
	world_own(&w, world_document(&w, "a.json",
				     CDX(ROOT("app", SUPPLIED("Example Bank")),
					 COMPONENTS(COMPONENT("own-lib", SUPPLIED("Example Bank")),
						    COMPONENT("lib", SUPPLIED("Acme"))))));
	world_walk(&w);
	assert_edges("you acquires app\n"
		     "app stands-in own-lib\n"
		     "app stands-in! lib\n");
	assert_int_equal(world_hop(&w, world_node(&w, "own-lib")), 0);
	assert_int_equal(world_hop(&w, world_node(&w, "lib")), 1);
}

static void a_product_that_merely_names_you_stays_acquired_and_is_told(void **state)
{
	(void)state;
	world_self(&w, "Example Bank");
	world_document(&w, "a.json", CDX(ROOT("app", SUPPLIED("Example Bank AG"))));
	world_walk(&w);
	assert_edges("you acquires! app\n");
	assert_int_equal(world_hop(&w, world_node(&w, "app")), 1);
	assert_int_equal(given_count(&w.documents[0], TH_DIAG_names_self), 1);
}

static void without_a_product_what_nothing_reaches_is_acquired(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(COMPONENTS(COMPONENT("a", SUPPLIED("A")), COMPONENT("b", SUPPLIED("A")),
				      COMPONENT("c", "")),
			   DEPENDENCIES(NEEDS("a", "b"))));
	world_link(&w);
	assert_edges("you acquires! a\n"
		     "you acquires! c\n"
		     "a depends-on b\n");
}

/* ---- what stands in what ---- */

static void what_no_relation_reaches_stands_in_the_product(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(ROOT("app", SUPPLIED("A")),
			   COMPONENTS(COMPONENT("a", SUPPLIED("A")), COMPONENT("b", SUPPLIED("B")),
				      COMPONENT("c", "")),
			   DEPENDENCIES(NEEDS("a", "b"))));
	world_link(&w);
	assert_edges("you acquires! app\n"
		     "app stands-in a\n"
		     "app stands-in! c\n"
		     "a depends-on! b\n");
}

static void each_component_without_a_supplier_is_its_own_nobody(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(ROOT("app", ""), COMPONENTS(COMPONENT("a", ""), COMPONENT("b", "")),
			   DEPENDENCIES(NEEDS("app", "a"), NEEDS("a", "b"))));
	world_walk(&w);
	assert_edges("you acquires! app\n"
		     "app depends-on! a\n"
		     "a depends-on! b\n");
	assert_int_equal(world_hop(&w, world_node(&w, "b")), 3);
}

static void circles_of_components_that_nothing_leads_into_stand_in_the_product(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(ROOT("app", ""),
			   COMPONENTS(COMPONENT("a", ""), COMPONENT("b", ""), COMPONENT("c", "")),
			   DEPENDENCIES(NEEDS("a", "b"), NEEDS("b", "a"), NEEDS("b", "c"))));
	world_walk(&w);
	assert_edges("you acquires! app\n"
		     "app stands-in! a\n"
		     "a depends-on! b\n"
		     "b depends-on! a\n"
		     "b depends-on! c\n");
	for (uint32_t v = 0; v < w.graph.node_count; v++)
		assert_true(th_walk_reaches(&w.walk, v));
}

static void circles_without_a_product_are_acquired(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(COMPONENTS(COMPONENT("a", ""), COMPONENT("b", "")),
			   DEPENDENCIES(NEEDS("a", "b"), NEEDS("b", "a"))));
	world_walk(&w);
	assert_edges("you acquires! a\n"
		     "a depends-on! b\n"
		     "b depends-on! a\n");
}

static void a_component_that_relies_on_itself_is_no_reason_to_stand_nowhere(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(ROOT("app", ""), COMPONENTS(COMPONENT("a", "")),
			   DEPENDENCIES(NEEDS("a", "a"))));
	world_link(&w);
	assert_edges("you acquires! app\n"
		     "app stands-in! a\n");
}

static void the_root_that_depends_on_itself_through_others_is_acquired_once(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(ROOT("app", ""), COMPONENTS(COMPONENT("a", "")),
			   DEPENDENCIES(NEEDS("app", "a"), NEEDS("a", "app"))));
	world_walk(&w);
	assert_edges("you acquires! app\n"
		     "app depends-on! a\n"
		     "a depends-on! app\n");
}

/* ---- devices ---- */

static void a_device_is_operated_by_its_supplier_and_runs_what_is_listed(void **state)
{
	(void)state;
	world_document(&w, "app.json", CDX(ROOT("app", SUPPLIED("3CX"))));
	world_document(&w, "laptop.json",
		       CDX(DEVICE("laptop", SUPPLIED("3CX")),
			   COMPONENTS(COMPONENT("X_TRADER", SUPPLIED("Trading Technologies")))));
	world_walk(&w);
	assert_edges("you acquires! app\n"
		     "laptop runs! X_TRADER\n"
		     "<3CX> operates laptop\n");
	assert_string_equal(world_path(&w, world_node(&w, "X_TRADER")),
			    "you > app > <3CX> > laptop > X_TRADER");
	assert_int_equal(world_hop(&w, world_node(&w, "laptop")), 1);
	assert_int_equal(world_hop(&w, world_node(&w, "X_TRADER")), 2);
	assert_false(w.graph.documents.items[1].acquired);
	assert_true(w.graph.nodes[world_node(&w, "laptop")].is_device);
}

static void what_runs_on_a_device_runs_there_even_where_another_needs_it(void **state)
{
	(void)state;
	world_document(&w, "app.json", CDX(ROOT("app", SUPPLIED("A"))));
	world_document(
		&w, "laptop.json",
		CDX(DEVICE("laptop", SUPPLIED("A")),
		    COMPONENTS(COMPONENT("tool", ""),
			       COMPONENT("lib", ",'components':[{'type':'file','name':'part'}]")),
		    DEPENDENCIES(NEEDS("tool", "lib"))));
	world_link(&w);
	assert_edges("you acquires! app\n"
		     "laptop runs! tool\n"
		     "laptop runs! lib\n"
		     "tool depends-on! lib\n"
		     "lib contains! part\n"
		     "<A> operates laptop\n");
}

static void a_device_of_a_supplier_that_you_do_not_reach_is_acquired(void **state)
{
	(void)state;
	world_document(&w, "laptop.json",
		       CDX(DEVICE("laptop", SUPPLIED("Stranger")), COMPONENTS(COMPONENT("x", ""))));
	world_walk(&w);
	assert_true(w.graph.documents.items[0].acquired);
	assert_true(th_walk_reaches(&w.walk, world_node(&w, "x")));
}

static void a_device_of_nobody_is_acquired(void **state)
{
	(void)state;
	world_document(&w, "laptop.json",
		       CDX(DEVICE("laptop", ""), COMPONENTS(COMPONENT("x", ""))));
	world_walk(&w);
	assert_edges("you acquires! laptop\n"
		     "laptop runs! x\n");
}

static void operations_of_something_that_is_no_host_are_no_inventory(void **state)
{
	(void)state;
	world_document(
		&w, "a.json",
		CDX("'metadata':{" OPERATIONS
		    ",'component':{'type':'application','name':'app','bom-ref':'app'}}," COMPONENTS(
			    COMPONENT("x", ""))));
	world_link(&w);
	assert_edges("you acquires! app\n"
		     "app stands-in! x\n");
}

static void the_configuration_says_whose_a_device_is(void **state)
{
	(void)state;
	world_configure(&w);
	struct th_config_inventory *inventory =
		th_config_inventory_list_push(&w.config.inventories, UINT32_MAX);
	assert_non_null(inventory);
	*inventory = (struct th_config_inventory){ .file = TH_SLICE("laptop.json"),
						   .supplier = TH_SLICE("3CX") };
	world_document(&w, "app.json", CDX(ROOT("app", SUPPLIED("3CX"))));
	uint32_t laptop = world_document(
		&w, "laptop.json",
		CDX(ROOT("laptop", SUPPLIED("Other")), COMPONENTS(COMPONENT("x", ""))));
	w.inputs[laptop].inventory = inventory;
	world_link(&w);
	assert_edges("you acquires! app\n"
		     "laptop runs! x\n"
		     "<3CX> operates laptop\n");
	assert_int_equal(w.graph.nodes[world_node(&w, "laptop")].rung, TH_RUNG_configuration);
}

/* ---- links ---- */

static void a_component_that_a_document_describes_is_its_product(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(SERIAL_A, ROOT("app", SUPPLIED("A")),
			   COMPONENTS(COMPONENT("lib", SUPPLIED("B") LINKS_TO(LINK_B)))));
	world_document(&w, "b.json",
		       CDX(SERIAL_B, ROOT("the-lib", SUPPLIED("B")),
			   COMPONENTS(COMPONENT("deep", SUPPLIED("C")))));
	world_walk(&w);
	assert_edges("you acquires! app\n"
		     "app stands-in! lib\n"
		     "lib stands-in! deep\n");
	assert_true(world_same(&w, "lib", "the-lib"));
	assert_false(w.graph.documents.items[1].acquired);
	assert_int_equal(world_hop(&w, world_node(&w, "deep")), 3);
}

static void a_dependency_may_lead_into_another_document(void **state)
{
	(void)state;
	world_document(
		&w, "a.json",
		CDX(SERIAL_A, ROOT("app", ""),
		    DEPENDENCIES("{'ref':'app','dependsOn':['" LINK_B "#deep','" LINK_B "']}")));
	world_document(&w, "b.json",
		       CDX(SERIAL_B, ROOT("b", ""), COMPONENTS(COMPONENT("deep", ""))));
	world_link(&w);
	assert_edges("you acquires! app\n"
		     "app depends-on! deep\n"
		     "app depends-on! b\n"
		     "b stands-in! deep\n");
	assert_int_equal(w.graph.unresolved.count, 0);
}

static void the_fragment_of_a_link_may_be_encoded(void **state)
{
	(void)state;
	world_document(
		&w, "a.json",
		CDX(ROOT("app", ""), DEPENDENCIES(NEEDS("app", LINK_B "#pkg%3Anpm%2Fx%401"))));
	world_document(&w, "b.json",
		       CDX(SERIAL_B, ROOT("b", ""),
			   COMPONENTS("{'type':'library','name':'x','bom-ref':'pkg:npm/x@1'}")));
	world_link(&w);
	assert_int_equal(w.graph.unresolved.count, 0);
	assert_edges("you acquires! app\n"
		     "you acquires! b\n"
		     "app depends-on! x\n"
		     "b stands-in! x\n");
}

static void a_link_is_known_in_any_case_of_its_letters(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(ROOT("app", ""),
			   DEPENDENCIES(NEEDS(
				   "app", "urn:cdx:BBBBBBBB-0000-0000-0000-000000000000/1#x"))));
	world_document(&w, "b.json", CDX(SERIAL_B, COMPONENTS(COMPONENT("x", ""))));
	world_link(&w);
	assert_int_equal(w.graph.unresolved.count, 0);
}

static void another_version_of_a_document_stands_in_for_the_one_that_is_missing(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(ROOT("app", ""),
			   DEPENDENCIES(NEEDS(
				   "app", "urn:cdx:bbbbbbbb-0000-0000-0000-000000000000/7#x"))));
	world_document(&w, "b.json", CDX(SERIAL_B, COMPONENTS(COMPONENT("x", ""))));
	world_link(&w);
	assert_int_equal(w.graph.unresolved.count, 0);
}

static void the_highest_of_the_other_versions_stands_in(void **state)
{
	static const int orders[2][3] = { { 2, 9, 10 }, { 10, 9, 2 } };
	(void)state;
	for (int o = 0; o < 2; o++) {
		world_document(
			&w, "a.json",
			CDX(ROOT("app", ""),
			    DEPENDENCIES(NEEDS(
				    "app", "urn:cdx:bbbbbbbb-0000-0000-0000-000000000000/11#x"))));
		for (int i = 0; i < 3; i++) {
			char json[1024];
			snprintf(json, sizeof(json),
				 CDX("'serialNumber':'urn:uuid:bbbbbbbb-0000-0000-0000-"
				     "000000000000','version':%d,'components':[{'type':'library','"
				     "name':'v%d','bom-ref':'x'}]"),
				 orders[o][i], orders[o][i]);
			world_document(&w, "b.json", json);
		}
		world_link(&w);
		assert_int_equal(
			world_node(&w, "v10"),
			world_node_in(&w, 0, "urn:cdx:bbbbbbbb-0000-0000-0000-000000000000/11#x"));
		world_release(&w);
	}
}

static void a_link_to_a_document_that_was_not_given_is_unresolved(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(SERIAL_A, ROOT("app", LINKS_TO(LINK_B)),
			   DEPENDENCIES(NEEDS(
				   "app", "urn:cdx:cccccccc-0000-0000-0000-000000000000/1#x"))));
	world_walk(&w);
	assert_int_equal(w.graph.unresolved.count, 2);
	assert_int_equal(w.graph.unresolved.items[0].document, 0);
}

static void a_link_to_an_element_that_is_not_there_is_unresolved(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(ROOT("app", ""), DEPENDENCIES(NEEDS("app", LINK_B "#nobody"))));
	world_document(&w, "b.json", CDX(SERIAL_B, COMPONENTS(COMPONENT("x", ""))));
	world_link(&w);
	assert_int_equal(w.graph.unresolved.count, 1);
}

static void documents_that_describe_the_same_product_are_acquired_once_each(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(SERIAL_A, ROOT("app", ",'purl':'pkg:npm/app@1'" SUPPLIED("A")),
			   COMPONENTS(COMPONENT("x", SUPPLIED("A")))));
	world_document(&w, "b.json",
		       CDX(SERIAL_B, ROOT("app", ",'purl':'pkg:npm/app@1'" SUPPLIED("A")),
			   COMPONENTS(COMPONENT("y", SUPPLIED("A")))));
	world_walk(&w);
	assert_edges("you acquires! app\n"
		     "you acquires! app\n"
		     "app stands-in x\n"
		     "app stands-in y\n");
	assert_int_equal(world_hop(&w, world_node(&w, "y")), 1);
}

/* ---- roots that stand elsewhere ---- */

static void a_product_that_another_document_contains_is_not_acquired(void **state)
{
	(void)state;
	world_document(&w, "lib.json",
		       CDX(ROOT("lib", ",'purl':'pkg:npm/lib@1'" SUPPLIED("L")),
			   COMPONENTS(COMPONENT("deep", SUPPLIED("D")))));
	world_document(&w, "app.json",
		       CDX(ROOT("app", SUPPLIED("A")),
			   COMPONENTS("{'type':'library','name':'l','purl':'pkg:npm/lib@1'}")));
	world_walk(&w);
	assert_edges("you acquires! app\n"
		     "lib stands-in! deep\n"
		     "app stands-in! lib\n");
	assert_int_equal(world_hop(&w, world_node(&w, "lib")), 2);
	assert_int_equal(world_hop(&w, world_node(&w, "deep")), 3);
}

static void documents_that_contain_each_other_are_acquired_in_input_order(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(ROOT("a", ",'purl':'pkg:npm/a@1'" SUPPLIED("A")),
			   COMPONENTS("{'type':'library','name':'b1','purl':'pkg:npm/b@1'}")));
	world_document(&w, "b.json",
		       CDX(ROOT("b", ",'purl':'pkg:npm/b@1'" SUPPLIED("B")),
			   COMPONENTS("{'type':'library','name':'a1','purl':'pkg:npm/a@1'}")));
	world_walk(&w);
	assert_true(w.graph.documents.items[0].acquired);
	assert_false(w.graph.documents.items[1].acquired);
	assert_int_equal(world_hop(&w, world_node(&w, "b")), 2);
}

static void documents_that_link_to_each_other_are_all_reached(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(SERIAL_A, ROOT("a", ""), DEPENDENCIES(NEEDS("a", LINK_B))));
	world_document(&w, "b.json",
		       CDX(SERIAL_B, ROOT("b", ""), DEPENDENCIES(NEEDS("b", LINK_A))));
	world_document(&w, "c.json", CDX(ROOT("c", "")));
	world_walk(&w);
	assert_edges("you acquires! c\n"
		     "you acquires! a\n"
		     "a depends-on! b\n"
		     "b depends-on! a\n");
}

/* A vendor that lists your product among its own cannot push it a hop away: it is yours. */
static void your_own_product_in_anothers_list_stays_yours(void **state)
{
	(void)state;
	world_own(&w, world_document(&w, "own.json",
				     CDX(ROOT("app", ",'purl':'pkg:npm/app@1'"),
					 COMPONENTS(COMPONENT("lib", "")))));
	world_document(&w, "vendor.json",
		       CDX(ROOT("v", SUPPLIED("V")),
			   COMPONENTS("{'type':'library','name':'app','purl':'pkg:npm/app@1'}")));
	world_walk(&w);
	assert_int_equal(world_hop(&w, world_node(&w, "app")), 0);
	assert_int_equal(world_hop(&w, world_node(&w, "lib")), 1);
}

/*
 * The same, seen from what is demanded: hop 0 means that you are asked for nothing; a vendor's word
 * must not take the first step away.
 */
static void your_own_product_in_anothers_list_is_reached_from_you(void **state)
{
	(void)state;
	world_own(&w, world_document(&w, "own.json",
				     CDX(ROOT("app", ",'purl':'pkg:npm/app@1'"),
					 COMPONENTS(COMPONENT("lib", SUPPLIED("L"))))));
	world_document(&w, "vendor.json",
		       CDX(ROOT("v", SUPPLIED("V")),
			   COMPONENTS("{'type':'library','name':'app','purl':'pkg:npm/app@1'}")));
	world_walk(&w);
	assert_string_equal(world_path(&w, world_node(&w, "lib")), "you > app > lib");
}

/* ---- suppliers and makers ---- */

static void a_supplier_lies_on_the_way_to_its_devices_alone(void **state)
{
	(void)state;
	world_document(&w, "a.json", CDX(ROOT("app", SUPPLIED("A"))));
	world_document(&w, "b.json", CDX(SERIAL_B, ROOT("other", SUPPLIED("A"))));
	world_walk(&w);
	uint32_t supplier = th_graph_supplier_vertex(&w.graph, world_supplier(&w, "A"));
	assert_string_equal(world_path(&w, supplier), "you > app > <A>");
	assert_int_equal(w.graph.first_edge[supplier], w.graph.first_edge[supplier + 1]);
}

static void the_maker_is_one_hop_behind_the_packager(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(ROOT("app", SUPPLIED("Debian") ",'manufacturer':{'name':'GNU'}")));
	world_walk(&w);
	uint32_t packager = th_graph_supplier_vertex(&w.graph, world_supplier(&w, "Debian"));
	uint32_t maker = th_graph_supplier_vertex(&w.graph, world_supplier(&w, "GNU"));
	assert_int_equal(world_hop(&w, packager), 1);
	assert_int_equal(world_hop(&w, maker), 2);
}

/* Whom one document names as the supplier, another does not replace: the walk leads to both. */
static void a_second_supplier_adds_and_does_not_replace(void **state)
{
	(void)state;
	world_document(&w, "a.json", CDX(ROOT("app", ",'purl':'pkg:npm/app@1'" SUPPLIED("First"))));
	world_document(&w, "b.json",
		       CDX(ROOT("app", ",'purl':'pkg:npm/app@1'" SUPPLIED("Second"))));
	world_walk(&w);
	assert_string_equal(world_supplier_of(&w, world_node(&w, "app")), "First");
	uint32_t second = th_graph_supplier_vertex(&w.graph, world_supplier(&w, "Second"));
	assert_true(th_walk_reaches(&w.walk, second));
	assert_true(th_graph_is_supplied_by(&w.graph, world_node(&w, "app"),
					    world_supplier(&w, "Second")));
	assert_false(th_graph_is_supplied_by(&w.graph, world_node(&w, "app"), TH_SUPPLIER_UNKNOWN));
}

static void a_link_between_what_two_suppliers_made_does_not_make_one_of_them(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(SERIAL_A, ROOT("app", SUPPLIED("A")),
			   COMPONENTS(COMPONENT("lib", SUPPLIED("B") LINKS_TO(LINK_B)))));
	world_document(&w, "b.json",
		       CDX(SERIAL_B, ROOT("other", SUPPLIED("C")),
			   COMPONENTS(COMPONENT("deep", SUPPLIED("D")))));
	world_walk(&w);
	assert_false(world_same(&w, "lib", "other"));
	assert_string_equal(world_path(&w, world_node(&w, "deep")),
			    "you > app > lib > other > deep");
}

/* ---- roles in SPDX ---- */

static void files_belong_to_who_supplies_their_package(void **state)
{
	struct given *g = &w.documents[0];
	(void)state;
	given_json(g, "a.json",
		   "{'spdxVersion':'SPDX-2.3','SPDXID':'SPDXRef-DOCUMENT','packages':[{"
		   "'SPDXID':'SPDXRef-p','name':'p','supplier':'Organization: Acme'}],"
		   "'files':[{'SPDXID':'SPDXRef-f','fileName':'f'}],'relationships':["
		   "{'spdxElementId':'SPDXRef-DOCUMENT','relationshipType':'DESCRIBES',"
		   "'relatedSpdxElement':'SPDXRef-p'},"
		   "{'spdxElementId':'SPDXRef-p','relationshipType':'CONTAINS',"
		   "'relatedSpdxElement':'SPDXRef-f'}]}");
	w.inputs[0].doc = &g->doc;
	w.count = 1;
	world_walk(&w);
	assert_edges("you acquires! p\n"
		     "p contains f\n");
	assert_int_equal(w.graph.nodes[world_node(&w, "f")].rung, TH_RUNG_container);
}

static void a_document_may_be_about_several_products(void **state)
{
	struct given *g = &w.documents[0];
	(void)state;
	given_json(g, "a.json",
		   "{'spdxVersion':'SPDX-2.3','SPDXID':'SPDXRef-DOCUMENT','packages':["
		   "{'SPDXID':'SPDXRef-p','name':'p'},{'SPDXID':'SPDXRef-q','name':'q'},"
		   "{'SPDXID':'SPDXRef-r','name':'r'}],'relationships':["
		   "{'spdxElementId':'SPDXRef-DOCUMENT','relationshipType':'DESCRIBES',"
		   "'relatedSpdxElement':'SPDXRef-p'},"
		   "{'spdxElementId':'SPDXRef-DOCUMENT','relationshipType':'DESCRIBES',"
		   "'relatedSpdxElement':'SPDXRef-q'}]}");
	w.inputs[0].doc = &g->doc;
	w.count = 1;
	world_link(&w);
	assert_edges("you acquires! p\n"
		     "you acquires! q\n"
		     "p stands-in! r\n");
}

/* ---- the whole ---- */

static void a_graph_of_nothing_is_you_alone(void **state)
{
	(void)state;
	world_walk(&w);
	assert_int_equal(w.graph.node_count, 1);
	assert_edges("");
	assert_int_equal(world_hop(&w, 0), 0);
}

static void a_document_of_nothing_adds_nothing(void **state)
{
	(void)state;
	world_document(&w, "a.json", CDX("'components':[]"));
	world_document(&w, "b.json", CDX(ROOT("app", "")));
	world_link(&w);
	assert_edges("you acquires! app\n");
}

static void numbers_lead_back_to_documents_whatever_is_empty_between(void **state)
{
	const struct th_graph_document *d;
	(void)state;
	world_document(&w, "0", CDX("'components':[]"));
	world_document(&w, "1",
		       CDX(COMPONENTS(COMPONENT("a", ""), COMPONENT("b", "")),
			   DEPENDENCIES(NEEDS("a", "b"))));
	world_document(&w, "2", CDX("'components':[]"));
	world_document(&w, "3", CDX(COMPONENTS(COMPONENT("c", ""))));
	world_document(&w, "4",
		       CDX(COMPONENTS(COMPONENT("d", ""), COMPONENT("e", "")),
			   DEPENDENCIES(NEEDS("d", "e"))));
	world_document(&w, "5", CDX("'components':[]"));
	world_link(&w);
	static const uint32_t of_component[] = { 1, 1, 3, 4, 4 };
	for (uint32_t c = 0; c < 5; c++)
		assert_int_equal(th_graph_document_of(&w.graph, c)->number, of_component[c]);
	th_graph_relation(&w.graph, 0, &d);
	assert_int_equal(d->number, 1);
	th_graph_relation(&w.graph, 1, &d);
	assert_int_equal(d->number, 4);
}

static void the_graph_is_the_same_however_often_it_is_made(void **state)
{
	char *first = NULL;
	(void)state;
	for (int round = 0; round < 3; round++) {
		world_document(&w, "a.json",
			       CDX(ROOT("app", SUPPLIED("A")),
				   COMPONENTS(COMPONENT("x", ""), COMPONENT("y", SUPPLIED("B")),
					      COMPONENT("z", SUPPLIED("C"))),
				   DEPENDENCIES(NEEDS("x", "y','z"), NEEDS("y", "x"))));
		world_document(&w, "b.json", CDX(COMPONENTS(COMPONENT("q", ""))));
		world_link(&w);
		if (first)
			assert_edges(first);
		else
			first = strdup(world_edges(&w));
		world_release(&w);
	}
	free(first);
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_product_of_a_document_is_acquired),
		TEST(your_own_product_is_no_hop_away),
		TEST(a_product_that_merely_names_you_stays_acquired_and_is_told),
		TEST(without_a_product_what_nothing_reaches_is_acquired),
		TEST(what_no_relation_reaches_stands_in_the_product),
		TEST(each_component_without_a_supplier_is_its_own_nobody),
		TEST(circles_of_components_that_nothing_leads_into_stand_in_the_product),
		TEST(circles_without_a_product_are_acquired),
		TEST(a_component_that_relies_on_itself_is_no_reason_to_stand_nowhere),
		TEST(the_root_that_depends_on_itself_through_others_is_acquired_once),
		TEST(a_device_is_operated_by_its_supplier_and_runs_what_is_listed),
		TEST(what_runs_on_a_device_runs_there_even_where_another_needs_it),
		TEST(a_device_of_a_supplier_that_you_do_not_reach_is_acquired),
		TEST(a_device_of_nobody_is_acquired),
		TEST(operations_of_something_that_is_no_host_are_no_inventory),
		TEST(the_configuration_says_whose_a_device_is),
		TEST(a_component_that_a_document_describes_is_its_product),
		TEST(a_dependency_may_lead_into_another_document),
		TEST(the_fragment_of_a_link_may_be_encoded),
		TEST(a_link_is_known_in_any_case_of_its_letters),
		TEST(another_version_of_a_document_stands_in_for_the_one_that_is_missing),
		TEST(the_highest_of_the_other_versions_stands_in),
		TEST(a_link_to_a_document_that_was_not_given_is_unresolved),
		TEST(a_link_to_an_element_that_is_not_there_is_unresolved),
		TEST(documents_that_describe_the_same_product_are_acquired_once_each),
		TEST(a_product_that_another_document_contains_is_not_acquired),
		TEST(documents_that_contain_each_other_are_acquired_in_input_order),
		TEST(documents_that_link_to_each_other_are_all_reached),
		TEST(your_own_product_in_anothers_list_stays_yours),
		TEST(your_own_product_in_anothers_list_is_reached_from_you),
		TEST(a_supplier_lies_on_the_way_to_its_devices_alone),
		TEST(the_maker_is_one_hop_behind_the_packager),
		TEST(a_second_supplier_adds_and_does_not_replace),
		TEST(a_link_between_what_two_suppliers_made_does_not_make_one_of_them),
		TEST(files_belong_to_who_supplies_their_package),
		TEST(a_document_may_be_about_several_products),
		TEST(a_graph_of_nothing_is_you_alone),
		TEST(a_document_of_nothing_adds_nothing),
		TEST(numbers_lead_back_to_documents_whatever_is_empty_between),
		TEST(the_graph_is_the_same_however_often_it_is_made),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
