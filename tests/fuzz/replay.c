/*
 * The main of a fuzz target where libFuzzer is not: gives it the empty input and then each file
 * named, by argument or, without arguments, one a line on standard input. Each input lives in an
 * allocation of exactly its size, so that a sanitizer sees the first byte read past it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* libFuzzer calls it before the first input, where a target has one. */
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));

static unsigned replayed, failed;

static void replay(const char *path)
{
	struct stat status;
	FILE *file = fopen(path, "rb");

	if (!file || fstat(fileno(file), &status) != 0 || !S_ISREG(status.st_mode)) {
		fprintf(stderr, "replay: cannot read %s\n", path);
		failed++;
	} else {
		size_t size = (size_t)status.st_size;
		uint8_t *bytes = malloc(size ? size : 1);
		if (!bytes || fread(bytes, 1, size, file) != size) {
			fprintf(stderr, "replay: cannot read %s\n", path);
			failed++;
		} else {
			LLVMFuzzerTestOneInput(bytes, size);
			replayed++;
		}
		free(bytes);
	}
	if (file)
		fclose(file);
}

int main(int argc, char **argv)
{
	static char line[4096];

	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);
	LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	while (argc < 2 && fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		replay(line);
	}
	printf("replayed %u files and the empty input\n", replayed);
	return failed ? 1 : 0;
}
