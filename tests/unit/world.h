/*
 * Documents, facts and a configuration given to a test as text, linked to a graph and walked:
 *
 *   struct world w = { 0 };
 *   world_document(&w, "a.json", COMPONENTS(...));   JSON with ' for "
 *   world_suppliers(&w, "{'name':'Acme','domains':['acme.example']}");
 *   world_link(&w);
 *   assert_string_equal(world_edges(&w), "you acquires! app\n...");
 *   world_release(&w);
 *
 * Nodes are called by the name of their first occurrence, suppliers by <their name>.
 */
#ifndef TH_TESTS_UNIT_WORLD_H
#define TH_TESTS_UNIT_WORLD_H

#include "cdx.h"
#include "given.h"
#include "graph/documents.h"
#include "graph/known.h"
#include "graph/walk.h"

#include <stdio.h>

enum { WORLD_DOCUMENTS = 24, WORLD_FACTS = 8 };

struct world {
	struct given documents[WORLD_DOCUMENTS];
	struct th_link_input inputs[WORLD_DOCUMENTS];
	uint32_t count;
	struct th_config config;
	struct th_name_list self;
	bool configured;
	struct given facts[WORLD_FACTS]; /* advisory files */
	uint32_t fact_count;
	struct th_index_builder *builders[2]; /* of the built-in block and of the run's */
	struct th_index indexes[2];
	void *blocks[2];
	struct th_graph graph;
	bool linked;
	struct th_walk walk;
	bool walked;
	struct th_known known;
	bool known_made;
	char *shown; /* the text given last */
	struct th_run_document run_documents[WORLD_DOCUMENTS + WORLD_FACTS];
	struct th_run_signatures signatures[WORLD_DOCUMENTS + WORLD_FACTS];
	struct th_run_documents run; /* after world_run */
	struct th_inputs files;      /* none */
};

/* ---- giving ---- */

static inline void world_configure(struct world *w)
{
	if (!w->configured)
		th_config_init(&w->config);
	w->configured = true;
}

/* A document; its number. */
static inline uint32_t world_document(struct world *w, const char *path, const char *json)
{
	assert_true(w->count < WORLD_DOCUMENTS);
	given_json(&w->documents[w->count], path, json);
	if (w->documents[w->count].status != TH_OK)
		fail_msg("%s was not read", path);
	w->inputs[w->count] =
		(struct th_link_input){ .doc = &w->documents[w->count].doc, .number = w->count };
	return w->count++;
}

static inline void world_own(struct world *w, uint32_t document)
{
	w->inputs[document].own = true;
}

static inline void world_add_name(struct th_name_list *list, const char *name)
{
	th_slice *slot = th_name_list_push(list, UINT32_MAX);

	if (!slot)
		abort();
	*slot = th_slice_of(name);
}

static inline void world_self(struct world *w, const char *name)
{
	world_add_name(&w->self, name);
}

/* A configured supplier with at most one alias and one domain, NULL for none. */
static inline void world_configured_supplier(struct world *w, const char *name, const char *alias,
					     const char *domain, enum th_criticality criticality)
{
	world_configure(w);
	struct th_config_supplier *s =
		th_config_supplier_list_push(&w->config.suppliers, UINT32_MAX);
	if (!s)
		abort();
	*s = (struct th_config_supplier){ .name = th_slice_of(name), .criticality = criticality };
	if (alias)
		world_add_name(&s->aliases, alias);
	if (domain)
		world_add_name(&s->domains, domain);
}

static inline struct th_index_builder *world_builder(struct world *w, int block)
{
	if (!w->builders[block])
		assert_int_equal(th_index_builder_new(&w->builders[block]), TH_OK);
	return w->builders[block];
}

/* Rows of the built-in list of suppliers, JSON with ' for ". */
static inline void world_suppliers(struct world *w, const char *rows)
{
	struct th_diagnostics diagnostics = { 0 };
	size_t len = strlen(rows) + 100;
	char *bytes = calloc(1, len + TH_JSON_PADDING);

	assert_non_null(bytes);
	snprintf(bytes, len, "{'schema':'twohop-suppliers/1','suppliers':[%s]}", rows);
	for (char *c = bytes; *c; c++)
		*c = *c == '\'' ? '"' : *c;
	th_status status = th_index_builder_add_suppliers(
		world_builder(w, 0), th_slice_make(bytes, strlen(bytes)), &diagnostics);
	if (status != TH_OK || diagnostics.list.count)
		fail_msg("suppliers: %.*s", TH_FMT(diagnostics.list.items[0].message));
	th_diagnostics_release(&diagnostics);
	free(bytes);
}

enum world_source { WORLD_BUILTIN, WORLD_NAMED, WORLD_AUDITED };

/* A facts file, JSON with ' for ", as the program's own, yours, or met in an audited folder. The
 * numbers of such files follow those of all documents. */
static inline void world_facts(struct world *w, enum world_source source, const char *json)
{
	assert_true(w->fact_count < WORLD_FACTS);
	struct given *g = &w->facts[w->fact_count++];
	given_json(g, "facts.json", json);
	if (g->status != TH_OK || !g->doc.facts || g->doc.diagnostics.list.count)
		fail_msg("facts: %.*s", TH_FMT(g->doc.diagnostics.list.items[0].message));
	uint32_t number = source == WORLD_BUILTIN ? TH_NONE : WORLD_DOCUMENTS + w->fact_count - 1;
	assert_int_equal(th_index_builder_add(world_builder(w, source != WORLD_BUILTIN), &g->doc,
					      number, source != WORLD_AUDITED),
			 TH_OK);
}

/* ---- making ---- */

static inline void world_indexes(struct world *w)
{
	for (int i = 0; i < 2; i++) {
		size_t size;
		if (!w->builders[i] || w->blocks[i])
			continue;
		assert_int_equal(th_index_builder_finish(w->builders[i], &w->blocks[i], &size),
				 TH_OK);
		assert_int_equal(th_index_open(&w->indexes[i], w->blocks[i], size), TH_OK);
	}
}

static inline void world_link(struct world *w)
{
	world_configure(w);
	world_indexes(w);
	struct th_link_request request = { &w->config, &w->indexes[0], w->self, false };
	assert_int_equal(th_graph_link(&w->graph, &request, w->inputs, w->count), TH_OK);
	w->linked = true;
}

static inline void world_walk(struct world *w)
{
	static const uint32_t self = 0;

	if (!w->linked)
		world_link(w);
	assert_int_equal(th_walk_init(&w->walk, &w->graph), TH_OK);
	assert_int_equal(th_walk_from(&w->walk, &self, 1, UINT32_MAX), TH_OK);
	w->walked = true;
}

/* The documents of the run, each an input of its own, unsigned. */
static inline void world_run(struct world *w)
{
	for (uint32_t i = 0; i < WORLD_DOCUMENTS + WORLD_FACTS; i++)
		w->run_documents[i] = (struct th_run_document){
			.doc = i < WORLD_DOCUMENTS ? &w->documents[i].doc
						   : &w->facts[i - WORLD_DOCUMENTS].doc,
			.input = i
		};
	w->run = (struct th_run_documents){
		.list = { .items = w->run_documents, .count = WORLD_DOCUMENTS + WORLD_FACTS },
		.signatures = w->signatures,
	};
}

static inline int32_t world_day(const char *text)
{
	struct th_date date;

	assert_int_equal(th_date_parse(th_slice_of(text), &date), TH_OK);
	return date.day;
}

static inline void world_know(struct world *w, const char *as_of)
{
	const struct th_index *indexes[2] = { &w->indexes[0], &w->indexes[1] };

	world_indexes(w);
	if (w->known_made)
		th_known_release(&w->known);
	assert_int_equal(th_known_init(&w->known, indexes, 2, world_day(as_of)), TH_OK);
	w->known_made = true;
}

static inline void world_release(struct world *w)
{
	if (w->known_made)
		th_known_release(&w->known);
	if (w->walked)
		th_walk_release(&w->walk);
	if (w->linked)
		th_graph_release(&w->graph);
	for (uint32_t i = 0; i < w->count; i++)
		given_release(&w->documents[i]);
	for (uint32_t i = 0; i < w->fact_count; i++)
		given_release(&w->facts[i]);
	for (int i = 0; i < 2; i++) {
		th_index_builder_free(w->builders[i]);
		free(w->blocks[i]);
	}
	if (w->configured)
		th_config_release(&w->config);
	th_name_list_release(&w->self);
	free(w->shown);
	*w = (struct world){ 0 };
}

/* ---- looking ---- */

static inline th_slice world_name(const struct world *w, uint32_t vertex)
{
	const struct th_graph_document *d;

	if (vertex == 0)
		return TH_SLICE("you");
	if (th_graph_is_supplier(&w->graph, vertex))
		return th_suppliers_get(&w->graph.suppliers, vertex - w->graph.node_count)->name;
	const struct th_component *c =
		th_graph_component(&w->graph, th_graph_occurrence(&w->graph, vertex), &d);
	return th_graph_text(d, c->name);
}

/* The node of a component of this name, version after '@' if there is one; in any document. */
static inline uint32_t world_node(const struct world *w, const char *name)
{
	th_slice wanted = th_slice_of(name), version = { 0 };
	size_t sign = th_slice_rfind(wanted, '@');
	const struct th_graph_document *d;

	if (sign > 0 && sign < wanted.len) {
		version = th_slice_sub(wanted, sign + 1, wanted.len);
		wanted = th_slice_sub(wanted, 0, sign);
	}
	for (uint32_t c = 0; c < w->graph.component_count; c++) {
		const struct th_component *component = th_graph_component(&w->graph, c, &d);
		if (th_slice_equal(th_graph_text(d, component->name), wanted) &&
		    (!version.len || th_slice_equal(th_graph_text(d, component->version), version)))
			return w->graph.node_of[c];
	}
	fail_msg("no component %s", name);
	return 0;
}

/* The node of the component that bears ref in a document. */
static inline uint32_t world_node_in(const struct world *w, uint32_t document, const char *ref)
{
	uint32_t found = th_document_find(&w->documents[document].doc, th_slice_of(ref));

	if (found == TH_NONE)
		fail_msg("no component %s in document %u", ref, document);
	return w->graph.node_of[w->graph.documents.items[document].first_component + found];
}

/* The name of the supplier of a node; "" where it is not known. */
static inline const char *world_supplier_of(struct world *w, uint32_t node)
{
	uint32_t supplier = w->graph.nodes[node].supplier;
	size_t len;

	free(w->shown);
	FILE *out = open_memstream(&w->shown, &len);
	th_slice name = supplier == TH_SUPPLIER_UNKNOWN
				? (th_slice){ 0 }
				: th_suppliers_get(&w->graph.suppliers, supplier)->name;
	fprintf(out, "%.*s", TH_FMT(name));
	fclose(out);
	return w->shown;
}

/* The entity of a supplier that is called so, or has this spelling. */
static inline uint32_t world_supplier(const struct world *w, const char *name)
{
	const struct th_suppliers *set = &w->graph.suppliers;

	for (uint32_t s = 1; s < set->list.count; s++) {
		const struct th_supplier *supplier = th_suppliers_get(set, s);
		if (supplier->joined != s)
			continue;
		if (th_slice_equal(supplier->name, th_slice_of(name)))
			return s;
		for (uint32_t t = supplier->spellings; t != TH_NONE; t = set->texts.items[t].next)
			if (th_slice_equal(set->texts.items[t].text, th_slice_of(name)))
				return s;
	}
	fail_msg("no supplier %s", name);
	return 0;
}

static inline void world_put_vertex(const struct world *w, uint32_t vertex, FILE *out)
{
	th_slice name = world_name(w, vertex);
	bool supplier = th_graph_is_supplier(&w->graph, vertex);

	fprintf(out, "%s%.*s%s", supplier ? "<" : "", TH_FMT(name), supplier ? ">" : "");
}

static inline const char *world_edge_word(const struct world *w, const struct th_edge *e)
{
	static const char *const words[] = {
		[TH_ORIGIN_CONTAINED] = "stands-in",  [TH_ORIGIN_RUNS] = "runs",
		[TH_ORIGIN_OPERATES] = "operates",    [TH_ORIGIN_ACQUIRES] = "acquires",
		[TH_ORIGIN_SUPPLIED] = "supplied-by",
	};
	const struct th_graph_document *d;

	if (e->origin != TH_ORIGIN_RELATION && e->origin != TH_ORIGIN_REVERSED)
		return words[e->origin];
	return th_relation_word(
		(enum th_relation_kind)th_graph_relation(&w->graph, e->number, &d)->kind);
}

/*
 * All edges in their order, a line each: "app depends-on! zlib", with "!" where the supplier
 * changes and " reversed" where a doubtful relation is walked backwards.
 */
static inline const char *world_edges(struct world *w)
{
	size_t len;

	free(w->shown);
	FILE *out = open_memstream(&w->shown, &len);
	for (uint32_t v = 0; v < th_graph_vertex_count(&w->graph); v++) {
		for (uint32_t i = w->graph.first_edge[v]; i < w->graph.first_edge[v + 1]; i++) {
			const struct th_edge *e = &w->graph.edges[i];
			world_put_vertex(w, v, out);
			fprintf(out, " %s%s ", world_edge_word(w, e), e->crosses ? "!" : "");
			world_put_vertex(w, e->to, out);
			fprintf(out, "%s\n", e->origin == TH_ORIGIN_REVERSED ? " reversed" : "");
		}
	}
	fclose(out);
	return w->shown;
}

/* The way to a vertex: "you > app > <Acme>", or "" where none leads. */
static inline const char *world_path(struct world *w, uint32_t vertex)
{
	uint32_t steps[256], count = 0;
	size_t len;

	free(w->shown);
	FILE *out = open_memstream(&w->shown, &len);
	for (uint32_t v = vertex; th_walk_reaches(&w->walk, vertex); v = w->walk.parent[v]) {
		assert_true(count < 256);
		steps[count++] = v;
		if (w->walk.via[v] == TH_VIA_START)
			break;
	}
	while (count-- > 0) {
		world_put_vertex(w, steps[count], out);
		fputs(count ? " > " : "", out);
	}
	fclose(out);
	return w->shown;
}

static inline uint32_t world_hop(const struct world *w, uint32_t vertex)
{
	return w->walk.hop[vertex];
}

/* Have two components become one node? */
static inline bool world_same(const struct world *w, const char *a, const char *b)
{
	return world_node(w, a) == world_node(w, b);
}

#endif
