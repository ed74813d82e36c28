/*
 * core/base/list: growing arrays with a ceiling.
 */
#include "core/base/list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>

struct pair {
	uint32_t a, b;
};
TH_LIST_DEFINE(pair_list, struct pair);
TH_LIST_DEFINE(byte_list, char);

static void a_new_item_is_zeroed_even_where_one_was_before(void **state)
{
	struct pair_list list = { 0 };
	(void)state;
	for (uint32_t round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < 100; i++) {
			struct pair *p = pair_list_push(&list, UINT32_MAX);
			if (!p)
				abort();
			assert_int_equal(p->a, 0);
			assert_int_equal(p->b, 0);
			*p = (struct pair){ i, UINT32_MAX };
		}
		list.count = 0;
	}
	pair_list_release(&list);
}

static void items_keep_their_values_while_the_list_grows(void **state)
{
	struct pair_list list = { 0 };
	(void)state;
	for (uint32_t i = 0; i < 100000; i++) {
		struct pair *p = pair_list_push(&list, UINT32_MAX);
		if (!p)
			abort();
		p->a = i;
	}
	for (uint32_t i = 0; i < list.count; i++)
		if (list.items[i].a != i)
			fail_msg("item %u is %u", i, list.items[i].a);
	assert_int_equal(list.count, 100000);
	pair_list_release(&list);
}

static void a_list_ends_at_its_ceiling_and_stays_as_it_is(void **state)
{
	(void)state;
	for (uint32_t limit = 0; limit < 40; limit++) {
		struct pair_list list = { 0 };
		for (uint32_t i = 0; i < limit; i++)
			assert_non_null(pair_list_push(&list, limit));
		assert_null(pair_list_push(&list, limit));
		assert_null(pair_list_push(&list, limit));
		assert_int_equal(list.count, limit);
		assert_true(list.capacity <= limit);
		pair_list_release(&list);
	}
}

static void a_higher_ceiling_lets_it_grow_on(void **state)
{
	struct pair_list list = { 0 };
	(void)state;
	assert_non_null(pair_list_push(&list, 1));
	assert_null(pair_list_push(&list, 1));
	assert_non_null(pair_list_push(&list, 2));
	assert_int_equal(list.count, 2);
	pair_list_release(&list);
}

static void a_lower_ceiling_than_the_count_adds_nothing(void **state)
{
	struct pair_list list = { 0 };
	(void)state;
	for (uint32_t i = 0; i < 9; i++)
		assert_non_null(pair_list_push(&list, UINT32_MAX));
	assert_null(pair_list_push(&list, 3));
	assert_int_equal(list.count, 9);
	pair_list_release(&list);
}

static void a_released_list_is_empty_and_can_be_used_again(void **state)
{
	struct byte_list list = { 0 };
	(void)state;
	assert_non_null(byte_list_push(&list, UINT32_MAX));
	byte_list_release(&list);
	assert_null(list.items);
	assert_int_equal(list.count, 0);
	assert_non_null(byte_list_push(&list, UINT32_MAX));
	byte_list_release(&list);
	byte_list_release(&list);
}

static void room_that_does_not_fit_into_memory_is_refused(void **state)
{
	uint32_t capacity = UINT32_MAX;
	volatile size_t huge = SIZE_MAX / 4;
	(void)state;
	assert_null(th_list_grown(NULL, &capacity, 8, UINT32_MAX)); /* cannot count further */
	assert_int_equal(capacity, UINT32_MAX);
	capacity = 4;
	assert_null(th_list_grown(NULL, &capacity, huge, UINT32_MAX)); /* overflows */
	assert_int_equal(capacity, 4);
}

static void large_items_have_no_room_for_more_than_one_at_first(void **state)
{
	static const struct {
		size_t item;
		uint32_t first;
	} sizes[] = { { 1, 8 }, { 8, 8 }, { 9, 7 }, { 32, 2 }, { 33, 1 }, { 64, 1 }, { 1000, 1 } };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint32_t capacity = 0;
		void *items = th_list_grown(NULL, &capacity, sizes[i].item, UINT32_MAX);
		assert_non_null(items);
		assert_int_equal(capacity, sizes[i].first);
		free(items);
	}
}

static void capacity_doubles_so_that_pushes_stay_cheap(void **state)
{
	struct byte_list list = { 0 };
	uint32_t growths = 0, capacity = 0;
	(void)state;
	for (uint32_t i = 0; i < 1000000; i++) {
		assert_non_null(byte_list_push(&list, UINT32_MAX));
		growths += list.capacity != capacity;
		capacity = list.capacity;
	}
	assert_true(growths < 25);
	byte_list_release(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_item_is_zeroed_even_where_one_was_before),
		cmocka_unit_test(items_keep_their_values_while_the_list_grows),
		cmocka_unit_test(a_list_ends_at_its_ceiling_and_stays_as_it_is),
		cmocka_unit_test(a_higher_ceiling_lets_it_grow_on),
		cmocka_unit_test(a_lower_ceiling_than_the_count_adds_nothing),
		cmocka_unit_test(a_released_list_is_empty_and_can_be_used_again),
		cmocka_unit_test(room_that_does_not_fit_into_memory_is_refused),
		cmocka_unit_test(large_items_have_no_room_for_more_than_one_at_first),
		cmocka_unit_test(capacity_doubles_so_that_pushes_stay_cheap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
