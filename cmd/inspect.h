/*
 * One file read by itself, for `inspect`: the document, what a report lists of it, and its
 * complaints with their places.
 */
#ifndef TH_CMD_INSPECT_H
#define TH_CMD_INSPECT_H

#include "core/io/source.h"
#include "graph/quality.h"
#include "graph/report.h"
#include "parsers/parser.h"

struct th_inspected {
	struct th_source source;
	struct th_document doc; /* filled where entry.status is READ */
	struct th_report_document entry;
	struct th_report_diagnostic_list diagnostics;
	struct th_quality quality; /* floor NONE where none was named */
	int code;                  /* what the file alone would end the run with */
	struct th_arena arena;
};

/* Views of one inspected file: render/document_*.c. */
struct th_output;
struct th_page;
struct th_json_writer;
void th_render_document_text(const struct th_inspected *inspected, struct th_page *page);
void th_render_document_json(const struct th_inspected *inspected, struct th_json_writer *writer);
/* The canonical package URLs of the document's components and of what it is about: sorted, each
 * once, one a line. */
th_status th_render_document_purls(const struct th_inspected *inspected,
				   struct th_output *out) TH_MUST_USE;

#endif
