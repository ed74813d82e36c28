/*
 * OpenVEX 0.2.0: what the report says of flaws that have an id. A rendering, not a supplier's word:
 * the author is twohop, with a role that says so.
 *
 * Which findings: those whose advisory is a record of what is wrong with a release, so that its id
 * names it: vulnerable, known-exploited, malicious-package and compromised-release. A report knows
 * an advisory by one id; of an event that also has a CVE it is the event's. An end of life is no
 * flaw, a blind spot no fact. What is left out is counted under `tooling`: the format has no other
 * room.
 *
 * Status: affected, with the remedy as the action. A match that is only suspected is
 * under_investigation. What a VEX statement cleared is as that statement said. A risk that somebody
 * accepted stays affected, and the notes tell who and until when: accepting cures nothing.
 *
 * The schema demands a statement. Where no finding names a flaw there is one that says so, of a
 * flaw by no known name in this document itself, under_investigation: it matches nothing and clears
 * nothing, and tells what was not evaluated.
 */
#include "cmd/render/exchange.h"
#include "cmd/render/renderer.h"
#include "core/text/json_writer.h"
#include "graph/vex.h"

struct vex {
	const struct th_report *report;
	struct th_json_writer writer;
	struct th_content content;
	struct th_output text; /* what is pieced together */
	struct th_purl_scratch scratch;
};

/* ---- pieces of text ---- */

static void put(struct vex *v, th_slice text)
{
	th_output_write(&v->text, text);
}

static void put_word(struct vex *v, const char *text)
{
	th_output_write(&v->text, th_slice_of(text));
}

/* What was put becomes a member. */
static void member_of_text(struct vex *v, const char *key)
{
	th_json_member_string(&v->writer, key, th_output_bytes(&v->text));
	th_output_clear(&v->text);
}

/* ---- a statement ---- */

enum status { AFFECTED, NOT_AFFECTED, FIXED, UNDER_INVESTIGATION };
static const char *const status_words[] = {
	[AFFECTED] = "affected",
	[NOT_AFFECTED] = "not_affected",
	[FIXED] = "fixed",
	[UNDER_INVESTIGATION] = "under_investigation",
};

static enum status status_of(const struct th_finding *finding, th_slice *why)
{
	switch (th_vex_said(finding->suppressed, why)) {
	case TH_VEX_SAID_NOT_AFFECTED: return NOT_AFFECTED;
	case TH_VEX_SAID_FIXED: return FIXED;
	case TH_VEX_SAID_NOTHING: break;
	}
	return finding->advisory->confidence == TH_CONFIRMED ? AFFECTED : UNDER_INVESTIGATION;
}

/* What has no purl is named by what is said of it: the same thing has the same name everywhere. */
static void nameless(const struct th_finding *finding, char out[TH_UUID_TEXT])
{
	const th_slice parts[] = { finding->subject.name, finding->subject.version,
				   finding->subject.supplier, finding->subject.purl };
	struct th_sha256 sha;

	th_sha256_init(&sha);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		th_sha256_update(&sha, parts[i]);
		th_sha256_update(&sha, th_slice_make("\x1f", 1));
	}
	th_exchange_uuid(&sha, out);
}

static void products_member(struct vex *v, const struct th_finding *finding)
{
	struct th_json_writer *w = &v->writer;
	th_slice purl =
		th_exchange_purl(finding->subject.purl, finding->subject.version, &v->scratch);
	char uuid[TH_UUID_TEXT];

	th_json_member_array(w, "products");
	th_json_begin_object(w);
	if (purl.ptr) {
		th_json_member_string(w, "@id", purl);
		th_json_member_object(w, "identifiers");
		th_json_member_string(w, "purl", purl);
		th_json_end_object(w);
	} else {
		nameless(finding, uuid);
		put_word(v, "urn:uuid:");
		put_word(v, uuid);
		member_of_text(v, "@id");
	}
	th_json_end_object(w);
	th_json_end_array(w);
}

static void notes_member(struct vex *v, const struct th_finding *finding)
{
	put(v, finding->message);
	if (finding->suppressed) {
		put_word(v, finding->message.len > 0 ? "; " : "");
		th_exchange_suppression(&v->text, finding->suppressed);
	}
	member_of_text(v, "status_notes");
}

/* not_affected has a reason by rule: a label of the format's, or words. */
static void reason_member(struct vex *v, th_slice why)
{
	static const char *const labels[] = {
		"component_not_present",
		"vulnerable_code_not_present",
		"vulnerable_code_not_in_execute_path",
		"vulnerable_code_cannot_be_controlled_by_adversary",
		"inline_mitigations_already_exist",
	};

	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
		if (th_slice_equal(why, th_slice_of(labels[i]))) {
			th_json_member_word(&v->writer, "justification", labels[i]);
			return;
		}
	th_json_member_string(&v->writer, "impact_statement",
			      why.len > 0 ? why : TH_SLICE("the statement gives no reason"));
}

static void action_member(struct vex *v, const struct th_finding *finding)
{
	th_slice remedy = finding->remedy.len > 0 ? finding->remedy
						  : th_slice_of(th_rules[finding->rule].remedy);

	th_json_member_string(&v->writer, "action_statement", remedy);
}

/* A part of this document, or with NULL all of it. */
static void id_member(struct vex *v, const char *part)
{
	th_content_id_member(&v->content, &v->writer, "@id", part);
}

static void statement(struct vex *v, const struct th_finding *finding)
{
	struct th_json_writer *w = &v->writer;
	th_slice why;
	enum status status = status_of(finding, &why);

	th_json_begin_object(w);
	id_member(v, finding->id);
	th_json_member_object(w, "vulnerability");
	th_json_member_string(w, "name", finding->advisory->id);
	th_json_end_object(w);
	products_member(v, finding);
	th_json_member_word(w, "status", status_words[status]);
	if (finding->subject.supplier.len > 0)
		th_json_member_string(w, "supplier", finding->subject.supplier);
	notes_member(v, finding);
	if (status == NOT_AFFECTED)
		reason_member(v, why);
	if (status == AFFECTED)
		action_member(v, finding);
	th_json_end_object(w);
}

/* ---- where there is none ---- */

static void put_not_evaluated(struct vex *v)
{
	bool first = true;

	for (uint32_t i = 0; i < v->report->not_evaluated.count; i++) {
		const struct th_not_evaluated *n = &v->report->not_evaluated.items[i];

		if (!th_exchange_is_flaw_rule(th_rule_of(n->rule)))
			continue;
		put_word(v, first ? " Not evaluated: " : "; ");
		put(v, n->rule);
		put_word(v, " (");
		put(v, n->why);
		put_word(v, ")");
		first = false;
	}
}

static void no_statement(struct vex *v)
{
	struct th_json_writer *w = &v->writer;

	th_json_begin_object(w);
	th_json_member_object(w, "vulnerability");
	th_json_member_word(w, "name", "twohop:no-vulnerability-named");
	th_json_end_object(w);
	th_json_member_array(w, "products");
	th_json_begin_object(w);
	id_member(v, "nothing");
	th_json_end_object(w);
	th_json_end_array(w);
	th_json_member_word(w, "status", status_words[UNDER_INVESTIGATION]);
	put_word(v, "No finding of the report names a vulnerability. This does not say that there "
		    "is none; OpenVEX demands at least one statement.");
	put_not_evaluated(v);
	member_of_text(v, "status_notes");
	th_json_end_object(w);
}

/* ---- the document ---- */

static void tooling_member(struct vex *v, uint32_t stated)
{
	uint32_t others = v->report->findings.count - stated;

	th_output_printf(&v->text,
			 "twohop " TH_VERSION ": %u of %u findings name a vulnerability, %u do not "
			 "and are in the report alone",
			 stated, v->report->findings.count, others);
	member_of_text(v, "tooling");
}

static void write(struct vex *v)
{
	const struct th_finding_list *findings = &v->report->findings;
	struct th_json_writer *w = &v->writer;
	char moment[TH_MOMENT_TEXT];
	uint32_t stated = 0;

	for (uint32_t i = 0; i < findings->count; i++)
		stated += th_exchange_is_flaw(&findings->items[i]);
	th_exchange_moment(v->report->as_of, moment);
	th_json_writer_init(w, &v->content.out);
	th_json_begin_object(w);
	th_json_member_word(w, "@context", "https://openvex.dev/ns/v0.2.0");
	id_member(v, NULL);
	th_json_member_word(w, "author", "twohop");
	th_json_member_word(w, "role", "auditing tool: what was found, not a supplier's statement");
	th_json_member_word(w, "timestamp", moment);
	th_json_member_uint(w, "version", 1);
	tooling_member(v, stated);
	th_json_member_array(w, "statements");
	for (uint32_t i = 0; i < findings->count; i++)
		if (th_exchange_is_flaw(&findings->items[i]))
			statement(v, &findings->items[i]);
	if (stated == 0)
		no_statement(v);
	th_json_end_array(w);
	th_json_end_object(w);
	th_json_writer_end(w);
}

th_status th_render_openvex(const struct th_report *report, const struct th_rendering *rendering,
			    struct th_output *out)
{
	struct vex vex = { .report = report };

	(void)rendering;
	th_output_to_memory(&vex.text, SIZE_MAX);
	th_content_begin(&vex.content);
	write(&vex);
	th_status whole = th_output_commit(&vex.text), status = th_content_end(&vex.content, out);
	th_output_release(&vex.text);
	return status == TH_OK ? whole : status;
}
