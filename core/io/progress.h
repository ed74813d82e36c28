/*
 * One line on a terminal that says how far the work is, for work that takes longer than half a
 * second; shorter work shows nothing, and the line is gone when the work is done. Whether there is
 * a terminal, and which descriptor that is, the caller decides.
 */
#ifndef TH_CORE_IO_PROGRESS_H
#define TH_CORE_IO_PROGRESS_H

#include "core/base/slice.h"

struct th_progress {
	int fd;           /* -1: never draw */
	bool drawn;       /* there is a line to erase */
	unsigned skip;    /* calls to let pass before the clock is read again ... */
	unsigned stride;  /* ... and how many that were last time */
	uint64_t read_at; /* monotonic nanoseconds: the last look at the clock */
	uint64_t draw_at; /* the next time to draw, at first half a second after the start */
};

/* Begin now. fd is a terminal, or -1 to stay silent for good. */
void th_progress_start(struct th_progress *progress, int fd);
/* Erase the line, if there is one. The progress may be started again. */
void th_progress_end(struct th_progress *progress);

/* The slow half of th_progress_update. */
void th_progress_look(struct th_progress *progress, uint64_t done, uint64_t total, th_slice label);

/*
 * done of total units are done (total 0: not known), and label is being worked on. The label is
 * UTF-8 that the caller has made safe to print; it is cut to the width of the terminal. May be
 * called for every item: most calls only count, and how many of them do follows the pace of the
 * calls.
 */
static inline void th_progress_update(struct th_progress *progress, uint64_t done, uint64_t total,
				      th_slice label)
{
	if (progress->fd < 0)
		return;
	if (progress->skip > 0)
		progress->skip--;
	else
		th_progress_look(progress, done, total, label);
}

#endif
