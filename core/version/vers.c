/*
 * The text half of vers: one pass that reads either dialect. Each rule of the strict one is a
 * complaint; what the lenient one forgives is noted and the reading goes on. Order and containment
 * are in vers_order.c.
 */
#include "core/version/vers.h"

#include "core/base/limits.h"
#include "core/version/vers_order.h"

struct reader {
	enum th_vers_mode mode;
	struct th_arena *arena;
	struct th_vers *vers; /* text is set */
	struct th_vers_fault *fault;
};

enum weight { FATAL, FORGIVEN };

static const struct {
	enum weight weight;
	const char *sentence;
} complaints[TH_VERS_COMPLAINT_COUNT] = {
#define COMPLAINT(id, weight, sentence) [TH_VERS_##id] = { weight, sentence },
	TH_VERS_COMPLAINTS(COMPLAINT)
#undef COMPLAINT
};
_Static_assert(TH_VERS_COMPLAINT_COUNT <= 32, "struct th_vers.complaints has a bit for each");

static const struct {
	th_slice text;
	enum th_comparator comparator;
} comparators[] = {
	/* the longer first, where one begins with another */
	{ { "!=", 2 }, TH_VERS_NOT_EQUAL },     { { "<=", 2 }, TH_VERS_LESS_EQUAL },
	{ { ">=", 2 }, TH_VERS_GREATER_EQUAL }, { { "<", 1 }, TH_VERS_LESS },
	{ { ">", 1 }, TH_VERS_GREATER },        { { "=", 1 }, TH_VERS_EQUAL },
};

/* at lies in vers->text. TH_OK if it is forgiven. */
static th_status complain(struct reader *r, enum th_vers_complaint complaint, const char *at)
{
	if (r->mode == TH_VERS_LENIENT && complaints[complaint].weight == FORGIVEN) {
		r->vers->complaints |= 1u << complaint;
		return TH_OK;
	}
	r->fault->complaint = complaint;
	r->fault->offset = (size_t)(at - r->vers->text.ptr);
	return complaint == TH_VERS_TOO_MANY || complaint == TH_VERS_TOO_LONG ? TH_ELIMIT
									      : TH_EINPUT;
}

/* Blanks, controls and what is not ASCII, anywhere. */
static th_status check_bytes(struct reader *r)
{
	th_slice text = r->vers->text;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c > ' ' && c < 0x7f)
			continue;
		if (th_is_blank((char)c))
			TH_TRY(complain(r, TH_VERS_BLANK, text.ptr + i));
		else
			TH_TRY(complain(r, c >= 0x80 ? TH_VERS_NON_ASCII : TH_VERS_CONTROL,
					text.ptr + i));
	}
	return TH_OK;
}

static bool is_upper_case(th_slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] != th_lower(s.ptr[i]))
			return true;
	return false;
}

static th_status read_type(struct reader *r, th_slice type)
{
	bool fits = type.len > 0 && th_is_alpha(type.ptr[0]);

	for (size_t i = 0; i < type.len; i++)
		fits &= th_is_alnum(type.ptr[i]) || type.ptr[i] == '.' || type.ptr[i] == '-';
	if (!fits)
		return complain(r, TH_VERS_BAD_TYPE, type.ptr);
	if (is_upper_case(type)) {
		TH_TRY(complain(r, TH_VERS_UPPER_CASE, type.ptr));
		char *lower = th_arena_alloc(r->arena, type.len);
		if (!lower)
			return TH_ENOMEM;
		for (size_t i = 0; i < type.len; i++)
			lower[i] = th_lower(type.ptr[i]);
		r->vers->type = th_slice_make(lower, type.len);
	} else {
		r->vers->type = type;
	}
	if (th_slice_equal(r->vers->type, TH_SLICE("invalid")))
		return complain(r, TH_VERS_INVALID_TYPE, type.ptr);
	r->vers->scheme = th_scheme_by_name(r->vers->type);
	if (r->vers->scheme == TH_SCHEME_NONE)
		r->vers->scheme = th_scheme_for_purl_type(r->vers->type);
	return TH_OK;
}

/* Up to and including the slash; *rest is what follows. */
static th_status read_head(struct reader *r, th_slice *rest)
{
	const th_slice scheme = TH_SLICE("vers:");
	th_slice text = th_slice_trim(r->vers->text); /* blanks were complained of */
	size_t slash = th_slice_find(text, '/'), at_sign = th_slice_find(text, '@');

	if (!th_slice_equal_nocase(th_slice_sub(text, 0, scheme.len), scheme))
		return complain(r, TH_VERS_NOT_VERS, r->vers->text.ptr);
	if (!th_slice_starts(text, scheme))
		TH_TRY(complain(r, TH_VERS_UPPER_CASE, text.ptr));
	if (at_sign < slash) {
		TH_TRY(complain(r, TH_VERS_AT_SIGN, text.ptr + at_sign));
		slash = at_sign;
	}
	if (slash == text.len)
		return complain(r, TH_VERS_NOT_VERS, text.ptr);
	*rest = th_slice_trim(th_slice_sub(text, slash + 1, text.len));
	return read_type(r, th_slice_trim(th_slice_sub(text, scheme.len, slash)));
}

/*
 * The older text drops all blanks. One between two letters or digits is kept, or 2019.4 5 became
 * 2019.45. Two halves of a comparator are joined.
 */
static th_status without_blanks(struct reader *r, th_slice *s)
{
	size_t blanks = 0, len = 0;

	for (size_t i = 0; i < s->len; i++)
		blanks += th_is_blank(s->ptr[i]);
	if (blanks == 0)
		return TH_OK;
	char *out = th_arena_alloc(r->arena, s->len);
	if (!out)
		return TH_ENOMEM;
	for (size_t i = 0; i < s->len; i++) {
		if (th_is_blank(s->ptr[i]))
			continue;
		if (i > 0 && th_is_blank(s->ptr[i - 1]) && th_is_alnum(s->ptr[i]) && len > 0 &&
		    th_is_alnum(out[len - 1]))
			out[len++] = ' ';
		out[len++] = s->ptr[i];
	}
	*s = th_slice_make(out, len);
	return TH_OK;
}

static bool is_one_of(th_slice set, char c)
{
	return th_slice_find(set, c) < set.len;
}

/* Digits of an encoded character, as the canonical form has them. */
static const char hex[] = "0123456789ABCDEF";

/* A version may hold c only encoded. The canonical form encodes nothing else. */
static bool needs_encoding(unsigned char c)
{
	return c <= ' ' || c >= 0x7f || is_one_of(TH_SLICE("<>=!*|%"), (char)c);
}

static th_status decode_triplet(struct reader *r, const char *triplet, const char *end,
				const char *at, char *out)
{
	int high = end - triplet > 2 ? th_hex_value(triplet[1]) : -1;
	int low = end - triplet > 2 ? th_hex_value(triplet[2]) : -1;

	if (high < 0 || low < 0)
		return complain(r, TH_VERS_BAD_PERCENT, at);
	unsigned char c = (unsigned char)(high * 16 + low);
	if (c < ' ' || c == 0x7f)
		return complain(r, TH_VERS_CONTROL, at);
	*out = (char)c;
	if (!needs_encoding(c) || triplet[1] != hex[high] || triplet[2] != hex[low])
		return complain(r, TH_VERS_ENCODING, at);
	return TH_OK;
}

/* Decode, once, what was checked for reserved characters; at is where to complain. */
static th_status decode(struct reader *r, th_slice raw, const char *at, th_slice *out)
{
	const char *end = raw.ptr + raw.len;
	size_t len = 0;

	*out = raw;
	if (th_slice_find(raw, '%') == raw.len)
		return TH_OK;
	char *decoded = th_arena_alloc(r->arena, raw.len);
	if (!decoded)
		return TH_ENOMEM;
	for (const char *p = raw.ptr; p < end; p++) {
		decoded[len] = *p;
		if (*p == '%') {
			TH_TRY(decode_triplet(r, p, end, at, &decoded[len]));
			p += 2;
		}
		len++;
	}
	*out = th_slice_make(decoded, len);
	return TH_OK;
}

/*
 * piece is not empty and has blanks only inside of its version; at is where it stands in the text.
 */
static th_status read_constraint(struct reader *r, th_slice piece, const char *at,
				 struct th_vers_constraint *out)
{
	out->comparator = TH_VERS_EQUAL;
	for (size_t i = 0; i < sizeof(comparators) / sizeof(comparators[0]); i++) {
		if (!th_slice_starts(piece, comparators[i].text))
			continue;
		out->comparator = (uint8_t)comparators[i].comparator;
		piece = th_slice_sub(piece, comparators[i].text.len, piece.len);
		if (out->comparator == TH_VERS_EQUAL)
			TH_TRY(complain(r, TH_VERS_EQUALS_SIGN, at));
		break;
	}
	if (piece.len == 0)
		return complain(r, TH_VERS_NO_VERSION, at);
	if (piece.len > TH_MAX_VERSION_BYTES)
		return complain(r, TH_VERS_TOO_LONG, at);
	for (size_t i = 0; i < piece.len; i++) {
		if (piece.ptr[i] == '*')
			return complain(r, TH_VERS_STAR, at);
		if (is_one_of(TH_SLICE("<>=!"), piece.ptr[i]))
			return complain(r, TH_VERS_RESERVED, at);
	}
	if (!th_version_canonical(r->vers->scheme, piece))
		TH_TRY(complain(r, TH_VERS_SPELLING, at));
	return decode(r, piece, at, &out->version);
}

static th_status read_list(struct reader *r, th_slice list, struct th_vers_constraint **constraints,
			   uint32_t *count)
{
	size_t pieces = 1;

	for (size_t i = 0; i < list.len; i++)
		pieces += list.ptr[i] == '|';
	if (pieces > TH_MAX_VERS_CONSTRAINTS)
		return complain(r, TH_VERS_TOO_MANY, list.ptr);
	*constraints = th_arena_calloc(r->arena, pieces, sizeof(**constraints));
	if (!*constraints)
		return TH_ENOMEM;
	*count = 0;
	for (const char *at = list.ptr; pieces-- > 0;) {
		th_slice rest = th_slice_make(at, (size_t)(list.ptr + list.len - at));
		size_t len = th_slice_find(rest, '|');
		th_slice piece = th_slice_trim(th_slice_sub(rest, 0, len));

		if (piece.len == 0) {
			TH_TRY(complain(r, TH_VERS_PIPE, at));
		} else {
			TH_TRY(without_blanks(r, &piece));
			TH_TRY(read_constraint(r, piece, at, &(*constraints)[(*count)++]));
		}
		at += len + 1;
	}
	return *count > 0 ? TH_OK : complain(r, TH_VERS_NO_CONSTRAINT, list.ptr);
}

/* What the order half found, in its rank. */
static th_status complain_of_order(struct reader *r, uint32_t found, const char *at)
{
	static const enum th_vers_complaint order[] = { TH_VERS_UNSORTED, TH_VERS_DUPLICATE,
							TH_VERS_REDUNDANT };

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (found & 1u << order[i])
			TH_TRY(complain(r, order[i], at));
	return TH_OK;
}

static th_status read_constraints(struct reader *r, th_slice list)
{
	struct th_vers *vers = r->vers;
	bool is_all = th_slice_equal(vers->type, TH_SLICE("all"));
	bool is_none = th_slice_equal(vers->type, TH_SLICE("none"));
	struct th_vers_constraint *constraints = NULL;
	uint32_t count = 0, found = 0;

	if (th_slice_equal(list, TH_SLICE("*"))) {
		vers->kind = is_none ? TH_VERS_NOTHING : TH_VERS_EVERYTHING;
		return TH_OK;
	}
	if (list.len == 0)
		return complain(r, TH_VERS_NO_CONSTRAINT, list.ptr);
	if (is_none)
		return complain(r, TH_VERS_NONE_BOUND, list.ptr);
	if (is_all) {
		TH_TRY(complain(r, TH_VERS_ALL_BOUND, list.ptr));
		vers->scheme = TH_SCHEME_GENERIC;
		vers->type = th_slice_of(th_scheme_name(TH_SCHEME_GENERIC));
	}
	TH_TRY(read_list(r, list, &constraints, &count));
	TH_TRY(th_vers_order(vers, r->arena, constraints, count, &found));
	return complain_of_order(r, found, list.ptr);
}

th_status th_vers_parse(struct th_arena *arena, th_slice text, enum th_vers_mode mode,
			const struct th_vers **out, struct th_vers_fault *fault)
{
	struct th_vers_fault unused;
	struct reader r = { .mode = mode, .arena = arena, .fault = fault ? fault : &unused };
	th_slice rest = { 0 };

	*out = NULL;
	r.vers = th_arena_calloc(arena, 1, sizeof(*r.vers));
	if (!r.vers)
		return TH_ENOMEM;
	r.vers->text = th_arena_copy(arena, text);
	if (!r.vers->text.ptr)
		return TH_ENOMEM;
	TH_TRY(check_bytes(&r));
	TH_TRY(read_head(&r, &rest));
	TH_TRY(read_constraints(&r, rest));
	*out = r.vers;
	return TH_OK;
}

static size_t put(char *out, size_t at, th_slice s)
{
	if (s.len)
		memcpy(out + at, s.ptr, s.len);
	return at + s.len;
}

static size_t put_encoded(char *out, size_t at, th_slice version)
{
	for (size_t i = 0; i < version.len; i++) {
		unsigned char c = (unsigned char)version.ptr[i];

		if (needs_encoding(c)) {
			out[at++] = '%';
			out[at++] = hex[c >> 4];
			out[at++] = hex[c & 15];
		} else {
			out[at++] = (char)c;
		}
	}
	return at;
}

/* Each byte of a version may be encoded as three; two bytes are a comparator, one parts two. */
static bool canonical_room(const struct th_vers *vers, size_t *room)
{
	*room = (size_t)vers->count * 3 + vers->type.len + sizeof("vers:/*");
	for (uint32_t i = 0; i < vers->count; i++) {
		size_t encoded;
		if (__builtin_mul_overflow(vers->constraints[i].version.len, (size_t)3, &encoded) ||
		    __builtin_add_overflow(*room, encoded, room))
			return false;
	}
	return true;
}

th_slice th_vers_canonical(const struct th_vers *vers, struct th_arena *arena)
{
	size_t room, at = 0;
	char *out = canonical_room(vers, &room) ? th_arena_alloc(arena, room) : NULL;

	if (!out)
		return (th_slice){ 0 };
	at = put(out, at, TH_SLICE("vers:"));
	at = put(out, at, vers->type);
	at = put(out, at, TH_SLICE("/"));
	if (vers->kind == TH_VERS_NOTHING || vers->kind == TH_VERS_EVERYTHING)
		at = put(out, at, TH_SLICE("*"));
	for (uint32_t i = 0; i < vers->count; i++) {
		if (i > 0)
			out[at++] = '|';
		at = put(out, at,
			 th_slice_of(th_comparator_text(
				 (enum th_comparator)vers->constraints[i].comparator)));
		at = put_encoded(out, at, vers->constraints[i].version);
	}
	return th_slice_make(out, at);
}

const char *th_vers_complaint_text(enum th_vers_complaint complaint)
{
	return complaints[complaint].sentence;
}

const char *th_comparator_text(enum th_comparator comparator)
{
	static const char *const texts[] = {
		[TH_VERS_EQUAL] = "",    [TH_VERS_NOT_EQUAL] = "!=",
		[TH_VERS_LESS] = "<",    [TH_VERS_LESS_EQUAL] = "<=",
		[TH_VERS_GREATER] = ">", [TH_VERS_GREATER_EQUAL] = ">=",
	};

	return texts[comparator];
}
