#include "graph/rule.h"

const struct th_rule th_rules[TH_RULE_COUNT] = {
#define TH_RULE(name, rule_slug, rule_class, rule_severity, why, line, means, for_it, against_it, \
		way_past)                                                                         \
	[TH_RULE_##name] = {                                                                      \
		.slug = rule_slug,                                                                \
		.class = TH_CLASS_##rule_class,                                                   \
		.severity = TH_LEVEL_##rule_severity,                                             \
		.unbuilt = why,                                                                   \
		.title = line,                                                                    \
		.meaning = means,                                                                 \
		.proves = for_it,                                                                 \
		.disproves = against_it,                                                          \
		.remedy = way_past,                                                               \
	},
#include "graph/rules.def"
#undef TH_RULE
};

static const char *const class_words[] = {
	[TH_CLASS_VIOLATION] = "violation",
	[TH_CLASS_BLIND_SPOT] = "blind-spot",
	[TH_CLASS_CONTRADICTION] = "contradiction",
};

static const char *const level_words[] = {
	[TH_LEVEL_CRITICAL] = "critical", [TH_LEVEL_HIGH] = "high", [TH_LEVEL_MEDIUM] = "medium",
	[TH_LEVEL_LOW] = "low",           [TH_LEVEL_INFO] = "info", [TH_LEVEL_NEVER] = "never",
};

enum th_rule_id th_rule_of(th_slice slug)
{
	enum th_rule_id id = 0;

	while (id < TH_RULE_COUNT && !th_slice_equal(slug, th_slice_of(th_rules[id].slug)))
		id++;
	return id;
}

bool th_rule_is_grave(enum th_rule_id rule)
{
	return rule == TH_RULE_compromised_release || rule == TH_RULE_compromised_supplier ||
	       rule == TH_RULE_malicious_package;
}

const char *th_class_word(enum th_class class)
{
	return class_words[class];
}

const char *th_level_word(enum th_level level)
{
	return level_words[level];
}

enum th_level th_level_of(th_slice word)
{
	enum th_level level = TH_LEVEL_CRITICAL;

	while (level <= TH_LEVEL_NEVER && !th_slice_equal(word, th_slice_of(level_words[level])))
		level++;
	return level;
}
