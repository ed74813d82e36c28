#include "cmd/options.h"

#include "cmd/command.h"
#include "cmd/complain.h"

enum {
	MOST_DEPTH = 1000,
	MOST_JOBS = 1024,
	MOST_TIMES = 10000 /* of a repeatable option or operands */
};

/* Bits of th_option.commands. */
enum {
#define TH_COMMAND(id, name, arguments, summary, description) BIT_##id,
#define TH_PLANNED(name, summary)
#include "cmd/commands.def"
#undef TH_COMMAND
#undef TH_PLANNED
};
#define ON(id) (UINT32_C(1) << BIT_##id)
#define AUDITS (ON(audit) | ON(why))
#define ALL UINT32_MAX

const struct th_option th_option_rows[] = {
#define TH_OPTION(id, name, letter, argument, commands, help) \
	{ name, argument, help, commands, letter },
#include "cmd/options.def"
#undef TH_OPTION
};
const size_t th_option_count = sizeof(th_option_rows) / sizeof(*th_option_rows);

const char *const th_color_words[] = {
	[TH_COLOR_AUTO] = "auto", [TH_COLOR_ALWAYS] = "always", [TH_COLOR_NEVER] = "never", NULL
};

static const char *const words[] = {
#define TH_OPTION(id, name, letter, argument, commands, help) name,
#include "cmd/options.def"
#undef TH_OPTION
	NULL,
};

bool th_option_is_of(const struct th_option *option, const struct th_command *command)
{
	size_t row = (size_t)(command - th_commands);

	return row < 32 && command->run && (option->commands >> row & 1);
}

/* ---- values, one function for each option: false after a complaint ---- */

static bool full(const char *what)
{
	th_complain("too many times %s", what);
	return false;
}

static bool push(struct th_name_list *list, th_slice value, const char *what)
{
	th_slice *item = th_name_list_push(list, MOST_TIMES);

	if (!item)
		return full(what);
	*item = value;
	return true;
}

static bool take_format(struct th_options *options, th_slice value)
{
	size_t sign = th_slice_find(value, '=');
	struct th_format *format = th_format_list_push(&options->formats, MOST_TIMES);

	if (!format)
		return full("--format");
	format->name = th_slice_sub(value, 0, sign);
	if (sign == value.len ||
	    th_slice_equal(th_slice_sub(value, sign + 1, value.len), TH_SLICE("-")))
		return true;
	format->file = th_slice_sub(value, sign + 1, value.len);
	if (format->file.len > 0)
		return true;
	th_complain("--format %.*s: no file behind '='", TH_FMT(value));
	return false;
}

static bool take_config(struct th_options *options, th_slice value)
{
	options->config = value;
	return true;
}

static bool take_baseline(struct th_options *options, th_slice value)
{
	options->baseline = value;
	return true;
}

static bool take_write_baseline(struct th_options *options, th_slice value)
{
	options->write_baseline = value;
	return true;
}

static bool take_data(struct th_options *options, th_slice value)
{
	options->data = value;
	return true;
}

static bool take_self(struct th_options *options, th_slice value)
{
	return push(&options->self, value, "--self");
}

static bool take_own(struct th_options *options, th_slice value)
{
	(void)value;
	options->own = true;
	return true;
}

static bool take_number(th_slice value, const char *name, uint32_t least, uint32_t most,
			uint32_t *out)
{
	uint64_t number;

	if (!th_slice_number(value, &number) || number < least || number > most) {
		th_complain("%s %.*s: a number from %u to %u is needed", name, TH_FMT(value), least,
			    most);
		return false;
	}
	*out = (uint32_t)number;
	return true;
}

static bool take_depth(struct th_options *options, th_slice value)
{
	return take_number(value, "--depth", 2, MOST_DEPTH, &options->depth);
}

static bool take_jobs(struct th_options *options, th_slice value)
{
	return take_number(value, "--jobs", 1, MOST_JOBS, &options->jobs);
}

static bool take_as_of(struct th_options *options, th_slice value)
{
	if (value.len == sizeof("YYYY-MM-DD") - 1 &&
	    th_date_parse(value, &options->as_of) == TH_OK &&
	    options->as_of.precision == TH_DATE_DAY)
		return true;
	th_complain("--as-of %.*s: no such day; it is written YYYY-MM-DD", TH_FMT(value));
	return false;
}

static bool take_feeds(struct th_options *options, th_slice value)
{
	return push(&options->feeds, value, "--feeds");
}

/* Read here to be refused early; the configuration, which it overrides, is read later. */
static bool take_fail_on(struct th_options *options, th_slice value)
{
	enum th_level levels[TH_CLASS_COUNT];
	struct th_arena arena = { 0 };
	th_slice message = { 0 };
	bool good = th_fail_on_parse(value, levels, &arena, &message);

	if (!good)
		th_complain("--fail-on %.*s: %.*s", TH_FMT(value), TH_FMT(message));
	th_arena_release(&arena);
	options->fail_on = value;
	return good;
}

static bool take_trust(struct th_options *options, th_slice value)
{
	options->trust = value;
	return true;
}

static bool take_artifact(struct th_options *options, th_slice value)
{
	return push(&options->artifacts, value, "--artifact");
}

static bool take_quality(struct th_options *options, th_slice value)
{
	options->quality = th_floor_of(value);
	if (options->quality != TH_FLOOR_NONE)
		return true;
	const char *nearest = th_nearest_word(value, th_floor_words);
	th_complain("--quality %.*s: there is no such floor%s%s%s", TH_FMT(value),
		    nearest ? "; did you mean '" : "; 'twohop explain' lists them",
		    nearest ? nearest : "", nearest ? "'?" : "");
	return false;
}

static bool take_explain_verdict(struct th_options *options, th_slice value)
{
	(void)value;
	options->explain_verdict = true;
	return true;
}

static bool take_quiet(struct th_options *options, th_slice value)
{
	(void)value;
	options->quiet = true;
	return true;
}

static bool take_color(struct th_options *options, th_slice value)
{
	for (size_t i = 0; th_color_words[i]; i++)
		if (th_slice_equal(value, th_slice_of(th_color_words[i]))) {
			options->color = (enum th_color)i;
			return true;
		}
	th_complain("--color %.*s: auto, always or never", TH_FMT(value));
	return false;
}

static bool take_help(struct th_options *options, th_slice value)
{
	(void)value;
	options->help = true;
	return true;
}

static bool take_version(struct th_options *options, th_slice value)
{
	(void)value;
	options->version = true;
	return true;
}

static bool (*const takers[])(struct th_options *, th_slice) = {
#define TH_OPTION(id, name, letter, argument, commands, help) take_##id,
#include "cmd/options.def"
#undef TH_OPTION
};

/* ---- the line ---- */

/* The line being read. */
struct line {
	struct th_options *options;
	char **at;      /* the next argument, NULL behind the last */
	uint64_t given; /* bits: rows of options */
	bool only_operands;
};

static size_t option_of(th_slice name)
{
	for (size_t i = 0; i < th_option_count; i++) {
		const struct th_option *row = &th_option_rows[i];

		if (th_slice_equal(name, th_slice_of(row->name)))
			return i;
		if (row->letter && name.len == 2 && name.ptr[0] == '-' &&
		    name.ptr[1] == row->letter)
			return i;
	}
	return th_option_count;
}

static bool unknown_option(th_slice name)
{
	const char *nearest = th_nearest_word(name, words);

	if (nearest)
		th_complain("there is no option '%.*s'; did you mean '%s'?", TH_FMT(name), nearest);
	else
		th_complain("there is no option '%.*s'; 'twohop help' lists them", TH_FMT(name));
	return false;
}

static bool read_option(struct line *line, th_slice argument)
{
	size_t sign = th_slice_find(argument, '=');
	th_slice name = th_slice_sub(argument, 0, sign), value = { 0 };
	size_t number = option_of(name);

	if (number == th_option_count)
		return unknown_option(name);
	const struct th_option *row = &th_option_rows[number];
	line->given |= UINT64_C(1) << number;
	if (!row->argument) {
		if (sign < argument.len) {
			th_complain("%s takes no value", row->name);
			return false;
		}
	} else if (sign < argument.len) {
		value = th_slice_sub(argument, sign + 1, argument.len);
	} else if (*line->at) {
		value = th_slice_of(*line->at++);
	} else {
		th_complain("%s needs its %s", row->name, row->argument);
		return false;
	}
	if (row->argument && value.len == 0) {
		th_complain("%s: an empty %s", row->name, row->argument);
		return false;
	}
	return takers[number](line->options, value);
}

static bool read_operand(struct line *line, th_slice argument)
{
	struct th_options *options = line->options;

	if (options->command)
		return push(&options->operands, argument, "a path");
	options->command = th_command_named(argument);
	return options->command != NULL;
}

static bool read_line(struct line *line)
{
	while (*line->at) {
		th_slice argument = th_slice_of(*line->at++);
		bool is_option = !line->only_operands && argument.len > 1 && argument.ptr[0] == '-';

		if (is_option && th_slice_equal(argument, TH_SLICE("--")))
			line->only_operands = true;
		else if (!(is_option ? read_option(line, argument) : read_operand(line, argument)))
			return false;
	}
	return true;
}

static bool all_apply(const struct line *line)
{
	const struct th_command *command = line->options->command;

	for (size_t i = 0; command && i < th_option_count; i++)
		if ((line->given >> i & 1) && !th_option_is_of(&th_option_rows[i], command)) {
			th_complain("%s is no option of '%s'; see 'twohop help %s'",
				    th_option_rows[i].name, command->name, command->name);
			return false;
		}
	return true;
}

/* Somebody who asks for help does not want to be told first what else is wrong. */
static bool asks_for_help(struct th_options *options, char **argv)
{
	for (char **at = argv; *at; at++) {
		th_slice argument = th_slice_of(*at);

		if (th_slice_equal(argument, TH_SLICE("--")))
			return false;
		if (!options->command && argument.len > 0 && argument.ptr[0] != '-')
			options->command = th_command_of(argument);
		if (th_slice_equal(argument, TH_SLICE("--help")) ||
		    th_slice_equal(argument, TH_SLICE("-h")))
			options->help = true;
	}
	return options->help;
}

th_status th_options_read(struct th_options *options, int argc, char **argv)
{
	struct line line = { .options = options, .at = argc > 0 ? argv + 1 : argv };

	*options = (struct th_options){ 0 };
	if (asks_for_help(options, line.at))
		return TH_OK;
	options->command = NULL;
	return read_line(&line) && all_apply(&line) ? TH_OK : TH_EUSAGE;
}

void th_options_release(struct th_options *options)
{
	th_name_list_release(&options->operands);
	th_name_list_release(&options->self);
	th_name_list_release(&options->feeds);
	th_name_list_release(&options->artifacts);
	th_format_list_release(&options->formats);
}
