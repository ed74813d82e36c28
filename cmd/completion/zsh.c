/*
 * Completion for zsh: a function for each place that has words to offer, and the arguments of each
 * command in the terms of _arguments. The verb decides which operands follow, so it is looked for
 * first.
 */
#include "cmd/completion/choices.h"

#define QUOTE "'\\''" /* a quote within quotes */
#define SPECIAL "\\[]:"

static const char before[] =
	"#compdef twohop\n"
	"# zsh completion for twohop " TH_VERSION ", as 'twohop completion zsh' prints it.\n"
	"\n"
	"# The first operand of the command words[1]: sets verb.\n"
	"_twohop_find_verb()\n"
	"{\n"
	"\tlocal -i i\n"
	"\tfor ((i = 2; i < CURRENT; i++)); do\n"
	"\t\tcase $words[i] in\n"
	"\t\t-*) (( $_twohop_valued[(Ie)$words[i]] )) && i+=1 ;;\n"
	"\t\t*) verb=$words[i] && return ;;\n"
	"\t\tesac\n"
	"\tdone\n"
	"}\n"
	"\n"
	"# NAME[=FILE], the names being in words.\n"
	"_twohop_format()\n"
	"{\n"
	"\tif compset -P '*='; then\n"
	"\t\t_files\n"
	"\telse\n"
	"\t\t_describe -t formats format words -S ''\n"
	"\tfi\n"
	"}\n"
	"\n"
	"# LEVEL, or CLASS=LEVEL,CLASS=LEVEL.\n"
	"_twohop_level()\n"
	"{\n"
	"\tcompset -P '*,'\n"
	"\tif compset -P '*='; then\n"
	"\t\tcompadd -a levels\n"
	"\telse\n"
	"\t\tcompadd -a levels\n"
	"\t\tcompadd -S '' -a classes\n"
	"\tfi\n"
	"}\n";

static const char after[] =
	"\n"
	"_twohop()\n"
	"{\n"
	"\tlocal curcontext=$curcontext state\n"
	"\tlocal -a line\n"
	"\tlocal ret=1\n"
	"\n"
	"\t_arguments -C -S $_twohop_options '1:command:_twohop_words___0' '*::argument:->rest' && "
	"ret=0\n"
	"\tif [[ $state == rest ]] && (( $+functions[_twohop_of_$words[1]] )); then\n"
	"\t\tcurcontext=${curcontext%:*:*}:twohop-$words[1]:\n"
	"\t\t_twohop_of_$words[1] && ret=0\n"
	"\tfi\n"
	"\treturn ret\n"
	"}\n"
	"\n"
	"if [[ $funcstack[1] == _twohop ]]; then\n"
	"\t_twohop \"$@\"\n"
	"else\n"
	"\tcompdef _twohop twohop\n"
	"fi\n";

static void put(struct th_output *out, const char *text)
{
	th_output_write(out, th_slice_of(text));
}

static void put_text(struct th_output *out, th_slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\'') {
			put(out, QUOTE);
			continue;
		}
		if (strchr(SPECIAL, text.ptr[i]))
			th_output_byte(out, '\\');
		th_output_byte(out, text.ptr[i]);
	}
}

/* The words as an array of "word:about", or of plain words. */
static void put_array(struct th_output *out, const char *name, const struct th_choice *choice)
{
	th_output_printf(out, "\tlocal -a %s=(\n", name);
	for (uint32_t i = 0; i < choice->words.count; i++) {
		const struct th_choice_word *word = &choice->words.items[i];

		put(out, "\t\t'");
		put_text(out, word->word);
		if (word->about.len > 0) {
			put(out, ":");
			put_text(out, word->about);
		}
		put(out, "'\n");
	}
	put(out, "\t)\n");
}

/* ---- functions that offer words: _twohop_words_WHOSE_WHICH ---- */

/* Where words are offered. */
struct spot {
	th_slice whose, which; /* an option and its command, or a command and a verb */
	size_t number;
};

static void put_spot(struct th_output *out, struct spot spot)
{
	th_output_printf(out, "_twohop_words_%.*s_%.*s_%zu", TH_FMT(spot.whose), TH_FMT(spot.which),
			 spot.number);
}

/* ":NAME:" and what is done there. */
static bool put_action(struct th_output *out, const struct th_command *command, th_slice name,
		       struct spot spot)
{
	struct th_choice choice = th_choice_of(command, name);
	bool whole = !choice.failed;

	put(out, ":");
	put_text(out, name);
	put(out, ":");
	switch (choice.kind) {
	case TH_CHOICE_ANYTHING: put(out, " "); break;
	case TH_CHOICE_FILES: put(out, "_files"); break;
	case TH_CHOICE_FOLDERS: put(out, "_files -/"); break;
	case TH_CHOICE_WORDS:
	case TH_CHOICE_FORMATS:
	case TH_CHOICE_LEVELS: put_spot(out, spot); break;
	}
	th_choice_release(&choice);
	return whole;
}

static bool put_function(struct th_output *out, const struct th_command *command, th_slice name,
			 struct spot spot)
{
	struct th_choice choice = th_choice_of(command, name);
	bool whole = !choice.failed;

	if (choice.kind >= TH_CHOICE_WORDS) {
		th_output_byte(out, '\n');
		put_spot(out, spot);
		put(out, "()\n{\n");
		put_array(out, choice.kind == TH_CHOICE_LEVELS ? "levels" : "words", &choice);
	}
	if (choice.kind == TH_CHOICE_LEVELS) {
		put(out, "\tlocal -a classes=(");
		for (const char *const *class = th_choice_classes(); *class; class ++)
			th_output_printf(out, " %s=", *class);
		put(out, " )\n\t_twohop_level\n}\n");
	} else if (choice.kind == TH_CHOICE_FORMATS) {
		put(out, "\t_twohop_format\n}\n");
	} else if (choice.kind == TH_CHOICE_WORDS) {
		put(out, "\t_describe -t words '");
		put_text(out, name);
		put(out, "' words\n}\n");
	}
	th_choice_release(&choice);
	return whole;
}

/* Either of the two above, for every place of the line that they serve. */

static struct spot spot_of_place(const struct th_command *command, const struct th_operand *place)
{
	return (struct spot){ th_slice_of(command->name), th_slice_of(place->verb), place->number };
}

static struct spot spot_of_option(const struct th_option *option, const struct th_command *command)
{
	bool uniform = th_option_is_uniform(option);

	return (struct spot){ th_slice_of(option->name),
			      uniform || !command ? TH_SLICE("") : th_slice_of(command->name), 0 };
}

static bool put_functions_of_option(struct th_output *out, const struct th_option *option)
{
	th_slice name = th_slice_of(option->argument);
	bool whole = true;

	if (th_option_is_uniform(option))
		return put_function(out, NULL, name, spot_of_option(option, NULL));
	for (size_t i = 0; whole && i < th_command_count; i++)
		if (th_option_is_of(option, &th_commands[i]))
			whole = put_function(out, &th_commands[i], name,
					     spot_of_option(option, &th_commands[i]));
	return whole;
}

static bool put_functions_of_command(struct th_output *out, const struct th_command *command)
{
	struct th_operand_list places = { 0 };
	bool whole = th_operands_of(command, &places);

	for (uint32_t i = 0; whole && i < places.count; i++)
		whole = put_function(out, command, places.items[i].name,
				     spot_of_place(command, &places.items[i]));
	th_operand_list_release(&places);
	return whole;
}

static bool put_functions(struct th_output *out)
{
	bool whole = put_function(out, NULL, TH_SLICE("COMMAND"), (struct spot){ 0 });

	for (size_t i = 0; whole && i < th_option_count; i++)
		if (th_option_rows[i].argument)
			whole = put_functions_of_option(out, &th_option_rows[i]);
	for (size_t i = 0; whole && i < th_command_count; i++)
		if (th_commands[i].run)
			whole = put_functions_of_command(out, &th_commands[i]);
	return whole;
}

/* ---- arguments of a command ---- */

static bool put_option(struct th_output *out, const struct th_option *option,
		       const struct th_command *command)
{
	char letter[] = { '-', option->letter, '\0' };
	const char *const names[] = { option->letter ? letter : NULL, option->name };
	bool whole = true;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!names[i])
			continue;
		th_output_printf(out, "\t\t'*%s%s[", names[i],
				 !option->argument    ? ""
				 : names[i][1] == '-' ? "="
						      : "+");
		put_text(out, th_option_brief(option));
		put(out, "]");
		if (option->argument)
			whole = put_action(out, command, th_slice_of(option->argument),
					   spot_of_option(option, command)) &&
				whole;
		put(out, "'\n");
	}
	return whole;
}

static bool put_place(struct th_output *out, const struct th_command *command,
		      const struct th_operand *place)
{
	if (place->repeats)
		put(out, "'*");
	else
		th_output_printf(out, "'%zu", place->number + 1);
	bool whole = put_action(out, command, place->name, spot_of_place(command, place));
	put(out, "'");
	return whole;
}

/* The places behind a verb, as cases; or the others, as items of an array. */
static bool put_places(struct th_output *out, const struct th_command *command,
		       const struct th_operand_list *places, bool behind_verb)
{
	bool whole = true;

	for (uint32_t i = 0; whole && i < places->count; i++) {
		const struct th_operand *place = &places->items[i];

		if ((place->verb != NULL) != behind_verb)
			continue;
		if (behind_verb)
			th_output_printf(out, "\t[[ $verb == %s ]] && specs+=( ", place->verb);
		else
			put(out, "\t\t");
		whole = put_place(out, command, place);
		put(out, behind_verb ? " )\n" : "\n");
	}
	return whole;
}

static bool put_command(struct th_output *out, const struct th_command *command)
{
	struct th_operand_list places = { 0 };
	bool whole = th_operands_of(command, &places);

	th_output_printf(out, "\n_twohop_of_%s()\n{\n\tlocal verb=\n\tlocal -a specs=(\n",
			 command->name);
	for (size_t i = 0; whole && i < th_option_count; i++)
		if (th_option_is_of(&th_option_rows[i], command))
			whole = put_option(out, &th_option_rows[i], command);
	whole = whole && put_places(out, command, &places, false);
	put(out, "\t)\n\t_twohop_find_verb\n");
	whole = whole && put_places(out, command, &places, true);
	put(out, "\t_arguments -S $specs\n}\n");
	th_operand_list_release(&places);
	return whole;
}

static bool put_options_of_all(struct th_output *out)
{
	bool whole = true;

	put(out, "\ntypeset -ga _twohop_options=(\n");
	for (size_t i = 0; whole && i < th_option_count; i++)
		if (th_option_rows[i].commands == UINT32_MAX)
			whole = put_option(out, &th_option_rows[i], NULL);
	put(out, ")\ntypeset -ga _twohop_valued=(");
	for (size_t i = 0; i < th_option_count; i++) {
		if (!th_option_rows[i].argument)
			continue;
		th_output_printf(out, " %s", th_option_rows[i].name);
		if (th_option_rows[i].letter)
			th_output_printf(out, " -%c", th_option_rows[i].letter);
	}
	put(out, " )\n");
	return whole;
}

bool th_completion_zsh(struct th_output *out)
{
	put(out, before);
	bool whole = put_options_of_all(out) && put_functions(out);
	for (size_t i = 0; whole && i < th_command_count; i++)
		whole = !th_commands[i].run || put_command(out, &th_commands[i]);
	put(out, after);
	return whole;
}
