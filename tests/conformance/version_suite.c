/*
 * version_suite CORPUS: runs the public tables of version orders (CORPUS/versions) and the vers
 * test suite (CORPUS/vers) on the schemes that are built. Prints what fails, what is skipped by
 * name, and "N passed, N failed, N skipped" last; exit 1 if anything failed, 77 (skipped) without a
 * corpus.
 *
 * A table line "a < b" is one case, asked in both directions. Containment and validation rows are
 * read leniently, because the suite itself uses unsorted ranges there and calls them valid; parse
 * rows are read strictly.
 */
#include "core/version/native.h"
#include "core/version/vers.h"

#include <cjson/cJSON.h>

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_SKIPPED = 64, MAX_VERSIONS = 64, MAX_FILE = 64 << 20 };

/*
 * Rows that contradict the specification, and why we side with the text. A row is named by its file
 * and its input.
 */
static const struct {
	const char *file, *input, *reason;
} exceptions[] = {
	{ "pypi_range_validate_test.json",
	  "vers:pypi/>0.0.0|>=0.0.1|>=0.0.1|0.0.2|0.0.3|0.0.4|<0.0.5|<=0.0.6|!=0.7|8.0|>12|<15.3",
	  "repeats a constraint, and clause 5.4 wants each version once; lenient reading drops the "
	  "repetition" },
	{ "alpm_version_cmp_test.json",
	  "{\"input_scheme\":\"alpm\",\"versions\":[\"1.5.b-1\",\"1.5.b\"]}",
	  "calls a version equal to each of its releases, which are not equal to each other" },
	{ "alpm_version_cmp_test.json",
	  "{\"input_scheme\":\"alpm\",\"versions\":[\"1.5\",\"1.5-1\"]}",
	  "calls a version equal to each of its releases, which are not equal to each other" },
	{ "alpm_version_cmp_test.json",
	  "{\"input_scheme\":\"alpm\",\"versions\":[\"1.5-1\",\"1.5\"]}",
	  "calls a version equal to each of its releases, which are not equal to each other" },
	{ "alpm_version_cmp_test.json",
	  "{\"input_scheme\":\"alpm\",\"versions\":[\"1.1-1\",\"1.1\"]}",
	  "calls a version equal to each of its releases, which are not equal to each other" },
	{ "conan_version_cmp_test.json",
	  "{\"input_scheme\":\"conan\",\"versions\":[\"1.20\",\"1.1*\"]}",
	  "compares a number with a word as texts, which goes round in a circle: 9 < 10 < 1* < 9" },
	{ "conan_range_from_native_test.json", "{\"native_range\":\"\",\"scheme\":\"conan\"}",
	  "expects a vers without a constraint, which clause 5 does not allow" },
	{ "npm_range_from_native_test.json", "{\"native_range\":\"<= 1.0\",\"scheme\":\"npm\"}",
	  "node-semver: 1.0 stands for all 1.0.x, of which the last one is the bound" },
	{ "npm_range_from_native_test.json", "{\"native_range\":\">= 2.2.x\",\"scheme\":\"npm\"}",
	  "node-semver: at least the first of 2.2.x, without an end" },
	{ "npm_range_from_native_test.json", "{\"native_range\":\">= 1.x\",\"scheme\":\"npm\"}",
	  "node-semver: at least the first of 1.x, without an end" },
	{ "npm_range_from_native_test.json",
	  "{\"native_range\":\">=5.0.3 >=4.2.1\",\"scheme\":\"npm\"}",
	  "node-semver: side by side both hold" },
	{ "npm_range_from_native_test.json", "{\"native_range\":\"2.1 || 2.6\",\"scheme\":\"npm\"}",
	  "node-semver: 2.1 stands for all 2.1.x" },
	{ "npm_range_from_native_test.json",
	  "{\"native_range\":\"1.1.2 1.2.2\",\"scheme\":\"npm\"}",
	  "node-semver: side by side both hold, which no version does" },
	{ "npm_range_from_native_test.json",
	  "{\"native_range\":\"<=2.1 >=1.1\",\"scheme\":\"npm\"}",
	  "node-semver: 2.1 stands for all 2.1.x, of which the last one is the bound" },
};

/*
 * Tables of CORPUS/versions by the scheme that orders them; what is not here is named after its
 * file.
 */
static const struct {
	const char *file;
	enum th_scheme scheme;
} tables[] = {
	{ "semver-versions.txt", TH_SCHEME_SEMVER },
	{ "pub-versions.txt", TH_SCHEME_PUB },
	{ "nuget-versions.txt", TH_SCHEME_NUGET },
	{ "cran-versions.txt", TH_SCHEME_CRAN },
	{ "cran-versions-generated.txt", TH_SCHEME_CRAN },
	{ "hackage-versions.txt", TH_SCHEME_HACKAGE },
	{ "debian-versions.txt", TH_SCHEME_DEB },
	{ "debian-versions-generated.txt", TH_SCHEME_DEB },
	{ "redhat-versions.txt", TH_SCHEME_RPM },
	{ "maven-versions.txt", TH_SCHEME_MAVEN },
	{ "maven-versions-generated.txt", TH_SCHEME_MAVEN },
	{ "packagist-versions.txt", TH_SCHEME_COMPOSER },
	{ "packagist-versions-generated.txt", TH_SCHEME_COMPOSER },
	{ "pypi-versions.txt", TH_SCHEME_PYPI },
	{ "pypi-versions-generated.txt", TH_SCHEME_PYPI },
	{ "rubygems-versions.txt", TH_SCHEME_GEM },
	{ "rubygems-versions-generated.txt", TH_SCHEME_GEM },
	{ "alpine-versions.txt", TH_SCHEME_APK },
	{ "alpine-versions-generated.txt", TH_SCHEME_APK },
};

static struct {
	unsigned passed, failed, skipped;
	struct {
		char name[80];
		unsigned count;
	} names[MAX_SKIPPED];
	size_t name_count;
} tally;

static struct th_arena arena;

static void skip(const char *name)
{
	size_t i = 0;

	tally.skipped++;
	while (i < tally.name_count && strcmp(tally.names[i].name, name) != 0)
		i++;
	if (i == MAX_SKIPPED) /* the last name takes the rest */
		i--;
	else if (i == tally.name_count)
		snprintf(tally.names[tally.name_count++].name, sizeof(tally.names[0].name), "%s",
			 name);
	tally.names[i].count++;
}

static void count(bool passed, const char *file, const char *what, const char *input)
{
	if (passed) {
		tally.passed++;
		return;
	}
	tally.failed++;
	printf("FAILED %s: %s: %s\n", file, what, input);
}

/* The whole file, NUL behind it, or NULL with a line on standard error. */
static char *read_file(const char *folder, const char *name)
{
	char path[4096];
	char *text = NULL;

	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
		return NULL;
	FILE *f = fopen(path, "rb");
	if (f && fseek(f, 0, SEEK_END) == 0) {
		long size = ftell(f);
		if (size >= 0 && size < MAX_FILE && fseek(f, 0, SEEK_SET) == 0 &&
		    (text = malloc((size_t)size + 1)))
			text[fread(text, 1, (size_t)size, f)] = '\0';
	}
	if (f)
		fclose(f);
	if (!text)
		fprintf(stderr, "version_suite: %s: %s\n", path, strerror(errno));
	return text;
}

static enum th_scheme scheme_of_type(const char *type)
{
	enum th_scheme scheme = th_scheme_by_name(th_slice_of(type));

	return scheme != TH_SCHEME_NONE ? scheme : th_scheme_for_purl_type(th_slice_of(type));
}

/* Tables */

static bool line_holds(enum th_scheme scheme, th_slice a, char relation, th_slice b)
{
	enum th_order there = th_version_compare(scheme, a, b),
		      back = th_version_compare(scheme, b, a);

	if (relation == '<')
		return there == TH_ORDER_LESS && back == TH_ORDER_GREATER;
	if (relation == '>')
		return there == TH_ORDER_GREATER && back == TH_ORDER_LESS;
	return there == TH_ORDER_EQUAL && back == TH_ORDER_EQUAL;
}

/* Three fields parted by blanks, the second a relation; else the line is a comment or empty. */
static bool split_line(th_slice line, th_slice *a, char *relation, th_slice *b)
{
	th_slice trimmed = th_slice_trim(line);
	size_t first = th_slice_find(trimmed, ' '), last = th_slice_rfind(trimmed, ' ');

	if (trimmed.len == 0 || trimmed.ptr[0] == '#' || th_slice_starts(trimmed, TH_SLICE("//")) ||
	    last == trimmed.len)
		return false;
	th_slice middle = th_slice_trim(th_slice_sub(trimmed, first, last));
	*a = th_slice_sub(trimmed, 0, first);
	*b = th_slice_sub(trimmed, last + 1, trimmed.len);
	*relation = middle.len == 1 ? middle.ptr[0] : '?';
	return *relation == '<' || *relation == '=' || *relation == '>';
}

static void run_table(const char *folder, const char *name)
{
	enum th_scheme scheme = TH_SCHEME_NONE;
	char *text = read_file(folder, name), input[512];
	th_slice rest = th_slice_of(text), a, b;
	char relation;

	if (!text)
		count(false, name, "cannot be read", folder);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (strcmp(tables[i].file, name) == 0)
			scheme = tables[i].scheme;
	while (rest.len > 0) {
		size_t len = th_slice_find(rest, '\n');
		th_slice line = th_slice_sub(rest, 0, len);

		rest = th_slice_sub(rest, len + 1, rest.len);
		if (!split_line(line, &a, &relation, &b))
			continue;
		if (scheme == TH_SCHEME_NONE) {
			skip(name);
			continue;
		}
		snprintf(input, sizeof(input), "%.*s", TH_FMT(line));
		count(line_holds(scheme, a, relation, b), name, "order", input);
	}
	free(text);
}

/* The vers suite */

static const char *string_of(const cJSON *object, const char *key)
{
	const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));

	return value ? value : "";
}

static bool is_exception(const char *file, const char *input)
{
	for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
		if (strcmp(exceptions[i].file, file) == 0 &&
		    strcmp(exceptions[i].input, input) == 0) {
			printf("exception %s: %s: %s\n", file, input, exceptions[i].reason);
			return true;
		}
	return false;
}

/* Sorting the versions, stably, gives the expected list. */
static bool sorts_as_expected(enum th_scheme scheme, const cJSON *versions, const cJSON *expected)
{
	th_slice sorted[MAX_VERSIONS];
	size_t n = 0;
	const cJSON *item;

	cJSON_ArrayForEach(item, versions)
	{
		th_slice v = th_slice_of(cJSON_GetStringValue(item));
		size_t at = n;

		if (n == MAX_VERSIONS)
			return false;
		for (; at > 0 && th_version_compare(scheme, sorted[at - 1], v) == TH_ORDER_GREATER;
		     at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = v;
		n++;
	}
	size_t i = 0;
	cJSON_ArrayForEach(item, expected)
	{
		/* Some rows expect versions in the spelling that their scheme makes canonical. */
		if (i == n ||
		    th_version_compare(scheme, sorted[i],
				       th_slice_of(cJSON_GetStringValue(item))) != TH_ORDER_EQUAL)
			return false;
		if (i > 0 &&
		    th_version_compare(scheme, sorted[i - 1], sorted[i]) == TH_ORDER_UNKNOWN)
			return false;
		i++;
	}
	return i == n;
}

static bool equals_as_expected(enum th_scheme scheme, const cJSON *versions, const cJSON *expected)
{
	th_slice a = th_slice_of(cJSON_GetStringValue(cJSON_GetArrayItem(versions, 0)));
	th_slice b = th_slice_of(cJSON_GetStringValue(cJSON_GetArrayItem(versions, 1)));

	return (th_version_compare(scheme, a, b) == TH_ORDER_EQUAL) == cJSON_IsTrue(expected);
}

static bool contains_as_expected(const char *range, const char *version, const cJSON *expected)
{
	const struct th_vers *vers;

	if (th_vers_parse(&arena, th_slice_of(range), TH_VERS_LENIENT, &vers, NULL) != TH_OK)
		return false;
	return th_vers_contains(vers, th_slice_of(version)) ==
	       (cJSON_IsTrue(expected) ? TH_VERS_YES : TH_VERS_NO);
}

static bool validates_as_expected(const char *range, const cJSON *expected)
{
	const struct th_vers *vers;

	if (th_vers_parse(&arena, th_slice_of(range), TH_VERS_LENIENT, &vers, NULL) != TH_OK)
		return false;
	return th_slice_equal(th_vers_canonical(vers, &arena),
			      th_slice_of(cJSON_GetStringValue(expected)));
}

/* expected is {scheme, version_constraints: [[comparator, version]...]}, with "=" spelled out. */
static bool has_expected_parts(const struct th_vers *vers, const cJSON *expected)
{
	const cJSON *pairs = cJSON_GetObjectItemCaseSensitive(expected, "version_constraints"),
		    *pair;
	uint32_t i = 0;

	if (!th_slice_equal(vers->type, th_slice_of(string_of(expected, "scheme"))))
		return false;
	cJSON_ArrayForEach(pair, pairs)
	{
		const char *comparator = cJSON_GetStringValue(cJSON_GetArrayItem(pair, 0));
		const char *version = cJSON_GetStringValue(cJSON_GetArrayItem(pair, 1));

		if (i == vers->count || !comparator)
			return false;
		const struct th_vers_constraint *c = &vers->constraints[i++];
		if (strcmp(comparator, "=") == 0)
			comparator = "";
		if (strcmp(th_comparator_text((enum th_comparator)c->comparator), comparator) !=
			    0 ||
		    !th_slice_equal(c->version, th_slice_of(version)))
			return false;
	}
	return i == vers->count;
}

static bool parses_as_expected(const char *range, const cJSON *test)
{
	const struct th_vers *vers;
	th_status status = th_vers_parse(&arena, th_slice_of(range), TH_VERS_STRICT, &vers, NULL);

	if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(test, "expected_failure")))
		return status == TH_EINPUT;
	return status == TH_OK &&
	       has_expected_parts(vers, cJSON_GetObjectItemCaseSensitive(test, "expected_output"));
}

/* Does a version lie on the same side of both? */
static bool agree_on(const struct th_vers *a, const struct th_vers *b, th_slice version)
{
	return th_vers_contains(a, version) == th_vers_contains(b, version);
}

/* The versions that either names, and those a little before and behind them. */
static bool agree_around(const struct th_vers *a, const struct th_vers *b, const struct th_vers *of)
{
	bool agree = true;

	for (uint32_t i = 0; i < of->count && agree; i++) {
		th_slice v = of->constraints[i].version;
		agree = agree_on(a, b, v) &&
			agree_on(a, b, th_arena_printf(&arena, "%.*s-0", TH_FMT(v))) &&
			agree_on(a, b, th_arena_printf(&arena, "%.*s.1", TH_FMT(v))) &&
			agree_on(a, b, th_arena_printf(&arena, "%.*s1", TH_FMT(v)));
	}
	return agree;
}

/*
 * The expected text, where that is vers at all. Many rows expect a text that names a version twice
 * or bounds that do not alternate, which the specification forbids: there the same versions have to
 * be meant.
 */
static bool converts_as_expected(const char *type, const char *native, const cJSON *expected)
{
	const struct th_vers *ours, *theirs;
	struct th_native_fault fault;
	th_slice text, wanted = th_slice_of(cJSON_GetStringValue(expected));

	if (th_native_to_vers(&arena, th_slice_of(type), th_slice_of(native), &text, &fault) !=
		    TH_OK ||
	    th_vers_parse(&arena, text, TH_VERS_STRICT, &ours, NULL) != TH_OK)
		return false;
	if (th_vers_parse(&arena, wanted, TH_VERS_STRICT, &theirs, NULL) == TH_OK)
		return th_slice_equal(text, wanted);
	return th_vers_parse(&arena, wanted, TH_VERS_LENIENT, &theirs, NULL) == TH_OK &&
	       agree_around(ours, theirs, ours) && agree_around(ours, theirs, theirs);
}

/* The type that a row is about: of its input, or of its range. */
static void type_of(const cJSON *input, const char *range, char *out, size_t cap)
{
	const char *type = string_of(input, "input_scheme");

	if (!*type)
		type = string_of(input, "input_type");
	if (!*type)
		type = string_of(input, "scheme");
	if (*type)
		snprintf(out, cap, "%s", type);
	else if (strncmp(range, "vers:", 5) == 0)
		snprintf(out, cap, "%.*s", (int)strcspn(range + 5, "/"), range + 5);
	else
		snprintf(out, cap, "unknown");
}

static bool row_passes(const char *kind, enum th_scheme scheme, const char *range,
		       const cJSON *test)
{
	const cJSON *input = cJSON_GetObjectItemCaseSensitive(test, "input");
	const cJSON *versions = cJSON_GetObjectItemCaseSensitive(input, "versions");
	const cJSON *expected = cJSON_GetObjectItemCaseSensitive(test, "expected_output");

	if (strcmp(kind, "comparison") == 0)
		return sorts_as_expected(scheme, versions, expected);
	if (strcmp(kind, "equality") == 0)
		return equals_as_expected(scheme, versions, expected);
	if (strcmp(kind, "containment") == 0)
		return contains_as_expected(range, string_of(input, "version"), expected);
	if (strcmp(kind, "from_native") == 0)
		return converts_as_expected(string_of(input, "scheme"),
					    string_of(input, "native_range"), expected);
	if (strcmp(kind, "validate") == 0)
		return validates_as_expected(range, expected);
	return strcmp(kind, "parse") == 0 && parses_as_expected(range, test);
}

static void run_row(const char *file, const cJSON *test)
{
	const cJSON *input = cJSON_GetObjectItemCaseSensitive(test, "input");
	const char *kind = string_of(test, "test_type");
	const char *range =
		cJSON_IsString(input) ? cJSON_GetStringValue(input) : string_of(input, "vers");
	char type[40], name[80];

	type_of(input, range, type, sizeof(type));
	if (scheme_of_type(type) == TH_SCHEME_NONE) {
		snprintf(name, sizeof(name), "vers %s", type);
		skip(name);
		return;
	}
	char *shown = cJSON_PrintUnformatted(input);
	if (!is_exception(file, *range ? range : shown))
		count(row_passes(kind, scheme_of_type(type), range, test), file, kind,
		      shown ? shown : "?");
	cJSON_free(shown);
	th_arena_release(&arena);
}

static void run_suite_file(const char *folder, const char *name)
{
	char *text = read_file(folder, name);
	cJSON *root = text ? cJSON_Parse(text) : NULL;
	const cJSON *test;

	if (!root)
		count(false, name, "cannot be read as JSON", folder);
	cJSON_ArrayForEach(test, cJSON_GetObjectItemCaseSensitive(root, "tests"))
		run_row(name, test);
	cJSON_Delete(root);
	free(text);
}

static const char *wanted_suffix;

static int has_wanted_suffix(const struct dirent *entry)
{
	return th_slice_ends(th_slice_of(entry->d_name), th_slice_of(wanted_suffix));
}

/* Run each file of corpus/subfolder with that suffix, by name; false if there is none. */
static bool for_files(const char *corpus, const char *subfolder, const char *suffix,
		      void (*run)(const char *folder, const char *name))
{
	char folder[4096];
	struct dirent **entries = NULL;

	if (snprintf(folder, sizeof(folder), "%s/%s", corpus, subfolder) >= (int)sizeof(folder))
		return false;
	wanted_suffix = suffix;
	int found = scandir(folder, &entries, has_wanted_suffix, alphasort);
	for (int i = 0; i < found; i++) {
		run(folder, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return found > 0;
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "version_suite: SKIPPED, no corpus folder given\n");
		return 77;
	}
	bool tables_found = for_files(argv[1], "versions", ".txt", run_table);
	bool suite_found = for_files(argv[1], "vers/tests", ".json", run_suite_file);
	if (!tables_found && !suite_found) {
		fprintf(stderr, "version_suite: SKIPPED, %s holds no versions and no vers\n",
			argv[1]);
		return 77;
	}
	for (size_t i = 0; i < tally.name_count; i++)
		printf("skipped %s: %u\n", tally.names[i].name, tally.names[i].count);
	printf("%u passed, %u failed, %u skipped\n", tally.passed, tally.failed, tally.skipped);
	return tally.failed > 0;
}
