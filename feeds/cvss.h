/*
 * Base scores from CVSS vectors: 2.0, 3.0, 3.1 and 4.0 (FIRST). Threat, environmental and
 * supplemental metrics are read, must be of the specification, and change nothing: what is
 * computed is CVSS-B, as advisories mean it.
 */
#ifndef TH_FEEDS_CVSS_H
#define TH_FEEDS_CVSS_H

#include "core/base/slice.h"

/*
 * The base score in tenths, 0 to 100. False for what is no whole vector: a metric that is unknown,
 * repeated or missing, a value that the metric does not have. A vector of 2.0 has no prefix and may
 * stand in parentheses.
 */
bool th_cvss_score(th_slice vector, unsigned *tenths);

#endif
