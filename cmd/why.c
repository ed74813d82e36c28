/*
 * why: the audit once more, and of all it found one argument, whole.
 */
#include "cmd/complain.h"
#include "cmd/render/text.h"
#include "cmd/setup.h"
#include "cmd/standard_output.h"
#include "cmd/terminal.h"

#include <unistd.h>

enum { LEAST_PREFIX = 4 /* digits of an id that begin one */, MOST_PATHS = 100 };

/* ---- finding it ---- */

static bool looks_like_id(th_slice text)
{
	size_t digits = 0;

	while (digits < text.len && th_hex_value(text.ptr[digits]) >= 0)
		digits++;
	/* the whole of it, or a further version: "9f1c2ab03d5e7788-2" */
	return digits >= LEAST_PREFIX &&
	       (digits == text.len || (digits == 16 && text.ptr[digits] == '-'));
}

/* How many findings have an id that begins so; *out the first, or the one whose whole id it is, and
 * then 1. */
static uint32_t findings_of(const struct th_report *report, th_slice id,
			    const struct th_finding **out)
{
	uint32_t count = 0;

	*out = NULL;
	for (uint32_t i = 0; i < report->findings.count && looks_like_id(id); i++) {
		const struct th_finding *finding = &report->findings.items[i];
		th_slice whole = th_slice_of(finding->id);

		if (!th_slice_starts(whole, id))
			continue;
		if (id.len == whole.len) {
			*out = finding;
			return 1;
		}
		if (count++ == 0)
			*out = finding;
	}
	return count;
}

static void complain_of_many(const struct th_report *report, th_slice id, uint32_t count)
{
	th_complain("'%.*s' begins the ids of %u findings; give more of it:", TH_FMT(id), count);
	for (uint32_t i = 0; i < report->findings.count; i++) {
		const struct th_finding *finding = &report->findings.items[i];

		if (th_slice_starts(th_slice_of(finding->id), id))
			th_complain("%s  %s  %.*s", finding->id, th_rules[finding->rule].slug,
				    TH_FMT(finding->subject.name));
	}
}

/* ---- telling it ---- */

static void passage(struct th_page *page, const char *heading, th_slice text)
{
	if (text.len == 0)
		return;
	th_page_heading(page, th_slice_of(heading));
	th_page_paragraph(page, 2, 2, text);
}

static void put_step(struct th_page *page, const struct th_step *step, uint32_t number)
{
	th_slice supplier =
		step->kind == TH_NODE_SUPPLIER || th_slice_equal(step->supplier, step->name)
			? (th_slice){ 0 }
			: step->supplier;

	th_page_begin(page, 2, 12);
	th_page_label(page, TH_STYLE_FAINT, th_page_compose(page, "hop %u", step->hop).ptr, 10);
	if (step->relation)
		th_page_text(page, TH_STYLE_PLAIN, th_page_compose(page, "%s", step->relation));
	th_page_unit(page, TH_STYLE_STRONG,
		     th_page_compose(page, "%.*s%s%.*s%s%.*s", TH_FMT(th_text_name(step->name)),
				     step->version.len > 0 ? " " : "", TH_FMT(step->version),
				     supplier.len > 0 ? " of " : "", TH_FMT(supplier)));
	th_page_end(page);
	if (number == 0)
		return;
	th_page_begin(page, 12, 14);
	th_page_place(page, TH_STYLE_PLAIN, TH_SLICE(""), step->evidence.document,
		      th_text_behind(page, &step->evidence, true));
	if (step->evidence.line > 0)
		th_page_unit(page, TH_STYLE_FAINT, step->evidence.pointer);
	th_page_end(page);
}

static void put_steps(struct th_page *page, const struct th_step *const *steps, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		put_step(page, steps[i], i);
}

/* Everything that the finding says of itself, and what its rule says of proof. */
static void put_argument(struct th_page *page, const struct th_report *report,
			 const struct th_finding *finding)
{
	const struct th_rule *rule = &th_rules[finding->rule];

	th_text_finding(page, finding, 0, TH_DETAIL_SHORT, NULL);
	th_page_heading(page, TH_SLICE("The way there"));
	put_steps(page, finding->steps, finding->step_count);
	if (finding->advisory) {
		th_page_heading(page, TH_SLICE("The fact"));
		th_text_advisory(page, finding->advisory, 2, 0);
	}
	for (uint32_t i = 0; i < finding->cause_count; i++) {
		if (i == 0)
			th_page_heading(page, TH_SLICE("Caused by"));
		th_text_finding(page, &report->findings.items[finding->causes[i]], 2,
				TH_DETAIL_LINE, NULL);
	}
	passage(page, "What the rule means", th_slice_of(rule->meaning));
	passage(page, "What proves it", th_slice_of(rule->proves));
	passage(page, "What would disprove it", th_slice_of(rule->disproves));
	passage(page, "What to do",
		finding->remedy.len > 0 ? finding->remedy : th_slice_of(rule->remedy));
}

static void put_paths(struct th_page *page, const struct th_report_path_list *paths)
{
	uint32_t shown = paths->count < MOST_PATHS ? paths->count : MOST_PATHS;

	for (uint32_t i = 0; i < shown; i++) {
		const struct th_report_path *path = &paths->items[i];

		if (i > 0)
			th_page_blank_line(page);
		th_text_path(page, path->steps, path->step_count, 0);
		put_steps(page, path->steps, path->step_count);
	}
	if (shown < paths->count)
		th_page_paragraph(
			page, 0, 2,
			th_page_compose(page, "and %u more of this name", paths->count - shown));
}

/* Which findings are about what the paths lead to. */
static void put_findings_about(struct th_page *page, const struct th_report *report, th_slice name)
{
	bool any = false;

	for (uint32_t i = 0; i < report->findings.count; i++) {
		const struct th_finding *finding = &report->findings.items[i];

		if (!th_slice_equal_nocase(finding->subject.name, name) &&
		    !th_slice_equal_nocase(finding->subject.supplier, name))
			continue;
		if (!any)
			th_page_heading(page, TH_SLICE("Findings about it"));
		any = true;
		th_text_finding(page, finding, 0, TH_DETAIL_LINE, NULL);
	}
}

/* ---- the command ---- */

/* Documents that could not be read may hold the better argument: the exit code says so. */
static int code_of(const struct th_report *report)
{
	uint32_t inputs = UINT32_C(1) << TH_REASON_BAD_INPUT | UINT32_C(1) << TH_REASON_NO_INPUT;

	return th_exit_code(report->reasons & inputs);
}

static int not_found(th_slice what, th_slice nearest)
{
	if (nearest.len > 0)
		th_complain("no finding, component, device or supplier is called '%.*s'; did you "
			    "mean '%.*s'?",
			    TH_FMT(what), TH_FMT(nearest));
	else
		th_complain("no finding, component, device or supplier is called '%.*s'",
			    TH_FMT(what));
	return TH_EXIT_NO_INPUT;
}

static int answer_name(struct th_audit *audit, struct th_page *page, th_slice name)
{
	struct th_report_path_list paths = { 0 };
	th_slice nearest = { 0 };
	th_status status = th_audit_paths(audit, name, &paths, &nearest);
	int code = TH_EXIT_PASS;

	if (status != TH_OK) {
		th_complain("%s",
			    status == TH_ENOMEM ? "no memory left" : "a fault of twohop itself");
		code = TH_EXIT_BUG;
	} else if (paths.count == 0) {
		code = not_found(name, nearest);
	} else {
		put_paths(page, &paths);
		put_findings_about(page, th_audit_report(audit), name);
	}
	th_report_path_list_release(&paths);
	return code;
}

static int answer(struct th_audit *audit, struct th_page *page, th_slice what)
{
	const struct th_report *report = th_audit_report(audit);
	const struct th_finding *finding;
	uint32_t count = findings_of(report, what, &finding);

	if (count > 1) {
		complain_of_many(report, what, count);
		return TH_EXIT_USAGE;
	}
	if (count == 0)
		return answer_name(audit, page, what);
	put_argument(page, report, finding);
	return TH_EXIT_PASS;
}

static int show_answer(struct th_setup *setup, struct th_call *call, th_slice what)
{
	struct th_output out;
	struct th_page page;

	th_setup_complain(setup, call);
	th_output_to_fd(&out, STDOUT_FILENO);
	th_page_init(&page, &out, &call->arena,
		     th_terminal_has_color(call->options.color, STDOUT_FILENO),
		     th_terminal_is_utf8());
	int code = answer(setup->audit, &page, what);
	int written = th_standard_output_end(&out);
	if (page.failed && written == TH_EXIT_PASS) {
		th_complain("no memory left: the answer is not whole");
		written = TH_EXIT_BUG;
	}
	if (written != TH_EXIT_PASS)
		return written;
	return code != TH_EXIT_PASS ? code : code_of(th_audit_report(setup->audit));
}

int th_command_why(struct th_call *call)
{
	static const th_slice here = { ".", 1 };
	const struct th_name_list *operands = &call->options.operands;
	bool paths = operands->count > 1;
	struct th_setup setup;

	if (operands->count == 0) {
		th_complain("why what? give the id of a finding, or the name of a component or "
			    "supplier");
		return TH_EXIT_USAGE;
	}
	int code = th_setup_prepare(&setup, call, paths ? operands->items + 1 : &here,
				    paths ? operands->count - 1 : 1);
	setup.request.want_pointers = true;
	if (code == TH_EXIT_PASS)
		code = th_setup_run(&setup);
	if (code == TH_EXIT_PASS)
		code = show_answer(&setup, call, operands->items[0]);
	th_setup_release(&setup);
	return code;
}
