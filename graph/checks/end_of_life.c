/*
 * end-of-life: the effective end lies before the day. end-of-life-distributed: and the source,
 * which speaks of distribution, knows of no end of it. end-of-life-soon: within thirty days.
 */
#include "graph/check.h"

enum { SOON_DAYS = 30 };

th_status th_check_end_of_life(struct th_check *check);

static struct th_report_advisory *advisory(struct th_check *check,
					   const struct th_lifecycle_match *m)
{
	const struct th_index_lifecycle *l = m->lifecycle;
	struct th_report_advisory *a = th_arena_calloc(check->arena, 1, sizeof(*a));
	th_slice id = l->product.purls.count ? th_index_item(m->index, l->product.purls, 0)
					     : th_index_text(m->index, l->product.name);

	if (!a)
		return NULL;
	a->references =
		th_arena_calloc(check->arena, m->end->references.count + 1, sizeof(th_slice));
	if (!a->references)
		return NULL;
	a->id = id;
	a->source = l->document == TH_NONE ? TH_SLICE("builtin-lifecycle")
					   : check->document_paths[l->document];
	a->confidence = TH_CONFIRMED;
	a->published = m->end->published;
	a->matched_by = th_matched_by_word(m->by);
	for (uint32_t i = 0; i < m->end->references.count; i++) {
		struct th_date date = m->index->dates[m->end->reference_dates + i];
		if (!th_date_present(date) || th_date_first(date) <= check->as_of)
			a->references[a->reference_count++] =
				th_index_item(m->index, m->end->references, i);
	}
	return a;
}

static th_status add(struct th_check *check, const struct th_ending *e, enum th_rule_id rule,
		     const char *when)
{
	struct th_draft *d = th_check_draft(check, rule, TH_SUBJECT_NODE, e->node);
	char date[TH_DATE_TEXT];

	if (!d)
		return TH_ENOMEM;
	th_date_format(e->match.end->effective, date, sizeof(date));
	int32_t days = rule == TH_RULE_end_of_life_soon ? e->match.ends - check->as_of
							: check->as_of - e->match.ends;
	d->advisory = advisory(check, &e->match);
	bool soon = rule == TH_RULE_end_of_life_soon;
	th_slice sentence = th_arena_printf(check->arena, "%s%d days%s%s", soon ? "in " : "",
					    (int)days, soon ? "" : " ago", when);
	d->message = th_arena_printf(check->arena, "%.*s of %.*s: end of life %s, %.*s",
				     TH_FMT(th_check_title(check, e->node)),
				     TH_FMT(th_check_supplier_name(check, e->node)), date,
				     TH_FMT(sentence));
	return d->advisory && sentence.ptr && d->message.ptr ? TH_OK : TH_ENOMEM;
}

th_status th_check_end_of_life(struct th_check *check)
{
	for (uint32_t i = 0; i < check->endings.count; i++) {
		const struct th_ending *e = &check->endings.items[i];
		if (e->match.ends < check->as_of)
			TH_TRY(add(check, e, TH_RULE_end_of_life, ""));
		if (e->match.ends < check->as_of && e->match.distributed)
			TH_TRY(add(check, e, TH_RULE_end_of_life_distributed,
				   ", and nobody has said that its distribution ended"));
		if (e->match.ends >= check->as_of && e->match.ends - check->as_of <= SOON_DAYS)
			TH_TRY(add(check, e, TH_RULE_end_of_life_soon, ""));
	}
	return TH_OK;
}
