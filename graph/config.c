/*
 * One walk over the YAML tree along the table of keys (graph/config_keys.def). Functions call each
 * other as deep as the table's sections stand in each other, which no input changes.
 */
#include "graph/config.h"

#include "core/base/limits.h"
#include "graph/config_values.h"
#include "graph/config_words.h"

/* ---- the table ---- */

enum section {
#define TH_CONFIG_SECTION(name, where) SECTION_##name,
#define TH_CONFIG_KEY(section, key, kind, need, inner, place, unbuilt)
#include "graph/config_keys.def"
#undef TH_CONFIG_SECTION
#undef TH_CONFIG_KEY
	SECTION_none,
};

static const char *const wheres[] = {
#define TH_CONFIG_SECTION(name, where) [SECTION_##name] = where,
#define TH_CONFIG_KEY(section, key, kind, need, inner, place, unbuilt)
#include "graph/config_keys.def"
#undef TH_CONFIG_SECTION
#undef TH_CONFIG_KEY
};

/* What an entry under a rule of 'policy.rules' says, in as far as it is used. */
struct rule_entry {
	enum th_level severity;
};

/* What of an exception has to be looked at as a whole. */
struct exception_entry {
	enum th_rule_id rule;
	th_slice id, supplier, component, second_approver;
};

enum need { OPTIONAL, REQUIRED };
#define NOWHERE SIZE_MAX
#define IN(type, member) offsetof(struct type, member)

static const struct key {
	const char *name;
	const char *unbuilt;
	size_t place; /* in what the section is read into, or NOWHERE */
	enum section section, inner;
	enum th_config_kind kind;
	enum need need;
} keys[] = {
#define TH_CONFIG_SECTION(name, where)
#define TH_CONFIG_KEY(in, key, kind_of, need_of, inside, offset, why) \
	{ .name = key,                                                \
	  .unbuilt = why,                                             \
	  .place = offset,                                            \
	  .section = SECTION_##in,                                    \
	  .inner = SECTION_##inside,                                  \
	  .kind = TH_CONFIG_##kind_of,                                \
	  .need = need_of },
#include "graph/config_keys.def"
#undef TH_CONFIG_SECTION
#undef TH_CONFIG_KEY
};

enum { KEY_COUNT = sizeof(keys) / sizeof(keys[0]) };

static const struct key *key_of(enum section section, th_slice name)
{
	for (size_t i = 0; i < KEY_COUNT; i++)
		if (keys[i].section == section && th_slice_equal(name, th_slice_of(keys[i].name)))
			return &keys[i];
	return NULL;
}

/* The section in which there is such a key, or SECTION_none. */
static enum section section_with(th_slice name)
{
	enum section section = 0;

	while (section < SECTION_none && !key_of(section, name))
		section++;
	return section;
}

/* The keys of a section, NULL behind them. */
static void names_of(enum section section, const char *names[KEY_COUNT + 1])
{
	size_t count = 0;

	for (size_t i = 0; i < KEY_COUNT; i++)
		if (keys[i].section == section)
			names[count++] = keys[i].name;
	names[count] = NULL;
}

/* ---- complaints ---- */

static th_status fail_unknown_key(struct th_config_reader *r, const struct th_yaml_node *key,
				  enum section section)
{
	const char *names[KEY_COUNT + 1];
	th_slice shown = th_word_shown(key->text), list;

	names_of(section, names);
	const char *nearest = th_nearest_word(key->text, names);
	if (nearest)
		return th_config_fail(r, key,
				      th_arena_printf(r->arena,
						      "unknown key '%.*s'; did you mean '%s'?",
						      TH_FMT(shown), nearest));
	enum section other = section_with(key->text);
	if (other != SECTION_none)
		return th_config_fail(
			r, key,
			th_arena_printf(r->arena, "unknown key '%.*s' %s; it belongs %s",
					TH_FMT(shown), wheres[section], wheres[other]));
	list = th_slice_of(names[0]);
	for (size_t i = 1; names[i] && list.ptr; i++)
		list = th_arena_printf(r->arena, "%.*s, %s", TH_FMT(list), names[i]);
	return th_config_fail(r, key,
			      th_arena_printf(r->arena, "unknown key '%.*s'; %s there are %.*s",
					      TH_FMT(shown), wheres[section], TH_FMT(list)));
}

static bool says_something(const struct th_yaml_node *n)
{
	return n->kind == TH_YAML_SCALAR || n->first;
}

/* A key that is there and decides nothing. */
static th_status list_unbuilt(struct th_config_reader *r, th_slice path, const char *why)
{
	struct th_not_evaluated_list *list = &r->config->not_evaluated;

	for (uint32_t i = 0; i < list->count; i++)
		if (th_slice_equal(list->items[i].rule, path))
			return TH_OK;
	struct th_not_evaluated *item = th_not_evaluated_list_push(list, TH_MAX_CONFIG_ENTRIES);
	if (!item)
		return TH_ENOMEM;
	*item = (struct th_not_evaluated){ .rule = path, .why = th_slice_of(why) };
	return TH_OK;
}

/* ---- sections ---- */

/* A section is read into target, unless that is NULL; path leads to it. */
static th_status read_section(struct th_config_reader *r, const struct th_yaml_node *n,
			      enum section section, th_slice path, void *target);

static th_status check_exception(struct th_config_reader *r, const struct th_yaml_node *n,
				 const struct exception_entry *entry)
{
	th_slice slug = th_slice_of(th_rules[entry->rule].slug);

	if (!entry->id.ptr && !entry->supplier.ptr && !entry->component.ptr)
		return th_config_fail(r, n,
				      TH_SLICE("an exception says what it is for: 'id', 'supplier' "
					       "or 'component' is missing"));
	if (th_rule_is_grave(entry->rule) && !entry->second_approver.ptr)
		return th_config_fail(
			r, n,
			th_arena_printf(r->arena,
					"an exception from %.*s needs a 'second_approver'",
					TH_FMT(slug)));
	return TH_OK;
}

/* The place of a new entry in the list that a section's entries go to. */
static th_status push_entry(struct th_config_reader *r, const struct th_yaml_node *n,
			    enum section section, void **out)
{
	struct th_config_supplier *supplier;
	struct th_config_inventory *inventory;

	*out = NULL;
	if (section == SECTION_supplier) {
		*out = supplier =
			th_config_supplier_list_push(&r->config->suppliers, TH_MAX_CONFIG_ENTRIES);
		if (!supplier)
			return TH_ENOMEM;
		supplier->line = n->line;
		supplier->column = n->column;
	} else if (section == SECTION_inventory) {
		*out = inventory = th_config_inventory_list_push(&r->config->inventories,
								 TH_MAX_CONFIG_ENTRIES);
		if (!inventory)
			return TH_ENOMEM;
		inventory->line = n->line;
		inventory->column = n->column;
	}
	return TH_OK;
}

static th_status read_entry(struct th_config_reader *r, const struct th_yaml_node *n,
			    enum section section, th_slice path)
{
	struct exception_entry exception = { 0 };
	void *target;

	if (n->kind != TH_YAML_MAPPING)
		return th_config_fail_kind(r, n, "an entry of keys with values");
	if (section == SECTION_exception) {
		TH_TRY(read_section(r, n, section, path, &exception));
		return check_exception(r, n, &exception);
	}
	TH_TRY(push_entry(r, n, section, &target));
	return read_section(r, n, section, path, target);
}

static th_status read_entries(struct th_config_reader *r, const struct th_yaml_node *n,
			      enum section section, th_slice path)
{
	if (n->kind != TH_YAML_SEQUENCE && n->kind != TH_YAML_NULL)
		return th_config_fail_kind(r, n, "a list of entries");
	if (n->count > TH_MAX_CONFIG_ENTRIES)
		return th_config_fail(r, n,
				      TH_SLICE("more than 100000 entries (TH_MAX_CONFIG_ENTRIES)"));
	for (const struct th_yaml_node *entry = n->first; entry; entry = entry->next)
		TH_TRY(read_entry(r, entry, section, path));
	return TH_OK;
}

/* Keys that let a rule's entry hold for some findings only, or for some time. */
static bool is_restricted(const struct th_yaml_node *n)
{
	static const char *const restricting[] = { "until", "supplier", "criticality", "document",
						   "purl" };

	for (size_t i = 0; i < sizeof(restricting) / sizeof(restricting[0]); i++) {
		const struct th_yaml_node *value = th_yaml_get(n, th_slice_of(restricting[i]));

		if (value && says_something(value))
			return true;
	}
	return false;
}

static th_status read_rule_entry(struct th_config_reader *r, const struct th_yaml_node *n,
				 enum section section, th_slice path, size_t rule)
{
	struct rule_entry entry = { .severity = TH_LEVEL_NEVER };

	TH_TRY(read_section(r, n, section, path, &entry));
	if (entry.severity == TH_LEVEL_NEVER)
		return TH_OK;
	if (!is_restricted(n)) {
		r->config->severity[rule] = entry.severity;
		return TH_OK;
	}
	path = th_arena_printf(r->arena, "%.*s.severity", TH_FMT(path));
	if (!path.ptr)
		return TH_ENOMEM;
	return list_unbuilt(r, path,
			    "a severity for some findings only, or for some time, is accepted and "
			    "not used in this version");
}

static th_status read_rules(struct th_config_reader *r, const struct th_yaml_node *n,
			    enum section section, th_slice path)
{
	th_slice message, here;
	size_t rule;

	if (n->kind != TH_YAML_MAPPING && n->kind != TH_YAML_NULL)
		return th_config_fail_kind(r, n, "rules with their entries");
	for (const struct th_yaml_node *entry = n->first; entry; entry = entry->next) {
		if (!th_word_find(&th_words_rules, entry->key->text, r->arena, &rule, &message))
			return th_config_fail(r, entry->key, message);
		here = th_arena_printf(r->arena, "%.*s.%s", TH_FMT(path), th_rules[rule].slug);
		if (!here.ptr)
			return TH_ENOMEM;
		if (entry->kind != TH_YAML_SEQUENCE)
			TH_TRY(read_rule_entry(r, entry, section, here, rule));
		else
			for (const struct th_yaml_node *item = entry->first; item;
			     item = item->next)
				TH_TRY(read_rule_entry(r, item, section, here, rule));
	}
	return TH_OK;
}

static th_status read_key(struct th_config_reader *r, const struct th_yaml_node *n,
			  const struct key *key, th_slice path, void *target)
{
	void *place = target && key->place != NOWHERE ? (char *)target + key->place : NULL;

	path = path.len ? th_arena_printf(r->arena, "%.*s.%s", TH_FMT(path), key->name)
			: th_slice_of(key->name);
	if (!path.ptr)
		return TH_ENOMEM;
	if (key->unbuilt && says_something(n))
		TH_TRY(list_unbuilt(r, path, key->unbuilt));
	if (key->kind == TH_CONFIG_MAPPING)
		return read_section(r, n, key->inner, path, target);
	if (key->kind == TH_CONFIG_ENTRIES)
		return read_entries(r, n, key->inner, path);
	if (key->kind == TH_CONFIG_RULES)
		return read_rules(r, n, key->inner, path);
	return th_config_read_value(r, key->kind, n, place);
}

static th_status check_required(struct th_config_reader *r, const struct th_yaml_node *n,
				enum section section)
{
	for (size_t i = 0; i < KEY_COUNT; i++)
		if (keys[i].section == section && keys[i].need == REQUIRED &&
		    !th_yaml_get(n, th_slice_of(keys[i].name)))
			return th_config_fail(r, n,
					      th_arena_printf(r->arena, "'%s' is missing %s",
							      keys[i].name, wheres[section]));
	return TH_OK;
}

static th_status read_section(struct th_config_reader *r, const struct th_yaml_node *n,
			      enum section section, th_slice path, void *target)
{
	if (n->kind == TH_YAML_NULL)
		return TH_OK;
	if (n->kind != TH_YAML_MAPPING)
		return th_config_fail_kind(r, n, "keys with values");
	for (const struct th_yaml_node *entry = n->first; entry; entry = entry->next) {
		const struct key *key = key_of(section, entry->key->text);

		if (!key)
			return fail_unknown_key(r, entry->key, section);
		TH_TRY(read_key(r, entry, key, path, target));
	}
	TH_TRY(check_required(r, n, section));
	if (section == SECTION_visibility)
		r->config->has_visibility = true;
	return TH_OK;
}

/* ---- the whole file ---- */

void th_config_init(struct th_config *config)
{
	*config = (struct th_config){ .most_days_of_feeds = TH_CONFIG_NO_LIMIT };
	for (size_t class = 0; class < TH_CLASS_COUNT; class ++)
		config->fail_on[class] = TH_LEVEL_HIGH;
	for (size_t rule = 0; rule < TH_RULE_COUNT; rule++)
		config->severity[rule] = TH_LEVEL_NEVER;
}

void th_config_release(struct th_config *config)
{
	for (uint32_t i = 0; i < config->suppliers.count; i++) {
		th_name_list_release(&config->suppliers.items[i].aliases);
		th_name_list_release(&config->suppliers.items[i].domains);
	}
	for (uint32_t i = 0; i < config->inventories.count; i++)
		th_name_list_release(&config->inventories.items[i].access);
	th_config_supplier_list_release(&config->suppliers);
	th_config_inventory_list_release(&config->inventories);
	th_name_list_release(&config->self);
	th_name_list_release(&config->own);
	th_name_list_release(&config->feeds);
	th_name_list_release(&config->vex);
	th_not_evaluated_list_release(&config->not_evaluated);
}

th_status th_config_read(struct th_config *config, th_slice path, th_slice bytes,
			 struct th_arena *arena, struct th_config_error *error)
{
	struct th_config_reader reader = { .config = config, .arena = arena, .error = error };
	struct th_yaml_error yaml_error;
	struct th_yaml_node *root;
	size_t slash = th_slice_rfind(path, '/');

	*error = (struct th_config_error){ 0 };
	config->path = th_arena_copy(arena, path);
	if (!config->path.ptr)
		return TH_ENOMEM;
	reader.folder = slash == path.len ? TH_SLICE("") : th_slice_sub(config->path, 0, slash + 1);
	th_status status = th_yaml_parse(arena, bytes, &yaml_error, &root);
	if (status == TH_EINPUT || status == TH_ELIMIT) {
		*error = (struct th_config_error){ yaml_error.line, yaml_error.column,
						   yaml_error.message };
		return TH_EUSAGE;
	}
	TH_TRY(status);
	if (root->kind != TH_YAML_MAPPING && root->kind != TH_YAML_NULL)
		return th_config_fail_kind(&reader, root,
					   "keys with values, as in 'self: [Example Bank]'");
	return read_section(&reader, root, SECTION_top, TH_SLICE(""), config);
}
