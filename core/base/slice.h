/*
 * A run of bytes somewhere else: text is a slice, never NUL-terminated. A slice owns nothing; who
 * hands it out says how long it lives. {NULL, 0} is "absent", {p, 0} is "present and empty".
 */
#ifndef TH_CORE_BASE_SLICE_H
#define TH_CORE_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct th_slice {
	const char *ptr;
	size_t len;
} th_slice;

/* A slice of a string literal. */
#define TH_SLICE(literal) ((th_slice){ .ptr = "" literal, .len = sizeof(literal) - 1 })
static inline int th_slice_length_shown(th_slice s)
{
	return s.len > 0x7fffffff ? 0x7fffffff : (int)s.len;
}

static inline const char *th_slice_bytes_shown(th_slice s)
{
	return s.ptr ? s.ptr : "";
}

/*
 * For printf("%.*s", TH_FMT(s)); the length is cut at INT_MAX. s is evaluated twice: a call that
 * makes text is better made before.
 */
#define TH_FMT(s) th_slice_length_shown(s), th_slice_bytes_shown(s)

static inline th_slice th_slice_of(const char *text)
{
	return (th_slice){ .ptr = text, .len = text ? strlen(text) : 0 };
}

static inline th_slice th_slice_make(const char *ptr, size_t len)
{
	return (th_slice){ .ptr = ptr, .len = len };
}

/* Bytes [from, to) of s; both are cut to its length. */
static inline th_slice th_slice_sub(th_slice s, size_t from, size_t to)
{
	if (to > s.len)
		to = s.len;
	if (from > to)
		from = to;
	return (th_slice){ .ptr = s.ptr ? s.ptr + from : NULL, .len = to - from };
}

/* Have a text brought into the cache that is read soon; whole if it is of a line or three. */
static inline void th_slice_fetch(th_slice s)
{
	if (s.len == 0)
		return;
	__builtin_prefetch(s.ptr);
	__builtin_prefetch(s.ptr + s.len / 2);
	__builtin_prefetch(s.ptr + s.len - 1);
}

/* The law of every slice, told to the optimiser and the analyser: a length has bytes. */
static inline void th_slice_holds(th_slice s)
{
	if (s.len && !s.ptr)
		__builtin_unreachable();
}

static inline bool th_slice_equal(th_slice a, th_slice b)
{
	th_slice_holds(a);
	th_slice_holds(b);
	/* Words of one length mostly differ in their last byte: that saves the call. */
	return a.len == b.len && (a.len == 0 || (a.ptr[a.len - 1] == b.ptr[a.len - 1] &&
						 memcmp(a.ptr, b.ptr, a.len) == 0));
}

static inline bool th_slice_starts(th_slice s, th_slice head)
{
	th_slice_holds(s);
	th_slice_holds(head);
	return s.len >= head.len && (head.len == 0 || memcmp(s.ptr, head.ptr, head.len) == 0);
}

static inline bool th_slice_ends(th_slice s, th_slice tail)
{
	th_slice_holds(s);
	th_slice_holds(tail);
	return s.len >= tail.len &&
	       (tail.len == 0 || memcmp(s.ptr + s.len - tail.len, tail.ptr, tail.len) == 0);
}

/* Byte order: negative, 0, positive, as memcmp, the shorter first. */
int th_slice_compare(th_slice a, th_slice b);
/* Equal but for the case of ASCII letters. */
bool th_slice_equal_nocase(th_slice a, th_slice b);
/* Where byte c stands first (last), or s.len. */
size_t th_slice_find(th_slice s, char c);
size_t th_slice_rfind(th_slice s, char c);
/* What stands behind the last '/' of a path. */
th_slice th_slice_base(th_slice path);
/* Where needle starts first in s, or s.len; the empty needle is found at 0. */
size_t th_slice_search(th_slice s, th_slice needle);
/* Without the ASCII blanks at both ends. */
th_slice th_slice_trim(th_slice s);
/* Unsigned decimal of the whole slice into *out; false for anything else and for what does not fit.
 */
bool th_slice_number(th_slice s, uint64_t *out);

static inline bool th_is_digit(char c)
{
	return c >= '0' && c <= '9';
}
static inline bool th_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline bool th_is_alnum(char c)
{
	return th_is_digit(c) || th_is_alpha(c);
}
static inline bool th_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
static inline char th_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}
/* 0 to 15, or -1. */
static inline int th_hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

#endif
