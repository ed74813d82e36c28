/*
 * Compressed documents (x.json.gz and its like) as plain bytes. One layer of one of four
 * compressions, told by its first bytes; what is inside is not looked into again, and a zip file is
 * not a compressed document. libarchive does the work and is loaded when the first compressed
 * document is met.
 */
#ifndef TH_CORE_IO_ARCHIVE_H
#define TH_CORE_IO_ARCHIVE_H

#include "core/base/arena.h"
#include "core/io/buffer.h"

/* "gzip", "zstd", "xz" or "bzip2" when bytes begin as such data do, else absent. */
th_slice th_archive_compression(th_slice bytes);

/*
 * Expand bytes, which th_archive_compression knows, into out, an empty buffer. It may grow to
 * TH_MAX_EXPANSION times their length, or to TH_MAX_EXPANSION_FLOOR where that is more, and never
 * beyond TH_MAX_SOURCE_BYTES. TH_ELIMIT: it would grow further. TH_EINPUT: the data are cut short,
 * damaged, empty, or followed by something else. TH_EIO: no libarchive. TH_ENOMEM. Then *why is a
 * sentence in arena, and out is empty.
 */
th_status th_archive_expand(th_slice bytes, struct th_buffer *out, struct th_arena *arena,
			    th_slice *why) TH_MUST_USE;

#endif
