/*
 * Globs over paths: part by part, and within a part character by character. Both are the same
 * greedy match: at a wildcard remember where it stands; on a mismatch go back to the last one and
 * let it take one more. An earlier wildcard never needs another try, so the work is at most the
 * product of both lengths.
 */
#include "core/text/unicode.h"
#include "graph/config.h"

/* Behind the character that begins at byte `at`. */
static size_t behind_character(th_slice text, size_t at)
{
	uint32_t code;

	return at + th_utf8_next(text, at, &code);
}

/* Whether what stands at *g of the glob, no '*', takes the character at *t of the text; then both
 * move behind it. */
static bool take_one(th_slice glob, size_t *g, th_slice text, size_t *t)
{
	size_t at = *g;

	if (at == glob.len || *t == text.len)
		return false;
	if (glob.ptr[at] == '?') {
		*t = behind_character(text, *t);
	} else {
		if (glob.ptr[at] == '\\' && at + 1 < glob.len)
			at++;
		if (glob.ptr[at] != text.ptr[*t])
			return false;
		++*t;
	}
	*g = at + 1;
	return true;
}

static bool match_part(th_slice glob, th_slice text)
{
	size_t g = 0, t = 0, behind_star = SIZE_MAX, taken = 0;

	while (g < glob.len || t < text.len) {
		if (g < glob.len && glob.ptr[g] == '*') {
			behind_star = ++g;
			taken = t;
		} else if (!take_one(glob, &g, text, &t)) {
			if (behind_star == SIZE_MAX || taken == text.len)
				return false;
			taken = behind_character(text, taken);
			t = taken;
			g = behind_star;
		}
	}
	return true;
}

/* The part of s that begins at byte `at`, without its '/'. */
static th_slice part_at(th_slice s, size_t at)
{
	th_slice rest = th_slice_sub(s, at, s.len);

	return th_slice_sub(rest, 0, th_slice_find(rest, '/'));
}

/* Where the next part begins; beyond the length of s where there is none. */
static size_t next_part(th_slice s, size_t at)
{
	return at + part_at(s, at).len + 1;
}

bool th_glob_match(th_slice glob, th_slice path)
{
	size_t g = 0, p = 0, behind_stars = SIZE_MAX, taken = 0;

	glob = glob.ptr ? glob : TH_SLICE("");
	path = path.ptr ? path : TH_SLICE("");
	while (g <= glob.len || p <= path.len) {
		bool stars = g <= glob.len && th_slice_equal(part_at(glob, g), TH_SLICE("**"));

		if (stars) {
			behind_stars = g = next_part(glob, g);
			taken = p;
			if (g > glob.len)
				return p <=
				       path.len; /* at the end it stands for at least one part */
		} else if (g <= glob.len && p <= path.len &&
			   match_part(part_at(glob, g), part_at(path, p))) {
			g = next_part(glob, g);
			p = next_part(path, p);
		} else {
			if (behind_stars == SIZE_MAX || taken > path.len)
				return false;
			p = taken = next_part(path, taken);
			g = behind_stars;
		}
	}
	return true;
}

bool th_name_glob_match(th_slice glob, th_slice name)
{
	return match_part(glob.ptr ? glob : TH_SLICE(""), name.ptr ? name : TH_SLICE(""));
}
