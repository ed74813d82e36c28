/*
 * The files that one run writes: each is rendered beside its place, several at a time, and they are
 * renamed in the order in which they were asked for.
 */
#ifndef TH_CMD_OUTPUTS_H
#define TH_CMD_OUTPUTS_H

#include "cmd/options.h"
#include "cmd/render/renderer.h"

/*
 * Write the formats that go to files, with so many threads (0: as there are processors), and the
 * baseline, where path is present. Failures are complained about in that order and join
 * rendering->reasons; what could not be opened is told by all the others, what fails later by none.
 */
void th_outputs_write(const struct th_report *report, const struct th_format_list *formats,
		      th_slice baseline, uint32_t jobs, struct th_rendering *rendering);

#endif
