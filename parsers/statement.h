/*
 * What an in-toto statement is read into, for the tables of the statement itself (statement.c) and
 * of its predicates (predicate.c).
 */
#ifndef TH_PARSERS_STATEMENT_H
#define TH_PARSERS_STATEMENT_H

#include "parsers/attestation.h"
#include "parsers/shape.h"

struct th_statement_state {
	struct th_attestation *attestation;
	struct th_index_list materials; /* components that the subjects are made of */
	struct th_index_list tools;     /* that the builder relies on */
	uint32_t host;                  /* component that a build was seen on, or TH_NONE */
	th_text finished, started;
	th_text purl;       /* of what the subjects are a release of */
	uint64_t failed_at; /* a test that failed */
	uint32_t failed;
	/* of the statement */
	th_text schema; /* _type */
	uint64_t predicate_at;
	th_slice predicate, wrapped; /* the bytes of the value; of what it wraps */
};

static inline struct th_statement_state *th_statement_of(const struct th_walker *walker)
{
	return walker->format;
}

/* A resource descriptor's texts, in the slots of its frame. */
enum th_resource_slot { TH_RESOURCE_NAME, TH_RESOURCE_URI, TH_RESOURCE_LOCATION };

/* A set of digests by algorithm: those of bits become hashes of the component of the frame above.
 */
extern const struct th_shape th_statement_digest;
/* The same, where the frame itself is the component. */
th_status th_statement_each_digest(struct th_walker *walker, struct th_frame *frame, th_text text);
/* Make the frame a component of a role, of scope build. */
th_status th_statement_component(struct th_walker *walker, struct th_frame *frame,
				 enum th_role role) TH_MUST_USE;
th_status th_statement_push(struct th_index_list *list, uint32_t value) TH_MUST_USE;

/* Fill the indexes of all shapes here and of predicates. */
void th_predicates_prepare(void);
/* The fields of a kind of predicate, or NULL: nothing of it is read. */
const struct th_shape *th_predicate_shape(enum th_predicate predicate);
/* The fields of what cosign puts around a file: Data, Timestamp. */
extern const struct th_shape th_predicate_wrapper;

#endif
