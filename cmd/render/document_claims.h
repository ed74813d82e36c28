/*
 * What a document, and what stands in it, claims (parsers/claims.h): which item of which standard,
 * the answer, about what, until when, on whose word. Nothing is weighed.
 */
#ifndef TH_CMD_RENDER_DOCUMENT_CLAIMS_H
#define TH_CMD_RENDER_DOCUMENT_CLAIMS_H

#include "cmd/render/page.h"
#include "core/text/json_writer.h"
#include "parsers/document.h"

/* The first claims of one document, and how many more there are; nothing where there are none. */
void th_render_claims_text(const struct th_document *doc, struct th_page *page);
/* An object for each claim of one document, into the array that is open. */
void th_render_claims_json(const struct th_document *doc, struct th_json_writer *writer);

#endif
