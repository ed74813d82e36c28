/*
 * Blocks of compiled facts: under which keys a record is found, what a record holds, and that a
 * damaged block is refused.
 */
#include "feeds/index.h"

#include "core/identity/purl.h"
#include "feeds/block.h"
#include "parsers/parser.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#define PADDING 64

static struct th_index_builder *builder;
static struct th_diagnostics diagnostics;
static struct th_index index_;
static void *block;
static size_t block_size;

static char *padded(const char *text)
{
	char *bytes = calloc(1, strlen(text) + PADDING);

	assert_non_null(bytes);
	memcpy(bytes, text, strlen(text));
	return bytes;
}

static void begin(void)
{
	if (!builder)
		assert_int_equal(th_index_builder_new(&builder), TH_OK);
}

/* Add the facts of a document; nothing of it is needed afterwards. */
static void add_document(const char *text, uint32_t number, bool named)
{
	struct th_document doc;
	const char *why;
	char *bytes = padded(text);

	begin();
	th_document_init(&doc, TH_SLICE("x.json"), th_slice_make(bytes, strlen(text)));
	assert_int_equal(th_document_read(&doc, &why), TH_OK);
	assert_int_equal(th_index_builder_add(builder, &doc, number, named), TH_OK);
	th_document_release(&doc);
	free(bytes);
}

static th_status add_suppliers(const char *text)
{
	char *bytes = padded(text);

	begin();
	th_status status = th_index_builder_add_suppliers(
		builder, th_slice_make(bytes, strlen(text)), &diagnostics);
	free(bytes);
	return status;
}

static void finish(void)
{
	begin();
	assert_int_equal(th_index_builder_finish(builder, &block, &block_size), TH_OK);
	assert_int_equal(th_index_open(&index_, block, block_size), TH_OK);
}

static int release(void **state)
{
	(void)state;
	th_index_builder_free(builder);
	builder = NULL;
	th_diagnostics_release(&diagnostics);
	free(block);
	block = NULL;
	index_ = (struct th_index){ 0 };
	return 0;
}

#define FILE_OF(events) "{\"schema\": \"twohop-events/1\", \"events\": [" events "]}"
#define EVENT(id, rest)                                                                \
	"{\"id\": \"" id "\", \"kind\": \"sabotage\", \"published\": \"2023-04-20\", " \
	"\"supplier\": {\"name\": \"S\"}" rest "}"
#define SUPPLIERS(rows) "{\"schema\": \"twohop-suppliers/1\", \"suppliers\": [" rows "]}"

static void index_events(const char *text)
{
	add_document(text, 7, true);
	finish();
}

static void index_suppliers(const char *text)
{
	assert_int_equal(add_suppliers(text), TH_OK);
	finish();
}

static uint32_t count_of(enum th_key_kind kind, const char *key)
{
	uint32_t count;
	const struct th_posting *postings = th_index_find(&index_, kind, th_slice_of(key), &count);

	assert_true(count == 0 ? postings == NULL : postings != NULL);
	return count;
}

static void assert_text(th_slice text, const char *expected)
{
	char buffer[256];

	snprintf(buffer, sizeof(buffer), "%.*s", TH_FMT(text));
	assert_string_equal(buffer, expected);
}

static void assert_supplier(uint32_t record, const char *name)
{
	assert_int_not_equal(record, TH_NONE);
	assert_text(th_index_text(&index_, index_.suppliers[record].name), name);
}

static void assert_only_diagnostic(enum th_diag_code code)
{
	for (uint32_t i = 0; diagnostics.list.count != 1 && i < diagnostics.list.count; i++)
		print_message("%.*s\n", TH_FMT(diagnostics.list.items[i].message));
	assert_int_equal(diagnostics.list.count, 1);
	assert_string_equal(th_diag_slug(diagnostics.list.items[0].code), th_diag_slug(code));
}

/* ---- keys of events and lifecycles ---- */

static void an_index_that_was_never_opened_finds_nothing(void **state)
{
	(void)state;
	assert_int_equal(count_of(TH_KEY_PURL, "pkg:npm/a"), 0);
	assert_int_equal(th_index_find_supplier(&index_, TH_KEY_SUPPLIER, TH_SLICE("a")), TH_NONE);
	assert_int_equal(th_index_find_prefix(&index_, TH_KEY_MAVEN_GROUP, TH_SLICE("a.b"), '.'),
			 TH_NONE);
}

static void a_block_of_nothing_finds_nothing(void **state)
{
	(void)state;
	finish();
	assert_int_equal(index_.event_count, 0);
	assert_int_equal(count_of(TH_KEY_PURL, "pkg:npm/a"), 0);
}

static void an_event_is_found_by_its_package_whatever_the_spelling(void **state)
{
	(void)state;
	struct th_purl_scratch scratch;
	th_slice key;

	index_events(FILE_OF(EVENT("A", ", \"product\": {\"name\": \"P\", \"purls\": "
					"[\"pkg:npm/%40Acme/Widget@1.0?arch=x\"]}")));
	assert_int_equal(th_purl_canonical(TH_SLICE("pkg:NPM/@acme/widget@9"), TH_PURL_MATCH,
					   &scratch, &key, NULL),
			 TH_OK);
	uint32_t count;
	assert_non_null(th_index_find(&index_, TH_KEY_PURL, key, &count));
}

static void an_event_is_found_by_a_package_of_an_entry(void **state)
{
	(void)state;
	index_events(
		FILE_OF(EVENT("A", ", \"affected\": [{\"purls\": [\"pkg:npm/left-pad@1.0\"]}]")));
	assert_int_equal(count_of(TH_KEY_PURL, "pkg:npm/left-pad"), 1);
	assert_text(th_index_item(&index_, index_.affected[0].purls, 0), "pkg:npm/left-pad@1.0");
}

static void an_event_is_found_by_vendor_and_product_of_a_cpe(void **state)
{
	(void)state;
	index_events(FILE_OF(EVENT("A", ", \"product\": {\"name\": \"P\", \"cpes\": "
					"[\"cpe:2.3:a:Acme:Wid_Get:*:*:*:*:*:*:*:*\"]}")));
	assert_int_equal(count_of(TH_KEY_CPE, "acme:wid_get"), 1);
}

static void a_cpe_of_any_product_is_no_key(void **state)
{
	(void)state;
	index_events(FILE_OF(EVENT("A", ", \"product\": {\"name\": \"P\", \"cpes\": "
					"[\"cpe:2.3:a:acme:*:*:*:*:*:*:*:*:*\"]}")));
	assert_int_equal(index_.header->longest[TH_KEY_CPE], 0);
}

static void a_digest_is_found_in_lower_case(void **state)
{
	(void)state;
	index_events(FILE_OF(EVENT("A", ", \"suspected\": [{\"hashes\": [{\"alg\": \"MD5\", "
					"\"content\": \"EF4AB22E565684424B4142B1294F1F4D\"}]}]")));
	assert_int_equal(count_of(TH_KEY_HASH, "ef4ab22e565684424b4142b1294f1f4d"), 1);
	assert_text(th_index_item(&index_, index_.affected[0].hashes, 0),
		    "ef4ab22e565684424b4142b1294f1f4d");
	assert_int_equal(index_.affected[0].suspected, 1);
}

static void an_event_is_found_by_names_and_aliases(void **state)
{
	(void)state;
	index_events(FILE_OF("{\"id\": \"A\", \"kind\": \"sabotage\", \"published\": \"2023\", "
			     "\"aliases\": [\"CVE-1\"], "
			     "\"supplier\": {\"name\": \"Acme, Inc.\", \"aliases\": [\"The Acme "
			     "Company of Ohio\"]}, "
			     "\"product\": {\"name\": \"X_TRADER\", \"aliases\": [\"XTRADER\"]}}"));
	assert_int_equal(count_of(TH_KEY_SUPPLIER, "acme"), 1);
	assert_int_equal(count_of(TH_KEY_SUPPLIER, "acme company of ohio"), 1);
	assert_int_equal(count_of(TH_KEY_PRODUCT, "x trader"), 1);
	assert_int_equal(count_of(TH_KEY_PRODUCT, "xtrader"), 1);
	assert_int_equal(count_of(TH_KEY_EVENT, "A"), 1);
	assert_int_equal(count_of(TH_KEY_EVENT, "CVE-1"), 1);
}

static void a_key_of_one_kind_is_none_of_another(void **state)
{
	(void)state;
	index_events(FILE_OF(EVENT("A", ", \"product\": {\"name\": \"widget\"}")));
	assert_int_equal(count_of(TH_KEY_PRODUCT, "widget"), 1);
	assert_int_equal(count_of(TH_KEY_SUPPLIER, "widget"), 0);
}

static void a_supplier_is_found_by_its_registrable_domain(void **state)
{
	(void)state;
	index_events(FILE_OF(
		"{\"id\": \"A\", \"kind\": \"sabotage\", \"published\": \"2023\", "
		"\"supplier\": {\"name\": \"S\", \"domains\": [\"https://www.Acme.co.uk/x\"]}}"));
	assert_int_equal(count_of(TH_KEY_DOMAIN, "acme.co.uk"), 1);
	assert_text(th_index_item(&index_, index_.events[0].supplier.domains, 0), "acme.co.uk");
}

static void a_hosting_domain_is_nobodys(void **state)
{
	(void)state;
	index_events(FILE_OF("{\"id\": \"A\", \"kind\": \"sabotage\", \"published\": \"2023\", "
			     "\"supplier\": {\"name\": \"S\", \"domains\": [\"acme.github.io\", "
			     "\"github.com\"]}}"));
	assert_int_equal(index_.events[0].supplier.domains.count, 0);
	assert_int_equal(index_.header->longest[TH_KEY_DOMAIN], 0);
}

static void records_of_a_key_keep_the_order_of_input(void **state)
{
	(void)state;
	uint32_t count;

	add_document(FILE_OF(EVENT("A", "") ", " EVENT("B", "")), 1, false);
	add_document("{\"identifier\": \"pkg:generic/s/w\", \"events\": []}", 2, true);
	add_document(FILE_OF(EVENT("C", "")), 3, true);
	finish();
	const struct th_posting *p = th_index_find(&index_, TH_KEY_SUPPLIER, TH_SLICE("s"), &count);
	assert_int_equal(count, 4);
	assert_true(p[0].kind == TH_RECORD_EVENT && p[0].record == 0);
	assert_true(p[1].kind == TH_RECORD_EVENT && p[1].record == 1);
	assert_true(p[2].kind == TH_RECORD_LIFECYCLE && p[2].record == 0);
	assert_true(p[3].kind == TH_RECORD_EVENT && p[3].record == 2);
}

static void a_record_is_told_once_for_a_key_that_it_has_twice(void **state)
{
	(void)state;
	index_events(FILE_OF(EVENT(
		"A",
		", \"product\": {\"name\": \"Widget\", \"aliases\": [\"widget\", \"WIDGET\"]}")));
	assert_int_equal(count_of(TH_KEY_PRODUCT, "widget"), 1);
}

/* "E0" to "E999". */
static void index_a_thousand_events(void)
{
	char text[256];

	for (int i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), FILE_OF(EVENT("E%d", "")), i);
		add_document(text, (uint32_t)i, false);
	}
	finish();
}

static void a_thousand_keys_are_all_found(void **state)
{
	char text[16];
	(void)state;
	index_a_thousand_events();
	for (int i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), "E%d", i);
		assert_int_equal(count_of(TH_KEY_EVENT, text), 1);
		snprintf(text, sizeof(text), "E%d", i + 1000);
		assert_int_equal(count_of(TH_KEY_EVENT, text), 0);
	}
}

/* ---- what a record holds ---- */

static void a_batch_finds_what_single_looks_find(void **state)
{
	struct th_lookup batch[TH_LOOKUP_BATCH] = { 0 };
	char keys[TH_LOOKUP_BATCH][16];
	(void)state;
	index_a_thousand_events();
	for (uint32_t i = 0; i < TH_LOOKUP_BATCH - 1; i++) { /* the last one stays absent */
		snprintf(keys[i], sizeof(keys[i]), "E%u", i * 33);
		batch[i].key = th_slice_of(keys[i]);
	}
	th_index_find_all(&index_, TH_KEY_EVENT, batch, TH_LOOKUP_BATCH);
	uint32_t found = 0;
	for (uint32_t i = 0; i < TH_LOOKUP_BATCH; i++) {
		uint32_t count;
		assert_ptr_equal(batch[i].found,
				 th_index_find(&index_, TH_KEY_EVENT, batch[i].key, &count));
		assert_int_equal(batch[i].count, count);
		found += count > 0;
	}
	assert_in_range(found, 1, TH_LOOKUP_BATCH - 2); /* some were there, some not */
}

static void an_event_keeps_where_it_comes_from(void **state)
{
	(void)state;
	index_events(FILE_OF(EVENT("A", "")));
	assert_int_equal(index_.events[0].document, 7);
	assert_int_equal(index_.events[0].named, 1);
	assert_int_equal(index_.events[0].place,
			 sizeof("{\"schema\": \"twohop-events/1\", \"events\": [") - 1);
	assert_int_equal(index_.events[0].published.day, 19467);
}

static void references_keep_their_dates_beside_them(void **state)
{
	(void)state;
	index_events(FILE_OF(EVENT("A", ", \"references\": [{\"url\": \"https://a.example\"}, {}, "
					"{\"title\": \"T\", \"published\": \"2023\"}]")));
	const struct th_index_event *e = &index_.events[0];
	assert_int_equal(e->references.count, 2);
	assert_text(th_index_item(&index_, e->references, 0), "https://a.example");
	assert_text(th_index_item(&index_, e->references, 1), "T");
	assert_false(th_date_present(index_.dates[e->reference_dates]));
	assert_int_equal(index_.dates[e->reference_dates + 1].precision, TH_DATE_YEAR);
}

static void a_lifecycle_keeps_its_ends(void **state)
{
	(void)state;
	add_document(
		"{\"identifier\": \"pkg:npm/a\", \"events\": [{\"id\": 1, \"type\": "
		"\"endOfDistribution\", "
		"\"effective\": \"2022-12-31T00:00:00Z\", \"published\": \"2023-04-20T00:00:00Z\", "
		"\"versions\": [{\"range\": \"vers:npm/<2\"}, {\"version\": \"3\"}]}]}",
		5, false);
	finish();
	assert_int_equal(index_.lifecycle_count, 1);
	const struct th_index_end *end = &index_.ends[index_.lifecycles[0].ends.first];
	assert_int_equal(end->kind, TH_END_OF_DISTRIBUTION);
	assert_text(th_index_item(&index_, end->ranges, 0), "vers:npm/<2");
	assert_text(th_index_item(&index_, end->versions, 0), "3");
	assert_int_equal(count_of(TH_KEY_PURL, "pkg:npm/a"), 1);
}

static void a_document_without_facts_adds_nothing(void **state)
{
	(void)state;
	struct th_document doc;

	begin();
	th_document_init(&doc, TH_SLICE("x"), TH_SLICE(""));
	assert_int_equal(th_index_builder_add(builder, &doc, 0, true), TH_OK);
	finish();
	assert_int_equal(index_.event_count, 0);
	th_document_release(&doc);
}

static void equal_input_gives_equal_bytes(void **state)
{
	(void)state;
	static const char text[] = FILE_OF(
		EVENT("A", ", \"affected\": [{\"versions\": [\"1\"]}]") ", " EVENT("B", ""));
	void *other;
	size_t size;

	index_events(text);
	th_index_builder_free(builder);
	builder = NULL;
	add_document(text, 7, true);
	assert_int_equal(th_index_builder_finish(builder, &other, &size), TH_OK);
	assert_int_equal(size, block_size);
	assert_memory_equal(other, block, size);
	free(other);
}

/* ---- suppliers ---- */

static void a_supplier_is_found_by_each_of_its_names(void **state)
{
	(void)state;
	index_suppliers(SUPPLIERS(
		"{\"name\": \"Acme\", \"legal\": [\"Acme Holding GmbH\"], \"aliases\": [\"ACM\"], "
		"\"former\": [{\"name\": \"Bracme\", \"until\": \"2010\"}], \"kind\": "
		"\"company\"}"));
	assert_supplier(th_index_find_supplier(&index_, TH_KEY_SUPPLIER, TH_SLICE("acme")), "Acme");
	assert_supplier(th_index_find_supplier(&index_, TH_KEY_SUPPLIER, TH_SLICE("acme holding")),
			"Acme");
	assert_supplier(th_index_find_supplier(&index_, TH_KEY_SUPPLIER, TH_SLICE("acm")), "Acme");
	assert_supplier(th_index_find_supplier(&index_, TH_KEY_SUPPLIER, TH_SLICE("bracme")),
			"Acme");
	assert_int_equal(index_.suppliers[0].aliases.count, 3);
}

static void a_supplier_is_found_by_each_of_its_namespaces(void **state)
{
	(void)state;
	index_suppliers(SUPPLIERS("{\"name\": \"Acme\", \"domains\": [\"acme.com\"], \"npm\": "
				  "[\"@acme\"], \"maven\": [\"com.acme\"], "
				  "\"github\": [\"AcmeInc\"], \"golang\": [\"go.acme.com/x\"], "
				  "\"composer\": [\"acme\"], "
				  "\"cpe\": [\"acme_inc\"], \"nuget\": [\"Acme.\"], \"packages\": "
				  "[\"pypi:acme\"], \"kind\": \"company\"}"));
	assert_supplier(th_index_find_supplier(&index_, TH_KEY_DOMAIN, TH_SLICE("acme.com")),
			"Acme");
	assert_supplier(th_index_find_supplier(&index_, TH_KEY_NPM_SCOPE, TH_SLICE("@acme")),
			"Acme");
	assert_supplier(th_index_find_supplier(&index_, TH_KEY_MAVEN_GROUP, TH_SLICE("com.acme")),
			"Acme");
	assert_supplier(th_index_find_supplier(&index_, TH_KEY_GITHUB_OWNER, TH_SLICE("acmeinc")),
			"Acme");
	assert_supplier(
		th_index_find_supplier(&index_, TH_KEY_GOLANG_PREFIX, TH_SLICE("go.acme.com/x")),
		"Acme");
	assert_supplier(th_index_find_supplier(&index_, TH_KEY_COMPOSER_VENDOR, TH_SLICE("acme")),
			"Acme");
	assert_supplier(th_index_find_supplier(&index_, TH_KEY_CPE_VENDOR, TH_SLICE("acme_inc")),
			"Acme");
	assert_int_equal(diagnostics.list.count, 0);
}

static void the_longest_prefix_wins(void **state)
{
	(void)state;
	index_suppliers(SUPPLIERS(
		"{\"name\": \"A\", \"maven\": [\"com.sun\"], \"kind\": \"company\"}, "
		"{\"name\": \"B\", \"maven\": [\"com.sun.mail\"], \"kind\": \"project\"}"));
	assert_supplier(th_index_find_prefix(&index_, TH_KEY_MAVEN_GROUP,
					     TH_SLICE("com.sun.mail.imap"), '.'),
			"B");
	assert_supplier(
		th_index_find_prefix(&index_, TH_KEY_MAVEN_GROUP, TH_SLICE("com.sun.mail"), '.'),
		"B");
	assert_supplier(
		th_index_find_prefix(&index_, TH_KEY_MAVEN_GROUP, TH_SLICE("com.sun.mailer"), '.'),
		"A");
	assert_supplier(th_index_find_prefix(&index_, TH_KEY_MAVEN_GROUP, TH_SLICE("com.sun"), '.'),
			"A");
}

static void a_prefix_ends_at_a_separator(void **state)
{
	(void)state;
	index_suppliers(
		SUPPLIERS("{\"name\": \"A\", \"maven\": [\"com.sun\"], \"kind\": \"company\"}"));
	assert_int_equal(
		th_index_find_prefix(&index_, TH_KEY_MAVEN_GROUP, TH_SLICE("com.sunny"), '.'),
		TH_NONE);
	assert_int_equal(th_index_find_prefix(&index_, TH_KEY_MAVEN_GROUP, TH_SLICE("com"), '.'),
			 TH_NONE);
	assert_int_equal(
		th_index_find_prefix(&index_, TH_KEY_MAVEN_GROUP, TH_SLICE(".com.sun"), '.'),
		TH_NONE);
	assert_int_equal(th_index_find_prefix(&index_, TH_KEY_MAVEN_GROUP, TH_SLICE(""), '.'),
			 TH_NONE);
}

static void a_prefix_of_a_very_long_key_is_found(void **state)
{
	(void)state;
	static char key[8192];

	memset(key, '.', sizeof(key));
	memcpy(key, "com.sun", 7);
	index_suppliers(
		SUPPLIERS("{\"name\": \"A\", \"maven\": [\"com.sun\"], \"kind\": \"company\"}"));
	assert_supplier(th_index_find_prefix(&index_, TH_KEY_MAVEN_GROUP,
					     th_slice_make(key, sizeof(key)), '.'),
			"A");
}

static void a_common_word_leads_to_nobody(void **state)
{
	(void)state;
	index_suppliers(SUPPLIERS("{\"name\": \"Block\", \"legal\": [\"Block, Inc.\"], "
				  "\"aliases\": [\"Cash App\"], \"domains\": [\"block.xyz\"], "
				  "\"kind\": \"company\", \"by_name\": false}"));
	assert_int_equal(th_index_find_supplier(&index_, TH_KEY_SUPPLIER, TH_SLICE("block")),
			 TH_NONE);
	assert_supplier(th_index_find_supplier(&index_, TH_KEY_SUPPLIER, TH_SLICE("cash app")),
			"Block");
	assert_supplier(th_index_find_supplier(&index_, TH_KEY_DOMAIN, TH_SLICE("block.xyz")),
			"Block");
	assert_int_equal(index_.suppliers[0].by_name, 0);
}

static void a_person_is_found_by_account_and_scope(void **state)
{
	(void)state;
	index_suppliers(SUPPLIERS("{\"name\": \"isaacs\", \"npm\": [\"@isaacs\"], \"github\": "
				  "[\"isaacs\"], \"kind\": \"person\", \"by_name\": false}"));
	assert_supplier(th_index_find_supplier(&index_, TH_KEY_NPM_SCOPE, TH_SLICE("@isaacs")),
			"isaacs");
	assert_supplier(th_index_find_supplier(&index_, TH_KEY_GITHUB_OWNER, TH_SLICE("isaacs")),
			"isaacs");
	assert_int_equal(th_index_find_supplier(&index_, TH_KEY_SUPPLIER, TH_SLICE("isaacs")),
			 TH_NONE);
	assert_int_equal(index_.suppliers[0].kind, TH_SUPPLIER_PERSON);
}

static void a_distribution_is_found_by_its_namespace(void **state)
{
	(void)state;
	index_suppliers(SUPPLIERS("{\"name\": \"Debian\", \"aliases\": [\"Debian GCC "
				  "Maintainers\"], \"kind\": \"distribution\"}, "
				  "{\"name\": \"Red Hat\", \"kind\": \"company\"}, {\"name\": "
				  "\"Acme\", \"kind\": \"company\"}"));
	assert_supplier(th_index_find_supplier(&index_, TH_KEY_DISTRIBUTION, TH_SLICE("debian")),
			"Debian");
	assert_supplier(th_index_find_supplier(&index_, TH_KEY_DISTRIBUTION, TH_SLICE("redhat")),
			"Red Hat");
	assert_int_equal(th_index_find_supplier(&index_, TH_KEY_DISTRIBUTION, TH_SLICE("acme")),
			 TH_NONE);
	assert_int_equal(th_index_find_supplier(&index_, TH_KEY_DISTRIBUTION,
						TH_SLICE("debian gcc maintainers")),
			 TH_NONE);
}

static void a_parent_may_stand_behind_its_child(void **state)
{
	(void)state;
	index_suppliers(SUPPLIERS("{\"name\": \"A\", \"kind\": \"company\", \"parent\": \"B\", "
				  "\"acquired\": \"2021-12\"}, "
				  "{\"name\": \"B\", \"kind\": \"company\"}"));
	assert_supplier(index_.suppliers[0].parent, "B");
	assert_int_equal(index_.suppliers[0].acquired.precision, TH_DATE_MONTH);
	assert_int_equal(index_.suppliers[1].parent, TH_NONE);
}

static void parents_of_a_second_file_are_its_own(void **state)
{
	(void)state;
	assert_int_equal(add_suppliers(SUPPLIERS("{\"name\": \"X\", \"kind\": \"company\"}")),
			 TH_OK);
	index_suppliers(SUPPLIERS("{\"name\": \"B\", \"kind\": \"company\"}, {\"name\": \"A\", "
				  "\"kind\": \"company\", \"parent\": \"B\"}"));
	assert_supplier(index_.suppliers[2].parent, "B");
}

static void a_supplier_is_found_beside_events_of_its_name(void **state)
{
	(void)state;
	add_document(FILE_OF(EVENT("A", "")), 1, false);
	index_suppliers(SUPPLIERS("{\"name\": \"S\", \"kind\": \"company\"}"));
	assert_supplier(th_index_find_supplier(&index_, TH_KEY_SUPPLIER, TH_SLICE("s")), "S");
	assert_int_equal(count_of(TH_KEY_SUPPLIER, "s"), 2);
}

static void a_parent_without_a_row_is_said(void **state)
{
	(void)state;
	index_suppliers(SUPPLIERS("{\"name\": \"A\", \"kind\": \"company\", \"parent\": \"B\"}"));
	assert_only_diagnostic(TH_DIAG_bad_value);
}

static void an_unknown_kind_is_said(void **state)
{
	(void)state;
	index_suppliers(SUPPLIERS("{\"name\": \"A\", \"kind\": \"firm\"}"));
	assert_only_diagnostic(TH_DIAG_bad_value);
}

static void an_unknown_member_is_said(void **state)
{
	(void)state;
	index_suppliers(SUPPLIERS("{\"name\": \"A\", \"kind\": \"company\", \"domain\": []}"));
	assert_only_diagnostic(TH_DIAG_unknown_field);
}

static void a_domain_that_is_nobodys_is_said(void **state)
{
	(void)state;
	index_suppliers(SUPPLIERS(
		"{\"name\": \"A\", \"kind\": \"company\", \"domains\": [\"github.io\"]}"));
	assert_only_diagnostic(TH_DIAG_bad_value);
	assert_int_equal(index_.suppliers[0].domains.count, 0);
}

static void a_list_of_another_type_is_said(void **state)
{
	(void)state;
	index_suppliers(SUPPLIERS("{\"name\": \"A\", \"kind\": \"company\", \"github\": \"a\"}"));
	assert_only_diagnostic(TH_DIAG_wrong_type);
}

static void a_row_without_a_name_is_dropped_alone(void **state)
{
	(void)state;
	index_suppliers(
		SUPPLIERS("{\"kind\": \"company\"}, {\"name\": \"A\", \"kind\": \"company\"}"));
	assert_int_equal(index_.supplier_count, 1);
	assert_only_diagnostic(TH_DIAG_missing_field);
}

static void a_second_row_of_a_name_is_said(void **state)
{
	(void)state;
	index_suppliers(SUPPLIERS("{\"name\": \"A\", \"kind\": \"company\"}, {\"name\": \"A\", "
				  "\"kind\": \"company\"}"));
	assert_only_diagnostic(TH_DIAG_duplicate_ref);
}

static void another_schema_is_no_list_of_suppliers(void **state)
{
	(void)state;
	assert_int_equal(add_suppliers("{\"schema\": \"twohop-suppliers/2\", \"suppliers\": []}"),
			 TH_EINPUT);
	assert_only_diagnostic(TH_DIAG_not_read);
}

static void broken_json_is_no_list_of_suppliers(void **state)
{
	(void)state;
	assert_int_equal(add_suppliers("{\"schema\": \"twohop-suppliers/1\", \"suppliers\": [}"),
			 TH_EINPUT);
	assert_only_diagnostic(TH_DIAG_not_read);
}

/* ---- damage ---- */

static void make_block(void)
{
	add_document(FILE_OF(EVENT("A", ", \"product\": {\"name\": \"P\", \"purls\": "
					"[\"pkg:npm/p\"]}, \"affected\": [{\"versions\": [\"1\"], "
					"\"hashes\": [{\"alg\": \"MD5\", \"content\": "
					"\"ef4ab22e565684424b4142b1294f1f4d\"}]}], "
					"\"references\": [{\"url\": \"https://r.example\"}]")),
		     1, true);
	add_document("{\"identifier\": \"pkg:generic/s/w\", \"events\": [{\"id\": 1, \"type\": "
		     "\"endOfLife\", "
		     "\"effective\": \"2022-12-31\", \"published\": \"2023-04-20\", \"versions\": "
		     "[{\"version\": \"1\"}]}]}",
		     2, true);
	index_suppliers(
		SUPPLIERS("{\"name\": \"S\", \"domains\": [\"s.com\"], \"kind\": \"company\", "
			  "\"parent\": \"T\"}, "
			  "{\"name\": \"T\", \"maven\": [\"com.t\"], \"kind\": \"company\"}"));
}

static void a_flipped_byte_anywhere_is_refused(void **state)
{
	(void)state;
	make_block();
	for (size_t i = 0; i < block_size; i++) {
		((char *)block)[i] ^= 0x40;
		if (th_index_open(&index_, block, block_size) != TH_EINPUT)
			fail_msg("byte %zu", i);
		assert_null(index_.header);
		((char *)block)[i] ^= 0x40;
	}
}

static void a_shorter_or_longer_block_is_refused(void **state)
{
	(void)state;
	make_block();
	for (size_t size = 0; size < block_size; size++)
		assert_int_equal(th_index_open(&index_, block, size), TH_EINPUT);
	assert_int_equal(th_index_open(&index_, block, block_size + 8), TH_EINPUT);
}

static void a_block_at_an_odd_place_is_refused(void **state)
{
	(void)state;
	make_block();
	char *moved = malloc(block_size + 8);
	assert_non_null(moved);
	memcpy(moved + 4, block, block_size);
	assert_int_equal(th_index_open(&index_, moved + 4, block_size), TH_EINPUT);
	free(moved);
}

static void look_at_everything(void)
{
	static const char *const keys[] = { "A",     "s",
					    "p",     "pkg:npm/p",
					    "s.com", "com.t.x",
					    "w",     "ef4ab22e565684424b4142b1294f1f4d" };
	size_t seen = 0;
	uint32_t count;

	for (uint32_t kind = 0; kind < TH_KEY_KIND_COUNT; kind++)
		for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
			const struct th_posting *p = th_index_find(&index_, (enum th_key_kind)kind,
								   th_slice_of(keys[i]), &count);
			for (uint32_t k = 0; k < count; k++)
				seen += p[k].record;
			seen += th_index_find_prefix(&index_, (enum th_key_kind)kind,
						     th_slice_of(keys[i]), '.');
		}
	for (uint32_t i = 0; i < index_.event_count; i++)
		for (uint32_t k = 0; k < index_.events[i].references.count; k++)
			seen += th_index_item(&index_, index_.events[i].references, k).len +
				index_.dates[index_.events[i].reference_dates + k].precision;
	for (uint32_t i = 0; i < index_.supplier_count; i++)
		for (uint32_t k = 0; k < index_.suppliers[i].domains.count; k++)
			seen += th_index_item(&index_, index_.suppliers[i].domains, k).len;
	assert_true(seen < SIZE_MAX);
}

/*
 * Damage that has the right checksum, as whoever makes a block on purpose would give it: refused,
 * or harmless.
 */
static void a_forged_block_leads_nowhere_outside(void **state)
{
	(void)state;
	static const uint32_t words[] = { 0, 1, 2, 0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff };
	make_block();
	char *forged = malloc(block_size);
	assert_non_null(forged);
	struct th_index_header *header = (void *)forged;
	for (size_t at = 16; at + 4 <= block_size; at += 4) {
		for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++) {
			memcpy(forged, block, block_size);
			memcpy(forged + at, &words[w], 4);
			header->checksum = th_block_checksum(forged, block_size);
			if (th_index_open(&index_, forged, block_size) == TH_OK)
				look_at_everything();
		}
	}
	free(forged);
}

#define TEST(name) cmocka_unit_test_teardown(name, release)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_index_that_was_never_opened_finds_nothing),
		TEST(a_block_of_nothing_finds_nothing),
		TEST(an_event_is_found_by_its_package_whatever_the_spelling),
		TEST(an_event_is_found_by_a_package_of_an_entry),
		TEST(an_event_is_found_by_vendor_and_product_of_a_cpe),
		TEST(a_cpe_of_any_product_is_no_key),
		TEST(a_digest_is_found_in_lower_case),
		TEST(an_event_is_found_by_names_and_aliases),
		TEST(a_key_of_one_kind_is_none_of_another),
		TEST(a_supplier_is_found_by_its_registrable_domain),
		TEST(a_hosting_domain_is_nobodys),
		TEST(records_of_a_key_keep_the_order_of_input),
		TEST(a_record_is_told_once_for_a_key_that_it_has_twice),
		TEST(a_thousand_keys_are_all_found),
		TEST(a_batch_finds_what_single_looks_find),
		TEST(an_event_keeps_where_it_comes_from),
		TEST(references_keep_their_dates_beside_them),
		TEST(a_lifecycle_keeps_its_ends),
		TEST(a_document_without_facts_adds_nothing),
		TEST(equal_input_gives_equal_bytes),
		TEST(a_supplier_is_found_by_each_of_its_names),
		TEST(a_supplier_is_found_by_each_of_its_namespaces),
		TEST(the_longest_prefix_wins),
		TEST(a_prefix_ends_at_a_separator),
		TEST(a_prefix_of_a_very_long_key_is_found),
		TEST(a_common_word_leads_to_nobody),
		TEST(a_person_is_found_by_account_and_scope),
		TEST(a_distribution_is_found_by_its_namespace),
		TEST(a_parent_may_stand_behind_its_child),
		TEST(parents_of_a_second_file_are_its_own),
		TEST(a_supplier_is_found_beside_events_of_its_name),
		TEST(a_parent_without_a_row_is_said),
		TEST(an_unknown_kind_is_said),
		TEST(an_unknown_member_is_said),
		TEST(a_domain_that_is_nobodys_is_said),
		TEST(a_list_of_another_type_is_said),
		TEST(a_row_without_a_name_is_dropped_alone),
		TEST(a_second_row_of_a_name_is_said),
		TEST(another_schema_is_no_list_of_suppliers),
		TEST(broken_json_is_no_list_of_suppliers),
		TEST(a_flipped_byte_anywhere_is_refused),
		TEST(a_shorter_or_longer_block_is_refused),
		TEST(a_block_at_an_odd_place_is_refused),
		TEST(a_forged_block_leads_nowhere_outside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
