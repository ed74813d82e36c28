/* What an output writes of a step is kept, and forgotten before it is too much. */
#include "cmd/render/kept.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

enum { STEPS = 100, LONG = 1 << 20, MUCH = 8 << 20 };

static struct th_kept kept;

static int begin(void **state)
{
	(void)state;
	return th_kept_init(&kept, STEPS) == TH_OK ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	return th_kept_release(&kept) == TH_OK ? 0 : -1;
}

static th_slice keep(uint32_t step, const char *text)
{
	th_output_write(th_kept_begin(&kept), th_slice_of(text));
	return th_kept_end(&kept, step);
}

static void assert_kept(uint32_t step, const char *text)
{
	th_slice found = th_kept_find(&kept, step);

	assert_non_null(found.ptr);
	assert_int_equal(found.len, strlen(text));
	assert_memory_equal(found.ptr, text, found.len);
}

static void what_was_written_of_a_step_is_found_again(void **state)
{
	(void)state;
	assert_true(th_slice_equal(keep(7, "seven"), TH_SLICE("seven")));
	assert_true(th_slice_equal(keep(0, "none"), TH_SLICE("none")));
	assert_true(th_slice_equal(keep(STEPS - 1, "last"), TH_SLICE("last")));
	assert_kept(7, "seven");
	assert_kept(0, "none");
	assert_kept(STEPS - 1, "last");
}

static void nothing_is_found_of_a_step_that_was_not_written(void **state)
{
	(void)state;
	(void)keep(7, "seven");
	assert_null(th_kept_find(&kept, 6).ptr);
	assert_null(th_kept_find(&kept, 8).ptr);
}

static void so_much_is_kept_and_no_more(void **state)
{
	static char text[LONG + 1];

	(void)state;
	memset(text, 'x', LONG);
	for (uint32_t step = 0; step < STEPS; step++) {
		(void)keep(step, text);
		assert_kept(step, text);
		assert_in_range(kept.texts.used, LONG, 6 * LONG);
	}
	assert_null(th_kept_find(&kept, 0).ptr);
}

static void what_was_forgotten_can_be_kept_again(void **state)
{
	static char text[MUCH + 1];

	(void)state;
	(void)keep(1, "one");
	memset(text, 'x', MUCH);
	(void)keep(2, text);
	(void)keep(3, "three");
	assert_null(th_kept_find(&kept, 1).ptr);
	assert_null(th_kept_find(&kept, 2).ptr);
	(void)keep(1, "one again");
	assert_kept(1, "one again");
	assert_kept(3, "three");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
		TEST(what_was_written_of_a_step_is_found_again),
		TEST(nothing_is_found_of_a_step_that_was_not_written),
		TEST(so_much_is_kept_and_no_more),
		TEST(what_was_forgotten_can_be_kept_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
