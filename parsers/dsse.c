/*
 * DSSE envelopes (Dead Simple Signing Envelope 1.0): a payload of a stated type, and signatures
 * over both. One object, as it is printed, an array of them, or one for each line. What is signed
 * is read as a document of its own; nothing is verified here.
 *
 * Google Cloud Build's lists hold such envelopes beside a readable copy of what they sign, which is
 * not used; their older signatures are over the payload alone.
 */
#include "parsers/dsse.h"

#include "core/text/base64.h"
#include "parsers/json_rows.h"
#include "parsers/parser.h"

#include <pthread.h>

#define IN_TOTO "application/vnd.in-toto+json"

/* ---- signatures ---- */

enum envelope_slot { E_TYPE, E_PAYLOAD };
enum signature_slot { S_VALUE, S_KEYID, S_CERTIFICATE };

static th_status leave_signature(struct th_walker *w, struct th_frame *frame)
{
	struct th_document *doc = w->doc;
	struct th_signature *s =
		th_signature_list_push(&doc->envelope->signatures, TH_MAX_SIGNATURES);
	size_t at;

	if (!s)
		return doc->envelope->signatures.count >= TH_MAX_SIGNATURES ? TH_ELIMIT : TH_ENOMEM;
	*s = (struct th_signature){ .place = frame->place,
				    .kind = TH_SIGNATURE_DSSE,
				    .keyid = frame->slots[S_KEYID],
				    .payload = doc->envelope->payloads.count,
				    .material = TH_NONE };
	TH_TRY(th_document_hold(doc, frame->slots[S_CERTIFICATE], &s->certificate));
	th_status status = th_base64_decode(th_document_text(doc, frame->slots[S_VALUE]),
					    &doc->arena, &s->value, &at);
	if (status == TH_EINPUT || (status == TH_OK && s->value.len == 0)) {
		s->malformed = "the signature is no base64";
		return TH_OK;
	}
	return status;
}

/* ---- payloads ---- */

static th_status enter_envelope(struct th_walker *w, struct th_frame *frame)
{
	frame->index = w->doc->envelope->signatures.count;
	return TH_OK;
}

/* Is there something that is signed? How long it is, the reader of JSON bounds
 * (TH_MAX_STRING_BYTES). */
static th_status check_payload(struct th_document *doc, const struct th_frame *frame)
{
	if (!th_text_is_present(frame->slots[E_PAYLOAD])) {
		th_diagnose(&doc->diagnostics, TH_DIAG_not_read, frame->place,
			    "an envelope without \"payload\": nothing is signed");
		return TH_EINPUT;
	}
	if (frame->index == doc->envelope->signatures.count)
		th_diagnose(&doc->diagnostics, TH_DIAG_missing_field, frame->place,
			    "the envelope carries no signature");
	return TH_OK;
}

static th_status leave_envelope(struct th_walker *w, struct th_frame *frame)
{
	struct th_document *doc = w->doc;

	TH_TRY(check_payload(doc, frame));
	struct th_payload *p = th_payload_list_push(&doc->envelope->payloads, TH_MAX_PARTS);
	size_t at;

	if (!p)
		return doc->envelope->payloads.count >= TH_MAX_PARTS ? TH_ELIMIT : TH_ENOMEM;
	*p = (struct th_payload){ .place = th_document_offset(doc, frame->slots[E_PAYLOAD]),
				  .type = frame->slots[E_TYPE],
				  .part = TH_NONE };
	th_slice type = th_document_text(doc, p->type);
	th_status status = th_envelope_decode(
		doc, type, th_document_text(doc, frame->slots[E_PAYLOAD]), p, &at);
	if (status != TH_EINPUT)
		return status;
	for (uint32_t i = frame->index; i < doc->envelope->signatures.count; i++)
		doc->envelope->signatures.items[i].malformed =
			"the payload that it is over is no base64";
	th_diagnose(&doc->diagnostics, TH_DIAG_bad_value, p->place + at,
		    "the payload is no base64");
	return th_envelope_decode(doc, type, (th_slice){ 0 }, p, &at);
}

static const struct th_field signature_fields[] = {
	NEEDED("sig", S_VALUE),
	TEXT("keyid", S_KEYID),
	TEXT("cert", S_CERTIFICATE),
};
SHAPE(signature, "signature", NULL, leave_signature);

static const struct th_field th_dsse_envelope_fields[] = {
	NEEDED("payloadType", E_TYPE),
	NEEDED("payload", E_PAYLOAD),
	OBJECT("signatures", signature),
};
static struct th_shape_index th_dsse_envelope_index;
const struct th_shape th_dsse_envelope = { "DSSE envelope",
					   th_dsse_envelope_fields,
					   sizeof(th_dsse_envelope_fields) /
						   sizeof(th_dsse_envelope_fields[0]),
					   enter_envelope,
					   leave_envelope,
					   &th_dsse_envelope_index,
					   NULL };

/* ---- what Google Cloud Build lists ---- */

static const struct th_field build_fields[] = {
	OBJECT("envelope", th_dsse_envelope),
};
SHAPE(build, "provenance", NULL, NULL);

static const struct th_field summary_fields[] = {
	OBJECT("provenance", build),
};
SHAPE(summary, "provenance summary", NULL, NULL);

static const struct th_field list_fields[] = {
	OBJECT("provenance_summary", summary),
};
SHAPE(list, "list of builds", NULL, NULL);

/* The older form leaves the type unprotected: only the one that is meant counts. */
static void mark_as_cloud_build(struct th_document *doc)
{
	for (uint32_t i = 0; i < doc->envelope->signatures.count; i++) {
		struct th_signature *s = &doc->envelope->signatures.items[i];
		const struct th_payload *p = &doc->envelope->payloads.items[s->payload];
		s->kind = TH_SIGNATURE_GCB_LEGACY;
		s->legacy = p->bytes;
		if (!th_slice_equal(th_document_text(doc, p->type), TH_SLICE(IN_TOTO)))
			s->malformed =
				"the payload's type is not the one that such statements have";
	}
}

void th_dsse_prepare(void)
{
	static const struct th_shape *const all[] = { &th_dsse_envelope, &signature };
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

static void prepare(void)
{
	static const struct th_shape *const all[] = { &build, &summary, &list };
	th_dsse_prepare();
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

/* ---- what is signed ---- */

static void add_counts(struct th_counts *to, const struct th_counts *from)
{
	to->components += from->components;
	to->services += from->services;
	to->files += from->files;
	to->dependencies += from->dependencies;
	to->relationships += from->relationships;
}

static th_status read_payload(struct th_document *doc, uint32_t number)
{
	struct th_payload *p = &doc->envelope->payloads.items[number];
	struct th_document *part;

	TH_TRY(th_document_read_part(doc, p->bytes, p->place, &part, &p->why));
	if (!part)
		return TH_OK;
	p->part = doc->parts.count - 1;
	add_counts(&doc->counts, &part->counts);
	th_slice created = th_document_text(part, part->created);
	if (created.len && doc->envelope->payloads.count == 1) {
		doc->created = th_document_keep(doc, created, p->place);
		return th_text_is_present(doc->created) ? TH_OK : TH_ENOMEM;
	}
	return TH_OK;
}

static void cover(struct th_envelope *envelope)
{
	for (uint32_t i = 0; i < envelope->signatures.count; i++) {
		struct th_signature *s = &envelope->signatures.items[i];
		if (s->payload != TH_NONE)
			s->covered = envelope->payloads.items[s->payload].covered;
	}
}

th_status th_dsse_open(struct th_document *doc)
{
	cover(doc->envelope);
	for (uint32_t i = 0; i < doc->envelope->payloads.count; i++)
		if (doc->envelope->payloads.items[i].bytes.len)
			TH_TRY(read_payload(doc, i));
	return TH_OK;
}

/* ---- lines ---- */

/* Where the first JSON value ends; the source's end where it is broken. */
static size_t end_of_value(const struct th_document *doc, size_t start)
{
	struct th_json reader;
	size_t end = doc->source.len;

	th_json_init(&reader, doc->source, start, TH_JSON_STRICT);
	if (th_json_skip(&reader, th_json_next(&reader)) != TH_JSON_ERROR)
		end = (size_t)(reader.at - doc->source.ptr);
	th_json_release(&reader);
	return end;
}

static th_status read_line(struct th_document *doc, th_slice line)
{
	uint64_t place = (uint64_t)(line.ptr - doc->source.ptr);
	th_slice bytes = th_document_pad(doc, line);
	struct th_document *part;
	const char *why;

	if (!bytes.ptr)
		return TH_ENOMEM;
	TH_TRY(th_document_read_part(doc, bytes, place, &part, &why));
	if (part)
		add_counts(&doc->counts, &part->counts);
	else
		th_diagnose(&doc->diagnostics, TH_DIAG_unknown_field, place,
			    "the line is %s: it was passed over", why);
	return TH_OK;
}

th_status th_dsse_read_lines(struct th_document *doc, size_t start, bool *is_lines)
{
	size_t end = end_of_value(doc, start);
	th_slice rest = th_slice_trim(th_slice_sub(doc->source, end, doc->source.len));

	*is_lines = rest.len > 0 && !doc->whole;
	rest = th_slice_sub(doc->source, start, doc->source.len);
	while (*is_lines && rest.len) {
		size_t line = th_slice_find(rest, '\n');
		th_slice text = th_slice_trim(th_slice_sub(rest, 0, line));
		if (text.len)
			TH_TRY(read_line(doc, text));
		rest = th_slice_sub(rest, line + (line < rest.len), rest.len);
	}
	return TH_OK;
}

/* ---- all of it ---- */

bool th_dsse_recognises(const struct th_sniff *sniff);
th_status th_dsse_parse(struct th_document *doc, const struct th_sniff *sniff);

bool th_dsse_recognises(const struct th_sniff *sniff)
{
	return th_sniff_has(sniff, TH_SNIFF_payload_type) ||
	       th_sniff_item_has(sniff, TH_SNIFF_payload_type) ||
	       th_sniff_has(sniff, TH_SNIFF_provenance_summary);
}

th_status th_dsse_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct th_walker walker = { .doc = doc, .takes_array = sniff->is_array };
	bool is_lines = false, is_list = th_sniff_has(sniff, TH_SNIFF_provenance_summary);

	pthread_once(&once, prepare);
	TH_TRY(th_envelope_begin(doc));
	if (!sniff->is_array)
		TH_TRY(th_dsse_read_lines(doc, sniff->start, &is_lines));
	if (is_lines)
		return th_document_seal(doc);
	TH_TRY(th_shape_walk_json(&walker, is_list ? &list : &th_dsse_envelope, sniff->start));
	if (is_list)
		mark_as_cloud_build(doc);
	TH_TRY(th_dsse_open(doc));
	return th_document_seal(doc);
}
