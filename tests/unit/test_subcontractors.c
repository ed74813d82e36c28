/*
 * Who works for whom: plain lists, and template B_05.02 of a register of information.
 */
#include "tests/unit/one_document.h"

static void assert_pair(uint32_t number, const char *supplier, const char *subcontractor)
{
	const struct th_subcontract *s = &doc.subcontracts.items[number];

	assert_text(doc.organizations.items[s->supplier].name, supplier);
	assert_text(doc.organizations.items[s->subcontractor].name, subcontractor);
}

static void a_row_says_who_works_for_whom(void **state)
{
	(void)state;
	assert_int_equal(read_text("country,service,subcontractor,supplier\n"
				   "DE,hosting,\"Sub, Inc\",Acme\n"),
			 TH_OK);
	assert_int_equal(doc.subcontracts.count, 1);
	assert_pair(0, "Acme", "Sub, Inc");
	assert_text(doc.subcontracts.items[0].service, "hosting");
	assert_text(doc.subcontracts.items[0].country, "DE");
}

static void a_row_without_a_subcontractor_is_told(void **state)
{
	(void)state;
	assert_int_equal(read_text("supplier,subcontractor\nAcme,\n"), TH_OK);
	assert_int_equal(doc.subcontracts.count, 0);
	assert_true(is_told(TH_DIAG_missing_field));
}

static void a_formula_is_a_name(void **state)
{
	(void)state;
	assert_int_equal(read_text("supplier,subcontractor\nAcme,=cmd|calc\n"), TH_OK);
	assert_pair(0, "Acme", "=cmd|calc");
}

#define CODES "B_05.02.0010,B_05.02.0020,B_05.02.0030,B_05.02.0050,B_05.02.0060\n"

static void of_rank_two_is_who_works_for_the_recipient(void **state)
{
	(void)state;
	assert_int_equal(read_text(CODES "C1,S17,LEI-A,1,\nC1,S17,LEI-B,2,LEI-A\n"), TH_OK);
	assert_int_equal(doc.subcontracts.count, 1);
	assert_pair(0, "LEI-A", "LEI-B");
	assert_false(is_told(TH_DIAG_missing_field));
}

static void of_rank_one_is_who_works_for_you(void **state)
{
	(void)state;
	assert_int_equal(read_text(CODES "C1,S17,LEI-A,1,LEI-BANK\n"), TH_OK);
	assert_int_equal(doc.subcontracts.count, 0);
}

static void without_ranks_who_has_no_recipient_works_for_you(void **state)
{
	(void)state;
	assert_int_equal(read_text("b_05.02.0030,b_05.02.0060\nLEI-A,\nLEI-B,LEI-A\n"), TH_OK);
	assert_int_equal(doc.subcontracts.count, 1);
	assert_pair(0, "LEI-A", "LEI-B");
	assert_false(is_told(TH_DIAG_missing_field));
}

static void of_rank_two_without_a_recipient_is_told(void **state)
{
	(void)state;
	assert_int_equal(read_text(CODES "C1,S17,LEI-B,2,\n"), TH_OK);
	assert_int_equal(doc.subcontracts.count, 0);
	assert_true(is_told(TH_DIAG_missing_field));
}

#define TEST(f) cmocka_unit_test_teardown(f, release)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_row_says_who_works_for_whom),
		TEST(a_row_without_a_subcontractor_is_told),
		TEST(a_formula_is_a_name),
		TEST(of_rank_two_is_who_works_for_the_recipient),
		TEST(of_rank_one_is_who_works_for_you),
		TEST(without_ranks_who_has_no_recipient_works_for_you),
		TEST(of_rank_two_without_a_recipient_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
