/* What the terminal can show. The only place that asks the environment. */
#ifndef TH_CMD_TERMINAL_H
#define TH_CMD_TERMINAL_H

#include "cmd/options.h"

/* Colours on this descriptor? auto: on a terminal that is not dumb, unless NO_COLOR is set and not
 * empty. */
bool th_terminal_has_color(enum th_color when, int fd);
/* Do the locale variables ask for UTF-8 (LC_ALL, else LC_CTYPE, else LANG)? */
bool th_terminal_is_utf8(void);

#endif
