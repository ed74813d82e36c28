#include "feeds/sources.h"

const struct th_feed_source th_feed_sources[TH_SOURCE_COUNT] = {
#define TH_SOURCE(id, name, gives, title, licence, url, way) \
	[TH_SOURCE_##id] = { name, gives, title, licence, url, TH_WAY_##way },
#include "feeds/sources.def"
#undef TH_SOURCE
};

const char *const th_feed_source_words[] = {
#define TH_SOURCE(id, name, gives, title, licence, url, way) name,
#include "feeds/sources.def"
#undef TH_SOURCE
	NULL,
};

enum th_source_id th_feed_source_of(th_slice name)
{
	for (unsigned i = 0; i < TH_SOURCE_COUNT; i++)
		if (th_slice_equal(name, th_slice_of(th_feed_sources[i].name)))
			return (enum th_source_id)i;
	return TH_SOURCE_COUNT;
}
