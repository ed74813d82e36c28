#include "core/identity/purl_types.h"

#include "core/identity/purl_part.h"

static void replace_in_name(struct th_purl *purl, struct th_purl_scratch *scratch,
			    bool (*unwanted)(char), char by)
{
	size_t at = 0;

	while (at < purl->name.len && !unwanted(purl->name.ptr[at]))
		at++;
	if (at == purl->name.len)
		return;
	char *name = th_purl_scratch_own(scratch, &purl->name);

	if (!name)
		return;
	scratch->changed = true;
	for (; at < purl->name.len; at++)
		if (unwanted(name[at]))
			name[at] = by;
}

static bool is_underscore(char c)
{
	return c == '_';
}

static bool is_not_of_pub(char c)
{
	return !th_is_alnum(c) && c != '_';
}

static void pypi_dashes(struct th_purl *purl, struct th_purl_scratch *scratch)
{
	replace_in_name(purl, scratch, is_underscore, '-');
}

static void pub_underscores(struct th_purl *purl, struct th_purl_scratch *scratch)
{
	replace_in_name(purl, scratch, is_not_of_pub, '_');
}

/* The namespace is the author's CPANID, which is upper-case. */
static void cpan_author_upper(struct th_purl *purl, struct th_purl_scratch *scratch)
{
	for (size_t i = 0; i < purl->namespace.len; i++) {
		char c = purl->namespace.ptr[i];

		if (c < 'a' || c > 'z')
			continue;
		char *author = th_purl_scratch_own(scratch, &purl->namespace);

		if (!author)
			return;
		author[i] = (char)(c - ('a' - 'A'));
		scratch->changed = true;
	}
}

static const char *cpan_not_a_module(const struct th_purl *purl)
{
	if (th_slice_search(purl->name, TH_SLICE("::")) != purl->name.len)
		return "a cpan name is a distribution (URI-PackageURL), not a module with '::'";
	return NULL;
}

/* GitHub does not tell owners and repositories apart by case; of other hosts nobody knows. */
static void git_lower_on_github(struct th_purl *purl, struct th_purl_scratch *scratch)
{
	if (!th_slice_equal_nocase(purl->namespace, TH_SLICE("github.com")) &&
	    !th_slice_equal_nocase(purl->namespace, TH_SLICE("github")))
		return;
	th_purl_scratch_lower(scratch, &purl->namespace);
	th_purl_scratch_lower(scratch, &purl->name);
}

static const char *git_host_alone(const struct th_purl *purl)
{
	if (th_slice_find(purl->namespace, '/') != purl->namespace.len)
		return "the namespace of a git purl is the host alone";
	return NULL;
}

/* Databricks' registry does not tell models apart by case, Azure's does. */
static void mlflow_lower_on_databricks(struct th_purl *purl, struct th_purl_scratch *scratch)
{
	th_slice url = th_purl_qualifier(purl, TH_SLICE("repository_url"));

	if (th_slice_search(url, TH_SLICE("databricks.")) != url.len)
		th_purl_scratch_lower(scratch, &purl->name);
}

static bool is_guid(th_slice s)
{
	if (s.len != 36)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? s.ptr[i] != '-' : th_hex_value(s.ptr[i]) < 0)
			return false;
	}
	return true;
}

static void swid_guid_lower(struct th_purl *purl, struct th_purl_scratch *scratch)
{
	for (size_t i = 0; i < purl->qualifier_count; i++)
		if (th_slice_equal(scratch->qualifiers[i].key, TH_SLICE("tag_id")) &&
		    is_guid(scratch->qualifiers[i].value))
			th_purl_scratch_lower(scratch, &scratch->qualifiers[i].value);
}

static const char *chrome_id_and_version(const struct th_purl *purl)
{
	size_t good = 0;

	while (good < purl->name.len && purl->name.ptr[good] >= 'a' && purl->name.ptr[good] <= 'p')
		good++;
	if (good != 32 || purl->name.len != 32)
		return "a chrome-extension name is 32 letters from a to p";

	size_t numbers = 0, digits = 0;

	for (size_t i = 0; i < purl->version.len; i++) {
		if (th_is_digit(purl->version.ptr[i])) {
			numbers += digits++ == 0;
		} else if (purl->version.ptr[i] == '.' && digits > 0) {
			digits = 0;
		} else {
			numbers = 5;
			break;
		}
	}
	if (purl->version.len != 0 && (numbers > 4 || digits == 0))
		return "a chrome-extension version is one to four numbers parted by '.'";
	return NULL;
}

/* clang-format off */
#define TEXT(literal) { "" literal, sizeof(literal) - 1 }
#define TH_PURL_TYPE(type, namespace, role, traits, required, key, value, normalise, check) \
	{ TEXT(type), PURL_##namespace, TH_PURL_NAMESPACE_##role, traits, TEXT(required),   \
	  { TEXT(key), TEXT(value) }, normalise, check },

static const struct th_purl_type types[] = {
#include "core/identity/purl_types.def"
};
/* clang-format on */

const struct th_purl_type *th_purl_type_find(th_slice type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].type.len == type.len && types[i].type.ptr[0] == type.ptr[0] &&
		    memcmp(types[i].type.ptr, type.ptr, type.len) == 0)
			return &types[i];
	return NULL;
}

enum th_purl_namespace_role th_purl_namespace_role(th_slice type)
{
	const struct th_purl_type *rule = type.len != 0 ? th_purl_type_find(type) : NULL;

	return rule ? rule->role : TH_PURL_NAMESPACE_NONE;
}
