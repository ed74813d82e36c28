/*
 * OpenSSL's low-level functions, for the reason that core/crypto/sha256.c gives. Not its one-shot
 * functions: they are EVP underneath.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "core/crypto/digest.h"

#include <openssl/sha.h>

#include <assert.h>

static_assert(TH_DIGEST_HEX == 2 * SHA512_DIGEST_LENGTH, "the longest fits");

static size_t make(enum th_digest algorithm, th_slice bytes,
		   unsigned char out[SHA512_DIGEST_LENGTH])
{
	SHA_CTX sha1;
	SHA256_CTX sha256;
	SHA512_CTX sha512;

	switch (algorithm) {
	case TH_DIGEST_SHA1:
		SHA1_Init(&sha1);
		SHA1_Update(&sha1, bytes.ptr, bytes.len);
		SHA1_Final(out, &sha1);
		return SHA_DIGEST_LENGTH;
	case TH_DIGEST_SHA256:
		SHA256_Init(&sha256);
		SHA256_Update(&sha256, bytes.ptr, bytes.len);
		SHA256_Final(out, &sha256);
		return SHA256_DIGEST_LENGTH;
	case TH_DIGEST_SHA384:
		SHA384_Init(&sha512);
		SHA384_Update(&sha512, bytes.ptr, bytes.len);
		SHA384_Final(out, &sha512);
		return SHA384_DIGEST_LENGTH;
	case TH_DIGEST_SHA512:
		SHA512_Init(&sha512);
		SHA512_Update(&sha512, bytes.ptr, bytes.len);
		SHA512_Final(out, &sha512);
		return SHA512_DIGEST_LENGTH;
	}
	return 0;
}

void th_digest_hex(enum th_digest algorithm, th_slice bytes, char out[TH_DIGEST_HEX + 1])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char digest[SHA512_DIGEST_LENGTH];
	size_t len = make(algorithm, bytes, digest);

	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digits[digest[i] >> 4];
		out[2 * i + 1] = digits[digest[i] & 15];
	}
	out[2 * len] = '\0';
}
