/*
 * Places in tag-value (SPDX 2.3, annex of the tag-value format): a line is "Tag: value", and a
 * value that begins with <text> goes on to </text>, over lines. An offset anywhere in such a line,
 * or in the lines of its text, means the value.
 */
#include "core/text/place_walk.h"

#include <assert.h>

/* A "Tag: value", with all lines of its text. */
struct tag_line {
	size_t start, end; /* end: of its last line, where the newline stands */
	th_slice tag;      /* absent: no tag, a comment or nothing */
	size_t value;
};

static size_t line_end(th_slice bytes, size_t at)
{
	return at + th_slice_find(th_slice_sub(bytes, at, bytes.len), '\n');
}

/* The line that begins at `start`, through the last line of its text. */
static struct tag_line line_at(th_slice bytes, size_t start)
{
	struct tag_line line = { .start = start, .end = line_end(bytes, start) };
	th_slice text = th_slice_sub(bytes, start, line.end);
	size_t colon = th_slice_find(text, ':');

	if (colon == text.len || text.ptr[0] == '#')
		return line;
	line.tag = th_slice_trim(th_slice_sub(text, 0, colon));
	for (line.value = start + colon + 1; line.value < line.end; line.value++)
		if (bytes.ptr[line.value] != ' ' && bytes.ptr[line.value] != '\t')
			break;
	text = th_slice_sub(bytes, line.value, bytes.len);
	if (th_slice_starts(text, TH_SLICE("<text>")))
		line.end = line_end(bytes, line.value + th_slice_search(text, TH_SLICE("</text>")));
	return line;
}

/*
 * The first line, from the one at `start` on, whose value begins with <text>, in as far as that
 * stands before `until`; one that starts at `until` where there is none.
 */
static struct tag_line next_text(th_slice bytes, size_t start, size_t until)
{
	for (size_t at = start; at < until;) {
		at += th_slice_find(th_slice_sub(bytes, at, until), '<');
		if (at < until &&
		    th_slice_starts(th_slice_sub(bytes, at, bytes.len), TH_SLICE("<text>"))) {
			struct tag_line line =
				line_at(bytes, th_place_behind_last(bytes, '\n', start, at));

			if (line.tag.ptr && line.value == at)
				return line;
			at = line.end; /* a later <text> on a line begins no value */
		} else {
			at++;
		}
	}
	return (struct tag_line){ .start = until, .end = until };
}

static th_status settle_line(struct th_place_walk *walk, uint64_t until,
			     const struct tag_line *line)
{
	if (!line->tag.ptr) {
		th_place_settle_outside(walk, until);
		return TH_OK;
	}
	th_place_begin(walk);
	th_place_add(walk, line->tag);
	return th_place_settle(walk, until, line->value);
}

th_status th_place_walk_tags(struct th_place_walk *walk)
{
	th_slice bytes = walk->bytes;

	assert(bytes.ptr);
	struct tag_line line = line_at(bytes, th_place_text_start(bytes));

	while (th_place_pending(walk, bytes.len)) {
		size_t offset = (size_t)walk->order[walk->next]->offset;

		/* the last text that begins before the locus, and the line of the locus where that
		 * has ended */
		while (line.end < offset) {
			struct tag_line text = next_text(bytes, line.end + 1, offset + 1);

			if (text.start <= offset)
				line = text;
			else
				line = line_at(bytes,
					       th_place_behind_last(bytes, '\n', line.end, offset));
		}
		TH_TRY(settle_line(walk, (uint64_t)line.end + 1, &line));
	}
	th_place_settle_outside(walk, UINT64_MAX);
	return TH_OK;
}
