/*
 * Untrusted text in the notations of others: XML, Markdown, a URI, a workflow command. Each call
 * writes s so that no byte of it means anything there, whatever a document put into it. All but
 * th_uri_write show hidden characters by name first, as core/text/escape.h does: <U+202E>, and
 * <0x9B> for a byte that is no UTF-8; so what comes out has no line end, and is UTF-8.
 */
#ifndef TH_CORE_TEXT_MARKUP_H
#define TH_CORE_TEXT_MARKUP_H

#include "core/io/output.h"

/* XML 1.0, fifth edition, §2.2 and §2.4: character data, or a value of an attribute in either kind
 * of quotes. */
void th_xml_write(struct th_output *out, th_slice s);

/*
 * Inline text of Markdown as GitHub and GitLab read it (CommonMark 0.30, GFM 0.29, and what they do
 * behind it): no HTML, emphasis, code, link, image, table cell, list, heading, formula, footnote or
 * block of any kind begins or ends in it, and no mention (@name), reference (#1, GH-1, !1, &1),
 * address that becomes a link by itself (http://, www., a@b) or emoji (:x:). It may stand anywhere
 * inside a paragraph, a list item, a table cell or an HTML element, also at its beginning, but not
 * in a code span or a fence.
 */
void th_markdown_write(struct th_output *out, th_slice s);

/* A path as a reference of RFC 3986, relative unless the path is absolute, which becomes file://.
 */
void th_uri_write(struct th_output *out, th_slice path);

/*
 * The message of a GitHub workflow command, or the value of one of its properties. '#' behind '#'
 * is shown by name too: other runners look for commands of that form anywhere in a line.
 */
void th_command_write(struct th_output *out, th_slice s);
void th_command_write_property(struct th_output *out, th_slice s);

#endif
