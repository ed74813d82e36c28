/*
 * build-reachable: software with a finding of compromise or end of life runs on a device from which
 * build, signing or source can be reached.
 */
#include "graph/check.h"

th_status th_check_build_reachable(struct th_check *check);

static const enum th_rule_id reasons[] = {
	TH_RULE_compromised_release,
	TH_RULE_malicious_package,
	TH_RULE_end_of_life,
};

/* By node: what a device reaches, in the words of its inventory; absent: no device, or nothing that
 * matters. */
static th_status find_reach(struct th_check *check, th_slice *reach)
{
	const struct th_graph *graph = check->graph;

	for (uint32_t d = 0; d < graph->documents.count; d++) {
		const struct th_graph_document *g = &graph->documents.items[d];
		for (uint32_t r = 0; g->inventory && r < g->doc->roots.count; r++) {
			const struct th_component *device =
				&g->doc->components.items[g->doc->roots.items[r]];
			th_slice *of =
				&reach[graph->node_of[g->first_component + g->doc->roots.items[r]]];
			for (uint32_t a = device->attributes; a != TH_NONE;
			     a = g->doc->attributes.items[a].next) {
				th_slice text =
					th_document_text(g->doc, g->doc->attributes.items[a].text);
				if (g->doc->attributes.items[a].kind != TH_ATTRIBUTE_ACCESS ||
				    !th_access_is_sensitive(text))
					continue;
				*of = of->len ? th_arena_printf(check->arena, "%.*s, %.*s",
								TH_FMT(text), TH_FMT(*of))
					      : text;
				if (!of->ptr)
					return TH_ENOMEM;
			}
		}
	}
	return TH_OK;
}

/* By node: the device with the greatest reach that runs it; 0: none does. */
static void find_hosts(const struct th_check *check, const th_slice *reach, uint32_t *host)
{
	const struct th_graph *graph = check->graph;
	const struct th_graph_document *g;

	for (uint32_t device = 1; device < graph->node_count; device++) {
		if (!reach[device].len || !th_walk_reaches(check->walk, device))
			continue;
		for (uint32_t e = graph->first_edge[device]; e < graph->first_edge[device + 1];
		     e++) {
			const struct th_edge *edge = &graph->edges[e];
			bool runs = edge->origin == TH_ORIGIN_RUNS ||
				    (edge->origin == TH_ORIGIN_RELATION &&
				     th_graph_relation(graph, edge->number, &g)->kind ==
					     TH_RELATION_runs);
			if (runs && !th_graph_is_supplier(graph, edge->to) && !host[edge->to])
				host[edge->to] = device;
		}
	}
}

static const char *what_of(const struct th_draft *cause)
{
	if (cause->rule == TH_RULE_end_of_life)
		return "past its end of life";
	return cause->advisory && cause->advisory->confidence == TH_SUSPECTED
		       ? "which may be compromised"
		       : "which is compromised";
}

static th_status add(struct th_check *check, uint32_t because, uint32_t device, th_slice reach)
{
	struct th_draft cause = check->drafts.items[because];
	struct th_draft *d =
		th_check_draft(check, TH_RULE_build_reachable, TH_SUBJECT_NODE, cause.subject);

	if (!d)
		return TH_ENOMEM;
	d->advisory = cause.advisory;
	d->affair = cause.affair;
	if (cause.advisory && cause.advisory->confidence == TH_SUSPECTED)
		th_draft_lower(d);
	th_slice title = th_check_title(check, cause.subject),
		 where = th_check_title(check, device), who = th_check_supplier_name(check, device);
	d->message = th_arena_printf(
		check->arena, "%.*s, %s, runs on %.*s of %.*s, which reaches: %.*s", TH_FMT(title),
		what_of(&cause), TH_FMT(where), TH_FMT(who), TH_FMT(reach));
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

static bool is_reason(const struct th_draft *draft)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (draft->rule == reasons[i])
			return draft->kind == TH_SUBJECT_NODE;
	return false;
}

static th_status judge(struct th_check *check, th_slice *reach, uint32_t *host)
{
	uint32_t count = check->drafts.count;

	TH_TRY(find_reach(check, reach));
	find_hosts(check, reach, host);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t node = check->drafts.items[i].subject;
		if (is_reason(&check->drafts.items[i]) && host[node])
			TH_TRY(add(check, i, host[node], reach[host[node]]));
	}
	return TH_OK;
}

static bool is_any_inventory(const struct th_graph *graph)
{
	for (uint32_t d = 0; d < graph->documents.count; d++)
		if (graph->documents.items[d].inventory)
			return true;
	return false;
}

th_status th_check_build_reachable(struct th_check *check)
{
	if (!is_any_inventory(check->graph))
		return TH_OK;
	th_slice *reach = calloc(check->graph->node_count, sizeof(*reach));
	uint32_t *host = calloc(check->graph->node_count, sizeof(*host));
	th_status status = reach && host ? judge(check, reach, host) : TH_ENOMEM;

	free(reach);
	free(host);
	return status;
}
