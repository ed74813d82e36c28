/*
 * build-level: signed provenance of a vendor's product names a builder to whom you grant less than
 * the level demanded: 3 unless the policy says otherwise. One that is not on your list has no
 * level: it is below whatever the policy demands, and unknown where it demands nothing.
 */
#include "graph/products.h"

th_status th_check_build_level(struct th_check *check);

enum { ISOLATED_LEVEL = 3 };

static bool is_listed(const struct th_config *config, th_slice builder)
{
	for (uint32_t i = 0; i < config->trust.builders.count; i++)
		if (th_name_glob_match(config->trust.builders.items[i].id, builder))
			return true;
	return false;
}

static th_status add(struct th_check *check, uint32_t node, th_slice builder, uint32_t level,
		     uint32_t demanded)
{
	struct th_draft *d = th_check_draft(check, TH_RULE_build_level, TH_SUBJECT_NODE, node);

	if (!d)
		return TH_ENOMEM;
	d->message = th_arena_printf(
		check->arena, "%.*s of %.*s was built by %.*s, %s level %u: %u is demanded",
		TH_FMT(th_check_title(check, node)), TH_FMT(th_check_supplier_name(check, node)),
		TH_FMT(builder),
		is_listed(check->config, builder) ? "which your list grants"
						  : "which is not on your list and has",
		level, demanded);
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

/* By node: the best level that some builder of it has, + 1; the draft tells of that one. */
struct levels {
	uint32_t *best;
	th_slice *builder;
};

static th_status note(struct th_check *check, uint32_t document, uint32_t node, void *context)
{
	const struct th_graph_document *g = &check->graph->documents.items[document];
	const struct th_attestation *a = g->doc->attestation;
	struct levels *levels = context;

	if (!(check->products[node] & TH_PRODUCT) || !g->signature ||
	    !th_predicate_is_provenance(a->predicate) || !th_text_is_present(a->builder_id))
		return TH_OK;
	th_slice builder = th_document_text(g->doc, a->builder_id);
	uint32_t level = th_trust_builder_level(check->config, builder);
	if (check->config->build_level == TH_CONFIG_NO_LIMIT && !is_listed(check->config, builder))
		return TH_OK;
	if (level + 1 <= levels->best[node])
		return TH_OK;
	levels->best[node] = level + 1;
	levels->builder[node] = builder;
	return TH_OK;
}

static th_status judge(struct th_check *check, struct levels *levels)
{
	uint32_t demanded = check->config->build_level == TH_CONFIG_NO_LIMIT
				    ? ISOLATED_LEVEL
				    : check->config->build_level;

	TH_TRY(th_statements_visit(check, note, levels));
	for (uint32_t node = 1; node < check->graph->node_count; node++)
		if (levels->best[node] && levels->best[node] - 1 < demanded)
			TH_TRY(add(check, node, levels->builder[node], levels->best[node] - 1,
				   demanded));
	return TH_OK;
}

static bool is_any_statement(const struct th_graph *graph)
{
	for (uint32_t d = 0; d < graph->documents.count; d++)
		if (graph->documents.items[d].attests)
			return true;
	return false;
}

th_status th_check_build_level(struct th_check *check)
{
	if (!is_any_statement(check->graph))
		return TH_OK;
	struct levels levels = {
		.best = calloc(check->graph->node_count, sizeof(*levels.best)),
		.builder = calloc(check->graph->node_count, sizeof(*levels.builder)),
	};
	th_status status = levels.best && levels.builder ? judge(check, &levels) : TH_ENOMEM;

	free(levels.best);
	free(levels.builder);
	return status;
}
