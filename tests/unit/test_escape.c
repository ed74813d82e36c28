/* Untrusted text on a terminal, and the Unicode below it. */
#include "core/text/escape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct th_arena arena;

static int release(void **state)
{
	(void)state;
	th_arena_release(&arena);
	return 0;
}

static void expect_shown(th_slice text, const char *expected)
{
	th_slice shown = th_escape_terminal(&arena, text);

	if (!th_slice_equal(shown, th_slice_of(expected)))
		fail_msg("\"%.*s\" is not \"%s\"", TH_FMT(shown), expected);
}

static void expect_cut(const char *text, size_t width, const char *expected)
{
	th_slice cut = th_text_cut(&arena, th_slice_of(text), width);

	if (!th_slice_equal(cut, th_slice_of(expected)))
		fail_msg("\"%.*s\" is not \"%s\"", TH_FMT(cut), expected);
}

/* ---- Escaping ---- */

static void plain_text_is_shown_as_it_is_and_not_copied(void **state)
{
	const th_slice texts[] = {
		TH_SLICE(""), TH_SLICE("Acme, Inc. <x>"),
		TH_SLICE("Dr\xc3\xa4ger \xe9\xa3\x9f\xe7\x8b\xae \xf0\x9f\x98\x80")
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_ptr_equal(th_escape_terminal(&arena, texts[i]).ptr, texts[i].ptr);
}

static void control_characters_are_named(void **state)
{
	(void)state;
	expect_shown(TH_SLICE("a\x1b[31mb"), "a<U+001B>[31mb");
	expect_shown(TH_SLICE("a\nb\tc\rd"), "a<U+000A>b<U+0009>c<U+000D>d");
	expect_shown(TH_SLICE("a\0b"), "a<U+0000>b");
	expect_shown(TH_SLICE("\x7f"), "<U+007F>");
	expect_shown(TH_SLICE("\xc2\x9b"
			      "31m"),
		     "<U+009B>31m");
}

static void bidirectional_controls_are_named(void **state)
{
	(void)state;
	expect_shown(TH_SLICE("a\xe2\x80\xae"
			      "b"),
		     "a<U+202E>b");
	expect_shown(TH_SLICE("\xe2\x81\xa6\xd8\x9c\xe2\x80\x8f"), "<U+2066><U+061C><U+200F>");
}

static void characters_that_do_not_show_are_named(void **state)
{
	(void)state;
	expect_shown(TH_SLICE("a\xe2\x80\x8b"
			      "b"),
		     "a<U+200B>b");                              /* zero width space */
	expect_shown(TH_SLICE("\xef\xbb\xbf"), "<U+FEFF>");      /* byte order mark */
	expect_shown(TH_SLICE("\xc2\xad"), "<U+00AD>");          /* soft hyphen */
	expect_shown(TH_SLICE("\xf3\xa0\x80\xa1"), "<U+E0021>"); /* tag */
	expect_shown(TH_SLICE("a\xef\xb8\x8f"), "a<U+FE0F>");    /* variation selector */
	expect_shown(TH_SLICE("\xe3\x85\xa4"), "<U+3164>");      /* Hangul filler */
	expect_shown(TH_SLICE("\xe2\x80\xa8\xe2\x80\xa9"), "<U+2028><U+2029>");
}

static void characters_without_an_agreed_look_are_named(void **state)
{
	(void)state;
	expect_shown(TH_SLICE("\xcd\xb8"), "<U+0378>");           /* unassigned */
	expect_shown(TH_SLICE("\xee\x80\x80"), "<U+E000>");       /* private */
	expect_shown(TH_SLICE("\xf4\x8f\xbf\xbf"), "<U+10FFFF>"); /* never a character */
}

static void a_mark_with_nothing_before_it_is_named(void **state)
{
	(void)state;
	expect_shown(TH_SLICE("\xcc\x81"
			      "a"),
		     "<U+0301>a");
	expect_shown(TH_SLICE("a\xcc\x81"), "a\xcc\x81");
}

static void a_bad_byte_is_shown_as_a_byte(void **state)
{
	(void)state;
	expect_shown(TH_SLICE("a\x9b"
			      "b"),
		     "a<0x9B>b");
	expect_shown(TH_SLICE("\xc3"), "<0xC3>");
	expect_shown(TH_SLICE("\xe2\x80"), "<0xE2><0x80>");
	expect_shown(TH_SLICE("\xc0\x80"), "<0xC0><0x80>");           /* overlong */
	expect_shown(TH_SLICE("\xed\xa0\x80"), "<0xED><0xA0><0x80>"); /* surrogate */
	expect_shown(TH_SLICE("\xf5\x80\x80\x80"), "<0xF5><0x80><0x80><0x80>");
}

static void every_place_in_a_word_is_looked_at(void **state)
{
	char text[40], expected[64];

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++) {
		memset(text, 'a', sizeof(text));
		text[i] = '\x1b';
		memset(expected, 'a', sizeof(expected));
		memcpy(expected + i, "<U+001B>", 8);
		expected[sizeof(text) + 7] = '\0';
		expect_shown(th_slice_make(text, sizeof(text)), expected);
	}
}

static void count_bytes(void *context, th_slice piece)
{
	size_t *bytes = context;

	assert_true(piece.len > 0);
	*bytes += piece.len;
}

static void a_sink_gets_it_in_pieces(void **state)
{
	size_t bytes = 0;

	(void)state;
	th_escape_terminal_to(TH_SLICE("ab\ncd"), count_bytes, &bytes);
	assert_int_equal(bytes, 4 + strlen("<U+000A>"));
}

/* ---- UTF-8 ---- */

static void valid_utf8_is_told_from_invalid(void **state)
{
	static const th_slice valid[] = { { "", 0 },
					  { "plain ASCII of some length", 26 },
					  { "\x7f", 1 },
					  { "\xc2\x80", 2 },
					  { "\xdf\xbf", 2 },
					  { "\xe0\xa0\x80", 3 },
					  { "\xed\x9f\xbf", 3 },
					  { "\xee\x80\x80", 3 },
					  { "\xf0\x90\x80\x80", 4 },
					  { "\xf4\x8f\xbf\xbf", 4 },
					  { "a\0b", 3 } };
	static const th_slice invalid[] = { { "\x80", 1 },
					    { "\xbf", 1 },
					    { "\xc1\xbf", 2 },
					    { "\xc2", 1 },
					    { "\xc2\x41", 2 },
					    { "\xe0\x9f\xbf", 3 },
					    { "\xed\xa0\x80", 3 },
					    { "\xed\xbf\xbf", 3 },
					    { "\xf0\x8f\xbf\xbf", 4 },
					    { "\xf4\x90\x80\x80", 4 },
					    { "\xff", 1 },
					    { "12345678\xfe", 9 } };

	(void)state;
	for (size_t i = 0; i < sizeof(valid) / sizeof(valid[0]); i++)
		if (!th_utf8_valid(valid[i]))
			fail_msg("valid[%zu] is refused", i);
	for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++)
		if (th_utf8_valid(invalid[i]))
			fail_msg("invalid[%zu] is accepted", i);
}

static void every_code_point_survives_writing_and_reading(void **state)
{
	(void)state;
	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		char bytes[4];
		uint32_t got;
		size_t size = th_utf8_put(bytes, code);
		bool surrogate = code >= 0xd800 && code < 0xe000;
		size_t read = th_utf8_next(th_slice_make(bytes, size), 0, &got);

		if (surrogate ? got != TH_UTF8_BAD || read != 1 : got != code || read != size)
			fail_msg("U+%04X becomes U+%04X", (unsigned)code, (unsigned)got);
	}
}

static void characters_are_counted_and_not_bytes(void **state)
{
	(void)state;
	assert_int_equal(th_utf8_count(TH_SLICE("")), 0);
	assert_int_equal(th_utf8_count(TH_SLICE("abc")), 3);
	assert_int_equal(th_utf8_count(TH_SLICE("\xc3\xa4\xe9\xa3\x9f\xf0\x9f\x98\x80")), 3);
}

/* ---- Widths ---- */

static void width_is_counted_in_columns(void **state)
{
	(void)state;
	assert_int_equal(th_text_width(TH_SLICE("")), 0);
	assert_int_equal(th_text_width(TH_SLICE("Acme, Incorporated")), 18);
	assert_int_equal(th_text_width(TH_SLICE("Dr\xc3\xa4ger")), 6);
	assert_int_equal(th_text_width(TH_SLICE("\xe9\xa3\x9f\xe7\x8b\xae")), 4); /* wide */
	assert_int_equal(th_text_width(TH_SLICE("a\xcc\x81")), 1);                /* mark */
	assert_int_equal(th_text_width(TH_SLICE("\xff")), 1);
}

static void what_fits_is_not_cut(void **state)
{
	(void)state;
	expect_cut("Acme", 4, "Acme");
	expect_cut("\xe9\xa3\x9f\xe7\x8b\xae", 4, "\xe9\xa3\x9f\xe7\x8b\xae");
	expect_cut("", 0, "");
}

static void what_does_not_fit_ends_in_an_ellipsis(void **state)
{
	(void)state;
	expect_cut("Acme Incorporated", 8, "Acme In" TH_ELLIPSIS);
	expect_cut("Acme", 3, "Ac" TH_ELLIPSIS);
	expect_cut("Acme", 1, TH_ELLIPSIS);
	expect_cut("Acme", 0, "");
}

static void a_wide_character_is_not_halved(void **state)
{
	(void)state;
	expect_cut("\xe9\xa3\x9f\xe7\x8b\xae", 3, "\xe9\xa3\x9f" TH_ELLIPSIS);
	expect_cut("\xe9\xa3\x9f\xe7\x8b\xae", 2, TH_ELLIPSIS);
}

static void a_mark_stays_with_its_letter(void **state)
{
	(void)state;
	expect_cut("a\xcc\x81"
		   "bc",
		   2, "a\xcc\x81" TH_ELLIPSIS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text_is_shown_as_it_is_and_not_copied),
		cmocka_unit_test(control_characters_are_named),
		cmocka_unit_test(bidirectional_controls_are_named),
		cmocka_unit_test(characters_that_do_not_show_are_named),
		cmocka_unit_test(characters_without_an_agreed_look_are_named),
		cmocka_unit_test(a_mark_with_nothing_before_it_is_named),
		cmocka_unit_test(a_bad_byte_is_shown_as_a_byte),
		cmocka_unit_test(every_place_in_a_word_is_looked_at),
		cmocka_unit_test(a_sink_gets_it_in_pieces),
		cmocka_unit_test(valid_utf8_is_told_from_invalid),
		cmocka_unit_test(every_code_point_survives_writing_and_reading),
		cmocka_unit_test(characters_are_counted_and_not_bytes),
		cmocka_unit_test(width_is_counted_in_columns),
		cmocka_unit_test(what_fits_is_not_cut),
		cmocka_unit_test(what_does_not_fit_ends_in_an_ellipsis),
		cmocka_unit_test(a_wide_character_is_not_halved),
		cmocka_unit_test(a_mark_stays_with_its_letter),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
