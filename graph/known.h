/*
 * What is known on a day: the facts of the built-in index and of those given to the run, as of that
 * day. An event that was published later does not exist, one that was withdrawn exists until then.
 * Events that share an id or an alias are one affair: it unites their versions, hashes and causes,
 * and counts from the earliest publication.
 *
 * Trusted are the built-in facts and those of files that you name. They alone unite affairs, name
 * them (the built-in's id, else the smallest), settle and withdraw them and say what they are
 * about. What merely lies in an audited folder adds to one affair: that which the first of its
 * names leads to (its id, then its aliases), a trusted one if it can. Else it makes an affair of
 * its own with others of its kind that go by the same name.
 */
#ifndef TH_GRAPH_KNOWN_H
#define TH_GRAPH_KNOWN_H

#include "core/base/strings.h"
#include "feeds/index.h"

/* An event of one of the indexes. */
struct th_known_event {
	const struct th_index *index;
	const struct th_index_event *event;
	uint32_t affair; /* TH_NONE: you withdrew what somebody else says again */
	uint32_t next;   /* of its affair, or TH_NONE */
};
TH_LIST_DEFINE(th_known_event_list, struct th_known_event);

struct th_affair {
	th_slice id;
	th_slice title;
	uint32_t first;           /* of the events that make it, as a number in `events`: the one
				     that names it; then the others, trusted ones before the rest */
	uint32_t last;            /* of these events */
	struct th_date published; /* the earliest */
	bool trusted;             /* some of its events are */
	bool settled;             /* by those who may */
	bool withdrawn;           /* by those who may: nothing that follows is set */
	bool open;                /* nobody has settled it, and it is not old */
	bool is_release;          /* it speaks of artefacts */
	bool is_breach; /* it speaks of a supplier itself. Untrusted accounts may do both: then
			   neither hides the other. */
};
TH_LIST_DEFINE(th_affair_list, struct th_affair);

#define TH_MAX_INDEXES 3

struct th_known {
	const struct th_index *indexes[TH_MAX_INDEXES]; /* built-in first */
	uint32_t index_count;
	int32_t as_of;                     /* a day */
	struct th_known_event_list events; /* those that exist, built-in first */
	struct th_affair_list affairs;
	uint32_t *number[TH_MAX_INDEXES]; /* by event of an index: number in events + 1, 0 where it
					     does not exist */
	struct th_strings names;          /* ids and aliases of the events */
	uint32_t *affair_of_name;         /* by number of a name - 1 */
};

th_status th_known_init(struct th_known *known, const struct th_index *const *indexes,
			uint32_t count, int32_t as_of) TH_MUST_USE;
void th_known_release(struct th_known *known);
/* The affair of an event of index number i, or TH_NONE where the event does not exist on the day.
 */
uint32_t th_known_affair(const struct th_known *known, uint32_t i, uint32_t event);
/* The affair that an id or alias names, or TH_NONE. */
uint32_t th_known_affair_of_id(const struct th_known *known, th_slice id);
/* Do the built-in facts or a file of yours say so? Then it may clear, settle and name. */
static inline bool th_known_is_trusted(const struct th_index_event *event)
{
	return event->document == TH_NONE || event->named;
}
/* Is an event about artefacts that can be matched, rather than about a supplier? */
static inline bool th_known_is_release(const struct th_index_event *event)
{
	return event->product.name.len && event->kind <= TH_EVENT_mutable_reference;
}
/* Every event of an affair, the one that names it first. */
#define TH_FOR_EACH_EVENT(known, affair_number, variable)                                          \
	for (uint32_t variable = (known)->affairs.items[affair_number].first; variable != TH_NONE; \
	     variable = (known)->events.items[variable].next)

#endif
