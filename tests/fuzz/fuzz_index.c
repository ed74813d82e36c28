/*
 * A block of compiled facts that was damaged. It is made once, of a few papers of every kind; the
 * input says which of its words become what, eight bytes each: where, and the new value. Its
 * checksum is mended, so that what the block says of places, numbers
 * and lists is looked at. A block that is opened, checked wholly or mapped, leads nowhere outside
 * of itself.
 */
#include "feeds/block.h"
#include "parsers/parser.h"
#include "tests/fuzz/fuzz.h"

static size_t touched; /* what was read, so that it is read */

static void touch(th_slice text)
{
	for (size_t i = 0; i < text.len; i++)
		touched += (unsigned char)text.ptr[i];
}

static void touch_list(const struct th_index *index, th_span list)
{
	for (uint32_t i = 0; i < list.count; i++)
		touch(th_index_item(index, list, i));
}

static void touch_party(const struct th_index *index, const struct th_index_party *party)
{
	touch(th_index_text(index, party->name));
	touch_list(index, party->aliases);
	touch_list(index, party->purls);
	touch_list(index, party->cpes);
	touch_list(index, party->domains);
}

static void touch_event(const struct th_index *index, const struct th_index_event *event)
{
	touch(th_index_text(index, event->id));
	touch(th_index_text(index, event->title));
	touch(th_index_text(index, event->note));
	touch_list(index, event->aliases);
	touch_list(index, event->caused_by);
	touch_list(index, event->techniques);
	touch_party(index, &event->supplier);
	touch_party(index, &event->product);
	touch_list(index, event->references);
	for (uint32_t i = 0; i < event->references.count; i++)
		touched += index->dates[event->reference_dates + i].precision;
	for (uint32_t i = 0; i < event->affected.count; i++) {
		const struct th_index_affected *a = &index->affected[event->affected.first + i];

		touch(th_index_text(index, a->platform));
		touch(th_index_text(index, a->range));
		touch_list(index, a->versions);
		touch_list(index, a->hashes);
		touch_list(index, a->purls);
		touch_list(index, a->commits);
	}
	FUZZ_CHECK(event->kind < TH_EVENT_KIND_COUNT);
}

static void touch_lifecycle(const struct th_index *index, const struct th_index_lifecycle *l)
{
	touch_party(index, &l->supplier);
	touch_party(index, &l->product);
	for (uint32_t i = 0; i < l->ends.count; i++) {
		const struct th_index_end *end = &index->ends[l->ends.first + i];

		FUZZ_CHECK(end->kind < TH_END_KIND_COUNT);
		touch_list(index, end->versions);
		touch_list(index, end->ranges);
		touch_list(index, end->references);
		touch(th_index_text(index, end->note));
	}
}

static void touch_supplier(const struct th_index *index, const struct th_index_supplier *s)
{
	touch(th_index_text(index, s->name));
	touch_list(index, s->aliases);
	touch_list(index, s->domains);
	FUZZ_CHECK(s->kind < TH_SUPPLIER_KIND_COUNT);
	FUZZ_CHECK(s->parent == TH_NONE || s->parent < index->supplier_count);
}

/* ---- advisories, as graph/ reads them ---- */

static void touch_package(const struct th_index *index, const struct th_index_package *package)
{
	const struct th_index_product *product = th_index_product_of(index, package);

	touch(th_index_release_of(index, package));
	touch_list(index, package->versions);
	for (uint32_t i = 0; i < package->bounds.count; i++) {
		const struct th_index_bound *b = &index->bounds[package->bounds.first + i];

		touch(th_index_text(index, (th_ref){ b->at, b->len }));
	}
	if (!product)
		return;
	touch(th_index_text(index, product->supplier));
	touch(th_index_text(index, product->cpe));
	touch(th_index_text(index, product->purl));
	touch_list(index, product->ranges);
	touch_list(index, product->hashes);
}

static void touch_advisories(const struct th_index *index)
{
	for (uint32_t i = 0; i < index->package_count; i++) {
		const struct th_index_package *package = th_index_package(index, i);
		const struct th_index_advisory *a =
			package ? th_index_advisory(index, package->advisory) : NULL;

		if (package)
			touch_package(index, package);
		if (!a)
			continue;
		touch(th_index_text(index, a->id));
		touch_list(index, a->names);
		touch(th_index_prose(index, a->told));
	}
	for (uint32_t i = 0; i < index->statement_count; i++) {
		const struct th_index_statement *s = &index->statements[i];

		FUZZ_CHECK(s->status < TH_VEX_STATUS_COUNT);
		touch(th_index_text(index, s->why));
		touch(th_index_text(index, s->author));
		touch_list(index, s->flaws);
		for (uint32_t p = 0; p < s->products.count; p++)
			touch_package(index, &index->packages[s->products.first + p]);
	}
	for (uint32_t i = 0; i < index->source_count; i++)
		touch(th_index_text(index, index->sources[i].name));
	touched += th_index_find_exploited(index, TH_SLICE("CVE-2024-1000")) != NULL;
	touched += th_index_find_likelihood(index, TH_SLICE("CVE-2024-1000")) != NULL;
}

/* ---- keys ---- */

struct search {
	const struct th_index *index;
	enum th_key_kind kind;
	bool mapped; /* records are asked for where they are used */
};

static void look_up(void *context, th_slice key)
{
	const struct search *s = context;
	const uint32_t most[TH_RECORD_KIND_COUNT] = {
		[TH_RECORD_EVENT] = s->index->event_count,
		[TH_RECORD_LIFECYCLE] = s->index->lifecycle_count,
		[TH_RECORD_SUPPLIER] = s->index->supplier_count,
		[TH_RECORD_PACKAGE] = s->index->package_count,
		[TH_RECORD_STATEMENT] = s->index->statement_count,
	};
	uint32_t count;
	const struct th_posting *postings = th_index_find(s->index, s->kind, key, &count);

	touch(key);
	for (uint32_t i = 0; i < count; i++) {
		struct th_posting p = postings[i];

		FUZZ_CHECK(s->mapped || p.kind < TH_RECORD_KIND_COUNT);
		FUZZ_CHECK(s->mapped || p.record < most[p.kind % TH_RECORD_KIND_COUNT]);
	}
	struct th_lookup together[2] = { { .key = key } };
	th_index_find_all(s->index, s->kind, together, 2);
	FUZZ_CHECK(together[0].found == postings && together[0].count == count);
	FUZZ_CHECK(together[1].count == 0);
	th_index_find_supplier(s->index, s->kind, key);
	th_index_find_prefix(s->index, s->kind, key, '/');
}

static void walk(const struct th_index *index, bool mapped)
{
	for (uint32_t i = 0; i < index->event_count; i++)
		touch_event(index, &index->events[i]);
	for (uint32_t i = 0; i < index->lifecycle_count; i++)
		touch_lifecycle(index, &index->lifecycles[i]);
	for (uint32_t i = 0; i < index->supplier_count; i++)
		touch_supplier(index, &index->suppliers[i]);
	touch_advisories(index);
	for (int kind = 0; kind < TH_KEY_KIND_COUNT; kind++) {
		struct search search = { index, (enum th_key_kind)kind, mapped };

		th_index_each_key(index, search.kind, look_up, &search);
		look_up(&search, TH_SLICE("github.com/a/b/c/d"));
		look_up(&search, TH_SLICE("cve-2024-1000"));
	}
}

/* ---- the block ---- */

static const char *const papers[] = {
	"{\"id\":\"GHSA-aaaa-bbbb-cccc\",\"modified\":\"2024-02-01T00:00:00Z\",\"aliases\":"
	"[\"CVE-2024-1000\"],\"summary\":\"s\",\"references\":[{\"type\":\"WEB\",\"url\":"
	"\"https://a.example\"}],\"affected\":[{\"package\":{\"ecosystem\":\"npm\",\"name\":\"w\"},"
	"\"versions\":[\"1.5.0\"],\"ranges\":[{\"type\":\"SEMVER\",\"events\":[{\"introduced\":"
	"\"0\"},"
	"{\"fixed\":\"2.0.0\"}]}]},{\"package\":{\"ecosystem\":\"Debian:12\",\"name\":\"w\"},"
	"\"ranges\":"
	"[{\"type\":\"ECOSYSTEM\",\"events\":[{\"introduced\":\"0\"},{\"fixed\":\"2-1\"}]}]}]}",
	"{\"title\":\"t\",\"catalogVersion\":\"2024.03.01\",\"dateReleased\":\"2024-03-01T00:00:"
	"00Z\","
	"\"count\":1,\"vulnerabilities\":[{\"cveID\":\"CVE-2024-1000\",\"vendorProject\":\"V\","
	"\"product\":\"P\",\"dateAdded\":\"2024-03-01\",\"knownRansomwareCampaignUse\":\"Known\"}]"
	"}",
	"#model_version:v1,score_date:2024-05-31T00:00:00+0000\ncve,epss,percentile\n"
	"CVE-2024-1000,0.97,0.999\n",
	"{\"@context\":\"https://openvex.dev/ns/v0.2.0\",\"@id\":\"https://v.example/"
	"1\",\"author\":\"J\","
	"\"version\":1,\"timestamp\":\"2024-04-01T00:00:00Z\",\"statements\":[{\"vulnerability\":{"
	"\"name\":"
	"\"CVE-2024-1000\"},\"products\":[{\"@id\":\"pkg:npm/p@1\",\"subcomponents\":[{\"@id\":"
	"\"pkg:npm/w@1.5.0\"}]}],\"status\":\"not_affected\",\"justification\":"
	"\"component_not_present\"}]}",
	"{\"document\":{\"category\":\"csaf_security_incident_response\",\"title\":\"t\","
	"\"publisher\":"
	"{\"name\":\"B\"},\"tracking\":{\"id\":\"B-1\",\"current_release_date\":\"2024-04-01T00:00:"
	"00Z\"}},"
	"\"product_tree\":{\"branches\":[{\"category\":\"vendor\",\"name\":\"B\",\"branches\":[{"
	"\"category\":"
	"\"product_name\",\"name\":\"G\",\"branches\":[{\"category\":\"product_version_range\","
	"\"name\":"
	"\"<2.0\",\"product\":{\"product_id\":\"P\",\"name\":\"P\",\"product_identification_"
	"helper\":"
	"{\"cpe\":\"cpe:2.3:a:b:g:*:*:*:*:*:*:*:*\",\"hashes\":[{\"file_hashes\":[{\"algorithm\":"
	"\"sha256\","
	"\"value\":\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"}]}]}}}]}]}]"
	"},"
	"\"vulnerabilities\":[{\"cve\":\"CVE-2024-1001\",\"product_status\":{\"known_affected\":["
	"\"P\"]},"
	"\"remediations\":[{\"category\":\"no_fix_planned\",\"product_ids\":[\"P\"]}]}]}",
};

static void add_paper(struct th_index_builder *builder, uint32_t number)
{
	th_slice text = th_slice_of(papers[number]);
	th_slice source = fuzz_source((const uint8_t *)text.ptr, text.len);
	struct th_document doc;
	const char *why;

	th_document_init(&doc, TH_SLICE("paper"), source);
	FUZZ_CHECK(th_document_read(&doc, &why) == TH_OK && doc.facts);
	FUZZ_CHECK(th_index_builder_add(builder, &doc, number, true) == TH_OK);
	th_document_release(&doc);
	fuzz_free(source);
}

static void make_block(void **block, size_t *size)
{
	struct th_index_builder *builder;
	struct th_index index;

	FUZZ_CHECK(th_index_builder_new(&builder) == TH_OK);
	for (uint32_t i = 0; i < sizeof(papers) / sizeof(papers[0]); i++)
		add_paper(builder, i);
	FUZZ_CHECK(th_index_builder_finish(builder, block, size) == TH_OK);
	th_index_builder_free(builder);
	FUZZ_CHECK(th_index_open(&index, *block, *size) == TH_OK);
	FUZZ_CHECK(index.event_count && index.lifecycle_count && index.package_count &&
		   index.statement_count && index.exploited_count && index.likelihood_count);
	walk(&index, false);
}

static void damage(char *block, size_t size, const uint8_t *data, size_t length)
{
	uint32_t edit[2];

	for (; length >= sizeof(edit); data += sizeof(edit), length -= sizeof(edit)) {
		memcpy(edit, data, sizeof(edit));
		size_t at = edit[0] % (size / 4) * 4;
		memcpy(block + at, &edit[1], sizeof(edit[1]));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void *sound; /* as long as the program */
	static size_t length;
	struct th_index_header header;
	struct th_index index;

	if (!sound)
		make_block(&sound, &length);
	char *block = malloc(length); /* aligned for anything */
	FUZZ_CHECK(block != NULL);
	memcpy(block, sound, length);
	damage(block, length, data, size);
	if (th_index_open_mapped(&index, block, length) == TH_OK)
		walk(&index, true);
	memcpy(&header, block, sizeof(header));
	header.checksum = th_block_checksum(block, length);
	memcpy(block, &header, sizeof(header));
	if (th_index_open(&index, block, length) == TH_OK)
		walk(&index, false);
	else
		FUZZ_CHECK(th_index_longest(&index, TH_KEY_HASH) == 0);
	free(block);
	return 0;
}
