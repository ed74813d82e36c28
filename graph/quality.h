/*
 * Floors of quality: what an SBOM has to state to count as one, by the lists that authorities
 * publish. A floor is a row of floors.def, what it asks for the rows of floor_fields.def; `twohop
 * explain FLOOR` prints both.
 *
 * Asked are the document itself, what it is about with its parts, and each component that it lists.
 * Not asked are services, files of SPDX packages, ancestors, parts of the build, and what stands
 * for elements of other documents or for nothing.
 */
#ifndef TH_GRAPH_QUALITY_H
#define TH_GRAPH_QUALITY_H

#include "parsers/document.h"

enum th_floor {
	TH_FLOOR_NONE,
#define TH_FLOOR(name, slug, title, published, source, about, left_out) TH_FLOOR_##name,
#include "graph/floors.def"
#undef TH_FLOOR
	TH_FLOOR_COUNT
};

enum th_floor_field {
#define TH_FLOOR_FIELD(name, scope, floors, title, lacks, means, cyclonedx, spdx) \
	TH_FLOOR_FIELD_##name,
#include "graph/floor_fields.def"
#undef TH_FLOOR_FIELD
	TH_FLOOR_FIELD_COUNT
};

struct th_floor_row {
	const char *slug, *title;
	const char *published;        /* YYYY-MM-DD */
	const char *source;           /* a URL */
	const char *about, *left_out; /* for `explain`: a paragraph each */
};

struct th_floor_field_row {
	const char *title;            /* "supplier name" */
	const char *lacks;            /* "names no supplier" */
	const char *means;            /* for `explain`, and the next two */
	const char *cyclonedx, *spdx; /* where they state it */
	enum th_diag_code code;       /* the complaint about one component, or the document */
	bool of_document;             /* asked of it, else of every component */
	uint32_t floors;              /* a bit for each enum th_floor that asks for it */
};

/* By enum th_floor; TH_FLOOR_NONE is all NULL. */
extern const struct th_floor_row th_floors[TH_FLOOR_COUNT];
extern const struct th_floor_field_row th_floor_fields[TH_FLOOR_FIELD_COUNT];
/* The slugs of all floors, and NULL. */
extern const char *const th_floor_words[];

/* The floor of this slug, or TH_FLOOR_NONE. */
enum th_floor th_floor_of(th_slice slug);
static inline bool th_floor_asks(enum th_floor floor, enum th_floor_field field)
{
	return th_floor_fields[field].floors >> floor & 1;
}

/* What a document states of what a floor asks for. */
struct th_quality {
	enum th_floor floor;
	const char
		*not_judged; /* why the floor does not ask this document, or NULL where it does */
	uint32_t components; /* that were asked */
	uint32_t
		missing[TH_FLOOR_FIELD_COUNT]; /* components, or 1 for the document, that lack it */
	uint32_t missed; /* fields that are missing anywhere: 0 meets the floor */
};

/*
 * Compare a sealed document that was read thoroughly (th_document.thorough) with a floor. Into out
 * go, for each field that components lack, one diagnostic `quality` that counts them, and behind
 * these one for each component and the document, with its place; fields that few lack come first,
 * so that the ceiling of out takes from those that many do. out may be the document's own.
 *
 * Documents that are no SBOM (advisories, statements about vulnerabilities, inventories of what
 * runs somewhere, documents about nothing) are not judged: the floor is neither met nor missed.
 * Takes time proportional to components, relations and attributes, and one byte for each component
 * while it runs. TH_EBUG: the document was not read thoroughly.
 */
th_status th_quality_check(enum th_floor floor, const struct th_document *doc,
			   struct th_diagnostics *out, struct th_quality *quality) TH_MUST_USE;

/* "supplier name: missing of 2 of 3 components" or, of the document, "the document names no
 * author"; in the arena, absent when memory is out. */
th_slice th_quality_sentence(const struct th_quality *quality, enum th_floor_field field,
			     struct th_arena *arena);

#endif
