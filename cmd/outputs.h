/*
 * The files that one run writes: each is rendered beside its place, several at a time, and they are
 * renamed in the order in which they were asked for.
 */
#ifndef TH_CMD_OUTPUTS_H
#define TH_CMD_OUTPUTS_H

#include "cmd/options.h"
#include "cmd/render/renderer.h"

struct th_outputs {
	struct th_output_file *items;
	uint32_t count;
	bool opened;
};

/* The formats that go to files, and the baseline, where its path is present. TH_ENOMEM. */
th_status th_outputs_list(struct th_outputs *outputs, const struct th_format_list *formats,
			  th_slice baseline) TH_MUST_USE;
/* Open them, beside their places; once. Failures are told by th_outputs_write. */
void th_outputs_open(struct th_outputs *outputs);
/*
 * Write them, with so many threads (0: as there are processors). Failures are complained about in
 * the order in which they were asked for, and join rendering->reasons; what could not be opened is
 * told by all the others, what fails later by none.
 */
void th_outputs_write(struct th_outputs *outputs, const struct th_report *report, uint32_t jobs,
		      struct th_rendering *rendering);
/* What was opened and not written leaves no trace. */
void th_outputs_release(struct th_outputs *outputs);

#endif
