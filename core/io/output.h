/*
 * Where bytes go: a descriptor, memory, or a file that is written beside its place and renamed.
 * Writing never answers: the first failure sticks, what comes after it is dropped, and
 * th_output_commit says so once. So ten writes need one check. A caller that writes to pipes
 * ignores SIGPIPE, and SIGXFSZ where files may have a size limit: both then come back as errors
 * here. Not thread-safe: one thread, one output.
 */
#ifndef TH_CORE_IO_OUTPUT_H
#define TH_CORE_IO_OUTPUT_H

#include "core/base/slice.h"
#include "core/base/status.h"

struct th_output {
	char *buffer; /* 64 KiB; of a memory output all that was written so far */
	size_t used, size;
	int fd; /* -1: memory */
	bool owns_fd;
	bool durable;     /* to be set by the caller: the disk has the file before it is renamed */
	th_status status; /* sticky: the first failure */
	size_t ceiling;   /* of a memory output */
	uint64_t total;   /* bytes that left the buffer */
	char *path;       /* of a renamed file: its place ... */
	char *beside;     /* ... and where it is written until the commit */
	char why[160];
};

/*
 * Write to fd, which stays open and the caller's. Bytes arrive in blocks, and all of them at the
 * commit.
 */
void th_output_to_fd(struct th_output *out, int fd);
/* Collect in memory, at most ceiling bytes (beyond it: TH_ELIMIT). */
void th_output_to_memory(struct th_output *out, size_t ceiling);
/*
 * Write the file at path: in the same folder under another name, renamed over path at the commit.
 * Until then path stays as it was, and if anything fails it stays so for good. A new file gets 0666
 * less the umask, a replaced one keeps its permissions, a symbolic link keeps pointing where it
 * did. What exists and is no regular file (/dev/stdout, a pipe) is written to directly. A failure
 * to open sticks as any other.
 */
void th_output_to_file(struct th_output *out, const char *path);

/*
 * All bytes out and, for a file, the rename. Returns the status of the whole output: TH_EIO
 * (th_output_why says more), TH_ELIMIT or TH_ENOMEM when anything before failed. Closes a file; a
 * memory output may be read and written on.
 */
th_status th_output_commit(struct th_output *out) TH_MUST_USE;
/*
 * Give back what the output holds. A file that was not committed is removed and its place left as
 * it was. What is written afterwards is dropped. Safe twice, and on an output that is all zero.
 */
void th_output_release(struct th_output *out);

/* Send what is buffered on its way; of a memory output nothing. */
void th_output_flush(struct th_output *out);
/* What a memory output holds; valid until the next write or the release. */
th_slice th_output_bytes(const struct th_output *out);
/* Forget what a memory output holds: it is written to from its beginning again. */
static inline void th_output_clear(struct th_output *out)
{
	out->used = 0;
}
/* One sentence on the first failure, empty while there is none; valid as long as out. */
th_slice th_output_why(const struct th_output *out);

/* In decimal digits. */
void th_output_number(struct th_output *out, uint64_t number);
void th_output_printf(struct th_output *out, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The slow halves of the two functions below, for what does not fit into the buffer. */
void th_output_write_slow(struct th_output *out, th_slice s);
void th_output_byte_slow(struct th_output *out, char c);

static inline void th_output_write(struct th_output *out, th_slice s)
{
	th_slice_holds(s);
	if (s.len > out->size - out->used) {
		th_output_write_slow(out, s);
	} else if (s.len > 0) {
		memcpy(out->buffer + out->used, s.ptr, s.len);
		out->used += s.len;
	}
}

static inline void th_output_byte(struct th_output *out, char c)
{
	if (out->used < out->size)
		out->buffer[out->used++] = c;
	else
		th_output_byte_slow(out, c);
}

#endif
