/*
 * The commands: one row of commands.def and one function each, which gets the parsed command line
 * and returns the exit code (cmd/exits.def).
 */
#ifndef TH_CMD_COMMAND_H
#define TH_CMD_COMMAND_H

#include "cmd/options.h"

enum th_exit {
#define TH_EXIT(name, code, meaning) TH_EXIT_##name = (code),
#include "cmd/exits.def"
#undef TH_EXIT
};

/* One call of the program. */
struct th_call {
	struct th_options options;
	struct th_arena arena; /* lives as long as the call */
};

struct th_command {
	const char *name;
	const char *arguments; /* as usage lines show them */
	const char *summary;   /* one line */
	const char *description;
	int (*run)(struct th_call *call); /* NULL: not in this version */
};

/* The rows of commands.def in their order, the planned ones behind the others. */
extern const struct th_command th_commands[];
extern const size_t th_command_count;
extern const char *const th_command_words[]; /* their names, NULL behind the last */

#define TH_COMMAND(id, name, arguments, summary, description) \
	int th_command_##id(struct th_call *call);
#define TH_PLANNED(name, summary)
#include "cmd/commands.def"
#undef TH_COMMAND
#undef TH_PLANNED

/* The row of this name, or NULL. */
const struct th_command *th_command_of(th_slice name);
/* The same where it runs; else NULL, after a complaint that names the nearest. */
const struct th_command *th_command_named(th_slice name);
/* Usage of one command: what it does, its options, its exit codes. */
void th_help_command(const struct th_command *command, struct th_output *out);
/* Usage of the program. */
void th_help_program(struct th_output *out);

/*
 * Whether to give memory back before the end: the process ends at once and takes its memory with
 * it, unless somebody looks for leaks.
 */
#if defined(__SANITIZE_ADDRESS__)
#define TH_RELEASE_AT_EXIT 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TH_RELEASE_AT_EXIT 1
#endif
#endif
#ifndef TH_RELEASE_AT_EXIT
#define TH_RELEASE_AT_EXIT 0
#endif

#endif
