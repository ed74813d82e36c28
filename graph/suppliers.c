#include "graph/suppliers.h"

#include "core/identity/domain.h"
#include "core/identity/name.h"

static const char *const rung_words[] = {
#define TH_RUNG(name, word) [TH_RUNG_##name] = word,
#include "graph/rungs.def"
#undef TH_RUNG
};

const char *th_rung_word(enum th_rung rung)
{
	return rung_words[rung];
}

uint32_t th_suppliers_find(const struct th_suppliers *set, uint32_t id)
{
	while (set->list.items[id].joined != id)
		id = set->list.items[id].joined;
	return id;
}

bool th_suppliers_alike(const struct th_suppliers *set, uint32_t a, uint32_t b)
{
	uint32_t shadow = set->list.items[a].shadow;

	return a != TH_SUPPLIER_UNKNOWN &&
	       (a == b || (shadow && th_suppliers_find(set, shadow) == b));
}

/* ---- keys ---- */

/* A typed key as one text: the kind, then the bytes. */
static th_slice typed(enum th_key_kind kind, th_slice key, char *buffer, size_t capacity)
{
	if (key.len + 1 > capacity)
		return (th_slice){ 0 };
	buffer[0] = (char)('a' + (int)kind);
	if (key.len)
		memcpy(buffer + 1, key.ptr, key.len);
	return th_slice_make(buffer, key.len + 1);
}

static uint32_t owner_of(const struct th_suppliers *set, enum th_key_kind kind, th_slice key)
{
	char buffer[TH_NAME_KEY_BYTES + 1];
	th_str id = th_strings_find(&set->keys, typed(kind, key, buffer, sizeof(buffer)));

	return id.v ? th_suppliers_find(set, set->key_owners.items[id.v - 1]) : TH_SUPPLIER_UNKNOWN;
}

/* Let entity own the key, unless somebody does already. */
static th_status own(struct th_suppliers *set, enum th_key_kind kind, th_slice key, uint32_t entity)
{
	char buffer[TH_NAME_KEY_BYTES + 1];
	th_slice text = typed(kind, key, buffer, sizeof(buffer));
	th_str id;

	if (!text.ptr || th_strings_find(&set->keys, text).v)
		return TH_OK;
	th_slice kept = th_arena_copy(&set->arena, text);
	if (!kept.ptr)
		return TH_ENOMEM;
	TH_TRY(th_strings_intern(&set->keys, kept, &id));
	uint32_t *slot = th_index_list_push(&set->key_owners, UINT32_MAX);
	if (!slot)
		return TH_ENOMEM;
	*slot = entity;
	return TH_OK;
}

static bool name_key(th_slice name, char *buffer, th_slice *out)
{
	return th_name_key(name, TH_NAME_SUPPLIER, buffer, TH_NAME_KEY_BYTES, out) == TH_OK;
}

/* ---- entities ---- */

enum text_list { SPELLINGS, DOMAINS };

static uint32_t *list_of(struct th_suppliers *set, uint32_t entity, enum text_list which)
{
	struct th_supplier *s = &set->list.items[entity];

	return which == SPELLINGS ? &s->spellings : &s->domains;
}

/* The entity, the list and the text as one; absent for a text that is too long to be told apart. */
static th_slice spoken_key(uint32_t entity, enum text_list which, th_slice text, char *buffer,
			   size_t capacity)
{
	if (text.len + 5 > capacity)
		return (th_slice){ 0 };
	memcpy(buffer, &entity, sizeof(entity));
	buffer[4] = (char)which;
	if (text.len)
		memcpy(buffer + 5, text.ptr, text.len);
	return th_slice_make(buffer, text.len + 5);
}

static bool has_text(const struct th_suppliers *set, uint32_t entity, enum text_list which,
		     th_slice text)
{
	char buffer[TH_MAX_NAME_BYTES + 8];
	th_slice key = spoken_key(entity, which, text, buffer, sizeof(buffer));

	return key.ptr && th_strings_find(&set->spoken, key).v;
}

static th_status note_spoken(struct th_suppliers *set, uint32_t entity, enum text_list which,
			     th_slice text)
{
	char buffer[TH_MAX_NAME_BYTES + 8];
	th_slice key = spoken_key(entity, which, text, buffer, sizeof(buffer));
	th_str id;

	if (!key.ptr)
		return TH_OK;
	key = th_arena_copy(&set->arena, key);
	return key.ptr ? th_strings_intern(&set->spoken, key, &id) : TH_ENOMEM;
}

static th_status add_text(struct th_suppliers *set, uint32_t entity, enum text_list which,
			  th_slice text)
{
	if (has_text(set, entity, which, text))
		return TH_OK;
	struct th_supplier_text *t = th_supplier_text_list_push(&set->texts, UINT32_MAX - 1);
	if (!t)
		return TH_ENOMEM;
	uint32_t *list = list_of(set, entity, which);
	*t = (struct th_supplier_text){ text, *list };
	*list = set->texts.count - 1;
	return note_spoken(set, entity, which, text);
}

static th_status new_entity(struct th_suppliers *set, th_slice name, uint32_t *out)
{
	struct th_supplier *s = th_supplier_list_push(&set->list, UINT32_MAX - 1);

	if (!s)
		return TH_ENOMEM;
	*out = set->list.count - 1;
	*s = (struct th_supplier){ .name = name,
				   .joined = *out,
				   .row = TH_NONE,
				   .spellings = TH_NONE,
				   .domains = TH_NONE };
	return TH_OK;
}

static th_status note_merge(struct th_suppliers *set, uint32_t entity, th_slice spelling,
			    const char *reason, th_slice detail)
{
	struct th_supplier_merge *m = th_supplier_merge_list_push(&set->merges, UINT32_MAX);

	if (!m)
		return TH_ENOMEM;
	*m = (struct th_supplier_merge){ entity, spelling, reason, detail };
	return TH_OK;
}

/* Domains of a row of the built-in list and of a configured supplier become theirs before any
 * document speaks. */
static th_status entity_of_row(struct th_suppliers *set, uint32_t row, uint32_t *out)
{
	const struct th_index_supplier *r = &set->builtin->suppliers[row];

	if (set->of_row.items[row]) {
		*out = th_suppliers_find(set, set->of_row.items[row]);
		return TH_OK;
	}
	TH_TRY(new_entity(set, th_index_text(set->builtin, r->name), out));
	set->of_row.items[row] = *out;
	set->list.items[*out].row = row;
	for (uint32_t i = 0; i < r->domains.count; i++) {
		th_slice domain = th_index_item(set->builtin, r->domains, i);
		TH_TRY(add_text(set, *out, DOMAINS, domain));
		TH_TRY(own(set, TH_KEY_DOMAIN, domain, *out));
	}
	char buffer[TH_NAME_KEY_BYTES];
	th_slice key;
	if (r->by_name && name_key(set->list.items[*out].name, buffer, &key))
		TH_TRY(own(set, TH_KEY_SUPPLIER, key, *out));
	return TH_OK;
}

/* You, named by somebody else, are your shadow. */
static th_status as_spoken(struct th_suppliers *set, uint32_t *entity)
{
	if (set->yours || !set->list.items[*entity].is_self)
		return TH_OK;
	uint32_t self = *entity;
	if (!set->list.items[self].shadow) {
		TH_TRY(new_entity(set, set->list.items[self].name, entity));
		set->list.items[*entity].row = set->list.items[self].row;
		set->list.items[*entity].is_shadow = true;
		set->list.items[self].shadow = *entity;
	}
	*entity = th_suppliers_find(set, set->list.items[self].shadow);
	return TH_OK;
}

/* May a name lead to entity, when the bearer states this domain (absent: states none)? */
static bool domains_agree(const struct th_suppliers *set, uint32_t entity, th_slice domain)
{
	return domain.len == 0 || set->list.items[entity].domains == TH_NONE ||
	       has_text(set, entity, DOMAINS, domain);
}

/* The texts of one list of b become a's. A text moves once: who was joined is joined no more. */
static th_status move_texts(struct th_suppliers *set, uint32_t into, uint32_t from,
			    enum text_list which)
{
	uint32_t next;

	for (uint32_t i = *list_of(set, from, which); i != TH_NONE; i = next) {
		struct th_supplier_text *t = &set->texts.items[i];
		uint32_t *list = list_of(set, into, which);
		next = t->next;
		if (has_text(set, into, which, t->text))
			continue;
		t->next = *list;
		*list = i;
		TH_TRY(note_spoken(set, into, which, t->text));
	}
	return TH_OK;
}

static th_status join(struct th_suppliers *set, uint32_t into, uint32_t from)
{
	if (into == from)
		return TH_OK;
	struct th_supplier *a = &set->list.items[into], *b = &set->list.items[from];
	b->joined = into;
	if (a->row == TH_NONE)
		a->row = b->row;
	if (!a->stated.len)
		a->stated = b->stated;
	a->is_self |= b->is_self;
	a->configured |= b->configured;
	if (b->criticality > a->criticality)
		a->criticality = b->criticality;
	TH_TRY(move_texts(set, into, from, SPELLINGS));
	return move_texts(set, into, from, DOMAINS);
}

/* The entity that the built-in list or an earlier word has for a domain. */
static th_status by_domain(struct th_suppliers *set, th_slice domain, uint32_t *out)
{
	*out = TH_SUPPLIER_UNKNOWN;
	if (domain.len == 0)
		return TH_OK;
	*out = owner_of(set, TH_KEY_DOMAIN, domain);
	uint32_t row = *out != TH_SUPPLIER_UNKNOWN
			       ? TH_NONE
			       : th_index_find_supplier(set->builtin, TH_KEY_DOMAIN, domain);
	if (row != TH_NONE)
		TH_TRY(entity_of_row(set, row, out));
	return as_spoken(set, out);
}

static th_status by_name(struct th_suppliers *set, th_slice key, th_slice domain, uint32_t *out)
{
	*out = TH_SUPPLIER_UNKNOWN;
	uint32_t owner = owner_of(set, TH_KEY_SUPPLIER, key);
	TH_TRY(as_spoken(set, &owner));
	if (owner != TH_SUPPLIER_UNKNOWN && domains_agree(set, owner, domain)) {
		*out = owner;
		return TH_OK;
	}
	uint32_t row = th_index_find_supplier(set->builtin, TH_KEY_SUPPLIER, key);
	if (row == TH_NONE)
		return TH_OK;
	TH_TRY(entity_of_row(set, row, &owner));
	TH_TRY(as_spoken(set, &owner));
	if (domains_agree(set, owner, domain))
		*out = owner;
	return TH_OK;
}

/* The registrable domain that names a supplier, in the arena; absent where there is none. */
static th_slice domain_of(struct th_suppliers *set, th_slice url)
{
	char buffer[TH_DOMAIN_BYTES];
	struct th_domain domain;

	if (url.len == 0 || th_domain_of_url(url, buffer, sizeof(buffer), &domain) != TH_OK)
		return (th_slice){ 0 };
	return th_arena_copy(&set->arena, domain.registrable);
}

struct words {
	th_slice spelling; /* as stated, without prefix and mail */
	th_slice alias, key;
	th_slice domain, mail_domain;
};

static th_status settle(struct th_suppliers *set, const struct words *w, uint32_t *out)
{
	uint32_t found, other;
	const char *reason = NULL;
	th_slice detail = { 0 };

	TH_TRY(by_domain(set, w->domain, &found));
	if (found == TH_SUPPLIER_UNKNOWN && w->domain.len == 0)
		TH_TRY(by_domain(set, w->mail_domain, &found));
	if (found != TH_SUPPLIER_UNKNOWN) {
		reason = "domain";
		detail = w->domain.len ? w->domain : w->mail_domain;
	}
	if (w->key.len) {
		TH_TRY(by_name(set, w->key, w->domain, &other));
		if (found == TH_SUPPLIER_UNKNOWN && other != TH_SUPPLIER_UNKNOWN) {
			found = other;
			reason = "name or alias";
		} else if (other != TH_SUPPLIER_UNKNOWN && other != found &&
			   set->list.items[other].domains == TH_NONE) {
			TH_TRY(join(set, found, other)); /* the name was met without a domain */
		}
	}
	if (found == TH_SUPPLIER_UNKNOWN)
		TH_TRY(new_entity(set, w->spelling.len ? w->spelling : w->domain, &found));
	else if (w->spelling.len && !has_text(set, found, SPELLINGS, w->spelling))
		TH_TRY(note_merge(set, found, w->spelling, reason, detail));
	*out = found;
	return TH_OK;
}

th_status th_suppliers_stated(struct th_suppliers *set, th_slice name, th_slice url, th_slice email,
			      uint32_t *out)
{
	char buffer[TH_NAME_KEY_BYTES];
	struct th_name parsed;
	struct words w = { 0 };

	*out = TH_SUPPLIER_UNKNOWN;
	th_name_parse(name, &parsed);
	w.spelling = parsed.absent ? (th_slice){ 0 } : parsed.name;
	w.alias = parsed.alias;
	w.domain = domain_of(set, url.len ? url : parsed.url);
	w.mail_domain = domain_of(set, email.len ? email : parsed.email);
	if (w.spelling.len == 0 && w.domain.len == 0)
		return TH_OK;
	if (w.spelling.len && !name_key(w.spelling, buffer, &w.key))
		w.key = (th_slice){ 0 };
	TH_TRY(settle(set, &w, out));
	struct th_supplier *s = &set->list.items[*out];
	if (!s->stated.len)
		s->stated = w.spelling.len ? w.spelling : w.domain;
	if (w.spelling.len)
		TH_TRY(add_text(set, *out, SPELLINGS, w.spelling));
	if (w.key.len)
		TH_TRY(own(set, TH_KEY_SUPPLIER, w.key, *out));
	if (w.domain.len) {
		TH_TRY(add_text(set, *out, DOMAINS, w.domain));
		TH_TRY(own(set, TH_KEY_DOMAIN, w.domain, *out));
	}
	return TH_OK;
}

th_status th_suppliers_namespace(struct th_suppliers *set, enum th_key_kind kind, th_slice key,
				 th_slice shown, uint32_t *out)
{
	char separator = kind == TH_KEY_MAVEN_GROUP     ? '.'
			 : kind == TH_KEY_GOLANG_PREFIX ? '/'
							: '\0';
	uint32_t row = separator ? th_index_find_prefix(set->builtin, kind, key, separator)
				 : th_index_find_supplier(set->builtin, kind, key);

	if (row != TH_NONE)
		TH_TRY(entity_of_row(set, row, out));
	else
		*out = owner_of(set, kind, key);
	TH_TRY(as_spoken(set, out));
	if (*out == TH_SUPPLIER_UNKNOWN && shown.len) {
		shown = th_arena_copy(&set->arena, shown);
		if (!shown.ptr)
			return TH_ENOMEM;
		TH_TRY(new_entity(set, shown, out));
		TH_TRY(own(set, kind, key, *out));
	}
	return TH_OK;
}

th_status th_suppliers_domain(struct th_suppliers *set, th_slice domain, th_slice shown,
			      uint32_t *out)
{
	TH_TRY(by_domain(set, domain, out));
	if (*out != TH_SUPPLIER_UNKNOWN)
		return TH_OK;
	th_slice kept = th_arena_copy(&set->arena, domain);
	shown = th_arena_copy(&set->arena, shown);
	if (!kept.ptr || !shown.ptr)
		return TH_ENOMEM;
	TH_TRY(new_entity(set, shown, out));
	TH_TRY(add_text(set, *out, DOMAINS, kept));
	return own(set, TH_KEY_DOMAIN, kept, *out);
}

/* The entity that carries a key, itself or through its row of the built-in list. */
static uint32_t bearer(const struct th_suppliers *set, enum th_key_kind kind, th_slice key)
{
	uint32_t owner = owner_of(set, kind, key);

	if (owner != TH_SUPPLIER_UNKNOWN)
		return owner;
	uint32_t row = th_index_find_supplier(set->builtin, kind, key);
	if (row == TH_NONE || !set->of_row.items[row])
		return TH_SUPPLIER_UNKNOWN;
	return th_suppliers_find(set, set->of_row.items[row]);
}

/* A namesake that states another domain is somebody else. */
static bool domains_meet(const struct th_suppliers *set, uint32_t entity,
			 const struct th_index *index, th_span domains)
{
	if (domains.count == 0 || set->list.items[entity].domains == TH_NONE)
		return true;
	for (uint32_t i = 0; i < domains.count; i++)
		if (has_text(set, entity, DOMAINS, th_index_item(index, domains, i)))
			return true;
	return false;
}

uint32_t th_suppliers_of_fact(const struct th_suppliers *set, const struct th_index *index,
			      const struct th_index_party *party, uint32_t *namesake)
{
	char buffer[TH_NAME_KEY_BYTES];
	th_slice key;

	*namesake = TH_SUPPLIER_UNKNOWN;
	for (uint32_t i = 0; i < party->domains.count; i++) {
		uint32_t found =
			bearer(set, TH_KEY_DOMAIN, th_index_item(index, party->domains, i));
		if (found != TH_SUPPLIER_UNKNOWN)
			return found;
	}
	for (uint32_t i = 0; i <= party->aliases.count; i++) {
		th_slice name = i ? th_index_item(index, party->aliases, i - 1)
				  : th_index_text(index, party->name);
		uint32_t found = name_key(name, buffer, &key) ? bearer(set, TH_KEY_SUPPLIER, key)
							      : TH_SUPPLIER_UNKNOWN;
		if (found == TH_SUPPLIER_UNKNOWN)
			continue;
		if (domains_meet(set, found, index, party->domains))
			return found;
		if (!set->list.items[found].configured) /* your domains tell namesakes apart */
			*namesake = found;
	}
	return TH_SUPPLIER_UNKNOWN;
}

th_slice th_suppliers_parent(const struct th_suppliers *set, uint32_t id, int32_t as_of,
			     uint32_t *row)
{
	const struct th_supplier *s = &set->list.items[id];

	*row = TH_NONE;
	if (s->row == TH_NONE)
		return (th_slice){ 0 };
	const struct th_index_supplier *r = &set->builtin->suppliers[s->row];
	if (r->parent == TH_NONE ||
	    (th_date_present(r->acquired) && th_date_first(r->acquired) > as_of))
		return (th_slice){ 0 };
	*row = r->parent;
	return th_index_text(set->builtin, set->builtin->suppliers[r->parent].name);
}

/* ---- the configuration's word ---- */

static th_status configure(struct th_suppliers *set, const struct th_config_supplier *c)
{
	char buffer[TH_NAME_KEY_BYTES];
	uint32_t id;
	th_slice key;

	TH_TRY(new_entity(set, c->name, &id));
	set->list.items[id].configured = true;
	set->list.items[id].criticality = (uint8_t)c->criticality;
	for (uint32_t i = 0; i < c->domains.count; i++) {
		th_slice domain = domain_of(set, c->domains.items[i]);
		if (domain.len == 0)
			continue;
		uint32_t row = th_index_find_supplier(set->builtin, TH_KEY_DOMAIN, domain);
		if (row != TH_NONE && !set->of_row.items[row]) {
			set->of_row.items[row] = id;
			set->list.items[id].row = row;
		}
		TH_TRY(add_text(set, id, DOMAINS, domain));
		TH_TRY(own(set, TH_KEY_DOMAIN, domain, id));
	}
	for (uint32_t i = 0; i <= c->aliases.count; i++) {
		th_slice name = i ? c->aliases.items[i - 1] : c->name;
		if (!name_key(name, buffer, &key))
			continue;
		uint32_t row = th_index_find_supplier(set->builtin, TH_KEY_SUPPLIER, key);
		if (row != TH_NONE && !set->of_row.items[row] &&
		    set->list.items[id].row == TH_NONE) {
			set->of_row.items[row] = id;
			set->list.items[id].row = row;
		}
		TH_TRY(own(set, TH_KEY_SUPPLIER, key, id));
	}
	return TH_OK;
}

th_status th_suppliers_init(struct th_suppliers *set, const struct th_index *builtin,
			    const struct th_config *config)
{
	uint32_t nobody;

	*set = (struct th_suppliers){ .builtin = builtin, .yours = true };
	TH_TRY(new_entity(set, (th_slice){ 0 }, &nobody));
	if (builtin->supplier_count) {
		uint32_t *rows = calloc(builtin->supplier_count, sizeof(*rows));
		if (!rows)
			return TH_ENOMEM;
		set->of_row = (struct th_index_list){ rows, builtin->supplier_count,
						      builtin->supplier_count };
	}
	for (uint32_t i = 0; i < config->suppliers.count; i++)
		TH_TRY(configure(set, &config->suppliers.items[i]));
	return TH_OK;
}

void th_suppliers_release(struct th_suppliers *set)
{
	th_supplier_list_release(&set->list);
	th_supplier_text_list_release(&set->texts);
	th_supplier_merge_list_release(&set->merges);
	th_strings_release(&set->keys);
	th_strings_release(&set->spoken);
	th_index_list_release(&set->key_owners);
	th_index_list_release(&set->of_row);
	th_arena_release(&set->arena);
}
