#include "core/base/hash.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

static inline uint64_t fold(uint64_t a, uint64_t b)
{
	__extension__ unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t word(const char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return w;
}

/* Up to 16 bytes as two words; every byte is in one of them. */
static inline void last_words(const char *p, size_t len, uint64_t *a, uint64_t *b)
{
	uint32_t x, y;

	if (len >= 8) {
		*a = word(p);
		*b = word(p + len - 8);
	} else if (len >= 4) {
		memcpy(&x, p, 4);
		memcpy(&y, p + len - 4, 4);
		*a = x;
		*b = y;
	} else if (len > 0) {
		*a = (unsigned char)p[0] | (uint64_t)(unsigned char)p[len / 2] << 8;
		*b = (unsigned char)p[len - 1];
	} else {
		*a = *b = 0;
	}
}

static inline uint64_t hash(struct th_hash_seed seed, th_slice s)
{
	uint64_t state = seed.k0, a, b;
	const char *p = s.ptr;
	size_t left = s.len;

	for (; left > 16; left -= 16, p += 16)
		state = fold(word(p) ^ seed.k1, word(p + 8) ^ state);
	last_words(p, left, &a, &b);
	return fold(seed.k1 ^ s.len, fold(a ^ seed.k1, b ^ state) ^ seed.k0);
}

uint64_t th_hash_with(struct th_hash_seed seed, th_slice s)
{
	return hash(seed, s);
}

static _Atomic uint64_t drawn;

static __attribute__((noinline)) uint64_t draw(void)
{
	uint64_t fresh = 0, none = 0;

	if (getrandom(&fresh, sizeof(fresh), GRND_NONBLOCK) != sizeof(fresh))
		fresh = (uint64_t)time(NULL) ^ (uint64_t)(uintptr_t)&drawn;
	fresh |= 1;
	return atomic_compare_exchange_strong(&drawn, &none, fresh) ? fresh : none;
}

uint64_t th_hash(th_slice s)
{
	uint64_t seed = atomic_load_explicit(&drawn, memory_order_relaxed);

	if (__builtin_expect(seed == 0, 0))
		seed = draw();
	return hash((struct th_hash_seed){ seed * UINT64_C(0x9e3779b97f4a7c15),
					   seed ^ UINT64_C(0xd1b54a32d192ed03) },
		    s);
}

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23 /* Linux 5.14; older ones refuse it, and do without */
#endif

void *th_hash_slots(size_t count, size_t size)
{
	enum { WORTH_A_CALL = 64 << 10 };
	char *slots = calloc(count, size);
	size_t bytes = count * size; /* calloc has seen that it does not overflow */

	if (slots && bytes >= WORTH_A_CALL) {
		size_t page = (size_t)sysconf(_SC_PAGESIZE);
		size_t before = -(uintptr_t)slots & (page - 1);
		(void)madvise(slots + before, (bytes - before) & ~(page - 1), MADV_POPULATE_WRITE);
	}
	return slots;
}
