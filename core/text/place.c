#include "core/text/place.h"

#include "core/text/place_walk.h"

#include <emmintrin.h>
#include <stdlib.h>

/* ---- counting ---- */

enum counted { LINE_ENDS, CHARACTERS };
enum { AHEAD = 4096 /* bytes that are asked for before they are counted: a page */ };

/* 0xff for each byte of v that counts: newlines, or bytes that begin a character (all but
 * 10xxxxxx). */
static inline __m128i counting_bytes(__m128i v, enum counted what)
{
	return what == LINE_ENDS ? _mm_cmpeq_epi8(v, _mm_set1_epi8('\n'))
				 : _mm_cmpgt_epi8(v, _mm_set1_epi8(-65));
}

__attribute__((always_inline)) static inline size_t count_bytes(const char *at, size_t len,
								enum counted what)
{
	const __m128i zero = _mm_setzero_si128();
	__m128i total = zero;
	size_t count;

	while (len >= 16) {
		size_t blocks = len / 16 < 255 ? len / 16 : 255; /* more would overflow a byte */
		__m128i sum = zero;

		for (size_t i = 0; i < blocks; i++, at += 16) {
			if (i % 4 == 0)
				__builtin_prefetch(at + AHEAD);
			__m128i v = _mm_loadu_si128((const __m128i *)(const void *)at);
			sum = _mm_sub_epi8(sum, counting_bytes(v, what));
		}
		total = _mm_add_epi64(total, _mm_sad_epu8(sum, zero));
		len -= blocks * 16;
	}
	count = (size_t)_mm_cvtsi128_si64(total) +
		(size_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(total, total));
	for (; len > 0; len--, at++)
		count += what == LINE_ENDS ? *at == '\n' : (*at & 0xc0) != 0x80;
	return count;
}

static size_t count_lines(const char *at, size_t len)
{
	return count_bytes(at, len, LINE_ENDS);
}

static size_t count_characters(const char *at, size_t len)
{
	return count_bytes(at, len, CHARACTERS);
}

size_t th_place_behind_last(th_slice bytes, char c, size_t from, size_t to)
{
	const char *at = to > from ? memrchr(bytes.ptr + from, c, to - from) : NULL;

	return at ? (size_t)(at - bytes.ptr) + 1 : from;
}

static size_t *lines_of(th_slice bytes)
{
	size_t *all = malloc((bytes.len / TH_PLACE_STEP + 1) * sizeof(*all)), lines = 0;

	for (size_t at = 0; all; at += TH_PLACE_STEP) {
		size_t left = bytes.len - at;
		all[at / TH_PLACE_STEP] = lines;
		if (left < TH_PLACE_STEP)
			break;
		lines += count_lines(bytes.ptr + at, TH_PLACE_STEP);
	}
	return all;
}

/* A place that is only moved forward. */
struct counter {
	th_slice bytes;
	const size_t *milestones; /* or NULL */
	size_t at, line, column;  /* line and column from 0 */
};

static struct counter counter_of(th_slice bytes, const size_t *milestones)
{
	return (struct counter){ .bytes = bytes,
				 .milestones = milestones,
				 .at = th_place_text_start(bytes) };
}

/* Newlines before `to`, behind `at`. */
static size_t lines_to(const struct counter *counter, size_t to)
{
	size_t stone = to / TH_PLACE_STEP * TH_PLACE_STEP;

	if (!counter->milestones || stone <= counter->at)
		return counter->line +
		       count_lines(counter->bytes.ptr + counter->at, to - counter->at);
	return counter->milestones[to / TH_PLACE_STEP] +
	       count_lines(counter->bytes.ptr + stone, to - stone);
}

static void move_to(struct counter *counter, uint64_t offset)
{
	size_t to = offset < counter->bytes.len ? (size_t)offset : counter->bytes.len;

	if (to <= counter->at)
		return;
	size_t line = lines_to(counter, to);
	if (line > counter->line) {
		counter->at = th_place_behind_last(counter->bytes, '\n', counter->at, to);
		counter->line = line;
		counter->column = 0;
	}
	counter->column += count_characters(counter->bytes.ptr + counter->at, to - counter->at);
	counter->at = to;
}

static uint32_t from_one(size_t number)
{
	return number < UINT32_MAX ? (uint32_t)number + 1 : UINT32_MAX;
}

void th_place_of(th_slice bytes, uint64_t offset, uint32_t *line, uint32_t *column)
{
	struct counter counter = counter_of(bytes, NULL);

	move_to(&counter, offset);
	*line = from_one(counter.line);
	*column = from_one(counter.column);
}

/* ---- pointers ---- */

void th_place_add(struct th_place_walk *walk, th_slice piece)
{
	if (walk->length <= sizeof(walk->text) && piece.len <= sizeof(walk->text) - walk->length) {
		memcpy(walk->text + walk->length, piece.ptr, piece.len);
		walk->length += piece.len;
	} else {
		walk->length = sizeof(walk->text) + 1;
	}
}

void th_place_settle_outside(struct th_place_walk *walk, uint64_t until)
{
	for (; th_place_pending(walk, until); walk->next++)
		walk->order[walk->next]->start = walk->order[walk->next]->offset;
}

th_status th_place_settle(struct th_place_walk *walk, uint64_t until, size_t start)
{
	th_slice pointer = { 0 };

	if (walk->pointers && walk->length <= sizeof(walk->text)) {
		pointer = th_arena_copy(walk->arena, th_slice_make(walk->text, walk->length));
		if (!pointer.ptr)
			return TH_ENOMEM;
	}
	for (; th_place_pending(walk, until); walk->next++) {
		walk->order[walk->next]->start = start;
		walk->order[walk->next]->pointer = pointer;
	}
	return TH_OK;
}

/* ---- all of it ---- */

typedef uint64_t key_of(const struct th_locus *locus);

static inline uint64_t offset_key(const struct th_locus *locus)
{
	return locus->offset;
}

static inline uint64_t start_key(const struct th_locus *locus)
{
	return locus->start;
}

/* One round, by the byte of the keys that `shift` is before. */
__attribute__((always_inline)) static inline void deal(struct th_locus **from, struct th_locus **to,
						       size_t count, unsigned shift, key_of *key)
{
	size_t places[257] = { 0 };

	for (size_t i = 0; i < count; i++)
		places[(key(from[i]) >> shift & 0xff) + 1]++;
	for (size_t byte = 1; byte < 257; byte++)
		places[byte] += places[byte - 1];
	for (size_t i = 0; i < count; i++)
		to[places[key(from[i]) >> shift & 0xff]++] = from[i];
}

/*
 * By byte of the keys, the lowest first: many loci are at one place, and comparing takes them as
 * long as any. Most often they are in order already. spare has room for as many.
 */
__attribute__((always_inline)) static inline void
sort(struct th_locus **loci, struct th_locus **spare, size_t count, key_of *key)
{
	struct th_locus **from = loci, **to = spare, **swap;
	uint64_t bits = 0;
	bool sorted = true;

	for (size_t i = 0; i < count; i++) {
		bits |= key(loci[i]);
		sorted &= i == 0 || key(loci[i - 1]) <= key(loci[i]);
	}
	for (unsigned shift = 0; !sorted && shift < 64 && bits >> shift; shift += 8) {
		deal(from, to, count, shift, key);
		swap = from;
		from = to;
		to = swap;
	}
	if (from != loci)
		memcpy(loci, from, count * sizeof(struct th_locus *));
}

static void count_places(struct th_place_walk *walk, const size_t *milestones)
{
	struct counter counter = counter_of(walk->bytes, milestones);

	sort(walk->order, walk->order + walk->count, walk->count, start_key);
	for (size_t i = 0; i < walk->count; i++) {
		move_to(&counter, walk->order[i]->start);
		walk->order[i]->line = from_one(counter.line);
		walk->order[i]->column = from_one(counter.column);
	}
}

static th_status walk_syntax(enum th_syntax syntax, struct th_place_walk *walk)
{
	switch (syntax) {
	case TH_SYNTAX_JSON: return th_place_walk_json(walk);
	case TH_SYNTAX_XML: return th_place_walk_xml(walk);
	case TH_SYNTAX_TAG_VALUE: return th_place_walk_tags(walk);
	case TH_SYNTAX_PLAIN: th_place_settle_outside(walk, UINT64_MAX); return TH_OK;
	}
	return TH_EBUG;
}

static th_status walk_all(enum th_syntax syntax, struct th_place_walk *walk)
{
	if (walk->bytes.len > 0)
		return walk_syntax(syntax, walk);
	th_place_settle_outside(walk, UINT64_MAX);
	return TH_OK;
}

void th_place_outline_make(struct th_place_outline *outline, enum th_syntax syntax, th_slice bytes)
{
	*outline = (struct th_place_outline){ .lines = lines_of(bytes) };
	if (syntax == TH_SYNTAX_JSON)
		th_place_outline_json(bytes, outline);
}

void th_place_outline_release(struct th_place_outline *outline)
{
	free(outline->lines);
	th_place_value_list_release(&outline->values);
	th_place_value_list_release(&outline->elements);
	outline->lines = NULL;
}

th_status th_places_resolve(enum th_syntax syntax, th_slice bytes, struct th_locus *loci,
			    size_t count, bool pointers, const struct th_place_outline *outline,
			    struct th_arena *arena)
{
	struct th_place_walk walk;

	if (count == 0)
		return TH_OK;
	walk.bytes = bytes;
	walk.count = count;
	walk.next = walk.length =
		0; /* walk.text holds nothing yet: it is large and needs no zeros */
	walk.pointers = pointers;
	walk.outline = outline;
	walk.arena = arena;
	walk.order = calloc(count, 2 * sizeof(struct th_locus *)); /* and as many for sorting */
	if (!walk.order)
		return TH_ENOMEM;
	for (size_t i = 0; i < count; i++) {
		loci[i].pointer = (th_slice){ 0 };
		walk.order[i] = &loci[i];
	}
	sort(walk.order, walk.order + count, count, offset_key);
	th_status status = walk_all(syntax, &walk);
	if (status == TH_OK)
		count_places(&walk, outline ? outline->lines : NULL);
	free(walk.order);
	return status;
}
