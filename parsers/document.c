#include "parsers/document.h"

#include "core/identity/cpe.h"
#include "core/identity/purl.h"

#include "core/text/json.h"
#include "parsers/attestation.h"
#include "parsers/claims.h"
#include "parsers/envelope.h"
#include "parsers/facts.h"

/* ---- words ---- */

static const char *const relation_words[] = {
#define TH_RELATION(name, word) [TH_RELATION_##name] = word,
#include "parsers/relations.def"
#undef TH_RELATION
};

static const struct {
	th_slice cyclonedx, spdx;
} type_words[] = {
#define TH_TYPE(name, cyclonedx, spdx) \
	[TH_TYPE_##name] = { { cyclonedx, sizeof(cyclonedx) - 1 }, { spdx, sizeof(spdx) - 1 } },
#include "parsers/component_types.def"
#undef TH_TYPE
};

static const struct {
	th_slice cyclonedx, spdx;
	unsigned digits;
	bool strong;
} algorithms[] = {
#define TH_ALGORITHM(name, cyclonedx, spdx, digits, strong)                                      \
	[TH_ALGORITHM_##name] = {                                                                \
		{ cyclonedx, sizeof(cyclonedx) - 1 }, { spdx, sizeof(spdx) - 1 }, digits, strong \
	},
#include "parsers/algorithms.def"
#undef TH_ALGORITHM
};

const char *th_relation_word(enum th_relation_kind kind)
{
	return relation_words[kind];
}

const char *th_component_type_word(enum th_component_type type)
{
	return type_words[type].cyclonedx.ptr;
}

/* Equal but for case and for '_' against '-'. */
static bool same_word(th_slice a, th_slice b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		char x = a.ptr[i] == '_' ? '-' : th_lower(a.ptr[i]);
		if (x != th_lower(b.ptr[i]))
			return false;
	}
	return true;
}

enum th_component_type th_component_type_of(th_slice word)
{
	for (unsigned i = 1; i < TH_TYPE_COUNT && word.len; i++)
		if (th_slice_equal(word, type_words[i].cyclonedx))
			return (enum th_component_type)i;
	for (unsigned i = 1; i < TH_TYPE_COUNT && word.len; i++)
		if (same_word(word, type_words[i].cyclonedx) || same_word(word, type_words[i].spdx))
			return (enum th_component_type)i;
	return TH_TYPE_unknown;
}

enum th_hash_algorithm th_hash_algorithm_of(th_slice name)
{
	for (unsigned i = 0; i < TH_ALGORITHM_COUNT && name.len; i++)
		if (th_slice_equal(name, algorithms[i].cyclonedx))
			return (enum th_hash_algorithm)i;
	for (unsigned i = 0; i < TH_ALGORITHM_COUNT && name.len; i++)
		if (same_word(name, algorithms[i].cyclonedx) || same_word(name, algorithms[i].spdx))
			return (enum th_hash_algorithm)i;
	return TH_ALGORITHM_COUNT;
}

/* A digit has bit 5 set already, a letter gets it. */
/* Sixteen characters at once: digests are of whole blocks. */
typedef uint8_t block __attribute__((vector_size(16)));

static inline block block_at(const char *s)
{
	block b;

	memcpy(&b, s, sizeof(b));
	return b;
}

void th_hexadecimal_lower(th_slice hex, char *out)
{
	size_t i = 0;

	for (; i + sizeof(block) <= hex.len; i += sizeof(block)) {
		block b = block_at(hex.ptr + i) | 0x20;
		memcpy(out + i, &b, sizeof(b));
	}
	for (; i < hex.len; i++)
		out[i] = (char)(hex.ptr[i] | 0x20);
}

static bool all_hexadecimal(const char *s, size_t len)
{
	block others = { 0 };
	uint64_t halves[2];
	bool other = false;
	size_t i = 0;

	for (; i + sizeof(block) <= len; i += sizeof(block)) {
		block b = block_at(s + i);
		others |= (block)(b - '0' > 9) & (block)((b | 0x20) - 'a' > 5);
	}
	memcpy(halves, &others, sizeof(halves));
	for (; i < len; i++)
		other |= ((uint8_t)(s[i] - '0') > 9) & ((uint8_t)((s[i] | 0x20) - 'a') > 5);
	return !(halves[0] | halves[1]) && !other;
}

bool th_is_hexadecimal(th_slice s)
{
	return s.len > 0 && all_hexadecimal(s.ptr, s.len);
}

const char *th_hash_algorithm_word(enum th_hash_algorithm algorithm)
{
	return algorithms[algorithm].cyclonedx.ptr;
}

bool th_hash_algorithm_is_strong(enum th_hash_algorithm algorithm)
{
	return algorithms[algorithm].strong;
}

bool th_hash_algorithm_digest(enum th_hash_algorithm algorithm, enum th_digest *out)
{
	static const struct {
		enum th_hash_algorithm stated;
		enum th_digest digest;
	} rows[] = { { TH_ALGORITHM_sha1, TH_DIGEST_SHA1 },
		     { TH_ALGORITHM_sha256, TH_DIGEST_SHA256 },
		     { TH_ALGORITHM_sha384, TH_DIGEST_SHA384 },
		     { TH_ALGORITHM_sha512, TH_DIGEST_SHA512 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].stated != algorithm)
			continue;
		*out = rows[i].digest;
		return true;
	}
	return false;
}

unsigned th_hash_algorithm_digits(enum th_hash_algorithm algorithm)
{
	return algorithms[algorithm].digits;
}

/* ---- life ---- */

void th_document_init(struct th_document *doc, th_slice path, th_slice bytes)
{
	*doc = (struct th_document){ .path = path, .source = bytes, .root = TH_NONE };
}

th_slice th_document_pad(struct th_document *doc, th_slice bytes)
{
	char *out = th_arena_alloc(&doc->arena, bytes.len + TH_JSON_PADDING);

	if (!out)
		return (th_slice){ 0 };
	if (bytes.len)
		memcpy(out, bytes.ptr, bytes.len);
	memset(out + bytes.len, 0, TH_JSON_PADDING);
	return th_slice_make(out, bytes.len);
}

static void release_scaffold(struct th_document *doc)
{
	th_strings_release(&doc->refs);
	th_index_list_release(&doc->ref_components);
	th_saying_list_release(&doc->sayings);
	th_index_list_release(&doc->organization_slots);
}

void th_document_release(struct th_document *doc)
{
	release_scaffold(doc);
	th_component_list_release(&doc->components);
	th_organization_list_release(&doc->organizations);
	th_relation_list_release(&doc->relations);
	th_attribute_list_release(&doc->attributes);
	th_link_list_release(&doc->links);
	th_index_list_release(&doc->roots);
	th_statement_list_release(&doc->stated);
	for (uint32_t i = 0; i < doc->parts.count; i++)
		th_document_release(doc->parts.items[i].doc);
	th_part_list_release(&doc->parts);
	th_subcontract_list_release(&doc->subcontracts);
	th_facts_release(doc->facts);
	th_envelope_release(doc->envelope);
	th_attestation_release(doc->attestation);
	th_claims_release(doc->claims);
	th_diagnostics_release(&doc->diagnostics);
	th_arena_release(&doc->arena);
	free(doc->decoded);
	*doc = (struct th_document){ .root = TH_NONE };
}

/* ---- text ---- */

/* Kept text begins behind the source's end, each piece behind the 8 bytes that say where it was
 * read. */
enum { ORIGIN_BYTES = 8 };

static size_t first_kept(const struct th_document *doc)
{
	return doc->source.len + 1;
}

th_text th_document_keep(struct th_document *doc, th_slice text, uint64_t offset)
{
	size_t need = doc->decoded_len + ORIGIN_BYTES + text.len;

	if (text.len > TH_MAX_STRING_BYTES)
		return (th_text){ 0 };
	if (need > doc->decoded_capacity) {
		size_t capacity = doc->decoded_capacity ? doc->decoded_capacity * 2 : 128;
		if (capacity < need)
			capacity = need;
		char *grown = realloc(doc->decoded, capacity);
		if (!grown)
			return (th_text){ 0 };
		doc->decoded = grown;
		doc->decoded_capacity = capacity;
	}
	memcpy(doc->decoded + doc->decoded_len, &offset, ORIGIN_BYTES);
	if (text.len)
		memcpy(doc->decoded + doc->decoded_len + ORIGIN_BYTES, text.ptr, text.len);
	th_text out = th_text_at(first_kept(doc) + doc->decoded_len + ORIGIN_BYTES, text.len);
	doc->decoded_len = need;
	return out;
}

th_status th_document_hold(struct th_document *doc, th_text text, th_slice *out)
{
	*out = th_document_text(doc, text);
	if (text.v >> 24 < first_kept(doc))
		return TH_OK;
	*out = th_arena_copy(&doc->arena, *out);
	return out->ptr ? TH_OK : TH_ENOMEM;
}

th_text th_document_part(struct th_document *doc, th_text text, size_t from, size_t to)
{
	uint64_t offset = text.v >> 24;

	if (offset < first_kept(doc))
		return th_text_at(offset + from, to - from);
	/* Kept text moves when more is kept: the part is copied before. */
	th_slice part =
		th_arena_copy(&doc->arena, th_slice_sub(th_document_text(doc, text), from, to));
	return part.ptr ? th_document_keep(doc, part, th_document_offset(doc, text))
			: (th_text){ 0 };
}

uint64_t th_document_offset(const struct th_document *doc, th_text text)
{
	uint64_t offset = text.v >> 24;

	if (offset < first_kept(doc))
		return offset;
	memcpy(&offset, doc->decoded + (offset - first_kept(doc) - ORIGIN_BYTES), ORIGIN_BYTES);
	return offset;
}

bool th_document_says(th_slice value)
{
	value = th_slice_trim(value);
	return value.len > 0 && !th_slice_equal(value, TH_SLICE("NOASSERTION")) &&
	       !th_slice_equal(value, TH_SLICE("NONE"));
}

bool th_document_says_contact(th_slice value)
{
	return th_slice_find(value, '@') < value.len ||
	       th_slice_search(value, TH_SLICE("://")) < value.len;
}

/* ---- filling ---- */

static th_status no_room(struct th_document *doc, uint32_t count, uint32_t limit, const char *what)
{
	if (count < limit)
		return TH_ENOMEM;
	th_diagnose(&doc->diagnostics, TH_DIAG_limit, TH_NO_OFFSET, "more than %u %s", limit, what);
	return TH_ELIMIT;
}

uint32_t th_document_add_component(struct th_document *doc, enum th_role role, uint64_t place)
{
	struct th_component *c = th_component_list_push(&doc->components, TH_MAX_COMPONENTS);

	if (!c) {
		th_status status =
			no_room(doc, doc->components.count, TH_MAX_COMPONENTS, "components");
		(void)status; /* the diagnostic is the point: the caller stops at TH_NONE */
		return TH_NONE;
	}
	c->place = place & ((UINT64_C(1) << 40) - 1);
	c->role = role;
	doc->tells_build |= role == TH_ROLE_BUILD;
	c->supplier = c->manufacturer = c->attributes = TH_NONE;
	return doc->components.count - 1;
}

th_status th_document_state(struct th_document *doc, uint32_t component, unsigned statements)
{
	while (doc->stated.count <= component)
		if (!th_statement_list_push(&doc->stated, TH_MAX_COMPONENTS))
			return TH_ENOMEM;
	doc->stated.items[component] |= (uint16_t)statements;
	return TH_OK;
}

/* ---- references ---- */

static th_status make_room_for_refs(struct th_document *doc)
{
	while (doc->ref_components.count < doc->refs.texts.count) {
		uint32_t *slot = th_index_list_push(&doc->ref_components, UINT32_MAX);
		if (!slot)
			return TH_ENOMEM;
		*slot = TH_NONE;
	}
	return TH_OK;
}

/* The text of a reference where it stays: decoded text moves. */
static inline th_status hold_ref(struct th_document *doc, th_text ref, th_slice *out)
{
	uint64_t offset = ref.v >> 24;

	if (__builtin_expect(offset < first_kept(doc), 1)) {
		*out = th_slice_make(doc->source.ptr + offset, th_text_len(ref));
		return TH_OK;
	}
	*out = th_arena_copy(&doc->arena, th_document_text(doc, ref));
	return out->ptr ? TH_OK : TH_ENOMEM;
}

static void bear(struct th_document *doc, uint32_t component, uint32_t id, th_text ref)
{
	uint32_t *bearer = &doc->ref_components.items[id - 1];

	if (*bearer != TH_NONE) {
		th_slice text = th_document_text(doc, ref);
		th_diagnose(&doc->diagnostics, TH_DIAG_duplicate_ref, th_document_offset(doc, ref),
			    "the identifier \"%.*s\" is given to two elements; references mean the "
			    "first",
			    TH_FMT(text));
		return;
	}
	*bearer = component;
	doc->components.items[component].ref = id;
}

static void tell_relations(struct th_document *doc, const th_str *ids)
{
	for (uint32_t i = doc->mentions.first_relation; i < doc->relations.count; i++) {
		struct th_relation *r = &doc->relations.items[i];
		if (r->from_waits)
			r->from = ids[r->from].v;
		if (r->to_waits)
			r->to = ids[r->to].v;
		r->from_waits = r->to_waits = 0;
	}
	doc->mentions.first_relation = doc->relations.count;
}

static void tell_sayings(struct th_document *doc, const th_str *ids)
{
	for (uint32_t i = doc->mentions.first_saying; i < doc->sayings.count; i++) {
		struct th_saying_about *s = &doc->sayings.items[i];
		if (s->waits)
			s->ref = ids[s->ref].v;
		s->waits = false;
	}
	doc->mentions.first_saying = doc->sayings.count;
}

th_status th_document_know_refs(struct th_document *doc)
{
	struct th_mentions *m = &doc->mentions;
	th_slice texts[TH_STRINGS_AT_ONCE];
	th_str ids[TH_STRINGS_AT_ONCE];

	for (uint32_t i = 0; i < m->waiting; i++)
		TH_TRY(hold_ref(doc, m->texts[i], &texts[i]));
	TH_TRY(th_strings_intern_all(&doc->refs, texts, m->waiting, ids));
	TH_TRY(make_room_for_refs(doc));
	for (uint32_t i = 0; i < m->waiting; i++)
		if (m->bearers[i] != TH_NONE)
			bear(doc, m->bearers[i], ids[i].v, m->texts[i]);
	tell_relations(doc, ids);
	tell_sayings(doc, ids);
	m->waiting = 0;
	return TH_OK;
}

static inline uint32_t wait_for(struct th_mentions *m, th_text ref, uint32_t bearer)
{
	m->texts[m->waiting] = ref;
	m->bearers[m->waiting] = bearer;
	return m->waiting++;
}

th_status th_document_mention(struct th_document *doc, th_text ref, uint32_t *out)
{
	if (doc->mentions.waiting == TH_STRINGS_AT_ONCE)
		TH_TRY(th_document_know_refs(doc));
	*out = wait_for(&doc->mentions, ref, TH_NONE);
	return TH_OK;
}

th_status th_document_mention_two(struct th_document *doc, th_text a, th_text b, uint32_t *out_a,
				  uint32_t *out_b)
{
	if (doc->mentions.waiting + 2 > TH_STRINGS_AT_ONCE)
		TH_TRY(th_document_know_refs(doc));
	*out_a = wait_for(&doc->mentions, a, TH_NONE);
	*out_b = wait_for(&doc->mentions, b, TH_NONE);
	return TH_OK;
}

th_status th_document_ref(struct th_document *doc, th_text ref, uint32_t *out)
{
	th_slice text;
	th_str id;

	TH_TRY(hold_ref(doc, ref, &text));
	TH_TRY(th_strings_intern(&doc->refs, text, &id));
	*out = id.v;
	return make_room_for_refs(doc);
}

th_status th_document_name_component(struct th_document *doc, uint32_t component, th_text ref)
{
	if (th_text_len(ref) == 0)
		return TH_OK;
	if (doc->mentions.waiting == TH_STRINGS_AT_ONCE)
		TH_TRY(th_document_know_refs(doc));
	wait_for(&doc->mentions, ref, component);
	return TH_OK;
}

th_status th_document_add_attribute(struct th_document *doc, uint32_t *owner,
				    enum th_attribute_kind kind, uint8_t detail, th_text text)
{
	uint32_t first = *owner;
	struct th_attribute *a = th_attribute_list_push(&doc->attributes, UINT32_MAX - 1);

	if (!a)
		return TH_ENOMEM;
	*a = (struct th_attribute){ text, first, (uint8_t)kind, detail };
	*owner = doc->attributes.count - 1;
	return TH_OK;
}

static th_status say(struct th_document *doc, struct th_saying_about about)
{
	struct th_saying_about *s = th_saying_list_push(&doc->sayings, UINT32_MAX);

	if (!s)
		return TH_ENOMEM;
	*s = about;
	return TH_OK;
}

th_status th_document_say(struct th_document *doc, uint32_t ref, enum th_saying saying,
			  uint8_t value)
{
	return say(doc, (struct th_saying_about){ ref, (uint8_t)saying, value, false });
}

th_status th_document_say_of_mention(struct th_document *doc, uint32_t mention,
				     enum th_saying saying, uint8_t value)
{
	return say(doc, (struct th_saying_about){ mention, (uint8_t)saying, value, true });
}

static th_slice first_url(const struct th_document *doc, const struct th_organization *o)
{
	for (uint32_t a = o->attributes; a != TH_NONE; a = doc->attributes.items[a].next)
		if (doc->attributes.items[a].kind == TH_ATTRIBUTE_URL)
			return th_document_text(doc, doc->attributes.items[a].text);
	return (th_slice){ 0 };
}

static uint64_t organization_hash(th_slice name, th_slice url)
{
	return th_hash_mix(th_hash(name), th_hash(url));
}

/* The slots are a power of two, at most half full, and hold organisation + 1. */
static th_status grow_organization_slots(struct th_document *doc)
{
	uint32_t size = doc->organization_slots.count ? doc->organization_slots.count * 2 : 64;
	uint32_t *slots = calloc(size, sizeof(*slots));

	if (!slots)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < doc->organizations.count; i++) {
		const struct th_organization *o = &doc->organizations.items[i];
		uint32_t at = (uint32_t)organization_hash(th_document_text(doc, o->name),
							  first_url(doc, o)) &
			      (size - 1);
		while (slots[at])
			at = (at + 1) & (size - 1);
		slots[at] = i + 1;
	}
	free(doc->organization_slots.items);
	doc->organization_slots = (struct th_index_list){ slots, size, size };
	return TH_OK;
}

th_status th_document_add_organization(struct th_document *doc, th_text name, th_text url,
				       th_text email, uint32_t *out)
{
	th_slice name_text = th_document_text(doc, name), url_text = th_document_text(doc, url);

	*out = TH_NONE;
	if (name_text.len == 0 && url_text.len == 0)
		return TH_OK;
	if (doc->organizations.count >= doc->organization_slots.count / 2)
		TH_TRY(grow_organization_slots(doc));
	uint32_t mask = doc->organization_slots.count - 1;
	uint32_t at = (uint32_t)organization_hash(name_text, url_text) & mask;
	for (; doc->organization_slots.items[at]; at = (at + 1) & mask) {
		const struct th_organization *o =
			&doc->organizations.items[doc->organization_slots.items[at] - 1];
		if (th_slice_equal(th_document_text(doc, o->name), name_text) &&
		    th_slice_equal(first_url(doc, o), url_text)) {
			*out = doc->organization_slots.items[at] - 1;
			return TH_OK;
		}
	}
	struct th_organization *o = th_organization_list_push(&doc->organizations, UINT32_MAX - 1);
	if (!o)
		return TH_ENOMEM;
	o->name = name;
	o->attributes = TH_NONE;
	*out = doc->organizations.count - 1;
	doc->organization_slots.items[at] = *out + 1;
	if (th_text_len(email))
		TH_TRY(th_document_add_attribute(doc, &doc->organizations.items[*out].attributes,
						 TH_ATTRIBUTE_EMAIL, 0, email));
	if (th_text_len(url))
		TH_TRY(th_document_add_attribute(doc, &doc->organizations.items[*out].attributes,
						 TH_ATTRIBUTE_URL, 0, url));
	return TH_OK;
}

struct th_relation *th_document_relate(struct th_document *doc, enum th_relation_kind kind,
				       uint32_t from, uint32_t to, uint64_t place)
{
	struct th_relation *r = th_relation_list_push(&doc->relations, TH_MAX_RELATIONS);

	if (!r) {
		th_status status =
			no_room(doc, doc->relations.count, TH_MAX_RELATIONS, "relations");
		(void)status; /* the diagnostic is the point: the caller stops at NULL */
		return NULL;
	}
	r->from = from;
	r->to = to;
	r->place = place & ((UINT64_C(1) << 40) - 1);
	r->kind = kind;
	return r;
}

/* ---- sealing ---- */

struct seal {
	struct th_document *doc;
	struct th_strings purls; /* canonical form of the identifiers that are package URLs */
	struct th_index_list purl_components; /* the component of each */
	struct th_arena arena;
	bool purls_made;
	uint8_t *told; /* by ref: that it leads to nothing; NULL while none does */
};

static th_slice canonical(struct seal *seal, th_slice text)
{
	struct th_purl_scratch scratch;
	th_slice out;

	if (!th_slice_starts(text, TH_SLICE("pkg:")) ||
	    th_purl_canonical(text, TH_PURL_ALL, &scratch, &out, NULL) != TH_OK)
		return (th_slice){ 0 };
	return th_arena_copy(&seal->arena, out);
}

/* Identifiers in canonical form: made only when a reference leads nowhere as it is written. */
static th_status make_purls(struct seal *seal)
{
	struct th_document *doc = seal->doc;

	seal->purls_made = true;
	for (uint32_t i = 0; i < doc->ref_components.count; i++) {
		if (doc->ref_components.items[i] == TH_NONE)
			continue;
		th_slice purl = canonical(seal, doc->refs.texts.items[i]);
		th_str id;
		if (!purl.ptr)
			continue;
		TH_TRY(th_strings_intern(&seal->purls, purl, &id));
		if (id.v <= seal->purl_components.count)
			continue;
		uint32_t *slot = th_index_list_push(&seal->purl_components, UINT32_MAX);
		if (!slot)
			return TH_ENOMEM;
		*slot = doc->ref_components.items[i];
	}
	return TH_OK;
}

static th_status resolve_by_purl(struct seal *seal, uint32_t ref, uint64_t place, uint32_t *out)
{
	th_slice text = seal->doc->refs.texts.items[ref - 1];

	if (!th_slice_starts(text, TH_SLICE("pkg:")))
		return TH_OK;
	if (!seal->purls_made)
		TH_TRY(make_purls(seal));
	th_slice purl = canonical(seal, text);
	th_str id = purl.ptr ? th_strings_find(&seal->purls, purl) : (th_str){ 0 };
	if (id.v) {
		*out = seal->purl_components.items[id.v - 1];
		th_diagnose(&seal->doc->diagnostics, TH_DIAG_repaired_ref, place,
			    "\"%.*s\" leads to a component only when both are read as package URLs",
			    TH_FMT(text));
	}
	return TH_OK;
}

static th_text text_of_slice(struct th_document *doc, th_slice s, uint64_t place)
{
	if (s.ptr >= doc->source.ptr && s.ptr < doc->source.ptr + doc->source.len)
		return th_text_at((uint64_t)(s.ptr - doc->source.ptr), s.len);
	return th_document_keep(doc, s, place);
}

/* Is the reference one into another document (BOM-Link)? Fill in *link if so. SPDX resolves its own
 * before. */
static bool is_link(struct th_document *doc, th_slice ref, uint64_t place, struct th_link *link)
{
	size_t hash = th_slice_find(ref, '#');

	if (!th_slice_starts(ref, TH_SLICE("urn:cdx:")))
		return false;
	*link = (struct th_link){ .document = text_of_slice(doc, th_slice_sub(ref, 0, hash), place),
				  .place = place };
	if (hash < ref.len)
		link->element = text_of_slice(doc, th_slice_sub(ref, hash + 1, ref.len), place);
	return true;
}

/* What stands for a reference that no component of the document bears. */
static th_status stand_in(struct seal *seal, uint32_t ref, uint64_t place, uint32_t *out)
{
	struct th_document *doc = seal->doc;
	th_slice text = doc->refs.texts.items[ref - 1];
	struct th_link link;

	TH_TRY(resolve_by_purl(seal, ref, place, out));
	if (*out != TH_NONE)
		return TH_OK;
	bool linked = is_link(doc, text, place, &link);
	*out = th_document_add_component(doc, linked ? TH_ROLE_LINK : TH_ROLE_PLACEHOLDER, place);
	if (*out == TH_NONE)
		return TH_ELIMIT;
	doc->components.items[*out].name = text_of_slice(doc, text, place);
	doc->components.items[*out].ref = ref;
	if (linked) {
		struct th_link *kept = th_link_list_push(&doc->links, UINT32_MAX);
		if (!kept)
			return TH_ENOMEM;
		link.component = *out;
		*kept = link;
		return TH_OK;
	}
	doc->counts.dangling++;
	th_diagnose(&doc->diagnostics, TH_DIAG_dangling_ref, place,
		    "the reference \"%.*s\" leads to nothing in this document", TH_FMT(text));
	return TH_OK;
}

static inline th_status resolve(struct seal *seal, uint32_t ref, uint64_t place, uint32_t *out)
{
	uint32_t component = seal->doc->ref_components.items[ref - 1];

	if (component == TH_NONE) {
		TH_TRY(stand_in(seal, ref, place, &component));
		seal->doc->ref_components.items[ref - 1] = component;
	}
	*out = component;
	return TH_OK;
}

static th_status resolve_relations(struct seal *seal)
{
	struct th_document *doc = seal->doc;

	for (uint32_t i = 0; i < doc->relations.count; i++) {
		struct th_relation *r = &doc->relations.items[i];
		uint32_t from = r->from, to = r->to;
		if (r->from_is_ref)
			TH_TRY(resolve(seal, r->from, r->place, &from));
		if (r->to_is_ref)
			TH_TRY(resolve(seal, r->to, r->place, &to));
		r->from = from;
		r->to = to;
		r->from_is_ref = r->to_is_ref = 0;
		if (from == to)
			th_diagnose(&doc->diagnostics, TH_DIAG_self_dependency, r->place,
				    "a component is said to rely on itself");
		if (!r->implied)
			doc->components.items[from].states_upstream = 1;
	}
	return TH_OK;
}

/*
 * An entry of dependencies whose reference no element bears and no relation has a placeholder for.
 * It may lead into another document, which is no fault.
 */
static th_status note_dangling(struct seal *seal, uint32_t ref, uint64_t place)
{
	struct th_document *doc = seal->doc;
	th_slice text = doc->refs.texts.items[ref - 1];

	if (th_slice_starts(text, TH_SLICE("urn:cdx:")) ||
	    th_slice_starts(text, TH_SLICE("DocumentRef-")))
		return TH_OK;
	if (!seal->told)
		seal->told = calloc((size_t)doc->refs.texts.count + 1, sizeof(*seal->told));
	if (!seal->told)
		return TH_ENOMEM;
	if (seal->told[ref])
		return TH_OK;
	seal->told[ref] = 1;
	doc->counts.dangling++;
	th_diagnose(&doc->diagnostics, TH_DIAG_dangling_ref, place,
		    "the reference \"%.*s\" leads to nothing in this document", TH_FMT(text));
	return TH_OK;
}

/* The component that something is said of under another spelling, if there is one. */
static th_status resolve_saying(struct seal *seal, const struct th_saying_about *s, uint32_t *out)
{
	struct th_document *doc = seal->doc;
	th_slice text = doc->refs.texts.items[s->ref - 1];
	bool stands = text.ptr >= doc->source.ptr && text.ptr < doc->source.ptr + doc->source.len;
	uint64_t place = stands ? (uint64_t)(text.ptr - doc->source.ptr) : TH_NO_OFFSET;

	TH_TRY(resolve_by_purl(seal, s->ref, place, out));
	doc->ref_components.items[s->ref - 1] = *out;
	/* Compositions may speak of what is no component. */
	if (*out == TH_NONE && s->saying == TH_SAYS_UPSTREAM)
		return note_dangling(seal, s->ref, place);
	return TH_OK;
}

static th_status apply_sayings(struct seal *seal)
{
	struct th_document *doc = seal->doc;

	for (uint32_t i = 0; i < doc->sayings.count; i++) {
		const struct th_saying_about *s = &doc->sayings.items[i];
		uint32_t component = doc->ref_components.items[s->ref - 1];
		if (component == TH_NONE)
			TH_TRY(resolve_saying(seal, s, &component));
		if (component == TH_NONE)
			continue;
		struct th_component *c = &doc->components.items[component];
		if (s->saying == TH_SAYS_UPSTREAM && doc->thorough)
			TH_TRY(th_document_state(doc, component, TH_STATES_UPSTREAM));
		switch ((enum th_saying)s->saying) {
		case TH_SAYS_UPSTREAM: c->states_upstream = 1; break;
		case TH_SAYS_DEPENDENCIES: c->dependencies = s->value & 7u; break;
		case TH_SAYS_ASSEMBLIES: c->assemblies = s->value & 7u; break;
		}
	}
	return TH_OK;
}

th_status th_document_seal(struct th_document *doc)
{
	struct seal seal = { .doc = doc };
	th_status status = th_document_know_refs(doc);

	if (status == TH_OK)
		status = resolve_relations(&seal);

	if (status == TH_OK)
		status = apply_sayings(&seal);
	th_strings_release(&seal.purls);
	th_index_list_release(&seal.purl_components);
	th_arena_release(&seal.arena);
	free(seal.told);
	TH_TRY(status);
	th_index_list_release(&doc->organization_slots);
	th_saying_list_release(&doc->sayings);
	free(doc->refs.slots); /* the texts stay: links of other documents are looked up in them */
	doc->refs.slots = NULL;
	doc->refs.mask = 0;
	return TH_OK;
}

/* Said of each type once. */
static void note_foreign_type(struct th_document *doc, const struct th_component *c, th_slice type)
{
	struct th_arena arena = { 0 };
	th_slice says = th_arena_printf(
		&arena, "\"%.*s\" is no type of package URL that is registered", TH_FMT(type));
	bool said = !says.ptr;

	for (uint32_t i = 0; i < doc->diagnostics.list.count && !said; i++)
		said = doc->diagnostics.list.items[i].code == TH_DIAG_unknown_purl_type &&
		       th_slice_equal(doc->diagnostics.list.items[i].message, says);
	if (!said)
		th_diagnose(&doc->diagnostics, TH_DIAG_unknown_purl_type,
			    th_document_offset(doc, c->purl), "%.*s", TH_FMT(says));
	th_arena_release(&arena);
}

static void check_purl(struct th_document *doc, struct th_component *c)
{
	struct th_purl_scratch scratch;
	struct th_purl purl;
	const char *why = NULL;
	th_slice text = th_document_text(doc, c->purl), canonical;

	if (text.len == 0)
		return;
	if (th_purl_canonical(text, TH_PURL_ALL, &scratch, &canonical, &purl) == TH_OK) {
		if (scratch.foreign)
			note_foreign_type(doc, c, purl.type);
		return;
	}
	c->bad_purl = 1;
	if (th_purl_parse(text, &scratch, &purl, &why) == TH_OK || !why)
		why = "it cannot be read";
	th_diagnose(&doc->diagnostics, TH_DIAG_bad_purl, th_document_offset(doc, c->purl),
		    "\"%.*s\" is no package URL (%s): it does not identify \"%.*s\"", TH_FMT(text),
		    why, TH_FMT(th_document_text(doc, c->name)));
}

static void check_cpe(struct th_document *doc, struct th_component *c)
{
	struct th_cpe_scratch scratch;
	struct th_cpe cpe;
	const char *why = NULL;
	th_slice text = th_document_text(doc, c->cpe);

	if (text.len == 0)
		return;
	if (th_cpe_parse(text, &scratch, &cpe, &why) == TH_OK) {
		if (th_cpe_text(&cpe, TH_CPE_PRODUCT).len)
			return;
		why = "it names no product";
	}
	c->bad_cpe = 1;
	th_diagnose(&doc->diagnostics, TH_DIAG_bad_cpe, th_document_offset(doc, c->cpe),
		    "\"%.*s\" does not name a product (%s): it does not identify \"%.*s\"",
		    TH_FMT(text), why ? why : "it cannot be read",
		    TH_FMT(th_document_text(doc, c->name)));
}

void th_document_check_identifiers(struct th_document *doc, uint32_t component)
{
	struct th_component *c = &doc->components.items[component];

	check_purl(doc, c);
	check_cpe(doc, c);
}

uint32_t th_document_find(const struct th_document *doc, th_slice ref)
{
	for (uint32_t i = 0; i < doc->refs.texts.count; i++)
		if (th_slice_equal(doc->refs.texts.items[i], ref))
			return doc->ref_components.items[i];
	return TH_NONE;
}
