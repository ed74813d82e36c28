/*
 * Which of many versions and ranges hold a version. A fact can list thousands of them, and a folder
 * can have thousands of components that ask: so the bounds of all ranges of one scheme are sorted,
 * once, and each stretch between two neighbours knows the first range that covers it. To ask is
 * then a binary search. What has no order is asked one by one, and that is counted.
 */
#ifndef TH_GRAPH_VERSIONS_H
#define TH_GRAPH_VERSIONS_H

#include "core/base/list.h"
#include "core/version/vers.h"

/* A version or a range as constraints; rank: what it is called in answers. */
struct th_versions_entry {
	const struct th_vers *vers; /* NULL: a version */
	const struct th_vers_constraint *constraints;
	uint32_t count, rank;
	bool above_in;
	bool loose; /* it has no place in its line: ask itself */
};
TH_LIST_DEFINE(th_versions_entry_list, struct th_versions_entry);

struct th_versions_line;

struct th_versions {
	struct th_arena *arena;
	struct th_versions_entry_list listed;                  /* versions */
	struct th_versions_entry_list ranges[TH_SCHEME_COUNT]; /* by the scheme of the range */
	struct th_versions_line *of_listed[TH_SCHEME_COUNT];   /* by the scheme asked in */
	struct th_versions_line *of_ranges[TH_SCHEME_COUNT];
	uint32_t always;     /* the least rank of what holds every version, or TH_VERSIONS_NONE */
	uint32_t unreadable; /* of what cannot be read: it may hold any */
};

#define TH_VERSIONS_NONE UINT32_MAX

/* The arena must outlive the set. */
void th_versions_init(struct th_versions *set, struct th_arena *arena);
void th_versions_release(struct th_versions *set);
/* Add a version, or a range (vers:...), before anything is asked. text must outlive the set. Ranks
 * are given in ascending order. */
th_status th_versions_add(struct th_versions *set, th_slice text, uint32_t rank) TH_MUST_USE;
th_status th_versions_add_range(struct th_versions *set, th_slice text, uint32_t rank) TH_MUST_USE;

struct th_versions_answer {
	uint32_t sure;     /* the least rank that holds the version, or TH_VERSIONS_NONE */
	uint32_t doubtful; /* the same of ranks of which the order does not say */
};
/*
 * Ask for a version in the order of scheme; for the empty one, only what holds every version
 * answers. *looks grows by the entries that were asked one by one.
 */
th_status th_versions_find(struct th_versions *set, enum th_scheme scheme, th_slice version,
			   struct th_versions_answer *out, uint64_t *looks) TH_MUST_USE;

#endif
