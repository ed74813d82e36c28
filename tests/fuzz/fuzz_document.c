/*
 * One document from its bytes to findings: every parser, then the graph of it alone, walked and
 * checked, every place worked out; of an advisory file the compiled facts instead.
 */
#include "core/text/place.h"
#include "feeds/builtin.h"
#include "graph/controls.h"
#include "graph/path.h"
#include "graph/summary.h"
#include "graph/told.h"
#include "parsers/facts.h"
#include "parsers/parser.h"
#include "tests/fuzz/fuzz.h"

enum { DAY = 19800, MOST_PATHS = 64 };

/* ---- what a parser leaves ---- */

static bool is_component(const struct th_document *doc, uint32_t number)
{
	return number < doc->components.count;
}

static void check_text(const struct th_document *doc, th_text text)
{
	th_slice s = th_document_text(doc, text);
	th_slice decoded = th_slice_make(doc->decoded, doc->decoded_len);

	FUZZ_CHECK(!th_text_is_present(text) || fuzz_within(s, doc->source) ||
		   fuzz_within(s, decoded));
	FUZZ_CHECK(th_document_offset(doc, text) <= doc->source.len);
}

static void check_attributes(const struct th_document *doc, uint32_t first)
{
	uint32_t met = 0;

	for (uint32_t a = first; a != TH_NONE; a = doc->attributes.items[a].next) {
		FUZZ_CHECK(a < doc->attributes.count && met++ < doc->attributes.count);
		check_text(doc, doc->attributes.items[a].text);
	}
}

static void check_component(const struct th_document *doc, const struct th_component *c)
{
	const th_text texts[] = { c->name, c->version, c->group, c->purl, c->cpe, c->publisher };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		check_text(doc, texts[i]);
	FUZZ_CHECK(c->place <= doc->source.len);
	FUZZ_CHECK(c->type < TH_TYPE_COUNT && c->role < TH_ROLE_COUNT && c->scope < TH_SCOPE_COUNT);
	FUZZ_CHECK(c->supplier == TH_NONE || c->supplier < doc->organizations.count);
	FUZZ_CHECK(c->manufacturer == TH_NONE || c->manufacturer < doc->organizations.count);
	check_attributes(doc, c->attributes);
}

static void check_tables(const struct th_document *doc)
{
	for (uint32_t i = 0; i < doc->components.count; i++)
		check_component(doc, &doc->components.items[i]);
	for (uint32_t i = 0; i < doc->organizations.count; i++) {
		check_text(doc, doc->organizations.items[i].name);
		check_attributes(doc, doc->organizations.items[i].attributes);
	}
	for (uint32_t i = 0; i < doc->relations.count; i++) {
		const struct th_relation *r = &doc->relations.items[i];

		FUZZ_CHECK(is_component(doc, r->from) && is_component(doc, r->to));
		FUZZ_CHECK(!r->from_is_ref && !r->to_is_ref && r->place <= doc->source.len);
		FUZZ_CHECK(r->kind < TH_RELATION_COUNT && r->scope < TH_SCOPE_COUNT);
	}
	for (uint32_t i = 0; i < doc->links.count; i++) {
		check_text(doc, doc->links.items[i].document);
		check_text(doc, doc->links.items[i].element);
		FUZZ_CHECK(doc->links.items[i].component == TH_NONE ||
			   is_component(doc, doc->links.items[i].component));
	}
	for (uint32_t i = 0; i < doc->roots.count; i++)
		FUZZ_CHECK(is_component(doc, doc->roots.items[i]));
	FUZZ_CHECK(doc->root == TH_NONE || is_component(doc, doc->root));
}

/* The places of all components, relations and diagnostics of a document that was read. */
static void resolve_places(const struct th_document *doc, bool pointers)
{
	size_t most =
		(size_t)doc->components.count + doc->relations.count + doc->diagnostics.list.count;
	struct th_locus *loci = calloc(most + 1, sizeof(*loci));
	struct th_arena arena = { 0 };
	size_t count = 0;

	FUZZ_CHECK(loci != NULL);
	for (uint32_t i = 0; i < doc->components.count; i++)
		loci[count++].offset = doc->components.items[i].place;
	for (uint32_t i = 0; i < doc->relations.count; i++)
		loci[count++].offset = doc->relations.items[i].place;
	for (uint32_t i = 0; i < doc->diagnostics.list.count; i++)
		if (doc->diagnostics.list.items[i].offset != TH_NO_OFFSET)
			loci[count++].offset = doc->diagnostics.list.items[i].offset;
	FUZZ_CHECK(th_places_resolve(th_document_syntax(doc), doc->source, loci, count, pointers,
				     NULL, &arena) == TH_OK);
	for (size_t i = 0; i < count; i++) {
		uint32_t line, column;

		FUZZ_CHECK(loci[i].offset <= doc->source.len);
		th_place_of(doc->source, loci[i].start, &line, &column);
		FUZZ_CHECK(loci[i].line == line && loci[i].column == column);
	}
	free(loci);
	th_arena_release(&arena);
}

/* ---- what the graph makes of it ---- */

static void find_paths(struct th_findings *findings)
{
	const struct th_walk *walk = findings->check->walk;
	uint32_t vertices = th_graph_vertex_count(walk->graph), found = 0;

	for (uint32_t v = 1; v < vertices && found < MOST_PATHS; v++) {
		const struct th_step **steps;
		uint32_t count;

		if (!th_walk_reaches(walk, v))
			continue;
		found++;
		FUZZ_CHECK(th_findings_path(findings, v, &steps, &count) == TH_OK);
		FUZZ_CHECK(count > 0 && steps[0]->kind == TH_NODE_SELF);
		for (uint32_t i = 1; i < count; i++)
			FUZZ_CHECK(steps[i]->hop >= steps[i - 1]->hop && steps[i]->relation);
	}
}

static void check_graph(struct th_check *check, const struct th_document *const *documents)
{
	struct th_report report = { 0 };
	struct th_findings findings = { .check = check, .report = &report, .documents = documents };

	check->arena = &report.arena;
	FUZZ_CHECK(th_check_all(check) == TH_OK);
	FUZZ_CHECK(th_findings_make(&findings) == TH_OK);
	FUZZ_CHECK(th_controls_report(&findings) == TH_OK);
	find_paths(&findings);
	FUZZ_CHECK(th_findings_places(&findings, true) == TH_OK);
	for (uint32_t i = 0; i < report.findings.count; i++) {
		const struct th_finding *f = &report.findings.items[i];

		FUZZ_CHECK(f->message.len > 0 && strlen(f->id) >= 16 && f->step_count > 0);
	}
	th_findings_release(&findings);
	th_check_release(check);
	th_report_release(&report);
}

/* The document and what stands in it, each to be linked. */
struct linked {
	struct th_link_input *inputs;
	const struct th_document **documents;
	th_slice *paths;
	uint32_t count;
};

static void list_documents(const struct th_run_documents *run, bool own, struct linked *out)
{
	out->inputs = calloc(run->list.count, sizeof(*out->inputs));
	out->documents = calloc(run->list.count, sizeof(*out->documents));
	out->paths = calloc(run->list.count, sizeof(*out->paths));
	FUZZ_CHECK(out->inputs && out->documents && out->paths);
	for (uint32_t i = 0; i < run->list.count; i++) {
		struct th_document *doc = run->list.items[i].doc;
		out->documents[i] = doc;
		out->paths[i] = TH_SLICE("document");
		if (!doc->rejected && !doc->parser->is_advisory)
			out->inputs[out->count++] =
				(struct th_link_input){ .doc = doc, .number = i, .own = own };
	}
}

static void link_alone(struct th_inputs *inputs, bool own)
{
	static const uint32_t self = 0;
	const struct th_index *indexes[] = { th_builtin_facts() };
	struct th_config config;
	struct th_link_request request = { .config = &config, .builtin = indexes[0], .own = own };
	struct th_run_documents run = { 0 };
	struct linked linked = { 0 };
	struct th_graph graph = { 0 };
	struct th_walk walk = { 0 };
	struct th_known known = { 0 };
	struct th_arena arena = { 0 };

	th_config_init(&config);
	FUZZ_CHECK(th_run_documents_collect(&run, inputs, NULL, &arena) == TH_OK);
	list_documents(&run, own, &linked);
	FUZZ_CHECK(th_inventories_tell(linked.inputs, linked.count, &config) == TH_OK);
	FUZZ_CHECK(th_graph_link(&graph, &request, linked.inputs, linked.count) == TH_OK);
	FUZZ_CHECK(th_walk_init(&walk, &graph) == TH_OK);
	FUZZ_CHECK(th_walk_from(&walk, &self, 1, UINT32_MAX) == TH_OK);
	FUZZ_CHECK(th_known_init(&known, indexes, 1, DAY) == TH_OK);
	struct th_check check = { .graph = &graph,
				  .walk = &walk,
				  .known = &known,
				  .config = &config,
				  .inputs = linked.inputs,
				  .run = &run,
				  .files = inputs,
				  .document_paths = linked.paths,
				  .as_of = DAY,
				  .depth = 2 };
	check_graph(&check, linked.documents);
	th_known_release(&known);
	th_walk_release(&walk);
	th_graph_release(&graph);
	th_run_documents_release(&run);
	th_config_release(&config);
	th_arena_release(&arena);
	free(linked.inputs);
	free(linked.documents);
	free(linked.paths);
}

/* Facts compiled, opened as those of a stranger, and looked through. */
static void compile_facts(const struct th_document *doc)
{
	struct th_index_builder *builder;
	struct th_index index;
	struct th_known known = { 0 };
	const struct th_index *indexes[] = { th_builtin_facts(), &index };
	void *block;
	size_t size;

	FUZZ_CHECK(th_index_builder_new(&builder) == TH_OK);
	FUZZ_CHECK(th_index_builder_add(builder, doc, 0, true) == TH_OK);
	FUZZ_CHECK(th_index_builder_finish(builder, &block, &size) == TH_OK);
	th_index_builder_free(builder);
	FUZZ_CHECK(th_index_open(&index, block, size) == TH_OK);
	FUZZ_CHECK(th_known_init(&known, indexes, 2, DAY) == TH_OK);
	th_known_release(&known);
	free(block);
}

/* Tables of the document and of what stands in it. */
static void check_document(const struct th_document *doc, size_t size)
{
	for (uint32_t i = 0; i < doc->diagnostics.list.count; i++) {
		const struct th_diagnostic *d = &doc->diagnostics.list.items[i];

		FUZZ_CHECK(d->message.len > 0);
		FUZZ_CHECK(d->offset == TH_NO_OFFSET || d->offset <= size);
	}
	if (doc->rejected || !doc->parser)
		return;
	check_tables(doc);
	resolve_places(doc, true);
	resolve_places(doc, false);
	for (uint32_t i = 0; i < doc->parts.count; i++)
		FUZZ_CHECK(doc->parts.items[i].place <= size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	th_slice source = fuzz_source(data, size);
	struct th_input input = { .path = TH_SLICE("document"),
				  .opened = true,
				  .repeats = TH_NONE,
				  .source = { .bytes = source, .found = source } };
	struct th_inputs inputs = { .list = { .items = &input, .count = 1, .capacity = 1 } };
	struct th_document *doc = &input.doc;
	const char *why;

	th_document_init(doc, TH_SLICE("document"), source);
	th_status status = th_document_read(doc, &why);
	FUZZ_CHECK(status == TH_OK || status == TH_EINPUT || status == TH_ELIMIT);
	FUZZ_CHECK(doc->rejected == (status != TH_OK));
	FUZZ_CHECK(doc->rejected ? doc->diagnostics.errors > 0 : doc->parser || why);
	check_document(doc, size);
	for (uint32_t i = 0; i < doc->parts.count; i++)
		check_document(doc->parts.items[i].doc, doc->parts.items[i].doc->source.len);
	if (status == TH_OK && doc->facts)
		compile_facts(doc);
	if (status == TH_OK && doc->parser && !doc->parser->is_advisory)
		link_alone(&inputs, size % 2);
	th_document_release(doc);
	fuzz_free(source);
	return 0;
}
