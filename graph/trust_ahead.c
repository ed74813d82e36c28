/*
 * Signatures judged before anybody asks, by several threads: the arithmetic of public keys is
 * nearly all of what verifying costs, and no signature needs another. Each judgement is kept with
 * its envelope, in the arena of the document, which no two threads share.
 */
#include "graph/trust.h"

#include "graph/inputs.h"

#include <pthread.h>
#include <stdatomic.h>

TH_LIST_DEFINE(document_list, struct th_document *);

struct crew {
	const struct th_trust *trust;
	struct document_list documents;
	atomic_uint next;
	atomic_int status; /* the first that is not TH_OK */
};

/* ---- what is to be judged ---- */

static th_status add(struct crew *crew, struct th_document *doc)
{
	struct th_document **kept = document_list_push(&crew->documents, UINT32_MAX);

	if (!kept)
		return TH_ENOMEM;
	*kept = doc;
	return TH_OK;
}

/* The documents of an input, level by level; those without signatures are dropped in the end. */
static th_status add_input(struct crew *crew, struct th_input *in)
{
	uint32_t from = crew->documents.count, kept = from;

	TH_TRY(add(crew, &in->doc));
	for (uint32_t i = from; i < crew->documents.count; i++) {
		const struct th_part_list *parts = &crew->documents.items[i]->parts;
		for (uint32_t p = 0; p < parts->count; p++)
			TH_TRY(add(crew, parts->items[p].doc));
	}
	for (uint32_t i = from; i < crew->documents.count; i++) {
		struct th_document *doc = crew->documents.items[i];
		if (doc->envelope && doc->envelope->signatures.count)
			crew->documents.items[kept++] = doc;
	}
	crew->documents.count = kept;
	return TH_OK;
}

/* ---- judging ---- */

static void *work(void *context)
{
	struct crew *crew = context;

	for (uint32_t i; (i = atomic_fetch_add(&crew->next, 1)) < crew->documents.count;) {
		struct th_document *doc = crew->documents.items[i];
		struct th_report_signature *items;
		uint32_t count;
		th_status status = th_trust_judge(crew->trust, doc, &doc->arena, &items, &count);
		int good = TH_OK;
		if (status == TH_OK)
			doc->envelope->judged = items;
		else
			atomic_compare_exchange_strong(&crew->status, &good, (int)status);
	}
	return NULL;
}

th_status th_trust_judge_ahead(const struct th_trust *trust, struct th_inputs *inputs,
			       uint32_t jobs)
{
	struct crew crew = { .trust = trust };
	pthread_t threads[TH_MOST_JOBS];
	uint32_t started = 0;
	th_status status = TH_OK;

	for (uint32_t i = 0; i < inputs->list.count && status == TH_OK; i++)
		if (inputs->list.items[i].opened && !inputs->list.items[i].ignored)
			status = add_input(&crew, &inputs->list.items[i]);
	if (status == TH_OK) {
		jobs = th_inputs_jobs(jobs);
		while (started + 1 < jobs && started + 1 < crew.documents.count &&
		       pthread_create(&threads[started], NULL, work, &crew) == 0)
			started++;
		work(&crew);
		for (uint32_t i = 0; i < started; i++)
			pthread_join(threads[i], NULL);
		status = (th_status)atomic_load(&crew.status);
	}
	document_list_release(&crew.documents);
	return status;
}
