#include "graph/config_values.h"

#include <assert.h>

/* A path that grows part by part. */
struct parts {
	char *text;
	size_t len;
	size_t floor; /* what ".." may not take away: the '/' of an absolute path, and every ".." so
			 far */
};

static void add_part(struct parts *parts, th_slice part)
{
	if (parts->len > 0 && parts->text[parts->len - 1] != '/')
		parts->text[parts->len++] = '/';
	memcpy(parts->text + parts->len, part.ptr, part.len);
	parts->len += part.len;
}

static void go_up(struct parts *parts)
{
	if (parts->len > parts->floor) {
		while (parts->len > parts->floor && parts->text[parts->len - 1] != '/')
			parts->len--;
		if (parts->len > parts->floor)
			parts->len--; /* the '/' before the part */
	} else if (parts->len == 0 || parts->text[0] != '/') {
		add_part(parts, TH_SLICE(".."));
		parts->floor = parts->len;
	}
}

static void add_parts(struct parts *parts, th_slice path)
{
	assert(path.ptr);
	for (size_t at = 0, end; at < path.len; at = end + 1) {
		end = at + th_slice_find(th_slice_sub(path, at, path.len), '/');
		th_slice part = th_slice_sub(path, at, end);

		if (th_slice_equal(part, TH_SLICE("..")))
			go_up(parts);
		else if (part.len > 0 && !th_slice_equal(part, TH_SLICE(".")))
			add_part(parts, part);
	}
}

/* s with a backslash before what is special in a glob. */
static th_slice escape_glob(struct th_arena *arena, th_slice s)
{
	char *out = th_arena_alloc(arena, s.len * 2 + 1);
	size_t len = 0;

	if (!out)
		return (th_slice){ 0 };
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '*' || s.ptr[i] == '?' || s.ptr[i] == '\\')
			out[len++] = '\\';
		out[len++] = s.ptr[i];
	}
	return th_slice_make(out, len);
}

th_slice th_config_join(struct th_arena *arena, th_slice folder, th_slice path, bool is_glob)
{
	bool absolute = th_slice_starts(path, TH_SLICE("/"));

	if (absolute)
		folder = TH_SLICE("/");
	else if (is_glob)
		folder = escape_glob(arena, folder);
	char *text = folder.ptr ? th_arena_alloc(arena, folder.len + path.len + 4) : NULL;
	if (!text)
		return (th_slice){ 0 };
	struct parts parts = { .text = text };
	if (th_slice_starts(folder, TH_SLICE("/"))) {
		text[0] = '/';
		parts.len = parts.floor = 1;
	}
	add_parts(&parts, folder);
	add_parts(&parts, path);
	if (parts.len == 0)
		text[parts.len++] = '.';
	text[parts.len] = '\0';
	return th_slice_make(text, parts.len);
}
