/*
 * compromised-supplier: an affair about a supplier itself is open (high for a vendor, medium for
 * others); and, at medium, a supplier whose product's affair is open though nothing here matches
 * it: who has upgraded is told, not failed.
 */
#include "graph/check.h"

th_status th_check_compromised_supplier(struct th_check *check);

struct notices {
	bool *found;   /* by affair: its releases are here, by the word of those who may say so */
	uint32_t *met; /* by supplier: the affair that it was told of last, and one; 0: none */
};

static th_status add(struct th_check *check, uint32_t supplier, uint32_t affair, bool breached)
{
	const struct th_affair *f = &check->known->affairs.items[affair];
	struct th_draft *d =
		th_check_draft(check, TH_RULE_compromised_supplier, TH_SUBJECT_SUPPLIER, supplier);

	if (!d)
		return TH_ENOMEM;
	if (!breached || check->vendor[supplier] == TH_NO_VENDOR)
		th_draft_lower(d);
	d->affair = affair;
	d->is_notice = !breached;
	d->advisory = th_check_advisory(check, affair, TH_CONFIRMED, TH_MATCHED_SUPPLIER);
	d->message =
		th_arena_printf(check->arena,
				breached ? "%.*s is compromised: %.*s"
					 : "%.*s: %.*s. Nothing here matches the affected "
					   "releases; the affair is open",
				TH_FMT(th_suppliers_get(&check->graph->suppliers, supplier)->name),
				TH_FMT(f->title));
	return d->advisory && d->message.ptr ? TH_OK : TH_ENOMEM;
}

/*
 * Who is said to be breached, or who made the affected releases: each once. Where you say that a
 * supplier was breached, an account of a release in an audited folder makes no less of it.
 */
static th_status tell(struct th_check *check, struct notices *notices, uint32_t affair,
		      bool breached)
{
	const struct th_known *known = check->known;

	TH_FOR_EACH_EVENT(known, affair, n)
	{
		const struct th_known_event *e = &known->events.items[n];
		bool is_breach =
			known->affairs.items[affair].is_breach && !th_known_is_release(e->event);
		if (is_breach != breached)
			continue;
		uint32_t supplier = th_check_supplier_of(check, e);
		if (!th_check_reaches(check, supplier) || notices->met[supplier] == affair + 1)
			continue;
		notices->met[supplier] = affair + 1;
		TH_TRY(add(check, supplier, affair, breached));
	}
	return TH_OK;
}

static void note_found(const struct th_check *check, struct notices *notices)
{
	for (uint32_t i = 0; i < check->matches.count; i++) {
		const struct th_match *m = &check->matches.items[i];
		notices->found[m->affair] |=
			m->trusted || !check->known->affairs.items[m->affair].trusted;
	}
	for (uint32_t i = 0; i < check->reported.count; i++)
		notices->found[check->reported.items[i].affair] = true;
}

static th_status tell_all(struct th_check *check, struct notices *notices)
{
	note_found(check, notices);
	for (uint32_t a = 0; a < check->known->affairs.count; a++) {
		if (!check->known->affairs.items[a].open)
			continue;
		TH_TRY(tell(check, notices, a, true));
		if (!notices->found[a])
			TH_TRY(tell(check, notices, a, false));
	}
	return TH_OK;
}

th_status th_check_compromised_supplier(struct th_check *check)
{
	struct notices notices = {
		.found = calloc((size_t)check->known->affairs.count + 1, sizeof(bool)),
		.met = calloc(check->graph->suppliers.list.count, sizeof(uint32_t)),
	};
	th_status status = notices.found && notices.met ? tell_all(check, &notices) : TH_ENOMEM;

	free(notices.found);
	free(notices.met);
	return status;
}
