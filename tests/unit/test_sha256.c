/*
 * core/crypto/sha256 against the examples of FIPS 180-2, appendix B.
 */
#include "core/crypto/sha256.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char hex_of_nothing[] =
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
static const char hex_of_abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
static const char hex_of_two_blocks[] =
	"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
static const char hex_of_a_million_a[] =
	"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

static void assert_digest(const uint8_t digest[TH_SHA256_BYTES], const char *expected)
{
	char hex[TH_SHA256_HEX + 1];

	th_sha256_hex(digest, hex);
	assert_string_equal(hex, expected);
}

static void assert_hashes(th_slice bytes, const char *expected)
{
	uint8_t digest[TH_SHA256_BYTES];

	th_sha256(bytes, digest);
	assert_digest(digest, expected);
}

static void the_digest_of_nothing_is_known(void **state)
{
	(void)state;
	assert_hashes((th_slice){ 0 }, hex_of_nothing);
}

static void a_slice_is_hashed(void **state)
{
	(void)state;
	assert_hashes(TH_SLICE("abc"), hex_of_abc);
	assert_hashes(TH_SLICE("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
		      hex_of_two_blocks);
}

static void pieces_hash_as_their_whole(void **state)
{
	struct th_sha256 sha;
	uint8_t digest[TH_SHA256_BYTES];
	char piece[127];
	(void)state;
	memset(piece, 'a', sizeof(piece));
	th_sha256_init(&sha);
	for (size_t left = 1000000, len; left > 0; left -= len) {
		len = left % sizeof(piece) ? left % sizeof(piece) : sizeof(piece);
		th_sha256_update(&sha, th_slice_make(piece, len));
	}
	th_sha256_final(&sha, digest);
	assert_digest(digest, hex_of_a_million_a);
}

static void a_copy_of_the_state_goes_its_own_way(void **state)
{
	struct th_sha256 sha, branch;
	uint8_t digest[TH_SHA256_BYTES];
	(void)state;
	th_sha256_init(&sha);
	th_sha256_update(&sha, TH_SLICE("ab"));
	branch = sha;
	th_sha256_update(&sha, TH_SLICE("x"));
	th_sha256_update(&branch, TH_SLICE("c"));
	th_sha256_final(&branch, digest);
	assert_digest(digest, hex_of_abc);
}

static void a_final_state_may_be_initialised_again(void **state)
{
	struct th_sha256 sha;
	uint8_t digest[TH_SHA256_BYTES];
	(void)state;
	for (int i = 0; i < 2; i++) {
		th_sha256_init(&sha);
		th_sha256_update(&sha, TH_SLICE("abc"));
		th_sha256_final(&sha, digest);
		assert_digest(digest, hex_of_abc);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_digest_of_nothing_is_known),
		cmocka_unit_test(a_slice_is_hashed),
		cmocka_unit_test(pieces_hash_as_their_whole),
		cmocka_unit_test(a_copy_of_the_state_goes_its_own_way),
		cmocka_unit_test(a_final_state_may_be_initialised_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
