#include "graph/checksums.h"

#include "core/crypto/digest.h"

struct digests {
	char hex[TH_DIGEST_COUNT][TH_DIGEST_HEX + 1]; /* empty: not made yet */
};

/* False: an algorithm that is not compared. */
static bool digest_of(enum th_hash_algorithm algorithm, enum th_digest *out)
{
	static const struct {
		enum th_hash_algorithm stated;
		enum th_digest digest;
	} rows[] = { { TH_ALGORITHM_sha1, TH_DIGEST_SHA1 },
		     { TH_ALGORITHM_sha256, TH_DIGEST_SHA256 },
		     { TH_ALGORITHM_sha384, TH_DIGEST_SHA384 },
		     { TH_ALGORITHM_sha512, TH_DIGEST_SHA512 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].stated != algorithm)
			continue;
		*out = rows[i].digest;
		return true;
	}
	return false;
}

static void compare(const struct th_graph *graph, const struct th_graph_document *g,
		    const struct th_link *link, struct digests *made)
{
	th_slice id = th_document_text(g->doc, link->document);
	th_slice stated = th_document_text(g->doc, link->checksum);
	const struct th_document *differs = NULL;
	enum th_digest digest;

	if (!digest_of((enum th_hash_algorithm)link->algorithm, &digest))
		return;
	for (uint32_t d = 0; d < graph->documents.count; d++) {
		const struct th_document *doc = graph->documents.items[d].doc;
		if (doc->id.len == 0 || !th_slice_equal_nocase(doc->id, id))
			continue;
		char *hex = made[d].hex[digest];
		if (hex[0] == '\0')
			th_digest_hex(digest, doc->source, hex);
		if (th_slice_equal_nocase(th_slice_of(hex), stated))
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

th_status th_checksums_compare(struct th_graph *graph)
{
	struct digests *made = NULL;

	for (uint32_t d = 0; d < graph->documents.count; d++) {
		const struct th_graph_document *g = &graph->documents.items[d];
		for (uint32_t i = 0; i < g->doc->links.count; i++) {
			const struct th_link *link = &g->doc->links.items[i];
			if (!th_text_is_present(link->alias) || th_text_len(link->checksum) == 0)
				continue;
			if (!made)
				made = calloc(graph->documents.count, sizeof(*made));
			if (!made)
				return TH_ENOMEM;
			compare(graph, g, link, made);
		}
	}
	free(made);
	return TH_OK;
}
