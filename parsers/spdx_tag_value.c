/*
 * SPDX 2.2 and 2.3 as tag-value (2.3 §4.4 and annex on tag-value): lines of "Tag: value", where a
 * value in <text>...</text> may go over many lines. What the values mean is in spdx.c; tags are
 * rows of spdx_tags.def.
 *
 * The scanner finds lines and their tags, in blocks; the reader takes what they say. Where there is
 * another processor the former works ahead on it. Nothing is copied: lines are found by memchr,
 * values stay where they are. The place of all that is said here is the first character of the
 * value, for a value in <text> the '<'. A file after a package is inside of it until the next
 * package; a relationship may come before what it relates.
 */
#include "parsers/parser.h"
#include "parsers/spdx.h"

#include "core/base/relay.h"
#include "core/text/unicode.h"

#include <emmintrin.h>
#include <pthread.h>

struct value {
	th_slice text;
	uint64_t place;
	uint8_t first,
		second; /* lengths of its first two words where one blank stands behind each,
			   and the third goes to the end if only three may be; 0: not known */
};

/* What a line is: a tag's number, or one of these. */
enum { UNKNOWN_TAG = 0xf0, JUNK, NO_UTF8, NUL_BYTE, UNCLOSED_TEXT, LONG_VALUE };

struct line {
	th_text text; /* the value; of an unknown tag its name, of junk how it begins */
	uint64_t at;  /* the place << 24, the lengths of its words << 16 and << 8, what it is */
};

static uint64_t place_of(const struct line *line)
{
	return line->at >> 24;
}

static uint8_t what_of(const struct line *line)
{
	return line->at & 0xff;
}

enum { LINES = 2048, BLOCKS = 6, FETCHED_AHEAD = 8 };

struct block {
	uint32_t count;
	struct line lines[LINES];
};

/* What SPDXID names. */
enum section { IN_DOCUMENT, IN_PACKAGE, IN_FILE, IN_SNIPPET, IN_LICENSE };

struct scanner {
	_Alignas(TH_CACHE_LINE) const char *begin; /* of the source */
	const char *at, *end, *checked;
	uint8_t last;          /* tag that was found last */
	uint8_t follower[128]; /* by tag: the one + 1 that came behind it the last time */
	struct block *block;   /* that is filled */
	bool thorough;         /* licences are asked for */
	bool in_junk;          /* the line before was none */
	bool failed;
};

struct reader {
	struct th_document *doc;
	struct th_spdx spdx;
	enum section section;
	uint32_t package, file; /* the latest, or TH_NONE */
	bool identified;        /* the package or file of this section has its SPDXID */
	bool in_junk;           /* the line before was none either */
	th_text snippet;
	struct th_strings unknown; /* tags that have been complained of */
	th_status status;
};

struct tag {
	th_slice name;
	th_status (*read)(struct reader *r, const struct tag *tag, const struct value *value);
	uint8_t field;
};

/* ---- texts ---- */

static uint64_t offset_of(const struct reader *r, const char *at)
{
	return (uint64_t)(at - r->doc->source.ptr);
}

static th_text text_of(const struct reader *r, th_slice s)
{
	return s.len ? th_text_at(offset_of(r, s.ptr), s.len) : (th_text){ 0 };
}

/* Where the first blank of s is, or its end; control characters part words too. */
static size_t end_of_word(th_slice s)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	size_t i = 0;

	for (uint64_t w; s.len - i >= sizeof(w); i += sizeof(w)) {
		memcpy(&w, s.ptr + i, sizeof(w));
		if ((w - ones * 0x21) & ~w & ones * 0x80) /* some byte is below 0x21 */
			break;
	}
	while (i < s.len && (unsigned char)s.ptr[i] > ' ')
		i++;
	return i;
}

/* The next word of *rest, which loses it; empty when there is none. */
static th_slice word_of(th_slice *rest)
{
	while (rest->len && (unsigned char)*rest->ptr <= ' ')
		*rest = th_slice_sub(*rest, 1, rest->len);
	size_t end = end_of_word(*rest);
	th_slice word = th_slice_sub(*rest, 0, end);
	*rest = th_slice_sub(*rest, end, rest->len);
	return word;
}

/* What stands behind the first two words begins with the third. */
struct words {
	th_slice first, second, rest;
};

static struct words words_of(const struct value *value)
{
	th_slice rest = value->text, first, second;

	if (value->first)
		return (struct words){
			th_slice_sub(rest, 0, value->first),
			th_slice_sub(rest, value->first + 1u, value->first + 1u + value->second),
			th_slice_sub(rest, value->first + value->second + 2u, rest.len)
		};
	first = word_of(&rest);
	second = word_of(&rest);
	return (struct words){ first, second, th_slice_trim(rest) };
}

static void complain(struct reader *r, enum th_diag_code code, const struct tag *tag,
		     const struct value *value, const char *what)
{
	th_diagnose(&r->doc->diagnostics, code, value->place, "%.*s %s", TH_FMT(tag->name), what);
}

/* ---- tags ---- */

static th_status read_nothing(struct reader *r, const struct tag *tag, const struct value *value)
{
	(void)r, (void)tag, (void)value;
	return TH_OK;
}

static th_status read_spec_version(struct reader *r, const struct tag *tag,
				   const struct value *value)
{
	(void)tag;
	r->doc->begins = value->place;
	r->doc->spec_version = text_of(r, value->text);
	return TH_OK;
}

static th_status read_creator(struct reader *r, const struct tag *tag, const struct value *value)
{
	(void)tag;
	th_spdx_add_creator(&r->spdx, text_of(r, value->text));
	return TH_OK;
}

static th_status read_creator_comment(struct reader *r, const struct tag *tag,
				      const struct value *value)
{
	(void)tag;
	th_spdx_add_creator_comment(&r->spdx, text_of(r, value->text));
	return TH_OK;
}

static th_status read_namespace(struct reader *r, const struct tag *tag, const struct value *value)
{
	(void)tag;
	r->spdx.namespace = text_of(r, value->text);
	return TH_OK;
}

static th_status read_created(struct reader *r, const struct tag *tag, const struct value *value)
{
	(void)tag;
	r->doc->created = text_of(r, value->text);
	return TH_OK;
}

/* DocumentRef-x namespace SHA1: digest */
static th_status read_document_ref(struct reader *r, const struct tag *tag,
				   const struct value *value)
{
	struct words w = words_of(value);
	size_t colon = th_slice_find(w.rest, ':');
	th_slice algorithm = th_slice_trim(th_slice_sub(w.rest, 0, colon));
	th_slice digest = th_slice_trim(th_slice_sub(w.rest, colon + 1, w.rest.len));

	(void)tag;
	return th_spdx_add_document_ref(&r->spdx, text_of(r, w.first), text_of(r, w.second),
					text_of(r, algorithm), text_of(r, digest), value->place);
}

/* A package or file that ends without a name of its own cannot be related to. */
static void end_section(struct reader *r)
{
	uint32_t element = r->section == IN_PACKAGE ? r->package : r->file;

	if ((r->section == IN_PACKAGE || r->section == IN_FILE) && !r->identified)
		th_diagnose(&r->doc->diagnostics, TH_DIAG_missing_field,
			    r->doc->components.items[element].place, "a %s without \"SPDXID\"",
			    r->section == IN_PACKAGE ? "package" : "file");
}

static void begin_section(struct reader *r, enum section section)
{
	end_section(r);
	r->section = section;
	r->identified = false;
}

static th_status begin_element(struct reader *r, uint32_t element, const struct tag *tag,
			       const struct value *value)
{
	if (value->text.len == 0)
		complain(r, TH_DIAG_missing_field, tag, value, "is empty");
	return th_spdx_set(&r->spdx, element, (enum th_spdx_field)tag->field,
			   text_of(r, value->text), value->place);
}

static th_status read_begin_package(struct reader *r, const struct tag *tag,
				    const struct value *value)
{
	begin_section(r, IN_PACKAGE);
	TH_TRY(th_spdx_add_package(&r->spdx, value->place, &r->package));
	return begin_element(r, r->package, tag, value);
}

static th_status read_begin_file(struct reader *r, const struct tag *tag, const struct value *value)
{
	begin_section(r, IN_FILE);
	TH_TRY(th_spdx_add_file(&r->spdx, r->package, value->place, &r->file));
	return begin_element(r, r->file, tag, value);
}

static th_status read_begin_snippet(struct reader *r, const struct tag *tag,
				    const struct value *value)
{
	(void)tag;
	begin_section(r, IN_SNIPPET);
	r->snippet = text_of(r, value->text);
	return TH_OK;
}

static th_status read_begin_license(struct reader *r, const struct tag *tag,
				    const struct value *value)
{
	(void)tag, (void)value;
	begin_section(r, IN_LICENSE);
	return TH_OK;
}

static th_status read_snippet_file(struct reader *r, const struct tag *tag,
				   const struct value *value)
{
	(void)tag;
	return r->section == IN_SNIPPET
		       ? th_spdx_add_snippet(&r->spdx, r->snippet, text_of(r, value->text))
		       : TH_OK;
}

static th_status read_identifier(struct reader *r, const struct tag *tag, const struct value *value)
{
	if (r->section == IN_DOCUMENT) {
		r->spdx.id = text_of(r, value->text);
		return TH_OK;
	}
	if ((r->section != IN_PACKAGE && r->section != IN_FILE) || r->identified) {
		complain(r, TH_DIAG_bad_value, tag, value,
			 "names nothing here: it belongs behind PackageName or FileName, once");
		return TH_OK;
	}
	r->identified = value->text.len > 0;
	return th_spdx_set(&r->spdx, r->section == IN_PACKAGE ? r->package : r->file, TH_SPDX_ID,
			   text_of(r, value->text), value->place);
}

static bool has_owner(struct reader *r, uint32_t owner, const struct tag *tag,
		      const struct value *value)
{
	if (owner == TH_NONE)
		complain(r, TH_DIAG_bad_value, tag, value,
			 "belongs to no package or file: there is none before it");
	return owner != TH_NONE;
}

static th_status read_package_field(struct reader *r, const struct tag *tag,
				    const struct value *value)
{
	if (!has_owner(r, r->package, tag, value))
		return TH_OK;
	return th_spdx_set(&r->spdx, r->package, (enum th_spdx_field)tag->field,
			   text_of(r, value->text), value->place);
}

/* A licence that belongs to no package is of no use, and no fault to be told. */
static th_status read_package_license(struct reader *r, const struct tag *tag,
				      const struct value *value)
{
	(void)tag;
	return r->package == TH_NONE
		       ? TH_OK
		       : th_spdx_add_license(&r->spdx, r->package, text_of(r, value->text));
}

/* SHA1: digest */
static th_status read_checksum(struct reader *r, uint32_t owner, const struct tag *tag,
			       const struct value *value)
{
	size_t colon = th_slice_find(value->text, ':');
	th_slice algorithm = th_slice_trim(th_slice_sub(value->text, 0, colon));
	th_slice digest = th_slice_trim(th_slice_sub(value->text, colon + 1, value->text.len));

	if (!has_owner(r, owner, tag, value))
		return TH_OK;
	if (algorithm.len == 0 || digest.len == 0)
		complain(r, TH_DIAG_bad_hash, tag, value, "is an algorithm, a colon and a digest");
	return th_spdx_add_checksum(&r->spdx, owner, text_of(r, algorithm), text_of(r, digest),
				    value->place);
}

static th_status read_package_checksum(struct reader *r, const struct tag *tag,
				       const struct value *value)
{
	return read_checksum(r, r->package, tag, value);
}

static th_status read_file_checksum(struct reader *r, const struct tag *tag,
				    const struct value *value)
{
	return read_checksum(r, r->file, tag, value);
}

/* CATEGORY type locator */
static th_status read_external_ref(struct reader *r, const struct tag *tag,
				   const struct value *value)
{
	struct words w = words_of(value);

	if (!has_owner(r, r->package, tag, value))
		return TH_OK;
	if (w.rest.len == 0) {
		complain(r, TH_DIAG_bad_value, tag, value, "is a category, a type and a locator");
		return TH_OK;
	}
	return th_spdx_add_external_ref(&r->spdx, r->package, text_of(r, w.second),
					text_of(r, w.rest));
}

/* element TYPE element */
static th_status read_relationship(struct reader *r, const struct tag *tag,
				   const struct value *value)
{
	struct words w = words_of(value);
	size_t end = value->first ? w.rest.len : end_of_word(w.rest);

	if (end == 0 || end < w.rest.len)
		complain(r, TH_DIAG_bad_value, tag, value, "is an element, a type and an element");
	return th_spdx_add_relationship(&r->spdx, text_of(r, w.first), text_of(r, w.second),
					text_of(r, th_slice_sub(w.rest, 0, end)), value->place);
}

enum { TH_SPDX_none = TH_SPDX_FIELD_COUNT };

#define TH_SPDX_TAG(tag, function, field) \
	{ { tag, sizeof(tag) - 1 }, read_##function, (uint8_t)TH_SPDX_##field },
static const struct tag tags[] = {
#include "parsers/spdx_tags.def"
};
#undef TH_SPDX_TAG

enum { TAG_COUNT = sizeof(tags) / sizeof(tags[0]) };

/* tag + 1 by hash of its name, the next free slot where two meet. */
static uint8_t tag_index[256];

_Static_assert((int)TAG_COUNT < 128,
	       "a follower for each, and room beside what is no tag; and probing needs free slots");

static uint8_t hash_of(th_slice name)
{
	const unsigned char *c = (const unsigned char *)name.ptr;

	return (uint8_t)((unsigned)name.len * 37u + c[0] * 5u + c[name.len / 2] * 11u +
			 c[name.len - 1] * 3u);
}

static void prepare(void)
{
	for (size_t i = 0; i < TAG_COUNT; i++) {
		uint8_t at = hash_of(tags[i].name);
		while (tag_index[at])
			at++;
		tag_index[at] = (uint8_t)(i + 1);
	}
}

static const struct tag *tag_of(th_slice name)
{
	if (name.len == 0)
		return NULL;
	for (uint8_t at = hash_of(name); tag_index[at]; at++)
		if (th_slice_equal(tags[tag_index[at] - 1].name, name))
			return &tags[tag_index[at] - 1];
	return NULL;
}

/* ---- finding lines ---- */

static void put_line(struct scanner *s, uint8_t what, const char *place, th_slice text)
{
	s->block->lines[s->block->count++] = (struct line){
		.text = th_text_at((uint64_t)(text.ptr - s->begin), text.len),
		.at = (uint64_t)(place - s->begin) << 24 | what,
	};
}

/* Behind a word of 1 to 255 characters and the blank behind it, or 0. */
static size_t behind_word(th_slice value, size_t at)
{
	size_t end = at + end_of_word(th_slice_sub(value, at, value.len));

	return end > at && end - at <= UINT8_MAX && end < value.len && value.ptr[end] == ' '
		       ? end + 1
		       : 0;
}

/* The words of the line that was put last, if they stand as they mostly do. */
static void note_words(struct scanner *s, const struct tag *tag, th_slice value)
{
	size_t second = behind_word(value, 0), rest = second ? behind_word(value, second) : 0;

	if (!rest || rest == value.len || (unsigned char)value.ptr[rest] <= ' ')
		return;
	if (tag->read == read_relationship &&
	    end_of_word(th_slice_sub(value, rest, value.len)) < value.len - rest)
		return;
	s->block->lines[s->block->count - 1].at |=
		(uint64_t)(second - 1) << 16 | (uint64_t)(rest - second - 1) << 8;
}

/* Nothing behind it is looked at. */
static bool fail(struct scanner *s, uint8_t what, const char *place)
{
	put_line(s, what, place, th_slice_make(place, 0));
	s->failed = true;
	return false;
}

static inline uint64_t eight_at(const char *at)
{
	uint64_t bytes;

	memcpy(&bytes, at, sizeof(bytes));
	return bytes;
}

static inline __m128i sixteen_at(const char *at)
{
	return _mm_loadu_si128((const __m128i *)(const void *)at);
}

/* Whether so many bytes are equal. Names of tags have 6 to 31. */
static inline bool is_same(const char *a, const char *b, size_t len)
{
	if (len > 32 || len < 8)
		return memcmp(a, b, len) == 0;
	if (len < 16)
		return eight_at(a) == eight_at(b) && eight_at(a + len - 8) == eight_at(b + len - 8);
	__m128i first = _mm_cmpeq_epi8(sixteen_at(a), sixteen_at(b)),
		last = _mm_cmpeq_epi8(sixteen_at(a + len - 16), sixteen_at(b + len - 16));
	return _mm_movemask_epi8(_mm_and_si128(first, last)) == 0xffff;
}

/*
 * The tag that line begins with, or NULL; *colon is where its name ends, or the line. Packages list
 * their tags in one order, so the one that came behind the last tag before is tried first.
 */
static const struct tag *tag_at(struct scanner *s, th_slice line, size_t *colon)
{
	uint8_t *follower = &s->follower[s->last];
	const struct tag *tag = *follower ? &tags[*follower - 1] : NULL;

	if (!tag || line.len <= tag->name.len || line.ptr[tag->name.len] != ':' ||
	    !is_same(line.ptr, tag->name.ptr, tag->name.len)) {
		*colon = th_slice_find(line, ':');
		tag = tag_of(th_slice_sub(line, 0, *colon));
		if (!tag)
			return NULL;
		*follower = (uint8_t)(tag - tags + 1);
	}
	*colon = tag->name.len;
	s->last = (uint8_t)(tag - tags);
	return tag;
}

/* Bytes that are neither NUL nor beyond ASCII; may stop before the next that is. */
static size_t plain_run(th_slice s)
{
	enum { BLOCK = 64, AHEAD = 4096 };
	const __m128i zero = _mm_setzero_si128();
	size_t i = 0;

	for (; s.len - i >= BLOCK; i += BLOCK) {
		__m128i a = sixteen_at(s.ptr + i), b = sixteen_at(s.ptr + i + 16),
			c = sixteen_at(s.ptr + i + 32), d = sixteen_at(s.ptr + i + 48);
		__m128i high = _mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d)),
			least = _mm_min_epu8(_mm_min_epu8(a, b), _mm_min_epu8(c, d));
		__builtin_prefetch(s.ptr + i +
				   AHEAD); /* in the next page, which nobody fetches else */
		if (_mm_movemask_epi8(_mm_or_si128(high, _mm_cmpeq_epi8(least, zero))))
			break;
	}
	while (i < s.len && s.ptr[i] > 0)
		i++;
	return i;
}

/*
 * Text is UTF-8 without NUL: what could end a string early, or is read differently by the next
 * tool, is refused. Looked at in pieces just before they are read, so that they come from memory
 * once.
 */
static bool check_bytes(struct scanner *s, const char *upto)
{
	enum { PIECE = 16384 };
	size_t piece =
		(size_t)(s->end - s->checked) < PIECE ? (size_t)(s->end - s->checked) : PIECE;
	const char *last = upto - s->checked > (ptrdiff_t)piece ? upto : s->checked + piece;

	while (s->checked < last) {
		th_slice rest = th_slice_make(s->checked, (size_t)(last - s->checked));
		size_t plain = plain_run(rest);
		uint32_t code;
		s->checked += plain;
		if (plain == rest.len)
			break;
		size_t step = th_utf8_next(th_slice_make(s->checked, (size_t)(s->end - s->checked)),
					   0, &code);
		if (code == TH_UTF8_BAD || code == 0)
			return fail(s, code ? NO_UTF8 : NUL_BYTE, s->checked);
		s->checked += step;
	}
	return true;
}

static bool could_be_tag(th_slice name)
{
	if (name.len > TH_MAX_KEY_BYTES)
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (!th_is_alnum(name.ptr[i]))
			return false;
	return name.len > 0;
}

/* A line that is none: its first characters. */
static void put_junk(struct scanner *s, th_slice line)
{
	size_t shown = line.len < 80 ? line.len : 80;

	while (shown < line.len && ((unsigned char)line.ptr[shown] & 0xc0) == 0x80)
		shown++;
	put_line(s, JUNK, line.ptr, th_slice_sub(line, 0, shown));
	s->in_junk = true;
}

/* A tag that nothing comes of is not passed on, but where it ends a run of junk. */
static bool is_of_use(const struct scanner *s, const struct tag *tag)
{
	return s->in_junk ||
	       (tag->read == read_package_license ? s->thorough : tag->read != read_nothing);
}

/* Where the first "</text>" begins, or NULL. */
static const char *end_of_text(const char *at, const char *end)
{
	static const char mark[] = "</text>";

	while ((size_t)(end - at) >= sizeof(mark) - 1 &&
	       (at = memchr(at, '<', (size_t)(end - at) - (sizeof(mark) - 2)))) {
		if (memcmp(at, mark, sizeof(mark) - 1) == 0)
			return at;
		at++;
	}
	return NULL;
}

/* A value in <text> ends where it is closed; the rest of that line is nothing. */
static bool find_text(struct scanner *s, th_slice *value)
{
	const char *from = value->ptr + sizeof("<text>") - 1, *to = end_of_text(from, s->end);

	if (!to)
		return fail(s, UNCLOSED_TEXT, value->ptr);
	*value = th_slice_trim(th_slice_make(from, (size_t)(to - from)));
	const char *newline = memchr(to, '\n', (size_t)(s->end - to));
	s->at = newline ? newline + 1 : s->end;
	return s->at <= s->checked || check_bytes(s, s->at);
}

static bool scan_line(struct scanner *s)
{
	const char *newline = memchr(s->at, '\n', (size_t)(s->end - s->at));
	const char *from = s->at, *to = newline ? newline : s->end;

	s->at = newline ? newline + 1 : s->end;
	if (s->at > s->checked && !check_bytes(s, s->at))
		return false;
	while (from < to && th_is_blank(*from))
		from++;
	if (from == to || *from == '#')
		return true;
	while (th_is_blank(to[-1]))
		to--;
	th_slice line = th_slice_make(from, (size_t)(to - from));
	size_t colon;
	const struct tag *tag = tag_at(s, line, &colon);
	th_slice name = th_slice_sub(line, 0, colon);
	if (colon == line.len || (!tag && !could_be_tag(name))) {
		put_junk(s, line);
		return true;
	}
	for (from += colon + 1; from < to && th_is_blank(*from);)
		from++;
	th_slice value = th_slice_make(from, (size_t)(to - from));
	if (th_slice_starts(value, TH_SLICE("<text>")) && !find_text(s, &value))
		return false;
	if (value.len > TH_MAX_STRING_BYTES)
		return fail(s, LONG_VALUE, from);
	if (!tag)
		put_line(s, UNKNOWN_TAG, from, name);
	else if (is_of_use(s, tag))
		put_line(s, (uint8_t)(tag - tags), from, value);
	if (tag && (tag->read == read_relationship || tag->read == read_external_ref))
		note_words(s, tag, value);
	s->in_junk = false;
	return true;
}

static void scan_all(void *context, struct th_relay *relay, void *block)
{
	struct scanner *s = context;

	s->block = block;
	while (s->at < s->end && scan_line(s)) {
		if (s->block->count < LINES)
			continue;
		s->block = th_relay_pass(relay);
		if (!s->block)
			return;
		s->block->count = 0;
	}
}

/* ---- reading ---- */

bool th_spdx_tag_value_recognises(const struct th_sniff *sniff);
th_status th_spdx_tag_value_parse(struct th_document *doc, const struct th_sniff *sniff);

static pthread_once_t once = PTHREAD_ONCE_INIT;

/* The tag SPDXVersion, with nothing before it but comments and other tags of ours. */
bool th_spdx_tag_value_recognises(const struct th_sniff *sniff)
{
	th_slice rest = th_slice_sub(sniff->text, 0, 65536);

	if (sniff->container != TH_CONTAINER_TEXT)
		return false;
	pthread_once(&once, prepare);
	while (rest.len) {
		size_t newline = th_slice_find(rest, '\n');
		th_slice line = th_slice_trim(th_slice_sub(rest, 0, newline));
		size_t colon = th_slice_find(line, ':');
		rest = th_slice_sub(rest, newline + 1, rest.len);
		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		const struct tag *tag =
			colon < line.len ? tag_of(th_slice_sub(line, 0, colon)) : NULL;
		if (!tag || tag->read == read_spec_version)
			return tag != NULL;
	}
	return false;
}

/* Once for each tag. */
static th_status pass_over_unknown(struct reader *r, th_slice name, uint64_t place)
{
	uint32_t known = r->unknown.texts.count;
	th_str id;

	TH_TRY(th_strings_intern(&r->unknown, name, &id));
	if (id.v > known)
		th_diagnose(&r->doc->diagnostics, TH_DIAG_unknown_field, place,
			    "the tag \"%.*s\" is not known; it was passed over", TH_FMT(name));
	return TH_OK;
}

/* Once for each run of them. */
static th_status pass_over_junk(struct reader *r, th_slice begins, uint64_t place)
{
	if (!r->in_junk)
		th_diagnose(&r->doc->diagnostics, TH_DIAG_bad_value, place,
			    "\"%.*s\" is no tag and value; what is not understood is passed over",
			    TH_FMT(begins));
	r->in_junk = true;
	return TH_OK;
}

static th_status refuse(struct reader *r, const struct line *line)
{
	static const struct {
		enum th_diag_code code;
		const char *what;
	} faults[] = {
		[NO_UTF8 - NO_UTF8] = { TH_DIAG_not_read, "a byte that is not UTF-8" },
		[NUL_BYTE - NO_UTF8] = { TH_DIAG_not_read, "a NUL character" },
		[UNCLOSED_TEXT - NO_UTF8] = { TH_DIAG_not_read, "cut off: the <text> that begins "
								"here is not closed" },
		[LONG_VALUE - NO_UTF8] = { TH_DIAG_limit,
					   "a value is longer than TH_MAX_STRING_BYTES allows: "
					   "16 MiB" },
	};
	enum th_diag_code code = faults[what_of(line) - NO_UTF8].code;

	th_diagnose(&r->doc->diagnostics, code, place_of(line), "%s",
		    faults[what_of(line) - NO_UTF8].what);
	return code == TH_DIAG_limit ? TH_ELIMIT : TH_EINPUT;
}

static th_status read_line(struct reader *r, const struct line *line)
{
	th_slice text = th_document_text(r->doc, line->text);

	if (what_of(line) == JUNK)
		return pass_over_junk(r, text, place_of(line));
	if (what_of(line) >= NO_UTF8)
		return refuse(r, line);
	r->in_junk = false;
	if (what_of(line) == UNKNOWN_TAG)
		return pass_over_unknown(r, text, place_of(line));
	const struct tag *tag = &tags[what_of(line)];
	return tag->read(r, tag,
			 &(struct value){ text, place_of(line), line->at >> 16 & 0xff,
					  line->at >> 8 & 0xff });
}

static bool read_block(void *context, void *lines)
{
	struct reader *r = context;
	const struct block *block = lines;

	for (uint32_t i = 0; i < block->count && r->status == TH_OK; i++) {
		/* Another processor may have read it, and has written the line. */
		if (i + FETCHED_AHEAD < block->count)
			__builtin_prefetch(r->doc->source.ptr +
					   place_of(&block->lines[i + FETCHED_AHEAD]));
		if (i % 4 == 0 && i + 8 * FETCHED_AHEAD < block->count)
			__builtin_prefetch(&block->lines[i + 8 * FETCHED_AHEAD]);
		r->status = read_line(r, &block->lines[i]);
	}
	return r->status == TH_OK;
}

static th_status read_all(struct reader *r, struct scanner *s)
{
	struct th_relay_work work = {
		.threaded = r->doc->may_share,
		.count = BLOCKS,
		.size = sizeof(struct block),
		.fill = scan_all,
		.use = read_block,
		.filler = s,
		.user = r,
	};

	TH_TRY(th_relay_run(&work));
	TH_TRY(r->status);
	end_section(r);
	return th_spdx_finish(&r->spdx);
}

th_status th_spdx_tag_value_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	struct reader r = { .doc = doc, .package = TH_NONE, .file = TH_NONE };
	struct scanner s = { .thorough = doc->thorough,
			     .begin = doc->source.ptr,
			     .at = sniff->text.ptr,
			     .checked = sniff->text.ptr,
			     .end = sniff->text.ptr + sniff->text.len };

	pthread_once(&once, prepare);
	th_spdx_init(&r.spdx, doc);
	th_status status = read_all(&r, &s);
	th_strings_release(&r.unknown);
	th_spdx_release(&r.spdx);
	return status;
}
