/*
 * twohop-document/1, and the list of package URLs.
 */
#include "cmd/inspect.h"
#include "cmd/render/document_signed.h"
#include "cmd/render/json.h"
#include "core/identity/purl.h"

static th_slice supplier_of(const struct th_document *doc, const struct th_component *component)
{
	uint32_t organization =
		component->supplier != TH_NONE ? component->supplier : component->manufacturer;

	return organization == TH_NONE
		       ? (th_slice){ 0 }
		       : th_document_text(doc, doc->organizations.items[organization].name);
}

static void root_member(struct th_json_writer *writer, const struct th_document *doc)
{
	if (doc->root == TH_NONE || doc->root >= doc->components.count) {
		th_json_member_null(writer, "root");
		return;
	}
	const struct th_component *root = &doc->components.items[doc->root];

	th_json_member_object(writer, "root");
	th_json_member_string(writer, "name", th_document_text(doc, root->name));
	th_json_member_string(writer, "version", th_document_text(doc, root->version));
	th_json_member_string(writer, "supplier", supplier_of(doc, root));
	th_json_end_object(writer);
}

/* Stated edges by relation: what follows from nesting or the order of a file is not counted. */
static void relations_member(struct th_json_writer *writer, const struct th_document *doc)
{
	uint32_t counts[TH_RELATION_COUNT] = { 0 };

	for (uint32_t i = 0; i < doc->relations.count; i++)
		counts[doc->relations.items[i].kind] += !doc->relations.items[i].implied;
	th_json_member_object(writer, "relations");
	for (int kind = 0; kind < TH_RELATION_COUNT; kind++)
		if (counts[kind] > 0)
			th_json_member_uint(writer, th_relation_word((enum th_relation_kind)kind),
					    counts[kind]);
	th_json_end_object(writer);
}

/* What a floor asks for and the document does not state; absent where none was named. */
static void quality_member(struct th_json_writer *writer, const struct th_quality *quality)
{
	if (quality->floor == TH_FLOOR_NONE)
		return;
	th_json_member_object(writer, "quality");
	th_json_member_word(writer, "floor", th_floors[quality->floor].slug);
	if (quality->not_judged)
		th_json_member_null(writer, "met");
	else
		th_json_member_bool(writer, "met", quality->missed == 0);
	if (quality->not_judged)
		th_json_member_word(writer, "why", quality->not_judged);
	else
		th_json_member_null(writer, "why");
	th_json_member_uint(writer, "components", quality->components);
	th_json_member_array(writer, "missing");
	for (int f = 0; f < TH_FLOOR_FIELD_COUNT; f++) {
		const struct th_floor_field_row *row = &th_floor_fields[f];

		if (quality->missing[f] == 0)
			continue;
		th_json_begin_object(writer);
		th_json_member_word(writer, "field", row->title);
		th_json_member_word(writer, "code", th_diag_slug(row->code));
		th_json_member_word(writer, "of", row->of_document ? "document" : "components");
		th_json_member_uint(writer, "count", quality->missing[f]);
		th_json_end_object(writer);
	}
	th_json_end_array(writer);
	th_json_end_object(writer);
}

static void content_members(struct th_json_writer *writer, const struct th_document *doc)
{
	root_member(writer, doc);
	th_json_member_uint(writer, "organizations", doc->organizations.count);
	relations_member(writer, doc);
	th_json_member_uint(writer, "dangling", doc->counts.dangling);
	th_render_signed_json(doc, writer);
}

void th_render_document_json(const struct th_inspected *inspected, struct th_json_writer *writer)
{
	static const char *const content[] = { "root",     "organizations", "relations",
					       "dangling", "stated",        "claims" };

	th_json_begin_object(writer);
	th_json_member_word(writer, "schema", "twohop-document/1");
	th_json_document_members(writer, &inspected->entry);
	if (inspected->entry.status == TH_DOCUMENT_READ)
		content_members(writer, &inspected->doc);
	else
		for (size_t i = 0; i < sizeof(content) / sizeof(*content); i++)
			th_json_member_null(writer, content[i]);
	quality_member(writer, &inspected->quality);
	th_json_member_array(writer, "diagnostics");
	for (uint32_t i = 0; i < inspected->diagnostics.count; i++)
		th_json_diagnostic(writer, &inspected->diagnostics.items[i], false);
	th_json_end_array(writer);
	th_json_end_object(writer);
}

/* ---- package URLs ---- */

static int compare_slices(const void *a, const void *b)
{
	return th_slice_compare(*(const th_slice *)a, *(const th_slice *)b);
}

/* A canonical copy; absent where the text is no package URL. */
static th_status canonical(struct th_arena *arena, th_slice text, th_slice *out)
{
	struct th_purl_scratch scratch;
	th_slice purl;

	*out = (th_slice){ 0 };
	if (th_purl_canonical(text, TH_PURL_ALL, &scratch, &purl, NULL) != TH_OK)
		return TH_OK;
	*out = th_arena_copy(arena, purl);
	return out->ptr ? TH_OK : TH_ENOMEM;
}

static bool is_own(const struct th_component *component)
{
	return component->role == TH_ROLE_LISTED || component->role == TH_ROLE_ROOT ||
	       component->role == TH_ROLE_NESTED_ROOT;
}

th_status th_render_document_purls(const struct th_inspected *inspected, struct th_output *out)
{
	const struct th_document *doc = &inspected->doc;
	struct th_arena arena = { 0 };
	size_t count = 0;

	if (doc->components.count == 0)
		return TH_OK;
	th_slice *purls = th_arena_calloc(&arena, doc->components.count, sizeof(*purls));
	th_status status = purls ? TH_OK : TH_ENOMEM;
	for (uint32_t i = 0; i < doc->components.count && status == TH_OK; i++) {
		const struct th_component *component = &doc->components.items[i];

		if (!is_own(component) || !th_text_is_present(component->purl))
			continue;
		status = canonical(&arena, th_document_text(doc, component->purl), &purls[count]);
		count += status == TH_OK && purls[count].ptr;
	}
	if (status == TH_OK)
		qsort(purls, count, sizeof(*purls), compare_slices);
	for (size_t i = 0; i < count && status == TH_OK; i++) {
		if (i > 0 && th_slice_equal(purls[i], purls[i - 1]))
			continue;
		th_output_write(out, purls[i]);
		th_output_byte(out, '\n');
	}
	th_arena_release(&arena);
	return status;
}
