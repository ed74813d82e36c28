#include "cmd/completion/choices.h"

#include "cmd/manual.h"
#include "core/base/diagnostic.h"
#include "feeds/sources.h"
#include "graph/rule.h"

enum { MOST = 100000 };

/* What follows a verb, as the usage line of the command leaves open. */
static const struct {
	const char *command, *verb, *arguments;
} verbs[] = {
	{ "feeds", "update", "[FEED]..." },
	{ "feeds", "import", "FEED PATH..." },
	{ "vers", "compare", "SCHEME" },
	{ "vers", "native", "SCHEME" },
};
enum { VERB_COUNT = sizeof(verbs) / sizeof(verbs[0]) };

/* ---- vocabularies ---- */

static bool has(const struct th_choice *choice, th_slice word)
{
	for (uint32_t i = 0; i < choice->words.count; i++)
		if (th_slice_equal(choice->words.items[i].word, word))
			return true;
	return false;
}

/* Once, whatever number of tables it stands in. */
static void add_slice(struct th_choice *choice, th_slice word, th_slice about)
{
	if (has(choice, word))
		return;
	struct th_choice_word *item = th_choice_list_push(&choice->words, MOST);
	if (item)
		*item = (struct th_choice_word){ word, about };
	else
		choice->failed = true;
}

static void add(struct th_choice *choice, const char *word, const char *about)
{
	add_slice(choice, th_slice_of(word), th_slice_of(about));
}

static void add_commands(struct th_choice *choice, const struct th_command *command)
{
	for (size_t i = 0; i < th_command_count; i++)
		if (th_commands[i].run)
			add(choice, th_commands[i].name, th_commands[i].summary);
	if (command)
		add(choice, TH_MANUAL_CONFIG, "the keys of the configuration");
}

static void add_formats(struct th_choice *choice, const struct th_command *command)
{
	struct th_manual_row format;

	for (size_t i = 0; command && th_manual_format_at(command, i, &format); i++)
		add(choice, format.name, format.meaning);
}

static void add_rules(struct th_choice *choice, const struct th_command *command)
{
	(void)command;
	for (size_t i = 0; i < TH_RULE_COUNT; i++)
		add(choice, th_rules[i].slug, th_rules[i].title);
	for (size_t i = 0; i < TH_DIAG_COUNT; i++)
		add(choice, th_diag_slug((enum th_diag_code)i),
		    th_diag_meaning((enum th_diag_code)i));
#define TH_TERM(slug, text) add(choice, slug, "a word of the reports");
#include "cmd/terms.def"
#undef TH_TERM
}

static void add_feeds(struct th_choice *choice, const struct th_command *command)
{
	(void)command;
	for (unsigned i = 0; i < TH_SOURCE_COUNT; i++)
		add(choice, th_feed_sources[i].name, th_feed_sources[i].title);
}

static void add_schemes(struct th_choice *choice, const struct th_command *command)
{
	(void)command;
#define TH_SCHEME(id, name, functions, canonical, types, about) add(choice, name, about);
#include "core/version/schemes.def"
#undef TH_SCHEME
}

static void add_levels(struct th_choice *choice, const struct th_command *command)
{
	(void)command;
	for (int i = 0; i <= TH_LEVEL_NEVER; i++)
		add(choice, th_level_word((enum th_level)i), "");
}

static void add_when(struct th_choice *choice, const struct th_command *command)
{
	(void)command;
	for (const char *const *word = th_color_words; *word; word++)
		add(choice, *word, "");
}

/* What usage lines call what. */
static const struct {
	const char *name;
	enum th_choice_kind kind;
	void (*add)(struct th_choice *choice, const struct th_command *command);
} vocabularies[] = {
	{ "COMMAND", TH_CHOICE_WORDS, add_commands },
	{ "FEED", TH_CHOICE_WORDS, add_feeds },
	{ "FILE", TH_CHOICE_FILES, NULL },
	{ "FOLDER", TH_CHOICE_FOLDERS, NULL },
	{ "LEVEL", TH_CHOICE_LEVELS, add_levels },
	{ "NAME[=FILE]", TH_CHOICE_FORMATS, add_formats },
	{ "PATH", TH_CHOICE_FILES, NULL },
	{ "RULE", TH_CHOICE_WORDS, add_rules },
	{ "SCHEME", TH_CHOICE_WORDS, add_schemes },
	{ "WHEN", TH_CHOICE_WORDS, add_when },
};

/* "list|status": the words themselves. */
static void add_alternatives(struct th_choice *choice, th_slice name)
{
	while (name.len > 0) {
		size_t bar = th_slice_find(name, '|');

		add_slice(choice, th_slice_sub(name, 0, bar), TH_SLICE(""));
		name = th_slice_sub(name, bar + 1, name.len);
	}
}

static bool is_alternatives(th_slice name)
{
	return name.len > 0 && name.ptr[0] >= 'a' && name.ptr[0] <= 'z';
}

struct th_choice th_choice_of(const struct th_command *command, th_slice name)
{
	struct th_choice choice = { 0 };

	if (is_alternatives(name)) {
		choice.kind = TH_CHOICE_WORDS;
		add_alternatives(&choice, name);
	}
	for (size_t i = 0; i < sizeof(vocabularies) / sizeof(vocabularies[0]); i++) {
		if (!th_slice_equal(name, th_slice_of(vocabularies[i].name)))
			continue;
		choice.kind = vocabularies[i].kind;
		if (vocabularies[i].add)
			vocabularies[i].add(&choice, command);
	}
	return choice;
}

void th_choice_release(struct th_choice *choice)
{
	th_choice_list_release(&choice->words);
}

const char *const *th_choice_classes(void)
{
	static const char *classes[TH_CLASS_COUNT + 1];

	for (int i = 0; i < TH_CLASS_COUNT; i++)
		classes[i] = th_class_word((enum th_class)i);
	return classes;
}

/* ---- places ---- */

/* "[PATH...]", "PATH...", "[FEED]..." */
static bool add_place(struct th_operand_list *places, const char *verb, th_slice word,
		      size_t number)
{
	struct th_operand place = { .verb = verb, .number = number };

	if (th_slice_starts(word, TH_SLICE("[")) && th_slice_ends(word, TH_SLICE("]")))
		word = th_slice_sub(word, 1, word.len - 1);
	if (th_slice_ends(word, TH_SLICE("..."))) {
		place.repeats = true;
		word = th_slice_sub(word, 0, word.len - 3);
	}
	if (th_slice_starts(word, TH_SLICE("[")) && th_slice_ends(word, TH_SLICE("]")))
		word = th_slice_sub(word, 1, word.len - 1);
	place.name = word;
	if (word.len == 0) /* "...": what follows depends on the verb */
		return true;
	struct th_operand *item = th_operand_list_push(places, MOST);
	if (item)
		*item = place;
	return item != NULL;
}

static bool add_places(struct th_operand_list *places, const char *verb, const char *arguments,
		       size_t number)
{
	th_slice rest = th_slice_of(arguments);

	while (rest.len > 0) {
		size_t blank = th_slice_find(rest, ' ');

		if (!add_place(places, verb, th_slice_sub(rest, 0, blank), number++))
			return false;
		rest = th_slice_sub(rest, blank + 1, rest.len);
	}
	return true;
}

bool th_operands_of(const struct th_command *command, struct th_operand_list *places)
{
	if (!add_places(places, NULL, command->arguments, 0))
		return false;
	for (size_t i = 0; i < VERB_COUNT; i++)
		if (strcmp(verbs[i].command, command->name) == 0 &&
		    !add_places(places, verbs[i].verb, verbs[i].arguments, 1))
			return false;
	return true;
}

/* ---- options ---- */

th_slice th_option_brief(const struct th_option *option)
{
	th_slice help = th_slice_of(option->help);
	size_t depth = 0, at = 0;

	for (; at < help.len; at++) {
		char c = help.ptr[at];

		if (depth == 0 && (c == ';' || c == ':'))
			break;
		depth += c == '(';
		depth -= c == ')' && depth > 0;
	}
	return th_slice_sub(help, 0, at);
}

bool th_option_is_uniform(const struct th_option *option)
{
	return !option->argument || strcmp(option->argument, "NAME[=FILE]") != 0;
}

/* ---- writing ---- */

void th_put_words(struct th_output *out, const struct th_choice *choice)
{
	for (uint32_t i = 0; i < choice->words.count; i++)
		th_output_printf(out, "%s%.*s", i > 0 ? " " : "",
				 TH_FMT(choice->words.items[i].word));
}
