/*
 * A range, of vers or of a package manager, and behind it three versions, one a line. The canonical
 * text of a range is a range that answers alike; versions are ordered without contradiction in
 * every scheme; dates go through text unchanged.
 */
#include "core/base/date.h"
#include "core/version/native.h"
#include "core/version/vers.h"
#include "tests/fuzz/fuzz.h"

static void check_range(th_slice text, const th_slice versions[3])
{
	struct th_arena arena = { 0 };
	const struct th_vers *vers, *strict, *again;
	struct th_vers_fault fault;

	th_status status = th_vers_parse(&arena, text, TH_VERS_LENIENT, &vers, &fault);
	if (status == TH_OK) {
		th_slice canonical = th_vers_canonical(vers, &arena);
		status = th_vers_parse(&arena, canonical, TH_VERS_LENIENT, &again, NULL);
		FUZZ_CHECK(status == TH_OK);
		FUZZ_CHECK(th_slice_equal(canonical, th_vers_canonical(again, &arena)));
		for (int i = 0; i < 3; i++)
			FUZZ_CHECK(th_vers_contains(vers, versions[i]) ==
				   th_vers_contains(again, versions[i]));
	} else {
		FUZZ_CHECK(!vers && fault.offset <= text.len &&
			   fault.complaint < TH_VERS_COMPLAINT_COUNT);
	}
	if (th_vers_parse(&arena, text, TH_VERS_STRICT, &strict, NULL) == TH_OK) {
		FUZZ_CHECK(status == TH_OK && strict->complaints == 0);
		FUZZ_CHECK(th_slice_equal(text, th_vers_canonical(strict, &arena)));
	}
	th_arena_release(&arena);
}

/* What is read of a package manager's range is vers, and its canonical spelling; what is not is
 * refused at a place in it. */
static void check_native(th_slice text)
{
	static const char *const types[] = { "npm",   "cargo",  "pub",     "hex",     "composer",
					     "conan", "gem",    "pypi",    "hackage", "deb",
					     "rpm",   "golang", "openssl", "nuget",   "nginx" };
	struct th_arena arena = { 0 };
	struct th_native_fault fault;
	const struct th_vers *vers;
	th_slice made;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		th_status status =
			th_native_to_vers(&arena, th_slice_of(types[i]), text, &made, &fault);
		FUZZ_CHECK(status == TH_OK || (fault.sentence && fault.offset <= text.len));
		if (status != TH_OK || th_slice_find(made, '#') < made.len)
			continue;
		FUZZ_CHECK(th_vers_parse(&arena, made, TH_VERS_STRICT, &vers, NULL) == TH_OK);
		FUZZ_CHECK(th_slice_equal(made, th_vers_canonical(vers, &arena)));
	}
	th_arena_release(&arena);
}

static bool has_hash_sign(th_slice v)
{
	return th_slice_find(v, '#') < v.len;
}

/*
 * PHP calls '#' equal to every number, which are not equal to each other; no version has it.
 * Maven's own order goes round in circles (core/version/maven.c).
 */
static bool is_lawless(enum th_scheme scheme, th_slice a, th_slice b, th_slice c)
{
	if (scheme == TH_SCHEME_MAVEN)
		return true;
	return scheme == TH_SCHEME_COMPOSER &&
	       (has_hash_sign(a) || has_hash_sign(b) || has_hash_sign(c));
}

static void check_order(enum th_scheme scheme, th_slice a, th_slice b, th_slice c)
{
	enum th_order ab = th_version_compare(scheme, a, b), ba = th_version_compare(scheme, b, a);
	enum th_order bc = th_version_compare(scheme, b, c), ac = th_version_compare(scheme, a, c);

	FUZZ_CHECK(th_version_compare(scheme, a, a) == TH_ORDER_EQUAL);
	FUZZ_CHECK(ab == TH_ORDER_UNKNOWN ? ba == TH_ORDER_UNKNOWN : (int)ab == -(int)ba);
	if (is_lawless(scheme, a, b, c))
		return;
	if (ab == TH_ORDER_LESS && bc == TH_ORDER_LESS)
		FUZZ_CHECK(ac == TH_ORDER_LESS);
	if (ab == TH_ORDER_EQUAL)
		FUZZ_CHECK(ac == bc);
	th_version_canonical(scheme, a);
}

static void check_date(th_slice text)
{
	char buffer[TH_DATE_TEXT];
	struct th_date date, again;
	struct th_instant instant;

	th_status status = th_instant_parse(text, &instant);
	if (th_date_parse(text, &date) != TH_OK) {
		FUZZ_CHECK(status != TH_OK && !th_date_present(date));
		return;
	}
	size_t len = th_date_format(date, buffer, sizeof(buffer));
	FUZZ_CHECK(th_date_parse(th_slice_make(buffer, len), &again) == TH_OK);
	FUZZ_CHECK(again.day == date.day && again.precision == date.precision);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	th_slice text = fuzz_text(data, size), rest = text, versions[3];
	th_slice range = fuzz_line(&rest);

	for (int i = 0; i < 3; i++)
		versions[i] = fuzz_line(&rest);
	check_range(range, versions);
	check_native(range);
	for (int scheme = 0; scheme < TH_SCHEME_COUNT; scheme++)
		for (int i = 0; i < 3; i++)
			check_order((enum th_scheme)scheme, versions[i], versions[(i + 1) % 3],
				    versions[(i + 2) % 3]);
	check_date(versions[0]);
	fuzz_free(text);
	return 0;
}
