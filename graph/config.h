/*
 * twohop.yaml: what you say (design of the configuration: README, Configuration). It decides, so it
 * is read strictly: an unknown key, a value of the wrong kind or a rule that does not exist is an
 * error with line, column and the nearest known word. Keys whose feature is not built are accepted
 * and listed in not_evaluated.
 */
#ifndef TH_GRAPH_CONFIG_H
#define TH_GRAPH_CONFIG_H

#include "core/base/arena.h"
#include "core/base/date.h"
#include "core/base/list.h"
#include "graph/report.h"
#include "graph/rule.h"

TH_LIST_DEFINE(th_name_list, th_slice);

enum th_criticality {
	TH_CRITICALITY_NONE,
	TH_CRITICALITY_LOW,
	TH_CRITICALITY_MEDIUM,
	TH_CRITICALITY_HIGH
};

struct th_config_supplier {
	th_slice name;
	struct th_name_list aliases, domains;
	enum th_criticality criticality;
	uint32_t line, column; /* of the entry */
};
TH_LIST_DEFINE(th_config_supplier_list, struct th_config_supplier);

struct th_config_inventory {
	th_slice file; /* relative to the current directory: the configuration's folder is put in
			  front */
	th_slice device, supplier, ownership;
	struct th_name_list access;
	struct th_date collected;
	uint32_t line, column;
};
TH_LIST_DEFINE(th_config_inventory_list, struct th_config_inventory);

#define TH_CONFIG_NO_LIMIT UINT32_MAX

struct th_config {
	th_slice path; /* as named; absent: there is none */
	struct th_name_list self, own, feeds,
		vex; /* own: globs; feeds, vex: paths relative to the current directory */
	struct th_config_supplier_list suppliers;
	struct th_config_inventory_list inventories;
	enum th_level fail_on[TH_CLASS_COUNT];
	bool has_visibility;
	uint32_t visibility_hop, visibility_at_least; /* per cent */
	uint32_t most_days_of_feeds;                  /* since they were fetched */
	bool required[TH_RULE_COUNT];
	enum th_level severity[TH_RULE_COUNT]; /* TH_LEVEL_NEVER: the rule's own */
	struct th_not_evaluated_list not_evaluated;
};

struct th_config_error {
	uint32_t line, column;
	th_slice message; /* in the arena */
};

/* The configuration of a run without a file. */
void th_config_init(struct th_config *config);
/*
 * Read bytes, the content of the file shown as path, into a configuration that th_config_init made;
 * to be released whatever is returned. Texts go into the arena. TH_EUSAGE: *error says what is
 * wrong. TH_ENOMEM. Paths and globs in the file are relative to its folder, which is put in front
 * of them; "." and ".." in them are worked out as text. Where a list is expected one value alone
 * will do.
 */
th_status th_config_read(struct th_config *config, th_slice path, th_slice bytes,
			 struct th_arena *arena, struct th_config_error *error) TH_MUST_USE;
void th_config_release(struct th_config *config);
/*
 * Parse a --fail-on value: "medium" for all classes, or "violation=high,blind-spot=never" for those
 * named, the others keep what they have. False: *message, in the arena, says what is wrong (absent
 * on want of memory), and fail_on is as it was.
 */
bool th_fail_on_parse(th_slice text, enum th_level fail_on[TH_CLASS_COUNT], struct th_arena *arena,
		      th_slice *message);
/*
 * Does path match a glob: '*' within a part, '**' (a part of its own) over any number of parts, at
 * the end at least one,
 * '?' one character, '\' before any of these for itself. Case counts. Work is at most the product
 * of both lengths.
 */
bool th_glob_match(th_slice glob, th_slice path);
/*
 * The known word nearest to a mistyped one (letters inserted, left out, replaced or swapped; case
 * does not count), or NULL where none is near: one edit for each three letters, one for words
 * shorter than that. words is NULL-terminated.
 */
const char *th_nearest_word(th_slice word, const char *const *words);

#endif
