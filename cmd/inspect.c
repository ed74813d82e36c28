/*
 * inspect: one file after the other, each read, shown and forgotten.
 */
#include "cmd/inspect.h"

#include "cmd/command.h"
#include "cmd/complain.h"
#include "cmd/render/page.h"
#include "cmd/standard_output.h"
#include "cmd/terminal.h"
#include "core/crypto/sha256.h"
#include "core/text/json_writer.h"
#include "core/text/place.h"

#include <unistd.h>

/* ---- reading ---- */

/* Lines, columns and, in a document that was read, pointers. */
static th_status resolve(struct th_inspected *inspected, struct th_locus *loci)
{
	const struct th_document *doc = &inspected->doc;
	uint32_t count = doc->diagnostics.list.count;
	size_t placed = 0;

	for (uint32_t i = 0; i < count; i++)
		if (doc->diagnostics.list.items[i].offset != TH_NO_OFFSET)
			loci[placed++].offset = doc->diagnostics.list.items[i].offset;
	if (inspected->entry.status == TH_DOCUMENT_READ)
		return th_places_resolve(th_document_syntax(doc), doc->source, loci, placed, true,
					 NULL, &inspected->arena);
	for (size_t i = 0; i < placed; i++)
		th_place_of(doc->source, loci[i].offset, &loci[i].line, &loci[i].column);
	return TH_OK;
}

static th_status collect_diagnostics(struct th_inspected *inspected)
{
	const struct th_diagnostics *all = &inspected->doc.diagnostics;
	struct th_locus *loci;

	if (all->list.count == 0)
		return TH_OK;
	loci = th_arena_calloc(&inspected->arena, all->list.count, sizeof(*loci));
	if (!loci)
		return TH_ENOMEM;
	TH_TRY(resolve(inspected, loci));
	for (uint32_t i = 0; i < all->list.count; i++) {
		const struct th_diagnostic *one = &all->list.items[i];
		struct th_report_diagnostic *item =
			th_report_diagnostic_list_push(&inspected->diagnostics, UINT32_MAX);

		if (!item)
			return TH_ENOMEM;
		item->code = one->code;
		item->message = one->message;
		item->place.document = inspected->entry.path;
		if (one->offset == TH_NO_OFFSET)
			continue;
		item->place.line = loci->line;
		item->place.column = loci->column;
		item->place.pointer = loci->pointer;
		loci++;
	}
	if (all->dropped == 0)
		return TH_OK;
	struct th_report_diagnostic *more =
		th_report_diagnostic_list_push(&inspected->diagnostics, UINT32_MAX);
	if (!more)
		return TH_ENOMEM;
	*more = (struct th_report_diagnostic){
		TH_DIAG_more,
		{ .document = inspected->entry.path },
		th_arena_printf(&inspected->arena,
				"%llu further complaints were counted and not kept",
				(unsigned long long)all->dropped)
	};
	return TH_OK;
}

/* The first error is why the document was refused. */
static void take_error(struct th_inspected *inspected)
{
	for (uint32_t i = 0; i < inspected->diagnostics.count; i++) {
		const struct th_report_diagnostic *diagnostic = &inspected->diagnostics.items[i];

		if (th_diag_severity(diagnostic->code) != TH_SEVERITY_ERROR)
			continue;
		inspected->entry.error = diagnostic->message;
		inspected->entry.error_line = diagnostic->place.line;
		inspected->entry.error_column = diagnostic->place.column;
		return;
	}
}

static void take_counts(struct th_inspected *inspected)
{
	const struct th_document *doc = &inspected->doc;
	struct th_report_document *entry = &inspected->entry;

	entry->spec_version = th_document_text(doc, doc->spec_version);
	entry->created = th_document_text(doc, doc->created);
	entry->id = doc->id;
	entry->counted = true;
	entry->components = doc->counts.components;
	entry->services = doc->counts.services;
	entry->files = doc->counts.files;
	entry->dependencies = doc->counts.dependencies;
	entry->relationships = doc->counts.relationships;
}

static void take_digest(struct th_inspected *inspected)
{
	uint8_t digest[TH_SHA256_BYTES];

	th_sha256(inspected->source.found, digest);
	th_sha256_hex(digest, inspected->entry.sha256);
}

/* A file that could not even be opened, or expanded. */
static void not_opened(struct th_inspected *inspected, th_status status, th_slice why)
{
	inspected->entry.status = TH_DOCUMENT_REJECTED;
	inspected->entry.error = why;
	inspected->code =
		status == TH_EINPUT || status == TH_ELIMIT ? TH_EXIT_BAD_INPUT : TH_EXIT_NO_INPUT;
}

static th_status read_file(struct th_inspected *inspected, th_slice path)
{
	enum th_floor floor = inspected->quality.floor;
	struct th_report_document *entry = &inspected->entry;
	th_slice why = { 0 };
	const char *ignored = NULL;

	while (path.len > 2 && path.ptr[0] == '.' && path.ptr[1] == '/')
		path = th_slice_sub(path, 2, path.len);
	entry->path = path;
	th_status status = th_source_open(&inspected->source, path.ptr, &inspected->arena, &why);
	if (status == TH_ENOMEM)
		return status;
	if (status != TH_OK) {
		not_opened(inspected, status, why);
		return TH_OK;
	}
	th_document_init(&inspected->doc, path, inspected->source.bytes);
	inspected->doc.thorough = floor != TH_FLOOR_NONE;
	status = th_document_read(&inspected->doc, &ignored);
	if (status == TH_ENOMEM)
		return status;
	if (th_source_was_truncated(&inspected->source)) {
		not_opened(inspected, TH_EINPUT,
			   TH_SLICE("the file was cut short while it was read"));
		return TH_OK;
	}
	take_digest(inspected);
	if (inspected->doc.parser)
		entry->format = th_slice_of(inspected->doc.parser->name);
	if (status != TH_OK) {
		entry->status = TH_DOCUMENT_REJECTED;
		inspected->code = TH_EXIT_BAD_INPUT;
	} else if (!inspected->doc.parser) {
		entry->status = TH_DOCUMENT_IGNORED;
		entry->why = th_slice_of(ignored);
		inspected->code = TH_EXIT_NO_INPUT;
	} else {
		entry->status = TH_DOCUMENT_READ;
		take_counts(inspected);
		for (uint32_t i = 0; i < inspected->doc.components.count; i++)
			th_document_check_identifiers(&inspected->doc, i);
		if (floor != TH_FLOOR_NONE)
			TH_TRY(th_quality_check(floor, &inspected->doc, &inspected->doc.diagnostics,
						&inspected->quality));
	}
	TH_TRY(collect_diagnostics(inspected));
	if (entry->status == TH_DOCUMENT_REJECTED)
		take_error(inspected);
	return TH_OK;
}

static void forget(struct th_inspected *inspected)
{
	th_report_diagnostic_list_release(&inspected->diagnostics);
	th_document_release(&inspected->doc);
	th_source_close(&inspected->source);
	th_arena_release(&inspected->arena);
}

/* ---- showing ---- */

enum view_kind { VIEW_TEXT, VIEW_JSON, VIEW_PURLS, VIEW_COUNT };
static const char *const view_words[] = {
	[VIEW_TEXT] = "text", [VIEW_JSON] = "json", [VIEW_PURLS] = "purls", NULL
};

struct view {
	enum view_kind kind;
	const struct th_format *format; /* NULL: text for standard output */
	struct th_output out;
	struct th_json_writer writer;
	struct th_arena arena;
	struct th_page page;
	bool shown; /* something */
};

static bool view_of(th_slice name, enum view_kind *out)
{
	for (int i = 0; i < VIEW_COUNT; i++)
		if (th_slice_equal(name, th_slice_of(view_words[i]))) {
			*out = (enum view_kind)i;
			return true;
		}
	const char *nearest = th_nearest_word(name, view_words);
	th_complain("--format %.*s: there is no such view of a document%s%s%s", TH_FMT(name),
		    nearest ? "; did you mean '" : "; there are text and json",
		    nearest ? nearest : "", nearest ? "'?" : "");
	return false;
}

static void begin_view(struct view *view, const struct th_options *options)
{
	bool to_file = view->format && view->format->file.ptr;

	if (to_file)
		th_output_to_file(&view->out, view->format->file.ptr);
	else
		th_output_to_fd(&view->out, STDOUT_FILENO);
	th_page_init(&view->page, &view->out, &view->arena,
		     to_file ? options->color == TH_COLOR_ALWAYS
			     : th_terminal_has_color(options->color, STDOUT_FILENO),
		     th_terminal_is_utf8());
	th_json_writer_init(&view->writer, &view->out);
	if (view->kind == VIEW_JSON && options->operands.count > 1)
		th_json_begin_array(&view->writer);
}

static th_status show(struct view *view, const struct th_inspected *inspected, bool first)
{
	view->shown = true;
	switch (view->kind) {
	case VIEW_TEXT:
		if (!first)
			th_page_blank_line(&view->page);
		th_render_document_text(inspected, &view->page);
		th_arena_release(&view->arena);
		return view->page.failed ? TH_ENOMEM : TH_OK;
	case VIEW_JSON: th_render_document_json(inspected, &view->writer); return TH_OK;
	case VIEW_PURLS: return th_render_document_purls(inspected, &view->out);
	case VIEW_COUNT: break;
	}
	return TH_EBUG;
}

static int end_view(struct view *view, const struct th_options *options)
{
	bool many = options->operands.count > 1;

	if (view->kind == VIEW_JSON && many)
		th_json_end_array(&view->writer);
	if (view->kind == VIEW_JSON && (many || view->shown))
		th_json_writer_end(&view->writer);
	if (!view->format || !view->format->file.ptr)
		return th_standard_output_end(&view->out);
	th_status status = th_output_commit(&view->out);
	if (status != TH_OK)
		th_complain_at(view->format->file, 0, 0, th_output_why(&view->out));
	th_output_release(&view->out);
	return status == TH_OK ? TH_EXIT_PASS : TH_EXIT_OUTPUT;
}

/* ---- the command ---- */

struct views {
	struct view *items;
	uint32_t count;
	bool tells; /* a person reads on standard output what is wrong with a file */
};

static int choose_views(struct views *views, struct th_call *call)
{
	const struct th_format_list *formats = &call->options.formats;
	uint32_t to_standard_output = 0;

	views->count = formats->count > 0 ? formats->count : 1;
	views->items = th_arena_calloc(&call->arena, views->count, sizeof(*views->items));
	if (!views->items) {
		th_complain("no memory left");
		return TH_EXIT_BUG;
	}
	views->tells = formats->count == 0;
	for (uint32_t i = 0; i < formats->count; i++) {
		struct view *view = &views->items[i];

		view->format = &formats->items[i];
		if (!view_of(view->format->name, &view->kind))
			return TH_EXIT_USAGE;
		if (view->format->file.ptr)
			continue;
		views->tells = view->kind == VIEW_TEXT;
		if (++to_standard_output > 1) {
			th_complain("two formats for standard output: write one of them to a file, "
				    "--format %.*s=FILE",
				    TH_FMT(view->format->name));
			return TH_EXIT_USAGE;
		}
	}
	return TH_EXIT_PASS;
}

/* Of several exit codes, the one that decides: 73, 66, 65. */
static int worse(int a, int b)
{
	static const int order[] = { TH_EXIT_BUG, TH_EXIT_OUTPUT, TH_EXIT_NO_INPUT,
				     TH_EXIT_BAD_INPUT };

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return TH_EXIT_PASS;
}

static void complain_of(const struct th_inspected *inspected)
{
	const struct th_report_document *entry = &inspected->entry;

	if (entry->status == TH_DOCUMENT_REJECTED)
		th_complain_diagnostic(entry->path, entry->error_line, entry->error_column, "error",
				       entry->error, th_diag_slug(TH_DIAG_not_read));
	else if (entry->status == TH_DOCUMENT_IGNORED)
		th_complain_diagnostic(entry->path, 0, 0, "ignored", entry->why, NULL);
}

static int inspect_one(const struct views *views, th_slice path, enum th_floor floor, bool first)
{
	struct th_inspected inspected = {
		.quality = { .floor = floor, .not_judged = "it was not read" },
	};
	th_status status = read_file(&inspected, path);

	for (uint32_t i = 0; i < views->count && status == TH_OK; i++)
		status = show(&views->items[i], &inspected, first);
	if (status == TH_OK && !views->tells)
		complain_of(&inspected);
	if (status != TH_OK)
		th_complain("%.*s: %s", TH_FMT(path),
			    status == TH_ENOMEM ? "no memory left" : "a fault of twohop itself");
	int code = status == TH_OK ? inspected.code : TH_EXIT_BUG;
	forget(&inspected);
	return code;
}

int th_command_inspect(struct th_call *call)
{
	const struct th_name_list *operands = &call->options.operands;
	struct views views = { 0 };

	if (operands->count == 0) {
		th_complain("what is to be inspected? name files; '-' is standard input");
		return TH_EXIT_USAGE;
	}
	int code = choose_views(&views, call);
	if (code != TH_EXIT_PASS)
		return code;
	for (uint32_t i = 0; i < views.count; i++)
		begin_view(&views.items[i], &call->options);
	for (uint32_t i = 0; i < operands->count; i++)
		code = worse(code, inspect_one(&views, operands->items[i], call->options.quality,
					       i == 0));
	for (uint32_t i = 0; i < views.count; i++)
		code = worse(code, end_view(&views.items[i], &call->options));
	return code;
}
