#include "core/text/unicode.h"

#include <utf8proc.h>

enum { MOST_MARKS = 30, BRAILLE_BLANK = 0x2800 };

/* What a first byte says: size of the sequence, bits it gives, least code point of that size. */
struct lead {
	uint32_t size, bits, least;
};

static struct lead lead_of(unsigned char byte)
{
	if (byte < 0x80)
		return (struct lead){ 1, byte, 0 };
	if (byte >= 0xc2 && byte < 0xe0)
		return (struct lead){ 2, byte & 0x1fu, 0x80 };
	if (byte >= 0xe0 && byte < 0xf0)
		return (struct lead){ 3, byte & 0x0fu, 0x800 };
	if (byte >= 0xf0 && byte < 0xf5)
		return (struct lead){ 4, byte & 0x07u, 0x10000 };
	return (struct lead){ 0, 0, 0 };
}

size_t th_utf8_next(th_slice s, size_t at, uint32_t *code)
{
	const unsigned char *p = (const unsigned char *)s.ptr + at;
	struct lead lead = lead_of(*p);
	uint32_t value = lead.bits;

	*code = TH_UTF8_BAD;
	if (lead.size == 0 || lead.size > s.len - at)
		return 1;
	for (uint32_t i = 1; i < lead.size; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 1;
		value = value << 6 | (p[i] & 0x3fu);
	}
	if (value < lead.least || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
		return 1;
	*code = value;
	return lead.size;
}

/* Length of the run of ASCII that starts at byte `at`. */
static size_t ascii_run(th_slice s, size_t at)
{
	size_t i = at;

	for (uint64_t word; s.len - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, s.ptr + i, sizeof(word));
		if (word & UINT64_C(0x8080808080808080))
			break;
	}
	while (i < s.len && !((unsigned char)s.ptr[i] & 0x80))
		i++;
	return i - at;
}

bool th_utf8_valid(th_slice s)
{
	uint32_t code;

	for (size_t at = ascii_run(s, 0); at < s.len; at += ascii_run(s, at)) {
		at += th_utf8_next(s, at, &code);
		if (code == TH_UTF8_BAD)
			return false;
	}
	return true;
}

size_t th_utf8_count(th_slice s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.len; i++)
		count += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
	return count;
}

size_t th_utf8_put(char *to, uint32_t code)
{
	static const unsigned char marks[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	for (size_t i = size; i > 1; i--) {
		to[i - 1] = (char)(0x80 | (code & 0x3f));
		code >>= 6;
	}
	to[0] = (char)(marks[size] | code);
	return size;
}

static const uint8_t kind_of_category[] = {
	[UTF8PROC_CATEGORY_CN] = TH_CHAR_HIDDEN,      [UTF8PROC_CATEGORY_LU] = TH_CHAR_WORD,
	[UTF8PROC_CATEGORY_LL] = TH_CHAR_WORD,        [UTF8PROC_CATEGORY_LT] = TH_CHAR_WORD,
	[UTF8PROC_CATEGORY_LM] = TH_CHAR_WORD,        [UTF8PROC_CATEGORY_LO] = TH_CHAR_WORD,
	[UTF8PROC_CATEGORY_MN] = TH_CHAR_MARK,        [UTF8PROC_CATEGORY_MC] = TH_CHAR_MARK,
	[UTF8PROC_CATEGORY_ME] = TH_CHAR_MARK,        [UTF8PROC_CATEGORY_ND] = TH_CHAR_WORD,
	[UTF8PROC_CATEGORY_NL] = TH_CHAR_WORD,        [UTF8PROC_CATEGORY_NO] = TH_CHAR_WORD,
	[UTF8PROC_CATEGORY_PC] = TH_CHAR_DASH,        [UTF8PROC_CATEGORY_PD] = TH_CHAR_DASH,
	[UTF8PROC_CATEGORY_PS] = TH_CHAR_BRACKET,     [UTF8PROC_CATEGORY_PE] = TH_CHAR_BRACKET,
	[UTF8PROC_CATEGORY_PI] = TH_CHAR_PUNCTUATION, [UTF8PROC_CATEGORY_PF] = TH_CHAR_PUNCTUATION,
	[UTF8PROC_CATEGORY_PO] = TH_CHAR_PUNCTUATION, [UTF8PROC_CATEGORY_SM] = TH_CHAR_SYMBOL,
	[UTF8PROC_CATEGORY_SC] = TH_CHAR_SYMBOL,      [UTF8PROC_CATEGORY_SK] = TH_CHAR_SYMBOL,
	[UTF8PROC_CATEGORY_SO] = TH_CHAR_SYMBOL,      [UTF8PROC_CATEGORY_ZS] = TH_CHAR_SPACE,
	[UTF8PROC_CATEGORY_ZL] = TH_CHAR_HIDDEN,      [UTF8PROC_CATEGORY_ZP] = TH_CHAR_HIDDEN,
	[UTF8PROC_CATEGORY_CC] = TH_CHAR_HIDDEN,      [UTF8PROC_CATEGORY_CF] = TH_CHAR_HIDDEN,
	[UTF8PROC_CATEGORY_CS] = TH_CHAR_HIDDEN,      [UTF8PROC_CATEGORY_CO] = TH_CHAR_HIDDEN,
};

enum th_char_kind th_char_kind(uint32_t code)
{
	if (code > 0x10ffff)
		return TH_CHAR_HIDDEN;
	if (code == BRAILLE_BLANK)
		return TH_CHAR_SPACE;
	const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)code);
	if (property->ignorable)
		return TH_CHAR_HIDDEN;
	return (enum th_char_kind)kind_of_category[property->category];
}

unsigned th_char_width(uint32_t code)
{
	return code > 0x10ffff ? 0 : (unsigned)utf8proc_charwidth((utf8proc_int32_t)code);
}

/* What both foldings do to a character before it is decomposed. */
static utf8proc_int32_t without_sign(utf8proc_int32_t code)
{
	switch (code) {
	case 0x00a9: /* copyright */
	case 0x00ae: /* registered */
	case 0x2120: /* service mark */
	case 0x2122: /* trade mark */ return ' ';
	default: return code;
	}
}

static utf8proc_int32_t before_folding(utf8proc_int32_t code, void *unused)
{
	(void)unused;
	return without_sign(code);
}

static utf8proc_int32_t before_lowering(utf8proc_int32_t code, void *unused)
{
	(void)unused;
	return utf8proc_tolower(without_sign(code));
}

static bool valid_and_stream_safe(th_slice s)
{
	size_t marks = 0;
	uint32_t code;

	for (size_t at = 0; at < s.len;) {
		at += th_utf8_next(s, at, &code);
		if (code == TH_UTF8_BAD)
			return false;
		if (utf8proc_get_property((utf8proc_int32_t)code)->combining_class == 0)
			marks = 0;
		else if (++marks > MOST_MARKS)
			return false;
	}
	return true;
}

th_status th_unicode_fold(th_slice s, enum th_fold how, int32_t *codes, size_t capacity,
			  size_t *count)
{
	utf8proc_option_t options =
		UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_IGNORE;

	*count = 0;
	if (s.len == 0)
		return TH_OK;
	if (!valid_and_stream_safe(s))
		return TH_EINPUT;
	if (how == TH_FOLD_CASE)
		options |= UTF8PROC_CASEFOLD;
	utf8proc_ssize_t wanted = utf8proc_decompose_custom(
		(const utf8proc_uint8_t *)s.ptr, (utf8proc_ssize_t)s.len, codes,
		(utf8proc_ssize_t)capacity, options,
		how == TH_FOLD_CASE ? before_folding : before_lowering, NULL);
	if (wanted < 0)
		return TH_EINPUT;
	if ((size_t)wanted > capacity)
		return TH_ELIMIT;
	utf8proc_ssize_t composed = utf8proc_normalize_utf32(codes, wanted, options);
	if (composed < 0)
		return TH_EINPUT;
	*count = (size_t)composed;
	if (how == TH_FOLD_LOWER) /* compatibility forms can decompose into capitals */
		for (size_t i = 0; i < *count; i++)
			codes[i] = utf8proc_tolower(codes[i]);
	return TH_OK;
}
