#include "graph/checksums.h"

#include "core/crypto/digest.h"

struct digests {
	char hex[TH_DIGEST_COUNT][TH_DIGEST_HEX + 1]; /* empty: not made yet */
};

static const char *digest_made(const struct th_graph *graph, uint32_t document,
			       enum th_digest digest, struct digests *made)
{
	char *hex = made[document].hex[digest];

	if (hex[0] == '\0')
		th_digest_hex(digest, graph->documents.items[document].doc->source, hex);
	return hex;
}

static void compare(const struct th_graph *graph, const struct th_graph_document *g,
		    const struct th_link *link, struct digests *made)
{
	th_slice id = th_document_text(g->doc, link->document);
	th_slice stated = th_document_text(g->doc, link->checksum);
	const struct th_document *differs = NULL;
	enum th_digest digest;

	if (!th_hash_algorithm_digest((enum th_hash_algorithm)link->algorithm, &digest))
		return;
	for (uint32_t d = 0; d < graph->documents.count; d++) {
		const struct th_document *doc = graph->documents.items[d].doc;
		if (doc->id.len == 0 || !th_slice_equal_nocase(doc->id, id))
			continue;
		if (th_slice_equal_nocase(th_slice_of(digest_made(graph, d, digest, made)), stated))
			return;
		differs = doc;
	}
	if (differs)
		th_diagnose(&g->diagnosed->diagnostics, TH_DIAG_digest_mismatch, link->place,
			    "the document \"%.*s\" was given as %.*s, whose %s is not the one that "
			    "is stated here: another edition, or changed",
			    TH_FMT(id), TH_FMT(differs->path),
			    th_hash_algorithm_word((enum th_hash_algorithm)link->algorithm));
}

/* A reference by digest alone (in-toto) leads to the document that has it, whatever its name. */
static bool is_given(const struct th_graph *graph, const struct th_unresolved *u,
		     struct digests *made)
{
	const struct th_document *doc = graph->documents.items[u->document].doc;
	const struct th_link *link = &doc->links.items[u->link];
	th_slice stated = th_document_text(doc, link->checksum);
	enum th_digest digest;

	if (!doc->attestation || !stated.len ||
	    !th_hash_algorithm_digest((enum th_hash_algorithm)link->algorithm, &digest))
		return false;
	for (uint32_t d = 0; d < graph->documents.count; d++)
		if (th_slice_equal_nocase(th_slice_of(digest_made(graph, d, digest, made)), stated))
			return true;
	return false;
}

static void resolve(struct th_graph *graph, struct digests *made)
{
	struct th_unresolved_list *list = &graph->unresolved;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < list->count; i++)
		if (!is_given(graph, &list->items[i], made))
			list->items[kept++] = list->items[i];
	list->count = kept;
}

static void compare_all(struct th_graph *graph, struct digests *made)
{
	for (uint32_t d = 0; d < graph->documents.count; d++) {
		const struct th_graph_document *g = &graph->documents.items[d];
		for (uint32_t i = 0; i < g->doc->links.count; i++) {
			const struct th_link *link = &g->doc->links.items[i];
			if (th_text_is_present(link->alias) && th_text_len(link->checksum))
				compare(graph, g, link, made);
		}
	}
}

th_status th_checksums_compare(struct th_graph *graph)
{
	bool has_links = false;

	for (uint32_t d = 0; d < graph->documents.count && !has_links; d++)
		has_links = graph->documents.items[d].doc->links.count > 0;
	if (!has_links)
		return TH_OK;
	struct digests *made = calloc(graph->documents.count, sizeof(*made));
	if (!made)
		return TH_ENOMEM;
	compare_all(graph, made);
	resolve(graph, made);
	free(made);
	return TH_OK;
}
