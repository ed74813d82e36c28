/*
 * Seeded 64-bit hashing of byte strings: sixteen bytes at a time, each pair of words multiplied to
 * 128 bits and folded (the construction of wyhash, Wang Yi 2019). Names in SBOMs are hostile: a
 * table keyed by input uses th_hash, whose seed is drawn for each process, so that nobody can
 * prepare collisions. What is stored in a file (the facts index) uses th_hash_with and a fixed
 * seed, and compares keys exactly.
 */
#ifndef TH_CORE_BASE_HASH_H
#define TH_CORE_BASE_HASH_H

#include "core/base/slice.h"

struct th_hash_seed {
	uint64_t k0, k1;
};

/* Of s under the process seed, which is drawn from the system at the first call and then stays. */
uint64_t th_hash(th_slice s);
uint64_t th_hash_with(struct th_hash_seed seed, th_slice s);
/* Mix one more word into a hash. Not keyed by itself: mix hashes, not input. */
static inline uint64_t th_hash_mix(uint64_t hash, uint64_t word)
{
	hash ^= word;
	hash *= UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ (hash >> 29);
}

/*
 * Zeroed memory for the slots of a table, for free(); NULL when memory is out. A table is read
 * before it is written, page by page at random: the pages are had all at once, and to write to.
 */
void *th_hash_slots(size_t count, size_t size);

#endif
