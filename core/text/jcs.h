/*
 * Canonical JSON (RFC 8785, JCS): no blanks, members by their keys' UTF-16 code units, strings with
 * the fewest escapes, numbers as ECMAScript prints the double that is nearest to them. What a JSON
 * signature is over.
 */
#ifndef TH_CORE_TEXT_JCS_H
#define TH_CORE_TEXT_JCS_H

#include "core/base/arena.h"
#include "core/base/status.h"

/*
 * Print the JSON value that begins at offset start of bytes, which are padded as core/text/json.h
 * asks and are read as strictly; what follows the value is not looked at. Members and elements
 * whose value begins at one of the offsets in omitted are left out. The text lives in the arena.
 * TH_EINPUT: no JSON, or a number that no double is near to; TH_ELIMIT: more than
 * TH_MAX_CANONICAL_VALUES values or TH_MAX_CANONICAL_BYTES; TH_ENOMEM.
 */
th_status th_jcs(th_slice bytes, size_t start, const size_t *omitted, uint32_t omitted_count,
		 struct th_arena *arena, th_slice *out) TH_MUST_USE;

enum { TH_JCS_NUMBER = 32 };
/* A number as ECMAScript prints it (ECMA-262, Number::toString), with a NUL; its length, 0 for one
 * that is not finite. */
size_t th_jcs_number(double number, char out[TH_JCS_NUMBER]);

#endif
