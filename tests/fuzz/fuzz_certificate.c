/*
 * What is signed with: the same bytes as a certificate, a public key, a timestamp, a checkpoint and
 * a trusted root.
 * A certificate read again from its DER is the same, its texts are UTF-8 that stands in it, it
 * leads to no authority but itself, and nothing that was not signed is taken for signed.
 */
#include "core/crypto/log_proof.h"
#include "core/crypto/timestamp.h"
#include "core/text/unicode.h"
#include "parsers/trusted_root.h"
#include "tests/fuzz/fuzz.h"

enum { TIME = 1700000000 };

static void check_texts(const struct th_certificate *certificate)
{
	const struct th_certificate_identity *who = th_certificate_identity(certificate);
	const th_slice texts[] = { who->subject, who->issuer,        who->build_signer, who->runner,
				   who->source,  who->source_digest, who->owner,        who->run };
	th_slice der = th_certificate_der(certificate);

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		FUZZ_CHECK(th_utf8_valid(texts[i]) && texts[i].len < der.len);
		FUZZ_CHECK(!texts[i].len || th_slice_search(der, texts[i]) < der.len);
	}
}

static void check_key(const struct th_key *key, th_slice bytes)
{
	char id[TH_KEYID_HEX + 1];

	th_key_id(key, id);
	FUZZ_CHECK(strlen(id) == TH_KEYID_HEX && th_key_kind(key)[0]);
	FUZZ_CHECK(!th_key_verify(key, TH_SCHEME_OF_KEY, TH_SLICE("x"), bytes, NULL));
	struct th_checkpoint checkpoint;
	const char *why = NULL;
	FUZZ_CHECK(!th_checkpoint_verify(bytes, key, &checkpoint, &why) && why);
}

static void check_certificate(struct th_certificate *certificate, th_slice bytes)
{
	th_slice der = th_certificate_der(certificate);
	struct th_certificate *again, *none[1] = { 0 };
	const char *why = NULL;
	int64_t time;

	check_texts(certificate);
	FUZZ_CHECK(th_certificate_read(der, &again, &why) == TH_OK);
	FUZZ_CHECK(th_slice_equal(th_certificate_der(again), der));
	FUZZ_CHECK(th_slice_equal(th_certificate_identity(again)->subject,
				  th_certificate_identity(certificate)->subject));
	FUZZ_CHECK(!th_certificate_chains(certificate, &again, 1, none, 0, TIME, &why) && why);
	if (!th_certificate_chains(certificate, NULL, 0, &again, 1, TIME, &why))
		FUZZ_CHECK(why && why[0]);
	FUZZ_CHECK(!th_timestamp_verify(bytes, TH_SLICE("x"), &again, 1, &time, &why) && why);
	if (th_certificate_key(certificate))
		check_key(th_certificate_key(certificate), bytes);
	th_certificate_free(again);
}

static void check_authorities(const struct th_root_authority_list *list)
{
	for (uint32_t i = 0; i < list->count; i++)
		for (uint32_t k = 0; k < list->items[i].count; k++)
			FUZZ_CHECK(list->items[i].certificates[k].ptr);
}

static void read_root(const uint8_t *data, size_t size)
{
	th_slice bytes = fuzz_source(data, size);
	struct th_arena arena = { 0 };
	struct th_trusted_root root = { 0 };
	const char *why = NULL;
	th_status status = th_trusted_root_read(bytes, &arena, &root, &why);

	FUZZ_CHECK(status == TH_OK || (why && why[0]));
	for (uint32_t i = 0; status == TH_OK && i < root.logs.count; i++)
		FUZZ_CHECK(root.logs.items[i].key.len <= size);
	if (status == TH_OK) {
		check_authorities(&root.authorities);
		check_authorities(&root.timestampers);
	}
	th_trusted_root_release(&root);
	th_arena_release(&arena);
	fuzz_free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	th_slice bytes = fuzz_text(data, size);
	struct th_certificate *certificate;
	struct th_key *key;
	const char *why = NULL;
	int64_t time;

	if (th_certificate_read(bytes, &certificate, &why) == TH_OK)
		check_certificate(certificate, bytes);
	else
		FUZZ_CHECK(!certificate && why);
	th_certificate_free(certificate);
	why = NULL;
	if (th_key_read(bytes, &key, &why) == TH_OK)
		check_key(key, bytes);
	else
		FUZZ_CHECK(!key && why);
	th_key_free(key);
	FUZZ_CHECK(!th_timestamp_verify(bytes, TH_SLICE("x"), NULL, 0, &time, &why));
	fuzz_free(bytes);
	read_root(data, size);
	return 0;
}
