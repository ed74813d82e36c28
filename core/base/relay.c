/*
 * Who has nothing to do looks a while before it sleeps: to be woken takes longer than most blocks
 * take. A sleeper counts itself before it looks for the last time, and who changes something looks
 * for sleepers afterwards: one of them sees the other.
 */
#include "core/base/relay.h"

#include "core/base/thread.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { LOOKS = 20000 };

struct th_relay {
	const struct th_relay_work *work;
	char *blocks;
	uint32_t count;
	bool threaded;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	/* What one of them writes stands on no line of the other's. */
	_Alignas(TH_CACHE_LINE) atomic_uint filled; /* blocks, since the beginning */
	atomic_bool ended;                          /* what is filled is all */
	_Alignas(TH_CACHE_LINE) atomic_uint used;
	atomic_bool stopped; /* nothing more is wanted */
	_Alignas(TH_CACHE_LINE) atomic_uint sleeping;
};

/* ---- waiting ---- */

static inline void pause_a_little(void)
{
#ifdef __x86_64__
	__builtin_ia32_pause();
#endif
}

static void wake(struct th_relay *relay)
{
	if (atomic_load(&relay->sleeping) == 0)
		return;
	pthread_mutex_lock(&relay->lock);
	pthread_cond_broadcast(&relay->changed);
	pthread_mutex_unlock(&relay->lock);
}

static void wait_for(struct th_relay *relay, bool (*is_so)(struct th_relay *relay))
{
	for (int looks = 0; looks < LOOKS; looks++) {
		if (is_so(relay))
			return;
		if (looks % 256 == 255) /* both may be on one processor after all */
			sched_yield();
		pause_a_little();
	}
	pthread_mutex_lock(&relay->lock);
	atomic_fetch_add(&relay->sleeping, 1);
	while (!is_so(relay))
		pthread_cond_wait(&relay->changed, &relay->lock);
	atomic_fetch_sub(&relay->sleeping, 1);
	pthread_mutex_unlock(&relay->lock);
}

static void *block_at(const struct th_relay *relay, uint32_t number)
{
	return relay->blocks + (size_t)(number % relay->count) * relay->work->size;
}

/* ---- filling ---- */

static bool may_fill(struct th_relay *relay)
{
	return atomic_load(&relay->filled) - atomic_load(&relay->used) < relay->count ||
	       atomic_load(&relay->stopped);
}

static void use_at_once(struct th_relay *relay, void *block)
{
	if (!atomic_load(&relay->stopped) && !relay->work->use(relay->work->user, block))
		atomic_store(&relay->stopped, true);
}

void *th_relay_pass(struct th_relay *relay)
{
	if (relay->threaded) {
		atomic_fetch_add(&relay->filled, 1);
		wake(relay);
		wait_for(relay, may_fill);
	} else {
		use_at_once(relay, relay->blocks);
	}
	return atomic_load(&relay->stopped) ? NULL : block_at(relay, atomic_load(&relay->filled));
}

static void *fill_all(void *context)
{
	struct th_relay *relay = context;

	relay->work->fill(relay->work->filler, relay, relay->blocks);
	atomic_fetch_add(&relay->filled, 1); /* the last; behind a stop nobody looks at it */
	atomic_store(&relay->ended, true);
	wake(relay);
	return NULL;
}

/* ---- using ---- */

/* `ended` is set once the last block counts as filled: who sees it sees all blocks. */
static bool may_use(struct th_relay *relay)
{
	return atomic_load(&relay->filled) != atomic_load(&relay->used) ||
	       atomic_load(&relay->ended);
}

static void use_all(struct th_relay *relay)
{
	for (;;) {
		wait_for(relay, may_use);
		uint32_t number = atomic_load(&relay->used);
		if (number == atomic_load(&relay->filled))
			return;
		if (!relay->work->use(relay->work->user, block_at(relay, number)))
			return;
		atomic_store(&relay->used, number + 1);
		wake(relay);
	}
}

static void run_threaded(struct th_relay *relay)
{
	use_all(relay);
	atomic_store(&relay->stopped, true);
	wake(relay);
	pthread_join(relay->thread, NULL);
}

th_status th_relay_run(const struct th_relay_work *work)
{
	_Alignas(TH_CACHE_LINE) struct th_relay relay = { .work = work,
							  .count = work->threaded ? work->count
										  : 1 };

	relay.blocks = calloc(relay.count, work->size);
	if (!relay.blocks)
		return TH_ENOMEM;
	pthread_mutex_init(&relay.lock, NULL);
	pthread_cond_init(&relay.changed, NULL);
	relay.threaded = work->threaded;
	if (relay.threaded && th_thread_start(&relay.thread, fill_all, &relay)) {
		run_threaded(&relay);
	} else {
		relay.threaded = false;
		work->fill(work->filler, &relay, relay.blocks);
		use_at_once(&relay, relay.blocks);
	}
	for (uint32_t i = 0; work->release && i < relay.count; i++)
		work->release(block_at(&relay, i));
	free(relay.blocks);
	pthread_cond_destroy(&relay.changed);
	pthread_mutex_destroy(&relay.lock);
	return TH_OK;
}
