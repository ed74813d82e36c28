/*
 * Documents are written by programs, and programs have habits: what stands between two values,
 * `,\n      "version": "`, is nearly always what stood there the last time at the same place of an
 * object of the same kind. The reader notes these bytes, a lead, together with what it has found
 * them to mean. Where they stand again in the same state they mean the same, so one comparison does
 * for the comma, the blanks, the key and its number, the colon and the beginning of the value. What
 * does not depend on these bytes alone is looked at each time: whether the object has the key
 * already, and the value.
 *
 * A state is: the caller's index, object or array, and what was read before in it. A habit is the
 * notes of one place of the document, all objects (or arrays) that the same lead opens; its leads
 * are kept by what they stand behind. Private to the reader (core/text/json.c).
 */
#ifndef TH_CORE_TEXT_JSON_HABITS_H
#define TH_CORE_TEXT_JSON_HABITS_H

#include "core/text/json.h"
#include "core/text/json_scan.h"

#define TH_JSON_LEAD_BYTES 32

struct th_json_lead {
	char bytes[TH_JSON_LEAD_BYTES]; /* up to and with the quote or bracket of the value, or to
					   its first byte where it has neither */
	uint32_t mask;                  /* one bit for each of the bytes that count */
	uint32_t field, hash;           /* of the key */
	uint8_t len, key_at, key_len;
	uint8_t token; /* OBJECT, ARRAY, their ends, STRING; NUMBER for what has no quote or bracket
			*/
	uint8_t keeps; /* of a string: the index's for its key; else TH_JSON_NOT_KEPT */
	uint64_t bit;  /* of a known key: its bit in the level's `known`, else 0 */
	struct th_json_lead *other;   /* has been met in the same state as well */
	struct th_json_lead **behind; /* those that were met behind the value */
	struct th_json_habit *inner;  /* of the object or array that it opens */
};

struct th_json_habit {
	const struct th_json_index *index;
	uint32_t places;              /* 1 + of an array 1, of an object one for each known key and
					 some that the unknown ones share */
	struct th_json_lead *leads[]; /* first those behind the opening bracket */
};

/* The lead of those given that stands at `at`, or NULL. */
static inline const struct th_json_lead *th_json_lead_at(const struct th_json_lead *lead,
							 const char *at)
{
	while (lead && (th_json_same_bytes(lead->bytes, at) & lead->mask) != lead->mask)
		lead = lead->other;
	return lead;
}

/* Note the habit of the level that was just opened. */
void th_json_habit_begin(struct th_json *reader);
/*
 * The bytes from `from` on have been read in the innermost level's state, by the general functions,
 * and led to the token just given: note them. level is the number of that level, which the token
 * may have closed or opened another one in; habit and leads are the level's of before.
 */
void th_json_habit_note(struct th_json *reader, uint32_t level, struct th_json_habit *habit,
			struct th_json_lead **leads, const char *from, enum th_json_token token);

#endif
