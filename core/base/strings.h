/*
 * Interning: equal bytes get equal ids, for the life of the pool. The pool keeps slices, not bytes:
 * what is interned must stay where it is until the pool is released. Open addressing, 8-byte slots
 * of hash tag and id, seeded hash.
 */
#ifndef TH_CORE_BASE_STRINGS_H
#define TH_CORE_BASE_STRINGS_H

#include "core/base/hash.h"
#include "core/base/list.h"

typedef struct th_str {
	uint32_t v; /* 0 is absent */
} th_str;

TH_LIST_DEFINE(th_slice_list, th_slice);

struct th_strings {
	struct th_slice_list texts; /* texts.items[id - 1] */
	uint64_t *slots;            /* tag << 32 | id; 0 is free */
	uint32_t mask;              /* slots - 1; 0 while there are none */
};

/* Release the slots and the ids; the bytes were never the pool's. All-zero is an empty pool. */
void th_strings_release(struct th_strings *pool);
/* The id of s, new or known, in *out. TH_ENOMEM leaves *out absent. */
th_status th_strings_intern(struct th_strings *pool, th_slice s, th_str *out) TH_MUST_USE;
/*
 * The same for up to TH_STRINGS_AT_ONCE texts, in their order: most of what interning takes is
 * waiting for memory, and so it is waited for once for all of them. TH_ENOMEM leaves the rest
 * absent.
 */
enum { TH_STRINGS_AT_ONCE = 32 };
th_status th_strings_intern_all(struct th_strings *pool, const th_slice *texts, uint32_t count,
				th_str *out) TH_MUST_USE;
/* The id of s if it is known, else absent. */
th_str th_strings_find(const struct th_strings *pool, th_slice s);

/* Nothing more is interned or found: give the slots back. The texts of the ids stay. */
void th_strings_close(struct th_strings *pool);

static inline th_slice th_strings_text(const struct th_strings *pool, th_str id)
{
	return id.v ? pool->texts.items[id.v - 1] : (th_slice){ 0 };
}

#endif
