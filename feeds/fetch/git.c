/*
 * The files of a folder of a git repository:
 *
 *   URL            https://example.com/advisories.git#main:osv/malicious   (branch and folder may
 * be left out) PLACE.git/     a bare clone, fetched into again the next time; no work tree is ever
 * made PLACE.zip      the files of the folder that may be advisories (by their ending), as of the
 * commit PLACE.state    the commit
 *
 * or, by the verb `commits`, the history of a repository (feeds/commits.h):
 *
 *   PLACE.commits  which commit stands on which, of all branches and tags
 *
 * Read from the object store: no hook, filter, submodule or configuration of anybody has a say.
 * Symbolic links are blobs with a path in them, and no advisories; they and submodules are passed
 * over and counted. Names that could be no file of a folder are refused with the whole.
 * libgit2 1.5 knows no shallow clones: the ceiling on bytes is what bounds a first fetch.
 */
#include "core/base/limits.h"
#include "core/base/list.h"
#include "core/io/zip_writer.h"
#include "feeds/commits.h"
#include "feeds/fetch_state.h"
#include "feeds/fetch/verb.h"

#include <git2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

enum { MOST_BLOB_BYTES = 64 << 20 };
#define HEAD_REF "refs/twohop/head"

/* A folder that is being walked. */
struct level {
	git_tree *tree;
	size_t next;     /* entry */
	size_t path_len; /* of the path above, without it */
};
TH_LIST_DEFINE(level_list, struct level);

struct git {
	const struct th_fetch_options *options;
	const char *place;
	struct th_arena *arena;
	struct th_fetch_result *result;
	const char *address, *branch, *folder; /* of the URL; branch NULL: the remote's own */
	git_repository *repository;
	bool too_large, wants_all;
	/* the walk */
	struct level_list levels;
	char path[4096];
	size_t path_len;
	uint64_t entries, bytes;
	uint32_t taken, links, modules;
	struct th_zip_writer zip;
};

static bool fail(struct git *g, th_slice why)
{
	if (!g->result->why.len)
		g->result->why = why;
	return false;
}

static bool fail_as_git(struct git *g, const char *what)
{
	const git_error *error = git_error_last();

	if (g->too_large)
		return fail(g, th_arena_printf(g->arena,
					       "more than the ceiling of %llu bytes (--max-bytes)",
					       (unsigned long long)g->options->max_bytes));
	return fail(g, th_arena_printf(g->arena, "%s%s%s", what, error ? ": " : "",
				       error && error->message ? error->message : ""));
}

/* ---- the address ---- */

static bool starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* "URL#BRANCH:FOLDER" */
static bool read_url(struct git *g, const char *url)
{
	th_slice all = th_slice_of(url);
	size_t hash = th_slice_find(all, '#');
	th_slice rest = th_slice_sub(all, hash + 1, all.len);
	size_t colon = th_slice_find(rest, ':');
	th_slice folder = th_slice_sub(rest, colon + 1, rest.len);

	while (folder.len > 0 && folder.ptr[folder.len - 1] == '/')
		folder.len--;
	g->address = th_arena_copy(g->arena, th_slice_sub(all, 0, hash)).ptr;
	g->branch = colon > 0 && rest.len
			    ? th_arena_copy(g->arena, th_slice_sub(rest, 0, colon)).ptr
			    : NULL;
	g->folder = folder.len ? th_arena_copy(g->arena, folder).ptr : NULL;
	if (!g->address || starts(g->address, "https://") ||
	    (g->options->allow_http && starts(g->address, "http://")) ||
	    (g->options->allow_file && starts(g->address, "file://")))
		return g->address != NULL;
	return fail(g, TH_SLICE("HTTPS alone is allowed (--allow-http, --allow-file); there is no "
				"key for SSH here"));
}

/* ---- fetching ---- */

static int take_progress(const git_indexer_progress *done, void *context)
{
	struct git *g = context;

	g->too_large = done->received_bytes > g->options->max_bytes;
	if (g->options->progress)
		g->options->progress(g->options->context, done->received_objects,
				     done->total_objects);
	return g->too_large ? -1 : 0;
}

static int refuse_credentials(git_credential **out, const char *url, const char *user,
			      unsigned allowed, void *context)
{
	(void)out, (void)url, (void)user, (void)allowed, (void)context;
	return GIT_EAUTH; /* what everybody may read needs none */
}

/* Nobody's configuration: a url.insteadOf or a credential helper would decide where we go. */
static void forget_configuration(const struct th_fetch_options *options)
{
	static const int levels[] = { GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
				      GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL };

	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "");
	if (options->authorities)
		git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, options->authorities, NULL);
}

static bool open_clone(struct git *g)
{
	const char *path = th_arena_printf(g->arena, "%s.git", g->place).ptr;

	if (!path)
		return fail(g, TH_SLICE("no memory left"));
	if (git_repository_open_bare(&g->repository, path) == 0 ||
	    git_repository_init(&g->repository, path, true) == 0)
		return true;
	g->result->unwritable = true;
	return fail_as_git(g, "the clone cannot be opened");
}

/* A name that the remote does not have fetches nothing, and is no error to libgit2. */
static bool has_branch(struct git *g, git_remote *remote)
{
	const char *name =
		g->branch ? th_arena_printf(g->arena, "refs/heads/%s", g->branch).ptr : "HEAD";
	const git_remote_head **heads = NULL;
	size_t count = 0;

	if (!name || git_remote_ls(&heads, &count, remote) != 0)
		return fail_as_git(g, "its branches cannot be listed");
	for (size_t i = 0; i < count; i++)
		if (strcmp(heads[i]->name, name) == 0)
			return true;
	return fail(g, th_arena_printf(g->arena, "there is no branch %s in it",
				       g->branch ? g->branch : "that it calls its own"));
}

/* What is fetched by list, which is one branch or all there is. */
static bool fetch_by(struct git *g, const git_strarray *list)
{
	git_fetch_options how;
	git_remote *remote = NULL;

	if (git_fetch_options_init(&how, GIT_FETCH_OPTIONS_VERSION) != 0)
		return fail_as_git(g, "libgit2 is another than it was built for");
	how.callbacks.transfer_progress = take_progress;
	how.callbacks.credentials = refuse_credentials;
	how.callbacks.payload = g;
	how.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
	how.update_fetchhead = 0;
	how.proxy_opts.type = g->options->proxy ? GIT_PROXY_SPECIFIED : GIT_PROXY_AUTO;
	how.proxy_opts.url = g->options->proxy;
	if (git_remote_create_anonymous(&remote, g->repository, g->address) != 0)
		return fail_as_git(g, "its address cannot be used");
	bool good = git_remote_fetch(remote, list, &how, NULL) == 0 ||
		    fail_as_git(g, "the repository cannot be fetched");
	good = good && (g->wants_all || has_branch(g, remote));
	git_remote_free(remote);
	return good;
}

static bool fetch(struct git *g)
{
	char spec[512];
	char *specs[] = { spec };
	const git_strarray list = { specs, 1 };
	int len = snprintf(spec, sizeof(spec), "+%s%s:" HEAD_REF,
			   g->branch ? "refs/heads/" : "HEAD", g->branch ? g->branch : "");

	if (len < 0 || (size_t)len >= sizeof(spec))
		return fail(g, TH_SLICE("a name of a branch that is too long"));
	return fetch_by(g, &list);
}

static bool fetch_all(struct git *g)
{
	char branches[] = "+refs/heads/*:refs/heads/*", tags[] = "+refs/tags/*:refs/tags/*";
	char *specs[] = { branches, tags };
	const git_strarray list = { specs, 2 };

	g->wants_all = true;
	return fetch_by(g, &list);
}

/* ---- the files ---- */

static bool is_wanted(th_slice name)
{
	static const char *const endings[] = { ".json", ".md", ".yml", ".yaml", ".csv" };

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (th_slice_ends(name, th_slice_of(endings[i])))
			return true;
	return false;
}

static bool is_hostile(th_slice name)
{
	bool hostile = name.len == 0 || th_slice_equal(name, TH_SLICE(".")) ||
		       th_slice_equal(name, TH_SLICE("..")) ||
		       th_slice_equal_nocase(name, TH_SLICE(".git"));

	for (size_t i = 0; i < name.len && !hostile; i++)
		hostile = (unsigned char)name.ptr[i] < 0x20 || name.ptr[i] == 0x7f ||
			  name.ptr[i] == '/' || name.ptr[i] == '\\';
	return hostile;
}

/* Descend into a tree, which becomes the walk's. */
static bool enter(struct git *g, git_tree *tree, size_t path_len)
{
	struct level *level = level_list_push(&g->levels, TH_MAX_FOLDER_DEPTH);

	if (!level) {
		git_tree_free(tree);
		return fail(g, TH_SLICE("its folders are nested deeper than TH_MAX_FOLDER_DEPTH"));
	}
	*level = (struct level){ tree, 0, path_len };
	return true;
}

static bool take_blob(struct git *g, const git_tree_entry *entry)
{
	git_blob *blob = NULL;

	if (git_blob_lookup(&blob, g->repository, git_tree_entry_id(entry)) != 0)
		return fail_as_git(g, "an object is missing");
	uint64_t size = git_blob_rawsize(blob);
	bool good = size <= MOST_BLOB_BYTES && (g->bytes += size) <= g->options->max_bytes;
	if (good) {
		th_zip_writer_add(&g->zip, th_slice_make(g->path, g->path_len),
				  th_slice_make(git_blob_rawcontent(blob), (size_t)size));
		g->taken++;
	}
	git_blob_free(blob);
	return good || fail(g, th_arena_printf(g->arena, "%.*s makes it larger than is allowed",
					       (int)g->path_len, g->path));
}

static bool take_entry(struct git *g, const git_tree_entry *entry)
{
	th_slice name = th_slice_of(git_tree_entry_name(entry));
	git_filemode_t mode = git_tree_entry_filemode(entry);
	size_t above = g->path_len;
	git_tree *tree = NULL;

	if (++g->entries > TH_MAX_FOLDER_ENTRIES)
		return fail(g, TH_SLICE("it has more files than TH_MAX_FOLDER_ENTRIES"));
	if (is_hostile(name) || above + name.len + 2 > sizeof(g->path))
		return fail(g, TH_SLICE("a name in it can be none of a file in a folder"));
	if (above)
		g->path[g->path_len++] = '/';
	memcpy(g->path + g->path_len, name.ptr, name.len);
	g->path_len += name.len;
	bool good = true;
	if (mode == GIT_FILEMODE_TREE) {
		if (git_tree_lookup(&tree, g->repository, git_tree_entry_id(entry)) != 0)
			return fail_as_git(g, "an object is missing");
		return enter(g, tree, above); /* the path is cut when it is left */
	}
	g->links += mode == GIT_FILEMODE_LINK;
	g->modules += mode == GIT_FILEMODE_COMMIT;
	if ((mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE) && is_wanted(name))
		good = take_blob(g, entry);
	g->path_len = above;
	return good;
}

static bool walk(struct git *g)
{
	bool good = true;

	while (g->levels.count > 0 && good) {
		struct level *level = &g->levels.items[g->levels.count - 1];
		if (level->next < git_tree_entrycount(level->tree)) {
			good = take_entry(g, git_tree_entry_byindex(level->tree, level->next++));
			continue;
		}
		g->path_len = level->path_len;
		git_tree_free(level->tree);
		g->levels.count--;
	}
	while (g->levels.count > 0)
		git_tree_free(g->levels.items[--g->levels.count].tree);
	level_list_release(&g->levels);
	return good;
}

/* The tree of the folder that is asked for. */
static bool find_folder(struct git *g, git_tree *root, git_tree **out)
{
	git_tree_entry *entry = NULL;

	*out = NULL;
	if (!g->folder)
		return git_tree_dup(out, root) == 0 || fail_as_git(g, "the root");
	if (git_tree_entry_bypath(&entry, root, g->folder) == 0 &&
	    git_tree_entry_type(entry) == GIT_OBJECT_TREE)
		(void)git_tree_lookup(out, g->repository, git_tree_entry_id(entry));
	git_tree_entry_free(entry);
	return *out || fail(g, th_arena_printf(g->arena, "there is no folder %s in it", g->folder));
}

static bool write_zip(struct git *g, git_commit *commit)
{
	const char *file = th_arena_printf(g->arena, "%s.zip", g->place).ptr;
	git_tree *root = NULL, *folder = NULL;
	th_slice why;

	if (!file || git_commit_tree(&root, commit) != 0)
		return fail_as_git(g, "the commit cannot be read");
	bool good = find_folder(g, root, &folder) && enter(g, folder, 0);
	git_tree_free(root);
	if (!good)
		return false;
	th_zip_writer_begin(&g->zip, file);
	good = walk(g);
	if (good && g->taken == 0)
		good = fail(g,
			    TH_SLICE("no file in it can be an advisory (.json, .md, .yml, .yaml, "
				     ".csv)"));
	th_status status = th_zip_writer_end(&g->zip, !good, g->arena, &why);
	if (!good)
		return false;
	g->result->unwritable = status == TH_EIO;
	return status == TH_OK || fail(g, why.len ? why : TH_SLICE("no memory left"));
}

/* ---- all of it ---- */

static bool is_here(struct git *g, const char *url, th_slice commit)
{
	const char *state_file = th_arena_printf(g->arena, "%s.state", g->place).ptr,
		   *zip = th_arena_printf(g->arena, "%s.zip", g->place).ptr;
	struct th_fetch_state state;
	struct stat st;

	if (!state_file || !zip)
		return false;
	th_fetch_state_read(&state, state_file, g->arena);
	return stat(zip, &st) == 0 && th_slice_equal(state.mark, commit) &&
	       th_slice_equal(state.url, th_slice_of(url));
}

static bool remember(struct git *g, const char *url, th_slice commit)
{
	const char *file = th_arena_printf(g->arena, "%s.state", g->place).ptr;
	struct th_fetch_state state = { .verb = th_slice_of(g->options->verb),
					.url = th_slice_of(url),
					.mark = commit,
					.fetched = time(NULL) };

	if (file && th_fetch_state_write(&state, file) == TH_OK)
		return true;
	g->result->unwritable = true;
	return fail(g, th_arena_printf(g->arena, "%s.state cannot be written", g->place));
}

static void say_passed_over(const struct git *g)
{
	if (g->links || g->modules)
		fprintf(stderr,
			"twohop-fetch: %u symbolic links and %u submodules were passed over\n",
			g->links, g->modules);
}

static bool take_commit(struct git *g, const char *url)
{
	git_commit *commit = NULL;
	git_object *object = NULL;
	char hex[GIT_OID_HEXSZ + 1];

	if (git_revparse_single(&object, g->repository, HEAD_REF "^{commit}") != 0)
		return fail_as_git(g, "it has no commit");
	commit = (git_commit *)(void *)object;
	git_oid_tostr(hex, sizeof(hex), git_commit_id(commit));
	th_slice mark = th_arena_copy(g->arena, th_slice_of(hex));
	bool here = is_here(g, url, mark);
	bool good = here || write_zip(g, commit);
	git_object_free(object);
	if (!good || !remember(g, url, mark))
		return false;
	say_passed_over(g);
	g->result->outcome = here ? TH_FETCHED_UNCHANGED : TH_FETCHED_NEW;
	g->result->bytes = g->bytes;
	return true;
}

void th_git_fetch(const struct th_fetch_options *options, const char *url, const char *place,
		  struct th_arena *arena, struct th_fetch_result *result)
{
	struct git *g = th_arena_calloc(arena, 1, sizeof(*g));

	*result = (struct th_fetch_result){ .outcome = TH_FETCHED_NOT };
	if (!g) {
		result->why = TH_SLICE("no memory left");
		return;
	}
	*g = (struct git){ .options = options, .place = place, .arena = arena, .result = result };
	git_libgit2_init();
	forget_configuration(options);
	if (read_url(g, url) && open_clone(g) && fetch(g))
		(void)take_commit(g, url);
	git_repository_free(g->repository);
	git_libgit2_shutdown();
}

/* ---- its history ---- */

static void write_commit(struct git *g, struct th_output *out, const git_oid *id)
{
	git_commit *commit = NULL;
	char hex[GIT_OID_HEXSZ + 1];

	if (git_commit_lookup(&commit, g->repository, id) != 0)
		return;
	th_output_printf(out, "commit %s", git_oid_tostr(hex, sizeof(hex), id));
	for (unsigned i = 0; i < git_commit_parentcount(commit); i++)
		th_output_printf(out, " %s",
				 git_oid_tostr(hex, sizeof(hex), git_commit_parent_id(commit, i)));
	th_output_byte(out, '\n');
	git_commit_free(commit);
}

static bool write_commits(struct git *g, struct th_output *out)
{
	git_revwalk *walk = NULL;
	git_oid id;
	bool good = git_revwalk_new(&walk, g->repository) == 0 &&
		    git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL | GIT_SORT_REVERSE) == 0 &&
		    git_revwalk_push_glob(walk, "refs/heads/*") == 0 &&
		    git_revwalk_push_glob(walk, "refs/tags/*") == 0;

	for (g->entries = 0; good && git_revwalk_next(&id, walk) == 0; g->entries++)
		write_commit(g, out, &id);
	git_revwalk_free(walk);
	return good ? g->entries > 0 || fail(g, TH_SLICE("it has no commit"))
		    : fail_as_git(g, "its history cannot be walked");
}

struct tag_writing {
	struct git *git;
	struct th_output *out;
};

/* Tags of what is no commit are none of versions. */
static int write_tag(const char *name, git_oid *id, void *context)
{
	struct tag_writing *w = context;
	git_object *object = NULL, *commit = NULL;
	char hex[GIT_OID_HEXSZ + 1];
	th_slice short_name = th_slice_of(name + sizeof("refs/tags/") - 1);

	if (git_object_lookup(&object, w->git->repository, id, GIT_OBJECT_ANY) == 0 &&
	    git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0 &&
	    th_slice_find(short_name, ' ') == short_name.len)
		th_output_printf(w->out, "tag %.*s %s\n", TH_FMT(short_name),
				 git_oid_tostr(hex, sizeof(hex), git_object_id(commit)));
	git_object_free(commit);
	git_object_free(object);
	return 0;
}

static bool write_history(struct git *g)
{
	const char *file = th_arena_printf(g->arena, "%s.commits", g->place).ptr;
	struct th_output out;

	if (!file)
		return fail(g, TH_SLICE("no memory left"));
	th_output_to_file(&out, file);
	out.durable = true;
	th_output_printf(&out, TH_COMMITS_FIRST_WORD " %s\n", g->address);
	struct tag_writing tags = { g, &out };
	bool good =
		write_commits(g, &out) && (git_tag_foreach(g->repository, write_tag, &tags) == 0 ||
					   fail_as_git(g, "its tags cannot be listed"));
	if (good && th_output_commit(&out) != TH_OK) {
		g->result->unwritable = true;
		good = fail(g, th_arena_printf(g->arena, "%s: %.*s", file,
					       TH_FMT(th_output_why(&out))));
	}
	th_output_release(&out);
	return good;
}

void th_commits_fetch(const struct th_fetch_options *options, const char *url, const char *place,
		      struct th_arena *arena, struct th_fetch_result *result)
{
	struct git *g = th_arena_calloc(arena, 1, sizeof(*g));

	*result = (struct th_fetch_result){ .outcome = TH_FETCHED_NOT };
	if (!g) {
		result->why = TH_SLICE("no memory left");
		return;
	}
	*g = (struct git){ .options = options, .place = place, .arena = arena, .result = result };
	git_libgit2_init();
	forget_configuration(options);
	if (read_url(g, url) && open_clone(g) && fetch_all(g) && write_history(g) &&
	    remember(g, url, (th_slice){ 0 }))
		result->outcome = TH_FETCHED_NEW;
	git_repository_free(g->repository);
	git_libgit2_shutdown();
}
