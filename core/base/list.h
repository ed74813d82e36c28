/*
 * Growing arrays of one type: TH_LIST_DEFINE(th_thing_list, struct th_thing) gives the struct and
 * its push. Items move when the list grows: keep an index, not a pointer. Growth doubles by
 * realloc, which for large lists moves pages, not bytes; what was never written costs no memory.
 * All-zero is an empty list.
 */
#ifndef TH_CORE_BASE_LIST_H
#define TH_CORE_BASE_LIST_H

#include "core/base/status.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* items with room for more than count, or NULL (and *items_capacity unchanged) when memory or the
 * limit is out. */
void *th_list_grown(void *items, uint32_t *capacity, size_t item_size, uint32_t limit);

#define TH_LIST_DEFINE(list_name, item_type)                                                    \
	struct list_name {                                                                      \
		item_type *items;                                                               \
		uint32_t count, capacity;                                                       \
	};                                                                                      \
	/* A zeroed item at the end, or NULL when memory is out or the list has limit items. */ \
	static inline item_type *list_name##_push(struct list_name *list, uint32_t limit)       \
	{                                                                                       \
		if (list->count == list->capacity || list->count >= limit) {                    \
			void *grown = list->count >= limit                                      \
					      ? NULL                                            \
					      : th_list_grown(list->items, &list->capacity,     \
							      sizeof(item_type), limit);        \
			if (!grown)                                                             \
				return NULL;                                                    \
			list->items = grown;                                                    \
		}                                                                               \
		item_type *item = &list->items[list->count++];                                  \
		memset(item, 0, sizeof(*item));                                                 \
		return item;                                                                    \
	}                                                                                       \
	static inline void list_name##_release(struct list_name *list)                          \
	{                                                                                       \
		free(list->items);                                                              \
		memset(list, 0, sizeof(*list));                                                 \
	}                                                                                       \
	struct list_name

#endif
