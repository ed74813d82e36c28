#include "cmd/render/nodes.h"

/* What tells one node from another: numbers of texts, 0 where there is none. */
struct key {
	uint32_t kind, name, version, supplier, purl;
};

void th_render_nodes_release(struct th_render_nodes *nodes)
{
	th_render_node_list_release(&nodes->list);
	th_index_list_release(&nodes->of_steps);
	th_strings_release(&nodes->texts);
	th_strings_release(&nodes->keys);
	th_arena_release(&nodes->arena);
}

static th_status number_of(struct th_render_nodes *nodes, th_slice text, uint32_t *out)
{
	th_str id = { 0 };

	if (text.len > 0)
		TH_TRY(th_strings_intern(&nodes->texts, text, &id));
	*out = id.v;
	return TH_OK;
}

/* A supplier is its name. */
static th_status key_of(struct th_render_nodes *nodes, const struct th_render_node *node,
			struct key *out)
{
	bool whole = node->kind != TH_NODE_SUPPLIER;

	out->kind = node->kind;
	TH_TRY(number_of(nodes, node->name, &out->name));
	TH_TRY(number_of(nodes, whole ? node->version : (th_slice){ 0 }, &out->version));
	TH_TRY(number_of(nodes, whole ? node->supplier : (th_slice){ 0 }, &out->supplier));
	return number_of(nodes, node->purl, &out->purl);
}

static th_status add(struct th_render_nodes *nodes, const struct th_render_node *node,
		     uint32_t *out)
{
	struct key key;

	TH_TRY(key_of(nodes, node, &key));
	th_slice bytes = th_slice_make((const char *)&key, sizeof(key));
	th_str id = th_strings_find(&nodes->keys, bytes);
	if (!id.v) {
		struct th_render_node *made = th_render_node_list_push(&nodes->list, UINT32_MAX);
		bytes = th_arena_copy(&nodes->arena, bytes);
		if (!made || !bytes.ptr)
			return TH_ENOMEM;
		*made = *node;
		TH_TRY(th_strings_intern(&nodes->keys, bytes, &id));
	}
	*out = id.v - 1;
	if (node->hop < nodes->list.items[*out].hop)
		nodes->list.items[*out].hop = node->hop;
	return TH_OK;
}

bool th_render_leads_to_subject(const struct th_finding *finding)
{
	const struct th_step *last =
		finding->step_count ? finding->steps[finding->step_count - 1] : NULL;

	/* The subject has its supplier as stated, the step has whom that was found to be. */
	return last && last->kind == finding->subject.kind &&
	       th_slice_equal(last->name, finding->subject.name) &&
	       th_slice_equal(last->version, finding->subject.version);
}

static struct th_render_node subject_of(const struct th_finding *finding)
{
	struct th_render_node node = { .kind = finding->subject.kind,
				       .name = finding->subject.name,
				       .version = finding->subject.version,
				       .supplier = finding->subject.supplier,
				       .hop = finding->hop < 0 ? TH_NO_HOP
							       : (uint32_t)finding->hop };

	if (th_render_leads_to_subject(finding))
		node.supplier = finding->steps[finding->step_count - 1]->supplier;
	return node;
}

th_status th_render_nodes_subject(struct th_render_nodes *nodes, const struct th_finding *finding,
				  uint32_t *out)
{
	struct th_render_node node = subject_of(finding);

	TH_TRY(add(nodes, &node, out));
	struct th_render_node *found = &nodes->list.items[*out];
	if (finding->subject.purl.len == 0)
		return TH_OK;
	if (found->purl.len == 0)
		found->purl = finding->subject.purl;
	if (th_slice_equal(found->purl, finding->subject.purl))
		return TH_OK;
	node.purl = finding->subject.purl;
	return add(nodes, &node, out);
}

/* Of a step that does not lead to the subject; NULL: no memory. */
static uint32_t *of_step(struct th_render_nodes *nodes, uint32_t step)
{
	while (nodes->of_steps.count <= step) {
		uint32_t *next = th_index_list_push(&nodes->of_steps, UINT32_MAX);
		if (!next)
			return NULL;
		*next = 0;
	}
	return &nodes->of_steps.items[step];
}

th_status th_render_nodes_step(struct th_render_nodes *nodes, const struct th_finding *finding,
			       uint32_t step, uint32_t *out)
{
	const struct th_step *at = finding->steps[step];
	struct th_render_node node = { .kind = at->kind,
				       .name = at->name,
				       .version = at->version,
				       .supplier = at->supplier,
				       .hop = at->hop };

	if (step + 1 == finding->step_count && th_render_leads_to_subject(finding))
		return th_render_nodes_subject(nodes, finding, out);
	uint32_t *met = of_step(nodes, at->number);
	if (!met)
		return TH_ENOMEM;
	if (*met == 0) {
		TH_TRY(add(nodes, &node, met));
		++*met;
	}
	*out = *met - 1;
	return TH_OK;
}
