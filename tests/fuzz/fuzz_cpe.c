/*
 * CPE names, two of them, one a line: a name written and read again is the same name, and what
 * covers another overlaps it.
 */
#include "core/identity/cpe.h"
#include "tests/fuzz/fuzz.h"

static bool read_name(th_slice text, struct th_cpe_scratch *scratch, struct th_cpe *out)
{
	const char *why;
	th_status status = th_cpe_parse(text, scratch, out, &why);

	FUZZ_CHECK(status == TH_OK || (why && why[0]));
	return status == TH_OK;
}

static void write_again(const struct th_cpe *cpe)
{
	static char buffer[TH_MAX_CPE_BYTES * 2 + 64];
	struct th_cpe_scratch scratch;
	struct th_cpe again;
	th_slice text;

	if (th_cpe_format(cpe, buffer, sizeof(buffer), &text) != TH_OK)
		return;
	if (text.len > TH_MAX_CPE_BYTES)
		return;
	FUZZ_CHECK(read_name(text, &scratch, &again));
	for (int i = 0; i < TH_CPE_ATTRIBUTES; i++) {
		const struct th_cpe_value *a = &cpe->values[i], *b = &again.values[i];
		FUZZ_CHECK(a->kind == b->kind && a->before == b->before && a->after == b->after);
		FUZZ_CHECK(th_slice_equal(a->text, b->text));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	th_slice text = fuzz_text(data, size), rest = text;
	struct th_cpe_scratch scratches[2];
	struct th_cpe cpes[2];
	bool first = read_name(fuzz_line(&rest), &scratches[0], &cpes[0]);
	bool second = read_name(fuzz_line(&rest), &scratches[1], &cpes[1]);

	if (first) {
		write_again(&cpes[0]);
		FUZZ_CHECK(th_cpe_overlaps(&cpes[0], &cpes[0]));
		th_cpe_platform(&cpes[0]);
	}
	if (first && second && th_cpe_match(&cpes[0], &cpes[1]))
		FUZZ_CHECK(th_cpe_overlaps(&cpes[0], &cpes[1]));
	fuzz_free(text);
	return 0;
}
