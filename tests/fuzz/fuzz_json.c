/*
 * The strict reader in all its ways, which have to agree, and the places in what it accepts.
 */
#include "core/text/place.h"
#include "tests/conformance/json_walks.h"
#include "tests/fuzz/fuzz.h"

enum { LOCI = 64 };

static void resolve_places(th_slice source, bool pointers)
{
	struct th_locus loci[LOCI];
	struct th_arena arena = { 0 };
	size_t step = source.len / LOCI + 1, count = 0;

	for (size_t at = 0; at < source.len && count < LOCI; at += step)
		loci[count++].offset = at;
	FUZZ_CHECK(th_places_resolve(TH_SYNTAX_JSON, source, loci, count, pointers, NULL, &arena) ==
		   TH_OK);
	for (size_t i = 0; i < count; i++) {
		uint32_t line, column;

		th_place_of(source, loci[i].start, &line, &column);
		FUZZ_CHECK(loci[i].start <= loci[i].offset);
		FUZZ_CHECK(loci[i].line == line && loci[i].column == column);
	}
	th_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	th_slice source = fuzz_source(data, size);
	struct json_outcome strict;
	size_t start = th_slice_starts(source, TH_SLICE("\xef\xbb\xbf")) ? 3 : 0;
	const char *found = json_disagreement(source, start, &strict);

	if (found)
		fuzz_fail(found, __FILE__, __LINE__);
	if (strict.status == TH_OK) {
		resolve_places(source, true);
		resolve_places(source, false);
	}
	fuzz_free(source);
	return 0;
}
