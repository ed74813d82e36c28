/*
 * graph/match: what a component matches and, more important, what it only nearly matches.
 */
#include "world.h"

#include "graph/match.h"

static struct world w;
static struct th_matcher *matcher;
static struct th_advised_list advised;
static struct th_match_list matches;
static struct th_lifecycle_match lifecycle;
static char shown[512];

static void forget(void)
{
	th_matcher_free(matcher);
	matcher = NULL;
	th_match_list_release(&matches);
	th_advised_list_release(&advised);
	world_release(&w);
}

static int teardown(void **state)
{
	(void)state;
	forget();
	return 0;
}

#define DAY "2023-06-01"
#define ACME "'supplier':{'name':'Acme','domains':['acme-tools.com']}"
/* An event of Acme's; rest begins with a comma. */
#define EVENT(id, kind, rest) \
	"{'id':'" id "','kind':'" kind "','published':'2023-01-01'," ACME rest "}"
#define WIDGET                                                                      \
	",'product':{'name':'Widget','aliases':['WDG'],'purls':['pkg:npm/widget']," \
	"'cpes':['cpe:2.3:a:acme:widget:*:*:*:*:*:*:*:*']}"
#define AFFECTED(list) ",'affected':[" list "]"
#define BY_ACME ",'supplier':{'name':'Acme'}"
#define BY_PURL(version) ",'purl':'pkg:npm/widget@" version "'"
#define HEX16(d) d d d d d d d d d d d d d d d d
#define HEX64(d) HEX16(d) HEX16(d) HEX16(d) HEX16(d)

/* The only component of a document, with these fields: its name first. */
static void look_at(const char *name, const char *fields)
{
	char json[4096];

	if (name) {
		snprintf(json, sizeof(json),
			 CDX("'components':[{'type':'library','name':'%s','bom-ref':'x'%s}]"), name,
			 fields);
		world_document(&w, "sbom.json", json);
	}
	world_link(&w);
	world_know(&w, DAY);
	assert_int_equal(th_matcher_new(&w.graph, &w.known, &matcher), TH_OK);
	assert_int_equal(
		th_matcher_look(matcher, world_node_in(&w, 0, "x"), &matches, &advised, &lifecycle),
		TH_OK);
}

/* "E confirmed by purl", of all matches in order, parted by "; "; "" where there is none. */
static const char *matched(void)
{
	size_t used = 0;

	shown[0] = '\0';
	for (uint32_t i = 0; i < matches.count; i++) {
		const struct th_match *m = &matches.items[i];
		int len = snprintf(shown + used, sizeof(shown) - used, "%s%.*s %s by %s",
				   i ? "; " : "", TH_FMT(w.known.affairs.items[m->affair].id),
				   m->confidence == TH_CONFIRMED ? "confirmed" : "suspected",
				   th_matched_by_word(m->by));
		assert_true(len > 0 && (size_t)len < sizeof(shown) - used);
		used += (size_t)len;
	}
	return shown;
}

static void assert_matches(const char *facts, const char *name, const char *fields,
			   const char *expected)
{
	world_facts(&w, WORLD_BUILTIN, facts);
	look_at(name, fields);
	if (strcmp(matched(), expected) != 0)
		fail_msg("%s%s: \"%s\", not \"%s\"", name, fields, shown, expected);
	forget();
}

/* ---- keys ---- */

#define OF_VERSION(v) FACTS(EVENT("E", "sabotage", WIDGET AFFECTED("{'versions':['" v "']}")))

static void a_release_is_known_by_its_purl(void **state)
{
	(void)state;
	assert_matches(OF_VERSION("1.2"), "w", BY_PURL("1.2"), "E confirmed by purl");
	assert_matches(OF_VERSION("1.2"), "w", ",'purl':'pkg:NPM/Widget@1.2?x=y'",
		       "E confirmed by purl");
	assert_matches(OF_VERSION("1.2"), "w", ",'purl':'pkg:npm/widget','version':'1.2'",
		       "E confirmed by purl");
	assert_matches(OF_VERSION("1.2"), "w", BY_PURL("1.3"), "");
	assert_matches(OF_VERSION("1.2"), "w", ",'purl':'pkg:npm/%40a/widget@1.2'", "");
	assert_matches(OF_VERSION("1.2"), "w", ",'purl':'pkg:pypi/widget@1.2'", "");
	assert_matches(OF_VERSION("1.2"), "w", ",'purl':'pkg:npm/widget2@1.2'", "");
}

static void a_release_is_known_by_its_cpe(void **state)
{
	(void)state;
	assert_matches(OF_VERSION("1.2"), "w", ",'cpe':'cpe:2.3:a:acme:widget:1.2'",
		       "E confirmed by cpe");
	assert_matches(OF_VERSION("1.2"), "w", ",'cpe':'cpe:/a:Acme:Widget','version':'1.2'",
		       "E confirmed by cpe");
	assert_matches(OF_VERSION("1.2"), "w", ",'cpe':'cpe:2.3:a:acme:widget:1.3'", "");
	assert_matches(OF_VERSION("1.2"), "w", ",'cpe':'cpe:2.3:a:other:widget:1.2'", "");
	assert_matches(OF_VERSION("1.2"), "w", ",'cpe':'cpe:2.3:a:acme:widgets:1.2'", "");
}

static void a_release_is_known_by_supplier_product_and_version(void **state)
{
	(void)state;
	assert_matches(OF_VERSION("1.2"), "Widget", BY_ACME ",'version':'1.2'",
		       "E confirmed by supplier+product+version");
	assert_matches(OF_VERSION("1.2"), "wdg", BY_ACME ",'version':'1.2.0'",
		       "E confirmed by supplier+product+version");
	assert_matches(OF_VERSION("1.2"), "Widget",
		       ",'supplier':{'url':['https://acme-tools.com']},'version':'1.2'",
		       "E confirmed by supplier+product+version");
	assert_matches(OF_VERSION("1.2"), "Widget",
		       ",'supplier':{'name':'Debian'},'manufacturer':{'name':'Acme'},"
		       "'version':'1.2'",
		       "E confirmed by supplier+product+version");
	assert_matches(OF_VERSION("1.2"), "Widget", BY_ACME ",'version':'1.3'", "");
	assert_matches(OF_VERSION("1.2"), "Widget", BY_ACME, "");
	assert_matches(OF_VERSION("1.2"), "Widgets", BY_ACME ",'version':'1.2'", "");
}

static void the_namesake_of_another_vendor_is_somebody_elses(void **state)
{
	(void)state;
	assert_matches(OF_VERSION("1.2"), "Widget", ",'version':'1.2'", "");
	assert_matches(OF_VERSION("1.2"), "Widget", ",'version':'1.2','supplier':{'name':'Other'}",
		       "");
	assert_matches(OF_VERSION("1.2"), "Widget",
		       ",'version':'1.2','supplier':{'name':'Acme','url':['https://acme-x.com']}",
		       "");
}

static void a_release_is_known_by_its_bits(void **state)
{
	static const char facts[] = FACTS(EVENT(
		"E", "trojanized-release",
		WIDGET AFFECTED("{'versions':['9'],'hashes':[{'alg':'SHA-256','content':'" HEX64(
			"a") "'},{'alg':'MD5','content':'" HEX16("b") HEX16("b") "'}]}")));
	(void)state;
	assert_matches(facts, "x", ",'hashes':[{'alg':'SHA-256','content':'" HEX64("A") "'}]",
		       "E confirmed by hash");
	assert_matches(facts, "x",
		       ",'hashes':[{'alg':'MD5','content':'" HEX16("b") HEX16("B") "'}]",
		       "E confirmed by hash");
	assert_matches(facts, "x", ",'hashes':[{'alg':'SHA-256','content':'" HEX64("b") "'}]", "");
}

static void a_suspected_digest_makes_suspicious(void **state)
{
	(void)state;
	assert_matches(
		FACTS(EVENT("E", "sabotage",
			    WIDGET ",'suspected':[{'hashes':[{'alg':'SHA-256','content':'" HEX64(
				    "a") "'}]}]")),
		"x", ",'hashes':[{'alg':'SHA-256','content':'" HEX64("a") "'}]",
		"E suspected by hash");
}

static void the_strongest_evidence_of_one_affair_is_told(void **state)
{
	static const char facts[] = FACTS(EVENT(
		"E", "sabotage",
		WIDGET AFFECTED("{'versions':['1.2'],'hashes':[{'alg':'SHA-256','content':'" HEX64(
			"a") "'}]}")));
	(void)state;
	assert_matches(facts, "Widget",
		       BY_ACME BY_PURL("1.2") ",'cpe':'cpe:2.3:a:acme:widget:1.2','hashes':["
					      "{'alg':'SHA-256','content':'" HEX64("a") "'}]",
		       "E confirmed by hash");
	assert_matches(facts, "Widget", BY_ACME ",'cpe':'cpe:2.3:a:acme:widget:1.2'",
		       "E confirmed by cpe");
}

static void each_affair_is_matched_for_itself(void **state)
{
	(void)state;
	assert_matches(FACTS(EVENT("A", "sabotage", WIDGET AFFECTED("{'versions':['1.2']}")),
			     EVENT("B", "sabotage", WIDGET AFFECTED("{'range':'vers:npm/<2'}"))),
		       "w", BY_PURL("1.2"), "A confirmed by purl; B confirmed by purl");
}

static void all_occurrences_of_a_component_are_looked_at(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, OF_VERSION("1.2"));
	world_document(&w, "a.json",
		       CDX("'components':[{'type':'library','name':'x','bom-ref':'x','hashes':[{'"
			   "alg':'SHA-256','content':'" HEX64("c") "'}]}]"));
	world_document(
		&w, "b.json",
		CDX("'components':[{'type':'library','name':'y','bom-ref':'y','hashes':[{'alg':'"
		    "SHA-256','content':'" HEX64("c") "'}],'purl':'pkg:npm/widget@1.2'}]"));
	look_at(NULL, NULL);
	assert_string_equal(matched(), "E confirmed by purl");
}

/* ---- versions ---- */

static void ranges_include_and_exclude(void **state)
{
	static const char facts[] = FACTS(
		EVENT("E", "sabotage", WIDGET AFFECTED("{'range':'vers:npm/>=1.2.0|<1.4.0'}")));
	(void)state;
	assert_matches(facts, "w", BY_PURL("1.1.9"), "");
	assert_matches(facts, "w", BY_PURL("1.2.0"), "E confirmed by purl");
	assert_matches(facts, "w", BY_PURL("1.3.99"), "E confirmed by purl");
	assert_matches(facts, "w", BY_PURL("1.4.0"), "");
	assert_matches(facts, "w", BY_PURL("1.4.0-rc.1"), "E confirmed by purl");
	assert_matches(facts, "w", ",'purl':'pkg:npm/widget'", "");
}

static void versions_are_compared_as_their_scheme_says(void **state)
{
	static const char padded[] = FACTS(
		EVENT("E", "sabotage",
		      ",'product':{'name':'Desktop'}" AFFECTED("{'versions':['18.12.407']}")));
	(void)state;
	assert_matches(padded, "Desktop", BY_ACME ",'version':'18.12.407.0'",
		       "E confirmed by supplier+product+version");
	assert_matches(padded, "Desktop", BY_ACME ",'version':'18.12.4070'", "");
	assert_matches(padded, "Desktop", BY_ACME ",'version':'18.12.407.1'", "");
	assert_matches(padded, "Desktop", BY_ACME ",'version':'18.12'", "");
	assert_matches(OF_VERSION("1.2.0"), "w", BY_PURL("1.2.0+build.7"), "E confirmed by purl");
	assert_matches(OF_VERSION("1.2.0"), "w", BY_PURL("1.2.0-beta"), "");
}

static void an_entry_without_versions_means_none(void **state)
{
	(void)state;
	assert_matches(FACTS(EVENT("E", "sabotage", WIDGET AFFECTED("{'platform':'windows'}"))),
		       "w", BY_PURL("1.2"), "");
	assert_matches(FACTS(EVENT("E", "sabotage", WIDGET)), "w", BY_PURL("1.2"), "");
}

static void what_the_event_only_suspects_is_suspected(void **state)
{
	static const char facts[] = FACTS(EVENT(
		"E", "sabotage",
		WIDGET AFFECTED(
			"{'versions':['1.2']}") ",'suspected':[{'range':'vers:npm/>=1|<2'}]"));
	(void)state;
	assert_matches(facts, "w", BY_PURL("1.2"), "E confirmed by purl");
	assert_matches(facts, "w", BY_PURL("1.3"), "E suspected by purl");
	assert_matches(facts, "w", BY_PURL("2.0"), "");
}

static void packages_of_an_entry_match_with_their_version(void **state)
{
	static const char facts[] = FACTS(EVENT(
		"E", "malicious-release",
		WIDGET AFFECTED(
			"{'versions':['9'],'purls':['pkg:npm/left-pad@1.0','pkg:npm/%40a/b@2']}")));
	(void)state;
	assert_matches(facts, "x", ",'purl':'pkg:npm/left-pad@1.0'", "E confirmed by purl");
	assert_matches(facts, "x", ",'purl':'pkg:npm/@A/b@2?x=y'", "E confirmed by purl");
	assert_matches(facts, "x", ",'purl':'pkg:npm/left-pad@1.1'", "");
	/* The event's versions are of its product, not of the packages. */
	assert_matches(facts, "x", ",'purl':'pkg:npm/left-pad@9'", "");
	assert_matches(facts, "x", ",'purl':'pkg:npm/widget@1.0'", "");
}

/* Many generators write the version in its own field alone. */
static void packages_of_an_entry_match_a_version_that_stands_beside_the_purl(void **state)
{
	static const char facts[] = FACTS(
		EVENT("E", "malicious-release", AFFECTED("{'purls':['pkg:npm/left-pad@1.0']}")));
	(void)state;
	assert_matches(facts, "x", ",'purl':'pkg:npm/left-pad','version':'1.0'",
		       "E confirmed by purl");
	assert_matches(facts, "x", ",'purl':'pkg:npm/left-pad','version':'1.1'", "");
}

/* Of a version field and a purl that contradict each other either may be the true one. */
static void a_version_field_does_not_hide_what_the_purl_says(void **state)
{
	(void)state;
	assert_matches(OF_VERSION("1.2"), "w", ",'version':'1.3'" BY_PURL("1.2"),
		       "E confirmed by purl");
	assert_matches(OF_VERSION("1.2"), "w", ",'version':'1.2'" BY_PURL("1.3"),
		       "E confirmed by purl");
}

/* Here no fact has the purl or the CPE, so only suspicion by name makes them be read. */
static void what_no_fact_has_as_a_key_states_a_version_too(void **state)
{
	(void)state;
	assert_matches(OF_VERSION("1.2"), "Widget", BY_ACME ",'purl':'pkg:npm/elsewhere@1.2'",
		       "E confirmed by supplier+product+version");
	assert_matches(OF_VERSION("1.2"), "Widget",
		       BY_ACME ",'version':'1.3','purl':'pkg:npm/elsewhere@1.2'",
		       "E confirmed by supplier+product+version");
	assert_matches(OF_VERSION("1.2"), "Widget",
		       BY_ACME ",'version':'1.3','cpe':'cpe:2.3:a:else:where:1.2'",
		       "E confirmed by supplier+product+version");
	assert_matches(OF_VERSION("1.2"), "Widget",
		       BY_ACME ",'version':'1.3','purl':'pkg:npm/elsewhere@1.4',"
			       "'cpe':'cpe:2.3:a:else:where:1.5'",
		       "");
}

static void of_what_states_no_version_all_versions_are_meant(void **state)
{
	(void)state;
	assert_matches(
		FACTS(EVENT("E", "malicious-release", WIDGET AFFECTED("{'range':'vers:npm/*'}"))),
		"w", ",'purl':'pkg:npm/widget'", "E confirmed by purl");
}

/* ---- platforms ---- */

/* Windows and macOS, and a version that both list. */
static const char on_two[] =
	FACTS(EVENT("E", "trojanized-release",
		    WIDGET AFFECTED("{'platform':'windows','versions':['1.2','1.3']},"
				    "{'platform':'macos','versions':['1.3','1.4']}")));

static void a_known_platform_that_differs_does_not_match(void **state)
{
	(void)state;
	assert_matches(on_two, "w", ",'purl':'pkg:npm/widget@1.2?os=windows'",
		       "E confirmed by purl");
	assert_matches(on_two, "w", ",'purl':'pkg:npm/widget@1.2?os=darwin'", "");
	assert_matches(on_two, "w", ",'purl':'pkg:npm/widget@1.4?os=darwin'",
		       "E confirmed by purl");
	assert_matches(on_two, "w", ",'purl':'pkg:npm/widget@1.3?os=linux'", "");
}

static void an_unknown_platform_suspects_what_only_some_platforms_list(void **state)
{
	(void)state;
	assert_matches(on_two, "w", BY_PURL("1.2"), "E suspected by purl");
	assert_matches(on_two, "w", BY_PURL("1.3"), "E confirmed by purl");
	assert_matches(on_two, "w", BY_PURL("1.4"), "E suspected by purl");
	assert_matches(on_two, "w", BY_PURL("1.5"), "");
}

static void
a_version_that_one_platform_alone_lists_is_confirmed_where_there_is_no_other(void **state)
{
	(void)state;
	assert_matches(FACTS(EVENT("E", "sabotage",
				   WIDGET AFFECTED("{'platform':'windows','versions':['1.2']}"))),
		       "w", BY_PURL("1.2"), "E confirmed by purl");
}

/* Two entries about one platform list together what it has. */
static void entries_of_one_platform_are_one_list(void **state)
{
	static const char facts[] =
		FACTS(EVENT("E", "trojanized-release",
			    WIDGET AFFECTED("{'platform':'windows','versions':['1.2']},"
					    "{'platform':'windows','versions':['1.3']}")));
	(void)state;
	assert_matches(facts, "w", BY_PURL("1.2"), "E confirmed by purl");
}

static void a_platform_is_told_by_a_purl_or_cpe_that_no_fact_has(void **state)
{
	(void)state;
	assert_matches(on_two, "Widget", BY_ACME ",'purl':'pkg:npm/elsewhere@1.2?os=windows'",
		       "E confirmed by supplier+product+version");
	assert_matches(on_two, "Widget", BY_ACME ",'purl':'pkg:npm/elsewhere@1.2?os=darwin'", "");
	assert_matches(on_two, "Widget",
		       BY_ACME ",'cpe':'cpe:2.3:a:else:where:1.2:*:*:*:*:macos:*:*'", "");
}

static void a_platform_is_told_by_cpe_file_or_download(void **state)
{
	(void)state;
	assert_matches(on_two, "w", ",'cpe':'cpe:2.3:a:acme:widget:1.2:*:*:*:*:windows:*:*'",
		       "E confirmed by cpe");
	assert_matches(on_two, "w", ",'cpe':'cpe:2.3:a:acme:widget:1.2:*:*:*:*:macos:*:*'", "");
	assert_matches(on_two, "widget-1.2.msi", BY_PURL("1.2"), "E confirmed by purl");
	assert_matches(on_two, "widget-1.2.dmg", BY_PURL("1.2"), "");
	assert_matches(on_two, "w",
		       BY_PURL("1.2") ",'externalReferences':[{'type':'distribution',"
				      "'url':'https://acme-tools.com/w.dmg'}]",
		       "");
}

static void a_platform_is_told_by_the_device_that_it_runs_on(void **state)
{
	static const struct {
		const char *os, *expected;
	} rows[] = {
		{ "Windows 11", "E confirmed by purl" },
		{ "macOS", "" },
		{ "Something", "E suspected by purl" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char json[1024];
		world_facts(&w, WORLD_BUILTIN, on_two);
		snprintf(json, sizeof(json),
			 CDX("'metadata':{'lifecycles':[{'phase':'operations'}],'component':{'type'"
			     ":'device','name':'laptop'}},'components':[{'type':'operating-system',"
			     "'name':'%s'},{'type':'application','name':'w','bom-ref':'x','purl':'"
			     "pkg:npm/widget@1.2'}]"),
			 rows[i].os);
		world_document(&w, "laptop.json", json);
		look_at(NULL, NULL);
		assert_string_equal(matched(), rows[i].expected);
		forget();
	}
}

static void an_operating_system_listed_in_no_inventory_says_nothing(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, on_two);
	world_document(&w, "sbom.json",
		       CDX("'components':[{'type':'operating-system','name':'macOS'},{'type':'"
			   "library','name':'w','bom-ref':'x','purl':'pkg:npm/widget@1.2'}]"));
	look_at(NULL, NULL);
	assert_string_equal(matched(), "E suspected by purl");
}

/* ---- references that were moved ---- */

static const char action[] =
	FACTS(EVENT("E", "mutable-reference",
		    ",'product':{'name':'checkout','purls':['pkg:github/acme/checkout']},"
		    "'window':{'from':'2023-03-10','to':'2023-03-15'}" AFFECTED(
			    "{'versions':['v1'],"
			    "'commits':['0E58ED8671D6B60D0890C21B07F8835ACE038E67']}")));

static void look_at_action(const char *created, const char *version)
{
	char json[1024];

	world_facts(&w, WORLD_BUILTIN, action);
	snprintf(json, sizeof(json),
		 CDX("'metadata':{%s%s%s},'components':[{'type':'application','name':'c','bom-ref':"
		     "'x','purl':'pkg:github/acme/checkout@%s'}]"),
		 *created ? "'timestamp':'" : "", created, *created ? "'" : "", version);
	world_document(&w, "sbom.json", json);
	look_at(NULL, NULL);
}

static void a_moved_reference_is_confirmed_inside_its_window_alone(void **state)
{
	static const struct {
		const char *created, *expected;
	} rows[] = {
		{ "2023-03-09T23:59:59Z", "" },
		{ "2023-03-10T00:00:00Z", "E confirmed by purl" },
		{ "2023-03-15T23:59:59Z", "E confirmed by purl" },
		{ "2023-03-16T00:00:00Z", "" },
		{ "2023-03-15T23:30:00-02:00", "" }, /* the next day in UTC */
		{ "", "E suspected by purl" },
		{ "soon", "E suspected by purl" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		look_at_action(rows[i].created, "v1");
		if (strcmp(matched(), rows[i].expected) != 0)
			fail_msg("%s: \"%s\"", rows[i].created, shown);
		forget();
	}
}

static void a_commit_proves_a_moved_reference_whatever_the_date(void **state)
{
	(void)state;
	look_at_action("2020-01-01T00:00:00Z", "0e58ed8671d6b60d0890c21b07f8835ace038e67");
	assert_string_equal(matched(), "E confirmed by purl");
	forget();
	look_at_action("2023-03-12T00:00:00Z", "1e58ed8671d6b60d0890c21b07f8835ace038e67");
	assert_string_equal(matched(), "");
}

static void another_tag_is_not_the_moved_one(void **state)
{
	(void)state;
	look_at_action("2023-03-12T00:00:00Z", "v2");
	assert_string_equal(matched(), "");
}

/* ---- events that match nothing ---- */

static void a_breach_of_a_supplier_matches_no_release(void **state)
{
	(void)state;
	assert_matches(
		FACTS(EVENT("E", "infrastructure-breach", WIDGET AFFECTED("{'versions':['1.2']}"))),
		"w", BY_PURL("1.2"), "");
	assert_matches(
		FACTS(EVENT("E", "domain-takeover", WIDGET AFFECTED("{'versions':['1.2']}"))), "w",
		BY_PURL("1.2"), "");
}

static void an_event_that_is_not_known_yet_matches_nothing(void **state)
{
	(void)state;
	assert_matches(
		"{'schema':'twohop-events/1','events':[{'id':'E','kind':'sabotage',"
		"'published':'2023-06-02'," ACME WIDGET AFFECTED("{'versions':['1.2']}") "}]}",
		"w", BY_PURL("1.2"), "");
}

/* ---- the end of life ---- */

#define CLE(events) \
	"{'identifier':'pkg:npm/widget','updatedAt':'2023-01-01T00:00:00Z','events':[" events "]}"
#define ENDS(id, type, day, version)                                                  \
	"{'id':" id ",'type':'" type "','effective':'" day "T00:00:00Z','published':" \
	"'2020-01-01T00:00:00Z','versions':[{'range':'" version "'}]}"

static int32_t ends(void)
{
	assert_true(lifecycle.known);
	return lifecycle.life.ends;
}

static bool is_distributed(void)
{
	return lifecycle.distributed.end && lifecycle.left == TH_DAY_BEFORE;
}

static void the_end_of_a_products_life_is_known(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, CLE(ENDS("1", "endOfLife", "2022-05-01", "vers:npm/<2")));
	look_at("w", BY_PURL("1.5"));
	assert_int_equal(ends(), world_day("2022-05-01"));
	assert_non_null(lifecycle.life.end);
	assert_int_equal(lifecycle.life.by, TH_MATCHED_PURL);
	assert_true(is_distributed());
}

static void a_version_that_the_statement_does_not_cover_lives_on(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, CLE(ENDS("1", "endOfLife", "2022-05-01", "vers:npm/<2")));
	look_at("w", BY_PURL("2.0"));
	assert_true(lifecycle.known);
	assert_null(lifecycle.life.end);
	assert_int_equal(lifecycle.life.ends, INT32_MAX);
}

static void of_a_product_that_nobody_speaks_of_nothing_is_known(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, CLE(ENDS("1", "endOfLife", "2022-05-01", "vers:npm/<2")));
	look_at("w", ",'purl':'pkg:npm/other@1'");
	assert_false(lifecycle.known);
	assert_null(lifecycle.life.end);
}

static void an_end_of_distribution_in_force_ends_the_distribution(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN,
		    CLE(ENDS("2", "endOfDistribution", "2023-05-31",
			     "vers:all/*") "," ENDS("1", "endOfLife", "2022-05-01", "vers:all/*")));
	look_at("w", BY_PURL("1.5"));
	assert_false(is_distributed());
}

static void an_end_of_distribution_that_is_to_come_does_not(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN,
		    CLE(ENDS("2", "endOfDistribution", "2023-06-02",
			     "vers:all/*") "," ENDS("1", "endOfLife", "2022-05-01", "vers:all/*")));
	look_at("w", BY_PURL("1.5"));
	assert_true(is_distributed());
}

static void the_end_of_support_is_not_the_end_of_life(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, CLE(ENDS("1", "endOfSupport", "2022-05-01", "vers:all/*")));
	look_at("w", BY_PURL("1.5"));
	assert_true(lifecycle.known);
	assert_null(lifecycle.life.end);
}

static void of_several_sources_the_earliest_end_counts(void **state)
{
	(void)state;
	world_facts(&w, WORLD_AUDITED, CLE(ENDS("1", "endOfLife", "2022-07-01", "vers:all/*")));
	world_facts(&w, WORLD_AUDITED, CLE(ENDS("1", "endOfLife", "2022-05-01", "vers:all/*")));
	look_at("w", BY_PURL("1.5"));
	assert_int_equal(ends(), world_day("2022-05-01"));
}

/* What a vendor sends can add suspicion, never remove it. */
static void a_vendors_later_end_changes_nothing(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, CLE(ENDS("1", "endOfLife", "2022-05-01", "vers:all/*")));
	world_facts(&w, WORLD_AUDITED, CLE(ENDS("1", "endOfLife", "2032-05-01", "vers:all/*")));
	look_at("w", BY_PURL("1.5"));
	assert_int_equal(ends(), world_day("2022-05-01"));
}

static void a_vendors_earlier_end_counts(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, CLE(ENDS("1", "endOfLife", "2032-05-01", "vers:all/*")));
	world_facts(&w, WORLD_AUDITED, CLE(ENDS("1", "endOfLife", "2022-05-01", "vers:all/*")));
	look_at("w", BY_PURL("1.5"));
	assert_int_equal(ends(), world_day("2022-05-01"));
}

static void your_later_end_stands_above_the_built_in_one(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, CLE(ENDS("1", "endOfLife", "2022-05-01", "vers:all/*")));
	world_facts(&w, WORLD_NAMED, CLE(ENDS("1", "endOfLife", "2032-05-01", "vers:all/*")));
	look_at("w", BY_PURL("1.5"));
	assert_int_equal(ends(), world_day("2032-05-01"));
}

static void your_later_end_stands_above_a_vendors(void **state)
{
	(void)state;
	world_facts(&w, WORLD_AUDITED, CLE(ENDS("1", "endOfLife", "2022-05-01", "vers:all/*")));
	world_facts(&w, WORLD_NAMED, CLE(ENDS("1", "endOfLife", "2032-05-01", "vers:all/*")));
	look_at("w", BY_PURL("1.5"));
	assert_int_equal(ends(), world_day("2032-05-01"));
}

/* A file of yours about other versions says nothing about this one. */
static void your_statement_about_other_versions_clears_nothing(void **state)
{
	(void)state;
	world_facts(&w, WORLD_AUDITED, CLE(ENDS("1", "endOfLife", "2022-05-01", "vers:npm/<2")));
	world_facts(&w, WORLD_NAMED, CLE(ENDS("1", "endOfLife", "2032-05-01", "vers:npm/>=8")));
	look_at("w", BY_PURL("1.5"));
	assert_int_equal(ends(), world_day("2022-05-01"));
}

static void an_end_that_was_published_later_is_not_known(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN,
		    CLE("{'id':1,'type':'endOfLife','effective':'2022-05-01T00:00:00Z','published':"
			"'2023-06-02T00:00:00Z','versions':[{'range':'vers:all/*'}]}"));
	look_at("w", BY_PURL("1.5"));
	assert_null(lifecycle.life.end);
}

static void a_namesakes_end_of_life_is_not_its(void **state)
{
	static const char facts[] = "{'identifier':'pkg:generic/acme-tools.com/widget','updatedAt':"
				    "'2023-01-01T00:00:00Z','events':[" ENDS(
					    "1", "endOfLife", "2022-05-01", "vers:all/*") "]}";
	(void)state;
	world_facts(&w, WORLD_BUILTIN, facts);
	look_at("Widget", ",'version':'1','supplier':{'name':'Other'}");
	assert_false(lifecycle.known);
	forget();
	world_facts(&w, WORLD_BUILTIN, facts);
	look_at("Widget",
		",'version':'1','supplier':{'name':'X','url':['https://acme-tools.com']}");
	assert_int_equal(ends(), world_day("2022-05-01"));
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_release_is_known_by_its_purl),
		TEST(a_release_is_known_by_its_cpe),
		TEST(a_release_is_known_by_supplier_product_and_version),
		TEST(the_namesake_of_another_vendor_is_somebody_elses),
		TEST(a_release_is_known_by_its_bits),
		TEST(a_suspected_digest_makes_suspicious),
		TEST(the_strongest_evidence_of_one_affair_is_told),
		TEST(each_affair_is_matched_for_itself),
		TEST(all_occurrences_of_a_component_are_looked_at),
		TEST(ranges_include_and_exclude),
		TEST(versions_are_compared_as_their_scheme_says),
		TEST(an_entry_without_versions_means_none),
		TEST(what_the_event_only_suspects_is_suspected),
		TEST(packages_of_an_entry_match_with_their_version),
		TEST(packages_of_an_entry_match_a_version_that_stands_beside_the_purl),
		TEST(a_version_field_does_not_hide_what_the_purl_says),
		TEST(what_no_fact_has_as_a_key_states_a_version_too),
		TEST(of_what_states_no_version_all_versions_are_meant),
		TEST(a_known_platform_that_differs_does_not_match),
		TEST(an_unknown_platform_suspects_what_only_some_platforms_list),
		TEST(a_version_that_one_platform_alone_lists_is_confirmed_where_there_is_no_other),
		TEST(entries_of_one_platform_are_one_list),
		TEST(a_platform_is_told_by_a_purl_or_cpe_that_no_fact_has),
		TEST(a_platform_is_told_by_cpe_file_or_download),
		TEST(a_platform_is_told_by_the_device_that_it_runs_on),
		TEST(an_operating_system_listed_in_no_inventory_says_nothing),
		TEST(a_moved_reference_is_confirmed_inside_its_window_alone),
		TEST(a_commit_proves_a_moved_reference_whatever_the_date),
		TEST(another_tag_is_not_the_moved_one),
		TEST(a_breach_of_a_supplier_matches_no_release),
		TEST(an_event_that_is_not_known_yet_matches_nothing),
		TEST(the_end_of_a_products_life_is_known),
		TEST(a_version_that_the_statement_does_not_cover_lives_on),
		TEST(of_a_product_that_nobody_speaks_of_nothing_is_known),
		TEST(an_end_of_distribution_in_force_ends_the_distribution),
		TEST(an_end_of_distribution_that_is_to_come_does_not),
		TEST(the_end_of_support_is_not_the_end_of_life),
		TEST(of_several_sources_the_earliest_end_counts),
		TEST(a_vendors_later_end_changes_nothing),
		TEST(a_vendors_earlier_end_counts),
		TEST(your_later_end_stands_above_the_built_in_one),
		TEST(your_later_end_stands_above_a_vendors),
		TEST(your_statement_about_other_versions_clears_nothing),
		TEST(an_end_that_was_published_later_is_not_known),
		TEST(a_namesakes_end_of_life_is_not_its),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
