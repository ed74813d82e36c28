/*
 * What an in-toto statement says (in-toto attestation framework, Statement v0.1 and v1): about
 * which bits, and what of them. Its subjects are components of the document, of role SUBJECT, with
 * their digests as hashes; they are matched to other components by these alone. Builders, materials
 * and hosts are components of role BUILD, and relations lead to them: subject -built-by-> builder,
 * subject -derived-from-> material, subject -built-with-> tool. The document has no root: a
 * statement about something hands nobody that something.
 */
#ifndef TH_PARSERS_ATTESTATION_H
#define TH_PARSERS_ATTESTATION_H

#include "core/base/date.h"
#include "parsers/facts.h"

enum th_predicate {
#define TH_PREDICATE(id, prefix, shape, title) TH_PREDICATE_##id,
#include "parsers/predicates.def"
#undef TH_PREDICATE
	TH_PREDICATE_unknown,
	TH_PREDICATE_COUNT
};
const char *th_predicate_title(enum th_predicate predicate);
/* The kind of a predicateType. */
enum th_predicate th_predicate_of(th_slice type);
/* Does it say how its subjects were built? */
bool th_predicate_is_provenance(enum th_predicate predicate);

/* What is said of the subject or its maker in so many words: a SCAI attribute, a verified property,
 * a test's outcome. */
struct th_attested_property {
	uint64_t place;
	th_text name;     /* "SLSA_BUILD_LEVEL_3", "ATTESTED_BY_HARDWARE" */
	th_text target;   /* what it is said of, if not of the subjects; absent: of them */
	th_text evidence; /* where that can be looked up */
};
TH_LIST_DEFINE(th_attested_property_list, struct th_attested_property);

/* A VSA's count of dependencies by level. */
struct th_dependency_level {
	th_text level;
	uint32_t count;
};
TH_LIST_DEFINE(th_dependency_level_list, struct th_dependency_level);

enum th_outcome { TH_OUTCOME_NONE, TH_OUTCOME_PASSED, TH_OUTCOME_WARNED, TH_OUTCOME_FAILED };

struct th_attestation {
	uint64_t place;
	th_text predicate_type;
	enum th_predicate predicate;
	struct th_index_list subjects; /* components */
	uint32_t builder;              /* component, or TH_NONE */
	th_text builder_id, build_type;
	th_text verifier;        /* who looked: a verifier, monitor, scanner, attester, producer */
	enum th_outcome outcome; /* of a verification or test */
	struct th_attested_property_list properties;
	bool states_dependency_levels; /* dependencyLevels is there, perhaps empty */
	struct th_dependency_level_list dependency_levels;
	struct th_date made; /* when it was built, verified, tested; absent: not stated */
};

/* Gives back all lists; called by th_document_release. attestation may be NULL. */
void th_attestation_release(struct th_attestation *attestation);

#endif
