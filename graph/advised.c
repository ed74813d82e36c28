#include "graph/advised.h"

#include "core/identity/ecosystem.h"
#include "core/version/vers.h"

void th_advising_release(struct th_advising *advising)
{
	th_window_list_release(&advising->windows);
	th_arena_release(&advising->arena);
}

bool th_advisory_exists(const struct th_index_advisory *advisory, int32_t as_of)
{
	return advisory->published <= as_of && advisory->withdrawn > as_of;
}

/* ---- versions ---- */

enum answer { NO, BEYOND, UNKNOWN, YES };

static bool is_listed(const struct th_index *index, const struct th_index_package *package,
		      th_slice version)
{
	for (uint32_t i = 0; i < package->versions.count; i++) {
		th_slice listed = th_index_item(index, package->versions, i);
		if (th_version_compare((enum th_scheme)package->scheme, listed, version) ==
		    TH_ORDER_EQUAL)
			return true;
	}
	return false;
}

static enum answer find_in_windows(const struct th_advising *a,
				   const struct th_index_package *package, th_slice version,
				   th_slice *fixed)
{
	const struct th_window_bound *end;

	switch (th_windows_find((enum th_scheme)package->scheme, a->windows.items, a->windows.count,
				version, &end)) {
	case TH_WINDOW_INSIDE:
		if (end && end->kind == TH_BOUND_FIXED)
			*fixed = end->version;
		return YES;
	case TH_WINDOW_BEYOND: return BEYOND;
	case TH_WINDOW_UNKNOWN: return UNKNOWN;
	case TH_WINDOW_OUTSIDE: break;
	}
	return NO;
}

static th_status find_in_ranges(struct th_advising *a, const struct th_index *index, th_span ranges,
				th_slice version, enum answer *best)
{
	for (uint32_t i = 0; i < ranges.count && *best != YES; i++) {
		const struct th_vers *range;
		struct th_vers_fault fault;
		th_arena_release(&a->arena);
		th_status status = th_vers_parse(&a->arena, th_index_item(index, ranges, i),
						 TH_VERS_LENIENT, &range, &fault);
		if (status == TH_ENOMEM)
			return status;
		enum th_vers_answer answer =
			status != TH_OK ? TH_VERS_UNKNOWN : th_vers_contains(range, version);
		if (answer == TH_VERS_YES)
			*best = YES;
		else if (answer == TH_VERS_UNKNOWN && *best < UNKNOWN)
			*best = UNKNOWN;
	}
	return TH_OK;
}

/* One of the versions that the component states; the empty one where it states none. */
static th_status ask(struct th_advising *a, const struct th_index *index,
		     const struct th_index_package *package, th_slice version, enum answer *best,
		     th_slice *fixed)
{
	*best = NO;
	if (package->flags & TH_PACKAGE_EVERY ||
	    (version.len && is_listed(index, package, version)))
		*best = YES;
	if (*best != YES)
		*best = find_in_windows(a, package, version, fixed);
	const struct th_index_product *product = th_index_product_of(index, package);
	if (*best != YES && product)
		TH_TRY(find_in_ranges(a, index, product->ranges, version, best));
	bool lists = package->versions.count > 0;
	if (*best < UNKNOWN && ((package->flags & TH_PACKAGE_UNDECIDED) || (!version.len && lists)))
		*best = UNKNOWN;
	return TH_OK;
}

th_status th_package_holds(struct th_advising *a, const struct th_index *index,
			   const struct th_index_package *package, bool *held,
			   struct th_advised *out)
{
	const struct th_subject *s = &a->reader->subject;
	enum answer best = NO;

	TH_TRY(th_windows_read(index, package, &a->windows));
	for (unsigned v = 0; v == 0 || v < s->version_count; v++) {
		enum answer answer;
		th_slice fixed = { 0 };
		TH_TRY(ask(a, index, package, s->versions[v], &answer, &fixed));
		if (answer <= best)
			continue;
		best = answer;
		out->version = s->versions[v];
		out->fixed = fixed;
	}
	*held = best != NO;
	out->undecided = best == UNKNOWN;
	if (best == BEYOND)
		out->confidence = TH_SUSPECTED;
	return TH_OK;
}

/* ---- packages ---- */

/* A product found by its name is its maker's only. */
static bool is_theirs(const struct th_advising *a, const struct th_index *index,
		      const struct th_index_package *package)
{
	const struct th_graph *graph = a->reader->graph;
	const struct th_node *n = &graph->nodes[a->reader->subject.node];
	uint32_t namesake;

	const struct th_index_product *product = th_index_product_of(index, package);
	if (!product)
		return false;
	struct th_index_party party = { .name = product->supplier };
	uint32_t entity = th_suppliers_of_fact(&graph->suppliers, index, &party, &namesake);
	return th_graph_is_supplied_by(graph, a->reader->subject.node, entity) ||
	       (namesake != TH_SUPPLIER_UNKNOWN &&
		(th_graph_is_supplied_by(graph, a->reader->subject.node, namesake) ||
		 (n->bare && th_suppliers_alike(&graph->suppliers, namesake, n->supplier))));
}

/* Packages of another release of a distribution are others. */
static bool is_of_release(const struct th_advising *a, const struct th_index *index,
			  const struct th_index_package *package, enum th_confidence *confidence)
{
	const struct th_subject *s = &a->reader->subject;
	th_slice release = th_index_release_of(index, package);

	if (release.len == 0 || !s->has_purl)
		return true;
	switch (th_ecosystem_same_release(release, &s->purl)) {
	case TH_RELEASE_OTHER: return false;
	case TH_RELEASE_NOT_KNOWN: *confidence = TH_SUSPECTED; break;
	case TH_RELEASE_SAME: break;
	}
	return true;
}

th_status th_advise(struct th_advising *a, uint32_t i, uint32_t number, enum th_matched_by by,
		    struct th_advised_list *out)
{
	const struct th_index *index = a->known->indexes[i];
	struct th_advised said = { .node = a->reader->subject.node, .index = i, .by = by };
	bool held = true;

	const struct th_index_package *package = th_index_package(index, number);
	const struct th_index_advisory *advisory =
		package ? th_index_advisory(index, package->advisory) : NULL;
	if (!advisory) /* a damaged block */
		return TH_OK;
	said.advisory = package->advisory;
	if (!th_advisory_exists(advisory, a->known->as_of) ||
	    (by == TH_MATCHED_NAME && !is_theirs(a, index, package)) ||
	    (by != TH_MATCHED_HASH && !is_of_release(a, index, package, &said.confidence)))
		return TH_OK;
	if (by != TH_MATCHED_HASH)
		TH_TRY(th_package_holds(a, index, package, &held, &said));
	if (!held)
		return TH_OK;
	struct th_advised *slot = th_advised_list_push(out, UINT32_MAX);
	if (!slot)
		return TH_ENOMEM;
	*slot = said;
	return TH_OK;
}
