#include "core/base/hash.h"

#include <stdatomic.h>
#include <sys/random.h>
#include <time.h>

static inline uint64_t rotate(uint64_t x, int by)
{
	return (x << by) | (x >> (64 - by));
}

#define ROUND                                        \
	do {                                         \
		v0 += v1;                            \
		v1 = rotate(v1, 13) ^ v0;            \
		v0 = rotate(v0, 32);                 \
		v2 += v3;                            \
		v3 = rotate(v3, 16) ^ v2;            \
		v0 += v3;                            \
		v3 = rotate(v3, 21) ^ v0;            \
		v2 += v1;                            \
		v1 = rotate(v1, 17) ^ v2;            \
		v2 = rotate(v2, 32);                 \
	} while (0)

uint64_t th_hash_with(struct th_hash_seed seed, th_slice s)
{
	uint64_t v0 = seed.k0 ^ UINT64_C(0x736f6d6570736575);
	uint64_t v1 = seed.k1 ^ UINT64_C(0x646f72616e646f6d);
	uint64_t v2 = seed.k0 ^ UINT64_C(0x6c7967656e657261);
	uint64_t v3 = seed.k1 ^ UINT64_C(0x7465646279746573);
	uint64_t last = (uint64_t)s.len << 56;
	const char *at = s.ptr;
	size_t left = s.len;

	for (; left >= 8; left -= 8, at += 8) {
		uint64_t word;
		memcpy(&word, at, 8);
		v3 ^= word;
		ROUND;
		v0 ^= word;
	}
	for (size_t i = 0; i < left; i++)
		last |= (uint64_t)(unsigned char)at[i] << (8 * i);
	v3 ^= last;
	ROUND;
	v0 ^= last;
	v2 ^= 0xff;
	ROUND;
	ROUND;
	ROUND;
	return v0 ^ v1 ^ v2 ^ v3;
}

static struct th_hash_seed process_seed(void)
{
	static _Atomic uint64_t word;
	uint64_t seed = atomic_load_explicit(&word, memory_order_relaxed);

	if (seed == 0) {
		uint64_t fresh = 0, none = 0;
		if (getrandom(&fresh, sizeof(fresh), GRND_NONBLOCK) != sizeof(fresh))
			fresh = (uint64_t)time(NULL) ^ (uint64_t)(uintptr_t)&word;
		fresh |= 1;
		seed = atomic_compare_exchange_strong(&word, &none, fresh) ? fresh : none;
	}
	return (struct th_hash_seed){ seed, seed * UINT64_C(0x9e3779b97f4a7c15) + 1 };
}

uint64_t th_hash(th_slice s)
{
	return th_hash_with(process_seed(), s);
}
