#include "graph/ahead.h"

static th_slice purl_of(const struct th_graph *graph, uint32_t component)
{
	const struct th_graph_document *d;
	const struct th_component *c = th_graph_component(graph, component, &d);

	return th_document_text(d->doc, c->purl);
}

static bool lies_in(th_slice part, th_slice text)
{
	return part.len == 0 || (uintptr_t)part.ptr - (uintptr_t)text.ptr < text.len;
}

void th_ahead_look(struct th_ahead *ahead, struct th_subject_reader *reader,
		   const struct th_known *known, const uint32_t *nodes, uint32_t count)
{
	const struct th_graph *graph = reader->graph;
	th_slice purls[TH_LOOKUP_BATCH];

	ahead->count = count;
	ahead->next = 0;
	for (uint32_t i = 0; i < count; i++) {
		ahead->components[i] = graph->nodes[nodes[i]].first;
		purls[i] = purl_of(graph, ahead->components[i]);
		th_slice_fetch(purls[i]); /* long not touched: it has left the cache */
	}
	for (uint32_t i = 0; i < count; i++) {
		th_slice key = th_subject_purl_key(reader, purls[i]);
		if (!lies_in(key, purls[i])) {
			key = (th_slice){ 0 };
			ahead->components[i] = TH_NONE;
		}
		for (uint32_t k = 0; k < known->index_count; k++)
			ahead->found[k][i] = (struct th_lookup){ .key = key };
	}
	for (uint32_t k = 0; k < known->index_count; k++)
		th_index_find_all(known->indexes[k], TH_KEY_PURL, ahead->found[k], count);
}

uint32_t th_ahead_find(struct th_ahead *ahead, uint32_t component)
{
	while (ahead->next < ahead->count && ahead->components[ahead->next] == TH_NONE)
		ahead->next++;
	return ahead->next < ahead->count && ahead->components[ahead->next] == component
		       ? ahead->next++
		       : TH_NONE;
}
