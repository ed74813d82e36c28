#include "graph/versions.h"

#define NONE TH_VERSIONS_NONE

/*
 * Versions in ascending order, no two of them equal, cut the line into stretches: 2 i lies below
 * version i, 2 i + 1 is version i, the last lies above all.
 */
struct th_versions_line {
	th_slice *versions;
	uint32_t count;
	uint32_t *first; /* by stretch: the least rank that covers it, or NONE */
	uint32_t *loose; /* entries without a place */
	uint32_t loose_count;
};

void th_versions_init(struct th_versions *set, struct th_arena *arena)
{
	*set = (struct th_versions){ .arena = arena, .always = NONE, .unreadable = NONE };
}

void th_versions_release(struct th_versions *set)
{
	th_versions_entry_list_release(&set->listed);
	for (unsigned s = 0; s < TH_SCHEME_COUNT; s++)
		th_versions_entry_list_release(&set->ranges[s]);
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static th_status add(struct th_versions_entry_list *list, struct th_versions_entry entry)
{
	struct th_versions_entry *slot = th_versions_entry_list_push(list, UINT32_MAX);

	if (!slot)
		return TH_ENOMEM;
	*slot = entry;
	return TH_OK;
}

th_status th_versions_add(struct th_versions *set, th_slice text, uint32_t rank)
{
	struct th_vers_constraint *c = th_arena_calloc(set->arena, 1, sizeof(*c));

	if (!c)
		return TH_ENOMEM;
	*c = (struct th_vers_constraint){ .version = text,
					  .comparator = TH_VERS_EQUAL,
					  .at_in = true };
	return add(&set->listed,
		   (struct th_versions_entry){ .constraints = c, .count = 1, .rank = rank });
}

th_status th_versions_add_range(struct th_versions *set, th_slice text, uint32_t rank)
{
	const struct th_vers *v;

	th_status status = th_vers_parse(set->arena, text, TH_VERS_LENIENT, &v, NULL);
	if (status == TH_ENOMEM)
		return status;
	if (status != TH_OK) {
		set->unreadable = least(set->unreadable, rank);
		return TH_OK;
	}
	if (v->kind == TH_VERS_EVERYTHING)
		set->always = least(set->always, rank);
	if (v->kind != TH_VERS_SORTED && v->kind != TH_VERS_LISTED)
		return TH_OK;
	return add(&set->ranges[v->scheme],
		   (struct th_versions_entry){ .vers = v,
					       .constraints = v->constraints,
					       .count = v->count,
					       .rank = rank,
					       .above_in = v->above_in,
					       .loose = v->kind == TH_VERS_LISTED });
}

/* ---- making a line ---- */

/* A constraint on its way to its place. */
struct point {
	th_slice version;
	uint32_t number; /* counted through all entries */
	uint32_t entry;
};

struct maker {
	enum th_scheme scheme;
	struct th_versions_entry_list *entries;
	struct th_versions_line *line;
	struct point *points, *spare;
	uint32_t *place; /* by constraint, counted through all entries */
	uint32_t *next;  /* by stretch: it if it has no rank yet, else one behind it */
};

/* Merge [from, middle) and [middle, to), equal ones in their old order. */
static void merge(const struct maker *m, uint32_t from, uint32_t middle, uint32_t to)
{
	uint32_t left = from, right = middle;

	for (uint32_t at = from; at < to; at++) {
		bool take_right =
			left == middle ||
			(right < to &&
			 th_version_compare(m->scheme, m->points[left].version,
					    m->points[right].version) == TH_ORDER_GREATER);
		m->spare[at] = m->points[take_right ? right++ : left++];
	}
}

static void sort(struct maker *m, uint32_t count)
{
	for (size_t width = 1; width < count; width *= 2) {
		for (size_t at = 0; at < count; at += 2 * width) {
			size_t middle = at + width < count ? at + width : count;
			size_t end = at + 2 * width < count ? at + 2 * width : count;
			merge(m, (uint32_t)at, (uint32_t)middle, (uint32_t)end);
		}
		struct point *swap = m->points;
		m->points = m->spare;
		m->spare = swap;
	}
}

/* The points that can be ordered; entries with another are loose. */
static uint32_t collect(struct maker *m)
{
	uint32_t count = 0, number = 0;

	for (uint32_t e = 0; e < m->entries->count; e++) {
		struct th_versions_entry *entry = &m->entries->items[e];
		for (uint32_t c = 0; c < entry->count; c++, number++) {
			th_slice version = entry->constraints[c].version;
			if (!th_version_valid(m->scheme, version))
				entry->loose = true;
			else if (!entry->loose)
				m->points[count++] = (struct point){ version, number, e };
		}
	}
	return count;
}

/* Equal versions share a place; what does not ascend from the one before makes its entry loose. */
static void place_points(struct maker *m, uint32_t count)
{
	struct th_versions_line *line = m->line;

	for (uint32_t i = 0; i < count; i++) {
		const struct point *p = &m->points[i];
		enum th_order order =
			line->count ? th_version_compare(m->scheme, line->versions[line->count - 1],
							 p->version)
				    : TH_ORDER_LESS;
		if (order == TH_ORDER_LESS)
			line->versions[line->count++] = p->version;
		if (order == TH_ORDER_LESS || order == TH_ORDER_EQUAL)
			m->place[p->number] = line->count - 1;
		else
			m->entries->items[p->entry].loose = true;
	}
}

static uint32_t next_free(uint32_t *next, uint32_t stretch)
{
	while (next[stretch] != stretch) {
		next[stretch] = next[next[stretch]];
		stretch = next[stretch];
	}
	return stretch;
}

/* Stretches from to to - 1 are covered. */
static void cover(struct maker *m, uint32_t from, uint32_t to, uint32_t rank)
{
	for (uint32_t s = next_free(m->next, from); s < to; s = next_free(m->next, s)) {
		m->line->first[s] = rank;
		m->next[s] = s + 1;
	}
}

static void cover_all(struct maker *m)
{
	uint32_t number = 0;

	for (uint32_t e = 0; e < m->entries->count; e++) {
		const struct th_versions_entry *entry = &m->entries->items[e];
		const uint32_t *place = m->place + number;
		uint32_t from = 0;
		number += entry->count;
		if (entry->loose) {
			m->line->loose[m->line->loose_count++] = e;
			continue;
		}
		for (uint32_t c = 0; c < entry->count; c++) {
			uint32_t at = 2 * place[c] + 1;
			if (entry->constraints[c].below_in)
				cover(m, from, at, entry->rank);
			if (entry->constraints[c].at_in)
				cover(m, at, at + 1, entry->rank);
			from = at + 1;
		}
		if (entry->above_in)
			cover(m, from, 2 * m->line->count + 1, entry->rank);
	}
}

static th_status fill(struct maker *m, uint32_t total)
{
	uint32_t stretches;

	sort(m, total = collect(m));
	place_points(m, total);
	stretches = 2 * m->line->count + 1;
	for (uint32_t s = 0; s <= stretches; s++) {
		m->line->first[s] = NONE;
		m->next[s] = s;
	}
	cover_all(m);
	return TH_OK;
}

static th_status make_line(struct th_versions *set, enum th_scheme scheme,
			   struct th_versions_entry_list *entries, struct th_versions_line **out)
{
	uint64_t total = 0;
	struct th_versions_line *line = th_arena_calloc(set->arena, 1, sizeof(*line));

	for (uint32_t e = 0; e < entries->count; e++) {
		total += entries->items[e].count;
		entries->items[e].loose =
			entries->items[e].vers && entries->items[e].vers->kind == TH_VERS_LISTED;
	}
	if (total > UINT32_MAX / 4)
		return TH_ELIMIT;
	struct maker m = { scheme, entries, line, NULL, NULL, NULL, NULL };
	size_t n = (size_t)total + 1;
	struct point *points = calloc(2 * n, sizeof(*points));
	uint32_t *numbers = calloc(3 * n + 1, sizeof(*numbers));
	th_status status = TH_ENOMEM;
	if (line) {
		line->versions = th_arena_calloc(set->arena, n, sizeof(*line->versions));
		line->first = th_arena_calloc(set->arena, 2 * n, sizeof(*line->first));
		line->loose = th_arena_calloc(set->arena, entries->count, sizeof(*line->loose));
	}
	if (line && line->versions && line->first && line->loose && points && numbers) {
		m.points = points;
		m.spare = points + n;
		m.place = numbers;
		m.next = numbers + n;
		status = fill(&m, (uint32_t)total);
	}
	free(points);
	free(numbers);
	if (status == TH_OK)
		*out = line;
	return status;
}

/* ---- asking ---- */

static void ask(const struct th_versions_entry *entry, enum th_scheme scheme, th_slice version,
		struct th_versions_answer *out)
{
	enum th_vers_answer answer;

	if (entry->vers)
		answer = th_vers_contains(entry->vers, version);
	else
		answer = th_version_compare(scheme, entry->constraints[0].version, version) ==
					 TH_ORDER_EQUAL
				 ? TH_VERS_YES
				 : TH_VERS_NO;
	if (answer == TH_VERS_YES)
		out->sure = least(out->sure, entry->rank);
	else if (answer == TH_VERS_UNKNOWN)
		out->doubtful = least(out->doubtful, entry->rank);
}

/* The stretch where a version lies, or NONE: it does not compare with some version of the line, and
 * so equals none. */
static uint32_t stretch_of(const struct th_versions_line *line, enum th_scheme scheme,
			   th_slice version)
{
	uint32_t from = 0, to = line->count;

	while (from < to) {
		uint32_t middle = from + (to - from) / 2;
		switch (th_version_compare(scheme, line->versions[middle], version)) {
		case TH_ORDER_LESS: from = middle + 1; break;
		case TH_ORDER_GREATER: to = middle; break;
		case TH_ORDER_EQUAL: return 2 * middle + 1;
		case TH_ORDER_UNKNOWN: return NONE;
		}
	}
	return 2 * from;
}

/* scheme: of the entries' order. */
static th_status ask_line(struct th_versions *set, enum th_scheme scheme,
			  struct th_versions_entry_list *entries, struct th_versions_line **line,
			  th_slice version, struct th_versions_answer *out, uint64_t *looks)
{
	if (entries->count == 0)
		return TH_OK;
	if (!*line)
		TH_TRY(make_line(set, scheme, entries, line));
	uint32_t stretch = stretch_of(*line, scheme, version);
	if (stretch != NONE)
		out->sure = least(out->sure, (*line)->first[stretch]);
	/* That a version has no place in the order says no more of ranges than each says itself. */
	bool ask_all = stretch == NONE && entries->items[0].vers;
	uint32_t count = ask_all ? entries->count : (*line)->loose_count;
	for (uint32_t i = 0; i < count; i++)
		ask(&entries->items[ask_all ? i : (*line)->loose[i]], scheme, version, out);
	*looks += count;
	return TH_OK;
}

th_status th_versions_find(struct th_versions *set, enum th_scheme scheme, th_slice version,
			   struct th_versions_answer *out, uint64_t *looks)
{
	*out = (struct th_versions_answer){ set->always, NONE };
	if (version.len == 0)
		return TH_OK;
	out->doubtful = set->unreadable;
	TH_TRY(ask_line(set, scheme, &set->listed, &set->of_listed[scheme], version, out, looks));
	for (unsigned s = 0; s < TH_SCHEME_COUNT; s++)
		TH_TRY(ask_line(set, (enum th_scheme)s, &set->ranges[s], &set->of_ranges[s],
				version, out, looks));
	return TH_OK;
}
