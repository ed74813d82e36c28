/*
 * What a bundle's log entries and timestamps show: that the log recorded this very signature, that
 * the entry is in the log's tree, and when that was by the word of a log or timestamp authority of
 * your roots.
 */
#include "core/crypto/log_proof.h"
#include "core/crypto/sha256.h"
#include "core/crypto/timestamp.h"
#include "core/text/base64.h"
#include "core/text/json.h"
#include "core/text/json_tree.h"
#include "graph/trust_parts.h"

static th_status invalid(struct th_judging *j, const char *why)
{
	th_judge(j, TH_SIGNATURE_INVALID, th_slice_of(why));
	return TH_OK;
}

/* ---- what the log recorded ---- */

/* Where an entry's body has what it recorded, by its kind; the first row that fits. */
#define PATH(...) ((const char *const[]){ __VA_ARGS__, NULL })
static const struct {
	const char *kind;
	const char *const *hash;      /* of what is signed, hexadecimal ... */
	const char *const *digest;    /* ... or base64 */
	const char *const *signature; /* base64; NULL: it is not recorded */
	bool twice;                   /* encoded twice */
	const char *const *verifier;  /* base64 of PEM, or of DER */
} kinds[] = {
	{ "dsse", PATH("spec", "payloadHash", "value"), NULL,
	  PATH("spec", "signatures", "signature"), false, PATH("spec", "signatures", "verifier") },
	{ "intoto", PATH("spec", "content", "payloadHash", "value"), NULL,
	  PATH("spec", "content", "envelope", "signatures", "sig"), true,
	  PATH("spec", "content", "envelope", "signatures", "publicKey") },
	{ "intoto", PATH("spec", "content", "payloadHash", "value"), NULL, NULL, false,
	  PATH("spec", "publicKey") },
	{ "hashedrekord", PATH("spec", "data", "hash", "value"), NULL,
	  PATH("spec", "signature", "content"), false,
	  PATH("spec", "signature", "publicKey", "content") },
	/* the second generation */
	{ "dsse", NULL, PATH("spec", "dsseV002", "payloadHash", "digest"),
	  PATH("spec", "dsseV002", "signatures", "content"), false,
	  PATH("spec", "dsseV002", "signatures", "verifier", "x509Certificate", "rawBytes") },
	{ "hashedrekord", NULL, PATH("spec", "hashedRekordV002", "data", "digest"),
	  PATH("spec", "hashedRekordV002", "signature", "content"), false,
	  PATH("spec", "hashedRekordV002", "signature", "verifier", "x509Certificate",
	       "rawBytes") },
};
#undef PATH
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

/* The text at a path; of a list its one item. */
static th_slice text_at(const struct cJSON *node, const char *const *path)
{
	for (; path && *path; path++) {
		node = th_json_tree_member(node, *path);
		if (th_json_tree_kind(node) == TH_TREE_ARRAY)
			node = th_json_tree_first(node);
	}
	return path ? th_json_tree_text(node) : (th_slice){ 0 };
}

static th_slice decoded(th_slice text, struct th_arena *arena)
{
	th_slice out;
	size_t at;

	return text.len && th_base64_decode(text, arena, &out, &at) == TH_OK ? out
									     : (th_slice){ 0 };
}

/* What is signed, as the log knows it: the payload, or the artefact. */
static th_slice content_of(const struct th_judging *j)
{
	const struct th_signature *s = j->signature;

	return s->payload < j->doc->envelope->payloads.count
		       ? j->doc->envelope->payloads.items[s->payload].bytes
		       : s->covered;
}

static bool is_recorded_hash(const struct th_judging *j, th_slice hex, th_slice digest)
{
	uint8_t hash[TH_SHA256_BYTES];
	char text[TH_SHA256_HEX + 1];

	th_sha256(content_of(j), hash);
	th_sha256_hex(hash, text);
	return hex.len ? th_slice_equal_nocase(hex, th_slice_of(text))
		       : th_slice_equal(digest, th_slice_make((const char *)hash, sizeof(hash)));
}

/* Is the recorded verifier the signer's certificate? */
static bool is_recorded_certificate(th_slice recorded, th_slice leaf)
{
	struct th_certificate *c;
	const char *why;

	if (th_certificate_read(recorded, &c, &why) != TH_OK)
		return false;
	bool same = th_slice_equal(th_certificate_der(c), leaf);
	th_certificate_free(c);
	return same;
}

/* NULL: the body is about this signature, else what differs. */
static const char *compare_body(const struct th_judging *j, const struct cJSON *root, th_slice leaf)
{
	th_slice kind = th_json_tree_text(th_json_tree_member(root, "kind"));

	for (size_t i = 0; i < KINDS; i++) {
		th_slice hash = text_at(root, kinds[i].hash),
			 digest = decoded(text_at(root, kinds[i].digest), j->arena),
			 signature = decoded(text_at(root, kinds[i].signature), j->arena),
			 verifier = decoded(text_at(root, kinds[i].verifier), j->arena);
		if (!th_slice_equal(kind, th_slice_of(kinds[i].kind)) ||
		    (hash.len == 0 && digest.len == 0) ||
		    (kinds[i].signature && signature.len == 0))
			continue;
		if (kinds[i].twice)
			signature = decoded(signature, j->arena);
		if (!is_recorded_hash(j, hash, digest))
			return "the log recorded other content";
		if (kinds[i].signature && !th_slice_equal(signature, j->signature->value))
			return "the log recorded another signature";
		if (leaf.len && verifier.len && !is_recorded_certificate(verifier, leaf))
			return "the log recorded another certificate";
		return NULL;
	}
	return "the log's entry is of a kind that is not known";
}

static th_status check_body(struct th_judging *j, const struct th_log_entry *e, th_slice leaf,
			    const char **wrong)
{
	char *padded = th_arena_calloc(j->arena, e->body.len + TH_JSON_PADDING, 1);
	struct th_json_fault fault;
	const struct cJSON *root;

	if (!padded)
		return TH_ENOMEM;
	if (e->body.len)
		memcpy(padded, e->body.ptr, e->body.len);
	*wrong = "the log's entry is no JSON";
	th_status status = th_json_tree_parse(th_slice_make(padded, e->body.len), &root, &fault);
	if (status == TH_ENOMEM)
		return status;
	if (status != TH_OK)
		return TH_OK;
	*wrong = compare_body(j, root, leaf);
	th_json_tree_free();
	return TH_OK;
}

/* ---- that it is in the log ---- */

static const struct th_trusted_log *log_of(const struct th_trust *trust, th_slice id)
{
	for (uint32_t i = 0; trust && i < trust->logs.count; i++)
		if (th_slice_equal(trust->logs.items[i].id, id))
			return &trust->logs.items[i];
	return NULL;
}

static const char *check_proof(struct th_judging *j, const struct th_log_entry *e,
			       const struct th_trusted_log *log)
{
	struct th_checkpoint checkpoint;
	const char *why;

	if (!e->has_proof)
		return NULL;
	if (!th_log_includes(e->body, e->proof_index, e->tree_size, e->hashes, e->hash_count,
			     e->root_hash))
		return "the proof that the entry is in the log fails";
	if (!log || e->checkpoint.len == 0)
		return NULL;
	if (!th_checkpoint_verify(e->checkpoint, log->key, &checkpoint, &why))
		return why;
	if (checkpoint.tree_size != e->tree_size ||
	    !th_slice_equal(e->root_hash,
			    th_slice_make((const char *)checkpoint.root, sizeof(checkpoint.root))))
		return "the log's checkpoint is of another tree than the proof";
	j->is_logged = true;
	return NULL;
}

/* The time that the log promises, where the promise holds. */
static const char *check_promise(struct th_judging *j, const struct th_log_entry *e,
				 const struct th_trusted_log *log, int64_t *time)
{
	if (!log || e->promise.len == 0 || e->integrated_time < 0)
		return NULL;
	th_slice body = th_base64_encode(e->body, j->arena);
	if (!th_log_promise_verify(e->promise, log->key, body, e->integrated_time, log->id,
				   e->log_index))
		return "the log's promise (signed entry timestamp) does not hold";
	j->is_logged = true;
	if (e->integrated_time >= log->valid_for.from && e->integrated_time <= log->valid_for.to)
		*time = e->integrated_time;
	return NULL;
}

/* An entry in which the log neither shows the entry nor promises it shows nothing. */
static bool shows(const struct th_log_entry *e)
{
	return e->promise.len || (e->has_proof && e->checkpoint.len);
}

/* ---- timestamps ---- */

static const char *check_timestamps(const struct th_judging *j, const struct th_material *m,
				    int64_t *time)
{
	const struct th_trust *trust = j->trust;
	const char *why = NULL;

	for (uint32_t i = 0; i < m->timestamp_count; i++) {
		bool verified = false;
		for (uint32_t a = 0; trust && a < trust->timestampers.count && !verified; a++) {
			const struct th_trusted_authority *by = &trust->timestampers.items[a];
			int64_t moment;
			verified = th_timestamp_verify(m->timestamps[i], j->signature->value,
						       by->chain, by->count, &moment, &why) &&
				   moment >= by->valid_for.from && moment <= by->valid_for.to;
			if (verified && *time == 0)
				*time = moment;
		}
		if (!verified && trust && trust->timestampers.count && *time == 0)
			return why;
	}
	return NULL;
}

/* ---- all of it ---- */

static th_status check(struct th_judging *j, const struct th_material *m, th_slice leaf,
		       int64_t *time, const char **wrong)
{
	for (uint32_t i = 0; i < m->entries.count && !*wrong; i++) {
		const struct th_log_entry *e = &m->entries.items[i];
		const struct th_trusted_log *log = log_of(j->trust, e->log_id);
		TH_TRY(check_body(j, e, leaf, wrong));
		if (!*wrong)
			*wrong = check_proof(j, e, log);
		if (!*wrong && shows(e))
			*wrong = check_promise(j, e, log, time);
	}
	if (!*wrong)
		*wrong = check_timestamps(j, m, time);
	return TH_OK;
}

bool th_trust_time(struct th_judging *j, th_slice leaf, int64_t *time, th_status *status)
{
	const struct th_signature *s = j->signature;
	const char *wrong = NULL;

	*time = 0;
	*status = TH_OK;
	if (s->material == TH_NONE)
		return true;
	*status = check(j, &j->doc->envelope->materials.items[s->material], leaf, time, &wrong);
	if (*status == TH_OK && wrong)
		*status = invalid(j, wrong);
	return *status == TH_OK && !wrong;
}
