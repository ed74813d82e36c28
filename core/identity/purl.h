/*
 * Package URLs (purl, ECMA-427): reading, checking against the rules of their type, canonical text,
 * and the form under which two spellings of one package are equal.
 *
 * Two strictnesses. th_purl_parse and th_purl_build refuse what breaks a rule of the purl's type.
 * th_purl_canonical, the one for SBOMs, refuses only what cannot be read at all and says the breach
 * in th_purl.breach: the Go modules that have no namespace are many, and a package does not lose
 * its identity, nor its advisories, by a sloppy purl.
 *
 * Case is folded for ASCII letters only. Nothing here allocates.
 */
#ifndef TH_CORE_IDENTITY_PURL_H
#define TH_CORE_IDENTITY_PURL_H

#include "core/base/slice.h"
#include "core/base/status.h"
#include "core/base/limits.h"
#include "core/identity/platform.h"

struct th_purl_type; /* the rules of one type: core/identity/purl_types.h */

struct th_purl_qualifier {
	th_slice key;   /* lower-case */
	th_slice value; /* decoded, not empty */
};

/*
 * The parts, decoded and normalised by the rules of the type. Absent parts are {NULL, 0}, never
 * empty; type and name are always there. They point into the text that was read or into the
 * scratch: they live as long as that text and until the scratch is used again.
 */
struct th_purl {
	th_slice type;
	th_slice namespace; /* segments parted by '/' */
	th_slice name;
	th_slice version;
	th_slice subpath; /* segments parted by '/', none of them empty, "." or ".." */
	const struct th_purl_qualifier *qualifiers; /* sorted by key, no key twice */
	size_t qualifier_count;
	const char *breach;              /* which rule of its type it breaks, for people; or NULL */
	const struct th_purl_type *rule; /* NULL: a type without rules of its own */
};

/*
 * Memory for one purl at a time; needs no initialisation. All fields but the first are private to
 * core/identity/.
 */
struct th_purl_scratch {
	bool foreign; /* th_purl_canonical read a type without rules of its own */
	bool changed; /* the text read is not its own canonical form */
	size_t used;  /* bytes of decoded[] */
	struct th_purl_qualifier qualifiers[TH_MAX_PURL_QUALIFIERS];
	char decoded[TH_MAX_PURL_BYTES];
	char text[TH_MAX_PURL_BYTES];
};

/* What th_purl_format and th_purl_canonical write besides type, namespace and name. */
enum th_purl_parts {
	TH_PURL_PACKAGE = 0,
	TH_PURL_VERSION = 1 << 0,
	TH_PURL_QUALIFIERS = 1 << 1, /* all of them */
	/*
	 * Only those that tell packages apart: without download_url, file_name, checksum and
	 * vcs_url, and without one that states its type's default (maven type=jar).
	 */
	TH_PURL_IDENTITY = 1 << 2,
	TH_PURL_SUBPATH = 1 << 3,
	/*
	 * Fold what registries do not tell apart, though the canonical form keeps it: case where
	 * the type says so, and for npm, golang, nuget, cran, luarocks versions, swid tags and
	 * generic; the runs of '-', '_' and '.' that PEP 503 makes one '-' for pypi. The result is
	 * a key to compare, not a purl to show.
	 */
	TH_PURL_FOLD = 1 << 4,

	TH_PURL_ALL = TH_PURL_VERSION | TH_PURL_QUALIFIERS | TH_PURL_SUBPATH,
	TH_PURL_RELEASE = TH_PURL_VERSION | TH_PURL_IDENTITY, /* equal: the same component */
	TH_PURL_MATCH = TH_PURL_PACKAGE | TH_PURL_FOLD,       /* key of an advisory's package */
	TH_PURL_MATCH_RELEASE = TH_PURL_RELEASE | TH_PURL_FOLD,
};

/*
 * Read text, strictly. why may be NULL; else *why becomes a static sentence about what is wrong, or
 * NULL. TH_EINPUT: not a purl, or one that breaks a rule of its type: in the latter case *out is
 * filled and out->breach set, else *out is zeroed. TH_ELIMIT: longer than TH_MAX_PURL_BYTES or more
 * than TH_MAX_PURL_QUALIFIERS. Blanks around text are ignored. Of a purl with two '#' or '?' the
 * last one counts.
 */
th_status th_purl_parse(th_slice text, struct th_purl_scratch *scratch, struct th_purl *out,
			const char **why) TH_MUST_USE;

/*
 * The same from decoded parts: of *parts, type to qualifiers are read (qualifiers in any order,
 * empty ones are dropped), normalised, checked as by th_purl_parse, and put into *out, which may be
 * parts. They must not lie in scratch.
 */
th_status th_purl_build(const struct th_purl *parts, struct th_purl_scratch *scratch,
			struct th_purl *out, const char **why) TH_MUST_USE;

/*
 * The canonical text of the asked parts (enum th_purl_parts) into buffer, *out = the bytes written.
 * purl comes from one of the functions here. TH_ELIMIT, and an absent *out, where capacity does not
 * do.
 */
th_status th_purl_format(const struct th_purl *purl, unsigned parts, char *buffer, size_t capacity,
			 th_slice *out) TH_MUST_USE;

/*
 * Read text and write its canonical form: the call for every component. *out lies in text where
 * that already is canonical, else in scratch. parsed may be NULL. Not strict (see above): fails
 * only with what th_purl_parse would call unreadable, and then *out is absent; ask th_purl_parse
 * why.
 */
th_status th_purl_canonical(th_slice text, unsigned parts, struct th_purl_scratch *scratch,
			    th_slice *out, struct th_purl *parsed) TH_MUST_USE;

/* The decoded value of a qualifier, absent where the purl has none of that key (lower-case). */
th_slice th_purl_qualifier(const struct th_purl *purl, th_slice key);

/* What a namespace of a type stands for, where there is one. */
enum th_purl_namespace_role {
	TH_PURL_NAMESPACE_NONE,         /* nobody, or a host, or no such type */
	TH_PURL_NAMESPACE_ORGANIZATION, /* who makes it: an organisation or a person's account */
	TH_PURL_NAMESPACE_DISTRIBUTOR,  /* who packages it (debian): supplier, not author */
};
enum th_purl_namespace_role th_purl_namespace_role(th_slice type);

/*
 * The account on a forge that a purl speaks of: "github.com" and owner for pkg:github/owner/x,
 * pkg:golang/github.com/owner/x, pkg:swift/github.com/owner/x, pkg:git/github.com/owner/x; likewise
 * on the others of core/identity/forges.def. *forge is static, *owner a part of purl; forges take
 * owners in any case. False, and both absent: none.
 */
bool th_purl_owner(const struct th_purl *purl, th_slice *forge, th_slice *owner);

/*
 * The operating system that the purl is for, by its qualifiers or its type (deb: linux); else
 * unknown.
 */
enum th_platform th_purl_platform(const struct th_purl *purl);

#endif
