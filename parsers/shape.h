/*
 * What a format's objects look like, as tables: one row a field, one table an object. The same
 * tables are read from JSON (shape_json.c) and from XML (shape_xml.c), so a field added once is
 * read from both. The walker knows what kind each field has, keeps its text, complains about what
 * has another kind or is missing, and calls the object's functions when it begins and ends; the
 * functions (cyclonedx.c, spdx.c) know what it means.
 *
 * How a row is spelled:
 *   json   the key; NULL: not in JSON
 *   xml    the child element; "@name" an attribute, "." the element's own text; NULL: not in XML
 *   item   in XML the element inside a wrapper: components/component; NULL: the element itself is
 * the object Elements of another namespace than the document's are passed over whole.
 */
#ifndef TH_PARSERS_SHAPE_H
#define TH_PARSERS_SHAPE_H

#include "core/text/json.h"
#include "parsers/document.h"

enum th_field_kind {
	TH_FIELD_TEXT,   /* a string (JSON: also a number or a boolean), kept in the frame's slot or
			    given to each */
	TH_FIELD_TEXTS,  /* many strings, each given to each */
	TH_FIELD_OBJECT, /* one object, or in an array many: both are taken */
	TH_FIELD_VALUE,  /* JSON: a value of any kind, validated and unread; its bytes are in the
			    walker's value while it is given to each */
	TH_FIELD_NOTHING, /* known and of no use to us: passed over without a word */
	TH_FIELD_ASKED,   /* read where the document is read thoroughly, else NOTHING: an object if
			     it has a shape, else texts, each given to each */
};

#define TH_SHAPE_SLOTS 12
#define TH_SLOT_NONE 255

struct th_walker;
struct th_frame;
struct th_shape;

struct th_field {
	const char *json, *xml, *item;
	enum th_field_kind kind;
	uint8_t slot;                 /* of the frame's texts, or TH_SLOT_NONE */
	bool required;                /* missing or empty is a diagnostic */
	const struct th_shape *shape; /* of an object, else NULL */
	/* Called for each text (of an OBJECT in JSON: for one that stands in its place); frame is
	 * the object that has the field. */
	th_status (*each)(struct th_walker *walker, struct th_frame *frame, th_text text);
};

struct th_shape {
	const char *name; /* for people: "component" */
	const struct th_field *fields;
	size_t field_count;
	th_status (*enter)(struct th_walker *walker, struct th_frame *frame); /* may be NULL */
	th_status (*leave)(struct th_walker *walker, struct th_frame *frame); /* may be NULL */
	struct th_shape_index *index; /* made by th_shapes_prepare */
	/* JSON: the field of every key that no row names, where the object is a map; NULL: it is
	 * none. Only where the walker takes_maps; see th_walker_key. */
	const struct th_field *others;
};

/* Made from a shape's rows. */
struct th_shape_index {
	struct th_json_index json; /* the fields by their JSON keys, under their row's number */
	uint8_t required[TH_SHAPE_SLOTS]; /* the rows that are */
	uint8_t required_slots[TH_SHAPE_SLOTS];
	uint8_t required_count;
};

/* An object that is open. */
struct th_frame {
	const struct th_shape *shape;
	const struct th_field *field;   /* of the object above, that this one is the value of; NULL
					   for the outermost */
	uint64_t place;                 /* offset of its '{' or '<' */
	uint32_t index;                 /* the format's: what the object became */
	uint32_t aux;                   /* the format's */
	const struct th_field *current; /* whose value is being read, for the walkers */
	bool in_array;                  /* that value is an array, for the walkers */
	th_text slots[TH_SHAPE_SLOTS];
};
TH_LIST_DEFINE(th_frame_list, struct th_frame);

struct th_walker {
	struct th_document *doc;
	struct th_frame_list frames;
	void *format;               /* the format's own state */
	const struct th_json *json; /* while JSON is walked */
	th_slice value;             /* JSON: of the field of kind VALUE that is given */
	bool takes_maps;            /* shapes have others */
	bool takes_array;           /* JSON: the outermost value may be an array of such objects */
	bool names_unknown; /* keys that no row names are said (unknown-field), for files that
			       people write */
};

/* Is what stands in the field taken, not passed over? */
static inline bool th_field_is_taken(const struct th_walker *walker, const struct th_field *field)
{
	return field->kind < TH_FIELD_NOTHING ||
	       (field->kind == TH_FIELD_ASKED && walker->doc->thorough);
}

/* The object that frame stands in, or NULL. */
static inline struct th_frame *th_frame_above(struct th_walker *walker, struct th_frame *frame)
{
	return frame > walker->frames.items ? frame - 1 : NULL;
}

/*
 * Walk the whole document as JSON (from offset start) or XML, its outermost object being of the
 * given shape. Text, components and diagnostics go into walker->doc, whose bytes are read. An error
 * has left a diagnostic there.
 */
th_status th_shape_walk_json(struct th_walker *walker, const struct th_shape *shape,
			     size_t start) TH_MUST_USE;
/* The same for an object that stands inside of the document: what follows it is not looked at. */
th_status th_shape_walk_json_inside(struct th_walker *walker, const struct th_shape *shape,
				    size_t start) TH_MUST_USE;
/* root is the outermost element's name; namespaces is a NULL-terminated list of prefixes of
 * namespaces that are read. */
th_status th_shape_walk_xml(struct th_walker *walker, const struct th_shape *shape,
			    const char *root, const char *const *namespaces) TH_MUST_USE;

/* The key of the member of a map that is just given or entered, as a text of the document. Absent
 * on want of memory. */
th_text th_walker_key(struct th_walker *walker);

/* ---- for the two walkers ---- */

/* Fill the index of each shape; once, before the first walk. */
void th_shapes_prepare(const struct th_shape *const *shapes, size_t count);
/* Room for one more frame; false after a diagnostic. */
bool th_walker_grow(struct th_walker *walker, uint64_t place, th_status *status);
/* Say that a required field is missing. */
void th_walker_miss(struct th_walker *walker, const struct th_frame *frame,
		    const struct th_field *field);

/* Open an object. NULL after a diagnostic. */
static inline struct th_frame *th_walker_enter(struct th_walker *walker,
					       const struct th_shape *shape,
					       const struct th_field *field, uint64_t place,
					       th_status *status)
{
	if (__builtin_expect(walker->frames.count == walker->frames.capacity, 0) &&
	    !th_walker_grow(walker, place, status))
		return NULL;
	struct th_frame *frame = &walker->frames.items[walker->frames.count++];
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

/* Close the innermost object. */
static inline th_status th_walker_leave(struct th_walker *walker)
{
	struct th_frame *frame = &walker->frames.items[walker->frames.count - 1];
	const struct th_shape *shape = frame->shape;
	const struct th_shape_index *index = shape->index;

	for (size_t i = 0; i < index->required_count; i++)
		if (th_text_len(frame->slots[index->required_slots[i]]) == 0)
			th_walker_miss(walker, frame, &shape->fields[index->required[i]]);
	th_status status = shape->leave ? shape->leave(walker, frame) : TH_OK;
	walker->frames.count--;
	return status;
}

/* Give a text to a field of the innermost object. */
th_status th_walker_text(struct th_walker *walker, const struct th_field *field,
			 th_text text) TH_MUST_USE;

#endif
