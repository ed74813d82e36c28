/*
 * JSON that is naturally a tree and small: cJSON behind the strict reader's gate. Bytes become a
 * tree only after core/text/json.h has accepted them (cJSON alone takes duplicate keys, cuts text
 * at U+0000, and passes invalid UTF-8 and trailing bytes). Nodes live in a thread-local arena that
 * cJSON's global hooks allocate from; th_json_tree_free gives back all at once. One tree at a time
 * for each thread.
 */
#ifndef TH_CORE_TEXT_JSON_TREE_H
#define TH_CORE_TEXT_JSON_TREE_H

#include "core/base/slice.h"
#include "core/base/status.h"

struct cJSON;

struct th_json_fault {
	const char *message; /* static */
	size_t offset;
};

/*
 * Parse bytes (padded as core/text/json.h says, at most TH_MAX_TREE_BYTES). On failure *fault says
 * what and where, and there is no tree. Besides what the strict reader refuses: numbers of more
 * than 63 characters where the cJSON at hand cannot read them (before 1.7.18; TH_EINPUT), and trees
 * that need more than TH_MAX_TREE_MEMORY (TH_ELIMIT).
 */
th_status th_json_tree_parse(th_slice bytes, const struct cJSON **root,
			     struct th_json_fault *fault) TH_MUST_USE;
/* Give back the tree of this thread; nothing happens when there is none. */
void th_json_tree_free(void);
/* The member of an object with exactly this key, or NULL. Case counts. */
const struct cJSON *th_json_tree_member(const struct cJSON *object, const char *key);
/* Children of an array or object in order: first, then next; NULL at the end. */
const struct cJSON *th_json_tree_first(const struct cJSON *parent);
const struct cJSON *th_json_tree_next(const struct cJSON *node);
enum th_json_tree_kind {
	TH_TREE_ABSENT, /* of a node that is NULL */
	TH_TREE_NULL,
	TH_TREE_FALSE,
	TH_TREE_TRUE,
	TH_TREE_NUMBER,
	TH_TREE_STRING,
	TH_TREE_ARRAY,
	TH_TREE_OBJECT,
};
enum th_json_tree_kind th_json_tree_kind(const struct cJSON *node);
/* The text of a string node, absent for anything else (also for NULL). Valid until
 * th_json_tree_free. */
th_slice th_json_tree_text(const struct cJSON *node);
/* The key of a member. */
th_slice th_json_tree_key(const struct cJSON *node);

#endif
