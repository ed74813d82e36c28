/*
 * CycloneDX: how text is written in JSON and XML, which namespaces are read, and what is refused.
 */
#include "twins.h"

/* ---- text ---- */

static void escapes_in_json_are_decoded(void **state)
{
	struct given g;
	(void)state;
	given_text(
		&g, "x",
		"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{"
		"\"type\":\"library\",\"n\\u0061me\":\"a\\\"b\\\\c\\/d\\n\\u00e9\\ud83d\\ude00\","
		"\"bom-ref\":\"\\u0078\"}],\"dependencies\":[{\"ref\":\"x\","
		"\"dependsOn\":[\"\\u0079\"]}]}");
	assert_int_equal(g.status, TH_OK);
	char *dump = dump_document(&g.doc, DUMP_ALL);
	assert_line(dump, "component x listed library "
			  "name=a\"b\\c/d<0A>\xc3\xa9\xf0\x9f\x98\x80 states-upstream");
	assert_line(dump, "relation x depends-on y dependency");
	free(dump);
	given_release(&g);
}

static void the_place_of_an_escaped_text_is_where_it_was_written(void **state)
{
	struct given g;
	(void)state;
	given_cdx(&g, ",'components':[{'type':'library','name':'\\u0061b','publisher':'plain'}]");
	const struct th_component *c = &g.doc.components.items[0];
	assert_int_equal(th_document_offset(&g.doc, c->name),
			 strstr(g.bytes, "\"\\u0061b") - g.bytes);
	assert_int_equal(th_document_offset(&g.doc, c->publisher),
			 strstr(g.bytes, "plain") - g.bytes);
	given_release(&g);
}

static void entities_cdata_and_comments_in_xml_are_one_text(void **state)
{
	struct given g;
	(void)state;
	given_cdx_xml(
		&g, "1.6",
		"<components><component type='library' bom-ref='a&amp;b'>"
		"<name>A&amp;B &lt;&#x43;&#68;&gt;<![CDATA[ <raw> & ]]>end<!-- x -->ing</name>"
		"<publisher><![CDATA[Acme]]></publisher>"
		"</component></components><dependencies><dependency ref='a&amp;b'/>"
		"</dependencies>");
	char *dump = dump_document(&g.doc, DUMP_ALL);
	assert_line(dump, "component a&b listed library name=A&B <CD> <raw> & ending "
			  "publisher=Acme states-upstream");
	free(dump);
	given_release(&g);
}

static void blanks_around_a_text_in_xml_do_not_count(void **state)
{
	struct given g;
	(void)state;
	given_cdx_xml(&g, "1.6",
		      "<components><component type=' library ' bom-ref='\tx '><name>\r\n\t n n \n"
		      "</name></component></components>");
	char *dump = dump_document(&g.doc, DUMP_ALL);
	assert_line(dump, "component x listed library name=n n");
	free(dump);
	given_release(&g);
}

static void line_ends_in_xml_are_one_newline(void **state)
{
	struct given g;
	(void)state;
	given_cdx_xml(&g, "1.6",
		      "\r\n<components>\r\n<component type='library'>\r\n<name>a\r\nb\rc\nd</name>"
		      "\r\n<hashes>\r\n<hash alg='MD5'>\r\n3942447fac867ae5cdb3229b658f4d48\r\n"
		      "</hash>\r\n</hashes>\r\n</component>\r\n</components>\r\n");
	char *dump = dump_document(&g.doc, DUMP_ALL);
	assert_line(dump, "component (a<0A>b<0A>c<0A>d) listed library name=a<0A>b<0A>c<0A>d "
			  "hash:MD5=3942447fac867ae5cdb3229b658f4d48");
	free(dump);
	given_release(&g);
}

static void an_empty_element_is_an_empty_text(void **state)
{
	(void)state;
	component_says(",'version':'','publisher':''", "", "<version/><publisher></publisher>",
		       "component c listed library name=n");
}

static void a_byte_order_mark_is_passed_over(void **state)
{
	struct given g;
	(void)state;
	given_text(&g, "x", "\xef\xbb\xbf{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}");
	assert_int_equal(g.status, TH_OK);
	given_release(&g);
	given_text(&g, "x", "\xef\xbb\xbf<bom xmlns='http://cyclonedx.org/schema/bom/1.6'/>");
	assert_int_equal(g.status, TH_OK);
	assert_string_equal(g.doc.parser->name, "cyclonedx-xml");
	given_release(&g);
}

/* ---- namespaces ---- */

static void a_prefix_is_as_good_as_a_default_namespace(void **state)
{
	struct given g;
	(void)state;
	given_text(&g, "x",
		   "<?xml version='1.0'?><!-- x --><b:bom "
		   "xmlns:b='http://cyclonedx.org/schema/bom/1.6'><b:components>"
		   "<b:component type='library' bom-ref='c'><b:name>n</b:name></b:component>"
		   "</b:components></b:bom>");
	assert_int_equal(g.status, TH_OK);
	assert_non_null(given_component(&g, "c"));
	given_release(&g);
}

static void elements_of_foreign_namespaces_are_passed_over_whole(void **state)
{
	struct given g;
	(void)state;
	given_cdx_xml(&g, "1.6",
		      "<x:components xmlns:x='urn:x'><component type='library'><name>no</name>"
		      "</component></x:components><components xmlns:x='urn:x'>"
		      "<x:component type='library'><name>no</name></x:component>"
		      "<component type='library' bom-ref='c' x:type='file' x:bom-ref='no'>"
		      "<x:name>no</x:name><name>n<x:b>o</x:b></name><x:y><publisher>no</publisher>"
		      "</x:y></component></components>");
	char *dump = dump_document(&g.doc, DUMP_ALL);
	assert_line(dump, "component c listed library name=n");
	assert_line(dump, "counts components=1 services=0 files=0 dependencies=0 dangling=0");
	assert_int_equal(given_count(&g, TH_DIAG_foreign_element), 1);
	free(dump);
	given_release(&g);
}

static void the_dependency_graph_extension_is_read_at_the_root(void **state)
{
	struct given g;
	(void)state;
	given_cdx_xml(&g, "1.1",
		      ABC_XML "<dg:dependencies xmlns:dg='http://cyclonedx.org/schema/ext/"
			      "dependency-graph/1.0'><dg:dependency ref='a'>"
			      "<dg:dependency ref='b'/></dg:dependency><dg:dependency ref='b'/>"
			      "</dg:dependencies>");
	char *dump = dump_document(&g.doc, DUMP_ALL);
	assert_line(dump, "relation a depends-on b dependency");
	assert_line(dump, "component b listed library name=b states-upstream");
	free(dump);
	given_release(&g);
}

static void the_dependency_graph_extension_is_read_inside_a_component(void **state)
{
	struct given g;
	(void)state;
	given_cdx_xml(&g, "1.1",
		      "<components xmlns:dg='http://cyclonedx.org/schema/ext/dependency-graph/1.0'>"
		      "<component type='library' bom-ref='a'><name>a</name><version>1</version>"
		      "<dg:dependencies><dg:dependency ref='a'><dg:dependency ref='b'/>"
		      "</dg:dependency></dg:dependencies></component>"
		      "<component type='library' bom-ref='b'><name>b</name><version>1</version>"
		      "</component></components>");
	char *dump = dump_document(&g.doc, DUMP_ALL);
	assert_line(dump, "relation a depends-on b dependency");
	free(dump);
	given_release(&g);
}

static void the_descriptor_extension_says_what_the_document_is_about(void **state)
{
	struct given g;
	(void)state;
	given_cdx_xml(&g, "1.1",
		      "<bd:metadata xmlns:bd='http://cyclonedx.org/schema/ext/bom-descriptor/1.0'>"
		      "<bd:timestamp>2020-01-01T00:00:00Z</bd:timestamp>"
		      "<bd:component type='application' bom-ref='app'><bd:name>app</bd:name>"
		      "</bd:component><bd:manufacture><bd:name>Maker</bd:name></bd:manufacture>"
		      "<bd:supplier><bd:name>Acme</bd:name></bd:supplier></bd:metadata>");
	char *dump = dump_document(&g.doc, DUMP_ALL);
	assert_line(dump, "document spec=1.1 created=2020-01-01T00:00:00Z root=app");
	assert_line(dump,
		    "component app root application name=app supplier={Acme} manufacturer={Maker}");
	free(dump);
	given_release(&g);
}

static void the_vulnerability_extension_is_passed_over(void **state)
{
	struct given g;
	(void)state;
	given_cdx_xml(&g, "1.1",
		      "<components xmlns:v='http://cyclonedx.org/schema/ext/vulnerability/1.0'>"
		      "<component type='library' bom-ref='a'><name>a</name><version>1</version>"
		      "<v:vulnerabilities><v:vulnerability ref='a'><v:id>CVE-1</v:id>"
		      "</v:vulnerability></v:vulnerabilities></component></components>");
	char *dump = dump_document(&g.doc, DUMP_ALL);
	assert_line(dump, "component a listed library name=a version=1");
	free(dump);
	given_release(&g);
}

/* ---- refusals ---- */

static void broken_json_is_refused_where_it_breaks(void **state)
{
	struct given g;
	(void)state;
	given_json(&g, "x", "{'bomFormat':'CycloneDX','components':[{'name':'n',}]}");
	assert_int_equal(g.status, TH_EINPUT);
	assert_true(g.doc.rejected);
	given_diagnosed_at(&g, TH_DIAG_not_read, "}]}");
	given_release(&g);
}

static void two_equal_keys_in_one_object_are_refused(void **state)
{
	struct given g;
	(void)state;
	given_json(&g, "x", "{'bomFormat':'CycloneDX','components':[{'name':'n','name':'m'}]}");
	assert_int_equal(g.status, TH_EINPUT);
	given_release(&g);
}

static void broken_xml_is_refused(void **state)
{
	static const char *const broken[] = {
		"<bom xmlns='http://cyclonedx.org/schema/bom/1.6'>",
		"<bom xmlns='http://cyclonedx.org/schema/bom/1.6'></bim>",
		"<bom xmlns='http://cyclonedx.org/schema/bom/1.6'>&unknown;</bom>",
		"<bom xmlns='http://cyclonedx.org/schema/bom/1.6'/><x/>",
		"<!DOCTYPE bom><bom xmlns='http://cyclonedx.org/schema/bom/1.6'/>",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct given g;
		given_text(&g, "x", broken[i]);
		if (g.status != TH_EINPUT || !g.doc.rejected || g.doc.diagnostics.errors == 0)
			fail_msg("%s: status %d", broken[i], g.status);
		given_release(&g);
	}
}

/* Nested so deep that a walker on the stack would fall: refused by its ceiling, or read. */
static void nesting_ends_at_its_ceiling(void **state)
{
	enum { DEPTH = 100000 };
	static const char open_json[] = "{\"components\":[", open_xml[] = "<components><component>";
	char *text;
	size_t len;
	struct given g;
	(void)state;
	for (int is_xml = 0; is_xml < 2; is_xml++) {
		FILE *out = open_memstream(&text, &len);
		fputs(is_xml ? "<bom xmlns='http://cyclonedx.org/schema/bom/1.6'>"
			     : "{\"bomFormat\":\"CycloneDX\",\"components\":[",
		      out);
		for (int i = 0; i < DEPTH; i++)
			fputs(is_xml ? open_xml : open_json, out);
		fclose(out);
		given_bytes(&g, "x", text, len);
		assert_int_equal(g.status, TH_ELIMIT);
		assert_true(g.doc.rejected);
		given_release(&g);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes_in_json_are_decoded),
		cmocka_unit_test(the_place_of_an_escaped_text_is_where_it_was_written),
		cmocka_unit_test(entities_cdata_and_comments_in_xml_are_one_text),
		cmocka_unit_test(blanks_around_a_text_in_xml_do_not_count),
		cmocka_unit_test(line_ends_in_xml_are_one_newline),
		cmocka_unit_test(an_empty_element_is_an_empty_text),
		cmocka_unit_test(a_byte_order_mark_is_passed_over),
		cmocka_unit_test(a_prefix_is_as_good_as_a_default_namespace),
		cmocka_unit_test(elements_of_foreign_namespaces_are_passed_over_whole),
		cmocka_unit_test(the_dependency_graph_extension_is_read_at_the_root),
		cmocka_unit_test(the_dependency_graph_extension_is_read_inside_a_component),
		cmocka_unit_test(the_descriptor_extension_says_what_the_document_is_about),
		cmocka_unit_test(the_vulnerability_extension_is_passed_over),
		cmocka_unit_test(broken_json_is_refused_where_it_breaks),
		cmocka_unit_test(two_equal_keys_in_one_object_are_refused),
		cmocka_unit_test(broken_xml_is_refused),
		cmocka_unit_test(nesting_ends_at_its_ceiling),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
