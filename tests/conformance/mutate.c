/*
 * Damaged documents. Every file is given to the parsers cut off at each 997th byte and with one bit
 * flipped in each 997th byte. A parser may read or refuse what it gets; it may not crash, hang,
 * read past the end or call it our bug.
 *
 *   mutate [--sample PERCENT] [--seed N] FILE|FOLDER...
 *       tries them; all of them, where no sample is asked for
 *   mutate [--seed N] --emit cut:OFFSET|flip:OFFSET FILE
 *       writes one damaged document to standard output
 *
 * What is tried depends on the seed and on the bytes of a file alone, so a failure comes back
 * anywhere.
 */
#include "tests/conformance/parse_bytes.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { STEP = 997, SECONDS_PER_INPUT = 20, EXIT_USAGE = 64, EXIT_HANGS = 97 };

struct damage {
	enum { CUT, FLIP } kind;
	size_t offset;
};

static const char *const kinds[] = { "cut", "flip" };
static struct {
	uint64_t seed;
	unsigned percent;
	uint64_t files, inputs, read, refused, failures;
} run = { .seed = 1, .percent = 100 };

/* What is being parsed, as a line that a signal handler can write. */
static char current[4400];

static void say_current(void)
{
	ssize_t ignored = write(STDERR_FILENO, current, strlen(current));
	(void)ignored;
}

static void on_signal(int number)
{
	say_current();
	if (number == SIGALRM)
		_exit(EXIT_HANGS);
	signal(number, SIG_DFL);
	raise(number);
}

/* Of the sanitizers' run time, where the program is built with it: they report and end the program
 * by themselves. */
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static void watch_for_crashes(void)
{
	signal(SIGALRM, on_signal);
	if (__sanitizer_set_death_callback) {
		__sanitizer_set_death_callback(say_current);
		return;
	}
	static const int fatal[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL };
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		signal(fatal[i], on_signal);
}

/* One step of SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t mixed(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

/* The choice for one damage to these bytes: the same for the same seed, wherever the file lies. */
static uint64_t chance(th_slice bytes, struct damage damage)
{
	uint64_t edge = 0;
	memcpy(&edge, bytes.ptr, bytes.len < sizeof(edge) ? bytes.len : sizeof(edge));
	return mixed(mixed(mixed(run.seed ^ bytes.len) ^ edge) ^ (damage.offset * 2 + damage.kind));
}

/* A damaged copy of *len bytes in an allocation that ends with its padding, the caller's to free;
 * NULL: no memory. */
static char *damaged_copy(th_slice bytes, struct damage damage, size_t *len)
{
	*len = damage.kind == CUT ? damage.offset : bytes.len;
	char *copy = malloc(*len + TH_TEST_PADDING);

	if (!copy)
		return NULL;
	memcpy(copy, bytes.ptr, *len);
	memset(copy + *len, 0, TH_TEST_PADDING);
	if (damage.kind == FLIP)
		copy[damage.offset] =
			(char)(copy[damage.offset] ^ (1 << (chance(bytes, damage) % 8)));
	return copy;
}

static void try_one(const char *path, th_slice bytes, struct damage damage)
{
	size_t len;

	if (mixed(chance(bytes, damage)) % 100 >= run.percent)
		return;
	char *copy = damaged_copy(bytes, damage, &len);
	if (!copy) {
		fprintf(stderr, "mutate: no memory for %s\n", path);
		run.failures++;
		return;
	}
	snprintf(current, sizeof(current),
		 "\nmutate: while reading the input of\n  mutate --seed %llu --emit %s:%zu %s\n",
		 (unsigned long long)run.seed, kinds[damage.kind], damage.offset, path);
	alarm(SECONDS_PER_INPUT);
	th_status status = th_parse_bytes_for_test(th_slice_make(copy, len));
	alarm(0);
	free(copy);
	run.inputs++;
	switch (status) {
	case TH_OK: run.read++; break;
	case TH_EINPUT:
	case TH_ELIMIT:
	case TH_ENOTFOUND: run.refused++; break;
	case TH_EIO:
	case TH_ENOMEM:
	case TH_EUSAGE:
	case TH_EBUG:
	default: fprintf(stderr, "mutate: status %d%s", (int)status, current); run.failures++;
	}
}

/* The *len bytes of the file, the caller's to free; NULL after a complaint. */
static char *read_file(const char *path, size_t *len)
{
	struct stat status;
	FILE *file = fopen(path, "rb");
	char *bytes = NULL;

	if (file && fstat(fileno(file), &status) == 0) {
		*len = (size_t)status.st_size;
		bytes = malloc(*len + 1);
		if (bytes && fread(bytes, 1, *len, file) != *len) {
			free(bytes);
			bytes = NULL;
		}
	}
	if (file)
		fclose(file);
	if (!bytes)
		fprintf(stderr, "mutate: cannot read %s\n", path);
	return bytes;
}

static int try_file(const char *path, const struct stat *status, int type, struct FTW *place)
{
	size_t len;

	(void)status;
	(void)place;
	if (type != FTW_F)
		return 0;
	char *file = read_file(path, &len);
	if (!file) {
		run.failures++;
		return 0;
	}
	th_slice bytes = th_slice_make(file, len);
	for (size_t offset = 0; offset < bytes.len; offset += STEP) {
		try_one(path, bytes, (struct damage){ CUT, offset });
		try_one(path, bytes, (struct damage){ FLIP, offset });
	}
	free(file);
	run.files++;
	return 0;
}

static int emit(const char *what, const char *path)
{
	struct damage damage = { .kind = strncmp(what, "flip:", 5) == 0 ? FLIP : CUT };
	const char *number = strchr(what, ':');
	char *end = NULL, *file, *copy = NULL;
	size_t len = 0;
	int code = EXIT_USAGE;

	damage.offset = number ? (size_t)strtoull(number + 1, &end, 10) : 0;
	if (!end || *end != '\0')
		return EXIT_USAGE;
	file = read_file(path, &len);
	if (file && damage.offset < len)
		copy = damaged_copy(th_slice_make(file, len), damage, &len);
	if (copy)
		code = fwrite(copy, 1, len, stdout) == len && fflush(stdout) == 0 ? 0 : 1;
	free(copy);
	free(file);
	return code;
}

int main(int argc, char **argv)
{
	int i = 1;

	for (; i + 1 < argc && argv[i][0] == '-'; i += 2) {
		if (strcmp(argv[i], "--sample") == 0)
			run.percent = (unsigned)strtoul(argv[i + 1], NULL, 10);
		else if (strcmp(argv[i], "--seed") == 0)
			run.seed = strtoull(argv[i + 1], NULL, 10);
		else if (strcmp(argv[i], "--emit") == 0 && i + 2 < argc)
			return emit(argv[i + 1], argv[i + 2]);
		else
			break;
	}
	if (i >= argc || argv[i][0] == '-') {
		fprintf(stderr, "usage: mutate [--sample PERCENT] [--seed N] FILE|FOLDER...\n"
				"       mutate [--seed N] --emit cut:OFFSET|flip:OFFSET FILE\n");
		return EXIT_USAGE;
	}
	watch_for_crashes();
	for (; i < argc; i++)
		if (nftw(argv[i], try_file, 16, FTW_PHYS) != 0)
			run.failures++;
	printf("%llu damaged documents made of %llu files: %llu read, %llu refused, %llu "
	       "failures\n",
	       (unsigned long long)run.inputs, (unsigned long long)run.files,
	       (unsigned long long)run.read, (unsigned long long)run.refused,
	       (unsigned long long)run.failures);
	return run.failures ? 1 : 0;
}
