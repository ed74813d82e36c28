/*
 * audit: one run, one report in as many forms as were asked for. What goes to files is written
 * first, so that the report on standard output can say which of them could not be.
 */
#include "cmd/complain.h"
#include "cmd/outputs.h"
#include "cmd/render/renderer.h"
#include "cmd/setup.h"
#include "cmd/standard_output.h"
#include "cmd/terminal.h"

#include <unistd.h>

enum { MOST_AGAIN = 300 /* bytes of arguments that a reader would type again */ };

/* ---- what is to be written ---- */

static bool is_built(th_slice name)
{
	const struct th_renderer *renderer = th_renderer_of(name);
	const char *nearest = renderer ? NULL : th_nearest_word(name, th_renderer_words);

	if (renderer && renderer->render)
		return true;
	if (renderer)
		th_complain("--format %.*s: not in this version; 'twohop help audit' lists those "
			    "that are",
			    TH_FMT(name));
	else if (nearest)
		th_complain("--format %.*s: there is no such format; did you mean '%s'?",
			    TH_FMT(name), nearest);
	else
		th_complain("--format %.*s: there is no such format; 'twohop help audit' lists "
			    "them",
			    TH_FMT(name));
	return false;
}

/* Checks the formats before any work is done. A run whose reports all go to files still tells a
 * person how it went. */
static bool choose_formats(struct th_options *options)
{
	uint32_t to_standard_output = 0;

	for (uint32_t i = 0; i < options->formats.count; i++) {
		const struct th_format *format = &options->formats.items[i];

		if (!is_built(format->name))
			return false;
		if (!format->file.ptr && ++to_standard_output > 1) {
			th_complain("two formats for standard output: write one of them to a file, "
				    "--format %.*s=FILE",
				    TH_FMT(format->name));
			return false;
		}
	}
	if (to_standard_output > 0 || (options->quiet && options->formats.count > 0))
		return true;
	struct th_format *text = th_format_list_push(&options->formats, UINT32_MAX);
	if (text)
		text->name = TH_SLICE("text");
	return text != NULL;
}

/* TH_NEEDS_... of all the forms together. */
static uint32_t needs_of(const struct th_options *options)
{
	uint32_t needs = 0;

	for (uint32_t i = 0; i < options->formats.count; i++)
		needs |= th_renderer_of(options->formats.items[i].name)->needs;
	return needs;
}

/* ---- the arguments once more ---- */

static bool is_plain(th_slice word)
{
	for (size_t i = 0; i < word.len; i++)
		if (!th_is_alnum(word.ptr[i]) && !strchr("_-./=:,+@%", word.ptr[i]))
			return false;
	return word.len > 0;
}

/* A word as a shell takes it. */
static void quote(struct th_output *out, th_slice word)
{
	if (out->used > 0)
		th_output_byte(out, ' ');
	if (is_plain(word)) {
		th_output_write(out, word);
		return;
	}
	th_output_byte(out, '\'');
	for (size_t i = 0; i < word.len; i++)
		if (word.ptr[i] == '\'')
			th_output_write(out, TH_SLICE("'\\''"));
		else
			th_output_byte(out, word.ptr[i]);
	th_output_byte(out, '\'');
}

static void quote_option(struct th_output *out, const char *name, th_slice value)
{
	quote(out, th_slice_of(name));
	quote(out, value);
}

/* What makes a run of `why` see what this run saw. Absent where that is longer than anyone wants to
 * type. */
static th_slice arguments_again(struct th_call *call)
{
	const struct th_options *options = &call->options;
	char day[TH_DATE_TEXT];
	struct th_output out;

	th_output_to_memory(&out, MOST_AGAIN);
	for (uint32_t i = 0; i < options->operands.count; i++)
		quote(&out, options->operands.items[i]);
	for (uint32_t i = 0; i < options->self.count; i++)
		quote_option(&out, "--self", options->self.items[i]);
	for (uint32_t i = 0; i < options->feeds.count; i++)
		quote_option(&out, "--feeds", options->feeds.items[i]);
	if (options->config.ptr)
		quote_option(&out, "--config", options->config);
	if (options->data.ptr)
		quote_option(&out, "--data", options->data);
	if (options->baseline.ptr)
		quote_option(&out, "--baseline", options->baseline);
	if (options->own)
		quote(&out, TH_SLICE("--own"));
	if (options->depth)
		quote_option(&out, "--depth", th_arena_printf(&call->arena, "%u", options->depth));
	if (th_date_present(options->as_of)) {
		th_date_format(options->as_of, day, sizeof(day));
		quote_option(&out, "--as-of", th_slice_of(day));
	}
	th_slice again = { 0 };
	if (th_output_commit(&out) == TH_OK)
		again = th_arena_copy(&call->arena, th_output_bytes(&out));
	th_output_release(&out);
	return again;
}

/* ---- writing ---- */

static void write_standard_output(const struct th_report *report, const struct th_format *format,
				  struct th_rendering *rendering)
{
	struct th_output out;

	th_output_to_fd(&out, STDOUT_FILENO);
	th_status status = th_renderer_of(format->name)->render(report, rendering, &out);
	int code = th_standard_output_end(&out);
	if (status != TH_OK && code == TH_EXIT_PASS) {
		th_complain("no memory left: the report is not whole");
		code = TH_EXIT_BUG;
	}
	if (code != TH_EXIT_PASS)
		rendering->reasons |= UINT32_C(1) << (code == TH_EXIT_BUG ? TH_REASON_INTERNAL
									  : TH_REASON_OUTPUT);
}

/* Returns the exit code of the run. */
static int write_reports(const struct th_report *report, struct th_outputs *outputs,
			 struct th_call *call)
{
	const struct th_format_list *formats = &call->options.formats;
	struct th_rendering rendering = {
		.unicode = th_terminal_is_utf8(),
		.explains = call->options.explain_verdict,
		.reasons = report->reasons,
		.again = arguments_again(call),
	};

	rendering.color = call->options.color == TH_COLOR_ALWAYS;
	th_outputs_write(outputs, report, call->options.jobs, &rendering);
	rendering.color = th_terminal_has_color(call->options.color, STDOUT_FILENO);
	for (uint32_t i = 0; i < formats->count; i++)
		if (!formats->items[i].file.ptr)
			write_standard_output(report, &formats->items[i], &rendering);
	return th_exit_code(rendering.reasons);
}

static void open_outputs(void *outputs)
{
	th_outputs_open(outputs);
}

int th_command_audit(struct th_call *call)
{
	struct th_options *options = &call->options;
	struct th_outputs outputs;
	struct th_setup setup;

	if (!choose_formats(options))
		return TH_EXIT_USAGE;
	if (options->operands.count == 0) {
		th_complain(
			"what is to be audited? name documents or folders; '-' is standard input");
		return TH_EXIT_USAGE;
	}
	if (th_outputs_list(&outputs, &options->formats, options->write_baseline) != TH_OK) {
		th_complain("no memory left");
		return TH_EXIT_BUG;
	}
	int code = th_setup_prepare(&setup, call, options->operands.items, options->operands.count);
	setup.request.meanwhile = outputs.count ? open_outputs : NULL;
	setup.request.meanwhile_context = &outputs;
	setup.request.want_sha256 = needs_of(options) & TH_NEEDS_DIGESTS;
	setup.request.want_pointers = needs_of(options) & TH_NEEDS_POINTERS;
	if (code == TH_EXIT_PASS)
		code = th_setup_run(&setup);
	if (code == TH_EXIT_PASS) {
		th_setup_complain(&setup, call);
		code = write_reports(th_audit_report(setup.audit), &outputs, call);
	}
	th_outputs_release(&outputs);
	th_setup_release(&setup);
	return code;
}
