/* unresolved-link: a document refers to others (BOM-Link, SPDX external document) that were not
 * given. */
#include "graph/check.h"

th_status th_check_unresolved_link(struct th_check *check);

th_status th_check_unresolved_link(struct th_check *check)
{
	const struct th_graph *graph = check->graph;

	for (uint32_t i = 0; i < graph->unresolved.count;) {
		uint32_t document = graph->unresolved.items[i].document;
		const struct th_document *doc = graph->documents.items[document].doc;
		struct th_examples examples = { 0 };
		th_slice last = { 0 };
		for (;
		     i < graph->unresolved.count && graph->unresolved.items[i].document == document;
		     i++) {
			th_slice id = th_document_text(
				doc, doc->links.items[graph->unresolved.items[i].link].document);
			if (!th_slice_equal(id, last))
				th_examples_add(&examples, id);
			last = id;
		}
		struct th_draft *d = th_check_draft(check, TH_RULE_unresolved_link,
						    TH_SUBJECT_DOCUMENT, document);
		if (!d)
			return TH_ENOMEM;
		d->message = th_arena_printf(check->arena,
					     "refers to %u document%s that %s not given: %.*s",
					     examples.count, examples.count == 1 ? "" : "s",
					     examples.count == 1 ? "was" : "were",
					     TH_FMT(th_examples_text(&examples, check->arena)));
		if (!d->message.ptr)
			return TH_ENOMEM;
	}
	return TH_OK;
}
