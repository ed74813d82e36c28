/*
 * A zip file: whatever the bytes say, entries lie in them and expand to what their checksums
 * promise; and what our own writer makes of the bytes is read back as it was.
 */
#include "core/io/zip.h"
#include "core/io/zip_writer.h"
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_ENTRIES = 1000 };

static void read_all(th_slice bytes)
{
	struct th_buffer out = { 0 };
	struct th_zip_entry entry;
	struct th_zip zip;
	const char *why = NULL;

	th_status status = th_zip_open(&zip, bytes, &why);
	FUZZ_CHECK(status == TH_OK || why);
	for (unsigned i = 0; status == TH_OK && i < MOST_ENTRIES; i++) {
		status = th_zip_next(&zip, &entry, &why);
		if (status != TH_OK)
			break;
		FUZZ_CHECK(entry.name.len == 0 ||
			   (entry.name.ptr >= bytes.ptr &&
			    entry.name.ptr + entry.name.len <= bytes.ptr + bytes.len));
		if (th_zip_read(&zip, &entry, &out, &why) == TH_OK)
			FUZZ_CHECK(out.len == entry.size);
		else
			FUZZ_CHECK(why);
	}
	th_zip_close(&zip);
	th_buffer_release(&out);
}

static char path[] = "/dev/shm/fuzz_zip-XXXXXX";

static void remove_file(void)
{
	(void)unlink(path);
}

/* A place of this process in memory, for the files that are written. */
static void make_place(void)
{
	static bool made;

	if (made)
		return;
	int file = mkstemp(path);
	FUZZ_CHECK(file >= 0 && atexit(remove_file) == 0);
	close(file);
	made = true;
}

/* Three files of the bytes. */
static void write_and_read(th_slice bytes)
{
	struct th_arena arena = { 0 };
	struct th_buffer out = { 0 };
	struct th_zip_writer writer;
	struct th_zip_entry entry;
	struct th_zip zip;
	struct stat st;
	const char *why = NULL;
	th_slice said;

	make_place();
	th_zip_writer_begin(&writer, path);
	for (size_t i = 0; i < 3; i++)
		th_zip_writer_add(&writer, TH_SLICE("a/b.json"),
				  th_slice_sub(bytes, 0, bytes.len * i / 2));
	FUZZ_CHECK(th_zip_writer_end(&writer, false, &arena, &said) == TH_OK);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	FUZZ_CHECK(file >= 0 && fstat(file, &st) == 0 && st.st_size > 0);
	char *made = malloc((size_t)st.st_size);
	FUZZ_CHECK(made && pread(file, made, (size_t)st.st_size, 0) == st.st_size);
	FUZZ_CHECK(th_zip_open(&zip, th_slice_make(made, (size_t)st.st_size), &why) == TH_OK);
	for (size_t i = 0; i < 3; i++) {
		FUZZ_CHECK(th_zip_next(&zip, &entry, &why) == TH_OK);
		FUZZ_CHECK(th_zip_read(&zip, &entry, &out, &why) == TH_OK);
		FUZZ_CHECK(th_slice_equal(th_buffer_bytes(&out),
					  th_slice_sub(bytes, 0, bytes.len * i / 2)));
	}
	FUZZ_CHECK(th_zip_next(&zip, &entry, &why) == TH_ENOTFOUND);
	th_zip_close(&zip);
	th_buffer_release(&out);
	th_arena_release(&arena);
	free(made);
	close(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	th_slice bytes = fuzz_text(data, size);

	read_all(bytes);
	write_and_read(bytes);
	fuzz_free(bytes);
	return 0;
}
