/*
 * The specification's own examples (shared/corpus/cyclonedx-spec): JSON and XML files of one name
 * and one version describe the same document, so they give the same tables. Where the files
 * themselves differ they are listed below, with what differs and in how many lines of the dump: the
 * test fails when a reader adds a difference and when one is gone.
 */
#include "dump.h"
#include "given.h"

#include <glob.h>
#include <unistd.h>

static const char *corpus; /* NULL: there is none */

/* ---- files ---- */

static void given_file(struct given *g, const char *path)
{
	FILE *file = fopen(path, "rb");
	char *bytes = NULL;
	size_t len = 0;

	if (!file)
		fail_msg("%s cannot be opened", path);
	FILE *copy = open_memstream(&bytes, &len);
	assert_non_null(copy);
	for (int c; (c = fgetc(file)) != EOF;)
		fputc(c, copy);
	fclose(copy);
	fclose(file);
	given_bytes(g, path, bytes, len);
	free(bytes);
	if (g->status != TH_OK || !g->doc.parser)
		fail_msg("%s was not read", path);
}

/* ---- what differs in the files ---- */

#define FULL_SAMPLE "the full samples describe two different products"
#define MORE_IN_XML "the component in XML has a purl, hashes or a type that the one in JSON lacks"
#define TIME "two timestamps"
#define PUBLISHER "only one of them names a publisher"
#define VERSION "two versions of one component"
#define EMAIL "two e-mail addresses of one supplier"

static const struct exception {
	const char *name;   /* version/file, without the ending */
	unsigned json, xml; /* lines that only the one has */
	const char *why;
} exceptions[] = {
	{ "1.2/valid-bom-1.2", 11, 8, FULL_SAMPLE },
	{ "1.2/valid-license-id-1.2", 1, 1, MORE_IN_XML },
	{ "1.2/valid-license-name-1.2", 1, 1, MORE_IN_XML },
	{ "1.2/valid-metadata-timestamp-1.2", 1, 1, TIME },
	{ "1.2/valid-service-1.2", 1, 1, PUBLISHER },
	{ "1.3/valid-bom-1.3", 11, 8, FULL_SAMPLE },
	{ "1.3/valid-compositions-1.3", 1, 1, VERSION },
	{ "1.3/valid-dependency-1.3", 3, 3, "the components have other names" },
	{ "1.3/valid-external-reference-1.3", 1, 1, PUBLISHER },
	{ "1.3/valid-metadata-timestamp-1.3", 1, 1, TIME },
	{ "1.4/valid-external-reference-1.4", 1, 1, PUBLISHER },
	{ "1.4/valid-license-expression-1.4", 1, 1, MORE_IN_XML },
	{ "1.4/valid-license-id-1.4", 1, 1, MORE_IN_XML },
	{ "1.4/valid-license-name-1.4", 1, 1, MORE_IN_XML },
	{ "1.4/valid-metadata-timestamp-1.4", 1, 1, TIME },
	{ "1.4/valid-release-notes-1.4", 2, 2, EMAIL },
	{ "1.4/valid-service-1.4", 3, 3, EMAIL " and " PUBLISHER },
	{ "1.5/valid-bom-1.5", 11, 8, FULL_SAMPLE },
	{ "1.5/valid-compositions-1.5", 1, 1, VERSION },
	{ "1.5/valid-external-reference-1.5", 1, 1, PUBLISHER },
	{ "1.5/valid-license-expression-1.5", 1, 1, MORE_IN_XML },
	{ "1.5/valid-license-id-1.5", 1, 1, MORE_IN_XML },
	{ "1.5/valid-license-name-1.5", 1, 1, MORE_IN_XML },
	{ "1.5/valid-machine-learning-1.5", 1, 1, PUBLISHER },
	{ "1.5/valid-release-notes-1.5", 2, 2, EMAIL },
	{ "1.5/valid-service-1.5", 3, 3, EMAIL " and " PUBLISHER },
	{ "1.7/valid-component-external-with-version", 1, 1, VERSION },
	{ "1.7/valid-cryptography-implementation-1.7", 5, 8,
	  "XML has an application and libraries that JSON lacks, JSON other assets" },
	{ "1.7/valid-license-choice-1.7", 1, 1, MORE_IN_XML },
	{ "1.7/valid-metadata-timestamp-1.7", 1, 1, "one timestamp, spelled in two ways" },
};
enum { EXCEPTIONS = sizeof(exceptions) / sizeof(exceptions[0]) };

static bool met[EXCEPTIONS];

static const struct exception none = { "", 0, 0, "" };

static const struct exception *exception_of(const char *name)
{
	for (size_t i = 0; i < EXCEPTIONS; i++)
		if (strcmp(exceptions[i].name, name) == 0) {
			met[i] = true;
			return &exceptions[i];
		}
	return &none;
}

/* ---- comparing ---- */

static unsigned count_lines(const char *a, const char *b)
{
	unsigned count = 0;
	size_t len;

	for (const char *line; (line = dump_difference(a, b, &len)) != NULL; a = line + len + 1)
		count++;
	return count;
}

static void say_lines(const char *title, const char *a, const char *b)
{
	size_t len;

	for (const char *line; (line = dump_difference(a, b, &len)) != NULL; a = line + len + 1)
		print_message("   %s %.*s\n", title, (int)len, line);
}

static void given_twin(struct given *g, const char *name, const char *ending)
{
	char *path;

	assert_true(asprintf(&path, "%s/%s%s", corpus, name, ending) > 0);
	given_file(g, path);
	free(path);
}

/* Do the twins, of which name is the common part, say the same, but for what is listed? */
static bool agree(const char *name)
{
	struct given json, xml;

	given_twin(&json, name, ".json");
	given_twin(&xml, name, ".xml");
	char *a = dump_document(&json.doc, DUMP_ALL), *b = dump_document(&xml.doc, DUMP_ALL);
	const struct exception *e = exception_of(name);
	unsigned only_json = count_lines(a, b), only_xml = count_lines(b, a);
	bool as_listed = only_json == e->json && only_xml == e->xml;
	if (!as_listed) {
		print_message("%s: %u and %u lines differ, %u and %u are listed %s\n", name,
			      only_json, only_xml, e->json, e->xml, e->why);
		say_lines("json:", a, b);
		say_lines("xml: ", b, a);
	}
	free(a);
	free(b);
	given_release(&json);
	given_release(&xml);
	return as_listed;
}

static void need_corpus(void)
{
	if (corpus)
		return;
	fprintf(stderr, "SKIPPED: TWOHOP_SHARED is not set, so the specification's examples in "
			"JSON and XML were not compared\n");
	skip();
}

static void json_and_xml_of_one_name_give_the_same_tables(void **state)
{
	char text[1024];
	glob_t found;
	unsigned pairs = 0, wrong = 0;
	(void)state;
	need_corpus();
	snprintf(text, sizeof(text), "%s/1.*/valid-*.json", corpus);
	assert_int_equal(glob(text, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *path = found.gl_pathv[i];
		int stem = (int)(strlen(path) - strlen(".json"));
		snprintf(text, sizeof(text), "%.*s.xml", stem, path);
		if (access(text, R_OK) != 0)
			continue;
		size_t skipped = strlen(corpus) + 1;
		snprintf(text, sizeof(text), "%.*s", stem - (int)skipped, path + skipped);
		pairs++;
		wrong += !agree(text);
	}
	globfree(&found);
	assert_true(pairs >= 148);
	assert_int_equal(wrong, 0);
	for (size_t i = 0; i < EXCEPTIONS; i++)
		if (!met[i])
			fail_msg("there is no pair %s", exceptions[i].name);
}

int main(void)
{
	static char path[1000];
	const char *shared = getenv("TWOHOP_SHARED");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_and_xml_of_one_name_give_the_same_tables),
	};

	if (shared) {
		snprintf(path, sizeof(path), "%s/corpus/cyclonedx-spec", shared);
		corpus = path;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
