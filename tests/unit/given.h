/*
 * A document given to a test as text: padded as core/text/json.h wants it, read through
 * th_document_read, and looked at by reference.
 */
#ifndef TH_TESTS_UNIT_GIVEN_H
#define TH_TESTS_UNIT_GIVEN_H

#include "core/text/json.h"
#include "parsers/parser.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

struct given {
	struct th_document doc;
	char *bytes;
	size_t len;
	th_status status;
	const char *why; /* no format of ours: what it looks like */
};

static inline void given_bytes(struct given *g, const char *path, const char *bytes, size_t len)
{
	g->bytes = calloc(1, len + TH_JSON_PADDING);
	assert_non_null(g->bytes);
	if (len)
		memcpy(g->bytes, bytes, len);
	g->len = len;
	th_document_init(&g->doc, th_slice_of(path), th_slice_make(g->bytes, len));
	g->status = th_document_read(&g->doc, &g->why);
}

static inline void given_text(struct given *g, const char *path, const char *text)
{
	given_bytes(g, path, text, strlen(text));
}

/* JSON written with ' for ". */
static inline void given_json(struct given *g, const char *path, const char *text)
{
	size_t len = strlen(text);
	char *copy = malloc(len + 1);

	assert_non_null(copy);
	memcpy(copy, text, len + 1);
	for (size_t i = 0; i < len; i++)
		if (copy[i] == '\'')
			copy[i] = '"';
	given_bytes(g, path, copy, len);
	free(copy);
}

static inline void given_release(struct given *g)
{
	th_document_release(&g->doc);
	free(g->bytes);
	g->bytes = NULL;
}

/* The component that bears ref. */
static inline struct th_component *given_component(struct given *g, const char *ref)
{
	uint32_t found = th_document_find(&g->doc, th_slice_of(ref));

	if (found == TH_NONE)
		fail_msg("no component %s", ref);
	return &g->doc.components.items[found];
}

static inline uint32_t given_count(const struct given *g, enum th_diag_code code)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < g->doc.diagnostics.list.count; i++)
		count += g->doc.diagnostics.list.items[i].code == code;
	return count;
}

/* The only diagnostic of this code. */
static inline const struct th_diagnostic *given_diagnostic(const struct given *g,
							   enum th_diag_code code)
{
	const struct th_diagnostic *found = NULL;

	for (uint32_t i = 0; i < g->doc.diagnostics.list.count; i++)
		if (g->doc.diagnostics.list.items[i].code == code)
			found = &g->doc.diagnostics.list.items[i];
	if (given_count(g, code) != 1)
		fail_msg("%u diagnostics of %s", given_count(g, code), th_diag_slug(code));
	return found;
}

/* Assert that the only diagnostic of this code stands where at begins in the document. */
static inline void given_diagnosed_at(const struct given *g, enum th_diag_code code, const char *at)
{
	const struct th_diagnostic *d = given_diagnostic(g, code);
	const char *place = strstr(g->bytes, at);

	assert_non_null(place);
	if (d->offset != (uint64_t)(place - g->bytes))
		fail_msg("%s is at %llu, not at %td", th_diag_slug(code),
			 (unsigned long long)d->offset, place - g->bytes);
}

#endif
