/*
 * vers: orders and ranges of versions for people who write events and policies: compare two, or a
 * file of comparisons; ask what a range holds; spell it canonically; read one as a package manager
 * writes it.
 */
#include "cmd/command.h"
#include "cmd/complain.h"
#include "cmd/standard_output.h"
#include "core/io/source.h"
#include "core/text/escape.h"
#include "core/version/native.h"
#include "core/version/vers.h"

#include <unistd.h>

enum { MOST_SCHEMES = TH_SCHEME_COUNT + 1 };

struct vers {
	struct th_call *call;
	const th_slice *operands; /* behind the verb */
	uint32_t count;
	struct th_output out;
};

static void put(struct vers *v, th_slice text)
{
	th_output_write(&v->out, th_escape_terminal(&v->call->arena, text));
}

/* ---- schemes ---- */

static void list_schemes(const char **words)
{
	size_t n = 0;

	for (unsigned s = TH_SCHEME_NONE + 1; s < TH_SCHEME_COUNT; s++)
		words[n++] = th_scheme_name((enum th_scheme)s);
	words[n] = NULL;
}

/* By its name, or a purl type that is ordered by it; TH_SCHEME_NONE after a complaint. */
static enum th_scheme scheme_named(th_slice name)
{
	const char *words[MOST_SCHEMES];
	enum th_scheme scheme = th_scheme_by_name(name);

	if (scheme == TH_SCHEME_NONE)
		scheme = th_scheme_for_purl_type(name);
	if (scheme != TH_SCHEME_NONE)
		return scheme;
	list_schemes(words);
	const char *nearest = th_nearest_word(name, words);
	if (nearest)
		th_complain("there is no scheme '%.*s'; did you mean '%s'?", TH_FMT(name), nearest);
	else
		th_complain("there is no scheme '%.*s'; 'twohop vers schemes' lists them",
			    TH_FMT(name));
	return TH_SCHEME_NONE;
}

static int schemes(struct vers *v)
{
	for (unsigned s = TH_SCHEME_NONE + 1; s < TH_SCHEME_COUNT; s++)
		th_output_printf(&v->out, "%-14s %s\n", th_scheme_name((enum th_scheme)s),
				 th_scheme_about((enum th_scheme)s));
	return TH_EXIT_PASS;
}

/* ---- compare ---- */

static const struct {
	const char *sign;
	bool less, equal, greater;
} signs[] = {
	{ "<", true, false, false },  { "=", false, true, false }, { ">", false, false, true },
	{ "<=", true, true, false },  { ">=", false, true, true }, { "!=", true, false, true },
	{ "==", false, true, false },
};

static bool is_sign(th_slice text)
{
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (th_slice_equal(text, th_slice_of(signs[i].sign)))
			return true;
	return false;
}

static bool holds(th_slice sign, enum th_order order)
{
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (th_slice_equal(sign, th_slice_of(signs[i].sign)))
			return (order == TH_ORDER_LESS && signs[i].less) ||
			       (order == TH_ORDER_EQUAL && signs[i].equal) ||
			       (order == TH_ORDER_GREATER && signs[i].greater);
	return false;
}

static const char *sign_of(enum th_order order)
{
	return order == TH_ORDER_LESS      ? "<"
	       : order == TH_ORDER_EQUAL   ? "="
	       : order == TH_ORDER_GREATER ? ">"
					   : "?";
}

/* "1.0rc1 < 1.0"; '?' stands where one of them has no place in the order. */
static void put_order(struct vers *v, th_slice a, enum th_order order, th_slice b)
{
	put(v, a);
	th_output_printf(&v->out, " %s ", sign_of(order));
	put(v, b);
	th_output_byte(&v->out, '\n');
}

/* Both ways, as a comparison is meant. */
static enum th_order compare_both(enum th_scheme scheme, th_slice a, th_slice b)
{
	enum th_order there = th_version_compare(scheme, a, b),
		      back = th_version_compare(scheme, b, a);
	bool fits = there == TH_ORDER_UNKNOWN ? back == there : (int)there == -(int)back;

	return fits ? there : TH_ORDER_UNKNOWN;
}

static th_slice take_word(th_slice *rest)
{
	size_t from = 0, end;

	while (from < rest->len && th_is_blank(rest->ptr[from]))
		from++;
	for (end = from; end < rest->len && !th_is_blank(rest->ptr[end]);)
		end++;
	th_slice word = th_slice_sub(*rest, from, end);
	*rest = th_slice_sub(*rest, end, rest->len);
	return word;
}

static bool is_comment(th_slice line)
{
	return line.len == 0 || th_slice_starts(line, TH_SLICE("#")) ||
	       th_slice_starts(line, TH_SLICE("//"));
}

/* Lines "a < b": those that do not hold are printed. */
static int compare_lines(struct vers *v, enum th_scheme scheme, th_slice text)
{
	uint32_t number = 0, compared = 0, wrong = 0;

	while (text.len > 0) {
		size_t end = th_slice_find(text, '\n');
		th_slice line = th_slice_trim(th_slice_sub(text, 0, end)), rest = line;
		text = th_slice_sub(text, end + 1, text.len);
		number++;
		if (is_comment(line))
			continue;
		th_slice a = take_word(&rest), sign = take_word(&rest), b = take_word(&rest);
		if (b.len == 0 || th_slice_trim(rest).len > 0 || !is_sign(sign)) {
			th_complain("line %u: expected 'VERSION < VERSION' (or =, >, <=, >=, !=)",
				    number);
			return TH_EXIT_BAD_INPUT;
		}
		compared++;
		if (holds(sign, compare_both(scheme, a, b)))
			continue;
		wrong++;
		put(v, line);
		th_output_byte(&v->out, '\n');
	}
	if (compared > 0)
		return wrong ? TH_EXIT_VIOLATION : TH_EXIT_PASS;
	th_complain("standard input holds no comparison: nothing was compared");
	return TH_EXIT_NO_INPUT;
}

static int compare_input(struct vers *v, enum th_scheme scheme)
{
	struct th_source source;
	th_slice why = { 0 };

	if (th_source_open(&source, "-", &v->call->arena, &why) != TH_OK) {
		th_complain("standard input %.*s", TH_FMT(why));
		return TH_EXIT_BAD_INPUT;
	}
	int code = compare_lines(v, scheme, source.bytes);
	th_source_close(&source);
	return code;
}

static int compare(struct vers *v)
{
	bool lines = v->count == 2 && th_slice_equal(v->operands[1], TH_SLICE("-"));

	if (!lines && v->count != 3 && !(v->count == 4 && is_sign(v->operands[2]))) {
		th_complain("vers compare SCHEME VERSION '<' VERSION, SCHEME VERSION VERSION, or "
			    "SCHEME - for lines of standard input");
		return TH_EXIT_USAGE;
	}
	enum th_scheme scheme = scheme_named(v->operands[0]);
	if (scheme == TH_SCHEME_NONE)
		return TH_EXIT_USAGE;
	if (lines)
		return compare_input(v, scheme);
	th_slice a = v->operands[1], b = v->operands[v->count - 1];
	enum th_order order = compare_both(scheme, a, b);
	put_order(v, a, order, b);
	if (order == TH_ORDER_UNKNOWN)
		th_complain("one of them has no place in the order of %s", th_scheme_name(scheme));
	if (v->count == 3)
		return order == TH_ORDER_UNKNOWN ? TH_EXIT_VIOLATION : TH_EXIT_PASS;
	return holds(v->operands[2], order) ? TH_EXIT_PASS : TH_EXIT_VIOLATION;
}

/* ---- ranges ---- */

static const struct th_vers *read_range(struct vers *v, th_slice text)
{
	const struct th_vers *range = NULL;
	struct th_vers_fault fault = { 0 };

	if (th_vers_parse(&v->call->arena, text, TH_VERS_LENIENT, &range, &fault) != TH_OK) {
		th_complain("%.*s: at character %zu: %s", TH_FMT(text), fault.offset + 1,
			    th_vers_complaint_text(fault.complaint));
		return NULL;
	}
	for (unsigned c = 0; c < TH_VERS_COMPLAINT_COUNT; c++)
		if (range->complaints >> c & 1)
			th_complain("forgiven: %s",
				    th_vers_complaint_text((enum th_vers_complaint)c));
	return range;
}

static int contains(struct vers *v)
{
	static const char *const answers[] = { "no", "yes", "unknown" };
	bool all = true;

	if (v->count < 2) {
		th_complain("vers contains RANGE VERSION...");
		return TH_EXIT_USAGE;
	}
	const struct th_vers *range = read_range(v, v->operands[0]);
	if (!range)
		return TH_EXIT_BAD_INPUT;
	for (uint32_t i = 1; i < v->count; i++) {
		enum th_vers_answer answer = th_vers_contains(range, v->operands[i]);
		all &= answer == TH_VERS_YES;
		put(v, v->operands[i]);
		th_output_printf(&v->out, " %s\n", answers[answer]);
	}
	return all ? TH_EXIT_PASS : TH_EXIT_VIOLATION;
}

static int canonical(struct vers *v)
{
	if (v->count != 1) {
		th_complain("vers canonical RANGE");
		return TH_EXIT_USAGE;
	}
	const struct th_vers *range = read_range(v, v->operands[0]);
	if (!range)
		return TH_EXIT_BAD_INPUT;
	put(v, th_vers_canonical(range, &v->call->arena));
	th_output_byte(&v->out, '\n');
	return TH_EXIT_PASS;
}

/* "vers native npm '^1.2 || ~3'" */
static int native(struct vers *v)
{
	struct th_native_fault fault;
	th_slice made;

	if (v->count != 2) {
		th_complain(
			"vers native TYPE RANGE, the range as one word: vers native npm '^1.2'");
		return TH_EXIT_USAGE;
	}
	th_slice type = v->operands[0], range = v->operands[1];
	th_status status = th_native_to_vers(&v->call->arena, type, range, &made, &fault);
	if (status == TH_ENOTFOUND) {
		if (scheme_named(type) != TH_SCHEME_NONE)
			th_complain("no way to write ranges of %.*s is known but vers itself",
				    TH_FMT(type));
		return TH_EXIT_USAGE;
	}
	if (status != TH_OK) {
		th_complain("%.*s: at character %zu: %s", TH_FMT(range), fault.offset + 1,
			    fault.sentence);
		return TH_EXIT_BAD_INPUT;
	}
	put(v, made);
	th_output_byte(&v->out, '\n');
	return TH_EXIT_PASS;
}

/* ---- the command ---- */

static const struct {
	const char *name;
	int (*run)(struct vers *vers);
} verbs[] = { { "compare", compare },
	      { "contains", contains },
	      { "canonical", canonical },
	      { "native", native },
	      { "schemes", schemes } };
static const char *const verb_words[] = { "compare", "contains", "canonical",
					  "native",  "schemes",  NULL };

int th_command_vers(struct th_call *call)
{
	const struct th_name_list *operands = &call->options.operands;
	th_slice verb = operands->count ? operands->items[0] : TH_SLICE("");
	struct vers v = { .call = call };

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (!th_slice_equal(verb, th_slice_of(verbs[i].name)))
			continue;
		v.operands = operands->items + 1;
		v.count = operands->count - 1;
		th_output_to_fd(&v.out, STDOUT_FILENO);
		int code = verbs[i].run(&v), written = th_standard_output_end(&v.out);
		return written == TH_EXIT_PASS ? code : written;
	}
	const char *nearest = th_nearest_word(verb, verb_words);
	th_complain("vers %.*s: compare, contains, canonical, native or schemes%s%s%s",
		    TH_FMT(verb), nearest ? "; did you mean '" : "", nearest ? nearest : "",
		    nearest ? "'?" : "");
	return TH_EXIT_USAGE;
}
