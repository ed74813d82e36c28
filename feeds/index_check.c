/*
 * Is a block sound: does every offset, number and count in it lead to something in it? A block that
 * was read from a file is asked once, when it is opened; after that nobody checks again.
 */
#include "core/version/version.h"
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
	check_ref(c, l->observed_at);
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
	check_ref(c, e->cycle);
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

static void check_advisory(struct check *c, const struct th_index_advisory *a)
{
	check_ref(c, a->id);
	check_span(c, TH_BLOCK_ITEMS, a->names);
	c->sound &= a->told <= count_of(c, TH_BLOCK_PROSE);
	c->sound &= a->word < TH_SEVERITY_WORD_COUNT;
}

static void check_package(struct check *c, const struct th_index_package *p)
{
	check_span(c, TH_BLOCK_ITEMS, p->versions);
	check_span(c, TH_BLOCK_BOUNDS, p->bounds);
	c->sound &= p->more < (p->flags & TH_PACKAGE_HAS_PRODUCT ? c->index->product_count
								 : count_of(c, TH_BLOCK_PROSE) + 1);
	c->sound &= p->scheme < TH_SCHEME_COUNT;
	c->sound &=
		p->advisory < c->index->advisory_count || p->advisory < c->index->statement_count;
}

static void check_product(struct check *c, const struct th_index_product *p)
{
	check_ref(c, p->supplier);
	check_ref(c, p->cpe);
	check_ref(c, p->purl);
	check_ref(c, p->link);
	check_span(c, TH_BLOCK_ITEMS, p->ranges);
	check_span(c, TH_BLOCK_ITEMS, p->hashes);
}

static void check_statement(struct check *c, const struct th_index_statement *s)
{
	check_span(c, TH_BLOCK_ITEMS, s->flaws);
	check_span(c, TH_BLOCK_PACKAGES, s->products);
	check_ref(c, s->why);
	check_ref(c, s->author);
	c->sound &= s->status < TH_VEX_STATUS_COUNT;
	check_date(c, s->said);
}

static void check_bound(struct check *c, const struct th_index_bound *b)
{
	check_ref(c, (th_ref){ b->at, b->len });
	c->sound &= b->kind < TH_BOUND_KIND_COUNT;
}

static void check_keys(struct check *c)
{
	static const enum th_block_part records[TH_RECORD_KIND_COUNT] = {
		[TH_RECORD_EVENT] = TH_BLOCK_EVENTS,
		[TH_RECORD_LIFECYCLE] = TH_BLOCK_LIFECYCLES,
		[TH_RECORD_SUPPLIER] = TH_BLOCK_SUPPLIERS,
		[TH_RECORD_PACKAGE] = TH_BLOCK_PACKAGES,
		[TH_RECORD_STATEMENT] = TH_BLOCK_STATEMENTS,
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

/* The records that lead a caller from list to list by themselves. */
static void check_records(struct check *c)
{
	const struct th_index *index = c->index;

	for (uint32_t i = 0; i < count_of(c, TH_BLOCK_DATES); i++)
		check_date(c, index->dates[i]);
	for (uint32_t i = 0; i < index->event_count; i++)
		check_event(c, &index->events[i]);
	for (uint32_t i = 0; i < count_of(c, TH_BLOCK_AFFECTED); i++)
		check_affected(c, &index->affected[i]);
	for (uint32_t i = 0; i < index->lifecycle_count; i++)
		check_lifecycle(c, &index->lifecycles[i]);
	for (uint32_t i = 0; i < count_of(c, TH_BLOCK_ENDS); i++)
		check_end(c, &index->ends[i]);
	for (uint32_t i = 0; i < index->supplier_count; i++)
		check_supplier(c, &index->suppliers[i]);
	for (uint32_t i = 0; i < index->statement_count; i++) {
		const struct th_index_statement *s = &index->statements[i];
		check_statement(c, s);
		for (uint32_t p = 0; c->sound && p < s->products.count; p++)
			check_package(c, &index->packages[s->products.first + p]);
	}
	for (uint32_t i = 0; i < index->product_count; i++)
		check_product(c, &index->products[i]);
	for (uint32_t i = 0; i < index->source_count; i++)
		check_ref(c, index->sources[i].name);
}

bool th_index_is_safe(const struct th_index *index)
{
	struct check c = { index, true };

	check_records(&c);
	return c.sound;
}

const struct th_index_package *th_index_package(const struct th_index *index, uint32_t number)
{
	struct check c = { index, number < index->package_count };

	if (c.sound)
		check_package(&c, &index->packages[number]);
	return c.sound ? &index->packages[number] : NULL;
}

const struct th_index_advisory *th_index_advisory(const struct th_index *index, uint32_t number)
{
	struct check c = { index, number < index->advisory_count };

	if (c.sound)
		check_advisory(&c, &index->advisories[number]);
	return c.sound ? &index->advisories[number] : NULL;
}

bool th_index_is_sound(const struct th_index *index)
{
	struct check c = { index, true };

	check_records(&c);
	for (uint32_t i = 0; i < count_of(&c, TH_BLOCK_ITEMS); i++)
		check_ref(&c, index->items[i]);
	for (uint32_t i = 0; i < index->advisory_count; i++)
		check_advisory(&c, &index->advisories[i]);
	for (uint32_t i = 0; i < index->package_count; i++)
		check_package(&c, &index->packages[i]);
	for (uint32_t i = 0; i < index->bound_count; i++)
		check_bound(&c, &index->bounds[i]);
	check_keys(&c);
	return c.sound;
}
