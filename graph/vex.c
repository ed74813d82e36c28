#include "graph/vex.h"

th_status th_vex_init(struct th_vex *vex, struct th_check *check)
{
	*vex = (struct th_vex){ .check = check };
	vex->advising = (struct th_advising){ .reader = &vex->reader, .known = check->known };
	for (uint32_t i = 0; i < check->known->index_count; i++)
		vex->any |= check->known->indexes[i]->statement_count > 0;
	vex->reader.filter.all_purls = vex->reader.filter.all_cpes = true;
	return th_subject_init(&vex->reader, check->graph);
}

void th_vex_release(struct th_vex *vex)
{
	th_subject_release(&vex->reader);
	th_advising_release(&vex->advising);
}

/* ---- products ---- */

static bool has_hash(const struct th_subject *s, const struct th_index *index, th_span hashes)
{
	const struct th_document *doc = s->document->doc;

	for (uint32_t i = s->component->attributes; i != TH_NONE;
	     i = doc->attributes.items[i].next) {
		const struct th_attribute *at = &doc->attributes.items[i];
		for (uint32_t h = 0; at->kind == TH_ATTRIBUTE_HASH && h < hashes.count; h++)
			if (th_slice_equal_nocase(th_document_text(doc, at->text),
						  th_index_item(index, hashes, h)))
				return true;
	}
	return false;
}

/* "vendor:product" of the product's CPE is the component's. */
static bool has_cpe(struct th_vex *vex, th_slice cpe)
{
	static const enum th_cpe_attribute parts[] = { TH_CPE_VENDOR, TH_CPE_PRODUCT };
	struct th_cpe_scratch scratch;
	struct th_cpe parsed;

	if (cpe.len == 0 || !vex->reader.subject.has_cpe ||
	    th_cpe_parse(cpe, &scratch, &parsed, NULL) != TH_OK)
		return false;
	for (size_t i = 0; i < 2; i++) {
		th_slice text = th_cpe_text(&parsed, parts[i]);
		if (text.len == 0 ||
		    !th_slice_equal_nocase(text, th_cpe_text(&vex->reader.subject.cpe, parts[i])))
			return false;
	}
	return true;
}

/* The occurrence that was read last is this product, in one of the versions meant. */
static th_status is_product(struct th_vex *vex, const struct th_index *index,
			    const struct th_index_package *package, bool *out)
{
	struct th_advised said = { 0 };

	*out = false;
	const struct th_index_product *product = th_index_product_of(index, package);
	if (!product)
		return TH_OK;
	if (has_hash(&vex->reader.subject, index, product->hashes)) {
		*out = true;
		return TH_OK;
	}
	th_slice key = th_index_text(index, product->purl);
	if (!(key.len && th_slice_equal(key, vex->reader.subject.purl_key)) &&
	    !has_cpe(vex, th_index_text(index, product->cpe)))
		return TH_OK;
	TH_TRY(th_package_holds(&vex->advising, index, package, out, &said));
	*out &= !said.undecided && said.confidence == TH_CONFIRMED;
	return TH_OK;
}

static void read_component(struct th_vex *vex, uint32_t node, uint32_t component)
{
	const struct th_graph_document *d;
	const struct th_component *c = th_graph_component(vex->check->graph, component, &d);

	th_subject_read(&vex->reader, node, component, c->purl, c->cpe);
	th_subject_read_whole(&vex->reader);
}

/* The node is this product, by every occurrence that has an identity at all. */
static th_status is_node(struct th_vex *vex, uint32_t node, const struct th_index *index,
			 const struct th_index_package *package, bool *out)
{
	const struct th_graph *graph = vex->check->graph;

	*out = false;
	for (uint32_t c = graph->nodes[node].first; c != TH_NONE && !*out;
	     c = graph->next_same[c]) {
		read_component(vex, node, c);
		TH_TRY(is_product(vex, index, package, out));
	}
	return TH_OK;
}

/* ---- by BOM-Link ---- */

static th_slice link_of(const struct th_index *index, const struct th_index_package *package)
{
	const struct th_index_product *product = th_index_product_of(index, package);

	return product ? th_index_text(index, product->link) : (th_slice){ 0 };
}

/* urn:cdx:UUID/VERSION is the document's, whatever the case of its letters. */
static bool is_document(const struct th_graph_document *d, th_slice id, uint32_t own_number)
{
	return id.len ? th_slice_equal_nocase(d->doc->id, id) : d->number == own_number;
}

/* A link without a ref leads to what its document is about. */
static bool leads_to(const struct th_vex *vex, th_slice link, uint32_t own_number,
		     uint32_t component)
{
	const struct th_graph_document *d;
	const struct th_component *c = th_graph_component(vex->check->graph, component, &d);
	size_t hash = th_slice_find(link, '#');
	th_slice wanted = th_slice_sub(link, hash + 1, link.len),
		 ref = c->ref ? d->doc->refs.texts.items[c->ref - 1] : (th_slice){ 0 };

	if (!is_document(d, th_slice_sub(link, 0, hash), own_number))
		return false;
	return wanted.len ? th_slice_equal(ref, wanted)
			  : component == d->first_component + d->doc->root;
}

/* It leads to one occurrence: the node is meant where it has no other. */
static bool is_all_of(const struct th_vex *vex, th_slice link, uint32_t own_number, uint32_t node)
{
	const struct th_graph *graph = vex->check->graph;

	for (uint32_t c = graph->nodes[node].first; c != TH_NONE; c = graph->next_same[c])
		if (!leads_to(vex, link, own_number, c))
			return false;
	return true;
}

/* ---- products and their parts ---- */

/* Every document that has the node is about this product. */
static th_status is_about(struct th_vex *vex, uint32_t node, const struct th_index *index,
			  const struct th_index_package *package, uint32_t own_number, bool *out)
{
	const struct th_graph *graph = vex->check->graph;
	const struct th_graph_document *d;

	*out = true;
	for (uint32_t c = graph->nodes[node].first; c != TH_NONE && *out; c = graph->next_same[c]) {
		(void)th_graph_component(graph, c, &d);
		if (d->doc->root == TH_NONE || d->doc->roots_guessed) {
			*out = false;
			break;
		}
		uint32_t root = d->first_component + d->doc->root;
		th_slice link = link_of(index, package);
		if (link.len)
			*out = leads_to(vex, link, own_number, root);
		else
			TH_TRY(is_node(vex, graph->node_of[root], index, package, out));
	}
	return TH_OK;
}

static th_status speaks_of(struct th_vex *vex, uint32_t node, const struct th_index *index,
			   const struct th_index_statement *statement, bool *out)
{
	uint32_t own = index->source_count ? TH_NONE : statement->document;

	*out = false;
	for (uint32_t i = 0; i < statement->products.count && !*out; i++) {
		const struct th_index_package *package =
			&index->packages[statement->products.first + i];
		if (package->flags & TH_PACKAGE_HAS_PARTS)
			continue;
		if (package->part_of > i)
			continue; /* a damaged block */
		th_slice link = link_of(index, package);
		if (link.len)
			*out = is_all_of(vex, link, own, node);
		else
			TH_TRY(is_node(vex, node, index, package, out));
		if (package->part_of && *out)
			TH_TRY(is_about(vex, node, index, package - package->part_of, own, out));
		else if (!package->part_of && !*out)
			TH_TRY(is_about(vex, node, index, package, own, out));
	}
	return TH_OK;
}

/* ---- statements ---- */

struct said {
	const struct th_index *index;
	const struct th_index_statement *statement; /* NULL: none */
};

static bool is_later(const struct th_index_statement *a, const struct th_index_statement *b)
{
	if (th_date_first(a->said) != th_date_first(b->said))
		return th_date_first(a->said) > th_date_first(b->said);
	return a->second >= b->second;
}

static th_status consider(struct th_vex *vex, uint32_t node, const struct th_index *index,
			  uint32_t number, struct said *yours, struct said *claim)
{
	bool speaks;

	if (number >= index->statement_count)
		return TH_OK;
	const struct th_index_statement *s = &index->statements[number];
	struct said *to = s->named ? yours : claim;
	if ((th_date_present(s->said) && th_date_first(s->said) > vex->check->as_of) ||
	    (to->statement && !is_later(s, to->statement)))
		return TH_OK;
	TH_TRY(speaks_of(vex, node, index, s, &speaks));
	if (speaks)
		*to = (struct said){ index, s };
	return TH_OK;
}

static bool clears(const struct said *said)
{
	return said->statement && (said->statement->status == TH_VEX_NOT_AFFECTED ||
				   said->statement->status == TH_VEX_FIXED);
}

static const char *const said_words[] = {
	[TH_VEX_SAID_NOT_AFFECTED] = "not affected",
	[TH_VEX_SAID_FIXED] = "fixed",
};

static const char *word_of(const struct said *said)
{
	return said_words[said->statement->status == TH_VEX_FIXED ? TH_VEX_SAID_FIXED
								  : TH_VEX_SAID_NOT_AFFECTED];
}

/* The reason begins with the word: see suppress(). */
enum th_vex_said th_vex_said(const struct th_suppression *suppression, th_slice *why)
{
	*why = (th_slice){ 0 };
	if (!suppression || strcmp(suppression->by, "vex") != 0)
		return TH_VEX_SAID_NOTHING;
	for (int said = TH_VEX_SAID_NOT_AFFECTED; said <= TH_VEX_SAID_FIXED; said++) {
		th_slice word = th_slice_of(said_words[said]), reason = suppression->reason;
		if (!th_slice_starts(reason, word))
			continue;
		th_slice rest = th_slice_sub(reason, word.len, reason.len);
		if (th_slice_starts(rest, TH_SLICE(": ")))
			*why = th_slice_sub(rest, 2, rest.len);
		if (rest.len == 0 || why->ptr)
			return (enum th_vex_said)said;
	}
	return TH_VEX_SAID_NOTHING;
}

static th_status suppress(struct th_vex *vex, const struct said *said, struct th_suppression **out)
{
	struct th_suppression *s = th_arena_calloc(vex->check->arena, 1, sizeof(*s));
	th_slice why = th_index_text(said->index, said->statement->why);

	*out = s;
	if (!s)
		return TH_ENOMEM;
	s->by = "vex";
	s->owner = th_index_text(said->index, said->statement->author);
	s->reason = th_arena_printf(vex->check->arena, "%s%s%.*s", word_of(said),
				    why.len ? ": " : "", TH_FMT(why));
	s->document = said->statement->document;
	s->offset = said->statement->place;
	return s->reason.ptr ? TH_OK : TH_ENOMEM;
}

th_status th_vex_ask(struct th_vex *vex, uint32_t node, const th_slice *names, uint32_t count,
		     struct th_suppression **out, th_slice *claim)
{
	struct said yours = { 0 }, theirs = { 0 };

	*out = NULL;
	*claim = (th_slice){ 0 };
	for (uint32_t i = 0; vex->any && i < vex->check->known->index_count; i++) {
		const struct th_index *index = vex->check->known->indexes[i];
		for (uint32_t n = 0; n < count; n++) {
			uint32_t found;
			const struct th_posting *p =
				th_index_find(index, TH_KEY_FLAW, names[n], &found);
			for (uint32_t k = 0; k < found; k++)
				if (p[k].kind == TH_RECORD_STATEMENT)
					TH_TRY(consider(vex, node, index, p[k].record, &yours,
							&theirs));
		}
	}
	if (clears(&yours))
		return suppress(vex, &yours, out);
	if (!clears(&theirs))
		return TH_OK;
	*claim = th_arena_printf(
		vex->check->arena,
		"; %.*s claims that it is %s, which clears nothing: name the file under vex in "
		"twohop.yaml if you believe it",
		TH_FMT(th_check_source(vex->check, theirs.index, theirs.statement->document,
				       "vex")),
		word_of(&theirs));
	return claim->ptr ? TH_OK : TH_ENOMEM;
}
