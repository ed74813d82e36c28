/* Timestamps (core/crypto/timestamp.h) of an authority that is made here. */
#include "core/crypto/timestamp.h"
#include "tests/unit/given.h"

#include <openssl/evp.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <time.h>

#define SAID "what existed"

static struct th_arena arena;

static int teardown(void **state)
{
	(void)state;
	th_arena_release(&arena);
	return 0;
}

static X509 *make_authority(EVP_PKEY *key, const char *usage)
{
	X509 *x509 = X509_new();
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, NID_ext_key_usage, usage);

	assert_int_equal(X509_set_version(x509, X509_VERSION_3), 1);
	X509_gmtime_adj(X509_getm_notBefore(x509), -1000);
	X509_gmtime_adj(X509_getm_notAfter(x509), 1000);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_UTF8,
				   (const unsigned char *)"tsa", -1, -1, 0);
	X509_set_issuer_name(x509, X509_get_subject_name(x509));
	X509_set_pubkey(x509, key);
	assert_int_equal(X509_add_ext(x509, extension, -1), 1);
	assert_true(X509_sign(x509, key, EVP_sha256()) > 0);
	X509_EXTENSION_free(extension);
	return x509;
}

static ASN1_INTEGER *serial_of(TS_RESP_CTX *ctx, void *data)
{
	ASN1_INTEGER *serial = ASN1_INTEGER_new();

	(void)ctx, (void)data;
	ASN1_INTEGER_set(serial, 1);
	return serial;
}

static BIO *ask(void)
{
	TS_REQ *request = TS_REQ_new();
	TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
	X509_ALGOR *algorithm = X509_ALGOR_new();
	unsigned char digest[32];
	BIO *bio = BIO_new(BIO_s_mem());

	EVP_Digest(SAID, sizeof(SAID) - 1, digest, NULL, EVP_sha256(), NULL);
	X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL);
	TS_REQ_set_version(request, 1);
	TS_MSG_IMPRINT_set_algo(imprint, algorithm);
	TS_MSG_IMPRINT_set_msg(imprint, digest, sizeof(digest));
	TS_REQ_set_msg_imprint(request, imprint);
	TS_REQ_set_cert_req(request, 1);
	assert_true(i2d_TS_REQ_bio(bio, request) == 1);
	TS_REQ_free(request);
	TS_MSG_IMPRINT_free(imprint);
	X509_ALGOR_free(algorithm);
	return bio;
}

static th_slice answer(X509 *authority, EVP_PKEY *key)
{
	TS_RESP_CTX *ctx = TS_RESP_CTX_new();
	ASN1_OBJECT *policy = OBJ_txt2obj("1.2.3.4", 1);
	BIO *request = ask();
	unsigned char *der = NULL;

	TS_RESP_CTX_set_serial_cb(ctx, serial_of, NULL);
	assert_int_equal(TS_RESP_CTX_set_signer_cert(ctx, authority), 1);
	assert_int_equal(TS_RESP_CTX_set_signer_key(ctx, key), 1);
	assert_int_equal(TS_RESP_CTX_set_signer_digest(ctx, EVP_sha256()), 1);
	assert_int_equal(TS_RESP_CTX_set_def_policy(ctx, policy), 1);
	assert_int_equal(TS_RESP_CTX_add_md(ctx, EVP_sha256()), 1);
	TS_RESP *response = TS_RESP_create_response(ctx, request);
	int len = i2d_TS_RESP(response, &der);
	assert_true(len > 0);
	th_slice copy = th_arena_copy(&arena, th_slice_make((const char *)der, (size_t)len));
	OPENSSL_free(der);
	TS_RESP_free(response);
	BIO_free(request);
	ASN1_OBJECT_free(policy);
	TS_RESP_CTX_free(ctx);
	return copy;
}

static struct th_certificate *as_ours(X509 *x509)
{
	struct th_certificate *certificate;
	unsigned char *der = NULL;
	const char *why;
	int len = i2d_X509(x509, &der);

	assert_int_equal(th_certificate_read(th_slice_make((const char *)der, (size_t)len),
					     &certificate, &why),
			 TH_OK);
	OPENSSL_free(der);
	return certificate;
}

static void a_timestamp_is_the_authoritys_over_these_bytes_and_whole(void **state)
{
	EVP_PKEY *key = EVP_EC_gen("P-256"), *other_key = EVP_EC_gen("P-256");
	X509 *made = make_authority(key, "critical,timeStamping");
	X509 *other_made = make_authority(other_key, "critical,timeStamping");
	struct th_certificate *tsa = as_ours(made), *other = as_ours(other_made);
	th_slice response = answer(made, key);
	int64_t when = 0;
	const char *why = NULL;
	(void)state;
	assert_true(th_timestamp_verify(response, TH_SLICE(SAID), &tsa, 1, &when, &why));
	assert_in_range(when, time(NULL) - 100, time(NULL) + 1);
	assert_false(th_timestamp_verify(response, TH_SLICE(SAID "."), &tsa, 1, &when, &why));
	assert_false(th_timestamp_verify(response, TH_SLICE(SAID), &other, 1, &when, &why));
	assert_false(th_timestamp_verify(response, TH_SLICE(SAID), NULL, 0, &when, &why));
	for (size_t len = 0; len < response.len; len++)
		assert_false(th_timestamp_verify(th_slice_sub(response, 0, len), TH_SLICE(SAID),
						 &tsa, 1, &when, &why));
	/* a NUL stands behind the copy in the arena */
	assert_false(th_timestamp_verify(th_slice_make(response.ptr, response.len + 1),
					 TH_SLICE(SAID), &tsa, 1, &when, &why));
	assert_string_equal(why, "the timestamp is no RFC 3161 response");
	th_certificate_free(tsa);
	th_certificate_free(other);
	X509_free(made);
	X509_free(other_made);
	EVP_PKEY_free(key);
	EVP_PKEY_free(other_key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_timestamp_is_the_authoritys_over_these_bytes_and_whole,
					  teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
