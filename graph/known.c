#include "graph/known.h"

enum {
	OPEN_DAYS = 365
}; /* an affair of which nobody says that it is settled counts as open for a year */

static bool may_clear(const struct th_index_event *e)
{
	return e->document == TH_NONE || e->named;
}

static bool exists(const struct th_index_event *e, int32_t as_of)
{
	if (th_date_present(e->published) && th_date_first(e->published) > as_of)
		return false;
	return !th_date_present(e->withdrawn) || th_date_last(e->withdrawn) > as_of;
}

static bool is_settled(const struct th_index_event *e, int32_t as_of)
{
	return th_date_present(e->resolved) && th_date_last(e->resolved) < as_of;
}

/* ---- affairs: union of events by id and alias ---- */

static uint32_t find(uint32_t *joined, uint32_t i)
{
	while (joined[i] != i)
		i = joined[i] = joined[joined[i]];
	return i;
}

static void unite_by(const struct th_known *known, uint32_t *joined, uint32_t number, th_slice id)
{
	for (uint32_t i = 0; i < known->index_count; i++) {
		uint32_t count;
		const struct th_posting *p =
			th_index_find(known->indexes[i], TH_KEY_EVENT, id, &count);
		for (uint32_t k = 0; k < count; k++) {
			uint32_t other =
				p[k].kind == TH_RECORD_EVENT ? known->number[i][p[k].record] : 0;
			if (!other)
				continue;
			uint32_t a = find(joined, number), b = find(joined, other - 1);
			if (a < b)
				joined[b] = a;
			else
				joined[a] = b;
		}
	}
}

static void unite(const struct th_known *known, uint32_t *joined)
{
	for (uint32_t n = 0; n < known->events.count; n++) {
		const struct th_known_event *e = &known->events.items[n];
		unite_by(known, joined, n, th_index_text(e->index, e->event->id));
		for (uint32_t a = 0; a < e->event->aliases.count; a++)
			unite_by(known, joined, n, th_index_item(e->index, e->event->aliases, a));
	}
}

/* A withdrawal by those who may clear takes the whole affair back. */
static bool is_withdrawn(const struct th_known *known, uint32_t affair)
{
	for (uint32_t i = 0; i < known->index_count; i++) {
		for (uint32_t e = 0; e < known->indexes[i]->event_count; e++) {
			const struct th_index_event *event = &known->indexes[i]->events[e];
			uint32_t n = known->number[i][e];
			if (n || !may_clear(event) || !th_date_present(event->withdrawn) ||
			    th_date_last(event->withdrawn) > known->as_of)
				continue;
			if (th_known_affair_of_id(
				    known, th_index_text(known->indexes[i], event->id)) == affair)
				return true;
		}
	}
	return false;
}

/* Events come built-in first: an id of theirs stays, else the smallest is taken. */
static void add_to_affair(struct th_affair *a, const struct th_known_event *e, int32_t as_of,
			  bool named_by_builtin, bool *settled)
{
	th_slice id = th_index_text(e->index, e->event->id);

	if (!a->id.ptr || (!named_by_builtin && th_slice_compare(id, a->id) < 0)) {
		a->id = id;
		a->title = th_index_text(e->index, e->event->title);
	}
	if (!th_date_present(a->published) ||
	    (th_date_present(e->event->published) &&
	     th_date_first(e->event->published) < th_date_first(a->published)))
		a->published = e->event->published;
	a->is_release |= e->event->product.name.len && e->event->kind <= TH_EVENT_mutable_reference;
	*settled |= may_clear(e->event) && is_settled(e->event, as_of);
}

static bool is_recent(const struct th_known_event *e, int32_t as_of)
{
	if (is_settled(e->event, as_of))
		return false;
	return th_date_present(e->event->resolved) || !th_date_present(e->event->published) ||
	       as_of - th_date_first(e->event->published) <= OPEN_DAYS;
}

static th_status make_affairs(struct th_known *known, uint32_t *joined)
{
	unite(known, joined);
	for (uint32_t n = 0; n < known->events.count; n++) {
		if (find(joined, n) != n)
			continue;
		struct th_affair *a = th_affair_list_push(&known->affairs, UINT32_MAX);
		if (!a)
			return TH_ENOMEM;
		a->first = n;
		bool settled = false, recent = false, named_by_builtin = false;
		for (uint32_t m = n; m < known->events.count; m++) {
			struct th_known_event *e = &known->events.items[m];
			if (find(joined, m) != n)
				continue;
			e->affair = known->affairs.count - 1;
			add_to_affair(a, e, known->as_of, named_by_builtin, &settled);
			named_by_builtin |= e->event->document == TH_NONE;
			recent |= is_recent(e, known->as_of);
		}
		a->open = recent && !settled;
	}
	return TH_OK;
}

/* ---- the set ---- */

static th_status add_events(struct th_known *known, uint32_t i)
{
	const struct th_index *index = known->indexes[i];

	known->number[i] = calloc((size_t)index->event_count + 1, sizeof(uint32_t));
	if (!known->number[i])
		return TH_ENOMEM;
	for (uint32_t e = 0; e < index->event_count; e++) {
		if (!exists(&index->events[e], known->as_of))
			continue;
		struct th_known_event *k = th_known_event_list_push(&known->events, UINT32_MAX);
		if (!k)
			return TH_ENOMEM;
		*k = (struct th_known_event){ index, &index->events[e], TH_NONE };
		known->number[i][e] = known->events.count;
	}
	return TH_OK;
}

/* Drop the affairs that were taken back: their events exist no more. */
static void drop_withdrawn(struct th_known *known)
{
	for (uint32_t a = 0; a < known->affairs.count; a++) {
		if (!is_withdrawn(known, a))
			continue;
		known->affairs.items[a].open = false;
		known->affairs.items[a].is_release = false;
		for (uint32_t i = 0; i < known->index_count; i++)
			for (uint32_t e = 0; e < known->indexes[i]->event_count; e++) {
				uint32_t n = known->number[i][e];
				if (n && known->events.items[n - 1].affair == a)
					known->number[i][e] = 0;
			}
	}
}

th_status th_known_init(struct th_known *known, const struct th_index *const *indexes,
			uint32_t count, int32_t as_of)
{
	*known = (struct th_known){ .index_count = count, .as_of = as_of };
	for (uint32_t i = 0; i < count; i++)
		known->indexes[i] = indexes[i];
	for (uint32_t i = 0; i < count; i++)
		TH_TRY(add_events(known, i));
	uint32_t *joined = malloc(((size_t)known->events.count + 1) * sizeof(uint32_t));
	if (!joined)
		return TH_ENOMEM;
	for (uint32_t n = 0; n < known->events.count; n++)
		joined[n] = n;
	th_status status = make_affairs(known, joined);
	if (status == TH_OK)
		drop_withdrawn(known);
	free(joined);
	return status;
}

void th_known_release(struct th_known *known)
{
	th_known_event_list_release(&known->events);
	th_affair_list_release(&known->affairs);
	for (uint32_t i = 0; i < known->index_count; i++)
		free(known->number[i]);
	th_arena_release(&known->arena);
	*known = (struct th_known){ 0 };
}

uint32_t th_known_affair(const struct th_known *known, uint32_t i, uint32_t event)
{
	uint32_t n = known->number[i][event];

	return n ? known->events.items[n - 1].affair : TH_NONE;
}

uint32_t th_known_affair_of_id(const struct th_known *known, th_slice id)
{
	for (uint32_t i = 0; i < known->index_count; i++) {
		uint32_t count;
		const struct th_posting *p =
			th_index_find(known->indexes[i], TH_KEY_EVENT, id, &count);
		for (uint32_t k = 0; k < count; k++)
			if (p[k].kind == TH_RECORD_EVENT && known->number[i][p[k].record])
				return known->events.items[known->number[i][p[k].record] - 1]
					.affair;
	}
	return TH_NONE;
}
