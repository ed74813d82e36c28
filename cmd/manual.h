/*
 * What `twohop help` and the man pages tell alike, from the tables: exit codes, formats, examples,
 * the environment, files, and the keys of twohop.yaml.
 */
#ifndef TH_CMD_MANUAL_H
#define TH_CMD_MANUAL_H

#include "cmd/command.h"

/* Arrays of these end with a row without a name. */
struct th_manual_row {
	const char *name;
	const char *commands; /* blank-separated; empty: all */
	const char *meaning;
};

extern const struct th_manual_row th_manual_exits[];
extern const struct th_manual_row th_manual_views[];    /* --format, of commands with views.def */
extern const struct th_manual_row th_manual_examples[]; /* the name is a command line */
extern const struct th_manual_row th_manual_variables[];
extern const struct th_manual_row th_manual_files[];

/* Is it about this command? NULL is the program as a whole, about which all is. */
bool th_manual_is_of(const struct th_manual_row *row, const struct th_command *command);
/* Does the command do anything that could end otherwise than with 0? */
bool th_manual_has_exits(const struct th_command *command);
bool th_manual_has_options(const struct th_command *command);

/* The number-th of what --format of the command may name; false behind the last. */
bool th_manual_format_at(const struct th_command *command, size_t number,
			 struct th_manual_row *format);

extern const char th_manual_summary[], th_manual_about[]; /* what the program is for */

/* ---- twohop.yaml ---- */

#define TH_MANUAL_CONFIG "twohop.yaml"

struct th_manual_section {
	const char *id;
	const char *where; /* "under 'policy'" */
};
struct th_manual_key {
	const char *section; /* its id */
	th_slice name;
	const char *kind;    /* "a list of names" */
	const char *meaning; /* empty: not told */
	bool required;
};

extern const struct th_manual_section th_manual_sections[]; /* the last has no id */
extern const char th_manual_config_about[];
extern const char *const th_manual_config_sample[]; /* lines, NULL behind the last */
/* The number-th key of the table; false behind the last. */
bool th_manual_key_at(size_t number, struct th_manual_key *key);

/* ---- man pages: man(7), for the page of the program, of a command, of twohop.yaml ---- */

void th_man_program(struct th_output *out);
void th_man_command(const struct th_command *command, struct th_output *out);
void th_man_config(struct th_output *out);

#endif
