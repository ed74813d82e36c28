#include "core/identity/repository.h"

#include "core/identity/domain.h"

enum { LONGEST_OWNER = 100 };

static const struct forge {
	const char *host, *forge, *skip;
	size_t length;
} forges[] = {
#define TH_FORGE(host, forge, skip) { host, forge, skip, sizeof(host) - 1 },
#define TH_FORGE_PAGE(forge, segment)
#include "core/identity/forges.def"
#undef TH_FORGE
#undef TH_FORGE_PAGE
};

static const struct page {
	const char *forge, *segment;
	size_t length;
} pages[] = {
#define TH_FORGE(host, forge, skip)
#define TH_FORGE_PAGE(forge, segment) { forge, segment, sizeof(segment) - 1 },
#include "core/identity/forges.def"
#undef TH_FORGE
#undef TH_FORGE_PAGE
};

static const struct forge *find_forge(th_slice host)
{
	for (size_t i = 0; i < sizeof(forges) / sizeof(forges[0]); i++)
		if (forges[i].length == host.len &&
		    th_slice_equal_nocase(host, th_slice_make(forges[i].host, forges[i].length)))
			return &forges[i];
	return NULL;
}

static bool is_page(th_slice forge, th_slice segment)
{
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (pages[i].length == segment.len &&
		    pages[i].segment[0] == th_lower(segment.ptr[0]) &&
		    th_slice_equal_nocase(segment, th_slice_make(pages[i].segment, segment.len)) &&
		    th_slice_equal(forge, th_slice_of(pages[i].forge)))
			return true;
	return false;
}

static bool ends_segment(char c)
{
	return c == '/' || c == '?' || c == '#' || c == '\\';
}

static bool is_owner_byte(char c)
{
	return th_is_alnum(c) || c == '-' || c == '_' || c == '.';
}

/* The first segment of *path, which moves behind it. */
static th_slice take_segment(th_slice *path)
{
	size_t from = 0, to;

	while (from < path->len && path->ptr[from] == '/')
		from++;
	for (to = from; to < path->len && !ends_segment(path->ptr[to]);)
		to++;
	th_slice segment = th_slice_sub(*path, from, to);
	*path = th_slice_sub(*path, to, path->len);
	return segment;
}

static bool may_be_owner(th_slice s)
{
	if (s.len == 0 || s.len > LONGEST_OWNER || !th_is_alnum(s.ptr[0]) ||
	    th_slice_ends(s, TH_SLICE(".git")))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!is_owner_byte(s.ptr[i]))
			return false;
	return true;
}

bool th_repository_owner(th_slice url, th_slice *forge, th_slice *owner)
{
	struct th_location location;

	*forge = *owner = (th_slice){ 0 };
	th_location_parse(url, &location);
	const struct forge *row = find_forge(location.host);
	if (!row)
		return false;
	if (*row->skip && !th_slice_equal(take_segment(&location.path), th_slice_of(row->skip)))
		return false;
	th_slice segment = take_segment(&location.path), name = th_slice_of(row->forge);
	if (th_slice_starts(segment, TH_SLICE("~")))
		segment = th_slice_sub(segment, 1, segment.len);
	if (!may_be_owner(segment) || is_page(name, segment))
		return false;
	*forge = name;
	*owner = segment;
	return true;
}
