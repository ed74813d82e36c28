/*
 * Sigstore bundles (protobuf-JSON of dev.sigstore.bundle.v1, media types 0.1 to 0.3): an envelope
 * or the signature of an artefact, with what it is to be verified by. Alone, one for each line, or
 * in npm's lists of attestations. Nothing is verified here.
 */
#include "core/text/base64.h"
#include "parsers/attestation.h"
#include "parsers/dsse.h"
#include "parsers/json_rows.h"
#include "parsers/parser.h"

#include <pthread.h>

/* ---- values ---- */

static struct th_material *material(struct th_walker *w)
{
	struct th_material_list *all = &w->doc->envelope->materials;

	return &all->items[all->count - 1];
}

static struct th_log_entry *entry(struct th_walker *w)
{
	struct th_log_entry_list *all = &material(w)->entries;

	return &all->items[all->count - 1];
}

/* Bytes in base64. What is none is kept as it stands: it verifies as nothing. */
static th_status bytes_of(struct th_walker *w, th_text text, th_slice *out)
{
	size_t at;
	th_status status =
		th_base64_decode(th_document_text(w->doc, text), &w->doc->arena, out, &at);

	if (status != TH_EINPUT)
		return status;
	th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_value, th_document_offset(w->doc, text) + at,
		    "no base64");
	return th_document_hold(w->doc, text, out);
}

/* A number, which protobuf-JSON writes as a string; -1: absent or none. */
static int64_t number_of(const struct th_walker *w, th_text text)
{
	uint64_t number;

	return th_slice_number(th_document_text(w->doc, text), &number) && number <= INT64_MAX
		       ? (int64_t)number
		       : -1;
}

/* One more of a list that has so many; its slots are made with the first. */
static th_status add_bytes(struct th_walker *w, th_text text, th_slice **list, uint32_t *count,
			   uint32_t most, const char *what)
{
	if (!*list)
		*list = th_arena_calloc(&w->doc->arena, most, sizeof(**list));
	if (!*list)
		return TH_ENOMEM;
	if (*count == most) {
		th_diagnose(&w->doc->diagnostics, TH_DIAG_limit, th_document_offset(w->doc, text),
			    "more than %u %s", most, what);
		return TH_ELIMIT;
	}
	return bytes_of(w, text, &(*list)[(*count)++]);
}

/* ---- verification material ---- */

static th_status each_hint(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	material(w)->hint = t;
	material(w)->by_key = true;
	return TH_OK;
}

static th_status each_certificate(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return add_bytes(w, t, &material(w)->certificates, &material(w)->certificate_count,
			 TH_MAX_CERTIFICATES, "certificates (TH_MAX_CERTIFICATES)");
}

static th_status each_timestamp(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return add_bytes(w, t, &material(w)->timestamps, &material(w)->timestamp_count,
			 TH_MAX_CERTIFICATES, "timestamps (TH_MAX_CERTIFICATES)");
}

static const struct th_field public_key_fields[] = { ONE("hint", each_hint) };
SHAPE(public_key, "public key", NULL, NULL);

static const struct th_field certificate_fields[] = { ONE("rawBytes", each_certificate) };
SHAPE(certificate, "certificate", NULL, NULL);

static const struct th_field chain_fields[] = { OBJECT("certificates", certificate) };
SHAPE(chain, "chain", NULL, NULL);

static const struct th_field timestamp_fields[] = { ONE("signedTimestamp", each_timestamp) };
SHAPE(timestamp, "timestamp", NULL, NULL);

static const struct th_field timestamps_fields[] = { OBJECT("rfc3161Timestamps", timestamp) };
SHAPE(timestamps, "timestamps", NULL, NULL);

/* ---- log entries ---- */

static th_status each_log_id(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return bytes_of(w, t, &entry(w)->log_id);
}

static th_status each_promise(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return bytes_of(w, t, &entry(w)->promise);
}

static th_status each_hash(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return add_bytes(w, t, &entry(w)->hashes, &entry(w)->hash_count, TH_MAX_LOG_HASHES,
			 "hashes in a proof (TH_MAX_LOG_HASHES)");
}

static th_status each_checkpoint(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_document_hold(w->doc, t, &entry(w)->checkpoint);
}

enum proof_slot { P_INDEX, P_SIZE, P_ROOT };

static th_status leave_proof(struct th_walker *w, struct th_frame *frame)
{
	struct th_log_entry *e = entry(w);

	e->has_proof = true;
	e->proof_index = number_of(w, frame->slots[P_INDEX]);
	e->tree_size = number_of(w, frame->slots[P_SIZE]);
	return bytes_of(w, frame->slots[P_ROOT], &e->root_hash);
}

enum kind_slot { K_KIND, K_VERSION };

static th_status leave_kind(struct th_walker *w, struct th_frame *frame)
{
	entry(w)->kind = frame->slots[K_KIND];
	entry(w)->version = frame->slots[K_VERSION];
	return TH_OK;
}

enum entry_slot { L_INDEX, L_TIME, L_BODY };

static th_status enter_entry(struct th_walker *w, struct th_frame *frame)
{
	struct th_log_entry *e = th_log_entry_list_push(&material(w)->entries, TH_MAX_CERTIFICATES);

	if (!e)
		return material(w)->entries.count >= TH_MAX_CERTIFICATES ? TH_ELIMIT : TH_ENOMEM;
	*e = (struct th_log_entry){ .place = frame->place,
				    .log_index = -1,
				    .integrated_time = -1,
				    .proof_index = -1,
				    .tree_size = -1 };
	return TH_OK;
}

static th_status leave_entry(struct th_walker *w, struct th_frame *frame)
{
	struct th_log_entry *e = entry(w);

	/* Zero is not written: an entry without an index is the first. */
	e->log_index = th_text_len(frame->slots[L_INDEX]) ? number_of(w, frame->slots[L_INDEX]) : 0;
	e->integrated_time = number_of(w, frame->slots[L_TIME]);
	return bytes_of(w, frame->slots[L_BODY], &e->body);
}

static const struct th_field log_id_fields[] = { ONE("keyId", each_log_id) };
SHAPE(log_id, "log id", NULL, NULL);

static const struct th_field promise_fields[] = { ONE("signedEntryTimestamp", each_promise) };
SHAPE(promise, "promise", NULL, NULL);

static const struct th_field checkpoint_fields[] = { ONE("envelope", each_checkpoint) };
SHAPE(checkpoint, "checkpoint", NULL, NULL);

static const struct th_field proof_fields[] = {
	TEXT("logIndex", P_INDEX), TEXT("treeSize", P_SIZE),         TEXT("rootHash", P_ROOT),
	EACH("hashes", each_hash), OBJECT("checkpoint", checkpoint),
};
SHAPE(proof, "inclusion proof", NULL, leave_proof);

static const struct th_field kind_fields[] = {
	TEXT("kind", K_KIND),
	TEXT("version", K_VERSION),
};
SHAPE(kind, "kind of entry", NULL, leave_kind);

static const struct th_field log_entry_fields[] = {
	TEXT("logIndex", L_INDEX),         TEXT("integratedTime", L_TIME),
	TEXT("canonicalizedBody", L_BODY), OBJECT("logId", log_id),
	OBJECT("kindVersion", kind),       OBJECT("inclusionPromise", promise),
	OBJECT("inclusionProof", proof),
};
SHAPE(log_entry, "log entry", enter_entry, leave_entry);

static const struct th_field verification_fields[] = {
	OBJECT("publicKey", public_key),
	OBJECT("x509CertificateChain", chain),
	OBJECT("certificate", certificate),
	OBJECT("tlogEntries", log_entry),
	OBJECT("timestampVerificationData", timestamps),
};
SHAPE(verification, "verification material", NULL, NULL);

/* ---- the signature of an artefact ---- */

enum message_slot { M_SIGNATURE };
enum digest_slot { D_ALGORITHM, D_DIGEST };

static th_status enter_message(struct th_walker *w, struct th_frame *frame)
{
	struct th_signature *s =
		th_signature_list_push(&w->doc->envelope->signatures, TH_MAX_SIGNATURES);

	if (!s)
		return TH_ENOMEM;
	*s = (struct th_signature){ .place = frame->place,
				    .kind = TH_SIGNATURE_MESSAGE,
				    .payload = TH_NONE,
				    .material = TH_NONE };
	return TH_OK;
}

static struct th_signature *last_signature(struct th_walker *w)
{
	struct th_signature_list *all = &w->doc->envelope->signatures;

	return &all->items[all->count - 1];
}

static th_status leave_message(struct th_walker *w, struct th_frame *frame)
{
	struct th_signature *s = last_signature(w);
	size_t at;

	th_status status = th_base64_decode(th_document_text(w->doc, frame->slots[M_SIGNATURE]),
					    &w->doc->arena, &s->value, &at);
	if (status == TH_EINPUT || (status == TH_OK && s->value.len == 0)) {
		s->malformed = "the signature is no base64";
		return TH_OK;
	}
	return status;
}

/* "SHA2_256" in protobuf's words. */
static enum th_hash_algorithm algorithm_of(th_slice word)
{
	static const struct {
		const char *word;
		enum th_hash_algorithm algorithm;
	} rows[] = {
		{ "SHA2_256", TH_ALGORITHM_sha256 },
		{ "SHA2_384", TH_ALGORITHM_sha384 },
		{ "SHA2_512", TH_ALGORITHM_sha512 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (th_slice_equal(word, th_slice_of(rows[i].word)))
			return rows[i].algorithm;
	return TH_ALGORITHM_COUNT;
}

static th_status leave_digest(struct th_walker *w, struct th_frame *frame)
{
	struct th_signature *s = last_signature(w);
	th_slice bytes;

	TH_TRY(bytes_of(w, frame->slots[D_DIGEST], &bytes));
	s->algorithm_of_digest =
		(uint8_t)algorithm_of(th_document_text(w->doc, frame->slots[D_ALGORITHM]));
	char *hex = th_arena_alloc(&w->doc->arena, 2 * bytes.len + 1);
	if (!hex)
		return TH_ENOMEM;
	for (size_t i = 0; i < bytes.len; i++) {
		hex[2 * i] = "0123456789abcdef"[(uint8_t)bytes.ptr[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[(uint8_t)bytes.ptr[i] & 15];
	}
	s->digest = th_slice_make(hex, 2 * bytes.len);
	return TH_OK;
}

static const struct th_field digest_fields[] = {
	TEXT("algorithm", D_ALGORITHM),
	TEXT("digest", D_DIGEST),
};
SHAPE(digest, "digest", NULL, leave_digest);

static const struct th_field message_fields[] = {
	NEEDED("signature", M_SIGNATURE),
	OBJECT("messageDigest", digest),
};
SHAPE(message, "message signature", enter_message, leave_message);

/* ---- bundles ---- */

static th_status each_media_type(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	material(w)->media_type = t;
	return TH_OK;
}

static th_status enter_bundle(struct th_walker *w, struct th_frame *frame)
{
	struct th_material *m =
		th_material_list_push(&w->doc->envelope->materials, TH_MAX_SIGNATURES);

	if (!m)
		return TH_ENOMEM;
	m->place = frame->place;
	frame->index = w->doc->envelope->signatures.count;
	frame->aux = w->doc->envelope->payloads.count;
	return TH_OK;
}

static bool is_known(th_slice media_type)
{
	static const char *const known[] = {
		"application/vnd.dev.sigstore.bundle+json;version=0.1",
		"application/vnd.dev.sigstore.bundle+json;version=0.2",
		"application/vnd.dev.sigstore.bundle+json;version=0.3",
		"application/vnd.dev.sigstore.bundle.v0.3+json",
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (th_slice_equal(media_type, th_slice_of(known[i])))
			return true;
	return false;
}

/* What the bundle brings is for the signatures in it. */
static th_status leave_bundle(struct th_walker *w, struct th_frame *frame)
{
	struct th_envelope *envelope = w->doc->envelope;
	uint32_t count = envelope->signatures.count - frame->index;

	for (uint32_t i = frame->index; i < envelope->signatures.count; i++) {
		struct th_signature *s = &envelope->signatures.items[i];
		s->material = envelope->materials.count - 1;
		if (!is_known(th_document_text(w->doc, material(w)->media_type))) {
			s->kind = TH_SIGNATURE_OTHER;
			s->unsupported = "a bundle of a version that is not verified";
		}
		if (count > 1)
			s->malformed =
				"a bundle's envelope has one signature, this one has several";
	}
	if (count == 0)
		th_diagnose(&w->doc->diagnostics, TH_DIAG_missing_field, frame->place,
			    "the bundle holds no signature");
	return TH_OK;
}

static const struct th_field bundle_fields[] = {
	ONE("mediaType", each_media_type),
	OBJECT("verificationMaterial", verification),
	OBJECT("dsseEnvelope", th_dsse_envelope),
	OBJECT("messageSignature", message),
};
SHAPE(bundle, "bundle", enter_bundle, leave_bundle);

/* ---- npm's lists ---- */

enum listed_slot { A_TYPE };

static th_status enter_listed(struct th_walker *w, struct th_frame *frame)
{
	frame->index = w->doc->envelope->payloads.count;
	return TH_OK;
}

static th_status leave_listed(struct th_walker *w, struct th_frame *frame)
{
	for (uint32_t i = frame->index; i < w->doc->envelope->payloads.count; i++)
		w->doc->envelope->payloads.items[i].announced = frame->slots[A_TYPE];
	return TH_OK;
}

static const struct th_field listed_fields[] = {
	TEXT("predicateType", A_TYPE),
	OBJECT("bundle", bundle),
};
SHAPE(listed, "attestation", enter_listed, leave_listed);

static const struct th_field list_fields[] = { OBJECT("attestations", listed) };
SHAPE(list, "list of attestations", NULL, NULL);

static void prepare(void)
{
	static const struct th_shape *const all[] = {
		&public_key, &certificate, &chain,  &timestamp, &timestamps, &log_id,
		&promise,    &checkpoint,  &proof,  &kind,      &log_entry,  &verification,
		&digest,     &message,     &bundle, &listed,    &list,
	};
	th_dsse_prepare();
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

/* ---- all of it ---- */

/* What is signed has to be what the list says that it is. */
static void compare_announced(struct th_document *doc)
{
	for (uint32_t i = 0; i < doc->envelope->signatures.count; i++) {
		struct th_signature *s = &doc->envelope->signatures.items[i];
		if (s->payload >= doc->envelope->payloads.count)
			continue;
		const struct th_payload *p = &doc->envelope->payloads.items[s->payload];
		const struct th_document *part =
			p->part == TH_NONE ? NULL : doc->parts.items[p->part].doc;
		th_slice announced = th_document_text(doc, p->announced);
		if (announced.len &&
		    (!part || !part->attestation ||
		     !th_slice_equal(announced,
				     th_document_text(part, part->attestation->predicate_type))))
			s->malformed = "what is signed is not of the kind that the list announces";
		else if (!th_slice_equal(th_document_text(doc, p->type),
					 TH_SLICE("application/vnd.in-toto+json")) &&
			 announced.len)
			s->malformed =
				"the payload's type is not the one that such statements have";
	}
}

bool th_sigstore_bundle_recognises(const struct th_sniff *sniff);
th_status th_sigstore_bundle_parse(struct th_document *doc, const struct th_sniff *sniff);

bool th_sigstore_bundle_recognises(const struct th_sniff *sniff)
{
	return th_sniff_has(sniff, TH_SNIFF_verification) ||
	       th_sniff_has(sniff, TH_SNIFF_attestations) ||
	       (th_sniff_item_has(sniff, TH_SNIFF_predicate_type) &&
		th_sniff_item_has(sniff, TH_SNIFF_bundle));
}

th_status th_sigstore_bundle_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct th_walker walker = { .doc = doc, .takes_array = sniff->is_array };
	const struct th_shape *shape = sniff->is_array                              ? &listed
				       : th_sniff_has(sniff, TH_SNIFF_attestations) ? &list
										    : &bundle;
	bool is_lines = false;

	pthread_once(&once, prepare);
	TH_TRY(th_envelope_begin(doc));
	if (!sniff->is_array)
		TH_TRY(th_dsse_read_lines(doc, sniff->start, &is_lines));
	if (is_lines)
		return th_document_seal(doc);
	TH_TRY(th_shape_walk_json(&walker, shape, sniff->start));
	TH_TRY(th_dsse_open(doc));
	compare_announced(doc);
	return th_document_seal(doc);
}
