/*
 * core/io/source with what is below it (mapping, buffer, archive), and core/io/folder.
 */
#include "core/io/source.h"

#include "core/base/limits.h"
#include "core/io/archive.h"
#include "core/io/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct th_arena arena;
static struct th_source source;
static th_slice why;
static char folder[64]; /* a fresh one for each test */

static int set_up(void **state)
{
	(void)state;
	th_arena_init(&arena);
	source = (struct th_source){ 0 };
	why = (th_slice){ 0 };
	snprintf(folder, sizeof(folder), "/tmp/test_source.XXXXXX");
	return mkdtemp(folder) && chmod(folder, 0755) == 0 ? 0 : -1;
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
	th_source_close(&source);
	th_arena_release(&arena);
	return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* The path of name in the test's folder. */
static const char *at(const char *name)
{
	return th_arena_printf(&arena, "%s/%s", folder, name).ptr;
}

static const char *written(const char *name, th_slice bytes)
{
	const char *path = at(name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0);
	for (size_t done = 0; done < bytes.len;) {
		ssize_t wrote = write(fd, bytes.ptr + done, bytes.len - done);
		assert_true(wrote > 0);
		done += (size_t)wrote;
	}
	close(fd);
	return path;
}

/* len bytes that do not repeat soon. */
static th_slice pattern(size_t len)
{
	char *bytes = th_arena_alloc(&arena, len + 1);

	for (size_t i = 0; i < len; i++)
		bytes[i] = (char)('!' + (i * 31 + i / 4096) % 90);
	return th_slice_make(bytes, len);
}

static void assert_opens(const char *path, th_slice expected)
{
	th_status status = th_source_open(&source, path, &arena, &why);

	if (status != TH_OK)
		fail_msg("%s %.*s", path, TH_FMT(why));
	assert_int_equal(source.bytes.len, expected.len);
	assert_non_null(source.bytes.ptr);
	assert_memory_equal(source.bytes.ptr, expected.ptr, expected.len);
	for (size_t i = 0; i < TH_PADDING; i++)
		assert_int_equal(source.bytes.ptr[source.bytes.len + i], 0);
}

static void assert_fails(const char *path, th_status expected, const char *words)
{
	assert_int_equal(th_source_open(&source, path, &arena, &why), expected);
	if (th_slice_search(why, th_slice_of(words)) == why.len)
		fail_msg("'%.*s' does not say '%s'", TH_FMT(why), words);
	assert_null(source.bytes.ptr);
}

/* ---- plain files ---- */

static void a_file_of_any_size_has_padding_behind_it(void **state)
{
	static const size_t sizes[] = {
		0,     1,      63,           4032,         4095,         4096,
		65535, 65536,  65536 + 4031, 65536 + 4032, 65536 + 4033, 65536 + 4095,
		69632, 1000000
	};
	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		th_slice bytes = pattern(sizes[i]);

		assert_opens(written("file", bytes), bytes);
		assert_ptr_equal(source.found.ptr, source.bytes.ptr);
		assert_null(source.compression.ptr);
		assert_false(th_source_was_truncated(&source));
		th_source_close(&source);
	}
}

static void a_file_that_is_a_symbolic_link_is_opened(void **state)
{
	(void)state;
	written("file", TH_SLICE("{}"));
	assert_int_equal(symlink("file", at("link")), 0);
	assert_opens(at("link"), TH_SLICE("{}"));
}

static void a_file_that_says_it_is_empty_is_read_all_the_same(void **state)
{
	(void)state;
	assert_int_equal(th_source_open(&source, "/proc/self/status", &arena, &why), TH_OK);
	assert_true(source.bytes.len > 0);
}

static void padding_stays_nul_when_the_file_grows(void **state)
{
	(void)state;
	const char *path = written("file", pattern(100000));
	assert_opens(path, pattern(100000));
	FILE *file = fopen(path, "a");
	assert_non_null(file);
	for (int i = 0; i < 1000; i++)
		assert_true(fputs("more", file) >= 0);
	fclose(file);
	for (size_t i = 0; i < TH_PADDING; i++)
		assert_int_equal(source.bytes.ptr[source.bytes.len + i], 0);
}

static void a_missing_file_is_not_found(void **state)
{
	(void)state;
	assert_fails(at("nothing"), TH_ENOTFOUND, "no such file");
	assert_fails(at("nothing/in/nothing"), TH_ENOTFOUND, "no such file");
}

static void a_link_to_a_missing_file_says_so(void **state)
{
	(void)state;
	assert_int_equal(symlink("nothing", at("link")), 0);
	assert_fails(at("link"), TH_ENOTFOUND, "symbolic link to a file that does not exist");
}

static void a_link_to_itself_is_an_error(void **state)
{
	(void)state;
	assert_int_equal(symlink("link", at("link")), 0);
	assert_fails(at("link"), TH_EIO, "Too many levels of symbolic links");
}

static void a_directory_is_refused(void **state)
{
	(void)state;
	assert_fails(folder, TH_EIO, "expected a file, found a directory");
}

static void a_device_is_refused(void **state)
{
	(void)state;
	assert_fails("/dev/null", TH_EIO, "expected a file, found a device");
}

static void a_socket_is_refused(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	(void)state;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/socket", folder);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_fails(address.sun_path, TH_EIO, "expected a file, found a socket");
	close(fd);
}

static void a_forbidden_file_is_an_error(void **state)
{
	(void)state;
	const char *path = written("file", TH_SLICE("{}"));
	assert_int_equal(chmod(path, 0), 0);
	uid_t user = geteuid();
	if (user == 0)
		assert_int_equal(seteuid(65534), 0);
	th_status status = th_source_open(&source, path, &arena, &why);
	if (user == 0)
		assert_int_equal(seteuid(user), 0);
	assert_int_equal(status, TH_EIO);
	assert_true(th_slice_ends(why, TH_SLICE("Permission denied")));
}

static void closing_twice_is_harmless(void **state)
{
	(void)state;
	assert_opens(written("file", pattern(100000)), pattern(100000));
	th_source_close(&source);
	th_source_close(&source);
	assert_null(source.bytes.ptr);
}

/* ---- pipes and standard input ---- */

/* A child that writes bytes to fd and ends. */
static pid_t writer(int fd, th_slice bytes)
{
	pid_t child = fork();

	if (child != 0)
		return child;
	for (size_t done = 0; done < bytes.len;) {
		ssize_t wrote = write(fd, bytes.ptr + done, bytes.len - done);
		if (wrote <= 0)
			_exit(1);
		done += (size_t)wrote;
	}
	_exit(0);
}

static void assert_stdin_opens(int fd, th_slice expected)
{
	int saved = dup(STDIN_FILENO);

	dup2(fd, STDIN_FILENO);
	th_status status = th_source_open(&source, "-", &arena, &why);
	dup2(saved, STDIN_FILENO);
	close(saved);
	assert_int_equal(status, TH_OK);
	assert_int_equal(source.bytes.len, expected.len);
	assert_memory_equal(source.bytes.ptr, expected.ptr, expected.len);
	for (size_t i = 0; i < TH_PADDING; i++)
		assert_int_equal(source.bytes.ptr[source.bytes.len + i], 0);
}

static void standard_input_from_a_pipe_is_read_to_its_end(void **state)
{
	int ends[2];
	(void)state;
	assert_int_equal(pipe(ends), 0);
	th_slice bytes = pattern(1000003);
	pid_t child = writer(ends[1], bytes);
	close(ends[1]);
	assert_stdin_opens(ends[0], bytes);
	close(ends[0]);
	waitpid(child, NULL, 0);
}

static void standard_input_that_does_not_block_is_waited_for(void **state)
{
	int ends[2];
	(void)state;
	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	pid_t child = fork();
	if (child == 0) {
		usleep(50000);
		_exit(write(ends[1], "late", 4) != 4);
	}
	close(ends[1]);
	assert_stdin_opens(ends[0], TH_SLICE("late"));
	close(ends[0]);
	waitpid(child, NULL, 0);
}

static void standard_input_from_a_file_is_read_from_where_it_stands(void **state)
{
	(void)state;
	th_slice bytes = pattern(100000);
	int fd = open(written("file", bytes), O_RDONLY);
	assert_stdin_opens(fd, bytes);
	th_source_close(&source);
	lseek(fd, 99990, SEEK_SET);
	assert_stdin_opens(fd, th_slice_sub(bytes, 99990, 100000));
	close(fd);
}

static void standard_input_may_be_a_socket(void **state)
{
	int ends[2];
	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(write(ends[1], "[]", 2), 2);
	close(ends[1]);
	assert_stdin_opens(ends[0], TH_SLICE("[]"));
	close(ends[0]);
}

static void standard_input_that_is_a_directory_is_refused(void **state)
{
	(void)state;
	int fd = open(folder, O_RDONLY), saved = dup(STDIN_FILENO);
	dup2(fd, STDIN_FILENO);
	th_status status = th_source_open(&source, "-", &arena, &why);
	dup2(saved, STDIN_FILENO);
	close(saved);
	close(fd);
	assert_int_equal(status, TH_EIO);
	assert_true(th_slice_ends(why, TH_SLICE("found a directory")));
}

static void a_named_pipe_is_read_to_its_end(void **state)
{
	(void)state;
	const char *path = at("pipe");
	assert_int_equal(mkfifo(path, 0600), 0);
	pid_t child = fork();
	if (child == 0) {
		int fd = open(path, O_WRONLY);
		_exit(write(fd, "{}", 2) != 2);
	}
	assert_opens(path, TH_SLICE("{}"));
	waitpid(child, NULL, 0);
}

/* ---- files that change under the reader ---- */

static unsigned sum(th_slice bytes)
{
	const volatile char *byte = bytes.ptr; /* read even where nobody wants the sum */
	unsigned total = 0;

	for (size_t i = 0; i < bytes.len; i++)
		total += (unsigned char)byte[i];
	return total;
}

static void a_file_cut_short_reads_as_nul_and_is_marked(void **state)
{
	(void)state;
	const char *path = written("file", pattern(300000));
	assert_opens(path, pattern(300000));
	assert_int_equal(truncate(path, 8192), 0);
	assert_false(th_source_was_truncated(&source));
	assert_int_equal(sum(th_slice_sub(source.bytes, 0, 8192)), sum(pattern(8192)));
	assert_false(th_source_was_truncated(&source));
	assert_int_equal(sum(th_slice_sub(source.bytes, 8192, 290000)), 0);
	assert_true(th_source_was_truncated(&source));
}

static void many_files_cut_short_are_marked_each_for_itself(void **state)
{
	enum { MANY = 600 };
	static struct th_source many[MANY];
	(void)state;
	th_slice bytes = pattern(70000);
	const char *kept = written("kept", bytes), *cut = written("cut", bytes);
	for (size_t i = 0; i < MANY; i++)
		assert_int_equal(th_source_open(&many[i], i % 3 ? kept : cut, &arena, &why), TH_OK);
	assert_int_equal(truncate(cut, 0), 0);
	for (size_t i = 0; i < MANY; i++)
		if (i % 2)
			(void)sum(many[i].bytes);
	for (size_t i = 0; i < MANY; i++) {
		assert_int_equal(th_source_was_truncated(&many[i]), i % 2 && i % 3 == 0);
		th_source_close(&many[i]);
	}
}

static void a_watch_that_is_used_again_is_not_marked(void **state)
{
	(void)state;
	const char *path = written("file", pattern(70000));
	assert_opens(path, pattern(70000));
	assert_int_equal(truncate(path, 0), 0);
	(void)sum(source.bytes);
	assert_true(th_source_was_truncated(&source));
	th_source_close(&source);
	assert_opens(written("file", pattern(70000)), pattern(70000));
	assert_false(th_source_was_truncated(&source));
}

/* Whether do_it kills a child that has a file mapped, and no handler of the test's framework. */
static bool dies(void (*do_it)(void))
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		signal(SIGBUS, SIG_DFL);
		if (th_source_open(&source, written("file", pattern(70000)), &arena, &why) == TH_OK)
			do_it();
		_exit(0);
	}
	waitpid(child, &status, 0);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS;
}

static void touch_a_mapping_of_somebody_else(void)
{
	const char *path = written("other", pattern(8192));
	int fd = open(path, O_RDONLY);
	volatile char *bytes = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, fd, 0);

	if (truncate(path, 0) == 0)
		(void)bytes[0];
}

static void send_the_signal(void)
{
	raise(SIGBUS);
}

static void a_bus_error_elsewhere_still_kills(void **state)
{
	(void)state;
	assert_true(dies(touch_a_mapping_of_somebody_else));
	assert_true(dies(send_the_signal));
}

/* ---- compressed files ---- */

#define BYTES(literal) th_slice_make(literal, sizeof(literal) - 1)

static const char hello[] = "hello, hello, hello\n";

static const struct {
	const char *name;
	const char *bytes;
	size_t len;
} compressed[] = {
#define ROW(name, literal)                         \
	{                                          \
		name, literal, sizeof(literal) - 1 \
	}
	ROW("gzip", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x48\xcd\xc9\xc9\xd7\x51\xc8\x40"
		    "\xa2\xb8\x00\xe7\x42\x6e"
		    "\x52\x14\x00\x00\x00"),
	ROW("xz", "\xfd\x37\x7a\x58\x5a\x00\x00\x04\xe6\xd6\xb4\x46\x02\x00\x21\x01\x16\x00\x00\x00"
		  "\x74\x2f\xe5\xa3\xe0"
		  "\x00\x13\x00\x0e\x5d\x00\x34\x19\x49\xee\x8d\xef\x8c\x87\x31\xf5\x2f\x64\x00\x00"
		  "\x00\x00\x00\xb0\x48"
		  "\x85\x59\xd7\xa9\xae\x4b\x00\x01\x2a\x14\x7e\xad\x37\x55\x1f\xb6\xf3\x7d\x01\x00"
		  "\x00\x00\x00\x04\x59"
		  "\x5a"),
	ROW("bzip2", "\x42\x5a\x68\x39\x31\x41\x59\x26\x53\x59\xcb\x52\xe5\x67\x00\x00\x05\x51\x00"
		     "\x00\x10\x40\x04\x02\x44"
		     "\xa0\x00\x21\x24\x31\x08\x60\x2f\x18\x44\xc7\x15\x17\x8b\xb9\x22\x9c\x28\x48"
		     "\x65\xa9\x72\xb3\x80"),
	ROW("zstd", "\x28\xb5\x2f\xfd\x24\x14\x75\x00\x00\x40\x68\x65\x6c\x6c\x6f\x2c\x20\x0a\x01"
		    "\x00\xe2\x8a\x11\x21\x69"
		    "\x9d\x87"),
#undef ROW
};

enum { KINDS = sizeof(compressed) / sizeof(compressed[0]) };

static th_slice joined(th_slice a, th_slice b)
{
	char *bytes = th_arena_alloc(&arena, a.len + b.len + 1);

	memcpy(bytes, a.ptr, a.len);
	memcpy(bytes + a.len, b.ptr, b.len);
	return th_slice_make(bytes, a.len + b.len);
}

static void each_compression_is_expanded_and_the_file_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		th_slice bytes = th_slice_make(compressed[i].bytes, compressed[i].len);

		assert_opens(written("file", bytes), BYTES(hello));
		assert_true(th_slice_equal(source.compression, th_slice_of(compressed[i].name)));
		assert_true(th_slice_equal(source.found, bytes));
		th_source_close(&source);
	}
}

static void streams_in_a_row_are_one_document(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		th_slice one = th_slice_make(compressed[i].bytes, compressed[i].len);

		assert_opens(written("file", joined(one, one)), joined(BYTES(hello), BYTES(hello)));
		th_source_close(&source);
	}
}

static void a_stream_cut_short_anywhere_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++)
		for (size_t len = 6; len < compressed[i].len; len++)
			assert_fails(written("file", th_slice_make(compressed[i].bytes, len)),
				     TH_EINPUT, "broken");
}

static void a_stream_followed_by_something_else_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		th_slice one = th_slice_make(compressed[i].bytes, compressed[i].len);

		assert_fails(written("file", joined(one, TH_SLICE("{\"a\":1}  "))), TH_EINPUT,
			     "broken");
	}
}

static void a_gzip_file_with_a_wrong_checksum_is_refused(void **state)
{
	(void)state;
	th_slice copy =
		th_arena_copy(&arena, th_slice_make(compressed[0].bytes, compressed[0].len));
	char *bytes = th_arena_alloc(&arena, copy.len);

	for (size_t i = copy.len - 8; i < copy.len; i++) {
		memcpy(bytes, copy.ptr, copy.len);
		bytes[i] ^= 1;
		assert_fails(written("file", th_slice_make(bytes, copy.len)), TH_EINPUT,
			     "checksum");
	}
}

static void what_is_compressed_twice_is_expanded_once(void **state)
{
	/* "hello, ..." as above, stored uncompressed in a second gzip file */
	static const char head[] = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x01\x1e\x00\xe1\xff";
	static const char tail[] = "\x00\x00\x00\x00\x1e\x00\x00\x00";
	(void)state;
	th_slice inner = th_slice_make(compressed[0].bytes, compressed[0].len);
	assert_int_equal(inner.len, 0x1e);
	th_slice outer = joined(joined(BYTES(head), inner), BYTES(tail));
	/* the checksum of the inner file, over its 30 bytes */
	uint32_t crc = UINT32_MAX;
	for (size_t i = 0; i < inner.len; i++) {
		crc ^= (unsigned char)inner.ptr[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (crc >> 1) ^ (crc & 1 ? UINT32_C(0xedb88320) : 0);
	}
	crc = ~crc;
	char *bytes = th_arena_alloc(&arena, outer.len);
	memcpy(bytes, outer.ptr, outer.len);
	memcpy(bytes + outer.len - 8, &crc, 4);
	assert_opens(written("file", th_slice_make(bytes, outer.len)), inner);
}

/* A zstd frame of count blocks that each say "128 KiB of blanks" in four bytes. */
static th_slice zstd_bomb(size_t count)
{
	char *bytes = th_arena_alloc(&arena, 6 + 4 * count), *end = bytes + 6;

	memcpy(bytes, (const char[]){ 0x28, '\xb5', 0x2f, '\xfd', 0, 0x50 }, 6);
	for (size_t i = 0; i < count; i++, end += 4) {
		uint32_t block =
			(uint32_t)(i + 1 == count) | 1u << 1 | (128u << 10) << 3 | 0x20u << 24;
		memcpy(end, &block, 4);
	}
	return th_slice_make(bytes, (size_t)(end - bytes));
}

static void expansion_ends_at_its_ceiling(void **state)
{
	(void)state;
	size_t blocks = TH_MAX_EXPANSION_FLOOR / (128 << 10);

	assert_int_equal(th_source_open(&source, written("file", zstd_bomb(blocks)), &arena, &why),
			 TH_OK);
	assert_int_equal(source.bytes.len, TH_MAX_EXPANSION_FLOOR);
	assert_int_equal(source.bytes.ptr[source.bytes.len - 1], ' ');
	assert_int_equal(source.bytes.ptr[source.bytes.len], 0);
	th_source_close(&source);
	assert_fails(written("file", zstd_bomb(blocks + 1)), TH_ELIMIT, "TH_MAX_EXPANSION");
}

static void a_zip_file_is_left_as_it_is(void **state)
{
	(void)state;
	assert_opens(written("file", TH_SLICE("PK\3\4 and so on")), TH_SLICE("PK\3\4 and so on"));
	assert_null(source.compression.ptr);
}

static void text_that_begins_like_bzip2_is_refused_and_not_misread(void **state)
{
	(void)state;
	assert_fails(written("file", TH_SLICE("BZhello")), TH_EINPUT, "bzip2");
}

/* ---- folders ---- */

static struct th_folder listed;

static th_status list(void)
{
	return th_folder_list(folder, &arena, &listed, &why);
}

static void made(const char *name)
{
	assert_int_equal(mkdir(at(name), 0755), 0);
}

static void assert_file(size_t i, const char *name)
{
	assert_true(i < listed.count);
	assert_string_equal(listed.files[i].ptr, at(name));
	assert_int_equal(listed.files[i].len, strlen(at(name)));
}

static void assert_complaint(size_t i, const char *name, const char *words)
{
	assert_true(i < listed.complaint_count);
	assert_string_equal(listed.complaints[i].path.ptr, at(name));
	th_slice what = listed.complaints[i].what;
	if (th_slice_search(what, th_slice_of(words)) == what.len)
		fail_msg("'%.*s' does not say '%s'", TH_FMT(what), words);
}

static void files_are_listed_in_the_order_of_their_bytes(void **state)
{
	(void)state;
	made("b");
	made("b/c");
	written("b/c/z", TH_SLICE(""));
	written("b.json", TH_SLICE(""));
	written("b/a", TH_SLICE(""));
	written("a", TH_SLICE(""));
	written("B", TH_SLICE(""));
	written("\xc3\xa9", TH_SLICE(""));
	assert_int_equal(list(), TH_OK);
	assert_int_equal(listed.count, 6);
	assert_int_equal(listed.complaint_count, 0);
	static const char *const order[] = { "B", "a", "b.json", "b/a", "b/c/z", "\xc3\xa9" };
	for (size_t i = 0; i < 6; i++)
		assert_file(i, order[i]);
}

static void hidden_entries_are_passed_over(void **state)
{
	(void)state;
	made(".git");
	made("a");
	written(".git/config", TH_SLICE(""));
	written(".hidden", TH_SLICE(""));
	written("a/.hidden", TH_SLICE(""));
	written("a/seen", TH_SLICE(""));
	assert_int_equal(list(), TH_OK);
	assert_int_equal(listed.count, 1);
	assert_file(0, "a/seen");
	assert_int_equal(listed.complaint_count, 0);
}

static void a_hidden_folder_that_is_named_is_listed(void **state)
{
	(void)state;
	made(".sboms");
	written(".sboms/a", TH_SLICE(""));
	assert_int_equal(th_folder_list(at(".sboms/"), &arena, &listed, &why), TH_OK);
	assert_int_equal(listed.count, 1);
	assert_file(0, ".sboms/a");
}

static void links_to_files_are_followed_and_links_to_folders_are_not(void **state)
{
	(void)state;
	made("d");
	written("d/file", TH_SLICE(""));
	assert_int_equal(symlink("d/file", at("link")), 0);
	assert_int_equal(symlink("..", at("d/up")), 0);
	assert_int_equal(symlink("/", at("root")), 0);
	assert_int_equal(list(), TH_OK);
	assert_int_equal(listed.count, 2);
	assert_file(0, "d/file");
	assert_file(1, "link");
	assert_int_equal(listed.complaint_count, 2);
	assert_complaint(0, "d/up", "symbolic link to a directory");
	assert_complaint(1, "root", "symbolic link to a directory");
	assert_int_equal(listed.complaints[0].status, TH_OK);
}

static void links_that_lead_nowhere_are_complaints(void **state)
{
	(void)state;
	assert_int_equal(symlink("gone", at("a")), 0);
	assert_int_equal(symlink("b", at("b")), 0);
	assert_int_equal(list(), TH_OK);
	assert_int_equal(listed.complaint_count, 2);
	assert_complaint(0, "a", "does not exist");
	assert_complaint(1, "b", "back to itself");
	assert_int_equal(listed.complaints[1].status, TH_EIO);
}

static void a_pipe_is_a_complaint_and_does_not_hang(void **state)
{
	(void)state;
	assert_int_equal(mkfifo(at("pipe"), 0600), 0);
	assert_int_equal(list(), TH_OK);
	assert_int_equal(listed.count, 0);
	assert_complaint(0, "pipe", "is a pipe");
}

static void a_forbidden_folder_is_a_complaint(void **state)
{
	(void)state;
	made("closed");
	written("open", TH_SLICE(""));
	assert_int_equal(chmod(at("closed"), 0), 0);
	uid_t user = geteuid();
	if (user == 0)
		assert_int_equal(seteuid(65534), 0);
	th_status status = list();
	if (user == 0)
		assert_int_equal(seteuid(user), 0);
	assert_int_equal(chmod(at("closed"), 0755), 0);
	assert_int_equal(status, TH_OK);
	assert_int_equal(listed.count, 1);
	assert_complaint(0, "closed", "Permission denied");
}

static void folders_deeper_than_the_ceiling_are_complaints(void **state)
{
	const char *path = "d";
	(void)state;
	for (int i = 0; i <= TH_MAX_FOLDER_DEPTH; i++) {
		if (i > 0)
			path = th_arena_printf(&arena, "%s/d", path).ptr;
		made(path);
		if (i == TH_MAX_FOLDER_DEPTH - 1)
			written(th_arena_printf(&arena, "%s/last", path).ptr, TH_SLICE(""));
	}
	written(th_arena_printf(&arena, "%s/lost", path).ptr, TH_SLICE(""));
	assert_int_equal(list(), TH_OK);
	assert_int_equal(listed.count, 1);
	assert_complaint(0, path, "TH_MAX_FOLDER_DEPTH");
	assert_int_equal(listed.complaints[0].status, TH_ELIMIT);
}

static void a_folder_that_is_not_there_is_not_found(void **state)
{
	(void)state;
	assert_int_equal(th_folder_list(at("nothing"), &arena, &listed, &why), TH_ENOTFOUND);
	assert_int_equal(th_folder_list(written("file", TH_SLICE("")), &arena, &listed, &why),
			 TH_EIO);
	assert_true(th_slice_ends(why, TH_SLICE("Not a directory")));
}

static void an_empty_folder_is_an_empty_list(void **state)
{
	(void)state;
	assert_int_equal(list(), TH_OK);
	assert_int_equal(listed.count, 0);
	assert_int_equal(listed.complaint_count, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_file_of_any_size_has_padding_behind_it),
		TEST(a_file_that_is_a_symbolic_link_is_opened),
		TEST(a_file_that_says_it_is_empty_is_read_all_the_same),
		TEST(padding_stays_nul_when_the_file_grows),
		TEST(a_missing_file_is_not_found),
		TEST(a_link_to_a_missing_file_says_so),
		TEST(a_link_to_itself_is_an_error),
		TEST(a_directory_is_refused),
		TEST(a_device_is_refused),
		TEST(a_socket_is_refused),
		TEST(a_forbidden_file_is_an_error),
		TEST(closing_twice_is_harmless),
		TEST(standard_input_from_a_pipe_is_read_to_its_end),
		TEST(standard_input_that_does_not_block_is_waited_for),
		TEST(standard_input_from_a_file_is_read_from_where_it_stands),
		TEST(standard_input_may_be_a_socket),
		TEST(standard_input_that_is_a_directory_is_refused),
		TEST(a_named_pipe_is_read_to_its_end),
		TEST(a_file_cut_short_reads_as_nul_and_is_marked),
		TEST(many_files_cut_short_are_marked_each_for_itself),
		TEST(a_watch_that_is_used_again_is_not_marked),
		TEST(a_bus_error_elsewhere_still_kills),
		TEST(each_compression_is_expanded_and_the_file_kept),
		TEST(streams_in_a_row_are_one_document),
		TEST(a_stream_cut_short_anywhere_is_refused),
		TEST(a_stream_followed_by_something_else_is_refused),
		TEST(a_gzip_file_with_a_wrong_checksum_is_refused),
		TEST(what_is_compressed_twice_is_expanded_once),
		TEST(expansion_ends_at_its_ceiling),
		TEST(a_zip_file_is_left_as_it_is),
		TEST(text_that_begins_like_bzip2_is_refused_and_not_misread),
		TEST(files_are_listed_in_the_order_of_their_bytes),
		TEST(hidden_entries_are_passed_over),
		TEST(a_hidden_folder_that_is_named_is_listed),
		TEST(links_to_files_are_followed_and_links_to_folders_are_not),
		TEST(links_that_lead_nowhere_are_complaints),
		TEST(a_pipe_is_a_complaint_and_does_not_hang),
		TEST(a_forbidden_folder_is_a_complaint),
		TEST(folders_deeper_than_the_ceiling_are_complaints),
		TEST(a_folder_that_is_not_there_is_not_found),
		TEST(an_empty_folder_is_an_empty_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
