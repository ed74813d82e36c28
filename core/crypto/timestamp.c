#include "core/crypto/timestamp.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include <time.h>

static X509 *to_x509(const struct th_certificate *certificate)
{
	th_slice der = th_certificate_der(certificate);
	const unsigned char *at = (const unsigned char *)der.ptr;

	return d2i_X509(NULL, &at, (long)der.len);
}

/* All of the chain as anchors: the authority's own certificate need not be in the response. */
static bool fill(X509_STORE *store, STACK_OF(X509) * all, struct th_certificate *const *chain,
		 uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		X509 *x509 = to_x509(chain[i]);
		if (!x509 || sk_X509_push(all, x509) <= 0) {
			X509_free(x509);
			return false;
		}
		if (X509_STORE_add_cert(store, x509) != 1)
			return false;
	}
	return X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME) ==
	       1;
}

static bool time_of(TS_RESP *response, int64_t *out)
{
	TS_TST_INFO *info = TS_RESP_get_tst_info(response);
	const ASN1_GENERALIZEDTIME *stated = info ? TS_TST_INFO_get_time(info) : NULL;
	struct tm parts;

	if (!stated || ASN1_TIME_to_tm(stated, &parts) != 1)
		return false;
	*out = (int64_t)timegm(&parts);
	return true;
}

static bool verify(TS_RESP *response, th_slice message, X509_STORE *store, STACK_OF(X509) * certs)
{
	TS_VERIFY_CTX *ctx = TS_VERIFY_CTX_new();
	BIO *data = BIO_new_mem_buf(message.ptr, (int)message.len);
	bool good = false;

	if (ctx && data) {
		TS_VERIFY_CTX_set_flags(ctx, TS_VFY_SIGNATURE | TS_VFY_VERSION | TS_VFY_DATA);
		TS_VERIFY_CTX_set_store(ctx, store); /* the context frees these three */
		TS_VERIFY_CTX_set_data(ctx, data);
		TS_VERIFY_CTX_set_certs(ctx, certs);
		good = TS_RESP_verify_response(ctx, response) == 1;
		TS_VERIFY_CTX_free(ctx);
		return good;
	}
	TS_VERIFY_CTX_free(ctx);
	BIO_free(data);
	X509_STORE_free(store);
	sk_X509_pop_free(certs, X509_free);
	return false;
}

bool th_timestamp_verify(th_slice response, th_slice message, struct th_certificate *const *chain,
			 uint32_t count, int64_t *time, const char **why)
{
	const unsigned char *at = (const unsigned char *)response.ptr;
	TS_RESP *parsed = d2i_TS_RESP(NULL, &at, (long)response.len);
	X509_STORE *store = X509_STORE_new();
	STACK_OF(X509) *certs = sk_X509_new_null();
	bool good = false;

	*why = "the timestamp is no RFC 3161 response";
	bool whole = parsed && at == (const unsigned char *)response.ptr + response.len;
	if (whole && store && certs && fill(store, certs, chain, count)) {
		good = verify(parsed, message, store, certs) && time_of(parsed, time);
		if (!good)
			*why = "the timestamp is not one of the authority over this signature";
	} else {
		X509_STORE_free(store);
		sk_X509_pop_free(certs, X509_free);
	}
	TS_RESP_free(parsed);
	ERR_clear_error();
	return good;
}
