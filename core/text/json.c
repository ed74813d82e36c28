#include "core/text/json.h"

#include <emmintrin.h>

enum expect { EXPECT_VALUE, EXPECT_VALUE_OR_END, EXPECT_KEY, EXPECT_KEY_OR_END, EXPECT_COMMA_OR_END, EXPECT_NOTHING };
enum { MANY_KEYS = 64 };

void th_json_init(struct th_json *reader, th_slice bytes, size_t start, enum th_json_mode mode)
{
	*reader = (struct th_json){ .begin = bytes.ptr,
				    .at = bytes.ptr + start,
				    .end = bytes.ptr + bytes.len,
				    .mode = mode,
				    .expect = EXPECT_VALUE };
}

void th_json_release(struct th_json *reader)
{
	for (uint32_t i = 0; i < reader->levels.count; i++)
		free(reader->levels.items[i].table);
	th_json_level_list_release(&reader->levels);
	th_json_seen_list_release(&reader->seen);
	th_arena_release(&reader->keys);
}

static enum th_json_token fail(struct th_json *r, const char *at, th_status status, const char *what)
{
	if (r->status == TH_OK) {
		r->error = what;
		r->error_at = (size_t)((at < r->end ? at : r->end) - r->begin);
		r->status = status;
	}
	return TH_JSON_ERROR;
}

static const char *past_blanks(const char *at)
{
	/* One blank or none is the common case in minified text, a newline and a run of spaces in printed text. */
	if (*at != '\n' && *at != ' ' && *at != '\r' && *at != '\t')
		return at;
	at++;
	if (*at > ' ')
		return at;
	const __m128i space = _mm_set1_epi8(' '), newline = _mm_set1_epi8('\n');
	const __m128i tab = _mm_set1_epi8('\t'), carriage = _mm_set1_epi8('\r');
	for (;; at += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)at);
		__m128i blank = _mm_or_si128(
			_mm_or_si128(_mm_cmpeq_epi8(v, space), _mm_cmpeq_epi8(v, newline)),
			_mm_or_si128(_mm_cmpeq_epi8(v, tab), _mm_cmpeq_epi8(v, carriage)));
		unsigned other = (unsigned)_mm_movemask_epi8(blank) ^ 0xffffu;
		if (other)
			return at + __builtin_ctz(other);
	}
}

/* The length of the well-formed UTF-8 sequence at p (lead byte >= 0x80), or 0 (Unicode 15, table 3-7). */
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

/* Four hexadecimal digits at p, or -1. */
static int hex4(const char *p)
{
	int value = 0;

	for (int i = 0; i < 4; i++) {
		int digit = th_hex_value(p[i]);
		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

static bool is_high_surrogate(int unit)
{
	return unit >= 0xd800 && unit <= 0xdbff;
}
static bool is_low_surrogate(int unit)
{
	return unit >= 0xdc00 && unit <= 0xdfff;
}

/* at stands on a backslash; behind the escape, or NULL after a complaint. */
static const char *past_escape(struct th_json *r, const char *at)
{
	switch (at[1]) {
	case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
		return at + 2;
	case 'u': break;
	default: fail(r, at, TH_EINPUT, "a backslash in a string is followed by none of \"\\/bfnrtu"); return NULL;
	}
	int unit = hex4(at + 2);
	if (unit < 0) {
		fail(r, at, TH_EINPUT, "\\u is not followed by four hexadecimal digits");
		return NULL;
	}
	if (unit == 0 && r->mode == TH_JSON_STRICT) {
		fail(r, at, TH_EINPUT, "\\u0000 in a string: other readers cut the text there, so it is refused");
		return NULL;
	}
	if (is_low_surrogate(unit) ||
	    (is_high_surrogate(unit) &&
	     !(at[6] == '\\' && at[7] == 'u' && is_low_surrogate(hex4(at + 8))))) {
		fail(r, at, TH_EINPUT, "half of a surrogate pair: \\ud800 to \\udfff stand in pairs");
		return NULL;
	}
	return at + (is_high_surrogate(unit) ? 12 : 6);
}

/* r->at stands behind the opening quote. Sets raw and escaped, moves behind the closing one; false after a complaint. */
static bool read_string(struct th_json *r)
{
	const char *start = r->at, *at = start;
	const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\');
	const __m128i lowest = _mm_set1_epi8(' ');

	r->escaped = false;
	for (;;) {
		/* Signed comparison: bytes below a space and bytes of UTF-8 sequences (negative) both stop here. */
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)at);
		__m128i stop = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, backslash)),
					    _mm_cmplt_epi8(v, lowest));
		unsigned stops = (unsigned)_mm_movemask_epi8(stop);
		if (!stops) {
			at += 16;
			continue;
		}
		at += __builtin_ctz(stops);
		if (*at == '"')
			break;
		if (*at == '\\') {
			r->escaped = true;
			at = past_escape(r, at);
			if (!at)
				return false;
		} else if ((unsigned char)*at >= 0x80) {
			unsigned n = utf8_sequence(at);
			if (n == 0 || (size_t)(r->end - at) < n) {
				fail(r, at, TH_EINPUT, "a byte that is not UTF-8 in a string");
				return false;
			}
			at += n;
		} else if (at >= r->end) {
			fail(r, start - 1, TH_EINPUT, "a string that begins here does not end: the file is cut off");
			return false;
		} else {
			fail(r, at, TH_EINPUT, *at == '\0' ? "a NUL byte in a string"
							   : "a control character in a string that is not escaped");
			return false;
		}
	}
	if ((size_t)(at - start) > TH_MAX_STRING_BYTES) {
		fail(r, start - 1, TH_ELIMIT, "a string longer than the ceiling of 16 MiB (TH_MAX_STRING_BYTES)");
		return false;
	}
	r->raw = th_slice_make(start, (size_t)(at - start));
	r->at = at + 1;
	return true;
}

static char *put_utf8(char *out, unsigned code)
{
	if (code < 0x80) {
		*out++ = (char)code;
	} else if (code < 0x800) {
		*out++ = (char)(0xc0 | code >> 6);
		*out++ = (char)(0x80 | (code & 0x3f));
	} else if (code < 0x10000) {
		*out++ = (char)(0xe0 | code >> 12);
		*out++ = (char)(0x80 | ((code >> 6) & 0x3f));
		*out++ = (char)(0x80 | (code & 0x3f));
	} else {
		*out++ = (char)(0xf0 | code >> 18);
		*out++ = (char)(0x80 | ((code >> 12) & 0x3f));
		*out++ = (char)(0x80 | ((code >> 6) & 0x3f));
		*out++ = (char)(0x80 | (code & 0x3f));
	}
	return out;
}

size_t th_json_decode(th_slice raw, char *out)
{
	char *to = out;

	for (size_t i = 0; i < raw.len;) {
		if (raw.ptr[i] != '\\') {
			*to++ = raw.ptr[i++];
			continue;
		}
		char c = raw.ptr[i + 1];
		if (c != 'u') {
			*to++ = c == 'b' ? '\b' : c == 'f' ? '\f' : c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
			i += 2;
			continue;
		}
		unsigned code = (unsigned)hex4(raw.ptr + i + 2);
		i += 6;
		if (is_high_surrogate((int)code)) {
			code = 0x10000 + ((code - 0xd800) << 10) + ((unsigned)hex4(raw.ptr + i + 2) - 0xdc00);
			i += 6;
		}
		to = put_utf8(to, code);
	}
	return (size_t)(to - out);
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

uint32_t th_json_key_hash(th_slice key)
{
	uint64_t head = 0, tail = 0;

	if (key.len >= 8) {
		memcpy(&head, key.ptr, 8);
		memcpy(&tail, key.ptr + key.len - 8, 8);
	} else if (key.len >= 4) {
		memcpy(&head, key.ptr, 4);
		memcpy(&tail, key.ptr + key.len - 4, 4);
	} else if (key.len > 0) {
		head = (unsigned char)key.ptr[0];
		tail = (uint64_t)(unsigned char)key.ptr[key.len / 2] << 8 | (unsigned char)key.ptr[key.len - 1];
	}
	uint64_t h = (head ^ (tail << 7 | tail >> 57) ^ key.len) * UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(h >> 32);
}

static bool same_key(const struct th_json_seen *a, th_slice b, uint32_t hash)
{
	return a->hash == hash && a->len == b.len && memcmp(a->ptr, b.ptr, b.len) == 0;
}

/* Put keys [from, to) of the level into its table, which has room. */
static void table_add(struct th_json *r, struct th_json_level *level, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		const struct th_json_seen *key = &r->seen.items[i];
		uint32_t at = (uint32_t)th_hash(th_slice_make(key->ptr, key->len)) & level->table_mask;
		while (level->table[at])
			at = (at + 1) & level->table_mask;
		level->table[at] = i + 1;
	}
}

/* A table for an object with many keys, at most half full; hostile keys cannot make it slow, its hash is seeded. */
static bool table_grow(struct th_json *r, struct th_json_level *level)
{
	uint32_t keys = r->seen.count - level->first_key, size = 256;

	while (size / 4 < keys)
		size *= 2;
	free(level->table);
	level->table = calloc(size, sizeof(*level->table));
	if (!level->table)
		return false;
	level->table_mask = size - 1;
	table_add(r, level, level->first_key, r->seen.count);
	return true;
}

static bool is_repeated(const struct th_json *r, const struct th_json_level *level, th_slice key, uint32_t hash)
{
	if (!level->table) {
		if (!(level->filter >> (hash & 63) & 1))
			return false;
		for (uint32_t i = level->first_key; i < r->seen.count; i++)
			if (same_key(&r->seen.items[i], key, hash))
				return true;
		return false;
	}
	for (uint32_t at = (uint32_t)th_hash(key) & level->table_mask; level->table[at]; at = (at + 1) & level->table_mask)
		if (same_key(&r->seen.items[level->table[at] - 1], key, hash))
			return true;
	return false;
}

/* Remember a key of the innermost object; a complaint if it has it already. */
static bool remember_key(struct th_json *r, th_slice key, const char *at)
{
	struct th_json_level *level = &r->levels.items[r->levels.count - 1];
	uint32_t hash = r->key_hash;

	if (is_repeated(r, level, key, hash)) {
		fail(r, at, TH_EINPUT, "the same key twice in one object: readers differ in which they take");
		return false;
	}
	struct th_json_seen *seen = th_json_seen_list_push(&r->seen, UINT32_MAX);
	if (!seen) {
		fail(r, at, TH_ENOMEM, "out of memory");
		return false;
	}
	*seen = (struct th_json_seen){ key.ptr, (uint32_t)key.len, hash };
	level->filter |= UINT64_C(1) << (hash & 63);
	uint32_t keys = r->seen.count - level->first_key;
	if (keys < MANY_KEYS)
		return true;
	if (!level->table || keys > level->table_mask / 2) {
		if (!table_grow(r, level)) {
			fail(r, at, TH_ENOMEM, "out of memory");
			return false;
		}
	} else {
		table_add(r, level, r->seen.count - 1, r->seen.count);
	}
	return true;
}

static enum th_json_token read_key(struct th_json *r)
{
	const char *quote = r->at++;

	if (!read_string(r))
		return TH_JSON_ERROR;
	if (r->raw.len > TH_MAX_KEY_BYTES)
		return fail(r, quote, TH_ELIMIT, "a key longer than the ceiling of 4096 bytes (TH_MAX_KEY_BYTES)");
	th_slice key = th_json_text(r, &r->keys);
	if (!key.ptr)
		return fail(r, quote, TH_ENOMEM, "out of memory");
	r->key_hash = th_json_key_hash(key);
	if (r->mode == TH_JSON_STRICT && !remember_key(r, key, quote))
		return TH_JSON_ERROR;
	const char *at = past_blanks(r->at);
	if (*at != ':')
		return fail(r, at, TH_EINPUT, "expected ':' behind a key");
	r->at = at + 1;
	r->expect = EXPECT_VALUE;
	return TH_JSON_KEY;
}

static enum th_json_token open_level(struct th_json *r, bool is_object)
{
	if (r->levels.count >= TH_MAX_DEPTH)
		return fail(r, r->at, TH_ELIMIT, "nested deeper than the ceiling of 1000 levels (TH_MAX_DEPTH)");
	struct th_json_level *level = th_json_level_list_push(&r->levels, TH_MAX_DEPTH);
	if (!level)
		return fail(r, r->at, TH_ENOMEM, "out of memory");
	level->is_object = is_object;
	level->first_key = r->seen.count;
	r->at++;
	r->expect = is_object ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
	return is_object ? TH_JSON_OBJECT : TH_JSON_ARRAY;
}

static void after_value(struct th_json *r)
{
	r->expect = r->levels.count ? EXPECT_COMMA_OR_END : EXPECT_NOTHING;
}

static enum th_json_token close_level(struct th_json *r)
{
	struct th_json_level *level = &r->levels.items[r->levels.count - 1];
	bool is_object = level->is_object;

	r->seen.count = level->first_key;
	free(level->table);
	r->levels.count--;
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
			return fail(r, at, TH_EINPUT, "expected a digit behind the point of a number");
	}
	if (*at == 'e' || *at == 'E') {
		const char *exponent = at + 1;
		if (*exponent == '+' || *exponent == '-')
			exponent++;
		at = past_digits(exponent);
		if (at == exponent)
			return fail(r, at, TH_EINPUT, "expected a digit in the exponent of a number");
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
		return fail(r, r->at, TH_EINPUT, "expected a value: an object, array, string, number, true, false or null");
	r->raw = th_slice_make(r->at, word.len);
	r->escaped = false;
	r->at += word.len;
	after_value(r);
	return token;
}

static enum th_json_token read_value(struct th_json *r)
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
	case '-': case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
		return read_number(r);
	default: break;
	}
	if (r->at >= r->end)
		return fail(r, r->at, TH_EINPUT, r->at == r->begin ? "the file is empty" : "expected a value, found the end of the file");
	return fail(r, r->at, TH_EINPUT, "expected a value: an object, array, string, number, true, false or null");
}

/* Behind a value inside an object or array. */
static enum th_json_token read_behind(struct th_json *r)
{
	bool is_object = r->levels.items[r->levels.count - 1].is_object;

	if (*r->at == (is_object ? '}' : ']')) {
		r->token_at = (size_t)(r->at - r->begin);
		return close_level(r);
	}
	if (*r->at != ',') {
		if (r->at >= r->end)
			return fail(r, r->at, TH_EINPUT, "the file ends inside an object or array: it is cut off");
		return fail(r, r->at, TH_EINPUT, is_object ? "expected ',' or '}' behind a member" : "expected ',' or ']' behind an element");
	}
	r->at = past_blanks(r->at + 1);
	r->token_at = (size_t)(r->at - r->begin);
	if (!is_object)
		return read_value(r);
	if (*r->at != '"')
		return fail(r, r->at, TH_EINPUT, "expected a key in quotes behind ','");
	return read_key(r);
}

enum th_json_token th_json_next(struct th_json *r)
{
	if (r->status != TH_OK)
		return TH_JSON_ERROR;
	r->at = past_blanks(r->at);
	r->token_at = (size_t)(r->at - r->begin);
	switch ((enum expect)r->expect) {
	case EXPECT_COMMA_OR_END: return read_behind(r);
	case EXPECT_VALUE_OR_END:
		if (*r->at == ']')
			return close_level(r);
		return read_value(r);
	case EXPECT_VALUE: return read_value(r);
	case EXPECT_KEY_OR_END:
		if (*r->at == '}')
			return close_level(r);
		/* fall through */
	case EXPECT_KEY:
		if (*r->at != '"')
			return fail(r, r->at, TH_EINPUT, r->at >= r->end ? "the file ends inside an object: it is cut off" : "expected a key in quotes or '}'");
		return read_key(r);
	case EXPECT_NOTHING: break;
	}
	if (r->at < r->end)
		return fail(r, r->at, TH_EINPUT, "bytes behind the end of the JSON document");
	return TH_JSON_END;
}

enum th_json_token th_json_skip(struct th_json *r, enum th_json_token token)
{
	if (token != TH_JSON_OBJECT && token != TH_JSON_ARRAY)
		return token;
	uint32_t depth = r->levels.count;
	while (r->levels.count >= depth) {
		token = th_json_next(r);
		if (token == TH_JSON_ERROR)
			return token;
	}
	return token;
}

const char *th_json_token_name(enum th_json_token token)
{
	static const char *const names[] = {
		[TH_JSON_ERROR] = "an error",	[TH_JSON_END] = "the end",
		[TH_JSON_OBJECT] = "an object", [TH_JSON_OBJECT_END] = "the end of an object",
		[TH_JSON_ARRAY] = "an array",	[TH_JSON_ARRAY_END] = "the end of an array",
		[TH_JSON_KEY] = "a key",	[TH_JSON_STRING] = "a string",
		[TH_JSON_NUMBER] = "a number",	[TH_JSON_TRUE] = "true",
		[TH_JSON_FALSE] = "false",	[TH_JSON_NULL] = "null",
	};
	return names[token];
}
