/*
 * A strict pull reader for JSON (RFC 8259): one pass, no tree, no copy. Validates grammar, numbers
 * and UTF-8, and refuses what is legal JSON and a tool for deceiving the next reader: U+0000 in a
 * string and two equal keys in one object. Lone surrogate escapes, bytes after the document and
 * nesting beyond TH_MAX_DEPTH are refused too. Knows the offset of everything; line and column are
 * computed only when printed (core/text/place.h).
 *
 * The bytes must be followed by at least TH_JSON_PADDING readable bytes that are zero
 * (core/io/source.h does so).
 */
#ifndef TH_CORE_TEXT_JSON_H
#define TH_CORE_TEXT_JSON_H

#include "core/base/arena.h"
#include "core/base/hash.h"
#include "core/base/limits.h"
#include "core/base/list.h"
#include "core/base/slice.h"

#define TH_JSON_PADDING 64

enum th_json_token {
	TH_JSON_ERROR, /* see reader->error, error_at, status; stays so */
	TH_JSON_END,   /* the whole document has been read */
	TH_JSON_OBJECT,
	TH_JSON_OBJECT_END,
	TH_JSON_ARRAY,
	TH_JSON_ARRAY_END,
	TH_JSON_KEY,
	TH_JSON_STRING,
	TH_JSON_NUMBER,
	TH_JSON_TRUE,
	TH_JSON_FALSE,
	TH_JSON_NULL,
};

/*
 * A key as numbers: equal decoded keys have equal ones, and keys of up to 16 bytes that have equal
 * numbers are equal. The hash is not seeded.
 */
struct th_json_key {
	uint64_t head, tail; /* the first 8 bytes; of longer ones the last 8 */
	uint32_t hash, len;
};

/*
 * Keys that a caller knows by number: found in the same step that reads them. Number i is met at
 * most once in an object; at most TH_JSON_INDEX_KEYS keys. Made by th_json_index_make.
 */
#define TH_JSON_INDEX_KEYS 48
#define TH_JSON_NO_FIELD UINT32_MAX
struct th_json_index {
	uint8_t slots[256]; /* number + 1, by the low byte of the key's hash */
	struct th_json_key keys[TH_JSON_INDEX_KEYS];
	const char *texts[TH_JSON_INDEX_KEYS];
	uint8_t keeps[TH_JSON_INDEX_KEYS]; /* where th_json_member puts a plain string, or
					      TH_JSON_NOT_KEPT */
};
#define TH_JSON_NOT_KEPT 255

enum th_json_mode {
	TH_JSON_STRICT,  /* as described above */
	TH_JSON_RFC8259, /* equal keys and U+0000 are accepted, as the RFC does */
};

/* A key met in an object that is still open. */
struct th_json_seen {
	const char *ptr;
	uint32_t len, hash;
};
TH_LIST_DEFINE(th_json_seen_list, struct th_json_seen);

struct th_json_lead; /* core/text/json_habits.h */
struct th_json_habit;

/* An open object or array. */
struct th_json_level {
	uint64_t filter; /* of an object: one bit for each hash met, by its low bits */
	uint64_t known;  /* of an object: one bit for each key of the caller's index that was met */
	uint32_t first_key;          /* of an object: where its keys begin in seen */
	uint32_t table_mask;         /* of an object with many keys: table size - 1 */
	uint32_t *table;             /* key number + 1, by hash; NULL while there are few */
	struct th_json_habit *habit; /* of its place in the document; NULL: none is noted */
	struct th_json_lead **leads; /* of the habit: what was met in this state */
	bool is_object;
};
TH_LIST_DEFINE(th_json_level_list, struct th_json_level);

struct th_json_ways; /* below */

struct th_json {
	const char *begin, *at, *end;
	const struct th_json_ways *ways; /* the fastest on this machine */
	enum th_json_mode mode;
	bool tells_unknown; /* th_json_member gives members of unknown keys too */
	bool has_habits;    /* worth noting: a long document, read by members (json_habits.h) */
	uint8_t expect;     /* what may come next, private */

	/* The token last given. */
	th_slice raw;           /* bytes of a key, string (between the quotes) or number */
	bool escaped;           /* raw holds escapes: see th_json_text */
	struct th_json_key key; /* of a key that th_json_next gave */
	th_slice key_raw;       /* after th_json_member: the key, decoded if it had escapes */
	uint32_t field;  /* after th_json_member: its number in the index, or TH_JSON_NO_FIELD; that
			    too after an error */
	size_t token_at; /* offset of its first character, the quote of a string */

	/* After TH_JSON_ERROR. */
	const char *error; /* a sentence: what was expected and what was found */
	size_t error_at;
	th_status status;

	struct th_json_level_list levels;
	struct th_json_level *level; /* the innermost of them, NULL where none is open */
	struct th_json_seen_list seen;
	struct th_arena arena;  /* decoded keys that had escapes; habits */
	uint32_t habits, leads; /* in the arena */
};

/* The two hottest functions, by the kind of machine (core/text/json_usual.h). */
struct th_json_ways {
	const char *name;
	enum th_json_token (*member)(struct th_json *reader, const struct th_json_index *index,
				     uint64_t *kept);
	enum th_json_token (*element)(struct th_json *reader);
};

/* Start reading bytes from offset start (a byte order mark is skipped by starting behind it). */
void th_json_init(struct th_json *reader, th_slice bytes, size_t start, enum th_json_mode mode);
void th_json_release(struct th_json *reader);
/* The next token. */
enum th_json_token th_json_next(struct th_json *reader);
/*
 * Inside an object: its members up to the next one that wants attention, whose value begins with
 * the token given (raw and escaped are the value's; key_raw and field the key's), or
 * TH_JSON_OBJECT_END. What is passed over on the way: a plain string (without escapes) of a key
 * that the index keeps: its place (offset << 24 | length) goes to kept[]; a plain string of a key
 * that the index does not know, unless the reader tells_unknown. index may be NULL: no key is
 * known. It has to be the same for all members of an object. Not to be called elsewhere.
 */
static inline enum th_json_token th_json_member(struct th_json *reader,
						const struct th_json_index *index, uint64_t *kept)
{
	return reader->ways->member(reader, index, kept);
}
/* Inside an array: the token that the next element begins with, or TH_JSON_ARRAY_END. Not to be
 * called elsewhere. */
static inline enum th_json_token th_json_element(struct th_json *reader)
{
	return reader->ways->element(reader);
}
/*
 * Pass over the value that begins with token (just given): for OBJECT and ARRAY up to and with its
 * end, else nothing. Everything passed over is validated. TH_JSON_ERROR on error, else the token
 * that ended it.
 */
enum th_json_token th_json_skip(struct th_json *reader, enum th_json_token token);
/* The text of the string or key last given: raw itself, or decoded into the arena. Absent on want
 * of memory. */
th_slice th_json_text(const struct th_json *reader, struct th_arena *arena);
/* Decode raw, an escaped string that th_json_next has accepted, into out, which has raw.len bytes;
 * the length. */
size_t th_json_decode(th_slice raw, char *out);
/* Levels that are open. */
static inline uint32_t th_json_depth(const struct th_json *reader)
{
	return reader->levels.count;
}
/* Put texts (literals; NULL entries are passed over) into an index, each under its number. Nothing
 * is kept. */
void th_json_index_make(struct th_json_index *index, const char *const *texts, uint32_t count);
/* For people: "an object", "a string" ... */
const char *th_json_token_name(enum th_json_token token);

#endif
