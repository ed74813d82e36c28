/* YAML: trees, places, and what is refused. */
#include "core/text/yaml.h"

#include "core/base/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct th_arena arena;

static int release(void **state)
{
	(void)state;
	th_arena_release(&arena);
	return 0;
}

static struct th_yaml_node *parsed(const char *text)
{
	struct th_yaml_error error;
	struct th_yaml_node *root;

	if (th_yaml_parse(&arena, th_slice_of(text), &error, &root) != TH_OK)
		fail_msg("%u:%u: %.*s", error.line, error.column, TH_FMT(error.message));
	return root;
}

static void expect_refused(th_slice text, th_status status, uint32_t line, uint32_t column)
{
	struct th_yaml_error error;
	struct th_yaml_node *root;

	if (th_yaml_parse(&arena, text, &error, &root) != status)
		fail_msg("\"%.*s\" is not refused as it should be", TH_FMT(text));
	assert_null(root);
	assert_true(error.message.len > 0);
	if (error.line != line || error.column != column)
		fail_msg("\"%.*s\" is refused at %u:%u: %.*s", TH_FMT(text), error.line,
			 error.column, TH_FMT(error.message));
}

static void expect_place(const struct th_yaml_node *node, uint32_t line, uint32_t column)
{
	assert_non_null(node);
	if (node->line != line || node->column != column)
		fail_msg("stands at %u:%u", node->line, node->column);
}

static struct th_yaml_node *get(const struct th_yaml_node *node, const char *key)
{
	struct th_yaml_node *value = th_yaml_get(node, th_slice_of(key));

	if (!value)
		fail_msg("no \"%s\"", key);
	return value;
}

static void expect_text(const struct th_yaml_node *node, const char *expected)
{
	assert_int_equal(node->kind, TH_YAML_SCALAR);
	if (!th_slice_equal(node->text, th_slice_of(expected)))
		fail_msg("\"%.*s\" is not \"%s\"", TH_FMT(node->text), expected);
}

/* ---- Trees ---- */

static void a_mapping_gives_its_entries_in_order(void **state)
{
	static const char *const keys[] = { "zebra", "apple", "mango" };
	struct th_yaml_node *root = parsed("zebra: 1\napple: 2\nmango: 3\n");
	size_t i = 0;

	(void)state;
	assert_int_equal(root->kind, TH_YAML_MAPPING);
	assert_int_equal(root->count, 3);
	for (const struct th_yaml_node *entry = root->first; entry && i < 3; entry = entry->next)
		expect_text(entry->key, keys[i++]);
	assert_int_equal(i, 3);
}

static void a_sequence_gives_its_items_in_order(void **state)
{
	struct th_yaml_node *root = parsed("- a\n- [b, c]\n- {d: e}\n");

	(void)state;
	assert_int_equal(root->kind, TH_YAML_SEQUENCE);
	assert_int_equal(root->count, 3);
	expect_text(root->first, "a");
	assert_int_equal(root->first->next->kind, TH_YAML_SEQUENCE);
	assert_int_equal(root->first->next->next->kind, TH_YAML_MAPPING);
	assert_null(root->first->key);
	assert_null(root->first->next->next->next);
}

static void a_configuration_reads_as_it_was_meant(void **state)
{
	struct th_yaml_node *root = parsed("self: [Example Bank]\n"
					   "suppliers:\n"
					   "  - {name: Acme, aliases: [\"Acme, Inc.\"]}\n"
					   "policy:\n"
					   "  visibility: {hop: 2, at_least: 60%}\n"
					   "  max_age: {feeds: 7d}   # a week\n");

	(void)state;
	expect_text(get(root, "self")->first, "Example Bank");
	expect_text(get(get(root, "suppliers")->first, "aliases")->first, "Acme, Inc.");
	expect_text(get(get(get(root, "policy"), "visibility"), "at_least"), "60%");
	expect_text(get(get(get(root, "policy"), "max_age"), "feeds"), "7d");
}

static void quotes_are_remembered(void **state)
{
	struct th_yaml_node *root =
		parsed("a: 1\nb: \"1\"\nc: '1'\nd: |\n  1\ne: !!str 1\nf: ! 1\ng: !!int \"1\"\n");

	(void)state;
	assert_false(get(root, "a")->quoted);
	assert_true(get(root, "b")->quoted);
	assert_true(get(root, "c")->quoted);
	assert_true(get(root, "d")->quoted);
	assert_true(get(root, "e")->quoted);
	assert_true(get(root, "f")->quoted);
	assert_false(get(root, "g")->quoted);
}

static void nothing_is_null_unless_quoted(void **state)
{
	struct th_yaml_node *root = parsed(
		"a:\nb: ~\nc: null\nd: NULL\ne: \"\"\nf: 'null'\ng: !!null ~\nh: !!str null\n");

	(void)state;
	assert_int_equal(get(root, "a")->kind, TH_YAML_NULL);
	assert_int_equal(get(root, "b")->kind, TH_YAML_NULL);
	assert_int_equal(get(root, "c")->kind, TH_YAML_NULL);
	assert_int_equal(get(root, "d")->kind, TH_YAML_NULL);
	expect_text(get(root, "e"), "");
	expect_text(get(root, "f"), "null");
	assert_int_equal(get(root, "g")->kind, TH_YAML_NULL);
	expect_text(get(root, "h"), "null");
}

static void words_of_old_yaml_are_text(void **state)
{
	struct th_yaml_node *root = parsed("%YAML 1.1\n---\na: yes\nb: no\nc: 2022-05-02\n");

	(void)state;
	expect_text(get(root, "a"), "yes");
	expect_text(get(root, "b"), "no");
	expect_text(get(root, "c"), "2022-05-02");
}

static void escapes_and_blocks_are_decoded(void **state)
{
	struct th_yaml_node *root =
		parsed("a: \"x\\n\\u00e4\"\nb: 'it''s'\nc: >-\n  one\n  two\nd: |\n  one\n  two\n");

	(void)state;
	expect_text(get(root, "a"), "x\n\xc3\xa4");
	expect_text(get(root, "b"), "it's");
	expect_text(get(root, "c"), "one two");
	expect_text(get(root, "d"), "one\ntwo\n");
}

static void an_empty_document_is_null(void **state)
{
	static const char *const texts[] = { "", "\n", "# nothing\n", "---\n", "\xef\xbb\xbf" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(parsed(texts[i])->kind, TH_YAML_NULL);
}

static void what_is_not_there_is_not_found(void **state)
{
	(void)state;
	assert_null(th_yaml_get(parsed("a: 1\n"), TH_SLICE("b")));
	assert_null(th_yaml_get(parsed("- a\n"), TH_SLICE("a")));
	assert_null(th_yaml_get(parsed(""), TH_SLICE("")));
}

/* ---- Places ---- */

static void every_node_knows_its_place(void **state)
{
	struct th_yaml_node *root = parsed("a: 1\nbb:\n  - x\n  - {k: v}\n");
	struct th_yaml_node *items = get(root, "bb");

	(void)state;
	expect_place(root, 1, 1);
	expect_place(get(root, "a"), 1, 4);
	expect_place(items->key, 2, 1);
	expect_place(items, 3, 3);
	expect_place(items->first, 3, 5);
	expect_place(items->first->next, 4, 5);
	expect_place(get(items->first->next, "k")->key, 4, 6);
	expect_place(get(items->first->next, "k"), 4, 9);
	assert_int_equal(get(items->first->next, "k")->offset, 23);
}

static void a_quoted_text_begins_at_its_quote(void **state)
{
	(void)state;
	expect_place(get(parsed("a: \"x\"\n"), "a"), 1, 4);
	expect_place(get(parsed("a: 'x'\n"), "a"), 1, 4);
}

static void a_block_begins_at_its_first_letter(void **state)
{
	(void)state;
	expect_place(get(parsed("a: |\n  x\n"), "a"), 2, 3);
}

static void an_empty_value_stands_where_its_key_stands(void **state)
{
	(void)state;
	expect_place(get(parsed("a:\nb: 1\n"), "a"), 1, 1);
}

static void columns_are_characters(void **state)
{
	(void)state;
	expect_place(get(parsed("\xc3\xa4\xe9\xa3\x9f: x\n"), "\xc3\xa4\xe9\xa3\x9f"), 1, 5);
}

static void a_byte_order_mark_is_no_column(void **state)
{
	(void)state;
	expect_place(parsed("\xef\xbb\xbf"
			    "a: 1\n")
			     ->first->key,
		     1, 1);
}

static void lines_end_in_any_way(void **state)
{
	(void)state;
	expect_place(get(parsed("a: 1\r\nb: 2\r\n"), "b"), 2, 4);
	expect_place(get(parsed("a: 1\rb: 2\r"), "b"), 2, 4);
}

static void a_key_over_two_lines_keeps_its_place(void **state)
{
	struct th_yaml_node *pair = parsed("[x, one\n two: 1]")->first->next;

	(void)state;
	expect_place(pair->first->key, 1, 5);
	expect_place(pair->first, 2, 7);
}

/* ---- Refusals ---- */

static void a_duplicate_key_is_refused_at_its_second_place(void **state)
{
	(void)state;
	expect_refused(TH_SLICE("a: 1\nb: 2\na: 3\n"), TH_EINPUT, 3, 1);
	expect_refused(TH_SLICE("{a: 1, \"a\": 2}"), TH_EINPUT, 1, 8);
	expect_refused(TH_SLICE("x:\n  b: 1\n  c: 1\n  c: 2\n  b: 2\n"), TH_EINPUT, 4, 3);
}

static void equal_keys_of_different_mappings_are_fine(void **state)
{
	(void)state;
	assert_int_equal(parsed("- {a: 1}\n- {a: 2}\n")->count, 2);
}

static void anchors_and_aliases_are_refused(void **state)
{
	(void)state;
	expect_refused(TH_SLICE("a: &x 1\n"), TH_EINPUT, 1, 7);
	expect_refused(TH_SLICE("a: &x [1]\n"), TH_EINPUT, 1, 7);
	expect_refused(TH_SLICE("a: *x\n"), TH_EINPUT, 1, 5);
}

static void foreign_tags_are_refused(void **state)
{
	(void)state;
	expect_refused(TH_SLICE("a: !foo 1\n"), TH_EINPUT, 1, 9);
	expect_refused(TH_SLICE("a: !!set {b}\n"), TH_EINPUT, 1, 10);
	expect_refused(TH_SLICE("a: !!binary aGk=\n"), TH_EINPUT, 1, 13);
	expect_refused(TH_SLICE("%TAG ! tag:acme.example,2024:\n---\na: !b 1\n"), TH_EINPUT, 3, 7);
}

static void a_core_tag_must_fit_its_value(void **state)
{
	(void)state;
	expect_refused(TH_SLICE("!!map [a]\n"), TH_EINPUT, 1, 7);
	expect_refused(TH_SLICE("a: !!int [1]\n"), TH_EINPUT, 1, 10);
	expect_refused(TH_SLICE("a: !!null 1\n"), TH_EINPUT, 1, 11);
}

static void a_second_document_is_refused(void **state)
{
	(void)state;
	expect_refused(TH_SLICE("a: 1\n---\nb: 2\n"), TH_EINPUT, 2, 1);
	assert_int_equal(parsed("---\na: 1\n...\n")->count, 1);
}

static void a_key_must_be_a_text(void **state)
{
	(void)state;
	expect_refused(TH_SLICE("[a]: b\n"), TH_EINPUT, 1, 1);
	expect_refused(TH_SLICE("? {a: 1}\n: b\n"), TH_EINPUT, 1, 3);
	expect_refused(TH_SLICE(": b\n"), TH_EINPUT, 1, 1);
}

static void what_is_no_yaml_is_refused_where_it_breaks(void **state)
{
	(void)state;
	expect_refused(TH_SLICE("a: b: c\n"), TH_EINPUT, 1, 5);
	expect_refused(TH_SLICE("a: \"x\n"), TH_EINPUT, 1, 5);
	expect_refused(TH_SLICE("a: @x\n"), TH_EINPUT, 1, 4);
	expect_refused(TH_SLICE("a: [1, 2\n"), TH_EINPUT, 2, 1);
	expect_refused(TH_SLICE("a:\n  - b\n - c\n"), TH_EINPUT, 3, 2);
}

static void bytes_and_characters_that_yaml_forbids_are_refused(void **state)
{
	(void)state;
	expect_refused(TH_SLICE("a: x\xff\n"), TH_EINPUT, 1, 5);
	expect_refused(TH_SLICE("\xff\xfe"), TH_EINPUT, 1, 1);
	expect_refused(TH_SLICE("\xc3\xa4: x\x1b\n"), TH_EINPUT, 1, 5);
	expect_refused(TH_SLICE("a: x\0\n"), TH_EINPUT, 1, 5);
}

static void escapes_that_are_no_text_are_refused(void **state)
{
	(void)state;
	expect_refused(TH_SLICE("a: \"\\0\"\n"), TH_EINPUT, 1, 4);
	expect_refused(TH_SLICE("a: \"\\ud800\"\n"), TH_EINPUT, 1, 5);
}

static th_slice repeated(const char *piece, size_t times)
{
	size_t len = strlen(piece);
	char *text = th_arena_alloc(&arena, len * times);

	assert_non_null(text);
	for (size_t i = 0; i < len * times; i++)
		text[i] = piece[i % len];
	return th_slice_make(text, len * times);
}

static void depth_has_a_ceiling(void **state)
{
	(void)state;
	expect_refused(repeated("[", 10000), TH_ELIMIT, 1, TH_MAX_YAML_DEPTH + 1);
	expect_refused(repeated("- ", 10000), TH_ELIMIT, 1, 2 * TH_MAX_YAML_DEPTH + 1);
	expect_refused(repeated("{a: ", 10000), TH_ELIMIT, 1, 4 * TH_MAX_YAML_DEPTH + 1);
}

static void the_deepest_nesting_that_is_allowed_is_read(void **state)
{
	char text[2 * TH_MAX_YAML_DEPTH + 1] = { 0 };

	(void)state;
	memset(text, '[', TH_MAX_YAML_DEPTH);
	memset(text + TH_MAX_YAML_DEPTH, ']', TH_MAX_YAML_DEPTH);
	assert_int_equal(parsed(text)->kind, TH_YAML_SEQUENCE);
}

static void size_has_a_ceiling(void **state)
{
	(void)state;
	expect_refused(repeated("#", TH_MAX_YAML_BYTES + 1), TH_ELIMIT, 1, 1);
}

static void a_key_has_a_greatest_length(void **state)
{
	th_slice text = repeated("a", TH_MAX_KEY_BYTES + 3);
	char *bytes = th_arena_alloc(&arena, text.len);

	(void)state;
	assert_non_null(bytes);
	memset(bytes, 'a', text.len);
	bytes[text.len - 2] = ':';
	bytes[text.len - 1] = ' ';
	expect_refused(th_slice_make(bytes, text.len), TH_ELIMIT, 1, 1);
}

static void many_keys_take_no_square_of_time(void **state)
{
	th_slice text = { 0 };
	char *bytes = th_arena_alloc(&arena, (size_t)80000 * 12);

	(void)state;
	assert_non_null(bytes);
	for (unsigned i = 0; i < 80000; i++) {
		char line[16];
		int len = snprintf(line, sizeof(line), "k%u: v\n", i);

		memcpy(bytes + text.len, line, (size_t)len);
		text.len += (size_t)len;
	}
	text.ptr = bytes;
	struct th_yaml_error error;
	struct th_yaml_node *root;
	assert_int_equal(th_yaml_parse(&arena, text, &error, &root), TH_OK);
	assert_int_equal(root->count, 80000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mapping_gives_its_entries_in_order),
		cmocka_unit_test(a_sequence_gives_its_items_in_order),
		cmocka_unit_test(a_configuration_reads_as_it_was_meant),
		cmocka_unit_test(quotes_are_remembered),
		cmocka_unit_test(nothing_is_null_unless_quoted),
		cmocka_unit_test(words_of_old_yaml_are_text),
		cmocka_unit_test(escapes_and_blocks_are_decoded),
		cmocka_unit_test(an_empty_document_is_null),
		cmocka_unit_test(what_is_not_there_is_not_found),
		cmocka_unit_test(every_node_knows_its_place),
		cmocka_unit_test(a_quoted_text_begins_at_its_quote),
		cmocka_unit_test(a_block_begins_at_its_first_letter),
		cmocka_unit_test(an_empty_value_stands_where_its_key_stands),
		cmocka_unit_test(columns_are_characters),
		cmocka_unit_test(a_byte_order_mark_is_no_column),
		cmocka_unit_test(lines_end_in_any_way),
		cmocka_unit_test(a_key_over_two_lines_keeps_its_place),
		cmocka_unit_test(a_duplicate_key_is_refused_at_its_second_place),
		cmocka_unit_test(equal_keys_of_different_mappings_are_fine),
		cmocka_unit_test(anchors_and_aliases_are_refused),
		cmocka_unit_test(foreign_tags_are_refused),
		cmocka_unit_test(a_core_tag_must_fit_its_value),
		cmocka_unit_test(a_second_document_is_refused),
		cmocka_unit_test(a_key_must_be_a_text),
		cmocka_unit_test(what_is_no_yaml_is_refused_where_it_breaks),
		cmocka_unit_test(bytes_and_characters_that_yaml_forbids_are_refused),
		cmocka_unit_test(escapes_that_are_no_text_are_refused),
		cmocka_unit_test(depth_has_a_ceiling),
		cmocka_unit_test(the_deepest_nesting_that_is_allowed_is_read),
		cmocka_unit_test(size_has_a_ceiling),
		cmocka_unit_test(a_key_has_a_greatest_length),
		cmocka_unit_test(many_keys_take_no_square_of_time),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
