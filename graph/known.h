/*
 * What is known on a day: the facts of the built-in index and of those given to the run, as of that
 * day. An event that was published later does not exist, one that was withdrawn exists until then.
 * Events that share an id or an alias are one affair: it unites their versions, hashes and causes,
 * is called by the built-in's id, else the smallest, and counts from the earliest publication. What
 * merely lies in an audited folder adds to an affair; it can neither settle nor withdraw what the
 * built-in facts or your own files say.
 */
#ifndef TH_GRAPH_KNOWN_H
#define TH_GRAPH_KNOWN_H

#include "core/base/arena.h"
#include "core/base/list.h"
#include "feeds/index.h"

/* An event of one of the indexes. */
struct th_known_event {
	const struct th_index *index;
	const struct th_index_event *event;
	uint32_t affair;
};
TH_LIST_DEFINE(th_known_event_list, struct th_known_event);

struct th_affair {
	th_slice id;
	uint32_t first;           /* of the events that make it, as a number in `events` */
	struct th_date published; /* the earliest */
	bool open;                /* nobody has settled it, and it is not old */
	bool is_release;          /* it speaks of artefacts */
	th_slice title;
};
TH_LIST_DEFINE(th_affair_list, struct th_affair);

#define TH_MAX_INDEXES 2

struct th_known {
	const struct th_index *indexes[TH_MAX_INDEXES]; /* built-in first */
	uint32_t index_count;
	int32_t as_of;                     /* a day */
	struct th_known_event_list events; /* those that exist, built-in first */
	struct th_affair_list affairs;
	uint32_t *number[TH_MAX_INDEXES]; /* by event of an index: number in events + 1, 0 where it
					     does not exist */
	struct th_arena arena;
};

th_status th_known_init(struct th_known *known, const struct th_index *const *indexes,
			uint32_t count, int32_t as_of) TH_MUST_USE;
void th_known_release(struct th_known *known);
/* The affair of an event of index number i, or TH_NONE where the event does not exist on the day.
 */
uint32_t th_known_affair(const struct th_known *known, uint32_t i, uint32_t event);
/* The affair that an id or alias names, or TH_NONE. */
uint32_t th_known_affair_of_id(const struct th_known *known, th_slice id);
/* Calls each for every event of an affair. */
#define TH_FOR_EACH_EVENT(known, affair_number, variable)                     \
	for (uint32_t variable = (known)->affairs.items[affair_number].first; \
	     variable < (known)->events.count; variable++)                    \
		if ((known)->events.items[variable].affair == (affair_number))

#endif
