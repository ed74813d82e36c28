/*
 * Code points and UTF-8. Decoding is strict (RFC 3629: no overlong forms, no surrogates, nothing
 * above U+10FFFF); what does not decode is a bad byte, never a replacement character. Owner of
 * utf8proc: its character data (Unicode 15 in 2.8) is the only one in the program, so width,
 * folding and escaping agree with each other.
 */
#ifndef TH_CORE_TEXT_UNICODE_H
#define TH_CORE_TEXT_UNICODE_H

#include "core/base/slice.h"
#include "core/base/status.h"

/* In place of a code point: the byte at this place begins no UTF-8 sequence. */
#define TH_UTF8_BAD UINT32_MAX

enum th_char_kind {
	TH_CHAR_WORD,        /* letter, digit, other number */
	TH_CHAR_MARK,        /* combines with what is before it */
	TH_CHAR_SPACE,       /* blank of any width, U+2800 too */
	TH_CHAR_DASH,        /* dash, hyphen, low line */
	TH_CHAR_BRACKET,     /* opening or closing */
	TH_CHAR_PUNCTUATION, /* all other punctuation */
	TH_CHAR_SYMBOL,
	TH_CHAR_HIDDEN, /* control, format, line separator, default-ignorable, private, unassigned
			 */
};

enum th_fold {
	TH_FOLD_CASE,  /* full case folding, for names */
	TH_FOLD_LOWER, /* lower case, for host names: keeps U+00DF and U+03C2 as IDNA 2008 does */
};

/*
 * Decode the character of s that starts at byte `at`, which must be below s.len. Returns its size
 * in bytes, 1 to 4; for a bad byte 1, and *code is TH_UTF8_BAD.
 */
size_t th_utf8_next(th_slice s, size_t at, uint32_t *code);
/* True when all of s is UTF-8; true for the empty slice. */
bool th_utf8_valid(th_slice s);
/* Characters in s, counted by their first bytes; s should be valid. */
size_t th_utf8_count(th_slice s);
/* Write code, at most U+10FFFF, into 4 bytes at `to`; returns how many were used. */
size_t th_utf8_put(char *to, uint32_t code);

enum th_char_kind th_char_kind(uint32_t code);
/* Columns of a terminal: 0 for marks and hidden characters, 2 for wide ones, else 1. */
unsigned th_char_width(uint32_t code);

/*
 * Compatibility-compose s (NFKC, UAX #15) with case folded as `how` says; default-ignorable
 * characters are dropped and the signs for "registered", "trade mark", "service mark" and
 * "copyright" become spaces. Code points go to codes[0..*count). TH_EINPUT for bad UTF-8 and for
 * more than 30 marks in a row (UAX #15 calls the limit stream-safe; ordering them takes time that
 * grows with the square), TH_ELIMIT when they do not fit into `capacity`.
 */
th_status th_unicode_fold(th_slice s, enum th_fold how, int32_t *codes, size_t capacity,
			  size_t *count) TH_MUST_USE;

#endif
