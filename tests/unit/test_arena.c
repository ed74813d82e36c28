/*
 * core/base/arena: memory that is given back all at once. What must hold with blocks and, under
 * AddressSanitizer, with one malloc for each piece.
 */
#include "core/base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct th_arena arena;

static int setup(void **state)
{
	(void)state;
	th_arena_init(&arena);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	th_arena_release(&arena);
	return 0;
}

static void an_arena_that_was_never_used_can_be_released(void **state)
{
	struct th_arena zero = { 0 };
	(void)state;
	th_arena_release(&zero);
	th_arena_release(&zero);
}

static void every_piece_is_aligned_for_any_object(void **state)
{
	(void)state;
	for (size_t size = 0; size < 200; size++) {
		void *p = th_arena_alloc(&arena, size);
		assert_non_null(p);
		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
	}
}

static void no_size_gives_a_place_all_the_same(void **state)
{
	(void)state;
	assert_non_null(th_arena_alloc(&arena, 0));
	assert_non_null(th_arena_calloc(&arena, 0, 8));
}

/* Sizes from nothing to more than a block, each piece filled to its last byte. */
static void pieces_do_not_overlap_and_stay_where_they_are(void **state)
{
	enum { PIECES = 3000 };
	static unsigned char *pieces[PIECES];
	static size_t sizes[PIECES];
	uint32_t random = 1;
	(void)state;
	for (size_t i = 0; i < PIECES; i++) {
		random = random * 1664525u + 1013904223u;
		sizes[i] = (random >> 8) % (i % 100 == 0 ? 40000 : 300);
		pieces[i] = th_arena_alloc(&arena, sizes[i]);
		assert_non_null(pieces[i]);
		memset(pieces[i], (int)(i & 255), sizes[i]);
	}
	for (size_t i = 0; i < PIECES; i++)
		for (size_t k = 0; k < sizes[i]; k++)
			if (pieces[i][k] != (unsigned char)i)
				fail_msg("piece %zu was written over at %zu", i, k);
}

static void zeroed_pieces_are_zero_in_memory_that_was_used_before(void **state)
{
	(void)state;
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 100; i++) {
			unsigned char *p = th_arena_calloc(&arena, 10, 10);
			assert_non_null(p);
			for (int k = 0; k < 100; k++)
				assert_int_equal(p[k], 0);
			memset(p, 0xff, 100);
		}
		th_arena_release(&arena);
	}
}

static void a_product_that_overflows_is_no_memory(void **state)
{
	volatile size_t huge = SIZE_MAX / 2;
	(void)state;
	assert_null(th_arena_calloc(&arena, huge, 3));
	assert_null(th_arena_calloc(&arena, 3, huge));
}

static void a_size_that_cannot_be_rounded_up_is_no_memory(void **state)
{
	volatile size_t huge = SIZE_MAX;
	(void)state;
	for (size_t less = 0; less < 15; less++)
		assert_null(th_arena_alloc(&arena, huge - less));
	assert_non_null(th_arena_alloc(&arena, 8)); /* and it goes on working */
}

static void a_copy_has_a_nul_behind_it_and_its_own_bytes(void **state)
{
	char text[] = "ab\0c";
	(void)state;
	th_slice copy = th_arena_copy(&arena, th_slice_make(text, 4));
	text[0] = 'x';
	assert_int_equal(copy.len, 4);
	assert_memory_equal(copy.ptr, "ab\0c", 5);
}

static void a_copy_of_nothing_is_empty_and_not_absent(void **state)
{
	(void)state;
	th_slice copy = th_arena_copy(&arena, (th_slice){ 0 });
	assert_non_null(copy.ptr);
	assert_int_equal(copy.len, 0);
	assert_int_equal(copy.ptr[0], '\0');
}

static void formatted_text_is_as_long_as_it_is(void **state)
{
	(void)state;
	th_slice text = th_arena_printf(&arena, "%s-%d", "a", 12);
	assert_string_equal(text.ptr, "a-12");
	assert_int_equal(text.len, 4);
	assert_int_equal(th_arena_printf(&arena, "%70000d", 1).len, 70000);
	th_slice empty = th_arena_printf(&arena, "%s", "");
	assert_non_null(empty.ptr);
	assert_int_equal(empty.len, 0);
}

static void an_arena_can_be_used_again_after_its_release(void **state)
{
	(void)state;
	assert_non_null(th_arena_alloc(&arena, 100));
	th_arena_release(&arena);
	assert_int_equal(arena.total, 0);
	th_slice copy = th_arena_copy(&arena, TH_SLICE("again"));
	assert_string_equal(copy.ptr, "again");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_arena_that_was_never_used_can_be_released),
		TEST(every_piece_is_aligned_for_any_object),
		TEST(no_size_gives_a_place_all_the_same),
		TEST(pieces_do_not_overlap_and_stay_where_they_are),
		TEST(zeroed_pieces_are_zero_in_memory_that_was_used_before),
		TEST(a_product_that_overflows_is_no_memory),
		TEST(a_size_that_cannot_be_rounded_up_is_no_memory),
		TEST(a_copy_has_a_nul_behind_it_and_its_own_bytes),
		TEST(a_copy_of_nothing_is_empty_and_not_absent),
		TEST(formatted_text_is_as_long_as_it_is),
		TEST(an_arena_can_be_used_again_after_its_release),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
