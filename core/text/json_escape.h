/*
 * Escapes in JSON strings (RFC 8259, section 7): one is judged here, and whole strings are decoded.
 * Private to the reader (core/text/json.c); th_json_decode is declared in core/text/json.h.
 */
#ifndef TH_CORE_TEXT_JSON_ESCAPE_H
#define TH_CORE_TEXT_JSON_ESCAPE_H

#include "core/text/json.h"

/*
 * The length of the escape that begins with the backslash at `at`, with its second half where it is
 * a surrogate pair. 0 for one that is refused, with *why for people. Reads up to 12 bytes.
 */
unsigned th_json_escape_length(const char *at, enum th_json_mode mode, const char **why);

#endif
