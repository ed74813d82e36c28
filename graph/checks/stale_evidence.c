/*
 * stale-evidence: a statement or a claim in a document has expired by the day, or is older than
 * evidence may be. One finding a document, with a count. An inventory that is too old is what
 * no-environment-evidence speaks of.
 */
#include "graph/products.h"
#include "parsers/claims.h"

th_status th_check_stale_evidence(struct th_check *check);

struct stale {
	uint32_t expired, old, undated;
};

static void look_at_claims(const struct th_check *check, const struct th_graph_document *g,
			   struct stale *stale)
{
	for (uint32_t i = 0; g->doc->claims && i < g->doc->claims->list.count; i++) {
		const struct th_claim *claim = &g->doc->claims->list.items[i];
		int32_t day = th_claim_day(g, claim);
		if (th_date_present(claim->expires) && th_date_last(claim->expires) < check->as_of)
			stale->expired++;
		else if (day == TH_DAY_BEFORE)
			stale->undated++;
		else if (!th_is_fresh(check, day, check->config->max_age.attestation))
			stale->old++;
	}
}

static th_status add(struct th_check *check, uint32_t document, const struct stale *stale)
{
	uint32_t most = check->config->max_age.attestation;
	struct th_draft *d =
		th_check_draft(check, TH_RULE_stale_evidence, TH_SUBJECT_DOCUMENT, document);

	if (!d)
		return TH_ENOMEM;
	if (stale->expired)
		d->message = th_arena_printf(check->arena, "%u of what it states %s expired",
					     stale->expired, stale->expired == 1 ? "has" : "have");
	else if (stale->old)
		d->message =
			th_arena_printf(check->arena, "what it states is more than %u days old",
					most == TH_CONFIG_NO_LIMIT ? 365 : most);
	else
		d->message =
			th_arena_printf(check->arena, "it does not say when what it states was so");
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

th_status th_check_stale_evidence(struct th_check *check)
{
	for (uint32_t d = 0; d < check->graph->documents.count; d++) {
		const struct th_graph_document *g = &check->graph->documents.items[d];
		struct stale stale = { 0 };
		int32_t day = th_statement_day(check, d);
		look_at_claims(check, g, &stale);
		if (g->attests && day != TH_DAY_BEFORE &&
		    !th_is_fresh(check, day, check->config->max_age.attestation))
			stale.old++;
		if (stale.expired || stale.old || stale.undated)
			TH_TRY(add(check, d, &stale));
	}
	return TH_OK;
}
