/*
 * A block of compiled facts that was read from somewhere. The bytes are given a header that fits, a
 * true size and a true checksum, so that what they say of places, numbers and counts is looked at;
 * a block that is opened then leads nowhere outside of itself.
 */
#include "feeds/block.h"
#include "tests/fuzz/fuzz.h"

static size_t touched; /* what was read, so that it is read */

static void touch(th_slice text)
{
	for (size_t i = 0; i < text.len; i++)
		touched += (unsigned char)text.ptr[i];
}

static void touch_list(const struct th_index *index, th_span list)
{
	for (uint32_t i = 0; i < list.count; i++)
		touch(th_index_item(index, list, i));
}

static void touch_party(const struct th_index *index, const struct th_index_party *party)
{
	touch(th_index_text(index, party->name));
	touch_list(index, party->aliases);
	touch_list(index, party->purls);
	touch_list(index, party->cpes);
	touch_list(index, party->domains);
}

static void touch_event(const struct th_index *index, const struct th_index_event *event)
{
	touch(th_index_text(index, event->id));
	touch(th_index_text(index, event->title));
	touch(th_index_text(index, event->note));
	touch_list(index, event->aliases);
	touch_list(index, event->caused_by);
	touch_list(index, event->techniques);
	touch_party(index, &event->supplier);
	touch_party(index, &event->product);
	touch_list(index, event->references);
	for (uint32_t i = 0; i < event->references.count; i++)
		touched += index->dates[event->reference_dates + i].precision;
	for (uint32_t i = 0; i < event->affected.count; i++) {
		const struct th_index_affected *a = &index->affected[event->affected.first + i];

		touch(th_index_text(index, a->platform));
		touch(th_index_text(index, a->range));
		touch_list(index, a->versions);
		touch_list(index, a->hashes);
		touch_list(index, a->purls);
		touch_list(index, a->commits);
	}
	FUZZ_CHECK(event->kind < TH_EVENT_KIND_COUNT);
}

static void touch_lifecycle(const struct th_index *index, const struct th_index_lifecycle *l)
{
	touch_party(index, &l->supplier);
	touch_party(index, &l->product);
	for (uint32_t i = 0; i < l->ends.count; i++) {
		const struct th_index_end *end = &index->ends[l->ends.first + i];

		FUZZ_CHECK(end->kind < TH_END_KIND_COUNT);
		touch_list(index, end->versions);
		touch_list(index, end->ranges);
		touch_list(index, end->references);
		touch(th_index_text(index, end->note));
	}
}

static void touch_supplier(const struct th_index *index, const struct th_index_supplier *s)
{
	touch(th_index_text(index, s->name));
	touch_list(index, s->aliases);
	touch_list(index, s->domains);
	FUZZ_CHECK(s->kind < TH_SUPPLIER_KIND_COUNT);
	FUZZ_CHECK(s->parent == TH_NONE || s->parent < index->supplier_count);
}

struct search {
	const struct th_index *index;
	enum th_key_kind kind;
};

static void look_up(void *context, th_slice key)
{
	const struct search *s = context;
	uint32_t count;
	const struct th_posting *postings = th_index_find(s->index, s->kind, key, &count);

	for (uint32_t i = 0; i < count; i++) {
		const uint32_t most[] = { s->index->event_count, s->index->lifecycle_count,
					  s->index->supplier_count };

		FUZZ_CHECK(postings[i].kind < TH_RECORD_KIND_COUNT);
		FUZZ_CHECK(postings[i].record < most[postings[i].kind]);
	}
	th_index_find_supplier(s->index, s->kind, key);
	th_index_find_prefix(s->index, s->kind, key, '/');
}

static void walk(const struct th_index *index)
{
	for (uint32_t i = 0; i < index->event_count; i++)
		touch_event(index, &index->events[i]);
	for (uint32_t i = 0; i < index->lifecycle_count; i++)
		touch_lifecycle(index, &index->lifecycles[i]);
	for (uint32_t i = 0; i < index->supplier_count; i++)
		touch_supplier(index, &index->suppliers[i]);
	for (int kind = 0; kind < TH_KEY_KIND_COUNT; kind++) {
		struct search search = { index, (enum th_key_kind)kind };

		th_index_each_key(index, search.kind, look_up, &search);
		look_up(&search, TH_SLICE("github.com/a/b/c/d"));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct th_index index;
	struct th_index_header header;
	char *block = malloc(size ? size : 1); /* aligned for anything */

	FUZZ_CHECK(block != NULL);
	if (size)
		memcpy(block, data, size);
	if (size >= sizeof(header)) {
		memcpy(&header, block, sizeof(header));
		memcpy(header.magic, TH_BLOCK_MAGIC, sizeof(header.magic));
		header.size = size;
		header.version = TH_BLOCK_VERSION;
		header.order = TH_BLOCK_ORDER;
		memcpy(block, &header, sizeof(header));
		header.checksum = th_block_checksum(block, size);
		memcpy(block, &header, sizeof(header));
	}
	if (th_index_open(&index, block, size) == TH_OK)
		walk(&index);
	else
		FUZZ_CHECK(th_index_longest(&index, TH_KEY_HASH) == 0);
	free(block);
	return 0;
}
