/*
 * SARIF 2.1.0, for viewers and for GitHub code scanning: a result for each finding, the path as its
 * code flow, what was not checked and not read as notifications of the run.
 *
 * level: error for what decides, warning for the rest from medium on, note below. A rule's
 * security-severity is that of its worst finding in this run, for GitHub shows it in place of the
 * level. Texts of documents are shown with hidden characters by name, and are never links
 * (§3.11.6). GitHub refuses a file with a result or step without a physical location, so a step
 * that only a built-in fact tells of stands at the place before it and says so.
 */
#include "cmd/render/kept.h"
#include "cmd/render/renderer.h"
#include "cmd/render/words.h"
#include "core/text/escape.h"
#include "core/text/json_writer.h"
#include "core/text/markup.h"

enum {
	MOST_RESULTS = 25000, /* of a run, that GitHub takes */
	MOST_STEPS = 1000,    /* of a thread flow, that it takes */
};

struct sarif {
	const struct th_report *report;
	const struct th_rendering *rendering;
	struct th_json_writer json;
	struct th_output words;
	struct th_output uri; /* of the document whose path is uri_of: most places are in one */
	th_slice uri_of;
	struct th_arena arena; /* texts of the object under way */
	struct th_kept kept;
	uint32_t results; /* that are shown */
	int index[TH_RULE_COUNT];
	enum th_level worst[TH_RULE_COUNT];
	bool failed;
};

/* ---- texts ---- */

/* As a person is shown it. */
static th_slice shown(struct sarif *s, th_slice text)
{
	th_slice safe = th_escape_terminal(&s->arena, text);

	s->failed |= text.ptr && !safe.ptr;
	return safe;
}

static void string_member(struct sarif *s, const char *key, th_slice text)
{
	th_json_member_string(&s->json, key, shown(s, text));
}

static th_slice said(struct sarif *s)
{
	return th_output_bytes(&s->words);
}

static bool has(th_slice text, char c)
{
	return th_slice_find(text, c) < text.len;
}

/*
 * The text of a message: braces are doubled (§3.11.5), and where it has the form of a link its
 * brackets are escaped (§3.11.6).
 */
static th_slice message_text(struct sarif *s, th_slice text)
{
	bool link = has(text, ']') && th_slice_search(text, TH_SLICE("](")) < text.len;
	size_t at = 0;

	if (!link && !has(text, '{') && !has(text, '}'))
		return text;
	char *copy = th_arena_alloc(&s->arena, 2 * text.len);
	if (!copy) {
		s->failed = true;
		return (th_slice){ 0 };
	}
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '{' || c == '}')
			copy[at++] = c;
		if (link && (c == '[' || c == ']'))
			copy[at++] = '\\';
		copy[at++] = c;
	}
	return th_slice_make(copy, at);
}

static void message(struct sarif *s, const char *key, th_slice text)
{
	th_json_fold(&s->json);
	th_json_member_object(&s->json, key);
	th_json_member_string(&s->json, "text", message_text(s, shown(s, text)));
	th_json_end_object(&s->json);
}

/* ---- the rules ---- */

static const char *level_of(enum th_level severity)
{
	return severity <= TH_LEVEL_HIGH     ? "error"
	       : severity == TH_LEVEL_MEDIUM ? "warning"
					     : "note";
}

static const char *security_severity(enum th_level severity)
{
	static const char *const words[] = {
		[TH_LEVEL_CRITICAL] = "9.5", [TH_LEVEL_HIGH] = "8.0", [TH_LEVEL_MEDIUM] = "5.5",
		[TH_LEVEL_LOW] = "3.0",      [TH_LEVEL_INFO] = "0.0",
	};

	return severity < TH_LEVEL_COUNT ? words[severity] : "0.0";
}

static void number_rules(struct sarif *s)
{
	int count = 0;

	for (int i = 0; i < TH_RULE_COUNT; i++) {
		s->index[i] = -1;
		s->worst[i] = TH_LEVEL_INFO;
	}
	for (uint32_t i = 0; i < s->results; i++) {
		const struct th_finding *finding = &s->report->findings.items[i];

		s->index[finding->rule] = 0;
		if (finding->severity < s->worst[finding->rule])
			s->worst[finding->rule] = finding->severity;
	}
	for (int i = 0; i < TH_RULE_COUNT; i++)
		if (s->index[i] == 0)
			s->index[i] = count++;
}

/* The remedy, and how to live with it meanwhile; ours, so it holds no text of a document. */
static void put_help(struct sarif *s, const struct th_rule *rule)
{
	struct th_json_writer *json = &s->json;

	th_words_begin(&s->words);
	th_output_printf(&s->words,
			 "%s To accept a finding for some time, name its id under exceptions in "
			 "twohop.yaml, with rule, owner, reason and expires. 'twohop explain %s' "
			 "says what proves and disproves it.",
			 rule->remedy, rule->slug);
	th_json_member_object(json, "help");
	th_json_member_string(json, "text", said(s));
	th_words_begin(&s->words);
	th_output_printf(&s->words,
			 "%s\n\n**Proven by**: %s\n\n**Disproven by**: %s\n\nTo accept a finding "
			 "for some time, add to `twohop.yaml`:\n\n```yaml\nexceptions:\n  - rule: "
			 "%s\n    id: \"ID\"\n    owner: OWNER\n    reason: REASON\n    expires: "
			 "DATE\n```\n",
			 rule->remedy, rule->proves, rule->disproves, rule->slug);
	th_json_member_string(json, "markdown", said(s));
	th_json_end_object(json);
}

static void put_rule(struct sarif *s, enum th_rule_id id)
{
	const struct th_rule *rule = &th_rules[id];
	struct th_json_writer *json = &s->json;

	th_json_begin_object(json);
	th_json_member_word(json, "id", rule->slug);
	message(s, "shortDescription", th_slice_of(rule->title));
	message(s, "fullDescription", th_slice_of(rule->meaning));
	put_help(s, rule);
	th_json_member_object(json, "defaultConfiguration");
	th_json_member_word(json, "level", level_of(rule->severity));
	th_json_end_object(json);
	th_json_member_object(json, "properties");
	th_json_member_word(json, "security-severity", security_severity(s->worst[id]));
	th_json_member_array(json, "tags");
	th_json_write_word(json, "security");
	th_json_write_word(json, "supply-chain");
	th_json_write_word(json, th_class_word(rule->class));
	th_json_end_array(json);
	th_json_end_object(json);
	th_json_end_object(json);
}

static void tool_member(struct sarif *s)
{
	struct th_json_writer *json = &s->json;

	th_json_member_object(json, "tool");
	th_json_member_object(json, "driver");
	th_json_member_word(json, "name", "twohop");
	th_json_member_word(json, "version", TH_VERSION);
	th_json_member_word(json, "semanticVersion", TH_VERSION);
	th_json_member_array(json, "rules");
	for (int i = 0; i < TH_RULE_COUNT; i++)
		if (s->index[i] >= 0)
			put_rule(s, (enum th_rule_id)i);
	th_json_end_array(json);
	th_json_end_object(json);
	th_json_end_object(json);
}

/* ---- places ---- */

static void artifact_location(struct sarif *s, const char *key, th_slice path)
{
	if (!s->uri_of.ptr || !th_slice_equal(path, s->uri_of)) {
		th_output_clear(&s->uri);
		th_uri_write(&s->uri, path);
		s->uri_of = path;
	}
	th_json_member_object(&s->json, key);
	th_json_member_string(&s->json, "uri", th_output_bytes(&s->uri));
	th_json_end_object(&s->json);
}

static void physical_location(struct sarif *s, const struct th_place *place)
{
	struct th_json_writer *json = &s->json;

	th_json_member_object(json, "physicalLocation");
	artifact_location(s, "artifactLocation", place->document);
	if (place->line > 0) {
		th_json_member_object(json, "region");
		th_json_member_uint(json, "startLine", place->line);
		if (place->column > 0)
			th_json_member_uint(json, "startColumn", place->column);
		th_json_end_object(json);
	}
	th_json_end_object(json);
}

static void logical_location(struct sarif *s, th_slice name, th_slice qualified,
			     enum th_node_kind kind)
{
	struct th_json_writer *json = &s->json;

	th_json_member_array(json, "logicalLocations");
	th_json_begin_object(json);
	string_member(s, "name", th_words_name(name));
	if (qualified.len > 0)
		string_member(s, "fullyQualifiedName", qualified);
	th_json_member_word(json, "kind", th_node_kind_word(kind));
	th_json_end_object(json);
	th_json_end_array(json);
}

static void locations_member(struct sarif *s, const struct th_finding *finding)
{
	struct th_place place = th_finding_place(s->report, finding);
	struct th_json_writer *json = &s->json;

	th_json_member_array(json, "locations");
	if (place.document.len > 0) {
		th_json_fold(json);
		th_json_begin_object(json);
		physical_location(s, &place);
		logical_location(s, finding->subject.name, finding->subject.purl,
				 finding->subject.kind);
		th_json_end_object(json);
	}
	th_json_end_array(json);
}

/* ---- the path ---- */

static void step_message(struct sarif *s, const struct th_finding *finding, uint32_t step)
{
	const struct th_step *at = finding->steps[step];

	th_words_begin(&s->words);
	th_words_step(&s->words, finding, step);
	if (step > 0 && !th_place_is_in_file(&at->evidence)) {
		th_output_write(&s->words, TH_SLICE(", by the word of "));
		th_words_place(&s->words, &at->evidence);
	}
	message(s, "message", said(s));
}

static void write_step(struct sarif *s, const struct th_finding *finding, uint32_t step,
		       const struct th_place *place)
{
	const struct th_step *at = finding->steps[step];
	struct th_json_writer *json = &s->json;

	th_json_fold(json);
	th_json_begin_object(json);
	th_json_member_object(json, "location");
	if (place->document.len > 0)
		physical_location(s, place);
	logical_location(s, at->name, (th_slice){ 0 }, at->kind);
	step_message(s, finding, step);
	if (at->evidence.pointer.len > 0) {
		th_json_member_object(json, "properties");
		string_member(s, "pointer", at->evidence.pointer);
		th_json_end_object(json);
	}
	th_json_end_object(json);
	th_json_member_array(json, "kinds");
	if (at->relation)
		th_json_write_word(json, at->relation);
	th_json_write_word(json, th_node_kind_word(at->kind));
	th_json_end_array(json);
	th_json_member_uint(json, "nestingLevel", at->hop);
	th_json_end_object(json);
}

/* One that has a place of its own is told alike on all paths. */
static void put_step(struct sarif *s, const struct th_finding *finding, uint32_t step,
		     const struct th_place *place)
{
	uint32_t number = finding->steps[step]->number;

	if (place != &finding->steps[step]->evidence) {
		write_step(s, finding, step, place);
		return;
	}
	th_slice text = th_kept_find(&s->kept, number);
	if (!text.ptr) {
		struct th_json_writer whole = s->json;
		th_json_writer_init(&s->json, th_kept_begin(&s->kept));
		write_step(s, finding, step, place);
		s->json = whole;
		text = th_kept_end(&s->kept, number);
	}
	th_json_write_written(&s->json, text);
}

/* You stand where the first document is. */
static struct th_place first_place(const struct sarif *s, const struct th_finding *finding)
{
	for (uint32_t i = 1; i < finding->step_count; i++)
		if (th_place_is_in_file(&finding->steps[i]->evidence))
			return finding->steps[i]->evidence;
	return th_finding_place(s->report, finding);
}

static void put_steps(struct sarif *s, const struct th_finding *finding)
{
	struct th_place first = first_place(s, finding);
	const struct th_place *place = &first;

	th_json_member_array(&s->json, "locations");
	for (uint32_t i = 0; i < finding->step_count; i++) {
		if (th_place_is_in_file(&finding->steps[i]->evidence))
			place = &finding->steps[i]->evidence;
		if (th_words_is_shown(finding->step_count, i, MOST_STEPS))
			put_step(s, finding, i, place);
	}
	th_json_end_array(&s->json);
}

static void code_flows_member(struct sarif *s, const struct th_finding *finding)
{
	struct th_json_writer *json = &s->json;

	if (finding->step_count == 0)
		return;
	th_json_member_array(json, "codeFlows");
	th_json_begin_object(json);
	if (finding->step_count > MOST_STEPS) {
		th_words_begin(&s->words);
		th_output_printf(&s->words, "%u of %u steps, in the middle, are left out",
				 finding->step_count - MOST_STEPS, finding->step_count);
		message(s, "message", said(s));
	}
	th_json_member_array(json, "threadFlows");
	th_json_begin_object(json);
	put_steps(s, finding);
	th_json_end_object(json);
	th_json_end_array(json);
	th_json_end_object(json);
	th_json_end_array(json);
}

/* ---- results ---- */

/* All results of a run have the member or none has (§3.27.23). */
static void suppressions_member(struct sarif *s, const struct th_finding *finding)
{
	struct th_json_writer *json = &s->json;

	th_json_member_array(json, "suppressions");
	if (finding->suppressed) {
		th_words_begin(&s->words);
		th_words_suppression(&s->words, finding->suppressed);
		th_json_fold(json);
		th_json_begin_object(json);
		th_json_member_word(json, "kind", "external");
		th_json_member_word(json, "status", "accepted");
		string_member(s, "justification", said(s));
		th_json_end_object(json);
	}
	th_json_end_array(json);
}

static void properties_member(struct sarif *s, const struct th_finding *finding)
{
	const struct th_report_advisory *advisory = finding->advisory;
	struct th_json_writer *json = &s->json;

	th_json_fold(json);
	th_json_member_object(json, "properties");
	th_json_member_word(json, "severity", th_level_word(finding->severity));
	th_json_member_word(json, "class", th_class_word(th_rules[finding->rule].class));
	th_json_write_key(json, "hop");
	if (finding->hop >= 0)
		th_json_write_int(json, finding->hop);
	else
		th_json_write_null(json);
	th_json_member_bool(json, "decides", finding->decides);
	string_member(s, "version", finding->subject.version);
	string_member(s, "supplier", finding->subject.supplier);
	string_member(s, "advisory", advisory ? advisory->id : (th_slice){ 0 });
	th_json_member_word(json, "confidence",
			    !advisory                              ? NULL
			    : advisory->confidence == TH_CONFIRMED ? "confirmed"
								   : "suspected");
	th_json_member_array(json, "causedBy");
	for (uint32_t i = 0; i < finding->cause_count; i++)
		th_json_write_word(json, s->report->findings.items[finding->causes[i]].id);
	th_json_end_array(json);
	th_json_end_object(json);
}

static void put_result(struct sarif *s, const struct th_finding *finding)
{
	struct th_json_writer *json = &s->json;
	const char *level = level_of(finding->severity);

	if (!finding->decides && finding->severity <= TH_LEVEL_HIGH)
		level = "warning";
	th_json_begin_object(json);
	th_json_member_word(json, "ruleId", th_rules[finding->rule].slug);
	th_json_member_int(json, "ruleIndex", s->index[finding->rule]);
	th_json_member_word(json, "level", finding->decides ? "error" : level);
	message(s, "message", finding->message);
	locations_member(s, finding);
	code_flows_member(s, finding);
	th_json_fold(json);
	th_json_member_object(json, "partialFingerprints");
	th_json_member_word(json, "twohopFinding/v1", finding->id);
	th_json_end_object(json);
	suppressions_member(s, finding);
	if (finding->news != TH_NEWS_NO_BASELINE)
		th_json_member_word(json, "baselineState",
				    finding->news == TH_NEWS_NEW ? "new" : "unchanged");
	properties_member(s, finding);
	th_json_end_object(json);
	th_arena_release(&s->arena);
}

/* ---- the run ---- */

static void notification(struct sarif *s, const char *level, th_slice id, th_slice text,
			 const struct th_place *place)
{
	struct th_json_writer *json = &s->json;

	th_json_begin_object(json);
	th_json_member_word(json, "level", level);
	message(s, "message", text);
	th_json_fold(json);
	th_json_member_object(json, "descriptor");
	string_member(s, "id", id);
	th_json_end_object(json);
	if (place && th_place_is_in_file(place)) {
		th_json_fold(json);
		th_json_member_array(json, "locations");
		th_json_begin_object(json);
		physical_location(s, place);
		th_json_end_object(json);
		th_json_end_array(json);
	}
	th_json_end_object(json);
	th_arena_release(&s->arena);
}

static void notify_cut(struct sarif *s)
{
	uint32_t all = s->report->findings.count;

	if (s->results == all)
		return;
	th_words_begin(&s->words);
	th_output_printf(&s->words,
			 "%u of %u findings, the least severe, are not here: GitHub takes %d "
			 "results of a run; --format json has all",
			 all - s->results, all, (int)MOST_RESULTS);
	notification(s, "warning", TH_SLICE("results-cut"), said(s), NULL);
}

static void notify_refused(struct sarif *s)
{
	for (uint32_t i = 0; i < s->report->documents.count; i++) {
		const struct th_report_document *document = &s->report->documents.items[i];
		struct th_place place = { document->path,
					  document->error_line,
					  document->error_line > 0 ? document->error_column : 0,
					  { 0 } };

		if (document->status != TH_DOCUMENT_REJECTED)
			continue;
		th_words_begin(&s->words);
		th_words_place(&s->words, &place);
		th_output_write(&s->words, TH_SLICE(": "));
		th_output_write(&s->words, document->error);
		notification(s, "error", TH_SLICE("not-read"), said(s), &place);
	}
}

/* What refused a document was told with it. */
static void notify_complaints(struct sarif *s)
{
	for (uint32_t i = 0; i < s->report->diagnostics.count; i++) {
		const struct th_report_diagnostic *diagnostic = &s->report->diagnostics.items[i];

		if (diagnostic->code == TH_DIAG_not_read && diagnostic->place.document.ptr)
			continue;
		notification(s, th_severity_word(th_diag_severity(diagnostic->code)),
			     th_slice_of(th_diag_slug(diagnostic->code)), diagnostic->message,
			     &diagnostic->place);
	}
}

static void notify_not_evaluated(struct sarif *s)
{
	for (uint32_t i = 0; i < s->report->not_evaluated.count; i++) {
		const struct th_not_evaluated *entry = &s->report->not_evaluated.items[i];

		th_words_begin(&s->words);
		th_output_write(&s->words, entry->rule);
		th_output_write(&s->words, TH_SLICE(" was not evaluated, which is no pass: "));
		th_output_write(&s->words, entry->why);
		notification(s, "warning", TH_SLICE("not-evaluated"), said(s), NULL);
	}
}

static void invocations_member(struct sarif *s)
{
	int code = th_exit_code(s->rendering->reasons);
	struct th_json_writer *json = &s->json;

	th_json_member_array(json, "invocations");
	th_json_begin_object(json);
	th_json_member_bool(json, "executionSuccessful", code < 64);
	th_json_member_int(json, "exitCode", code);
	th_words_begin(&s->words);
	th_words_exit(&s->words, s->rendering->reasons);
	th_json_member_string(json, "exitCodeDescription", said(s));
	th_json_member_array(json, "toolExecutionNotifications");
	notify_cut(s);
	notify_refused(s);
	notify_complaints(s);
	notify_not_evaluated(s);
	th_json_end_array(json);
	th_json_end_object(json);
	th_json_end_array(json);
}

static void artifacts_member(struct sarif *s)
{
	struct th_json_writer *json = &s->json;

	th_json_member_array(json, "artifacts");
	for (uint32_t i = 0; i < s->report->documents.count; i++) {
		const struct th_report_document *document = &s->report->documents.items[i];

		th_json_fold(json);
		th_json_begin_object(json);
		artifact_location(s, "location", document->path);
		if (document->sha256[0]) {
			th_json_member_object(json, "hashes");
			th_json_member_word(json, "sha-256", document->sha256);
			th_json_end_object(json);
		}
		th_json_end_object(json);
	}
	th_json_end_array(json);
}

static void run_properties_member(struct sarif *s)
{
	const struct th_report *report = s->report;
	struct th_json_writer *json = &s->json;

	th_json_member_object(json, "properties");
	th_json_member_date(json, "asOf", report->as_of);
	string_member(s, "verdict", report->verdict);
	th_json_member_word(json, "policySha256",
			    report->policy.digest[0] ? report->policy.digest : NULL);
	th_json_end_object(json);
}

static void put_run(struct sarif *s)
{
	struct th_json_writer *json = &s->json;

	th_json_begin_object(json);
	tool_member(s);
	invocations_member(s);
	artifacts_member(s);
	th_json_member_word(json, "columnKind", "unicodeCodePoints");
	th_json_member_array(json, "results");
	for (uint32_t i = 0; i < s->results; i++)
		put_result(s, &s->report->findings.items[i]);
	th_json_end_array(json);
	run_properties_member(s);
	th_json_end_object(json);
}

th_status th_render_sarif(const struct th_report *report, const struct th_rendering *rendering,
			  struct th_output *out)
{
	struct sarif s = { .report = report, .rendering = rendering };
	struct th_json_writer *json = &s.json;

	s.results = report->findings.count < MOST_RESULTS ? report->findings.count : MOST_RESULTS;
	TH_TRY(th_kept_init(&s.kept, report->step_count));
	th_output_to_memory(&s.words, SIZE_MAX);
	th_output_to_memory(&s.uri, SIZE_MAX);
	th_json_writer_init(json, out);
	number_rules(&s);
	th_json_begin_object(json);
	th_json_member_word(json, "$schema",
			    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
			    "sarif-schema-2.1.0.json");
	th_json_member_word(json, "version", "2.1.0");
	th_json_member_array(json, "runs");
	put_run(&s);
	th_json_end_array(json);
	th_json_end_object(json);
	th_json_writer_end(json);
	bool failed = s.failed || s.words.status != TH_OK || s.uri.status != TH_OK;
	th_output_release(&s.words);
	th_output_release(&s.uri);
	th_arena_release(&s.arena);
	failed |= th_kept_release(&s.kept) != TH_OK;
	return failed ? TH_ENOMEM : TH_OK;
}
