/*
 * Values of twohop.yaml, by kind: checked, and put where they belong.
 */
#ifndef TH_GRAPH_CONFIG_VALUES_H
#define TH_GRAPH_CONFIG_VALUES_H

#include "core/text/yaml.h"
#include "graph/config.h"

enum th_config_kind {
	TH_CONFIG_MAPPING, /* these have keys of their own: graph/config.c */
	TH_CONFIG_ENTRIES,
	TH_CONFIG_RULES,
	TH_CONFIG_INCLUDE,

	TH_CONFIG_NAME,        /* a text -> th_slice */
	TH_CONFIG_NAMES,       /* a text or a list of them -> struct th_name_list */
	TH_CONFIG_PATH,        /* a path, see th_config_join -> th_slice */
	TH_CONFIG_PATHS,       /* one or a list -> struct th_name_list */
	TH_CONFIG_GLOBS,       /* the same, but * and ? in them are wildcards */
	TH_CONFIG_DATE,        /* -> struct th_date */
	TH_CONFIG_DAYS,        /* 30d */
	TH_CONFIG_PERCENT,     /* 60% -> uint32_t */
	TH_CONFIG_HOP,         /* 1 to 1000 -> uint32_t */
	TH_CONFIG_BUILD_LEVEL, /* 0 to 4 -> uint32_t */
	TH_CONFIG_SEVERITY,    /* -> enum th_level */
	TH_CONFIG_FAIL_LEVEL,  /* the same, or never */
	TH_CONFIG_FAIL_ON, /* one for all classes, or a mapping -> enum th_level [TH_CLASS_COUNT] */
	TH_CONFIG_RULE,    /* -> enum th_rule_id */
	TH_CONFIG_REQUIRE, /* one rule or a list -> bool [TH_RULE_COUNT] */
	TH_CONFIG_CRITICALITY,   /* -> enum th_criticality */
	TH_CONFIG_CRITICALITIES, /* one or a list -> uint32_t, bits */
	TH_CONFIG_OWNERSHIP,     /* personal, corporate -> th_slice */
	TH_CONFIG_ACCESS,        /* one or more of build, signing, ... -> struct th_name_list */
	TH_CONFIG_FLOOR,         /* -> enum th_floor */
	TH_CONFIG_ON_FAIL,       /* -> enum th_on_fail */
	TH_CONFIG_KIND_COUNT,
};

struct th_config_reader {
	struct th_config *config;
	struct th_arena *arena;
	struct th_config_error *error;
	th_slice path;   /* of the file that is read */
	th_slice folder; /* of it; empty: the current one */
	uint32_t rank, file_count;
	bool only_trust; /* the file is the section `trust` by itself, unless it has one */
};

/* Complain about a node: TH_EUSAGE, or TH_ENOMEM where message is absent. */
th_status th_config_fail(struct th_config_reader *reader, const struct th_yaml_node *node,
			 th_slice message) TH_MUST_USE;
/* "expected ..., found a list". */
th_status th_config_fail_kind(struct th_config_reader *reader, const struct th_yaml_node *node,
			      const char *expected) TH_MUST_USE;
/* Check a value of this kind, and put it at place unless that is NULL. */
th_status th_config_read_value(struct th_config_reader *reader, enum th_config_kind kind,
			       const struct th_yaml_node *node, void *place) TH_MUST_USE;
/*
 * path as seen from the current directory when it stands in a configuration in folder; "." and ".."
 * are worked out as text, without a look at the disk. is_glob: folder is taken literally, path is a
 * glob. Absent on want of memory.
 */
th_slice th_config_join(struct th_arena *arena, th_slice folder, th_slice path, bool is_glob);

#endif
