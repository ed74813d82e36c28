#include "parsers/facts.h"

#include "core/identity/cpe.h"
#include "core/identity/purl.h"
#include "core/version/vers.h"

static const char *const kind_words[] = {
#define TH_EVENT_KIND(name, word, is_release) [TH_EVENT_##name] = word,
#include "parsers/event_kinds.def"
#undef TH_EVENT_KIND
};

const char *th_event_kind_word(enum th_event_kind kind)
{
	return kind_words[kind];
}

/* ---- life ---- */

th_status th_facts_begin(struct th_document *doc)
{
	doc->facts = th_arena_calloc(&doc->arena, 1, sizeof(*doc->facts));
	return doc->facts ? TH_OK : TH_ENOMEM;
}

static void release_party(struct th_fact_party *party)
{
	th_text_list_release(&party->aliases);
	th_text_list_release(&party->domains);
	th_text_list_release(&party->purls);
	th_text_list_release(&party->cpes);
}

void th_fact_event_release(struct th_fact_event *event)
{
	for (uint32_t i = 0; i < event->affected.count; i++) {
		struct th_fact_affected *a = &event->affected.items[i];
		th_text_list_release(&a->versions);
		th_text_list_release(&a->purls);
		th_text_list_release(&a->commits);
		th_fact_hash_list_release(&a->hashes);
	}
	th_fact_affected_list_release(&event->affected);
	th_fact_reference_list_release(&event->references);
	th_text_list_release(&event->aliases);
	th_text_list_release(&event->caused_by);
	th_text_list_release(&event->techniques);
	release_party(&event->supplier);
	release_party(&event->product);
}

void th_facts_set_time(struct th_document *doc, struct th_fact_statement *statement, th_text text)
{
	struct th_instant instant;

	statement->said = th_facts_date(doc, text);
	statement->second = th_instant_parse(th_document_text(doc, text), &instant) == TH_OK
				    ? instant.second
				    : 0;
}

void th_fact_end_release(struct th_fact_end *end)
{
	th_text_list_release(&end->versions);
	th_text_list_release(&end->ranges);
	th_fact_reference_list_release(&end->references);
}

void th_fact_packages_release(struct th_fact_package_list *packages)
{
	for (uint32_t i = 0; i < packages->count; i++) {
		struct th_fact_package *p = &packages->items[i];
		for (uint32_t k = 0; k < p->windows.count; k++)
			th_fact_bound_list_release(&p->windows.items[k].bounds);
		th_fact_window_list_release(&p->windows);
		th_text_list_release(&p->versions);
		th_text_list_release(&p->ranges);
		th_fact_hash_list_release(&p->hashes);
	}
	th_fact_package_list_release(packages);
}

void th_fact_advisory_release(struct th_fact_advisory *advisory)
{
	th_fact_packages_release(&advisory->packages);
	th_text_list_release(&advisory->aliases);
	th_text_list_release(&advisory->upstream);
	th_text_list_release(&advisory->vectors);
	th_fact_reference_list_release(&advisory->references);
}

void th_fact_statement_release(struct th_fact_statement *statement)
{
	th_fact_packages_release(&statement->products);
	th_text_list_release(&statement->flaws);
}

void th_fact_lifecycle_release(struct th_fact_lifecycle *lifecycle)
{
	for (uint32_t e = 0; e < lifecycle->ends.count; e++)
		th_fact_end_release(&lifecycle->ends.items[e]);
	th_fact_end_list_release(&lifecycle->ends);
	release_party(&lifecycle->supplier);
	release_party(&lifecycle->product);
}

void th_facts_release(struct th_facts *facts)
{
	if (!facts)
		return;
	for (uint32_t i = 0; i < facts->advisories.count; i++)
		th_fact_advisory_release(&facts->advisories.items[i]);
	for (uint32_t i = 0; i < facts->statements.count; i++)
		th_fact_statement_release(&facts->statements.items[i]);
	th_fact_advisory_list_release(&facts->advisories);
	th_fact_exploited_list_release(&facts->exploited);
	th_fact_likelihood_list_release(&facts->likelihoods);
	th_fact_statement_list_release(&facts->statements);
	for (uint32_t i = 0; i < facts->events.count; i++)
		th_fact_event_release(&facts->events.items[i]);
	for (uint32_t i = 0; i < facts->lifecycles.count; i++)
		th_fact_lifecycle_release(&facts->lifecycles.items[i]);
	th_fact_event_list_release(&facts->events);
	th_fact_lifecycle_list_release(&facts->lifecycles);
}

/* ---- filling ---- */

th_status th_facts_full(struct th_document *doc, uint32_t count)
{
	if (count < TH_MAX_FACTS)
		return TH_ENOMEM;
	th_diagnose(&doc->diagnostics, TH_DIAG_limit, TH_NO_OFFSET,
		    "a list of more than %u items (TH_MAX_FACTS)", TH_MAX_FACTS);
	return TH_ELIMIT;
}

th_status th_facts_add_reference(struct th_document *doc, struct th_fact_reference_list *list,
				 struct th_fact_reference reference, uint64_t place, bool *dropped)
{
	if (list->count >= TH_MAX_REFERENCES) {
		if (!*dropped)
			th_diagnose(&doc->diagnostics, TH_DIAG_dropped_references, place,
				    "the references after the first %u are dropped "
				    "(TH_MAX_REFERENCES)",
				    (unsigned)TH_MAX_REFERENCES);
		*dropped = true;
		return TH_OK;
	}
	struct th_fact_reference *slot = th_fact_reference_list_push(list, TH_MAX_FACTS);
	if (!slot)
		return th_facts_full(doc, list->count);
	*slot = reference;
	return TH_OK;
}

th_status th_facts_add_text(struct th_document *doc, struct th_text_list *list, th_text text)
{
	if (th_text_len(text) == 0)
		return TH_OK;
	th_text *item = th_text_list_push(list, TH_MAX_FACTS);
	if (!item)
		return th_facts_full(doc, list->count);
	*item = text;
	return TH_OK;
}

th_status th_facts_add_purl(struct th_document *doc, struct th_text_list *list, th_text text)
{
	struct th_purl_scratch scratch;
	struct th_purl purl;
	const char *why;

	if (th_purl_parse(th_document_text(doc, text), &scratch, &purl, &why) == TH_OK)
		return th_facts_add_text(doc, list, text);
	th_diagnose(&doc->diagnostics, TH_DIAG_bad_purl, th_document_offset(doc, text), "%s",
		    why ? why : "no package URL");
	/* One that breaks a rule of its type is identified all the same, as it is in SBOMs. */
	return purl.name.len ? th_facts_add_text(doc, list, text) : TH_OK;
}

th_status th_facts_add_cpe(struct th_document *doc, struct th_text_list *list, th_text text)
{
	struct th_cpe_scratch scratch;
	struct th_cpe cpe;
	const char *why;

	if (th_cpe_parse(th_document_text(doc, text), &scratch, &cpe, &why) == TH_OK)
		return th_facts_add_text(doc, list, text);
	th_diagnose(&doc->diagnostics, TH_DIAG_bad_cpe, th_document_offset(doc, text), "%s",
		    why ? why : "no CPE name");
	return TH_OK;
}

bool th_facts_range_is_read(struct th_document *doc, th_text text)
{
	struct th_arena arena = { 0 };
	struct th_vers_fault fault = { 0 };
	const struct th_vers *range;
	th_status status =
		th_vers_parse(&arena, th_document_text(doc, text), TH_VERS_LENIENT, &range, &fault);

	if (status != TH_OK)
		th_diagnose(&doc->diagnostics, TH_DIAG_bad_value, th_document_offset(doc, text),
			    "no range of versions: %s",
			    status == TH_ENOMEM ? "no memory to read it"
						: th_vers_complaint_text(fault.complaint));
	th_arena_release(&arena);
	return status == TH_OK;
}

th_status th_facts_add_range(struct th_document *doc, struct th_text_list *list, th_text text)
{
	return th_facts_range_is_read(doc, text) ? th_facts_add_text(doc, list, text) : TH_OK;
}

struct th_date th_facts_date(struct th_document *doc, th_text text)
{
	struct th_date date = { 0 };
	th_slice s = th_document_text(doc, text);

	if (th_text_is_present(text) && th_date_parse(s, &date) != TH_OK)
		th_diagnose(&doc->diagnostics, TH_DIAG_bad_date, th_document_offset(doc, text),
			    "\"%.*s\" is no date", TH_FMT(s));
	return date;
}
