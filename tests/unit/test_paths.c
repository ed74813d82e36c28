/*
 * graph/paths: one file by several ways, in a folder of this test's own.
 */
#include "graph/paths.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/test_paths.XXXXXX";
static struct th_arena arena;

static int touch(const char *path)
{
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	return fd < 0 ? -1 : close(fd);
}

/* docs/a.json, other/b.json, and link, which leads to docs. */
static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder) || chdir(folder) != 0 || mkdir("docs", 0700) != 0 ||
	    mkdir("other", 0700) != 0 || touch("docs/a.json") != 0 || touch("other/b.json") != 0)
		return -1;
	return symlink("docs", "link");
}

static int remove_folder(void **state)
{
	(void)state;
	th_arena_release(&arena);
	if (unlink("docs/a.json") != 0 || unlink("other/b.json") != 0 || unlink("link") != 0 ||
	    rmdir("docs") != 0 || rmdir("other") != 0)
		return -1;
	return chdir("/") == 0 ? rmdir(folder) : -1;
}

/* Below the folder, from the root. */
static const char *whole(const char *path)
{
	return th_arena_printf(&arena, "%s/%s", folder, path).ptr;
}

static bool means(const char *glob, const char *path)
{
	th_slice item = th_slice_of(glob);
	struct th_name_list stated = { .items = &item, .count = 1 };
	struct th_path_globs globs;

	assert_int_equal(th_path_globs_init(&globs, &stated, &arena), TH_OK);
	bool found = th_path_globs_match(&globs, th_slice_of(path), &arena);
	th_path_globs_release(&globs);
	return found;
}

static void a_glob_means_a_file_however_its_path_is_written(void **state)
{
	(void)state;
	assert_true(means("docs/*.json", "docs/a.json"));
	assert_true(means("docs/*.json", whole("docs/a.json")));
	assert_true(means("docs/*.json", "other/../docs/a.json"));
	assert_true(means("docs/*.json", "link/a.json"));
	assert_true(means("docs/a.json", whole("link/../docs/a.json")));
}

static void a_glob_may_itself_go_by_a_link_or_from_the_root(void **state)
{
	(void)state;
	assert_true(means("link/*", "docs/a.json"));
	assert_true(means("link/a.json", whole("docs/a.json")));
	assert_true(means(whole("docs/*"), "docs/a.json"));
}

static void no_way_of_writing_a_path_makes_it_another_file(void **state)
{
	(void)state;
	assert_false(means("docs/**", "docs/../other/b.json"));
	assert_false(means("link/**", "link/../other/b.json"));
	assert_false(means("docs/*", "other/b.json"));
	assert_false(means("**", "/dev/null"));
}

static void what_is_not_there_is_matched_by_its_path_alone(void **state)
{
	(void)state;
	assert_true(means("absent/*", "absent/a"));
	assert_false(means("absent/*", "absent/../a"));
}

static void names_of_one_file_have_one_id(void **state)
{
	(void)state;
	struct th_file_id a = th_file_id_of(TH_SLICE("docs/a.json"), true);

	assert_true(th_file_id_equal(a, th_file_id_of(TH_SLICE("link/a.json"), true)));
	assert_false(th_file_id_equal(a, th_file_id_of(TH_SLICE("other/b.json"), true)));
}

static void what_is_not_there_has_no_id_and_equals_nothing(void **state)
{
	(void)state;
	struct th_file_id none = th_file_id_of(TH_SLICE("absent"), true);

	assert_false(th_file_id_equal(none, none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_glob_means_a_file_however_its_path_is_written),
		cmocka_unit_test(a_glob_may_itself_go_by_a_link_or_from_the_root),
		cmocka_unit_test(no_way_of_writing_a_path_makes_it_another_file),
		cmocka_unit_test(what_is_not_there_is_matched_by_its_path_alone),
		cmocka_unit_test(names_of_one_file_have_one_id),
		cmocka_unit_test(what_is_not_there_has_no_id_and_equals_nothing),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
