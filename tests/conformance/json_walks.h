/*
 * The ways to read JSON that core/text/json.h offers, each gone to the end: token by token, passing
 * over the whole, and member by member. They have to agree on every input; tests and fuzz targets
 * compare them.
 */
#ifndef TH_TESTS_CONFORMANCE_JSON_WALKS_H
#define TH_TESTS_CONFORMANCE_JSON_WALKS_H

#include "core/text/json.h"

/* What came of one way through. */
struct json_outcome {
	th_status status;  /* TH_OK: all of it was accepted */
	const char *error; /* the reader's sentence, else NULL */
	size_t error_at;
	/* Hashes of what was told, 0 where the way tells no such thing. */
	uint64_t tokens; /* of all tokens, places, keys and texts */
	uint64_t known;  /* of the plain strings of known keys, and all that is no plain string */
};

/* Bytes are padded as core/text/json.h says. */
struct json_outcome json_by_tokens(th_slice bytes, size_t start, enum th_json_mode mode);
struct json_outcome json_by_skipping(th_slice bytes, size_t start, enum th_json_mode mode);
/* Every member is told; fills `tokens`. */
struct json_outcome json_by_members(th_slice bytes, size_t start, enum th_json_mode mode);
/* With an index that keeps some keys, as the parsers do; fills `known`. Strict. */
struct json_outcome json_by_known_members(th_slice bytes, size_t start);

/*
 * Go all ways, in both modes, and return NULL or what they disagree about, as a static sentence.
 * The outcome of the first way, token by token and strict, goes to *strict, which may be NULL.
 */
const char *json_disagreement(th_slice bytes, size_t start, struct json_outcome *strict);

#endif
