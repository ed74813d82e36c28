/*
 * The facts that come with the program: that they were compiled for it, and that the case it was
 * written for is in them.
 */
#include "feeds/builtin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

static const struct th_index *facts(void)
{
	return th_builtin_facts();
}

static void assert_text(th_slice text, const char *expected)
{
	char buffer[256];

	snprintf(buffer, sizeof(buffer), "%.*s", TH_FMT(text));
	assert_string_equal(buffer, expected);
}

/* The first event that carries the key. */
static const struct th_index_event *event_of(enum th_key_kind kind, th_slice key)
{
	uint32_t count;
	const struct th_posting *p = th_index_find(facts(), kind, key, &count);

	for (uint32_t i = 0; i < count; i++)
		if (p[i].kind == TH_RECORD_EVENT)
			return &facts()->events[p[i].record];
	return NULL;
}

static void assert_supplier(enum th_key_kind kind, th_slice key, const char *name)
{
	uint32_t record = th_index_find_supplier(facts(), kind, key);

	assert_int_not_equal(record, TH_NONE);
	assert_text(th_index_text(facts(), facts()->suppliers[record].name), name);
}

static void the_block_is_whole(void **state)
{
	(void)state;
	struct th_index index;

	assert_int_equal(th_index_open(&index, facts()->block, facts()->size), TH_OK);
}

static void the_block_is_opened_once(void **state)
{
	(void)state;
	assert_ptr_equal(th_builtin_facts(), th_builtin_facts());
}

static void x_trader_is_found_by_its_digest(void **state)
{
	(void)state;
	const struct th_index_event *e = event_of(
		TH_KEY_HASH,
		TH_SLICE("fbc50755913de619fb830fb95882e9703dbfda67dbd0f75bc17eadc9eda61370"));
	assert_non_null(e);
	assert_text(th_index_text(facts(), e->id), "TH-2022-X_TRADER");
	assert_int_equal(e->named, 1);
	assert_int_equal(e->document, TH_NONE);
}

static void x_trader_is_found_by_its_name(void **state)
{
	(void)state;
	assert_non_null(event_of(TH_KEY_PRODUCT, TH_SLICE("x trader")));
}

static void the_end_of_x_trader_is_known(void **state)
{
	(void)state;
	uint32_t count, ends = 0;
	const struct th_posting *p =
		th_index_find(facts(), TH_KEY_PURL,
			      TH_SLICE("pkg:generic/tradingtechnologies.com/x_trader"), &count);

	for (uint32_t i = 0; i < count; i++)
		if (p[i].kind == TH_RECORD_LIFECYCLE)
			ends += facts()->lifecycles[p[i].record].ends.count;
	assert_int_equal(ends, 2);
}

static void an_event_names_its_cause(void **state)
{
	(void)state;
	const struct th_index_event *e = event_of(TH_KEY_EVENT, TH_SLICE("CVE-2023-29059"));

	assert_non_null(e);
	assert_int_equal(e->caused_by.count, 1);
	assert_text(th_index_item(facts(), e->caused_by, 0), "TH-2022-X_TRADER");
}

static void suppliers_are_found_by_their_namespaces(void **state)
{
	(void)state;
	assert_supplier(TH_KEY_DOMAIN, TH_SLICE("tradingtechnologies.com"), "Trading Technologies");
	assert_supplier(TH_KEY_SUPPLIER, TH_SLICE("3cx"), "3CX");
	assert_supplier(TH_KEY_DISTRIBUTION, TH_SLICE("debian"), "Debian");
	assert_supplier(TH_KEY_DISTRIBUTION, TH_SLICE("redhat"), "Red Hat");
	assert_supplier(TH_KEY_NPM_SCOPE, TH_SLICE("@types"), "DefinitelyTyped");
	assert_supplier(TH_KEY_GITHUB_OWNER, TH_SLICE("sindresorhus"), "sindresorhus");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_block_is_whole),
		cmocka_unit_test(the_block_is_opened_once),
		cmocka_unit_test(x_trader_is_found_by_its_digest),
		cmocka_unit_test(x_trader_is_found_by_its_name),
		cmocka_unit_test(the_end_of_x_trader_is_known),
		cmocka_unit_test(an_event_names_its_cause),
		cmocka_unit_test(suppliers_are_found_by_their_namespaces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
