#include "core/io/folder.h"

#include "core/base/limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct item {
	struct item *next;
	th_slice path;
	th_slice what;    /* of a complaint */
	th_status status; /* of a complaint */
	unsigned depth;   /* of a directory */
};

/* A stack, or a list in no order that counts. */
struct items {
	struct item *head;
	size_t count;
};

struct walk {
	struct th_arena *arena;
	th_slice *why;
	struct items directories; /* still to be read */
	struct items files, complaints;
	size_t entries;
};

static th_status no_memory(struct walk *walk)
{
	*walk->why = TH_SLICE("no memory to list it");
	return TH_ENOMEM;
}

static th_status push(struct walk *walk, struct items *items, struct item item)
{
	struct item *copy = th_arena_alloc(walk->arena, sizeof(*copy));

	if (!copy || !item.path.ptr)
		return no_memory(walk);
	*copy = item;
	copy->next = items->head;
	items->head = copy;
	items->count++;
	return TH_OK;
}

static th_status complain(struct walk *walk, th_slice path, th_status status, th_slice what)
{
	if (!what.ptr)
		return no_memory(walk);
	return push(walk, &walk->complaints,
		    (struct item){ .path = path, .status = status, .what = what });
}

static th_status complain_errno(struct walk *walk, th_slice path, const char *doing, int error)
{
	return complain(walk, path, TH_EIO,
			th_arena_printf(walk->arena, "%s: %s", doing, strerror(error)));
}

static th_status found_file(struct walk *walk, th_slice path)
{
	if (walk->files.count >= TH_MAX_DOCUMENTS) {
		*walk->why =
			th_arena_printf(walk->arena, "holds more than %d files (TH_MAX_DOCUMENTS)",
					TH_MAX_DOCUMENTS);
		return TH_ELIMIT;
	}
	return push(walk, &walk->files, (struct item){ .path = path });
}

static th_status found_directory(struct walk *walk, th_slice path, unsigned depth)
{
	if (depth > TH_MAX_FOLDER_DEPTH)
		return complain(
			walk, path, TH_ELIMIT,
			th_arena_printf(walk->arena,
					"lies more than %d directories deep (TH_MAX_FOLDER_DEPTH)",
					TH_MAX_FOLDER_DEPTH));
	return push(walk, &walk->directories, (struct item){ .path = path, .depth = depth });
}

static th_status found_link(struct walk *walk, th_slice path, int folder, const char *name)
{
	struct stat status;

	if (fstatat(folder, name, &status, 0) != 0) {
		if (errno == ENOENT)
			return complain(
				walk, path, TH_EIO,
				TH_SLICE("is a symbolic link to a file that does not exist"));
		if (errno == ELOOP)
			return complain(walk, path, TH_EIO,
					TH_SLICE("is a symbolic link that leads back to itself"));
		return complain_errno(walk, path, "cannot be followed", errno);
	}
	if (S_ISREG(status.st_mode))
		return found_file(walk, path);
	if (S_ISDIR(status.st_mode))
		return complain(
			walk, path, TH_OK,
			TH_SLICE("is a symbolic link to a directory and not followed; name the "
				 "directory itself to have it read"));
	return complain(walk, path, TH_EIO,
			TH_SLICE("is a symbolic link to something that is no file"));
}

/* The kind of an entry as d_type tells it; file systems that do not say are asked again. */
static th_status entry_type(struct walk *walk, th_slice path, int folder,
			    const struct dirent *entry, unsigned char *type)
{
	struct stat status;

	*type = entry->d_type;
	if (*type != DT_UNKNOWN)
		return TH_OK;
	if (fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return complain_errno(walk, path, "cannot be looked at", errno);
	*type = (unsigned char)IFTODT(status.st_mode);
	return TH_OK;
}

static th_status found(struct walk *walk, const struct item *in, int folder,
		       const struct dirent *entry)
{
	unsigned char type;
	bool slash = th_slice_ends(in->path, TH_SLICE("/"));

	if (entry->d_name[0] == '.')
		return TH_OK;
	if (walk->entries++ >= TH_MAX_FOLDER_ENTRIES) {
		*walk->why = th_arena_printf(walk->arena,
					     "holds more than %d entries (TH_MAX_FOLDER_ENTRIES)",
					     TH_MAX_FOLDER_ENTRIES);
		return TH_ELIMIT;
	}
	th_slice path = th_arena_printf(walk->arena, "%s%s%s", in->path.ptr, slash ? "" : "/",
					entry->d_name);
	if (!path.ptr)
		return no_memory(walk);
	TH_TRY(entry_type(walk, path, folder, entry, &type));
	switch (type) {
	case DT_UNKNOWN: /* complained of already */ return TH_OK;
	case DT_REG: return found_file(walk, path);
	case DT_DIR: return found_directory(walk, path, in->depth + 1);
	case DT_LNK: return found_link(walk, path, folder, entry->d_name);
	case DT_FIFO: return complain(walk, path, TH_EIO, TH_SLICE("is a pipe, not a file"));
	case DT_SOCK: return complain(walk, path, TH_EIO, TH_SLICE("is a socket, not a file"));
	default: return complain(walk, path, TH_EIO, TH_SLICE("is a device, not a file"));
	}
}

/*
 * A directory below the folder must still be one: what has become a link since it was listed is not
 * followed.
 */
static DIR *open_directory(const struct item *directory)
{
	int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (directory->depth > 0 ? O_NOFOLLOW : 0);
	int fd = open(directory->path.ptr, flags);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (fd >= 0 && !dir)
		close(fd);
	return dir;
}

static th_status cannot_read(struct walk *walk, const struct item *directory, int error)
{
	if (directory->depth > 0)
		return complain_errno(walk, directory->path, "cannot be read", error);
	*walk->why = th_arena_printf(walk->arena, "cannot be read: %s", strerror(error));
	return error == ENOENT ? TH_ENOTFOUND : TH_EIO;
}

static th_status read_directory(struct walk *walk, const struct item *directory)
{
	DIR *dir = open_directory(directory);
	th_status status = TH_OK;

	if (!dir)
		return cannot_read(walk, directory, errno);
	while (status == TH_OK) {
		errno = 0;
		const struct dirent *entry = readdir(dir); /* safe: no other thread has this DIR */
		if (entry) {
			status = found(walk, directory, dirfd(dir), entry);
			continue;
		}
		if (errno != 0)
			status = cannot_read(walk, directory, errno);
		break;
	}
	closedir(dir);
	return status;
}

/* ---- the result ---- */

static int compare_items(const void *a, const void *b)
{
	const struct item *const *left = a, *const *right = b;

	return th_slice_compare((*left)->path, (*right)->path);
}

/* The items as a sorted array of pointers in the arena; NULL when there is no memory. */
static struct item **sorted(struct th_arena *arena, const struct items *items)
{
	struct item **array = th_arena_calloc(arena, items->count + 1, sizeof(struct item *));
	size_t at = 0;

	if (!array)
		return NULL;
	for (struct item *item = items->head; item; item = item->next)
		array[at++] = item;
	qsort(array, at, sizeof(struct item *), compare_items);
	return array;
}

static th_status finish(struct walk *walk, struct th_folder *out)
{
	size_t files = walk->files.count, complaints = walk->complaints.count;
	struct item **file = sorted(walk->arena, &walk->files);
	struct item **complaint = sorted(walk->arena, &walk->complaints);
	th_slice *paths = th_arena_calloc(walk->arena, files, sizeof(*paths));
	struct th_folder_complaint *words =
		th_arena_calloc(walk->arena, complaints, sizeof(*words));

	if (!file || !complaint || !paths || !words)
		return no_memory(walk);
	for (size_t i = 0; i < files; i++)
		paths[i] = file[i]->path;
	for (size_t i = 0; i < complaints; i++)
		words[i] = (struct th_folder_complaint){ complaint[i]->path, complaint[i]->what,
							 complaint[i]->status };
	*out = (struct th_folder){ paths, files, words, complaints };
	return TH_OK;
}

th_status th_folder_list(const char *path, struct th_arena *arena, struct th_folder *out,
			 th_slice *why)
{
	struct walk walk = { .arena = arena, .why = why };

	*out = (struct th_folder){ 0 };
	TH_TRY(push(&walk, &walk.directories,
		    (struct item){ .path = th_arena_copy(arena, th_slice_of(path)) }));
	while (walk.directories.head) {
		const struct item *directory = walk.directories.head;

		walk.directories.head = directory->next;
		TH_TRY(read_directory(&walk, directory));
	}
	return finish(&walk, out);
}
