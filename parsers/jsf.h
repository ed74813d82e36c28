/*
 * JSON Signature Format 0.82 as CycloneDX uses it: one signature over the document that it stands
 * in, in its canonical form (RFC 8785) without the value itself. Signatures of several signers are
 * told, and not verified.
 */
#ifndef TH_PARSERS_JSF_H
#define TH_PARSERS_JSF_H

#include "parsers/envelope.h"

/* What the object `signature` states. */
struct th_jsf {
	uint64_t place; /* of the object; */
	bool is_there;
	th_text algorithm, keyid, value;
	uint64_t key_place; /* of publicKey; 0: there is none */
	bool has_several;   /* signers, chain */
	bool has_excludes;
};

/* Add it to the document's envelope. start: where the document's JSON begins. */
th_status th_jsf_add(struct th_document *doc, const struct th_jsf *jsf, size_t start) TH_MUST_USE;
/* In a document of XML such a place holds a signature of XML (XMLDSig), which is told. */
th_status th_jsf_add_xml(struct th_document *doc, const struct th_jsf *jsf) TH_MUST_USE;

#endif
