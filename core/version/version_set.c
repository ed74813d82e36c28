#include "core/version/version_set.h"

#include "core/base/limits.h"
#include "core/version/vers.h"

void th_version_set_release(struct th_version_set *set)
{
	th_version_spans_release(&set->spans);
}

/* ---- bounds ---- */

/* Negative, 0, positive; a pair that does not compare is remembered. */
static int compare(struct th_version_set *set, th_slice a, th_slice b)
{
	enum th_order order = th_version_compare(set->scheme, a, b);

	set->unordered |= order == TH_ORDER_UNKNOWN;
	return order == TH_ORDER_UNKNOWN ? 0 : (int)order;
}

static bool is_open(const struct th_version_bound *b)
{
	return b->version.len == 0;
}

/* Which of two lower bounds leaves more outside? */
static int compare_lows(struct th_version_set *set, const struct th_version_bound *a,
			const struct th_version_bound *b)
{
	if (is_open(a) || is_open(b))
		return (int)is_open(b) - (int)is_open(a);
	int order = compare(set, a->version, b->version);
	return order ? order : (int)b->closed - (int)a->closed;
}

static int compare_highs(struct th_version_set *set, const struct th_version_bound *a,
			 const struct th_version_bound *b)
{
	if (is_open(a) || is_open(b))
		return (int)is_open(a) - (int)is_open(b);
	int order = compare(set, a->version, b->version);
	return order ? order : (int)a->closed - (int)b->closed;
}

static bool is_empty(struct th_version_set *set, const struct th_version_span *s)
{
	if (is_open(&s->low) || is_open(&s->high))
		return false;
	int order = compare(set, s->low.version, s->high.version);
	return order > 0 || (order == 0 && !(s->low.closed && s->high.closed));
}

/* All of a lies below b, and there is something between them. */
static bool ends_before(struct th_version_set *set, const struct th_version_span *a,
			const struct th_version_span *b)
{
	if (is_open(&a->high) || is_open(&b->low))
		return false;
	int order = compare(set, a->high.version, b->low.version);
	return order < 0 || (order == 0 && !a->high.closed && !b->low.closed);
}

/* ---- sets ---- */

static th_status push(struct th_version_spans *spans, struct th_version_span span)
{
	struct th_version_span *slot = th_version_spans_push(spans, TH_MAX_VERS_CONSTRAINTS);

	if (!slot)
		return spans->count < TH_MAX_VERS_CONSTRAINTS ? TH_ENOMEM : TH_ELIMIT;
	*slot = span;
	return TH_OK;
}

static void replace(struct th_version_set *set, struct th_version_spans *made)
{
	th_version_spans_release(&set->spans);
	set->spans = *made;
}

th_status th_version_set_add(struct th_version_set *set, struct th_version_span span)
{
	struct th_version_spans made = { 0 };
	th_status status = TH_OK;
	bool placed = false;

	if (is_empty(set, &span))
		return TH_OK;
	for (uint32_t i = 0; i < set->spans.count && status == TH_OK; i++) {
		const struct th_version_span *s = &set->spans.items[i];
		if (ends_before(set, s, &span)) {
			status = push(&made, *s);
		} else if (ends_before(set, &span, s)) {
			if (!placed)
				status = push(&made, span);
			placed = true;
			if (status == TH_OK)
				status = push(&made, *s);
		} else {
			if (compare_lows(set, &s->low, &span.low) < 0)
				span.low = s->low;
			if (compare_highs(set, &s->high, &span.high) > 0)
				span.high = s->high;
		}
	}
	if (status == TH_OK && !placed)
		status = push(&made, span);
	replace(set, &made);
	return status;
}

th_status th_version_set_add_all(struct th_version_set *set, const struct th_version_set *other)
{
	set->unordered |= other->unordered;
	for (uint32_t i = 0; i < other->spans.count; i++)
		TH_TRY(th_version_set_add(set, other->spans.items[i]));
	return TH_OK;
}

static th_status keep_common(struct th_version_set *set, const struct th_version_span *a,
			     const struct th_version_span *b, struct th_version_spans *made)
{
	struct th_version_span common = {
		compare_lows(set, &a->low, &b->low) > 0 ? a->low : b->low,
		compare_highs(set, &a->high, &b->high) < 0 ? a->high : b->high,
	};

	return is_empty(set, &common) ? TH_OK : push(made, common);
}

th_status th_version_set_keep(struct th_version_set *set, const struct th_version_set *other)
{
	struct th_version_spans made = { 0 };
	th_status status = TH_OK;

	set->unordered |= other->unordered;
	for (uint32_t i = 0; i < set->spans.count; i++)
		for (uint32_t k = 0; k < other->spans.count && status == TH_OK; k++)
			status = keep_common(set, &set->spans.items[i], &other->spans.items[k],
					     &made);
	replace(set, &made);
	return status;
}

th_status th_version_set_drop(struct th_version_set *set, struct th_version_span span)
{
	struct th_version_set rest = { .scheme = set->scheme };
	struct th_version_span below = { .high = { span.low.version, !span.low.closed } },
			       above = { .low = { span.high.version, !span.high.closed } };
	th_status status = TH_OK;

	if (!is_open(&span.low))
		status = th_version_set_add(&rest, below);
	if (status == TH_OK && !is_open(&span.high))
		status = th_version_set_add(&rest, above);
	if (status == TH_OK)
		status = th_version_set_keep(set, &rest);
	th_version_set_release(&rest);
	return status;
}

/* ---- vers ---- */

struct writing {
	struct th_vers_constraint *constraints;
	uint32_t count;
};

static void put(struct writing *w, enum th_comparator comparator, th_slice version)
{
	w->constraints[w->count++] =
		(struct th_vers_constraint){ .version = version,
					     .comparator = (uint8_t)comparator };
}

/* Two bounds of one version, however it is spelled. */
static bool is_one(const struct th_version_set *set, const struct th_version_bound *a,
		   const struct th_version_bound *b)
{
	return !is_open(a) && !is_open(b) &&
	       th_version_compare(set->scheme, a->version, b->version) == TH_ORDER_EQUAL;
}

/* Nothing but one version lies between two spans. */
static bool leaves_one_out(const struct th_version_set *set, const struct th_version_span *a,
			   const struct th_version_span *b)
{
	return is_one(set, &a->high, &b->low) && !a->high.closed && !b->low.closed;
}

static void put_span(struct writing *w, const struct th_version_set *set, uint32_t i)
{
	const struct th_version_span *s = &set->spans.items[i];
	bool after_one = i > 0 && leaves_one_out(set, s - 1, s),
	     before_one = i + 1 < set->spans.count && leaves_one_out(set, s, s + 1);

	if (is_one(set, &s->low, &s->high)) {
		put(w, TH_VERS_EQUAL, s->low.version);
		return;
	}
	if (after_one)
		put(w, TH_VERS_NOT_EQUAL, s->low.version);
	else if (!is_open(&s->low))
		put(w, s->low.closed ? TH_VERS_GREATER_EQUAL : TH_VERS_GREATER, s->low.version);
	if (!is_open(&s->high) && !before_one)
		put(w, s->high.closed ? TH_VERS_LESS_EQUAL : TH_VERS_LESS, s->high.version);
}

th_slice th_version_set_vers(const struct th_version_set *set, th_slice type,
			     struct th_arena *arena)
{
	struct writing w = { .constraints = th_arena_calloc(arena, (size_t)set->spans.count * 2 + 1,
							    sizeof(*w.constraints)) };
	struct th_vers vers = { .type = type, .scheme = set->scheme, .kind = TH_VERS_SORTED };

	if (!w.constraints)
		return (th_slice){ 0 };
	for (uint32_t i = 0; i < set->spans.count; i++)
		put_span(&w, set, i);
	vers.constraints = w.constraints;
	vers.count = w.count;
	if (set->spans.count == 0) {
		vers.kind = TH_VERS_NOTHING;
		vers.type = TH_SLICE("none");
	} else if (w.count == 0) {
		vers.kind = TH_VERS_EVERYTHING;
	}
	return th_vers_canonical(&vers, arena);
}
