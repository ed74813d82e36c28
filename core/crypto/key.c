#include "core/crypto/key.h"

#include "core/crypto/sha256.h"
#include "core/text/base64.h"
#include "core/text/json.h"
#include "core/text/json_tree.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { KIND_ECDSA, KIND_ED25519, KIND_RSA };
enum {
	LEAST_RSA_BITS = 2048,
	MOST_RSA_BITS = 16384,
	MOST_EXPONENT_BITS = 64,
	MOST_PEM_BYTES = 1 << 20
};

struct th_key {
	EVP_PKEY *key;
	enum kind kind;
	size_t size; /* ECDSA: bytes of r and of s */
	char id[TH_KEYID_HEX + 1];
	char name[32];
};

/* ---- schemes ---- */

static const struct {
	const char *word;
	enum kind kind;
	const char *digest;
	bool pss;
} schemes[TH_SCHEME_COUNT] = {
	[TH_SCHEME_ES256] = { "ES256", KIND_ECDSA, "SHA256", false },
	[TH_SCHEME_ES384] = { "ES384", KIND_ECDSA, "SHA384", false },
	[TH_SCHEME_ES512] = { "ES512", KIND_ECDSA, "SHA512", false },
	[TH_SCHEME_RS256] = { "RS256", KIND_RSA, "SHA256", false },
	[TH_SCHEME_RS384] = { "RS384", KIND_RSA, "SHA384", false },
	[TH_SCHEME_RS512] = { "RS512", KIND_RSA, "SHA512", false },
	[TH_SCHEME_PS256] = { "PS256", KIND_RSA, "SHA256", true },
	[TH_SCHEME_PS384] = { "PS384", KIND_RSA, "SHA384", true },
	[TH_SCHEME_PS512] = { "PS512", KIND_RSA, "SHA512", true },
	[TH_SCHEME_ED25519] = { "Ed25519", KIND_ED25519, NULL, false },
};

enum th_scheme th_scheme_of(th_slice word)
{
	for (unsigned i = TH_SCHEME_OF_KEY + 1; i < TH_SCHEME_COUNT; i++)
		if (th_slice_equal(word, th_slice_of(schemes[i].word)))
			return (enum th_scheme)i;
	return TH_SCHEME_COUNT;
}

/* ---- what a key is ---- */

static const struct {
	const char *group;
	const char *name;
	size_t size;
} curves[] = {
	{ "prime256v1", "ECDSA P-256", 32 },
	{ "secp384r1", "ECDSA P-384", 48 },
	{ "secp521r1", "ECDSA P-521", 66 },
};

static bool describe_curve(struct th_key *key, const char **why)
{
	char group[64] = "";
	size_t len;

	if (EVP_PKEY_get_group_name(key->key, group, sizeof(group), &len) == 1)
		for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++)
			if (strcmp(group, curves[i].group) == 0) {
				key->size = curves[i].size;
				snprintf(key->name, sizeof(key->name), "%s", curves[i].name);
				return true;
			}
	*why = "an elliptic curve other than P-256, P-384 and P-521";
	return false;
}

/* With an exponent of 1 a signature is its padded digest, and anybody can make one. */
static bool describe_rsa(struct th_key *key, int bits, const char **why)
{
	BIGNUM *exponent = NULL;
	bool good;

	snprintf(key->name, sizeof(key->name), "RSA %d", bits);
	*why = "an RSA key of fewer than 2048 bits, or of more than 16384";
	if (bits < LEAST_RSA_BITS || bits > MOST_RSA_BITS)
		return false;
	*why = "an RSA key whose exponent is even, less than 3 or of more than 64 bits";
	good = EVP_PKEY_get_bn_param(key->key, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1 &&
	       BN_is_odd(exponent) && !BN_is_one(exponent) &&
	       BN_num_bits(exponent) <= MOST_EXPONENT_BITS;
	BN_free(exponent);
	return good;
}

static bool describe(struct th_key *key, const char **why)
{
	switch (EVP_PKEY_get_base_id(key->key)) {
	case EVP_PKEY_EC: key->kind = KIND_ECDSA; return describe_curve(key, why);
	case EVP_PKEY_ED25519:
		key->kind = KIND_ED25519;
		snprintf(key->name, sizeof(key->name), "Ed25519");
		return true;
	case EVP_PKEY_RSA:
		key->kind = KIND_RSA;
		return describe_rsa(key, EVP_PKEY_get_bits(key->key), why);
	default: *why = "a key that is neither ECDSA, Ed25519 nor RSA"; return false;
	}
}

static bool identify(struct th_key *key)
{
	unsigned char *der = NULL;
	uint8_t digest[TH_SHA256_BYTES];
	int len = i2d_PUBKEY(key->key, &der);

	if (len <= 0)
		return false;
	th_sha256(th_slice_make((const char *)der, (size_t)len), digest);
	th_sha256_hex(digest, key->id);
	OPENSSL_free(der);
	return true;
}

/* ---- reading ---- */

/* OpenSSL would ask at the terminal for the password of an encrypted PEM. There is none. */
static int no_password(char *buffer, int size, int writing, void *context)
{
	(void)buffer, (void)size, (void)writing, (void)context;
	return -1;
}

static EVP_PKEY *read_pem(th_slice bytes)
{
	BIO *bio = BIO_new_mem_buf(bytes.ptr, (int)bytes.len);
	EVP_PKEY *key = bio ? PEM_read_bio_PUBKEY(bio, NULL, no_password, NULL) : NULL;

	if (bio && !key) {
		(void)BIO_reset(bio);
		X509 *certificate = PEM_read_bio_X509(bio, NULL, no_password, NULL);
		key = certificate ? X509_get_pubkey(certificate) : NULL;
		X509_free(certificate);
	}
	BIO_free(bio);
	return key;
}

static EVP_PKEY *read_der(th_slice bytes)
{
	const unsigned char *at = (const unsigned char *)bytes.ptr;
	EVP_PKEY *key = d2i_PUBKEY(NULL, &at, (long)bytes.len);

	if (key && at != (const unsigned char *)bytes.ptr + bytes.len) {
		EVP_PKEY_free(key);
		return NULL;
	}
	return key;
}

/* ---- JWK (RFC 7517, 7518, 8037) ---- */

static bool member_bytes(const struct cJSON *jwk, const char *key, struct th_arena *arena,
			 th_slice *out)
{
	size_t at;
	th_slice text = th_json_tree_text(th_json_tree_member(jwk, key));

	return text.len && th_base64_decode(text, arena, out, &at) == TH_OK && out->len;
}

static EVP_PKEY *from_params(const char *type, OSSL_PARAM *params)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *key = NULL;

	if (!ctx || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(ctx);
	return key;
}

static EVP_PKEY *curve_of_jwk(const struct cJSON *jwk, struct th_arena *arena)
{
	static const struct {
		const char *crv, *group;
		size_t size;
	} rows[] = { { "P-256", "prime256v1", 32 },
		     { "P-384", "secp384r1", 48 },
		     { "P-521", "secp521r1", 66 } };
	th_slice crv = th_json_tree_text(th_json_tree_member(jwk, "crv")), x, y;
	unsigned char point[1 + 2 * 66];

	if (!member_bytes(jwk, "x", arena, &x) || !member_bytes(jwk, "y", arena, &y))
		return NULL;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t size = rows[i].size;
		if (!th_slice_equal(crv, th_slice_of(rows[i].crv)) || x.len != size ||
		    y.len != size)
			continue;
		point[0] = 4; /* uncompressed */
		memcpy(point + 1, x.ptr, size);
		memcpy(point + 1 + size, y.ptr, size);
		char group[16];
		snprintf(group, sizeof(group), "%s", rows[i].group);
		OSSL_PARAM params[] = {
			OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
			OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point,
							  1 + 2 * size),
			OSSL_PARAM_construct_end(),
		};
		return from_params("EC", params);
	}
	return NULL;
}

static EVP_PKEY *rsa_of_jwk(const struct cJSON *jwk, struct th_arena *arena)
{
	th_slice n, e;

	if (!member_bytes(jwk, "n", arena, &n) || !member_bytes(jwk, "e", arena, &e) ||
	    n.len > MOST_RSA_BITS / 8 || e.len > 8)
		return NULL;
	BIGNUM *modulus = BN_bin2bn((const unsigned char *)n.ptr, (int)n.len, NULL),
	       *exponent = BN_bin2bn((const unsigned char *)e.ptr, (int)e.len, NULL);
	OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params = NULL;
	if (modulus && exponent && builder &&
	    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) == 1 &&
	    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent) == 1)
		params = OSSL_PARAM_BLD_to_param(builder);
	EVP_PKEY *key = params ? from_params("RSA", params) : NULL;
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(builder);
	BN_free(modulus);
	BN_free(exponent);
	return key;
}

static EVP_PKEY *octets_of_jwk(const struct cJSON *jwk, struct th_arena *arena)
{
	th_slice x;

	if (!th_slice_equal(th_json_tree_text(th_json_tree_member(jwk, "crv")),
			    TH_SLICE("Ed25519")) ||
	    !member_bytes(jwk, "x", arena, &x))
		return NULL;
	return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, (const unsigned char *)x.ptr,
					   x.len);
}

static EVP_PKEY *of_jwk(const struct cJSON *jwk, struct th_arena *arena)
{
	static const struct {
		const char *kty;
		EVP_PKEY *(*read)(const struct cJSON *jwk, struct th_arena *arena);
	} rows[] = { { "EC", curve_of_jwk }, { "RSA", rsa_of_jwk }, { "OKP", octets_of_jwk } };
	th_slice kty = th_json_tree_text(th_json_tree_member(jwk, "kty"));

	if (th_json_tree_member(jwk, "d")) /* a private key */
		return NULL;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (th_slice_equal(kty, th_slice_of(rows[i].kty)))
			return rows[i].read(jwk, arena);
	return NULL;
}

static EVP_PKEY *read_jwk(th_slice bytes)
{
	struct th_arena arena = { 0 };
	struct th_json_fault fault;
	const struct cJSON *root;
	EVP_PKEY *key = NULL;
	char *padded = th_arena_calloc(&arena, bytes.len + TH_JSON_PADDING, 1);

	if (padded) {
		memcpy(padded, bytes.ptr, bytes.len);
		if (th_json_tree_parse(th_slice_make(padded, bytes.len), &root, &fault) == TH_OK) {
			key = of_jwk(root, &arena);
			th_json_tree_free();
		}
	}
	th_arena_release(&arena);
	return key;
}

static EVP_PKEY *read_any(th_slice bytes)
{
	if (th_slice_search(bytes, TH_SLICE("-----BEGIN")) < bytes.len)
		return read_pem(bytes);
	return th_slice_starts(th_slice_trim(bytes), TH_SLICE("{")) ? read_jwk(bytes)
								    : read_der(bytes);
}

th_status th_key_read(th_slice bytes, struct th_key **out, const char **why)
{
	struct th_key *key = calloc(1, sizeof(*key));

	*out = NULL;
	*why = "no public key: expected PEM, DER or a JWK";
	if (!key)
		return TH_ENOMEM;
	if (bytes.len && bytes.len <= MOST_PEM_BYTES)
		key->key = read_any(bytes);
	ERR_clear_error();
	if (th_slice_search(bytes, TH_SLICE("PRIVATE KEY")) < bytes.len)
		*why = "a private key: keep it to yourself, the public one is needed here";
	if (!key->key || !describe(key, why) || !identify(key)) {
		th_key_free(key);
		return TH_EINPUT;
	}
	*out = key;
	return TH_OK;
}

void th_key_free(struct th_key *key)
{
	if (!key)
		return;
	EVP_PKEY_free(key->key);
	free(key);
}

void th_key_id(const struct th_key *key, char out[TH_KEYID_HEX + 1])
{
	memcpy(out, key->id, sizeof(key->id));
}

const char *th_key_kind(const struct th_key *key)
{
	return key->name;
}

/* ---- verifying ---- */

static bool verify(const struct th_key *key, const char *digest, bool pss, th_slice message,
		   th_slice signature)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *options = NULL;
	bool good = ctx &&
		    EVP_DigestVerifyInit_ex(ctx, &options, digest, NULL, NULL, key->key, NULL) == 1;

	if (good && pss)
		good = EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
		       EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1;
	good = good && EVP_DigestVerify(ctx, (const unsigned char *)signature.ptr, signature.len,
					(const unsigned char *)message.ptr, message.len) == 1;
	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	return good;
}

/* r and s, one behind the other, as the DER that OpenSSL takes. */
static bool verify_pair(const struct th_key *key, const char *digest, th_slice message,
			th_slice signature)
{
	ECDSA_SIG *pair = ECDSA_SIG_new();
	BIGNUM *r, *s;
	unsigned char *der = NULL;
	bool good = false;

	if (!pair || signature.len != 2 * key->size) {
		ECDSA_SIG_free(pair);
		return false;
	}
	r = BN_bin2bn((const unsigned char *)signature.ptr, (int)key->size, NULL);
	s = BN_bin2bn((const unsigned char *)signature.ptr + key->size, (int)key->size, NULL);
	if (!r || !s || ECDSA_SIG_set0(pair, r, s) != 1) {
		BN_free(r);
		BN_free(s);
	} else {
		int len = i2d_ECDSA_SIG(pair, &der);
		good = len > 0 && verify(key, digest, false, message,
					 th_slice_make((const char *)der, (size_t)len));
	}
	OPENSSL_free(der);
	ECDSA_SIG_free(pair);
	return good;
}

static const struct {
	size_t size;
	const char *digest, *der, *pair;
} ecdsa[] = {
	{ 32, "SHA256", "ECDSA P-256 SHA-256 (DER)", "ECDSA P-256 SHA-256 (r||s)" },
	{ 48, "SHA384", "ECDSA P-384 SHA-384 (DER)", "ECDSA P-384 SHA-384 (r||s)" },
	{ 66, "SHA512", "ECDSA P-521 SHA-512 (DER)", "ECDSA P-521 SHA-512 (r||s)" },
};

static bool verify_ecdsa(const struct th_key *key, bool only_pair, const char *digest,
			 th_slice message, th_slice signature, const char **how)
{
	for (size_t i = 0; i < sizeof(ecdsa) / sizeof(ecdsa[0]); i++) {
		if (ecdsa[i].size != key->size || (digest && strcmp(digest, ecdsa[i].digest) != 0))
			continue;
		*how = ecdsa[i].pair;
		if (verify_pair(key, ecdsa[i].digest, message, signature))
			return true;
		*how = ecdsa[i].der;
		return !only_pair && verify(key, ecdsa[i].digest, false, message, signature);
	}
	return false;
}

static bool verify_by_kind(const struct th_key *key, th_slice message, th_slice signature,
			   const char **how)
{
	switch (key->kind) {
	case KIND_ECDSA: return verify_ecdsa(key, false, NULL, message, signature, how);
	case KIND_ED25519: *how = "Ed25519"; return verify(key, NULL, false, message, signature);
	case KIND_RSA:
		*how = "RSA-PSS SHA-256";
		if (verify(key, "SHA256", true, message, signature))
			return true;
		*how = "RSA PKCS#1 v1.5 SHA-256";
		return verify(key, "SHA256", false, message, signature);
	}
	return false;
}

bool th_key_verify(const struct th_key *key, enum th_scheme scheme, th_slice message,
		   th_slice signature, const char **how)
{
	const char *unused;

	how = how ? how : &unused;
	if (scheme == TH_SCHEME_OF_KEY)
		return verify_by_kind(key, message, signature, how);
	if (scheme >= TH_SCHEME_COUNT || schemes[scheme].kind != key->kind)
		return false;
	if (key->kind == KIND_ECDSA)
		return verify_ecdsa(key, true, schemes[scheme].digest, message, signature, how);
	*how = schemes[scheme].word;
	return verify(key, schemes[scheme].digest, schemes[scheme].pss, message, signature);
}
