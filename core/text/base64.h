/*
 * Base64 (RFC 4648) as attestations write it: the standard and the URL-safe alphabet, also mixed,
 * padded or not. No blanks, no bits left over: one text for each sequence of bytes and alphabet.
 */
#ifndef TH_CORE_TEXT_BASE64_H
#define TH_CORE_TEXT_BASE64_H

#include "core/base/arena.h"
#include "core/base/status.h"

/*
 * Decode text into the arena (NUL-terminated behind its length). TH_EINPUT: *at is the offset of
 * the first character that is wrong, text.len where characters are missing. TH_ENOMEM.
 */
th_status th_base64_decode(th_slice text, struct th_arena *arena, th_slice *out,
			   size_t *at) TH_MUST_USE;
/* The same, to where there is th_base64_room of the text's length; no NUL behind it. *count: the
 * bytes that it is. Whatever is returned, all of the room may have been written to. */
th_status th_base64_decode_into(th_slice text, char *bytes, size_t *count, size_t *at) TH_MUST_USE;
static inline size_t th_base64_room(size_t len)
{
	return len / 4 * 3 + 8;
}
/* Encode with the standard alphabet and padding. Absent on want of memory. */
th_slice th_base64_encode(th_slice bytes, struct th_arena *arena);

#endif
