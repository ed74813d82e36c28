/*
 * explain: the texts of rules.def, diagnostics.def, terms.def, floors.def, floor_fields.def and
 * controls.def, and which requirements speak of a control.
 */
#include "cmd/command.h"
#include "cmd/complain.h"
#include "cmd/render/page.h"
#include "cmd/standard_output.h"
#include "cmd/terminal.h"
#include "core/base/diagnostic.h"
#include "graph/quality.h"
#include "parsers/claims.h"

#include <string.h>
#include <unistd.h>

static const struct {
	const char *slug, *text;
} terms[] = {
#define TH_TERM(slug, text) { slug, text },
#include "cmd/terms.def"
#undef TH_TERM
};
enum { TERM_COUNT = sizeof(terms) / sizeof(*terms), SLUG_COLUMNS = 26 };

static const char *const words[] = {
#define TH_RULE(name, slug, class, severity, unbuilt, title, meaning, proves, disproves, remedy) \
	slug,
#include "graph/rules.def"
#undef TH_RULE
#define TH_DIAG(name, slug, severity, meaning) slug,
#include "core/base/diagnostics.def"
#undef TH_DIAG
#define TH_TERM(slug, text) slug,
#include "cmd/terms.def"
#undef TH_TERM
#define TH_FLOOR(name, slug, title, published, source, about, left_out) slug,
#include "graph/floors.def"
#undef TH_FLOOR
#define TH_CONTROL(id, word, title, proves, disproves) word,
#include "parsers/controls.def"
#undef TH_CONTROL
	NULL,
};

static const struct {
	const char *word, *title, *proves, *disproves;
} controls[TH_CONTROL_COUNT] = {
#define TH_CONTROL(id, word, title, proves, disproves) { word, title, proves, disproves },
#include "parsers/controls.def"
#undef TH_CONTROL
};

#define C(name) (UINT32_C(1) << TH_CONTROL_##name)
static const struct {
	const char *standard, *item;
	uint32_t controls;
} requirements[] = {
#define TH_REQUIREMENT(standard, item, controls) { standard, item, controls },
#include "parsers/requirements.def"
#undef TH_REQUIREMENT
};
#undef C

static void passage(struct th_page *page, const char *label, const char *text)
{
	if (!text || !*text)
		return;
	th_page_begin(page, 2, 16);
	th_page_label(page, TH_STYLE_STRONG, label, 14);
	th_page_text(page, TH_STYLE_PLAIN, th_slice_of(text));
	th_page_end(page);
}

static void explain_rule(struct th_page *page, const struct th_rule *rule)
{
	th_page_begin(page, 0, 2);
	th_page_text(page, TH_STYLE_HEADING,
		     th_page_compose(page, "%s: %s", rule->slug, rule->title));
	th_page_end(page);
	th_page_paragraph(page, 2, 2,
			  th_page_compose(page, "a %s, severity %s by default",
					  th_class_word(rule->class),
					  th_level_word(rule->severity)));
	passage(page, "means", rule->meaning);
	passage(page, "proven by", rule->proves);
	passage(page, "disproven by", rule->disproves);
	passage(page, "to get past", rule->remedy);
	if (!rule->unbuilt)
		passage(page, "to accept",
			th_page_compose(page,
					"one finding: an entry under exceptions in twohop.yaml, "
					"with its id, an owner, a reason and an end%s. The rule: "
					"policy.rules.%s, with a fail level, the suppliers it "
					"holds for, and until when. Either stays in every report.",
					th_rule_is_grave((enum th_rule_id)(rule - th_rules))
						? ", and a second approver"
						: "",
					rule->slug)
				.ptr);
	passage(page, "not checked", rule->unbuilt);
}

/* ---- controls ---- */

/* The items that speak of it, by standard: rows of one standard stand together. */
static void explain_requirements(struct th_page *page, size_t control)
{
	enum { COUNT = sizeof(requirements) / sizeof(requirements[0]) };
	size_t i = 0;

	while (i < COUNT) {
		const char *standard = requirements[i].standard;
		th_slice items = { 0 };

		for (; i < COUNT && strcmp(requirements[i].standard, standard) == 0; i++)
			if (requirements[i].controls >> control & 1)
				items = th_page_compose(page, "%.*s%s%s", TH_FMT(items),
							items.len ? ", " : "",
							requirements[i].item);
		passage(page, standard, items.len ? items.ptr : NULL);
	}
}

static void explain_control(struct th_page *page, size_t number)
{
	th_page_begin(page, 0, 2);
	th_page_text(
		page, TH_STYLE_HEADING,
		th_page_compose(page, "%s: %s", controls[number].word, controls[number].title));
	th_page_end(page);
	passage(page, "proven by", controls[number].proves);
	passage(page, "disproven by", controls[number].disproves);
	explain_requirements(page, number);
}

/* ---- floors of quality ---- */

static void explain_places(struct th_page *page, const struct th_floor_field_row *row)
{
	passage(page, "  CycloneDX", row->cyclonedx);
	passage(page, "  SPDX 2", row->spdx);
}

static void explain_fields(struct th_page *page, enum th_floor floor, bool of_document,
			   const char *heading)
{
	bool headed = false;

	for (int f = 0; f < TH_FLOOR_FIELD_COUNT; f++) {
		const struct th_floor_field_row *row = &th_floor_fields[f];

		if (!th_floor_asks(floor, (enum th_floor_field)f) ||
		    row->of_document != of_document)
			continue;
		if (!headed)
			th_page_heading(page, th_slice_of(heading));
		headed = true;
		th_page_begin(page, 2, 4);
		th_page_text(page, TH_STYLE_STRONG, th_page_compose(page, "%s:", row->title));
		th_page_text(
			page, TH_STYLE_PLAIN,
			th_page_compose(page, " %s [%s]", row->means, th_diag_slug(row->code)));
		th_page_end(page);
		explain_places(page, row);
	}
}

static void explain_floor(struct th_page *page, enum th_floor floor)
{
	const struct th_floor_row *row = &th_floors[floor];

	th_page_begin(page, 0, 2);
	th_page_text(page, TH_STYLE_HEADING,
		     th_page_compose(page, "%s: %s", row->slug, row->title));
	th_page_end(page);
	passage(page, "published", row->published);
	th_page_unwrapped(page, th_page_compose(page, "  source        %s", row->source));
	passage(page, "is", row->about);
	passage(page, "left out", row->left_out);
	passage(page, "to demand it",
		th_page_compose(
			page,
			"policy.quality: {floor: %s, on_fail: fail} in twohop.yaml; 'twohop "
			"inspect --quality %s FILE' shows what a document lacks.",
			row->slug, row->slug)
			.ptr);
	explain_fields(page, floor, true, "Of the document");
	explain_fields(page, floor, false, "Of every component");
}

/* Who asks for what a complaint says is missing, and where it would be stated. */
static void explain_field_of(struct th_page *page, enum th_diag_code code)
{
	for (int f = 0; f < TH_FLOOR_FIELD_COUNT; f++) {
		const struct th_floor_field_row *row = &th_floor_fields[f];
		th_slice asking = { 0 };

		if (row->code != code)
			continue;
		for (int i = TH_FLOOR_NONE + 1; i < TH_FLOOR_COUNT; i++)
			if (th_floor_asks((enum th_floor)i, (enum th_floor_field)f))
				asking = th_page_compose(page, "%.*s%s%s", TH_FMT(asking),
							 asking.len ? ", " : "", th_floors[i].slug);
		passage(page, "asked by", asking.ptr);
		passage(page, "the field",
			th_page_compose(page, "%s: %s", row->title, row->means).ptr);
		explain_places(page, row);
	}
}

static void explain_diagnostic(struct th_page *page, enum th_diag_code code)
{
	const char *severity = th_severity_word(th_diag_severity(code));

	th_page_begin(page, 0, 2);
	th_page_text(page, TH_STYLE_HEADING,
		     th_page_compose(page, "%s: %s about a document", th_diag_slug(code),
				     th_diag_severity(code) == TH_SEVERITY_ERROR
					     ? "an error"
					     : th_page_compose(page, "a %s", severity).ptr));
	th_page_end(page);
	passage(page, "means", th_diag_meaning(code));
	explain_field_of(page, code);
}

static void explain_term(struct th_page *page, size_t number)
{
	th_page_begin(page, 0, 2);
	th_page_text(page, TH_STYLE_HEADING, th_slice_of(terms[number].slug));
	th_page_end(page);
	th_page_paragraph(page, 2, 2, th_slice_of(terms[number].text));
}

static void list_row(struct th_page *page, const char *slug, th_slice meaning)
{
	th_page_begin(page, 2, SLUG_COLUMNS + 2);
	th_page_label(page, TH_STYLE_STRONG, slug, SLUG_COLUMNS);
	th_page_text(page, TH_STYLE_PLAIN, meaning);
	th_page_end(page);
}

static void list_class(struct th_page *page, enum th_class class, const char *heading)
{
	th_page_begin(page, 0, 0);
	th_page_text(page, TH_STYLE_HEADING, th_slice_of(heading));
	th_page_end(page);
	for (size_t i = 0; i < TH_RULE_COUNT; i++) {
		const struct th_rule *rule = &th_rules[i];

		if (rule->class == class)
			list_row(page, rule->slug,
				 th_page_compose(page, "%s: %s%s", th_level_word(rule->severity),
						 rule->title,
						 rule->unbuilt ? " (not checked in this version)"
							       : ""));
	}
	th_page_blank_line(page);
}

static void list_all(struct th_page *page)
{
	list_class(page, TH_CLASS_VIOLATION, "Violations: evidence against");
	list_class(page, TH_CLASS_BLIND_SPOT, "Blind spots: no evidence");
	list_class(page, TH_CLASS_CONTRADICTION, "Contradictions: a claim against the evidence");
	th_page_begin(page, 0, 0);
	th_page_text(page, TH_STYLE_HEADING,
		     TH_SLICE("Floors of quality: what an SBOM has to state"));
	th_page_end(page);
	for (int i = TH_FLOOR_NONE + 1; i < TH_FLOOR_COUNT; i++)
		list_row(page, th_floors[i].slug, th_slice_of(th_floors[i].title));
	th_page_blank_line(page);
	th_page_begin(page, 0, 0);
	th_page_text(page, TH_STYLE_HEADING, TH_SLICE("Controls: what a vendor has in hand"));
	th_page_end(page);
	for (size_t i = 0; i < TH_CONTROL_COUNT; i++)
		list_row(page, controls[i].word, th_slice_of(controls[i].title));
	th_page_blank_line(page);
	th_page_begin(page, 0, 0);
	th_page_text(page, TH_STYLE_HEADING, TH_SLICE("Complaints about documents"));
	th_page_end(page);
	for (size_t i = 0; i < TH_DIAG_COUNT; i++)
		list_row(page, th_diag_slug((enum th_diag_code)i),
			 th_slice_of(th_diag_meaning((enum th_diag_code)i)));
	th_page_heading(page, TH_SLICE("Terms"));
	th_page_begin(page, 2, 2);
	for (size_t i = 0; i < TERM_COUNT; i++)
		th_page_unit(page, TH_STYLE_PLAIN,
			     th_page_compose(page, "%s%s", terms[i].slug,
					     i + 1 < TERM_COUNT ? "," : ""));
	th_page_end(page);
}

/* False: there is no such word. A word may be a rule and a complaint at once (digest-mismatch):
 * both are told. */
static bool explain_word(struct th_page *page, th_slice word)
{
	bool known = false;

	for (size_t i = 0; i < TH_RULE_COUNT; i++)
		if (th_slice_equal(word, th_slice_of(th_rules[i].slug))) {
			explain_rule(page, &th_rules[i]);
			known = true;
		}
	for (size_t i = 0; i < TERM_COUNT; i++)
		if (th_slice_equal(word, th_slice_of(terms[i].slug))) {
			explain_term(page, i);
			known = true;
		}
	for (size_t i = 0; i < TH_CONTROL_COUNT; i++)
		if (th_slice_equal(word, th_slice_of(controls[i].word))) {
			explain_control(page, i);
			known = true;
		}
	enum th_floor floor = th_floor_of(word);
	if (floor != TH_FLOOR_NONE) {
		explain_floor(page, floor);
		known = true;
	}
	for (size_t i = 0; i < TH_DIAG_COUNT; i++)
		if (th_slice_equal(word, th_slice_of(th_diag_slug((enum th_diag_code)i)))) {
			if (known)
				th_page_blank_line(page);
			explain_diagnostic(page, (enum th_diag_code)i);
			known = true;
		}
	return known;
}

static int unknown_word(th_slice word)
{
	const char *nearest = th_nearest_word(word, words);

	if (nearest)
		th_complain("nothing is called '%.*s'; did you mean '%s'?", TH_FMT(word), nearest);
	else
		th_complain("nothing is called '%.*s'; 'twohop explain' lists what is",
			    TH_FMT(word));
	return TH_EXIT_USAGE;
}

int th_command_explain(struct th_call *call)
{
	const struct th_name_list *operands = &call->options.operands;
	struct th_output out;
	struct th_page page;
	bool known = true;

	th_output_to_fd(&out, STDOUT_FILENO);
	th_page_init(&page, &out, &call->arena,
		     th_terminal_has_color(call->options.color, STDOUT_FILENO),
		     th_terminal_is_utf8());
	if (operands->count == 0)
		list_all(&page);
	for (uint32_t i = 0; known && i < operands->count; i++) {
		if (i > 0)
			th_page_blank_line(&page);
		known = explain_word(&page, operands->items[i]);
		if (!known)
			unknown_word(operands->items[i]);
	}
	int code = th_standard_output_end(&out);
	return known ? code : TH_EXIT_USAGE;
}
