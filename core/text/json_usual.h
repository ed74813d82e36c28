/*
 * The functions of the reader that are worth compiling for more than one kind of machine, as
 * tables; th_json_init takes the best that this machine has. Private to the reader
 * (core/text/json.c) and to its tests, which go through all of them.
 */
#ifndef TH_CORE_TEXT_JSON_USUAL_H
#define TH_CORE_TEXT_JSON_USUAL_H

#include "core/text/json.h"

#ifdef __x86_64__
#define TH_JSON_AVX2 1
#endif

/* What may come next. */
enum th_json_expect {
	TH_JSON_EXPECT_VALUE,
	TH_JSON_EXPECT_VALUE_OR_END,
	TH_JSON_EXPECT_KEY,
	TH_JSON_EXPECT_KEY_OR_END,
	TH_JSON_EXPECT_COMMA_OR_END,
	TH_JSON_EXPECT_NOTHING
};

extern const struct th_json_ways th_json_ways_portable; /* byte by byte */
extern const struct th_json_ways th_json_ways_base; /* what every machine of the kind has: SSE2 */
#ifdef TH_JSON_AVX2
extern const struct th_json_ways th_json_ways_avx2; /* not all of them do */
#endif

/* ---- the general functions ---- */

/* A member, with any blanks, key and complaint; and what a habit can be made of is noted. */
enum th_json_token th_json_member_slow(struct th_json *reader, const struct th_json_index *index);
enum th_json_token th_json_element_slow(struct th_json *reader);
/* A string with escapes or beyond ASCII; at is behind its opening quote. */
enum th_json_token th_json_read_unplain(struct th_json *reader, const char *at);
/* A number, true, false or null that begins at `at`. */
enum th_json_token th_json_read_word(struct th_json *reader, const char *at);

#endif
