/*
 * What an event or a statement about the life of a product lists, made ready to be asked: once for
 * each that a component comes under suspicion of. Entries of an event that speak of one platform,
 * with one certainty, are one group.
 */
#ifndef TH_GRAPH_LISTED_H
#define TH_GRAPH_LISTED_H

#include "core/base/strings.h"
#include "core/identity/platform.h"
#include "feeds/index.h"
#include "graph/versions.h"

enum {
	TH_LISTED_PLATFORMS = TH_PLATFORM_AIX + 2, /* none stated, then each enum th_platform */
	TH_LISTED_GROUPS = 2 * TH_LISTED_PLATFORMS /* affected, then suspected */
};

/* As what an event lists a text. */
enum th_listed_kind {
	TH_LISTED_PRODUCT, /* the key of a purl of the product; the groups do not matter */
	TH_LISTED_RELEASE, /* a package with its version */
	TH_LISTED_HASH,    /* a digest */
	TH_LISTED_COMMIT,
	TH_LISTED_KINDS
};

struct th_listed_text {
	uint32_t groups[TH_LISTED_KINDS]; /* as bits: those that list it as that */
};
TH_LIST_DEFINE(th_listed_text_list, struct th_listed_text);

struct th_listed_event {
	uint32_t groups;                                /* as bits: those that have an entry */
	uint32_t stated;                                /* those that list a version or a range */
	struct th_versions *versions[TH_LISTED_GROUPS]; /* NULL: not stated */
	struct th_strings names;                        /* in lower case */
	struct th_listed_text_list texts;               /* by name */
};

/* A release line and the end that it has. */
struct th_listed_cycle {
	th_slice name;
	uint32_t rank; /* TH_VERSIONS_NONE: it has none */
};
TH_LIST_DEFINE(th_listed_cycle_list, struct th_listed_cycle);

/* The ends of one kind, in the order in which they come: an end's rank is its place. */
struct th_listed_ends {
	const struct th_index_end **ends;
	uint32_t count;
	uint32_t any; /* the first that speaks of no version, and so of all; or TH_VERSIONS_NONE */
	struct th_versions versions;
	struct th_listed_cycle_list
		cycles; /* those without an end too: they are lines of their own */
};

static inline enum th_platform th_listed_platform(unsigned group, bool *stated)
{
	unsigned platform = group % TH_LISTED_PLATFORMS;

	*stated = platform > 0;
	return (enum th_platform)(platform ? platform - 1 : 0);
}
static inline bool th_listed_suspected(unsigned group)
{
	return group >= TH_LISTED_PLATFORMS;
}

/* All is in the arena, but for what the two release. */
th_status th_listed_event_new(struct th_arena *arena, const struct th_index *index,
			      const struct th_index_event *event,
			      struct th_listed_event **out) TH_MUST_USE;
void th_listed_event_release(struct th_listed_event *event);
/* The groups that list a text as that, whatever its case, as bits. */
uint32_t th_listed_groups(const struct th_listed_event *event, enum th_listed_kind kind,
			  th_slice text);

/* The ends of a kind that exist on a day. */
th_status th_listed_ends_new(struct th_arena *arena, const struct th_index *index,
			     const struct th_index_lifecycle *lifecycle, enum th_end_kind kind,
			     int32_t as_of, struct th_listed_ends **out) TH_MUST_USE;
void th_listed_ends_release(struct th_listed_ends *ends);
/*
 * The end of the release line that a version belongs to, the longest whose name it begins with up
 * to a boundary: 1.10.3 is of 1.10, not of 1.1. TH_VERSIONS_NONE: of none, or of one without end.
 */
uint32_t th_listed_ends_of_line(const struct th_listed_ends *ends, th_slice version);

#endif
