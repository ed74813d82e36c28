/*
 * signed-but-compromised: a signature that you trust, of a supplier of whom an open affair speaks,
 * made inside of the affair's window. It says who shipped the file, not that the file is clean.
 */
#include "graph/products.h"

th_status th_check_signed_but_compromised(struct th_check *check);

/* A window without an end lasts while its affair is open; one without a beginning began before. */
static bool covers(const struct th_index_event *event, int32_t day)
{
	if (th_date_present(event->from) && day < th_date_first(event->from))
		return false;
	return !th_date_present(event->to) || day <= th_date_last(event->to);
}

static th_status add(struct th_check *check, uint32_t document, uint32_t affair, int32_t day)
{
	const struct th_graph_document *g = &check->graph->documents.items[document];
	struct th_draft *d = th_check_draft(check, TH_RULE_signed_but_compromised,
					    TH_SUBJECT_SUPPLIER, g->signer);
	char date[TH_DATE_TEXT];

	if (!d)
		return TH_ENOMEM;
	th_date_format(th_date_of_day(day), date, sizeof(date));
	d->affair = affair;
	d->advisory = th_check_advisory(check, affair, TH_CONFIRMED, TH_MATCHED_SUPPLIER);
	d->message = th_arena_printf(
		check->arena, "%.*s signed %.*s on %s, inside of an affair that is open: %.*s",
		TH_FMT(th_suppliers_get(&check->graph->suppliers, g->signer)->name),
		TH_FMT(g->doc->path), date, TH_FMT(check->known->affairs.items[affair].title));
	return d->advisory && d->message.ptr ? TH_OK : TH_ENOMEM;
}

static th_status judge(struct th_check *check, uint32_t document, uint32_t affair)
{
	const struct th_graph_document *g = &check->graph->documents.items[document];
	int32_t day = th_statement_day(check, document);

	TH_FOR_EACH_EVENT(check->known, affair, n)
	{
		const struct th_known_event *e = &check->known->events.items[n];
		if (th_check_supplier_of(check, e) == g->signer && covers(e->event, day))
			return add(check, document, affair, day);
	}
	return TH_OK;
}

/* One finding for each supplier and affair: the first document tells. */
static bool is_told(const struct th_check *check, uint32_t signer, uint32_t affair)
{
	for (uint32_t i = check->drafts.count; i-- > 0;) {
		const struct th_draft *d = &check->drafts.items[i];
		if (d->rule != TH_RULE_signed_but_compromised)
			return false;
		if (d->subject == signer && d->affair == affair)
			return true;
	}
	return false;
}

th_status th_check_signed_but_compromised(struct th_check *check)
{
	for (uint32_t d = 0; d < check->graph->documents.count; d++) {
		const struct th_graph_document *g = &check->graph->documents.items[d];
		if (!g->signature || g->doc->parts.count || !th_check_reaches(check, g->signer) ||
		    th_statement_day(check, d) == TH_DAY_BEFORE)
			continue;
		for (uint32_t a = 0; a < check->known->affairs.count; a++)
			if (check->known->affairs.items[a].open && !is_told(check, g->signer, a))
				TH_TRY(judge(check, d, a));
	}
	return TH_OK;
}
