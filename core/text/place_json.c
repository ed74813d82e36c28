/*
 * Places in JSON. With pointers the reader of core/text/json.h goes over the tokens again. Without,
 * only the lines that hold loci are looked at: a string never goes over the end of a line, so
 * whether an offset lies in one is known from the quotes before it on its line.
 */
#include "core/text/json.h"
#include "core/text/place_walk.h"

#include <immintrin.h>

/* ---- with pointers ---- */

/* What leads from an object or array to a value in it. */
struct step {
	th_slice key; /* raw; absent: index holds */
	bool escaped;
	size_t index;
};

struct level {
	size_t start;
	struct step step; /* that leads here */
	size_t elements;  /* seen so far, of an array */
};
TH_LIST_DEFINE(level_list, struct level);

struct json_walk {
	struct th_place_walk *walk;
	struct th_json reader;
	struct level_list levels;
	struct step key; /* the last one */
	th_place_closer *closes_at;
	uint32_t value, element; /* of the outline: those before begin before the reader */
};

/* RFC 6901, section 3: '~' is ~0 and '/' is ~1. */
static void add_key(struct th_place_walk *walk, const struct step *step)
{
	char decoded[TH_MAX_KEY_BYTES];
	th_slice key = step->key;

	if (step->escaped && key.len <= sizeof(decoded))
		key = th_slice_make(decoded, th_json_decode(key, decoded));
	for (size_t from = 0, to; from < key.len; from = to + 1) {
		for (to = from; to < key.len && key.ptr[to] != '~' && key.ptr[to] != '/';)
			to++;
		th_place_add(walk, th_slice_sub(key, from, to));
		if (to < key.len)
			th_place_add(walk, key.ptr[to] == '~' ? TH_SLICE("~0") : TH_SLICE("~1"));
	}
}

static void add_step(struct th_place_walk *walk, const struct step *step)
{
	char digits[20];
	size_t at = sizeof(digits), index = step->index;

	th_place_add(walk, TH_SLICE("/"));
	if (step->key.ptr) {
		add_key(walk, step);
		return;
	}
	do
		digits[--at] = (char)('0' + index % 10);
	while (index /= 10);
	th_place_add(walk, th_slice_make(digits + at, sizeof(digits) - at));
}

/* The pointer of the innermost open object or array; the document's own is "". */
static void begin_pointer(struct json_walk *json)
{
	th_place_begin(json->walk);
	for (uint32_t i = 1; i < json->levels.count; i++)
		add_step(json->walk, &json->levels.items[i].step);
}

/* Loci before `until` that no value in it had: they belong to the innermost object or array. */
static th_status settle_enclosing(struct json_walk *json, size_t until)
{
	if (!th_place_pending(json->walk, until))
		return TH_OK;
	if (json->levels.count == 0) {
		th_place_settle_outside(json->walk, until);
		return TH_OK;
	}
	begin_pointer(json);
	return th_place_settle(json->walk, until, json->levels.items[json->levels.count - 1].start);
}

/* The step to the value that begins now. */
static struct step next_step(struct json_walk *json)
{
	struct level *level =
		json->levels.count ? &json->levels.items[json->levels.count - 1] : NULL;

	if (!level)
		return (struct step){ 0 };
	if (json->reader.levels.items[json->levels.count - 1].is_object)
		return json->key;
	return (struct step){ .index = level->elements++ };
}

static th_status on_scalar(struct json_walk *json)
{
	size_t end = (size_t)(json->reader.at - json->reader.begin);
	struct step step = next_step(json);

	if (!th_place_pending(json->walk, end))
		return TH_OK;
	begin_pointer(json);
	if (json->levels.count > 0)
		add_step(json->walk, &step);
	return th_place_settle(json->walk, end, json->reader.token_at);
}

/* ---- what no locus lies in ---- */

enum {
	LEAP_DEPTH = 8, /* deeper ones are walked: they were looked over as part of others */
	LEAP_BYTES = 64 * 1024, /* the longest object or array that is looked over at once */
	BLOCK = 64,
};

/* By byte of a block, as bits. */
struct marks {
	uint64_t backslashes, quotes, opens, closes;
	uint64_t strings; /* from an opening quote to before its closing one, were none open before
			   */
};

typedef struct marks marks_of(const char *block);

/* Each bit becomes the parity of those up to it. */
static inline uint64_t parities(uint64_t bits)
{
	for (int shift = 1; shift < 64; shift *= 2)
		bits ^= bits << shift;
	return bits;
}

static inline uint64_t bits_of(const __m128i v[4], char c)
{
	const __m128i wanted = _mm_set1_epi8(c);
	uint64_t bits = 0;

	for (int i = 0; i < 4; i++)
		bits |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v[i], wanted))
			<< (16 * i);
	return bits;
}

static inline struct marks marks_of_any(const char *block)
{
	__m128i v[4], folded[4]; /* '[' and '{' differ in one bit, as do ']' and '}' */

	for (int i = 0; i < 4; i++) {
		v[i] = _mm_loadu_si128((const __m128i *)(const void *)block + i);
		folded[i] = _mm_or_si128(v[i], _mm_set1_epi8(0x20));
	}
	uint64_t quotes = bits_of(v, '"');
	return (struct marks){ bits_of(v, '\\'), quotes, bits_of(folded, '{'), bits_of(folded, '}'),
			       parities(quotes) };
}

__attribute__((always_inline)) static inline size_t closes_at(th_slice bytes, size_t start,
							      size_t limit, marks_of *of)
{
	size_t stop = limit - start > LEAP_BYTES ? start + LEAP_BYTES : limit;
	uint64_t inside = 0; /* all ones where a block begins in a string */
	uint32_t depth = 0;

	for (size_t at = start; at + BLOCK <= stop; at += BLOCK) {
		struct marks m = of(bytes.ptr + at);
		if (m.backslashes)
			return 0;
		uint64_t strings = m.strings ^ inside;
		uint64_t opens = m.opens & ~strings, closes = m.closes & ~strings;
		inside = (strings >> 63) ? UINT64_MAX : 0;
		for (uint64_t marks = opens | closes; marks; marks &= marks - 1) {
			depth = opens & marks & -marks ? depth + 1 : depth - 1;
			if (depth == 0)
				return at + (size_t)__builtin_ctzll(marks);
		}
	}
	return 0;
}

/* What is known of the bytes before `at`. */
struct outlining {
	th_slice bytes;
	struct th_place_outline *outline;
	size_t at, value, element; /* where the innermost of each begins */
	uint32_t depth;
	bool inside, escaped;
	size_t slow; /* blocks that were looked at byte by byte */
};

/* Nothing but one comma and blanks stands between. */
static bool is_neighbour(th_slice bytes, const struct th_place_value *before, size_t start)
{
	uint32_t commas = 0;

	if (bytes.ptr[before->start] != bytes.ptr[start])
		return false;
	for (size_t at = before->end + 1; at < start; at++) {
		commas += bytes.ptr[at] == ',';
		if (bytes.ptr[at] != ',' && (unsigned char)bytes.ptr[at] > ' ')
			return false;
	}
	return commas == 1;
}

static bool outline_value(th_slice bytes, struct th_place_value_list *list, size_t start,
			  size_t end)
{
	struct th_place_value *value = th_place_value_list_push(list, UINT32_MAX);

	if (!value)
		return false;
	value->start = start;
	value->end = end & UINT64_MAX >> 1;
	value->follows = list->count > 1 && is_neighbour(bytes, value - 1, start);
	return true;
}

/* A bracket that is not in a string; false where a list can grow no more. */
static inline bool outline_bracket(struct outlining *o, size_t at, bool opens)
{
	if (opens) {
		o->depth++;
		o->value = o->depth == 2 ? at : o->value;
		o->element = o->depth == 3 ? at : o->element;
		return true;
	}
	uint32_t depth = o->depth--;
	if (depth == 3 && o->bytes.ptr[o->value] == '[')
		return outline_value(o->bytes, &o->outline->elements, o->element, at);
	return depth != 2 || outline_value(o->bytes, &o->outline->values, o->value, at);
}

static bool outline_bytes(struct outlining *o, size_t to)
{
	for (; o->at < to; o->at++) {
		char c = o->bytes.ptr[o->at], folded = (char)(c | 0x20);

		if (o->escaped) {
			o->escaped = false;
		} else if (o->inside) {
			o->escaped = c == '\\';
			o->inside = c != '"';
		} else if (c == '"') {
			o->inside = true;
		} else if (folded == '{' || folded == '}') {
			if (!outline_bracket(o, o->at, folded == '{'))
				return false;
		}
	}
	return true;
}

/*
 * The whole document, whose brackets are known to match. Where backslashes are many it is left: who
 * waits for it would wait longer than it saves.
 */
__attribute__((always_inline)) static inline void
outline_all(th_slice bytes, struct th_place_outline *outline, marks_of *of)
{
	struct outlining o = { .bytes = bytes,
			       .outline = outline,
			       .at = th_place_text_start(bytes) };
	size_t most_slow = bytes.len / BLOCK / 32 + 16;

	while (bytes.len - o.at >= BLOCK) {
		struct marks m = of(bytes.ptr + o.at);
		if (m.backslashes || o.escaped) {
			if (o.slow++ > most_slow || !outline_bytes(&o, o.at + BLOCK))
				return;
			continue;
		}
		uint64_t strings = m.strings ^ (o.inside ? UINT64_MAX : 0);
		uint64_t opens = m.opens & ~strings, closes = m.closes & ~strings;
		o.inside = strings >> 63;
		for (uint64_t marks = opens | closes; marks; marks &= marks - 1)
			if (!outline_bracket(&o, o.at + (size_t)__builtin_ctzll(marks),
					     opens & marks & -marks))
				return;
		o.at += BLOCK;
	}
	(void)outline_bytes(&o, bytes.len);
}

static size_t closes_at_any(th_slice bytes, size_t start, size_t limit)
{
	return closes_at(bytes, start, limit, marks_of_any);
}

static void outline_any(th_slice bytes, struct th_place_outline *outline)
{
	outline_all(bytes, outline, marks_of_any);
}

#ifdef __x86_64__

/* The same for machines that have AVX2 and carry-less multiplication. */
#define WIDE __attribute__((target("avx2,pclmul,bmi")))

WIDE static inline uint64_t wide_bits_of(__m256i low, __m256i high, char c)
{
	const __m256i wanted = _mm256_set1_epi8(c);

	return (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted)) |
	       (uint64_t)(unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted)) << 32;
}

WIDE static inline struct marks marks_of_wide(const char *block)
{
	__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)block),
		high = _mm256_loadu_si256((const __m256i *)(const void *)block + 1),
		fold = _mm256_set1_epi8(0x20), low_folded = _mm256_or_si256(low, fold),
		high_folded = _mm256_or_si256(high, fold);
	uint64_t quotes = wide_bits_of(low, high, '"');
	__m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)quotes),
					       _mm_set1_epi8((char)0xff), 0);

	return (struct marks){ wide_bits_of(low, high, '\\'), quotes,
			       wide_bits_of(low_folded, high_folded, '{'),
			       wide_bits_of(low_folded, high_folded, '}'),
			       (uint64_t)_mm_cvtsi128_si64(product) };
}

WIDE static size_t closes_at_wide(th_slice bytes, size_t start, size_t limit)
{
	return closes_at(bytes, start, limit, marks_of_wide);
}

WIDE static void outline_wide(th_slice bytes, struct th_place_outline *outline)
{
	outline_all(bytes, outline, marks_of_wide);
}

#endif

struct th_place_scanner th_place_scanner_of(bool any_machine)
{
#ifdef __x86_64__
	if (!any_machine && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") &&
	    __builtin_cpu_supports("bmi"))
		return (struct th_place_scanner){ closes_at_wide, outline_wide };
#endif
	return (struct th_place_scanner){ closes_at_any, outline_any };
}

void th_place_outline_json(th_slice bytes, struct th_place_outline *outline)
{
	th_place_scanner_of(false).outline(bytes, outline);
}

/* The value of a list that begins at `start`, or NULL; they are asked for in their order. */
static const struct th_place_value *known(const struct th_place_value_list *list, uint32_t *at,
					  size_t start)
{
	while (*at < list->count && list->items[*at].start < start)
		++*at;
	return *at < list->count && list->items[*at].start == start ? &list->items[*at] : NULL;
}

/* What the outline knows of what was opened just now. */
static const struct th_place_value *known_value(struct json_walk *json, size_t start)
{
	const struct th_place_outline *outline = json->walk->outline;

	if (!outline || json->levels.count < 2 || json->levels.count > 3)
		return NULL;
	return json->levels.count == 2 ? known(&outline->values, &json->value, start)
				       : known(&outline->elements, &json->element, start);
}

/* Over an element that ends before `next`, and the likes of it behind it that do. */
static void leap_over_elements(struct json_walk *json, size_t next)
{
	const struct th_place_value_list *all = &json->walk->outline->elements;
	uint32_t last = json->element;

	while (last + 1 < all->count && all->items[last + 1].follows &&
	       all->items[last + 1].end < next)
		last++;
	json->levels.items[json->levels.count - 2].elements += last - json->element;
	json->element = last;
	json->reader.at = json->reader.begin + all->items[last].end;
}

/* What was opened just now and no locus lies in is passed over up to its end, as if it were empty.
 */
static void leap(struct json_walk *json)
{
	const struct th_place_walk *walk = json->walk;
	size_t start = json->reader.token_at;

	if (json->levels.count > LEAP_DEPTH || walk->next >= walk->count)
		return;
	size_t next = (size_t)walk->order[walk->next]->offset;
	if (next <= start)
		return;
	const struct th_place_value *value = known_value(json, start);
	size_t end = value ? value->end
			   : json->closes_at(walk->bytes, start,
					     next < walk->bytes.len ? next : walk->bytes.len);
	if (end == 0 || end >= next)
		return;
	if (value && json->levels.count == 3)
		leap_over_elements(json, next);
	else
		json->reader.at = json->reader.begin + end;
}

static th_status on_open(struct json_walk *json)
{
	struct step step = next_step(json);
	struct level *level = level_list_push(&json->levels, TH_MAX_DEPTH);

	if (!level)
		return TH_ENOMEM;
	level->start = json->reader.token_at;
	level->step = step;
	leap(json);
	return TH_OK;
}

static th_status on_token(struct json_walk *json, enum th_json_token token)
{
	size_t at = json->reader.token_at;

	switch (token) {
	case TH_JSON_OBJECT_END:
	case TH_JSON_ARRAY_END:
		TH_TRY(settle_enclosing(json, at + 1));
		json->levels.count--;
		return TH_OK;
	case TH_JSON_KEY:
		json->key =
			(struct step){ .key = json->reader.raw, .escaped = json->reader.escaped };
		return TH_OK;
	case TH_JSON_OBJECT:
	case TH_JSON_ARRAY: TH_TRY(settle_enclosing(json, at)); return on_open(json);
	case TH_JSON_STRING:
	case TH_JSON_NUMBER:
	case TH_JSON_TRUE:
	case TH_JSON_FALSE:
	case TH_JSON_NULL: TH_TRY(settle_enclosing(json, at)); return on_scalar(json);
	case TH_JSON_ERROR:
	case TH_JSON_END: break;
	}
	return TH_OK;
}

static th_status walk_tokens(struct th_place_walk *walk)
{
	struct json_walk json = { .walk = walk, .closes_at = th_place_scanner_of(false).closes_at };
	th_status status = TH_OK;

	/* Equal keys were the business of whoever read it first. */
	th_json_init(&json.reader, walk->bytes, th_place_text_start(walk->bytes), TH_JSON_RFC8259);
	while (status == TH_OK && walk->next < walk->count) {
		enum th_json_token token = th_json_next(&json.reader);

		if (token == TH_JSON_END || token == TH_JSON_ERROR)
			break;
		status = on_token(&json, token);
	}
	if (json.reader.status == TH_ENOMEM)
		status = TH_ENOMEM;
	th_place_settle_outside(walk, UINT64_MAX);
	th_json_release(&json.reader);
	level_list_release(&json.levels);
	return status;
}

/* ---- without ---- */

/* How far the quotes of a line have been followed. */
struct quotes {
	size_t at;    /* everything before is known */
	size_t quote; /* the last one: it opens the string that is open at `at` ... */
	bool inside;  /* ... if one is */
	bool escaped; /* a backslash in a string stands right before `at` */
};

static void follow_byte(struct quotes *quotes, char c)
{
	bool counts = c == '"' && !quotes->escaped;

	quotes->escaped = c == '\\' && quotes->inside && !quotes->escaped;
	if (counts) {
		quotes->inside = !quotes->inside;
		quotes->quote = quotes->at;
	}
	quotes->at++;
}

/* Follow the quotes to `to`, on one line. */
static void follow(struct quotes *quotes, th_slice bytes, size_t to)
{
	const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\');

	while (quotes->at < to) {
		size_t rest = to - quotes->at < 16 ? to - quotes->at : 16;
		const char *at = bytes.ptr + quotes->at;

		if (rest == 16 && !quotes->escaped) {
			__m128i v = _mm_loadu_si128((const __m128i *)(const void *)at);
			unsigned marks = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, quote));

			if (!_mm_movemask_epi8(_mm_cmpeq_epi8(v, backslash))) {
				quotes->inside ^= __builtin_popcount(marks) & 1;
				if (marks)
					quotes->quote =
						quotes->at + 31 - (size_t)__builtin_clz(marks);
				quotes->at += 16;
				continue;
			}
		}
		for (size_t i = 0; i < rest; i++)
			follow_byte(quotes, at[i]);
	}
}

static bool in_word(char c)
{
	return th_is_alnum(c) || c == '-' || c == '+' || c == '.';
}

/* Where the number or word around byte `at` begins; `floor` is where to stop, known to begin in
 * `known`. */
static size_t word_start(th_slice bytes, size_t at, size_t floor, size_t known)
{
	if (!in_word(bytes.ptr[at]))
		return at;
	while (at > floor && in_word(bytes.ptr[at - 1]))
		at--;
	return at == floor ? known : at;
}

static th_status walk_lines(struct th_place_walk *walk)
{
	struct quotes quotes = { .at = th_place_text_start(walk->bytes) };
	size_t last = quotes.at, last_start = quotes.at;

	th_place_begin(walk);
	while (th_place_pending(walk, walk->bytes.len)) {
		size_t offset = (size_t)walk->order[walk->next]->offset;
		size_t line = th_place_behind_last(walk->bytes, '\n', quotes.at, offset);

		if (line > quotes.at)
			quotes = (struct quotes){ .at = line };
		follow(&quotes, walk->bytes, offset);
		if (offset < last)
			last_start = offset; /* in the byte order mark */
		else if (quotes.inside)
			last_start = quotes.quote;
		else
			last_start = word_start(walk->bytes, offset, last, last_start);
		last = offset > last ? offset : last;
		TH_TRY(th_place_settle(walk, offset + 1, last_start));
	}
	th_place_settle_outside(walk, UINT64_MAX);
	return TH_OK;
}

th_status th_place_walk_json(struct th_place_walk *walk)
{
	return walk->pointers ? walk_tokens(walk) : walk_lines(walk);
}
