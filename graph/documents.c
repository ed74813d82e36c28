#include "graph/documents.h"

bool th_input_is_used(const struct th_input *in)
{
	return in->opened && !in->ignored && !in->doc.rejected && in->doc.parser;
}

/* ---- signatures ---- */

/* What signatures say of one document: the first that is valid, and whether one is invalid. */
struct belief {
	const struct th_report_signature *valid;
	bool invalid;
};

static void note(struct belief *belief, const struct th_report_signature *s)
{
	if (s->state == TH_SIGNATURE_VALID && !belief->valid)
		belief->valid = s;
	belief->invalid |= s->state == TH_SIGNATURE_INVALID;
}

/* What vouches for the whole vouches for a part as well. */
static void believe(const struct belief *belief, struct th_run_document *document)
{
	if (!document->signature)
		document->signature = belief->valid;
	document->forged |= belief->invalid && !document->signature;
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
	struct belief belief = { 0 };
	for (uint32_t i = 0; i < s->count; i++)
		if (s->items[i].payload == TH_NONE)
			note(&belief, &s->items[i]);
	believe(&belief, document);
	return TH_OK;
}

/* What the signatures over payloads say of the parts that were read from those, by part: a pass
 * over the signatures, however many parts there are. */
static void note_payloads(const struct th_run_document *whole, struct belief *beliefs)
{
	const struct th_envelope *envelope = whole->doc->envelope;

	for (uint32_t i = 0; envelope && i < whole->signatures.count; i++) {
		const struct th_report_signature *s = &whole->signatures.items[i];
		uint32_t part = s->payload < envelope->payloads.count
					? envelope->payloads.items[s->payload].part
					: TH_NONE;
		if (part < whole->doc->parts.count)
			note(&beliefs[part], s);
	}
}

static th_status add_part(struct th_run_documents *d, uint32_t whole, uint32_t number,
			  const struct belief *belief, const struct th_trust *trust,
			  struct th_arena *arena)
{
	struct th_run_document *part = th_run_document_list_push(&d->list, UINT32_MAX);

	if (!part)
		return TH_ENOMEM;
	*part = d->list.items[whole];
	part->doc = part->doc->parts.items[number].doc;
	believe(belief, part);
	return judge(part, trust, arena);
}

static th_status add_parts_of_one(struct th_run_documents *d, uint32_t whole,
				  const struct th_trust *trust, struct th_arena *arena)
{
	uint32_t count = d->list.items[whole].doc->parts.count;
	struct belief *beliefs = count ? calloc(count, sizeof(*beliefs)) : NULL;
	th_status status = count && !beliefs ? TH_ENOMEM : TH_OK;

	if (beliefs)
		note_payloads(&d->list.items[whole], beliefs);
	for (uint32_t p = 0; p < count && status == TH_OK; p++)
		status = add_part(d, whole, p, &beliefs[p], trust, arena);
	free(beliefs);
	return status;
}

/* The parts of documents [from, end) of the list, which they are added to: one level. */
static th_status add_parts(struct th_run_documents *d, uint32_t from, uint32_t end,
			   const struct th_trust *trust, struct th_arena *arena)
{
	for (uint32_t i = from; i < end; i++)
		TH_TRY(add_parts_of_one(d, i, trust, arena));
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
