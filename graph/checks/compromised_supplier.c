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

/* Whom an event speaks of, among those who were reached. */
static uint32_t supplier_of(const struct th_check *check, const struct th_known_event *e)
{
	const struct th_suppliers *set = &check->graph->suppliers;
	uint32_t namesake,
		found = th_suppliers_of_fact(set, e->index, &e->event->supplier, &namesake);

	if (found == TH_SUPPLIER_UNKNOWN && set->list.items[namesake].bare)
		found = namesake;
	uint32_t shadow = set->list.items[found].shadow;
	return shadow && !th_check_reaches(check, found) ? th_suppliers_find(set, shadow) : found;
}

th_status th_check_compromised_supplier(struct th_check *check)
{
	for (uint32_t a = 0; a < check->known->affairs.count; a++) {
		if (!check->known->affairs.items[a].open || has_draft(check, a))
			continue;
		TH_FOR_EACH_EVENT(check->known, a, n)
		{
			const struct th_known_event *e = &check->known->events.items[n];
			uint32_t supplier = supplier_of(check, e);
			if (!th_check_reaches(check, supplier) || has_draft(check, a))
				continue;
			TH_TRY(add(check, supplier, a));
		}
	}
	return TH_OK;
}
