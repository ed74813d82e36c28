#include "feeds/fetch_state.h"

#include "core/base/date.h"
#include "core/io/output.h"
#include "core/io/source.h"
#include "core/text/json_tree.h"
#include "core/text/json_writer.h"

#include <time.h>

static th_slice member(const struct cJSON *root, const char *key, struct th_arena *arena)
{
	return th_arena_copy(arena, th_json_tree_text(th_json_tree_member(root, key)));
}

void th_fetch_state_read(struct th_fetch_state *state, const char *path, struct th_arena *arena)
{
	struct th_json_fault fault;
	struct th_source source;
	struct th_instant whole = { 0 };
	const struct cJSON *root;
	th_slice why;

	*state = (struct th_fetch_state){ 0 };
	if (th_source_open(&source, path, arena, &why) != TH_OK)
		return;
	if (th_json_tree_parse(source.bytes, &root, &fault) == TH_OK) {
		state->verb = member(root, "verb", arena);
		state->url = member(root, "url", arena);
		state->mark = member(root, "mark", arena);
		if (th_instant_parse(th_json_tree_text(th_json_tree_member(root, "whole")),
				     &whole) == TH_OK)
			state->whole = whole.second;
		state->etag = member(root, "etag", arena);
		state->last_modified = member(root, "last_modified", arena);
		state->sha256 = member(root, "sha256", arena);
		th_json_tree_free();
	}
	th_source_close(&source);
}

static void write_text(struct th_json_writer *w, const char *key, th_slice text)
{
	if (text.len)
		th_json_member_string(w, key, text);
}

static void write_moment(struct th_json_writer *w, const char *key, int64_t second)
{
	char text[sizeof("2026-01-01T00:00:00Z") + 16];
	time_t time = (time_t)second;
	struct tm parts;

	if (second && gmtime_r(&time, &parts) &&
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts))
		th_json_member_word(w, key, text);
}

th_status th_fetch_state_write(const struct th_fetch_state *state, const char *path)
{
	struct th_json_writer w;
	struct th_output out;

	th_output_to_file(&out, path);
	th_json_writer_init(&w, &out);
	th_json_begin_object(&w);
	write_text(&w, "verb", state->verb);
	write_text(&w, "url", state->url);
	write_text(&w, "etag", state->etag);
	write_text(&w, "last_modified", state->last_modified);
	write_text(&w, "sha256", state->sha256);
	write_text(&w, "mark", state->mark);
	write_moment(&w, "fetched", state->fetched);
	write_moment(&w, "whole", state->whole);
	if (state->bytes)
		th_json_member_uint(&w, "bytes", state->bytes);
	th_json_end_object(&w);
	th_json_writer_end(&w);
	th_status status = th_output_commit(&out);
	th_output_release(&out);
	return status;
}
