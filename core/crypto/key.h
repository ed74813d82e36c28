/*
 * Public keys and what is signed with them (OpenSSL behind it): ECDSA on P-256, P-384 and P-521,
 * Ed25519, RSA of 2048 to 16384 bits with PKCS#1 v1.5 or PSS. Whatever else a key is, is refused
 * when it is read.
 */
#ifndef TH_CORE_CRYPTO_KEY_H
#define TH_CORE_CRYPTO_KEY_H

#include "core/base/arena.h"
#include "core/base/status.h"

struct th_key;

/* How a signature was made. */
enum th_scheme {
	TH_SCHEME_OF_KEY, /* by the key's kind: ECDSA with the digest of its curve's size (SHA-256,
			     -384, -512), as DER or as r||s; Ed25519; RSA with SHA-256, PKCS#1 v1.5
			     or PSS */
	TH_SCHEME_ES256,  /* the next: RFC 7518, ECDSA as r||s alone */
	TH_SCHEME_ES384,
	TH_SCHEME_ES512,
	TH_SCHEME_RS256,
	TH_SCHEME_RS384,
	TH_SCHEME_RS512,
	TH_SCHEME_PS256,
	TH_SCHEME_PS384,
	TH_SCHEME_PS512,
	TH_SCHEME_ED25519,
	TH_SCHEME_COUNT
};
/* The scheme of a JWA word ("ES256", "Ed25519"), or TH_SCHEME_COUNT. */
enum th_scheme th_scheme_of(th_slice word);

/*
 * Read a public key: PEM (PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE), DER (SubjectPublicKeyInfo),
 * or a JWK (an object with kty EC, OKP or RSA). TH_EINPUT: none of these, a private key, or a kind
 * or size that is not taken; *why is a static sentence. The caller frees it.
 */
th_status th_key_read(th_slice bytes, struct th_key **out, const char **why) TH_MUST_USE;
void th_key_free(struct th_key *key);

enum { TH_KEYID_HEX = 64 };
/* SHA-256 of the DER SubjectPublicKeyInfo, as lower-case hexadecimal digits and a NUL. */
void th_key_id(const struct th_key *key, char out[TH_KEYID_HEX + 1]);
/* What it is, for people: "ECDSA P-256", "Ed25519", "RSA 2048". Static or the key's. */
const char *th_key_kind(const struct th_key *key);

/*
 * Is signature one of message with this key? *how, where it is and the pointer is not NULL: the
 * scheme by name, static: "ECDSA P-256 SHA-256 (DER)", "RSA-PSS SHA-256". False for everything
 * else, also for a scheme that is not the key's. May be called from any thread.
 */
bool th_key_verify(const struct th_key *key, enum th_scheme scheme, th_slice message,
		   th_slice signature, const char **how);

#endif
