/*
 * graph/known: which events exist on a day, which of them are one affair, whether it is open, and
 * whose word counts for that.
 */
#include "world.h"

static struct world w;

static int teardown(void **state)
{
	(void)state;
	world_release(&w);
	return 0;
}

/* An event of kind sabotage; rest begins with a comma. */
#define EVENT(id, rest) "{'id':'" id "','kind':'sabotage','supplier':{'name':'S'}" rest "}"
#define PUBLISHED(day) ",'published':'" day "'"
#define ALIAS(id) ",'aliases':['" id "']"
#define PRODUCT ",'product':{'name':'P'}"

static bool exists(const char *id)
{
	return th_known_affair_of_id(&w.known, th_slice_of(id)) != TH_NONE;
}

static const struct th_affair *affair(const char *id)
{
	if (!exists(id))
		fail_msg("there is no affair %s", id);
	return &w.known.affairs.items[th_known_affair_of_id(&w.known, th_slice_of(id))];
}

static bool is_open(const char *id)
{
	return affair(id)->open;
}

static bool are_one(const char *a, const char *b)
{
	return exists(a) && exists(b) && affair(a) == affair(b);
}

/* ---- existing ---- */

static void an_event_exists_from_the_day_it_is_published(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, FACTS(EVENT("E", PUBLISHED("2023-04-20"))));
	world_know(&w, "2023-04-19");
	assert_false(exists("E"));
	assert_int_equal(th_known_affair(&w.known, 0, 0), TH_NONE);
	world_know(&w, "2023-04-20");
	assert_true(exists("E"));
	assert_int_equal(th_known_affair(&w.known, 0, 0), 0);
}

static void a_publication_of_less_than_a_day_counts_from_its_first(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN,
		    FACTS(EVENT("M", PUBLISHED("2023-04")), EVENT("Y", PUBLISHED("2022"))));
	world_know(&w, "2023-03-31");
	assert_false(exists("M"));
	assert_true(exists("Y"));
	world_know(&w, "2023-04-01");
	assert_true(exists("M"));
	world_know(&w, "2021-12-31");
	assert_false(exists("Y"));
}

static void a_withdrawn_event_exists_until_then(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN,
		    FACTS(EVENT("E", PUBLISHED("2023-01-01") ",'withdrawn':'2023-06-15'")));
	world_know(&w, "2023-06-14");
	assert_true(exists("E"));
	world_know(&w, "2023-06-15");
	assert_false(exists("E"));
	world_know(&w, "2024-01-01");
	assert_false(exists("E"));
}

/* ---- open ---- */

static void an_affair_is_open_for_a_year_where_nobody_says_more(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, FACTS(EVENT("E", PUBLISHED("2023-04-20"))));
	world_know(&w, "2023-04-20");
	assert_true(is_open("E"));
	world_know(&w, "2024-04-19");
	assert_true(is_open("E"));
	world_know(&w, "2024-04-21");
	assert_false(is_open("E"));
	assert_true(exists("E"));
}

static void an_affair_is_open_through_the_day_it_is_resolved(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN,
		    FACTS(EVENT("E", PUBLISHED("2023-04-20") ",'resolved':'2023-05-10'"),
			  EVENT("Y", PUBLISHED("2023-04-20") ",'resolved':'2026'")));
	world_know(&w, "2023-05-10");
	assert_true(is_open("E"));
	world_know(&w, "2023-05-11");
	assert_false(is_open("E"));
	world_know(&w, "2026-12-31"); /* longer than a year, and it is said */
	assert_true(is_open("Y"));
	world_know(&w, "2027-01-01");
	assert_false(is_open("Y"));
}

/* ---- affairs ---- */

static void events_that_share_an_alias_are_one_affair(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN,
		    FACTS(EVENT("A", PUBLISHED("2023-01-02") ALIAS("CVE-1")),
			  EVENT("B", PUBLISHED("2023-01-01") ",'aliases':['CVE-1','CVE-2']"),
			  EVENT("C", PUBLISHED("2023-01-03") ALIAS("CVE-2")),
			  EVENT("D", PUBLISHED("2023-01-03") ALIAS("CVE-3"))));
	world_know(&w, "2023-06-01");
	assert_int_equal(w.known.affairs.count, 2);
	assert_true(are_one("A", "C"));
	assert_true(are_one("A", "CVE-2"));
	assert_false(are_one("A", "D"));
}

static void an_alias_that_is_anothers_id_makes_one_affair(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, FACTS(EVENT("A", PUBLISHED("2023-01-01"))));
	world_facts(&w, WORLD_AUDITED, FACTS(EVENT("X", PUBLISHED("2023-01-01") ALIAS("A"))));
	world_know(&w, "2023-06-01");
	assert_true(are_one("A", "X"));
	assert_int_equal(th_known_affair(&w.known, 0, 0), th_known_affair(&w.known, 1, 0));
}

static void an_affair_keeps_the_name_of_the_built_in_event(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN,
		    FACTS(EVENT("TH-9", PUBLISHED("2023-01-01") ",'title':'ours'" ALIAS("CVE-1"))));
	world_facts(
		&w, WORLD_NAMED,
		FACTS(EVENT("AA-1", PUBLISHED("2023-01-01") ",'title':'yours'" ALIAS("CVE-1"))));
	world_know(&w, "2023-06-01");
	assert_true(th_slice_equal(affair("CVE-1")->id, TH_SLICE("TH-9")));
	assert_true(th_slice_equal(affair("CVE-1")->title, TH_SLICE("ours")));
}

static void else_the_smallest_id_names_the_affair(void **state)
{
	(void)state;
	world_facts(&w, WORLD_NAMED,
		    FACTS(EVENT("C", ",'title':'c'" PUBLISHED("2023-01-01") ALIAS("X")),
			  EVENT("A", ",'title':'a'" PUBLISHED("2023-01-01") ALIAS("X")),
			  EVENT("B", ",'title':'b'" PUBLISHED("2023-01-01") ALIAS("X"))));
	world_know(&w, "2023-06-01");
	assert_true(th_slice_equal(affair("X")->id, TH_SLICE("A")));
	assert_true(th_slice_equal(affair("X")->title, TH_SLICE("a")));
}

static void the_earliest_publication_counts(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN,
		    FACTS(EVENT("A", PUBLISHED("2023-03-01") ALIAS("X")),
			  EVENT("B", PUBLISHED("2023-02") ALIAS("X"))));
	world_know(&w, "2023-06-01");
	assert_int_equal(th_date_first(affair("X")->published), world_day("2023-02-01"));
}

static void an_event_that_does_not_exist_yet_joins_nothing(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN,
		    FACTS(EVENT("A", PUBLISHED("2023-01-01") ALIAS("X")),
			  EVENT("B", PUBLISHED("2024-01-01") ",'aliases':['X','Y']"),
			  EVENT("C", PUBLISHED("2023-01-01") ALIAS("Y"))));
	world_know(&w, "2023-06-01");
	assert_false(are_one("A", "C"));
	world_know(&w, "2024-06-01");
	assert_true(are_one("A", "C"));
}

static void an_affair_about_a_product_speaks_of_releases(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN,
		    FACTS(EVENT("P", PUBLISHED("2023-01-01") PRODUCT),
			  EVENT("N", PUBLISHED("2023-01-01")),
			  "{'id':'I','kind':'infrastructure-breach','supplier':{'name':'S'}" PRODUCT
			  ",'published':'2023-01-01'}"));
	world_know(&w, "2023-06-01");
	assert_true(affair("P")->is_release);
	assert_false(affair("N")->is_release);
	assert_false(affair("I")->is_release);
}

static void every_event_of_an_affair_is_met_once(void **state)
{
	uint32_t count = 0;
	(void)state;
	world_facts(&w, WORLD_BUILTIN,
		    FACTS(EVENT("A", PUBLISHED("2023-01-01") ALIAS("X")),
			  EVENT("O", PUBLISHED("2023-01-01")),
			  EVENT("B", PUBLISHED("2023-01-01") ALIAS("X"))));
	world_know(&w, "2023-06-01");
	uint32_t a = th_known_affair_of_id(&w.known, TH_SLICE("X"));
	TH_FOR_EACH_EVENT(&w.known, a, n)
	count++;
	assert_int_equal(count, 2);
}

/* ---- whose word counts ---- */

static void your_file_settles_an_affair(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, FACTS(EVENT("A", PUBLISHED("2023-04-20"))));
	world_facts(&w, WORLD_NAMED,
		    FACTS(EVENT("A", PUBLISHED("2023-04-20") ",'resolved':'2023-05-01'")));
	world_know(&w, "2023-06-01");
	assert_false(is_open("A"));
}

static void a_vendors_file_settles_nothing(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, FACTS(EVENT("A", PUBLISHED("2023-04-20"))));
	world_facts(&w, WORLD_AUDITED,
		    FACTS(EVENT("A", PUBLISHED("2023-04-20") ",'resolved':'2023-05-01'")));
	world_know(&w, "2023-06-01");
	assert_true(is_open("A"));
}

static void your_file_withdraws_an_affair(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, FACTS(EVENT("A", PUBLISHED("2023-04-20") PRODUCT)));
	world_facts(&w, WORLD_NAMED,
		    FACTS(EVENT("A", PUBLISHED("2023-04-20") ",'withdrawn':'2023-05-01'")));
	world_know(&w, "2023-04-30");
	assert_true(exists("A"));
	world_know(&w, "2023-06-01");
	assert_false(exists("A"));
	assert_int_equal(th_known_affair(&w.known, 0, 0), TH_NONE);
}

/* Events that share an alias are one; withdrawing the one withdraws the affair. */
static void your_file_withdraws_an_affair_by_its_alias(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, FACTS(EVENT("A", PUBLISHED("2023-04-20"))));
	world_facts(&w, WORLD_NAMED,
		    FACTS(EVENT("MINE",
				PUBLISHED("2023-04-20") ALIAS("A") ",'withdrawn':'2023-05-01'")));
	world_know(&w, "2023-06-01");
	assert_false(exists("A"));
}

static void a_vendors_file_withdraws_nothing(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, FACTS(EVENT("A", PUBLISHED("2023-04-20"))));
	world_facts(&w, WORLD_AUDITED,
		    FACTS(EVENT("A", PUBLISHED("2023-04-20") ",'withdrawn':'2023-05-01'")));
	world_know(&w, "2023-06-01");
	assert_true(exists("A"));
	assert_true(is_open("A"));
}

/*
 * Two affairs, one of them settled by those who may: a vendor's event that claims to be both joins
 * them, and must not settle the open one by it.
 */
static void a_vendors_aliases_do_not_settle_one_affair_by_another(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN,
		    FACTS(EVENT("OLD", PUBLISHED("2015-01-01") ",'resolved':'2015-02-01'"),
			  EVENT("NEW", PUBLISHED("2023-04-20"))));
	world_facts(&w, WORLD_AUDITED,
		    FACTS(EVENT("V", PUBLISHED("2023-04-20") ",'aliases':['OLD','NEW']")));
	world_know(&w, "2023-06-01");
	assert_true(is_open("NEW"));
}

/* A withdrawn event exists no more: a vendor's that claims to be it must not take others along. */
static void a_vendors_aliases_do_not_withdraw_one_affair_by_another(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN,
		    FACTS(EVENT("GONE", PUBLISHED("2015-01-01") ",'withdrawn':'2015-02-01'"),
			  EVENT("REAL", PUBLISHED("2023-04-20"))));
	world_facts(&w, WORLD_AUDITED, FACTS(EVENT("GONE", PUBLISHED("2023-04-20") ALIAS("REAL"))));
	world_know(&w, "2023-06-01");
	assert_true(exists("REAL"));
	assert_true(is_open("REAL"));
}

/* What is said of causes and effects is said between affairs: joined, they are said no more. */
static void a_vendors_aliases_do_not_make_one_affair_of_two(void **state)
{
	(void)state;
	world_facts(
		&w, WORLD_BUILTIN,
		FACTS(EVENT("CAUSE", PUBLISHED("2023-04-20") PRODUCT),
		      EVENT("EFFECT", PUBLISHED("2023-04-20") PRODUCT ",'caused_by':['CAUSE']")));
	world_facts(&w, WORLD_AUDITED,
		    FACTS(EVENT("V", PUBLISHED("2023-04-20") ",'aliases':['CAUSE','EFFECT']")));
	world_know(&w, "2023-06-01");
	assert_false(are_one("CAUSE", "EFFECT"));
}

/* Whichever file is read first. */
static void a_vendors_file_does_not_name_your_affair(void **state)
{
	(void)state;
	world_facts(&w, WORLD_AUDITED,
		    FACTS(EVENT("AA", ",'title':'nothing'" PUBLISHED("2023-01-01") ALIAS("MINE"))));
	world_facts(&w, WORLD_NAMED,
		    FACTS(EVENT("MINE", ",'title':'real'" PUBLISHED("2023-01-01"))));
	world_know(&w, "2023-06-01");
	assert_true(are_one("AA", "MINE"));
	assert_true(th_slice_equal(affair("MINE")->id, TH_SLICE("MINE")));
	assert_true(th_slice_equal(affair("MINE")->title, TH_SLICE("real")));
}

static void a_vendors_product_does_not_make_a_release_of_your_breach(void **state)
{
	(void)state;
	world_facts(&w, WORLD_AUDITED, FACTS(EVENT("B", PUBLISHED("2023-01-01") PRODUCT)));
	world_facts(&w, WORLD_NAMED, FACTS(EVENT("B", PUBLISHED("2023-01-01"))));
	world_know(&w, "2023-06-01");
	assert_true(affair("B")->is_breach);
	assert_false(affair("B")->is_release);
}

static void of_two_vendors_accounts_neither_hides_the_other(void **state)
{
	(void)state;
	world_facts(&w, WORLD_AUDITED, FACTS(EVENT("B", PUBLISHED("2023-01-01"))));
	world_facts(&w, WORLD_AUDITED, FACTS(EVENT("B", PUBLISHED("2023-01-01") PRODUCT)));
	world_know(&w, "2023-06-01");
	assert_true(affair("B")->is_breach);
	assert_true(affair("B")->is_release);
}

static void a_vendors_file_joins_the_first_affair_that_its_names_lead_to(void **state)
{
	(void)state;
	world_facts(
		&w, WORLD_BUILTIN,
		FACTS(EVENT("A", PUBLISHED("2023-01-01")) "," EVENT("B", PUBLISHED("2023-01-01"))));
	world_facts(&w, WORLD_AUDITED,
		    FACTS(EVENT("V", PUBLISHED("2023-01-01") ",'aliases':['NONE','B','A']")));
	world_know(&w, "2023-06-01");
	assert_true(are_one("V", "B"));
	assert_false(are_one("A", "B"));
}

/* What a vendor's event calls itself beside that leads where it always led. */
static void a_vendors_alias_does_not_lead_away_from_your_affair(void **state)
{
	(void)state;
	world_facts(&w, WORLD_AUDITED,
		    FACTS(EVENT("V", PUBLISHED("2023-01-01") ",'aliases':['A','B']")));
	world_facts(
		&w, WORLD_NAMED,
		FACTS(EVENT("A", PUBLISHED("2023-01-01")) "," EVENT("B", PUBLISHED("2023-01-01"))));
	world_know(&w, "2023-06-01");
	assert_true(th_slice_equal(affair("A")->id, TH_SLICE("A")));
	assert_true(th_slice_equal(affair("B")->id, TH_SLICE("B")));
}

static void vendors_accounts_under_one_alias_are_one_affair(void **state)
{
	(void)state;
	world_facts(&w, WORLD_AUDITED, FACTS(EVENT("V", PUBLISHED("2023-01-01") ALIAS("CVE-1"))));
	world_facts(&w, WORLD_AUDITED, FACTS(EVENT("U", PUBLISHED("2023-01-01") ALIAS("CVE-1"))));
	world_know(&w, "2023-06-01");
	assert_int_equal(w.known.affairs.count, 1);
	assert_true(th_slice_equal(affair("CVE-1")->id, TH_SLICE("U")));
}

static void one_vendors_aliases_do_not_unite_what_another_sent(void **state)
{
	(void)state;
	world_facts(&w, WORLD_AUDITED,
		    FACTS(EVENT("E1", PUBLISHED("2023-01-01") ALIAS("CVE-1")) "," EVENT(
			    "E2", PUBLISHED("2023-01-01") ALIAS("CVE-2"))));
	world_facts(
		&w, WORLD_AUDITED,
		FACTS(EVENT("X", PUBLISHED("2023-01-01") ",'aliases':['CVE-1','CVE-2']") "," EVENT(
			"Y", PUBLISHED("2023-01-01") ",'aliases':['E1','E2']")));
	world_know(&w, "2023-06-01");
	assert_false(are_one("E1", "E2"));
}

static void what_you_withdrew_does_not_come_back_by_a_vendors_file(void **state)
{
	(void)state;
	world_facts(&w, WORLD_NAMED,
		    FACTS(EVENT("A", PUBLISHED("2023-04-20") ",'withdrawn':'2023-05-01'")));
	world_facts(&w, WORLD_AUDITED, FACTS(EVENT("A", PUBLISHED("2023-04-20"))));
	world_know(&w, "2023-04-30");
	assert_true(exists("A"));
	world_know(&w, "2023-06-01");
	assert_false(exists("A"));
	assert_int_equal(w.known.affairs.count, 0);
}

static void a_vendors_file_adds_an_affair(void **state)
{
	(void)state;
	world_facts(&w, WORLD_AUDITED, FACTS(EVENT("V", PUBLISHED("2023-04-20"))));
	world_know(&w, "2023-06-01");
	assert_true(is_open("V"));
}

/* ---- nothing ---- */

static void without_facts_nothing_is_known(void **state)
{
	(void)state;
	world_know(&w, "2023-06-01");
	assert_int_equal(w.known.affairs.count, 0);
	assert_false(exists("E"));
	assert_false(exists(""));
}

static void ids_are_exact(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, FACTS(EVENT("CVE-1", PUBLISHED("2023-01-01"))));
	world_know(&w, "2023-06-01");
	assert_false(exists("CVE-"));
	assert_false(exists("CVE-11"));
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_event_exists_from_the_day_it_is_published),
		TEST(a_publication_of_less_than_a_day_counts_from_its_first),
		TEST(a_withdrawn_event_exists_until_then),
		TEST(an_affair_is_open_for_a_year_where_nobody_says_more),
		TEST(an_affair_is_open_through_the_day_it_is_resolved),
		TEST(events_that_share_an_alias_are_one_affair),
		TEST(an_alias_that_is_anothers_id_makes_one_affair),
		TEST(an_affair_keeps_the_name_of_the_built_in_event),
		TEST(else_the_smallest_id_names_the_affair),
		TEST(the_earliest_publication_counts),
		TEST(an_event_that_does_not_exist_yet_joins_nothing),
		TEST(an_affair_about_a_product_speaks_of_releases),
		TEST(every_event_of_an_affair_is_met_once),
		TEST(your_file_settles_an_affair),
		TEST(a_vendors_file_settles_nothing),
		TEST(your_file_withdraws_an_affair),
		TEST(your_file_withdraws_an_affair_by_its_alias),
		TEST(a_vendors_file_withdraws_nothing),
		TEST(a_vendors_aliases_do_not_settle_one_affair_by_another),
		TEST(a_vendors_aliases_do_not_withdraw_one_affair_by_another),
		TEST(a_vendors_aliases_do_not_make_one_affair_of_two),
		TEST(a_vendors_file_does_not_name_your_affair),
		TEST(a_vendors_product_does_not_make_a_release_of_your_breach),
		TEST(of_two_vendors_accounts_neither_hides_the_other),
		TEST(a_vendors_file_joins_the_first_affair_that_its_names_lead_to),
		TEST(a_vendors_alias_does_not_lead_away_from_your_affair),
		TEST(vendors_accounts_under_one_alias_are_one_affair),
		TEST(one_vendors_aliases_do_not_unite_what_another_sent),
		TEST(what_you_withdrew_does_not_come_back_by_a_vendors_file),
		TEST(a_vendors_file_adds_an_affair),
		TEST(without_facts_nothing_is_known),
		TEST(ids_are_exact),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
