/*
 * Runs of bytes, sixteen at a time: blanks, and the inside of strings. Private to the reader
 * (core/text/json.c). AVX2 or SSE2 where the file is compiled for it, else byte by byte; all may
 * read up to 32 bytes from where they stand, which the padding behind the document allows.
 */
#ifndef TH_CORE_TEXT_JSON_SCAN_H
#define TH_CORE_TEXT_JSON_SCAN_H

#include "core/base/slice.h"

#if defined(__SSE2__) && !defined(TH_NO_SIMD)

#include <emmintrin.h>

/* The first byte from at on that is no blank. */
static inline const char *th_json_past_blanks(const char *at)
{
	const __m128i space = _mm_set1_epi8(' '), newline = _mm_set1_epi8('\n');
	const __m128i tab = _mm_set1_epi8('\t'), carriage = _mm_set1_epi8('\r');

	if ((unsigned char)*at > ' ')
		return at;
	if ((unsigned char)at[1] > ' ' && th_is_blank(*at))
		return at + 1;
	for (;; at += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)at);
		__m128i blank = _mm_or_si128(
			_mm_or_si128(_mm_cmpeq_epi8(v, space), _mm_cmpeq_epi8(v, newline)),
			_mm_or_si128(_mm_cmpeq_epi8(v, tab), _mm_cmpeq_epi8(v, carriage)));
		unsigned other = (unsigned)_mm_movemask_epi8(blank) ^ 0xffffu;
		if (other)
			return at + __builtin_ctz(other);
	}
}

#ifdef __AVX2__

#include <immintrin.h>

/* Vectors of '"', '\\' and the byte below a space: made in place they cost more than short strings
 * do, and the compiler makes what it can see. */
extern const char th_json_stops[3][32];

static inline __m256i th_json_stop(unsigned number)
{
	return _mm256_load_si256((const __m256i *)(const void *)th_json_stops[number]);
}

static inline const char *th_json_past_plain(const char *at)
{
	const __m256i quote = th_json_stop(0);
	const __m256i backslash = th_json_stop(1);
	const __m256i below = th_json_stop(2);

	for (;; at += 32) {
		__m256i v = _mm256_loadu_si256((const __m256i *)(const void *)at);
		__m256i mark = _mm256_or_si256(_mm256_cmpeq_epi8(v, quote),
					       _mm256_cmpeq_epi8(v, backslash));
		__m256i plain = _mm256_andnot_si256(mark, _mm256_cmpgt_epi8(v, below));
		unsigned other = ~(unsigned)_mm256_movemask_epi8(plain);
		if (other)
			return at + __builtin_ctz(other);
	}
}

static inline uint32_t th_json_same_bytes(const char *a, const char *b)
{
	__m256i x = _mm256_loadu_si256((const __m256i *)(const void *)a);
	__m256i y = _mm256_loadu_si256((const __m256i *)(const void *)b);

	return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(x, y));
}

#else

/* The next byte from at on that ends a run of plain ASCII: a quote, a backslash, a control
 * character, part of UTF-8. */
static inline const char *th_json_past_plain(const char *at)
{
	const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\');
	const __m128i below = _mm_set1_epi8(' ' - 1);

	for (;; at += 16) {
		/* Signed comparison: neither bytes below a space are above it nor bytes of UTF-8
		 * sequences, which are negative. */
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)at);
		__m128i mark = _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, backslash));
		__m128i plain = _mm_andnot_si128(mark, _mm_cmpgt_epi8(v, below));
		unsigned other = (unsigned)_mm_movemask_epi8(plain) ^ 0xffffu;
		if (other)
			return at + __builtin_ctz(other);
	}
}

/* Which of the 32 bytes at a are those at b: one bit for each. */
static inline uint32_t th_json_same_bytes(const char *a, const char *b)
{
	const __m128i *x = (const __m128i *)(const void *)a, *y = (const __m128i *)(const void *)b;
	uint32_t low =
		(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128(x), _mm_loadu_si128(y)));
	uint32_t high = (uint32_t)_mm_movemask_epi8(
		_mm_cmpeq_epi8(_mm_loadu_si128(x + 1), _mm_loadu_si128(y + 1)));

	return high << 16 | low;
}

#endif
#else

static inline const char *th_json_past_blanks(const char *at)
{
	while (th_is_blank(*at))
		at++;
	return at;
}

static inline const char *th_json_past_plain(const char *at)
{
	while ((unsigned char)*at >= ' ' && (unsigned char)*at < 0x80 && *at != '"' && *at != '\\')
		at++;
	return at;
}

static inline uint32_t th_json_same_bytes(const char *a, const char *b)
{
	uint32_t same = 0;

	for (unsigned i = 0; i < 32; i++)
		same |= (uint32_t)(a[i] == b[i]) << i;
	return same;
}

#endif
#endif
