#include "graph/audit.h"

#include "core/base/crew.h"
#include "feeds/builtin.h"
#include "feeds/store.h"
#include "graph/checksums.h"
#include "graph/controls.h"
#include "graph/documents.h"
#include "graph/findings.h"
#include "graph/path.h"
#include "graph/told.h"
#include "graph/summary.h"

/* Of a document, held against the floor. */
struct quality {
	th_status status;
	struct th_quality of;
};

struct th_audit {
	const struct th_audit_request *request;
	struct th_inputs inputs;
	struct th_graph graph;
	struct th_walk walk;
	struct th_known known;
	struct th_index facts; /* of this run's files */
	void *facts_block;
	struct th_store_index store; /* what `twohop feeds` keeps */
	struct th_check check;
	struct th_baseline baseline;
	struct th_report_document baseline_fault; /* path absent: there is none */
	struct th_gate gate;
	struct th_findings findings;
	struct th_report report;
	struct th_path_globs own;
	struct th_file_id *inventories; /* by the configuration's entries */
	struct th_run_documents run;
	/* by number of the run's document */
	const struct th_document **documents;
	th_slice *paths;
	/* by document of the graph */
	th_slice *linked_paths;
	struct th_link_input *linked;
	uint32_t linked_count;
	struct quality *qualities;         /* by input */
	struct th_place_outline *outlines; /* by input: of those that are worth it */
	struct th_missed missed;           /* of the floor of quality */
	bool missing_inventory, missing_baseline, bad_store;
};

/* ---- inputs ---- */

static th_status list_inputs(struct th_audit *a)
{
	const struct th_audit_request *r = a->request;
	const struct th_name_list *feeds[] = { &r->config->feeds, &r->config->vex, &r->feeds };

	for (uint32_t i = 0; i < r->input_count; i++)
		TH_TRY(th_inputs_add(&a->inputs, r->inputs[i], TH_INPUT_DOCUMENT, r->config->path));
	for (size_t k = 0; k < sizeof(feeds) / sizeof(feeds[0]); k++)
		for (uint32_t i = 0; i < feeds[k]->count; i++)
			TH_TRY(th_inputs_add(&a->inputs, feeds[k]->items[i], TH_INPUT_FEED,
					     r->config->path));
	if (a->inputs.holds_config && !r->config_named)
		th_diagnose(&a->inputs.diagnostics, TH_DIAG_config_among_inputs, TH_NO_OFFSET,
			    "%.*s, the configuration in force, lies among the audited documents: "
			    "if it came with them, whoever sent it decides; --config names yours",
			    TH_FMT(r->config->path));
	return th_inputs_settle(&a->inputs);
}

/* ---- what the configuration says of inputs ---- */

static th_status find_configured(struct th_audit *a)
{
	const struct th_config_inventory_list *inventories = &a->request->config->inventories;

	a->inventories = calloc((size_t)inventories->count + 1, sizeof(*a->inventories));
	if (!a->inventories)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < inventories->count; i++)
		a->inventories[i] = th_file_id_of(inventories->items[i].file, true);
	return th_path_globs_init(&a->own, &a->request->config->own, &a->inputs.arena);
}

static bool is_inventory(const struct th_audit *a, uint32_t inventory, const struct th_input *in)
{
	return th_file_id_equal(a->inventories[inventory], in->id) ||
	       th_slice_equal(a->request->config->inventories.items[inventory].file, in->path);
}

static const struct th_config_inventory *inventory_of(const struct th_audit *a,
						      const struct th_input *in)
{
	for (uint32_t i = 0; i < a->request->config->inventories.count; i++)
		if (is_inventory(a, i, in))
			return &a->request->config->inventories.items[i];
	return NULL;
}

static bool is_own(struct th_audit *a, const struct th_input *in)
{
	return a->request->own || th_path_globs_match(&a->own, in->path, &a->inputs.arena);
}

static void ignore_as_later(struct th_input *in)
{
	in->ignored = true;
	in->why = TH_SLICE("dated after the day of this audit (--as-of): it does not exist yet");
}

/* What is dated after the day does not exist yet. */
static void ignore_later(struct th_audit *a)
{
	for (uint32_t i = 0; i < a->inputs.list.count; i++) {
		struct th_input *in = &a->inputs.list.items[i];
		struct th_date date;
		if (!th_input_is_used(in) || in->doc.parser->is_advisory)
			continue;
		const struct th_config_inventory *told = inventory_of(a, in);
		if (told && th_date_present(told->collected) &&
		    th_date_first(told->collected) > a->request->as_of.day) {
			ignore_as_later(in);
			continue;
		}
		th_slice created = th_document_text(&in->doc, in->doc.created);
		if (created.len == 0)
			continue;
		if (th_date_parse(created, &date) != TH_OK) {
			th_diagnose(&in->doc.diagnostics, TH_DIAG_bad_date,
				    th_document_offset(&in->doc, in->doc.created),
				    "\"%.*s\" is no date: the document counts as undated",
				    TH_FMT(created));
		} else if (th_date_present(date) && date.day > a->request->as_of.day) {
			ignore_as_later(in);
		}
	}
}

/*
 * What `twohop feeds` keeps. One that cannot be used is said, and counts as an input that could not
 * be read: a gate that has lost its feeds does not pass.
 */
static th_status map_store(struct th_audit *a)
{
	if (!a->request->data)
		return TH_OK;
	th_status status = th_store_map(&a->store, a->request->data, false);
	if (status == TH_ENOMEM || status == TH_OK || status == TH_ENOTFOUND)
		return status == TH_ENOMEM ? status : TH_OK;
	a->bad_store = true;
	th_diagnose(&a->inputs.diagnostics, TH_DIAG_not_read, TH_NO_OFFSET,
		    "%s/" TH_STORE_INDEX
		    " is damaged, or of another version of twohop: run 'twohop feeds update'",
		    a->request->data);
	return TH_OK;
}

/* ---- what is done beside the checks ---- */

/* What is refused for its signature was not linked: nobody has looked at its identifiers. */
static void check_identifiers(const struct th_audit *a, uint32_t input)
{
	struct th_document *doc = &a->inputs.list.items[input].doc;

	for (uint32_t i = 0; a->run.list.items[input].forged && i < doc->components.count; i++)
		th_document_check_identifiers(doc, i);
}

/* What the document does not state is told of it, located. */
static void check_quality(struct th_audit *a, uint32_t input)
{
	struct th_input *in = &a->inputs.list.items[input];
	struct quality *q = &a->qualities[input];

	q->of.not_judged = "it is no SBOM";
	if (!th_input_is_used(in) || in->doc.parser->is_advisory || in->kind != TH_INPUT_DOCUMENT)
		return;
	check_identifiers(a, input);
	q->status =
		th_quality_check(a->request->config->quality.floor, &in->doc, &in->missing, &q->of);
}

/* Places of a small document are worked out faster than a thread is had. */
static void make_outline(struct th_audit *a, uint32_t input)
{
	enum { WORTH_AN_OUTLINE = 1 << 20 };
	const struct th_input *in = &a->inputs.list.items[input];

	if (th_input_is_used(in) && in->kind == TH_INPUT_DOCUMENT &&
	    in->doc.source.len >= WORTH_AN_OUTLINE)
		th_place_outline_make(&a->outlines[input], th_document_syntax(&in->doc),
				      in->doc.source);
}

/* First what takes longest. */
static void look_at_input(void *context, uint32_t number)
{
	struct th_audit *a = context;
	uint32_t count = a->inputs.list.count;

	if (number < count && a->outlines)
		make_outline(a, number);
	else if (number >= count && number < 2 * count && a->qualities)
		check_quality(a, number - count);
	else if (number == 2 * count && a->request->meanwhile)
		a->request->meanwhile(a->request->meanwhile_context);
}

/* An outline is for places with pointers, and only with another thread to make it. */
static th_status begin_looking(struct th_audit *a, struct th_crew *crew)
{
	uint32_t count = a->inputs.list.count;
	bool judged = a->request->config->quality.floor != TH_FLOOR_NONE,
	     outlined = a->request->want_pointers && th_crew_jobs(a->request->jobs) > 1;

	if (judged)
		a->qualities = calloc((size_t)count + 1, sizeof(*a->qualities));
	if (outlined)
		a->outlines = calloc((size_t)count + 1, sizeof(*a->outlines));
	if ((judged && !a->qualities) || (outlined && !a->outlines))
		return TH_ENOMEM;
	if (judged || outlined || a->request->meanwhile)
		th_crew_begin(crew, a->request->jobs, 2 * count + 1, look_at_input, a);
	return TH_OK;
}

static th_status sum_qualities(struct th_audit *a)
{
	for (uint32_t i = 0; a->qualities && i < a->inputs.list.count; i++) {
		const struct quality *q = &a->qualities[i];
		TH_TRY(q->status);
		a->missed.documents += q->of.missed > 0;
		a->missed.judged += !q->of.not_judged;
		for (size_t f = 0; f < TH_FLOOR_FIELD_COUNT; f++)
			a->missed.fields[f] |= q->of.missing[f] > 0;
	}
	return TH_OK;
}

/* One that is not there, or is none, knows nothing: all findings are new, and the run says why. */
static th_status read_baseline(struct th_audit *a)
{
	th_slice path = a->request->baseline;
	struct th_report_document fault;

	if (!path.ptr)
		return TH_OK;
	th_status status = th_baseline_open(&a->baseline, path, &a->report.arena, &fault);
	if (status == TH_OK || status == TH_ENOMEM)
		return status;
	if (status != TH_ENOTFOUND) {
		a->baseline_fault = fault;
		return TH_OK;
	}
	a->missing_baseline = true;
	th_diagnose(&a->inputs.diagnostics, TH_DIAG_no_such_input, TH_NO_OFFSET,
		    "the baseline %.*s is not there: all findings count as new; "
		    "--write-baseline makes one",
		    TH_FMT(path));
	return TH_OK;
}

/* Who sent you an SBOM may have written into it that nothing of it is affected: that you audit it
 * says nothing of whether you believe so. A signature that you trust does. */
static bool may_clear(const struct th_audit *a, const struct th_run_document *d)
{
	const struct th_input *in = &a->inputs.list.items[d->input];

	return d->signature || (d->doc->parser->is_advisory ? in->named : in->as_feed);
}

static bool has_facts(const struct th_audit *a, const struct th_run_document *d)
{
	return th_input_is_used(&a->inputs.list.items[d->input]) && !d->doc->rejected &&
	       !d->forged && d->doc->facts;
}

static bool has_any_facts(const struct th_audit *a)
{
	for (uint32_t i = 0; i < a->run.list.count; i++)
		if (has_facts(a, &a->run.list.items[i]))
			return true;
	return false;
}

static th_status compile_facts(struct th_audit *a)
{
	struct th_index_builder *builder;
	size_t size;

	TH_TRY(th_index_builder_new(&builder));
	th_status status = TH_OK;
	for (uint32_t i = 0; i < a->run.list.count && status == TH_OK; i++) {
		const struct th_run_document *d = &a->run.list.items[i];
		if (has_facts(a, d))
			status = th_index_builder_add(builder, d->doc, i, may_clear(a, d));
	}
	if (status == TH_OK)
		status = th_index_builder_finish(builder, &a->facts_block, &size);
	th_index_builder_free(builder);
	TH_TRY(status);
	return th_index_open_trusted(&a->facts, a->facts_block, size) == TH_OK ? TH_OK : TH_EBUG;
}

/* ---- linking ---- */

/* It was opened, and no parser knows what it is. */
static bool is_unrecognised(const struct th_input *in)
{
	return in->opened && in->ignored && !in->doc.rejected && !in->doc.parser;
}

static void check_inventory(struct th_audit *a, uint32_t number)
{
	const struct th_config_inventory *told = &a->request->config->inventories.items[number];
	const struct th_input *unrecognised = NULL;

	for (uint32_t k = 0; k < a->inputs.list.count; k++) {
		const struct th_input *in = &a->inputs.list.items[k];
		if (!is_inventory(a, number, in))
			continue;
		if (!is_unrecognised(in))
			return;
		unrecognised = in;
	}
	a->missing_inventory = true;
	if (unrecognised)
		th_diagnose(&a->inputs.diagnostics, TH_DIAG_nothing_recognised, TH_NO_OFFSET,
			    "%.*s:%u:%u: the inventory %.*s is none: %.*s",
			    TH_FMT(told->place.file), told->place.line, told->place.column,
			    TH_FMT(told->file), TH_FMT(unrecognised->why));
	else
		th_diagnose(&a->inputs.diagnostics, TH_DIAG_no_such_input, TH_NO_OFFSET,
			    "%.*s:%u:%u: the inventory %.*s is not among the inputs",
			    TH_FMT(told->place.file), told->place.line, told->place.column,
			    TH_FMT(told->file));
}

/* An inventory that the configuration speaks of has to be there, and to be read as something. */
static void check_inventories(struct th_audit *a)
{
	for (uint32_t i = 0; i < a->request->config->inventories.count; i++)
		check_inventory(a, i);
}

/* What is refused for its signature stands in the graph without its content. */
static struct th_document *without_content(struct th_audit *a, struct th_document *doc)
{
	struct th_document *empty = th_arena_calloc(&a->report.arena, 1, sizeof(*empty));

	if (!empty)
		return NULL;
	th_document_init(empty, doc->path, doc->source);
	empty->parser = doc->parser;
	return empty;
}

static th_status add_link(struct th_audit *a, uint32_t number)
{
	const struct th_run_document *d = &a->run.list.items[number];
	const struct th_input *in = &a->inputs.list.items[d->input];
	struct th_document *doc = d->forged ? without_content(a, d->doc) : d->doc;

	if (!doc)
		return TH_ENOMEM;
	if (doc->rejected || doc->parser->is_advisory || (d->forged && d->doc->whole))
		return TH_OK;
	a->linked_paths[a->linked_count] = in->path;
	a->linked[a->linked_count++] = (struct th_link_input){
		.doc = doc,
		.number = number,
		.own = is_own(a, in),
		.forged = d->forged,
		.signature = d->signature,
		.inventory = inventory_of(a, in),
	};
	return TH_OK;
}

/* Inputs in their order, each with what stands inside of it. */
static th_status add_links(struct th_audit *a)
{
	for (uint32_t i = 0; i < a->inputs.list.count; i++) {
		if (!th_input_is_used(&a->inputs.list.items[i]) ||
		    a->inputs.list.items[i].kind != TH_INPUT_DOCUMENT)
			continue;
		TH_TRY(add_link(a, i));
		for (uint32_t p = a->run.parts[i]; p < a->run.parts[i + 1]; p++)
			TH_TRY(add_link(a, p));
	}
	return TH_OK;
}

static th_status link_documents(struct th_audit *a)
{
	struct th_link_request request = { a->request->config, th_builtin_facts(), a->request->self,
					   a->request->own };
	size_t count = (size_t)a->run.list.count + 1;

	a->linked = calloc(count, sizeof(*a->linked));
	a->documents = calloc(count, sizeof(*a->documents));
	a->paths = calloc(count, sizeof(*a->paths));
	a->linked_paths = calloc(count, sizeof(*a->linked_paths));
	if (!a->linked || !a->documents || !a->paths || !a->linked_paths)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < a->run.list.count; i++) {
		a->documents[i] = a->run.list.items[i].doc;
		a->paths[i] = a->inputs.list.items[a->run.list.items[i].input].path;
	}
	TH_TRY(add_links(a));
	TH_TRY(th_inventories_tell(a->linked, a->linked_count, a->request->config));
	return th_graph_link(&a->graph, &request, a->linked, a->linked_count);
}

/* ---- the run ---- */

static th_status check_all(struct th_audit *a)
{
	const struct th_index *indexes[TH_MAX_INDEXES] = { th_builtin_facts() };
	uint32_t count = 1;

	if (a->store.index.block)
		indexes[count++] = &a->store.index;
	if (a->facts_block)
		indexes[count++] = &a->facts;

	TH_TRY(th_known_init(&a->known, indexes, count, a->request->as_of.day));
	a->check = (struct th_check){ .graph = &a->graph,
				      .walk = &a->walk,
				      .known = &a->known,
				      .config = a->request->config,
				      .inputs = a->linked,
				      .run = &a->run,
				      .files = &a->inputs,
				      .document_paths = a->paths,
				      .as_of = a->request->as_of.day,
				      .depth = a->request->depth,
				      .arena = &a->report.arena };
	TH_TRY(th_check_all(&a->check));
	TH_TRY(th_gate_open(&a->gate, a->request->config,
			    a->request->baseline.ptr ? &a->baseline : NULL, a->request->as_of.day,
			    a->linked_paths, a->linked_count, &a->report.arena));
	a->findings = (struct th_findings){ .check = &a->check,
					    .gate = &a->gate,
					    .report = &a->report,
					    .documents = a->documents,
					    .outlines = a->outlines };
	TH_TRY(th_findings_make(&a->findings));
	return th_controls_report(&a->findings);
}

/* ---- what is done beside something else ---- */

struct beside {
	struct th_audit *audit;
	th_status (*work)(struct th_audit *a);
	th_status status;
};

static void do_beside(void *context, uint32_t number)
{
	struct beside *beside = context;

	(void)number;
	beside->status = beside->work(beside->audit);
}

/* Do two things that do not touch each other; `beside` in another thread, if there is one. */
static th_status do_both(struct th_audit *a, th_status (*work)(struct th_audit *a),
			 th_status (*beside)(struct th_audit *a))
{
	struct beside other = { .audit = a, .work = beside };
	struct th_crew crew;

	th_crew_begin(&crew, a->request->jobs, 1, do_beside, &other);
	th_status status = work(a);
	th_crew_end(&crew);
	return status == TH_OK ? other.status : status;
}

static th_status link_and_walk(struct th_audit *a)
{
	static const uint32_t self = 0;

	TH_TRY(link_documents(a));
	TH_TRY(th_walk_init(&a->walk, &a->graph));
	return th_walk_from(&a->walk, &self, 1, UINT32_MAX);
}

/* Facts are no part of the graph. */
static th_status link_walk_and_compile(struct th_audit *a)
{
	return has_any_facts(a) ? do_both(a, link_and_walk, compile_facts) : link_and_walk(a);
}

static th_status read_inputs(struct th_audit *a)
{
	return th_inputs_read(&a->inputs, a->request->jobs, a->request->progress);
}

static th_status read_inputs_and_baseline(struct th_audit *a)
{
	return a->request->baseline.ptr ? do_both(a, read_inputs, read_baseline) : read_inputs(a);
}

static th_status check_and_look(struct th_audit *a)
{
	struct th_crew crew = { 0 };

	TH_TRY(begin_looking(a, &crew));
	th_status status = check_all(a);
	th_crew_end(&crew);
	TH_TRY(status);
	TH_TRY(sum_qualities(a));
	return th_findings_places(&a->findings, a->request->want_pointers);
}

/* From the inputs to the findings. */
static th_status look(struct th_audit *a)
{
	TH_TRY(read_inputs_and_baseline(a));
	ignore_later(a);
	check_inventories(a);
	th_inputs_judge(&a->inputs);
	TH_TRY(th_trust_judge_ahead(a->request->trust, &a->inputs, a->request->jobs));
	TH_TRY(th_run_documents_collect(&a->run, &a->inputs, a->request->trust, &a->report.arena));
	TH_TRY(map_store(a));
	TH_TRY(link_walk_and_compile(a));
	TH_TRY(th_checksums_compare(&a->graph));
	return check_and_look(a);
}

/* Digests are for the report: they are made beside all else. */
static th_status look_and_digest(struct th_audit *a)
{
	struct th_crew digests = { 0 };

	th_inputs_open(&a->inputs);
	if (a->request->want_sha256)
		th_inputs_digest(&a->inputs, a->request->jobs, &digests);
	th_status status = look(a);
	th_crew_end(&digests);
	return status;
}

static th_status run(struct th_audit *a)
{
	a->report.as_of = a->request->as_of;
	TH_TRY(list_inputs(a));
	TH_TRY(find_configured(a));
	a->inputs.thorough = a->request->config->quality.floor != TH_FLOOR_NONE;
	TH_TRY(look_and_digest(a));
	struct th_summary_request summary = { .request = a->request,
					      .inputs = &a->inputs,
					      .run = &a->run,
					      .check = &a->check,
					      .gate = &a->gate,
					      .baseline_fault = &a->baseline_fault,
					      .missed = &a->missed,
					      .input_missing =
						      a->inputs.missing || a->missing_inventory ||
						      a->missing_baseline || a->inputs.unrecognised,
					      .bad_store = a->bad_store,
					      .linked = a->linked,
					      .linked_count = a->linked_count };
	return th_summarise(&summary, &a->report);
}

th_status th_audit_run(const struct th_audit_request *request, struct th_audit **out)
{
	*out = calloc(1, sizeof(**out));
	if (!*out)
		return TH_ENOMEM;
	(*out)->request = request;
	th_status status = run(*out);
	if (status != TH_OK) {
		th_audit_free(*out);
		*out = NULL;
	}
	return status;
}

const struct th_report *th_audit_report(const struct th_audit *audit)
{
	return &audit->report;
}

void th_audit_free(struct th_audit *a)
{
	if (!a)
		return;
	th_findings_release(&a->findings);
	th_gate_close(&a->gate);
	th_check_release(&a->check);
	th_known_release(&a->known);
	th_walk_release(&a->walk);
	th_graph_release(&a->graph);
	th_path_globs_release(&a->own);
	th_run_documents_release(&a->run);
	free(a->inventories);
	free(a->linked);
	free(a->linked_paths);
	free(a->documents);
	free(a->paths);
	free(a->facts_block);
	free(a->qualities);
	for (uint32_t i = 0; a->outlines && i < a->inputs.list.count; i++)
		th_place_outline_release(&a->outlines[i]);
	free(a->outlines);
	th_store_unmap(&a->store);
	th_inputs_release(&a->inputs);
	th_report_release(&a->report);
	free(a);
}

/* ---- paths to what a name means ---- */

static bool is_called(const struct th_audit *a, uint32_t vertex, th_slice name)
{
	const struct th_graph *graph = &a->graph;
	const struct th_graph_document *d;

	if (th_graph_is_supplier(graph, vertex)) {
		const struct th_supplier *s =
			th_suppliers_get(&graph->suppliers, vertex - graph->node_count);
		if (th_slice_equal_nocase(s->name, name))
			return true;
		for (uint32_t t = s->spellings; t != TH_NONE;
		     t = graph->suppliers.texts.items[t].next)
			if (th_slice_equal_nocase(graph->suppliers.texts.items[t].text, name))
				return true;
		return false;
	}
	for (uint32_t c = vertex ? graph->nodes[vertex].first : TH_NONE; c != TH_NONE;
	     c = graph->next_same[c]) {
		const struct th_component *component = th_graph_component(graph, c, &d);
		if (th_slice_equal_nocase(th_graph_text(d, component->name), name) ||
		    th_slice_equal(th_graph_text(d, component->purl), name))
			return true;
	}
	return false;
}

static th_slice name_of(const struct th_audit *a, uint32_t vertex)
{
	const struct th_graph_document *d;

	if (th_graph_is_supplier(&a->graph, vertex))
		return th_suppliers_get(&a->graph.suppliers, vertex - a->graph.node_count)->name;
	const struct th_component *c =
		th_graph_component(&a->graph, th_graph_occurrence(&a->graph, vertex), &d);
	return th_graph_text(d, c->name);
}

/* The closest name that was reached, where nothing has the one asked for. */
static th_status find_nearest(struct th_audit *a, th_slice name, th_slice *nearest)
{
	uint32_t vertices = th_graph_vertex_count(&a->graph), count = 0;
	const char **words = calloc((size_t)vertices + 1, sizeof(*words));

	*nearest = (th_slice){ 0 };
	if (!words)
		return TH_ENOMEM;
	for (uint32_t v = 1; v < vertices; v++) {
		th_slice copy = th_walk_reaches(&a->walk, v)
					? th_arena_copy(&a->report.arena, name_of(a, v))
					: (th_slice){ 0 };
		if (copy.len)
			words[count++] = copy.ptr;
	}
	const char *word = th_nearest_word(name, words);
	*nearest = th_slice_of(word);
	free(words);
	return TH_OK;
}

th_status th_audit_paths(struct th_audit *a, th_slice name, struct th_report_path_list *out,
			 th_slice *nearest)
{
	*out = (struct th_report_path_list){ 0 };
	*nearest = (th_slice){ 0 };
	for (uint32_t v = 1; v < th_graph_vertex_count(&a->graph); v++) {
		if (!th_walk_reaches(&a->walk, v) || !is_called(a, v, name))
			continue;
		struct th_report_path *path = th_report_path_list_push(out, UINT32_MAX);
		if (!path)
			return TH_ENOMEM;
		TH_TRY(th_findings_path(&a->findings, v, &path->steps, &path->step_count));
	}
	if (out->count == 0)
		return find_nearest(a, name, nearest);
	return th_findings_places(&a->findings, true);
}
