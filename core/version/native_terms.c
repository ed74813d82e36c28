/*
 * Operators before versions, those side by side all to hold, alternatives parted by ||:
 * ">=1.2 <2 || ^3". Semantics: node-semver, Cargo, Composer, Conan 2, RubyGems, PEP 440, Haskell's
 * PVP, deb-version, each as its documentation says.
 */
#include "core/base/limits.h"
#include "core/version/native_reader.h"

/* The longest spelling first. */
static const struct {
	const char *sign;
	enum native_operator meaning;
} operators[] = {
	{ "===", NATIVE_IDENTICAL },    { "^>=", NATIVE_CARET_PVP }, { "==", NATIVE_EQUAL },
	{ "!=", NATIVE_NOT },           { "<>", NATIVE_NOT },        { "<=", NATIVE_LESS_EQUAL },
	{ ">=", NATIVE_GREATER_EQUAL }, { "<<", NATIVE_EARLIER },    { ">>", NATIVE_LATER },
	{ "~>", NATIVE_PESSIMISTIC },   { "~=", NATIVE_COMPATIBLE }, { "=", NATIVE_EQUAL },
	{ "<", NATIVE_LESS },           { ">", NATIVE_GREATER },     { "^", NATIVE_CARET },
	{ "~", NATIVE_TILDE },          { "~", NATIVE_TILDE_LAST },
};

static bool knows(const struct native_reader *r, enum native_operator op)
{
	return r->syntax->operators >> op & 1;
}

static bool has(const struct native_reader *r, enum native_flag flag)
{
	return r->syntax->flags & (uint32_t)flag;
}

/* ---- what a term means ---- */

struct term {
	enum native_operator op;
	size_t offset; /* of the version */
	struct native_numbers n;
};

static struct th_version_bound closed(th_slice version)
{
	return (struct th_version_bound){ version, true };
}

static struct th_version_bound open(th_slice version)
{
	return (struct th_version_bound){ version, false };
}

/* Does it stand for all that begin so? */
static bool is_partial(const struct native_reader *r, const struct native_numbers *n)
{
	return n->wild || (r->syntax->numbers && n->count < r->syntax->numbers);
}

/* Its first version: 1.2 of 1.2.x, or 1.2.0 where a version has three numbers. */
static bool first_of(struct native_reader *r, const struct native_numbers *n, th_slice *out)
{
	if (!n->wild && !is_partial(r, n)) {
		*out = n->text;
		return true;
	}
	th_slice text = TH_SLICE("");
	unsigned count = n->count > r->syntax->numbers ? n->count : r->syntax->numbers;
	for (unsigned i = 0; i < count; i++)
		text = th_arena_printf(r->arena, "%.*s%s%llu", TH_FMT(text), i ? "." : "",
				       (unsigned long long)n->numbers[i]);
	/* A prefix takes its pre-releases in, where its manager thinks of them so. */
	bool is_prefix = n->wild && r->syntax->numbers == 0;
	*out = th_arena_printf(r->arena, "%.*s%.*s%s", TH_FMT(text), TH_FMT(n->rest),
			       is_prefix ? r->syntax->suffix : "");
	return out->ptr || native_done(r, TH_ENOMEM);
}

/* From its first version up to the next change of a number. */
static bool span_up_to(struct native_reader *r, const struct native_numbers *n, unsigned place,
		       struct th_version_span *out)
{
	th_slice low, high;

	if (!first_of(r, n, &low) || !native_next(r, n, place, r->syntax->suffix, &high))
		return false;
	*out = (struct th_version_span){ closed(low), open(high) };
	return true;
}

static unsigned first_that_counts(const struct native_numbers *n)
{
	unsigned place = 0;

	while (place + 1 < n->count && n->numbers[place] == 0)
		place++;
	return place;
}

/* The number that changes where the range ends; of any other operator the last one. */
static unsigned changing_place(const struct term *t)
{
	const struct native_numbers *n = &t->n;

	switch ((int)t->op) {
	case NATIVE_CARET: return first_that_counts(n);
	case NATIVE_CARET_PVP:
	case NATIVE_TILDE: return n->count > 1 ? 1 : 0;
	case NATIVE_TILDE_LAST:
	case NATIVE_PESSIMISTIC:
	case NATIVE_COMPATIBLE: return n->count > 2 ? n->count - 2 : 0;
	default: return n->count - 1;
	}
}

/* npm spells its tilde so too. */
static enum native_operator own_operator(const struct native_reader *r, enum native_operator op)
{
	return op == NATIVE_PESSIMISTIC && knows(r, NATIVE_TILDE) ? NATIVE_TILDE : op;
}

static bool is_up_to(enum native_operator op)
{
	return op >= NATIVE_CARET;
}

/* All that begins so is left or meant by a comparison as a whole. */
static bool compare_partial(struct native_reader *r, const struct term *t,
			    struct th_version_span *out)
{
	struct th_version_span whole;

	if (!span_up_to(r, &t->n, t->n.count - 1, &whole))
		return false;
	switch ((int)t->op) {
	case NATIVE_LESS: *out = (struct th_version_span){ .high = open(whole.low.version) }; break;
	case NATIVE_LESS_EQUAL: *out = (struct th_version_span){ .high = whole.high }; break;
	case NATIVE_GREATER:
		*out = (struct th_version_span){ .low = closed(whole.high.version) };
		break;
	case NATIVE_GREATER_EQUAL: *out = (struct th_version_span){ .low = whole.low }; break;
	default: *out = whole; break;
	}
	return true;
}

static void compare_whole(const struct term *t, struct th_version_span *out)
{
	th_slice v = t->n.text;

	*out = (struct th_version_span){ 0 };
	if (t->op == NATIVE_EQUAL || t->op == NATIVE_IDENTICAL || t->op == NATIVE_NOT)
		out->low = out->high = closed(v);
	else if (t->op == NATIVE_LESS || t->op == NATIVE_EARLIER)
		out->high = open(v);
	else if (t->op == NATIVE_LESS_EQUAL)
		out->high = closed(v);
	else if (t->op == NATIVE_GREATER || t->op == NATIVE_LATER)
		out->low = open(v);
	else
		out->low = closed(v);
}

/* "*", with or without an operator. */
static bool mean_everything(struct native_reader *r, const struct term *t,
			    struct th_version_span *out)
{
	if (t->op == NATIVE_LESS || t->op == NATIVE_GREATER || t->op == NATIVE_NOT)
		return native_refuse(r, t->offset, "no version is less, greater or other than any");
	*out = (struct th_version_span){ 0 };
	if (has(r, NATIVE_CONAN))
		out->low = closed(TH_SLICE("0.0.0"));
	return true;
}

static bool mean(struct native_reader *r, struct term *t, struct th_version_span *out)
{
	const struct native_numbers *n = &t->n;

	t->op = own_operator(r, t->op);
	if (n->wild && n->count == 0)
		return mean_everything(r, t, out);
	if (n->text.len == 0)
		return native_refuse(r, t->offset, "expected a version");
	bool up_to = is_up_to(t->op);
	if ((up_to || is_partial(r, n)) && n->count == 0)
		return native_refuse(r, t->offset, "expected a version that begins with a number");
	if (t->op == NATIVE_COMPATIBLE && n->count < 2)
		return native_refuse(r, t->offset, "'~=' takes a version of two numbers at least");
	if (up_to)
		return span_up_to(r, n, changing_place(t), out);
	if (is_partial(r, n))
		return compare_partial(r, t, out);
	if (!th_version_valid(r->all->scheme, n->text))
		return native_refuse(r, t->offset, "it has no place in the order of this scheme");
	compare_whole(t, out);
	return true;
}

/* ---- reading ---- */

static enum native_operator take_operator(struct native_reader *r)
{
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (knows(r, operators[i].meaning) && native_take(r, operators[i].sign))
			return operators[i].meaning;
	return NATIVE_NONE;
}

static bool ends_version(const struct native_reader *r, size_t at)
{
	char c = r->text.ptr[at];

	return th_is_blank(c) || strchr(",|&()<>=", c) != NULL ||
	       (c == '!' && at + 1 < r->text.len && r->text.ptr[at + 1] == '=');
}

static bool take_version(struct native_reader *r, struct term *t)
{
	size_t end = r->at;

	while (end < r->text.len && !ends_version(r, end))
		end++;
	t->offset = r->at;
	th_slice version = th_slice_sub(r->text, r->at, end);
	r->at = end;
	if (has(r, NATIVE_CONAN) && version.len > 1 && th_slice_ends(version, TH_SLICE("-")))
		version.len--;
	return native_read_numbers(r, t->offset, version, &t->n);
}

/* "1.0 - 2.0": a '-' that stands alone. */
static bool take_hyphen(struct native_reader *r)
{
	size_t before = r->at;

	native_skip_blanks(r);
	if (has(r, NATIVE_HYPHEN) && r->at > before && r->at + 1 < r->text.len &&
	    r->text.ptr[r->at] == '-' && th_is_blank(r->text.ptr[r->at + 1])) {
		r->at++;
		return true;
	}
	r->at = before;
	return false;
}

static bool take_upper_end(struct native_reader *r, struct th_version_span *span)
{
	struct term t = { .op = NATIVE_LESS_EQUAL };
	struct th_version_span upper;

	native_skip_blanks(r);
	if (!take_version(r, &t))
		return false;
	/* What stands for all that begin so ends with the last of them. */
	bool is_short =
		has(r, NATIVE_HYPHEN) && !r->syntax->numbers && !t.n.rest.len && t.n.count < 3;
	if (is_short && t.n.count)
		t.n.wild = true;
	if (!mean(r, &t, &upper))
		return false;
	span->high = upper.high;
	return true;
}

static bool take_term(struct native_reader *r, struct th_version_set *set)
{
	size_t place = r->at;
	bool in_parentheses = has(r, NATIVE_PARENTHESES) && native_take(r, "(");
	struct term t = { 0 };
	struct th_version_set one = { .scheme = set->scheme };
	struct th_version_span span = { 0 };

	native_skip_blanks(r);
	size_t sign = r->at;
	t.op = take_operator(r);
	native_skip_blanks(r);
	if (t.op == NATIVE_NONE && r->syntax->bare == NATIVE_NONE)
		return native_refuse(r, sign, "expected an operator that is known here");
	bool bare = t.op == NATIVE_NONE;
	if (bare)
		t.op = r->syntax->bare;
	if (!take_version(r, &t))
		return false;
	if (t.n.text.len == 0)
		return native_refuse(r, r->at,
				     bare ? "expected an operator that is known here, or a version"
					  : "expected a version behind the operator");
	bool hyphen = bare && take_hyphen(r);
	if (hyphen)
		t.op = NATIVE_GREATER_EQUAL;
	if (!mean(r, &t, &span) || (hyphen && !take_upper_end(r, &span)))
		return false;
	native_skip_blanks(r);
	if (in_parentheses && !native_take(r, ")"))
		return native_refuse(r, place, "a '(' that is not closed");
	if (t.op == NATIVE_NOT)
		return native_done(r, th_version_set_drop(set, span));
	bool done = native_done(r, th_version_set_add(&one, span)) &&
		    native_done(r, th_version_set_keep(set, &one));
	th_version_set_release(&one);
	return done;
}

static bool take_or(struct native_reader *r)
{
	return (has(r, NATIVE_OR) && native_take(r, "||")) ||
	       (has(r, NATIVE_OR_SINGLE) && native_take(r, "|")) ||
	       (has(r, NATIVE_WORDS) && native_take(r, "or ")) ||
	       (has(r, NATIVE_COMMA_IS_OR) && native_take(r, ","));
}

static bool at_or(const struct native_reader *r)
{
	struct native_reader look = *r;

	return look.at == look.text.len || take_or(&look);
}

/* Conan's options behind a comma: of those that are known none changes what is affected. */
static bool take_conan_option(struct native_reader *r)
{
	static const char *const options[] = { "include_prerelease=True",
					       "include_prerelease=False", "include_prerelease" };

	if (!has(r, NATIVE_CONAN) || !native_take(r, ","))
		return true;
	native_skip_blanks(r);
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (native_take(r, options[i]))
			return true;
	return native_refuse(r, r->at, "expected include_prerelease behind the ','");
}

/* *more: another term has to follow. False where none can follow without a mark between them. */
static bool take_and(struct native_reader *r, bool *more)
{
	native_skip_blanks(r);
	*more = (has(r, NATIVE_COMMA) && !has(r, NATIVE_COMMA_IS_OR) && native_take(r, ",")) ||
		(has(r, NATIVE_AND) && native_take(r, "&&")) ||
		(has(r, NATIVE_WORDS) && native_take(r, "and "));
	native_skip_blanks(r);
	return *more || !(has(r, NATIVE_COMMA_ONLY) || has(r, NATIVE_AND)) || at_or(r);
}

/* Terms side by side, up to an alternative. */
static bool take_all_of(struct native_reader *r, struct th_version_set *set)
{
	bool more;

	if (!native_done(r, th_version_set_add(set, (struct th_version_span){ 0 })))
		return false;
	native_skip_blanks(r);
	if (at_or(r)) { /* "" and "a || " */
		if (!has(r, NATIVE_NOTHING_IS_ANY))
			return native_refuse(r, r->at,
					     "expected a version, or an operator and a version");
		return true;
	}
	if (has(r, NATIVE_ANY) && native_take(r, "any"))
		return true;
	for (unsigned terms = 0;; terms++) {
		if (terms == TH_MAX_NATIVE_TERMS)
			return native_refuse(r, r->at, "more terms than TH_MAX_NATIVE_TERMS");
		if (!take_term(r, set))
			return false;
		if (!take_and(r, &more))
			return native_refuse(r, r->at, "expected a ',' or && between two terms");
		if (!take_conan_option(r))
			return false;
		native_skip_blanks(r);
		if (!more && at_or(r))
			return true;
	}
}

bool native_read_terms(struct native_reader *r)
{
	for (unsigned alternatives = 0;; alternatives++) {
		struct th_version_set set = { .scheme = r->all->scheme };
		if (alternatives == TH_MAX_NATIVE_TERMS)
			return native_refuse(r, r->at, "more terms than TH_MAX_NATIVE_TERMS");
		bool good = take_all_of(r, &set) &&
			    native_done(r, th_version_set_add_all(r->all, &set));
		th_version_set_release(&set);
		if (!good)
			return false;
		if (!take_or(r))
			break;
	}
	native_skip_blanks(r);
	return r->at == r->text.len || native_refuse(r, r->at, "expected nothing more");
}
