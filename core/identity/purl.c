#include "core/identity/purl.h"

#include "core/identity/purl_part.h"
#include "core/identity/purl_types.h"
#include "core/text/unicode.h"

#include <emmintrin.h>

static const th_slice absent = { NULL, 0 };

/* Read purl->type and find its rules. */
static th_status read_type(struct th_purl_scratch *scratch, struct th_purl *purl, const char **why)
{
	th_slice type = purl->type;

	if (type.len == 0 || !th_is_alpha(type.ptr[0]))
		return th_purl_refuse(why,
				      "expected a type that begins with a letter after 'pkg:'");
	purl->rule = th_purl_type_find(type);
	if (purl->rule)
		return TH_OK;
	unsigned seen = th_purl_classes(type);

	if ((seen & ~(unsigned)PURL_UPPER) != 0 || th_purl_find(type, '_') != type.len)
		return th_purl_refuse(why,
				      "expected only letters, digits, '.' and '-' in the type");
	if (seen & PURL_UPPER) {
		th_purl_scratch_lower(scratch, &purl->type);
		purl->rule = th_purl_type_find(purl->type);
	}
	return TH_OK;
}

static th_status read_key(struct th_purl_scratch *scratch, th_slice *key, struct th_purl *purl,
			  const char **why)
{
	unsigned seen = th_purl_classes(*key);

	if (key->len == 0 || th_is_digit(key->ptr[0]))
		return th_purl_refuse(why, "expected a qualifier's key that begins with a letter");
	if ((seen & ~(unsigned)PURL_UPPER) != 0)
		return th_purl_refuse(why, "expected only letters, digits, '.', '-' and '_' in a "
					   "qualifier's key");
	if (seen & PURL_UPPER) {
		th_purl_scratch_lower(scratch, key);
		if (purl->rule && purl->rule->traits & PURL_STRICT_KEYS)
			purl->breach = "the keys of qualifiers are lower-case";
	}
	return TH_OK;
}

/* Add a qualifier in its place. */
static th_status add_qualifier(struct th_purl_scratch *scratch, struct th_purl *purl,
			       struct th_purl_qualifier qualifier, const char **why)
{
	struct th_purl_qualifier *all = scratch->qualifiers;
	size_t count = purl->qualifier_count, at = count;

	if (count == TH_MAX_PURL_QUALIFIERS) {
		*why = "more qualifiers than TH_MAX_PURL_QUALIFIERS";
		return TH_ELIMIT;
	}
	while (at > 0 && th_slice_compare(all[at - 1].key, qualifier.key) > 0)
		at--;
	if (at > 0 && th_slice_equal(all[at - 1].key, qualifier.key))
		return th_purl_refuse(why, "a qualifier's key stands twice");
	if (at != count) {
		memmove(&all[at + 1], &all[at], (count - at) * sizeof(all[0]));
		scratch->changed = true;
	}
	all[at] = qualifier;
	purl->qualifier_count++;
	return TH_OK;
}

static th_status read_qualifiers(struct th_purl_scratch *scratch, th_slice text,
				 struct th_purl *purl, const char **why)
{
	for (size_t from = 0, end; from <= text.len; from = end + 1) {
		end = from + th_purl_find(th_slice_sub(text, from, text.len), '&');
		th_slice pair = th_slice_sub(text, from, end);
		size_t equals = th_purl_find(pair, '=');
		struct th_purl_qualifier qualifier = {
			.key = th_slice_sub(pair, 0, equals),
			.value = th_slice_sub(pair, equals + 1, pair.len),
		};

		if (pair.len == 0) {
			scratch->changed = true;
			continue;
		}
		TH_TRY(read_key(scratch, &qualifier.key, purl, why));
		TH_TRY(th_purl_part_read(scratch, &qualifier.value, PURL_PLAIN, why));
		if (qualifier.value.len != 0)
			TH_TRY(add_qualifier(scratch, purl, qualifier, why));
	}
	return TH_OK;
}

static const char *broken_rule(const struct th_purl *purl)
{
	const struct th_purl_type *rule = purl->rule;

	if (rule->namespace == PURL_REQUIRED && purl->namespace.len == 0)
		return "a purl of this type must have a namespace";
	if (rule->namespace == PURL_PROHIBITED && purl->namespace.len != 0)
		return "a purl of this type cannot have a namespace";
	if (rule->required.len != 0 && th_purl_qualifier(purl, rule->required).len == 0)
		return "a purl of this type must have its identifying qualifier "
		       "(julia: uuid, swid: tag_id)";
	return rule->check ? rule->check(purl) : NULL;
}

static void apply_rule(struct th_purl_scratch *scratch, struct th_purl *purl)
{
	const struct th_purl_type *rule = purl->rule;

	if (!rule)
		return;
	if (rule->traits & PURL_LOWER_NAMESPACE)
		th_purl_scratch_lower(scratch, &purl->namespace);
	if (rule->traits & PURL_LOWER_NAME)
		th_purl_scratch_lower(scratch, &purl->name);
	if (rule->traits & PURL_LOWER_VERSION)
		th_purl_scratch_lower(scratch, &purl->version);
	if (rule->normalise)
		rule->normalise(purl, scratch);
	if (!purl->breach)
		purl->breach = broken_rule(purl);
}

/* Cut *rest at the last c: what is behind it goes to *tail. */
static bool cut_last(th_slice *rest, char c, th_slice *tail)
{
	const char *at = rest->len != 0 ? memrchr(rest->ptr, c, rest->len) : NULL;

	if (!at)
		return false;
	*tail = th_slice_sub(*rest, (size_t)(at - rest->ptr) + 1, rest->len);
	rest->len = (size_t)(at - rest->ptr);
	return true;
}

static th_slice strip_slashes(struct th_purl_scratch *scratch, th_slice s)
{
	size_t from = 0, to = s.len;

	while (from < to && s.ptr[from] == '/')
		from++;
	while (to > from && s.ptr[to - 1] == '/')
		to--;
	if (to - from != s.len)
		scratch->changed = true;
	return th_slice_sub(s, from, to);
}

/* Namespace, name and version: all of text behind the type. '@' counts only behind the last '/'. */
static th_status read_path(struct th_purl_scratch *scratch, th_slice path, struct th_purl *purl,
			   struct purl_layout *layout, const char **why)
{
	th_slice last = path, space = path, name;

	cut_last(&path, '/', &last);
	if (cut_last(&last, '@', &purl->version))
		TH_TRY(th_purl_part_read(scratch, &purl->version, PURL_PLAIN, why));
	layout->package = (size_t)(last.ptr - space.ptr) + last.len;

	if (purl->rule && purl->rule->traits & PURL_NAME_IS_PATH) {
		name = th_slice_sub(space, 0, layout->package);
		TH_TRY(th_purl_part_read(scratch, &name, PURL_PATH, why));
		size_t slash = th_purl_find(name, '/');

		if (slash < name.len) {
			purl->namespace = th_slice_sub(name, 0, slash);
			name = th_slice_sub(name, slash + 1, name.len);
		}
	} else {
		name = last;
		if (last.ptr != space.ptr) {
			space.len = (size_t)(last.ptr - space.ptr) - 1;
			TH_TRY(th_purl_part_read(scratch, &space, PURL_PATH, why));
			purl->namespace = space;
		}
		TH_TRY(th_purl_part_read(scratch, &name, PURL_PLAIN, why));
	}
	if (name.len == 0)
		return th_purl_refuse(why, "expected a name before the version");
	purl->name = name;
	return TH_OK;
}

/* Read text, which has no blanks around it. A broken rule of the type is not a failure here. */
static th_status read_text(th_slice text, struct th_purl_scratch *scratch, struct th_purl *purl,
			   struct purl_layout *layout, const char **why)
{
	th_slice rest = th_slice_sub(text, 4, text.len), subpath = absent, qualifiers = absent;

	scratch->used = 0;
	if (text.len > TH_MAX_PURL_BYTES) {
		*why = "longer than TH_MAX_PURL_BYTES";
		return TH_ELIMIT;
	}
	scratch->changed = !th_slice_starts(text, TH_SLICE("pkg:"));
	if (scratch->changed && !th_slice_equal_nocase(th_slice_sub(text, 0, 4), TH_SLICE("pkg:")))
		return th_purl_refuse(why, "expected 'pkg:' at the beginning");

	bool has_subpath = cut_last(&rest, '#', &subpath);

	layout->end = text.len;
	layout->qualifiers = 4 + rest.len;
	bool has_qualifiers = cut_last(&rest, '?', &qualifiers);

	layout->version = 4 + rest.len;
	rest = strip_slashes(scratch, rest);
	size_t slash = th_purl_find(rest, '/');

	if (slash == rest.len)
		return th_purl_refuse(why, "expected a type, '/' and a name after 'pkg:'");
	purl->type = th_slice_sub(rest, 0, slash);
	TH_TRY(read_type(scratch, purl, why));
	TH_TRY(read_path(scratch, th_slice_sub(rest, slash + 1, rest.len), purl, layout, why));
	layout->package += 4 + slash + 1;

	purl->qualifiers = scratch->qualifiers;
	if (has_qualifiers)
		TH_TRY(read_qualifiers(scratch, qualifiers, purl, why));
	if (has_subpath)
		TH_TRY(th_purl_part_read(scratch, &subpath, PURL_SUBPATH, why));
	purl->subpath = subpath;
	apply_rule(scratch, purl);
	return TH_OK;
}

/* The end of every public way to a purl: *out is whole or zero. */
static th_status conclude(th_status status, struct th_purl *out, const char **why, const char *said)
{
	if (status != TH_OK) {
		*out = (struct th_purl){ .rule = NULL };
	} else if (out->breach) {
		said = out->breach;
		status = TH_EINPUT;
	}
	if (why)
		*why = said;
	return status;
}

th_status th_purl_parse(th_slice text, struct th_purl_scratch *scratch, struct th_purl *out,
			const char **why)
{
	struct purl_layout layout;
	const char *said = NULL;

	*out = (struct th_purl){ .rule = NULL };
	th_status status = read_text(th_slice_trim(text), scratch, out, &layout, &said);

	return conclude(status, out, why, said);
}

/* As read_part, for a part that is decoded already. Adds its length to *total. */
static th_status take_part(struct th_purl_scratch *scratch, th_slice *part, enum purl_kind kind,
			   size_t *total, const char **why)
{
	if (part->len > TH_MAX_PURL_BYTES - *total) {
		*why = "longer than TH_MAX_PURL_BYTES";
		return TH_ELIMIT;
	}
	*total += part->len;
	unsigned seen = th_purl_classes(*part);

	if (seen & PURL_CONTROL && memchr(part->ptr, '\0', part->len))
		return th_purl_refuse(why, "a zero byte cannot be part of a purl");
	if (seen & PURL_HIGH && !th_utf8_valid(*part))
		return th_purl_refuse(why, "expected UTF-8 in the parts of a purl");
	if (part->len != 0 && kind != PURL_PLAIN)
		th_purl_part_tidy(scratch, part, kind);
	if (part->len == 0)
		*part = absent;
	return TH_OK;
}

static th_status take_parts(const struct th_purl *parts, struct th_purl_scratch *scratch,
			    struct th_purl *out, const char **why)
{
	size_t total = 0;

	scratch->used = 0;
	TH_TRY(take_part(scratch, &out->type, PURL_PLAIN, &total, why));
	TH_TRY(read_type(scratch, out, why));
	bool name_is_path = out->rule && out->rule->traits & PURL_NAME_IS_PATH;

	TH_TRY(take_part(scratch, &out->namespace, PURL_PATH, &total, why));
	TH_TRY(take_part(scratch, &out->name, name_is_path ? PURL_PATH : PURL_PLAIN, &total, why));
	TH_TRY(take_part(scratch, &out->version, PURL_PLAIN, &total, why));
	TH_TRY(take_part(scratch, &out->subpath, PURL_SUBPATH, &total, why));
	if (out->name.len == 0)
		return th_purl_refuse(why, "expected a name");
	for (size_t i = 0; i < parts->qualifier_count; i++) {
		struct th_purl_qualifier qualifier = parts->qualifiers[i];

		TH_TRY(take_part(scratch, &qualifier.key, PURL_PLAIN, &total, why));
		TH_TRY(read_key(scratch, &qualifier.key, out, why));
		TH_TRY(take_part(scratch, &qualifier.value, PURL_PLAIN, &total, why));
		if (qualifier.value.len != 0)
			TH_TRY(add_qualifier(scratch, out, qualifier, why));
	}
	apply_rule(scratch, out);
	return TH_OK;
}

th_status th_purl_build(const struct th_purl *parts, struct th_purl_scratch *scratch,
			struct th_purl *out, const char **why)
{
	const struct th_purl given = *parts;
	const char *said = NULL;

	*out = given;
	out->qualifiers = scratch->qualifiers;
	out->qualifier_count = 0;
	out->breach = NULL;
	th_status status = take_parts(&given, scratch, out, &said);

	return conclude(status, out, why, said);
}

/* Bits of the bytes of up to 64: those that may be there, and those that something is told by. */
struct plain_masks {
	uint64_t allowed, slash, at;
};

static inline __m128i bytes_of(const char *p)
{
	return _mm_loadu_si128((const __m128i *)(const void *)p);
}

static inline __m128i is_between(__m128i v, char low, char high)
{
	return _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8((char)(low - 1))),
			     _mm_cmplt_epi8(v, _mm_set1_epi8((char)(high + 1))));
}

static inline __m128i is_byte(__m128i v, char c)
{
	return _mm_cmpeq_epi8(v, _mm_set1_epi8(c));
}

static inline uint64_t bits_of(__m128i v, size_t before, size_t shift)
{
	return (uint64_t)((unsigned)_mm_movemask_epi8(v) >> before) << shift;
}

/* Sixteen bytes of text at a time, the last ones with what stands before them. */
static inline struct plain_masks masks_of(th_slice text, size_t from)
{
	struct plain_masks m = { 0 };

	for (size_t i = 0; from + i < text.len; i += 16) {
		size_t left = text.len - from - i, before = left < 16 ? 16 - left : 0;
		__m128i v = bytes_of(text.ptr + from + i - before), at = is_byte(v, '@');
		__m128i word = _mm_or_si128(is_between(v, 'a', 'z'),
					    is_between(v, '-', ':')); /* - . / digits : */
		__m128i more = _mm_or_si128(_mm_or_si128(is_byte(v, '_'), is_byte(v, '~')), at);
		m.allowed |= bits_of(_mm_or_si128(word, more), before, i);
		m.slash |= bits_of(is_byte(v, '/'), before, i);
		m.at |= bits_of(at, before, i);
	}
	return m;
}

/* Has a name what TH_PURL_FOLD changes for a type with PURL_FOLD_SEPARATORS? */
static bool has_separators_to_fold(th_slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] == '.' || name.ptr[i] == '_' ||
		    (name.ptr[i] == '-' && i > 0 && name.ptr[i - 1] == '-'))
			return true;
	return false;
}

/*
 * The spelling that most purls have, and which is its own canonical and folded form: a type that
 * does nothing but lower case, lower-case letters, digits and marks that are never encoded, no
 * empty segment, a version, nothing behind it. Where its '@' stands; 0 for any other spelling.
 */
static size_t plain_package(th_slice text)
{
	static const struct {
		char head[16];
		uint8_t len;
		bool folds_separators;
	} types[] = {
		{ "pkg:npm/%40", 11, false },   { "pkg:npm/", 8, false },
		{ "pkg:maven/", 10, false },    { "pkg:pypi/", 9, true },
		{ "pkg:golang/", 11, false },   { "pkg:cargo/", 10, false },
		{ "pkg:nuget/", 10, false },    { "pkg:gem/", 8, false },
		{ "pkg:composer/", 13, false },
	};
	__m128i head = bytes_of(text.ptr);

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		unsigned want = (1u << types[i].len) - 1;
		__m128i same = _mm_cmpeq_epi8(head, bytes_of(types[i].head));
		if (((unsigned)_mm_movemask_epi8(same) & want) != want)
			continue;
		size_t from = types[i].len, rest = text.len - from;
		if (rest > 63)
			return 0;
		struct plain_masks m = masks_of(text, from);
		uint64_t all = (UINT64_C(1) << rest) - 1, ends = m.slash | m.at;
		if (m.allowed != all || m.at == 0 || (m.at & (m.at - 1)) != 0 || m.slash >= m.at ||
		    ((ends & ends >> 1) | (ends & 1) | ends >> (rest - 1)) != 0)
			return 0;
		size_t at = from + (size_t)__builtin_ctzll(m.at);
		return types[i].folds_separators &&
				       has_separators_to_fold(th_slice_sub(text, from, at))
			       ? 0
			       : at;
	}
	return 0;
}

/* Any other spelling. Apart, so that the usual one does not pay for its room. */
__attribute__((noinline)) static th_status read_canonical(th_slice text, unsigned parts,
							  struct th_purl_scratch *scratch,
							  th_slice *out, struct th_purl *parsed)
{
	struct th_purl local, *purl = parsed ? parsed : &local;
	struct purl_layout layout;
	const char *why;

	text = th_slice_trim(text);
	*out = absent;
	*purl = (struct th_purl){ .rule = NULL };
	th_status status = read_text(text, scratch, purl, &layout, &why);

	if (status != TH_OK) {
		*purl = (struct th_purl){ .rule = NULL };
		return status;
	}
	scratch->foreign = purl->rule == NULL;
	size_t length = scratch->changed ? 0 : th_purl_prefix(purl, parts, &layout);

	if (length != 0) {
		*out = th_slice_sub(text, 0, length);
		return TH_OK;
	}
	return th_purl_format(purl, parts, scratch->text, sizeof(scratch->text), out);
}

th_status th_purl_canonical(th_slice text, unsigned parts, struct th_purl_scratch *scratch,
			    th_slice *out, struct th_purl *parsed)
{
	size_t plain = parsed || text.len < 16 ? 0 : plain_package(text);

	scratch->foreign = false;
	if (!plain)
		return read_canonical(text, parts, scratch, out, parsed);
	*out = th_slice_sub(text, 0, parts & TH_PURL_VERSION ? text.len : plain);
	return TH_OK;
}

th_slice th_purl_qualifier(const struct th_purl *purl, th_slice key)
{
	for (size_t i = 0; i < purl->qualifier_count; i++)
		if (th_slice_equal(purl->qualifiers[i].key, key))
			return purl->qualifiers[i].value;
	return absent;
}
