#include "tests/conformance/json_walks.h"

#include "core/text/json_usual.h"

#include <stdlib.h>

/*
 * Keys known to the indexes, of lengths around the 8 and 16 bytes that they compare as numbers. Two
 * indexes take turns, level by level; the second has the keys the other way round.
 */
static const char *const known_keys[] = {
	"name",
	"a",
	"k1",
	"version",
	"bom-ref1",
	"components",
	"externalReferen",
	"externalReferenc",
	"externalReference",
	"bomFormat",
	"a-key-of-20-letters-",
	"",
};
enum { KNOWN = sizeof(known_keys) / sizeof(known_keys[0]), KEPT = KNOWN - 3 };

struct walk {
	struct th_json reader;
	struct json_outcome out;
	struct th_arena arena;
	struct th_json_index indexes[2];
};

/* By level, of the walk that is going on: where it begins, and the plain strings of known keys. */
static size_t opened[TH_MAX_DEPTH];
static uint64_t kept[TH_MAX_DEPTH][KNOWN];

/* ---- what was told, as a hash ---- */

static void mix(uint64_t *hash, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < len; i++)
		*hash = (*hash ^ at[i]) * UINT64_C(0x100000001b3);
}

static void mix_number(uint64_t *hash, uint64_t number)
{
	mix(hash, &number, sizeof(number));
}

static void mix_text(uint64_t *hash, th_slice text)
{
	mix_number(hash, text.len);
	mix(hash, text.ptr, text.len);
}

static bool has_text(enum th_json_token token)
{
	return token == TH_JSON_STRING || token == TH_JSON_NUMBER;
}

static void mix_token(struct walk *w, uint64_t *hash, enum th_json_token token)
{
	mix_number(hash, (uint64_t)token);
	mix_number(hash, w->reader.token_at);
	if (has_text(token))
		mix_text(hash, th_json_text(&w->reader, &w->arena));
}

/* A token that should point into the bytes does so, or else it is our bug. */
static void check_token(const struct th_json *r, enum th_json_token token)
{
	size_t len = (size_t)(r->end - r->begin);

	if (r->token_at > len || r->levels.count > TH_MAX_DEPTH)
		abort();
	if (has_text(token) && (r->raw.ptr < r->begin || r->raw.ptr + r->raw.len > r->end))
		abort();
}

/* ---- a walk ---- */

static void make_indexes(struct walk *w)
{
	const char *reversed[KNOWN];

	for (size_t i = 0; i < KNOWN; i++)
		reversed[KNOWN - 1 - i] = known_keys[i];
	th_json_index_make(&w->indexes[0], known_keys, KNOWN);
	th_json_index_make(&w->indexes[1], reversed, KNOWN);
	for (size_t i = 0; i < KEPT; i++)
		w->indexes[0].keeps[i] = w->indexes[1].keeps[KNOWN - 1 - i] = (uint8_t)i;
}

/* The ways that this machine has; the reader's own choice is one of them. */
static const struct th_json_ways *ways_number(size_t number)
{
	static const struct th_json_ways *const ways[] = { &th_json_ways_portable,
							   &th_json_ways_base };

	if (number < sizeof(ways) / sizeof(ways[0]))
		return ways[number];
#ifdef TH_JSON_AVX2
	if (number == 2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi"))
		return &th_json_ways_avx2;
#endif
	return NULL;
}

/* How the walks read. */
static struct {
	const struct th_json_ways *ways; /* NULL: the reader's choice */
	bool has_habits;
} chosen;

static void begin(struct walk *w, th_slice bytes, size_t start, enum th_json_mode mode)
{
	*w = (struct walk){ .out = { .tokens = 1, .known = 1 } };
	make_indexes(w);
	th_json_init(&w->reader, bytes, start, mode);
	w->reader.has_habits = chosen.has_habits;
	if (chosen.ways)
		w->reader.ways = chosen.ways;
}

static struct json_outcome end(struct walk *w)
{
	const struct th_json *r = &w->reader;

	if (r->error_at > (size_t)(r->end - r->begin))
		abort();
	w->out.status = r->status;
	w->out.error = r->error;
	w->out.error_at = r->error_at;
	if (r->status != TH_OK) /* how far one gets before a complaint is each way's own affair */
		w->out.tokens = w->out.known = 0;
	th_json_release(&w->reader);
	th_arena_release(&w->arena);
	return w->out;
}

static void on_open(struct walk *w)
{
	uint32_t level = th_json_depth(&w->reader) - 1;

	memset(kept[level], 0, sizeof(kept[level]));
	opened[level] = w->reader.token_at;
}

/* What was kept of the object or array that has just ended. */
static void on_close(struct walk *w)
{
	uint32_t level = th_json_depth(&w->reader);

	mix_number(&w->out.known, opened[level]);
	mix(&w->out.known, kept[level], sizeof(kept[level]));
}

static bool opens(enum th_json_token token)
{
	return token == TH_JSON_OBJECT || token == TH_JSON_ARRAY;
}

static bool closes(enum th_json_token token)
{
	return token == TH_JSON_OBJECT_END || token == TH_JSON_ARRAY_END;
}

static uint64_t place_of(const struct th_json *r)
{
	return (uint64_t)(r->raw.ptr - r->begin) << 24 | r->raw.len;
}

static uint32_t known_of(th_slice key)
{
	for (uint32_t i = 0; i < KNOWN; i++)
		if (th_slice_equal(key, th_slice_of(known_keys[i])))
			return i;
	return TH_JSON_NO_FIELD;
}

/* A value in an object, whose key is number `known` or of no number. */
static void on_member(struct walk *w, th_slice key, uint32_t known, enum th_json_token token)
{
	bool plain = token == TH_JSON_STRING && !w->reader.escaped;

	if (plain && known != TH_JSON_NO_FIELD)
		kept[th_json_depth(&w->reader) - 1][known] = place_of(&w->reader);
	if (plain)
		return;
	mix_text(&w->out.known, key);
	mix_token(w, &w->out.known, token);
}

static void on_token(struct walk *w, enum th_json_token token)
{
	check_token(&w->reader, token);
	mix_token(w, &w->out.tokens, token);
	if (opens(token))
		on_open(w);
	if (closes(token))
		on_close(w);
}

struct json_outcome json_by_tokens(th_slice bytes, size_t start, enum th_json_mode mode)
{
	struct walk w;
	th_slice key = { 0 };
	enum th_json_token token;

	begin(&w, bytes, start, mode);
	while ((token = th_json_next(&w.reader)) != TH_JSON_ERROR && token != TH_JSON_END) {
		if (token == TH_JSON_KEY) {
			key = th_json_text(&w.reader, &w.arena);
			mix_text(&w.out.tokens, key);
			continue;
		}
		uint32_t depth = th_json_depth(&w.reader) - opens(token);
		bool in_object = depth > 0 && w.reader.levels.items[depth - 1].is_object;
		if (in_object && !closes(token))
			on_member(&w, key, known_of(key), token);
		else
			mix_token(&w, &w.out.known, token);
		on_token(&w, token);
	}
	return end(&w);
}

struct json_outcome json_by_skipping(th_slice bytes, size_t start, enum th_json_mode mode)
{
	struct walk w;

	begin(&w, bytes, start, mode);
	enum th_json_token token = th_json_skip(&w.reader, th_json_next(&w.reader));
	if (token != TH_JSON_ERROR && th_json_next(&w.reader) != TH_JSON_END &&
	    w.reader.status == TH_OK)
		abort();
	w.out.tokens = w.out.known = 0;
	return end(&w);
}

/* A member of the innermost object. */
static enum th_json_token next_member(struct walk *w, bool indexed)
{
	uint32_t level = th_json_depth(&w->reader) - 1;
	enum th_json_token token =
		indexed ? th_json_member(&w->reader, &w->indexes[level % 2], kept[level])
			: th_json_member(&w->reader, NULL, NULL);

	if (token == TH_JSON_ERROR || token == TH_JSON_OBJECT_END)
		return token;
	uint32_t field = w->reader.field, known = known_of(w->reader.key_raw);
	if (field != TH_JSON_NO_FIELD && level % 2)
		field = KNOWN - 1 - field;
	if (indexed && field != known)
		abort();
	mix_text(&w->out.tokens, w->reader.key_raw);
	if (opens(token)) { /* it is told of the level that it stands in */
		mix_text(&w->out.known, w->reader.key_raw);
		mix_token(w, &w->out.known, token);
	} else {
		on_member(w, w->reader.key_raw, known, token);
	}
	return token;
}

static struct json_outcome by_members(th_slice bytes, size_t start, enum th_json_mode mode,
				      bool indexed)
{
	struct walk w;

	begin(&w, bytes, start, mode);
	w.reader.tells_unknown = !indexed;
	enum th_json_token token = th_json_next(&w.reader);
	if (token != TH_JSON_ERROR && token != TH_JSON_END) {
		mix_token(&w, &w.out.known, token);
		on_token(&w, token);
	}
	while (token != TH_JSON_ERROR && th_json_depth(&w.reader) > 0) {
		bool is_object = w.reader.levels.items[th_json_depth(&w.reader) - 1].is_object;
		token = is_object ? next_member(&w, indexed) : th_json_element(&w.reader);
		if (token == TH_JSON_ERROR)
			break;
		if (!is_object || closes(token))
			mix_token(&w, &w.out.known, token);
		on_token(&w, token);
	}
	if (token != TH_JSON_ERROR && th_json_next(&w.reader) != TH_JSON_END &&
	    w.reader.status == TH_OK)
		abort();
	if (indexed)
		w.out.tokens = 0;
	else
		w.out.known = 0;
	return end(&w);
}

struct json_outcome json_by_members(th_slice bytes, size_t start, enum th_json_mode mode)
{
	return by_members(bytes, start, mode, false);
}

struct json_outcome json_by_known_members(th_slice bytes, size_t start)
{
	return by_members(bytes, start, TH_JSON_STRICT, true);
}

/* ---- comparing ---- */

static const char *difference(const struct json_outcome *a, const struct json_outcome *b)
{
	if ((a->status == TH_OK) != (b->status == TH_OK))
		return "one way accepts what another refuses";
	if (a->status != b->status)
		return "two ways refuse with different statuses";
	if (a->error_at != b->error_at)
		return "two ways refuse at different places";
	if (a->tokens && b->tokens && a->tokens != b->tokens)
		return "two ways tell different tokens";
	if (a->known && b->known && a->known != b->known)
		return "two ways tell different members";
	return NULL;
}

/* What the walks that go by members and elements, as they are chosen, make of it beside token by
 * token. */
static const char *member_disagreement(th_slice bytes, size_t start, enum th_json_mode mode,
				       const struct json_outcome *by_tokens)
{
	struct json_outcome other = json_by_skipping(bytes, start, mode);
	const char *found = difference(by_tokens, &other);

	if (!found) {
		other = json_by_members(bytes, start, mode);
		found = difference(by_tokens, &other);
	}
	if (!found && mode == TH_JSON_STRICT) {
		other = json_by_known_members(bytes, start);
		found = difference(by_tokens, &other);
	}
	return found;
}

const char *json_disagreement(th_slice bytes, size_t start, struct json_outcome *strict)
{
	static const enum th_json_mode modes[] = { TH_JSON_STRICT, TH_JSON_RFC8259 };
	struct json_outcome by_tokens[2];
	const char *found = NULL;

	for (size_t i = 0; i < 2 && !found; i++) {
		by_tokens[i] = json_by_tokens(bytes, start, modes[i]);
		found = member_disagreement(bytes, start, modes[i], &by_tokens[i]);
		chosen.has_habits = true;
		for (size_t n = 0; (chosen.ways = ways_number(n)) && !found; n++)
			found = member_disagreement(bytes, start, modes[i], &by_tokens[i]);
		chosen.has_habits = false;
		chosen.ways = NULL;
	}
	if (!found && by_tokens[0].status == TH_OK)
		found = difference(&by_tokens[0], &by_tokens[1]); /* what is strict is RFC 8259 */
	if (strict)
		*strict = by_tokens[0];
	return found;
}
