/*
 * The table of schemes and what is the same in all of them.
 */
#include "core/version/version.h"

#include "core/base/limits.h"
#include "core/version/scheme.h"

struct scheme {
	const char *name;
	enum th_order (*compare)(th_slice a, th_slice b);
	bool (*valid)(th_slice v);
	bool (*canonical)(th_slice v);
	const char *purl_types;
	const char *about;
};

static enum th_order none_compare(th_slice a, th_slice b)
{
	(void)a, (void)b;
	return TH_ORDER_UNKNOWN;
}

static bool none_valid(th_slice v)
{
	(void)v;
	return false;
}

static const struct scheme schemes[TH_SCHEME_COUNT] = {
	[TH_SCHEME_NONE] = { "none", none_compare, none_valid, NULL, "", "no order is known" },
#define TH_SCHEME(id, name, functions, canonical, purl_types, about) \
	[TH_SCHEME_##id] = { name,                                   \
			     th_##functions##_compare,               \
			     th_##functions##_valid,                 \
			     canonical,                              \
			     purl_types,                             \
			     about },
#include "core/version/schemes.def"
#undef TH_SCHEME
};

enum th_order th_version_compare(enum th_scheme scheme, th_slice a, th_slice b)
{
	if (th_slice_equal(a, b))
		return TH_ORDER_EQUAL;
	if (a.len > TH_MAX_VERSION_BYTES || b.len > TH_MAX_VERSION_BYTES)
		return TH_ORDER_UNKNOWN;
	return schemes[scheme].compare(a, b);
}

bool th_version_valid(enum th_scheme scheme, th_slice v)
{
	return v.len <= TH_MAX_VERSION_BYTES && schemes[scheme].valid(v);
}

bool th_version_canonical(enum th_scheme scheme, th_slice v)
{
	return !schemes[scheme].canonical || schemes[scheme].canonical(v);
}

enum th_scheme th_scheme_by_name(th_slice name)
{
	for (unsigned i = TH_SCHEME_NONE + 1; i < TH_SCHEME_COUNT; i++)
		if (th_slice_equal(name, th_slice_of(schemes[i].name)))
			return (enum th_scheme)i;
	return TH_SCHEME_NONE;
}

/* One of the blank-separated words is word. */
static bool has_word(const char *words, th_slice word)
{
	for (th_slice rest = th_slice_of(words); rest.len > 0;) {
		size_t len = th_slice_find(rest, ' ');

		if (th_slice_equal(th_slice_sub(rest, 0, len), word))
			return true;
		rest = th_slice_sub(rest, len + 1, rest.len);
	}
	return false;
}

enum th_scheme th_scheme_for_purl_type(th_slice type)
{
	for (unsigned i = TH_SCHEME_NONE + 1; i < TH_SCHEME_COUNT; i++)
		if (has_word(schemes[i].purl_types, type))
			return (enum th_scheme)i;
	return TH_SCHEME_NONE;
}

const char *th_scheme_name(enum th_scheme scheme)
{
	return schemes[scheme].name;
}

const char *th_scheme_about(enum th_scheme scheme)
{
	return schemes[scheme].about;
}
