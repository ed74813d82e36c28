/*
 * One input: a file or standard input as bytes in memory, with at least TH_PADDING readable NUL
 * bytes behind the end. Files are mapped, small ones and pipes are read. Compressed input (gzip,
 * zstd, xz, bzip2, by its first bytes) is expanded on the way; the bytes as found stay at hand for
 * the digest that names the file.
 */
#ifndef TH_CORE_IO_SOURCE_H
#define TH_CORE_IO_SOURCE_H

#include "core/base/arena.h"
#include "core/io/buffer.h"
#include "core/io/mapping.h"

struct th_source {
	th_slice bytes; /* what to parse; offsets into the document count from here */
	th_slice found; /* the file as it lies there; the same slice unless it is compressed */
	th_slice compression; /* "gzip" ..., absent for a plain file */
	/* where they live; nobody else's business */
	struct th_mapping mapping;
	struct th_buffer read, expanded;
};

/*
 * Open path, "-" being standard input, and read or map all of it. Symbolic links are followed; a
 * pipe is read to its end, and opening one waits for a writer as it does everywhere. What fails
 * leaves a closed source and a sentence about the file in *why, which lives in arena: TH_ENOTFOUND
 * there is no such file TH_EIO        it cannot be opened or read, or is a folder, a socket or a
 * device TH_ELIMIT     it is longer than TH_MAX_SOURCE_BYTES, or expands to more than
 * core/io/archive.h allows TH_EINPUT     it is compressed, and broken TH_ENOMEM
 */
th_status th_source_open(struct th_source *source, const char *path, struct th_arena *arena,
			 th_slice *why) TH_MUST_USE;
/*
 * Whether the file was cut short, or its disk failed, while it was mapped: what was missing has
 * been read as NUL bytes. Ask when all reading is done, and before the close; if so, nothing that
 * was read may be used.
 */
bool th_source_was_truncated(const struct th_source *source);
/* Unmap and give back; every slice into the source ends here. Safe on a closed source. */
void th_source_close(struct th_source *source);

#endif
