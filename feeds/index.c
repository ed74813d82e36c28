#include "feeds/index.h"

#include "feeds/block.h"

const size_t th_block_item_size[TH_BLOCK_PART_COUNT] = {
#define TH_BLOCK_PART(name, type) [TH_BLOCK_##name] = sizeof(type),
	TH_BLOCK_PARTS(TH_BLOCK_PART)
#undef TH_BLOCK_PART
};

/* ---- opening ---- */

uint64_t th_block_checksum(const void *block, size_t size)
{
	const char *at = block;
	uint64_t sum = size, word;
	size_t i = offsetof(struct th_index_header, size);

	for (; i + sizeof(word) <= size; i += sizeof(word)) {
		memcpy(&word, at + i, sizeof(word));
		sum = th_hash_mix(sum, word);
	}
	for (; i < size; i++)
		sum = th_hash_mix(sum, (unsigned char)at[i]);
	return sum;
}

static bool parts_fit(const struct th_index_header *header)
{
	for (unsigned i = 0; i < TH_BLOCK_PART_COUNT; i++) {
		uint64_t at = header->parts[i].at,
			 bytes = (uint64_t)header->parts[i].count * th_block_item_size[i];
		if (at % 8 != 0 || at < sizeof(*header) || at > header->size ||
		    bytes > header->size - at)
			return false;
	}
	/* A power of two, and one slot free at least: every search ends. */
	uint32_t slots = header->parts[TH_BLOCK_SLOTS].count,
		 entries = header->parts[TH_BLOCK_ENTRIES].count;
	return entries < slots && (slots & (slots - 1)) == 0;
}

static bool header_fits(const struct th_index_header *header, size_t size)
{
	return size >= sizeof(*header) &&
	       memcmp(header->magic, TH_BLOCK_MAGIC, sizeof(header->magic)) == 0 &&
	       header->version == TH_BLOCK_VERSION && header->order == TH_BLOCK_ORDER &&
	       header->size == size && parts_fit(header);
}

th_status th_index_open_trusted(struct th_index *index, const void *block, size_t size)
{
	const struct th_index_header *header = block;
	const char *bytes = block;

	*index = (struct th_index){ 0 };
	if (!block || (uintptr_t)block % 8 != 0 || !header_fits(header, size))
		return TH_EINPUT;
#define PART(name) ((const void *)(bytes + header->parts[TH_BLOCK_##name].at))
	*index = (struct th_index){
		.block = bytes,
		.size = size,
		.header = header,
		.events = PART(EVENTS),
		.lifecycles = PART(LIFECYCLES),
		.suppliers = PART(SUPPLIERS),
		.affected = PART(AFFECTED),
		.ends = PART(ENDS),
		.dates = PART(DATES),
		.event_count = header->parts[TH_BLOCK_EVENTS].count,
		.lifecycle_count = header->parts[TH_BLOCK_LIFECYCLES].count,
		.supplier_count = header->parts[TH_BLOCK_SUPPLIERS].count,
		.items = PART(ITEMS),
		.entries = PART(ENTRIES),
		.slots = PART(SLOTS),
		.postings = PART(POSTINGS),
		.text = PART(TEXT),
	};
#undef PART
	return TH_OK;
}

th_status th_index_open(struct th_index *index, const void *block, size_t size)
{
	TH_TRY(th_index_open_trusted(index, block, size));
	if (index->header->checksum == th_block_checksum(block, size) && th_index_is_sound(index))
		return TH_OK;
	*index = (struct th_index){ 0 };
	return TH_EINPUT;
}

/* ---- looking up ---- */

th_slice th_index_text(const struct th_index *index, th_ref ref)
{
	return ref.len ? th_slice_make(index->text + ref.at, ref.len) : (th_slice){ 0 };
}

th_slice th_index_item(const struct th_index *index, th_span list, uint32_t i)
{
	return th_index_text(index, index->items[list.first + i]);
}

uint32_t th_index_longest(const struct th_index *index, enum th_key_kind kind)
{
	return index->header ? index->header->longest[kind] : 0;
}

void th_index_each_key(const struct th_index *index, enum th_key_kind kind,
		       void (*each)(void *context, th_slice key), void *context)
{
	uint32_t count = index->header ? index->header->parts[TH_BLOCK_ENTRIES].count : 0;

	for (uint32_t i = 0; i < count; i++)
		if (index->entries[i].kind == (uint32_t)kind)
			each(context, th_index_text(index, index->entries[i].key));
}

const struct th_posting *th_index_find(const struct th_index *index, enum th_key_kind kind,
				       th_slice key, uint32_t *count)
{
	const struct th_index_header *header = index->header;

	*count = 0;
	if (!header || key.len == 0 || key.len > header->longest[kind])
		return NULL;
	uint64_t hash = th_block_hash(header, kind, key);
	uint32_t mask = header->parts[TH_BLOCK_SLOTS].count - 1, tag = (uint32_t)(hash >> 32);
	for (uint32_t i = (uint32_t)hash & mask; index->slots[i].entry; i = (i + 1) & mask) {
		if (index->slots[i].tag != tag)
			continue;
		const struct th_block_entry *entry = &index->entries[index->slots[i].entry - 1];
		if (entry->kind != (uint32_t)kind ||
		    !th_slice_equal(th_index_text(index, entry->key), key))
			continue;
		*count = entry->count;
		return &index->postings[entry->first];
	}
	return NULL;
}

uint32_t th_index_find_supplier(const struct th_index *index, enum th_key_kind kind, th_slice key)
{
	uint32_t count;
	const struct th_posting *postings = th_index_find(index, kind, key, &count);

	for (uint32_t i = 0; i < count; i++)
		if (postings[i].kind == TH_RECORD_SUPPLIER)
			return postings[i].record;
	return TH_NONE;
}

/*
 * Prefixes longer than any key of the kind are not even hashed: a hostile name can have thousands
 * of separators.
 */
uint32_t th_index_find_prefix(const struct th_index *index, enum th_key_kind kind, th_slice key,
			      char separator)
{
	size_t longest = index->header ? index->header->longest[kind] : 0;

	while (key.len > 0) {
		uint32_t found =
			key.len <= longest ? th_index_find_supplier(index, kind, key) : TH_NONE;
		if (found != TH_NONE)
			return found;
		/*
		 * Of a key that is too long, all but the bytes that a prefix can have; its
		 * separator is the next byte at most.
		 */
		size_t end = key.len <= longest ? key.len : longest + 1;
		th_slice rest = th_slice_sub(key, 0, end);
		size_t cut = th_slice_rfind(rest, separator);
		if (cut == rest.len)
			return TH_NONE;
		key = th_slice_sub(key, 0, cut);
	}
	return TH_NONE;
}
