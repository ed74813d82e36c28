#include "cmd/fetch.h"

#include "cmd/complain.h"
#include "cmd/places.h"
#include "feeds/store.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { DAY_SECONDS = 86400 };

struct fetching {
	struct th_call *call;
	const char *folder;
	const char *program; /* twohop-fetch */
	bool failed;
};

/* ---- the program ---- */

static bool can_run(const char *path)
{
	return path && access(path, X_OK) == 0;
}

/* Beside this program where it was built, else where it is installed. TWOHOP_FETCH names another.
 */
const char *th_fetch_program(struct th_arena *arena)
{
	const char *named = getenv("TWOHOP_FETCH");
	char self[4096];

	if (named && *named)
		return named;
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (len > 0) {
		th_slice path = th_slice_make(self, (size_t)len);
		th_slice folder = th_slice_sub(path, 0, th_slice_rfind(path, '/'));
		const char *beside =
			th_arena_printf(arena, "%.*s/twohop-fetch", TH_FMT(folder)).ptr;
		const char *installed =
			th_arena_printf(arena, "%.*s/" TH_FETCH_PROGRAM, TH_FMT(folder)).ptr;
		if (can_run(beside))
			return beside;
		if (can_run(installed))
			return installed;
	}
	return NULL;
}

/* What it prints is for programs, what it complains of is for people. */
bool th_fetch_run(const char *program, const char *verb, const char *url, const char *place)
{
	/* A repository of this machine is one that you named. posix_spawn changes none of its
	 * arguments, and does not say so. */
	bool is_here = th_slice_starts(th_slice_of(url), TH_SLICE("file://"));
	const union {
		const char *given[6];
		char *taken[6];
	} arguments = { .given = { program, is_here ? "--allow-file" : verb, is_here ? verb : url,
				   is_here ? url : place, is_here ? place : NULL, NULL } };
	posix_spawn_file_actions_t actions;
	int status = -1;
	pid_t child;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return false;
	(void)posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	int failure = posix_spawn(&child, program, &actions, NULL, arguments.taken, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (failure != 0) {
		th_complain("%s cannot be started: %s", program, strerror(failure));
		return false;
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---- places ---- */

static bool make_folder(const char *path)
{
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return true;
	th_complain("%s cannot be made: %s", path, strerror(errno));
	return false;
}

static bool fetch(struct fetching *f, const struct th_feed_place *place)
{
	const char *folder = th_arena_printf(&f->call->arena, "%s/%s", f->folder,
					     th_feed_sources[place->source].name)
				     .ptr;

	return folder && make_folder(folder) &&
	       th_fetch_run(f->program, place->verb, place->url, place->file);
}

/* How old is what stays? */
static void say_age(const struct fetching *f, enum th_source_id id)
{
	struct th_store_index store;
	int64_t fetched = 0;

	if (th_store_map(&store, f->folder, false) == TH_OK) {
		for (uint32_t s = 0; s < store.index.source_count; s++)
			if (th_slice_equal(th_index_text(&store.index, store.index.sources[s].name),
					   th_slice_of(th_feed_sources[id].name)))
				fetched = store.index.sources[s].fetched;
		th_store_unmap(&store);
	}
	if (fetched)
		th_complain("%s could not be fetched; what was fetched %lld days ago stays",
			    th_feed_sources[id].name,
			    (long long)(((int64_t)time(NULL) - fetched) / DAY_SECONDS));
	else
		th_complain("%s could not be fetched, and nothing of it is here",
			    th_feed_sources[id].name);
}

/* Those that are named; else all that was named before, or is fetched unasked. */
static th_status find_places(struct fetching *f, struct th_feed_place_list *places, th_slice *why)
{
	const struct th_name_list *operands = &f->call->options.operands;

	if (operands->count < 2)
		return th_places_add_all(places, f->folder, &f->call->arena);
	for (uint32_t i = 1; i < operands->count; i++)
		TH_TRY(th_places_add(places, f->folder, operands->items[i], &f->call->arena, why));
	return TH_OK;
}

static int fetch_all(struct fetching *f)
{
	struct th_feed_place_list places = { 0 };
	th_slice why = TH_SLICE("no memory left");

	th_status status = find_places(f, &places, &why);
	for (uint32_t i = 0; status == TH_OK && i < places.count; i++) {
		if (fetch(f, &places.items[i]))
			continue;
		f->failed = true;
		say_age(f, places.items[i].source);
	}
	th_feed_place_list_release(&places);
	if (status == TH_OK)
		return TH_EXIT_PASS;
	th_complain("%.*s", TH_FMT(why));
	return status == TH_EINPUT ? TH_EXIT_USAGE : TH_EXIT_BUG;
}

static int compile(struct th_store *store)
{
	th_status status = th_store_compile(store);

	for (unsigned s = 0; s < TH_SOURCE_COUNT; s++)
		if (store->sources[s].broken)
			th_complain("%s: %u file%s could not be read, the first: %.*s",
				    th_feed_sources[s].name, store->sources[s].broken,
				    store->sources[s].broken == 1 ? "" : "s",
				    TH_FMT(store->sources[s].complaint));
	if (status == TH_OK)
		return TH_EXIT_PASS;
	th_complain("%.*s", TH_FMT(store->why));
	return status == TH_EINPUT ? TH_EXIT_NO_INPUT : TH_EXIT_OUTPUT;
}

int th_feeds_update(struct th_call *call, const char *folder)
{
	struct fetching f = { .call = call,
			      .folder = folder,
			      .program = th_fetch_program(&call->arena) };
	struct th_progress progress;
	struct th_store store;

	if (!f.program) {
		th_complain("twohop-fetch is not installed: 'twohop feeds import' takes files that "
			    "you have");
		return TH_EXIT_NO_INPUT;
	}
	th_progress_start(&progress,
			  call->options.quiet || !isatty(STDERR_FILENO) ? -1 : STDERR_FILENO);
	th_status opened = th_store_open(&store, folder, &progress);
	int code = opened == TH_OK ? fetch_all(&f) : TH_EXIT_OUTPUT;
	if (opened != TH_OK)
		th_complain("%.*s", TH_FMT(store.why));
	if (code == TH_EXIT_PASS)
		code = compile(&store);
	th_progress_end(&progress);
	th_store_close(&store);
	return code == TH_EXIT_PASS && f.failed ? TH_EXIT_STALE : code;
}
