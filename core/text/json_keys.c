#include "core/text/json_keys.h"

#include <stdlib.h>

struct th_json_key th_json_key_of(th_slice key)
{
	char padded[16] = { 0 };

	if (key.len >= 8)
		return th_json_key_of_padded(key);
	if (key.len)
		memcpy(padded, key.ptr, key.len);
	return th_json_key_of_padded(th_slice_make(padded, key.len));
}

void th_json_index_make(struct th_json_index *index, const char *const *texts, uint32_t count)
{
	*index = (struct th_json_index){ 0 };
	memset(index->keeps, TH_JSON_NOT_KEPT, sizeof(index->keeps));
	for (uint32_t i = 0; i < count && i < TH_JSON_INDEX_KEYS; i++) {
		if (!texts[i])
			continue;
		index->texts[i] = texts[i];
		index->keys[i] = th_json_key_of(th_slice_of(texts[i]));
		uint8_t at = (uint8_t)index->keys[i].hash;
		while (index->slots[at])
			at++;
		index->slots[at] = (uint8_t)(i + 1);
	}
}

uint32_t th_json_number_of(const struct th_json_index *index, const struct th_json_key *key,
			   const char *text)
{
	uint32_t i = th_json_number_of_short(index, key);

	/* Two long keys of equal numbers do not stand in one index (th_json_index_make). */
	return i == TH_JSON_NO_FIELD || key->len <= 16 ||
			       memcmp(index->texts[i], text, key->len) == 0
		       ? i
		       : TH_JSON_NO_FIELD;
}

static bool same_key(const struct th_json_seen *a, th_slice b, uint32_t hash)
{
	return a->hash == hash && a->len == b.len && memcmp(a->ptr, b.ptr, b.len) == 0;
}

/* Put keys [from, to) of the level into its table, which has room. */
static void table_add(struct th_json *r, struct th_json_level *level, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		const struct th_json_seen *key = &r->seen.items[i];
		uint32_t at =
			(uint32_t)th_hash(th_slice_make(key->ptr, key->len)) & level->table_mask;
		while (level->table[at])
			at = (at + 1) & level->table_mask;
		level->table[at] = i + 1;
	}
}

/* A table for an object with many keys, at most half full; hostile keys cannot make it slow, its
 * hash is seeded. */
static bool table_grow(struct th_json *r, struct th_json_level *level)
{
	uint32_t keys = r->seen.count - level->first_key, size = 256;

	while (size / 4 < keys)
		size *= 2;
	free(level->table);
	level->table = calloc(size, sizeof(*level->table));
	if (!level->table)
		return false;
	level->table_mask = size - 1;
	table_add(r, level, level->first_key, r->seen.count);
	return true;
}

static bool is_repeated(const struct th_json *r, const struct th_json_level *level, th_slice key,
			uint32_t hash)
{
	if (!level->table) {
		if (!(level->filter >> (hash & 63) & 1))
			return false;
		for (uint32_t i = level->first_key; i < r->seen.count; i++)
			if (same_key(&r->seen.items[i], key, hash))
				return true;
		return false;
	}
	for (uint32_t at = (uint32_t)th_hash(key) & level->table_mask; level->table[at];
	     at = (at + 1) & level->table_mask)
		if (same_key(&r->seen.items[level->table[at] - 1], key, hash))
			return true;
	return false;
}

/* The table of an object that has many keys takes one more. */
static bool remember_in_table(struct th_json *r, struct th_json_level *level)
{
	uint32_t keys = r->seen.count - level->first_key;

	if (!level->table || keys > level->table_mask / 2)
		return table_grow(r, level);
	table_add(r, level, r->seen.count - 1, r->seen.count);
	return true;
}

enum th_json_memory th_json_key_remember(struct th_json *r, th_slice key)
{
	struct th_json_level *level = r->level;
	uint32_t hash = r->key.hash;
	uint64_t bit = UINT64_C(1) << (hash & 63);

	if (((level->filter & bit) || level->table) && is_repeated(r, level, key, hash))
		return TH_JSON_KEY_IS_REPEATED;
	level->filter |= bit;
	struct th_json_seen *seen = th_json_seen_list_push(&r->seen, UINT32_MAX);
	if (!seen)
		return TH_JSON_KEY_NO_MEMORY;
	*seen = (struct th_json_seen){ key.ptr, (uint32_t)key.len, hash };
	bool many = r->seen.count - level->first_key >= TH_JSON_MANY_KEYS;
	return many && !remember_in_table(r, level) ? TH_JSON_KEY_NO_MEMORY : TH_JSON_KEY_IS_NEW;
}
