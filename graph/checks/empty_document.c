/* empty-document: a document that is about something, and lists no component. */
#include "graph/check.h"

th_status th_check_empty_document(struct th_check *check);

th_status th_check_empty_document(struct th_check *check)
{
	for (uint32_t i = 0; i < check->graph->documents.count; i++) {
		const struct th_graph_document *g = &check->graph->documents.items[i];
		if (g->doc->root == TH_NONE || g->doc->components.count > g->doc->roots.count)
			continue;
		struct th_draft *d =
			th_check_draft(check, TH_RULE_empty_document, TH_SUBJECT_DOCUMENT, i);
		if (!d)
			return TH_ENOMEM;
		d->message = th_arena_printf(
			check->arena, "is about %.*s and lists nothing that it is made of",
			TH_FMT(th_check_title(
				check, check->graph->node_of[g->first_component + g->doc->root])));
		if (!d->message.ptr)
			return TH_ENOMEM;
	}
	return TH_OK;
}
