/*
 * parsers/document: the tables of one document, filled by hand as a parser fills them.
 */
#include "dump.h"
#include "given.h"

static char source[4096] = "0123456789 name version ref-a ref-b pkg:npm/x https://a.example mail";
static struct th_document doc;

static int setup(void **state)
{
	(void)state;
	th_document_init(&doc, TH_SLICE("test"), th_slice_make(source, strlen(source)));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	th_document_release(&doc);
	return 0;
}

/* A word of the source, where it stands. */
static th_text at(const char *word)
{
	const char *place = strstr(source, word);

	assert_non_null(place);
	return th_text_at((uint64_t)(place - source), strlen(word));
}

static void assert_text(th_text text, const char *expected)
{
	th_slice s = th_document_text(&doc, text);

	if (!th_slice_equal(s, th_slice_of(expected)))
		fail_msg("\"%.*s\" is not \"%s\"", TH_FMT(s), expected);
}

static uint32_t add(const char *ref)
{
	uint32_t index = th_document_add_component(&doc, TH_ROLE_LISTED, 5);

	assert_int_not_equal(index, TH_NONE);
	th_text text = th_document_keep(&doc, th_slice_of(ref), 0);
	if (*ref)
		assert_int_equal(th_document_name_component(&doc, index, text), TH_OK);
	return index;
}

static uint32_t ref(const char *text)
{
	uint32_t id;

	assert_int_equal(th_document_ref(&doc, th_document_keep(&doc, th_slice_of(text), 1), &id),
			 TH_OK);
	return id;
}

static struct th_relation *relate_refs(const char *from, const char *to)
{
	uint32_t a = ref(from), b = ref(to);
	struct th_relation *r = th_document_relate(&doc, TH_RELATION_depends_on, a, b, 7);

	assert_non_null(r);
	r->from_is_ref = r->to_is_ref = 1;
	return r;
}

static void seal(void)
{
	assert_int_equal(th_document_seal(&doc), TH_OK);
}

/* ---- text ---- */

static void text_in_the_source_is_not_copied(void **state)
{
	(void)state;
	th_text text = at("version");
	assert_text(text, "version");
	assert_ptr_equal(th_document_text(&doc, text).ptr, strstr(source, "version"));
	assert_int_equal(th_document_offset(&doc, text), strstr(source, "version") - source);
	assert_int_equal(th_text_len(text), 7);
}

static void absent_text_is_absent(void **state)
{
	(void)state;
	th_text none = { 0 };
	assert_false(th_text_is_present(none));
	assert_null(th_document_text(&doc, none).ptr);
	assert_int_equal(th_document_text(&doc, none).len, 0);
}

static void empty_text_is_present_and_empty(void **state)
{
	(void)state;
	th_text empty = th_text_at(12, 0);
	assert_true(th_text_is_present(empty));
	assert_int_equal(th_text_len(empty), 0);
	assert_non_null(th_document_text(&doc, empty).ptr);
}

static void kept_text_knows_where_it_was_read(void **state)
{
	(void)state;
	th_text a = th_document_keep(&doc, TH_SLICE("decoded"), 42);
	th_text b = th_document_keep(&doc, TH_SLICE(""), 43);
	th_text c = th_document_keep(&doc, TH_SLICE("more"), 44);
	assert_text(a, "decoded");
	assert_text(b, "");
	assert_true(th_text_is_present(b));
	assert_text(c, "more");
	assert_int_equal(th_document_offset(&doc, a), 42);
	assert_int_equal(th_document_offset(&doc, b), 43);
	assert_int_equal(th_document_offset(&doc, c), 44);
}

static void kept_texts_survive_the_growth_of_their_room(void **state)
{
	enum { TEXTS = 5000 };
	static th_text texts[TEXTS];
	char buffer[64];
	(void)state;
	for (unsigned i = 0; i < TEXTS; i++) {
		snprintf(buffer, sizeof(buffer), "text number %u", i);
		texts[i] = th_document_keep(&doc, th_slice_of(buffer), i);
	}
	for (unsigned i = 0; i < TEXTS; i++) {
		snprintf(buffer, sizeof(buffer), "text number %u", i);
		assert_text(texts[i], buffer);
		assert_int_equal(th_document_offset(&doc, texts[i]), i);
	}
}

static void a_text_longer_than_the_ceiling_is_not_kept(void **state)
{
	size_t len = (size_t)TH_MAX_STRING_BYTES + 1;
	char *bytes = malloc(len);
	(void)state;
	assert_non_null(bytes);
	memset(bytes, 'a', len);
	assert_false(th_text_is_present(th_document_keep(&doc, th_slice_make(bytes, len), 0)));
	th_text longest = th_document_keep(&doc, th_slice_make(bytes, len - 1), 9);
	assert_int_equal(th_text_len(longest), TH_MAX_STRING_BYTES);
	assert_int_equal(th_document_offset(&doc, longest), 9);
	free(bytes);
}

static void a_part_of_a_text_is_a_text(void **state)
{
	(void)state;
	th_text whole = th_document_keep(&doc, TH_SLICE("urn:cdx:x/1#ref"), 30);
	th_text part = th_document_part(&doc, whole, 12, 15);
	assert_text(part, "ref");
	assert_in_range(th_document_offset(&doc, part), 30, 45);
	part = th_document_part(&doc, at("version"), 1, 3);
	assert_text(part, "er");
	assert_int_equal(th_document_offset(&doc, part), strstr(source, "ersion") - source);
}

/* ---- references ---- */

static void a_reference_finds_who_bears_it_before_or_after(void **state)
{
	(void)state;
	relate_refs("late", "early")->is_dependency = 1;
	uint32_t early = add("early"), late = add("late");
	relate_refs("early", "late");
	seal();
	assert_int_equal(doc.relations.items[0].from, late);
	assert_int_equal(doc.relations.items[0].to, early);
	assert_int_equal(doc.relations.items[0].is_dependency, 1);
	assert_int_equal(doc.relations.items[0].from_is_ref, 0);
	assert_int_equal(doc.relations.items[1].from, early);
	assert_int_equal(doc.relations.items[1].place, 7);
	assert_int_equal(doc.counts.dangling, 0);
	assert_int_equal(th_document_find(&doc, TH_SLICE("late")), late);
	assert_int_equal(th_document_find(&doc, TH_SLICE("nobody")), TH_NONE);
}

static void references_that_lead_nowhere_share_one_placeholder(void **state)
{
	(void)state;
	add("a");
	relate_refs("a", "ghost");
	relate_refs("ghost", "a");
	relate_refs("a", "other");
	seal();
	assert_int_equal(doc.components.count, 3);
	assert_int_equal(doc.relations.items[0].to, doc.relations.items[1].from);
	assert_int_equal(doc.components.items[1].role, TH_ROLE_PLACEHOLDER);
	assert_text(doc.components.items[1].name, "ghost");
	assert_int_equal(doc.counts.dangling, 2);
	assert_int_equal(doc.diagnostics.list.count, 2);
}

static void the_first_bearer_keeps_its_reference(void **state)
{
	(void)state;
	uint32_t first = add("x"), second = add("x");
	seal();
	assert_int_equal(th_document_find(&doc, TH_SLICE("x")), first);
	assert_int_equal(doc.components.items[second].ref, 0);
	assert_int_equal(doc.diagnostics.list.count, 1);
	assert_int_equal(doc.diagnostics.list.items[0].code, TH_DIAG_duplicate_ref);
}

static void an_empty_reference_names_nobody(void **state)
{
	(void)state;
	uint32_t c = add("");
	assert_int_equal(th_document_name_component(&doc, c, (th_text){ 0 }), TH_OK);
	assert_int_equal(th_document_name_component(&doc, c, th_text_at(3, 0)), TH_OK);
	assert_int_equal(doc.components.items[c].ref, 0);
}

static void references_differ_by_case(void **state)
{
	(void)state;
	uint32_t a = add("Ref"), b = add("ref");
	seal();
	assert_int_equal(th_document_find(&doc, TH_SLICE("Ref")), a);
	assert_int_equal(th_document_find(&doc, TH_SLICE("ref")), b);
}

static void a_reference_that_is_a_purl_meets_another_spelling(void **state)
{
	(void)state;
	uint32_t c = add("pkg:npm/%40scope/name@1.0?b=2&a=1");
	add("u");
	relate_refs("u", "pkg:NPM/@scope/name@1.0?a=1&b=2");
	relate_refs("pkg:npm/@scope/name@1.0?a=1&b=2", "u");
	seal();
	assert_int_equal(doc.relations.items[0].to, c);
	assert_int_equal(doc.relations.items[1].from, c);
	assert_int_equal(doc.components.count, 2);
	assert_int_equal(doc.diagnostics.list.items[0].code, TH_DIAG_repaired_ref);
	assert_int_equal(doc.counts.dangling, 0);
}

static void a_purl_of_another_version_is_another_component(void **state)
{
	(void)state;
	add("pkg:npm/x@1.0");
	add("u");
	relate_refs("u", "pkg:npm/x@1.1");
	relate_refs("u", "pkg:npm/x@1.0?arch=arm");
	relate_refs("u", "pkg:npm/X@1.0");
	seal();
	assert_int_equal(doc.counts.dangling, 3);
}

static void of_two_spellings_of_one_purl_the_first_is_meant(void **state)
{
	(void)state;
	uint32_t first = add("pkg:npm/%40a/b@1");
	add("pkg:npm/@a/b@1");
	add("u");
	relate_refs("u", "pkg:npm/@A%2Fb@1");
	relate_refs("u", "pkg:NPM/@a/b@1");
	seal();
	assert_int_equal(doc.relations.items[1].to, first);
}

static void a_bom_link_becomes_a_link_and_no_placeholder(void **state)
{
	(void)state;
	add("u");
	relate_refs("u", "urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1#lib");
	relate_refs("u", "urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1");
	relate_refs("u", "urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1#lib");
	seal();
	assert_int_equal(doc.links.count, 2);
	assert_text(doc.links.items[0].document, "urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1");
	assert_text(doc.links.items[0].element, "lib");
	assert_false(th_text_is_present(doc.links.items[1].element));
	assert_int_equal(doc.components.items[doc.links.items[0].component].role, TH_ROLE_LINK);
	assert_int_equal(doc.relations.items[0].to, doc.relations.items[2].to);
	assert_int_equal(doc.counts.dangling, 0);
}

static void a_relation_to_itself_is_said_and_kept(void **state)
{
	(void)state;
	add("a");
	relate_refs("a", "a");
	seal();
	assert_int_equal(doc.relations.count, 1);
	assert_int_equal(doc.diagnostics.list.items[0].code, TH_DIAG_self_dependency);
	assert_int_equal(doc.diagnostics.list.items[0].offset, 7);
}

/* ---- what is said of lists ---- */

static void a_stated_relation_says_what_lies_upstream_and_an_implied_one_does_not(void **state)
{
	(void)state;
	uint32_t a = add("a"), b = add("b");
	relate_refs("a", "b");
	relate_refs("b", "a")->implied = 1;
	seal();
	assert_int_equal(doc.components.items[a].states_upstream, 1);
	assert_int_equal(doc.components.items[b].states_upstream, 0);
}

static void sayings_reach_who_bears_the_reference_in_the_end(void **state)
{
	(void)state;
	assert_int_equal(th_document_say(&doc, ref("a"), TH_SAYS_UPSTREAM, 1), TH_OK);
	assert_int_equal(
		th_document_say(&doc, ref("a"), TH_SAYS_DEPENDENCIES, TH_AGGREGATE_INCOMPLETE),
		TH_OK);
	assert_int_equal(th_document_say(&doc, ref("a"), TH_SAYS_ASSEMBLIES, TH_AGGREGATE_UNKNOWN),
			 TH_OK);
	assert_int_equal(th_document_say(&doc, ref("nobody"), TH_SAYS_UPSTREAM, 1), TH_OK);
	uint32_t a = add("a");
	seal();
	assert_int_equal(doc.components.items[a].states_upstream, 1);
	assert_int_equal(doc.components.items[a].dependencies, TH_AGGREGATE_INCOMPLETE);
	assert_int_equal(doc.components.items[a].assemblies, TH_AGGREGATE_UNKNOWN);
	assert_int_equal(doc.components.count, 1);
}

static void an_entry_about_nobody_is_a_dangling_reference(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++)
		assert_int_equal(th_document_say(&doc, ref("nobody"), TH_SAYS_UPSTREAM, 1), TH_OK);
	assert_int_equal(th_document_say(&doc, ref("urn:cdx:a/1#b"), TH_SAYS_UPSTREAM, 1), TH_OK);
	assert_int_equal(th_document_say(&doc, ref("vulnerability"), TH_SAYS_ASSEMBLIES,
					 TH_AGGREGATE_COMPLETE),
			 TH_OK);
	seal();
	assert_int_equal(doc.counts.dangling, 1);
	assert_int_equal(doc.diagnostics.list.count, 1);
	assert_int_equal(doc.diagnostics.list.items[0].code, TH_DIAG_dangling_ref);
	assert_int_equal(doc.components.count, 0);
}

/* ---- organisations and attributes ---- */

static uint32_t organization(const char *name, const char *url, const char *mail)
{
	uint32_t out;
	th_text texts[3] = { { 0 } };
	const char *const words[3] = { name, url, mail };

	for (int i = 0; i < 3; i++)
		if (words[i])
			texts[i] = th_document_keep(&doc, th_slice_of(words[i]), 0);
	assert_int_equal(th_document_add_organization(&doc, texts[0], texts[1], texts[2], &out),
			 TH_OK);
	return out;
}

static void an_organisation_is_its_name_and_url(void **state)
{
	(void)state;
	uint32_t a = organization("Acme", "https://a.example", "x@a.example");
	assert_int_equal(organization("Acme", "https://a.example", "y@a.example"), a);
	assert_int_not_equal(organization("Acme", NULL, NULL), a);
	assert_int_not_equal(organization("Acme", "https://b.example", NULL), a);
	assert_int_not_equal(organization(NULL, "https://a.example", NULL), a);
	assert_int_equal(organization(NULL, NULL, "x@a.example"), TH_NONE);
	assert_int_equal(organization("", "", NULL), TH_NONE);
	assert_int_equal(doc.organizations.count, 4);
}

static void ten_thousand_organisations_are_kept_once_each(void **state)
{
	enum { MANY = 10000 };
	char name[32];
	(void)state;
	for (int round = 0; round < 2; round++)
		for (unsigned i = 0; i < MANY; i++) {
			snprintf(name, sizeof(name), "Supplier %u", i);
			assert_int_equal(organization(name, i % 2 ? "u" : NULL, NULL), i);
		}
	assert_int_equal(doc.organizations.count, MANY);
}

static void attributes_of_one_owner_are_a_list_of_its_own(void **state)
{
	uint32_t a = TH_NONE, b = TH_NONE, count = 0;
	(void)state;
	assert_int_equal(th_document_add_attribute(&doc, &a, TH_ATTRIBUTE_AUTHOR, 0, at("name")),
			 TH_OK);
	assert_int_equal(
		th_document_add_attribute(&doc, &b, TH_ATTRIBUTE_VCS, 0, at("https://a.example")),
		TH_OK);
	assert_int_equal(th_document_add_attribute(&doc, &a, TH_ATTRIBUTE_HASH, TH_ALGORITHM_sha256,
						   at("0123456789")),
			 TH_OK);
	for (uint32_t i = a; i != TH_NONE; i = doc.attributes.items[i].next) {
		assert_int_not_equal(doc.attributes.items[i].kind, TH_ATTRIBUTE_VCS);
		count++;
	}
	assert_int_equal(count, 2);
	assert_int_equal(doc.attributes.items[b].next, TH_NONE);
}

static void the_place_of_a_component_is_kept_to_the_end_of_the_largest_source(void **state)
{
	(void)state;
	uint64_t last = TH_MAX_SOURCE_BYTES;
	uint32_t c = th_document_add_component(&doc, TH_ROLE_LISTED, last);
	assert_true(doc.components.items[c].place == last);
	struct th_relation *r = th_document_relate(&doc, TH_RELATION_contains, c, c, last);
	assert_true(r->place == last);
	assert_true(th_text_at(last, 5).v >> 24 == last);
}

/* ---- life ---- */

static void a_document_that_was_never_filled_can_be_sealed_and_released(void **state)
{
	(void)state;
	seal();
	assert_int_equal(doc.root, TH_NONE);
	assert_int_equal(doc.components.count, 0);
	assert_int_equal(th_document_find(&doc, TH_SLICE("a")), TH_NONE);
	th_document_release(&doc);
	th_document_release(&doc);
}

/* ---- words ---- */

static void types_are_known_by_the_words_of_both_formats(void **state)
{
	(void)state;
	assert_int_equal(th_component_type_of(TH_SLICE("operating-system")),
			 TH_TYPE_operating_system);
	assert_int_equal(th_component_type_of(TH_SLICE("OPERATING_SYSTEM")),
			 TH_TYPE_operating_system);
	assert_int_equal(th_component_type_of(TH_SLICE("OPERATING-SYSTEM")),
			 TH_TYPE_operating_system);
	assert_int_equal(th_component_type_of(TH_SLICE("SOURCE")), TH_TYPE_source);
	assert_int_equal(th_component_type_of(TH_SLICE("unknown")), TH_TYPE_unknown);
	assert_int_equal(th_component_type_of(TH_SLICE("")), TH_TYPE_unknown);
	assert_int_equal(th_component_type_of(TH_SLICE("librar")), TH_TYPE_unknown);
	assert_int_equal(th_component_type_of(TH_SLICE("library2")), TH_TYPE_unknown);
}

static void every_type_is_found_by_its_own_word(void **state)
{
	(void)state;
	for (unsigned i = 0; i < TH_TYPE_COUNT; i++) {
		enum th_component_type type = (enum th_component_type)i;
		assert_int_equal(th_component_type_of(th_slice_of(th_component_type_word(type))),
				 type);
	}
}

static void algorithms_are_known_by_the_words_of_both_formats(void **state)
{
	(void)state;
	assert_int_equal(th_hash_algorithm_of(TH_SLICE("SHA-256")), TH_ALGORITHM_sha256);
	assert_int_equal(th_hash_algorithm_of(TH_SLICE("SHA256")), TH_ALGORITHM_sha256);
	assert_int_equal(th_hash_algorithm_of(TH_SLICE("sha256")), TH_ALGORITHM_sha256);
	assert_int_equal(th_hash_algorithm_of(TH_SLICE("sha3_256")), TH_ALGORITHM_sha3_256);
	assert_int_equal(th_hash_algorithm_of(TH_SLICE("")), TH_ALGORITHM_COUNT);
	assert_int_equal(th_hash_algorithm_of(TH_SLICE("CRC-32")), TH_ALGORITHM_COUNT);
	assert_int_equal(th_hash_algorithm_of(TH_SLICE("SHA-25")), TH_ALGORITHM_COUNT);
}

static void every_algorithm_is_found_by_its_own_word(void **state)
{
	(void)state;
	for (unsigned i = 0; i < TH_ALGORITHM_COUNT; i++) {
		enum th_hash_algorithm a = (enum th_hash_algorithm)i;
		assert_int_equal(th_hash_algorithm_of(th_slice_of(th_hash_algorithm_word(a))), a);
	}
}

static void broken_algorithms_prove_nothing(void **state)
{
	(void)state;
	assert_false(th_hash_algorithm_is_strong(TH_ALGORITHM_md5));
	assert_false(th_hash_algorithm_is_strong(TH_ALGORITHM_sha1));
	assert_false(th_hash_algorithm_is_strong(TH_ALGORITHM_adler32));
	assert_true(th_hash_algorithm_is_strong(TH_ALGORITHM_sha256));
	assert_true(th_hash_algorithm_is_strong(TH_ALGORITHM_blake3));
}

/* Each byte at each place of texts around the width of the fast way. */
static void hexadecimal_is_hexadecimal_at_every_place(void **state)
{
	char text[40];
	(void)state;
	assert_false(th_is_hexadecimal(TH_SLICE("")));
	for (size_t len = 1; len < 36; len++) {
		for (size_t i = 0; i < len; i++) {
			for (int c = 0; c < 256; c++) {
				memset(text, 'a', len);
				text[i] = (char)c;
				if (th_is_hexadecimal(th_slice_make(text, len)) !=
				    (th_hex_value((char)c) >= 0))
					fail_msg("byte %d at %zu of %zu", c, i, len);
			}
		}
	}
}

static void hexadecimal_is_lowered_at_every_length(void **state)
{
	static const char upper[] = "0123456789ABCDEFabcdef0123456789ABCDEFFF";
	static const char lower[] = "0123456789abcdefabcdef0123456789abcdefff";
	char out[48];
	(void)state;
	for (size_t len = 0; len < sizeof(upper); len++) {
		memset(out, '#', sizeof(out));
		th_hexadecimal_lower(th_slice_make(upper, len), out);
		assert_memory_equal(out, lower, len);
		assert_int_equal(out[len], '#');
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(text_in_the_source_is_not_copied),
		TEST(absent_text_is_absent),
		TEST(empty_text_is_present_and_empty),
		TEST(kept_text_knows_where_it_was_read),
		TEST(kept_texts_survive_the_growth_of_their_room),
		TEST(a_text_longer_than_the_ceiling_is_not_kept),
		TEST(a_part_of_a_text_is_a_text),
		TEST(a_reference_finds_who_bears_it_before_or_after),
		TEST(references_that_lead_nowhere_share_one_placeholder),
		TEST(the_first_bearer_keeps_its_reference),
		TEST(an_empty_reference_names_nobody),
		TEST(references_differ_by_case),
		TEST(a_reference_that_is_a_purl_meets_another_spelling),
		TEST(a_purl_of_another_version_is_another_component),
		TEST(of_two_spellings_of_one_purl_the_first_is_meant),
		TEST(a_bom_link_becomes_a_link_and_no_placeholder),
		TEST(a_relation_to_itself_is_said_and_kept),
		TEST(a_stated_relation_says_what_lies_upstream_and_an_implied_one_does_not),
		TEST(sayings_reach_who_bears_the_reference_in_the_end),
		TEST(an_entry_about_nobody_is_a_dangling_reference),
		TEST(an_organisation_is_its_name_and_url),
		TEST(ten_thousand_organisations_are_kept_once_each),
		TEST(attributes_of_one_owner_are_a_list_of_its_own),
		TEST(the_place_of_a_component_is_kept_to_the_end_of_the_largest_source),
		TEST(a_document_that_was_never_filled_can_be_sealed_and_released),
		TEST(types_are_known_by_the_words_of_both_formats),
		TEST(every_type_is_found_by_its_own_word),
		TEST(algorithms_are_known_by_the_words_of_both_formats),
		TEST(every_algorithm_is_found_by_its_own_word),
		TEST(broken_algorithms_prove_nothing),
		TEST(hexadecimal_is_hexadecimal_at_every_place),
		TEST(hexadecimal_is_lowered_at_every_length),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
