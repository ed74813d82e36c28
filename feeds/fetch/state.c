#include "feeds/fetch/state.h"

#include "core/io/output.h"
#include "core/io/source.h"
#include "core/text/json_tree.h"
#include "core/text/json_writer.h"

static th_slice member(const struct cJSON *root, const char *key, struct th_arena *arena)
{
	return th_arena_copy(arena, th_json_tree_text(th_json_tree_member(root, key)));
}

void th_fetch_state_read(struct th_fetch_state *state, const char *path, struct th_arena *arena)
{
	struct th_json_fault fault;
	struct th_source source;
	const struct cJSON *root;
	th_slice why;

	*state = (struct th_fetch_state){ 0 };
	if (th_source_open(&source, path, arena, &why) != TH_OK)
		return;
	if (th_json_tree_parse(source.bytes, &root, &fault) == TH_OK) {
		state->url = member(root, "url", arena);
		state->etag = member(root, "etag", arena);
		state->last_modified = member(root, "last_modified", arena);
		state->sha256 = member(root, "sha256", arena);
		th_json_tree_free();
	}
	th_source_close(&source);
}

th_status th_fetch_state_write(const struct th_fetch_state *state, const char *path)
{
	struct th_json_writer w;
	struct th_output out;

	th_output_to_file(&out, path);
	th_json_writer_init(&w, &out);
	th_json_begin_object(&w);
	th_json_member_string(&w, "url", state->url);
	th_json_member_string(&w, "etag", state->etag);
	th_json_member_string(&w, "last_modified", state->last_modified);
	th_json_member_string(&w, "sha256", state->sha256);
	th_json_member_int(&w, "fetched", state->fetched);
	th_json_member_uint(&w, "bytes", state->bytes);
	th_json_end_object(&w);
	th_json_writer_end(&w);
	th_status status = th_output_commit(&out);
	th_output_release(&out);
	return status;
}
