/*
 * The ladder: how a component's supplier is found, from what is stated down to what can be derived.
 * The rung is always told. Packaged by one and made by another keeps both.
 */
#ifndef TH_GRAPH_LADDER_H
#define TH_GRAPH_LADDER_H

#include "graph/suppliers.h"
#include "parsers/document.h"

struct th_ladder_result {
	uint32_t supplier, maker; /* entities */
	enum th_rung rung, maker_rung;
	bool bare; /* the supplier is stated by name alone, without a domain */
};

/* Answers that repeat, kept for one document after the other. */
struct th_ladder {
	struct th_suppliers *set;
	const struct th_document *doc;
	uint32_t *organizations;      /* of doc: entity + 1 with its bareness, 0: not asked yet */
	struct th_strings publishers; /* of all documents */
	struct th_index_list publisher_entities;
};

th_status th_ladder_start(struct th_ladder *ladder, struct th_suppliers *set,
			  const struct th_document *doc) TH_MUST_USE;
void th_ladder_release(struct th_ladder *ladder);
/* The supplier and maker of a component of the document. */
th_status th_ladder_climb(struct th_ladder *ladder, const struct th_component *component,
			  struct th_ladder_result *out) TH_MUST_USE;
/* The entity of an organisation of the document; of TH_NONE, nobody. *bare: see above. */
th_status th_ladder_organization(struct th_ladder *ladder, uint32_t organization, uint32_t *out,
				 bool *bare) TH_MUST_USE;

#endif
