/*
 * core/crypto/digest against the examples of FIPS 180-2, appendices A to D.
 */
#include "core/crypto/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_digest(enum th_digest algorithm, th_slice bytes, const char *expected)
{
	char hex[TH_DIGEST_HEX + 1];

	th_digest_hex(algorithm, bytes, hex);
	assert_string_equal(hex, expected);
}

static void each_algorithm_digests_abc_as_its_standard_says(void **state)
{
	(void)state;
	assert_digest(TH_DIGEST_SHA1, TH_SLICE("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
	assert_digest(TH_DIGEST_SHA256, TH_SLICE("abc"),
		      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_digest(TH_DIGEST_SHA384, TH_SLICE("abc"),
		      "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
		      "8086072ba1e7cc2358baeca134c825a7");
	assert_digest(TH_DIGEST_SHA512, TH_SLICE("abc"),
		      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
		      "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

static void the_digest_of_nothing_is_known(void **state)
{
	(void)state;
	assert_digest(TH_DIGEST_SHA1, (th_slice){ 0 }, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_algorithm_digests_abc_as_its_standard_says),
		cmocka_unit_test(the_digest_of_nothing_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
