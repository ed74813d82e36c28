/*
 * JSON out (RFC 8259), streamed to a struct th_output: a member or element a line, indented by two
 * blanks a level, empty objects and arrays as {} and []; the layout of Python's
 * json.dumps(indent=2), with a newline at the end. What is folded (th_json_fold) stands on one
 * line, as json.dumps() has it: half of a report would be blanks otherwise. Same calls, same bytes.
 * Nothing fails: what goes wrong with the output sticks to it (th_output_commit). Calls that make
 * no JSON (a value where a key belongs, an end too many, deeper than TH_MAX_WRITER_DEPTH) are our
 * bugs and asserted.
 *
 * Texts come from hostile documents: '"', '\', all control characters (C0, DEL, C1), U+2028, U+2029
 * and the characters that change the direction of text are written as escapes; each byte that is no
 * UTF-8 becomes U+FFFD. What is written is accepted by core/text/json.h unless a text holds U+0000,
 * which that refuses.
 *
 * An absent slice is null everywhere; an empty one is "".
 */
#ifndef TH_CORE_TEXT_JSON_WRITER_H
#define TH_CORE_TEXT_JSON_WRITER_H

#include "core/base/date.h"
#include "core/io/output.h"

struct th_json_writer {
	struct th_output *out;
	uint64_t objects; /* one bit for each open level: it is an object */
	uint32_t depth;
	uint32_t folded; /* levels from this one on stand on one line; 0: none does */
	bool first;      /* nothing has been written in the innermost level */
	bool after_key;  /* the value of a key comes next */
};

/* Begin a document on out, which must outlive the writer. There is nothing to release. */
void th_json_writer_init(struct th_json_writer *writer, struct th_output *out);
/* The end: all levels are closed. Writes the newline behind the document. */
void th_json_writer_end(struct th_json_writer *writer);

void th_json_begin_object(struct th_json_writer *writer);
void th_json_end_object(struct th_json_writer *writer);
void th_json_begin_array(struct th_json_writer *writer);
void th_json_end_array(struct th_json_writer *writer);

/* The object or array that begins next stands on one line, with all that is in it. */
static inline void th_json_fold(struct th_json_writer *writer)
{
	if (!writer->folded)
		writer->folded = writer->depth + 1;
}

/* What stands before a key; for the function below. */
void th_json_separate(struct th_json_writer *writer);

/* The key of the next value, a literal of ours: it has nothing to escape, and its length is known
 * here. Keys of one object must differ. */
static inline void th_json_write_key(struct th_json_writer *writer, const char *key)
{
	struct th_output *out = writer->out;
	size_t len = strlen(key);

	th_json_separate(writer);
	if (len + 4 <= out->size - out->used) {
		char *to = out->buffer + out->used;
		*to = '"';
		memcpy(to + 1, key, len);
		memcpy(to + 1 + len, "\": ", 3);
		out->used += len + 4;
	} else {
		th_output_byte(out, '"');
		th_output_write(out, th_slice_make(key, len));
		th_output_write(out, TH_SLICE("\": "));
	}
	writer->after_key = true;
	writer->first = false;
}
/* A key that is no literal of ours. */
void th_json_write_key_text(struct th_json_writer *writer, th_slice key);

/* Values. */
void th_json_write_string(struct th_json_writer *writer, th_slice text);
void th_json_write_word(struct th_json_writer *writer, const char *text); /* NULL: null */
void th_json_write_int(struct th_json_writer *writer, int64_t number);
void th_json_write_uint(struct th_json_writer *writer, uint64_t number);
void th_json_write_bool(struct th_json_writer *writer, bool value);
void th_json_write_null(struct th_json_writer *writer);
/* A string in the date's own precision; the absent date is null. */
void th_json_write_date(struct th_json_writer *writer, struct th_date date);
/* part / whole, to four decimals, rounded half up, without zeros at the end (0.6, 1.0); null where
 * whole is 0. */
void th_json_write_ratio(struct th_json_writer *writer, uint32_t part, uint32_t whole);

/* A value as another writer has written it, on one line. */
void th_json_write_written(struct th_json_writer *writer, th_slice json);

/* A string by itself, with its quotes: YAML takes it as well. */
void th_json_quote(struct th_output *out, th_slice text);

/* A key and its value in one. */
static inline void th_json_member_string(struct th_json_writer *writer, const char *key,
					 th_slice text)
{
	th_json_write_key(writer, key);
	th_json_write_string(writer, text);
}
static inline void th_json_member_word(struct th_json_writer *writer, const char *key,
				       const char *text)
{
	th_json_write_key(writer, key);
	th_json_write_word(writer, text);
}
static inline void th_json_member_int(struct th_json_writer *writer, const char *key,
				      int64_t number)
{
	th_json_write_key(writer, key);
	th_json_write_int(writer, number);
}
static inline void th_json_member_uint(struct th_json_writer *writer, const char *key,
				       uint64_t number)
{
	th_json_write_key(writer, key);
	th_json_write_uint(writer, number);
}
static inline void th_json_member_bool(struct th_json_writer *writer, const char *key, bool value)
{
	th_json_write_key(writer, key);
	th_json_write_bool(writer, value);
}
static inline void th_json_member_null(struct th_json_writer *writer, const char *key)
{
	th_json_write_key(writer, key);
	th_json_write_null(writer);
}
static inline void th_json_member_date(struct th_json_writer *writer, const char *key,
				       struct th_date date)
{
	th_json_write_key(writer, key);
	th_json_write_date(writer, date);
}
/* A key whose value is an object or array that begins now. */
static inline void th_json_member_object(struct th_json_writer *writer, const char *key)
{
	th_json_write_key(writer, key);
	th_json_begin_object(writer);
}
static inline void th_json_member_array(struct th_json_writer *writer, const char *key)
{
	th_json_write_key(writer, key);
	th_json_begin_array(writer);
}

#endif
