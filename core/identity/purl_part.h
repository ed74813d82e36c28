/*
 * One part of a purl between its text and its decoded form; private to core/identity/. Whether a
 * text is its own canonical form is found on the way: what finds that it is not sets
 * scratch->changed.
 */
#ifndef TH_CORE_IDENTITY_PURL_PART_H
#define TH_CORE_IDENTITY_PURL_PART_H

#include "core/identity/purl.h"

/*
 * What a byte is to a purl. 0 and BARE stand for themselves in canonical text, others are encoded.
 */
enum purl_class {
	PURL_UPPER = 1 << 0,
	PURL_NOT_IN_KEYS = 1 << 1, /* ':' and '~' */
	PURL_SLASH = 1 << 2,       /* stands for itself in a path alone */
	PURL_PERCENT = 1 << 3,
	PURL_OTHER = 1 << 4,
	PURL_CONTROL = 1 << 5, /* cannot stand in a purl unless encoded */
	PURL_HIGH = 1 << 6,    /* of a UTF-8 sequence, with OTHER */
	PURL_BARE = PURL_UPPER | PURL_NOT_IN_KEYS,
};

extern const unsigned char th_purl_class_of[256];

/* Where c stands first, or s.len: th_slice_find without its call. */
static inline size_t th_purl_find(th_slice s, char c)
{
	const char *at = s.len != 0 ? (const char *)memchr(s.ptr, c, s.len) : NULL;

	return at ? (size_t)(at - s.ptr) : s.len;
}

/* All classes that the bytes of s have. */
static inline unsigned th_purl_classes(th_slice s)
{
	unsigned seen = 0;

	for (size_t i = 0; i < s.len; i++)
		seen |= th_purl_class_of[(unsigned char)s.ptr[i]];
	return seen;
}

/* How a part is read and written. */
enum purl_kind {
	PURL_PLAIN,
	PURL_PATH,
	PURL_SUBPATH, /* a path without "." and ".." */
};

/* Is a byte of this class alone left as it is in canonical text? */
static inline bool th_purl_is_bare(unsigned class, enum purl_kind kind)
{
	return (class & ~(unsigned)PURL_BARE) == 0 || (class == PURL_SLASH && kind != PURL_PLAIN);
}

/*
 * A writable copy of *part in scratch, to which *part then points; *part itself where it is there
 * already. NULL: scratch is full. Reading one text cannot fill it.
 */
char *th_purl_scratch_own(struct th_purl_scratch *scratch, th_slice *part);
/* Lower-case *part. */
void th_purl_scratch_lower(struct th_purl_scratch *scratch, th_slice *part);

/* Drop the segments of a path that a purl cannot have. What is left may be nothing. */
void th_purl_part_tidy(struct th_purl_scratch *scratch, th_slice *path, enum purl_kind kind);

/* th_purl_part_read for bytes of other classes than 0 and BARE; seen = the classes of *part. */
th_status th_purl_part_read_odd(struct th_purl_scratch *scratch, th_slice *part,
				enum purl_kind kind, unsigned seen, const char **why);

/*
 * Decode *part in place and tidy it; absent where nothing is left. TH_EINPUT with *why: it cannot
 * be read.
 */
static inline th_status th_purl_part_read(struct th_purl_scratch *scratch, th_slice *part,
					  enum purl_kind kind, const char **why)
{
	unsigned seen = th_purl_classes(*part);

	if ((seen & ~(unsigned)PURL_BARE) == 0 && kind != PURL_SUBPATH && part->len != 0)
		return TH_OK;
	return th_purl_part_read_odd(scratch, part, kind, seen, why);
}

/* Where, in the text of a purl, things end. */
struct purl_layout {
	size_t package, version, qualifiers, end;
};

/*
 * How many bytes at the beginning of a canonical text are the asked parts; 0 where those do not
 * stand there side by side.
 */
size_t th_purl_prefix(const struct th_purl *purl, unsigned parts, const struct purl_layout *layout);

/* The end of a reader: *why becomes the sentence. */
static inline th_status th_purl_refuse(const char **why, const char *sentence)
{
	*why = sentence;
	return TH_EINPUT;
}

#endif
