/*
 * The rules of purl types, private to core/identity/: a row of purl_types.def each. What a column
 * cannot say is a small function named in the row: one that normalises the parts, one that checks
 * them.
 */
#ifndef TH_CORE_IDENTITY_PURL_TYPES_H
#define TH_CORE_IDENTITY_PURL_TYPES_H

#include "core/identity/purl.h"

enum purl_requirement { PURL_OPTIONAL, PURL_REQUIRED, PURL_PROHIBITED };

enum purl_trait {
	PURL_LOWER_NAMESPACE = 1 << 0, /* canonical form is lower-case */
	PURL_LOWER_NAME = 1 << 1,
	PURL_LOWER_VERSION = 1 << 2,
	PURL_FOLD_NAMESPACE = 1 << 3, /* the same, for TH_PURL_FOLD alone */
	PURL_FOLD_NAME = 1 << 4,
	PURL_FOLD_VERSION = 1 << 5,
	PURL_FOLD_TAG_ID = 1 << 6,
	PURL_FOLD_SEPARATORS = 1 << 7, /* runs of '-', '_', '.' in the name are one '-' */
	PURL_NAME_IS_PATH = 1 << 8,    /* the namespace is one segment, the name has the others */
	PURL_STRICT_KEYS = 1 << 9,     /* upper case in a qualifier's key is a breach */
	PURL_ON_LINUX = 1 << 10,
};

struct th_purl_type {
	th_slice type;
	enum purl_requirement namespace;
	enum th_purl_namespace_role role;
	unsigned traits;                  /* enum purl_trait */
	th_slice required;                /* key of the qualifier that must be there, or empty */
	struct th_purl_qualifier implied; /* the one that says what its absence says, or empty */
	/*
	 * Bring the decoded parts, cases already lowered, into their canonical form. May be NULL.
	 */
	void (*normalise)(struct th_purl *purl, struct th_purl_scratch *scratch);
	/* The rule that the normalised parts break, or NULL. May be NULL. */
	const char *(*check)(const struct th_purl *purl);
};

/* The rules of a type given in lower case; NULL where it has none. */
const struct th_purl_type *th_purl_type_find(th_slice type);

#endif
