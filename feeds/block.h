/*
 * A block of compiled facts as it lies in memory: a header, then parts, each an array at an 8-byte
 * boundary. Private to feeds/: whoever changes a struct in feeds/index.h or here raises
 * TH_BLOCK_VERSION.
 *
 * Keys are found by open addressing: a slot holds half of a key's hash and its entry. The hash is
 * seeded by the block's own text, so that nobody can prepare facts whose keys collide, and equal
 * facts still give equal bytes.
 */
#ifndef TH_FEEDS_BLOCK_H
#define TH_FEEDS_BLOCK_H

#include "core/base/hash.h"
#include "feeds/index.h"

#define TH_BLOCK_MAGIC "TWOHOPFX"
#define TH_BLOCK_VERSION 4
#define TH_BLOCK_ORDER \
	UINT32_C(0x01020304) /* reads otherwise where bytes stand in the other order */

struct th_block_entry {
	th_ref key;
	uint32_t kind : 5;   /* enum th_key_kind */
	uint32_t count : 27; /* of its postings ... */
	uint32_t first;      /* ... and where they begin */
};

struct th_block_slot {
	uint32_t tag;   /* upper half of the hash */
	uint32_t entry; /* number + 1; 0: free */
};

/* TH_BLOCK_PART(name, type of an item), in the order in which they lie. */
#define TH_BLOCK_PARTS(TH_BLOCK_PART)                          \
	TH_BLOCK_PART(EVENTS, struct th_index_event)           \
	TH_BLOCK_PART(LIFECYCLES, struct th_index_lifecycle)   \
	TH_BLOCK_PART(SUPPLIERS, struct th_index_supplier)     \
	TH_BLOCK_PART(AFFECTED, struct th_index_affected)      \
	TH_BLOCK_PART(ENDS, struct th_index_end)               \
	TH_BLOCK_PART(ADVISORIES, struct th_index_advisory)    \
	TH_BLOCK_PART(PACKAGES, struct th_index_package)       \
	TH_BLOCK_PART(BOUNDS, struct th_index_bound)           \
	TH_BLOCK_PART(PRODUCTS, struct th_index_product)       \
	TH_BLOCK_PART(EXPLOITED, struct th_index_exploited)    \
	TH_BLOCK_PART(LIKELIHOODS, struct th_index_likelihood) \
	TH_BLOCK_PART(STATEMENTS, struct th_index_statement)   \
	TH_BLOCK_PART(SOURCES, struct th_index_source)         \
	TH_BLOCK_PART(ITEMS, th_ref)                           \
	TH_BLOCK_PART(DATES, struct th_date)                   \
	TH_BLOCK_PART(POSTINGS, struct th_posting)             \
	TH_BLOCK_PART(ENTRIES, struct th_block_entry)          \
	TH_BLOCK_PART(SLOTS, struct th_block_slot)             \
	TH_BLOCK_PART(TEXT, char)                              \
	TH_BLOCK_PART(PROSE, char)

enum th_block_part {
#define TH_BLOCK_PART(name, type) TH_BLOCK_##name,
	TH_BLOCK_PARTS(TH_BLOCK_PART)
#undef TH_BLOCK_PART
		TH_BLOCK_PART_COUNT
};

extern const size_t th_block_item_size[TH_BLOCK_PART_COUNT];

struct th_index_header {
	char magic[8];
	uint64_t checksum; /* of all behind it */
	uint64_t size;     /* of the block */
	uint32_t version, order;
	uint64_t schemes; /* th_block_schemes(): what the numbers of schemes mean */
	struct th_hash_seed seed;
	struct {
		uint32_t at, count;
	} parts[TH_BLOCK_PART_COUNT];
	uint32_t longest[TH_KEY_KIND_COUNT]; /* key of each kind; 0: there is none */
};

/* Of the header's and the parts' bytes behind the checksum. */
uint64_t th_block_checksum(const void *block, size_t size);
/* The hash of a key of this kind. */
static inline uint64_t th_block_hash(const struct th_index_header *header, enum th_key_kind kind,
				     th_slice key)
{
	return th_hash_with(
		(struct th_hash_seed){ header->seed.k0 + (uint64_t)kind, header->seed.k1 }, key);
}

/* Can a key be one of this kind at all, by its length? */
bool th_block_may_hold(const struct th_index *index, enum th_key_kind kind, th_slice key);
/* The entry of a key that may be held, by its hash; NULL where there is none. */
const struct th_block_entry *th_block_find(const struct th_index *index, enum th_key_kind kind,
					   th_slice key, uint64_t hash);
/* The postings of an entry, which may be NULL. */
const struct th_posting *th_block_postings(const struct th_index *index,
					   const struct th_block_entry *entry, uint32_t *count);
/* The names of all schemes of versions in their order, as a number. */
uint64_t th_block_schemes(void);
/* Does everything in the block lead to something in the block? (feeds/index_check.c) */
bool th_index_is_sound(const struct th_index *index);
/* The same of the records that callers follow themselves: all but keys, lists and advisories. */
bool th_index_is_safe(const struct th_index *index);

#endif
