/*
 * The order half of vers. Constraints in ascending order cut the versions into points (their own
 * versions) and gaps (what lies between). Whether each point and each gap is in the range is worked
 * out once, here; to ask for a version is then a binary search. A gap is in the range if the bound
 * next below it is a lower one or the bound next above it an upper one: for bounds that alternate
 * that is the specification, for redundant ones their union.
 */
#include "core/version/vers_order.h"

static bool is_lower(const struct th_vers_constraint *c)
{
	return c->comparator == TH_VERS_GREATER || c->comparator == TH_VERS_GREATER_EQUAL;
}

static bool is_upper(const struct th_vers_constraint *c)
{
	return c->comparator == TH_VERS_LESS || c->comparator == TH_VERS_LESS_EQUAL;
}

static bool is_bound(const struct th_vers_constraint *c)
{
	return is_lower(c) || is_upper(c);
}

static bool takes_equal(const struct th_vers_constraint *c)
{
	return c->comparator == TH_VERS_EQUAL || c->comparator == TH_VERS_LESS_EQUAL ||
	       c->comparator == TH_VERS_GREATER_EQUAL;
}

static enum th_order order_of(enum th_scheme scheme, const struct th_vers_constraint *a,
			      const struct th_vers_constraint *b)
{
	return th_version_compare(scheme, a->version, b->version);
}

/* Whether each order occurs between neighbours. */
struct neighbours {
	bool equal, greater, unknown;
};

static struct neighbours look_at_neighbours(enum th_scheme scheme,
					    const struct th_vers_constraint *c, uint32_t count)
{
	struct neighbours seen = { 0 };

	for (uint32_t i = 1; i < count; i++) {
		enum th_order order = order_of(scheme, &c[i - 1], &c[i]);

		seen.equal |= order == TH_ORDER_EQUAL;
		seen.greater |= order == TH_ORDER_GREATER;
		seen.unknown |= order == TH_ORDER_UNKNOWN;
	}
	return seen;
}

/* Merge [from, middle) and [middle, to) of c into out, equal ones in their old order. */
static void merge(enum th_scheme scheme, const struct th_vers_constraint *c, uint32_t from,
		  uint32_t middle, uint32_t to, struct th_vers_constraint *out)
{
	uint32_t left = from, right = middle;

	for (uint32_t at = from; at < to; at++) {
		bool take_right =
			left == middle ||
			(right < to && order_of(scheme, &c[left], &c[right]) == TH_ORDER_GREATER);

		out[at] = take_right ? c[right++] : c[left++];
	}
}

/*
 * Stable, within the two buffers; the one with the result is returned. Widths stay small: count is
 * at most TH_MAX_VERS_CONSTRAINTS.
 */
static struct th_vers_constraint *merge_sort(enum th_scheme scheme, struct th_vers_constraint *from,
					     struct th_vers_constraint *to, uint32_t count)
{
	for (uint32_t width = 1; width < count; width *= 2) {
		for (uint32_t at = 0; at < count; at += 2 * width) {
			uint32_t middle = at + width < count ? at + width : count;
			uint32_t end = at + 2 * width < count ? at + 2 * width : count;

			merge(scheme, from, at, middle, end, to);
		}
		struct th_vers_constraint *swap = from;
		from = to;
		to = swap;
	}
	return from;
}

/*
 * Sort *c, unless that brings to light that some of them have no order: then *c stays as it is.
 * *seen is brought up to date.
 */
static th_status sort(enum th_scheme scheme, struct th_arena *arena, struct th_vers_constraint **c,
		      uint32_t count, struct neighbours *seen)
{
	size_t bytes = count * sizeof(**c);
	struct th_vers_constraint *buffers = th_arena_calloc(arena, 2, bytes);

	if (!buffers)
		return TH_ENOMEM;
	memcpy(buffers, *c, bytes);
	struct th_vers_constraint *sorted = merge_sort(scheme, buffers, buffers + count, count);
	*seen = look_at_neighbours(scheme, sorted, count);
	if (!seen->unknown)
		*c = sorted;
	return TH_OK;
}

/* Of neighbours with equal version and comparator the first stays. Returns how many are left. */
static uint32_t drop_duplicates(enum th_scheme scheme, struct th_vers_constraint *c, uint32_t count)
{
	uint32_t kept = count > 0;

	for (uint32_t i = 1; i < count; i++)
		if (c[i].comparator != c[kept - 1].comparator ||
		    order_of(scheme, &c[kept - 1], &c[i]) != TH_ORDER_EQUAL)
			c[kept++] = c[i];
	return kept;
}

/* Clause 5.4: bounds alternate, and '=' is not followed by an upper one. */
static bool is_redundant(const struct th_vers_constraint *c, uint32_t count)
{
	const struct th_vers_constraint *bound = NULL, *last = NULL;

	for (uint32_t i = 0; i < count; i++) {
		if (c[i].comparator == TH_VERS_NOT_EQUAL)
			continue;
		if (is_upper(&c[i]) && last && last->comparator == TH_VERS_EQUAL)
			return true;
		if (is_bound(&c[i])) {
			if (bound && is_lower(bound) == is_lower(&c[i]))
				return true;
			bound = &c[i];
		}
		last = &c[i];
	}
	return false;
}

/* below_in and above_in. */
static void fill_gaps(struct th_vers *vers, struct th_vers_constraint *c)
{
	bool bounds = false, only_unequal = true, in = false;

	for (uint32_t i = 0; i < vers->count; i++) {
		c[i].below_in = in;
		if (is_bound(&c[i]))
			in = is_lower(&c[i]);
		bounds |= is_bound(&c[i]);
		only_unequal &= c[i].comparator == TH_VERS_NOT_EQUAL;
	}
	vers->above_in = bounds ? in : only_unequal;
	in = false;
	for (uint32_t i = vers->count; i-- > 0;) {
		if (is_bound(&c[i]))
			in = is_upper(&c[i]);
		c[i].below_in |= bounds ? in : only_unequal;
	}
}

/* The version of c[from] to c[to - 1], which is one, is in the range; gaps are filled. */
static bool point_is_in(const struct th_vers *vers, const struct th_vers_constraint *c,
			uint32_t from, uint32_t to)
{
	bool excluded = false;

	for (uint32_t i = from; i < to; i++) {
		if (takes_equal(&c[i]))
			return true;
		excluded |= c[i].comparator == TH_VERS_NOT_EQUAL;
	}
	if (excluded)
		return false;
	/* '>' or '<' alone; inside of a wider range they take nothing away */
	bool above = to < vers->count ? c[to].below_in : vers->above_in;
	return (is_lower(&c[from]) && c[from].below_in) || (is_upper(&c[to - 1]) && above);
}

static void fill_points(struct th_vers *vers, struct th_vers_constraint *c)
{
	for (uint32_t from = 0, to; from < vers->count; from = to) {
		to = from + 1;
		while (vers->kind == TH_VERS_SORTED && to < vers->count &&
		       order_of(vers->scheme, &c[from], &c[to]) == TH_ORDER_EQUAL)
			to++;
		bool in = point_is_in(vers, c, from, to);
		for (uint32_t i = from; i < to; i++)
			c[i].at_in = in;
	}
}

th_status th_vers_order(struct th_vers *vers, struct th_arena *arena,
			struct th_vers_constraint *constraints, uint32_t count, uint32_t *found)
{
	struct th_vers_constraint *c = constraints;
	struct neighbours seen = look_at_neighbours(vers->scheme, c, count);

	*found = seen.greater ? 1u << TH_VERS_UNSORTED : 0;
	if (seen.greater && !seen.unknown)
		TH_TRY(sort(vers->scheme, arena, &c, count, &seen));
	if (seen.equal) {
		*found |= 1u << TH_VERS_DUPLICATE;
		count = drop_duplicates(vers->scheme, c, count);
	}
	if (is_redundant(c, count))
		*found |= 1u << TH_VERS_REDUNDANT;
	/* orders are transitive: neighbours that do not compare leave no ascending order at all */
	vers->kind = seen.unknown ? TH_VERS_LISTED : TH_VERS_SORTED;
	vers->count = count;
	vers->constraints = c;
	fill_gaps(vers, c);
	fill_points(vers, c);
	return TH_OK;
}

static enum th_vers_answer answer(bool in)
{
	return in ? TH_VERS_YES : TH_VERS_NO;
}

/* What lies right below constraint i, or above all. */
static bool gap_in(const struct th_vers *vers, uint32_t i)
{
	return i < vers->count ? vers->constraints[i].below_in : vers->above_in;
}

/*
 * Of a version that does not compare with some constraints: those that it does compare with leave
 * it the places from gap `from` to gap `to`; the answer is theirs if they all have one.
 */
static enum th_vers_answer search_places(const struct th_vers *vers, th_slice version)
{
	uint32_t from = 0, to = vers->count;

	for (uint32_t i = 0; i < vers->count; i++) {
		enum th_order order =
			th_version_compare(vers->scheme, vers->constraints[i].version, version);

		if (order == TH_ORDER_EQUAL)
			return answer(vers->constraints[i].at_in);
		if (order == TH_ORDER_LESS)
			from = i + 1;
		if (order == TH_ORDER_GREATER && to == vers->count)
			to = i;
	}
	bool in = gap_in(vers, from);
	for (uint32_t i = from; i < to; i++)
		if (vers->constraints[i].at_in != in || gap_in(vers, i + 1) != in)
			return TH_VERS_UNKNOWN;
	return answer(in);
}

static enum th_vers_answer search_sorted(const struct th_vers *vers, th_slice version)
{
	uint32_t from = 0, to = vers->count;

	while (from < to) {
		uint32_t middle = from + (to - from) / 2;
		const struct th_vers_constraint *c = &vers->constraints[middle];
		enum th_order order = th_version_compare(vers->scheme, c->version, version);

		if (order == TH_ORDER_UNKNOWN)
			return search_places(vers, version);
		if (order == TH_ORDER_EQUAL)
			return answer(c->at_in);
		if (order == TH_ORDER_LESS)
			from = middle + 1;
		else
			to = middle;
	}
	return answer(gap_in(vers, from));
}

/*
 * Constraints without an order: only equality decides. Of '>' and '<' at the version itself, one or
 * two that alternate leave it out; more, in an order that nobody could check, may not.
 */
static enum th_vers_answer search_listed(const struct th_vers *vers, th_slice version)
{
	bool excluded = false, unknown = false, at_bound = false;
	uint32_t bounds = 0;

	for (uint32_t i = 0; i < vers->count; i++) {
		const struct th_vers_constraint *c = &vers->constraints[i];
		enum th_order order = th_version_compare(vers->scheme, c->version, version);

		bounds += is_bound(c);
		unknown |= order == TH_ORDER_UNKNOWN;
		if (order != TH_ORDER_EQUAL)
			continue;
		if (takes_equal(c))
			return TH_VERS_YES;
		excluded |= c->comparator == TH_VERS_NOT_EQUAL;
		at_bound |= is_bound(c);
	}
	if (excluded)
		return TH_VERS_NO;
	if (at_bound && bounds <= 2 && !(vers->complaints & 1u << TH_VERS_REDUNDANT))
		return TH_VERS_NO;
	return bounds > 0 || unknown ? TH_VERS_UNKNOWN : answer(vers->above_in);
}

enum th_vers_answer th_vers_contains(const struct th_vers *vers, th_slice version)
{
	switch (vers->kind) {
	case TH_VERS_NOTHING: return TH_VERS_NO;
	case TH_VERS_EVERYTHING: return TH_VERS_YES;
	case TH_VERS_SORTED:
		return version.len > 0 ? search_sorted(vers, version) : TH_VERS_UNKNOWN;
	case TH_VERS_LISTED:
		return version.len > 0 ? search_listed(vers, version) : TH_VERS_UNKNOWN;
	}
	return TH_VERS_UNKNOWN;
}
