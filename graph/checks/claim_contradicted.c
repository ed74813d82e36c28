/*
 * claim-contradicted: a vendor says yes to what the graph or a counter-claim denies. One finding a
 * vendor: it lists the controls, and the report's controls have the places.
 */
#include "graph/controls.h"
#include "parsers/claims.h"

th_status th_check_claim_contradicted(struct th_check *check);

/* What the vendor says, and where: "1d of cisa-ssaf (ssaf.json)". */
static th_slice claim_text(struct th_check *check, const struct th_control_standing *s)
{
	for (uint32_t i = s->first; i < s->end; i++) {
		const struct th_witness *w = &check->witnesses.items[i];
		if (w->testimony != TH_TESTIMONY_CLAIMS || !w->bears_out)
			continue;
		const struct th_document *doc = check->graph->documents.items[w->document].doc;
		th_slice item = th_document_text(doc, w->claim->item),
			 standard = th_document_text(doc, w->claim->standard);
		if (item.len == 0)
			return doc->path;
		return th_arena_printf(check->arena, "%.*s%s%.*s, %.*s", TH_FMT(item),
				       standard.len ? " of " : "", TH_FMT(standard),
				       TH_FMT(doc->path));
	}
	return (th_slice){ 0 };
}

static th_slice denial_text(struct th_check *check, const struct th_control_standing *s)
{
	for (uint32_t i = s->first; i < s->end; i++) {
		const struct th_witness *w = &check->witnesses.items[i];
		if (w->testimony == TH_TESTIMONY_DENIES && w->bears_out)
			return w->node ? th_check_title(check, w->node)
				       : check->graph->documents.items[w->document].doc->path;
	}
	return (th_slice){ 0 };
}

static th_status add(struct th_check *check, uint32_t first, uint32_t end)
{
	uint32_t supplier = check->standings.items[first].supplier;
	struct th_draft *d =
		th_check_draft(check, TH_RULE_claim_contradicted, TH_SUBJECT_SUPPLIER, supplier);
	th_slice text = { 0 };

	if (!d)
		return TH_ENOMEM;
	for (uint32_t i = first; i < end; i++) {
		const struct th_control_standing *s = &check->standings.items[i];
		if (s->state != TH_CONTROL_CONTRADICTED)
			continue;
		text = th_arena_printf(check->arena, "%.*s%s%s: yes, says %.*s; no, says %.*s",
				       TH_FMT(text), text.len ? ". " : "",
				       th_control_word((enum th_control)s->control),
				       TH_FMT(claim_text(check, s)), TH_FMT(denial_text(check, s)));
		if (!text.ptr)
			return TH_ENOMEM;
	}
	d->message = th_arena_printf(
		check->arena, "%.*s claims what the evidence denies. %.*s",
		TH_FMT(th_suppliers_get(&check->graph->suppliers, supplier)->name), TH_FMT(text));
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

th_status th_check_claim_contradicted(struct th_check *check)
{
	TH_TRY(th_controls_weigh(check));
	for (uint32_t i = 0; i < check->standings.count; i += TH_CONTROL_COUNT) {
		bool any = false;
		for (uint32_t k = i; k < i + TH_CONTROL_COUNT; k++)
			any |= check->standings.items[k].state == TH_CONTROL_CONTRADICTED;
		if (any)
			TH_TRY(add(check, i, i + TH_CONTROL_COUNT));
	}
	return TH_OK;
}
