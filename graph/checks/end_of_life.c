/*
 * end-of-life: the effective end lies before the day. end-of-life-distributed: and a source, which
 * speaks of distribution, knows of no end of it, nor does one that may clear; or it was seen to be
 * there after its end, and after whatever end of its distribution. end-of-life-soon: within thirty
 * days.
 */
#include "graph/check.h"

enum { SOON_DAYS = 30 };

th_status th_check_end_of_life(struct th_check *check);

static struct th_report_advisory *advisory(struct th_check *check, const struct th_end_said *m)
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
	a->source = th_check_source(check, m->index, l->document, "lifecycle");
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

static th_status add(struct th_check *check, uint32_t node, const struct th_end_said *said,
		     enum th_rule_id rule, const char *when)
{
	struct th_draft *d = th_check_draft(check, rule, TH_SUBJECT_NODE, node);
	char date[TH_DATE_TEXT];

	if (!d)
		return TH_ENOMEM;
	th_date_format(said->end->effective, date, sizeof(date));
	int32_t days = rule == TH_RULE_end_of_life_soon ? said->ends - check->as_of
							: check->as_of - said->ends;
	d->advisory = advisory(check, said);
	d->since = said->ends;
	bool soon = rule == TH_RULE_end_of_life_soon;
	th_slice sentence = th_arena_printf(check->arena, "%s%d days%s%s", soon ? "in " : "",
					    (int)days, soon ? "" : " ago", when);
	th_slice title = th_check_title(check, node),
		 supplier = th_check_supplier_name(check, node);
	d->message = th_arena_printf(check->arena, "%.*s of %.*s: end of life %s, %.*s",
				     TH_FMT(title), TH_FMT(supplier), date, TH_FMT(sentence));
	return d->advisory && sentence.ptr && d->message.ptr ? TH_OK : TH_ENOMEM;
}

/* It could be had after its life had ended, and after somebody said that it no more could. */
static bool was_still_there(const struct th_lifecycle_match *m)
{
	return m->observed > m->life.ends && m->observed > m->left;
}

static th_status add_observed(struct th_check *check, uint32_t node,
			      const struct th_lifecycle_match *m)
{
	const struct th_end_said *seen = &m->observation;
	th_slice url = th_index_text(seen->index, seen->lifecycle->observed_at);
	char day[TH_DATE_TEXT];

	th_date_format(th_date_of_day(m->observed), day, sizeof(day));
	th_slice when = th_arena_printf(check->arena, ", and on %s it could still be had from %.*s",
					day, TH_FMT(url));
	return when.ptr ? add(check, node, &m->life, TH_RULE_end_of_life_distributed, when.ptr)
			: TH_ENOMEM;
}

static th_status add_distributed(struct th_check *check, uint32_t node,
				 const struct th_lifecycle_match *m)
{
	if (was_still_there(m))
		return add_observed(check, node, m);
	if (!m->distributed.end || m->left != TH_DAY_BEFORE)
		return TH_OK;
	return add(check, node, &m->distributed, TH_RULE_end_of_life_distributed,
		   ", and nobody has said that its distribution ended");
}

th_status th_check_end_of_life(struct th_check *check)
{
	for (uint32_t i = 0; i < check->endings.count; i++) {
		const struct th_lifecycle_match *m = &check->endings.items[i].match;
		uint32_t node = check->endings.items[i].node;
		bool is_over = m->life.ends < check->as_of;
		if (is_over) {
			TH_TRY(add(check, node, &m->life, TH_RULE_end_of_life, ""));
			TH_TRY(add_distributed(check, node, m));
		}
		if (!is_over && m->life.ends - check->as_of <= SOON_DAYS)
			TH_TRY(add(check, node, &m->life, TH_RULE_end_of_life_soon, ""));
	}
	return TH_OK;
}
