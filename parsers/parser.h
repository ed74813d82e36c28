/*
 * The formats: one row of parsers.def each. What an input is, is told by its content, never by its
 * name.
 */
#ifndef TH_PARSERS_PARSER_H
#define TH_PARSERS_PARSER_H

#include "core/text/place.h"
#include "parsers/document.h"

enum th_container {
	TH_CONTAINER_EMPTY,
	TH_CONTAINER_JSON,
	TH_CONTAINER_XML,
	TH_CONTAINER_TEXT,
	TH_CONTAINER_UTF16,
	TH_CONTAINER_BINARY
};

/* What a look at an input shows. */
struct th_sniff {
	enum th_container container;
	size_t start;      /* behind a UTF-8 byte order mark */
	th_slice xml_name; /* JSON: absent; XML: local name of the outermost element */
	th_slice xml_namespace;
	bool has_doctype;
	size_t doctype_at;
	uint64_t json_keys;  /* TH_SNIFF_* of the outermost object's keys met so far */
	bool is_array;       /* JSON: the outermost value is an array; keys are its first item's */
	bool json_broken;    /* not JSON all through: the keys are those before the fault */
	th_slice schema;     /* JSON: the value of "schema", as written; absent while not met */
	th_slice schema_uri; /* the same of "$schema" */
	th_slice spec_version;  /* and of "specVersion" */
	th_slice context;       /* the same of "@context" */
	th_slice odata_context; /* and of "@odata.context" */
	th_slice text;          /* all bytes from start */
};

/* Keys of the outermost object that tell formats apart. */
enum th_sniff_key {
#define TH_SNIFF_KEY(name, key) TH_SNIFF_##name,
#include "parsers/sniff_keys.def"
#undef TH_SNIFF_KEY
};

static inline bool th_sniff_has(const struct th_sniff *sniff, enum th_sniff_key key)
{
	return sniff->container == TH_CONTAINER_JSON && !sniff->is_array &&
	       (sniff->json_keys >> key & 1);
}

/* The same of an array's first item. */
static inline bool th_sniff_item_has(const struct th_sniff *sniff, enum th_sniff_key key)
{
	return sniff->is_array && (sniff->json_keys >> key & 1);
}

struct th_parser {
	const char *name;  /* as reports say it: cyclonedx-json */
	const char *title; /* for people */
	bool is_advisory;  /* holds facts about products, no components */
	bool (*recognises)(const struct th_sniff *sniff);
	/* Fill the document; on failure a diagnostic of severity error says why. The bytes begin at
	 * sniff->start. */
	th_status (*parse)(struct th_document *doc, const struct th_sniff *sniff);
};

extern const struct th_parser th_parsers[];
extern const size_t th_parser_count;

/* Look at bytes (padded as core/text/json.h says). */
void th_sniff(th_slice bytes, struct th_sniff *out);
/*
 * Recognise and read a document that has been given its bytes by th_document_init. TH_OK: read, or
 * of no known format (doc->parser is NULL and *why a sentence that says what it looks like
 * instead). TH_EINPUT, TH_ELIMIT: refused, doc->rejected is set and a diagnostic says why.
 * TH_ENOMEM: memory.
 */
th_status th_document_read(struct th_document *doc, const char **why) TH_MUST_USE;
/* How places in a document that was read are told. */
enum th_syntax th_document_syntax(const struct th_document *doc);

#endif
