/*
 * Blind spots that many components share are one finding for each document, with a count and a few
 * names: components up to the depth that policy demands that say nothing of what they rely on, name
 * no supplier, cannot be identified, or of whose end of life nobody speaks.
 */
#include "graph/check.h"

th_status th_check_collected(struct th_check *check);

/* What is asked of an occurrence of a node in a document. */
struct question {
	const struct th_check *check;
	const struct th_graph_document *document;
	const struct th_component *component;
	uint32_t node;
};

static bool stands_for_something_else(const struct question *q)
{
	return q->component->role == TH_ROLE_LINK || q->component->role == TH_ROLE_PLACEHOLDER;
}

/* Does any document say, wholly, what the node relies on? */
static bool is_stated(const struct question *q)
{
	const struct th_graph *graph = q->check->graph;
	const struct th_graph_document *d;

	for (uint32_t c = graph->nodes[q->node].first; c != TH_NONE; c = graph->next_same[c]) {
		const struct th_component *component = th_graph_component(graph, c, &d);
		if (component->states_upstream && component->dependencies <= TH_AGGREGATE_COMPLETE)
			return true;
	}
	return false;
}

static bool is_opaque(const struct question *q)
{
	enum th_role role = (enum th_role)q->component->role;
	bool asked = role == TH_ROLE_LISTED || role == TH_ROLE_ROOT || role == TH_ROLE_SERVICE ||
		     role == TH_ROLE_NESTED_ROOT;

	return asked && !q->document->inventory && !is_stated(q);
}

static bool has_unknown_supplier(const struct question *q)
{
	return q->check->graph->nodes[q->node].supplier == TH_SUPPLIER_UNKNOWN &&
	       q->component->role != TH_ROLE_LINK;
}

static bool is_unidentified(const struct question *q)
{
	const struct th_document *doc = q->document->doc;
	const struct th_component *c = q->component;

	if (stands_for_something_else(q) || c->role == TH_ROLE_SERVICE ||
	    q->check->graph->nodes[q->node].is_device)
		return false;
	if ((th_text_len(c->purl) && !c->bad_purl) || (th_text_len(c->cpe) && !c->bad_cpe))
		return false;
	if (th_text_len(c->version) &&
	    q->check->graph->nodes[q->node].supplier != TH_SUPPLIER_UNKNOWN)
		return false;
	for (uint32_t a = c->attributes; a != TH_NONE; a = doc->attributes.items[a].next) {
		enum th_attribute_kind kind = (enum th_attribute_kind)doc->attributes.items[a].kind;
		if (kind == TH_ATTRIBUTE_HASH || kind == TH_ATTRIBUTE_SWID ||
		    kind == TH_ATTRIBUTE_GITOID)
			return false;
	}
	return true;
}

static bool has_no_lifecycle(const struct question *q)
{
	const struct th_document *doc = q->document->doc;

	if (stands_for_something_else(q) || q->component->role == TH_ROLE_SERVICE ||
	    q->component->role == TH_ROLE_FILE || q->check->graph->nodes[q->node].is_device ||
	    q->check->lifecycle_known[q->node])
		return false;
	for (uint32_t a = q->component->attributes; a != TH_NONE; a = doc->attributes.items[a].next)
		if (doc->attributes.items[a].kind == TH_ATTRIBUTE_SUPPORT_END)
			return false;
	return true;
}

static const struct {
	enum th_rule_id rule;
	bool (*lacks)(const struct question *q);
	const char *says;
} rows[] = {
	{ TH_RULE_opaque_dependencies, is_opaque, "do not say, or not wholly, what they rely on" },
	{ TH_RULE_unknown_supplier, has_unknown_supplier,
	  "name no supplier, and none can be derived" },
	{ TH_RULE_unidentified_component, is_unidentified,
	  "have no purl, CPE, hash, or supplier with version to know them by" },
	{ TH_RULE_no_lifecycle, has_no_lifecycle, "have no end-of-life statement from anybody" },
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

struct count {
	struct th_examples lacking[ROWS];
	uint32_t asked;
};

static void ask(struct th_check *check, const struct th_graph_document *g, uint32_t component,
		struct count *count)
{
	struct question q = { check, g, &g->doc->components.items[component - g->first_component],
			      check->graph->node_of[component] };

	count->asked++;
	for (size_t r = 0; r < ROWS; r++)
		if (rows[r].lacks(&q))
			th_examples_add(&count->lacking[r], count->lacking[r].kept < 5
								    ? th_check_title(check, q.node)
								    : (th_slice){ 0 });
}

static th_status add(struct th_check *check, uint32_t document, size_t row,
		     const struct count *count)
{
	struct th_draft *d = th_check_draft(check, rows[row].rule, TH_SUBJECT_DOCUMENT, document);

	if (!d)
		return TH_ENOMEM;
	d->message = th_arena_printf(check->arena, "%u of %u components within %u hops %s: %.*s",
				     count->lacking[row].count, count->asked, check->depth,
				     rows[row].says,
				     TH_FMT(th_examples_text(&count->lacking[row], check->arena)));
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

/* seen[node]: the document, from 1, in which the node was last asked about: it counts once in each.
 */
static th_status collect(struct th_check *check, uint32_t *seen)
{
	for (uint32_t d = 0; d < check->graph->documents.count; d++) {
		const struct th_graph_document *g = &check->graph->documents.items[d];
		struct count count = { 0 };
		/* What a statement names as a build's parts is known by where it is. */
		for (uint32_t i = 0; !g->attests && i < g->doc->components.count; i++) {
			uint32_t node = check->graph->node_of[g->first_component + i];
			if (!th_walk_reaches(check->walk, node) ||
			    check->walk->hop[node] > check->depth || seen[node] == d + 1)
				continue;
			seen[node] = d + 1;
			ask(check, g, g->first_component + i, &count);
		}
		bool empty = g->doc->components.count <=
			     g->doc->roots.count; /* said by empty-document */
		for (size_t r = 0; r < ROWS; r++)
			if (count.lacking[r].count &&
			    !(empty && rows[r].rule == TH_RULE_opaque_dependencies))
				TH_TRY(add(check, d, r, &count));
	}
	return TH_OK;
}

th_status th_check_collected(struct th_check *check)
{
	uint32_t *seen = calloc(check->graph->node_count, sizeof(*seen));
	th_status status = seen ? collect(check, seen) : TH_ENOMEM;

	free(seen);
	return status;
}
