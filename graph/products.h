/*
 * The vendors' products, and what speaks for their integrity. A vendor's product is what you
 * acquire of it; behind a build or a host, what of it was reached, but for what an inventory merely
 * lists.
 */
#ifndef TH_GRAPH_PRODUCTS_H
#define TH_GRAPH_PRODUCTS_H

#include "graph/check.h"
#include "graph/documents.h"
#include "parsers/attestation.h"
#include "parsers/claims.h"

enum th_product {
	TH_PRODUCT = 1 << 0,             /* it is one */
	TH_PRODUCT_ACQUIRED = 1 << 1,    /* you acquire it */
	TH_PRODUCT_PROVENANCE = 1 << 2,  /* a statement says how it was built */
	TH_PRODUCT_FORMULATION = 1 << 3, /* its document does */
	TH_PRODUCT_SIGNED = 1 << 4,      /* a signature covers it, or a document about it */
	TH_PRODUCT_EXAMINED = 1 << 5,    /* a verification or test of it is stated to have passed */
};

/* Fill check->products, by node; before that vendors have been found. */
th_status th_products_find(struct th_check *check) TH_MUST_USE;

/* A statement about a node: called for each pair of an attestation that may be used and a node that
 * one of its subjects is, by digest, and that others speak of too. */
typedef th_status th_statement_visitor(struct th_check *check, uint32_t document, uint32_t node,
				       void *context);
th_status th_statements_visit(struct th_check *check, th_statement_visitor *visit,
			      void *context) TH_MUST_USE;

/* The day a statement speaks of: when it was made, else when it was signed; TH_DAY_BEFORE: neither
 * is said. */
int32_t th_statement_day(const struct th_check *check, uint32_t document);
/* Is a day recent enough for evidence of at most so many days (TH_CONFIG_NO_LIMIT: 365)? */
bool th_is_fresh(const struct th_check *check, int32_t day, uint32_t most);
/* The day a claim was made: by its own word, else its document's; TH_DAY_BEFORE: neither says. */
int32_t th_claim_day(const struct th_graph_document *document, const struct th_claim *claim);
/* Was a claim made (by its own word, else its document's) at most so many days ago, and has it not
 * expired? */
bool th_claim_is_in_force(const struct th_check *check, const struct th_graph_document *document,
			  const struct th_claim *claim, uint32_t most);
/* The signatures of the input that a document of the graph is or stands in. */
const struct th_run_signatures *th_signatures_of(const struct th_check *check, uint32_t document);

#endif
