/*
 * YAML 1.2 for files that people write: one document to one tree in which every node knows its line
 * and column. Deliberately less than YAML: no anchors and aliases (a few lines of them expand to
 * gigabytes), no tags but those of the core schema, no second document, no duplicate keys, keys are
 * text. Owner of libfyaml.
 */
#ifndef TH_CORE_TEXT_YAML_H
#define TH_CORE_TEXT_YAML_H

#include "core/base/arena.h"
#include "core/base/slice.h"
#include "core/base/status.h"

enum th_yaml_kind {
	TH_YAML_NULL, /* nothing, "~" or "null", without quotes */
	TH_YAML_SCALAR,
	TH_YAML_SEQUENCE,
	TH_YAML_MAPPING,
};

struct th_yaml_node {
	enum th_yaml_kind kind;
	bool quoted; /* scalar: in quotes, a block, or !!str; never a number, a date or a boolean */
	uint32_t line, column; /* of its first character, from 1; columns are Unicode characters */
	uint32_t offset;       /* of the same, in bytes */
	uint32_t count;        /* of children: entries of a mapping, items of a sequence */
	th_slice text;         /* scalar: its text, valid UTF-8 without NUL */
	struct th_yaml_node *key;          /* of an entry of a mapping; a scalar */
	struct th_yaml_node *first, *next; /* child, sibling; in the order of the document */
};

struct th_yaml_error {
	uint32_t line, column; /* from 1 */
	th_slice message;      /* for people, in the arena; text of the document is not escaped */
};

/*
 * Parse text into a tree owned by the arena. An empty document is one TH_YAML_NULL. An empty value
 * stands where its key stands, an empty item where the one before it ends. A byte order mark counts
 * neither as text nor as a column.
 *
 * TH_EINPUT when text is no YAML or more than what is described above; TH_ELIMIT past
 * TH_MAX_YAML_BYTES, TH_MAX_YAML_DEPTH, TH_MAX_KEY_BYTES or TH_MAX_STRING_BYTES; TH_ENOMEM. *root
 * is NULL then, and *error says where and what.
 */
th_status th_yaml_parse(struct th_arena *arena, th_slice text, struct th_yaml_error *error,
			struct th_yaml_node **root) TH_MUST_USE;

/* The value under key; NULL if there is none or node is no mapping. Linear. */
struct th_yaml_node *th_yaml_get(const struct th_yaml_node *node, th_slice key);

#endif
