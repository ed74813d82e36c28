#include "cmd/render/page.h"

#include "core/text/escape.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* SGR parameters (ECMA-48 §8.3.117), in colours that every terminal has. */
static const char *const codes[TH_STYLE_COUNT] = {
	[TH_STYLE_HEADING] = "1",  [TH_STYLE_STRONG] = "1",   [TH_STYLE_FAINT] = "2",
	[TH_STYLE_GOOD] = "32",    [TH_STYLE_WARNING] = "33", [TH_STYLE_BAD] = "31",
	[TH_STYLE_WORST] = "1;31",
};

void th_page_init(struct th_page *page, struct th_output *out, struct th_arena *arena, bool color,
		  bool unicode)
{
	*page = (struct th_page){ .out = out, .arena = arena, .color = color, .unicode = unicode };
}

static void put_blanks(struct th_page *page, size_t count)
{
	for (; count > 0; count--)
		th_output_byte(page->out, ' ');
}

/* Change the look of what follows. */
static void turn(struct th_page *page, enum th_style style)
{
	if (page->color && style != page->style) {
		if (codes[page->style])
			th_output_write(page->out, TH_SLICE("\x1b[0m"));
		if (codes[style])
			th_output_printf(page->out, "\x1b[%sm", codes[style]);
	}
	page->style = style;
}

static void put(struct th_page *page, enum th_style style, th_slice safe)
{
	if (style != page->style)
		turn(page, TH_STYLE_PLAIN);
	put_blanks(page, page->owed);
	page->owed = 0;
	turn(page, style);
	th_output_write(page->out, safe);
}

static void end_line(struct th_page *page)
{
	turn(page, TH_STYLE_PLAIN);
	th_output_byte(page->out, '\n');
}

static void new_line(struct th_page *page)
{
	end_line(page);
	page->owed = page->column = page->hang;
	page->fresh = true;
}

void th_page_begin(struct th_page *page, size_t indent, size_t hang)
{
	page->hang = hang;
	page->owed = page->column = indent;
	page->fresh = true;
}

void th_page_label(struct th_page *page, enum th_style style, const char *label, size_t columns)
{
	th_slice text = th_slice_of(label);

	put(page, style, text);
	page->owed = text.len < columns ? columns - text.len : 1;
	page->column += text.len + page->owed;
}

void th_page_end(struct th_page *page)
{
	end_line(page);
	page->owed = 0;
}

void th_page_blank_line(struct th_page *page)
{
	th_output_byte(page->out, '\n');
}

void th_page_heading(struct th_page *page, th_slice text)
{
	th_page_blank_line(page);
	th_page_begin(page, 0, 0);
	th_page_text(page, TH_STYLE_HEADING, text);
	th_page_end(page);
}

/* A slice that memory was asked for; an empty one where there was none. */
static th_slice kept(struct th_page *page, th_slice s)
{
	if (!s.ptr)
		page->failed = true;
	return s;
}

static th_slice safe_text(struct th_page *page, th_slice text)
{
	return text.len > 0 ? kept(page, th_escape_terminal(page->arena, text)) : text;
}

th_slice th_page_compose(struct th_page *page, const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	int len = vasprintf(&text, format, args);
	va_end(args);
	if (len < 0) {
		page->failed = true;
		return (th_slice){ 0 };
	}
	th_slice copy = kept(page, th_arena_copy(page->arena, th_slice_make(text, (size_t)len)));
	free(text);
	return copy;
}

/* The head of a text that fits into width columns, with dots where it was cut. */
static th_slice cut_end(struct th_page *page, th_slice safe, size_t width)
{
	if (page->unicode || width <= 3 || th_text_width(safe) <= width)
		return kept(page, th_text_cut(page->arena, safe, width));
	th_slice head = kept(page, th_text_cut(page->arena, safe, width - 2));
	return th_page_compose(page, "%.*s...",
			       TH_FMT(th_slice_sub(head, 0, head.len - (sizeof(TH_ELLIPSIS) - 1))));
}

/* The tail of a text that fits into width columns. */
static th_slice cut_begin(struct th_page *page, th_slice safe, size_t width)
{
	const char *dots = page->unicode ? TH_ELLIPSIS : "...";
	size_t room = width > 3 ? width - (page->unicode ? 1 : 3) : 0, at = 0;
	uint32_t code;

	for (size_t left = th_text_width(safe); left > room && at < safe.len;) {
		size_t size = th_utf8_next(safe, at, &code);

		left -= code == TH_UTF8_BAD ? 1 : th_char_width(code);
		at += size;
	}
	return th_page_compose(page, "%s%.*s", dots, TH_FMT(th_slice_sub(safe, at, safe.len)));
}

/* Make room for `width` columns of unbreakable text; on a fresh line there is no blank before it.
 */
static void make_room(struct th_page *page, size_t width)
{
	if (page->fresh)
		return;
	if (page->column + 1 + width > TH_PAGE_COLUMNS) {
		new_line(page);
		return;
	}
	page->owed++;
	page->column++;
}

static void put_word(struct th_page *page, enum th_style style, th_slice safe)
{
	size_t width = th_text_width(safe);

	make_room(page, width);
	if (page->fresh && page->column + width > TH_PAGE_COLUMNS && page->column > page->hang)
		new_line(page); /* behind a label, and there is more room below */
	if (page->column + width > TH_PAGE_COLUMNS) {
		safe = cut_end(page, safe, TH_PAGE_COLUMNS - page->column);
		width = th_text_width(safe);
	}
	put(page, style, safe);
	page->column += width;
	page->fresh = false;
}

static void put_words(struct th_page *page, enum th_style style, th_slice safe)
{
	for (size_t at = 0; at < safe.len;) {
		size_t end = at + th_slice_find(th_slice_sub(safe, at, safe.len), ' ');

		if (end > at)
			put_word(page, style, th_slice_sub(safe, at, end));
		at = end + 1;
	}
}

void th_page_text(struct th_page *page, enum th_style style, th_slice text)
{
	put_words(page, style, safe_text(page, text));
}

/* The length of the head that fits into width columns; at least one character. */
static size_t head_that_fits(th_slice safe, size_t width)
{
	size_t at = 0, used = 0;
	uint32_t code;

	while (at < safe.len) {
		size_t size = th_utf8_next(safe, at, &code);
		used += code == TH_UTF8_BAD ? 1 : th_char_width(code);
		if (used > width && at > 0)
			break;
		at += size;
	}
	return at;
}

/* A word that is longer than a line, over several of them. */
static void put_long_word(struct th_page *page, enum th_style style, th_slice safe)
{
	if (!page->fresh)
		new_line(page);
	while (safe.len) {
		size_t end = head_that_fits(safe, TH_PAGE_COLUMNS - page->column);
		put_word(page, style, th_slice_sub(safe, 0, end));
		safe = th_slice_sub(safe, end, safe.len);
		if (safe.len)
			new_line(page);
	}
}

void th_page_whole(struct th_page *page, enum th_style style, th_slice text)
{
	th_slice rest = safe_text(page, text);

	while (rest.len) {
		size_t end = th_slice_find(rest, ' ');
		th_slice word = th_slice_sub(rest, 0, end);
		if (page->hang + th_text_width(word) > TH_PAGE_COLUMNS)
			put_long_word(page, style, word);
		else if (word.len)
			put_word(page, style, word);
		rest = th_slice_sub(rest, end + 1, rest.len);
	}
}

void th_page_unit(struct th_page *page, enum th_style style, th_slice text)
{
	th_slice safe = safe_text(page, text);

	if (page->hang + th_text_width(safe) <= TH_PAGE_COLUMNS)
		put_word(page, style, safe);
	else
		put_words(page, style, safe);
}

void th_page_place(struct th_page *page, enum th_style style, th_slice before, th_slice file,
		   th_slice behind)
{
	th_slice safe = safe_text(page, file), safe_behind = safe_text(page, behind);
	size_t around = page->hang + th_text_width(before) + th_text_width(safe_behind);
	size_t room = around < TH_PAGE_COLUMNS ? TH_PAGE_COLUMNS - around : 0;

	if (th_text_width(safe) > room)
		safe = cut_begin(page, safe, room);
	put_word(page, style,
		 th_page_compose(page, "%.*s%.*s%.*s", TH_FMT(before), TH_FMT(safe),
				 TH_FMT(safe_behind)));
}

void th_page_unwrapped(struct th_page *page, th_slice text)
{
	th_output_write(page->out, safe_text(page, text));
	th_output_byte(page->out, '\n');
}

void th_page_paragraph(struct th_page *page, size_t indent, size_t hang, th_slice text)
{
	th_page_begin(page, indent, hang);
	th_page_text(page, TH_STYLE_PLAIN, text);
	th_page_end(page);
}
