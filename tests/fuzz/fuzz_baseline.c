/*
 * A baseline: what is none is refused with a place, and what is one knows each of its ids.
 */
#include "graph/baseline.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	th_slice bytes = fuzz_source(data, size);
	struct th_baseline baseline;
	struct th_diagnostics diagnostics = { 0 };
	struct th_arena arena = { 0 };

	th_status status =
		th_baseline_read(&baseline, TH_SLICE("known.json"), bytes, &arena, &diagnostics);
	FUZZ_CHECK(status == TH_OK || status == TH_EINPUT || status == TH_ELIMIT);
	FUZZ_CHECK((status == TH_OK) == (diagnostics.list.count == 0));
	FUZZ_CHECK(status == TH_OK || diagnostics.list.items[0].offset <= bytes.len);
	for (uint32_t i = 0; i < baseline.count && status == TH_OK; i++) {
		th_slice id = th_arena_copy(&arena, baseline.ids[i]);
		FUZZ_CHECK(th_baseline_has(&baseline, id.ptr));
		FUZZ_CHECK(i == 0 || th_slice_compare(baseline.ids[i - 1], id) <= 0);
	}
	th_diagnostics_release(&diagnostics);
	th_arena_release(&arena);
	fuzz_free(bytes);
	return 0;
}
