/*
 * verify: every signature in every file, judged; what is signed; and which of the files given
 * beside it is about.
 */
#include "cmd/verify.h"

#include "cmd/command.h"
#include "cmd/complain.h"
#include "cmd/setup.h"
#include "cmd/standard_output.h"
#include "cmd/terminal.h"
#include "core/crypto/digest.h"
#include "parsers/attestation.h"

#include <unistd.h>

/* ---- digests ---- */

static void compute_digests(struct th_artifact *artifact)
{
	for (unsigned i = 0; i < TH_DIGEST_COUNT; i++)
		th_digest_hex((enum th_digest)i, artifact->source.found, artifact->digests[i]);
}

/* The artefact's digest of an algorithm; absent: of one that proves nothing, as MD5 and SHA-1. */
static th_slice digest_of(const struct th_artifact *artifact, enum th_hash_algorithm algorithm)
{
	enum th_digest digest;

	if (!th_hash_algorithm_is_strong(algorithm) ||
	    !th_hash_algorithm_digest(algorithm, &digest))
		return (th_slice){ 0 };
	return th_slice_of(artifact->digests[digest]);
}

/* Is one of the subject's digests that of the artefact? */
static bool is_about(const struct th_document *doc, const struct th_component *subject,
		     const struct th_artifact *artifact)
{
	for (uint32_t a = subject->attributes; a != TH_NONE; a = doc->attributes.items[a].next) {
		const struct th_attribute *at = &doc->attributes.items[a];
		if (at->kind != TH_ATTRIBUTE_HASH)
			continue;
		th_slice hex = digest_of(artifact, (enum th_hash_algorithm)at->detail);
		if (hex.len && th_slice_equal_nocase(hex, th_document_text(doc, at->text)))
			return true;
	}
	return false;
}

const struct th_artifact *th_verification_artifact(const struct th_verification *v,
						   const struct th_document *doc,
						   const struct th_component *subject)
{
	for (uint32_t i = 0; i < v->artifacts.count; i++)
		if (is_about(doc, subject, &v->artifacts.items[i]))
			return &v->artifacts.items[i];
	return NULL;
}

/* ---- artefacts ---- */

static void meet(struct th_artifact *artifact, const struct th_run_document *d, uint32_t document)
{
	for (uint32_t i = 0; i < d->doc->attestation->subjects.count; i++) {
		const struct th_component *subject =
			&d->doc->components.items[d->doc->attestation->subjects.items[i]];
		enum th_artifact_state state = TH_ARTIFACT_UNMENTIONED;
		if (is_about(d->doc, subject, artifact))
			state = d->signature ? TH_ARTIFACT_VOUCHED : TH_ARTIFACT_SPOKEN_OF;
		else if (th_slice_equal(th_slice_base(th_document_text(d->doc, subject->name)),
					th_slice_base(artifact->path)))
			state = TH_ARTIFACT_OTHER;
		if (state > artifact->state) {
			artifact->state = state;
			artifact->document = document;
		}
	}
}

/* A signature over the bytes themselves vouches for them without a statement. */
static void meet_messages(struct th_artifact *artifact, const struct th_run_document *d,
			  uint32_t document)
{
	const struct th_envelope *envelope = d->doc->envelope;

	for (uint32_t i = 0; envelope && i < envelope->signatures.count; i++)
		if (envelope->signatures.items[i].kind == TH_SIGNATURE_MESSAGE &&
		    d->signatures.items[i].state == TH_SIGNATURE_VALID &&
		    envelope->signatures.items[i].covered.ptr == artifact->source.found.ptr) {
			artifact->state = TH_ARTIFACT_VOUCHED;
			artifact->document = document;
		}
}

static void meet_all(struct th_verification *v)
{
	for (uint32_t i = 0; i < v->artifacts.count; i++)
		for (uint32_t k = 0; k < v->run.list.count; k++) {
			const struct th_run_document *d = &v->run.list.items[k];
			if (d->doc->attestation && !d->forged)
				meet(&v->artifacts.items[i], d, k);
			meet_messages(&v->artifacts.items[i], d, k);
		}
}

static int open_artifacts(struct th_verification *v, struct th_call *call)
{
	const struct th_name_list *names = &call->options.artifacts;

	for (uint32_t i = 0; i < names->count; i++) {
		struct th_artifact *a = th_artifact_list_push(&v->artifacts, TH_MAX_DOCUMENTS);
		th_slice why;
		if (!a)
			return TH_EXIT_BUG;
		a->path = names->items[i];
		a->document = TH_NONE;
		th_status status = th_source_open(&a->source, a->path.ptr, &call->arena, &why);
		if (status == TH_OK) {
			compute_digests(a);
			continue;
		}
		v->artifacts.count--;
		th_complain_at(a->path, 0, 0, why);
		return status == TH_ENOTFOUND ? TH_EXIT_NO_INPUT : TH_EXIT_BAD_INPUT;
	}
	return TH_EXIT_PASS;
}

/* What a signature over a file is over: the artefact of its digest; if it states none, the only
 * one. */
static void cover(const struct th_verification *v, struct th_signature *s)
{
	if (s->kind != TH_SIGNATURE_MESSAGE)
		return;
	for (uint32_t i = 0; i < v->artifacts.count; i++) {
		const struct th_artifact *a = &v->artifacts.items[i];
		th_slice hex = digest_of(a, (enum th_hash_algorithm)s->algorithm_of_digest);
		if (hex.len && s->digest.len ? th_slice_equal_nocase(hex, s->digest)
					     : v->artifacts.count == 1)
			s->covered = a->source.found;
	}
}

static void cover_all(struct th_verification *v)
{
	for (uint32_t i = 0; i < v->inputs.list.count; i++) {
		struct th_envelope *envelope = v->inputs.list.items[i].doc.envelope;
		for (uint32_t k = 0; envelope && k < envelope->signatures.count; k++)
			cover(v, &envelope->signatures.items[k]);
	}
}

/* ---- the verdict ---- */

struct tally {
	uint32_t unreadable, missing, unsigned_files, unsupported, bad, valid, strangers;
};

static void count_input(const struct th_verification *v, uint32_t input, struct tally *t)
{
	const struct th_input *in = &v->inputs.list.items[input];
	const struct th_run_signatures *s = &v->run.signatures[input];

	if (in->failed || (in->opened && in->doc.rejected)) {
		t->unreadable++;
		return;
	}
	for (uint32_t i = v->run.parts[input]; i < v->run.parts[input + 1]; i++)
		if (v->run.list.items[i].doc->rejected) {
			t->unreadable++;
			break;
		}
	if (s->count == 0)
		t->unsigned_files++;
	for (uint32_t i = 0; i < s->count; i++) {
		t->valid += s->items[i].state == TH_SIGNATURE_VALID;
		t->unsupported += s->items[i].state == TH_SIGNATURE_UNSUPPORTED;
		t->bad += s->items[i].state == TH_SIGNATURE_INVALID ||
			  s->items[i].state == TH_SIGNATURE_UNTRUSTED;
	}
}

static void decide(struct th_verification *v, struct th_arena *arena)
{
	struct tally t = { .missing = v->inputs.missing };

	for (uint32_t i = 0; i < v->inputs.list.count; i++)
		if (v->inputs.list.items[i].repeats == TH_NONE)
			count_input(v, i, &t);
	for (uint32_t i = 0; i < v->artifacts.count; i++)
		t.strangers += v->artifacts.items[i].state != TH_ARTIFACT_VOUCHED;
	const struct {
		bool holds;
		int code;
		const char *says;
	} rows[] = {
		{ t.missing, TH_EXIT_NO_INPUT, "a file is not there" },
		{ t.unreadable > 0, TH_EXIT_BAD_INPUT, "a file could not be read" },
		{ t.bad > 0, TH_EXIT_VIOLATION,
		  "a signature is invalid or not of anybody you trust" },
		{ t.strangers > 0, TH_EXIT_VIOLATION,
		  "an artifact is not what a trusted statement is about" },
		{ t.unsigned_files > 0, TH_EXIT_BLIND_SPOT, "a file carries no signature" },
		{ t.unsupported > 0, TH_EXIT_BLIND_SPOT,
		  "a signature is of a kind that is not verified" },
		{ true, TH_EXIT_PASS, "every signature is valid, by somebody you trust" },
	};
	size_t i = 0;
	while (!rows[i].holds)
		i++;
	v->code = rows[i].code;
	v->verdict = th_arena_printf(arena, "%s (%u valid, %u not, %u not verified)", rows[i].says,
				     t.valid, t.bad, t.unsupported);
}

/* ---- the command ---- */

/* Only one who reads JSON is told the files' digests. */
static bool wants_digests(const struct th_options *options)
{
	for (uint32_t i = 0; i < options->formats.count; i++)
		if (th_slice_equal(options->formats.items[i].name, TH_SLICE("json")))
			return true;
	return false;
}

static th_status read_all(struct th_verification *v, const struct th_options *options)
{
	struct th_crew digests = { 0 };

	th_inputs_open(&v->inputs);
	if (wants_digests(options))
		th_inputs_digest(&v->inputs, options->jobs, &digests);
	th_status status = th_inputs_read(&v->inputs, options->jobs, NULL);
	th_crew_end(&digests);
	return status;
}

static th_status verify(struct th_verification *v, const struct th_trust *trust,
			struct th_call *call)
{
	const struct th_name_list *operands = &call->options.operands;

	for (uint32_t i = 0; i < operands->count; i++)
		TH_TRY(th_inputs_add(&v->inputs, operands->items[i], TH_INPUT_DOCUMENT,
				     (th_slice){ 0 }));
	TH_TRY(th_inputs_settle(&v->inputs));
	TH_TRY(read_all(v, &call->options));
	cover_all(v);
	TH_TRY(th_trust_judge_ahead(trust, &v->inputs, call->options.jobs));
	TH_TRY(th_run_documents_collect(&v->run, &v->inputs, trust, &call->arena));
	meet_all(v);
	decide(v, &call->arena);
	return v->verdict.ptr ? TH_OK : TH_ENOMEM;
}

static void complain(const struct th_verification *v)
{
	const struct th_diagnostics *all = &v->inputs.diagnostics;

	for (uint32_t i = 0; i < all->list.count; i++)
		if (th_diag_severity(all->list.items[i].code) == TH_SEVERITY_ERROR)
			th_complain("%.*s", TH_FMT(all->list.items[i].message));
}

/* text or json; to standard output or a file. */
static int show(const struct th_verification *v, const struct th_format *format,
		struct th_call *call)
{
	bool to_file = format && format->file.ptr,
	     json = format && th_slice_equal(format->name, TH_SLICE("json"));
	struct th_json_writer writer;
	struct th_output out;
	struct th_page page;

	if (format && !json && !th_slice_equal(format->name, TH_SLICE("text"))) {
		th_complain("--format %.*s: verify knows text and json", TH_FMT(format->name));
		return TH_EXIT_USAGE;
	}
	if (to_file)
		th_output_to_file(&out, format->file.ptr);
	else
		th_output_to_fd(&out, STDOUT_FILENO);
	if (json) {
		th_json_writer_init(&writer, &out);
		th_render_verification_json(v, &writer);
		th_json_writer_end(&writer);
	} else {
		bool color = !to_file && th_terminal_has_color(call->options.color, STDOUT_FILENO);
		th_page_init(&page, &out, &call->arena, color, th_terminal_is_utf8());
		th_render_verification_text(v, &page);
	}
	if (!to_file)
		return th_standard_output_end(&out);
	th_status status = th_output_commit(&out);
	if (status != TH_OK)
		th_complain_at(format->file, 0, 0, th_output_why(&out));
	th_output_release(&out);
	return status == TH_OK ? TH_EXIT_PASS : TH_EXIT_OUTPUT;
}

static int show_all(struct th_verification *v, struct th_call *call)
{
	const struct th_format_list *formats = &call->options.formats;
	int code = formats->count ? TH_EXIT_PASS : show(v, NULL, call);

	for (uint32_t i = 0; i < formats->count && code == TH_EXIT_PASS; i++)
		code = show(v, &formats->items[i], call);
	return code == TH_EXIT_PASS ? v->code : code;
}

static void release(struct th_verification *v)
{
	for (uint32_t i = 0; i < v->artifacts.count; i++)
		th_source_close(&v->artifacts.items[i].source);
	th_artifact_list_release(&v->artifacts);
	th_run_documents_release(&v->run);
	th_inputs_release(&v->inputs);
}

int th_command_verify(struct th_call *call)
{
	struct th_verification v = { 0 };
	struct th_setup setup = { 0 };

	if (call->options.operands.count == 0) {
		th_complain("what is to be verified? name files; '-' is standard input");
		return TH_EXIT_USAGE;
	}
	int code = th_setup_configure(&setup, call);
	if (code == TH_EXIT_PASS)
		code = open_artifacts(&v, call);
	if (code == TH_EXIT_PASS) {
		th_status status = verify(&v, setup.trust, call);
		if (status != TH_OK)
			th_complain(status == TH_ENOMEM ? "no memory left"
							: "a fault of twohop itself");
		complain(&v);
		code = status == TH_OK ? show_all(&v, call) : TH_EXIT_BUG;
	}
	release(&v);
	th_setup_release(&setup);
	return code;
}
