/*
 * graph/walk: the shortest way to every vertex, fewest hops, then fewest edges, then input order;
 * compared with a slow and obvious search on random graphs made from random documents.
 */
#include "world.h"

static struct world w;

static int teardown(void **state)
{
	(void)state;
	world_release(&w);
	return 0;
}

/* ---- the slow and obvious one ---- */

/* A way that has been found to a vertex; those found first are tried first. */
struct way {
	uint32_t vertex, hops, edges, order, parent, via;
	bool done;
};
TH_LIST_DEFINE(way_list, struct way);

struct reference {
	const struct th_graph *graph;
	struct way_list ways;
	struct way *best; /* by vertex */
	bool *reached;
	uint32_t max_hop;
};

static void found(struct reference *r, uint32_t vertex, uint32_t hops, uint32_t edges,
		  uint32_t parent, uint32_t via)
{
	if (hops > r->max_hop)
		return;
	struct way *way = way_list_push(&r->ways, UINT32_MAX);
	if (!way)
		abort();
	*way = (struct way){ vertex, hops, edges, r->ways.count, parent, via, false };
}

static bool is_before(const struct way *a, const struct way *b)
{
	if (a->hops != b->hops)
		return a->hops < b->hops;
	return a->edges != b->edges ? a->edges < b->edges : a->order < b->order;
}

static void leave(struct reference *r, const struct way way)
{
	const struct th_graph *g = r->graph;
	uint32_t v = way.vertex;

	for (uint32_t e = g->first_edge[v]; e < g->first_edge[v + 1]; e++)
		found(r, g->edges[e].to, way.hops + g->edges[e].crosses, way.edges + 1, v, e);
	if (v == 0 || v >= g->node_count)
		return;
	const struct th_node *n = &g->nodes[v];
	if (n->supplier)
		found(r, g->node_count + n->supplier, way.hops, way.edges + 1, v, TH_VIA_SUPPLIED);
	if (n->maker)
		found(r, g->node_count + n->maker, way.hops + (n->maker != n->supplier),
		      way.edges + 1, v, TH_VIA_MADE);
}

/* Dijkstra's search without a heap: the best of all ways that are left, again and again. */
static void search(struct reference *r, const uint32_t *starts, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		found(r, starts[i], 0, 0, TH_NONE, TH_VIA_START);
	for (;;) {
		struct way *best = NULL;
		for (uint32_t i = 0; i < r->ways.count; i++) {
			struct way *way = &r->ways.items[i];
			way->done |= r->reached[way->vertex];
			if (!way->done && (!best || is_before(way, best)))
				best = way;
		}
		if (!best)
			return;
		r->reached[best->vertex] = true;
		r->best[best->vertex] = *best;
		leave(r, *best);
	}
}

static void compare(const uint32_t *starts, uint32_t count, uint32_t max_hop)
{
	uint32_t vertices = th_graph_vertex_count(&w.graph);
	struct reference r = { .graph = &w.graph,
			       .best = calloc(vertices, sizeof(struct way)),
			       .reached = calloc(vertices, sizeof(bool)),
			       .max_hop = max_hop };

	assert_non_null(r.best);
	assert_non_null(r.reached);
	search(&r, starts, count);
	assert_int_equal(th_walk_from(&w.walk, starts, count, max_hop), TH_OK);
	for (uint32_t v = 0; v < vertices; v++) {
		const struct way *b = &r.best[v];
		assert_int_equal(th_walk_reaches(&w.walk, v), r.reached[v]);
		if (!r.reached[v])
			continue;
		if (w.walk.hop[v] != b->hops || w.walk.length[v] != b->edges ||
		    w.walk.parent[v] != b->parent || w.walk.via[v] != b->via)
			fail_msg("vertex %u: %u hops, %u edges, from %u by %u; not %u, %u, %u, %u",
				 v, w.walk.hop[v], w.walk.length[v], w.walk.parent[v],
				 w.walk.via[v], b->hops, b->edges, b->parent, b->via);
	}
	free(r.best);
	free(r.reached);
	way_list_release(&r.ways);
}

/* Along the way to each vertex the hop never falls, and it rises where the supplier changes. */
static void assert_hops_never_fall(void)
{
	for (uint32_t v = 0; v < th_graph_vertex_count(&w.graph); v++) {
		if (!th_walk_reaches(&w.walk, v) || w.walk.via[v] == TH_VIA_START)
			continue;
		uint32_t parent = w.walk.parent[v];
		assert_true(th_walk_reaches(&w.walk, parent));
		assert_true(w.walk.hop[v] >= w.walk.hop[parent]);
		assert_int_equal(w.walk.length[v], w.walk.length[parent] + 1);
		if (w.walk.via[v] < w.graph.edge_count)
			assert_int_equal(w.walk.hop[v],
					 w.walk.hop[parent] + w.graph.edges[w.walk.via[v]].crosses);
	}
}

/* ---- random documents ---- */

static uint64_t seed;

static uint32_t below(uint32_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 33) % n;
}

static void put_identity(FILE *out, uint32_t components)
{
	if (below(3))
		fprintf(out, ",\"supplier\":{\"name\":\"S%u\"}", below(5));
	if (below(6) == 0)
		fprintf(out, ",\"manufacturer\":{\"name\":\"S%u\"}", below(7));
	if (below(3) == 0) /* some are the same as others, here or in another document */
		fprintf(out, ",\"purl\":\"pkg:npm/p%u@1\"", below(components * 2));
}

static void put_component(FILE *out, uint32_t number, uint32_t components)
{
	fprintf(out, "{\"type\":\"library\",\"name\":\"c%u\",\"bom-ref\":\"c%u\"", number, number);
	put_identity(out, components);
	fputc('}', out);
}

static void put_metadata(FILE *out, uint32_t components)
{
	bool device = below(4) == 0;

	fprintf(out,
		",\"metadata\":{\"lifecycles\":[{\"phase\":\"%s\"}],\"component\":{\"type\":\"%s\","
		"\"name\":\"root\",\"bom-ref\":\"root\"",
		device ? "operations" : "build", device ? "device" : "application");
	put_identity(out, components);
	fputs("}}", out);
}

static void put_dependencies(FILE *out, uint32_t components, bool root)
{
	uint32_t entries = below(components * 2 + 1);

	fputs(",\"dependencies\":[", out);
	for (uint32_t i = 0; i < entries; i++) {
		bool from_root = root && below(4) == 0;
		fputs(i ? "," : "", out);
		if (from_root)
			fputs("{\"ref\":\"root\",\"dependsOn\":[", out);
		else
			fprintf(out, "{\"ref\":\"c%u\",\"dependsOn\":[", below(components));
		for (uint32_t k = 0, n = below(3); k < n; k++) /* one of them may dangle */
			fprintf(out, "%s\"c%u\"", k ? "," : "", below(components + 1));
		fputs("]}", out);
	}
	fputc(']', out);
}

static void add_random_document(uint32_t number)
{
	char *json, path[16];
	size_t len;
	uint32_t components = 1 + below(9);
	bool root = below(5) != 0;
	FILE *out = open_memstream(&json, &len);

	assert_non_null(out);
	fprintf(out,
		"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,"
		"\"serialNumber\":\"urn:uuid:00000000-0000-0000-0000-00000000000%u\"",
		number);
	if (root)
		put_metadata(out, components);
	fputs(",\"components\":[", out);
	for (uint32_t i = 0; i < components; i++) {
		fputs(i ? "," : "", out);
		put_component(out, i, components);
	}
	fputs("]", out);
	put_dependencies(out, components, root);
	if (below(3) == 0)
		fprintf(out,
			",\"formulation\":[{\"workflows\":[{\"inputs\":[{\"resource\":{\"ref\":"
			"\"urn:cdx:00000000-0000-0000-0000-00000000000%u/1#c0\"}}]}]}]",
			below(4));
	fputs("}", out);
	fclose(out);
	snprintf(path, sizeof(path), "%u.json", number);
	uint32_t document = world_document(&w, path, json);
	if (below(8) == 0)
		world_own(&w, document);
	free(json);
}

static void make_random_world(uint64_t number)
{
	seed = number * UINT64_C(0x9e3779b97f4a7c15) + 1;
	for (uint32_t i = 0, count = 1 + below(4); i < count; i++)
		add_random_document(i);
	world_walk(&w);
}

static void two_thousand_random_graphs_are_walked_as_slowly_and_obviously(void **state)
{
	uint32_t reached = 0, farthest = 0;
	(void)state;
	for (uint64_t i = 0; i < 2000; i++) {
		static const uint32_t you = 0;
		make_random_world(i);
		compare(&you, 1, UINT32_MAX);
		assert_hops_never_fall();
		for (uint32_t v = 0; v < w.graph.node_count; v++) {
			/* Linking leaves nothing behind that you do not reach. */
			assert_true(th_walk_reaches(&w.walk, v));
			reached++;
			if (w.walk.hop[v] > farthest)
				farthest = w.walk.hop[v];
		}
		world_release(&w);
	}
	assert_true(reached > 20000); /* the graphs are worth walking */
	assert_true(farthest > 6);
}

static void walks_from_anywhere_agree_too(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 500; i++) {
		uint32_t starts[4] = { 0 };
		make_random_world(100000 + i);
		for (size_t k = 0; k < 3; k++)
			starts[k] = below(th_graph_vertex_count(&w.graph));
		compare(starts, (1 + below(3)) & 3, UINT32_MAX);
		compare(starts, (1 + below(3)) & 3, below(4));
		world_release(&w);
	}
}

/* ---- by hand ---- */

#define DIAMOND(a, b)                                                            \
	CDX(ROOT("app", SUPPLIED("A")),                                          \
	    COMPONENTS(COMPONENT("p", SUPPLIED(a)), COMPONENT("q", SUPPLIED(b)), \
		       COMPONENT("z", SUPPLIED("Z"))),                           \
	    DEPENDENCIES(NEEDS("app", "p','q"), NEEDS("p", "z"), NEEDS("q", "z")))

static void of_equal_ways_the_one_that_is_stated_first_is_told(void **state)
{
	(void)state;
	world_document(&w, "a.json", DIAMOND("P", "Q"));
	world_walk(&w);
	assert_string_equal(world_path(&w, world_node(&w, "z")), "you > app > p > z");
}

static void fewer_hops_count_before_fewer_edges(void **state)
{
	(void)state;
	world_document(&w, "a.json", DIAMOND("P", "A")); /* by q it is the same supplier */
	world_walk(&w);
	assert_string_equal(world_path(&w, world_node(&w, "z")), "you > app > q > z");
	assert_int_equal(world_hop(&w, world_node(&w, "z")), 2);
}

static void a_longer_way_with_fewer_hops_is_the_shorter(void **state)
{
	(void)state;
	world_document(
		&w, "a.json",
		CDX(ROOT("app", SUPPLIED("A")),
		    COMPONENTS(COMPONENT("x", SUPPLIED("X")), COMPONENT("a1", SUPPLIED("A")),
			       COMPONENT("a2", SUPPLIED("A")), COMPONENT("z", SUPPLIED("A"))),
		    DEPENDENCIES(NEEDS("app", "x','a1"), NEEDS("x", "z"), NEEDS("a1", "a2"),
				 NEEDS("a2", "z"))));
	world_walk(&w);
	assert_string_equal(world_path(&w, world_node(&w, "z")), "you > app > a1 > a2 > z");
	assert_int_equal(world_hop(&w, world_node(&w, "z")), 1);
}

static void coming_back_to_a_supplier_is_a_hop_again(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(ROOT("app", SUPPLIED("A")),
			   COMPONENTS(COMPONENT("b", SUPPLIED("B")), COMPONENT("c", SUPPLIED("A"))),
			   DEPENDENCIES(NEEDS("app", "b"), NEEDS("b", "c"))));
	world_walk(&w);
	assert_int_equal(world_hop(&w, world_node(&w, "c")), 3);
	/* The supplier itself is nearer by its other product. */
	assert_int_equal(world_hop(&w, th_graph_supplier_vertex(&w.graph, world_supplier(&w, "A"))),
			 1);
}

static void a_start_further_on_is_no_hop_away(void **state)
{
	(void)state;
	world_document(&w, "a.json", DIAMOND("P", "Q"));
	world_walk(&w);
	uint32_t starts[2] = { world_node(&w, "z"), world_node(&w, "p") };
	assert_int_equal(th_walk_from(&w.walk, starts, 2, UINT32_MAX), TH_OK);
	assert_int_equal(world_hop(&w, world_node(&w, "z")), 0);
	assert_false(th_walk_reaches(&w.walk, world_node(&w, "app")));
	assert_string_equal(world_path(&w, world_node(&w, "z")), "z");
}

static void a_walk_ends_at_the_hop_that_was_asked_for(void **state)
{
	(void)state;
	world_document(&w, "a.json", DIAMOND("P", "Q"));
	world_walk(&w);
	uint32_t you = 0;
	assert_int_equal(th_walk_from(&w.walk, &you, 1, 2), TH_OK);
	assert_true(th_walk_reaches(&w.walk, world_node(&w, "p")));
	assert_false(th_walk_reaches(&w.walk, world_node(&w, "z")));
	assert_int_equal(th_walk_from(&w.walk, &you, 1, 0), TH_OK);
	assert_false(th_walk_reaches(&w.walk, world_node(&w, "app")));
	assert_true(th_walk_reaches(&w.walk, 0));
}

static void a_walk_from_nowhere_reaches_nothing(void **state)
{
	(void)state;
	world_document(&w, "a.json", DIAMOND("P", "Q"));
	world_walk(&w);
	assert_int_equal(th_walk_from(&w.walk, NULL, 0, UINT32_MAX), TH_OK);
	for (uint32_t v = 0; v < th_graph_vertex_count(&w.graph); v++)
		assert_false(th_walk_reaches(&w.walk, v));
}

/* A chain of suppliers, each another: "c0" needs "c1" needs ... */
static void make_chain(uint32_t length)
{
	char *json;
	size_t len;
	FILE *out = open_memstream(&json, &len);

	fputs("{'bomFormat':'CycloneDX','specVersion':'1.6','metadata':{'component':"
	      "{'type':'application','name':'c0','bom-ref':'c0','supplier':{'name':'S0'}}},"
	      "'components':[",
	      out);
	for (uint32_t i = 1; i < length; i++)
		fprintf(out,
			"%s{'type':'library','name':'c%u','bom-ref':'c%u',"
			"'supplier':{'name':'S%u'}}",
			i > 1 ? "," : "", i, i, i);
	fputs("],'dependencies':[", out);
	for (uint32_t i = 0; i + 1 < length; i++)
		fprintf(out, "%s{'ref':'c%u','dependsOn':['c%u']}", i ? "," : "", i, i + 1);
	fputs("]}", out);
	fclose(out);
	world_document(&w, "chain.json", json);
	free(json);
}

static void hops_are_counted_beyond_255(void **state)
{
	uint32_t you = 0;
	(void)state;
	make_chain(400);
	world_walk(&w);
	assert_int_equal(th_walk_from(&w.walk, &you, 1, UINT32_MAX), TH_OK);
	assert_int_equal(world_hop(&w, world_node(&w, "c10")), 11);
	assert_int_equal(world_hop(&w, world_node(&w, "c253")), 254);
	assert_int_equal(world_hop(&w, world_node(&w, "c254")), 255);
	assert_int_equal(world_hop(&w, world_node(&w, "c399")), 400);
	assert_int_equal(w.walk.length[world_node(&w, "c399")], 400);
}

static void walking_again_forgets_what_was_walked_before(void **state)
{
	(void)state;
	world_document(&w, "a.json", DIAMOND("P", "Q"));
	world_walk(&w);
	uint32_t q = world_node(&w, "q"), you = 0;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(th_walk_from(&w.walk, &q, 1, UINT32_MAX), TH_OK);
		assert_int_equal(world_hop(&w, world_node(&w, "z")), 1);
		assert_int_equal(th_walk_from(&w.walk, &you, 1, UINT32_MAX), TH_OK);
		assert_int_equal(world_hop(&w, world_node(&w, "z")), 3);
	}
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(two_thousand_random_graphs_are_walked_as_slowly_and_obviously),
		TEST(walks_from_anywhere_agree_too),
		TEST(of_equal_ways_the_one_that_is_stated_first_is_told),
		TEST(fewer_hops_count_before_fewer_edges),
		TEST(a_longer_way_with_fewer_hops_is_the_shorter),
		TEST(coming_back_to_a_supplier_is_a_hop_again),
		TEST(a_start_further_on_is_no_hop_away),
		TEST(a_walk_ends_at_the_hop_that_was_asked_for),
		TEST(a_walk_from_nowhere_reaches_nothing),
		TEST(hops_are_counted_beyond_255),
		TEST(walking_again_forgets_what_was_walked_before),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
