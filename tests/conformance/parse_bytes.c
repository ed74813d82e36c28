#include "tests/conformance/parse_bytes.h"

#include "core/text/json.h"
#include "graph/quality.h"
#include "parsers/parser.h"

_Static_assert(TH_TEST_PADDING >= TH_JSON_PADDING,
	       "the readers look further ahead than the tests pad");

/* Hold what was read against the floors of quality, one after the other. */
static void judge(const struct th_document *doc)
{
	for (int floor = TH_FLOOR_NONE + 1; floor < TH_FLOOR_COUNT; floor++) {
		struct th_diagnostics told = { 0 };
		struct th_quality quality;
		th_status status = th_quality_check((enum th_floor)floor, doc, &told, &quality);

		if (status != TH_OK && status != TH_ENOMEM)
			__builtin_trap();
		th_diagnostics_release(&told);
	}
}

th_status th_parse_bytes_for_test(th_slice bytes)
{
	struct th_document doc;
	const char *why;

	th_document_init(&doc, TH_SLICE("input"), bytes);
	doc.thorough = bytes.len % 2 == 0; /* some so, some so: each is the other with less */
	th_status status = th_document_read(&doc, &why);
	if (status == TH_OK && !doc.parser)
		status = TH_ENOTFOUND;
	if (status == TH_OK && doc.thorough)
		judge(&doc);
	th_document_release(&doc);
	return status;
}
