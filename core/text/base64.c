#include "core/text/base64.h"

#include <endian.h>

/* Six bits of each character of both alphabets, BAD of every other. */
enum { BAD = 0x80 };
#define NONE_16 BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD
static const uint8_t values[256] = {
	/* clang-format off */
	NONE_16, NONE_16,
	BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD, 62, BAD, 62, BAD, 63, /* + - / */
	52, 53, 54, 55, 56, 57, 58, 59, 60, 61, BAD, BAD, BAD, BAD, BAD, BAD,
	BAD, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, BAD, BAD, BAD, BAD, 63, /* _ */
	BAD, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, BAD, BAD, BAD, BAD, BAD,
	NONE_16, NONE_16, NONE_16, NONE_16, NONE_16, NONE_16, NONE_16, NONE_16,
	/* clang-format on */
};

/* Without its padding, of which there are as many as make it a multiple of four, or none. */
static bool strip(th_slice text, size_t *len)
{
	size_t padding = 0;

	while (padding < 2 && padding < text.len && text.ptr[text.len - 1 - padding] == '=')
		padding++;
	*len = text.len - padding;
	return *len % 4 != 1 && (padding == 0 || text.len % 4 == 0);
}

/*
 * Whole groups of eight characters, as long as all are good: most of the text. Each leaves six
 * bytes, and writes eight. How many characters were taken.
 */
static size_t decode_groups(const char *text, size_t len, char *out)
{
	const uint8_t *from = (const uint8_t *)text;
	size_t i = 0;

	for (; i + 8 <= len; i += 8, from += 8, out += 6) {
		uint64_t bits = 0, bad = 0;
		for (unsigned k = 0; k < 8; k++) {
			bad |= values[from[k]];
			bits |= (uint64_t)(values[from[k]] & 63u) << (58 - 6 * k);
		}
		if (bad & BAD)
			break;
		bits = htobe64(bits);
		memcpy(out, &bits, sizeof(bits));
	}
	return i;
}

th_status th_base64_decode_into(th_slice text, char *bytes, size_t *count, size_t *at)
{
	uint32_t bits = 0;
	unsigned have = 0;
	size_t len;

	bool whole = strip(text, &len);
	size_t i = decode_groups(text.ptr, len, bytes), to = i / 4 * 3;
	for (; i < len; i++) {
		uint32_t value = values[(uint8_t)text.ptr[i]];
		if (value & BAD) {
			*at = i;
			return TH_EINPUT;
		}
		bits = bits << 6 | value;
		have += 6;
		if (have >= 8) {
			have -= 8;
			bytes[to++] = (char)(bits >> have & 0xff);
		}
	}
	*at = text.len;
	if (!whole)
		return TH_EINPUT;
	if (bits & ((1u << have) - 1)) {
		*at = len - 1; /* bits are left over: another text would mean the same */
		return TH_EINPUT;
	}
	*count = to;
	return TH_OK;
}

th_status th_base64_decode(th_slice text, struct th_arena *arena, th_slice *out, size_t *at)
{
	size_t count;
	char *bytes = th_arena_alloc(arena, th_base64_room(text.len));

	*at = text.len;
	if (!bytes)
		return TH_ENOMEM;
	TH_TRY(th_base64_decode_into(text, bytes, &count, at));
	bytes[count] = '\0';
	*out = th_slice_make(bytes, count);
	return TH_OK;
}

th_slice th_base64_encode(th_slice bytes, struct th_arena *arena)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *out = th_arena_alloc(arena, (bytes.len + 2) / 3 * 4 + 1);
	size_t to = 0;

	if (!out)
		return (th_slice){ 0 };
	for (size_t i = 0; i < bytes.len; i += 3) {
		uint32_t bits = 0;
		for (size_t k = 0; k < 3; k++)
			bits = bits << 8 | (i + k < bytes.len ? (uint8_t)bytes.ptr[i + k] : 0u);
		for (size_t k = 0; k < 4; k++)
			out[to++] = i + k <= bytes.len ? digits[bits >> (18 - 6 * k) & 63] : '=';
	}
	out[to] = '\0';
	return th_slice_make(out, to);
}
