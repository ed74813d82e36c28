/*
 * core/identity/purl: th_purl_canonical answers the usual spelling of a package URL without reading
 * it. Tried on more than a million spellings at and around that spelling: the quick answer has to
 * be the slow one, which a caller gets who asks for the parts too.
 */
#include "core/identity/purl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

static const struct {
	unsigned parts;
	const char *name;
} asked[] = {
	{ TH_PURL_RELEASE, "RELEASE" }, { TH_PURL_MATCH_RELEASE, "MATCH_RELEASE" },
	{ TH_PURL_ALL, "ALL" },         { TH_PURL_VERSION, "VERSION" },
	{ TH_PURL_PACKAGE, "PACKAGE" }, { TH_PURL_MATCH, "MATCH" },
};

static uint64_t seed = 20231;
static uint64_t quick_answers;

static uint32_t below(uint32_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 33) % n;
}

/* ---- comparing ---- */

static void compare(th_slice text)
{
	static struct th_purl_scratch quick_scratch, slow_scratch;
	struct th_purl parsed;
	th_slice quick, slow;

	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		th_status a = th_purl_canonical(text, asked[i].parts, &quick_scratch, &quick, NULL);
		th_status b =
			th_purl_canonical(text, asked[i].parts, &slow_scratch, &slow, &parsed);
		if (a != b || !th_slice_equal(quick, slow))
			fail_msg("\"%.*s\" for %s: \"%.*s\" (%d), not \"%.*s\" (%d)", TH_FMT(text),
				 asked[i].name, TH_FMT(quick), a, TH_FMT(slow), b);
		if (a == TH_OK)
			assert_non_null(quick.ptr);
		quick_answers += i == 0 && quick.ptr == text.ptr;
	}
}

/* ---- spelling ---- */

struct text {
	char bytes[256];
	size_t len;
};

static void put(struct text *t, char c)
{
	if (t->len < sizeof(t->bytes))
		t->bytes[t->len++] = c;
}

static void put_text(struct text *t, const char *text)
{
	while (*text)
		put(t, *text++);
}

static const char *const heads[] = {
	"pkg:npm/",   "pkg:npm/%40", "pkg:npm/@", "pkg:maven/",    "pkg:golang/",
	"pkg:cargo/", "pkg:nuget/",  "pkg:gem/",  "pkg:composer/", "pkg:pypi/",
};
enum { HEADS = sizeof(heads) / sizeof(heads[0]) };

static const char usual[] = "abcdefghijklmnopqrstuvwxyz0123456789-._~:";

/* A character that the quick way takes, or, once in so many, one that it must not. */
static void put_character(struct text *t, uint32_t odds)
{
	static const char *const unusual[] = {
		"A",  "Z",      "%40",      "%2F",  "%2f",  "%61", "%41",  "+",  " ",  "\t",
		"!",  ",",      "`",        "{",    "[",    "\\",  "\x7f", "/",  "@",  "?",
		"#",  "&",      "=",        "%",    "%3A",  "^",   "*",    "'",  ";",  "(",
		"\n", "%C3%A9", "\xc3\xa9", "\x80", "\xff", "%00", "%7E",  "..", "//", "@@"
	};

	if (below(odds) == 0)
		put_text(t, unusual[below(sizeof(unusual) / sizeof(unusual[0]))]);
	else
		put(t, usual[below(sizeof(usual) - 1)]);
}

static void put_word(struct text *t, uint32_t longest, uint32_t odds)
{
	for (uint32_t n = 1 + below(longest); n > 0; n--)
		put_character(t, odds);
}

/* "pkg:type/namespace/.../name@version", whole or with something wrong. */
static void spell(struct text *t, uint32_t odds)
{
	uint32_t longest = 1 + below(16);

	t->len = 0;
	put_text(t, below(odds * 2) == 0 ? "pkg:NPM/" : heads[below(HEADS)]);
	for (uint32_t n = below(4); n > 0; n--) {
		put_word(t, longest, odds);
		put(t, '/');
	}
	put_word(t, longest, odds);
	if (below(8)) {
		put(t, '@');
		put_word(t, longest, odds);
	}
	if (below(odds) == 0)
		put_text(t, below(2) ? "?a=b&c=d" : "#x/y");
}

static void half_a_million_plain_purls_are_answered_alike(void **state)
{
	struct text t;
	(void)state;
	quick_answers = 0;
	for (uint32_t i = 0; i < 500000; i++) {
		spell(&t, 100000);
		compare(th_slice_make(t.bytes, t.len));
	}
	assert_true(quick_answers > 300000); /* the quick way was tried at all */
}

static void half_a_million_purls_with_a_slip_are_answered_alike(void **state)
{
	struct text t;
	(void)state;
	for (uint32_t i = 0; i < 500000; i++) {
		spell(&t, 4 + below(60));
		compare(th_slice_make(t.bytes, t.len));
	}
}

/* Each byte at each place of purls around the lengths at which the quick way ends. */
static void every_byte_at_every_place_is_answered_alike(void **state)
{
	static const size_t lengths[] = { 3, 17, 62, 63, 64 };
	char *bytes = malloc(128);
	(void)state;
	assert_non_null(bytes);
	for (size_t h = 0; h < HEADS; h++) {
		size_t head = strlen(heads[h]);
		for (size_t l = 0; l < sizeof(lengths) / sizeof(lengths[0]); l++) {
			size_t len = lengths[l];
			for (size_t i = 0; i < len; i++) {
				for (int c = 1; c < 256; c++) {
					memcpy(bytes, heads[h], head);
					memset(bytes + head, 'a', len);
					bytes[head + len - 2] = '@';
					if (len > 5)
						bytes[head + len / 2] = '/';
					bytes[head + i] = (char)c;
					compare(th_slice_make(bytes, head + len));
				}
			}
		}
	}
	free(bytes);
}

/* Nothing but the bytes that part things, in every order. */
static void every_arrangement_of_separators_is_answered_alike(void **state)
{
	static const char letters[] = "a/@.%:";
	enum { LETTERS = sizeof(letters) - 1, PLACES = 5 };
	(void)state;
	for (size_t h = 0; h < HEADS; h++) {
		for (uint32_t n = 0; n < LETTERS * LETTERS * LETTERS * LETTERS * LETTERS; n++) {
			struct text t = { .len = 0 };
			put_text(&t, heads[h]);
			for (uint32_t k = 0, rest = n; k < PLACES; k++, rest /= LETTERS)
				put(&t, letters[rest % LETTERS]);
			compare(th_slice_make(t.bytes, t.len));
		}
	}
}

/* A text that ends where its memory ends: the quick way reads sixteen bytes at a time. */
static void no_byte_behind_the_text_is_read(void **state)
{
	(void)state;
	for (size_t len = 1; len < 64; len++) {
		size_t head = strlen("pkg:cargo/");
		char *exact = malloc(head + len);
		assert_non_null(exact);
		memcpy(exact, "pkg:cargo/", head);
		memset(exact + head, 'a', len);
		if (len > 2)
			exact[head + 1] = '@';
		compare(th_slice_make(exact, head + len));
		for (size_t cut = 0; cut < head; cut++)
			compare(th_slice_make(exact, cut));
		free(exact);
	}
}

static void the_quick_answer_lies_in_the_text(void **state)
{
	struct th_purl_scratch scratch;
	th_slice text = TH_SLICE("pkg:npm/%40babel/core@7.20.0"), out;
	(void)state;
	assert_int_equal(th_purl_canonical(text, TH_PURL_MATCH_RELEASE, &scratch, &out, NULL),
			 TH_OK);
	assert_ptr_equal(out.ptr, text.ptr);
	assert_int_equal(out.len, text.len);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(half_a_million_plain_purls_are_answered_alike),
		cmocka_unit_test(half_a_million_purls_with_a_slip_are_answered_alike),
		cmocka_unit_test(every_byte_at_every_place_is_answered_alike),
		cmocka_unit_test(every_arrangement_of_separators_is_answered_alike),
		cmocka_unit_test(no_byte_behind_the_text_is_read),
		cmocka_unit_test(the_quick_answer_lies_in_the_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
