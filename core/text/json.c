#include "core/text/json.h"

#include "core/text/json_escape.h"
#include "core/text/json_habits.h"
#include "core/text/json_keys.h"
#include "core/text/json_scan.h"
#include "core/text/json_usual.h"

#include <assert.h>

/*
 * The general functions, which have the last word on what is right. What is in the habit of the
 * document never comes here (json_usual.h).
 */
static const struct th_json_ways *ways_of_machine(void)
{
#ifdef TH_JSON_AVX2
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi"))
		return &th_json_ways_avx2;
#endif
	return &th_json_ways_base;
}

void th_json_init(struct th_json *reader, th_slice bytes, size_t start, enum th_json_mode mode)
{
	*reader = (struct th_json){ .begin = bytes.ptr,
				    .at = bytes.ptr + start,
				    .end = bytes.ptr + bytes.len,
				    .mode = mode,
				    .expect = TH_JSON_EXPECT_VALUE,
				    .ways = ways_of_machine() };
}

void th_json_release(struct th_json *reader)
{
	for (uint32_t i = 0; i < reader->levels.count; i++)
		free(reader->levels.items[i].table);
	th_json_level_list_release(&reader->levels);
	th_json_seen_list_release(&reader->seen);
	th_arena_release(&reader->arena);
}

static enum th_json_token fail(struct th_json *r, const char *at, th_status status,
			       const char *what)
{
	if (r->status == TH_OK) {
		r->error = what;
		r->field = TH_JSON_NO_FIELD; /* no member was met */
		r->error_at = (size_t)((at < r->end ? at : r->end) - r->begin);
		r->status = status;
	}
	r->at = r->end;
	return TH_JSON_ERROR;
}

/* The length of the well-formed UTF-8 sequence at p (lead byte >= 0x80), or 0 (Unicode 15, table
 * 3-7). */
static unsigned utf8_sequence(const char *p)
{
	const unsigned char *s = (const unsigned char *)p;

	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		return (s[1] & 0xc0) == 0x80 ? 2 : 0;
	if (s[0] >= 0xe0 && s[0] <= 0xef) {
		if ((s[1] & 0xc0) != 0x80 || (s[2] & 0xc0) != 0x80)
			return 0;
		if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f))
			return 0;
		return 3;
	}
	if (s[0] >= 0xf0 && s[0] <= 0xf4) {
		if ((s[1] & 0xc0) != 0x80 || (s[2] & 0xc0) != 0x80 || (s[3] & 0xc0) != 0x80)
			return 0;
		if ((s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
			return 0;
		return 4;
	}
	return 0;
}

/* Over what past_plain stopped at, up to the closing quote; NULL after a complaint. */
static __attribute__((noinline)) const char *past_string(struct th_json *r, const char *start,
							 const char *at)
{
	for (; *at != '"'; at = th_json_past_plain(at)) {
		if (*at == '\\') {
			r->escaped = true;
			const char *why;
			unsigned length = th_json_escape_length(at, r->mode, &why);
			if (length == 0) {
				fail(r, at, TH_EINPUT, why);
				return NULL;
			}
			at += length;
		} else if ((unsigned char)*at >= 0x80) {
			unsigned n = utf8_sequence(at);
			if (n == 0 || (size_t)(r->end - at) < n) {
				fail(r, at, TH_EINPUT, "a byte that is not UTF-8 in a string");
				return NULL;
			}
			at += n;
		} else if (at >= r->end) {
			fail(r, start - 1, TH_EINPUT,
			     "a string that begins here does not end: the file is cut off");
			return NULL;
		} else {
			fail(r, at, TH_EINPUT,
			     *at == '\0' ? "a NUL byte in a string"
					 : "a control character in a string that is not escaped");
			return NULL;
		}
	}
	return at;
}

/* r->at stands behind the opening quote. Sets raw and escaped, moves behind the closing one; false
 * after a complaint. */
static inline bool read_string(struct th_json *r)
{
	const char *start = r->at, *at = th_json_past_plain(start);

	r->escaped = false;
	if (__builtin_expect(*at != '"', 0)) {
		at = past_string(r, start, at);
		if (!at)
			return false;
	}
	r->raw = th_slice_make(start, (size_t)(at - start));
	r->at = at + 1;
	if (__builtin_expect(r->raw.len > TH_MAX_STRING_BYTES, 0)) {
		fail(r, start - 1, TH_ELIMIT,
		     "a string longer than the ceiling of 16 MiB (TH_MAX_STRING_BYTES)");
		return false;
	}
	return true;
}

th_slice th_json_text(const struct th_json *reader, struct th_arena *arena)
{
	if (!reader->escaped)
		return reader->raw;
	char *out = th_arena_alloc(arena, reader->raw.len + 1);
	if (!out)
		return (th_slice){ 0 };
	return th_slice_make(out, th_json_decode(reader->raw, out));
}

static enum th_json_token repeated_key(struct th_json *r, const char *at)
{
	return fail(r, at, TH_EINPUT,
		    "the same key twice in one object: readers differ in which they take");
}

/* Remember a key of the innermost object; a complaint if it has it already. */
static __attribute__((noinline)) bool remember_key(struct th_json *r, th_slice key, const char *at)
{
	switch (th_json_key_remember(r, key)) {
	case TH_JSON_KEY_IS_NEW: return true;
	case TH_JSON_KEY_IS_REPEATED: repeated_key(r, at); return false;
	case TH_JSON_KEY_NO_MEMORY: break;
	}
	fail(r, at, TH_ENOMEM, "out of memory");
	return false;
}

/* r->at stands on the quote of a key. Moves behind its colon; false after a complaint. */
static inline __attribute__((always_inline)) bool read_key(struct th_json *r, th_slice *key,
							   const struct th_json_index *index)
{
	const char *quote = r->at++;

	if (!read_string(r))
		return false;
	*key = r->raw;
	if (__builtin_expect(r->escaped || key->len > TH_MAX_KEY_BYTES, 0)) {
		if (key->len > TH_MAX_KEY_BYTES) {
			fail(r, quote, TH_ELIMIT,
			     "a key longer than the ceiling of 4096 bytes (TH_MAX_KEY_BYTES)");
			return false;
		}
		*key = th_json_text(r, &r->arena);
		if (!key->ptr) {
			fail(r, quote, TH_ENOMEM, "out of memory");
			return false;
		}
		r->key = th_json_key_of(*key);
	} else {
		r->key = th_json_key_of_padded(*key);
	}
	r->field = index ? th_json_number_of(index, &r->key, key->ptr) : TH_JSON_NO_FIELD;
	if (r->field != TH_JSON_NO_FIELD) {
		uint64_t *known = &r->level->known, bit = UINT64_C(1) << r->field;
		if (*known & bit) {
			repeated_key(r, quote);
			return false;
		}
		*known |= bit;
	} else if (r->mode == TH_JSON_STRICT && !remember_key(r, *key, quote)) {
		return false;
	}
	const char *at = *r->at == ':' ? r->at : th_json_past_blanks(r->at);
	if (*at != ':') {
		fail(r, at, TH_EINPUT, "expected ':' behind a key");
		return false;
	}
	r->at = at + 1;
	r->expect = TH_JSON_EXPECT_VALUE;
	return true;
}

static inline enum th_json_token open_level(struct th_json *r, bool is_object)
{
	if (__builtin_expect(r->levels.count >= TH_MAX_DEPTH, 0))
		return fail(r, r->at, TH_ELIMIT,
			    "nested deeper than the ceiling of 1000 levels (TH_MAX_DEPTH)");
	if (__builtin_expect(r->levels.count == r->levels.capacity, 0)) {
		if (!th_json_level_list_push(&r->levels, TH_MAX_DEPTH))
			return fail(r, r->at, TH_ENOMEM, "out of memory");
		r->levels.count--;
	}
	r->level = &r->levels.items[r->levels.count++];
	*r->level = (struct th_json_level){ .first_key = r->seen.count, .is_object = is_object };
	r->at++;
	r->expect = is_object ? TH_JSON_EXPECT_KEY_OR_END : TH_JSON_EXPECT_VALUE_OR_END;
	return is_object ? TH_JSON_OBJECT : TH_JSON_ARRAY;
}

static void after_value(struct th_json *r)
{
	r->expect = r->levels.count ? TH_JSON_EXPECT_COMMA_OR_END : TH_JSON_EXPECT_NOTHING;
}

static inline enum th_json_token close_level(struct th_json *r)
{
	struct th_json_level *level = r->level;

	assert(level); /* a bracket closes what is open */
	bool is_object = level->is_object;
	r->seen.count = level->first_key;
	if (level->table)
		free(level->table);
	r->level = --r->levels.count ? level - 1 : NULL;
	r->at++;
	after_value(r);
	return is_object ? TH_JSON_OBJECT_END : TH_JSON_ARRAY_END;
}

static const char *past_digits(const char *at)
{
	while (th_is_digit(*at))
		at++;
	return at;
}

static enum th_json_token read_number(struct th_json *r)
{
	const char *start = r->at, *at = start + (*start == '-');

	if (!th_is_digit(*at))
		return fail(r, at, TH_EINPUT, "expected a digit in a number");
	at = *at == '0' ? at + 1 : past_digits(at);
	if (th_is_digit(*at))
		return fail(r, start, TH_EINPUT, "a number with a leading zero");
	if (*at == '.') {
		const char *fraction = at + 1;
		at = past_digits(fraction);
		if (at == fraction)
			return fail(r, at, TH_EINPUT,
				    "expected a digit behind the point of a number");
	}
	if (*at == 'e' || *at == 'E') {
		const char *exponent = at + 1;
		if (*exponent == '+' || *exponent == '-')
			exponent++;
		at = past_digits(exponent);
		if (at == exponent)
			return fail(r, at, TH_EINPUT,
				    "expected a digit in the exponent of a number");
	}
	r->raw = th_slice_make(start, (size_t)(at - start));
	r->escaped = false;
	r->at = at;
	after_value(r);
	return TH_JSON_NUMBER;
}

static enum th_json_token read_word(struct th_json *r, th_slice word, enum th_json_token token)
{
	if ((size_t)(r->end - r->at) < word.len || memcmp(r->at, word.ptr, word.len) != 0)
		return fail(
			r, r->at, TH_EINPUT,
			"expected a value: an object, array, string, number, true, false or null");
	r->raw = th_slice_make(r->at, word.len);
	r->escaped = false;
	r->at += word.len;
	after_value(r);
	return token;
}

static inline __attribute__((always_inline)) enum th_json_token read_value(struct th_json *r)
{
	switch (*r->at) {
	case '"':
		r->at++;
		if (!read_string(r))
			return TH_JSON_ERROR;
		after_value(r);
		return TH_JSON_STRING;
	case '{': return open_level(r, true);
	case '[': return open_level(r, false);
	case 't': return read_word(r, TH_SLICE("true"), TH_JSON_TRUE);
	case 'f': return read_word(r, TH_SLICE("false"), TH_JSON_FALSE);
	case 'n': return read_word(r, TH_SLICE("null"), TH_JSON_NULL);
	case '-':
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
	case '8':
	case '9': return read_number(r);
	default: break;
	}
	if (r->at >= r->end)
		return fail(r, r->at, TH_EINPUT,
			    r->at == r->begin ? "the file is empty"
					      : "expected a value, found the end of the file");
	return fail(r, r->at, TH_EINPUT,
		    "expected a value: an object, array, string, number, true, false or null");
}

/* Behind a value inside an object or array. */
static inline __attribute__((always_inline)) enum th_json_token read_behind(struct th_json *r)
{
	assert(r->level);
	bool is_object = r->level->is_object;
	if (*r->at == (is_object ? '}' : ']')) {
		r->token_at = (size_t)(r->at - r->begin);
		return close_level(r);
	}
	if (*r->at != ',') {
		if (r->at >= r->end)
			return fail(r, r->at, TH_EINPUT,
				    "the file ends inside an object or array: it is cut off");
		return fail(r, r->at, TH_EINPUT,
			    is_object ? "expected ',' or '}' behind a member"
				      : "expected ',' or ']' behind an element");
	}
	r->at = th_json_past_blanks(r->at + 1);
	r->token_at = (size_t)(r->at - r->begin);
	if (!is_object)
		return read_value(r);
	if (*r->at != '"')
		return fail(r, r->at, TH_EINPUT, "expected a key in quotes behind ','");
	th_slice key;
	return read_key(r, &key, NULL) ? TH_JSON_KEY : TH_JSON_ERROR;
}

static inline __attribute__((always_inline)) enum th_json_token next(struct th_json *r)
{
	if (__builtin_expect(r->status != TH_OK, 0))
		return TH_JSON_ERROR;
	r->at = th_json_past_blanks(r->at);
	r->token_at = (size_t)(r->at - r->begin);
	switch ((enum th_json_expect)r->expect) {
	case TH_JSON_EXPECT_COMMA_OR_END: return read_behind(r);
	case TH_JSON_EXPECT_VALUE_OR_END:
		if (*r->at == ']')
			return close_level(r);
		return read_value(r);
	case TH_JSON_EXPECT_VALUE: return read_value(r);
	case TH_JSON_EXPECT_KEY_OR_END:
		if (*r->at == '}')
			return close_level(r);
		__attribute__((fallthrough));
	case TH_JSON_EXPECT_KEY:
		if (*r->at != '"')
			return fail(r, r->at, TH_EINPUT,
				    r->at >= r->end
					    ? "the file ends inside an object: it is cut off"
					    : "expected a key in quotes or '}'");
		th_slice key;
		return read_key(r, &key, NULL) ? TH_JSON_KEY : TH_JSON_ERROR;
	case TH_JSON_EXPECT_NOTHING: break;
	}
	if (r->at < r->end)
		return fail(r, r->at, TH_EINPUT, "bytes behind the end of the JSON document");
	return TH_JSON_END;
}

enum th_json_token th_json_next(struct th_json *r)
{
	if (r->level) /* its habit's state would be that of before */
		r->level->habit = NULL;
	enum th_json_token token = next(r);
	if (r->has_habits && (token == TH_JSON_OBJECT || token == TH_JSON_ARRAY))
		th_json_habit_begin(r);
	return token;
}

/* A member in full generality. */
static inline enum th_json_token member(struct th_json *r, const struct th_json_index *index)
{
	if (r->status != TH_OK)
		return TH_JSON_ERROR;
	const char *at = th_json_past_blanks(r->at);
	if (r->expect == TH_JSON_EXPECT_COMMA_OR_END && *at == ',') {
		at = th_json_past_blanks(at + 1);
	} else if (r->expect == TH_JSON_EXPECT_COMMA_OR_END || *at == '}') {
		r->at = at; /* the end, or a complaint */
		return next(r);
	}
	r->at = at;
	if (*at != '"')
		return fail(r, at, TH_EINPUT,
			    at >= r->end ? "the file ends inside an object: it is cut off"
					 : "expected a key in quotes");
	if (!read_key(r, &r->key_raw, index))
		return TH_JSON_ERROR;
	r->at = th_json_past_blanks(r->at);
	r->token_at = (size_t)(r->at - r->begin);
	return read_value(r);
}

enum th_json_token th_json_read_unplain(struct th_json *r, const char *at)
{
	r->token_at = (size_t)(at - 1 - r->begin);
	r->at = at;
	if (!read_string(r))
		return TH_JSON_ERROR;
	r->expect = TH_JSON_EXPECT_COMMA_OR_END;
	return TH_JSON_STRING;
}

enum th_json_token th_json_read_word(struct th_json *r, const char *at)
{
	r->token_at = (size_t)(at - r->begin);
	r->at = at;
	return read_value(r);
}

enum th_json_token th_json_element_slow(struct th_json *r)
{
	uint32_t number = r->levels.count - 1;
	struct th_json_habit *habit = r->level->habit;
	struct th_json_lead **leads = r->level->leads;
	const char *from = r->at;
	enum th_json_token token = next(r);

	if (habit && token != TH_JSON_ERROR)
		th_json_habit_note(r, number, habit, leads, from, token);
	return token;
}

enum th_json_token th_json_member_slow(struct th_json *r, const struct th_json_index *index)
{
	uint32_t number = r->levels.count - 1;
	struct th_json_habit *habit = r->level->habit;
	struct th_json_lead **leads = r->level->leads;
	const char *from = r->at;

	if (habit && leads == habit->leads && !*leads)
		habit->index = index; /* the first of its objects */
	if (habit && habit->index != index)
		habit = r->level->habit = NULL;
	enum th_json_token token = member(r, index);
	if (habit && token != TH_JSON_ERROR)
		th_json_habit_note(r, number, habit, leads, from, token);
	return token;
}

enum th_json_token th_json_skip(struct th_json *r, enum th_json_token token)
{
	if (token != TH_JSON_OBJECT && token != TH_JSON_ARRAY)
		return token;
	uint32_t depth = r->levels.count;
	while (r->levels.count >= depth) {
		token = r->level->is_object ? th_json_member(r, NULL, NULL) : th_json_element(r);
		if (token == TH_JSON_ERROR)
			return token;
	}
	return token;
}

const char *th_json_token_name(enum th_json_token token)
{
	static const char *const names[] = {
		[TH_JSON_ERROR] = "an error",   [TH_JSON_END] = "the end",
		[TH_JSON_OBJECT] = "an object", [TH_JSON_OBJECT_END] = "the end of an object",
		[TH_JSON_ARRAY] = "an array",   [TH_JSON_ARRAY_END] = "the end of an array",
		[TH_JSON_KEY] = "a key",        [TH_JSON_STRING] = "a string",
		[TH_JSON_NUMBER] = "a number",  [TH_JSON_TRUE] = "true",
		[TH_JSON_FALSE] = "false",      [TH_JSON_NULL] = "null",
	};
	return names[token];
}
