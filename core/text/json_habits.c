#include "core/text/json_habits.h"

/*
 * Ceilings: documents without habits must not cost memory. UNKNOWN places are shared by the keys
 * that the index does not know, by their hash; a place that has OTHERS leads forgets the oldest.
 */
enum { UNKNOWN = 15, OTHERS = 4, MOST_LEADS = 1024, MOST_HABITS = 256 };

static struct th_json_habit *new_habit(struct th_json *r, bool of_object)
{
	uint32_t places = of_object ? 1 + TH_JSON_INDEX_KEYS + UNKNOWN : 2;
	struct th_json_habit *habit;

	if (r->habits >= MOST_HABITS)
		return NULL;
	habit = th_arena_calloc(&r->arena, 1, sizeof(*habit) + places * sizeof(habit->leads[0]));
	if (!habit)
		return NULL;
	r->habits++;
	habit->places = places;
	return habit;
}

static void begin(struct th_json *r, struct th_json_habit *habit)
{
	struct th_json_level *level = r->level;

	level->habit = habit;
	level->leads = habit ? habit->leads : NULL;
}

void th_json_habit_begin(struct th_json *r)
{
	begin(r, new_habit(r, r->level->is_object));
}

static bool opens(enum th_json_token token)
{
	return token == TH_JSON_OBJECT || token == TH_JSON_ARRAY;
}

static bool closes(enum th_json_token token)
{
	return token == TH_JSON_OBJECT_END || token == TH_JSON_ARRAY_END;
}

/* Where the leads are kept that stand behind the value just read. */
static struct th_json_lead **behind_value(const struct th_json *r, struct th_json_habit *habit)
{
	if (habit->places == 2)
		return &habit->leads[1];
	if (r->field != TH_JSON_NO_FIELD)
		return &habit->leads[1 + r->field];
	return &habit->leads[1 + TH_JSON_INDEX_KEYS + r->key.hash % UNKNOWN];
}

/* Room for one more lead, the first of the list. */
static struct th_json_lead *new_lead(struct th_json *r, struct th_json_lead **leads)
{
	struct th_json_lead *lead, **last = leads;
	uint32_t count = 0;

	while (*last && ++count < OTHERS)
		last = &(*last)->other;
	lead = *last;
	if (!lead && r->leads++ < MOST_LEADS)
		lead = th_arena_alloc(&r->arena, sizeof(*lead));
	if (!lead)
		return NULL;
	*last = NULL;
	*lead = (struct th_json_lead){ .other = *leads };
	*leads = lead;
	return lead;
}

/* The lead of these bytes, noted now or before; NULL where it is too long, has escapes in its key,
 * or there is no room. */
static const struct th_json_lead *note(struct th_json *r, struct th_json_habit *habit,
				       struct th_json_lead **leads, th_slice bytes,
				       enum th_json_token token)
{
	const struct th_json_lead *known = th_json_lead_at(*leads, bytes.ptr);
	struct th_json_lead *lead;

	if (known || bytes.len == 0 || bytes.len > TH_JSON_LEAD_BYTES ||
	    memchr(bytes.ptr, '\\', bytes.len))
		return known;
	lead = new_lead(r, leads);
	if (!lead)
		return NULL;
	memcpy(lead->bytes, bytes.ptr, bytes.len);
	lead->len = (uint8_t)bytes.len;
	lead->mask = UINT32_MAX >> (TH_JSON_LEAD_BYTES - bytes.len);
	lead->token = (uint8_t)token;
	lead->field = TH_JSON_NO_FIELD;
	lead->keeps = TH_JSON_NOT_KEPT;
	if (closes(token))
		return lead;
	lead->behind = behind_value(r, habit);
	if (opens(token))
		lead->inner = new_habit(r, token == TH_JSON_OBJECT);
	if (habit->places == 2)
		return lead;
	lead->field = r->field;
	lead->hash = r->key.hash;
	lead->key_at = (uint8_t)(r->key_raw.ptr - bytes.ptr);
	lead->key_len = (uint8_t)r->key_raw.len;
	if (r->field == TH_JSON_NO_FIELD)
		return lead;
	lead->bit = UINT64_C(1) << r->field;
	if (token == TH_JSON_STRING)
		lead->keeps = habit->index->keeps[r->field];
	return lead;
}

void th_json_habit_note(struct th_json *r, uint32_t level, struct th_json_habit *habit,
			struct th_json_lead **leads, const char *from, enum th_json_token token)
{
	const char *value = r->begin + r->token_at;
	bool marked = opens(token) || closes(token) || token == TH_JSON_STRING;
	th_slice bytes = th_slice_make(from, (size_t)(value - from) + marked);
	const struct th_json_lead *lead =
		note(r, habit, leads, bytes, marked ? token : TH_JSON_NUMBER);

	if (!closes(token))
		r->levels.items[level].leads = behind_value(r, habit);
	if (opens(token))
		begin(r, lead ? lead->inner : NULL);
}
