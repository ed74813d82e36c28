/*
 * CBOR (RFC 8949) as a tree of nodes, in bounded memory and without recursion. libcbor decodes the
 * items and is loaded when the first such document is met. Refused are: indefinite lengths of texts
 * and bytes, text that is not UTF-8, two equal keys in a map, keys that are neither integer nor
 * text nor bytes, bytes behind the item, and what goes over a ceiling.
 */
#ifndef TH_CORE_TEXT_CBOR_H
#define TH_CORE_TEXT_CBOR_H

#include "core/base/arena.h"
#include "core/base/list.h"
#include "core/base/status.h"

enum th_cbor_kind {
	TH_CBOR_UINT,
	TH_CBOR_NEGATIVE, /* number: n of -1 - n */
	TH_CBOR_BYTES,
	TH_CBOR_TEXT,
	TH_CBOR_ARRAY,
	TH_CBOR_MAP, /* its children are key, value, key, value ... */
	TH_CBOR_TAG, /* number: the tag; its child is what it tags */
	TH_CBOR_TRUE,
	TH_CBOR_FALSE,
	TH_CBOR_NULL,  /* also undefined */
	TH_CBOR_FLOAT, /* whatever its value */
};

#define TH_CBOR_NONE UINT32_MAX
struct th_cbor_node {
	enum th_cbor_kind kind;
	uint64_t number;
	th_slice text;        /* bytes and text, in the source */
	size_t offset;        /* of the item's head in the source */
	uint32_t first, next; /* child, sibling, or TH_CBOR_NONE */
};
TH_LIST_DEFINE(th_cbor_list, struct th_cbor_node);

struct th_cbor {
	struct th_cbor_list nodes; /* the first is the outermost item */
	const char *error;         /* static */
	size_t error_at;
};

/* Decode one item that is all of source. TH_EINPUT, TH_ELIMIT: error says what, and where. TH_EIO:
 * no libcbor. */
th_status th_cbor_parse(th_slice source, struct th_cbor *out, th_slice *why) TH_MUST_USE;
void th_cbor_release(struct th_cbor *cbor);
/* The value of a map's unsigned key, or TH_CBOR_NONE. */
uint32_t th_cbor_member(const struct th_cbor *cbor, uint32_t map, uint64_t key);

#endif
