/*
 * Packages as OSV names them: an ecosystem, which may carry a release behind its first colon
 * ("Debian:12", "Ubuntu:22.04:LTS"), and a name. What they are as package URLs, and whether a
 * component's package URL is of that release. Ecosystems are the rows of ecosystems.def.
 */
#ifndef TH_CORE_IDENTITY_ECOSYSTEM_H
#define TH_CORE_IDENTITY_ECOSYSTEM_H

#include "core/identity/purl.h"
#include "core/version/version.h"

struct th_ecosystem_package {
	th_slice key;                   /* th_purl_canonical(TH_PURL_MATCH) of the package */
	th_slice release;               /* absent: none is named, so all are meant */
	enum th_scheme scheme;          /* TH_SCHEME_NONE: its versions have no order */
	struct th_purl_scratch scratch; /* where key lies */
	char text[TH_MAX_PURL_BYTES];
};

/*
 * TH_EINPUT: no such ecosystem is known, or the name cannot be one of it. release points into
 * ecosystem. Names are compared as the schema does: with their case.
 */
th_status th_ecosystem_package(th_slice ecosystem, th_slice name,
			       struct th_ecosystem_package *out) TH_MUST_USE;

enum th_release_answer { TH_RELEASE_SAME, TH_RELEASE_OTHER, TH_RELEASE_NOT_KNOWN };
/*
 * Is a component of this release, by the `distro` qualifier of its package URL (debian-12,
 * ubuntu-22.04, alpine-3.16.2, bookworm)? NOT_KNOWN where it names none, or the two are spelled in
 * ways that do not compare.
 */
enum th_release_answer th_ecosystem_same_release(th_slice release, const struct th_purl *purl);
/*
 * Advisories of distributions name source packages; a binary package names its own in the qualifier
 * `upstream` ("openssl", "openssl@3.0.11-1") or `source`. *version is the source's where it is
 * stated, else absent. False: none is named.
 */
bool th_ecosystem_source(const struct th_purl *purl, th_slice *name, th_slice *version);

#endif
