/*
 * What is one in several documents by more than its identity: a component that another document's
 * link leads to, and a machine that several inventories speak of.
 */
#include "graph/identity.h"
#include "graph/link_parts.h"

/* ---- links between documents ---- */

/* Documents of one serial number and another version: the one that was asked for is not there, a
 * later one is. */
static bool same_but_version(th_slice a, th_slice b)
{
	size_t x = th_slice_rfind(a, '/'), y = th_slice_rfind(b, '/');

	return th_slice_starts(a, TH_SLICE("urn:cdx:")) && x < a.len && y < b.len &&
	       th_slice_equal_nocase(th_slice_sub(a, 0, x), th_slice_sub(b, 0, y));
}

/* Of two ids that differ by their version, "urn:cdx:serial/version", is the first one's higher? */
static bool is_later(th_slice a, th_slice b)
{
	th_slice x = th_slice_sub(a, th_slice_rfind(a, '/') + 1, a.len),
		 y = th_slice_sub(b, th_slice_rfind(b, '/') + 1, b.len);

	return x.len != y.len ? x.len > y.len : th_slice_compare(x, y) > 0;
}

static const struct th_graph_document *linked_document(const struct th_graph *graph, th_slice id)
{
	const struct th_graph_document *other_version = NULL;

	for (uint32_t d = 0; d < graph->documents.count; d++) {
		const struct th_graph_document *g = &graph->documents.items[d];
		if (g->doc->id.len && th_slice_equal_nocase(g->doc->id, id))
			return g;
		if (g->doc->id.len && same_but_version(g->doc->id, id) &&
		    (!other_version || is_later(g->doc->id, other_version->doc->id)))
			other_version = g;
	}
	return other_version;
}

/* "pkg%3Anpm%2Fx" -> "pkg:npm/x": BOM-Link fragments are percent-encoded, samples write them raw.
 */
static th_slice percent_decoded(th_slice s, struct th_arena *arena)
{
	char *out = th_arena_alloc(arena, s.len + 1);
	size_t to = 0;

	if (!out)
		return (th_slice){ 0 };
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '%' && i + 2 < s.len && th_hex_value(s.ptr[i + 1]) >= 0 &&
		    th_hex_value(s.ptr[i + 2]) >= 0) {
			out[to++] = (char)(th_hex_value(s.ptr[i + 1]) * 16 +
					   th_hex_value(s.ptr[i + 2]));
			i += 2;
		} else {
			out[to++] = s.ptr[i];
		}
	}
	return th_slice_make(out, to);
}

/* The component that bears a reference. A document's references are told apart, so the n-th that is
 * put into a pool gets the id n. */
static th_status find_component(struct th_linker *l, const struct th_graph_document *target,
				th_slice ref, uint32_t *out)
{
	struct th_strings *refs = &l->refs[target - l->graph->documents.items];
	const struct th_document *doc = target->doc;
	th_str id;

	for (uint32_t i = refs->texts.count; i < doc->refs.texts.count; i++)
		TH_TRY(th_strings_intern(refs, doc->refs.texts.items[i], &id));
	id = th_strings_find(refs, ref);
	uint32_t found = id.v ? doc->ref_components.items[id.v - 1] : TH_NONE;
	*out = found == TH_NONE ? TH_NONE : target->first_component + found;
	return TH_OK;
}

/* The component of a document that a link means, or TH_NONE. */
static th_status linked_component(struct th_linker *l, const struct th_graph_document *target,
				  th_slice element, uint32_t *out)
{
	*out = TH_NONE;
	if (element.len == 0) {
		if (target->doc->root != TH_NONE)
			*out = target->first_component + target->doc->root;
		return TH_OK;
	}
	TH_TRY(find_component(l, target, element, out));
	if (*out != TH_NONE)
		return TH_OK;
	return find_component(l, target, percent_decoded(element, &l->graph->suppliers.arena), out);
}

/* What a link says to be one is one, unless the two papers name different suppliers. */
static th_status join(struct th_linker *l, uint32_t from, uint32_t to)
{
	const struct th_suppliers *set = &l->graph->suppliers;
	uint32_t a = th_suppliers_find(set, l->supplier[from]),
		 b = th_suppliers_find(set, l->supplier[to]);

	l->linked[to] = true;
	if (a == b || a == TH_SUPPLIER_UNKNOWN || b == TH_SUPPLIER_UNKNOWN) {
		th_identity_unite(l->same, from, to);
		return TH_OK;
	}
	struct th_link_joint *joint = th_link_joint_list_push(&l->joints, UINT32_MAX);
	if (!joint)
		return TH_ENOMEM;
	*joint = (struct th_link_joint){ from, to };
	return TH_OK;
}

static th_status follow(struct th_linker *l, uint32_t d, uint32_t index)
{
	const struct th_graph_document *g = &l->graph->documents.items[d];
	const struct th_link *link = &g->doc->links.items[index];
	const struct th_graph_document *target =
		linked_document(l->graph, th_document_text(g->doc, link->document));
	uint32_t there = TH_NONE;

	if (target)
		TH_TRY(linked_component(l, target, th_document_text(g->doc, link->element),
					&there));
	if (link->alias.v && link->component == TH_NONE && target)
		return TH_OK; /* a document that is known by name; its elements are links of their
				 own */
	if (target && there != TH_NONE && link->component != TH_NONE)
		return join(l, g->first_component + link->component, there);
	if (target && link->component == TH_NONE)
		return TH_OK;
	struct th_unresolved *u = th_unresolved_list_push(&l->graph->unresolved, UINT32_MAX);
	if (!u)
		return TH_ENOMEM;
	*u = (struct th_unresolved){ d, index };
	return TH_OK;
}

static th_status follow_links(struct th_linker *l)
{
	for (uint32_t d = 0; d < l->graph->documents.count; d++)
		for (uint32_t i = 0; i < l->graph->documents.items[d].doc->links.count; i++)
			TH_TRY(follow(l, d, i));
	return TH_OK;
}

/* ---- devices ---- */

/* One machine may be spoken of in many files, and has no version: its operator and its name tell.
 */
static th_status join_devices(struct th_linker *l)
{
	struct th_strings names = { 0 };
	struct th_index_list first = { 0 };
	th_status status = TH_OK;

	for (uint32_t d = 0; d < l->graph->documents.count && status == TH_OK; d++) {
		const struct th_graph_document *g = &l->graph->documents.items[d];
		for (uint32_t i = 0; g->inventory && i < g->doc->roots.count && status == TH_OK;
		     i++) {
			uint32_t c = g->first_component + g->doc->roots.items[i];
			uint32_t entity = th_suppliers_find(&l->graph->suppliers, l->supplier[c]);
			th_slice name = th_document_text(
				g->doc, g->doc->components.items[g->doc->roots.items[i]].name);
			th_str id;
			if (entity == TH_SUPPLIER_UNKNOWN || name.len == 0)
				continue;
			name = th_arena_printf(&l->graph->suppliers.arena, "%u %.*s", entity,
					       TH_FMT(name));
			status = name.ptr ? th_strings_intern(&names, name, &id) : TH_ENOMEM;
			if (status != TH_OK)
				break;
			if (first.items && id.v <= first.count) {
				th_identity_unite(l->same, first.items[id.v - 1], c);
				continue;
			}
			uint32_t *slot = th_index_list_push(&first, UINT32_MAX);
			status = slot ? TH_OK : TH_ENOMEM;
			if (slot)
				*slot = c;
		}
	}
	th_strings_release(&names);
	th_index_list_release(&first);
	return status;
}

th_status th_link_join(struct th_linker *l)
{
	TH_TRY(join_devices(l));
	return follow_links(l);
}
