/*
 * compromised-release: a release that an affair names is in use, at any hop. Then the causes of
 * what was found: where an affair names another as its cause and no document leads there, the
 * event's word is the way (relation "reported").
 */
#include "graph/check.h"

th_status th_check_compromised_release(struct th_check *check);

static th_status add_match(struct th_check *check, const struct th_match *m)
{
	const struct th_affair *affair = &check->known->affairs.items[m->affair];
	struct th_draft *d =
		th_check_draft(check, TH_RULE_compromised_release, TH_SUBJECT_NODE, m->node);

	if (!d)
		return TH_ENOMEM;
	d->affair = m->affair;
	if (m->confidence == TH_SUSPECTED)
		d->severity = th_level_below(d->severity);
	d->advisory = th_check_advisory(check, m->affair, m->confidence, m->by);
	d->message = th_arena_printf(check->arena, "%.*s of %.*s %s a compromised release: %.*s",
				     TH_FMT(th_check_title(check, m->node)),
				     TH_FMT(th_check_supplier_name(check, m->node)),
				     m->confidence == TH_CONFIRMED ? "is" : "may be",
				     TH_FMT(affair->title));
	return d->advisory && d->message.ptr ? TH_OK : TH_ENOMEM;
}

static bool is_found(const struct th_check *check, uint32_t affair)
{
	for (uint32_t i = 0; i < check->drafts.count; i++)
		if (check->drafts.items[i].affair == affair)
			return true;
	return false;
}

static uint32_t hop_of_effect(const struct th_check *check, const struct th_draft *effect)
{
	return effect->kind == TH_SUBJECT_REPORTED ? check->reported.items[effect->subject].hop
						   : check->walk->hop[effect->subject];
}

/* The supplier that answers for the effect: what the cause's is compared with to count the hop. */
static uint32_t supplier_of_effect(const struct th_check *check, const struct th_draft *effect)
{
	return effect->kind == TH_SUBJECT_REPORTED ? check->reported.items[effect->subject].supplier
						   : check->graph->nodes[effect->subject].supplier;
}

static th_status report_cause(struct th_check *check, uint32_t effect_number, uint32_t said_by,
			      uint32_t cause)
{
	const struct th_affair *affair = &check->known->affairs.items[cause];
	const struct th_known_event *e = &check->known->events.items[affair->first];
	struct th_draft effect = check->drafts.items[effect_number];
	struct th_reported *r = th_reported_list_push(&check->reported, UINT32_MAX);

	if (!r)
		return TH_ENOMEM;
	uint32_t namesake, supplier = th_suppliers_of_fact(&check->graph->suppliers, e->index,
							   &e->event->supplier, &namesake);
	bool crosses =
		supplier == TH_SUPPLIER_UNKNOWN || supplier != supplier_of_effect(check, &effect);
	bool only_reported = effect.kind == TH_SUBJECT_REPORTED;
	*r = (struct th_reported){ .affair = cause,
				   .event = affair->first,
				   .said_by = said_by,
				   .effect_vertex = only_reported ? TH_NONE : effect.subject,
				   .effect = only_reported ? effect.subject : TH_NONE,
				   .supplier = supplier,
				   .hop = hop_of_effect(check, &effect) + crosses };
	struct th_draft *d = th_check_draft(check, TH_RULE_compromised_release, TH_SUBJECT_REPORTED,
					    check->reported.count - 1);
	if (!d)
		return TH_ENOMEM;
	d->affair = cause;
	d->advisory = th_check_advisory(check, cause, TH_CONFIRMED, TH_MATCHED_SUPPLIER);
	d->message = th_arena_printf(
		check->arena, "%.*s of %.*s led to it, by the event's word: %.*s",
		TH_FMT(th_index_text(e->index, e->event->product.name)),
		TH_FMT(th_index_text(e->index, e->event->supplier.name)), TH_FMT(affair->title));
	return d->advisory && d->message.ptr ? TH_OK : TH_ENOMEM;
}

static th_status follow_causes(struct th_check *check, uint32_t draft)
{
	uint32_t affair = check->drafts.items[draft].affair;

	TH_FOR_EACH_EVENT(check->known, affair, n)
	{
		const struct th_known_event *e = &check->known->events.items[n];
		for (uint32_t i = 0; i < e->event->caused_by.count; i++) {
			uint32_t cause = th_known_affair_of_id(
				check->known, th_index_item(e->index, e->event->caused_by, i));
			if (cause != TH_NONE && cause != affair &&
			    check->known->affairs.items[cause].is_release &&
			    !is_found(check, cause))
				TH_TRY(report_cause(check, draft, n, cause));
		}
	}
	return TH_OK;
}

/* The effect that is nearest tells where its cause comes in. */
static uint32_t nearest_of_affair(const struct th_check *check, uint32_t draft)
{
	uint32_t best = draft;

	for (uint32_t i = 0; i < check->drafts.count; i++) {
		const struct th_draft *d = &check->drafts.items[i], *b = &check->drafts.items[best];
		if (d->affair != b->affair || d->kind != TH_SUBJECT_NODE ||
		    b->kind != TH_SUBJECT_NODE)
			continue;
		uint32_t hop = check->walk->hop[d->subject], least = check->walk->hop[b->subject];
		if (hop < least || (hop == least && check->walk->length[d->subject] <
							    check->walk->length[b->subject]))
			best = i;
	}
	return best;
}

th_status th_check_compromised_release(struct th_check *check)
{
	for (uint32_t i = 0; i < check->matches.count; i++)
		TH_TRY(add_match(check, &check->matches.items[i]));
	/* The list grows while it is read: causes have causes. */
	for (uint32_t i = 0; i < check->drafts.count; i++)
		TH_TRY(follow_causes(check, nearest_of_affair(check, i)));
	return TH_OK;
}
