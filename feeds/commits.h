/*
 * The history of a repository, as twohop-fetch writes it: which commit stands on which, and what
 * the tags are. By it a GIT range of an advisory becomes the commits and tags that it means.
 *
 *   twohop-commits/1 https://github.com/owner/repository
 *   commit <hex> <parents...>      parents stand before their children
 *   tag <name> <hex>
 */
#ifndef TH_FEEDS_COMMITS_H
#define TH_FEEDS_COMMITS_H

#include "core/base/arena.h"
#include "core/base/strings.h"
#include "feeds/windows.h"

#define TH_COMMITS_FIRST_WORD "twohop-commits/1"

struct th_tag {
	th_slice name;
	uint32_t commit;
};
TH_LIST_DEFINE(th_tag_list, struct th_tag);
TH_LIST_DEFINE(th_number_list, uint32_t);

struct th_commits {
	th_slice repository;         /* without scheme, ".git", and slash at its end */
	struct th_strings names;     /* of commits: hex; number + 1 is the id */
	struct th_number_list first; /* by commit: where its parents begin; one more at the end */
	struct th_number_list parents;
	struct th_tag_list tags;
};
TH_LIST_DEFINE(th_commits_list, struct th_commits);

/*
 * Read a file of commits. Texts point into bytes. TH_EINPUT with a sentence in *why and *line: it
 * is damaged.
 */
th_status th_commits_read(struct th_commits *commits, th_slice bytes, uint32_t *line,
			  const char **why) TH_MUST_USE;
void th_commits_release(struct th_commits *commits);
/* The history of a repository as an advisory writes its address, or NULL. */
const struct th_commits *th_commits_of(const struct th_commits_list *all, th_slice repository);
/*
 * Which commits a range means: affected[number] is set for each (there is room for all). A commit
 * is meant where it descends from, or is, an introduction, and does not descend from, or is, a fix
 * that itself descends from that introduction; nor descends from the last one affected; and, where
 * the range has limits, is an ancestor of one. False: the range names a commit that is not in the
 * history, or more than TH_MAX_GIT_EVENTS, and nothing is decided. TH_ENOMEM in *status.
 */
bool th_commits_affected(const struct th_commits *commits, const struct th_window_bound *events,
			 uint32_t count, bool *affected, th_status *status);

#endif
