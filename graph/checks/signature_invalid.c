/*
 * signature-invalid: a document carries a signature that fails. Nothing of what it covers is used;
 * the finding stands on the document, which leads nowhere then.
 */
#include "graph/products.h"

th_status th_check_signature_invalid(struct th_check *check);

static th_status add(struct th_check *check, uint32_t document, const struct th_report_signature *s)
{
	struct th_draft *d =
		th_check_draft(check, TH_RULE_signature_invalid, TH_SUBJECT_DOCUMENT, document);

	if (!d)
		return TH_ENOMEM;
	d->message = th_arena_printf(
		check->arena,
		"a signature%s%.*s does not verify: %.*s. Nothing that it covers was used",
		s->who.len ? " by " : "", TH_FMT(s->who), TH_FMT(s->why));
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

th_status th_check_signature_invalid(struct th_check *check)
{
	for (uint32_t d = 0; d < check->graph->documents.count; d++) {
		const struct th_run_signatures *s = th_signatures_of(check, d);
		if (check->graph->documents.items[d].doc->whole)
			continue; /* the whole has it */
		for (uint32_t i = 0; i < s->count; i++) {
			if (s->items[i].state != TH_SIGNATURE_INVALID)
				continue;
			TH_TRY(add(check, d, &s->items[i]));
			break;
		}
	}
	return TH_OK;
}
