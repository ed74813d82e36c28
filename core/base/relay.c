/*
 * Who has nothing to do looks a while before it sleeps: to be woken takes longer than most blocks
 * take. A sleeper counts itself before it looks for the last time, and who changes something looks
 * for sleepers afterwards: one of them sees the other.
 */
#include "core/base/relay.h"

#include <sched.h>
#include <stdlib.h>

enum { LOOKS = 20000 };

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

static void *block_at(struct th_relay *relay, uint32_t number)
{
	return relay->blocks + (size_t)(number % relay->count) * relay->size;
}

/* ---- filling ---- */

static bool fill_next(struct th_relay *relay)
{
	bool more = relay->fill(relay->context, block_at(relay, atomic_load(&relay->filled)));

	atomic_fetch_add(&relay->filled, 1);
	if (!more)
		atomic_store(&relay->ended, true);
	return more;
}

static bool may_fill(struct th_relay *relay)
{
	return atomic_load(&relay->filled) - atomic_load(&relay->used) < relay->count ||
	       atomic_load(&relay->stopped);
}

static void *work(void *context)
{
	struct th_relay *relay = context;
	bool more = true;

	while (more) {
		wait_for(relay, may_fill);
		if (atomic_load(&relay->stopped))
			break;
		more = fill_next(relay);
		wake(relay);
	}
	return NULL;
}

/* ---- using ---- */

th_status th_relay_begin(struct th_relay *relay, bool threaded, uint32_t count, size_t size,
			 th_relay_fill *fill, void *context)
{
	*relay = (struct th_relay){ .fill = fill,
				    .context = context,
				    .blocks = calloc(threaded ? count : 1, size),
				    .size = size,
				    .count = threaded ? count : 1 };
	if (!relay->blocks)
		return TH_ENOMEM;
	pthread_mutex_init(&relay->lock, NULL);
	pthread_cond_init(&relay->changed, NULL);
	relay->threaded = threaded && th_thread_start(&relay->thread, work, relay);
	return TH_OK;
}

/* `ended` is set once the last block counts as filled: who sees it sees all blocks. */
static bool may_take(struct th_relay *relay)
{
	return atomic_load(&relay->filled) != relay->taken || atomic_load(&relay->ended);
}

void *th_relay_next(struct th_relay *relay)
{
	if (relay->taken > 0) {
		atomic_store(&relay->used, relay->taken);
		if (relay->threaded)
			wake(relay);
	}
	if (relay->threaded)
		wait_for(relay, may_take);
	else if (!atomic_load(&relay->ended))
		(void)fill_next(relay);
	if (atomic_load(&relay->filled) == relay->taken)
		return NULL;
	return block_at(relay, relay->taken++);
}

void th_relay_end(struct th_relay *relay, void (*release)(void *block))
{
	atomic_store(&relay->stopped, true);
	if (relay->threaded) {
		pthread_mutex_lock(&relay->lock);
		pthread_cond_broadcast(&relay->changed);
		pthread_mutex_unlock(&relay->lock);
		pthread_join(relay->thread, NULL);
	}
	for (uint32_t i = 0; release && i < relay->count; i++)
		release(block_at(relay, i));
	free(relay->blocks);
	pthread_cond_destroy(&relay->changed);
	pthread_mutex_destroy(&relay->lock);
}
