/*
 * What a document states of signatures, payloads and subjects: its own and those of all documents
 * that stand in it. Nothing is verified.
 */
#ifndef TH_CMD_RENDER_DOCUMENT_SIGNED_H
#define TH_CMD_RENDER_DOCUMENT_SIGNED_H

#include "cmd/render/page.h"
#include "core/text/json_writer.h"
#include "parsers/document.h"

/* Does it carry signatures, or is it a statement? */
bool th_document_is_signed(const struct th_document *doc);
/* With what is claimed. */
void th_render_signed_text(const struct th_document *doc, struct th_page *page);
/* The members "stated" and "claims": arrays, empty where nothing is signed or attested, or claimed.
 */
void th_render_signed_json(const struct th_document *doc, struct th_json_writer *writer);

#endif
