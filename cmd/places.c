#include "cmd/places.h"

#include "core/base/limits.h"
#include "feeds/fetch_state.h"
#include "graph/config.h"

#include <dirent.h>
#include <string.h>

/* ---- one place ---- */

static th_status add(struct th_feed_place_list *places, const struct th_feed_place *place)
{
	if (!place->verb || !place->url || !place->file)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < places->count; i++)
		if (strcmp(places->items[i].file, place->file) == 0)
			return TH_OK; /* it is there already */
	struct th_feed_place *slot = th_feed_place_list_push(places, TH_MAX_PLACES);
	if (!slot)
		return places->count < TH_MAX_PLACES ? TH_ENOMEM : TH_ELIMIT;
	*slot = *place;
	return TH_OK;
}

/* "kev_data.json" of ".../kev_data.json". */
static const char *last_part(const char *url)
{
	const char *slash = strrchr(url, '/');

	return slash && slash[1] ? slash + 1 : "feed";
}

/* A URL as a name of a file: "example.com_advisories.json". */
static const char *slug(th_slice url, struct th_arena *arena)
{
	enum { LONGEST = 150 };
	size_t scheme = th_slice_search(url, TH_SLICE("://"));
	th_slice rest = scheme < url.len ? th_slice_sub(url, scheme + 3, url.len) : url;
	char *name;

	while (rest.len > 0 && rest.ptr[rest.len - 1] == '/')
		rest.len--;
	if (rest.len > LONGEST) /* its end tells more than its beginning */
		rest = th_slice_sub(rest, rest.len - LONGEST, rest.len);
	name = th_arena_alloc(arena, rest.len + 2);
	if (!name)
		return NULL;
	name[0] = '_'; /* only where the rest would be hidden or nothing */
	size_t at = rest.len == 0 || !th_is_alnum(rest.ptr[0]) ? 1 : 0;
	for (size_t i = 0; i < rest.len; i++)
		name[at++] =
			th_is_alnum(rest.ptr[i]) || strchr("-_.", rest.ptr[i]) ? rest.ptr[i] : '_';
	name[at] = '\0';
	return name;
}

/* Blanks in the names of ecosystems, as addresses have them. */
static th_slice encoded(struct th_arena *arena, th_slice part)
{
	th_slice made = TH_SLICE("");

	for (size_t i = 0; i < part.len; i++)
		made = part.ptr[i] == ' '
			       ? th_arena_printf(arena, "%.*s%%20", TH_FMT(made))
			       : th_arena_printf(arena, "%.*s%c", TH_FMT(made), part.ptr[i]);
	return made;
}

static const char *const way_verbs[] = {
	[TH_WAY_HTTP] = "http", [TH_WAY_OSV] = "osv",         [TH_WAY_CSAF] = "csaf",
	[TH_WAY_GIT] = "git",   [TH_WAY_COMMITS] = "commits",
};

/* ---- sources ---- */

/* The place of a source by itself, or of a part of it. */
static th_status add_own(struct th_feed_place_list *places, const char *folder,
			 enum th_source_id id, th_slice part, struct th_arena *arena)
{
	const struct th_feed_source *source = &th_feed_sources[id];
	struct th_feed_place place = { id, way_verbs[source->way], source->url, NULL };
	const char *name = last_part(source->url);

	if (source->way == TH_WAY_OSV) {
		name = part.len ? th_arena_copy(arena, part).ptr : "all";
		if (part.len)
			place.url = th_arena_printf(arena, "%s/%.*s", source->url,
						    TH_FMT(encoded(arena, part)))
					    .ptr;
	} else if (source->way == TH_WAY_GIT) {
		name = slug(th_slice_of(source->url), arena);
	}
	place.file =
		name ? th_arena_printf(arena, "%s/%s/%s", folder, source->name, name).ptr : NULL;
	return add(places, &place);
}

static bool looks_like_git(th_slice url)
{
	size_t hash = th_slice_find(url, '#');
	th_slice place = th_slice_sub(url, 0, hash);

	return th_slice_ends(place, TH_SLICE(".git")) || th_slice_ends(place, TH_SLICE(".git/")) ||
	       th_slice_starts(url, TH_SLICE("file://")) || hash < url.len;
}

/* A URL that you give to a source. */
static th_status add_named(struct th_feed_place_list *places, const char *folder,
			   enum th_source_id id, th_slice url, struct th_arena *arena)
{
	const struct th_feed_source *source = &th_feed_sources[id];
	const char *name = slug(url, arena);
	bool is_file =
		th_slice_ends(url, TH_SLICE(".json")) || th_slice_ends(url, TH_SLICE(".zip"));
	enum th_source_way way = source->way == TH_WAY_COMMITS           ? TH_WAY_COMMITS
				 : looks_like_git(url)                   ? TH_WAY_GIT
				 : source->way == TH_WAY_CSAF            ? TH_WAY_CSAF
				 : source->way == TH_WAY_OSV && !is_file ? TH_WAY_OSV
									 : TH_WAY_HTTP;
	struct th_feed_place place = { id, way_verbs[way], th_arena_copy(arena, url).ptr, NULL };

	place.file =
		name ? th_arena_printf(arena, "%s/%s/%s", folder, source->name, name).ptr : NULL;
	return add(places, &place);
}

/* Is a verb one that can be said again? What a file on the disk says is not simply run. */
static const char *known_verb(th_slice verb)
{
	for (size_t i = 0; i < sizeof(way_verbs) / sizeof(way_verbs[0]); i++)
		if (way_verbs[i] && th_slice_equal(verb, th_slice_of(way_verbs[i])))
			return way_verbs[i];
	return NULL;
}

static th_status add_remembered(struct th_feed_place_list *places, const char *folder,
				enum th_source_id id, const char *file, struct th_arena *arena)
{
	struct th_fetch_state state;
	const char *path =
		th_arena_printf(arena, "%s/%s/%s", folder, th_feed_sources[id].name, file).ptr;

	if (!path)
		return TH_ENOMEM;
	th_fetch_state_read(&state, path, arena);
	const char *verb = known_verb(state.verb);
	if (!verb || !state.url.len)
		return TH_OK;
	size_t ending = sizeof(".state") - 1;
	struct th_feed_place place = {
		id, verb, state.url.ptr,
		th_arena_copy(arena, th_slice_make(path, strlen(path) - ending)).ptr
	};
	return add(places, &place);
}

/* What was fetched into a source's folder before, by whatever name. */
static th_status add_all_remembered(struct th_feed_place_list *places, const char *folder,
				    enum th_source_id id, struct th_arena *arena)
{
	const char *path = th_arena_printf(arena, "%s/%s", folder, th_feed_sources[id].name).ptr;
	struct dirent **entries = NULL;
	th_status status = TH_OK;

	if (!path)
		return TH_ENOMEM;
	int count = scandir(path, &entries, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		th_slice name = th_slice_of(entries[i]->d_name);
		if (status == TH_OK && name.ptr[0] != '.' &&
		    th_slice_ends(name, TH_SLICE(".state")))
			status = add_remembered(places, folder, id, entries[i]->d_name, arena);
		free(entries[i]);
	}
	free(entries);
	return status;
}

/*
 * What was fetched before; else the source's own place, if it has one. False: neither. One
 * ecosystem of OSV is all that who fetched it wants. Repositories are large: unasked none is begun.
 */
static bool add_before_or_own(struct th_feed_place_list *places, const char *folder,
			      enum th_source_id id, bool asked, struct th_arena *arena,
			      th_status *status)
{
	const struct th_feed_source *source = &th_feed_sources[id];
	uint32_t before = places->count;

	*status = add_all_remembered(places, folder, id, arena);
	if (*status != TH_OK || places->count > before)
		return true;
	if (!source->url || (source->way == TH_WAY_GIT && !asked))
		return false;
	*status = add_own(places, folder, id, (th_slice){ 0 }, arena);
	return true;
}

/* ---- what an operand means ---- */

static th_status refuse(th_slice *why, th_slice sentence)
{
	*why = sentence;
	return sentence.ptr ? TH_EINPUT : TH_ENOMEM;
}

static th_status refuse_name(th_slice *why, th_slice name, struct th_arena *arena)
{
	const char *nearest = th_nearest_word(name, th_feed_source_words);

	if (nearest)
		return refuse(why,
			      th_arena_printf(arena, "there is no feed '%.*s'; did you mean '%s'?",
					      TH_FMT(name), nearest));
	return refuse(why, th_arena_printf(
				   arena, "there is no feed '%.*s'; 'twohop feeds list' names them",
				   TH_FMT(name)));
}

th_status th_places_add(struct th_feed_place_list *places, const char *folder, th_slice operand,
			struct th_arena *arena, th_slice *why)
{
	size_t equals = th_slice_find(operand, '='), slash = th_slice_find(operand, '/');
	size_t end = equals < slash ? equals : slash;
	th_status status;
	enum th_source_id id = th_feed_source_of(th_slice_sub(operand, 0, end));
	th_slice rest = th_slice_sub(operand, end + 1, operand.len);

	if (id == TH_SOURCE_COUNT)
		return refuse_name(why, th_slice_sub(operand, 0, end), arena);
	const struct th_feed_source *source = &th_feed_sources[id];
	if (equals < slash)
		return rest.len ? add_named(places, folder, id, rest, arena)
				: refuse(why, th_arena_printf(arena, "%s=: from which address?",
							      source->name));
	th_slice_holds(rest);
	if (rest.len && (source->way != TH_WAY_OSV || th_slice_find(rest, '/') < rest.len ||
			 rest.ptr[0] == '.'))
		return refuse(why, th_arena_printf(arena, "%.*s: there is no such part of a feed",
						   TH_FMT(operand)));
	if (rest.len)
		return add_own(places, folder, id, rest, arena);
	if (add_before_or_own(places, folder, id, true, arena, &status))
		return status;
	return refuse(why,
		      th_arena_printf(arena,
				      "%s has no place of its own to be fetched from: name one "
				      "('twohop feeds update %s=https://...'), or 'twohop feeds "
				      "import' takes your files",
				      source->name, source->name));
}

th_status th_places_add_all(struct th_feed_place_list *places, const char *folder,
			    struct th_arena *arena)
{
	for (unsigned s = 0; s < TH_SOURCE_COUNT; s++) {
		th_status status;
		if (add_before_or_own(places, folder, (enum th_source_id)s, false, arena, &status))
			TH_TRY(status);
	}
	return TH_OK;
}
