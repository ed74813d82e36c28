/*
 * One walk over the YAML tree along the table of keys (graph/config_keys.def). Functions call each
 * other as deep as the table's sections stand in each other, which no input changes, times the
 * files that include each other, which have a ceiling.
 */
#include "graph/config.h"

#include "core/base/limits.h"
#include "core/io/source.h"
#include "graph/config_values.h"
#include "graph/config_words.h"

#include <assert.h>

/* ---- the table ---- */

enum section {
#define TH_CONFIG_SECTION(name, where) SECTION_##name,
#define TH_CONFIG_KEY(section, key, kind, need, inner, place)
#include "graph/config_keys.def"
#undef TH_CONFIG_SECTION
#undef TH_CONFIG_KEY
	SECTION_none,
};

static const char *const wheres[] = {
#define TH_CONFIG_SECTION(name, where) [SECTION_##name] = where,
#define TH_CONFIG_KEY(section, key, kind, need, inner, place)
#include "graph/config_keys.def"
#undef TH_CONFIG_SECTION
#undef TH_CONFIG_KEY
};

enum need { OPTIONAL, REQUIRED };
#define NOWHERE SIZE_MAX
#define IN(type, member) offsetof(struct type, member)

static const struct key {
	const char *name;
	size_t place; /* in what the section is read into, or NOWHERE */
	enum section section, inner;
	enum th_config_kind kind;
	enum need need;
} keys[] = {
#define TH_CONFIG_SECTION(name, where)
#define TH_CONFIG_KEY(in, key, kind_of, need_of, inside, offset) \
	{ .name = #key,                                          \
	  .place = offset,                                       \
	  .section = SECTION_##in,                               \
	  .inner = SECTION_##inside,                             \
	  .kind = TH_CONFIG_##kind_of,                           \
	  .need = need_of },
#include "graph/config_keys.def"
#undef TH_CONFIG_SECTION
#undef TH_CONFIG_KEY
};

enum {
	KEY_COUNT = sizeof(keys) / sizeof(keys[0]),
	EXCEPTION_DAYS = 180, /* unless the policy says otherwise */
	WARNING_DAYS = 14,
};

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

/* ---- sections ---- */

/* A section is read into target, unless that is NULL; path leads to it. */
static th_status read_section(struct th_config_reader *r, const struct th_yaml_node *n,
			      enum section section, th_slice path, void *target);

static struct th_config_place place_of(const struct th_config_reader *r,
				       const struct th_yaml_node *n)
{
	return (struct th_config_place){ r->path, n->line, n->column, r->rank };
}

static th_status check_exception(struct th_config_reader *r, const struct th_yaml_node *n,
				 const struct th_config_exception *e)
{
	if (!e->id.ptr && !e->supplier.ptr && !e->component.ptr)
		return th_config_fail(r, n,
				      TH_SLICE("an exception says what it is for: 'id', 'supplier' "
					       "or 'component' is missing"));
	if (th_rule_is_grave(e->rule) && !e->second_approver.ptr)
		return th_config_fail(
			r, n,
			th_arena_printf(r->arena, "an exception from %s needs a 'second_approver'",
					th_rules[e->rule].slug));
	if (e->second_approver.ptr && th_slice_equal_nocase(e->second_approver, e->owner))
		return th_config_fail(
			r, n,
			TH_SLICE("the 'second_approver' is the 'owner': it takes somebody else"));
	if (th_date_present(e->approved) && th_date_first(e->approved) > th_date_last(e->expires))
		return th_config_fail(r, n, TH_SLICE("it expires before it is approved"));
	return TH_OK;
}

/* Where a new entry of a section goes: to the end of its list. */
static th_status push_entry(struct th_config_reader *r, const struct th_yaml_node *n,
			    enum section section, void **out)
{
	struct th_config *config = r->config;
	struct th_config_place place = place_of(r, n);

	*out = NULL;
#define PUSH(name, list)                                                                    \
	if (section == SECTION_##name) {                                                    \
		struct th_config_##name *entry =                                            \
			th_config_##name##_list_push(&config->list, TH_MAX_CONFIG_ENTRIES); \
		if (entry)                                                                  \
			entry->place = place;                                               \
		*out = entry;                                                               \
	}
	PUSH(supplier, suppliers)
	PUSH(inventory, inventories)
	PUSH(exception, exceptions)
	PUSH(trust_key, trust.keys)
	PUSH(trust_root, trust.roots)
	PUSH(trust_identity, trust.identities)
	PUSH(trust_builder, trust.builders)
#undef PUSH
	return *out ? TH_OK : TH_ENOMEM;
}

static th_status read_entry(struct th_config_reader *r, const struct th_yaml_node *n,
			    enum section section, th_slice path, uint32_t number)
{
	void *target;

	if (n->kind != TH_YAML_MAPPING)
		return th_config_fail_kind(r, n, "an entry of keys with values");
	TH_TRY(push_entry(r, n, section, &target));
	TH_TRY(read_section(r, n, section, path, target));
	if (section != SECTION_exception)
		return TH_OK;
	((struct th_config_exception *)target)->number = number;
	return check_exception(r, n, target);
}

static th_status read_entries(struct th_config_reader *r, const struct th_yaml_node *n,
			      enum section section, th_slice path)
{
	uint32_t number = 0;

	if (n->kind != TH_YAML_SEQUENCE && n->kind != TH_YAML_NULL)
		return th_config_fail_kind(r, n, "a list of entries");
	if (n->count > TH_MAX_CONFIG_ENTRIES)
		return th_config_fail(r, n,
				      TH_SLICE("more than 100000 entries (TH_MAX_CONFIG_ENTRIES)"));
	for (const struct th_yaml_node *entry = n->first; entry; entry = entry->next)
		TH_TRY(read_entry(r, entry, section, path, number++));
	return TH_OK;
}

static th_status read_rule_entry(struct th_config_reader *r, const struct th_yaml_node *n,
				 enum section section, th_slice path, size_t rule)
{
	struct th_config_rule *entry =
		th_config_rule_list_push(&r->config->rules, TH_MAX_CONFIG_ENTRIES);

	if (!entry)
		return TH_ENOMEM;
	*entry = (struct th_config_rule){ .place = place_of(r, n),
					  .rule = (enum th_rule_id)rule,
					  .severity = TH_LEVEL_UNSTATED,
					  .fail = TH_LEVEL_UNSTATED,
					  .max_hop = TH_CONFIG_NO_LIMIT,
					  .grace = TH_CONFIG_NO_LIMIT };
	return read_section(r, n, section, path, entry);
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
	assert(r->config);
	if (says_something(n))
		r->config->stated[key - keys] = place_of(r, n);
	if (key->kind == TH_CONFIG_INCLUDE)
		return TH_OK; /* was read before */
	if (key->kind == TH_CONFIG_REQUIRE && place)
		memset(place, 0,
		       sizeof(r->config->required)); /* what was included demands no more */
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
	*config = (struct th_config){ .max_age = { TH_CONFIG_NO_LIMIT, TH_CONFIG_NO_LIMIT,
						   TH_CONFIG_NO_LIMIT, TH_CONFIG_NO_LIMIT },
				      .build_level = TH_CONFIG_NO_LIMIT,
				      .exception_days = EXCEPTION_DAYS,
				      .warning_days = WARNING_DAYS };
	for (size_t class = 0; class < TH_CLASS_COUNT; class ++)
		config->fail_on[class] = TH_LEVEL_HIGH;
}

void th_config_release(struct th_config *config)
{
	for (uint32_t i = 0; i < config->suppliers.count; i++) {
		th_name_list_release(&config->suppliers.items[i].aliases);
		th_name_list_release(&config->suppliers.items[i].domains);
	}
	for (uint32_t i = 0; i < config->inventories.count; i++)
		th_name_list_release(&config->inventories.items[i].access);
	for (uint32_t i = 0; i < config->rules.count; i++) {
		th_name_list_release(&config->rules.items[i].suppliers);
		th_name_list_release(&config->rules.items[i].documents);
		th_name_list_release(&config->rules.items[i].purls);
	}
	th_config_rule_list_release(&config->rules);
	th_config_exception_list_release(&config->exceptions);
	th_config_supplier_list_release(&config->suppliers);
	th_config_inventory_list_release(&config->inventories);
	th_config_trust_key_list_release(&config->trust.keys);
	th_config_trust_root_list_release(&config->trust.roots);
	th_config_trust_identity_list_release(&config->trust.identities);
	th_config_trust_builder_list_release(&config->trust.builders);
	th_name_list_release(&config->self);
	th_name_list_release(&config->own);
	th_name_list_release(&config->feeds);
	th_name_list_release(&config->vex);
}

/* ---- files that include others ---- */

/* The files on the way to the one that is read. */
struct th_config_file {
	const struct th_config_file *includer;
	th_slice path;
};

static th_status read_file(struct th_config_reader *r, const struct th_config_file *file,
			   th_slice bytes);

static th_status include(struct th_config_reader *r, const struct th_config_file *includer,
			 const struct th_yaml_node *n, th_slice path)
{
	struct th_config_file file = { includer, path };
	struct th_source source;
	th_slice why;

	for (const struct th_config_file *f = includer; f; f = f->includer)
		if (th_slice_equal(f->path, path))
			return th_config_fail(
				r, n,
				th_arena_printf(r->arena, "%.*s is included by what it includes",
						TH_FMT(th_word_shown(path))));
	if (th_slice_equal(path, TH_SLICE("-")))
		return th_config_fail(r, n,
				      TH_SLICE("a file is needed: '-' would be standard input"));
	if (++r->file_count > TH_MAX_CONFIG_FILES)
		return th_config_fail(
			r, n, TH_SLICE("more than 64 files together (TH_MAX_CONFIG_FILES)"));
	th_status status = th_source_open(&source, path.ptr, r->arena, &why);
	if (status == TH_ENOMEM)
		return status;
	if (status != TH_OK)
		return th_config_fail(r, n,
				      th_arena_printf(r->arena, "%.*s: %.*s",
						      TH_FMT(th_word_shown(path)), TH_FMT(why)));
	th_slice bytes = th_arena_copy(r->arena, source.bytes);
	th_source_close(&source);
	return bytes.ptr ? read_file(r, &file, bytes) : TH_ENOMEM;
}

/* What a key includes, in its order. */
static th_status include_all(struct th_config_reader *r, const struct th_config_file *file,
			     const struct th_yaml_node *n)
{
	struct th_name_list paths = { 0 };
	struct th_config_reader here = *r;
	th_status status = n ? th_config_read_value(r, TH_CONFIG_INCLUDE, n, &paths) : TH_OK;

	for (uint32_t i = 0; i < paths.count && status == TH_OK; i++) {
		status = include(r, file, n, paths.items[i]);
		r->path = here.path;
		r->folder = here.folder;
	}
	th_name_list_release(&paths);
	return status;
}

/* What it includes is read first, so that its own word is the last. */
static th_status read_tree(struct th_config_reader *r, const struct th_config_file *file,
			   const struct th_yaml_node *root)
{
	const struct th_yaml_node *policy = th_yaml_get(root, TH_SLICE("policy"));

	TH_TRY(include_all(r, file, th_yaml_get(root, TH_SLICE("include"))));
	if (policy && policy->kind == TH_YAML_MAPPING)
		TH_TRY(include_all(r, file, th_yaml_get(policy, TH_SLICE("include"))));
	r->rank++;
	if (r->only_trust && !th_yaml_get(root, TH_SLICE("trust")))
		return read_section(r, root, SECTION_trust, TH_SLICE("trust"), r->config);
	return read_section(r, root, SECTION_top, TH_SLICE(""), r->config);
}

static th_status read_file(struct th_config_reader *r, const struct th_config_file *file,
			   th_slice bytes)
{
	struct th_yaml_error yaml_error;
	struct th_yaml_node *root;
	size_t slash = th_slice_rfind(file->path, '/');

	r->path = file->path;
	r->folder = slash == file->path.len ? TH_SLICE("") : th_slice_sub(file->path, 0, slash + 1);
	th_status status = th_yaml_parse(r->arena, bytes, &yaml_error, &root);
	if (status == TH_EINPUT || status == TH_ELIMIT) {
		*r->error = (struct th_config_error){ file->path, yaml_error.line,
						      yaml_error.column, yaml_error.message };
		return TH_EUSAGE;
	}
	TH_TRY(status);
	if (root->kind == TH_YAML_NULL)
		return TH_OK;
	if (root->kind != TH_YAML_MAPPING)
		return th_config_fail_kind(r, root,
					   "keys with values, as in 'self: [Example Bank]'");
	return read_tree(r, file, root);
}

/* ---- the whole ---- */

/* The higher rank first, then as they stand in their file. */
static int by_place(const struct th_config_place *a, const struct th_config_place *b)
{
	if (a->rank != b->rank)
		return a->rank > b->rank ? -1 : 1;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return (a->column > b->column) - (a->column < b->column);
}

static int rules_by_place(const void *a, const void *b)
{
	return by_place(&((const struct th_config_rule *)a)->place,
			&((const struct th_config_rule *)b)->place);
}

static int exceptions_by_place(const void *a, const void *b)
{
	return by_place(&((const struct th_config_exception *)a)->place,
			&((const struct th_config_exception *)b)->place);
}

static int inventories_by_place(const void *a, const void *b)
{
	return by_place(&((const struct th_config_inventory *)a)->place,
			&((const struct th_config_inventory *)b)->place);
}

static void sort_entries(struct th_config *config)
{
	if (config->rules.count)
		qsort(config->rules.items, config->rules.count, sizeof(*config->rules.items),
		      rules_by_place);
	if (config->exceptions.count)
		qsort(config->exceptions.items, config->exceptions.count,
		      sizeof(*config->exceptions.items), exceptions_by_place);
	if (config->inventories.count)
		qsort(config->inventories.items, config->inventories.count,
		      sizeof(*config->inventories.items), inventories_by_place);
}

static th_status fail_too_long(const struct th_config *config, const struct th_config_exception *e,
			       int32_t days, const char *since, struct th_arena *arena,
			       struct th_config_error *error)
{
	*error = (struct th_config_error){
		e->place.file, e->place.line, e->place.column,
		th_arena_printf(arena,
				"the exception expires %d days after %s: %u at most "
				"(policy.exceptions.most)",
				(int)days, since, config->exception_days)
	};
	return error->message.ptr ? TH_EUSAGE : TH_ENOMEM;
}

/* How long they last, against a limit that may be stated behind them. */
static th_status check_approved(const struct th_config *config, struct th_arena *arena,
				struct th_config_error *error)
{
	for (uint32_t i = 0; i < config->exceptions.count; i++) {
		const struct th_config_exception *e = &config->exceptions.items[i];
		if (!th_date_present(e->approved))
			continue;
		int32_t days = th_date_last(e->expires) - th_date_first(e->approved);
		if (days > (int32_t)config->exception_days)
			return fail_too_long(config, e, days, "its approval", arena, error);
	}
	return TH_OK;
}

th_status th_config_check_day(const struct th_config *config, int32_t day, struct th_arena *arena,
			      struct th_config_error *error)
{
	for (uint32_t i = 0; i < config->exceptions.count; i++) {
		const struct th_config_exception *e = &config->exceptions.items[i];
		if (th_date_present(e->approved))
			continue;
		int64_t days = (int64_t)th_date_last(e->expires) - day;
		if (days > (int64_t)config->exception_days)
			return fail_too_long(config, e, (int32_t)days,
					     "the day of this audit, and no 'approved' says when "
					     "it began",
					     arena, error);
	}
	return TH_OK;
}

static th_status read_config(struct th_config *config, th_slice path, th_slice bytes,
			     bool only_trust, struct th_arena *arena, struct th_config_error *error)
{
	struct th_config_reader reader = {
		.config = config, .arena = arena, .error = error, .only_trust = only_trust
	};
	struct th_config_file file = { NULL, th_arena_copy(arena, path) };

	*error = (struct th_config_error){ 0 };
	config->path = file.path;
	if (!file.path.ptr)
		return TH_ENOMEM;
	TH_TRY(read_file(&reader, &file, bytes));
	sort_entries(config);
	return check_approved(config, arena, error);
}

th_status th_config_read(struct th_config *config, th_slice path, th_slice bytes,
			 struct th_arena *arena, struct th_config_error *error)
{
	return read_config(config, path, bytes, false, arena, error);
}

th_status th_config_read_trust(struct th_config *config, th_slice path, th_slice bytes,
			       struct th_arena *arena, struct th_config_error *error)
{
	return read_config(config, path, bytes, true, arena, error);
}
