/*
 * What a document that was signed, or is about bits, states of that: as its file says it, nothing
 * verified ('twohop verify' does). Shown by `inspect`, with all that stands in it.
 */
#include "cmd/render/document_signed.h"

#include "cmd/render/document_claims.h"
#include "core/base/limits.h"
#include "parsers/attestation.h"
#include "parsers/envelope.h"
#include "parsers/parser.h"

enum { LABEL = 14, MOST_SHOWN = 20, DIGITS = 16 };

/* ---- a document and all that stands in it, outermost first ---- */

struct visit {
	const struct th_document *open[TH_MAX_PART_DEPTH + 1];
	uint32_t next[TH_MAX_PART_DEPTH + 1];
	uint32_t depth;
};

static void begin(struct visit *v, const struct th_document *doc)
{
	*v = (struct visit){ .open = { doc } };
}

/* The next document inside; NULL behind the last. */
static const struct th_document *next_inside(struct visit *v)
{
	for (;;) {
		const struct th_document *doc = v->open[v->depth];
		if (v->next[v->depth] < doc->parts.count && v->depth < TH_MAX_PART_DEPTH) {
			doc = doc->parts.items[v->next[v->depth]++].doc;
			v->open[++v->depth] = doc;
			v->next[v->depth] = 0;
			return doc;
		}
		if (v->depth-- == 0)
			return NULL;
	}
}

bool th_document_is_signed(const struct th_document *doc)
{
	return doc->envelope || doc->attestation;
}

static const char *kind_word(enum th_signature_kind kind)
{
	static const char *const words[] = {
		[TH_SIGNATURE_DSSE] = "dsse",       [TH_SIGNATURE_GCB_LEGACY] = "cloud-build",
		[TH_SIGNATURE_MESSAGE] = "message", [TH_SIGNATURE_JSF] = "jsf",
		[TH_SIGNATURE_OTHER] = "other",
	};

	return words[kind];
}

/* The key that it says it was made with. */
static th_slice hint_of(const struct th_document *doc, const struct th_signature *s)
{
	th_slice keyid = th_document_text(doc, s->keyid);

	if (keyid.len == 0 && s->material != TH_NONE)
		keyid = th_document_text(doc, doc->envelope->materials.items[s->material].hint);
	return keyid;
}

static bool has_certificate(const struct th_document *doc, const struct th_signature *s)
{
	return s->certificate.len > 0 ||
	       (s->material != TH_NONE &&
		doc->envelope->materials.items[s->material].certificate_count > 0);
}

/* What is wrong with it whatever the key; NULL: nothing. */
static const char *problem_of(const struct th_signature *s)
{
	return s->malformed ? s->malformed : s->unsupported;
}

/* ---- text ---- */

static void put(struct th_page *page, const char *label, th_slice text)
{
	th_page_begin(page, 2, LABEL);
	th_page_label(page, TH_STYLE_FAINT, label, LABEL - 2);
	th_page_text(page, TH_STYLE_PLAIN, text);
	th_page_end(page);
}

static void put_more(struct th_page *page, uint32_t count)
{
	if (count > MOST_SHOWN)
		put(page, "",
		    th_page_compose(page, "and %u more (--format json lists all)",
				    count - MOST_SHOWN));
}

static void put_payload(struct th_page *page, const struct th_document *doc,
			const struct th_payload *p)
{
	put(page, "signed",
	    th_page_compose(page, "%zu bytes of type %.*s%s%s", p->bytes.len,
			    TH_FMT(th_document_text(doc, p->type)), p->why ? ": " : "",
			    p->why ? p->why : ""));
}

static void put_signature(struct th_page *page, const struct th_document *doc,
			  const struct th_signature *s)
{
	th_slice hint = hint_of(doc, s), algorithm = th_document_text(doc, s->algorithm);
	const char *problem = problem_of(s);

	put(page, "signature",
	    th_page_compose(page, "%s%s%.*s%s%.*s%s%s%s", kind_word(s->kind),
			    algorithm.len ? ", " : "", TH_FMT(algorithm), hint.len ? ", key " : "",
			    TH_FMT(hint), has_certificate(doc, s) ? ", with a certificate" : "",
			    problem ? ": " : "", problem ? problem : ""));
}

static void put_subject(struct th_page *page, const struct th_document *doc,
			const struct th_component *subject)
{
	th_page_begin(page, 2, LABEL);
	th_page_label(page, TH_STYLE_FAINT, "about", LABEL - 2);
	th_page_text(page, TH_STYLE_PLAIN,
		     th_text_len(subject->name) ? th_document_text(doc, subject->name)
						: TH_SLICE("something without a name"));
	for (uint32_t a = subject->attributes; a != TH_NONE; a = doc->attributes.items[a].next) {
		const struct th_attribute *at = &doc->attributes.items[a];
		th_slice hex = th_document_text(doc, at->text);
		if (at->kind == TH_ATTRIBUTE_HASH)
			th_page_unit(page, TH_STYLE_FAINT,
				     th_page_compose(page, "%s %.*s%s",
						     th_hash_algorithm_word(
							     (enum th_hash_algorithm)at->detail),
						     TH_FMT(th_slice_sub(hex, 0, DIGITS)),
						     hex.len > DIGITS ? "..." : ""));
	}
	th_page_end(page);
}

static const char *outcome_word(enum th_outcome outcome)
{
	static const char *const words[] = { [TH_OUTCOME_NONE] = NULL,
					     [TH_OUTCOME_PASSED] = "passed",
					     [TH_OUTCOME_WARNED] = "passed with warnings",
					     [TH_OUTCOME_FAILED] = "failed" };
	return words[outcome];
}

static void put_text(struct th_page *page, const struct th_document *doc, const char *label,
		     th_text text)
{
	if (th_text_len(text))
		put(page, label, th_document_text(doc, text));
}

static void put_property(struct th_page *page, const struct th_document *doc,
			 const struct th_attested_property *p)
{
	th_slice target = th_document_text(doc, p->target),
		 evidence = th_document_text(doc, p->evidence);

	put(page, "states",
	    th_page_compose(page, "%.*s%s%.*s%s%.*s", TH_FMT(th_document_text(doc, p->name)),
			    target.len ? " of " : "", TH_FMT(target),
			    evidence.len ? "; evidence: " : "", TH_FMT(evidence)));
}

/* What the predicate says beside what it is about. */
static void put_predicate(struct th_page *page, const struct th_document *doc)
{
	const struct th_attestation *a = doc->attestation;

	put_text(page, doc, "built by", a->builder_id);
	put_text(page, doc, "seen by", a->verifier);
	if (outcome_word(a->outcome))
		put(page, "result", th_slice_of(outcome_word(a->outcome)));
	for (uint32_t i = 0; i < a->properties.count && i < MOST_SHOWN; i++)
		put_property(page, doc, &a->properties.items[i]);
	put_more(page, a->properties.count);
	for (uint32_t i = 0; i < a->dependency_levels.count && i < MOST_SHOWN; i++) {
		const struct th_dependency_level *level = &a->dependency_levels.items[i];
		put(page, "states",
		    th_page_compose(page, "%u dependencies at %.*s", level->count,
				    TH_FMT(th_document_text(doc, level->level))));
	}
	put_more(page, a->dependency_levels.count);
}

static void put_attestation(struct th_page *page, const struct th_document *doc)
{
	const struct th_attestation *a = doc->attestation;

	put(page, "says",
	    th_page_compose(page, "%s (%.*s)", th_predicate_title(a->predicate),
			    TH_FMT(th_document_text(doc, a->predicate_type))));
	for (uint32_t i = 0; i < a->subjects.count && i < MOST_SHOWN; i++)
		put_subject(page, doc, &doc->components.items[a->subjects.items[i]]);
	put_more(page, a->subjects.count);
	put_predicate(page, doc);
}

static void put_document(struct th_page *page, const struct th_document *doc)
{
	const struct th_envelope *e = doc->envelope;

	for (uint32_t i = 0; e && i < e->payloads.count && i < MOST_SHOWN; i++)
		put_payload(page, doc, &e->payloads.items[i]);
	put_more(page, e ? e->payloads.count : 0);
	for (uint32_t i = 0; e && i < e->signatures.count && i < MOST_SHOWN; i++)
		put_signature(page, doc, &e->signatures.items[i]);
	put_more(page, e ? e->signatures.count : 0);
	if (doc->attestation && !doc->rejected)
		put_attestation(page, doc);
	th_render_claims_text(doc, page);
}

static void put_inside(struct th_page *page, const struct th_document *doc)
{
	th_slice name = { 0 };

	if (doc->root != TH_NONE && doc->root < doc->components.count)
		name = th_document_text(doc, doc->components.items[doc->root].name);
	put(page, "inside",
	    th_page_compose(page, "%s%s%.*s", doc->parser ? doc->parser->name : "not read",
			    name.len ? ", about " : "", TH_FMT(name)));
}

void th_render_signed_text(const struct th_document *doc, struct th_page *page)
{
	struct visit v;
	uint32_t shown = 0, inside = 0;

	put_document(page, doc);
	begin(&v, doc);
	while ((doc = next_inside(&v)) != NULL) {
		if (inside++ >= MOST_SHOWN)
			continue;
		put_inside(page, doc);
		put_document(page, doc);
		shown++;
	}
	if (shown < inside)
		put(page, "",
		    th_page_compose(page, "and %u more (--format json lists all)", inside - shown));
}

/* ---- JSON ---- */

static void write_payload(struct th_json_writer *w, const struct th_document *doc,
			  const struct th_payload *p)
{
	th_json_begin_object(w);
	th_json_member_string(w, "type", th_document_text(doc, p->type));
	th_json_member_uint(w, "bytes", p->bytes.len);
	th_json_member_string(w, "announced", th_document_text(doc, p->announced));
	th_json_member_word(w, "why", p->why);
	th_json_end_object(w);
}

static void write_signature(struct th_json_writer *w, const struct th_document *doc,
			    const struct th_signature *s)
{
	th_json_begin_object(w);
	th_json_member_word(w, "kind", kind_word(s->kind));
	th_json_member_string(w, "algorithm", th_document_text(doc, s->algorithm));
	th_json_member_string(w, "keyid", hint_of(doc, s));
	th_json_member_bool(w, "certificate", has_certificate(doc, s));
	if (s->payload == TH_NONE)
		th_json_member_null(w, "payload");
	else
		th_json_member_uint(w, "payload", s->payload);
	th_json_member_word(w, "why", problem_of(s));
	th_json_end_object(w);
}

static void write_subject(struct th_json_writer *w, const struct th_document *doc,
			  const struct th_component *subject)
{
	th_json_begin_object(w);
	th_json_member_string(w, "name", th_document_text(doc, subject->name));
	th_json_member_array(w, "digests");
	for (uint32_t a = subject->attributes; a != TH_NONE; a = doc->attributes.items[a].next) {
		const struct th_attribute *at = &doc->attributes.items[a];
		if (at->kind != TH_ATTRIBUTE_HASH)
			continue;
		th_json_begin_object(w);
		th_json_member_word(w, "alg",
				    th_hash_algorithm_word((enum th_hash_algorithm)at->detail));
		th_json_member_string(w, "content", th_document_text(doc, at->text));
		th_json_end_object(w);
	}
	th_json_end_array(w);
	th_json_end_object(w);
}

static void write_text(struct th_json_writer *w, const struct th_document *doc, const char *key,
		       th_text text)
{
	th_json_member_string(w, key, th_document_text(doc, text));
}

static void write_predicate(struct th_json_writer *w, const struct th_document *doc)
{
	static const struct th_attestation nothing;
	const struct th_attestation *a = doc->attestation ? doc->attestation : &nothing;

	write_text(w, doc, "builder", a->builder_id);
	write_text(w, doc, "verifier", a->verifier);
	th_json_member_word(w, "result", outcome_word(a->outcome));
	th_json_member_array(w, "properties");
	for (uint32_t i = 0; i < a->properties.count; i++) {
		const struct th_attested_property *p = &a->properties.items[i];
		th_json_begin_object(w);
		write_text(w, doc, "name", p->name);
		write_text(w, doc, "target", p->target);
		write_text(w, doc, "evidence", p->evidence);
		th_json_end_object(w);
	}
	th_json_end_array(w);
	th_json_member_array(w, "dependency_levels");
	for (uint32_t i = 0; i < a->dependency_levels.count; i++) {
		th_json_begin_object(w);
		write_text(w, doc, "level", a->dependency_levels.items[i].level);
		th_json_member_uint(w, "count", a->dependency_levels.items[i].count);
		th_json_end_object(w);
	}
	th_json_end_array(w);
}

static void write_attestation(struct th_json_writer *w, const struct th_document *doc)
{
	const struct th_attestation *a = doc->attestation;

	th_json_member_string(w, "predicate_type",
			      a ? th_document_text(doc, a->predicate_type) : (th_slice){ 0 });
	th_json_member_array(w, "subjects");
	for (uint32_t i = 0; a && i < a->subjects.count; i++)
		write_subject(w, doc, &doc->components.items[a->subjects.items[i]]);
	th_json_end_array(w);
	write_predicate(w, doc);
}

static void write_document(struct th_json_writer *w, const struct th_document *doc)
{
	const struct th_envelope *e = doc->envelope;

	th_json_begin_object(w);
	th_json_member_word(w, "format", doc->parser ? doc->parser->name : NULL);
	th_json_member_array(w, "payloads");
	for (uint32_t i = 0; e && i < e->payloads.count; i++)
		write_payload(w, doc, &e->payloads.items[i]);
	th_json_end_array(w);
	th_json_member_array(w, "signatures");
	for (uint32_t i = 0; e && i < e->signatures.count; i++)
		write_signature(w, doc, &e->signatures.items[i]);
	th_json_end_array(w);
	write_attestation(w, doc);
	th_json_end_object(w);
}

void th_render_signed_json(const struct th_document *whole, struct th_json_writer *w)
{
	const struct th_document *doc = whole;
	struct visit v;

	th_json_member_array(w, "stated");
	if (th_document_is_signed(doc)) {
		begin(&v, doc);
		for (; doc; doc = next_inside(&v))
			write_document(w, doc);
	}
	th_json_end_array(w);
	th_json_member_array(w, "claims");
	begin(&v, whole);
	for (doc = whole; doc; doc = next_inside(&v))
		th_render_claims_json(doc, w);
	th_json_end_array(w);
}
