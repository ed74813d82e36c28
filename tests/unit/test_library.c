/*
 * core/base/library: loading at first use, and what is said when that fails.
 */
#include "core/base/library.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct {
	double (*cos)(double);
} table;

static int readied;

static void ready(void)
{
	readied++;
}

static const struct th_library_symbol known[] = { { "cos", 0 } };
static const struct th_library_symbol unknown[] = { { "cos", 0 }, { "no_such_function", 0 } };

static void the_table_is_filled_once(void **state)
{
	static struct th_library library = { .file = "libm.so.6",
					     .package = "libc6",
					     .symbols = known,
					     .count = 1,
					     .table = &table,
					     .ready = ready,
					     TH_LIBRARY_FRESH };
	(void)state;
	assert_int_equal(th_library_load(&library, NULL), TH_OK);
	assert_int_equal(th_library_load(&library, NULL), TH_OK);
	assert_int_equal(readied, 1);
	assert_true(table.cos(0) > 0.99);
}

static struct th_library contended = { .file = "libm.so.6",
				       .package = "libc6",
				       .symbols = known,
				       .count = 1,
				       .table = &table,
				       .ready = ready,
				       TH_LIBRARY_FRESH };

static void *load_it(void *result)
{
	*(th_status *)result = th_library_load(&contended, NULL);
	return NULL;
}

static void threads_that_ask_at_once_load_it_once(void **state)
{
	enum { THREADS = 8 };
	pthread_t threads[THREADS];
	th_status status[THREADS];
	(void)state;
	readied = 0;
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, load_it, &status[i]), 0);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(status[i], TH_OK);
	}
	assert_int_equal(readied, 1);
}

static bool says(th_slice text, const char *words)
{
	return th_slice_search(text, th_slice_of(words)) < text.len;
}

static void a_missing_library_names_itself_and_its_package(void **state)
{
	static struct th_library library = { .file = "libnothing.so.1",
					     .package = "libnothing1",
					     .symbols = known,
					     .count = 1,
					     .table = &table,
					     TH_LIBRARY_FRESH };
	th_slice why = { 0 };
	(void)state;
	assert_int_equal(th_library_load(&library, &why), TH_EIO);
	assert_true(says(why, "libnothing.so.1"));
	assert_true(says(why, "install the package libnothing1"));
}

static void a_missing_function_is_named_each_time(void **state)
{
	static struct th_library library = { .file = "libm.so.6",
					     .package = "libc6",
					     .symbols = unknown,
					     .count = 2,
					     .table = &table,
					     TH_LIBRARY_FRESH };
	th_slice why = { 0 };
	(void)state;
	assert_int_equal(th_library_load(&library, NULL), TH_EIO);
	assert_int_equal(th_library_load(&library, &why), TH_EIO);
	assert_true(says(why, "no_such_function"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_is_filled_once),
		cmocka_unit_test(threads_that_ask_at_once_load_it_once),
		cmocka_unit_test(a_missing_library_names_itself_and_its_package),
		cmocka_unit_test(a_missing_function_is_named_each_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
