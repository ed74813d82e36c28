#include "core/io/source.h"

#include "core/base/limits.h"
#include "core/io/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	MAP_FROM = 64 << 10,   /* smaller files are read: as cheap, and a copy cannot change */
	READ_ROOM = 128 << 10, /* what is asked for at a time */
};

/* An opening under way. */
struct opening {
	struct th_source *source;
	struct th_arena *arena;
	th_slice *why;
	bool is_stdin;
};

/* ---- what is not read ---- */

static const struct {
	mode_t type;
	bool from_path, from_stdin; /* may it be read? */
	const char *what;
} types[] = {
	{ S_IFREG, true, true, "a file" },     { S_IFIFO, true, true, "a pipe" },
	{ S_IFSOCK, false, true, "a socket" }, { S_IFCHR, false, true, "a device" },
	{ S_IFBLK, false, false, "a device" }, { S_IFDIR, false, false, "a directory" },
};

static th_status fail(struct opening *o, th_status status, const char *doing, int error)
{
	*o->why = th_arena_printf(o->arena, "%s: %s", doing, strerror(error));
	return status;
}

static th_status no_memory(struct opening *o)
{
	*o->why = TH_SLICE("no memory to read it");
	return TH_ENOMEM;
}

static th_status too_long(struct opening *o)
{
	*o->why = th_arena_printf(o->arena, "is longer than %llu bytes (TH_MAX_SOURCE_BYTES)",
				  (unsigned long long)TH_MAX_SOURCE_BYTES);
	return TH_ELIMIT;
}

static th_status check_type(struct opening *o, mode_t mode)
{
	const char *what = "something else";

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if ((mode & S_IFMT) == types[i].type) {
			if (o->is_stdin ? types[i].from_stdin : types[i].from_path)
				return TH_OK;
			what = types[i].what;
		}
	*o->why = th_arena_printf(o->arena, "expected a file, found %s", what);
	return TH_EIO;
}

/* ---- reading ---- */

/* Read once to the end of the buffer's room. 1: something was read, 0: the end, -1: errno. */
static int read_some(int fd, struct th_buffer *buffer)
{
	for (;;) {
		ssize_t got = read(fd, buffer->ptr + buffer->len, th_buffer_room(buffer));

		if (got >= 0) {
			buffer->len += (size_t)got;
			return got > 0;
		}
		if (errno == EAGAIN) { /* somebody made the descriptor non-blocking */
			struct pollfd one = { .fd = fd, .events = POLLIN };
			(void)poll(&one, 1, -1);
		} else if (errno != EINTR) {
			return -1;
		}
	}
}

static th_status read_all(struct opening *o, int fd, size_t expected)
{
	struct th_buffer *buffer = &o->source->read;
	int more;

	if (th_buffer_reserve(buffer, expected + 1) != TH_OK)
		return no_memory(o);
	while ((more = read_some(fd, buffer)) > 0) {
		if (buffer->len > TH_MAX_SOURCE_BYTES)
			return too_long(o);
		if (th_buffer_room(buffer) == 0 && th_buffer_reserve(buffer, READ_ROOM) != TH_OK)
			return no_memory(o);
	}
	if (more < 0)
		return fail(o, TH_EIO, "cannot be read", errno);
	o->source->found = th_buffer_bytes(buffer);
	return TH_OK;
}

static th_status cut_short(struct opening *o)
{
	*o->why = TH_SLICE("was cut short while it was read");
	return TH_EIO;
}

static th_status map_all(struct opening *o, int fd, uint64_t size)
{
	if (size > TH_MAX_SOURCE_BYTES)
		return too_long(o);
	th_status status = th_mapping_open(&o->source->mapping, fd, (size_t)size);
	if (status == TH_ENOMEM)
		return no_memory(o);
	if (status != TH_OK)
		return errno == ENODATA ? cut_short(o) : fail(o, status, "cannot be read", errno);
	o->source->found = th_slice_make(o->source->mapping.ptr, (size_t)size);
	return TH_OK;
}

static th_status read_or_map(struct opening *o, int fd)
{
	struct stat status;

	if (fstat(fd, &status) != 0)
		return fail(o, TH_EIO, "cannot be read", errno);
	TH_TRY(check_type(o, status.st_mode));
	bool is_file = S_ISREG(status.st_mode) && status.st_size > 0;
	if (is_file && status.st_size >= MAP_FROM && (!o->is_stdin || lseek(fd, 0, SEEK_CUR) == 0))
		return map_all(o, fd, (uint64_t)status.st_size);
	/*
	 * a file that says it is empty may still have bytes (/proc), so all else is read to its end
	 */
	return read_all(o, fd,
			is_file && status.st_size < MAP_FROM ? (size_t)status.st_size : READ_ROOM);
}

static th_status expand(struct opening *o)
{
	struct th_source *source = o->source;

	source->bytes = source->found;
	source->compression = th_archive_compression(source->found);
	if (!source->compression.ptr)
		return TH_OK;
	th_status status = th_archive_expand(source->found, &source->expanded, o->arena, o->why);
	if (th_source_was_truncated(source))
		return cut_short(o);
	source->bytes = th_buffer_bytes(&source->expanded);
	return status;
}

static th_status open_path(struct opening *o, const char *path, int *fd)
{
	struct stat status;

	/* look before opening: to open a device may already do something to it */
	if (stat(path, &status) != 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			return fail(o, TH_EIO, "cannot be opened", errno);
		bool is_link = lstat(path, &status) == 0;
		*o->why = is_link ? TH_SLICE("is a symbolic link to a file that does not exist")
				  : TH_SLICE("no such file");
		return TH_ENOTFOUND;
	}
	TH_TRY(check_type(o, status.st_mode));
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	return *fd < 0 ? fail(o, TH_EIO, "cannot be opened", errno) : TH_OK;
}

th_status th_source_open(struct th_source *source, const char *path, struct th_arena *arena,
			 th_slice *why)
{
	struct opening o = { source, arena, why, strcmp(path, "-") == 0 };
	int fd = STDIN_FILENO;

	*source = (struct th_source){ 0 };
	th_status status = o.is_stdin ? TH_OK : open_path(&o, path, &fd);
	if (status == TH_OK) {
		status = read_or_map(&o, fd);
		if (!o.is_stdin)
			close(fd);
	}
	if (status == TH_OK)
		status = expand(&o);
	if (status != TH_OK)
		th_source_close(source);
	return status;
}

bool th_source_was_truncated(const struct th_source *source)
{
	return th_mapping_is_broken(&source->mapping);
}

void th_source_close(struct th_source *source)
{
	th_mapping_close(&source->mapping);
	th_buffer_release(&source->read);
	th_buffer_release(&source->expanded);
	*source = (struct th_source){ 0 };
}
