/*
 * Package URLs: the canonical form is one, strict reading accepts no more than lenient reading, and
 * parts put together again give the same text.
 */
#include "core/identity/purl.h"
#include "core/identity/repository.h"
#include "tests/fuzz/fuzz.h"

static const unsigned forms[] = { TH_PURL_ALL, TH_PURL_RELEASE, TH_PURL_MATCH,
				  TH_PURL_MATCH_RELEASE };

/* Each form of a text, put in the same form once more, stays as it is. */
static void check_forms(th_slice text)
{
	struct th_purl_scratch scratch;
	static char kept[TH_MAX_PURL_BYTES];
	th_slice once, twice;

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (th_purl_canonical(text, forms[i], &scratch, &once, NULL) != TH_OK)
			continue;
		FUZZ_CHECK(once.len > 4 && once.len <= sizeof(kept));
		memcpy(kept, once.ptr, once.len);
		once.ptr = kept;
		th_status status = th_purl_canonical(once, forms[i], &scratch, &twice, NULL);
		FUZZ_CHECK(status == TH_OK);
		FUZZ_CHECK(th_slice_equal(once, twice));
	}
}

static void check_parts(th_slice text)
{
	struct th_purl_scratch scratch, second;
	struct th_purl purl, built;
	char buffer[TH_MAX_PURL_BYTES], again[TH_MAX_PURL_BYTES];
	th_slice out, canonical, forge, owner;
	const char *why;

	th_status status = th_purl_parse(text, &scratch, &purl, &why);
	if (status != TH_OK) {
		FUZZ_CHECK(why && why[0]);
		return;
	}
	FUZZ_CHECK(!purl.breach && purl.type.len && purl.name.len);
	th_purl_owner(&purl, &forge, &owner);
	th_purl_platform(&purl);
	if (th_purl_format(&purl, TH_PURL_ALL, buffer, sizeof(buffer), &out) != TH_OK)
		return; /* escaped it is longer than the ceiling */
	FUZZ_CHECK(th_purl_build(&purl, &second, &built, &why) == TH_OK);
	th_slice rebuilt;
	FUZZ_CHECK(th_purl_format(&built, TH_PURL_ALL, again, sizeof(again), &rebuilt) == TH_OK);
	FUZZ_CHECK(th_slice_equal(out, rebuilt));
	FUZZ_CHECK(th_purl_canonical(text, TH_PURL_ALL, &scratch, &canonical, NULL) == TH_OK);
	FUZZ_CHECK(th_slice_equal(out, canonical));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	th_slice text = fuzz_text(data, size), forge, owner;

	check_forms(text);
	check_parts(text);
	if (th_repository_owner(text, &forge, &owner))
		FUZZ_CHECK(forge.len && owner.len && fuzz_within(owner, text));
	fuzz_free(text);
	return 0;
}
