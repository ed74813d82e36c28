#include "feeds/builder.h"

/* ---- life ---- */

th_status th_index_builder_new(struct th_index_builder **out)
{
	*out = calloc(1, sizeof(**out));
	return *out ? TH_OK : TH_ENOMEM;
}

void th_index_builder_know(struct th_index_builder *builder,
			   const struct th_commits_list *histories)
{
	builder->histories = histories;
}

void th_index_builder_free(struct th_index_builder *builder)
{
	if (!builder)
		return;
	th_strings_release(&builder->texts);
	th_index_list_release(&builder->places);
	th_builder_keys_release(&builder->keys);
#define TH_BUILDER_LIST(part, list) th_builder_##list##_release(&builder->list);
	TH_BUILDER_LISTS(TH_BUILDER_LIST)
#undef TH_BUILDER_LIST
	th_window_list_release(&builder->bounds_read);
	th_window_list_release(&builder->windows);
	th_slice_list_release(&builder->commits_meant);
	th_arena_release(&builder->arena);
	free(builder);
}

/* ---- texts ---- */

static th_status text_id(struct th_index_builder *b, th_slice text, uint32_t *id)
{
	th_str known;

	TH_TRY(th_strings_intern(&b->texts, text, &known));
	*id = known.v;
	if (known.v <= b->places.count)
		return TH_OK;
	if (text.len > TH_MAX_INDEX_BYTES - b->text_bytes)
		return TH_ELIMIT;
	uint32_t *place = th_index_list_push(&b->places, UINT32_MAX);
	th_slice kept = th_arena_copy(&b->arena, text);
	if (!place || !kept.ptr)
		return TH_ENOMEM;
	b->texts.texts.items[known.v - 1] =
		kept; /* the pool saw the caller's bytes, which do not stay */
	*place = b->text_bytes;
	b->text_bytes += (uint32_t)text.len;
	return TH_OK;
}

th_status th_builder_text(struct th_index_builder *b, th_slice text, th_ref *out)
{
	uint32_t id;

	*out = (th_ref){ 0 };
	if (text.len == 0)
		return TH_OK;
	TH_TRY(text_id(b, text, &id));
	*out = (th_ref){ b->places.items[id - 1], (uint32_t)text.len };
	return TH_OK;
}

th_status th_builder_item(struct th_index_builder *b, th_slice text)
{
	th_ref ref;

	if (text.len == 0)
		return TH_OK;
	TH_TRY(th_builder_text(b, text, &ref));
	th_ref *item = th_builder_items_push(&b->items, UINT32_MAX);
	if (!item)
		return TH_ENOMEM;
	*item = ref;
	return TH_OK;
}

th_status th_builder_prose(struct th_index_builder *b, th_slice text, uint32_t *out)
{
	struct th_builder_prose *prose = &b->prose;
	uint16_t len = (uint16_t)(text.len < UINT16_MAX ? text.len : UINT16_MAX);
	uint32_t need = (prose->count ? 0 : 1) + (uint32_t)sizeof(len) + len; /* 0 is no place */

	*out = 0;
	if (len == 0)
		return TH_OK;
	if (need > TH_MAX_INDEX_BYTES - prose->count)
		return TH_ELIMIT;
	while (prose->capacity - prose->count < need) {
		void *grown = th_list_grown(prose->items, &prose->capacity, 1, TH_MAX_INDEX_BYTES);
		if (!grown)
			return TH_ENOMEM;
		prose->items = grown;
	}
	if (prose->count == 0)
		prose->items[prose->count++] = '\0';
	*out = prose->count;
	memcpy(prose->items + prose->count, &len, sizeof(len));
	memcpy(prose->items + prose->count + sizeof(len), text.ptr, len);
	prose->count += (uint32_t)sizeof(len) + len;
	return TH_OK;
}

void th_builder_date(struct th_date *to, struct th_date from)
{
	to->day = from.day;
	to->precision = from.precision;
}

/* ---- keys ---- */

th_status th_builder_key(struct th_index_builder *b, enum th_key_kind kind, th_slice key,
			 struct th_posting posting)
{
	uint32_t id;

	if (key.len == 0)
		return TH_OK;
	TH_TRY(text_id(b, key, &id));
	struct th_builder_key *k = th_builder_keys_push(&b->keys, UINT32_MAX);
	if (!k)
		return TH_ENOMEM;
	*k = (struct th_builder_key){ (uint32_t)kind, id, posting, b->keys.count };
	return TH_OK;
}

th_slice th_builder_lower(struct th_index_builder *b, th_slice text)
{
	if (text.len > sizeof(b->bytes))
		return (th_slice){ 0 };
	for (size_t i = 0; i < text.len; i++)
		b->bytes[i] = th_lower(text.ptr[i]);
	return th_slice_make(b->bytes, text.len);
}

th_status th_builder_lower_key(struct th_index_builder *b, enum th_key_kind kind, th_slice key,
			       struct th_posting posting)
{
	return th_builder_key(b, kind, th_builder_lower(b, key), posting);
}

th_status th_builder_name_key(struct th_index_builder *b, enum th_key_kind kind, th_slice name,
			      struct th_posting posting)
{
	enum th_name_sort sort = kind == TH_KEY_PRODUCT ? TH_NAME_PRODUCT : TH_NAME_SUPPLIER;
	th_slice key;

	if (th_name_key(name, sort, b->bytes, sizeof(b->bytes), &key) != TH_OK)
		return TH_OK;
	return th_builder_key(b, kind, key, posting);
}

bool th_builder_domain(th_slice text, char buffer[static TH_DOMAIN_BYTES], th_slice *out)
{
	struct th_domain domain;
	th_status status = th_domain_of_url(text, buffer, TH_DOMAIN_BYTES, &domain);

	*out = domain.registrable;
	return status == TH_OK || (status == TH_ENOTFOUND && (domain.hosting == TH_HOSTING_BADGE ||
							      domain.hosting == TH_HOSTING_SOCIAL ||
							      domain.hosting == TH_HOSTING_MAIL));
}

th_status th_builder_purl_key(struct th_index_builder *b, th_slice purl, struct th_posting posting)
{
	th_slice key;

	if (th_purl_canonical(purl, TH_PURL_MATCH, &b->purl, &key, NULL) != TH_OK)
		return TH_OK;
	return th_builder_key(b, TH_KEY_PURL, key, posting);
}

th_status th_builder_cpe_key(struct th_index_builder *b, th_slice cpe, struct th_posting posting)
{
	struct th_cpe parsed;

	if (th_cpe_parse(cpe, &b->cpe, &parsed, NULL) != TH_OK)
		return TH_OK;
	th_slice vendor = th_cpe_text(&parsed, TH_CPE_VENDOR),
		 product = th_cpe_text(&parsed, TH_CPE_PRODUCT);
	if (vendor.len == 0 || product.len == 0 || vendor.len + 1 + product.len > sizeof(b->bytes))
		return TH_OK;
	memcpy(b->bytes, vendor.ptr, vendor.len);
	b->bytes[vendor.len] = ':';
	memcpy(b->bytes + vendor.len + 1, product.ptr, product.len);
	return th_builder_key(b, TH_KEY_CPE, th_slice_make(b->bytes, vendor.len + 1 + product.len),
			      posting);
}

/* ---- the block ---- */

static int by_key(const void *a, const void *b)
{
	const struct th_builder_key *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->text != y->text)
		return x->text < y->text ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static bool same_key(const struct th_builder_key *a, const struct th_builder_key *b)
{
	return a->kind == b->kind && a->text == b->text;
}

/*
 * Bring equal keys together, in the order in which they came, and drop those that say the same
 * again.
 */
static void gather_keys(struct th_index_builder *b)
{
	struct th_builder_keys *keys = &b->keys;
	uint32_t kept = 0;

	if (keys->count)
		qsort(keys->items, keys->count, sizeof(keys->items[0]), by_key);
	for (uint32_t i = 0; i < keys->count; i++) {
		const struct th_builder_key *last = kept ? &keys->items[kept - 1] : NULL,
					    *k = &keys->items[i];
		if (last && same_key(last, k) && last->posting.kind == k->posting.kind &&
		    last->posting.record == k->posting.record)
			continue;
		keys->items[kept++] = *k;
	}
	keys->count = kept;
}

/* Both tables begin with year and number. */
static int by_cve(const void *a, const void *b)
{
	uint32_t x[2], y[2];

	memcpy(x, a, sizeof(x));
	memcpy(y, b, sizeof(y));
	if (x[0] != y[0])
		return x[0] < y[0] ? -1 : 1;
	return x[1] < y[1] ? -1 : x[1] > y[1];
}

/* Of one flaw the earliest entry counts. */
static int by_cve_and_day(const void *a, const void *b)
{
	const struct th_index_exploited *x = a, *y = b;
	int order = by_cve(a, b);

	if (order == 0 && x->added != y->added)
		return x->added < y->added ? -1 : 1;
	return order;
}

static void gather_flaws(struct th_index_builder *b)
{
	struct th_builder_exploited *exploited = &b->exploited;
	struct th_builder_likelihoods *likelihoods = &b->likelihoods;
	uint32_t kept = 0;

	if (exploited->count)
		qsort(exploited->items, exploited->count, sizeof(exploited->items[0]),
		      by_cve_and_day);
	for (uint32_t i = 0; i < exploited->count; i++)
		if (kept == 0 || by_cve(&exploited->items[kept - 1], &exploited->items[i]) != 0)
			exploited->items[kept++] = exploited->items[i];
	exploited->count = kept;
	if (likelihoods->count)
		qsort(likelihoods->items, likelihoods->count, sizeof(likelihoods->items[0]),
		      by_cve);
}

struct plan {
	uint32_t counts[TH_BLOCK_PART_COUNT];
	uint32_t at[TH_BLOCK_PART_COUNT];
	uint32_t size;
};

static void count_parts(const struct th_index_builder *b, struct plan *plan)
{
	uint32_t *n = plan->counts, entries = 0, slots = 1;

	for (uint32_t i = 0; i < b->keys.count; i++)
		entries += i == 0 || !same_key(&b->keys.items[i - 1], &b->keys.items[i]);
	while (slots / 3 < entries / 2 + 1) /* at most two thirds are taken */
		slots *= 2;
#define TH_BUILDER_LIST(part, list) n[TH_BLOCK_##part] = b->list.count;
	TH_BUILDER_LISTS(TH_BUILDER_LIST)
#undef TH_BUILDER_LIST
	n[TH_BLOCK_POSTINGS] = b->keys.count;
	n[TH_BLOCK_ENTRIES] = entries;
	n[TH_BLOCK_SLOTS] = slots;
	n[TH_BLOCK_TEXT] = b->text_bytes;
}

static th_status plan_block(const struct th_index_builder *b, struct plan *plan)
{
	uint64_t size = sizeof(struct th_index_header);

	if (b->keys.count >
	    TH_MAX_INDEX_BYTES / sizeof(struct th_block_entry)) /* so that slots can be counted */
		return TH_ELIMIT;
	count_parts(b, plan);
	for (unsigned i = 0; i < TH_BLOCK_PART_COUNT; i++) {
		plan->at[i] = (uint32_t)size;
		size += ((uint64_t)plan->counts[i] * th_block_item_size[i] + 7) & ~UINT64_C(7);
		if (size > TH_MAX_INDEX_BYTES)
			return TH_ELIMIT;
	}
	plan->size = (uint32_t)size;
	return TH_OK;
}

static void copy_part(char *block, const struct plan *plan, enum th_block_part part,
		      const void *items)
{
	if (plan->counts[part])
		memcpy(block + plan->at[part], items,
		       plan->counts[part] * th_block_item_size[part]);
}

static void write_text(const struct th_index_builder *b, char *out)
{
	for (uint32_t i = 0; i < b->texts.texts.count; i++)
		memcpy(out + b->places.items[i], b->texts.texts.items[i].ptr,
		       b->texts.texts.items[i].len);
}

static void seed_hash(struct th_index_header *header, th_slice text)
{
	header->seed.k0 = th_hash_with((struct th_hash_seed){ 1, 2 }, text);
	header->seed.k1 = th_hash_with((struct th_hash_seed){ 3, 4 }, text);
}

static void write_keys(const struct th_index_builder *b, char *block, const struct plan *plan)
{
	struct th_index_header *header = (void *)block;
	struct th_posting *postings = (void *)(block + plan->at[TH_BLOCK_POSTINGS]);
	struct th_block_entry *entries = (void *)(block + plan->at[TH_BLOCK_ENTRIES]),
			      *entry = entries - 1;
	struct th_block_slot *slots = (void *)(block + plan->at[TH_BLOCK_SLOTS]);
	uint32_t mask = plan->counts[TH_BLOCK_SLOTS] - 1;

	for (uint32_t i = 0; i < b->keys.count; i++) {
		const struct th_builder_key *k = &b->keys.items[i];
		postings[i] = k->posting;
		if (i > 0 && same_key(k - 1, k)) {
			entry->count++;
			continue;
		}
		th_slice text = b->texts.texts.items[k->text - 1];
		uint64_t hash = th_block_hash(header, (enum th_key_kind)k->kind, text);
		uint32_t slot = (uint32_t)hash & mask;
		while (slots[slot].entry)
			slot = (slot + 1) & mask;
		entry++;
		*entry = (struct th_block_entry){ .key = { b->places.items[k->text - 1],
							   (uint32_t)text.len },
						  .kind = k->kind & 31,
						  .first = i,
						  .count = 1 };
		slots[slot] = (struct th_block_slot){ (uint32_t)(hash >> 32),
						      (uint32_t)(entry - entries) + 1 };
		if (header->longest[k->kind] < text.len)
			header->longest[k->kind] = (uint32_t)text.len;
	}
}

th_status th_index_builder_finish(struct th_index_builder *b, void **block, size_t *size)
{
	struct plan plan;

	*block = NULL;
	gather_keys(b);
	gather_flaws(b);
	TH_TRY(plan_block(b, &plan));
	th_strings_close(&b->texts);
	char *out = calloc(1, plan.size);
	if (!out)
		return TH_ENOMEM;
	struct th_index_header *header = (void *)out;
	memcpy(header->magic, TH_BLOCK_MAGIC, sizeof(header->magic));
	header->size = plan.size;
	header->version = TH_BLOCK_VERSION;
	header->order = TH_BLOCK_ORDER;
	header->schemes = th_block_schemes();
	for (unsigned i = 0; i < TH_BLOCK_PART_COUNT; i++) {
		header->parts[i].at = plan.at[i];
		header->parts[i].count = plan.counts[i];
	}
/* Each is given back when it is copied: both together would be twice what the block takes. */
#define TH_BUILDER_LIST(part, list)                            \
	copy_part(out, &plan, TH_BLOCK_##part, b->list.items); \
	th_builder_##list##_release(&b->list);
	TH_BUILDER_LISTS(TH_BUILDER_LIST)
#undef TH_BUILDER_LIST
	write_text(b, out + plan.at[TH_BLOCK_TEXT]);
	seed_hash(header, th_slice_make(out + plan.at[TH_BLOCK_TEXT], b->text_bytes));
	write_keys(b, out, &plan);
	header->checksum = th_block_checksum(out, plan.size);
	*block = out;
	*size = plan.size;
	return TH_OK;
}
