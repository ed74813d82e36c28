/*
 * JUnit XML. A suite for the inputs, one for each class of rules, one for the policy; in a class a
 * test case is a supplier (classname) and a rule (name), with all findings of that rule about that
 * supplier. It fails where one of them decides. Else it is skipped where all are suppressed, or are
 * blind spots; else it passes, and its output tells them. A rule without findings is one case that
 * passes, about every supplier at once; one that was not evaluated is skipped, with the reason. A
 * document that could not be read is an error, and so is every input that is not there. What ends a
 * run with another code than 0 and is no finding (stale feeds, visibility below policy) fails in
 * the suite "policy".
 */
#include "cmd/render/kept.h"
#include "cmd/render/renderer.h"
#include "cmd/render/words.h"
#include "cmd/render/ways_out.h"
#include "graph/verdict.h"
#include "core/text/markup.h"

#include <stdlib.h>

enum { MOST_STEPS = 200 /* of a path's line */ };

enum suite { INPUTS, VIOLATION, CONTRADICTION, BLIND_SPOT, POLICY, SUITE_COUNT };
enum state { PASSES, FAILS, ERRS, SKIPPED, STATE_COUNT };

struct junit_case {
	enum suite suite;
	enum state state;
	const struct th_report_document *document; /* one of these ... */
	const struct th_report_diagnostic *complaint;
	const struct th_not_evaluated *not_evaluated;
	uint32_t first, count; /* entries */
	enum th_rule_id clean; /* a rule without findings, or TH_RULE_COUNT */
	int reason;            /* or -1 */
};
TH_LIST_DEFINE(junit_case_list, struct junit_case);

/* A finding under its supplier. */
struct entry {
	const struct th_finding *finding;
	th_slice supplier;
};

struct junit {
	const struct th_report *report;
	const struct th_rendering *rendering;
	struct th_output *out;
	struct th_output words;
	struct th_kept evidence;
	struct th_arena arena;
	struct junit_case_list cases;
	struct entry *entries;
	bool failed;
};

static void put(struct junit *j, const char *text)
{
	th_output_write(j->out, th_slice_of(text));
}

static void put_words(struct junit *j)
{
	th_xml_write(j->out, th_output_bytes(&j->words));
}

/* ---- what is tested ---- */

static enum suite suite_of(enum th_rule_id rule)
{
	static const enum suite suites[TH_CLASS_COUNT] = {
		[TH_CLASS_VIOLATION] = VIOLATION,
		[TH_CLASS_CONTRADICTION] = CONTRADICTION,
		[TH_CLASS_BLIND_SPOT] = BLIND_SPOT,
	};

	return suites[th_rules[rule].class];
}

static struct junit_case *add_case(struct junit *j, enum suite suite, enum state state)
{
	struct junit_case *added = junit_case_list_push(&j->cases, UINT32_MAX);

	if (!added) {
		j->failed = true;
		return NULL;
	}
	*added = (struct junit_case){
		.suite = suite, .state = state, .clean = TH_RULE_COUNT, .reason = -1
	};
	return added;
}

static void add_inputs(struct junit *j)
{
	static const enum state states[] = {
		[TH_DOCUMENT_READ] = PASSES,
		[TH_DOCUMENT_REJECTED] = ERRS,
		[TH_DOCUMENT_IGNORED] = SKIPPED,
	};

	for (uint32_t i = 0; i < j->report->documents.count; i++) {
		const struct th_report_document *document = &j->report->documents.items[i];
		struct junit_case *added = add_case(j, INPUTS, states[document->status]);

		if (added)
			added->document = document;
	}
	for (uint32_t i = 0; i < j->report->diagnostics.count; i++) {
		const struct th_report_diagnostic *complaint = &j->report->diagnostics.items[i];

		if (complaint->place.document.ptr ||
		    th_diag_severity(complaint->code) != TH_SEVERITY_ERROR)
			continue;
		struct junit_case *added = add_case(j, INPUTS, ERRS);
		if (added)
			added->complaint = complaint;
	}
}

static int compare(const void *a, const void *b)
{
	const struct entry *one = a, *other = b;
	int order = th_slice_compare(one->supplier, other->supplier);

	if (order == 0)
		order = (int)one->finding->rule - (int)other->finding->rule;
	if (order == 0)
		order = one->finding < other->finding ? -1 : one->finding > other->finding;
	return order;
}

static enum state state_of(const struct entry *entries, uint32_t count)
{
	uint32_t quiet = 0;

	for (uint32_t i = 0; i < count; i++) {
		const struct th_finding *finding = entries[i].finding;

		if (finding->decides)
			return FAILS;
		quiet +=
			finding->suppressed || th_rules[finding->rule].class == TH_CLASS_BLIND_SPOT;
	}
	return quiet == count ? SKIPPED : PASSES;
}

static void add_findings(struct junit *j)
{
	uint32_t count = j->report->findings.count;

	j->entries = th_arena_calloc(&j->arena, (size_t)count + 1, sizeof(*j->entries));
	if (!j->entries) {
		j->failed = true;
		return;
	}
	for (uint32_t i = 0; i < count; i++) {
		j->entries[i].finding = &j->report->findings.items[i];
		j->entries[i].supplier = th_finding_supplier(j->entries[i].finding);
	}
	qsort(j->entries, count, sizeof(*j->entries), compare);
	for (uint32_t first = 0, end; first < count; first = end) {
		const struct entry *entry = &j->entries[first];

		for (end = first + 1; end < count; end++)
			if (j->entries[end].finding->rule != entry->finding->rule ||
			    !th_slice_equal(j->entries[end].supplier, entry->supplier))
				break;
		struct junit_case *added =
			add_case(j, suite_of(entry->finding->rule), state_of(entry, end - first));
		if (added) {
			added->first = first;
			added->count = end - first;
		}
	}
}

/* Where nothing was recognised no rule was held against anything. */
static bool anything_was_read(const struct th_report *report)
{
	if (report->reasons >> TH_REASON_NO_INPUT & 1)
		return false;
	for (uint32_t i = 0; i < report->documents.count; i++)
		if (report->documents.items[i].status == TH_DOCUMENT_READ)
			return true;
	return false;
}

static void add_rules(struct junit *j)
{
	bool told[TH_RULE_COUNT] = { 0 }, read = anything_was_read(j->report);

	for (uint32_t i = 0; i < j->report->findings.count; i++)
		told[j->report->findings.items[i].rule] = true;
	for (uint32_t i = 0; i < j->report->not_evaluated.count; i++) {
		const struct th_not_evaluated *entry = &j->report->not_evaluated.items[i];
		enum th_rule_id rule = th_rule_of(entry->rule);
		struct junit_case *added =
			add_case(j, rule < TH_RULE_COUNT ? suite_of(rule) : POLICY, SKIPPED);

		if (added)
			added->not_evaluated = entry;
		if (rule < TH_RULE_COUNT)
			told[rule] = true;
	}
	for (int i = 0; i < TH_RULE_COUNT; i++) {
		enum th_rule_id rule = (enum th_rule_id)i;
		bool evaluated = read && !th_rules[i].unbuilt;
		struct junit_case *added =
			told[i] ? NULL : add_case(j, suite_of(rule), evaluated ? PASSES : SKIPPED);

		if (added)
			added->clean = rule;
	}
}

/* Reasons that the other suites tell already. */
static bool is_told(int reason)
{
	switch ((enum th_reason)reason) {
	case TH_REASON_VIOLATION:
	case TH_REASON_CONTRADICTION:
	case TH_REASON_BLIND_SPOT:
	case TH_REASON_BAD_INPUT: return true;
	case TH_REASON_VISIBILITY:
	case TH_REASON_EXPIRED_EXCEPTION:
	case TH_REASON_STALE_FEED:
	case TH_REASON_STALE_EVIDENCE:
	case TH_REASON_QUALITY:
	case TH_REASON_NOT_EVALUATED:
	case TH_REASON_NO_INPUT:
	case TH_REASON_OUTPUT:
	case TH_REASON_INTERNAL:
	case TH_REASON_COUNT: break;
	}
	return false;
}

static void add_reasons(struct junit *j)
{
	for (int reason = 0; reason < TH_REASON_COUNT; reason++) {
		if (!(j->rendering->reasons >> reason & 1) || is_told(reason))
			continue;
		struct junit_case *added = add_case(j, POLICY, FAILS);
		if (added)
			added->reason = reason;
	}
}

/* ---- what is told of a finding ---- */

/* A line of a body: a label, and what words hold. */
static void line(struct junit *j, const char *label)
{
	put(j, label);
	put_words(j);
	put(j, "\n");
}

static th_slice evidence_line(struct junit *j, const struct th_finding *finding, uint32_t step)
{
	struct th_output *out = th_kept_begin(&j->evidence);

	th_words_begin(&j->words);
	th_words_place(&j->words, &finding->steps[step]->evidence);
	th_output_byte(&j->words, ' ');
	th_words_step(&j->words, finding, step);
	th_output_write(out, TH_SLICE("evidence: "));
	th_xml_write(out, th_output_bytes(&j->words));
	th_output_byte(out, '\n');
	return th_kept_end(&j->evidence, finding->steps[step]->number);
}

static void put_places(struct junit *j, const struct th_finding *finding)
{
	for (uint32_t i = 1; i < finding->step_count; i++) {
		if (!th_words_is_shown(finding->step_count, i, MOST_STEPS))
			continue;
		th_slice kept = th_kept_find(&j->evidence, finding->steps[i]->number);
		th_output_write(j->out, kept.ptr ? kept : evidence_line(j, finding, i));
	}
}

static void put_ways_out(struct junit *j, const struct th_finding *finding)
{
	th_slice vendor = th_way_vendor(finding);
	th_slice accept = th_verdict_exception(finding, j->report->accept_until, &j->arena);

	th_words_begin(&j->words);
	th_output_write(&j->words, finding->remedy);
	if (finding->remedy.len > 0)
		line(j, "fix: ");
	th_words_begin(&j->words);
	th_output_write(&j->words, vendor);
	if (vendor.len > 0)
		line(j, "ask: ");
	th_words_begin(&j->words);
	th_output_write(&j->words, accept);
	line(j, "accept, under exceptions in twohop.yaml: ");
	j->failed |= !accept.ptr;
}

static void put_finding(struct junit *j, const struct th_finding *finding)
{
	th_words_begin(&j->words);
	th_output_write(&j->words, finding->message);
	line(j, "");
	th_words_begin(&j->words);
	th_output_printf(&j->words, "%s, %s", th_level_word(finding->severity),
			 th_class_word(th_rules[finding->rule].class));
	if (finding->hop >= 0)
		th_output_printf(&j->words, ", hop %d", finding->hop);
	th_output_printf(&j->words, ", id %s", finding->id);
	if (!finding->decides && !finding->suppressed)
		th_output_printf(&j->words, "; %s", th_words_standing(finding));
	line(j, "");
	th_words_begin(&j->words);
	if (finding->suppressed) {
		th_words_suppression(&j->words, finding->suppressed);
		line(j, "");
	}
	th_words_begin(&j->words);
	th_words_path(&j->words, finding, MOST_STEPS);
	line(j, "path: ");
	put_places(j, finding);
	if (finding->advisory) {
		th_words_begin(&j->words);
		th_words_source(&j->words, finding->advisory);
		line(j, "source: ");
	}
	put_ways_out(j, finding);
}

/* ---- cases ---- */

static void begin_case(struct junit *j, th_slice class, th_slice name)
{
	put(j, "    <testcase classname=\"");
	th_xml_write(j->out, class);
	put(j, "\" name=\"");
	th_xml_write(j->out, name);
	put(j, "\" time=\"0\">\n");
}

static void end_case(struct junit *j)
{
	put(j, "    </testcase>\n");
}

/* <failure>, <error> or <skipped> whose message is what words hold. */
static void begin_outcome(struct junit *j, enum state state, th_slice type)
{
	static const char *const tags[STATE_COUNT] = {
		[FAILS] = "failure", [ERRS] = "error", [SKIPPED] = "skipped"
	};

	put(j, "      <");
	put(j, tags[state]);
	put(j, " message=\"");
	put_words(j);
	if (state != SKIPPED) {
		put(j, "\" type=\"");
		th_xml_write(j->out, type);
	}
	put(j, "\">");
}

static void end_outcome(struct junit *j, enum state state)
{
	put(j, state == FAILS ? "</failure>\n" : state == ERRS ? "</error>\n" : "</skipped>\n");
}

static void outcome(struct junit *j, enum state state, th_slice type)
{
	begin_outcome(j, state, type);
	end_outcome(j, state);
}

/* The one whose message stands for all: that decides, else the first. */
static const struct th_finding *spokesman(const struct entry *entries, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (entries[i].finding->decides)
			return entries[i].finding;
	return entries[0].finding;
}

static void put_group(struct junit *j, const struct junit_case *one)
{
	const struct entry *entries = &j->entries[one->first];
	const struct th_finding *first = spokesman(entries, one->count);
	th_slice slug = th_slice_of(th_rules[first->rule].slug);
	bool fails = one->state == FAILS;

	begin_case(j,
		   entries->supplier.len > 0 ? entries->supplier : TH_SLICE("(no supplier named)"),
		   slug);
	th_words_begin(&j->words);
	if (first->suppressed) {
		th_words_suppression(&j->words, first->suppressed);
		th_output_write(&j->words, TH_SLICE(": "));
	}
	th_output_write(&j->words, first->message);
	if (one->count > 1)
		th_output_printf(&j->words, " (and %u more)", one->count - 1);
	if (fails)
		begin_outcome(j, FAILS, slug);
	else if (one->state == SKIPPED)
		outcome(j, SKIPPED, slug);
	if (!fails)
		put(j, "      <system-out>");
	put(j, "\n");
	for (uint32_t i = 0; i < one->count; i++) {
		if (i > 0)
			put(j, "\n");
		put_finding(j, entries[i].finding);
	}
	if (fails)
		end_outcome(j, FAILS);
	else
		put(j, "</system-out>\n");
	end_case(j);
}

static void put_document(struct junit *j, const struct junit_case *one)
{
	const struct th_report_document *document = one->document;
	struct th_place place = { .document = document->path,
				  .line = document->error_line,
				  .column = document->error_column };

	begin_case(j, TH_SLICE("inputs"), document->path);
	th_words_begin(&j->words);
	if (one->state == ERRS) {
		th_words_place(&j->words, &place);
		th_output_write(&j->words, TH_SLICE(": "));
		th_output_write(&j->words, document->error);
		outcome(j, ERRS, TH_SLICE("not-read"));
	} else if (one->state == SKIPPED) {
		th_output_write(&j->words, document->why);
		outcome(j, SKIPPED, TH_SLICE("ignored"));
	}
	end_case(j);
}

static void put_complaint(struct junit *j, const struct th_report_diagnostic *complaint)
{
	th_slice slug = th_slice_of(th_diag_slug(complaint->code));

	begin_case(j, TH_SLICE("inputs"), complaint->message);
	th_words_begin(&j->words);
	th_output_write(&j->words, complaint->message);
	outcome(j, ERRS, slug);
	end_case(j);
}

static void put_rule(struct junit *j, const struct junit_case *one)
{
	const struct th_not_evaluated *entry = one->not_evaluated;

	begin_case(j, TH_SLICE("every supplier"),
		   entry ? entry->rule : th_slice_of(th_rules[one->clean].slug));
	th_words_begin(&j->words);
	th_output_write(&j->words, TH_SLICE("not evaluated: "));
	th_output_write(&j->words, entry ? entry->why
				   : th_rules[one->clean].unbuilt
					   ? th_slice_of(th_rules[one->clean].unbuilt)
					   : TH_SLICE("no input was recognised"));
	if (one->state == SKIPPED)
		outcome(j, SKIPPED, TH_SLICE("not-evaluated"));
	end_case(j);
}

static void put_reason(struct junit *j, enum th_reason reason)
{
	th_slice word = th_slice_of(th_reason_word(reason));

	begin_case(j, TH_SLICE("policy"), word);
	th_words_begin(&j->words);
	th_output_write(&j->words, j->report->verdict);
	outcome(j, FAILS, word);
	end_case(j);
}

static void put_case(struct junit *j, const struct junit_case *one)
{
	if (one->document)
		put_document(j, one);
	else if (one->complaint)
		put_complaint(j, one->complaint);
	else if (one->count > 0)
		put_group(j, one);
	else if (one->reason >= 0)
		put_reason(j, (enum th_reason)one->reason);
	else
		put_rule(j, one);
}

/* ---- suites ---- */

/* suite: SUITE_COUNT means all. */
static void put_counts(struct junit *j, enum suite suite)
{
	uint32_t count[STATE_COUNT] = { 0 }, all = 0;

	for (uint32_t i = 0; i < j->cases.count; i++) {
		if (suite != SUITE_COUNT && j->cases.items[i].suite != suite)
			continue;
		count[j->cases.items[i].state]++;
		all++;
	}
	th_output_printf(j->out, " tests=\"%u\" failures=\"%u\" errors=\"%u\"", all, count[FAILS],
			 count[ERRS]);
	/* the root has no such attribute in most readers' schemas */
	if (suite != SUITE_COUNT)
		th_output_printf(j->out, " skipped=\"%u\"", count[SKIPPED]);
	put(j, " time=\"0\"");
}

static void put_suite(struct junit *j, enum suite suite)
{
	static const char *const names[SUITE_COUNT] = {
		[INPUTS] = "inputs",
		[VIOLATION] = "violation",
		[CONTRADICTION] = "contradiction",
		[BLIND_SPOT] = "blind-spot",
		[POLICY] = "policy",
	};
	bool any = false;

	for (uint32_t i = 0; i < j->cases.count && !any; i++)
		any = j->cases.items[i].suite == suite;
	if (!any)
		return;
	put(j, "  <testsuite name=\"");
	put(j, names[suite]);
	put(j, "\"");
	put_counts(j, suite);
	put(j, ">\n");
	if (j->report->policy.digest[0])
		th_output_printf(j->out,
				 "    <properties><property name=\"policy-sha256\" "
				 "value=\"%s\"/></properties>\n",
				 j->report->policy.digest);
	for (uint32_t i = 0; i < j->cases.count; i++)
		if (j->cases.items[i].suite == suite)
			put_case(j, &j->cases.items[i]);
	put(j, "  </testsuite>\n");
}

th_status th_render_junit(const struct th_report *report, const struct th_rendering *rendering,
			  struct th_output *out)
{
	struct junit j = { .report = report, .rendering = rendering, .out = out };

	TH_TRY(th_kept_init(&j.evidence, report->step_count));
	th_output_to_memory(&j.words, SIZE_MAX);
	add_inputs(&j);
	add_findings(&j);
	add_rules(&j);
	add_reasons(&j);
	if (!j.failed) {
		put(&j, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"twohop\"");
		put_counts(&j, SUITE_COUNT);
		put(&j, ">\n");
		for (int suite = 0; suite < SUITE_COUNT; suite++)
			put_suite(&j, (enum suite)suite);
		put(&j, "</testsuites>\n");
	}
	bool failed = j.failed || j.words.status != TH_OK;
	junit_case_list_release(&j.cases);
	th_output_release(&j.words);
	th_arena_release(&j.arena);
	failed |= th_kept_release(&j.evidence) != TH_OK;
	return failed ? TH_ENOMEM : TH_OK;
}
