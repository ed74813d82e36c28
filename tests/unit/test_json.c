/*
 * The strict reader: grammar, numbers, UTF-8, escapes, ceilings, equal keys, known keys. Every
 * input lies in an allocation that ends with its padding, and is read in all the ways there are,
 * which have to agree (tests/conformance/json_walks.h).
 */
#include "core/text/json.h"

#include "tests/conformance/json_walks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <cjson/cJSON.h>
#include <stdio.h>

/* ---- help ---- */

/* A copy with its padding, in an allocation of exactly that size; the caller's to free. */
static char *padded(th_slice text)
{
	char *copy = malloc(text.len + TH_JSON_PADDING);

	assert_non_null(copy);
	if (text.ptr)
		memcpy(copy, text.ptr, text.len);
	memset(copy + text.len, 0, TH_JSON_PADDING);
	return copy;
}

/* What strict reading says of it, in whatever way. */
static struct json_outcome outcome(th_slice text)
{
	struct json_outcome strict;
	char *copy = padded(text);
	const char *found = json_disagreement(th_slice_make(copy, text.len), 0, &strict);

	free(copy);
	if (found)
		fail_msg("%s: %.*s", found, text.len < 200 ? (int)text.len : 200, text.ptr);
	return strict;
}

static struct json_outcome outcome_of_rfc(th_slice text)
{
	char *copy = padded(text);
	struct json_outcome out = json_by_tokens(th_slice_make(copy, text.len), 0, TH_JSON_RFC8259);

	free(copy);
	return out;
}

static void assert_accepted(th_slice text)
{
	struct json_outcome out = outcome(text);

	if (out.status != TH_OK)
		fail_msg("%s at %zu: %.*s", out.error, out.error_at,
			 text.len < 200 ? (int)text.len : 200, text.ptr);
}

static void assert_refused(th_slice text, th_status status, size_t at)
{
	struct json_outcome out = outcome(text);

	if (out.status != status || out.error_at != at || !out.error)
		fail_msg("status %d at %zu instead of %d at %zu: %.*s", (int)out.status,
			 out.error_at, (int)status, at, text.len < 200 ? (int)text.len : 200,
			 text.ptr);
}

static void assert_bad(const char *text, size_t at)
{
	assert_refused(th_slice_of(text), TH_EINPUT, at);
}

/* A document that is put together, then read. */
static struct {
	char *bytes;
	size_t len, capacity;
} made;

static void put(th_slice text)
{
	if (made.capacity - made.len < text.len) {
		made.capacity = (made.capacity + text.len) * 2;
		made.bytes = realloc(made.bytes, made.capacity);
		assert_non_null(made.bytes);
	}
	if (text.len)
		memcpy(made.bytes + made.len, text.ptr, text.len);
	made.len += text.len;
}

static void put_text(const char *text)
{
	put(th_slice_of(text));
}

static void put_many(char c, size_t count)
{
	for (size_t i = 0; i < count; i++)
		put(th_slice_make(&c, 1));
}

static th_slice whole(void)
{
	return th_slice_make(made.bytes, made.len);
}

static int set_up(void **state)
{
	(void)state;
	made.len = 0;
	return 0;
}

static int clean_up(void **state)
{
	(void)state;
	free(made.bytes);
	memset(&made, 0, sizeof(made));
	return 0;
}

/* The decoded text of the one string in an array, in expected[] bytes. */
static void assert_text(th_slice document, th_slice expected)
{
	struct th_json reader;
	struct th_arena arena = { 0 };
	char *copy = padded(document);

	th_json_init(&reader, th_slice_make(copy, document.len), 0, TH_JSON_RFC8259);
	assert_int_equal(th_json_next(&reader), TH_JSON_ARRAY);
	assert_int_equal(th_json_next(&reader), TH_JSON_STRING);
	th_slice text = th_json_text(&reader, &arena);
	assert_int_equal(text.len, expected.len);
	assert_memory_equal(text.ptr, expected.ptr, expected.len);
	th_json_release(&reader);
	th_arena_release(&arena);
	free(copy);
}

/* ---- grammar ---- */

static void every_value_is_a_document(void **state)
{
	static const char *const values[] = { "{}",    "[]",   "\"\"", "0",          "true",
					      "false", "null", " 1 ",  "\n{\t}\r\n", "[[],{}]" };
	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		assert_accepted(th_slice_of(values[i]));
}

static void what_is_no_value_is_refused_where_it_begins(void **state)
{
	static const struct {
		const char *text;
		size_t at;
	} cases[] = {
		{ "", 0 },
		{ "  ", 2 },
		{ "nul", 0 },
		{ "[nulL]", 1 },
		{ "True", 0 },
		{ "[NaN]", 1 },
		{ "[Infinity]", 1 },
		{ "['a']", 1 },
		{ "[a]", 1 },
		{ "/**/1", 0 },
		{ "[1]//", 3 },
		{ "]", 0 },
		{ "}", 0 },
		{ ",", 0 },
		{ ":", 0 },
		{ "[,1]", 1 },
		{ "[1,]", 3 },
		{ "[1,,2]", 3 },
		{ "[1 2]", 3 },
		{ "[1:2]", 2 },
		{ "[1}", 2 },
		{ "{]", 1 },
		{ "{\"a\":1]", 6 },
		{ "{a:1}", 1 },
		{ "{1:1}", 1 },
		{ "{null:1}", 1 },
		{ "{,\"a\":1}", 1 },
		{ "{\"a\"}", 4 },
		{ "{\"a\" 1}", 5 },
		{ "{\"a\":}", 5 },
		{ "{\"a\":,}", 5 },
		{ "{\"a\":1,}", 7 },
		{ "{\"a\":1 ,, }", 8 },
		{ "{\"a\"::1}", 5 },
		{ "{\"a\":1 \"b\":2}", 7 },
		{ "{\"a\":1,2}", 7 },
		{ "{\"a\":\"b\":\"c\"}", 8 },
		{ "[[1],[2]", 8 },
		{ "{\"a\":{}", 7 },
		{ "{\"a\":1", 6 },
		{ "{\"a\":", 5 },
		{ "{\"a\"", 4 },
		{ "{", 1 },
		{ "[", 1 },
		{ "[1", 2 },
		{ "[1,", 3 },
		{ "\"abc", 0 },
		{ "{\"abc", 1 },
		{ "[\"a\", \"b", 6 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_bad(cases[i].text, cases[i].at);
}

static void bytes_behind_the_document_are_refused(void **state)
{
	(void)state;
	assert_bad("{} x", 3);
	assert_bad("1 2", 2);
	assert_bad("[]]", 2);
	assert_bad("{}{}", 2);
	assert_refused(th_slice_make("1\0", 2), TH_EINPUT, 1);
	assert_refused(th_slice_make("[]\n\0\0", 5), TH_EINPUT, 3);
}

static void other_blanks_than_the_four_are_refused(void **state)
{
	(void)state;
	assert_bad("\f1", 0);
	assert_bad("[\v1]", 1);
	assert_bad("[1\xc2\xa0]", 2);
	assert_bad("\xef\xbb\xbf[]", 0);
	assert_refused(th_slice_make("[1,\0"
				     "2]",
				     6),
		       TH_EINPUT, 3);
}

/* Every run of blanks, of all lengths around a chunk, wherever blanks may stand. */
static void blanks_may_stand_between_all_tokens(void **state)
{
	static const char *const parts[] = { "",  "{",     "\"a\"", ":",     "[", "1",
					     ",", "\"b\"", ",",     "{",     "}", "]",
					     ",", "\"c\"", ":",     "\"d\"", "}", "" };
	static const char *const first[] = { "", "\n", "\r\n", "\t", " " };
	(void)state;
	for (size_t f = 0; f < sizeof(first) / sizeof(first[0]); f++)
		for (size_t blanks = 0; blanks <= 40; blanks++) {
			made.len = 0;
			for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
				put_text(parts[i]);
				put_text(first[f]);
				put_many(' ', blanks);
			}
			assert_accepted(whole());
		}
}

static void the_place_of_every_token_is_told(void **state)
{
	const th_slice text = TH_SLICE("{ \"a\" : [1, \"x\" ],\n\"b\":null }");
	static const struct {
		enum th_json_token token;
		size_t at;
	} expected[] = {
		{ TH_JSON_OBJECT, 0 }, { TH_JSON_KEY, 2 },     { TH_JSON_ARRAY, 8 },
		{ TH_JSON_NUMBER, 9 }, { TH_JSON_STRING, 12 }, { TH_JSON_ARRAY_END, 16 },
		{ TH_JSON_KEY, 19 },   { TH_JSON_NULL, 23 },   { TH_JSON_OBJECT_END, 28 },
		{ TH_JSON_END, 29 },
	};
	struct th_json reader;
	(void)state;
	char *copy = padded(text);
	th_json_init(&reader, th_slice_make(copy, text.len), 0, TH_JSON_STRICT);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		assert_int_equal(th_json_next(&reader), expected[i].token);
		assert_int_equal(reader.token_at, expected[i].at);
	}
	th_json_release(&reader);
	free(copy);
}

static void an_error_stays(void **state)
{
	struct th_json reader;
	(void)state;
	char *copy = padded(TH_SLICE("[1,x,2]"));
	th_json_init(&reader, th_slice_make(copy, 7), 0, TH_JSON_STRICT);
	while (th_json_next(&reader) != TH_JSON_ERROR) {
	}
	assert_int_equal(th_json_next(&reader), TH_JSON_ERROR);
	assert_int_equal(th_json_element(&reader), TH_JSON_ERROR);
	assert_int_equal(reader.error_at, 3);
	th_json_release(&reader);
	free(copy);
}

static void reading_can_start_behind_a_byte_order_mark(void **state)
{
	struct json_outcome strict;
	(void)state;
	char *copy = padded(TH_SLICE("\xef\xbb\xbf[1,x]"));
	assert_null(json_disagreement(th_slice_make(copy, 8), 3, &strict));
	assert_int_equal(strict.error_at, 6);
	free(copy);
}

static void a_document_cut_off_anywhere_is_refused(void **state)
{
	const th_slice text =
		TH_SLICE("{\"name\": \"\\u00e4\xc3\xa4\\n\",\n  \"version\": [1.5e+3, true, "
			 "false, null, {\"k\\u0031\": \"\\ud83d\\ude00\"}],\n\"a\":{\"a\":\"\"}}");
	(void)state;
	assert_accepted(text);
	for (size_t cut = 0; cut < text.len; cut++)
		assert_int_equal(outcome(th_slice_sub(text, 0, cut)).status, TH_EINPUT);
}

/* ---- numbers ---- */

static void numbers_are_those_of_the_grammar(void **state)
{
	static const char *const good[] = {
		"0",   "-0",   "10",   "-1",   "0.5",    "1.25",  "1e5",
		"1E5", "1e+5", "1e-5", "-0e0", "0.0e00", "1e400", "12345678901234567890123456789"
	};
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		made.len = 0;
		put_text("{\"a\":");
		put_text(good[i]);
		put_text(",\"b\":[");
		put_text(good[i]);
		put_text(" ]}");
		assert_accepted(whole());
		assert_accepted(th_slice_of(good[i]));
	}
}

static void what_is_nearly_a_number_is_refused(void **state)
{
	static const struct {
		const char *text;
		size_t at;
	} cases[] = {
		{ "[+1]", 1 },           { "[.5]", 1 },  { "[-]", 2 },   { "[-a]", 2 },
		{ "[01]", 1 },           { "[-01]", 1 }, { "[1.]", 3 },  { "[1.e1]", 3 },
		{ "[1e]", 3 },           { "[1e+]", 4 }, { "[1ea]", 3 }, { "[0x1]", 2 },
		{ "[1a]", 2 },           { "[--1]", 2 }, { "[1-1]", 2 }, { "[1_0]", 2 },
		{ "[1.5.2]", 4 },        { "-", 1 },     { "1.", 2 },    { "1e", 2 },
		{ "[\xef\xbc\x91]", 1 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_bad(cases[i].text, cases[i].at);
}

/* ---- strings ---- */

static void escapes_are_decoded(void **state)
{
	(void)state;
	assert_text(TH_SLICE("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]"), TH_SLICE("\"\\/\b\f\n\r\t"));
	assert_text(TH_SLICE("[\"\\u0041\\u00e4\\u20AC\\uFFFF\"]"),
		    TH_SLICE("A\xc3\xa4\xe2\x82\xac\xef\xbf\xbf"));
	assert_text(TH_SLICE("[\"\\ud800\\udc00\\uDBFF\\uDFFF\"]"),
		    TH_SLICE("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"));
	assert_text(TH_SLICE("[\"a\\u0000b\"]"), th_slice_make("a\0b", 3));
}

static void other_escapes_are_refused(void **state)
{
	(void)state;
	assert_bad("[\"\\a\"]", 2);
	assert_bad("[\"\\'\"]", 2);
	assert_bad("[\"\\U0041\"]", 2);
	assert_bad("[\"\\x41\"]", 2);
	assert_bad("[\"\\u004\"]", 2);
	assert_bad("[\"\\u00g1\"]", 2);
	assert_bad("[\"\\u+041\"]", 2);
	assert_bad("[\"\\", 2);
	assert_bad("[\"\\u12", 2);
	assert_bad("{\"\\a\":1}", 2);
}

static void half_a_surrogate_pair_is_refused(void **state)
{
	(void)state;
	assert_bad("[\"\\ud800\"]", 2);
	assert_bad("[\"\\udc00\"]", 2);
	assert_bad("[\"\\udbff\\ud800\"]", 2);
	assert_bad("[\"\\ud800\\u0041\"]", 2);
	assert_bad("[\"\\ud800\\n\"]", 2);
	assert_bad("[\"\\ud800udc00\"]", 2);
	assert_bad("[\"\\udc00\\ud800\"]", 2);
	assert_bad("[\"\\ud800\\udc0\"]", 2);
	assert_bad("{\"\\udfff\":1}", 2);
}

static void an_escaped_nul_is_refused_strictly_alone(void **state)
{
	(void)state;
	assert_bad("[\"a\\u0000\"]", 3);
	assert_bad("{\"\\u0000\":1}", 2);
	assert_int_equal(outcome_of_rfc(TH_SLICE("{\"\\u0000\":\"\\u0000\"}")).status, TH_OK);
}

static void control_characters_are_refused_and_delete_is_not(void **state)
{
	char text[] = "[\"a b\"]";
	(void)state;
	for (int c = 0; c < ' '; c++) {
		text[3] = (char)c;
		assert_refused(th_slice_make(text, 7), TH_EINPUT, 3);
	}
	text[3] = 0x7f;
	assert_accepted(th_slice_make(text, 7));
}

static void well_formed_utf8_is_accepted(void **state)
{
	static const char *const good[] = {
		"\xc2\x80",         "\xdf\xbf",         "\xe0\xa0\x80", "\xec\xbf\xbf",
		"\xed\x9f\xbf",     "\xee\x80\x80",     "\xef\xbf\xbf", "\xf0\x90\x80\x80",
		"\xf3\xbf\xbf\xbf", "\xf4\x8f\xbf\xbf", "\xef\xbb\xbf"
	};
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		made.len = 0;
		put_text("{\"");
		put_text(good[i]);
		put_text("\":\"");
		put_text(good[i]);
		put_text("\"}");
		assert_accepted(whole());
	}
}

static void ill_formed_utf8_is_refused_where_it_begins(void **state)
{
	static const char *const bad[] = {
		"\x80",
		"\xbf",
		"\xc0\x80",
		"\xc1\xbf",
		"\xc2",
		"\xc2\x41",
		"\xc2\xc2",
		"\xe0\x9f\xbf",
		"\xe0\xa0",
		"\xe1\x80\x41",
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xf0\x8f\xbf\xbf",
		"\xf0\x90\x80",
		"\xf1\x80\x80\x41",
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xf8\x88\x80\x80",
		"\xff",
		"\xfe",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		made.len = 0;
		put_text("[\"\xc3\xa4");
		put_text(bad[i]);
		put_text("\"]");
		assert_refused(whole(), TH_EINPUT, 4);
		assert_refused(th_slice_sub(whole(), 0, 4 + strlen(bad[i])), TH_EINPUT, 4);
	}
}

/* A string of len letters with a piece at one of them, as element, key and value. */
static void put_strings(size_t len, size_t at, const char *piece)
{
	made.len = 0;
	put_text("[\"");
	for (int i = 0; i < 3; i++) {
		put_many('a', at);
		put_text(piece);
		put_many('b', len - at);
		put_text(i == 0 ? "\",{\"" : i == 1 ? "\":\"" : "\"}]");
	}
}

static void strings_end_wherever_in_a_chunk_they_end(void **state)
{
	static const char *const pieces[] = { "",         "\\\"",         "\\\\",
					      "\\n",      "\\u0041",      "\\ud83d\\ude00",
					      "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
					      "\x7f" };
	(void)state;
	for (size_t p = 0; p < sizeof(pieces) / sizeof(pieces[0]); p++)
		for (size_t len = 0; len <= 80; len++)
			for (size_t at = 0; at <= len; at += p ? 1 : len + 1) {
				put_strings(len, at, pieces[p]);
				assert_accepted(whole());
			}
}

static void a_fault_is_found_wherever_in_a_chunk_it_stands(void **state)
{
	static const char *const pieces[] = {
		"\n", "\x1f", "\\x", "\\ud800", "\x80", "\xe2\x82", "\xf4\x90\x80\x80"
	};
	(void)state;
	for (size_t p = 0; p < sizeof(pieces) / sizeof(pieces[0]); p++)
		for (size_t len = 0; len <= 80; len += 5)
			for (size_t at = 0; at <= len; at++) {
				put_strings(len, at, pieces[p]);
				assert_refused(whole(), TH_EINPUT, 2 + at);
			}
}

static void escaped_text_is_decoded_wherever_it_stands(void **state)
{
	(void)state;
	for (size_t len = 0; len <= 40; len++)
		for (size_t at = 0; at <= len; at++) {
			char expected[64];
			const th_slice smile = TH_SLICE("\xf0\x9f\x98\x80");
			memset(expected, 'a', at);
			memcpy(expected + at, smile.ptr, smile.len);
			memset(expected + at + smile.len, 'b', len - at);
			put_strings(len, at, "\\ud83d\\ude00");
			assert_text(whole(), th_slice_make(expected, len + smile.len));
		}
}

/* ---- ceilings ---- */

static void nesting_is_read_up_to_its_ceiling(void **state)
{
	(void)state;
	put_many('[', TH_MAX_DEPTH);
	put_many(']', TH_MAX_DEPTH);
	assert_accepted(whole());
	made.len = 0;
	put_many('[', TH_MAX_DEPTH + 1);
	put_many(']', TH_MAX_DEPTH + 1);
	assert_refused(whole(), TH_ELIMIT, TH_MAX_DEPTH);
}

static void nesting_of_objects_is_read_up_to_its_ceiling(void **state)
{
	(void)state;
	for (size_t levels = TH_MAX_DEPTH; levels <= TH_MAX_DEPTH + 1; levels++) {
		made.len = 0;
		for (size_t i = 0; i < levels; i++)
			put_text("{\"a\":");
		put_text("1");
		put_many('}', levels);
		if (levels == TH_MAX_DEPTH)
			assert_accepted(whole());
		else
			assert_refused(whole(), TH_ELIMIT, (size_t)TH_MAX_DEPTH * 5);
	}
}

static void endless_nesting_is_refused_at_the_ceiling(void **state)
{
	(void)state;
	put_many('[', 1000000);
	assert_refused(whole(), TH_ELIMIT, TH_MAX_DEPTH);
}

static void a_string_is_read_up_to_its_ceiling(void **state)
{
	(void)state;
	for (size_t over = 0; over <= 1; over++) {
		made.len = 0;
		put_text("{\"a\":\"");
		put_many('x', TH_MAX_STRING_BYTES + over);
		put_text("\"}");
		if (over)
			assert_refused(whole(), TH_ELIMIT, 5);
		else
			assert_accepted(whole());
	}
}

static void a_key_is_read_up_to_its_ceiling(void **state)
{
	(void)state;
	for (size_t over = 0; over <= 1; over++) {
		made.len = 0;
		put_text("[{\"");
		put_many('x', TH_MAX_KEY_BYTES + over);
		put_text("\":1}]");
		if (over)
			assert_refused(whole(), TH_ELIMIT, 2);
		else
			assert_accepted(whole());
	}
}

/* ---- equal keys ---- */

struct form {
	const char *before;
	int digits;
	const char *after;
};

/*
 * An object of count keys, made of their numbers in this form, and behind them one that repeats,
 * if it is one of them. The place of the last.
 */
static size_t put_object(unsigned count, const struct form *form, unsigned repeated)
{
	char key[128];
	size_t at = 0;

	made.len = 0;
	put_text("{");
	for (unsigned i = 0; i < count + (repeated < count); i++) {
		at = made.len + (i > 0);
		snprintf(key, sizeof(key), "%s%0*u%s", form->before, form->digits,
			 i < count ? i : repeated, form->after);
		put_text(i ? ",\"" : "\"");
		put_text(key);
		put_text(i % 3 == 0 ? "\":1" : i % 3 == 1 ? "\":\"v\"" : "\": {}");
	}
	put_text("}");
	return at;
}

/* Few keys are compared, many are kept in a table: around the change and far from it. */
static void an_equal_key_is_found_among_however_many(void **state)
{
	static const unsigned counts[] = {
		1, 2, 3, 62, 63, 64, 65, 66, 127, 128, 129, 1000, 12000
	};
	static const struct form forms[] = { { "k", 1, "" },
					     { "", 8, "" },
					     { "seven", 10, "" },
					     { "a-long-key-", 1, "-of-many-bytes" } };
	(void)state;
	for (size_t f = 0; f < sizeof(forms) / sizeof(forms[0]); f++)
		for (size_t c = 0; c < sizeof(counts) / sizeof(counts[0]); c++) {
			put_object(counts[c], &forms[f], UINT32_MAX);
			assert_accepted(whole());
			size_t at = put_object(counts[c], &forms[f], 0);
			assert_refused(whole(), TH_EINPUT, at);
			at = put_object(counts[c], &forms[f], counts[c] / 2);
			assert_refused(whole(), TH_EINPUT, at);
			at = put_object(counts[c], &forms[f], counts[c] - 1);
			assert_refused(whole(), TH_EINPUT, at);
			assert_int_equal(outcome_of_rfc(whole()).status, TH_OK);
		}
}

/* Their first and last 8 bytes and their length are equal, and with them their unseeded hash. */
static void keys_that_are_made_to_collide_are_told_apart(void **state)
{
	static const struct form form = { "12345678", 6, "12345678" };
	(void)state;
	put_object(50, &form, UINT32_MAX);
	assert_accepted(whole());
	size_t at = put_object(50, &form, 17);
	assert_refused(whole(), TH_EINPUT, at);
	put_object(200000, &form, UINT32_MAX);
	assert_accepted(whole()); /* and in no square of time */
	at = put_object(2000, &form, 1234);
	assert_refused(whole(), TH_EINPUT, at);
}

/* Lengths around those that the comparison by numbers knows: 8 and 16 bytes. */
static void keys_of_every_length_are_compared_to_the_last_byte(void **state)
{
	char key[42];
	(void)state;
	for (size_t len = 0; len < 40; len++)
		for (size_t differs = 0; differs <= len; differs++) {
			made.len = 0;
			memset(key, 'a', len);
			put_text("[{\"");
			put(th_slice_make(key, len));
			put_text("\":\"x\",\"");
			size_t at = made.len - 1;
			if (differs < len)
				key[differs] = 'b';
			put(th_slice_make(key, len));
			put_text("\":\"y\"}]");
			if (differs < len)
				assert_accepted(whole());
			else
				assert_refused(whole(), TH_EINPUT, at);
		}
}

static void a_key_is_no_other_by_nul_or_length(void **state)
{
	(void)state;
	assert_accepted(TH_SLICE("{\"\":1,\"a\":2,\"aa\":3,\"aaaaaaaa\":4,\"aaaaaaaaa\":5}"));
	assert_int_equal(outcome_of_rfc(TH_SLICE("{\"a\":1,\"a\\u0000\":2}")).status, TH_OK);
}

static void escaped_keys_are_compared_as_they_are_meant(void **state)
{
	(void)state;
	assert_bad("{\"a\":1,\"\\u0061\":2}", 7);
	assert_bad("{\"\\u0061\":1,\"a\":2}", 12);
	assert_bad("{\"\\n\":\"x\",\"\\u000a\":\"y\"}", 10);
	assert_bad("{\"na\\u006de\":\"x\",\"name\":\"y\"}", 17);
	assert_bad("{\"externalReferences\":\"x\",\"external\\u0052eferences\":\"y\"}", 26);
	assert_bad("{\"\xf0\x9f\x98\x80\":1,\"\\ud83d\\ude00\":2}", 10);
	assert_accepted(TH_SLICE("{\"\\\\u0061\":1,\"\\u0061\":2,\"u0061\":3}"));
}

static void equal_keys_of_different_objects_are_none(void **state)
{
	(void)state;
	assert_accepted(TH_SLICE("[{\"a\":1},{\"a\":2}]"));
	assert_accepted(TH_SLICE("{\"a\":{\"a\":{\"a\":1},\"b\":2},\"b\":{\"a\":3}}"));
	assert_bad("{\"a\":{\"b\":{\"a\":1}},\"b\":2,\"a\":3}", 25);
	assert_bad("{\"name\":{\"name\":\"\"},\"x\":\"\",\"name\":{}}", 27);
}

/* A table of keys belongs to its object: it is gone with it and is not its children's. */
static void objects_of_many_keys_may_be_nested(void **state)
{
	(void)state;
	put_text("{");
	for (unsigned level = 0; level < 4; level++) {
		char key[32];
		for (unsigned i = 0; i < 100; i++) {
			snprintf(key, sizeof(key), "\"k%u\":%u,", i, i);
			put_text(key);
		}
		put_text("\"inner\":{");
	}
	put_text("}}}}");
	size_t end = made.len;
	put_text("}");
	assert_accepted(whole());
	made.len = end;
	put_text(",\"k50\":\"again\"}");
	assert_refused(whole(), TH_EINPUT, end + 1);
}

/* ---- known keys ---- */

static const char *const keys[] = { "name",
				    NULL,
				    "fifteen-letters",
				    "sixteen--letters",
				    "seventeen-letters",
				    "externalReferences",
				    "" };
enum { NAME, NOTHING, FIFTEEN, SIXTEEN, SEVENTEEN, LONG, EMPTY, KEYS };

/* The number of the one key in an object; its value is a number, which is always told. */
static uint32_t number_of_key(const char *key, struct th_json_index *index)
{
	struct th_json reader;
	uint64_t kept[1];

	made.len = 0;
	put_text("{\"");
	put_text(key);
	put_text("\":1}");
	char *copy = padded(whole());
	th_json_init(&reader, th_slice_make(copy, made.len), 0, TH_JSON_STRICT);
	assert_int_equal(th_json_next(&reader), TH_JSON_OBJECT);
	assert_int_equal(th_json_member(&reader, index, kept), TH_JSON_NUMBER);
	uint32_t field = reader.field;
	assert_int_equal(th_json_member(&reader, index, kept), TH_JSON_OBJECT_END);
	th_json_release(&reader);
	free(copy);
	return field;
}

static void known_keys_are_found_by_number(void **state)
{
	struct th_json_index index;
	(void)state;
	th_json_index_make(&index, keys, KEYS);
	for (uint32_t i = 0; i < KEYS; i++)
		if (keys[i])
			assert_int_equal(number_of_key(keys[i], &index), i);
	assert_int_equal(number_of_key("n\\u0061me", &index), NAME);
	assert_int_equal(number_of_key("externalReference\\u0073", &index), LONG);
}

static void what_only_looks_like_a_known_key_has_no_number(void **state)
{
	static const char *const others[] = { "nam",
					      "names",
					      "Name",
					      "name ",
					      "fifteen-lettert",
					      "sixteen-_letters",
					      "seventeen_letters",
					      "externalRefarences",
					      "externalReference",
					      "x" };
	struct th_json_index index;
	(void)state;
	th_json_index_make(&index, keys, KEYS);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_int_equal(number_of_key(others[i], &index), TH_JSON_NO_FIELD);
}

static void forty_eight_keys_fit_an_index(void **state)
{
	static char texts[TH_JSON_INDEX_KEYS][16];
	const char *all[TH_JSON_INDEX_KEYS];
	struct th_json_index index;
	(void)state;
	for (unsigned i = 0; i < TH_JSON_INDEX_KEYS; i++) {
		snprintf(texts[i], sizeof(texts[i]), "key-%u", i * 7919);
		all[i] = texts[i];
	}
	th_json_index_make(&index, all, TH_JSON_INDEX_KEYS);
	for (unsigned i = 0; i < TH_JSON_INDEX_KEYS; i++)
		assert_int_equal(number_of_key(texts[i], &index), i);
	assert_int_equal(number_of_key("key-1", &index), TH_JSON_NO_FIELD);
}

/* Read an object's members with the index until one is an error, or the object ends. */
static enum th_json_token all_members(th_slice text, struct th_json_index *index, uint64_t *kept,
				      size_t *error_at)
{
	struct th_json reader;
	enum th_json_token token;
	char *copy = padded(text);

	th_json_init(&reader, th_slice_make(copy, text.len), 0, TH_JSON_STRICT);
	th_json_next(&reader);
	do
		token = th_json_skip(&reader, th_json_member(&reader, index, kept));
	while (token != TH_JSON_ERROR && th_json_depth(&reader) > 0);
	*error_at = reader.error_at;
	th_json_release(&reader);
	free(copy);
	return token;
}

static void an_equal_known_key_is_refused(void **state)
{
	static const struct {
		const char *text;
		size_t at;
	} cases[] = {
		{ "{\"name\":\"a\",\"name\":\"b\"}", 12 },
		{ "{\"name\":1,\"name\":2}", 10 },
		{ "{\"name\":{},\"x\":1,\"name\":[]}", 17 },
		{ "{\"name\":\"a\",\"n\\u0061me\":\"b\"}", 12 },
		{ "{\"externalReferences\":[],\"externalReferences\":[]}", 25 },
		{ "{\"\":\"\",\"\":\"\"}", 7 },
		{ "{\"unknown\":\"\",\"unknown\":\"\"}", 14 },
	};
	struct th_json_index index;
	uint64_t kept[KEYS];
	size_t at;
	(void)state;
	for (int keeps = 0; keeps < 2; keeps++) {
		th_json_index_make(&index, keys, KEYS);
		for (size_t i = 0; i < KEYS && keeps; i++)
			index.keeps[i] = (uint8_t)i;
		for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
			assert_int_equal(all_members(th_slice_of(cases[i].text), &index, kept, &at),
					 TH_JSON_ERROR);
			assert_int_equal(at, cases[i].at);
		}
	}
}

static void the_plain_strings_of_kept_keys_are_put_in_their_places(void **state)
{
	struct th_json_index index;
	uint64_t kept[2] = { 0, 0 };
	size_t at;
	(void)state;
	th_json_index_make(&index, keys, KEYS);
	index.keeps[NAME] = 1;
	index.keeps[SIXTEEN] = 0;
	th_slice text = TH_SLICE("{\"x\":\"y\",\n  \"name\": \"abc\", \"z\":{\"name\":\"\"}, "
				 "\"fifteen-letters\":\"\"}");
	assert_int_equal(all_members(text, &index, kept, &at), TH_JSON_OBJECT_END);
	assert_int_equal(kept[0], 0);
	assert_int_equal(kept[1], UINT64_C(21) << 24 | 3);
}

/* ---- habits ---- */

/*
 * What is read twice is in the habit of the document, and then one byte differs: everywhere, and by
 * every byte that means something. The ways by members have to say what token by token says, which
 * has no habits.
 */
static void a_habit_is_no_licence(void **state)
{
	static const char *const parts[] = {
		"{\"name\": \"v\",\n  \"version\": \"1\", \"x\": \"y\",\n  \"a\": [\"p\", \"q\"]}",
		"{\"a\":{\"name\":\"n\"},\"k1\":[{\"b\":1},{\"b\":2}],\"u\":true}",
		"{\n      \"externalReferences\": [\n        {}],\n  \"components\" :\t[ ] }",
		"[[], [\"\"], {\"\": null}, [1,2 , 3]]",
		"{\"name\":\"twenty-letters-and-then-thirty-more\",\"bom-ref1\":\"\\n\",\"y\":"
		"\"\xc3\xa4\"}",
	};
	static const char other[] = "\0\"\\{}[]:, \nae-0\x80\x1f\xc3";
	(void)state;
	for (size_t p = 0; p < sizeof(parts) / sizeof(parts[0]); p++)
		for (size_t at = 0; at < strlen(parts[p]); at++)
			for (size_t b = 0; b < sizeof(other) - 1; b++) {
				made.len = 0;
				put_text("[");
				for (int i = 0; i < 4; i++) {
					put_text(i ? "," : "");
					put_text(parts[p]);
				}
				put_text("]");
				made.bytes[1 + 2 * (strlen(parts[p]) + 1) + at] = other[b];
				outcome(whole());
			}
}

/* The same with bytes put in or taken out. */
static void a_habit_that_is_left_is_found_again(void **state)
{
	static const char part[] =
		"{\"name\": \"v\", \"x\": \"y\",\n  \"a\": [\"p\", {\"k1\": \"z\"}]}";
	static const char *const more[] = { "",     " ",          "\n\t",           ",",
					    "\"\"", ", \"x\": 1", "\"name\":\"v\"," };
	(void)state;
	for (size_t at = 0; at < sizeof(part); at++)
		for (size_t skipped = 0; skipped < 3 && at + skipped < sizeof(part); skipped++)
			for (size_t m = 0; m < sizeof(more) / sizeof(more[0]); m++) {
				made.len = 0;
				put_text("[");
				for (int i = 0; i < 5; i++) {
					put_text(i ? "," : "");
					put(th_slice_make(part, i == 2 ? at : sizeof(part) - 1));
					if (i != 2)
						continue;
					put_text(more[m]);
					put_text(part + at + skipped);
				}
				put_text("]");
				outcome(whole());
			}
}

/* Long strings and leads of all lengths around a vector, at all its places. */
static void habits_hold_wherever_they_begin(void **state)
{
	(void)state;
	for (size_t shift = 0; shift < 64; shift++)
		for (size_t len = 0; len < 70; len += 3) {
			made.len = 0;
			put_many(' ', shift);
			put_text("[");
			for (int i = 0; i < 4; i++) {
				put_text(i ? ",\n{" : "\n{");
				put_many(' ', len);
				put_text("\"name\":\"");
				put_many('x', i == 3 ? len + 1 : len);
				put_text(i == 2 ? "\\t\",\"u\":\"" : "\",\"u\":\"");
				put_many('y', len);
				put_text("\"}");
			}
			put_text("]");
			assert_accepted(whole());
			made.bytes[made.len - 3] = '\n';
			assert_refused(whole(), TH_EINPUT, made.len - 3);
		}
}

/* Both keys have stood behind each other, so that both are in the habit; one object has one twice.
 */
static void an_equal_key_is_refused_though_it_is_in_the_habit(void **state)
{
	static const char *const pairs[][2] = {
		{ "name", "version" }, { "x", "y" }, { "bomFormat", "x" }, { "name", "bomFormat" }
	};
	static const char *const values[] = { "\"v\"", "{}", "[]", "1", "\"\\n\"" };
	char text[256];
	(void)state;
	for (size_t p = 0; p < sizeof(pairs) / sizeof(pairs[0]); p++)
		for (size_t v = 0; v < sizeof(values) / sizeof(values[0]); v++) {
			const char *a = pairs[p][0], *b = pairs[p][1], *is = values[v];
			made.len = 0;
			snprintf(text, sizeof(text),
				 "[{\"%s\":%s,\"%s\":%s},{\"%s\":%s,\"%s\":%s},{\"%s\":%s,\"%s\":%"
				 "s,",
				 a, is, b, is, b, is, a, is, a, is, b, is);
			put_text(text);
			size_t at = made.len;
			snprintf(text, sizeof(text), "\"%s\":%s}]", a, is);
			put_text(text);
			assert_refused(whole(), TH_EINPUT, at);
		}
}

/* An escape in a key of a lead, and objects whose keys have a table. */
static void what_is_no_habit_is_read_alike_each_time(void **state)
{
	char text[64];
	(void)state;
	put_text("[");
	for (unsigned object = 0; object < 5; object++) {
		put_text(object ? ",{" : "{");
		for (unsigned key = 0; key < 100; key++) {
			snprintf(text, sizeof(text), "\"k%u\":\"v\",", key);
			put_text(text);
		}
		put_text("\"n\\u0061me\":{},\"z\":{}}");
	}
	put_text("]");
	assert_accepted(whole());
	assert_accepted(TH_SLICE("[{\"n\\u0061me\":{}},{\"n\\u0061me\":{}},{\"n\\u0061me\":{}}]"));
	assert_bad("[{\"n\\u0061me\":\"\"},{\"n\\u0061me\":\"\"},{\"name\":1,\"n\\u0061me\":1}]",
		   45);
}

/* Whoever goes on token by token leaves the habit: what was noted at the beginning of an array does
 * not stand behind an element. */
static void a_habit_is_left_by_going_on_token_by_token(void **state)
{
	const th_slice text = TH_SLICE("[[{}],[{} {}]]");
	struct th_json reader;
	(void)state;
	char *copy = padded(text);
	th_json_init(&reader, th_slice_make(copy, text.len), 0, TH_JSON_STRICT);
	reader.has_habits = true;
	assert_int_equal(th_json_next(&reader), TH_JSON_ARRAY);
	assert_int_equal(th_json_skip(&reader, th_json_element(&reader)), TH_JSON_ARRAY_END);
	assert_int_equal(th_json_element(&reader), TH_JSON_ARRAY);
	assert_int_equal(th_json_next(&reader), TH_JSON_OBJECT);
	assert_int_equal(th_json_next(&reader), TH_JSON_OBJECT_END);
	assert_int_equal(th_json_element(&reader), TH_JSON_ERROR);
	assert_int_equal(reader.error_at, 10);
	th_json_release(&reader);
	free(copy);
}

/* More leads, places and kinds of objects than are noted. */
static void documents_without_habits_are_read_too(void **state)
{
	char text[64];
	(void)state;
	put_text("[");
	for (unsigned i = 0; i < 3000; i++) {
		snprintf(text, sizeof(text), "%s{\"k%u\":{\"l%u\":[[\"\"]]},\"name\":\"\"}",
			 i ? "," : "", i % 700, i);
		put_text(text);
	}
	put_text("]");
	assert_accepted(whole());
}

/* ---- generated documents ---- */

static uint64_t seed;

static uint32_t random_below(uint32_t limit)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)((seed >> 32) % limit);
}

static void put_one_of(const char *const *texts, size_t count)
{
	put_text(texts[random_below((uint32_t)count)]);
}
#define PUT_ONE_OF(texts) put_one_of(texts, sizeof(texts) / sizeof((texts)[0]))

static void put_random_blanks(void)
{
	static const char *const blanks[] = { "",       "",   "",     " ",
					      "\n    ", "\t", "\r\n", "\n                    " };
	PUT_ONE_OF(blanks);
}

static void put_random_string(void)
{
	static const char *const pieces[] = {
		"a",        "bcdefghij",        "\\n", "\\\"", "\\\\", "\\u0041", "\\ud83d\\ude00",
		"\xc3\xa4", "\xf0\x9f\x98\x80", "{",   ","
	};
	put_text("\"");
	for (uint32_t n = random_below(8); n > 0; n--)
		PUT_ONE_OF(pieces);
	put_text("\"");
}

static void put_random_key(void)
{
	static const char *const known[] = { "name",
					     "version",
					     "bom-ref1",
					     "components",
					     "externalReferenc",
					     "externalReference",
					     "bomFormat",
					     "a-key-of-20-letters-",
					     "n\\u0061me" };
	char number[24];

	put_text("\"");
	if (random_below(3) == 0) {
		PUT_ONE_OF(known);
	} else {
		snprintf(number, sizeof(number), random_below(2) ? "k%u" : "a-longer-key-%u",
			 random_below(200));
		put_text(number);
	}
	put_text("\"");
}

static void put_random_value(unsigned levels)
{
	static const char *const scalars[] = { "null",  "true", "false", "0",
					       "-3.25", "1e5",  "[]",    "{}" };
	uint32_t form = levels ? random_below(5) : random_below(3);

	put_random_blanks();
	if (form == 0)
		PUT_ONE_OF(scalars);
	else if (form < 3)
		put_random_string();
	if (form < 3)
		return;
	put_text(form == 3 ? "[" : "{");
	for (uint32_t i = 0, n = random_below(10); i < n; i++) {
		if (i > 0)
			put_text(",");
		put_random_blanks();
		if (form == 4) {
			put_random_key();
			put_random_blanks();
			put_text(":");
		}
		put_random_value(levels - 1);
		put_random_blanks();
	}
	put_text(form == 3 ? "]" : "}");
}

static void damage(void)
{
	static const char usual[] = "{}[]\",:\\u0eE+-. \n\xc3\x80";

	for (uint32_t n = random_below(3); n > 0 && made.len > 0; n--)
		made.bytes[random_below((uint32_t)made.len)] =
			usual[random_below(sizeof(usual) - 1)];
}

/* All ways agree; and what cJSON, which is the laxer one, refuses is refused. */
static void generated_documents_are_read_alike_in_all_ways(void **state)
{
	unsigned accepted = 0, refused = 0;
	(void)state;
	for (uint64_t i = 1; i <= 10000; i++) {
		seed = i * UINT64_C(0x9e3779b97f4a7c15);
		made.len = 0;
		put_random_value(6);
		if (i % 2)
			damage();
		struct json_outcome out = outcome(whole());
		cJSON *tree = cJSON_ParseWithLength(made.bytes, made.len);
		if (!tree && out.status == TH_OK)
			fail_msg("document %llu: %.*s", (unsigned long long)i, (int)made.len,
				 made.bytes);
		cJSON_Delete(tree);
		accepted += out.status == TH_OK;
		refused += out.status != TH_OK;
	}
	assert_true(accepted > 3000 && refused > 2000);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, clean_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_value_is_a_document),
		TEST(what_is_no_value_is_refused_where_it_begins),
		TEST(bytes_behind_the_document_are_refused),
		TEST(other_blanks_than_the_four_are_refused),
		TEST(blanks_may_stand_between_all_tokens),
		TEST(the_place_of_every_token_is_told),
		TEST(an_error_stays),
		TEST(reading_can_start_behind_a_byte_order_mark),
		TEST(a_document_cut_off_anywhere_is_refused),
		TEST(numbers_are_those_of_the_grammar),
		TEST(what_is_nearly_a_number_is_refused),
		TEST(escapes_are_decoded),
		TEST(other_escapes_are_refused),
		TEST(half_a_surrogate_pair_is_refused),
		TEST(an_escaped_nul_is_refused_strictly_alone),
		TEST(control_characters_are_refused_and_delete_is_not),
		TEST(well_formed_utf8_is_accepted),
		TEST(ill_formed_utf8_is_refused_where_it_begins),
		TEST(strings_end_wherever_in_a_chunk_they_end),
		TEST(a_fault_is_found_wherever_in_a_chunk_it_stands),
		TEST(escaped_text_is_decoded_wherever_it_stands),
		TEST(nesting_is_read_up_to_its_ceiling),
		TEST(nesting_of_objects_is_read_up_to_its_ceiling),
		TEST(endless_nesting_is_refused_at_the_ceiling),
		TEST(a_string_is_read_up_to_its_ceiling),
		TEST(a_key_is_read_up_to_its_ceiling),
		TEST(an_equal_key_is_found_among_however_many),
		TEST(keys_that_are_made_to_collide_are_told_apart),
		TEST(keys_of_every_length_are_compared_to_the_last_byte),
		TEST(a_key_is_no_other_by_nul_or_length),
		TEST(escaped_keys_are_compared_as_they_are_meant),
		TEST(equal_keys_of_different_objects_are_none),
		TEST(objects_of_many_keys_may_be_nested),
		TEST(known_keys_are_found_by_number),
		TEST(what_only_looks_like_a_known_key_has_no_number),
		TEST(forty_eight_keys_fit_an_index),
		TEST(an_equal_known_key_is_refused),
		TEST(the_plain_strings_of_kept_keys_are_put_in_their_places),
		TEST(a_habit_is_no_licence),
		TEST(a_habit_that_is_left_is_found_again),
		TEST(habits_hold_wherever_they_begin),
		TEST(an_equal_key_is_refused_though_it_is_in_the_habit),
		TEST(what_is_no_habit_is_read_alike_each_time),
		TEST(a_habit_is_left_by_going_on_token_by_token),
		TEST(documents_without_habits_are_read_too),
		TEST(generated_documents_are_read_alike_in_all_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
