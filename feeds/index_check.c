/*
 * Is a block sound: does every offset, number and count in it lead to something in it? A block that
 * was read from a file is asked once, when it is opened; after that nobody checks again.
 */
#include "feeds/block.h"

struct check {
	const struct th_index *index;
	bool sound;
};

static uint32_t count_of(const struct check *c, enum th_block_part part)
{
	return c->index->header->parts[part].count;
}

static void check_ref(struct check *c, th_ref ref)
{
	uint32_t size = count_of(c, TH_BLOCK_TEXT);

	c->sound &= ref.at <= size && ref.len <= size - ref.at;
}

static void check_span(struct check *c, enum th_block_part part, th_span span)
{
	uint32_t count = count_of(c, part);

	c->sound &= span.first <= count && span.count <= count - span.first;
}

static void check_date(struct check *c, struct th_date date)
{
	c->sound &= date.precision <= TH_DATE_DAY;
	c->sound &= date.precision == TH_DATE_ABSENT ||
		    (date.day >= TH_DAY_FIRST && date.day <= TH_DAY_LAST);
}

static void check_party(struct check *c, const struct th_index_party *party)
{
	check_ref(c, party->name);
	check_span(c, TH_BLOCK_ITEMS, party->aliases);
	check_span(c, TH_BLOCK_ITEMS, party->purls);
	check_span(c, TH_BLOCK_ITEMS, party->cpes);
	check_span(c, TH_BLOCK_ITEMS, party->domains);
}

static void check_references(struct check *c, th_span references, uint32_t dates)
{
	check_span(c, TH_BLOCK_ITEMS, references);
	check_span(c, TH_BLOCK_DATES, (th_span){ dates, references.count });
}

static void check_event(struct check *c, const struct th_index_event *e)
{
	check_ref(c, e->id);
	check_ref(c, e->title);
	check_ref(c, e->note);
	c->sound &= e->kind < TH_EVENT_KIND_COUNT;
	check_span(c, TH_BLOCK_ITEMS, e->aliases);
	check_span(c, TH_BLOCK_ITEMS, e->caused_by);
	check_span(c, TH_BLOCK_ITEMS, e->techniques);
	check_party(c, &e->supplier);
	check_party(c, &e->product);
	check_span(c, TH_BLOCK_AFFECTED, e->affected);
	check_references(c, e->references, e->reference_dates);
	check_date(c, e->from);
	check_date(c, e->to);
	check_date(c, e->published);
	check_date(c, e->withdrawn);
	check_date(c, e->resolved);
}

static void check_affected(struct check *c, const struct th_index_affected *a)
{
	check_ref(c, a->platform);
	check_ref(c, a->range);
	check_span(c, TH_BLOCK_ITEMS, a->versions);
	check_span(c, TH_BLOCK_ITEMS, a->hashes);
	check_span(c, TH_BLOCK_ITEMS, a->purls);
	check_span(c, TH_BLOCK_ITEMS, a->commits);
}

static void check_lifecycle(struct check *c, const struct th_index_lifecycle *l)
{
	check_party(c, &l->supplier);
	check_party(c, &l->product);
	check_span(c, TH_BLOCK_ENDS, l->ends);
}

static void check_end(struct check *c, const struct th_index_end *e)
{
	c->sound &= e->kind < TH_END_KIND_COUNT;
	check_date(c, e->effective);
	check_date(c, e->published);
	check_date(c, e->withdrawn);
	check_span(c, TH_BLOCK_ITEMS, e->versions);
	check_span(c, TH_BLOCK_ITEMS, e->ranges);
	check_references(c, e->references, e->reference_dates);
	check_ref(c, e->note);
}

static void check_supplier(struct check *c, const struct th_index_supplier *s)
{
	check_ref(c, s->name);
	check_span(c, TH_BLOCK_ITEMS, s->aliases);
	check_span(c, TH_BLOCK_ITEMS, s->domains);
	c->sound &= s->kind < TH_SUPPLIER_KIND_COUNT;
	c->sound &= s->parent == TH_NONE || s->parent < count_of(c, TH_BLOCK_SUPPLIERS);
	check_date(c, s->acquired);
}

static void check_keys(struct check *c)
{
	static const enum th_block_part records[TH_RECORD_KIND_COUNT] = {
		[TH_RECORD_EVENT] = TH_BLOCK_EVENTS,
		[TH_RECORD_LIFECYCLE] = TH_BLOCK_LIFECYCLES,
		[TH_RECORD_SUPPLIER] = TH_BLOCK_SUPPLIERS
	};
	uint32_t taken = 0;

	for (uint32_t i = 0; i < count_of(c, TH_BLOCK_POSTINGS); i++) {
		struct th_posting p = c->index->postings[i];
		c->sound &= p.kind < TH_RECORD_KIND_COUNT &&
			    p.record < count_of(c, records[p.kind % TH_RECORD_KIND_COUNT]);
	}
	for (uint32_t i = 0; i < count_of(c, TH_BLOCK_ENTRIES); i++) {
		const struct th_block_entry *e = &c->index->entries[i];
		check_ref(c, e->key);
		c->sound &= e->kind < TH_KEY_KIND_COUNT;
		check_span(c, TH_BLOCK_POSTINGS, (th_span){ e->first, e->count });
	}
	for (uint32_t i = 0; i < count_of(c, TH_BLOCK_SLOTS); i++) {
		taken += c->index->slots[i].entry != 0;
		c->sound &= c->index->slots[i].entry <= count_of(c, TH_BLOCK_ENTRIES);
	}
	c->sound &= taken == count_of(c, TH_BLOCK_ENTRIES);
}

bool th_index_is_sound(const struct th_index *index)
{
	struct check c = { index, true };

	for (uint32_t i = 0; i < count_of(&c, TH_BLOCK_ITEMS); i++)
		check_ref(&c, index->items[i]);
	for (uint32_t i = 0; i < count_of(&c, TH_BLOCK_DATES); i++)
		check_date(&c, index->dates[i]);
	for (uint32_t i = 0; i < index->event_count; i++)
		check_event(&c, &index->events[i]);
	for (uint32_t i = 0; i < count_of(&c, TH_BLOCK_AFFECTED); i++)
		check_affected(&c, &index->affected[i]);
	for (uint32_t i = 0; i < index->lifecycle_count; i++)
		check_lifecycle(&c, &index->lifecycles[i]);
	for (uint32_t i = 0; i < count_of(&c, TH_BLOCK_ENDS); i++)
		check_end(&c, &index->ends[i]);
	for (uint32_t i = 0; i < index->supplier_count; i++)
		check_supplier(&c, &index->suppliers[i]);
	check_keys(&c);
	return c.sound;
}
