/*
 * Ranges of versions as publishers of CSAF write them: "< 4.2", "All versions >= V1.0 < V2.0",
 * "0 < 9.8.12", "vers:all/<V7.0.3". What is not wholly understood is not a range: "V4.8 SP2" names
 * no version that can be ordered.
 */
#ifndef TH_PARSERS_WORDED_RANGE_H
#define TH_PARSERS_WORDED_RANGE_H

#include "core/base/slice.h"

/* It says every version. */
bool th_worded_range_is_every(th_slice words);
/* It looks like a range, one that can be read or not: a version does not. */
bool th_worded_range_is_likely(th_slice words);
/* The range as "vers:generic/..." in out[size], as long as the result is; absent: it cannot be read
 * wholly, or out is too small. */
th_slice th_worded_range_read(th_slice words, char *out, size_t size);

#endif
