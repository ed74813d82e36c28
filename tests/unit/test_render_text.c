#include "cmd/render/renderer.h"
#include "core/text/escape.h"
#include "tests/unit/sample_report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct sample sample;

static int fresh_sample(void **state)
{
	(void)state;
	sample_init(&sample);
	return 0;
}

static struct th_rendering rendering_of(const struct th_report *report)
{
	return (struct th_rendering){ .unicode = true,
				      .reasons = report->reasons,
				      .again = TH_SLICE("3cx --as-of 2023-04-21") };
}

/* The report as text, NUL-terminated, until the next call. */
static const char *render(const struct th_rendering *rendering)
{
	static char text[1 << 20];
	struct th_output out;

	th_output_to_memory(&out, sizeof(text) - 1);
	assert_int_equal(th_render_text(&sample.report, rendering, &out), TH_OK);
	assert_int_equal(th_output_commit(&out), TH_OK);
	th_slice bytes = th_output_bytes(&out);
	memcpy(text, bytes.ptr, bytes.len);
	text[bytes.len] = '\0';
	th_output_release(&out);
	return text;
}

static const char *rendered(void)
{
	struct th_rendering rendering = rendering_of(&sample.report);

	return render(&rendering);
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no \"%s\" in:\n%s", part, text);
}

static void assert_has_not(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("\"%s\" in:\n%s", part, text);
}

static size_t occurrences(const char *text, const char *part)
{
	size_t count = 0;

	for (const char *at = text; (at = strstr(at, part)); at++)
		count++;
	return count;
}

static void assert_all_lines_fit(const char *text)
{
	th_slice rest = th_slice_of(text);

	while (rest.len > 0) {
		size_t end = th_slice_find(rest, '\n');
		th_slice line = th_slice_sub(rest, 0, end);

		if (th_text_width(line) > 80)
			fail_msg("%zu columns: %.*s", th_text_width(line), TH_FMT(line));
		if (line.len > 0 && line.ptr[line.len - 1] == ' ')
			fail_msg("a blank at the end of: %.*s", TH_FMT(line));
		rest = th_slice_sub(rest, end + 1, rest.len);
	}
}

static void the_first_line_is_the_verdict(void **state)
{
	(void)state;
	const char *text = rendered();
	assert_true(strncmp(text, "2 violations, 1 blind spot; 1 document could not be read\n",
			    57) == 0);
}

static void the_last_line_is_the_exit_with_its_reasons(void **state)
{
	(void)state;
	const char *text = rendered();
	const char *last = "exit 65: violation, blind-spot, bad-input\n";
	assert_string_equal(text + strlen(text) - strlen(last), last);
}

static void visibility_is_told_as_a_fraction_too(void **state)
{
	(void)state;
	assert_has(rendered(), "two-hop visibility 66 % (2 of 3)");
}

static void visibility_of_nothing_is_no_percentage(void **state)
{
	(void)state;
	sample.report.visibility.known = sample.report.visibility.unknown = 0;
	assert_has(rendered(), "nothing there to see");
}

static void the_path_reads_as_a_line_of_arrows(void **state)
{
	(void)state;
	const char *text = rendered();
	assert_has(text, "you \u2550acquires\u2550> 3CXDesktopApp 18.12.416 (hop 1) [1]");
	assert_has(text, "\u2550runs\u2550> X_TRADER 7.17.90p608 (hop 2) [4]");
}

static void arrows_are_ascii_where_the_terminal_is_not_utf8(void **state)
{
	(void)state;
	struct th_rendering rendering = rendering_of(&sample.report);
	rendering.unicode = false;
	const char *text = render(&rendering);
	assert_has(text, "you --acquires--> 3CXDesktopApp 18.12.416");
	for (const char *at = text; *at; at++)
		assert_true((unsigned char)*at < 0x80);
}

static void evidence_is_file_and_line(void **state)
{
	(void)state;
	assert_has(rendered(), "[1] 3cx/app.cdx.json:14");
}

static void a_cause_is_told_once_and_below_its_effect(void **state)
{
	(void)state;
	const char *text = rendered();
	assert_int_equal(occurrences(text, "X_TRADER 7.17.90p608 is a trojanized release."), 1);
	assert_true(strstr(text, "caused by") >
		    strstr(text, "one of the releases that were trojanized"));
	assert_true(strstr(text, "caused by") <
		    strstr(text, "X_TRADER 7.17.90p608 is a trojanized release."));
}

static void causes_in_a_circle_are_told_once_each(void **state)
{
	(void)state;
	uint32_t back[1] = { 0 };
	sample.findings[1].causes = back;
	sample.findings[1].cause_count = 1;
	const char *text = rendered();
	assert_int_equal(occurrences(text, "one of the releases that were trojanized"), 1);
	assert_int_equal(occurrences(text, "is a trojanized release."), 1);
}

static void blind_spots_of_one_rule_are_one_entry_with_all_names(void **state)
{
	(void)state;
	const char *text = rendered();
	assert_int_equal(occurrences(text, "unknown-supplier:"), 1);
	assert_has(text, "hop 1: a.json, b.json, c.json, d.json\n");
}

static void a_list_that_is_cut_says_how_many_are_left(void **state)
{
	(void)state;
	static struct th_finding many[101];
	for (int i = 0; i < 101; i++)
		many[i] = sample.findings[4];
	sample.report.findings = (struct th_finding_list){ many, 101, 101 };
	assert_has(rendered(), "56 more (--format json lists all)");
}

static void what_was_not_checked_is_grouped_by_its_reason(void **state)
{
	(void)state;
	assert_has(rendered(), "vulnerable and malicious-package (no OSV feed)");
}

static void a_refused_document_is_named_with_its_place(void **state)
{
	(void)state;
	assert_has(rendered(), "3cx/broken.json:3:14: a value was expected");
}

static void an_ignored_document_is_named_with_its_reason(void **state)
{
	(void)state;
	assert_has(rendered(), "1 (text of no format that twohop reads): 3cx/README.md");
}

static void complaints_point_to_inspect(void **state)
{
	(void)state;
	assert_has(rendered(), "twohop inspect 3cx/app.cdx.json");
}

static void the_next_step_can_be_pasted(void **state)
{
	(void)state;
	assert_has(rendered(), "twohop why 1111111111111111 3cx --as-of 2023-04-21");
}

static void exit_2_is_said_to_be_no_verdict(void **state)
{
	(void)state;
	sample.report.reasons = UINT32_C(1) << TH_REASON_BLIND_SPOT;
	assert_has(rendered(), "no verdict on the vendor");
}

static void a_pass_names_itself(void **state)
{
	(void)state;
	sample.report.findings.count = 0;
	sample.report.reasons = 0;
	assert_has(rendered(), "\nexit 0: pass\n");
}

static void an_output_that_failed_shows_in_the_exit(void **state)
{
	(void)state;
	struct th_rendering rendering = rendering_of(&sample.report);
	rendering.reasons |= UINT32_C(1) << TH_REASON_OUTPUT;
	assert_has(render(&rendering), "exit 73: violation, blind-spot, bad-input, output");
}

static void colours_come_only_when_asked_for(void **state)
{
	(void)state;
	struct th_rendering rendering = rendering_of(&sample.report);
	assert_has_not(render(&rendering), "\x1b");
	rendering.color = true;
	assert_has(render(&rendering), "\x1b[1;31mCRITICAL\x1b[0m");
}

static void names_cannot_draw_on_the_terminal(void **state)
{
	(void)state;
	sample.findings[0].subject.name = TH_SLICE("\x1b[2J\u202etxet");
	const char *text = rendered();
	assert_has_not(text, "\x1b");
	assert_has(text, "<U+001B>[2J<U+202E>txet");
}

static void no_line_is_wider_than_the_page(void **state)
{
	(void)state;
	assert_all_lines_fit(rendered());
}

static void no_name_however_long_widens_a_line(void **state)
{
	(void)state;
	static char wide[3000], long_name[3000];
	for (size_t i = 0; i + 3 < sizeof(wide); i += 3)
		memcpy(wide + i, "\u65e5", 3); /* two columns each */
	memset(long_name, 'n', sizeof(long_name) - 1);
	for (size_t i = 0; i < 8; i++) {
		sample.findings[i].subject.name =
			i % 2 ? th_slice_of(wide) : th_slice_of(long_name);
		sample.findings[i].message = th_slice_of(i % 2 ? long_name : wide);
		sample.findings[i].remedy = th_slice_of(wide);
	}
	for (size_t i = 0; i < 5; i++) {
		sample.steps[i].name = th_slice_of(i % 2 ? wide : long_name);
		sample.steps[i].evidence.document = th_slice_of(i % 2 ? long_name : wide);
	}
	for (size_t i = 0; i < 4; i++) {
		sample.documents[i].path = th_slice_of(i % 2 ? wide : long_name);
		sample.documents[i].error = sample.documents[i].why = th_slice_of(long_name);
	}
	sample.suppliers[0].name = th_slice_of(wide);
	sample.report.verdict = th_slice_of(long_name);
	sample.not_evaluated[0].why = th_slice_of(wide);
	sample.diagnostics[1].place.document = th_slice_of(long_name);
	assert_all_lines_fit(rendered());
	struct th_rendering rendering = rendering_of(&sample.report);
	rendering.unicode = false;
	assert_all_lines_fit(render(&rendering));
}

static void a_long_place_keeps_its_line_number(void **state)
{
	(void)state;
	static char path[500];
	memset(path, 'p', sizeof(path) - 1);
	sample.steps[1].evidence.document = th_slice_of(path);
	assert_has(rendered(), "ppp:14\n");
}

static void a_path_of_a_hundred_thousand_steps_is_shown_with_its_middle_left_out(void **state)
{
	(void)state;
	enum { STEPS = 100000 };
	const struct th_step **steps = calloc(STEPS, sizeof(*steps));
	assert_non_null(steps);
	for (size_t i = 0; i < STEPS; i++)
		steps[i] = &sample.steps[i == 0 ? 0 : 1];
	sample.findings[0].steps = steps;
	sample.findings[0].step_count = STEPS;
	assert_has(rendered(), "(99984 steps)");
	free(steps);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, fresh_sample)
	const struct CMUnitTest tests[] = {
		TEST(the_first_line_is_the_verdict),
		TEST(the_last_line_is_the_exit_with_its_reasons),
		TEST(visibility_is_told_as_a_fraction_too),
		TEST(visibility_of_nothing_is_no_percentage),
		TEST(the_path_reads_as_a_line_of_arrows),
		TEST(arrows_are_ascii_where_the_terminal_is_not_utf8),
		TEST(evidence_is_file_and_line),
		TEST(a_cause_is_told_once_and_below_its_effect),
		TEST(causes_in_a_circle_are_told_once_each),
		TEST(blind_spots_of_one_rule_are_one_entry_with_all_names),
		TEST(a_list_that_is_cut_says_how_many_are_left),
		TEST(what_was_not_checked_is_grouped_by_its_reason),
		TEST(a_refused_document_is_named_with_its_place),
		TEST(an_ignored_document_is_named_with_its_reason),
		TEST(complaints_point_to_inspect),
		TEST(the_next_step_can_be_pasted),
		TEST(exit_2_is_said_to_be_no_verdict),
		TEST(a_pass_names_itself),
		TEST(an_output_that_failed_shows_in_the_exit),
		TEST(colours_come_only_when_asked_for),
		TEST(names_cannot_draw_on_the_terminal),
		TEST(no_line_is_wider_than_the_page),
		TEST(no_name_however_long_widens_a_line),
		TEST(a_long_place_keeps_its_line_number),
		TEST(a_path_of_a_hundred_thousand_steps_is_shown_with_its_middle_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
