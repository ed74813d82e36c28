/*
 * What files of signed statements have in common: a DSSE envelope as a shape, to stand in a file
 * alone or in a bundle, and what is done with all envelopes of a file once it is read.
 */
#ifndef TH_PARSERS_DSSE_H
#define TH_PARSERS_DSSE_H

#include "parsers/envelope.h"
#include "parsers/shape.h"

/* An envelope: adds a payload, and its signatures. */
extern const struct th_shape th_dsse_envelope;
/* Fill the indexes of its shapes; once, before the first walk of a shape that holds it. */
void th_dsse_prepare(void);
/* Say of each signature what it is over, and read what is signed. */
th_status th_dsse_open(struct th_document *doc) TH_MUST_USE;
/*
 * Does a second JSON value follow the first in the source? Then each line is a document of its own
 * (JSON Lines), and is read as a part: lines of no known format are passed over with a note.
 * *is_lines: they were.
 */
th_status th_dsse_read_lines(struct th_document *doc, size_t start, bool *is_lines) TH_MUST_USE;

#endif
