/*
 * Runs the test suite of the purl specification: purl_suite <folder with tests/spec and
 * tests/types>.
 *
 * parse cases go through th_purl_parse, build cases through th_purl_build and th_purl_format,
 * validate cases, which ask for the canonical text of what is sloppy as well, through
 * th_purl_canonical. Prints each case that fails, and last "N passed, N failed"; exit 1 where a
 * case failed, 2 where the suite cannot be read.
 */
#include "core/identity/purl.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_FILE_BYTES (1 << 20)

struct tally {
	unsigned passed, failed;
};

static struct th_purl_scratch scratch;

static th_slice text_of(const cJSON *object, const char *key)
{
	return th_slice_of(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key)));
}

static bool same_part(const cJSON *object, const char *key, th_slice part)
{
	return th_slice_equal(text_of(object, key), part);
}

static bool same_purl(const cJSON *expected, const struct th_purl *purl)
{
	const cJSON *qualifiers = cJSON_GetObjectItemCaseSensitive(expected, "qualifiers");
	const cJSON *item = NULL;
	size_t count = 0;

	cJSON_ArrayForEach(item, qualifiers)
	{
		count++;
		if (!same_part(qualifiers, item->string,
			       th_purl_qualifier(purl, th_slice_of(item->string))))
			return false;
	}
	return count == purl->qualifier_count && same_part(expected, "type", purl->type) &&
	       same_part(expected, "namespace", purl->namespace) &&
	       same_part(expected, "name", purl->name) &&
	       same_part(expected, "version", purl->version) &&
	       same_part(expected, "subpath", purl->subpath);
}

static bool parse_passes(const cJSON *input, const cJSON *expected, bool fails, const char **why)
{
	struct th_purl purl;
	th_status status =
		th_purl_parse(th_slice_of(cJSON_GetStringValue(input)), &scratch, &purl, why);

	if (fails || status != TH_OK)
		return fails && status == TH_EINPUT;
	*why = "the parts differ";
	return !cJSON_IsObject(expected) || same_purl(expected, &purl);
}

static bool build_passes(const cJSON *input, const cJSON *expected, bool fails, const char **why)
{
	static char buffer[TH_MAX_PURL_BYTES];
	struct th_purl_qualifier qualifiers[TH_MAX_PURL_QUALIFIERS];
	struct th_purl purl = {
		.type = text_of(input, "type"),
		.namespace = text_of(input, "namespace"),
		.name = text_of(input, "name"),
		.version = text_of(input, "version"),
		.subpath = text_of(input, "subpath"),
		.qualifiers = qualifiers,
	};
	const cJSON *item = NULL;
	th_slice built = { NULL, 0 };

	cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(input, "qualifiers"))
	{
		if (purl.qualifier_count == TH_MAX_PURL_QUALIFIERS)
			return false;
		qualifiers[purl.qualifier_count++] =
			(struct th_purl_qualifier){ th_slice_of(item->string),
						    th_slice_of(cJSON_GetStringValue(item)) };
	}
	th_status status = th_purl_build(&purl, &scratch, &purl, why);

	if (fails || status != TH_OK)
		return fails && status == TH_EINPUT;
	*why = "the texts differ";
	return th_purl_format(&purl, TH_PURL_ALL, buffer, sizeof(buffer), &built) == TH_OK &&
	       th_slice_equal(built, th_slice_of(cJSON_GetStringValue(expected)));
}

static bool validate_passes(const cJSON *input, const cJSON *expected, bool fails, const char **why)
{
	th_slice text = th_slice_of(cJSON_GetStringValue(input)), canonical;
	th_status status = th_purl_canonical(text, TH_PURL_ALL, &scratch, &canonical, NULL);

	*why = status == TH_OK ? "the texts differ" : "not a purl";
	if (fails || status != TH_OK)
		return fails && status == TH_EINPUT;
	return th_slice_equal(canonical, th_slice_of(cJSON_GetStringValue(expected)));
}

static bool case_passes(const cJSON *test, const char **why)
{
	const char *type =
		cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(test, "test_type"));
	const cJSON *input = cJSON_GetObjectItemCaseSensitive(test, "input");
	const cJSON *expected = cJSON_GetObjectItemCaseSensitive(test, "expected_output");
	bool fails = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(test, "expected_failure"));

	if (type && strcmp(type, "parse") == 0)
		return parse_passes(input, expected, fails, why);
	if (type && strcmp(type, "build") == 0)
		return build_passes(input, expected, fails, why);
	if (type && strcmp(type, "validate") == 0)
		return validate_passes(input, expected, fails, why);
	*why = "a test of unknown type";
	return false;
}

static void run_cases(const char *path, const cJSON *suite, struct tally *tally)
{
	const cJSON *test = NULL;

	cJSON_ArrayForEach(test, cJSON_GetObjectItemCaseSensitive(suite, "tests"))
	{
		const char *why = NULL;

		if (case_passes(test, &why)) {
			tally->passed++;
			continue;
		}
		char *shown = cJSON_PrintUnformatted(test);

		tally->failed++;
		printf("%s: %s\n\t%s\n", path, why ? why : "expected a failure",
		       shown ? shown : "");
		cJSON_free(shown);
	}
}

static bool run_file(const char *path, struct tally *tally)
{
	static char text[MAX_FILE_BYTES];
	FILE *file = fopen(path, "rb");
	size_t length = file ? fread(text, 1, sizeof(text), file) : 0;
	cJSON *suite = length < sizeof(text) ? cJSON_ParseWithLength(text, length) : NULL;

	if (file)
		fclose(file);
	if (!suite) {
		fprintf(stderr, "%s: cannot be read\n", path);
		return false;
	}
	run_cases(path, suite, tally);
	cJSON_Delete(suite);
	return true;
}

static int is_json(const struct dirent *entry)
{
	return th_slice_ends(th_slice_of(entry->d_name), TH_SLICE(".json"));
}

static bool run_folder(const char *root, const char *folder, struct tally *tally)
{
	char path[4096];
	struct dirent **entries = NULL;
	bool good = true;

	snprintf(path, sizeof(path), "%s/%s", root, folder);
	int count = scandir(path, &entries, is_json, alphasort);

	if (count <= 0)
		fprintf(stderr, "%s: no tests\n", path);
	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s/%s/%s", root, folder, entries[i]->d_name);
		good = run_file(path, tally) && good;
		free(entries[i]);
	}
	free(entries);
	return good && count > 0;
}

int main(int argc, char **argv)
{
	struct tally tally = { 0, 0 };

	if (argc != 2) {
		fprintf(stderr, "usage: purl_suite <corpus/purl>\n");
		return 2;
	}
	bool spec = run_folder(argv[1], "tests/spec", &tally);
	bool types = run_folder(argv[1], "tests/types", &tally);

	printf("%u passed, %u failed\n", tally.passed, tally.failed);
	if (!spec || !types)
		return 2;
	return tally.failed != 0;
}
