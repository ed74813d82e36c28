/*
 * help and version: made from the tables, so that they cannot say what is not so.
 */
#include "cmd/complain.h"
#include "cmd/manual.h"
#include "cmd/render/page.h"
#include "cmd/render/renderer.h"
#include "cmd/standard_output.h"

#include <stdio.h>
#include <unistd.h>

enum { NAME_COLUMNS = 28, COMMAND_COLUMNS = 26, FORMAT_COLUMNS = 15, KEY_COLUMNS = 16 };

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
	for (const struct th_manual_row *at = th_manual_exits; at->name; at++)
		row(page, at->name, 4, at->meaning);
}

static void format_rows(struct th_page *page, const struct th_command *command)
{
	struct th_manual_row format;

	for (size_t i = 0; th_manual_format_at(command, i, &format); i++) {
		if (i == 0)
			th_page_heading(page, TH_SLICE("Formats"));
		row(page, format.name, FORMAT_COLUMNS, format.meaning);
	}
}

static void example_rows(struct th_page *page, const struct th_command *command)
{
	bool told = false;

	for (const struct th_manual_row *at = th_manual_examples; at->name; at++) {
		if (!th_manual_is_of(at, command))
			continue;
		if (!told)
			th_page_heading(page, TH_SLICE("Examples"));
		told = true;
		th_page_paragraph(page, 2, 6, th_slice_of(at->name));
		th_page_paragraph(page, 4, 4, th_slice_of(at->meaning));
	}
}

void th_help_command(const struct th_command *command, struct th_output *out)
{
	struct th_arena arena = { 0 };
	struct th_page page;

	th_page_init(&page, out, &arena, false, false);
	th_page_paragraph(&page, 0, 7,
			  th_page_compose(&page, "usage: twohop %s%s%s%s", command->name,
					  th_manual_has_options(command) ? " [OPTION...]" : "",
					  command->arguments[0] ? " " : "", command->arguments));
	th_page_blank_line(&page);
	th_page_paragraph(&page, 0, 0, th_slice_of(command->description));
	th_page_heading(&page, TH_SLICE("Options"));
	for (size_t i = 0; i < th_option_count; i++)
		if (th_option_is_of(&th_option_rows[i], command))
			option_row(&page, &th_option_rows[i]);
	format_rows(&page, command);
	if (th_manual_has_exits(command))
		exit_rows(&page);
	example_rows(&page, command);
	th_arena_release(&arena);
}

void th_help_program(struct th_output *out)
{
	struct th_arena arena = { 0 };
	struct th_page page;

	th_page_init(&page, out, &arena, false, false);
	th_page_paragraph(&page, 0, 0, th_slice_of(th_manual_about));
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

static void help_config(struct th_output *out)
{
	struct th_arena arena = { 0 };
	struct th_page page;
	struct th_manual_key key;

	th_page_init(&page, out, &arena, false, false);
	th_page_paragraph(&page, 0, 0, th_slice_of(th_manual_config_about));
	for (const struct th_manual_section *section = th_manual_sections; section->id; section++) {
		th_page_heading(&page, th_page_compose(&page, "Keys %s", section->where));
		for (size_t i = 0; th_manual_key_at(i, &key); i++)
			if (strcmp(key.section, section->id) == 0)
				row(&page, th_page_compose(&page, "%.*s", TH_FMT(key.name)).ptr,
				    KEY_COLUMNS,
				    th_page_compose(&page, "%s%s%s%s", key.meaning,
						    key.meaning[0] ? ": " : "", key.kind,
						    key.required ? " (required)" : "")
					    .ptr);
	}
	th_page_heading(&page, TH_SLICE("Example"));
	for (const char *const *line = th_manual_config_sample; *line; line++)
		th_page_unwrapped(&page, th_slice_of(*line));
	th_arena_release(&arena);
}

/* ---- the command ---- */

struct topic {
	const struct th_command *command; /* NULL: the program, or its configuration */
	bool is_config, as_man;
};

static void tell(const struct topic *topic, struct th_output *out)
{
	if (topic->is_config)
		(topic->as_man ? th_man_config : help_config)(out);
	else if (topic->command)
		(topic->as_man ? th_man_command : th_help_command)(topic->command, out);
	else
		(topic->as_man ? th_man_program : th_help_program)(out);
}

/* The form, and where it goes: a file's path, or NULL. */
static bool choose_view(const struct th_options *options, bool *as_man, const char **file)
{
	const struct th_format *format = options->formats.items;

	if (options->formats.count == 0)
		return true;
	if (options->formats.count > 1) {
		th_complain("help is told in one form at a time");
		return false;
	}
	*as_man = th_slice_equal(format->name, TH_SLICE("man"));
	*file = format->file.ptr;
	if (*as_man || th_slice_equal(format->name, TH_SLICE("text")))
		return true;
	th_complain("--format %.*s: there are text and man", TH_FMT(format->name));
	return false;
}

int th_command_help(struct th_call *call)
{
	const struct th_name_list *operands = &call->options.operands;
	struct topic topic = { 0 };
	const char *file = NULL;
	struct th_output out;

	if (!choose_view(&call->options, &topic.as_man, &file))
		return TH_EXIT_USAGE;
	if (operands->count > 0) {
		topic.is_config = th_slice_equal(operands->items[0], TH_SLICE(TH_MANUAL_CONFIG));
		topic.command = topic.is_config ? NULL : th_command_named(operands->items[0]);
		if (!topic.is_config && !topic.command)
			return TH_EXIT_USAGE;
	}
	if (!file) {
		th_output_to_fd(&out, STDOUT_FILENO);
		tell(&topic, &out);
		return th_standard_output_end(&out);
	}
	th_output_to_file(&out, file);
	tell(&topic, &out);
	th_status status = th_output_commit(&out);
	if (status != TH_OK)
		th_complain_at(th_slice_of(file), 0, 0, th_output_why(&out));
	th_output_release(&out);
	return status == TH_OK ? TH_EXIT_PASS : TH_EXIT_OUTPUT;
}

int th_command_version(struct th_call *call)
{
	struct th_output out;

	(void)call;
	th_output_to_fd(&out, STDOUT_FILENO);
	th_output_printf(&out, "twohop %s\n", TH_VERSION);
	return th_standard_output_end(&out);
}
