#include "parsers/claims.h"

static const char *const control_words[] = {
#define TH_CONTROL(id, word, title, proves, disproves) [TH_CONTROL_##id] = word,
#include "parsers/controls.def"
#undef TH_CONTROL
};

const char *th_control_word(enum th_control control)
{
	return control_words[control];
}

th_status th_claims_begin(struct th_document *doc)
{
	if (!doc->claims)
		doc->claims = th_arena_calloc(&doc->arena, 1, sizeof(*doc->claims));
	return doc->claims ? TH_OK : TH_ENOMEM;
}

struct th_claim *th_claims_add(struct th_document *doc, uint64_t place)
{
	if (th_claims_begin(doc) != TH_OK)
		return NULL;
	struct th_claim *claim = th_claim_list_push(&doc->claims->list, TH_MAX_CLAIMS);
	if (!claim) {
		if (doc->claims->list.count >= TH_MAX_CLAIMS)
			th_diagnose(&doc->diagnostics, TH_DIAG_limit, place,
				    "more than %u claims (TH_MAX_CLAIMS)", TH_MAX_CLAIMS);
		return NULL;
	}
	*claim = (struct th_claim){ .place = place, .organization = TH_NONE };
	return claim;
}

void th_claims_release(struct th_claims *claims)
{
	if (claims)
		th_claim_list_release(&claims->list);
}

/* ---- which controls ---- */

#define C(name) (UINT32_C(1) << TH_CONTROL_##name)
static const struct {
	const char *standard, *item;
	uint32_t controls;
} requirements[] = {
#define TH_REQUIREMENT(standard, item, controls) { standard, item, controls },
#include "parsers/requirements.def"
#undef TH_REQUIREMENT
};
#undef C

static bool counts(char c)
{
	return c != ' ' && c != '.' && c != '(' && c != ')' && c != '-' && c != '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Step over what does not count. True: it stood between two digits, so it counts after all. */
static bool step(th_slice s, size_t *at)
{
	size_t from = *at;

	while (*at < s.len && !counts(s.ptr[*at]))
		++*at;
	return *at > from && from > 0 && *at < s.len && is_digit(s.ptr[from - 1]) &&
	       is_digit(s.ptr[*at]);
}

/* How far a goes along with b, case, blanks and punctuation aside; *same: to the end of both.
 * "PO 1.1" is "po.1.1", "1(d)" is "1d"; "1.1" is not "11". */
static size_t go_along(th_slice a, th_slice b, bool *same)
{
	size_t i = 0, j = 0;

	for (size_t n = 0;; n++, i++, j++) {
		bool divided = step(a, &i), other = step(b, &j);
		*same = i == a.len && j == b.len;
		if (i == a.len || j == b.len || divided != other ||
		    th_lower(a.ptr[i]) != th_lower(b.ptr[j]))
			return n;
	}
}

static bool is_same(th_slice a, const char *b)
{
	bool same;

	go_along(a, th_slice_of(b), &same);
	return same;
}

bool th_standard_is_known(th_slice standard)
{
	for (size_t i = 0; i < sizeof(requirements) / sizeof(requirements[0]); i++)
		if (is_same(standard, requirements[i].standard))
			return true;
	return false;
}

const char *th_standard_nearest(th_slice standard)
{
	const char *nearest = requirements[0].standard;
	size_t most = 0;

	for (size_t i = 0; i < sizeof(requirements) / sizeof(requirements[0]); i++) {
		bool same;
		size_t n = go_along(standard, th_slice_of(requirements[i].standard), &same);
		if (n > most) {
			most = n;
			nearest = requirements[i].standard;
		}
	}
	return nearest;
}

const char *th_item_missed(th_slice standard, th_slice item)
{
	const char *nearest = "";
	size_t most = 0;

	for (size_t i = 0; i < sizeof(requirements) / sizeof(requirements[0]); i++) {
		bool same;
		if (!is_same(standard, requirements[i].standard))
			continue;
		size_t n = go_along(item, th_slice_of(requirements[i].item), &same);
		if (same)
			return NULL;
		if (n > most || !*nearest) {
			most = n;
			nearest = requirements[i].item;
		}
	}
	return nearest;
}

uint32_t th_controls_of(th_slice standard, th_slice item)
{
	for (size_t i = 0; i < sizeof(requirements) / sizeof(requirements[0]); i++)
		if (is_same(standard, requirements[i].standard) &&
		    is_same(item, requirements[i].item))
			return requirements[i].controls;
	return 0;
}

/* ---- answers ---- */

enum th_answer th_answer_of(th_slice word)
{
	static const struct {
		const char *word;
		enum th_answer answer;
	} rows[] = {
		{ "yes", TH_ANSWER_YES },
		{ "y", TH_ANSWER_YES },
		{ "true", TH_ANSWER_YES },
		{ "no", TH_ANSWER_NO },
		{ "n", TH_ANSWER_NO },
		{ "false", TH_ANSWER_NO },
		{ "n/a", TH_ANSWER_NOT_APPLICABLE },
		{ "na", TH_ANSWER_NOT_APPLICABLE },
		{ "not applicable", TH_ANSWER_NOT_APPLICABLE },
	};

	word = th_slice_trim(word);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (th_slice_equal_nocase(word, th_slice_of(rows[i].word)))
			return rows[i].answer;
	return TH_ANSWER_UNCLEAR;
}
