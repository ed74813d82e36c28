/*
 * SPDX 2.x, whatever it is spelled in (spdx_json.c, spdx_tag_value.c): a reader of a spelling says
 * here what it meets, in any order, and th_spdx_finish makes sense of it. What is said here in two
 * spellings gives the same tables.
 *
 * place is where in the source the thing said stands: the object's '{' in JSON, the value's first
 * character in tag-value. Absent and empty texts say nothing; so do NOASSERTION and NONE, but in
 * relationships.
 */
#ifndef TH_PARSERS_SPDX_H
#define TH_PARSERS_SPDX_H

#include "parsers/document.h"

/* Fields of packages and files that are one text. */
enum th_spdx_field {
	TH_SPDX_ID,
	TH_SPDX_NAME, /* of a file: its path */
	TH_SPDX_VERSION,
	TH_SPDX_FILE_NAME,
	TH_SPDX_SUPPLIER,
	TH_SPDX_ORIGINATOR,
	TH_SPDX_DOWNLOAD,
	TH_SPDX_HOMEPAGE,
	TH_SPDX_PURPOSE,
	TH_SPDX_RELEASED,
	TH_SPDX_BUILT,
	TH_SPDX_VALID_UNTIL,
	TH_SPDX_FIELD_COUNT
};

/* An identifier that was written where no relation comes of it: it may still lead to nothing. */
struct th_spdx_mentioned {
	uint64_t place;
	uint32_t ref;
};
TH_LIST_DEFINE(th_spdx_mention_list, struct th_spdx_mentioned);

/* "document is about element"; document 0 is the one that is read. */
struct th_spdx_description {
	uint64_t place;
	uint32_t document, element;
};
TH_LIST_DEFINE(th_spdx_description_list, struct th_spdx_description);

/* Two references. */
struct th_spdx_pair {
	uint64_t place;
	uint32_t a, b;
};
TH_LIST_DEFINE(th_spdx_pair_list, struct th_spdx_pair);

struct th_spdx_row; /* of spdx_relationships.def */

/* A reference that was looked up last. */
struct th_spdx_recent {
	th_text text;
	uint32_t ref;
};

struct th_spdx {
	struct th_document *doc;
	/* Of the document, for the reader to fill, as doc->spec_version and doc->created are. */
	th_text id, namespace;

	/* Private. */
	uint32_t document_ref;    /* its id as a reference */
	bool document_is_package; /* a component bears the document's id */
	bool bad_id_said;
	uint32_t implied;      /* implied relations */
	uint32_t unclassified; /* relationships of type OTHER, the first at: */
	uint64_t unclassified_at;
	struct th_spdx_mention_list mentions;
	struct th_spdx_description_list descriptions;
	struct th_spdx_pair_list snippets; /* snippet, file */
	struct th_spdx_pair_list copies;
	struct th_strings aliases;        /* DocumentRef-... */
	struct th_index_list alias_links; /* by alias: link */
	struct th_spdx_recent left;
	const struct th_spdx_row *row; /* of the last relationship */
	th_text algorithm_name;        /* of the last checksum */
	enum th_hash_algorithm algorithm;
};

void th_spdx_init(struct th_spdx *spdx, struct th_document *doc);
void th_spdx_release(struct th_spdx *spdx);

/* A package begins; *out is its component. */
th_status th_spdx_add_package(struct th_spdx *spdx, uint64_t place, uint32_t *out) TH_MUST_USE;
/* A file begins, inside of package unless that is TH_NONE. */
th_status th_spdx_add_file(struct th_spdx *spdx, uint32_t package, uint64_t place,
			   uint32_t *out) TH_MUST_USE;
/* A field of a package or file, once for each component and field. */
th_status th_spdx_set(struct th_spdx *spdx, uint32_t component, enum th_spdx_field field,
		      th_text text, uint64_t place) TH_MUST_USE;
/* A licence of a package, concluded or declared. */
th_status th_spdx_add_license(struct th_spdx *spdx, uint32_t package, th_text license) TH_MUST_USE;
/* Who or what made the document: Person: ..., Organization: ..., Tool: ... */
void th_spdx_add_creator(struct th_spdx *spdx, th_text creator);
/* What the creators say of how they made it. */
void th_spdx_add_creator_comment(struct th_spdx *spdx, th_text comment);
th_status th_spdx_add_checksum(struct th_spdx *spdx, uint32_t component, th_text algorithm,
			       th_text digest, uint64_t place) TH_MUST_USE;
th_status th_spdx_add_external_ref(struct th_spdx *spdx, uint32_t package, th_text type,
				   th_text locator) TH_MUST_USE;
/* The package has the file of that id (JSON hasFiles). */
th_status th_spdx_has_file(struct th_spdx *spdx, uint32_t package, th_text file,
			   uint64_t place) TH_MUST_USE;
/* The document is about the element of that id (JSON documentDescribes). */
th_status th_spdx_describes(struct th_spdx *spdx, th_text element, uint64_t place) TH_MUST_USE;
/*
 * "from type to"; where one of them is missing the relationship is counted and the reader has
 * complained.
 */
th_status th_spdx_add_relationship(struct th_spdx *spdx, th_text from, th_text type, th_text to,
				   uint64_t place) TH_MUST_USE;
/* DocumentRef-... stands for the document of that namespace. */
th_status th_spdx_add_document_ref(struct th_spdx *spdx, th_text alias, th_text document,
				   th_text algorithm, th_text digest, uint64_t place) TH_MUST_USE;
/* A part of the file of that id: who refers to it means the file. */
th_status th_spdx_add_snippet(struct th_spdx *spdx, th_text snippet, th_text file) TH_MUST_USE;

/*
 * All has been said. Check what belongs to the document as a whole, seal it, find its roots: what
 * it describes; else its only package; else the packages that nothing in it relies on.
 */
th_status th_spdx_finish(struct th_spdx *spdx) TH_MUST_USE;

/* ---- between spdx.c and spdx_finish.c ---- */

/* Note that a reference is written at place, where no relation comes of it. */
th_status th_spdx_mention(struct th_spdx *spdx, uint32_t ref, uint64_t place) TH_MUST_USE;

#endif
