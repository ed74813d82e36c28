/* Proofs of transparency logs (core/crypto/log_proof.h), over trees and keys made here. */
#include "core/crypto/log_proof.h"
#include "core/crypto/sha256.h"
#include "core/text/base64.h"
#include "tests/unit/given.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

enum { MOST_LEAVES = 9, HASH = TH_SHA256_BYTES };

static struct th_arena arena;

static int teardown(void **state)
{
	(void)state;
	th_arena_release(&arena);
	return 0;
}

/* ---- trees, as RFC 6962 section 2.1 defines them ---- */

static th_slice leaf_of(int64_t number)
{
	return th_arena_printf(&arena, "leaf %d", (int)number);
}

static void hash_of(char first, th_slice a, th_slice b, uint8_t out[HASH])
{
	struct th_sha256 sha;

	th_sha256_init(&sha);
	th_sha256_update(&sha, th_slice_make(&first, 1));
	th_sha256_update(&sha, a);
	th_sha256_update(&sha, b);
	th_sha256_final(&sha, out);
}

static int64_t split_of(int64_t count)
{
	int64_t k = 1;

	while (2 * k < count)
		k *= 2;
	return k;
}

/* MTH of the leaves [from, from + count). */
static void root_of(int64_t from, int64_t count, uint8_t out[HASH])
{
	uint8_t left[HASH], right[HASH];

	if (count == 1) {
		hash_of(0, leaf_of(from), (th_slice){ 0 }, out);
		return;
	}
	int64_t k = split_of(count);
	root_of(from, k, left);
	root_of(from + k, count - k, right);
	hash_of(1, th_slice_make((const char *)left, HASH),
		th_slice_make((const char *)right, HASH), out);
}

struct proof {
	int64_t index, size;
	uint8_t hashes[8][HASH], root[HASH];
	uint32_t count;
	char turns[9]; /* from the leaf up: on which side the other hash stands */
};

/* PATH(index, size): from the root down, then the other way round. */
static void prove(struct proof *p, int64_t index, int64_t size)
{
	int64_t from = 0, count = size;
	struct proof down = { 0 };

	while (count > 1) {
		int64_t k = split_of(count);
		bool is_left = index - from < k;

		down.turns[down.count] = is_left ? 'r' : 'l';
		if (is_left)
			root_of(from + k, count - k, down.hashes[down.count++]);
		else
			root_of(from, k, down.hashes[down.count++]);
		from += is_left ? 0 : k;
		count = is_left ? k : count - k;
	}
	*p = (struct proof){ .index = index, .size = size, .count = down.count };
	for (uint32_t i = 0; i < p->count; i++) {
		memcpy(p->hashes[i], down.hashes[p->count - 1 - i], HASH);
		p->turns[i] = down.turns[p->count - 1 - i];
	}
	root_of(0, size, p->root);
}

static bool holds(const struct proof *p, th_slice leaf, int64_t index, int64_t size, uint32_t count)
{
	th_slice hashes[8];

	for (uint32_t i = 0; i < 8; i++)
		hashes[i] = th_slice_make((const char *)p->hashes[i], HASH);
	return th_log_includes(leaf, index, size, hashes, count,
			       th_slice_make((const char *)p->root, HASH));
}

static bool holds_as_it_is(const struct proof *p)
{
	return holds(p, leaf_of(p->index), p->index, p->size, p->count);
}

/* ---- inclusion ---- */

static void every_leaf_of_every_small_tree_is_proven(void **state)
{
	struct proof p;
	(void)state;
	for (int64_t size = 1; size <= MOST_LEAVES; size++)
		for (int64_t index = 0; index < size; index++) {
			prove(&p, index, size);
			assert_true(holds_as_it_is(&p));
		}
}

static void the_root_of_the_tree_of_one_empty_leaf_is_that_of_rfc_6962(void **state)
{
	static const char hex[] =
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
	uint8_t root[HASH];
	char text[TH_SHA256_HEX + 1];
	(void)state;
	hash_of(0, (th_slice){ 0 }, (th_slice){ 0 }, root);
	th_sha256_hex(root, text);
	assert_string_equal(text, hex);
	assert_true(th_log_includes(TH_SLICE(""), 0, 1, NULL, 0,
				    th_slice_make((const char *)root, HASH)));
}

/* With any one bit of it changed, bytes prove nothing. */
static void assert_all_bits_count(const struct proof *p, uint8_t *bytes, size_t len)
{
	for (size_t bit = 0; bit < 8 * len; bit++) {
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_false(holds_as_it_is(p));
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

static void one_bit_of_leaf_hash_or_root_breaks_a_proof(void **state)
{
	struct proof p;
	(void)state;
	for (int64_t size = 1; size <= MOST_LEAVES; size++)
		for (int64_t index = 0; index < size; index++) {
			prove(&p, index, size);
			assert_all_bits_count(&p, p.root, HASH);
			for (uint32_t i = 0; i < p.count; i++)
				assert_all_bits_count(&p, p.hashes[i], HASH);
			char leaf[] = "leaf 0";
			leaf[5] = (char)('0' + index);
			for (size_t bit = 0; bit < 8 * (sizeof(leaf) - 1); bit++) {
				leaf[bit / 8] = (char)(leaf[bit / 8] ^ 1 << bit % 8);
				assert_false(holds(&p, th_slice_make(leaf, sizeof(leaf) - 1), index,
						   size, p.count));
				leaf[bit / 8] = (char)(leaf[bit / 8] ^ 1 << bit % 8);
			}
		}
}

/*
 * A path binds its turns, and thereby index and size but where two trees have the same turns to a
 * leaf; which of them it is, the log says in what it signs.
 */
static void another_index_or_size_breaks_a_proof_unless_the_way_is_the_same(void **state)
{
	struct proof p, other;
	(void)state;
	for (int64_t size = 1; size <= MOST_LEAVES; size++)
		for (int64_t index = 0; index < size; index++) {
			prove(&p, index, size);
			for (int64_t s = 1; s <= 2 * MOST_LEAVES; s++)
				for (int64_t i = 0; i < s; i++) {
					prove(&other, i, s);
					assert_int_equal(holds(&p, leaf_of(index), i, s, p.count),
							 strcmp(p.turns, other.turns) == 0);
				}
			for (int bit = 0; bit < 63; bit++) {
				int64_t i = index ^ INT64_C(1) << bit;
				assert_false(holds(&p, leaf_of(index), i, size, p.count));
			}
		}
}

static void a_hash_too_few_or_too_many_breaks_a_proof(void **state)
{
	struct proof p;
	(void)state;
	for (int64_t size = 1; size <= MOST_LEAVES; size++)
		for (int64_t index = 0; index < size; index++) {
			prove(&p, index, size);
			for (uint32_t count = 0; count <= 8; count++)
				assert_int_equal(holds(&p, leaf_of(index), index, size, count),
						 count == p.count);
		}
}

static void absurd_indexes_sizes_and_lengths_prove_nothing(void **state)
{
	struct proof p;
	th_slice short_hash[] = { { "x", 1 } };
	(void)state;
	prove(&p, 0, 2);
	assert_false(holds(&p, leaf_of(0), -1, 2, p.count));
	assert_false(holds(&p, leaf_of(0), 2, 2, p.count));
	assert_false(holds(&p, leaf_of(0), 0, 0, p.count));
	assert_false(holds(&p, leaf_of(0), 0, -2, p.count));
	assert_false(holds(&p, leaf_of(0), INT64_MIN, INT64_MIN, p.count));
	assert_false(holds(&p, leaf_of(0), INT64_MAX - 1, INT64_MAX, p.count));
	assert_false(th_log_includes(leaf_of(0), 0, 2, short_hash, 1,
				     th_slice_make((const char *)p.root, HASH)));
	assert_false(th_log_includes(leaf_of(0), 0, 2, short_hash, 0, TH_SLICE("")));
}

/* The content of a leaf that is the two hashes of a node is not that node (RFC 6962, 2.1). */
static void a_node_is_no_leaf(void **state)
{
	uint8_t left[HASH], right[HASH], root[HASH];
	char both[2 * HASH];
	(void)state;
	root_of(0, 1, left);
	root_of(1, 1, right);
	root_of(0, 2, root);
	memcpy(both, left, HASH);
	memcpy(both + HASH, right, HASH);
	assert_false(th_log_includes(th_slice_make(both, sizeof(both)), 0, 1, NULL, 0,
				     th_slice_make((const char *)root, HASH)));
}

/* ---- checkpoints and promises ---- */

static EVP_PKEY *made;

static struct th_key *make_key(void)
{
	unsigned char *der = NULL;
	struct th_key *key;
	const char *why;

	made = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	int len = i2d_PUBKEY(made, &der);
	assert_true(len > 0);
	assert_int_equal(th_key_read(th_slice_make((const char *)der, (size_t)len), &key, &why),
			 TH_OK);
	OPENSSL_free(der);
	return key;
}

/* Four bytes of hint, where asked for, and a signature of text. */
static th_slice sign(th_slice text, size_t hint)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char *out = th_arena_calloc(&arena, 1, hint + 64);
	size_t len = 64;

	assert_int_equal(EVP_DigestSignInit_ex(ctx, NULL, NULL, NULL, NULL, made, NULL), 1);
	assert_int_equal(
		EVP_DigestSign(ctx, out + hint, &len, (const unsigned char *)text.ptr, text.len),
		1);
	EVP_MD_CTX_free(ctx);
	return th_slice_make((const char *)out, hint + len);
}

static th_slice note_of(th_slice body)
{
	return th_arena_printf(&arena, "%.*s\n\xe2\x80\x94 log.example %s\n", TH_FMT(body),
			       th_base64_encode(sign(body, 4), &arena).ptr);
}

static void assert_note(th_slice note, const struct th_key *key, const char *why_not)
{
	struct th_checkpoint checkpoint;
	const char *why = NULL;

	assert_int_equal(th_checkpoint_verify(note, key, &checkpoint, &why), why_not == NULL);
	if (why_not && !strstr(why, why_not))
		fail_msg("%s\n-- has no\n%s", why, why_not);
}

static void a_checkpoint_is_what_the_log_signed_to_the_last_bit(void **state)
{
	struct th_key *key = make_key(), *other;
	EVP_PKEY *mine = made;
	struct th_checkpoint checkpoint;
	const char *why;
	uint8_t root[HASH];
	(void)state;
	root_of(0, 5, root);
	th_slice body = th_arena_printf(
		&arena, "log.example/1\n5\n%s\nmore of it\n",
		th_base64_encode(th_slice_make((const char *)root, HASH), &arena).ptr);
	th_slice note = note_of(body);

	assert_true(th_checkpoint_verify(note, key, &checkpoint, &why));
	assert_int_equal(checkpoint.tree_size, 5);
	assert_memory_equal(checkpoint.root, root, HASH);
	char *copy = th_arena_alloc(&arena, note.len);
	memcpy(copy, note.ptr, note.len);
	for (size_t bit = 0; bit < 8 * body.len; bit++) {
		copy[bit / 8] = (char)(copy[bit / 8] ^ 1 << bit % 8);
		assert_false(th_checkpoint_verify(th_slice_make(copy, note.len), key, &checkpoint,
						  &why));
		copy[bit / 8] = (char)(copy[bit / 8] ^ 1 << bit % 8);
	}
	for (size_t len = 0; len + 2 < note.len; len++) /* padding may be missing */
		assert_false(
			th_checkpoint_verify(th_slice_sub(note, 0, len), key, &checkpoint, &why));
	other = make_key();
	assert_note(note, other, "not signed by the log");
	th_key_free(key);
	th_key_free(other);
	EVP_PKEY_free(mine);
	EVP_PKEY_free(made);
}

static void another_signature_before_the_logs_does_not_hide_it(void **state)
{
	struct th_key *key = make_key();
	(void)state;
	th_slice body = TH_SLICE("log.example\n0\n"
				 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
	const char *right = th_base64_encode(sign(body, 4), &arena).ptr;

	assert_note(th_arena_printf(&arena,
				    "%s\n\xe2\x80\x94 witness AAAAAAAA\nno signature\n\xe2\x80\x94 "
				    "log %s\n",
				    body.ptr, right),
		    key, NULL);
	assert_note(th_arena_printf(&arena, "%s\n- log %s\n", body.ptr, right), key, "not signed");
	assert_note(th_arena_printf(&arena, "%s\xe2\x80\x94 log %s\n", body.ptr, right), key,
		    "no signed note");
	th_key_free(key);
	EVP_PKEY_free(made);
}

static void a_signed_note_with_no_tree_head_in_it_is_no_checkpoint(void **state)
{
	static const char *const bodies[] = {
		"log.example\n-1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
		"log.example\n9223372036854775808\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
		"log.example\n5 \nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
		"log.example\n5\nAAAA\n",
		"log.example\n5\n",
		"log.example\n",
		"log.example\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n",
	};
	struct th_key *key = make_key();
	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		assert_note(note_of(th_slice_of(bodies[i])), key, "no signed note");
	assert_note(TH_SLICE(""), key, "no signed note");
	assert_note(TH_SLICE("\n\n"), key, "no signed note");
	th_key_free(key);
	EVP_PKEY_free(made);
}

static void a_promise_is_for_one_entry_time_log_and_index(void **state)
{
	struct th_key *key = make_key();
	char id[HASH], other[HASH] = { 1 };
	(void)state;
	memset(id, 0xab, sizeof(id));
	memset(other, 0xab, sizeof(other) - 1);
	th_slice log = th_slice_make(id, HASH), body = TH_SLICE("eyJ9");
	th_slice promise = sign(
		TH_SLICE("{\"body\":\"eyJ9\",\"integratedTime\":1700000000,\"logID\":\"abababababab"
			 "abababababababababababababababababababababababababab\",\"logIndex\":7}"),
		0);

	assert_true(th_log_promise_verify(promise, key, body, 1700000000, log, 7));
	assert_false(th_log_promise_verify(promise, key, TH_SLICE("eyJ8"), 1700000000, log, 7));
	assert_false(th_log_promise_verify(promise, key, body, 1700000001, log, 7));
	assert_false(th_log_promise_verify(promise, key, body, 1700000000, log, 8));
	assert_false(th_log_promise_verify(promise, key, body, 1700000000,
					   th_slice_make(other, HASH), 7));
	assert_false(
		th_log_promise_verify(promise, key, body, 1700000000, th_slice_sub(log, 0, 31), 7));
	assert_false(
		th_log_promise_verify(th_slice_sub(promise, 0, 63), key, body, 1700000000, log, 7));
	th_key_free(key);
	EVP_PKEY_free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(every_leaf_of_every_small_tree_is_proven, teardown),
		cmocka_unit_test_teardown(
			the_root_of_the_tree_of_one_empty_leaf_is_that_of_rfc_6962, teardown),
		cmocka_unit_test_teardown(one_bit_of_leaf_hash_or_root_breaks_a_proof, teardown),
		cmocka_unit_test_teardown(
			another_index_or_size_breaks_a_proof_unless_the_way_is_the_same, teardown),
		cmocka_unit_test_teardown(a_hash_too_few_or_too_many_breaks_a_proof, teardown),
		cmocka_unit_test_teardown(absurd_indexes_sizes_and_lengths_prove_nothing, teardown),
		cmocka_unit_test_teardown(a_node_is_no_leaf, teardown),
		cmocka_unit_test_teardown(a_checkpoint_is_what_the_log_signed_to_the_last_bit,
					  teardown),
		cmocka_unit_test_teardown(another_signature_before_the_logs_does_not_hide_it,
					  teardown),
		cmocka_unit_test_teardown(a_signed_note_with_no_tree_head_in_it_is_no_checkpoint,
					  teardown),
		cmocka_unit_test_teardown(a_promise_is_for_one_entry_time_log_and_index, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
