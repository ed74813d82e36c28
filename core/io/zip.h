/*
 * The files in a zip file, by its central directory (APPNOTE 6.3, with the 64-bit records), stored
 * or deflated, each expanded by itself into a buffer that is used again: a feed is a hundred
 * thousand small files. libdeflate does the work. Names are read as bytes and never used as paths.
 *
 * Hostile files: every offset is checked against the bytes there are; entries may not overlap their
 * neighbours' data more often than there are bytes (a bomb is told by the sum of what it expands
 * to); encrypted entries and other methods are refused by name.
 */
#ifndef TH_CORE_IO_ZIP_H
#define TH_CORE_IO_ZIP_H

#include "core/io/buffer.h"

struct th_zip {
	th_slice bytes;
	uint64_t next, left; /* offset in the central directory, entries to come */
	uint64_t expanded;   /* so far */
	void *inflater;
};

struct th_zip_entry {
	th_slice name;
	uint64_t packed, size; /* bytes */
	uint64_t header;       /* offset of its local header */
	uint32_t checksum;
	uint16_t method, flags;
};

static inline bool th_zip_looks_like(th_slice bytes)
{
	return th_slice_starts(bytes, TH_SLICE("PK\x03\x04")) ||
	       th_slice_starts(bytes, TH_SLICE("PK\x05\x06"));
}

/* Begin with bytes, which stay as long as the zip. TH_EINPUT: *why, static, says what is wrong. */
th_status th_zip_open(struct th_zip *zip, th_slice bytes, const char **why) TH_MUST_USE;
void th_zip_close(struct th_zip *zip);
/* The next entry, folders too. TH_ENOTFOUND: there is none more. TH_EINPUT as above. */
th_status th_zip_next(struct th_zip *zip, struct th_zip_entry *entry, const char **why) TH_MUST_USE;
/*
 * Expand an entry into out, whose bytes are replaced. TH_EINPUT: it is damaged, encrypted, or
 * packed by a method other than stored and deflated; TH_ELIMIT: it, or all so far, expands to more
 * than core/base/limits.h allows. The zip can be read on after both.
 */
th_status th_zip_read(struct th_zip *zip, const struct th_zip_entry *entry, struct th_buffer *out,
		      const char **why) TH_MUST_USE;

#endif
