/* Runs of printable ASCII end where a reader of single bytes ends them. */
#include "core/text/plain.h"
#include "random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

enum { MOST = 70 };

static size_t slow_end(th_slice s, size_t at, char one, char two)
{
	while (at < s.len && s.ptr[at] >= 0x20 && s.ptr[at] < 0x7f && s.ptr[at] != one &&
	       s.ptr[at] != two)
		at++;
	return at;
}

/* Of every length, from every byte on; the bytes lie in a block of just their size. */
static void assert_ends_alike(const char *bytes, char one, char two)
{
	for (size_t len = 0; len <= MOST; len++) {
		char *exact = malloc(len + 1);
		assert_non_null(exact);
		memcpy(exact, bytes, len);
		th_slice s = th_slice_make(exact, len);
		for (size_t at = 0; at <= len; at++)
			assert_int_equal(th_plain_end(s, at, one, two), slow_end(s, at, one, two));
		free(exact);
	}
}

static void each_byte_ends_a_run_or_does_not(void **state)
{
	char bytes[MOST];

	(void)state;
	for (int c = 0; c < 256; c++) {
		for (size_t i = 0; i < MOST; i++)
			bytes[i] = i % 23 == 22 ? (char)c : 'a';
		assert_ends_alike(bytes, '"', '\\');
		assert_ends_alike(bytes, 0, 0);
	}
}

static void a_run_ends_at_the_first_byte_of_many(void **state)
{
	char bytes[MOST];
	uint64_t seed = 1;

	(void)state;
	for (int round = 0; round < 50; round++) {
		for (size_t i = 0; i < MOST; i++)
			bytes[i] = (char)(random_below(&seed, 8) ? 'b' : random_below(&seed, 256));
		assert_ends_alike(bytes, '"', '\\');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_byte_ends_a_run_or_does_not),
		cmocka_unit_test(a_run_ends_at_the_first_byte_of_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
