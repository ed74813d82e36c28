/*
 * graph/identity: which components of different documents are one, tier by tier, and what must
 * never join.
 */
#include "world.h"

static struct world w;

static int teardown(void **state)
{
	(void)state;
	world_release(&w);
	return 0;
}

#define SHA(digit) ",'hashes':[{'alg':'SHA-256','content':'" HEX64(digit) "'}]"
#define HEX16(d) d d d d d d d d d d d d d d d d
#define HEX64(d) HEX16(d) HEX16(d) HEX16(d) HEX16(d)
#define PURL(p) ",'purl':'" p "'"
#define CPE(c) ",'cpe':'" c "'"
#define VERSION(v) ",'version':'" v "'"
#define SWID(t) ",'swid':{'tagId':'" t "','name':'x'}"

/* Two components, "a" and "b", each of a document of its own, with these fields. */
static bool are_same(const char *a_fields, const char *b_fields)
{
	char json[8192];
	const char *fields[2] = { a_fields, b_fields };

	for (int i = 0; i < 2; i++) {
		snprintf(json, sizeof(json),
			 CDX("'components':[{'type':'library','bom-ref':'x'%s%s}]"),
			 strstr(fields[i], "'name'") ? "" : (i ? ",'name':'b'" : ",'name':'a'"),
			 fields[i]);
		world_document(&w, i ? "b.json" : "a.json", json);
	}
	world_link(&w);
	bool same = world_node_in(&w, 0, "x") == world_node_in(&w, 1, "x");
	assert_int_equal(w.graph.node_count, same ? 2 : 3);
	return same;
}

static void assert_same(const char *a, const char *b)
{
	if (!are_same(a, b))
		fail_msg("%s and %s are two", a, b);
	world_release(&w);
}

static void assert_two(const char *a, const char *b)
{
	if (are_same(a, b))
		fail_msg("%s and %s are one", a, b);
	world_release(&w);
}

/* ---- hashes ---- */

static void an_equal_strong_hash_is_the_same_bits(void **state)
{
	(void)state;
	assert_same(SHA("a"), SHA("a"));
	assert_two(SHA("a"), SHA("b"));
}

static void one_equal_hash_of_several_is_enough(void **state)
{
	(void)state;
	assert_same(",'hashes':[{'alg':'SHA-256','content':'" HEX64(
			    "a") "'},"
				 "{'alg':'SHA-512','content':'" HEX64("1") HEX64("2") "'}]",
		    ",'hashes':[{'alg':'SHA-512','content':'" HEX64("1") HEX64("2") "'}]");
}

static void the_case_of_a_digest_does_not_count(void **state)
{
	(void)state;
	assert_same(SHA("a"), SHA("A"));
	assert_same(",'hashes':[{'alg':'SHA-256','content':'" HEX16("aBcD") "'}]",
		    ",'hashes':[{'alg':'SHA-256','content':'" HEX16("AbCd") "'}]");
}

static void weak_hashes_prove_nothing(void **state)
{
	(void)state;
	assert_two(",'hashes':[{'alg':'MD5','content':'3942447fac867ae5cdb3229b658f4d48'}]",
		   ",'hashes':[{'alg':'MD5','content':'3942447fac867ae5cdb3229b658f4d48'}]");
	assert_two(
		",'hashes':[{'alg':'SHA-1','content':'e6b1000b94e835ffd37f4c6dcbdad43f4b48a02a'}]",
		",'hashes':[{'alg':'SHA-1','content':'e6b1000b94e835ffd37f4c6dcbdad43f4b48a02a'}]");
}

/* The digests of no bytes at all: every empty file has them. */
static void digests_of_nothing_never_join(void **state)
{
	static const struct {
		const char *algorithm, *digest;
	} rows[] = {
		{ "SHA-256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "SHA-384", "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da"
			     "274edebfe76f65fbd51ad2f14898b95b" },
		{ "SHA-512", "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
			     "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e" },
		{ "SHA3-256", "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a" },
		{ "SHA3-512", "a69f73cca23a9ac5c8b567dc185a756e97c982164fe25859e0d1dcc1475c80a6"
			      "15b2123af1f5f94c11e3e9402c3ac558f500199d95b6d3e301758586281dcd26" },
		{ "BLAKE2b-256",
		  "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8" },
		{ "BLAKE3", "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262" },
		{ "SHA-256", "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char fields[512];
		snprintf(fields, sizeof(fields), ",'hashes':[{'alg':'%s','content':'%s'}]",
			 rows[i].algorithm, rows[i].digest);
		assert_two(fields, fields);
	}
}

/* SHA3-384, BLAKE2b-384 and -512, Streebog of no bytes, from their definitions' own examples. */
static void digests_of_nothing_of_the_rarer_algorithms_never_join(void **state)
{
	static const struct {
		const char *algorithm, *digest;
	} rows[] = {
		{ "SHA3-384", "0c63a75b845e4f7d01107d852e4c2485c51a50aaaa94fc61995e71bbee983a2a"
			      "c3713831264adb47fb6bd1e058d5f004" },
		{ "BLAKE2b-512",
		  "786a02f742015903c6c6fd852552d272912f4740e15847618a86e217f71f5419"
		  "d25e1031afee585313896444934eb04b903a685b1448b755d56f701afe9be2ce" },
		{ "BLAKE2b-384", "b32811423377f52d7862286ee1a72ee540524380fda1724a6f25d7978c6fd324"
				 "4a6caf0498812673c5e05ef583825100" },
		{ "Streebog-256",
		  "3f539a213e97c802cc229d474c6aa32a825a360b2a933a949fd925208d9ce1bb" },
		{ "Streebog-512",
		  "8e945da209aa869f0455928529bcae4679e9873ab707b55315f56ceb98bef0a7"
		  "362f715528356ee83cda5f2aac4c6ad2ba3a715c1bcd81cb8e9f90bf4c1c1a8a" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char fields[512];
		snprintf(fields, sizeof(fields), ",'hashes':[{'alg':'%s','content':'%s'}]",
			 rows[i].algorithm, rows[i].digest);
		assert_two(fields, fields);
	}
}

/* A digest that merely begins like that of nothing is one. */
static void a_digest_that_begins_like_that_of_nothing_is_a_digest(void **state)
{
	(void)state;
	assert_same(",'hashes':[{'alg':'SHA-256','content':'e3b0c442" HEX16("1") HEX16("2")
			    HEX16("3") "12345678'}]",
		    ",'hashes':[{'alg':'SHA-256','content':'e3b0c442" HEX16("1") HEX16("2")
			    HEX16("3") "12345678'}]");
}

/* ---- purls ---- */

static void equal_purls_are_one_whatever_the_spelling(void **state)
{
	(void)state;
	assert_same(PURL("pkg:npm/%40acme/n@1.0"), PURL("pkg:NPM/@acme/n@1.0"));
	assert_same(PURL("pkg:pypi/Some_Name@1.0"), PURL("pkg:pypi/some-name@1.0"));
	assert_same(PURL("pkg:golang/github.com/Acme/n@v1"),
		    PURL("pkg:golang/github.com/acme/n@v1"));
	assert_same(PURL("pkg:maven/a/n@1?type=jar"), PURL("pkg:maven/a/n@1"));
	assert_same(PURL("pkg:deb/debian/n@1?arch=amd64&distro=x"),
		    PURL("pkg:deb/debian/n@1?distro=x&arch=amd64"));
}

static void where_a_package_lies_does_not_make_it_another(void **state)
{
	(void)state;
	assert_same(PURL("pkg:npm/n@1?download_url=https://a.example/n.tgz"), PURL("pkg:npm/n@1"));
	assert_same(PURL("pkg:npm/n@1#sub/path"), PURL("pkg:npm/n@1"));
	assert_same(PURL("pkg:generic/n@1?checksum=sha256:aa"), PURL("pkg:generic/n@1"));
}

static void another_version_or_architecture_is_another_component(void **state)
{
	(void)state;
	assert_two(PURL("pkg:npm/n@1"), PURL("pkg:npm/n@2"));
	assert_two(PURL("pkg:deb/debian/n@1?arch=amd64"), PURL("pkg:deb/debian/n@1?arch=arm64"));
	assert_two(PURL("pkg:npm/n@1"), PURL("pkg:pypi/n@1"));
	assert_two(PURL("pkg:maven/a/n@1"), PURL("pkg:maven/a/N@1"));
}

static void equal_purls_without_a_version_are_one(void **state)
{
	(void)state;
	assert_same(PURL("pkg:npm/n"), PURL("pkg:npm/n"));
	assert_two(PURL("pkg:npm/n"), PURL("pkg:npm/n@1"));
}

/* The purl names the package, the version stands in its own field. */
static void equal_purls_of_two_stated_versions_are_two(void **state)
{
	(void)state;
	assert_two(PURL("pkg:npm/n") VERSION("1"), PURL("pkg:npm/n") VERSION("2"));
}

static void a_version_beside_a_purl_is_that_of_the_purl(void **state)
{
	(void)state;
	assert_same(PURL("pkg:npm/n") VERSION("1"), PURL("pkg:npm/n@1"));
	assert_same(PURL("pkg:npm/%40a/n") VERSION("1+b"), PURL("pkg:npm/@a/n@1%2Bb"));
	assert_two(PURL("pkg:npm/n") VERSION("1"), PURL("pkg:npm/n@2"));
	assert_two(PURL("pkg:npm/n") VERSION("1"), PURL("pkg:npm/n"));
	assert_two(PURL("pkg:npm/n@1?x=y") VERSION("3"), PURL("pkg:npm/n?x=y") VERSION("3"));
}

static void a_purl_that_cannot_be_read_joins_nothing(void **state)
{
	(void)state;
	assert_two(PURL("not a purl"), PURL("not a purl"));
	assert_two(PURL("pkg:npm"), PURL("pkg:npm"));
}

static void equal_purl_and_different_hash_is_said(void **state)
{
	(void)state;
	assert_true(are_same(PURL("pkg:npm/n@1") SHA("a"), PURL("pkg:npm/n@1") SHA("b")));
	assert_int_equal(given_count(&w.documents[0], TH_DIAG_conflicting_hash), 0);
	const struct th_diagnostic *d = given_diagnostic(&w.documents[1], TH_DIAG_conflicting_hash);
	assert_int_equal(d->offset, strstr(w.documents[1].bytes, "bbbb") - w.documents[1].bytes);
	assert_true(th_slice_search(d->message, TH_SLICE("a.json")) < d->message.len);
}

static void hashes_of_two_algorithms_do_not_conflict(void **state)
{
	(void)state;
	assert_true(are_same(
		PURL("pkg:npm/n@1") SHA("a"),
		PURL("pkg:npm/n@1") ",'hashes':[{'alg':'SHA3-256','content':'" HEX64("b") "'}]"));
	assert_int_equal(given_count(&w.documents[1], TH_DIAG_conflicting_hash), 0);
}

static void weak_hashes_do_not_conflict(void **state)
{
	(void)state;
	assert_true(are_same(PURL("pkg:npm/n@1") ",'hashes':[{'alg':'MD5','content':'" HEX16("a")
				     HEX16("a") "'}]",
			     PURL("pkg:npm/n@1") ",'hashes':[{'alg':'MD5','content':'" HEX16("b")
				     HEX16("b") "'}]"));
	assert_int_equal(given_count(&w.documents[1], TH_DIAG_conflicting_hash), 0);
}

/* ---- tags ---- */

static void an_equal_tag_is_one_product(void **state)
{
	(void)state;
	assert_same(SWID("acme.example_n_1"), SWID("acme.example_n_1"));
	assert_two(SWID("acme.example_n_1"), SWID("acme.example_n_2"));
}

/* ---- CPE ---- */

#define CPE_N "cpe:2.3:a:acme:n:1.0:*:*:*:*:*:*:*"

static void an_equal_cpe_with_a_version_is_one(void **state)
{
	(void)state;
	assert_same(CPE(CPE_N), CPE("cpe:/a:Acme:N:1.0"));
	assert_same(CPE(CPE_N), CPE("cpe:2.3:a:acme:n:1.0:*:*:*:*:windows:*:*"));
	assert_two(CPE(CPE_N), CPE("cpe:2.3:a:acme:n:1.1"));
	assert_two(CPE(CPE_N), CPE("cpe:2.3:o:acme:n:1.0"));
}

static void a_cpe_without_a_version_joins_nothing(void **state)
{
	(void)state;
	assert_two(CPE("cpe:2.3:a:acme:n:*"), CPE("cpe:2.3:a:acme:n:*"));
	assert_two(CPE("cpe:2.3:a:acme:n:-"), CPE("cpe:2.3:a:acme:n:-"));
	assert_two(CPE("cpe:2.3:a:*:n:1.0"), CPE("cpe:2.3:a:*:n:1.0"));
}

static void different_purls_block_an_equal_cpe(void **state)
{
	(void)state;
	assert_two(CPE(CPE_N) PURL("pkg:npm/n@1.0"), CPE(CPE_N) PURL("pkg:pypi/n@1.0"));
	assert_same(CPE(CPE_N) PURL("pkg:npm/n@1.0"), CPE(CPE_N));
	assert_same(CPE(CPE_N), CPE(CPE_N) PURL("pkg:npm/n@1.0"));
}

/* ---- organisation, name and version ---- */

#define NAMED(n) ",'name':'" n "'"

static void organisation_name_and_version_are_one(void **state)
{
	(void)state;
	assert_same(NAMED("X_TRADER") VERSION("7.17") SUPPLIED("Trading Technologies"),
		    NAMED("X_TRADER") VERSION("7.17") SUPPLIED("Trading Technologies"));
	assert_same(NAMED("Some Tool") VERSION("1") SUPPLIED("Acme Inc."),
		    NAMED("some-tool") VERSION("1") SUPPLIED("ACME"));
	assert_two(NAMED("n") VERSION("1") SUPPLIED("Acme"),
		   NAMED("n") VERSION("2") SUPPLIED("Acme"));
	assert_two(NAMED("n") VERSION("1") SUPPLIED("Acme"),
		   NAMED("m") VERSION("1") SUPPLIED("Acme"));
	assert_two(NAMED("n") VERSION("1") SUPPLIED("Acme"),
		   NAMED("n") VERSION("1") SUPPLIED("Graniteworks"));
}

static void name_and_version_alone_never_join(void **state)
{
	(void)state;
	assert_two(NAMED("n") VERSION("1"), NAMED("n") VERSION("1"));
	assert_two(NAMED("n") VERSION("1") SUPPLIED("Acme"), NAMED("n") VERSION("1"));
}

static void without_a_version_a_name_joins_nothing(void **state)
{
	(void)state;
	assert_two(NAMED("n") SUPPLIED("Acme"), NAMED("n") SUPPLIED("Acme"));
}

static void another_group_is_another_component(void **state)
{
	(void)state;
	assert_two(NAMED("n") VERSION("1") SUPPLIED("Acme") ",'group':'g'",
		   NAMED("n") VERSION("1") SUPPLIED("Acme") ",'group':'h'");
}

static void different_purls_block_an_equal_name(void **state)
{
	(void)state;
	assert_two(NAMED("n") VERSION("1") SUPPLIED("Acme") PURL("pkg:npm/n@1"),
		   NAMED("n") VERSION("1") SUPPLIED("Acme") PURL("pkg:pypi/n@1"));
	assert_same(NAMED("n") VERSION("1") SUPPLIED("Acme") PURL("pkg:npm/n@1"),
		    NAMED("n") VERSION("1") SUPPLIED("Acme"));
}

/*
 * A third, bare component is equal in a weak way to two that bear different purls: it may join one
 * of them, and must not join them to each other.
 */
static void a_bare_component_does_not_join_two_with_different_purls(void **state)
{
	static const char *const fields[] = {
		NAMED("n") VERSION("1") SUPPLIED("Acme") PURL("pkg:npm/n@1"),
		NAMED("n") VERSION("1") SUPPLIED("Acme"),
		NAMED("n") VERSION("1") SUPPLIED("Acme") PURL("pkg:pypi/n@1"),
	};
	static const int orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
					  { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	(void)state;
	for (size_t o = 0; o < 6; o++) {
		uint32_t node[3];
		for (int i = 0; i < 3; i++) {
			char json[1024];
			snprintf(json, sizeof(json),
				 CDX("'components':[{'type':'library','bom-ref':'x'%s}]"),
				 fields[orders[o][i]]);
			world_document(&w, "x.json", json);
		}
		world_link(&w);
		for (uint32_t i = 0; i < 3; i++)
			node[orders[o][i]] = world_node_in(&w, i, "x");
		if (node[0] == node[2])
			fail_msg("order %zu: two purls became one node", o);
		world_release(&w);
	}
}

/* The same by CPE. */
static void a_bare_cpe_does_not_join_two_with_different_purls(void **state)
{
	static const char *const fields[] = {
		CPE(CPE_N) PURL("pkg:npm/n@1.0"),
		CPE(CPE_N),
		CPE(CPE_N) PURL("pkg:pypi/n@1.0"),
	};
	static const int orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
					  { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	(void)state;
	for (size_t o = 0; o < 6; o++) {
		uint32_t node[3];
		for (int i = 0; i < 3; i++) {
			char json[1024];
			snprintf(
				json, sizeof(json),
				CDX("'components':[{'type':'library','name':'n','bom-ref':'x'%s}]"),
				fields[orders[o][i]]);
			world_document(&w, "x.json", json);
		}
		world_link(&w);
		for (uint32_t i = 0; i < 3; i++)
			node[orders[o][i]] = world_node_in(&w, i, "x");
		if (node[0] == node[2])
			fail_msg("order %zu: two purls became one node", o);
		world_release(&w);
	}
}

/* By its CPE it is equal to one, by its name to the other. */
static void a_bare_component_does_not_join_two_by_two_kinds_of_evidence(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX("'components':[{'type':'library','name':'a','bom-ref':'a'" CPE(CPE_N)
				   PURL("pkg:npm/a@1") "}]"));
	world_document(&w, "b.json",
		       CDX("'components':[{'type':'library','bom-ref':'b',"
			   "'name':'n'" VERSION("1") SUPPLIED("Acme") PURL("pkg:npm/b@1") "}]"));
	world_document(&w, "c.json",
		       CDX("'components':[{'type':'library','bom-ref':'c',"
			   "'name':'n'" VERSION("1") SUPPLIED("Acme") CPE(CPE_N) "}]"));
	world_link(&w);
	assert_int_not_equal(world_node_in(&w, 0, "a"), world_node_in(&w, 1, "b"));
	assert_int_equal(world_node_in(&w, 0, "a"), world_node_in(&w, 2, "c"));
}

/* ---- chains, and one document ---- */

static void tiers_chain(void **state)
{
	(void)state;
	world_document(&w, "a.json", CDX(COMPONENTS(COMPONENT("a", SHA("a")))));
	world_document(&w, "b.json", CDX(COMPONENTS(COMPONENT("b", SHA("a") PURL("pkg:npm/b@1")))));
	world_document(&w, "c.json",
		       CDX(COMPONENTS(COMPONENT("c", PURL("pkg:npm/b@1") SWID("t")))));
	world_document(&w, "d.json", CDX(COMPONENTS(COMPONENT("d", SWID("t")))));
	world_link(&w);
	assert_true(world_same(&w, "a", "d"));
	assert_int_equal(w.graph.node_count, 2);
}

static void equal_components_of_one_document_are_one(void **state)
{
	(void)state;
	world_document(&w, "a.json",
		       CDX(COMPONENTS(COMPONENT("a", PURL("pkg:npm/x@1")),
				      COMPONENT("b", PURL("pkg:npm/x@1")))));
	world_link(&w);
	assert_true(world_same(&w, "a", "b"));
}

static void placeholders_and_links_join_nothing_by_their_name(void **state)
{
	(void)state;
	world_document(
		&w, "a.json",
		CDX(COMPONENTS(COMPONENT("a", "")), DEPENDENCIES(NEEDS("a", "pkg:npm/x@1"))));
	world_document(
		&w, "b.json",
		CDX(COMPONENTS(COMPONENT("b", "")), DEPENDENCIES(NEEDS("b", "pkg:npm/x@1"))));
	world_link(&w);
	assert_int_not_equal(world_node_in(&w, 0, "pkg:npm/x@1"),
			     world_node_in(&w, 1, "pkg:npm/x@1"));
}

/* Occurrences of one node are chained in input order, each once. */
static void occurrences_are_listed_in_input_order(void **state)
{
	enum { COUNT = 20 };
	(void)state;
	for (int i = 0; i < COUNT; i++)
		world_document(&w, "x.json", CDX(COMPONENTS(COMPONENT("x", PURL("pkg:npm/x@1")))));
	world_link(&w);
	uint32_t node = world_node(&w, "x"), expected = 0;
	for (uint32_t c = w.graph.nodes[node].first; c != TH_NONE; c = w.graph.next_same[c])
		assert_int_equal(c, expected++);
	assert_int_equal(expected, COUNT);
}

/* The table grows many times, and every pair still meets. */
static void thousands_of_components_meet_their_twins(void **state)
{
	enum { MANY = 4000 };
	(void)state;
	for (int d = 0; d < 2; d++) {
		char *json;
		size_t len;
		FILE *out = open_memstream(&json, &len);
		fputs("{'bomFormat':'CycloneDX','specVersion':'1.6','components':[", out);
		for (int i = 0; i < MANY; i++)
			fprintf(out,
				"%s{'type':'library','name':'c%d','version':'%d',"
				"'purl':'pkg:npm/%s%d@1.0','supplier':{'name':'S'}}",
				i ? "," : "", d, d, d ? "C" : "c", d ? MANY - 1 - i : i);
		fputs("]}", out);
		fclose(out);
		world_document(&w, "x.json", json);
		free(json);
	}
	world_link(&w);
	assert_int_equal(w.graph.node_count, MANY + 1);
	for (uint32_t i = 0; i < MANY; i++)
		assert_int_equal(w.graph.node_of[i], w.graph.node_of[2 * MANY - 1 - i]);
}

/*
 * Ten thousands that share what only one can bear: each is compared with the first alone, and the
 * list of diagnostics has its ceiling.
 */
static void look_at_many(const char *before, const char *after)
{
	enum { MANY = 40000 };
	char *json;
	size_t len;
	FILE *out = open_memstream(&json, &len);

	fputs("{'bomFormat':'CycloneDX','specVersion':'1.6','components':["
	      "{'type':'library','name':'n','version':'1','supplier':{'name':'S'},"
	      "'cpe':'cpe:2.3:a:s:n:1:*:*:*:*:*:*:*'}",
	      out);
	for (int i = 0; i < MANY; i++) {
		fputs(",{'type':'library','name':'n','version':'1','supplier':{'name':'S'},", out);
		fprintf(out, "%s%08d%s", before, i, after);
		fputs("}", out);
	}
	fputs("]}", out);
	fclose(out);
	world_document(&w, "x.json", json);
	free(json);
	world_link(&w);
}

static void thousands_of_one_hash_are_one(void **state)
{
	(void)state;
	look_at_many("'purl':'pkg:npm/n",
		     "@1','hashes':[{'alg':'SHA-256','content':'" HEX64("a") "'}]");
	assert_int_equal(w.graph.node_count, 2);
}

static void thousands_of_one_purl_and_different_hashes_are_said_up_to_the_ceiling(void **state)
{
	(void)state;
	look_at_many("'purl':'pkg:npm/n@1','hashes':[{'alg':'SHA-256','content':'" HEX16("a")
			     HEX16("b") HEX16("c") "00000000",
		     "'}]");
	assert_int_equal(w.graph.node_count, 2);
	uint32_t said = given_count(&w.documents[0], TH_DIAG_conflicting_hash);
	assert_true(said > 0 && said <= TH_MAX_DIAGNOSTICS);
}

static void thousands_of_one_name_and_different_purls_stay_apart(void **state)
{
	(void)state;
	look_at_many("'purl':'pkg:npm/n", "@1','cpe':'cpe:2.3:a:s:n:1:*:*:*:*:*:*:*'");
	assert_int_equal(w.graph.node_count, 40001);
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_equal_strong_hash_is_the_same_bits),
		TEST(one_equal_hash_of_several_is_enough),
		TEST(the_case_of_a_digest_does_not_count),
		TEST(weak_hashes_prove_nothing),
		TEST(digests_of_nothing_never_join),
		TEST(digests_of_nothing_of_the_rarer_algorithms_never_join),
		TEST(a_digest_that_begins_like_that_of_nothing_is_a_digest),
		TEST(equal_purls_are_one_whatever_the_spelling),
		TEST(where_a_package_lies_does_not_make_it_another),
		TEST(another_version_or_architecture_is_another_component),
		TEST(equal_purls_without_a_version_are_one),
		TEST(equal_purls_of_two_stated_versions_are_two),
		TEST(a_version_beside_a_purl_is_that_of_the_purl),
		TEST(a_purl_that_cannot_be_read_joins_nothing),
		TEST(equal_purl_and_different_hash_is_said),
		TEST(hashes_of_two_algorithms_do_not_conflict),
		TEST(weak_hashes_do_not_conflict),
		TEST(an_equal_tag_is_one_product),
		TEST(an_equal_cpe_with_a_version_is_one),
		TEST(a_cpe_without_a_version_joins_nothing),
		TEST(different_purls_block_an_equal_cpe),
		TEST(organisation_name_and_version_are_one),
		TEST(name_and_version_alone_never_join),
		TEST(without_a_version_a_name_joins_nothing),
		TEST(another_group_is_another_component),
		TEST(different_purls_block_an_equal_name),
		TEST(a_bare_component_does_not_join_two_with_different_purls),
		TEST(a_bare_cpe_does_not_join_two_with_different_purls),
		TEST(a_bare_component_does_not_join_two_by_two_kinds_of_evidence),
		TEST(tiers_chain),
		TEST(equal_components_of_one_document_are_one),
		TEST(placeholders_and_links_join_nothing_by_their_name),
		TEST(occurrences_are_listed_in_input_order),
		TEST(thousands_of_components_meet_their_twins),
		TEST(thousands_of_one_hash_are_one),
		TEST(thousands_of_one_purl_and_different_hashes_are_said_up_to_the_ceiling),
		TEST(thousands_of_one_name_and_different_purls_stay_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
