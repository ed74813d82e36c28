/*
 * The inside of core/text/place.c: the way through the bytes of one document, along loci in the
 * order of their offsets. A walker per syntax moves forward and settles the loci that it passes.
 */
#ifndef TH_CORE_TEXT_PLACE_WALK_H
#define TH_CORE_TEXT_PLACE_WALK_H

#include "core/base/limits.h"
#include "core/text/place.h"

struct th_place_walk {
	th_slice bytes;
	struct th_locus **order; /* by offset */
	size_t count, next;      /* next: the first that is not settled */
	bool pointers;
	const struct th_place_outline *outline; /* or NULL */
	struct th_arena *arena;
	char text[TH_MAX_POINTER_BYTES]; /* the pointer that is being put together */
	size_t length;                   /* beyond the size of text: it is too long */
};

/* Is there a locus before byte `until` that is not settled? */
static inline bool th_place_pending(const struct th_place_walk *walk, uint64_t until)
{
	return walk->next < walk->count && walk->order[walk->next]->offset < until;
}

/* Loci before byte `until` lie in no value: they stand for themselves. */
void th_place_settle_outside(struct th_place_walk *walk, uint64_t until);
/*
 * Loci before byte `until` lie in the value that begins at start and has the pointer put together
 * since th_place_begin. TH_ENOMEM.
 */
th_status th_place_settle(struct th_place_walk *walk, uint64_t until, size_t start) TH_MUST_USE;

/* Put a pointer together. */
static inline void th_place_begin(struct th_place_walk *walk)
{
	walk->length = 0;
}
void th_place_add(struct th_place_walk *walk, th_slice piece);

/* The walkers: settle all loci. bytes is not empty. TH_ENOMEM. */
th_status th_place_walk_json(struct th_place_walk *walk) TH_MUST_USE;
th_status th_place_walk_xml(struct th_place_walk *walk) TH_MUST_USE;
th_status th_place_walk_tags(struct th_place_walk *walk) TH_MUST_USE;

/* JSON: what an outline knows of values, as far as they are found fast. */
void th_place_outline_json(th_slice bytes, struct th_place_outline *outline);
/*
 * JSON: where the object or array that opens at `start` closes, if that is before `limit`, near,
 * and no string in it has a backslash; 0 else. Brackets in strings do not count.
 */
typedef size_t th_place_closer(th_slice bytes, size_t start, size_t limit);
typedef void th_place_outliner(th_slice bytes, struct th_place_outline *outline);
struct th_place_scanner {
	th_place_closer *closes_at;
	th_place_outliner *outline;
};
/* The best for this machine, or the one for any. */
struct th_place_scanner th_place_scanner_of(bool any_machine);

/* Where the text of a document begins: behind its byte order mark. */
static inline size_t th_place_text_start(th_slice bytes)
{
	return th_slice_starts(bytes, TH_SLICE("\xef\xbb\xbf")) ? 3 : 0;
}

/* Behind the last byte c in [from, to) of bytes, or `from` where there is none. */
size_t th_place_behind_last(th_slice bytes, char c, size_t from, size_t to);

#endif
