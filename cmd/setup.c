#include "cmd/setup.h"

#include "cmd/complain.h"
#include "cmd/data_folder.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_CONFIG "twohop.yaml"

static int out_of_memory(void)
{
	th_complain("no memory left");
	return TH_EXIT_BUG;
}

/* ---- the configuration ---- */

/* The exit code of a configuration that was read. */
static int complain_of_config(th_status status, th_slice path, const struct th_config_error *error)
{
	if (status == TH_ENOMEM)
		return out_of_memory();
	if (status == TH_OK)
		return TH_EXIT_PASS;
	th_complain_at(error->path.ptr ? error->path : path, error->line, error->column,
		       error->message);
	return TH_EXIT_USAGE;
}

static int read_config(struct th_setup *setup, struct th_call *call, th_slice path, bool only_trust)
{
	th_slice why = { 0 };
	struct th_config_error error = { 0 };

	th_status status = th_source_open(&setup->config_source, path.ptr, &call->arena, &why);
	if (status == TH_ENOMEM)
		return out_of_memory();
	if (status != TH_OK) {
		th_complain_at(
			path, 0, 0,
			th_arena_printf(&call->arena, "the configuration: %.*s", TH_FMT(why)));
		return TH_EXIT_USAGE;
	}
	status = (only_trust ? th_config_read_trust : th_config_read)(
		&setup->config, path, setup->config_source.bytes, &call->arena, &error);
	return complain_of_config(status, path, &error);
}

/* Is there something at the default place? What is there and cannot be read is an error, not an
 * absence. */
static bool has_default_config(void)
{
	return faccessat(AT_FDCWD, DEFAULT_CONFIG, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* The day that the audit looks from. */
static struct th_date day_of(const struct th_options *options)
{
	return th_date_present(options->as_of) ? options->as_of : th_date_today(time(NULL));
}

int th_setup_configure(struct th_setup *setup, struct th_call *call)
{
	const struct th_options *options = &call->options;
	int code = TH_EXIT_PASS;

	th_config_init(&setup->config);
	if (options->trust.ptr)
		code = read_config(setup, call, options->trust, true);
	else if (options->config.ptr)
		code = read_config(setup, call, options->config, false);
	else if (has_default_config())
		code = read_config(setup, call, TH_SLICE(DEFAULT_CONFIG), false);
	th_slice message;
	if (code == TH_EXIT_PASS && options->fail_on.ptr &&
	    !th_fail_on_parse(options->fail_on, setup->config.fail_on, &call->arena, &message))
		code = TH_EXIT_USAGE; /* it read well before: memory */
	setup->config.fail_on_given = options->fail_on.ptr != NULL;
	struct th_config_error error;
	if (code == TH_EXIT_PASS)
		code = complain_of_config(th_config_check_day(&setup->config, day_of(options).day,
							      &call->arena, &error),
					  setup->config.path, &error);
	if (code == TH_EXIT_PASS)
		code = complain_of_config(
			th_trust_open(&setup->config, &call->arena, &setup->trust, &error),
			setup->config.path, &error);
	return code;
}

/* ---- the request ---- */

static int check_inputs(const th_slice *inputs, uint32_t count)
{
	for (uint32_t i = 0, dashes = 0; i < count; i++) {
		if (inputs[i].len == 0) {
			th_complain("an empty path");
			return TH_EXIT_USAGE;
		}
		if (th_slice_equal(inputs[i], TH_SLICE("-")) && ++dashes > 1) {
			th_complain("standard input can be read once: '-' stands there twice");
			return TH_EXIT_USAGE;
		}
	}
	return TH_EXIT_PASS;
}

int th_setup_prepare(struct th_setup *setup, struct th_call *call, const th_slice *inputs,
		     uint32_t count)
{
	const struct th_options *options = &call->options;

	*setup = (struct th_setup){ 0 };
	int code = check_inputs(inputs, count);
	if (code == TH_EXIT_PASS)
		code = th_setup_configure(setup, call);
	bool draws = !options->quiet && isatty(STDERR_FILENO);
	th_progress_start(&setup->progress, draws ? STDERR_FILENO : -1);
	setup->request = (struct th_audit_request){
		.inputs = inputs,
		.input_count = count,
		.config = &setup->config,
		.trust = setup->trust,
		.config_named = options->config.ptr != NULL,
		.self = options->self,
		.own = options->own,
		.depth = options->depth ? options->depth : 2,
		.as_of = day_of(options),
		.baseline = options->baseline,
		.feeds = options->feeds,
		.data = th_data_folder(options, &call->arena),
		.jobs = options->jobs,
		.progress = draws ? &setup->progress : NULL,
	};
	return code;
}

int th_setup_run(struct th_setup *setup)
{
	th_status status = th_audit_run(&setup->request, &setup->audit);

	th_progress_end(&setup->progress);
	if (status == TH_OK)
		return TH_EXIT_PASS;
	if (status == TH_ENOMEM)
		return out_of_memory();
	if (status == TH_ELIMIT) {
		th_complain("the inputs together pass a ceiling of core/base/limits.h: too many "
			    "components, or facts that would have to be compared one by one");
		return TH_EXIT_BAD_INPUT;
	}
	th_complain("a fault of twohop itself, not of your documents (status %d)", (int)status);
	return TH_EXIT_BUG;
}

void th_setup_release(struct th_setup *setup)
{
	if (!TH_RELEASE_AT_EXIT)
		return;
	if (setup->audit)
		th_audit_free(setup->audit);
	th_trust_close(setup->trust);
	th_config_release(&setup->config);
	th_source_close(&setup->config_source);
}

/* ---- what is said of documents ---- */

/* The slug of the error that a document was refused for. */
static const char *slug_of(const struct th_report *report,
			   const struct th_report_document *document)
{
	for (uint32_t i = 0; i < report->diagnostics.count; i++) {
		const struct th_report_diagnostic *diagnostic = &report->diagnostics.items[i];

		if (th_diag_severity(diagnostic->code) == TH_SEVERITY_ERROR &&
		    th_slice_equal(diagnostic->place.document, document->path) &&
		    th_slice_equal(diagnostic->message, document->error))
			return th_diag_slug(diagnostic->code);
	}
	return NULL;
}

/* "./a" and "a" name the same input. */
static th_slice without_dot(th_slice path)
{
	while (path.len > 2 && path.ptr[0] == '.' && path.ptr[1] == '/')
		path = th_slice_sub(path, 2, path.len);
	return path;
}

static bool was_named(const struct th_audit_request *request, th_slice path)
{
	for (uint32_t i = 0; i < request->input_count; i++)
		if (th_slice_equal(without_dot(request->inputs[i]), path))
			return true;
	return false;
}

/* What is said of no document: inputs that are not there, entries of the configuration that hold of
 * nothing. */
static void complain_of_run(const struct th_report *report, bool quiet)
{
	for (uint32_t i = 0; i < report->diagnostics.count; i++) {
		const struct th_report_diagnostic *diagnostic = &report->diagnostics.items[i];
		enum th_diag_severity severity = th_diag_severity(diagnostic->code);

		if (severity == TH_SEVERITY_NOTE || (quiet && severity != TH_SEVERITY_ERROR) ||
		    !th_report_is_of_run(diagnostic))
			continue;
		if (diagnostic->place.document.ptr)
			th_complain_diagnostic(diagnostic->place.document, diagnostic->place.line,
					       diagnostic->place.column, th_severity_word(severity),
					       diagnostic->message, th_diag_slug(diagnostic->code));
		else
			th_complain("%s: %.*s [%s]", th_severity_word(severity),
				    TH_FMT(diagnostic->message), th_diag_slug(diagnostic->code));
	}
}

void th_setup_complain(const struct th_setup *setup, const struct th_call *call)
{
	const struct th_report *report = th_audit_report(setup->audit);

	complain_of_run(report, call->options.quiet);
	for (uint32_t i = 0; i < report->documents.count; i++) {
		const struct th_report_document *document = &report->documents.items[i];

		if (document->status == TH_DOCUMENT_REJECTED)
			th_complain_diagnostic(document->path, document->error_line,
					       document->error_column, "error", document->error,
					       slug_of(report, document));
		else if (document->status == TH_DOCUMENT_IGNORED && !call->options.quiet &&
			 was_named(&setup->request, document->path))
			th_complain_diagnostic(document->path, 0, 0, "ignored", document->why,
					       NULL);
	}
}
