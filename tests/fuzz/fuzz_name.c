/*
 * Supplier names, the domains and hosts in them, and the same text on a terminal: parts lie in the
 * text, a key is its own key, and nothing that hides or moves the cursor comes out of escaping.
 */
#include "core/identity/domain.h"
#include "core/identity/name.h"
#include "core/text/escape.h"
#include "tests/fuzz/fuzz.h"

static void check_key(th_slice text, enum th_name_sort sort)
{
	static char once[TH_NAME_KEY_BYTES], twice[TH_NAME_KEY_BYTES];
	th_slice key, again;
	th_status status = th_name_key(text, sort, once, sizeof(once), &key);

	if (status != TH_OK) {
		FUZZ_CHECK(!key.ptr);
		return;
	}
	FUZZ_CHECK(key.len > 0 && th_utf8_valid(key));
	if (key.len > TH_MAX_NAME_BYTES || th_slice_starts(key, TH_SLICE("the ")))
		return; /* of several articles one is dropped */
	FUZZ_CHECK(th_name_key(key, sort, twice, sizeof(twice), &again) == TH_OK);
	FUZZ_CHECK(th_slice_equal(key, again));
}

static void check_name(th_slice text)
{
	struct th_name name;

	th_name_parse(text, &name);
	FUZZ_CHECK(fuzz_within(name.name, text) && fuzz_within(name.email, text) &&
		   fuzz_within(name.alias, text) && fuzz_within(name.url, text));
	FUZZ_CHECK(name.absent == (name.name.len == 0));
	th_name_is_organisation(text);
	check_key(text, TH_NAME_PRODUCT);
	check_key(text, TH_NAME_SUPPLIER);
}

static void check_domain(th_slice text)
{
	char buffer[TH_DOMAIN_BYTES], second[TH_DOMAIN_BYTES];
	struct th_location location;
	struct th_domain domain, again;

	th_location_parse(text, &location);
	FUZZ_CHECK(fuzz_within(location.host, text) && fuzz_within(location.path, text));
	if (th_domain_of_url(text, buffer, sizeof(buffer), &domain) != TH_OK)
		return;
	FUZZ_CHECK(domain.registrable.len > 0 && th_slice_ends(domain.host, domain.registrable));
	FUZZ_CHECK(th_domain_of_url(domain.host, second, sizeof(second), &again) == TH_OK);
	FUZZ_CHECK(th_slice_equal(domain.registrable, again.registrable));
}

static void check_escaped(th_slice text)
{
	struct th_arena arena = { 0 };
	th_slice shown = th_escape_terminal(&arena, text);

	FUZZ_CHECK(shown.ptr || text.len == 0);
	FUZZ_CHECK(th_utf8_valid(shown));
	for (size_t at = 0; at < shown.len;) {
		uint32_t code;

		at += th_utf8_next(shown, at, &code);
		FUZZ_CHECK(th_char_kind(code) != TH_CHAR_HIDDEN);
	}
	FUZZ_CHECK(th_text_width(th_text_cut(&arena, shown, 10)) <= 10);
	th_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	th_slice text = fuzz_text(data, size);

	check_name(text);
	check_domain(text);
	check_escaped(text);
	fuzz_free(text);
	return 0;
}
