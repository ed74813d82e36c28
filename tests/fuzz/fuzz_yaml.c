/*
 * YAML: every node of an accepted tree lies in the text, and its children are as many as it says.
 */
#include "core/text/unicode.h"
#include "core/text/yaml.h"
#include "tests/fuzz/fuzz.h"

/* libfyaml 0.7 loses the pieces of a quoted scalar that has more than a few escapes. */
const char *__lsan_default_suppressions(void)
{
	return "leak:fy_atom_iter_grow_chunk";
}

/* Nodes are gone through in a list, not by recursion. */
static void check_tree(const struct th_yaml_node *root, size_t size)
{
	const struct th_yaml_node *above[256], *node = root;
	size_t depth = 0;

	while (node || depth > 0) {
		if (!node) {
			node = above[--depth]->next;
			continue;
		}
		uint32_t children = 0;
		for (const struct th_yaml_node *child = node->first; child; child = child->next)
			children++;
		FUZZ_CHECK(children == node->count);
		FUZZ_CHECK(node->offset <= size && node->line > 0 && node->column > 0);
		FUZZ_CHECK(th_utf8_valid(node->text));
		FUZZ_CHECK(memchr(node->text.ptr ? node->text.ptr : "", 0, node->text.len) == NULL);
		FUZZ_CHECK(depth < sizeof(above) / sizeof(above[0]));
		above[depth++] = node;
		node = node->first;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	th_slice text = fuzz_text(data, size);
	struct th_arena arena = { 0 };
	struct th_yaml_error error = { 0 };
	struct th_yaml_node *root;
	th_status status = th_yaml_parse(&arena, text, &error, &root);

	if (status == TH_OK)
		check_tree(root, size);
	else
		FUZZ_CHECK(!root && error.message.len > 0 && error.line > 0 && error.column > 0);
	th_arena_release(&arena);
	fuzz_free(text);
	return 0;
}
