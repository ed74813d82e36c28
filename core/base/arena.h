/*
 * Bump allocation: memory that is given back all at once. One arena for a run, one for each
 * document, one for each query; never keep a pointer into an arena that ends earlier. Not
 * thread-safe: one thread, one arena. Under AddressSanitizer each allocation is a malloc of its
 * own, so that an overrun is seen.
 */
#ifndef TH_CORE_BASE_ARENA_H
#define TH_CORE_BASE_ARENA_H

#include "core/base/slice.h"
#include "core/base/status.h"

struct th_arena_block;

struct th_arena {
	struct th_arena_block *head;
	char *at, *end;
	size_t next_size; /* of the next block, bytes */
	size_t total;     /* bytes handed out */
};

/* An empty arena; allocates nothing yet. All-zero is empty too. */
void th_arena_init(struct th_arena *arena);
/* Give back all memory; the arena may be used again. */
void th_arena_release(struct th_arena *arena);
/*
 * size bytes, aligned for any object, contents undefined; size 0 gives a valid pointer. NULL when
 * memory is out.
 */
void *th_arena_alloc(struct th_arena *arena, size_t size) __attribute__((malloc, alloc_size(2)));
/* count zeroed objects of size bytes; NULL when memory is out or the product overflows. */
void *th_arena_calloc(struct th_arena *arena, size_t count, size_t size);
/* A copy of s in the arena, with a NUL behind it that is not counted. On want of memory an absent
 * slice. */
th_slice th_arena_copy(struct th_arena *arena, th_slice s);
/* Formatted text in the arena (NUL behind it, not counted); an absent slice on want of memory. */
th_slice th_arena_printf(struct th_arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
