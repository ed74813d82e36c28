/*
 * The user's feeds: a folder with one folder for each source, which holds the files as they were
 * fetched or imported, and one index compiled of all of them. The index is written beside and
 * renamed, and readers map it: they see the old one or the new one, whole. What fails leaves the
 * old one, and the files it was made of.
 *
 *   FOLDER/osv/all.zip, FOLDER/kev/known_exploited_vulnerabilities.json ...   as they came
 *   FOLDER/advisories.index                                                   what an audit maps
 *   FOLDER/lock                                                               held while writing
 */
#ifndef TH_FEEDS_STORE_H
#define TH_FEEDS_STORE_H

#include "core/io/mapping.h"
#include "core/io/progress.h"
#include "feeds/sources.h"

#define TH_STORE_INDEX "advisories.index"

/* What became of one source in a compilation. */
struct th_store_source {
	uint32_t documents; /* read */
	uint32_t broken;    /* that could not be read, or are no advisories */
	uint32_t records;
	int32_t newest;     /* day of the newest modification; TH_DAY_BEFORE: not known */
	int64_t fetched;    /* seconds since 1970: the newest file; 0: there is none */
	th_slice complaint; /* the first: "all.zip: GO-1.json:3:4: ..." */
};

struct th_store {
	const char *folder;
	int lock;                     /* -1: not held */
	struct th_progress *progress; /* or NULL */
	struct th_arena arena;        /* of sentences */
	struct th_store_source sources[TH_SOURCE_COUNT];
	size_t index_bytes;
	th_slice why; /* of the last failure: a sentence */
};

/*
 * Begin to write in folder, which is made where it is missing. TH_EIO: that cannot be, or somebody
 * else is writing; store->why says so.
 */
th_status th_store_open(struct th_store *store, const char *folder,
			struct th_progress *progress) TH_MUST_USE;
void th_store_close(struct th_store *store);
/*
 * Put copies of files (of folders: of all files in them) in the place of what a source has, and
 * compile. TH_EINPUT: nothing in them was recognised; everything stays as it was.
 */
th_status th_store_import(struct th_store *store, enum th_source_id source, const th_slice *paths,
			  uint32_t count) TH_MUST_USE;
/* Compile what all sources have. TH_EINPUT: no source has anything. */
th_status th_store_compile(struct th_store *store) TH_MUST_USE;

/* The index of a folder, mapped. */
struct th_store_index {
	struct th_mapping mapping;
	struct th_index index;
};
/*
 * TH_ENOTFOUND: there is none. TH_EINPUT: it is of another version of this program, or damaged.
 * TH_EIO, TH_ENOMEM. Then index is empty. whole: compare its checksum and look at everything in it.
 */
th_status th_store_map(struct th_store_index *out, const char *folder, bool whole) TH_MUST_USE;
void th_store_unmap(struct th_store_index *index);

#endif
