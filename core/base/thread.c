#include "core/base/thread.h"

#include <sched.h>

/* All processors that may be used but this one; false where that is none, or is not known. */
static bool find_elsewhere(cpu_set_t *allowed)
{
	int here = sched_getcpu();

	if (here < 0 || sched_getaffinity(0, sizeof(*allowed), allowed) != 0)
		return false;
	CPU_CLR((size_t)here, allowed);
	return CPU_COUNT(allowed) > 0;
}

bool th_thread_start(pthread_t *thread, void *(*run)(void *context), void *context)
{
	pthread_attr_t attributes;
	cpu_set_t allowed;

	if (pthread_attr_init(&attributes) != 0)
		return false;
	if (find_elsewhere(&allowed))
		(void)pthread_attr_setaffinity_np(&attributes, sizeof(allowed), &allowed);
	bool started = pthread_create(thread, &attributes, run, context) == 0;
	pthread_attr_destroy(&attributes);
	return started || pthread_create(thread, NULL, run, context) == 0;
}
