/*
 * Runs a JSON parsing test suite: json_suite <folder with test_parsing>.
 *
 * Files named y_... have to be accepted as RFC 8259 is and n_... refused in both modes; i_... may
 * go either way. Strict reading refuses those y_ files that the table below names, with the reason
 * in its sentence. All ways of reading (tests/conformance/json_walks.h) have to agree on each file,
 * and on each file cut off at each of its first bytes. Prints each case that fails, and last "N
 * passed, N failed";
 * exit 1 where a case failed, 2 where the suite cannot be read.
 */
#include "tests/conformance/json_walks.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_FILE_BYTES = 1 << 20, CUT_UP_TO = 1024 };

/* Legal JSON that strict reading refuses, and what its complaint speaks of. */
static const struct {
	const char *file, *speaks_of;
} strictly_refused[] = {
	{ "y_object_duplicated_key.json", "same key" },
	{ "y_object_duplicated_key_and_value.json", "same key" },
	{ "y_object_escaped_null_in_key.json", "\\u0000" },
	{ "y_string_null_escape.json", "\\u0000" },
};

struct tally {
	unsigned passed, failed, accepted_freely, refused_freely;
};

static const char *strict_reason(const char *name)
{
	for (size_t i = 0; i < sizeof(strictly_refused) / sizeof(strictly_refused[0]); i++)
		if (strcmp(name, strictly_refused[i].file) == 0)
			return strictly_refused[i].speaks_of;
	return NULL;
}

static void judge(struct tally *tally, const char *name, bool good, const char *what, size_t at)
{
	if (good) {
		tally->passed++;
		return;
	}
	tally->failed++;
	printf("%s: %s (byte %zu)\n", name, what, at);
}

static void try_expectation(struct tally *tally, const char *name, th_slice bytes)
{
	struct json_outcome rfc = json_by_tokens(bytes, 0, TH_JSON_RFC8259);
	struct json_outcome strict = json_by_tokens(bytes, 0, TH_JSON_STRICT);
	const char *reason = strict_reason(name);

	switch (name[0]) {
	case 'y':
		judge(tally, name, rfc.status == TH_OK, rfc.error, rfc.error_at);
		if (reason)
			judge(tally, name, strict.error && strstr(strict.error, reason),
			      "strict reading does not refuse it for its reason", strict.error_at);
		else
			judge(tally, name, strict.status == TH_OK, strict.error, strict.error_at);
		break;
	case 'n':
		judge(tally, name, rfc.status != TH_OK, "accepted as RFC 8259", 0);
		judge(tally, name, strict.status != TH_OK, "accepted strictly", 0);
		judge(tally, name, !rfc.error == (rfc.status == TH_OK), "no sentence says why", 0);
		break;
	default:
		tally->accepted_freely += strict.status == TH_OK;
		tally->refused_freely += strict.status != TH_OK;
		break;
	}
}

/* All ways agree on the first len bytes. */
static void try_agreement(struct tally *tally, const char *name, const char *bytes, size_t len)
{
	char *copy = malloc(len + TH_JSON_PADDING);

	if (!copy)
		abort();
	memcpy(copy, bytes, len);
	memset(copy + len, 0, TH_JSON_PADDING);
	const char *found = json_disagreement(th_slice_make(copy, len), 0, NULL);
	judge(tally, name, !found, found, len);
	free(copy);
}

static void try_file(struct tally *tally, const char *name, const char *bytes, size_t len)
{
	try_expectation(tally, name, th_slice_make(bytes, len));
	try_agreement(tally, name, bytes, len);
	for (size_t cut = 0; cut < len && cut < CUT_UP_TO; cut++)
		try_agreement(tally, name, bytes, cut);
}

static bool run_file(struct tally *tally, const char *folder, const char *name)
{
	static char bytes[MAX_FILE_BYTES + TH_JSON_PADDING];
	char path[4400];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = fopen(path, "rb");
	size_t len = file ? fread(bytes, 1, MAX_FILE_BYTES, file) : MAX_FILE_BYTES;
	if (file)
		fclose(file);
	if (len == MAX_FILE_BYTES) {
		fprintf(stderr, "%s: cannot be read\n", path);
		return false;
	}
	memset(bytes + len, 0, TH_JSON_PADDING);
	try_file(tally, name, bytes, len);
	return true;
}

static int is_json(const struct dirent *entry)
{
	return th_slice_ends(th_slice_of(entry->d_name), TH_SLICE(".json"));
}

int main(int argc, char **argv)
{
	struct tally tally = { 0 };
	struct dirent **entries = NULL;
	char folder[4000];
	bool good = true;

	if (argc != 2) {
		fprintf(stderr, "usage: json_suite <corpus/json>\n");
		return 2;
	}
	snprintf(folder, sizeof(folder), "%s/test_parsing", argv[1]);
	int count = scandir(folder, &entries, is_json, alphasort);
	if (count <= 0)
		fprintf(stderr, "%s: no tests\n", folder);
	for (int i = 0; i < count; i++) {
		good = run_file(&tally, folder, entries[i]->d_name) && good;
		free(entries[i]);
	}
	free(entries);
	printf("of the files that may go either way %u are accepted, %u refused\n",
	       tally.accepted_freely, tally.refused_freely);
	printf("%u passed, %u failed\n", tally.passed, tally.failed);
	if (!good || count <= 0)
		return 2;
	return tally.failed != 0;
}
