/*
 * CycloneDX in both spellings: a document in JSON and its twin in XML have to give the same tables
 * (dump.h), and the lines that a test is about are spelled out.
 */
#ifndef TH_TESTS_UNIT_TWINS_H
#define TH_TESTS_UNIT_TWINS_H

#include "dump.h"
#include "given.h"

#define SERIAL "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79"
#define LINK "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1"
#define SHA256 "f498a8ff2dd007e29c2074f5e4b01a9a01775c3ff3aeaf6906ea503bc5791b7b"

/* Three components, a, b and c. */
#define ABC                                                           \
	",'components':[{'type':'library','name':'a','bom-ref':'a'}," \
	"{'type':'library','name':'b','bom-ref':'b'},{'type':'library','name':'c','bom-ref':'c'}]"
#define ABC_XML                                                                        \
	"<components><component type='library' bom-ref='a'><name>a</name></component>" \
	"<component type='library' bom-ref='b'><name>b</name></component>"             \
	"<component type='library' bom-ref='c'><name>c</name></component></components>"

struct twins {
	struct given json, xml;
	char *dump; /* of both */
};

static inline void join(char *out, size_t capacity, const char *head, const char *body,
			const char *tail)
{
	int len = snprintf(out, capacity, "%s%s%s", head, body, tail);

	assert_true(len > 0 && (size_t)len < capacity);
}

/* The rest of a CycloneDX 1.6 document in JSON, with ' for ". */
static inline void given_cdx(struct given *g, const char *body)
{
	char text[16384];

	join(text, sizeof(text), "{'bomFormat':'CycloneDX','specVersion':'1.6'", body, "}");
	given_json(g, "test.json", text);
	if (g->status != TH_OK)
		fail_msg("%.*s", TH_FMT(g->doc.diagnostics.list.items[0].message));
	assert_string_equal(g->doc.parser->name, "cyclonedx-json");
}

static inline void given_cdx_xml(struct given *g, const char *version, const char *body)
{
	char text[16384], head[512];

	join(head, sizeof(head), "<bom xmlns='http://cyclonedx.org/schema/bom/", version, "'>");
	join(text, sizeof(text), head, body, "</bom>");
	given_text(g, "test.xml", text);
	if (g->status != TH_OK)
		fail_msg("%.*s", TH_FMT(g->doc.diagnostics.list.items[0].message));
	assert_string_equal(g->doc.parser->name, "cyclonedx-xml");
}

static inline void say_difference(const char *title, const char *a, const char *b)
{
	size_t len;

	for (const char *line; (line = dump_difference(a, b, &len)) != NULL; a = line + len + 1)
		print_message("%s %.*s\n", title, (int)len, line);
}

static inline void assert_same(const char *json, const char *xml)
{
	if (strcmp(json, xml) == 0)
		return;
	say_difference("only in JSON:", json, xml);
	say_difference("only in XML: ", xml, json);
	fail_msg("JSON and XML do not say the same");
}

static inline void read_twins(struct twins *t, const char *json, const char *xml)
{
	given_cdx(&t->json, json);
	given_cdx_xml(&t->xml, "1.6", xml);
	t->dump = dump_document(&t->json.doc, DUMP_ALL);
	char *other = dump_document(&t->xml.doc, DUMP_ALL);
	assert_same(t->dump, other);
	free(other);
}

static inline void release_twins(struct twins *t)
{
	free(t->dump);
	given_release(&t->json);
	given_release(&t->xml);
}

static inline void assert_has(const char *dump, th_slice line)
{
	if (!dump_has(dump, line))
		fail_msg("no line \"%.*s\" in\n%s", TH_FMT(line), dump);
}

static inline void assert_line(const char *dump, const char *line)
{
	assert_has(dump, th_slice_of(line));
}

/* The twins say the same, and these lines (parted by newlines) are part of it. */
static inline void say_alike(const char *json, const char *xml, const char *lines)
{
	struct twins t;

	read_twins(&t, json, xml);
	for (const char *at = lines; *at; at += strcspn(at, "\n"), at += *at == '\n')
		assert_has(t.dump, th_slice_make(at, strcspn(at, "\n")));
	release_twins(&t);
}

/* One component of the list, and how its line reads. */
static inline void component_says(const char *json, const char *attributes, const char *xml,
				  const char *line)
{
	char a[8192], b[8192], head[512];

	join(a, sizeof(a), ",'components':[{'type':'library','name':'n','bom-ref':'c'", json, "}]");
	join(head, sizeof(head), "<components><component type='library' bom-ref='c'", attributes,
	     "><name>n</name>");
	join(b, sizeof(b), head, xml, "</component></components>");
	say_alike(a, b, line);
}

#endif
