/*
 * The rules, as data: rows of rules.def. `twohop explain RULE` and `help` print them; checks
 * (graph/checks/) raise findings of them; policy names them.
 */
#ifndef TH_GRAPH_RULE_H
#define TH_GRAPH_RULE_H

#include "core/base/slice.h"

enum th_class { TH_CLASS_VIOLATION, TH_CLASS_BLIND_SPOT, TH_CLASS_CONTRADICTION, TH_CLASS_COUNT };
enum th_level {
	TH_LEVEL_CRITICAL,
	TH_LEVEL_HIGH,
	TH_LEVEL_MEDIUM,
	TH_LEVEL_LOW,
	TH_LEVEL_INFO,
	TH_LEVEL_COUNT,
	TH_LEVEL_NEVER = TH_LEVEL_COUNT, /* of a fail level: nothing decides */
	TH_LEVEL_UNSTATED                /* no level */
};

enum th_rule_id {
#define TH_RULE(name, slug, class, severity, built, title, meaning, proves, disproves, remedy) \
	TH_RULE_##name,
#include "graph/rules.def"
#undef TH_RULE
	TH_RULE_COUNT
};

struct th_rule {
	const char *slug;
	enum th_class class;
	enum th_level severity; /* by default */
	const char *unbuilt;    /* why it is not evaluated, or NULL where it is */
	const char *title;      /* a line: "a compromised release is in use" */
	const char *meaning, *proves, *disproves, *remedy; /* for `explain`: a paragraph each */
};

extern const struct th_rule th_rules[TH_RULE_COUNT];

/* The rule of this slug, or TH_RULE_COUNT. */
enum th_rule_id th_rule_of(th_slice slug);
/* Somebody meant harm: accepting it takes two. */
bool th_rule_is_grave(enum th_rule_id rule);
const char *th_class_word(enum th_class class); /* violation, blind-spot, contradiction */
const char *th_level_word(enum th_level level); /* critical ... info, never */
enum th_level th_level_of(th_slice word);       /* TH_LEVEL_UNSTATED for no level */

#endif
