#include "core/text/base64.h"

/* Six bits, or -1. */
static int value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

/* Without its padding, of which there are as many as make it a multiple of four, or none. */
static bool strip(th_slice text, size_t *len)
{
	size_t padding = 0;

	while (padding < 2 && padding < text.len && text.ptr[text.len - 1 - padding] == '=')
		padding++;
	*len = text.len - padding;
	return *len % 4 != 1 && (padding == 0 || text.len % 4 == 0);
}

th_status th_base64_decode(th_slice text, struct th_arena *arena, th_slice *out, size_t *at)
{
	size_t len, to = 0;
	uint32_t bits = 0;
	unsigned have = 0;

	bool whole = strip(text, &len);
	char *bytes = th_arena_alloc(arena, len / 4 * 3 + 4);
	if (!bytes)
		return TH_ENOMEM;
	for (size_t i = 0; i < len; i++) {
		int value = value_of(text.ptr[i]);
		if (value < 0) {
			*at = i;
			return TH_EINPUT;
		}
		bits = bits << 6 | (uint32_t)value;
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
	bytes[to] = '\0';
	*out = th_slice_make(bytes, to);
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
