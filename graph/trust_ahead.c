/*
 * Signatures judged before anybody asks, by several threads: the arithmetic of public keys is
 * nearly all of what verifying costs, and no signature needs another. Each judgement is kept with
 * its envelope, in the arena of the document, which no two threads share.
 */
#include "graph/trust.h"

#include "core/base/crew.h"
#include "graph/inputs.h"

TH_LIST_DEFINE(document_list, struct th_document *);

struct signed_documents {
	const struct th_trust *trust;
	struct document_list documents;
	atomic_int status; /* the first that is not TH_OK */
};

/* ---- what is to be judged ---- */

static th_status add(struct signed_documents *all, struct th_document *doc)
{
	struct th_document **kept = document_list_push(&all->documents, UINT32_MAX);

	if (!kept)
		return TH_ENOMEM;
	*kept = doc;
	return TH_OK;
}

/* The documents of an input, level by level; those without signatures are dropped in the end. */
static th_status add_input(struct signed_documents *all, struct th_input *in)
{
	uint32_t from = all->documents.count, kept = from;

	TH_TRY(add(all, &in->doc));
	for (uint32_t i = from; i < all->documents.count; i++) {
		const struct th_part_list *parts = &all->documents.items[i]->parts;
		for (uint32_t p = 0; p < parts->count; p++)
			TH_TRY(add(all, parts->items[p].doc));
	}
	for (uint32_t i = from; i < all->documents.count; i++) {
		struct th_document *doc = all->documents.items[i];
		if (doc->envelope && doc->envelope->signatures.count)
			all->documents.items[kept++] = doc;
	}
	all->documents.count = kept;
	return TH_OK;
}

/* ---- judging ---- */

static void judge(void *context, uint32_t number)
{
	struct signed_documents *all = context;
	struct th_document *doc = all->documents.items[number];
	struct th_report_signature *items;
	uint32_t count;
	th_status status = th_trust_judge(all->trust, doc, &doc->arena, &items, &count);
	int good = TH_OK;

	if (status == TH_OK)
		doc->envelope->judged = items;
	else
		atomic_compare_exchange_strong(&all->status, &good, (int)status);
}

th_status th_trust_judge_ahead(const struct th_trust *trust, struct th_inputs *inputs,
			       uint32_t jobs)
{
	struct signed_documents all = { .trust = trust };
	th_status status = TH_OK;

	for (uint32_t i = 0; i < inputs->list.count && status == TH_OK; i++)
		if (inputs->list.items[i].opened && !inputs->list.items[i].ignored)
			status = add_input(&all, &inputs->list.items[i]);
	if (status == TH_OK) {
		th_crew_run(jobs, all.documents.count, judge, &all);
		status = (th_status)atomic_load(&all.status);
	}
	document_list_release(&all.documents);
	return status;
}
