/*
 * core/io/output and core/io/progress.
 */
#include "core/io/output.h"

#include "core/base/arena.h"
#include "core/io/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct th_arena arena;
static struct th_output out;
static char folder[64]; /* a fresh one for each test */

static int set_up(void **state)
{
	(void)state;
	th_arena_init(&arena);
	out = (struct th_output){ .fd = -1 };
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	snprintf(folder, sizeof(folder), "/tmp/test_output.XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

/* For nftw: remove what a test has left. */
static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	(void)status, (void)kind, (void)where;
	return remove(path);
}

static int tear_down(void **state)
{
	(void)state;
	th_output_release(&out);
	th_arena_release(&arena);
	return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *at(const char *name)
{
	return th_arena_printf(&arena, "%s/%s", folder, name).ptr;
}

static void assert_holds(const char *name, const char *expected)
{
	char bytes[256] = "";
	int fd = open(at(name), O_RDONLY);

	assert_true(fd >= 0);
	assert_true(read(fd, bytes, sizeof(bytes) - 1) >= 0);
	close(fd);
	assert_string_equal(bytes, expected);
}

/* Names in the test's folder. */
static size_t entries(void)
{
	DIR *dir = opendir(folder);
	size_t count = 0;

	assert_non_null(dir);
	for (const struct dirent *entry; (entry = readdir(dir));)
		count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	closedir(dir);
	return count;
}

static mode_t mode_of(const char *name)
{
	struct stat status;

	assert_int_equal(stat(at(name), &status), 0);
	return status.st_mode & 0777;
}

static void assert_why(const char *words)
{
	th_slice why = th_output_why(&out);

	if (th_slice_search(why, th_slice_of(words)) == why.len)
		fail_msg("'%.*s' does not say '%s'", TH_FMT(why), words);
}

static void put_file(const char *name, const char *text)
{
	FILE *file = fopen(at(name), "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* ---- memory ---- */

static void memory_holds_what_was_written(void **state)
{
	(void)state;
	th_output_to_memory(&out, SIZE_MAX);
	th_output_write(&out, TH_SLICE("a"));
	th_output_byte(&out, 'b');
	th_output_printf(&out, "%d", 42);
	th_output_write(&out, (th_slice){ 0 });
	assert_int_equal(th_output_commit(&out), TH_OK);
	assert_true(th_slice_equal(th_output_bytes(&out), TH_SLICE("ab42")));
	th_output_byte(&out, '!');
	assert_true(th_slice_equal(th_output_bytes(&out), TH_SLICE("ab42!")));
}

static void memory_grows_by_bytes_slices_and_formats(void **state)
{
	(void)state;
	th_output_to_memory(&out, SIZE_MAX);
	size_t expected = 0;
	for (int i = 0; i < 30000; i++) {
		th_output_byte(&out, 'x');
		th_output_write(&out, TH_SLICE("yz"));
		th_output_printf(&out, "%05d", i);
		expected += 8;
	}
	th_slice bytes = th_output_bytes(&out);
	assert_int_equal(bytes.len, expected);
	assert_memory_equal(bytes.ptr, "xyz00000xyz00001", 16);
	assert_memory_equal(bytes.ptr + expected - 8, "xyz29999", 8);
}

static void memory_stops_at_its_ceiling(void **state)
{
	(void)state;
	th_output_to_memory(&out, 10);
	th_output_write(&out, TH_SLICE("0123456789"));
	assert_int_equal(th_output_commit(&out), TH_OK);
	th_output_byte(&out, '!');
	assert_int_equal(th_output_commit(&out), TH_ELIMIT);
	assert_why("ceiling");
}

static void a_format_longer_than_the_buffer_is_written_whole(void **state)
{
	(void)state;
	th_output_to_memory(&out, SIZE_MAX);
	th_output_printf(&out, "%200000d", 7);
	assert_int_equal(th_output_bytes(&out).len, 200000);
}

/* ---- descriptors ---- */

static void a_descriptor_gets_everything_at_the_commit(void **state)
{
	int ends[2];
	char bytes[16] = "";
	(void)state;
	assert_int_equal(pipe(ends), 0);
	th_output_to_fd(&out, ends[1]);
	th_output_write(&out, TH_SLICE("hello"));
	assert_int_equal(th_output_commit(&out), TH_OK);
	assert_int_equal(read(ends[0], bytes, sizeof(bytes)), 5);
	assert_string_equal(bytes, "hello");
	th_output_release(&out);
	assert_int_equal(fcntl(ends[1], F_GETFD) >= 0, 1); /* still open: it is ours */
	close(ends[0]);
	close(ends[1]);
}

static void a_descriptor_gets_bytes_in_their_order(void **state)
{
	static char large[200000];
	(void)state;
	int fd = open(at("file"), O_RDWR | O_CREAT, 0600);
	memset(large, 'L', sizeof(large));
	th_output_to_fd(&out, fd);
	th_output_byte(&out, 'a');
	th_output_write(&out, th_slice_make(large, sizeof(large)));
	for (int i = 0; i < 70000; i++)
		th_output_byte(&out, 'b');
	th_output_printf(&out, "%70000d", 1);
	assert_int_equal(th_output_commit(&out), TH_OK);
	assert_int_equal(out.total, 1 + 200000 + 70000 + 70000);
	char bytes[4] = "";
	assert_int_equal(pread(fd, bytes, 2, 0), 2);
	assert_string_equal(bytes, "aL");
	assert_int_equal(pread(fd, bytes, 2, 200000), 2);
	assert_string_equal(bytes, "Lb");
	assert_int_equal(pread(fd, bytes, 2, 1 + 270000 + 69999 - 1), 2);
	assert_string_equal(bytes, " 1");
	close(fd);
}

static void a_descriptor_gets_whole_blocks_before_the_commit(void **state)
{
	static char text[300000];
	(void)state;
	int fd = open(at("file"), O_RDWR | O_CREAT, 0600);
	memset(text, 'x', sizeof(text));
	th_output_to_fd(&out, fd);
	for (size_t len = 1; len < sizeof(text); len = len * 3 + 1) {
		th_output_write(&out, th_slice_make(text, len));
		assert_int_equal(out.total % out.size, 0);
		assert_in_range(out.used, 0, out.size);
	}
	assert_int_equal(th_output_commit(&out), TH_OK);
	close(fd);
}

static void a_closed_pipe_sticks(void **state)
{
	int ends[2];
	(void)state;
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	th_output_to_fd(&out, ends[1]);
	for (int i = 0; i < 200000; i++)
		th_output_write(&out, TH_SLICE("more and more"));
	assert_int_equal(th_output_commit(&out), TH_EIO);
	assert_why("Broken pipe");
	assert_int_equal(out.total, 0);
	close(ends[1]);
}

static void a_full_disk_sticks(void **state)
{
	(void)state;
	int fd = open("/dev/full", O_WRONLY);
	assert_true(fd >= 0);
	th_output_to_fd(&out, fd);
	th_output_write(&out, TH_SLICE("x"));
	assert_int_equal(th_output_commit(&out), TH_EIO);
	assert_why("No space left on device");
	close(fd);
}

static void a_pipe_that_does_not_block_is_waited_for(void **state)
{
	int ends[2];
	(void)state;
	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	pid_t child = fork();
	if (child == 0) {
		char sink[65536];
		close(ends[1]);
		fcntl(ends[0], F_SETFL, 0);
		usleep(20000);
		while (read(ends[0], sink, sizeof(sink)) > 0)
			;
		_exit(0);
	}
	close(ends[0]);
	th_output_to_fd(&out, ends[1]);
	for (int i = 0; i < 100000; i++)
		th_output_write(&out, TH_SLICE("0123456789"));
	assert_int_equal(th_output_commit(&out), TH_OK);
	assert_int_equal(out.total, 1000000);
	close(ends[1]);
}

/* ---- files ---- */

static void a_file_appears_at_the_commit_and_not_before(void **state)
{
	(void)state;
	th_output_to_file(&out, at("report"));
	th_output_write(&out, TH_SLICE("done"));
	assert_int_equal(access(at("report"), F_OK), -1);
	assert_int_equal(th_output_commit(&out), TH_OK);
	assert_holds("report", "done");
	assert_int_equal(entries(), 1);
}

static void a_relative_path_is_written_in_the_current_folder(void **state)
{
	char before[512];
	(void)state;
	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir(folder), 0);
	th_output_to_file(&out, "report");
	th_output_write(&out, TH_SLICE("done"));
	th_status status = th_output_commit(&out);
	assert_int_equal(chdir(before), 0);
	assert_int_equal(status, TH_OK);
	assert_holds("report", "done");
}

static void an_abandoned_file_leaves_its_place_as_it_was(void **state)
{
	(void)state;
	put_file("report", "old");
	th_output_to_file(&out, at("report"));
	th_output_write(&out, TH_SLICE("new"));
	th_output_release(&out);
	th_output_release(&out);
	assert_holds("report", "old");
	assert_int_equal(entries(), 1);
}

static void a_failed_file_leaves_its_place_as_it_was(void **state)
{
	struct rlimit before, limit;
	(void)state;
	put_file("report", "old");
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	limit = before;
	limit.rlim_cur = 100000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	th_output_to_file(&out, at("report"));
	for (int i = 0; i < 100000; i++)
		th_output_write(&out, TH_SLICE("0123456789"));
	th_status status = th_output_commit(&out);
	setrlimit(RLIMIT_FSIZE, &before);
	assert_int_equal(status, TH_EIO);
	assert_why("File too large");
	assert_holds("report", "old");
	assert_int_equal(entries(), 1);
}

static void a_new_file_has_the_mode_that_the_umask_leaves(void **state)
{
	(void)state;
	mode_t before = umask(027);
	th_output_to_file(&out, at("report"));
	th_status status = th_output_commit(&out);
	umask(before);
	assert_int_equal(status, TH_OK);
	assert_int_equal(mode_of("report"), 0640);
}

static void a_replaced_file_keeps_its_mode(void **state)
{
	(void)state;
	put_file("report", "old");
	assert_int_equal(chmod(at("report"), 0600), 0);
	th_output_to_file(&out, at("report"));
	out.durable = true;
	th_output_write(&out, TH_SLICE("new"));
	assert_int_equal(th_output_commit(&out), TH_OK);
	assert_int_equal(mode_of("report"), 0600);
	assert_holds("report", "new");
}

static void a_symbolic_link_keeps_pointing_at_the_new_file(void **state)
{
	struct stat status;
	(void)state;
	put_file("real", "old");
	assert_int_equal(symlink("real", at("link")), 0);
	th_output_to_file(&out, at("link"));
	th_output_write(&out, TH_SLICE("new"));
	assert_int_equal(th_output_commit(&out), TH_OK);
	assert_holds("real", "new");
	assert_int_equal(lstat(at("link"), &status), 0);
	assert_true(S_ISLNK(status.st_mode));
}

static void a_device_is_written_to_and_not_replaced(void **state)
{
	struct stat status;
	(void)state;
	th_output_to_file(&out, "/dev/null");
	th_output_write(&out, TH_SLICE("gone"));
	assert_int_equal(th_output_commit(&out), TH_OK);
	assert_int_equal(stat("/dev/null", &status), 0);
	assert_true(S_ISCHR(status.st_mode));
}

static void a_folder_cannot_be_written(void **state)
{
	(void)state;
	th_output_to_file(&out, folder);
	assert_int_equal(th_output_commit(&out), TH_EIO);
	assert_why("Is a directory");
}

static void a_missing_folder_is_an_error_that_sticks(void **state)
{
	(void)state;
	th_output_to_file(&out, at("nothing/report"));
	th_output_write(&out, TH_SLICE("x"));
	th_output_printf(&out, "%d", 1);
	assert_int_equal(th_output_commit(&out), TH_EIO);
	assert_why("No such file or directory");
}

static void a_long_file_name_can_be_written(void **state)
{
	char name[256];
	(void)state;
	memset(name, 'n', 255);
	name[255] = '\0';
	th_output_to_file(&out, at(name));
	th_output_write(&out, TH_SLICE("done"));
	assert_int_equal(th_output_commit(&out), TH_OK);
	assert_holds(name, "done");
}

/* ---- progress ---- */

static int terminal, screen; /* the two ends of a pseudo-terminal */

static size_t shown(char *bytes, size_t size)
{
	ssize_t got = read(screen, bytes, size - 1);

	bytes[got > 0 ? got : 0] = '\0';
	return got > 0 ? (size_t)got : 0;
}

static void open_terminal(unsigned short columns)
{
	struct winsize size = { .ws_row = 24, .ws_col = columns };

	assert_int_equal(openpty(&screen, &terminal, NULL, NULL, &size), 0);
	assert_int_equal(fcntl(screen, F_SETFL, O_NONBLOCK), 0);
}

static void close_terminal(void)
{
	close(terminal);
	close(screen);
}

/* As if the work had begun a second ago. */
static void pass_a_second(struct th_progress *progress)
{
	progress->draw_at -= UINT64_C(1000000000);
	progress->skip = 0;
}

static void short_work_shows_nothing(void **state)
{
	struct th_progress progress;
	char bytes[256];
	(void)state;
	open_terminal(80);
	th_progress_start(&progress, terminal);
	for (uint64_t i = 0; i < 100000; i++)
		th_progress_update(&progress, i, 100000, TH_SLICE("work"));
	th_progress_end(&progress);
	assert_int_equal(shown(bytes, sizeof(bytes)), 0);
	close_terminal();
}

static void long_work_shows_a_line_and_erases_it(void **state)
{
	struct th_progress progress;
	char bytes[256];
	(void)state;
	open_terminal(80);
	th_progress_start(&progress, terminal);
	pass_a_second(&progress);
	th_progress_update(&progress, 1, 4, TH_SLICE("a.json"));
	shown(bytes, sizeof(bytes));
	assert_string_equal(bytes, "\r[#####...............]  25 % a.json\x1b[K");
	th_progress_end(&progress);
	shown(bytes, sizeof(bytes));
	assert_string_equal(bytes, "\r\x1b[K");
	th_progress_end(&progress);
	assert_int_equal(shown(bytes, sizeof(bytes)), 0);
	close_terminal();
}

static void a_line_is_not_drawn_again_at_once(void **state)
{
	struct th_progress progress;
	char bytes[256];
	(void)state;
	open_terminal(80);
	th_progress_start(&progress, terminal);
	pass_a_second(&progress);
	th_progress_update(&progress, 1, 4, TH_SLICE("a"));
	shown(bytes, sizeof(bytes));
	progress.skip = 0;
	th_progress_update(&progress, 2, 4, TH_SLICE("b"));
	assert_int_equal(shown(bytes, sizeof(bytes)), 0);
	close_terminal();
}

static void a_line_is_cut_to_the_terminal(void **state)
{
	struct th_progress progress;
	char bytes[256];
	(void)state;
	open_terminal(34);
	th_progress_start(&progress, terminal);
	pass_a_second(&progress);
	th_progress_update(&progress, 4, 4, TH_SLICE("a\xc3\xa9\xe6\xbc\xa2\xe6\xbc\xa2z"));
	shown(bytes, sizeof(bytes));
	/*
	 * 33 columns: 28 of bar and number, a, e acute, one wide character, and no room for another
	 */
	assert_string_equal(bytes, "\r[####################] 100 % a\xc3\xa9\xe6\xbc\xa2\x1b[K");
	close_terminal();
}

static void an_unknown_total_shows_a_count(void **state)
{
	struct th_progress progress;
	char bytes[256];
	(void)state;
	open_terminal(80);
	th_progress_start(&progress, terminal);
	pass_a_second(&progress);
	th_progress_update(&progress, 17, 0, TH_SLICE("files"));
	shown(bytes, sizeof(bytes));
	assert_string_equal(bytes, "\r17 files\x1b[K");
	close_terminal();
}

static void without_a_terminal_nothing_happens(void **state)
{
	struct th_progress progress;
	(void)state;
	th_progress_start(&progress, -1);
	progress.draw_at = 0;
	th_progress_update(&progress, 1, 2, TH_SLICE("x"));
	th_progress_end(&progress);
	assert_false(progress.drawn);
}

static void the_clock_is_not_read_for_every_call(void **state)
{
	struct th_progress progress;
	(void)state;
	open_terminal(80);
	th_progress_start(&progress, terminal);
	for (uint64_t i = 0; i < 100000; i++)
		th_progress_update(&progress, i, 100000, TH_SLICE("work"));
	assert_true(progress.stride > 100);
	close_terminal();
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(memory_holds_what_was_written),
		TEST(memory_grows_by_bytes_slices_and_formats),
		TEST(memory_stops_at_its_ceiling),
		TEST(a_format_longer_than_the_buffer_is_written_whole),
		TEST(a_descriptor_gets_everything_at_the_commit),
		TEST(a_descriptor_gets_bytes_in_their_order),
		TEST(a_descriptor_gets_whole_blocks_before_the_commit),
		TEST(a_closed_pipe_sticks),
		TEST(a_full_disk_sticks),
		TEST(a_pipe_that_does_not_block_is_waited_for),
		TEST(a_file_appears_at_the_commit_and_not_before),
		TEST(a_relative_path_is_written_in_the_current_folder),
		TEST(an_abandoned_file_leaves_its_place_as_it_was),
		TEST(a_failed_file_leaves_its_place_as_it_was),
		TEST(a_new_file_has_the_mode_that_the_umask_leaves),
		TEST(a_replaced_file_keeps_its_mode),
		TEST(a_symbolic_link_keeps_pointing_at_the_new_file),
		TEST(a_device_is_written_to_and_not_replaced),
		TEST(a_folder_cannot_be_written),
		TEST(a_missing_folder_is_an_error_that_sticks),
		TEST(a_long_file_name_can_be_written),
		TEST(short_work_shows_nothing),
		TEST(long_work_shows_a_line_and_erases_it),
		TEST(a_line_is_not_drawn_again_at_once),
		TEST(a_line_is_cut_to_the_terminal),
		TEST(an_unknown_total_shows_a_count),
		TEST(without_a_terminal_nothing_happens),
		TEST(the_clock_is_not_read_for_every_call),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
