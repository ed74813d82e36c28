/*
 * The keys of JSON objects: as numbers, found in a caller's index, and remembered while their
 * object is open, so that none is met twice. Private to the reader (core/text/json.c).
 */
#ifndef TH_CORE_TEXT_JSON_KEYS_H
#define TH_CORE_TEXT_JSON_KEYS_H

#include "core/text/json.h"

#include <string.h>

/* From so many keys on, an object has a table of them. */
#define TH_JSON_MANY_KEYS 64

/* Key must be followed by 8 readable bytes. */
static inline struct th_json_key th_json_key_of_padded(th_slice key)
{
	struct th_json_key k = { .len = (uint32_t)key.len };

	memcpy(&k.head, key.ptr, 8);
	if (key.len < 8)
		k.head &= (UINT64_C(1) << (8 * key.len)) - 1;
	else
		memcpy(&k.tail, key.ptr + key.len - 8, 8);
	uint64_t h =
		(k.head ^ (k.tail << 7 | k.tail >> 57) ^ key.len) * UINT64_C(0x9e3779b97f4a7c15);
	k.hash = (uint32_t)(h >> 32);
	return k;
}

/* The same for a key anywhere. */
struct th_json_key th_json_key_of(th_slice key);

/* Of a key of at most 16 bytes, which its numbers tell apart. */
static inline uint32_t th_json_number_of_short(const struct th_json_index *index,
					       const struct th_json_key *key)
{
	for (uint8_t at = (uint8_t)key->hash; index->slots[at]; at++) {
		const struct th_json_key *k = &index->keys[index->slots[at] - 1];
		if (k->head == key->head && k->tail == key->tail && k->len == key->len)
			return (uint32_t)index->slots[at] - 1;
	}
	return TH_JSON_NO_FIELD;
}

/* Of a key of any length: its number in the index, or TH_JSON_NO_FIELD. */
uint32_t th_json_number_of(const struct th_json_index *index, const struct th_json_key *key,
			   const char *text);

enum th_json_memory { TH_JSON_KEY_IS_NEW, TH_JSON_KEY_IS_REPEATED, TH_JSON_KEY_NO_MEMORY };

/* Remember a key of the innermost object, whose numbers are reader->key. The bytes are not copied.
 */
enum th_json_memory th_json_key_remember(struct th_json *reader, th_slice key);

#endif
