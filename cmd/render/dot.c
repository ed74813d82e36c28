/*
 * A picture for Graphviz (dot, xdot): the paths of the findings united, from you to the right, a
 * lane a hop. What a finding is about shows its severity in colour and in words; what only
 * suppressed findings are about, and what an event alone reports, is dashed.
 *
 * Labels are quoted strings, never of HTML. They are made harmless for all that reads them: hidden
 * characters are shown as on a terminal, '"' and '\' escaped, so that no "\N" or "\G" is an escape
 * of Graphviz's, and '&' is written as an entity, because Graphviz would decode "&#8238;". There
 * are no links, tooltips or images.
 *
 * Layouts take far more time than audits: no more than TH_MAX_DRAWN_NODES are drawn. A finding is
 * drawn with all of its path or not at all, the worst first, and a node says how many are not.
 */
#include "cmd/render/nodes.h"
#include "cmd/render/renderer.h"
#include "core/base/limits.h"
#include "core/text/escape.h"

#include <stdlib.h>

enum { MOST_COLUMNS = 60 /* of a line of a label */ };

/* How bad a finding is for the node that it is about; the first one wins. */
enum grade { GRADE_FACT, GRADE_UNKNOWN, GRADE_SUPPRESSED, GRADE_NONE };

/* What is drawn of a node. */
struct mark {
	uint32_t number; /* from 1 in the order of drawing; 0: not drawn */
	enum grade grade;
	const struct th_finding *worst; /* by grade, then as reports list them; NULL: none */
	uint32_t findings, suppressed;
};
TH_LIST_DEFINE(mark_list, struct mark);

struct edge {
	uint32_t from, to;
	uint32_t relation; /* number of its word; 0: what the finding is about, by no relation */
};
TH_LIST_DEFINE(edge_list, struct edge);

struct picture {
	const struct th_report *report;
	struct th_output *out;
	struct th_render_nodes nodes;
	struct mark_list marks; /* by node */
	struct th_strings relations, edge_keys;
	struct edge_list edges;
	struct th_arena arena;
	uint32_t drawn;    /* nodes */
	uint32_t left_out; /* findings */
};

static void release(struct picture *p)
{
	th_render_nodes_release(&p->nodes);
	mark_list_release(&p->marks);
	th_strings_release(&p->relations);
	th_strings_release(&p->edge_keys);
	edge_list_release(&p->edges);
	th_arena_release(&p->arena);
}

/* ---- what is drawn ---- */

static th_status mark_of(struct picture *p, uint32_t node, struct mark **out)
{
	while (p->marks.count <= node) {
		struct mark *mark = mark_list_push(&p->marks, UINT32_MAX);
		if (!mark)
			return TH_ENOMEM;
		mark->grade = GRADE_NONE;
	}
	*out = &p->marks.items[node];
	return TH_OK;
}

/* The nodes of a finding: those of its path and, where the path does not lead to it, its subject.
 */
static uint32_t node_count(const struct th_finding *finding)
{
	return finding->step_count + !th_render_leads_to_subject(finding);
}

static th_status node_at(struct picture *p, const struct th_finding *finding, uint32_t i,
			 uint32_t *out)
{
	return i < finding->step_count ? th_render_nodes_step(&p->nodes, finding, i, out)
				       : th_render_nodes_subject(&p->nodes, finding, out);
}

static th_status draw_node(struct picture *p, uint32_t node)
{
	struct mark *mark;

	TH_TRY(mark_of(p, node, &mark));
	if (!mark->number)
		mark->number = ++p->drawn;
	return TH_OK;
}

static th_status draw_edge(struct picture *p, uint32_t from, uint32_t to, const char *relation)
{
	struct edge edge = { .from = from, .to = to };
	th_str id = { 0 };

	if (relation)
		TH_TRY(th_strings_intern(&p->relations, th_slice_of(relation), &id));
	edge.relation = id.v;
	th_slice key = th_slice_make((const char *)&edge, sizeof(edge));
	if (th_strings_find(&p->edge_keys, key).v)
		return TH_OK;
	key = th_arena_copy(&p->arena, key);
	struct edge *made = edge_list_push(&p->edges, UINT32_MAX);
	if (!key.ptr || !made)
		return TH_ENOMEM;
	*made = edge;
	return th_strings_intern(&p->edge_keys, key, &id);
}

static th_status draw_way(struct picture *p, const struct th_finding *finding)
{
	for (uint32_t i = 0, from = 0, node; i < node_count(finding); i++, from = node) {
		TH_TRY(node_at(p, finding, i, &node));
		TH_TRY(draw_node(p, node));
		if (i > 0)
			TH_TRY(draw_edge(p, from, node,
					 i < finding->step_count ? finding->steps[i]->relation
								 : NULL));
	}
	return TH_OK;
}

/* How many of its nodes are not drawn yet. */
static th_status count_new(struct picture *p, const struct th_finding *finding, uint32_t *out)
{
	*out = 0;
	for (uint32_t i = 0, node; i < node_count(finding); i++) {
		struct mark *mark;
		TH_TRY(node_at(p, finding, i, &node));
		TH_TRY(mark_of(p, node, &mark));
		*out += mark->number == 0;
	}
	return TH_OK;
}

static enum grade grade_of(const struct th_finding *finding)
{
	if (finding->suppressed)
		return GRADE_SUPPRESSED;
	return th_rules[finding->rule].class == TH_CLASS_BLIND_SPOT ? GRADE_UNKNOWN : GRADE_FACT;
}

static th_status draw_finding(struct picture *p, const struct th_finding *finding)
{
	enum grade grade = grade_of(finding);
	uint32_t new, subject;
	struct mark *mark;

	TH_TRY(count_new(p, finding, &new));
	if (new > TH_MAX_DRAWN_NODES - p->drawn) {
		p->left_out++;
		return TH_OK;
	}
	TH_TRY(draw_way(p, finding));
	TH_TRY(th_render_nodes_subject(&p->nodes, finding, &subject));
	TH_TRY(mark_of(p, subject, &mark));
	mark->findings++;
	mark->suppressed += finding->suppressed != NULL;
	if (grade < mark->grade) {
		mark->grade = grade;
		mark->worst = finding;
	}
	return TH_OK;
}

/* ---- labels ---- */

/* Text that went through th_escape_terminal. */
static void put_safe(struct th_output *out, th_slice text)
{
	size_t from = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c != '&' && c != '"' && c != '\\')
			continue;
		th_output_write(out, th_slice_sub(text, from, i));
		th_output_write(out, c == '&'   ? TH_SLICE("&amp;")
				     : c == '"' ? TH_SLICE("\\\"")
						: TH_SLICE("\\\\"));
		from = i + 1;
	}
	th_output_write(out, th_slice_sub(text, from, text.len));
}

static th_status put_text(struct picture *p, th_slice text)
{
	th_slice safe = th_escape_terminal(&p->arena, text);

	if (safe.len > 0)
		safe = th_text_cut(&p->arena, safe, MOST_COLUMNS);
	if (text.len > 0 && !safe.ptr)
		return TH_ENOMEM;
	put_safe(p->out, safe);
	return TH_OK;
}

/* A line of a label behind the first. */
static th_status put_line(struct picture *p, th_slice text)
{
	if (text.len == 0)
		return TH_OK;
	th_output_write(p->out, TH_SLICE("\\n"));
	return put_text(p, text);
}

static void put_findings(struct picture *p, const struct mark *mark)
{
	static const char *const introductions[] = { [GRADE_FACT] = "",
						     [GRADE_UNKNOWN] = "blind spot, ",
						     [GRADE_SUPPRESSED] = "suppressed, " };
	uint32_t more = mark->findings - 1;

	th_output_printf(p->out, "\\n%s%s: %s", introductions[mark->grade],
			 th_level_word(mark->worst->severity), th_rules[mark->worst->rule].slug);
	if (more > 0)
		th_output_printf(p->out, "\\nand %u more finding%s", more, more == 1 ? "" : "s");
	if (mark->suppressed > 0 && mark->grade != GRADE_SUPPRESSED)
		th_output_printf(p->out, ", %u suppressed", mark->suppressed);
}

static th_status put_label(struct picture *p, const struct th_render_node *node,
			   const struct mark *mark)
{
	bool of = !th_slice_equal(node->supplier, node->name) && node->kind != TH_NODE_SUPPLIER;

	TH_TRY(put_text(p, node->name.len > 0 ? node->name : TH_SLICE("(without a name)")));
	TH_TRY(put_line(p, node->version));
	TH_TRY(put_line(p, of ? node->supplier : (th_slice){ 0 }));
	if (mark->findings > 0)
		put_findings(p, mark);
	return TH_OK;
}

/* ---- the graph ---- */

static const char *const shapes[TH_NODE_KIND_COUNT] = {
	[TH_NODE_SELF] = "circle",  [TH_NODE_COMPONENT] = "box",   [TH_NODE_SUPPLIER] = "ellipse",
	[TH_NODE_DEVICE] = "box3d", [TH_NODE_SERVICE] = "hexagon", [TH_NODE_DOCUMENT] = "note",
};

/* Of facts; black writing can be read on all of them. */
static const char *const colors[TH_LEVEL_COUNT] = {
	[TH_LEVEL_CRITICAL] = "#ff8a80", [TH_LEVEL_HIGH] = "#ffb74d", [TH_LEVEL_MEDIUM] = "#ffe082",
	[TH_LEVEL_LOW] = "#dcedc8",      [TH_LEVEL_INFO] = "#e1f5fe",
};

static const char *color_of(const struct mark *mark)
{
	switch (mark->grade) {
	case GRADE_FACT: return colors[mark->worst->severity];
	case GRADE_UNKNOWN: return "#e0e0e0";
	case GRADE_SUPPRESSED:
	case GRADE_NONE: break;
	}
	return "#ffffff";
}

static th_status put_node(struct picture *p, uint32_t number)
{
	const struct th_render_node *node = &p->nodes.list.items[number];
	const struct mark *mark = &p->marks.items[number];

	th_output_printf(p->out,
			 "\t\tn%u [shape=%s, style=\"filled%s\", fillcolor=\"%s\", label=\"",
			 mark->number, shapes[node->kind],
			 mark->grade == GRADE_SUPPRESSED ? ",dashed" : "", color_of(mark));
	TH_TRY(put_label(p, node, mark));
	th_output_write(p->out, TH_SLICE("\"];\n"));
	return TH_OK;
}

/* For qsort, which hands on no context: what the numbers are compared by goes with them. */
struct place {
	uint32_t node, hop, number;
};

static int by_lane(const void *x, const void *y)
{
	const struct place *a = x, *b = y;

	if (a->hop != b->hop)
		return a->hop < b->hop ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

static uint32_t sort_drawn(const struct picture *p, struct place places[TH_MAX_DRAWN_NODES])
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < p->marks.count; i++)
		if (p->marks.items[i].number)
			places[count++] = (struct place){ i, p->nodes.list.items[i].hop,
							  p->marks.items[i].number };
	qsort(places, count, sizeof(*places), by_lane);
	return count;
}

static th_status put_lanes(struct picture *p)
{
	struct place places[TH_MAX_DRAWN_NODES];
	uint32_t count = sort_drawn(p, places);

	for (uint32_t i = 0, end; i < count; i = end) {
		uint32_t hop = places[i].hop;

		if (hop == TH_NO_HOP)
			th_output_write(p->out, TH_SLICE("\tsubgraph unplaced {\n"));
		else
			th_output_printf(p->out,
					 "\tsubgraph cluster_hop%u {\n\t\tlabel=\"hop %u\";\n", hop,
					 hop);
		for (end = i; end < count && places[end].hop == hop; end++)
			TH_TRY(put_node(p, places[end].node));
		th_output_write(p->out, TH_SLICE("\t}\n"));
	}
	return TH_OK;
}

static void put_edge(const struct picture *p, const struct edge *edge)
{
	th_slice relation = th_strings_text(&p->relations, (th_str){ edge->relation });

	th_output_printf(p->out, "\tn%u -> n%u", p->marks.items[edge->from].number,
			 p->marks.items[edge->to].number);
	if (!edge->relation)
		th_output_write(p->out, TH_SLICE(" [style=dotted, arrowhead=none];\n"));
	else
		th_output_printf(p->out, " [label=\"%.*s\"%s];\n", TH_FMT(relation),
				 th_slice_equal(relation, TH_SLICE("reported")) ? ", style=dashed"
										: "");
}

static th_status put_graph(struct picture *p)
{
	char day[TH_DATE_TEXT];

	th_date_format(p->report->as_of, day, sizeof(day));
	th_output_printf(p->out,
			 "digraph twohop {\n"
			 "\tgraph [rankdir=LR, labelloc=t, fontname=\"sans-serif\", label=\"as of "
			 "%s: ",
			 day);
	th_slice verdict = th_escape_terminal(&p->arena, p->report->verdict);
	if (p->report->verdict.len > 0 && !verdict.ptr)
		return TH_ENOMEM;
	put_safe(p->out, verdict);
	th_output_write(p->out, TH_SLICE("\"];\n"
					 "\tnode [fontname=\"sans-serif\", fontsize=11];\n"
					 "\tedge [fontname=\"sans-serif\", fontsize=9];\n"));
	TH_TRY(put_lanes(p));
	for (uint32_t i = 0; i < p->edges.count; i++)
		put_edge(p, &p->edges.items[i]);
	if (p->left_out > 0)
		th_output_printf(
			p->out,
			"\tmore [shape=plaintext, label=\"%u more finding%s not drawn\"];\n",
			p->left_out, p->left_out == 1 ? "" : "s");
	th_output_write(p->out, TH_SLICE("}\n"));
	return TH_OK;
}

th_status th_render_dot(const struct th_report *report, const struct th_rendering *rendering,
			struct th_output *out)
{
	struct picture picture = { .report = report, .out = out };
	th_status status = TH_OK;

	(void)rendering;
	for (uint32_t i = 0; i < report->findings.count && status == TH_OK; i++)
		status = draw_finding(&picture, &report->findings.items[i]);
	if (status == TH_OK)
		status = put_graph(&picture);
	release(&picture);
	return status;
}
