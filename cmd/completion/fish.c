/*
 * Completion for fish: a 'complete' line for each word at each place. A place is
 * "COMMAND/VERB/NUMBER", as for bash.
 */
#include "cmd/completion/choices.h"

static const char before[] =
	"# fish completion for twohop " TH_VERSION ", as 'twohop completion fish' prints it.\n"
	"\n"
	"# The operands before the cursor, the command being the first.\n"
	"function __twohop_operands\n"
	"\tset -l wants 0\n"
	"\tset -l operands_only 0\n"
	"\tfor word in (commandline -opc)[2..-1]\n"
	"\t\tif test $wants = 1\n"
	"\t\t\tset wants 0\n"
	"\t\telse if test $operands_only = 1; or not string match -q -- '-?*' $word\n"
	"\t\t\tprintf '%s\\n' $word\n"
	"\t\telse if test \"$word\" = --\n"
	"\t\t\tset operands_only 1\n"
	"\t\telse if contains -- $word $__twohop_valued\n"
	"\t\t\tset wants 1\n"
	"\t\tend\n"
	"\tend\n"
	"end\n"
	"\n"
	"# Is the cursor at a place like this one, COMMAND/VERB/NUMBER?\n"
	"function __twohop_at\n"
	"\tset -l operands (__twohop_operands)\n"
	"\tset -l number (math (count $operands) - 1)\n"
	"\ttest $number = -1; and set number 0\n"
	"\tstring match -q -- $argv[1] \"$operands[1]/$operands[2]/$number\"\n"
	"end\n"
	"\n"
	"# Is it one of these commands?\n"
	"function __twohop_of\n"
	"\tset -l operands (__twohop_operands)\n"
	"\tcontains -- \"$operands[1]\" $argv\n"
	"end\n"
	"\n"
	"# LEVEL, or CLASS=LEVEL,CLASS=LEVEL: the levels are given.\n"
	"function __twohop_levels\n"
	"\tset -l token (commandline -ct | string replace -r -- '^--[^=]*=' '')\n"
	"\tset -l before (string match -r -- '^.*[,=]' $token)\n"
	"\tprintf '%s\\n' $before$argv\n"
	"\tif not string match -q -- '*=' $before\n"
	"\t\tprintf '%s=\\n' $before$__twohop_classes\n"
	"\tend\n"
	"end\n"
	"\n";

static void put(struct th_output *out, const char *text)
{
	th_output_write(out, th_slice_of(text));
}

static void put_text(struct th_output *out, th_slice text)
{
	th_output_byte(out, '\'');
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\'' || text.ptr[i] == '\\')
			th_output_byte(out, '\\');
		th_output_byte(out, text.ptr[i]);
	}
	th_output_byte(out, '\'');
}

/* "complete -c twohop -n 'CONDITION'", the condition being open. */
static void begin(struct th_output *out, const char *function)
{
	th_output_printf(out, "complete -c twohop -n \"%s", function);
}

static void put_pattern(struct th_output *out, const char *command, const struct th_operand *place)
{
	begin(out, "__twohop_at '");
	th_output_printf(out, "%s/%s/", command, place->verb ? place->verb : command[0] ? "*" : "");
	if (place->repeats)
		put(out, "*'\"");
	else
		th_output_printf(out, "%zu'\"", place->number);
}

static bool put_place(struct th_output *out, const struct th_command *command,
		      const struct th_operand *place)
{
	struct th_choice choice = th_choice_of(command, place->name);
	const char *name = command ? command->name : "";
	bool whole = !choice.failed;

	if (choice.kind == TH_CHOICE_FILES) {
		put_pattern(out, name, place);
		put(out, " -F\n");
	}
	for (uint32_t i = 0; i < choice.words.count; i++) {
		const struct th_choice_word *word = &choice.words.items[i];

		put_pattern(out, name, place);
		put(out, " -a ");
		put_text(out, word->word);
		if (word->about.len > 0) {
			put(out, " -d ");
			put_text(out, word->about);
		}
		put(out, "\n");
	}
	th_choice_release(&choice);
	return whole;
}

static bool put_places(struct th_output *out, const struct th_command *command)
{
	struct th_operand_list places = { 0 };
	bool whole = th_operands_of(command, &places);

	for (uint32_t i = 0; whole && i < places.count; i++)
		whole = put_place(out, command, &places.items[i]);
	th_operand_list_release(&places);
	return whole;
}

/* ---- options ---- */

static void put_commands_of(struct th_output *out, const struct th_option *option,
			    const struct th_command *only)
{
	put(out, "complete -c twohop");
	if (!only && option->commands == UINT32_MAX)
		return;
	put(out, " -n '__twohop_of");
	for (size_t i = 0; i < th_command_count; i++)
		if (only ? &th_commands[i] == only : th_option_is_of(option, &th_commands[i]))
			th_output_printf(out, " %s", th_commands[i].name);
	put(out, "'");
}

/* only: the command for which alone it is written; NULL: for all that have it. */
static bool put_option(struct th_output *out, const struct th_option *option,
		       const struct th_command *only)
{
	struct th_choice choice = th_choice_of(only, th_slice_of(option->argument));
	bool whole = !choice.failed;

	put_commands_of(out, option, only);
	th_output_printf(out, " -l %s", option->name + 2);
	if (option->letter)
		th_output_printf(out, " -s %c", option->letter);
	if (option->argument) {
		put(out, choice.kind == TH_CHOICE_FILES || choice.kind == TH_CHOICE_FORMATS
				 ? " -r -F"
				 : " -x");
		if (choice.kind == TH_CHOICE_FOLDERS)
			put(out, " -a '(__fish_complete_directories)'");
		if (choice.words.count > 0) {
			put(out,
			    choice.kind == TH_CHOICE_LEVELS ? " -a '(__twohop_levels " : " -a '");
			th_put_words(out, &choice);
			put(out, choice.kind == TH_CHOICE_LEVELS ? ")'" : "'");
		}
	}
	put(out, " -d ");
	put_text(out, th_option_brief(option));
	put(out, "\n");
	th_choice_release(&choice);
	return whole;
}

static bool put_options(struct th_output *out)
{
	bool whole = true;

	for (size_t i = 0; whole && i < th_option_count; i++) {
		const struct th_option *option = &th_option_rows[i];

		if (th_option_is_uniform(option)) {
			whole = put_option(out, option, NULL);
			continue;
		}
		for (size_t c = 0; whole && c < th_command_count; c++)
			if (th_option_is_of(option, &th_commands[c]))
				whole = put_option(out, option, &th_commands[c]);
	}
	return whole;
}

static void put_lists(struct th_output *out)
{
	put(out, "set -g __twohop_valued");
	for (size_t i = 0; i < th_option_count; i++) {
		if (!th_option_rows[i].argument)
			continue;
		th_output_printf(out, " %s", th_option_rows[i].name);
		if (th_option_rows[i].letter)
			th_output_printf(out, " -%c", th_option_rows[i].letter);
	}
	put(out, "\nset -g __twohop_classes");
	for (const char *const *class = th_choice_classes(); *class; class ++)
		th_output_printf(out, " %s", *class);
	put(out, "\n\ncomplete -c twohop -f\n");
}

bool th_completion_fish(struct th_output *out)
{
	const struct th_operand first = { .name = TH_SLICE("COMMAND") };

	put(out, before);
	put_lists(out);
	bool whole = put_place(out, NULL, &first);
	for (size_t i = 0; whole && i < th_command_count; i++)
		whole = !th_commands[i].run || put_places(out, &th_commands[i]);
	return put_options(out) && whole;
}
