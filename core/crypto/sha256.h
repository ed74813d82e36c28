/*
 * SHA-256 (FIPS 180-4), the digest that reports show for every document. About 1.5 GB/s where the
 * processor has SHA instructions, and no cost at start-up.
 */
#ifndef TH_CORE_CRYPTO_SHA256_H
#define TH_CORE_CRYPTO_SHA256_H

#include "core/base/slice.h"

enum { TH_SHA256_BYTES = 32, TH_SHA256_HEX = 64 };

/*
 * A digest under way; what is inside is the library's. Needs no release and may be copied to branch
 * off.
 */
struct th_sha256 {
	uint64_t opaque[14];
};

void th_sha256_init(struct th_sha256 *sha);
void th_sha256_update(struct th_sha256 *sha, th_slice bytes);
/* Write the digest of all bytes so far; sha must be initialised again before it is used again. */
void th_sha256_final(struct th_sha256 *sha, uint8_t out[TH_SHA256_BYTES]);
/* The digest of one slice. */
void th_sha256(th_slice bytes, uint8_t out[TH_SHA256_BYTES]);
/* A digest as 64 lower-case hexadecimal digits and a NUL. */
void th_sha256_hex(const uint8_t digest[TH_SHA256_BYTES], char out[TH_SHA256_HEX + 1]);

#endif
