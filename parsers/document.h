/*
 * One document compiled to plain tables: components, organisations, relations, completeness, links.
 * Independent of every other document; what it means beside others is the graph's business. Text is
 * kept as places in the source (th_text), so a document costs little beside its bytes, and every
 * value can be shown with line and column.
 *
 * A parser fills the tables through the functions below, with references by name, and calls
 * th_document_seal, which resolves them. After that the document is never changed and may be read
 * from any thread.
 */
#ifndef TH_PARSERS_DOCUMENT_H
#define TH_PARSERS_DOCUMENT_H

#include "core/base/arena.h"
#include "core/base/diagnostic.h"
#include "core/base/limits.h"
#include "core/base/list.h"
#include "core/base/strings.h"
#include "core/crypto/digest.h"

/* A text of a document: its place in the bytes and its length. Absent is {0}. */
typedef struct th_text {
	uint64_t v; /* offset << 24 | length; offsets past the source lead into the document's
		       decoded text */
} th_text;

#define TH_NONE UINT32_MAX /* no component, organisation, attribute */

enum th_relation_kind {
#define TH_RELATION(name, word) TH_RELATION_##name,
#include "parsers/relations.def"
#undef TH_RELATION
	TH_RELATION_COUNT
};

enum th_component_type {
#define TH_TYPE(name, cyclonedx, spdx) TH_TYPE_##name,
#include "parsers/component_types.def"
#undef TH_TYPE
	TH_TYPE_COUNT
};

/* What a component is to its document. */
enum th_role {
	TH_ROLE_LISTED, /* one of the list; what `components` counts */
	TH_ROLE_ROOT,   /* what the document is about (CycloneDX metadata.component) */
	TH_ROLE_SERVICE,
	TH_ROLE_FILE,        /* an SPDX file */
	TH_ROLE_BUILD,       /* met in a formulation: part of how the product is made */
	TH_ROLE_ANCESTOR,    /* met in a pedigree */
	TH_ROLE_NESTED_ROOT, /* a component inside metadata.component */
	TH_ROLE_LINK,        /* stands for an element of another document, see th_link */
	TH_ROLE_PLACEHOLDER, /* a reference led to nothing */
	TH_ROLE_SUBJECT,     /* what an attestation is about */
	TH_ROLE_COUNT
};

enum th_scope {
	TH_SCOPE_RUNTIME,
	TH_SCOPE_BUILD,
	TH_SCOPE_DEV,
	TH_SCOPE_TEST,
	TH_SCOPE_OPTIONAL,
	TH_SCOPE_EXCLUDED,
	TH_SCOPE_COUNT
};

/* What the document says of the list of what a component relies on (CycloneDX compositions, SPDX
 * NONE/NOASSERTION). */
enum th_aggregate {
	TH_AGGREGATE_SILENT, /* says nothing */
	TH_AGGREGATE_COMPLETE,
	TH_AGGREGATE_INCOMPLETE, /* any of the incomplete* words */
	TH_AGGREGATE_UNKNOWN,    /* "unknown", NOASSERTION */
	TH_AGGREGATE_NOT_SPECIFIED,
};

enum th_attribute_kind {
	TH_ATTRIBUTE_HASH,   /* detail: enum th_hash_algorithm; text: hexadecimal */
	TH_ATTRIBUTE_PURL,   /* beyond the first */
	TH_ATTRIBUTE_CPE,    /* beyond the first */
	TH_ATTRIBUTE_SWID,   /* a tagId */
	TH_ATTRIBUTE_GITOID, /* gitoid:... or swh:... */
	TH_ATTRIBUTE_AUTHOR,
	TH_ATTRIBUTE_VCS,          /* where its source lives */
	TH_ATTRIBUTE_DISTRIBUTION, /* where it is downloaded */
	TH_ATTRIBUTE_WEBSITE,
	TH_ATTRIBUTE_FILE_NAME,
	TH_ATTRIBUTE_SUPPORT_END, /* a date */
	TH_ATTRIBUTE_RELEASED,    /* a date */
	TH_ATTRIBUTE_OWNERSHIP,   /* of a device: personal, corporate */
	TH_ATTRIBUTE_ACCESS,      /* of a device: build, signing, source, corporate */
	TH_ATTRIBUTE_URL,         /* of an organisation */
	TH_ATTRIBUTE_EMAIL,       /* of an organisation */
	TH_ATTRIBUTE_COUNT
};

enum th_hash_algorithm {
#define TH_ALGORITHM(name, cyclonedx, spdx, digits, strong) TH_ALGORITHM_##name,
#include "parsers/algorithms.def"
#undef TH_ALGORITHM
	TH_ALGORITHM_COUNT
};

struct th_attribute {
	th_text text;
	uint32_t next; /* of the same owner, or TH_NONE */
	uint8_t kind, detail;
};

struct th_organization {
	th_text name; /* as stated, "Organization: X (y)" and all */
	uint32_t attributes;
};

struct th_component {
	uint64_t place : 40; /* offset of its object, element or first tag */
	uint64_t type : 6, role : 4, scope : 4;
	uint64_t states_upstream : 1; /* the document lists what it relies on, or says that it is
					 nothing */
	uint64_t dependencies : 3;    /* enum th_aggregate, of its dependencies */
	uint64_t assemblies : 3;      /* enum th_aggregate, of its parts */
	uint64_t external : 1; /* CycloneDX isExternal: provided by the environment, not by the
				  vendor */
	uint64_t bad_purl : 1, bad_cpe : 1; /* was found to be unreadable, see
					       th_document_check_identifiers */
	th_text name, version, group, purl, cpe, publisher;
	uint32_t supplier, manufacturer;      /* organisations or TH_NONE; manufacturer: who made it
						 (SPDX originator) */
	int32_t supplier_at, manufacturer_at; /* where they are named, bytes from place */
	uint32_t ref;        /* bom-ref or SPDXID as a th_str of refs, 0 is absent */
	uint32_t attributes; /* first attribute or TH_NONE */
};

struct th_relation {
	uint32_t from,
		to; /* components; before the document is sealed, of refs where the flags say so */
	uint64_t place : 40;
	uint64_t kind : 6, scope : 4;
	uint64_t from_is_ref : 1, to_is_ref : 1;
	uint64_t from_waits : 1, to_waits : 1; /* a reference that is a mention yet */
	uint64_t implied : 1;                  /* not stated as a relation: nesting, file order */
	uint64_t suspect : 1;                  /* its direction is doubtful: walked both ways */
	uint64_t is_dependency : 1;            /* one pair of CycloneDX `dependencies` */
};

/* A reference to another document or an element of one (BOM-Link; SPDX external document
 * reference). */
struct th_link {
	th_text document;   /* its id as written: urn:cdx:<uuid>/<version>, or a namespace */
	th_text element;    /* the bom-ref or SPDXID in it; absent: what that document is about */
	uint32_t component; /* stands for it here (role LINK), or is the one it describes */
	bool describes;     /* the linked document is about `component`, which is one of ours */
	th_text checksum;
	uint8_t algorithm;
	uint64_t place;
	th_text alias; /* SPDX: the DocumentRef-... that stands for `document` in this one */
};

/*
 * What a component states that nothing but a floor of quality (graph/quality.h) asks for: bits of
 * th_document.stated. Noted only of documents that are read thoroughly.
 */
enum th_statement {
	TH_STATES_LICENSE = 1 << 0,
	TH_STATES_LICENSE_ID = 1 << 1,        /* by an SPDX identifier or expression */
	TH_STATES_SUPPORT_LEVEL = 1 << 2,     /* or why it cannot be told */
	TH_STATES_SUPPORT_END = 1 << 3,       /* the same, of its day */
	TH_STATES_FILE_NAME = 1 << 4,         /* this and the next three: BSI TR-03183-2 */
	TH_STATES_EXECUTABLE = 1 << 5,        /* is it, or is it not? */
	TH_STATES_ARCHIVE = 1 << 6,           /* the same */
	TH_STATES_STRUCTURED = 1 << 7,        /* the same */
	TH_STATES_DISTRIBUTION_HASH = 1 << 8, /* a SHA-512 of what is downloaded */
	TH_STATES_MAKER_CONTACT = 1 << 9,     /* how its manufacturer is reached */
	TH_STATES_UPSTREAM = 1 << 10, /* has an entry of its own in CycloneDX `dependencies`, or
					 relies on NONE; a relation alone is none */
};

/* What is said of a reference before it is known what it refers to. */
enum th_saying { TH_SAYS_UPSTREAM, TH_SAYS_DEPENDENCIES, TH_SAYS_ASSEMBLIES };
struct th_saying_about {
	uint32_t ref; /* an id of refs, or while it waits a mention */
	uint8_t saying, value;
	bool waits;
};

TH_LIST_DEFINE(th_component_list, struct th_component);
TH_LIST_DEFINE(th_organization_list, struct th_organization);
TH_LIST_DEFINE(th_relation_list, struct th_relation);
TH_LIST_DEFINE(th_attribute_list, struct th_attribute);
TH_LIST_DEFINE(th_link_list, struct th_link);
TH_LIST_DEFINE(th_index_list, uint32_t);
TH_LIST_DEFINE(th_saying_list, struct th_saying_about);
TH_LIST_DEFINE(th_statement_list, uint16_t);

struct th_facts;       /* parsers/facts.h: what an advisory file holds */
struct th_envelope;    /* parsers/envelope.h: signatures, and what they cover */
struct th_attestation; /* parsers/attestation.h: what an in-toto statement says */
struct th_claims;      /* parsers/claims.h: what a vendor says of itself */

/* A document inside of another one: what an envelope signs, the SBOM of a statement. */
struct th_part {
	struct th_document *doc; /* in the arena of the whole; released with it */
	uint64_t place;          /* where it stands in the whole */
};
TH_LIST_DEFINE(th_part_list, struct th_part);

/* A row of a list of who works for whom. */
struct th_subcontract {
	uint64_t place;
	uint32_t supplier, subcontractor; /* organisations */
	th_text service, country;
};
TH_LIST_DEFINE(th_subcontract_list, struct th_subcontract);

/*
 * References are mentioned by the ten thousand, and looking one up is waiting for memory: those of
 * relations, sayings and components wait until there are some dozens, and are looked up together.
 */
struct th_mentions {
	uint32_t waiting;
	th_text texts[TH_STRINGS_AT_ONCE];
	uint32_t bearers[TH_STRINGS_AT_ONCE];  /* the component that is given it, or TH_NONE */
	uint32_t first_relation, first_saying; /* those before have no waiting mention */
};

struct th_counts {
	uint32_t components, services, files, dependencies, relationships;
	uint32_t dangling; /* distinct references that lead to nothing */
};

struct th_document {
	th_slice path;   /* as it is shown; the caller's */
	th_slice source; /* the bytes, padded; the caller's, must outlive the document */
	const struct th_parser *parser; /* parsers/parser.h: its format; NULL while unknown */

	th_text spec_version, created, supplier_date;
	th_slice id;      /* urn:cdx:<uuid>/<version> or the namespace; empty if it has none; in the
			     arena */
	uint32_t root;    /* component or TH_NONE */
	bool operations;  /* an inventory of what runs somewhere (lifecycle operations or discovery)
			   */
	bool states_runs; /* an inventory whose relations say which device (its roots) runs what */
	bool is_partial;  /* an inventory that by its kind leaves software out: it says so in a
			     diagnostic */
	bool has_claims;  /* statements about vulnerabilities (VEX) */
	bool tells_build; /* some component has role BUILD */
	bool has_environment; /* a formulation or inventory that names a device or host */
	bool roots_guessed; /* the document does not say what it is about: roots are what nothing in
			       it relies on */
	bool rejected;      /* not used at all; the first error diagnostic says why */
	bool may_share; /* set by the caller before it is read: another processor is idle, and may
			   help */
	bool thorough;  /* set by the caller before it is read: what only floors of quality ask for
			   is noted too, the next four and `stated` */
	bool names_author, names_contact, names_tool; /* of the document itself; contact: how the
							 author is reached */
	bool names_context;       /* the phase of the product's life in which it was made */
	bool has_vulnerabilities; /* lists some, analysed or not; the first at: */
	uint64_t vulnerability_at;
	uint64_t begins; /* offset of its outermost object, element or first tag */

	struct th_component_list components;
	struct th_organization_list organizations;
	struct th_relation_list relations;
	struct th_attribute_list attributes;
	struct th_link_list links;
	struct th_index_list roots;      /* all that the document is about, root first */
	struct th_statement_list stated; /* by component; may end before the last: see
					    th_document_states */
	struct th_counts counts;
	struct th_subcontract_list subcontracts;
	struct th_part_list parts;
	const struct th_document *whole;    /* that this one is a part of, or NULL; */
	uint64_t whole_place;               /* and where in it: all evidence of a part is there */
	struct th_facts *facts;             /* of an advisory file, else NULL; in the arena */
	struct th_envelope *envelope;       /* of a signed document, else NULL; in the arena */
	struct th_attestation *attestation; /* of a statement, else NULL; in the arena */
	struct th_claims *claims;           /* else NULL; in the arena */

	struct th_diagnostics diagnostics;
	struct th_arena arena;

	/* While it is filled. */
	struct th_strings refs;
	struct th_index_list ref_components; /* by ref: component or TH_NONE */
	struct th_mentions mentions;
	struct th_saying_list sayings;
	struct th_index_list organization_slots; /* equal organisations are kept once */
	char *decoded;                           /* text that is not in the source as it is meant */
	size_t decoded_len, decoded_capacity;
};

/* An empty document about bytes. path and bytes stay the caller's. */
void th_document_init(struct th_document *doc, th_slice path, th_slice bytes);
void th_document_release(struct th_document *doc);

/*
 * Read bytes, which stand at place in doc and live as long as it, as a document that is a part of
 * doc; the reader of JSON needs them padded (th_document_pad). A part that cannot be read is
 * rejected as any document is; what is said of it is said of doc, at place. *out NULL: they are of
 * no known format, and *why says what they look like. A part of a part of a part is not read.
 */
th_status th_document_read_part(struct th_document *doc, th_slice bytes, uint64_t place,
				struct th_document **out, const char **why) TH_MUST_USE;
/* A copy of bytes in the arena of doc, padded as core/text/json.h says. Absent on want of memory.
 */
th_slice th_document_pad(struct th_document *doc, th_slice bytes);

/* ---- text ---- */

static inline bool th_text_is_present(th_text text)
{
	return text.v != 0;
}
static inline size_t th_text_len(th_text text)
{
	return (size_t)(text.v & 0xffffff);
}
/* The bytes; valid until more text is decoded into the document. Absent text is an absent slice.
 * Kept text begins behind the source's end. */
static inline th_slice th_document_text(const struct th_document *doc, th_text text)
{
	uint64_t offset = text.v >> 24;
	const char *from = doc->source.ptr + offset;

	if (!text.v)
		return (th_slice){ 0 };
	if (offset > doc->source.len)
		from = doc->decoded + (offset - doc->source.len - 1);
	return th_slice_make(from, th_text_len(text));
}
/* The bytes for as long as the document lives, copied where they would move. TH_ENOMEM. */
th_status th_document_hold(struct th_document *doc, th_text text, th_slice *out) TH_MUST_USE;
/* Text that stands at offset in the source. Its length is at most TH_MAX_STRING_BYTES. */
static inline th_text th_text_at(uint64_t offset, size_t len)
{
	return (th_text){ offset << 24 | len };
}
/* Keep text that is not in the source as it is meant; it was read at offset. Absent when memory is
 * out. */
th_text th_document_keep(struct th_document *doc, th_slice text, uint64_t offset);
/* Bytes [from, to) of a text as a text of its own. Absent when memory is out. */
th_text th_document_part(struct th_document *doc, th_text text, size_t from, size_t to);
/* Where in the source the text was read. */
uint64_t th_document_offset(const struct th_document *doc, th_text text);

/* Does a value state something? Not what is empty, blank, or NOASSERTION or NONE: by these SPDX
 * says that it says nothing, and they are carried over into other formats. */
bool th_document_says(th_slice value);
/* Does it hold an e-mail address or a URL? */
bool th_document_says_contact(th_slice value);

/* ---- filling ---- */

/* Note what the component states: bits of enum th_statement. */
th_status th_document_state(struct th_document *doc, uint32_t component,
			    unsigned statements) TH_MUST_USE;
static inline unsigned th_document_states(const struct th_document *doc, uint32_t component)
{
	return component < doc->stated.count ? doc->stated.items[component] : 0;
}

/* A new component; its index, or TH_NONE when memory or TH_MAX_COMPONENTS is out (a diagnostic says
 * which). */
uint32_t th_document_add_component(struct th_document *doc, enum th_role role, uint64_t place);
/* Give component the identifier ref. The first bearer keeps it; a second is a diagnostic, which
 * comes when references are settled at the latest. */
th_status th_document_name_component(struct th_document *doc, uint32_t component,
				     th_text ref) TH_MUST_USE;
th_status th_document_add_attribute(struct th_document *doc, uint32_t *owner,
				    enum th_attribute_kind kind, uint8_t detail,
				    th_text text) TH_MUST_USE;
/* An organisation of this name and url (either may be absent); equal ones are kept once. TH_NONE if
 * both are empty. */
th_status th_document_add_organization(struct th_document *doc, th_text name, th_text url,
				       th_text email, uint32_t *out) TH_MUST_USE;
/* The id of a reference, to be resolved when the document is sealed. */
th_status th_document_ref(struct th_document *doc, th_text ref, uint32_t *out) TH_MUST_USE;
/*
 * The same for relations and sayings, which get the id later: until the next mention, *out stands
 * for it where the flag `waits` is set.
 */
th_status th_document_mention(struct th_document *doc, th_text ref, uint32_t *out) TH_MUST_USE;
/* Two of them, which both stand until the next. */
th_status th_document_mention_two(struct th_document *doc, th_text a, th_text b, uint32_t *out_a,
				  uint32_t *out_b) TH_MUST_USE;
/* Relations from `first` on are given a mention, or have moved. */
static inline void th_document_change_relations(struct th_document *doc, uint32_t first)
{
	if (first < doc->mentions.first_relation)
		doc->mentions.first_relation = first;
}
/* No mention waits, and components have their references. For a format that looks at them before it
 * seals. */
th_status th_document_know_refs(struct th_document *doc) TH_MUST_USE;
/* Note what is said of a reference (value: enum th_aggregate where the saying is about a list). */
th_status th_document_say(struct th_document *doc, uint32_t ref, enum th_saying saying,
			  uint8_t value) TH_MUST_USE;
th_status th_document_say_of_mention(struct th_document *doc, uint32_t mention,
				     enum th_saying saying, uint8_t value) TH_MUST_USE;
/* A relation; fill in the flags of *out. NULL when memory or TH_MAX_RELATIONS is out. */
struct th_relation *th_document_relate(struct th_document *doc, enum th_relation_kind kind,
				       uint32_t from, uint32_t to, uint64_t place);
/*
 * Resolve references, make placeholders for those that lead nowhere, drop what was needed to fill
 * the tables.
 */
th_status th_document_seal(struct th_document *doc) TH_MUST_USE;

/*
 * Read the purl and the CPE of a component: one that cannot be read is a diagnostic, and marked.
 * Once for a component; it is done where a reader has met one, not for all.
 */
void th_document_check_identifiers(struct th_document *doc, uint32_t component);

/* The component that bears ref in a sealed document, or TH_NONE. Takes time proportional to the
 * references. */
uint32_t th_document_find(const struct th_document *doc, th_slice ref);

/* ---- words ---- */

const char *th_relation_word(enum th_relation_kind kind);
const char *th_component_type_word(enum th_component_type type);
/* The type of a CycloneDX word or an SPDX purpose (case ignored, '_' as '-'), or TH_TYPE_unknown.
 */
enum th_component_type th_component_type_of(th_slice word);
/* The algorithm of a CycloneDX or SPDX name (SHA-256, SHA256, sha256), or TH_ALGORITHM_COUNT. */
enum th_hash_algorithm th_hash_algorithm_of(th_slice name);
const char *th_hash_algorithm_word(enum th_hash_algorithm algorithm);
/* May equal digests be taken for equal bits? (MD5 and SHA-1 identify, they never prove.) */
bool th_hash_algorithm_is_strong(enum th_hash_algorithm algorithm);
/* The digest that it is, where core/crypto/digest.h makes it. */
bool th_hash_algorithm_digest(enum th_hash_algorithm algorithm, enum th_digest *out);
/* Is s nothing but hexadecimal digits, and not empty? */
bool th_is_hexadecimal(th_slice s);
/* Hexadecimal digits in lower case, into out, which has hex.len bytes. */
void th_hexadecimal_lower(th_slice hex, char *out);
/* Hexadecimal digits of a digest. */
unsigned th_hash_algorithm_digits(enum th_hash_algorithm algorithm);

#endif
