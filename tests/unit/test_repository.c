/* Owners of repositories. */
#include "core/identity/repository.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void expect_owner(const char *url, const char *forge, const char *owner)
{
	th_slice got_forge, got_owner;

	if (!th_repository_owner(th_slice_of(url), &got_forge, &got_owner))
		fail_msg("\"%s\" has no owner", url);
	if (!th_slice_equal(got_forge, th_slice_of(forge)) ||
	    !th_slice_equal(got_owner, th_slice_of(owner)))
		fail_msg("\"%s\" belongs to \"%.*s\" on %.*s", url, TH_FMT(got_owner),
			 TH_FMT(got_forge));
}

static void expect_none(const char *url)
{
	th_slice forge, owner;

	if (th_repository_owner(th_slice_of(url), &forge, &owner))
		fail_msg("\"%s\" belongs to \"%.*s\"", url, TH_FMT(owner));
	assert_null(forge.ptr);
	assert_null(owner.ptr);
}

static void every_spelling_of_a_url_has_its_owner(void **state)
{
	static const char *const urls[] = {
		"https://github.com/acme/anvil",
		"https://github.com/acme/anvil.git#readme",
		"https://github.com/acme",
		"http://www.github.com/acme/anvil/",
		"git+https://github.com/acme/anvil.git@v1.0#src",
		"git://github.com/acme/anvil",
		"git+ssh://git@github.com/acme/anvil.git",
		"git+ssh://git@github.com:acme/anvil.git",
		"ssh://git@github.com:22/acme/anvil",
		"git@github.com:acme/anvil.git",
		"github:acme/anvil",
		"github.com/acme/anvil",
		"//github.com//acme/anvil",
		"scm:git:git@github.com:acme/anvil.git",
		"scm:git:https://github.com/acme/anvil",
		"https://user:secret@GitHub.com/acme/anvil",
		"https://api.github.com/repos/acme/anvil",
		"https://raw.githubusercontent.com/acme/anvil/main/README",
		"https://codeload.github.com/acme/anvil/tar.gz/v1",
		" https://github.com/acme?tab=repositories ",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		expect_owner(urls[i], "github.com", "acme");
}

static void other_forges_have_owners_too(void **state)
{
	(void)state;
	expect_owner("https://gitlab.com/acme/group/anvil.git", "gitlab.com", "acme");
	expect_owner("git@bitbucket.org:acme/anvil.git", "bitbucket.org", "acme");
	expect_owner("https://codeberg.org/acme/anvil", "codeberg.org", "acme");
	expect_owner("https://git.sr.ht/~acme/anvil", "sr.ht", "acme");
	expect_owner("git@ssh.dev.azure.com:v3/acme/tools/anvil", "dev.azure.com", "acme");
	expect_owner("https://huggingface.co/acme/anvil", "huggingface.co", "acme");
}

static void an_owner_keeps_its_case(void **state)
{
	(void)state;
	expect_owner("https://github.com/PrismJS/prism", "github.com", "PrismJS");
}

static void pages_of_the_forge_are_no_owners(void **state)
{
	static const char *const urls[] = {
		"https://github.com/advisories/GHSA-1234",
		"https://github.com/sponsors/acme",
		"https://github.com/orgs/acme",
		"https://github.com/apps/acme",
		"https://github.com/Topics/anvil",
		"https://api.github.com/users/acme",
		"https://gitlab.com/api/v4/projects/1",
		"https://huggingface.co/datasets/acme/x",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		expect_none(urls[i]);
}

static void other_hosts_have_no_owner(void **state)
{
	static const char *const urls[] = {
		"",
		"NOASSERTION",
		"acme/anvil",
		"https://github.com",
		"https://github.com/",
		"https://github.com.evil.example/acme/anvil",
		"https://github.com@evil.example/acme",
		"https://evil.example/github.com/acme",
		"https://svn.apache.org/repos/asf",
		"https://gist.github.com/0123456789abcdef0123456789abcdef",
		"pkg:github/acme/anvil",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		expect_none(urls[i]);
}

static void what_can_be_no_account_is_no_owner(void **state)
{
	(void)state;
	expect_none("https://github.com/%61cme/anvil");
	expect_none("https://github.com/anvil.git");
	expect_none("https://github.com/-acme/anvil");
	expect_none("https://github.com/../acme");
	expect_none("https://github.com/ac\xe2\x80\xaeme/anvil");
}

static void an_owner_of_digits_is_not_a_port(void **state)
{
	(void)state;
	expect_owner("git@github.com:42/anvil.git", "github.com", "42");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_spelling_of_a_url_has_its_owner),
		cmocka_unit_test(other_forges_have_owners_too),
		cmocka_unit_test(an_owner_keeps_its_case),
		cmocka_unit_test(pages_of_the_forge_are_no_owners),
		cmocka_unit_test(other_hosts_have_no_owner),
		cmocka_unit_test(what_can_be_no_account_is_no_owner),
		cmocka_unit_test(an_owner_of_digits_is_not_a_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
