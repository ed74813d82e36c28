/*
 * Runs of printable ASCII, sixteen bytes at a time: nearly all text is of nothing else, and needs
 * nothing in whatever notation it is written.
 */
#ifndef TH_CORE_TEXT_PLAIN_H
#define TH_CORE_TEXT_PLAIN_H

#include "core/base/slice.h"

#include <emmintrin.h>

/* Bits of the sixteen bytes at s that are no printable ASCII, or one of the two. */
static inline unsigned th_plain_others(const char *s, char one, char two)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)s);
	__m128i other = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(one)),
				     _mm_cmpeq_epi8(v, _mm_set1_epi8(two)));

	other = _mm_or_si128(other, _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7f)));
	/* signed: what is beyond ASCII is below a blank as well */
	other = _mm_or_si128(other, _mm_cmplt_epi8(v, _mm_set1_epi8(0x20)));
	return (unsigned)_mm_movemask_epi8(other);
}

static inline bool th_is_plain(char c, char one, char two)
{
	return c >= 0x20 && c != 0x7f && c != one && c != two;
}

/* Behind the run that begins at `at`; one and two are characters that end it, 0 where none does. */
static inline size_t th_plain_end(th_slice s, size_t at, char one, char two)
{
	if (s.len - at >= 16) {
		for (; s.len - at >= 16; at += 16) {
			unsigned others = th_plain_others(s.ptr + at, one, two);
			if (others)
				return at + (unsigned)__builtin_ctz(others);
		}
		/* the rest of them, in the last sixteen */
		size_t known = 16 - (s.len - at);
		unsigned others = th_plain_others(s.ptr + s.len - 16, one, two) >> known;
		return others ? at + (unsigned)__builtin_ctz(others) : s.len;
	}
	while (at < s.len && th_is_plain(s.ptr[at], one, two))
		at++;
	return at;
}

#endif
