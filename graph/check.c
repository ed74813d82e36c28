#include "graph/check.h"

#include "graph/products.h"

#define TH_CHECK(name) th_status th_check_##name(struct th_check *check);
#include "graph/checks.def"
#undef TH_CHECK

static th_status (*const checks[])(struct th_check *check) = {
#define TH_CHECK(name) th_check_##name,
#include "graph/checks.def"
#undef TH_CHECK
};

/* ---- for checks ---- */

struct th_draft *th_check_draft(struct th_check *check, enum th_rule_id rule,
				enum th_subject_kind kind, uint32_t subject)
{
	struct th_draft *d = th_draft_list_push(&check->drafts, UINT32_MAX);

	if (!d)
		return NULL;
	*d = (struct th_draft){ .rule = rule,
				.severity = th_rules[rule].severity,
				.since = TH_DAY_BEFORE,
				.kind = kind,
				.subject = subject,
				.affair = TH_NONE,
				.remedy = th_slice_of(th_rules[rule].remedy) };
	return d;
}

enum th_level th_level_below(enum th_level level, uint32_t levels)
{
	uint32_t room = TH_LEVEL_INFO - (uint32_t)level;

	return (enum th_level)((uint32_t)level + (levels < room ? levels : room));
}

void th_draft_lower(struct th_draft *draft)
{
	draft->severity = th_level_below(draft->severity, 1);
	draft->lowered++;
}

th_slice th_check_title(struct th_check *check, uint32_t node)
{
	const struct th_graph_document *d;
	const struct th_component *c =
		th_graph_component(check->graph, th_graph_occurrence(check->graph, node), &d);
	th_slice name = th_graph_text(d, c->name), version = th_graph_text(d, c->version);

	if (version.len == 0)
		return name;
	return th_arena_printf(check->arena, "%.*s %.*s", TH_FMT(name), TH_FMT(version));
}

th_slice th_check_supplier_name(const struct th_check *check, uint32_t node)
{
	uint32_t supplier = check->graph->nodes[node].supplier;

	return supplier == TH_SUPPLIER_UNKNOWN
		       ? TH_SLICE("an unknown supplier")
		       : th_suppliers_get(&check->graph->suppliers, supplier)->name;
}

int32_t th_check_document_day(const struct th_link_input *input)
{
	struct th_date date;

	if (input->inventory && th_date_present(input->inventory->collected))
		return th_date_first(input->inventory->collected);
	if (th_date_parse(th_document_text(input->doc, input->doc->created), &date) != TH_OK ||
	    !th_date_present(date))
		return TH_DAY_BEFORE;
	return th_date_first(date);
}

bool th_access_is_sensitive(th_slice access)
{
	return th_slice_equal_nocase(access, TH_SLICE("build")) ||
	       th_slice_equal_nocase(access, TH_SLICE("signing")) ||
	       th_slice_equal_nocase(access, TH_SLICE("source"));
}

void th_examples_add(struct th_examples *examples, th_slice name)
{
	if (examples->kept < sizeof(examples->names) / sizeof(examples->names[0]))
		examples->names[examples->kept++] = name;
	examples->count++;
}

th_slice th_examples_text(const struct th_examples *examples, struct th_arena *arena)
{
	th_slice text = { 0 };

	for (uint32_t i = 0; i < examples->kept; i++)
		text = i ? th_arena_printf(arena, "%.*s, %.*s", TH_FMT(text),
					   TH_FMT(examples->names[i]))
			 : examples->names[0];
	if (examples->count > examples->kept)
		text = th_arena_printf(arena, "%.*s and %u more", TH_FMT(text),
				       examples->count - examples->kept);
	return text;
}

/* ---- advisories ---- */

th_slice th_check_source(const struct th_check *check, const struct th_index *index,
			 uint32_t document, const char *kind)
{
	if (index->source_count)
		return document < index->source_count
			       ? th_index_text(index, index->sources[document].name)
			       : TH_SLICE("feeds");
	if (document != TH_NONE)
		return check->document_paths[document];
	return th_arena_printf(check->arena, "builtin-%s", kind);
}

/* The references of one of its events that were published by the day. */
static void add_references(const struct th_check *check, struct th_report_advisory *a,
			   const struct th_known_event *e)
{
	const struct th_index *index = e->index;

	for (uint32_t i = 0; i < e->event->references.count; i++) {
		struct th_date date = index->dates[e->event->reference_dates + i];
		if (!th_date_present(date) || th_date_first(date) <= check->as_of)
			a->references[a->reference_count++] =
				th_index_item(index, e->event->references, i);
	}
}

/* Of an affair, gathered once: its findings share them. */
static bool find_references(struct th_check *check, uint32_t affair, struct th_report_advisory *a)
{
	const struct th_known *known = check->known;
	size_t most = 0;

	if (check->told[affair]) {
		a->references = check->told[affair]->references;
		a->reference_count = check->told[affair]->reference_count;
		return true;
	}
	TH_FOR_EACH_EVENT(known, affair, n)
	most += known->events.items[n].event->references.count;
	a->references = th_arena_alloc(check->arena, (most + 1) * sizeof(*a->references));
	if (!a->references)
		return false;
	TH_FOR_EACH_EVENT(known, affair, n)
	add_references(check, a, &known->events.items[n]);
	check->told[affair] = a;
	return true;
}

struct th_report_advisory *th_check_advisory(struct th_check *check, uint32_t affair,
					     enum th_confidence confidence, enum th_matched_by by)
{
	const struct th_affair *f = &check->known->affairs.items[affair];
	struct th_report_advisory *a = th_arena_calloc(check->arena, 1, sizeof(*a));

	if (!a)
		return NULL;
	*a = (struct th_report_advisory){
		.id = f->id,
		.source = th_check_source(check, check->known->events.items[f->first].index,
					  check->known->events.items[f->first].event->document,
					  "events"),
		.confidence = confidence,
		.published = f->published,
		.matched_by = th_matched_by_word(by)
	};
	return find_references(check, affair, a) ? a : NULL;
}

/* ---- suppliers of events ---- */

uint32_t th_check_supplier_of(const struct th_check *check, const struct th_known_event *e)
{
	const struct th_suppliers *set = &check->graph->suppliers;
	uint32_t namesake,
		found = th_suppliers_of_fact(set, e->index, &e->event->supplier, &namesake);

	if (found == TH_SUPPLIER_UNKNOWN && set->list.items[namesake].bare)
		found = namesake;
	uint32_t shadow = set->list.items[found].shadow;
	return shadow && !th_check_reaches(check, found) ? th_suppliers_find(set, shadow) : found;
}

/* ---- vendors ---- */

struct th_draft *th_check_vendor_draft(struct th_check *check, enum th_rule_id rule,
				       const struct th_vendor_of *vendor, th_slice *name)
{
	bool named = vendor->supplier != TH_SUPPLIER_UNKNOWN;
	struct th_draft *d =
		th_check_draft(check, rule, named ? TH_SUBJECT_SUPPLIER : TH_SUBJECT_UNNAMED,
			       named ? vendor->supplier : vendor->node);

	if (!d)
		return NULL;
	if (named && check->vendor[vendor->supplier] == TH_VENDOR_REACHED)
		th_draft_lower(d);
	*name = named ? th_suppliers_get(&check->graph->suppliers, vendor->supplier)->name
		      : th_arena_printf(check->arena, "whoever supplies %.*s",
					TH_FMT(th_check_title(check, vendor->node)));
	return name->ptr ? d : NULL;
}

static void make_vendor(struct th_check *check, uint32_t supplier, enum th_vendor kind)
{
	if (!th_check_reaches(check, supplier) || check->vendor[supplier] >= kind ||
	    th_suppliers_get(&check->graph->suppliers, supplier)->is_self)
		return;
	check->vendor[supplier] = (uint8_t)kind;
}

/* Relations by which a supplier of software becomes one of the vendor's environment. */
static bool is_of_environment(enum th_relation_kind kind)
{
	return kind == TH_RELATION_built_with || kind == TH_RELATION_built_by ||
	       kind == TH_RELATION_developed_with || kind == TH_RELATION_hosted_on;
}

static void make_vendor_of(struct th_check *check, uint32_t component, enum th_vendor kind)
{
	uint32_t node = check->graph->node_of[component];

	if (kind == TH_VENDOR_REACHED && check->walk->hop[node] > check->depth)
		return;
	make_vendor(check, check->graph->nodes[node].supplier, kind);
}

/* A root that you acquire makes its supplier a vendor; an unknown one counts as its own. */
static th_status meet_vendors(struct th_check *check, const struct th_graph_document *g)
{
	const struct th_graph *graph = check->graph;

	for (uint32_t i = 0; i < g->doc->roots.count; i++) {
		uint32_t component = g->first_component + g->doc->roots.items[i],
			 node = graph->node_of[component];
		make_vendor_of(check, component, TH_VENDOR_ACQUIRED);
		if (graph->nodes[node].supplier != TH_SUPPLIER_UNKNOWN ||
		    graph->nodes[node].owned || check->is_unnamed[node])
			continue;
		check->is_unnamed[node] = true;
		uint32_t *slot = th_index_list_push(&check->unnamed, UINT32_MAX);
		if (!slot)
			return TH_ENOMEM;
		*slot = node;
	}
	return TH_OK;
}

static th_status find_vendors(struct th_check *check)
{
	const struct th_graph *graph = check->graph;

	for (uint32_t d = 0; d < graph->documents.count; d++) {
		const struct th_graph_document *g = &graph->documents.items[d];
		/* Where a document does not say what it is about, nobody is known to be a vendor.
		 */
		if (g->acquired && !g->own && !g->doc->roots_guessed)
			TH_TRY(meet_vendors(check, g));
		for (uint32_t i = 0; i < g->doc->relations.count; i++)
			if (is_of_environment(
				    (enum th_relation_kind)g->doc->relations.items[i].kind))
				make_vendor_of(check,
					       g->first_component + g->doc->relations.items[i].to,
					       TH_VENDOR_REACHED);
		for (uint32_t i = 0; g->inventory && i < g->doc->components.count; i++)
			if (g->doc->components.items[i].role == TH_ROLE_LISTED)
				make_vendor_of(check, g->first_component + i, TH_VENDOR_REACHED);
	}
	for (uint32_t s = 1; s < graph->suppliers.list.count; s++) {
		const struct th_supplier *supplier = th_suppliers_get(&graph->suppliers, s);
		if (supplier->joined == s && supplier->criticality != TH_CRITICALITY_NONE)
			make_vendor(check, s, TH_VENDOR_ACQUIRED);
	}
	return TH_OK;
}

/* ---- all of them ---- */

static th_status look_at(struct th_check *check, struct th_matcher *matcher, uint32_t node)
{
	struct th_lifecycle_match lifecycle;

	TH_TRY(th_matcher_look(matcher, node, &check->matches, &check->advised, &lifecycle));
	check->lifecycle_known[node] = lifecycle.known;
	if (lifecycle.told) {
		struct th_life *life = th_life_list_push(&check->lives, UINT32_MAX);
		if (!life)
			return TH_ENOMEM;
		*life = (struct th_life){ node, lifecycle.told };
	}
	if (!lifecycle.life.end)
		return TH_OK;
	struct th_ending *e = th_ending_list_push(&check->endings, UINT32_MAX);
	if (!e)
		return TH_ENOMEM;
	*e = (struct th_ending){ node, lifecycle };
	return TH_OK;
}

static th_status look(struct th_check *check)
{
	struct th_matcher *matcher;
	th_status status = th_matcher_new(check->graph, check->known, &matcher);

	for (uint32_t node = 1; node < check->graph->node_count && status == TH_OK;) {
		uint32_t nodes[TH_MATCHER_BATCH], count = 0;
		for (; node < check->graph->node_count && count < TH_MATCHER_BATCH; node++)
			if (th_walk_reaches(check->walk, node))
				nodes[count++] = node;
		th_matcher_expect(matcher, nodes, count);
		for (uint32_t i = 0; i < count && status == TH_OK; i++)
			status = look_at(check, matcher, nodes[i]);
	}
	th_matcher_free(matcher);
	return status;
}

th_status th_check_all(struct th_check *check)
{
	check->vendor = calloc(check->graph->suppliers.list.count, 1);
	check->lifecycle_known = calloc(check->graph->node_count, 1);
	check->is_unnamed = calloc(check->graph->node_count, sizeof(bool));
	check->told = calloc((size_t)check->known->affairs.count + 1, sizeof(*check->told));
	if (!check->vendor || !check->lifecycle_known || !check->is_unnamed || !check->told)
		return TH_ENOMEM;
	for (unsigned r = 0; r < TH_RULE_COUNT; r++)
		check->skipped[r] = th_slice_of(th_rules[r].unbuilt);
	TH_TRY(look(check));
	TH_TRY(find_vendors(check));
	TH_TRY(th_products_find(check));
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		TH_TRY(checks[i](check));
	return TH_OK;
}

void th_check_release(struct th_check *check)
{
	free(check->vendor);
	free(check->lifecycle_known);
	free(check->is_unnamed);
	free(check->told);
	free(check->products);
	th_index_list_release(&check->product_nodes);
	th_witness_list_release(&check->witnesses);
	th_control_standing_list_release(&check->standings);
	th_index_list_release(&check->unnamed);
	th_match_list_release(&check->matches);
	th_advised_list_release(&check->advised);
	th_ending_list_release(&check->endings);
	th_life_list_release(&check->lives);
	th_reported_list_release(&check->reported);
	th_draft_list_release(&check->drafts);
}
