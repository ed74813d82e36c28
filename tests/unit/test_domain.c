/* Registrable domains and what hosts them. */
#include "core/identity/domain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static char buffer[TH_DOMAIN_BYTES];

/* expected NULL: there must be none. */
static void expect_domain(const char *text, const char *expected)
{
	struct th_domain domain;
	th_status status = th_domain_of_url(th_slice_of(text), buffer, sizeof(buffer), &domain);

	if (!expected && status != TH_ENOTFOUND)
		fail_msg("\"%s\" has the domain \"%.*s\"", text, TH_FMT(domain.registrable));
	if (expected &&
	    (status != TH_OK || !th_slice_equal(domain.registrable, th_slice_of(expected))))
		fail_msg("\"%s\" has the domain \"%.*s\", not \"%s\"", text,
			 TH_FMT(domain.registrable), expected);
}

static void expect_hosting(const char *text, enum th_hosting expected)
{
	struct th_domain domain;

	assert_int_equal(th_domain_of_url(th_slice_of(text), buffer, sizeof(buffer), &domain),
			 expected == TH_HOSTING_NONE ? TH_OK : TH_ENOTFOUND);
	assert_int_equal(domain.hosting, expected);
}

static struct th_location located(const char *text)
{
	struct th_location location;

	th_location_parse(th_slice_of(text), &location);
	return location;
}

static void expect_host(const char *text, const char *host, const char *path)
{
	struct th_location location = located(text);

	if (!th_slice_equal(location.host, th_slice_of(host)) ||
	    !th_slice_equal(location.path, th_slice_of(path)))
		fail_msg("\"%s\" is \"%.*s\" and \"%.*s\"", text, TH_FMT(location.host),
			 TH_FMT(location.path));
}

/* ---- Places ---- */

static void a_url_has_a_host_and_a_path(void **state)
{
	(void)state;
	expect_host("https://acme.example/a/b?c#d", "acme.example", "a/b?c#d");
	expect_host("git+ssh://git@acme.example:22/a", "acme.example", "a");
	expect_host("//acme.example/a", "acme.example", "a");
	expect_host("acme.example", "acme.example", "");
}

static void an_scp_like_place_has_a_host_and_a_path(void **state)
{
	(void)state;
	expect_host("git@acme.example:a/b.git", "acme.example", "a/b.git");
	expect_host("git@acme.example:42/b.git", "acme.example", "42/b.git");
	expect_host("acme.example:443/a", "acme.example", "a");
}

static void wrappers_are_taken_off(void **state)
{
	(void)state;
	expect_host("mailto:jane@acme.example?subject=x", "acme.example", "subject=x");
	expect_host("scm:git:https://acme.example/a", "acme.example", "a");
	expect_host("SCM:git:git@acme.example:a", "acme.example", "a");
	expect_host("git://acme.example/a", "acme.example", "a");
	expect_host("dns:acme.example", "acme.example", "");
}

static void the_host_is_where_a_browser_sees_it(void **state)
{
	(void)state;
	expect_host("https://github.com@evil.example/", "evil.example", "");
	expect_host("https://evil.example\\@github.com/", "evil.example", "@github.com/");
	expect_host("https://a:b@c@evil.example#@github.com", "evil.example", "@github.com");
	expect_host("http://[::1]:80/a", "[::1]", "a");
}

static void what_has_no_host_says_so(void **state)
{
	(void)state;
	assert_null(located("").host.ptr);
	assert_null(located("file:///etc/passwd").host.ptr);
	assert_null(located("https://").host.ptr);
	assert_null(located("jane@").host.ptr);
}

/* ---- Registrable domains ---- */

static void the_registrable_domain_is_one_label_below_the_suffix(void **state)
{
	(void)state;
	expect_domain("https://www.acme.com/x", "acme.com");
	expect_domain("https://a.b.acme.co.uk", "acme.co.uk");
	expect_domain("a.b.kobe.jp", "a.b.kobe.jp");
	expect_domain("www.city.kobe.jp", "city.kobe.jp");
	expect_domain("jane@mail.acme.com", "acme.com");
	expect_domain("acme.com", "acme.com");
}

static void reserved_example_names_work(void **state)
{
	(void)state;
	expect_domain("www.bluefin-telecom.example", "bluefin-telecom.example");
	expect_domain("https://www.3cx.example/phone", "3cx.example");
	expect_domain("sbom@acme.test", "acme.test");
}

static void placeholders_are_not_one_supplier(void **state)
{
	(void)state;
	expect_domain("contact@acme.example.com", "acme.example.com");
	expect_domain("https://www.acme.example.org", "acme.example.org");
	expect_domain("https://example.com", NULL);
	expect_domain("https://www.example.com", NULL);
	expect_domain("jane@example.net", NULL);
}

static void a_private_suffix_counts(void **state)
{
	(void)state;
	expect_domain("www.acme.uk.com", "acme.uk.com");
	expect_domain("uk.com", NULL);
}

static void a_public_suffix_is_nobody(void **state)
{
	(void)state;
	expect_domain("com", NULL);
	expect_domain("co.uk", NULL);
	expect_domain("example", NULL);
}

static void addresses_and_local_names_are_nobody(void **state)
{
	static const char *const texts[] = {
		"http://127.0.0.1/", "http://[2001:db8::1]/", "http://0x7f.1/",
		"localhost",         "http://localhost:80/",  "a.localhost",
		"build.local",       "ad.corp.acme.internal", "1.2.3.4.in-addr.arpa",
		"nas.lan",           "x.home.arpa",           "root@localhost",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		expect_domain(texts[i], NULL);
}

static void what_is_no_host_name_is_nobody(void **state)
{
	static const char *const texts[] = {
		"",
		"NOASSERTION",
		"-",
		".",
		"..",
		"a..com",
		"-.-",
		"acme com",
		"urn:uuid:1234",
		"pkg:npm/acme@1",
		"cpe:2.3:a",
		"C:\\acme\\x.y",
		"https://acme%2ecom/",
		"acme.com..",
		"\xff.com",
		"\xe2\x98\x83.net",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		expect_domain(texts[i], NULL);
}

static void case_and_a_final_point_make_no_difference(void **state)
{
	(void)state;
	expect_domain("HTTPS://WWW.ACME.COM./", "acme.com");
}

static void international_names_meet_in_their_ascii_form(void **state)
{
	(void)state;
	expect_domain("https://www.b\xc3\xbc"
		      "cher.example",
		      "xn--bcher-kva.example");
	expect_domain("https://B\xc3\x9c"
		      "CHER.example.",
		      "xn--bcher-kva.example");
	expect_domain("XN--Bcher-KVA.example", "xn--bcher-kva.example");
	expect_domain("\xe9\xa3\x9f\xe7\x8b\xae.\xe5\x85\xac\xe5\x8f\xb8.cn",
		      "xn--85x722f.xn--55qx5d.cn");
	expect_domain("stra\xc3\x9f"
		      "e.example",
		      "xn--strae-oqa.example");
	expect_domain("acme\xe3\x80\x82"
		      "com",
		      "acme.com"); /* ideographic full stop */
	expect_domain("\xef\xbd\x81"
		      "cme.com",
		      "acme.com"); /* full width */
}

/* RFC 3492 §7.1 (B), (L) in lower case, and (A), which ends in a question mark. */
static void punycode_gives_the_samples_of_its_specification(void **state)
{
	(void)state;
	expect_domain("\xd9\x84\xd9\x8a\xd9\x87\xd9\x85\xd8\xa7\xd8\xa8\xd8\xaa\xd9\x83\xd9\x84\xd9"
		      "\x85\xd9\x88\xd8\xb4\xd8\xb9\xd8\xb1\xd8\xa8\xd9\x8a\xd8\x9f.example",
		      NULL);
	expect_domain("\xe4\xbb\x96\xe4\xbb\xac\xe4\xb8\xba\xe4\xbb\x80\xe4\xb9\x88\xe4\xb8\x8d\xe8"
		      "\xaf\xb4\xe4\xb8\xad\xe6\x96\x87.example",
		      "xn--ihqwcrb4cv8a8dqg056pqjye.example");
	expect_domain("3\xe5\xb9\xb4"
		      "b\xe7\xb5\x84\xe9\x87\x91\xe5\x85\xab\xe5\x85\x88\xe7\x94\x9f.example",
		      "xn--3b-ww4c5e180e575a65lsy2b.example");
}

static void labels_and_hosts_have_a_greatest_length(void **state)
{
	char text[512];

	(void)state;
	snprintf(text, sizeof(text), "%063d.a.com", 0);
	expect_domain(text, "a.com");
	snprintf(text, sizeof(text), "%064d.a.com", 0);
	expect_domain(text, NULL);
	snprintf(text, sizeof(text), "%060d.%060d.%060d.%060d.%060d.a.com", 0, 0, 0, 0, 0);
	expect_domain(text, NULL);
}

static void a_small_buffer_is_refused(void **state)
{
	struct th_domain domain;

	(void)state;
	assert_int_equal(th_domain_of_url(TH_SLICE("www.acme.com"), buffer, 12, &domain),
			 TH_ELIMIT);
	assert_int_equal(th_domain_of_url(TH_SLICE("www.acme.com"), buffer, 13, &domain), TH_OK);
	assert_int_equal(th_domain_of_url(TH_SLICE("www.acme.com"), buffer, 0, &domain), TH_ELIMIT);
}

static void the_list_of_suffixes_is_there(void **state)
{
	(void)state;
	assert_int_equal(th_domain_list_load(), TH_OK);
}

/* ---- Hosting ---- */

static void hosting_names_no_supplier(void **state)
{
	(void)state;
	expect_hosting("https://github.com/acme/anvil", TH_HOSTING_FORGE);
	expect_hosting("https://acme.github.io/", TH_HOSTING_FORGE);
	expect_hosting("https://savannah.gnu.org/projects/x", TH_HOSTING_FORGE);
	expect_hosting("https://www.npmjs.com/package/x", TH_HOSTING_REGISTRY);
	expect_hosting("https://pypi.python.org/pypi/x", TH_HOSTING_REGISTRY);
	expect_hosting("https://acme.readthedocs.io", TH_HOSTING_PAGES);
	expect_hosting("https://bucket.s3.amazonaws.com/x", TH_HOSTING_PAGES);
	expect_hosting("https://opencollective.com/acme", TH_HOSTING_MONEY);
	expect_hosting("https://codecov.io/gh/acme", TH_HOSTING_BADGE);
	expect_hosting("https://www.linkedin.com/in/jane", TH_HOSTING_SOCIAL);
	expect_hosting("jane@gmail.com", TH_HOSTING_MAIL);
	expect_hosting("jane@gmx.net", TH_HOSTING_MAIL);
	expect_hosting("https://www.bsi.bund.de", TH_HOSTING_STATE);
}

static void who_owns_a_host_of_others_is_named_by_the_rest(void **state)
{
	(void)state;
	expect_domain("https://www.gnu.org", "gnu.org");
	expect_domain("https://www.python.org", "python.org");
	expect_domain("https://www.vercel.com", "vercel.com");
}

static void a_row_may_reach_only_the_domain_itself(void **state)
{
	(void)state;
	expect_hosting("https://www.gov.uk/x", TH_HOSTING_STATE);
	expect_hosting("https://www.ncsc.gov.uk/x", TH_HOSTING_NONE);
	expect_hosting("https://x.service.gov.uk/", TH_HOSTING_STATE);
}

static void a_row_may_reach_only_what_is_below(void **state)
{
	(void)state;
	expect_hosting("https://acme.zendesk.com/", TH_HOSTING_PAGES);
	expect_hosting("https://www.zendesk.com/", TH_HOSTING_NONE);
	expect_hosting("https://zendesk.com/", TH_HOSTING_NONE);
}

static void a_name_that_only_ends_alike_is_not_hosting(void **state)
{
	(void)state;
	assert_false(th_domain_is_hosting(TH_SLICE("notgithub.com")));
	assert_false(th_domain_is_hosting(TH_SLICE("github.com.evil.example")));
	assert_true(th_domain_is_hosting(TH_SLICE("gist.github.com")));
	assert_false(th_domain_is_hosting((th_slice){ 0 }));
	assert_false(th_domain_is_hosting(TH_SLICE(".")));
}

static void the_table_is_sorted_and_no_row_covers_another(void **state)
{
	static const struct {
		const char *domain, *reach;
	} rows[] = {
#define TH_HOSTING(domain, kind, reach) { domain, #reach },
#include "core/identity/hosting_domains.def"
#undef TH_HOSTING
	};
	const size_t count = sizeof(rows) / sizeof(rows[0]);

	(void)state;
	for (size_t i = 1; i < count; i++)
		if (strcmp(rows[i - 1].domain, rows[i].domain) >= 0)
			fail_msg("%s stands before %s", rows[i - 1].domain, rows[i].domain);
	for (size_t i = 0; i < count; i++) {
		const char *above = strchr(rows[i].domain, '.') + 1;

		for (size_t j = 0; j < count; j++)
			if (strcmp(rows[j].reach, "ALL") == 0 && strcmp(rows[j].domain, above) == 0)
				fail_msg("%s lies below %s", rows[i].domain, above);
	}
}

/* ---- The fact table ---- */

/* The fourth column. */
static th_slice domains_of(th_slice line)
{
	for (unsigned column = 0; column < 3; column++)
		line = th_slice_sub(line, th_slice_find(line, '\t') + 1, line.len);
	return th_slice_sub(line, 0, th_slice_find(line, '\t'));
}

/* Kinds that may name their owner, as the callers know. */
static bool may_name_its_owner(enum th_hosting kind)
{
	return kind == TH_HOSTING_NONE || kind == TH_HOSTING_SOCIAL || kind == TH_HOSTING_BADGE ||
	       kind == TH_HOSTING_MAIL;
}

static size_t check_domains(th_slice cell)
{
	size_t count = 0;

	assert_non_null(cell.ptr);
	while (cell.len > 0) {
		th_slice name = th_slice_sub(cell, 0, th_slice_find(cell, '|'));
		struct th_domain domain;

		(void)!th_domain_of_url(name, buffer, sizeof(buffer), &domain);
		if (!domain.registrable.ptr || !th_slice_equal(domain.registrable, name) ||
		    !may_name_its_owner(domain.hosting))
			fail_msg("%.*s is \"%.*s\", hosting %d", TH_FMT(name),
				 TH_FMT(domain.registrable), (int)domain.hosting);
		cell = th_slice_sub(cell, name.len + 1, cell.len);
		count++;
	}
	return count;
}

static void every_domain_of_the_fact_table_is_registrable(void **state)
{
	const char *shared = getenv("TWOHOP_SHARED");
	char path[4096];

	(void)state;
	if (!shared) {
		fprintf(stderr,
			"SKIPPED: TWOHOP_SHARED is not set, so facts/suppliers.tsv is not read\n");
		skip();
	}
	snprintf(path, sizeof(path), "%s/facts/suppliers.tsv", shared);
	FILE *file = fopen(path, "rb");
	if (!file)
		fail_msg("cannot read %s", path);
	char *line = NULL;
	size_t capacity = 0, count = 0;
	ssize_t len = getline(&line, &capacity, file); /* names of the columns */
	while (len > 0 && (len = getline(&line, &capacity, file)) > 0)
		count += check_domains(domains_of(th_slice_make(line, (size_t)len)));
	free(line);
	fclose(file);
	assert_true(count > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_url_has_a_host_and_a_path),
		cmocka_unit_test(an_scp_like_place_has_a_host_and_a_path),
		cmocka_unit_test(wrappers_are_taken_off),
		cmocka_unit_test(the_host_is_where_a_browser_sees_it),
		cmocka_unit_test(what_has_no_host_says_so),
		cmocka_unit_test(the_registrable_domain_is_one_label_below_the_suffix),
		cmocka_unit_test(reserved_example_names_work),
		cmocka_unit_test(placeholders_are_not_one_supplier),
		cmocka_unit_test(a_private_suffix_counts),
		cmocka_unit_test(a_public_suffix_is_nobody),
		cmocka_unit_test(addresses_and_local_names_are_nobody),
		cmocka_unit_test(what_is_no_host_name_is_nobody),
		cmocka_unit_test(case_and_a_final_point_make_no_difference),
		cmocka_unit_test(international_names_meet_in_their_ascii_form),
		cmocka_unit_test(punycode_gives_the_samples_of_its_specification),
		cmocka_unit_test(labels_and_hosts_have_a_greatest_length),
		cmocka_unit_test(a_small_buffer_is_refused),
		cmocka_unit_test(the_list_of_suffixes_is_there),
		cmocka_unit_test(hosting_names_no_supplier),
		cmocka_unit_test(who_owns_a_host_of_others_is_named_by_the_rest),
		cmocka_unit_test(a_row_may_reach_only_the_domain_itself),
		cmocka_unit_test(a_row_may_reach_only_what_is_below),
		cmocka_unit_test(a_name_that_only_ends_alike_is_not_hosting),
		cmocka_unit_test(the_table_is_sorted_and_no_row_covers_another),
		cmocka_unit_test(every_domain_of_the_fact_table_is_registrable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
