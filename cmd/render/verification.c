#include "cmd/render/json.h"
#include "cmd/verify.h"
#include "parsers/attestation.h"
#include "parsers/parser.h"

enum { LABEL = 11, MOST_SUBJECTS = 20, MOST_DIGEST = 16 };

static const char *artifact_word(enum th_artifact_state state)
{
	static const char *const words[] = {
		[TH_ARTIFACT_UNMENTIONED] = "unmentioned",
		[TH_ARTIFACT_OTHER] = "other-digest",
		[TH_ARTIFACT_SPOKEN_OF] = "not-trusted",
		[TH_ARTIFACT_VOUCHED] = "vouched-for",
	};

	return words[state];
}

/* ---- text ---- */

static void put(struct th_page *page, const char *label, enum th_style style, th_slice text)
{
	th_page_begin(page, 2, 2 + LABEL);
	th_page_label(page, TH_STYLE_FAINT, label, LABEL);
	th_page_whole(page, style, text);
	th_page_end(page);
}

static void put_signature(struct th_page *page, const struct th_report_signature *s)
{
	static const enum th_style styles[] = {
		[TH_SIGNATURE_VALID] = TH_STYLE_GOOD,
		[TH_SIGNATURE_INVALID] = TH_STYLE_BAD,
		[TH_SIGNATURE_UNTRUSTED] = TH_STYLE_WARNING,
		[TH_SIGNATURE_UNSUPPORTED] = TH_STYLE_WARNING,
	};
	char day[TH_DATE_TEXT];

	th_page_begin(page, 2, 2 + LABEL);
	th_page_label(page, styles[s->state], th_signature_state_word(s->state), LABEL);
	if (s->who.len)
		th_page_whole(page, TH_STYLE_PLAIN,
			      th_page_compose(page, "by %.*s", TH_FMT(s->who)));
	if (s->algorithm.len)
		th_page_text(page, TH_STYLE_PLAIN,
			     th_page_compose(page, "(%.*s)", TH_FMT(s->algorithm)));
	if (s->time) {
		th_date_format(th_date_of_day((int32_t)(s->time / 86400)), day, sizeof(day));
		th_page_text(page, TH_STYLE_PLAIN, th_page_compose(page, "on %s", day));
	}
	if (s->why.len)
		th_page_text(page, TH_STYLE_PLAIN, th_page_compose(page, "- %.*s", TH_FMT(s->why)));
	th_page_end(page);
	if (s->identity.len && !th_slice_equal(s->identity, s->who))
		put(page, "identity", TH_STYLE_PLAIN,
		    th_page_compose(page, "%.*s, vouched for by %.*s", TH_FMT(s->identity),
				    TH_FMT(s->issuer)));
	if (s->keyid.len)
		put(page, "key", TH_STYLE_PLAIN, s->keyid);
}

static void put_subject(const struct th_verification *v, struct th_page *page,
			const struct th_document *doc, const struct th_component *subject)
{
	const struct th_artifact *artifact = th_verification_artifact(v, doc, subject);

	th_page_begin(page, 2, 2 + LABEL);
	th_page_label(page, TH_STYLE_FAINT, "about", LABEL);
	th_page_text(page, TH_STYLE_STRONG, th_document_text(doc, subject->name));
	for (uint32_t a = subject->attributes; a != TH_NONE; a = doc->attributes.items[a].next) {
		const struct th_attribute *at = &doc->attributes.items[a];
		th_slice hex = th_document_text(doc, at->text);
		if (at->kind == TH_ATTRIBUTE_HASH)
			th_page_unit(page, TH_STYLE_PLAIN,
				     th_page_compose(page, "%s %.*s...",
						     th_hash_algorithm_word(
							     (enum th_hash_algorithm)at->detail),
						     TH_FMT(th_slice_sub(hex, 0, MOST_DIGEST))));
	}
	if (artifact)
		th_page_place(page, TH_STYLE_GOOD, TH_SLICE("= "), artifact->path, TH_SLICE(""));
	th_page_end(page);
}

static void put_statement(const struct th_verification *v, struct th_page *page,
			  const struct th_run_document *d)
{
	const struct th_attestation *a = d->doc->attestation;
	th_slice builder = th_document_text(d->doc, a->builder_id),
		 made = th_document_text(d->doc, d->doc->created);

	put(page, "says", d->signature ? TH_STYLE_PLAIN : TH_STYLE_FAINT,
	    th_page_compose(page, "%s%s%.*s%s", th_predicate_title(a->predicate),
			    made.len ? ", " : "", TH_FMT(made),
			    d->forged ? " (not to be believed)" : ""));
	if (builder.len)
		put(page, "built by", d->signature ? TH_STYLE_PLAIN : TH_STYLE_FAINT, builder);
	for (uint32_t i = 0; i < a->subjects.count && i < MOST_SUBJECTS; i++)
		put_subject(v, page, d->doc, &d->doc->components.items[a->subjects.items[i]]);
	if (a->subjects.count > MOST_SUBJECTS)
		put(page, "", TH_STYLE_FAINT,
		    th_page_compose(page, "and %u more (--format json lists all)",
				    a->subjects.count - MOST_SUBJECTS));
}

static void put_file(const struct th_verification *v, struct th_page *page, uint32_t input)
{
	const struct th_input *in = &v->inputs.list.items[input];
	const struct th_run_signatures *s = &v->run.signatures[input];

	th_page_begin(page, 0, 2);
	th_page_place(page, TH_STYLE_STRONG, TH_SLICE(""), in->path, TH_SLICE(":"));
	if (in->opened && in->doc.parser)
		th_page_text(page, TH_STYLE_PLAIN, th_slice_of(in->doc.parser->name));
	th_page_end(page);
	if (in->failed || in->ignored)
		put(page, "not read", TH_STYLE_BAD, in->why);
	else if (in->doc.rejected)
		put(page, "refused", TH_STYLE_BAD,
		    in->doc.diagnostics.list.count ? in->doc.diagnostics.list.items[0].message
						   : TH_SLICE("it could not be read"));
	else if (s->count == 0)
		put(page, "unsigned", TH_STYLE_WARNING, TH_SLICE("it carries no signature"));
	for (uint32_t i = 0; i < s->count; i++)
		put_signature(page, &s->items[i]);
	if (th_input_is_used(in) && in->doc.attestation)
		put_statement(v, page, &v->run.list.items[input]);
	for (uint32_t i = v->run.parts[input]; i < v->run.parts[input + 1]; i++)
		if (v->run.list.items[i].doc->attestation)
			put_statement(v, page, &v->run.list.items[i]);
}

static void put_artifact(const struct th_verification *v, struct th_page *page,
			 const struct th_artifact *a)
{
	static const char *const says[] = {
		[TH_ARTIFACT_UNMENTIONED] = "nothing here is about it",
		[TH_ARTIFACT_OTHER] =
			"a statement is about a file of this name with another digest",
		[TH_ARTIFACT_SPOKEN_OF] =
			"a statement is about it, and nobody you trust signed that",
		[TH_ARTIFACT_VOUCHED] = "a trusted statement or signature is about it",
	};

	th_page_begin(page, 0, 2);
	th_page_place(page, TH_STYLE_STRONG, TH_SLICE(""), a->path, TH_SLICE(":"));
	th_page_text(page, a->state == TH_ARTIFACT_VOUCHED ? TH_STYLE_GOOD : TH_STYLE_BAD,
		     th_slice_of(says[a->state]));
	if (a->document != TH_NONE)
		th_page_place(page, TH_STYLE_FAINT, TH_SLICE("["),
			      v->inputs.list.items[v->run.list.items[a->document].input].path,
			      TH_SLICE("]"));
	th_page_end(page);
}

void th_render_verification_text(const struct th_verification *v, struct th_page *page)
{
	th_page_begin(page, 0, 2);
	th_page_text(page, v->code == 0 ? TH_STYLE_GOOD : TH_STYLE_BAD, v->verdict);
	th_page_end(page);
	for (uint32_t i = 0; i < v->inputs.list.count; i++)
		if (v->inputs.list.items[i].repeats == TH_NONE) {
			th_page_blank_line(page);
			put_file(v, page, i);
		}
	for (uint32_t i = 0; i < v->artifacts.count; i++) {
		if (i == 0)
			th_page_blank_line(page);
		put_artifact(v, page, &v->artifacts.items[i]);
	}
}

/* ---- JSON ---- */

static void write_signature(struct th_json_writer *w, const struct th_report_signature *s)
{
	th_json_begin_object(w);
	th_json_signature_members(w, s);
	if (s->time)
		th_json_member_date(w, "time", th_date_of_day((int32_t)(s->time / 86400)));
	else
		th_json_member_null(w, "time");
	th_json_end_object(w);
}

static void write_subject(const struct th_verification *v, struct th_json_writer *w,
			  const struct th_document *doc, const struct th_component *subject)
{
	const struct th_artifact *artifact = th_verification_artifact(v, doc, subject);

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
	th_json_member_string(w, "artifact", artifact ? artifact->path : (th_slice){ 0 });
	th_json_end_object(w);
}

static void write_statement(const struct th_verification *v, struct th_json_writer *w,
			    const struct th_run_document *d)
{
	const struct th_attestation *a = d->doc->attestation;

	th_json_begin_object(w);
	th_json_member_word(w, "predicate", th_predicate_title(a->predicate));
	th_json_member_string(w, "predicate_type", th_document_text(d->doc, a->predicate_type));
	th_json_member_string(w, "builder", th_document_text(d->doc, a->builder_id));
	th_json_member_string(w, "made", th_document_text(d->doc, d->doc->created));
	th_json_member_bool(w, "trusted", d->signature != NULL);
	th_json_member_string(w, "who", d->signature ? d->signature->who : (th_slice){ 0 });
	th_json_member_array(w, "subjects");
	for (uint32_t i = 0; i < a->subjects.count; i++)
		write_subject(v, w, d->doc, &d->doc->components.items[a->subjects.items[i]]);
	th_json_end_array(w);
	th_json_end_object(w);
}

static void write_file(const struct th_verification *v, struct th_json_writer *w, uint32_t input)
{
	const struct th_input *in = &v->inputs.list.items[input];
	const struct th_run_signatures *s = &v->run.signatures[input];
	bool refused = in->opened && in->doc.rejected && in->doc.diagnostics.list.count;

	th_json_begin_object(w);
	th_json_member_string(w, "path", in->path);
	th_json_member_word(w, "sha256", in->sha256[0] ? in->sha256 : NULL);
	th_json_member_word(w, "format",
			    in->opened && in->doc.parser ? in->doc.parser->name : NULL);
	th_json_member_string(w, "why",
			      refused ? in->doc.diagnostics.list.items[0].message : in->why);
	th_json_member_array(w, "signatures");
	for (uint32_t i = 0; i < s->count; i++)
		write_signature(w, &s->items[i]);
	th_json_end_array(w);
	th_json_member_array(w, "statements");
	if (th_input_is_used(in) && in->doc.attestation)
		write_statement(v, w, &v->run.list.items[input]);
	for (uint32_t i = v->run.parts[input]; i < v->run.parts[input + 1]; i++)
		if (v->run.list.items[i].doc->attestation)
			write_statement(v, w, &v->run.list.items[i]);
	th_json_end_array(w);
	th_json_end_object(w);
}

void th_render_verification_json(const struct th_verification *v, struct th_json_writer *w)
{
	th_json_begin_object(w);
	th_json_member_word(w, "schema", "twohop-verification/1");
	th_json_member_array(w, "files");
	for (uint32_t i = 0; i < v->inputs.list.count; i++)
		if (v->inputs.list.items[i].repeats == TH_NONE)
			write_file(v, w, i);
	th_json_end_array(w);
	th_json_member_array(w, "artifacts");
	for (uint32_t i = 0; i < v->artifacts.count; i++) {
		const struct th_artifact *a = &v->artifacts.items[i];
		th_json_begin_object(w);
		th_json_member_string(w, "path", a->path);
		th_json_member_word(w, "state", artifact_word(a->state));
		th_json_end_object(w);
	}
	th_json_end_array(w);
	th_json_member_object(w, "exit");
	th_json_member_int(w, "code", v->code);
	th_json_member_string(w, "why", v->verdict);
	th_json_end_object(w);
	th_json_end_object(w);
}
