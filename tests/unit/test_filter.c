/*
 * graph/filter: rules out most components by a look at their spelling, and never one that the
 * canonical form would find. The property is tried with random spellings of package URLs and CPEs
 * against the keys of an index.
 */
#include "world.h"

#include "core/identity/cpe.h"
#include "core/identity/purl.h"
#include "graph/filter.h"

static struct world w;
static struct th_filter filter;

static int teardown(void **state)
{
	(void)state;
	world_release(&w);
	filter = (struct th_filter){ 0 };
	return 0;
}

#define EVENT(id, product)                                                                \
	"{'id':'" id                                                                      \
	"','kind':'sabotage','published':'2023-01-01','supplier':{'name':'S'},'product':" \
	"{'name':'P'," product "}}"
#define PURLS(list) EVENT("P", "'purls':[" list "]")
#define CPES(list) EVENT("C", "'cpes':[" list "]")

static void use(const char *events)
{
	char json[8192];

	snprintf(json, sizeof(json), "{'schema':'twohop-events/1','events':[%s]}", events);
	world_facts(&w, WORLD_BUILTIN, json);
	world_indexes(&w);
	th_filter_add(&filter, &w.indexes[0]);
}

static bool may_purl(const char *purl)
{
	return th_filter_purl(&filter, th_slice_of(purl));
}

static bool may_cpe(const char *cpe)
{
	return th_filter_cpe(&filter, th_slice_of(cpe));
}

/* ---- by hand ---- */

static void without_keys_everything_is_ruled_out(void **state)
{
	(void)state;
	assert_false(may_purl("pkg:npm/left-pad@1.0.0"));
	assert_false(may_cpe("cpe:2.3:a:acme:widget:1.0:*:*:*:*:*:*:*"));
}

static void a_key_is_let_through_in_every_spelling(void **state)
{
	static const char *const spellings[] = {
		"pkg:npm/%40acme/left-pad",
		"pkg:npm/@acme/left-pad@1.0.0",
		"PKG:NPM/@Acme/Left-Pad@1.0.0?a=b/c@d&e=f",
		"pkg:npm/@acme/left%2Dpad",
		"pkg:npm/@acme/left-pad@1.0#x/y",
		"pkg:npm/@acme/left-pad?x=1?y=2",
		"pkg://npm/@acme//left-pad/@1",
		" pkg:npm/@acme/left-pad@1 ",
		"pkg:npm/@acme/left-pad/",
	};
	(void)state;
	use(PURLS("'pkg:npm/%40acme/left-pad'"));
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
		if (!may_purl(spellings[i]))
			fail_msg("%s was ruled out", spellings[i]);
}

static void other_names_are_ruled_out(void **state)
{
	(void)state;
	use(PURLS("'pkg:npm/left-pad'"));
	assert_false(may_purl("pkg:npm/right-pad@1"));
	assert_false(may_purl("pkg:npm/left-pad/lib@1"));
	assert_false(may_purl("pkg:npm/lodash@4.17.21"));
}

static void a_cpe_is_let_through_in_every_spelling(void **state)
{
	static const char *const spellings[] = {
		"cpe:2.3:a:acme:wid_get:1.0:*:*:*:*:*:*:*",
		"cpe:2.3:a:Acme:Wid_Get:1.0",
		"cpe:2.3:a:acme:wid_get",
		"cpe:/a:acme:wid_get:1.0",
		"CPE:2.3:a:acme:wid_get:1.0",
		" cpe:2.3:a:acme:wid_get:1.0",
		"cpe:2.3:a:acme:wid\\_get:1.0",
		"cpe:2.3:a:ac\\me:wid_get:1.0",
	};
	(void)state;
	use(CPES("'cpe:2.3:a:acme:wid_get:*:*:*:*:*:*:*:*'"));
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
		if (!may_cpe(spellings[i]))
			fail_msg("%s was ruled out", spellings[i]);
	assert_false(may_cpe("cpe:2.3:a:acme:gadget:1.0:*:*:*:*:*:*:*"));
}

static void a_key_that_has_no_place_rules_nothing_out(void **state)
{
	(void)state;
	use(PURLS("'pkg:generic/c%2B%2B'") "," CPES("'cpe:2.3:a:acme:c\\\\+\\\\+:*'"));
	assert_true(may_purl("pkg:npm/anything@1"));
	assert_true(may_purl("pkg:generic/c++@1"));
	assert_true(may_cpe("cpe:2.3:a:acme:c\\+\\+:1"));
}

static void both_indexes_of_a_run_count(void **state)
{
	(void)state;
	use(PURLS("'pkg:npm/one'"));
	world_facts(&w, WORLD_NAMED,
		    "{'schema':'twohop-events/1','events':[" PURLS("'pkg:npm/two'") "]}");
	world_indexes(&w);
	th_filter_add(&filter, &w.indexes[1]);
	assert_true(may_purl("pkg:npm/one@1"));
	assert_true(may_purl("pkg:npm/two@1"));
	assert_false(may_purl("pkg:npm/three@1"));
}

/* ---- random spellings ---- */

static uint64_t seed = 1;

static uint32_t below(uint32_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 33) % n;
}

static const char *const purl_keys[] = {
	"pkg:npm/left-pad",
	"pkg:npm/%40acme/core.js",
	"pkg:maven/org.acme/some_tool",
	"pkg:golang/github.com/acme/go-thing",
	"pkg:pypi/some.name-with_parts",
	"pkg:nuget/Acme.Core",
	"pkg:github/acme/checkout",
	"pkg:generic/acme-tools.com/x_trader",
	"pkg:pub/some_package",
	"pkg:cpan/ACME/Some-Dist",
	"pkg:git/github.com/acme/deep/path",
	"pkg:swid/acme/name",
	"pkg:deb/debian/libc6",
	"pkg:gem/rails",
};
enum { PURL_KEYS = sizeof(purl_keys) / sizeof(purl_keys[0]) };

struct text {
	char bytes[512];
	size_t len;
};

static void put(struct text *t, char c)
{
	if (t->len + 1 < sizeof(t->bytes))
		t->bytes[t->len++] = c;
	t->bytes[t->len] = '\0';
}

static void put_encoded(struct text *t, char c)
{
	static const char digits[2][17] = { "0123456789abcdef", "0123456789ABCDEF" };
	const char *set = digits[below(2)];

	put(t, '%');
	put(t, set[(unsigned char)c >> 4]);
	put(t, set[(unsigned char)c & 15]);
}

/* A character of the name or the namespace, as somebody may write it. */
static void put_spelled(struct text *t, char c)
{
	switch (below(12)) {
	case 0: put_encoded(t, c); break;
	case 1: put(t, (char)(th_is_alpha(c) ? c ^ 0x20 : c)); break;
	case 2:
		if (c == '-' || c == '_' || c == '.')
			put(t, "-_."[below(3)]);
		else
			put(t, c);
		break;
	case 3:
		put(t, c);
		if (c == '/' || c == '-')
			put(t, c);
		break;
	case 4: put(t, below(40) == 0 ? "+~ \xc3!,;=&*"[below(10)] : c); break;
	default: put(t, c); break;
	}
}

static void put_text(struct text *t, const char *text)
{
	while (*text)
		put(t, *text++);
}

static void spell_purl(struct text *t, const char *key)
{
	static const char *const ends[] = {
		"",  "@1.0.0", "@1.0?arch=x", "?a=b@c/d", "#sub/path", "@1#x", "@", "?",
		"/", " ",      "@1/2",        "?x=1?y",   "#a?b",      "@1@2", "&"
	};

	t->len = 0;
	put_text(t, below(20) ? "pkg:" : below(2) ? " pkg:" : "PKG:");
	put_text(t, below(20) ? "" : "//");
	const char *at = key + 4;
	if (th_slice_starts(th_slice_of(at), TH_SLICE("npm/%40")) && below(2)) {
		put_text(t, "npm/@");
		at += 7;
	}
	for (; *at; at++) {
		if (at[0] == '%' && at[1] == '4' && at[2] == '0') {
			put_text(t, "%40");
			at += 2;
		} else if (at < strchr(key, '/')) {
			put(t, below(30) ? *at : (char)(*at ^ 0x20)); /* the type */
		} else {
			put_spelled(t, *at);
		}
	}
	put_text(t, ends[below(sizeof(ends) / sizeof(ends[0]))]);
	put_text(t, below(4) ? "" : ends[below(sizeof(ends) / sizeof(ends[0]))]);
}

static bool index_has_purl(const char *spelling)
{
	static struct th_purl_scratch scratch;
	th_slice key;
	uint32_t count;

	if (th_purl_canonical(th_slice_of(spelling), TH_PURL_MATCH, &scratch, &key, NULL) != TH_OK)
		return false;
	return th_index_find(&w.indexes[0], TH_KEY_PURL, key, &count) != NULL;
}

static void no_purl_that_the_index_finds_is_ruled_out(void **state)
{
	enum { TRIES = 400000 };
	uint32_t found = 0, ruled_out = 0;
	struct text spelling;
	(void)state;
	for (size_t i = 0; i < PURL_KEYS; i++) {
		char event[512];
		snprintf(event, sizeof(event),
			 "{'schema':'twohop-events/1','events':[{'id':'E%zu','kind':'sabotage',"
			 "'published':'2023-01-01','supplier':{'name':'S'},'product':{'name':'P',"
			 "'purls':['%s%s']}}]}",
			 i, purl_keys[i], i == 11 ? "?tag_id=x" : "");
		if (i < WORLD_FACTS - 1)
			world_facts(&w, WORLD_BUILTIN, event);
	}
	world_indexes(&w);
	th_filter_add(&filter, &w.indexes[0]);
	assert_false(filter.all_purls);
	for (uint32_t i = 0; i < TRIES; i++) {
		spell_purl(&spelling, purl_keys[below(PURL_KEYS)]);
		bool has = index_has_purl(spelling.bytes);
		bool may = th_filter_purl(&filter, th_slice_of(spelling.bytes));
		if (has && !may)
			fail_msg("\"%s\" is a key and was ruled out", spelling.bytes);
		found += has;
		ruled_out += !may;
	}
	assert_true(found > TRIES / 20);
	assert_true(ruled_out > TRIES / 20);
}

static const char *const cpe_parts[] = {
	"acme", "wid_get", "x-trader", "7-zip", "c.core", "log4j"
};
enum { CPE_PARTS = sizeof(cpe_parts) / sizeof(cpe_parts[0]) };

static void put_cpe_part(struct text *t, const char *part)
{
	for (; *part; part++) {
		uint32_t die = below(16);
		if (die == 0)
			put(t, '\\');
		put(t, die == 1 && th_is_alpha(*part) ? (char)(*part ^ 0x20) : *part);
		if (die == 2 && below(6) == 0)
			put(t, "+:*?! "[below(6)]);
		if (die == 3 && below(6) == 0)
			put_text(t, "\\:");
	}
}

static void spell_cpe(struct text *t)
{
	static const char *const heads[] = { "cpe:2.3:", "cpe:2.3:",  "cpe:2.3:", "cpe:/",
					     "CPE:2.3:", " cpe:2.3:", "cpe:2.2:" };

	t->len = 0;
	put_text(t, heads[below(sizeof(heads) / sizeof(heads[0]))]);
	put(t, "aoh*"[below(4)]);
	put(t, ':');
	put_cpe_part(t, cpe_parts[below(CPE_PARTS)]);
	put(t, ':');
	put_cpe_part(t, cpe_parts[below(CPE_PARTS)]);
	put_text(t, below(4) ? ":1.0:*:*" : "");
	put_text(t, below(20) ? "" : ":*:*:*:*:*:*:*");
}

static bool index_has_cpe(const char *spelling)
{
	static struct th_cpe_scratch scratch;
	struct th_cpe cpe;
	char key[1024];
	uint32_t count;

	if (th_cpe_parse(th_slice_of(spelling), &scratch, &cpe, NULL) != TH_OK)
		return false;
	th_slice vendor = th_cpe_text(&cpe, TH_CPE_VENDOR);
	th_slice product = th_cpe_text(&cpe, TH_CPE_PRODUCT);
	int len = snprintf(key, sizeof(key), "%.*s:%.*s", TH_FMT(vendor), TH_FMT(product));
	return vendor.len && product.len &&
	       th_index_find(&w.indexes[0], TH_KEY_CPE, th_slice_make(key, (size_t)len), &count);
}

static void no_cpe_that_the_index_finds_is_ruled_out(void **state)
{
	enum { TRIES = 400000 };
	uint32_t found = 0, ruled_out = 0;
	struct text spelling;
	(void)state;
	use(CPES("'cpe:2.3:a:acme:wid_get:*','cpe:2.3:a:7-zip:7-zip:*','cpe:2.3:a:log4j:log4j:*',"
		 "'cpe:2.3:a:x-trader:c.core:*','cpe:2.3:a:acme:x-trader:*'"));
	assert_false(filter.all_cpes);
	for (uint32_t i = 0; i < TRIES; i++) {
		spell_cpe(&spelling);
		bool has = index_has_cpe(spelling.bytes);
		bool may = th_filter_cpe(&filter, th_slice_of(spelling.bytes));
		if (has && !may)
			fail_msg("\"%s\" is a key and was ruled out", spelling.bytes);
		found += has;
		ruled_out += !may;
	}
	assert_true(found > TRIES / 50);
	assert_true(ruled_out > 0);
}

/* What it is for: names that no fact has are ruled out, but for a few by chance. */
static void names_that_no_fact_has_are_ruled_out(void **state)
{
	uint32_t let_through = 0;
	char purl[64];
	(void)state;
	use(PURLS("'pkg:npm/left-pad','pkg:pypi/some-name','pkg:gem/rails'"));
	for (uint32_t i = 0; i < 20000; i++) {
		snprintf(purl, sizeof(purl), "pkg:npm/component-%u@1.%u.0", i, i % 7);
		let_through += may_purl(purl);
	}
	assert_true(let_through < 50);
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_keys_everything_is_ruled_out),
		TEST(a_key_is_let_through_in_every_spelling),
		TEST(other_names_are_ruled_out),
		TEST(a_cpe_is_let_through_in_every_spelling),
		TEST(a_key_that_has_no_place_rules_nothing_out),
		TEST(both_indexes_of_a_run_count),
		TEST(no_purl_that_the_index_finds_is_ruled_out),
		TEST(no_cpe_that_the_index_finds_is_ruled_out),
		TEST(names_that_no_fact_has_are_ruled_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
