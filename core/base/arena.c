#include "core/base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_IS_MALLOC 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_IS_MALLOC 1
#endif
#endif
#ifndef ARENA_IS_MALLOC
#define ARENA_IS_MALLOC 0
#endif

enum { ALIGNMENT = 16, FIRST_BLOCK = 4096, LAST_BLOCK = 1 << 20 };

struct th_arena_block {
	struct th_arena_block *next;
	size_t size;
	_Alignas(ALIGNMENT) char bytes[];
};

void th_arena_init(struct th_arena *arena)
{
	*arena = (struct th_arena){ 0 };
}

void th_arena_release(struct th_arena *arena)
{
	for (struct th_arena_block *block = arena->head, *next; block; block = next) {
		next = block->next;
		free(block);
	}
	*arena = (struct th_arena){ 0 };
}

static char *add_block(struct th_arena *arena, size_t size)
{
	size_t whole;

	if (__builtin_add_overflow(size, sizeof(struct th_arena_block), &whole))
		return NULL;
	struct th_arena_block *block = malloc(whole);
	if (!block)
		return NULL;
	block->next = arena->head;
	block->size = size;
	arena->head = block;
	return block->bytes;
}

void *th_arena_alloc(struct th_arena *arena, size_t size)
{
	size_t rounded;

	if (__builtin_add_overflow(size, (size_t)(ALIGNMENT - 1), &rounded))
		return NULL;
	rounded &= ~(size_t)(ALIGNMENT - 1);
	if (ARENA_IS_MALLOC)
		return add_block(arena, size);
	if (rounded == 0)
		rounded = ALIGNMENT;
	if (rounded > (size_t)(arena->end - arena->at)) {
		size_t block = arena->next_size ? arena->next_size : FIRST_BLOCK;

		if (rounded > block / 4) { /* a large piece gets a block of its own and the current
					      one goes on */
			char *bytes = add_block(arena, rounded);
			if (bytes)
				arena->total += rounded;
			return bytes;
		}
		char *bytes = add_block(arena, block);
		if (!bytes)
			return NULL;
		arena->at = bytes;
		arena->end = bytes + block;
		arena->next_size = block < LAST_BLOCK ? block * 2 : LAST_BLOCK;
	}
	void *out = arena->at;
	arena->at += rounded;
	arena->total += rounded;
	return out;
}

void *th_arena_calloc(struct th_arena *arena, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		return NULL;
	void *out = th_arena_alloc(arena, bytes);
	if (out)
		memset(out, 0, bytes);
	return out;
}

th_slice th_arena_copy(struct th_arena *arena, th_slice s)
{
	char *out = th_arena_alloc(arena, s.len + 1);

	if (!out)
		return (th_slice){ 0 };
	if (s.len)
		memcpy(out, s.ptr, s.len);
	out[s.len] = '\0';
	return th_slice_make(out, s.len);
}

th_slice th_arena_printf(struct th_arena *arena, const char *format, ...)
{
	char usual[512]; /* most texts fit: they are made once */
	va_list args, again;

	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(usual, sizeof(usual), format, args);
	va_end(args);
	char *out = len < 0 ? NULL : th_arena_alloc(arena, (size_t)len + 1);
	if (out && (size_t)len < sizeof(usual))
		memcpy(out, usual, (size_t)len + 1);
	else if (out)
		vsnprintf(out, (size_t)len + 1, format, again);
	va_end(again);
	return out ? th_slice_make(out, (size_t)len) : (th_slice){ 0 };
}
