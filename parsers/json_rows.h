/*
 * Rows of shapes that are read from JSON alone. Included by the file that has the tables, which are
 * its own: a shape named id is made of id##_fields.
 */
#ifndef TH_PARSERS_JSON_ROWS_H
#define TH_PARSERS_JSON_ROWS_H

#include "parsers/shape.h"

/* A text kept in a slot; one that has to be there; one, and each of several, given to a function.
 */
#define TEXT(json, slot)                                                 \
	{                                                                \
		json, NULL, NULL, TH_FIELD_TEXT, slot, false, NULL, NULL \
	}
#define NEEDED(json, slot)                                              \
	{                                                               \
		json, NULL, NULL, TH_FIELD_TEXT, slot, true, NULL, NULL \
	}
#define ONE(json, each)                                                          \
	{                                                                        \
		json, NULL, NULL, TH_FIELD_TEXT, TH_SLOT_NONE, false, NULL, each \
	}
#define EACH(json, each)                                                          \
	{                                                                         \
		json, NULL, NULL, TH_FIELD_TEXTS, TH_SLOT_NONE, false, NULL, each \
	}
/* Objects of a shape; with OR also texts in their place. */
#define OBJECT_OR(json, shape, each)                                                 \
	{                                                                            \
		json, NULL, NULL, TH_FIELD_OBJECT, TH_SLOT_NONE, false, &shape, each \
	}
#define OBJECT(json, shape) OBJECT_OR(json, shape, NULL)
/* Texts that only a document that is read thoroughly gives to a function. */
#define ASKED_EACH(json, each)                                                    \
	{                                                                         \
		json, NULL, NULL, TH_FIELD_ASKED, TH_SLOT_NONE, false, NULL, each \
	}
/* A value of any kind, unread. */
#define VALUE(json, each)                                                         \
	{                                                                         \
		json, NULL, NULL, TH_FIELD_VALUE, TH_SLOT_NONE, false, NULL, each \
	}
/* Known, for people, and passed over. */
#define PASSED(json)                                                                \
	{                                                                           \
		json, NULL, NULL, TH_FIELD_NOTHING, TH_SLOT_NONE, false, NULL, NULL \
	}
#define SHAPE(id, title, enter, leave)                                            \
	static struct th_shape_index id##_index;                                  \
	static const struct th_shape id = {                                       \
		title, id##_fields, sizeof(id##_fields) / sizeof(id##_fields[0]), \
		enter, leave,       &id##_index,                                  \
		NULL                                                              \
	}
/* An object whose keys are data: each member is a value of the row id##_others. */
#define MAP(id, title, enter, leave)                                    \
	static struct th_shape_index id##_index;                        \
	static const struct th_shape id = {                             \
		title, NULL, 0, enter, leave, &id##_index, &id##_others \
	}

#endif
