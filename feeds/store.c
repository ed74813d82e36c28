#include "feeds/store.h"

#include "core/io/folder.h"
#include "core/io/output.h"
#include "core/io/source.h"
#include "core/io/zip.h"
#include "core/text/place.h"
#include "feeds/builder.h"
#include "feeds/commits.h"
#include "parsers/parser.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static th_status fail(struct th_store *store, th_status status, th_slice why)
{
	store->why = why;
	return why.ptr ? status : TH_ENOMEM;
}

static th_status fail_with_errno(struct th_store *store, const char *path, const char *what)
{
	return fail(store, TH_EIO,
		    th_arena_printf(&store->arena, "%s %s: %s", path, what, strerror(errno)));
}

static const char *path_of(struct th_store *store, const char *first, const char *second)
{
	return th_arena_printf(&store->arena, "%s/%s%s%s", store->folder, first, second ? "/" : "",
			       second ? second : "")
		.ptr;
}

/* ---- opening ---- */

/* A folder and those above it. */
static th_status make_folders(struct th_store *store, const char *path)
{
	th_slice copy = th_arena_copy(&store->arena, th_slice_of(path));

	if (!copy.ptr)
		return TH_ENOMEM;
	for (size_t i = 1; i <= copy.len; i++) {
		if (i < copy.len && copy.ptr[i] != '/')
			continue;
		th_slice part = th_arena_copy(&store->arena, th_slice_sub(copy, 0, i));
		if (!part.ptr)
			return TH_ENOMEM;
		if (mkdir(part.ptr, 0777) != 0 && errno != EEXIST)
			return fail_with_errno(store, part.ptr, "cannot be made");
	}
	return TH_OK;
}

th_status th_store_open(struct th_store *store, const char *folder, struct th_progress *progress)
{
	*store = (struct th_store){ .folder = folder, .lock = -1, .progress = progress };
	TH_TRY(make_folders(store, folder));
	const char *lock = path_of(store, "lock", NULL);
	if (!lock)
		return TH_ENOMEM;
	store->lock = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (store->lock < 0)
		return fail_with_errno(store, lock, "cannot be opened");
	if (flock(store->lock, LOCK_EX | LOCK_NB) == 0)
		return TH_OK;
	if (errno != EWOULDBLOCK)
		return fail_with_errno(store, lock, "cannot be locked");
	return fail(store, TH_EIO,
		    th_arena_printf(&store->arena,
				    "%s is being written by another run of 'twohop feeds': wait "
				    "until it has ended",
				    folder));
}

void th_store_close(struct th_store *store)
{
	if (store->lock >= 0)
		close(store->lock);
	th_arena_release(&store->arena);
	*store = (struct th_store){ .lock = -1 };
}

/* ---- compiling ---- */

struct compiling {
	struct th_store *store;
	struct th_index_builder *builder;
	enum th_source_id source;
	struct th_store_source *result;
	uint32_t number;         /* of the source among those of the index */
	bool is_repository;      /* the zip that is read is that of a clone beside it */
	struct th_strings newer; /* "all.zip/ID.json": what all.changes/ has in its place */
	struct th_arena arena;   /* of these */
};

/* The name by which a file was given: without our folder, and the number that keeps two of a name
 * apart. */
static th_slice name_given(const struct compiling *c, th_slice path)
{
	enum { NUMBER = 7 }; /* "000042-" */
	th_slice folder = th_slice_of(c->store->folder);

	if (!th_slice_starts(path, folder))
		return path;
	th_slice rest = th_slice_sub(path, folder.len + 1, path.len);
	rest = th_slice_sub(rest, th_slice_find(rest, '/') + 1, rest.len);
	size_t digits = 0;
	th_slice_holds(rest);
	while (digits < rest.len && th_is_digit(rest.ptr[digits]))
		digits++;
	return digits == NUMBER - 1 && digits < rest.len && rest.ptr[digits] == '-'
		       ? th_slice_sub(rest, NUMBER, rest.len)
		       : rest;
}

static void complain(struct compiling *c, th_slice path, const struct th_document *doc,
		     const char *why)
{
	const struct th_diagnostic *error = NULL;
	uint32_t line = 0, column = 0;

	c->result->broken++;
	if (c->result->complaint.ptr)
		return;
	for (uint32_t i = 0; doc && i < doc->diagnostics.list.count && !error; i++)
		if (th_diag_severity(doc->diagnostics.list.items[i].code) == TH_SEVERITY_ERROR)
			error = &doc->diagnostics.list.items[i];
	if (error && error->offset != TH_NO_OFFSET)
		th_place_of(doc->source, error->offset, &line, &column);
	th_slice place =
		line ? th_arena_printf(&c->store->arena, ":%u:%u", line, column) : TH_SLICE("");
	c->result->complaint =
		th_arena_printf(&c->store->arena, "%.*s%.*s: %.*s", TH_FMT(name_given(c, path)),
				TH_FMT(place), TH_FMT(error ? error->message : th_slice_of(why)));
}

static uint32_t count_records(const struct th_facts *facts)
{
	return facts->advisories.count + facts->events.count + facts->lifecycles.count +
	       facts->exploited.count + facts->likelihoods.count + facts->statements.count;
}

/* In a repository other files lie beside the advisories, such as a README.md. */
static bool is_prose(const struct compiling *c, th_slice path)
{
	return c->is_repository && !th_slice_ends(path, TH_SLICE(".json"));
}

/* One document of a source. What cannot be read is counted and said; the others go on. */
static th_status add_document(struct compiling *c, th_slice path, th_slice bytes)
{
	struct th_document doc;
	const char *why = NULL;

	th_document_init(&doc, path, bytes);
	th_status status = th_document_read(&doc, &why);
	if (status == TH_OK && doc.facts && !doc.rejected) {
		c->result->documents++;
		c->result->records += count_records(doc.facts);
		if (th_date_first(doc.facts->updated) > c->result->newest)
			c->result->newest = th_date_first(doc.facts->updated);
		status = th_index_builder_add(c->builder, &doc, c->number, true);
	} else if (status != TH_ENOMEM) {
		if (doc.parser || doc.rejected || !is_prose(c, path))
			complain(c, path, &doc, why ? why : "it holds no advisories");
		status = TH_OK;
	}
	th_document_release(&doc);
	return status;
}

static bool is_file(th_slice name)
{
	return name.len > 0 && name.ptr[name.len - 1] != '/';
}

static th_slice base_name(th_slice path)
{
	size_t slash = th_slice_rfind(path, '/');

	return th_slice_sub(path, slash < path.len ? slash + 1 : 0, path.len);
}

/* A record that was fetched by itself, after the zip that holds an older state of it. */
static th_status note_newer(struct compiling *c, th_slice path)
{
	size_t at = th_slice_search(path, TH_SLICE(".changes/"));
	th_str id;

	if (at == path.len)
		return TH_OK;
	th_slice key = th_arena_printf(&c->arena, "%.*s.zip/%.*s", (int)at, path.ptr,
				       TH_FMT(base_name(path)));
	return key.ptr ? th_strings_intern(&c->newer, key, &id) : TH_ENOMEM;
}

static bool is_older(const struct compiling *c, th_slice zip, th_slice entry)
{
	char key[4096];
	int len = c->newer.texts.count ? snprintf(key, sizeof(key), "%.*s/%.*s", TH_FMT(zip),
						  TH_FMT(base_name(entry)))
				       : -1;

	return len >= 0 && (size_t)len < sizeof(key) &&
	       th_strings_find(&c->newer, th_slice_make(key, (size_t)len)).v;
}

static th_status add_zip(struct compiling *c, th_slice path, th_slice bytes)
{
	struct th_buffer buffer = { 0 };
	struct th_zip_entry entry;
	struct th_zip zip;
	const char *why = NULL;

	th_status status = th_zip_open(&zip, bytes, &why);
	th_slice shown = name_given(c, path);
	uint64_t total = zip.left, done = 0;
	while (status == TH_OK && (status = th_zip_next(&zip, &entry, &why)) == TH_OK) {
		if (c->store->progress)
			th_progress_update(c->store->progress, done++, total, shown);
		if (!is_file(entry.name) || is_older(c, path, entry.name))
			continue;
		th_status read = th_zip_read(&zip, &entry, &buffer, &why);
		if (read == TH_ENOMEM)
			status = read;
		else if (read != TH_OK)
			complain(c, entry.name, NULL, why);
		else
			status = add_document(c, entry.name, th_buffer_bytes(&buffer));
	}
	th_zip_close(&zip);
	th_buffer_release(&buffer);
	if (status == TH_EINPUT) {
		complain(c, path, NULL, why);
		return TH_OK;
	}
	return status == TH_ENOTFOUND ? TH_OK : status;
}

/* Records one a line, told by a second line that begins as the first does. */
static bool is_lines(th_slice bytes)
{
	size_t end = th_slice_find(bytes, '\n');

	return bytes.len > 0 && bytes.ptr[0] == '{' && end + 1 < bytes.len &&
	       bytes.ptr[end > 0 ? end - 1 : 0] == '}' && bytes.ptr[end + 1] == '{';
}

static th_status add_lines(struct compiling *c, th_slice path, th_slice bytes)
{
	struct th_buffer line = { 0 };
	th_status status = TH_OK;
	uint32_t number = 0;

	while (bytes.len > 0 && status == TH_OK) {
		size_t end = th_slice_find(bytes, '\n'), before = line.len;
		th_slice one = th_slice_trim(th_slice_sub(bytes, 0, end));
		bytes = th_slice_sub(bytes, end + 1, bytes.len);
		number++;
		if (one.len == 0)
			continue;
		line.len = 0;
		status = th_buffer_reserve(&line, one.len);
		if (status != TH_OK)
			break;
		memcpy(line.ptr, one.ptr, one.len);
		if (before > one.len)
			memset(line.ptr + one.len, 0, before - one.len);
		line.len = one.len;
		uint32_t broken = c->result->broken;
		status = add_document(c, path, th_buffer_bytes(&line));
		if (c->result->broken > broken && c->result->broken == 1)
			c->result->complaint =
				th_arena_printf(&c->store->arena, "line %u of %.*s", number,
						TH_FMT(c->result->complaint));
	}
	th_buffer_release(&line);
	return status;
}

static bool has_clone(struct compiling *c, th_slice zip)
{
	const char *clone =
		th_slice_ends(zip, TH_SLICE(".zip"))
			? th_arena_printf(&c->arena, "%.*s.git", (int)zip.len - 4, zip.ptr).ptr
			: NULL;
	struct stat st;

	return clone && stat(clone, &st) == 0 && S_ISDIR(st.st_mode);
}

static th_status add_bytes(struct compiling *c, th_slice path, th_slice bytes)
{
	if (th_zip_looks_like(bytes)) {
		c->is_repository = has_clone(c, path);
		th_status status = add_zip(c, path, bytes);
		c->is_repository = false;
		return status;
	}
	if (is_lines(bytes))
		return add_lines(c, path, bytes);
	return add_document(c, path, bytes);
}

static void note_age(struct compiling *c, th_slice path)
{
	struct stat st;

	if (stat(path.ptr, &st) == 0 && st.st_mtime > c->result->fetched)
		c->result->fetched = st.st_mtime;
}

static th_status add_file(struct compiling *c, th_slice path)
{
	struct th_source source;
	th_slice why = { 0 };

	note_age(c, path);
	th_status status = th_source_open(&source, path.ptr, &c->store->arena, &why);
	if (status == TH_ENOMEM)
		return status;
	if (status != TH_OK) {
		complain(c, path, NULL, why.ptr ? why.ptr : "it cannot be read");
		return TH_OK;
	}
	status = add_bytes(c, path, source.bytes);
	th_source_close(&source);
	return status;
}

/* What twohop-fetch keeps beside the files that it fetches. */
static bool is_bookkeeping(th_slice path)
{
	static const char *const endings[] = { ".state", ".part", ".lock", ".list", ".commits" };

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (th_slice_ends(path, th_slice_of(endings[i])))
			return true;
	return th_slice_search(path, TH_SLICE(".git/")) < path.len;
}

/* Of something that arrived whole. */
static bool is_memory(th_slice path)
{
	return th_slice_ends(path, TH_SLICE(".state")) &&
	       !th_slice_ends(path, TH_SLICE(".part.state")) &&
	       !th_slice_ends(path, TH_SLICE(".list.state"));
}

static th_status add_folder(struct compiling *c, const char *path)
{
	struct th_arena arena = { 0 };
	struct th_folder folder;
	th_slice why = { 0 };

	th_status status = th_folder_list(path, &arena, &folder, &why);
	for (size_t i = 0; status == TH_OK && i < folder.count; i++)
		if (!is_bookkeeping(folder.files[i]))
			status = note_newer(c, folder.files[i]);
		else if (is_memory(folder.files[i]))
			note_age(c, folder.files[i]); /* it was asked then, and nothing was newer */
	for (size_t i = 0; status == TH_OK && i < folder.count; i++)
		if (!is_bookkeeping(folder.files[i]))
			status = add_file(c, folder.files[i]);
	for (size_t i = 0; status == TH_OK && i < folder.complaint_count; i++)
		complain(c, folder.complaints[i].path, NULL, folder.complaints[i].what.ptr);
	th_arena_release(&arena);
	th_strings_release(&c->newer);
	th_arena_release(&c->arena);
	return status == TH_ENOTFOUND ? TH_OK : status;
}

/* ---- histories ---- */

/* Histories of repositories; their bytes stay mapped as long as they are used. */
struct histories {
	struct th_commits_list list;
	struct th_source *sources; /* one each */
	struct th_arena arena;
};

static th_status add_history(struct compiling *c, struct histories *h, th_slice path)
{
	th_slice unreadable = { 0 };
	const char *why = NULL;
	uint32_t line = 0, number = h->list.count;

	note_age(c, path);
	th_status status =
		th_source_open(&h->sources[number], path.ptr, &c->store->arena, &unreadable);
	if (status != TH_OK)
		return status;
	struct th_commits *slot = th_commits_list_push(&h->list, TH_MAX_PLACES);
	if (!slot)
		return TH_ENOMEM;
	status = th_commits_read(slot, h->sources[number].bytes, &line, &why);
	if (status == TH_OK) {
		c->result->documents++;
		c->result->records += slot->names.texts.count;
		return TH_OK;
	}
	c->result->broken++;
	c->result->complaint =
		th_arena_printf(&c->store->arena, "%.*s:%u: %s", TH_FMT(name_given(c, path)), line,
				why ? why : "more commits than TH_MAX_COMMITS");
	th_commits_release(slot);
	th_source_close(&h->sources[number]);
	h->list.count--;
	return status == TH_ENOMEM ? status : TH_OK;
}

static th_status read_histories(struct compiling *c, const char *path, struct histories *h)
{
	struct th_folder folder;
	th_slice why = { 0 };

	th_status status = th_folder_list(path, &h->arena, &folder, &why);
	if (status != TH_OK)
		return status == TH_ENOTFOUND ? TH_OK : status;
	h->sources = calloc(folder.count + 1, sizeof(*h->sources));
	if (!h->sources)
		return TH_ENOMEM;
	for (size_t i = 0; i < folder.count && status == TH_OK; i++)
		if (th_slice_ends(folder.files[i], TH_SLICE(".commits")) &&
		    h->list.count < TH_MAX_PLACES)
			status = add_history(c, h, folder.files[i]);
	return status;
}

static void release_histories(struct histories *h)
{
	for (uint32_t i = 0; i < h->list.count; i++) {
		th_commits_release(&h->list.items[i]);
		th_source_close(&h->sources[i]);
	}
	th_commits_list_release(&h->list);
	free(h->sources);
	th_arena_release(&h->arena);
}

static th_status note_source(struct compiling *c)
{
	const struct th_feed_source *source = &th_feed_sources[c->source];
	struct th_index_source *to = th_builder_sources_push(&c->builder->sources, TH_SOURCE_COUNT);

	if (!to)
		return TH_ENOMEM;
	*to = (struct th_index_source){ .gives = source->gives,
					.records = c->result->records,
					.broken = c->result->broken,
					.newest = c->result->newest,
					.fetched = c->result->fetched };
	return th_builder_text(c->builder, th_slice_of(source->name), &to->name);
}

/* The folder of a source, or the one that is to take its place. */
static const char *folder_of(struct th_store *store, enum th_source_id id,
			     enum th_source_id replaced, const char *replacement)
{
	return id == replaced ? replacement : path_of(store, th_feed_sources[id].name, NULL);
}

static th_status add_source(struct compiling *c, const char *folder, struct histories *histories)
{
	c->result = &c->store->sources[c->source];
	*c->result = (struct th_store_source){ .newest = TH_DAY_BEFORE };
	if (!folder)
		return TH_ENOMEM;
	TH_TRY(c->source == TH_SOURCE_commits ? read_histories(c, folder, histories)
					      : add_folder(c, folder));
	if (c->result->fetched == 0)
		return TH_OK;
	TH_TRY(note_source(c));
	c->number++;
	return TH_OK;
}

/* replaced, replacement: a source, and the folder to read instead of its own; or none. */
static th_status add_sources(struct th_store *store, struct th_index_builder *builder,
			     enum th_source_id replaced, const char *replacement)
{
	struct compiling c = { .store = store, .builder = builder };
	struct histories histories = { 0 };

	/* Histories first: what names commits is decided by them. */
	c.source = TH_SOURCE_commits;
	th_status status =
		add_source(&c, folder_of(store, c.source, replaced, replacement), &histories);
	th_index_builder_know(builder, &histories.list);
	for (unsigned s = 0; s < TH_SOURCE_COUNT && status == TH_OK; s++) {
		c.source = (enum th_source_id)s;
		if (s != TH_SOURCE_commits)
			status = add_source(&c, folder_of(store, c.source, replaced, replacement),
					    &histories);
	}
	th_index_builder_know(builder, NULL);
	release_histories(&histories);
	return status;
}

static th_status write_index(struct th_store *store, const void *block, size_t size)
{
	const char *path = path_of(store, TH_STORE_INDEX, NULL);
	struct th_output out;

	if (!path)
		return TH_ENOMEM;
	th_output_to_file(&out, path);
	out.durable = true;
	th_output_write(&out, th_slice_make(block, size));
	th_status status = th_output_commit(&out);
	if (status != TH_OK)
		status = fail(store, TH_EIO,
			      th_arena_printf(&store->arena, "%s: %.*s", path,
					      TH_FMT(th_output_why(&out))));
	th_output_release(&out);
	store->index_bytes = size;
	return status;
}

static th_status compile(struct th_store *store, enum th_source_id replaced,
			 const char *replacement, void **block, size_t *size)
{
	struct th_index_builder *builder;

	*block = NULL;
	TH_TRY(th_index_builder_new(&builder));
	th_status status = add_sources(store, builder, replaced, replacement);
	if (status == TH_OK)
		status = th_index_builder_finish(builder, block, size);
	th_index_builder_free(builder);
	if (status == TH_ELIMIT)
		status = fail(store, TH_EIO,
			      TH_SLICE("the advisories are more than one index can hold (1 GiB, "
				       "TH_MAX_INDEX_BYTES)"));
	return status;
}

th_status th_store_compile(struct th_store *store)
{
	uint32_t records = 0;
	void *block;
	size_t size;

	TH_TRY(compile(store, TH_SOURCE_COUNT, NULL, &block, &size));
	for (unsigned s = 0; s < TH_SOURCE_COUNT; s++) /* histories by themselves tell nothing */
		records += s == TH_SOURCE_commits ? 0 : store->sources[s].records;
	th_status status =
		records ? write_index(store, block, size)
			: fail(store, TH_EINPUT, TH_SLICE("no source holds a single record"));
	free(block);
	return status;
}

/* ---- importing ---- */

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
	(void)st, (void)kind, (void)walk;
	return remove(path);
}

static th_status remove_folder(struct th_store *store, const char *path)
{
	enum { DESCRIPTORS = 16 };

	if (nftw(path, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT)
		return fail_with_errno(store, path, "cannot be removed");
	return TH_OK;
}

/* Files keep their names; where two have one name, a number keeps them apart. */
static th_status copy_file(struct th_store *store, th_slice from, const char *folder,
			   uint32_t *number)
{
	struct th_source source;
	struct th_output out;
	size_t slash = th_slice_rfind(from, '/');
	th_slice name = th_slice_sub(from, slash < from.len ? slash + 1 : 0, from.len), why = { 0 };

	th_status status = th_source_open(&source, from.ptr, &store->arena, &why);
	if (status != TH_OK)
		return fail(store, status == TH_ENOMEM ? status : TH_EINPUT,
			    th_arena_printf(&store->arena, "%.*s %.*s", TH_FMT(from), TH_FMT(why)));
	th_slice to =
		th_arena_printf(&store->arena, "%s/%06u-%.*s", folder, (*number)++, TH_FMT(name));
	if (!to.ptr) {
		th_source_close(&source);
		return TH_ENOMEM;
	}
	th_output_to_file(&out, to.ptr);
	th_output_write(&out, source.found);
	status = th_output_commit(&out);
	if (status != TH_OK)
		status = fail(store, TH_EIO,
			      th_arena_printf(&store->arena, "%.*s: %.*s", TH_FMT(to),
					      TH_FMT(th_output_why(&out))));
	th_output_release(&out);
	th_source_close(&source);
	return status;
}

static th_status copy_path(struct th_store *store, th_slice from, const char *folder,
			   uint32_t *number)
{
	struct th_arena arena = { 0 };
	struct th_folder listed;
	struct stat st;
	th_slice why = { 0 };

	if (stat(from.ptr, &st) != 0)
		return fail(store, TH_ENOTFOUND,
			    th_arena_printf(&store->arena, "%.*s: no such file or folder",
					    TH_FMT(from)));
	if (!S_ISDIR(st.st_mode))
		return copy_file(store, from, folder, number);
	th_status status = th_folder_list(from.ptr, &arena, &listed, &why);
	if (status != TH_OK)
		status = fail(
			store, status,
			th_arena_printf(&store->arena, "%.*s %.*s", TH_FMT(from), TH_FMT(why)));
	for (size_t i = 0; status == TH_OK && i < listed.count; i++)
		status = copy_file(store, listed.files[i], folder, number);
	th_arena_release(&arena);
	return status;
}

/* The new files take the place of the old ones. */
static th_status swap(struct th_store *store, const char *now, const char *fresh, const char *old)
{
	TH_TRY(remove_folder(store, old));
	if (rename(now, old) != 0 && errno != ENOENT)
		return fail_with_errno(store, now, "cannot be renamed");
	if (rename(fresh, now) != 0)
		return fail_with_errno(store, fresh, "cannot be renamed");
	return remove_folder(store, old);
}

th_status th_store_import(struct th_store *store, enum th_source_id source, const th_slice *paths,
			  uint32_t count)
{
	const char *name = th_feed_sources[source].name;
	const char *now = path_of(store, name, NULL),
		   *fresh = path_of(store, th_arena_printf(&store->arena, ".%s.new", name).ptr,
				    NULL),
		   *old = path_of(store, th_arena_printf(&store->arena, ".%s.old", name).ptr, NULL);
	uint32_t number = 0;
	void *block = NULL;
	size_t size = 0;

	if (!now || !fresh || !old)
		return TH_ENOMEM;
	TH_TRY(remove_folder(store, fresh));
	if (mkdir(fresh, 0777) != 0)
		return fail_with_errno(store, fresh, "cannot be made");
	th_status status = TH_OK;
	for (uint32_t i = 0; i < count && status == TH_OK; i++)
		status = copy_path(store, paths[i], fresh, &number);
	if (status == TH_OK)
		status = compile(store, source, fresh, &block, &size);
	if (status == TH_OK && store->sources[source].records == 0)
		status = fail(
			store, TH_EINPUT,
			th_arena_printf(&store->arena,
					"nothing was recognised for %s; what it had stays%s%.*s",
					name, store->sources[source].complaint.len ? ": " : "",
					TH_FMT(store->sources[source].complaint)));
	if (status == TH_OK)
		status = swap(store, now, fresh, old);
	if (status == TH_OK)
		status = write_index(store, block, size);
	else
		(void)nftw(fresh, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(block);
	return status;
}

/* ---- reading ---- */

th_status th_store_map(struct th_store_index *out, const char *folder, bool whole)
{
	char path[4096];
	struct stat st;

	*out = (struct th_store_index){ 0 };
	int length = snprintf(path, sizeof(path), "%s/%s", folder, TH_STORE_INDEX);
	if (length < 0 || (size_t)length >= sizeof(path))
		return TH_EIO;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? TH_ENOTFOUND : TH_EIO;
	th_status status = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? TH_OK : TH_EIO;
	if (status == TH_OK && st.st_size == 0)
		status = TH_EINPUT;
	if (status == TH_OK)
		status = th_mapping_open(&out->mapping, fd, (size_t)st.st_size);
	close(fd);
	TH_TRY(status);
	status = whole ? th_index_open(&out->index, out->mapping.ptr, out->mapping.len)
		       : th_index_open_mapped(&out->index, out->mapping.ptr, out->mapping.len);
	if (status != TH_OK)
		th_store_unmap(out);
	return status;
}

void th_store_unmap(struct th_store_index *index)
{
	th_mapping_close(&index->mapping);
	*index = (struct th_store_index){ 0 };
}
