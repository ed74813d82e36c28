/*
 * core/base/hash: every byte, every length and the seed count; nothing outside of the text is read.
 */
#include "core/base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

enum { LONGEST = 100 };

static const struct th_hash_seed seed = { UINT64_C(0x0123456789abcdef),
					  UINT64_C(0xfedcba9876543210) };

/* A text in memory of exactly its length, so that a sanitizer sees a byte too many. */
static uint64_t hash_of(const char *bytes, size_t len)
{
	char *exact = malloc(len ? len : 1);

	assert_non_null(exact);
	memcpy(exact, bytes, len);
	uint64_t hash = th_hash_with(seed, th_slice_make(exact, len));
	free(exact);
	return hash;
}

static void a_text_has_one_hash_wherever_it_lies(void **state)
{
	char bytes[LONGEST + 16];
	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)('a' + i % 26);
	for (size_t len = 0; len <= LONGEST; len++) {
		uint64_t expected = hash_of(bytes, len);
		for (size_t shift = 1; shift < 16; shift++) {
			char moved[LONGEST + 16];
			memcpy(moved + shift, bytes, len);
			th_slice s = th_slice_make(moved + shift, len);
			assert_true(th_hash_with(seed, s) == expected);
		}
	}
}

static void an_absent_text_hashes_as_the_empty_one(void **state)
{
	(void)state;
	assert_true(th_hash_with(seed, (th_slice){ 0 }) == hash_of("", 0));
}

/* Of texts this short a collision by chance would be one in 2^57 tries. */
static void every_byte_counts_at_every_length(void **state)
{
	char bytes[LONGEST] = { 0 };
	(void)state;
	for (size_t len = 1; len <= LONGEST; len++) {
		uint64_t before = hash_of(bytes, len);
		for (size_t i = 0; i < len; i++) {
			for (int bit = 0; bit < 8; bit++) {
				bytes[i] = (char)(1 << bit);
				if (hash_of(bytes, len) == before)
					fail_msg("bit %d of byte %zu of %zu does not count", bit, i,
						 len);
			}
			bytes[i] = 0;
		}
	}
}

static void zeros_of_different_lengths_differ(void **state)
{
	char bytes[LONGEST] = { 0 };
	uint64_t hashes[LONGEST];
	(void)state;
	for (size_t len = 0; len < LONGEST; len++) {
		hashes[len] = hash_of(bytes, len);
		for (size_t other = 0; other < len; other++)
			assert_true(hashes[len] != hashes[other]);
	}
}

static void both_halves_of_the_seed_count(void **state)
{
	static const char *const texts[] = { "", "a", "abcdefgh", "abcdefghijklmnop",
					     "abcdefghijklmnopqrstuvwxyz0123456789" };
	struct th_hash_seed first = { seed.k0 + 1, seed.k1 }, second = { seed.k0, seed.k1 + 1 };
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		th_slice s = th_slice_of(texts[i]);
		uint64_t plain = th_hash_with(seed, s);
		assert_true(th_hash_with(first, s) != plain);
		assert_true(th_hash_with(second, s) != plain);
	}
}

static void the_seed_of_the_process_stays(void **state)
{
	(void)state;
	uint64_t first = th_hash(TH_SLICE("left-pad"));
	for (int i = 0; i < 100; i++)
		assert_true(th_hash(TH_SLICE("left-pad")) == first);
	assert_true(th_hash(TH_SLICE("left-pae")) != first);
}

/* Numbered names, as SBOMs have them, fall evenly: the low bits place them in tables. */
static void low_and_high_bits_are_spread(void **state)
{
	enum { NAMES = 1 << 16, BUCKETS = 256 };
	unsigned low[BUCKETS] = { 0 }, high[BUCKETS] = { 0 };
	(void)state;
	for (unsigned i = 0; i < NAMES; i++) {
		char name[] = "pkg:npm/component-00000@1.0.0";
		for (unsigned k = 0, n = i; k < 5; k++, n /= 10)
			name[22 - k] = (char)('0' + n % 10);
		uint64_t hash = th_hash_with(seed, th_slice_of(name));
		low[hash % BUCKETS]++;
		high[hash >> 56]++;
	}
	for (unsigned i = 0; i < BUCKETS; i++) { /* 256 expected, 16 the standard deviation */
		assert_in_range(low[i], 150, 370);
		assert_in_range(high[i], 150, 370);
	}
}

static void mixing_depends_on_both_words(void **state)
{
	(void)state;
	assert_true(th_hash_mix(1, 2) != th_hash_mix(1, 3));
	assert_true(th_hash_mix(1, 2) != th_hash_mix(2, 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_has_one_hash_wherever_it_lies),
		cmocka_unit_test(an_absent_text_hashes_as_the_empty_one),
		cmocka_unit_test(every_byte_counts_at_every_length),
		cmocka_unit_test(zeros_of_different_lengths_differ),
		cmocka_unit_test(both_halves_of_the_seed_count),
		cmocka_unit_test(the_seed_of_the_process_stays),
		cmocka_unit_test(low_and_high_bits_are_spread),
		cmocka_unit_test(mixing_depends_on_both_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
