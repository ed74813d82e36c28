/*
 * Which components of different documents (and of one) are the same, strongest evidence first:
 * equal strong hash, equal canonical purl, equal SWID tag, equal CPE with version, equal
 * organisation + name + version. Name and version alone never join; the two weaker kinds do not
 * join what bears different purls. A purl without version takes that of the component's own field.
 */
#ifndef TH_GRAPH_IDENTITY_H
#define TH_GRAPH_IDENTITY_H

#include "graph/graph.h"

/*
 * Join components: same[i] becomes the smallest component that is the same as i. supplier[i] is the
 * entity of component i. Two hashes of one kind for one purl are a diagnostic of the later
 * document. TH_ELIMIT: TH_MAX_HASHES_COMPARED is passed.
 */
th_status th_identity_join(const struct th_graph *graph, const uint32_t *supplier,
			   uint32_t *same) TH_MUST_USE;
/* The smallest component that i has been joined to. */
uint32_t th_identity_find(uint32_t *same, uint32_t i);
/* Say that two components are the same. */
void th_identity_unite(uint32_t *same, uint32_t a, uint32_t b);

#endif
