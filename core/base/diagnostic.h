/*
 * What happened, where: a stable slug, a sentence, an offset. A document has one list; its length
 * is bounded by TH_MAX_DIAGNOSTICS and what is beyond is counted. Line, column and pointer are
 * computed when printed.
 */
#ifndef TH_CORE_BASE_DIAGNOSTIC_H
#define TH_CORE_BASE_DIAGNOSTIC_H

#include "core/base/arena.h"
#include "core/base/list.h"

enum th_diag_code {
#define TH_DIAG(name, slug, severity, meaning) TH_DIAG_##name,
#include "core/base/diagnostics.def"
#undef TH_DIAG
	TH_DIAG_COUNT
};

enum th_diag_severity { TH_SEVERITY_ERROR, TH_SEVERITY_WARNING, TH_SEVERITY_NOTE };

#define TH_NO_OFFSET UINT64_MAX

struct th_diagnostic {
	enum th_diag_code code;
	uint64_t offset;  /* into the document's bytes, or TH_NO_OFFSET */
	th_slice message; /* one sentence; text of the document in it is not escaped */
};
TH_LIST_DEFINE(th_diagnostic_list, struct th_diagnostic);

struct th_diagnostics {
	struct th_diagnostic_list list;
	struct th_arena arena; /* of the messages */
	uint64_t dropped;
	uint32_t errors;
};

void th_diagnostics_release(struct th_diagnostics *all);
/* Add one; beyond the ceiling it is counted only. Want of memory counts as dropped. */
void th_diagnose(struct th_diagnostics *all, enum th_diag_code code, uint64_t offset,
		 const char *format, ...) __attribute__((format(printf, 4, 5)));
const char *th_diag_slug(enum th_diag_code code);
const char *th_diag_meaning(enum th_diag_code code);
enum th_diag_severity th_diag_severity(enum th_diag_code code);
/* "error", "warning" or "note". */
const char *th_severity_word(enum th_diag_severity severity);

#endif
