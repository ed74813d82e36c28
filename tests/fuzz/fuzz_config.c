/*
 * The configuration, which people write: what is wrong with it is said with a place, and the policy
 * that is right is written out as one that means the same. Beside it the --fail-on value, globs and
 * the nearest word, on the lines of the same bytes.
 */
#include "graph/policy.h"
#include "core/base/limits.h"
#include "tests/fuzz/fuzz.h"

/* libfyaml 0.7 loses the pieces of a quoted scalar that has more than a few escapes. */
const char *__lsan_default_suppressions(void)
{
	return "leak:fy_atom_iter_grow_chunk";
}

/* What is printed as the policy in force is a policy, and the same one. */
static void write_again(const struct th_config *config)
{
	struct th_config again;
	struct th_config_error error = { 0 };
	struct th_arena arena = { 0 };
	struct th_output out;
	char digest[65], digest_again[65];

	FUZZ_CHECK(th_policy_digest(config, digest) == TH_OK);
	th_output_to_memory(&out, SIZE_MAX);
	th_policy_write(config, true, &out);
	FUZZ_CHECK(th_output_commit(&out) == TH_OK);
	th_config_init(&again);
	th_status status = th_config_read(&again, TH_SLICE("twohop.yaml"), th_output_bytes(&out),
					  &arena, &error);
	if (status != TH_OK)
		fuzz_fail(th_arena_copy(&arena, error.message).ptr, __FILE__, (int)error.line);
	FUZZ_CHECK(th_policy_digest(&again, digest_again) == TH_OK);
	FUZZ_CHECK(strcmp(digest, digest_again) == 0);
	th_output_release(&out);
	th_config_release(&again);
	th_arena_release(&arena);
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
	if (status == TH_OK && bytes.len < TH_MAX_YAML_BYTES / 16)
		write_again(&config);
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
