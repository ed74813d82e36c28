/*
 * Files mapped into memory, read-only, with TH_PADDING private NUL bytes behind the end: whole
 * pages are the file's own, the rest of the last page is a copy, so that a file that grows cannot
 * write over the padding. A mapped file that somebody cuts short while it is read would end the
 * process with SIGBUS. One handler for the whole process, put in place when a file is mapped, lays
 * NUL pages under such a reader instead and remembers whom it happened to. It hands every other
 * SIGBUS to the handler that was there before. What a file that changes in place shows is not
 * defined: nobody may rely on reading the same byte twice.
 */
#ifndef TH_CORE_IO_MAPPING_H
#define TH_CORE_IO_MAPPING_H

#include "core/base/slice.h"
#include "core/base/status.h"

struct th_mapping_watch;

/* All-zero is no mapping. */
struct th_mapping {
	char *ptr;
	size_t len;  /* of the file */
	size_t size; /* of the mapping */
	struct th_mapping_watch *watch;
};

/*
 * Map the first len bytes of fd, which may be closed afterwards. TH_ENOMEM, or TH_EIO with errno
 * set (ENODATA: the file has become shorter than len); then nothing is mapped.
 */
th_status th_mapping_open(struct th_mapping *mapping, int fd, size_t len) TH_MUST_USE;
/* Whether a part of the file could not be read since it was mapped, and read as NULs instead. */
bool th_mapping_is_broken(const struct th_mapping *mapping);
void th_mapping_close(struct th_mapping *mapping);

#endif
