/*
 * CBOR, and CoSWID tags as documents: nodes form a tree whose texts and offsets lie in the source,
 * and a tag that is read has texts of its own bytes.
 */
#include "core/text/cbor.h"
#include "core/base/limits.h"
#include "parsers/parser.h"
#include "tests/fuzz/fuzz.h"

/* Every node but the first is the child or sibling of exactly one that stands before it. */
static void check_tree(const struct th_cbor *cbor, th_slice source)
{
	uint8_t *met = calloc(cbor->nodes.count, 1);

	FUZZ_CHECK(met != NULL && cbor->nodes.count > 0);
	for (uint32_t i = 0; i < cbor->nodes.count; i++) {
		const struct th_cbor_node *n = &cbor->nodes.items[i];
		const uint32_t links[] = { n->first, n->next };
		FUZZ_CHECK(n->offset < source.len);
		FUZZ_CHECK(n->kind <= TH_CBOR_FLOAT);
		if (n->kind == TH_CBOR_BYTES || n->kind == TH_CBOR_TEXT)
			FUZZ_CHECK(fuzz_within(n->text, source));
		for (int k = 0; k < 2; k++) {
			if (links[k] == TH_CBOR_NONE)
				continue;
			FUZZ_CHECK(links[k] > i && links[k] < cbor->nodes.count);
			FUZZ_CHECK(met[links[k]]++ == 0);
		}
	}
	for (uint32_t i = 1; i < cbor->nodes.count; i++)
		FUZZ_CHECK(met[i] == 1);
	free(met);
}

static void check_cbor(th_slice source)
{
	struct th_cbor cbor = { 0 };
	th_slice why = { 0 };
	th_status status = th_cbor_parse(source, &cbor, &why);

	FUZZ_CHECK(status == TH_OK || status == TH_EINPUT || status == TH_ELIMIT);
	if (status == TH_OK)
		check_tree(&cbor, source);
	else
		FUZZ_CHECK(why.len > 0 && cbor.error_at <= source.len);
	th_cbor_release(&cbor);
}

static void check_tag(th_slice source)
{
	struct th_document doc;
	const char *why;

	th_document_init(&doc, TH_SLICE("tag"), source);
	th_status status = th_document_read(&doc, &why);
	FUZZ_CHECK(status == TH_OK || status == TH_EINPUT || status == TH_ELIMIT);
	for (uint32_t i = 0; i < doc.components.count; i++)
		FUZZ_CHECK(doc.components.items[i].place <= source.len);
	th_document_release(&doc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	th_slice source = fuzz_source(data, size);

	check_cbor(source);
	check_tag(source);
	fuzz_free(source);
	return 0;
}
