/*
 * GitHub workflow commands, which the runner turns into annotations: an error for what decides and
 * for what could not be read, a warning for what else was found, notices for the verdict and for
 * what is suppressed, known or not checked. The runner shows ten of a kind for a step, so the worst
 * ten are written, and a last notice counts the others.
 */
#include "cmd/render/renderer.h"
#include "cmd/render/words.h"
#include "core/text/markup.h"

enum {
	MOST_SHOWN = 10,     /* annotations of a kind */
	MOST_MESSAGE = 2000, /* bytes of a message; a longer one is cut, with an ellipsis */
	MOST_TITLE = 200,
};

enum kind { ERROR, WARNING, NOTICE, KIND_COUNT };

struct github {
	const struct th_report *report;
	struct th_output *out;
	struct th_output words, title, cut;
	uint32_t count[KIND_COUNT];
};

static void property(struct github *g, const char *key, th_slice value)
{
	th_output_write(g->out, th_slice_of(key));
	th_words_begin(&g->cut);
	th_words_cut(&g->cut, value, MOST_MESSAGE);
	th_command_write_property(g->out, th_output_bytes(&g->cut));
}

/* An annotation with what title and words hold; the eleventh of a kind is counted only. */
static void annotate(struct github *g, enum kind kind, const struct th_place *place)
{
	static const char *const commands[] = { "::error ", "::warning ", "::notice " };

	if (g->count[kind]++ >= MOST_SHOWN)
		return;
	th_output_write(g->out, th_slice_of(commands[kind]));
	if (place && place->document.len > 0) {
		property(g, "file=", place->document);
		if (place->line > 0)
			th_output_printf(g->out, ",line=%u", place->line);
		if (place->line > 0 && place->column > 0)
			th_output_printf(g->out, ",col=%u", place->column);
		th_output_byte(g->out, ',');
	}
	property(g, "title=", th_output_bytes(&g->title));
	th_output_write(g->out, TH_SLICE("::"));
	th_words_begin(&g->cut);
	th_words_cut(&g->cut, th_output_bytes(&g->words), MOST_MESSAGE);
	th_command_write(g->out, th_output_bytes(&g->cut));
	th_output_byte(g->out, '\n');
}

static void begin(struct github *g, const char *title)
{
	th_words_begin(&g->words);
	th_words_begin(&g->title);
	th_output_write(&g->title, th_slice_of(title));
}

static void put_verdict(struct github *g, uint32_t reasons)
{
	begin(g, "twohop");
	th_output_write(&g->words, g->report->verdict);
	th_output_write(&g->words, TH_SLICE("; "));
	th_words_exit(&g->words, reasons);
	annotate(g, NOTICE, NULL);
}

static void put_refused(struct github *g, const struct th_report_document *document)
{
	struct th_place place = {
		document->path, document->error_line, document->error_column, { 0 }
	};

	begin(g, "not-read: nothing of this document was checked");
	th_output_write(&g->words, document->error);
	annotate(g, ERROR, &place);
}

static void put_finding(struct github *g, const struct th_finding *finding)
{
	struct th_place place = th_finding_place(g->report, finding);

	begin(g, th_level_word(finding->severity));
	th_output_printf(&g->title, " %s: ", th_rules[finding->rule].slug);
	th_words_begin(&g->cut);
	th_words_subject(&g->cut, finding);
	th_words_cut(&g->title, th_output_bytes(&g->cut), MOST_TITLE);
	th_output_write(&g->words, finding->message);
	if (finding->hop >= 0)
		th_output_printf(&g->words, " (hop %d)", finding->hop);
	if (finding->remedy.len > 0)
		th_output_write(&g->words, TH_SLICE(". "));
	th_output_write(&g->words, finding->remedy);
	annotate(g, finding->decides ? ERROR : WARNING, &place);
}

/* What is known or suppressed is no news: it is counted at the end. */
static void put_findings(struct github *g, bool deciding)
{
	for (uint32_t i = 0; i < g->report->findings.count; i++) {
		const struct th_finding *finding = &g->report->findings.items[i];

		if (finding->decides == deciding && !finding->suppressed &&
		    (deciding || finding->news != TH_NEWS_KNOWN))
			put_finding(g, finding);
	}
}

static void put_complaints(struct github *g)
{
	for (uint32_t i = 0; i < g->report->diagnostics.count; i++) {
		const struct th_report_diagnostic *diagnostic = &g->report->diagnostics.items[i];

		enum th_diag_severity severity = th_diag_severity(diagnostic->code);

		if (!th_report_is_of_run(diagnostic) || severity == TH_SEVERITY_NOTE)
			continue;
		begin(g, th_diag_slug(diagnostic->code));
		th_output_write(&g->words, diagnostic->message);
		annotate(g, severity == TH_SEVERITY_ERROR ? ERROR : WARNING,
			 diagnostic->place.document.ptr ? &diagnostic->place : NULL);
	}
}

static void put_quiet_ones(struct github *g)
{
	const struct th_not_evaluated_list *list = &g->report->not_evaluated;

	if (g->report->suppressed > 0) {
		begin(g, "twohop: suppressed");
		th_output_printf(&g->words, "%u finding%s suppressed by exceptions or VEX",
				 g->report->suppressed,
				 g->report->suppressed == 1 ? " is" : "s are");
		annotate(g, NOTICE, NULL);
	}
	if (list->count == 0)
		return;
	begin(g, "twohop: not checked");
	th_output_printf(&g->words, "%u rule%s not checked, which is no pass: ", list->count,
			 list->count == 1 ? " was" : "s were");
	for (uint32_t i = 0; i < list->count; i++) {
		if (i > 0)
			th_output_write(&g->words, TH_SLICE(", "));
		th_output_write(&g->words, list->items[i].rule);
	}
	annotate(g, NOTICE, NULL);
}

static void put_beyond(struct github *g)
{
	uint32_t errors = g->count[ERROR] > MOST_SHOWN ? g->count[ERROR] - MOST_SHOWN : 0;
	uint32_t warnings = g->count[WARNING] > MOST_SHOWN ? g->count[WARNING] - MOST_SHOWN : 0;

	if (errors + warnings == 0)
		return;
	begin(g, "twohop: more");
	th_output_printf(&g->words,
			 "%u more error%s and %u more warning%s: --format markdown, sarif and "
			 "json list them",
			 errors, th_words_s(errors), warnings, th_words_s(warnings));
	annotate(g, NOTICE, NULL);
}

th_status th_render_github(const struct th_report *report, const struct th_rendering *rendering,
			   struct th_output *out)
{
	struct github g = { .report = report, .out = out };

	th_output_to_memory(&g.words, SIZE_MAX);
	th_output_to_memory(&g.title, SIZE_MAX);
	th_output_to_memory(&g.cut, SIZE_MAX);
	put_verdict(&g, rendering->reasons);
	put_complaints(&g);
	for (uint32_t i = 0; i < report->documents.count; i++)
		if (report->documents.items[i].status == TH_DOCUMENT_REJECTED)
			put_refused(&g, &report->documents.items[i]);
	put_findings(&g, true);
	put_findings(&g, false);
	put_quiet_ones(&g);
	put_beyond(&g);
	bool failed = g.words.status != TH_OK || g.title.status != TH_OK || g.cut.status != TH_OK;
	th_output_release(&g.words);
	th_output_release(&g.title);
	th_output_release(&g.cut);
	return failed ? TH_ENOMEM : TH_OK;
}
