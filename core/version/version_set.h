/*
 * A set of versions of one scheme: spans that neither meet nor overlap, in ascending order. What a
 * range in any spelling means, before it is written as vers.
 */
#ifndef TH_CORE_VERSION_VERSION_SET_H
#define TH_CORE_VERSION_VERSION_SET_H

#include "core/base/arena.h"
#include "core/base/list.h"
#include "core/version/version.h"

struct th_version_bound {
	th_slice version; /* absent: there is no bound on this side */
	bool closed;      /* the version itself is inside */
};

struct th_version_span {
	struct th_version_bound low, high;
};
TH_LIST_DEFINE(th_version_spans, struct th_version_span);

/* All-zero but for the scheme is the empty set. Texts of versions are the caller's. */
struct th_version_set {
	enum th_scheme scheme;
	struct th_version_spans spans;
	bool unordered; /* two versions did not compare: what it holds is of no use */
};

void th_version_set_release(struct th_version_set *set);
/* Put a span in, whatever it meets becoming one with it; one that holds nothing adds nothing. */
th_status th_version_set_add(struct th_version_set *set, struct th_version_span span) TH_MUST_USE;
/* Put all of another set of the scheme in. */
th_status th_version_set_add_all(struct th_version_set *set,
				 const struct th_version_set *other) TH_MUST_USE;
/* Keep what both sets hold. */
th_status th_version_set_keep(struct th_version_set *set,
			      const struct th_version_set *other) TH_MUST_USE;
/* Take out all that lies in a span. */
th_status th_version_set_drop(struct th_version_set *set, struct th_version_span span) TH_MUST_USE;
/*
 * The canonical vers text of a type, vers:none for the empty set; an absent slice on want of
 * memory.
 */
th_slice th_version_set_vers(const struct th_version_set *set, th_slice type,
			     struct th_arena *arena);

#endif
