/*
 * The history of a repository: what is read leads nowhere outside of itself, and a range of its
 * commits means a fix no more than what it fixes.
 */
#include "feeds/commits.h"
#include "tests/fuzz/fuzz.h"

/* From the first commit to the last one, by each kind of end. */
static void ask(const struct th_commits *c)
{
	static const enum th_bound_kind ends[] = { TH_BOUND_FIXED, TH_BOUND_LAST_AFFECTED,
						   TH_BOUND_LIMIT };
	uint32_t count = c->names.texts.count;
	bool *affected = malloc((size_t)count + 1);
	th_status status;

	FUZZ_CHECK(affected != NULL);
	for (size_t i = 0; count && i < sizeof(ends) / sizeof(ends[0]); i++) {
		th_slice last = c->names.texts.items[count - 1];
		const struct th_window_bound events[] = {
			{ c->names.texts.items[0], TH_BOUND_INTRODUCED }, { last, (uint8_t)ends[i] }
		};
		FUZZ_CHECK(th_commits_affected(c, events, 2, affected, &status));
		FUZZ_CHECK(ends[i] == TH_BOUND_LAST_AFFECTED || !affected[count - 1] ||
			   !affected[0]); /* the fix descends from nothing else */
	}
	free(affected);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	th_slice text = fuzz_text(data, size);
	struct th_commits commits;
	const char *why;
	uint32_t line;

	if (th_commits_read(&commits, text, &line, &why) == TH_OK)
		ask(&commits);
	else
		FUZZ_CHECK(why && line > 0);
	th_commits_release(&commits);
	fuzz_free(text);
	return 0;
}
