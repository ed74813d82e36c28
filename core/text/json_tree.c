#include "core/text/json_tree.h"

#include "core/base/arena.h"
#include "core/text/json.h"

#include <assert.h>
#include <cjson/cJSON.h>
#include <pthread.h>

/*
 * cJSON's only other global is the place of its last error, which it writes at every parse and
 * nobody here reads.
 */
static _Thread_local struct th_arena nodes;
static _Thread_local size_t taken;      /* bytes of nodes, with what an allocation costs */
static _Thread_local th_status trouble; /* why the last allocation failed */
static _Thread_local bool is_open;

enum { COST_OF_ALLOCATION = 16 };

static void *take(size_t size)
{
	if (size > TH_MAX_TREE_MEMORY || taken + size + COST_OF_ALLOCATION > TH_MAX_TREE_MEMORY) {
		trouble = TH_ELIMIT;
		return NULL;
	}
	void *out = th_arena_alloc(&nodes, size);
	if (!out)
		trouble = TH_ENOMEM;
	taken += size + COST_OF_ALLOCATION;
	return out;
}

static void leave(void *pointer)
{
	(void)pointer; /* the arena gives back all at once */
}

static void set_hooks(void)
{
	cJSON_Hooks hooks = { .malloc_fn = take, .free_fn = leave };

	cJSON_InitHooks(&hooks);
}

/* All that the strict reader has to say about the bytes; *start is behind a byte order mark. */
static th_status accept(th_slice bytes, size_t *start, struct th_json_fault *fault)
{
	struct th_json reader;
	enum th_json_token token;

	*start = th_slice_starts(bytes, TH_SLICE("\xef\xbb\xbf")) ? 3 : 0;
	th_json_init(&reader, bytes, *start, TH_JSON_STRICT);
	token = th_json_skip(&reader, th_json_next(&reader));
	if (token != TH_JSON_ERROR)
		token = th_json_next(&reader);
	th_status status = token == TH_JSON_END ? TH_OK : reader.status;
	if (status != TH_OK)
		*fault = (struct th_json_fault){ reader.error, reader.error_at };
	th_json_release(&reader);
	return status;
}

static th_status build(th_slice text, size_t start, const cJSON **root, struct th_json_fault *fault)
{
	const char *end = text.ptr;

	trouble = TH_OK;
	*root = cJSON_ParseWithLengthOpts(text.ptr, text.len, &end, false);
	th_slice rest = th_slice_sub(text, end ? (size_t)(end - text.ptr) : 0, text.len);
	if (*root && th_slice_trim(rest).len == 0)
		return TH_OK;
	if (*root ||
	    trouble == TH_OK) { /* the one thing that cJSON cannot read and the reader can */
		*fault = (struct th_json_fault){ "a number of more than 63 characters",
						 start + text.len - rest.len };
		return TH_EINPUT;
	}
	*fault = (struct th_json_fault){
		trouble == TH_ELIMIT ? "more values than a tree may have (TH_MAX_TREE_MEMORY)"
				     : "no memory",
		start
	};
	return trouble;
}

th_status th_json_tree_parse(th_slice bytes, const struct cJSON **root, struct th_json_fault *fault)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	size_t start;

	assert(!is_open);
	*root = NULL;
	*fault = (struct th_json_fault){ "", 0 };
	if (bytes.len > TH_MAX_TREE_BYTES) {
		*fault = (struct th_json_fault){ "longer than a tree may be (TH_MAX_TREE_BYTES)",
						 0 };
		return TH_ELIMIT;
	}
	TH_TRY(accept(bytes, &start, fault));
	pthread_once(&once, set_hooks);
	is_open = true;
	th_status status = build(th_slice_sub(bytes, start, bytes.len), start, root, fault);
	if (status != TH_OK) {
		*root = NULL;
		th_json_tree_free();
	}
	return status;
}

void th_json_tree_free(void)
{
	th_arena_release(&nodes);
	taken = 0;
	is_open = false;
}

const struct cJSON *th_json_tree_member(const struct cJSON *object, const char *key)
{
	return cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, key) : NULL;
}

const struct cJSON *th_json_tree_first(const struct cJSON *parent)
{
	return parent ? parent->child : NULL;
}

const struct cJSON *th_json_tree_next(const struct cJSON *node)
{
	return node ? node->next : NULL;
}

enum th_json_tree_kind th_json_tree_kind(const struct cJSON *node)
{
	static const struct {
		int type;
		enum th_json_tree_kind kind;
	} kinds[] = {
		{ cJSON_NULL, TH_TREE_NULL },     { cJSON_False, TH_TREE_FALSE },
		{ cJSON_True, TH_TREE_TRUE },     { cJSON_Number, TH_TREE_NUMBER },
		{ cJSON_String, TH_TREE_STRING }, { cJSON_Array, TH_TREE_ARRAY },
		{ cJSON_Object, TH_TREE_OBJECT },
	};

	for (size_t i = 0; node && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if ((node->type & 0xff) == kinds[i].type)
			return kinds[i].kind;
	return TH_TREE_ABSENT;
}

th_slice th_json_tree_text(const struct cJSON *node)
{
	return cJSON_IsString(node) ? th_slice_of(node->valuestring) : (th_slice){ 0 };
}

th_slice th_json_tree_key(const struct cJSON *node)
{
	return node ? th_slice_of(node->string) : (th_slice){ 0 };
}
