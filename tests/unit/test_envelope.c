/*
 * Signed things as their files state them: which signatures, over which bytes, and what stands in
 * what is signed. Nothing is verified here.
 */
#include "parsers/attestation.h"
#include "parsers/envelope.h"
#include "tests/unit/one_document.h"

#define IN_TOTO "application/vnd.in-toto+json"
#define BUNDLE "application/vnd.dev.sigstore.bundle.v0.3+json"
/* {"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"https://example.com/p"}
 */
#define STATEMENT                                                          \
	"eyJfdHlwZSI6Imh0dHBzOi8vaW4tdG90by5pby9TdGF0ZW1lbnQvdjEiLCJzdWJq" \
	"ZWN0IjpbXSwicHJlZGljYXRlVHlwZSI6Imh0dHBzOi8vZXhhbXBsZS5jb20vcCJ9"
#define SIG(text) "{'sig':'" text "'}"
#define ENVELOPE(type, payload, signatures) \
	"{'payloadType':'" type "','payload':'" payload "','signatures':[" signatures "]}"
#define SIGNED ENVELOPE(IN_TOTO, STATEMENT, SIG("AAEC"))
#define IN_BUNDLE(media_type, rest)                               \
	"{'mediaType':'" media_type "','verificationMaterial':{'" \
	"publicKey':{'hint':'h'}}," rest "}"
#define LISTED(type) \
	"{'predicateType':'" type "','bundle':" IN_BUNDLE(BUNDLE, "'dsseEnvelope':" SIGNED) "}"
#define BUILDS(envelope) "{'provenance_summary':{'provenance':[{'envelope':" envelope "}]}}"

static const struct th_signature *signature_of(const char *text)
{
	assert_int_equal(read_text(text), TH_OK);
	assert_null(why);
	assert_non_null(doc.envelope);
	assert_int_equal(doc.envelope->signatures.count, 1);
	return &doc.envelope->signatures.items[0];
}

static bool is(th_slice found, const char *expected)
{
	return th_slice_equal(found, th_slice_of(expected));
}

/* ---- envelopes ---- */

static void a_signature_is_over_type_and_payload(void **state)
{
	(void)state;
	const struct th_signature *s = signature_of(ENVELOPE(
		"http://example.com/HelloWorld", "aGVsbG8gd29ybGQ=", "{'keyid':'k','sig':'AAEC'}"));
	assert_int_equal(s->kind, TH_SIGNATURE_DSSE);
	assert_true(is(s->covered, "DSSEv1 29 http://example.com/HelloWorld 11 hello world"));
	assert_true(is(th_document_text(&doc, s->keyid), "k"));
	assert_int_equal(s->value.len, 3);
	assert_null(s->malformed);
}

static void an_empty_payload_is_one(void **state)
{
	(void)state;
	assert_true(is(signature_of(ENVELOPE("t", "", SIG("AAEC")))->covered, "DSSEv1 1 t 0 "));
}

static void the_url_safe_alphabet_is_read(void **state)
{
	(void)state;
	const struct th_signature *s = signature_of(ENVELOPE("t", "_-8", SIG("-_8=")));
	assert_memory_equal(s->value.ptr, "\xfb\xff", 2);
	assert_memory_equal(doc.envelope->payloads.items[0].bytes.ptr, "\xff\xef", 2);
}

static void a_certificate_beside_is_kept(void **state)
{
	(void)state;
	const struct th_signature *s =
		signature_of(ENVELOPE("t", "", "{'sig':'AAEC','cert':'PEM'}"));
	assert_true(is(s->certificate, "PEM"));
}

static void a_statement_is_read_as_a_part(void **state)
{
	(void)state;
	signature_of(SIGNED);
	assert_int_equal(doc.parts.count, 1);
	assert_int_equal(doc.envelope->payloads.items[0].part, 0);
	assert_non_null(doc.parts.items[0].doc->attestation);
}

static void what_is_signed_and_unknown_is_told(void **state)
{
	(void)state;
	signature_of(ENVELOPE("t", "aGVsbG8gd29ybGQ=", SIG("AAEC")));
	assert_int_equal(doc.envelope->payloads.items[0].part, TH_NONE);
	assert_non_null(doc.envelope->payloads.items[0].why);
}

static void each_signature_is_of_the_payload_beside_it(void **state)
{
	(void)state;
	assert_int_equal(
		read_text("{'provenance_summary':{'provenance':[{'envelope':" ENVELOPE(
			"a", "", SIG("AAEC")) "},{'envelope':" ENVELOPE("b", "",
									SIG("AAEC")) "}]}}"),
		TH_OK);
	assert_true(is(doc.envelope->signatures.items[0].covered, "DSSEv1 1 a 0 "));
	assert_true(is(doc.envelope->signatures.items[1].covered, "DSSEv1 1 b 0 "));
}

static void an_envelope_without_signatures_is_said(void **state)
{
	(void)state;
	assert_int_equal(read_text(ENVELOPE(IN_TOTO, STATEMENT, "")), TH_OK);
	assert_int_equal(doc.envelope->signatures.count, 0);
	assert_true(is_told(TH_DIAG_missing_field));
}

static void an_envelope_without_payload_is_refused_at_its_place(void **state)
{
	(void)state;
	assert_int_equal(read_text(" {'payloadType':'t','signatures':[]}"), TH_EINPUT);
	assert_true(doc.rejected && is_told(TH_DIAG_not_read));
	assert_int_equal(doc.diagnostics.list.items[doc.diagnostics.list.count - 1].offset, 1);
}

/* Its signature is read before the payload that it would be over. */
static void a_refused_envelope_keeps_no_signature(void **state)
{
	(void)state;
	assert_int_equal(read_text("{'payloadType':'t','signatures':[" SIG("AAEC") "],'payload"),
			 TH_EINPUT);
	assert_int_equal(doc.envelope->signatures.count, 0);
}

static void a_signature_that_is_no_base64_is_malformed(void **state)
{
	(void)state;
	assert_non_null(signature_of(ENVELOPE("t", "", SIG("A*EC")))->malformed);
}

static void an_empty_signature_is_malformed(void **state)
{
	(void)state;
	assert_non_null(signature_of(ENVELOPE("t", "", SIG("")))->malformed);
}

static void a_payload_that_is_no_base64_makes_its_signature_malformed(void **state)
{
	(void)state;
	assert_non_null(signature_of(ENVELOPE("t", "A*EC", SIG("AAEC")))->malformed);
	assert_true(is_told(TH_DIAG_bad_value));
}

#define X10(text) text text text text text text text text text text
#define CERTIFIED(text) "{'sig':'AAEC','cert':'" text "\\n" X10(X10(text)) "'}"

/* The text of what has escapes moves when there is more of it. */
static void certificates_with_escapes_stay(void **state)
{
	(void)state;
	assert_int_equal(read_text(ENVELOPE(
				 "t", STATEMENT,
				 CERTIFIED("abcde") "," CERTIFIED("fghij") "," CERTIFIED("klmno"))),
			 TH_OK);
	for (uint32_t i = 0; i < 3; i++) {
		th_slice found = doc.envelope->signatures.items[i].certificate;
		assert_int_equal(found.len, 506);
		assert_int_equal(found.ptr[0], "afk"[i]);
		assert_int_equal(found.ptr[5], '\n');
		assert_int_equal(found.ptr[505], "ejo"[i]);
	}
}

/* ---- lines ---- */

static void each_line_is_a_part(void **state)
{
	(void)state;
	assert_int_equal(read_text(SIGNED "\n" SIGNED "\n"), TH_OK);
	assert_int_equal(doc.envelope->signatures.count, 0);
	assert_int_equal(doc.parts.count, 2);
	assert_int_equal(doc.parts.items[1].doc->envelope->signatures.count, 1);
	assert_int_equal(doc.parts.items[1].place, strlen(SIGNED) + 1);
}

static void an_unknown_line_is_passed_over_with_a_note(void **state)
{
	(void)state;
	assert_int_equal(read_text(SIGNED "\nwords\n{}\n\n" SIGNED), TH_OK);
	assert_int_equal(doc.parts.count, 2);
	assert_true(is_told(TH_DIAG_unknown_field));
}

static void a_printed_envelope_is_no_lines(void **state)
{
	(void)state;
	signature_of("{'payloadType':'t',\n'payload':'',\n'signatures':[\n" SIG("AAEC") "]}\n");
	assert_int_equal(doc.parts.count, 0);
}

/* An envelope around an envelope, as deep as an input can be. */
static void envelopes_in_envelopes_end(void **state)
{
	enum { LEVELS = 6, ROOM = 1 << 14 };
	static char text[ROOM], encoded[ROOM];
	static const char head[] = "{\"payloadType\":\"t\",\"payload\":\"";
	static const char tail[] = "\",\"signatures\":[{\"sig\":\"AAEC\"}]}";
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	(void)state;
	encoded[0] = '\0';
	for (int level = 0; level < LEVELS; level++) {
		assert_true(snprintf(text, ROOM, "%s%s%s", head, encoded, tail) < ROOM);
		size_t len = strlen(text), at = 0;
		while (len % 3)
			text[len++] = ' ';
		for (size_t i = 0; i < len; i += 3) {
			uint32_t word = (uint32_t)(uint8_t)text[i] << 16 |
					(uint32_t)(uint8_t)text[i + 1] << 8 | (uint8_t)text[i + 2];
			for (int shift = 18; shift >= 0; shift -= 6)
				encoded[at++] = alphabet[word >> shift & 63];
			assert_true(at < ROOM - 8);
		}
		encoded[at] = '\0';
		memset(text + len, 0, 3);
	}
	assert_int_equal(read_text(text), TH_OK);
	const struct th_document *inner = &doc;
	uint32_t depth = 0;
	while (inner->parts.count) {
		inner = inner->parts.items[0].doc;
		depth++;
	}
	assert_int_equal(depth, TH_MAX_PART_DEPTH);
	assert_non_null(inner->envelope->payloads.items[0].why);
}

/* ---- Google Cloud Build ---- */

static void a_build_is_signed_over_the_payload_too(void **state)
{
	(void)state;
	const struct th_signature *s = signature_of(BUILDS(SIGNED));
	assert_int_equal(s->kind, TH_SIGNATURE_GCB_LEGACY);
	assert_true(th_slice_starts(s->covered, TH_SLICE("DSSEv1 28 " IN_TOTO " ")));
	assert_true(th_slice_starts(s->legacy, TH_SLICE("{\"_type\"")));
	assert_null(s->malformed);
}

static void a_build_of_another_type_is_malformed(void **state)
{
	(void)state;
	assert_non_null(signature_of(BUILDS(ENVELOPE("application/json", STATEMENT, SIG("AAEC"))))
				->malformed);
}

static void the_readable_copy_is_not_used(void **state)
{
	(void)state;
	signature_of("{'provenance_summary':{'provenance':[{'build':{'intotoStatement':{'subject':["
		     "{'name':'other'}]}},'envelope':" SIGNED "}]}}");
	assert_int_equal(doc.parts.items[0].doc->components.count, 0);
}

/* ---- bundles ---- */

static void a_bundle_brings_what_it_is_verified_with(void **state)
{
	(void)state;
	const struct th_signature *s = signature_of(
		"{'mediaType':'" BUNDLE
		"','verificationMaterial':{'certificate':{'rawBytes':'AQID'},"
		"'tlogEntries':[{'logIndex':'7','logId':{'keyId':'AQ=='},'integratedTime':'"
		"1700000000',"
		"'kindVersion':{'kind':'dsse','version':'0.0.1'},'inclusionProof':{'logIndex':'5',"
		"'treeSize':'9','rootHash':'AQ==','hashes':['AQ==','Ag==']},'canonicalizedBody':"
		"'e30='}]},'dsseEnvelope':" SIGNED "}");
	assert_int_equal(s->material, 0);
	const struct th_material *m = &doc.envelope->materials.items[0];
	assert_int_equal(m->certificate_count, 1);
	assert_false(m->by_key);
	assert_int_equal(m->entries.count, 1);
	const struct th_log_entry *e = &m->entries.items[0];
	assert_int_equal(e->log_index, 7);
	assert_int_equal(e->proof_index, 5);
	assert_int_equal(e->tree_size, 9);
	assert_int_equal(e->hash_count, 2);
	assert_int_equal(e->integrated_time, 1700000000);
	assert_true(is(e->body, "{}"));
}

static void a_chain_of_certificates_is_kept_in_its_order(void **state)
{
	(void)state;
	signature_of("{'mediaType':'application/vnd.dev.sigstore.bundle+json;version=0.1',"
		     "'verificationMaterial':{'x509CertificateChain':{'certificates':[{'rawBytes':"
		     "'AQ=='},{'rawBytes':'Ag=='}]}},'dsseEnvelope':" SIGNED "}");
	const struct th_material *m = &doc.envelope->materials.items[0];
	assert_int_equal(m->certificate_count, 2);
	assert_int_equal(m->certificates[1].ptr[0], 2);
}

static void a_key_is_told_by_its_hint(void **state)
{
	(void)state;
	signature_of(IN_BUNDLE(BUNDLE, "'dsseEnvelope':" SIGNED));
	const struct th_material *m = &doc.envelope->materials.items[0];
	assert_true(m->by_key && is(th_document_text(&doc, m->hint), "h"));
}

static void both_spellings_of_the_version_are_known(void **state)
{
	static const char *const rows[] = {
		IN_BUNDLE(BUNDLE, "'dsseEnvelope':" SIGNED),
		IN_BUNDLE("application/vnd.dev.sigstore.bundle+json;version=0.1",
			  "'dsseEnvelope':" SIGNED),
		IN_BUNDLE("application/vnd.dev.sigstore.bundle+json;version=0.2",
			  "'dsseEnvelope':" SIGNED),
		IN_BUNDLE("application/vnd.dev.sigstore.bundle+json;version=0.3",
			  "'dsseEnvelope':" SIGNED),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_null(signature_of(rows[i])->unsupported);
		release(NULL);
	}
}

/* Text with escapes is decoded to memory that grows, and moves. */
static void a_checkpoint_stays_what_it_is_whatever_is_decoded_behind_it(void **state)
{
	(void)state;
	enum { MANY = 200 };
	static const char head[] =
		"{'mediaType':'" BUNDLE "','verificationMaterial':{'publicKey':{'hint':'h'},"
		"'tlogEntries':[{'inclusionProof':{'checkpoint':{'envelope':'a\\nb'}}}]},"
		"'dsseEnvelope':{'payloadType':'t','payload':'','signatures':[{'sig':'AAEC',"
		"'keyid':'";
	static const char tail[] = "'}]}}";
	char text[sizeof(head) + sizeof(tail) + 6 * MANY];
	size_t at = sizeof(head) - 1;

	memcpy(text, head, at);
	for (int i = 0; i < MANY; i++, at += 6)
		memcpy(text + at, "\\u0041", 6);
	memcpy(text + at, tail, sizeof(tail));
	signature_of(text);
	assert_int_equal(doc.envelope->materials.count, 1);
	assert_int_equal(doc.envelope->materials.items[0].entries.count, 1);
	assert_true(is(doc.envelope->materials.items[0].entries.items[0].checkpoint, "a\nb"));
}

static void another_version_is_not_verified(void **state)
{
	(void)state;
	const struct th_signature *s = signature_of(IN_BUNDLE(
		"application/vnd.dev.sigstore.bundle.v0.4+json", "'dsseEnvelope':" SIGNED));
	assert_int_equal(s->kind, TH_SIGNATURE_OTHER);
	assert_non_null(s->unsupported);
}

static void a_bundle_with_two_signatures_is_malformed(void **state)
{
	(void)state;
	assert_int_equal(read_text(IN_BUNDLE(
				 BUNDLE, "'dsseEnvelope':" ENVELOPE(IN_TOTO, STATEMENT,
								    SIG("AAEC") "," SIG("AAEC")))),
			 TH_OK);
	assert_int_equal(doc.envelope->signatures.count, 2);
	assert_non_null(doc.envelope->signatures.items[0].malformed);
	assert_non_null(doc.envelope->signatures.items[1].malformed);
}

static void a_signature_over_a_file_states_its_digest(void **state)
{
	(void)state;
	const struct th_signature *s = signature_of(
		IN_BUNDLE(BUNDLE, "'messageSignature':{'messageDigest':{'algorithm':'SHA2_256',"
				  "'digest':'AP8='},'signature':'AAEC'}"));
	assert_int_equal(s->kind, TH_SIGNATURE_MESSAGE);
	assert_int_equal(s->algorithm_of_digest, TH_ALGORITHM_sha256);
	assert_true(is(s->digest, "00ff"));
	assert_int_equal(s->payload, TH_NONE);
	assert_null(s->covered.ptr);
}

static void a_signature_over_a_file_that_is_no_base64_is_malformed(void **state)
{
	(void)state;
	assert_non_null(signature_of(IN_BUNDLE(BUNDLE, "'messageSignature':{'signature':'A*'}"))
				->malformed);
}

/* ---- lists of attestations ---- */

static void a_list_announces_what_is_signed(void **state)
{
	(void)state;
	assert_null(
		signature_of("{'attestations':[" LISTED("https://example.com/p") "]}")->malformed);
	assert_true(is(th_document_text(&doc, doc.envelope->payloads.items[0].announced),
		       "https://example.com/p"));
}

static void a_list_may_be_an_array(void **state)
{
	(void)state;
	assert_null(signature_of("[" LISTED("https://example.com/p") "]")->malformed);
}

static void a_list_that_announces_something_else_is_malformed(void **state)
{
	(void)state;
	assert_non_null(
		signature_of("{'attestations':[" LISTED("https://example.com/q") "]}")->malformed);
}

/* ---- signed CycloneDX ---- */

#define BOM(signature) "{'bomFormat':'CycloneDX','specVersion':'1.6','signature':{" signature "}}"

static void a_signature_is_over_the_document_without_its_value(void **state)
{
	(void)state;
	const struct th_signature *s =
		signature_of(BOM("'algorithm':'ES256','value':'AAEC','publicKey':{'kty':'EC' }"));
	assert_int_equal(s->kind, TH_SIGNATURE_JSF);
	assert_true(is(s->covered, "{\"bomFormat\":\"CycloneDX\",\"signature\":{\"algorithm\":"
				   "\"ES256\",\"publicKey\":{\"kty\":\"EC\"}},\"specVersion\":"
				   "\"1.6\"}"));
	assert_true(is(s->key, "{\"kty\":\"EC\" }"));
	assert_int_equal(s->value.len, 3);
	assert_int_equal(s->payload, TH_NONE);
}

static void a_shared_secret_is_no_signature(void **state)
{
	(void)state;
	assert_non_null(signature_of(BOM("'algorithm':'HS256','value':'AAEC'"))->malformed);
}

static void an_unknown_algorithm_is_not_verified(void **state)
{
	(void)state;
	assert_non_null(signature_of(BOM("'algorithm':'ROT13','value':'AAEC'"))->unsupported);
}

static void what_leaves_members_out_is_not_verified(void **state)
{
	(void)state;
	assert_non_null(
		signature_of(BOM("'algorithm':'ES256','value':'AAEC','excludes':['metadata']"))
			->unsupported);
}

static void several_signers_are_not_verified(void **state)
{
	(void)state;
	assert_non_null(
		signature_of(BOM("'signers':[{'algorithm':'ES256','value':'AAEC'}]"))->unsupported);
}

static void a_signature_without_a_value_is_malformed(void **state)
{
	(void)state;
	assert_non_null(signature_of(BOM("'algorithm':'ES256'"))->malformed);
}

static void an_unsigned_document_has_no_envelope(void **state)
{
	(void)state;
	assert_int_equal(read_text("{'bomFormat':'CycloneDX','specVersion':'1.6'}"), TH_OK);
	assert_null(doc.envelope);
}

static void an_xml_signature_is_told(void **state)
{
	(void)state;
	const struct th_signature *s = signature_of(
		"<bom xmlns='http://cyclonedx.org/schema/bom/1.5' version='1'><components/>"
		"<ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'><ds:SignedInfo/>"
		"</ds:Signature></bom>");
	assert_int_equal(s->kind, TH_SIGNATURE_OTHER);
	assert_non_null(s->unsupported);
}

static void an_element_of_that_name_elsewhere_is_no_signature(void **state)
{
	(void)state;
	assert_int_equal(read_text("<bom xmlns='http://cyclonedx.org/schema/bom/1.5'><components/>"
				   "<x:Signature xmlns:x='urn:x'/></bom>"),
			 TH_OK);
	assert_null(doc.envelope);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_teardown(name, release)
		TEST(a_signature_is_over_type_and_payload),
		TEST(an_empty_payload_is_one),
		TEST(the_url_safe_alphabet_is_read),
		TEST(a_certificate_beside_is_kept),
		TEST(a_statement_is_read_as_a_part),
		TEST(what_is_signed_and_unknown_is_told),
		TEST(each_signature_is_of_the_payload_beside_it),
		TEST(an_envelope_without_signatures_is_said),
		TEST(an_envelope_without_payload_is_refused_at_its_place),
		TEST(a_refused_envelope_keeps_no_signature),
		TEST(a_signature_that_is_no_base64_is_malformed),
		TEST(an_empty_signature_is_malformed),
		TEST(a_payload_that_is_no_base64_makes_its_signature_malformed),
		TEST(certificates_with_escapes_stay),
		TEST(each_line_is_a_part),
		TEST(an_unknown_line_is_passed_over_with_a_note),
		TEST(a_printed_envelope_is_no_lines),
		TEST(envelopes_in_envelopes_end),
		TEST(a_build_is_signed_over_the_payload_too),
		TEST(a_build_of_another_type_is_malformed),
		TEST(the_readable_copy_is_not_used),
		TEST(a_bundle_brings_what_it_is_verified_with),
		TEST(a_chain_of_certificates_is_kept_in_its_order),
		TEST(a_key_is_told_by_its_hint),
		TEST(both_spellings_of_the_version_are_known),
		TEST(a_checkpoint_stays_what_it_is_whatever_is_decoded_behind_it),
		TEST(another_version_is_not_verified),
		TEST(a_bundle_with_two_signatures_is_malformed),
		TEST(a_signature_over_a_file_states_its_digest),
		TEST(a_signature_over_a_file_that_is_no_base64_is_malformed),
		TEST(a_list_announces_what_is_signed),
		TEST(a_list_may_be_an_array),
		TEST(a_list_that_announces_something_else_is_malformed),
		TEST(a_signature_is_over_the_document_without_its_value),
		TEST(a_shared_secret_is_no_signature),
		TEST(an_unknown_algorithm_is_not_verified),
		TEST(what_leaves_members_out_is_not_verified),
		TEST(several_signers_are_not_verified),
		TEST(a_signature_without_a_value_is_malformed),
		TEST(an_unsigned_document_has_no_envelope),
		TEST(an_xml_signature_is_told),
		TEST(an_element_of_that_name_elsewhere_is_no_signature),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
