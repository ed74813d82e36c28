/* Tasks that threads share: each is done once, whatever the number of threads. */
#include "core/base/crew.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { TASKS = 1000 };

static atomic_uint done[TASKS];

static void count(void *context, uint32_t number)
{
	(void)context;
	atomic_fetch_add(&done[number], 1);
}

static int forget(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < TASKS; i++)
		atomic_store(&done[i], 0);
	return 0;
}

static void assert_done(uint32_t tasks)
{
	for (uint32_t i = 0; i < TASKS; i++)
		assert_int_equal(atomic_load(&done[i]), i < tasks);
}

static void each_task_is_done_once(void **state)
{
	(void)state;
	th_crew_run(8, TASKS, count, NULL);
	assert_done(TASKS);
}

static void one_thread_does_all(void **state)
{
	(void)state;
	th_crew_run(1, TASKS, count, NULL);
	assert_done(TASKS);
}

static void no_task_is_none_to_do(void **state)
{
	(void)state;
	th_crew_run(8, 0, count, NULL);
	assert_done(0);
}

static void what_was_begun_is_done_at_the_end(void **state)
{
	struct th_crew crew;

	(void)state;
	th_crew_begin(&crew, 3, 100, count, NULL);
	th_crew_end(&crew);
	assert_done(100);
}

static void without_other_threads_all_waits_for_the_end(void **state)
{
	struct th_crew crew;

	(void)state;
	th_crew_begin(&crew, 1, 10, count, NULL);
	assert_done(0);
	th_crew_end(&crew);
	assert_done(10);
}

static void a_crew_that_was_not_begun_ends(void **state)
{
	struct th_crew crew = { 0 };

	(void)state;
	th_crew_end(&crew);
	assert_done(0);
}

static void more_jobs_than_the_ceiling_are_that_many(void **state)
{
	(void)state;
	assert_int_equal(th_crew_jobs(TH_MOST_JOBS + 1), TH_MOST_JOBS);
	assert_true(th_crew_jobs(0) >= 1);
	th_crew_run(TH_MOST_JOBS + 1, TASKS, count, NULL);
	assert_done(TASKS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(each_task_is_done_once, forget),
		cmocka_unit_test_setup(one_thread_does_all, forget),
		cmocka_unit_test_setup(no_task_is_none_to_do, forget),
		cmocka_unit_test_setup(what_was_begun_is_done_at_the_end, forget),
		cmocka_unit_test_setup(without_other_threads_all_waits_for_the_end, forget),
		cmocka_unit_test_setup(a_crew_that_was_not_begun_ends, forget),
		cmocka_unit_test_setup(more_jobs_than_the_ceiling_are_that_many, forget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
