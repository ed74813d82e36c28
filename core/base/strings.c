#include "core/base/strings.h"

void th_strings_release(struct th_strings *pool)
{
	th_slice_list_release(&pool->texts);
	free(pool->slots);
	*pool = (struct th_strings){ 0 };
}

void th_strings_close(struct th_strings *pool)
{
	free(pool->slots);
	pool->slots = NULL;
	pool->mask = 0;
}

/* A slot holds the upper half of a hash and an id. That half places it as well, so that growing
 * reads no text. */
static uint64_t slot_of(uint64_t hash, uint32_t id)
{
	return (hash & UINT64_C(0xffffffff00000000)) | id;
}

static uint32_t place_of(uint64_t hash, uint32_t mask)
{
	return (uint32_t)(hash >> 32) & mask;
}

static th_status grow(struct th_strings *pool)
{
	uint32_t size = pool->mask ? (pool->mask + 1) * 2 : 64;

	if (size == 0)
		return TH_ELIMIT;
	uint64_t *slots = th_hash_slots(size, sizeof(*slots));
	if (!slots)
		return TH_ENOMEM;
	for (uint32_t i = 0; pool->slots && i <= pool->mask; i++) {
		uint64_t slot = pool->slots[i];
		if (!slot)
			continue;
		uint32_t at = place_of(slot, size - 1);
		while (slots[at])
			at = (at + 1) & (size - 1);
		slots[at] = slot;
	}
	free(pool->slots);
	pool->slots = slots;
	pool->mask = size - 1;
	return TH_OK;
}

/* The place where s is or would be. */
static inline uint32_t locate(const struct th_strings *pool, th_slice s, uint64_t hash)
{
	uint32_t at = place_of(hash, pool->mask);

	for (; pool->slots[at]; at = (at + 1) & pool->mask) {
		uint64_t slot = pool->slots[at];
		if ((slot ^ hash) >> 32 == 0 &&
		    th_slice_equal(pool->texts.items[(uint32_t)slot - 1], s))
			break;
	}
	return at;
}

th_str th_strings_find(const struct th_strings *pool, th_slice s)
{
	if (!pool->slots)
		return (th_str){ 0 };
	return (th_str){ (uint32_t)pool->slots[locate(pool, s, th_hash(s))] };
}

static inline bool has_room(const struct th_strings *pool, uint32_t more)
{
	return pool->slots && pool->texts.count + more <= (pool->mask + 1) / 4 * 3;
}

/* There is room for it. */
static inline th_status enter(struct th_strings *pool, th_slice s, uint64_t hash, th_str *out)
{
	uint32_t at = locate(pool, s, hash);

	if (!pool->slots[at]) {
		th_slice *text = th_slice_list_push(&pool->texts, UINT32_MAX);
		if (!text)
			return TH_ENOMEM;
		*text = s;
		pool->slots[at] = slot_of(hash, pool->texts.count);
	}
	out->v = (uint32_t)pool->slots[at];
	return TH_OK;
}

th_status th_strings_intern(struct th_strings *pool, th_slice s, th_str *out)
{
	*out = (th_str){ 0 };
	if (!has_room(pool, 1))
		TH_TRY(grow(pool));
	return enter(pool, s, th_hash(s), out);
}

th_status th_strings_intern_all(struct th_strings *pool, const th_slice *texts, uint32_t count,
				th_str *out)
{
	uint64_t hashes[TH_STRINGS_AT_ONCE];

	memset(out, 0, count * sizeof(*out));
	while (!has_room(pool, count))
		TH_TRY(grow(pool));
	for (uint32_t i = 0; i < count; i++) {
		hashes[i] = th_hash(texts[i]);
		__builtin_prefetch(&pool->slots[place_of(hashes[i], pool->mask)]);
	}
	for (uint32_t i = 0; i < count; i++) {
		uint64_t slot = pool->slots[place_of(hashes[i], pool->mask)];
		if (slot && (slot ^ hashes[i]) >> 32 == 0)
			__builtin_prefetch(pool->texts.items[(uint32_t)slot - 1].ptr);
	}
	for (uint32_t i = 0; i < count; i++)
		TH_TRY(enter(pool, texts[i], hashes[i], &out[i]));
	return TH_OK;
}
