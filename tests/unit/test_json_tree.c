/*
 * Trees behind the strict reader's gate; and cJSON as the oracle for the reader: what the reader
 * accepts, cJSON reads as the same structure.
 */
#include "core/text/json_tree.h"

#include "core/text/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <cjson/cJSON.h>
#include <pthread.h>
#include <stdio.h>

#define CAPACITY 65536

static char bytes[CAPACITY + TH_JSON_PADDING];
static size_t len;
static const cJSON *root;
static struct th_json_fault fault;

static th_status parse(const char *text, size_t text_len)
{
	assert_true(text_len <= CAPACITY);
	memmove(bytes, text, text_len);
	memset(bytes + text_len, 0, TH_JSON_PADDING);
	len = text_len;
	return th_json_tree_parse(th_slice_make(bytes, len), &root, &fault);
}

static const cJSON *tree(const char *text)
{
	assert_int_equal(parse(text, strlen(text)), TH_OK);
	assert_non_null(root);
	return root;
}

static void assert_refused(const char *text, size_t text_len, size_t offset)
{
	assert_int_equal(parse(text, text_len), TH_EINPUT);
	assert_null(root);
	assert_true(fault.message[0] != '\0');
	assert_int_equal(fault.offset, offset);
}

static int release(void **state)
{
	(void)state;
	th_json_tree_free();
	return 0;
}

static void assert_text(th_slice text, const char *expected)
{
	char buffer[64];

	snprintf(buffer, sizeof(buffer), "%.*s", TH_FMT(text));
	assert_string_equal(buffer, expected);
}

/* ---- reading ---- */

static void members_are_found_by_their_exact_key(void **state)
{
	(void)state;
	const cJSON *o = tree("{\"Name\": \"upper\", \"name\": \"lower\"}");
	assert_text(th_json_tree_text(th_json_tree_member(o, "name")), "lower");
	assert_text(th_json_tree_text(th_json_tree_member(o, "Name")), "upper");
	assert_null(th_json_tree_member(o, "NAME"));
}

static void children_come_in_order(void **state)
{
	(void)state;
	const cJSON *n = th_json_tree_first(tree("[\"a\", \"b\"]"));
	assert_text(th_json_tree_text(n), "a");
	n = th_json_tree_next(n);
	assert_text(th_json_tree_text(n), "b");
	assert_null(th_json_tree_next(n));
}

static void members_tell_their_key(void **state)
{
	(void)state;
	assert_text(th_json_tree_key(th_json_tree_first(tree("{\"k\\u0065y\": 1}"))), "key");
}

static void what_is_no_string_has_no_text(void **state)
{
	(void)state;
	const cJSON *o = tree("{\"a\": 1, \"b\": null, \"c\": [], \"d\": \"\"}");
	assert_null(th_json_tree_text(th_json_tree_member(o, "a")).ptr);
	assert_null(th_json_tree_text(th_json_tree_member(o, "b")).ptr);
	assert_null(th_json_tree_text(th_json_tree_member(o, "c")).ptr);
	assert_non_null(th_json_tree_text(th_json_tree_member(o, "d")).ptr);
}

static void a_node_that_is_not_there_is_asked_in_vain(void **state)
{
	(void)state;
	assert_null(th_json_tree_member(NULL, "a"));
	assert_null(th_json_tree_first(NULL));
	assert_null(th_json_tree_next(NULL));
	assert_null(th_json_tree_text(NULL).ptr);
	assert_null(th_json_tree_key(NULL).ptr);
	assert_int_equal(th_json_tree_kind(NULL), TH_TREE_ABSENT);
}

static void an_array_has_no_members(void **state)
{
	(void)state;
	assert_null(th_json_tree_member(tree("[{\"a\": 1}]"), "a"));
}

static void every_kind_is_told(void **state)
{
	(void)state;
	static const enum th_json_tree_kind kinds[] = { TH_TREE_NULL,   TH_TREE_FALSE,
							TH_TREE_TRUE,   TH_TREE_NUMBER,
							TH_TREE_STRING, TH_TREE_ARRAY,
							TH_TREE_OBJECT };
	const cJSON *n = th_json_tree_first(tree("[null, false, true, 1, \"\", [], {}]"));
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++, n = th_json_tree_next(n))
		assert_int_equal(th_json_tree_kind(n), kinds[i]);
	assert_null(n);
}

static void a_byte_order_mark_is_passed_over(void **state)
{
	(void)state;
	assert_int_equal(th_json_tree_kind(tree("\xef\xbb\xbf{}")), TH_TREE_OBJECT);
}

static void a_tree_can_follow_another(void **state)
{
	(void)state;
	tree("{\"a\": \"1\"}");
	th_json_tree_free();
	assert_text(th_json_tree_text(th_json_tree_member(tree("{\"a\": \"2\"}"), "a")), "2");
}

/* ---- refusing ---- */

static void an_equal_key_is_refused(void **state)
{
	(void)state;
	assert_refused("{\"a\": 1, \"\\u0061\": 2}", 20, 9);
}

static void a_nul_in_a_string_is_refused(void **state)
{
	(void)state;
	assert_int_equal(parse("[\"a\\u0000b\"]", 12), TH_EINPUT);
}

static void bytes_behind_the_document_are_refused(void **state)
{
	(void)state;
	assert_refused("{} x", 4, 3);
}

static void bad_utf8_is_refused(void **state)
{
	(void)state;
	assert_int_equal(parse("[\"\xc0\xaf\"]", 6), TH_EINPUT);
}

static void nothing_is_refused(void **state)
{
	(void)state;
	assert_int_equal(parse("", 0), TH_EINPUT);
}

static void a_fault_behind_a_byte_order_mark_has_its_place(void **state)
{
	(void)state;
	assert_refused("\xef\xbb\xbf{} x", 7, 6);
}

static void a_refusal_leaves_no_tree_behind(void **state)
{
	(void)state;
	assert_int_equal(parse("[1", 2), TH_EINPUT);
	tree("[1]"); /* which asserts that none is open */
}

/* Versions of cJSON differ in what they can hold; none may show a part of the number. */
static void a_long_number_is_read_whole_or_refused(void **state)
{
	(void)state;
	char text[128] = "";

	memset(text, '1', 100);
	th_status status = parse(text, 100);
	assert_true(status == TH_EINPUT || (status == TH_OK && root->valuedouble > 1e99));
}

static void nesting_up_to_the_ceiling_is_read(void **state)
{
	(void)state;
	static char text[2 * TH_MAX_DEPTH];

	memset(text, '[', TH_MAX_DEPTH);
	memset(text + TH_MAX_DEPTH, ']', TH_MAX_DEPTH);
	assert_int_equal(parse(text, sizeof(text)), TH_OK);
}

static void nesting_beyond_the_ceiling_is_refused(void **state)
{
	(void)state;
	static char text[2 * (TH_MAX_DEPTH + 1)];

	memset(text, '[', TH_MAX_DEPTH + 1);
	memset(text + TH_MAX_DEPTH + 1, ']', TH_MAX_DEPTH + 1);
	assert_int_equal(parse(text, sizeof(text)), TH_ELIMIT);
}

/* ---- the oracle ---- */

static uint64_t seed;

static uint32_t random_below(uint32_t limit)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)((seed >> 32) % limit);
}

static void put(const char *text)
{
	size_t n = strlen(text);

	if (len + n > CAPACITY / 2)
		return;
	memcpy(bytes + len, text, n);
	len += n;
}

static void put_blank(void)
{
	static const char *const blanks[] = { "", "", "", " ", "\n", "\t", "\r\n  " };
	put(blanks[random_below(sizeof(blanks) / sizeof(blanks[0]))]);
}

static void put_string(void)
{
	static const char *const pieces[] = { "a",
					      "bc",
					      "\\n",
					      "\\\"",
					      "\\\\",
					      "\\/",
					      "\\u0041",
					      "\\u00e4",
					      "\\ud83d\\ude00",
					      "\xc3\xa4",
					      "\xe2\x82\xac",
					      "\xf0\x9f\x98\x80",
					      " ",
					      "{",
					      "]",
					      "\\b\\f\\r\\t" };
	put("\"");
	for (uint32_t n = random_below(5); n > 0; n--)
		put(pieces[random_below(sizeof(pieces) / sizeof(pieces[0]))]);
	put("\"");
}

static void put_scalar(void)
{
	static const char *const scalars[] = { "null",
					       "true",
					       "false",
					       "0",
					       "-0",
					       "12",
					       "-3.25",
					       "1e5",
					       "2E-3",
					       "0.1",
					       "1e400",
					       "1e-400",
					       "123456789012345678901234567890",
					       "-1.5e+07" };
	if (random_below(2))
		put_string();
	else
		put(scalars[random_below(sizeof(scalars) / sizeof(scalars[0]))]);
}

/*
 * A value, its parts nested no deeper than levels: keys may be equal, which the reader has to find.
 */
static void put_value(unsigned levels)
{
	uint32_t form = levels ? random_below(3) : 0;

	put_blank();
	if (form == 0) {
		put_scalar();
		return;
	}
	put(form == 1 ? "[" : "{");
	for (uint32_t i = 0, n = random_below(5); i < n; i++) {
		char key[16];
		if (i > 0)
			put(",");
		put_blank();
		snprintf(key, sizeof(key), "\"k%u\":", random_below(40));
		if (form == 2)
			put(key);
		put_value(levels - 1);
		put_blank();
	}
	put(form == 1 ? "]" : "}");
}

static void damage(void)
{
	static const char usual[] = "{}[]\",:\\u0eE+-. \n\xc3\x80";

	for (uint32_t n = random_below(3); n > 0 && len > 0; n--) {
		uint32_t at = random_below((uint32_t)len);
		if (random_below(3)) {
			bytes[at] = usual[random_below(sizeof(usual) - 1)];
		} else {
			memmove(bytes + at, bytes + at + 1, len - at - 1);
			len--;
		}
	}
}

static enum th_json_tree_kind kind_of(enum th_json_token token)
{
	switch (token) {
	case TH_JSON_OBJECT: return TH_TREE_OBJECT;
	case TH_JSON_ARRAY: return TH_TREE_ARRAY;
	case TH_JSON_STRING: return TH_TREE_STRING;
	case TH_JSON_NUMBER: return TH_TREE_NUMBER;
	case TH_JSON_TRUE: return TH_TREE_TRUE;
	case TH_JSON_FALSE: return TH_TREE_FALSE;
	case TH_JSON_NULL: return TH_TREE_NULL;
	case TH_JSON_ERROR:
	case TH_JSON_END:
	case TH_JSON_OBJECT_END:
	case TH_JSON_ARRAY_END:
	case TH_JSON_KEY: break;
	}
	return TH_TREE_ABSENT;
}

static bool same_scalar(const struct th_json *reader, enum th_json_token token, const cJSON *node,
			struct th_arena *arena)
{
	if (token == TH_JSON_STRING)
		return th_slice_equal(th_json_text(reader, arena), th_json_tree_text(node));
	if (token != TH_JSON_NUMBER)
		return true;
	th_slice raw = th_arena_copy(arena, reader->raw);
	double value = strtod(raw.ptr, NULL);
	return value <= node->valuedouble && value >= node->valuedouble;
}

/* Read the document again with the reader, beside the tree. */
static bool same_structure(const cJSON *node)
{
	const cJSON *above[16];
	struct th_arena arena = { 0 };
	struct th_json reader;
	enum th_json_token token;
	size_t depth = 0;
	bool same = true;

	th_json_init(&reader, th_slice_make(bytes, len), 0, TH_JSON_STRICT);
	while (same && (token = th_json_next(&reader)) != TH_JSON_END) {
		if (token == TH_JSON_OBJECT_END || token == TH_JSON_ARRAY_END) {
			same = node == NULL && depth > 0;
			node = same ? above[--depth]->next : NULL;
		} else if (token == TH_JSON_KEY) {
			same = node && th_slice_equal(th_json_text(&reader, &arena),
						      th_json_tree_key(node));
		} else {
			same = node && th_json_tree_kind(node) == kind_of(token) &&
			       same_scalar(&reader, token, node, &arena);
			bool opens = token == TH_JSON_OBJECT || token == TH_JSON_ARRAY;
			if (same && opens && depth < 16)
				above[depth++] = node;
			if (same)
				node = opens ? node->child : node->next;
		}
	}
	th_json_release(&reader);
	th_arena_release(&arena);
	return same && depth == 0;
}

static bool reader_accepts(void)
{
	struct th_json reader;

	memset(bytes + len, 0, TH_JSON_PADDING);
	th_json_init(&reader, th_slice_make(bytes, len), 0, TH_JSON_STRICT);
	bool ok = th_json_skip(&reader, th_json_next(&reader)) != TH_JSON_ERROR &&
		  th_json_next(&reader) == TH_JSON_END;
	th_json_release(&reader);
	return ok;
}

/* Generated documents, half of them damaged. */
static void what_the_reader_accepts_is_the_same_tree(void **state)
{
	unsigned accepted = 0, refused = 0;

	(void)state;
	for (uint64_t i = 1; i <= 20000; i++) {
		seed = i * UINT64_C(0x9e3779b97f4a7c15);
		len = 0;
		put_value(6);
		if (i % 2)
			damage();
		bool accepts = reader_accepts();
		th_status status = th_json_tree_parse(th_slice_make(bytes, len), &root, &fault);
		if (accepts != (status == TH_OK) || (accepts && !same_structure(root)))
			fail_msg("document %llu: %.*s", (unsigned long long)i, (int)len, bytes);
		accepted += accepts;
		refused += !accepts;
		th_json_tree_free();
	}
	assert_true(accepted > 5000 && refused > 3000);
}

static void *parse_many(void *argument)
{
	char text[32 + TH_JSON_PADDING] = { 0 };
	const cJSON *own;
	struct th_json_fault own_fault;
	unsigned wrong = 0;

	snprintf(text, sizeof(text), "[\"%c\", {\"a\": [1, 2]}]", *(char *)argument);
	for (int i = 0; i < 2000; i++) {
		th_status status = th_json_tree_parse(th_slice_of(text), &own, &own_fault);
		th_slice first = status == TH_OK ? th_json_tree_text(th_json_tree_first(own))
						 : (th_slice){ 0 };
		wrong += first.len != 1 || first.ptr[0] != *(char *)argument;
		th_json_tree_free();
	}
	return wrong ? argument : NULL;
}

static void each_thread_has_a_tree_of_its_own(void **state)
{
	static char names[] = "abcd";
	pthread_t threads[4];
	void *wrong;

	(void)state;
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, parse_many, &names[i]), 0);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(threads[i], &wrong), 0);
		assert_null(wrong);
	}
}

#define TEST(name) cmocka_unit_test_teardown(name, release)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(members_are_found_by_their_exact_key),
		TEST(children_come_in_order),
		TEST(members_tell_their_key),
		TEST(what_is_no_string_has_no_text),
		TEST(a_node_that_is_not_there_is_asked_in_vain),
		TEST(an_array_has_no_members),
		TEST(every_kind_is_told),
		TEST(a_byte_order_mark_is_passed_over),
		TEST(a_tree_can_follow_another),
		TEST(an_equal_key_is_refused),
		TEST(a_nul_in_a_string_is_refused),
		TEST(bytes_behind_the_document_are_refused),
		TEST(bad_utf8_is_refused),
		TEST(nothing_is_refused),
		TEST(a_fault_behind_a_byte_order_mark_has_its_place),
		TEST(a_refusal_leaves_no_tree_behind),
		TEST(a_long_number_is_read_whole_or_refused),
		TEST(nesting_up_to_the_ceiling_is_read),
		TEST(nesting_beyond_the_ceiling_is_refused),
		TEST(what_the_reader_accepts_is_the_same_tree),
		TEST(each_thread_has_a_tree_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
