/*
 * Digests of a whole slice by the algorithms that documents state for each other: SHA-1, SHA-256,
 * SHA-384 and SHA-512. SHA-1 identifies, it proves nothing.
 */
#ifndef TH_CORE_CRYPTO_DIGEST_H
#define TH_CORE_CRYPTO_DIGEST_H

#include "core/base/slice.h"

enum th_digest { TH_DIGEST_SHA1, TH_DIGEST_SHA256, TH_DIGEST_SHA384, TH_DIGEST_SHA512 };
enum { TH_DIGEST_COUNT = TH_DIGEST_SHA512 + 1, TH_DIGEST_HEX = 128 };

/* Write the digest as lower-case hexadecimal digits and a NUL. */
void th_digest_hex(enum th_digest algorithm, th_slice bytes, char out[TH_DIGEST_HEX + 1]);

#endif
