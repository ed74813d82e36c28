/*
 * Drives the shape tables from the strict JSON reader. What no row names is validated and passed
 * over; null is the same as absent; a value of another kind than its field is a diagnostic and
 * passed over. One object where an array is usual, and the other way round, are both taken.
 */
#include "parsers/shape.h"

#include "core/text/json.h"

enum { LONG = 16 * 1024 }; /* bytes, from which on noting habits pays */

struct json_walk {
	struct th_walker *walker;
	struct th_json reader;
};

static struct th_frame *innermost(struct json_walk *w)
{
	return &w->walker->frames.items[w->walker->frames.count - 1];
}

static th_status report(struct json_walk *w)
{
	enum th_diag_code code = w->reader.status == TH_ELIMIT ? TH_DIAG_limit : TH_DIAG_not_read;

	th_diagnose(&w->walker->doc->diagnostics, code, w->reader.error_at, "%s", w->reader.error);
	return w->reader.status;
}

static th_status skip(struct json_walk *w, enum th_json_token token)
{
	return th_json_skip(&w->reader, token) == TH_JSON_ERROR ? report(w) : TH_OK;
}

/* The string or number just read: where it stands in the source, or decoded. */
static th_status text_of(struct json_walk *w, th_text *text)
{
	struct th_document *doc = w->walker->doc;

	if (!w->reader.escaped) {
		*text = th_text_at((uint64_t)(w->reader.raw.ptr - doc->source.ptr),
				   w->reader.raw.len);
		return TH_OK;
	}
	char small[512],
		*out = w->reader.raw.len <= sizeof(small) ? small : malloc(w->reader.raw.len);
	if (!out)
		return TH_ENOMEM;
	*text = th_document_keep(doc, th_slice_make(out, th_json_decode(w->reader.raw, out)),
				 w->reader.token_at);
	if (out != small)
		free(out);
	return th_text_is_present(*text) ? TH_OK : TH_ENOMEM;
}

static th_status wrong_type(struct json_walk *w, enum th_json_token token)
{
	const struct th_field *field = innermost(w)->current;

	th_diagnose(&w->walker->doc->diagnostics, TH_DIAG_wrong_type, w->reader.token_at,
		    "\"%s\" is %s where %s is expected", field->json, th_json_token_name(token),
		    field->shape ? "an object" : "a string");
	return skip(w, token);
}

/* The member just read is of no field, or of one that is not taken: validated and passed over. */
static th_status pass_over(struct json_walk *w, enum th_json_token token)
{
	const struct th_frame *frame = innermost(w);

	if (!frame->current && w->walker->names_unknown)
		th_diagnose(&w->walker->doc->diagnostics, TH_DIAG_unknown_field, w->reader.token_at,
			    "a %s has no field \"%.*s\"", frame->shape->name,
			    TH_FMT(w->reader.key_raw));
	return skip(w, token);
}

static th_status give_value(struct json_walk *w, enum th_json_token token)
{
	struct th_walker *walker = w->walker;
	size_t from = w->reader.token_at;

	TH_TRY(skip(w, token));
	walker->value = th_slice_sub(walker->doc->source, from,
				     (size_t)(w->reader.at - walker->doc->source.ptr));
	return th_walker_text(walker, innermost(w)->current, th_text_at(from, 0));
}

/* A value that is not in order, or no plain string. */
static th_status read_value(struct json_walk *w, enum th_json_token token)
{
	const struct th_field *field = innermost(w)->current;
	th_text text;

	if (field->kind == TH_FIELD_VALUE)
		return give_value(w, token);
	if (token == TH_JSON_NULL)
		return TH_OK;
	if (token == TH_JSON_ARRAY || token == TH_JSON_OBJECT || (field->shape && !field->each))
		return wrong_type(w, token);
	TH_TRY(text_of(w, &text));
	return th_walker_text(w->walker, field, text);
}

static th_status wrong_outermost(struct json_walk *w, enum th_json_token token)
{
	if (token == TH_JSON_ERROR)
		return report(w);
	th_diagnose(&w->walker->doc->diagnostics, TH_DIAG_not_read, w->reader.token_at,
		    "expected an object, found %s", th_json_token_name(token));
	return TH_EINPUT;
}

/* The token that comes next in the object of the frame: a value of its current field, or its end.
 */
static inline enum th_json_token next_token(struct json_walk *w, struct th_frame *frame)
{
	enum th_json_token token;

	if (frame->in_array) {
		token = th_json_element(&w->reader);
		if (token != TH_JSON_ARRAY_END)
			return token;
		frame->in_array = false;
	}
	token = th_json_member(&w->reader, &frame->shape->index->json, &frame->slots[0].v);
	if (token != TH_JSON_OBJECT_END)
		frame->current = w->reader.field == TH_JSON_NO_FIELD
					 ? frame->shape->others
					 : &frame->shape->fields[w->reader.field];
	return token;
}

/* An outermost object, whose '{' was just read. What is in order, by far the most usual, is done
 * here. */
static th_status walk_object(struct json_walk *w, const struct th_shape *shape)
{
	struct th_walker *walker = w->walker;
	th_status status;
	struct th_frame *frame = th_walker_enter(walker, shape, NULL, w->reader.token_at, &status);

	while (status == TH_OK) {
		enum th_json_token token = next_token(w, frame);
		if (token == TH_JSON_OBJECT_END) {
			status = th_walker_leave(walker);
			if (walker->frames.count == 0)
				break;
			frame--;
			continue;
		}
		const struct th_field *field = frame->current;
		if (token == TH_JSON_ERROR) {
			status = report(w);
		} else if (!field ||
			   (field->kind >= TH_FIELD_NOTHING && !th_field_is_taken(walker, field))) {
			status = pass_over(w, token);
		} else if (token == TH_JSON_OBJECT && field->shape) {
			frame = th_walker_enter(walker, field->shape, field, w->reader.token_at,
						&status);
		} else if (token == TH_JSON_ARRAY && !frame->in_array &&
			   field->kind != TH_FIELD_VALUE) {
			frame->in_array = true;
		} else if (token == TH_JSON_STRING && !w->reader.escaped &&
			   field->kind <= TH_FIELD_TEXTS) {
			th_text text = th_text_at(w->reader.token_at + 1, w->reader.raw.len);
			if (field->slot != TH_SLOT_NONE)
				frame->slots[field->slot] = text;
			if (field->each)
				status = field->each(walker, frame, text);
		} else {
			status = read_value(w, token);
		}
	}
	return status;
}

static th_status walk(struct json_walk *w, const struct th_shape *shape)
{
	enum th_json_token token = th_json_next(&w->reader);

	if (token == TH_JSON_ARRAY && w->walker->takes_array) {
		while ((token = th_json_element(&w->reader)) == TH_JSON_OBJECT)
			TH_TRY(walk_object(w, shape));
		return token == TH_JSON_ARRAY_END ? TH_OK : wrong_outermost(w, token);
	}
	return token == TH_JSON_OBJECT ? walk_object(w, shape) : wrong_outermost(w, token);
}

static th_status walk_from(struct th_walker *walker, const struct th_shape *shape, size_t start,
			   bool is_inside)
{
	struct json_walk w = { .walker = walker };

	th_json_init(&w.reader, walker->doc->source, start, TH_JSON_STRICT);
	w.reader.tells_unknown = walker->names_unknown || walker->takes_maps;
	w.reader.has_habits = walker->doc->source.len >= LONG;
	walker->json = &w.reader;
	th_status status = walk(&w, shape);
	if (status == TH_OK && !is_inside && th_json_next(&w.reader) != TH_JSON_END)
		status = report(&w);
	walker->json = NULL;
	th_json_release(&w.reader);
	th_frame_list_release(&walker->frames);
	return status;
}

th_status th_shape_walk_json(struct th_walker *walker, const struct th_shape *shape, size_t start)
{
	return walk_from(walker, shape, start, false);
}

th_status th_shape_walk_json_inside(struct th_walker *walker, const struct th_shape *shape,
				    size_t start)
{
	return walk_from(walker, shape, start, true);
}

th_text th_walker_key(struct th_walker *walker)
{
	struct th_document *doc = walker->doc;
	th_slice key = walker->json->key_raw, source = doc->source;

	if (key.ptr >= source.ptr && key.ptr < source.ptr + source.len)
		return th_text_at((uint64_t)(key.ptr - source.ptr), key.len);
	return th_document_keep(doc, key, walker->json->token_at);
}
