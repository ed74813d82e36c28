/*
 * Blocks from one thread to another, in their order: while one is used, the next are filled. Where
 * no other thread is wanted, or to be had, each is filled when it is asked for; the blocks are the
 * same.
 */
#ifndef TH_CORE_BASE_RELAY_H
#define TH_CORE_BASE_RELAY_H

#include "core/base/status.h"
#include "core/base/thread.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Fill a block, which holds what it held when it was used last (at first zeros). false: it is the
 * last one. Called by one thread, in order, and no more once it has said so. */
typedef bool th_relay_fill(void *context, void *block);

struct th_relay {
	th_relay_fill *fill;
	void *context;
	char *blocks;
	size_t size;
	uint32_t count;
	bool threaded;
	pthread_t thread;
	atomic_uint filled; /* blocks, since the beginning */
	atomic_uint used;   /* that were given back */
	atomic_bool ended;  /* what is filled is all */
	atomic_bool stopped;
	atomic_uint sleeping;
	uint32_t taken; /* the user's */
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

/*
 * Begin with `count` blocks of `size` bytes, filled by another thread if threaded. The relay stays
 * where it is until th_relay_end. TH_ENOMEM; then there is nothing to end.
 */
th_status th_relay_begin(struct th_relay *relay, bool threaded, uint32_t count, size_t size,
			 th_relay_fill *fill, void *context) TH_MUST_USE;
/* The next block, or NULL behind the last. The one before is given back to be filled. */
void *th_relay_next(struct th_relay *relay);
/* Nothing more is wanted: waits until no block is being filled. release: called for each block, if
 * not NULL, with what it holds. */
void th_relay_end(struct th_relay *relay, void (*release)(void *block));

#endif
