/*
 * DSSE envelopes (Dead Simple Signing Envelope 1.0): a payload of a stated type, and signatures
 * over both. One object, as it is printed or on one line. What is signed is read as a document of
 * its own; nothing is verified here.
 */
#include "core/text/base64.h"
#include "parsers/envelope.h"
#include "parsers/json_rows.h"
#include "parsers/parser.h"

#include <pthread.h>

enum envelope_slot { E_TYPE, E_PAYLOAD };
enum signature_slot { S_VALUE, S_KEYID, S_CERTIFICATE };

static const struct th_shape envelope, signature;

static th_status leave_signature(struct th_walker *w, struct th_frame *frame)
{
	struct th_document *doc = w->doc;
	struct th_signature *s =
		th_signature_list_push(&doc->envelope->signatures, TH_MAX_SIGNATURES);
	size_t at;

	if (!s)
		return TH_ENOMEM;
	*s = (struct th_signature){ .place = frame->place,
				    .kind = TH_SIGNATURE_DSSE,
				    .keyid = frame->slots[S_KEYID],
				    .certificate =
					    th_document_text(doc, frame->slots[S_CERTIFICATE]),
				    .payload = 0,
				    .material = TH_NONE };
	th_status status = th_base64_decode(th_document_text(doc, frame->slots[S_VALUE]),
					    &doc->arena, &s->value, &at);
	if (status == TH_EINPUT || (status == TH_OK && s->value.len == 0)) {
		s->malformed = "the signature is no base64";
		return TH_OK;
	}
	return status;
}

static th_status leave_envelope(struct th_walker *w, struct th_frame *frame)
{
	struct th_document *doc = w->doc;
	struct th_payload *p = th_payload_list_push(&doc->envelope->payloads, TH_MAX_PARTS);

	if (!p)
		return TH_ENOMEM;
	*p = (struct th_payload){ .place = th_document_offset(doc, frame->slots[E_PAYLOAD]),
				  .type = frame->slots[E_TYPE],
				  .part = TH_NONE };
	size_t at;
	th_status status = th_base64_decode(th_document_text(doc, frame->slots[E_PAYLOAD]),
					    &doc->arena, &p->bytes, &at);
	if (status == TH_EINPUT) {
		th_diagnose(&doc->diagnostics, TH_DIAG_not_read, p->place + at,
			    "the payload is no base64");
		return TH_EINPUT;
	}
	return status;
}

static const struct th_field signature_fields[] = {
	NEEDED("sig", S_VALUE),
	TEXT("keyid", S_KEYID),
	TEXT("cert", S_CERTIFICATE),
};
SHAPE(signature, "signature", NULL, leave_signature);

static const struct th_field envelope_fields[] = {
	NEEDED("payloadType", E_TYPE),
	NEEDED("payload", E_PAYLOAD),
	OBJECT("signatures", signature),
};
SHAPE(envelope, "envelope", NULL, leave_envelope);

static void prepare(void)
{
	static const struct th_shape *const all[] = { &envelope, &signature };
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

/* What each signature is over, and what the payload is. */
static th_status open_payload(struct th_document *doc)
{
	struct th_payload *p = &doc->envelope->payloads.items[0];
	th_slice pae = th_envelope_pae(doc, th_document_text(doc, p->type), p->bytes);
	struct th_document *part;

	if (!pae.ptr)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < doc->envelope->signatures.count; i++)
		doc->envelope->signatures.items[i].covered = pae;
	th_slice bytes = th_document_pad(doc, p->bytes);
	if (!bytes.ptr)
		return TH_ENOMEM;
	TH_TRY(th_document_read_part(doc, bytes, p->place, &part, &p->why));
	if (!part)
		return TH_OK;
	p->part = doc->parts.count - 1;
	doc->counts = part->counts;
	th_slice created = th_document_text(part, part->created);
	if (created.len)
		doc->created = th_document_keep(doc, created, p->place);
	return created.len && !th_text_is_present(doc->created) ? TH_ENOMEM : TH_OK;
}

bool th_dsse_recognises(const struct th_sniff *sniff);
th_status th_dsse_parse(struct th_document *doc, const struct th_sniff *sniff);

bool th_dsse_recognises(const struct th_sniff *sniff)
{
	return th_sniff_has(sniff, TH_SNIFF_payload_type);
}

th_status th_dsse_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct th_walker walker = { .doc = doc };

	pthread_once(&once, prepare);
	TH_TRY(th_envelope_begin(doc));
	TH_TRY(th_shape_walk_json(&walker, &envelope, sniff->start));
	TH_TRY(open_payload(doc));
	return th_document_seal(doc);
}
