#include "feeds/index.h"

#include "core/version/version.h"
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

uint64_t th_block_schemes(void)
{
	uint64_t sum = TH_SCHEME_COUNT;

	for (unsigned i = 0; i < TH_SCHEME_COUNT; i++)
		sum = th_hash_mix(sum,
				  th_hash_with((struct th_hash_seed){ 5, 6 },
					       th_slice_of(th_scheme_name((enum th_scheme)i))));
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
	       header->schemes == th_block_schemes() && header->size == size && parts_fit(header);
}

th_status th_index_open_trusted(struct th_index *index, const void *block, size_t size)
{
	const struct th_index_header *header = block;
	const char *bytes = block;

	*index = (struct th_index){ 0 };
	if (!block || (uintptr_t)block % 8 != 0 || !header_fits(header, size))
		return TH_EINPUT;
#define PART(name) ((const void *)(bytes + header->parts[TH_BLOCK_##name].at))
#define COUNT(name) header->parts[TH_BLOCK_##name].count
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
		.advisories = PART(ADVISORIES),
		.packages = PART(PACKAGES),
		.bounds = PART(BOUNDS),
		.products = PART(PRODUCTS),
		.exploited = PART(EXPLOITED),
		.likelihoods = PART(LIKELIHOODS),
		.statements = PART(STATEMENTS),
		.sources = PART(SOURCES),
		.event_count = COUNT(EVENTS),
		.lifecycle_count = COUNT(LIFECYCLES),
		.supplier_count = COUNT(SUPPLIERS),
		.advisory_count = COUNT(ADVISORIES),
		.package_count = COUNT(PACKAGES),
		.bound_count = COUNT(BOUNDS),
		.product_count = COUNT(PRODUCTS),
		.exploited_count = COUNT(EXPLOITED),
		.likelihood_count = COUNT(LIKELIHOODS),
		.statement_count = COUNT(STATEMENTS),
		.source_count = COUNT(SOURCES),
		.items = PART(ITEMS),
		.entries = PART(ENTRIES),
		.slots = PART(SLOTS),
		.postings = PART(POSTINGS),
		.text = PART(TEXT),
		.prose = PART(PROSE),
	};
#undef COUNT
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

th_status th_index_open_mapped(struct th_index *index, const void *block, size_t size)
{
	TH_TRY(th_index_open_trusted(index, block, size));
	if (th_index_is_safe(index))
		return TH_OK;
	*index = (struct th_index){ 0 };
	return TH_EINPUT;
}

/* ---- looking up ---- */

static uint32_t count_of(const struct th_index *index, enum th_block_part part)
{
	return index->header->parts[part].count;
}

th_slice th_index_text(const struct th_index *index, th_ref ref)
{
	uint32_t size = ref.len ? count_of(index, TH_BLOCK_TEXT) : 0;

	return ref.len && ref.at <= size && ref.len <= size - ref.at
		       ? th_slice_make(index->text + ref.at, ref.len)
		       : (th_slice){ 0 };
}

th_slice th_index_item(const struct th_index *index, th_span list, uint32_t i)
{
	uint64_t at = (uint64_t)list.first + i;

	return at < count_of(index, TH_BLOCK_ITEMS) ? th_index_text(index, index->items[at])
						    : (th_slice){ 0 };
}

th_slice th_index_prose(const struct th_index *index, uint32_t at)
{
	uint32_t size = at ? count_of(index, TH_BLOCK_PROSE) : 0;
	uint16_t len;

	if (at == 0 || at >= size || size - at < sizeof(len))
		return (th_slice){ 0 };
	memcpy(&len, index->prose + at, sizeof(len));
	return len <= size - at - sizeof(len) ? th_slice_make(index->prose + at + sizeof(len), len)
					      : (th_slice){ 0 };
}

const struct th_index_product *th_index_product_of(const struct th_index *index,
						   const struct th_index_package *package)
{
	return (package->flags & TH_PACKAGE_HAS_PRODUCT) && package->more < index->product_count
		       ? &index->products[package->more]
		       : NULL;
}

th_slice th_index_release_of(const struct th_index *index, const struct th_index_package *package)
{
	const struct th_index_product *product = th_index_product_of(index, package);

	return th_index_prose(index, product ? product->release : package->more);
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

const struct th_block_entry *th_block_find(const struct th_index *index, enum th_key_kind kind,
					   th_slice key, uint64_t hash)
{
	uint32_t mask = count_of(index, TH_BLOCK_SLOTS) - 1, tag = (uint32_t)(hash >> 32);
	uint32_t entries = count_of(index, TH_BLOCK_ENTRIES), at = (uint32_t)hash & mask;

	th_slice_holds(key);
	/* A damaged table may have no free slot: its end is never passed twice. */
	for (uint32_t left = mask; index->slots[at].entry && left; left--, at = (at + 1) & mask) {
		if (index->slots[at].tag != tag || index->slots[at].entry > entries)
			continue;
		const struct th_block_entry *entry = &index->entries[index->slots[at].entry - 1];
		if (entry->kind == (uint32_t)kind &&
		    th_slice_equal(th_index_text(index, entry->key), key))
			return entry;
	}
	return NULL;
}

bool th_block_may_hold(const struct th_index *index, enum th_key_kind kind, th_slice key)
{
	return index->header && key.len > 0 && key.len <= index->header->longest[kind];
}

const struct th_posting *th_block_postings(const struct th_index *index,
					   const struct th_block_entry *entry, uint32_t *count)
{
	uint32_t postings = entry ? count_of(index, TH_BLOCK_POSTINGS) : 0;

	*count = 0;
	if (!entry || entry->first > postings || entry->count > postings - entry->first)
		return NULL;
	*count = entry->count;
	return &index->postings[entry->first];
}

const struct th_posting *th_index_find(const struct th_index *index, enum th_key_kind kind,
				       th_slice key, uint32_t *count)
{
	const struct th_block_entry *entry = NULL;

	if (th_block_may_hold(index, kind, key))
		entry = th_block_find(index, kind, key, th_block_hash(index->header, kind, key));
	return th_block_postings(index, entry, count);
}

uint32_t th_index_find_supplier(const struct th_index *index, enum th_key_kind kind, th_slice key)
{
	uint32_t count;
	const struct th_posting *postings = th_index_find(index, kind, key, &count);

	for (uint32_t i = 0; i < count; i++)
		if (postings[i].kind == TH_RECORD_SUPPLIER &&
		    postings[i].record < index->supplier_count)
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

/* ---- by CVE ---- */

static bool take_number(th_slice digits, uint32_t *out)
{
	*out = 0;
	for (size_t i = 0; i < digits.len; i++) {
		if (!th_is_digit(digits.ptr[i]))
			return false;
		*out = *out * 10 + (uint32_t)(digits.ptr[i] - '0');
	}
	return digits.len > 0 && digits.len <= 9;
}

bool th_cve_number(th_slice id, uint32_t *year, uint32_t *number)
{
	return id.len > 9 && th_slice_equal_nocase(th_slice_sub(id, 0, 4), TH_SLICE("CVE-")) &&
	       id.ptr[8] == '-' && take_number(th_slice_sub(id, 4, 8), year) &&
	       take_number(th_slice_sub(id, 9, id.len), number);
}

/* Both tables begin with the two numbers that they are sorted by. */
static const void *find_cve(const void *table, uint32_t count, size_t size, th_slice cve)
{
	uint32_t year, number, low = 0, high = count;

	if (!th_cve_number(cve, &year, &number))
		return NULL;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2, at[2];
		const char *row = (const char *)table + middle * size;
		memcpy(at, row, sizeof(at));
		if (at[0] == year && at[1] == number)
			return row;
		if (at[0] < year || (at[0] == year && at[1] < number))
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct th_index_exploited *th_index_find_exploited(const struct th_index *index, th_slice cve)
{
	return find_cve(index->exploited, index->exploited_count, sizeof(*index->exploited), cve);
}

const struct th_index_likelihood *th_index_find_likelihood(const struct th_index *index,
							   th_slice cve)
{
	return find_cve(index->likelihoods, index->likelihood_count, sizeof(*index->likelihoods),
			cve);
}
