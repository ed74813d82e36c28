/*
 * The verdict as an in-toto Statement v1 with the predicate of SLSA's Verification Summary
 * Attestation (https://slsa.dev/verification_summary/v1). Unsigned: who signs it vouches for it.
 *
 * Subjects are the documents that were read, by SHA-256: those that list what is bought or built.
 * Files of facts (advisories, lifecycles, VEX) are no subjects, they are what the subjects were
 * held against, and stand in the extension. So do documents that were not read. `inputAttestations`
 * is absent: no attestation was used.
 *
 * PASSED is exit code 0 and nothing else. No level of SLSA was looked at, so none is claimed:
 * `verifiedLevels` is required, and has the specification's own words for that, FAILED where the
 * policy failed, else SLSA_BUILD_LEVEL_UNEVALUATED. An absent `dependencyLevels` claims nothing.
 *
 * `timeVerified` is the day that the audit looked from, so that the same inputs give the same
 * bytes.
 *
 * What VSA has no member for is one extension, whose name is a URI, as VSA demands of them, without
 * the '.' and '$' that in-toto advises against. Ignoring it turns no refusal into a pass.
 */
#include "cmd/render/exchange.h"
#include "cmd/render/json.h"
#include "cmd/render/renderer.h"
#include "parsers/parser.h"

#define EXTENSION "urn:twohop:verdict:1"

/* ---- documents ---- */

enum role { SUBJECT, FACTS, NO_EVIDENCE };

static bool holds_facts(th_slice format)
{
	for (size_t i = 0; i < th_parser_count; i++)
		if (th_slice_equal(format, th_slice_of(th_parsers[i].name)))
			return th_parsers[i].is_advisory;
	return false;
}

/* Without a digest nothing can be said of a document. */
static enum role role_of(const struct th_report_document *document)
{
	if (document->status != TH_DOCUMENT_READ || !document->sha256[0])
		return NO_EVIDENCE;
	return holds_facts(document->format) ? FACTS : SUBJECT;
}

static void digest_member(struct th_json_writer *writer, const char *sha256)
{
	th_json_member_object(writer, "digest");
	th_json_member_word(writer, "sha256", sha256);
	th_json_end_object(writer);
}

/* Why a document is not among the subjects, where it was not read. */
static void reading_members(struct th_json_writer *writer,
			    const struct th_report_document *document)
{
	switch (document->status) {
	case TH_DOCUMENT_READ:
		th_json_member_word(writer, "status", "read");
		th_json_member_word(writer, "why", "its digest is not known");
		return;
	case TH_DOCUMENT_REJECTED:
		th_json_member_word(writer, "status", "rejected");
		th_json_member_string(writer, "why", document->error);
		return;
	case TH_DOCUMENT_IGNORED:
		th_json_member_word(writer, "status", "ignored");
		th_json_member_string(writer, "why", document->why);
		return;
	}
}

static void documents_member(struct th_json_writer *writer, const struct th_report *report,
			     const char *key, enum role role)
{
	th_json_member_array(writer, key);
	for (uint32_t i = 0; i < report->documents.count; i++) {
		const struct th_report_document *document = &report->documents.items[i];

		if (role_of(document) != role)
			continue;
		th_json_begin_object(writer);
		th_json_member_string(writer, "name", document->path);
		if (document->sha256[0])
			digest_member(writer, document->sha256);
		if (role == NO_EVIDENCE)
			reading_members(writer, document);
		th_json_end_object(writer);
	}
	th_json_end_array(writer);
}

/* ---- the predicate ---- */

static void verifier_member(struct th_json_writer *writer)
{
	th_json_member_object(writer, "verifier");
	th_json_member_word(writer, "id", "urn:twohop:verifier");
	th_json_member_object(writer, "version");
	th_json_member_word(writer, "twohop", TH_VERSION);
	th_json_end_object(writer);
	th_json_end_object(writer);
}

/* The one document by its id, where that is a URI; else all of them by their digests, in order. */
static void resource_member(struct th_json_writer *writer, const struct th_report *report)
{
	const struct th_report_document *only = NULL;
	char text[sizeof("urn:uuid:") + TH_UUID_TEXT] = "urn:uuid:";
	struct th_sha256 sha;
	uint32_t count = 0;

	th_sha256_init(&sha);
	for (uint32_t i = 0; i < report->documents.count; i++) {
		if (role_of(&report->documents.items[i]) != SUBJECT)
			continue;
		only = &report->documents.items[i];
		th_sha256_update(&sha, th_slice_of(only->sha256));
		count++;
	}
	if (count == 1 && th_exchange_is_iri(only->id)) {
		th_json_member_string(writer, "resourceUri", only->id);
		return;
	}
	th_exchange_uuid(&sha, text + strlen(text));
	th_json_member_word(writer, "resourceUri", text);
}

static void policy_member(struct th_json_writer *writer, const struct th_report *report)
{
	th_json_member_object(writer, "policy");
	th_json_member_word(writer, "uri", "urn:twohop:policy:1");
	if (report->policy.path.len > 0)
		th_json_member_string(writer, "name", report->policy.path);
	if (report->policy.digest[0])
		digest_member(writer, report->policy.digest);
	th_json_end_object(writer);
}

static void result_members(struct th_json_writer *writer, bool passed)
{
	th_json_member_word(writer, "verificationResult", passed ? "PASSED" : "FAILED");
	th_json_member_array(writer, "verifiedLevels");
	th_json_write_word(writer, passed ? "SLSA_BUILD_LEVEL_UNEVALUATED" : "FAILED");
	th_json_end_array(writer);
}

/* Its members are spelled as in twohop-report/1. */
static void extension_member(struct th_json_writer *writer, const struct th_report *report,
			     uint32_t reasons)
{
	th_json_member_object(writer, EXTENSION);
	th_json_exit_member(writer, reasons);
	th_json_summary_member(writer, report);
	documents_member(writer, report, "held_against", FACTS);
	documents_member(writer, report, "not_verified", NO_EVIDENCE);
	th_json_not_evaluated_member(writer, report);
	th_json_end_object(writer);
}

th_status th_render_in_toto(const struct th_report *report, const struct th_rendering *rendering,
			    struct th_output *out)
{
	char moment[TH_MOMENT_TEXT];
	struct th_json_writer writer;

	th_exchange_moment(report->as_of, moment);
	th_json_writer_init(&writer, out);
	th_json_begin_object(&writer);
	th_json_member_word(&writer, "_type", "https://in-toto.io/Statement/v1");
	documents_member(&writer, report, "subject", SUBJECT);
	th_json_member_word(&writer, "predicateType", "https://slsa.dev/verification_summary/v1");
	th_json_member_object(&writer, "predicate");
	verifier_member(&writer);
	th_json_member_word(&writer, "timeVerified", moment);
	resource_member(&writer, report);
	policy_member(&writer, report);
	result_members(&writer, th_exit_code(rendering->reasons) == 0);
	extension_member(&writer, report, rendering->reasons);
	th_json_end_object(&writer);
	th_json_end_object(&writer);
	th_json_writer_end(&writer);
	return TH_OK;
}
