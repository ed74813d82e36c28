/* A report made by hand, for the tests of renderings: the 3CX case, with a document that is no JSON
 * and one that is none. */
#ifndef TH_TESTS_SAMPLE_REPORT_H
#define TH_TESTS_SAMPLE_REPORT_H

#include "graph/report.h"

struct sample {
	struct th_report report;
	struct th_finding findings[8];
	struct th_report_document documents[4];
	struct th_report_supplier suppliers[3];
	struct th_report_diagnostic diagnostics[2];
	struct th_not_evaluated not_evaluated[3];
	struct th_step steps[5];
	const struct th_step *path[5]; /* over the steps */
	struct th_report_advisory advisory, cause;
	th_slice references[3];
	th_slice aliases[1];
	uint32_t causes[1];
};

static inline struct th_place sample_place(const char *document, uint32_t line, const char *pointer)
{
	return (struct th_place){ th_slice_of(document), line, 3, th_slice_of(pointer) };
}

static inline void sample_documents(struct sample *s)
{
	s->documents[0] = (struct th_report_document){
		.path = TH_SLICE("3cx/app.cdx.json"),
		.format = TH_SLICE("cyclonedx-json"),
		.spec_version = TH_SLICE("1.5"),
		.id = TH_SLICE("urn:cdx:1/1"),
		.created = TH_SLICE("2023-02-28"),
		.status = TH_DOCUMENT_READ,
		.counted = true,
		.components = 15,
		.dependencies = 14,
	};
	memset(s->documents[0].sha256, 'a', 64);
	s->documents[1] = (struct th_report_document){
		.path = TH_SLICE("3cx/laptop-17.cdx.json"),
		.format = TH_SLICE("cyclonedx-json"),
		.spec_version = TH_SLICE("1.5"),
		.status = TH_DOCUMENT_READ,
		.counted = true,
		.components = 1,
	};
	s->documents[2] = (struct th_report_document){
		.path = TH_SLICE("3cx/broken.json"),
		.status = TH_DOCUMENT_REJECTED,
		.error = TH_SLICE("a value was expected"),
		.error_line = 3,
		.error_column = 14,
	};
	s->documents[3] = (struct th_report_document){
		.path = TH_SLICE("3cx/README.md"),
		.status = TH_DOCUMENT_IGNORED,
		.why = TH_SLICE("text of no format that twohop reads"),
	};
	s->report.documents = (struct th_report_document_list){ s->documents, 4, 4 };
}

static inline void sample_suppliers(struct sample *s)
{
	s->aliases[0] = TH_SLICE("3CX Ltd");
	s->suppliers[0] = (struct th_report_supplier){ TH_SLICE("3CX"), 1,    s->aliases, 1, 2,
						       "supplier",      { 0 } };
	s->suppliers[1] = (struct th_report_supplier){
		TH_SLICE("OpenJS Foundation"), 2, NULL, 0, 3, "purl-namespace", { 0 }
	};
	s->suppliers[2] = (struct th_report_supplier){
		TH_SLICE("Trading Technologies"), 2, NULL, 0, 1, "supplier", TH_SLICE("7RIDGE")
	};
	s->report.suppliers = (struct th_report_supplier_list){ s->suppliers, 3, 3 };
	s->report.visibility.hop = 2;
	s->report.visibility.known = 2;
	s->report.visibility.unknown = 1;
	s->report.visibility.documented = 1;
}

static inline void sample_steps(struct sample *s)
{
	s->steps[0] = (struct th_step){ .kind = TH_NODE_SELF, .name = TH_SLICE("you") };
	s->steps[1] = (struct th_step){
		.kind = TH_NODE_COMPONENT,
		.name = TH_SLICE("3CXDesktopApp"),
		.version = TH_SLICE("18.12.416"),
		.supplier = TH_SLICE("3CX"),
		.hop = 1,
		.relation = "acquires",
		.evidence = sample_place("3cx/app.cdx.json", 14, "/metadata/component"),
	};
	s->steps[2] = (struct th_step){
		.kind = TH_NODE_SUPPLIER,
		.name = TH_SLICE("3CX"),
		.hop = 1,
		.relation = "supplied-by",
		.evidence = sample_place("3cx/app.cdx.json", 17, "/metadata/component/supplier"),
	};
	s->steps[3] = (struct th_step){
		.kind = TH_NODE_DEVICE,
		.name = TH_SLICE("laptop-17"),
		.hop = 1,
		.relation = "operates",
		.evidence = sample_place("3cx/laptop-17.cdx.json", 10, "/metadata/component"),
	};
	s->steps[4] = (struct th_step){
		.kind = TH_NODE_COMPONENT,
		.name = TH_SLICE("X_TRADER"),
		.version = TH_SLICE("7.17.90p608"),
		.supplier = TH_SLICE("Trading Technologies"),
		.hop = 2,
		.relation = "runs",
		.evidence = sample_place("3cx/laptop-17.cdx.json", 24, "/components/0"),
	};
	for (uint32_t i = 0; i < 5; i++) {
		s->steps[i].number = i;
		s->path[i] = &s->steps[i];
	}
	s->report.step_count = 5;
}

static inline struct th_finding sample_finding(enum th_rule_id rule, const char *id,
					       enum th_node_kind kind, const char *name,
					       int32_t hop, const char *message)
{
	struct th_finding finding = {
		.rule = rule,
		.severity = th_rules[rule].severity,
		.hop = hop,
		.message = th_slice_of(message),
		.decides = th_rules[rule].severity <= TH_LEVEL_HIGH,
	};

	memcpy(finding.id, id, strlen(id));
	finding.subject.kind = kind;
	finding.subject.name = th_slice_of(name);
	return finding;
}

static inline void sample_findings(struct sample *s)
{
	struct th_finding *f = s->findings;

	sample_steps(s);
	s->references[0] = TH_SLICE("https://www.3cx.com/blog/news/desktopapp-security-alert/");
	s->references[1] = TH_SLICE("https://example.org/"
				    "a-reference-so-long-that-it-does-not-fit-on-a-line-of-eighty-"
				    "columns-whatever-one-does");
	s->references[2] = TH_SLICE("https://example.org/third");
	s->advisory = (struct th_report_advisory){ TH_SLICE("TH-2023-3CX"),
						   TH_SLICE("builtin-events"),
						   TH_CONFIRMED,
						   { 19446, TH_DATE_DAY },
						   "hash",
						   s->references,
						   3 };
	s->cause = (struct th_report_advisory){ TH_SLICE("TH-2022-X_TRADER"),
						TH_SLICE("builtin-events"),
						TH_SUSPECTED,
						{ 19467, TH_DATE_DAY },
						"supplier+product+version",
						NULL,
						0 };
	f[0] = sample_finding(
		TH_RULE_compromised_release, "1111111111111111", TH_NODE_COMPONENT, "3CXDesktopApp",
		1, "3CXDesktopApp 18.12.416 is one of the releases that were trojanized.");
	f[0].subject.version = TH_SLICE("18.12.416");
	f[0].subject.supplier = TH_SLICE("3CX");
	f[0].advisory = &s->advisory;
	f[0].steps = s->path;
	f[0].step_count = 2;
	s->causes[0] = 1;
	f[0].causes = s->causes;
	f[0].cause_count = 1;
	f[0].remedy = TH_SLICE("Remove it and ask 3CX for a clean build.");
	f[1] = sample_finding(TH_RULE_compromised_release, "2222222222222222", TH_NODE_COMPONENT,
			      "X_TRADER", 2, "X_TRADER 7.17.90p608 is a trojanized release.");
	f[1].subject.version = TH_SLICE("7.17.90p608");
	f[1].subject.supplier = TH_SLICE("Trading Technologies");
	f[1].advisory = &s->cause;
	f[1].steps = s->path;
	f[1].step_count = 5;
	f[2] = sample_finding(
		TH_RULE_no_environment_evidence, "3333333333333333", TH_NODE_SUPPLIER, "3CX", 1,
		"Nothing says what runs on the machines that reach the build of 3CX.");
	f[2].remedy = TH_SLICE("Ask 3CX for an inventory.");
	f[3] = sample_finding(TH_RULE_end_of_life_soon, "4444444444444444", TH_NODE_COMPONENT,
			      "electron", 2, "electron 22 reaches its end of life in 12 days.");
	for (int i = 4; i < 8; i++)
		f[i] = sample_finding(TH_RULE_unknown_supplier, "5555555555555555",
				      TH_NODE_DOCUMENT,
				      i == 4   ? "a.json"
				      : i == 5 ? "b.json"
				      : i == 6 ? "c.json"
					       : "d.json",
				      1, "2 components name no supplier.");
	s->report.findings = (struct th_finding_list){ f, 8, 8 };
	s->report.summary[TH_CLASS_VIOLATION] = 3;
	s->report.summary[TH_CLASS_BLIND_SPOT] = 5;
}

static inline void sample_init(struct sample *s)
{
	*s = (struct sample){ 0 };
	s->report.as_of = (struct th_date){ 19468, TH_DATE_DAY };
	s->report.accept_until = th_date_of_day(th_day_add(s->report.as_of.day, 90));
	s->report.verdict = TH_SLICE("2 violations, 1 blind spot; 1 document could not be read");
	sample_documents(s);
	sample_suppliers(s);
	sample_findings(s);
	s->not_evaluated[0] =
		(struct th_not_evaluated){ TH_SLICE("vulnerable"), TH_SLICE("no OSV feed") };
	s->not_evaluated[1] =
		(struct th_not_evaluated){ TH_SLICE("known-exploited"), TH_SLICE("no KEV feed") };
	s->not_evaluated[2] =
		(struct th_not_evaluated){ TH_SLICE("malicious-package"), TH_SLICE("no OSV feed") };
	s->report.not_evaluated = (struct th_not_evaluated_list){ s->not_evaluated, 3, 3 };
	s->diagnostics[0] =
		(struct th_report_diagnostic){ TH_DIAG_not_read,
					       { TH_SLICE("3cx/broken.json"), 3, 14, { 0 } },
					       TH_SLICE("a value was expected") };
	s->diagnostics[1] = (struct th_report_diagnostic){
		TH_DIAG_dangling_ref, sample_place("3cx/app.cdx.json", 90, "/dependencies/3"),
		TH_SLICE("'x' leads to nothing")
	};
	s->report.diagnostics = (struct th_report_diagnostic_list){ s->diagnostics, 2, 2 };
	s->report.reasons = UINT32_C(1) << TH_REASON_VIOLATION |
			    UINT32_C(1) << TH_REASON_BLIND_SPOT |
			    UINT32_C(1) << TH_REASON_BAD_INPUT;
}

#endif
