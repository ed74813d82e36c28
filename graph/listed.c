#include "graph/listed.h"

#include "core/base/limits.h"
#include "core/identity/purl.h"

/* ---- events ---- */

struct maker {
	struct th_arena *arena;
	const struct th_index *index;
	const struct th_index_event *event;
	struct th_listed_event *out;
	struct th_purl_scratch *scratch;
};

/* text, or a copy in lower case. */
static th_slice lower(struct th_arena *arena, th_slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (th_lower(text.ptr[i]) == text.ptr[i])
			continue;
		char *copy = th_arena_alloc(arena, text.len);
		for (size_t k = 0; copy && k < text.len; k++)
			copy[k] = th_lower(text.ptr[k]);
		return copy ? th_slice_make(copy, text.len) : (th_slice){ 0 };
	}
	return text;
}

/* text stays where it is. */
static th_status add_text(struct maker *m, th_slice text, enum th_listed_kind kind, uint32_t groups)
{
	struct th_listed_text_list *texts = &m->out->texts;
	th_slice name = lower(m->arena, text);
	th_str id;

	if (text.len == 0)
		return TH_OK;
	if (!name.ptr)
		return TH_ENOMEM;
	TH_TRY(th_strings_intern(&m->out->names, name, &id));
	if (id.v > texts->count && !th_listed_text_list_push(texts, UINT32_MAX))
		return TH_ENOMEM;
	texts->items[id.v - 1].groups[kind] |= groups;
	return TH_OK;
}

static th_status add_texts(struct maker *m, th_span list, enum th_listed_kind kind, uint32_t groups)
{
	for (uint32_t i = 0; i < list.count; i++)
		TH_TRY(add_text(m, th_index_item(m->index, list, i), kind, groups));
	return TH_OK;
}

static th_status add_product(struct maker *m)
{
	th_span purls = m->event->product.purls;
	th_slice key;

	for (uint32_t i = 0; i < purls.count; i++) {
		if (th_purl_canonical(th_index_item(m->index, purls, i), TH_PURL_MATCH, m->scratch,
				      &key, NULL) != TH_OK)
			continue;
		th_slice kept = th_arena_copy(m->arena, key);
		if (!kept.ptr)
			return TH_ENOMEM;
		TH_TRY(add_text(m, kept, TH_LISTED_PRODUCT, 1));
	}
	return TH_OK;
}

static th_status add_versions(struct maker *m, const struct th_index_affected *entry,
			      unsigned group)
{
	struct th_versions **set = &m->out->versions[group];

	if (entry->versions.count == 0 && entry->range.len == 0)
		return TH_OK;
	m->out->stated |= UINT32_C(1) << group;
	if (!*set) {
		*set = th_arena_alloc(m->arena, sizeof(**set));
		if (!*set)
			return TH_ENOMEM;
		th_versions_init(*set, m->arena);
	}
	for (uint32_t i = 0; i < entry->versions.count; i++)
		TH_TRY(th_versions_add(*set, th_index_item(m->index, entry->versions, i), 0));
	if (entry->range.len)
		TH_TRY(th_versions_add_range(*set, th_index_text(m->index, entry->range), 0));
	return TH_OK;
}

static unsigned group_of(const struct th_index *index, const struct th_index_affected *entry)
{
	th_slice word = th_index_text(index, entry->platform);

	return (word.len ? 1 + (unsigned)th_platform_of_text(word) : 0) +
	       (entry->suspected ? TH_LISTED_PLATFORMS : 0);
}

static th_status add_all(struct maker *m)
{
	TH_TRY(add_product(m));
	for (uint32_t i = 0; i < m->event->affected.count; i++) {
		const struct th_index_affected *entry =
			&m->index->affected[m->event->affected.first + i];
		unsigned group = group_of(m->index, entry);
		m->out->groups |= UINT32_C(1) << group;
		TH_TRY(add_versions(m, entry, group));
		TH_TRY(add_texts(m, entry->hashes, TH_LISTED_HASH, UINT32_C(1) << group));
		TH_TRY(add_texts(m, entry->purls, TH_LISTED_RELEASE, UINT32_C(1) << group));
		TH_TRY(add_texts(m, entry->commits, TH_LISTED_COMMIT, UINT32_C(1) << group));
	}
	return TH_OK;
}

th_status th_listed_event_new(struct th_arena *arena, const struct th_index *index,
			      const struct th_index_event *event, struct th_listed_event **out)
{
	struct maker m = { .arena = arena, .index = index, .event = event };

	*out = m.out = th_arena_calloc(arena, 1, sizeof(*m.out));
	m.scratch = malloc(sizeof(*m.scratch));
	th_status status = m.out && m.scratch ? add_all(&m) : TH_ENOMEM;
	free(m.scratch);
	return status;
}

void th_listed_event_release(struct th_listed_event *event)
{
	if (!event)
		return;
	for (unsigned g = 0; g < TH_LISTED_GROUPS; g++)
		if (event->versions[g])
			th_versions_release(event->versions[g]);
	th_strings_release(&event->names);
	th_listed_text_list_release(&event->texts);
}

uint32_t th_listed_groups(const struct th_listed_event *event, enum th_listed_kind kind,
			  th_slice text)
{
	char name[TH_MAX_PURL_BYTES];

	if (event->texts.count == 0 || text.len == 0 || text.len > sizeof(name))
		return 0;
	for (size_t i = 0; i < text.len; i++)
		name[i] = th_lower(text.ptr[i]);
	th_str id = th_strings_find(&event->names, th_slice_make(name, text.len));
	return id.v ? event->texts.items[id.v - 1].groups[kind] : 0;
}

/* ---- ends ---- */

static bool exists(const struct th_index_end *end, int32_t as_of)
{
	if (!th_date_present(end->effective) ||
	    (th_date_present(end->published) && th_date_first(end->published) > as_of))
		return false;
	return !th_date_present(end->withdrawn) || th_date_last(end->withdrawn) > as_of;
}

static int by_day(const void *x, const void *y)
{
	const struct th_index_end *const *a = x, *const *b = y;
	int32_t first = th_date_last((*a)->effective), second = th_date_last((*b)->effective);

	if (first != second)
		return first < second ? -1 : 1;
	return *a < *b ? -1 : *a > *b; /* as they were written */
}

static th_status add_end(struct th_listed_ends *ends, const struct th_index *index, uint32_t rank)
{
	const struct th_index_end *end = ends->ends[rank];

	if (end->versions.count == 0 && end->ranges.count == 0 && end->cycle.len == 0 &&
	    ends->any == TH_VERSIONS_NONE)
		ends->any = rank;
	for (uint32_t i = 0; i < end->versions.count; i++)
		TH_TRY(th_versions_add(&ends->versions, th_index_item(index, end->versions, i),
				       rank));
	for (uint32_t i = 0; i < end->ranges.count; i++)
		TH_TRY(th_versions_add_range(&ends->versions, th_index_item(index, end->ranges, i),
					     rank));
	return TH_OK;
}

/* All lines of the product, whether they end or not. */
static th_status add_cycles(struct th_listed_ends *ends, const struct th_index *index,
			    const struct th_index_lifecycle *lifecycle, enum th_end_kind kind)
{
	for (uint32_t i = 0; i < lifecycle->ends.count; i++) {
		const struct th_index_end *end = &index->ends[lifecycle->ends.first + i];
		if (end->kind != kind || end->cycle.len == 0)
			continue;
		struct th_listed_cycle *cycle =
			th_listed_cycle_list_push(&ends->cycles, UINT32_MAX);
		if (!cycle)
			return TH_ENOMEM;
		*cycle = (struct th_listed_cycle){ th_index_text(index, end->cycle),
						   TH_VERSIONS_NONE };
		for (uint32_t rank = 0; rank < ends->count; rank++)
			if (ends->ends[rank] == end)
				cycle->rank = rank;
	}
	return TH_OK;
}

static bool is_of_line(th_slice version, th_slice line)
{
	if (version.len < line.len ||
	    !th_slice_equal_nocase(th_slice_sub(version, 0, line.len), line))
		return false;
	return version.len == line.len || !th_is_alnum(version.ptr[line.len]) ||
	       (th_is_digit(line.ptr[line.len - 1]) != th_is_digit(version.ptr[line.len]));
}

uint32_t th_listed_ends_of_line(const struct th_listed_ends *ends, th_slice version)
{
	const struct th_listed_cycle *best = NULL;

	for (uint32_t i = 0; i < ends->cycles.count; i++) {
		const struct th_listed_cycle *cycle = &ends->cycles.items[i];
		if ((!best || cycle->name.len > best->name.len) && is_of_line(version, cycle->name))
			best = cycle;
	}
	return best ? best->rank : TH_VERSIONS_NONE;
}

th_status th_listed_ends_new(struct th_arena *arena, const struct th_index *index,
			     const struct th_index_lifecycle *lifecycle, enum th_end_kind kind,
			     int32_t as_of, struct th_listed_ends **out)
{
	struct th_listed_ends *ends = *out = th_arena_calloc(arena, 1, sizeof(*ends));

	if (!ends)
		return TH_ENOMEM;
	th_versions_init(&ends->versions, arena);
	ends->any = TH_VERSIONS_NONE;
	ends->ends = th_arena_calloc(arena, lifecycle->ends.count, sizeof(*ends->ends));
	if (!ends->ends)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < lifecycle->ends.count; i++) {
		const struct th_index_end *end = &index->ends[lifecycle->ends.first + i];
		if (end->kind == kind && exists(end, as_of))
			ends->ends[ends->count++] = end;
	}
	if (ends->count)
		qsort(ends->ends, ends->count, sizeof(*ends->ends), by_day);
	for (uint32_t rank = 0; rank < ends->count; rank++)
		TH_TRY(add_end(ends, index, rank));
	return add_cycles(ends, index, lifecycle, kind);
}

void th_listed_ends_release(struct th_listed_ends *ends)
{
	if (!ends)
		return;
	th_versions_release(&ends->versions);
	th_listed_cycle_list_release(&ends->cycles);
}
