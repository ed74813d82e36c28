#include "feeds/windows.h"

#include <stdlib.h>

/* ---- making ---- */

struct order {
	enum th_scheme scheme;
	bool unknown; /* two versions did not compare */
};

/* Absent lies before everything; equal versions stand by kind. */
static int compare(const void *a, const void *b, void *context)
{
	const struct th_window_bound *x = a, *y = b;
	struct order *order = context;

	if (x->version.len == 0 || y->version.len == 0)
		return x->version.len || y->version.len ? (x->version.len ? 1 : -1)
							: (int)x->kind - y->kind;
	enum th_order answer = th_version_compare(order->scheme, x->version, y->version);
	if (answer == TH_ORDER_UNKNOWN) {
		order->unknown = true;
		return 0;
	}
	return answer == TH_ORDER_EQUAL ? (int)x->kind - y->kind : (int)answer;
}

/* "0" begins before every version; "*" ends behind every one and is nothing. */
static bool prepare(enum th_scheme scheme, struct th_window_bound *events, uint32_t *count)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < *count; i++) {
		struct th_window_bound e = events[i];
		if (th_slice_equal(e.version, TH_SLICE("*")))
			continue;
		if (e.kind == TH_BOUND_INTRODUCED && th_slice_equal(e.version, TH_SLICE("0")))
			e.version = (th_slice){ 0 };
		else if (!th_version_valid(scheme, e.version))
			return false;
		events[kept++] = e;
	}
	*count = kept;
	return true;
}

static bool push(struct th_window_list *out, enum th_bound_kind kind, th_slice version)
{
	struct th_window_bound *b = th_window_list_push(out, TH_MAX_FACTS);

	if (b)
		*b = (struct th_window_bound){ version, (uint8_t)kind };
	return b;
}

/* The greatest limit, behind which nothing is meant; NULL: there is none. */
static const struct th_window_bound *limit_of(const struct th_window_bound *events, uint32_t count)
{
	for (uint32_t i = count; i > 0; i--)
		if (events[i - 1].kind == TH_BOUND_LIMIT)
			return &events[i - 1];
	return NULL;
}

/* The events in order, as windows. */
static bool pair(const struct th_window_bound *events, uint32_t count, struct th_window_list *out)
{
	const struct th_window_bound *limit = limit_of(events, count), *hint = NULL;
	bool open = false, fits = true;

	for (uint32_t i = 0; i < count && &events[i] != limit; i++) {
		const struct th_window_bound *e = &events[i];
		if (e->kind == TH_BOUND_LAST_KNOWN) {
			hint = e;
		} else if (e->kind == TH_BOUND_INTRODUCED && !open) {
			open = true;
			fits &= push(out, TH_BOUND_INTRODUCED, e->version);
		} else if ((e->kind == TH_BOUND_FIXED || e->kind == TH_BOUND_LAST_AFFECTED) &&
			   open) {
			open = false;
			fits &= push(out, (enum th_bound_kind)e->kind, e->version);
		}
	}
	if (open && limit)
		fits &= push(out, TH_BOUND_FIXED, limit->version);
	else if (open && hint)
		fits &= push(out, TH_BOUND_LAST_KNOWN, hint->version);
	return fits;
}

bool th_windows_make(enum th_scheme scheme, struct th_window_bound *events, uint32_t count,
		     struct th_window_list *out, th_status *status)
{
	struct order order = { scheme, false };

	*status = TH_OK;
	if (!prepare(scheme, events, &count))
		return false;
	if (count > 1)
		qsort_r(events, count, sizeof(*events), compare, &order);
	if (order.unknown)
		return false;
	if (!pair(events, count, out))
		*status = TH_ENOMEM;
	return true;
}

th_status th_windows_read(const struct th_index *index, const struct th_index_package *package,
			  struct th_window_list *out)
{
	out->count = 0;
	for (uint32_t i = 0; i < package->bounds.count; i++) {
		const struct th_index_bound *from =
			&index->bounds[(uint64_t)package->bounds.first + i];
		struct th_window_bound *b = th_window_list_push(out, UINT32_MAX);
		if (!b)
			return TH_ENOMEM;
		*b = (struct th_window_bound){
			th_index_text(index, (th_ref){ from->at, from->len }), from->kind
		};
	}
	return TH_OK;
}

bool th_windows_are_everything(const struct th_window_bound *window, uint32_t count)
{
	return count == 1 && window->kind == TH_BOUND_INTRODUCED && window->version.len == 0;
}

/* ---- asking ---- */

/* v against a bound, which may lie before every version. */
static enum th_order against(enum th_scheme scheme, th_slice v, const struct th_window_bound *bound)
{
	return bound->version.len ? th_version_compare(scheme, v, bound->version)
				  : TH_ORDER_GREATER;
}

/* Of a version at or behind a window's beginning: its end, NULL where it has none. */
static enum th_window_answer before_end(enum th_scheme scheme, const struct th_window_bound *end,
					th_slice v)
{
	enum th_order order = end ? against(scheme, v, end) : TH_ORDER_LESS;
	bool held =
		order == TH_ORDER_LESS || (order == TH_ORDER_EQUAL && end->kind != TH_BOUND_FIXED);

	if (order == TH_ORDER_UNKNOWN)
		return TH_WINDOW_UNKNOWN;
	if (held)
		return TH_WINDOW_INSIDE;
	return end->kind == TH_BOUND_LAST_KNOWN ? TH_WINDOW_BEYOND : TH_WINDOW_OUTSIDE;
}

enum th_window_answer th_windows_find(enum th_scheme scheme, const struct th_window_bound *at,
				      uint32_t count, th_slice version,
				      const struct th_window_bound **ends)
{
	enum th_window_answer answer = TH_WINDOW_OUTSIDE;

	for (uint32_t i = 0; i < count; i++) {
		const struct th_window_bound *from = &at[i], *end = NULL;
		enum th_window_answer here = TH_WINDOW_INSIDE;
		if (i + 1 < count && at[i + 1].kind != TH_BOUND_INTRODUCED)
			end = &at[++i];
		if (from->version.len || end) { /* it takes a version to tell */
			enum th_order order =
				version.len ? against(scheme, version, from) : TH_ORDER_UNKNOWN;
			here = order == TH_ORDER_LESS      ? TH_WINDOW_OUTSIDE
			       : order == TH_ORDER_UNKNOWN ? TH_WINDOW_UNKNOWN
							   : before_end(scheme, end, version);
		}
		if (here == TH_WINDOW_INSIDE) {
			if (ends)
				*ends = end;
			return here;
		}
		if (here != TH_WINDOW_OUTSIDE)
			answer = here;
	}
	return answer;
}
