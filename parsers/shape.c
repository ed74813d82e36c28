#include "parsers/shape.h"

#include "core/text/json.h"

void th_shapes_prepare(const struct th_shape *const *shapes, size_t count)
{
	for (size_t s = 0; s < count; s++) {
		memset(shapes[s]->index, 0, TH_SHAPE_INDEX);
		for (size_t f = 0; f < shapes[s]->field_count; f++) {
			if (!shapes[s]->fields[f].json)
				continue;
			uint8_t at = (uint8_t)th_json_key_hash(th_slice_of(shapes[s]->fields[f].json));
			while (shapes[s]->index[at])
				at++;
			shapes[s]->index[at] = (uint8_t)(f + 1);
		}
	}
}

const struct th_field *th_shape_field(const struct th_shape *shape, th_slice key, uint32_t key_hash)
{
	for (uint8_t at = (uint8_t)key_hash; shape->index[at]; at++) {
		const struct th_field *field = &shape->fields[shape->index[at] - 1];
		if (strncmp(field->json, key.ptr, key.len) == 0 && field->json[key.len] == '\0')
			return field;
	}
	return NULL;
}

struct th_frame *th_walker_enter(struct th_walker *walker, const struct th_shape *shape, const struct th_field *field,
				 uint64_t place, th_status *status)
{
	struct th_frame *frame = th_frame_list_push(&walker->frames, TH_MAX_DEPTH + 1);

	if (!frame) {
		th_diagnose(&walker->doc->diagnostics, TH_DIAG_limit, place, "nested deeper than the ceiling of %d objects (TH_MAX_DEPTH)",
			    TH_MAX_DEPTH);
		*status = TH_ELIMIT;
		return NULL;
	}
	frame->shape = shape;
	frame->field = field;
	frame->place = place;
	frame->index = TH_NONE;
	*status = shape->enter ? shape->enter(walker, frame) : TH_OK;
	return *status == TH_OK ? frame : NULL;
}

static void complain_of_missing(struct th_walker *walker, const struct th_frame *frame)
{
	for (size_t i = 0; i < frame->shape->field_count; i++) {
		const struct th_field *field = &frame->shape->fields[i];
		if (field->required && th_text_len(frame->slots[field->slot]) == 0)
			th_diagnose(&walker->doc->diagnostics, TH_DIAG_missing_field, frame->place, "a %s without \"%s\"",
				    frame->shape->name, field->json ? field->json : field->xml);
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
