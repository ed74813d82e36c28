/*
 * Standard error: one line a message, made safe for terminals, so that no name in a document can
 * draw or overwrite.
 */
#ifndef TH_CMD_COMPLAIN_H
#define TH_CMD_COMPLAIN_H

#include "core/base/slice.h"

/* "twohop: " and the sentence. */
void th_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* "twohop: FILE:LINE:COLUMN: " and the sentence; line 0: no line and column. */
void th_complain_at(th_slice file, uint32_t line, uint32_t column, th_slice sentence);
/* As compilers do: "FILE:LINE:COLUMN: error: sentence [slug]". slug NULL: none. */
void th_complain_diagnostic(th_slice file, uint32_t line, uint32_t column, const char *severity,
			    th_slice sentence, const char *slug);

#endif
