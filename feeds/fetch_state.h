/*
 * What is remembered of something that was fetched, beside it: PLACE.state, JSON. It tells the
 * server which copy is here, the next update what to fetch again and from where on, and people how
 * old it is.
 */
#ifndef TH_FEEDS_FETCH_STATE_H
#define TH_FEEDS_FETCH_STATE_H

#include "core/base/arena.h"

struct th_fetch_state {
	th_slice verb; /* of verbs.def, by which it is fetched again; absent: not by itself */
	th_slice url, etag, last_modified; /* absent: none is known */
	th_slice mark;                     /* up to which change it is known: a moment, a commit */
	int64_t whole; /* seconds since 1970: when all of it was fetched, and not only changes */
	th_slice sha256;
	int64_t fetched; /* seconds since 1970 */
	uint64_t bytes;
};

/* Of the file at path; all-zero where nothing is remembered, or what is cannot be read. */
void th_fetch_state_read(struct th_fetch_state *state, const char *path, struct th_arena *arena);
/* Write it beside and rename it. */
th_status th_fetch_state_write(const struct th_fetch_state *state, const char *path) TH_MUST_USE;

#endif
