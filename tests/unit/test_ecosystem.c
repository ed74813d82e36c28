/* Packages as OSV names them, as package URLs; near misses first. */
#include "tests/unit/given.h"

#include "core/identity/ecosystem.h"

static struct th_ecosystem_package package;

static void assert_key(const char *ecosystem, const char *name, const char *key,
		       const char *release)
{
	assert_int_equal(th_ecosystem_package(th_slice_of(ecosystem), th_slice_of(name), &package),
			 TH_OK);
	if (!th_slice_equal(package.key, th_slice_of(key)))
		fail_msg("%s %s: %.*s", ecosystem, name, TH_FMT(package.key));
	assert_true(th_slice_equal(package.release, th_slice_of(release)));
}

/* What a component's package URL is looked up by. */
static void assert_same_as(const char *ecosystem, const char *name, const char *purl, bool same)
{
	static struct th_purl_scratch scratch;
	th_slice key;

	assert_int_equal(th_ecosystem_package(th_slice_of(ecosystem), th_slice_of(name), &package),
			 TH_OK);
	assert_int_equal(th_purl_canonical(th_slice_of(purl), TH_PURL_MATCH, &scratch, &key, NULL),
			 TH_OK);
	if (th_slice_equal(key, package.key) != same)
		fail_msg("%s %s and %s", ecosystem, name, purl);
}

static void an_unknown_ecosystem_and_a_name_that_cannot_be_are_refused(void **state)
{
	(void)state;
	assert_int_equal(th_ecosystem_package(TH_SLICE("Npm"), TH_SLICE("x"), &package), TH_EINPUT);
	assert_int_equal(th_ecosystem_package(TH_SLICE(""), TH_SLICE("x"), &package), TH_EINPUT);
	assert_int_equal(th_ecosystem_package(TH_SLICE("npm"), TH_SLICE(""), &package), TH_EINPUT);
	assert_int_equal(th_ecosystem_package(TH_SLICE("Maven"), TH_SLICE("log4j"), &package),
			 TH_EINPUT);
	assert_int_equal(th_ecosystem_package(TH_SLICE("Maven"), TH_SLICE("org:"), &package),
			 TH_EINPUT);
}

static void a_namesake_in_another_place_is_another_package(void **state)
{
	(void)state;
	assert_same_as("npm", "name", "pkg:npm/%40scope/name@1", false);
	assert_same_as("npm", "@scope/name", "pkg:npm/name@1", false);
	assert_same_as("PyPI", "name", "pkg:npm/name@1", false);
	assert_same_as("Maven", "org.a:b", "pkg:maven/org.a.b/b@1", false);
	assert_same_as("Debian:12", "openssl", "pkg:deb/ubuntu/openssl@3", false);
}

static void a_package_has_the_key_of_its_package_url(void **state)
{
	(void)state;
	assert_same_as("npm", "@scope/name", "pkg:npm/%40scope/name@1", true);
	assert_same_as("npm", "JSONStream", "pkg:npm/jsonstream@1.0.3", true);
	assert_same_as("PyPI", "Foo_Bar.baz", "pkg:pypi/foo-bar-baz@1", true);
	assert_same_as("Maven", "org.apache.logging.log4j:log4j-core",
		       "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1?type=jar", true);
	assert_same_as("Go", "github.com/gin-gonic/gin",
		       "pkg:golang/github.com/gin-gonic/gin@v1.7.0", true);
	assert_same_as("Go", "stdlib", "pkg:golang/stdlib@1.20", true);
	assert_same_as("Packagist", "Symfony/Http-Kernel", "pkg:composer/symfony/http-kernel@5",
		       true);
	assert_same_as("SwiftURL", "github.com/apple/swift-nio",
		       "pkg:swift/github.com/apple/swift-nio@2.0.0", true);
	assert_same_as("GitHub Actions", "tj-actions/changed-files",
		       "pkg:github/tj-actions/changed-files@v45", true);
	assert_same_as("Debian:12", "openssl", "pkg:deb/debian/openssl@3.0.11?arch=amd64", true);
}

static void a_release_stands_behind_the_first_colon(void **state)
{
	(void)state;
	assert_key("Debian:12", "openssl", "pkg:deb/debian/openssl", "12");
	assert_key("Ubuntu:Pro:18.04:LTS", "curl", "pkg:deb/ubuntu/curl", "Pro:18.04:LTS");
	assert_key("Alpine:v3.16", "zlib", "pkg:apk/alpine/zlib", "v3.16");
	assert_key("Alpine", "zlib", "pkg:apk/alpine/zlib", "");
	assert_key("Maven:https://maven.example/repo", "a:b", "pkg:maven/a/b", "");
}

static void a_release_is_compared_by_its_number(void **state)
{
	static const struct {
		const char *release, *purl;
		enum th_release_answer answer;
	} rows[] = {
		{ "12", "pkg:deb/debian/x@1?distro=debian-11", TH_RELEASE_OTHER },
		{ "v3.1", "pkg:apk/alpine/x@1?distro=alpine-3.16.2", TH_RELEASE_OTHER },
		{ "22.04:LTS", "pkg:deb/ubuntu/x@1?distro=ubuntu-20.04", TH_RELEASE_OTHER },
		{ "12", "pkg:deb/debian/x@1", TH_RELEASE_NOT_KNOWN },
		{ "12", "pkg:deb/debian/x@1?distro=sid", TH_RELEASE_NOT_KNOWN },
		{ "12", "pkg:deb/debian/x@1?distro=debian-12", TH_RELEASE_SAME },
		{ "12", "pkg:deb/debian/x@1?distro=debian-12.4", TH_RELEASE_SAME },
		{ "12", "pkg:deb/debian/x@1?distro=bookworm", TH_RELEASE_SAME },
		{ "v3.16", "pkg:apk/alpine/x@1?distro=alpine-3.16.2", TH_RELEASE_SAME },
		{ "Pro:18.04:LTS", "pkg:deb/ubuntu/x@1?distro=ubuntu-18.04", TH_RELEASE_SAME },
		{ "rhel_aus:8.4::appstream", "pkg:rpm/redhat/x@1?distro=rhel-8.4",
		  TH_RELEASE_SAME },
	};
	static struct th_purl_scratch scratch;
	struct th_purl purl;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(th_purl_parse(th_slice_of(rows[i].purl), &scratch, &purl, NULL),
				 TH_OK);
		if (th_ecosystem_same_release(th_slice_of(rows[i].release), &purl) !=
		    rows[i].answer)
			fail_msg("%s and %s", rows[i].release, rows[i].purl);
	}
}

static void a_binary_package_names_its_source(void **state)
{
	static struct th_purl_scratch scratch;
	th_slice name, version;
	struct th_purl purl;

	(void)state;
	assert_int_equal(
		th_purl_parse(TH_SLICE("pkg:deb/debian/libssl3@3.0"), &scratch, &purl, NULL),
		TH_OK);
	assert_false(th_ecosystem_source(&purl, &name, &version));
	assert_int_equal(
		th_purl_parse(TH_SLICE("pkg:deb/debian/libssl3@3.0?upstream=openssl%403.1"),
			      &scratch, &purl, NULL),
		TH_OK);
	assert_true(th_ecosystem_source(&purl, &name, &version));
	assert_true(th_slice_equal(name, TH_SLICE("openssl")));
	assert_true(th_slice_equal(version, TH_SLICE("3.1")));
	assert_int_equal(th_purl_parse(TH_SLICE("pkg:rpm/redhat/openssl-libs@3.0.7-24.el9?upstream="
						"openssl-3.0.7-24.el9.src.rpm"),
				       &scratch, &purl, NULL),
			 TH_OK);
	assert_true(th_ecosystem_source(&purl, &name, &version));
	assert_true(th_slice_equal(name, TH_SLICE("openssl")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_unknown_ecosystem_and_a_name_that_cannot_be_are_refused),
		cmocka_unit_test(a_namesake_in_another_place_is_another_package),
		cmocka_unit_test(a_package_has_the_key_of_its_package_url),
		cmocka_unit_test(a_release_stands_behind_the_first_colon),
		cmocka_unit_test(a_release_is_compared_by_its_number),
		cmocka_unit_test(a_binary_package_names_its_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
