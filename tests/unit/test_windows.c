/* Windows of versions: what events in any order mean, and where versions lie. */
#include "tests/unit/given.h"

#include "feeds/windows.h"

#include <stdio.h>

static struct th_window_list windows;

static int teardown(void **state)
{
	(void)state;
	th_window_list_release(&windows);
	return 0;
}

/* Events as "i0 f1.2 i2 l2.5 m3": introduced, fixed, last affected, limit; k last known. */
static bool make(enum th_scheme scheme, const char *text)
{
	struct th_window_bound events[16];
	th_slice rest = th_slice_of(text);
	uint32_t count = 0;
	th_status status;

	windows.count = 0;
	while (rest.len > 0) {
		size_t end = th_slice_find(rest, ' ');
		static const char letters[] = "ilfmk";
		const char *kind = strchr(letters, rest.ptr[0]);
		events[count++] = (struct th_window_bound){ th_slice_sub(rest, 1, end),
							    (uint8_t)(kind - letters) };
		rest = th_slice_sub(rest, end + 1, rest.len);
	}
	bool made = th_windows_make(scheme, events, count, &windows, &status);
	assert_int_equal(status, TH_OK);
	return made;
}

/* "IOBU": inside, outside, beyond, unknown, of versions parted by blanks. */
static void assert_answers(const char *events, const char *versions, const char *expected)
{
	char answers[32] = "";
	th_slice rest = th_slice_of(versions);
	size_t n = 0;

	assert_true(make(TH_SCHEME_SEMVER, events));
	while (rest.len > 0) {
		size_t end = th_slice_find(rest, ' ');
		th_slice version = th_slice_sub(rest, 0, end);
		if (th_slice_equal(version, TH_SLICE("-")))
			version = (th_slice){ 0 };
		answers[n++] = "OBIU"[th_windows_find(TH_SCHEME_SEMVER, windows.items,
						      windows.count, version, NULL)];
		rest = th_slice_sub(rest, end + 1, rest.len);
	}
	if (strcmp(answers, expected) != 0)
		fail_msg("%s of %s: %s, not %s", versions, events, answers, expected);
}

static void a_fix_ends_a_window_and_is_outside(void **state)
{
	(void)state;
	assert_answers("i1.0.0 f1.2.0", "0.9.9 1.0.0-rc.1 1.0.0 1.1.9 1.2.0-rc.1 1.2.0 2.0.0",
		       "OOIIIOO");
}

static void the_last_affected_version_is_inside(void **state)
{
	(void)state;
	assert_answers("i0 l1.2.0", "0.0.0-0 1.2.0 1.2.1-rc.1 1.2.1", "IIOO");
}

static void nought_lies_before_every_version(void **state)
{
	(void)state;
	assert_answers("i0", "0.0.0-0.0 0.0.0 99.0.0 - rubbish", "IIIII");
}

static void events_may_stand_in_any_order(void **state)
{
	(void)state;
	assert_answers("f4.10.2 i4.0.0 f4.2.7 i4.10.1",
		       "3.9.9 4.0.0 4.2.6 4.2.7 4.9.0 4.10.0 4.10.1 4.10.2", "OIIOOOIO");
}

static void an_introduction_inside_a_window_changes_nothing(void **state)
{
	(void)state;
	assert_answers("i1.0.0 i1.5.0 f2.0.0", "1.2.0 1.6.0 2.0.0", "IIO");
}

static void a_fix_at_the_introduction_leaves_nothing(void **state)
{
	(void)state;
	assert_answers("i1.0.0 f1.0.0", "0.9.0 1.0.0 1.0.1", "OOO");
}

static void an_introduction_at_the_last_affected_version_is_that_version(void **state)
{
	(void)state;
	assert_answers("l1.0.0 i1.0.0", "0.9.0 1.0.0 1.0.1", "OIO");
}

static void nothing_is_meant_from_the_limit_on(void **state)
{
	(void)state;
	assert_answers("i1.0.0 m2.0.0", "1.9.9 2.0.0 3.0.0", "IOO");
	assert_answers("i1.0.0 m2.0.0 m3.0.0", "2.5.0 3.0.0", "IO");
	assert_answers("i1.0.0 m*", "2.5.0", "I");
}

static void beyond_what_somebody_has_looked_at_is_told_apart(void **state)
{
	(void)state;
	assert_answers("i0 k29.0.0", "28.0.0 29.0.0 29.0.1", "IIB");
}

static void a_version_without_a_place_in_the_order_is_unknown(void **state)
{
	(void)state;
	assert_answers("i1.0.0 f2.0.0", "rubbish - 1.5.0", "UUI");
	assert_answers("i0 f2.0.0", "rubbish -", "UU");
}

static void a_range_that_has_no_order_makes_no_windows(void **state)
{
	(void)state;
	assert_false(make(TH_SCHEME_SEMVER, "i1.0.0 frubbish"));
	assert_int_equal(windows.count, 0);
	assert_false(make(TH_SCHEME_NONE, "i1.0.0 f2.0.0"));
}

static void everything_is_from_nought_without_an_end(void **state)
{
	(void)state;
	assert_true(make(TH_SCHEME_SEMVER, "i0"));
	assert_true(th_windows_are_everything(windows.items, windows.count));
	assert_true(make(TH_SCHEME_SEMVER, "i0 f1.0.0"));
	assert_false(th_windows_are_everything(windows.items, windows.count));
	assert_true(make(TH_SCHEME_SEMVER, "i0.0.1"));
	assert_false(th_windows_are_everything(windows.items, windows.count));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fix_ends_a_window_and_is_outside),
		cmocka_unit_test(the_last_affected_version_is_inside),
		cmocka_unit_test(nought_lies_before_every_version),
		cmocka_unit_test(events_may_stand_in_any_order),
		cmocka_unit_test(an_introduction_inside_a_window_changes_nothing),
		cmocka_unit_test(a_fix_at_the_introduction_leaves_nothing),
		cmocka_unit_test(an_introduction_at_the_last_affected_version_is_that_version),
		cmocka_unit_test(nothing_is_meant_from_the_limit_on),
		cmocka_unit_test(beyond_what_somebody_has_looked_at_is_told_apart),
		cmocka_unit_test(a_version_without_a_place_in_the_order_is_unknown),
		cmocka_unit_test(a_range_that_has_no_order_makes_no_windows),
		cmocka_unit_test(everything_is_from_nought_without_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
