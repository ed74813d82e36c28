/*
 * Blocks from who fills them to who uses them, in their order: while one is used, the next are
 * filled by another thread. Where none is wanted, or to be had, each is used as soon as it is full;
 * the blocks are the same.
 */
#ifndef TH_CORE_BASE_RELAY_H
#define TH_CORE_BASE_RELAY_H

#include "core/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct th_relay;

/* What two threads write must not share a line of the caches: the alignment of one. */
enum { TH_CACHE_LINE = 64 };

struct th_relay_work {
	bool threaded;
	uint32_t count; /* of blocks, where there are threads; else there is one */
	size_t size;    /* of a block, in bytes; at first they are zero */
	/* Fill all blocks, the first being `block`: each that is full goes to th_relay_pass, the
	 * last need not. May run in another thread than `use`. */
	void (*fill)(void *filler, struct th_relay *relay, void *block);
	/* Use a block. false: nothing more is wanted. */
	bool (*use)(void *user, void *block);
	/* Release what a block holds; once for each, when all is done. May be NULL. */
	void (*release)(void *block);
	void *filler, *user;
};

/* Do it all. TH_ENOMEM where there is none for the blocks. */
th_status th_relay_run(const struct th_relay_work *work) TH_MUST_USE;
/*
 * For `fill`: a block is full. The next one, which holds what it held when it was full last, or
 * NULL where nothing more is wanted.
 */
void *th_relay_pass(struct th_relay *relay);

#endif
