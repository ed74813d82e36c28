/*
 * Untrusted text on a terminal. Names in SBOMs may hold escape sequences, right-to-left overrides
 * or characters that do not show at all; the reader must see that they are there. Escaping is for
 * display only: it is not reversible, and every machine format has its own rules.
 */
#ifndef TH_CORE_TEXT_ESCAPE_H
#define TH_CORE_TEXT_ESCAPE_H

#include "core/base/arena.h"
#include "core/base/slice.h"
#include "core/text/unicode.h"

#define TH_ELLIPSIS "\xe2\x80\xa6" /* U+2026, one column */

typedef void th_escape_sink(void *context, th_slice piece);

/*
 * Give s to the sink in pieces, safe for a terminal: every hidden character (th_char_kind: control,
 * C1, bidirectional, zero-width and format characters, separators of lines, private, unassigned) as
 * <U+202E>, newline and tab included; a mark with nothing before it to stand on likewise; a bad
 * byte as <0x9B>. A piece lives only during the call.
 */
void th_escape_terminal_to(th_slice s, th_escape_sink *sink, void *context);
/*
 * The same as one slice: s itself where nothing had to be escaped, else a copy in the arena. An
 * absent slice when memory is out.
 */
th_slice th_escape_terminal(struct th_arena *arena, th_slice s);

/* Columns that s, which went through th_escape_terminal, takes; a bad byte counts as one. */
size_t th_text_width(th_slice s);
/*
 * s, where it fits into `width` columns, else the longest head of it that leaves one column, and an
 * ellipsis there, in the arena. Nothing fits into 0 columns. An absent slice when memory is out.
 */
th_slice th_text_cut(struct th_arena *arena, th_slice s, size_t width);

#endif
