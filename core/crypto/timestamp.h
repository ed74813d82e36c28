/* RFC 3161 timestamps: that some bytes existed at a time, by an authority's word. */
#ifndef TH_CORE_CRYPTO_TIMESTAMP_H
#define TH_CORE_CRYPTO_TIMESTAMP_H

#include "core/crypto/certificate.h"

/*
 * Verify a timestamp response (DER) over message, with the authority's certificates (its own first,
 * its anchor last). True: *time is when. False: *why is a static sentence.
 */
bool th_timestamp_verify(th_slice response, th_slice message, struct th_certificate *const *chain,
			 uint32_t count, int64_t *time, const char **why);

#endif
