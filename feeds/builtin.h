/* The facts that come with the program, compiled when it was built (feeds/compile). */
#ifndef TH_FEEDS_BUILTIN_H
#define TH_FEEDS_BUILTIN_H

#include "feeds/index.h"

/* The built-in block; opened once, read-only, from any thread. */
const struct th_index *th_builtin_facts(void);

#endif
