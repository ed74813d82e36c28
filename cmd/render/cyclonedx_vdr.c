/*
 * A vulnerability disclosure report as CycloneDX 1.6: what was found, in a document of its own,
 * with the components that the findings' paths lead over. It is no bill of materials, and says so.
 *
 * Which findings: the violations about something that can be listed, a component, a device or a
 * service. A flaw or a compromised release goes by the id of its advisory; what is no flaw that
 * others know by an id (an end of life, an unmanaged device) goes by an id of ours, with the source
 * "twohop", and refers to its advisory. Blind spots are questions, and what is about a supplier or
 * a document affects nothing that could be listed: both are left out, and counted in properties.
 *
 * An analysis is there only where somebody analysed: what a VEX statement said, or that a risk was
 * accepted, which is no state of the format's and so has none. That a version matches does not make
 * it exploitable.
 */
#include "cmd/render/exchange.h"
#include "cmd/render/nodes.h"
#include "cmd/render/renderer.h"
#include "core/text/json_writer.h"
#include "graph/vex.h"

struct vdr {
	const struct th_report *report;
	uint32_t reasons;
	struct th_json_writer writer;
	struct th_content content;
	struct th_render_nodes nodes;
	struct th_output text; /* what is pieced together */
	struct th_purl_scratch scratch;
};

/* ---- which findings, which nodes ---- */

enum part { DISCLOSED, BLIND_SPOT, CONTRADICTION, OF_A_SUPPLIER, OF_A_DOCUMENT, PARTS };

static bool is_listed(enum th_node_kind kind)
{
	return kind == TH_NODE_COMPONENT || kind == TH_NODE_DEVICE || kind == TH_NODE_SERVICE;
}

static enum part part_of(const struct th_finding *finding)
{
	switch (th_rules[finding->rule].class) {
	case TH_CLASS_BLIND_SPOT: return BLIND_SPOT;
	case TH_CLASS_CONTRADICTION: return CONTRADICTION;
	case TH_CLASS_VIOLATION:
	case TH_CLASS_COUNT: break;
	}
	if (is_listed(finding->subject.kind))
		return DISCLOSED;
	return finding->subject.kind == TH_NODE_DOCUMENT ? OF_A_DOCUMENT : OF_A_SUPPLIER;
}

static th_status gather(struct vdr *v)
{
	for (uint32_t i = 0; i < v->report->findings.count; i++) {
		const struct th_finding *f = &v->report->findings.items[i];
		uint32_t node;

		if (part_of(f) != DISCLOSED)
			continue;
		for (uint32_t s = 0; s < f->step_count; s++)
			TH_TRY(th_render_nodes_step(&v->nodes, f, s, &node));
		TH_TRY(th_render_nodes_subject(&v->nodes, f, &node));
	}
	return TH_OK;
}

/* ---- pieces of text, properties ---- */

static void put(struct vdr *v, th_slice text)
{
	th_output_write(&v->text, text);
}

static void put_word(struct vdr *v, const char *text)
{
	th_output_write(&v->text, th_slice_of(text));
}

/* What was put becomes a member. */
static void member_of_text(struct vdr *v, const char *key)
{
	th_json_member_string(&v->writer, key, th_output_bytes(&v->text));
	th_output_clear(&v->text);
}

static void property(struct vdr *v, const char *name, th_slice value)
{
	if (value.len == 0)
		return;
	th_json_fold(&v->writer);
	th_json_begin_object(&v->writer);
	th_json_member_word(&v->writer, "name", name);
	th_json_member_string(&v->writer, "value", value);
	th_json_end_object(&v->writer);
}

static void word_property(struct vdr *v, const char *name, const char *value)
{
	property(v, name, th_slice_of(value));
}

static void property_of_text(struct vdr *v, const char *name)
{
	property(v, name, th_output_bytes(&v->text));
	th_output_clear(&v->text);
}

static void number_property(struct vdr *v, const char *name, uint32_t value)
{
	th_output_number(&v->text, value);
	property_of_text(v, name);
}

static void date_property(struct vdr *v, const char *name, struct th_date date)
{
	char text[TH_DATE_TEXT];

	th_date_format(date, text, sizeof(text));
	if (th_date_present(date))
		word_property(v, name, text);
}

/* ---- components and services ---- */

static void ref_member(struct vdr *v, const char *key, uint32_t node)
{
	put_word(v, "node-");
	th_output_number(&v->text, node + UINT64_C(1));
	member_of_text(v, key);
}

static void named_member(struct vdr *v, const char *key, th_slice name)
{
	if (name.len == 0)
		return;
	th_json_fold(&v->writer);
	th_json_member_object(&v->writer, key);
	th_json_member_string(&v->writer, "name", name);
	th_json_end_object(&v->writer);
}

/* A purl as a document states it may be anything; what is not one stands among the properties. */
static void identity_members(struct vdr *v, const struct th_render_node *node)
{
	th_slice purl = th_exchange_purl(node->purl, (th_slice){ 0 }, &v->scratch);

	if (purl.ptr)
		th_json_member_string(&v->writer, "purl", purl);
	th_json_member_array(&v->writer, "properties");
	if (!purl.ptr)
		property(v, "twohop:purl", node->purl);
	if (node->hop != TH_NO_HOP)
		number_property(v, "twohop:hop", node->hop);
	th_json_end_array(&v->writer);
}

/* A report does not say what kind of software a component is: "application" is the format's word
 * where that is not known. */
static void component(struct vdr *v, uint32_t number, const struct th_render_node *node)
{
	struct th_json_writer *w = &v->writer;

	th_json_begin_object(w);
	th_json_member_word(w, "type", node->kind == TH_NODE_DEVICE ? "device" : "application");
	ref_member(v, "bom-ref", number);
	named_member(v, "supplier", node->supplier);
	th_json_member_string(w, "name", node->name.ptr ? node->name : TH_SLICE(""));
	if (node->version.len > 0)
		th_json_member_string(w, "version", node->version);
	identity_members(v, node);
	th_json_end_object(w);
}

static void service(struct vdr *v, uint32_t number, const struct th_render_node *node)
{
	struct th_json_writer *w = &v->writer;

	th_json_begin_object(w);
	ref_member(v, "bom-ref", number);
	named_member(v, "provider", node->supplier);
	th_json_member_string(w, "name", node->name.ptr ? node->name : TH_SLICE(""));
	if (node->version.len > 0)
		th_json_member_string(w, "version", node->version);
	th_json_end_object(w);
}

static void lists(struct vdr *v)
{
	const struct th_render_node_list *list = &v->nodes.list;

	th_json_member_array(&v->writer, "components");
	for (uint32_t i = 0; i < list->count; i++)
		if (is_listed(list->items[i].kind) && list->items[i].kind != TH_NODE_SERVICE)
			component(v, i, &list->items[i]);
	th_json_end_array(&v->writer);
	th_json_member_array(&v->writer, "services");
	for (uint32_t i = 0; i < list->count; i++)
		if (list->items[i].kind == TH_NODE_SERVICE)
			service(v, i, &list->items[i]);
	th_json_end_array(&v->writer);
}

/* ---- vulnerabilities ---- */

static void id_members(struct vdr *v, const struct th_finding *finding)
{
	struct th_json_writer *w = &v->writer;
	const struct th_report_advisory *advisory = finding->advisory;

	if (th_exchange_is_flaw(finding)) {
		th_json_member_string(w, "id", advisory->id);
		named_member(v, "source", advisory->source);
		return;
	}
	th_output_printf(&v->text, "twohop:%s:%s", th_rules[finding->rule].slug, finding->id);
	member_of_text(v, "id");
	named_member(v, "source", TH_SLICE("twohop"));
	if (!advisory || advisory->id.len == 0)
		return;
	th_json_fold(w);
	th_json_member_array(w, "references");
	th_json_begin_object(w);
	th_json_member_string(w, "id", advisory->id);
	th_json_member_object(w, "source");
	th_json_member_string(w, "name", advisory->source.ptr ? advisory->source : TH_SLICE(""));
	th_json_end_object(w);
	th_json_end_object(w);
	th_json_end_array(w);
}

static void ratings_member(struct vdr *v, const struct th_finding *finding)
{
	struct th_json_writer *w = &v->writer;

	th_json_fold(w);
	th_json_member_array(w, "ratings");
	th_json_begin_object(w);
	named_member(v, "source", TH_SLICE("twohop"));
	th_json_member_word(w, "severity", th_level_word(finding->severity));
	th_json_member_word(w, "method", "other");
	th_json_end_object(w);
	th_json_end_array(w);
}

/* Only what may be followed; other references are properties. A date with less than a day is no
 * moment, and is one too. */
static void advisory_members(struct vdr *v, const struct th_report_advisory *advisory)
{
	struct th_json_writer *w = &v->writer;
	char moment[TH_MOMENT_TEXT];

	if (!advisory)
		return;
	th_json_member_array(w, "advisories");
	for (uint32_t i = 0; i < advisory->reference_count; i++) {
		if (!th_exchange_is_url(advisory->references[i]))
			continue;
		th_json_fold(w);
		th_json_begin_object(w);
		th_json_member_string(w, "url", advisory->references[i]);
		th_json_end_object(w);
	}
	th_json_end_array(w);
	if (advisory->published.precision != TH_DATE_DAY)
		return;
	th_exchange_moment(advisory->published, moment);
	th_json_member_word(w, "published", moment);
}

static const char *justification_of(th_slice why)
{
	static const char *const labels[] = {
		"code_not_present",     "code_not_reachable",     "requires_configuration",
		"requires_dependency",  "requires_environment",   "protected_by_compiler",
		"protected_at_runtime", "protected_at_perimeter", "protected_by_mitigating_control",
	};

	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
		if (th_slice_equal(why, th_slice_of(labels[i])))
			return labels[i];
	return NULL;
}

static void analysis_member(struct vdr *v, const struct th_finding *finding)
{
	static const char *const states[] = {
		[TH_VEX_SAID_NOT_AFFECTED] = "not_affected",
		[TH_VEX_SAID_FIXED] = "resolved",
	};
	struct th_json_writer *w = &v->writer;
	th_slice why;

	if (!finding->suppressed)
		return;
	enum th_vex_said said = th_vex_said(finding->suppressed, &why);
	const char *justification = justification_of(why);
	th_json_member_object(w, "analysis");
	if (said != TH_VEX_SAID_NOTHING)
		th_json_member_word(w, "state", states[said]);
	if (said == TH_VEX_SAID_NOT_AFFECTED && justification)
		th_json_member_word(w, "justification", justification);
	th_exchange_suppression(&v->text, finding->suppressed);
	member_of_text(v, "detail");
	th_json_end_object(w);
}

static th_status affects_member(struct vdr *v, const struct th_finding *finding)
{
	struct th_json_writer *w = &v->writer;
	uint32_t node;

	TH_TRY(th_render_nodes_subject(&v->nodes, finding, &node));
	th_json_fold(w);
	th_json_member_array(w, "affects");
	th_json_begin_object(w);
	ref_member(v, "ref", node);
	th_json_end_object(w);
	th_json_end_array(w);
	return TH_OK;
}

static void path_property(struct vdr *v, const struct th_finding *finding)
{
	for (uint32_t i = 0; i < finding->step_count; i++) {
		put_word(v, i > 0 ? " > " : "");
		put(v, finding->steps[i]->name);
		put_word(v, finding->steps[i]->version.len > 0 ? " " : "");
		put(v, finding->steps[i]->version);
	}
	property_of_text(v, "twohop:path");
}

static void advisory_properties(struct vdr *v, const struct th_report_advisory *advisory)
{
	if (!advisory)
		return;
	word_property(v, "twohop:confidence",
		      advisory->confidence == TH_CONFIRMED ? "confirmed" : "suspected");
	word_property(v, "twohop:matched-by", advisory->matched_by);
	if (advisory->published.precision != TH_DATE_DAY)
		date_property(v, "twohop:published", advisory->published);
	for (uint32_t i = 0; i < advisory->reference_count; i++)
		if (!th_exchange_is_url(advisory->references[i]))
			property(v, "twohop:reference", advisory->references[i]);
}

static void properties_member(struct vdr *v, const struct th_finding *finding)
{
	th_json_member_array(&v->writer, "properties");
	word_property(v, "twohop:finding:id", finding->id);
	word_property(v, "twohop:rule", th_rules[finding->rule].slug);
	if (finding->hop >= 0)
		number_property(v, "twohop:hop", (uint32_t)finding->hop);
	path_property(v, finding);
	advisory_properties(v, finding->advisory);
	for (uint32_t i = 0; i < finding->cause_count; i++)
		word_property(v, "twohop:caused-by",
			      v->report->findings.items[finding->causes[i]].id);
	word_property(v, "twohop:decides", finding->decides ? "true" : "false");
	if (finding->news != TH_NEWS_NO_BASELINE)
		word_property(v, "twohop:new", finding->news == TH_NEWS_NEW ? "true" : "false");
	th_json_end_array(&v->writer);
}

static th_status vulnerability(struct vdr *v, const struct th_finding *finding)
{
	struct th_json_writer *w = &v->writer;

	th_json_begin_object(w);
	th_json_member_word(w, "bom-ref", finding->id);
	id_members(v, finding);
	ratings_member(v, finding);
	th_json_member_string(w, "detail", finding->message.ptr ? finding->message : TH_SLICE(""));
	if (finding->remedy.len > 0)
		th_json_member_string(w, "recommendation", finding->remedy);
	advisory_members(v, finding->advisory);
	analysis_member(v, finding);
	TH_TRY(affects_member(v, finding));
	properties_member(v, finding);
	th_json_end_object(w);
	return TH_OK;
}

/* ---- the document ---- */

static void metadata_member(struct vdr *v)
{
	struct th_json_writer *w = &v->writer;
	char moment[TH_MOMENT_TEXT];

	th_exchange_moment(v->report->as_of, moment);
	th_json_member_object(w, "metadata");
	th_json_member_word(w, "timestamp", moment);
	th_json_member_object(w, "tools");
	th_json_member_array(w, "components");
	th_json_begin_object(w);
	th_json_member_word(w, "type", "application");
	th_json_member_word(w, "name", "twohop");
	th_json_member_word(w, "version", TH_VERSION);
	th_json_end_object(w);
	th_json_end_array(w);
	th_json_end_object(w);
	th_json_end_object(w);
}

static void left_out_properties(struct vdr *v)
{
	static const char *const names[PARTS] = {
		[DISCLOSED] = "twohop:disclosed",
		[BLIND_SPOT] = "twohop:left-out:blind-spots",
		[CONTRADICTION] = "twohop:left-out:contradictions",
		[OF_A_SUPPLIER] = "twohop:left-out:about-suppliers",
		[OF_A_DOCUMENT] = "twohop:left-out:about-documents",
	};
	uint32_t counts[PARTS] = { 0 };

	for (uint32_t i = 0; i < v->report->findings.count; i++)
		counts[part_of(&v->report->findings.items[i])]++;
	for (int part = 0; part < PARTS; part++)
		number_property(v, names[part], counts[part]);
}

/* What keeps an empty list from being taken for a clean one. */
static void document_properties(struct vdr *v)
{
	th_json_member_array(&v->writer, "properties");
	word_property(v, "twohop:scope",
		      "vulnerabilities found, and the components on the way to them; not a bill of "
		      "materials");
	number_property(v, "twohop:exit:code", (uint32_t)th_exit_code(v->reasons));
	for (int reason = 0; reason < TH_REASON_COUNT; reason++)
		if (v->reasons >> reason & 1)
			word_property(v, "twohop:exit:reason",
				      th_reason_word((enum th_reason)reason));
	if (v->report->policy.digest[0])
		word_property(v, "twohop:policy:sha256", v->report->policy.digest);
	left_out_properties(v);
	for (uint32_t i = 0; i < v->report->not_evaluated.count; i++) {
		put(v, v->report->not_evaluated.items[i].rule);
		put_word(v, ": ");
		put(v, v->report->not_evaluated.items[i].why);
		property_of_text(v, "twohop:not-evaluated");
	}
	th_json_end_array(&v->writer);
}

static th_status write(struct vdr *v)
{
	struct th_json_writer *w = &v->writer;

	th_json_writer_init(w, &v->content.out);
	th_json_begin_object(w);
	th_json_member_word(w, "$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
	th_json_member_word(w, "bomFormat", "CycloneDX");
	th_json_member_word(w, "specVersion", "1.6");
	th_content_id_member(&v->content, w, "serialNumber", NULL);
	th_json_member_uint(w, "version", 1);
	metadata_member(v);
	lists(v);
	th_json_member_array(w, "vulnerabilities");
	for (uint32_t i = 0; i < v->report->findings.count; i++)
		if (part_of(&v->report->findings.items[i]) == DISCLOSED)
			TH_TRY(vulnerability(v, &v->report->findings.items[i]));
	th_json_end_array(w);
	document_properties(v);
	th_json_end_object(w);
	th_json_writer_end(w);
	return TH_OK;
}

th_status th_render_cyclonedx_vdr(const struct th_report *report,
				  const struct th_rendering *rendering, struct th_output *out)
{
	struct vdr vdr = { .report = report, .reasons = rendering->reasons };

	th_output_to_memory(&vdr.text, SIZE_MAX);
	th_content_begin(&vdr.content);
	th_status status = gather(&vdr);
	if (status == TH_OK)
		status = write(&vdr);
	if (status == TH_OK)
		status = th_output_commit(&vdr.text);
	th_status whole = th_content_end(&vdr.content, out);
	th_output_release(&vdr.text);
	th_render_nodes_release(&vdr.nodes);
	return status == TH_OK ? whole : status;
}
