#include "graph/config_values.h"

#include "core/base/limits.h"
#include "graph/config_words.h"

/* ---- complaints ---- */

th_status th_config_fail(struct th_config_reader *r, const struct th_yaml_node *n, th_slice message)
{
	if (!message.ptr)
		return TH_ENOMEM;
	*r->error = (struct th_config_error){
		.path = r->path, .line = n->line, .column = n->column, .message = message
	};
	return TH_EUSAGE;
}

static const char *kind_name(const struct th_yaml_node *n)
{
	switch (n->kind) {
	case TH_YAML_NULL: return "nothing";
	case TH_YAML_SCALAR: return "a single value";
	case TH_YAML_SEQUENCE: return "a list";
	case TH_YAML_MAPPING: return "keys with values";
	}
	return "something else";
}

th_status th_config_fail_kind(struct th_config_reader *r, const struct th_yaml_node *n,
			      const char *expected)
{
	if (n->key)
		return th_config_fail(r, n,
				      th_arena_printf(r->arena, "'%.*s': expected %s, found %s",
						      TH_FMT(th_word_shown(n->key->text)), expected,
						      kind_name(n)));
	return th_config_fail(
		r, n, th_arena_printf(r->arena, "expected %s, found %s", expected, kind_name(n)));
}

/* ---- one value ---- */

struct kind;

/* Check a value and put it at place, or add it to the list there, unless place is NULL. */
typedef th_status read_one(struct th_config_reader *r, const struct th_yaml_node *n,
			   const struct kind *kind, void *place);

struct kind {
	read_one *read;
	const char *expected; /* for people */
	const struct th_words *words;
	const char *unit;    /* behind a number */
	uint32_t first_word; /* the value of the first of the words */
	uint32_t least, most;
	bool many; /* or a list of them */
	bool is_glob;
};

static th_status read_text(struct th_config_reader *r, const struct th_yaml_node *n,
			   const struct kind *kind, th_slice *out)
{
	if (n->kind != TH_YAML_SCALAR)
		return th_config_fail_kind(r, n, kind->expected);
	*out = th_slice_trim(n->text);
	if (out->len == 0)
		return th_config_fail(r, n,
				      th_arena_printf(r->arena, "expected %s, found an empty text",
						      kind->expected));
	if (out->len > TH_MAX_NAME_BYTES)
		return th_config_fail(r, n,
				      TH_SLICE("a text longer than the ceiling of 4096 bytes "
					       "(TH_MAX_NAME_BYTES)"));
	return TH_OK;
}

/* Where a text goes: to the end of the list at place, or there itself. */
static th_status put_text(struct th_config_reader *r, const struct th_yaml_node *n,
			  const struct kind *kind, th_slice text, void *place)
{
	struct th_name_list *list = place;
	th_slice *item = place;

	if (place && kind->many) {
		if (list->count == TH_MAX_CONFIG_ENTRIES)
			return th_config_fail(
				r, n, TH_SLICE("more than 100000 entries (TH_MAX_CONFIG_ENTRIES)"));
		item = th_name_list_push(list, TH_MAX_CONFIG_ENTRIES);
		if (!item)
			return TH_ENOMEM;
	}
	if (item)
		*item = text;
	return TH_OK;
}

static th_status read_name(struct th_config_reader *r, const struct th_yaml_node *n,
			   const struct kind *kind, void *place)
{
	th_slice text;

	TH_TRY(read_text(r, n, kind, &text));
	return put_text(r, n, kind, text, place);
}

static th_status read_path(struct th_config_reader *r, const struct th_yaml_node *n,
			   const struct kind *kind, void *place)
{
	th_slice text;

	TH_TRY(read_text(r, n, kind, &text));
	text = th_config_join(r->arena, r->folder, text, kind->is_glob);
	return text.ptr ? put_text(r, n, kind, text, place) : TH_ENOMEM;
}

static th_status read_date(struct th_config_reader *r, const struct th_yaml_node *n,
			   const struct kind *kind, void *place)
{
	struct th_date date;
	th_slice text;

	TH_TRY(read_text(r, n, kind, &text));
	if (th_date_parse(text, &date) != TH_OK)
		return th_config_fail(
			r, n,
			th_arena_printf(
				r->arena,
				"'%.*s' is not a date; write YYYY-MM-DD, and a day that exists",
				TH_FMT(th_word_shown(text))));
	if (place)
		*(struct th_date *)place = date;
	return TH_OK;
}

static th_status read_number(struct th_config_reader *r, const struct th_yaml_node *n,
			     const struct kind *kind, void *place)
{
	th_slice text, unit = th_slice_of(kind->unit);
	uint64_t number;

	TH_TRY(read_text(r, n, kind, &text));
	th_slice digits = th_slice_sub(text, 0, text.len - (text.len < unit.len ? 0 : unit.len));
	if (!th_slice_ends(text, unit) || !th_slice_number(digits, &number) ||
	    number < kind->least || number > kind->most)
		return th_config_fail(r, n,
				      th_arena_printf(r->arena, "expected %s, found '%.*s'",
						      kind->expected, TH_FMT(th_word_shown(text))));
	if (place)
		*(uint32_t *)place = (uint32_t)number;
	return TH_OK;
}

static th_status find_word(struct th_config_reader *r, const struct th_yaml_node *n,
			   const struct kind *kind, size_t *out)
{
	th_slice text, message;

	TH_TRY(read_text(r, n, kind, &text));
	return th_word_find(kind->words, text, r->arena, out, &message)
		       ? TH_OK
		       : th_config_fail(r, n, message);
}

/* A word as the number that an enum has for it. */
static th_status read_word(struct th_config_reader *r, const struct th_yaml_node *n,
			   const struct kind *kind, void *place)
{
	size_t word;

	TH_TRY(find_word(r, n, kind, &word));
	if (place)
		*(unsigned *)place = (unsigned)word + kind->first_word;
	return TH_OK;
}

static th_status read_word_text(struct th_config_reader *r, const struct th_yaml_node *n,
				const struct kind *kind, void *place)
{
	size_t word;

	TH_TRY(find_word(r, n, kind, &word));
	return put_text(r, n, kind, th_slice_of(kind->words->words[word]), place);
}

/* A word sets its bit. */
static th_status read_bit(struct th_config_reader *r, const struct th_yaml_node *n,
			  const struct kind *kind, void *place)
{
	size_t word;

	TH_TRY(find_word(r, n, kind, &word));
	if (place)
		*(uint32_t *)place |= UINT32_C(1) << (word + kind->first_word);
	return TH_OK;
}

/* A word sets its bool in an array. */
static th_status read_flag(struct th_config_reader *r, const struct th_yaml_node *n,
			   const struct kind *kind, void *place)
{
	size_t word;

	TH_TRY(find_word(r, n, kind, &word));
	if (place)
		((bool *)place)[word] = true;
	return TH_OK;
}

static th_status read_fail_on(struct th_config_reader *r, const struct th_yaml_node *n,
			      const struct kind *kind, void *place)
{
	enum th_level *fail_on = place;
	size_t word, level;
	th_slice message;

	if (n->kind == TH_YAML_SCALAR) {
		TH_TRY(find_word(r, n, kind, &level));
		for (size_t class = 0; place && class < TH_CLASS_COUNT; class ++)
			fail_on[class] = (enum th_level)level;
		return TH_OK;
	}
	if (n->kind != TH_YAML_MAPPING)
		return th_config_fail_kind(r, n, "a severity, or one for each class of findings");
	for (const struct th_yaml_node *entry = n->first; entry; entry = entry->next) {
		if (!th_word_find(&th_words_classes, entry->key->text, r->arena, &word, &message))
			return th_config_fail(r, entry->key, message);
		TH_TRY(find_word(r, entry, kind, &level));
		if (place)
			fail_on[word] = (enum th_level)level;
	}
	return TH_OK;
}

/* ---- all kinds ---- */

static const char *const criticalities[] = { "low", "medium", "high", NULL };
static const char *const ownerships[] = { "personal", "corporate", NULL };
static const char *const accesses[] = { "build", "signing", "source", "corporate", NULL };
static const char *const outcomes[] = { "warn", "fail", NULL };

static const struct th_words words_criticalities = { "a criticality", criticalities };
static const struct th_words words_ownerships = { "an ownership", ownerships };
static const struct th_words words_accesses = { "an access", accesses };
static const struct th_words words_outcomes = { "an outcome", outcomes };

static const struct th_words words_floors = { "a floor of quality", th_floor_words };

static const struct kind kinds[TH_CONFIG_KIND_COUNT] = {
	[TH_CONFIG_NAME] = { .read = read_name, .expected = "a text" },
	[TH_CONFIG_NAMES] = { .read = read_name,
			      .expected = "a text or a list of texts",
			      .many = true },
	[TH_CONFIG_PATH] = { .read = read_path, .expected = "a path" },
	[TH_CONFIG_PATHS] = { .read = read_path,
			      .expected = "a path or a list of paths",
			      .many = true },
	[TH_CONFIG_GLOBS] = { .read = read_path,
			      .expected = "a glob or a list of globs",
			      .many = true,
			      .is_glob = true },
	[TH_CONFIG_DATE] = { .read = read_date, .expected = "a date" },
	[TH_CONFIG_DAYS] = { .read = read_number,
			     .expected = "a number of days, as in 30d",
			     .unit = "d",
			     .most = 100000 },
	[TH_CONFIG_PERCENT] = { .read = read_number,
				.expected = "a whole percentage, as in 60%",
				.unit = "%",
				.most = 100 },
	[TH_CONFIG_HOP] = { .read = read_number,
			    .expected = "a hop from 1 to 1000",
			    .unit = "",
			    .least = 1,
			    .most = 1000 },
	[TH_CONFIG_BUILD_LEVEL] = { .read = read_number,
				    .expected = "a build level from 0 to 4",
				    .unit = "",
				    .most = 4 },
	[TH_CONFIG_SEVERITY] = { .read = read_word,
				 .expected = "a severity",
				 .words = &th_words_severities },
	[TH_CONFIG_FAIL_LEVEL] = { .read = read_word,
				   .expected = "a severity or never",
				   .words = &th_words_fail_levels },
	[TH_CONFIG_FAIL_ON] = { .read = read_fail_on,
				.expected = "a severity or never",
				.words = &th_words_fail_levels },
	[TH_CONFIG_RULE] = { .read = read_word, .expected = "a rule", .words = &th_words_rules },
	[TH_CONFIG_REQUIRE] = { .read = read_flag,
				.expected = "a rule or a list of rules",
				.many = true,
				.words = &th_words_rules },
	[TH_CONFIG_CRITICALITY] = { .read = read_word,
				    .expected = "a criticality",
				    .words = &words_criticalities,
				    .first_word = TH_CRITICALITY_LOW },
	[TH_CONFIG_CRITICALITIES] = { .read = read_bit,
				      .expected = "a criticality or a list of them",
				      .many = true,
				      .words = &words_criticalities,
				      .first_word = TH_CRITICALITY_LOW },
	[TH_CONFIG_INCLUDE] = { .read = read_path,
				.expected = "a path or a list of paths",
				.many = true },
	[TH_CONFIG_OWNERSHIP] = { .read = read_word_text,
				  .expected = "an ownership",
				  .words = &words_ownerships },
	[TH_CONFIG_ACCESS] = { .read = read_word_text,
			       .expected = "an access or a list of them",
			       .many = true,
			       .words = &words_accesses },
	[TH_CONFIG_FLOOR] = { .read = read_word,
			      .expected = "a floor of quality",
			      .words = &words_floors,
			      .first_word = TH_FLOOR_NONE + 1 },
	[TH_CONFIG_ON_FAIL] = { .read = read_word,
				.expected = "an outcome",
				.words = &words_outcomes },
};

th_status th_config_read_value(struct th_config_reader *reader, enum th_config_kind kind,
			       const struct th_yaml_node *node, void *place)
{
	const struct kind *row = &kinds[kind];

	if (!row->many || node->kind == TH_YAML_SCALAR || node->kind == TH_YAML_MAPPING)
		return row->read(reader, node, row, place);
	for (const struct th_yaml_node *item = node->first; item;
	     item = item->next) /* of nothing there is none */
		TH_TRY(row->read(reader, item, row, place));
	return TH_OK;
}
