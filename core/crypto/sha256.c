/*
 * OpenSSL's SHA256_* functions, linked statically. They are deprecated in favour of EVP, whose
 * provider set-up costs milliseconds in a program whose start takes one; the block function behind
 * both is the same, SHA instructions included. From libcrypto.a they draw in five small objects and
 * nothing that runs at start but a CPUID.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "core/crypto/sha256.h"

#include <openssl/sha.h>

#include <assert.h>

static_assert(sizeof(struct th_sha256) >= sizeof(SHA256_CTX),
	      "a SHA256_CTX fits into struct th_sha256");
static_assert(_Alignof(struct th_sha256) >= _Alignof(SHA256_CTX), "and is aligned in it");
static_assert(TH_SHA256_BYTES == SHA256_DIGEST_LENGTH, "both mean SHA-256");

void th_sha256_init(struct th_sha256 *sha)
{
	SHA256_Init((SHA256_CTX *)(void *)sha);
}

void th_sha256_update(struct th_sha256 *sha, th_slice bytes)
{
	if (bytes.len > 0)
		SHA256_Update((SHA256_CTX *)(void *)sha, bytes.ptr, bytes.len);
}

void th_sha256_final(struct th_sha256 *sha, uint8_t out[TH_SHA256_BYTES])
{
	SHA256_Final(out, (SHA256_CTX *)(void *)sha);
}

void th_sha256(th_slice bytes, uint8_t out[TH_SHA256_BYTES])
{
	struct th_sha256 sha;

	th_sha256_init(&sha);
	th_sha256_update(&sha, bytes);
	th_sha256_final(&sha, out);
}

void th_sha256_hex(const uint8_t digest[TH_SHA256_BYTES], char out[TH_SHA256_HEX + 1])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < TH_SHA256_BYTES; i++) {
		out[2 * i] = digits[digest[i] >> 4];
		out[2 * i + 1] = digits[digest[i] & 15];
	}
	out[TH_SHA256_HEX] = '\0';
}
