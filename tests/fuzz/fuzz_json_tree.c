/*
 * cJSON behind the reader's gate: a tree stands exactly where the reader accepts, numbers too long
 * for an old cJSON apart, and has as many values as the reader tells.
 */
#include "core/text/json.h"
#include "core/text/json_tree.h"
#include "tests/fuzz/fuzz.h"

static size_t values_of_tree(const struct cJSON *root)
{
	const struct cJSON *above[TH_MAX_DEPTH + 1];
	const struct cJSON *node = root;
	size_t depth = 0, count = 0;

	while (node || depth > 0) {
		if (!node) {
			node = th_json_tree_next(above[--depth]);
			continue;
		}
		count++;
		FUZZ_CHECK(depth <= TH_MAX_DEPTH);
		above[depth++] = node;
		node = th_json_tree_first(node);
	}
	return count;
}

/* Values that the reader tells; *accepted, and whether one is a number of more than 63 characters.
 */
static size_t values_of_reader(th_slice source, bool *accepted, bool *long_number)
{
	struct th_json reader;
	enum th_json_token token;
	size_t count = 0;

	*long_number = false;
	th_json_init(&reader, source, th_slice_starts(source, TH_SLICE("\xef\xbb\xbf")) ? 3 : 0,
		     TH_JSON_STRICT);
	while ((token = th_json_next(&reader)) != TH_JSON_END && token != TH_JSON_ERROR) {
		count += token != TH_JSON_KEY && token != TH_JSON_OBJECT_END &&
			 token != TH_JSON_ARRAY_END;
		*long_number |= token == TH_JSON_NUMBER && reader.raw.len > 63;
	}
	*accepted = token == TH_JSON_END;
	th_json_release(&reader);
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	th_slice source = fuzz_source(data, size);
	struct th_json_fault fault = { 0 };
	const struct cJSON *root;
	bool accepted, long_number;
	size_t values = values_of_reader(source, &accepted, &long_number);
	th_status status = th_json_tree_parse(source, &root, &fault);

	FUZZ_CHECK(status == TH_OK || (fault.message && fault.offset <= size));
	FUZZ_CHECK((status == TH_OK) == accepted || long_number);
	if (status == TH_OK)
		FUZZ_CHECK(values_of_tree(root) == values);
	th_json_tree_free();
	fuzz_free(source);
	return 0;
}
