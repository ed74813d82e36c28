/*
 * What is remembered of a fetched file, beside it: FILE.state, JSON. It tells the server which copy
 * is here, and people how old it is.
 */
#ifndef TH_FEEDS_FETCH_STATE_H
#define TH_FEEDS_FETCH_STATE_H

#include "core/base/arena.h"

struct th_fetch_state {
	th_slice url, etag, last_modified; /* absent: none is known */
	th_slice sha256;
	int64_t fetched; /* seconds since 1970 */
	uint64_t bytes;
};

/* Of the file at path; all-zero where nothing is remembered, or what is cannot be read. */
void th_fetch_state_read(struct th_fetch_state *state, const char *path, struct th_arena *arena);
/* Write it beside and rename it. */
th_status th_fetch_state_write(const struct th_fetch_state *state, const char *path) TH_MUST_USE;

#endif
