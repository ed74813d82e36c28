/* Supplier names: fields, keys, and who is an organisation. */
#include "core/identity/name.h"

#include "core/base/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static char buffer[TH_NAME_KEY_BYTES];

static void expect_text(th_slice got, const char *expected)
{
	if (!th_slice_equal(got, th_slice_of(expected)))
		fail_msg("\"%.*s\" is not \"%s\"", TH_FMT(got), expected);
}

static void expect_key(const char *name, enum th_name_sort sort, const char *expected)
{
	th_slice key;

	if (th_name_key(th_slice_of(name), sort, buffer, sizeof(buffer), &key) != TH_OK)
		fail_msg("\"%s\" has no key", name);
	if (!th_slice_equal(key, th_slice_of(expected)))
		fail_msg("the key of \"%s\" is \"%.*s\", not \"%s\"", name, TH_FMT(key), expected);
}

static void expect_supplier(const char *name, const char *expected)
{
	expect_key(name, TH_NAME_SUPPLIER, expected);
}

static struct th_name parsed(const char *text)
{
	struct th_name name;

	th_name_parse(th_slice_of(text), &name);
	return name;
}

/* ---- Fields ---- */

static void a_prefix_says_the_kind(void **state)
{
	(void)state;
	assert_int_equal(parsed("Organization: Acme").kind, TH_NAME_ORGANISATION);
	assert_int_equal(parsed("Person: Jane Doe").kind, TH_NAME_PERSON);
	assert_int_equal(parsed("Tool: syft-1.0").kind, TH_NAME_TOOL);
	assert_int_equal(parsed("Acme").kind, TH_NAME_UNSTATED);
	expect_text(parsed("organization:Acme").name, "Acme");
}

static void a_prefix_must_be_followed_by_a_colon(void **state)
{
	(void)state;
	expect_text(parsed("Person Centric Software").name, "Person Centric Software");
}

static void parentheses_with_an_at_sign_are_an_email(void **state)
{
	(void)state;
	struct th_name name = parsed("Organization: Acme, Inc. (contact@acme.example.com)");

	expect_text(name.name, "Acme, Inc.");
	expect_text(name.email, "contact@acme.example.com");
	assert_null(name.alias.ptr);
}

static void parentheses_without_an_at_sign_are_an_alias(void **state)
{
	(void)state;
	struct th_name name = parsed("BUSINESS CYBER GUARDIAN (Reliable Energy Analytics LLC)");

	expect_text(name.name, "BUSINESS CYBER GUARDIAN");
	expect_text(name.alias, "Reliable Energy Analytics LLC");
	assert_null(name.email.ptr);
}

static void an_alias_and_an_email_may_stand_together(void **state)
{
	(void)state;
	struct th_name name = parsed("Person: ChangZhuo Chen "
				     "(\xe9\x99\xb3\xe6\x98\x8c\xe5\x80\xac) <czchen@debian.org>");

	expect_text(name.name, "ChangZhuo Chen");
	expect_text(name.alias, "\xe9\x99\xb3\xe6\x98\x8c\xe5\x80\xac");
	expect_text(name.email, "czchen@debian.org");
}

static void a_url_in_parentheses_is_a_url(void **state)
{
	(void)state;
	struct th_name name = parsed("Jane Doe <jane@acme.example> (https://jane.example/)");

	expect_text(name.name, "Jane Doe");
	expect_text(name.url, "https://jane.example/");
}

static void empty_parentheses_are_dropped(void **state)
{
	(void)state;
	struct th_name name = parsed("Organization: ExampleCodeInspect ()");

	expect_text(name.name, "ExampleCodeInspect");
	assert_null(name.alias.ptr);
	assert_null(name.email.ptr);
}

static void nested_parentheses_are_one_alias(void **state)
{
	(void)state;
	struct th_name name = parsed("Acme (Anvils (Europe))");

	expect_text(name.name, "Acme");
	expect_text(name.alias, "Anvils (Europe)");
}

static void a_bracket_that_does_not_close_stays_in_the_name(void **state)
{
	(void)state;
	expect_text(parsed("Acme (Anvils").name, "Acme (Anvils");
	expect_text(parsed("Acme )").name, "Acme )");
	expect_text(parsed(")").name, ")");
}

static void a_group_alone_is_the_name(void **state)
{
	(void)state;
	expect_text(parsed("(Acme)").name, "(Acme)");
	assert_false(parsed("(Acme)").absent);
}

static void nobody_is_named_by_a_placeholder(void **state)
{
	static const char *const texts[] = { "",
					     "  ",
					     "NOASSERTION",
					     "NONE",
					     "Unknown",
					     "n/a",
					     "N-A",
					     "Organization: NOASSERTION",
					     "Organization: ()",
					     "Person:" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct th_name name = parsed(texts[i]);

		if (!name.absent || name.name.len != 0)
			fail_msg("\"%s\" names somebody", texts[i]);
	}
	assert_true((parsed("").absent));
	assert_false(parsed("Unknown Worlds").absent);
}

static void an_email_is_kept_when_the_name_is_absent(void **state)
{
	(void)state;
	struct th_name name = parsed("Organization: <info@acme.example>");

	assert_true(name.absent);
	expect_text(name.email, "info@acme.example");
}

static void an_address_as_name_is_an_email_too(void **state)
{
	(void)state;
	struct th_name name = parsed("jane@acme.example");

	expect_text(name.name, "jane@acme.example");
	expect_text(name.email, "jane@acme.example");
}

static void many_groups_take_no_recursion_and_the_last_one_counts(void **state)
{
	(void)state;
	size_t len = 200000;
	char *text = malloc(len);
	struct th_name name;

	assert_non_null(text);
	memset(text, 'a', len);
	for (size_t i = 1; i + 1 < len; i += 2) {
		text[i] = '(';
		text[i + 1] = ')';
	}
	th_name_parse(th_slice_make(text, len - 1), &name);
	assert_int_equal(name.name.len, 1);
	memset(text, '(', len / 2);
	memset(text + len / 2, ')', len / 2);
	th_name_parse(th_slice_make(text, len), &name);
	assert_int_equal(name.name.len, len);
	free(text);
}

/* ---- Keys ---- */

static void spellings_of_one_supplier_share_a_key(void **state)
{
	(void)state;
	expect_supplier("3CX Ltd", "3cx");
	expect_supplier("3CX", "3cx");
	expect_supplier("3cx, Ltd.", "3cx");
	expect_supplier("The Apache Software Foundation", "apache software foundation");
	expect_supplier("Trading Technologies International, Inc.",
			"trading technologies international");
	expect_supplier("trading_technologies", "trading technologies");
	expect_supplier("Trading-Technologies", "trading technologies");
}

static void case_is_folded_and_not_lowered(void **state)
{
	(void)state;
	expect_supplier("STRASSEN AG", "strassen");
	expect_supplier("Stra\xc3\x9f"
			"en AG",
			"strassen");
	expect_supplier("DR\xc3\x84GER", "dr\xc3\xa4ger");
}

static void compatibility_forms_are_composed(void **state)
{
	(void)state;
	expect_supplier("\xef\xbc\xa1\xef\xbd\x83\xef\xbd\x8d\xef\xbd\x85",
			"acme"); /* full width */
	expect_supplier("Cafe\xcc\x81", "caf\xc3\xa9");
	expect_supplier("\xef\xac\x81rma", "firma");
}

static void a_mark_is_dropped_with_what_it_stands_on(void **state)
{
	(void)state;
	expect_supplier("e\xcc\x81!\xcc\xa5x", "\xc3\xa9x");
	expect_supplier("\xcc\x81 \xcc\xa5 ab", "ab");
}

/* Two halves of a Hangul syllable. */
static void what_meets_where_punctuation_stood_is_composed(void **state)
{
	(void)state;
	expect_supplier("\xe1\x84\x80!\xe1\x85\xa1", "\xea\xb0\x80");
}

static void invisible_characters_do_not_make_another_supplier(void **state)
{
	(void)state;
	expect_supplier("Ac\xe2\x80\x8bme", "acme"); /* U+200B */
	expect_supplier("\xe2\x80\xae"
			"Acme",
			"acme");                          /* U+202E */
	expect_supplier("Acme\xc2\xa0Labs", "acme labs"); /* U+00A0 */
}

static void an_ampersand_is_the_word_and(void **state)
{
	(void)state;
	expect_supplier("Procter & Gamble", "procter and gamble");
	expect_supplier("Procter and Gamble", "procter and gamble");
	expect_supplier("AT&T Inc.", "at and t");
}

static void trade_marks_are_dropped(void **state)
{
	(void)state;
	expect_supplier("Intel(R) Corporation", "intel");
	expect_supplier("Intel\xc2\xae Corporation", "intel");
	expect_supplier("Acme(TM) Anvils", "acme anvils");
	expect_supplier("Acme\xe2\x84\xa2 Anvils", "acme anvils");
}

static void legal_forms_at_the_end_are_dropped(void **state)
{
	static const char *const names[] = {
		"Acme Inc",           "Acme, Inc.",         "Acme,Inc.",
		"Acme Incorporated",  "Acme Limited",       "Acme Co., Ltd.",
		"Acme LLC",           "Acme L.L.C.",        "Acme plc",
		"Acme Corp.",         "Acme GmbH & Co. KG", "Acme S.A.",
		"Acme S. A.",         "Acme S.A. de C.V.",  "Acme A/S",
		"Acme s.r.o.",        "Acme s. r. o.",      "Acme spol. s r.o.",
		"Acme Sp. z o.o.",    "Acme Pty Ltd",       "Acme Private Limited",
		"Acme Pte. Ltd.",     "Acme B.V.",          "Acme Oy",
		"Acme K.K.",          "Acme S\xc3\xa0rl",   "Acme O\xc3\x9c",
		"Acme AG & Co. KGaA", "The Acme Company",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		expect_supplier(names[i], "acme");
}

static void a_generic_word_keeps_its_legal_form(void **state)
{
	(void)state;
	expect_supplier("Software AG", "software ag");
	expect_supplier("Data Systems Ltd", "data systems ltd");
	expect_supplier("The Software Company", "the software company");
}

static void a_short_name_keeps_its_legal_form(void **state)
{
	(void)state;
	expect_supplier("X Corp.", "x corp");
	expect_supplier("HP Inc.", "hp inc");
	expect_supplier("X", "x");
}

static void a_legal_form_alone_or_in_front_stays(void **state)
{
	(void)state;
	expect_supplier("AG", "ag");
	expect_supplier("AG Grid Ltd", "ag grid");
	expect_supplier("The", "the");
}

static void products_keep_what_looks_like_a_legal_form(void **state)
{
	(void)state;
	expect_key("Ruby SE", TH_NAME_PRODUCT, "ruby se");
	expect_key("X_TRADER", TH_NAME_PRODUCT, "x trader");
	expect_key("Notepad++", TH_NAME_PRODUCT, "notepad++");
	expect_key("C#", TH_NAME_PRODUCT, "c#");
	expect_key("@babel/core", TH_NAME_PRODUCT, "babel core");
	expect_key("Node.js", TH_NAME_PRODUCT, "nodejs");
}

static void a_point_between_digits_stays(void **state)
{
	(void)state;
	expect_key("Python 3.11", TH_NAME_PRODUCT, "python 3.11");
	expect_key("Python 3.", TH_NAME_PRODUCT, "python 3");
	expect_key("Python \xef\xbc\x93.11", TH_NAME_PRODUCT, "python 3.11");
}

static void nothing_left_is_not_a_key(void **state)
{
	th_slice key;

	(void)state;
	assert_int_equal(
		th_name_key(TH_SLICE(" *** "), TH_NAME_SUPPLIER, buffer, sizeof(buffer), &key),
		TH_ENOTFOUND);
	assert_null(key.ptr);
	assert_int_equal(
		th_name_key((th_slice){ 0 }, TH_NAME_SUPPLIER, buffer, sizeof(buffer), &key),
		TH_ENOTFOUND);
}

static void invalid_utf8_has_no_key(void **state)
{
	th_slice key;

	(void)state;
	assert_int_equal(
		th_name_key(TH_SLICE("Acme\xff"), TH_NAME_SUPPLIER, buffer, sizeof(buffer), &key),
		TH_EINPUT);
}

static void a_key_that_does_not_fit_is_refused(void **state)
{
	char small[4];
	th_slice key;

	(void)state;
	assert_int_equal(th_name_key(TH_SLICE("acme"), TH_NAME_SUPPLIER, small, 4, &key), TH_OK);
	assert_int_equal(th_name_key(TH_SLICE("acmes"), TH_NAME_SUPPLIER, small, 4, &key),
			 TH_ELIMIT);
	assert_int_equal(th_name_key(TH_SLICE("a&b"), TH_NAME_SUPPLIER, small, 4, &key), TH_ELIMIT);
	assert_int_equal(th_name_key(TH_SLICE("ac\xc3\xa4x"), TH_NAME_SUPPLIER, small, 4, &key),
			 TH_ELIMIT);
	assert_null(key.ptr);
}

static void the_longest_name_fits_and_one_byte_more_is_refused(void **state)
{
	static char name[TH_MAX_NAME_BYTES + 1];
	th_slice key;

	(void)state;
	memset(name, '&', sizeof(name));
	assert_int_equal(th_name_key(th_slice_make(name, TH_MAX_NAME_BYTES), TH_NAME_SUPPLIER,
				     buffer, sizeof(buffer), &key),
			 TH_OK);
	assert_int_equal(th_name_key(th_slice_make(name, sizeof(name)), TH_NAME_SUPPLIER, buffer,
				     sizeof(buffer), &key),
			 TH_ELIMIT);
}

static void a_pile_of_marks_is_refused(void **state)
{
	static char name[TH_MAX_NAME_BYTES];
	th_slice key;

	(void)state;
	for (size_t i = 0; i < sizeof(name); i++) /* two classes in the wrong order */
		name[i] = "\xcc\x81\xcc\xa7"[i % 4];
	assert_int_equal(th_name_key(th_slice_make(name, sizeof(name)), TH_NAME_SUPPLIER, buffer,
				     sizeof(buffer), &key),
			 TH_EINPUT);
}

static void the_words_are_sorted(void **state)
{
	static const char *const words[] = {
#define TH_WORD(text, flags) text,
#include "core/identity/name_words.def"
#undef TH_WORD
	};

	(void)state;
	for (size_t i = 1; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i - 1], words[i]) >= 0)
			fail_msg("\"%s\" stands before \"%s\"", words[i - 1], words[i]);
		assert_true(strlen(words[i]) <= 14);
	}
}

/* ---- Organisations ---- */

static void organisations_are_recognised(void **state)
{
	static const char *const names[] = {
		"GitHub Inc.",
		"Microsoft Corp.",
		"The Apache Software Foundation",
		"Gulp Team",
		"mustache.js Authors",
		"Debian GnuTLS Maintainers",
		"The Netty Project",
		"Symfony Community",
		"University of Cambridge",
		"Foo & Co. KG",
		"Pivotal Software, Inc.",
		"Vaadin Oy",
		"ASSA Group AB",
		"Acme S.A.",
		"Meta Platforms, Inc. and its affiliates.",
		"National Institute of Standards and Technology",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!th_name_is_organisation(th_slice_of(names[i])))
			fail_msg("\"%s\" is taken for a person", names[i]);
}

static void persons_are_never_organisations(void **state)
{
	static const char *const names[] = {
		"Jane Doe",
		"Isaac Z. Schlueter",
		"Nicolas Grekas, Symfony Community",
		"Jane Doe, Acme Inc.",
		"Jane Doe and contributors",
		"Thomas Jensen and the boxes contributors",
		"Maria Sa",
		"JOAO SA",
		"Jose Co",
		"Jan As",
		"sindresorhus",
		"Foundation",
		"jane@acme.example",
		"Jane Doe <jane@foundation.example>",
		"",
		"a b c d e f g h i j k l m n o p q Foundation",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (th_name_is_organisation(th_slice_of(names[i])))
			fail_msg("\"%s\" is taken for an organisation", names[i]);
}

/* ---- The fact table ---- */

enum { MOST_ROWS = 20000 };

struct row {
	th_slice key, owner;
};

static int compare_rows(const void *left, const void *right)
{
	const struct row *a = left, *b = right;

	return th_slice_compare(a->key, b->key);
}

/* Cut the part before the first `end` off *rest. */
static th_slice cut(th_slice *rest, char end)
{
	size_t at = th_slice_find(*rest, end);
	th_slice head = th_slice_sub(*rest, 0, at);

	*rest = th_slice_sub(*rest, at + 1, rest->len);
	return head;
}

/* The names, legal names and aliases of one line of the table. */
static size_t add_rows(th_slice line, struct row *rows, size_t count)
{
	const th_slice owner = th_slice_sub(line, 0, th_slice_find(line, '\t'));

	for (unsigned column = 0; column < 3; column++)
		for (th_slice cell = cut(&line, '\t'); cell.len > 0;) {
			th_slice key, name = cut(&cell, '|');

			assert_true(count < MOST_ROWS);
			assert_int_equal(
				th_name_key(name, TH_NAME_SUPPLIER, buffer, sizeof(buffer), &key),
				TH_OK);
			char *copy = malloc(key.len + 1);
			assert_non_null(copy);
			memcpy(copy, key.ptr, key.len);
			rows[count++] = (struct row){ { copy, key.len }, owner };
		}
	return count;
}

static char *read_shared(const char *name, size_t *len)
{
	const char *shared = getenv("TWOHOP_SHARED");
	char path[4096];

	if (!shared) {
		fprintf(stderr, "SKIPPED: TWOHOP_SHARED is not set, so %s is not read\n", name);
		skip();
	}
	snprintf(path, sizeof(path), "%s/%s", shared, name);
	FILE *file = fopen(path, "rb");
	if (!file)
		fail_msg("cannot read %s", path);
	char *bytes = malloc(1 << 20);
	assert_non_null(bytes);
	*len = fread(bytes, 1, 1 << 20, file);
	fclose(file);
	return bytes;
}

static void no_two_rows_of_the_fact_table_share_a_key(void **state)
{
	size_t len = 0, count = 0;
	char *bytes = read_shared("facts/suppliers.tsv", &len);
	struct row *rows = calloc(MOST_ROWS, sizeof(*rows));
	th_slice rest = th_slice_make(bytes, len);

	(void)state;
	assert_non_null(rows);
	cut(&rest, '\n');
	while (rest.len > 0)
		count = add_rows(cut(&rest, '\n'), rows, count);
	assert_true(count > 2000);
	qsort(rows, count, sizeof(*rows), compare_rows);
	for (size_t i = 1; i < count; i++)
		if (th_slice_equal(rows[i].key, rows[i - 1].key) &&
		    !th_slice_equal(rows[i].owner, rows[i - 1].owner))
			fail_msg("%.*s and %.*s share \"%.*s\"", TH_FMT(rows[i].owner),
				 TH_FMT(rows[i - 1].owner), TH_FMT(rows[i].key));
	while (count > 0) {
		char *copy;

		memcpy(&copy, &rows[--count].key.ptr, sizeof(copy));
		free(copy);
	}
	free(rows);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_prefix_says_the_kind),
		cmocka_unit_test(a_prefix_must_be_followed_by_a_colon),
		cmocka_unit_test(parentheses_with_an_at_sign_are_an_email),
		cmocka_unit_test(parentheses_without_an_at_sign_are_an_alias),
		cmocka_unit_test(an_alias_and_an_email_may_stand_together),
		cmocka_unit_test(a_url_in_parentheses_is_a_url),
		cmocka_unit_test(empty_parentheses_are_dropped),
		cmocka_unit_test(nested_parentheses_are_one_alias),
		cmocka_unit_test(a_bracket_that_does_not_close_stays_in_the_name),
		cmocka_unit_test(a_group_alone_is_the_name),
		cmocka_unit_test(nobody_is_named_by_a_placeholder),
		cmocka_unit_test(an_email_is_kept_when_the_name_is_absent),
		cmocka_unit_test(an_address_as_name_is_an_email_too),
		cmocka_unit_test(many_groups_take_no_recursion_and_the_last_one_counts),
		cmocka_unit_test(spellings_of_one_supplier_share_a_key),
		cmocka_unit_test(case_is_folded_and_not_lowered),
		cmocka_unit_test(compatibility_forms_are_composed),
		cmocka_unit_test(a_mark_is_dropped_with_what_it_stands_on),
		cmocka_unit_test(what_meets_where_punctuation_stood_is_composed),
		cmocka_unit_test(invisible_characters_do_not_make_another_supplier),
		cmocka_unit_test(an_ampersand_is_the_word_and),
		cmocka_unit_test(trade_marks_are_dropped),
		cmocka_unit_test(legal_forms_at_the_end_are_dropped),
		cmocka_unit_test(a_generic_word_keeps_its_legal_form),
		cmocka_unit_test(a_short_name_keeps_its_legal_form),
		cmocka_unit_test(a_legal_form_alone_or_in_front_stays),
		cmocka_unit_test(products_keep_what_looks_like_a_legal_form),
		cmocka_unit_test(a_point_between_digits_stays),
		cmocka_unit_test(nothing_left_is_not_a_key),
		cmocka_unit_test(invalid_utf8_has_no_key),
		cmocka_unit_test(a_key_that_does_not_fit_is_refused),
		cmocka_unit_test(the_longest_name_fits_and_one_byte_more_is_refused),
		cmocka_unit_test(a_pile_of_marks_is_refused),
		cmocka_unit_test(the_words_are_sorted),
		cmocka_unit_test(organisations_are_recognised),
		cmocka_unit_test(persons_are_never_organisations),
		cmocka_unit_test(no_two_rows_of_the_fact_table_share_a_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
