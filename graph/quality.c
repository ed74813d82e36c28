/*
 * One small function for each field says whether it is stated; the tables say who asks. A value
 * states something where th_document_says so: NOASSERTION and NONE do not.
 */
#include "graph/quality.h"

#include "core/base/date.h"
#include "core/identity/cpe.h"
#include "core/identity/purl.h"
#include "parsers/parser.h"

/* ---- the tables ---- */

const struct th_floor_row th_floors[TH_FLOOR_COUNT] = {
#define TH_FLOOR(name, slug, title, published, source, about, left_out) \
	[TH_FLOOR_##name] = { slug, title, published, source, about, left_out },
#include "graph/floors.def"
#undef TH_FLOOR
};

const char *const th_floor_words[] = {
#define TH_FLOOR(name, slug, title, published, source, about, left_out) slug,
#include "graph/floors.def"
#undef TH_FLOOR
	NULL
};

enum scope { COMPONENT, DOCUMENT };

#define ON(floor) (UINT32_C(1) << TH_FLOOR_##floor)
const struct th_floor_field_row th_floor_fields[TH_FLOOR_FIELD_COUNT] = {
#define TH_FLOOR_FIELD(name, scope, floors, title, lacks, means, cyclonedx, spdx)                \
	[TH_FLOOR_FIELD_##name] = {                                                              \
		title, lacks, means, cyclonedx, spdx, TH_DIAG_missing_##name, scope == DOCUMENT, \
		floors                                                                           \
	},
#include "graph/floor_fields.def"
#undef TH_FLOOR_FIELD
};
#undef ON

enum th_floor th_floor_of(th_slice slug)
{
	for (int i = TH_FLOOR_NONE + 1; i < TH_FLOOR_COUNT; i++)
		if (th_slice_equal(slug, th_slice_of(th_floors[i].slug)))
			return (enum th_floor)i;
	return TH_FLOOR_NONE;
}

/* ---- looking ---- */

enum {
	IS_ASKED = 1,
	IS_ROOT = 2,
	IS_RELATED = 4, /* to another component */
	HAS_LIST = 8,   /* relies on something, or contains it */
};

struct look {
	const struct th_document *doc;
	uint8_t *marks; /* by component */
	bool only_root; /* nothing is listed beside what the document is about */
};

/* A component that is looked at. */
struct subject {
	const struct look *look;
	const struct th_document *doc;
	const struct th_component *c;
	uint32_t index;
};

static bool says(const struct th_document *doc, th_text text)
{
	return th_document_says(th_document_text(doc, text));
}

static bool states(const struct subject *s, unsigned statement)
{
	return th_document_states(s->doc, s->index) & statement;
}

static bool has_attribute(const struct subject *s, enum th_attribute_kind kind)
{
	for (uint32_t a = s->c->attributes; a != TH_NONE; a = s->doc->attributes.items[a].next)
		if (s->doc->attributes.items[a].kind == kind)
			return true;
	return false;
}

/* ---- what the document states ---- */

static bool states_author(const struct th_document *doc)
{
	return doc->names_author;
}

static bool states_author_contact(const struct th_document *doc)
{
	return doc->names_contact;
}

static bool states_timestamp(const struct th_document *doc)
{
	struct th_date date;

	return th_date_parse(th_document_text(doc, doc->created), &date) == TH_OK &&
	       date.precision == TH_DATE_DAY;
}

static bool states_tool_name(const struct th_document *doc)
{
	return doc->names_tool;
}

static bool states_generation_context(const struct th_document *doc)
{
	return doc->names_context;
}

static bool is_cyclonedx(const struct th_document *doc)
{
	return th_slice_starts(th_slice_of(doc->parser->name), TH_SLICE("cyclonedx-"));
}

/* CycloneDX 1.6 or later; of SPDX only 2 is read here, and 3.0.1 is asked for. */
static bool states_format(const struct th_document *doc)
{
	th_slice version = th_document_text(doc, doc->spec_version);
	size_t dot = th_slice_find(version, '.');
	uint64_t major, minor;

	return is_cyclonedx(doc) && th_slice_number(th_slice_sub(version, 0, dot), &major) &&
	       th_slice_number(th_slice_sub(version, dot + 1, version.len), &minor) &&
	       (major > 1 || (major == 1 && minor >= 6));
}

static bool states_no_vulnerabilities(const struct th_document *doc)
{
	return !doc->has_vulnerabilities;
}

/* ---- what a component states ---- */

/* The name of an organisation, behind the word by which SPDX says what it is. */
static bool has_name(const struct th_document *doc, uint32_t organization)
{
	static const th_slice kinds[] = { { "Organization:", 13 }, { "Person:", 7 } };

	if (organization == TH_NONE)
		return false;
	th_slice name = th_document_text(doc, doc->organizations.items[organization].name);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (th_slice_starts(name, kinds[i])) /* "Person: name (e-mail)" */
			name = th_slice_sub(name, kinds[i].len, th_slice_find(name, '('));
	return th_document_says(name);
}

static bool states_supplier(const struct subject *s)
{
	return has_name(s->doc, s->c->supplier);
}

static bool states_producer(const struct subject *s)
{
	return has_name(s->doc, s->c->manufacturer) || has_name(s->doc, s->c->supplier);
}

static bool states_creator_contact(const struct subject *s)
{
	if (states(s, TH_STATES_MAKER_CONTACT))
		return true;
	if (s->c->manufacturer == TH_NONE) /* of the root it may be said in the metadata */
		return false;
	uint32_t a = s->doc->organizations.items[s->c->manufacturer].attributes;
	for (; a != TH_NONE; a = s->doc->attributes.items[a].next)
		if (th_document_says_contact(
			    th_document_text(s->doc, s->doc->attributes.items[a].text)))
			return true;
	return false;
}

static bool states_component_name(const struct subject *s)
{
	return says(s->doc, s->c->name);
}

static bool states_component_version(const struct subject *s)
{
	return says(s->doc, s->c->version);
}

static bool is_purl(th_slice text)
{
	struct th_purl_scratch scratch;
	th_slice canonical;

	return text.len > 0 &&
	       th_purl_canonical(text, TH_PURL_ALL, &scratch, &canonical, NULL) == TH_OK;
}

static bool is_cpe(th_slice text)
{
	struct th_cpe_scratch scratch;
	struct th_cpe cpe;

	return text.len > 0 && th_cpe_parse(text, &scratch, &cpe, NULL) == TH_OK &&
	       th_cpe_text(&cpe, TH_CPE_PRODUCT).len > 0;
}

static bool identifies(const struct th_document *doc, const struct th_attribute *attribute)
{
	th_slice text = th_document_text(doc, attribute->text);

	if (attribute->kind == TH_ATTRIBUTE_PURL)
		return is_purl(text);
	if (attribute->kind == TH_ATTRIBUTE_CPE)
		return is_cpe(text);
	return (attribute->kind == TH_ATTRIBUTE_SWID || attribute->kind == TH_ATTRIBUTE_GITOID) &&
	       th_document_says(text);
}

static bool states_identifier(const struct subject *s)
{
	if (!s->c->bad_purl && is_purl(th_document_text(s->doc, s->c->purl)))
		return true;
	if (!s->c->bad_cpe && is_cpe(th_document_text(s->doc, s->c->cpe)))
		return true;
	for (uint32_t a = s->c->attributes; a != TH_NONE; a = s->doc->attributes.items[a].next)
		if (identifies(s->doc, &s->doc->attributes.items[a]))
			return true;
	return false;
}

static bool tells_completeness(const struct th_component *c)
{
	static const bool tells[] = {
		[TH_AGGREGATE_SILENT] = false,        [TH_AGGREGATE_COMPLETE] = true,
		[TH_AGGREGATE_INCOMPLETE] = true,     [TH_AGGREGATE_UNKNOWN] = true,
		[TH_AGGREGATE_NOT_SPECIFIED] = false,
	};

	return tells[c->dependencies] || tells[c->assemblies];
}

/* In a product that lists other components, "the product relies on nothing" relates none of them.
 */
static bool states_relationship(const struct subject *s)
{
	unsigned marks = s->look->marks[s->index];
	bool declared = states(s, TH_STATES_UPSTREAM) && (!(marks & IS_ROOT) || s->look->only_root);

	return (marks & IS_RELATED) || declared || tells_completeness(s->c);
}

static bool states_dependencies(const struct subject *s)
{
	return states(s, TH_STATES_UPSTREAM) || (s->look->marks[s->index] & HAS_LIST) ||
	       s->c->dependencies == TH_AGGREGATE_UNKNOWN ||
	       s->c->assemblies == TH_AGGREGATE_UNKNOWN;
}

static bool states_completeness(const struct subject *s)
{
	return tells_completeness(s->c);
}

static bool states_hash(const struct subject *s)
{
	return has_attribute(s, TH_ATTRIBUTE_HASH);
}

static bool states_deployable_hash(const struct subject *s)
{
	if (states(s, TH_STATES_DISTRIBUTION_HASH))
		return true;
	for (uint32_t a = s->c->attributes; a != TH_NONE; a = s->doc->attributes.items[a].next)
		if (s->doc->attributes.items[a].kind == TH_ATTRIBUTE_HASH &&
		    s->doc->attributes.items[a].detail == TH_ALGORITHM_sha512)
			return true;
	return false;
}

static bool states_license(const struct subject *s)
{
	return states(s, TH_STATES_LICENSE);
}

static bool states_license_id(const struct subject *s)
{
	return states(s, TH_STATES_LICENSE_ID);
}

static bool states_support_level(const struct subject *s)
{
	return states(s, TH_STATES_SUPPORT_LEVEL);
}

static bool states_support_end(const struct subject *s)
{
	return states(s, TH_STATES_SUPPORT_END) || has_attribute(s, TH_ATTRIBUTE_SUPPORT_END);
}

static bool states_file_name(const struct subject *s)
{
	return states(s, TH_STATES_FILE_NAME) || has_attribute(s, TH_ATTRIBUTE_FILE_NAME);
}

static bool states_executable(const struct subject *s)
{
	return states(s, TH_STATES_EXECUTABLE);
}

static bool states_archive(const struct subject *s)
{
	return states(s, TH_STATES_ARCHIVE);
}

static bool states_structured(const struct subject *s)
{
	return states(s, TH_STATES_STRUCTURED);
}

/* One of the two, as the scope of the field says. */
static const struct {
	bool (*document)(const struct th_document *doc);
	bool (*component)(const struct subject *subject);
} jobs[TH_FLOOR_FIELD_COUNT] = {
#define JOB_DOCUMENT(name)          \
	{                           \
		states_##name, NULL \
	}
#define JOB_COMPONENT(name)         \
	{                           \
		NULL, states_##name \
	}
#define TH_FLOOR_FIELD(name, scope, floors, title, lacks, means, cyclonedx, spdx) \
	[TH_FLOOR_FIELD_##name] = JOB_##scope(name),
#include "graph/floor_fields.def"
#undef TH_FLOOR_FIELD
};

/* ---- whom to ask ---- */

static const char *why_not_judged(const struct th_document *doc)
{
	if (!doc->parser || doc->parser->is_advisory)
		return "it is no SBOM";
	if (doc->operations)
		return "it is an inventory of what runs somewhere, no SBOM";
	if (doc->has_vulnerabilities && doc->counts.components == 0)
		return "it tells of vulnerabilities and lists no component";
	return NULL;
}

static bool is_own(const struct th_component *c)
{
	return c->role == TH_ROLE_LISTED || c->role == TH_ROLE_ROOT ||
	       c->role == TH_ROLE_NESTED_ROOT;
}

static void mark_root(const struct look *look, uint32_t component)
{
	if (component != TH_NONE)
		look->marks[component] |= IS_ROOT;
}

/* Can it be the other end of a relationship between components? */
static bool can_relate(const struct th_component *c)
{
	return c->role != TH_ROLE_FILE && c->role != TH_ROLE_BUILD && c->role != TH_ROLE_ANCESTOR;
}

static void mark_related(const struct look *look)
{
	const struct th_component *all = look->doc->components.items;

	for (uint32_t i = 0; i < look->doc->relations.count; i++) {
		const struct th_relation *r = &look->doc->relations.items[i];
		if (r->from == r->to)
			continue;
		if (can_relate(&all[r->to]))
			look->marks[r->from] |= IS_RELATED | HAS_LIST;
		if (all[r->to].role == TH_ROLE_FILE)
			look->marks[r->from] |= HAS_LIST;
		if (can_relate(&all[r->from]))
			look->marks[r->to] |= IS_RELATED;
	}
}

/* The number of components that are asked. */
static uint32_t mark(struct look *look)
{
	const struct th_document *doc = look->doc;
	uint32_t asked = 0, others = 0;

	for (uint32_t i = 0; i < doc->components.count; i++)
		if (is_own(&doc->components.items[i]))
			look->marks[i] |= IS_ASKED;
	mark_root(look, doc->root);
	for (uint32_t i = 0; i < doc->roots.count; i++)
		mark_root(look, doc->roots.items[i]);
	mark_related(look);
	for (uint32_t i = 0; i < doc->components.count; i++) {
		asked += look->marks[i] & IS_ASKED;
		others += (look->marks[i] & (IS_ASKED | IS_ROOT)) == IS_ASKED;
	}
	look->only_root = others == 0;
	return asked;
}

/* ---- counting ---- */

static bool component_states(const struct look *look, enum th_floor_field field, uint32_t i)
{
	struct subject subject = { look, look->doc, &look->doc->components.items[i], i };

	return jobs[field].component(&subject);
}

static void count(const struct look *look, struct th_quality *quality)
{
	for (int f = 0; f < TH_FLOOR_FIELD_COUNT; f++) {
		enum th_floor_field field = (enum th_floor_field)f;
		uint32_t missing = 0;

		if (!th_floor_asks(quality->floor, field))
			continue;
		if (th_floor_fields[f].of_document)
			missing = !jobs[f].document(look->doc);
		else
			for (uint32_t i = 0; i < look->doc->components.count; i++)
				missing += (look->marks[i] & IS_ASKED) &&
					   !component_states(look, field, i);
		quality->missing[f] = missing;
		quality->missed += missing > 0;
	}
}

/* ---- telling ---- */

th_slice th_quality_sentence(const struct th_quality *quality, enum th_floor_field field,
			     struct th_arena *arena)
{
	const struct th_floor_field_row *row = &th_floor_fields[field];

	if (row->of_document)
		return th_arena_printf(arena, "the document %s", row->lacks);
	return th_arena_printf(arena, "%s: missing of %u of %u component%s", row->title,
			       quality->missing[field], quality->components,
			       quality->components == 1 ? "" : "s");
}

static th_status tell_counts(const struct th_quality *quality, struct th_diagnostics *out)
{
	struct th_arena arena = { 0 };
	th_status status = TH_OK;

	for (int f = 0; f < TH_FLOOR_FIELD_COUNT && status == TH_OK; f++) {
		if (quality->missing[f] == 0 || th_floor_fields[f].of_document)
			continue;
		th_slice says = th_quality_sentence(quality, (enum th_floor_field)f, &arena);
		if (says.ptr)
			th_diagnose(out, TH_DIAG_quality, TH_NO_OFFSET, "%.*s (%s)", TH_FMT(says),
				    th_floors[quality->floor].slug);
		else
			status = TH_ENOMEM;
	}
	th_arena_release(&arena);
	return status;
}

static void tell_document(const struct look *look, const struct th_quality *quality,
			  enum th_floor_field field, struct th_diagnostics *out)
{
	const struct th_document *doc = look->doc;
	uint64_t at =
		field == TH_FLOOR_FIELD_no_vulnerabilities ? doc->vulnerability_at : doc->begins;

	th_diagnose(out, th_floor_fields[field].code, at, "the document %s (%s)",
		    th_floor_fields[field].lacks, th_floors[quality->floor].slug);
}

static void tell_component(const struct look *look, const struct th_quality *quality,
			   enum th_floor_field field, uint32_t i, struct th_diagnostics *out)
{
	const struct th_document *doc = look->doc;
	const struct th_component *c = &doc->components.items[i];
	th_slice name = th_document_text(doc, c->name), version = th_document_text(doc, c->version);

	th_diagnose(out, th_floor_fields[field].code, c->place, "component%s%.*s%s%.*s %s (%s)",
		    name.len ? " " : "", TH_FMT(name), version.len ? " " : "", TH_FMT(version),
		    th_floor_fields[field].lacks, th_floors[quality->floor].slug);
}

/* All that lack a field; beyond the ceiling they are only counted. */
static void tell(const struct look *look, const struct th_quality *quality,
		 enum th_floor_field field, struct th_diagnostics *out)
{
	uint32_t left = quality->missing[field];

	if (th_floor_fields[field].of_document) {
		tell_document(look, quality, field, out);
		return;
	}
	for (uint32_t i = 0; left > 0 && out->list.count < TH_MAX_DIAGNOSTICS; i++) {
		if (!(look->marks[i] & IS_ASKED) || component_states(look, field, i))
			continue;
		tell_component(look, quality, field, i, out);
		left--;
	}
	out->dropped += left;
}

/* Fields that are missing, those that fewest lack first; equal ones as in the table. */
static int order(const struct th_quality *quality, enum th_floor_field *fields)
{
	int known = 0;

	for (int f = 0; f < TH_FLOOR_FIELD_COUNT; f++) {
		if (quality->missing[f] == 0)
			continue;
		int at = known++;
		for (; at > 0 && quality->missing[fields[at - 1]] > quality->missing[f]; at--)
			fields[at] = fields[at - 1];
		fields[at] = (enum th_floor_field)f;
	}
	return known;
}

th_status th_quality_check(enum th_floor floor, const struct th_document *doc,
			   struct th_diagnostics *out, struct th_quality *quality)
{
	enum th_floor_field fields[TH_FLOOR_FIELD_COUNT];
	struct look look = { .doc = doc };

	*quality = (struct th_quality){ .floor = floor, .not_judged = why_not_judged(doc) };
	if (quality->not_judged)
		return TH_OK;
	if (!doc->thorough)
		return TH_EBUG;
	look.marks = calloc((size_t)doc->components.count + 1, sizeof(*look.marks));
	if (!look.marks)
		return TH_ENOMEM;
	quality->components = mark(&look);
	if (quality->components == 0) {
		quality->not_judged = "it is about no component";
		free(look.marks);
		return TH_OK;
	}
	count(&look, quality);
	th_status status = tell_counts(quality, out);
	int known = order(quality, fields);
	for (int i = 0; i < known && status == TH_OK; i++)
		tell(&look, quality, fields[i], out);
	free(look.marks);
	return status;
}
