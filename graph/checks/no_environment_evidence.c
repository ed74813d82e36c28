/*
 * no-environment-evidence: no inventory, and no formulation or trace that names a device or host,
 * speaks of the machines of the vendor's staff and build, or what there is is too old. A claim that
 * nobody signed makes it less severe, a signed one settles it.
 */
#include "graph/product_names.h"
#include "graph/products.h"
#include "parsers/claims.h"

enum { FRESH_DAYS = 365 /* unless the policy says otherwise */ };

th_status th_check_no_environment_evidence(struct th_check *check);

/* An inventory of which nobody says whose the device is shows software, and no control over it. */
static bool says_ownership(const struct th_document *doc, uint32_t device)
{
	for (uint32_t a = doc->components.items[device].attributes; a != TH_NONE;
	     a = doc->attributes.items[a].next)
		if (doc->attributes.items[a].kind == TH_ATTRIBUTE_OWNERSHIP)
			return true;
	return false;
}

/* The best word in force that a vendor gives of its machines without showing them. */
enum word { WORD_NONE, WORD_UNSIGNED, WORD_SIGNED };

struct evidence {
	int32_t newest; /* day of what shows the machines; TH_DAY_BEFORE: nothing does */
	enum word word : 8;
	enum word of_products : 8; /* of a supplier: the least that it gives for one of them alone
				    */
	bool has_products : 1;
};

/* What is known of the machines of each vendor; who is not named is told by the product. */
struct gathered {
	struct evidence *of_supplier, *of_node;
	struct th_product_names names;
	uint8_t *of_name; /* by name: the word given for it */
};

static void note_day(const struct th_check *check, struct gathered *g, uint32_t node, int32_t day)
{
	uint32_t supplier = check->graph->nodes[node].supplier;
	struct evidence *e =
		supplier == TH_SUPPLIER_UNKNOWN ? &g->of_node[node] : &g->of_supplier[supplier];

	if (day > e->newest)
		e->newest = day;
}

/* Roots whose document shows the machines; a trace of the build is about what its subjects are. */
static void note_document(const struct th_check *check, struct gathered *gathered,
			  uint32_t document)
{
	const struct th_graph_document *g = &check->graph->documents.items[document];
	int32_t day = th_check_document_day(&check->inputs[document]);
	const struct th_index_list *about =
		g->attests ? &g->doc->attestation->subjects : &g->doc->roots;

	if (!g->doc->has_environment && !g->inventory)
		return;
	for (uint32_t i = 0; i < about->count; i++)
		if (!g->inventory || says_ownership(g->doc, about->items[i]))
			note_day(check, gathered,
				 check->graph->node_of[g->first_component + about->items[i]], day);
}

static bool is_about_machines(const struct th_claim *claim)
{
	return claim->answer == TH_ANSWER_YES && !claim->is_counter &&
	       claim->controls & (UINT32_C(1) << TH_CONTROL_managed_build_endpoints |
				  UINT32_C(1) << TH_CONTROL_build_isolated);
}

static uint32_t most_days(const struct th_check *check)
{
	uint32_t most = check->config->max_age.environment;

	return most == TH_CONFIG_NO_LIMIT ? FRESH_DAYS : most;
}

/* A claim that is limited to a product is a word about that alone. */
static void note_claim(struct gathered *gathered, uint32_t supplier, th_slice product,
		       enum word word)
{
	struct evidence *e = &gathered->of_supplier[supplier];
	uint32_t name;

	if (product.len == 0) {
		if (word > e->word)
			e->word = word;
		return;
	}
	name = th_product_names_find(&gathered->names, supplier, product);
	if (!name || gathered->of_name[name - 1] >= word)
		return;
	gathered->of_name[name - 1] = (uint8_t)word;
	for (uint32_t p = gathered->names.first.items[name - 1]; p != TH_NONE;
	     p = gathered->names.products.items[p].next) {
		e = &gathered->of_node[gathered->names.products.items[p].node];
		if (word > e->word)
			e->word = word;
	}
}

static void note_claims(const struct th_check *check, struct gathered *gathered, uint32_t document)
{
	const struct th_graph_document *g = &check->graph->documents.items[document];

	for (uint32_t i = 0; g->claim_suppliers && i < g->doc->claims->list.count; i++) {
		const struct th_claim *claim = &g->doc->claims->list.items[i];
		if (is_about_machines(claim) &&
		    th_claim_is_in_force(check, g, claim, most_days(check)))
			note_claim(gathered, g->claim_suppliers[i],
				   th_document_text(g->doc, claim->product),
				   g->signature ? WORD_SIGNED : WORD_UNSIGNED);
	}
}

/* A vendor has given its word if it has given it for each of its products. */
static void settle_words(const struct th_check *check, struct gathered *gathered)
{
	const struct th_graph *graph = check->graph;

	for (uint32_t i = 0; i < check->product_nodes.count; i++) {
		uint32_t node = check->product_nodes.items[i];
		struct evidence *e = &gathered->of_supplier[graph->nodes[node].supplier];
		enum word word = gathered->of_node[node].word;
		if (!e->has_products || word < e->of_products)
			e->of_products = word;
		e->has_products = true;
	}
	for (uint32_t s = 0; s < graph->suppliers.list.count; s++) {
		struct evidence *e = &gathered->of_supplier[s];
		if (e->of_products > e->word)
			e->word = e->of_products;
	}
}

static th_status add(struct th_check *check, const struct th_vendor_of *vendor,
		     const struct evidence *e)
{
	th_slice name;
	struct th_draft *d =
		th_check_vendor_draft(check, TH_RULE_no_environment_evidence, vendor, &name);
	char date[TH_DATE_TEXT];

	if (!d)
		return TH_ENOMEM;
	if (e->word == WORD_UNSIGNED) {
		th_draft_lower(d);
		d->message = th_arena_printf(check->arena,
					     "%.*s says that the machines that can reach its build "
					     "are under control, unsigned, and shows none of them",
					     TH_FMT(name));
	} else if (e->newest == TH_DAY_BEFORE) {
		d->message = th_arena_printf(
			check->arena,
			"%.*s does not say what runs on the machines that can reach its build",
			TH_FMT(name));
	} else {
		th_date_format(th_date_of_day(e->newest), date, sizeof(date));
		d->message = th_arena_printf(check->arena,
					     "what %.*s says of the machines that can reach its "
					     "build is of %s, more than %u days old",
					     TH_FMT(name), date, most_days(check));
	}
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

static th_status judge(struct th_check *check, const struct th_vendor_of *vendor,
		       const struct evidence *e)
{
	bool fresh = e->newest != TH_DAY_BEFORE &&
		     (int64_t)check->as_of - e->newest <= (int64_t)most_days(check);

	return fresh || e->word == WORD_SIGNED ? TH_OK : add(check, vendor, e);
}

static th_status judge_all(struct th_check *check, struct gathered *g)
{
	TH_TRY(th_product_names_gather(check, &g->names));
	g->of_name = calloc((size_t)g->names.keys.texts.count + 1, sizeof(*g->of_name));
	if (!g->of_name)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < check->graph->suppliers.list.count; i++)
		g->of_supplier[i].newest = TH_DAY_BEFORE;
	for (uint32_t i = 0; i < check->graph->node_count; i++)
		g->of_node[i].newest = TH_DAY_BEFORE;
	for (uint32_t d = 0; d < check->graph->documents.count; d++) {
		note_document(check, g, d);
		note_claims(check, g, d);
	}
	settle_words(check, g);
	g->of_supplier[TH_SUPPLIER_UNKNOWN].word = WORD_NONE;
	for (uint32_t s = 1; s < check->graph->suppliers.list.count; s++)
		if (check->vendor[s] != TH_NO_VENDOR)
			TH_TRY(judge(check, &(struct th_vendor_of){ .supplier = s },
				     &g->of_supplier[s]));
	for (uint32_t i = 0; i < check->unnamed.count; i++) {
		uint32_t node = check->unnamed.items[i];
		TH_TRY(judge(check, &(struct th_vendor_of){ .node = node }, &g->of_node[node]));
	}
	return TH_OK;
}

th_status th_check_no_environment_evidence(struct th_check *check)
{
	struct gathered g = {
		.of_supplier = calloc(check->graph->suppliers.list.count, sizeof(*g.of_supplier)),
		.of_node = calloc(check->graph->node_count, sizeof(*g.of_node)),
	};
	th_status status = g.of_supplier && g.of_node ? judge_all(check, &g) : TH_ENOMEM;

	th_product_names_release(&g.names);
	free(g.of_name);
	free(g.of_supplier);
	free(g.of_node);
	return status;
}
