/* Certificates that sign software (core/crypto/certificate.h), issued here. */
#include "core/crypto/certificate.h"
#include "tests/unit/given.h"

#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>

enum { DAY = 86400, FROM = 1700000000, TO = FROM + 30 * DAY };

#define CODE_SIGNING "2.5.29.37", "\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x03"

static struct th_arena arena;
static EVP_PKEY *root_key, *leaf_key;

static int setup(void **state)
{
	(void)state;
	root_key = EVP_EC_gen("P-256");
	leaf_key = EVP_EC_gen("P-256");
	return !root_key || !leaf_key;
}

static int teardown(void **state)
{
	(void)state;
	EVP_PKEY_free(root_key);
	EVP_PKEY_free(leaf_key);
	th_arena_release(&arena);
	return 0;
}

/* ---- issuing ---- */

static X509 *begin(const char *subject, const char *issuer, EVP_PKEY *key)
{
	X509 *x509 = X509_new();

	assert_int_equal(X509_set_version(x509, X509_VERSION_3), 1);
	ASN1_INTEGER_set(X509_get_serialNumber(x509), 7);
	ASN1_TIME_set(X509_getm_notBefore(x509), FROM);
	ASN1_TIME_set(X509_getm_notAfter(x509), TO);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_UTF8,
				   (const unsigned char *)subject, -1, -1, 0);
	X509_NAME *name = X509_NAME_new();
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)issuer, -1, -1,
				   0);
	X509_set_issuer_name(x509, name);
	X509_NAME_free(name);
	assert_int_equal(X509_set_pubkey(x509, key), 1);
	return x509;
}

static void extend(X509 *x509, bool critical, const char *oid, const char *der)
{
	ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();

	ASN1_OCTET_STRING_set(value, (const unsigned char *)der, (int)strlen(der));
	X509_EXTENSION *extension = X509_EXTENSION_create_by_OBJ(NULL, object, critical, value);
	assert_int_equal(X509_add_ext(x509, extension, -1), 1);
	X509_EXTENSION_free(extension);
	ASN1_OCTET_STRING_free(value);
	ASN1_OBJECT_free(object);
}

static struct th_certificate *finish(X509 *x509, EVP_PKEY *signer)
{
	struct th_certificate *certificate;
	unsigned char *der = NULL;
	const char *why;

	assert_true(X509_sign(x509, signer, EVP_sha256()) > 0);
	int len = i2d_X509(x509, &der);
	assert_int_equal(th_certificate_read(th_slice_make((const char *)der, (size_t)len),
					     &certificate, &why),
			 TH_OK);
	OPENSSL_free(der);
	X509_free(x509);
	return certificate;
}

static struct th_certificate *make_root(const char *name, EVP_PKEY *key)
{
	X509 *x509 = begin(name, name, key);

	extend(x509, true, "2.5.29.19", "\x30\x03\x01\x01\xff"); /* basicConstraints: CA */
	return finish(x509, key);
}

static struct th_certificate *make_leaf(void)
{
	X509 *x509 = begin("leaf", "root", leaf_key);

	extend(x509, false, CODE_SIGNING);
	return finish(x509, root_key);
}

/* ---- chains ---- */

static void assert_chain(struct th_certificate *leaf, struct th_certificate *anchor, int64_t time,
			 const char *why_not)
{
	const char *why = NULL;

	assert_int_equal(th_certificate_chains(leaf, NULL, 0, &anchor, 1, time, &why), !why_not);
	if (why_not && !strstr(why, why_not))
		fail_msg("%s\n-- has no\n%s", why, why_not);
}

static void a_certificate_holds_from_its_first_second_to_its_last(void **state)
{
	struct th_certificate *root = make_root("root", root_key), *leaf = make_leaf();
	(void)state;
	assert_chain(leaf, root, FROM - DAY, "not yet valid");
	assert_chain(leaf, root, FROM - 1, "not yet valid");
	assert_chain(leaf, root, FROM, NULL);
	assert_chain(leaf, root, FROM + DAY, NULL);
	assert_chain(leaf, root, TO - 1, NULL);
	assert_chain(leaf, root, TO + 1, "expired");
	assert_chain(leaf, root, TO + DAY, "expired");
	th_certificate_free(root);
	th_certificate_free(leaf);
}

static void one_that_is_not_for_signing_code_is_refused(void **state)
{
	struct th_certificate *root = make_root("root", root_key);
	struct th_certificate *none = finish(begin("leaf", "root", leaf_key), root_key);
	X509 *server = begin("leaf", "root", leaf_key);
	(void)state;
	extend(server, false, "2.5.29.37", "\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01");
	struct th_certificate *of_server = finish(server, root_key);
	assert_chain(of_server, root, FROM + DAY, "not one for signing code");
	assert_chain(none, root, FROM + DAY, "not one for signing code");
	th_certificate_free(root);
	th_certificate_free(none);
	th_certificate_free(of_server);
}

static void another_authority_is_none_even_under_the_same_name(void **state)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	struct th_certificate *other = make_root("other", key), *same = make_root("root", key);
	struct th_certificate *leaf = make_leaf(), *root = make_root("root", root_key);
	const char *why = NULL;
	(void)state;
	assert_chain(leaf, other, FROM + DAY, "does not lead to the authority");
	assert_chain(leaf, same, FROM + DAY, "signature in the certificate's chain fails");
	/* the right one among what came with it is not trusted */
	assert_false(th_certificate_chains(leaf, &root, 1, &other, 1, FROM + DAY, &why));
	assert_false(th_certificate_chains(leaf, &root, 1, NULL, 0, FROM + DAY, &why));
	assert_true(th_certificate_chains(leaf, &other, 1, &root, 1, FROM + DAY, &why));
	th_certificate_free(other);
	th_certificate_free(same);
	th_certificate_free(leaf);
	th_certificate_free(root);
	EVP_PKEY_free(key);
}

static void an_issuer_that_is_no_authority_issues_nothing(void **state)
{
	struct th_certificate *root = make_root("root", root_key), *leaf = make_leaf();
	X509 *x509 = begin("below", "leaf", root_key);
	const char *why = NULL;
	(void)state;
	extend(x509, false, CODE_SIGNING);
	struct th_certificate *below = finish(x509, leaf_key);
	assert_false(th_certificate_chains(below, &leaf, 1, &root, 1, FROM + DAY, &why));
	assert_non_null(why);
	th_certificate_free(root);
	th_certificate_free(leaf);
	th_certificate_free(below);
}

static void an_unknown_extension_is_refused_where_it_is_critical_alone(void **state)
{
	struct th_certificate *root = make_root("root", root_key);
	(void)state;
	for (int critical = 0; critical <= 1; critical++) {
		X509 *x509 = begin("leaf", "root", leaf_key);
		extend(x509, false, CODE_SIGNING);
		extend(x509, critical, "1.3.6.1.4.1.57264.99", "\x05");
		struct th_certificate *leaf = finish(x509, root_key);
		assert_chain(leaf, root, FROM + DAY, critical ? "not valid" : NULL);
		th_certificate_free(leaf);
	}
	th_certificate_free(root);
}

/* ---- reading, and who signs ---- */

static void a_changed_bit_is_no_longer_what_the_authority_signed(void **state)
{
	struct th_certificate *root = make_root("root", root_key), *leaf = make_leaf(), *changed;
	th_slice der = th_certificate_der(leaf);
	char *copy = th_arena_alloc(&arena, der.len + 1);
	const char *why;
	(void)state;
	memcpy(copy, der.ptr, der.len);
	for (size_t bit = 0; bit < 8 * der.len; bit += 3) {
		copy[bit / 8] = (char)(copy[bit / 8] ^ 1 << bit % 8);
		if (th_certificate_read(th_slice_make(copy, der.len), &changed, &why) == TH_OK)
			assert_false(th_certificate_chains(changed, NULL, 0, &root, 1, FROM + DAY,
							   &why));
		th_certificate_free(changed);
		copy[bit / 8] = (char)(copy[bit / 8] ^ 1 << bit % 8);
	}
	for (size_t len = 0; len < der.len; len++)
		assert_int_equal(th_certificate_read(th_slice_make(copy, len), &changed, &why),
				 TH_EINPUT);
	copy[der.len] = 0;
	assert_int_equal(th_certificate_read(th_slice_make(copy, der.len + 1), &changed, &why),
			 TH_EINPUT);
	th_certificate_free(root);
	th_certificate_free(leaf);
}

static void assert_identity(const char *names, const char *issuer, const char *again,
			    const char *subject, const char *expected)
{
	X509 *x509 = begin("leaf", "root", leaf_key);

	extend(x509, false, "2.5.29.17", names);
	extend(x509, false, "1.3.6.1.4.1.57264.1.8", issuer);
	if (again)
		extend(x509, false, "1.3.6.1.4.1.57264.1.8", again);
	struct th_certificate *leaf = finish(x509, root_key);
	const struct th_certificate_identity *who = th_certificate_identity(leaf);
	assert_true(th_slice_equal(who->subject, th_slice_of(subject)));
	assert_true(th_slice_equal(who->issuer, th_slice_of(expected)));
	assert_null(who->runner.ptr);
	th_certificate_free(leaf);
}

static void who_signs_is_said_once_or_not_at_all(void **state)
{
	(void)state;
	assert_identity("\x30\x05\x86\x03u:x", "\x0c\x03idp", NULL, "u:x", "idp");
	assert_identity("\x30\x05\x81\x03"
			"a@b",
			"\x0c\x03idp", NULL, "a@b", "idp");
	/* a name of a machine beside it is none of who signs */
	assert_identity("\x30\x08\x82\x01"
			"h\x86\x03u:x",
			"\x0c\x03idp", NULL, "u:x", "idp");
	/* two names, and an extension twice */
	assert_identity("\x30\x0a\x86\x03u:x\x86\x03u:y", "\x0c\x03idp", "\x0c\x03two", NULL, NULL);
	/* no UTF-8, bytes behind the text, no text */
	assert_identity("\x30\x05\x86\x03u:\xff", "\x0c\x03id\xff", NULL, NULL, NULL);
	assert_identity("\x30\x05\x86\x03u:x", "\x0c\x03idp!", NULL, "u:x", NULL);
	assert_identity("\x30\x05\x86\x04u:x", "\x04\x03idp", NULL, NULL, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_certificate_holds_from_its_first_second_to_its_last, setup, teardown),
		cmocka_unit_test_setup_teardown(one_that_is_not_for_signing_code_is_refused, setup,
						teardown),
		cmocka_unit_test_setup_teardown(another_authority_is_none_even_under_the_same_name,
						setup, teardown),
		cmocka_unit_test_setup_teardown(an_issuer_that_is_no_authority_issues_nothing,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
			an_unknown_extension_is_refused_where_it_is_critical_alone, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			a_changed_bit_is_no_longer_what_the_authority_signed, setup, teardown),
		cmocka_unit_test_setup_teardown(who_signs_is_said_once_or_not_at_all, setup,
						teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
