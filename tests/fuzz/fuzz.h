/*
 * What the fuzz targets share. Each has one function, LLVMFuzzerTestOneInput, which gives the bytes
 * to one door of the program and checks what must hold whatever the bytes are. A claim that does
 * not hold ends the program as a crash does.
 */
#ifndef TH_TESTS_FUZZ_FUZZ_H
#define TH_TESTS_FUZZ_FUZZ_H

#include "core/base/slice.h"

#include <stdio.h>
#include <stdlib.h>

/* Asked by the sanitizers' run time, where a target has it: whose leaks are not ours to mend. */
const char *__lsan_default_suppressions(void);

#define FUZZ_PADDING 64 /* zeros behind every source, as core/text/json.h asks for */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void fuzz_fail(const char *claim, const char *file, int line)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, claim);
	abort();
}
#define FUZZ_CHECK(claim) ((claim) ? (void)0 : fuzz_fail(#claim, __FILE__, __LINE__))

/*
 * The bytes in an allocation of their own that ends right behind their padding; to be given back
 * with fuzz_free.
 */
static inline th_slice fuzz_source(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + FUZZ_PADDING);

	FUZZ_CHECK(copy != NULL);
	if (size)
		memcpy(copy, data, size);
	memset(copy + size, 0, FUZZ_PADDING);
	return th_slice_make(copy, size);
}

/* The same without padding: text that nobody may look behind. */
static inline th_slice fuzz_text(const uint8_t *data, size_t size)
{
	char *copy = malloc(size ? size : 1);

	FUZZ_CHECK(copy != NULL);
	if (size)
		memcpy(copy, data, size);
	return th_slice_make(copy, size);
}

static inline void fuzz_free(th_slice bytes)
{
	char *start;

	memcpy(&start, &bytes.ptr, sizeof(start)); /* it was ours, and not const, all along */
	free(start);
}

/* Does inner lie in outer? An absent one lies anywhere. */
static inline bool fuzz_within(th_slice inner, th_slice outer)
{
	return !inner.ptr || (inner.ptr >= outer.ptr && inner.len <= outer.len &&
			      (size_t)(inner.ptr - outer.ptr) <= outer.len - inner.len);
}

/* Up to the first newline of *rest, which is cut off it. */
static inline th_slice fuzz_line(th_slice *rest)
{
	size_t end = th_slice_find(*rest, '\n');
	th_slice line = th_slice_sub(*rest, 0, end);

	*rest = th_slice_sub(*rest, end + 1, rest->len);
	return line;
}

#endif
