/*
 * compromised-supplier: an affair about a supplier itself is open (high for a vendor, medium for
 * others); and, at medium, a supplier whose product's affair is open though nothing here matches
 * it: who has upgraded is told, not failed.
 */
#include "graph/check.h"

th_status th_check_compromised_supplier(struct th_check *check);

static bool has_draft(const struct th_check *check, uint32_t affair)
{
	for (uint32_t i = 0; i < check->drafts.count; i++)
		if (check->drafts.items[i].affair == affair)
			return true;
	return false;
}

static th_status add(struct th_check *check, uint32_t supplier, uint32_t affair)
{
	const struct th_affair *f = &check->known->affairs.items[affair];
	struct th_draft *d =
		th_check_draft(check, TH_RULE_compromised_supplier, TH_SUBJECT_SUPPLIER, supplier);
	bool noticed = f->is_release || check->vendor[supplier] == TH_NO_VENDOR;

	if (!d)
		return TH_ENOMEM;
	if (noticed)
		d->severity = th_level_below(d->severity);
	d->affair = affair;
	d->advisory = th_check_advisory(check, affair, TH_CONFIRMED, TH_MATCHED_SUPPLIER);
	d->message =
		th_arena_printf(check->arena,
				f->is_release ? "%.*s: %.*s. Nothing here matches the affected "
						"releases; the affair is open"
					      : "%.*s is compromised: %.*s",
				TH_FMT(th_suppliers_get(&check->graph->suppliers, supplier)->name),
				TH_FMT(f->title));
	return d->advisory && d->message.ptr ? TH_OK : TH_ENOMEM;
}

th_status th_check_compromised_supplier(struct th_check *check)
{
	for (uint32_t a = 0; a < check->known->affairs.count; a++) {
		if (!check->known->affairs.items[a].open || has_draft(check, a))
			continue;
		TH_FOR_EACH_EVENT(check->known, a, n)
		{
			const struct th_known_event *e = &check->known->events.items[n];
			uint32_t supplier = th_suppliers_of_fact(&check->graph->suppliers, e->index,
								 &e->event->supplier);
			if (!th_check_reaches(check, supplier) || has_draft(check, a))
				continue;
			TH_TRY(add(check, supplier, a));
		}
	}
	return TH_OK;
}
