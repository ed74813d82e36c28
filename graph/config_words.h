/*
 * Words that a configuration or a command line may use, and what is said of one that is none of
 * them.
 */
#ifndef TH_GRAPH_CONFIG_WORDS_H
#define TH_GRAPH_CONFIG_WORDS_H

#include "graph/config.h"

/* A set of words. */
struct th_words {
	const char *one;          /* for people: "a severity" */
	const char *const *words; /* NULL-terminated */
};

extern const struct th_words th_words_severities;  /* critical ... info, as enum th_level */
extern const struct th_words th_words_fail_levels; /* the same and never */
extern const struct th_words th_words_classes;     /* as enum th_class */
extern const struct th_words th_words_rules;       /* as enum th_rule_id */

/*
 * The number of word in the set, in *out. False: *message, in the arena, says that it is none and
 * which may be meant; absent on want of memory.
 */
bool th_word_find(const struct th_words *set, th_slice word, struct th_arena *arena, size_t *out,
		  th_slice *message);
/* What of a text is shown in a message: a head of it, in whole characters. */
th_slice th_word_shown(th_slice text);

#endif
