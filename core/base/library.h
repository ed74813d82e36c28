/*
 * Shared libraries that only some runs need, loaded at first use: linking them would cost every run
 * milliseconds of start-up. A library is described by one static struct th_library in the file that
 * owns it; a table of names says which function goes into which slot. What was loaded stays loaded
 * until the process ends.
 */
#ifndef TH_CORE_BASE_LIBRARY_H
#define TH_CORE_BASE_LIBRARY_H

#include "core/base/slice.h"
#include "core/base/status.h"

#include <pthread.h>
#include <stdatomic.h>

struct th_library_symbol {
	const char *name;
	size_t slot; /* offset of its function pointer in the table */
};

struct th_library {
	const char *file;    /* the name the loader knows: "libxml2.so.2" */
	const char *package; /* the Debian package to install when it is missing */
	const struct th_library_symbol *symbols;
	size_t count;
	void *table;         /* struct of function pointers, filled when the library is loaded */
	void (*ready)(void); /* called once after that, before the table is used; may be NULL */
	pthread_mutex_t lock;
	_Atomic int state;
	char why[320];
};

/* The rest of a struct th_library. */
#define TH_LIBRARY_FRESH .lock = PTHREAD_MUTEX_INITIALIZER, .state = 0, .why = ""

/*
 * Load library unless that was done before; any number of threads may ask at once. TH_EIO when it
 * or one of its functions is missing; then *why, unless NULL, is a sentence that names it and its
 * package, and stays valid for the life of the process. A failure is final: the next call gives the
 * same answer.
 */
th_status th_library_load(struct th_library *library, th_slice *why) TH_MUST_USE;

#endif
