/* CBOR (core/text/cbor.h). */
#include "core/text/cbor.h"
#include "core/base/limits.h"
#include "parsers/parser.h"
#include "tests/unit/given.h"

static struct th_cbor cbor;

static int teardown(void **state)
{
	(void)state;
	th_cbor_release(&cbor);
	return 0;
}

static th_status parse(th_slice source)
{
	th_slice why;

	th_cbor_release(&cbor);
	th_status status = th_cbor_parse(source, &cbor, &why);
	assert_true((status != TH_OK) == (cbor.error != NULL));
	return status;
}

static void assert_refused(th_slice source, size_t at)
{
	assert_int_equal(parse(source), TH_EINPUT);
	assert_int_equal(cbor.error_at, at);
}

static const struct th_cbor_node *node(uint32_t number)
{
	assert_true(number < cbor.nodes.count);
	return &cbor.nodes.items[number];
}

static void scalars_have_their_kind_and_number(void **state)
{
	static const struct {
		th_slice source;
		enum th_cbor_kind kind;
		uint64_t number;
	} rows[] = {
		{ { "\x17", 1 }, TH_CBOR_UINT, 23 },
		{ { "\x18\x00", 2 }, TH_CBOR_UINT, 0 },
		{ { "\x1b\xff\xff\xff\xff\xff\xff\xff\xff", 9 }, TH_CBOR_UINT, UINT64_MAX },
		{ { "\x38\x63", 2 }, TH_CBOR_NEGATIVE, 99 },
		{ { "\xf4", 1 }, TH_CBOR_FALSE, 0 },
		{ { "\xf5", 1 }, TH_CBOR_TRUE, 0 },
		{ { "\xf6", 1 }, TH_CBOR_NULL, 0 },
		{ { "\xf7", 1 }, TH_CBOR_NULL, 0 },
		{ { "\xf9\x3c\x00", 3 }, TH_CBOR_FLOAT, 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(parse(rows[i].source), TH_OK);
		assert_int_equal(node(0)->kind, rows[i].kind);
		assert_int_equal(node(0)->number, rows[i].number);
	}
}

static void members_of_a_map_are_found_by_their_number(void **state)
{
	(void)state;
	assert_int_equal(parse(TH_SLICE("\xbf\x01\x61"
					"a\x18\x02\x82\x03\x04\x61\x01\x05\xff")),
			 TH_OK);
	uint32_t text = th_cbor_member(&cbor, 0, 1), array = th_cbor_member(&cbor, 0, 2);
	assert_true(th_slice_equal(node(text)->text, TH_SLICE("a")));
	assert_int_equal(node(text)->offset, 2);
	assert_int_equal(node(array)->kind, TH_CBOR_ARRAY);
	assert_int_equal(node(node(node(array)->first)->next)->number, 4);
	assert_int_equal(th_cbor_member(&cbor, 0, 3), TH_CBOR_NONE);
	assert_int_equal(th_cbor_member(&cbor, array, 3), TH_CBOR_NONE);
	assert_int_equal(th_cbor_member(&cbor, TH_CBOR_NONE, 1), TH_CBOR_NONE);
}

static void tags_stand_above_what_they_tag(void **state)
{
	(void)state;
	assert_int_equal(parse(TH_SLICE("\xda\x53\x57\x49\x44\xd2\x80")), TH_OK);
	assert_int_equal(node(0)->kind, TH_CBOR_TAG);
	assert_int_equal(node(0)->number, 1398229316);
	assert_int_equal(node(node(0)->first)->number, 18);
	assert_int_equal(node(2)->kind, TH_CBOR_ARRAY);
}

static void every_cut_of_an_item_is_refused(void **state)
{
	static const char item[] = "\xda\x53\x57\x49\x44\xa2\x00\x62id\x01\x82\x43xyz\x19\x01\x00";
	(void)state;
	assert_int_equal(parse(th_slice_make(item, sizeof(item) - 1)), TH_OK);
	for (size_t len = 0; len < sizeof(item) - 1; len++)
		assert_int_equal(parse(th_slice_make(item, len)), TH_EINPUT);
	assert_refused(th_slice_make(item, sizeof(item)), sizeof(item) - 1);
}

static void what_has_no_one_meaning_is_refused(void **state)
{
	(void)state;
	assert_refused(TH_SLICE("\xa2\x01\x02\x18\x01\x03"), 3); /* 1 twice */
	assert_refused(TH_SLICE("\xa2\x61"
				"a\x02\x61"
				"a\x03"),
		       4);
	assert_refused(TH_SLICE("\x61\xff"), 0); /* not UTF-8 */
	assert_refused(TH_SLICE("\x7f\x61"
				"a\xff"),
		       0);                           /* in pieces */
	assert_refused(TH_SLICE("\xff"), 0);         /* a break of nothing */
	assert_refused(TH_SLICE("\xbf\x01\xff"), 2); /* a key without a value */
	assert_refused(TH_SLICE("\xc0\xff"), 1);     /* a tag of nothing */
	assert_refused(TH_SLICE("\x82\x01\xff"), 2); /* of a counted array */
	assert_refused(TH_SLICE("\x1c"), 0);
}

static void keys_that_cannot_be_told_apart_are_refused_as_such(void **state)
{
	static const char *const items[] = { "\xa1\x81\x01\x02", "\xa1\xf9\x3c\x01\x02",
					     "\xa1\xa0\x02", "\xa1\xf5\x02", "\xa1\xc1\x01\x02" };
	(void)state;
	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
		assert_refused(th_slice_of(items[i]), 1);
	assert_int_equal(parse(TH_SLICE("\xa4\x01\x05\x20\x05\x41\x61\x05\x61\x61\x05")), TH_OK);
}

static void the_greatest_announced_count_is_not_an_endless_one(void **state)
{
	(void)state;
	assert_refused(TH_SLICE("\x9b\xff\xff\xff\xff\xff\xff\xff\xff\xff"), 9);
	assert_refused(TH_SLICE("\xbb\xff\xff\xff\xff\xff\xff\xff\xff\xff"), 9);
	assert_int_equal(parse(TH_SLICE("\x9f\xff")), TH_OK);
}

static void lengths_beyond_the_bytes_are_refused(void **state)
{
	(void)state;
	assert_refused(TH_SLICE("\x5b\xff\xff\xff\xff\xff\xff\xff\xff"
				"a"),
		       0);
	assert_refused(TH_SLICE("\x7a\x00\x00\x00\x02"
				"a"),
		       0);
}

static void depth_keys_and_texts_have_ceilings(void **state)
{
	static char deep[TH_MAX_CBOR_DEPTH + 2];
	size_t size = (size_t)TH_MAX_STRING_BYTES + 1 + 5;
	char *text = malloc(size);
	(void)state;
	memset(deep, '\x81', sizeof(deep));
	deep[TH_MAX_CBOR_DEPTH] = 1;
	assert_int_equal(parse(th_slice_make(deep, TH_MAX_CBOR_DEPTH + 1)), TH_OK);
	deep[TH_MAX_CBOR_DEPTH] = '\x81';
	deep[TH_MAX_CBOR_DEPTH + 1] = 1;
	assert_int_equal(parse(th_slice_make(deep, sizeof(deep))), TH_ELIMIT);
	assert_non_null(text);
	memset(text, 'x', size);
	memcpy(text, "\x7a\x01\x00\x00\x00", 5);
	assert_int_equal(parse(th_slice_make(text, size)), TH_ELIMIT);
	memcpy(text, "\x7a\x00\xff\xff\xff", 5);
	assert_int_equal(parse(th_slice_make(text, size - 1)), TH_OK);
	th_cbor_release(&cbor);
	free(text);
}

static void a_coswid_tag_whose_id_begins_with_a_zero_is_no_utf16_text(void **state)
{
	static const char tag[64 + 25] = "\xa3\x00\x50\0\1\2\3\4\5\6\7\1\1\1\1\1\1\1\1"
					 "\x01\x61x\x0d\x61"
					 "1"; /* and the padding of a source */
	struct th_document doc;
	const char *why;
	(void)state;
	th_document_init(&doc, TH_SLICE("x"), th_slice_make(tag, 25));
	assert_int_equal(th_document_read(&doc, &why), TH_OK);
	assert_int_equal(doc.components.count, 2);
	th_document_release(&doc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(scalars_have_their_kind_and_number, teardown),
		cmocka_unit_test_teardown(members_of_a_map_are_found_by_their_number, teardown),
		cmocka_unit_test_teardown(tags_stand_above_what_they_tag, teardown),
		cmocka_unit_test_teardown(every_cut_of_an_item_is_refused, teardown),
		cmocka_unit_test_teardown(what_has_no_one_meaning_is_refused, teardown),
		cmocka_unit_test_teardown(keys_that_cannot_be_told_apart_are_refused_as_such,
					  teardown),
		cmocka_unit_test_teardown(the_greatest_announced_count_is_not_an_endless_one,
					  teardown),
		cmocka_unit_test_teardown(lengths_beyond_the_bytes_are_refused, teardown),
		cmocka_unit_test_teardown(depth_keys_and_texts_have_ceilings, teardown),
		cmocka_unit_test(a_coswid_tag_whose_id_begins_with_a_zero_is_no_utf16_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
