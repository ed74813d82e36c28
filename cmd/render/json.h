/* Objects that twohop-report/1 and other documents of ours have in common. */
#ifndef TH_CMD_RENDER_JSON_H
#define TH_CMD_RENDER_JSON_H

#include "core/text/json_writer.h"
#include "graph/report.h"

/* The members of a `documents` entry, in an object that is open. */
void th_json_document_members(struct th_json_writer *writer,
			      const struct th_report_document *document);
/* An element of `diagnostics`; document: the member of that name is wanted, null where it is of the
 * run as a whole. */
void th_json_diagnostic(struct th_json_writer *writer,
			const struct th_report_diagnostic *diagnostic, bool document);
/* The members `not_evaluated`, `summary` and `exit` of a report, in an object that is open. */
void th_json_not_evaluated_member(struct th_json_writer *writer, const struct th_report *report);
void th_json_summary_member(struct th_json_writer *writer, const struct th_report *report);
void th_json_exit_member(struct th_json_writer *writer, uint32_t reasons);

/* The members of a signature. */
void th_json_signature_members(struct th_json_writer *writer,
			       const struct th_report_signature *signature);

#endif
