#include "core/identity/cpe.h"

enum {
	URI_ATTRIBUTES = 7, /* part to language */
	PACKED = 5,         /* attributes that one field of a URI may hold, parted by '~' */
};

enum form { FORMATTED, URI };

/* What a byte is to a value: O is decoded or lower-cased, D ends it, C cannot stand in it. */
enum { B = 0, O = 1, D = 2, C = 4 };

/* clang-format off */
static const unsigned char class_of[256] = {
	C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, /* 00 */
	C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, /* 10 */
	B, B, B, B, B, O, B, B, B, B, O, B, B, B, B, B, /* 20: '%', '*' */
	B, B, B, B, B, B, B, B, B, B, D, B, B, B, B, O, /* 30: ':', '?' */
	B, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, /* 40 */
	O, O, O, O, O, O, O, O, O, O, O, B, O, B, B, B, /* 50: '\' */
	B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, /* 60 */
	B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, C, /* 70 */
};
/* clang-format on */

enum token { BAD, CHARACTER, ONE, MANY };

static th_status refuse(const char **why, const char *sentence)
{
	*why = sentence;
	return TH_EINPUT;
}

/* The token of raw at *at, which moves behind it. */
static enum token next_token(th_slice raw, size_t *at, enum form form, char *c)
{
	size_t left = raw.len - *at;

	*c = th_lower(raw.ptr[(*at)++]);
	if (form == FORMATTED) {
		if (*c == '*' || *c == '?')
			return *c == '*' ? MANY : ONE;
		if (*c != '\\')
			return CHARACTER;
		if (left < 2)
			return BAD;
		*c = th_lower(raw.ptr[(*at)++]);
		return CHARACTER;
	}
	if (*c != '%')
		return CHARACTER;
	int high = left > 2 ? th_hex_value(raw.ptr[*at]) : -1;
	int low = left > 2 ? th_hex_value(raw.ptr[*at + 1]) : -1;
	int code = high < 0 || low < 0 ? 0 : high * 16 + low;

	*at += 2;
	if (code == 1 || code == 2)
		return code == 1 ? ONE : MANY;
	*c = th_lower((char)code);
	return code > 0x20 && code < 0x7f ? CHARACTER : BAD;
}

/* Decode raw: wildcards, text, wildcards. */
static th_status decode(th_slice raw, enum form form, struct th_cpe_scratch *scratch,
			struct th_cpe_value *value, const char **why)
{
	char *to = scratch->decoded + scratch->used;
	size_t length = 0;
	bool head = true; /* before the text */

	if (raw.len > sizeof(scratch->decoded) - scratch->used)
		return TH_EBUG;
	for (size_t at = 0; at < raw.len;) {
		char c;
		enum token token = next_token(raw, &at, form, &c);
		uint8_t *count = head ? &value->before : &value->after;

		if (token == BAD)
			return refuse(
				why, form == URI ? "expected two hexadecimal digits of a printable "
						   "character after '%'"
						 : "expected a character after '\\'");
		if (token == CHARACTER) {
			if (value->after != 0)
				return refuse(why, "a wildcard inside a value");
			head = false;
			to[length++] = c;
		} else if (token == MANY) {
			if (*count != 0 && !head)
				return refuse(why, "more than one wildcard at the end of a value");
			head = false;
			*count = TH_CPE_STAR;
		} else if (*count >= TH_CPE_STAR - 1) {
			return refuse(why, "too many wildcards at the end of a value");
		} else {
			++*count;
		}
	}
	if (length == 0 && (value->before == TH_CPE_STAR || value->after == TH_CPE_STAR)) {
		value->before = value->after = 0; /* as '*' alone */
		return TH_OK;
	}
	value->kind = TH_CPE_TEXT;
	value->text = th_slice_make(to, length);
	scratch->used += length;
	return TH_OK;
}

static th_status read_value(th_slice raw, unsigned seen, enum form form,
			    struct th_cpe_scratch *scratch, struct th_cpe_value *value,
			    const char **why)
{
	if (raw.len == 0 || (raw.len == 1 && raw.ptr[0] == '*'))
		return TH_OK;
	if (seen & C)
		return refuse(why, "a control character in a value");
	if (raw.len == 1 && raw.ptr[0] == '-') {
		value->kind = TH_CPE_NA;
		return TH_OK;
	}
	if (seen & O)
		return decode(raw, form, scratch, value, why);
	value->kind = TH_CPE_TEXT;
	value->text = raw;
	return TH_OK;
}

/* The packed edition of a URI: ~edition~sw_edition~target_sw~target_hw~other. */
static th_status read_packed(th_slice raw, unsigned seen, struct th_cpe_scratch *scratch,
			     struct th_cpe *cpe, const char **why)
{
	static const enum th_cpe_attribute order[PACKED] = {
		TH_CPE_EDITION, TH_CPE_SW_EDITION, TH_CPE_TARGET_SW, TH_CPE_TARGET_HW, TH_CPE_OTHER,
	};
	size_t count = 0;

	for (size_t from = 1, end; from <= raw.len; from = end + 1, count++) {
		end = from + th_slice_find(th_slice_sub(raw, from, raw.len), '~');
		if (count == PACKED)
			return refuse(why, "expected at most five values in a packed edition");
		TH_TRY(read_value(th_slice_sub(raw, from, end), seen, URI, scratch,
				  &cpe->values[order[count]], why));
	}
	return TH_OK;
}

static th_status check_part(const struct th_cpe_value *part, const char **why)
{
	if (part->kind != TH_CPE_TEXT)
		return TH_OK;
	char c = part->text.len == 1 ? part->text.ptr[0] : '\0';

	if ((c != 'a' && c != 'o' && c != 'h') || part->before != 0 || part->after != 0)
		return refuse(why, "expected the part a, o, h, '*' or '-'");
	return TH_OK;
}

/* The end of the value that begins at from; *seen = the classes of its bytes. */
static size_t scan_value(th_slice text, size_t from, enum form form, unsigned *seen)
{
	unsigned classes = 0;
	size_t at = from;

	for (; at < text.len; at++) {
		unsigned class = class_of[(unsigned char)text.ptr[at]];

		if (class == B)
			continue;
		if (class == D)
			break;
		classes |= class;
		if (class == O && form == FORMATTED && text.ptr[at] == '\\' && at + 1 < text.len) {
			at++;
			classes |= class_of[(unsigned char)text.ptr[at]];
		}
	}
	*seen = classes;
	return at;
}

static th_status read_values(th_slice text, size_t from, enum form form,
			     struct th_cpe_scratch *scratch, struct th_cpe *cpe, const char **why)
{
	const unsigned limit = form == URI ? (unsigned)URI_ATTRIBUTES : (unsigned)TH_CPE_ATTRIBUTES;

	if (from == text.len)
		return refuse(why, "expected a part behind 'cpe:'");
	for (size_t end; from <= text.len; from = end + 1) {
		unsigned seen, attribute = cpe->given++;

		if (attribute == limit)
			return refuse(
				why, form == URI ? "expected at most seven values"
						 : "expected at most eleven values; ':' inside one "
						   "is written '\\:'");
		if (text.len - from > 1 && text.ptr[from] == '*' && text.ptr[from + 1] == ':') {
			end = from + 1; /* the usual value: ANY */
			continue;
		}
		end = scan_value(text, from, form, &seen);
		th_slice raw = th_slice_sub(text, from, end);

		if (form == URI && attribute == TH_CPE_EDITION && raw.len != 0 && raw.ptr[0] == '~')
			TH_TRY(read_packed(raw, seen, scratch, cpe, why));
		else
			TH_TRY(read_value(raw, seen, form, scratch, &cpe->values[attribute], why));
	}
	return check_part(&cpe->values[TH_CPE_PART], why);
}

static th_status read_text(th_slice text, struct th_cpe_scratch *scratch, struct th_cpe *cpe,
			   const char **why)
{
	static const th_slice heads[] = {
		[FORMATTED] = { "cpe:2.3:", 8 },
		[URI] = { "cpe:/", 5 },
	};

	scratch->used = 0;
	if (text.len > TH_MAX_CPE_BYTES) {
		*why = "longer than TH_MAX_CPE_BYTES";
		return TH_ELIMIT;
	}
	for (unsigned form = FORMATTED; form <= URI; form++)
		if (th_slice_equal_nocase(th_slice_sub(text, 0, heads[form].len), heads[form]))
			return read_values(text, heads[form].len, (enum form)form, scratch, cpe,
					   why);
	return refuse(why, "expected 'cpe:2.3:' or 'cpe:/' at the beginning");
}

th_status th_cpe_parse(th_slice text, struct th_cpe_scratch *scratch, struct th_cpe *out,
		       const char **why)
{
	const char *said = NULL;

	memset(out, 0, sizeof(*out));
	th_status status = read_text(th_slice_trim(text), scratch, out, &said);

	if (status != TH_OK)
		memset(out, 0, sizeof(*out));
	if (why)
		*why = said;
	return status;
}

struct writer {
	char *at, *end;
	bool full;
};

static void put(struct writer *writer, char c)
{
	if (writer->at == writer->end)
		writer->full = true;
	else
		*writer->at++ = c;
}

static void put_wildcards(struct writer *writer, uint8_t count)
{
	if (count == TH_CPE_STAR)
		put(writer, '*');
	else
		for (; count > 0; count--)
			put(writer, '?');
}

static void put_text(struct writer *writer, const struct th_cpe_value *value)
{
	bool dash = th_slice_equal(value->text, TH_SLICE("-")); /* NA, were it not escaped */

	put_wildcards(writer, value->before);
	for (size_t i = 0; i < value->text.len; i++) {
		char c = value->text.ptr[i];
		bool bare = th_is_alnum(c) || c == '_' || c == '.' || (c == '-' && !dash) ||
			    (unsigned char)c >= 0x80;

		if (!bare)
			put(writer, '\\');
		put(writer, c);
	}
	put_wildcards(writer, value->after);
}

th_status th_cpe_format(const struct th_cpe *cpe, char *buffer, size_t capacity, th_slice *out)
{
	struct writer writer = { buffer, buffer + capacity, false };

	for (const char *head = "cpe:2.3"; *head; head++)
		put(&writer, *head);
	for (unsigned i = 0; i < TH_CPE_ATTRIBUTES; i++) {
		put(&writer, ':');
		if (cpe->values[i].kind == TH_CPE_TEXT)
			put_text(&writer, &cpe->values[i]);
		else
			put(&writer, cpe->values[i].kind == TH_CPE_NA ? '-' : '*');
	}
	*out = writer.full ? th_slice_make(NULL, 0)
			   : th_slice_make(buffer, (size_t)(writer.at - buffer));
	return writer.full ? TH_ELIMIT : TH_OK;
}

static bool is_plain(const struct th_cpe_value *value)
{
	return value->kind == TH_CPE_TEXT && value->before == 0 && value->after == 0;
}

th_slice th_cpe_text(const struct th_cpe *cpe, enum th_cpe_attribute attribute)
{
	const struct th_cpe_value *value = &cpe->values[attribute];

	return is_plain(value) ? value->text : th_slice_make(NULL, 0);
}

/* Does the text with wildcards cover text? */
static bool covers(const struct th_cpe_value *pattern, th_slice text)
{
	th_slice core = pattern->text;

	if (core.len > text.len)
		return false;
	size_t slack = text.len - core.len;
	size_t most = pattern->before == TH_CPE_STAR ? slack : pattern->before;
	size_t behind = pattern->after == TH_CPE_STAR ? slack : pattern->after;

	if (pattern->before == TH_CPE_STAR && pattern->after == TH_CPE_STAR)
		return th_slice_search(text, core) != text.len || core.len == 0;
	/*
	 * What stands before the core is at most `most` long, what stands behind it at most
	 * `behind`.
	 */
	for (size_t at = slack > behind ? slack - behind : 0; at <= slack && at <= most; at++)
		if (th_slice_equal(core, th_slice_make(text.ptr + at, core.len)))
			return true;
	return false;
}

static bool same_value(const struct th_cpe_value *a, const struct th_cpe_value *b)
{
	return a->before == b->before && a->after == b->after && th_slice_equal(a->text, b->text);
}

enum th_cpe_relation th_cpe_compare(const struct th_cpe_value *pattern,
				    const struct th_cpe_value *candidate)
{
	if (pattern->kind == TH_CPE_ANY)
		return candidate->kind == TH_CPE_ANY ? TH_CPE_EQUAL : TH_CPE_SUPERSET;
	if (candidate->kind == TH_CPE_ANY)
		return TH_CPE_SUBSET;
	if (pattern->kind == TH_CPE_NA || candidate->kind == TH_CPE_NA)
		return pattern->kind == candidate->kind ? TH_CPE_EQUAL : TH_CPE_DISJOINT;
	if (same_value(pattern, candidate))
		return TH_CPE_EQUAL;
	if (is_plain(candidate))
		return covers(pattern, candidate->text) ? TH_CPE_SUPERSET : TH_CPE_DISJOINT;
	if (is_plain(pattern))
		return covers(candidate, pattern->text) ? TH_CPE_SUBSET : TH_CPE_DISJOINT;
	return TH_CPE_UNDEFINED;
}

bool th_cpe_match(const struct th_cpe *pattern, const struct th_cpe *candidate)
{
	for (unsigned i = 0; i < TH_CPE_ATTRIBUTES; i++) {
		enum th_cpe_relation relation =
			th_cpe_compare(&pattern->values[i], &candidate->values[i]);
		bool unsaid_part = i == TH_CPE_PART && relation == TH_CPE_SUBSET;

		if (relation != TH_CPE_EQUAL && relation != TH_CPE_SUPERSET && !unsaid_part)
			return false;
	}
	return true;
}

bool th_cpe_overlaps(const struct th_cpe *pattern, const struct th_cpe *candidate)
{
	for (unsigned i = 0; i < TH_CPE_ATTRIBUTES; i++)
		if (th_cpe_compare(&pattern->values[i], &candidate->values[i]) == TH_CPE_DISJOINT)
			return false;
	return true;
}

enum th_platform th_cpe_platform(const struct th_cpe *cpe)
{
	enum th_platform platform = th_platform_of_text(cpe->values[TH_CPE_TARGET_SW].text);

	if (platform == TH_PLATFORM_UNKNOWN &&
	    th_slice_equal(th_cpe_text(cpe, TH_CPE_PART), TH_SLICE("o")))
		platform = th_platform_of_text(cpe->values[TH_CPE_PRODUCT].text);
	return platform;
}
