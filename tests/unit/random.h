/* The same numbers in every run. */
#ifndef TH_TESTS_RANDOM_H
#define TH_TESTS_RANDOM_H

#include <stdint.h>

/* xorshift64*; *state is not 0. */
static inline uint32_t random_below(uint64_t *state, uint32_t limit)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (uint32_t)((*state * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % limit;
}

#endif
