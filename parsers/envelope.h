/*
 * Signatures as a file states them, nothing checked: what each covers, how it says to be verified,
 * and the documents that are signed. Filled by the parsers of DSSE envelopes, of sigstore and npm
 * bundles, of Google Cloud Build's lists, and of CycloneDX (JSF); judged by graph/trust.h.
 *
 * All bytes are decoded (base64 and so on) and live in the arena of the document. What cannot be
 * decoded is no reason to refuse the file: the signature says what is wrong with it, and counts as
 * invalid.
 */
#ifndef TH_PARSERS_ENVELOPE_H
#define TH_PARSERS_ENVELOPE_H

#include "parsers/document.h"

enum th_signature_kind {
	TH_SIGNATURE_DSSE,       /* over the pre-authentication encoding of type and payload */
	TH_SIGNATURE_GCB_LEGACY, /* stated as DSSE by Google Cloud Build: over that, or, in its
				    older form, over the payload alone (then the type is not
				    protected) */
	TH_SIGNATURE_MESSAGE,    /* a sigstore messageSignature: over an artefact's bytes */
	TH_SIGNATURE_JSF,        /* JSON Signature Format: over the canonical JSON around it */
	TH_SIGNATURE_OTHER,      /* of a kind that is not verified: `unsupported` says which */
};

/* An entry of a transparency log, as a sigstore bundle carries it. Absent numbers are -1. */
struct th_log_entry {
	uint64_t place;
	th_text kind, version;   /* kindVersion: "dsse", "0.0.1" */
	th_slice log_id;         /* SHA-256 of the log's key */
	th_slice body;           /* canonicalizedBody */
	th_slice promise;        /* signedEntryTimestamp (SET) */
	int64_t log_index;       /* in all of the log's trees */
	int64_t integrated_time; /* seconds since 1970; nothing vouches for it but the promise */
	bool has_proof;          /* the rest: inclusionProof */
	int64_t proof_index, tree_size;
	th_slice root_hash;
	th_slice *hashes;
	uint32_t hash_count;
	th_slice checkpoint; /* text, as written */
};
TH_LIST_DEFINE(th_log_entry_list, struct th_log_entry);

/* What a bundle brings to verify its signature with. */
struct th_material {
	uint64_t place;
	th_text media_type;
	bool by_key; /* publicKey: by a key that the hint tells; else by a certificate */
	th_text hint;
	th_slice *certificates; /* DER, the signer's first */
	uint32_t certificate_count;
	struct th_log_entry_list entries;
	th_slice *timestamps; /* RFC 3161 responses, DER */
	uint32_t timestamp_count;
};
TH_LIST_DEFINE(th_material_list, struct th_material);

struct th_signature {
	uint64_t place;
	enum th_signature_kind kind;
	th_text keyid;     /* a hint, not authenticated; absent or empty: none */
	th_text algorithm; /* JSF: "ES256"; absent: the key's kind says */
	th_slice value;    /* the signature's bytes */
	th_slice covered;  /* the bytes that it is over */
	th_slice legacy;   /* GCB_LEGACY: the bytes that the older form is over */
	th_slice key; /* a public key beside it: PEM, or the text of a JWK; proves integrity, not
			 who */
	th_slice certificate;    /* a PEM certificate beside it (slsa-github-generator) */
	uint32_t payload;        /* of the envelope's payloads; TH_NONE: the document itself */
	uint32_t material;       /* of the envelope's materials, or TH_NONE */
	const char *malformed;   /* a sentence: it cannot be valid, whatever the key */
	const char *unsupported; /* a sentence: of a kind that is not verified */
	/* MESSAGE: the artefact's digest as stated, a hint only */
	uint8_t algorithm_of_digest; /* enum th_hash_algorithm */
	th_slice digest;
};
TH_LIST_DEFINE(th_signature_list, struct th_signature);

struct th_payload {
	uint64_t place;    /* of the payload's value */
	th_text type;      /* payloadType */
	th_slice bytes;    /* padded, as core/text/json.h says */
	th_slice covered;  /* the pre-authentication encoding of DSSE 1.0: "DSSEv1" SP LEN(type) SP
			      type SP LEN(body) SP body; bytes are its end */
	th_text announced; /* the predicate type that the file says it has (npm); absent: none */
	uint32_t part;     /* of the document's parts; TH_NONE: it was not read */
	const char *why;   /* it was not: what it looks like */
};
TH_LIST_DEFINE(th_payload_list, struct th_payload);

struct th_envelope {
	struct th_signature_list signatures;
	struct th_payload_list payloads;
	struct th_material_list materials;
	struct th_report_signature *judged; /* by signature, where graph/trust.h did so ahead */
};

/* Give the document an empty envelope, unless it has one. */
th_status th_envelope_begin(struct th_document *doc) TH_MUST_USE;
/* Gives back all lists; called by th_document_release. envelope may be NULL. */
void th_envelope_release(struct th_envelope *envelope);
/*
 * Decode what is signed, in base64, to bytes and covered of a payload of a type: at once where it
 * has to stand in the encoding that the signatures are over, so that it is copied no more. As
 * th_base64_decode.
 */
th_status th_envelope_decode(struct th_document *doc, th_slice type, th_slice base64,
			     struct th_payload *out, size_t *at) TH_MUST_USE;

#endif
