/*
 * What an output writes of a step, kept: most paths lead over steps that others lead over too, so
 * each is put into words once. What is kept has a ceiling; beyond it all is forgotten and kept
 * anew.
 */
#ifndef TH_CMD_RENDER_KEPT_H
#define TH_CMD_RENDER_KEPT_H

#include "core/io/output.h"
#include "core/text/json_writer.h"

struct th_kept_span;

/* All-zero keeps nothing. */
struct th_kept {
	struct th_output texts;     /* in memory, one behind the other */
	struct th_kept_span *spans; /* by number of the step */
	uint32_t count;
};

/* For steps of numbers below count. TH_ENOMEM. */
th_status th_kept_init(struct th_kept *kept, uint32_t count) TH_MUST_USE;
/* TH_ENOMEM: some text could not be kept, and was written in part or not at all. */
th_status th_kept_release(struct th_kept *kept) TH_MUST_USE;

/* What was kept of a step; absent: nothing is. Valid until the next th_kept_begin. */
th_slice th_kept_find(const struct th_kept *kept, uint32_t step);
/* Write the text of one here, */
struct th_output *th_kept_begin(struct th_kept *kept);
/* and it is that of this step. */
th_slice th_kept_end(struct th_kept *kept, uint32_t step);

#endif
