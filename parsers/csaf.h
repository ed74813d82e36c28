/*
 * What a CSAF document says, as it stands in it: shared by csaf.c, which reads it, and
 * csaf_facts.c, which makes facts of it. Nothing else includes this.
 */
#ifndef TH_PARSERS_CSAF_H
#define TH_PARSERS_CSAF_H

#include "parsers/facts.h"

/* Groups of product statuses (CSAF 2.0, 3.2.3.9). */
enum th_csaf_status {
	TH_CSAF_AFFECTED,
	TH_CSAF_FIXED,
	TH_CSAF_NOT_AFFECTED,
	TH_CSAF_INVESTIGATED,
	TH_CSAF_STATUS_COUNT
};

struct th_csaf_branch {
	uint32_t parent; /* its number + 1; 0: none */
	th_text category, name;
};
TH_LIST_DEFINE(th_csaf_branch_list, struct th_csaf_branch);

struct th_csaf_product {
	uint64_t place;
	th_text id, cpe;
	uint32_t branch; /* number + 1; 0: none */
	bool is_read;    /* before: what is wrong with it has been said */
	struct th_text_list purls;
	struct th_fact_hash_list hashes;
	th_text part, whole; /* of a combination: ids of A and B in "A as a component of B" */
};
TH_LIST_DEFINE(th_csaf_product_list, struct th_csaf_product);

struct th_csaf_group {
	th_text id;
	struct th_text_list products;
};
TH_LIST_DEFINE(th_csaf_group_list, struct th_csaf_group);

/* A product, or a group, under a status. */
struct th_csaf_entry {
	uint8_t status; /* enum th_csaf_status */
	th_text id;
};
TH_LIST_DEFINE(th_csaf_entry_list, struct th_csaf_entry);

struct th_csaf_flaw {
	uint64_t place;
	th_text cve, title;
	struct th_text_list ids, vectors, unfixed; /* unfixed: products without a fix to come */
	struct th_csaf_entry_list entries;
	th_text why; /* a justification */
};
TH_LIST_DEFINE(th_csaf_flaw_list, struct th_csaf_flaw);

struct th_csaf {
	struct th_document *doc;
	struct th_csaf_branch_list branches;
	struct th_csaf_product_list products;
	struct th_csaf_group_list groups;
	struct th_csaf_flaw_list flaws;
	uint32_t branch; /* the innermost that is open, number + 1 */
	th_text category, title, severity, publisher, id, first, current;
	struct th_strings names;      /* ids of products and groups */
	struct th_index_list numbers; /* by name - 1: product, or group | TH_CSAF_IS_GROUP */
};
#define TH_CSAF_IS_GROUP UINT32_C(0x80000000)

/* Make facts of what was read: advisories, VEX statements, ends of life, an event. */
th_status th_csaf_make_facts(struct th_csaf *csaf) TH_MUST_USE;

#endif
