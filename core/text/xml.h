/*
 * XML 1.0 with namespaces as a stream of events, in constant memory. libxml2 does the parsing and
 * is loaded when the first XML document is met. What the reader of an SBOM has no use for is
 * refused or left out: any DOCTYPE (so there are no entities but the predefined five), encodings
 * other than UTF-8 and US-ASCII, undeclared namespace prefixes; comments and processing
 * instructions are skipped.
 * Text and attribute values come with their place in the source wherever
 * the same bytes stand there, so that a reader keeps offsets and copies nothing; where an entity, a
 * line end (CR LF) or the normalisation of an attribute's blanks makes the value differ from the
 * source, there is no place and the bytes live as long as the call.
 */
#ifndef TH_CORE_TEXT_XML_H
#define TH_CORE_TEXT_XML_H

#include "core/base/arena.h"

#define TH_XML_NOWHERE UINT64_MAX

/*
 * Names and namespaces are valid to the end of the parse, and equal ones have equal pointers
 * throughout it. ns is absent where there is none. A value with a place points into the source,
 * else it is valid during the call, as the array of attributes is.
 */
struct th_xml_attribute {
	th_slice ns, name, value;
	uint64_t offset; /* of the value in the source, or TH_XML_NOWHERE */
};

struct th_xml_element {
	th_slice ns, name;
	const struct th_xml_attribute *attributes; /* no namespace declarations among them */
	size_t count;
	uint64_t offset; /* of its '<' */
};

/*
 * What happens in the document, in its order. A callback that does not return TH_OK stops the parse
 * with that status; one that is NULL is not called. Text between two tags comes in one piece where
 * it can, and otherwise in several, to be joined by whoever wants it whole; CDATA sections are
 * text; white space between elements is text too.
 */
struct th_xml_handler {
	th_status (*start_element)(void *context, const struct th_xml_element *element);
	/* end: the offset behind its last '>' */
	th_status (*end_element)(void *context, th_slice ns, th_slice name, uint64_t end);
	th_status (*text)(void *context, th_slice text, uint64_t offset);
};

struct th_xml_error {
	th_slice message; /* a sentence, in part the document's bytes; absent: a callback's doing */
	uint64_t offset;  /* where in the source, near enough for a line and column */
};

/*
 * Parse source, with the help of another thread if may_share; the callbacks are called in this one.
 * TH_EINPUT: not well-formed, or something that is refused (see above). TH_ELIMIT:
 * deeper than TH_MAX_DEPTH, text between two tags longer than TH_MAX_STRING_BYTES, a name longer
 * than TH_MAX_KEY_BYTES, or one of the TH_MAX_XML ceilings. TH_EIO: no libxml2. TH_ENOMEM. Or the
 * status of a callback. Events before the error have been told. error is set unless TH_OK is
 * returned.
 */
th_status th_xml_parse(th_slice source, bool may_share, const struct th_xml_handler *handler,
		       void *context, struct th_arena *arena,
		       struct th_xml_error *error) TH_MUST_USE;

#endif
