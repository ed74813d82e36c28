/*
 * A zip file (APPNOTE 6.3) written beside its place and renamed: files in the order given, deflated
 * where that makes them smaller, without times, so that equal contents give equal bytes.
 */
#ifndef TH_CORE_IO_ZIP_WRITER_H
#define TH_CORE_IO_ZIP_WRITER_H

#include "core/base/arena.h"
#include "core/base/list.h"
#include "core/io/output.h"

struct th_zip_written {
	th_slice name;
	uint32_t checksum, packed, size, header;
	uint16_t method;
};
TH_LIST_DEFINE(th_zip_written_list, struct th_zip_written);

struct th_zip_writer {
	struct th_output out;
	struct th_zip_written_list entries;
	struct th_arena arena; /* of names */
	uint64_t at;           /* bytes written */
	th_status status;      /* the first failure; it sticks */
	void *deflater;
};

/* Begin the file at path. The writer is released by th_zip_writer_end, whatever became of it. */
void th_zip_writer_begin(struct th_zip_writer *writer, const char *path);
/* A file; the name at most 64 KiB. Failures are told at the end. */
void th_zip_writer_add(struct th_zip_writer *writer, th_slice name, th_slice bytes);
/*
 * The directory, and the rename, unless give_up. TH_EIO with a sentence in *why, whose text is in
 * arena; TH_ELIMIT: it would be 4 GiB or more; TH_ENOMEM.
 */
th_status th_zip_writer_end(struct th_zip_writer *writer, bool give_up, struct th_arena *arena,
			    th_slice *why) TH_MUST_USE;

#endif
