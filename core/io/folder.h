/*
 * The files below an audited folder, in an order that depends on their names alone.
 * Hidden entries (a leading dot in any part below the folder itself) are passed over in silence.
 * Symbolic links to files are followed. Symbolic links to directories are not: a folder comes from
 * a vendor, and a link in it may lead in a circle or out into the whole disk; each such link is a
 * complaint, and whoever wants the directory names it. Whatever else cannot be read (a forbidden
 * directory, a link to nowhere, a pipe) is a complaint too, never silence.
 */
#ifndef TH_CORE_IO_FOLDER_H
#define TH_CORE_IO_FOLDER_H

#include "core/base/arena.h"

struct th_folder_complaint {
	th_slice path;
	th_slice what;    /* a sentence about it: "is a pipe, not a file" */
	th_status status; /* TH_OK: a link passed over on purpose, TH_ELIMIT: too deep, or TH_EIO */
};

/*
 * Paths are the folder's as given, a slash, and the names below it; all are NUL-terminated. Both
 * lists are sorted.
 */
struct th_folder {
	const th_slice *files;
	size_t count;
	const struct th_folder_complaint *complaints;
	size_t complaint_count;
};

/*
 * List the folder at path into *out, which lives in arena. Directories deeper than
 * TH_MAX_FOLDER_DEPTH below it are complaints. With a sentence in *why: TH_ENOTFOUND or TH_EIO when
 * the folder itself is not there or cannot be read, TH_ELIMIT for more than TH_MAX_DOCUMENTS files
 * or TH_MAX_FOLDER_ENTRIES entries in all, TH_ENOMEM.
 */
th_status th_folder_list(const char *path, struct th_arena *arena, struct th_folder *out,
			 th_slice *why) TH_MUST_USE;

#endif
