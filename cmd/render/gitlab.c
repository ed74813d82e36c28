/*
 * GitLab code quality: an array of issues. What stands in the merge request is what is not in the
 * target branch's report too, told by fingerprint, so known findings stay in. Suppressed ones stay
 * in as well, as info, with who suppressed them and why; a document that was not read is a blocker;
 * rules that were not checked are one issue of info, so that an empty list never looks like a pass.
 */
#include "cmd/render/renderer.h"
#include "cmd/render/words.h"
#include "core/text/escape.h"
#include "core/text/json_writer.h"

struct gitlab {
	const struct th_report *report;
	struct th_json_writer json;
	struct th_output words;
	struct th_arena arena; /* texts of the issue under way */
	bool failed;
};

static th_slice shown(struct gitlab *g, th_slice text)
{
	th_slice safe = th_escape_terminal(&g->arena, text);

	g->failed |= text.ptr && !safe.ptr;
	return safe;
}

static const char *severity_word(enum th_level severity)
{
	static const char *const words[] = {
		[TH_LEVEL_CRITICAL] = "blocker", [TH_LEVEL_HIGH] = "critical",
		[TH_LEVEL_MEDIUM] = "major",     [TH_LEVEL_LOW] = "minor",
		[TH_LEVEL_INFO] = "info",
	};

	return severity < TH_LEVEL_COUNT ? words[severity] : "info";
}

/* An issue whose description is what words hold. GitLab wants a path and a line. */
static void issue(struct gitlab *g, const char *check, th_slice fingerprint, const char *severity,
		  const struct th_place *place)
{
	struct th_json_writer *json = &g->json;

	th_json_begin_object(json);
	th_json_member_string(json, "description", shown(g, th_output_bytes(&g->words)));
	th_json_member_word(json, "check_name", check);
	th_json_member_string(json, "fingerprint", shown(g, fingerprint));
	th_json_member_word(json, "severity", severity);
	th_json_member_object(json, "location");
	th_json_member_string(json, "path",
			      place->document.len > 0 ? shown(g, place->document) : TH_SLICE("-"));
	th_json_member_object(json, "lines");
	th_json_member_uint(json, "begin", place->line > 0 ? place->line : 1);
	th_json_end_object(json);
	th_json_end_object(json);
	th_json_end_object(json);
	th_arena_release(&g->arena);
}

static void put_finding(struct gitlab *g, const struct th_finding *finding)
{
	struct th_place place = th_finding_place(g->report, finding);

	th_words_begin(&g->words);
	th_output_write(&g->words, finding->message);
	if (finding->hop >= 0)
		th_output_printf(&g->words, " (hop %d)", finding->hop);
	if (finding->suppressed) {
		th_output_write(&g->words, TH_SLICE("; "));
		th_words_suppression(&g->words, finding->suppressed);
	}
	issue(g, th_rules[finding->rule].slug, th_slice_of(finding->id),
	      finding->suppressed ? "info" : severity_word(finding->severity), &place);
}

static void put_refused(struct gitlab *g, const struct th_report_document *document)
{
	struct th_place place = { .document = document->path, .line = document->error_line };
	th_slice fingerprint = th_arena_printf(&g->arena, "not-read:%.*s", TH_FMT(document->path));

	g->failed |= !fingerprint.ptr;
	th_words_begin(&g->words);
	th_output_write(&g->words, TH_SLICE("the document could not be read, nothing of it was "
					    "checked: "));
	th_output_write(&g->words, document->error);
	issue(g, "not-read", fingerprint, "blocker", &place);
}

static void put_not_evaluated(struct gitlab *g)
{
	const struct th_not_evaluated_list *list = &g->report->not_evaluated;
	struct th_place place = { 0 };

	if (list->count == 0)
		return;
	if (g->report->documents.count > 0)
		place.document = g->report->documents.items[0].path;
	th_words_begin(&g->words);
	th_output_printf(&g->words, "%u rule%s not checked, which is no pass: ", list->count,
			 list->count == 1 ? " was" : "s were");
	for (uint32_t i = 0; i < list->count; i++) {
		if (i > 0)
			th_output_write(&g->words, TH_SLICE(", "));
		th_output_write(&g->words, list->items[i].rule);
	}
	issue(g, "not-evaluated", TH_SLICE("not-evaluated"), "info", &place);
}

th_status th_render_gitlab(const struct th_report *report, const struct th_rendering *rendering,
			   struct th_output *out)
{
	struct gitlab g = { .report = report };

	(void)rendering;
	th_output_to_memory(&g.words, SIZE_MAX);
	th_json_writer_init(&g.json, out);
	th_json_begin_array(&g.json);
	for (uint32_t i = 0; i < report->documents.count; i++)
		if (report->documents.items[i].status == TH_DOCUMENT_REJECTED)
			put_refused(&g, &report->documents.items[i]);
	for (uint32_t i = 0; i < report->findings.count; i++)
		put_finding(&g, &report->findings.items[i]);
	put_not_evaluated(&g);
	th_json_end_array(&g.json);
	th_json_writer_end(&g.json);
	bool failed = g.failed || g.words.status != TH_OK;
	th_output_release(&g.words);
	th_arena_release(&g.arena);
	return failed ? TH_ENOMEM : TH_OK;
}
