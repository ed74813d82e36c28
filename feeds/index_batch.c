/*
 * Many look-ups at once. A single one goes from slot to entry to key to record to window, and waits
 * for memory at each step. Here all of them take a step before any takes the next, and each step
 * fetches what the next one will touch.
 */
#include "feeds/block.h"

enum { MOST_FETCHED = 8 }; /* records of one key: whoever has more waits for the rest */

struct search {
	struct th_lookup *to;
	uint64_t hash;
	const struct th_block_entry *entry;
};

static uint32_t count_of(const struct th_index *index, enum th_block_part part)
{
	return index->header->parts[part].count;
}

static const struct th_block_slot *slot_of(const struct th_index *index, const struct search *s)
{
	return &index->slots[(uint32_t)s->hash & (count_of(index, TH_BLOCK_SLOTS) - 1)];
}

static void fetch_slot(const struct th_index *index, struct search *s)
{
	__builtin_prefetch(slot_of(index, s));
}

/* The first slot tells nearly always where the entry is, or that there is none. */
static void fetch_entry(const struct th_index *index, struct search *s)
{
	const struct th_block_slot *slot = slot_of(index, s);

	if (slot->entry == 0 || slot->entry > count_of(index, TH_BLOCK_ENTRIES) ||
	    slot->tag != (uint32_t)(s->hash >> 32))
		return;
	s->entry = &index->entries[slot->entry - 1];
	__builtin_prefetch(s->entry);
}

static void fetch_key(const struct th_index *index, struct search *s)
{
	th_slice key = s->entry ? th_index_text(index, s->entry->key) : (th_slice){ 0 };

	if (key.len == 0)
		return;
	__builtin_prefetch(key.ptr);
	__builtin_prefetch(key.ptr + key.len - 1);
	if (s->entry->first < count_of(index, TH_BLOCK_POSTINGS))
		__builtin_prefetch(&index->postings[s->entry->first]);
}

/* Package i of what was found, or NULL. */
static const struct th_index_package *package_of(const struct th_index *index,
						 const struct search *s, uint32_t i)
{
	struct th_posting p = s->to->found[i];

	return p.kind == TH_RECORD_PACKAGE && p.record < index->package_count
		       ? &index->packages[p.record]
		       : NULL;
}

static void fetch_packages(const struct th_index *index, struct search *s)
{
	for (uint32_t i = 0; i < s->to->count && i < MOST_FETCHED; i++)
		__builtin_prefetch(package_of(index, s, i));
}

static void fetch_windows(const struct th_index *index, struct search *s)
{
	for (uint32_t i = 0; i < s->to->count && i < MOST_FETCHED; i++) {
		const struct th_index_package *p = package_of(index, s, i);
		if (p && p->advisory < index->advisory_count)
			__builtin_prefetch(&index->advisories[p->advisory]);
		if (p && p->bounds.first < index->bound_count)
			__builtin_prefetch(&index->bounds[p->bounds.first]);
	}
}

static void fetch_versions(const struct th_index *index, struct search *s)
{
	for (uint32_t i = 0; i < s->to->count && i < MOST_FETCHED; i++) {
		const struct th_index_package *p = package_of(index, s, i);
		if (p && p->bounds.first < index->bound_count &&
		    index->bounds[p->bounds.first].at < count_of(index, TH_BLOCK_TEXT))
			__builtin_prefetch(index->text + index->bounds[p->bounds.first].at);
	}
}

static void take_all(const struct th_index *index, struct search *searches, uint32_t count,
		     void (*step)(const struct th_index *index, struct search *search))
{
	for (uint32_t i = 0; i < count; i++)
		step(index, &searches[i]);
}

void th_index_find_all(const struct th_index *index, enum th_key_kind kind,
		       struct th_lookup *lookups, uint32_t count)
{
	struct search searches[TH_LOOKUP_BATCH];
	uint32_t begun = 0, found = 0;

	for (uint32_t i = 0; i < count; i++) {
		lookups[i].found = NULL;
		lookups[i].count = 0;
		if (th_block_may_hold(index, kind, lookups[i].key))
			searches[begun++] =
				(struct search){ &lookups[i],
						 th_block_hash(index->header, kind, lookups[i].key),
						 NULL };
	}
	take_all(index, searches, begun, fetch_slot);
	take_all(index, searches, begun, fetch_entry);
	take_all(index, searches, begun, fetch_key);
	for (uint32_t i = 0; i < begun; i++) {
		struct search *s = &searches[i];
		s->entry = th_block_find(index, kind, s->to->key, s->hash);
		s->to->found = th_block_postings(index, s->entry, &s->to->count);
		if (s->to->count)
			searches[found++] = *s;
	}
	take_all(index, searches, found, fetch_packages);
	take_all(index, searches, found, fetch_windows);
	take_all(index, searches, found, fetch_versions);
}
