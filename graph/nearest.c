/*
 * "Did you mean ...?": the Damerau-Levenshtein distance in its restricted form (insert, delete,
 * replace, swap two neighbours; no part is edited twice), letters without case.
 */
#include "graph/config.h"

enum { LONGEST = 64 }; /* bytes of a word that is compared; longer ones are near nothing */

/* Edits that a word of this length may be away: one in three letters, one for the shortest. */
static size_t cut_off(size_t len)
{
	return len < 4 ? 1 : len / 3;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t distance(th_slice a, th_slice b)
{
	size_t rows[3][LONGEST + 1], *before = rows[0], *above = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b.len; j++)
		above[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		char c = th_lower(a.ptr[i - 1]);

		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			char d = th_lower(b.ptr[j - 1]);

			row[j] = least(least(row[j - 1], above[j]) + 1, above[j - 1] + (c != d));
			if (i > 1 && j > 1 && c == th_lower(b.ptr[j - 2]) &&
			    th_lower(a.ptr[i - 2]) == d)
				row[j] = least(row[j], before[j - 2] + 1);
		}
		size_t *oldest = before;
		before = above;
		above = row;
		row = oldest;
	}
	return above[b.len];
}

const char *th_nearest_word(th_slice word, const char *const *words)
{
	const char *nearest = NULL;
	size_t best = cut_off(word.len) + 1;

	if (word.len == 0 || word.len > LONGEST)
		return NULL;
	for (; *words; words++) {
		th_slice known = th_slice_of(*words);
		size_t edits = known.len > LONGEST ? best : distance(word, known);

		if (edits < best && edits < known.len) {
			best = edits;
			nearest = *words;
		}
	}
	return nearest;
}
