/* Untrusted text in XML, Markdown, URIs and workflow commands. */
#include "core/text/markup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

typedef void write_text(struct th_output *out, th_slice s);

static void expect(write_text *how, th_slice text, const char *expected)
{
	struct th_output out;

	th_output_to_memory(&out, 4096);
	how(&out, text);
	th_slice got = th_output_bytes(&out);
	if (!th_slice_equal(got, th_slice_of(expected)))
		fail_msg("\"%.*s\" is not \"%s\"", TH_FMT(got), expected);
	th_output_release(&out);
}

/* ---- XML ---- */

static void markup_of_xml_is_text(void **state)
{
	(void)state;
	expect(th_xml_write, TH_SLICE("<a b=\"c\" d='e'>&amp;"),
	       "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;");
	expect(th_xml_write, TH_SLICE("]]>"), "]]&gt;");
}

static void what_xml_forbids_is_named(void **state)
{
	(void)state;
	expect(th_xml_write, TH_SLICE("a\0b\x1b"), "a&lt;U+0000&gt;b&lt;U+001B&gt;");
	expect(th_xml_write, TH_SLICE("\xef\xbf\xbe\xef\xbf\xbf"), "&lt;U+FFFE&gt;&lt;U+FFFF&gt;");
	expect(th_xml_write, TH_SLICE("\xed\xa0\x80"), "&lt;0xED&gt;&lt;0xA0&gt;&lt;0x80&gt;");
}

static void a_name_of_any_script_stays(void **state)
{
	(void)state;
	expect(th_xml_write, TH_SLICE("Dr\xc3\xa4ger \xe9\xa3\x9f"), "Dr\xc3\xa4ger \xe9\xa3\x9f");
	expect(th_markdown_write, TH_SLICE("Dr\xc3\xa4ger \xe9\xa3\x9f 2.0, a-b (c)"),
	       "Dr\xc3\xa4ger \xe9\xa3\x9f 2.0, a-b (c)");
}

/* ---- Markdown ---- */

static void inline_markup_is_text(void **state)
{
	(void)state;
	expect(th_markdown_write, TH_SLICE("a[x](y)"), "a&#91;x&#93;(y)");
	expect(th_markdown_write, TH_SLICE("a![x](y)"), "a<span>!</span>&#91;x&#93;(y)");
	expect(th_markdown_write, TH_SLICE("a`b` *c* _d_"), "a&#96;b&#96; &#42;c&#42; &#95;d&#95;");
	expect(th_markdown_write, TH_SLICE("a\\|b"), "a&#92;&#124;b");
	expect(th_markdown_write, TH_SLICE("<b>"), "&lt;b&gt;");
	expect(th_markdown_write, TH_SLICE("~~a~~"),
	       "<span>&#126;</span><span>&#126;</span>a<span>&#126;</span>&#126;");
	expect(th_markdown_write, TH_SLICE("a$b$"), "a<span>&#36;</span>b&#36;");
}

static void nothing_becomes_a_mention_or_a_link_by_itself(void **state)
{
	(void)state;
	expect(th_markdown_write, TH_SLICE("hi @user"), "hi <span>@</span>user");
	expect(th_markdown_write, TH_SLICE("a@b.example"), "a<span>@</span>b.example");
	expect(th_markdown_write, TH_SLICE("a #1"), "a <span>#</span>1");
	expect(th_markdown_write, TH_SLICE("#1"), "<span>#</span>1");
	expect(th_markdown_write, TH_SLICE("gh-1 GH-1"), "gh<span>-</span>1 GH<span>-</span>1");
	expect(th_markdown_write, TH_SLICE("http://x"), "http<span>:</span>//x");
	expect(th_markdown_write, TH_SLICE("WWW.x"), "WWW<span>.</span>x");
	expect(th_markdown_write, TH_SLICE("a :x:"), "a <span>:</span>x:");
	expect(th_markdown_write, TH_SLICE("a &1 %1"), "a <span>&amp;</span>1 <span>%</span>1");
}

static void punctuation_of_a_sentence_stays(void **state)
{
	(void)state;
	expect(th_markdown_write, TH_SLICE("end of life: 50 % of it! www"),
	       "end of life: 50 % of it! www");
}

static void no_block_begins_with_a_text(void **state)
{
	(void)state;
	expect(th_markdown_write, TH_SLICE("# a"), "&#35; a");
	expect(th_markdown_write, TH_SLICE("- a - b"), "&#45; a - b");
	expect(th_markdown_write, TH_SLICE("+ a"), "&#43; a");
	expect(th_markdown_write, TH_SLICE("==="), "&#61;==");
	expect(th_markdown_write, TH_SLICE("    a"), "&#32;   a");
	expect(th_markdown_write, TH_SLICE("12. a"), "&#49;2. a");
	expect(th_markdown_write, TH_SLICE("1) a"), "&#49;) a");
	expect(th_markdown_write, TH_SLICE("> a"), "&gt; a");
	expect(th_markdown_write, TH_SLICE("3CX 12"), "3CX 12");
}

static void hidden_characters_are_named_in_markdown(void **state)
{
	(void)state;
	expect(th_markdown_write, TH_SLICE("a\xe2\x80\xae\nb"), "a&lt;U+202E&gt;&lt;U+000A&gt;b");
}

/* ---- URIs ---- */

static void a_path_is_a_relative_reference(void **state)
{
	(void)state;
	expect(th_uri_write, TH_SLICE("a b/c-d_e.~"), "a%20b/c-d_e.~");
	expect(th_uri_write, TH_SLICE("javascript:x?y#z%"), "javascript%3Ax%3Fy%23z%25");
	expect(th_uri_write, TH_SLICE("\xe2\x80\xae\n\0"), "%E2%80%AE%0A%00");
}

static void an_absolute_path_is_a_file(void **state)
{
	(void)state;
	expect(th_uri_write, TH_SLICE("/a:b"), "file:///a%3Ab");
}

/* ---- workflow commands ---- */

static void a_command_holds_no_other(void **state)
{
	(void)state;
	expect(th_command_write, TH_SLICE("a%0A\n::set-output name=x::y"),
	       "a%250A<U+000A>::set-output name=x::y");
	expect(th_command_write, TH_SLICE("##[error]##vso[x]"), "#<U+0023>[error]#<U+0023>vso[x]");
}

static void a_property_does_not_end_early(void **state)
{
	(void)state;
	expect(th_command_write_property, TH_SLICE("a:b,c%2C\r::x"),
	       "a%3Ab%2Cc%252C<U+000D>%3A%3Ax");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markup_of_xml_is_text),
		cmocka_unit_test(what_xml_forbids_is_named),
		cmocka_unit_test(a_name_of_any_script_stays),
		cmocka_unit_test(inline_markup_is_text),
		cmocka_unit_test(nothing_becomes_a_mention_or_a_link_by_itself),
		cmocka_unit_test(punctuation_of_a_sentence_stays),
		cmocka_unit_test(no_block_begins_with_a_text),
		cmocka_unit_test(hidden_characters_are_named_in_markdown),
		cmocka_unit_test(a_path_is_a_relative_reference),
		cmocka_unit_test(an_absolute_path_is_a_file),
		cmocka_unit_test(a_command_holds_no_other),
		cmocka_unit_test(a_property_does_not_end_early),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
