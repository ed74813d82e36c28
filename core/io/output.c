/*
 * Invariant: used <= size <= ceiling, and the buffer has a byte more than size, for the NUL that a
 * format ends with; where there is no memory for one, it is no_buffer and size is 0. After a
 * failure the buffer is written to as before and thrown away when it is full, so that the fast path
 * has no second question to ask.
 */
#include "core/io/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER_BYTES = 64 << 10, FIRST_MEMORY = 4096, NAME_TRIES = 100 };

static void fail(struct th_output *out, th_status status, const char *doing, int error)
{
	if (out->status != TH_OK)
		return;
	out->status = status;
	if (error)
		snprintf(out->why, sizeof(out->why), "%s: %s", doing, strerror(error));
	else
		snprintf(out->why, sizeof(out->why), "%s", doing);
}

static void fail_for_memory(struct th_output *out)
{
	fail(out, TH_ENOMEM, "no memory for the output", 0);
}

static char no_buffer[1];

static void init(struct th_output *out, int fd, size_t size)
{
	*out = (struct th_output){ .fd = fd, .ceiling = SIZE_MAX };
	out->buffer = malloc(size + 1);
	if (out->buffer) {
		out->size = size;
	} else {
		out->buffer = no_buffer;
		fail_for_memory(out);
	}
}

void th_output_to_fd(struct th_output *out, int fd)
{
	init(out, fd, BUFFER_BYTES);
}

void th_output_to_memory(struct th_output *out, size_t ceiling)
{
	init(out, -1, ceiling < FIRST_MEMORY ? ceiling : FIRST_MEMORY);
	out->ceiling = ceiling;
}

static bool is_memory(const struct th_output *out)
{
	return out->fd < 0 && !out->path;
}

/* ---- writing ---- */

/* A descriptor that somebody made non-blocking: wait until it takes more. */
static void wait_for(int fd)
{
	struct pollfd one = { .fd = fd, .events = POLLOUT };

	(void)poll(&one, 1, -1);
}

static void write_all(struct th_output *out, const char *at, size_t left)
{
	while (left > 0 && out->status == TH_OK) {
		ssize_t done = write(out->fd, at, left < SSIZE_MAX ? left : SSIZE_MAX);

		if (done >= 0) {
			at += done;
			left -= (size_t)done;
			out->total += (size_t)done;
		} else if (errno == EAGAIN) {
			wait_for(out->fd);
		} else if (errno != EINTR) {
			fail(out, TH_EIO, "cannot write", errno);
		}
	}
}

void th_output_flush(struct th_output *out)
{
	if (is_memory(out) && out->status == TH_OK)
		return;
	if (out->status == TH_OK)
		write_all(out, out->buffer, out->used);
	out->used = 0;
}

/*
 * Make room for more bytes in a memory output; false, with the failure noted, when there is none.
 */
static bool grow(struct th_output *out, size_t more)
{
	size_t needed, size = out->size;

	if (__builtin_add_overflow(out->used, more, &needed) || needed > out->ceiling) {
		fail(out, TH_ELIMIT, "the output is longer than its ceiling", 0);
		return false;
	}
	size = size > out->ceiling / 2 ? out->ceiling : 2 * size;
	if (size < needed)
		size = needed;
	char *bigger = size < SIZE_MAX ? realloc(out->buffer, size + 1) : NULL;
	if (!bigger) {
		fail_for_memory(out);
		return false;
	}
	out->buffer = bigger;
	out->size = size;
	return true;
}

/* What does not fit into the buffer leaves in whole blocks: a file system takes those at two thirds
 * of the price of blocks that begin and end inside of its pages. */
static void write_blocks(struct th_output *out, th_slice s)
{
	size_t room = out->size - out->used;

	memcpy(out->buffer + out->used, s.ptr, room);
	out->used = out->size;
	th_output_flush(out);
	s = th_slice_sub(s, room, s.len);
	size_t whole = s.len - s.len % out->size;
	write_all(out, s.ptr, whole);
	memcpy(out->buffer, s.ptr + whole, s.len - whole);
	out->used = s.len - whole;
}

void th_output_write_slow(struct th_output *out, th_slice s)
{
	if (out->status != TH_OK) {
		out->used = 0;
	} else if (!is_memory(out)) {
		write_blocks(out, s);
	} else if (grow(out, s.len)) {
		memcpy(out->buffer + out->used, s.ptr, s.len);
		out->used += s.len;
	}
}

void th_output_byte_slow(struct th_output *out, char c)
{
	th_output_write_slow(out, th_slice_make(&c, 1));
}

void th_output_number(struct th_output *out, uint64_t number)
{
	char digits[20];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + number % 10);
	while (number /= 10);
	th_output_write(out, th_slice_make(digits + at, sizeof(digits) - at));
}

void th_output_printf(struct th_output *out, const char *format, ...)
{
	size_t room = out->size - out->used + 1;
	va_list args, again;

	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(out->buffer + out->used, room, format, args);
	va_end(args);
	if (len < 0) {
		fail(out, TH_EBUG, "a format that cannot be printed", errno);
	} else if ((size_t)len < room) {
		out->used += (size_t)len;
	} else {
		char *text = malloc((size_t)len + 1);
		if (text) {
			vsnprintf(text, (size_t)len + 1, format, again);
			th_output_write(out, th_slice_make(text, (size_t)len));
		} else {
			fail_for_memory(out);
		}
		free(text);
	}
	va_end(again);
}

th_slice th_output_bytes(const struct th_output *out)
{
	return th_slice_make(out->buffer, out->used);
}

th_slice th_output_why(const struct th_output *out)
{
	return th_slice_of(out->why);
}

/* ---- files ---- */

/*
 * Open a new file with a name of its own beside path, and keep the name; false with errno when that
 * cannot be done.
 */
static bool open_beside(struct th_output *out, const char *path)
{
	const char *slash = strrchr(path, '/');
	int folder = slash ? (int)(slash - path) + 1 : 0;
	size_t size = strlen(path) + 32;

	out->beside = malloc(size);
	if (!out->beside)
		return false;
	for (int i = 0; i < NAME_TRIES; i++) {
		uint64_t word = 0;

		if (getrandom(&word, sizeof(word), GRND_NONBLOCK) != (ssize_t)sizeof(word))
			word = ((uint64_t)getpid() << 32) + (uint64_t)i;
		snprintf(out->beside, size, "%.*s.%.200s.%08x", folder, path, path + folder,
			 (unsigned)word);
		out->fd =
			open(out->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0666);
		if (out->fd >= 0)
			return true;
		if (errno != EEXIST)
			break;
	}
	int error = errno;
	free(out->beside);
	out->beside = NULL;
	errno = error;
	return false;
}

/*
 * path, or where it leads when it is a symbolic link: the link itself is not to be replaced. For
 * free().
 */
static char *place_of(const char *path)
{
	struct stat status;

	if (lstat(path, &status) == 0 && S_ISLNK(status.st_mode)) {
		char *target = realpath(path, NULL);
		if (target)
			return target;
	}
	return strdup(path);
}

/*
 * Give fd the permissions of the file it is to replace, asking only file systems where they differ.
 */
static bool take_mode(int fd, mode_t mode)
{
	struct stat status;

	if (fstat(fd, &status) == 0 && (status.st_mode & 0777) == (mode & 0777))
		return true;
	return fchmod(fd, mode & 0777) == 0;
}

void th_output_to_file(struct th_output *out, const char *path)
{
	struct stat status;
	bool exists = stat(path, &status) == 0;

	init(out, -1, BUFFER_BYTES);
	out->path = place_of(path);
	if (!out->path) {
		fail_for_memory(out);
	} else if (exists && !S_ISREG(status.st_mode)) {
		out->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
		if (out->fd < 0)
			fail(out, TH_EIO, "cannot be opened for writing", errno);
	} else if (!open_beside(out, out->path)) {
		fail(out, TH_EIO, "cannot be created", errno);
	} else if (exists && !take_mode(out->fd, status.st_mode)) {
		fail(out, TH_EIO, "cannot get the permissions of the file it replaces", errno);
	}
	out->owns_fd = out->fd >= 0;
}

static void close_file(struct th_output *out)
{
	if (!out->owns_fd)
		return;
	if (out->durable && out->beside && out->status == TH_OK && fsync(out->fd) != 0)
		fail(out, TH_EIO, "cannot be written to the disk", errno);
	/* a full disk of a network file system may be told only here */
	if (close(out->fd) != 0 && errno != EINTR)
		fail(out, TH_EIO, "cannot write", errno);
	out->fd = -1;
	out->owns_fd = false;
}

static void forget_beside(struct th_output *out)
{
	free(out->beside);
	out->beside = NULL;
}

static bool exchange(const struct th_output *out)
{
	return renameat2(AT_FDCWD, out->beside, AT_FDCWD, out->path, RENAME_EXCHANGE) == 0;
}

/*
 * Rename the file to its place. ext4 has a file that replaces another one written to the disk while
 * rename waits, ten times what else writing costs; where nobody asked for a durable file the two
 * are exchanged, and the one that was replaced is removed. The place is never empty either way.
 */
static bool put_in_place(struct th_output *out)
{
	if (!out->durable && exchange(out)) {
		if (unlink(out->beside) == 0 || errno == ENOENT)
			return true;
		(void)exchange(out); /* no file any more: rename says what it is */
	}
	return rename(out->beside, out->path) == 0;
}

th_status th_output_commit(struct th_output *out)
{
	if (is_memory(out))
		return out->status;
	th_output_flush(out);
	close_file(out);
	if (out->beside) {
		if (out->status == TH_OK && !put_in_place(out))
			fail(out, TH_EIO, "cannot be put in its place", errno);
		if (out->status != TH_OK)
			(void)unlink(out->beside);
		forget_beside(out);
	}
	return out->status;
}

void th_output_release(struct th_output *out)
{
	close_file(out);
	if (out->beside)
		(void)unlink(out->beside);
	forget_beside(out);
	free(out->path);
	if (out->buffer != no_buffer)
		free(out->buffer);
	out->path = NULL;
	out->buffer = no_buffer;
	out->used = out->size = 0;
	fail(out, TH_EBUG, "written to after its release", 0);
}
