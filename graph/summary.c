#include "graph/summary.h"

#include "core/text/place.h"
#include "graph/policy.h"
#include "graph/products.h"

struct summary {
	const struct th_summary_request *r;
	struct th_report *report;
	uint32_t vertices;
	bool recognised; /* a component, somewhere */
	struct th_stale stale[TH_AGE_COUNT];
};

/* ---- documents ---- */

static const struct th_diagnostic *first_error(const struct th_document *doc)
{
	for (uint32_t i = 0; i < doc->diagnostics.list.count; i++)
		if (th_diag_severity(doc->diagnostics.list.items[i].code) == TH_SEVERITY_ERROR)
			return &doc->diagnostics.list.items[i];
	return NULL;
}

static void describe_refusal(const struct th_input *in, struct th_report_document *d)
{
	const struct th_diagnostic *error = first_error(&in->doc);

	d->status = TH_DOCUMENT_REJECTED;
	d->error = in->failed || !error ? in->why : error->message;
	if (d->error.len == 0)
		d->error = TH_SLICE("the input could not be read");
	if (!in->failed && error && error->offset != TH_NO_OFFSET)
		th_place_of(in->doc.source, error->offset, &d->error_line, &d->error_column);
}

static void describe_content(const struct th_document *doc, struct th_report_document *d)
{
	d->spec_version = th_document_text(doc, doc->spec_version);
	d->id = doc->id;
	d->created = th_document_text(doc, doc->created);
	d->counted = true;
	d->components = doc->counts.components;
	d->services = doc->counts.services;
	d->files = doc->counts.files;
	d->dependencies = doc->counts.dependencies;
	d->relationships = doc->counts.relationships;
}

static th_status add_document(struct summary *s, const struct th_input *in)
{
	struct th_report_document *d =
		th_report_document_list_push(&s->report->documents, UINT32_MAX);

	if (!d)
		return TH_ENOMEM;
	d->path = in->path;
	memcpy(d->sha256, in->sha256, sizeof(d->sha256));
	if (in->opened && in->doc.parser)
		d->format = th_slice_of(in->doc.parser->name);
	if (in->failed || (in->opened && in->doc.rejected)) {
		describe_refusal(in, d);
		return TH_OK;
	}
	if (in->ignored) {
		d->status = TH_DOCUMENT_IGNORED;
		d->why = in->why;
		return TH_OK;
	}
	describe_content(&in->doc, d);
	d->signatures = s->r->run->signatures[in - s->r->inputs->list.items].items;
	d->signature_count = s->r->run->signatures[in - s->r->inputs->list.items].count;
	return TH_OK;
}

static th_status add_documents(struct summary *s)
{
	for (uint32_t i = 0; i < s->r->inputs->list.count; i++) {
		const struct th_input *in = &s->r->inputs->list.items[i];
		bool broken = in->failed || (in->opened && in->doc.rejected);
		if (in->repeats != TH_NONE)
			continue;
		if (in->kind == TH_INPUT_DOCUMENT || broken)
			TH_TRY(add_document(s, in));
	}
	if (!s->r->baseline_fault || !s->r->baseline_fault->path.ptr)
		return TH_OK;
	struct th_report_document *d =
		th_report_document_list_push(&s->report->documents, UINT32_MAX);
	if (!d)
		return TH_ENOMEM;
	*d = *s->r->baseline_fault;
	return TH_OK;
}

/* ---- diagnostics ---- */

/* Lines and columns of all of them, from report->diagnostics.items[first] on. */
static th_status place_diagnostics(struct summary *s, uint32_t first, th_slice bytes,
				   const struct th_diagnostics *from)
{
	struct th_locus *loci = calloc((size_t)from->list.count + 1, sizeof(*loci));
	size_t placed = 0, next = 0;

	if (!loci)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < from->list.count; i++)
		if (from->list.items[i].offset != TH_NO_OFFSET)
			loci[placed++].offset = from->list.items[i].offset;
	th_status status = th_places_resolve(TH_SYNTAX_PLAIN, bytes, loci, placed, false, NULL,
					     &s->report->arena);
	for (uint32_t i = 0; i < from->list.count && status == TH_OK; i++) {
		if (from->list.items[i].offset == TH_NO_OFFSET)
			continue;
		struct th_place *place = &s->report->diagnostics.items[first + i].place;
		place->line = loci[next].line;
		place->column = loci[next++].column;
	}
	free(loci);
	return status;
}

static th_status add_diagnostics_of(struct summary *s, th_slice path, th_slice bytes,
				    const struct th_diagnostics *from)
{
	uint32_t first = s->report->diagnostics.count;

	for (uint32_t i = 0; i < from->list.count; i++) {
		const struct th_diagnostic *d = &from->list.items[i];
		struct th_report_diagnostic *out =
			th_report_diagnostic_list_push(&s->report->diagnostics, UINT32_MAX);
		if (!out)
			return TH_ENOMEM;
		out->code = d->code;
		out->message = d->message;
		out->place.document = path;
	}
	if (bytes.ptr)
		TH_TRY(place_diagnostics(s, first, bytes, from));
	if (from->dropped == 0)
		return TH_OK;
	struct th_report_diagnostic *out =
		th_report_diagnostic_list_push(&s->report->diagnostics, UINT32_MAX);
	if (!out)
		return TH_ENOMEM;
	out->code = TH_DIAG_more;
	out->place.document = path;
	out->message = th_arena_printf(&s->report->arena, "%llu more were counted and not kept",
				       (unsigned long long)from->dropped);
	return out->message.ptr ? TH_OK : TH_ENOMEM;
}

static th_status add_diagnostics(struct summary *s)
{
	TH_TRY(add_diagnostics_of(s, (th_slice){ 0 }, (th_slice){ 0 }, &s->r->inputs->diagnostics));
	TH_TRY(th_gate_complain(s->r->gate, &s->report->diagnostics));
	for (uint32_t i = 0; i < s->r->inputs->list.count; i++) {
		const struct th_input *in = &s->r->inputs->list.items[i];
		if (!in->opened || in->ignored)
			continue;
		TH_TRY(add_diagnostics_of(s, in->path, in->doc.source, &in->doc.diagnostics));
		TH_TRY(add_diagnostics_of(s, in->path, in->doc.source, &in->missing));
	}
	return TH_OK;
}

/* ---- how old documents are ---- */

/* What is judged by its age. */
struct aged {
	uint32_t document; /* of the graph */
	enum th_age kind;
	int32_t day;
	uint64_t offset;  /* what says the day, or would */
	const char *noun; /* what is so old */
};

static th_status complain_of_age(struct summary *s, const struct aged *aged, int64_t age,
				 uint32_t most)
{
	const struct th_document *doc = s->r->linked[aged->document].doc;
	struct th_report_diagnostic *d =
		th_report_diagnostic_list_push(&s->report->diagnostics, UINT32_MAX);
	uint64_t offset = aged->offset;

	if (!d)
		return TH_ENOMEM;
	for (; doc->whole; doc = doc->whole) /* of a part all places are where it stands */
		offset = doc->whole_place;
	d->code = TH_DIAG_stale_document;
	d->place.document = doc->path;
	th_place_of(doc->source, offset, &d->place.line, &d->place.column);
	d->message = aged->day == TH_DAY_BEFORE
			     ? th_arena_printf(&s->report->arena,
					       "%s does not say when it was made; the policy "
					       "allows %u days",
					       aged->noun, most)
			     : th_arena_printf(&s->report->arena,
					       "%s is %lld days old, more than the %u that the "
					       "policy allows",
					       aged->noun, (long long)age, most);
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

/* What is older than the policy allows, or does not say how old it is, is no evidence of today. */
static th_status judge_age(struct summary *s, const struct aged *aged)
{
	const struct th_config *config = s->r->request->config;
	const uint32_t limits[TH_AGE_COUNT] = {
		[TH_AGE_SBOM] = config->max_age.sbom,
		[TH_AGE_ENVIRONMENT] = config->max_age.environment,
		[TH_AGE_ATTESTATION] = config->max_age.attestation,
	};
	struct th_stale *stale = &s->stale[aged->kind];
	int64_t age = (int64_t)s->r->check->as_of - aged->day;
	uint32_t most = limits[aged->kind];

	if (most == TH_CONFIG_NO_LIMIT || (aged->day != TH_DAY_BEFORE && age <= (int64_t)most))
		return TH_OK;
	stale->count++;
	if (aged->day == TH_DAY_BEFORE)
		stale->undated++;
	else if (age > stale->days)
		stale->days = age;
	s->report->reasons |= 1u << TH_REASON_STALE_EVIDENCE;
	return complain_of_age(s, aged, age, most);
}

/* A document's claims are as old as the oldest of them. */
static th_status judge_claims(struct summary *s, struct aged aged)
{
	const struct th_graph_document *g = &s->r->check->graph->documents.items[aged.document];
	const struct th_claim_list *list = &g->doc->claims->list;

	aged.kind = TH_AGE_ATTESTATION;
	aged.noun = "what the document claims";
	for (uint32_t i = 0; i < list->count; i++) {
		int32_t day = th_claim_day(g, &list->items[i]);
		if (i > 0 && day >= aged.day)
			continue;
		aged.day = day;
		aged.offset = list->items[i].place;
	}
	return judge_age(s, &aged);
}

static th_status judge_document(struct summary *s, uint32_t document)
{
	const struct th_check *check = s->r->check;
	const struct th_graph_document *g = &check->graph->documents.items[document];
	const struct th_document *doc = g->doc;
	struct aged aged = { document, TH_AGE_SBOM, th_check_document_day(&s->r->linked[document]),
			     th_document_offset(doc, doc->created), "the document" };
	bool is_about_nothing = doc->root == TH_NONE && doc->components.count == 0;

	if (g->inventory) {
		aged.kind = TH_AGE_ENVIRONMENT;
		return judge_age(s, &aged);
	}
	if (g->attests || (is_about_nothing && doc->envelope)) {
		aged.kind = TH_AGE_ATTESTATION;
		aged.day = th_statement_day(check, document);
		/* What was read inside is judged for itself; an SBOM's statement has no date. */
		bool is_wrapper = doc->parts.count && (!g->attests || aged.day == TH_DAY_BEFORE);
		return is_wrapper ? TH_OK : judge_age(s, &aged);
	}
	bool claims = doc->claims && doc->claims->list.count;
	if (!is_about_nothing || !doc->claims)
		TH_TRY(judge_age(s, &aged));
	return claims ? judge_claims(s, aged) : TH_OK;
}

/* Of what is forged nothing is used, its date neither. */
static th_status judge_ages(struct summary *s)
{
	for (uint32_t i = 0; i < s->r->linked_count; i++)
		if (!s->r->check->graph->documents.items[i].forged)
			TH_TRY(judge_document(s, i));
	return TH_OK;
}

/* ---- suppliers ---- */

struct supplier_tally {
	uint32_t components;
	uint8_t rung;
	bool states;     /* one of its reached components says what it relies on */
	bool documented; /* a given document is about it */
};

static void tally_nodes(struct summary *s, struct supplier_tally *tally)
{
	const struct th_graph *graph = s->r->check->graph;
	const struct th_graph_document *d;

	for (uint32_t n = 1; n < graph->node_count; n++) {
		const struct th_node *node = &graph->nodes[n];
		if (!th_walk_reaches(s->r->check->walk, n))
			continue;
		if (node->maker != TH_SUPPLIER_UNKNOWN &&
		    node->maker_rung < tally[node->maker].rung)
			tally[node->maker].rung = node->maker_rung;
		if (node->supplier == TH_SUPPLIER_UNKNOWN)
			continue;
		struct supplier_tally *t = &tally[node->supplier];
		t->components++;
		if (node->rung < t->rung)
			t->rung = node->rung;
		for (uint32_t c = node->first; c != TH_NONE && !t->states; c = graph->next_same[c])
			t->states = th_graph_component(graph, c, &d)->states_upstream;
	}
	for (uint32_t i = 0; i < graph->documents.count; i++) {
		const struct th_graph_document *g = &graph->documents.items[i];
		for (uint32_t k = 0; k < g->doc->roots.count; k++)
			tally[graph->nodes[graph->node_of[g->first_component +
							  g->doc->roots.items[k]]]
				      .supplier]
				.documented = true;
	}
}

/* The spellings of a supplier, as documents came; its name is not among them. */
static th_status add_aliases(struct summary *s, const struct th_supplier *from,
			     struct th_report_supplier *to)
{
	const struct th_supplier_text_list *texts = &s->r->check->graph->suppliers.texts;
	uint32_t count = 0;

	for (uint32_t t = from->spellings; t != TH_NONE; t = texts->items[t].next)
		count += !th_slice_equal(texts->items[t].text, from->name);
	to->aliases = th_arena_calloc(&s->report->arena, (size_t)count + 1, sizeof(th_slice));
	if (!to->aliases)
		return TH_ENOMEM;
	to->alias_count = count;
	for (uint32_t t = from->spellings; t != TH_NONE; t = texts->items[t].next)
		if (!th_slice_equal(texts->items[t].text, from->name))
			to->aliases[--count] =
				texts->items[t].text; /* the list has the last one first */
	return TH_OK;
}

static th_status add_supplier(struct summary *s, uint32_t entity, const struct supplier_tally *t)
{
	const struct th_supplier *from = th_suppliers_get(&s->r->check->graph->suppliers, entity);
	struct th_report_supplier *to =
		th_report_supplier_list_push(&s->report->suppliers, UINT32_MAX);
	uint32_t row;

	if (!to)
		return TH_ENOMEM;
	to->name = from->name;
	to->hop = th_check_hop(s->r->check, entity);
	to->components = t->components;
	to->resolved_by = th_rung_word(
		(enum th_rung)(t->rung == TH_RUNG_unknown ? TH_RUNG_supplier : t->rung));
	to->parent = th_suppliers_parent(&s->r->check->graph->suppliers, entity, s->r->check->as_of,
					 &row);
	return add_aliases(s, from, to);
}

/* Suppliers that only events lead to. */
static th_status add_reported(struct summary *s)
{
	const struct th_check *check = s->r->check;

	for (uint32_t i = 0; i < check->reported.count; i++) {
		const struct th_reported *r = &check->reported.items[i];
		const struct th_known_event *e = &check->known->events.items[r->event];
		th_slice name = th_index_text(e->index, e->event->supplier.name);
		bool known = th_check_reaches(check, r->supplier);
		for (uint32_t k = 0; k < s->report->suppliers.count && !known; k++)
			known = th_slice_equal(s->report->suppliers.items[k].name, name);
		if (known || name.len == 0)
			continue;
		struct th_report_supplier *to =
			th_report_supplier_list_push(&s->report->suppliers, UINT32_MAX);
		if (!to)
			return TH_ENOMEM;
		*to = (struct th_report_supplier){ .name = name,
						   .hop = r->hop,
						   .components = 1,
						   .resolved_by = th_rung_word(TH_RUNG_fact) };
	}
	return TH_OK;
}

static int by_hop_and_name(const void *x, const void *y)
{
	const struct th_report_supplier *a = x, *b = y;

	if (a->hop != b->hop)
		return a->hop < b->hop ? -1 : 1;
	return th_slice_compare(a->name, b->name);
}

static th_status add_suppliers(struct summary *s, const struct supplier_tally *tally)
{
	const struct th_graph *graph = s->r->check->graph;

	for (uint32_t e = 1; e < graph->suppliers.list.count; e++)
		if (th_suppliers_get(&graph->suppliers, e)->joined == e &&
		    th_check_reaches(s->r->check, e))
			TH_TRY(add_supplier(s, e, &tally[e]));
	TH_TRY(add_reported(s));
	if (s->report->suppliers.count)
		qsort(s->report->suppliers.items, s->report->suppliers.count,
		      sizeof(*s->report->suppliers.items), by_hop_and_name);
	for (uint32_t e = 1; e < graph->suppliers.list.count; e++)
		s->report->vendors += s->r->check->vendor[e] == TH_VENDOR_ACQUIRED;
	return TH_OK;
}

/* ---- visibility ---- */

static void measure_visibility(struct summary *s, const struct supplier_tally *tally)
{
	const struct th_check *check = s->r->check;
	const struct th_graph *graph = check->graph;
	uint32_t hop = s->r->request->config->has_visibility ? s->r->request->config->visibility_hop
							     : s->r->request->depth;

	s->report->visibility.hop = hop;
	for (uint32_t i = 0; i < s->report->suppliers.count; i++)
		s->report->visibility.known += s->report->suppliers.items[i].hop == hop;
	for (uint32_t e = 1; e < graph->suppliers.list.count; e++) {
		if (!th_check_reaches(check, e))
			continue;
		uint32_t at = th_check_hop(check, e);
		s->report->visibility.unknown += at + 1 == hop && !tally[e].states;
		s->report->visibility.documented += at == hop && tally[e].documented;
	}
	for (uint32_t n = 1; n < graph->node_count; n++)
		s->report->visibility.unknown += check->walk->hop[n] == hop &&
						 graph->nodes[n].supplier == TH_SUPPLIER_UNKNOWN &&
						 !graph->nodes[n].owned;
}

static bool visibility_is_enough(const struct summary *s)
{
	const struct th_config *config = s->r->request->config;
	uint64_t known = s->report->visibility.known, all = known + s->report->visibility.unknown;

	return !config->has_visibility || all == 0 ||
	       known * 100 >= (uint64_t)config->visibility_at_least * all;
}

/* ---- what was not evaluated, what decides ---- */

static th_status add_not_evaluated(struct summary *s)
{
	const th_slice *skipped = s->r->check->skipped;

	for (uint32_t r = 0; r < TH_RULE_COUNT; r++) {
		if (!skipped[r].len)
			continue;
		struct th_not_evaluated *n =
			th_not_evaluated_list_push(&s->report->not_evaluated, UINT32_MAX);
		if (!n)
			return TH_ENOMEM;
		*n = (struct th_not_evaluated){ th_slice_of(th_rules[r].slug), skipped[r] };
		if (s->r->request->config->required[r])
			s->report->reasons |= 1u << TH_REASON_NOT_EVALUATED;
	}
	return TH_OK;
}

static void decide(struct summary *s)
{
	static const enum th_reason reasons[TH_CLASS_COUNT] = { TH_REASON_VIOLATION,
								TH_REASON_BLIND_SPOT,
								TH_REASON_CONTRADICTION };

	for (uint32_t i = 0; i < s->report->findings.count; i++) {
		const struct th_finding *f = &s->report->findings.items[i];
		enum th_class class = th_rules[f->rule].class;
		if (f->suppressed) {
			s->report->suppressed++;
			continue;
		}
		s->report->summary[class]++;
		s->report->fresh += f->news == TH_NEWS_NEW;
		s->report->known += f->news == TH_NEWS_KNOWN;
		if (f->decides)
			s->report->reasons |= 1u << reasons[class];
	}
	bool rejected = false;
	for (uint32_t i = 0; i < s->r->linked_count; i++)
		s->recognised |=
			!s->r->inputs->list
				 .items[s->r->run->list.items[s->r->linked[i].number].input]
				 .about_nothing;
	for (uint32_t i = 0; i < s->report->documents.count; i++)
		rejected |= s->report->documents.items[i].status == TH_DOCUMENT_REJECTED;
	if (!visibility_is_enough(s))
		s->report->reasons |= 1u << TH_REASON_VISIBILITY;
	if (s->r->missed->documents && s->r->request->config->quality.on_fail == TH_ON_FAIL_FAIL)
		s->report->reasons |= 1u << TH_REASON_QUALITY;
	if (s->r->gate->has_expired)
		s->report->reasons |= 1u << TH_REASON_EXPIRED_EXCEPTION;
	if (s->r->check->stale_feed_days)
		s->report->reasons |= 1u << TH_REASON_STALE_FEED;
	if (rejected || s->r->bad_store)
		s->report->reasons |= 1u << TH_REASON_BAD_INPUT;
	if (s->r->input_missing || (!s->recognised && !rejected))
		s->report->reasons |= 1u << TH_REASON_NO_INPUT;
}

/* ---- the verdict's line ---- */

struct line {
	struct th_arena *arena;
	th_slice text;
};

static void say(struct line *line, uint32_t count, const char *one, const char *many)
{
	if (count == 0)
		return;
	line->text = th_arena_printf(line->arena, "%.*s%s%u %s", TH_FMT(line->text),
				     line->text.len ? ", " : "", count, count == 1 ? one : many);
}

/* "nothing was recognised in a.json and 2 more" */
static th_slice unrecognised_text(struct summary *s)
{
	const struct th_inputs *inputs = s->r->inputs;
	th_slice more = inputs->unrecognised > 1
				? th_arena_printf(&s->report->arena, " and %u more",
						  inputs->unrecognised - 1)
				: TH_SLICE("");

	return th_arena_printf(&s->report->arena, "nothing was recognised in %.*s%.*s",
			       TH_FMT(inputs->first_unrecognised), TH_FMT(more));
}

static th_slice nothing_text(struct summary *s)
{
	if (s->report->documents.count == 0)
		return TH_SLICE("nothing was read: there is no such input");
	return s->r->inputs->unrecognised ? unrecognised_text(s)
					  : TH_SLICE("nothing was recognised: no document is "
						     "about any component");
}

/* The rule was not evaluated because there is no feed to do it with. */
static bool wants_feed(const struct summary *s, uint32_t rule)
{
	th_slice why = s->r->check->skipped[rule];

	return th_slice_starts(why, TH_SLICE("no ")) &&
	       th_slice_search(why, TH_SLICE(" feed")) < why.len;
}

static th_status write_verdict(struct summary *s)
{
	struct line line = { .arena = &s->report->arena };
	uint32_t rejected = 0, feeds = 0;

	s->report->policy.path = s->r->request->config->path;
	TH_TRY(th_policy_digest(s->r->request->config, s->report->policy.digest));
	s->report->has_baseline = s->r->request->baseline.ptr != NULL;

	for (uint32_t i = 0; i < s->report->documents.count; i++)
		rejected += s->report->documents.items[i].status == TH_DOCUMENT_REJECTED;
	bool nothing = !s->recognised && !rejected;
	if (nothing) {
		line.text = nothing_text(s);
	} else {
		say(&line, s->report->summary[TH_CLASS_VIOLATION], "violation", "violations");
		say(&line, s->report->summary[TH_CLASS_CONTRADICTION], "contradiction",
		    "contradictions");
		say(&line, s->report->summary[TH_CLASS_BLIND_SPOT], "blind spot", "blind spots");
		if (line.text.len == 0)
			line.text = s->recognised ? TH_SLICE("nothing found")
						  : TH_SLICE("nothing was looked at");
	}
	if (s->report->has_baseline)
		line.text = th_arena_printf(line.arena, "%u new, %u known: %.*s", s->report->fresh,
					    s->report->known, TH_FMT(line.text));
	if (s->report->suppressed)
		line.text = th_arena_printf(line.arena, "%.*s; %u suppressed", TH_FMT(line.text),
					    s->report->suppressed);
	if (rejected)
		line.text = th_arena_printf(line.arena, "%.*s; %u document%s could not be read",
					    TH_FMT(line.text), rejected, rejected == 1 ? "" : "s");
	if (s->r->inputs->missing && s->report->documents.count)
		line.text = th_arena_printf(line.arena, "%.*s; an input is not there",
					    TH_FMT(line.text));
	if (!nothing && s->r->inputs->unrecognised)
		line.text = th_arena_printf(line.arena, "%.*s; %.*s", TH_FMT(line.text),
					    TH_FMT(unrecognised_text(s)));
	for (uint32_t r = 0; r < TH_RULE_COUNT; r++)
		feeds += wants_feed(s, r);
	if (feeds)
		line.text = th_arena_printf(
			line.arena, "%.*s; not checked for want of a feed:", TH_FMT(line.text));
	for (uint32_t r = 0; r < TH_RULE_COUNT; r++)
		if (wants_feed(s, r))
			line.text = th_arena_printf(line.arena, "%.*s %s%s", TH_FMT(line.text),
						    th_rules[r].slug, --feeds ? "," : "");
	s->report->verdict = line.text;
	return line.text.ptr ? TH_OK : TH_ENOMEM;
}

/* ---- all of it ---- */

static th_status add_all(struct summary *s, struct supplier_tally *tally)
{
	for (uint32_t e = 0; e < s->r->check->graph->suppliers.list.count; e++)
		tally[e].rung = TH_RUNG_unknown;
	tally_nodes(s, tally);
	TH_TRY(add_documents(s));
	TH_TRY(add_diagnostics(s));
	TH_TRY(add_suppliers(s, tally));
	measure_visibility(s, tally);
	TH_TRY(add_not_evaluated(s));
	TH_TRY(judge_ages(s));
	decide(s);
	TH_TRY(write_verdict(s));
	struct th_verdict_request verdict = { .config = s->r->request->config,
					      .check = s->r->check,
					      .gate = s->r->gate,
					      .stale = s->stale,
					      .missed = s->r->missed };
	return th_verdict_explain(&verdict, s->report);
}

th_status th_summarise(const struct th_summary_request *request, struct th_report *report)
{
	struct summary s = { .r = request, .report = report };
	struct supplier_tally *tally =
		calloc(request->check->graph->suppliers.list.count, sizeof(*tally));
	th_status status = tally ? add_all(&s, tally) : TH_ENOMEM;

	free(tally);
	return status;
}

void th_report_release(struct th_report *report)
{
	th_report_document_list_release(&report->documents);
	th_report_supplier_list_release(&report->suppliers);
	th_finding_list_release(&report->findings);
	th_report_control_list_release(&report->controls);
	th_report_diagnostic_list_release(&report->diagnostics);
	th_not_evaluated_list_release(&report->not_evaluated);
	th_because_list_release(&report->because);
	th_arena_release(&report->arena);
}
