#include "graph/documents.h"

bool th_input_is_used(const struct th_input *in)
{
	return in->opened && !in->ignored && !in->doc.rejected && in->doc.parser;
}

/* ---- signatures ---- */

/* The payload of an envelope that a part was read from; TH_NONE: of none, as the SBOM of a
 * statement. */
static uint32_t payload_of(const struct th_document *whole, uint32_t part)
{
	const struct th_envelope *envelope = whole->envelope;

	for (uint32_t p = 0; envelope && p < envelope->payloads.count; p++)
		if (envelope->payloads.items[p].part == part)
			return p;
	return TH_NONE;
}

/* What the signatures over one payload (or the document itself, TH_NONE) make of it. */
static void believe(const struct th_run_signatures *all, uint32_t payload,
		    struct th_run_document *document)
{
	bool invalid = false;

	for (uint32_t i = 0; i < all->count; i++) {
		const struct th_report_signature *s = &all->items[i];
		if (s->payload != payload)
			continue;
		if (s->state == TH_SIGNATURE_VALID && !document->signature)
			document->signature = s;
		invalid |= s->state == TH_SIGNATURE_INVALID;
	}
	document->forged |= invalid && !document->signature;
}

/* ---- parts ---- */

static th_status judge(struct th_run_document *document, const struct th_trust *trust,
		       struct th_arena *arena)
{
	struct th_run_signatures *s = &document->signatures;

	*s = (struct th_run_signatures){ 0 };
	if (!document->doc->envelope)
		return TH_OK;
	TH_TRY(th_trust_judge(trust, document->doc, arena, &s->items, &s->count));
	believe(s, TH_NONE, document);
	return TH_OK;
}

/* The parts of documents [from, end) of the list, which they are added to: one level. */
static th_status add_parts(struct th_run_documents *d, uint32_t from, uint32_t end,
			   const struct th_trust *trust, struct th_arena *arena)
{
	for (uint32_t i = from; i < end; i++) {
		const struct th_document *whole = d->list.items[i].doc;
		for (uint32_t p = 0; p < whole->parts.count; p++) {
			struct th_run_document *part =
				th_run_document_list_push(&d->list, UINT32_MAX);
			if (!part)
				return TH_ENOMEM;
			*part = d->list.items[i]; /* what vouches for the whole vouches for it */
			part->doc = whole->parts.items[p].doc;
			uint32_t payload = payload_of(whole, p);
			if (payload != TH_NONE)
				believe(&d->list.items[i].signatures, payload, part);
			TH_TRY(judge(part, trust, arena));
		}
	}
	return TH_OK;
}

/* All parts of one input, level by level; the reader bounds the levels (TH_MAX_PART_DEPTH). */
static th_status add_parts_of(struct th_run_documents *d, uint32_t input,
			      const struct th_trust *trust, struct th_arena *arena)
{
	uint32_t from = d->list.count;

	TH_TRY(add_parts(d, input, input + 1, trust, arena));
	for (uint32_t end = d->list.count; from < end; end = d->list.count) {
		TH_TRY(add_parts(d, from, end, trust, arena));
		from = end;
	}
	return TH_OK;
}

/* The signatures of an input and of its parts, as one list. */
static th_status gather_signatures(struct th_run_documents *d, uint32_t input,
				   struct th_arena *arena)
{
	struct th_run_signatures *all = &d->signatures[input];
	const struct th_run_document *first = &d->list.items[input];

	*all = first->signatures;
	for (uint32_t i = d->parts[input]; i < d->list.count; i++)
		all->count += d->list.items[i].signatures.count;
	if (all->count == first->signatures.count)
		return TH_OK;
	all->items = th_arena_calloc(arena, all->count, sizeof(*all->items));
	if (!all->items)
		return TH_ENOMEM;
	uint32_t at = first->signatures.count;
	if (at)
		memcpy(all->items, first->signatures.items, at * sizeof(*all->items));
	for (uint32_t i = d->parts[input]; i < d->list.count; i++) {
		const struct th_run_signatures *s = &d->list.items[i].signatures;
		if (s->count)
			memcpy(all->items + at, s->items, s->count * sizeof(*all->items));
		at += s->count;
	}
	return TH_OK;
}

/* ---- all of them ---- */

static th_status collect(struct th_run_documents *d, struct th_inputs *inputs,
			 const struct th_trust *trust, struct th_arena *arena)
{
	for (uint32_t i = 0; i < inputs->list.count; i++) {
		struct th_run_document *document = th_run_document_list_push(&d->list, UINT32_MAX);
		if (!document)
			return TH_ENOMEM;
		*document =
			(struct th_run_document){ .doc = &inputs->list.items[i].doc, .input = i };
	}
	for (uint32_t i = 0; i < inputs->list.count; i++) {
		d->parts[i] = d->list.count;
		if (!th_input_is_used(&inputs->list.items[i]))
			continue;
		TH_TRY(judge(&d->list.items[i], trust, arena));
		TH_TRY(add_parts_of(d, i, trust, arena));
		TH_TRY(gather_signatures(d, i, arena));
	}
	d->parts[inputs->list.count] = d->list.count;
	return TH_OK;
}

th_status th_run_documents_collect(struct th_run_documents *d, struct th_inputs *inputs,
				   const struct th_trust *trust, struct th_arena *arena)
{
	d->signatures = calloc((size_t)inputs->list.count + 1, sizeof(*d->signatures));
	d->parts = calloc((size_t)inputs->list.count + 1, sizeof(*d->parts));
	if (!d->signatures || !d->parts)
		return TH_ENOMEM;
	return collect(d, inputs, trust, arena);
}

void th_run_documents_release(struct th_run_documents *d)
{
	th_run_document_list_release(&d->list);
	free(d->signatures);
	free(d->parts);
	*d = (struct th_run_documents){ 0 };
}
