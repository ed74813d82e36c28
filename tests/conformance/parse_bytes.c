#include "tests/conformance/parse_bytes.h"

#include "core/text/json.h"
#include "parsers/parser.h"

_Static_assert(TH_TEST_PADDING >= TH_JSON_PADDING,
	       "the readers look further ahead than the tests pad");

th_status th_parse_bytes_for_test(th_slice bytes)
{
	struct th_document doc;
	const char *why;

	th_document_init(&doc, TH_SLICE("input"), bytes);
	th_status status = th_document_read(&doc, &why);
	if (status == TH_OK && !doc.parser)
		status = TH_ENOTFOUND;
	th_document_release(&doc);
	return status;
}
