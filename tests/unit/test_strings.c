/*
 * core/base/strings: equal bytes get equal ids.
 */
#include "core/base/strings.h"

#include "core/base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct th_strings pool;
static struct th_arena arena;

static int teardown(void **state)
{
	(void)state;
	th_strings_release(&pool);
	th_arena_release(&arena);
	return 0;
}

static uint32_t intern(th_slice s)
{
	th_str id;

	assert_int_equal(th_strings_intern(&pool, s, &id), TH_OK);
	return id.v;
}

static void equal_bytes_get_equal_ids_from_one_on(void **state)
{
	char other[] = "left-pad";
	(void)state;
	assert_int_equal(intern(TH_SLICE("left-pad")), 1);
	assert_int_equal(intern(TH_SLICE("right-pad")), 2);
	assert_int_equal(intern(th_slice_of(other)), 1);
	assert_int_equal(pool.texts.count, 2);
}

static void the_pool_gives_back_what_was_first_interned(void **state)
{
	static const char text[] = "left-pad";
	(void)state;
	uint32_t id = intern(th_slice_of(text));
	assert_ptr_equal(th_strings_text(&pool, (th_str){ id }).ptr, text);
	assert_null(th_strings_text(&pool, (th_str){ 0 }).ptr);
}

static void case_length_and_nul_bytes_count(void **state)
{
	(void)state;
	uint32_t a = intern(TH_SLICE("a")), b = intern(TH_SLICE("A")), c = intern(TH_SLICE("a\0"));
	uint32_t d = intern(TH_SLICE("a\0b")), e = intern(TH_SLICE("aa"));
	assert_true(a != b && a != c && c != d && a != e && b != e);
}

static void the_empty_text_is_a_text(void **state)
{
	(void)state;
	uint32_t id = intern(TH_SLICE(""));
	assert_int_not_equal(id, 0);
	assert_int_equal(intern((th_slice){ 0 }), id);
	assert_int_equal(th_strings_find(&pool, TH_SLICE("")).v, id);
}

static void what_was_never_interned_is_not_found(void **state)
{
	(void)state;
	assert_int_equal(th_strings_find(&pool, TH_SLICE("a")).v, 0); /* an empty pool */
	intern(TH_SLICE("a"));
	assert_int_equal(th_strings_find(&pool, TH_SLICE("b")).v, 0);
	assert_int_equal(th_strings_find(&pool, TH_SLICE("a")).v, 1);
	assert_int_equal(pool.texts.count, 1);
}

/* Through a dozen growths, among texts that differ in one byte only. */
static void a_hundred_thousand_texts_keep_their_ids(void **state)
{
	enum { TEXTS = 100000 };
	(void)state;
	for (uint32_t i = 0; i < TEXTS; i++)
		assert_int_equal(intern(th_arena_printf(&arena, "component-%u", i)), i + 1);
	for (uint32_t i = 0; i < TEXTS; i++) {
		th_slice text = th_arena_printf(&arena, "component-%u", i);
		if (intern(text) != i + 1 || th_strings_find(&pool, text).v != i + 1)
			fail_msg("%s has another id now", text.ptr);
	}
	assert_int_equal(pool.texts.count, TEXTS);
	assert_true((uint64_t)pool.texts.count < (uint64_t)pool.mask + 1);
}

/* Twice each, within one batch and from batch to batch, while the pool grows. */
static void many_at_once_get_the_ids_that_each_alone_gets(void **state)
{
	struct th_strings single = { 0 };
	th_slice texts[TH_STRINGS_AT_ONCE];
	th_str all[TH_STRINGS_AT_ONCE], one;

	(void)state;
	for (unsigned round = 0; round < 200; round++) {
		uint32_t count = round % (TH_STRINGS_AT_ONCE + 1);
		for (uint32_t i = 0; i < count; i++)
			texts[i] = th_arena_printf(&arena, "%u", (round * 11 + i) % 2000 / 2);
		assert_int_equal(th_strings_intern_all(&pool, texts, count, all), TH_OK);
		for (uint32_t i = 0; i < count; i++) {
			assert_int_equal(th_strings_intern(&single, texts[i], &one), TH_OK);
			assert_int_equal(all[i].v, one.v);
		}
	}
	assert_int_equal(pool.texts.count, single.texts.count);
	th_strings_release(&single);
}

static void a_released_pool_is_empty_and_can_be_used_again(void **state)
{
	(void)state;
	intern(TH_SLICE("a"));
	th_strings_release(&pool);
	assert_int_equal(th_strings_find(&pool, TH_SLICE("a")).v, 0);
	assert_int_equal(intern(TH_SLICE("b")), 1);
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(equal_bytes_get_equal_ids_from_one_on),
		TEST(the_pool_gives_back_what_was_first_interned),
		TEST(case_length_and_nul_bytes_count),
		TEST(the_empty_text_is_a_text),
		TEST(what_was_never_interned_is_not_found),
		TEST(a_hundred_thousand_texts_keep_their_ids),
		TEST(many_at_once_get_the_ids_that_each_alone_gets),
		TEST(a_released_pool_is_empty_and_can_be_used_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
