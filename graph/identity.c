#include "graph/identity.h"

#include "core/base/hash.h"
#include "core/base/limits.h"
#include "core/identity/cpe.h"
#include "core/identity/name.h"
#include "core/identity/purl.h"

enum tier { TIER_HASH, TIER_PURL, TIER_SWID, TIER_CPE, TIER_NAME, TIER_COUNT };
enum { HAS_PURL = 1, DOUBTED = 2, IS_BARE = 4 };
enum { KEY_BYTES = TH_MAX_PURL_BYTES + 64 };
enum { FETCHED_AHEAD = 8 }; /* components: the time of a look at so many is that of a fetch */

/* One hash table for all tiers: 32 bits of hash and a component + 1; the key is made again to
 * compare. */
struct table {
	const struct th_graph *graph;
	const uint32_t *supplier;
	uint32_t *same;
	uint64_t *slots;
	uint64_t free_slot; /* what a slot that was looked for would hold, but for its component */
	uint32_t mask, used;
	uint8_t *marks;  /* by component: what is below; HAS_PURL holds for all that it was joined
			    to,  too, where the smallest of them is asked */
	uint64_t looked; /* at hashes */
	uint64_t heads_of_nothing;
	/* The weak tiers join nothing that bears different purls: they matter only beside a
	 * component without one. */
	bool *bare_suppliers; /* by entity: has a component with a name and no purl */
	bool bare_cpes;       /* a component has a CPE and no purl */
	bool is_any_bare;
	struct th_purl_scratch purl_scratch;
	struct th_cpe_scratch cpe_scratch;
	char key[KEY_BYTES], other[KEY_BYTES], name[TH_NAME_KEY_BYTES];
};

uint32_t th_identity_find(uint32_t *same, uint32_t i)
{
	while (same[i] != i) {
		same[i] = same[same[i]];
		i = same[i];
	}
	return i;
}

void th_identity_unite(uint32_t *same, uint32_t a, uint32_t b)
{
	a = th_identity_find(same, a);
	b = th_identity_find(same, b);
	if (a < b)
		same[b] = a;
	else
		same[a] = b;
}

/* ---- keys ---- */

/* Digests of nothing: equal for every empty file, so they say nothing. In lower case. */
enum { BEGINNING = 32 };
static const char beginnings[][BEGINNING + 1] = {
	"d14a028c2a3a2bc9476102bb288234c4", /* SHA-224 */
	"e3b0c44298fc1c149afbf4c8996fb924", /* SHA-256 */
	"38b060a751ac96384cd9327eb1b1e36a", /* SHA-384 */
	"cf83e1357eefb8bdf1542850d66d8007", /* SHA-512 */
	"a7ffc6f8bf1ed76651c14756a061d662", /* SHA3-256 */
	"0c63a75b845e4f7d01107d852e4c2485", /* SHA3-384 */
	"a69f73cca23a9ac5c8b567dc185a756e", /* SHA3-512 */
	"0e5751c026e543b2e8ab2eb06099daa1", /* BLAKE2b-256 */
	"b32811423377f52d7862286ee1a72ee5", /* BLAKE2b-384 */
	"786a02f742015903c6c6fd852552d272", /* BLAKE2b-512 */
	"af1349b9f5f9a1a6a0404dea36dcc949", /* BLAKE3 */
	"3f539a213e97c802cc229d474c6aa32a", /* Streebog-256 */
	"8e945da209aa869f0455928529bcae46", /* Streebog-512 */
};

/* One of 64 by the first four characters. */
static uint64_t bit_of_head(const char *hex)
{
	uint32_t head;

	memcpy(&head, hex, sizeof(head));
	return UINT64_C(1) << (head * 0x9e3779b1u >> 26);
}

static uint64_t heads_of_nothing(void)
{
	uint64_t heads = 0;

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		heads |= bit_of_head(beginnings[i]);
	return heads;
}

static bool is_digest_of_nothing(const struct table *t, th_slice hex)
{
	if (hex.len < BEGINNING || !(bit_of_head(hex.ptr) & t->heads_of_nothing))
		return false;
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (memcmp(hex.ptr, beginnings[i], BEGINNING) == 0)
			return true;
	return false;
}

static bool is_proof(const struct th_attribute *a)
{
	return a->kind == TH_ATTRIBUTE_HASH &&
	       th_hash_algorithm_is_strong((enum th_hash_algorithm)a->detail);
}

static th_slice put(char *buffer, size_t at, th_slice s)
{
	size_t n = s.len < KEY_BYTES - at ? s.len : KEY_BYTES - at;

	if (n)
		memcpy(buffer + at, s.ptr, n);
	return th_slice_make(buffer, at + n);
}

/* A purl that names the package alone is that of the version in the component's own field. */
static th_slice purl_key(struct table *t, const struct th_document *doc,
			 const struct th_component *c, char *buffer)
{
	th_slice text = th_document_text(doc, c->purl), out;
	struct th_purl purl;

	if (text.len == 0 ||
	    th_purl_canonical(text, TH_PURL_MATCH_RELEASE, &t->purl_scratch, &out, NULL) != TH_OK)
		return (th_slice){ 0 };
	if (th_text_len(c->version) == 0 || th_slice_find(out, '@') < out.len ||
	    th_purl_canonical(text, TH_PURL_PACKAGE, &t->purl_scratch, &out, &purl) != TH_OK)
		return put(buffer, 0, out);
	purl.version = th_document_text(doc, c->version);
	if (th_purl_format(&purl, TH_PURL_MATCH_RELEASE, buffer, KEY_BYTES, &out) != TH_OK)
		return (th_slice){ 0 };
	return out;
}

static th_slice cpe_key(struct table *t, const struct th_document *doc,
			const struct th_component *c, char *buffer)
{
	static const enum th_cpe_attribute parts[] = { TH_CPE_PART, TH_CPE_VENDOR, TH_CPE_PRODUCT,
						       TH_CPE_VERSION };
	struct th_cpe cpe;
	th_slice key = { buffer, 0 };

	if (th_text_len(c->cpe) == 0 ||
	    th_cpe_parse(th_document_text(doc, c->cpe), &t->cpe_scratch, &cpe, NULL) != TH_OK)
		return (th_slice){ 0 };
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		th_slice text = th_cpe_text(&cpe, parts[i]);
		if (text.len == 0)
			return (th_slice){ 0 };
		key = put(buffer, key.len, text);
		key = put(buffer, key.len, TH_SLICE(":"));
	}
	return key;
}

static th_slice name_key(struct table *t, uint32_t component, const struct th_document *doc,
			 const struct th_component *c, char *buffer)
{
	uint32_t supplier = th_suppliers_find(&t->graph->suppliers, t->supplier[component]);
	th_slice name, version = th_document_text(doc, c->version),
		       group = th_document_text(doc, c->group);

	if (supplier == TH_SUPPLIER_UNKNOWN || version.len == 0 ||
	    th_name_key(th_document_text(doc, c->name), TH_NAME_PRODUCT, t->name, sizeof(t->name),
			&name) != TH_OK)
		return (th_slice){ 0 };
	th_slice key = put(buffer, 0, th_slice_make((const char *)&supplier, sizeof(supplier)));
	key = put(buffer, key.len, name);
	key = put(buffer, key.len, TH_SLICE("@"));
	key = put(buffer, key.len, version);
	key = put(buffer, key.len, TH_SLICE("/"));
	return put(buffer, key.len, group);
}

static th_slice swid_key(const struct th_document *doc, const struct th_component *c)
{
	for (uint32_t a = c->attributes; a != TH_NONE; a = doc->attributes.items[a].next)
		if (doc->attributes.items[a].kind == TH_ATTRIBUTE_SWID)
			return th_document_text(doc, doc->attributes.items[a].text);
	return (th_slice){ 0 };
}

/* The key of a component in every tier but that of hashes, of which it may have several. */
static th_slice key_of(struct table *t, enum tier tier, uint32_t component, char *buffer)
{
	const struct th_graph_document *d;
	const struct th_component *c = th_graph_component(t->graph, component, &d);

	switch (tier) {
	case TIER_PURL: return purl_key(t, d->doc, c, buffer);
	case TIER_SWID: return swid_key(d->doc, c);
	case TIER_CPE: return cpe_key(t, d->doc, c, buffer);
	case TIER_NAME: return name_key(t, component, d->doc, c, buffer);
	case TIER_HASH:
	case TIER_COUNT: break;
	}
	return (th_slice){ 0 };
}

static bool has_hash(struct table *t, uint32_t component, th_slice hex)
{
	const struct th_graph_document *d;
	const struct th_component *c = th_graph_component(t->graph, component, &d);

	for (uint32_t a = c->attributes; a != TH_NONE; a = d->doc->attributes.items[a].next) {
		const struct th_attribute *at = &d->doc->attributes.items[a];
		t->looked++;
		if (is_proof(at) && th_slice_equal_nocase(th_document_text(d->doc, at->text), hex))
			return true;
	}
	return false;
}

/* ---- the table ---- */

/* For a purl and a digest of each: a table that grows is two for a while. */
static uint32_t first_size(uint32_t components)
{
	uint32_t size = 1024;

	while (UINT64_C(3) * size < UINT64_C(8) * components && size < UINT32_C(1) << 31)
		size *= 2;
	return size;
}

static th_status reserve(struct table *t)
{
	if (t->slots && t->used < (t->mask + 1) / 4 * 3)
		return TH_OK;
	uint32_t size = t->slots ? (t->mask + 1) * 2 : first_size(t->graph->component_count);
	uint64_t *slots = th_hash_slots(size, sizeof(*slots));
	if (!slots)
		return TH_ENOMEM;
	/* The 32 bits that are kept place a slot as well: they are the upper half of the hash. */
	for (uint32_t i = 0; t->slots && i <= t->mask; i++) {
		if (!t->slots[i])
			continue;
		uint32_t at = (uint32_t)(t->slots[i] >> 32) & (size - 1);
		while (slots[at])
			at = (at + 1) & (size - 1);
		slots[at] = t->slots[i];
	}
	free(t->slots);
	t->slots = slots;
	t->mask = size - 1;
	return TH_OK;
}

static bool is_same(struct table *t, enum tier tier, uint32_t other, th_slice key)
{
	if (tier == TIER_HASH)
		return has_hash(t, other, key);
	return th_slice_equal(key_of(t, tier, other, t->other), key);
}

static void compare_hashes(struct table *t, uint32_t component, uint32_t other)
{
	const struct th_graph_document *d, *e;
	const struct th_component *c = th_graph_component(t->graph, component, &d),
				  *o = th_graph_component(t->graph, other, &e);

	for (uint32_t a = c->attributes; a != TH_NONE; a = d->doc->attributes.items[a].next) {
		const struct th_attribute *x = &d->doc->attributes.items[a];
		for (uint32_t b = is_proof(x) ? o->attributes : TH_NONE; b != TH_NONE;
		     b = e->doc->attributes.items[b].next) {
			const struct th_attribute *y = &e->doc->attributes.items[b];
			t->looked++;
			if (y->kind != x->kind || y->detail != x->detail ||
			    th_slice_equal_nocase(th_document_text(d->doc, x->text),
						  th_document_text(e->doc, y->text)))
				continue;
			th_diagnose(&d->diagnosed->diagnostics, TH_DIAG_conflicting_hash,
				    th_document_offset(d->doc, x->text),
				    "\"%.*s\" has another %s in %.*s: rebuilt, repacked or "
				    "tampered with",
				    TH_FMT(th_document_text(d->doc, c->name)),
				    th_hash_algorithm_word((enum th_hash_algorithm)x->detail),
				    TH_FMT(e->doc->path));
			return;
		}
	}
}

/* The slot of a key, where its first component is or would be. marks: tells components with one
 * key apart. */
static th_status find_slot(struct table *t, enum tier tier, uint8_t marks, th_slice key,
			   uint64_t **slot)
{
	uint64_t hash = th_hash_mix(th_hash(key), (uint64_t)tier + 1 + ((uint64_t)marks << 8));
	uint32_t high = (uint32_t)(hash >> 32);

	TH_TRY(reserve(t));
	uint32_t at = high & t->mask;
	for (; t->slots[at]; at = (at + 1) & t->mask) {
		uint32_t other = (uint32_t)t->slots[at] - 1;
		if (t->slots[at] >> 32 == high &&
		    (tier < TIER_CPE || (t->marks[other] & IS_BARE) == marks) &&
		    is_same(t, tier, other, key))
			break;
		if (t->looked > TH_MAX_HASHES_COMPARED)
			return TH_ELIMIT;
	}
	*slot = &t->slots[at];
	t->free_slot = (uint64_t)high << 32;
	return TH_OK;
}

static void take_slot(struct table *t, uint64_t *slot, uint32_t component)
{
	*slot = t->free_slot | (component + 1);
	t->used++;
}

static void join(struct table *t, uint32_t a, uint32_t b)
{
	uint8_t marks =
		(t->marks[th_identity_find(t->same, a)] | t->marks[th_identity_find(t->same, b)]) &
		HAS_PURL;

	th_identity_unite(t->same, a, b);
	t->marks[th_identity_find(t->same, a)] |= marks;
}

static th_status enter(struct table *t, enum tier tier, uint32_t component, th_slice key)
{
	uint64_t *slot;

	TH_TRY(find_slot(t, tier, 0, key, &slot));
	if (!*slot) {
		take_slot(t, slot, component);
		return TH_OK;
	}
	uint32_t other = (uint32_t)*slot - 1;
	if (tier == TIER_PURL &&
	    th_identity_find(t->same, component) != th_identity_find(t->same, other))
		compare_hashes(t, component, other);
	join(t, other, component);
	return t->looked > TH_MAX_HASHES_COMPARED ? TH_ELIMIT : TH_OK;
}

/* Weak evidence joins nothing to nothing where both have purls: these would be equal, and so joined
 * already. */
static void join_weakly(struct table *t, uint32_t a, uint32_t b)
{
	if (!(t->marks[th_identity_find(t->same, a)] & t->marks[th_identity_find(t->same, b)] &
	      HAS_PURL))
		join(t, a, b);
}

/*
 * Of all components with a key that the purl tells apart, only the first with a purl and the first
 * without one are kept: those without are one, and are one with the first that has it.
 */
static th_status enter_weakly(struct table *t, enum tier tier, uint32_t component, th_slice key)
{
	uint8_t bare = t->marks[component] & IS_BARE;
	uint64_t *slot;

	TH_TRY(find_slot(t, tier, bare, key, &slot));
	if (*slot) {
		if (bare)
			join_weakly(t, (uint32_t)*slot - 1, component);
		return TH_OK;
	}
	take_slot(t, slot, component);
	TH_TRY(find_slot(t, tier, bare ^ IS_BARE, key, &slot));
	if (*slot)
		join_weakly(t, (uint32_t)*slot - 1, component);
	return TH_OK;
}

static th_status enter_hashes(struct table *t, uint32_t i, const struct th_document *doc,
			      const struct th_component *c)
{
	for (uint32_t a = c->attributes; a != TH_NONE; a = doc->attributes.items[a].next) {
		const struct th_attribute *at = &doc->attributes.items[a];
		th_slice hex = th_document_text(doc, at->text);
		if (!is_proof(at) || hex.len > KEY_BYTES)
			continue;
		th_hexadecimal_lower(hex, t->key);
		th_slice key = th_slice_make(t->key, hex.len);
		if (!is_digest_of_nothing(t, key))
			TH_TRY(enter(t, TIER_HASH, i, key));
	}
	return TH_OK;
}

static void note_bare(struct table *t)
{
	for (uint32_t d = 0, i = 0; d < t->graph->documents.count; d++) {
		const struct th_graph_document *g = &t->graph->documents.items[d];
		for (uint32_t c = 0; c < g->doc->components.count; c++, i++) {
			if (th_text_len(g->doc->components.items[c].purl))
				continue;
			t->bare_suppliers[th_suppliers_find(&t->graph->suppliers, t->supplier[i])] =
				true;
			t->is_any_bare = true;
			t->bare_cpes |= th_text_len(g->doc->components.items[c].cpe) > 0;
		}
	}
	t->bare_suppliers[TH_SUPPLIER_UNKNOWN] = false;
}

static bool tier_matters(const struct table *t, enum tier tier, uint32_t component)
{
	if (tier == TIER_CPE)
		return t->bare_cpes;
	return tier != TIER_NAME ||
	       t->bare_suppliers[th_suppliers_find(&t->graph->suppliers, t->supplier[component])];
}

static bool is_element(const struct th_component *c)
{
	return c->role != TH_ROLE_LINK && c->role != TH_ROLE_PLACEHOLDER;
}

static th_status enter_strongly(struct table *t, uint32_t i, const struct th_graph_document *d,
				const struct th_component *c, char *key)
{
	if (!is_element(c))
		return TH_OK;
	th_slice purl = purl_key(t, d->doc, c, key);
	bool foreign = t->purl_scratch.foreign;
	t->marks[i] = purl.len ? HAS_PURL : IS_BARE;
	TH_TRY(enter_hashes(t, i, d->doc, c));
	if (c->role == TH_ROLE_SUBJECT) /* by digest only */
		return TH_OK;
	if (purl.len)
		TH_TRY(enter(t, TIER_PURL, i, purl));
	th_slice swid = swid_key(d->doc, c);
	if (swid.len)
		TH_TRY(enter(t, TIER_SWID, i, swid));
	if (th_text_len(c->purl) && (purl.len == 0 || foreign)) {
		t->marks[i] |= DOUBTED;
		th_document_check_identifiers(d->diagnosed, i - d->first_component);
	}
	return TH_OK;
}

static th_status enter_weak_tiers(struct table *t, uint32_t i, char *key)
{
	const struct th_graph_document *d;
	const struct th_component *c = th_graph_component(t->graph, i, &d);

	if (!is_element(c) || c->role == TH_ROLE_SUBJECT)
		return TH_OK;
	for (enum tier tier = TIER_CPE; tier < TIER_COUNT; tier++) {
		if (!tier_matters(t, tier, i))
			continue;
		th_slice k = key_of(t, tier, i, key);
		if (k.len)
			TH_TRY(enter_weakly(t, tier, i, k));
		else if (tier == TIER_CPE && th_text_len(c->cpe) && !(t->marks[i] & DOUBTED))
			th_document_check_identifiers(d->diagnosed, i - d->first_component);
	}
	return TH_OK;
}

/*
 * What enter_strongly will read of a component: texts that were long not touched and have left the
 * cache.
 */
static void fetch(const struct th_document *doc, const struct th_component *c)
{
	th_slice_fetch(th_document_text(doc, c->purl));
	for (uint32_t a = c->attributes; a != TH_NONE; a = doc->attributes.items[a].next)
		if (doc->attributes.items[a].kind == TH_ATTRIBUTE_HASH)
			th_slice_fetch(th_document_text(doc, doc->attributes.items[a].text));
}

static th_status enter_document(struct table *t, const struct th_graph_document *d, char *key)
{
	const struct th_component_list *all = &d->doc->components;

	for (uint32_t i = 0; i < all->count; i++) {
		if (i + FETCHED_AHEAD < all->count)
			fetch(d->doc, &all->items[i + FETCHED_AHEAD]);
		TH_TRY(enter_strongly(t, d->first_component + i, d, &all->items[i], key));
	}
	return TH_OK;
}

/* Weak evidence last: what strong evidence says of all is known then. */
static th_status enter_all(struct table *t, char *key)
{
	note_bare(t);
	for (uint32_t d = 0; d < t->graph->documents.count; d++)
		TH_TRY(enter_document(t, &t->graph->documents.items[d], key));
	for (uint32_t i = 0; t->is_any_bare && i < t->graph->component_count; i++)
		if (tier_matters(t, TIER_CPE, i) || tier_matters(t, TIER_NAME, i))
			TH_TRY(enter_weak_tiers(t, i, key));
	return TH_OK;
}

th_status th_identity_join(const struct th_graph *graph, const uint32_t *supplier, uint32_t *same)
{
	struct table *t = calloc(1, sizeof(*t));

	if (!t)
		return TH_ENOMEM;
	t->graph = graph;
	t->supplier = supplier;
	t->same = same;
	t->heads_of_nothing = heads_of_nothing();
	for (uint32_t i = 0; i < graph->component_count; i++)
		same[i] = i;
	t->bare_suppliers = calloc(graph->suppliers.list.count, sizeof(bool));
	t->marks = calloc((size_t)graph->component_count + 1, 1);
	char *key = malloc(KEY_BYTES);
	th_status status = t->bare_suppliers && t->marks && key ? enter_all(t, key) : TH_ENOMEM;
	free(key);
	free(t->marks);
	free(t->bare_suppliers);
	free(t->slots);
	free(t);
	return status;
}
