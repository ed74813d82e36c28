/*
 * SPDX 2.2 and 2.3: what the fields of packages and files, the references and the relationships
 * mean (SPDX 2.3 specification; table of relationships in spdx_relationships.def). What can be told
 * only when the whole document is known is in spdx_finish.c.
 */
#include "parsers/spdx.h"

#include "core/base/date.h"
#include "core/identity/platform.h"

void th_spdx_init(struct th_spdx *spdx, struct th_document *doc)
{
	*spdx = (struct th_spdx){ .doc = doc };
}

void th_spdx_release(struct th_spdx *spdx)
{
	th_spdx_mention_list_release(&spdx->mentions);
	th_spdx_description_list_release(&spdx->descriptions);
	th_spdx_pair_list_release(&spdx->snippets);
	th_spdx_pair_list_release(&spdx->copies);
	th_strings_release(&spdx->aliases);
	th_index_list_release(&spdx->alias_links);
}

static bool is_none(th_slice text)
{
	return th_slice_equal(text, TH_SLICE("NONE"));
}

/* Empty, or one of the two words by which SPDX says that it says nothing. */
static bool says_nothing(th_slice text)
{
	return text.len == 0 || is_none(text) || th_slice_equal(text, TH_SLICE("NOASSERTION"));
}

/* len bytes of text from `from`, as a text of their own. Absent when memory is out. */
static th_text part_of(struct th_document *doc, th_text text, size_t from, size_t len)
{
	uint64_t offset = text.v >> 24;

	if (offset + from <= doc->source.len)
		return th_text_at(offset + from, len);
	/* Decoded text may move while more is kept. */
	th_slice copy = th_arena_copy(&doc->arena,
				      th_slice_sub(th_document_text(doc, text), from, from + len));
	return copy.ptr ? th_document_keep(doc, copy, th_document_offset(doc, text))
			: (th_text){ 0 };
}

/* ---- characters ---- */

/* Of identifiers: looked up, for a loop without branches. */
#define AT2(first) [first] = 1, [(first) + 1] = 1
#define AT10(first) \
	AT2(first), AT2((first) + 2), AT2((first) + 4), AT2((first) + 6), AT2((first) + 8)
#define AT26(first) \
	AT10(first), AT10((first) + 10), AT2((first) + 20), AT2((first) + 22), AT2((first) + 24)
static const uint8_t in_ids[256] = { AT10('0'), AT26('a'), AT26('A'), ['.'] = 1, ['-'] = 1 };

static bool is_identifier(th_slice s)
{
	unsigned all = 1;

	for (size_t i = 0; i < s.len; i++)
		all &= in_ids[(unsigned char)s.ptr[i]];
	return all;
}

/* ---- packages and files ---- */

static th_status add(struct th_spdx *spdx, enum th_role role, uint64_t place, uint32_t *out)
{
	struct th_document *doc = spdx->doc;

	*out = th_document_add_component(doc, role, place);
	if (*out == TH_NONE)
		return doc->components.count < TH_MAX_COMPONENTS ? TH_ENOMEM : TH_ELIMIT;
	return TH_OK;
}

static struct th_relation *relate(struct th_spdx *spdx, enum th_relation_kind kind, uint32_t from,
				  uint32_t to, uint64_t place, th_status *status)
{
	struct th_relation *r = th_document_relate(spdx->doc, kind, from, to, place);

	*status = TH_OK;
	if (!r)
		*status = spdx->doc->relations.count < TH_MAX_RELATIONS ? TH_ENOMEM : TH_ELIMIT;
	return r;
}

th_status th_spdx_add_package(struct th_spdx *spdx, uint64_t place, uint32_t *out)
{
	TH_TRY(add(spdx, TH_ROLE_LISTED, place, out));
	spdx->doc->counts.components++;
	return TH_OK;
}

th_status th_spdx_add_file(struct th_spdx *spdx, uint32_t package, uint64_t place, uint32_t *out)
{
	th_status status;

	TH_TRY(add(spdx, TH_ROLE_FILE, place, out));
	spdx->doc->components.items[*out].type = TH_TYPE_file;
	spdx->doc->counts.files++;
	if (package == TH_NONE)
		return TH_OK;
	struct th_relation *r = relate(spdx, TH_RELATION_contains, package, *out, place, &status);
	if (!r)
		return status;
	r->implied = 1;
	spdx->implied++;
	return TH_OK;
}

th_status th_spdx_has_file(struct th_spdx *spdx, uint32_t package, th_text file, uint64_t place)
{
	uint32_t ref;
	th_status status;

	if (says_nothing(th_document_text(spdx->doc, file)))
		return TH_OK;
	TH_TRY(th_document_ref(spdx->doc, file, &ref));
	struct th_relation *r = relate(spdx, TH_RELATION_contains, package, ref, place, &status);
	if (!r)
		return status;
	r->to_is_ref = r->implied = 1;
	spdx->implied++;
	return TH_OK;
}

/* ---- their fields ---- */

/* A field that is being set. */
struct setting {
	struct th_spdx *spdx;
	struct th_document *doc;
	struct th_component *component;
	uint32_t index;
	th_text text;
	th_slice slice;
	uint64_t place;
};

static th_status attribute(const struct setting *s, enum th_attribute_kind kind)
{
	return th_document_add_attribute(s->doc, &s->component->attributes, kind, 0, s->text);
}

static th_status set_id(const struct setting *s)
{
	if (!s->spdx->bad_id_said &&
	    (!th_slice_starts(s->slice, TH_SLICE("SPDXRef-")) || !is_identifier(s->slice))) {
		s->spdx->bad_id_said = true;
		th_diagnose(&s->doc->diagnostics, TH_DIAG_bad_id, s->place,
			    "the identifier \"%.*s\" is not SPDXRef- and letters, digits, '.' and "
			    "'-'; it is taken as it is",
			    TH_FMT(s->slice));
	}
	return th_document_name_component(s->doc, s->index, s->text);
}

static th_status set_name(const struct setting *s)
{
	s->component->name = s->text;
	return TH_OK;
}

static th_status set_version(const struct setting *s)
{
	s->component->version = s->text;
	return TH_OK;
}

static th_status set_file_name(const struct setting *s)
{
	return attribute(s, TH_ATTRIBUTE_FILE_NAME);
}

static int32_t distance(uint64_t from, uint64_t to)
{
	int64_t d = (int64_t)to - (int64_t)from;

	return d > INT32_MAX || d < INT32_MIN ? 0 : (int32_t)d;
}

static th_status set_supplier(const struct setting *s)
{
	s->component->supplier_at = distance(s->component->place, s->place);
	return th_document_add_organization(s->doc, s->text, (th_text){ 0 }, (th_text){ 0 },
					    &s->component->supplier);
}

static th_status set_originator(const struct setting *s)
{
	s->component->manufacturer_at = distance(s->component->place, s->place);
	if (s->doc->thorough && th_document_says_contact(s->slice))
		TH_TRY(th_document_state(s->doc, s->index, TH_STATES_MAKER_CONTACT));
	return th_document_add_organization(s->doc, s->text, (th_text){ 0 }, (th_text){ 0 },
					    &s->component->manufacturer);
}

/*
 * git+https://host/x.git@v1#sub, git://host/x, https://host/x.git: what version control knows how
 * to fetch (2.3 §7.7).
 */
static bool is_repository(th_slice url)
{
	static const th_slice schemes[] = { { "git+", 4 }, { "git:", 4 }, { "git@", 4 },
					    { "hg+", 3 },  { "svn+", 4 }, { "bzr+", 4 } };
	bool is_web = th_slice_starts(url, TH_SLICE("http"));

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]) && !is_web; i++)
		if (th_slice_starts(url, schemes[i]))
			return true;
	url = th_slice_sub(url, 0, th_slice_find(url, '#'));
	if (th_slice_find(url, '@') < url.len) {
		size_t at = th_slice_rfind(url, '@'), slash = th_slice_rfind(url, '/');
		if (slash < at)
			url = th_slice_sub(url, 0, at);
	}
	return th_slice_ends(url, TH_SLICE(".git"));
}

static th_status set_download(const struct setting *s)
{
	if (is_repository(s->slice))
		return attribute(s, TH_ATTRIBUTE_VCS);
	if (th_platform_of_file(s->slice) != TH_PLATFORM_UNKNOWN)
		return attribute(s, TH_ATTRIBUTE_DISTRIBUTION);
	return TH_OK;
}

static th_status set_homepage(const struct setting *s)
{
	return attribute(s, TH_ATTRIBUTE_WEBSITE);
}

static th_status set_purpose(const struct setting *s)
{
	enum th_component_type type = th_component_type_of(s->slice);

	s->component->type = type & 63u;
	if (type == TH_TYPE_unknown)
		th_diagnose(&s->doc->diagnostics, TH_DIAG_bad_value, s->place,
			    "\"%.*s\" is no purpose of a package that SPDX knows",
			    TH_FMT(s->slice));
	return TH_OK;
}

static th_status set_date(const struct setting *s, enum th_attribute_kind kind)
{
	struct th_date date;

	if (th_date_parse(s->slice, &date) == TH_OK)
		return attribute(s, kind);
	th_diagnose(&s->doc->diagnostics, TH_DIAG_bad_date, s->place, "\"%.*s\" is no date",
		    TH_FMT(s->slice));
	return TH_OK;
}

static th_status set_released(const struct setting *s)
{
	return set_date(s, TH_ATTRIBUTE_RELEASED);
}

/* 2.3 §7.27: the end of support from the supplier. */
static th_status set_valid_until(const struct setting *s)
{
	return set_date(s, TH_ATTRIBUTE_SUPPORT_END);
}

static th_status (*const setters[TH_SPDX_FIELD_COUNT])(const struct setting *) = {
	[TH_SPDX_ID] = set_id,
	[TH_SPDX_NAME] = set_name,
	[TH_SPDX_VERSION] = set_version,
	[TH_SPDX_FILE_NAME] = set_file_name,
	[TH_SPDX_SUPPLIER] = set_supplier,
	[TH_SPDX_ORIGINATOR] = set_originator,
	[TH_SPDX_DOWNLOAD] = set_download,
	[TH_SPDX_HOMEPAGE] = set_homepage,
	[TH_SPDX_PURPOSE] = set_purpose,
	[TH_SPDX_RELEASED] = set_released,
	[TH_SPDX_BUILT] = set_released,
	[TH_SPDX_VALID_UNTIL] = set_valid_until,
};

th_status th_spdx_set(struct th_spdx *spdx, uint32_t component, enum th_spdx_field field,
		      th_text text, uint64_t place)
{
	struct th_document *doc = spdx->doc;
	th_slice slice = th_document_text(doc, text);

	if (slice.len == 0 || (field != TH_SPDX_NAME && says_nothing(slice)))
		return TH_OK;
	struct setting setting = { spdx,  doc,  &doc->components.items[component], component, text,
				   slice, place };
	return setters[field](&setting);
}

/* ---- what only floors of quality ask for ---- */

/* NONE says that the package has none, NOASSERTION that nobody looked: neither names one. */
th_status th_spdx_add_license(struct th_spdx *spdx, uint32_t package, th_text license)
{
	if (!spdx->doc->thorough || !th_document_says(th_document_text(spdx->doc, license)))
		return TH_OK;
	return th_document_state(spdx->doc, package, TH_STATES_LICENSE | TH_STATES_LICENSE_ID);
}

/* "Organization: name (e-mail)"; the parentheses may be empty (2.3 §6.8). */
void th_spdx_add_creator(struct th_spdx *spdx, th_text creator)
{
	struct th_document *doc = spdx->doc;
	th_slice all = th_document_text(doc, creator);
	size_t colon = th_slice_find(all, ':');
	th_slice kind = th_slice_trim(th_slice_sub(all, 0, colon));
	th_slice rest = th_slice_sub(all, colon + 1, all.len);
	th_slice name = th_slice_sub(rest, 0, th_slice_find(rest, '('));

	if (!doc->thorough || !th_document_says(name))
		return;
	if (th_slice_equal(kind, TH_SLICE("Tool"))) {
		doc->names_tool = true;
	} else if (th_slice_equal(kind, TH_SLICE("Person")) ||
		   th_slice_equal(kind, TH_SLICE("Organization"))) {
		doc->names_author = true;
		doc->names_contact |= th_document_says_contact(rest);
	}
}

void th_spdx_add_creator_comment(struct th_spdx *spdx, th_text comment)
{
	spdx->doc->names_context |= th_document_says(th_document_text(spdx->doc, comment));
}

/* ---- checksums ---- */

/*
 * Most checksums are of the algorithm of the one before. The name is kept by its place: decoded
 * text moves.
 */
static enum th_hash_algorithm algorithm_of(struct th_spdx *spdx, th_text name)
{
	th_slice text = th_document_text(spdx->doc, name);

	if (!th_slice_equal(th_document_text(spdx->doc, spdx->algorithm_name), text))
		spdx->algorithm = th_hash_algorithm_of(text);
	spdx->algorithm_name = name;
	return spdx->algorithm;
}

th_status th_spdx_add_checksum(struct th_spdx *spdx, uint32_t component, th_text algorithm,
			       th_text digest, uint64_t place)
{
	struct th_document *doc = spdx->doc;
	th_slice name = th_document_text(doc, algorithm), hex = th_document_text(doc, digest);
	enum th_hash_algorithm found = algorithm_of(spdx, algorithm);

	if (name.len == 0 || hex.len == 0)
		return TH_OK;
	if (found == TH_ALGORITHM_COUNT) {
		th_diagnose(&doc->diagnostics, TH_DIAG_bad_hash, place,
			    "\"%.*s\" is no hash algorithm that SPDX knows", TH_FMT(name));
		return TH_OK;
	}
	unsigned digits = th_hash_algorithm_digits(found);
	if ((hex.len && !th_is_hexadecimal(hex)) || (digits && hex.len != digits)) {
		th_diagnose(&doc->diagnostics, TH_DIAG_bad_hash, place,
			    "a %s is hexadecimal digits, %u of them; this has %zu characters",
			    th_hash_algorithm_word(found), digits ? digits : (unsigned)hex.len,
			    hex.len);
		return TH_OK;
	}
	return th_document_add_attribute(doc, &doc->components.items[component].attributes,
					 TH_ATTRIBUTE_HASH, (uint8_t)found, digest);
}

/* ---- external references ---- */

/* Reference types that identify (2.3 annex F). cpe23Uri is none of them, and is written. */
static const struct {
	th_slice type, prefix; /* prefix of the locator that is no part of the identity */
	enum th_attribute_kind kind;
} identities[] = {
	{ { "purl", 4 }, { NULL, 0 }, TH_ATTRIBUTE_PURL },
	{ { "cpe23Type", 9 }, { NULL, 0 }, TH_ATTRIBUTE_CPE },
	{ { "cpe22Type", 9 }, { NULL, 0 }, TH_ATTRIBUTE_CPE },
	{ { "cpe23Uri", 8 }, { NULL, 0 }, TH_ATTRIBUTE_CPE },
	{ { "swid", 4 }, { "swid:", 5 }, TH_ATTRIBUTE_SWID },
	{ { "gitoid", 6 }, { NULL, 0 }, TH_ATTRIBUTE_GITOID },
	{ { "swh", 3 }, { NULL, 0 }, TH_ATTRIBUTE_GITOID },
};

/* The first package URL and the first CPE name are the component's own. */
static th_text *own_place(struct th_component *c, enum th_attribute_kind kind)
{
	th_text *own = kind == TH_ATTRIBUTE_PURL  ? &c->purl
		       : kind == TH_ATTRIBUTE_CPE ? &c->cpe
						  : NULL;

	return own && !th_text_is_present(*own) ? own : NULL;
}

static th_status identify(struct th_spdx *spdx, uint32_t package, size_t identity, th_text locator)
{
	struct th_component *c = &spdx->doc->components.items[package];
	th_slice text = th_document_text(spdx->doc, locator), prefix = identities[identity].prefix;
	th_text *own = own_place(c, identities[identity].kind);

	if (own) {
		*own = locator;
		return TH_OK;
	}
	if (prefix.len && th_slice_starts(text, prefix))
		locator = part_of(spdx->doc, locator, prefix.len, text.len - prefix.len);
	if (!th_text_is_present(locator))
		return TH_ENOMEM;
	return th_document_add_attribute(spdx->doc, &c->attributes, identities[identity].kind, 0,
					 locator);
}

th_status th_spdx_add_external_ref(struct th_spdx *spdx, uint32_t package, th_text type,
				   th_text locator)
{
	th_slice word = th_document_text(spdx->doc, type);

	if (says_nothing(th_document_text(spdx->doc, locator)))
		return TH_OK;
	if (th_slice_starts(word, TH_SLICE("http://spdx.org/rdf/references/")))
		word = th_slice_sub(word, sizeof("http://spdx.org/rdf/references/") - 1, word.len);
	for (size_t i = 0; i < sizeof(identities) / sizeof(identities[0]); i++)
		if (th_slice_equal(word, identities[i].type))
			return identify(spdx, package, i, locator);
	return TH_OK;
}

/* ---- other documents ---- */

th_status th_spdx_add_document_ref(struct th_spdx *spdx, th_text alias, th_text document,
				   th_text algorithm, th_text digest, uint64_t place)
{
	struct th_document *doc = spdx->doc;
	th_slice name = th_document_text(doc, alias), hex = th_document_text(doc, digest);
	th_str id;

	if (!th_slice_starts(name, TH_SLICE("DocumentRef-")) || th_text_len(document) == 0) {
		th_diagnose(&doc->diagnostics, TH_DIAG_bad_link, place,
			    "\"%.*s\" does not lead to another document: that takes "
			    "DocumentRef-... and a namespace",
			    TH_FMT(name));
		return TH_OK;
	}
	name = th_arena_copy(&doc->arena, name);
	if (!name.ptr)
		return TH_ENOMEM;
	TH_TRY(th_strings_intern(&spdx->aliases, name, &id));
	if (id.v <= spdx->alias_links.count) {
		th_diagnose(&doc->diagnostics, TH_DIAG_duplicate_ref, place,
			    "\"%.*s\" stands for two documents; the first is meant", TH_FMT(name));
		return TH_OK;
	}
	uint32_t *slot = th_index_list_push(&spdx->alias_links, UINT32_MAX);
	struct th_link *link = slot ? th_link_list_push(&doc->links, UINT32_MAX) : NULL;
	if (!link)
		return TH_ENOMEM;
	*slot = doc->links.count - 1;
	*link = (struct th_link){
		.document = document, .component = TH_NONE, .place = place, .alias = alias
	};
	enum th_hash_algorithm found = th_hash_algorithm_of(th_document_text(doc, algorithm));
	link->algorithm = (uint8_t)found;
	if (found == TH_ALGORITHM_COUNT || !th_is_hexadecimal(hex))
		th_diagnose(&doc->diagnostics, TH_DIAG_bad_hash, place,
			    "the checksum of \"%.*s\" is not usable", TH_FMT(name));
	else
		link->checksum = digest;
	return TH_OK;
}

th_status th_spdx_add_snippet(struct th_spdx *spdx, th_text snippet, th_text file)
{
	uint32_t a, b;

	if (th_text_len(snippet) == 0 || th_text_len(file) == 0)
		return TH_OK;
	TH_TRY(th_document_ref(spdx->doc, snippet, &a));
	TH_TRY(th_document_ref(spdx->doc, file, &b));
	struct th_spdx_pair *pair = th_spdx_pair_list_push(&spdx->snippets, UINT32_MAX);
	if (!pair)
		return TH_ENOMEM;
	*pair = (struct th_spdx_pair){ th_document_offset(spdx->doc, snippet), a, b };
	return TH_OK;
}

/* ---- relationships ---- */

enum reading { FORWARD, BACKWARD, DESCRIBES, DESCRIBED_BY, SAME, APART, UNCLASSIFIED };

struct th_spdx_row {
	th_slice word;
	uint8_t kind, reading, scope;
};

#define TH_RELATION_none TH_RELATION_COUNT
#define TH_SPDX_RELATIONSHIP(word, kind, reading, scope) \
	{ { word, sizeof(word) - 1 }, TH_RELATION_##kind, reading, TH_SCOPE_##scope },
static const struct th_spdx_row rows[] = {
#include "parsers/spdx_relationships.def"
};
#undef TH_SPDX_RELATIONSHIP

/*
 * A type that SPDX does not know is read as OTHER; one in another case, as some write them, as what
 * it means.
 */
static const struct th_spdx_row *row_of(struct th_spdx *spdx, th_slice word, uint64_t place)
{
	size_t count = sizeof(rows) / sizeof(rows[0]);

	if (spdx->row && th_slice_equal(spdx->row->word, word))
		return spdx->row;
	for (size_t i = 0; i < count; i++)
		if (th_slice_equal(rows[i].word, word))
			return spdx->row = &rows[i];
	for (size_t i = 0; i < count; i++)
		if (th_slice_equal_nocase(rows[i].word, word))
			return &rows[i];
	th_diagnose(&spdx->doc->diagnostics, TH_DIAG_unclassified_relation, place,
		    "\"%.*s\" is no relationship that SPDX knows", TH_FMT(word));
	return NULL;
}

static th_status ref_of(struct th_spdx *spdx, th_text text, struct th_spdx_recent *recent,
			uint32_t *out)
{
	if (recent->ref == 0 || !th_slice_equal(th_document_text(spdx->doc, recent->text),
						th_document_text(spdx->doc, text))) {
		TH_TRY(th_document_ref(spdx->doc, text, &recent->ref));
		recent->text = text;
	}
	*out = recent->ref;
	return TH_OK;
}

th_status th_spdx_mention(struct th_spdx *spdx, uint32_t ref, uint64_t place)
{
	struct th_spdx_mentioned *m = th_spdx_mention_list_push(&spdx->mentions, UINT32_MAX);

	if (!m)
		return TH_ENOMEM;
	*m = (struct th_spdx_mentioned){ place, ref };
	return TH_OK;
}

static th_status mention_text(struct th_spdx *spdx, th_text text, uint64_t place)
{
	uint32_t ref;

	if (says_nothing(th_document_text(spdx->doc, text)))
		return TH_OK;
	TH_TRY(th_document_ref(spdx->doc, text, &ref));
	return th_spdx_mention(spdx, ref, place);
}

/* "from kind NONE" is a declared leaf, "from kind NOASSERTION" an admitted gap. */
static th_status say_nothing_of(struct th_spdx *spdx, const struct th_spdx_row *row, th_text from,
				th_slice to, uint64_t place)
{
	bool parts = row->kind == TH_RELATION_contains;
	uint32_t ref;

	TH_TRY(ref_of(spdx, from, &spdx->left, &ref));
	TH_TRY(th_spdx_mention(spdx, ref, place));
	if (is_none(to))
		return th_document_say(spdx->doc, ref, TH_SAYS_UPSTREAM, 1);
	return th_document_say(spdx->doc, ref, parts ? TH_SAYS_ASSEMBLIES : TH_SAYS_DEPENDENCIES,
			       TH_AGGREGATE_UNKNOWN);
}

static th_status state(struct th_spdx *spdx, const struct th_spdx_row *row, th_text from,
		       th_text to, uint64_t place)
{
	th_slice to_text = th_document_text(spdx->doc, to);
	uint32_t a, b;
	th_status status;

	if (says_nothing(th_document_text(spdx->doc, from)))
		return mention_text(spdx, to, place);
	if (says_nothing(to_text))
		return say_nothing_of(spdx, row, from, to_text, place);
	TH_TRY(th_document_mention_two(spdx->doc, from, to, &a, &b));
	struct th_relation *r = relate(spdx, row->kind, a, b, place, &status);
	if (!r)
		return status;
	r->from_is_ref = r->to_is_ref = r->from_waits = r->to_waits = 1;
	r->scope = row->scope & 15u;
	return TH_OK;
}

/* document is 0 for the one that is read. */
static th_status describe(struct th_spdx *spdx, uint32_t document, th_text element, uint64_t place)
{
	uint32_t ref;

	if (says_nothing(th_document_text(spdx->doc, element)))
		return TH_OK;
	TH_TRY(th_document_ref(spdx->doc, element, &ref));
	struct th_spdx_description *d =
		th_spdx_description_list_push(&spdx->descriptions, UINT32_MAX);
	if (!d)
		return TH_ENOMEM;
	*d = (struct th_spdx_description){ place, document, ref };
	return TH_OK;
}

th_status th_spdx_describes(struct th_spdx *spdx, th_text element, uint64_t place)
{
	return describe(spdx, 0, element, place);
}

static th_status describe_from(struct th_spdx *spdx, th_text document, th_text element,
			       uint64_t place)
{
	uint32_t ref;

	if (says_nothing(th_document_text(spdx->doc, document)))
		return mention_text(spdx, element, place);
	TH_TRY(ref_of(spdx, document, &spdx->left, &ref));
	return describe(spdx, ref, element, place);
}

static th_status keep_copy(struct th_spdx *spdx, th_text a, th_text b, uint64_t place)
{
	struct th_spdx_pair pair = { .place = place };

	if (says_nothing(th_document_text(spdx->doc, a)) ||
	    says_nothing(th_document_text(spdx->doc, b)))
		return TH_OK;
	TH_TRY(th_document_ref(spdx->doc, a, &pair.a));
	TH_TRY(th_document_ref(spdx->doc, b, &pair.b));
	struct th_spdx_pair *kept = th_spdx_pair_list_push(&spdx->copies, UINT32_MAX);
	if (!kept)
		return TH_ENOMEM;
	*kept = pair;
	return TH_OK;
}

th_status th_spdx_add_relationship(struct th_spdx *spdx, th_text from, th_text type, th_text to,
				   uint64_t place)
{
	spdx->doc->counts.relationships++;
	if (th_text_len(from) == 0 || th_text_len(type) == 0 || th_text_len(to) == 0)
		return TH_OK;
	const struct th_spdx_row *row = row_of(spdx, th_document_text(spdx->doc, type), place);
	enum reading reading = row ? (enum reading)row->reading : APART;
	switch (reading) {
	case FORWARD: return state(spdx, row, from, to, place);
	case BACKWARD: return state(spdx, row, to, from, place);
	case DESCRIBES: return describe_from(spdx, from, to, place);
	case DESCRIBED_BY: return describe_from(spdx, to, from, place);
	case SAME: TH_TRY(keep_copy(spdx, from, to, place)); break;
	case UNCLASSIFIED:
		if (spdx->unclassified++ == 0)
			spdx->unclassified_at = place;
		break;
	case APART: break;
	}
	TH_TRY(mention_text(spdx, from, place));
	return mention_text(spdx, to, place);
}
