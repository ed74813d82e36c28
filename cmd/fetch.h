/* `twohop feeds update`: starts twohop-fetch, the only program here that opens a socket, for each
 * source, and compiles what it brought. */
#ifndef TH_CMD_FETCH_H
#define TH_CMD_FETCH_H

#include "cmd/command.h"

/* The exit code of the command. What cannot be fetched keeps what it had, and its age is said. */
int th_feeds_update(struct th_call *call, const char *folder);

#endif
