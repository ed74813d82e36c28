/*
 * graph/suppliers: which names, domains and namespaces are one organisation, and which must not
 * become one.
 */
#include "world.h"

#include "feeds/index.h"

static struct world w;
static struct th_suppliers set;
static bool set_made;

static int teardown(void **state)
{
	(void)state;
	if (set_made)
		th_suppliers_release(&set);
	set_made = false;
	world_release(&w);
	return 0;
}

static void begin(void)
{
	world_configure(&w);
	world_indexes(&w);
	assert_int_equal(th_suppliers_init(&set, &w.indexes[0], &w.config), TH_OK);
	set_made = true;
}

/* The entity of a statement, after all that came later. */
static uint32_t stated(const char *name, const char *url, const char *email)
{
	uint32_t id;

	if (!set_made)
		begin();
	assert_int_equal(th_suppliers_stated(&set, th_slice_of(name), th_slice_of(url),
					     th_slice_of(email), &id),
			 TH_OK);
	return id;
}

static uint32_t named(const char *name)
{
	return stated(name, NULL, NULL);
}

static uint32_t in_space(enum th_key_kind kind, const char *key)
{
	uint32_t id = TH_SUPPLIER_UNKNOWN;

	if (!set_made)
		begin();
	assert_int_equal(
		th_suppliers_namespace(&set, kind, th_slice_of(key), th_slice_of(key), &id), TH_OK);
	return id;
}

static bool same(uint32_t a, uint32_t b)
{
	return th_suppliers_find(&set, a) == th_suppliers_find(&set, b);
}

static void assert_name(uint32_t id, const char *expected)
{
	th_slice name = th_suppliers_get(&set, th_suppliers_find(&set, id))->name;

	if (!th_slice_equal(name, th_slice_of(expected)))
		fail_msg("\"%.*s\" is not \"%s\"", TH_FMT(name), expected);
}

/* ---- by name ---- */

static void equal_names_are_one(void **state)
{
	(void)state;
	assert_true(same(named("Acme"), named("Acme")));
	assert_false(same(named("Acme"), named("Graniteworks")));
}

static void legal_forms_case_and_punctuation_do_not_part(void **state)
{
	(void)state;
	uint32_t acme = named("Acme Tools");
	assert_true(same(acme, named("ACME TOOLS, Inc.")));
	assert_true(same(acme, named("acme-tools GmbH")));
	assert_true(same(acme, named("The Acme Tools Limited")));
	assert_true(same(acme, named("Organization: Acme Tools (sales@acme.example)")));
	assert_false(same(acme, named("Acme Tool")));
}

static void nobody_is_nobody_and_never_equal_to_itself(void **state)
{
	static const char *const nobody[] = { "", "NOASSERTION", "NONE", "unknown", "n/a" };
	(void)state;
	for (size_t i = 0; i < sizeof(nobody) / sizeof(nobody[0]); i++)
		assert_int_equal(named(nobody[i]), TH_SUPPLIER_UNKNOWN);
	assert_int_equal(set.list.count, 1);
}

static void a_name_that_leaves_no_key_is_an_organisation_of_its_own(void **state)
{
	(void)state;
	uint32_t first = named("***"), second = named("!!!");
	assert_int_not_equal(first, TH_SUPPLIER_UNKNOWN);
	assert_false(same(first, second));
}

/* ---- by domain ---- */

static void equal_domains_join_different_names(void **state)
{
	(void)state;
	uint32_t a = stated("Trading Technologies", "https://www.tradingtechnologies.com/", NULL);
	uint32_t b = stated("TT International", "http://tradingtechnologies.com/x", NULL);
	assert_true(same(a, b));
	assert_name(b, "Trading Technologies");
}

static void the_domain_of_a_mail_address_counts_where_no_url_is_stated(void **state)
{
	(void)state;
	uint32_t a = stated("Acme", "https://acme-tools.com", NULL);
	assert_true(same(a, stated("Somebody", NULL, "sales@acme-tools.com")));
	assert_true(same(a, named("Organization: Somebody Else (info@acme-tools.com)")));
}

static void a_domain_alone_is_an_organisation(void **state)
{
	(void)state;
	uint32_t a = stated(NULL, "https://acme-tools.com", NULL);
	assert_name(a, "acme-tools.com");
	assert_true(same(a, stated("Acme Tools", "https://acme-tools.com/about", NULL)));
}

static void a_name_met_without_a_domain_joins_the_one_that_states_it(void **state)
{
	(void)state;
	uint32_t by_domain = stated(NULL, "https://acme-tools.com", NULL);
	uint32_t by_name = named("Acme Tools");
	assert_false(same(by_domain, by_name));
	uint32_t both = stated("Acme Tools", "https://acme-tools.com", NULL);
	assert_true(same(both, by_domain));
	assert_true(same(both, by_name));
}

static void conflicting_domains_keep_namesakes_apart(void **state)
{
	(void)state;
	uint32_t a = stated("Apollo", "https://apollographql.com", NULL);
	uint32_t b = stated("Apollo", "https://apollo.com", NULL);
	assert_false(same(a, b));
	assert_true(same(a, stated("Apollo", "https://apollographql.com", NULL)));
	assert_true(same(b, stated("Apollo", "https://apollo.com", NULL)));
}

static void conflicting_domains_keep_namesakes_apart_in_any_order(void **state)
{
	(void)state;
	uint32_t plain = named("Apollo");
	uint32_t a = stated("Apollo", "https://apollographql.com", NULL);
	uint32_t b = stated("Apollo", "https://apollo.com", NULL);
	assert_true(same(plain, a));
	assert_false(same(a, b));
}

static void hosting_domains_join_nobody(void **state)
{
	static const char *const hosts[] = {
		"https://github.com/acme",     "https://acme.github.io",
		"https://gitlab.com/acme",     "https://sourceforge.net/projects/acme",
		"https://www.npmjs.com/~acme", "https://pypi.org/project/acme",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		uint32_t a = stated("Acme", hosts[i], NULL);
		uint32_t b = stated("Graniteworks", hosts[i], NULL);
		if (same(a, b))
			fail_msg("%s joined two", hosts[i]);
	}
}

static void mail_hosts_join_nobody(void **state)
{
	(void)state;
	uint32_t a = stated("Acme", NULL, "acme@gmail.com");
	uint32_t b = stated("Graniteworks", NULL, "granite@gmail.com");
	assert_false(same(a, b));
	assert_false(same(a, named("Person: Somebody <x@outlook.com>")));
}

static void a_hosting_domain_alone_names_nobody(void **state)
{
	(void)state;
	assert_int_equal(stated(NULL, "https://github.com/acme", NULL), TH_SUPPLIER_UNKNOWN);
	assert_int_equal(stated("", NULL, "x@gmail.com"), TH_SUPPLIER_UNKNOWN);
}

static void hosting_domains_do_not_conflict(void **state)
{
	(void)state;
	uint32_t a = stated("Acme", "https://github.com/acme", NULL);
	assert_true(same(a, stated("Acme", "https://gitlab.com/acme", NULL)));
	assert_true(same(a, stated("Acme", "https://acme-tools.com", NULL)));
}

static void subdomains_are_one_organisation_and_public_suffixes_are_not(void **state)
{
	(void)state;
	assert_true(same(stated("A", "https://a.acme-tools.co.uk", NULL),
			 stated("B", "https://b.acme-tools.co.uk", NULL)));
	assert_false(
		same(stated("C", "https://c.co.uk", NULL), stated("D", "https://d.co.uk", NULL)));
}

static void each_joining_keeps_its_reason(void **state)
{
	(void)state;
	stated("Acme", "https://acme-tools.com", NULL);
	uint32_t before = set.merges.count;
	stated("Graniteworks", "https://acme-tools.com", NULL);
	assert_int_equal(set.merges.count, before + 1);
	const struct th_supplier_merge *m = &set.merges.items[before];
	assert_true(th_slice_equal(m->spelling, TH_SLICE("Graniteworks")));
	assert_string_equal(m->reason, "domain");
	assert_true(th_slice_equal(m->detail, TH_SLICE("acme-tools.com")));
	named("ACME Inc.");
	assert_int_equal(set.merges.count, before + 2);
	assert_string_equal(set.merges.items[before + 1].reason, "name or alias");
}

/* ---- the built-in list ---- */

#define GRANITE                                                                         \
	"{'name':'Graniteworks','legal':['Graniteworks Holding AG'],'aliases':['GW'],"  \
	"'domains':['graniteworks.com','gw-tools.com'],'npm':['@granite'],"             \
	"'maven':['com.graniteworks'],'github':['graniteworks'],'golang':['gw.dev/x']," \
	"'composer':['granite'],'cpe':['granite_works'],'kind':'company'}"

static void an_alias_of_the_list_joins(void **state)
{
	(void)state;
	world_suppliers(&w, GRANITE);
	uint32_t a = named("GW");
	assert_name(a, "Graniteworks");
	assert_true(same(a, named("Graniteworks Holding AG")));
	assert_true(same(a, named("graniteworks")));
	assert_true(same(a, stated("Whoever", "https://gw-tools.com", NULL)));
}

static void every_namespace_of_the_list_leads_to_one_entity(void **state)
{
	(void)state;
	world_suppliers(&w, GRANITE);
	uint32_t a = named("Graniteworks");
	assert_true(same(a, in_space(TH_KEY_NPM_SCOPE, "@granite")));
	assert_true(same(a, in_space(TH_KEY_MAVEN_GROUP, "com.graniteworks.tools.deep")));
	assert_true(same(a, in_space(TH_KEY_GITHUB_OWNER, "graniteworks")));
	assert_true(same(a, in_space(TH_KEY_GOLANG_PREFIX, "gw.dev/x/y")));
	assert_true(same(a, in_space(TH_KEY_COMPOSER_VENDOR, "granite")));
	assert_true(same(a, in_space(TH_KEY_CPE_VENDOR, "granite_works")));
	assert_false(same(a, in_space(TH_KEY_MAVEN_GROUP, "com.graniteworksx")));
	assert_false(same(a, in_space(TH_KEY_NPM_SCOPE, "@granit")));
}

static void a_namesake_with_another_domain_is_not_the_one_of_the_list(void **state)
{
	(void)state;
	world_suppliers(&w, GRANITE);
	uint32_t other = stated("Graniteworks", "https://granite-kitchens.com", NULL);
	assert_false(same(other, in_space(TH_KEY_NPM_SCOPE, "@granite")));
	assert_true(same(named("Graniteworks"), in_space(TH_KEY_NPM_SCOPE, "@granite")));
}

static void a_name_that_is_a_common_word_is_no_evidence(void **state)
{
	(void)state;
	world_suppliers(&w, "{'name':'Block','domains':['block.xyz'],'by_name':false,"
			    "'kind':'company'}");
	assert_false(same(named("Block"), stated(NULL, "https://block.xyz", NULL)));
}

static void a_namespace_that_nobody_knows_is_an_entity_of_its_own(void **state)
{
	(void)state;
	uint32_t a = in_space(TH_KEY_NPM_SCOPE, "@somebody");
	assert_int_not_equal(a, TH_SUPPLIER_UNKNOWN);
	assert_name(a, "@somebody");
	assert_true(same(a, in_space(TH_KEY_NPM_SCOPE, "@somebody")));
	assert_false(same(a, in_space(TH_KEY_COMPOSER_VENDOR, "@somebody")));
}

/* An individual's handle is a supplier too. */
static void the_handle_of_a_person_of_the_list_is_a_supplier(void **state)
{
	(void)state;
	world_suppliers(&w, "{'name':'sindresorhus','github':['sindresorhus'],'kind':'person',"
			    "'by_name':false}");
	uint32_t a = in_space(TH_KEY_GITHUB_OWNER, "sindresorhus");
	assert_name(a, "sindresorhus");
	assert_int_equal(set.builtin->suppliers[th_suppliers_get(&set, a)->row].kind,
			 TH_SUPPLIER_PERSON);
}

static void a_domain_that_was_derived_is_that_of_who_states_it(void **state)
{
	uint32_t derived;
	(void)state;
	begin();
	assert_int_equal(th_suppliers_domain(&set, TH_SLICE("acme-tools.com"),
					     TH_SLICE("acme-tools.com"), &derived),
			 TH_OK);
	assert_true(same(derived, stated("Acme", "https://acme-tools.com", NULL)));
}

/* ---- parents ---- */

static void a_parent_is_not_its_child(void **state)
{
	(void)state;
	world_suppliers(&w, "{'name':'Bigco','domains':['bigco.com'],'kind':'company'},"
			    "{'name':'Smallco','domains':['smallco.com'],'kind':'company',"
			    "'parent':'Bigco','acquired':'2016-06'}");
	uint32_t row;
	uint32_t child = named("Smallco");
	assert_false(same(child, named("Bigco")));
	th_slice parent = th_suppliers_parent(&set, child, world_day("2020-01-01"), &row);
	assert_true(th_slice_equal(parent, TH_SLICE("Bigco")));
	assert_int_equal(row, 0);
}

static void a_parent_is_none_before_it_bought(void **state)
{
	(void)state;
	world_suppliers(&w, "{'name':'Bigco','kind':'company'},"
			    "{'name':'Smallco','kind':'company','parent':'Bigco',"
			    "'acquired':'2016-06'}");
	uint32_t row, child = named("Smallco");
	assert_int_equal(th_suppliers_parent(&set, child, world_day("2016-05-31"), &row).len, 0);
	assert_int_equal(row, TH_NONE);
	assert_int_not_equal(th_suppliers_parent(&set, child, world_day("2016-06-01"), &row).len,
			     0);
	assert_int_equal(th_suppliers_parent(&set, named("Bigco"), 0, &row).len, 0);
}

/* ---- the configuration ---- */

static void an_alias_of_yours_joins(void **state)
{
	(void)state;
	world_configured_supplier(&w, "Acme", "The Anvil People", NULL, TH_CRITICALITY_HIGH);
	uint32_t a = named("The Anvil People");
	assert_name(a, "Acme");
	assert_true(same(a, named("Acme Inc.")));
	assert_true(th_suppliers_get(&set, a)->configured);
	assert_int_equal(th_suppliers_get(&set, a)->criticality, TH_CRITICALITY_HIGH);
}

static void a_domain_of_yours_joins_and_parts(void **state)
{
	(void)state;
	world_configured_supplier(&w, "Acme", NULL, "acme-tools.com", TH_CRITICALITY_NONE);
	uint32_t a = named("Acme");
	assert_true(same(a, stated("Anybody", "https://www.acme-tools.com", NULL)));
	assert_false(same(a, stated("Acme", "https://acme-other.com", NULL)));
}

static void your_word_and_the_list_meet_in_one_entity(void **state)
{
	(void)state;
	world_suppliers(&w, GRANITE);
	world_configured_supplier(&w, "Stone People", "GW", NULL, TH_CRITICALITY_LOW);
	uint32_t a = named("Graniteworks");
	assert_name(a, "Stone People");
	assert_true(same(a, named("GW")));
	assert_true(same(a, in_space(TH_KEY_NPM_SCOPE, "@granite")));
	assert_true(same(a, stated("X", "https://gw-tools.com", NULL)));
}

static void your_alias_for_one_of_the_list_stands_above_the_list(void **state)
{
	(void)state;
	world_suppliers(&w, GRANITE ",{'name':'Slateworks','domains':['slate.works'],"
				    "'kind':'company'}");
	world_configured_supplier(&w, "Slate", "GW", "slate.works", TH_CRITICALITY_NONE);
	assert_true(same(named("GW"), stated("X", "https://slate.works", NULL)));
}

/* ---- yourself ---- */

static bool is_self(uint32_t id)
{
	return th_suppliers_get(&set, th_suppliers_find(&set, id))->is_self;
}

static void call_self(const char *name)
{
	uint32_t id = named(name);

	set.list.items[id].is_self = true;
}

/* From here on the documents of others speak. */
static void let_others_speak(void)
{
	set.yours = false;
}

static void you_are_you_by_every_spelling_of_your_name(void **state)
{
	(void)state;
	call_self("Example Bank");
	assert_true(is_self(named("EXAMPLE BANK AG")));
	assert_false(is_self(named("Example Banking")));
}

static void what_others_call_by_your_name_is_your_shadow(void **state)
{
	(void)state;
	call_self("Example Bank");
	uint32_t you = named("Example Bank");
	let_others_speak();
	uint32_t shadow = named("Example Bank AG");
	assert_false(is_self(shadow));
	assert_true(th_suppliers_get(&set, shadow)->is_shadow);
	assert_true(same(shadow, named("EXAMPLE BANK")));
	assert_true(th_suppliers_alike(&set, you, shadow));
	assert_false(th_suppliers_alike(&set, you, named("Acme")));
}

/*
 * A vendor that states your name beside its own domain must not become you by stating the domain
 * beside its own name.
 */
static void nobody_becomes_you_by_a_documents_word(void **state)
{
	(void)state;
	call_self("Example Bank");
	let_others_speak();
	stated("Example Bank", "https://evil-vendor.com", NULL);
	assert_false(is_self(stated("Evil Vendor", "https://evil-vendor.com", NULL)));
}

static void nobody_becomes_you_in_the_other_order_either(void **state)
{
	(void)state;
	call_self("Example Bank");
	let_others_speak();
	uint32_t evil = stated("Evil Vendor", "https://evil-vendor.com", NULL);
	stated("Example Bank", "https://evil-vendor.com", NULL);
	assert_false(is_self(evil));
}

/* ---- facts ---- */

static uint32_t of_fact(const char *supplier)
{
	char json[1024];

	snprintf(json, sizeof(json),
		 "{'schema':'twohop-events/1','events':[{'id':'E','kind':'sabotage',"
		 "'published':'2023-01-01','supplier':%s}]}",
		 supplier);
	world_facts(&w, WORLD_NAMED, json);
	world_indexes(&w);
	uint32_t namesake;
	return th_suppliers_of_fact(&set, &w.indexes[1], &w.indexes[1].events[0].supplier,
				    &namesake);
}

static void a_fact_finds_its_supplier_by_domain_name_or_alias(void **state)
{
	(void)state;
	uint32_t a = stated("Acme Tools", "https://acme-tools.com", NULL);
	assert_int_equal(of_fact("{'name':'Somebody','domains':['acme-tools.com']}"), a);
}

static void a_fact_finds_its_supplier_by_its_name(void **state)
{
	(void)state;
	uint32_t a = named("Acme Tools");
	assert_int_equal(of_fact("{'name':'ACME TOOLS Inc.','domains':['acme-tools.com']}"), a);
}

static void a_fact_finds_its_supplier_by_an_alias(void **state)
{
	(void)state;
	uint32_t a = named("Anvil People");
	assert_int_equal(of_fact("{'name':'Acme','aliases':['The Anvil People, Ltd.']}"), a);
}

static void a_fact_does_not_speak_of_a_namesake_with_another_domain(void **state)
{
	(void)state;
	stated("Acme Tools", "https://acme-kitchens.com", NULL);
	assert_int_equal(of_fact("{'name':'Acme Tools','domains':['acme-tools.com']}"),
			 TH_SUPPLIER_UNKNOWN);
}

static void a_fact_about_a_supplier_that_is_not_there_finds_nobody(void **state)
{
	(void)state;
	named("Graniteworks");
	assert_int_equal(of_fact("{'name':'Acme Tools','domains':['acme-tools.com']}"),
			 TH_SUPPLIER_UNKNOWN);
}

/* ---- many ---- */

static void a_chain_of_joinings_ends_in_one_entity(void **state)
{
	char name[64], url[64];
	(void)state;
	for (unsigned i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "Part %u", i);
		snprintf(url, sizeof(url), "https://part%u.com", i);
		stated(NULL, url, NULL); /* entities by domain */
		named(name);             /* and by name */
	}
	for (unsigned i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "Part %u", i);
		snprintf(url, sizeof(url), "https://part%u.com", i);
		assert_true(same(stated(name, url, NULL), named(name)));
		assert_true(same(named(name), stated(NULL, url, NULL)));
	}
	for (uint32_t s = 0; s < set.list.count; s++)
		assert_int_equal(th_suppliers_find(&set, th_suppliers_find(&set, s)),
				 th_suppliers_find(&set, s));
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(equal_names_are_one),
		TEST(legal_forms_case_and_punctuation_do_not_part),
		TEST(nobody_is_nobody_and_never_equal_to_itself),
		TEST(a_name_that_leaves_no_key_is_an_organisation_of_its_own),
		TEST(equal_domains_join_different_names),
		TEST(the_domain_of_a_mail_address_counts_where_no_url_is_stated),
		TEST(a_domain_alone_is_an_organisation),
		TEST(a_name_met_without_a_domain_joins_the_one_that_states_it),
		TEST(conflicting_domains_keep_namesakes_apart),
		TEST(conflicting_domains_keep_namesakes_apart_in_any_order),
		TEST(hosting_domains_join_nobody),
		TEST(mail_hosts_join_nobody),
		TEST(a_hosting_domain_alone_names_nobody),
		TEST(hosting_domains_do_not_conflict),
		TEST(subdomains_are_one_organisation_and_public_suffixes_are_not),
		TEST(each_joining_keeps_its_reason),
		TEST(an_alias_of_the_list_joins),
		TEST(every_namespace_of_the_list_leads_to_one_entity),
		TEST(a_namesake_with_another_domain_is_not_the_one_of_the_list),
		TEST(a_name_that_is_a_common_word_is_no_evidence),
		TEST(a_namespace_that_nobody_knows_is_an_entity_of_its_own),
		TEST(the_handle_of_a_person_of_the_list_is_a_supplier),
		TEST(a_domain_that_was_derived_is_that_of_who_states_it),
		TEST(a_parent_is_not_its_child),
		TEST(a_parent_is_none_before_it_bought),
		TEST(an_alias_of_yours_joins),
		TEST(a_domain_of_yours_joins_and_parts),
		TEST(your_word_and_the_list_meet_in_one_entity),
		TEST(your_alias_for_one_of_the_list_stands_above_the_list),
		TEST(you_are_you_by_every_spelling_of_your_name),
		TEST(what_others_call_by_your_name_is_your_shadow),
		TEST(nobody_becomes_you_by_a_documents_word),
		TEST(nobody_becomes_you_in_the_other_order_either),
		TEST(a_fact_finds_its_supplier_by_domain_name_or_alias),
		TEST(a_fact_finds_its_supplier_by_its_name),
		TEST(a_fact_finds_its_supplier_by_an_alias),
		TEST(a_fact_does_not_speak_of_a_namesake_with_another_domain),
		TEST(a_fact_about_a_supplier_that_is_not_there_finds_nobody),
		TEST(a_chain_of_joinings_ends_in_one_entity),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
