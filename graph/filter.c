#include "graph/filter.h"

#include "core/text/plain.h"

/* Letters without case and digits as themselves, what hides letters as HIDES, the rest as 0. */
enum { HIDES = 1 };
#define DIGITS ['0'] = '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'
#define LETTERS(first)                                                                            \
	[first] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', \
	'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z'
#define HIDES_16                                                                                   \
	HIDES, HIDES, HIDES, HIDES, HIDES, HIDES, HIDES, HIDES, HIDES, HIDES, HIDES, HIDES, HIDES, \
		HIDES, HIDES, HIDES
static const unsigned char classes[256] = {
	DIGITS,   LETTERS('A'), LETTERS('a'), ['%'] = HIDES, ['\\'] = HIDES, [0x80] = HIDES_16,
	HIDES_16, HIDES_16,     HIDES_16,     HIDES_16,      HIDES_16,       HIDES_16,
	HIDES_16
};

#define OF_NOTHING 2166136261u

static uint32_t bit_of(uint32_t hash)
{
	return (hash ^ hash >> 15) % TH_FILTER_BITS;
}

static bool has(const uint64_t *bits, uint32_t bit)
{
	return bits[bit / 64] >> (bit % 64) & 1;
}

/*
 * Of the letters and digits of s, without case; what is in between does not count. False for a
 * spelling that hides letters: percent signs, backslashes, bytes beyond ASCII.
 */
static bool sketch(th_slice s, uint32_t *out)
{
	uint32_t h = OF_NOTHING;

	th_slice_holds(s);
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = classes[(unsigned char)s.ptr[i]];
		if (c == HIDES)
			return false;
		if (c)
			h = (h ^ c) * 16777619u;
	}
	*out = bit_of(h);
	return s.len > 0;
}

/* A name without letters and digits says nothing: it may be what stands behind a last slash. */
static bool may_be(const uint64_t *bits, th_slice name)
{
	uint32_t bit;

	return !sketch(name, &bit) || bit == bit_of(OF_NOTHING) || has(bits, bit);
}

static void set(uint64_t *bits, uint32_t bit)
{
	bits[bit / 64] |= UINT64_C(1) << (bit % 64);
}

static th_slice behind_last(th_slice s, char c)
{
	size_t at = th_slice_rfind(s, c);

	return at < s.len ? th_slice_sub(s, at + 1, s.len) : s;
}

static void add_purl(void *context, th_slice key)
{
	struct th_filter *filter = context;

	uint32_t bit;

	if (sketch(behind_last(key, '/'), &bit))
		set(filter->purls, bit);
	else
		filter->all_purls = true;
}

static void add_cpe(void *context, th_slice key)
{
	struct th_filter *filter = context;

	uint32_t bit;

	if (sketch(behind_last(key, ':'), &bit))
		set(filter->cpes, bit);
	else
		filter->all_cpes = true;
}

void th_filter_add(struct th_filter *filter, const struct th_index *index)
{
	/* So many names leave no bit unset, and it takes longer to set them than to look. */
	if (index->package_count > TH_FILTER_BITS / 4) {
		filter->all_purls = filter->all_cpes = true;
		return;
	}
	th_index_each_key(index, TH_KEY_PURL, add_purl, filter);
	th_index_each_key(index, TH_KEY_CPE, add_cpe, filter);
}

/*
 * Only the reader of purls can tell what a '#' or a second '?' makes of it; and a source package
 * stands under another name.
 */
static bool is_intricate(th_slice purl, size_t end)
{
	return th_slice_find(purl, '#') < purl.len ||
	       (end < purl.len && (th_slice_rfind(purl, '?') != end ||
				   th_slice_search(purl, TH_SLICE("upstream=")) < purl.len ||
				   th_slice_search(purl, TH_SLICE("source=")) < purl.len));
}

bool th_filter_purl(const struct th_filter *filter, th_slice purl)
{
	size_t end = purl.len;

	if (filter->all_purls)
		return true;
	if (th_plain_end(purl, 0, '?', '#') < purl.len) {
		end = th_slice_find(purl, '?');
		if (is_intricate(purl, end))
			return true;
	}
	th_slice name = behind_last(th_slice_sub(purl, 0, end), '/');
	name = th_slice_sub(name, 0, th_slice_rfind(name, '@'));
	return may_be(filter->purls, name);
}

bool th_filter_cpe(const struct th_filter *filter, th_slice cpe)
{
	th_slice rest = cpe;

	if (filter->all_cpes || !th_slice_starts(cpe, TH_SLICE("cpe:2.3:")))
		return true;
	for (unsigned field = 0; field < 4; field++) { /* cpe, 2.3, part, vendor */
		th_slice skipped = th_slice_sub(rest, 0, th_slice_find(rest, ':'));
		if (th_slice_find(skipped, '\\') < skipped.len) /* it may hide the colon */
			return true;
		rest = th_slice_sub(rest, skipped.len + 1, rest.len);
	}
	return may_be(filter->cpes, th_slice_sub(rest, 0, th_slice_find(rest, ':')));
}
