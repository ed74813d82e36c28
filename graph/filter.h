/*
 * Which components need no look: nearly all. A set of the product names that facts speak of, by
 * letters and digits alone and without case; a component whose purl or CPE ends in another name
 * cannot match and is not read further. Where the spelling is unusual the answer is "may".
 */
#ifndef TH_GRAPH_FILTER_H
#define TH_GRAPH_FILTER_H

#include "feeds/index.h"

#define TH_FILTER_BITS 16384

struct th_filter {
	uint64_t purls[TH_FILTER_BITS / 64], cpes[TH_FILTER_BITS / 64];
	bool all_purls, all_cpes; /* a key is spelled so that it has no place in the set: nothing is
				     ruled out */
};

/* Add the purl and CPE keys of an index. */
void th_filter_add(struct th_filter *filter, const struct th_index *index);
/* May a purl, as written, be a key? May a CPE's product? */
bool th_filter_purl(const struct th_filter *filter, th_slice purl);
bool th_filter_cpe(const struct th_filter *filter, th_slice cpe);

#endif
