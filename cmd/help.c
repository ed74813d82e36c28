/*
 * help and version: made from the tables, so that they cannot say what is not so.
 */
#include "cmd/command.h"
#include "cmd/render/page.h"
#include "cmd/render/renderer.h"
#include "cmd/standard_output.h"

#include <stdio.h>
#include <unistd.h>

enum { NAME_COLUMNS = 28, COMMAND_COLUMNS = 26, FORMAT_COLUMNS = 14 };

static const struct {
	int code;
	const char *meaning;
} exits[] = {
#define TH_EXIT(name, code, meaning) { code, meaning },
#include "cmd/exits.def"
#undef TH_EXIT
};

/* Two columns: a name, and what it means. */
static void row(struct th_page *page, const char *name, size_t columns, const char *meaning)
{
	th_page_begin(page, 2, columns + 2);
	th_page_label(page, TH_STYLE_STRONG, name, columns);
	th_page_text(page, TH_STYLE_PLAIN, th_slice_of(meaning));
	th_page_end(page);
}

static void option_row(struct th_page *page, const struct th_option *option)
{
	char name[64];
	char letter[8] = "    ";

	if (option->letter)
		snprintf(letter, sizeof(letter), "-%c, ", option->letter);
	snprintf(name, sizeof(name), "%s%s%s%s", letter, option->name, option->argument ? " " : "",
		 option->argument ? option->argument : "");
	row(page, name, NAME_COLUMNS, option->help);
}

static void exit_rows(struct th_page *page)
{
	th_page_heading(page, TH_SLICE("Exit codes"));
	for (size_t i = 0; i < sizeof(exits) / sizeof(*exits); i++) {
		char code[8];

		snprintf(code, sizeof(code), "%d", exits[i].code);
		row(page, code, 4, exits[i].meaning);
	}
}

static void format_rows(struct th_page *page)
{
	th_page_heading(page, TH_SLICE("Formats"));
	for (size_t i = 0; i < th_renderer_count; i++)
		if (th_renderers[i].render)
			row(page, th_renderers[i].name, FORMAT_COLUMNS, th_renderers[i].title);
}

void th_help_command(const struct th_command *command, struct th_output *out)
{
	struct th_arena arena = { 0 };
	struct th_page page;

	th_page_init(&page, out, &arena, false, false);
	bool bare = command->run == th_command_help || command->run == th_command_version;
	th_page_paragraph(&page, 0, 7,
			  th_page_compose(&page, "usage: twohop %s%s%s%s", command->name,
					  bare ? "" : " [OPTION...]",
					  command->arguments[0] ? " " : "", command->arguments));
	th_page_blank_line(&page);
	th_page_paragraph(&page, 0, 0, th_slice_of(command->description));
	th_page_heading(&page, TH_SLICE("Options"));
	for (size_t i = 0; i < th_option_count; i++)
		if (th_option_is_of(&th_option_rows[i], command))
			option_row(&page, &th_option_rows[i]);
	if (command->run == th_command_audit)
		format_rows(&page);
	if (!bare)
		exit_rows(&page);
	th_arena_release(&arena);
}

void th_help_program(struct th_output *out)
{
	struct th_arena arena = { 0 };
	struct th_page page;

	th_page_init(&page, out, &arena, false, false);
	th_page_paragraph(&page, 0, 0,
			  TH_SLICE("twohop audits the suppliers behind your suppliers, from the "
				   "documents you already "
				   "have: who stands behind your vendors, is anyone of them "
				   "compromised, abandoned or "
				   "at its end, what can you not see, and why."));
	th_page_heading(&page, TH_SLICE("Commands"));
	for (size_t i = 0; i < th_command_count; i++)
		if (th_commands[i].run)
			row(&page,
			    th_page_compose(&page, "%s %s", th_commands[i].name,
					    th_commands[i].arguments)
				    .ptr,
			    COMMAND_COLUMNS, th_commands[i].summary);
	th_page_heading(&page, TH_SLICE("Options of audit"));
	for (size_t i = 0; i < th_option_count; i++)
		if (th_option_is_of(&th_option_rows[i], &th_commands[0]))
			option_row(&page, &th_option_rows[i]);
	exit_rows(&page);
	th_arena_release(&arena);
}

int th_command_help(struct th_call *call)
{
	const struct th_name_list *operands = &call->options.operands;
	const struct th_command *command = NULL;

	if (operands->count > 0) {
		command = th_command_named(operands->items[0]);
		if (!command)
			return TH_EXIT_USAGE;
	}
	struct th_output out;
	th_output_to_fd(&out, STDOUT_FILENO);
	if (command)
		th_help_command(command, &out);
	else
		th_help_program(&out);
	return th_standard_output_end(&out);
}

int th_command_version(struct th_call *call)
{
	struct th_output out;

	(void)call;
	th_output_to_fd(&out, STDOUT_FILENO);
	th_output_printf(&out, "twohop %s\n", TH_VERSION);
	return th_standard_output_end(&out);
}
