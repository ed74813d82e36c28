/* Inclusion proofs (RFC 9162, section 2.1.3): of each leaf of small trees, and of nothing else. */
#include "core/crypto/log_proof.h"
#include "core/crypto/sha256.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { HASH = 32, MOST = 9, LEAF = 6 };

static char hashes[MOST][HASH];

static void hash_node(const char *left, const char *right, char *out)
{
	char text[1 + 2 * HASH];

	text[0] = 1;
	memcpy(text + 1, left, HASH);
	memcpy(text + 1 + HASH, right, HASH);
	th_sha256(th_slice_make(text, sizeof(text)), (uint8_t *)out);
}

static void leaf_of(int number, char out[LEAF])
{
	memcpy(out, "leaf ", 5);
	out[5] = (char)('0' + number);
}

/* The root of leaves [from, to): the tree is as high as the largest power of two below it. */
static void root_of(int from, int to, char *out)
{
	if (to - from == 1) {
		char text[1 + LEAF] = { 0 };
		leaf_of(from, text + 1);
		th_sha256(th_slice_make(text, sizeof(text)), (uint8_t *)out);
		return;
	}
	int half = 1;
	char left[HASH], right[HASH];
	while (2 * half < to - from)
		half *= 2;
	root_of(from, from + half, left);
	root_of(from + half, to, right);
	hash_node(left, right, out);
}

/* The proof of a leaf, from the leaf up; how many hashes. */
static uint32_t prove(int leaf, int from, int to)
{
	uint32_t count;
	int half = 1;

	if (to - from == 1)
		return 0;
	while (2 * half < to - from)
		half *= 2;
	if (leaf < from + half) {
		count = prove(leaf, from, from + half);
		root_of(from + half, to, hashes[count]);
	} else {
		count = prove(leaf, from + half, to);
		root_of(from, from + half, hashes[count]);
	}
	return count + 1;
}

struct proof {
	char leaf[LEAF], root[HASH];
	uint32_t count;
	int64_t index, size;
};

static struct proof proof_of(int leaf, int size)
{
	struct proof p = { .index = leaf, .size = size };

	leaf_of(leaf, p.leaf);
	p.count = prove(leaf, 0, size);
	root_of(0, size, p.root);
	return p;
}

static bool holds(const struct proof *p)
{
	th_slice slices[MOST];

	for (uint32_t i = 0; i < p->count; i++)
		slices[i] = th_slice_make(hashes[i], HASH);
	return th_log_includes(th_slice_make(p->leaf, LEAF), p->index, p->size, slices, p->count,
			       th_slice_make(p->root, HASH));
}

#define EACH_LEAF(leaf, size)                    \
	for (int size = 1; size <= MOST; size++) \
		for (int leaf = 0; leaf < size; leaf++)

static void each_leaf_is_in_its_tree(void **state)
{
	(void)state;
	EACH_LEAF(leaf, size)
	{
		struct proof p = proof_of(leaf, size);
		assert_true(holds(&p));
	}
}

static void one_bit_of_the_leaf_breaks_it(void **state)
{
	(void)state;
	EACH_LEAF(leaf, size)
	for (int bit = 0; bit < 8 * LEAF; bit++) {
		struct proof p = proof_of(leaf, size);
		p.leaf[bit / 8] = (char)(p.leaf[bit / 8] ^ 1 << bit % 8);
		assert_false(holds(&p));
	}
}

static void one_bit_of_the_root_breaks_it(void **state)
{
	(void)state;
	EACH_LEAF(leaf, size)
	for (int bit = 0; bit < 8 * HASH; bit++) {
		struct proof p = proof_of(leaf, size);
		p.root[bit / 8] = (char)(p.root[bit / 8] ^ 1 << bit % 8);
		assert_false(holds(&p));
	}
}

static void one_bit_of_any_hash_breaks_it(void **state)
{
	(void)state;
	EACH_LEAF(leaf, size)
	{
		struct proof p = proof_of(leaf, size);
		for (uint32_t i = 0; i < p.count; i++)
			for (int bit = 0; bit < 8 * HASH; bit++) {
				hashes[i][bit / 8] = (char)(hashes[i][bit / 8] ^ 1 << bit % 8);
				assert_false(holds(&p));
				hashes[i][bit / 8] = (char)(hashes[i][bit / 8] ^ 1 << bit % 8);
			}
	}
}

static void another_index_breaks_it(void **state)
{
	(void)state;
	EACH_LEAF(leaf, size)
	for (int other = -1; other <= MOST; other++) {
		struct proof p = proof_of(leaf, size);
		p.index = other;
		assert_int_equal(holds(&p), other == leaf);
	}
}

static void a_hash_more_or_less_breaks_it(void **state)
{
	(void)state;
	EACH_LEAF(leaf, size)
	{
		struct proof p = proof_of(leaf, size);
		p.count++;
		assert_false(holds(&p));
		p.count -= 2;
		if (size > 1)
			assert_false(holds(&p));
	}
}

static void an_empty_tree_has_no_leaf(void **state)
{
	(void)state;
	struct proof p = proof_of(0, 1);
	p.size = 0;
	assert_false(holds(&p));
	p.size = -1;
	assert_false(holds(&p));
}

static void a_hash_of_another_length_breaks_it(void **state)
{
	(void)state;
	struct proof p = proof_of(0, 2);
	th_slice shorter = th_slice_make(hashes[0], HASH - 1);
	assert_false(th_log_includes(th_slice_make(p.leaf, LEAF), 0, 2, &shorter, 1,
				     th_slice_make(p.root, HASH)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_leaf_is_in_its_tree),
		cmocka_unit_test(one_bit_of_the_leaf_breaks_it),
		cmocka_unit_test(one_bit_of_the_root_breaks_it),
		cmocka_unit_test(one_bit_of_any_hash_breaks_it),
		cmocka_unit_test(another_index_breaks_it),
		cmocka_unit_test(a_hash_more_or_less_breaks_it),
		cmocka_unit_test(an_empty_tree_has_no_leaf),
		cmocka_unit_test(a_hash_of_another_length_breaks_it),
	};
	return cmocka_run_group_tests_name("proofs of logs", tests, NULL, NULL);
}
