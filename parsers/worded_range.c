#include "parsers/worded_range.h"

#include <stdio.h>
#include <string.h>

/* The longer of two that begin alike stands first. */
static const struct {
	const char *word, *comparator;
} words[] = {
	{ "<=", "<=" },      { ">=", ">=" },    { "<", "<" },        { ">", ">" },      { "=", "" },
	{ "prior to", "<" }, { "before", "<" }, { "through", "<=" }, { "up to", "<=" },
};
static const char *const fillers[] = { "vers:all/", "all versions", "versions",
				       "version",   "and",          ",",
				       "|" };

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static bool starts(th_slice s, const char *word)
{
	size_t len = strlen(word);

	return s.len >= len && th_slice_equal_nocase(th_slice_sub(s, 0, len), th_slice_of(word));
}

static void drop(th_slice *s, size_t len)
{
	*s = th_slice_trim(th_slice_sub(*s, len, s->len));
}

static void drop_fillers(th_slice *rest)
{
	for (size_t i = 0; i < COUNT(fillers); i++)
		if (starts(*rest, fillers[i]))
			drop(rest, strlen(fillers[i]));
}

static const char *take_comparator(th_slice *rest)
{
	drop_fillers(rest);
	for (size_t i = 0; i < COUNT(words); i++)
		if (starts(*rest, words[i].word)) {
			drop(rest, strlen(words[i].word));
			return words[i].comparator;
		}
	return NULL;
}

/* Up to a blank or what begins the next bound; a "V" before it is no part of it. */
static bool take_version(th_slice *rest, th_slice *version)
{
	size_t end = 0;

	th_slice_holds(*rest);
	while (end < rest->len && !th_is_blank(rest->ptr[end]) &&
	       !memchr(",|<>=", rest->ptr[end], 5))
		end++;
	*version = th_slice_sub(*rest, 0, end);
	drop(rest, end);
	if (version->len > 1 && th_lower(version->ptr[0]) == 'v')
		*version = th_slice_sub(*version, 1, version->len);
	return version->len > 0 && th_is_digit(version->ptr[0]);
}

static bool put(char *out, size_t size, size_t *len, const char *comparator, th_slice version)
{
	bool first = out[*len - 1] == '/';

	if (*len + version.len + 4 > size)
		return false;
	*len += (size_t)snprintf(out + *len, size - *len, "%s%s%.*s", first ? "" : "|", comparator,
				 TH_FMT(version));
	return true;
}

th_slice th_worded_range_read(th_slice range, char *out, size_t size)
{
	int begun = snprintf(out, size, "vers:generic/");
	size_t len = (size_t)begun;
	th_slice version;

	if (len >= size)
		return (th_slice){ 0 };
	range = th_slice_trim(range);
	drop_fillers(&range);
	if (range.len == 0)
		return (th_slice){ 0 };
	/* What stands before the first comparator is the lower bound, or all there is. */
	if (th_is_digit(range.ptr[0]) || th_lower(range.ptr[0]) == 'v') {
		if (!take_version(&range, &version) ||
		    !put(out, size, &len, range.len ? ">=" : "", version))
			return (th_slice){ 0 };
	}
	while (range.len > 0) {
		const char *comparator = take_comparator(&range);
		if (!comparator || !take_version(&range, &version) ||
		    !put(out, size, &len, comparator, version))
			return (th_slice){ 0 };
	}
	return th_slice_make(out, len);
}

bool th_worded_range_is_every(th_slice range)
{
	static const char *const every[] = { "all versions", "all", "vers:all/*", "*" };

	range = th_slice_trim(range);
	for (size_t i = 0; i < COUNT(every); i++)
		if (th_slice_equal_nocase(range, th_slice_of(every[i])))
			return true;
	return false;
}

bool th_worded_range_is_likely(th_slice range)
{
	static const char *const heads[] = { "all versions", "<",     ">",    "prior to",
					     "before",       "up to", "vers:" };

	range = th_slice_trim(range);
	for (size_t i = 0; i < COUNT(heads); i++)
		if (starts(range, heads[i]))
			return true;
	return th_slice_find(range, '|') < range.len || th_slice_find(range, '(') < range.len ||
	       th_worded_range_is_every(range);
}
