#include "graph/paths.h"

#include "graph/config_values.h"

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

struct th_file_id th_file_id_of(th_slice path, bool follow)
{
	struct stat st;

	if (path.len == 0 || (follow ? stat(path.ptr, &st) : lstat(path.ptr, &st)) != 0)
		return (struct th_file_id){ 0 };
	return (struct th_file_id){ st.st_dev, st.st_ino };
}

bool th_file_id_equal(struct th_file_id a, struct th_file_id b)
{
	return a.inode && a.inode == b.inode && a.device == b.device;
}

static bool is_absolute(th_slice path)
{
	return th_slice_starts(path, TH_SLICE("/"));
}

static bool climbs(th_slice path)
{
	for (size_t at = 0, end; at < path.len; at = end + 1) {
		end = at + th_slice_find(th_slice_sub(path, at, path.len), '/');
		if (th_slice_equal(th_slice_sub(path, at, end), TH_SLICE("..")))
			return true;
	}
	return false;
}

/* Past all symbolic links; absent where nothing is there. */
static th_slice resolved(th_slice path, struct th_arena *arena)
{
	char real[PATH_MAX];

	return realpath(path.ptr, real) ? th_arena_copy(arena, th_slice_of(real)) : (th_slice){ 0 };
}

/* ---- globs ---- */

/* The bytes of a glob's leading parts that hold no wildcard, without the last '/'. */
static size_t plain_len(th_slice glob)
{
	size_t part = 0;

	for (size_t i = 0; i < glob.len; i++) {
		if (glob.ptr[i] == '*' || glob.ptr[i] == '?')
			return part;
		if (glob.ptr[i] == '\\')
			i++;
		else if (glob.ptr[i] == '/')
			part = i;
	}
	return glob.len;
}

static th_slice unescaped(th_slice glob, struct th_arena *arena)
{
	char *out = th_arena_alloc(arena, glob.len + 1);
	size_t len = 0;

	if (!out)
		return (th_slice){ 0 };
	for (size_t i = 0; i < glob.len; i++) {
		if (glob.ptr[i] == '\\' && i + 1 < glob.len)
			i++;
		out[len++] = glob.ptr[i];
	}
	out[len] = '\0';
	return th_slice_make(out, len);
}

static th_status add(struct th_path_globs *globs, th_slice glob)
{
	th_slice *slot = th_name_list_push(&globs->list, UINT32_MAX);

	if (!slot || !glob.ptr)
		return TH_ENOMEM;
	*slot = glob;
	return TH_OK;
}

/* The same from the root, and behind the folder that its beginning really is. */
static th_status add_forms(struct th_path_globs *globs, th_slice glob, struct th_arena *arena)
{
	TH_TRY(add(globs, glob));
	if (!globs->here.ptr && !is_absolute(glob))
		return TH_OK;
	th_slice whole = th_config_join(arena, globs->here, glob, true);
	if (!whole.ptr)
		return TH_ENOMEM;
	if (!is_absolute(glob))
		TH_TRY(add(globs, whole));
	size_t plain = plain_len(whole);
	th_slice head = unescaped(th_slice_sub(whole, 0, plain), arena);
	if (!head.ptr)
		return TH_ENOMEM;
	th_slice real = head.len ? resolved(head, arena) : (th_slice){ 0 };
	if (!real.ptr || th_slice_equal(real, head))
		return TH_OK;
	while (plain < whole.len && whole.ptr[plain] == '/')
		plain++;
	return add(globs, th_config_join(arena, real, th_slice_sub(whole, plain, whole.len), true));
}

th_status th_path_globs_init(struct th_path_globs *globs, const struct th_name_list *stated,
			     struct th_arena *arena)
{
	char here[PATH_MAX];

	*globs = (struct th_path_globs){ 0 };
	if (stated->count && getcwd(here, sizeof(here)))
		globs->here = th_arena_copy(arena, th_slice_of(here));
	for (uint32_t i = 0; i < stated->count; i++)
		TH_TRY(add_forms(globs, stated->items[i], arena));
	return TH_OK;
}

void th_path_globs_release(struct th_path_globs *globs)
{
	th_name_list_release(&globs->list);
}

/* ---- matching ---- */

/* A path from the root is matched by globs from the root, any other by the others. */
static bool any_matches(const struct th_path_globs *globs, th_slice path)
{
	for (uint32_t i = 0; path.ptr && i < globs->list.count; i++)
		if (is_absolute(globs->list.items[i]) == is_absolute(path) &&
		    th_glob_match(globs->list.items[i], path))
			return true;
	return false;
}

bool th_path_globs_match(const struct th_path_globs *globs, th_slice path, struct th_arena *arena)
{
	if (globs->list.count == 0)
		return false;
	if (!climbs(path)) {
		if (any_matches(globs, path))
			return true;
		if (globs->here.ptr && !is_absolute(path) &&
		    any_matches(globs, th_config_join(arena, globs->here, path, false)))
			return true;
	}
	return any_matches(globs, resolved(path, arena));
}
