/*
 * Signed things from their bytes to a judgement: envelopes, bundles, lists of them and signed
 * CycloneDX, with what stands in them. Nobody is trusted, so nothing may be valid.
 */
#include "graph/trust.h"
#include "parsers/attestation.h"
#include "parsers/parser.h"
#include "tests/fuzz/fuzz.h"

static bool is_within(const struct th_document *doc, th_text text)
{
	th_slice s = th_document_text(doc, text);
	th_slice decoded = th_slice_make(doc->decoded, doc->decoded_len);

	return !th_text_is_present(text) || fuzz_within(s, doc->source) || fuzz_within(s, decoded);
}

static void check_signature(const struct th_document *doc, const struct th_signature *s)
{
	const struct th_envelope *e = doc->envelope;

	FUZZ_CHECK(s->place <= doc->source.len);
	FUZZ_CHECK(s->kind <= TH_SIGNATURE_OTHER);
	FUZZ_CHECK(is_within(doc, s->keyid) && is_within(doc, s->algorithm));
	FUZZ_CHECK(s->payload == TH_NONE || s->payload < e->payloads.count);
	FUZZ_CHECK(s->material == TH_NONE || s->material < e->materials.count);
	FUZZ_CHECK(s->payload == TH_NONE || th_slice_starts(s->covered, TH_SLICE("DSSEv1 ")));
	FUZZ_CHECK(s->kind != TH_SIGNATURE_OTHER || s->unsupported);
}

static void check_payload(const struct th_document *doc, const struct th_payload *p)
{
	FUZZ_CHECK(p->place <= doc->source.len);
	FUZZ_CHECK(is_within(doc, p->type) && is_within(doc, p->announced));
	FUZZ_CHECK(p->part == TH_NONE || p->part < doc->parts.count);
}

static void check_material(const struct th_document *doc, const struct th_material *m)
{
	FUZZ_CHECK(m->place <= doc->source.len);
	FUZZ_CHECK(m->certificate_count <= TH_MAX_CERTIFICATES &&
		   m->timestamp_count <= TH_MAX_CERTIFICATES);
	for (uint32_t i = 0; i < m->entries.count; i++)
		FUZZ_CHECK(m->entries.items[i].hash_count <= TH_MAX_LOG_HASHES);
}

static void check_judgement(const struct th_document *doc)
{
	struct th_report_signature *items;
	struct th_arena arena = { 0 };
	uint32_t count;

	FUZZ_CHECK(th_trust_judge(NULL, doc, &arena, &items, &count) == TH_OK);
	FUZZ_CHECK(count == doc->envelope->signatures.count);
	for (uint32_t i = 0; i < count; i++) {
		FUZZ_CHECK(items[i].state != TH_SIGNATURE_VALID);
		FUZZ_CHECK(items[i].why.len > 0);
	}
	th_arena_release(&arena);
}

static void check_envelope(const struct th_document *doc)
{
	const struct th_envelope *e = doc->envelope;

	for (uint32_t i = 0; i < e->signatures.count; i++)
		check_signature(doc, &e->signatures.items[i]);
	for (uint32_t i = 0; i < e->payloads.count; i++)
		check_payload(doc, &e->payloads.items[i]);
	for (uint32_t i = 0; i < e->materials.count; i++)
		check_material(doc, &e->materials.items[i]);
	if (!doc->rejected)
		check_judgement(doc);
}

/* The document and what stands in it; the reader bounds how deep. */
static void check_all(const struct th_document *doc)
{
	const struct th_document *open[TH_MAX_PART_DEPTH + 2] = { doc };
	uint32_t next[TH_MAX_PART_DEPTH + 2] = { 0 }, depth = 0;

	if (doc->envelope)
		check_envelope(doc);
	for (;;) {
		doc = open[depth];
		if (next[depth] == doc->parts.count) {
			if (depth-- == 0)
				return;
			continue;
		}
		doc = doc->parts.items[next[depth]++].doc;
		FUZZ_CHECK(depth < TH_MAX_PART_DEPTH);
		open[++depth] = doc;
		next[depth] = 0;
		if (doc->envelope)
			check_envelope(doc);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	th_slice source = fuzz_source(data, size);
	struct th_document doc;
	const char *why;

	th_document_init(&doc, TH_SLICE("document"), source);
	th_status status = th_document_read(&doc, &why);
	FUZZ_CHECK(status == TH_OK || status == TH_EINPUT || status == TH_ELIMIT);
	check_all(&doc);
	th_document_release(&doc);
	fuzz_free(source);
	return 0;
}
