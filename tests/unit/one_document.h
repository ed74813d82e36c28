/*
 * The one document of a test, in `doc`: given as text with ' for ", read, asked, and released as
 * teardown of the test.
 */
#ifndef TH_TESTS_UNIT_ONE_DOCUMENT_H
#define TH_TESTS_UNIT_ONE_DOCUMENT_H

#include "core/text/json.h"
#include "parsers/parser.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

static struct th_document doc;
static const char *why; /* what it looks like, where no format is known */
static char *doc_bytes;

static inline th_status read_text(const char *text)
{
	size_t len = strlen(text);

	doc_bytes = calloc(1, len + TH_JSON_PADDING);
	assert_non_null(doc_bytes);
	for (size_t i = 0; i < len; i++)
		doc_bytes[i] = text[i] == '\'' ? '"' : text[i];
	th_document_init(&doc, TH_SLICE("x"), th_slice_make(doc_bytes, len));
	return th_document_read(&doc, &why);
}

static inline int release(void **state)
{
	(void)state;
	th_document_release(&doc);
	free(doc_bytes);
	doc_bytes = NULL;
	return 0;
}

static inline void assert_text(th_text text, const char *expected)
{
	char buffer[256];

	snprintf(buffer, sizeof(buffer), "%.*s", TH_FMT(th_document_text(&doc, text)));
	assert_string_equal(buffer, expected);
}

static inline bool is_told(enum th_diag_code code)
{
	for (uint32_t i = 0; i < doc.diagnostics.list.count; i++)
		if (doc.diagnostics.list.items[i].code == code)
			return true;
	return false;
}

#endif
