/* Canonical text: from the parts, and the short way for text that is canonical already. */
#include "core/identity/purl.h"

#include "core/identity/purl_part.h"
#include "core/identity/purl_types.h"

struct writer {
	char *at, *end;
	bool full;
};

static void put(struct writer *writer, char c)
{
	if (writer->at == writer->end)
		writer->full = true;
	else
		*writer->at++ = c;
}

static void put_slice(struct writer *writer, th_slice s)
{
	if (s.len > (size_t)(writer->end - writer->at)) {
		writer->full = true;
	} else if (s.len != 0) {
		memcpy(writer->at, s.ptr, s.len);
		writer->at += s.len;
	}
}

static void put_part(struct writer *writer, th_slice s, enum purl_kind kind, bool lower)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if (th_purl_is_bare(th_purl_class_of[c], kind)) {
			put(writer, lower ? th_lower((char)c) : (char)c);
		} else {
			put(writer, '%');
			put(writer, digits[c >> 4]);
			put(writer, digits[c & 15]);
		}
	}
}

static bool is_separator(char c)
{
	return c == '-' || c == '_' || c == '.';
}

/* PEP 503: runs of separators are one '-'. */
static void put_separated(struct writer *writer, th_slice name)
{
	for (size_t i = 0; i < name.len; i++) {
		if (!is_separator(name.ptr[i]))
			put_part(writer, th_slice_sub(name, i, i + 1), PURL_PLAIN, true);
		else if (i == 0 || !is_separator(name.ptr[i - 1]))
			put(writer, '-');
	}
}

static bool is_kept(const struct th_purl *purl, const struct th_purl_qualifier *qualifier,
		    unsigned parts)
{
	static const th_slice locations[] = {
		{ "checksum", 8 },
		{ "download_url", 12 },
		{ "file_name", 9 },
		{ "vcs_url", 7 },
	};

	if (parts & TH_PURL_QUALIFIERS)
		return true;
	if (!(parts & TH_PURL_IDENTITY))
		return false;
	for (size_t i = 0; i < sizeof(locations) / sizeof(locations[0]); i++)
		if (th_slice_equal(qualifier->key, locations[i]))
			return false;
	return !purl->rule || !th_slice_equal(qualifier->key, purl->rule->implied.key) ||
	       !th_slice_equal(qualifier->value, purl->rule->implied.value);
}

th_status th_purl_format(const struct th_purl *purl, unsigned parts, char *buffer, size_t capacity,
			 th_slice *out)
{
	struct writer writer = { buffer, buffer + capacity, false };
	unsigned traits = purl->rule ? purl->rule->traits : 0;
	unsigned folds = parts & TH_PURL_FOLD ? traits : 0;
	char before = '?';

	put_slice(&writer, TH_SLICE("pkg:"));
	put_slice(&writer, purl->type);
	put(&writer, '/');
	if (purl->namespace.len != 0) {
		put_part(&writer, purl->namespace, PURL_PATH, folds & PURL_FOLD_NAMESPACE);
		put(&writer, '/');
	}
	if (folds & PURL_FOLD_SEPARATORS)
		put_separated(&writer, purl->name);
	else
		put_part(&writer, purl->name, traits & PURL_NAME_IS_PATH ? PURL_PATH : PURL_PLAIN,
			 folds & PURL_FOLD_NAME);
	if (parts & TH_PURL_VERSION && purl->version.len != 0) {
		put(&writer, '@');
		put_part(&writer, purl->version, PURL_PLAIN, folds & PURL_FOLD_VERSION);
	}
	for (size_t i = 0; i < purl->qualifier_count; i++) {
		const struct th_purl_qualifier *qualifier = &purl->qualifiers[i];

		if (!is_kept(purl, qualifier, parts))
			continue;
		put(&writer, before);
		put_slice(&writer, qualifier->key);
		put(&writer, '=');
		put_part(&writer, qualifier->value, PURL_PLAIN,
			 folds & PURL_FOLD_TAG_ID &&
				 th_slice_equal(qualifier->key, TH_SLICE("tag_id")));
		before = '&';
	}
	if (parts & TH_PURL_SUBPATH && purl->subpath.len != 0) {
		put(&writer, '#');
		put_part(&writer, purl->subpath, PURL_SUBPATH, false);
	}
	*out = writer.full ? th_slice_make(NULL, 0)
			   : th_slice_make(buffer, (size_t)(writer.at - buffer));
	return writer.full ? TH_ELIMIT : TH_OK;
}

/* May TH_PURL_FOLD change the text of a canonical purl? */
static bool folding_matters(const struct th_purl *purl)
{
	unsigned traits = purl->rule ? purl->rule->traits : 0;

	if (traits & PURL_FOLD_SEPARATORS)
		for (size_t i = 0; i < purl->name.len; i++)
			if (is_separator(purl->name.ptr[i]))
				return true;
	return traits & PURL_FOLD_TAG_ID ||
	       (traits & PURL_FOLD_NAMESPACE && th_purl_classes(purl->namespace) & PURL_UPPER) ||
	       (traits & PURL_FOLD_NAME && th_purl_classes(purl->name) & PURL_UPPER) ||
	       (traits & PURL_FOLD_VERSION && th_purl_classes(purl->version) & PURL_UPPER);
}

size_t th_purl_prefix(const struct th_purl *purl, unsigned parts, const struct purl_layout *layout)
{
	size_t end = layout->package, kept = 0;
	bool gap = false;

	if (parts & TH_PURL_FOLD && folding_matters(purl))
		return 0;
	if (purl->version.len != 0) {
		if (parts & TH_PURL_VERSION)
			end = layout->version;
		else
			gap = true;
	}
	for (size_t i = 0; i < purl->qualifier_count; i++)
		kept += is_kept(purl, &purl->qualifiers[i], parts);
	if (kept != 0) {
		if (gap || kept != purl->qualifier_count)
			return 0;
		end = layout->qualifiers;
	} else if (purl->qualifier_count != 0) {
		gap = true;
	}
	if (purl->subpath.len != 0 && parts & TH_PURL_SUBPATH)
		return gap ? 0 : layout->end;
	return end;
}
