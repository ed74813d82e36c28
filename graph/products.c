#include "graph/products.h"

enum { FRESH_DAYS = 365, SECONDS_OF_DAY = 86400, MOST_DIGITS = 128 /* of a digest */ };

bool th_is_fresh(const struct th_check *check, int32_t day, uint32_t most)
{
	int64_t limit = most == TH_CONFIG_NO_LIMIT ? FRESH_DAYS : (int64_t)most;

	return day != TH_DAY_BEFORE && (int64_t)check->as_of - day <= limit;
}

const struct th_run_signatures *th_signatures_of(const struct th_check *check, uint32_t document)
{
	const struct th_run_documents *run = check->run;

	return &run->signatures[run->list.items[check->graph->documents.items[document].number]
					.input];
}

int32_t th_statement_day(const struct th_check *check, uint32_t document)
{
	const struct th_graph_document *g = &check->graph->documents.items[document];
	struct th_date date;

	if (g->doc->attestation && th_date_present(g->doc->attestation->made))
		return th_date_first(g->doc->attestation->made);
	if (th_date_parse(th_document_text(g->doc, g->doc->created), &date) == TH_OK &&
	    th_date_present(date))
		return th_date_first(date);
	return g->signature && g->signature->time ? (int32_t)(g->signature->time / SECONDS_OF_DAY)
						  : TH_DAY_BEFORE;
}

int32_t th_claim_day(const struct th_graph_document *g, const struct th_claim *claim)
{
	struct th_date made = claim->made;

	if (!th_date_present(made) &&
	    th_date_parse(th_document_text(g->doc, g->doc->created), &made) != TH_OK)
		return TH_DAY_BEFORE;
	return th_date_present(made) ? th_date_first(made) : TH_DAY_BEFORE;
}

bool th_claim_is_in_force(const struct th_check *check, const struct th_graph_document *g,
			  const struct th_claim *claim, uint32_t most)
{
	return th_is_fresh(check, th_claim_day(g, claim), most) &&
	       (!th_date_present(claim->expires) || th_date_last(claim->expires) >= check->as_of);
}

/* ---- which they are ---- */

/* An inventory lists what runs on a device, and has no place to say what that relies on: it is not
 * asked. */
static bool only_runs(const struct th_check *check, uint32_t node)
{
	const struct th_graph *graph = check->graph;

	for (uint32_t c = graph->nodes[node].first; c != TH_NONE; c = graph->next_same[c])
		if (!th_graph_document_of(graph, c)->inventory)
			return false;
	return true;
}

static bool is_product(const struct th_check *check, uint32_t node)
{
	const struct th_node *n = &check->graph->nodes[node];
	enum th_vendor kind = (enum th_vendor)check->vendor[n->supplier];

	if (kind == TH_NO_VENDOR && n->supplier != TH_SUPPLIER_UNKNOWN) /* as most are */
		return false;
	if (n->is_device || !th_walk_reaches(check->walk, node))
		return false;
	if (n->supplier == TH_SUPPLIER_UNKNOWN)
		return check->is_unnamed[node];
	return kind == TH_VENDOR_REACHED ? !only_runs(check, node)
					 : check->products[node] & TH_PRODUCT_ACQUIRED;
}

static th_status find(struct th_check *check)
{
	const struct th_graph *graph = check->graph;

	for (uint32_t e = graph->first_edge[0]; e < graph->first_edge[1]; e++)
		if (!th_graph_is_supplier(graph, graph->edges[e].to))
			check->products[graph->edges[e].to] = TH_PRODUCT_ACQUIRED;
	for (uint32_t node = 1; node < graph->node_count; node++) {
		if (!is_product(check, node))
			continue;
		uint32_t *slot = th_index_list_push(&check->product_nodes, UINT32_MAX);
		if (!slot)
			return TH_ENOMEM;
		*slot = node;
		check->products[node] |= TH_PRODUCT;
	}
	return TH_OK;
}

/* ---- what speaks for them ---- */

static void note_formulations(struct th_check *check)
{
	const struct th_graph *graph = check->graph;

	for (uint32_t d = 0; d < graph->documents.count; d++) {
		const struct th_graph_document *g = &graph->documents.items[d];
		if (!g->attests && g->doc->root != TH_NONE && g->doc->tells_build)
			check->products[graph->node_of[g->first_component + g->doc->root]] |=
				TH_PRODUCT_FORMULATION;
	}
}

static bool is_signed(const struct th_check *check, uint32_t document)
{
	const struct th_run_signatures *s = th_signatures_of(check, document);

	for (uint32_t i = 0; i < s->count; i++)
		if (s->items[i].state == TH_SIGNATURE_VALID ||
		    s->items[i].state == TH_SIGNATURE_UNTRUSTED)
			return true;
	return false;
}

static th_status note_statement(struct th_check *check, uint32_t document, uint32_t node,
				void *context)
{
	const struct th_attestation *a = check->graph->documents.items[document].doc->attestation;

	(void)context;
	if (th_predicate_is_provenance(a->predicate))
		check->products[node] |= TH_PRODUCT_PROVENANCE;
	if (a->outcome == TH_OUTCOME_PASSED)
		check->products[node] |= TH_PRODUCT_EXAMINED;
	if (is_signed(check, document))
		check->products[node] |= TH_PRODUCT_SIGNED;
	return TH_OK;
}

/* ---- signatures over bits ---- */

/* A digest as a key: its algorithm and the hexadecimal in small letters. */
struct bits {
	char text[1 + MOST_DIGITS];
};

static th_slice key_of(struct bits *bits, unsigned algorithm, th_slice digest)
{
	if (digest.len == 0 || digest.len > MOST_DIGITS)
		return (th_slice){ 0 };
	bits->text[0] = (char)('a' + algorithm);
	for (size_t i = 0; i < digest.len; i++)
		bits->text[1 + i] = th_lower(digest.ptr[i]);
	return (th_slice){ bits->text, digest.len + 1 };
}

/* A signature over an artefact's bytes says which by their digest. */
static th_status gather_message(struct th_strings *signed_bits, const struct th_signature *s,
				struct th_arena *arena)
{
	struct bits bits;
	th_slice key = key_of(&bits, s->algorithm_of_digest, s->digest);
	th_str id = th_strings_find(signed_bits, key);

	if (s->kind != TH_SIGNATURE_MESSAGE || key.len == 0 || id.v)
		return TH_OK;
	key = th_arena_copy(arena, key);
	return key.ptr ? th_strings_intern(signed_bits, key, &id) : TH_ENOMEM;
}

static th_status gather_messages(const struct th_check *check, struct th_strings *signed_bits,
				 struct th_arena *arena)
{
	for (uint32_t d = 0; d < check->graph->documents.count; d++) {
		const struct th_envelope *envelope = check->graph->documents.items[d].doc->envelope;
		for (uint32_t i = 0; envelope && i < envelope->signatures.count; i++)
			TH_TRY(gather_message(signed_bits, &envelope->signatures.items[i], arena));
	}
	return TH_OK;
}

static bool is_one_of(const struct th_check *check, uint32_t node,
		      const struct th_strings *signed_bits)
{
	const struct th_graph *graph = check->graph;
	const struct th_graph_document *g;
	struct bits bits;

	for (uint32_t c = graph->nodes[node].first; c != TH_NONE; c = graph->next_same[c]) {
		const struct th_component *component = th_graph_component(graph, c, &g);
		for (uint32_t a = component->attributes; a != TH_NONE;
		     a = g->doc->attributes.items[a].next) {
			const struct th_attribute *at = &g->doc->attributes.items[a];
			if (at->kind == TH_ATTRIBUTE_HASH &&
			    th_strings_find(signed_bits, key_of(&bits, at->detail,
								th_document_text(g->doc, at->text)))
				    .v)
				return true;
		}
	}
	return false;
}

static th_status note_messages(struct th_check *check)
{
	struct th_strings signed_bits = { 0 };
	struct th_arena arena;

	th_arena_init(&arena);
	th_status status = gather_messages(check, &signed_bits, &arena);
	for (uint32_t i = 0; signed_bits.texts.count && i < check->product_nodes.count; i++)
		if (is_one_of(check, check->product_nodes.items[i], &signed_bits))
			check->products[check->product_nodes.items[i]] |= TH_PRODUCT_SIGNED;
	th_strings_release(&signed_bits);
	th_arena_release(&arena);
	return status;
}

static void note_signatures(struct th_check *check)
{
	const struct th_graph *graph = check->graph;

	for (uint32_t d = 0; d < graph->documents.count; d++) {
		const struct th_graph_document *g = &graph->documents.items[d];
		if (g->doc->root != TH_NONE && !g->inventory && is_signed(check, d))
			check->products[graph->node_of[g->first_component + g->doc->root]] |=
				TH_PRODUCT_SIGNED;
	}
}

th_status th_products_find(struct th_check *check)
{
	check->products = calloc(check->graph->node_count, 1);
	if (!check->products)
		return TH_ENOMEM;
	TH_TRY(find(check));
	note_formulations(check);
	note_signatures(check);
	TH_TRY(note_messages(check));
	return th_statements_visit(check, note_statement, NULL);
}

/* ---- statements ---- */

/* Does anybody but statements speak of it? */
static bool is_spoken_of(const struct th_graph *graph, uint32_t node)
{
	const struct th_graph_document *g;

	for (uint32_t c = graph->nodes[node].first; c != TH_NONE; c = graph->next_same[c])
		if (th_graph_component(graph, c, &g)->role != TH_ROLE_SUBJECT)
			return true;
	return false;
}

th_status th_statements_visit(struct th_check *check, th_statement_visitor *visit, void *context)
{
	const struct th_graph *graph = check->graph;

	for (uint32_t d = 0; d < graph->documents.count; d++) {
		const struct th_graph_document *g = &graph->documents.items[d];
		for (uint32_t i = 0; g->attests && i < g->doc->attestation->subjects.count; i++) {
			uint32_t node = graph->node_of[g->first_component +
						       g->doc->attestation->subjects.items[i]];
			if (is_spoken_of(graph, node))
				TH_TRY(visit(check, d, node, context));
		}
	}
	return TH_OK;
}
