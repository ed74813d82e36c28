/* `twohop feeds update`: starts twohop-fetch, the only program here that opens a socket, for each
 * source, and compiles what it brought. */
#ifndef TH_CMD_FETCH_H
#define TH_CMD_FETCH_H

#include "cmd/command.h"

/* The exit code of the command. What cannot be fetched keeps what it had, and its age is said. */
int th_feeds_update(struct th_call *call, const char *folder);

/* Where twohop-fetch is: beside this program where it was built, else where it is installed;
 * TWOHOP_FETCH names another. NULL: nowhere. */
const char *th_fetch_program(struct th_arena *arena);
/* Run it with a verb of feeds/fetch/verbs.def. False: it failed, and said why on standard error. */
bool th_fetch_run(const char *program, const char *verb, const char *url, const char *place);

#endif
