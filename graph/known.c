#include "graph/known.h"

enum {
	OPEN_DAYS = 365
}; /* an affair of which nobody says that it is settled counts as open for a year */

static bool is_taken_back(const struct th_index_event *e, int32_t as_of)
{
	return th_date_present(e->withdrawn) && th_date_last(e->withdrawn) <= as_of;
}

static bool exists(const struct th_index_event *e, int32_t as_of)
{
	if (th_date_present(e->published) && th_date_first(e->published) > as_of)
		return false;
	return !is_taken_back(e, as_of);
}

static bool is_settled(const struct th_index_event *e, int32_t as_of)
{
	return th_date_present(e->resolved) && th_date_last(e->resolved) < as_of;
}

static bool is_recent(const struct th_index_event *e, int32_t as_of)
{
	if (is_settled(e, as_of))
		return false;
	return th_date_present(e->resolved) || !th_date_present(e->published) ||
	       as_of - th_date_first(e->published) <= OPEN_DAYS;
}

/* ---- names: ids and aliases, as numbers ---- */

TH_LIST_DEFINE(number_list, uint32_t);

struct name {
	uint32_t trusted;   /* a trusted event that bears it, or TH_NONE */
	uint32_t untrusted; /* the last of the others that was met, or TH_NONE */
	uint32_t bearers;   /* how many of the others there are */
	uint32_t group;     /* one of those that go by it, or TH_NONE */
	bool withdrawn;     /* a trusted event that bears it was taken back */
};

struct making {
	struct th_known *known;
	uint32_t *
		joined; /* by event: another of its affair, in the end the one that stands for it */
	uint32_t *affair;            /* by event that stands for others: its affair, or TH_NONE */
	uint32_t *first_name;        /* by event, and one more: of its names */
	struct number_list names_of; /* id, then aliases, of one event after the other */
	struct name *names;          /* by number of a name in known->names - 1 */
};

static const struct th_index_event *event_of(const struct making *m, uint32_t n)
{
	return m->known->events.items[n].event;
}

static th_status note_name(struct making *m, th_slice text)
{
	th_str name;
	uint32_t *slot;

	TH_TRY(th_strings_intern(&m->known->names, text, &name));
	slot = number_list_push(&m->names_of, UINT32_MAX);
	if (!slot)
		return TH_ENOMEM;
	*slot = name.v - 1;
	return TH_OK;
}

static th_status name_events(struct making *m)
{
	uint32_t count = m->known->events.count;

	for (uint32_t n = 0; n < count; n++) {
		const struct th_known_event *e = &m->known->events.items[n];
		m->first_name[n] = m->names_of.count;
		TH_TRY(note_name(m, th_index_text(e->index, e->event->id)));
		for (uint32_t a = 0; a < e->event->aliases.count; a++)
			TH_TRY(note_name(m, th_index_item(e->index, e->event->aliases, a)));
	}
	m->first_name[count] = m->names_of.count;
	m->names = calloc((size_t)m->known->names.texts.count + 1, sizeof(*m->names));
	if (!m->names)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < m->known->names.texts.count; i++)
		m->names[i] = (struct name){ TH_NONE, TH_NONE, 0, TH_NONE, false };
	return TH_OK;
}

static void withdraw_name(struct making *m, th_slice text)
{
	th_str name = th_strings_find(&m->known->names, text);

	if (name.v)
		m->names[name.v - 1].withdrawn = true;
}

/* A withdrawal by those who are trusted takes back what goes by the same name. */
static void withdraw_names(struct making *m)
{
	for (uint32_t i = 0; i < m->known->index_count; i++) {
		const struct th_index *index = m->known->indexes[i];
		for (uint32_t e = 0; e < index->event_count; e++) {
			const struct th_index_event *event = &index->events[e];
			if (!th_known_is_trusted(event) || !is_taken_back(event, m->known->as_of))
				continue;
			withdraw_name(m, th_index_text(index, event->id));
			for (uint32_t a = 0; a < event->aliases.count; a++)
				withdraw_name(m, th_index_item(index, event->aliases, a));
		}
	}
}

/* ---- unions ---- */

static uint32_t find(uint32_t *joined, uint32_t i)
{
	while (joined[i] != i)
		i = joined[i] = joined[joined[i]];
	return i;
}

static void unite_trusted(struct making *m, uint32_t n)
{
	for (uint32_t i = m->first_name[n]; i < m->first_name[n + 1]; i++) {
		struct name *name = &m->names[m->names_of.items[i]];
		if (name->trusted == TH_NONE)
			name->trusted = n;
		uint32_t a = find(m->joined, n), b = find(m->joined, name->trusted);
		m->joined[a < b ? b : a] = a < b ? a : b;
	}
}

static void count_bearer(struct making *m, uint32_t n)
{
	for (uint32_t i = m->first_name[n]; i < m->first_name[n + 1]; i++) {
		struct name *name = &m->names[m->names_of.items[i]];
		name->bearers += name->untrusted != n;
		name->untrusted = n;
	}
}

/* It goes by one of its names and by no other: so it can join an affair and never two. */
static void join_untrusted(struct making *m, uint32_t n)
{
	struct name *chosen = NULL;

	for (uint32_t i = m->first_name[n]; i < m->first_name[n + 1]; i++) {
		struct name *name = &m->names[m->names_of.items[i]];
		if (name->trusted != TH_NONE) {
			m->joined[n] = find(m->joined, name->trusted);
			return;
		}
		if (!chosen && name->bearers > 1)
			chosen = name;
	}
	if (chosen && chosen->group == TH_NONE)
		chosen->group = n;
	if (chosen)
		m->joined[n] = chosen->group;
}

/* The very event that you withdrew, said again by somebody else. */
static bool is_said_again(const struct making *m, uint32_t n)
{
	const struct name *id = &m->names[m->names_of.items[m->first_name[n]]];

	return id->withdrawn && id->trusted == TH_NONE;
}

static void unite(struct making *m)
{
	uint32_t count = m->known->events.count;

	for (uint32_t n = 0; n < count; n++) {
		m->joined[n] = n;
		if (th_known_is_trusted(event_of(m, n)))
			unite_trusted(m, n);
	}
	for (uint32_t n = 0; n < count; n++)
		if (!th_known_is_trusted(event_of(m, n)) && !is_said_again(m, n))
			count_bearer(m, n);
	for (uint32_t n = 0; n < count; n++)
		if (!th_known_is_trusted(event_of(m, n)) && !is_said_again(m, n))
			join_untrusted(m, n);
}

/* ---- affairs ---- */

/* Does the event name its affair, rather than the one that has named it so far? */
static bool names_affair(const struct making *m, const struct th_affair *a, uint32_t n)
{
	const struct th_index_event *first = event_of(m, a->first), *e = event_of(m, n);
	const struct th_known_event *k = &m->known->events.items[n];

	if (first->document == TH_NONE || th_known_is_trusted(first) != th_known_is_trusted(e))
		return false;
	return th_slice_compare(th_index_text(k->index, e->id), a->id) < 0;
}

/* Put an event into the list of its affair. */
static void enlist(struct making *m, struct th_affair *a, uint32_t n)
{
	struct th_known_event *events = m->known->events.items;
	bool is_first = a->first == TH_NONE;

	events[n].next = TH_NONE;
	if (!is_first && !names_affair(m, a, n)) {
		events[a->last].next = n;
		a->last = n;
		return;
	}
	events[n].next = a->first;
	a->first = n;
	if (is_first)
		a->last = n;
	a->id = th_index_text(events[n].index, events[n].event->id);
	a->title = th_index_text(events[n].index, events[n].event->title);
}

/* What an event says of its affair. Of a trusted one others say only that it still goes on. */
static void hear(const struct making *m, struct th_affair *a, uint32_t n)
{
	const struct th_index_event *e = event_of(m, n);

	if (!th_date_present(a->published) ||
	    (th_date_present(e->published) &&
	     th_date_first(e->published) < th_date_first(a->published)))
		a->published = e->published;
	a->open |= is_recent(e, m->known->as_of);
	if (th_known_is_trusted(e) != a->trusted)
		return;
	a->is_release |= th_known_is_release(e);
	a->is_breach |= !th_known_is_release(e);
	a->settled |= a->trusted && is_settled(e, m->known->as_of);
	for (uint32_t i = m->first_name[n]; a->trusted && i < m->first_name[n + 1]; i++)
		a->withdrawn |= m->names[m->names_of.items[i]].withdrawn;
}

static th_status add_to_affair(struct making *m, uint32_t n)
{
	uint32_t *affair = &m->affair[find(m->joined, n)];

	if (*affair == TH_NONE) {
		struct th_affair *made = th_affair_list_push(&m->known->affairs, TH_NONE);
		if (!made)
			return TH_ENOMEM;
		made->first = TH_NONE;
		made->trusted = th_known_is_trusted(event_of(m, n));
		*affair = m->known->affairs.count - 1;
	}
	m->known->events.items[n].affair = *affair;
	enlist(m, &m->known->affairs.items[*affair], n);
	hear(m, &m->known->affairs.items[*affair], n);
	return TH_OK;
}

static void conclude(struct th_affair *a)
{
	if (a->trusted && a->is_release)
		a->is_breach = false; /* "the supplier was breached" explains how it came to it */
	if (a->withdrawn)
		a->open = a->is_release = a->is_breach = false;
	if (a->settled)
		a->open = false;
}

/* Those who are trusted come first: their affair is what they say it is. */
static th_status make_affairs(struct making *m)
{
	unite(m);
	for (uint32_t n = 0; n < m->known->events.count; n++) {
		m->affair[n] = TH_NONE;
		m->known->events.items[n].affair = TH_NONE;
	}
	for (uint32_t n = 0; n < m->known->events.count; n++)
		if (th_known_is_trusted(event_of(m, n)))
			TH_TRY(add_to_affair(m, n));
	for (uint32_t n = 0; n < m->known->events.count; n++)
		if (!th_known_is_trusted(event_of(m, n)) && !is_said_again(m, n))
			TH_TRY(add_to_affair(m, n));
	for (uint32_t a = 0; a < m->known->affairs.count; a++)
		conclude(&m->known->affairs.items[a]);
	return TH_OK;
}

/* What a name means: a trusted affair; else that of which it is the id; else what goes by it. */
static th_status point_names(struct making *m)
{
	uint32_t count = m->known->names.texts.count, *of = calloc((size_t)count + 1, sizeof(*of));

	m->known->affair_of_name = of;
	if (!of)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < count; i++)
		of[i] = m->names[i].trusted == TH_NONE
				? TH_NONE
				: m->known->events.items[m->names[i].trusted].affair;
	for (uint32_t n = 0; n < m->known->events.count; n++) {
		uint32_t *id = &of[m->names_of.items[m->first_name[n]]];
		if (*id == TH_NONE)
			*id = m->known->events.items[n].affair;
	}
	for (uint32_t i = 0; i < count; i++)
		if (of[i] == TH_NONE && m->names[i].group != TH_NONE)
			of[i] = m->known->events.items[m->names[i].group].affair;
	for (uint32_t n = 0; n < m->known->events.count; n++)
		for (uint32_t i = m->first_name[n]; i < m->first_name[n + 1]; i++)
			if (of[m->names_of.items[i]] == TH_NONE)
				of[m->names_of.items[i]] = m->known->events.items[n].affair;
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
		struct th_known_event *k = th_known_event_list_push(&known->events, TH_NONE - 1);
		if (!k)
			return TH_ENOMEM;
		*k = (struct th_known_event){ index, &index->events[e], TH_NONE, TH_NONE };
		known->number[i][e] = known->events.count;
	}
	return TH_OK;
}

static th_status make(struct making *m)
{
	size_t count = (size_t)m->known->events.count + 1;

	m->joined = malloc(count * sizeof(uint32_t));
	m->affair = malloc(count * sizeof(uint32_t));
	m->first_name = malloc(count * sizeof(uint32_t));
	if (!m->joined || !m->affair || !m->first_name)
		return TH_ENOMEM;
	TH_TRY(name_events(m));
	withdraw_names(m);
	TH_TRY(make_affairs(m));
	return point_names(m);
}

th_status th_known_init(struct th_known *known, const struct th_index *const *indexes,
			uint32_t count, int32_t as_of)
{
	*known = (struct th_known){ .index_count = count, .as_of = as_of };
	for (uint32_t i = 0; i < count; i++)
		known->indexes[i] = indexes[i];
	for (uint32_t i = 0; i < count; i++)
		TH_TRY(add_events(known, i));
	struct making making = { .known = known };
	th_status status = make(&making);
	free(making.joined);
	free(making.affair);
	free(making.first_name);
	free(making.names);
	number_list_release(&making.names_of);
	return status;
}

void th_known_release(struct th_known *known)
{
	th_known_event_list_release(&known->events);
	th_affair_list_release(&known->affairs);
	th_strings_release(&known->names);
	free(known->affair_of_name);
	for (uint32_t i = 0; i < known->index_count; i++)
		free(known->number[i]);
	*known = (struct th_known){ 0 };
}

/* Nobody asks for an affair that was taken back: it exists no more. */
static uint32_t unless_withdrawn(const struct th_known *known, uint32_t affair)
{
	return affair == TH_NONE || known->affairs.items[affair].withdrawn ? TH_NONE : affair;
}

uint32_t th_known_affair(const struct th_known *known, uint32_t i, uint32_t event)
{
	uint32_t n = known->number[i][event];

	return n ? unless_withdrawn(known, known->events.items[n - 1].affair) : TH_NONE;
}

uint32_t th_known_affair_of_id(const struct th_known *known, th_slice id)
{
	th_str name = th_strings_find(&known->names, id);

	return name.v ? unless_withdrawn(known, known->affair_of_name[name.v - 1]) : TH_NONE;
}
