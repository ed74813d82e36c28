/*
 * The command line: the options of options.def, and operands. What is not understood is complained
 * about on standard error, with the nearest word that would be.
 */
#ifndef TH_CMD_OPTIONS_H
#define TH_CMD_OPTIONS_H

#include "core/io/output.h"
#include "graph/config.h"
#include "graph/quality.h"

struct th_command;

/* One --format. */
struct th_format {
	th_slice name;
	th_slice file; /* absent: standard output. NUL-terminated */
};
TH_LIST_DEFINE(th_format_list, struct th_format);

enum th_color { TH_COLOR_AUTO, TH_COLOR_ALWAYS, TH_COLOR_NEVER };

/* Slices lead into argv, so they are NUL-terminated. */
struct th_options {
	const struct th_command *command; /* NULL: none was named */
	struct th_name_list operands;     /* the command is not among them */
	struct th_format_list formats;
	struct th_name_list self, feeds, artifacts;
	th_slice trust;                    /* absent: not given */
	th_slice config;                   /* absent: not given */
	th_slice data;                     /* absent: not given */
	th_slice fail_on;                  /* absent: not given; else it reads well */
	th_slice baseline, write_baseline; /* absent: not given */
	struct th_date as_of;              /* absent: not given */
	uint32_t depth;                    /* 0: not given */
	uint32_t jobs;                     /* 0: not given */
	enum th_floor quality;             /* TH_FLOOR_NONE: not given */
	enum th_color color;
	bool own, quiet, explain_verdict, help, version;
};

struct th_option {
	const char *name;
	const char *argument; /* NULL: a switch */
	const char *help;
	uint32_t commands; /* a bit for each row of commands.def that runs */
	char letter;       /* 0: none */
};

extern const struct th_option th_option_rows[];
extern const size_t th_option_count;
extern const char *const th_color_words[]; /* of --color, by enum th_color; NULL behind the last */

/* Is the option one of this command's? */
bool th_option_is_of(const struct th_option *option, const struct th_command *command);

/*
 * Read argv, argv[0] being the program. Everything lives as long as argv. TH_EUSAGE: the line is
 * wrong and has been complained about. --help wins over everything, also over what is wrong.
 */
th_status th_options_read(struct th_options *options, int argc, char **argv) TH_MUST_USE;
void th_options_release(struct th_options *options);

#endif
