/*
 * What the vendors' products are called, to find those that a claim is limited to: by name, name
 * and version, or package URL with its version or without, of any document; case and blanks around
 * it do not count. A product is found under its own supplier alone.
 */
#ifndef TH_GRAPH_PRODUCT_NAMES_H
#define TH_GRAPH_PRODUCT_NAMES_H

#include "graph/check.h"

struct th_named_product {
	uint32_t node;
	uint32_t next; /* of the same name, in products; TH_NONE: no more */
};
TH_LIST_DEFINE(th_named_product_list, struct th_named_product);

struct th_product_names {
	struct th_strings keys;
	struct th_named_product_list products;
	struct th_index_list first; /* by key - 1: in products */
	struct th_arena arena;      /* of the keys */
	/* What was asked for last: the answers of a form share their product. */
	th_slice asked;
	uint32_t asked_of, answered;
};

/* Gather the names of check->products, which have been found; none where nobody claims anything.
 * To be released whatever is returned. */
th_status th_product_names_gather(const struct th_check *check,
				  struct th_product_names *out) TH_MUST_USE;
void th_product_names_release(struct th_product_names *names);

/* The number, from 1, of a name under which products of the supplier are known; 0: there are none.
 * All have numbers up to names->keys.texts.count. The text of the name is to stay where it is. */
uint32_t th_product_names_find(struct th_product_names *names, uint32_t supplier, th_slice name);

#endif
