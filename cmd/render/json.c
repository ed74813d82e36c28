/*
 * twohop-report/1. The order of the members is part of what users see in differences between two
 * reports: keep it.
 */
#include "cmd/render/json.h"

#include "cmd/render/kept.h"
#include "cmd/render/renderer.h"

static void put_place(struct th_json_writer *writer, const struct th_place *place)
{
	th_json_fold(writer);
	th_json_begin_object(writer);
	th_json_member_string(writer, "document", place->document);
	if (place->line > 0) {
		th_json_member_uint(writer, "line", place->line);
		th_json_member_uint(writer, "column", place->column);
	} else {
		th_json_member_null(writer, "line");
		th_json_member_null(writer, "column");
	}
	th_json_member_string(writer, "pointer", place->pointer);
	th_json_end_object(writer);
}

static void place_member(struct th_json_writer *writer, const char *key,
			 const struct th_place *place)
{
	th_json_write_key(writer, key);
	put_place(writer, place);
}

static void strings(struct th_json_writer *writer, const char *key, const th_slice *items,
		    uint32_t count)
{
	th_json_member_array(writer, key);
	for (uint32_t i = 0; i < count; i++)
		th_json_write_string(writer, items[i]);
	th_json_end_array(writer);
}

/* ---- the parts ---- */

static void tool_member(struct th_json_writer *writer)
{
	th_json_member_object(writer, "tool");
	th_json_member_word(writer, "name", "twohop");
	th_json_member_word(writer, "version", TH_VERSION);
	th_json_end_object(writer);
}

/* What decided: null where no policy was computed. */
static void policy_member(struct th_json_writer *writer, const struct th_report *report)
{
	if (!report->policy.digest[0]) {
		th_json_member_null(writer, "policy");
		return;
	}
	th_json_member_object(writer, "policy");
	th_json_member_string(writer, "path", report->policy.path);
	th_json_member_word(writer, "sha256", report->policy.digest);
	th_json_end_object(writer);
}

static void documents_member(struct th_json_writer *writer, const struct th_report *report)
{
	th_json_member_array(writer, "documents");
	for (uint32_t i = 0; i < report->documents.count; i++) {
		th_json_begin_object(writer);
		th_json_document_members(writer, &report->documents.items[i]);
		th_json_end_object(writer);
	}
	th_json_end_array(writer);
}

static void suppliers_member(struct th_json_writer *writer, const struct th_report *report)
{
	th_json_member_array(writer, "suppliers");
	for (uint32_t i = 0; i < report->suppliers.count; i++) {
		const struct th_report_supplier *supplier = &report->suppliers.items[i];

		th_json_fold(writer);
		th_json_begin_object(writer);
		th_json_member_string(writer, "name", supplier->name);
		th_json_member_uint(writer, "hop", supplier->hop);
		strings(writer, "aliases", supplier->aliases, supplier->alias_count);
		th_json_member_uint(writer, "components", supplier->components);
		th_json_member_word(writer, "resolved_by", supplier->resolved_by);
		th_json_member_string(writer, "parent", supplier->parent);
		th_json_end_object(writer);
	}
	th_json_end_array(writer);
}

static void visibility_member(struct th_json_writer *writer, const struct th_report *report)
{
	uint32_t known = report->visibility.known, unknown = report->visibility.unknown;

	th_json_member_object(writer, "visibility");
	th_json_member_uint(writer, "hop", report->visibility.hop);
	th_json_member_uint(writer, "known", known);
	th_json_member_uint(writer, "unknown", unknown);
	th_json_member_uint(writer, "documented", report->visibility.documented);
	th_json_write_key(writer, "ratio");
	th_json_write_ratio(writer, known, known + unknown);
	th_json_end_object(writer);
}

/* ---- findings ---- */

static void subject_member(struct th_json_writer *writer, const struct th_finding *finding)
{
	th_json_member_object(writer, "subject");
	th_json_member_word(writer, "kind", th_node_kind_word(finding->subject.kind));
	th_json_member_string(writer, "name", finding->subject.name);
	th_json_member_string(writer, "version", finding->subject.version);
	th_json_member_string(writer, "purl", finding->subject.purl);
	th_json_member_string(writer, "supplier", finding->subject.supplier);
	th_json_end_object(writer);
}

static void advisory_member(struct th_json_writer *writer,
			    const struct th_report_advisory *advisory)
{
	if (!advisory) {
		th_json_member_null(writer, "advisory");
		return;
	}
	th_json_member_object(writer, "advisory");
	th_json_member_string(writer, "id", advisory->id);
	th_json_member_string(writer, "source", advisory->source);
	th_json_member_word(writer, "confidence",
			    advisory->confidence == TH_CONFIRMED ? "confirmed" : "suspected");
	th_json_member_date(writer, "published", advisory->published);
	th_json_member_word(writer, "matched_by", advisory->matched_by);
	strings(writer, "references", advisory->references, advisory->reference_count);
	th_json_end_object(writer);
}

/* No relation leads to the first step, which is you. */
static void write_step(struct th_json_writer *writer, const struct th_step *step)
{
	th_json_fold(writer);
	th_json_begin_object(writer);
	if (step->relation)
		th_json_member_word(writer, "relation", step->relation);
	th_json_member_word(writer, "kind", th_node_kind_word(step->kind));
	th_json_member_string(writer, "name", step->name);
	if (step->relation) {
		th_json_member_string(writer, "version", step->version);
		th_json_member_string(writer, "supplier", step->supplier);
	}
	th_json_member_uint(writer, "hop", step->hop);
	if (step->relation)
		place_member(writer, "evidence", &step->evidence);
	th_json_end_object(writer);
}

static void step(struct th_json_writer *writer, struct th_kept *kept, const struct th_step *step)
{
	th_slice text = th_kept_find(kept, step->number);

	if (!text.ptr) {
		struct th_json_writer own;
		th_json_writer_init(&own, th_kept_begin(kept));
		write_step(&own, step);
		text = th_kept_end(kept, step->number);
	}
	th_json_write_written(writer, text);
}

static void path_member(struct th_json_writer *writer, struct th_kept *kept,
			const struct th_finding *finding)
{
	th_json_member_array(writer, "path");
	for (uint32_t i = 0; i < finding->step_count; i++)
		step(writer, kept, finding->steps[i]);
	th_json_end_array(writer);
}

static void caused_by_member(struct th_json_writer *writer, const struct th_report *report,
			     const struct th_finding *finding)
{
	th_json_member_array(writer, "caused_by");
	for (uint32_t i = 0; i < finding->cause_count; i++)
		th_json_write_word(writer, report->findings.items[finding->causes[i]].id);
	th_json_end_array(writer);
}

static void suppressed_member(struct th_json_writer *writer, const struct th_suppression *s)
{
	if (!s) {
		th_json_member_null(writer, "suppressed");
		return;
	}
	th_json_member_object(writer, "suppressed");
	th_json_member_word(writer, "by", s->by);
	th_json_member_string(writer, "owner", s->owner);
	th_json_member_string(writer, "reason", s->reason);
	th_json_member_date(writer, "expires", s->expires);
	th_json_member_date(writer, "approved", s->approved);
	th_json_member_string(writer, "ticket", s->ticket);
	th_json_member_string(writer, "second_approver", s->second_approver);
	place_member(writer, "evidence", &s->evidence);
	th_json_end_object(writer);
}

static void put_finding(struct th_json_writer *writer, struct th_kept *kept,
			const struct th_report *report, const struct th_finding *finding)
{
	const struct th_rule *rule = &th_rules[finding->rule];

	th_json_begin_object(writer);
	th_json_member_word(writer, "id", finding->id);
	th_json_member_word(writer, "rule", rule->slug);
	th_json_member_word(writer, "class", th_class_word(rule->class));
	th_json_member_word(writer, "severity", th_level_word(finding->severity));
	if (finding->hop >= 0)
		th_json_member_int(writer, "hop", finding->hop);
	else
		th_json_member_null(writer, "hop");
	subject_member(writer, finding);
	advisory_member(writer, finding->advisory);
	path_member(writer, kept, finding);
	caused_by_member(writer, report, finding);
	th_json_member_string(writer, "message", finding->message);
	th_json_member_string(writer, "remedy", finding->remedy);
	if (finding->news == TH_NEWS_NO_BASELINE)
		th_json_member_null(writer, "new");
	else
		th_json_member_bool(writer, "new", finding->news == TH_NEWS_NEW);
	th_json_member_bool(writer, "decides", finding->decides);
	suppressed_member(writer, finding->suppressed);
	th_json_end_object(writer);
}

/* ---- the end ---- */

static void diagnostics_member(struct th_json_writer *writer, const struct th_report *report)
{
	th_json_member_array(writer, "diagnostics");
	for (uint32_t i = 0; i < report->diagnostics.count; i++)
		th_json_diagnostic(writer, &report->diagnostics.items[i], true);
	th_json_end_array(writer);
}

void th_json_not_evaluated_member(struct th_json_writer *writer, const struct th_report *report)
{
	th_json_member_array(writer, "not_evaluated");
	for (uint32_t i = 0; i < report->not_evaluated.count; i++) {
		th_json_begin_object(writer);
		th_json_member_string(writer, "rule", report->not_evaluated.items[i].rule);
		th_json_member_string(writer, "why", report->not_evaluated.items[i].why);
		th_json_end_object(writer);
	}
	th_json_end_array(writer);
}

void th_json_summary_member(struct th_json_writer *writer, const struct th_report *report)
{
	th_json_member_object(writer, "summary");
	for (int class = 0; class < TH_CLASS_COUNT; class ++)
		th_json_member_uint(writer, th_class_word((enum th_class) class),
				    report->summary[class]);
	th_json_member_uint(writer, "suppressed", report->suppressed);
	if (report->has_baseline) {
		th_json_member_uint(writer, "new", report->fresh);
		th_json_member_uint(writer, "known", report->known);
	} else {
		th_json_member_null(writer, "new");
		th_json_member_null(writer, "known");
	}
	th_json_end_object(writer);
}

/* Why the run ends as it does, and with which configuration it would pass. */
static void verdict_member(struct th_json_writer *writer, const struct th_report *report)
{
	th_json_member_object(writer, "verdict");
	th_json_member_string(writer, "line", report->verdict);
	th_json_member_array(writer, "because");
	for (uint32_t i = 0; i < report->because.count; i++) {
		const struct th_because *b = &report->because.items[i];

		th_json_begin_object(writer);
		th_json_member_word(writer, "reason", th_reason_word(b->reason));
		th_json_member_string(writer, "line", b->line);
		if (b->place.document.ptr)
			place_member(writer, "place", &b->place);
		else
			th_json_member_null(writer, "place");
		th_json_member_string(writer, "what", b->what);
		th_json_member_array(writer, "findings");
		for (uint32_t k = 0; k < b->finding_count; k++)
			th_json_write_word(writer, report->findings.items[b->findings[k]].id);
		th_json_end_array(writer);
		th_json_end_object(writer);
	}
	th_json_end_array(writer);
	th_json_member_string(writer, "change", report->change);
	th_json_end_object(writer);
}

void th_json_exit_member(struct th_json_writer *writer, uint32_t reasons)
{
	th_json_member_object(writer, "exit");
	th_json_member_int(writer, "code", th_exit_code(reasons));
	th_json_member_array(writer, "reasons");
	for (int reason = 0; reason < TH_REASON_COUNT; reason++)
		if (reasons >> reason & 1)
			th_json_write_word(writer, th_reason_word((enum th_reason)reason));
	th_json_end_array(writer);
	th_json_end_object(writer);
}

static void controls_member(struct th_json_writer *writer, const struct th_report *report)
{
	th_json_member_array(writer, "controls");
	for (uint32_t i = 0; i < report->controls.count; i++) {
		const struct th_report_control *c = &report->controls.items[i];
		th_json_begin_object(writer);
		th_json_member_string(writer, "supplier", c->supplier);
		th_json_member_uint(writer, "hop", c->hop);
		th_json_member_word(writer, "control", c->control);
		th_json_member_word(writer, "state", th_control_state_word(c->state));
		th_json_member_array(writer, "evidence");
		for (uint32_t k = 0; k < c->evidence_count; k++)
			put_place(writer, &c->evidence[k]);
		th_json_end_array(writer);
		th_json_end_object(writer);
	}
	th_json_end_array(writer);
}

th_status th_render_json(const struct th_report *report, const struct th_rendering *rendering,
			 struct th_output *out)
{
	struct th_json_writer writer;
	struct th_kept kept;

	TH_TRY(th_kept_init(&kept, report->step_count));
	th_json_writer_init(&writer, out);
	th_json_begin_object(&writer);
	th_json_member_word(&writer, "schema", "twohop-report/1");
	tool_member(&writer);
	th_json_member_date(&writer, "as_of", report->as_of);
	policy_member(&writer, report);
	documents_member(&writer, report);
	suppliers_member(&writer, report);
	visibility_member(&writer, report);
	th_json_member_array(&writer, "findings");
	for (uint32_t i = 0; i < report->findings.count; i++)
		put_finding(&writer, &kept, report, &report->findings.items[i]);
	th_json_end_array(&writer);
	controls_member(&writer, report);
	diagnostics_member(&writer, report);
	th_json_not_evaluated_member(&writer, report);
	th_json_summary_member(&writer, report);
	verdict_member(&writer, report);
	th_json_exit_member(&writer, rendering->reasons);
	th_json_end_object(&writer);
	th_json_writer_end(&writer);
	return th_kept_release(&kept);
}
