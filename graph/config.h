/*
 * twohop.yaml: what you say (design of the configuration: README, Configuration). It decides, so it
 * is read strictly: an unknown key, a value of the wrong kind or a rule that does not exist is an
 * error with line, column and the nearest known word.
 */
#ifndef TH_GRAPH_CONFIG_H
#define TH_GRAPH_CONFIG_H

#include "core/base/arena.h"
#include "core/base/date.h"
#include "core/base/list.h"
#include "graph/quality.h"
#include "graph/report.h"
#include "graph/rule.h"

TH_LIST_DEFINE(th_name_list, th_slice);

enum th_criticality {
	TH_CRITICALITY_NONE,
	TH_CRITICALITY_LOW,
	TH_CRITICALITY_MEDIUM,
	TH_CRITICALITY_HIGH
};

/* Where something is stated. line 0: nowhere. */
struct th_config_place {
	th_slice file;
	uint32_t line, column;
	uint32_t rank; /* of the file: what is stated in one of a higher rank wins */
};

struct th_config_supplier {
	th_slice name;
	struct th_name_list aliases, domains;
	enum th_criticality criticality;
	struct th_config_place place;
};
TH_LIST_DEFINE(th_config_supplier_list, struct th_config_supplier);

struct th_config_inventory {
	th_slice file; /* relative to the current directory: the configuration's folder is put in
			  front */
	th_slice device, supplier, ownership;
	struct th_name_list access;
	struct th_date collected;
	struct th_config_place place;
};
TH_LIST_DEFINE(th_config_inventory_list, struct th_config_inventory);

/* ---- trust: nothing is trusted that is not named ---- */

struct th_config_trust_key {
	th_slice file, who;      /* file: as of inventories */
	struct th_date from, to; /* trusted from the first through the last day; absent: no bound */
	struct th_config_place place;
};
TH_LIST_DEFINE(th_config_trust_key_list, struct th_config_trust_key);

struct th_config_trust_root {
	th_slice file; /* a sigstore trusted root */
	struct th_config_place place;
};
TH_LIST_DEFINE(th_config_trust_root_list, struct th_config_trust_root);

/* Whose certificates count, under the roots. */
struct th_config_trust_identity {
	th_slice issuer, subject,
		who; /* subject: a glob over the certificate's subject alternative name */
	struct th_config_place place;
};
TH_LIST_DEFINE(th_config_trust_identity_list, struct th_config_trust_identity);

struct th_config_trust_builder {
	th_slice id; /* a glob */
	uint32_t level;
	struct th_config_place place;
};
TH_LIST_DEFINE(th_config_trust_builder_list, struct th_config_trust_builder);

struct th_config_trust {
	struct th_config_trust_key_list keys;
	struct th_config_trust_root_list roots;
	struct th_config_trust_identity_list identities;
	struct th_config_trust_builder_list builders;
};

#define TH_CONFIG_NO_LIMIT UINT32_MAX

/*
 * An entry of 'policy.rules'. Of the entries of a rule that hold on the day and fit a finding, the
 * first that states a severity decides that, the first that states a fail level decides that, and
 * so on: a narrow entry stands before the wide one that it makes an exception to.
 */
struct th_config_rule {
	struct th_config_place place;
	enum th_rule_id rule;
	enum th_level severity, fail; /* TH_LEVEL_UNSTATED: says nothing of it */
	struct th_date until;         /* holds through that day; absent: for good */
	uint32_t max_hop, grace;      /* grace: days; TH_CONFIG_NO_LIMIT: says nothing of it */
	/* what it is restricted to; empty: all. Globs, those of documents as in `own` */
	struct th_name_list suppliers, documents, purls;
	uint32_t criticalities; /* bits 1 << enum th_criticality; 0: all */
};
TH_LIST_DEFINE(th_config_rule_list, struct th_config_rule);

/* A risk that somebody accepts for some time. */
struct th_config_exception {
	struct th_config_place place;
	uint32_t number; /* in its file, from 0 */
	enum th_rule_id rule;
	th_slice id, supplier, component; /* globs but for the id; absent: any */
	th_slice owner, reason, ticket, second_approver;
	struct th_date expires;  /* holds through that day */
	struct th_date approved; /* absent: not stated */
};
TH_LIST_DEFINE(th_config_exception_list, struct th_config_exception);

/* The keys that stand once: of th_config.stated. */
enum th_config_key {
#define TH_CONFIG_SECTION(name, where)
#define TH_CONFIG_KEY(section, key, kind, need, inner, place) TH_CONFIG_KEY_##section##_##key,
#include "graph/config_keys.def"
#undef TH_CONFIG_SECTION
#undef TH_CONFIG_KEY
	TH_CONFIG_KEY_COUNT
};

struct th_config {
	th_slice path; /* as named; absent: there is none */
	struct th_name_list self, own, feeds,
		vex; /* own: globs; feeds, vex: paths relative to the current directory */
	struct th_config_supplier_list suppliers;
	struct th_config_inventory_list inventories;
	struct th_config_trust trust;
	enum th_level fail_on[TH_CLASS_COUNT];
	bool has_visibility;
	uint32_t visibility_hop, visibility_at_least;    /* per cent */
	struct {                                         /* days; TH_CONFIG_NO_LIMIT: none */
		uint32_t feeds;                          /* since they were fetched */
		uint32_t sbom, environment, attestation; /* since they were made */
	} max_age;
	struct {
		enum th_floor floor; /* that documents have to meet */
		enum th_on_fail { TH_ON_FAIL_WARN, TH_ON_FAIL_FAIL } on_fail;
	} quality;
	uint32_t build_level;    /* that a builder has to have; TH_CONFIG_NO_LIMIT: not stated */
	uint32_t exception_days; /* the most that an exception may last */
	uint32_t warning_days;   /* before its end */
	bool required[TH_RULE_COUNT];
	struct th_config_rule_list rules;
	struct th_config_exception_list exceptions;
	struct th_config_place
		stated[TH_CONFIG_KEY_COUNT]; /* where a key was stated that decides */
	bool fail_on_given;                  /* fail_on is the command line's */
};

struct th_config_error {
	th_slice path; /* of the file; absent: the one that was read */
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
 *
 * Files that it includes are read too. What the includer states wins; entries of lists are added
 * up, the includer's first.
 */
th_status th_config_read(struct th_config *config, th_slice path, th_slice bytes,
			 struct th_arena *arena, struct th_config_error *error) TH_MUST_USE;
/* The same of a file that is the section `trust` by itself; a whole configuration will do too. */
th_status th_config_read_trust(struct th_config *config, th_slice path, th_slice bytes,
			       struct th_arena *arena, struct th_config_error *error) TH_MUST_USE;
void th_config_release(struct th_config *config);
/*
 * What of a configuration can only be judged on a day: whether an exception without a day of
 * approval lasts too long from then. TH_EUSAGE: *error says which; its texts live in the arena.
 */
th_status th_config_check_day(const struct th_config *config, int32_t day, struct th_arena *arena,
			      struct th_config_error *error) TH_MUST_USE;
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
/* The same for a name, which has no parts: '*' takes whatever there is, '/' too. */
bool th_name_glob_match(th_slice glob, th_slice name);
/*
 * The known word nearest to a mistyped one (letters inserted, left out, replaced or swapped; case
 * does not count), or NULL where none is near: one edit for each three letters, one for words
 * shorter than that. words is NULL-terminated.
 */
const char *th_nearest_word(th_slice word, const char *const *words);

#endif
