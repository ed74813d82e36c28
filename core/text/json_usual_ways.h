/*
 * th_json_member and th_json_element: what is in the habit of the document (json_habits.h) is done
 * here, and nothing changed until all is seen to be usual; anything else is left to the general
 * functions. After a complaint the reader stands on the NUL behind the end, which no habit begins
 * with. Compiled once for each kind of machine by a file that includes it and defines WAYS as the
 * name of the result, see json_usual.h.
 */
#include "core/text/json_habits.h"
#include "core/text/json_keys.h"
#include "core/text/json_scan.h"
#include "core/text/json_usual.h"

/* May an unknown key be remembered without more ado: there is room, and no key of its hash was met?
 */
static inline bool is_new(const struct th_json *r, const struct th_json_level *level, uint32_t hash)
{
	uint32_t met = r->seen.count;

	if (met == r->seen.capacity || met - level->first_key >= TH_JSON_MANY_KEYS - 1)
		return false;
	if (level->filter >> (hash & 63) & 1)
		for (uint32_t i = level->first_key; i < met; i++)
			if (r->seen.items[i].hash == hash)
				return false;
	return true;
}

/* Note the key of a lead that stands at `at`; false where only the general functions can say
 * whether the object has it already. */
static inline bool take_key(struct th_json *r, struct th_json_level *level,
			    const struct th_json_lead *lead, const char *at)
{
	if (lead->bit) {
		if (level->known & lead->bit)
			return false;
		level->known |= lead->bit;
		return true;
	}
	if (!is_new(r, level, lead->hash))
		return false;
	level->filter |= UINT64_C(1) << (lead->hash & 63);
	r->seen.items[r->seen.count++] =
		(struct th_json_seen){ at + lead->key_at, lead->key_len, lead->hash };
	return true;
}

/* Is there room for the object or array that a lead opens? */
static inline bool has_room(const struct th_json *r)
{
	return r->levels.count < r->levels.capacity; /* which is at most TH_MAX_DEPTH */
}

/* Open it; at is behind its bracket, and has_room has said yes. */
static inline enum th_json_token open_usual(struct th_json *r, const struct th_json_lead *lead,
					    const char *at)
{
	struct th_json_level *level = r->level + 1;

	r->level = level;
	r->levels.count++;

	level->filter = level->known = 0;
	level->first_key = r->seen.count;
	level->table = NULL;
	level->habit = lead->inner;
	level->leads = lead->inner ? lead->inner->leads : NULL;
	level->is_object = lead->token == TH_JSON_OBJECT;
	r->token_at = (size_t)(at - 1 - r->begin);
	r->at = at;
	r->expect = level->is_object ? TH_JSON_EXPECT_KEY_OR_END : TH_JSON_EXPECT_VALUE_OR_END;
	return (enum th_json_token)lead->token;
}

/* Close the innermost level, which has no table; at is behind its bracket. */
static inline enum th_json_token close_usual(struct th_json *r, const struct th_json_level *level,
					     const struct th_json_lead *lead, const char *at)
{
	r->seen.count = level->first_key;
	r->token_at = (size_t)(at - 1 - r->begin);
	r->at = at;
	r->level = --r->levels.count ? r->level - 1 : NULL;
	r->expect = r->level ? TH_JSON_EXPECT_COMMA_OR_END : TH_JSON_EXPECT_NOTHING;
	return (enum th_json_token)lead->token;
}

/* The string behind whose opening quote `at` stands, and that plain ASCII of leads up to end. */
static inline enum th_json_token give_string(struct th_json *r, const char *at, const char *end)
{
	r->raw = th_slice_make(at, (size_t)(end - at));
	r->escaped = false;
	r->token_at = (size_t)(at - 1 - r->begin);
	r->at = end + 1;
	r->expect = TH_JSON_EXPECT_COMMA_OR_END;
	return TH_JSON_STRING;
}

/* Does a number, true, false or null begin so? */
static inline bool begins_word(char c)
{
	return th_is_digit(c) || c == '-' || c == 't' || c == 'f' || c == 'n';
}

/* Is the member that the general functions gave one to pass over? Its place is kept if it should.
 */
static bool pass_over(const struct th_json *r, const struct th_json_index *index, uint64_t *kept)
{
	if (r->escaped)
		return false;
	if (r->field == TH_JSON_NO_FIELD)
		return !r->tells_unknown;
	uint8_t keeps = index->keeps[r->field];
	if (keeps != TH_JSON_NOT_KEPT)
		kept[keeps] = (uint64_t)(r->raw.ptr - r->begin) << 24 | r->raw.len;
	return keeps != TH_JSON_NOT_KEPT;
}

/* Keep plain strings of known keys as long as they come as usual. The lead of what comes behind
 * them, or NULL where none stands there. */
static inline const struct th_json_lead *keep_strings(struct th_json *r, uint64_t *kept)
{
	struct th_json_level *level = r->level;
	struct th_json_lead **leads = level->leads;
	const char *begin = r->begin, *at = r->at;
	uint64_t known = level->known;
	const struct th_json_lead *lead;

	while ((lead = th_json_lead_at(*leads, at)) && lead->keeps != TH_JSON_NOT_KEPT &&
	       !(known & lead->bit)) {
		const char *value = at + lead->len, *end = th_json_past_plain(value);
		if (*end != '"' || end - value > (ptrdiff_t)TH_MAX_STRING_BYTES)
			break;
		kept[lead->keeps] = (uint64_t)(value - begin) << 24 | (uint64_t)(end - value);
		known |= lead->bit;
		leads = lead->behind;
		at = end + 1;
	}
	if (at == r->at)
		return lead;
	r->at = at;
	r->expect = TH_JSON_EXPECT_COMMA_OR_END;
	level->leads = leads;
	level->known = known;
	return lead;
}

/* What is in the habit of the object, up to a member that wants attention; TH_JSON_ERROR where the
 * general functions have to look. */
static inline __attribute__((always_inline)) enum th_json_token usual_member(struct th_json *r,
									     uint64_t *kept)
{
	struct th_json_level *level = r->level;
	const struct th_json_lead *lead;

	while ((lead = keep_strings(r, kept))) {
		const char *at = r->at, *value = at + lead->len, *end = value;
		if (lead->token == TH_JSON_OBJECT_END)
			return level->table ? TH_JSON_ERROR : close_usual(r, level, lead, value);
		if (lead->token == TH_JSON_STRING) {
			end = th_json_past_plain(value);
			if (end - value > (ptrdiff_t)TH_MAX_STRING_BYTES)
				return TH_JSON_ERROR;
		} else if (lead->token == TH_JSON_NUMBER ? !begins_word(*value) : !has_room(r)) {
			return TH_JSON_ERROR;
		}
		if (!take_key(r, level, lead, at))
			return TH_JSON_ERROR;
		level->leads = lead->behind;
		if (lead->token == TH_JSON_STRING && *end == '"' && !lead->bit &&
		    !r->tells_unknown) {
			r->at = end + 1;
			r->expect = TH_JSON_EXPECT_COMMA_OR_END;
			continue;
		}
		r->key_raw = th_slice_make(at + lead->key_at, lead->key_len);
		r->field = lead->field;
		if (lead->token == TH_JSON_STRING)
			return *end == '"' ? give_string(r, value, end)
					   : th_json_read_unplain(r, value);
		return lead->token == TH_JSON_NUMBER ? th_json_read_word(r, value)
						     : open_usual(r, lead, value);
	}
	return TH_JSON_ERROR;
}

/* A member that usual_member could not give. */
static __attribute__((noinline)) enum th_json_token
general_member(struct th_json *r, const struct th_json_index *index, uint64_t *kept)
{
	for (;;) {
		enum th_json_token token = th_json_member_slow(r, index);
		if (token != TH_JSON_STRING || !pass_over(r, index, kept))
			return token;
		if (!r->level->habit)
			continue;
		token = usual_member(r, kept);
		if (token != TH_JSON_ERROR || r->status != TH_OK)
			return token;
	}
}

static enum th_json_token member(struct th_json *r, const struct th_json_index *index,
				 uint64_t *kept)
{
	if (r->level->habit && r->level->habit->index == index) {
		enum th_json_token token = usual_member(r, kept);
		if (token != TH_JSON_ERROR || r->status != TH_OK)
			return token;
	}
	return general_member(r, index, kept);
}

static enum th_json_token element(struct th_json *r)
{
	struct th_json_level *level = r->level;
	const struct th_json_lead *lead =
		level->habit ? th_json_lead_at(*level->leads, r->at) : NULL;

	if (!lead)
		return th_json_element_slow(r);
	const char *value = r->at + lead->len;
	if (lead->token == TH_JSON_ARRAY_END)
		return close_usual(r, level, lead, value);
	if (lead->token == TH_JSON_STRING) {
		const char *end = th_json_past_plain(value);
		if (end - value > (ptrdiff_t)TH_MAX_STRING_BYTES)
			return th_json_element_slow(r);
		level->leads = lead->behind;
		return *end == '"' ? give_string(r, value, end) : th_json_read_unplain(r, value);
	}
	if (lead->token == TH_JSON_NUMBER ? !begins_word(*value) : !has_room(r))
		return th_json_element_slow(r);
	level->leads = lead->behind;
	return lead->token == TH_JSON_NUMBER ? th_json_read_word(r, value)
					     : open_usual(r, lead, value);
}

const struct th_json_ways WAYS = { WAYS_NAME, member, element };
