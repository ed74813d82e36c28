#include "parsers/jsf.h"

#include "core/crypto/key.h"
#include "core/text/base64.h"
#include "core/text/jcs.h"
#include "core/text/json.h"

/* The text of the object that begins at place. */
static th_slice object_at(const struct th_document *doc, uint64_t place)
{
	th_slice rest = th_slice_sub(doc->source, place, doc->source.len), found = { 0 };
	struct th_json reader;

	th_json_init(&reader, rest, 0, TH_JSON_STRICT);
	if (th_json_skip(&reader, th_json_next(&reader)) != TH_JSON_ERROR)
		found = th_slice_sub(rest, 0, (size_t)(reader.at - rest.ptr));
	th_json_release(&reader);
	return found;
}

/* Why it is not verified; NULL: it is. */
static const char *why_not(const struct th_document *doc, const struct th_jsf *jsf)
{
	if (jsf->has_several)
		return "a signature of several signers, which is not verified";
	if (jsf->has_excludes)
		return "a signature that leaves members out, which is not verified";
	return th_scheme_of(th_document_text(doc, jsf->algorithm)) == TH_SCHEME_COUNT
		       ? "a signature of an algorithm that is not verified"
		       : NULL;
}

static bool is_shared_secret(const struct th_document *doc, const struct th_jsf *jsf)
{
	return th_slice_starts(th_document_text(doc, jsf->algorithm), TH_SLICE("HS"));
}

th_status th_jsf_add_xml(struct th_document *doc, const struct th_jsf *jsf)
{
	if (!jsf->is_there)
		return TH_OK;
	TH_TRY(th_envelope_begin(doc));
	struct th_signature *s =
		th_signature_list_push(&doc->envelope->signatures, TH_MAX_SIGNATURES);
	if (!s)
		return TH_ENOMEM;
	*s = (struct th_signature){ .place = jsf->place,
				    .kind = TH_SIGNATURE_OTHER,
				    .payload = TH_NONE,
				    .material = TH_NONE,
				    .unsupported = "an XML signature, which is not verified" };
	return TH_OK;
}

th_status th_jsf_add(struct th_document *doc, const struct th_jsf *jsf, size_t start)
{
	static const char *const path[] = { "signature", "value", NULL };
	size_t at;

	if (!jsf->is_there)
		return TH_OK;
	TH_TRY(th_envelope_begin(doc));
	struct th_signature *s =
		th_signature_list_push(&doc->envelope->signatures, TH_MAX_SIGNATURES);
	if (!s)
		return TH_ENOMEM;
	*s = (struct th_signature){ .place = jsf->place,
				    .kind = TH_SIGNATURE_JSF,
				    .keyid = jsf->keyid,
				    .algorithm = jsf->algorithm,
				    .payload = TH_NONE,
				    .material = TH_NONE,
				    .unsupported = why_not(doc, jsf) };
	if (is_shared_secret(doc, jsf)) {
		s->unsupported = NULL;
		s->malformed = "a secret that both sides know is no signature";
	}
	if (s->unsupported || s->malformed)
		return TH_OK;
	if (jsf->key_place)
		s->key = object_at(doc, jsf->key_place);
	th_status status =
		th_base64_decode(th_document_text(doc, jsf->value), &doc->arena, &s->value, &at);
	if (status == TH_EINPUT || (status == TH_OK && s->value.len == 0)) {
		s->malformed = "the signature is no base64";
		return TH_OK;
	}
	if (status != TH_OK)
		return status;
	status = th_jcs(doc->source, start, path, &doc->arena, &s->covered);
	if (status == TH_ELIMIT) {
		s->unsupported = "a signature over a document too large for its canonical form";
		return TH_OK;
	}
	if (status == TH_EINPUT) {
		s->malformed =
			"the document has no canonical form: a number in it is beyond IEEE 754";
		return TH_OK;
	}
	return status;
}
