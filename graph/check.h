/*
 * Checks: one file each in graph/checks/, one row each in checks.def. A check looks at what the
 * walk reached and leaves drafts: what was found, about what, by whose word. graph/findings.c makes
 * findings of them: paths, ids, order.
 */
#ifndef TH_GRAPH_CHECK_H
#define TH_GRAPH_CHECK_H

#include "graph/match.h"
#include "graph/walk.h"

enum th_subject_kind {
	TH_SUBJECT_NODE,
	TH_SUBJECT_SUPPLIER,
	TH_SUBJECT_UNNAMED, /* the supplier of a node, whom nobody names */
	TH_SUBJECT_DOCUMENT,
	TH_SUBJECT_REPORTED, /* only an event says that it was relied on */
	TH_SUBJECT_PARENT,   /* owner or host of suppliers, itself none here */
};

struct th_draft {
	enum th_rule_id rule;
	enum th_level severity;
	uint32_t lowered; /* so many levels below what the rule or the policy says */
	int32_t since;    /* the day from which grace is counted; TH_DAY_BEFORE: there is none */
	enum th_subject_kind kind;
	uint32_t subject; /* node, supplier, document of the graph, number in reported, or row of
			     the built-in list */
	uint32_t nearest; /* of a parent: the vertex that the path leads to */
	uint32_t affair;  /* that it is about, or TH_NONE */
	bool is_notice;   /* nothing here is meant: it is told, and denies no claim */
	struct th_report_advisory *advisory; /* or NULL */
	struct th_suppression *suppressed;   /* or NULL */
	th_slice message, remedy;
};
TH_LIST_DEFINE(th_draft_list, struct th_draft);

/* A cause that no document leads to: only an event says that it was relied on. */
struct th_reported {
	uint32_t affair;        /* of the cause */
	uint32_t event;         /* in known->events: the cause's own */
	uint32_t said_by;       /* in known->events: the one that names the cause */
	uint32_t effect_vertex; /* where it leads on from, unless effect is set */
	uint32_t effect;        /* in reported: the effect is itself only reported; else TH_NONE */
	uint32_t supplier;      /* entity, or TH_SUPPLIER_UNKNOWN where the graph has no such */
	uint32_t hop;
};
TH_LIST_DEFINE(th_reported_list, struct th_reported);

/* A component of whose life somebody speaks. */
struct th_ending {
	uint32_t node;
	struct th_lifecycle_match match;
};
TH_LIST_DEFINE(th_ending_list, struct th_ending);

/* What a document says of a component's life, where it speaks of what the supplier makes. */
struct th_life {
	uint32_t node;
	const struct th_index_lifecycle *said;
};
TH_LIST_DEFINE(th_life_list, struct th_life);

enum th_vendor {
	TH_NO_VENDOR,
	TH_VENDOR_REACHED, /* behind a device, a build, a host within depth: its blind spots are one
			      level lower */
	TH_VENDOR_ACQUIRED, /* you acquire its product, or call it critical */
};

enum th_testimony {
	TH_TESTIMONY_PROVES,
	TH_TESTIMONY_STATES, /* somebody says so, in a document that does not bind the vendor */
	TH_TESTIMONY_CLAIMS, /* the vendor says so: a yes */
	TH_TESTIMONY_DENIES,
};

/* A place that speaks of a vendor's control (graph/controls.h). */
struct th_witness {
	uint32_t supplier;
	uint8_t control;       /* enum th_control */
	uint8_t testimony;     /* enum th_testimony */
	uint32_t document;     /* of the graph; or TH_NONE: */
	uint32_t run_document; /* of the run, an advisory file */
	uint64_t offset;
	const struct th_claim *claim; /* that it is, or NULL */
	uint32_t node;                /* that was found, or 0 */
	uint32_t product;             /* it speaks of this product alone (a node), or 0: of all */
	uint32_t number;              /* as they came */
	bool bears_out;               /* what was made of all that speak of the control */
};
TH_LIST_DEFINE(th_witness_list, struct th_witness);

/* Of a vendor's control: what it is, and on whose word. A vendor is as good as the worst of its
 * products. */
struct th_control_standing {
	uint32_t supplier;
	uint8_t control;
	enum th_control_state state;
	uint32_t first,
		end; /* in check->witnesses: all that speak of it, those of a kind together */
};
TH_LIST_DEFINE(th_control_standing_list, struct th_control_standing);

struct th_run_documents; /* graph/documents.h */
struct th_inputs;

struct th_check {
	const struct th_graph *graph;
	const struct th_walk *walk;
	const struct th_known *known;
	const struct th_config *config;
	const struct th_link_input
		*inputs; /* by document of the graph: what the configuration says of it */
	const th_slice *document_paths; /* by document of the run: to name the source of a fact */
	int32_t as_of;
	uint32_t depth;
	uint8_t *vendor; /* by supplier: enum th_vendor */
	struct th_index_list
		unnamed;  /* products that you acquire of vendors whom nobody names: nodes */
	bool *is_unnamed; /* by node: it is in unnamed */
	uint8_t *lifecycle_known;         /* by node */
	struct th_life_list lives;        /* by node, at most one each */
	struct th_report_advisory **told; /* by affair: an advisory of it, or NULL */
	struct th_match_list matches;
	struct th_advised_list advised; /* by node */
	struct th_ending_list endings;
	struct th_reported_list reported;
	const struct th_run_documents *run;
	const struct th_inputs *files;      /* of the run, documents or not */
	uint8_t *products;                  /* by node: bits of graph/products.h */
	struct th_index_list product_nodes; /* those that have TH_PRODUCT, in order */
	struct th_witness_list witnesses;
	struct th_control_standing_list standings;
	struct th_draft_list drafts;
	th_slice skipped[TH_RULE_COUNT]; /* why a rule was not, or not wholly, evaluated; absent: it
					    was */
	int32_t stale_feed_days; /* of the oldest feed that is older than the policy allows; 0: none
				  */
	struct th_arena *arena;  /* of the report */
};

/* A vendor: an entity, or, where nobody names it (TH_SUPPLIER_UNKNOWN), the one behind a node. */
struct th_vendor_of {
	uint32_t supplier, node;
};

/* Look at all that was reached, then run every check. check->drafts and the lists before it are
 * filled. */
th_status th_check_all(struct th_check *check) TH_MUST_USE;
void th_check_release(struct th_check *check);

/* ---- for checks ---- */

/* A new draft of a rule, with the rule's severity; NULL on want of memory. */
struct th_draft *th_check_draft(struct th_check *check, enum th_rule_id rule,
				enum th_subject_kind kind, uint32_t subject);
/* One level less severe, for it is less certain or farther off. */
void th_draft_lower(struct th_draft *draft);
/* The same for any level, so many times. */
enum th_level th_level_below(enum th_level level, uint32_t levels);
/* "X_TRADER 7.17.90p608", in the report's arena. */
th_slice th_check_title(struct th_check *check, uint32_t node);
/* A draft about the vendor of a product, named or not, and the name to show in its message. */
struct th_draft *th_check_vendor_draft(struct th_check *check, enum th_rule_id rule,
				       const struct th_vendor_of *vendor, th_slice *name);
/* The name to show of a node's supplier; "an unknown supplier" where it has none. */
th_slice th_check_supplier_name(const struct th_check *check, uint32_t node);
/* Where a record of an index comes from: "builtin-<kind>", a feed's name, a document's path. */
th_slice th_check_source(const struct th_check *check, const struct th_index *index,
			 uint32_t document, const char *kind);
/* What an affair says, as an advisory of a finding. */
struct th_report_advisory *th_check_advisory(struct th_check *check, uint32_t affair,
					     enum th_confidence confidence, enum th_matched_by by);
/* Is an entity reached, and at which hop? */
static inline bool th_check_reaches(const struct th_check *check, uint32_t supplier)
{
	return supplier != TH_SUPPLIER_UNKNOWN &&
	       th_walk_reaches(check->walk, th_graph_supplier_vertex(check->graph, supplier));
}
static inline uint32_t th_check_hop(const struct th_check *check, uint32_t supplier)
{
	return check->walk->hop[th_graph_supplier_vertex(check->graph, supplier)];
}
/* The day a document speaks of, as the configuration says or else the document; TH_DAY_BEFORE: none
 * does. */
int32_t th_check_document_day(const struct th_link_input *input);
/* Whom an event speaks of, among those who were reached; TH_SUPPLIER_UNKNOWN: nobody of them. */
uint32_t th_check_supplier_of(const struct th_check *check, const struct th_known_event *event);
/* May who has this access to a vendor's machines change what it ships (build, signing, source)? */
bool th_access_is_sensitive(th_slice access);
/* Names one after the other: at most a few, then how many more there are. */
struct th_examples {
	th_slice names[5];
	uint32_t kept, count;
};
void th_examples_add(struct th_examples *examples, th_slice name);
th_slice th_examples_text(const struct th_examples *examples, struct th_arena *arena);

#endif
