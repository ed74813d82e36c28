/*
 * parsers/parser: what an input is, told by its bytes; what is refused, and what is merely
 * something else.
 */
#include "given.h"

#include <stdio.h>

#define CDX_XML "xmlns=\"http://cyclonedx.org/schema/bom/1.6\""

/* The format that reads a text, "nothing" where none does, "refused" where it cannot be read. */
static const char *format_of_bytes(const char *bytes, size_t len)
{
	struct given g;

	given_bytes(&g, "test", bytes, len);
	const char *name = g.status == TH_EINPUT || g.status == TH_ELIMIT ? "refused"
			   : g.doc.parser                                 ? g.doc.parser->name
									  : "nothing";
	assert_true(g.doc.rejected == (g.status != TH_OK));
	if (g.doc.rejected)
		assert_true(g.doc.diagnostics.errors > 0);
	else if (!g.doc.parser)
		assert_non_null(g.why);
	given_release(&g);
	return name;
}

static const char *format_of(const char *text)
{
	return format_of_bytes(text, strlen(text));
}

/* JSON with ' for ". */
static const char *format_of_json(const char *text)
{
	struct given g;

	given_json(&g, "test", text);
	const char *name = g.status == TH_EINPUT || g.status == TH_ELIMIT ? "refused"
			   : g.doc.parser                                 ? g.doc.parser->name
									  : "nothing";
	given_release(&g);
	return name;
}

static void assert_why(const char *text, const char *words)
{
	struct given g;

	given_text(&g, "test", text);
	assert_int_equal(g.status, TH_OK);
	assert_null(g.doc.parser);
	assert_non_null(g.why);
	if (!strstr(g.why, words))
		fail_msg("\"%s\" does not say \"%s\"", g.why, words);
	given_release(&g);
}

/* ---- CycloneDX ---- */

static void cyclonedx_in_json_says_so(void **state)
{
	(void)state;
	assert_string_equal(format_of_json("{'bomFormat':'CycloneDX'}"), "cyclonedx-json");
	assert_string_equal(format_of_json(" \r\n\t{ 'bomFormat' : 'CycloneDX' } "),
			    "cyclonedx-json");
	assert_string_equal(format_of_json("{'specVersion':'1.6','components':[]}"),
			    "cyclonedx-json");
	assert_string_equal(format_of_json("{'components':[],'x':{'y':[1]},'specVersion':'1.6'}"),
			    "cyclonedx-json");
}

static void keys_further_inside_do_not_tell(void **state)
{
	(void)state;
	assert_string_equal(format_of_json("{'x':{'bomFormat':'CycloneDX'}}"), "nothing");
	assert_string_equal(format_of_json("['bomFormat']"), "nothing");
	assert_string_equal(format_of_json("{'x':'bomFormat'}"), "nothing");
	assert_string_equal(format_of_json("[{'bomFormat':'CycloneDX'}]"), "nothing");
}

static void the_key_that_tells_may_come_last(void **state)
{
	char *text;
	size_t len;
	(void)state;
	FILE *out = open_memstream(&text, &len);
	fputs("{\"padding\":[0", out);
	for (int i = 0; i < 100000; i++)
		fputs(",1", out);
	fputs("],\"bomFormat\":\"CycloneDX\"}", out);
	fclose(out);
	assert_string_equal(format_of_bytes(text, len), "cyclonedx-json");
	free(text);
}

/* Its draft successor looks alike; reading it as what it is not would be silence about the rest. */
static void the_draft_of_version_two_is_not_read_as_version_one(void **state)
{
	(void)state;
	assert_string_equal(
		format_of_json("{'specFormat':'CycloneDX','specVersion':'2.0','components':[]}"),
		"nothing");
	assert_string_equal(
		format_of_json("{'specVersion':'2.0','specFormat':'CycloneDX','components':[]}"),
		"nothing");
	assert_string_equal(
		format_of_json("{'specVersion':'2.0','components':[],'specFormat':'CycloneDX'}"),
		"nothing");
}

static void cyclonedx_in_xml_is_known_by_its_namespace(void **state)
{
	static const char *const ours[] = {
		"<bom " CDX_XML "/>",
		"<bom xmlns='http://cyclonedx.org/schema/bom/1.0'></bom>",
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<bom " CDX_XML "/>",
		"<!-- <bom> -->\n<?x ?><bom\n\t" CDX_XML "\n/>",
		"<b:bom xmlns:b=\"http://cyclonedx.org/schema/bom/1.6\"/>",
		"<bom serialNumber=\"x\" xmlns:xsi=\"y\" version=\"1\" " CDX_XML "/>",
		"<bom xmlns = \"http://cyclonedx.org/schema/bom/1.6\"/>",
		"<bom notxmlns=\"urn:x\" " CDX_XML "/>",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (strcmp(format_of(ours[i]), "cyclonedx-xml") != 0)
			fail_msg("%s", ours[i]);
}

static void other_xml_is_not_cyclonedx(void **state)
{
	static const char *const others[] = {
		"<bom/>",
		"<bom xmlns=\"http://example.org\"/>",
		"<bomb " CDX_XML "/>",
		"<x><bom " CDX_XML "/></x>",
		"<x:bom " CDX_XML " xmlns:x=\"urn:x\"/>",
		"<bom xmlns:b=\"http://cyclonedx.org/schema/bom/1.6\"/>",
		"<bom x=\"xmlns='http://cyclonedx.org/schema/bom/1.6'\"/>",
		"<Document><SPDXID>SPDXRef-DOCUMENT</SPDXID></Document>",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(format_of(others[i]), "nothing") != 0)
			fail_msg("%s is %s", others[i], format_of(others[i]));
}

/* '>' may stand in the value of an attribute. */
static void a_tag_ends_outside_of_quotes(void **state)
{
	(void)state;
	assert_string_equal(format_of("<bom serialNumber=\"a>b\" " CDX_XML "/>"), "cyclonedx-xml");
}

/* However long what stands before it is. */
static void the_outermost_element_may_come_late(void **state)
{
	char *text;
	size_t len;
	(void)state;
	FILE *out = open_memstream(&text, &len);
	fputs("<?xml version=\"1.0\"?>\n<!-- ", out);
	for (int i = 0; i < 100000; i++)
		fputc('x', out);
	fputs(" -->\n<bom " CDX_XML "/>", out);
	fclose(out);
	assert_string_equal(format_of_bytes(text, len), "cyclonedx-xml");
	free(text);
}

/* ---- the other formats ---- */

static void spdx_is_known_in_json_and_tags(void **state)
{
	(void)state;
	assert_string_equal(format_of_json("{'spdxVersion':'SPDX-2.3'}"), "spdx-json");
	assert_string_equal(
		format_of_json("{'SPDXID':'SPDXRef-DOCUMENT','spdxVersion':'SPDX-2.3'}"),
		"spdx-json");
	assert_string_equal(format_of("SPDXVersion: SPDX-2.3\n"), "spdx-tag-value");
	assert_string_equal(format_of("\n# x\nSPDXVersion: SPDX-2.3\n"), "spdx-tag-value");
}

static void facts_are_known_by_their_schema(void **state)
{
	(void)state;
	assert_string_equal(format_of_json("{'schema':'twohop-events/1','events':[]}"), "events");
	assert_string_equal(format_of_json("{'events':[],'schema':'twohop-events/1'}"), "events");
	assert_string_equal(format_of_json("{'events':[]}"), "nothing");
	assert_string_equal(
		format_of_json("{'identifier':'pkg:npm/x','updatedAt':'2023-01-01T00:00:00Z',"
			       "'events':[]}"),
		"cle");
}

static void every_parser_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < th_parser_count; i++) {
		assert_true(strlen(th_parsers[i].name) > 0 && strlen(th_parsers[i].title) > 0);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(th_parsers[i].name, th_parsers[k].name);
	}
}

static void advisories_are_the_formats_that_hold_facts(void **state)
{
	static const char *const facts[] = { "events",  "cle",      "openeox", "observations",
					     "osv",     "kev",      "epss",    "csaf",
					     "openvex", "endoflife" };
	(void)state;
	for (size_t i = 0; i < th_parser_count; i++) {
		bool holds = false;
		for (size_t k = 0; k < sizeof(facts) / sizeof(facts[0]); k++)
			holds |= strcmp(th_parsers[i].name, facts[k]) == 0;
		assert_int_equal(th_parsers[i].is_advisory, holds);
	}
}

/* ---- what is not ours ---- */

static void something_else_is_passed_over_with_a_reason(void **state)
{
	(void)state;
	assert_why("{\"name\":\"package\"}", "JSON");
	assert_why("[1,2]", "JSON");
	assert_why("<html/>", "XML");
	assert_why("hello", "text");
	assert_why("\x01\x02\x03", "binary");
	assert_why("\x7f"
		   "ELF\x02\x01",
		   "binary");
}

static void an_empty_file_is_refused(void **state)
{
	(void)state;
	assert_string_equal(format_of(""), "refused");
	assert_string_equal(format_of(" \r\n\t "), "refused");
	assert_string_equal(format_of("\xef\xbb\xbf"), "refused");
	assert_string_equal(format_of("\xef\xbb\xbf \n"), "refused");
}

static void utf16_is_refused_with_the_way_out(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} texts[] = {
		{ "\xff\xfe{\0\"\0b\0", 8 }, { "\xfe\xff\0{\0\"\0b", 8 }, { "{\0\"\0b\0o\0", 8 },
		{ "\0{\0\"\0b\0o", 8 },      { "\xff\xfe<\0b\0o\0", 8 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct given g;
		given_bytes(&g, "test", texts[i].bytes, texts[i].len);
		assert_int_equal(g.status, TH_EINPUT);
		const struct th_diagnostic *d = given_diagnostic(&g, TH_DIAG_not_read);
		if (th_slice_search(d->message, TH_SLICE("UTF-16")) == d->message.len)
			fail_msg("text %zu: %.*s", i, TH_FMT(d->message));
		given_release(&g);
	}
}

static void json_that_breaks_is_refused_where_it_breaks_whatever_it_is(void **state)
{
	struct given g;
	(void)state;
	given_json(&g, "test", "{'name':'package',}");
	assert_int_equal(g.status, TH_EINPUT);
	given_diagnosed_at(&g, TH_DIAG_not_read, "}");
	given_release(&g);
	assert_string_equal(format_of("{"), "refused");
	assert_string_equal(format_of("[1,2"), "refused");
	assert_string_equal(format_of("{} x"), "refused");
}

static void json_that_breaks_behind_the_key_that_tells_is_refused_too(void **state)
{
	(void)state;
	assert_string_equal(format_of_json("{'bomFormat':'CycloneDX',"), "refused");
	assert_string_equal(format_of_json("{'bomFormat':'CycloneDX'} x"), "refused");
	assert_string_equal(format_of_json("{'spdxVersion':'SPDX-2.3'"), "refused");
}

static void json_that_breaks_before_the_key_that_tells_is_refused(void **state)
{
	(void)state;
	assert_string_equal(format_of_json("{'x':01,'bomFormat':'CycloneDX'}"), "refused");
}

/* Legal, and a way to show two readers two documents. */
static void equal_keys_before_the_one_that_tells_are_refused(void **state)
{
	(void)state;
	assert_string_equal(format_of_json("{'x':1,'x':2,'bomFormat':'CycloneDX'}"), "refused");
	assert_string_equal(format_of_json("{'x':1,'x':2}"), "refused");
}

static void a_doctype_is_refused_where_it_stands(void **state)
{
	struct given g;
	(void)state;
	given_text(&g, "test",
		   "<?xml version=\"1.0\"?>\n<!DOCTYPE bom [<!ENTITY x \"y\">]>\n"
		   "<bom " CDX_XML "/>");
	assert_int_equal(g.status, TH_EINPUT);
	given_diagnosed_at(&g, TH_DIAG_not_read, "<!DOCTYPE");
	given_release(&g);
	given_text(&g, "test", "\xef\xbb\xbf<!DOCTYPE html><html/>");
	assert_int_equal(g.status, TH_EINPUT);
	given_diagnosed_at(&g, TH_DIAG_not_read, "<!DOCTYPE");
	given_release(&g);
}

static void a_refused_document_always_says_why(void **state)
{
	static const char *const texts[] = { "", "{", "{}x", "<!DOCTYPE x><x/>",
					     "{\"a\":1,\"a\":2}" };
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct given g;
		given_text(&g, "test", texts[i]);
		assert_true(g.doc.rejected);
		assert_int_equal(th_diag_severity(g.doc.diagnostics.list.items[0].code),
				 TH_SEVERITY_ERROR);
		assert_true(g.doc.diagnostics.list.items[0].message.len > 10);
		given_release(&g);
	}
}

/* ---- sniffing alone ---- */

static void sniff(const char *text, struct th_sniff *out)
{
	static char padded[4096];

	memset(padded, 0, sizeof(padded));
	memcpy(padded, text, strlen(text));
	th_sniff(th_slice_make(padded, strlen(text)), out);
}

static void containers_are_told_apart(void **state)
{
	static const struct {
		const char *text;
		enum th_container container;
	} rows[] = {
		{ "", TH_CONTAINER_EMPTY },
		{ " \n", TH_CONTAINER_EMPTY },
		{ " {", TH_CONTAINER_JSON },
		{ "[", TH_CONTAINER_JSON },
		{ " <", TH_CONTAINER_XML },
		{ "hello", TH_CONTAINER_TEXT },
		{ "gr\xc3\xbc\xc3\x9f", TH_CONTAINER_TEXT },
		{ "a\x01", TH_CONTAINER_BINARY },
		{ "PK\x03\x04", TH_CONTAINER_BINARY },
	};
	struct th_sniff s;
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		sniff(rows[i].text, &s);
		if (s.container != rows[i].container)
			fail_msg("\"%s\" is container %d", rows[i].text, s.container);
	}
}

static void the_byte_order_mark_is_not_part_of_the_text(void **state)
{
	struct th_sniff s;
	(void)state;
	sniff("\xef\xbb\xbfhello", &s);
	assert_int_equal(s.start, 3);
	assert_true(th_slice_equal(s.text, TH_SLICE("hello")));
	sniff("hello", &s);
	assert_int_equal(s.start, 0);
}

static void the_outermost_element_is_found_behind_what_may_come_before(void **state)
{
	static const struct {
		const char *text, *name, *space;
	} rows[] = {
		{ "<a/>", "a", "" },
		{ "<a>", "a", "" },
		{ "<p:a xmlns:p='s'>", "a", "s" },
		{ "<a xmlns='s' xmlns:p='t'>", "a", "s" },
		{ "<a xmlns:p='t' xmlns=\"s\">", "a", "s" },
		{ "<p:a xmlns='s' xmlns:p=\"t\">", "a", "t" },
		{ "<?xml version='1.0'?><!-- <b> --><a xmlns='s'>", "a", "s" },
		{ "<!----><a xmlns='s'/>", "a", "s" },
		{ "<a\nxmlns\n=\n's'/>", "a", "s" },
		{ "<", "", "" },
		{ "<a", "a", "" },
		{ "<!--", "", "" },
		{ "<?", "", "" },
		{ "<p:a xmlns:pp='s'>", "a", "" },
	};
	struct th_sniff s;
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		sniff(rows[i].text, &s);
		if (!th_slice_equal(s.xml_name, th_slice_of(rows[i].name)) ||
		    !th_slice_equal(s.xml_namespace, th_slice_of(rows[i].space)))
			fail_msg("%s: <%.*s> in \"%.*s\"", rows[i].text, TH_FMT(s.xml_name),
				 TH_FMT(s.xml_namespace));
	}
}

static void every_prefix_of_a_document_is_answered(void **state)
{
	static const char *const documents[] = {
		"\xef\xbb\xbf<?xml version='1.0'?><!-- x --><!DOCTYPE a><p:bom xmlns:p='s'/>",
		"{\"bomFormat\":\"CycloneDX\",\"components\":[{\"name\":\"n\"}]}",
		("<bom xmlns='http://cyclonedx.org/schema/bom/1.6'><components><component>"
		 "<name>a&amp;<![CDATA[b]]></name></component></components></bom>"),
		"SPDXVersion: SPDX-2.3\nPackageName: <text>x</text>\n",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		for (size_t len = 0; len <= strlen(documents[i]); len++)
			assert_non_null(format_of_bytes(documents[i], len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cyclonedx_in_json_says_so),
		cmocka_unit_test(keys_further_inside_do_not_tell),
		cmocka_unit_test(the_key_that_tells_may_come_last),
		cmocka_unit_test(the_draft_of_version_two_is_not_read_as_version_one),
		cmocka_unit_test(cyclonedx_in_xml_is_known_by_its_namespace),
		cmocka_unit_test(other_xml_is_not_cyclonedx),
		cmocka_unit_test(a_tag_ends_outside_of_quotes),
		cmocka_unit_test(the_outermost_element_may_come_late),
		cmocka_unit_test(spdx_is_known_in_json_and_tags),
		cmocka_unit_test(facts_are_known_by_their_schema),
		cmocka_unit_test(every_parser_has_a_name_of_its_own),
		cmocka_unit_test(advisories_are_the_formats_that_hold_facts),
		cmocka_unit_test(something_else_is_passed_over_with_a_reason),
		cmocka_unit_test(an_empty_file_is_refused),
		cmocka_unit_test(utf16_is_refused_with_the_way_out),
		cmocka_unit_test(json_that_breaks_is_refused_where_it_breaks_whatever_it_is),
		cmocka_unit_test(json_that_breaks_behind_the_key_that_tells_is_refused_too),
		cmocka_unit_test(json_that_breaks_before_the_key_that_tells_is_refused),
		cmocka_unit_test(equal_keys_before_the_one_that_tells_are_refused),
		cmocka_unit_test(a_doctype_is_refused_where_it_stands),
		cmocka_unit_test(a_refused_document_always_says_why),
		cmocka_unit_test(containers_are_told_apart),
		cmocka_unit_test(the_byte_order_mark_is_not_part_of_the_text),
		cmocka_unit_test(the_outermost_element_is_found_behind_what_may_come_before),
		cmocka_unit_test(every_prefix_of_a_document_is_answered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
