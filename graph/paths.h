/*
 * Paths that people write in several ways: whether two of them lead to one file, and whether one is
 * among those that the configuration means. Looks at the disk, opens nothing.
 */
#ifndef TH_GRAPH_PATHS_H
#define TH_GRAPH_PATHS_H

#include "graph/config.h"

/* A file, whatever it is called; inode 0: not known. */
struct th_file_id {
	uint64_t device, inode;
};
/* Of the file that path leads to; follow: symbolic links at its end too. path is NUL-terminated. */
struct th_file_id th_file_id_of(th_slice path, bool follow);
/* Both are known, and equal. */
bool th_file_id_equal(struct th_file_id a, struct th_file_id b);

/* Globs of the configuration in every form in which a path can match them. */
struct th_path_globs {
	struct th_name_list list;
	th_slice here; /* the current directory; absent where it cannot be told */
};
th_status th_path_globs_init(struct th_path_globs *globs, const struct th_name_list *stated,
			     struct th_arena *arena) TH_MUST_USE;
void th_path_globs_release(struct th_path_globs *globs);
/*
 * Does one of them mean the file at path: as it is written, from the root, or past all symbolic
 * links? ".." is worked out by the disk, never as text.
 */
bool th_path_globs_match(const struct th_path_globs *globs, th_slice path, struct th_arena *arena);

#endif
