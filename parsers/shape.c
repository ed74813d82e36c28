#include "parsers/shape.h"

void th_shapes_prepare(const struct th_shape *const *shapes, size_t count)
{
	for (size_t s = 0; s < count; s++) {
		struct th_shape_index *index = shapes[s]->index;
		const char *keys[TH_JSON_INDEX_KEYS] = { 0 };
		for (size_t f = 0; f < shapes[s]->field_count && f < TH_JSON_INDEX_KEYS; f++) {
			const struct th_field *field = &shapes[s]->fields[f];
			keys[f] = field->json;
			if (field->required)
				index->required = f + 1;
		}
		th_json_index_make(&index->json, keys, TH_JSON_INDEX_KEYS);
		for (size_t f = 0; f < shapes[s]->field_count && f < TH_JSON_INDEX_KEYS; f++) {
			const struct th_field *field = &shapes[s]->fields[f];
			if (field->kind == TH_FIELD_TEXT && field->slot != TH_SLOT_NONE &&
			    !field->each)
				index->json.keeps[f] = field->slot;
		}
	}
}

struct th_frame *th_walker_enter(struct th_walker *walker, const struct th_shape *shape,
				 const struct th_field *field, uint64_t place, th_status *status)
{
	struct th_frame_list *frames = &walker->frames;

	if (__builtin_expect(frames->count == frames->capacity, 0)) {
		if (!th_frame_list_push(frames, TH_MAX_DEPTH + 1)) {
			th_diagnose(&walker->doc->diagnostics, TH_DIAG_limit, place,
				    "nested deeper than the ceiling of %d objects (TH_MAX_DEPTH)",
				    TH_MAX_DEPTH);
			*status = TH_ELIMIT;
			return NULL;
		}
		frames->count--;
	}
	struct th_frame *frame = &frames->items[frames->count++];
	frame->shape = shape;
	frame->field = field;
	frame->current = NULL;
	frame->place = place;
	frame->index = TH_NONE;
	frame->aux = 0;
	frame->in_array = false;
	/* In two halves: each becomes a few stores, the whole a string instruction that is slow. */
	memset(frame->slots, 0, sizeof(frame->slots) / 2);
	memset(frame->slots + TH_SHAPE_SLOTS / 2, 0, sizeof(frame->slots) / 2);
	*status = shape->enter ? shape->enter(walker, frame) : TH_OK;
	return *status == TH_OK ? frame : NULL;
}

static inline void complain_of_missing(struct th_walker *walker, const struct th_frame *frame)
{
	for (size_t i = 0; i < frame->shape->index->required; i++) {
		const struct th_field *field = &frame->shape->fields[i];
		if (field->required && th_text_len(frame->slots[field->slot]) == 0)
			th_diagnose(&walker->doc->diagnostics, TH_DIAG_missing_field, frame->place,
				    "a %s without \"%s\"", frame->shape->name,
				    field->json ? field->json : field->xml);
	}
}

th_status th_walker_leave(struct th_walker *walker)
{
	struct th_frame *frame = &walker->frames.items[walker->frames.count - 1];

	complain_of_missing(walker, frame);
	th_status status = frame->shape->leave ? frame->shape->leave(walker, frame) : TH_OK;
	walker->frames.count--;
	return status;
}

th_status th_walker_text(struct th_walker *walker, const struct th_field *field, th_text text)
{
	struct th_frame *frame = &walker->frames.items[walker->frames.count - 1];

	if (field->slot != TH_SLOT_NONE)
		frame->slots[field->slot] = text;
	return field->each ? field->each(walker, frame, text) : TH_OK;
}
