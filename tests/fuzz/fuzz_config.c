/*
 * The configuration, which people write: what is wrong with it is said with a place. Beside it the
 * --fail-on value, globs and the nearest word, on the lines of the same bytes.
 */
#include "graph/config.h"
#include "tests/fuzz/fuzz.h"

/* libfyaml 0.7 loses the pieces of a quoted scalar that has more than a few escapes. */
const char *__lsan_default_suppressions(void)
{
	return "leak:fy_atom_iter_grow_chunk";
}

static void read_config(th_slice bytes)
{
	struct th_config config;
	struct th_config_error error = { 0 };
	struct th_arena arena = { 0 };

	th_config_init(&config);
	th_status status =
		th_config_read(&config, TH_SLICE("some/where/twohop.yaml"), bytes, &arena, &error);
	FUZZ_CHECK(status == TH_OK || status == TH_EUSAGE);
	if (status == TH_EUSAGE)
		FUZZ_CHECK(error.message.len > 0 && error.line > 0 && error.column > 0);
	th_config_release(&config);
	th_arena_release(&arena);
}

static void read_lines(th_slice text)
{
	static const char *const words[] = { "violation", "blind-spot", "contradiction", "", NULL };
	struct th_arena arena = { 0 };
	enum th_level fail_on[TH_CLASS_COUNT] = { 0 };
	th_slice rest = text, first = fuzz_line(&rest), second = fuzz_line(&rest), message = { 0 };

	if (first.len > 4096 || second.len > 4096)
		return;
	if (!th_fail_on_parse(first, fail_on, &arena, &message))
		FUZZ_CHECK(message.len > 0);
	th_glob_match(first, second);
	const char *nearest = th_nearest_word(first, words);
	FUZZ_CHECK(!nearest || strlen(nearest) < 16);
	th_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	th_slice text = fuzz_text(data, size);

	read_config(text);
	read_lines(text);
	fuzz_free(text);
	return 0;
}
