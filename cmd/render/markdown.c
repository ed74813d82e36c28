/*
 * A page for $GITHUB_STEP_SUMMARY: the verdict, a table of what decides, each of these with its
 * path, evidence and three ways out, and the rest folded away. GitHub drops a summary of more than
 * 1 MiB, so each part has its share of it: what does not fit is counted at the part's end, and as
 * findings come worst first, that is the least of it. Texts of documents are cut, and mean nothing
 * to Markdown (core/text/markup.h).
 */
#include "cmd/render/kept.h"
#include "cmd/render/renderer.h"
#include "cmd/render/words.h"
#include "cmd/render/ways_out.h"
#include "graph/verdict.h"
#include "core/text/markup.h"

#include <assert.h>

enum {
	MOST_ROWS = 50,      /* of the table */
	MOST_OPEN = 20,      /* findings told in full and not folded away */
	MOST_STEPS = 24,     /* of a path */
	MOST_NAME = 300,     /* bytes of a text in a row */
	MOST_TEXT = 1500,    /* and of one on its own */
	PATH_TEXT = 4000,    /* and of a path */
	SHARE_TOLD = 500000, /* bytes: of findings in full */
	SHARE_LIST = 60000,  /* of each list that is folded away */
	LISTS = 8,           /* the table and what is folded away */
	LARGEST = 19,        /* bytes that one becomes at most (core/text/markup.c) */
};
static_assert(SHARE_TOLD + LISTS * SHARE_LIST + LARGEST * (MOST_TEXT + MOST_NAME) < 1 << 20,
	      "the shares, the verdict and the policy are less than a summary may be");

struct markdown {
	const struct th_report *report;
	struct th_output *out;
	struct th_output words, cut;
	struct th_output block; /* a part under way; it goes out where it fits */
	struct th_kept evidence;
	struct th_arena arena;
	size_t left;   /* bytes of the share under way */
	uint32_t over; /* blocks that did not fit into it */
	bool failed;
};

static void put(struct markdown *m, const char *text)
{
	th_output_write(&m->block, th_slice_of(text));
}

static void write_text(struct markdown *m, struct th_output *out, th_slice text, size_t most)
{
	th_words_begin(&m->cut);
	th_words_cut(&m->cut, text, most);
	th_markdown_write(out, th_output_bytes(&m->cut));
}

static void put_text(struct markdown *m, th_slice text, size_t most)
{
	write_text(m, &m->block, text, most);
}

static void put_words(struct markdown *m, size_t most)
{
	put_text(m, th_output_bytes(&m->words), most);
}

static void put_code(struct markdown *m, th_slice text, size_t most)
{
	put(m, "<code>");
	put_text(m, text, most);
	put(m, "</code>");
}

/* ---- shares ---- */

static void begin_share(struct markdown *m, size_t bytes)
{
	m->left = bytes;
	m->over = 0;
	m->block.used = 0;
}

/* The block goes out if there is room; behind one that did not fit nothing does. */
static void end_block(struct markdown *m)
{
	if (m->over > 0 || m->block.used > m->left) {
		m->over++;
	} else {
		th_output_write(m->out, th_output_bytes(&m->block));
		m->left -= m->block.used;
	}
	m->block.used = 0;
}

/* What belongs to the page whatever it holds: short, and ours. */
static void end_frame(struct markdown *m)
{
	th_output_write(m->out, th_output_bytes(&m->block));
	m->block.used = 0;
}

static void end_share(struct markdown *m)
{
	if (m->over > 0)
		th_output_printf(m->out, "\n%u more did not fit here: `--format json` has all.\n",
				 m->over);
}

static void begin_details(struct markdown *m, const char *summary, uint32_t count)
{
	th_output_printf(m->out, "\n<details><summary>%s: %u</summary>\n\n", summary, count);
	begin_share(m, SHARE_LIST);
}

static void end_details(struct markdown *m)
{
	end_share(m);
	th_output_write(m->out, TH_SLICE("\n</details>\n"));
}

/* ---- the head ---- */

static void put_head(struct markdown *m, uint32_t reasons)
{
	char day[TH_DATE_TEXT];

	put(m, "## twohop: ");
	th_words_begin(&m->words);
	th_output_write(&m->words, m->report->verdict);
	put_words(m, MOST_TEXT);
	put(m, "\n\n**");
	th_words_begin(&m->words);
	th_words_exit(&m->words, reasons);
	put_words(m, MOST_TEXT);
	put(m, "**");
	th_date_format(m->report->as_of, day, sizeof(day));
	if (day[0])
		th_output_printf(&m->block, ", as of %s", day);
	put(m, ". A hop is a change of supplier: your vendor is hop 1, who stands behind it hop "
	       "2.\n");
	if (th_exit_code(reasons) == 2)
		put(m, "\nThis is no verdict on the vendor: these are unknowns, and whoever is "
		       "asked below can answer them.\n");
	end_frame(m);
}

/* ---- what decides ---- */

static void put_hop(struct markdown *m, const struct th_finding *finding)
{
	if (finding->hop >= 0)
		th_output_printf(&m->block, "%d", finding->hop);
}

static void put_subject(struct markdown *m, const struct th_finding *finding, size_t most)
{
	th_words_begin(&m->words);
	th_words_subject(&m->words, finding);
	put_code(m, th_output_bytes(&m->words), most);
}

static void put_row(struct markdown *m, const struct th_finding *finding)
{
	th_output_printf(&m->block, "| %s | %s | ", th_level_word(finding->severity),
			 th_rules[finding->rule].slug);
	put_subject(m, finding, MOST_NAME);
	put(m, " | ");
	put_hop(m, finding);
	th_output_printf(&m->block, " | `%s` |\n", finding->id);
	end_block(m);
}

static uint32_t deciding(const struct th_report *report)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < report->findings.count; i++)
		count += report->findings.items[i].decides;
	return count;
}

static void put_table(struct markdown *m, uint32_t all)
{
	uint32_t rows = 0;

	if (all == 0)
		return;
	th_output_printf(m->out,
			 "\n### What decides: %u\n\n| severity | rule | subject | hop | id |\n"
			 "| --- | --- | --- | --- | --- |\n",
			 all);
	begin_share(m, SHARE_LIST);
	for (uint32_t i = 0; i < m->report->findings.count && rows < MOST_ROWS; i++)
		if (m->report->findings.items[i].decides) {
			put_row(m, &m->report->findings.items[i]);
			rows++;
		}
	if (rows - m->over < all)
		th_output_printf(m->out, "\n%u more decide.\n", all - (rows - m->over));
}

/* ---- a finding in full ---- */

static th_slice evidence_line(struct markdown *m, const struct th_finding *finding, uint32_t step)
{
	struct th_output *out = th_kept_begin(&m->evidence);

	th_words_begin(&m->words);
	th_words_place(&m->words, &finding->steps[step]->evidence);
	th_output_write(out, TH_SLICE("  - <code>"));
	write_text(m, out, th_output_bytes(&m->words), MOST_NAME);
	th_output_write(out, TH_SLICE("</code> "));
	th_words_begin(&m->words);
	th_words_step(&m->words, finding, step);
	write_text(m, out, th_output_bytes(&m->words), MOST_NAME);
	th_output_byte(out, '\n');
	return th_kept_end(&m->evidence, finding->steps[step]->number);
}

static void put_evidence(struct markdown *m, const struct th_finding *finding)
{
	for (uint32_t i = 1; i < finding->step_count; i++) {
		if (!th_words_is_shown(finding->step_count, i, MOST_STEPS))
			continue;
		th_slice kept = th_kept_find(&m->evidence, finding->steps[i]->number);
		th_output_write(&m->block, kept.ptr ? kept : evidence_line(m, finding, i));
	}
}

static void put_ways_out(struct markdown *m, const struct th_finding *finding)
{
	th_slice vendor = th_way_vendor(finding);
	th_slice accept = th_verdict_exception(finding, m->report->accept_until, &m->arena);

	m->failed |= !accept.ptr;
	put(m, "- **Fix**: ");
	put_text(m,
		 finding->remedy.len > 0 ? finding->remedy
					 : th_slice_of(th_rules[finding->rule].remedy),
		 MOST_TEXT);
	put(m, "\n- **Ask** ");
	put_code(m, vendor.len > 0 ? vendor : TH_SLICE("whoever sent the documents"), MOST_NAME);
	th_output_printf(&m->block, " for what would settle it: %s\n",
			 th_rules[finding->rule].disproves);
	put(m, "- **Accept**, in `twohop.yaml`:\n\n  ```yaml\n  exceptions:\n    ");
	th_output_write(&m->block, accept);
	put(m, "\n  ```\n");
}

static void put_finding(struct markdown *m, const struct th_finding *finding)
{
	th_output_printf(&m->block, "\n#### %s %s: ", th_level_word(finding->severity),
			 th_rules[finding->rule].slug);
	put_subject(m, finding, MOST_NAME);
	put(m, "\n\n");
	put_text(m, finding->message, MOST_TEXT);
	th_output_printf(&m->block, " (`%s`)\n\n- **Path**: ", finding->id);
	th_words_begin(&m->words);
	th_words_path(&m->words, finding, MOST_STEPS);
	put_code(m, th_output_bytes(&m->words), PATH_TEXT);
	put(m, "\n");
	put_evidence(m, finding);
	if (finding->advisory) {
		th_words_begin(&m->words);
		th_words_source(&m->words, finding->advisory);
		put(m, "- **Source**: ");
		put_words(m, MOST_TEXT);
		put(m, "\n");
	}
	put_ways_out(m, finding);
	end_block(m);
	th_arena_release(&m->arena);
}

/* The first are open, the others folded away, both of one share. */
static void put_findings(struct markdown *m, uint32_t all)
{
	uint32_t told = 0;

	begin_share(m, SHARE_TOLD);
	for (uint32_t i = 0; i < m->report->findings.count; i++) {
		if (!m->report->findings.items[i].decides)
			continue;
		if (told++ == MOST_OPEN)
			th_output_printf(m->out,
					 "\n<details><summary>The other %u that "
					 "decide</summary>\n\n",
					 all - MOST_OPEN);
		if (m->over == 0)
			put_finding(m, &m->report->findings.items[i]);
		else
			m->over++;
	}
	end_share(m);
	if (told > MOST_OPEN)
		th_output_write(m->out, TH_SLICE("\n</details>\n"));
}

/* ---- lists ---- */

enum list { OTHERS, BLIND_SPOTS, KNOWN, SUPPRESSED, LIST_COUNT };

static enum list list_of(const struct th_finding *finding)
{
	if (finding->decides)
		return LIST_COUNT;
	if (finding->suppressed)
		return SUPPRESSED;
	if (finding->news == TH_NEWS_KNOWN)
		return KNOWN;
	return th_rules[finding->rule].class == TH_CLASS_BLIND_SPOT ? BLIND_SPOTS : OTHERS;
}

static void put_entry(struct markdown *m, const struct th_finding *finding)
{
	th_output_printf(&m->block, "- %s %s", th_level_word(finding->severity),
			 th_rules[finding->rule].slug);
	if (finding->hop >= 0)
		th_output_printf(&m->block, ", hop %d", finding->hop);
	put(m, ": ");
	if (finding->suppressed)
		put(m, "<del>");
	put_text(m, finding->message, MOST_NAME);
	if (finding->suppressed)
		put(m, "</del> ");
	th_words_begin(&m->words);
	if (finding->suppressed)
		th_words_suppression(&m->words, finding->suppressed);
	put_words(m, MOST_TEXT);
	th_output_printf(&m->block, " (`%s`)\n", finding->id);
	end_block(m);
}

static void put_list(struct markdown *m, enum list list)
{
	static const char *const titles[LIST_COUNT] = {
		[OTHERS] = "Other findings, which do not decide",
		[BLIND_SPOTS] = "Blind spots, which do not decide",
		[KNOWN] = "Known since the baseline",
		[SUPPRESSED] = "Suppressed",
	};
	const struct th_finding_list *findings = &m->report->findings;
	uint32_t count = 0;

	for (uint32_t i = 0; i < findings->count; i++)
		count += list_of(&findings->items[i]) == list;
	if (count == 0)
		return;
	begin_details(m, titles[list], count);
	for (uint32_t i = 0; i < findings->count; i++)
		if (list_of(&findings->items[i]) == list)
			put_entry(m, &findings->items[i]);
	end_details(m);
}

/* ---- documents, and the end ---- */

static void put_document(struct markdown *m, const struct th_report_document *document)
{
	static const char *const words[] = {
		[TH_DOCUMENT_READ] = "read",
		[TH_DOCUMENT_REJECTED] = "**not read**",
		[TH_DOCUMENT_IGNORED] = "ignored",
	};

	put(m, "- ");
	put_code(m, document->path, MOST_NAME);
	th_output_printf(&m->block, ": %s", words[document->status]);
	if (document->status == TH_DOCUMENT_REJECTED && document->error_line > 0)
		th_output_printf(&m->block, " (line %u, column %u)", document->error_line,
				 document->error_column);
	th_slice why = document->status == TH_DOCUMENT_REJECTED ? document->error : document->why;
	if (document->status == TH_DOCUMENT_READ)
		why = document->format;
	if (why.len > 0)
		put(m, ", ");
	put_text(m, why, MOST_NAME);
	if (document->counted)
		th_output_printf(&m->block, ", %u component%s", document->components,
				 th_words_s(document->components));
	put(m, "\n");
	end_block(m);
}

/* Those that were not read first: they must not be what is cut. */
static void put_documents(struct markdown *m)
{
	static const enum th_document_status order[] = { TH_DOCUMENT_REJECTED, TH_DOCUMENT_READ,
							 TH_DOCUMENT_IGNORED };
	const struct th_report_document_list *documents = &m->report->documents;

	begin_details(m, "Documents", documents->count);
	for (size_t part = 0; part < sizeof(order) / sizeof(*order); part++)
		for (uint32_t i = 0; i < documents->count; i++)
			if (documents->items[i].status == order[part])
				put_document(m, &documents->items[i]);
	end_details(m);
}

static void put_complaints(struct markdown *m)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < m->report->diagnostics.count; i++)
		count += th_report_is_of_run(&m->report->diagnostics.items[i]);
	if (count == 0)
		return;
	begin_details(m, "Complaints about the run", count);
	for (uint32_t i = 0; i < m->report->diagnostics.count; i++) {
		const struct th_report_diagnostic *diagnostic = &m->report->diagnostics.items[i];

		if (!th_report_is_of_run(diagnostic))
			continue;
		th_output_printf(&m->block,
				 "- %s: ", th_severity_word(th_diag_severity(diagnostic->code)));
		if (diagnostic->place.document.ptr) {
			put_code(m, diagnostic->place.document, MOST_NAME);
			th_output_printf(&m->block, " line %u: ", diagnostic->place.line);
		}
		put_text(m, diagnostic->message, MOST_TEXT);
		put(m, "\n");
		end_block(m);
	}
	end_details(m);
}

static void put_not_evaluated(struct markdown *m)
{
	const struct th_not_evaluated_list *list = &m->report->not_evaluated;

	if (list->count == 0)
		return;
	begin_details(m, "Not checked, which is no pass", list->count);
	for (uint32_t i = 0; i < list->count; i++) {
		put(m, "- ");
		put_code(m, list->items[i].rule, MOST_NAME);
		put(m, ": ");
		put_text(m, list->items[i].why, MOST_TEXT);
		put(m, "\n");
		end_block(m);
	}
	end_details(m);
}

static void put_policy(struct markdown *m)
{
	if (!m->report->policy.digest[0])
		return;
	put(m, "\nPolicy ");
	put_code(m,
		 m->report->policy.path.len > 0 ? m->report->policy.path : TH_SLICE("by default"),
		 MOST_NAME);
	th_output_printf(&m->block, ", SHA-256 `%s`\n", m->report->policy.digest);
	end_frame(m);
}

th_status th_render_markdown(const struct th_report *report, const struct th_rendering *rendering,
			     struct th_output *out)
{
	struct markdown m = { .report = report, .out = out };
	uint32_t all = deciding(report);

	TH_TRY(th_kept_init(&m.evidence, report->step_count));
	th_output_to_memory(&m.words, SIZE_MAX);
	th_output_to_memory(&m.cut, SIZE_MAX);
	th_output_to_memory(&m.block, SIZE_MAX);
	put_head(&m, rendering->reasons);
	put_table(&m, all);
	put_findings(&m, all);
	for (int list = 0; list < LIST_COUNT; list++)
		put_list(&m, (enum list)list);
	put_documents(&m);
	put_complaints(&m);
	put_not_evaluated(&m);
	put_policy(&m);
	bool failed = m.failed || m.words.status != TH_OK || m.cut.status != TH_OK ||
		      m.block.status != TH_OK;
	th_output_release(&m.words);
	th_output_release(&m.cut);
	th_output_release(&m.block);
	th_arena_release(&m.arena);
	failed |= th_kept_release(&m.evidence) != TH_OK;
	return failed ? TH_ENOMEM : TH_OK;
}
