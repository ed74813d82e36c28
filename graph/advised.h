/*
 * Does an advisory mean a component? Its package is the component's by hash, purl, CPE or supplier
 * and product; then the version decides: one that is listed, one inside a window, one of a range.
 * Yes, no, or not known: a version that has no place in the order of the package, or commits, are
 * never taken for "not affected".
 */
#ifndef TH_GRAPH_ADVISED_H
#define TH_GRAPH_ADVISED_H

#include "feeds/windows.h"
#include "graph/known.h"
#include "graph/match.h"
#include "graph/subject.h"

struct th_advising {
	struct th_subject_reader *reader;
	const struct th_known *known;
	struct th_window_list windows; /* of one package at a time */
	struct th_arena arena;         /* of one range at a time */
};

void th_advising_release(struct th_advising *advising);
/*
 * The component that was read last carries a key of package number `package` of an index: add it to
 * out, unless the advisory does not exist on the day or does not mean it.
 */
th_status th_advise(struct th_advising *advising, uint32_t index, uint32_t package,
		    enum th_matched_by by, struct th_advised_list *out) TH_MUST_USE;
/* An advisory that was published by the day, and not taken back. */
bool th_advisory_exists(const struct th_index_advisory *advisory, int32_t as_of);
/* Does a package (or a product of a VEX statement) hold the component's version? out->undecided,
 * version and fixed are set. */
th_status th_package_holds(struct th_advising *advising, const struct th_index *index,
			   const struct th_index_package *package, bool *held,
			   struct th_advised *out) TH_MUST_USE;

#endif
