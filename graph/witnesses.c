/*
 * Who bears witness to a vendor's controls (graph/controls.h): statements about its products,
 * claims, inventories of its machines, the lists of its SBOMs, statements of lifecycle. What speaks
 * of one product says nothing of the vendor's others.
 */
#include "graph/controls.h"
#include "graph/product_names.h"
#include "graph/products.h"
#include "parsers/claims.h"
#include "parsers/facts.h"

enum { SECONDS_OF_DAY = 86400 };
enum { ISOLATED_LEVEL = 3 /* SLSA build level: builds do not reach each other, nor the keys */ };

/* product: the node that it is limited to, or 0. */
static th_status witness(struct th_check *check, uint32_t supplier, uint32_t product,
			 enum th_control control, enum th_testimony testimony, uint32_t document,
			 uint64_t offset)
{
	return th_controls_witness(check, &(struct th_witness){ .supplier = supplier,
								.product = product,
								.control = (uint8_t)control,
								.testimony = (uint8_t)testimony,
								.document = document,
								.offset = offset });
}

static uint64_t place_of_root(const struct th_document *doc)
{
	return doc->components.items[doc->root].place;
}

/* ---- statements ---- */

/* Signed by somebody you trust, and recent: what it says is evidence, not only a word. */
static bool is_believed(const struct th_check *check, uint32_t document)
{
	return check->graph->documents.items[document].signature &&
	       th_is_fresh(check, th_statement_day(check, document),
			   check->config->max_age.attestation);
}

static enum th_testimony testimony_of(bool proves)
{
	return proves ? TH_TESTIMONY_PROVES : TH_TESTIMONY_STATES;
}

struct about {
	struct th_check *check;
	const struct th_attestation *statement;
	uint32_t document, supplier, product;
	bool believed;
	bool by_itself; /* the vendor signed it: what it says of itself stays a word */
};

static th_status say(const struct about *a, enum th_control control, enum th_testimony testimony)
{
	return witness(a->check, a->supplier, a->product, control, testimony, a->document,
		       a->statement->place);
}

/* The builder counts for what you grant it, whatever the statement says of it. */
static th_status weigh_provenance(const struct about *a)
{
	th_slice builder = th_document_text(a->check->graph->documents.items[a->document].doc,
					    a->statement->builder_id);
	uint32_t level = th_trust_builder_level(a->check->config, builder);

	TH_TRY(say(a, TH_CONTROL_beyond_signature, testimony_of(a->believed && level > 0)));
	return builder.len ? say(a, TH_CONTROL_build_isolated,
				 testimony_of(a->believed && level >= ISOLATED_LEVEL))
			   : TH_OK;
}

static bool has_level(const struct about *a)
{
	const struct th_document *doc = a->check->graph->documents.items[a->document].doc;
	th_slice level = TH_SLICE("SLSA_BUILD_LEVEL_");

	for (uint32_t i = 0; i < a->statement->properties.count; i++) {
		th_slice name = th_document_text(doc, a->statement->properties.items[i].name);
		if (th_slice_starts(name, level) && name.len == level.len + 1 &&
		    name.ptr[level.len] >= '0' + ISOLATED_LEVEL && name.ptr[level.len] <= '9')
			return true;
	}
	return false;
}

static th_status weigh_verification(const struct about *a)
{
	enum th_testimony testimony = testimony_of(a->believed && !a->by_itself);

	if (a->statement->outcome == TH_OUTCOME_FAILED)
		return say(a, TH_CONTROL_beyond_signature, TH_TESTIMONY_DENIES);
	if (a->statement->outcome == TH_OUTCOME_PASSED)
		TH_TRY(say(a, TH_CONTROL_beyond_signature, testimony));
	if (a->statement->outcome == TH_OUTCOME_PASSED && has_level(a))
		TH_TRY(say(a, TH_CONTROL_build_isolated, testimony));
	if (a->statement->states_dependency_levels)
		TH_TRY(say(a, TH_CONTROL_two_hops_mapped, testimony));
	return TH_OK;
}

static th_status weigh_word(const struct about *a)
{
	return say(a, TH_CONTROL_beyond_signature, TH_TESTIMONY_STATES);
}

static th_status weigh_trace(const struct about *a)
{
	return say(a, TH_CONTROL_build_isolated, TH_TESTIMONY_STATES);
}

static const struct {
	enum th_predicate predicate;
	th_status (*weigh)(const struct about *a);
} kinds[] = {
	{ TH_PREDICATE_provenance, weigh_provenance },
	{ TH_PREDICATE_provenance_0, weigh_provenance },
	{ TH_PREDICATE_provenance_0_1, weigh_provenance },
	{ TH_PREDICATE_link, weigh_provenance },
	{ TH_PREDICATE_link_0, weigh_provenance },
	{ TH_PREDICATE_vsa, weigh_verification },
	{ TH_PREDICATE_svr, weigh_verification },
	{ TH_PREDICATE_test_result, weigh_verification },
	{ TH_PREDICATE_scai, weigh_word },
	{ TH_PREDICATE_runtime_trace, weigh_trace },
};

static th_status hear_statement(struct th_check *check, uint32_t document, uint32_t node,
				void *context)
{
	const struct th_graph_document *g = &check->graph->documents.items[document];
	struct about about = { .check = check,
			       .statement = g->doc->attestation,
			       .document = document,
			       .supplier = check->graph->nodes[node].supplier,
			       .product = node,
			       .believed = is_believed(check, document) };

	(void)context;
	if (!(check->products[node] & TH_PRODUCT))
		return TH_OK;
	about.by_itself = g->signature && g->signer == about.supplier;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].predicate == about.statement->predicate)
			return kinds[i].weigh(&about);
	return TH_OK;
}

/* A build on a runner that nobody hosts for all is not known to be isolated. */
static th_status hear_runner(struct th_check *check, uint32_t document, uint32_t node,
			     void *context)
{
	const struct th_graph_document *g = &check->graph->documents.items[document];

	(void)context;
	if (!(check->products[node] & TH_PRODUCT) || !g->signature ||
	    !th_slice_equal(g->signature->runner, TH_SLICE("self-hosted")))
		return TH_OK;
	return witness(check, check->graph->nodes[node].supplier, node, TH_CONTROL_build_isolated,
		       TH_TESTIMONY_DENIES, document, g->doc->attestation->place);
}

/* ---- claims ---- */

/* What has been said of a product by its name, and by whom it is found. */
struct hearing {
	struct th_check *check;
	struct th_product_names names;
	uint16_t *heard; /* by name: a bit for each control and testimony */
};

static th_status note_claim(struct th_check *check, uint32_t document, const struct th_claim *claim,
			    struct th_witness *w)
{
	const struct th_graph_document *g = &check->graph->documents.items[document];

	w->supplier = g->claim_suppliers[claim - g->doc->claims->list.items];
	w->document = document;
	w->offset = claim->place;
	w->claim = claim;
	return th_controls_witness(check, w);
}

/* A claim that is limited to a product is heard for that, and once: of many that say the same the
 * first is shown. */
static th_status hear_limited(struct hearing *h, uint32_t document, const struct th_claim *claim,
			      struct th_witness *w, uint32_t name)
{
	unsigned bit = w->control * 2u + (w->testimony == TH_TESTIMONY_DENIES);

	if (h->heard[name - 1] >> bit & 1)
		return TH_OK;
	h->heard[name - 1] |= (uint16_t)(1u << bit);
	for (uint32_t p = h->names.first.items[name - 1]; p != TH_NONE;
	     p = h->names.products.items[p].next) {
		w->product = h->names.products.items[p].node;
		TH_TRY(note_claim(h->check, document, claim, w));
	}
	return TH_OK;
}

/* Nothing here is the product that a claim is limited to: it counts for no other. */
static void set_aside(const struct th_check *check, uint32_t document, const struct th_claim *claim)
{
	const struct th_graph_document *g = &check->graph->documents.items[document];
	uint32_t supplier = g->claim_suppliers[claim - g->doc->claims->list.items];
	th_slice product = th_document_text(g->doc, claim->product);

	if (g->doc->whole || check->vendor[supplier] == TH_NO_VENDOR)
		return;
	th_diagnose(&g->diagnosed->diagnostics, TH_DIAG_claim_set_aside,
		    th_document_offset(g->doc, claim->product),
		    "the claim is about \"%.*s\" alone, and none of the products of %.*s here is "
		    "called so: it is set aside",
		    TH_FMT(product),
		    TH_FMT(th_suppliers_get(&check->graph->suppliers, supplier)->name));
}

static th_status hear_claim(struct hearing *h, uint32_t document, const struct th_claim *claim)
{
	struct th_check *check = h->check;
	const struct th_graph_document *g = &check->graph->documents.items[document];
	struct th_witness w = { .testimony = TH_TESTIMONY_CLAIMS };
	bool is_limited = th_text_len(claim->product) > 0;
	uint32_t name = 0;

	if (claim->is_counter || claim->answer == TH_ANSWER_NO)
		w.testimony = TH_TESTIMONY_DENIES;
	else if (claim->answer != TH_ANSWER_YES)
		return TH_OK;
	if (!claim->controls ||
	    !th_claim_is_in_force(check, g, claim, check->config->max_age.attestation))
		return TH_OK;
	if (is_limited)
		name = th_product_names_find(&h->names,
					     g->claim_suppliers[claim - g->doc->claims->list.items],
					     th_document_text(g->doc, claim->product));
	if (is_limited && !name) {
		set_aside(check, document, claim);
		return TH_OK;
	}
	for (unsigned control = 0; control < TH_CONTROL_COUNT; control++) {
		w.control = (uint8_t)control;
		if (claim->controls >> control & 1)
			TH_TRY(is_limited ? hear_limited(h, document, claim, &w, name)
					  : note_claim(check, document, claim, &w));
	}
	return TH_OK;
}

static th_status hear_all_claims(struct hearing *h)
{
	const struct th_graph_document_list *documents = &h->check->graph->documents;

	TH_TRY(th_product_names_gather(h->check, &h->names));
	h->heard = calloc((size_t)h->names.keys.texts.count + 1, sizeof(*h->heard));
	if (!h->heard)
		return TH_ENOMEM;
	for (uint32_t d = 0; d < documents->count; d++) {
		const struct th_graph_document *g = &documents->items[d];
		for (uint32_t i = 0; g->claim_suppliers && i < g->doc->claims->list.count; i++)
			TH_TRY(hear_claim(h, d, &g->doc->claims->list.items[i]));
	}
	return TH_OK;
}

static th_status hear_claims(struct th_check *check)
{
	struct hearing h = { .check = check };
	th_status status = hear_all_claims(&h);

	free(h.heard);
	th_product_names_release(&h.names);
	return status;
}

/* ---- inventories ---- */

static th_slice ownership_of(const struct th_document *doc, const struct th_component *device)
{
	for (uint32_t a = device->attributes; a != TH_NONE; a = doc->attributes.items[a].next)
		if (doc->attributes.items[a].kind == TH_ATTRIBUTE_OWNERSHIP)
			return th_document_text(doc, doc->attributes.items[a].text);
	return (th_slice){ 0 };
}

static th_status hear_device(struct th_check *check, uint32_t document, uint32_t device,
			     bool is_fresh)
{
	const struct th_graph_document *g = &check->graph->documents.items[document];
	const struct th_component *c = &g->doc->components.items[device];
	th_slice ownership = ownership_of(g->doc, c);
	uint32_t node = check->graph->node_of[g->first_component + device],
		 supplier = check->graph->nodes[node].supplier;

	if (!th_walk_reaches(check->walk, node))
		return TH_OK;
	if (!th_slice_equal_nocase(ownership, TH_SLICE("corporate")) || !is_fresh)
		return TH_OK;
	return witness(check, supplier, 0, TH_CONTROL_managed_build_endpoints,
		       testimony_of(!g->doc->is_partial), document, c->place);
}

static th_status hear_inventories(struct th_check *check)
{
	for (uint32_t d = 0; d < check->graph->documents.count; d++) {
		const struct th_graph_document *g = &check->graph->documents.items[d];
		bool is_fresh = th_is_fresh(check, th_check_document_day(&check->inputs[d]),
					    check->config->max_age.environment);
		for (uint32_t i = 0; g->inventory && i < g->doc->roots.count; i++)
			TH_TRY(hear_device(check, d, g->doc->roots.items[i], is_fresh));
	}
	return TH_OK;
}

/* ---- lists ---- */

/* Does the document name a supplier behind the vendor? */
static bool names_second_hop(const struct th_check *check, const struct th_graph_document *g,
			     uint32_t supplier)
{
	for (uint32_t i = 0; i < g->doc->components.count; i++) {
		uint32_t node = check->graph->node_of[g->first_component + i],
			 other = check->graph->nodes[node].supplier;
		if (other != TH_SUPPLIER_UNKNOWN && other != supplier)
			return true;
	}
	return false;
}

static th_status hear_list(struct th_check *check, uint32_t document)
{
	const struct th_graph_document *g = &check->graph->documents.items[document];
	const struct th_document *doc = g->doc;

	if (doc->root == TH_NONE || g->inventory)
		return TH_OK;
	const struct th_component *root = &doc->components.items[doc->root];
	uint32_t node = check->graph->node_of[g->first_component + doc->root],
		 supplier = check->graph->nodes[node].supplier;
	if (!(check->products[node] & TH_PRODUCT) ||
	    (root->dependencies != TH_AGGREGATE_COMPLETE &&
	     root->assemblies != TH_AGGREGATE_COMPLETE) ||
	    !names_second_hop(check, g, supplier))
		return TH_OK;
	bool proves = g->signature && th_is_fresh(check, th_statement_day(check, document),
						  check->config->max_age.attestation);
	return witness(check, supplier, node, TH_CONTROL_two_hops_mapped, testimony_of(proves),
		       document, place_of_root(doc));
}

static th_status hear_lists(struct th_check *check)
{
	const struct th_graph *graph = check->graph;
	const struct th_graph_document *g;

	for (uint32_t d = 0; d < graph->documents.count; d++)
		TH_TRY(hear_list(check, d));
	for (uint32_t v = graph->node_count; v < th_graph_vertex_count(graph); v++)
		for (uint32_t e = graph->first_edge[v]; e < graph->first_edge[v + 1]; e++) {
			if (graph->edges[e].origin != TH_ORIGIN_SUBCONTRACTS)
				continue;
			uint64_t place =
				th_graph_subcontract(graph, graph->edges[e].number, &g)->place;
			TH_TRY(witness(check, v - graph->node_count, 0, TH_CONTROL_two_hops_mapped,
				       TH_TESTIMONY_STATES, (uint32_t)(g - graph->documents.items),
				       place));
		}
	return TH_OK;
}

/* ---- ends of life ---- */

/* The day of a signed statement of lifecycle: as it says itself, else its file, else when it was
 * signed. */
static int32_t day_of_life(const struct th_run_document *d, uint64_t place)
{
	const struct th_facts *facts = d->doc->facts;

	for (uint32_t i = 0; facts && i < facts->lifecycles.count; i++)
		if (facts->lifecycles.items[i].place == place &&
		    th_date_present(facts->lifecycles.items[i].updated))
			return th_date_first(facts->lifecycles.items[i].updated);
	if (facts && th_date_present(facts->updated))
		return th_date_first(facts->updated);
	return d->signature->time ? (int32_t)(d->signature->time / SECONDS_OF_DAY) : TH_DAY_BEFORE;
}

/* What the vendor, or somebody for it, says of the life of its products; the built-in facts are
 * ours. A vendor without a product of its own is known by what was found of it. */
static th_status hear_lifecycle(struct th_check *check, const struct th_life *life,
				const bool *has_products)
{
	uint32_t supplier = check->graph->nodes[life->node].supplier;
	bool is_product = check->products[life->node] & TH_PRODUCT;
	const struct th_run_document *d = &check->run->list.items[life->said->document];

	if (has_products[supplier] && !is_product)
		return TH_OK;
	bool proves = d->signature && th_is_fresh(check, day_of_life(d, life->said->place),
						  check->config->max_age.attestation);
	return th_controls_witness(
		check, &(struct th_witness){ .supplier = supplier,
					     .product = is_product ? life->node : 0,
					     .control = TH_CONTROL_end_of_life_withdrawn,
					     .testimony = (uint8_t)testimony_of(proves),
					     .document = TH_NONE,
					     .run_document = life->said->document,
					     .offset = life->said->place });
}

static th_status hear_lifecycles(struct th_check *check)
{
	bool *has_products = calloc(check->graph->suppliers.list.count, sizeof(*has_products));
	th_status status = has_products ? TH_OK : TH_ENOMEM;

	for (uint32_t i = 0; has_products && i < check->product_nodes.count; i++)
		has_products[check->graph->nodes[check->product_nodes.items[i]].supplier] = true;
	for (uint32_t i = 0; i < check->lives.count && status == TH_OK; i++)
		status = hear_lifecycle(check, &check->lives.items[i], has_products);
	free(has_products);
	return status;
}

/* ---- all of them ---- */

th_status th_witnesses_hear(struct th_check *check)
{
	TH_TRY(hear_lists(check));
	TH_TRY(hear_lifecycles(check));
	TH_TRY(hear_inventories(check));
	TH_TRY(th_statements_visit(check, hear_statement, NULL));
	TH_TRY(th_statements_visit(check, hear_runner, NULL));
	return hear_claims(check);
}
