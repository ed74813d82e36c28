#include "core/base/crew.h"

#include <unistd.h>

enum { USUAL_JOBS = 8 };

uint32_t th_crew_jobs(uint32_t asked)
{
	if (asked == 0) {
		long processors = sysconf(_SC_NPROCESSORS_ONLN);
		return processors < 1            ? 1
		       : processors > USUAL_JOBS ? USUAL_JOBS
						 : (uint32_t)processors;
	}
	return asked < TH_MOST_JOBS ? asked : TH_MOST_JOBS;
}

static void *work(void *context)
{
	struct th_crew *crew = context;

	for (uint32_t i; (i = atomic_fetch_add(&crew->next, 1)) < crew->tasks;)
		crew->task(crew->context, i);
	return NULL;
}

static void start(struct th_crew *crew, uint32_t threads)
{
	while (crew->started < threads && crew->started < crew->tasks &&
	       th_thread_start(&crew->threads[crew->started], work, crew))
		crew->started++;
}

static void init(struct th_crew *crew, uint32_t tasks, th_crew_task *task, void *context)
{
	crew->task = task;
	crew->context = context;
	crew->tasks = tasks;
	crew->started = 0;
	atomic_init(&crew->next, 0);
}

void th_crew_begin(struct th_crew *crew, uint32_t jobs, uint32_t tasks, th_crew_task *task,
		   void *context)
{
	init(crew, tasks, task, context);
	start(crew, th_crew_jobs(jobs) - 1);
}

void th_crew_end(struct th_crew *crew)
{
	work(crew);
	while (crew->started > 0)
		pthread_join(crew->threads[--crew->started], NULL);
}

void th_crew_run(uint32_t jobs, uint32_t tasks, th_crew_task *task, void *context)
{
	struct th_crew crew;

	init(&crew, tasks, task, context);
	if (tasks > 1) /* one is for this thread */
		start(&crew, th_crew_jobs(jobs) < tasks ? th_crew_jobs(jobs) - 1 : tasks - 1);
	th_crew_end(&crew);
}
