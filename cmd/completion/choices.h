/*
 * What may stand at a place of the command line, from the tables: the one source of what the
 * scripts for shells offer.
 */
#ifndef TH_CMD_COMPLETION_CHOICES_H
#define TH_CMD_COMPLETION_CHOICES_H

#include "cmd/command.h"

enum th_choice_kind {
	TH_CHOICE_ANYTHING, /* nothing can be offered */
	TH_CHOICE_FILES,
	TH_CHOICE_FOLDERS,
	TH_CHOICE_WORDS,
	TH_CHOICE_FORMATS, /* one of the words, and then perhaps "=FILE" */
	TH_CHOICE_LEVELS,  /* one of the words, or CLASS=WORD,CLASS=WORD */
};

struct th_choice_word {
	th_slice word;
	th_slice about; /* empty: nothing to say */
};
TH_LIST_DEFINE(th_choice_list, struct th_choice_word);

struct th_choice {
	enum th_choice_kind kind;
	struct th_choice_list words;
	bool failed; /* no memory left */
};

/*
 * An operand of a command: what a usage line calls NAME, and where. verb: the first operand, where
 * what follows depends on it; else NULL. number counts from 0, the verb being one of them.
 */
struct th_operand {
	const char *verb;
	th_slice name; /* "PATH", "list|status" */
	size_t number;
	bool repeats; /* all operands from here on */
};
TH_LIST_DEFINE(th_operand_list, struct th_operand);

/* The places of a command's operands. False: no memory left. */
bool th_operands_of(const struct th_command *command, struct th_operand_list *places);

/* What a usage line calls name, of this command; NULL: no command stands there yet, and name is
 * "COMMAND". The words are the caller's to release. */
struct th_choice th_choice_of(const struct th_command *command, th_slice name);
void th_choice_release(struct th_choice *choice);

/* The classes of findings, NULL behind the last: what TH_CHOICE_LEVELS may begin with. */
const char *const *th_choice_classes(void);

/* What an option is for, in a few words: its help up to the first ';' or ':' outside of
 * parentheses. */
th_slice th_option_brief(const struct th_option *option);
/* Does it mean the same behind every command that has it? */
bool th_option_is_uniform(const struct th_option *option);

/* The words of a choice with blanks between them. */
void th_put_words(struct th_output *out, const struct th_choice *choice);

/* The scripts; false: no memory left. */
#define TH_SHELL(name) bool th_completion_##name(struct th_output *out);
#include "cmd/completion/shells.def"
#undef TH_SHELL

#endif
