#include "core/io/progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define MILLISECOND UINT64_C(1000000)

enum {
	FIRST_DRAW = 500,  /* milliseconds after the start */
	NEXT_DRAW = 100,   /* and after another drawing */
	LOOK_EVERY = 5,    /* about how often the clock is to be read */
	MAX_STRIDE = 4096, /* calls between two looks */
	BAR = 20,
	NO_WIDTH = 80, /* columns of a terminal that does not say */
};

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * UINT64_C(1000000000) + (uint64_t)time.tv_nsec;
}

void th_progress_start(struct th_progress *progress, int fd)
{
	*progress = (struct th_progress){ .fd = fd };
	if (fd < 0)
		return;
	progress->read_at = now();
	progress->draw_at = progress->read_at + FIRST_DRAW * MILLISECOND;
}

static size_t columns_of(int fd)
{
	struct winsize size;

	return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : NO_WIDTH;
}

/*
 * How many bytes of text fit into so many columns; what is not Latin is taken to be two columns
 * wide.
 */
static size_t fit(th_slice text, size_t columns)
{
	size_t at = 0;

	while (at < text.len) {
		unsigned char lead = (unsigned char)text.ptr[at];
		size_t bytes = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
		size_t wide = bytes > 2 ? 2 : 1;

		if (wide > columns || bytes > text.len - at)
			break;
		columns -= wide;
		at += bytes;
	}
	return at;
}

static void draw(struct th_progress *progress, uint64_t done, uint64_t total, th_slice label)
{
	char line[1024], bar[BAR + 1], head[64] = "";
	size_t columns = columns_of(progress->fd) - 1;

	if (total > 0) {
		double part = done < total ? (double)done / (double)total : 1.0;
		size_t full = (size_t)(part * BAR);

		memset(bar, '.', BAR);
		memset(bar, '#', full);
		bar[BAR] = '\0';
		snprintf(head, sizeof(head), "[%s] %3d %% ", bar, (int)(part * 100));
	} else if (done > 0) {
		snprintf(head, sizeof(head), "%llu ", (unsigned long long)done);
	}
	th_slice front = th_slice_of(head);
	front.len = fit(front, columns);
	label.len = fit(label, columns - front.len);
	if (label.len > sizeof(line) - 80)
		label.len = fit(th_slice_sub(label, 0, sizeof(line) - 80), columns);
	int len = snprintf(line, sizeof(line), "\r%.*s%.*s\x1b[K", TH_FMT(front), TH_FMT(label));
	/* a line that cannot be shown is no reason to stop the work */
	if (len > 0 && write(progress->fd, line, (size_t)len) > 0)
		progress->drawn = true;
}

/* Double or halve the stride, so that the clock is read about every LOOK_EVERY milliseconds. */
static void pace(struct th_progress *progress, uint64_t passed)
{
	if (passed < LOOK_EVERY * MILLISECOND / 2 && progress->stride < MAX_STRIDE)
		progress->stride = progress->stride * 2 + 1;
	else if (passed > LOOK_EVERY * MILLISECOND * 2)
		progress->stride /= 4;
	progress->skip = progress->stride;
}

void th_progress_look(struct th_progress *progress, uint64_t done, uint64_t total, th_slice label)
{
	uint64_t time = now();

	pace(progress, time - progress->read_at);
	progress->read_at = time;
	if (time < progress->draw_at)
		return;
	draw(progress, done, total, label);
	progress->draw_at = time + NEXT_DRAW * MILLISECOND;
}

void th_progress_end(struct th_progress *progress)
{
	static const char erase[] = "\r\x1b[K";

	if (progress->fd >= 0 && progress->drawn)
		progress->drawn = write(progress->fd, erase, sizeof(erase) - 1) <= 0;
	progress->drawn = false;
}
