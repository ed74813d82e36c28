/*
 * Man pages, in the macros of man(7), made from the tables. Every text goes through the writer
 * below: it breaks lines at blanks, begins each sentence on a line of its own, and escapes what
 * roff would take for its own, so that what stands in a table is what is read.
 */
#include "cmd/manual.h"

#include <stdio.h>

enum { LINE = 76 };

struct man {
	struct th_output *out;
	size_t column; /* of the text line under way; 0: at its beginning */
};

/* ---- the writer ---- */

static void put(struct man *m, const char *text)
{
	th_output_write(m->out, th_slice_of(text));
}

static void escaped(struct man *m, char c)
{
	switch (c) {
	case '\\': put(m, "\\e"); break;
	case '-': put(m, "\\-"); break;
	case '\'': put(m, "\\(aq"); break;
	case '"': put(m, "\\(dq"); break;
	case '`': put(m, "\\(ga"); break;
	case '^': put(m, "\\(ha"); break;
	case '~': put(m, "\\(ti"); break;
	default: th_output_byte(m->out, c);
	}
}

/* Within a line: neither broken nor taken for a request. */
static void inside(struct man *m, th_slice text)
{
	for (size_t i = 0; i < text.len; i++)
		escaped(m, text.ptr[i]);
}

static void end_line(struct man *m)
{
	if (m->column > 0)
		th_output_byte(m->out, '\n');
	m->column = 0;
}

/* A request or macro on a line of its own, its argument taken as one. */
static void macro(struct man *m, const char *name, const char *argument)
{
	end_line(m);
	th_output_printf(m->out, ".%s", name);
	if (argument) {
		put(m, " \"");
		inside(m, th_slice_of(argument));
		th_output_byte(m->out, '"');
	}
	th_output_byte(m->out, '\n');
}

static bool ends_sentence(th_slice word)
{
	char last = word.ptr[word.len - 1];

	if (word.len == 1)
		return false;
	return last == '.' || last == '?' || last == '!';
}

/* Text that is filled. */
static void text(struct man *m, const char *whole)
{
	th_slice rest = th_slice_of(whole);

	while (rest.len > 0) {
		size_t blank = th_slice_find(rest, ' ');
		th_slice word = th_slice_sub(rest, 0, blank);

		rest = th_slice_sub(rest, blank + 1, rest.len);
		if (word.len == 0)
			continue;
		if (m->column + word.len >= LINE)
			end_line(m);
		if (m->column > 0)
			th_output_byte(m->out, ' ');
		else if (word.ptr[0] == '.' || word.ptr[0] == '\'')
			put(m, "\\&");
		inside(m, word);
		m->column += word.len + 1;
		if (ends_sentence(word))
			end_line(m);
	}
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_plain(char c)
{
	return th_is_alnum(c) || c == '-' || c == '_';
}

/*
 * A synopsis, "--format NAME[=FILE]": what is typed as it stands is bold, what stands for something
 * is italic, the rest is neither.
 */
static void synopsis(struct man *m, const char *whole)
{
	th_slice s = th_slice_of(whole);

	for (size_t i = 0; i < s.len;) {
		size_t end = i;

		while (end < s.len && is_plain(s.ptr[end]))
			end++;
		if (end == i) {
			escaped(m, s.ptr[i++]);
			continue;
		}
		put(m, is_upper(s.ptr[i]) ? "\\fI" : "\\fB");
		inside(m, th_slice_sub(s, i, end));
		put(m, "\\fR");
		i = end;
	}
	m->column = LINE; /* not at the beginning */
}

/* ---- pieces ---- */

/* The name of a page: of a command, or else what is given. */
struct name {
	const char *text;
	const struct th_command *command;
};

static void put_name(struct man *m, struct name name, bool upper)
{
	const char *const parts[] = { name.command ? "twohop-" : name.text,
				      name.command ? name.command->name : "" };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		for (const char *at = parts[i]; *at; at++)
			escaped(m,
				upper && *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at);
}

static void title(struct man *m, struct name name, const char *volume, const char *summary)
{
	put(m, ".\\\" Made by 'twohop help --format man' from the tables of the program.\n.TH \"");
	put_name(m, name, true);
	th_output_printf(m->out, "\" %s %s \"twohop %s\" \"twohop\"\n", volume, TH_VERSION_DATE,
			 TH_VERSION);
	macro(m, "SH", "NAME");
	put_name(m, name, false);
	put(m, " \\- ");
	inside(m, th_slice_of(summary));
	put(m, "\n");
}

static void begin_row(struct man *m)
{
	macro(m, "TP", NULL);
}

/* The tag of a row, typed as it stands. */
static void bold_tag(struct man *m, const char *name)
{
	begin_row(m);
	put(m, "\\fB");
	inside(m, th_slice_of(name));
	put(m, "\\fR\n");
}

static void rows(struct man *m, const char *heading, const struct th_manual_row *row,
		 const struct th_command *command)
{
	bool told = false;

	for (; row->name; row++) {
		if (!th_manual_is_of(row, command))
			continue;
		if (!told)
			macro(m, "SH", heading);
		told = true;
		bold_tag(m, row->name);
		text(m, row->meaning);
	}
	end_line(m);
}

static void option_rows(struct man *m, const struct th_command *command)
{
	macro(m, "SH", "OPTIONS");
	for (size_t i = 0; i < th_option_count; i++) {
		const struct th_option *option = &th_option_rows[i];

		if (!th_option_is_of(option, command))
			continue;
		begin_row(m);
		if (option->letter)
			th_output_printf(m->out, "\\fB\\-%c\\fR, ", option->letter);
		synopsis(m, option->name);
		if (option->argument) {
			th_output_byte(m->out, ' ');
			synopsis(m, option->argument);
		}
		end_line(m);
		text(m, option->help);
	}
	end_line(m);
}

static void format_rows(struct man *m, const struct th_command *command)
{
	struct th_manual_row format;

	for (size_t i = 0; th_manual_format_at(command, i, &format); i++) {
		if (i == 0)
			macro(m, "SH", "FORMATS");
		bold_tag(m, format.name);
		text(m, format.meaning);
	}
	end_line(m);
}

static void exit_rows(struct man *m)
{
	rows(m, "EXIT STATUS", th_manual_exits, NULL);
	macro(m, "PP", NULL);
	text(m, "Where several hold, 70, 73, 66 and 65 win over 1, 2 and 3, in this order.");
	end_line(m);
}

static void reference(struct man *m, struct name name, const char *volume, bool last)
{
	put(m, ".BR ");
	put_name(m, name, false);
	th_output_printf(m->out, " (%s)%s\n", volume, last ? "" : ",");
}

/* All pages but that of the command, or of the program where it is NULL. */
static void references(struct man *m, const struct th_command *but, bool is_program)
{
	macro(m, "SH", "SEE ALSO");
	if (!is_program)
		reference(m, (struct name){ .text = "twohop" }, "1", false);
	for (size_t i = 0; i < th_command_count; i++)
		if (th_commands[i].run && &th_commands[i] != but)
			reference(m, (struct name){ .command = &th_commands[i] }, "1", false);
	reference(m, (struct name){ .text = TH_MANUAL_CONFIG }, "5", true);
}

/* ---- pages ---- */

static void usage(struct man *m, const struct th_command *command)
{
	macro(m, "SH", "SYNOPSIS");
	th_output_printf(m->out, "\\fBtwohop %s\\fR", command->name);
	if (th_manual_has_options(command))
		put(m, " [\\fIOPTION\\fR...]");
	if (command->arguments[0]) {
		th_output_byte(m->out, ' ');
		synopsis(m, command->arguments);
	}
	m->column = LINE;
	end_line(m);
}

void th_man_command(const struct th_command *command, struct th_output *out)
{
	struct man m = { .out = out };

	title(&m, (struct name){ .command = command }, "1", command->summary);
	usage(&m, command);
	macro(&m, "SH", "DESCRIPTION");
	text(&m, command->description);
	option_rows(&m, command);
	format_rows(&m, command);
	if (th_manual_has_exits(command))
		exit_rows(&m);
	rows(&m, "ENVIRONMENT", th_manual_variables, command);
	rows(&m, "FILES", th_manual_files, command);
	rows(&m, "EXAMPLES", th_manual_examples, command);
	references(&m, command, false);
}

void th_man_program(struct th_output *out)
{
	struct man m = { .out = out };

	title(&m, (struct name){ .text = "twohop" }, "1", th_manual_summary);
	macro(&m, "SH", "SYNOPSIS");
	put(&m, "\\fBtwohop\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]\n");
	macro(&m, "SH", "DESCRIPTION");
	text(&m, th_manual_about);
	macro(&m, "PP", NULL);
	text(&m,
	     "Options may stand before the command and behind it; '--' ends them. A value stands "
	     "behind its option or behind an equals sign. The report goes to standard output, "
	     "everything else to standard error.");
	macro(&m, "SH", "COMMANDS");
	for (size_t i = 0; i < th_command_count; i++) {
		const struct th_command *command = &th_commands[i];

		if (!command->run)
			continue;
		begin_row(&m);
		synopsis(&m, command->name);
		if (command->arguments[0]) {
			th_output_byte(out, ' ');
			synopsis(&m, command->arguments);
		}
		end_line(&m);
		text(&m, command->summary);
		end_line(&m);
	}
	exit_rows(&m);
	rows(&m, "ENVIRONMENT", th_manual_variables, NULL);
	rows(&m, "FILES", th_manual_files, NULL);
	rows(&m, "EXAMPLES", th_manual_examples, NULL);
	references(&m, NULL, true);
}

static void section_rows(struct man *m, const struct th_manual_section *section)
{
	struct th_manual_key key;

	macro(m, "SS", section->where);
	for (size_t i = 0; th_manual_key_at(i, &key); i++) {
		if (strcmp(key.section, section->id) != 0)
			continue;
		begin_row(m);
		put(m, "\\fB");
		inside(m, key.name);
		put(m, "\\fR\n");
		if (key.meaning[0]) {
			text(m, key.meaning);
			put(m, ":");
		}
		text(m, key.kind);
		put(m, key.required ? " (required)." : ".");
		end_line(m);
	}
}

void th_man_config(struct th_output *out)
{
	struct man m = { .out = out };

	title(&m, (struct name){ .text = TH_MANUAL_CONFIG }, "5",
	      "configuration of twohop's audits");
	macro(&m, "SH", "DESCRIPTION");
	text(&m, th_manual_config_about);
	macro(&m, "SH", "KEYS");
	for (const struct th_manual_section *section = th_manual_sections; section->id; section++)
		section_rows(&m, section);
	macro(&m, "SH", "EXAMPLES");
	macro(&m, "nf", NULL);
	for (const char *const *line = th_manual_config_sample; *line; line++) {
		put(&m, **line == '.' || **line == '\'' ? "\\&" : "");
		inside(&m, th_slice_of(*line));
		th_output_byte(out, '\n');
	}
	macro(&m, "fi", NULL);
	references(&m, NULL, false);
}
