/*
 * graph/findings: ids that stay, the order, the way to what was found and where it is written, and
 * what caused what.
 */
#include "world.h"

#include "graph/findings.h"

static struct world w;
static struct th_check check;
static struct th_report report;
static struct th_findings findings;
static const struct th_document *documents[WORLD_DOCUMENTS + WORLD_FACTS];
static th_slice paths[WORLD_DOCUMENTS + WORLD_FACTS];
static bool judged;
static char shown[8192];

static void forget(void)
{
	if (judged) {
		th_findings_release(&findings);
		th_check_release(&check);
		th_finding_list_release(&report.findings);
		th_arena_release(&report.arena);
	}
	judged = false;
	check = (struct th_check){ 0 };
	report = (struct th_report){ 0 };
	findings = (struct th_findings){ 0 };
	world_release(&w);
}

static int teardown(void **state)
{
	(void)state;
	forget();
	return 0;
}

#define DAY "2023-06-01"

/* All that an audit does between reading and the summary. */
static void judge(void)
{
	world_walk(&w);
	world_know(&w, DAY);
	for (uint32_t i = 0; i < w.count; i++)
		documents[i] = &w.documents[i].doc;
	for (uint32_t i = 0; i < w.fact_count; i++)
		documents[WORLD_DOCUMENTS + i] = &w.facts[i].doc;
	for (uint32_t i = 0; i < WORLD_DOCUMENTS + WORLD_FACTS; i++)
		paths[i] = documents[i] ? documents[i]->path : (th_slice){ 0 };
	world_run(&w);
	check = (struct th_check){ .graph = &w.graph,
				   .walk = &w.walk,
				   .known = &w.known,
				   .config = &w.config,
				   .inputs = w.inputs,
				   .run = &w.run,
				   .files = &w.files,
				   .document_paths = paths,
				   .as_of = world_day(DAY),
				   .depth = 2,
				   .arena = &report.arena };
	judged = true;
	assert_int_equal(th_check_all(&check), TH_OK);
	findings =
		(struct th_findings){ .check = &check, .report = &report, .documents = documents };
	assert_int_equal(th_findings_make(&findings), TH_OK);
	assert_int_equal(th_findings_places(&findings, true), TH_OK);
}

static const struct th_finding *find(enum th_rule_id rule, const char *subject)
{
	for (uint32_t i = 0; i < report.findings.count; i++) {
		const struct th_finding *f = &report.findings.items[i];
		if (f->rule == rule && th_slice_equal(f->subject.name, th_slice_of(subject)))
			return f;
	}
	fail_msg("no finding of %s about %s", th_rules[rule].slug, subject);
	return NULL;
}

static uint32_t count_of(enum th_rule_id rule)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < report.findings.count; i++)
		count += report.findings.items[i].rule == rule;
	return count;
}

static void append(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void append(const char *format, ...)
{
	size_t used = strlen(shown);
	va_list args;

	va_start(args, format);
	int len = vsnprintf(shown + used, sizeof(shown) - used, format, args);
	va_end(args);
	assert_true(len >= 0 && (size_t)len < sizeof(shown) - used);
}

/* "you; acquires app (A) 1 at a.json:1:72 /metadata/component; ..." */
static const char *way_to(const struct th_finding *f)
{
	shown[0] = '\0';
	for (uint32_t i = 0; i < f->step_count; i++) {
		const struct th_step *s = f->steps[i];
		append("%s%s%s%.*s", i ? "; " : "", s->relation ? s->relation : "",
		       s->relation ? " " : "", TH_FMT(s->name));
		if (s->supplier.len)
			append(" (%.*s)", TH_FMT(s->supplier));
		append(" %u", s->hop);
		if (s->evidence.document.len)
			append(" at %.*s:%u %.*s", TH_FMT(s->evidence.document), s->evidence.line,
			       TH_FMT(s->evidence.pointer));
	}
	return shown;
}

#define GRANITE "'supplier':{'name':'Graniteworks','domains':['graniteworks.com']}"
#define WIDGET ",'product':{'name':'Widget','purls':['pkg:npm/widget']}"
#define EVENT(id, kind, rest)                                                                      \
	"{'id':'" id "','kind':'" kind "','title':'" id "','published':'2023-01-01'," GRANITE rest \
	"}"
#define SABOTAGE FACTS(EVENT("E", "sabotage", WIDGET ",'affected':[{'range':'vers:npm/<2.0.0'}]"))
#define WIDGET_AT(version)                                                               \
	"{'type':'library','name':'widget','version':'" version "','bom-ref':'w" version \
	"','purl':'pkg:npm/widget@" version "'}"

/* ---- ids ---- */

/* The id of the finding about the widget, after the rest of a document has been judged. */
static void id_of(char *id, const char *path, const char *json, const char *suppliers)
{
	world_facts(&w, WORLD_BUILTIN, SABOTAGE);
	if (suppliers)
		world_suppliers(&w, suppliers);
	world_document(&w, path, json);
	judge();
	snprintf(id, 32, "%s", find(TH_RULE_compromised_release, "widget")->id);
	forget();
}

#define PLAIN CDX(ROOT("app", ",'version':'1'" SUPPLIED("Acme")), COMPONENTS(WIDGET_AT("1.0.0")))

static void an_id_is_sixteen_hexadecimal_digits(void **state)
{
	char id[32];
	(void)state;
	id_of(id, "a.json", PLAIN, NULL);
	assert_int_equal(strlen(id), 16);
	assert_int_equal(strspn(id, "0123456789abcdef"), 16);
}

static void an_id_stays_when_the_document_is_issued_again(void **state)
{
	static const char *const again[] = {
		/* another version of the product, another serial, another day, another place */
		CDX("'serialNumber':'urn:uuid:aaaaaaaa-0000-0000-0000-000000000000','version':9,'"
		    "components':[{'type':'library','name':'other'}," WIDGET_AT(
			    "1.0.0") "],'metadata':{'timestamp':'2023-05-01T00:00:00Z','component':"
				     "{'type':'application','name':'app','version':'2','bom-ref':'"
				     "app','supplier':{'name':'Acme'}}}"),
		/* another version of the subject */
		CDX(ROOT("app", ",'version':'1'" SUPPLIED("Acme")), COMPONENTS(WIDGET_AT("1.5.0"))),
		/* with a hash, and deeper down */
		CDX(ROOT("app", ",'version':'1'" SUPPLIED("Acme")),
		    COMPONENTS(
			    COMPONENT(
				    "x",
				    SUPPLIED("X")) ",{'type':'library','name':'widget','bom-ref':'"
						   "w','version':'1.0.0','purl':'pkg:npm/"
						   "widget@1.0.0?checksum=x','hashes':[{'alg':'MD5'"
						   ",'content':'3942447fac867ae5cdb3229b658f4d48'}]"
						   "}],'dependencies':[" NEEDS("app", "x"),
			    NEEDS("x", "w"))),
	};
	char id[32], other[32];
	(void)state;
	id_of(id, "a.json", PLAIN, NULL);
	id_of(other, "another/path.json", PLAIN, NULL);
	assert_string_equal(other, id);
	for (size_t i = 0; i < sizeof(again) / sizeof(again[0]); i++) {
		id_of(other, "a.json", again[i], NULL);
		if (strcmp(other, id) != 0)
			fail_msg("document %zu: %s, not %s", i, other, id);
	}
}

static void an_id_stays_when_the_list_of_suppliers_is_better(void **state)
{
	char id[32], other[32];
	(void)state;
	id_of(id, "a.json", PLAIN, NULL);
	id_of(other, "a.json", PLAIN,
	      "{'name':'Acme Corporation','aliases':['Acme'],'domains':['acme-corp.com'],"
	      "'kind':'company'},{'name':'Widget "
	      "Makers','domains':['widget.dev'],'kind':'project'}");
	assert_string_equal(other, id);
}

/* The finding is about a supplier that no document names: only its domain is in a purl. */
static void the_id_of_a_supplier_stays_when_the_list_of_suppliers_is_better(void **state)
{
	static const char *const lists[] = {
		NULL, "{'name':'Graniteworks','domains':['graniteworks.com'],'kind':'company'}"
	};
	char ids[2][32];
	(void)state;
	for (int i = 0; i < 2; i++) {
		world_facts(&w, WORLD_BUILTIN, FACTS(EVENT("E", "infrastructure-breach", "")));
		if (lists[i])
			world_suppliers(&w, lists[i]);
		world_document(
			&w, "a.json",
			CDX(ROOT("app",
				 SUPPLIED("Acme")) ",'components':[{'type':'library','name':'x','"
						   "purl':'pkg:generic/graniteworks.com/x@1'}]"));
		judge();
		assert_int_equal(count_of(TH_RULE_compromised_supplier), 1);
		for (uint32_t k = 0; k < report.findings.count; k++)
			if (report.findings.items[k].rule == TH_RULE_compromised_supplier)
				snprintf(ids[i], sizeof(ids[i]), "%s", report.findings.items[k].id);
		forget();
	}
	assert_string_equal(ids[0], ids[1]);
}

static void an_id_stays_when_you_give_a_supplier_another_name(void **state)
{
	char ids[2][32];
	(void)state;
	for (int i = 0; i < 2; i++) {
		world_facts(&w, WORLD_BUILTIN, FACTS(EVENT("E", "infrastructure-breach", "")));
		if (i)
			world_configured_supplier(&w, "The Stone People", "Graniteworks", NULL,
						  TH_CRITICALITY_NONE);
		world_document(&w, "a.json", CDX(ROOT("app", SUPPLIED("Graniteworks"))));
		judge();
		for (uint32_t k = 0; k < report.findings.count; k++)
			if (report.findings.items[k].rule == TH_RULE_compromised_supplier)
				snprintf(ids[i], sizeof(ids[i]), "%s", report.findings.items[k].id);
		forget();
	}
	assert_string_equal(ids[0], ids[1]);
}

static void an_id_differs_by_advisory_subject_and_product(void **state)
{
	char id[32], other[32];
	(void)state;
	id_of(id, "a.json", PLAIN, NULL);
	id_of(other, "a.json", CDX(ROOT("app2", SUPPLIED("Acme")), COMPONENTS(WIDGET_AT("1.0.0"))),
	      NULL);
	assert_string_not_equal(other, id);
	id_of(other, "a.json", CDX(ROOT("app", SUPPLIED("Other")), COMPONENTS(WIDGET_AT("1.0.0"))),
	      NULL);
	assert_string_not_equal(other, id);
	world_facts(
		&w, WORLD_BUILTIN,
		FACTS(EVENT("F", "sabotage", WIDGET ",'affected':[{'range':'vers:npm/<2.0.0'}]")));
	world_document(&w, "a.json", PLAIN);
	judge();
	assert_string_not_equal(find(TH_RULE_compromised_release, "widget")->id, id);
}

static void versions_of_one_subject_are_numbered_in_version_order(void **state)
{
	static const char *const expected[] = { "1.2.0", "1.9.0", "1.10.0" };
	(void)state;
	world_facts(&w, WORLD_BUILTIN, SABOTAGE);
	world_document(
		&w, "a.json",
		CDX(ROOT("app", SUPPLIED("Acme")),
		    COMPONENTS(WIDGET_AT("1.10.0"), WIDGET_AT("1.2.0"), WIDGET_AT("1.9.0"))));
	judge();
	assert_int_equal(count_of(TH_RULE_compromised_release), 3);
	for (uint32_t i = 0; i < report.findings.count; i++) {
		const struct th_finding *f = &report.findings.items[i];
		if (f->rule != TH_RULE_compromised_release)
			continue;
		unsigned number = f->id[16] ? (unsigned)(f->id[17] - '0') : 1;
		assert_in_range(number, 1, 3);
		assert_true(th_slice_equal(f->subject.version, th_slice_of(expected[number - 1])));
	}
}

static void all_ids_of_a_report_differ(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, SABOTAGE);
	world_document(&w, "a.json", PLAIN);
	world_document(&w, "b.json",
		       CDX(ROOT("app", SUPPLIED("Acme")), COMPONENTS(WIDGET_AT("1.1.0"))));
	world_document(&w, "c.json", CDX(COMPONENTS(WIDGET_AT("1.2.0"))));
	judge();
	for (uint32_t i = 0; i < report.findings.count; i++)
		for (uint32_t k = 0; k < i; k++)
			assert_string_not_equal(report.findings.items[i].id,
						report.findings.items[k].id);
}

/* ---- order ---- */

static void findings_stand_by_severity_hop_rule_name_and_id(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, SABOTAGE);
	world_document(&w, "b.json",
		       CDX(ROOT("app", SUPPLIED("Acme")),
			   COMPONENTS(WIDGET_AT("1.0.0"), COMPONENT("b", ""), COMPONENT("a", ""))));
	world_document(&w, "a.json", CDX(COMPONENTS(COMPONENT("q", ""))));
	judge();
	assert_true(report.findings.count > 5);
	for (uint32_t i = 1; i < report.findings.count; i++) {
		const struct th_finding *a = &report.findings.items[i - 1];
		const struct th_finding *b = &report.findings.items[i];
		uint32_t p = (uint32_t)a->hop, q = (uint32_t)b->hop;
		int order = (int)a->severity - (int)b->severity;
		if (order == 0)
			order = p < q ? -1 : p > q;
		if (order == 0)
			order = strcmp(th_rules[a->rule].slug, th_rules[b->rule].slug);
		if (order == 0)
			order = th_slice_compare(a->subject.name, b->subject.name);
		if (order == 0)
			order = strcmp(a->id, b->id);
		assert_true(order < 0);
	}
}

static void a_document_without_a_product_has_no_hop_and_stands_last(void **state)
{
	(void)state;
	world_document(&w, "a.json", CDX(COMPONENTS(COMPONENT("q", ""))));
	judge();
	assert_true(report.findings.count > 0);
	const struct th_finding *last = &report.findings.items[report.findings.count - 1];
	assert_int_equal(last->subject.kind, TH_NODE_DOCUMENT);
	assert_int_equal(last->hop, -1);
	assert_string_equal(way_to(last), "you 0");
}

/* ---- the way ---- */

static void every_step_has_its_place(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, SABOTAGE);
	world_document(
		&w, "a.json",
		"{'bomFormat':'CycloneDX','specVersion':'1.6',\n"
		" 'metadata':{'component':{'type':'application','name':'app','bom-ref':'app',\n"
		"  'supplier':{'name':'Acme'}}},\n"
		" 'components':[\n"
		"  {'type':'library','name':'x','bom-ref':'x','publisher':'Xcorp Ltd'},\n"
		"  {'type':'library','name':'widget','version':'1.0.0','bom-ref':'w',\n"
		"   'purl':'pkg:npm/widget@1.0.0'}],\n"
		" 'dependencies':[{'ref':'app','dependsOn':['x']},\n"
		"  {'ref':'x','dependsOn':['w']}]}");
	judge();
	assert_string_equal(way_to(find(TH_RULE_compromised_release, "widget")),
			    "you 0; "
			    "acquires app (Acme) 1 at a.json:2 /metadata/component; "
			    "depends-on x (Xcorp Ltd) 2 at a.json:8 /dependencies/0/dependsOn/0; "
			    "depends-on widget 3 at a.json:9 /dependencies/1/dependsOn/0");
}

static void ways_over_one_component_share_its_step(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, SABOTAGE);
	world_document(&w, "a.json",
		       CDX(ROOT("app", SUPPLIED("Acme")),
			   COMPONENTS(COMPONENT("x", ""), WIDGET_AT("1.0.0"), WIDGET_AT("1.0.1")),
			   DEPENDENCIES(NEEDS("app", "x"),
					"{'ref':'x','dependsOn':['w1.0.0','w1.0.1']}")));
	judge();
	const struct th_finding *a = find(TH_RULE_compromised_release, "widget"), *b = a + 1;
	assert_string_equal(th_rules[b->rule].slug, "compromised-release");
	assert_int_equal(a->step_count, 4);
	assert_int_equal(b->step_count, 4);
	for (uint32_t i = 0; i < 3; i++)
		assert_ptr_equal(a->steps[i], b->steps[i]);
	assert_ptr_not_equal(a->steps[3], b->steps[3]);
	assert_int_not_equal(a->steps[3]->number, b->steps[3]->number);
}

static void the_way_to_a_supplier_ends_where_it_is_named(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, FACTS(EVENT("E", "infrastructure-breach", "")));
	world_document(&w, "a.json",
		       "{'bomFormat':'CycloneDX','specVersion':'1.6',\n"
		       " 'metadata':{'component':{'type':'application','name':'app',\n"
		       "  'supplier':\n"
		       "   {'name':'Graniteworks'}}}}");
	judge();
	assert_string_equal(way_to(find(TH_RULE_compromised_supplier, "Graniteworks")),
			    "you 0; acquires app (Graniteworks) 1 at a.json:2 /metadata/component; "
			    "supplied-by Graniteworks 1 at a.json:4 /metadata/component/supplier");
}

static void one_subject_and_advisory_is_one_finding_with_the_shortest_way(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, SABOTAGE);
	world_document(&w, "a.json",
		       CDX(ROOT("far", SUPPLIED("Acme")),
			   COMPONENTS(COMPONENT("x", ""), WIDGET_AT("1.0.0")),
			   DEPENDENCIES(NEEDS("far", "x"), NEEDS("x", "w1.0.0"))));
	world_document(&w, "b.json",
		       CDX(ROOT("near", SUPPLIED("Acme")), COMPONENTS(WIDGET_AT("1.0.0"))));
	judge();
	assert_int_equal(count_of(TH_RULE_compromised_release), 1);
	const struct th_finding *f = find(TH_RULE_compromised_release, "widget");
	assert_int_equal(f->step_count, 3);
	assert_true(th_slice_equal(f->steps[1]->name, TH_SLICE("near")));
	assert_int_equal(f->hop, 2);
}

static void a_suspected_release_is_one_level_less_severe(void **state)
{
	(void)state;
	world_facts(
		&w, WORLD_BUILTIN,
		FACTS(EVENT("E", "sabotage", WIDGET ",'suspected':[{'range':'vers:npm/<2.0.0'}]")));
	world_document(&w, "a.json", PLAIN);
	judge();
	const struct th_finding *f = find(TH_RULE_compromised_release, "widget");
	assert_int_equal(f->severity, TH_LEVEL_HIGH);
	assert_int_equal(f->advisory->confidence, TH_SUSPECTED);
}

/* ---- causes ---- */

#define CAUSE                                                                    \
	"{'id':'CAUSE','kind':'trojanized-release','title':'CAUSE','published':" \
	"'2023-01-01','supplier':{'name':'Basalt'},'product':{'name':'Chisel'}," \
	"'affected':[{'versions':['7']}]}"
#define CAUSED ",'affected':[{'range':'vers:npm/<2.0.0'}],'caused_by':['CAUSE']"

static const char cause_and_effect[] = FACTS(EVENT("EFFECT", "sabotage", WIDGET CAUSED), CAUSE);

static void an_effect_lists_the_finding_that_caused_it(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, cause_and_effect);
	world_document(
		&w, "a.json",
		CDX(ROOT("app", SUPPLIED("Acme")),
		    COMPONENTS(WIDGET_AT("1.0.0"), "{'type':'application','name':'Chisel','version'"
						   ":'7','supplier':{'name':'Basalt'}}")));
	judge();
	const struct th_finding *effect = find(TH_RULE_compromised_release, "widget");
	assert_int_equal(count_of(TH_RULE_compromised_release), 2);
	assert_int_equal(effect->cause_count, 1);
	assert_true(th_slice_equal(report.findings.items[effect->causes[0]].subject.name,
				   TH_SLICE("Chisel")));
	assert_int_equal(find(TH_RULE_compromised_release, "Chisel")->cause_count, 0);
}

static void a_cause_that_no_document_leads_to_is_reported_by_the_events_word(void **state)
{
	(void)state;
	world_facts(&w, WORLD_BUILTIN, cause_and_effect);
	world_document(&w, "a.json", PLAIN);
	judge();
	const struct th_finding *cause = find(TH_RULE_compromised_release, "Chisel");
	assert_int_equal(cause->hop, 3);
	const struct th_step *last = cause->steps[cause->step_count - 1];
	assert_string_equal(last->relation, "reported");
	assert_true(th_slice_equal(last->evidence.document, TH_SLICE("builtin:events")));
	assert_true(th_slice_equal(last->evidence.pointer, TH_SLICE("EFFECT")));
	assert_int_equal(last->evidence.line, 0);
	assert_int_equal(find(TH_RULE_compromised_release, "widget")->cause_count, 1);
}

static void your_events_word_is_shown_where_it_is_written(void **state)
{
	(void)state;
	world_facts(&w, WORLD_NAMED, cause_and_effect);
	world_document(&w, "a.json", PLAIN);
	judge();
	const struct th_finding *cause = find(TH_RULE_compromised_release, "Chisel");
	const struct th_step *last = cause->steps[cause->step_count - 1];
	assert_true(th_slice_equal(last->evidence.document, TH_SLICE("facts.json")));
	assert_true(th_slice_equal(last->evidence.pointer, TH_SLICE("/events/0")));
	assert_int_equal(last->evidence.line, 1);
}

static void events_that_cause_each_other_end(void **state)
{
	(void)state;
	world_facts(
		&w, WORLD_BUILTIN,
		FACTS(EVENT("A", "sabotage",
			    WIDGET ",'affected':[{'range':'vers:npm/<2.0.0'}],'caused_by':['B']"),
		      EVENT("B", "sabotage", ",'product':{'name':'B'},'caused_by':['C','A']"),
		      EVENT("C", "sabotage", ",'product':{'name':'C'},'caused_by':['B','C']")));
	world_document(&w, "a.json", PLAIN);
	judge();
	assert_int_equal(count_of(TH_RULE_compromised_release), 3);
}

/* Each event names the next as its cause: as many as facts can hold, and no more steps than fit. */
static void a_long_chain_of_causes_is_told_or_cut_and_never_an_error(void **state)
{
	enum { EVENTS = 100 };
	char *json;
	size_t len;
	(void)state;
	FILE *out = open_memstream(&json, &len);
	fputs("{'schema':'twohop-events/1','events':[", out);
	for (int i = 0; i < EVENTS; i++)
		fprintf(out,
			"%s{'id':'E%d','kind':'sabotage','published':'2023-01-01','supplier':"
			"{'name':'S%d'},'product':{'name':'P%d'%s},'affected':[{'range':"
			"'vers:npm/<2.0.0'}],'caused_by':['E%d']}",
			i ? "," : "", i, i, i, i ? "" : ",'purls':['pkg:npm/widget']", i + 1);
	fputs("]}", out);
	fclose(out);
	world_facts(&w, WORLD_AUDITED, json);
	free(json);
	world_document(&w, "a.json", PLAIN);
	judge();
	assert_true(count_of(TH_RULE_compromised_release) > 10);
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_id_is_sixteen_hexadecimal_digits),
		TEST(an_id_stays_when_the_document_is_issued_again),
		TEST(an_id_stays_when_the_list_of_suppliers_is_better),
		TEST(the_id_of_a_supplier_stays_when_the_list_of_suppliers_is_better),
		TEST(an_id_stays_when_you_give_a_supplier_another_name),
		TEST(an_id_differs_by_advisory_subject_and_product),
		TEST(versions_of_one_subject_are_numbered_in_version_order),
		TEST(all_ids_of_a_report_differ),
		TEST(findings_stand_by_severity_hop_rule_name_and_id),
		TEST(a_document_without_a_product_has_no_hop_and_stands_last),
		TEST(every_step_has_its_place),
		TEST(ways_over_one_component_share_its_step),
		TEST(the_way_to_a_supplier_ends_where_it_is_named),
		TEST(one_subject_and_advisory_is_one_finding_with_the_shortest_way),
		TEST(a_suspected_release_is_one_level_less_severe),
		TEST(an_effect_lists_the_finding_that_caused_it),
		TEST(a_cause_that_no_document_leads_to_is_reported_by_the_events_word),
		TEST(your_events_word_is_shown_where_it_is_written),
		TEST(events_that_cause_each_other_end),
		TEST(a_long_chain_of_causes_is_told_or_cut_and_never_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
