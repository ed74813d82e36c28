/*
 * What a block is made from, while it is made. Private to feeds/: index_builder.c keeps texts and
 * keys and lays the block out, index_facts.c brings in documents, suppliers.c the list of
 * suppliers.
 */
#ifndef TH_FEEDS_BUILDER_H
#define TH_FEEDS_BUILDER_H

#include "core/base/strings.h"
#include "core/identity/cpe.h"
#include "core/identity/domain.h"
#include "core/identity/name.h"
#include "core/identity/purl.h"
#include "feeds/block.h"
#include "feeds/commits.h"
#include "feeds/windows.h"

/* One record's claim to a key. */
struct th_builder_key {
	uint32_t kind, text; /* enum th_key_kind, id of the key's text */
	struct th_posting posting;
	uint32_t order; /* in which it came */
};

TH_LIST_DEFINE(th_builder_keys, struct th_builder_key);
TH_LIST_DEFINE(th_builder_events, struct th_index_event);
TH_LIST_DEFINE(th_builder_lifecycles, struct th_index_lifecycle);
TH_LIST_DEFINE(th_builder_suppliers, struct th_index_supplier);
TH_LIST_DEFINE(th_builder_affected, struct th_index_affected);
TH_LIST_DEFINE(th_builder_ends, struct th_index_end);
TH_LIST_DEFINE(th_builder_items, th_ref);
TH_LIST_DEFINE(th_builder_dates, struct th_date);
TH_LIST_DEFINE(th_builder_advisories, struct th_index_advisory);
TH_LIST_DEFINE(th_builder_packages, struct th_index_package);
TH_LIST_DEFINE(th_builder_bounds, struct th_index_bound);
TH_LIST_DEFINE(th_builder_products, struct th_index_product);
TH_LIST_DEFINE(th_builder_exploited, struct th_index_exploited);
TH_LIST_DEFINE(th_builder_likelihoods, struct th_index_likelihood);
TH_LIST_DEFINE(th_builder_statements, struct th_index_statement);
TH_LIST_DEFINE(th_builder_sources, struct th_index_source);
TH_LIST_DEFINE(th_builder_prose, char);

struct th_index_builder {
	struct th_arena arena;       /* of the texts */
	struct th_strings texts;     /* each once */
	struct th_index_list places; /* of each text in the block's text, by id - 1 */
	uint32_t text_bytes;
	struct th_builder_keys keys;
	struct th_builder_events events;
	struct th_builder_lifecycles lifecycles;
	struct th_builder_suppliers suppliers;
	struct th_builder_affected affected;
	struct th_builder_ends ends;
	struct th_builder_items items;
	struct th_builder_dates dates;
	struct th_builder_advisories advisories;
	struct th_builder_packages packages;
	struct th_builder_bounds bounds;
	struct th_builder_products products;
	struct th_builder_exploited exploited;
	struct th_builder_likelihoods likelihoods;
	struct th_builder_statements statements;
	struct th_builder_sources sources;
	struct th_builder_prose prose;
	struct th_window_list bounds_read, windows; /* of one package at a time */
	struct th_slice_list commits_meant;         /* the same: by its ranges of commits */
	const struct th_commits_list *histories;    /* or NULL */
	/* for one key at a time */
	struct th_purl_scratch purl;
	struct th_cpe_scratch cpe;
	char bytes[TH_NAME_KEY_BYTES];
};

/* TH_BUILDER_LIST(part of the block, list): those that are copied as they are, the largest first.
 */
#define TH_BUILDER_LISTS(TH_BUILDER_LIST)         \
	TH_BUILDER_LIST(PROSE, prose)             \
	TH_BUILDER_LIST(ADVISORIES, advisories)   \
	TH_BUILDER_LIST(PACKAGES, packages)       \
	TH_BUILDER_LIST(BOUNDS, bounds)           \
	TH_BUILDER_LIST(ITEMS, items)             \
	TH_BUILDER_LIST(LIKELIHOODS, likelihoods) \
	TH_BUILDER_LIST(PRODUCTS, products)       \
	TH_BUILDER_LIST(STATEMENTS, statements)   \
	TH_BUILDER_LIST(EXPLOITED, exploited)     \
	TH_BUILDER_LIST(LIFECYCLES, lifecycles)   \
	TH_BUILDER_LIST(ENDS, ends)               \
	TH_BUILDER_LIST(EVENTS, events)           \
	TH_BUILDER_LIST(AFFECTED, affected)       \
	TH_BUILDER_LIST(SUPPLIERS, suppliers)     \
	TH_BUILDER_LIST(SOURCES, sources)         \
	TH_BUILDER_LIST(DATES, dates)

/* The place of a text in the block; absent for an empty one. */
th_status th_builder_text(struct th_index_builder *builder, th_slice text, th_ref *out) TH_MUST_USE;
/*
 * Add a text to the list of texts that is being made at the end of items; an empty one is passed
 * over.
 */
th_status th_builder_item(struct th_index_builder *builder, th_slice text) TH_MUST_USE;
/* Keep a text that is only shown, what is beyond 64 KiB of it cut; 0 for an empty one. */
th_status th_builder_prose(struct th_index_builder *builder, th_slice text,
			   uint32_t *out) TH_MUST_USE;
/* The list that began when items had `first` of them. */
static inline th_span th_builder_span(const struct th_index_builder *builder, uint32_t first)
{
	return (th_span){ first, builder->items.count - first };
}
/* The posting's record is found by this key; an empty one is passed over. */
th_status th_builder_key(struct th_index_builder *builder, enum th_key_kind kind, th_slice key,
			 struct th_posting posting) TH_MUST_USE;
/*
 * The same after writing the key in the form in which it is looked up; one that has none is passed
 * over.
 */
th_status th_builder_name_key(struct th_index_builder *builder, enum th_key_kind kind,
			      th_slice name, struct th_posting posting) TH_MUST_USE;
th_status th_builder_lower_key(struct th_index_builder *builder, enum th_key_kind kind,
			       th_slice key, struct th_posting posting) TH_MUST_USE;
th_status th_builder_purl_key(struct th_index_builder *builder, th_slice purl,
			      struct th_posting posting) TH_MUST_USE;
th_status th_builder_cpe_key(struct th_index_builder *builder, th_slice cpe,
			     struct th_posting posting) TH_MUST_USE;
/* The facts of a document: index_facts.c calls it for those of index_advisories.c. */
th_status th_builder_add_advisories(struct th_index_builder *builder, const struct th_document *doc,
				    uint32_t number, bool named) TH_MUST_USE;
/*
 * The registrable domain in text, which a fact says is somebody's; false where it cannot be. Hosts
 * of badges, social pages and mail are no evidence in a document, yet they are somebody's: *out is
 * theirs. *out lies in buffer or is static.
 */
bool th_builder_domain(th_slice text, char buffer[static TH_DOMAIN_BYTES], th_slice *out);
/*
 * text in lower case, valid until the next call of a function here; absent when it is longer than a
 * name may be.
 */
th_slice th_builder_lower(struct th_index_builder *builder, th_slice text);
/* Copy a date without what may lie between its members: equal facts give equal bytes. */
void th_builder_date(struct th_date *to, struct th_date from);

#endif
