/*
 * endoflife.date: when release lines of products end. Three spellings of the same: the API's
 * version 1 (JSON, one product or all), its version 0 (JSON, a bare array of lines) and the front
 * matter of the repository's files (YAML between two lines of dashes, prose behind).
 *
 * A line's end is its last day, or only "yes": then it ended no later than its last release, and
 * that day is taken. A line that has not ended is kept too, because 1.10 is a line of its own
 * beside 1.1. Others say when vendors' lines end, and never when they stop being distributed.
 */
#include "parsers/facts.h"
#include "parsers/json_rows.h"
#include "parsers/parser.h"

#include "core/identity/cpe.h"
#include "core/text/yaml.h"

#include <pthread.h>
#include <stdio.h>

enum release_slot { L_NAME, L_OVER, L_OVER_FROM, L_SUPPORT_FROM, L_RELEASED, L_LATEST };
enum product_slot { P_NAME, P_LABEL };

static const struct th_shape file, product, identifier, release, latest, line;

static struct th_fact_lifecycle *current(struct th_document *doc)
{
	struct th_fact_lifecycle_list *all = &doc->facts->lifecycles;

	return &all->items[all->count - 1];
}

/* ---- what the spellings share ---- */

static th_status add_product(struct th_document *doc, uint64_t place)
{
	struct th_fact_lifecycle_list *all = &doc->facts->lifecycles;
	struct th_fact_lifecycle *l = th_fact_lifecycle_list_push(all, TH_MAX_FACTS);

	if (!l)
		return th_facts_full(doc, all->count);
	l->place = place;
	l->silent_on_distribution = true;
	return TH_OK;
}

static bool is_yes(th_slice s)
{
	return th_slice_equal(s, TH_SLICE("true"));
}

/* One line of the product. Of `over` and `from` either may say when it ends: a day, yes or no. */
struct spelled {
	uint64_t place;
	th_text name, over, from, support, released, latest;
};

static th_status add_end(struct th_document *doc, const struct spelled *s, enum th_end_kind kind,
			 struct th_date effective)
{
	struct th_fact_end_list *ends = &current(doc)->ends;
	struct th_fact_end *end = th_fact_end_list_push(ends, TH_MAX_FACTS);

	if (!end)
		return th_facts_full(doc, ends->count);
	end->place = s->place;
	end->kind = (uint8_t)kind;
	end->cycle = s->name;
	end->effective = effective;
	return TH_OK;
}

static struct th_date day_of(struct th_document *doc, th_text t)
{
	th_slice s = th_document_text(doc, t);

	return s.len == 0 || is_yes(s) || th_slice_equal(s, TH_SLICE("false"))
		       ? (struct th_date){ 0 }
		       : th_facts_date(doc, t);
}

static th_status add_line(struct th_document *doc, const struct spelled *s)
{
	struct th_date from = day_of(doc, s->from), support = day_of(doc, s->support);
	bool over =
		is_yes(th_document_text(doc, s->over)) || is_yes(th_document_text(doc, s->from));

	if (th_text_len(s->name) == 0)
		return TH_OK; /* said by the missing-field diagnostic */
	if (!th_date_present(from))
		from = day_of(doc, s->over);
	if (!th_date_present(from) && over)
		from = day_of(doc, th_text_len(s->latest) ? s->latest : s->released);
	TH_TRY(add_end(doc, s, TH_END_OF_LIFE, from));
	return th_date_present(support) ? add_end(doc, s, TH_END_OF_SUPPORT, support) : TH_OK;
}

/* The catalogue's CPE names may stop behind the product. */
static th_status add_cpe(struct th_document *doc, th_text t)
{
	th_slice cpe = th_document_text(doc, t);
	char whole[512];
	size_t colons = 0, len = cpe.len;

	if (!th_slice_starts(cpe, TH_SLICE("cpe:2.3:")) || cpe.len > sizeof(whole) - 32)
		return th_facts_add_cpe(doc, &current(doc)->product.cpes, t);
	memcpy(whole, cpe.ptr, cpe.len);
	for (size_t i = 0; i < cpe.len; i++)
		colons += cpe.ptr[i] == ':' && (i == 0 || cpe.ptr[i - 1] != '\\');
	for (; colons < 12; colons++) {
		whole[len++] = ':';
		whole[len++] = '*';
	}
	if (len == cpe.len)
		return th_facts_add_cpe(doc, &current(doc)->product.cpes, t);
	th_text kept = th_document_keep(doc, th_slice_make(whole, len), th_document_offset(doc, t));
	return th_text_is_present(kept) ? th_facts_add_cpe(doc, &current(doc)->product.cpes, kept)
					: TH_ENOMEM;
}

static th_status add_identifier(struct th_document *doc, th_slice type, th_text id)
{
	if (th_slice_equal(type, TH_SLICE("purl")))
		return th_facts_add_purl(doc, &current(doc)->product.purls, id);
	return th_slice_equal(type, TH_SLICE("cpe")) ? add_cpe(doc, id) : TH_OK;
}

/* ---- JSON, version 1 ---- */

static th_status enter_product(struct th_walker *w, struct th_frame *frame)
{
	return add_product(w->doc, frame->place);
}

static th_status leave_product(struct th_walker *w, struct th_frame *frame)
{
	current(w->doc)->product.name =
		th_text_len(frame->slots[P_LABEL]) ? frame->slots[P_LABEL] : frame->slots[P_NAME];
	return TH_OK;
}

static th_status leave_identifier(struct th_walker *w, struct th_frame *frame)
{
	return add_identifier(w->doc, th_document_text(w->doc, frame->slots[0]), frame->slots[1]);
}

static th_status leave_latest(struct th_walker *w, struct th_frame *frame)
{
	struct th_frame *above = th_frame_above(w, frame);

	if (above)
		above->slots[L_LATEST] = frame->slots[0];
	return TH_OK;
}

static th_status leave_release(struct th_walker *w, struct th_frame *frame)
{
	struct spelled s = { frame->place,
			     frame->slots[L_NAME],
			     frame->slots[L_OVER],
			     frame->slots[L_OVER_FROM],
			     frame->slots[L_SUPPORT_FROM],
			     frame->slots[L_RELEASED],
			     frame->slots[L_LATEST] };

	return add_line(w->doc, &s);
}

static th_status each_modified(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	w->doc->facts->updated = th_facts_date(w->doc, t);
	return TH_OK;
}

static const struct th_field identifier_fields[] = {
	NEEDED("type", 0),
	NEEDED("id", 1),
};
SHAPE(identifier, "identifier", NULL, leave_identifier);

static const struct th_field latest_fields[] = {
	TEXT("date", 0),
};
SHAPE(latest, "latest release", NULL, leave_latest);

static const struct th_field release_fields[] = {
	NEEDED("name", L_NAME),          TEXT("isEol", L_OVER),
	TEXT("eolFrom", L_OVER_FROM),    TEXT("eoasFrom", L_SUPPORT_FROM),
	TEXT("releaseDate", L_RELEASED), OBJECT("latest", latest),
};
SHAPE(release, "release line", NULL, leave_release);

static const struct th_field product_fields[] = {
	NEEDED("name", P_NAME),
	TEXT("label", P_LABEL),
	OBJECT("identifiers", identifier),
	OBJECT("releases", release),
};
SHAPE(product, "product", enter_product, leave_product);

static const struct th_field file_fields[] = {
	ONE("last_modified", each_modified),
	OBJECT("result", product),
};
SHAPE(file, "endoflife.date answer", NULL, NULL);

/* ---- JSON, version 0 ---- */

static th_status each_last(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)w;
	frame->slots[L_LATEST] = t;
	return TH_OK;
}

static const struct th_field line_fields[] = {
	NEEDED("cycle", L_NAME),
	TEXT("eol", L_OVER_FROM),
	TEXT("support", L_SUPPORT_FROM),
	TEXT("releaseDate", L_RELEASED),
	ONE("latestReleaseDate", each_last),
};
SHAPE(line, "release line", NULL, leave_release);

/* Such an answer does not say whose lines it lists: the file's name, which was part of the address,
 * does. */
static th_status name_after_file(struct th_document *doc)
{
	size_t slash = th_slice_rfind(doc->path, '/');
	th_slice name =
		th_slice_sub(doc->path, slash < doc->path.len ? slash + 1 : 0, doc->path.len);
	char purl[256];

	name = th_slice_sub(name, 0, th_slice_find(name, '.'));
	th_text kept = th_document_keep(doc, name, 0);
	if (!th_text_is_present(kept))
		return TH_ENOMEM;
	current(doc)->product.name = kept;
	int len = snprintf(purl, sizeof(purl), "pkg:generic/%.*s", TH_FMT(name));
	if (name.len == 0 || len < 0 || (size_t)len >= sizeof(purl))
		return TH_OK;
	kept = th_document_keep(doc, th_slice_make(purl, (size_t)len), 0);
	return th_text_is_present(kept) ? th_facts_add_text(doc, &current(doc)->product.purls, kept)
					: TH_ENOMEM;
}

/* ---- YAML ---- */

static th_status keep(struct th_document *doc, const struct th_yaml_node *map, const char *key,
		      size_t start, th_text *out)
{
	const struct th_yaml_node *node = th_yaml_get(map, th_slice_of(key));

	*out = (th_text){ 0 };
	if (!node || node->kind != TH_YAML_SCALAR || node->text.len == 0)
		return TH_OK;
	*out = th_document_keep(doc, node->text, start + node->offset);
	return th_text_is_present(*out) ? TH_OK : TH_ENOMEM;
}

static th_status read_release(struct th_document *doc, const struct th_yaml_node *node,
			      size_t start)
{
	struct spelled s = { .place = start + node->offset };

	TH_TRY(keep(doc, node, "releaseCycle", start, &s.name));
	TH_TRY(keep(doc, node, "eol", start, &s.from));
	TH_TRY(keep(doc, node, "eoas", start, &s.support));
	TH_TRY(keep(doc, node, "releaseDate", start, &s.released));
	TH_TRY(keep(doc, node, "latestReleaseDate", start, &s.latest));
	if (th_text_len(s.name) == 0)
		th_diagnose(&doc->diagnostics, TH_DIAG_missing_field, s.place,
			    "a release line without \"releaseCycle\"");
	return add_line(doc, &s);
}

static th_status read_matter(struct th_document *doc, const struct th_yaml_node *root, size_t start)
{
	const struct th_yaml_node *ids = th_yaml_get(root, TH_SLICE("identifiers")),
				  *releases = th_yaml_get(root, TH_SLICE("releases"));

	TH_TRY(add_product(doc, start));
	TH_TRY(keep(doc, root, "title", start, &current(doc)->product.name));
	for (const struct th_yaml_node *n = ids ? ids->first : NULL; n; n = n->next) {
		static const char *const types[] = { "purl", "cpe" };
		for (size_t i = 0; i < 2; i++) {
			th_text id;
			TH_TRY(keep(doc, n, types[i], start, &id));
			if (th_text_len(id))
				TH_TRY(add_identifier(doc, th_slice_of(types[i]), id));
		}
	}
	for (const struct th_yaml_node *n = releases ? releases->first : NULL; n; n = n->next)
		TH_TRY(read_release(doc, n, start));
	return TH_OK;
}

/* The text between the first line of dashes and the next. */
static th_slice front_matter(th_slice text)
{
	th_slice rest = th_slice_sub(text, 4, text.len);

	return th_slice_sub(rest, 0, th_slice_search(rest, TH_SLICE("\n---\n")) + 1);
}

static th_status parse_matter(struct th_document *doc, const struct th_sniff *sniff)
{
	struct th_arena arena = { 0 };
	struct th_yaml_error error;
	struct th_yaml_node *root;

	th_status status = th_yaml_parse(&arena, front_matter(sniff->text), &error, &root);
	if (status == TH_OK)
		status = read_matter(doc, root, sniff->start + 4);
	else if (status != TH_ENOMEM)
		th_diagnose(&doc->diagnostics, TH_DIAG_not_read, TH_NO_OFFSET,
			    "line %u of the front matter: %.*s", error.line, TH_FMT(error.message));
	th_arena_release(&arena);
	return status;
}

/* ---- reading ---- */

static void prepare(void)
{
	static const struct th_shape *const all[] = { &file,    &product, &identifier,
						      &release, &latest,  &line };
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

bool th_endoflife_recognises(const struct th_sniff *sniff);
th_status th_endoflife_parse(struct th_document *doc, const struct th_sniff *sniff);

static bool is_matter(const struct th_sniff *sniff)
{
	return sniff->container == TH_CONTAINER_TEXT &&
	       th_slice_starts(sniff->text, TH_SLICE("---\n")) &&
	       th_slice_search(sniff->text, TH_SLICE("\nreleases:")) < sniff->text.len &&
	       th_slice_search(sniff->text, TH_SLICE("releaseCycle:")) < sniff->text.len;
}

bool th_endoflife_recognises(const struct th_sniff *sniff)
{
	return is_matter(sniff) ||
	       (th_sniff_has(sniff, TH_SNIFF_schema_version) &&
		th_sniff_has(sniff, TH_SNIFF_generated_at) &&
		th_sniff_has(sniff, TH_SNIFF_result)) ||
	       th_sniff_item_has(sniff, TH_SNIFF_cycle);
}

th_status th_endoflife_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct th_walker walker = { .doc = doc };

	pthread_once(&once, prepare);
	TH_TRY(th_facts_begin(doc));
	if (is_matter(sniff))
		return parse_matter(doc, sniff);
	if (!sniff->is_array)
		return th_shape_walk_json(&walker, &file, sniff->start);
	TH_TRY(add_product(doc, sniff->start));
	TH_TRY(name_after_file(doc));
	walker.takes_array = true;
	return th_shape_walk_json(&walker, &line, sniff->start);
}
