/*
 * Completion for bash. A place of the line is "COMMAND/VERB/NUMBER" or "COMMAND --OPTION"; the
 * tables become one case statement over them, the rest of the script is the same for all. Where
 * files may stand it answers nothing, and readline completes them in its own way.
 */
#include "cmd/completion/choices.h"

static const char *const kinds[] = {
	[TH_CHOICE_ANYTHING] = "anything", [TH_CHOICE_FILES] = "files",
	[TH_CHOICE_FOLDERS] = "folders",   [TH_CHOICE_WORDS] = "words",
	[TH_CHOICE_FORMATS] = "formats",   [TH_CHOICE_LEVELS] = "levels",
};

static const char before[] =
	"# bash completion for twohop " TH_VERSION ", as 'twohop completion bash' prints it.\n"
	"\n"
	"# What may stand at a place, COMMAND/VERB/NUMBER or COMMAND --OPTION: sets kind and "
	"words.\n"
	"_twohop_place()\n"
	"{\n"
	"\tkind=anything words=\n"
	"\tcase $1 in\n";

static const char between[] = "\tesac\n"
			      "}\n"
			      "\n"
			      "# The options of a command: sets words.\n"
			      "_twohop_options()\n"
			      "{\n"
			      "\tcase $1 in\n";

static const char after[] =
	"\tesac\n"
	"}\n"
	"\n"
	"_twohop()\n"
	"{\n"
	"\tlocal IFS=$' \\t\\n' kind words word glue='' command='' verb='' wants='' value prefix "
	"i\n"
	"\tlocal -i at operand=0 operands_only=0\n"
	"\tlocal -a line=()\n"
	"\n"
	"\t# readline cuts words at = and : as well; what it cut is put together again.\n"
	"\tfor ((at = 1; at <= COMP_CWORD; at++)); do\n"
	"\t\tword=${COMP_WORDS[at]}\n"
	"\t\tif [[ ${#line[@]} -gt 0 && ( -n $glue || $word == [=:]* ) ]]; then\n"
	"\t\t\tline[${#line[@]}-1]+=$word\n"
	"\t\telse\n"
	"\t\t\tline+=(\"$word\")\n"
	"\t\tfi\n"
	"\t\tglue=\n"
	"\t\t[[ $word == [=:]* ]] && glue=1\n"
	"\tdone\n"
	"\tvalue=${line[${#line[@]}-1]}\n"
	"\tunset \"line[${#line[@]}-1]\"\n"
	"\tfor word in \"${line[@]}\"; do\n"
	"\t\tif [[ $wants ]]; then\n"
	"\t\t\twants=\n"
	"\t\telif ((!operands_only)) && [[ $word == -- ]]; then\n"
	"\t\t\toperands_only=1\n"
	"\t\telif ((!operands_only)) && [[ $word == -?* ]]; then\n"
	"\t\t\t[[ $_twohop_valued == *\" $word \"* ]] && wants=$word\n"
	"\t\telif [[ ! $command ]]; then\n"
	"\t\t\tcommand=$word\n"
	"\t\telse\n"
	"\t\t\t((operand++)) || verb=$word\n"
	"\t\tfi\n"
	"\tdone\n"
	"\n"
	"\tCOMPREPLY=()\n"
	"\tif [[ $wants ]]; then\n"
	"\t\t_twohop_place \"$command $wants\"\n"
	"\telif ((!operands_only)) && [[ $value == --*=* ]]; then\n"
	"\t\t_twohop_place \"$command ${value%%=*}\"\n"
	"\t\tvalue=${value#*=}\n"
	"\telif ((!operands_only)) && [[ $value == -* ]]; then\n"
	"\t\tkind=words\n"
	"\t\t_twohop_options \"$command\"\n"
	"\telif [[ ! $command ]]; then\n"
	"\t\t_twohop_place //0\n"
	"\telse\n"
	"\t\t_twohop_place \"$command/$verb/$operand\"\n"
	"\tfi\n"
	"\tcase $kind in\n"
	"\tformats) [[ $value == *=* ]] && kind=files ;;\n"
	"\tlevels)\n"
	"\t\tvalue=${value##*,}\n"
	"\t\tif [[ $value == *=* ]]; then\n"
	"\t\t\tvalue=${value#*=}\n"
	"\t\telse\n"
	"\t\t\twords+=$_twohop_classes\n"
	"\t\tfi\n"
	"\t\t;;\n"
	"\tesac\n"
	"\tcase $kind in\n"
	"\tfiles) return ;;\n"
	"\tfolders)\n"
	"\t\tcompopt +o default -o plusdirs 2>/dev/null\n"
	"\t\treturn\n"
	"\t\t;;\n"
	"\tesac\n"
	"\tcompopt +o default 2>/dev/null\n"
	"\t[[ $words ]] || return\n"
	"\n"
	"\t# Only what stands behind the last place where readline cut is replaced.\n"
	"\tword=${COMP_WORDS[COMP_CWORD]}\n"
	"\t[[ $word == [=:]* ]] && word=\n"
	"\tprefix=${word%\"$value\"}\n"
	"\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$value\")\n"
	"\tfor i in \"${!COMPREPLY[@]}\"; do\n"
	"\t\tCOMPREPLY[i]=$prefix${COMPREPLY[i]}\n"
	"\tdone\n"
	"\tif [[ $kind == formats || ${COMPREPLY[0]} == *= ]]; then\n"
	"\t\tcompopt -o nospace 2>/dev/null\n"
	"\tfi\n"
	"}\n"
	"\n"
	"complete -o default -F _twohop twohop\n";

static void put(struct th_output *out, const char *text)
{
	th_output_write(out, th_slice_of(text));
}

/* What stands at the place whose pattern has been written. */
static bool put_choice(struct th_output *out, const struct th_command *command, th_slice name)
{
	struct th_choice choice = th_choice_of(command, name);
	bool whole = !choice.failed;

	th_output_printf(out, ") kind=%s words='", kinds[choice.kind]);
	th_put_words(out, &choice);
	put(out, "' ;;\n");
	th_choice_release(&choice);
	return whole;
}

static bool put_operands(struct th_output *out, const struct th_command *command)
{
	struct th_operand_list places = { 0 };
	bool whole = th_operands_of(command, &places);

	for (uint32_t i = 0; whole && i < places.count; i++) {
		const struct th_operand *place = &places.items[i];

		th_output_printf(out, "\t%s/%s/", command->name, place->verb ? place->verb : "*");
		if (place->repeats)
			put(out, "*");
		else
			th_output_printf(out, "%zu", place->number);
		whole = put_choice(out, command, place->name);
	}
	th_operand_list_release(&places);
	return whole;
}

static bool put_option(struct th_output *out, const struct th_option *option)
{
	bool whole = true;

	if (th_option_is_uniform(option)) {
		th_output_printf(out, "\t*' %s'", option->name);
		return put_choice(out, NULL, th_slice_of(option->argument));
	}
	for (size_t i = 0; whole && i < th_command_count; i++)
		if (th_option_is_of(option, &th_commands[i])) {
			th_output_printf(out, "\t'%s %s'", th_commands[i].name, option->name);
			whole = put_choice(out, &th_commands[i], th_slice_of(option->argument));
		}
	return whole;
}

static void put_option_names(struct th_output *out, const struct th_command *command)
{
	th_output_printf(out, "\t%s) words='", command ? command->name : "''");
	for (size_t i = 0; i < th_option_count; i++) {
		const struct th_option *option = &th_option_rows[i];
		bool shown =
			command ? th_option_is_of(option, command) : option->commands == UINT32_MAX;

		if (shown && option->letter)
			th_output_printf(out, "-%c ", option->letter);
		if (shown)
			th_output_printf(out, "%s ", option->name);
	}
	put(out, "' ;;\n");
}

static void put_words_of_options(struct th_output *out)
{
	put(out, "\n_twohop_valued=' ");
	for (size_t i = 0; i < th_option_count; i++) {
		if (!th_option_rows[i].argument)
			continue;
		th_output_printf(out, "%s ", th_option_rows[i].name);
		if (th_option_rows[i].letter)
			th_output_printf(out, "-%c ", th_option_rows[i].letter);
	}
	put(out, "'\n_twohop_classes='");
	for (const char *const *class = th_choice_classes(); *class; class ++)
		th_output_printf(out, " %s=", *class);
	put(out, "'\n");
}

bool th_completion_bash(struct th_output *out)
{
	bool whole = true;

	put(out, before);
	put(out, "\t//0");
	whole = put_choice(out, NULL, TH_SLICE("COMMAND"));
	for (size_t i = 0; whole && i < th_command_count; i++)
		whole = !th_commands[i].run || put_operands(out, &th_commands[i]);
	for (size_t i = 0; whole && i < th_option_count; i++)
		whole = !th_option_rows[i].argument || put_option(out, &th_option_rows[i]);
	put(out, between);
	put_option_names(out, NULL);
	for (size_t i = 0; i < th_command_count; i++)
		if (th_commands[i].run)
			put_option_names(out, &th_commands[i]);
	put(out, after);
	put_words_of_options(out);
	return whole;
}
