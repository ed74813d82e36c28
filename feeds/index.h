/*
 * Facts compiled to one relocatable block: events, lifecycle statements, advisories and suppliers,
 * with one hash table of typed keys over all of them. The built-in facts are such a block inside
 * the program (feeds/builtin.h), made when it was built; `twohop feeds` makes another of what was
 * fetched and imported, which lies in a file; what a run names or finds in an audited folder is
 * compiled to a third when it is read. A block is read-only, holds no pointer, and is used where it
 * is mapped.
 *
 * Text is (offset, length) into the block's text; lists are (first, count) into its list pool;
 * prose, which is only shown, is an offset. A key is a kind and bytes; th_index_find gives the
 * records that carry it. The caller decides what a match means (graph/match.c).
 *
 * Nothing that is asked of a damaged block leads outside of it: the functions here check every
 * offset that they follow, and th_index_open has checked the records that callers follow
 * themselves.
 */
#ifndef TH_FEEDS_INDEX_H
#define TH_FEEDS_INDEX_H

#include "core/base/date.h"
#include "parsers/facts.h"

typedef struct th_ref {
	uint32_t at, len; /* len 0: absent */
} th_ref;

typedef struct th_span {
	uint32_t first, count;
} th_span;

/* Namespaces, owners and vendors are looked up in lower case. */
enum th_key_kind {
	TH_KEY_HASH, /* lower-case hexadecimal digest, of what is suspected too -> event */
	TH_KEY_PURL, /* th_purl_canonical(TH_PURL_MATCH) of the product or of a package of an entry
			-> event, lifecycle, package */
	TH_KEY_CPE,  /* vendor ':' product, lower-case -> event, lifecycle, package */
	TH_KEY_PRODUCT,   /* th_name_key(PRODUCT) of a product's name or alias -> event, lifecycle,
			     package */
	TH_KEY_EVENT,     /* an event's id or alias -> event */
	TH_KEY_FLAW,      /* the id of a flaw that a VEX statement speaks of -> statement */
	TH_KEY_SUPPLIER,  /* th_name_key(SUPPLIER) of a name or alias (not of a supplier's common
			     word) -> supplier, event, lifecycle */
	TH_KEY_DOMAIN,    /* registrable domain -> supplier, event, lifecycle */
	TH_KEY_NPM_SCOPE, /* "@scope" -> supplier */
	TH_KEY_MAVEN_GROUP,     /* prefix at a dot, the longest wins -> supplier */
	TH_KEY_GITHUB_OWNER,    /* lower-case -> supplier */
	TH_KEY_GOLANG_PREFIX,   /* prefix at a slash, the longest wins -> supplier */
	TH_KEY_COMPOSER_VENDOR, /* -> supplier */
	TH_KEY_CPE_VENDOR,      /* -> supplier */
	TH_KEY_DISTRIBUTION,    /* purl namespace of deb, rpm, apk, alpm -> supplier */
	TH_KEY_KIND_COUNT
};

enum th_record_kind {
	TH_RECORD_EVENT,
	TH_RECORD_LIFECYCLE,
	TH_RECORD_SUPPLIER,
	TH_RECORD_PACKAGE,
	TH_RECORD_STATEMENT,
	TH_RECORD_KIND_COUNT
};

struct th_index_party {
	th_ref name;
	th_span aliases, purls, cpes; /* lists of th_ref, as written */
	th_span domains;              /* list of th_ref: registrable domains; others are left out */
};

struct th_index_affected {
	th_ref platform, range;
	th_span versions; /* list of th_ref */
	th_span hashes;   /* list of th_ref: lower-case hexadecimal digests */
	th_span purls;    /* list of th_ref: th_purl_canonical(TH_PURL_MATCH | TH_PURL_VERSION) of
			     further packages */
	th_span commits;  /* list of th_ref: lower-case */
	uint32_t suspected;
};

struct th_index_event {
	th_ref id, title, note;
	uint32_t kind;                          /* enum th_event_kind */
	th_span aliases, caused_by, techniques; /* lists of th_ref */
	struct th_index_party supplier, product;
	th_span affected;         /* of th_index_affected */
	th_span references;       /* list of th_ref: url, or title where there is none */
	uint32_t reference_dates; /* dates[reference_dates + i]: when reference i was published;
				     absent: with the event */
	struct th_date from, to, published, withdrawn, resolved;
	uint32_t document; /* number given to th_index_builder_add, TH_NONE for built-in facts */
	uint32_t named;    /* its file was named by the user: it may clear */
	uint64_t place;    /* offset in its file */
};

struct th_index_end {
	uint32_t kind; /* enum th_end_kind */
	struct th_date effective, published, withdrawn;
	th_span versions, ranges; /* lists of th_ref */
	th_ref cycle;             /* a release line */
	th_span references;       /* as those of an event */
	uint32_t reference_dates;
	th_ref note;
	uint64_t place;
};

struct th_index_lifecycle {
	struct th_index_party supplier, product;
	th_span ends; /* of th_index_end */
	uint32_t document, named;
	uint32_t silent_on_distribution;
	int32_t observed;   /* a day on which it could still be had; TH_DAY_BEFORE: none is known */
	th_ref observed_at; /* where it was looked for */
	uint64_t place;
};

/* ---- advisories ---- */

enum th_advisory_flag {
	TH_ADVISORY_MALICIOUS = 1, /* its packages do harm */
	TH_ADVISORY_NAMED = 2,     /* its file was named by the user */
};
#define TH_SCORE_UNKNOWN UINT16_MAX

struct th_index_advisory {
	th_ref id;
	th_span names;                /* list of th_ref: aliases, then what it is upstream of */
	uint32_t told;                /* prose: a line of summary, then references, one a line */
	int32_t published, withdrawn; /* days; TH_DAY_BEFORE, TH_DAY_AFTER: not known, not at all */
	uint32_t document;            /* as that of an event; in a block of feeds, of its sources */
	uint16_t score;               /* CVSS base score in tenths, or TH_SCORE_UNKNOWN */
	uint8_t word;                 /* enum th_severity_word, where there is no score */
	uint8_t flags;                /* enum th_advisory_flag */
};

enum th_severity_word {
	TH_SEVERITY_SILENT,
	TH_SEVERITY_LOW,
	TH_SEVERITY_MODERATE,
	TH_SEVERITY_HIGH,
	TH_SEVERITY_CRITICAL,
	TH_SEVERITY_WORD_COUNT
};

enum th_package_flag {
	TH_PACKAGE_EVERY = 1, /* all versions */
	TH_PACKAGE_UNDECIDED =
		2, /* something of it cannot be told by order: commits, no order known */
	TH_PACKAGE_HAS_PRODUCT = 8,
	TH_PACKAGE_HAS_PARTS = 4, /* of a statement: it speaks of the parts that follow, inside */
};

/* A package that an advisory covers, or a product that a VEX statement speaks of. */
struct th_index_package {
	uint32_t advisory; /* or statement */
	uint8_t scheme;    /* enum th_scheme of its windows and versions */
	uint8_t flags;     /* enum th_package_flag */
	uint16_t part_of; /* how many packages back the product is that it is part of; 0: of none */
	th_span versions; /* list of th_ref: beside the windows */
	th_span bounds;   /* of th_index_bound: windows one after the other, each in order */
	uint32_t more; /* number of a th_index_product (HAS_PRODUCT); else prose: the release of the
			  distribution, as its ecosystem spells it, 0 for any */
};

struct th_index_bound {
	uint32_t at;   /* of the version in the block's text */
	uint16_t len;  /* 0: before every version */
	uint8_t kind;  /* enum th_bound_kind */
	uint8_t first; /* 1: a window begins */
};

/* What a package is known by beside its package URL. */
struct th_index_product {
	th_ref supplier, cpe;
	uint32_t release, reserved; /* as a package's `more` */
	th_ref purl;    /* th_purl_canonical(TH_PURL_MATCH), of a statement's product alone */
	th_ref link;    /* the same: BOM-Link, or "#ref" of its own document; else absent */
	th_span ranges; /* list of th_ref: vers */
	th_span hashes; /* list of th_ref: lower-case */
};

/* A flaw that is exploited; in order of year, then number. */
struct th_index_exploited {
	uint32_t year, number; /* of its CVE id */
	int32_t added, due;    /* days */
	uint32_t document, named;
	uint32_t by_ransomware;
};

/* How likely a flaw is to be used; in order of year, then number. */
struct th_index_likelihood {
	uint32_t year, number;
	uint32_t probability, percentile; /* in millionths */
};

/* A VEX statement. */
struct th_index_statement {
	th_span flaws;    /* list of th_ref */
	th_span products; /* of th_index_package */
	th_ref why, author;
	uint32_t status; /* enum th_vex_status */
	uint32_t document, named;
	struct th_date said;
	int64_t second;
	uint64_t place;
};

/* What a source of advisories speaks of, as bits. */
enum th_source_gives {
	TH_GIVES_ADVISORIES = 1,
	TH_GIVES_MALICIOUS = 2,
	TH_GIVES_EXPLOITED = 4,
	TH_GIVES_LIKELIHOODS = 8,
	TH_GIVES_LIFECYCLES = 16,
	TH_GIVES_EVENTS = 32,
	TH_GIVES_STATEMENTS = 64,
};

/* Where the records of a block of feeds come from. */
struct th_index_source {
	th_ref name;    /* of sources.def */
	uint32_t gives; /* enum th_source_gives */
	uint32_t records;
	uint32_t broken; /* documents that could not be read */
	int32_t newest;  /* day of the newest modification, TH_DAY_BEFORE: not known */
	int64_t fetched; /* seconds since 1970 */
};

enum th_supplier_kind {
	TH_SUPPLIER_COMPANY,
	TH_SUPPLIER_FOUNDATION,
	TH_SUPPLIER_PROJECT,
	TH_SUPPLIER_GOVERNMENT,
	TH_SUPPLIER_DISTRIBUTION,
	TH_SUPPLIER_PERSON,
	TH_SUPPLIER_KIND_COUNT
};

struct th_index_supplier {
	th_ref name;
	th_span aliases, domains; /* lists of th_ref */
	uint32_t kind;            /* enum th_supplier_kind */
	uint32_t parent;          /* supplier record of this block, or TH_NONE */
	uint32_t by_name;         /* 0: its name is a common word or an account, and no evidence */
	struct th_date acquired;  /* absent: always */
};

struct th_index {
	const char *block;
	size_t size;
	const struct th_index_header *header; /* private to feeds/ */
	const struct th_index_event *events;
	const struct th_index_lifecycle *lifecycles;
	const struct th_index_supplier *suppliers;
	const struct th_index_affected *affected;
	const struct th_index_end *ends;
	const struct th_date *dates; /* of references */
	const struct th_index_advisory *advisories;
	const struct th_index_package *packages;
	const struct th_index_bound *bounds;
	const struct th_index_product *products;
	const struct th_index_exploited *exploited;
	const struct th_index_likelihood *likelihoods;
	const struct th_index_statement *statements;
	const struct th_index_source *sources;
	uint32_t event_count, lifecycle_count, supplier_count, advisory_count, package_count,
		bound_count, product_count, exploited_count, likelihood_count, statement_count,
		source_count;
	/* private to feeds/ */
	const th_ref *items;
	const struct th_block_entry *entries;
	const struct th_block_slot *slots;
	const struct th_posting *postings;
	const char *text, *prose;
};

/* A record that carries a key. */
struct th_posting {
	uint32_t kind : 4;    /* enum th_record_kind */
	uint32_t record : 28; /* number of the event, lifecycle, supplier, package or statement */
};

static inline struct th_posting th_posting_of(enum th_record_kind kind, uint32_t record)
{
	return (struct th_posting){ .kind = (uint32_t)kind & 15, .record = record & 0xfffffff };
}

/* Use a block where it is (8-byte aligned). TH_EINPUT, and an index without keys: not one of ours,
 * of another version, or damaged. */
th_status th_index_open(struct th_index *index, const void *block, size_t size) TH_MUST_USE;
/* The same for a block that came with the program, or that this run made: looks at the header
 * alone. */
th_status th_index_open_trusted(struct th_index *index, const void *block, size_t size) TH_MUST_USE;
/*
 * The same for a large block in a file that this program wrote: its checksum is not compared and
 * its advisories are not looked at, so that opening costs next to nothing. A damaged one may give
 * wrong answers; it leads nowhere outside of itself.
 */
th_status th_index_open_mapped(struct th_index *index, const void *block, size_t size) TH_MUST_USE;
/* The records that carry the key; count 0 and NULL where none does. An index that is all-zero has
 * none. */
const struct th_posting *th_index_find(const struct th_index *index, enum th_key_kind kind,
				       th_slice key, uint32_t *count);
/* The record of a supplier that carries the key, or TH_NONE. */
uint32_t th_index_find_supplier(const struct th_index *index, enum th_key_kind kind, th_slice key);
/* The same for the longest prefix of key that ends before a separator. */
uint32_t th_index_find_prefix(const struct th_index *index, enum th_key_kind kind, th_slice key,
			      char separator);
/* Bytes of the longest key of a kind; 0 where there is none. */
uint32_t th_index_longest(const struct th_index *index, enum th_key_kind kind);
/* Calls each for every key of a kind. */
void th_index_each_key(const struct th_index *index, enum th_key_kind kind,
		       void (*each)(void *context, th_slice key), void *context);
th_slice th_index_text(const struct th_index *index, th_ref ref);
/* A text that is only shown, by its place. */
th_slice th_index_prose(const struct th_index *index, uint32_t at);
/*
 * A package or an advisory by its number; NULL where there is none, or it leads outside of a
 * damaged block.
 */
const struct th_index_package *th_index_package(const struct th_index *index, uint32_t number);
const struct th_index_advisory *th_index_advisory(const struct th_index *index, uint32_t number);
/* The product of a package, or NULL; and the release that it names, absent for any. */
const struct th_index_product *th_index_product_of(const struct th_index *index,
						   const struct th_index_package *package);
th_slice th_index_release_of(const struct th_index *index, const struct th_index_package *package);
/* What th_index_find finds for a key. */
struct th_lookup {
	th_slice key; /* absent: it finds nothing */
	const struct th_posting *found;
	uint32_t count;
};
enum { TH_LOOKUP_BATCH = 64 }; /* as many as are worth waiting for together */
/* The same for up to TH_LOOKUP_BATCH keys of a kind: what each touches is waited for once for all.
 */
void th_index_find_all(const struct th_index *index, enum th_key_kind kind,
		       struct th_lookup *lookups, uint32_t count);
/* "CVE-2023-29059" -> 2023, 29059; false for anything else. */
bool th_cve_number(th_slice id, uint32_t *year, uint32_t *number);
/* The entry of a CVE id, or NULL. */
const struct th_index_exploited *th_index_find_exploited(const struct th_index *index,
							 th_slice cve);
const struct th_index_likelihood *th_index_find_likelihood(const struct th_index *index,
							   th_slice cve);
/* Item i of a list of texts. */
th_slice th_index_item(const struct th_index *index, th_span list, uint32_t i);

/* ---- making one ---- */

struct th_index_builder;

th_status th_index_builder_new(struct th_index_builder **out) TH_MUST_USE;
void th_index_builder_free(struct th_index_builder *builder);
/*
 * Add the facts of a document, none if it has none. number: told back as `document`; named: as
 * `named`. TH_ELIMIT: the block would be larger than TH_MAX_INDEX_BYTES. After a failure the
 * builder can only be freed.
 */
th_status th_index_builder_add(struct th_index_builder *builder, const struct th_document *doc,
			       uint32_t number, bool named) TH_MUST_USE;
/*
 * Add the suppliers of a twohop-suppliers/1 file (bytes padded as core/text/json.h says).
 * Complaints go to diagnostics; TH_EINPUT: it is no such file, which is one of them. A parent has
 * to be in the same file.
 */
th_status th_index_builder_add_suppliers(struct th_index_builder *builder, th_slice bytes,
					 struct th_diagnostics *diagnostics) TH_MUST_USE;
/* Histories of repositories, by which ranges of commits are decided; as long as the builder. */
struct th_commits_list;
void th_index_builder_know(struct th_index_builder *builder,
			   const struct th_commits_list *histories);
/* The finished block, malloc'ed, the caller's. Equal input gives equal bytes. The builder is empty
 * then. */
th_status th_index_builder_finish(struct th_index_builder *builder, void **block,
				  size_t *size) TH_MUST_USE;

#endif
