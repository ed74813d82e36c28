/*
 * feeds: what the world knows, kept beside the audits: list, status, import, update. The network is
 * twohop-fetch's business, which `update` starts.
 */
#include "cmd/command.h"
#include "cmd/complain.h"
#include "cmd/data_folder.h"
#include "cmd/fetch.h"
#include "cmd/probe.h"
#include "cmd/render/page.h"
#include "cmd/standard_output.h"
#include "cmd/terminal.h"
#include "core/text/json_writer.h"
#include "feeds/store.h"

#include <time.h>
#include <unistd.h>

enum { NAME_COLUMNS = 20, DAY_SECONDS = 86400 };

struct feeds {
	struct th_call *call;
	const char *folder;
	struct th_output out;
	struct th_page page;
};

static int out_of_memory(void)
{
	th_complain("no memory left");
	return TH_EXIT_BUG;
}

static void begin_page(struct feeds *f)
{
	th_output_to_fd(&f->out, STDOUT_FILENO);
	th_page_init(&f->page, &f->out, &f->call->arena,
		     th_terminal_has_color(f->call->options.color, STDOUT_FILENO),
		     th_terminal_is_utf8());
}

static void row(struct feeds *f, const char *name, th_slice text)
{
	th_page_begin(&f->page, 2, 2 + NAME_COLUMNS);
	th_page_label(&f->page, TH_STYLE_STRONG, name, NAME_COLUMNS);
	th_page_text(&f->page, TH_STYLE_PLAIN, text);
	th_page_end(&f->page);
}

/* The source that an operand names, TH_SOURCE_COUNT after a complaint. */
static enum th_source_id source_named(th_slice name)
{
	enum th_source_id id = th_feed_source_of(name);
	const char *nearest =
		id == TH_SOURCE_COUNT ? th_nearest_word(name, th_feed_source_words) : NULL;

	if (nearest)
		th_complain("there is no feed '%.*s'; did you mean '%s'?", TH_FMT(name), nearest);
	else if (id == TH_SOURCE_COUNT)
		th_complain("there is no feed '%.*s'; 'twohop feeds list' names them",
			    TH_FMT(name));
	return id;
}

/* ---- list ---- */

static const char *whence(const struct th_feed_source *source)
{
	return source->url                     ? "From"
	       : source->way == TH_WAY_COMMITS ? "Repositories that you name"
	       : source->way == TH_WAY_CSAF    ? "Providers that you name, and what you import"
					       : "What you import";
}

static int list(struct feeds *f)
{
	begin_page(f);
	for (unsigned s = 0; s < TH_SOURCE_COUNT; s++) {
		const struct th_feed_source *source = &th_feed_sources[s];
		row(f, source->name,
		    th_page_compose(&f->page, "%s. %s", source->title, whence(source)));
		if (source->url) /* an address is of use only whole */
			th_page_unwrapped(&f->page,
					  th_page_compose(&f->page, "%*s%s", 2 + NAME_COLUMNS, "",
							  source->url));
	}
	return th_standard_output_end(&f->out);
}

/* ---- status ---- */

static th_slice day_text(struct feeds *f, int64_t second)
{
	char text[TH_DATE_TEXT];

	th_date_format(th_date_today((time_t)second), text, sizeof(text));
	return th_arena_copy(&f->call->arena, th_slice_of(text));
}

static int64_t age_in_days(const struct th_index_source *source)
{
	int64_t age = ((int64_t)time(NULL) - source->fetched) / DAY_SECONDS;

	return age > 0 ? age : 0;
}

static void status_row(struct feeds *f, const struct th_index *index,
		       const struct th_index_source *source)
{
	th_slice name = th_index_text(index, source->name);
	enum th_source_id id = th_feed_source_of(name);
	int64_t age = age_in_days(source);
	th_slice newest = source->newest == TH_DAY_BEFORE
				  ? TH_SLICE("")
				  : th_page_compose(&f->page, ", newest of %.*s",
						    TH_FMT(day_text(f, (int64_t)source->newest *
									       DAY_SECONDS)));
	th_slice broken = source->broken
				  ? th_page_compose(&f->page, ", %u files not read", source->broken)
				  : TH_SLICE("");

	row(f, th_arena_printf(&f->call->arena, "%.*s", TH_FMT(name)).ptr,
	    th_page_compose(&f->page, "%u record%s%.*s%.*s, fetched %.*s (%lld day%s ago); %s",
			    source->records, source->records == 1 ? "" : "s", TH_FMT(newest),
			    TH_FMT(broken), TH_FMT(day_text(f, source->fetched)), (long long)age,
			    age == 1 ? "" : "s",
			    id < TH_SOURCE_COUNT ? th_feed_sources[id].licence : ""));
}

static int status_text(struct feeds *f, const struct th_store_index *store)
{
	const struct th_index *index = &store->index;

	begin_page(f);
	th_page_paragraph(&f->page, 0, 2,
			  th_page_compose(&f->page, "%s: %zu bytes of advisories", f->folder,
					  store->mapping.len));
	for (uint32_t s = 0; s < index->source_count; s++)
		status_row(f, index, &index->sources[s]);
	for (unsigned s = 0; s < TH_SOURCE_COUNT; s++) {
		bool there = false;
		for (uint32_t i = 0; i < index->source_count; i++)
			there |= th_slice_equal(th_index_text(index, index->sources[i].name),
						th_slice_of(th_feed_sources[s].name));
		if (!there)
			row(f, th_feed_sources[s].name, TH_SLICE("nothing"));
	}
	return th_standard_output_end(&f->out);
}

static int status_json(struct feeds *f, const struct th_store_index *store)
{
	const struct th_index *index = &store->index;
	struct th_json_writer w;

	th_output_to_fd(&f->out, STDOUT_FILENO);
	th_json_writer_init(&w, &f->out);
	th_json_begin_object(&w);
	th_json_member_word(&w, "schema", "twohop-feeds/1");
	th_json_member_word(&w, "folder", f->folder);
	th_json_member_uint(&w, "bytes", store->mapping.len);
	th_json_member_array(&w, "sources");
	for (uint32_t s = 0; s < index->source_count; s++) {
		const struct th_index_source *source = &index->sources[s];
		th_slice name = th_index_text(index, source->name);
		enum th_source_id id = th_feed_source_of(name);
		th_json_begin_object(&w);
		th_json_member_string(&w, "name", name);
		th_json_member_uint(&w, "records", source->records);
		th_json_member_uint(&w, "broken", source->broken);
		th_json_member_date(&w, "newest",
				    source->newest == TH_DAY_BEFORE
					    ? (struct th_date){ 0 }
					    : (struct th_date){ source->newest, TH_DATE_DAY });
		th_json_member_date(&w, "fetched", th_date_today((time_t)source->fetched));
		th_json_member_int(&w, "age_days", age_in_days(source));
		th_json_member_word(&w, "licence",
				    id < TH_SOURCE_COUNT ? th_feed_sources[id].licence : NULL);
		th_json_end_object(&w);
	}
	th_json_end_array(&w);
	th_json_end_object(&w);
	th_json_writer_end(&w);
	return th_standard_output_end(&f->out);
}

static bool wants_json(const struct feeds *f)
{
	const struct th_format_list *formats = &f->call->options.formats;

	return formats->count > 0 && th_slice_equal(formats->items[0].name, TH_SLICE("json"));
}

static int status(struct feeds *f)
{
	struct th_store_index store;
	th_status mapped = th_store_map(&store, f->folder, true);

	if (mapped == TH_ENOMEM)
		return out_of_memory();
	if (mapped == TH_ENOTFOUND) {
		th_complain("%s holds no advisories: run 'twohop feeds update' or 'twohop feeds "
			    "import'",
			    f->folder);
		return TH_EXIT_NO_INPUT;
	}
	if (mapped != TH_OK) {
		th_complain("%s/" TH_STORE_INDEX
			    " is damaged, or of another version of twohop: run 'twohop feeds "
			    "update'",
			    f->folder);
		return TH_EXIT_BAD_INPUT;
	}
	int code = wants_json(f) ? status_json(f, &store) : status_text(f, &store);
	th_store_unmap(&store);
	return code;
}

/* ---- import ---- */

static int exit_of(th_status status)
{
	return status == TH_OK          ? TH_EXIT_PASS
	       : status == TH_EINPUT    ? TH_EXIT_NO_INPUT
	       : status == TH_ENOTFOUND ? TH_EXIT_NO_INPUT
	       : status == TH_EIO       ? TH_EXIT_OUTPUT
					: TH_EXIT_BUG;
}

static void say_broken(const struct th_store *store, enum th_source_id id)
{
	const struct th_store_source *s = &store->sources[id];

	if (s->broken)
		th_complain("%s: %u file%s could not be read, the first: %.*s",
			    th_feed_sources[id].name, s->broken, s->broken == 1 ? "" : "s",
			    TH_FMT(s->complaint));
}

static int say_failure(const struct th_store *store, th_status why)
{
	if (why == TH_ENOMEM)
		return out_of_memory();
	th_complain("%.*s", TH_FMT(store->why));
	return exit_of(why);
}

static int import(struct feeds *f)
{
	const struct th_name_list *operands = &f->call->options.operands;
	struct th_progress progress;
	struct th_store store;

	if (operands->count < 3) {
		th_complain("import what? 'twohop feeds import NAME PATH...', where NAME is one of "
			    "'twohop feeds list'");
		return TH_EXIT_USAGE;
	}
	enum th_source_id id = source_named(operands->items[1]);
	if (id == TH_SOURCE_COUNT)
		return TH_EXIT_USAGE;
	bool draws = !f->call->options.quiet && isatty(STDERR_FILENO);
	th_progress_start(&progress, draws ? STDERR_FILENO : -1);
	th_status outcome = th_store_open(&store, f->folder, &progress);
	if (outcome == TH_OK)
		outcome = th_store_import(&store, id, &operands->items[2], operands->count - 2);
	th_progress_end(&progress);
	int code = outcome == TH_OK ? TH_EXIT_PASS : say_failure(&store, outcome);
	if (outcome == TH_OK) {
		say_broken(&store, id);
		begin_page(f);
		th_page_paragraph(
			&f->page, 0, 2,
			th_page_compose(&f->page,
					"%s: %u records of %u documents; all advisories "
					"are now %zu bytes in %s",
					th_feed_sources[id].name, store.sources[id].records,
					store.sources[id].documents, store.index_bytes, f->folder));
		code = th_standard_output_end(&f->out);
	}
	th_store_close(&store);
	return code;
}

/* ---- the command ---- */

static int update(struct feeds *f)
{
	return th_feeds_update(f->call, f->folder);
}

static int probe(struct feeds *f)
{
	return th_feeds_probe(f->call, f->folder);
}

static const struct {
	const char *name;
	int (*run)(struct feeds *feeds);
} verbs[] = { { "list", list },
	      { "status", status },
	      { "import", import },
	      { "update", update },
	      { "probe", probe } };
static const char *const verb_words[] = { "list", "status", "import", "update", "probe", NULL };

int th_command_feeds(struct th_call *call)
{
	const struct th_name_list *operands = &call->options.operands;
	struct feeds f = { .call = call };
	th_slice verb = operands->count ? operands->items[0] : TH_SLICE("status");

	f.folder = th_data_folder(&call->options, &call->arena);
	if (!f.folder) {
		th_complain("where are the advisories to be kept? HOME is not set: name a folder "
			    "with --data");
		return TH_EXIT_USAGE;
	}
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (th_slice_equal(verb, th_slice_of(verbs[i].name)))
			return verbs[i].run(&f);
	const char *nearest = th_nearest_word(verb, verb_words);
	th_complain("feeds %.*s: list, status, import, update or probe%s%s%s", TH_FMT(verb),
		    nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
	return TH_EXIT_USAGE;
}
