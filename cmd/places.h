/*
 * What `twohop feeds update` fetches from where to where: the place of a source itself, a part of
 * it
 * ("osv/npm"), one that you name ("csaf=https://..."), and those that were named before, which the
 * folder remembers.
 */
#ifndef TH_CMD_PLACES_H
#define TH_CMD_PLACES_H

#include "core/base/list.h"
#include "feeds/sources.h"

struct th_feed_place {
	enum th_source_id source;
	const char *verb; /* of feeds/fetch/verbs.def */
	const char *url, *file;
};
TH_LIST_DEFINE(th_feed_place_list, struct th_feed_place);

/*
 * Add what an operand names: "kev", "osv/npm", "csaf=https://example.com". Texts live in arena.
 * TH_EINPUT with a sentence in *why: it names nothing.
 */
th_status th_places_add(struct th_feed_place_list *places, const char *folder, th_slice operand,
			struct th_arena *arena, th_slice *why) TH_MUST_USE;
/* Add all that is fetched without being named. */
th_status th_places_add_all(struct th_feed_place_list *places, const char *folder,
			    struct th_arena *arena) TH_MUST_USE;

#endif
