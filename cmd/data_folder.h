/* Where the user's feeds lie: --data, else TWOHOP_DATA, else the place that the XDG base directory
 * specification gives. */
#ifndef TH_CMD_DATA_FOLDER_H
#define TH_CMD_DATA_FOLDER_H

#include "cmd/options.h"

/* A path in arena or of the environment; NULL: no home is known, or memory is out. */
const char *th_data_folder(const struct th_options *options, struct th_arena *arena);

#endif
