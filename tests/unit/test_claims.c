/*
 * What vendors say of themselves: forms, response files, declarations of CycloneDX.
 */
#include "parsers/claims.h"
#include "tests/unit/cdx.h"
#include "tests/unit/one_document.h"

static const struct th_claim *claim_of(const char *text, uint32_t number, uint32_t count)
{
	assert_int_equal(read_text(text), TH_OK);
	assert_non_null(doc.claims);
	assert_int_equal(doc.claims->list.count, count);
	return &doc.claims->list.items[number];
}

#define BIT(name) (UINT32_C(1) << TH_CONTROL_##name)

/* ---- items ---- */

static uint32_t controls(const char *standard, const char *item)
{
	return th_controls_of(th_slice_of(standard), th_slice_of(item));
}

static void an_item_is_known_however_it_is_spelled(void **state)
{
	static const char *const spellings[] = { "1d", "1 d", "1(d)", "1D", "1-d", "1.d" };

	(void)state;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
		assert_int_equal(controls("cisa-ssaf", spellings[i]), BIT(managed_build_endpoints));
	assert_int_equal(controls("SSDF 1.1", "PO 1.3"), BIT(two_hops_mapped));
}

static void a_point_between_digits_counts(void **state)
{
	(void)state;
	assert_int_equal(controls("scvs-1.0", "1.1"), BIT(two_hops_mapped));
	assert_int_equal(controls("scvs-1.0", "11"), 0);
	assert_int_equal(controls("scvs-1.0", "11.0"), 0);
	assert_int_equal(controls("ssdf-1.1", "PO.13"), 0);
}

static void an_item_of_another_form_says_nothing(void **state)
{
	(void)state;
	assert_int_equal(controls("house-form", "1d"), 0);
	assert_int_equal(controls("cisa-ssaf", "1g"), 0);
	assert_int_equal(controls("cisa-ssaf", ""), 0);
}

/* ---- forms ---- */

#define FORM(rest, answers)                                                  \
	"{'schema':'twohop-form/"                                            \
	"1','form':'cisa-ssaf','supplier':'Acme','signed':'2023-01-10'" rest \
	",'answers':{" answers "}}"

static void an_answer_is_a_claim_of_the_supplier(void **state)
{
	(void)state;
	const struct th_claim *c = claim_of(FORM("", "'1d':'yes'"), 0, 1);
	assert_int_equal(c->answer, TH_ANSWER_YES);
	assert_int_equal(c->controls, BIT(managed_build_endpoints));
	assert_text(doc.organizations.items[c->organization].name, "Acme");
	assert_text(doc.created, "2023-01-10");
	assert_false(c->is_third_party);
}

static void what_is_neither_yes_nor_no_is_unclear(void **state)
{
	(void)state;
	assert_int_equal(claim_of(FORM("", "'1d':'planned'"), 0, 1)->answer, TH_ANSWER_UNCLEAR);
}

static void a_third_party_and_an_end_are_read(void **state)
{
	(void)state;
	const struct th_claim *c = claim_of(FORM(",'expires':'2024-01-10','third_party':true,"
						 "'signatory':'A. Chief','product':'Phone'",
						 "'1d':'yes'"),
					    0, 1);
	assert_true(c->is_third_party);
	assert_true(th_date_present(c->expires));
	assert_text(c->product, "Phone");
	assert_int_equal(doc.claims->signatories, 1);
	assert_false(is_told(TH_DIAG_unknown_field));
}

static void no_third_party_is_none(void **state)
{
	(void)state;
	assert_false(claim_of(FORM(",'third_party':false", "'1d':'yes'"), 0, 1)->is_third_party);
}

static void an_item_that_the_form_does_not_have_is_told(void **state)
{
	(void)state;
	assert_int_equal(claim_of(FORM("", "'1g':'yes'"), 0, 1)->controls, 0);
	assert_true(is_told(TH_DIAG_unknown_item));
}

static void an_item_that_speaks_of_no_control_is_not_told(void **state)
{
	(void)state;
	assert_int_equal(claim_of(FORM("", "'4':'yes'"), 0, 1)->controls, 0);
	assert_false(is_told(TH_DIAG_unknown_item));
}

static void a_table_has_columns_in_any_order(void **state)
{
	(void)state;
	const struct th_claim *c = claim_of("answer,item,signed,supplier,form\n"
					    "yes,1d,2023-01-10,Acme,cisa-ssaf\n"
					    "no,1a,2023-01-10,Other,cisa-ssaf\n",
					    1, 2);
	assert_int_equal(c->answer, TH_ANSWER_NO);
	assert_text(doc.organizations.items[c->organization].name, "Other");
	assert_text(doc.created, "2023-01-10");
	assert_false(is_told(TH_DIAG_unknown_field));
}

static void a_table_signed_on_two_days_is_of_neither(void **state)
{
	(void)state;
	claim_of("form,supplier,signed,item,answer\ncisa-ssaf,Acme,2023-01-10,1d,yes\n"
		 "cisa-ssaf,Acme,2024-01-10,1a,yes\n",
		 0, 2);
	assert_text(doc.created, "");
}

static void a_column_that_is_not_known_is_told(void **state)
{
	(void)state;
	claim_of("form,supplier,signed,item,answer,mood\ncisa-ssaf,Acme,2023-01-10,1d,yes,good\n",
		 0, 1);
	assert_true(is_told(TH_DIAG_unknown_field));
}

static void a_formula_is_a_text(void **state)
{
	(void)state;
	const struct th_claim *c = claim_of("form,supplier,signed,item,answer\n"
					    "cisa-ssaf,Acme,2023-01-10,1d,=cmd|calc\n",
					    0, 1);
	assert_int_equal(c->answer, TH_ANSWER_UNCLEAR);
	assert_text(c->text, "=cmd|calc");
}

static void a_quote_that_is_never_closed_refuses_the_table(void **state)
{
	(void)state;
	assert_int_not_equal(read_text("form,supplier,signed,item,answer\n"
				       "cisa-ssaf,'Acme,2023-01-10,1d,yes\n"),
			     TH_OK);
}

/* ---- declarations ---- */

#define MAPPED(requirement, rest) \
	"'attestations':[{'assessor':'me','map':[{'requirement':'" requirement "'" rest "}]}]"
#define SSAF "ssaf-DRAFT-2023-11-1-d"
#define DECLARED(map)                                                                           \
	CDX(ROOT("app", ""),                                                                    \
	    "'declarations':{'assessors':[{'bom-ref':'me','thirdParty':true}]," map             \
	    ",'claims':[{'bom-ref':'c','target':'acme','predicate':'we do','evidence':['e']}]," \
	    "'evidence':[{'bom-ref':'e','created':'2023-01-10T00:00:00Z',"                      \
	    "'expires':'2024-01-10T00:00:00Z'}],"                                               \
	    "'targets':{'organizations':[{'bom-ref':'acme','name':'Acme'}]}}")
#define SCORED(score) DECLARED(MAPPED(SSAF, ",'claims':['c'],'conformance':{'score':" score "}"))

static void a_mapped_claim_has_all_that_it_rests_on(void **state)
{
	(void)state;
	const struct th_claim *c = claim_of(SCORED("1"), 0, 1);
	assert_int_equal(c->answer, TH_ANSWER_YES);
	assert_int_equal(c->controls, BIT(managed_build_endpoints));
	assert_text(doc.organizations.items[c->organization].name, "Acme");
	assert_text(c->text, "we do");
	assert_true(c->has_evidence && c->is_third_party && !c->is_counter);
	assert_true(th_date_present(c->made) && th_date_present(c->expires));
}

static void a_score_of_nearly_one_is_no_yes(void **state)
{
	(void)state;
	assert_int_equal(claim_of(SCORED("0.99"), 0, 1)->answer, TH_ANSWER_UNCLEAR);
}

static void a_score_of_one_may_have_a_point(void **state)
{
	(void)state;
	assert_int_equal(claim_of(SCORED("1.000"), 0, 1)->answer, TH_ANSWER_YES);
}

static void a_score_of_nothing_is_a_no(void **state)
{
	(void)state;
	assert_int_equal(claim_of(SCORED("0.0"), 0, 1)->answer, TH_ANSWER_NO);
}

static void a_counter_claim_is_told_from_a_claim(void **state)
{
	(void)state;
	/* The map alone says nothing; what is against it stands beside. */
	const struct th_claim *c = claim_of(DECLARED(MAPPED(SSAF, ",'counterClaims':['c']")), 1, 2);
	assert_true(c->is_counter);
	assert_int_equal(doc.claims->list.items[0].answer, TH_ANSWER_UNCLEAR);
}

static void a_claim_that_is_nowhere_is_told_and_the_file_is_read(void **state)
{
	(void)state;
	claim_of(DECLARED(MAPPED(SSAF, ",'claims':['gone','c']")), 0, 1);
	assert_true(is_told(TH_DIAG_dangling_ref));
}

static void a_requirement_that_is_nowhere_speaks_of_no_control(void **state)
{
	(void)state;
	assert_int_equal(claim_of(DECLARED(MAPPED("gone", ",'claims':['c']")), 0, 1)->controls, 0);
	assert_true(is_told(TH_DIAG_dangling_ref));
}

static void a_claim_that_no_map_leads_to_is_kept(void **state)
{
	(void)state;
	const struct th_claim *c = claim_of(DECLARED("'attestations':[]"), 0, 1);
	assert_text(c->text, "we do");
	assert_int_equal(c->controls, 0);
	assert_int_equal(c->answer, TH_ANSWER_UNCLEAR);
}

static void without_declarations_there_are_no_claims(void **state)
{
	(void)state;
	assert_int_equal(read_text(CDX(ROOT("app", ""))), TH_OK);
	assert_null(doc.claims);
}

/* ---- vendor response files ---- */

static void a_product_at_its_end_is_a_no(void **state)
{
	(void)state;
	const struct th_claim *c =
		claim_of("{'VendorLegalName':'Acme','SupplierID':'dns:acme.example','Products':["
			 "{'ProductName':'Phone','SupportStatus':'End of life'}]}",
			 0, 1);
	assert_int_equal(c->answer, TH_ANSWER_NO);
	assert_int_equal(c->controls, BIT(end_of_life_withdrawn));
	assert_text(doc.organizations.items[c->organization].name, "Acme");
}

#define TEST(f) cmocka_unit_test_teardown(f, release)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_item_is_known_however_it_is_spelled),
		cmocka_unit_test(a_point_between_digits_counts),
		cmocka_unit_test(an_item_of_another_form_says_nothing),
		TEST(an_answer_is_a_claim_of_the_supplier),
		TEST(what_is_neither_yes_nor_no_is_unclear),
		TEST(a_third_party_and_an_end_are_read),
		TEST(no_third_party_is_none),
		TEST(an_item_that_the_form_does_not_have_is_told),
		TEST(an_item_that_speaks_of_no_control_is_not_told),
		TEST(a_table_has_columns_in_any_order),
		TEST(a_table_signed_on_two_days_is_of_neither),
		TEST(a_column_that_is_not_known_is_told),
		TEST(a_formula_is_a_text),
		TEST(a_quote_that_is_never_closed_refuses_the_table),
		TEST(a_mapped_claim_has_all_that_it_rests_on),
		TEST(a_score_of_nearly_one_is_no_yes),
		TEST(a_score_of_one_may_have_a_point),
		TEST(a_score_of_nothing_is_a_no),
		TEST(a_counter_claim_is_told_from_a_claim),
		TEST(a_claim_that_is_nowhere_is_told_and_the_file_is_read),
		TEST(a_requirement_that_is_nowhere_speaks_of_no_control),
		TEST(a_claim_that_no_map_leads_to_is_kept),
		TEST(without_declarations_there_are_no_claims),
		TEST(a_product_at_its_end_is_a_no),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
