#include "core/identity/purl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct th_purl_scratch scratch;
static char buffer[TH_MAX_PURL_BYTES];

static struct th_purl parse(const char *text)
{
	struct th_purl purl;
	const char *why = NULL;
	th_status status = th_purl_parse(th_slice_of(text), &scratch, &purl, &why);

	if (status != TH_OK)
		fail_msg("%s: %s", text, why);
	assert_null(why);
	return purl;
}

static void assert_slice(th_slice got, const char *expected)
{
	if (!th_slice_equal(got, th_slice_of(expected)))
		fail_msg("expected %s, got %.*s", expected, TH_FMT(got));
}

static void assert_written(const char *text, unsigned parts, const char *expected)
{
	th_slice out;

	assert_int_equal(th_purl_canonical(th_slice_of(text), parts, &scratch, &out, NULL), TH_OK);
	assert_slice(out, expected);
}

static void assert_refused(const char *text, const char *word)
{
	struct th_purl purl;
	const char *why = NULL;

	assert_int_equal(th_purl_parse(th_slice_of(text), &scratch, &purl, &why), TH_EINPUT);
	assert_non_null(why);
	if (!strstr(why, word))
		fail_msg("%s: '%s' does not speak of '%s'", text, why, word);
}

/* text without its NUL; returns its length. */
static size_t put(char *to, const char *text)
{
	size_t length = 0;

	for (; text[length]; length++)
		to[length] = text[length];
	return length;
}

/* xorshift64*: the same bytes in every run. */
static uint32_t random_below(uint64_t *state, uint32_t limit)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (uint32_t)((*state * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % limit;
}

static void a_purl_comes_apart_into_decoded_parts(void **state)
{
	(void)state;
	struct th_purl purl =
		parse("pkg:npm/%40scope/na%2Fme@1.0%2B1?vcs_url=git%2Bx&arch=a%26b#/a/./b/");

	assert_slice(purl.type, "npm");
	assert_slice(purl.namespace, "@scope");
	assert_slice(purl.name, "na/me");
	assert_slice(purl.version, "1.0+1");
	assert_slice(purl.subpath, "a/b");
	assert_int_equal(purl.qualifier_count, 2);
	assert_slice(purl.qualifiers[0].key, "arch");
	assert_slice(th_purl_qualifier(&purl, TH_SLICE("arch")), "a&b");
	assert_slice(th_purl_qualifier(&purl, TH_SLICE("vcs_url")), "git+x");
	assert_null(th_purl_qualifier(&purl, TH_SLICE("os")).ptr);
}

static void absent_parts_are_absent_not_empty(void **state)
{
	(void)state;
	struct th_purl purl = parse("pkg:npm//x@?a=&#./..");

	assert_null(purl.namespace.ptr);
	assert_null(purl.version.ptr);
	assert_null(purl.subpath.ptr);
	assert_int_equal(purl.qualifier_count, 0);
}

static void the_version_begins_at_an_at_sign_behind_the_last_slash(void **state)
{
	(void)state;
	struct th_purl purl = parse("pkg:npm/@babel/core#sub");

	assert_slice(purl.namespace, "@babel");
	assert_slice(purl.name, "core");
	assert_null(purl.version.ptr);
	assert_slice(parse("pkg:brew/node@20@20.10.0").name, "node@20");
}

static void slashes_behind_the_scheme_and_at_the_end_do_not_count(void **state)
{
	(void)state;
	assert_written("pkg:///maven/org.x/y/", TH_PURL_ALL, "pkg:maven/org.x/y");
}

static void blanks_around_a_purl_do_not_count(void **state)
{
	(void)state;
	assert_written(" pkg:npm/a@1\n", TH_PURL_ALL, "pkg:npm/a@1");
}

static void a_purl_without_its_scheme_is_refused(void **state)
{
	(void)state;
	assert_refused("npm/a@1", "'pkg:'");
	assert_refused("", "'pkg:'");
	assert_refused("pkg%3Anpm/a", "'pkg:'");
}

static void a_purl_without_a_name_is_refused(void **state)
{
	(void)state;
	assert_refused("pkg:maven/@1.3.4", "name");
	assert_refused("pkg:npm", "name");
	assert_refused("pkg:git/host/%2F", "name");
}

static void a_type_that_begins_with_a_digit_is_refused(void **state)
{
	(void)state;
	assert_refused("pkg:3nginx/a", "type");
}

static void a_type_with_an_underscore_is_refused(void **state)
{
	(void)state;
	assert_refused("pkg:a_b/a", "type");
}

static void a_triplet_that_is_none_is_refused(void **state)
{
	(void)state;
	assert_refused("pkg:npm/a%2", "hexadecimal");
	assert_refused("pkg:npm/a%zz", "hexadecimal");
	assert_refused("pkg:npm/a@1?b=%", "hexadecimal");
}

static void a_zero_byte_is_refused(void **state)
{
	struct th_purl purl;

	(void)state;
	assert_refused("pkg:npm/a%00b", "zero");
	assert_int_equal(th_purl_parse(TH_SLICE("pkg:npm/a\0b"), &scratch, &purl, NULL), TH_EINPUT);
}

static void bytes_that_are_not_utf8_are_refused(void **state)
{
	(void)state;
	assert_refused("pkg:npm/%C3%28", "UTF-8");
	assert_refused("pkg:npm/%ED%A0%80", "UTF-8");
	assert_refused("pkg:npm/\xff", "UTF-8");
	assert_slice(parse("pkg:npm/%C3%A9%F0%9F%A6%80").name, "\xc3\xa9\xf0\x9f\xa6\x80");
}

static void a_qualifier_that_stands_twice_is_refused(void **state)
{
	(void)state;
	assert_refused("pkg:npm/a?b=1&B=2", "twice");
}

static void a_qualifier_key_with_a_percent_sign_is_refused(void **state)
{
	(void)state;
	assert_refused("pkg:npm/a?in%20x=1", "key");
}

static void a_purl_that_is_too_long_passes_a_limit(void **state)
{
	static char text[TH_MAX_PURL_BYTES + 2];
	struct th_purl purl;

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	put(text, "pkg:npm/");
	assert_int_equal(th_purl_parse(th_slice_of(text), &scratch, &purl, NULL), TH_ELIMIT);
	text[TH_MAX_PURL_BYTES] = '\0';
	assert_int_equal(th_purl_parse(th_slice_of(text), &scratch, &purl, NULL), TH_OK);
}

static void a_canonical_form_that_is_too_long_passes_a_limit(void **state)
{
	static char text[TH_MAX_PURL_BYTES + 1];
	th_slice out;

	(void)state;
	memset(text, '+', sizeof(text) - 1);
	put(text, "pkg:npm/");
	assert_int_equal(th_purl_canonical(th_slice_of(text), TH_PURL_ALL, &scratch, &out, NULL),
			 TH_ELIMIT);
	assert_null(out.ptr);
}

static void too_many_qualifiers_pass_a_limit(void **state)
{
	char text[TH_MAX_PURL_QUALIFIERS * 8 + 32] = "pkg:npm/a?";
	struct th_purl purl;
	size_t at = 10;

	(void)state;
	for (unsigned i = 0; i <= TH_MAX_PURL_QUALIFIERS; i++) {
		text[at++] = 'k';
		text[at++] = (char)('a' + i / 26);
		text[at++] = (char)('a' + i % 26);
		at += put(text + at, "=v&");
	}
	assert_int_equal(th_purl_parse(th_slice_of(text), &scratch, &purl, NULL), TH_ELIMIT);
	text[at - 7] = '\0';
	assert_int_equal(th_purl_parse(th_slice_of(text), &scratch, &purl, NULL), TH_OK);
	assert_int_equal(purl.qualifier_count, TH_MAX_PURL_QUALIFIERS);
}

static void a_type_may_need_a_namespace(void **state)
{
	(void)state;
	assert_refused("pkg:swift/Alamofire@5.4.3", "namespace");
}

static void a_type_may_prohibit_a_namespace(void **state)
{
	(void)state;
	assert_refused("pkg:vcpkg/boost/asio@1.84.0", "namespace");
}

static void a_type_may_need_a_qualifier(void **state)
{
	(void)state;
	assert_refused("pkg:julia/Dates", "qualifier");
}

static void upper_case_keys_are_refused_for_rpm_and_lowered_elsewhere(void **state)
{
	(void)state;
	assert_refused("pkg:rpm/fedora/curl@1?Arch=i386", "lower-case");
	assert_slice(th_purl_qualifier(&(struct th_purl[]){ parse("pkg:npm/a?Os=x") }[0],
				       TH_SLICE("os")),
		     "x");
}

static void a_broken_rule_leaves_the_parts_readable(void **state)
{
	struct th_purl purl;

	(void)state;
	assert_int_equal(th_purl_parse(TH_SLICE("pkg:golang/stdlib@1.22"), &scratch, &purl, NULL),
			 TH_EINPUT);
	assert_non_null(purl.breach);
	assert_slice(purl.name, "stdlib");
}

static void canonical_text_forgives_a_broken_rule_and_says_it(void **state)
{
	struct th_purl purl;
	th_slice out;

	(void)state;
	assert_int_equal(th_purl_canonical(TH_SLICE("pkg:golang/stdlib@1.22"), TH_PURL_ALL,
					   &scratch, &out, &purl),
			 TH_OK);
	assert_slice(out, "pkg:golang/stdlib@1.22");
	assert_non_null(purl.breach);
}

static void a_text_that_is_canonical_is_not_copied(void **state)
{
	const char *text = "pkg:deb/debian/attr@1:2.4%2Bb1?arch=amd64&distro=debian-12#a/b.c";
	th_slice out;

	(void)state;
	for (unsigned parts = 0; parts <= TH_PURL_ALL; parts++)
		if (parts == TH_PURL_ALL || (parts & TH_PURL_SUBPATH) == 0) {
			bool prefix = !(parts & (TH_PURL_QUALIFIERS | TH_PURL_IDENTITY)) ||
				      parts & TH_PURL_VERSION;

			assert_int_equal(
				th_purl_canonical(th_slice_of(text), parts, &scratch, &out, NULL),
				TH_OK);
			assert_int_equal(out.ptr == text, prefix);
		}
}

static void encoding_leaves_colons_and_encodes_plus_and_slashes_in_values(void **state)
{
	(void)state;
	assert_written("pkg:oci/debian@sha256%3a24?repository_url=docker.io/library/debian+x",
		       TH_PURL_ALL,
		       "pkg:oci/debian@sha256:24?repository_url=docker.io%2Flibrary%2Fdebian%2Bx");
}

static void triplets_in_lower_case_become_upper_case(void **state)
{
	(void)state;
	assert_written("pkg:npm/a%2b", TH_PURL_ALL, "pkg:npm/a%2B");
}

static void qualifiers_are_sorted(void **state)
{
	(void)state;
	assert_written("pkg:npm/a?c=3&a=1&b=2", TH_PURL_ALL, "pkg:npm/a?a=1&b=2&c=3");
}

static void encoded_slashes_part_the_segments_of_a_namespace(void **state)
{
	(void)state;
	assert_written("pkg:golang/github.com%2Fgorilla/mux@v1", TH_PURL_ALL,
		       "pkg:golang/github.com/gorilla/mux@v1");
}

static void a_subpath_cannot_climb(void **state)
{
	(void)state;
	assert_written("pkg:npm/a#../%2E%2E//x/%2e/y", TH_PURL_ALL, "pkg:npm/a#x/y");
}

static void the_package_has_no_version_and_no_qualifiers(void **state)
{
	(void)state;
	assert_written("pkg:npm/%40a/b@1?os=x#s", TH_PURL_PACKAGE, "pkg:npm/%40a/b");
	assert_written("pkg:npm/@a/b@1?os=x#s", TH_PURL_PACKAGE, "pkg:npm/%40a/b");
}

static void identity_leaves_out_where_a_package_lies(void **state)
{
	(void)state;
	assert_written("pkg:generic/a@1?arch=x&checksum=c&download_url=d&file_name=f&vcs_url=v#s",
		       TH_PURL_RELEASE, "pkg:generic/a@1?arch=x");
}

static void identity_leaves_out_what_is_implied(void **state)
{
	(void)state;
	assert_written("pkg:maven/g/a@1?type=jar", TH_PURL_RELEASE, "pkg:maven/g/a@1");
	assert_written("pkg:maven/g/a@1?type=war", TH_PURL_RELEASE, "pkg:maven/g/a@1?type=war");
	assert_written("pkg:maven/g/a@1?classifier=sources&type=jar", TH_PURL_RELEASE,
		       "pkg:maven/g/a@1?classifier=sources");
}

static void folding_makes_spellings_of_one_package_equal(void **state)
{
	(void)state;
	assert_written("pkg:npm/JSONStream@1", TH_PURL_MATCH, "pkg:npm/jsonstream");
	assert_written("pkg:npm/jsonstream@1", TH_PURL_MATCH, "pkg:npm/jsonstream");
	assert_written("pkg:golang/github.com/Masterminds/Semver@v3", TH_PURL_MATCH,
		       "pkg:golang/github.com/masterminds/semver");
	assert_written("pkg:pypi/Zope.Interface@1", TH_PURL_MATCH, "pkg:pypi/zope-interface");
	assert_written("pkg:pypi/a-._b", TH_PURL_MATCH, "pkg:pypi/a-b");
	assert_written("pkg:nuget/Newtonsoft.Json@1.0-Beta", TH_PURL_MATCH_RELEASE,
		       "pkg:nuget/newtonsoft.json@1.0-beta");
	assert_written("pkg:generic/TradingTechnologies.com/X_TRADER@7", TH_PURL_MATCH,
		       "pkg:generic/tradingtechnologies.com/x_trader");
}

static void folding_leaves_case_that_tells_packages_apart(void **state)
{
	(void)state;
	assert_written("pkg:maven/org.X/Y@1", TH_PURL_MATCH_RELEASE, "pkg:maven/org.X/Y@1");
	assert_written("pkg:npm/JSONStream@1", TH_PURL_ALL, "pkg:npm/JSONStream@1");
}

static void types_normalise_their_names(void **state)
{
	(void)state;
	assert_written("pkg:PYPI/Django_package@1.11.1.DEV1", TH_PURL_ALL,
		       "pkg:pypi/django-package@1.11.1.dev1");
	assert_written("pkg:pub/My-Package", TH_PURL_ALL, "pkg:pub/my_package");
	assert_written("pkg:cpan/drolsky/DateTime", TH_PURL_ALL, "pkg:cpan/DROLSKY/DateTime");
	assert_written("pkg:git/GitHub.com/A/B@C", TH_PURL_ALL, "pkg:git/github.com/a/b@C");
	assert_written("pkg:git/Example.com/A/B@C", TH_PURL_ALL, "pkg:git/Example.com/A/B@C");
	assert_written("pkg:swid/A@1?tag_id=75B8C285-FA7B-485B-B199-4745E3004D0D", TH_PURL_ALL,
		       "pkg:swid/A@1?tag_id=75b8c285-fa7b-485b-b199-4745e3004d0d");
}

static void a_chrome_version_has_at_most_four_numbers(void **state)
{
	(void)state;
	parse("pkg:chrome-extension/dlpngalgnefjeiefhmpklpfiohadpglk@1.2.3.4");
	assert_refused("pkg:chrome-extension/dlpngalgnefjeiefhmpklpfiohadpglk@1.2.3.4.5", "four");
	assert_refused("pkg:chrome-extension/dlpngalgnefjeiefhmpklpfiohadpglk@1..2", "four");
	assert_refused("pkg:chrome-extension/dlpngalgnefjeiefhmpklpfiohadpglk@1.", "four");
}

static void a_purl_is_built_from_parts(void **state)
{
	const struct th_purl_qualifier qualifiers[] = {
		{ TH_SLICE("Type"), TH_SLICE("war") },
		{ TH_SLICE("empty"), TH_SLICE("") },
		{ TH_SLICE("classifier"), TH_SLICE("a&b") },
	};
	struct th_purl parts = {
		.type = TH_SLICE("Maven"),
		.namespace = TH_SLICE("org.x"),
		.name = TH_SLICE("y"),
		.version = TH_SLICE("1 2"),
		.subpath = TH_SLICE("/a/../b"),
		.qualifiers = qualifiers,
		.qualifier_count = 3,
	};
	struct th_purl built;
	th_slice out;

	(void)state;
	assert_int_equal(th_purl_build(&parts, &scratch, &built, NULL), TH_OK);
	assert_int_equal(th_purl_format(&built, TH_PURL_ALL, buffer, sizeof(buffer), &out), TH_OK);
	assert_slice(out, "pkg:maven/org.x/y@1%202?classifier=a%26b&type=war#a/b");
}

static void building_without_a_name_is_refused(void **state)
{
	struct th_purl parts = { .type = TH_SLICE("npm") }, built;
	const char *why;

	(void)state;
	assert_int_equal(th_purl_build(&parts, &scratch, &built, &why), TH_EINPUT);
	assert_non_null(strstr(why, "name"));
}

static void parts_that_are_too_long_together_pass_a_limit(void **state)
{
	static char text[TH_MAX_PURL_BYTES];
	struct th_purl parts = {
		.type = TH_SLICE("npm"),
		.name = th_slice_make(text, sizeof(text) - 3),
		.version = TH_SLICE("1"),
	};
	struct th_purl built;

	(void)state;
	memset(text, 'A', sizeof(text));
	assert_int_equal(th_purl_build(&parts, &scratch, &built, NULL), TH_ELIMIT);
}

static void a_buffer_that_is_too_small_passes_a_limit(void **state)
{
	struct th_purl purl = parse("pkg:npm/%40a/b@1");
	th_slice out;

	(void)state;
	for (size_t capacity = 0; capacity < 16; capacity++) {
		assert_int_equal(th_purl_format(&purl, TH_PURL_ALL, buffer, capacity, &out),
				 TH_ELIMIT);
		assert_null(out.ptr);
	}
	assert_int_equal(th_purl_format(&purl, TH_PURL_ALL, buffer, 16, &out), TH_OK);
}

static void namespaces_have_roles(void **state)
{
	(void)state;
	assert_int_equal(th_purl_namespace_role(TH_SLICE("npm")), TH_PURL_NAMESPACE_ORGANIZATION);
	assert_int_equal(th_purl_namespace_role(TH_SLICE("deb")), TH_PURL_NAMESPACE_DISTRIBUTOR);
	assert_int_equal(th_purl_namespace_role(TH_SLICE("cargo")), TH_PURL_NAMESPACE_NONE);
	assert_int_equal(th_purl_namespace_role(TH_SLICE("nosuch")), TH_PURL_NAMESPACE_NONE);
	assert_int_equal(th_purl_namespace_role(TH_SLICE("")), TH_PURL_NAMESPACE_NONE);
}

static void assert_owner(const char *text, const char *host, const char *owner)
{
	struct th_purl purl = parse(text);
	th_slice got_host, got_owner;

	assert_true(th_purl_owner(&purl, &got_host, &got_owner));
	assert_slice(got_host, host);
	assert_slice(got_owner, owner);
}

static void code_hosts_have_owners(void **state)
{
	(void)state;
	assert_owner("pkg:github/spf13/cobra", "github.com", "spf13");
	assert_owner("pkg:golang/github.com/spf13/cobra", "github.com", "spf13");
	assert_owner("pkg:golang/github.com/Azure/sdk/v2", "github.com", "Azure");
	assert_owner("pkg:swift/github.com/Alamofire/Alamofire", "github.com", "Alamofire");
	assert_owner("pkg:git/codeberg.org/forgejo/forgejo", "codeberg.org", "forgejo");
}

static void other_paths_have_no_owner(void **state)
{
	static const char *const texts[] = { "pkg:golang/golang.org/x/net",
					     "pkg:golang/github.com/x",
					     "pkg:git/codeberg.org/forgejo", "pkg:npm/%40a/b" };
	th_slice host, owner;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct th_purl purl = parse(texts[i]);

		assert_false(th_purl_owner(&purl, &host, &owner));
	}
}

static void qualifiers_and_types_name_platforms(void **state)
{
	static const struct {
		const char *text;
		enum th_platform platform;
	} rows[] = {
		{ "pkg:generic/x?os=Windows", TH_PLATFORM_WINDOWS },
		{ "pkg:vscode-extension/a/b@1?platform=win32-x64", TH_PLATFORM_WINDOWS },
		{ "pkg:vcpkg/zlib?triplet=x64-osx", TH_PLATFORM_MACOS },
		{ "pkg:conda/a?subdir=linux-64", TH_PLATFORM_LINUX },
		{ "pkg:gem/a?platform=x64-mingw32", TH_PLATFORM_WINDOWS },
		{ "pkg:gem/a?platform=java", TH_PLATFORM_UNKNOWN },
		{ "pkg:maven/g/a?classifier=natives-macos", TH_PLATFORM_MACOS },
		{ "pkg:pypi/a@1?file_name=a-1-cp39-manylinux2014_x86_64.whl", TH_PLATFORM_LINUX },
		{ "pkg:generic/a?download_url=https://x.example/Setup.MSI%3Fx=1",
		  TH_PLATFORM_WINDOWS },
		{ "pkg:deb/debian/a", TH_PLATFORM_LINUX },
		{ "pkg:npm/windows", TH_PLATFORM_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct th_purl purl = parse(rows[i].text);

		if (th_purl_platform(&purl) != rows[i].platform)
			fail_msg("%s", rows[i].text);
	}
}

/*
 * Whatever text is: if it can be read, its canonical form reads as itself, parses to the same
 * parts, and is what formatting the parts gives.
 */
static void check_properties(th_slice text)
{
	static struct th_purl_scratch second;
	static char kept[TH_MAX_PURL_BYTES];
	struct th_purl purl, again;
	th_slice once, twice;

	for (unsigned parts = 0; parts < 32; parts++) {
		if (th_purl_canonical(text, parts, &scratch, &once, &purl) != TH_OK)
			continue;
		assert_true(once.len <= sizeof(kept));
		memcpy(kept, once.ptr, once.len);
		assert_int_equal(th_purl_format(&purl, parts, buffer, sizeof(buffer), &twice),
				 TH_OK);
		assert_true(th_slice_equal(once, twice));
		assert_int_equal(th_purl_canonical(th_slice_make(kept, once.len), parts, &second,
						   &twice, &again),
				 TH_OK);
		if (!th_slice_equal(once, twice))
			fail_msg("%.*s -> %.*s -> %.*s", TH_FMT(text), TH_FMT(once), TH_FMT(twice));
		if (parts == TH_PURL_ALL) {
			assert_true(th_slice_equal(purl.name, again.name));
			assert_true(th_slice_equal(purl.version, again.version));
			assert_int_equal(purl.qualifier_count, again.qualifier_count);
		}
	}
}

static void canonical_text_is_a_fixed_point_for_random_purls(void **state)
{
	static const char *const pieces[] = {
		"pkg:",
		"npm/",
		"git/",
		"pypi/",
		"golang/",
		"swid/",
		"maven/",
		"cpan/",
		"pub/",
		"mlflow/",
		"github/",
		"github",
		"foo",
		"Bar",
		"_x-.y",
		"/",
		"/",
		"//",
		"@",
		"@1.0",
		"?",
		"?a=b",
		"&",
		"&B=c",
		"&type=jar",
		"tag_id=X",
		"#",
		"#a/b",
		".",
		"..",
		"%2F",
		"%2f",
		"%40",
		"%41",
		"%25",
		"%C3%A9",
		"\xc3\xa9",
		"%",
		"+",
		" ",
		":",
		"%2E",
		"repository_url=https://databricks.x",
		"=",
		"%0A",
		"~",
		"::",
		"\x01",
	};
	uint64_t seed = 42;
	char text[512];

	(void)state;
	for (unsigned round = 0; round < 20000; round++) {
		uint32_t count = 1 + random_below(&seed, 12);
		size_t length = 0;

		for (uint32_t i = 0; i < count; i++) {
			/* Most begin well, or all the rest would go unseen. */
			const char *piece =
				pieces[i < 1 && round % 8   ? 0
				       : i < 2 && round % 8 ? 1 + random_below(&seed, 10)
							    : random_below(&seed, 48)];

			length += put(text + length, piece);
		}
		check_properties(th_slice_make(text, length));
	}
}

static void random_bytes_do_no_harm(void **state)
{
	uint64_t seed = 7;
	char text[64] = "pkg:npm/";

	(void)state;
	for (unsigned round = 0; round < 20000; round++) {
		size_t from = round % 2 ? 8 : 0, length = from + random_below(&seed, 56);

		if (from != 0)
			put(text, "pkg:npm/");
		for (size_t i = from; i < length; i++)
			text[i] = (char)random_below(&seed, 256);
		check_properties(th_slice_make(text, length));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_purl_comes_apart_into_decoded_parts),
		cmocka_unit_test(absent_parts_are_absent_not_empty),
		cmocka_unit_test(the_version_begins_at_an_at_sign_behind_the_last_slash),
		cmocka_unit_test(slashes_behind_the_scheme_and_at_the_end_do_not_count),
		cmocka_unit_test(blanks_around_a_purl_do_not_count),
		cmocka_unit_test(a_purl_without_its_scheme_is_refused),
		cmocka_unit_test(a_purl_without_a_name_is_refused),
		cmocka_unit_test(a_type_that_begins_with_a_digit_is_refused),
		cmocka_unit_test(a_type_with_an_underscore_is_refused),
		cmocka_unit_test(a_triplet_that_is_none_is_refused),
		cmocka_unit_test(a_zero_byte_is_refused),
		cmocka_unit_test(bytes_that_are_not_utf8_are_refused),
		cmocka_unit_test(a_qualifier_that_stands_twice_is_refused),
		cmocka_unit_test(a_qualifier_key_with_a_percent_sign_is_refused),
		cmocka_unit_test(a_purl_that_is_too_long_passes_a_limit),
		cmocka_unit_test(a_canonical_form_that_is_too_long_passes_a_limit),
		cmocka_unit_test(too_many_qualifiers_pass_a_limit),
		cmocka_unit_test(a_type_may_need_a_namespace),
		cmocka_unit_test(a_type_may_prohibit_a_namespace),
		cmocka_unit_test(a_type_may_need_a_qualifier),
		cmocka_unit_test(upper_case_keys_are_refused_for_rpm_and_lowered_elsewhere),
		cmocka_unit_test(a_broken_rule_leaves_the_parts_readable),
		cmocka_unit_test(canonical_text_forgives_a_broken_rule_and_says_it),
		cmocka_unit_test(a_text_that_is_canonical_is_not_copied),
		cmocka_unit_test(encoding_leaves_colons_and_encodes_plus_and_slashes_in_values),
		cmocka_unit_test(triplets_in_lower_case_become_upper_case),
		cmocka_unit_test(qualifiers_are_sorted),
		cmocka_unit_test(encoded_slashes_part_the_segments_of_a_namespace),
		cmocka_unit_test(a_subpath_cannot_climb),
		cmocka_unit_test(the_package_has_no_version_and_no_qualifiers),
		cmocka_unit_test(identity_leaves_out_where_a_package_lies),
		cmocka_unit_test(identity_leaves_out_what_is_implied),
		cmocka_unit_test(folding_makes_spellings_of_one_package_equal),
		cmocka_unit_test(folding_leaves_case_that_tells_packages_apart),
		cmocka_unit_test(types_normalise_their_names),
		cmocka_unit_test(a_chrome_version_has_at_most_four_numbers),
		cmocka_unit_test(a_purl_is_built_from_parts),
		cmocka_unit_test(building_without_a_name_is_refused),
		cmocka_unit_test(parts_that_are_too_long_together_pass_a_limit),
		cmocka_unit_test(a_buffer_that_is_too_small_passes_a_limit),
		cmocka_unit_test(namespaces_have_roles),
		cmocka_unit_test(code_hosts_have_owners),
		cmocka_unit_test(other_paths_have_no_owner),
		cmocka_unit_test(qualifiers_and_types_name_platforms),
		cmocka_unit_test(canonical_text_is_a_fixed_point_for_random_purls),
		cmocka_unit_test(random_bytes_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
