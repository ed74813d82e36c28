/*
 * The documents of a run, numbered: the inputs in their order, then what stands inside of them
 * (what an envelope signs, the SBOM of a statement). Signatures are judged here, so that what
 * follows knows who vouches for a document and which it must not use at all.
 */
#ifndef TH_GRAPH_DOCUMENTS_H
#define TH_GRAPH_DOCUMENTS_H

#include "graph/inputs.h"
#include "graph/trust.h"

/* Signatures of a document, judged. */
struct th_run_signatures {
	struct th_report_signature *items;
	uint32_t count;
};

struct th_run_document {
	struct th_document *doc;
	uint32_t input;                      /* that it is, or stands in */
	struct th_run_signatures signatures; /* of its own envelope */
	/* The valid signature over it, or over what it stands in; NULL: it counts as unsigned. */
	const struct th_report_signature *signature;
	bool forged; /* a signature over it is invalid, and none is valid: nothing of it is used */
};
TH_LIST_DEFINE(th_run_document_list, struct th_run_document);

struct th_run_documents {
	struct th_run_document_list list;     /* the first of them are the inputs */
	struct th_run_signatures *signatures; /* by input: of it and of what stands in it */
	uint32_t *parts; /* by input, one more than those: its first part in list */
};

/*
 * Number the documents of inputs that have been read, and judge their signatures (trust NULL:
 * nobody is trusted). Texts live in the arena. To be released whatever is returned.
 */
th_status th_run_documents_collect(struct th_run_documents *documents, struct th_inputs *inputs,
				   const struct th_trust *trust,
				   struct th_arena *arena) TH_MUST_USE;
void th_run_documents_release(struct th_run_documents *documents);

/* Is the input read, and of a known format? */
bool th_input_is_used(const struct th_input *in);

#endif
