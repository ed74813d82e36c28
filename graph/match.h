/*
 * Does a component match a fact? By hash, purl, CPE, or supplier + product + version, in this order
 * of strength. Name and version alone never match: the namesake of another vendor is somebody
 * else's.
 *
 * A component can state several versions: its own, its purl's, its CPE's. Where they contradict
 * each other each may be the true one, and any that a fact lists counts. One that states none is
 * known to be meant only where all versions are.
 *
 * Confirmed: a listed version, range or hash. Suspected: what the event itself only suspects; or a
 * version that the event lists for some platforms and not for others, while the component's
 * platform is not known. A known platform that differs does not match. A mutable reference (a tag
 * that was moved) is confirmed by its commit, or by a date inside the event's window; without a
 * date it is suspected, outside the window it is nothing.
 */
#ifndef TH_GRAPH_MATCH_H
#define TH_GRAPH_MATCH_H

#include "graph/graph.h"
#include "graph/known.h"
#include "graph/report.h"

enum th_matched_by {
	TH_MATCHED_HASH,
	TH_MATCHED_PURL,
	TH_MATCHED_CPE,
	TH_MATCHED_NAME,
	TH_MATCHED_SUPPLIER,
	TH_MATCHED_BY_COUNT
};
const char *th_matched_by_word(enum th_matched_by by);

struct th_match {
	uint32_t node;
	uint32_t affair;
	enum th_confidence confidence;
	enum th_matched_by by;
	bool trusted; /* a trusted event matches (graph/known.h) */
};
TH_LIST_DEFINE(th_match_list, struct th_match);

/* The end of a component's life, by one statement. */
struct th_end_said {
	const struct th_index *index; /* of the statement */
	const struct th_index_lifecycle *lifecycle;
	const struct th_index_end *end; /* NULL: it says none */
	int32_t ends;                   /* the last day */
	enum th_matched_by by;
};

/* How a component's life ends, by what is known on the day. */
struct th_lifecycle_match {
	bool known;              /* somebody speaks of the product's life */
	struct th_end_said life; /* the end that counts */
	/* What speaks of an end that is over, and of no end of distribution that is; the one that
	 * counts */
	struct th_end_said distributed;
	/* The last day on which, by those who may clear, its distribution ended, and on which it
	 * could be had; TH_DAY_BEFORE: none says so */
	int32_t left, observed;
	struct th_end_said observation; /* of that day; without an end */
	/* What a document, no feed, says of its life that speaks of its supplier's products; of
	 * several the first that you named; NULL: none does */
	const struct th_index_lifecycle *told;
};

/* What an advisory says of a component (graph/advised.h). */
struct th_advised {
	uint32_t node;
	uint32_t index; /* in known->indexes */
	uint32_t advisory;
	enum th_confidence confidence;
	enum th_matched_by by;
	bool undecided;   /* whether the version is meant is not known */
	th_slice version; /* that was asked for; absent: the component states none */
	th_slice fixed;   /* the version that ends the window; absent: none does */
};
TH_LIST_DEFINE(th_advised_list, struct th_advised);

struct th_matcher;

th_status th_matcher_new(const struct th_graph *graph, const struct th_known *known,
			 struct th_matcher **out) TH_MUST_USE;
void th_matcher_free(struct th_matcher *matcher);
/*
 * Up to TH_MATCHER_BATCH nodes that will be looked at next, in their order: what can be looked up
 * for all of them together is. Nothing has to be expected, and an answer is the same if it was not.
 */
void th_matcher_expect(struct th_matcher *matcher, const uint32_t *nodes, uint32_t count);
enum { TH_MATCHER_BATCH = TH_LOOKUP_BATCH };
/*
 * Add to matches what the node matches, one match for each affair, the strongest; to advised what
 * advisories say of it, the same one perhaps several times; and say in *lifecycle what is known of
 * the end of its life.
 * TH_ELIMIT: all looks together pass TH_MAX_LOOKS.
 */
th_status th_matcher_look(struct th_matcher *matcher, uint32_t node, struct th_match_list *matches,
			  struct th_advised_list *advised,
			  struct th_lifecycle_match *lifecycle) TH_MUST_USE;

#endif
