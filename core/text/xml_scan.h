/*
 * What core/text/xml.c looks up in the raw bytes of a document, beside libxml2 and before it: the
 * encoding, tags with too many attributes, and where an attribute's value stands.
 */
#ifndef TH_CORE_TEXT_XML_SCAN_H
#define TH_CORE_TEXT_XML_SCAN_H

#include "core/text/xml.h"

/*
 * Refuse a document that is not UTF-8 by its first bytes or by its XML declaration (XML 1.0,
 * appendix F), and one that declares US-ASCII and is not. UTF-8 itself is left for the parser to
 * check. TH_EINPUT with a message and an offset.
 */
th_status th_xml_check_encoding(th_slice source, struct th_arena *arena,
				struct th_xml_error *error) TH_MUST_USE;

/*
 * The next attribute in the inside of a tag, from *at on (at first: behind the element's name): its
 * name as written, its value without the quotes; *at moves behind it. False when no attribute
 * stands there, and *at is then of no use.
 */
bool th_xml_next_attribute(th_slice tag, size_t *at, th_slice *name, th_slice *value);
/* Where the name that begins at `from` ends. */
size_t th_xml_name_end(th_slice source, size_t from);

/*
 * A look over the source for tags of more than TH_MAX_XML_ATTRIBUTES attributes, ahead of the
 * parser.
 */
struct th_xml_sweep {
	th_slice source;
	size_t at;
	bool in_gap; /* the block before `at` had no '<' */
};

/*
 * Look at all tags that begin before `to`. Returns the offset of one that has too many, or
 * TH_XML_NOWHERE. The check has to come first because libxml2 compares every attribute of a tag
 * with every other one.
 */
uint64_t th_xml_sweep(struct th_xml_sweep *sweep, size_t to);

#endif
