/*
 * CBOR: the nodes of a tree lie in the source, in its order, each below one other, and a map's
 * members are pairs that are found by their key; then the same bytes as a CoSWID tag.
 */
#include "core/base/limits.h"
#include "core/text/cbor.h"
#include "core/text/unicode.h"
#include "parsers/parser.h"
#include "tests/fuzz/fuzz.h"

bool th_coswid_recognises(const struct th_sniff *sniff);
th_status th_coswid_parse(struct th_document *doc, const struct th_sniff *sniff);

static void check_children(const struct th_cbor *cbor, uint32_t number, uint32_t *above)
{
	const struct th_cbor_node *nodes = cbor->nodes.items, *n = &nodes[number];
	uint64_t count = 0;
	uint32_t last = number;

	for (uint32_t c = n->first; c != TH_CBOR_NONE; c = nodes[c].next) {
		FUZZ_CHECK(c > last && c < cbor->nodes.count); /* and so there is no cycle */
		above[c]++;
		last = c;
		if (n->kind == TH_CBOR_MAP && count % 2 == 0 && nodes[c].kind == TH_CBOR_UINT)
			FUZZ_CHECK(th_cbor_member(cbor, number, nodes[c].number) == nodes[c].next);
		count++;
	}
	switch (n->kind) {
	case TH_CBOR_ARRAY: FUZZ_CHECK(n->number == UINT64_MAX || n->number == count); break;
	case TH_CBOR_MAP:
		FUZZ_CHECK(count % 2 == 0 && (n->number == UINT64_MAX || n->number == count));
		break;
	case TH_CBOR_TAG: FUZZ_CHECK(count == 1); break;
	case TH_CBOR_UINT:
	case TH_CBOR_NEGATIVE:
	case TH_CBOR_BYTES:
	case TH_CBOR_TEXT:
	case TH_CBOR_TRUE:
	case TH_CBOR_FALSE:
	case TH_CBOR_NULL:
	case TH_CBOR_FLOAT: FUZZ_CHECK(count == 0); break;
	}
}

static void check_tree(const struct th_cbor *cbor, th_slice source)
{
	uint32_t *above = calloc(cbor->nodes.count, sizeof(*above));

	FUZZ_CHECK(above && cbor->nodes.count > 0 && cbor->nodes.count <= source.len);
	for (uint32_t i = 0; i < cbor->nodes.count; i++) {
		const struct th_cbor_node *n = &cbor->nodes.items[i];

		FUZZ_CHECK(n->offset < source.len);
		FUZZ_CHECK(i == 0 ? n->offset == 0 : n->offset > n[-1].offset);
		FUZZ_CHECK(fuzz_within(n->text, source));
		FUZZ_CHECK(n->kind != TH_CBOR_TEXT || th_utf8_valid(n->text));
		FUZZ_CHECK((n->kind != TH_CBOR_TEXT && n->kind != TH_CBOR_BYTES) ||
			   n->number == n->text.len);
		check_children(cbor, i, above);
	}
	for (uint32_t i = 0; i < cbor->nodes.count; i++)
		FUZZ_CHECK(above[i] == (i > 0));
	free(above);
}

static void read_tag(th_slice source)
{
	struct th_document doc;
	struct th_sniff sniff = { 0 };

	th_document_init(&doc, TH_SLICE("document"), source);
	th_status status = th_coswid_parse(&doc, &sniff);
	FUZZ_CHECK(status == TH_OK || status == TH_EINPUT || status == TH_ELIMIT);
	FUZZ_CHECK(status == TH_OK || doc.diagnostics.list.count > 0);
	for (uint32_t i = 0; i < doc.diagnostics.list.count; i++)
		FUZZ_CHECK(doc.diagnostics.list.items[i].offset <= source.len);
	for (uint32_t i = 0; i < doc.components.count; i++) {
		FUZZ_CHECK(doc.components.items[i].place <= source.len);
		FUZZ_CHECK(
			fuzz_within(th_document_text(&doc, doc.components.items[i].name), source));
	}
	th_document_release(&doc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	th_slice text = fuzz_text(data, size), why;
	struct th_cbor cbor;
	th_status status = th_cbor_parse(text, &cbor, &why);

	if (status == TH_OK)
		check_tree(&cbor, text);
	else
		FUZZ_CHECK(cbor.error && why.len > 0 && cbor.error_at <= size);
	th_cbor_release(&cbor);
	fuzz_free(text);
	text = fuzz_source(data, size);
	read_tag(text);
	fuzz_free(text);
	return 0;
}
