/* What a purl says about who and where, beyond naming a package. */
#include "core/identity/purl.h"

#include "core/identity/purl_types.h"
#include "core/identity/repository.h"

/* Types whose namespace is an account on one forge. */
static const struct {
	th_slice type, forge;
} accounts[] = {
	{ { "github", 6 }, { "github.com", 10 } },
	{ { "gitlab", 6 }, { "gitlab.com", 10 } },
	{ { "bitbucket", 9 }, { "bitbucket.org", 13 } },
};

/* The namespace of a git purl is the host alone, its name begins with the owner. */
static bool owner_of_git(const struct th_purl *purl, th_slice *forge, th_slice *owner)
{
	size_t slash = th_slice_find(purl->name, '/');
	char url[512];
	size_t length = purl->namespace.len + 1 + slash;

	if (purl->namespace.len == 0 || slash == purl->name.len || length > sizeof(url))
		return false;
	memcpy(url, purl->namespace.ptr, purl->namespace.len);
	url[purl->namespace.len] = '/';
	memcpy(url + purl->namespace.len + 1, purl->name.ptr, slash);
	if (!th_repository_owner(th_slice_make(url, length), forge, owner))
		return false;
	*owner = th_slice_sub(purl->name, 0, slash);
	return true;
}

bool th_purl_owner(const struct th_purl *purl, th_slice *forge, th_slice *owner)
{
	*forge = *owner = th_slice_make(NULL, 0);
	if (th_slice_equal(purl->type, TH_SLICE("git")))
		return owner_of_git(purl, forge, owner);
	if (th_slice_equal(purl->type, TH_SLICE("golang")) ||
	    th_slice_equal(purl->type, TH_SLICE("swift")))
		return th_repository_owner(purl->namespace, forge, owner);
	for (size_t i = 0; i < sizeof(accounts) / sizeof(accounts[0]); i++)
		if (purl->namespace.len != 0 && th_slice_equal(purl->type, accounts[i].type)) {
			*forge = accounts[i].forge;
			*owner = th_slice_sub(purl->namespace, 0,
					      th_slice_find(purl->namespace, '/'));
			return true;
		}
	return false;
}

/* Qualifiers that may name a platform, the plainest first. */
static const struct {
	th_slice key;
	enum th_platform (*read)(th_slice value);
} platform_keys[] = {
	{ { "os", 2 }, th_platform_of_text },
	{ { "platform", 8 }, th_platform_of_text },
	{ { "goos", 4 }, th_platform_of_text },
	{ { "subdir", 6 }, th_platform_of_text },
	{ { "triplet", 7 }, th_platform_of_text },
	{ { "os_name", 7 }, th_platform_of_text },
	{ { "classifier", 10 }, th_platform_of_text },
	{ { "file_name", 9 }, th_platform_of_file },
	{ { "file_name", 9 }, th_platform_of_text },
	{ { "download_url", 12 }, th_platform_of_file },
};

enum th_platform th_purl_platform(const struct th_purl *purl)
{
	if (purl->qualifier_count != 0)
		for (size_t i = 0; i < sizeof(platform_keys) / sizeof(platform_keys[0]); i++) {
			th_slice value = th_purl_qualifier(purl, platform_keys[i].key);
			enum th_platform platform = platform_keys[i].read(value);

			if (platform != TH_PLATFORM_UNKNOWN)
				return platform;
		}
	return purl->rule && purl->rule->traits & PURL_ON_LINUX ? TH_PLATFORM_LINUX
								: TH_PLATFORM_UNKNOWN;
}
