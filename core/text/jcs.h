/*
 * JSON Canonicalization Scheme (RFC 8785): one spelling for each JSON value, to be signed. Keys in
 * the order of their UTF-16 code units, numbers as ECMAScript prints them, no blanks.
 */
#ifndef TH_CORE_TEXT_JCS_H
#define TH_CORE_TEXT_JCS_H

#include "core/base/arena.h"
#include "core/base/status.h"

/*
 * The canonical form of the JSON document in bytes (padded as core/text/json.h says, from start
 * on), without the member that path leads to (keys from the outermost object on, NULL behind them;
 * NULL: nothing is left out). In the arena. TH_EINPUT: it is not JSON, or a number in it is none of
 * IEEE 754. TH_ENOMEM, TH_ELIMIT.
 */
th_status th_jcs(th_slice bytes, size_t start, const char *const *path, struct th_arena *arena,
		 th_slice *out) TH_MUST_USE;
/* Negative, 0, positive: by UTF-16 code units, of UTF-8 texts. */
int th_jcs_compare(th_slice a, th_slice b);

#endif
