/*
 * Which supplier a namespace of deb, rpm, apk and alpm package URLs stands for: rows of
 * feeds/distributions.def.
 */
#ifndef TH_FEEDS_DISTRIBUTIONS_H
#define TH_FEEDS_DISTRIBUTIONS_H

#include <stddef.h>

struct th_distribution {
	const char *space, *supplier;
};

extern const struct th_distribution th_distributions[];
extern const size_t th_distribution_count;

#endif
