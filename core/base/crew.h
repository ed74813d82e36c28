/*
 * Tasks that threads share: they are numbered, and each is done once, by whoever is free. The
 * thread that begins them may do other things meanwhile; when it wants them ended it takes part.
 * Threads that cannot be had are done without, so nothing here fails.
 */
#ifndef TH_CORE_BASE_CREW_H
#define TH_CORE_BASE_CREW_H

#include "core/base/thread.h"

#include <stdatomic.h>
#include <stdint.h>

enum { TH_MOST_JOBS = 64 };

/* Does task `number`. Called by several threads at once. */
typedef void th_crew_task(void *context, uint32_t number);

struct th_crew {
	th_crew_task *task;
	void *context;
	uint32_t tasks, started;
	atomic_uint next;
	pthread_t threads[TH_MOST_JOBS];
};

/* So many threads as are asked for, TH_MOST_JOBS at most; 0: as there are processors, 8 at most. */
uint32_t th_crew_jobs(uint32_t asked);
/*
 * Begin the tasks 0 to `tasks` - 1 with so many threads (0: as th_crew_jobs says), the calling one
 * among them. The crew stays where it is until th_crew_end.
 */
void th_crew_begin(struct th_crew *crew, uint32_t jobs, uint32_t tasks, th_crew_task *task,
		   void *context);
/* Take part in what is left, and wait for all. Safe on a crew that is all zero. */
void th_crew_end(struct th_crew *crew);
/* Both in one. */
void th_crew_run(uint32_t jobs, uint32_t tasks, th_crew_task *task, void *context);

#endif
