#include "core/text/escape.h"

#include "core/text/plain.h"

#include <stdio.h>

enum { LONGEST_ESCAPE = 16 };

static bool shown_as_is(uint32_t code, bool first)
{
	enum th_char_kind kind = code == TH_UTF8_BAD ? TH_CHAR_HIDDEN : th_char_kind(code);

	return kind != TH_CHAR_HIDDEN && !(first && kind == TH_CHAR_MARK);
}

/* Where the first character from `at` on stands that must be escaped, or s.len. */
static size_t clean_until(th_slice s, size_t at)
{
	while (at < s.len) {
		at = th_plain_end(s, at, 0, 0);
		if (at == s.len)
			break;
		uint32_t code;
		size_t size = th_utf8_next(s, at, &code);

		if (!shown_as_is(code, at == 0))
			break;
		at += size;
	}
	return at;
}

void th_escape_terminal_to(th_slice s, th_escape_sink *sink, void *context)
{
	for (size_t at = 0; at < s.len;) {
		size_t clean = clean_until(s, at);

		if (clean > at)
			sink(context, th_slice_sub(s, at, clean));
		if (clean == s.len)
			return;
		char text[LONGEST_ESCAPE];
		uint32_t code;
		size_t size = th_utf8_next(s, clean, &code);
		int len = code == TH_UTF8_BAD
				  ? snprintf(text, sizeof(text), "<0x%02X>",
					     (unsigned)(unsigned char)s.ptr[clean])
				  : snprintf(text, sizeof(text), "<U+%04X>", (unsigned)code);
		sink(context, th_slice_make(text, (size_t)len));
		at = clean + size;
	}
}

struct copy {
	char *to; /* NULL: only count */
	size_t len;
};

static void copy_piece(void *context, th_slice piece)
{
	struct copy *copy = context;

	if (copy->to && piece.ptr)
		memcpy(copy->to + copy->len, piece.ptr, piece.len);
	copy->len += piece.len;
}

th_slice th_escape_terminal(struct th_arena *arena, th_slice s)
{
	struct copy copy = { 0 };

	if (clean_until(s, 0) == s.len)
		return s;
	th_escape_terminal_to(s, copy_piece, &copy);
	copy.to = th_arena_alloc(arena, copy.len);
	if (!copy.to)
		return (th_slice){ 0 };
	copy.len = 0;
	th_escape_terminal_to(s, copy_piece, &copy);
	return th_slice_make(copy.to, copy.len);
}

/* The longest head of s that fits into `width` columns; *used says how many it takes. */
static size_t head_of(th_slice s, size_t width, size_t *used)
{
	size_t at = 0;

	*used = 0;
	while (at < s.len) {
		size_t plain = th_plain_end(s, at, 0, 0) - at, room = width - *used;

		if (plain > room)
			plain = room;
		at += plain;
		*used += plain;
		if (at == s.len)
			break;
		uint32_t code;
		size_t size = th_utf8_next(s, at, &code);
		unsigned columns = code == TH_UTF8_BAD ? 1 : th_char_width(code);

		if (columns > width - *used)
			break;
		at += size;
		*used += columns;
	}
	return at;
}

size_t th_text_width(th_slice s)
{
	size_t used;

	head_of(s, SIZE_MAX, &used);
	return used;
}

th_slice th_text_cut(struct th_arena *arena, th_slice s, size_t width)
{
	size_t used;

	if (head_of(s, width, &used) == s.len)
		return s;
	if (width == 0)
		return th_slice_sub(s, 0, 0);
	return th_arena_printf(arena, "%.*s" TH_ELLIPSIS,
			       TH_FMT(th_slice_sub(s, 0, head_of(s, width - 1, &used))));
}
