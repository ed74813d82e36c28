/* Keys and signatures (core/crypto/key.h); the keys are made for each run. */
#include "core/crypto/key.h"
#include "core/text/base64.h"
#include "tests/unit/given.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>

static struct th_arena arena;
static const char said[] = "the bytes that are signed";

static int teardown(void **state)
{
	(void)state;
	th_arena_release(&arena);
	return 0;
}

/* ---- keys ---- */

static th_slice der_of(EVP_PKEY *key)
{
	unsigned char *der = NULL;
	int len = i2d_PUBKEY(key, &der);

	assert_true(len > 0);
	th_slice copy = th_arena_copy(&arena, th_slice_make((const char *)der, (size_t)len));
	OPENSSL_free(der);
	return copy;
}

static struct th_key *read_key(th_slice bytes)
{
	struct th_key *key;
	const char *why;

	assert_int_equal(th_key_read(bytes, &key, &why), TH_OK);
	return key;
}

static void assert_unreadable(th_slice bytes, const char *part)
{
	struct th_key *key;
	const char *why = NULL;

	assert_int_equal(th_key_read(bytes, &key, &why), TH_EINPUT);
	assert_null(key);
	if (!strstr(why, part))
		fail_msg("%s\n-- has no\n%s", why, part);
}

/* An RSA key of that modulus and exponent. */
static th_slice rsa_of(int bits, unsigned long exponent)
{
	BIGNUM *n = BN_new(), *e = BN_new();
	OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	EVP_PKEY *key = NULL;

	assert_int_equal(BN_rand(n, bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD), 1);
	assert_int_equal(BN_set_word(e, exponent), 1);
	assert_int_equal(OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n), 1);
	assert_int_equal(OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e), 1);
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(builder);
	assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
	assert_int_equal(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params), 1);
	th_slice der = der_of(key);
	EVP_PKEY_free(key);
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(builder);
	BN_free(n);
	BN_free(e);
	return der;
}

static th_slice pem_of(const char *label, th_slice der)
{
	char *pem = NULL;
	BIO *bio = BIO_new(BIO_s_mem());

	assert_true(PEM_write_bio(bio, label, "", (const unsigned char *)der.ptr, (long)der.len) >
		    0);
	long len = BIO_get_mem_data(bio, &pem);
	th_slice copy = th_arena_copy(&arena, th_slice_make(pem, (size_t)len));
	BIO_free(bio);
	return copy;
}

/* ---- signatures ---- */

static th_slice sign(EVP_PKEY *key, const char *digest, bool pss)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *options;
	size_t len = 0;

	assert_int_equal(EVP_DigestSignInit_ex(ctx, &options, digest, NULL, NULL, key, NULL), 1);
	if (pss) {
		assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING), 1);
		assert_int_equal(EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST),
				 1);
	}
	const unsigned char *bytes = (const unsigned char *)said;
	assert_int_equal(EVP_DigestSign(ctx, NULL, &len, bytes, sizeof(said) - 1), 1);
	char *out = th_arena_alloc(&arena, len);
	assert_int_equal(EVP_DigestSign(ctx, (unsigned char *)out, &len, bytes, sizeof(said) - 1),
			 1);
	EVP_MD_CTX_free(ctx);
	return th_slice_make(out, len);
}

/* A DER signature as r||s. */
static th_slice pair_of(th_slice der, int size)
{
	const unsigned char *at = (const unsigned char *)der.ptr;
	ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &at, (long)der.len);
	unsigned char *out = th_arena_alloc(&arena, 2 * (size_t)size);

	assert_non_null(pair);
	assert_int_equal(BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, size), size);
	assert_int_equal(BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + size, size), size);
	ECDSA_SIG_free(pair);
	return th_slice_make((const char *)out, 2 * (size_t)size);
}

static bool holds(const struct th_key *key, enum th_scheme scheme, th_slice signature)
{
	return th_key_verify(key, scheme, TH_SLICE("the bytes that are signed"), signature, NULL);
}

/* It holds, and does not with any other bit in it, a byte more or less, or another message. */
static void assert_sound(EVP_PKEY *made, enum th_scheme scheme, th_slice signature,
			 const char *expected)
{
	struct th_key *key = read_key(der_of(made));
	char *copy = th_arena_alloc(&arena, signature.len + 1);
	const char *how = NULL;
	size_t step = signature.len > 100 ? 13 : 1; /* bits */

	assert_true(
		th_key_verify(key, scheme, TH_SLICE("the bytes that are signed"), signature, &how));
	assert_string_equal(how, expected);
	memcpy(copy, signature.ptr, signature.len);
	copy[signature.len] = 0;
	for (size_t bit = 0; bit < 8 * signature.len; bit += step) {
		copy[bit / 8] = (char)(copy[bit / 8] ^ 1 << bit % 8);
		assert_false(holds(key, scheme, th_slice_make(copy, signature.len)));
		copy[bit / 8] = (char)(copy[bit / 8] ^ 1 << bit % 8);
	}
	assert_false(holds(key, scheme, th_slice_make(copy, signature.len + 1)));
	assert_false(holds(key, scheme, th_slice_make(copy, signature.len - 1)));
	assert_false(holds(key, scheme, th_slice_make(copy, 0)));
	assert_false(th_key_verify(key, scheme, TH_SLICE("the bytes that are signed."), signature,
				   NULL));
	assert_false(
		th_key_verify(key, scheme, TH_SLICE("the bytes that Are signed"), signature, NULL));
	th_key_free(key);
}

static void assert_of_no_other_key(EVP_PKEY *other, th_slice signature)
{
	struct th_key *key = read_key(der_of(other));

	for (int scheme = 0; scheme <= TH_SCHEME_COUNT; scheme++)
		assert_false(holds(key, (enum th_scheme)scheme, signature));
	th_key_free(key);
}

/* ---- tests ---- */

static void an_ed25519_signature_is_of_its_key_and_bytes_alone(void **state)
{
	EVP_PKEY *mine = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	EVP_PKEY *other = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	th_slice signature = sign(mine, NULL, false);
	(void)state;
	assert_sound(mine, TH_SCHEME_OF_KEY, signature, "Ed25519");
	assert_sound(mine, TH_SCHEME_ED25519, signature, "Ed25519");
	assert_of_no_other_key(other, signature);
	EVP_PKEY_free(mine);
	EVP_PKEY_free(other);
}

static void an_ecdsa_signature_is_taken_as_der_and_as_a_pair(void **state)
{
	static const struct {
		const char *curve, *digest;
		int size;
		enum th_scheme scheme, wrong;
		const char *der, *pair;
	} rows[] = {
		{ "P-256", "SHA256", 32, TH_SCHEME_ES256, TH_SCHEME_ES384,
		  "ECDSA P-256 SHA-256 (DER)", "ECDSA P-256 SHA-256 (r||s)" },
		{ "P-384", "SHA384", 48, TH_SCHEME_ES384, TH_SCHEME_ES256,
		  "ECDSA P-384 SHA-384 (DER)", "ECDSA P-384 SHA-384 (r||s)" },
		{ "P-521", "SHA512", 66, TH_SCHEME_ES512, TH_SCHEME_RS512,
		  "ECDSA P-521 SHA-512 (DER)", "ECDSA P-521 SHA-512 (r||s)" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		EVP_PKEY *mine = EVP_EC_gen(rows[i].curve), *other = EVP_EC_gen(rows[i].curve);
		th_slice der = sign(mine, rows[i].digest, false);
		th_slice pair = pair_of(der, rows[i].size);
		struct th_key *key = read_key(der_of(mine));

		assert_sound(mine, TH_SCHEME_OF_KEY, der, rows[i].der);
		assert_sound(mine, TH_SCHEME_OF_KEY, pair, rows[i].pair);
		assert_true(holds(key, rows[i].scheme, pair));
		assert_false(holds(key, rows[i].scheme, der)); /* RFC 7518: the pair alone */
		assert_false(holds(key, rows[i].wrong, pair));
		assert_of_no_other_key(other, pair);
		assert_of_no_other_key(other, der);
		th_key_free(key);
		EVP_PKEY_free(mine);
		EVP_PKEY_free(other);
	}
}

static void an_ecdsa_pair_of_zeros_signs_nothing(void **state)
{
	static const char zeros[64];
	EVP_PKEY *mine = EVP_EC_gen("P-256");
	(void)state;
	assert_of_no_other_key(mine, th_slice_make(zeros, sizeof(zeros)));
	EVP_PKEY_free(mine);
}

static void an_rsa_signature_is_of_its_padding_and_digest(void **state)
{
	EVP_PKEY *mine = EVP_RSA_gen(2048), *other = EVP_RSA_gen(2048);
	th_slice plain = sign(mine, "SHA256", false), pss = sign(mine, "SHA256", true);
	struct th_key *key = read_key(der_of(mine));
	(void)state;
	assert_string_equal(th_key_kind(key), "RSA 2048");
	assert_sound(mine, TH_SCHEME_OF_KEY, plain, "RSA PKCS#1 v1.5 SHA-256");
	assert_sound(mine, TH_SCHEME_OF_KEY, pss, "RSA-PSS SHA-256");
	for (int scheme = TH_SCHEME_ES256; scheme <= TH_SCHEME_COUNT; scheme++) {
		assert_int_equal(holds(key, (enum th_scheme)scheme, plain),
				 scheme == TH_SCHEME_RS256);
		assert_int_equal(holds(key, (enum th_scheme)scheme, pss),
				 scheme == TH_SCHEME_PS256);
	}
	assert_true(holds(key, TH_SCHEME_PS512, sign(mine, "SHA512", true)));
	assert_true(holds(key, TH_SCHEME_RS384, sign(mine, "SHA384", false)));
	assert_of_no_other_key(other, plain);
	assert_of_no_other_key(other, pss);
	th_key_free(key);
	EVP_PKEY_free(mine);
	EVP_PKEY_free(other);
}

static void a_key_is_the_same_as_der_pem_and_jwk(void **state)
{
	EVP_PKEY *made = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	unsigned char raw[32];
	size_t len = sizeof(raw);
	char first[TH_KEYID_HEX + 1], second[TH_KEYID_HEX + 1];
	(void)state;
	assert_int_equal(EVP_PKEY_get_raw_public_key(made, raw, &len), 1);
	th_slice x = th_base64_encode(th_slice_make((const char *)raw, len), &arena);
	th_slice forms[] = {
		der_of(made), pem_of("PUBLIC KEY", der_of(made)),
		th_arena_printf(&arena, "{\"kty\": \"OKP\", \"crv\": \"Ed25519\", \"x\": \"%.*s\"}",
				TH_FMT(x))
	};
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct th_key *key = read_key(forms[i]);
		th_key_id(key, i ? second : first);
		th_key_free(key);
		if (i)
			assert_string_equal(first, second);
	}
	assert_unreadable(th_slice_sub(forms[0], 0, forms[0].len - 1), "PEM");
	assert_unreadable(th_arena_printf(&arena, "%.*s", TH_FMT(th_slice_sub(forms[1], 0, 60))),
			  "PEM");
	EVP_PKEY_free(made);
}

static void a_private_key_is_refused(void **state)
{
	EVP_PKEY *made = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	BIO *bio = BIO_new(BIO_s_mem());
	char *pem = NULL;
	(void)state;
	assert_int_equal(PEM_write_bio_PrivateKey(bio, made, NULL, NULL, 0, NULL, NULL), 1);
	long len = BIO_get_mem_data(bio, &pem);
	assert_unreadable(th_slice_make(pem, (size_t)len), "private");
	BIO_free(bio);
	EVP_PKEY_free(made);
}

static void nobody_is_asked_for_the_password_of_an_encrypted_key(void **state)
{
	static const char *const labels[] = { "PUBLIC KEY", "CERTIFICATE", "RSA PUBLIC KEY" };
	(void)state;
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		assert_unreadable(
			th_arena_printf(&arena,
					"-----BEGIN %s-----\nProc-Type: 4,ENCRYPTED\n"
					"DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n"
					"AAAAAAAAAAAAAAAAAAAAAA==\n-----END %s-----\n",
					labels[i], labels[i]),
			"PEM");
}

static void other_kinds_curves_and_sizes_are_refused(void **state)
{
	EVP_PKEY *koblitz = EVP_EC_gen("secp256k1"), *x = EVP_PKEY_Q_keygen(NULL, NULL, "X25519");
	EVP_PKEY *ed448 = EVP_PKEY_Q_keygen(NULL, NULL, "ED448");
	(void)state;
	assert_unreadable(der_of(koblitz), "curve");
	assert_unreadable(der_of(x), "neither");
	assert_unreadable(der_of(ed448), "neither");
	assert_unreadable(rsa_of(2047, 65537), "2048");
	assert_unreadable(rsa_of(1024, 65537), "2048");
	assert_unreadable(rsa_of(16385, 65537), "16384");
	assert_unreadable(TH_SLICE(""), "PEM");
	assert_unreadable(TH_SLICE("{\"kty\": \"EC\", \"crv\": \"P-256\", \"x\": \"AA\", "
				   "\"y\": \"AA\"}"),
			  "JWK");
	EVP_PKEY_free(koblitz);
	EVP_PKEY_free(x);
	EVP_PKEY_free(ed448);
}

static void an_exponent_with_which_anybody_can_sign_is_refused(void **state)
{
	(void)state;
	assert_unreadable(rsa_of(2048, 1), "exponent");
	assert_unreadable(rsa_of(2048, 65536), "exponent");
	th_key_free(read_key(rsa_of(2048, 3)));
	th_key_free(read_key(rsa_of(2048, 65537)));
}

static void a_scheme_has_one_spelling(void **state)
{
	(void)state;
	assert_int_equal(th_scheme_of(TH_SLICE("ES256")), TH_SCHEME_ES256);
	assert_int_equal(th_scheme_of(TH_SLICE("Ed25519")), TH_SCHEME_ED25519);
	assert_int_equal(th_scheme_of(TH_SLICE("es256")), TH_SCHEME_COUNT);
	assert_int_equal(th_scheme_of(TH_SLICE("none")), TH_SCHEME_COUNT);
	assert_int_equal(th_scheme_of(TH_SLICE("HS256")), TH_SCHEME_COUNT);
	assert_int_equal(th_scheme_of(TH_SLICE("")), TH_SCHEME_COUNT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(an_ed25519_signature_is_of_its_key_and_bytes_alone,
					  teardown),
		cmocka_unit_test_teardown(an_ecdsa_signature_is_taken_as_der_and_as_a_pair,
					  teardown),
		cmocka_unit_test_teardown(an_ecdsa_pair_of_zeros_signs_nothing, teardown),
		cmocka_unit_test_teardown(an_rsa_signature_is_of_its_padding_and_digest, teardown),
		cmocka_unit_test_teardown(a_key_is_the_same_as_der_pem_and_jwk, teardown),
		cmocka_unit_test_teardown(a_private_key_is_refused, teardown),
		cmocka_unit_test_teardown(nobody_is_asked_for_the_password_of_an_encrypted_key,
					  teardown),
		cmocka_unit_test_teardown(other_kinds_curves_and_sizes_are_refused, teardown),
		cmocka_unit_test_teardown(an_exponent_with_which_anybody_can_sign_is_refused,
					  teardown),
		cmocka_unit_test_teardown(a_scheme_has_one_spelling, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
