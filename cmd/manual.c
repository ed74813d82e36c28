#include "cmd/manual.h"

#include "cmd/render/renderer.h"

const struct th_manual_row th_manual_exits[] = {
#define TH_EXIT(name, code, meaning) { #code, "", meaning },
#include "cmd/exits.def"
#undef TH_EXIT
	{ 0 },
};

const struct th_manual_row th_manual_views[] = {
#define TH_VIEW(command, id, name, title) { name, #command, title },
#include "cmd/views.def"
#undef TH_VIEW
	{ 0 },
};

const struct th_manual_row th_manual_examples[] = {
#define TH_EXAMPLE(command, line, meaning) { line, #command, meaning },
#include "cmd/examples.def"
#undef TH_EXAMPLE
	{ 0 },
};

const struct th_manual_row th_manual_variables[] = {
#define TH_VARIABLE(name, commands, meaning) { name, commands, meaning },
#define TH_FILE(name, commands, meaning)
#include "cmd/surroundings.def"
#undef TH_VARIABLE
#undef TH_FILE
	{ 0 },
};

const struct th_manual_row th_manual_files[] = {
#define TH_VARIABLE(name, commands, meaning)
#define TH_FILE(name, commands, meaning) { name, commands, meaning },
#include "cmd/surroundings.def"
#undef TH_VARIABLE
#undef TH_FILE
	{ 0 },
};

static bool is_among(th_slice word, th_slice words)
{
	while (words.len > 0) {
		size_t blank = th_slice_find(words, ' ');

		if (th_slice_equal(word, th_slice_sub(words, 0, blank)))
			return true;
		words = th_slice_sub(words, blank + 1, words.len);
	}
	return false;
}

bool th_manual_is_of(const struct th_manual_row *row, const struct th_command *command)
{
	return !command || !row->commands[0] ||
	       is_among(th_slice_of(command->name), th_slice_of(row->commands));
}

bool th_manual_has_exits(const struct th_command *command)
{
	return command->run != th_command_help && command->run != th_command_version;
}

bool th_manual_has_options(const struct th_command *command)
{
	return command->run != th_command_version;
}

static bool takes_format(const struct th_command *command)
{
	for (size_t i = 0; i < th_option_count; i++)
		if (strcmp(th_option_rows[i].name, "--format") == 0)
			return th_option_is_of(&th_option_rows[i], command);
	return false;
}

/* The number-th view of the command. *seen: how many it has, where there are not so many. */
static const struct th_manual_row *view_at(const struct th_command *command, size_t number,
					   size_t *seen)
{
	*seen = 0;
	for (const struct th_manual_row *view = th_manual_views; view->name; view++)
		if (th_manual_is_of(view, command) && (*seen)++ == number)
			return view;
	return NULL;
}

static const struct th_renderer *renderer_at(size_t number)
{
	for (size_t i = 0, seen = 0; i < th_renderer_count; i++)
		if (th_renderers[i].render && seen++ == number)
			return &th_renderers[i];
	return NULL;
}

bool th_manual_format_at(const struct th_command *command, size_t number,
			 struct th_manual_row *format)
{
	size_t views;

	if (!takes_format(command))
		return false;
	const struct th_manual_row *view = view_at(command, number, &views);
	if (view) {
		*format = *view;
		return true;
	}
	const struct th_renderer *renderer = views > 0 ? NULL : renderer_at(number);
	if (renderer)
		*format = (struct th_manual_row){ renderer->name, "", renderer->title };
	return renderer != NULL;
}

const char th_manual_summary[] =
	"audits the suppliers behind your suppliers from the documents you already have";

const char th_manual_about[] =
	"twohop audits the suppliers behind your suppliers, from the documents you already have: "
	"who stands behind your vendors, is anyone of them compromised, abandoned or at its end, "
	"what can you not see, and why.";

/* ---- twohop.yaml ---- */

const struct th_manual_section th_manual_sections[] = {
#define TH_CONFIG_SECTION(name, where) { #name, where },
#define TH_CONFIG_KEY(section, key, kind, need, inner, place)
#include "graph/config_keys.def"
#undef TH_CONFIG_SECTION
#undef TH_CONFIG_KEY
	{ 0 },
};

static const struct {
	const char *section, *name, *kind, *need;
} keys[] = {
#define TH_CONFIG_SECTION(name, where)
#define TH_CONFIG_KEY(section, key, kind, need, inner, place) { #section, #key, #kind, #need },
#include "graph/config_keys.def"
#undef TH_CONFIG_SECTION
#undef TH_CONFIG_KEY
};

static const struct {
	const char *section, *key, *meaning;
} meanings[] = {
#define TH_KEY_HELP(section, key, meaning) { #section, #key, meaning },
#include "cmd/config_help.def"
#undef TH_KEY_HELP
};

/* The kinds of graph/config_values.h, for people. */
static const struct {
	const char *kind, *words;
} kinds[] = {
	{ "MAPPING", "a mapping" },
	{ "ENTRIES", "a list of mappings" },
	{ "RULES", "rules, each with a mapping or a list of them" },
	{ "INCLUDE", "a path or a list of them" },
	{ "NAME", "a text" },
	{ "NAMES", "a text or a list of them" },
	{ "PATH", "a path" },
	{ "PATHS", "a path or a list of them" },
	{ "GLOBS", "a path or a list of them, * and ? being wildcards" },
	{ "DATE", "a day, YYYY-MM-DD" },
	{ "DAYS", "days, as 30d" },
	{ "PERCENT", "a share, as 60%" },
	{ "HOP", "a number from 1 on" },
	{ "BUILD_LEVEL", "a number from 0 to 4" },
	{ "SEVERITY", "critical, high, medium, low or info" },
	{ "FAIL_LEVEL", "critical, high, medium, low, info or never" },
	{ "FAIL_ON", "a severity or never, or a mapping of violation, contradiction and blind-spot "
		     "to such" },
	{ "RULE", "a rule" },
	{ "REQUIRE", "a rule or a list of them" },
	{ "CRITICALITY", "high, medium or low" },
	{ "CRITICALITIES", "one or a list of high, medium and low" },
	{ "OWNERSHIP", "personal or corporate" },
	{ "ACCESS", "one or a list of build, signing, source and corporate" },
	{ "FLOOR", "ntia-2021, cisa-2025-draft, bsi-2.1 or fda" },
	{ "ON_FAIL", "warn or fail" },
};

const char th_manual_config_about[] =
	"The configuration of an audit: twohop.yaml of the current folder, or what --config names. "
	"One that lies in an audited folder is listed as ignored and never obeyed. Paths are "
	"relative to the file. An unknown key is an error with its line and the nearest known key; "
	"a key that decides nothing in this version is listed as not evaluated.";

const char *const th_manual_config_sample[] = {
	"self: [Example Bank]",
	"suppliers:",
	"  - name: Trading Technologies",
	"    domains: [tradingtechnologies.com]",
	"    criticality: high",
	"policy:",
	"  fail_on: {violation: high, contradiction: high, blind-spot: never}",
	"  visibility: {hop: 2, at_least: 60%}",
	"  max_age: {feeds: 7d}",
	"  rules: {no-environment-evidence: {fail: never, until: 2027-03-31}}",
	NULL,
};

static const char *kind_words(const char *kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kind, kinds[i].kind) == 0)
			return kinds[i].words;
	return kind;
}

static const char *meaning_of(const char *section, th_slice key)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (strcmp(section, meanings[i].section) == 0 &&
		    th_slice_equal(key, th_slice_of(meanings[i].key)))
			return meanings[i].meaning;
	return "";
}

bool th_manual_key_at(size_t number, struct th_manual_key *key)
{
	if (number >= sizeof(keys) / sizeof(keys[0]))
		return false;
	th_slice name = th_slice_of(keys[number].name);
	*key = (struct th_manual_key){
		.section = keys[number].section,
		.name = name,
		.kind = kind_words(keys[number].kind),
		.meaning = meaning_of(keys[number].section, name),
		.required = strcmp(keys[number].need, "REQUIRED") == 0,
	};
	return true;
}
