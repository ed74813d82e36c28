/* Blocks from who fills them to who uses them: in order, all of them, until no more is wanted. */
#include "core/base/relay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { BLOCKS = 3, NUMBERS = 1000 };

struct block {
	uint32_t number, times;
	bool full;
};

struct run {
	uint32_t to_fill, to_use, used;
	bool refused; /* the filler was told that nothing more is wanted */
};

static uint32_t released;

static void fill(void *filler, struct th_relay *relay, void *block)
{
	struct run *run = filler;
	struct block *b = block;

	for (uint32_t i = 0; i < run->to_fill; i++) {
		b->number = i;
		b->times++;
		b->full = true;
		if (i + 1 == run->to_fill)
			return;
		b = th_relay_pass(relay);
		if (!b) {
			run->refused = true;
			return;
		}
		b->full = false;
	}
}

static bool use(void *user, void *block)
{
	struct run *run = user;
	const struct block *b = block;

	if (!b->full) /* nothing was filled at all */
		return true;
	assert_int_equal(b->number, run->used);
	run->used++;
	return run->used < run->to_use;
}

static void release(void *block)
{
	released += ((struct block *)block)->times > 0;
}

static struct run relayed(bool threaded, uint32_t to_fill, uint32_t to_use)
{
	struct run run = { .to_fill = to_fill, .to_use = to_use };
	struct th_relay_work work = {
		.threaded = threaded,
		.count = BLOCKS,
		.size = sizeof(struct block),
		.fill = fill,
		.use = use,
		.release = release,
		.filler = &run,
		.user = &run,
	};

	released = 0;
	assert_int_equal(th_relay_run(&work), TH_OK);
	return run;
}

static void every_block_is_used_in_order(void **state)
{
	(void)state;
	for (int threaded = 0; threaded < 2; threaded++)
		for (uint32_t blocks = 1; blocks < 12; blocks++)
			assert_int_equal(relayed(threaded, blocks, UINT32_MAX).used, blocks);
	assert_int_equal(relayed(true, NUMBERS, UINT32_MAX).used, NUMBERS);
}

static void no_block_is_none_to_use(void **state)
{
	(void)state;
	assert_int_equal(relayed(false, 0, UINT32_MAX).used, 0);
	assert_int_equal(relayed(true, 0, UINT32_MAX).used, 0);
}

static void who_wants_no_more_gets_no_more(void **state)
{
	(void)state;
	for (int threaded = 0; threaded < 2; threaded++) {
		struct run run = relayed(threaded, NUMBERS, 7);
		assert_int_equal(run.used, 7);
		assert_true(run.refused);
	}
}

static void blocks_are_released_at_the_end(void **state)
{
	(void)state;
	relayed(false, 10, UINT32_MAX);
	assert_int_equal(released, 1);
	relayed(true, 10, UINT32_MAX);
	assert_int_equal(released, BLOCKS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_block_is_used_in_order),
		cmocka_unit_test(no_block_is_none_to_use),
		cmocka_unit_test(who_wants_no_more_gets_no_more),
		cmocka_unit_test(blocks_are_released_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
