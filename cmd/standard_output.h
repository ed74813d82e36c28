/* Standard output: all of it arrives, or the exit code says that it did not. */
#ifndef TH_CMD_STANDARD_OUTPUT_H
#define TH_CMD_STANDARD_OUTPUT_H

#include "core/io/output.h"

/*
 * Send everything on its way and release out, which writes to standard output. TH_EXIT_PASS, or the
 * exit code of the failure, which has been complained about; only a reader that went away (`twohop
 * audit . | head`) is left in peace.
 */
int th_standard_output_end(struct th_output *out);

#endif
