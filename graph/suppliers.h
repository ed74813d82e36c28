/*
 * Who is who: organisations as one set of entities. Names, domains and namespaces that mean the
 * same organisation lead to one entity, and each joining keeps its reason. Strongest first: equal
 * registrable domain; an alias that you or the built-in list state; equal normalised name, unless
 * both state domains and these differ. A parent is not its child: both stay, the parent is told
 * beside it.
 *
 * You are told apart by the speaker: what your own papers call by your name is you; what anybody
 * else's call so is your shadow, an ordinary supplier. Facts about one are facts about both.
 *
 * Entities are made while documents are linked, in input order, and joined by union-find; after
 * th_suppliers_seal ids are final (th_suppliers_find).
 */
#ifndef TH_GRAPH_SUPPLIERS_H
#define TH_GRAPH_SUPPLIERS_H

#include "core/base/arena.h"
#include "core/base/strings.h"
#include "feeds/index.h"
#include "graph/config.h"

#define TH_SUPPLIER_UNKNOWN 0 /* the entity that is nobody: never equal to itself */

/* Rungs of the ladder by which a component's supplier is found, strongest first. */
enum th_rung {
#define TH_RUNG(name, word) TH_RUNG_##name,
#include "graph/rungs.def"
#undef TH_RUNG
	TH_RUNG_COUNT
};
const char *th_rung_word(enum th_rung rung);

struct th_supplier {
	th_slice name;      /* to show */
	th_slice stated;    /* the first spelling that a document stated; absent: none did */
	uint32_t joined;    /* the entity it was joined to, itself if none */
	uint32_t row;       /* of the built-in list, or TH_NONE */
	uint32_t spellings; /* first of the list of spellings, or TH_NONE */
	uint32_t domains;   /* first of the list of domains, or TH_NONE */
	uint32_t shadow;    /* of you: whom others' documents call by your name; 0: nobody did */
	uint8_t criticality;
	bool is_self, is_shadow;
	bool bare;       /* some document names it without a domain */
	bool configured; /* named under suppliers: in the configuration */
};
TH_LIST_DEFINE(th_supplier_list, struct th_supplier);

struct th_supplier_text {
	th_slice text;
	uint32_t next;
};
TH_LIST_DEFINE(th_supplier_text_list, struct th_supplier_text);

/* Why two spellings are one supplier. */
struct th_supplier_merge {
	uint32_t supplier;
	th_slice spelling;
	const char *reason; /* "domain 3cx.com", "alias", "equal name" */
	th_slice detail;
};
TH_LIST_DEFINE(th_supplier_merge_list, struct th_supplier_merge);

struct th_suppliers {
	struct th_supplier_list list;
	struct th_supplier_text_list texts;
	struct th_strings
		spoken; /* entity, list and text of each of texts: what is there already */
	struct th_supplier_merge_list merges;
	struct th_strings keys;          /* kind byte + key */
	struct th_index_list key_owners; /* by key: entity */
	struct th_index_list of_row;     /* by row of the built-in list: entity or 0 */
	const struct th_index *builtin;
	struct th_arena arena;
	bool yours; /* who speaks now is you: the configuration, your own documents */
};

/* Begin with what the configuration states. builtin must outlive the set. */
th_status th_suppliers_init(struct th_suppliers *set, const struct th_index *builtin,
			    const struct th_config *config) TH_MUST_USE;
void th_suppliers_release(struct th_suppliers *set);

/*
 * The entity of an organisation as a document states it: its name field ("Organization: X (y@z)"
 * and all), a URL, an e-mail; each may be absent. TH_SUPPLIER_UNKNOWN where nobody is named. Texts
 * must outlive the set.
 */
th_status th_suppliers_stated(struct th_suppliers *set, th_slice name, th_slice url, th_slice email,
			      uint32_t *out) TH_MUST_USE;
/*
 * The entity that a namespace names: a key of the built-in list (TH_KEY_NPM_SCOPE ...
 * TH_KEY_DISTRIBUTION), by which an entity of its own is made where the list has none. shown: the
 * name to show then.
 */
th_status th_suppliers_namespace(struct th_suppliers *set, enum th_key_kind kind, th_slice key,
				 th_slice shown, uint32_t *out) TH_MUST_USE;
/* The entity of a domain that was derived, not stated (maven's reverse domains); shown: the name to
 * show. */
th_status th_suppliers_domain(struct th_suppliers *set, th_slice domain, th_slice shown,
			      uint32_t *out) TH_MUST_USE;
/*
 * The entity that a fact speaks of: by domain, name or alias. TH_SUPPLIER_UNKNOWN where no such
 * entity is in the set. *namesake: the entity that bears the name and other domains, or unknown;
 * where somebody names it without a domain, that may be the one meant.
 */
uint32_t th_suppliers_of_fact(const struct th_suppliers *set, const struct th_index *index,
			      const struct th_index_party *party, uint32_t *namesake);
/* Is b the entity a, or the shadow of it? */
bool th_suppliers_alike(const struct th_suppliers *set, uint32_t a, uint32_t b);
/* The entity that id has been joined to. */
uint32_t th_suppliers_find(const struct th_suppliers *set, uint32_t id);
static inline const struct th_supplier *th_suppliers_get(const struct th_suppliers *set,
							 uint32_t id)
{
	return &set->list.items[id];
}
/* The parent's name at as_of by the built-in list, absent where it has none; *row its row there. */
th_slice th_suppliers_parent(const struct th_suppliers *set, uint32_t id, int32_t as_of,
			     uint32_t *row);

#endif
