#include "graph/baseline.h"

#include "core/io/source.h"
#include "core/text/json.h"
#include "core/text/json_writer.h"
#include "core/text/place.h"

#define SCHEMA "twohop-baseline/1"

struct reading {
	struct th_json json;
	struct th_baseline *baseline;
	struct th_arena *arena;
	struct th_diagnostics *diagnostics;
	uint32_t room;
	bool has_schema, has_ids;
};

/* ---- complaints ---- */

static th_status fail(struct reading *r, const char *expected)
{
	th_diagnose(r->diagnostics, TH_DIAG_not_read, r->json.token_at,
		    "%s was expected: a file that --write-baseline wrote is needed", expected);
	return TH_EINPUT;
}

/* What the reader itself refused. */
static th_status fail_json(struct reading *r)
{
	th_diagnose(r->diagnostics, TH_DIAG_not_read, r->json.error_at, "%s", r->json.error);
	return r->json.status;
}

static th_status expect(struct reading *r, enum th_json_token found, enum th_json_token wanted,
			const char *expected)
{
	if (found == TH_JSON_ERROR)
		return fail_json(r);
	return found == wanted ? TH_OK : fail(r, expected);
}

/* ---- members ---- */

static th_status read_text(struct reading *r, const char *expected, th_slice *out)
{
	TH_TRY(expect(r, th_json_next(&r->json), TH_JSON_STRING, expected));
	*out = th_json_text(&r->json, r->arena);
	return out->ptr ? TH_OK : TH_ENOMEM;
}

static th_status read_schema(struct reading *r)
{
	th_slice text;

	TH_TRY(read_text(r, "\"" SCHEMA "\"", &text));
	r->has_schema = th_slice_equal(text, TH_SLICE(SCHEMA));
	return r->has_schema ? TH_OK : fail(r, "\"" SCHEMA "\"");
}

static th_status read_day(struct reading *r)
{
	th_slice text;

	TH_TRY(read_text(r, "a day", &text));
	return th_date_parse(text, &r->baseline->as_of) == TH_OK ? TH_OK : fail(r, "a day");
}

static th_status grow(struct reading *r)
{
	uint32_t room = r->room ? r->room * 2 : 64;
	th_slice *ids = th_arena_alloc(r->arena, room * sizeof(*ids));

	if (!ids)
		return TH_ENOMEM;
	if (r->baseline->count)
		memcpy(ids, r->baseline->ids, r->baseline->count * sizeof(*ids));
	r->baseline->ids = ids;
	r->room = room;
	return TH_OK;
}

static th_status read_ids(struct reading *r)
{
	enum th_json_token token = th_json_next(&r->json);

	TH_TRY(expect(r, token, TH_JSON_ARRAY, "a list of ids"));
	r->has_ids = true;
	while ((token = th_json_next(&r->json)) != TH_JSON_ARRAY_END) {
		TH_TRY(expect(r, token, TH_JSON_STRING, "the id of a finding"));
		if (r->baseline->count == TH_MAX_BASELINE_IDS) {
			th_diagnose(r->diagnostics, TH_DIAG_limit, r->json.token_at,
				    "more ids than the ceiling of %u (TH_MAX_BASELINE_IDS)",
				    TH_MAX_BASELINE_IDS);
			return TH_ELIMIT;
		}
		if (r->baseline->count == r->room)
			TH_TRY(grow(r));
		th_slice id = th_arena_copy(r->arena, th_json_text(&r->json, r->arena));
		if (!id.ptr)
			return TH_ENOMEM;
		r->baseline->ids[r->baseline->count++] = id;
	}
	return TH_OK;
}

/* A member of another name is of a later version, and passed over. */
static th_status read_member(struct reading *r)
{
	static const struct {
		const char *key;
		th_status (*read)(struct reading *r);
	} members[] = { { "schema", read_schema }, { "as_of", read_day }, { "ids", read_ids } };
	th_slice key = th_json_text(&r->json, r->arena);

	if (!key.ptr)
		return TH_ENOMEM;
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (th_slice_equal(key, th_slice_of(members[i].key)))
			return members[i].read(r);
	return th_json_skip(&r->json, th_json_next(&r->json)) == TH_JSON_ERROR ? fail_json(r)
									       : TH_OK;
}

static th_status read_all(struct reading *r)
{
	enum th_json_token token = th_json_next(&r->json);

	TH_TRY(expect(r, token, TH_JSON_OBJECT, "an object"));
	while ((token = th_json_next(&r->json)) != TH_JSON_OBJECT_END) {
		TH_TRY(expect(r, token, TH_JSON_KEY, "a member"));
		TH_TRY(read_member(r));
	}
	TH_TRY(expect(r, th_json_next(&r->json), TH_JSON_END, "the end"));
	if (!r->has_schema || !r->has_ids) {
		r->json.token_at = 0;
		return fail(r, r->has_schema ? "\"ids\"" : "\"schema\": \"" SCHEMA "\"");
	}
	return TH_OK;
}

static int by_bytes(const void *a, const void *b)
{
	return th_slice_compare(*(const th_slice *)a, *(const th_slice *)b);
}

th_status th_baseline_read(struct th_baseline *baseline, th_slice path, th_slice bytes,
			   struct th_arena *arena, struct th_diagnostics *diagnostics)
{
	struct reading r = { .baseline = baseline, .arena = arena, .diagnostics = diagnostics };

	*baseline = (struct th_baseline){ .path = path };
	th_json_init(&r.json, bytes, 0, TH_JSON_STRICT);
	th_status status = read_all(&r);
	th_json_release(&r.json);
	if (baseline->count)
		qsort(baseline->ids, baseline->count, sizeof(*baseline->ids), by_bytes);
	return status;
}

static th_status read_source(struct th_baseline *baseline, th_slice path, th_slice bytes,
			     struct th_arena *arena, struct th_report_document *fault)
{
	struct th_diagnostics diagnostics = { 0 };
	th_status status = th_baseline_read(baseline, path, bytes, arena, &diagnostics);

	if (status == TH_EINPUT || status == TH_ELIMIT) {
		const struct th_diagnostic *error = &diagnostics.list.items[0];
		th_place_of(bytes, error->offset, &fault->error_line, &fault->error_column);
		fault->error = th_arena_copy(arena, error->message);
		baseline->count = 0;
	}
	th_diagnostics_release(&diagnostics);
	return status;
}

th_status th_baseline_open(struct th_baseline *baseline, th_slice path, struct th_arena *arena,
			   struct th_report_document *fault)
{
	struct th_source source;
	th_slice why = { 0 };

	*baseline = (struct th_baseline){ .path = path };
	*fault = (struct th_report_document){ .path = path, .status = TH_DOCUMENT_REJECTED };
	th_status status = th_source_open(&source, path.ptr, arena, &why);
	fault->error = why;
	if (status != TH_OK)
		return status;
	status = read_source(baseline, path, source.bytes, arena, fault);
	th_source_close(&source);
	return status;
}

bool th_baseline_has(const struct th_baseline *baseline, const char *id)
{
	th_slice key = th_slice_of(id);

	return baseline->count &&
	       bsearch(&key, baseline->ids, baseline->count, sizeof(*baseline->ids), by_bytes);
}

/* ---- writing ---- */

th_status th_baseline_write(const struct th_report *report, struct th_output *out)
{
	th_slice *ids = calloc((size_t)report->findings.count + 1, sizeof(*ids));
	struct th_json_writer writer;
	uint32_t count = 0;

	if (!ids)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < report->findings.count; i++)
		if (!report->findings.items[i].suppressed)
			ids[count++] = th_slice_of(report->findings.items[i].id);
	if (count)
		qsort(ids, count, sizeof(*ids), by_bytes);
	th_json_writer_init(&writer, out);
	th_json_begin_object(&writer);
	th_json_member_word(&writer, "schema", SCHEMA);
	th_json_member_date(&writer, "as_of", report->as_of);
	th_json_member_array(&writer, "ids");
	for (uint32_t i = 0; i < count; i++)
		th_json_write_string(&writer, ids[i]);
	th_json_end_array(&writer);
	th_json_end_object(&writer);
	th_json_writer_end(&writer);
	free(ids);
	return TH_OK;
}
