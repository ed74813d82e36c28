/*
 * Between the two halves of vers: vers.c reads and writes the text, vers_order.c puts constraints
 * in order and answers.
 */
#ifndef TH_CORE_VERSION_VERS_ORDER_H
#define TH_CORE_VERSION_VERS_ORDER_H

#include "core/version/vers.h"

/*
 * Sort the count constraints as read, drop what occurs twice, and fill in vers: kind, count,
 * constraints and what is compiled into them. *found gets a bit for each of UNSORTED, DUPLICATE and
 * REDUNDANT that held. TH_OK or TH_ENOMEM.
 */
th_status th_vers_order(struct th_vers *vers, struct th_arena *arena,
			struct th_vers_constraint *constraints, uint32_t count,
			uint32_t *found) TH_MUST_USE;

#endif
