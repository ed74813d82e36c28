#include "core/text/json_escape.h"

/* Four hexadecimal digits at p, or -1. */
static int hex4(const char *p)
{
	int value = 0;

	for (int i = 0; i < 4; i++) {
		int digit = th_hex_value(p[i]);
		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

static bool is_high_surrogate(int unit)
{
	return unit >= 0xd800 && unit <= 0xdbff;
}
static bool is_low_surrogate(int unit)
{
	return unit >= 0xdc00 && unit <= 0xdfff;
}

unsigned th_json_escape_length(const char *at, enum th_json_mode mode, const char **why)
{
	switch (at[1]) {
	case '"':
	case '\\':
	case '/':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't': return 2;
	case 'u': break;
	default: *why = "a backslash in a string is followed by none of \"\\/bfnrtu"; return 0;
	}
	int unit = hex4(at + 2);
	if (unit < 0) {
		*why = "\\u is not followed by four hexadecimal digits";
		return 0;
	}
	if (unit == 0 && mode == TH_JSON_STRICT) {
		*why = "\\u0000 in a string: other readers cut the text there, so it is refused";
		return 0;
	}
	if (is_low_surrogate(unit) ||
	    (is_high_surrogate(unit) &&
	     !(at[6] == '\\' && at[7] == 'u' && is_low_surrogate(hex4(at + 8))))) {
		*why = "half of a surrogate pair: \\ud800 to \\udfff stand in pairs";
		return 0;
	}
	return is_high_surrogate(unit) ? 12 : 6;
}

static char *put_utf8(char *out, unsigned code)
{
	if (code < 0x80) {
		*out++ = (char)code;
	} else if (code < 0x800) {
		*out++ = (char)(0xc0 | code >> 6);
		*out++ = (char)(0x80 | (code & 0x3f));
	} else if (code < 0x10000) {
		*out++ = (char)(0xe0 | code >> 12);
		*out++ = (char)(0x80 | ((code >> 6) & 0x3f));
		*out++ = (char)(0x80 | (code & 0x3f));
	} else {
		*out++ = (char)(0xf0 | code >> 18);
		*out++ = (char)(0x80 | ((code >> 12) & 0x3f));
		*out++ = (char)(0x80 | ((code >> 6) & 0x3f));
		*out++ = (char)(0x80 | (code & 0x3f));
	}
	return out;
}

size_t th_json_decode(th_slice raw, char *out)
{
	char *to = out;

	for (size_t i = 0; i < raw.len;) {
		if (raw.ptr[i] != '\\') {
			*to++ = raw.ptr[i++];
			continue;
		}
		char c = raw.ptr[i + 1];
		if (c != 'u') {
			*to++ = c == 'b'   ? '\b'
				: c == 'f' ? '\f'
				: c == 'n' ? '\n'
				: c == 'r' ? '\r'
				: c == 't' ? '\t'
					   : c;
			i += 2;
			continue;
		}
		unsigned code = (unsigned)hex4(raw.ptr + i + 2);
		i += 6;
		if (is_high_surrogate((int)code)) {
			code = 0x10000 + ((code - 0xd800) << 10) +
			       ((unsigned)hex4(raw.ptr + i + 2) - 0xdc00);
			i += 6;
		}
		to = put_utf8(to, code);
	}
	return (size_t)(to - out);
}
