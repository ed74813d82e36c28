#include "core/crypto/certificate.h"

#include "core/text/unicode.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 1 << 20 };

struct th_certificate {
	X509 *x509;
	struct th_key *key;
	unsigned char *der;
	size_t der_len;
	struct th_certificate_identity identity;
	char *texts[16]; /* that identity points into */
	size_t text_count;
};

/* ---- what it says of who signs ---- */

/* Absent for what is no text. */
static th_slice keep(struct th_certificate *c, const unsigned char *text, size_t len)
{
	bool fits = text && c->text_count < sizeof(c->texts) / sizeof(c->texts[0]) &&
		    th_utf8_valid(th_slice_make((const char *)text, len));
	char *copy = fits ? malloc(len + 1) : NULL;

	if (!copy)
		return (th_slice){ 0 };
	memcpy(copy, text, len);
	copy[len] = '\0';
	c->texts[c->text_count++] = copy;
	return th_slice_make(copy, len);
}

/* The alternative name that is a URI or an e-mail. Where there are several, none says who signs. */
static th_slice subject_of(struct th_certificate *c)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(c->x509, NID_subject_alt_name, NULL, NULL);
	const ASN1_IA5STRING *text = NULL;
	int count = 0;

	for (int i = 0; names && i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
		count += name->type == GEN_URI || name->type == GEN_EMAIL;
		if (name->type == GEN_URI)
			text = name->d.uniformResourceIdentifier;
		else if (name->type == GEN_EMAIL)
			text = name->d.rfc822Name;
	}
	th_slice found =
		count == 1 ? keep(c, ASN1_STRING_get0_data(text), (size_t)ASN1_STRING_length(text))
			   : (th_slice){ 0 };
	GENERAL_NAMES_free(names);
	return found;
}

/*
 * The value of an extension of Fulcio's: up to .6 the bytes themselves, from .8 on a UTF8String and
 * nothing behind it. One that stands there twice (RFC 5280, 4.2) says nothing.
 */
static th_slice fulcio(struct th_certificate *c, int number)
{
	char oid[40];
	th_slice found = { 0 };

	snprintf(oid, sizeof(oid), "1.3.6.1.4.1.57264.1.%d", number);
	ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
	int at = object ? X509_get_ext_by_OBJ(c->x509, object, -1) : -1;
	if (at >= 0 && X509_get_ext_by_OBJ(c->x509, object, at) >= 0)
		at = -1;
	const ASN1_OCTET_STRING *value =
		at >= 0 ? X509_EXTENSION_get_data(X509_get_ext(c->x509, at)) : NULL;
	const unsigned char *bytes = value ? ASN1_STRING_get0_data(value) : NULL;
	long len = value ? ASN1_STRING_length(value) : 0;
	const unsigned char *end = bytes ? bytes + len : NULL;
	if (value && number <= 6) {
		found = keep(c, bytes, (size_t)len);
	} else if (value) {
		ASN1_UTF8STRING *text = d2i_ASN1_UTF8STRING(NULL, &bytes, len);
		if (text && bytes == end)
			found = keep(c, ASN1_STRING_get0_data(text),
				     (size_t)ASN1_STRING_length(text));
		ASN1_UTF8STRING_free(text);
	}
	ASN1_OBJECT_free(object);
	return found;
}

/* The newer extension where there is one, else the older. */
static th_slice either(struct th_certificate *c, int newer, int older)
{
	th_slice text = fulcio(c, newer);

	return text.ptr ? text : fulcio(c, older);
}

static void identify(struct th_certificate *c)
{
	c->identity = (struct th_certificate_identity){
		.subject = subject_of(c),
		.issuer = either(c, 8, 1),
		.build_signer = fulcio(c, 9),
		.runner = fulcio(c, 11),
		.source = either(c, 12, 5),
		.source_digest = either(c, 13, 3),
		.owner = fulcio(c, 16),
		.run = fulcio(c, 21),
	};
	ERR_clear_error();
}

/* ---- reading ---- */

/* OpenSSL would ask at the terminal for the password of an encrypted PEM. There is none. */
static int no_password(char *buffer, int size, int writing, void *context)
{
	(void)buffer, (void)size, (void)writing, (void)context;
	return -1;
}

static X509 *read_x509(th_slice bytes)
{
	if (th_slice_search(bytes, TH_SLICE("-----BEGIN")) < bytes.len) {
		BIO *bio = BIO_new_mem_buf(bytes.ptr, (int)bytes.len);
		X509 *x509 = bio ? PEM_read_bio_X509(bio, NULL, no_password, NULL) : NULL;
		BIO_free(bio);
		return x509;
	}
	const unsigned char *at = (const unsigned char *)bytes.ptr;
	X509 *x509 = d2i_X509(NULL, &at, (long)bytes.len);
	if (x509 && at != (const unsigned char *)bytes.ptr + bytes.len) {
		X509_free(x509);
		return NULL;
	}
	return x509;
}

static bool take_key(struct th_certificate *c)
{
	unsigned char *der = NULL;
	EVP_PKEY *key = X509_get0_pubkey(c->x509);
	int len = key ? i2d_PUBKEY(key, &der) : 0;
	const char *why;

	if (len > 0 &&
	    th_key_read(th_slice_make((const char *)der, (size_t)len), &c->key, &why) != TH_OK)
		c->key = NULL;
	OPENSSL_free(der);
	ERR_clear_error();
	return c->key != NULL;
}

th_status th_certificate_read(th_slice bytes, struct th_certificate **out, const char **why)
{
	struct th_certificate *c = calloc(1, sizeof(*c));

	*out = NULL;
	*why = "no certificate";
	if (!c)
		return TH_ENOMEM;
	if (bytes.len && bytes.len <= MOST_BYTES)
		c->x509 = read_x509(bytes);
	ERR_clear_error();
	int len = c->x509 ? i2d_X509(c->x509, &c->der) : 0;
	if (len <= 0) {
		th_certificate_free(c);
		return TH_EINPUT;
	}
	c->der_len = (size_t)len;
	(void)take_key(c); /* one without a key that is taken proves nothing, and is shown */
	identify(c);
	*out = c;
	return TH_OK;
}

void th_certificate_free(struct th_certificate *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->text_count; i++)
		free(c->texts[i]);
	th_key_free(c->key);
	OPENSSL_free(c->der);
	X509_free(c->x509);
	free(c);
}

const struct th_key *th_certificate_key(const struct th_certificate *c)
{
	return c->key;
}

th_slice th_certificate_der(const struct th_certificate *c)
{
	return th_slice_make((const char *)c->der, c->der_len);
}

const struct th_certificate_identity *th_certificate_identity(const struct th_certificate *c)
{
	return &c->identity;
}

/* ---- chains ---- */

static const char *reason(int error)
{
	switch (error) {
	case X509_V_ERR_CERT_HAS_EXPIRED: return "the certificate had expired at that time";
	case X509_V_ERR_CERT_NOT_YET_VALID: return "the certificate was not yet valid at that time";
	case X509_V_ERR_CERT_SIGNATURE_FAILURE:
		return "a signature in the certificate's chain fails";
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
		return "the certificate's chain does not lead to the authority";
	default: return "the certificate's chain is not valid";
	}
}

static bool add_all(X509_STORE *store, struct th_certificate *const *anchors, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (X509_STORE_add_cert(store, anchors[i]->x509) != 1)
			return false;
	return true;
}

static bool verify(X509_STORE_CTX *ctx, X509_STORE *store, const struct th_certificate *leaf,
		   STACK_OF(X509) * untrusted, int64_t time, const char **why)
{
	if (X509_STORE_CTX_init(ctx, store, leaf->x509, untrusted) != 1)
		return false;
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
	X509_VERIFY_PARAM_set_time(param, (time_t)time);
	X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_ANY);
	X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN);
	if (X509_verify_cert(ctx) == 1)
		return true;
	*why = reason(X509_STORE_CTX_get_error(ctx));
	return false;
}

/* It says so itself: one without extended key usages has all of them for OpenSSL. */
static bool signs_code(X509 *x509)
{
	return (X509_get_extension_flags(x509) & EXFLAG_XKUSAGE) &&
	       (X509_get_extended_key_usage(x509) & XKU_CODE_SIGN);
}

bool th_certificate_chains(const struct th_certificate *leaf,
			   struct th_certificate *const *intermediates, uint32_t count,
			   struct th_certificate *const *anchors, uint32_t anchor_count,
			   int64_t time, const char **why)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	STACK_OF(X509) *untrusted = sk_X509_new_null();
	bool ready = store && ctx && untrusted && add_all(store, anchors, anchor_count);

	*why = "no memory to verify the certificate with";
	for (uint32_t i = 0; i < count && ready; i++)
		ready = sk_X509_push(untrusted, intermediates[i]->x509) > 0;
	bool good = ready && verify(ctx, store, leaf, untrusted, time, why);
	if (good && !signs_code(leaf->x509)) {
		*why = "the certificate is not one for signing code";
		good = false;
	}
	sk_X509_free(untrusted);
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(store);
	ERR_clear_error();
	return good;
}
