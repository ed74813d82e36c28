/*
 * The one door through which tests put bytes in front of the parsers, as if they were a file handed
 * to `inspect`.
 */
#ifndef TH_TESTS_CONFORMANCE_PARSE_BYTES_H
#define TH_TESTS_CONFORMANCE_PARSE_BYTES_H

#include "core/base/slice.h"
#include "core/base/status.h"

/* What stands, zeroed, behind the last byte of every source: readers may look so far ahead. */
#define TH_TEST_PADDING 64

/*
 * Recognise bytes, read them with the parser of their format and give everything back. The caller
 * owns bytes and has put TH_TEST_PADDING zeros behind them. TH_OK where they were read, TH_EINPUT
 * or TH_ELIMIT where they were refused, TH_ENOTFOUND where no parser takes them for its own.
 */
th_status th_parse_bytes_for_test(th_slice bytes) TH_MUST_USE;

#endif
