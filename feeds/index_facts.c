/*
 * The facts of a document (parsers/facts.h) as records of a block: text is copied, identities are
 * written in the form in which they are looked up, and each becomes a key.
 */
#include "feeds/builder.h"

struct adding {
	struct th_index_builder *builder;
	const struct th_document *doc;
};

static th_slice text(const struct adding *a, th_text t)
{
	return th_document_text(a->doc, t);
}

static th_status add_ref(struct adding *a, th_text t, th_ref *out)
{
	return th_builder_text(a->builder, text(a, t), out);
}

static th_status add_list(struct adding *a, const struct th_text_list *list, th_span *out)
{
	uint32_t first = a->builder->items.count;

	for (uint32_t i = 0; i < list->count; i++)
		TH_TRY(th_builder_item(a->builder, text(a, list->items[i])));
	*out = th_builder_span(a->builder, first);
	return TH_OK;
}

static th_status add_lower_list(struct adding *a, const struct th_text_list *list, th_span *out)
{
	uint32_t first = a->builder->items.count;

	for (uint32_t i = 0; i < list->count; i++)
		TH_TRY(th_builder_item(a->builder,
				       th_builder_lower(a->builder, text(a, list->items[i]))));
	*out = th_builder_span(a->builder, first);
	return TH_OK;
}

static th_status add_references(struct adding *a, const struct th_fact_reference_list *list,
				th_span *out, uint32_t *dates)
{
	uint32_t first = a->builder->items.count;

	*dates = a->builder->dates.count;
	for (uint32_t i = 0; i < list->count; i++) {
		const struct th_fact_reference *r = &list->items[i];
		th_slice shown = th_text_len(r->url) ? text(a, r->url) : text(a, r->title);
		if (shown.len == 0)
			continue;
		TH_TRY(th_builder_item(a->builder, shown));
		struct th_date *date = th_builder_dates_push(&a->builder->dates, UINT32_MAX);
		if (!date)
			return TH_ENOMEM;
		th_builder_date(date, r->published);
	}
	*out = th_builder_span(a->builder, first);
	return TH_OK;
}

/* ---- parties ---- */

static th_status add_domains(struct adding *a, const struct th_text_list *list,
			     struct th_posting posting, th_span *out)
{
	uint32_t first = a->builder->items.count;
	char buffer[TH_DOMAIN_BYTES];
	th_slice domain;

	for (uint32_t i = 0; i < list->count; i++) {
		if (!th_builder_domain(text(a, list->items[i]), buffer, &domain))
			continue;
		TH_TRY(th_builder_item(a->builder, domain));
		TH_TRY(th_builder_key(a->builder, TH_KEY_DOMAIN, domain, posting));
	}
	*out = th_builder_span(a->builder, first);
	return TH_OK;
}

/* names: under which kind of key its names are found. */
static th_status add_party(struct adding *a, const struct th_fact_party *from,
			   enum th_key_kind names, struct th_posting posting,
			   struct th_index_party *to)
{
	TH_TRY(add_ref(a, from->name, &to->name));
	TH_TRY(add_list(a, &from->aliases, &to->aliases));
	TH_TRY(add_list(a, &from->purls, &to->purls));
	TH_TRY(add_list(a, &from->cpes, &to->cpes));
	TH_TRY(add_domains(a, &from->domains, posting, &to->domains));
	TH_TRY(th_builder_name_key(a->builder, names, text(a, from->name), posting));
	for (uint32_t i = 0; i < from->aliases.count; i++)
		TH_TRY(th_builder_name_key(a->builder, names, text(a, from->aliases.items[i]),
					   posting));
	for (uint32_t i = 0; i < from->purls.count; i++)
		TH_TRY(th_builder_purl_key(a->builder, text(a, from->purls.items[i]), posting));
	for (uint32_t i = 0; i < from->cpes.count; i++)
		TH_TRY(th_builder_cpe_key(a->builder, text(a, from->cpes.items[i]), posting));
	return TH_OK;
}

/* ---- events ---- */

static th_status add_hashes(struct adding *a, const struct th_fact_hash_list *list,
			    struct th_posting posting, th_span *out)
{
	uint32_t first = a->builder->items.count;

	for (uint32_t i = 0; i < list->count; i++) {
		th_slice digest = th_builder_lower(a->builder, text(a, list->items[i].content));
		TH_TRY(th_builder_item(a->builder, digest));
		TH_TRY(th_builder_key(a->builder, TH_KEY_HASH, digest, posting));
	}
	*out = th_builder_span(a->builder, first);
	return TH_OK;
}

static th_status add_packages(struct adding *a, const struct th_text_list *list,
			      struct th_posting posting, th_span *out)
{
	uint32_t first = a->builder->items.count;
	th_slice key;

	for (uint32_t i = 0; i < list->count; i++) {
		th_slice purl = text(a, list->items[i]);
		if (th_purl_canonical(purl, TH_PURL_MATCH | TH_PURL_VERSION, &a->builder->purl,
				      &key, NULL) != TH_OK)
			continue;
		TH_TRY(th_builder_item(a->builder, key));
		TH_TRY(th_builder_purl_key(a->builder, purl, posting));
	}
	*out = th_builder_span(a->builder, first);
	return TH_OK;
}

static th_status add_affected(struct adding *a, const struct th_fact_affected_list *list,
			      struct th_posting posting, th_span *out)
{
	out->first = a->builder->affected.count;
	out->count = list->count;
	for (uint32_t i = 0; i < list->count; i++) {
		const struct th_fact_affected *from = &list->items[i];
		struct th_index_affected *to =
			th_builder_affected_push(&a->builder->affected, UINT32_MAX);
		if (!to)
			return TH_ENOMEM;
		to->suspected = from->suspected;
		TH_TRY(add_ref(a, from->platform, &to->platform));
		TH_TRY(add_ref(a, from->range, &to->range));
		TH_TRY(add_list(a, &from->versions, &to->versions));
		TH_TRY(add_hashes(a, &from->hashes, posting, &to->hashes));
		TH_TRY(add_packages(a, &from->purls, posting, &to->purls));
		TH_TRY(add_lower_list(a, &from->commits, &to->commits));
	}
	return TH_OK;
}

static th_status add_ids(struct adding *a, const struct th_fact_event *from,
			 struct th_posting posting)
{
	TH_TRY(th_builder_key(a->builder, TH_KEY_EVENT, text(a, from->id), posting));
	for (uint32_t i = 0; i < from->aliases.count; i++)
		TH_TRY(th_builder_key(a->builder, TH_KEY_EVENT, text(a, from->aliases.items[i]),
				      posting));
	return TH_OK;
}

static th_status add_event(struct adding *a, const struct th_fact_event *from, uint32_t number,
			   bool named)
{
	struct th_index_event *to = th_builder_events_push(&a->builder->events, UINT32_MAX - 1);
	struct th_posting posting = th_posting_of(TH_RECORD_EVENT, a->builder->events.count - 1);

	if (!to)
		return TH_ENOMEM;
	to->kind = from->kind;
	to->document = number;
	to->named = named;
	to->place = from->place;
	th_builder_date(&to->from, from->from);
	th_builder_date(&to->to, from->to);
	th_builder_date(&to->published, from->published);
	th_builder_date(&to->withdrawn, from->withdrawn);
	th_builder_date(&to->resolved, from->resolved);
	TH_TRY(add_ref(a, from->id, &to->id));
	TH_TRY(add_ref(a, from->title, &to->title));
	TH_TRY(add_ref(a, from->note, &to->note));
	TH_TRY(add_list(a, &from->aliases, &to->aliases));
	TH_TRY(add_list(a, &from->caused_by, &to->caused_by));
	TH_TRY(add_list(a, &from->techniques, &to->techniques));
	TH_TRY(add_references(a, &from->references, &to->references, &to->reference_dates));
	TH_TRY(add_ids(a, from, posting));
	TH_TRY(add_party(a, &from->supplier, TH_KEY_SUPPLIER, posting, &to->supplier));
	TH_TRY(add_party(a, &from->product, TH_KEY_PRODUCT, posting, &to->product));
	return add_affected(a, &from->affected, posting, &to->affected);
}

/* ---- lifecycles ---- */

static th_status add_end(struct adding *a, const struct th_fact_end *from)
{
	struct th_index_end *to = th_builder_ends_push(&a->builder->ends, UINT32_MAX);

	if (!to)
		return TH_ENOMEM;
	to->kind = from->kind;
	to->place = from->place;
	th_builder_date(&to->effective, from->effective);
	th_builder_date(&to->published, from->published);
	th_builder_date(&to->withdrawn, from->withdrawn);
	TH_TRY(add_list(a, &from->versions, &to->versions));
	TH_TRY(add_list(a, &from->ranges, &to->ranges));
	TH_TRY(add_ref(a, from->cycle, &to->cycle));
	TH_TRY(add_ref(a, from->note, &to->note));
	return add_references(a, &from->references, &to->references, &to->reference_dates);
}

static th_status add_lifecycle(struct adding *a, const struct th_fact_lifecycle *from,
			       uint32_t number, bool named)
{
	struct th_index_lifecycle *to =
		th_builder_lifecycles_push(&a->builder->lifecycles, UINT32_MAX - 1);
	struct th_posting posting =
		th_posting_of(TH_RECORD_LIFECYCLE, a->builder->lifecycles.count - 1);

	if (!to)
		return TH_ENOMEM;
	to->document = number;
	to->named = named;
	to->place = from->place;
	to->silent_on_distribution = from->silent_on_distribution;
	to->observed = th_date_first(from->observed);
	TH_TRY(add_ref(a, from->observed_at, &to->observed_at));
	TH_TRY(add_party(a, &from->supplier, TH_KEY_SUPPLIER, posting, &to->supplier));
	TH_TRY(add_party(a, &from->product, TH_KEY_PRODUCT, posting, &to->product));
	to->ends = (th_span){ a->builder->ends.count, from->ends.count };
	for (uint32_t i = 0; i < from->ends.count; i++)
		TH_TRY(add_end(a, &from->ends.items[i]));
	return TH_OK;
}

th_status th_index_builder_add(struct th_index_builder *builder, const struct th_document *doc,
			       uint32_t number, bool named)
{
	struct adding a = { builder, doc };

	if (!doc->facts || doc->rejected)
		return TH_OK;
	for (uint32_t i = 0; i < doc->facts->events.count; i++)
		TH_TRY(add_event(&a, &doc->facts->events.items[i], number, named));
	for (uint32_t i = 0; i < doc->facts->lifecycles.count; i++)
		TH_TRY(add_lifecycle(&a, &doc->facts->lifecycles.items[i], number, named));
	return th_builder_add_advisories(builder, doc, number, named);
}
