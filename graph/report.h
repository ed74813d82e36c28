/*
 * What an audit found, as plain data: the one model that every output renders (cmd/render/).
 * Nothing in it is escaped; texts live in the report's arena or in the documents, which live as
 * long as the report. Absent slices are null.
 */
#ifndef TH_GRAPH_REPORT_H
#define TH_GRAPH_REPORT_H

#include "core/base/arena.h"
#include "core/base/date.h"
#include "core/base/diagnostic.h"
#include "core/base/list.h"
#include "graph/rule.h"

/* A place in a document. */
struct th_place {
	th_slice document;     /* path as shown, or "builtin:events" */
	uint32_t line, column; /* from 1; 0: none */
	th_slice pointer;      /* RFC 6901, XML path or tag; absent: none */
};

enum th_node_kind {
	TH_NODE_SELF,
	TH_NODE_COMPONENT,
	TH_NODE_SUPPLIER,
	TH_NODE_DEVICE,
	TH_NODE_SERVICE,
	TH_NODE_DOCUMENT,
	TH_NODE_KIND_COUNT
};
const char *th_node_kind_word(enum th_node_kind kind);

/* One step of an argument: what is relied on, and the relation that leads there from the step
 * before. */
struct th_step {
	enum th_node_kind kind;
	th_slice name, version, supplier;
	uint32_t hop;
	const char *relation;     /* NULL for the first step, which is you */
	struct th_place evidence; /* of the relation; nothing for the first step */
	uint32_t number; /* below the report's step_count; paths share steps, and one that stands
			    in two has the same steps before it in both */
};

enum th_confidence { TH_CONFIRMED, TH_SUSPECTED };

struct th_report_advisory {
	th_slice id, source; /* source: builtin-events, builtin-lifecycle, or the file's path */
	enum th_confidence confidence;
	struct th_date published;
	const char *matched_by;
	th_slice *references;
	uint32_t reference_count;
};

/* Why a finding does not count. */
struct th_suppression {
	const char *by;         /* "vex", "exception" */
	th_slice owner, reason; /* absent: not stated */
	struct th_date expires; /* absent: never */
	struct th_date approved;
	th_slice ticket, second_approver;
	uint32_t document; /* of the run, and where in it: what `evidence` is made of */
	uint64_t offset;
	struct th_place evidence;
};

/* How a finding stands to the baseline that the run was given. */
enum th_news { TH_NEWS_NO_BASELINE, TH_NEWS_KNOWN, TH_NEWS_NEW };

struct th_finding {
	char id[32]; /* 16 hexadecimal digits, "-2" and so on for further versions */
	enum th_rule_id rule;
	enum th_level severity;
	int32_t hop; /* -1: null */
	struct {
		enum th_node_kind kind;
		th_slice name, version, purl, supplier;
	} subject;
	struct th_report_advisory *advisory; /* or NULL */
	const struct th_step **steps;
	uint32_t step_count;
	uint32_t *causes; /* findings (indexes into the sorted list) that caused this one */
	uint32_t cause_count;
	th_slice message, remedy;          /* sentences */
	struct th_suppression *suppressed; /* NULL: it counts */
	bool decides; /* counts towards the exit: at or above its fail level, new, not suppressed
			 ... */
	enum th_news news;
	uint32_t decided_by; /* entry of the policy's rules that set its fail level; UINT32_MAX:
				fail_on did */
};
TH_LIST_DEFINE(th_finding_list, struct th_finding);

enum th_signature_state {
	TH_SIGNATURE_VALID,
	TH_SIGNATURE_INVALID,
	TH_SIGNATURE_UNTRUSTED,
	TH_SIGNATURE_UNSUPPORTED,
	TH_SIGNATURE_STATE_COUNT
};
const char *th_signature_state_word(enum th_signature_state state);

/* A signature, judged (graph/trust.h). Absent texts are null. */
struct th_report_signature {
	enum th_signature_state state;
	th_slice who; /* valid: as you call them; else who it says it is by, if it says that */
	th_slice algorithm; /* "ECDSA P-256 SHA-256 (DER)"; of GCB's older form it says that too */
	th_slice keyid;     /* SHA-256 of the SubjectPublicKeyInfo; absent: no key is known */
	th_slice why;       /* a sentence; absent for a valid one */
	th_slice identity, issuer; /* of the certificate: subject alternative name, OIDC issuer */
	th_slice runner;           /* of the certificate: "github-hosted", "self-hosted" */
	uint32_t payload;          /* of the envelope's payloads, or TH_NONE: the document itself */
	int64_t time; /* seconds since 1970, vouched for by a log or timestamp authority; 0: none */
	uint64_t offset; /* where it stands in the document */
};
TH_LIST_DEFINE(th_report_signature_list, struct th_report_signature);

/* What is known of one of the five controls of a vendor. */
enum th_control_state {
	TH_CONTROL_SILENT,
	TH_CONTROL_STATED,
	TH_CONTROL_PROVEN,
	TH_CONTROL_CONTRADICTED
};
struct th_report_control {
	th_slice supplier;
	uint32_t hop;
	const char *control; /* its word */
	uint32_t number;     /* orders what is equal otherwise */
	enum th_control_state state;
	struct th_place *evidence;
	uint32_t evidence_count;
};
TH_LIST_DEFINE(th_report_control_list, struct th_report_control);
const char *th_control_state_word(enum th_control_state state);

enum th_document_status { TH_DOCUMENT_READ, TH_DOCUMENT_REJECTED, TH_DOCUMENT_IGNORED };

struct th_report_document {
	th_slice path, format, spec_version, id, created;
	char sha256[65]; /* empty: not computed or not readable */
	enum th_document_status status;
	th_slice error;                    /* of a rejected one: a sentence */
	uint32_t error_line, error_column; /* 0: none */
	th_slice why;                      /* of an ignored one */
	bool counted;                      /* the counts below hold */
	uint32_t components, services, files, dependencies, relationships;
	struct th_report_signature *signatures; /* in the order in which they stand */
	uint32_t signature_count;
};
TH_LIST_DEFINE(th_report_document_list, struct th_report_document);

struct th_report_supplier {
	th_slice name;
	uint32_t hop;
	th_slice *aliases;
	uint32_t alias_count;
	uint32_t components;
	const char *resolved_by; /* the rung: supplier, manufacturer, publisher, author,
				    purl-namespace, repository, cpe-vendor, ... */
	th_slice parent;         /* at as_of; absent: none known */
};
TH_LIST_DEFINE(th_report_supplier_list, struct th_report_supplier);

/* A diagnostic with its place worked out. */
struct th_report_diagnostic {
	enum th_diag_code code;
	struct th_place place;
	th_slice message;
};
TH_LIST_DEFINE(th_report_diagnostic_list, struct th_report_diagnostic);

/* It is said of the run as a whole or of its policy, not of what a document states. */
bool th_report_is_of_run(const struct th_report_diagnostic *diagnostic);

struct th_not_evaluated {
	th_slice rule, why; /* rule: a slug, or the configuration key whose feature is not built */
};
TH_LIST_DEFINE(th_not_evaluated_list, struct th_not_evaluated);

enum th_reason {
	TH_REASON_VIOLATION,
	TH_REASON_CONTRADICTION,
	TH_REASON_BLIND_SPOT,
	TH_REASON_VISIBILITY,
	TH_REASON_EXPIRED_EXCEPTION,
	TH_REASON_STALE_FEED,
	TH_REASON_STALE_EVIDENCE,
	TH_REASON_QUALITY,
	TH_REASON_NOT_EVALUATED,
	TH_REASON_BAD_INPUT,
	TH_REASON_NO_INPUT,
	TH_REASON_OUTPUT,
	TH_REASON_INTERNAL,
	TH_REASON_COUNT,
};
/* A line of the policy, or a fault, that gives a run a reason not to pass. */
struct th_because {
	enum th_reason reason;
	struct th_place place; /* of the line; document absent: it stands in no file */
	th_slice line;      /* "policy.fail_on: high for violations"; absent: no policy says so */
	th_slice what;      /* "2 findings at or above it" */
	uint32_t *findings; /* that decide by it */
	uint32_t finding_count;
};
TH_LIST_DEFINE(th_because_list, struct th_because);

const char *th_reason_word(enum th_reason reason);
/* The exit code of a set of reasons (bits 1 << reason): 70, 73, 66, 65, 1, 2, 3, or 0. */
int th_exit_code(uint32_t reasons);

struct th_report {
	struct th_date as_of;
	struct th_report_document_list documents;
	struct th_report_supplier_list suppliers; /* by hop, then name */
	struct {
		uint32_t hop, known, unknown, documented;
	} visibility;
	struct th_finding_list findings; /* sorted as reports list them */
	uint32_t step_count;             /* different steps of all paths */
	struct th_report_control_list
		controls; /* of every vendor all five, by hop, then supplier */
	struct th_report_diagnostic_list
		diagnostics; /* of the run as a whole and of documents, in input order */
	struct th_not_evaluated_list not_evaluated;
	uint32_t summary[TH_CLASS_COUNT], suppressed;
	bool has_baseline;
	uint32_t fresh, known; /* of the unsuppressed findings, where there is a baseline */
	struct {
		th_slice path;   /* the configuration in force; absent: there is none */
		char digest[65]; /* SHA-256 of the effective policy, as `twohop policy check` prints
				    it; empty: not computed */
	} policy;
	uint32_t vendors;               /* suppliers of what you acquired */
	uint32_t reasons;               /* bits 1 << enum th_reason */
	struct th_because_list because; /* in the order of reasons */
	struct th_date accept_until; /* the last day of an exception that is written today, as the
					policy allows */
	th_slice change; /* the least configuration with which this run would pass, as YAML; absent:
			    it passes, or no policy makes it pass */
	th_slice verdict; /* the first line of a text report: "2 violations; 1 document could not be
			     read" ... */
	struct th_arena arena;
};

#endif
