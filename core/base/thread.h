/*
 * Threads that begin at once. The kernel may start a thread where its parent is busy, and moves one
 * of them when it next looks after its processors: milliseconds later, which is half of the time
 * that a document takes. So a new thread keeps off the processor that its parent runs on, if there
 * are others.
 */
#ifndef TH_CORE_BASE_THREAD_H
#define TH_CORE_BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* Start run(context); false where no thread is to be had. It is to be joined by pthread_join. */
bool th_thread_start(pthread_t *thread, void *(*run)(void *context), void *context);

#endif
