/*
 * Text for a person: paragraphs wrapped to the columns of a page, with hanging indents, colours and
 * names that cannot draw. No line is ever wider than the page: what does not fit on a line of its
 * own is cut with an ellipsis, or goes on where nothing may be missing.
 *
 * A paragraph is begun, given words, and ended; whatever text it is given is made safe
 * (core/text/escape.h) and measured in columns.
 */
#ifndef TH_CMD_RENDER_PAGE_H
#define TH_CMD_RENDER_PAGE_H

#include "core/base/arena.h"
#include "core/io/output.h"

enum th_style {
	TH_STYLE_PLAIN,
	TH_STYLE_HEADING,
	TH_STYLE_STRONG,
	TH_STYLE_FAINT,
	TH_STYLE_GOOD,
	TH_STYLE_WARNING,
	TH_STYLE_BAD,
	TH_STYLE_WORST,
	TH_STYLE_COUNT,
};

enum { TH_PAGE_COLUMNS = 80 };

struct th_page {
	struct th_output *out;
	struct th_arena *arena; /* of one rendering: composed text */
	bool color, unicode;
	bool failed; /* memory was out: the text is not whole */
	/* the paragraph under way */
	enum th_style style; /* of what was written last */
	size_t hang;         /* where its further lines begin */
	size_t column;       /* columns used on this line */
	size_t owed; /* blanks to write before the next word: what ends a line has none behind it */
	bool fresh;  /* nothing but a label on this line yet */
};

void th_page_init(struct th_page *page, struct th_output *out, struct th_arena *arena, bool color,
		  bool unicode);

/* Begin a paragraph: its first line at column indent, further ones at column hang. */
void th_page_begin(struct th_page *page, size_t indent, size_t hang);
/* A word in a column of its own, of so many columns; what follows begins there. At the beginning of
 * a paragraph. */
void th_page_label(struct th_page *page, enum th_style style, const char *label, size_t columns);
/* Text that may be wrapped at every blank. */
void th_page_text(struct th_page *page, enum th_style style, th_slice text);
/* The same for text of which nothing may be missing (an identity, an address): what does not fit on
 * a line of its own goes on on the next. */
void th_page_whole(struct th_page *page, enum th_style style, th_slice text);
/* Text that is kept together where it fits on a line of its own, and wrapped at blanks else. */
void th_page_unit(struct th_page *page, enum th_style style, th_slice text);
/*
 * A file's name between what stands before it ("[1] ") and behind it (":14"), kept together; where
 * they do not fit, the beginning of the name goes.
 */
void th_page_place(struct th_page *page, enum th_style style, th_slice before, th_slice file,
		   th_slice behind);
void th_page_end(struct th_page *page);
void th_page_blank_line(struct th_page *page);
/* An empty line and a heading. */
void th_page_heading(struct th_page *page, th_slice text);

/* Text made with printf, in the page's arena; page->failed where memory is out. Nothing is escaped
 * yet. */
th_slice th_page_compose(struct th_page *page, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* One line however long, in the form that editors and scripts take from compilers. */
void th_page_unwrapped(struct th_page *page, th_slice text);
/* A whole paragraph of plain text. */
void th_page_paragraph(struct th_page *page, size_t indent, size_t hang, th_slice text);

#endif
