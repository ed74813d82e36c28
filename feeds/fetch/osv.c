/*
 * OSV: all records of an ecosystem (or of all of them) as one zip, and afterwards only what has
 * changed since.
 *
 *   PLACE.zip        URL/all.zip
 *   PLACE.changes/   records that came later, ID.json each: they count before those of the zip
 *   PLACE.state      the newest change that is known, and when the zip was fetched
 *
 * URL/modified_id.csv lists the changes, the newest first, "moment,ID" or, for all ecosystems,
 * "moment,ECOSYSTEM/ID". What is newer than the mark is fetched, then the mark moves; where
 * anything fails it stays. The whole zip is fetched where there is none, where it is a week old
 * (records that are taken back altogether are in no list of changes), where very much has changed,
 * and where there is no such list or it cannot be understood.
 */
#include "core/base/date.h"
#include "core/base/limits.h"
#include "core/io/source.h"
#include "feeds/fetch/http.h"
#include "feeds/fetch_state.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { WEEK_SECONDS = 7 * 86400, MOST_SINGLES = 250 };

struct change {
	th_slice ecosystem, id; /* ecosystem absent: that of the URL */
};

struct osv {
	const struct th_fetch_options *asked;
	struct th_fetch_options options; /* of its parts */
	const char *url, *place;
	struct th_arena *arena;
	struct th_fetch_result *result;
	struct th_fetch_state state;
	struct change changes[MOST_SINGLES];
	uint32_t change_count;
	th_slice newest; /* moment of the newest change */
};

static void fail(struct osv *o, th_slice why)
{
	*o->result = (struct th_fetch_result){ .outcome = TH_FETCHED_NOT, .why = why };
}

static const char *path(struct osv *o, const char *ending)
{
	return th_arena_printf(o->arena, "%s%s", o->place, ending).ptr;
}

static struct th_fetch_result fetch(struct osv *o, const char *url, const char *file)
{
	struct th_fetch_result result = { .outcome = TH_FETCHED_NOT };

	if (url && file)
		th_http_fetch(&o->options, url, file, o->arena, &result);
	return result;
}

/* ---- the list of changes ---- */

/* Ids become names of files and parts of addresses: nothing but these. */
static bool is_name(th_slice s, const char *marks)
{
	if (!s.ptr || s.len == 0 || s.ptr[0] == '.')
		return false;
	bool good = s.len < 200;

	for (size_t i = 0; i < s.len && good; i++)
		good = th_is_alnum(s.ptr[i]) || strchr(marks, s.ptr[i]) != NULL;
	return good;
}

static bool read_change(th_slice line, th_slice *moment, struct change *out)
{
	size_t comma = th_slice_find(line, ',');
	th_slice rest = th_slice_trim(th_slice_sub(line, comma + 1, line.len));
	size_t slash = th_slice_rfind(rest, '/');
	struct th_instant instant;

	*moment = th_slice_sub(line, 0, comma);
	*out = (struct change){ .id = rest };
	if (slash < rest.len)
		*out = (struct change){ th_slice_sub(rest, 0, slash),
					th_slice_sub(rest, slash + 1, rest.len) };
	return th_instant_parse(*moment, &instant) == TH_OK && is_name(out->id, "-_.:+") &&
	       (slash == rest.len || is_name(out->ecosystem, "-_.:+ "));
}

static bool is_newer(th_slice moment, th_slice mark)
{
	struct th_instant a, b;

	return th_instant_parse(moment, &a) == TH_OK && th_instant_parse(mark, &b) == TH_OK &&
	       th_instant_compare(a, b) > 0;
}

static bool keep_change(struct osv *o, struct change change)
{
	if (o->change_count == MOST_SINGLES)
		return false;
	change.id = th_arena_copy(o->arena, change.id);
	if (change.ecosystem.len)
		change.ecosystem = th_arena_copy(o->arena, change.ecosystem);
	o->changes[o->change_count++] = change;
	return true;
}

/*
 * Changes behind the mark. False: the list does not tell, or there are too many. All of it is read:
 * one that is not in order does not say where to stop.
 */
static bool read_changes(struct osv *o, th_slice list)
{
	th_slice before = { 0 }, moment;
	struct change change;

	while (list.len > 0) {
		size_t end = th_slice_find(list, '\n');
		th_slice line = th_slice_trim(th_slice_sub(list, 0, end));
		list = th_slice_sub(list, end + 1, list.len);
		if (line.len == 0)
			continue;
		if (!read_change(line, &moment, &change) ||
		    (before.len && is_newer(moment, before)))
			return false;
		if (!before.len)
			o->newest = th_arena_copy(o->arena, moment);
		before = moment;
		if (o->state.mark.len && is_newer(moment, o->state.mark) && !keep_change(o, change))
			return false;
	}
	return o->newest.len && o->state.mark.len;
}

/* False where only the whole helps. */
static bool look_for_changes(struct osv *o)
{
	const char *list = path(o, ".list");
	struct th_source source;
	th_slice why;

	struct th_fetch_result got =
		fetch(o, th_arena_printf(o->arena, "%s/modified_id.csv", o->url).ptr, list);
	if (got.outcome == TH_FETCHED_NOT || th_source_open(&source, list, o->arena, &why) != TH_OK)
		return false;
	bool told = read_changes(o, source.bytes);
	th_source_close(&source);
	return told;
}

/* ---- records ---- */

static th_slice encoded(struct th_arena *arena, th_slice s)
{
	th_slice made = TH_SLICE("");

	for (size_t i = 0; i < s.len; i++)
		made = th_is_alnum(s.ptr[i]) || strchr("-_.", s.ptr[i])
			       ? th_arena_printf(arena, "%.*s%c", TH_FMT(made), s.ptr[i])
			       : th_arena_printf(arena, "%.*s%%%02X", TH_FMT(made),
						 (unsigned char)s.ptr[i]);
	return made;
}

static bool fetch_change(struct osv *o, const struct change *c)
{
	th_slice ecosystem = encoded(o->arena, c->ecosystem);
	const char *url =
		th_arena_printf(o->arena, "%s/%.*s%s%.*s.json", o->url, TH_FMT(ecosystem),
				ecosystem.len ? "/" : "", TH_FMT(encoded(o->arena, c->id)))
			.ptr;
	const char *file =
		th_arena_printf(o->arena, "%s.changes/%.*s.json", o->place, TH_FMT(c->id)).ptr;
	struct th_fetch_result got = fetch(o, url, file);

	if (got.outcome != TH_FETCHED_NOT)
		return true;
	if (got.gone) { /* between the list and now; the next whole zip will be without it */
		fprintf(stderr, "twohop-fetch: %s is listed as changed and is not there\n", url);
		return true;
	}
	*o->result = got;
	o->result->why =
		th_arena_printf(o->arena, "%.*s.json: %.*s", TH_FMT(c->id), TH_FMT(got.why));
	return false;
}

static bool make_folder(struct osv *o)
{
	const char *folder = path(o, ".changes");

	if (folder && (mkdir(folder, 0777) == 0 || errno == EEXIST))
		return true;
	fail(o, th_arena_printf(o->arena, "%s.changes: %s", o->place, strerror(errno)));
	o->result->unwritable = true;
	return false;
}

/* What the new zip holds anyway. */
static void clear_changes(struct osv *o)
{
	const char *folder = path(o, ".changes");
	DIR *open = folder ? opendir(folder) : NULL;
	struct dirent *entry;

	while (open && (entry = readdir(open)) != NULL)
		if (entry->d_name[0] != '.')
			(void)unlinkat(dirfd(open), entry->d_name, 0);
	if (open)
		closedir(open);
}

/* ---- all of it ---- */

static void remember(struct osv *o, int64_t whole)
{
	const char *file = path(o, ".state");
	struct th_fetch_state state = { .verb = th_slice_of(o->asked->verb),
					.url = th_slice_of(o->url),
					.mark = o->newest.len ? o->newest : o->state.mark,
					.fetched = time(NULL),
					.whole = whole };

	if (file && th_fetch_state_write(&state, file) == TH_OK)
		return;
	fail(o, th_arena_printf(o->arena, "%s.state cannot be written", o->place));
	o->result->unwritable = true;
}

static void fetch_whole(struct osv *o)
{
	const char *zip = path(o, ".zip");

	*o->result = fetch(o, th_arena_printf(o->arena, "%s/all.zip", o->url).ptr, zip);
	if (o->result->outcome == TH_FETCHED_NOT)
		return;
	clear_changes(o);
	remember(o, time(NULL));
}

static void fetch_changes(struct osv *o)
{
	const char *zip = path(o, ".zip");

	*o->result = (struct th_fetch_result){ .outcome = TH_FETCHED_UNCHANGED };
	if (o->change_count && !make_folder(o))
		return;
	for (uint32_t i = 0; i < o->change_count; i++) {
		if (o->asked->progress)
			o->asked->progress(o->asked->context, i, o->change_count);
		if (!fetch_change(o, &o->changes[i]))
			return;
	}
	if (o->change_count)
		o->result->outcome = TH_FETCHED_NEW;
	(void)utimensat(AT_FDCWD, zip, NULL, 0); /* with its changes it is as new as now */
	remember(o, o->state.whole);
}

static bool has_whole(struct osv *o)
{
	const char *zip = path(o, ".zip");
	struct stat st;

	return zip && stat(zip, &st) == 0 && o->state.whole &&
	       th_slice_equal(o->state.url, th_slice_of(o->url)) &&
	       time(NULL) - o->state.whole < WEEK_SECONDS;
}

void th_osv_fetch(const struct th_fetch_options *options, const char *url, const char *place,
		  struct th_arena *arena, struct th_fetch_result *result)
{
	struct osv *o = th_arena_calloc(arena, 1, sizeof(*o));

	*result = (struct th_fetch_result){ .outcome = TH_FETCHED_NOT,
					    .why = TH_SLICE("no memory left") };
	if (!o)
		return;
	*o = (struct osv){ .asked = options,
			   .options = *options,
			   .url = url,
			   .place = place,
			   .arena = arena,
			   .result = result };
	o->options.verb = NULL;
	o->options.progress = NULL;
	o->options.session = th_http_open();
	const char *state = path(o, ".state");
	if (state)
		th_fetch_state_read(&o->state, state, arena);
	/* The list comes first: what changes while the zip is fetched is behind the mark. */
	bool told = look_for_changes(o);
	if (told && has_whole(o)) {
		fetch_changes(o);
	} else {
		o->options.progress = options->progress;
		fetch_whole(o);
	}
	th_http_close(o->options.session);
}
