#include "graph/documents.h"

bool th_input_is_used(const struct th_input *in)
{
	return in->opened && !in->ignored && !in->doc.rejected && in->doc.parser;
}

/* ---- signatures ---- */

/* What the signatures over one payload of a document make of it, or (the last) over itself. */
struct vouching {
	const struct th_report_signature *valid; /* the first */
	bool invalid;
};
TH_LIST_DEFINE(vouching_list, struct vouching);

static void believe(const struct vouching *v, struct th_run_document *document)
{
	if (v->valid && !document->signature)
		document->signature = v->valid;
	document->forged |= v->invalid && !document->signature;
}

static th_status vouch(const struct th_run_document *document, struct vouching_list *list)
{
	const struct th_run_signatures *all = &document->signatures;
	uint32_t payloads = document->doc->envelope ? document->doc->envelope->payloads.count : 0;

	list->count = 0;
	for (uint32_t i = 0; i <= payloads; i++) {
		struct vouching *v = vouching_list_push(list, UINT32_MAX);
		if (!v)
			return TH_ENOMEM;
		*v = (struct vouching){ 0 };
	}
	for (uint32_t i = 0; i < all->count; i++) {
		const struct th_report_signature *s = &all->items[i];
		struct vouching *v = &list->items[s->payload < payloads ? s->payload : payloads];
		if (s->state == TH_SIGNATURE_VALID && !v->valid)
			v->valid = s;
		v->invalid |= s->state == TH_SIGNATURE_INVALID;
	}
	return TH_OK;
}

/* ---- parts ---- */

static th_status judge(struct th_run_document *document, const struct th_trust *trust,
		       struct th_arena *arena)
{
	struct th_run_signatures *s = &document->signatures;
	struct vouching_list list = { 0 };

	*s = (struct th_run_signatures){ 0 };
	if (!document->doc->envelope)
		return TH_OK;
	TH_TRY(th_trust_judge(trust, document->doc, arena, &s->items, &s->count));
	th_status status = vouch(document, &list);
	if (status == TH_OK)
		believe(&list.items[list.count - 1], document);
	vouching_list_release(&list);
	return status;
}

/* The payload of an envelope that each part was read from; TH_NONE: of none, as the SBOM of a
 * statement. */
static th_status find_payloads(const struct th_document *whole, struct th_index_list *of_part)
{
	const struct th_envelope *envelope = whole->envelope;

	of_part->count = 0;
	for (uint32_t p = 0; p < whole->parts.count; p++) {
		uint32_t *payload = th_index_list_push(of_part, UINT32_MAX);
		if (!payload)
			return TH_ENOMEM;
		*payload = TH_NONE;
	}
	for (uint32_t i = 0; envelope && i < envelope->payloads.count; i++)
		if (envelope->payloads.items[i].part < of_part->count)
			of_part->items[envelope->payloads.items[i].part] = i;
	return TH_OK;
}

static th_status add_part(struct th_run_documents *d, uint32_t of, uint32_t number,
			  const struct vouching *over, const struct th_trust *trust,
			  struct th_arena *arena)
{
	struct th_run_document *part = th_run_document_list_push(&d->list, UINT32_MAX);

	if (!part)
		return TH_ENOMEM;
	*part = d->list.items[of]; /* what vouches for the whole vouches for it */
	part->doc = part->doc->parts.items[number].doc;
	if (over)
		believe(over, part);
	return judge(part, trust, arena);
}

struct parting {
	struct vouching_list vouching;
	struct th_index_list payload; /* of each part */
};

/* The parts of documents [from, end) of the list, which they are added to: one level. */
static th_status add_parts(struct th_run_documents *d, uint32_t from, uint32_t end,
			   const struct th_trust *trust, struct th_arena *arena,
			   struct parting *parting)
{
	for (uint32_t i = from; i < end; i++) {
		uint32_t count = d->list.items[i].doc->parts.count;
		if (!count)
			continue;
		TH_TRY(vouch(&d->list.items[i], &parting->vouching));
		TH_TRY(find_payloads(d->list.items[i].doc, &parting->payload));
		for (uint32_t p = 0; p < count; p++) {
			uint32_t payload = parting->payload.items[p];
			TH_TRY(add_part(d, i, p,
					payload == TH_NONE ? NULL
							   : &parting->vouching.items[payload],
					trust, arena));
		}
	}
	return TH_OK;
}

/* All parts of one input, level by level; the reader bounds the levels (TH_MAX_PART_DEPTH). */
static th_status add_levels(struct th_run_documents *d, uint32_t input,
			    const struct th_trust *trust, struct th_arena *arena,
			    struct parting *parting)
{
	uint32_t from = d->list.count;

	TH_TRY(add_parts(d, input, input + 1, trust, arena, parting));
	for (uint32_t end = d->list.count; from < end; end = d->list.count) {
		TH_TRY(add_parts(d, from, end, trust, arena, parting));
		from = end;
	}
	return TH_OK;
}

static th_status add_parts_of(struct th_run_documents *d, uint32_t input,
			      const struct th_trust *trust, struct th_arena *arena)
{
	struct parting parting = { 0 };
	th_status status = add_levels(d, input, trust, arena, &parting);

	vouching_list_release(&parting.vouching);
	th_index_list_release(&parting.payload);
	return status;
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
