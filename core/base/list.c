#include "core/base/list.h"

/* Most lists of large items hold one. */
static uint32_t first_capacity(size_t item_size)
{
	enum { FIRST_BYTES = 64 };

	return item_size < FIRST_BYTES / 8 ? 8
	       : item_size < FIRST_BYTES   ? (uint32_t)(FIRST_BYTES / item_size)
					   : 1;
}

void *th_list_grown(void *items, uint32_t *capacity, size_t item_size, uint32_t limit)
{
	uint32_t next = *capacity == 0               ? first_capacity(item_size)
			: *capacity > UINT32_MAX / 2 ? UINT32_MAX
						     : *capacity * 2;
	size_t bytes;

	if (next > limit && limit > *capacity)
		next = limit;
	if (next <= *capacity || __builtin_mul_overflow((size_t)next, item_size, &bytes))
		return NULL;
	void *grown = realloc(items, bytes);
	if (grown)
		*capacity = next;
	return grown;
}
