/*
 * From an offset to what a person or a pointer-following program wants: line, column, and the way
 * to the value. Used when something is printed, never while reading.
 */
#ifndef TH_CORE_TEXT_PLACE_H
#define TH_CORE_TEXT_PLACE_H

#include "core/base/arena.h"
#include "core/base/list.h"
#include "core/base/slice.h"

/* One place to work out. */
struct th_locus {
	uint64_t offset;  /* in: any byte of the value */
	uint64_t start;   /* out: first byte of the value */
	th_slice pointer; /* out: RFC 6901 in JSON, /bom/components/component[3] in XML, the tag in
			     tag-value */
	uint32_t line, column; /* out: of start, from 1; columns in Unicode characters; a byte order
				  mark is no column */
};

enum th_syntax {
	TH_SYNTAX_JSON,
	TH_SYNTAX_XML,
	TH_SYNTAX_TAG_VALUE,
	TH_SYNTAX_PLAIN, /* neither: no value has a pointer, start is offset */
};

/*
 * What helps with every place of a document, made in one pass over its bytes, which may be done
 * beside something else before anybody knows which places are asked for.
 */
struct th_place_value {
	size_t start; /* its brackets */
	uint64_t end : 63;
	uint64_t follows : 1; /* the one before it in its list is the element before it, and has
				 the same brackets */
};
TH_LIST_DEFINE(th_place_value_list, struct th_place_value);
struct th_place_outline {
	size_t *lines; /* newlines before each multiple of TH_PLACE_STEP; NULL: not counted */
	/* JSON: objects and arrays in the outermost one, and those in arrays of these; either may
	 * be empty, or end early. */
	struct th_place_value_list values, elements;
};
enum { TH_PLACE_STEP = 64 << 10 };

/* Want of memory leaves out what there was none for. */
void th_place_outline_make(struct th_place_outline *outline, enum th_syntax syntax, th_slice bytes);
void th_place_outline_release(struct th_place_outline *outline);

/*
 * Work out all loci in one pass over the bytes (padded as core/text/json.h says), which stops
 * behind the last of them. An offset means the innermost value around it: in JSON the object or
 * array, where it is on a key or between values; in XML the element, be it on an attribute, a tag
 * or text; in tag-value the value of the line, or of the line that its <text> began on. Where it
 * lies in no value, pointer is absent and start is offset. A pointer beyond TH_MAX_POINTER_BYTES is
 * absent too. Pointers live in the arena. The order of loci is kept.
 *
 * pointers: false works out start, line and column alone. In JSON only newlines are counted then,
 * and quotes on the lines of the loci: an offset on a key stands for the key, one between values
 * for itself.
 *
 * outline: of these bytes, or NULL; places are the same.
 *
 * The bytes have been read successfully before. In others the loci behind the first error lie in no
 * value; the place of an error itself is th_place_of's business. TH_ENOMEM.
 */
th_status th_places_resolve(enum th_syntax syntax, th_slice bytes, struct th_locus *loci,
			    size_t count, bool pointers, const struct th_place_outline *outline,
			    struct th_arena *arena) TH_MUST_USE;
/* Line and column of one offset, as it stands; beyond the end: of the end. */
void th_place_of(th_slice bytes, uint64_t offset, uint32_t *line, uint32_t *column);

#endif
