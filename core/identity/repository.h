/*
 * Owners of repositories: on the well-known forges (core/identity/forges.def) the URL of a
 * repository names the account that owns it.
 */
#ifndef TH_CORE_IDENTITY_REPOSITORY_H
#define TH_CORE_IDENTITY_REPOSITORY_H

#include "core/base/slice.h"

/*
 * The forge and the owner that a repository's URL names:
 * "git+https://github.com/owner/repository.git", "git@github.com:owner/repository",
 * "scm:git:git://...", "github:owner/repository", a bare "github.com/owner/repository",
 * "https://api.github.com/repos/owner/repository". *forge is static and canonical ("github.com"),
 * *owner a slice of url as written (forges take it in any case), on SourceHut without its '~'.
 * False, and both absent, for other hosts, for pages of the forge itself
 * ("github.com/sponsors/name") and for what can be no account.
 */
bool th_repository_owner(th_slice url, th_slice *forge, th_slice *owner);

#endif
