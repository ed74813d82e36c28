/*
 * What a vendor says of itself: answers in forms, CycloneDX declarations, vendor response files. A
 * claim is somebody's sentence, whatever it is written in; what it is worth is the graph's
 * business. Which of the five controls an answer speaks of is told by parsers/requirements.def.
 */
#ifndef TH_PARSERS_CLAIMS_H
#define TH_PARSERS_CLAIMS_H

#include "core/base/date.h"
#include "parsers/document.h"

enum th_control {
#define TH_CONTROL(id, word, title, proves, disproves) TH_CONTROL_##id,
#include "parsers/controls.def"
#undef TH_CONTROL
	TH_CONTROL_COUNT
};
const char *th_control_word(enum th_control control);

enum th_answer {
	TH_ANSWER_UNCLEAR, /* neither yes nor no: "planned", a score between 0 and 1, free text */
	TH_ANSWER_YES,
	TH_ANSWER_NO,
	TH_ANSWER_NOT_APPLICABLE,
};

struct th_claim {
	uint64_t place;        /* of the answer */
	uint32_t organization; /* whose practice it is about; TH_NONE: of who supplies the
				  document's root */
	th_text standard;      /* "cisa-ssaf", "ssdf-1.1"; absent: none is named */
	th_text item;          /* "1d", "PO.5.1"; absent: free text */
	th_text text; /* what is claimed, in the claimant's words; absent: the answer is all */
	enum th_answer answer;
	uint32_t controls;      /* bits 1 << enum th_control; 0: it speaks of none of them */
	struct th_date made;    /* signed, or written; absent: not stated */
	struct th_date expires; /* of the claim, or of the evidence it rests on; absent: never */
	uint64_t expires_at;    /* where that is stated */
	th_text product;        /* the product it is limited to; absent: it is about all of them */
	bool has_evidence;      /* something to look at is named beside it */
	bool is_third_party;    /* an assessor who is not the vendor says so */
	bool is_counter;        /* a counter-claim: evidence against */
};
TH_LIST_DEFINE(th_claim_list, struct th_claim);

struct th_claims {
	struct th_claim_list list;
	uint32_t signatories; /* of the affirmation, or of the form */
};

/* Give the document an empty list of claims, unless it has one. */
th_status th_claims_begin(struct th_document *doc) TH_MUST_USE;
/* A new claim, made of what the document says of its age; NULL on want of memory or beyond
 * TH_MAX_FACTS (a diagnostic). */
struct th_claim *th_claims_add(struct th_document *doc, uint64_t place);
/* Gives back the list; called by th_document_release. claims may be NULL. */
void th_claims_release(struct th_claims *claims);
/*
 * The controls that an item of a standard speaks of: bits 1 << enum th_control. Case, blanks, a
 * punctuation do not count, but between two digits ("PO 1.1" is PO.1.1, "1(d)" is 1d; 1.1 is not
 * 11). 0: of none, or it is not known.
 */
uint32_t th_controls_of(th_slice standard, th_slice item);
/* Are there rows of this standard in parsers/requirements.def? */
bool th_standard_is_known(th_slice standard);
/* The one that begins most like it. */
const char *th_standard_nearest(th_slice standard);
/* Is there one of this item? NULL: yes; otherwise the item listed that begins most like it. */
const char *th_item_missed(th_slice standard, th_slice item);
/* "yes", "y", "true", "no", "n/a" ..., case ignored. */
enum th_answer th_answer_of(th_slice word);

#endif
