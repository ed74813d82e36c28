/*
 * no-environment-evidence: no inventory, and no formulation or trace that names a device or host,
 * speaks of the machines of the vendor's staff and build, or what there is is too old. A claim that
 * nobody signed makes it less severe, a signed one settles it.
 */
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

static bool is_theirs(const struct th_check *check, uint32_t node,
		      const struct th_vendor_of *vendor)
{
	return vendor->supplier == TH_SUPPLIER_UNKNOWN
		       ? node == vendor->node
		       : check->graph->nodes[node].supplier == vendor->supplier;
}

/* A trace of the build names its host; it is about what its subjects are. */
static bool traces(const struct th_check *check, const struct th_graph_document *g,
		   const struct th_vendor_of *vendor)
{
	for (uint32_t i = 0; i < g->doc->attestation->subjects.count; i++)
		if (is_theirs(check,
			      check->graph->node_of[g->first_component +
						    g->doc->attestation->subjects.items[i]],
			      vendor))
			return true;
	return false;
}

static bool speaks_of(const struct th_check *check, uint32_t document,
		      const struct th_vendor_of *vendor)
{
	const struct th_graph_document *g = &check->graph->documents.items[document];

	if (g->attests)
		return g->doc->has_environment && traces(check, g, vendor);
	for (uint32_t i = 0; i < g->doc->roots.count; i++) {
		uint32_t root = g->doc->roots.items[i];
		if (is_theirs(check, check->graph->node_of[g->first_component + root], vendor) &&
		    (g->inventory ? says_ownership(g->doc, root) : g->doc->has_environment))
			return true;
	}
	return false;
}

/* What is said of the machines without showing them. */
enum word { WORD_NONE, WORD_UNSIGNED, WORD_SIGNED };

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

/* The best word in force that the vendor gives of its machines. */
static enum word word_of(const struct th_check *check, const struct th_vendor_of *vendor)
{
	enum word best = WORD_NONE;

	for (uint32_t d = 0; d < check->graph->documents.count; d++) {
		const struct th_graph_document *g = &check->graph->documents.items[d];
		for (uint32_t i = 0; g->claim_suppliers && i < g->doc->claims->list.count; i++) {
			const struct th_claim *claim = &g->doc->claims->list.items[i];
			if (vendor->supplier == TH_SUPPLIER_UNKNOWN ||
			    g->claim_suppliers[i] != vendor->supplier ||
			    !is_about_machines(claim) ||
			    !th_claim_is_in_force(check, g, claim, most_days(check)))
				continue;
			enum word word = g->signature ? WORD_SIGNED : WORD_UNSIGNED;
			if (word > best)
				best = word;
		}
	}
	return best;
}

static th_status add(struct th_check *check, const struct th_vendor_of *vendor, int32_t newest,
		     enum word word)
{
	th_slice name;
	struct th_draft *d =
		th_check_vendor_draft(check, TH_RULE_no_environment_evidence, vendor, &name);
	char date[TH_DATE_TEXT];

	if (!d)
		return TH_ENOMEM;
	if (word == WORD_UNSIGNED) {
		th_draft_lower(d);
		d->message = th_arena_printf(check->arena,
					     "%.*s says that the machines that can reach its build "
					     "are under control, unsigned, and shows none of them",
					     TH_FMT(name));
	} else if (newest == TH_DAY_BEFORE) {
		d->message = th_arena_printf(
			check->arena,
			"%.*s does not say what runs on the machines that can reach its build",
			TH_FMT(name));
	} else {
		th_date_format(th_date_of_day(newest), date, sizeof(date));
		d->message = th_arena_printf(check->arena,
					     "what %.*s says of the machines that can reach its "
					     "build is of %s, more than %u days old",
					     TH_FMT(name), date, most_days(check));
	}
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

static th_status judge(struct th_check *check, const struct th_vendor_of *vendor)
{
	int32_t newest = TH_DAY_BEFORE;
	bool fresh = false;

	for (uint32_t d = 0; d < check->graph->documents.count; d++) {
		if (!speaks_of(check, d, vendor))
			continue;
		int32_t day = th_check_document_day(&check->inputs[d]);
		fresh |= day != TH_DAY_BEFORE &&
			 (int64_t)check->as_of - day <= (int64_t)most_days(check);
		if (day > newest)
			newest = day;
	}
	enum word word = fresh ? WORD_SIGNED : word_of(check, vendor);
	return word == WORD_SIGNED ? TH_OK : add(check, vendor, newest, word);
}

th_status th_check_no_environment_evidence(struct th_check *check)
{
	for (uint32_t s = 1; s < check->graph->suppliers.list.count; s++)
		if (check->vendor[s] != TH_NO_VENDOR)
			TH_TRY(judge(check, &(struct th_vendor_of){ .supplier = s }));
	for (uint32_t i = 0; i < check->unnamed.count; i++)
		TH_TRY(judge(check, &(struct th_vendor_of){ .node = check->unnamed.items[i] }));
	return TH_OK;
}
