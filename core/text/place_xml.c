/*
 * Places in XML: a scanner for what a parser has accepted before, so there is no DOCTYPE, every tag
 * is closed and no attribute holds a '<'. On other bytes it finds less and stays in bounds. An
 * element's number is counted among the siblings with its local name, and written from the second
 * on: /bom/components/component[3].
 */
#include "core/base/strings.h"
#include "core/text/place_walk.h"

#include <stdio.h>

/* An open element. */
struct element {
	size_t start;
	th_slice name;
	uint64_t serial; /* all elements are counted from 2 on; the document is 1 */
	uint32_t number; /* among its siblings of that name, from 1 */
	uint32_t undo;   /* where the changes that its children made begin */
};
TH_LIST_DEFINE(element_list, struct element);

/* How often a name was met in the element where it was met last. */
struct tally {
	uint64_t parent; /* serial */
	uint32_t count;
};
TH_LIST_DEFINE(tally_list, struct tally);

/* A tally that a name had in an element further out, to be put back when the inner one ends. */
struct change {
	uint32_t name;
	struct tally before;
};
TH_LIST_DEFINE(change_list, struct change);

struct xml_walk {
	struct th_place_walk *walk;
	struct element_list open;
	struct th_strings names;
	struct tally_list tallies; /* by name, from 1 */
	struct change_list changes;
	uint64_t serial;
};

/* ---- numbers of siblings ---- */

static th_status tally_of(struct xml_walk *xml, th_slice name, uint32_t *id)
{
	th_str interned;

	TH_TRY(th_strings_intern(&xml->names, name, &interned));
	while (xml->tallies.count <= interned.v)
		if (!tally_list_push(&xml->tallies, UINT32_MAX))
			return TH_ENOMEM;
	*id = interned.v;
	return TH_OK;
}

/* The number of an element of this name that begins in the innermost open one. */
static th_status count_sibling(struct xml_walk *xml, th_slice name, uint32_t *number)
{
	uint64_t parent = xml->open.count ? xml->open.items[xml->open.count - 1].serial : 1;
	uint32_t id;

	TH_TRY(tally_of(xml, name, &id));
	struct tally *tally = &xml->tallies.items[id];
	if (tally->parent != parent) {
		struct change *change = change_list_push(&xml->changes, UINT32_MAX);

		if (!change)
			return TH_ENOMEM;
		*change = (struct change){ .name = id, .before = *tally };
		*tally = (struct tally){ .parent = parent };
	}
	*number = ++tally->count;
	return TH_OK;
}

/* ---- elements ---- */

/* The name that begins at `from`, without its prefix. */
static th_slice local_name(th_slice bytes, size_t from)
{
	size_t to = from;

	for (; to < bytes.len && !th_is_blank(bytes.ptr[to]) && bytes.ptr[to] != '>' &&
	       bytes.ptr[to] != '/';
	     to++)
		if (bytes.ptr[to] == ':')
			from = to + 1;
	return th_slice_sub(bytes, from, to);
}

static th_status open_element(struct xml_walk *xml, size_t start)
{
	uint32_t number = 0;
	th_slice name = { 0 };

	if (xml->walk->pointers) {
		name = local_name(xml->walk->bytes, start + 1);
		TH_TRY(count_sibling(xml, name, &number));
	}
	struct element *element = element_list_push(&xml->open, TH_MAX_DEPTH);
	if (!element)
		return xml->open.count == TH_MAX_DEPTH ? TH_ELIMIT : TH_ENOMEM;
	*element = (struct element){
		.start = start,
		.name = name,
		.serial = ++xml->serial,
		.number = number,
		.undo = xml->changes.count,
	};
	return TH_OK;
}

static void close_element(struct xml_walk *xml)
{
	if (xml->open.count == 0)
		return;
	const struct element *element = &xml->open.items[--xml->open.count];

	while (xml->changes.count > element->undo) {
		const struct change *change = &xml->changes.items[--xml->changes.count];
		xml->tallies.items[change->name] = change->before;
	}
}

/* ---- loci ---- */

static void begin_pointer(struct xml_walk *xml)
{
	char number[16];

	th_place_begin(xml->walk);
	for (uint32_t i = 0; i < xml->open.count; i++) {
		const struct element *element = &xml->open.items[i];

		th_place_add(xml->walk, TH_SLICE("/"));
		th_place_add(xml->walk, element->name);
		if (element->number < 2)
			continue;
		snprintf(number, sizeof(number), "[%u]", element->number);
		th_place_add(xml->walk, th_slice_of(number));
	}
}

/* Loci before `until` that no inner element had belong to the innermost open one. */
static th_status settle(struct xml_walk *xml, size_t until)
{
	if (!th_place_pending(xml->walk, until))
		return TH_OK;
	if (xml->open.count == 0) {
		th_place_settle_outside(xml->walk, until);
		return TH_OK;
	}
	if (xml->walk->pointers)
		begin_pointer(xml);
	return th_place_settle(xml->walk, until, xml->open.items[xml->open.count - 1].start);
}

/* ---- markup ---- */

/* Behind the first `end` from byte `from` on, or the end of all. */
static size_t behind(th_slice bytes, size_t from, th_slice end)
{
	th_slice rest = th_slice_sub(bytes, from, bytes.len);
	size_t at = th_slice_search(rest, end);

	return at == rest.len ? bytes.len : from + at + end.len;
}

/* Behind the '>' of the tag that begins at `start`: the first one outside of quotes. */
static size_t behind_tag(th_slice bytes, size_t start)
{
	for (size_t at = start; at < bytes.len; at++) {
		char c = bytes.ptr[at];

		if (c == '>')
			return at + 1;
		if (c == '"' || c == '\'')
			at += 1 + th_slice_find(th_slice_sub(bytes, at + 1, bytes.len), c);
	}
	return bytes.len;
}

/* Behind the comment, CDATA section or processing instruction that begins at `start`. */
static size_t behind_aside(th_slice bytes, size_t start)
{
	th_slice rest = th_slice_sub(bytes, start, bytes.len);

	if (th_slice_starts(rest, TH_SLICE("<?")))
		return behind(bytes, start + 2, TH_SLICE("?>"));
	if (th_slice_starts(rest, TH_SLICE("<!--")))
		return behind(bytes, start + 4, TH_SLICE("-->"));
	if (th_slice_starts(rest, TH_SLICE("<![CDATA[")))
		return behind(bytes, start + 9, TH_SLICE("]]>"));
	return behind(bytes, start + 2, TH_SLICE(">"));
}

/* Pass over the markup whose '<' is at `start`; *end is behind it. */
static th_status on_markup(struct xml_walk *xml, size_t start, size_t *end)
{
	th_slice bytes = xml->walk->bytes;
	char second = start + 1 < bytes.len ? bytes.ptr[start + 1] : '\0';
	bool aside = second == '!' || second == '?', closes = second == '/';

	TH_TRY(settle(xml, start));
	*end = aside ? behind_aside(bytes, start) : behind_tag(bytes, start);
	if (!aside && !closes) {
		TH_TRY(open_element(xml, start));
		closes = *end - start > 2 && bytes.ptr[*end - 2] == '/';
	}
	TH_TRY(settle(xml, *end));
	if (closes)
		close_element(xml);
	return TH_OK;
}

th_status th_place_walk_xml(struct th_place_walk *walk)
{
	struct xml_walk xml = { .walk = walk, .serial = 1 };
	th_slice bytes = walk->bytes;
	th_status status = TH_OK;

	for (size_t at = 0; status == TH_OK && th_place_pending(walk, bytes.len);) {
		at += th_slice_find(th_slice_sub(bytes, at, bytes.len), '<');
		if (at < bytes.len)
			status = on_markup(&xml, at, &at);
		else
			status = settle(&xml, bytes.len);
	}
	th_place_settle_outside(walk, UINT64_MAX);
	element_list_release(&xml.open);
	th_strings_release(&xml.names);
	tally_list_release(&xml.tallies);
	change_list_release(&xml.changes);
	return status;
}
