/*
 * What was known before: the ids of findings, twohop-baseline/1. A file of yours, named by
 * --baseline, and written by --write-baseline:
 *
 *   {"schema": "twohop-baseline/1", "as_of": "2026-03-01", "ids": ["9f1c2ab03d5e7788", ...]}
 */
#ifndef TH_GRAPH_BASELINE_H
#define TH_GRAPH_BASELINE_H

#include "core/base/arena.h"
#include "core/base/diagnostic.h"
#include "core/io/output.h"
#include "graph/report.h"

struct th_baseline {
	th_slice path;
	struct th_date as_of;
	th_slice *ids; /* in byte order */
	uint32_t count;
};

/*
 * Open and read the file at path, which is NUL-terminated. TH_ENOTFOUND: it is not there. Else as
 * th_baseline_read, *fault telling what is wrong as a rejected document; the baseline is then
 * empty, so that everything is new.
 */
th_status th_baseline_open(struct th_baseline *baseline, th_slice path, struct th_arena *arena,
			   struct th_report_document *fault) TH_MUST_USE;
/*
 * Read bytes, the content of the file shown as path. Ids live in the arena. TH_EINPUT or TH_ELIMIT:
 * it is no baseline; the first error in diagnostics says where and why. TH_ENOMEM.
 */
th_status th_baseline_read(struct th_baseline *baseline, th_slice path, th_slice bytes,
			   struct th_arena *arena, struct th_diagnostics *diagnostics) TH_MUST_USE;
bool th_baseline_has(const struct th_baseline *baseline, const char *id);
/* Write the ids of the report's unsuppressed findings, in byte order. */
th_status th_baseline_write(const struct th_report *report, struct th_output *out) TH_MUST_USE;

#endif
