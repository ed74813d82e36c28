/*
 * Certificates that sign software (X.509, RFC 5280, and Fulcio's extensions): who they name, and
 * whether a chain leads to an anchor at a given time. Times are seconds since 1970.
 */
#ifndef TH_CORE_CRYPTO_CERTIFICATE_H
#define TH_CORE_CRYPTO_CERTIFICATE_H

#include "core/crypto/key.h"

struct th_certificate;

/* Read one certificate: DER, or PEM. TH_EINPUT: *why is a static sentence. The caller frees it. */
th_status th_certificate_read(th_slice bytes, struct th_certificate **out,
			      const char **why) TH_MUST_USE;
void th_certificate_free(struct th_certificate *certificate);

/* Its key; the certificate's. NULL where it is of a kind that is not taken. */
const struct th_key *th_certificate_key(const struct th_certificate *certificate);
/* Its DER bytes; the certificate's. */
th_slice th_certificate_der(const struct th_certificate *certificate);

/* What it says of who signs. All texts are the certificate's; absent: it says nothing of it. */
struct th_certificate_identity {
	th_slice subject; /* the subject alternative name: a URI or an e-mail; absent where there
			     are several */
	th_slice issuer;  /* Fulcio .8, else .1: who vouched for it (OIDC issuer) */
	th_slice build_signer;  /* .9: URI of the workflow */
	th_slice runner;        /* .11: "github-hosted", "self-hosted" */
	th_slice source;        /* .12, else .5: source repository's URI */
	th_slice source_digest; /* .13, else .3 */
	th_slice owner;         /* .16: URI of the repository's owner */
	th_slice run;           /* .21: URI of the run */
};
const struct th_certificate_identity *
th_certificate_identity(const struct th_certificate *certificate);

/*
 * Does a chain lead from leaf through intermediates (of the bundle or of the authority; not
 * trusted, may be empty) to one of anchors, at that time, for code signing? False: *why is a static
 * sentence ("expired at that time", "no chain to the authority").
 */
bool th_certificate_chains(const struct th_certificate *leaf,
			   struct th_certificate *const *intermediates, uint32_t count,
			   struct th_certificate *const *anchors, uint32_t anchor_count,
			   int64_t time, const char **why);

#endif
