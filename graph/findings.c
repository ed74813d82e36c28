#include "graph/findings.h"
#include "graph/inputs.h"
#include "graph/path.h"

#include "core/crypto/sha256.h"
#include "core/identity/purl.h"
#include "core/text/place.h"
#include "core/version/version.h"
#include "parsers/parser.h"

#include <stdio.h>

/* ---- what is stated of a subject ---- */

struct stated {
	th_slice purl; /* without version; else: */
	th_slice supplier, name;
};

static th_slice stated_supplier(const struct th_graph_document *d, const struct th_component *c)
{
	uint32_t organization = c->supplier != TH_NONE ? c->supplier : c->manufacturer;

	if (organization != TH_NONE)
		return th_document_text(d->doc, d->doc->organizations.items[organization].name);
	return th_document_text(d->doc, c->publisher);
}

static th_status state_node(struct th_findings *f, uint32_t node, struct stated *out)
{
	const struct th_graph_document *d;
	const struct th_component *c =
		th_graph_component(f->check->graph, th_graph_occurrence(f->check->graph, node), &d);
	struct th_purl_scratch scratch;
	th_slice purl;

	*out = (struct stated){ { 0 }, stated_supplier(d, c), th_graph_text(d, c->name) };
	if (th_text_len(c->purl) &&
	    th_purl_canonical(th_graph_text(d, c->purl), TH_PURL_PACKAGE | TH_PURL_IDENTITY,
			      &scratch, &purl, NULL) == TH_OK) {
		out->purl = th_arena_copy(&f->report->arena, purl);
		return out->purl.ptr ? TH_OK : TH_ENOMEM;
	}
	return TH_OK;
}

static th_status state_subject(struct th_findings *f, const struct th_draft *draft,
			       struct stated *out)
{
	const struct th_graph *graph = f->check->graph;
	const struct th_suppliers *set = &graph->suppliers;

	*out = (struct stated){ 0 };
	switch (draft->kind) {
	case TH_SUBJECT_NODE:
	case TH_SUBJECT_UNNAMED: return state_node(f, draft->subject, out);
	case TH_SUBJECT_SUPPLIER: {
		const struct th_supplier *s = th_suppliers_get(set, draft->subject);
		out->name = s->stated;
		/* Whom no document names is told by what is its: the list may come to name it
		 * otherwise. */
		uint32_t vertex = th_graph_supplier_vertex(graph, draft->subject),
			 nearest = f->check->walk->parent[vertex];
		if (s->stated.len || nearest == TH_NONE || nearest == 0)
			return TH_OK;
		return state_node(f, nearest, out);
	}
	case TH_SUBJECT_REPORTED: {
		const struct th_known_event *e =
			&f->check->known->events
				 .items[f->check->reported.items[draft->subject].event];
		out->supplier = th_index_text(e->index, e->event->supplier.name);
		out->name = th_index_text(e->index, e->event->product.name);
		return TH_OK;
	}
	case TH_SUBJECT_PARENT:
		out->name =
			th_index_text(set->builtin, set->builtin->suppliers[draft->subject].name);
		return TH_OK;
	case TH_SUBJECT_DOCUMENT: {
		const struct th_graph_document *d = &graph->documents.items[draft->subject];
		if (d->doc->root != TH_NONE)
			return state_node(f, graph->node_of[d->first_component + d->doc->root],
					  out);
		return TH_OK;
	}
	}
	return TH_EBUG;
}

/* ---- ids ---- */

static void hash_part(struct th_sha256 *sha, th_slice part)
{
	th_sha256_update(sha, part);
	th_sha256_update(sha, th_slice_make("\x1f", 1));
}

static void hash_stated(struct th_sha256 *sha, const struct stated *s)
{
	hash_part(sha, s->purl);
	hash_part(sha, s->purl.len ? (th_slice){ 0 } : s->supplier);
	hash_part(sha, s->purl.len ? (th_slice){ 0 } : s->name);
}

/* The vertex that documents lead to on the way to a subject; TH_NONE: none does. */
static uint32_t vertex_of(const struct th_findings *f, const struct th_draft *draft)
{
	const struct th_graph *graph = f->check->graph;
	const struct th_graph_document *d;
	uint32_t vertex = TH_NONE;

	switch (draft->kind) {
	case TH_SUBJECT_NODE:
	case TH_SUBJECT_UNNAMED: return draft->subject;
	case TH_SUBJECT_SUPPLIER: return th_graph_supplier_vertex(graph, draft->subject);
	case TH_SUBJECT_PARENT: return draft->nearest;
	case TH_SUBJECT_DOCUMENT:
		d = &graph->documents.items[draft->subject];
		return d->doc->root == TH_NONE ? TH_NONE
					       : graph->node_of[d->first_component + d->doc->root];
	case TH_SUBJECT_REPORTED:
		for (uint32_t r = draft->subject; r != TH_NONE;
		     r = f->check->reported.items[r].effect)
			vertex = f->check->reported.items[r].effect_vertex;
		return vertex;
	}
	return vertex;
}

static th_status make_id(struct th_findings *f, const struct th_draft *draft,
			 struct th_finding *finding)
{
	struct stated subject, root = { 0 };
	struct th_sha256 sha;
	unsigned char digest[32];
	uint32_t vertex = vertex_of(f, draft);

	TH_TRY(state_subject(f, draft, &subject));
	/* The audited root is the first step behind you: what you acquired. */
	while (vertex != TH_NONE && vertex != 0 && f->check->walk->parent[vertex] != 0)
		vertex = f->check->walk->parent[vertex];
	if (vertex != TH_NONE && vertex != 0 && !th_graph_is_supplier(f->check->graph, vertex))
		TH_TRY(state_node(f, vertex, &root));
	th_sha256_init(&sha);
	hash_part(&sha, th_slice_of(th_rules[draft->rule].slug));
	hash_part(&sha, draft->advisory ? draft->advisory->id : (th_slice){ 0 });
	hash_part(&sha, th_slice_of(th_node_kind_word(finding->subject.kind)));
	hash_stated(&sha, &subject);
	hash_stated(&sha, &root);
	th_sha256_final(&sha, digest);
	for (size_t i = 0; i < 8; i++) {
		finding->id[2 * i] = "0123456789abcdef"[digest[i] >> 4];
		finding->id[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
	}
	return TH_OK;
}

/* ---- findings ---- */

static th_status describe_node(struct th_findings *f, uint32_t node, struct th_finding *finding)
{
	const struct th_graph_document *d;
	const struct th_component *c =
		th_graph_component(f->check->graph, th_graph_occurrence(f->check->graph, node), &d);

	finding->subject.kind = th_path_kind(f->check->graph, node);
	finding->subject.name = th_graph_text(d, c->name);
	finding->subject.version = th_graph_text(d, c->version);
	finding->subject.purl = th_graph_text(d, c->purl);
	finding->subject.supplier = stated_supplier(d, c);
	if (finding->subject.supplier.len == 0 &&
	    f->check->graph->nodes[node].supplier != TH_SUPPLIER_UNKNOWN)
		finding->subject.supplier = th_suppliers_get(&f->check->graph->suppliers,
							     f->check->graph->nodes[node].supplier)
						    ->name;
	finding->hop = f->check->walk->hop[node];
	return th_findings_path(f, node, &finding->steps, &finding->step_count);
}

static th_status describe_supplier(struct th_findings *f, uint32_t supplier,
				   struct th_finding *finding)
{
	uint32_t vertex = th_graph_supplier_vertex(f->check->graph, supplier);

	finding->subject.kind = TH_NODE_SUPPLIER;
	finding->subject.name = th_suppliers_get(&f->check->graph->suppliers, supplier)->name;
	finding->hop = f->check->walk->hop[vertex];
	return th_findings_path(f, vertex, &finding->steps, &finding->step_count);
}

static th_status describe_unnamed(struct th_findings *f, uint32_t node, struct th_finding *finding)
{
	finding->subject.kind = TH_NODE_SUPPLIER;
	finding->subject.name = th_arena_printf(&f->report->arena, "unknown supplier of %.*s",
						TH_FMT(th_check_title(f->check, node)));
	finding->hop = f->check->walk->hop[node];
	return finding->subject.name.ptr
		       ? th_findings_path(f, node, &finding->steps, &finding->step_count)
		       : TH_ENOMEM;
}

static th_status describe_parent(struct th_findings *f, const struct th_draft *draft,
				 struct th_finding *finding)
{
	const struct th_index *builtin = f->check->graph->suppliers.builtin;

	finding->subject.kind = TH_NODE_SUPPLIER;
	finding->subject.name = th_index_text(builtin, builtin->suppliers[draft->subject].name);
	finding->hop = f->check->walk->hop[draft->nearest];
	return th_findings_path(f, draft->nearest, &finding->steps, &finding->step_count);
}

static th_status describe_reported(struct th_findings *f, const struct th_reported *r,
				   struct th_finding *finding)
{
	const struct th_known_event *e = &f->check->known->events.items[r->event];

	finding->subject.kind = TH_NODE_COMPONENT;
	finding->subject.name = th_index_text(e->index, e->event->product.name);
	finding->subject.supplier = th_index_text(e->index, e->event->supplier.name);
	finding->hop = (int32_t)r->hop;
	return th_findings_reported_path(f, r, &finding->steps, &finding->step_count);
}

static th_status describe_document(struct th_findings *f, uint32_t document,
				   struct th_finding *finding)
{
	const struct th_graph *graph = f->check->graph;
	const struct th_graph_document *d = &graph->documents.items[document];

	finding->subject.kind = TH_NODE_DOCUMENT;
	finding->subject.name = d->doc->path;
	uint32_t node =
		d->doc->root == TH_NONE ? 0 : graph->node_of[d->first_component + d->doc->root];
	finding->hop = node ? f->check->walk->hop[node] : -1;
	return th_findings_path(f, node, &finding->steps, &finding->step_count);
}

/* Two findings may share one. */
static th_status pend_suppression(struct th_findings *f, struct th_suppression *s)
{
	if (!s || s->evidence.document.ptr)
		return TH_OK;
	struct th_pending_place *p = th_pending_place_list_push(&f->places, UINT32_MAX);
	if (!p)
		return TH_ENOMEM;
	s->evidence.document = f->documents[s->document]->path;
	*p = (struct th_pending_place){ &s->evidence, TH_NONE, s->document, s->offset };
	return TH_OK;
}

static th_status describe(struct th_findings *f, const struct th_draft *draft,
			  struct th_finding *finding)
{
	*finding = (struct th_finding){ .rule = draft->rule,
					.severity = draft->severity,
					.advisory = draft->advisory,
					.message = draft->message,
					.remedy = draft->remedy,
					.suppressed = draft->suppressed };
	TH_TRY(pend_suppression(f, draft->suppressed));
	switch (draft->kind) {
	case TH_SUBJECT_NODE: return describe_node(f, draft->subject, finding);
	case TH_SUBJECT_SUPPLIER: return describe_supplier(f, draft->subject, finding);
	case TH_SUBJECT_UNNAMED: return describe_unnamed(f, draft->subject, finding);
	case TH_SUBJECT_DOCUMENT: return describe_document(f, draft->subject, finding);
	case TH_SUBJECT_REPORTED:
		return describe_reported(f, &f->check->reported.items[draft->subject], finding);
	case TH_SUBJECT_PARENT: return describe_parent(f, draft, finding);
	}
	return TH_EBUG;
}

static int compare_versions(th_slice a, th_slice b)
{
	enum th_order order = th_version_compare(TH_SCHEME_GENERIC, a, b);

	return order == TH_ORDER_LESS      ? -1
	       : order == TH_ORDER_GREATER ? 1
	       : order == TH_ORDER_EQUAL   ? 0
					   : th_slice_compare(a, b);
}

/* Equal fingerprints: by version, purl, input order (which the sort keeps by `number`). */
struct numbered {
	struct th_finding finding;
	uint32_t affair, number;
	struct th_gate_case c; /* its finding is set when it is judged */
};

static int by_id(const void *x, const void *y)
{
	const struct numbered *a = x, *b = y;
	int c = strcmp(a->finding.id, b->finding.id);

	if (c == 0)
		c = compare_versions(a->finding.subject.version, b->finding.subject.version);
	if (c == 0)
		c = th_slice_compare(a->finding.subject.purl, b->finding.subject.purl);
	return c ? c : (a->number > b->number) - (a->number < b->number);
}

static int by_report_order(const void *x, const void *y)
{
	const struct numbered *a = x, *b = y;

	if (!a->finding.suppressed != !b->finding.suppressed)
		return a->finding.suppressed ? 1 : -1;
	if (a->finding.severity != b->finding.severity)
		return a->finding.severity < b->finding.severity ? -1 : 1;
	uint32_t p = (uint32_t)a->finding.hop,
		 q = (uint32_t)b->finding.hop; /* -1, which is null, comes last */
	if (p != q)
		return p < q ? -1 : 1;
	int c = strcmp(th_rules[a->finding.rule].slug, th_rules[b->finding.rule].slug);
	if (c == 0)
		c = th_slice_compare(a->finding.subject.name, b->finding.subject.name);
	return c ? c : strcmp(a->finding.id, b->finding.id);
}

static void number_ids(struct numbered *all, uint32_t count)
{
	char base[32] = "";
	unsigned n = 0;

	qsort(all, count, sizeof(*all), by_id);
	for (uint32_t i = 0; i < count; i++) {
		if (strcmp(base, all[i].finding.id) != 0) {
			memcpy(base, all[i].finding.id, sizeof(base));
			n = 1;
			continue;
		}
		char *end = all[i].finding.id + 16;
		snprintf(end, sizeof(all[i].finding.id) - 16, "-%u", ++n);
	}
}

/* Findings by affair: of one affair a run in `order`. */
struct by_affair {
	uint32_t *first;  /* by affair, one more than there are */
	uint32_t *order;  /* numbers of findings */
	uint32_t *effect; /* by affair: the one that was last met as its effect, and one; 0: none */
	struct th_index_list causes;
};

static th_status sort_by_affair(const struct th_findings *f, const struct numbered *all,
				uint32_t count, struct by_affair *by)
{
	uint32_t affairs = f->check->known->affairs.count;

	by->first = calloc((size_t)affairs + 2, sizeof(uint32_t));
	by->order = calloc((size_t)count + 1, sizeof(uint32_t));
	by->effect = calloc((size_t)affairs + 1, sizeof(uint32_t));
	if (!by->first || !by->order || !by->effect)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < count; i++)
		if (all[i].affair != TH_NONE)
			by->first[all[i].affair + 2]++;
	for (uint32_t a = 0; a < affairs; a++)
		by->first[a + 2] += by->first[a + 1];
	for (uint32_t i = 0; i < count; i++)
		if (all[i].affair != TH_NONE)
			by->order[by->first[all[i].affair + 1]++] = i;
	return TH_OK;
}

/* Findings of the affairs that an affair's events name as causes, in by->causes. */
static th_status gather_causes(const struct th_findings *f, struct by_affair *by, uint32_t affair)
{
	const struct th_known *known = f->check->known;

	by->causes.count = 0;
	TH_FOR_EACH_EVENT(known, affair, n)
	{
		const struct th_known_event *e = &known->events.items[n];
		for (uint32_t i = 0; i < e->event->caused_by.count; i++) {
			uint32_t cause = th_known_affair_of_id(
				known, th_index_item(e->index, e->event->caused_by, i));
			if (cause == TH_NONE || cause == affair || by->effect[cause] == affair + 1)
				continue;
			by->effect[cause] = affair + 1;
			for (uint32_t k = by->first[cause]; k < by->first[cause + 1]; k++) {
				uint32_t *slot = th_index_list_push(&by->causes, UINT32_MAX);
				if (!slot)
					return TH_ENOMEM;
				*slot = by->order[k];
			}
		}
	}
	return TH_OK;
}

/* Findings of one affair have the same causes, and share the list. */
static th_status link_causes(struct th_findings *f, struct by_affair *by, uint32_t affair)
{
	if (by->first[affair] == by->first[affair + 1])
		return TH_OK;
	TH_TRY(gather_causes(f, by, affair));
	size_t size = (size_t)by->causes.count * sizeof(uint32_t);
	uint32_t *causes = size ? th_arena_alloc(&f->report->arena, size) : NULL;
	if (size && !causes)
		return TH_ENOMEM;
	if (size)
		memcpy(causes, by->causes.items, size);
	for (uint32_t k = by->first[affair]; k < by->first[affair + 1]; k++) {
		f->report->findings.items[by->order[k]].causes = causes;
		f->report->findings.items[by->order[k]].cause_count = by->causes.count;
	}
	return TH_OK;
}

static th_status judge(struct th_findings *f, struct numbered *all, uint32_t count)
{
	for (uint32_t i = 0; i < count && f->gate; i++) {
		all[i].c.finding = &all[i].finding;
		TH_TRY(th_gate_judge(f->gate, &all[i].c));
	}
	return TH_OK;
}

static th_status finish(struct th_findings *f, struct numbered *all, uint32_t count)
{
	struct by_affair by = { 0 };

	number_ids(all, count);
	TH_TRY(judge(f, all, count));
	qsort(all, count, sizeof(*all), by_report_order);
	for (uint32_t i = 0; i < count; i++) {
		struct th_finding *finding = th_finding_list_push(&f->report->findings, UINT32_MAX);
		if (!finding)
			return TH_ENOMEM;
		*finding = all[i].finding;
	}
	th_status status = sort_by_affair(f, all, count, &by);
	for (uint32_t a = 0; a < f->check->known->affairs.count && status == TH_OK; a++)
		status = link_causes(f, &by, a);
	free(by.first);
	free(by.order);
	free(by.effect);
	th_index_list_release(&by.causes);
	return status;
}

/* ---- what the gate has to know ---- */

static uint32_t criticalities_of(const struct th_findings *f, uint32_t vertex)
{
	const struct th_graph *graph = f->check->graph;
	uint32_t bits = 0;

	while (vertex != TH_NONE && vertex != 0) {
		uint32_t supplier = th_graph_is_supplier(graph, vertex)
					    ? vertex - graph->node_count
					    : graph->nodes[vertex].supplier;
		if (supplier != TH_SUPPLIER_UNKNOWN)
			bits |= UINT32_C(1)
				<< th_suppliers_get(&graph->suppliers, supplier)->criticality;
		vertex = f->check->walk->parent[vertex];
	}
	return bits;
}

/* The document that leads to a step of the path, the first of which is you. */
static uint32_t document_of_step(const struct th_findings *f, const struct th_finding *finding,
				 uint32_t step)
{
	return finding->step_count > 1 ? f->step_documents.items[finding->steps[step]->number]
				       : TH_NONE;
}

static void make_case(const struct th_findings *f, const struct th_draft *draft,
		      struct numbered *item)
{
	const struct th_finding *finding = &item->finding;
	struct th_gate_case *c = &item->c;

	*c = (struct th_gate_case){ .lowered = draft->lowered,
				    .since = draft->since,
				    .criticalities = criticalities_of(f, vertex_of(f, draft)),
				    .documents = { document_of_step(f, finding, 1),
						   document_of_step(f, finding,
								    finding->step_count - 1) } };
	if (c->since == TH_DAY_BEFORE && draft->advisory)
		c->since = th_date_first(draft->advisory->published);
	if (draft->kind == TH_SUBJECT_DOCUMENT)
		c->documents[1] = draft->subject;
}

th_status th_findings_make(struct th_findings *f)
{
	uint32_t count = f->check->drafts.count;
	struct numbered *all = calloc((size_t)count + 1, sizeof(*all));
	th_status status = all ? TH_OK : TH_ENOMEM;

	for (uint32_t i = 0; i < count && status == TH_OK; i++) {
		const struct th_draft *draft = &f->check->drafts.items[i];
		all[i].number = i;
		all[i].affair = draft->affair;
		status = describe(f, draft, &all[i].finding);
		if (status == TH_OK)
			status = make_id(f, draft, &all[i].finding);
		if (status == TH_OK)
			make_case(f, draft, &all[i]);
	}
	if (status == TH_OK)
		status = finish(f, all, count);
	free(all);
	return status;
}

/* ---- places ---- */

th_status th_findings_pend(struct th_findings *f, struct th_place *place, uint32_t document,
			   uint32_t run_document, uint64_t offset)
{
	struct th_pending_place *p = th_pending_place_list_push(&f->places, UINT32_MAX);

	if (!p)
		return TH_ENOMEM;
	*p = (struct th_pending_place){ place, document, run_document, offset };
	place->document = document != TH_NONE ? f->check->graph->documents.items[document].doc->path
					      : f->documents[run_document]->path;
	return TH_OK;
}

static const struct th_document *document_of(const struct th_findings *f,
					     const struct th_pending_place *p)
{
	return p->document != TH_NONE ? f->check->graph->documents.items[p->document].doc
				      : f->documents[p->fact_document];
}

static int by_document(const void *x, const void *y)
{
	const struct th_pending_place *a = x, *b = y;

	if (a->document != b->document)
		return a->document < b->document ? -1 : 1;
	return (a->fact_document > b->fact_document) - (a->fact_document < b->fact_document);
}

static const struct th_place_outline *outline_of(const struct th_findings *f,
						 const struct th_document *doc)
{
	for (uint32_t i = 0; f->outlines && i < f->check->files->list.count; i++)
		if (f->check->files->list.items[i].doc.source.ptr == doc->source.ptr)
			return f->outlines[i].lines ? &f->outlines[i] : NULL;
	return NULL;
}

static th_status resolve_run(struct th_findings *f, uint32_t first, uint32_t count, bool pointers)
{
	const struct th_document *doc = document_of(f, &f->places.items[first]);
	struct th_locus *loci = calloc(count, sizeof(*loci));

	if (!loci)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < count; i++)
		loci[i].offset = f->places.items[first + i].offset;
	for (; doc->whole; doc = doc->whole) /* what stands in an envelope is shown where that is */
		for (uint32_t i = 0; i < count; i++)
			loci[i].offset = doc->whole_place;
	th_status status = th_places_resolve(th_document_syntax(doc), doc->source, loci, count,
					     pointers, outline_of(f, doc), &f->report->arena);
	for (uint32_t i = 0; i < count && status == TH_OK; i++) {
		struct th_place *place = f->places.items[first + i].place;
		place->line = loci[i].line;
		place->column = loci[i].column;
		place->pointer = loci[i].pointer;
	}
	free(loci);
	return status;
}

th_status th_findings_places(struct th_findings *f, bool pointers)
{
	uint32_t sorted = 1;

	while (sorted < f->places.count &&
	       by_document(&f->places.items[sorted - 1], &f->places.items[sorted]) <= 0)
		sorted++;
	if (sorted < f->places.count) /* of one document they are in order */
		qsort(f->places.items, f->places.count, sizeof(*f->places.items), by_document);
	for (uint32_t i = 0, end; i < f->places.count; i = end) {
		for (end = i + 1; end < f->places.count &&
				  by_document(&f->places.items[i], &f->places.items[end]) == 0;)
			end++;
		TH_TRY(resolve_run(f, i, end - i, pointers));
	}
	f->places.count = 0;
	return TH_OK;
}

void th_findings_release(struct th_findings *f)
{
	th_pending_place_list_release(&f->places);
	th_index_list_release(&f->step_documents);
	free(f->steps);
	f->steps = NULL;
}
