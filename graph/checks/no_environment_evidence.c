/*
 * no-environment-evidence: no inventory and no formulation that names a device or host speaks of
 * the machines of the vendor's staff and build, or what there is is too old.
 */
#include "graph/check.h"

enum { FRESH_DAYS = 365 /* unless the policy says otherwise */ };

th_status th_check_no_environment_evidence(struct th_check *check);

/* An inventory of which nobody says whose the device is shows software, and no control over it. */
static bool says_ownership(const struct th_check *check, uint32_t document)
{
	const struct th_document *doc = check->graph->documents.items[document].doc;
	const struct th_config_inventory *told = check->inputs[document].inventory;

	if (told && told->ownership.len)
		return true;
	for (uint32_t a = doc->components.items[doc->root].attributes; a != TH_NONE;
	     a = doc->attributes.items[a].next)
		if (doc->attributes.items[a].kind == TH_ATTRIBUTE_OWNERSHIP)
			return true;
	return false;
}

static bool speaks_of(const struct th_check *check, uint32_t document,
		      const struct th_vendor_of *vendor)
{
	const struct th_graph_document *g = &check->graph->documents.items[document];
	uint32_t root = g->doc->root == TH_NONE
				? 0
				: check->graph->node_of[g->first_component + g->doc->root];

	if (root == 0 || (vendor->supplier == TH_SUPPLIER_UNKNOWN
				  ? root != vendor->node
				  : check->graph->nodes[root].supplier != vendor->supplier))
		return false;
	return g->inventory ? says_ownership(check, document) : g->doc->has_environment;
}

static uint32_t most_days(const struct th_check *check)
{
	uint32_t most = check->config->max_age.environment;

	return most == TH_CONFIG_NO_LIMIT ? FRESH_DAYS : most;
}

static th_status add(struct th_check *check, const struct th_vendor_of *vendor, int32_t newest)
{
	th_slice name;
	struct th_draft *d =
		th_check_vendor_draft(check, TH_RULE_no_environment_evidence, vendor, &name);
	char date[TH_DATE_TEXT];

	if (!d)
		return TH_ENOMEM;
	if (newest == TH_DAY_BEFORE) {
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
	return fresh ? TH_OK : add(check, vendor, newest);
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
