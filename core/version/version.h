/*
 * Which of two versions is the newer one, scheme by scheme. A scheme answers only what it knows:
 * where it does not, the answer is "unknown", never a guess and never "not affected". The schemes
 * are the rows of core/version/schemes.def; one more is one file and one row. Nothing here
 * allocates.
 */
#ifndef TH_CORE_VERSION_VERSION_H
#define TH_CORE_VERSION_VERSION_H

#include "core/base/slice.h"

enum th_scheme {
	TH_SCHEME_NONE = 0, /* no order known: equal strings are equal, all else is unknown */
#define TH_SCHEME(id, name, functions, canonical, purl_types, about) TH_SCHEME_##id,
#include "core/version/schemes.def"
#undef TH_SCHEME
	TH_SCHEME_COUNT
};

enum th_order {
	TH_ORDER_LESS = -1,
	TH_ORDER_EQUAL = 0,
	TH_ORDER_GREATER = 1,
	TH_ORDER_UNKNOWN = 2,
};

/*
 * a against b. Equal bytes are EQUAL in every scheme. Otherwise UNKNOWN where either one is not a
 * version of the scheme or longer than TH_MAX_VERSION_BYTES, and, in the scheme generic, where the
 * words of the two do not compare. LESS is transitive, EQUAL versions order alike against any
 * third, and swapping a and b swaps the answer.
 */
enum th_order th_version_compare(enum th_scheme scheme, th_slice a, th_slice b);
/* v can be ordered: it is a version of the scheme. False for TH_SCHEME_NONE. */
bool th_version_valid(enum th_scheme scheme, th_slice v);
/*
 * v, as written in a canonical vers string and not yet decoded, is spelled as vers demands of the
 * scheme.
 */
bool th_version_canonical(enum th_scheme scheme, th_slice v);

/* "semver" -> TH_SCHEME_SEMVER; TH_SCHEME_NONE for unknown names. Lower case. */
enum th_scheme th_scheme_by_name(th_slice name);
/*
 * The order of a purl type's versions; TH_SCHEME_NONE where there is none, or none built. Lower
 * case.
 */
enum th_scheme th_scheme_for_purl_type(th_slice type);
/* The name ("none" for TH_SCHEME_NONE) and the help line, both static. */
const char *th_scheme_name(enum th_scheme scheme);
const char *th_scheme_about(enum th_scheme scheme);

#endif
