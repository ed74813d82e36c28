#include "graph/config_words.h"

enum {
	SHOWN = 80 /* bytes of a wrong text in a message */,
	LISTED = 10 /* words that a message lists */
};

static const char *const severities[] = { "critical", "high", "medium", "low", "info", NULL };
static const char *const fail_levels[] = { "critical", "high",  "medium", "low",
					   "info",     "never", NULL };
static const char *const classes[] = { "violation", "blind-spot", "contradiction", NULL };
static const char *const rules[] = {
#define TH_RULE(name, slug, class, severity, unbuilt, title, meaning, proves, disproves, remedy) \
	slug,
#include "graph/rules.def"
#undef TH_RULE
	NULL
};

const struct th_words th_words_severities = { "a severity", severities };
const struct th_words th_words_fail_levels = { "a severity", fail_levels };
const struct th_words th_words_classes = { "a class of findings", classes };
const struct th_words th_words_rules = { "a rule", rules };

th_slice th_word_shown(th_slice text)
{
	size_t len = text.len;

	if (len <= SHOWN)
		return text;
	for (len = SHOWN; len > 0 && (text.ptr[len] & 0xc0) == 0x80;)
		len--;
	return th_slice_sub(text, 0, len);
}

/* "a, b, c", or absent where that would be too long a list. */
static th_slice list_of(const char *const *words, struct th_arena *arena)
{
	th_slice list = th_slice_of(words[0]);

	for (size_t i = 1; words[i] && list.ptr; i++) {
		if (i == LISTED)
			return (th_slice){ 0 };
		list = th_arena_printf(arena, "%.*s, %s", TH_FMT(list), words[i]);
	}
	return list;
}

static th_slice complaint(const struct th_words *set, th_slice word, struct th_arena *arena)
{
	const char *nearest = th_nearest_word(word, set->words);
	th_slice shown = th_word_shown(word), list;

	if (nearest)
		return th_arena_printf(arena, "'%.*s' is not %s; did you mean '%s'?", TH_FMT(shown),
				       set->one, nearest);
	list = list_of(set->words, arena);
	if (!list.ptr)
		return th_arena_printf(arena, "'%.*s' is not %s", TH_FMT(shown), set->one);
	return th_arena_printf(arena, "'%.*s' is not %s; choose from %.*s", TH_FMT(shown), set->one,
			       TH_FMT(list));
}

bool th_word_find(const struct th_words *set, th_slice word, struct th_arena *arena, size_t *out,
		  th_slice *message)
{
	for (size_t i = 0; set->words[i]; i++) {
		if (th_slice_equal(word, th_slice_of(set->words[i]))) {
			*out = i;
			return true;
		}
	}
	*message = complaint(set, word, arena);
	return false;
}

/* ---- --fail-on ---- */

/* One "class=level" into fail_on; given: bits of the classes so far. */
static bool parse_pair(th_slice pair, enum th_level *fail_on, unsigned *given,
		       struct th_arena *arena, th_slice *message)
{
	size_t equals = th_slice_find(pair, '='), class, level;

	if (equals == pair.len) {
		*message = th_arena_printf(
			arena,
			"'%.*s' is not class=severity, as in violation=high,blind-spot=never",
			TH_FMT(th_word_shown(pair)));
		return false;
	}
	if (!th_word_find(&th_words_classes, th_slice_trim(th_slice_sub(pair, 0, equals)), arena,
			  &class, message) ||
	    !th_word_find(&th_words_fail_levels,
			  th_slice_trim(th_slice_sub(pair, equals + 1, pair.len)), arena, &level,
			  message))
		return false;
	if (*given >> class & 1) {
		*message = th_arena_printf(arena, "'%s' is given twice", classes[class]);
		return false;
	}
	*given |= 1u << class;
	fail_on[class] = (enum th_level)level;
	return true;
}

bool th_fail_on_parse(th_slice text, enum th_level fail_on[TH_CLASS_COUNT], struct th_arena *arena,
		      th_slice *message)
{
	enum th_level parsed[TH_CLASS_COUNT];
	size_t level, end;
	unsigned given = 0;

	text = text.ptr ? text : TH_SLICE("");
	if (th_slice_find(text, '=') == text.len && th_slice_find(text, ',') == text.len) {
		if (!th_word_find(&th_words_fail_levels, th_slice_trim(text), arena, &level,
				  message))
			return false;
		for (size_t class = 0; class < TH_CLASS_COUNT; class ++)
			fail_on[class] = (enum th_level)level;
		return true;
	}
	memcpy(parsed, fail_on, sizeof(parsed));
	for (size_t at = 0; at <= text.len; at = end + 1) {
		end = at + th_slice_find(th_slice_sub(text, at, text.len), ',');
		if (!parse_pair(th_slice_sub(text, at, end), parsed, &given, arena, message))
			return false;
	}
	memcpy(fail_on, parsed, sizeof(parsed));
	return true;
}
