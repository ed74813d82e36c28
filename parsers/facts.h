/*
 * What an advisory file says, as plain lists: events (twohop-events/1), lifecycle statements (CLE,
 * endoflife.date), advisories (OSV, CSAF), flaws that are exploited (KEV), their likelihood (EPSS)
 * and VEX statements. Text points into the document (th_text). Dates that are not dates are
 * diagnostics and absent here; so are ranges, hashes, package URLs and CPE names that cannot be
 * read. An absent `published` means that the fact is as old as its file: it is not hidden from any
 * day that is asked about, as nobody said when it came to be known.
 */
#ifndef TH_PARSERS_FACTS_H
#define TH_PARSERS_FACTS_H

#include "core/base/date.h"
#include "parsers/document.h"

TH_LIST_DEFINE(th_text_list, th_text);

/* TH_EVENT_KIND(name, word, is_release): release kinds match artefacts, the others speak of a
 * supplier. */
enum th_event_kind {
#define TH_EVENT_KIND(name, word, is_release) TH_EVENT_##name,
#include "parsers/event_kinds.def"
#undef TH_EVENT_KIND
	TH_EVENT_KIND_COUNT
};

struct th_fact_hash {
	th_text content; /* hexadecimal as written */
	uint8_t algorithm;
};
TH_LIST_DEFINE(th_fact_hash_list, struct th_fact_hash);

/* One entry of an event's `affected` or `suspected`. */
struct th_fact_affected {
	th_text platform, range;
	struct th_text_list versions; /* of the event's product, as `range` is */
	struct th_text_list purls;    /* further packages, each with its version */
	struct th_text_list commits;  /* what a moved tag pointed to */
	struct th_fact_hash_list hashes;
	bool suspected;
};
TH_LIST_DEFINE(th_fact_affected_list, struct th_fact_affected);

struct th_fact_reference {
	th_text title, url;
	struct th_date published;
};
TH_LIST_DEFINE(th_fact_reference_list, struct th_fact_reference);

/* A name with what else it is called. */
struct th_fact_party {
	th_text name;
	struct th_text_list aliases, domains; /* domains: of suppliers */
	struct th_text_list purls, cpes;      /* of products */
};

struct th_fact_event {
	uint64_t place; /* offset of its object */
	th_text id, title, note;
	uint8_t kind; /* enum th_event_kind */
	struct th_text_list aliases, caused_by, techniques;
	struct th_fact_party supplier, product; /* product.name absent: none */
	struct th_fact_affected_list affected;
	struct th_fact_reference_list references;
	bool dropped_references; /* there were more */
	struct th_date from, to, published, withdrawn, resolved;
};
TH_LIST_DEFINE(th_fact_event_list, struct th_fact_event);

/* CLE event types that say that something ends. */
enum th_end_kind {
	TH_END_OF_LIFE,
	TH_END_OF_SUPPORT,
	TH_END_OF_DISTRIBUTION,
	TH_END_OF_DEVELOPMENT,
	TH_END_OF_MARKETING,
	TH_END_KIND_COUNT
};

struct th_fact_end {
	uint64_t place;
	uint8_t kind; /* enum th_end_kind */
	struct th_date effective, published,
		withdrawn; /* withdrawn: when a `withdrawn` event for it was published */
	th_text cycle; /* of a release line: what begins so, up to a boundary, and with no longer
			  line's name */
	struct th_text_list versions, ranges; /* all three empty: all versions */
	struct th_fact_reference_list references;
	bool dropped_references; /* there were more */
	th_text note;
};
TH_LIST_DEFINE(th_fact_end_list, struct th_fact_end);

/* One product's lifecycle: a CLE document. */
struct th_fact_lifecycle {
	uint64_t place;
	struct th_fact_party supplier, product; /* product.purls: its identifiers */
	struct th_fact_end_list ends;           /* from the oldest to the newest */
	bool silent_on_distribution;            /* its source never says when that ends */
	th_text observed_at;                    /* where its download was looked for */
	struct th_date observed;                /* when it was there; absent: it was not, or
						   nobody looked */
	struct th_date updated;
};
TH_LIST_DEFINE(th_fact_lifecycle_list, struct th_fact_lifecycle);

/* ---- advisories ---- */

/* A place in the order of versions; the kinds in the order in which equal versions stand (OSV,
 * "Evaluation"). */
enum th_bound_kind {
	TH_BOUND_INTRODUCED,    /* from here on; "0" lies before every version */
	TH_BOUND_LAST_AFFECTED, /* up to and with this one */
	TH_BOUND_FIXED,         /* from here on no more */
	TH_BOUND_LIMIT,         /* nothing from here on is meant at all */
	TH_BOUND_LAST_KNOWN,    /* a hint: nobody has looked beyond this one */
	TH_BOUND_KIND_COUNT
};
struct th_fact_bound {
	th_text version;
	uint8_t kind; /* enum th_bound_kind */
};
TH_LIST_DEFINE(th_fact_bound_list, struct th_fact_bound);

enum th_window_kind {
	TH_WINDOW_ECOSYSTEM, /* in the order of the package's ecosystem */
	TH_WINDOW_SEMVER,
	TH_WINDOW_GIT, /* bounds are commits */
	TH_WINDOW_KIND_COUNT
};

/* Bounds that belong together, in any order: an OSV range. */
struct th_fact_window {
	uint64_t place;
	uint8_t kind; /* enum th_window_kind */
	th_text repository;
	struct th_fact_bound_list bounds;
};
TH_LIST_DEFINE(th_fact_window_list, struct th_fact_window);

/*
 * One package or product of an advisory, by any of: ecosystem and name (OSV), package URL, CPE,
 * digest, supplier and product. It is meant in the versions listed, in those inside a window, and
 * in those of a `vers` range; in all where none of these is given and is_every is set.
 */
struct th_fact_package {
	uint64_t place;
	th_text ecosystem, name;
	th_text purl, cpe;
	th_text supplier, product;
	th_text link; /* of a statement: BOM-Link to a component, or "#ref" of its own document */
	struct th_text_list versions, ranges;
	struct th_fact_window_list windows;
	struct th_fact_hash_list hashes;
	bool is_every;
	bool is_open;     /* what it says of its versions could not be read wholly */
	bool has_parts;   /* of a statement: it speaks of the parts that follow, inside of this */
	uint16_t part_of; /* how many packages before this one the product stands that it is part
			     of; 0: it is none */
};
TH_LIST_DEFINE(th_fact_package_list, struct th_fact_package);

/* A flaw, or packages that do harm. */
struct th_fact_advisory {
	uint64_t place;
	th_text id, summary;
	struct th_text_list aliases;  /* other ids of the same */
	struct th_text_list upstream; /* what it repeats for a distribution: one way */
	struct th_text_list vectors;  /* CVSS */
	th_text severity;             /* a word, where no vector is */
	struct th_date published, modified, withdrawn;
	struct th_fact_package_list packages;
	struct th_fact_reference_list references;
	bool dropped_references; /* there were more */
	bool is_malicious;
};
TH_LIST_DEFINE(th_fact_advisory_list, struct th_fact_advisory);

/* A flaw that attackers use: an entry of CISA KEV. It names no versions. */
struct th_fact_exploited {
	uint64_t place;
	th_text cve, supplier, product, title;
	struct th_date added, due;
	bool by_ransomware;
};
TH_LIST_DEFINE(th_fact_exploited_list, struct th_fact_exploited);

/* How likely a flaw is to be used: a row of EPSS. */
struct th_fact_likelihood {
	th_text cve;
	uint32_t probability, percentile; /* in millionths */
};
TH_LIST_DEFINE(th_fact_likelihood_list, struct th_fact_likelihood);

/* ---- VEX ---- */

enum th_vex_status {
	TH_VEX_AFFECTED,
	TH_VEX_NOT_AFFECTED,
	TH_VEX_FIXED,
	TH_VEX_UNDER_INVESTIGATION,
	TH_VEX_STATUS_COUNT
};

/* What one statement says about one flaw in some products. */
struct th_fact_statement {
	uint64_t place;
	struct th_text_list flaws; /* id and aliases */
	uint8_t status;            /* enum th_vex_status */
	th_text why;               /* justification or impact statement */
	th_text author;
	struct th_date said; /* the day; absent: none is stated */
	int64_t second; /* of that moment since 1970, for the latest of one day; 0: not known */
	struct th_fact_package_list products; /* without windows */
};
TH_LIST_DEFINE(th_fact_statement_list, struct th_fact_statement);

struct th_facts {
	struct th_fact_event_list events;
	struct th_fact_lifecycle_list lifecycles;
	struct th_fact_advisory_list advisories;
	struct th_fact_exploited_list exploited;
	struct th_fact_likelihood_list likelihoods;
	struct th_fact_statement_list statements;
	struct th_date updated; /* what the file says of its own age */
};

/* Gives back all lists; called by th_document_release. facts may be NULL. */
void th_facts_release(struct th_facts *facts);
const char *th_event_kind_word(enum th_event_kind kind);

/* ---- for the parsers of such files ---- */

/* Give the document empty facts. */
th_status th_facts_begin(struct th_document *doc) TH_MUST_USE;
/* What a list that took no more item says: TH_ELIMIT with a diagnostic, or TH_ENOMEM. count: items
 * that it has. */
th_status th_facts_full(struct th_document *doc, uint32_t count) TH_MUST_USE;
/* Add a reference, unless there are TH_MAX_REFERENCES: it is shown with every finding of the fact.
 * *dropped: some were not added, which is said once. */
th_status th_facts_add_reference(struct th_document *doc, struct th_fact_reference_list *list,
				 struct th_fact_reference reference, uint64_t place,
				 bool *dropped) TH_MUST_USE;
/* Add a text to a list; an empty one is passed over. */
th_status th_facts_add_text(struct th_document *doc, struct th_text_list *list,
			    th_text text) TH_MUST_USE;
/* The same, after a diagnostic not at all, for a text that is to be a package URL, a CPE name, a
 * range of versions. */
th_status th_facts_add_purl(struct th_document *doc, struct th_text_list *list,
			    th_text text) TH_MUST_USE;
th_status th_facts_add_cpe(struct th_document *doc, struct th_text_list *list,
			   th_text text) TH_MUST_USE;
th_status th_facts_add_range(struct th_document *doc, struct th_text_list *list,
			     th_text text) TH_MUST_USE;
/* Is text a range of versions (vers)? A diagnostic says why not. */
bool th_facts_range_is_read(struct th_document *doc, th_text text);
/* The date; absent for an absent text, and after a diagnostic for one that is no date. */
struct th_date th_facts_date(struct th_document *doc, th_text text);
/* When a statement was made: the day, and the second if it is said. */
void th_facts_set_time(struct th_document *doc, struct th_fact_statement *statement, th_text text);
/* Give back the lists of one end, of one event. */
void th_fact_end_release(struct th_fact_end *end);
void th_fact_event_release(struct th_fact_event *event);
void th_fact_lifecycle_release(struct th_fact_lifecycle *lifecycle);
/* The same of one advisory, of one statement. */
void th_fact_advisory_release(struct th_fact_advisory *advisory);
void th_fact_statement_release(struct th_fact_statement *statement);
void th_fact_packages_release(struct th_fact_package_list *packages);

#endif
