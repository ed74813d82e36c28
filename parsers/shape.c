#include "parsers/shape.h"

#include <assert.h>

void th_shapes_prepare(const struct th_shape *const *shapes, size_t count)
{
	for (size_t s = 0; s < count; s++) {
		struct th_shape_index *index = shapes[s]->index;
		const char *keys[TH_JSON_INDEX_KEYS] = { 0 };
		index->required_count = 0;
		for (size_t f = 0; f < shapes[s]->field_count && f < TH_JSON_INDEX_KEYS; f++) {
			const struct th_field *field = &shapes[s]->fields[f];
			keys[f] = field->json;
			assert(field->slot < TH_SHAPE_SLOTS || field->slot == TH_SLOT_NONE);
			if (!field->required)
				continue;
			assert(index->required_count < TH_SHAPE_SLOTS);
			index->required[index->required_count] = (uint8_t)f;
			index->required_slots[index->required_count++] = field->slot;
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

bool th_walker_grow(struct th_walker *walker, uint64_t place, th_status *status)
{
	if (th_frame_list_push(&walker->frames, TH_MAX_DEPTH + 1)) {
		walker->frames.count--;
		return true;
	}
	th_diagnose(&walker->doc->diagnostics, TH_DIAG_limit, place,
		    "nested deeper than the ceiling of %d objects (TH_MAX_DEPTH)", TH_MAX_DEPTH);
	*status = TH_ELIMIT;
	return false;
}

void th_walker_miss(struct th_walker *walker, const struct th_frame *frame,
		    const struct th_field *field)
{
	th_diagnose(&walker->doc->diagnostics, TH_DIAG_missing_field, frame->place,
		    "a %s without \"%s\"", frame->shape->name,
		    field->json ? field->json : field->xml);
}

th_status th_walker_text(struct th_walker *walker, const struct th_field *field, th_text text)
{
	struct th_frame *frame = &walker->frames.items[walker->frames.count - 1];

	if (field->slot != TH_SLOT_NONE)
		frame->slots[field->slot] = text;
	return field->each ? field->each(walker, frame, text) : TH_OK;
}
