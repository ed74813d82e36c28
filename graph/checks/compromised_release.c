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
		th_draft_lower(d);
	d->advisory = th_check_advisory(check, m->affair, m->confidence, m->by);
	th_slice title = th_check_title(check, m->node),
		 supplier = th_check_supplier_name(check, m->node);
	d->message = th_arena_printf(check->arena, "%.*s of %.*s %s a compromised release: %.*s",
				     TH_FMT(title), TH_FMT(supplier),
				     m->confidence == TH_CONFIRMED ? "is" : "may be",
				     TH_FMT(affair->title));
	return d->advisory && d->message.ptr ? TH_OK : TH_ENOMEM;
}

/* The draft of each affair that is nearest to you: it tells where its cause comes in. */
struct found {
	uint32_t *nearest;            /* by affair: a draft, or TH_NONE where it was not found */
	struct th_index_list affairs; /* those that were found; it grows while it is read */
};

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

/* The event of an affair that says which product it is about. */
static uint32_t release_of(const struct th_known *known, uint32_t affair)
{
	TH_FOR_EACH_EVENT(known, affair, n)
	if (th_known_is_release(known->events.items[n].event))
		return n;
	return known->affairs.items[affair].first;
}

/* How many causes in a row only events tell of, up to and with this one. */
static uint32_t causes_in_a_row(const struct th_check *check, const struct th_draft *draft)
{
	uint32_t length = 0;

	if (draft->kind == TH_SUBJECT_REPORTED)
		for (uint32_t r = draft->subject; r != TH_NONE; r = check->reported.items[r].effect)
			length++;
	return length;
}

static th_status report_cause(struct th_check *check, uint32_t effect_number, uint32_t said_by,
			      uint32_t cause)
{
	uint32_t event = release_of(check->known, cause);
	const struct th_known_event *e = &check->known->events.items[event];
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
				   .event = event,
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
		check->arena, "%.*s of %.*s led to it, by the event's word: %.*s%s",
		TH_FMT(th_index_text(e->index, e->event->product.name)),
		TH_FMT(th_index_text(e->index, e->event->supplier.name)),
		TH_FMT(check->known->affairs.items[cause].title),
		causes_in_a_row(check, d) < TH_MAX_CAUSES
			? ""
			: ". What led to this one is not followed: too many causes in a row");
	return d->advisory && d->message.ptr ? TH_OK : TH_ENOMEM;
}

static bool is_nearer(const struct th_check *check, const struct th_draft *d,
		      const struct th_draft *than)
{
	uint32_t hop = check->walk->hop[d->subject], least = check->walk->hop[than->subject];

	return hop < least || (hop == least && check->walk->length[d->subject] <
						       check->walk->length[than->subject]);
}

/* Note the draft that was made last. */
static th_status note_draft(struct th_check *check, struct found *found)
{
	uint32_t number = check->drafts.count - 1;
	const struct th_draft *d = &check->drafts.items[number];
	uint32_t *nearest = &found->nearest[d->affair];

	if (*nearest != TH_NONE) {
		if (is_nearer(check, d, &check->drafts.items[*nearest]))
			*nearest = number;
		return TH_OK;
	}
	*nearest = number;
	uint32_t *slot = th_index_list_push(&found->affairs, UINT32_MAX);
	if (!slot)
		return TH_ENOMEM;
	*slot = d->affair;
	return TH_OK;
}

static th_status follow_causes(struct th_check *check, struct found *found, uint32_t affair)
{
	uint32_t draft = found->nearest[affair];

	if (causes_in_a_row(check, &check->drafts.items[draft]) >= TH_MAX_CAUSES)
		return TH_OK;
	TH_FOR_EACH_EVENT(check->known, affair, n)
	{
		const struct th_known_event *e = &check->known->events.items[n];
		for (uint32_t i = 0; i < e->event->caused_by.count; i++) {
			uint32_t cause = th_known_affair_of_id(
				check->known, th_index_item(e->index, e->event->caused_by, i));
			if (cause == TH_NONE || found->nearest[cause] != TH_NONE ||
			    !check->known->affairs.items[cause].is_release)
				continue;
			TH_TRY(report_cause(check, draft, n, cause));
			TH_TRY(note_draft(check, found));
		}
	}
	return TH_OK;
}

static th_status find_all(struct th_check *check, struct found *found)
{
	for (uint32_t a = 0; a < check->known->affairs.count; a++)
		found->nearest[a] = TH_NONE;
	for (uint32_t i = 0; i < check->matches.count; i++) {
		TH_TRY(add_match(check, &check->matches.items[i]));
		TH_TRY(note_draft(check, found));
	}
	/* Causes have causes. */
	for (uint32_t i = 0; i < found->affairs.count; i++)
		TH_TRY(follow_causes(check, found, found->affairs.items[i]));
	return TH_OK;
}

th_status th_check_compromised_release(struct th_check *check)
{
	struct found found = { .nearest = malloc(((size_t)check->known->affairs.count + 1) *
						 sizeof(uint32_t)) };
	th_status status = found.nearest ? find_all(check, &found) : TH_ENOMEM;

	free(found.nearest);
	th_index_list_release(&found.affairs);
	return status;
}
