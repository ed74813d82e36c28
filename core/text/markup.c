#include "core/text/markup.h"

#include "core/text/escape.h"

/*
 * What a notation writes in place of the byte at `at` of a piece, or NULL: the byte itself. before
 * is the byte before it, 0 at the beginning of the text.
 */
typedef const char *replacement(th_slice piece, size_t at, char before);

/* The notations, as bits: which of them may have a byte replaced. */
enum notation { XML = 1, MARKDOWN = 2, MESSAGE = 4, PROPERTY = 8 };

static const uint8_t replaced_in[256] = {
	['&'] = XML | MARKDOWN,
	['<'] = XML | MARKDOWN,
	['>'] = XML | MARKDOWN,
	['"'] = XML | MARKDOWN,
	['\''] = XML | MARKDOWN,
	['`'] = MARKDOWN,
	['*'] = MARKDOWN,
	['_'] = MARKDOWN,
	['~'] = MARKDOWN,
	['['] = MARKDOWN,
	[']'] = MARKDOWN,
	['\\'] = MARKDOWN,
	['|'] = MARKDOWN,
	['$'] = MARKDOWN,
	['@'] = MARKDOWN,
	['!'] = MARKDOWN,
	['.'] = MARKDOWN,
	['-'] = MARKDOWN,
	['%'] = MARKDOWN | MESSAGE | PROPERTY,
	['#'] = MARKDOWN | MESSAGE | PROPERTY,
	[':'] = MARKDOWN | PROPERTY,
	[','] = PROPERTY,
};

struct markup {
	struct th_output *out;
	enum notation notation;
	replacement *of;
	char last; /* the last byte so far, 0 at the beginning */
};

/* The first byte of a text may be replaced for standing there, whatever it is. */
static size_t next_replaced(const struct markup *markup, th_slice piece, size_t at)
{
	const unsigned char *c = (const unsigned char *)piece.ptr;
	unsigned notation = markup->notation;

	if (at == 0 && markup->last == 0)
		return 0;
	while (piece.len - at >= 4 && !((replaced_in[c[at]] | replaced_in[c[at + 1]] |
					 replaced_in[c[at + 2]] | replaced_in[c[at + 3]]) &
					notation))
		at += 4;
	while (at < piece.len && !(replaced_in[c[at]] & notation))
		at++;
	return at;
}

/* Bytes that need nothing go out in runs. */
static void put_piece(void *context, th_slice piece)
{
	struct markup *markup = context;
	size_t from = 0;

	for (size_t at = 0; (at = next_replaced(markup, piece, at)) < piece.len; at++) {
		const char *other =
			markup->of(piece, at, at > 0 ? piece.ptr[at - 1] : markup->last);
		if (!other)
			continue;
		th_output_write(markup->out, th_slice_sub(piece, from, at));
		th_output_write(markup->out, th_slice_of(other));
		from = at + 1;
	}
	th_output_write(markup->out, th_slice_sub(piece, from, piece.len));
	if (piece.len > 0)
		markup->last = piece.ptr[piece.len - 1];
}

static void put(struct th_output *out, th_slice s, enum notation notation, replacement *of)
{
	struct markup markup = { out, notation, of, 0 };

	th_escape_terminal_to(s, put_piece, &markup);
}

/* ---- XML ---- */

static const char *xml_entity(char c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	default: return NULL;
	}
}

static const char *in_xml(th_slice piece, size_t at, char before)
{
	(void)before;
	return xml_entity(piece.ptr[at]);
}

void th_xml_write(struct th_output *out, th_slice s)
{
	put(out, s, XML, in_xml);
}

/* ---- Markdown ---- */

/* Always written as an entity: '[' ends every link, image and footnote before it begins. */
static const char *markdown_entity(char c)
{
	switch (c) {
	case '`': return "&#96;";
	case '*': return "&#42;";
	case '_': return "&#95;";
	case '~': return "&#126;";
	case '[': return "&#91;";
	case ']': return "&#93;";
	case '\\': return "&#92;";
	case '|': return "&#124;";
	case '$': return "&#36;";
	default: return xml_entity(c);
	}
}

/*
 * What is looked for in the text of a page after Markdown is gone, where an entity is a character
 * again: the element around the sign keeps it from what is beside it.
 */
static const char *markdown_sign(char c)
{
	switch (c) {
	case '@': return "<span>@</span>";
	case '#': return "<span>#</span>";
	case '!': return "<span>!</span>";
	case '%': return "<span>%</span>";
	case '&': return "<span>&amp;</span>";
	case ':': return "<span>:</span>";
	case '~': return "<span>&#126;</span>";
	case '$': return "<span>&#36;</span>";
	default: return NULL;
	}
}

static bool is_www(th_slice piece, size_t at)
{
	return at >= 3 && th_slice_equal_nocase(th_slice_sub(piece, at - 3, at), TH_SLICE("www"));
}

/* "GH-1" is an issue of the project whose page this is. */
static bool is_issue(th_slice piece, size_t at)
{
	return at >= 2 && th_slice_equal_nocase(th_slice_sub(piece, at - 2, at), TH_SLICE("gh"));
}

/* Whether a number stands here as before the entry of a list: "1." or "1)". */
static bool is_ordinal(th_slice piece, size_t at)
{
	while (at < piece.len && th_is_digit(piece.ptr[at]))
		at++;
	return at < piece.len && (piece.ptr[at] == '.' || piece.ptr[at] == ')');
}

/* What begins a line may begin a list, a heading or a block of code. */
static const char *markdown_beginning(th_slice piece, size_t at)
{
	static const char *const digits[] = { "&#48;", "&#49;", "&#50;", "&#51;", "&#52;",
					      "&#53;", "&#54;", "&#55;", "&#56;", "&#57;" };
	char c = piece.ptr[at];

	switch (c) {
	case '-': return "&#45;";
	case '+': return "&#43;";
	case '=': return "&#61;";
	case '#': return "&#35;";
	case ' ': return "&#32;";
	default: return th_is_digit(c) && is_ordinal(piece, at) ? digits[c - '0'] : NULL;
	}
}

static const char *in_markdown(th_slice piece, size_t at, char before)
{
	const char *other = NULL;
	char c = piece.ptr[at];

	if (c == '.')
		return is_www(piece, at) ? "<span>.</span>" : NULL;
	if (c == '-' && is_issue(piece, at))
		return "<span>-</span>";
	/* before a blank or at the end they are punctuation of a sentence */
	if (at + 1 < piece.len && piece.ptr[at + 1] != ' ')
		other = markdown_sign(c);
	if (!other && before == 0)
		other = markdown_beginning(piece, at);
	return other ? other : markdown_entity(c);
}

void th_markdown_write(struct th_output *out, th_slice s)
{
	put(out, s, MARKDOWN, in_markdown);
}

/* ---- URI ---- */

void th_uri_write(struct th_output *out, th_slice path)
{
	static const char digits[] = "0123456789ABCDEF";

	if (th_slice_starts(path, TH_SLICE("/")))
		th_output_write(out, TH_SLICE("file://"));
	for (size_t i = 0; i < path.len; i++) {
		unsigned char c = (unsigned char)path.ptr[i];

		if (th_is_alnum((char)c) || c == '-' || c == '.' || c == '_' || c == '~' ||
		    c == '/') {
			th_output_byte(out, (char)c);
			continue;
		}
		th_output_byte(out, '%');
		th_output_byte(out, digits[c >> 4]);
		th_output_byte(out, digits[c & 15]);
	}
}

/* ---- workflow commands ---- */

static const char *in_message(th_slice piece, size_t at, char before)
{
	if (piece.ptr[at] == '%')
		return "%25";
	return piece.ptr[at] == '#' && before == '#' ? "<U+0023>" : NULL;
}

static const char *in_property(th_slice piece, size_t at, char before)
{
	char c = piece.ptr[at];

	return c == ':' ? "%3A" : c == ',' ? "%2C" : in_message(piece, at, before);
}

void th_command_write(struct th_output *out, th_slice s)
{
	put(out, s, MESSAGE, in_message);
}

void th_command_write_property(struct th_output *out, th_slice s)
{
	put(out, s, PROPERTY, in_property);
}
