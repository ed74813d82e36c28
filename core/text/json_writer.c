#include "core/text/json_writer.h"

#include "core/base/limits.h"
#include "core/text/plain.h"
#include "core/text/unicode.h"

#include <assert.h>

static_assert(TH_MAX_WRITER_DEPTH <= 64, "a level is a bit of `objects`");

/* ---- structure ---- */

static void write_text(struct th_json_writer *w, const char *literal)
{
	th_output_write(w->out, th_slice_of(literal));
}

static bool in_object(const struct th_json_writer *w)
{
	return w->depth > 0 && (w->objects >> (w->depth - 1) & 1);
}

/* A comma, the end of a line, and two blanks for each level there may be. */
static const char between[] = ",\n"
			      "                                "
			      "                                "
			      "                                "
			      "                                ";
static_assert(sizeof(between) - 1 == 2 + 2 * TH_MAX_WRITER_DEPTH, "blanks for every level");

/* A line of its own for the next key or element, or for the end of its level. */
static void new_line(struct th_json_writer *w)
{
	th_output_write(w->out, th_slice_make(between + 1, 1 + 2 * (size_t)w->depth));
}

static bool on_one_line(const struct th_json_writer *w)
{
	return w->folded && w->depth >= w->folded;
}

/* What stands between the last key or element and the next. */
static th_slice separator(const struct th_json_writer *w)
{
	if (on_one_line(w))
		return w->first ? (th_slice){ 0 } : TH_SLICE(", ");
	if (w->depth == 0)
		return (th_slice){ 0 };
	return w->first ? th_slice_make(between + 1, 1 + 2 * (size_t)w->depth)
			: th_slice_make(between, 2 + 2 * (size_t)w->depth);
}

/* What stands before the next key or element. */
static inline void separate(struct th_json_writer *w)
{
	struct th_output *out = w->out;

	if (on_one_line(w) && out->size - out->used >= 2) {
		memcpy(out->buffer + out->used, ", ", 2);
		out->used += w->first ? 0 : 2;
	} else {
		th_output_write(out, separator(w));
	}
}

/* What stands before a value. */
static inline void before_value(struct th_json_writer *w)
{
	assert(in_object(w) ? w->after_key : w->depth > 0 || w->first);
	if (!w->after_key)
		separate(w);
	w->after_key = false;
	w->first = false;
}

static void begin(struct th_json_writer *w, bool is_object)
{
	before_value(w);
	assert(w->depth < TH_MAX_WRITER_DEPTH);
	uint64_t bit = UINT64_C(1) << w->depth;

	w->objects = is_object ? w->objects | bit : w->objects & ~bit;
	w->depth++;
	w->first = true;
	th_output_byte(w->out, is_object ? '{' : '[');
}

static void end(struct th_json_writer *w, bool is_object)
{
	assert(w->depth > 0 && in_object(w) == is_object && !w->after_key);
	bool folded = on_one_line(w);

	w->depth--;
	if (!w->first && !folded)
		new_line(w);
	if (w->depth < w->folded)
		w->folded = 0;
	w->first = false;
	th_output_byte(w->out, is_object ? '}' : ']');
}

void th_json_writer_init(struct th_json_writer *writer, struct th_output *out)
{
	*writer = (struct th_json_writer){ .out = out, .first = true };
}

void th_json_writer_end(struct th_json_writer *writer)
{
	assert(writer->depth == 0 && !writer->first);
	th_output_byte(writer->out, '\n');
}

void th_json_begin_object(struct th_json_writer *writer)
{
	begin(writer, true);
}

void th_json_end_object(struct th_json_writer *writer)
{
	end(writer, true);
}

void th_json_begin_array(struct th_json_writer *writer)
{
	begin(writer, false);
}

void th_json_end_array(struct th_json_writer *writer)
{
	end(writer, false);
}

/* ---- strings ---- */

/* Characters beyond ASCII that are written as escapes: C1, lines' ends, and what turns the
 * direction of text. */
static bool is_hidden(uint32_t code)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{ 0x80, 0x9f },     { 0x61c, 0x61c },   { 0x200e, 0x200f },
		{ 0x2028, 0x202e }, { 0x2066, 0x2069 },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (code >= ranges[i].first && code <= ranges[i].last)
			return true;
	return false;
}

static void write_escape(struct th_output *out, uint32_t code)
{
	static const char shorts[] = "\"\"\\\\\bb\ff\nn\rr\tt"; /* pairs: a character, its letter */

	for (size_t i = 0; i + 1 < sizeof(shorts); i += 2) {
		if (code == (unsigned char)shorts[i]) {
			th_output_byte(out, '\\');
			th_output_byte(out, shorts[i + 1]);
			return;
		}
	}
	th_output_printf(out, "\\u%04x", (unsigned)code);
}

/* Where the first byte from `at` on stands that cannot be written as it is. */
static size_t clean_until(th_slice s, size_t at)
{
	uint32_t code;

	while ((at = th_plain_end(s, at, '"', '\\')) < s.len) {
		if ((unsigned char)s.ptr[at] < 0x80)
			break;
		size_t size = th_utf8_next(s, at, &code);
		if (code == TH_UTF8_BAD || is_hidden(code))
			break;
		at += size;
	}
	return at;
}

/* With its quotes, where nothing is to be escaped and there is room; false where not. */
static bool quote_plain(struct th_output *out, th_slice s)
{
	if (s.len + 2 > out->size - out->used || th_plain_end(s, 0, '"', '\\') < s.len)
		return false;
	char *to = out->buffer + out->used;
	*to = '"';
	if (s.len > 0)
		memcpy(to + 1, s.ptr, s.len);
	to[1 + s.len] = '"';
	out->used += s.len + 2;
	return true;
}

void th_json_quote(struct th_output *out, th_slice s)
{
	if (quote_plain(out, s))
		return;
	th_output_byte(out, '"');
	for (size_t at = 0; at < s.len;) {
		size_t clean = clean_until(s, at);
		uint32_t code;

		th_output_write(out, th_slice_sub(s, at, clean));
		if (clean == s.len)
			break;
		at = clean + th_utf8_next(s, clean, &code);
		if (code == TH_UTF8_BAD)
			th_output_write(out, TH_SLICE("\xef\xbf\xbd"));
		else
			write_escape(out, code);
	}
	th_output_byte(out, '"');
}

void th_json_separate(struct th_json_writer *writer)
{
	assert(in_object(writer) && !writer->after_key);
	separate(writer);
}

void th_json_write_key_text(struct th_json_writer *writer, th_slice key)
{
	th_json_separate(writer);
	th_json_quote(writer->out, key);
	write_text(writer, ": ");
	writer->after_key = true;
	writer->first = false;
}

void th_json_write_string(struct th_json_writer *writer, th_slice text)
{
	before_value(writer);
	if (text.ptr)
		th_json_quote(writer->out, text);
	else
		write_text(writer, "null");
}

void th_json_write_word(struct th_json_writer *writer, const char *text)
{
	th_json_write_string(writer, th_slice_of(text));
}

/* ---- other values ---- */

void th_json_write_int(struct th_json_writer *writer, int64_t number)
{
	before_value(writer);
	if (number < 0)
		th_output_byte(writer->out, '-');
	th_output_number(writer->out, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

void th_json_write_uint(struct th_json_writer *writer, uint64_t number)
{
	before_value(writer);
	th_output_number(writer->out, number);
}

void th_json_write_bool(struct th_json_writer *writer, bool value)
{
	before_value(writer);
	write_text(writer, value ? "true" : "false");
}

void th_json_write_written(struct th_json_writer *w, th_slice json)
{
	before_value(w);
	th_output_write(w->out, json);
}

void th_json_write_null(struct th_json_writer *writer)
{
	before_value(writer);
	write_text(writer, "null");
}

void th_json_write_date(struct th_json_writer *writer, struct th_date date)
{
	char text[TH_DATE_TEXT];

	th_date_format(date, text, sizeof(text));
	th_json_write_word(writer, th_date_present(date) ? text : NULL);
}

void th_json_write_ratio(struct th_json_writer *writer, uint32_t part, uint32_t whole)
{
	if (whole == 0) {
		th_json_write_null(writer);
		return;
	}
	uint64_t scaled = ((uint64_t)part * 20000 + whole) / ((uint64_t)whole * 2);
	uint64_t rest = scaled % 10000;
	int decimals = 4;

	for (; decimals > 1 && rest % 10 == 0; decimals--)
		rest /= 10;
	before_value(writer);
	th_output_printf(writer->out, "%llu.%0*llu", (unsigned long long)(scaled / 10000), decimals,
			 (unsigned long long)rest);
}
