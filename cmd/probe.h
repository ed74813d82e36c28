/* `twohop feeds probe`: is the download of a product, whose life has ended, still there? */
#ifndef TH_CMD_PROBE_H
#define TH_CMD_PROBE_H

#include "cmd/command.h"

/* The exit code of the command: operands behind the word "probe". */
int th_feeds_probe(struct th_call *call, const char *folder);

#endif
