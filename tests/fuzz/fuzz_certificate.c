/*
 * Certificates, keys, timestamps and proofs of logs through our doors to OpenSSL. What is read says
 * who it is in bytes of its own; nothing leads to an anchor that is not there; no signature of
 * nothing is one; and what a key or certificate is does not depend on how often it is read.
 */
#include "core/crypto/certificate.h"
#include "core/crypto/key.h"
#include "core/crypto/log_proof.h"
#include "core/crypto/timestamp.h"
#include "parsers/document.h"
#include "tests/fuzz/fuzz.h"

static void check_key(const struct th_key *key, th_slice bytes)
{
	char id[TH_KEYID_HEX + 1];
	const char *how = NULL;

	th_key_id(key, id);
	FUZZ_CHECK(strlen(id) == TH_KEYID_HEX && th_is_hexadecimal(th_slice_of(id)));
	FUZZ_CHECK(th_key_kind(key)[0] != '\0');
	for (int scheme = 0; scheme < TH_SCHEME_COUNT; scheme++)
		FUZZ_CHECK(!th_key_verify(key, (enum th_scheme)scheme, TH_SLICE("message"), bytes,
					  &how));
}

static void check_public_key(th_slice bytes)
{
	struct th_key *key = NULL;
	const char *why = NULL;
	th_status status = th_key_read(bytes, &key, &why);

	FUZZ_CHECK(status == TH_OK || status == TH_EINPUT);
	FUZZ_CHECK(status == TH_OK ? key != NULL : (!key && why && why[0]));
	if (key)
		check_key(key, bytes);
	th_key_free(key);
}

static void check_texts(const struct th_certificate *c)
{
	const struct th_certificate_identity *id = th_certificate_identity(c);
	const th_slice texts[] = { id->subject, id->issuer,        id->build_signer, id->runner,
				   id->source,  id->source_digest, id->owner,        id->run };
	volatile unsigned char sum = 0;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (size_t k = 0; k < texts[i].len; k++) /* each byte is there to be read */
			sum = (unsigned char)(sum + (unsigned char)texts[i].ptr[k]);
}

static void check_read_again(const struct th_certificate *c)
{
	struct th_certificate *again = NULL;
	const char *why;
	th_slice der = th_certificate_der(c);

	FUZZ_CHECK(th_certificate_read(der, &again, &why) == TH_OK);
	FUZZ_CHECK(th_slice_equal(th_certificate_der(again), der));
	FUZZ_CHECK(th_slice_equal(th_certificate_identity(again)->subject,
				  th_certificate_identity(c)->subject));
	th_certificate_free(again);
}

static void check_certificate(th_slice bytes)
{
	struct th_certificate *c = NULL;
	const char *why = NULL;
	int64_t time;
	th_status status = th_certificate_read(bytes, &c, &why);

	FUZZ_CHECK(status == TH_OK || status == TH_EINPUT || status == TH_ELIMIT);
	if (status != TH_OK) {
		FUZZ_CHECK(!c && why && why[0]);
		return;
	}
	check_texts(c);
	check_read_again(c);
	if (th_certificate_key(c))
		check_key(th_certificate_key(c), bytes);
	FUZZ_CHECK(!th_certificate_chains(c, NULL, 0, NULL, 0, 1700000000, &why) && why[0]);
	FUZZ_CHECK(!th_timestamp_verify(bytes, TH_SLICE("message"), &c, 1, &time, &why));
	th_certificate_free(c);
}

/* A log's key, whose private half is nowhere. */
#define LOG_KEY                                                              \
	"-----BEGIN PUBLIC KEY-----\n"                                       \
	"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEGdkGLLHKkdP5G5bNVhMOXslDRM+L\n" \
	"WU5F56ENgRcuc1+SiUbR2QQKXC2Tg1QWSa93RnAcBEUWSfE+P5kRktM0kg==\n"     \
	"-----END PUBLIC KEY-----\n"

static void check_note(th_slice bytes)
{
	static struct th_key *key; /* read once, kept */
	struct th_checkpoint checkpoint;
	const char *why = NULL;

	if (!key)
		FUZZ_CHECK(th_key_read(TH_SLICE(LOG_KEY), &key, &why) == TH_OK);
	why = NULL;
	FUZZ_CHECK(!th_checkpoint_verify(bytes, key, &checkpoint, &why) && why && why[0]);
	FUZZ_CHECK(!th_log_promise_verify(bytes, key, TH_SLICE("e30="), 1700000000, TH_SLICE("log"),
					  1));
}

/* Hashes lead to no root by chance. */
static void check_proof(th_slice bytes)
{
	th_slice hashes[64], rest = bytes;
	uint32_t count = 0;

	while (rest.len > 32 && count < 64) {
		hashes[count++] = th_slice_sub(rest, 0, 32);
		rest = th_slice_sub(rest, 32, rest.len);
	}
	for (int64_t size = -1; size < 5; size++)
		for (int64_t index = -1; index < 6; index++)
			FUZZ_CHECK(!th_log_includes(TH_SLICE("leaf"), index, size, hashes, count,
						    th_slice_sub(bytes, 0, 32)));
	FUZZ_CHECK(!th_log_includes(TH_SLICE("leaf"), 0, INT64_MAX, hashes, count, bytes));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	th_slice bytes = fuzz_text(data, size);

	check_public_key(bytes);
	check_certificate(bytes);
	check_note(bytes);
	check_proof(bytes);
	fuzz_free(bytes);
	return 0;
}
