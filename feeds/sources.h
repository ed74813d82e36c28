/*
 * The sources of advisories: one row of sources.def each. `twohop feeds` lists, imports and updates
 * them by name.
 */
#ifndef TH_FEEDS_SOURCES_H
#define TH_FEEDS_SOURCES_H

#include "feeds/index.h"

enum th_source_id {
#define TH_SOURCE(id, name, gives, title, licence, url, way) TH_SOURCE_##id,
#include "feeds/sources.def"
#undef TH_SOURCE
	TH_SOURCE_COUNT
};

/* How a source is fetched: what twohop-fetch is told. */
enum th_source_way {
	TH_WAY_NONE,
	TH_WAY_HTTP,
	TH_WAY_OSV,
	TH_WAY_CSAF,
	TH_WAY_GIT,
	TH_WAY_COMMITS
};

struct th_feed_source {
	const char *name;
	uint32_t gives; /* enum th_source_gives */
	const char *title, *licence;
	const char *url; /* NULL: none by itself */
	enum th_source_way way;
};

extern const struct th_feed_source th_feed_sources[TH_SOURCE_COUNT];
extern const char *const th_feed_source_words[]; /* their names, NULL behind the last */

/* The source of this name, or TH_SOURCE_COUNT. */
enum th_source_id th_feed_source_of(th_slice name);

#endif
